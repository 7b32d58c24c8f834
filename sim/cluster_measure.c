/* What a run costs here: some replications, some blocks, and joining them.
 *
 * Replications are measured in processor time, so that what else this machine does is not taken for work; writing and joining
 * wait for the disk, so they are measured by the clock. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "sim/cluster.h"
#include "sim/result.h"
#include "sim/run_progress.h"

enum { MOST_MEASURED = 8, FEWEST_MEASURED = 3, FEW_BLOCKS = 1, MORE_BLOCKS = 6 };
#define ENOUGH_S 1.0 /* for one scenario */

static double worked_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ---- replications ---- */

/* One scenario: its rows of so many replications. */
struct sample {
    const struct experiment *experiment;
    struct fates fates[MOST_MEASURED]; /* of the baseline, to compare with */
    int32_t n;                         /* replications, the same for all scenarios */
    double *rows;
    uint64_t digests[MOST_MEASURED], events[MOST_MEASURED];
    struct sim sim;
};

static status replicate(struct sample *sample, int32_t scenario, int32_t i, size_t cells)
{
    const struct experiment *experiment = sample->experiment;
    struct sim *sim = &sample->sim;
    const bool compared = experiment->n > 1 && experiment->model->compares;
    sim_run_beside(sim, experiment->engine, experiment->seed, run_world(0, i + 1), true, experiment->log,
                   compared && scenario > 0 ? &sample->fates[i] : NULL);
    if (sim->overload)
        return status_fail(STATUS_FAILED, "overload", "%s, replication %d: %.300s", experiment->scenarios[scenario]->name,
                           (int)i + 1, sim->overload_text);
    recorder_row(&sim->record, sim->window.end_s - sim->window.from_s, sample->rows + (size_t)i * cells);
    sample->digests[i] = sim->trace.digest;
    sample->events[i] = sim->trace.events;
    if (!compared || scenario > 0) return status_ok();
    fates_index(&sim->fates);
    const struct fates old = sample->fates[i];
    sample->fates[i] = sim->fates;
    sim->fates = old;
    return status_ok();
}

/* The first replication also makes the memory, as a thread of a run does once; it does not count. */
static status time_replications(struct sample *sample, int32_t scenario, size_t cells, double *cost_s)
{
    const double begin_s = worked_s();
    double first_s = begin_s;
    int32_t i = 0;
    for (; i < (scenario > 0 ? sample->n : MOST_MEASURED); i++) {
        TRY(replicate(sample, scenario, i, cells));
        if (i == 0) first_s = worked_s();
        if (scenario == 0 && i + 1 >= FEWEST_MEASURED && worked_s() - begin_s > ENOUGH_S) i = MOST_MEASURED + i;
    }
    if (scenario == 0) sample->n = i > MOST_MEASURED ? i - MOST_MEASURED : i;
    *cost_s = (worked_s() - first_s) / (sample->n - 1);
    return status_ok();
}

static status time_plan(const struct experiment *experiment, int32_t scenario, double *cost_s)
{
    struct arena arena;
    const void *plan;
    if (experiment->draws == 0) return status_ok();
    arena_init(&arena);
    const double begin_s = worked_s();
    const status planned = run_plan_draw(experiment, scenario, 1, &arena, &plan);
    *cost_s = worked_s() - begin_s;
    arena_free(&arena);
    return planned;
}

/* ---- files ---- */

struct target {
    struct experiment experiment; /* of one draw, and as many replications as there are blocks */
    const struct result_layout *layout;
    const char *path;
};

static status target_open(struct target *target, const struct experiment *experiment, int64_t blocks, const char *path,
                          struct arena *arena)
{
    bool *done, complete;
    target->experiment = *experiment;
    target->experiment.replications = blocks * result_block_most(experiment);
    if (experiment->draws > 1) target->experiment.draws = 1;
    target->experiment.shard = target->experiment.shards = 0;
    target->path = path;
    TRY(result_layout_make(&target->experiment, arena, &target->layout));
    return result_open(path, &target->experiment, target->layout, true, arena, &done, &complete);
}

/* What each block took; locked_s: under the lock of a rank. */
struct writing {
    double *whole_s, *locked_s;
    int32_t n;
};

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, int32_t n)
{
    qsort(values, (size_t)n, sizeof *values, by_size);
    return values[n / 2];
}

