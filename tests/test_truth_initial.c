#include "sim/dist.h"
#include "sim/engine.h"
#include "models/shelter/measure.h"
#include "tests/shelter_lab.h"

/* Households that are there at the first instant: a network started in its steady state stays in it from the first day; what is conserved;
 * whom they leave alone. */

static struct lab lab, other;
static struct sim sim;
static void gone(void)
{
    sim_free(&sim);
    lab_close(&lab);
    lab_close(&other);
}
TestSuite(truth_initial, .fini = gone, .timeout = 300);

static void simulate(const struct lab *at, int64_t replication)
{
    sim_free(&sim);
    const status made = sim_init(&sim, &shelter_model, at->plan);
    cr_assert_eq(made.code, STATUS_OK, "%s", made.text);
    sim_run(&sim, &engine_native, 7, replication, true, true);
    cr_assert(!sim.overload, "%s", sim.overload_text);
}

/* ---- places without end: 20 there, 20/30 a day who stay 30 d in the mean ---- */

#define ENDLESS                                                                             \
    "intake: {households: %.17g /yr}\nstages: {crisis: {stay: %s, onward: {left: 100 %%}}}\n" \
    "exits: {left: {}}\nregions: {town: {places: {crisis: unlimited}}}\nplacement: [{stage: crisis}]\n"

static const char *const laws[] = {"{exponential: {mean: 30 d}}", "30 d", "{lognormal: {mean: 30 d, sd: 40 d}}", "{gamma: {mean: 30 d, sd: 12 d}}",
                                   "{uniform: {min: 0 d, max: 60 d}}", "{mixture: [{share: 50 %, constant: 10 d}, {share: rest, weibull: {shape: 0.8, mean: 50 d}}]}"};
enum { LAWS = sizeof laws / sizeof *laws };

Test(truth_initial, endless_places_started_steady_stay_steady)
{
    for (int i = 0; i < LAWS; i++) {
        lab_open(&lab, LAB_HEAD("0 d", "7 d") ENDLESS "initial: {town: {crisis: 20}}\n", lab_per_year(20 / 30.0), laws[i]);
        lab_run(&lab, 4000, 20);
        LAB_EXPECT(&lab, 20, LAB_SUM(&lab, "occupied"), NULL, "%.50s: there in the first week", laws[i]);
        LAB_EXPECT(&lab, 20, LAB_SUM(&lab, "present_end"), NULL, "%.50s: there after a week", laws[i]);
        LAB_EXPECT(&lab, 14 / 3.0, LAB_SUM(&lab, "exits"), NULL, "%.50s: left in it", laws[i]);
    }
}

/* Of constant stays that have just begun nobody leaves in the first week: 20 + 20/30 x 7/2. Only the exponential has no memory. */
Test(truth_initial, endless_places_started_fresh_are_not_steady)
{
    lab_open(&lab, LAB_HEAD("0 d", "7 d") ENDLESS "initial: {town: {crisis: [{count: 20, stayed: 0 d}]}}\n", lab_per_year(20 / 30.0), "30 d");
    lab_run(&lab, 400, 21);
    LAB_EXPECT(&lab, 20 + 7 / 3.0, LAB_SUM(&lab, "occupied"), NULL, "constant, all fresh: there in the first week");
    lab_open(&lab, LAB_HEAD("0 d", "7 d") ENDLESS "initial: {town: {crisis: [{count: 20, stayed: 0 d}]}}\n", lab_per_year(20 / 30.0), laws[0]);
    lab_run(&lab, 400, 21);
    LAB_EXPECT(&lab, 20, LAB_SUM(&lab, "occupied"), NULL, "exponential, all fresh: there in the first week");
}

