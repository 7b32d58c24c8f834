#include "tests/detail_lab.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>

/* What a run keeps besides totals, from the scenario to the file. */

static struct lab lab;
static void make(void)
{
    lab_open(&lab);
    lab.experiment.series = RUN_SERIES_ALL;
}
static void gone(void) { lab_close(&lab); }
TestSuite(result_detail, .init = make, .fini = gone, .timeout = 300);

/* ---- by hand ---- */

/* Two places, three households at 1, 2 and 3 d, stays of 4 d: A 1-5, B 2-6, C waits 3-5 and stays 5-9. */
#define SERIES_BY_HAND(series) BY_HAND(series, "2")
#define BY_HAND(series, places)                                                                                     \
    "doorstroom: 1\ntitle: by hand\ntime: {start: 2020-01-01, warm_up: 2 d, horizon: 252 h, series: " series "}\n" \
    "intake: {times: {town: [1 d, 2 d, 3 d]}}\n"                                                                   \
    "stages: {crisis: {stay: {constant: 4 d}, onward: {left: 100 %}}}\nexits: {left: {}}\n"                        \
    "regions: {town: {places: {crisis: " places "}}}\nplacement: [{stage: crisis, where: own}, {wait: {}}]\n"

/* What tests/readers read: the same with one place too, in which B waits 2-5 and C 3-9. */
Test(result_detail, sample)
{
    const char *const texts[] = {BY_HAND("1 d", "2"), BY_HAND("1 d", "1"), NULL}, *path = getenv("RESULT_DETAIL");
    if (!path) return;
    lab.experiment.log = true;
    const status planned = lab_plan(&lab, texts, 2);
    cr_assert_eq(planned.code, STATUS_OK, "%s", planned.text);
    const struct run_options options = {.progress = PROGRESS_NEVER};
    const status fault = run_experiment(&lab.experiment, path, &options, &lab.arena);
    cr_assert_eq(fault.code, STATUS_OK, "%s", fault.text);
}

Test(result_detail, series_by_hand)
{
    lab_make(&lab, SERIES_BY_HAND("1 d"), 1);
    lab_ran(&lab, "x.h5");
    lab_numbers_are(&lab, "x.h5", "series/occupied", 11, (const double[]){0, 1, 2, 2, 2, 2, 1, 1, 1, 0, 0});
    lab_numbers_are(&lab, "x.h5", "series/occupied_end", 11, (const double[]){0, 1, 2, 2, 2, 2, 1, 1, 1, 0, 0});
    lab_numbers_are(&lab, "x.h5", "series/waiting", 11, (const double[]){0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0});
    lab_numbers_are(&lab, "x.h5", "series/waiting_end", 11, (const double[]){0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0});
    lab_numbers_are(&lab, "x.h5", "series/arrivals", 11, (const double[]){0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0});
    lab_numbers_are(&lab, "x.h5", "series/placed", 11, (const double[]){0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0});
    lab_numbers_are(&lab, "x.h5", "series/exits", 11, (const double[]){0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 0});
    lab_numbers_are(&lab, "x.h5", "series/period", 11,
                    (const double[]){0, 86400, 172800, 259200, 345600, 432000, 518400, 604800, 691200, 777600, 864000});
    struct door_shape shape;
    const double *bounds = lab_numbers(&lab, "x.h5", "series/period_bounds", &shape);
    cr_assert(bounds && shape.rank == 2);
    cr_expect(bounds[0] == 0 && bounds[1] == 86400 && bounds[20] == 864000 && bounds[21] == 252 * 3600, "the last is half a day");
    cr_expect_null(lab_numbers(&lab, "x.h5", "series/arrivals_by_year", &shape), "a date by date");
    cr_expect_null(lab_numbers(&lab, "x.h5", "series/stay_days", &shape), "neither count nor level");
}