/* The rows that there are stand for all. */
static status write_blocks(const struct sample *sample, const struct target *target, int32_t scenario, size_t cells,
                           struct writing *took, struct arena *arena)
{
    const struct experiment *experiment = &target->experiment;
    const int32_t most = result_block_most(experiment);
    double *rows = ARENA_ARRAY(arena, double, cells *(size_t)most);
    uint64_t *digests = ARENA_ARRAY(arena, uint64_t, most), *events = ARENA_ARRAY(arena, uint64_t, most);
    for (int32_t i = 0; i < most; i++) {
        const int32_t from = most == 1 ? sample->n - 1 : i % sample->n; /* a log is of the last */
        memcpy(rows + (size_t)i * cells, sample->rows + (size_t)from * cells, cells * sizeof *rows);
        digests[i] = sample->digests[from];
        events[i] = sample->events[from];
    }
    struct course *course = result_course_make(target->layout, arena);
    if (course) result_course_begin(target->layout, course, scenario);
    for (int32_t i = 0; course && i < most; i++) course_add(course, &sample->sim.record, i);
    for (int64_t first = 1; first <= experiment->replications; first += most) {
        struct result_block *block;
        const double begin_s = run_clock();
        TRY(result_block_pack(experiment, target->layout, scenario, 0, first, most, rows, digests, events,
                              experiment->log ? &sample->sim.trace : NULL, course, &block));
        const double packed_s = run_clock();
        const status written = result_block_write(block, target->path);
        took->locked_s[took->n] = run_clock() - packed_s;
        TRY(result_block_settle(block, written));
        took->whole_s[took->n++] = run_clock() - begin_s;
    }
    return status_ok();
}

static status time_merge(const struct target *target, double *took_s)
{
    const double begin_s = run_clock();
    TRY(result_merge(target->path, &target->experiment, target->layout));
    *took_s = run_clock() - begin_s;
    return status_ok();
}

/* ---- all of it ---- */

static status measure_scenario(struct sample *sample, const struct target targets[2], int32_t scenario,
                               struct cluster_costs *costs, struct writing *took, struct arena *arena)
{
    const struct experiment *experiment = sample->experiment;
    const size_t cells = (size_t)run_row_cells(experiment, scenario);
    double cost_s = 0;
    sample->rows = ARENA_ARRAY(arena, double, cells *MOST_MEASURED);
    TRY(sim_init_detail(&sample->sim, experiment->model, experiment->plans[scenario], experiment->detail));
    status done = time_replications(sample, scenario, cells, &cost_s);
    for (int t = 0; t < 2 && done.code == STATUS_OK; t++) done = write_blocks(sample, &targets[t], scenario, cells, took, arena);
    sim_free(&sample->sim);
    if (costs->replication_s[scenario] < 0) costs->replication_s[scenario] = cost_s;
    TRY(done);
    return time_plan(experiment, scenario, &costs->plan_s[scenario]);
}

static status measure(const struct experiment *experiment, const char *folder, struct cluster_costs *costs, struct arena *arena)
{
    struct target targets[2];
    struct sample sample = {.experiment = experiment};
    const int32_t most = experiment->n * (FEW_BLOCKS + MORE_BLOCKS);
    struct writing took = {ARENA_ARRAY(arena, double, most), ARENA_ARRAY(arena, double, most), 0};
    double few_s = 0, more_s = 0;
    TRY(target_open(&targets[0], experiment, FEW_BLOCKS, arena_format(arena, "%s/few.h5", folder), arena));
    TRY(target_open(&targets[1], experiment, MORE_BLOCKS, arena_format(arena, "%s/more.h5", folder), arena));
    status done = status_ok();
    for (int32_t s = 0; s < experiment->n && done.code == STATUS_OK; s++)
        done = measure_scenario(&sample, targets, s, costs, &took, arena);
    for (int32_t i = 0; i < MOST_MEASURED; i++) fates_free(&sample.fates[i]);
    TRY(done);
    TRY(time_merge(&targets[0], &few_s));
    TRY(time_merge(&targets[1], &more_s));
    if (costs->write_s < 0) {
        costs->write_s = median(took.whole_s, took.n);
        costs->locked_s = fmin(median(took.locked_s, took.n), costs->write_s);
    }
    if (costs->merge_block_s >= 0) return status_ok();
    costs->merge_block_s = fmax((more_s - few_s) / (experiment->n * (MORE_BLOCKS - FEW_BLOCKS)), 0);
    costs->merge_s = fmax(few_s - costs->merge_block_s * experiment->n, 0);
    return status_ok();
}

status cluster_measure(const struct experiment *experiment, struct cluster_costs *costs, struct arena *arena)
{
    const char *home = getenv("TMPDIR");
    char *folder = arena_format(arena, "%s/doorstroom-plan-XXXXXX", home && *home ? home : "/tmp");
    if (!mkdtemp(folder)) return status_system("unwritable", "cannot be made", folder);
    const status done = measure(experiment, folder, costs, arena);
    result_drop(arena_format(arena, "%s/few.h5", folder));
    result_drop(arena_format(arena, "%s/more.h5", folder));
    unlink(arena_format(arena, "%s/few.h5", folder));
    unlink(arena_format(arena, "%s/more.h5", folder));
    rmdir(folder);
    return done;
}
