/* The groups /series and /levels: their dimensions and datasets, and what is said of them. */
#include <string.h>

#include "sim/result_private.h"

/* ---- layout ---- */

/* A dimension that is the same in every scenario. */
static void dim_add(struct result_layout *layout, const char *name, int32_t n, struct arena *arena)
{
    struct result_dim *dim = &layout->dims[layout->n_dims + layout->n_own_dims++];
    int32_t *size = ARENA_ARRAY(arena, int32_t, layout->n_scenarios), *place = ARENA_ARRAY(arena, int32_t, n);
    for (int32_t i = 0; i < n; i++) place[i] = i;
    *dim = (struct result_dim){.dim = -1, .name = name, .n = n, .size = size, .place = ARENA_ARRAY(arena, int32_t *, layout->n_scenarios)};
    for (int32_t s = 0; s < layout->n_scenarios; s++) {
        size[s] = n;
        dim->place[s] = place;
    }
}

/* `occupied`, and `occupied_all` for what is summed over its first stratum. */
static const char *view_name(const struct metric *metric, int v, struct arena *arena)
{
    const bool whole = metric->strata[0] < 0 || (metric->numbers[v] & 1);
    return whole ? metric->name : arena_format(arena, "%s_all", metric->name);
}

void result_detail_dims(struct result_layout *layout, const struct experiment *experiment, struct arena *arena)
{
    const struct detail *detail = experiment->detail;
    const struct model *model = experiment->model;
    if (!detail || detail->kept) return;
    dim_add(layout, "period", detail->n_periods, arena);
    for (int32_t m = 0; m < model->n_metrics; m++)
        for (int v = 0; v < METRIC_VIEWS; v++)
            if (metric_has_numbers(&model->metrics[m], v))
                dim_add(layout, arena_format(arena, "number_%s", view_name(&model->metrics[m], v, arena)), detail->most[m][v] + 1, arena);
}

static void series_add(struct result_layout *layout, const struct metric *metric, int32_t m, int64_t *row, struct arena *arena)
{
    const bool level = metric->kind == METRIC_LEVEL;
    struct result_set set = {.name = metric->name, .group = GROUP_SERIES, .part = level ? PART_REAL : PART_COUNT, .metric = m, .n_strata = 1};
    set.strata[0] = layout->n_dims;
    for (int k = 0; k < METRIC_STRATA && metric->strata[k] >= 0; k++) set.strata[set.n_strata++] = metric->strata[k];
    result_set_add(layout, set, row, arena);
    if (!level) return;
    set.name = arena_format(arena, "%s_end", metric->name);
    set.part = PART_END;
    result_set_add(layout, set, row, arena);
}

static void level_add(struct result_layout *layout, const struct metric *metric, int32_t m, int v, int32_t number, int64_t *row, struct arena *arena)
{
    struct result_set set = {.name = view_name(metric, v, arena), .group = GROUP_LEVELS, .part = PART_SHARE, .metric = m, .view = v};
    for (int k = 0; k < METRIC_STRATA && metric->strata[k] >= 0; k++)
        if (metric->numbers[v] >> k & 1) set.strata[set.n_strata++] = metric->strata[k];
    set.strata[set.n_strata++] = number;
    result_set_add(layout, set, row, arena);
}

void result_detail_sets(struct result_layout *layout, const struct experiment *experiment, int64_t *row, struct arena *arena)
{
    const struct model *model = experiment->model;
    int32_t number = layout->n_dims + 1;
    if (!experiment->detail || layout->course) return;
    for (int32_t m = 0; m < model->n_metrics; m++)
        if (metric_in_series(&model->metrics[m])) series_add(layout, &model->metrics[m], m, row, arena);
    for (int32_t m = 0; m < model->n_metrics; m++)
        for (int v = 0; v < METRIC_VIEWS; v++)
            if (metric_has_numbers(&model->metrics[m], v)) level_add(layout, &model->metrics[m], m, v, number++, row, arena);
}

/* ---- the file ---- */

static void put_names(struct door *door, door_id object, const char *en, const char *nl)
{
    door_put_text(door, object, "long_name", en);
    door_put_text(door, object, "long_name_nl", nl);
}

static door_id scale_write(struct door *door, door_id group, const char *name, enum door_type type, int32_t n, const void *values,
                           int32_t *numbers)
{
    const struct door_shape shape = {.type = type, .rank = 1, .size = {(uint64_t)n}};
    const door_id scale = door_dataset(door, group, name, &shape);
    door_write(door, scale, type, values);
    door_scale(door, scale, name, (*numbers)++);
    return scale;
}