/* Periods that begin at dates: 1-3 January, 3-7, 7-11 (noon). */
Test(result_detail, dates_by_hand)
{
    lab_make(&lab, SERIES_BY_HAND("[2020-01-01, 2020-01-03, 2020-01-07]"), 1);
    lab_ran(&lab, "x.h5");
    lab_numbers_are(&lab, "x.h5", "series/occupied", 3, (const double[]){0.5, 2, 3 / 4.5});
    lab_numbers_are(&lab, "x.h5", "series/occupied_end", 3, (const double[]){1, 2, 0});
    lab_numbers_are(&lab, "x.h5", "series/arrivals", 3, (const double[]){1, 2, 0});
}

/* A period that is longer than the counted one is that one; whole years are calendar years. */
Test(result_detail, long_periods)
{
    lab_make(&lab, SERIES_BY_HAND("1 yr"), 1);
    lab_ran(&lab, "x.h5");
    lab_numbers_are(&lab, "x.h5", "series/occupied", 1, (const double[]){12 / 10.5});
    struct lab years;
    lab_open(&years);
    years.experiment.series = RUN_SERIES_ALL;
    lab_make(&years,
             "doorstroom: 1\ntitle: t\nmodel: queue\ntime: {start: 2019-01-01, horizon: 3 yr, series: 1 yr}\narrivals: 1 /d\nservice: {constant: 1 h}\n", 1);
    const seconds *edge_s = years.experiment.detail->edge_s;
    cr_expect_eq(years.experiment.detail->n_periods, 3);
    cr_expect(edge_s[1] == 365 * SECONDS_PER_DAY && edge_s[2] == (365 + 366) * SECONDS_PER_DAY && edge_s[3] == (2 * 365 + 366) * SECONDS_PER_DAY);
    lab_close(&years);
}

/* The resolved scenario says the same periods. */
Test(result_detail, read_back)
{
    static const char *const texts[] = {SERIES_BY_HAND("90 min"), SERIES_BY_HAND("2 yr"), SERIES_BY_HAND("[2020-01-02, 2020-01-05]"),
                                        SERIES_BY_HAND("{value: 1 wk, source: custom}")};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct lab again;
        lab_make(&lab, texts[i], 1);
        const struct detail *first = lab.experiment.detail;
        lab_open(&again);
        again.experiment.series = RUN_SERIES_ALL;
        lab_make(&again, lab.experiment.scenarios[0]->yaml_resolved, 1);
        const struct detail *second = again.experiment.detail;
        cr_expect_eq(first->n_periods, second->n_periods, "%d and %d periods", (int)first->n_periods, (int)second->n_periods);
        cr_expect(memcmp(first->edge_s, second->edge_s, (size_t)(first->n_periods + 1) * sizeof *first->edge_s) == 0);
        cr_expect_str_eq(lab.experiment.scenarios[0]->yaml_resolved, again.experiment.scenarios[0]->yaml_resolved);
        lab_close(&again);
    }
}

Test(result_detail, numbers_by_hand)
{
    lab_make(&lab, SERIES_BY_HAND("1 d"), 1);
    lab_ran(&lab, "x.h5");
    const double occupied[] = {2.5 / 10.5, 4 / 10.5, 4 / 10.5};
    lab_numbers_are(&lab, "x.h5", "levels/occupied", 3, occupied);
    lab_numbers_are(&lab, "x.h5", "levels/occupied_all", 3, occupied);
    lab_numbers_are(&lab, "x.h5", "levels/number_occupied", 3, (const double[]){0, 1, 2});
    struct door_shape shape;
    const double *waiting = lab_numbers(&lab, "x.h5", "levels/waiting", &shape);
    cr_assert_eq(shape.size[shape.rank - 1], 256, "waiting has no bound: a fixed number is told apart");
    cr_expect(waiting[0] == 8.5 / 10.5 && waiting[1] == 2 / 10.5 && waiting[2] == 0);
}

/* ---- any course ---- */

