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

static double radius_of(const struct svg_point *point, double most) { return most > 0 && point->value > 0 ? fmax(3, 22 * sqrt(point->value / most)) : 2.5; }

static void bubble(const struct frame *frame, const struct svg_point *point, double most)
{
    FILE *out = frame->page->out;
    fprintf(out, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"><title>", point->value > 0 ? "bubble" : "bubble none", map_x(frame, point->lon), map_y(frame, point->lat), radius_of(point, most));
    svg_text(out, point->name);
    fputs("</title></circle>\n", out);
}

static void bubble_name(const struct frame *frame, const struct svg_point *point, double most)
{
    const double x = map_x(frame, point->lon), away = radius_of(point, most) + 4;
    const bool left = x + away + 8.5 * (double)strlen(point->name) > WIDE;
    fprintf(frame->page->out, "<text class=\"place\" text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">", left ? "end" : "start", left ? x - away : x + away, map_y(frame, point->lat) + 5);
    svg_text(frame->page->out, point->name);
    fputs("</text>\n", frame->page->out);
}

static void bubbles(const struct svg_page *page, const struct svg_table *table, const struct svg_point *point, int32_t n, const struct svg_outline *outline, int32_t id)
{
    const struct frame frame = frame_make(page, point, n, outline);
    double most = 0;
    for (int32_t i = 0; i < n; i++) most = fmax(most, point[i].value);
    svg_open(page, table, id, arena_format(page->arena, "0 0 %d %.0f", WIDE, frame.height), 0, "map");
    if (outline) outline_draw(&frame, outline);
    for (int32_t i = 0; i < n; i++)
        if (isfinite(point[i].lat) && isfinite(point[i].lon)) bubble(&frame, &point[i], most);
    for (int32_t i = 0; i < n; i++)
        if (point[i].named && isfinite(point[i].lat) && isfinite(point[i].lon)) bubble_name(&frame, &point[i], most);
    fputs("</svg>\n", page->out);
}

/* ---- tiles ---- */

static void tile(const struct svg_page *page, const struct svg_table *table, const struct svg_point *point, int32_t i, double most)
{
    const double x = (i % TILES) * (double)WIDE / TILES, y = (double)(i / TILES) * TILE_HIGH, wide = WIDE / (double)TILES - 4;
    fprintf(page->out, "<rect class=\"tile\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\"/>", x, y, wide, TILE_HIGH - 4);
    fprintf(page->out, "<rect class=\"s0\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"6\"/>", x, y + TILE_HIGH - 10, most > 0 && point->value > 0 ? wide * point->value / most : 0);
    fprintf(page->out, "<text class=\"place\" x=\"%.1f\" y=\"%.1f\">", x + 4, y + 18);
    char name[64];
    snprintf(name, sizeof name, "%.10s", point->name);
    svg_text(page->out, strlen(point->name) > 11 ? arena_format(page->arena, "%s…", name) : point->name);
    fprintf(page->out, "</text><text class=\"place\" x=\"%.1f\" y=\"%.1f\">", x + 4, y + 38);
    svg_text(page->out, svg_number(page, &table->column[0], point->value));
    fputs("</text>\n", page->out);
}

static void tiles(const struct svg_page *page, const struct svg_table *table, const struct svg_point *point, int32_t n, int32_t id)
{
    const int32_t shown = n < MOST_TILES ? n : MOST_TILES;
    double most = 0;
    for (int32_t i = 0; i < n; i++) most = fmax(most, point[i].value);
    svg_open(page, table, id, arena_format(page->arena, "0 0 %d %d", WIDE, (int)((shown + TILES - 1) / TILES * TILE_HIGH)), 0, "map");
    for (int32_t i = 0; i < shown; i++) tile(page, table, &point[i], i, most);
    fputs("</svg>\n", page->out);
    if (shown == n) return;
    fputs("<p class=\"note\">", page->out);
    svg_text(page->out, arena_format(page->arena, say_in(page->lang, "The first %d of %d are drawn; the table has all of them.", "De eerste %d van %d zijn getekend; de tabel heeft ze allemaal."), (int)shown, (int)n));
    fputs("</p>\n", page->out);
}

static void legend(const struct svg_page *page, const char *value_name)
{
    fputs("<p class=\"note\">", page->out);
    svg_text(page->out, arena_format(page->arena, say_in(page->lang, "The larger a circle, the more: its area is %s.", "Hoe groter een cirkel, hoe meer: de oppervlakte is %s."), value_name));
    fputs("</p>\n", page->out);
}

void svg_map(const struct svg_page *page, const struct svg_table *table, const struct svg_point *point, int32_t n, const struct svg_outline *outline, const char *value_name)
{
    int32_t placed = 0;
    for (int32_t i = 0; i < n; i++) placed += isfinite(point[i].lat) && isfinite(point[i].lon);
    const int32_t id = svg_begin(page, table);
    fputs("<div class=\"beside\"><div>\n", page->out);
    if (placed >= 2) {
        bubbles(page, table, point, n, outline, id);
        legend(page, value_name);
    } else
        tiles(page, table, point, n, id);
    if (n > MOST_BESIDE) {
        fputs("</div></div>\n", page->out);
        svg_end(page, table);
        return;
    }
    fputs("</div><div>\n", page->out);
    svg_plain(page, table);
    fputs("</div></div></figure>\n", page->out);
}