/* Whole stays of those who are met are length-biased: E(X^2) / E(X); what remains of them is half of that. */
Test(truth_initial, stays_of_those_met_are_length_biased)
{
    static const struct { const char *law; double mean, sd; } known[] = {
        {"30 d", 30, 0}, {"{exponential: {mean: 30 d}}", 30, 30}, {"{gamma: {mean: 30 d, sd: 12 d}}", 30, 12}, {"{erlang: {k: 3, mean: 30 d}}", 30, 17.320508},
        {"{triangular: {min: 10 d, mode: 20 d, max: 60 d}}", 30, 10.801234}, {"{empirical: {10 d: 50 %, 50 d: rest}}", 30, 20}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const double whole = (known[i].mean * known[i].mean + known[i].sd * known[i].sd) / known[i].mean;
        lab_open(&lab, LAB_HEAD("0 d", "1000 d") ENDLESS "initial: {town: {crisis: 20}}\n", 0.0, known[i].law);
        lab_run(&lab, 200, 22);
        LAB_EXPECT(&lab, 20, LAB_SUM(&lab, "exits"), NULL, "%.50s: all leave", known[i].law);
        LAB_EXPECT(&lab, whole, LAB_MEAN(&lab, "stay_days"), "%.50s: whole stay", known[i].law);
        LAB_EXPECT(&lab, 20 * whole / 2 / 1000, LAB_SUM(&lab, "occupied"), NULL, "%.50s: what remained", known[i].law);
    }
}

/* Given how long they have stayed, by hand: an exponential begins anew, a uniform to 60 d has 20 d in the mean left after 20 d, a gamma law of
 * shape 2 and scale 15 d has, after t, 15 (t + 30) / (t + 15); of a mixture the long part is left. */
Test(truth_initial, stays_given_how_long_they_have_lasted)
{
    static const struct { const char *law, *stayed; double left; } known[] = {
        {"{exponential: {mean: 30 d}}", "70 d", 30}, {"{uniform: {min: 0 d, max: 60 d}}", "20 d", 20}, {"{erlang: {k: 2, mean: 30 d}}", "45 d", 18.75},
        {"{mixture: [{share: 90 %, constant: 10 d}, {share: rest, uniform: {min: 40 d, max: 60 d}}]}", "20 d", 30}, {"30 d", "{uniform: {min: 0 d, max: 20 d}}", 20}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        lab_open(&lab, LAB_HEAD("0 d", "1000 d") ENDLESS "initial: {town: {crisis: [{count: 20, stayed: %s}]}}\n", 0.0, known[i].law, known[i].stayed);
        lab_run(&lab, 200, 23);
        LAB_EXPECT(&lab, 20 * known[i].left / 1000, LAB_SUM(&lab, "occupied"), NULL, "%.40s after %.20s", known[i].law, known[i].stayed);
    }
}

/* Half go on after 10 d and half after 30 d: of those met at any moment three quarters are of the latter, of those met after 20 d all. */
Test(truth_initial, next_steps_are_those_of_who_is_met)
{
    static const char *const initial[] = {"20", "[{count: 20, stayed: 20 d}]", "[{count: 20, stayed: 0 d}]", "[{count: 20, stayed: 40 d}]"};
    static const double late[] = {15, 20, 10, 10}; /* after 40 d all have ended, and nothing is known of the step */
    for (int i = 0; i < 4; i++) {
        lab_open(&lab, LAB_HEAD("0 d", "100 d") "intake: {households: 0 /yr}\nstages: {crisis: {stay: 10 d, onward: {soon: 50 %%, late: {share: rest, stay: 30 d}}}}\n"
                 "exits: {soon: {}, late: {}}\nregions: {town: {places: {crisis: 20}}}\nplacement: [{stage: crisis}]\ninitial: {town: {crisis: %s}}\n", initial[i]);
        lab_run(&lab, 200, 24);
        LAB_EXPECT(&lab, late[i], LAB_SUM(&lab, "exits", "town", "late"), NULL, "crisis: %s, late", initial[i]);
    }
}

/* ---- a lost-call system of 3 places: started with n households as often as it has n in the long run ---- */

