/* The engine of SimGrid against the native one: the same worlds, bit for bit; where and when events are handled; what a model that peeks at
 * its engine would show; actors that wait for each other. Built where SimGrid is there. A test is a process, so each has a platform of its own. */
#include <criterion/criterion.h>
#include <signal.h>
#include <simgrid/actor.h>
#include <simgrid/engine.h>
#include <simgrid/host.h>
#include <simgrid/semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "models/models.h"
#include "models/shelter/shelter.h"
#include "sim/engine_simgrid.h"
#include "sim/run.h"

#define CHAIN DOORSTROOM_ROOT "/tests/traced/chain.yaml"
#define SMALL DOORSTROOM_ROOT "/scenarios/small/"
enum { MOST = 8 };

static struct arena arena;
static void make(void) { arena_init(&arena); }
static void gone(void) { arena_free(&arena); }
TestSuite(engine_simgrid, .init = make, .fini = gone, .timeout = 120);

struct lab { const struct model *model; const void *plan; };

static struct lab lab_of(const char *file)
{
    struct faults faults;
    faults_init(&faults, &arena);
    const struct scenario *scenario = scenario_read(file, NULL, models_all, &arena, &faults);
    const void *plan = scenario ? scenario->model->plan(scenario, NULL, &arena, &faults) : NULL;
    if (faults.errors) faults_print(&faults, stderr, false);
    cr_assert(plan, "%s is not accepted", file);
    return (struct lab){scenario->model, plan};
}

struct outcome { uint64_t digests[MOST], events[MOST]; double *rows; size_t bytes; };

static struct outcome outcome_of(struct lab lab, const struct engine *engine, int64_t n)
{
    struct outcome out = {.bytes = (size_t)n * (size_t)run_cells(lab.model, lab.plan) * sizeof(double)};
    out.rows = arena_alloc(&arena, out.bytes, 1);
    const status ran = run_rows(lab.model, lab.plan, engine, 7, 1, n, 1, true, out.rows, out.digests, out.events);
    cr_assert_eq(ran.code, STATUS_OK, "%s", ran.text);
    return out;
}

static bool same(const struct outcome *a, const struct outcome *b)
{
    return memcmp(a->digests, b->digests, sizeof a->digests) == 0 && memcmp(a->events, b->events, sizeof a->events) == 0 &&
           memcmp(a->rows, b->rows, a->bytes) == 0;
}

static void check_same(const char *file, int64_t n)
{
    const struct lab lab = lab_of(file);
    const struct outcome native = outcome_of(lab, &engine_native, n), simgrid = outcome_of(lab, engine_simgrid, n);
    cr_assert_gt(native.events[0], 0);
    cr_assert(same(&native, &simgrid), "%s: the engines differ", file);
    const struct outcome again = outcome_of(lab, engine_simgrid, n); /* further on in SimGrid's time */
    cr_assert(same(&native, &again), "%s: SimGrid differs from itself", file);
}

Test(engine_simgrid, same_chain) { check_same(CHAIN, 1); }
Test(engine_simgrid, same_two_stage) { check_same(SMALL "two-stage.yaml", MOST); }
Test(engine_simgrid, same_gates) { check_same(SMALL "gates.yaml", MOST); }
Test(engine_simgrid, same_queue)
{
    char file[] = "/tmp/queue-XXXXXX";
    FILE *out = fdopen(mkstemp(file), "w");
    fputs("doorstroom: 1\nmodel: queue\ntitle: {en: A line, nl: Een rij}\ntime: {start: 2020-01-01, warm_up: 10 d, horizon: 100 d}\narrivals: 40 /d\nservice: {exponential: {mean: 1 h}}\n"
          "servers: 2\n", out);
    fclose(out);
    check_same(file, MOST);
    unlink(file);
}

/* ---- a model that is another one: both engines see it ---- */

Test(engine_simgrid, swapped_ranks_change_both_alike)
{
    const struct lab lab = lab_of(CHAIN);
    struct event_kind kinds[64];
    int last = -1, first = -1;
    memcpy(kinds, lab.model->kinds, (size_t)lab.model->n_kinds * sizeof *kinds);
    for (int k = 0; k < lab.model->n_kinds; k++) {
        if (strcmp(kinds[k].name, "stay_ends") == 0) first = k;
        if (strcmp(kinds[k].name, "intake") == 0) last = k;
    }
    const uint8_t rank = kinds[first].rank;
    kinds[first].rank = kinds[last].rank;
    kinds[last].rank = rank;
    struct model swapped = *lab.model;
    swapped.kinds = kinds;
    const struct outcome before = outcome_of(lab, &engine_native, 1), native = outcome_of((struct lab){&swapped, lab.plan}, &engine_native, 1),
                         simgrid = outcome_of((struct lab){&swapped, lab.plan}, engine_simgrid, 1);
    cr_assert_neq(before.digests[0], native.digests[0]);
    cr_assert(same(&native, &simgrid));
}