/* Seconds in a double are exact, and every reader has doubles. */
door_id result_periods_write(struct door *door, door_id group, const struct experiment *experiment, int32_t *numbers, struct arena *arena)
{
    const struct detail *detail = experiment->detail;
    const struct window window = experiment->model->window(experiment->plans[0]);
    const int32_t n = detail->n_periods;
    double *begin_s = ARENA_ARRAY(arena, double, n), *bounds_s = ARENA_ARRAY(arena, double, 2 * n);
    char start[11];
    date_format(start, window.start_date_s);
    for (int32_t p = 0; p < n; p++) {
        begin_s[p] = bounds_s[2 * p] = (double)(detail->edge_s[p] - window.from_s);
        bounds_s[2 * p + 1] = (double)(detail->edge_s[p + 1] - window.from_s);
    }
    const door_id period = scale_write(door, group, "period", DOOR_FLOAT64, n, begin_s, numbers);
    door_put_text(door, period, "standard_name", "time");
    put_names(door, period, "begin of the period", "begin van de periode");
    door_put_text(door, period, "units", arena_format(arena, "seconds since %s 00:00:00", start));
    door_put_text(door, period, "calendar", "proleptic_gregorian");
    door_put_text(door, period, "axis", "T");
    door_put_text(door, period, "bounds", "period_bounds");
    const door_id bound = scale_write(door, group, "bound", DOOR_INT32, 2, (const int32_t[]){0, 1}, numbers);
    put_names(door, bound, "begin and end", "begin en eind");
    const struct door_shape shape = {.type = DOOR_FLOAT64, .rank = 2, .size = {(uint64_t)n, 2}};
    const door_id bounds = door_dataset(door, group, "period_bounds", &shape);
    door_write(door, bounds, DOOR_FLOAT64, bounds_s);
    door_attach(door, bounds, period, 0);
    door_attach(door, bounds, bound, 1);
    return period;
}

static door_id numbers_write(struct door *door, door_id group, const struct result_dim *dim, int32_t *numbers, struct arena *arena)
{
    int32_t *values = ARENA_ARRAY(arena, int32_t, dim->n);
    for (int32_t i = 0; i < dim->n; i++) values[i] = i;
    const door_id scale = scale_write(door, group, dim->name, DOOR_INT32, dim->n, values, numbers);
    put_names(door, scale, arena_format(arena, "number; the last is %d and more", (int)dim->n - 1),
              arena_format(arena, "aantal; het laatste is %d en meer", (int)dim->n - 1));
    door_put_text(door, scale, "units", "1");
    door_put_int32s(door, scale, "and_more", (const int32_t[]){dim->n - 1}, 1);
    return scale;
}

void result_detail_dims_write(struct door *door, const struct experiment *experiment, const struct result_layout *layout,
                              const door_id groups[RESULT_GROUPS], door_id *dim, int32_t *numbers, struct arena *arena)
{
    if (!experiment->detail || layout->course) return;
    dim[layout->n_dims] = result_periods_write(door, groups[GROUP_SERIES], experiment, numbers, arena);
    for (int32_t d = layout->n_dims + 1; d < layout->n_dims + layout->n_own_dims; d++)
        dim[d] = numbers_write(door, groups[GROUP_LEVELS], &layout->dims[d], numbers, arena);
}

void result_detail_describe(struct door *door, const struct experiment *experiment, const struct result_set *set, door_id dataset,
                            struct arena *arena)
{
    const struct metric *metric = &experiment->model->metrics[set->metric];
    const char *name = metric->name, *en = metric->help_en, *nl = metric->help_nl;
    door_put_text(door, dataset, "units", set->part == PART_SHARE ? "1" : metric->unit);
    if (set->part == PART_END)
        put_names(door, dataset, arena_format(arena, "Just before the end of each period, of %s: %s", name, en),
                  arena_format(arena, "Vlak voor het einde van elke periode, van %s: %s", name, nl));
    else if (set->part == PART_SHARE)
        put_names(door, dataset, arena_format(arena, "Share of the counted period at each number, of %s: %s", name, en),
                  arena_format(arena, "Aandeel van de getelde periode bij elk aantal, van %s: %s", name, nl));
    else
        put_names(door, dataset, en, nl);
    if (set->group == GROUP_SERIES)
        door_put_text(door, dataset, "cell_methods", set->part == PART_END ? "period: point" : set->part == PART_COUNT ? "period: sum" : "period: mean");
}
