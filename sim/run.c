#include "sim/run.h"

#include <omp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sim/result.h"
#include "sim/run_progress.h"

/* How often a run looks at clock and signals; replications may be far shorter. */
#define LOOK_S 0.02

static int32_t environment_count(const char *name)
{
    const char *text = getenv(name);
    const long count = text ? strtol(text, NULL, 10) : 0; /* OMP_NUM_THREADS may be a list: its first number counts */
    return count > 0 && count <= 4096 ? (int32_t)count : 0;
}

int32_t run_threads(int32_t asked)
{
    int32_t threads = asked;
    if (threads <= 0) threads = environment_count("OMP_NUM_THREADS");
    if (threads <= 0) threads = environment_count("SLURM_CPUS_PER_TASK");
    return threads > 0 ? threads : omp_get_num_procs();
}

/* More threads than engine or work can use only cost. */
static int32_t threads_for(const struct engine *engine, int32_t asked, int64_t replications)
{
    const int32_t threads = engine->thread_safe ? run_threads(asked) : 1;
    return threads > replications ? (int32_t)(replications > 0 ? replications : 1) : threads;
}

/* ---- one worker: the simulator of one plan at a time, so that its memory is bounded ---- */

struct worker {
    const void *plan;
    struct sim sim;
};

/* What one replication leaves; each may be NULL. */
struct trail {
    bool log; /* kept by the worker */
    double *row;
    uint64_t *digest, *events;
};

static void worker_free(struct worker *worker)
{
    if (worker->plan) sim_free(&worker->sim);
    worker->plan = NULL;
}

static status worker_run(struct worker *worker, const struct model *model, const void *plan, const struct detail *detail,
                         const struct engine *engine, uint64_t seed, int64_t replication, bool record, struct trail trail)
{
    if (worker->plan != plan) {
        worker_free(worker);
        TRY(sim_init_detail(&worker->sim, model, plan, detail));
        worker->plan = plan;
    }
    struct sim *sim = &worker->sim;
    sim_run(sim, engine, seed, replication, record, trail.log);
    if (sim->overload) return status_fail(STATUS_FAILED, "overload", "%s", sim->overload_text);
    const seconds window_s = sim->window.end_s - sim->window.from_s;
    if (trail.row) recorder_row(&sim->record, window_s, trail.row);
    if (trail.digest) *trail.digest = sim->trace.digest;
    if (trail.events) *trail.events = sim->trace.events;
    return status_ok();
}

/* Says which replication it was, so that it can be run again. */
static status located(status failure, const char *scenario, int64_t replication, uint64_t seed)
{
    if (strcmp(failure.id, "overload") != 0) return failure;
    return status_fail(failure.code, failure.id, "%s%sreplication %lld, seed %llu: %.300s", scenario, *scenario ? ", " : "",
                       (long long)replication, (unsigned long long)seed, failure.text);
}

/* ---- without a file ---- */

status run_rows(const struct model *model, const void *plan, const struct engine *engine, uint64_t seed, int64_t first, int64_t n,
                int32_t threads, bool record, double *rows, uint64_t *digests, uint64_t *events)
{
    const size_t cells = (size_t)run_cells(model, plan);
    status result = status_ok();
    int64_t failed = n; /* the first that failed: those before it were all begun, so it does not depend on the threads */
#pragma omp parallel num_threads(threads_for(engine, threads, n))
    {
        struct worker worker = {0};
#pragma omp for schedule(monotonic : dynamic)
        for (int64_t i = 0; i < n; i++) {
            int64_t limit;
#pragma omp atomic read
            limit = failed;
            if (i > limit) continue;
            const struct trail trail = {false, rows ? rows + (size_t)i * cells : NULL, digests ? digests + i : NULL, events ? events + i : NULL};
            const status one = worker_run(&worker, model, plan, NULL, engine, seed, first + i, record, trail);
#pragma omp critical(run_failure)
            if (one.code != STATUS_OK && i < failed) {
                result = located(one, "", first + i, seed);
#pragma omp atomic write
                failed = i;
            }
        }
        worker_free(&worker);
    }
    return result;
}

/* ---- into a file: blocks, taken in order, replication by replication ---- */

struct block {
    int32_t scenario, n; /* n: replications */
    int64_t first;
};

