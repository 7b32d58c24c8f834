/* run_status: what a process of a run says of itself, in a small JSON file beside the blocks (status.json; of a part status-K-of-N.json).
 * Its keys stand in results/README.md. The only door to jansson.
 *
 * Replications are those of the process's own part, all scenarios and draws together. Nothing depends on the file. */
#ifndef SIM_RUN_STATUS_H
#define SIM_RUN_STATUS_H

#include <time.h>

#include "sim/run.h"

enum run_state { RUN_RUNNING, RUN_STOPPING, RUN_MERGING, RUN_FAILED, RUN_ENDED, RUN_STATES };

struct run_status {
    enum run_state state;
    char message[512], host[256];      /* message: why it failed or ended before its time; else empty */
    int64_t pid;
    time_t started, updated;
    int32_t scenarios, draws, block;   /* block: replications in one, at most */
    int32_t part, parts, threads;      /* 1 of 1: the whole run */
    const struct experiment *experiment; /* when it is to be written */
    const char *const *scenario;       /* names, when it was read */
    int64_t replications;              /* of each scenario and draw */
    int64_t whole, asked, before, done; /* asked: of the part; before: found done when it began; done: those too */
    double per_s, left_s;              /* left_s: NAN when it cannot be told */
};

extern const char *const run_state_words[RUN_STATES];

/* Of this process, as it begins: nothing is done, and nothing known of its speed. */
void run_status_init(struct run_status *told, const struct experiment *experiment);
/* Puts it beside the blocks of `out`, dated now; false, and nothing else, when that cannot be. */
bool run_status_write(struct run_status *told, const char *out);
/* All that are there, by part; what cannot be read is left out. Owner: the arena. */
const struct run_status *run_status_read(const char *out, struct arena *arena, int32_t *n);

/* Replications of block `block` (from 0) of a draw, and of all blocks of a part. */
int32_t run_status_block(const struct run_status *told, int64_t block);
int64_t run_status_part(const struct run_status *told);
/* Does its part hold the blocks of this draw and these replications? */
bool run_status_has(const struct run_status *told, int32_t draw, int64_t block);

#endif