enum { PLACES = 3 };
static double lost(const char *law, const char *stayed, double *x, double *y)
{
    double weight = 1, total = 0;
    for (int n = 0; n <= PLACES; n++, weight *= 2.0 / n) {
        char initial[80] = "";
        if (n) snprintf(initial, sizeof initial, "initial: {town: {crisis: [{count: %d, stayed: %s}]}}\n", n, stayed);
        lab_open(&lab, LAB_HEAD("0 d", "5 d") "intake: {households: %.17g /yr}\nstages: {crisis: {stay: %s, onward: {left: 100 %%}}}\n"
                 "exits: {left: {}}\nregions: {town: {places: {crisis: %d}}}\nplacement: [{stage: crisis}]\n%s", lab_per_year(0.2), law, PLACES, initial);
        lab_run(&lab, 4000, 25 + (uint64_t)n);
        const double *turned = LAB_SUM(&lab, "turned_away"), *asked = LAB_SUM(&lab, "arrivals");
        for (int r = 0; r < lab.n; r++) {
            x[r] += weight * turned[r];
            y[r] += weight * asked[r];
        }
        total += weight;
    }
    double sum_x = 0, sum_y = 0;
    for (int r = 0; r < lab.n; r++) {
        x[r] /= total;
        y[r] /= total;
        sum_x += x[r];
        sum_y += y[r];
    }
    return sum_x / sum_y;
}

Test(truth_initial, lost_calls_are_those_of_the_long_run_from_the_first_day)
{
    static const char *const stays[] = {"{exponential: {mean: 10 d}}", "10 d", "{lognormal: {mean: 10 d, sd: 15 d}}"};
    for (int i = 0; i < 3; i++) {
        static double x[3][4000], y[3][4000];
        lost(stays[i], "steady", x[i], y[i]);
        LAB_EXPECT(&lab, lab_erlang_b(PLACES, 2), x[i], y[i], "%.50s, steady: share lost in five days", stays[i]);
    }
    static double x[4000], y[4000];
    const double fresh = lost("10 d", "0 d", x, y);
    cr_expect(fresh > 1.15 * lab_erlang_b(PLACES, 2), "all fresh: %.4f lost, in the long run %.4f", fresh, lab_erlang_b(PLACES, 2));
}

/* One place, half loaded, and a line without end: n there with probability 2^-(n+1), all but one waiting; 1/2 waits in the mean. */
Test(truth_initial, a_line_started_steady_stays_steady)
{
    static double x[400];
    double weight = 0.5;
    for (int n = 0; n < 12; n++, weight /= 2) {
        char waiting[60] = "", initial[160] = "";
        if (n > 1) snprintf(waiting, sizeof waiting, ", waiting: {crisis: [{count: %d, waited: 2 d}]}", n - 1);
        if (n) snprintf(initial, sizeof initial, "initial: {town: {crisis: 1%s}}\n", waiting);
        lab_open(&lab, LAB_HEAD("0 d", "3 d") "intake: {households: %.17g /yr}\nstages: {crisis: {stay: {exponential: {mean: 1 d}}, onward: {left: 100 %%}}}\n"
                 "exits: {left: {}}\nregions: {town: {places: {crisis: 1}}}\nplacement: [{stage: crisis}, {wait: {}}]\n%s", lab_per_year(0.5), initial);
        lab_run(&lab, 400, 30 + (uint64_t)n);
        const double *line = LAB_SUM(&lab, "waiting");
        for (int r = 0; r < lab.n; r++) x[r] += weight * line[r];
    }
    LAB_EXPECT(&lab, 0.5, x, NULL, "waiting in three days");
}

/* ---- what is conserved ---- */

