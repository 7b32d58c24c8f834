#include "sim/run_job.h"

#include <string.h>
#include <time.h>

/* How often a run looks at clock and signals; replications may be far shorter. */
#define LOOK_S 0.02

const char *const job_ending_note = "finishing the replications under way; a second signal ends at once";

/* ---- what is to be done ---- */

void job_blocks(struct job *job, const bool *done, struct arena *arena)
{
    const struct experiment *experiment = job->experiment;
    const int64_t per_draw = result_blocks(experiment), draws = result_draws(experiment);
    const int32_t most = result_block_most(experiment);
    job->blocks = ARENA_ARRAY(arena, struct block, result_blocks_all(experiment));
    for (int64_t at = 0; at < draws * per_draw; at++)
        for (int32_t s = 0; s < experiment->n; s++) {
            const int64_t b = at % per_draw, left = experiment->replications - b * most;
            const int32_t n = left < most ? (int32_t)left : most;
            if (!run_in_shard(experiment, at)) continue;
            job->whole += n;
            if (done[s * draws * per_draw + at]) continue;
            job->blocks[job->n_blocks++] = (struct block){s, (int32_t)(at / per_draw), n, b * most + 1};
            job->replications += n;
        }
}

/* Of the blocks; with `each` every block is one. */
static int64_t group_all(const struct job *job, bool each, struct group *groups)
{
    int64_t n = 0;
    for (int64_t b = 0; b < job->n_blocks; b++) {
        const struct block *block = &job->blocks[b];
        if (!each && b > 0 && block->first == block[-1].first && block->draw == block[-1].draw) groups[n - 1].n++;
        else groups[n++] = (struct group){b, 1};
    }
    return n;
}

void job_groups(struct job *job, int64_t takers, struct arena *arena)
{
    job->groups = ARENA_ARRAY(arena, struct group, job->n_blocks);
    job->queue = ARENA_ARRAY(arena, int64_t, job->n_blocks);
    job->n_groups = group_all(job, false, job->groups);
    if (job->n_groups < takers) job->n_groups = group_all(job, true, job->groups);
}

void job_desks(struct job *job, int32_t threads, struct arena *arena)
{
    const struct experiment *experiment = job->experiment;
    const int32_t block = result_block_most(experiment);
    size_t most = 0;
    job->cells = ARENA_ARRAY(arena, size_t, experiment->n);
    for (int32_t s = 0; s < experiment->n; s++) {
        job->cells[s] = (size_t)run_row_cells(experiment, s);
        if (job->cells[s] > most) most = job->cells[s];
    }
    job->n_desks = threads;
    job->desks = ARENA_ARRAY(arena, struct desk, threads);
    for (struct desk *desk = job->desks; desk < job->desks + threads; desk++) {
        desk->rows = ARENA_ARRAY(arena, double, most * (size_t)block);
        desk->digests = ARENA_ARRAY(arena, uint64_t, block);
        desk->events = ARENA_ARRAY(arena, uint64_t, block);
        desk->course = result_course_make(job->layout, arena);
    }
    job->carried = result_course_carried(job->out, experiment, job->layout);
    if (experiment->n < 2 || !experiment->model->compares) return;
    job->shelves = ARENA_ARRAY(arena, struct shelf, threads + 1);
    for (struct shelf *shelf = job->shelves; shelf <= job->shelves + threads; shelf++) {
        shelf->ready = ARENA_ARRAY(arena, bool, block);
        shelf->fates = ARENA_ARRAY(arena, struct fates, block);
    }
}

void planned_drop(struct planned *planned)
{
    if (planned->made) arena_free(&planned->arena);
    *planned = (struct planned){0};
}

void job_free(struct job *job)
{
    for (int32_t d = 0; d < job->n_desks; d++) planned_drop(&job->desks[d].planned);
    for (int32_t i = 0; job->shelves && i <= job->n_desks; i++) {
        planned_drop(&job->shelves[i].planned);
        for (int32_t r = 0; r < result_block_most(job->experiment); r++) fates_free(&job->shelves[i].fates[r]);
    }
}

/* ---- who does what next ---- */

void job_stop(struct job *job, status reason)
{
    if (job->result.code != STATUS_FAILED) job->result = reason;
    job->stop = true;
}

void job_look(struct job *job)
{
    const double now_s = run_clock();
    if (job->stop || now_s - job->looked_s < LOOK_S) return;
    job->looked_s = now_s;
    const struct timespec at_once = {0};
    const bool signalled = sigtimedwait(&job->signals, NULL, &at_once) > 0;
    if (!signalled && !(job->end_s > 0 && now_s >= job->end_s)) return;
    if (signalled) {
        run_progress_note(&job->progress, job_ending_note);
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
    memset(unused->ready, 0, (size_t)result_block_most(job->experiment) * sizeof *unused->ready);
    return unused;
}

void job_queue(struct job *job, int64_t from, int64_t n)
{
    for (int64_t i = 0; i < n; i++) job->queue[job->queued++] = from + i;
}

/* The next block, of the group under way or of the next one in the queue; NULL: none is there now. */
static const struct block *next_block(struct job *job)
{
    if (job->next_block == job->end_block) {
        if (job->taken == job->queued) return NULL;
        const struct group *group = &job->groups[job->queue[job->taken++]];
        job->next_block = group->first;
        job->end_block = group->first + group->n;
    }
    return &job->blocks[job->next_block++];
}

enum job_next job_take(struct job *job, struct task *task)
{
    job_look(job);
    if (job->stop) return JOB_END;
    if (!job->current) {
        const struct block *block = next_block(job);
        if (!block) return job->more ? JOB_WAIT : JOB_END;
        struct desk *desk = free_desk(job);
        desk->taken = true;
        desk->begun = desk->ended = 0;
        planned_drop(&desk->planned);
        desk->block = *block;
        desk->shelf = job->shelves ? shelf_for(job, &desk->block) : NULL;
        if (desk->shelf) desk->shelf->users++;
        if (desk->course) result_course_begin(job->layout, desk->course, desk->block.scenario);
        job->current = desk;
    }
    *task = (struct task){job->current, job->current->begun++, job->begun++};
    if (job->current->begun == job->current->block.n) job->current = NULL;
    return JOB_TASK;
}

bool job_ends_again(status failure) { return strcmp(failure.id, "overload") == 0 || strcmp(failure.id, "sum-too-large") == 0; }

/* Says which replication it was, so that it can be run again. */
static status located(const struct job *job, const struct block *block, int64_t replication, status failure)
{
    if (!job_ends_again(failure)) return failure;
    return status_fail(failure.code, failure.id, "%s, replication %lld, seed %llu: %.300s", job->experiment->scenarios[block->scenario]->name,
                       (long long)replication, (unsigned long long)job->experiment->seed, failure.text);
}

bool job_ended(struct job *job, const struct task *task, status one)
{
    struct desk *desk = task->desk;
    if (one.code != STATUS_OK) {
        job->stop = true;
        if (task->number < job->failed) {
            job->failed = task->number;
            job->result = located(job, &desk->block, desk->block.first + task->i, one);
        }
        return false;
    }
    job->progress.done++;
    run_progress_step(&job->progress, run_clock());
    return ++desk->ended == desk->block.n;
}

void job_settled(struct job *job, struct desk *desk, status written)
{
    desk->taken = false;
    if (desk->shelf) desk->shelf->users--;
    if (written.code == STATUS_OK) job->written += desk->block.n;
    else job_stop(job, written);
}
