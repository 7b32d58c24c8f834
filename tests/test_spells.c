/* spells: what stands in /spells, against a world worked out by hand, identities with other measures, and laws with a closed form. */
#include "tests/detail_lab.h"

#include "analysis/spells.h"
#include "analysis/summarise.h"

static struct lab lab;
static struct result *result;

static void made(void)
{
    lab_open(&lab);
    result = NULL;
}
static void gone(void)
{
    result_read_close(result);
    lab_close(&lab);
}
TestSuite(spells, .init = made, .fini = gone, .timeout = 240);

#ifdef NDEBUG
enum { FEWER = 1 };
#else
enum { FEWER = 2 };
#endif

static void run_of(const char *text, int64_t replications)
{
    lab_make(&lab, text, replications);
    lab_ran(&lab, "out.h5");
    const status read = result_read_open(lab_path(&lab, "out.h5"), &lab.arena, &result);
    cr_assert_eq(read.code, STATUS_OK, "%s", read.text);
}

static int32_t label_of(const char *dimension, const char *label)
{
    int32_t n;
    const char *const *labels = result_labels(result, dimension, &n);
    for (int32_t i = 0; labels && i < n; i++)
        if (strcmp(labels[i], label) == 0) return i;
    cr_assert(false, "%s has no label %s", dimension, label);
    return -1;
}

/* ---- by hand ---- */

/* Two places, stays of 5 d, patience 2 d; counted are the ten days from 0 d.
 * A -4 d to 1 d; B -3 d to 2 d; C asks at -1 d, placed at 1 d, stays until 6 d; D asks at 36 h, placed at 2 d, until 7 d; E asks at 3 d and gives up
 * at 5 d; F asks at 132 h, placed at 6 d, still there at 10 d (4 d); G at 7 d, placed at once, still there (3 d); H asks at 9 d and still waits (24 h);
 * X (for whom nobody may wait) is turned away at 4 d. */
static const char by_hand[] =
    "doorstroom: 1\ntitle: by hand\ntime: {start: 2020-01-01, warm_up: 10 d, horizon: 10 d}\nmontecarlo: {replications: 2, seed: 1}\n"
    "groups: {a: {share: 50 %}, x: {share: 50 %}}\n"
    "intake: {times: {town: [{at: -4 d, group: a}, {at: -3 d, group: a}, {at: -1 d, group: a}, {at: 36 h, group: a}, {at: 3 d, group: a}, {at: 4 d, group: x},\n"
    "  {at: 132 h, group: a}, {at: 7 d, group: a}, {at: 9 d, group: a}]}}\n"
    "stages: {crisis: {stay: 5 d, onward: {left: 100 %}}}\nexits: {left: {}, informal: {}}\nregions: {town: {places: {crisis: 2}}}\n"
    "placement: [{stage: crisis}, {wait: {patience: 2 d, then: {informal: 100 %}}, only: [a]}]\n";

struct cell { const char *at[3]; double value; };

/* All cells of a dataset in replication 2: those named, and 0 elsewhere. */
static void cells_are(const char *dataset, const struct cell *cells)
{
    const int32_t m = result_find(result, arena_format(&lab.arena, "spells/%s", dataset));
    const double *values;
    cr_assert_geq(m, 0, "%s is not there", dataset);
    const status read = result_values(result, m, 0, &values);
    cr_assert_eq(read.code, STATUS_OK, "%s", read.text);
    const struct result_measure *measure = result_measure(result, m);
    int64_t n = 1;
    for (int s = 0; s < measure->n_strata; s++) n *= measure->size[s];
    double *wanted = ARENA_ARRAY(&lab.arena, double, n);
    for (; cells->at[0]; cells++) {
        int64_t at = 0;
        for (int s = 0; s < measure->n_strata; s++) at = at * measure->size[s] + label_of(measure->strata[s], cells->at[s]);
        wanted[at] = cells->value;
    }
    for (int64_t i = 0; i < n; i++) {
        const double got = isnan(values[n + i]) ? 0 : values[n + i];
        cr_expect(fabs(got - wanted[i]) < 1e-12, "%s, cell %lld: %g, by hand %g", dataset, (long long)i, got, wanted[i]);
    }
}