/* ---- a model that peeks at its engine: digests and measures part ---- */

static const struct model *inner;
static uintptr_t stack;

static int kind_of(const struct model *model, const char *name)
{
    for (int k = 0; k < model->n_kinds; k++)
        if (strcmp(model->kinds[k].name, name) == 0) return k;
    cr_assert_fail("%s has no event %s", model->name, name);
    return 0;
}

/* By where its stack lies: that of an actor is another than that of the program. */
static bool on_other_stack(void)
{
    const uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    return (here > stack ? here - stack : stack - here) > 1 << 20;
}

static void handle_and_count(struct sim *sim, const struct event *event)
{
    if (on_other_stack()) metric_count(&sim->record, 0, 0, 0, 0, 1);
    inner->handle(sim, event);
}

static void handle_and_schedule(struct sim *sim, const struct event *event)
{
    if (sim->trace.events == 10 && on_other_stack()) sim_schedule(sim, sim->now_s + 1, kind_of(inner, "initial"), 0, 0); /* which does nothing */
    inner->handle(sim, event);
}

static struct model wrapped(const struct lab *lab, void (*handle)(struct sim *sim, const struct event *event))
{
    struct model model = *lab->model;
    inner = lab->model;
    stack = (uintptr_t)__builtin_frame_address(0);
    model.handle = handle;
    return model;
}

Test(engine_simgrid, a_measure_that_depends_on_the_engine_is_caught)
{
    const struct lab lab = lab_of(SMALL "two-stage.yaml");
    const struct model peeking = wrapped(&lab, handle_and_count);
    const struct lab other = {&peeking, lab.plan};
    const struct outcome plain = outcome_of(lab, &engine_native, 1), native = outcome_of(other, &engine_native, 1), simgrid = outcome_of(other, engine_simgrid, 1);
    cr_assert(same(&plain, &native));
    cr_assert(!same(&native, &simgrid));
    cr_assert_eq(native.digests[0], simgrid.digests[0]);
}

Test(engine_simgrid, an_event_that_depends_on_the_engine_is_caught)
{
    const struct lab lab = lab_of(SMALL "two-stage.yaml");
    const struct model peeking = wrapped(&lab, handle_and_schedule);
    const struct lab other = {&peeking, lab.plan};
    const struct outcome plain = outcome_of(lab, &engine_native, 1), native = outcome_of(other, &engine_native, 1), simgrid = outcome_of(other, engine_simgrid, 1);
    cr_assert(same(&plain, &native));
    cr_assert_neq(native.digests[0], simgrid.digests[0]);
}

/* ---- where and when ---- */

static double begin_s;
static int64_t hosts_seen;

static void handle_and_look(struct sim *sim, const struct event *event)
{
    const int32_t site = inner->sites->of(sim, event);
    const char *host = sg_host_self_get_name(), *actor = sg_actor_self_get_name();
    const char *wanted = site < 0 ? ENGINE_SIMGRID_ELSEWHERE : inner->dim_label(sim->plan, 0, site);
    const double now = simgrid_get_clock();
    if (sim->trace.events == 1) begin_s = now - (double)sim->now_s;
    cr_assert_str_eq(host, wanted);
    cr_assert_str_eq(actor, wanted);
    cr_assert_eq(now, begin_s + (double)event->t_s);
    hosts_seen++;
    inner->handle(sim, event);
}

Test(engine_simgrid, events_are_handled_at_the_clock_on_the_host_of_their_site)
{
    const struct lab lab = lab_of(SMALL "take-back.yaml");
    const struct model looking = wrapped(&lab, handle_and_look);
    const struct outcome out = outcome_of((struct lab){&looking, lab.plan}, engine_simgrid, 3);
    cr_assert_eq(hosts_seen, out.events[0] + out.events[1] + out.events[2]);
    cr_assert_gt(begin_s, 0); /* of the last replication: they run back to back */
    const struct window window = lab.model->window(lab.plan);
    const double all = simgrid_get_clock();
    cr_assert_eq(all, 3 * (double)window.end_s);
}

static void sleep_long(int argc, char **argv)
{
    (void)argc, (void)argv;
    sg_actor_sleep_for(1e15);
}

