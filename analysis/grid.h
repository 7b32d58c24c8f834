/* grid: one table for people and for programs: rows of texts, numbers and numbers with their interval, printed in columns or as JSON.
 *
 * Columns have a key (JSON, never translated) and a name in both languages; a row has a cell for every column, in their order. */
#ifndef ANALYSIS_GRID_H
#define ANALYSIS_GRID_H

#include "analysis/table.h"

struct grid_column { const char *key, *en, *nl; };

struct grid_cell {
    const char *key, *text;  /* of a text: as JSON has it, and as people read it; text NULL: a number */
    double value, low, high; /* low and high NAN: no interval */
    int decimals;
    bool sign, interval;     /* interval: JSON gives low and high too */
};

struct grid {
    struct arena *arena;
    const struct grid_column *column;
    int32_t columns, cells, capacity;
    struct grid_cell *cell;
};

void grid_init(struct grid *grid, const struct grid_column *column, int32_t columns, struct arena *arena);
/* key NULL: the text itself. */
void grid_text(struct grid *grid, const char *key, const char *text);
void grid_number(struct grid *grid, double value, int decimals);
/* `61.3 (60.2 to 62.4)`. */
void grid_span(struct grid *grid, double value, double low, double high, int decimals, bool sign);
void grid_interval(struct grid *grid, const struct interval *interval, int decimals, bool sign);
/* same: a text that equals the one above is left blank, in the first so many columns. */
void grid_print(const struct grid *grid, int32_t same, enum lang lang, FILE *out);
/* `"name": [{...}, ...]`, each row an object. */
void grid_json(const struct grid *grid, const char *name, FILE *out);

#endif