static void open_network(struct lab *at, const char *warm_up, const char *initial)
{
    lab_open(at, "doorstroom: 1\ntitle: test\ntime: {start: 2020-01-01, warm_up: %s, horizon: 200 d}\nintake: {households: 240 /yr}\n"
             "groups:\n  many: {share: 70 %%, children: {empirical: {0: 50 %%, 2: rest}}, triage: {green: 40 %%, red: rest}}\n  few: {share: rest}\n"
             "stages:\n  crisis: {stay: {lognormal: {mean: 20 d, sd: 20 d}}, onward: {follow_on: 40 %%, home: rest}}\n"
             "  follow_on: {stay: {gamma: {mean: 40 d, sd: 20 d}}, stay_if: {home: 1.2}, onward: {home: 70 %%, family: rest}}\n  hotel: {stopgap: yes}\n"
             "exits: {home: {gates: [home, help], returns: {share: 20 %%, after: {exponential: {mean: 20 d}}}}, family: {}, gone: {}}\n"
             "gates: {home: {kind: supply, each: 40, apply_after: 20 d, accept: 80 %%}, help: {kind: slots, each: 2, held: {exponential: {mean: 20 d}}}}\n"
             "regions: {left: {places: {crisis: 4, follow_on: 5, hotel: 1}}, right: {stay_factor: 1.3, places: {crisis: 3, follow_on: 2}}}\n"
             "placement:\n  - {stage: crisis, where: own}\n  - {stage: crisis, where: elsewhere, except: [red]}\n  - {stage: hotel}\n"
             "  - {wait: {patience: {weibull: {shape: 2, mean: 10 d}}, then: {again: 50 %%, gone: rest}, again_after: 5 d}}\n%s", warm_up, initial);
}
#define THERE                                                                                                                            \
    "initial:\n  left: {crisis: [{count: 2, from: right}, {stayed: 30 d}], follow_on: [{count: 3, stayed: {exponential: {mean: 9 d}}}, 2], " \
    "waiting: {crisis: [{count: 3, waited: {exponential: {mean: 4 d}}}], follow_on: 1}}\n  right: {crisis: 3, waiting: {crisis: 2}}\n"

/* Seconds inside the counted period that households spend in the system, from the log. */
static seconds time_inside(void)
{
    enum { MOST = 4000 };
    static seconds since_s[MOST];
    seconds sum_s = 0;
    const seconds from_s = sim.window.from_s, end_s = sim.window.end_s;
    const int in[] = {lab_word("arrived"), lab_word("present")}, out[] = {lab_word("left"), lab_word("left_unplaced"), lab_word("turned_away")};
    for (int i = 0; i < MOST; i++) since_s[i] = -1;
    for (int64_t i = 0; i < sim.trace.n; i++) {
        const struct log_row *row = &sim.trace.rows[i];
        cr_assert_lt(row->household, MOST);
        seconds *since = &since_s[row->household];
        const bool waits_first = row->word == lab_word("waits") && *since < 0;
        if (row->word == in[0] || row->word == in[1] || waits_first) *since = row->t_s;
        if (row->word != out[0] && row->word != out[1] && row->word != out[2]) continue;
        cr_assert_geq(*since, 0);
        sum_s += (row->t_s > from_s ? row->t_s : from_s) - (*since > from_s ? *since : from_s);
        *since = -1;
    }
    for (int i = 0; i < MOST; i++)
        if (since_s[i] >= 0) sum_s += end_s - (since_s[i] > from_s ? since_s[i] : from_s);
    return sum_s;
}

Test(truth_initial, nobody_is_lost)
{
    static const char *const warm_up[] = {"0 d", "60 d"};
    for (int w = 0; w < 2; w++) {
        open_network(&lab, warm_up[w], THERE);
        lab_run(&lab, 40, 40);
        const double *start = LAB_SUM(&lab, "present_start"), *asked = LAB_SUM(&lab, "arrivals"), *left = LAB_SUM(&lab, "exits"),
                     *turned = LAB_SUM(&lab, "turned_away"), *end = LAB_SUM(&lab, "present_end"), *day = LAB_SUM(&lab, "placed_same_day"),
                     *late = LAB_SUM(&lab, "not_placed_24h");
        for (int r = 0; r < lab.n; r++) {
            cr_expect(start[r] + asked[r] == left[r] + turned[r] + end[r], "%s: %g there, %g come, %g leave, %g turned away, %g remain", warm_up[w], start[r], asked[r],
                      left[r], turned[r], end[r]);
            cr_expect(w || start[r] == 17, "%g there", start[r]);
            cr_expect(day[r] + late[r] <= asked[r], "%g and %g of %g who asked", day[r], late[r], asked[r]);
        }
        for (int64_t r = 1; r <= 5; r++) {
            simulate(&lab, r);
            int64_t integral = 0;
            for (int32_t region = 0; region < 2; region++) integral += sim.record.level[recorder_cell(&sim.record, M_PRESENT, region, 0, 0)].integral;
            cr_expect_eq(integral, time_inside(), "the integral of N is the sum of times inside");
        }
    }
}