Test(spells, every_cell_by_hand)
{
    run_of(by_hand, 2);
    cells_are("stay_entered", (const struct cell[]){{{"crisis", "0 h"}, 4}, {{"crisis", "3 d"}, 1}, {{"crisis", "4 d"}, 1}, {{NULL}, 0}});
    cells_are("stay_ended", (const struct cell[]){{{"crisis", "5 d"}, 4}, {{NULL}, 0}});
    cells_are("stay_censored", (const struct cell[]){{{"crisis", "3 d"}, 1}, {{"crisis", "4 d"}, 1}, {{NULL}, 0}});
    /* Means over the parts noted: of 3 d B (0) and G (12 h); of 4 d A (0) and F (24 h); of 5 d A, B, C, D (24 h each). */
    cells_are("stay_part_number", (const struct cell[]){{{"crisis", "3 d"}, 2}, {{"crisis", "4 d"}, 2}, {{"crisis", "5 d"}, 4}, {{NULL}, 0}});
    cells_are("stay_part", (const struct cell[]){{{"crisis", "3 d"}, 0.25}, {{"crisis", "4 d"}, 0.5}, {{"crisis", "5 d"}, 1}, {{NULL}, 0}});
    cells_are("wait_entered", (const struct cell[]){{{"a", "0 h"}, 5}, {{"a", "1 d"}, 1}, {{"x", "0 h"}, 1}, {{NULL}, 0}});
    cells_are("wait_ended", (const struct cell[]){{{"a", "placed", "0 h"}, 1}, {{"a", "placed", "12 h"}, 2}, {{"a", "placed", "2 d"}, 1}, {{"a", "gave_up", "2 d"}, 1},
                                                  {{"x", "turned_away", "0 h"}, 1}, {{NULL}, 0}});
    cells_are("wait_censored", (const struct cell[]){{{"a", "1 d"}, 1}, {{NULL}, 0}});
    /* 0 h: G; 12 h: D and F (4 h each); 1 d: C came in (0), H stopped (4 h); 2 d: C and E (12 h each). x: 0 h. */
    cells_are("wait_part_number", (const struct cell[]){{{"a", "0 h"}, 1}, {{"a", "12 h"}, 2}, {{"a", "1 d"}, 2}, {{"a", "2 d"}, 2}, {{"x", "0 h"}, 1}, {{NULL}, 0}});
    cells_are("wait_part", (const struct cell[]){{{"a", "12 h"}, 4 / 24.0}, {{"a", "1 d"}, 2 / 24.0}, {{"a", "2 d"}, 0.5}, {{NULL}, 0}});
}

static struct survival_answer ask(const struct life_table *tables, enum survival_what what, double at_d, int32_t cause)
{
    const struct survival_question question = {.what = what, .at_s = llround(at_d * (double)SECONDS_PER_DAY), .cause = cause};
    return spells_ask(tables, NULL, result_replications(result), 1, question, &lab.arena);
}

static const struct life_table *tables_of(enum spells_kind kind, int32_t label)
{
    const struct life_table *tables;
    const status read = spells_read(result, kind, 0, label, &lab.arena, &tables);
    cr_assert_eq(read.code, STATUS_OK, "%s", read.text);
    return tables;
}

static double exposure_d(const struct life_table *table)
{
    double sum_s = 0;
    for (int32_t b = 0; b < table->n; b++) sum_s += (double)table->exposure_s[b];
    return sum_s / (double)SECONDS_PER_DAY;
}

/* All stays are of 5 d: the mean and every quantile are 5 d, though two are cut off at the begin and two at the end. Waits: of C, D, E, F, G, H
 * (and X alone of x). At risk at 12 h: D, E, F, H (C not yet), D and F placed; C joins at 24 h, when H is no longer seen; at 48 h C and E end. */
