#include "models/shelter/plan.h"
#include "tests/shelter_lab.h"

/* The language of scenarios, sentence by sentence: what is written in different ways means the same, and forms may stand wherever they
 * make sense. What a single value may look like is tested in test_param.c and test_unit.c. */

static struct lab lab;
static struct arena arena;
static void made(void) { arena_init(&arena); }
static void gone(void)
{
    lab_close(&lab);
    arena_free(&arena);
}
TestSuite(language, .init = made, .fini = gone, .timeout = 120);

static const struct plan *plan_here(void) { return lab.plan; }

#define EXPECT_NEAR(value, truth, ...)                                          \
    do {                                                                        \
        const double value_ = (value), truth_ = (truth);                        \
        cr_expect(fabs(value_ - truth_) <= 1e-9 * fmax(1, fabs(truth_)), __VA_ARGS__); \
    } while (0)

static uint64_t digest_of(const char *text)
{
    lab_open(&lab, "%s", text);
    struct sim sim;
    const status ready = sim_init(&sim, &shelter_model, lab.plan);
    cr_assert_eq(ready.code, STATUS_OK, "%s", ready.text);
    sim_run(&sim, &engine_native, 3, 1, true, false);
    const uint64_t digest = sim.trace.digest;
    cr_assert_gt(sim.trace.events, 10);
    sim_free(&sim);
    return digest;
}

static const char *file_of(const char *text)
{
    char *file = arena_format(&arena, "%s/language_XXXXXX.yaml", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    const int descriptor = mkstemps(file, 5);
    cr_assert(descriptor >= 0 && dprintf(descriptor, "%s", text) > 0);
    close(descriptor);
    return file;
}

/* ---- one duration in many units ---- */

Test(language, units_of_time)
{
    static const struct { const char *text; double days; } written[] = {{"3 d", 3}, {"8 wk", 56}, {"6 mo", 182.625}, {"1.5 yr", 547.875}, {"30 min", 1.0 / 48},
                                                                         {"12 h", 0.5}, {"{constant: 3 d}", 3}, {"{value: 3 d, range: {uniform: [2, 4]}, source: x, note: y}", 3}};
    for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
        lab_open(&lab, LAB_HEAD("0 d", "1 yr") "stages: {crisis: {stay: %s, onward: {left: 100 %%}}}\nexits: {left: {}}\nplacement: [{stage: crisis}]\n"
                 "intake: {households: 9 /yr}\nregions: {town: {places: {crisis: 1}}}\n", written[i].text);
        const double days = dist_mean(&plan_here()->groups[0].steps[0].item[0].stay) / (double)SECONDS_PER_DAY;
        EXPECT_NEAR(days, written[i].days, "%s: %.9f", written[i].text, days);
    }
}

/* ---- distributions wherever one may stand ---- */

/* 0.25 x 4 + 0.75 x 8 = 7; 0.5 x 2 + 0.25 x 6 + 0.25 x 10 = 5; 0.5 x 5 + 0.5 x (0.5 x 3 + 0.5 x 9) = 5.5. */
static const struct { const char *text; double days; } laws[] = {
    {"{mixture: [{share: 25 %, constant: 4 d}, {share: rest, exponential: {mean: 8 d}}]}", 7},
    {"{empirical: {2 d: 50 %, 6 d: 25 %, 10 d: rest}}", 5},
    {"{mixture: [{share: 50 %, constant: 5 d}, {share: 50 %, mixture: [{share: 50 %, constant: 3 d}, {share: rest, empirical: {9 d: 100 %}}]}]}", 5.5},
    {"{gamma: {mean: 6 d, sd: 3 d}}", 6}, {"{lognormal: {mean: 6 d, sd: 3 d}}", 6}, {"{erlang: {k: 3, mean: 6 d}}", 6}, {"{weibull: {shape: 2, mean: 6 d}}", 6},
    {"{uniform: {min: 2 d, max: 10 d}}", 6}, {"{triangular: {min: 1 d, mode: 2 d, max: 6 d}}", 3}, {"6 d", 6}};

static void expect_law(const char *where, const struct dist *dist, size_t i)
{
    const double days = dist_mean(dist) / (double)SECONDS_PER_DAY;
    EXPECT_NEAR(days, laws[i].days, "%s %s: mean %.9f d", where, laws[i].text, days);
}