/* ---- whom they leave alone ---- */

Test(truth_initial, draws_of_others_do_not_change)
{
    const char *const endless = "intake: {households: 100 /yr}\nstages: {crisis: {stay: {exponential: {mean: 30 d}}, onward: {follow_on: 50 %, left: rest}}, "
                                "follow_on: {stay: {exponential: {mean: 20 d}}, onward: {left: 100 %}}}\nexits: {left: {returns: {share: 30 %, after: {exponential: {mean: 20 d}}}}}\n"
                                "groups: {a: {share: 30 %}, b: {share: rest, stays: {crisis: 2 x}}}\n"
                                "regions: {town: {places: {crisis: unlimited, follow_on: unlimited}}}\nplacement: [{stage: crisis}]\n";
    enum { THERE_FIRST = 9, MOST = 4000 };
    static struct log_row alone[MOST];
    lab_open(&other, LAB_HEAD("10 d", "300 d") "%s", endless);
    lab_open(&lab, LAB_HEAD("10 d", "300 d") "%sinitial: {town: {crisis: [4, {count: 3, group: b, colour: red, children: 2}], follow_on: 2}}\n", endless);
    for (int64_t r = 1; r <= 3; r++) {
        simulate(&other, r);
        const int64_t n = sim.trace.n;
        cr_assert_leq(n, MOST);
        memcpy(alone, sim.trace.rows, (size_t)n * sizeof *alone);
        simulate(&lab, r);
        int64_t at = 0;
        for (int64_t i = 0; i < sim.trace.n; i++) {
            struct log_row row = sim.trace.rows[i];
            if (row.household <= THERE_FIRST) continue;
            row.household -= THERE_FIRST;
            cr_assert_lt(at, n);
            const struct log_row *same = &alone[at++];
            cr_assert(row.t_s == same->t_s && row.household == same->household && row.word == same->word && row.group == same->group && row.stage == same->stage,
                      "row %lld differs", (long long)at);
        }
        cr_expect_eq(at, n);
    }
}

Test(truth_initial, same_digest_on_one_thread_and_two)
{
    enum { SAME = 8 };
    uint64_t one[SAME], two[SAME], again[SAME], none[SAME];
    open_network(&lab, "30 d", THERE);
    open_network(&other, "30 d", "");
    const status runs[] = {run_rows(&shelter_model, lab.plan, &engine_native, 50, 1, SAME, 1, true, NULL, one, NULL),
                           run_rows(&shelter_model, lab.plan, &engine_native, 50, 1, SAME, 2, true, NULL, two, NULL),
                           run_rows(&shelter_model, lab.plan, &engine_native, 50, 5, SAME - 4, 1, false, NULL, again, NULL),
                           run_rows(&shelter_model, other.plan, &engine_native, 50, 1, SAME, 1, true, NULL, none, NULL)};
    for (int i = 0; i < 4; i++) cr_assert_eq(runs[i].code, STATUS_OK, "%s", runs[i].text);
    for (int i = 0; i < SAME; i++) {
        cr_expect_eq(one[i], two[i]);
        cr_expect_neq(one[i], none[i]);
        if (i >= 4) cr_expect_eq(one[i], again[i - 4], "whatever ran before");
    }
}

/* ---- who they are ---- */

