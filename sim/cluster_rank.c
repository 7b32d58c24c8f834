/* A rank of a simulated run: its threads take replication by replication, by the code of a run, and each takes its time. */
#include <math.h>
#include <stdlib.h>

#include "sim/cluster.h"
#include "sim/run_job.h"

/* ---- what is to be done ---- */

void cluster_job(struct job *job, const struct experiment *experiment, const bool *done, int32_t ranks, struct arena *arena)
{
    *job = (struct job){.experiment = experiment, .failed = INT64_MAX};
    if (!done) done = ARENA_ARRAY(arena, bool, result_blocks_all(experiment));
    job_blocks(job, done, arena);
    job_groups(job, ranks, arena);
}

/* Each node has the speed that is furthest behind its share so far, so that they lie evenly. */
void cluster_speeds(const struct cluster *cluster, const struct cluster_way *way, double *speed_of)
{
    const bool other = way->other.share > 0;
    const struct cluster_speed *speeds = other ? &way->other : cluster->speeds;
    const int32_t n = other ? 1 : way->uneven ? cluster->n_speeds : 0;
    double behind[CLUSTER_SPEEDS + 1] = {0}, plain = 1; /* the last: of speed 1 */
    for (int32_t i = 0; i < n; i++) plain -= speeds[i].share;
    for (int32_t node = 0; node < way->nodes; node++) {
        int32_t most = n;
        behind[n] += plain;
        for (int32_t i = 0; i < n; i++) {
            behind[i] += speeds[i].share;
            if (behind[i] > behind[most] + 1e-9) most = i;
        }
        behind[most]--;
        speed_of[node] = most < n ? speeds[most].speed : 1;
    }
}

/* Desks without room for rows: nothing is worked out. */
static void desks(struct job *job, int32_t threads, struct arena *arena)
{
    const struct experiment *experiment = job->experiment;
    job->n_desks = threads;
    job->desks = ARENA_ARRAY(arena, struct desk, threads);
    if (experiment->n < 2 || !experiment->model->compares) return;
    job->shelves = ARENA_ARRAY(arena, struct shelf, threads + 1);
    for (struct shelf *shelf = job->shelves; shelf <= job->shelves + threads; shelf++)
        shelf->ready = ARENA_ARRAY(arena, bool, result_block_most(experiment));
}

void cluster_rank_init(struct cluster_rank *rank, const struct job *whole, int32_t threads, double speed,
                       const struct cluster_costs *costs, struct arena *arena)
{
    *rank = (struct cluster_rank){
        .job = ARENA_NEW(arena, struct job), .costs = costs, .speed = speed, .limit_s = INFINITY, .killed_s = INFINITY};
    *rank->job = *whole;
    rank->job->queue = NULL;
    rank->job->more = true;
    desks(rank->job, threads, arena);
    rank->threads = ARENA_ARRAY(arena, struct cluster_thread, threads);
    for (int32_t t = 0; t < threads; t++)
        rank->threads[t] = (struct cluster_thread){CLUSTER_WAITS, INFINITY, ARENA_NEW(arena, struct task)};
}

void cluster_rank_free(struct cluster_rank *rank) { free(rank->job->queue); }

/* ---- a thread ---- */

/* HDF5 takes one thread of a rank at a time; the rest of writing does not. */
static double writing_s(struct cluster_rank *rank, double now_s)
{
    const struct cluster_costs *costs = rank->costs;
    rank->free_s = fmax(rank->free_s, now_s) + costs->locked_s;
    return rank->free_s + costs->write_s - costs->locked_s;
}

/* A baseline that is not there yet, since it is under way in another thread, is run here too. */
static double task_s(const struct cluster_rank *rank, const struct task *task)
{
    const struct cluster_costs *costs = rank->costs;
    const struct desk *desk = task->desk;
    const int32_t scenario = desk->block.scenario;
    double work_s = costs->replication_s[scenario];
    if (rank->job->experiment->draws > 0 && task->i == 0) work_s += costs->plan_s[scenario];
    if (desk->shelf && scenario > 0 && !desk->shelf->ready[task->i]) work_s += costs->replication_s[0];
    return work_s;
}

static void take(struct cluster_rank *rank, struct cluster_thread *thread, double now_s)
{
    thread->does = CLUSTER_WAITS;
    thread->at_s = INFINITY;
    if (now_s >= rank->limit_s || job_take(rank->job, thread->task) != JOB_TASK) return;
    const double work_s = task_s(rank, thread->task);
    rank->busy_s += work_s;
    thread->does = CLUSTER_RUNS;
    thread->at_s = now_s + work_s / rank->speed;
}

static int64_t block_number(const struct experiment *experiment, const struct block *block)
{
    return (block->scenario * (int64_t)result_draws(experiment) + block->draw) * result_blocks(experiment) +
           (block->first - 1) / result_block_most(experiment);
}

static void settle(struct cluster_rank *rank, const struct cluster_thread *thread)
{
    struct desk *desk = thread->task->desk;
    job_settled(rank->job, desk, status_ok());
    if (thread->at_s > rank->killed_s) return;
    rank->kept++;
    if (rank->done) rank->done[block_number(rank->job->experiment, &desk->block)] = true;
}

static void step(struct cluster_rank *rank, struct cluster_thread *thread)
{
    const double now_s = thread->at_s;
    struct task *task = thread->task;
    rank->last_s = now_s;
    if (thread->does == CLUSTER_RUNS) {
        if (task->desk->shelf) task->desk->shelf->ready[task->i] = true;
        if (job_ended(rank->job, task, status_ok())) {
            thread->at_s = writing_s(rank, now_s);
            thread->does = CLUSTER_WRITES;
            return;
        }
    } else
        settle(rank, thread);
    take(rank, thread, now_s);
}

/* ---- all of its threads ---- */

static struct cluster_thread *first_to_end(const struct cluster_rank *rank)
{
    struct cluster_thread *first = &rank->threads[0];
    for (struct cluster_thread *thread = first + 1; thread < rank->threads + rank->job->n_desks; thread++)
        if (thread->at_s < first->at_s) first = thread;
    return first;
}

void cluster_rank_queue(struct cluster_rank *rank, int64_t from, int64_t n)
{
    struct job *job = rank->job;
    if (job->queued + n > rank->room) {
        rank->room = 2 * (job->queued + n);
        job->queue = realloc(job->queue, (size_t)rank->room * sizeof *job->queue);
        BUG_IF(!job->queue, "no memory for a queue of %lld groups", (long long)rank->room);
    }
    job_queue(job, from, n);
}

void cluster_rank_give(struct cluster_rank *rank, int64_t from, int64_t n, double now_s)
{
    if (n == 0) rank->job->more = false;
    cluster_rank_queue(rank, from, n);
    for (int32_t t = 0; t < rank->job->n_desks; t++)
        if (rank->threads[t].does == CLUSTER_WAITS) take(rank, &rank->threads[t], now_s);
}

bool cluster_rank_wants(const struct cluster_rank *rank) { return job_wants(rank->job); }

double cluster_rank_work(struct cluster_rank *rank, double until_s, bool until_wanting)
{
    double now_s = until_s;
    if (until_wanting && cluster_rank_wants(rank)) return 0;
    for (;;) {
        struct cluster_thread *thread = first_to_end(rank);
        if (thread->does == CLUSTER_WAITS) return INFINITY;
        if (thread->at_s > until_s) return now_s;
        now_s = thread->at_s;
        step(rank, thread);
        if (until_wanting && cluster_rank_wants(rank)) return now_s;
    }
}
