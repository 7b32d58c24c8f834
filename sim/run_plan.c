#include "sim/run.h"

#include <math.h>
#include <string.h>

enum { DIMENSIONS = 32 };

static void sizes_of(const struct model *model, const void *plan, int32_t sizes[DIMENSIONS])
{
    for (int d = 0; d < model->n_dims && d < DIMENSIONS; d++) sizes[d] = model->dim_size(plan, d);
}

int32_t run_cells(const struct model *model, const void *plan)
{
    int32_t sizes[DIMENSIONS] = {0};
    sizes_of(model, plan, sizes);
    return metric_row_cells(model->metrics, model->n_metrics, sizes);
}

/* ---- the pilot ---- */

/* A key of the pilot is a count, level or value over dimension 0 alone. */
static int32_t metric_of_key(const struct model *model, const char *key)
{
    for (int32_t m = 0; m < model->n_metrics; m++) {
        const struct metric *metric = &model->metrics[m];
        if (strcmp(metric->name, key) == 0 && metric->strata[0] == 0 && metric->strata[1] < 0 && metric->kind != METRIC_TALLY) return m;
    }
    BUG_IF(true, "model %s: the pilot key %s is no count, level or value over its first dimension", model->name, key);
    return -1;
}

/* Mean and standard error of one cell, in the order of the replications. */
static void moments(const double *rows, int32_t cells, int32_t cell, double *mean, double *error)
{
    double sum = 0, squares = 0;
    for (int r = 0; r < RUN_PILOT; r++) sum += rows[(size_t)r * (size_t)cells + (size_t)cell];
    *mean = sum / RUN_PILOT;
    for (int r = 0; r < RUN_PILOT; r++) {
        const double away = rows[(size_t)r * (size_t)cells + (size_t)cell] - *mean;
        squares += away * away;
    }
    *error = sqrt(squares / (RUN_PILOT - 1) / RUN_PILOT);
}

static struct pilot *pilot_make(const struct model *model, const void *plan, const double *rows, struct arena *arena)
{
    int32_t sizes[DIMENSIONS] = {0};
    sizes_of(model, plan, sizes);
    const int32_t n = sizes[0], cells = run_cells(model, plan);
    struct pilot *pilot = ARENA_NEW(arena, struct pilot);
    *pilot = (struct pilot){.n = n, .label = ARENA_ARRAY(arena, const char *, n), .keys = model->n_pilot_keys,
                            .mean = ARENA_ARRAY(arena, double, n * model->n_pilot_keys),
                            .error = ARENA_ARRAY(arena, double, n * model->n_pilot_keys)};
    for (int32_t i = 0; i < n; i++) pilot->label[i] = arena_text(arena, model->dim_label(plan, 0, i));
    for (int32_t k = 0; k < pilot->keys; k++) {
        const int32_t first = metric_row_of(model->metrics, metric_of_key(model, model->pilot_keys[k]), sizes);
        for (int32_t i = 0; i < n; i++) moments(rows, cells, first + i, &pilot->mean[k * n + i], &pilot->error[k * n + i]);
    }
    return pilot;
}

/* The baseline as it is without what asks for the pilot. */
static status pilot_run(struct experiment *experiment, struct arena *arena, struct faults *faults)
{
    const struct model *model = experiment->model;
    const void *plan = model->plan(experiment->scenarios[0], NULL, arena, faults);
    if (!plan) return faults_status(faults);
    double *rows = ARENA_ARRAY(arena, double, RUN_PILOT * run_cells(model, plan));
    TRY(run_rows(model, plan, experiment->engine, experiment->seed, SIM_PILOT, RUN_PILOT, experiment->threads, true, rows, NULL, NULL));
    experiment->pilot = pilot_make(model, plan, rows, arena);
    return status_ok();
}

/* ---- the plans ---- */

static bool pilot_needed(const struct experiment *experiment)
{
    if (!experiment->model->needs_pilot) return false;
    for (int32_t s = 0; s < experiment->n; s++)
        if (experiment->model->needs_pilot(experiment->scenarios[s])) return true;
    return false;
}

/* Scenarios of one run are laid side by side, replication by replication. */
static void check_same(const struct experiment *experiment, struct faults *faults)
{
    const struct window first = experiment->model->window(experiment->plans[0]);
    for (int32_t s = 1; s < experiment->n; s++) {
        const struct window window = experiment->model->window(experiment->plans[s]);
        if (window.from_s != first.from_s || window.end_s != first.end_s || window.start_date_s != first.start_date_s)
            faults_error(faults, (struct place){0}, "other-time", "time", "%s counts another period than the baseline %s",
                         experiment->scenarios[s]->name, experiment->scenarios[0]->name);
    }
}

status run_plan(struct experiment *experiment, struct arena *arena, struct faults *faults)
{
    const struct model *model = experiment->model;
    for (int32_t s = 0; s < experiment->n; s++)
        if (experiment->scenarios[s]->model != model)
            faults_error(faults, (struct place){0}, "other-model", "model", "%s is for another model than the baseline %s",
                         experiment->scenarios[s]->name, experiment->scenarios[0]->name);
    TRY(faults_status(faults));
    if (!experiment->engine) experiment->engine = &engine_native;
    if (pilot_needed(experiment)) TRY(pilot_run(experiment, arena, faults));
    experiment->plans = ARENA_ARRAY(arena, const void *, experiment->n);
    for (int32_t s = 0; s < experiment->n; s++)
        experiment->plans[s] = model->plan(experiment->scenarios[s], experiment->pilot, arena, faults);
    TRY(faults_status(faults));
    check_same(experiment, faults);
    return faults_status(faults);
}
