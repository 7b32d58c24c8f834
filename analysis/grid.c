#include "analysis/grid.h"

#include <math.h>
#include <string.h>

#include "analysis/json.h"

void grid_init(struct grid *grid, const struct grid_column *column, int32_t columns, struct arena *arena)
{
    *grid = (struct grid){.arena = arena, .column = column, .columns = columns};
}

static struct grid_cell *cell_new(struct grid *grid)
{
    if (grid->cells == grid->capacity) {
        grid->capacity = grid->capacity ? 2 * grid->capacity : 64;
        struct grid_cell *more = ARENA_ARRAY(grid->arena, struct grid_cell, grid->capacity);
        if (grid->cells) memcpy(more, grid->cell, (size_t)grid->cells * sizeof *more);
        grid->cell = more;
    }
    return &grid->cell[grid->cells++];
}

void grid_text(struct grid *grid, const char *key, const char *text)
{
    *cell_new(grid) = (struct grid_cell){.key = key ? key : text, .text = text, .value = NAN, .low = NAN, .high = NAN};
}

void grid_number(struct grid *grid, double value, int decimals)
{
    *cell_new(grid) = (struct grid_cell){.value = value, .low = NAN, .high = NAN, .decimals = decimals};
}

void grid_span(struct grid *grid, double value, double low, double high, int decimals, bool sign)
{
    *cell_new(grid) = (struct grid_cell){.value = value, .low = low, .high = high, .decimals = decimals, .sign = sign, .interval = true};
}

void grid_interval(struct grid *grid, const struct interval *interval, int decimals, bool sign)
{
    grid_span(grid, interval->mean, interval->mean - interval->half, interval->mean + interval->half, decimals, sign);
}

static const char *signed_number(const struct grid_cell *cell, double value, enum lang lang, struct arena *arena)
{
    const char *text = table_number(value, cell->decimals, lang, arena);
    return cell->sign && value > 0 && strcspn(text, "123456789") < strlen(text) ? arena_format(arena, "+%s", text) : text;
}

static const char *bound(const struct grid_cell *cell, double value, enum lang lang, struct arena *arena)
{
    return isinf(value) ? (value > 0 ? "∞" : "-∞") : signed_number(cell, value, lang, arena);
}

static const char *cell_said(const struct grid *grid, const struct grid_cell *cell, enum lang lang)
{
    if (cell->text) return cell->text;
    const char *value = bound(cell, cell->value, lang, grid->arena);
    if (isnan(cell->value) || isnan(cell->low) || isnan(cell->high) || cell->low == cell->high) return value;
    return arena_format(grid->arena, say_in(lang, "%s (%s to %s)", "%s (%s tot %s)"), value, bound(cell, cell->low, lang, grid->arena),
                        bound(cell, cell->high, lang, grid->arena));
}

static bool repeats(const struct grid *grid, int32_t at, int32_t same)
{
    for (int32_t c = 0; c <= at % grid->columns; c++) {
        const int32_t i = at - at % grid->columns + c;
        if (c >= same || i < grid->columns || !grid->cell[i].text || strcmp(grid->cell[i].text, grid->cell[i - grid->columns].text) != 0) return false;
    }
    return true;
}

void grid_print(const struct grid *grid, int32_t same, enum lang lang, FILE *out)
{
    struct table table;
    char *align = ARENA_ARRAY(grid->arena, char, grid->columns + 1);
    for (int32_t c = 0; c < grid->columns; c++) align[c] = c < grid->cells && !grid->cell[c].text ? 'r' : 'l';
    table_init(&table, align, grid->arena);
    for (int32_t c = 0; c < grid->columns; c++) table_cell(&table, say_in(lang, grid->column[c].en, grid->column[c].nl));
    for (int32_t i = 0; i < grid->cells; i++) table_cell(&table, repeats(grid, i, same) ? "" : cell_said(grid, &grid->cell[i], lang));
    table_print(&table, out);
}

static void cell_json(const struct grid_column *column, const struct grid_cell *cell, FILE *out)
{
    if (cell->text) {
        json_text(column->key, out);
        fputs(": ", out);
        json_text(cell->key, out);
        return;
    }
    json_number(column->key, cell->value, out);
    if (!cell->interval) return;
    char key[128];
    snprintf(key, sizeof key, "%s_low", column->key);
    fputs(", ", out);
    json_number(key, cell->low, out);
    snprintf(key, sizeof key, "%s_high", column->key);
    fputs(", ", out);
    json_number(key, cell->high, out);
}

void grid_json(const struct grid *grid, const char *name, FILE *out)
{
    fputs("  ", out);
    json_text(name, out);
    fputs(": [", out);
    for (int32_t i = 0; i < grid->cells; i++) {
        fputs(i % grid->columns == 0 ? (i ? "},\n    {" : "\n    {") : ", ", out);
        cell_json(&grid->column[i % grid->columns], &grid->cell[i], out);
    }
    fputs(grid->cells ? "}\n  ]" : "]", out);
}
