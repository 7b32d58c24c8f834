#include "sim/run.h"

#include <omp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sim/result.h"
#include "sim/run_fork.h"
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
            const struct trail trail = {.row = rows ? rows + (size_t)i * cells : NULL, .digest = digests ? digests + i : NULL, .events = events ? events + i : NULL};
            const status one = worker_run(&worker, model, plan, 1, NULL, engine, seed, first + i, record, trail);
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
    int32_t scenario, draw, n; /* n: replications */
    int64_t first;
};

/* The plan of a scenario for one draw of its inputs, made when it is first asked for. */
struct planned {
    struct arena arena;
    const void *plan;
    bool made;
    status fault;
};

/* What became of everyone in the baseline, of the replications of one block, for as long as a scenario may ask. */
struct shelf {
    int32_t draw;
    int64_t first; /* of the block; 0: free */
    int32_t users; /* desks */
    struct planned planned; /* of the baseline, with draws */
    bool ready[RESULT_BLOCK];
    struct fates fates[RESULT_BLOCK];
};

/* A block under way: it is free again when its last replication was written. */
struct desk {
    bool taken;
    struct block block;
    struct shelf *shelf; /* NULL: nothing is compared */
    struct planned planned; /* with draws */
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
    struct shelf *shelves;        /* one more than desks; NULL: nothing is compared */
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

static const char *const ending_note = "finishing the replications under way; a second signal ends at once";

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
        run_progress_note(&job->progress, ending_note);
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

static void planned_drop(struct planned *planned)
{
    if (planned->made) arena_free(&planned->arena);
    *planned = (struct planned){0};
}

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

/* Blocks of the same replications stand together, so that a shelf that nobody uses is needed for the next block at most. */
static struct shelf *shelf_for(struct job *job, const struct block *block)
{
    struct shelf *unused = NULL;
    for (int32_t i = 0; i <= job->n_desks; i++) {
        struct shelf *shelf = &job->shelves[i];
        if (shelf->first == block->first && shelf->draw == block->draw) return shelf;
        if (shelf->users == 0) unused = shelf;
    }
    BUG_IF(!unused, "more than %d blocks are compared", (int)job->n_desks);
    planned_drop(&unused->planned);
    unused->first = block->first;
    unused->draw = block->draw;
    memset(unused->ready, 0, sizeof unused->ready);
    return unused;
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
        planned_drop(&desk->planned);
        desk->block = job->blocks[job->next_block++];
        desk->shelf = job->shelves ? shelf_for(job, &desk->block) : NULL;
        if (desk->shelf) desk->shelf->users++;
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
    if (desk->shelf && scenario == 0) fates_put(desk->shelf, task->i, &worker->sim.fates);
    return status_ok();
}

/* log: of the one replication of this block; NULL: none is kept. */
static void desk_write(struct job *job, struct desk *desk, const struct trace *log)
{
    status written;
#pragma omp critical(run_write)
    written = result_block(job->out, job->experiment, job->layout, desk->block.scenario, desk->block.draw, desk->block.first, desk->block.n, desk->rows,
                           desk->digests, desk->events, log);
#pragma omp critical(run_job)
    {
        desk->taken = false;
        if (desk->shelf) desk->shelf->users--;
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

/* Draw by draw and block by block over the scenarios, so that what is there after a stop can be compared; `done` blocks are left out. */
static void job_blocks(struct job *job, const bool *done, struct arena *arena)
{
    const struct experiment *experiment = job->experiment;
    const int64_t per_draw = result_blocks(experiment), draws = result_draws(experiment);
    const int32_t most = result_block_most(experiment);
    job->blocks = ARENA_ARRAY(arena, struct block, result_blocks_all(experiment));
    for (int64_t at = 0; at < draws * per_draw; at++)
        for (int32_t s = 0; s < experiment->n; s++) {
            const int64_t b = at % per_draw, left = experiment->replications - b * most;
            const int32_t n = left < most ? (int32_t)left : most;
            if (done[s * draws * per_draw + at] || !run_in_shard(experiment, at)) continue;
            job->blocks[job->n_blocks++] = (struct block){s, (int32_t)(at / per_draw), n, b * most + 1};
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
    if (experiment->n > 1 && experiment->model->compares) job->shelves = ARENA_ARRAY(arena, struct shelf, job->n_desks + 1);
    for (int32_t d = 0; d < job->n_desks; d++) job->desks[d].rows = ARENA_ARRAY(arena, double, most * (size_t)result_block_most(experiment));
}

static void job_free(struct job *job)
{
    for (int32_t d = 0; d < job->n_desks; d++) planned_drop(&job->desks[d].planned);
    for (int32_t i = 0; job->shelves && i <= job->n_desks; i++) {
        planned_drop(&job->shelves[i].planned);
        for (int32_t r = 0; r < RESULT_BLOCK; r++) fates_free(&job->shelves[i].fates[r]);
    }
}

/* ---- an engine of which a process holds one: the blocks are dealt out over processes ---- */

struct shares {
    struct job *whole, *share; /* share: of each process, in memory that all see */
    int32_t n, signals;        /* signals: that came in */
    bool ended;                /* they were asked to end after a failure */
};

static void share_work(void *context, int32_t i)
{
    const struct shares *shares = context;
    job_work(&shares->share[i]);
    job_free(&shares->share[i]);
}

/* A signal of the terminal reaches all processes by itself. */
static int share_look(void *context, const siginfo_t *signal)
{
    struct shares *shares = context;
    struct run_progress *progress = &shares->whole->progress;
    bool failed = false;
    progress->done = progress->before;
    for (int32_t i = 0; i < shares->n; i++) {
        progress->done += shares->share[i].progress.done;
        failed |= shares->share[i].result.code == STATUS_FAILED;
    }
    run_progress_step(progress, run_clock());
    if (signal && shares->signals++ > 0) {
        pthread_sigmask(SIG_SETMASK, &shares->whole->mask, NULL);
        raise(signal->si_signo);
    }
    if (signal) run_progress_note(progress, ending_note);
    if (signal) return signal->si_code == SI_KERNEL ? 0 : signal->si_signo;
    if (!failed || shares->ended) return 0;
    shares->ended = true;
    return SIGTERM;
}

/* Blocks of the same replications go to one process, so that a baseline is run once; unless there are too few of them. */
static void share_blocks(const struct shares *shares, struct arena *arena)
{
    const struct job *whole = shares->whole;
    for (int64_t pass = 0, groups = 0; pass < 2; pass++) {
        int64_t group = -1;
        for (int64_t b = 0; b < whole->n_blocks; b++) {
            const struct block *block = &whole->blocks[b];
            group += b == 0 || block->first != block[-1].first || block->draw != block[-1].draw;
            if (pass == 0) continue;
            struct job *share = &shares->share[(groups < shares->n ? b : group) % shares->n];
            share->blocks[share->n_blocks++] = *block;
            share->replications += block->n;
        }
        groups = group + 1;
        for (int32_t i = 0; i < shares->n && pass == 0; i++) shares->share[i].blocks = ARENA_ARRAY(arena, struct block, whole->n_blocks);
    }
}

static void job_fork(struct job *job, int32_t n)
{
    const size_t bytes = (size_t)n * sizeof *job;
    struct shares shares = {.whole = job, .share = run_fork_memory(bytes), .n = n};
    struct arena arena;
    arena_init(&arena);
    if (!shares.share) arena_exhausted(&arena, bytes);
    for (int32_t i = 0; i < n; i++) {
        shares.share[i] = *job;
        shares.share[i].n_blocks = shares.share[i].replications = 0;
        shares.share[i].progress = (struct run_progress){.style = RUN_PROGRESS_OFF};
    }
    share_blocks(&shares, &arena);
    const status ended = run_fork(n, share_work, share_look, &shares, &job->signals);
    for (int32_t i = 0; i < n; i++) {
        job->written += shares.share[i].written;
        if (shares.share[i].result.code != STATUS_OK) job_stop(job, shares.share[i].result);
    }
    if (ended.code != STATUS_OK) job_stop(job, ended);
    run_fork_memory_free(shares.share, bytes);
    arena_free(&arena);
}

static void job_do(struct job *job)
{
    const int32_t most = run_threads(job->experiment->threads), processes = job->n_blocks < most ? (int32_t)job->n_blocks : most;
    if (!job->experiment->engine->thread_safe && processes > 1) {
        job_fork(job, processes);
        return;
    }
#pragma omp parallel num_threads(job->n_desks)
    job_work(job);
}

/* Does what is missing; TERM and INT are held back meanwhile and looked for between replications. */
static status job_run(struct job *job, const struct run_options *options)
{
    const int64_t all = job->experiment->n * job->experiment->replications * result_draws(job->experiment);
    sigemptyset(&job->signals);
    sigaddset(&job->signals, SIGTERM);
    sigaddset(&job->signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &job->signals, &job->mask);
    run_progress_begin(&job->progress, options->progress, all, all - job->replications);
    if (options->max_run_time_s > 0) job->end_s = job->progress.begin_s + (double)options->max_run_time_s;
    job_do(job);
    job_free(job);
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
    if (experiment->shards > 0) return status_ok();
    return result_merge(out, experiment, job.layout);
}
