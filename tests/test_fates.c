/* fates: who fares differently than in the baseline (`fares`), by hand, by identities, and whatever order the blocks come in. */
#include "tests/detail_lab.h"

#include "sim/fates.h"

static struct lab lab;
static void made(void) { lab_open(&lab); }
static void gone(void) { lab_close(&lab); }
TestSuite(fates, .init = made, .fini = gone, .timeout = 240);

/* ---- the table of keys ---- */

/* Keys as the model makes them (regions above, numbers below), and their neighbours, which are not there. */
Test(fates, finds_what_was_added_and_nothing_else)
{
    struct fates fates = {0};
    enum { REGIONS = 30, EACH = 400 };
    cr_assert_null(fates_find(&fates, 1), "an empty table");
    for (int round = 0; round < 2; round++) {
        fates_clear(&fates);
        for (uint64_t r = 0; r < REGIONS; r++)
            for (uint64_t i = 0; i < EACH; i++) fates_add(&fates, (struct fate){r * UINT64_C(0x123456789) << 20 | 2 * i, (int32_t)(r * EACH + i), {(int16_t)r, 0}});
        fates_index(&fates);
        for (uint64_t r = 0; r < REGIONS; r++)
            for (uint64_t i = 0; i < EACH; i++) {
                const uint64_t key = r * UINT64_C(0x123456789) << 20 | 2 * i;
                const struct fate *fate = fates_find(&fates, key);
                cr_assert(fate && fate->value == (int32_t)(r * EACH + i) && fate->by[0] == (int16_t)r, "key %llx", (unsigned long long)key);
                cr_assert_null(fates_find(&fates, key | 1));
            }
    }
    fates_clear(&fates);
    fates_index(&fates);
    cr_expect_null(fates_find(&fates, 0), "what was cleared is gone");
    fates_free(&fates);
}

/* ---- by hand ---- */

/* Stays of 5 d, patience of 2 d. West has one place in the baseline and three in the other scenario, east the other way about, north none in both,
 * south one in both and a request in the warm-up alone. With one place: 1 (0 d) is placed at once, until 5 d; 2 (1 d) gives up at 3 d; 3 (4 d) is
 * placed at 5 d, until 10 d; 4 (9 d 23.5 h) at 10 d, until 15 d; 5 (14 d 23 h) at 15 d, until 20 d; 6 (19 d) still waits at 20 d. With three places all
 * are placed at once. So 1 is alike, 4 (half an hour) too, 3 (a day) and 5 (an hour, not less) differ, of 6 nothing can be said. */
#define TIMES(group) \
    "[{at: 0 d, group: " group "}, {at: 1 d, group: " group "}, {at: 4 d, group: " group "}, {at: 14370 min, group: " group "}, {at: 359 h, group: " group "}, {at: 19 d, group: " group "}]"
#define BY_HAND(west, east)                                                                                                                                    \
    "doorstroom: 1\ntitle: by hand\ntime: {start: 2020-01-01, warm_up: 5 d, horizon: 20 d}\nmontecarlo: {replications: 2, seed: 1}\n"                           \
    "groups: {a: {share: 40 %}, b: {share: 30 %}, c: {share: 30 %}}\n"                                                                                         \
    "intake: {times: {west: " TIMES("a") ", east: " TIMES("b") ", north: [{at: 1 d, group: c}, {at: 19 d, group: a}], south: [{at: -3 d, group: c}]}}\n"        \
    "stages: {crisis: {stay: 5 d, onward: {left: 100 %}}}\nexits: {left: {}, informal: {}}\n"                                                                  \
    "regions: {west: {places: {crisis: " west "}}, east: {places: {crisis: " east "}}, north: {places: {crisis: 0}}, south: {places: {crisis: 1}}}\n"           \
    "placement: [{stage: crisis, where: own}, {wait: {patience: 2 d, then: {informal: 100 %}}}]\n"

enum { NOW_PLACED, NO_LONGER, SOONER, LATER, ALIKE, NEVER_PLACED, UNKNOWN, CHANGES };

static void planned(const char *const *texts, int64_t replications)
{
    const status fault = lab_plan(&lab, texts, replications);
    if (lab.faults.errors) faults_print(&lab.faults, stderr, false);
    cr_assert_eq(fault.code, STATUS_OK, "[%s] %s", fault.id, fault.text);
}

