/* Maps: bubbles whose area is the value, over an outline where one is given; tiles where nobody knows where things lie. */
#include <math.h>
#include <string.h>

#include "analysis/svg.h"

enum { WIDE = 460, EDGE = 30, MOST_TILES = 120, MOST_BESIDE = 60, TILES = 5, TILE_HIGH = 58 };

struct frame {
    const struct svg_page *page;
    double west, north, scale, squeeze, height; /* squeeze: a degree of longitude as a share of one of latitude */
};

static double map_x(const struct frame *frame, double lon) { return EDGE + (lon - frame->west) * frame->squeeze * frame->scale; }
static double map_y(const struct frame *frame, double lat) { return EDGE + (frame->north - lat) * frame->scale; }

struct bounds { double west, east, south, north; };

static void include(struct bounds *bounds, double lon, double lat)
{
    bounds->west = fmin(bounds->west, lon), bounds->east = fmax(bounds->east, lon);
    bounds->south = fmin(bounds->south, lat), bounds->north = fmax(bounds->north, lat);
}

static struct frame frame_make(const struct svg_page *page, const struct svg_point *point, int32_t n, const struct svg_outline *outline)
{
    struct bounds b = {INFINITY, -INFINITY, INFINITY, -INFINITY};
    for (int32_t i = 0; i < n; i++)
        if (isfinite(point[i].lat) && isfinite(point[i].lon)) include(&b, point[i].lon, point[i].lat);
    for (int32_t r = 0; outline && r < outline->rings; r++)
        for (int32_t i = 0; i < outline->n[r]; i++) include(&b, outline->ring[r][2 * i], outline->ring[r][2 * i + 1]);
    struct frame frame = {.page = page, .west = b.west, .north = b.north};
    frame.squeeze = cos((b.south + b.north) / 2 * 3.14159265358979323846 / 180);
    const double wide = fmax((b.east - b.west) * frame.squeeze, 1e-6), high = fmax(b.north - b.south, 1e-6);
    frame.scale = fmin((WIDE - 2 * EDGE) / wide, 1.6 * WIDE / high);
    frame.height = high * frame.scale + 2 * EDGE;
    return frame;
}

/* Points nearer than a third of a unit are not told apart. */
static void ring_draw(const struct frame *frame, const double *ring, int32_t n)
{
    double x = -INFINITY, y = -INFINITY;
    const char *letter = "M";
    for (int32_t i = 0; i < n; i++) {
        const double next_x = map_x(frame, ring[2 * i]), next_y = map_y(frame, ring[2 * i + 1]);
        if (hypot(next_x - x, next_y - y) < 0.35) continue;
        fprintf(frame->page->out, "%s%.1f %.1f", letter, x = next_x, y = next_y);
        letter = "L";
    }
    fputs(n ? "Z" : "", frame->page->out);
}

static void outline_draw(const struct frame *frame, const struct svg_outline *outline)
{
    for (int32_t r = 0; r < outline->rings;) {
        const int32_t region = outline->region[r];
        fprintf(frame->page->out, "<path class=\"%s\" d=\"", region >= 0 ? "land known" : "land");
        do ring_draw(frame, outline->ring[r], outline->n[r]);
        while (++r < outline->rings && outline->region[r] == region);
        fputs("\"/>\n", frame->page->out);
    }
}

static double radius_for(double value, double most) { return most > 0 && fabs(value) > 0 ? fmax(3, 22 * sqrt(fabs(value) / most)) : 2.5; }

struct spot {
    double x, y, radius;
};

static struct spot spot_of(const struct frame *frame, const struct svg_point *point, double most)
{
    return (struct spot){map_x(frame, point->lon), map_y(frame, point->lat), radius_for(point->value, most)};
}

static bool is_placed(const struct svg_point *point) { return isfinite(point->lat) && isfinite(point->lon); }

/* A circle, and in it where there is room the sign of a difference. */
static void circle(FILE *out, struct spot spot, double value, bool sign)
{
    const char *class = value == 0 || isnan(value) ? "bubble none" : sign && value > 0 ? "bubble more" : "bubble";
    fprintf(out, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\">", class, spot.x, spot.y, spot.radius);
}

static void circle_sign(FILE *out, struct spot spot, double value)
{
    if (!(fabs(value) > 0) || spot.radius < 7) return;
    fprintf(out, "<path class=\"%s\" d=\"M%.1f %.1fh8", value > 0 ? "sign plus" : "sign", spot.x - 4, spot.y);
    if (value > 0) fprintf(out, "M%.1f %.1fv8", spot.x, spot.y - 4);
    fputs("\"/>\n", out);
}

