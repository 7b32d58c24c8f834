/* What an experiment keeps besides totals: logs, the edges of its periods, the numbers that its levels tell apart, the length of its blocks. All of
 * it follows from the scenarios, none of it from what is simulated. */
#include <string.h>

#include "sim/fates.h"
#include "sim/result.h"
#include "sim/run.h"

enum { DIMENSIONS = 32 };

#define BLOCK_BYTES (INT64_C(64) << 20) /* of the rows of a block, and of what is kept to compare them by */
#define ROW_BYTES   (INT64_C(1) << 30)  /* a longer row is a mistake */
enum { BLOCK_MOST = 1 << 15 };          /* even 10^8 replications are then few blocks */

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

static struct detail *detail_make(const struct experiment *experiment, int32_t n, const seconds *from_s, struct arena *arena)
{
    const struct model *model = experiment->model;
    const seconds begin_s = model->window(experiment->plans[0]).from_s;
    int32_t(*most)[METRIC_VIEWS] = arena_alloc(arena, (size_t)model->n_metrics, sizeof *most);
    seconds *edge_s = ARENA_ARRAY(arena, seconds, n + 1);
    struct detail *detail = ARENA_NEW(arena, struct detail);
    for (int32_t i = 0; i <= n; i++) edge_s[i] = begin_s + from_s[i];
    *detail = (struct detail){.n_periods = n, .edge_s = edge_s};
    if (experiment->series == RUN_SERIES_SUMMARY) return detail;
    for (int32_t m = 0; m < model->n_metrics; m++)
        for (int v = 0; v < METRIC_VIEWS; v++)
            if (metric_has_numbers(&model->metrics[m], v)) most[m][v] = most_of(experiment, m, v);
    detail->most = (const int32_t(*)[METRIC_VIEWS])most;
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

/* Of one replication of the baseline, with their index (fates.h). */
static int64_t fates_bytes(const struct experiment *experiment)
{
    const struct model *model = experiment->model;
    if (experiment->n < 2 || !model->compares || !model->fates) return 0;
    return (1024 + model->fates(experiment->plans[0])) * (int64_t)(3 * sizeof(struct fate));
}

/* Replications that a worker can hold at once, a power of two. Rows of totals alone are never too long for RESULT_BLOCK. */
static int32_t block_of(const struct experiment *experiment, int64_t row_bytes)
{
    const int64_t each = row_bytes + fates_bytes(experiment);
    int32_t block = RESULT_BLOCK;
    while (experiment->detail && block > 1 && block * row_bytes > BLOCK_BYTES) block /= 2;
    while (block >= RESULT_BLOCK && block < BLOCK_MOST && 2 * block * each <= BLOCK_BYTES) block *= 2;
    return block;
}

status run_detail(struct experiment *experiment, struct arena *arena, struct faults *faults)
{
    const seconds *from_s;
    experiment->block = experiment->log ? 1 : block_of(experiment, longest_row(experiment)); /* a log is as long as it is: a worker has one at a time */
    if (experiment->series == RUN_SERIES_NONE) return status_ok();
    const int32_t n = scenario_periods(&scenario_head(experiment->scenarios[0])->time, arena, &from_s);
    if (n == 0) {
        faults_help(faults, faults_error(faults, (struct place){0}, "no-periods", "time.series", "--series %s, but the baseline %s has no `time.series`",
                                         experiment->series == RUN_SERIES_SUMMARY ? "summary" : "all", experiment->scenarios[0]->name),
                    "write the length of a period under `time`, as `series: 1 wk`, or --set 'time.series=1 wk'");
        return faults_status(faults);
    }
    check_same(experiment, n, from_s, arena, faults);
    TRY(faults_status(faults));
    struct detail *detail = detail_make(experiment, n, from_s, arena);
    experiment->detail = detail;
    if (experiment->series == RUN_SERIES_SUMMARY) TRY(run_course(experiment, detail, arena));
    const int64_t bytes = longest_row(experiment) + (detail->kept ? run_course_bins(experiment) : 0);
    if (bytes > ROW_BYTES)
        return status_fail(STATUS_FAILED, "series-large", "the series of one replication would take %lld MB; give longer periods (`time.series`)",
                           (long long)(bytes >> 20));
    if (!experiment->log) experiment->block = block_of(experiment, bytes);
    return status_ok();
}
