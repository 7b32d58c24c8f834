/* Lines with bands: paths stretch with the page (a drawing in a drawing, without proportions of its own), words and dots do not. */
#include <math.h>
#include <string.h>

#include "analysis/svg.h"

enum { TOP = 22, PLOT = 260, BELOW = 46, WIDE = 1000, SERIES = 6 };

struct plot {
    const struct svg_page *page;
    const struct svg_table *table;
    struct svg_axis y;
    double first, last; /* along the axis */
    const double *at;
};

static double x_of(const struct plot *plot, int32_t row)
{
    const double value = plot->at ? plot->at[row] : row;
    return plot->last > plot->first ? 12 + 84 * (value - plot->first) / (plot->last - plot->first) : 50;
}

static double y_of(const struct plot *plot, double value) { return PLOT * (plot->y.high - value) / (plot->y.high - plot->y.low); }

static const struct svg_cell *cell_of(const struct plot *plot, int32_t row, int32_t column) { return &plot->table->cell[row * plot->table->columns + column]; }

static void band(const struct plot *plot, int32_t c)
{
    FILE *out = plot->page->out;
    const char *letter = "M";
    int32_t n = 0;
    for (int32_t r = 0; r < plot->table->rows; r++) n += isfinite(cell_of(plot, r, c)->low) && isfinite(cell_of(plot, r, c)->high);
    if (n < 2) return;
    fprintf(out, "<path class=\"band b%d\" d=\"", (int)c);
    for (int32_t r = 0; r < plot->table->rows; r++)
        if (isfinite(cell_of(plot, r, c)->high)) fprintf(out, "%s%.1f %.1f", letter, x_of(plot, r) * WIDE / 100, y_of(plot, cell_of(plot, r, c)->high)), letter = "L";
    for (int32_t r = plot->table->rows - 1; r >= 0; r--)
        if (isfinite(cell_of(plot, r, c)->low)) fprintf(out, "L%.1f %.1f", x_of(plot, r) * WIDE / 100, y_of(plot, cell_of(plot, r, c)->low));
    fputs("Z\"/>\n", out);
}

static void line(const struct plot *plot, int32_t c)
{
    FILE *out = plot->page->out;
    const char *letter = "M";
    int32_t n = 0;
    fprintf(out, "<path class=\"line l%d\" d=\"", (int)c);
    for (int32_t r = 0; r < plot->table->rows; r++) {
        const double value = cell_of(plot, r, c)->value;
        if (!isfinite(value)) continue;
        fprintf(out, "%s%.1f %.1f", letter, x_of(plot, r) * WIDE / 100, y_of(plot, value));
        letter = "L";
        n++;
    }
    fputs(n ? "\"/>\n" : "M0 0\"/>\n", out);
}

/* A shape of its own for each series: dot, square, diamond, triangle, ring, cross. */
static void mark(FILE *out, int32_t c, const char *x, double y)
{
    static const char *const shapes[SERIES] = {"●", "■", "◆", "▲", "○", "✕"};
    fprintf(out, "<text class=\"mark m%d\" text-anchor=\"middle\" x=\"%s\" y=\"%.1f\">%s</text>", (int)c, x, y + 5, shapes[c % SERIES]);
}

static void marks(const struct plot *plot, int32_t c)
{
    const int32_t every = plot->table->rows > 16 ? plot->table->rows / 8 : 1;
    for (int32_t r = 0; r < plot->table->rows; r += every) {
        const double value = cell_of(plot, r, c)->value;
        if (isfinite(value)) mark(plot->page->out, c, arena_format(plot->page->arena, "%.2f%%", x_of(plot, r)), TOP + y_of(plot, value));
    }
    fputc('\n', plot->page->out);
}