Test(language, a_distribution_may_stand_wherever_a_duration_is_drawn)
{
    for (size_t i = 0; i < sizeof laws / sizeof *laws; i++) {
        const char *d = laws[i].text;
        lab_open(&lab, LAB_HEAD("0 d", "1 yr")
                 "stages:\n  crisis: {stay: %s, onward: {more: {share: 50 %%, stay: %s}, left: rest}}\n  more: {stay: 4 d, onward: {left: 100 %%}}\n"
                 "groups: {a: {share: 50 %%}, b: {share: rest, stays: {more: %s}}}\n"
                 "exits: {left: {gates: [help, debt], delay: %s, returns: {share: 10 %%, after: %s}}, gone: {}}\n"
                 "gates: {help: {kind: slots, each: 9, held: %s}, debt: {kind: wait, wait: %s}}\n"
                 "placement: [{stage: crisis}, {wait: {patience: %s, then: {gone: 50 %%, again: rest}, again_after: %s}}]\n"
                 "intake: {households: 9 /yr}\nregions: {town: {places: {crisis: 1, more: 1}}}\n", d, d, d, d, d, d, d, d, d);
        const struct plan *plan = plan_here();
        expect_law("stay", &plan->groups[0].steps[0].item[1].stay, i);
        expect_law("onward", &plan->groups[0].steps[0].item[0].stay, i);
        expect_law("stays of a group", &plan->groups[1].steps[1].item[0].stay, i);
        expect_law("delay", &plan->exits[0].delay, i);
        expect_law("returns", &plan->exits[0].returns_after, i);
        expect_law("held", &plan->gates[0].held, i);
        expect_law("wait", &plan->gates[1].wait, i);
        expect_law("patience", &plan->rules[1].patience, i);
        expect_law("again_after", &plan->rules[1].again_after, i);
    }
}

Test(language, children_by_any_law)
{
    static const struct { const char *text; double mean; } numbers[] = {
        {"2", 2}, {"{empirical: {0: 40 %, 1: 25 %, 2: 20 %, 3: rest}}", 1.1}, {"{mixture: [{share: 50 %, constant: 1}, {share: rest, empirical: {2: 50 %, 4: 50 %}}]}", 2}};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        lab_open(&lab, LAB_HEAD("0 d", "10 yr") "stages: {crisis: {places: unlimited, stay: 3 d, onward: {left: 100 %%}}}\nexits: {left: {}}\nplacement: [{stage: crisis}]\n"
                 "groups: {a: {children: %s}}\nintake: {households: 300 /yr}\nregions: {town: {}}\n", numbers[i].text);
        lab_run(&lab, 20, 8);
        if (i) LAB_EXPECT(&lab, numbers[i].mean, LAB_SUM(&lab, "arrivals_children"), LAB_SUM(&lab, "arrivals"), "children %s", numbers[i].text);
        else EXPECT_NEAR(LAB_SUM(&lab, "arrivals_children")[0], 2 * LAB_SUM(&lab, "arrivals")[0], "two children each");
    }
}

/* Drawn, not only read: places that are never full hold rate x mean. */
Test(language, a_mixture_is_drawn_as_written)
{
    lab_open(&lab, LAB_HEAD("1 yr", "10 yr") "stages: {crisis: {places: unlimited, stay: {mixture: [{share: 20 %%, constant: 40 d}, {share: rest, empirical: {1 d: 50 %%, 9 d: rest}}]}, "
             "onward: {left: 100 %%}}}\nexits: {left: {}}\nplacement: [{stage: crisis}]\nintake: {households: %.10f /yr}\nregions: {town: {}}\n", lab_per_year(1));
    lab_run(&lab, 40, 9);
    LAB_EXPECT(&lab, 0.2 * 40 + 0.4 * 1 + 0.4 * 9, LAB_SUM(&lab, "occupied"), NULL, "occupied");
    LAB_EXPECT(&lab, 12, LAB_MEAN(&lab, "stay_days"), "stay");
}

/* ---- shares ---- */

static double share_of(const struct steps *steps, int32_t i) { return steps->item[i].cumulated - (i ? steps->item[i - 1].cumulated : 0); }

