#include "models/shelter/plan.h"
#include "tests/shelter_lab.h"

/* Demand, and what moves it; dated changes in money. Plans are read where a figure is exact, replications run where it is a mean. */

static struct lab lab;
static void gone(void) { lab_close(&lab); }
TestSuite(demand, .fini = gone, .timeout = 300);

static const struct plan *plan_here(void) { return lab.plan; }

#define ONE_STAGE "stages: {crisis: {stay: 10 d, onward: {left: 100 %%}}}\nexits: {left: {}}\nplacement: [{stage: crisis}]\n"

/* ---- the score of risk ---- */

/* low_income 10 + 30 + 60 = 100, reports 5 + 0 + 15 = 20; weights 3/5 and 2/5: a 0.06 + 0.10, b 0.18 + 0, c 0.36 + 0.30. */
Test(demand, a_score_of_risk_weighs_shares_of_columns)
{
    static const char *const forms[] = {"{risk: {low_income: 60 %, reports: 40 %}}", "{risk: {low_income: 60 %, reports: rest}}"};
    static const double wanted[] = {0.16, 0.18, 0.66};
    for (size_t f = 0; f < sizeof forms / sizeof *forms; f++) {
        lab_open(&lab, LAB_HEAD("0 d", "1 yr") ONE_STAGE "intake: {households: 1000 /yr, by: %s}\n"
                 "regions: {a: {low_income: 10, reports: 5}, b: {low_income: 30, reports: 0}, c: {low_income: 60, reports: 15}}\n", forms[f]);
        for (int32_t r = 0; r < 3; r++) {
            const double share = plan_here()->regions[r].arrivals_per_year / 1000;
            cr_expect_float_eq(share, wanted[r], 1e-12, "%s: region %d has %.12f", forms[f], r, share);
        }
    }
}

Test(demand, a_column_may_be_named_by_itself)
{
    static const char *const forms[] = {"reports", "{column: reports}", "{risk: reports}", "{risk: {reports: 100 %}}"};
    for (size_t f = 0; f < sizeof forms / sizeof *forms; f++) {
        lab_open(&lab, LAB_HEAD("0 d", "1 yr") ONE_STAGE "intake: {households: 80 /yr, by: %s}\nregions: {a: {reports: 1}, b: {reports: 3}}\n", forms[f]);
        const double per_year = plan_here()->regions[1].arrivals_per_year;
        cr_expect_float_eq(per_year, 60, 1e-12, "%s: %.12f", forms[f], per_year);
    }
}

/* ---- costs follow a line ---- */

/* One place for 12 d; a line to four that brings the others at 4, 6 and 8 d; one bought at 5 d: 12 + 8 + 6 + 4 + 7 = 37 place-days. Of `often`
 * four turns of 2 d within 12 d (1-3, 4-6, 7-9, 10-12) with two places more: 16. */
Test(demand, costs_follow_the_line)
{
    lab_open(&lab, LAB_HEAD("0 d", "12 d") "stages: {crisis: {stay: 10 d, onward: {left: 100 %%}}}\nexits: {left: {}}\n"
             "placement: [{stage: crisis}]\nintake: {households: 1 /yr}\nregions: {town: {places: {crisis: 1}}}\n"
             "prices: {crisis: 36525 eur/yr}\nchanges: {more: {from: 2 d, ramp_to: 8 d, places: {crisis: 4}}, often: {from: 1 d, to: 3 d, every: 3 d, add: {crisis: 2}}}\n"
             "funding: {gift: {amount: 36525 eur/yr, from: 2020-01-06, spend: {place: {share: 100 %%, on: crisis}}}}\n");
    lab_run(&lab, 1, 1);
    const double cost = LAB_SUM(&lab, "cost_eur", NULL, "crisis")[0];
    cr_expect_float_eq(cost, 100 * (37 + 16), 1e-6, "%.9f", cost);
}

/* A line that began before the start stands where it has come by then, in the warm-up too; what was bought comes on top. */
Test(demand, a_line_that_is_under_way)
{
    lab_open(&lab, LAB_HEAD("100 d", "1 yr") ONE_STAGE "intake: {households: 1 /yr}\nregions: {town: {places: {crisis: 20}}}\n"
             "changes: {less: {from: 2019-12-22, ramp_to: 2020-01-11, places: {crisis: 10}}}\n");
    cr_expect_eq(plan_here()->places[0], 15);
    cr_expect_eq(plan_here()->n_dated, 5);
    for (int32_t i = 0; i < 5 && plan_here()->n_dated == 5; i++) {
        cr_expect_eq(plan_here()->dated[i].level, 14 - i);
        cr_expect_eq(plan_here()->dated[i].t_s, (100 + 2 * (i + 1)) * SECONDS_PER_DAY);
    }
}