/* A block under way: it is free again when its last replication was written. */
struct desk {
    bool taken;
    struct block block;
    int32_t begun, ended;
    double *rows;
    uint64_t digests[RESULT_BLOCK], events[RESULT_BLOCK];
};

struct job {
    const struct experiment *experiment;
    const struct result_layout *layout;
    const char *out;
    struct block *blocks;
    int64_t n_blocks, next_block, replications, begun, written; /* replications: in the blocks; written: of them */
    struct desk *desks, *current; /* a desk per thread: every block but the current one has a replication under way */
    int32_t n_desks;
    size_t *cells;                /* length of a row, by scenario */
    bool stop;
    status result;
    int64_t failed;               /* number in the order of taking of the first failure */
    double end_s, looked_s;       /* run_clock */
    sigset_t signals, mask;       /* those that end a run; the mask as it was */
    struct run_progress progress;
};

struct task {
    struct desk *desk;
    int32_t i;      /* in the block */
    int64_t number; /* in the order of taking */
};

static void job_stop(struct job *job, status reason)
{
    if (job->result.code != STATUS_FAILED) job->result = reason; /* a fault outweighs a stop */
    job->stop = true;
}

/* Ends the run in time, or after a signal; a second signal then has its usual effect. */
static void job_look(struct job *job)
{
    const double now_s = run_clock();
    if (job->stop || now_s - job->looked_s < LOOK_S) return;
    job->looked_s = now_s;
    const struct timespec at_once = {0};
    const bool signalled = sigtimedwait(&job->signals, NULL, &at_once) > 0;
    if (!signalled && !(job->end_s > 0 && now_s >= job->end_s)) return;
    if (signalled) {
        run_progress_note(&job->progress, "finishing the replications under way; a second signal ends at once");
        pthread_sigmask(SIG_SETMASK, &job->mask, NULL);
    }
    job_stop(job, status_fail(STATUS_INCOMPLETE, "incomplete", "stopped %s", signalled ? "by a signal" : "at --max-run-time"));
}

static struct desk *free_desk(struct job *job)
{
    for (int32_t d = 0; d < job->n_desks; d++)
        if (!job->desks[d].taken) return &job->desks[d];
    BUG_IF(true, "more than %d blocks are under way", (int)job->n_desks);
    return NULL;
}

/* The next replication to do; false when there is none. Under the lock of the job. */
static bool job_take(struct job *job, struct task *task)
{
    job_look(job);
    if (job->stop) return false;
    if (!job->current) {
        if (job->next_block == job->n_blocks) return false;
        struct desk *desk = free_desk(job);
        desk->taken = true;
        desk->begun = desk->ended = 0;
        desk->block = job->blocks[job->next_block++];
        job->current = desk;
    }
    *task = (struct task){job->current, job->current->begun++, job->begun++};
    if (job->current->begun == job->current->block.n) job->current = NULL;
    return true;
}

/* After a replication; true when its block is ready to be written. Under the lock of the job. */
static bool job_ended(struct job *job, const struct task *task, status one)
{
    struct desk *desk = task->desk;
    const struct experiment *experiment = job->experiment;
    if (one.code != STATUS_OK) {
        job->stop = true;
        if (task->number < job->failed) {
            job->failed = task->number;
            job->result = located(one, experiment->scenarios[desk->block.scenario]->name, desk->block.first + task->i, experiment->seed);
        }
        return false;
    }
    job->progress.done++;
    run_progress_step(&job->progress, run_clock());
    return ++desk->ended == desk->block.n;
}

static status task_run(const struct job *job, const struct task *task, struct worker *worker)
{
    const struct experiment *experiment = job->experiment;
    struct desk *desk = task->desk;
    const int32_t scenario = desk->block.scenario;
    const struct trail trail = {experiment->log, desk->rows + (size_t)task->i * job->cells[scenario], &desk->digests[task->i], &desk->events[task->i]};
    return worker_run(worker, experiment->model, experiment->plans[scenario], experiment->detail, experiment->engine, experiment->seed,
                      desk->block.first + task->i, true, trail);
}

/* log: of the one replication of this block; NULL: none is kept. */
static void desk_write(struct job *job, struct desk *desk, const struct trace *log)
{
    status written;
#pragma omp critical(run_write)
    written = result_block(job->out, job->experiment, job->layout, desk->block.scenario, desk->block.first, desk->block.n, desk->rows,
                           desk->digests, desk->events, log);
#pragma omp critical(run_job)
    {
        desk->taken = false;
        if (written.code == STATUS_OK) job->written += desk->block.n;
        else job_stop(job, written);
    }
}

