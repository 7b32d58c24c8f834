/* A run over the ranks of an MPI program: threads work, the main thread talks. */
#include "sim/run_ranks.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sim/ranks.h"
#include "sim/run_job.h"

#define TELL_S 1.0 /* how often a rank tells how far it is */
enum { DOZE_NS = 1000000 };

/* ---- agreeing ---- */

static status worst_of(const status *all, int32_t n)
{
    int32_t worst = 0;
    for (int32_t i = 1; i < n; i++) {
        const bool worse = all[i].code == STATUS_FAILED ? all[worst].code != STATUS_FAILED : all[i].code != STATUS_OK && all[worst].code == STATUS_OK;
        if (worse) worst = i;
    }
    if (worst == 0) return all[0];
    return status_fail(all[worst].code, all[worst].id, "rank %d: %.400s", (int)worst, all[worst].text);
}

status run_ranks_agree(status mine)
{
    const int32_t n = ranks_count();
    if (n == 1) return mine;
    status *all = ranks_rank() == 0 ? calloc((size_t)n, sizeof *all) : NULL;
    BUG_IF(ranks_rank() == 0 && !all, "no memory for the words of %d ranks", (int)n);
    ranks_gather(&mine, sizeof mine, all);
    if (all) mine = worst_of(all, n);
    free(all);
    ranks_share(&mine, sizeof mine);
    return mine;
}

status run_ranks_same(uint64_t fingerprint, bool *done, int64_t n, bool *complete)
{
    struct { uint64_t fingerprint; bool complete; } of_first;
    memset(&of_first, 0, sizeof of_first);
    of_first.fingerprint = fingerprint;
    of_first.complete = *complete;
    if (ranks_count() == 1) return status_ok();
    ranks_share(&of_first, sizeof of_first);
    status same = status_ok();
    if (of_first.fingerprint != fingerprint)
        same = status_fail(STATUS_FAILED, "other-run", "this rank read other scenarios, or is another program, than rank 0; give all ranks the same files and program");
    TRY(run_ranks_agree(same));
    *complete = of_first.complete;
    ranks_share(done, (int32_t)(n * (int64_t)sizeof *done));
    return status_ok();
}

void run_ranks_join(struct job *job)
{
    const int32_t n = ranks_count();
    if (n == 1) return;
    int64_t *all = ranks_rank() == 0 ? calloc((size_t)n, sizeof *all) : NULL;
    BUG_IF(ranks_rank() == 0 && !all, "no memory for the words of %d ranks", (int)n);
    ranks_gather(&job->written, sizeof job->written, all);
    for (int32_t i = 1; all && i < n; i++) job->written += all[i];
    free(all);
    ranks_share(&job->written, sizeof job->written);
    job->result = run_ranks_agree(job->result);
}

/* ---- talking ---- */

struct talk {
    struct job *job;
    struct ranks_pool pool; /* with rank 0 */
    int64_t *heard;         /* with rank 0: replications that each rank has ended */
    int64_t own;            /* replications that stood as done here at the begin */
    int32_t working;        /* threads */
    double told_s;
};

static bool working(struct talk *talk)
{
    int32_t threads;
#pragma omp atomic read
    threads = talk->working;
    return threads > 0;
}

/* Takes in what was handed out. Under the lock of the job. */
static void hand_in(struct job *job, struct ranks_stretch stretch)
{
    if (stretch.n == 0) job->more = false;
    else job_queue(job, stretch.from, stretch.n);
}

/* Rank 0 serves its own threads between messages. */
static bool first_idle(void *context)
{
    struct talk *talk = context;
    struct job *job = talk->job;
#pragma omp critical(run_job)
    {
        if (talk->pool.stopped && !job->stop) job_stop(job, status_fail(STATUS_INCOMPLETE, "incomplete", "stopped with another rank"));
        job_look(job);
        if (job->stop) talk->pool.stopped = true;
        while (job_wants(job)) hand_in(job, ranks_pool_take(&talk->pool));
    }
    return working(talk);
}

static void first_heard(void *context, int32_t rank, struct ranks_word word)
{
    struct talk *talk = context;
#pragma omp critical(run_job)
    {
        talk->job->progress.done += word.done - talk->heard[rank];
        run_progress_step(&talk->job->progress, run_clock());
    }
    talk->heard[rank] = word.done;
}

