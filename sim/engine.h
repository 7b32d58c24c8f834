/* engine: pass the events of one replication, in order, until the horizon. An engine only decides how time passes.
 *
 * Events come from the calendar of the replication and go to sim_handle, one after another, whatever the engine. */
#ifndef SIM_ENGINE_H
#define SIM_ENGINE_H

#include "sim/sim.h"

struct engine {
    const char *name;
    bool thread_safe; /* may run in several threads of one process at once */
    /* Before the first replication of a process; may be NULL. plans: all that it will run, or others with the same sites. trace: the file
     * for the engine's own trace of the first replication; NULL: none. */
    status (*open)(const struct model *model, const void *const *plans, int32_t n, const char *trace);
    /* Lets `body` do one replication, and run it inside the engine; may be NULL: body may be called as it is. */
    void (*replicate)(struct sim *sim, void (*body)(struct sim *sim, const struct engine *engine));
    /* After the replication that was traced; may be NULL. [unwritable] when the file is not whole. */
    status (*traced)(const char *trace);
    const char *(*library)(void); /* the version of the library that carries it; NULL: none */
    /* Handles every event dated before end_s; sets sim->now_s to end_s. Stops early when sim->overload. */
    void (*run)(struct sim *sim, seconds end_s);
};

extern const struct engine engine_native;

/* NULL: this program was built without SimGrid. */
extern const struct engine *const engine_simgrid;

#endif