static void job_work(struct job *job)
{
    struct worker worker = {0};
    struct task task;
    /* A thread of an earlier run may have been made before the signals were held back. */
    pthread_sigmask(SIG_BLOCK, &job->signals, NULL);
    for (;;) {
        bool more, ready;
#pragma omp critical(run_job)
        more = job_take(job, &task);
        if (!more) break;
        const status one = task_run(job, &task, &worker);
#pragma omp critical(run_job)
        ready = job_ended(job, &task, one);
        if (ready) desk_write(job, task.desk, job->experiment->log ? &worker.sim.trace : NULL);
    }
    worker_free(&worker);
}

/* ---- */

/* Block by block over the scenarios, so that what is there after a stop can be compared; `done` blocks are left out. */
static void job_blocks(struct job *job, const bool *done, struct arena *arena)
{
    const struct experiment *experiment = job->experiment;
    const int64_t per_scenario = result_blocks(experiment);
    const int32_t most = result_block_most(experiment);
    job->blocks = ARENA_ARRAY(arena, struct block, per_scenario * experiment->n);
    for (int64_t b = 0; b < per_scenario; b++)
        for (int32_t s = 0; s < experiment->n; s++) {
            const int64_t left = experiment->replications - b * most;
            const int32_t n = left < most ? (int32_t)left : most;
            if (done[s * per_scenario + b]) continue;
            job->blocks[job->n_blocks++] = (struct block){s, n, b * most + 1};
            job->replications += n;
        }
}

static void job_desks(struct job *job, struct arena *arena)
{
    const struct experiment *experiment = job->experiment;
    size_t most = 0;
    job->cells = ARENA_ARRAY(arena, size_t, experiment->n);
    for (int32_t s = 0; s < experiment->n; s++) {
        job->cells[s] = (size_t)run_row_cells(experiment, s);
        if (job->cells[s] > most) most = job->cells[s];
    }
    job->n_desks = threads_for(experiment->engine, experiment->threads, job->replications);
    job->desks = ARENA_ARRAY(arena, struct desk, job->n_desks);
    for (int32_t d = 0; d < job->n_desks; d++) job->desks[d].rows = ARENA_ARRAY(arena, double, most * (size_t)result_block_most(experiment));
}

/* Does what is missing; TERM and INT are held back meanwhile and looked for between replications. */
static status job_run(struct job *job, const struct run_options *options)
{
    const int64_t all = job->experiment->n * job->experiment->replications;
    sigemptyset(&job->signals);
    sigaddset(&job->signals, SIGTERM);
    sigaddset(&job->signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &job->signals, &job->mask);
    run_progress_begin(&job->progress, options->progress, all, all - job->replications);
    if (options->max_run_time_s > 0) job->end_s = job->progress.begin_s + (double)options->max_run_time_s;
#pragma omp parallel num_threads(job->n_desks)
    job_work(job);
    run_progress_end(&job->progress);
    pthread_sigmask(SIG_SETMASK, &job->mask, NULL);
    if (job->result.code != STATUS_INCOMPLETE) return job->result;
    if (job->written == job->replications) return status_ok();
    return status_fail(STATUS_INCOMPLETE, "incomplete", "%.100s; %lld of %lld replications are kept, and the same command goes on from there",
                       job->result.text, (long long)(all - job->replications + job->written), (long long)all);
}

status run_experiment(const struct experiment *experiment, const char *out, const struct run_options *options, struct arena *arena)
{
    struct job job = {.experiment = experiment, .out = out, .failed = INT64_MAX};
    bool *done = NULL, complete = false;
    TRY(result_layout_make(experiment, arena, &job.layout));
    TRY(result_open(out, experiment, job.layout, options->replace, arena, &done, &complete));
    if (complete) return status_ok();
    job_blocks(&job, done, arena);
    job_desks(&job, arena);
    const status ran = job_run(&job, options);
    if (strcmp(ran.id, "overload") == 0) result_drop(out); /* the same command would end there again */
    TRY(ran);
    return result_merge(out, experiment, job.layout);
}