Test(language, rest_may_stand_once_in_every_map_of_shares)
{
    lab_open(&lab, LAB_HEAD("0 d", "1 yr")
             "stages: {crisis: {stay: 4 d, onward: {more: 30 %%, left: rest}}, more: {stay: 4 d, onward: {left: 100 %%}}}\n"
             "groups: {a: {share: 25 %%, triage: {red: rest, green: 80 %%}, needs: {more: 30 %%, crisis: rest}, onward: {crisis: {more: rest, left: 90 %%}}}, b: {share: rest}}\n"
             "exits: {left: {gates: [home]}}\ngates: {home: {kind: supply, each: 3, sizes: {2: 50 %%, 4: rest}}}\n"
             "placement: [{stage: crisis}, {wait: {patience: 3 d, then: {left: rest, again: 40 %%}, again_after: 2 d}}]\n"
             "prices: {crisis: 10 eur/yr, more: 10 eur/yr}\n"
             "funding: {sum: {amount: 100 eur/yr, from: 2020-02-01, spend: {a: {share: 40 %%, on: {crisis: 50 %%, more: rest}}, b: {share: rest, on: crisis}}}}\n"
             "intake: {households: 9 /yr, by: {risk: {x: 30 %%, y: rest}}}\nregions: {town: {x: 1, y: 1, places: {crisis: 1, more: 1}}}\n");
    const struct plan *plan = plan_here();
    EXPECT_NEAR(plan->groups[0].cumulated, 0.25, "groups");
    EXPECT_NEAR(plan->groups[0].colour[RED] - plan->groups[0].colour[ORANGE], 0.2, "triage");
    EXPECT_NEAR(plan->groups[0].needs[0].cumulated, 0.3, "needs");
    EXPECT_NEAR(share_of(&plan->groups[0].steps[0], 0), 0.1, "onward of a group");
    EXPECT_NEAR(share_of(&plan->groups[1].steps[0], 1), 0.7, "onward");
    EXPECT_NEAR(plan->gates[0].sizes[0].cumulated, 0.5, "sizes");
    EXPECT_NEAR(plan->rules[1].then[0].cumulated, 0.6, "then");
    cr_assert_eq(plan->n_purchases, 3);
    cr_expect_eq(plan->purchases[0].quantity, 2);
    cr_expect_eq(plan->purchases[1].quantity, 2);
    cr_expect_eq(plan->purchases[2].quantity, 6);
}

/* Of three steps 20, 30, 50 % the group names the last with 80 %, and one that the stage has not with 10 %: the others keep 2 : 3. */
Test(language, others_scale_in_proportion)
{
    lab_open(&lab, LAB_HEAD("0 d", "1 yr") "stages: {crisis: {stay: 4 d, onward: {a: 20 %%, b: 30 %%, c: rest}}}\nexits: {a: {}, b: {}, c: {}, d: {}}\n"
             "groups: {x: {share: 50 %%, onward: {crisis: {c: 80 %%, d: 10 %%, others: scale}}}, y: {share: rest, onward: {crisis: {d: 100 %%}}}}\n"
             "placement: [{stage: crisis}]\nintake: {households: 9 /yr}\nregions: {town: {places: {crisis: 1}}}\n");
    const struct steps *x = &plan_here()->groups[0].steps[0], *y = &plan_here()->groups[1].steps[0];
    static const double wanted[] = {0.04, 0.06, 0.8, 0.1};
    cr_assert_eq(x->n, 4);
    for (int32_t i = 0; i < 4; i++) {
        EXPECT_NEAR(share_of(x, i), wanted[i], "step %d", i);
        cr_expect_eq(x->item[i].exit, i);
    }
    cr_assert_eq(y->n, 1);
    cr_expect_eq(y->item[0].exit, 3);
}

/* ---- stage default, then group exception, then region factor ---- */

/* 20 d; by the next step 1.5 x; group `mean` 10 d instead, `factor` 3 x of it, `law` 4 d; region south half of all. A stay of the step's own
 * goes before the stage's. */
