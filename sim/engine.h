/* engine: pass the events of one replication, in order, until the horizon. An engine only decides how time passes. */
#ifndef SIM_ENGINE_H
#define SIM_ENGINE_H

#include "sim/sim.h"

struct engine {
    const char *name;
    bool thread_safe; /* may run in several threads of one process at once */
    /* Handles every event dated before end_s; sets sim->now_s to end_s. Stops early when sim->overload. */
    void (*run)(struct sim *sim, seconds end_s);
};

extern const struct engine engine_native;

#endif