/* Thirty million years on, further than any run comes, seconds are still whole; events after it stop the program when their date is another. */
Test(engine_simgrid, the_clock_is_exact_far_on)
{
    const struct lab lab = lab_of(SMALL "take-back.yaml");
    cr_assert_eq(engine_simgrid->open(lab.model, &lab.plan, 1, NULL).code, STATUS_OK);
    const sg_actor_t sleeper = sg_actor_init("sleeper", sg_host_by_name("west"));
    sg_actor_start_(sleeper, sleep_long, 0, NULL);
    simgrid_run();
    double now = simgrid_get_clock();
    cr_assert_eq(now, 1e15);
    const struct model looking = wrapped(&lab, handle_and_look);
    const struct outcome native = outcome_of(lab, &engine_native, 3), simgrid = outcome_of((struct lab){&looking, lab.plan}, engine_simgrid, 3);
    cr_assert(same(&native, &simgrid));
    now = simgrid_get_clock();
    cr_assert_eq(now, 1e15 + 3 * (double)lab.model->window(lab.plan).end_s);
}

Test(engine_simgrid, hosts_have_the_properties_of_their_sites)
{
    const struct lab lab = lab_of(DOORSTROOM_ROOT "/scenarios/netherlands.yaml");
    cr_assert_eq(engine_simgrid->open(lab.model, &lab.plan, 1, NULL).code, STATUS_OK);
    const int32_t n = engine_simgrid_sites(lab.model, lab.plan);
    const size_t hosts = sg_host_count();
    cr_assert_eq(hosts, (size_t)n + 1);
    char name[ENGINE_SIMGRID_PROPERTY], value[ENGINE_SIMGRID_PROPERTY];
    int lat = 0, places = 0;
    for (int32_t i = 0; i < n; i++) {
        const sg_host_t host = sg_host_by_name(lab.model->dim_label(lab.plan, 0, i));
        cr_assert(host);
        for (int k = 0; engine_simgrid_property(lab.model, lab.plan, i, k, name, value); k++) {
            const char *found = sg_host_get_property_value(host, name);
            cr_assert_str_eq(found, value);
            lat += strcmp(name, "lat") == 0 && strtod(value, NULL) > 50;
            places += strncmp(name, "places_", 7) == 0 && strtod(value, NULL) > 0;
        }
    }
    cr_assert_eq(lat, n);
    cr_assert_geq(places, n);
}

/* What stands in the file of a user: all of XML's own signs, other letters, and more than a line. */
static const char *odd(const void *plan, int32_t i)
{
    (void)plan, (void)i;
    return "a < b & \"c\" > 'd' ]]> Frysl\303\242n\tover\ntwo";
}

static bool odd_attribute(const void *plan, int dim, int k, const char **name, const char **unit, const char *(**text)(const void *plan, int32_t i),
                          double (**number)(const void *plan, int32_t i))
{
    (void)plan, (void)dim;
    *name = "odd", *unit = NULL, *text = odd, *number = NULL;
    return k == 0;
}

Test(engine_simgrid, any_text_may_be_a_property)
{
    const struct lab lab = lab_of(SMALL "take-back.yaml");
    struct model model = *lab.model;
    model.dim_attribute = odd_attribute;
    const struct lab other = {&model, lab.plan};
    const struct outcome native = outcome_of(other, &engine_native, 1), simgrid = outcome_of(other, engine_simgrid, 1);
    cr_assert(same(&native, &simgrid));
    const char *found = sg_host_get_property_value(sg_host_by_name("west"), "odd");
    cr_assert_str_eq(found, odd(lab.plan, 0));
}

Test(engine_simgrid, platform_as_text)
{
    char *text = NULL;
    size_t length = 0;
    const struct lab lab = lab_of(SMALL "take-back.yaml");
    const void *const plans[] = {lab.plan, lab.plan};
    FILE *out = open_memstream(&text, &length);
    engine_simgrid_platform(lab.model, plans, 2, out);
    fclose(out);
    cr_assert(strstr(text, "<host id=\"west\""));
    cr_assert(strstr(text, "<prop id=\"places_crisis\" value=\"1\"/>"));
    const char *first = strstr(text, "id=\"west\"");
    cr_assert_null(strstr(first + 1, "id=\"west\"")); /* of two plans, one host */
    cr_assert(strstr(text, "<zone id=\"(shelter)\"")); /* which no region can be called */
    free(text);
}

/* ---- the pilot: `run` leaves it to the native engine, and it could be either ---- */