/* A closure every year: 1 July to 1 September, of eight years until 2025-07-01 six; the first before the start. */
Test(demand, a_closure_every_year)
{
    lab_open(&lab, LAB_HEAD("1 yr", "8 yr") ONE_STAGE "intake: {households: 1 /yr}\nregions: {town: {places: {crisis: 2}}}\n"
             "changes: {summer: {from: 2019-07-01, to: 2019-09-01, every: 1 yr, until: 2025-07-01, intake: closed}}\n");
    const struct plan *plan = plan_here();
    cr_assert_eq(plan->n_dated, 2 * 5);
    for (int32_t i = 0; i < plan->n_dated; i++) {
        const seconds date_s = date_of(2020 + i / 2, i % 2 ? 9 : 7, 1);
        cr_expect_eq(plan->start_date_s + plan->dated[i].t_s - plan->window.from_s, date_s);
        cr_expect_eq(plan->dated[i].level, i % 2);
    }
}

/* ---- levers ---- */

#define ROOM "stages: {crisis: {places: unlimited, stay: {exponential: {mean: 9 d}}, onward: {left: 50 %%, family: rest}}}\nplacement: [{stage: crisis}]\nregions: {town: {}}\n"

/* The seconds at which households first ask, in one replication. */
static int64_t first_requests(double share, seconds **t_s)
{
    lab_open(&lab, LAB_HEAD("0 d", "2 yr") ROOM "exits: {left: {}, family: {}}\nintake: {households: 300 /yr}\n"
             "levers: {prevention: {share: %.6f}}\n", share);
    struct sim sim;
    const status made = sim_init(&sim, &shelter_model, lab.plan);
    cr_assert_eq(made.code, STATUS_OK, "%s", made.text);
    sim_run(&sim, &engine_native, 5, 1, false, true);
    int64_t n = 0;
    *t_s = malloc((size_t)(sim.trace.n + 1) * sizeof **t_s);
    for (int64_t i = 0; i < sim.trace.n; i++)
        if (sim.trace.rows[i].word == lab_word("arrived")) (*t_s)[n++] = sim.trace.rows[i].t_s;
    sim_free(&sim);
    return n;
}

/* Whom a greater share leaves a smaller one leaves too, and at the same second. */
Test(demand, prevention_leaves_the_same_people)
{
    static const double shares[] = {0, 0.1, 0.35, 0.8, 1};
    seconds *before = NULL, *now = NULL;
    int64_t n_before = first_requests(shares[0], &before);
    cr_assert_gt(n_before, 400);
    for (size_t s = 1; s < sizeof shares / sizeof *shares; s++) {
        const int64_t n = first_requests(shares[s], &now);
        int64_t j = 0;
        for (int64_t i = 0; i < n; i++, j++) {
            while (j < n_before && before[j] < now[i]) j++;
            cr_assert(j < n_before && before[j] == now[i], "share %.2f has a household that a smaller share prevents", shares[s]);
        }
        cr_assert_lt(n, n_before);
        free(before);
        before = now;
        n_before = n;
    }
    cr_expect_eq(n_before, 0);
    free(before);
}

/* A quarter of group a is reached from the second year on, and a third of those asks all the same. */
Test(demand, prevention_by_group_and_date)
{
    lab_open(&lab, LAB_HEAD("1 yr", "4 yr") ROOM "exits: {left: {}, family: {}}\nintake: {households: 1000 /yr}\ngroups: {a: {share: 60 %%}, b: {share: 40 %%}}\n"
             "levers: {prevention: {share: 25 %%, factor: 0.3333333333 x, groups: [a], from: 2021-01-01}}\n");
    lab_run(&lab, 40, 2);
    const double a_days = 366 + 1095 * (1 - 0.25 * 2 / 3);
    LAB_EXPECT(&lab, 600 * a_days / 365.25, LAB_SUM(&lab, "arrivals_by_group", "a"), NULL, "a asks");
    LAB_EXPECT(&lab, 400 * 1461 / 365.25, LAB_SUM(&lab, "arrivals_by_group", "b"), NULL, "b asks");
    LAB_EXPECT(&lab, 600 * 1095 / 365.25 * 0.25 * 2 / 3, LAB_SUM(&lab, "prevented"), NULL, "prevented");
}