Test(language, the_effective_stay)
{
    lab_open(&lab, LAB_HEAD("0 d", "1 yr") "stages: {crisis: {stay: {gamma: {mean: 20 d, sd: 5 d}}, stay_if: {b: 1.5}, onward: {a: 50 %%, b: 30 %%, c: {share: 20 %%, stay: 40 d}}}}\n"
             "exits: {a: {}, b: {}, c: {}}\nplacement: [{stage: crisis}]\nintake: {households: 9 /yr}\nregions: {north: {places: {crisis: 1}}, south: {stay_factor: 0.5 x}}\n"
             "groups: {plain: {share: 40 %%}, mean: {share: 20 %%, stays: {crisis: 10 d}}, factor: {share: 20 %%, stays: {crisis: 3 x}}, law: {share: rest, stays: {crisis: {constant: 4 d}}}}\n");
    static const double wanted[4][3] = {{20, 30, 40}, {10, 15, 20}, {60, 90, 120}, {4, 6, 4}};
    for (int32_t g = 0; g < 4; g++)
        for (int32_t i = 0; i < 3; i++) {
            const double days = dist_mean(&plan_here()->groups[g].steps[0].item[i].stay) / (double)SECONDS_PER_DAY;
            EXPECT_NEAR(days, wanted[g][i], "group %d, step %d: %.9f", g, i, days);
        }
    EXPECT_NEAR(plan_here()->regions[1].stay_factor, 0.5, "factor of the region");
}

/* ---- dates ---- */

#define BUSY                                                                                                                       \
    "stages: {crisis: {stay: {exponential: {mean: 20 d}}, onward: {left: 100 %}}}\nexits: {left: {}}\nintake: {households: 200 /yr}\n" \
    "regions: {a: {lat: 52, lon: 5, places: {crisis: 4}}, b: {lat: 52, lon: 6, places: {crisis: 5}}}\n"

Test(language, a_duration_from_the_start_is_a_date)
{
    const uint64_t date = digest_of(LAB_HEAD("30 d", "1 yr") BUSY "placement: [{stage: crisis}]\nchanges: {c: {from: 2020-03-04, to: 2020-06-01, places: {crisis: 2}}}\n");
    const uint64_t since = digest_of(LAB_HEAD("30 d", "1 yr") BUSY "placement: [{stage: crisis}]\nchanges: {c: {from: 63 d, to: 152 d, places: {crisis: 2}}}\n");
    const uint64_t never = digest_of(LAB_HEAD("30 d", "1 yr") BUSY "placement: [{stage: crisis}]\n");
    cr_expect_eq(date, since);
    cr_expect_neq(date, never);
}

/* ---- what a variant inserts ---- */

#define WAIT "{id: wait, wait: {patience: 5 d, then: {left: 100 %}}}"

Test(language, inserted_rules_are_those_of_a_whole_list)
{
    static const struct { const char *insert, *whole; } cases[] = {
        {"{before: wait, rule: {id: far, stage: crisis, where: elsewhere}}", "{id: own, stage: crisis}, {id: far, stage: crisis, where: elsewhere}, " WAIT},
        {"{after: own, rule: {id: far, stage: crisis, where: elsewhere}}", "{id: own, stage: crisis}, {id: far, stage: crisis, where: elsewhere}, " WAIT},
        {"{before: own, rule: {id: far, stage: crisis, where: elsewhere}}", "{id: far, stage: crisis, where: elsewhere}, {id: own, stage: crisis}, " WAIT},
        {"[{after: own, rule: {id: far, stage: crisis, where: elsewhere}}, {before: far, rule: {stage: crisis, where: elsewhere, within: 10 km}}]",
         "{id: own, stage: crisis}, {stage: crisis, where: elsewhere, within: 10 km}, {id: far, stage: crisis, where: elsewhere}, " WAIT},
        {"{after: wait, rule: {id: never, stage: crisis, where: elsewhere}}", "{id: own, stage: crisis}, " WAIT ", {id: never, stage: crisis, where: elsewhere}"}};
    const char *base = file_of(LAB_HEAD("30 d", "1 yr") BUSY "placement: [{id: own, stage: crisis}, " WAIT "]\n");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *middle = file_of(arena_format(&arena, "extends: %s\ntitle: test\n", base));
        const uint64_t inserted = digest_of(arena_format(&arena, "extends: %s\nplacement: {insert: %s}\n", middle, cases[i].insert));
        const char *resolved = arena_text(&arena, plan_here()->scenario->yaml_resolved);
        const uint64_t whole = digest_of(arena_format(&arena, "extends: %s\nplacement: [%s]\n", base, cases[i].whole));
        cr_expect_eq(inserted, whole, "%s", cases[i].insert);
        cr_expect_str_eq(resolved, plan_here()->scenario->yaml_resolved);
        unlink(middle);
    }
    const char *once = file_of(arena_format(&arena, "extends: %s\nplacement: {insert: {before: wait, rule: {id: far, stage: crisis, where: elsewhere, within: 10 km}}}\n", base));
    digest_of(arena_format(&arena, "extends: %s\nplacement: {insert: {after: far, rule: {id: all, stage: crisis, where: elsewhere}}}\n", once));
    cr_assert_eq(plan_here()->n_rules, 4);
    cr_expect_str_eq(plan_here()->rules[1].id, "far");
    cr_expect_str_eq(plan_here()->rules[2].id, "all");
    unlink(once);
    unlink(base);
}