Test(spells, answers_by_hand)
{
    run_of(by_hand, 2);
    const struct life_table *stays = tables_of(SPELLS_STAY, 0), *waits = tables_of(SPELLS_WAIT, label_of("group", "a"));
    const struct survival_answer mean = ask(stays, SURVIVAL_MEAN, 30, 0), before = ask(stays, SURVIVAL_SHARE, 4, 0),
                                 after = ask(stays, SURVIVAL_SHARE, 5, 0);
    cr_expect(fabs(mean.value - 5 * (double)SECONDS_PER_DAY) < 1e-6, "mean stay %g s", mean.value);
    cr_expect(before.value == 1 && after.value == 0, "still there at 4 d: %g, at 5 d: %g", before.value, after.value);
    const double lived_d = exposure_d(&stays[1]), waited_d = exposure_d(&waits[1]);
    cr_expect(fabs(lived_d - 20) < 1e-9, "1 + 2 + 5 + 5 + 4 + 3 = 20 d, not %g", lived_d);
    cr_expect(fabs(waited_d - (1 + 0.5 + 2 + 0.5 + 0 + 1)) < 1e-9, "C 1 d (in the window), D and F 12 h, E 2 d, G 0, H 1 d: 5 d, not %g", waited_d);
    const struct survival_answer at_once = ask(waits, SURVIVAL_INCIDENCE, 0, 0), half_day = ask(waits, SURVIVAL_INCIDENCE, 0.5, 0),
                                 placed = ask(waits, SURVIVAL_INCIDENCE, 2, 0), gave_up = ask(waits, SURVIVAL_INCIDENCE, 2, 1);
    /* Of five at 0 h one; of the four left two at 12 h; then C and E, one each. */
    cr_expect(fabs(at_once.value - 0.2) < 1e-12, "placed at once: %g", at_once.value);
    cr_expect(fabs(half_day.value - 0.6) < 1e-12, "placed by 12 h: %g", half_day.value);
    cr_expect(fabs(placed.value - 0.8) < 1e-12, "placed by 2 d: %g", placed.value);
    cr_expect(fabs(gave_up.value - 0.2) < 1e-12, "gave up by 2 d: %g", gave_up.value);
}

/* ---- identities ---- */

/* Of everything something: two regions, two groups, a chain that blocks, a hotel, patience, lists that are full, returns, take-back, a place lost. */
static const char rich[] =
    "doorstroom: 1\ntitle: rich\ntime: {start: 2020-01-01, warm_up: 100 d, horizon: 300 d}\nmontecarlo: {replications: 4, seed: 1}\n"
    "groups: {a: {share: 60 %%}, b: {share: 40 %%}}\nintake: {households: 300 /yr}\n"
    "stages:\n  crisis: {stay: {exponential: {mean: 20 d}}, onward: {follow_on: 60 %%, left: 40 %%}}\n"
    "  follow_on: {stay: {exponential: {mean: 60 d}}, onward: {left: 100 %%}}\n  hotel: {stopgap: yes, screened: no}\n"
    "exits: {left: {returns: {share: 20 %%, after: 30 d}}, informal: {}}\n"
    "regions: {west: {intake_share: 1, places: {crisis: 5, follow_on: 6, hotel: 2}}, east: {intake_share: 1, places: {crisis: 4, follow_on: 8}}}\n"
    "placement: [{stage: crisis, where: own}, {stage: crisis, where: elsewhere, except: [a]}, {stage: hotel, where: own}, {wait: {patience: {exponential: {mean: 5 d}}, then: {informal: 100 %%}}}]\n"
    "limits: {waiting: 3}\ntake_back: {after: 5 d}\nchanges: {less: {from: 2020-05-01, region: west, removal: %s, places: {crisis: 3}}}\n";

/* Over the cells in which `dimension` (NULL: any) has the label; of a mean its sum (mean x number). */
static double sum_of(const char *measure, int64_t world, const char *dimension, int32_t label)
{
    const int32_t m = result_find(result, measure), number = result_find(result, arena_format(&lab.arena, "%s_number", measure));
    const double *values, *numbers = NULL;
    cr_assert_geq(m, 0, "%s is not there", measure);
    cr_assert_eq(result_values(result, m, 0, &values).code, STATUS_OK);
    if (number >= 0) cr_assert_eq(result_values(result, number, 0, &numbers).code, STATUS_OK);
    const struct result_measure *is = result_measure(result, m);
    int64_t n = 1, stride = 1;
    int32_t size = 1;
    for (int s = 0; s < is->n_strata; s++) n *= is->size[s];
    for (int s = is->n_strata - 1; s >= 0; s--) {
        if (dimension && strcmp(is->strata[s], dimension) == 0) {
            size = is->size[s];
            break;
        }
        stride *= is->size[s];
    }
    double sum = 0;
    for (int64_t i = 0; i < n; i++) {
        const double x = values[world * n + i];
        if (dimension && i / stride % size != label) continue;
        sum += isnan(x) ? 0 : numbers ? x * numbers[world * n + i] : x;
    }
    return sum;
}

