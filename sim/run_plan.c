#include "sim/inputs.h"
#include "sim/run.h"

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

/* Draws need names for their worlds (run_world); a result file counts in 32 bits. */
static status numbers_check(const struct experiment *experiment)
{
    if (experiment->replications > RUN_REPLICATIONS)
        return status_fail(STATUS_USAGE, "replications-many", "%lld replications; at most %lld", (long long)experiment->replications, (long long)RUN_REPLICATIONS);
    if (experiment->draws > RUN_DRAWS) return status_fail(STATUS_USAGE, "draws-many", "%d draws; at most %d", (int)experiment->draws, RUN_DRAWS);
    if (experiment->draws > 0 && experiment->replications > RUN_REPLICATIONS_DRAWN)
        return status_fail(STATUS_USAGE, "draws-many", "%lld replications of every draw; at most %lld", (long long)experiment->replications, (long long)RUN_REPLICATIONS_DRAWN);
    if (experiment->draws > 0 && experiment->log) return status_fail(STATUS_USAGE, "draws-log", "a log is kept of the central inputs: leave out --log or --draws");
    return status_ok();
}

status run_plan(struct experiment *experiment, struct arena *arena, struct faults *faults)
{
    const struct model *model = experiment->model;
    for (int32_t s = 0; s < experiment->n; s++)
        if (experiment->scenarios[s]->model != model)
            faults_error(faults, (struct place){0}, "other-model", "model", "%s is for another model than the baseline %s",
                         experiment->scenarios[s]->name, experiment->scenarios[0]->name);
    TRY(faults_status(faults));
    TRY(numbers_check(experiment));
    if (!experiment->engine) experiment->engine = &engine_native;
    if (pilot_needed(experiment)) TRY(run_pilot(experiment, arena, faults));
    experiment->plans = ARENA_ARRAY(arena, const void *, experiment->n);
    for (int32_t s = 0; s < experiment->n; s++)
        experiment->plans[s] = model->plan(experiment->scenarios[s], experiment->pilot, arena, faults);
    TRY(faults_status(faults));
    check_same(experiment, faults);
    TRY(faults_status(faults));
    if (experiment->draws > 0) {
        struct inputs *inputs = ARENA_NEW(arena, struct inputs);
        TRY(inputs_make(inputs, experiment->scenarios, experiment->n, experiment->seed, experiment->points, arena, faults));
        experiment->inputs = inputs;
    }
    return run_detail(experiment, arena, faults);
}

status run_plan_draw(const struct experiment *experiment, int32_t scenario, int32_t draw, struct arena *arena, const void **plan)
{
    struct faults faults;
    const struct scenario *drawn = NULL;
    faults_init(&faults, arena);
    *plan = NULL;
    const status made = inputs_scenario(experiment->inputs, scenario, draw, arena, &faults, &drawn);
    if (made.code != STATUS_OK && faults.errors == 0) return made;
    if (faults.errors == 0) *plan = experiment->model->plan(drawn, experiment->pilot, arena, &faults);
    if (faults.errors == 0) return status_ok();
    const struct fault *fault = faults.first;
    while (fault->severity != FAULT_ERROR) fault = fault->next;
    return status_fail(STATUS_FAILED, "draw", "%s, draw %d of the inputs: %s%s%.300s [%s]; give narrower ranges", experiment->scenarios[scenario]->name, (int)draw,
                       fault->path ? fault->path : "", fault->path ? ": " : "", fault->message, fault->id);
}
