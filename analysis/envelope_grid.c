/* From a result file to the numbers that the formulas need. */
#include <math.h>
#include <string.h>

#include "analysis/envelope_grid.h"

static int32_t axis_of(const struct result_measure *measure, const char *dimension)
{
    for (int32_t i = 0; dimension && i < measure->n_strata; i++)
        if (strcmp(measure->strata[i], dimension) == 0) return i;
    return -1;
}

static int32_t label_of(const struct result_measure *measure, int32_t axis, int32_t cell)
{
    if (axis < 0) return 0;
    for (int32_t i = measure->n_strata - 1; i > axis; i--) cell /= measure->size[i];
    return cell % measure->size[axis];
}

bool envelope_grid(const struct envelope_file *file, const char *name, const char *by, const char *and_by, struct envelope_grid *grid)
{
    const int32_t found = result_find(file->result, name);
    const struct result_measure *measure = found < 0 ? NULL : result_measure(file->result, found);
    const int32_t a = measure ? axis_of(measure, by) : -1, b = measure ? axis_of(measure, and_by) : -1;
    const double *x, *number = NULL;
    *grid = (struct envelope_grid){.n = file->replications, .a = 1, .b = 1};
    if (!measure || (by && a < 0) || (and_by && b < 0) || result_values(file->result, found, file->scenario, &x).code != STATUS_OK) return false;
    const int32_t weight = summary_weight(file->result, found);
    if (weight >= 0 && result_values(file->result, weight, file->scenario, &number).code != STATUS_OK) return false;
    int32_t cells = 1;
    for (int32_t i = 0; i < measure->n_strata; i++) cells *= measure->size[i];
    if (a >= 0) grid->a = measure->size[a];
    if (b >= 0) grid->b = measure->size[b];
    grid->x = ARENA_ARRAY(file->arena, double, grid->n * grid->a * grid->b + 1);
    for (int64_t i = 0; i < grid->n * cells; i++) {
        const int32_t cell = (int32_t)(i % cells);
        const double value = number ? x[i] * number[i] : x[i];
        if (!isnan(value)) grid->x[(i / cells * grid->a + label_of(measure, a, cell)) * grid->b + label_of(measure, b, cell)] += value;
    }
    return true;
}

double envelope_mean(const struct envelope_grid *grid, int32_t i, int32_t j)
{
    double sum = 0;
    for (int64_t k = 0; k < grid->n && grid->x; k++) sum += grid->x[(k * grid->a + i) * grid->b + j];
    return grid->n ? sum / (double)grid->n : 0;
}

double envelope_total(const struct envelope_grid *grid)
{
    double sum = 0;
    for (int32_t i = 0; i < grid->a; i++)
        for (int32_t j = 0; j < grid->b; j++) sum += envelope_mean(grid, i, j);
    return sum;
}

/* By replication: a row, or everything. */
static double of_replication(const struct envelope_grid *grid, int64_t k, int32_t i)
{
    double sum = 0;
    for (int32_t a = i < 0 ? 0 : i; a < (i < 0 ? grid->a : i + 1); a++)
        for (int32_t b = 0; b < grid->b; b++) sum += grid->x[(k * grid->a + a) * grid->b + b];
    return sum;
}

struct interval envelope_interval(const struct envelope_file *file, const struct envelope_grid *grid, const struct envelope_grid *of, int32_t i)
{
    double *x = ARENA_ARRAY(file->arena, double, grid->n + 1);
    for (int64_t k = 0; k < grid->n; k++) {
        const double whole = of && of->x ? of_replication(of, k, i) : 1;
        x[k] = grid->x && whole > 0 ? of_replication(grid, k, i) / whole : (double)NAN;
    }
    return summary_interval(x, grid->n);
}

struct interval envelope_column(const struct envelope_file *file, const struct envelope_grid *grid, const bool *taken, const double *weight)
{
    double *x = ARENA_ARRAY(file->arena, double, grid->n + 1);
    for (int64_t k = 0; k < grid->n; k++) {
        x[k] = grid->x ? 0 : (double)NAN;
        for (int32_t i = 0; i < grid->a && grid->x; i++)
            for (int32_t j = 0; j < grid->b; j++)
                if (taken[j]) x[k] += (weight ? weight[i] : 1) * grid->x[(k * grid->a + i) * grid->b + j];
    }
    return summary_interval(x, grid->n);
}

/* ---- settings ---- */

/* The place of a setting; -1: none. */
static int32_t setting(const char *const *path, int32_t n, const char *name)
{
    for (int32_t i = 0; i < n; i++)
        if (path[i] && strcmp(path[i], name) == 0) return i;
    return -1;
}

/* Slots are given by a column of the regions, or each region has as many. */
bool envelope_slots(const struct envelope_file *file, const char *gate, int32_t regions, double *slots)
{
    struct arena *arena = file->arena;
    int32_t n = 0, texts = 0, values = 0, labels = 0;
    const char *const *path = result_texts(file->result, arena_format(arena, "scenarios/%s/path", file->name), &n);
    const char *const *text = result_texts(file->result, arena_format(arena, "scenarios/%s/text", file->name), &texts);
    const double *value = result_coordinate(file->result, arena_format(arena, "scenarios/%s/value", file->name), &values);
    const char *const *label = result_labels(file->result, "region", &labels);
    if (!path || !text || !value || !label || texts != n || values != n || labels != regions) return false;
    const int32_t column = setting(path, n, arena_format(arena, "gates.%s.column", gate)),
                  factor = setting(path, n, arena_format(arena, "gates.%s.factor", gate));
    const int32_t each = setting(path, n, arena_format(arena, "gates.%s.each", gate));
    bool known = false;
    for (int32_t r = 0; r < regions; r++) {
        const int32_t at = column >= 0 && text[column] ? setting(path, n, arena_format(arena, "regions.%s.%s", label[r], text[column])) : each;
        slots[r] = at >= 0 && !isnan(value[at]) ? value[at] * (factor >= 0 && !isnan(value[factor]) ? value[factor] : 1) : 0;
        known |= at >= 0 && !isnan(value[at]);
    }
    return known;
}

bool envelope_by_person(const struct envelope_file *file)
{
    int32_t n = 0, texts = 0;
    const char *const *path = result_texts(file->result, arena_format(file->arena, "scenarios/%s/path", file->name), &n);
    const char *const *text = result_texts(file->result, arena_format(file->arena, "scenarios/%s/text", file->name), &texts);
    for (int32_t i = 0; path && text && i < n && texts == n; i++) {
        const char *end = path[i] ? strrchr(path[i], '.') : NULL;
        if (end && strncmp(path[i], "pools.", 6) == 0 && strcmp(end, ".unit") == 0 && text[i] && strcmp(text[i], "person") == 0) return true;
    }
    return false;
}

bool envelope_changes(const struct envelope_file *file)
{
    int32_t n = 0;
    const char *const *path = result_texts(file->result, arena_format(file->arena, "scenarios/%s/path", file->name), &n);
    for (int32_t i = 0; path && i < n; i++)
        if (path[i] && (strncmp(path[i], "changes.", 8) == 0 || strncmp(path[i], "funding.", 8) == 0)) return true;
    return false;
}