static double seen(const struct life_table *table, const int64_t *cells, int32_t causes)
{
    double sum = 0;
    for (int32_t b = 0; b < causes * table->n; b++) sum += (double)cells[b];
    return sum;
}

#define EQUAL(what, got, wanted, world)                                                                                                  \
    do {                                                                                                                                 \
        const double got_ = (got), wanted_ = (wanted);                                                                                   \
        cr_expect(fabs(got_ - wanted_) < 1e-6, "replication %lld, %s: %.9g, not %.9g", (long long)(world) + 1, what, got_, wanted_);     \
    } while (0)

static void agrees(const char *removal)
{
    const bool displaces = strcmp(removal, "at_once") == 0;
    run_of(arena_format(&lab.arena, rich, removal), 4);
    int32_t stages;
    const char *const *stage = result_labels(result, "stage", &stages);
    double censored = 0, late = 0;
    for (int64_t w = 0; w < 4; w++) {
        for (int32_t s = 0; s < stages; s++) {
            const struct life_table *table = &tables_of(SPELLS_STAY, s)[w];
            EQUAL(arena_format(&lab.arena, "stays entered in %s", stage[s]), seen(table, table->entered, 1), seen(table, table->ended, 1) + seen(table, table->censored, 1), w);
            EQUAL(arena_format(&lab.arena, "stays ended in %s", stage[s]), seen(table, table->ended, 1), sum_of("stay_days_number", w, "stage", s), w);
            EQUAL(arena_format(&lab.arena, "places taken in %s", stage[s]), (double)table->entered[0], sum_of("admitted", w, "stage", s), w);
            EQUAL(arena_format(&lab.arena, "place-days of %s", stage[s]), exposure_d(table), 300 * sum_of("occupied", w, "stage", s), w);
            censored += seen(table, table->censored, 1);
            late += seen(table, table->entered, 1) - (double)table->entered[0];
        }
        const struct life_table *wait = &tables_of(SPELLS_WAIT, -1)[w];
        const int32_t n = wait->n;
        EQUAL("waits entered", seen(wait, wait->entered, 1), seen(wait, wait->ended, wait->causes) + seen(wait, wait->censored, 1), w);
        EQUAL("requests", (double)wait->entered[0], sum_of("arrivals", w, NULL, 0), w);
        EQUAL("placed", seen(wait, wait->ended, 1), sum_of("placed", w, NULL, 0), w);
        EQUAL("gave up", seen(wait, wait->ended + n, 1), sum_of("abandoned", w, NULL, 0), w);
        const double unplaced_d = 300 * sum_of("hotel", w, NULL, 0) + sum_of("unsafe_days", w, NULL, 0);
        if (!displaces) EQUAL("waiting and in the hotel, days", exposure_d(wait), unplaced_d, w);
        cr_expect(exposure_d(wait) <= unplaced_d + 1e-6, "who lost a place waits, but no longer for a first one");
        const double away = sum_of("turned_away", w, "reason", label_of("reason", "no_place")) + sum_of("turned_away", w, "reason", label_of("reason", "list_full"));
        EQUAL("turned away", seen(wait, wait->ended + 2 * n, 1), away, w);
        cr_expect(seen(wait, wait->ended + 2 * n, 1) > 0 && seen(wait, wait->ended + n, 1) > 0, "nobody is turned away or gives up: this says nothing");
    }
    cr_expect(censored > 20 && late > 20, "%g cut off, %g met late: this says little", censored, late);
}

Test(spells, agree_with_other_measures) { agrees("when_free"); }
Test(spells, agree_where_places_are_lost_at_once) { agrees("at_once"); }

/* ---- laws ---- */

/* |value - truth| within 4.5 of its standard error, which is no more than `precision` of the truth. */
static void near(const char *what, const struct survival_answer *answer, double truth, double unit, double precision)
{
    const double value = answer->value / unit, se = answer->se / unit;
    fprintf(stderr, "%-50s %10.5f, simulated %10.5f, standard error %.5f\n", what, truth, value, se);
    cr_expect(answer->state == SURVIVAL_KNOWN, "%s: %s", what, survival_state_name(answer->state));
    cr_expect(fabs(value - truth) <= 4.5 * se, "%s: %g, not %g", what, value, truth);
    cr_expect(se <= precision * truth * (FEWER > 1 ? 3 : 1), "%s: a standard error of %g says little beside %g", what, se, truth);
}

