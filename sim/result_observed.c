/* The group /observed: figures from outside that the baseline names, to be set beside what it gives. */
#include "sim/result_private.h"

#include <math.h>

/* ---- writing ---- */

struct columns {
    const char **name, **measure, **region, **stage, **use, **source;
    int32_t *from, *to;
    double *value, *low, *high;
};

static struct columns columns_make(int32_t n, struct arena *arena)
{
    struct columns columns;
    const char ***texts[] = {&columns.name, &columns.measure, &columns.region, &columns.stage, &columns.use, &columns.source};
    double **numbers[] = {&columns.value, &columns.low, &columns.high};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) *texts[i] = ARENA_ARRAY(arena, const char *, n);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) *numbers[i] = ARENA_ARRAY(arena, double, n);
    columns.from = ARENA_ARRAY(arena, int32_t, n);
    columns.to = ARENA_ARRAY(arena, int32_t, n);
    return columns;
}

static const char *or_empty(const char *text) { return text ? text : ""; }

static void columns_fill(const struct columns *columns, int32_t i, const struct observation *observation)
{
    columns->name[i] = or_empty(observation->name);
    columns->measure[i] = or_empty(observation->measure);
    columns->region[i] = or_empty(observation->region);
    columns->stage[i] = or_empty(observation->stage);
    columns->from[i] = observation->from_year ? observation->from_year : DOOR_FILL_INT32;
    columns->to[i] = observation->to_year ? observation->to_year : DOOR_FILL_INT32;
    columns->value[i] = observation->value;
    columns->low[i] = observation->low;
    columns->high[i] = observation->high;
    columns->use[i] = observation->fit ? "fit" : "check";
    columns->source[i] = or_empty(observation->source);
}

static void columns_write(const struct columns *columns, const struct result_table *table)
{
    result_table_column(table, "name", DOOR_TEXT, columns->name, "name of the figure in the scenario");
    result_table_column(table, "measure", DOOR_TEXT, columns->measure, "measure it is set beside");
    /* not `region` and `stage`: some readers take a variable with the name of a dimension of the root for that dimension */
    result_table_column(table, "of_region", DOOR_TEXT, columns->region, "of this region; empty: all");
    result_table_column(table, "of_stage", DOOR_TEXT, columns->stage, "of this stage; empty: all");
    result_table_column(table, "from", DOOR_INT32, columns->from, "first calendar year; missing: the whole counted period");
    result_table_column(table, "to", DOOR_INT32, columns->to, "last calendar year; missing: the whole counted period");
    result_table_column(table, "value", DOOR_FLOAT64, columns->value,
                        "observed, in the units of the measure; of what is summed over the counted period, per year");
    result_table_column(table, "low", DOOR_FLOAT64, columns->low, "least value of the range; missing without range");
    result_table_column(table, "high", DOOR_FLOAT64, columns->high, "greatest value of the range; missing without range");
    result_table_column(table, "use", DOOR_TEXT, columns->use, "fit: inputs were chosen by it; check: kept to test them");
    result_table_column(table, "source", DOOR_TEXT, columns->source, "where it was found");
}

void result_observed_write(struct door *door, const struct experiment *experiment, int32_t *numbers, struct arena *arena)
{
    const struct model *model = experiment->model;
    const void *plan = experiment->plans[0];
    struct observation observation;
    int32_t n = 0;
    while (model->observation && model->observation(plan, n, &observation)) n++;
    if (n == 0) return;
    const struct columns columns = columns_make(n, arena);
    for (int32_t i = 0; i < n && model->observation(plan, i, &observation); i++) columns_fill(&columns, i, &observation);
    const door_id group = door_group(door, door->file, "observed");
    const struct result_table table =
        result_table_begin(door, group, "observation", n, numbers, "number of the figure, in the order of the scenario", arena);
    columns_write(&columns, &table);
}

/* ---- reading ---- */

struct reading {
    struct result *result;
    struct arena *arena;
    int32_t n;
    bool whole; /* every column is there, and as long as the others */
};

static const char *const *texts_of(struct reading *reading, const char *column)
{
    int32_t n;
    const char *const *texts = result_texts(reading->result, arena_format(reading->arena, "observed/%s", column), &n);
    reading->whole = reading->whole && texts && n == reading->n;
    return texts;
}

static const double *numbers_of(struct reading *reading, const char *column)
{
    int32_t n;
    const double *numbers = result_coordinate(reading->result, arena_format(reading->arena, "observed/%s", column), &n);
    reading->whole = reading->whole && numbers && n == reading->n;
    return numbers;
}

static const char *or_null(const char *text) { return text && *text ? text : NULL; }
static int32_t or_zero(double year) { return isfinite(year) && fabs(year) < INT32_MAX ? (int32_t)year : 0; }

status result_observations(struct result *result, struct arena *arena, const struct observation **list, int32_t *n)
{
    struct reading r = {.result = result, .arena = arena, .whole = true};
    *list = NULL;
    *n = 0;
    const char *const *name = result_texts(result, "observed/name", &r.n);
    if (!result_has(result, "observed")) return status_ok();
    r.whole = name != NULL;
    const char *const *measure = texts_of(&r, "measure"), *const *region = texts_of(&r, "of_region"),
                      *const *stage = texts_of(&r, "of_stage"), *const *use = texts_of(&r, "use"),
                      *const *source = texts_of(&r, "source");
    const double *from = numbers_of(&r, "from"), *to = numbers_of(&r, "to"), *value = numbers_of(&r, "value"),
                 *low = numbers_of(&r, "low"), *high = numbers_of(&r, "high");
    if (!r.whole)
        return status_fail(STATUS_FAILED, "not-a-result", "/observed is damaged: its columns are not all there, or not of one length");
    struct observation *made = ARENA_ARRAY(arena, struct observation, r.n + 1);
    for (int32_t i = 0; i < r.n; i++)
        made[i] = (struct observation){.name = name[i],
                                       .measure = measure[i],
                                       .source = or_null(source[i]),
                                       .region = or_null(region[i]),
                                       .stage = or_null(stage[i]),
                                       .from_year = or_zero(from[i]),
                                       .to_year = or_zero(to[i]),
                                       .value = value[i],
                                       .low = low[i],
                                       .high = high[i],
                                       .fit = use[i] && use[i][0] == 'f'};
    *list = made;
    *n = r.n;
    return status_ok();
}