#define TWO_TOWNS(series, places)                                                                                        \
    "doorstroom: 1\ntitle: t\ntime: {start: 2020-01-01, warm_up: 60 d, horizon: 400 d, series: " series "}\n"            \
    "intake: {households: 300 /yr}\ngroups: {one: {share: 60 %}, two: {share: rest}}\n"                                  \
    "stages: {crisis: {stay: {exponential: {mean: 20 d}}, onward: {follow_on: 50 %, left: rest}}, "                      \
    "follow_on: {stay: {exponential: {mean: 30 d}}, onward: {left: 100 %}}}\nexits: {left: {}}\n"                        \
    "regions: {town: {places: {crisis: " places ", follow_on: 5}}, other: {places: {crisis: 6, follow_on: 7}}}\n"        \
    "placement: [{stage: crisis, where: own}, {stage: crisis, where: elsewhere}, "                                       \
    "{wait: {patience: {exponential: {mean: 4 d}}, then: {left: 100 %}}}]\n"

/* Of every level and count: the sum over periods is the total of the whole window, in whole person-seconds. */
static void adds_up(const char *name, const char *series, const char *total, bool level)
{
    struct door_shape shape, root;
    const double *parts = lab_numbers(&lab, name, series, &shape), *whole = lab_numbers(&lab, name, total, &root);
    cr_assert(parts && whole, "%s", series);
    uint64_t worlds = shape.size[0] * shape.size[2], cells = 1;
    for (int i = 4; i < shape.rank; i++) cells *= shape.size[i];
    const struct detail *detail = lab.experiment.detail;
    for (uint64_t w = 0; w < worlds; w++)
        for (uint64_t c = 0; c < cells; c++) {
            int64_t sum = 0;
            for (uint64_t p = 0; p < shape.size[3]; p++) {
                const seconds length_s = level ? detail->edge_s[p + 1] - detail->edge_s[p] : 1;
                const double exact = parts[(w * shape.size[3] + p) * cells + c] * (double)length_s;
                cr_assert(fabs(exact - round(exact)) < 1e-3, "%s: no whole number of seconds", series);
                sum += llround(exact);
            }
            const double wanted = whole[w * cells + c] * (level ? (double)(detail->edge_s[detail->n_periods] - detail->edge_s[0]) : 1);
            cr_assert_eq(sum, llround(wanted), "%s, world %d, cell %d: %lld, expected %.17g", series, (int)w, (int)c, (long long)sum, wanted);
        }
}

static void shares_add_up(const char *name, const char *dataset)
{
    struct door_shape shape;
    const double *share = lab_numbers(&lab, name, dataset, &shape);
    cr_assert(share, "%s", dataset);
    uint64_t cells = 1, n = shape.size[shape.rank - 1];
    for (int i = 0; i < shape.rank - 1; i++) cells *= shape.size[i];
    for (uint64_t c = 0; c < cells; c++) {
        double sum = 0;
        for (uint64_t k = 0; k < n; k++) sum += share[c * n + k];
        cr_assert(fabs(sum - 1) < 1e-12, "%s, cell %d: %.17g", dataset, (int)c, sum);
    }
}

/* The mean number is the level itself, where nothing stands in the last number. */
static void mean_is(const char *name, const char *dataset, const char *level)
{
    struct door_shape shape, root;
    const double *share = lab_numbers(&lab, name, dataset, &shape), *mean = lab_numbers(&lab, name, level, &root);
    const uint64_t n = shape.size[shape.rank - 1];
    uint64_t cells = 1;
    for (int i = 0; i < shape.rank - 1; i++) cells *= shape.size[i];
    for (uint64_t c = 0; c < cells; c++) {
        double sum = 0;
        for (uint64_t k = 0; k < n; k++) sum += (double)k * share[c * n + k];
        cr_assert(fabs(sum - mean[c]) < 1e-9, "%s, cell %d: %.17g, expected %.17g", dataset, (int)c, sum, mean[c]);
    }
}