/* Applications for homes count from when they came: 2, then 3, then 1, then 4, who comes when they are there. */
Test(truth_initial, homes_go_to_who_came_first)
{
    lab_open(&lab, LAB_HEAD("0 d", "10 yr") "intake: {times: {town: [0 d]}}\nstages: {crisis: {stay: 5 d, onward: {home: 100 %%}}}\nexits: {home: {gates: [home]}}\n"
             "gates: {home: {kind: supply, each: 12, sizes: {1: 50 %%, 3: rest}, apply_after: 1 d}}\nregions: {town: {places: {crisis: 9}}}\nplacement: [{stage: crisis}]\n"
             "initial: {town: {crisis: [{stayed: 10 d}, {stayed: 30 d}, {stayed: 20 d}]}}\n");
    static const int order[] = {2, 3, 1, 4};
    for (int64_t r = 1; r <= 5; r++) {
        simulate(&lab, r);
        int n = 0;
        for (int64_t i = 0; i < sim.trace.n; i++)
            if (sim.trace.rows[i].word == lab_word("left")) {
                cr_expect(n < 4 && sim.trace.rows[i].household == order[n], "%d leaves as number %d", sim.trace.rows[i].household, n + 1);
                n++;
            }
        cr_expect_eq(n, 4);
    }
}

/* Two places for women, one for men, one for persons: who is drawn is drawn among those the places take. */
Test(truth_initial, groups_are_those_the_places_take)
{
    lab_open(&lab, LAB_HEAD("0 d", "1 d") "intake: {households: 0 /yr}\ngroups: {women: {share: 60 %%, children: 2}, girls: {share: 20 %%}, men: {share: rest}}\n"
             "stages: {crisis: {stay: 5 d, onward: {left: 100 %%}}}\nexits: {left: {}}\nregions: {town: {}}\n"
             "pools: {w: {stage: crisis, takes: [women, girls], places: {town: 40}}, m: {stage: crisis, takes: [men], places: {town: 5}}}\n"
             "placement: [{stage: crisis}]\ninitial: {town: {crisis: [{count: 2, group: men, stayed: 0 d}, {count: 40, stayed: 1 d}, {count: 3, stayed: 2 d}]}}\n");
    lab_run(&lab, 100, 60);
    LAB_EXPECT(&lab, 5, LAB_SUM(&lab, "occupied_by_group", "men"), NULL, "men");
    LAB_EXPECT(&lab, 30, LAB_SUM(&lab, "occupied_by_group", "women"), NULL, "women");
    LAB_EXPECT(&lab, 10, LAB_SUM(&lab, "occupied_by_group", "girls"), NULL, "girls");
    lab_open(&lab, LAB_HEAD("0 d", "1 d") "intake: {households: 0 /yr}\ngroups: {women: {share: 100 %%, children: 2}}\n"
             "stages: {crisis: {stay: 5 d, onward: {left: 100 %%}}}\nexits: {left: {}}\nregions: {town: {}}\n"
             "pools: {p: {stage: crisis, unit: person, places: {town: 7}}}\nplacement: [{stage: crisis}]\ninitial: {town: {crisis: [{count: 2, stayed: 1 d}, {children: 0, stayed: 0 d}]}}\n");
    lab_run(&lab, 10, 61);
    LAB_EXPECT(&lab, 7, LAB_SUM(&lab, "occupied"), NULL, "persons"); /* twice 3, and 1 */
}

/* What was understood is enough to repeat the run. */
Test(truth_initial, the_resolved_scenario_says_the_same)
{
    struct faults faults;
    open_network(&lab, "30 d", THERE);
    faults_init(&faults, &lab.arena);
    const struct scenario *scenario = ((const struct plan *)lab.plan)->scenario;
    lab_open(&other, "%s", scenario->yaml_resolved);
    uint64_t one[3], two[3];
    const status runs[] = {run_rows(&shelter_model, lab.plan, &engine_native, 50, 1, 3, 1, false, NULL, one, NULL),
                           run_rows(&shelter_model, other.plan, &engine_native, 50, 1, 3, 1, false, NULL, two, NULL)};
    for (int i = 0; i < 2; i++) cr_assert_eq(runs[i].code, STATUS_OK, "%s", runs[i].text);
    for (int i = 0; i < 3; i++) cr_expect_eq(one[i], two[i]);
}