/* Returns per exit: 50 % by `left`, where casework and aftercare reach 60 % and 30 % and leave 0.4 and 0.5 of it; 20 % by `family`, where only
 * casework goes. (1 - 0.6 x 0.6) = 0.64; (1 - 0.3 x 0.5) = 0.85. Returns come at once, so none is missed at the end. */
Test(demand, casework_and_aftercare_scale_returns)
{
    lab_open(&lab, LAB_HEAD("1 yr", "4 yr") ROOM "exits: {left: {returns: {share: 50 %%, after: 0 d}}, family: {returns: {share: 20 %%, after: 0 d}}}\n"
             "intake: {households: 1000 /yr}\nlevers: {casework: {share: 60 %%, factor: 0.4 x}, aftercare: {share: 30 %%, factor: 0.5 x, exits: [left]}}\n");
    lab_run(&lab, 40, 3);
    LAB_EXPECT(&lab, 0.5 * 0.64 * 0.85, LAB_SUM(&lab, "returns", NULL, "left"), LAB_SUM(&lab, "exits", NULL, "left"), "returns by left");
    LAB_EXPECT(&lab, 0.2 * 0.64, LAB_SUM(&lab, "returns", NULL, "family"), LAB_SUM(&lab, "exits", NULL, "family"), "returns by family");
    LAB_EXPECT(&lab, 0.6, LAB_SUM(&lab, "reached_by_casework"), LAB_SUM(&lab, "exits"), "reached by casework");
    LAB_EXPECT(&lab, 0.3, LAB_SUM(&lab, "reached_by_aftercare"), LAB_SUM(&lab, "exits", NULL, "left"), "reached by aftercare");
}

/* North has 300 first requests a year, south 100; half leave by `left`, one in ten moves on once and leaves then by `left`: expected are 300 x
 * 0.55 = 165 and 55 leavers by `left`. 44 000 eur buy 44 households a year, 33 and 11 of them: a fifth beside the tenth that was reached.
 * They cost from 2021-01-01 on (1095 days of 1461); the tenth costs 22 x 1000 eur a year all the time. */
Test(demand, money_on_aftercare_reaches_a_share)
{
    lab_open(&lab, LAB_HEAD("1 yr", "4 yr") "stages: {crisis: {places: unlimited, stay: {exponential: {mean: 9 d}}, onward: {left: 50 %%, more: 10 %%, family: rest}},\n"
             "         more: {places: unlimited, stay: 3 d, onward: {left: 50 %%, family: rest}}}\nplacement: [{stage: crisis}]\nexits: {left: {}, family: {}}\n"
             "intake: {households: 400 /yr}\nregions: {north: {intake_share: 3}, south: {intake_share: 1}}\nprices: {aftercare: 1000 eur}\n"
             "levers: {aftercare: {share: 10 %%, factor: 0.5 x, exits: [left]}}\n"
             "funding: {sum: {amount: 44000 eur/yr, from: 2021-01-01, spend: {care: {share: 100 %%, on: aftercare}}}}\n");
    const struct plan_lever *lever = &plan_here()->levers[LEVER_AFTERCARE];
    const double expected = lever->expected[0], before = lever_share(plan_here(), LEVER_AFTERCARE, 1, plan_here()->window.from_s + 365 * SECONDS_PER_DAY);
    const double north = lever_share(plan_here(), LEVER_AFTERCARE, 0, plan_here()->window.end_s - 1), south = lever_share(plan_here(), LEVER_AFTERCARE, 1, plan_here()->window.end_s - 1);
    cr_expect_float_eq(expected, 165, 1e-9, "%.12f", expected);
    cr_expect_float_eq(before, 0.1, 1e-12);
    cr_expect_float_eq(north, 0.3, 1e-12, "%.12f", north);
    cr_expect_float_eq(south, 0.3, 1e-12, "%.12f", south);
    lab_run(&lab, 40, 4);
    const double cost = LAB_SUM(&lab, "cost_eur", NULL, "aftercare")[0], wanted = 22000 * 1461 / 365.25 + 44000 * 1095 / 365.25;
    cr_expect_float_eq(cost, wanted, 1e-4, "%.6f, not %.6f", cost, wanted);
    LAB_EXPECT(&lab, 22 * 1461 / 365.25 + 44 * 1095 / 365.25, LAB_SUM(&lab, "reached_by_aftercare"), NULL, "reached by aftercare");
}