static void exponential_stays(const char *warm_up)
{
    const double day = (double)SECONDS_PER_DAY, mean_d = 60;
    run_of(arena_format(&lab.arena,
                        "doorstroom: 1\ntitle: all\ntime: {start: 2020-01-01%s, horizon: 60 d}\nmontecarlo: {replications: 40, seed: 1}\nintake: {households: 3000 /yr}\n"
                        "stages: {crisis: {stay: {exponential: {mean: 60 d}}, onward: {left: 100 %%}}}\nexits: {left: {}}\n"
                        "regions: {town: {places: {crisis: unlimited}}}\nplacement: [{stage: crisis}]\n", warm_up),
           40 / FEWER);
    const struct life_table *stays = tables_of(SPELLS_STAY, 0);
    const struct survival_answer mean = ask(stays, SURVIVAL_MEAN, 45, 0), third = ask(stays, SURVIVAL_SHARE, 45, 0),
                                 half = spells_quantile(stays, result_replications(result), 1, 0.5, &lab.arena);
    near("mean of what lies within 45 d", &mean, mean_d * (1 - exp(-45 / mean_d)), day, 0.004);
    near("still there after 45 d", &third, exp(-45 / mean_d), 1, 0.01);
    const double truth = mean_d * log(2) * day, reach = (half.high - half.low) / 2;
    cr_expect(half.state == SURVIVAL_KNOWN && fabs(half.value - truth) <= 2.3 * reach && reach < 0.05 * truth, "half within %g d (%g to %g), not %g d", half.value / day, half.low / day,
              half.high / day, truth / day);
}

/* Who looks at completed stays alone finds less than half of the truth here. */
static void completed_only(double most)
{
    double days = 0, n = 0;
    for (int64_t w = 0; w < result_replications(result); w++) days += sum_of("stay_days", w, NULL, 0), n += sum_of("stay_days_number", w, NULL, 0);
    cr_expect(days / n < most, "completed stays alone give %g d: the window is too long to show anything", days / n);
}

Test(spells, exponential_stays_from_nothing)
{
    exponential_stays("");
    completed_only(25);
}

Test(spells, exponential_stays_met_half_way)
{
    exponential_stays(", warm_up: 300 d");
    const struct life_table *stays = tables_of(SPELLS_STAY, 0);
    const struct survival_answer late = ask(stays, SURVIVAL_SHARE, 120, 0);
    near("still there after 120 d, seen within 60 d", &late, exp(-2), 1, 0.02);
    double late_comers = 0;
    for (int32_t b = 1; b < stays[0].n; b++) late_comers += (double)stays[0].entered[b];
    cr_expect(late_comers > 400, "%g were there at the begin", late_comers);
}

/* M/M/2+M with load 2, mean stay and mean patience a month (scenarios/small/patience.yaml): the number there is Poisson(2). Who finds n >= 2 has
 * n - 2 ahead in line; each step the line shortens at rate 2 + ahead, and own patience ends at rate 1. Integrated by Runge and Kutta. */
enum { AHEAD = 40 };
struct fate_of { double placed, gave_up; };

static void slope(const double *p, double *d)
{
    for (int k = 0; k < AHEAD + 2; k++) d[k] = 0;
    for (int k = 0; k < AHEAD; k++) {
        d[k] -= (2 + k + 1) * p[k];
        d[AHEAD + 1] += p[k];
        d[k > 0 ? k - 1 : AHEAD] += (2 + k) * p[k];
    }
}

static struct fate_of law_after(double months)
{
    double p[AHEAD + 2] = {0}, a[AHEAD + 2], b[AHEAD + 2], c[AHEAD + 2], d[AHEAD + 2], q[AHEAD + 2], chance = exp(-2);
    for (int n = 0; n < AHEAD + 2; chance *= 2.0 / ++n) p[n < 2 ? AHEAD : n - 2] += chance;
    const int steps = 4000;
    const double h = months / steps;
    for (int i = 0; i < steps; i++) {
        slope(p, a);
        for (int k = 0; k < AHEAD + 2; k++) q[k] = p[k] + h / 2 * a[k];
        slope(q, b);
        for (int k = 0; k < AHEAD + 2; k++) q[k] = p[k] + h / 2 * b[k];
        slope(q, c);
        for (int k = 0; k < AHEAD + 2; k++) q[k] = p[k] + h * c[k];
        slope(q, d);
        for (int k = 0; k < AHEAD + 2; k++) p[k] += h / 6 * (a[k] + 2 * b[k] + 2 * c[k] + d[k]);
    }
    return (struct fate_of){p[AHEAD], p[AHEAD + 1]};
}

