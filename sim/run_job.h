/* run_job: what is to be done in a run, and who does what next: blocks of replications, in groups that belong together. For run*.c.
 *
 * A *group* is all scenarios of the same draw and replications, which are compared; groups are what parts, processes and ranks are dealt.
 * The threads of a process take replication by replication from its groups, each time under the lock of the job. */
#ifndef SIM_RUN_JOB_H
#define SIM_RUN_JOB_H

#include <signal.h>

#include "sim/result.h"
#include "sim/run_progress.h"

struct block {
    int32_t scenario, draw, n; /* n: replications */
    int64_t first;
};

struct group {
    int64_t first; /* of its blocks */
    int32_t n;
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
    int64_t first;          /* of the block; 0: free */
    int32_t users;          /* desks */
    struct planned planned; /* of the baseline, with draws */
    bool *ready;            /* by replication of the block */
    struct fates *fates;
};

/* A block under way: it is free again when its last replication was written. */
struct desk {
    bool taken;
    struct block block;
    struct shelf *shelf;    /* NULL: nothing is compared */
    struct planned planned; /* with draws */
    int32_t begun, ended;
    double *rows;
    struct course *course;  /* NULL: no sums over replications are kept */
    uint64_t *digests, *events;
};

struct job {
    const struct experiment *experiment;
    const struct result_layout *layout;
    const char *out;
    struct block *blocks;
    int64_t n_blocks, whole, replications, begun, written; /* whole: replications of this part; replications: in the blocks; written: of them */
    struct group *groups;
    int64_t n_groups, *queue, queued, taken; /* queue: groups to be done here, in order; taken: of the queued */
    bool more;                               /* to come into the queue */
    int64_t next_block, end_block;           /* of the group under way */
    struct desk *desks, *current;            /* a desk per thread: every block but the current one has a replication under way */
    int32_t n_desks;
    struct shelf *shelves;                   /* one more than desks; NULL: nothing is compared */
    size_t *cells;                           /* length of a row, by scenario */
    struct result_carried carried;           /* in the sums of a result that is gone on from */
    enum hand_out hand_out;                  /* of groups to ranks */
    bool stop;
    status result;
    int64_t failed;                          /* number in the order of taking of the first failure */
    double end_s, looked_s;                  /* run_clock */
    sigset_t signals, mask;                  /* those that end a run; the mask as it was */
    struct run_progress progress;
};

struct task {
    struct desk *desk;
    int32_t i;      /* in the block */
    int64_t number; /* in the order of taking */
};

/* ---- what is to be done (run_job.c) ---- */

/* The blocks that are not `done`, draw by draw and block by block over the scenarios, so that what is there after a stop can be compared. */
void job_blocks(struct job *job, const bool *done, struct arena *arena);
/* Their groups, for `takers` that share them: when there are fewer groups than takers every block is one. Nothing is queued yet. */
void job_groups(struct job *job, int64_t takers, struct arena *arena);
void job_desks(struct job *job, int32_t threads, struct arena *arena);
void job_free(struct job *job);

/* Puts groups in the queue. The lock is the caller's. */
void job_queue(struct job *job, int64_t from, int64_t n);

enum job_next { JOB_TASK, JOB_WAIT, JOB_END };
/* The next replication to do; JOB_WAIT: more may come. Under the lock of the job. */
enum job_next job_take(struct job *job, struct task *task);
/* After a replication; true when its block is ready to be written. Under the lock of the job. */
bool job_ended(struct job *job, const struct task *task, status one);
/* After its block was written. Under the lock of the job. */
void job_settled(struct job *job, struct desk *desk, status written);
/* A fault outweighs a stop. */
void job_stop(struct job *job, status reason);
/* Ends the run in time, or after a signal; a second signal then has its usual effect. Under the lock of the job. */
void job_look(struct job *job);
void planned_drop(struct planned *planned);
/* Would the same command end with this failure again? */
bool job_ends_again(status failure);
/* More threads than engine or work can use only cost (run.c). */
int32_t job_threads(const struct engine *engine, int32_t asked, int64_t replications);

extern const char *const job_ending_note;

/* ---- doing it ---- */

/* Takes and runs until there is no more; in every thread (run_work.c). */
void job_work(struct job *job);
/* By processes that the blocks are dealt out over, for an engine of which a process holds one (run_shares.c). */
void job_fork(struct job *job, int32_t n);
/* By the threads of this rank, while the main thread talks with the other ranks (run_ranks.c). */
void job_ranks(struct job *job);
/* Does this rank want more groups, so that no thread waits for an answer? Under the lock of the job. */
bool job_wants(const struct job *job);

#endif
