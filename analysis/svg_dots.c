/* Dots with intervals and bars: a row is a line of words with its drawing below, so that nothing is squeezed on a narrow page. */
#include <math.h>

#include "analysis/svg.h"

enum { LINE = 19, WORDS = 2 * LINE + 2, ROW = WORDS + 24, AXIS = 28, BAR = 14 };

/* Room at both sides for a dot and half a number; what begins at zero begins where the words do. */
static double at(const struct svg_axis *axis, double value)
{
    const double left = axis->low == 0 ? 0.2 : 5;
    return left + (95 - left) * (value - axis->low) / (axis->high - axis->low);
}

static void span(const struct svg_table *table, int32_t from, int32_t to, double *low, double *high)
{
    for (int32_t r = 0; r < table->rows; r++)
        for (int32_t c = from; c < to; c++) {
            const struct svg_cell *cell = &table->cell[r * table->columns + c];
            const double ends[] = {cell->value, cell->low, cell->high};
            for (int i = 0; i < 3; i++)
                if (isfinite(ends[i])) *low = fmin(*low, ends[i]), *high = fmax(*high, ends[i]);
        }
}

static void axis_draw(const struct svg_page *page, const struct svg_axis *axis, const struct svg_column *column, int height)
{
    struct svg_column tick = *column;
    tick.decimals = axis->decimals;
    for (int i = 0; i < axis->n; i++) {
        const double value = axis->low + i * axis->step, x = at(axis, value);
        if (x > 1) fprintf(page->out, "<line class=\"%s\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"0\" y2=\"%d\"/>", fabs(value) < axis->step / 1e6 ? "zero" : "grid", x, x, height - AXIS + 6);
        fprintf(page->out, "<text class=\"tick\" text-anchor=\"%s\" x=\"%.2f%%\" y=\"%d\">", x < 1 ? "start" : "middle", x, height - 4);
        svg_text(page->out, svg_number(page, &tick, fabs(value) < axis->step / 1e6 ? 0 : value));
        fputs("</text>\n", page->out);
    }
}

static void words(const struct svg_page *page, const char *name, const char *figure, int y)
{
    fprintf(page->out, "<text class=\"name\" x=\"0\" y=\"%d\">", y);
    svg_text(page->out, name);
    fprintf(page->out, "</text><text class=\"figure\" x=\"0\" y=\"%d\">", y + LINE);
    svg_text(page->out, figure);
    fputs("</text>\n", page->out);
}

static void dot_row(const struct svg_page *page, const struct svg_axis *axis, const struct svg_column *column, const char *name, const struct svg_cell *cell, int y)
{
    words(page, name, svg_said(page, column, cell), y + LINE - 4);
    const int middle = y + WORDS + 10;
    if (isfinite(cell->low) && isfinite(cell->high) && cell->high > cell->low) {
        const bool unclear = cell->low <= 0 && cell->high >= 0;
        fprintf(page->out, "<line class=\"whisker%s\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"%d\" y2=\"%d\"/>", unclear ? " unclear" : "", at(axis, cell->low), at(axis, cell->high), middle, middle);
    }
    if (isfinite(cell->value)) {
        const bool open = column->sign && cell->low <= 0 && cell->high >= 0;
        fprintf(page->out, "<circle class=\"%s\" cx=\"%.2f%%\" cy=\"%d\" r=\"6\"/>\n", open ? "dot open" : "dot", at(axis, cell->value), middle);
    }
}

void svg_dots(const struct svg_page *page, const struct svg_table *table, int32_t column)
{
    double low = INFINITY, high = -INFINITY;
    span(table, column, column + 1, &low, &high);
    if (table->column[column].sign) low = fmin(low, 0), high = fmax(high, 0);
    const struct svg_axis axis = svg_axis(low, high, 5);
    const int height = table->rows * ROW + AXIS;
    const int32_t id = svg_begin(page, table);
    svg_open(page, table, id, NULL, height, "chart");
    axis_draw(page, &axis, &table->column[column], height);
    for (int32_t r = 0; r < table->rows; r++)
        dot_row(page, &axis, &table->column[column], table->row[r], &table->cell[r * table->columns + column], r * ROW);
    fputs("</svg>\n", page->out);
    svg_end(page, table);
}

/* ---- bars ---- */

static void bar(const struct svg_page *page, const struct svg_axis *axis, double value, int32_t c, int y)
{
    const double zero = at(axis, 0), end = at(axis, value), from = fmin(zero, end), width = fabs(end - zero);
    if (!isfinite(value) || width == 0) return;
    fprintf(page->out, "<rect class=\"s%d\" x=\"%.2f%%\" y=\"%d\" width=\"%.2f%%\" height=\"%d\" rx=\"2\"/>\n", (int)(c % 6), from, y, width, BAR);
}

static int group_height(const struct svg_table *table) { return LINE + 18 + table->columns * (BAR + WORDS + 4); }

static void bar_group(const struct svg_page *page, const struct svg_table *table, const struct svg_axis *axis, int32_t r, int y)
{
    if (table->columns == 1) {
        words(page, table->row[r], svg_said(page, &table->column[0], &table->cell[r]), y + LINE - 4);
        bar(page, axis, table->cell[r].value, 0, y + WORDS);
        return;
    }
    fprintf(page->out, "<text class=\"name strong\" x=\"0\" y=\"%d\">", y + LINE - 2);
    svg_text(page->out, table->row[r]);
    fputs("</text>\n", page->out);
    for (int32_t c = 0; c < table->columns; c++) {
        const struct svg_cell *cell = &table->cell[r * table->columns + c];
        const int top = y + LINE + 4 + c * (BAR + WORDS + 4);
        words(page, table->column[c].name, svg_said(page, &table->column[c], cell), top + LINE - 4);
        bar(page, axis, cell->value, c, top + WORDS);
    }
}

void svg_bars(const struct svg_page *page, const struct svg_table *table)
{
    double low = 0, high = 0;
    span(table, 0, table->columns, &low, &high);
    const struct svg_axis axis = svg_axis(low, high, 5);
    const int each = table->columns == 1 ? WORDS + BAR + 12 : group_height(table), height = table->rows * each + AXIS;
    const int32_t id = svg_begin(page, table);
    svg_open(page, table, id, NULL, height, "chart");
    axis_draw(page, &axis, &table->column[0], height);
    for (int32_t r = 0; r < table->rows; r++) bar_group(page, table, &axis, r, r * each);
    fputs("</svg>\n", page->out);
    svg_end(page, table);
}
