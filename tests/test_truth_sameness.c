#include "tests/shelter_lab.h"

/* What must not make a difference: threads, recording, what ran before, regions that have nothing to do with each other, and a place more
 * to who comes. */

static struct lab lab, other;
static void gone(void)
{
    lab_close(&lab);
    lab_close(&other);
}
TestSuite(truth_sameness, .fini = gone, .timeout = 300);

/* Three regions with everything in them; `search` and `more` differ. */
#define CHAIN                                                                                                                          \
    "groups:\n"                                                                                                                        \
    "  many: {share: 70 %%, children: {empirical: {0: 40 %%, 1: 30 %%, 2: rest}}, triage: {green: 40 %%, orange: 40 %%, red: rest}}\n" \
    "  few: {share: rest, triage: {red: 50 %%, green: rest}, stays: {crisis: 1.5 x}}\n"                                                \
    "stages:\n"                                                                                                                        \
    "  crisis: {stay: {lognormal: {mean: 20 d, sd: 20 d}}, onward: {follow_on: 40 %%, own_home: 30 %%, family: rest}}\n"               \
    "  follow_on: {stay: {gamma: {mean: 40 d, sd: 20 d}}, onward: {own_home: 60 %%, family: rest}}\n"                                  \
    "  hotel: {stopgap: yes, screened: no}\n"                                                                                          \
    "exits:\n"                                                                                                                         \
    "  own_home: {gates: [home, help], delay: 2 d, returns: {share: %s, after: {exponential: {mean: 30 d}}}}\n"                        \
    "  family: {returns: {share: %s, after: {exponential: {mean: 50 d}}}}\n"                                                           \
    "  gone: {}\n"                                                                                                                     \
    "gates:\n"                                                                                                                         \
    "  home: {kind: supply, column: homes, accept: 80 %%, apply_after: 5 d}\n"                                                         \
    "  help: {kind: slots, column: slots, held: {exponential: {mean: 40 d}}}\n"
#define WAIT "  - {wait: {patience: {exponential: {mean: 10 d}}, retry: 12 h, then: {gone: 100 %%}}}\n"

static void open_network(struct lab *at, const char *search)
{
    lab_open(at, LAB_HEAD("150 d", "300 d") "intake: {households: 240 /yr, by: weight, growth: 10 %%/yr}\n" CHAIN
             "regions:\n  left: {weight: 3, homes: 20, slots: 3, lat: 52, lon: 4.5, places: {crisis: 4, follow_on: 5, hotel: 1}}\n"
             "  right: {weight: 2, homes: 12, slots: 2, lat: 52.2, lon: 5.5, places: {crisis: 3, hotel: 1}}\n"
             "  below: {weight: 1, homes: 9, slots: 1, lat: 51.4, lon: 5.1, places: {crisis: 2, follow_on: 4}}\n"
             "placement:\n  - {stage: crisis, where: own, except: [red]}\n  - {stage: crisis, where: elsewhere}\n"
             "  - {stage: hotel, where: own}\n" WAIT "%s"
             "travel: {speed: 50 km/h}\nchanges: {fewer: {from: 2020-03-01, region: left, places: {crisis: 2}, removal: at_once}}\n", "20 %",
             "30 %", search);
}

/* ---- digests ---- */

enum { SAME = 10 };
static void digests(const struct lab *at, int32_t threads, bool record, int64_t first, int64_t n, uint64_t *out)
{
    const status run = run_rows(&shelter_model, at->plan, &engine_native, 600, first, n, threads, record, NULL, out, NULL);
    cr_assert_eq(run.code, STATUS_OK, "%s", run.text);
}