static void grid(const struct plot *plot)
{
    FILE *out = plot->page->out;
    struct svg_column tick = plot->table->column[0];
    tick.decimals = plot->y.decimals;
    for (int i = 0; i < plot->y.n; i++) {
        const double value = plot->y.low + i * plot->y.step, y = TOP + y_of(plot, value);
        const bool zero = fabs(value) < plot->y.step / 1e6;
        fprintf(out, "<line class=\"%s\" x1=\"0\" x2=\"100%%\" y1=\"%.1f\" y2=\"%.1f\"/><text class=\"tick\" x=\"0\" y=\"%.1f\">", zero ? "zero" : "grid", y, y, y - 4);
        svg_text(out, svg_number(plot->page, &tick, zero ? 0 : value));
        fputs("</text>\n", out);
    }
}

static void below(const struct plot *plot, const char *x_name)
{
    FILE *out = plot->page->out;
    const int32_t n = plot->table->rows, most = strlen(plot->table->row[0]) > 6 ? 3 : 6, every = n > most + 2 ? (n + most - 1) / most : 1; /* long words need room */
    for (int32_t r = 0; r < n; r += every) {
        fprintf(out, "<text class=\"tick\" text-anchor=\"middle\" x=\"%.2f%%\" y=\"%d\">", x_of(plot, r), TOP + PLOT + 18);
        svg_text(out, plot->table->row[r]);
        fputs("</text>", out);
    }
    fprintf(out, "<text class=\"tick\" text-anchor=\"middle\" x=\"50%%\" y=\"%d\">", TOP + PLOT + 38);
    svg_text(out, x_name);
    fputs("</text>\n", out);
}

static void legend(const struct plot *plot, int32_t series)
{
    FILE *out = plot->page->out;
    if (plot->table->columns < 2) return;
    fputs("<ul class=\"legend\" aria-hidden=\"true\">", out);
    for (int32_t c = 0; c < series; c++) {
        fputs("<li><svg width=\"44\" height=\"16\" focusable=\"false\">", out);
        fprintf(out, "<path class=\"line l%d\" d=\"M0 8L44 8\"/>", (int)c);
        mark(out, c, "22", 8);
        fputs("</svg> ", out);
        svg_text(out, plot->table->column[c].name);
        fputs("</li>", out);
    }
    fputs("</ul>\n", out);
}

static struct plot plot_make(const struct svg_page *page, const struct svg_table *table, const double *at)
{
    double low = INFINITY, high = -INFINITY;
    for (int32_t i = 0; i < table->rows * table->columns; i++) {
        const double ends[] = {table->cell[i].value, table->cell[i].low, table->cell[i].high};
        for (int k = 0; k < 3; k++)
            if (isfinite(ends[k])) low = fmin(low, ends[k]), high = fmax(high, ends[k]);
    }
    if (low > 0) low = 0;
    if (high < 0) high = 0;
    const int32_t n = table->rows;
    return (struct plot){page, table, svg_axis(low, high, 5), at ? fmin(at[0], at[n - 1]) : 0, at ? fmax(at[0], at[n - 1]) : n - 1, at};
}

void svg_lines(const struct svg_page *page, const struct svg_table *table, const double *at, const char *x_name)
{
    const struct plot plot = plot_make(page, table, at);
    const int32_t series = table->columns < SERIES ? table->columns : SERIES, id = svg_begin(page, table);
    legend(&plot, series);
    svg_open(page, table, id, NULL, TOP + PLOT + BELOW, "chart");
    grid(&plot);
    fprintf(page->out, "<svg x=\"0\" y=\"%d\" width=\"100%%\" height=\"%d\" viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\">\n", TOP, PLOT, WIDE, PLOT);
    for (int32_t c = series - 1; c >= 0; c--) band(&plot, c);
    for (int32_t c = series - 1; c >= 0; c--) line(&plot, c);
    fputs("</svg>\n", page->out);
    for (int32_t c = series - 1; c >= 0; c--) marks(&plot, c);
    below(&plot, x_name);
    fputs("</svg>\n", page->out);
    svg_end(page, table);
}
