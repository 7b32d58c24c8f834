/* unfinished: how far a run is that has left no result yet, from its folder of blocks: the names of finished blocks, and what processes say of
 * themselves there. No block is opened. A process that was killed says nothing, so that its silence is judged. */
#ifndef ANALYSIS_UNFINISHED_H
#define ANALYSIS_UNFINISHED_H

#include "sim/run_status.h"

/* At work; over, by its own word; gone: no longer on this machine; silent: for longer than its replications last. */
enum unfinished_word { UNFINISHED_WORKS, UNFINISHED_OVER, UNFINISHED_GONE, UNFINISHED_SILENT };

struct unfinished_process {
    const struct run_status *status;
    enum unfinished_word word;
    double silent_s; /* since it was last heard of */
    int64_t kept;    /* replications of its part in finished blocks; of one at work */
};

struct unfinished {
    const struct run_status *latest; /* the last that was heard of: what is asked stands there; NULL: nobody left a word */
    int64_t blocks;                  /* finished ones */
    int64_t kept, *kept_of;          /* replications in them: all, by scenario; 0 and NULL when nobody left a word */
    int64_t under_way;               /* replications of those at work that stand in no finished block */
    int32_t n, at_work;
    struct unfinished_process *process;
    double per_s, left_s; /* of those at work: together, until the last of them is ready; left_s: NAN when it cannot be told */
};

/* False: there is no unfinished run. */
bool unfinished_look(const char *path, struct arena *arena, struct unfinished *unfinished);

#endif