static const struct pilot *pilot_of(const struct engine *engine)
{
    struct faults faults;
    faults_init(&faults, &arena);
    const struct scenario *scenario = scenario_read(SMALL "two-stage.yaml", NULL, models_all, &arena, &faults);
    struct experiment *experiment = ARENA_NEW(&arena, struct experiment);
    *experiment = (struct experiment){.model = scenario->model, .scenarios = &scenario, .n = 1, .engine = engine, .seed = 7, .threads = 1};
    const status ran = run_pilot(experiment, &arena, &faults);
    cr_assert_eq(ran.code, STATUS_OK, "%s", ran.text);
    return experiment->pilot;
}

Test(engine_simgrid, a_pilot_is_the_same)
{
    const struct pilot *native = pilot_of(&engine_native), *simgrid = pilot_of(engine_simgrid);
    const size_t bytes = (size_t)(native->n * native->keys) * sizeof(double);
    double sum = 0;
    for (int32_t i = 0; i < native->n * native->keys; i++) sum += native->mean[i];
    cr_assert_gt(sum, 0);
    cr_assert_arr_eq(native->mean, simgrid->mean, bytes);
    cr_assert_arr_eq(native->error, simgrid->error, bytes);
}

/* ---- one platform in a process ---- */

Test(engine_simgrid, sites_of_several_plans)
{
    const struct lab town = lab_of(CHAIN), two = lab_of(SMALL "take-back.yaml");
    const void *const plans[] = {town.plan, two.plan};
    cr_assert_eq(engine_simgrid->open(town.model, plans, 2, NULL).code, STATUS_OK);
    const struct lab labs[] = {town, two, town};
    for (int i = 0; i < 3; i++) {
        const struct outcome native = outcome_of(labs[i], &engine_native, 1), simgrid = outcome_of(labs[i], engine_simgrid, 1);
        cr_assert(same(&native, &simgrid));
    }
}

Test(engine_simgrid, sites_that_come_too_late)
{
    const struct lab town = lab_of(CHAIN), two = lab_of(SMALL "take-back.yaml");
    cr_assert_eq(engine_simgrid->open(town.model, &town.plan, 1, NULL).code, STATUS_OK);
    const status late = engine_simgrid->open(two.model, &two.plan, 1, NULL);
    cr_assert_str_eq(late.id, "platform");
}

/* ---- endings ---- */

static void handle_until_full(struct sim *sim, const struct event *event)
{
    inner->handle(sim, event);
    if (sim->trace.events == 20 && sim->replication == 2) sim_overload(sim, "full");
}

Test(engine_simgrid, overload_ends_a_replication_and_not_the_next)
{
    const struct lab lab = lab_of(SMALL "two-stage.yaml");
    const struct model full = wrapped(&lab, handle_until_full);
    const struct engine *const engines[] = {&engine_native, engine_simgrid};
    uint64_t digests[2][3];
    for (int e = 0; e < 2; e++) {
        struct sim sim;
        cr_assert_eq(sim_init(&sim, &full, lab.plan).code, STATUS_OK);
        for (int r = 0; r < 3; r++) {
            sim_run(&sim, engines[e], 7, r + 1, true, false);
            cr_assert_eq(sim.overload, r == 1);
            digests[e][r] = sim.trace.digest;
        }
        sim_free(&sim);
    }
    cr_assert_arr_eq(digests[0], digests[1], sizeof digests[0]);
}

static void handle_and_wait(struct sim *sim, const struct event *event)
{
    inner->handle(sim, event);
    if (sim->trace.events == 5) sg_sem_acquire(sg_sem_init(0)); /* nobody releases it */
}

/* SimGrid then ends its actors and returns; a program that asked no further would end with 0. */
Test(engine_simgrid, a_deadlock_is_a_bug)
{
    const struct lab lab = lab_of(SMALL "two-stage.yaml");
    const struct model waiting = wrapped(&lab, handle_and_wait);
    char file[] = "/tmp/deadlock-XXXXXX", said[8192] = "";
    const int out = mkstemp(file);
    unlink(file);
    const pid_t child = fork();
    if (child == 0) {
        dup2(out, STDERR_FILENO);
        signal(SIGABRT, SIG_DFL);
        outcome_of((struct lab){&waiting, lab.plan}, engine_simgrid, 1);
        _exit(0);
    }
    int how = 0;
    waitpid(child, &how, 0);
    cr_assert(WIFSIGNALED(how) && WTERMSIG(how) == SIGABRT);
    const ssize_t length = pread(out, said, sizeof said - 1, 0);
    cr_assert_gt(length, 0);
    cr_assert(strstr(said, "its actors wait for each other"), "it says: %s", said);
    close(out);
}
