#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "sim/engine.h"

/* A model that does what the plan says: events at given dates, written down as they are handled. */

enum { KIND_NONE, KIND_LATE, KIND_EARLY, KIND_LIMIT, KINDS };
static const struct event_kind kinds[KINDS] = {{"none", 0}, {"late", 9}, {"early", 2}, {"limit", 0}};
static const struct metric metrics[] = {{"happened", METRIC_COUNT, "1", {0, -1, -1}}, {"open", METRIC_LEVEL, "1", {-1, -1, -1}}};
static const struct dimension dims[] = {{"side"}};

struct plan { struct window window; int n; seconds t_s[8]; int kind[8]; int32_t sides; };
struct world { int n, ended; int32_t seen[16]; seconds at_s[16]; double draw; };

static struct window window_of(const void *plan) { return ((const struct plan *)plan)->window; }
static int32_t dim_size(const void *plan, int dim) { return (void)dim, ((const struct plan *)plan)->sides; }
static size_t world_bytes(const void *plan) { return (void)plan, sizeof(struct world); }
static int32_t max_events(const void *plan) { return (void)plan, 16; }
static void *world_make(const void *plan, struct arena *arena) { return (void)plan, ARENA_NEW(arena, struct world); }

static void begin(struct sim *sim)
{
    const struct plan *plan = sim->plan;
    struct world *world = sim->world;
    memset(world, 0, sizeof *world);
    for (int i = 0; i < plan->n; i++) sim_schedule(sim, plan->t_s[i], plan->kind[i], i, 0);
    world->draw = sim_draw(sim, 1, 2, 3);
    metric_level(&sim->record, 1, 0, 0, 0, 1, sim->now_s);
}

static void handle(struct sim *sim, const struct event *event)
{
    struct world *world = sim->world;
    cr_assert_eq(event->t_s, sim->now_s);
    cr_assert_eq(calendar_rank(sim->now_key), kinds[event->kind].rank);
    world->seen[world->n] = event->a;
    world->at_s[world->n++] = sim->now_s;
    metric_count(&sim->record, 0, event->a % 2, 0, 0, 1);
    if (event->kind == KIND_LIMIT) {
        sim_overload(sim, "full at %lld s", (long long)sim->now_s);
        sim_overload(sim, "again");
    }
}

static void end(struct sim *sim)
{
    struct world *world = sim->world;
    cr_assert_eq(sim->now_s, sim->window.end_s);
    world->ended++;
}

static const struct model model = {
    .name = "toy", .dims = dims, .n_dims = 1, .metrics = metrics, .n_metrics = 2, .kinds = kinds, .n_kinds = KINDS, .window = window_of,
    .dim_size = dim_size, .world_bytes = world_bytes, .max_events = max_events, .world = world_make, .begin = begin, .handle = handle, .end = end};

static struct sim sim;
static void make(const struct plan *plan)
{
    const status made = sim_init(&sim, &model, plan);
    cr_assert_eq(made.code, STATUS_OK, "%s", made.text);
}
static void gone(void) { sim_free(&sim); }
TestSuite(sim, .fini = gone);

Test(sim, order_and_half_open_window)
{
    const struct plan plan = {.window = {100, 200, 0}, .n = 8, .sides = 2,
                              .t_s = {200, 100, 199, 100, 99, 0, 199, 300},
                              .kind = {KIND_EARLY, KIND_LATE, KIND_LATE, KIND_EARLY, KIND_EARLY, KIND_LATE, KIND_EARLY, KIND_LATE}};
    make(&plan);
    sim_run(&sim, &engine_native, 1, 1, true, false);
    const struct world *world = sim.world;
    const int32_t order[] = {5, 4, 3, 1, 6, 2};
    cr_assert_eq(world->n, 6, "%d events: those at 200 s and later are not handled", world->n);
    for (int i = 0; i < 6; i++) cr_expect_eq(world->seen[i], order[i], "event %d", i);
    cr_expect_eq(world->ended, 1);
    cr_expect_eq(sim.trace.events, 6);
    double row[3];
    recorder_row(&sim.record, 100, row);
    /* of the warm-up (5 and 4) nothing is counted, what falls on its last instant (3 and 1) is */
    cr_expect(row[0] == 2 && row[1] == 2, "%g and %g", row[0], row[1]);
    cr_expect(row[2] == 1, "the level of begin goes on into the window: %g", row[2]);
}