Test(truth_sameness, same_digest_however_it_is_run)
{
    static const char *const search[] = {"", "search: {overview: {look: 10 min}}\n", "search: {calls: {each: 20 min}}\n"};
    uint64_t last[SAME] = {0};
    for (int s = 0; s < 3; s++) {
        uint64_t one[SAME], two[SAME], unrecorded[SAME], alone[SAME], logged[SAME];
        open_network(&lab, search[s]);
        digests(&lab, 1, true, 1, SAME, one);
        digests(&lab, 2, true, 1, SAME, two);
        digests(&lab, 1, false, 1, SAME, unrecorded);
        for (int i = SAME - 1; i >= 0; i--) digests(&lab, 1, true, i + 1, 1, alone + i); /* nothing ran before it */
        struct sim sim;
        cr_assert_eq(sim_init(&sim, &shelter_model, lab.plan).code, STATUS_OK);
        for (int i = SAME - 1; i >= 0; i--) { /* all the others ran before it */
            sim_run(&sim, &engine_native, 600, i + 1, true, true);
            logged[i] = sim.trace.digest;
        }
        sim_free(&sim);
        for (int i = 0; i < SAME; i++) {
            cr_expect_eq(one[i], two[i], "threads, replication %d", i + 1);
            cr_expect_eq(one[i], unrecorded[i], "measures, replication %d", i + 1);
            cr_expect_eq(one[i], alone[i], "alone, replication %d", i + 1);
            cr_expect_eq(one[i], logged[i], "logged and in another order, replication %d", i + 1);
            cr_expect_neq(one[i], last[i], "another search, replication %d", i + 1);
            for (int j = 0; j < i; j++) cr_expect_neq(one[i], one[j]);
            last[i] = one[i];
        }
    }
}

/* Rows are equal too, to the last bit; NAN where nothing was counted. */
Test(truth_sameness, same_rows_for_any_number_of_threads)
{
    open_network(&lab, "search: {calls: {each: 20 min}}\n");
    lab_run(&lab, SAME, 601);
    double *rows = ARENA_ARRAY(&lab.arena, double, SAME * lab.cells);
    cr_assert_eq(run_rows(&shelter_model, lab.plan, &engine_native, 601, 1, SAME, 2, true, rows, NULL, NULL).code, STATUS_OK);
    cr_expect_arr_eq(rows, lab.rows, SAME * (size_t)lab.cells * sizeof *rows);
}

/* Plans do not know of each other: the one after, before or between the other. */
Test(truth_sameness, any_order_of_scenarios)
{
    uint64_t a[SAME], b[SAME], again[SAME];
    open_network(&lab, "");
    open_network(&other, "search: {overview: {look: 10 min}}\n");
    digests(&lab, 1, true, 1, SAME, a);
    digests(&other, 1, true, 1, SAME, b);
    digests(&lab, 1, true, 1, SAME, again);
    cr_expect_arr_eq(a, again, sizeof a);
    lab_close(&lab);
    digests(&other, 1, true, 1, SAME, again);
    cr_expect_arr_eq(b, again, sizeof b);
    open_network(&lab, "");
    digests(&lab, 1, true, 1, SAME, again);
    cr_expect_arr_eq(a, again, sizeof a);
}

/* ---- regions without exchange ---- */

/* left and right have two households in four each; the third region comes first in the file and doubles the intake of the country. */
static void open_regions(struct lab *at, bool third)
{
    lab_open(at, LAB_HEAD("150 d", "2 yr") "intake: {households: %d /yr, by: weight, growth: 5 %%/yr, month: [1, 1, 1, 1, 1, 1, 2, 2, 1, 1, 1, "
             "1]}\n" CHAIN
             "regions:\n%s  left: {weight: 1, homes: 20, slots: 3, places: {crisis: 4, follow_on: 5, hotel: 1}}\n"
             "  right: {weight: 1, homes: 12, slots: 2, stay_factor: 1.2, places: {crisis: 5, follow_on: 4, hotel: 1}}\n"
             "placement:\n  - {stage: crisis, where: own}\n  - {stage: hotel, where: own}\n" WAIT
             "changes: {fewer: {from: 2020-03-01, region: left, places: {crisis: 2}, removal: at_once}}\n",
             third ? 512 : 256, "20 %", "30 %", third ? "  third: {weight: 2, homes: 9, slots: 5, places: {crisis: 12, follow_on: 9, "
                 "hotel: 2}}\n" : "");
}