Test(result_detail, periods_add_up)
{
    static const char *const levels[] = {"occupied", "blocked", "waiting", "unsafe", "present", "places", "full_share", "occupied_by_group"};
    static const char *const counts[] = {"arrivals", "placed", "exits", "turned_away", "moves", "admitted_by_group", "not_placed_24h"};
    lab_make(&lab, TWO_TOWNS("[2020-01-01, 2020-01-02, 2020-05-05, 2020-12-31]", "4"), 5);
    lab_ran(&lab, "x.h5");
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) adds_up("x.h5", arena_format(&lab.arena, "series/%s", levels[i]), levels[i], true);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) adds_up("x.h5", arena_format(&lab.arena, "series/%s", counts[i]), counts[i], false);
    for (size_t i = 0; i < 4; i++) shares_add_up("x.h5", (const char *const[]){"levels/occupied", "levels/blocked", "levels/waiting", "levels/present"}[i]);
    for (size_t i = 0; i < 4; i++)
        shares_add_up("x.h5", (const char *const[]){"levels/occupied_all", "levels/blocked_all", "levels/waiting_all", "levels/present_all"}[i]);
    mean_is("x.h5", "levels/occupied", "occupied");
    mean_is("x.h5", "levels/waiting", "waiting");
    mean_is("x.h5", "levels/present", "present");
}

/* Totals and digests do not know whether series are kept. */
Test(result_detail, changes_nothing_else)
{
    static const char *const same[] = {"replications/digest", "replications/events", "occupied", "waiting", "stay_days", "arrivals", "cost_eur", "hotel_nights"};
    lab_make(&lab, TWO_TOWNS("1 wk", "4"), 3);
    lab_ran(&lab, "with.h5");
    lab.experiment.series = RUN_SERIES_NONE;
    lab.experiment.detail = NULL;
    lab_make(&lab, TWO_TOWNS("1 wk", "4"), 3);
    lab_ran(&lab, "without.h5");
    struct door_shape shape;
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        uint64_t n = 1;
        const double *a = lab_numbers(&lab, "with.h5", same[i], &shape), *b = lab_numbers(&lab, "without.h5", same[i], &shape);
        for (int k = 0; k < shape.rank; k++) n *= shape.size[k];
        cr_expect(memcmp(a, b, n * sizeof *a) == 0, "%s", same[i]);
    }
    cr_expect_null(lab_numbers(&lab, "without.h5", "series/occupied", &shape));
    cr_expect_null(lab_numbers(&lab, "without.h5", "levels/occupied", &shape));
}

/* Scenarios of one run tell apart what one of them needs, and a region that another lacks is missing there. */
Test(result_detail, scenarios_side_by_side)
{
    const char *const texts[] = {TWO_TOWNS("1 wk", "4"), TWO_TOWNS("7 d", "9"), NULL};
    const status planned = lab_plan(&lab, texts, 2);
    cr_assert_eq(planned.code, STATUS_OK, "%s", planned.text);
    lab_ran(&lab, "x.h5");
    struct door_shape shape;
    const double *share = lab_numbers(&lab, "x.h5", "levels/occupied", &shape);
    cr_assert_eq(shape.size[5], 10, "0 to 9 places");
    for (int k = 8; k < 10; k++) cr_expect_eq(share[k], 0, "nowhere in the baseline are there more than 7");
    shares_add_up("x.h5", "levels/occupied");
}

/* ---- truth: shares whose law is known, within 99.9 % over 20 replications ---- */

enum { TRUTH_RUNS = 20 };
#define TRUTH_T 3.883 /* Student's, 19 degrees of freedom */

static void expect_shares(const char *dataset, uint64_t cells, uint64_t cell, int n, const double *truth)
{
    struct door_shape shape;
    const double *share = lab_numbers(&lab, "x.h5", dataset, &shape);
    cr_assert(share && shape.size[2] == TRUTH_RUNS, "%s", dataset);
    const uint64_t numbers = shape.size[shape.rank - 1];
    for (int k = 0; k < n; k++) {
        double sum = 0, squares = 0;
        for (uint64_t r = 0; r < TRUTH_RUNS; r++) {
            const double x = share[(r * cells + cell) * numbers + (uint64_t)k];
            sum += x;
            squares += x * x;
        }
        const double mean = sum / TRUTH_RUNS, error = sqrt((squares - sum * mean) / (TRUTH_RUNS - 1) / TRUTH_RUNS);
        cr_expect(fabs(mean - truth[k]) <= TRUTH_T * error, "%s, share at %d: %.5f +- %.5f, truth %.5f", dataset, k, mean, TRUTH_T * error, truth[k]);
    }
}