/* ---- a register of arrivals ---- */

Test(language, a_register_is_the_lists_it_stands_for)
{
    const char *csv = file_of("region;at;group;colour;children;need\nb;3 d;;red;2;more\na;1,5 d;x;;;\nb;12 h;y;green;0;crisis\na;-2 d;;;;\na;40 d;y;;1;\nb;50 d;;;;more\n");
#define REST                                                                                                                        \
    "groups: {x: {share: 50 %%, children: {empirical: {0: 50 %%, 3: rest}}}, y: {share: rest, needs: {crisis: 50 %%, more: rest}}}\n" \
    "stages: {crisis: {stay: {exponential: {mean: 9 d}}, onward: {left: 100 %%}}, more: {stay: 3 d, onward: {left: 100 %%}}}\nexits: {left: {}}\n" \
    "regions: {a: {places: {crisis: 1, more: 1}}, b: {places: {crisis: 1, more: 1}}}\nplacement: [{stage: crisis}, {stage: more}]\n"
    const uint64_t table = digest_of(arena_format(&arena, LAB_HEAD("3 d", "90 d") REST "intake: {times: {table: %s}}\n", csv));
    const char *resolved = arena_text(&arena, plan_here()->scenario->yaml_resolved);
    const uint64_t lists = digest_of(arena_format(&arena, LAB_HEAD("3 d", "90 d") REST
        "intake: {times: {b: [{at: 3 d, colour: red, children: 2, need: more}, {at: 12 h, group: y, colour: green, children: 0, need: crisis}, {at: 50 d, need: more}], "
        "a: [{at: 36 h, group: x}, -2 d, {at: 40 d, group: y, children: 1}]}}\n"));
    cr_expect_eq(table, lists);
    cr_expect_str_eq(resolved, plan_here()->scenario->yaml_resolved);
    digest_of(arena_format(&arena, LAB_HEAD("3 d", "90 d") REST "intake: {times: {table: %s, b: [1 d, 2 d, 3 d, 4 d]}}\n", csv));
    cr_expect_eq(plan_here()->regions[1].n_times, 4);
    cr_expect_eq(plan_here()->regions[0].n_times, 3);
    unlink(csv);
}

/* ---- vary ---- */

Test(language, vary_turns_the_last_path_fastest)
{
    const char *file = file_of(LAB_HEAD("30 d", "1 yr") BUSY "placement: [{stage: crisis}]\ngroups: {x: {share: 30 %, adults: 1}, y: {share: rest}}\n"
                               "vary:\n  intake.households: [100 /yr, 300 /yr]\n  groups.x.share: [20 %, 40 %, 100 %]\n  stages.crisis.stay: [{exponential: {mean: 5 d}}, 9 d]\n");
    struct faults faults;
    faults_init(&faults, &arena);
    int n = 0;
    for (const struct scenario *s = scenario_read(file, NULL, models_all, &arena, &faults); s; s = s->next, n++) {
        static const double share[] = {0.2, 0.4, 1};
        const struct shelter_params *params = s->params;
        const double x = ITEM(params->groups, struct group_params, 0)->share, y = ITEM(params->groups, struct group_params, 1)->share;
        const struct dist *stay = &ITEM(params->stages, struct stage_params, 0)->stay;
        EXPECT_NEAR(params->intake.households.item[0].value, n < 6 ? 100 : 300, "%s", s->name);
        EXPECT_NEAR(x, share[n / 2 % 3], "%s", s->name);
        EXPECT_NEAR(y, 1 - share[n / 2 % 3], "%s", s->name);
        cr_expect_eq(stay->kind, n % 2 ? DIST_CONSTANT : DIST_EXPONENTIAL, "%s", s->name);
    }
    cr_expect_eq(n, 12);
    cr_expect_eq(faults.errors, 0);
    unlink(file);
}
