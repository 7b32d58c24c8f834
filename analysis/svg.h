/* svg: charts that everybody can read. One table drives a chart, its text alternative and its data table, so that they cannot differ.
 *
 * Positions along the page are in per cent and heights in pixels, so that words keep their size on a telephone and at 400 % zoom; maps and chains,
 * which have a shape of their own, have a view box instead. Nothing is told by colour alone: shapes, dashes, and words at the lines.
 * Colours stand in the style sheet of the page (report_style.c) by class: `s0`, `s1`, ... of a series. Numbers go through say.h. */
#ifndef ANALYSIS_SVG_H
#define ANALYSIS_SVG_H

#include <stdio.h>

#include "analysis/table.h"

struct svg_page {
    FILE *out;
    enum lang lang;
    struct arena *arena;
    int32_t *figures; /* made so far: ids are numbered */
};

/* A value with its interval; low and high NAN: none. */
struct svg_cell { double value, low, high; };
struct svg_column {
    const char *name;
    int decimals;
    bool sign, percent;
};
/* Rows by columns; a cell for each. */
struct svg_table {
    const char *title, *said; /* said: what the chart shows, in words, with its main figures: the text alternative */
    const char *row_head, *note;
    const char *within; /* what values and brackets are, behind the name of each column of the table; NULL: nothing */
    int32_t rows, columns;
    const char *const *row;
    const struct svg_column *column;
    const struct svg_cell *cell; /* [row * columns + column] */
};

/* ---- text ---- */
/* The one place where text becomes HTML: & < > " ' are escaped, other control characters left out, and bytes that are no UTF-8 replaced. */
void svg_text(FILE *out, const char *text);
/* `61,3 (60,2 tot 62,4)`; a dash for NAN. */
const char *svg_said(const struct svg_page *page, const struct svg_column *column, const struct svg_cell *cell);
const char *svg_number(const struct svg_page *page, const struct svg_column *column, double value);

/* ---- figures: each is title, drawing with text alternative, and the table behind a click ---- */
/* Rows below one another, one column: a dot with its interval, and a line at zero. */
void svg_dots(const struct svg_page *page, const struct svg_table *table, int32_t column);
/* The same as bars from zero; several columns side by side within a row, each with its own pattern and its number in words. */
void svg_bars(const struct svg_page *page, const struct svg_table *table);
/* Rows are places along the axis, columns are series with a band from low to high. at: positions of the rows (NULL: evenly); at most six series. */
void svg_lines(const struct svg_page *page, const struct svg_table *table, const double *at, const char *x_name);

/* The common parts, for drawings of another form. */
int32_t svg_begin(const struct svg_page *page, const struct svg_table *table);
/* view_box NULL: as wide as the page, `height` pixels high. */
void svg_open(const struct svg_page *page, const struct svg_table *table, int32_t id, const char *view_box, int height, const char *class);
void svg_end(const struct svg_page *page, const struct svg_table *table);
/* A table that is no picture of a drawing. */
void svg_plain(const struct svg_page *page, const struct svg_table *table);

/* Round numbers for an axis: the first, the step and how many, so that low and high lie within. */
struct svg_axis { double low, high, step; int n, decimals; };
struct svg_axis svg_axis(double low, double high, int most);

/* ---- a map ---- */
struct svg_point { const char *name; double lat, lon, value; bool named; };
/* Rings of outlines: rings[r] holds n[r] pairs lon, lat; region[r]: number of the point it belongs to, or -1. */
struct svg_outline {
    int32_t rings;
    const int32_t *n, *region;
    const double *const *ring;
};
/* Bubbles whose area is the size of the value; without coordinates tiles in a grid. outline may be NULL.
 * value: what it is; with `sign` a difference, so that falls and rises are drawn apart and have their signs. */
void svg_map(const struct svg_page *page, const struct svg_table *table, const struct svg_point *point, int32_t n, const struct svg_outline *outline, const struct svg_column *value);

/* ---- a chain: nodes in rows from above to below, streams between them ---- */
struct svg_node {
    const char *name, *label;
    int32_t row;
    double x;      /* its middle, 0 to 1 from left to right */
    double size;   /* width */
    double marked; /* share of it that is hatched */
};
struct svg_stream { int32_t from, to; double size; };
void svg_chain(const struct svg_page *page, const struct svg_table *table, const struct svg_node *node, int32_t nodes, const struct svg_stream *stream, int32_t streams);

#endif