/* Erlang's law, whatever the law of the stay. */
static void erlang(double offered, int places, double *share)
{
    double term = 1, sum = 0;
    for (int k = 0; k <= places; k++, term *= offered / k) sum += share[k] = term;
    for (int k = 0; k <= places; k++) share[k] /= sum;
}

#define LOSS                                                                                                                 \
    "doorstroom: 1\ntitle: t\ntime: {start: 2020-01-01, warm_up: 30 d, horizon: 2000 d, series: 1 yr}\n"                     \
    "intake: {households: 1461 /yr, by: share}\nstages: {crisis: {stay: {gamma: {mean: 1 d, sd: 1.5 d}}, onward: {left: 100 %}}}\n" \
    "exits: {left: {}}\nregions: {town: {share: 3, places: {crisis: 5}}, other: {share: 1, places: {crisis: 1}}}\n"      \
    "placement: [{stage: crisis, where: own}]\n"

Test(result_detail, erlang_loss)
{
    double town[6], other[2], all[7] = {0};
    lab_make(&lab, LOSS, TRUTH_RUNS);
    lab_ran(&lab, "x.h5");
    erlang(3, 5, town);
    erlang(1, 1, other);
    for (int i = 0; i < 6; i++)
        for (int j = 0; j < 2; j++) all[i + j] += town[i] * other[j];
    expect_shares("levels/occupied", 2, 0, 6, town);
    expect_shares("levels/occupied", 2, 1, 2, other);
    expect_shares("levels/occupied_all", 1, 0, 7, all); /* the towns know nothing of each other */
}

Test(result_detail, one_line)
{
    double waiting[12];
    lab_make(&lab, "doorstroom: 1\ntitle: t\nmodel: queue\ntime: {start: 2020-01-01, warm_up: 100 d, horizon: 5000 d, series: 1 yr}\n"
                   "arrivals: 219.15 /yr\nservice: {exponential: {mean: 1 d}}\n", TRUTH_RUNS);
    lab_ran(&lab, "x.h5");
    waiting[0] = 1 - 0.6 * 0.6; /* nobody or one customer is there */
    for (int k = 1; k < 12; k++) waiting[k] = 0.4 * pow(0.6, k + 1);
    expect_shares("levels/waiting", 1, 0, 12, waiting);
}

/* ---- files ---- */

/* Hours of a year: rows of megabytes, so that blocks are shorter and series lie in several chunks. */
#define HOURS                                                                                                         \
    "doorstroom: 1\ntitle: t\ntime: {start: 2020-01-01, horizon: 366 d, series: 1 h}\nintake: {households: 50 /yr}\n" \
    "stages: {crisis: {stay: {exponential: {mean: 20 d}}, onward: {left: 100 %}}}\nexits: {left: {}}\n"               \
    "regions: {town: {places: {crisis: 3}}}\nplacement: [{stage: crisis, where: own}]\n"

Test(result_detail, long_rows)
{
    lab_make(&lab, HOURS, 5);
    const int32_t block = lab.experiment.block;
    cr_assert(block < RESULT_BLOCK && block >= 1, "blocks of %d", block);
    lab_make(&lab, HOURS, block + 1);
    lab_ran(&lab, "x.h5");
    adds_up("x.h5", "series/occupied", "occupied", true);
    adds_up("x.h5", "series/exits", "exits", false);
    struct door door;
    struct door_shape shape = {0};
    lab_numbers(&lab, "x.h5", "series/occupied", &shape);
    cr_expect(shape.size[3] == 8784);
    door_open(&door, lab_path(&lab, "x.h5"));
    cr_expect(door_has_chunk(&door, door_find(&door, "series/occupied"), (const uint64_t[DOOR_RANK]){0, 0, (uint64_t)block, 0}));
    door_close(&door);
}