static void first_talk(struct talk *talk)
{
    const int32_t n = ranks_count();
    talk->heard = calloc((size_t)n, sizeof *talk->heard);
    BUG_IF(!talk->heard, "no memory for %d ranks", (int)n);
    ranks_serve(&talk->pool, n - 1, &(struct ranks_hooks){talk, first_idle, first_heard});
    free(talk->heard);
}

static struct ranks_word word_of(struct talk *talk)
{
    struct ranks_word word;
#pragma omp critical(run_job)
    word = (struct ranks_word){.done = talk->job->progress.done - talk->own, .stop = talk->job->stop};
    return word;
}

/* True while there is something to wait for. */
static bool other_idle(void *context)
{
    struct talk *talk = context;
    struct job *job = talk->job;
    const bool told = ranks_told_stop();
    const double now_s = run_clock();
#pragma omp critical(run_job)
    {
        if (told && !job->stop) job_stop(job, status_fail(STATUS_INCOMPLETE, "incomplete", "stopped with another rank"));
        job_look(job);
    }
    if (now_s - talk->told_s < TELL_S) return working(talk);
    talk->told_s = now_s;
    ranks_tell(word_of(talk));
    return working(talk);
}

static void other_talk(struct talk *talk)
{
    struct job *job = talk->job;
    const struct ranks_hooks hooks = {talk, other_idle, NULL};
    const struct timespec wait = {.tv_nsec = DOZE_NS};
    bool stopped = false;
    while (other_idle(talk)) {
        bool wanting;
#pragma omp critical(run_job)
        wanting = job_wants(job);
        const struct ranks_word word = word_of(talk);
        if (word.stop && !stopped) ranks_tell(word);
        stopped = word.stop;
        if (!wanting) {
            nanosleep(&wait, NULL);
            continue;
        }
        const struct ranks_stretch stretch = ranks_ask(word, &hooks);
#pragma omp critical(run_job)
        hand_in(job, stretch);
    }
    struct ranks_word last = word_of(talk);
    last.last = true;
    ranks_tell(last);
}

static void talk_all(struct talk *talk)
{
    if (!working(talk)) job_stop(talk->job, status_fail(STATUS_FAILED, "threads", "a rank needs two threads, one of them to talk, and may have one; raise OMP_THREAD_LIMIT"));
    if (ranks_rank() == 0) first_talk(talk);
    else other_talk(talk);
}

static int64_t replications_of(const struct job *job, int64_t block, int64_t end)
{
    int64_t n = 0;
    for (; block < end; block++) n += job->blocks[block].n;
    return n;
}

/* Two for each thread keep all busy for as long as an answer may take. More would be work that others, who have none left, cannot do. */
bool job_wants(const struct job *job)
{
    const int64_t enough = 2 * (int64_t)job->n_desks;
    int64_t waiting = job->current ? job->current->block.n - job->current->begun : 0;
    if (!job->more || job->stop) return false;
    waiting += replications_of(job, job->next_block, job->end_block);
    for (int64_t q = job->taken; q < job->queued && waiting < enough; q++) {
        const struct group *group = &job->groups[job->queue[q]];
        waiting += replications_of(job, group->first, group->first + group->n);
    }
    return waiting < enough;
}

void job_ranks(struct job *job)
{
    const int32_t rank = ranks_rank(), n = ranks_count();
    struct talk talk = {.job = job, .pool = {0, job->n_groups, n, false}, .own = job->progress.done, .told_s = run_clock()};
    job->more = job->hand_out == HAND_OUT_DYNAMIC;
    for (int64_t g = rank; !job->more && g < job->n_groups; g += n) job_queue(job, g, 1);
    if (!job->more) talk.pool.next = talk.pool.end;
    /* An engine of which a process holds one lives in the main thread. */
    const bool main_talks = job->experiment->engine->thread_safe;
    if (!main_talks && !ranks_any_thread()) {
        job_stop(job, status_fail(STATUS_FAILED, "threads", "this MPI lets the main thread alone talk, where the engine has to be: use --engine native, or --shard"));
        return;
    }
#pragma omp parallel num_threads(job->n_desks + 1)
    {
        bool talks = !main_talks;
#pragma omp master
        talks = main_talks;
        if (!talks) {
#pragma omp atomic
            talk.working++;
        }
#pragma omp barrier
        if (talks) talk_all(&talk);
        else job_work(job);
        if (!talks) {
#pragma omp atomic
            talk.working--;
        }
    }
}