static void bubble(const struct frame *frame, const struct svg_point *point, double most, const struct svg_column *value)
{
    FILE *out = frame->page->out;
    const struct spot spot = spot_of(frame, point, most);
    circle(out, spot, point->value, value->sign);
    fputs("<title>", out);
    svg_text(out, arena_format(frame->page->arena, "%s: %s", point->name, svg_number(frame->page, value, point->value)));
    fputs("</title></circle>\n", out);
    if (value->sign) circle_sign(out, spot, point->value);
}

/* ---- names beside circles: where they cover least ---- */

struct box {
    double left, top, right, bottom;
};

static double shared(double from, double to, double other_from, double other_to) { return fmax(0, fmin(to, other_to) - fmax(from, other_from)); }
static double overlap(struct box a, struct box b) { return shared(a.left, a.right, b.left, b.right) * shared(a.top, a.bottom, b.top, b.bottom); }

struct naming {
    const struct frame *frame;
    const struct svg_point *point;
    int32_t n, boxes;
    double most;
    struct box *box; /* of names that stand */
};

static double covered(const struct naming *naming, struct box at)
{
    double area = 0;
    for (int32_t i = 0; i < naming->n; i++) {
        if (!is_placed(&naming->point[i])) continue;
        const struct spot spot = spot_of(naming->frame, &naming->point[i], naming->most);
        area += overlap(at, (struct box){spot.x - spot.radius, spot.y - spot.radius, spot.x + spot.radius, spot.y + spot.radius});
    }
    for (int32_t i = 0; i < naming->boxes; i++) area += 3 * overlap(at, naming->box[i]);
    const double wide = at.right - at.left, inside = shared(at.left, at.right, 0, WIDE);
    return area + 40 * (wide - inside);
}

/* Right, left, above, below; the first of those that cover least. */
static void bubble_name(struct naming *naming, const struct svg_point *point)
{
    enum { HIGH = 16, SIDES = 4 };
    const struct spot spot = spot_of(naming->frame, point, naming->most);
    const double wide = 8.2 * (double)strlen(point->name), away = spot.radius + 4;
    const double left[SIDES] = {spot.x + away, spot.x - away - wide, spot.x - wide / 2, spot.x - wide / 2};
    const double top[SIDES] = {spot.y - HIGH / 2, spot.y - HIGH / 2, spot.y - away - HIGH, spot.y + away};
    struct box best = {0};
    double least = INFINITY;
    for (int i = 0; i < SIDES; i++) {
        const struct box at = {left[i], top[i], left[i] + wide, top[i] + HIGH};
        const double area = covered(naming, at);
        if (area < least) least = area, best = at;
    }
    naming->box[naming->boxes++] = best;
    fprintf(naming->frame->page->out, "<text class=\"place\" text-anchor=\"middle\" x=\"%.1f\" y=\"%.1f\">", (best.left + best.right) / 2, best.top + 13);
    svg_text(naming->frame->page->out, point->name);
    fputs("</text>\n", naming->frame->page->out);
}

static void bubbles(const struct svg_page *page, const struct svg_table *table, const struct svg_point *point, int32_t n, const struct svg_outline *outline, int32_t id, const struct svg_column *value, double most)
{
    const struct frame frame = frame_make(page, point, n, outline);
    struct naming naming = {&frame, point, n, 0, most, ARENA_ARRAY(page->arena, struct box, n + 1)};
    svg_open(page, table, id, arena_format(page->arena, "0 0 %d %.0f", WIDE, frame.height), 0, "map");
    if (outline) outline_draw(&frame, outline);
    for (int32_t i = 0; i < n; i++)
        if (is_placed(&point[i])) bubble(&frame, &point[i], most, value);
    for (int32_t i = 0; i < n; i++)
        if (point[i].named && is_placed(&point[i])) bubble_name(&naming, &point[i]);
    fputs("</svg>\n", page->out);
}

/* ---- the key: circles of round sizes ---- */

static void key_item(const struct svg_page *page, double size, double most, const struct svg_column *value)
{
    FILE *out = page->out;
    const double radius = radius_for(size, most);
    const int edge = (int)ceil(2 * radius) + 4;
    fprintf(out, "<li><svg width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" focusable=\"false\">", edge, edge, edge, edge);
    const struct spot spot = {edge / 2.0, edge / 2.0, radius};
    circle(out, spot, size, value->sign);
    fputs("</circle>", out);
    if (value->sign) circle_sign(out, spot, size);
    fputs("</svg> ", out);
    svg_text(out, svg_number(page, value, size));
    fputs("</li>", out);
}