/* Position among the dimensions of a measure where regions stand; -1: nowhere. */
static int region_stratum(const struct metric *metric)
{
    for (int s = 0; s < METRIC_STRATA && metric->strata[s] >= 0; s++)
        if (metric->strata[s] == lab_dim("region")) return s;
    return -1;
}

static int compare_measure(int m, const char *region)
{
    const struct metric *metric = &shelter_model.metrics[m];
    const int stratum = region_stratum(metric);
    if (stratum < 0) return 0;
    const char *labels[METRIC_STRATA] = {NULL};
    labels[stratum] = region;
    const struct lab_cells here = lab_cells(&lab, m, labels), there = lab_cells(&other, m, labels);
    const int32_t at_here = metric_row_of(shelter_model.metrics, m, lab.sizes), at_there = metric_row_of(shelter_model.metrics, m, other.sizes);
    cr_assert_eq(here.n, there.n);
    const int runs = metric->kind == METRIC_TALLY ? 2 : 1;
    for (int r = 0; r < lab.n; r++)
        for (int run = 0; run < runs; run++)
            for (int i = 0; i < here.n; i++) {
                const double a = lab.rows[r * lab.cells + at_here + run * here.of_measure + here.at[i]];
                const double b = other.rows[r * other.cells + at_there + run * there.of_measure + there.at[i]];
                cr_expect(a == b || (isnan(a) && isnan(b)), "%s of %s, replication %d: %.10g and %.10g", metric->name, region, r + 1, a, b);
            }
    return here.n * runs;
}

Test(truth_sameness, a_region_more_changes_no_other)
{
    open_regions(&lab, false);
    open_regions(&other, true);
    lab_run(&lab, 20, 602);
    lab_run(&other, 20, 602);
    int cells = 0;
    for (int m = 0; m < shelter_model.n_metrics; m++) cells += compare_measure(m, "left") + compare_measure(m, "right");
    fprintf(stderr, "%d cells of two regions, 20 replications\n", cells);
    cr_expect_gt(cells, 100);
    cr_expect_gt(LAB_SUM(&lab, "turned_away", "left")[0], 0);
    cr_expect_gt(LAB_SUM(&other, "arrivals", "third")[0], 100);
}

/* ---- the same people ---- */

struct met { seconds t_s; int32_t household, episode, region; int16_t group; };

static struct met *met(const struct lab *at, int64_t replication, bool first, int *n)
{
    struct sim sim;
    cr_assert_eq(sim_init(&sim, &shelter_model, at->plan).code, STATUS_OK);
    sim_run(&sim, &engine_native, 603, replication, true, true);
    struct met *all = calloc((size_t)sim.trace.n, sizeof *all);
    int32_t episode = 0;
    *n = 0;
    for (int64_t i = 0; i < sim.trace.n; i++) {
        const struct log_row *row = &sim.trace.rows[i];
        if (row->word != lab_word("arrived")) continue;
        if (*n == 0 && episode == 0) episode = row->episode;
        if (first && row->episode != episode) continue;
        all[(*n)++] = (struct met){row->t_s, row->household, row->episode, row->region, row->group};
    }
    sim_free(&sim);
    return all;
}

static void open_places(struct lab *at, int places, const char *returns, double homes)
{
    lab_open(at, LAB_HEAD("150 d", "2 yr") "intake: {households: 240 /yr, by: weight, growth: 10 %%/yr, weekday: [2, 1, 1, 1, 1, 1, 1]}\n" CHAIN
             "regions:\n  left: {weight: 3, homes: %g, slots: 12, places: {crisis: %d, follow_on: 5, hotel: 1}}\n"
             "  right: {weight: 2, homes: 12, slots: 2, places: {crisis: 3}}\n"
             "placement:\n  - {stage: crisis, where: any}\n  - {stage: hotel, where: own}\n" WAIT, returns, returns, homes, places);
}