Test(sim, without_warm_up)
{
    const struct plan plan = {.window = {0, 10, 0}, .n = 2, .sides = 2, .t_s = {0, 9}, .kind = {KIND_EARLY, KIND_EARLY}};
    make(&plan);
    sim_run(&sim, &engine_native, 1, 1, true, false);
    double row[3];
    recorder_row(&sim.record, 10, row);
    cr_expect(row[0] == 1 && row[1] == 1 && row[2] == 1, "%g, %g, %g", row[0], row[1], row[2]);
}

Test(sim, a_stated_limit_stops_the_replication)
{
    const struct plan plan = {.window = {5, 10, 0}, .n = 3, .sides = 2, .t_s = {1, 2, 3}, .kind = {KIND_EARLY, KIND_LIMIT, KIND_EARLY}};
    make(&plan);
    sim_run(&sim, &engine_native, 1, 1, true, false);
    const struct world *world = sim.world;
    cr_expect(sim.overload);
    cr_expect_str_eq(sim.overload_text, "full at 2 s");
    cr_expect(world->n == 2 && world->ended == 0);
    struct plan sound = plan;
    sound.kind[1] = KIND_EARLY;
    sim.plan = &sound;
    sim_run(&sim, &engine_native, 1, 2, true, false);
    cr_expect(!sim.overload && world->n == 3 && world->ended == 1, "the next replication is not touched");
}

Test(sim, draws_belong_to_seed_and_replication)
{
    const struct plan plan = {.window = {0, 1, 0}, .sides = 1};
    make(&plan);
    const struct world *world = sim.world;
    sim_run(&sim, &engine_native, 7, 1, true, false);
    const double first = world->draw;
    sim_run(&sim, &engine_native, 7, 2, true, false);
    cr_expect_neq(world->draw, first);
    sim_run(&sim, &engine_native, 8, 1, true, false);
    cr_expect_neq(world->draw, first);
    sim_run(&sim, &engine_native, 7, 1, true, false);
    cr_expect_eq(world->draw, first);
}

Test(sim, digest_tells_events_apart)
{
    struct plan plan = {.window = {0, 100, 0}, .n = 3, .sides = 2, .t_s = {1, 2, 3}, .kind = {KIND_EARLY, KIND_LATE, KIND_EARLY}};
    make(&plan);
    sim_run(&sim, &engine_native, 1, 1, true, false);
    const uint64_t digest = sim.trace.digest;
    sim_run(&sim, &engine_native, 1, 1, false, true);
    cr_expect_eq(sim.trace.digest, digest, "recording or logging changes nothing");
    plan.t_s[1] = 3;
    sim_run(&sim, &engine_native, 1, 1, true, false);
    cr_expect_neq(sim.trace.digest, digest, "another date");
    plan.t_s[1] = 2;
    plan.kind[1] = KIND_EARLY;
    sim_run(&sim, &engine_native, 1, 1, true, false);
    cr_expect_neq(sim.trace.digest, digest, "another kind");
    plan.n = 2;
    sim_run(&sim, &engine_native, 1, 1, true, false);
    cr_expect_neq(sim.trace.digest, digest, "one event less");
}

Test(sim, log_keeps_order_and_grows)
{
    struct trace trace = {0};
    trace_begin(&trace, true);
    for (int32_t i = 0; i < 5000; i++) trace_log(&trace, &(struct log_row){.t_s = i, .household = -i});
    cr_assert_eq(trace.n, 5000);
    for (int32_t i = 0; i < 5000; i++) cr_assert(trace.rows[i].t_s == i && trace.rows[i].household == -i);
    trace_begin(&trace, false);
    trace_log(&trace, &(struct log_row){0});
    cr_expect(trace.n == 0 && trace.capacity >= 5000);
    trace_free(&trace);
}

static size_t too_much(const void *plan) { return (void)plan, (size_t)1 << 60; }

Test(sim, no_address_space_is_said)
{
    struct model huge = model;
    const struct plan plan = {.window = {0, 1, 0}, .sides = 1};
    huge.world_bytes = too_much;
    const status made = sim_init(&sim, &huge, &plan);
    cr_expect_eq(made.code, STATUS_FAILED);
    cr_expect_str_eq(made.id, "memory");
}
