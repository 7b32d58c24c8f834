/* A run in several processes. */
#include <string.h>

#include "sim/run_fork.h"
#include "sim/run_job.h"

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
    if (signal) run_progress_note(progress, job_ending_note);
    if (signal) return signal->si_code == SI_KERNEL ? 0 : signal->si_signo;
    if (!failed || shares->ended) return 0;
    shares->ended = true;
    return SIGTERM;
}

/* Groups are dealt out in turn. */
static void share_groups(const struct shares *shares, struct arena *arena)
{
    struct job *whole = shares->whole;
    job_groups(whole, shares->n, arena);
    for (int32_t i = 0; i < shares->n; i++) {
        struct job *share = &shares->share[i];
        share->groups = whole->groups;
        share->queue = ARENA_ARRAY(arena, int64_t, whole->n_groups / shares->n + 1);
    }
    for (int64_t g = 0; g < whole->n_groups; g++) job_queue(&shares->share[g % shares->n], g, 1);
}

void job_fork(struct job *job, int32_t n)
{
    const size_t bytes = (size_t)n * sizeof *job;
    struct shares shares = {.whole = job, .share = run_fork_memory(bytes), .n = n};
    struct arena arena;
    arena_init(&arena);
    if (!shares.share) arena_exhausted(&arena, bytes);
    for (int32_t i = 0; i < n; i++) {
        shares.share[i] = *job;
        shares.share[i].progress = (struct run_progress){.style = RUN_PROGRESS_OFF};
    }
    share_groups(&shares, &arena);
    const status ended = run_fork(n, share_work, share_look, &shares, &job->signals);
    for (int32_t i = 0; i < n; i++) {
        job->written += shares.share[i].written;
        if (shares.share[i].result.code != STATUS_OK) job_stop(job, shares.share[i].result);
    }
    if (ended.code != STATUS_OK) job_stop(job, ended);
    run_fork_memory_free(shares.share, bytes);
    arena_free(&arena);
}