Test(result_detail, threads_and_stops_leave_the_same_bytes)
{
    lab_make(&lab, TWO_TOWNS("1 wk", "4"), 40);
    lab_ran(&lab, "two.h5");
    lab.experiment.threads = 1;
    lab_ran(&lab, "one.h5");
    lab_same_bytes(&lab, "one.h5", "two.h5");
    lab.experiment.replications = 20; /* and taken up again, whole blocks as they lie in the file */
    lab_ran(&lab, "more.h5");
    lab.experiment.replications = 40;
    lab_ran(&lab, "more.h5");
    lab_same_bytes(&lab, "one.h5", "more.h5");
}

Test(result_detail, another_series_is_another_run)
{
    lab_make(&lab, TWO_TOWNS("1 wk", "4"), 3);
    lab_ran(&lab, "x.h5");
    lab.experiment.series = RUN_SERIES_NONE;
    lab.experiment.detail = NULL;
    lab_make(&lab, TWO_TOWNS("1 wk", "4"), 3);
    const status fault = lab_run_to(&lab, "x.h5", 0);
    cr_assert_str_eq(fault.id, "other-run", "%s", fault.text);
}

/* ---- events ---- */

Test(result_detail, events_by_hand)
{
    enum { A = 1, B, C, DAY = 86400 };
    lab.experiment.series = RUN_SERIES_NONE;
    lab.experiment.log = true;
    lab_make(&lab, SERIES_BY_HAND("1 d"), 1);
    lab_ran(&lab, "x.h5");
    static const struct { const char *word; int t_d, household; } want[] = {
        {"arrived", 1, A}, {"placed", 1, A}, {"arrived", 2, B},    {"placed", 2, B}, {"arrived", 3, C}, {"waits", 3, C},      {"stay_ended", 5, A},
        {"left", 5, A},    {"placed", 5, C}, {"stay_ended", 6, B}, {"left", 6, B},   {"stay_ended", 9, C}, {"left", 9, C},
    };
    enum { ROWS = (int)(sizeof want / sizeof *want) };
    struct door_shape shape;
    const double *t_s = lab_numbers(&lab, "x.h5", "events/t_s", &shape), *kind = lab_numbers(&lab, "x.h5", "events/kind", &shape),
                 *household = lab_numbers(&lab, "x.h5", "events/household", &shape);
    cr_assert_eq(shape.size[0], (uint64_t)ROWS, "%d rows", (int)shape.size[0]);
    for (int i = 0; i < ROWS; i++) {
        cr_expect_str_eq(lab.experiment.model->words[(int)kind[i]], want[i].word, "row %d", i);
        cr_expect(t_s[i] == (double)(want[i].t_d * DAY) && household[i] == want[i].household, "row %d: %g s, household %g", i, t_s[i], household[i]);
    }
    lab_numbers_are(&lab, "x.h5", "events/row_size", 1, (const double[]){ROWS});
    lab_numbers_are(&lab, "x.h5", "events/rows", 1, (const double[]){ROWS});
    cr_expect_null(lab_numbers(&lab, "x.h5", "series/occupied", &shape));
}

/* The second has the regions in another order, and one that the first has not. */
#define MORE_TOWNS                                                                                                       \
    "doorstroom: 1\ntitle: t\ntime: {start: 2020-01-01, warm_up: 60 d, horizon: 400 d, series: 1 wk}\n"                  \
    "intake: {households: 300 /yr}\ngroups: {one: {share: 60 %}, two: {share: rest}}\n"                                 \
    "stages: {crisis: {stay: {exponential: {mean: 20 d}}, onward: {follow_on: 50 %, left: rest}}, "                      \
    "follow_on: {stay: {exponential: {mean: 30 d}}, onward: {left: 100 %}}}\nexits: {left: {}}\n"                       \
    "regions: {third: {places: {crisis: 2}}, other: {places: {crisis: 6, follow_on: 7}}, town: {places: {crisis: 4, follow_on: 5}}}\n" \
    "placement: [{stage: crisis, where: own}, {stage: crisis, where: elsewhere}, "                                       \
    "{wait: {patience: {exponential: {mean: 4 d}}, then: {left: 100 %}}}]\n"