Test(spells, waits_of_m_m_c_m)
{
    /* A short window: about one in eleven still waits at its end, one in eleven waited when it began. */
    run_of("doorstroom: 1\ntitle: patience\ntime: {start: 2020-01-01, warm_up: 1 yr, horizon: 120 d}\nmontecarlo: {replications: 1, seed: 1}\nintake: {households: 24 /yr}\n"
           "stages: {crisis: {stay: {exponential: {mean: 30.4375 d}}, onward: {left: 100 %}}}\nexits: {left: {}, informal: {}}\nregions: {town: {places: {crisis: 2}}}\n"
           "placement: [{stage: crisis, where: own}, {wait: {patience: {exponential: {mean: 30.4375 d}}, then: {informal: 100 %}}}]\n",
           3000 / FEWER);
    const struct life_table *waits = tables_of(SPELLS_WAIT, -1);
    static const double days[] = {0, 1, 7, 14, 28};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        const struct fate_of law = law_after(days[i] / 30.4375);
        const struct survival_answer placed = ask(waits, SURVIVAL_INCIDENCE, days[i], 0), gave_up = ask(waits, SURVIVAL_INCIDENCE, days[i], 1);
        near(arena_format(&lab.arena, "placed within %g d", days[i]), &placed, law.placed, 1, 0.02);
        if (days[i] > 0) near(arena_format(&lab.arena, "gave up within %g d", days[i]), &gave_up, law.gave_up, 1, 0.05);
    }
}

/* A question about ages nobody reached gives no number and says why. */
Test(spells, what_is_not_known_is_not_said)
{
    run_of(by_hand, 2);
    const struct life_table *stays = tables_of(SPELLS_STAY, 0), *waits = tables_of(SPELLS_WAIT, label_of("group", "x"));
    const struct survival_answer one = spells_ask(stays, NULL, 1, 1, (struct survival_question){.what = SURVIVAL_MEAN, .at_s = 4 * SECONDS_PER_DAY}, &lab.arena),
                                 wait = ask(waits, SURVIVAL_INCIDENCE, 3, 0);
    cr_expect(one.state == SURVIVAL_NO_INTERVAL && one.value == 4 * (double)SECONDS_PER_DAY && isnan(one.low), "one replication: %s, %g", survival_state_name(one.state), one.value);
    cr_expect(wait.value == 0, "x is never placed, yet by 3 d %g", wait.value);
}

/* ---- more worlds than fit in memory ---- */

/* Two groups, one place, patience of a day; ten days of counting. */
static const char brief[] =
    "doorstroom: 1\ntitle: brief\ntime: {start: 2020-01-01, warm_up: 5 d, horizon: 10 d}\nmontecarlo: {replications: 4, seed: 1}\n"
    "groups: {a: {share: 60 %}, b: {share: 40 %}}\nintake: {households: 200 /yr}\n"
    "stages: {crisis: {stay: {exponential: {mean: {value: 3 d, range: [2 d, 4 d], source: assumption}}}, onward: {left: 100 %}}}\nexits: {left: {}, informal: {}}\n"
    "regions: {town: {places: {crisis: 1}}}\nplacement: [{stage: crisis}, {wait: {patience: 1 d, then: {informal: 100 %}}}]\n";

