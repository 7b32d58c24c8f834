#include "tests/detail_lab.h"

/* What simulators are known to get wrong when one worker does several things, or several workers do one (test_known_failures.c has the others). */

static struct lab lab;
static void make(void) { lab_open(&lab); }
static void gone(void) { lab_close(&lab); }
TestSuite(known_runs, .init = make, .fini = gone, .timeout = 300);

/* A network with everything that leaves a trace in a world: lists, lines, slots, reserves, persons, calls, take-back, changes. */
#define NETWORK(households, crisis, search)                                                                                                        \
    "doorstroom: 1\ntitle: network\ntime: {start: 2020-01-01, warm_up: 60 d, horizon: 200 d}\nintake: {households: " households " /yr, by: weight}\n" \
    "groups: {women: {share: 70 %, children: {empirical: {0: 50 %, 2: rest}}, triage: {red: 20 %, green: rest}}, men: {share: rest}}\n"              \
    "exits: {home: {gates: [home, help], delay: 2 d, returns: {share: 30 %, after: 5 d}}, family: {}, informal: {}}\n"                               \
    "gates: {home: {kind: supply, each: 60, accept: 70 %}, help: {kind: slots, each: 6, held: 30 d}}\n"                                              \
    "stages:\n  crisis: {stay: {lognormal: {mean: 10 d, sd: 9 d}}, onward: {follow_on: 40 %, family: rest}}\n"                                       \
    "  follow_on: {stay: {gamma: {mean: 20 d, sd: 9 d}}, onward: {home: 50 %, crisis: 20 %, family: rest}}\n  hotel: {stopgap: yes}\n"                \
    "regions:\n  left: {weight: 2, lat: 52, lon: 5, places: {crisis: " crisis ", follow_on: 3, hotel: 1}}\n"                                          \
    "  right: {weight: 1, lat: 52, lon: 6, places: {crisis: 4, follow_on: 4, hotel: 0}}\n"                                                           \
    "pools: {follow_on: {unit: person, places: {left: 9, right: 12}}, crisis: {reserve: {red: 1}}}\n"                                                \
    "placement: [{stage: crisis, where: any}, {stage: hotel}, {wait: {patience: {exponential: {mean: 4 d}}, then: {informal: 50 %, again: rest}, again_after: 2 d}}]\n" \
    "take_back: {after: 5 d}\ntravel: {}\n" search                                                                                                   \
    "changes: {less: {from: 2020-02-01, to: 2020-02-08, every: 20 d, region: left, places: {crisis: 1}, removal: at_once}}\n"
#define CALM  NETWORK("300", "5", "")
#define BUSY  NETWORK("900", "3", "search: {calls: {each: 15 min}}\n")

static const struct experiment *planned(const char *a, const char *b, int64_t replications, int32_t threads, bool log)
{
    lab.experiment.log = log;
    lab.experiment.block = 0;
    const status fault = lab_plan(&lab, (const char *const[]){a, b, NULL}, replications);
    if (lab.faults.errors) faults_print(&lab.faults, stderr, false);
    cr_assert_eq(fault.code, STATUS_OK, "[%s] %s", fault.id, fault.text);
    lab.experiment.threads = threads;
    return &lab.experiment;
}

static uint64_t digest_of(struct sim *sim, int64_t replication)
{
    sim_run(sim, &engine_native, 7, replication, true, false);
    cr_assert(!sim->overload, "%s", sim->overload_text);
    return sim->trace.digest;
}

enum { MANY = 6 };

/* Each replication by a worker of its own; then all by one worker, forward, backward and with others between them: nothing is left behind. */
Test(known_runs, nothing_is_left_of_the_replication_before)
{
    const struct experiment *experiment = planned(CALM, BUSY, MANY, 1, false);
    for (int s = 0; s < 2; s++) {
        const void *plan = experiment->plans[s];
        uint64_t alone[MANY];
        struct sim sim;
        for (int k = 0; k < MANY; k++) {
            cr_assert_eq(sim_init(&sim, experiment->model, plan).code, STATUS_OK);
            alone[k] = digest_of(&sim, k + 1);
            sim_free(&sim);
            for (int other = 0; other < k; other++) cr_assert_neq(alone[k], alone[other]);
        }
        cr_assert_eq(sim_init(&sim, experiment->model, plan).code, STATUS_OK);
        for (int k = 0; k < MANY; k++) cr_expect_eq(digest_of(&sim, k + 1), alone[k], "scenario %d, replication %d after those before it", s, k + 1);
        for (int k = MANY - 1; k >= 0; k--) cr_expect_eq(digest_of(&sim, k + 1), alone[k], "scenario %d, replication %d after those behind it", s, k + 1);
        for (int k = 0; k < MANY; k++) {
            digest_of(&sim, 100 + 7 * k);
            cr_expect_eq(digest_of(&sim, k + 1), alone[k], "scenario %d, replication %d after another", s, k + 1);
        }
        sim_free(&sim);
    }
}

static const double *digests_of(const char *name, const char *a, const char *b, int32_t threads, int64_t replications)
{
    struct door_shape shape;
    planned(a, b, replications, threads, true);
    lab_ran(&lab, name);
    const double *digests = lab_numbers(&lab, name, "replications/digest", &shape);
    cr_assert(digests);
    return digests;
}

/* One worker does both scenarios, in either order, and each of them alone. (Digests are read as doubles: equal when their upper 53 bits are.) */
Test(known_runs, nothing_is_left_of_the_scenario_before)
{
    const double *calm = digests_of("calm.h5", CALM, NULL, 1, MANY), *busy = digests_of("busy.h5", BUSY, NULL, 1, MANY);
    const double *both = digests_of("both.h5", CALM, BUSY, 1, MANY), *turned = digests_of("turned.h5", BUSY, CALM, 1, MANY);
    for (int k = 0; k < MANY; k++) {
        cr_expect_eq(both[k], calm[k], "replication %d of the first", k + 1);
        cr_expect_eq(both[MANY + k], busy[k], "replication %d of the second", k + 1);
        cr_expect_eq(turned[k], busy[k], "replication %d, in the other order", k + 1);
        cr_expect_eq(turned[MANY + k], calm[k], "replication %d, in the other order", k + 1);
    }
}

/* Four workers give every household the number that one worker gives it: the event logs are the same, byte for byte, and in each replication
 * the numbers are 1, 2, 3, ... in the order of arrival, none twice. */
Test(known_runs, no_number_is_given_twice_by_threads)
{
    struct door_shape shape;
    digests_of("one.h5", CALM, BUSY, 1, 12);
    digests_of("four.h5", CALM, BUSY, 4, 12);
    lab_same_bytes(&lab, "one.h5", "four.h5");
    const double *household = lab_numbers(&lab, "four.h5", "events/household", &shape), *episode = lab_numbers(&lab, "four.h5", "events/episode", &shape);
    const double *replication = lab_numbers(&lab, "four.h5", "events/replication_number", &shape);
    cr_assert(household && episode && replication);
    double last = 0, worlds = 0;
    for (uint64_t i = 0; i < shape.size[0]; i++) {
        if (i == 0 || replication[i] != replication[i - 1]) last = 0, worlds++;
        if (household[i] > last) {
            cr_assert(household[i] == last + 1 && episode[i] == 1, "row %d: household %g after %g", (int)i, household[i], last);
            last = household[i];
        }
    }
    cr_expect_eq(worlds, 24);
}