/* ---- need that is seen ---- */

/* One place, nobody waits, stays of 10 d: of the need of a day 0.5 asks when it is taken and 0.8 when it is free. */
Test(demand, room_brings_need_out)
{
    const double need = 0.2, a = need * 0.8 * 10, full = a / (1 + a), asks = need * (0.5 + 0.3 * (1 - full));
    lab_open(&lab, LAB_HEAD("1 yr", "8 yr") "stages: {crisis: {stay: {exponential: {mean: 10 d}}, onward: {left: 100 %%}}}\nexits: {left: {}}\nplacement: [{stage: crisis}]\n"
             "regions: {town: {places: {crisis: 1}}}\nintake: {households: %.10f /yr, visible: {share: 50 %%, response: 30 %%}}\n", lab_per_year(need));
    lab_run(&lab, 80, 6);
    LAB_EXPECT(&lab, asks * 2922, LAB_SUM(&lab, "arrivals"), NULL, "asks");
    LAB_EXPECT(&lab, (need - asks) * 2922, LAB_SUM(&lab, "unseen"), NULL, "does not ask");
    LAB_EXPECT(&lab, full, LAB_SUM(&lab, "occupied"), NULL, "taken");
}

/* ---- the social account ---- */

/* Waiting, a hotel, repeats, returns and moves elsewhere, so that every measure is above 0. */
static const char *const busy = "stages:\n  crisis: {stay: {exponential: {mean: 20 d}}, onward: {more: 50 %, left: rest}}\n"
                                "  more: {stay: {exponential: {mean: 20 d}}, onward: {left: 100 %}}\n  hotel: {stopgap: yes, screened: no}\n"
                                "exits: {left: {returns: {share: 40 %, after: 20 d}}}\ngroups: {all: {children: 2}}\n"
                                "regions: {a: {intake_share: 3, places: {crisis: 2, more: 1, hotel: 1}}, b: {intake_share: 1, places: {crisis: 2, more: 1}}}\n"
                                "placement: [{stage: crisis, where: any}, {stage: hotel}, {wait: {patience: 3 d, then: {again: 50 %, left: rest}, again_after: 5 d}}]\n"
                                "intake: {households: 120 /yr}\nlevers: {prevention: {share: 10 %}, casework: {factor: 0.5 x, share: 20 %, to: 2021-01-01}}\n";

static const struct { const char *value, *measure; } valued[] = {
    {"unsafe_day", "unsafe_days"}, {"unscreened_night", "unscreened_nights"}, {"hotel_night", "hotel_nights"}, {"blocked_day", "blocked_days"},
    {"not_placed", "not_placed_24h"}, {"not_placed_child", "not_placed_24h_children"}, {"turned_away", "turned_away"}, {"abandoned", "abandoned"},
    {"again", "arrivals_again"}, {"return", "returns"}, {"placed", "placed"}, {"placed_elsewhere", "placed_elsewhere"}, {"exit", "exits"},
    {"prevented", "prevented"}};
enum { N_VALUED = sizeof valued / sizeof *valued };

static const char *value_list(struct arena *arena, int only)
{
    const char *text = "";
    for (int v = 0; v < N_VALUED; v++)
        if (only < 0 || only == v) text = arena_format(arena, "%s%s: {value: %d eur, source: \"a \\\"b\\\": c\"}", *text ? arena_format(arena, "%s, ", text) : "", valued[v].value, v - 3);
    return arena_format(arena, "values: {%s}\n", text);
}