static void key(const struct svg_page *page, const struct svg_point *point, int32_t n, double most, const struct svg_column *value)
{
    bool falls = false, rises = false;
    for (int32_t i = 0; i < n; i++) falls |= point[i].value < 0, rises |= point[i].value > 0;
    if (!(most > 0)) return;
    const struct svg_axis axis = svg_axis(0, most, 4);
    struct svg_column said = *value;
    said.decimals = axis.decimals;
    fputs("<p class=\"note\">", page->out);
    svg_text(page->out, arena_format(page->arena, say_in(page->lang, "The area of a circle: %s.", "De oppervlakte van een cirkel: %s."), value->name));
    fputs("</p>\n<ul class=\"legend\" aria-hidden=\"true\">", page->out);
    for (int i = 1; i < axis.n && axis.low + i * axis.step <= 1.001 * most; i++) {
        const double size = axis.low + i * axis.step;
        key_item(page, falls && !rises ? -size : size, most, &said);
        if (falls && rises) key_item(page, -size, most, &said);
    }
    fputs("</ul>\n", page->out);
}

/* ---- tiles ---- */

static void tile(const struct svg_page *page, const struct svg_point *point, int32_t i, double most, const struct svg_column *value)
{
    const double x = (i % TILES) * (double)WIDE / TILES, y = (double)(i / TILES) * TILE_HIGH, wide = WIDE / (double)TILES - 4;
    fprintf(page->out, "<rect class=\"tile\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\"/>", x, y, wide, TILE_HIGH - 4);
    fprintf(page->out, "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"6\"/>", value->sign && point->value > 0 ? "s1" : "s0", x, y + TILE_HIGH - 10, most > 0 && isfinite(point->value) ? wide * fabs(point->value) / most : 0);
    fprintf(page->out, "<text class=\"place\" x=\"%.1f\" y=\"%.1f\">", x + 4, y + 18);
    char name[64];
    snprintf(name, sizeof name, "%.10s", point->name);
    svg_text(page->out, strlen(point->name) > 11 ? arena_format(page->arena, "%s…", name) : point->name);
    fprintf(page->out, "</text><text class=\"place\" x=\"%.1f\" y=\"%.1f\">", x + 4, y + 38);
    svg_text(page->out, svg_number(page, value, point->value));
    fputs("</text>\n", page->out);
}

static void tiles(const struct svg_page *page, const struct svg_table *table, const struct svg_point *point, int32_t n, int32_t id, const struct svg_column *value, double most)
{
    const int32_t shown = n < MOST_TILES ? n : MOST_TILES;
    svg_open(page, table, id, arena_format(page->arena, "0 0 %d %d", WIDE, (int)((shown + TILES - 1) / TILES * TILE_HIGH)), 0, "map");
    for (int32_t i = 0; i < shown; i++) tile(page, &point[i], i, most, value);
    fputs("</svg>\n", page->out);
    if (shown == n) return;
    fputs("<p class=\"note\">", page->out);
    svg_text(page->out, arena_format(page->arena, say_in(page->lang, "The first %d of %d are drawn; the table has all of them.", "De eerste %d van %d zijn getekend; de tabel heeft ze allemaal."), (int)shown, (int)n));
    fputs("</p>\n", page->out);
}

void svg_map(const struct svg_page *page, const struct svg_table *table, const struct svg_point *point, int32_t n, const struct svg_outline *outline, const struct svg_column *value)
{
    int32_t placed = 0;
    double most = 0;
    for (int32_t i = 0; i < n; i++) placed += is_placed(&point[i]), most = fmax(most, fabs(point[i].value));
    const int32_t id = svg_begin(page, table);
    fputs("<div class=\"beside\"><div>\n", page->out);
    if (placed >= 2) {
        bubbles(page, table, point, n, outline, id, value, most);
        key(page, point, n, most, value);
    } else
        tiles(page, table, point, n, id, value, most);
    if (n > MOST_BESIDE) {
        fputs("</div></div>\n", page->out);
        svg_end(page, table);
        return;
    }
    fputs("</div><div>\n", page->out);
    svg_plain(page, table);
    fputs("</div></div></figure>\n", page->out);
}
