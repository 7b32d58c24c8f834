/* The work of a run's threads: a replication, of a plan, beside its baseline, into the rows of its block. */
#include <string.h>
#include <time.h>

#include "sim/run_job.h"

enum { WAIT_NS = 200000 };

/* ---- one worker: the simulator of one plan at a time, so that its memory is bounded ---- */

struct worker {
    int64_t plan; /* number of the plan that sim is made for, 0: none */
    struct sim sim;
    struct fates own; /* of a baseline that it had to run for itself */
};

/* What one replication leaves; each may be NULL. */
struct trail {
    bool log; /* kept by the worker */
    double *row;
    uint64_t *digest, *events;
    const struct fates *baseline; /* to lay beside it */
};

static void worker_free(struct worker *worker)
{
    if (worker->plan) sim_free(&worker->sim);
    fates_free(&worker->own);
    worker->plan = 0;
}

/* number: of the plan, other than 0; another plan may come to lie at the address of one that is gone. */
static status worker_run(struct worker *worker, const struct model *model, const void *plan, int64_t number, const struct detail *detail,
                         const struct engine *engine, uint64_t seed, int64_t replication, bool record, struct trail trail)
{
    if (worker->plan != number) {
        if (worker->plan) sim_free(&worker->sim);
        worker->plan = 0;
        TRY(sim_init_detail(&worker->sim, model, plan, detail));
        worker->plan = number;
    }
    struct sim *sim = &worker->sim;
    sim_run_beside(sim, engine, seed, replication, record, trail.log, trail.baseline);
    if (sim->overload) return status_fail(STATUS_FAILED, "overload", "%s", sim->overload_text);
    const seconds window_s = sim->window.end_s - sim->window.from_s;
    if (trail.row) recorder_row(&sim->record, window_s, trail.row);
    if (trail.digest) *trail.digest = sim->trace.digest;
    if (trail.events) *trail.events = sim->trace.events;
    return status_ok();
}

static status located(status failure, int64_t replication, uint64_t seed)
{
    if (strcmp(failure.id, "overload") != 0) return failure;
    return status_fail(failure.code, failure.id, "replication %lld, seed %llu: %.300s", (long long)replication, (unsigned long long)seed, failure.text);
}

/* ---- without a file ---- */

status run_rows(const struct model *model, const void *plan, const struct engine *engine, uint64_t seed, int64_t first, int64_t n,
                int32_t threads, bool record, double *rows, uint64_t *digests, uint64_t *events)
{
    const size_t cells = (size_t)run_cells(model, plan);
    status result = status_ok();
    int64_t failed = n; /* the first that failed: those before it were all begun, so it does not depend on the threads */
#pragma omp parallel num_threads(job_threads(engine, threads, n))
    {
        struct worker worker = {0};
#pragma omp for schedule(monotonic : dynamic)
        for (int64_t i = 0; i < n; i++) {
            int64_t limit;
#pragma omp atomic read
            limit = failed;
            if (i > limit) continue;
            const struct trail trail = {.row = rows ? rows + (size_t)i * cells : NULL, .digest = digests ? digests + i : NULL, .events = events ? events + i : NULL};
            const status one = worker_run(&worker, model, plan, 1, NULL, engine, seed, first + i, record, trail);
#pragma omp critical(run_failure)
            if (one.code != STATUS_OK && i < failed) {
                result = located(one, first + i, seed);
#pragma omp atomic write
                failed = i;
            }
        }
        worker_free(&worker);
    }
    return result;
}

/* ---- the plan of a block ---- */

/* Of a draw a plan is made here; those of the central inputs were made before the run. */
static status plan_of_draw(const struct job *job, struct planned *planned, int32_t scenario, int32_t draw, const void **plan)
{
    const struct experiment *experiment = job->experiment;
    *plan = experiment->plans[scenario];
    if (experiment->draws == 0) return status_ok();
#pragma omp critical(run_plan)
    if (!planned->made) {
        arena_init(&planned->arena);
        planned->made = true;
        planned->fault = run_plan_draw(experiment, scenario, draw + 1, &planned->arena, &planned->plan);
    }
    *plan = planned->plan;
    return planned->fault;
}

/* ---- the baseline of a replication, for those who are compared with it ---- */

static void fates_put(struct shelf *shelf, int32_t i, struct fates *fates)
{
    fates_index(fates);
#pragma omp critical(run_shelf)
    if (!shelf->ready[i]) {
        const struct fates old = shelf->fates[i];
        shelf->fates[i] = *fates;
        *fates = old;
        shelf->ready[i] = true;
    }
}

static const struct fates *fates_get(struct shelf *shelf, int32_t i)
{
    bool ready;
#pragma omp critical(run_shelf)
    ready = shelf->ready[i];
    return ready ? &shelf->fates[i] : NULL; /* what is ready no longer changes */
}