Test(demand, every_unit_has_its_value)
{
    struct arena arena;
    arena_init(&arena);
    lab_open(&lab, LAB_HEAD("1 yr", "2 yr") "%s%s", busy, value_list(&arena, -1));
    lab_run(&lab, 3, 7);
    for (int v = 0; v < N_VALUED; v++)
        for (int region = 0; region < 2; region++) {
            const char *name = region ? "b" : "a";
            const double *eur = LAB_SUM(&lab, "social_value_eur", name, valued[v].value), *amount = LAB_SUM(&lab, valued[v].measure, name);
            for (int r = 0; r < lab.n; r++) cr_expect_float_eq(eur[r], (v - 3) * amount[r], 1e-6, "%s: %.6f", valued[v].value, eur[r]);
            cr_expect(region || amount[0] > 0, "nothing of %s", valued[v].measure);
        }
    lab_open(&lab, LAB_HEAD("1 yr", "2 yr") "%s%s", busy, value_list(&arena, 4));
    lab_run(&lab, 1, 7);
    for (int v = 0; v < N_VALUED; v++) {
        const double eur = LAB_SUM(&lab, "social_value_eur", "a", valued[v].value)[0];
        cr_expect_eq(eur != 0, v == 4, "%s: %.6f", valued[v].value, eur);
    }
    arena_free(&arena);
}

/* ---- the resolved scenario says it all again ---- */

static uint64_t digest_of(const char *text, char **resolved)
{
    lab_open(&lab, "%s", text);
    if (resolved) *resolved = strdup(plan_here()->scenario->yaml_resolved);
    struct sim sim;
    const status made = sim_init(&sim, &shelter_model, lab.plan);
    cr_assert_eq(made.code, STATUS_OK, "%s", made.text);
    sim_run(&sim, &engine_native, 9, 1, true, false);
    const uint64_t digest = sim.trace.digest;
    sim_free(&sim);
    return digest;
}

Test(demand, the_resolved_scenario_is_enough)
{
    struct arena arena;
    arena_init(&arena);
    const char *text = arena_format(&arena, LAB_HEAD("1 yr", "2 yr") "%s%schanges:\n  line: {from: 2020-03-01, ramp_to: 2020-12-01, add: {crisis: 3}}\n"
                                    "  summer: {from: 2020-07-01, to: 2020-08-01, every: 1 yr, until: 30 mo, intake: closed}\n"
                                    "  more: {from: 2020-02-01, to: 40 d, every: 50 d, lever: casework, share: 70 %%}\n", busy, value_list(&arena, -1));
    char *resolved = NULL, *again = NULL;
    const uint64_t want = digest_of(text, &resolved), have = digest_of(resolved, &again);
    cr_expect_eq(want, have);
    cr_expect_str_eq(resolved, again);
    const double eur = plan_here()->value_eur[0];
    cr_expect_float_eq(eur, -3, 0);
    text = arena_format(&arena, LAB_HEAD("1 yr", "2 yr") "stages: {crisis: {stay: 9 d, onward: {left: 100 %%}}}\nexits: {left: {}}\nplacement: [{stage: crisis}]\n"
                        "regions: {a: {x: 1, y: 4, places: {crisis: 1}}, b: {x: 2, y: 3}}\n"
                        "intake: {households: 90 /yr, by: {risk: {x: 30 %%, y: rest}}, visible: {share: 70 %%, response: 20 %%}}\n");
    free(resolved);
    free(again);
    const uint64_t first = digest_of(text, &resolved), second = digest_of(resolved, &again);
    cr_expect_eq(first, second);
    cr_expect_str_eq(resolved, again);
    free(resolved);
    free(again);
    arena_free(&arena);
}

/* Sixty a year want a place that can take 36.5, and wait for ever: too much, unless half of them never asks. */
Test(demand, who_does_not_ask_does_not_wait)
{
    static const char *const half[] = {"intake: {households: 60 /yr, visible: {share: 50 %, response: 40 %}}\n",
                                       "intake: {households: 60 /yr}\nlevers: {prevention: {share: 30 %}}\nchanges: {more: {from: 2020-06-01, lever: prevention, share: 50 %}}\n"};
    for (size_t i = 0; i < sizeof half / sizeof *half; i++) {
        lab_open(&lab, LAB_HEAD("0 d", "2 yr") "stages: {crisis: {stay: 10 d, onward: {left: 100 %%}}}\nexits: {left: {}}\nregions: {town: {places: {crisis: 1}}}\n"
                 "placement: [{stage: crisis}, {wait: {}}]\n%s", half[i]);
        const double load = plan_offered(plan_here(), 0), wanted = 60 * (i ? 0.7 : 0.5) * 10 / 365.25;
        cr_expect_float_eq(load, wanted, 1e-12, "%.9f", load);
    }
}