Test(fates, table_by_hand)
{
    planned((const char *const[]){BY_HAND("1", "3"), BY_HAND("3", "1"), NULL}, 2);
    lab_ran(&lab, "out.h5");
    struct door_shape shape;
    static const double regions[4][CHANGES] = {{1, 0, 2, 0, 2, 0, 1}, {0, 1, 0, 2, 2, 0, 1}, {0, 0, 0, 0, 0, 1, 1}, {0}},
                        groups[3][CHANGES] = {{1, 0, 2, 0, 2, 0, 2}, {0, 1, 0, 2, 2, 0, 1}, {0, 0, 0, 0, 0, 1, 0}};
    const double *fares = lab_numbers(&lab, "out.h5", "/fares", &shape), *by_group;
    cr_assert(fares && shape.rank == 5 && shape.size[3] == 4 && shape.size[4] == CHANGES);
    by_group = lab_numbers(&lab, "out.h5", "/fares_by_group", &shape);
    cr_assert(by_group && shape.rank == 5 && shape.size[3] == 3 && shape.size[4] == CHANGES);
    for (int w = 0; w < 2; w++)
        for (int c = 0; c < CHANGES; c++) {
            for (int r = 0; r < 4; r++) {
                cr_expect(isnan(fares[(w * 4 + r) * CHANGES + c]), "the baseline is beside nothing");
                const double got = fares[((2 + w) * 4 + r) * CHANGES + c];
                cr_expect(got == regions[r][c], "replication %d, region %d, change %d: %g, by hand %g", w + 1, r, c, got, regions[r][c]);
            }
            for (int g = 0; g < 3; g++) {
                const double got = by_group[((2 + w) * 3 + g) * CHANGES + c];
                cr_expect(got == groups[g][c], "replication %d, group %d, change %d: %g, by hand %g", w + 1, g, c, got, groups[g][c]);
            }
        }
}

Test(fates, one_scenario_has_none)
{
    planned((const char *const[]){BY_HAND("1", "3"), NULL}, 2);
    lab_ran(&lab, "out.h5");
    struct door_shape shape;
    const double *fares = lab_numbers(&lab, "out.h5", "/fares", &shape);
    if (!fares) return;
    for (int i = 0; i < 2 * 4 * CHANGES; i++) cr_expect(isnan(fares[i]));
}

/* ---- chance ---- */

/* Returns, asking again, hotel, take-back and a warm-up; crisis places in west vary. */
#define RICH(west)                                                                                                                                             \
    "doorstroom: 1\ntitle: rich\ntime: {start: 2020-01-01, warm_up: 50 d, horizon: 200 d}\nmontecarlo: {replications: 4, seed: 1}\n"                            \
    "groups: {a: {share: 60 %}, b: {share: 40 %}}\nintake: {households: 200 /yr}\n"                                                                            \
    "stages:\n  crisis: {stay: {exponential: {mean: 20 d}}, onward: {follow_on: 60 %, left: 40 %}}\n"                                                          \
    "  follow_on: {stay: {exponential: {mean: {value: 50 d, range: [40 d, 60 d], source: assumption}}}, onward: {left: 100 %}}\n"                               \
    "  hotel: {stopgap: yes, screened: no}\nexits: {left: {returns: {share: 20 %, after: 30 d}}, informal: {}}\n"                                              \
    "regions: {west: {intake_share: 1, places: {crisis: " west ", follow_on: 4, hotel: 2}}, east: {intake_share: 1, places: {crisis: 3, follow_on: 5}}}\n"      \
    "placement: [{stage: crisis, where: own}, {stage: crisis, where: elsewhere, except: [a]}, {stage: hotel, where: own},\n"                                   \
    "  {wait: {patience: {exponential: {mean: 5 d}}, then: {informal: 50 %, again: 50 %}, again_after: 3 d}}]\ntake_back: {after: 5 d}\n"

/* Sums over labels of every scenario and world: [scenario][world][change]. */
static void adds_up(const char *name, int scenarios, int64_t worlds)
{
    struct door_shape shape, of_first;
    const double *first = lab_numbers(&lab, name, "/arrivals_first", &of_first), *fares = lab_numbers(&lab, name, "/fares", &shape),
                 *by_group = lab_numbers(&lab, name, "/fares_by_group", &shape);
    double differs = 0;
    for (int64_t w = worlds; w < scenarios * worlds; w++) {
        double sum = 0;
        for (int r = 0; r < 2; r++) {
            double region = 0;
            for (int c = 0; c < CHANGES; c++) region += fares[(w * 2 + r) * CHANGES + c];
            cr_expect(region == first[w * 2 + r], "world %lld, region %d: %g differ or not, of %g", (long long)w, r, region, first[w * 2 + r]);
            sum += region;
        }
        for (int c = 0; c < CHANGES; c++) {
            const double regions = fares[(w * 2) * CHANGES + c] + fares[(w * 2 + 1) * CHANGES + c], groups = by_group[(w * 2) * CHANGES + c] + by_group[(w * 2 + 1) * CHANGES + c];
            cr_expect(regions == groups, "world %lld, change %d: %g by region, %g by group", (long long)w, c, regions, groups);
            if (c < ALIKE) differs += regions;
        }
        cr_expect(sum > 20);
    }
    cr_expect(differs > 5 * (double)worlds, "%g fare differently: this says little", differs);
}