static const char *const event_columns[] = {"scenario_index", "replication_number", "t_s", "household", "episode", "kind", "group_index",
                                            "region_index", "stage_index", "cause_index", "exit_index"};
enum { EVENT_COLUMNS = (int)(sizeof event_columns / sizeof *event_columns) };

/* A label among those of all scenarios, by name; missing when there is none. */
static double place_of(const char *const *all, int n, const char *label)
{
    for (int i = 0; label && i < n; i++)
        if (strcmp(all[i], label) == 0) return i;
    return DOOR_FILL_INT32;
}

static void same_log(const double *const column[EVENT_COLUMNS], int64_t at, int scenario, int64_t replication, const struct sim *sim)
{
    static const char *const regions[] = {"town", "other", "third"};
    const struct model *model = sim->model;
    int region = -1;
    for (int d = 0; d < model->n_dims; d++)
        if (strcmp(model->dims[d].name, "region") == 0) region = d;
    for (int64_t i = 0; i < sim->trace.n; i++, at++) {
        const struct log_row *row = &sim->trace.rows[i];
        const double wanted[EVENT_COLUMNS] = {scenario, (double)replication, (double)(row->t_s - sim->window.from_s), row->household, row->episode, row->word,
                                              row->group < 0 ? DOOR_FILL_INT32 : row->group,
                                              place_of(regions, 3, row->region < 0 ? NULL : model->dim_label(sim->plan, region, row->region)),
                                              row->stage < 0 ? DOOR_FILL_INT32 : row->stage, row->cause < 0 ? DOOR_FILL_INT32 : row->cause,
                                              row->exit < 0 ? DOOR_FILL_INT32 : row->exit};
        for (int c = 0; c < EVENT_COLUMNS; c++)
            cr_assert_eq(column[c][at], wanted[c], "%s of row %d: %g, expected %g", event_columns[c], (int)at, column[c][at], wanted[c]);
    }
}

/* Every row of every world, as a run of that world alone tells it; more rows than a piece holds. */
static void check_events(const char *name)
{
    const struct experiment *experiment = &lab.experiment;
    struct door_shape shape;
    const double *column[EVENT_COLUMNS], *size = lab_numbers(&lab, name, "events/row_size", &shape), *rows = lab_numbers(&lab, name, "events/rows", &shape);
    for (int c = 0; c < EVENT_COLUMNS; c++) column[c] = lab_numbers(&lab, name, arena_format(&lab.arena, "events/%s", event_columns[c]), &shape);
    int64_t at = 0, world = 0;
    for (int32_t s = 0; s < experiment->n; s++) {
        struct sim sim;
        const status made = sim_init(&sim, experiment->model, experiment->plans[s]);
        cr_assert_eq(made.code, STATUS_OK);
        for (int64_t r = 1; r <= experiment->replications; r++, world++) {
            sim_run(&sim, &engine_native, experiment->seed, r, true, true);
            cr_assert_eq(size[world], (double)sim.trace.n);
            cr_assert_eq(rows[world], (double)sim.trace.n);
            same_log(column, at, s, r, &sim);
            at += sim.trace.n;
        }
        sim_free(&sim);
    }
    cr_assert_eq((uint64_t)at, shape.size[0]);
    cr_assert(at > 1 << 15, "only %d rows", (int)at);
}

Test(result_detail, events_world_by_world)
{
    const char *const texts[] = {TWO_TOWNS("1 wk", "4"), MORE_TOWNS, NULL};
    lab.experiment.log = true;
    const status planned = lab_plan(&lab, texts, 14);
    cr_assert_eq(planned.code, STATUS_OK, "%s", planned.text);
    cr_assert_eq(lab.experiment.block, 1, "one log at a time");
    lab_ran(&lab, "two.h5");
    check_events("two.h5");
    lab.experiment.threads = 1;
    lab_ran(&lab, "one.h5");
    lab_same_bytes(&lab, "one.h5", "two.h5");
    lab.experiment.replications = 9; /* rows taken back out of a result, and joined with new ones */
    lab_ran(&lab, "more.h5");
    lab.experiment.replications = 14;
    lab_ran(&lab, "more.h5");
    lab_same_bytes(&lab, "one.h5", "more.h5");
    lab.experiment.log = false;
    const status fault = lab_run_to(&lab, "one.h5", 0);
    cr_assert_str_eq(fault.id, "other-run", "%s", fault.text);
}

