/* table: text in columns for a terminal, and numbers as people read them: `1,234.5` in English, `1.234,5` in Dutch.
 *
 * Widths count characters, not bytes. Texts live in the arena given to table_init. */
#ifndef ANALYSIS_TABLE_H
#define ANALYSIS_TABLE_H

#include <stdio.h>

#include "analysis/summary.h"
#include "sim/describe.h"

struct table {
    struct arena *arena;
    const char *align; /* one letter per column: l or r */
    int32_t columns, cells, capacity;
    const char **cell;
};

void table_init(struct table *table, const char *align, struct arena *arena);
/* The next cell, row by row; the first row is the head. */
void table_cell(struct table *table, const char *text);
void table_print(const struct table *table, FILE *out);

/* Fixed number of decimals, thousands grouped; `-` for NAN. */
const char *table_number(double value, int decimals, enum lang lang, struct arena *arena);
/* Decimals that give two digits of something so large; 0 for NAN, 0 and what is large. */
int table_decimals(double size);
/* A bar of eighths of a character, `width` characters long for what is `most`; empty for what is not above 0. */
const char *table_bar(double value, double most, int width, struct arena *arena);
/* Mean and half-width, rounded to two digits of the half-width: `1,234 ± 12`; the mean alone when nothing varied. sign: `+` before
 * what is positive. */
const char *table_interval(const struct interval *interval, bool sign, enum lang lang, struct arena *arena);
/* A difference: as table_interval with sign, and said so when it was not shown. */
const char *table_difference(const struct interval *interval, enum lang lang, struct arena *arena);
/* What a dimension, its labels (n of them) and a unit are called; as they stand in the file where nothing else is known. `1` is no unit: NULL. */
const char *table_dimension(struct result *result, const char *dimension, enum lang lang);
const char *const *table_labels(struct result *result, const char *dimension, enum lang lang, struct arena *arena, int32_t *n);
const char *table_unit(const char *unit, enum lang lang);
/* One of two sentences; as a format, both are checked against the arguments. */
const char *table_said(enum lang lang, const char *en, const char *nl) __attribute__((format_arg(2), format_arg(3)));

#endif