Test(fates, add_up_to_first_requests)
{
    planned((const char *const[]){RICH("3"), RICH("5"), RICH("2"), NULL}, 20);
    lab_ran(&lab, "out.h5");
    adds_up("out.h5", 3, 20);
}

Test(fates, the_baseline_fares_as_itself)
{
    planned((const char *const[]){RICH("3"), RICH("3"), NULL}, 20);
    lab_ran(&lab, "out.h5");
    struct door_shape shape;
    const double *fares = lab_numbers(&lab, "out.h5", "/fares", &shape);
    for (int i = 0; i < 40; i++)
        for (int c = 0; c < ALIKE; c++) cr_expect_eq(fares[(40 + i) * CHANGES + c], 0, "cell %d, change %d", i, c);
}

/* The threads decide who runs the baseline of a replication: the thread that has its block, or one that needs it. */
Test(fates, the_same_for_any_threads)
{
    planned((const char *const[]){RICH("3"), RICH("5"), RICH("2"), NULL}, 40);
    static const char *const name[] = {"", "1.h5", "2.h5", "3.h5", "4.h5"};
    for (int t = 1; t <= 4; t++) {
        lab.experiment.threads = t;
        lab_ran(&lab, name[t]);
        if (t > 1) lab_same_bytes(&lab, "1.h5", name[t]);
    }
}

/* Blocks that an earlier run left: those of one scenario, so that the baseline is run again for the others, or the other way about. */
static void leave_blocks(const char *name, int32_t scenario)
{
    const struct experiment *experiment = &lab.experiment;
    const struct result_layout *layout = NULL;
    bool *done, complete;
    status fault = result_layout_make(experiment, &lab.arena, &layout);
    cr_assert_eq(fault.code, STATUS_OK, "%s", fault.text);
    fault = result_open(lab_path(&lab, name), experiment, layout, false, &lab.arena, &done, &complete);
    cr_assert(fault.code == STATUS_OK && !complete, "%s", fault.text);
    cr_assert_eq(scenario, 0, "rows of others depend on the baseline");
    const int64_t cells = run_row_cells(experiment, scenario);
    for (int64_t first = 1; first <= experiment->replications; first += RESULT_BLOCK) {
        const int64_t left = experiment->replications - first + 1, n = left < RESULT_BLOCK ? left : RESULT_BLOCK;
        double *rows = ARENA_ARRAY(&lab.arena, double, n *cells);
        uint64_t digests[RESULT_BLOCK], events[RESULT_BLOCK];
        fault = run_rows(experiment->model, experiment->plans[scenario], experiment->engine, experiment->seed, first, n, 1, true, rows, digests, events);
        cr_assert_eq(fault.code, STATUS_OK, "%s", fault.text);
        fault = result_block(lab_path(&lab, name), experiment, layout, scenario, 0, first, (int32_t)n, rows, digests, events, NULL, NULL);
        cr_assert_eq(fault.code, STATUS_OK, "%s", fault.text);
    }
}

Test(fates, gone_on_with_after_the_baseline)
{
    planned((const char *const[]){RICH("3"), RICH("5"), RICH("2"), NULL}, 20);
    lab_ran(&lab, "whole.h5");
    leave_blocks("resumed.h5", 0);
    lab_ran(&lab, "resumed.h5");
    lab_same_bytes(&lab, "whole.h5", "resumed.h5");
}

/* Of a draw the baseline has a plan of its own. */
Test(fates, draw_by_draw)
{
    lab.experiment.draws = 3;
    planned((const char *const[]){RICH("3"), RICH("5"), NULL}, 5);
    lab_ran(&lab, "out.h5");
    adds_up("out.h5", 2, 15);
    lab.experiment.threads = 1;
    lab_ran(&lab, "one.h5");
    lab_same_bytes(&lab, "out.h5", "one.h5");
    struct door_shape shape;
    cr_expect_not_null(lab_numbers(&lab, "out.h5", "/inputs/value", &shape));
}

/* A variant with more requests: whoever the baseline did not meet in the counted period is unknown, and all still add up. */
Test(fates, more_requests_than_the_baseline)
{
    char *more = arena_format(&lab.arena, "%s", RICH("3")), *at = strstr(more, "200 /yr");
    memcpy(at, "300", 3);
    planned((const char *const[]){RICH("3"), more, NULL}, 8);
    lab_ran(&lab, "out.h5");
    adds_up("out.h5", 2, 8);
    struct door_shape shape;
    const double *fares = lab_numbers(&lab, "out.h5", "/fares", &shape);
    double unknown = 0;
    for (int i = 0; i < 16; i++) unknown += fares[(16 + i) * CHANGES + UNKNOWN];
    cr_expect(unknown > 8 * 20, "%g of some 8 x 55 new ones", unknown);
}
