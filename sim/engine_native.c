#include "sim/engine.h"

/* Pop, handle, repeat. */
static void run(struct sim *sim, seconds end_s)
{
    struct event event;
    uint64_t key;
    while (calendar_pop_before(&sim->calendar, end_s, &event, &key)) {
        sim_handle(sim, &event, key);
        if (sim->overload) return;
    }
    sim->now_s = end_s;
}

const struct engine engine_native = {.name = "native", .thread_safe = true, .run = run};