/* Killed again and again, at any moment, also while blocks are joined. */
Test(result_detail, killed)
{
    int killed = 0;
    lab.experiment.log = true;
    lab_make(&lab, TWO_TOWNS("1 wk", "4"), 30);
    lab.experiment.threads = 1;
    for (int after_ms = 20; after_ms < 1000; after_ms += 60) {
        const pid_t child = fork();
        cr_assert(child >= 0);
        if (child == 0) _exit(lab_run_to(&lab, "killed.h5", 0).code);
        nanosleep(&(struct timespec){0, after_ms * 1000000}, NULL);
        kill(child, SIGKILL);
        int how;
        waitpid(child, &how, 0);
        killed += WIFSIGNALED(how);
    }
    cr_assert(killed > 0);
    lab_ran(&lab, "killed.h5");
    lab.experiment.threads = 2;
    lab_ran(&lab, "whole.h5");
    lab_same_bytes(&lab, "whole.h5", "killed.h5");
}

/* Nobody comes: no rows, and yet a file. */
Test(result_detail, no_events)
{
    lab.experiment.series = RUN_SERIES_NONE;
    lab.experiment.log = true;
    lab_make(&lab, "doorstroom: 1\ntitle: t\nmodel: queue\ntime: {start: 2020-01-01, horizon: 1 s}\narrivals: 0.01 /yr\nservice: {constant: 1 h}\n", 2);
    lab_ran(&lab, "x.h5");
    struct door_shape shape;
    lab_numbers(&lab, "x.h5", "events/t_s", &shape);
    cr_expect_eq(shape.size[0], 0);
    lab_numbers_are(&lab, "x.h5", "events/row_size", 2, (const double[]){0, 0});
    cr_expect_null(lab_numbers(&lab, "x.h5", "events/stage_index", &shape), "a queue has no stages");
}

/* ---- faults ---- */

static void refused(const char *a, const char *b, const char *id)
{
    struct lab one;
    lab_open(&one);
    one.experiment.series = RUN_SERIES_ALL;
    const char *const texts[] = {a, b, NULL};
    const status fault = lab_plan(&one, texts, 1);
    cr_expect_neq(fault.code, STATUS_OK, "%s", id);
    bool found = false;
    for (const struct fault *each = one.faults.first; each; each = each->next) found = found || strcmp(each->id, id) == 0;
    cr_expect(found, "%s is not among the faults: %s", id, fault.text);
    lab_close(&one);
}

#define NO_SERIES                                                                                                        \
    "doorstroom: 1\ntitle: t\nmodel: queue\ntime: {start: 2020-01-01, horizon: 10 d}\narrivals: 1 /d\nservice: {constant: 1 h}\n"

Test(result_detail, refused)
{
    refused(NO_SERIES, NULL, "no-periods");
    refused(TWO_TOWNS("1 wk", "4"), TWO_TOWNS("8 d", "4"), "other-time");
    refused(SERIES_BY_HAND("[2020-01-03, 2020-01-03]"), NULL, "dates-order");
    refused(SERIES_BY_HAND("[2020-01-03, 2020-02-03]"), NULL, "date-outside");
    refused(SERIES_BY_HAND("[2019-12-31]"), NULL, "date-outside");
    refused(SERIES_BY_HAND("1 s"), NULL, "series-many");
    refused(SERIES_BY_HAND("0 d"), NULL, "out-of-bounds");
    refused(SERIES_BY_HAND("7"), NULL, "unit-missing");
    refused(SERIES_BY_HAND("[1 d]"), NULL, "bad-date");
}
