#include "sim/run.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "sim/ranks.h"
#include "sim/run_job.h"
#include "sim/run_ranks.h"

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

int32_t job_threads(const struct engine *engine, int32_t asked, int64_t replications)
{
    const int32_t threads = engine->thread_safe ? run_threads(asked) : 1;
    return threads > replications ? (int32_t)(replications > 0 ? replications : 1) : threads;
}

/* ---- into a file ---- */

static void job_do(struct job *job, struct arena *arena)
{
    const int32_t most = run_threads(job->experiment->threads), processes = job->n_blocks < most ? (int32_t)job->n_blocks : most;
    const bool ranks = ranks_count() > 1;
    if (!ranks && !job->experiment->engine->thread_safe && processes > 1) {
        job_fork(job, processes);
        return;
    }
    job_groups(job, ranks_count(), arena);
    if (ranks) {
        job_ranks(job);
        return;
    }
    job_queue(job, 0, job->n_groups);
#pragma omp parallel num_threads(job->n_desks)
    job_work(job);
}

static status told(const struct job *job)
{
    if (job->result.code != STATUS_INCOMPLETE) return job->result;
    if (job->written == job->replications) return status_ok();
    return status_fail(STATUS_INCOMPLETE, "incomplete", "%.100s; %lld of %lld replications are kept, and the same command goes on from there",
                       job->result.text, (long long)(job->whole - job->replications + job->written), (long long)job->whole);
}

/* Those that ask a run to stop; clusters send USR1 ahead of a limit. */
static void hold_back(sigset_t *signals, sigset_t *mask)
{
    sigemptyset(signals);
    sigaddset(signals, SIGTERM);
    sigaddset(signals, SIGINT);
    sigaddset(signals, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, signals, mask);
}

/* Every rank is sent the same signal, and may have stopped because another had taken it first. */
static void let_go(const sigset_t *signals, const sigset_t *mask, bool stopped)
{
    const struct timespec at_once = {0};
    while (stopped && sigtimedwait(signals, NULL, &at_once) > 0) continue;
    pthread_sigmask(SIG_SETMASK, mask, NULL);
}

bool run_stop_asked(void)
{
    sigset_t pending;
    return sigpending(&pending) == 0 && (sigismember(&pending, SIGTERM) == 1 || sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGUSR1) == 1);
}

/* Does what is missing; signals are held back meanwhile and looked for between replications. */
static status job_run(struct job *job, const struct run_options *options, struct arena *arena)
{
    hold_back(&job->signals, &job->mask);
    run_progress_begin(&job->progress, ranks_rank() > 0 ? PROGRESS_NEVER : options->progress, job->whole, job->whole - job->replications);
    if (ranks_rank() == 0) run_progress_follow(&job->progress, job->experiment, job->out, options);
    if (options->max_run_time_s > 0) job->end_s = job->progress.begin_s + (double)options->max_run_time_s;
    job_do(job, arena);
    job_free(job);
    run_ranks_join(job);
    run_progress_end(&job->progress);
    let_go(&job->signals, &job->mask, job->result.code == STATUS_INCOMPLETE);
    return told(job);
}

/* Rank 0 looks what is there; all go on from that. */
static status opened(const struct job *job, bool replace, struct arena *arena, bool **done, bool *complete)
{
    const struct experiment *experiment = job->experiment;
    const int64_t n = result_blocks_all(experiment);
    *done = NULL;
    *complete = false;
    const status mine = ranks_rank() > 0 ? status_ok() : result_open(job->out, experiment, job->layout, replace, arena, done, complete);
    TRY(run_ranks_agree(mine));
    if (!*done) *done = ARENA_ARRAY(arena, bool, n);
    return run_ranks_same(result_fingerprint(experiment), *done, n, complete);
}

status run_join(const struct experiment *experiment, const char *out, const struct result_layout *layout)
{
    sigset_t signals, mask;
    hold_back(&signals, &mask);
    const status joined = run_ranks_agree(ranks_rank() == 0 ? result_merge(out, experiment, layout) : status_ok());
    let_go(&signals, &mask, joined.code == STATUS_INCOMPLETE);
    return joined;
}

status run_experiment(const struct experiment *experiment, const char *out, const struct run_options *options, struct arena *arena)
{
    struct job job = {.experiment = experiment, .out = out, .failed = INT64_MAX, .hand_out = options->hand_out};
    bool *done, complete;
    TRY(run_ranks_agree(result_layout_make(experiment, arena, &job.layout)));
    TRY(opened(&job, options->replace, arena, &done, &complete));
    if (complete) return status_ok();
    job_blocks(&job, done, arena);
    job_desks(&job, job_threads(experiment->engine, experiment->threads, job.replications), arena);
    const bool first = ranks_rank() == 0;
    const status ran = run_progress_ran(&job.progress, job_run(&job, options, arena));
    if (first && job_ends_again(ran)) result_drop(out);
    TRY(ran);
    if (experiment->shards > 0) return status_ok();
    return run_progress_merged(&job.progress, run_join(experiment, out, job.layout));
}
