/* Joint points: values that belong together, a row of a CSV file each. */
#include <math.h>
#include <string.h>

#include "sim/inputs_private.h"
#include "sim/yaml_keys.h"

struct reader {
    const struct inputs *inputs;
    struct input *item;
    struct inputs_points *points;
    struct yaml_keys columns; /* without `weight` */
    int32_t *input;           /* of each column */
    bool weighted;
    struct arena *arena;
    struct faults *faults;
};

static bool is_weight(const char *name) { return strcmp(name, "weight") == 0; }

/* ---- the first line ---- */

static int32_t find_input(const struct reader *reader, const char *path)
{
    for (int32_t i = 0; i < reader->inputs->n; i++)
        if (strcmp(reader->item[i].path, path) == 0 || strcmp(reader->item[i].setting->path, path) == 0) return i;
    return -1;
}

static void no_input(const struct reader *reader, const struct node *cell)
{
    const int32_t n = reader->inputs->n;
    const char **paths = ARENA_ARRAY(reader->arena, const char *, n);
    for (int32_t i = 0; i < n; i++) paths[i] = reader->item[i].path;
    const char *nearest = param_nearest(cell->key, paths, n);
    struct fault *fault = faults_error(reader->faults, cell->key_place, "points-path", cell->key, "no scenario has a range for `%s`", cell->key);
    if (nearest)
        faults_help(reader->faults, fault, "did you mean `%s`?", nearest);
    else
        faults_help(reader->faults, fault, "give that value a range in the scenario, or leave the column out");
}

static void add_column(struct reader *reader, const struct node *cell)
{
    if (is_weight(cell->key)) {
        reader->weighted = true;
        return;
    }
    if (yaml_keys_find(&reader->columns, cell->key) >= 0) return;
    const int32_t at = yaml_keys_add(&reader->columns, cell->key, reader->arena), i = find_input(reader, cell->key);
    if (i < 0)
        no_input(reader, cell);
    else if (reader->points->column[i] >= 0)
        faults_help(reader->faults, faults_error(reader->faults, cell->key_place, "points-path", cell->key, "another column is the same value"),
                    "keep one of the two");
    else
        reader->points->column[i] = at;
    if (at < reader->inputs->n) reader->input[at] = i;
}

/* Every cell is looked at, since empty ones are not there: also in the first row. */
static void read_columns(struct reader *reader, const struct node *rows)
{
    for (const struct node *row = rows->first; row; row = row->next)
        for (const struct node *cell = row->first; cell; cell = cell->next) add_column(reader, cell);
    reader->points->columns = reader->columns.n;
}

/* ---- rows ---- */

static const struct node *cell_of(const struct reader *reader, const struct node *row, const char *name)
{
    const struct node *cell = yaml_find(row, name);
    if (!cell)
        faults_help(reader->faults, faults_error(reader->faults, row->place, "points-cell", name, "this row has no `%s`", name),
                    "a point has all its values; leave the whole row out");
    return cell;
}

static double weight_of(const struct reader *reader, const struct node *row)
{
    double weight = 1;
    const struct node *cell = reader->weighted ? cell_of(reader, row, "weight") : NULL;
    if (!cell || (unit_parse(cell->text, UNIT_NUMBER, &weight) == UNIT_OK && weight >= 0)) return weight;
    faults_help(reader->faults, faults_error(reader->faults, cell->place, "points-weight", "weight", "`%s` is not a weight", cell->text),
                "write a number of at least 0");
    return 1;
}

static void read_value(struct reader *reader, const struct node *row, int32_t column, double *value)
{
    const struct node *cell = cell_of(reader, row, reader->columns.word[column]);
    if (cell) param_draw_read(reader->item[reader->input[column]].setting, cell, reader->arena, reader->faults, value);
}

static void read_rows(struct reader *reader, const struct node *rows)
{
    struct inputs_points *points = reader->points;
    double sum = 0;
    int32_t k = 0;
    for (const struct node *row = rows->first; row; row = row->next, k++) {
        points->until[k] = sum += weight_of(reader, row);
        for (int32_t column = 0; column < points->columns; column++)
            read_value(reader, row, column, &points->value[(size_t)k * (size_t)points->columns + (size_t)column]);
    }
    if (!(sum > 0) && k > 0)
        faults_help(reader->faults, faults_error(reader->faults, rows->place, "points-weight", "weight", "all weights are 0"),
                    "give the points their weights");
    int32_t last = k - 1;
    while (last > 0 && points->until[last - 1] >= sum) last--;
    for (int32_t i = 0; i < k; i++) points->until[i] = i >= last ? 1 : points->until[i] / sum;
}

static bool has_points(const struct reader *reader, const struct node *rows)
{
    if (rows->first && reader->columns.n > 0) return true;
    faults_help(reader->faults, faults_error(reader->faults, rows->place, "points-none", NULL, "there are no points in this table"),
                "the first line names the paths, and each line below it is a point");
    return false;
}

const struct inputs_points *inputs_read_points(const char *file, const struct inputs *inputs, struct input *item, uint64_t seed, struct arena *arena,
                                               struct faults *faults)
{
    const int before = faults->errors;
    const struct node *rows = csv_list(file, arena, faults);
    if (!rows) return NULL;
    struct inputs_points *points = ARENA_NEW(arena, struct inputs_points);
    struct reader reader = {.inputs = inputs, .item = item, .points = points, .arena = arena, .faults = faults};
    points->column = ARENA_ARRAY(arena, int32_t, inputs->n);
    reader.input = ARENA_ARRAY(arena, int32_t, inputs->n);
    for (int32_t i = 0; i < inputs->n; i++) points->column[i] = -1;
    read_columns(&reader, rows);
    if (!has_points(&reader, rows) || faults->errors > before) return NULL;
    for (const struct node *row = rows->first; row; row = row->next) points->n++;
    points->until = ARENA_ARRAY(arena, double, points->n);
    points->value = ARENA_ARRAY(arena, double, (size_t)points->n * (size_t)points->columns);
    read_rows(&reader, rows);
    if (faults->errors > before) return NULL;
    for (int32_t i = 0; i < inputs->n; i++) item[i].joint = points->column[i] >= 0;
    sobol_init(&points->sobol, 0);
    points->scramble = sobol_scramble(seed, "--points");
    return points;
}