/* More places, or more homes: the same households ask, at the same second, with the same group, and with as many children and adults. */
Test(truth_sameness, a_place_more_meets_the_same_people)
{
    for (int variant = 0; variant < 3; variant++) {
        const bool first = variant == 2; /* with returns: only first requests are the same */
        open_places(&lab, 5, first ? "30 %" : "0 %", variant == 1 ? 20 : 200);
        open_places(&other, variant == 1 ? 5 : 8, first ? "30 %" : "0 %", variant == 1 ? 60 : 200);
        int64_t compared = 0;
        for (int64_t replication = 1; replication <= 10; replication++) {
            int n, m;
            struct met *a = met(&lab, replication, first, &n), *b = met(&other, replication, first, &m);
            cr_assert_eq(n, m, "variant %d, replication %d: %d and %d", variant, (int)replication, n, m);
            for (int i = 0; i < n; i++, compared++) {
                cr_assert(a[i].t_s == b[i].t_s && a[i].region == b[i].region && a[i].group == b[i].group, "variant %d, replication %d, request %d",
                    variant, (int)replication, i);
                cr_assert(first || a[i].household == b[i].household);
            }
            free(a);
            free(b);
        }
        cr_expect_gt(compared, 4000);
        lab_run(&lab, 20, 604);
        lab_run(&other, 20, 604);
        double better = 0;
        for (int r = 0; r < 20; r++) {
            if (!first) {
                cr_assert_eq(LAB_SUM(&lab, "arrivals_children")[r], LAB_SUM(&other, "arrivals_children")[r]);
                cr_assert_eq(LAB_SUM(&lab, "arrivals_adults")[r], LAB_SUM(&other, "arrivals_adults")[r]);
                for (int g = 0; g < 2; g++) cr_assert_eq(LAB_SUM(&lab, "arrivals_by_group", g ? "few" : "many")[r], LAB_SUM(&other,
                    "arrivals_by_group", g ? "few" : "many")[r]);
            }
            cr_assert_eq(LAB_SUM(&lab, "arrivals_first")[r], LAB_SUM(&other, "arrivals_first")[r]);
            better += LAB_SUM(&lab, "abandoned")[r] - LAB_SUM(&other, "abandoned")[r];
        }
        cr_expect_gt(better, 0, "variant %d: what was changed must make a difference", variant);
    }
}

/* A higher demand brings the same n-th household earlier, never later, and no other. */
Test(truth_sameness, more_demand_brings_the_same_people_earlier)
{
    static const char text[] = LAB_HEAD("100 d", "2 yr") "intake: {households: %d /yr}\ngroups: {a: {share: 30 %%}, b: {share: rest}}\n"
        "stages: {crisis: {stay: 20 d, onward: {left: 100 %%}}}\n"
                               "exits: {left: {}}\nregions: {town: {places: {crisis: 5}}}\nplacement: [{stage: crisis, where: own}]\n";
    lab_open(&lab, text, 100);
    lab_open(&other, text, 150);
    for (int64_t replication = 1; replication <= 10; replication++) {
        int n, m;
        struct met *a = met(&lab, replication, false, &n), *b = met(&other, replication, false, &m);
        cr_assert(n > 100 && n < m);
        for (int i = 0; i < n; i++) {
            cr_assert(b[i].t_s < a[i].t_s && a[i].group == b[i].group, "replication %d, request %d", (int)replication, i);
            cr_assert(llabs(2 * a[i].t_s - 3 * b[i].t_s) <= 3, "replication %d, request %d: the %d-th comes at %lld s and %lld s",
                (int)replication, i, i, (long long)a[i].t_s,
                      (long long)b[i].t_s);
        }
        free(a);
        free(b);
    }
}
