/* What an experiment keeps besides totals: logs, the edges of its periods, the numbers that its levels tell apart, the length of its blocks. All of
 * it follows from the scenarios, none of it from what is simulated. */
#include <string.h>

#include "sim/result.h"
#include "sim/run.h"

enum { DIMENSIONS = 32 };

#define BLOCK_BYTES (INT64_C(64) << 20) /* of the rows of a block, when they are long */
#define ROW_BYTES   (INT64_C(1) << 30)  /* a longer row is a mistake */

int64_t run_row_cells(const struct experiment *experiment, int32_t scenario)
{
    const struct model *model = experiment->model;
    const void *plan = experiment->plans[scenario];
    int32_t sizes[DIMENSIONS] = {0};
    for (int d = 0; d < model->n_dims && d < DIMENSIONS; d++) sizes[d] = model->dim_size(plan, d);
    return run_cells(model, plan) + metric_detail_cells(model->metrics, model->n_metrics, sizes, experiment->detail);
}

/* The scenarios of a run lie side by side, so all of them tell apart what one of them needs. */
static int32_t most_of(const struct experiment *experiment, int32_t metric, int v)
{
    int32_t most = 1;
    if (!experiment->model->most) return SIM_MOST;
    for (int32_t s = 0; s < experiment->n; s++) {
        const int32_t one = experiment->model->most(experiment->plans[s], metric, v);
        if (one > most) most = one;
    }
    return most;
}

static const struct detail *detail_make(const struct experiment *experiment, int32_t n, const seconds *from_s, struct arena *arena)
{
    const struct model *model = experiment->model;
    const seconds begin_s = model->window(experiment->plans[0]).from_s;
    int32_t(*most)[METRIC_VIEWS] = arena_alloc(arena, (size_t)model->n_metrics, sizeof *most);
    seconds *edge_s = ARENA_ARRAY(arena, seconds, n + 1);
    struct detail *detail = ARENA_NEW(arena, struct detail);
    for (int32_t i = 0; i <= n; i++) edge_s[i] = begin_s + from_s[i];
    for (int32_t m = 0; m < model->n_metrics; m++)
        for (int v = 0; v < METRIC_VIEWS; v++)
            if (metric_has_numbers(&model->metrics[m], v)) most[m][v] = most_of(experiment, m, v);
    *detail = (struct detail){.n_periods = n, .edge_s = edge_s, .most = (const int32_t(*)[METRIC_VIEWS])most};
    return detail;
}

/* Scenarios are laid side by side period by period too. */
static void check_same(const struct experiment *experiment, int32_t n, const seconds *from_s, struct arena *arena, struct faults *faults)
{
    const seconds *other_s;
    for (int32_t s = 1; s < experiment->n; s++) {
        const int32_t m = scenario_periods(&scenario_head(experiment->scenarios[s])->time, arena, &other_s);
        if (m == n && memcmp(other_s, from_s, (size_t)(n + 1) * sizeof *from_s) == 0) continue;
        faults_help(faults,
                    faults_error(faults, (struct place){0}, "other-time", "time.series", "%s has other periods than the baseline %s",
                                 experiment->scenarios[s]->name, experiment->scenarios[0]->name),
                    "scenarios of one run are compared period by period, so they share it: run this one by itself");
    }
}

static int64_t longest_row(const struct experiment *experiment)
{
    int64_t most = 0;
    for (int32_t s = 0; s < experiment->n; s++) {
        const int64_t cells = run_row_cells(experiment, s);
        if (cells > most) most = cells;
    }
    return most * (int64_t)sizeof(double);
}

/* A power of two. */
static int32_t block_of(int64_t row_bytes)
{
    int32_t block = RESULT_BLOCK;
    while (block > 1 && block * row_bytes > BLOCK_BYTES) block /= 2;
    return block;
}

status run_detail(struct experiment *experiment, struct arena *arena, struct faults *faults)
{
    const seconds *from_s;
    if (experiment->log) experiment->block = 1; /* a log is as long as it is: a worker has one at a time */
    if (experiment->series == RUN_SERIES_NONE) return status_ok();
    const int32_t n = scenario_periods(&scenario_head(experiment->scenarios[0])->time, arena, &from_s);
    if (n == 0) {
        faults_help(faults, faults_error(faults, (struct place){0}, "no-periods", "time.series", "--series all, but the baseline %s has no `time.series`",
                                         experiment->scenarios[0]->name),
                    "write the length of a period under `time`, as `series: 1 wk`, or --set 'time.series=1 wk'");
        return faults_status(faults);
    }
    check_same(experiment, n, from_s, arena, faults);
    TRY(faults_status(faults));
    experiment->detail = detail_make(experiment, n, from_s, arena);
    const int64_t bytes = longest_row(experiment);
    if (bytes > ROW_BYTES)
        return status_fail(STATUS_FAILED, "series-large", "the series of one replication would take %lld MB; give longer periods (`time.series`)",
                           (long long)(bytes >> 20));
    if (!experiment->log) experiment->block = block_of(bytes);
    return status_ok();
}