/* Any worlds in a row are those of all of them, beyond the end of a draw too. */
Test(spells, some_worlds_at_a_time)
{
    lab.experiment.draws = 3;
    run_of(brief, 5);
    const int32_t m = result_find(result, "spells/wait_ended");
    const double *all;
    cr_assert_eq(result_replications(result), 15);
    cr_assert_eq(result_values(result, m, 0, &all).code, STATUS_OK);
    const struct result_measure *measure = result_measure(result, m);
    const int64_t cells = (int64_t)measure->size[0] * measure->size[1] * measure->size[2];
    double *part = ARENA_ARRAY(&lab.arena, double, 15 * cells);
    for (int64_t first = 0; first < 15; first++)
        for (int64_t n = 1; first + n <= 15; n++) {
            cr_assert_eq(result_worlds(result, m, 0, first, n, part).code, STATUS_OK);
            for (int64_t i = 0; i < n * cells; i++) cr_assert(part[i] == all[first * cells + i] || (isnan(part[i]) && isnan(all[first * cells + i])), "worlds %lld to %lld, number %lld", (long long)first, (long long)(first + n - 1), (long long)i);
        }
    cr_assert_neq(result_worlds(result, m, 1, 0, 1, part).code, STATUS_OK, "there is no second scenario");
}

/* The waits of group a in one world, from the file. */
static struct life_table waits_of(int64_t world, const struct life_table *like, const double *const value[5], int32_t groups)
{
    const int32_t n = like->n, causes = like->causes;
    int64_t *whole[4], *ended = ARENA_ARRAY(&lab.arena, int64_t, n * causes), *exposure_s = ARENA_ARRAY(&lab.arena, int64_t, n);
    for (int k = 0; k < 4; k++) whole[k] = ARENA_ARRAY(&lab.arena, int64_t, n);
    for (int32_t b = 0; b < n; b++) {
        const int64_t at = world * groups * n + b;
        for (int k = 0; k < 3; k++) whole[k][b] = isnan(value[k][at]) ? 0 : (int64_t)value[k][at];
        whole[3][b] = whole[2][b] > 0 ? llround(value[3][at] * value[2][at] * (double)SECONDS_PER_DAY) : 0;
        for (int32_t c = 0; c < causes; c++) {
            const double x = value[4][world * groups * n * causes + c * n + b];
            ended[c * n + b] = isnan(x) ? 0 : (int64_t)x;
        }
    }
    const struct life_table table = {n, like->edge_s, whole[0], ended, whole[1], exposure_s, causes};
    survival_exposure(&table, whole[3], whole[2], exposure_s);
    return table;
}

/* Beside a table for every world: the same answer to the bit, and a standard error that 4,096 groups know as well. */
Test(spells, more_worlds_than_tables)
{
    enum { WORLDS = 5000 };
    static const char *const names[] = {"spells/wait_entered", "spells/wait_censored", "spells/wait_part_number", "spells/wait_part", "spells/wait_ended"};
    const double *value[5];
    run_of(brief, WORLDS);
    cr_assert_eq(spells_tables(result), SPELLS_TABLES);
    for (int k = 0; k < 5; k++) cr_assert_eq(result_values(result, result_find(result, names[k]), 0, &value[k]).code, STATUS_OK);
    const struct life_table *tables = tables_of(SPELLS_WAIT, 0);
    struct life_table *each = ARENA_ARRAY(&lab.arena, struct life_table, WORLDS);
    int64_t entered = 0;
    for (int64_t w = 0; w < WORLDS; w++) each[w] = waits_of(w, tables, value, 2);
    for (int32_t b = 0; b < tables[0].n; b++) entered += each[0].entered[b] + each[1].entered[b] - tables[0].entered[b];
    cr_expect_eq(entered, 0, "the first table is of the first two worlds");
    const struct survival_question questions[] = {{.what = SURVIVAL_INCIDENCE, .at_s = SECONDS_PER_DAY / 2}, {.what = SURVIVAL_MEAN, .at_s = SECONDS_PER_DAY}};
    for (int q = 0; q < 2; q++) {
        const struct survival_answer grouped = spells_ask(tables, NULL, SPELLS_TABLES, 1, questions[q], &lab.arena), one = survival_ask(each, WORLDS, questions[q], 0.95, &lab.arena);
        cr_expect(grouped.state == SURVIVAL_KNOWN && grouped.value == one.value, "%g in groups, %g", grouped.value, one.value);
        cr_expect(grouped.se > 0 && fabs(grouped.se / one.se - 1) < 0.03 && grouped.n == SPELLS_TABLES, "standard error %g in %lld groups, %g without", grouped.se, (long long)grouped.n, one.se);
    }
    const struct summary *summary = summarise(result, &lab.arena);
    cr_assert_not_null(summary);
    cr_expect(strstr(summary->method, "one of 4096 groups of consecutive replications") != NULL, "%s", summary->method);
}
