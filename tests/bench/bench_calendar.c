/* The hold model of event lists: take the first of n pending events, schedule one an exponential time later. Beside it the cost of the
 * draw alone, and the same with one more event per step that is scheduled and cancelled. */

#include "sim/calendar.h"
#include "sim/dist.h"
#include "sim/rng.h"
#include "tests/bench/bench.h"

enum { STEPS = 4000000, MEAN_S = 1000000 };
static const struct dist gap = {.kind = DIST_EXPONENTIAL, .a = MEAN_S};

static event_id push(struct calendar *calendar, seconds t_s)
{
    return calendar_push(calendar, t_s, 0, calendar_serial(calendar), 1, 0, 0);
}

static double draws_ns(struct rng_key key)
{
    volatile seconds sum = 0;
    const double t0 = now_s();
    for (uint64_t n = 0; n < STEPS; n++) sum = sum + dist_seconds(&gap, rng_uniform(key, 0, n, 0));
    return (now_s() - t0) * 1e9 / STEPS;
}

static double hold_ns(struct calendar *calendar, struct rng_key key, int32_t pending, bool cancel)
{
    struct event event = {0};
    uint64_t serial;
    calendar_clear(calendar);
    for (int32_t i = 0; i < pending; i++) push(calendar, dist_seconds(&gap, rng_uniform(key, 1, (uint64_t)i, 0)));
    const double t0 = now_s();
    for (uint64_t n = 0; n < STEPS; n++) {
        calendar_pop(calendar, &event, &serial);
        const seconds wait_s = dist_seconds(&gap, rng_uniform(key, 0, n, 0));
        push(calendar, event.t_s + wait_s);
        if (cancel) calendar_cancel(calendar, push(calendar, event.t_s + 2 * wait_s));
    }
    return (now_s() - t0) * 1e9 / STEPS;
}

int main(void)
{
    const struct rng_key key = rng_key_of(1, 1);
    printf("%9s %12s %12s   (ns per step; the draw alone takes %.1f)\n", "pending", "hold", "with cancel", draws_ns(key));
    for (int32_t pending = 1; pending <= 1000000; pending *= 10) {
        struct arena arena;
        struct calendar calendar;
        if (arena_reserve(&arena, calendar_bytes(pending + 1)) != 0) return 1;
        calendar_init(&calendar, &arena, pending + 1, (seconds)(MEAN_S * (STEPS / pending + 20)));
        const double hold = hold_ns(&calendar, key, pending, false), cancelled = hold_ns(&calendar, key, pending, true);
        printf("%9d %12.1f %12.1f\n", (int)pending, hold, cancelled);
        arena_free(&arena);
    }
    return 0;
}