/* With draws a plan lives as long as its block, and the next block of the same draw has a plan of its own; that of a shelf has the last number. */
static int64_t plan_number(const struct experiment *experiment, const struct block *block, int32_t scenario)
{
    if (experiment->draws == 0) return 1 + (scenario < experiment->n ? scenario : 0);
    const int64_t at = block->draw * result_blocks(experiment) + (block->first - 1) / result_block_most(experiment);
    return 1 + at * (experiment->n + 1) + scenario;
}

/* Of another run of this command, or still under way in another thread: it is run here. */
static status world_run(const struct job *job, const struct task *task, struct worker *worker, int32_t scenario, const void *plan, struct trail trail)
{
    const struct experiment *experiment = job->experiment;
    const struct block *block = &task->desk->block;
    return worker_run(worker, experiment->model, plan, plan_number(experiment, block, trail.row ? scenario : experiment->n), experiment->detail, experiment->engine, experiment->seed,
                      run_world(block->draw, block->first + task->i), true, trail);
}

static status baseline_run(const struct job *job, const struct task *task, struct worker *worker)
{
    struct shelf *shelf = task->desk->shelf;
    const void *plan;
    TRY(plan_of_draw(job, &shelf->planned, 0, task->desk->block.draw, &plan));
    TRY(world_run(job, task, worker, 0, plan, (struct trail){0}));
    const struct fates own = worker->own;
    worker->own = worker->sim.fates;
    worker->sim.fates = own;
    fates_put(shelf, task->i, &worker->own);
    return status_ok();
}

/* Those of a result that is gone on from are in its sums already. */
static status course_take(const struct job *job, const struct task *task, const struct recorder *record)
{
    const struct desk *desk = task->desk;
    bool taken = true;
    if (!desk->course || result_carries(job->carried, desk->block.draw, desk->block.first + task->i)) return status_ok();
#pragma omp critical(run_course)
    taken = course_add(desk->course, record, task->i);
    if (taken) return status_ok();
    return status_fail(STATUS_FAILED, "sum-too-large",
                       "a number of one period (of a level: times its seconds) is 2^48 or more, too large to be summed exactly; give shorter periods (`time.series`)");
}

static status task_run(const struct job *job, const struct task *task, struct worker *worker)
{
    struct desk *desk = task->desk;
    const int32_t scenario = desk->block.scenario;
    const void *plan;
    struct trail trail = {job->experiment->log, desk->rows + (size_t)task->i * job->cells[scenario], &desk->digests[task->i], &desk->events[task->i], NULL};
    TRY(plan_of_draw(job, &desk->planned, scenario, desk->block.draw, &plan));
    if (desk->shelf && scenario > 0) {
        if (!fates_get(desk->shelf, task->i)) TRY(baseline_run(job, task, worker));
        trail.baseline = fates_get(desk->shelf, task->i);
    }
    TRY(world_run(job, task, worker, scenario, plan, trail));
    TRY(course_take(job, task, &worker->sim.record));
    if (desk->shelf && scenario == 0) fates_put(desk->shelf, task->i, &worker->sim.fates);
    return status_ok();
}

/* log: of the one replication of this block; NULL: none is kept. */
static void desk_write(struct job *job, struct desk *desk, const struct trace *log)
{
    struct result_block *block;
    status written = result_block_pack(job->experiment, job->layout, desk->block.scenario, desk->block.draw, desk->block.first, desk->block.n, desk->rows,
                                       desk->digests, desk->events, log, desk->course, &block);
#pragma omp critical(run_write)
    if (written.code == STATUS_OK) written = result_block_write(block, job->out);
    written = result_block_settle(block, written);
#pragma omp critical(run_job)
    job_settled(job, desk, written);
}

static enum job_next take(struct job *job, struct task *task)
{
    enum job_next next;
    const struct timespec wait = {.tv_nsec = WAIT_NS};
    for (;;) {
#pragma omp critical(run_job)
        next = job_take(job, task);
        if (next != JOB_WAIT) return next;
        nanosleep(&wait, NULL);
    }
}

void job_work(struct job *job)
{
    struct worker worker = {0};
    struct task task;
    /* A thread of an earlier run may have been made before the signals were held back. */
    pthread_sigmask(SIG_BLOCK, &job->signals, NULL);
    while (take(job, &task) == JOB_TASK) {
        bool ready;
        const status one = task_run(job, &task, &worker);
#pragma omp critical(run_job)
        ready = job_ended(job, &task, one);
        if (ready) desk_write(job, task.desk, job->experiment->log ? &worker.sim.trace : NULL);
    }
    worker_free(&worker);
}
