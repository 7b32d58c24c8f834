#include "tests/detail_lab.h"

#include <signal.h>
#include <sys/wait.h>

#include "sim/result_private.h"

/* Sums over replications (--series summary) against a run of the same seed that keeps every replication. */

__extension__ typedef __int128 wide;

static struct lab lab;
static void make(void) { lab_open(&lab); }
static void gone(void) { lab_close(&lab); }
TestSuite(result_course, .init = make, .fini = gone, .timeout = 600);

#define TOWNS(series, regions)                                                                                           \
    "doorstroom: 1\ntitle: t\ntime: {start: 2020-01-01, warm_up: 60 d, horizon: 400 d, series: " series "}\n"            \
    "intake: {households: {value: 300 /yr, range: {uniform: [250, 350]}}}\ngroups: {one: {share: 60 %}, two: {share: rest}}\n" \
    "stages: {crisis: {stay: {exponential: {mean: 20 d}}, onward: {follow_on: 50 %, left: rest}}, "                      \
    "follow_on: {stay: {exponential: {mean: 30 d}}, onward: {left: 100 %}}}\nexits: {left: {}}\n"                        \
    "regions: {" regions "}\n"                                                                                           \
    "placement: [{stage: crisis, where: own}, {stage: crisis, where: elsewhere}, "                                       \
    "{wait: {patience: {exponential: {mean: 4 d}}, then: {left: 100 %}}}]\n"
#define TWO  "town: {places: {crisis: 4, follow_on: 5}}, other: {places: {crisis: 6, follow_on: 7}}"
#define MORE "third: {places: {crisis: 2}}, other: {places: {crisis: 6, follow_on: 7}}, town: {places: {crisis: 4, follow_on: 5}}"
static const char *const one[] = {TOWNS("1 wk", TWO), NULL};
static const char *const two[] = {TOWNS("[2020-01-01, 2020-01-02, 2020-05-05, 2020-12-31]", TWO), TOWNS("[2020-01-01, 2020-01-02, 2020-05-05, 2020-12-31]", MORE), NULL};

static void plan(const char *const *texts, enum run_series series, int32_t draws, int64_t replications)
{
    const int32_t threads = lab.experiment.threads;
    lab.experiment = (struct experiment){.series = series, .draws = draws};
    const status planned = lab_plan(&lab, texts, replications);
    if (lab.faults.errors) faults_print(&lab.faults, stderr, false);
    cr_assert_eq(planned.code, STATUS_OK, "%s", planned.text);
    if (threads) lab.experiment.threads = threads;
}

static void ran(const char *name, const char *const *texts, enum run_series series, int32_t draws, int64_t replications)
{
    plan(texts, series, draws, replications);
    lab_ran(&lab, name);
}

/* ---- exact ---- */

/* Whole numbers as they are, NULL when there is no such dataset. */
static int64_t *wholes(const char *name, const char *dataset, struct door_shape *shape)
{
    struct door door;
    const uint64_t start[DOOR_RANK] = {0};
    int64_t *values = NULL;
    uint64_t n = 1;
    door_open(&door, lab_path(&lab, name));
    if (door_is_dataset(&door, dataset)) {
        const door_id id = door_find(&door, dataset);
        *shape = door_shape_of(&door, id);
        for (int i = 0; i < shape->rank; i++) n *= shape->size[i];
        values = ARENA_ARRAY(&lab.arena, int64_t, n + 1);
        door_read_box(&door, id, shape->rank, start, shape->size, values);
    }
    cr_assert_eq(door_close(&door).code, STATUS_OK);
    return values;
}

/* One measure of all.h5, and what sum.h5 says of it. */
struct twin {
    const char *name;
    bool level, real; /* real: kept as means over the period; missing is NAN */
    struct door_shape all_shape;
    const double *all;
    const int64_t *sum, *squares, *bins;
    uint64_t cells, kept;
};

/* Unit-seconds (of a level) or the number itself of one cell; false when it is missing. */
static bool whole_of(const struct twin *pair, uint64_t s, uint64_t d, uint64_t r, uint64_t p, uint64_t c, int64_t *whole)
{
    const uint64_t *size = pair->all_shape.size;
    const double value = pair->all[(((s * size[1] + d) * size[2] + r) * size[3] + p) * pair->cells + c];
    const struct detail *detail = lab.experiment.detail;
    if (pair->real ? isnan(value) : value == DOOR_FILL_INT32) return false;
    *whole = llround(pair->level ? value * (double)(detail->edge_s[p + 1] - detail->edge_s[p]) : value);
    return true;
}

static wide words_at(const int64_t *words, uint64_t at) { return words[2 * at] + words[2 * at + 1] * ((wide)1 << COURSE_WORD); }

static void same_sums(const struct twin *pair, uint64_t s, uint64_t d, uint64_t p)
{
    const uint64_t *size = pair->all_shape.size, each = pair->cells / pair->kept, at = ((s * size[1] + d) * size[3] + p) * pair->kept;
    for (uint64_t k = 0; k < pair->kept; k++) {
        wide sum = 0, squares = 0;
        bool there = false;
        for (uint64_t r = 0; r < size[2]; r++) {
            int64_t cell = 0, part;
            for (uint64_t c = 0; c < each; c++)
                if (whole_of(pair, s, d, r, p, k * each + c, &part)) cell += part, there = true;
            sum += cell;
            squares += (wide)cell * cell;
        }
        if (there)
            cr_assert(words_at(pair->sum, at + k) == sum && words_at(pair->squares, at + k) == squares, "%s, scenario %d, draw %d, period %d, cell %d: %lld, not %lld", pair->name,
                      (int)s, (int)d, (int)p, (int)k, (long long)words_at(pair->sum, at + k), (long long)sum);
        else
            for (int w = 0; w < 2; w++) cr_assert(pair->sum[2 * (at + k) + (uint64_t)w] == DOOR_FILL_INT64 && pair->squares[2 * (at + k) + (uint64_t)w] == DOOR_FILL_INT64, "%s", pair->name);
    }
}

/* Bins by their bounds as they stand in the file. */
static void same_bins(const struct twin *pair, const double *bounds, uint64_t s, uint64_t d, uint64_t p)
{
    const uint64_t *size = pair->all_shape.size;
    const int64_t *found = pair->bins + ((s * size[1] + d) * size[3] + p) * COURSE_BINS;
    int64_t wanted[COURSE_BINS] = {0};
    const struct detail *detail = lab.experiment.detail;
    const int64_t length = pair->level ? detail->edge_s[p + 1] - detail->edge_s[p] : 1;
    for (uint64_t r = 0; r < size[2]; r++) {
        int64_t whole = 0, part;
        int b = 0;
        for (uint64_t c = 0; c < pair->cells; c++)
            if (whole_of(pair, s, d, r, p, c, &part)) whole += part;
        if (whole > 0) b = 1;
        while (b && b + 1 < COURSE_BINS && (wide)(4 * bounds[2 * b + 1]) * length <= (wide)whole * 4) b++;
        wanted[b]++;
    }
    for (int b = 0; b < COURSE_BINS; b++)
        cr_assert_eq(found[b], wanted[b], "%s, scenario %d, draw %d, period %d, bin %d: %d, not %d", pair->name, (int)s, (int)d, (int)p, b, (int)found[b], (int)wanted[b]);
}

static void same_measure(const char *name, bool level, bool real)
{
    struct twin pair = {.name = name, .level = level, .real = real, .cells = 1, .kept = 1};
    struct door_shape shape, bound;
    pair.all = lab_numbers(&lab, "all.h5", arena_format(&lab.arena, "series/%s", name), &pair.all_shape);
    pair.sum = wholes("sum.h5", arena_format(&lab.arena, "series_summary/%s_sum", name), &shape);
    pair.squares = wholes("sum.h5", arena_format(&lab.arena, "series_summary/%s_squares", name), &shape);
    cr_assert_eq(pair.all == NULL, pair.sum == NULL, "%s is in one of them only", name);
    if (!pair.all) return;
    for (int i = 4; i < pair.all_shape.rank; i++) pair.cells *= pair.all_shape.size[i];
    for (int i = 3; i < shape.rank - 1; i++) pair.kept *= shape.size[i];
    pair.bins = wholes("sum.h5", arena_format(&lab.arena, "series_summary/%s_bins", name), &shape);
    const double *bounds = lab_numbers(&lab, "sum.h5", "series_summary/bin_bounds", &bound);
    cr_assert(bound.size[0] == COURSE_BINS && shape.size[3] == COURSE_BINS && pair.squares);
    for (uint64_t s = 0; s < shape.size[0]; s++)
        for (uint64_t d = 0; d < shape.size[1]; d++)
            for (uint64_t p = 0; p < shape.size[2]; p++) {
                same_sums(&pair, s, d, p);
                same_bins(&pair, bounds, s, d, p);
            }
}

/* Every measure of all.h5 has its sums in sum.h5. */
static void same_course(void)
{
    const struct model *model = lab.experiment.model;
    int n = 0;
    for (int32_t m = 0; m < model->n_metrics; m++) {
        const struct metric *metric = &model->metrics[m];
        const bool level = metric->kind == METRIC_LEVEL;
        if (!metric_in_series(metric)) continue;
        same_measure(metric->name, level, level);
        if (level) same_measure(arena_format(&lab.arena, "%s_end", metric->name), false, false);
        n++;
    }
    cr_assert(n > 10, "%d measures", n);
}

Test(result_course, sums_are_those_of_every_replication)
{
    ran("all.h5", one, RUN_SERIES_ALL, 0, 40);
    ran("sum.h5", one, RUN_SERIES_SUMMARY, 0, 40);
    same_course();
    struct door_shape shape;
    lab_numbers_are(&lab, "sum.h5", "series_summary/number", 1, (const double[]){40});
    lab_numbers_are(&lab, "sum.h5", "series_summary/word", 2, (const double[]){1, 4611686018427387904.0});
    cr_expect_null(lab_numbers(&lab, "sum.h5", "series/waiting", &shape));
    cr_expect_null(lab_numbers(&lab, "sum.h5", "levels/waiting", &shape));
    cr_expect_null(lab_numbers(&lab, "sum.h5", "series_summary/arrivals_by_year_sum", &shape), "a date by date");
}

/* The second scenario has a region that the first lacks, and another order. */
Test(result_course, scenarios_and_draws)
{
    ran("all.h5", two, RUN_SERIES_ALL, 3, 20);
    ran("sum.h5", two, RUN_SERIES_SUMMARY, 3, 20);
    same_course();
    struct door_shape shape;
    wholes("sum.h5", "series_summary/waiting_sum", &shape);
    cr_expect(shape.size[0] == 2 && shape.size[1] == 3 && shape.size[2] == 4 && shape.size[3] == 3 && shape.size[4] == 2);
}

/* So many periods that strata are summed over, and that they are joined in slices. */
Test(result_course, long_course)
{
    static const char *const hours[] = {TOWNS("1 h", TWO), NULL};
    plan(hours, RUN_SERIES_SUMMARY, 0, 5);
    struct arena *arena = &lab.arena;
    const struct result_layout *layout;
    cr_assert_eq(result_layout_make(&lab.experiment, arena, &layout).code, STATUS_OK);
    cr_assert(layout->course->slice < layout->course->n_periods, "%d of %d periods at a time", (int)layout->course->slice, (int)layout->course->n_periods);
    lab_ran(&lab, "sum.h5");
    ran("all.h5", hours, RUN_SERIES_ALL, 0, 5);
    same_measure("waiting", true, true);
    same_measure("occupied", true, true);
    same_measure("occupied_end", false, false);
    same_measure("exits", false, false);
    same_measure("blocked", true, true);
    struct door_shape shape, all;
    wholes("sum.h5", "series_summary/blocked_sum", &shape);
    lab_numbers(&lab, "all.h5", "series/blocked", &all);
    cr_expect(shape.rank < all.rank, "nothing was summed over");
}

/* Totals and digests do not know what else is kept. */
Test(result_course, changes_nothing_else)
{
    static const char *const same[] = {"replications/digest", "replications/events", "occupied", "waiting", "stay_days", "arrivals", "cost_eur", "hotel_nights"};
    struct door_shape shape;
    ran("with.h5", one, RUN_SERIES_SUMMARY, 0, 20);
    ran("without.h5", one, RUN_SERIES_NONE, 0, 20);
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        uint64_t n = 1;
        const double *a = lab_numbers(&lab, "with.h5", same[i], &shape), *b = lab_numbers(&lab, "without.h5", same[i], &shape);
        for (int k = 0; k < shape.rank; k++) n *= shape.size[k];
        cr_expect(memcmp(a, b, n * sizeof *a) == 0, "%s", same[i]);
    }
    const status fault = (plan(one, RUN_SERIES_NONE, 0, 20), lab_run_to(&lab, "with.h5", 0));
    cr_expect_str_eq(fault.id, "other-run", "%s", fault.text);
}

/* ---- the same bytes ---- */

static void merged(const char *name)
{
    const struct result_layout *layout;
    cr_assert_eq(result_layout_make(&lab.experiment, &lab.arena, &layout).code, STATUS_OK);
    const status fault = result_merge(lab_path(&lab, name), &lab.experiment, layout);
    cr_assert_eq(fault.code, STATUS_OK, "%s", fault.text);
}

Test(result_course, threads_and_shards)
{
    ran("two.h5", two, RUN_SERIES_SUMMARY, 2, 40);
    lab.experiment.threads = 1;
    ran("one.h5", two, RUN_SERIES_SUMMARY, 2, 40);
    lab_same_bytes(&lab, "one.h5", "two.h5");
    for (int32_t shards = 1; shards <= 8; shards += shards == 1 ? 2 : 5) {
        const char *name = arena_format(&lab.arena, "parts-%d.h5", (int)shards);
        lab.experiment.threads = 1 + shards % 2;
        for (int32_t k = shards; k >= 1; k--) {
            plan(two, RUN_SERIES_SUMMARY, 2, 40);
            lab.experiment.shard = k;
            lab.experiment.shards = shards;
            lab_ran(&lab, name);
        }
        merged(name);
        lab_same_bytes(&lab, "one.h5", name);
    }
}

/* Sums cannot be divided again: those of the shorter result are carried on, whole blocks or not. */
Test(result_course, going_on)
{
    static const int64_t from[] = {16, 20, 33};
    ran("forty.h5", one, RUN_SERIES_SUMMARY, 0, 40);
    for (size_t i = 0; i < sizeof from / sizeof *from; i++) {
        const char *name = arena_format(&lab.arena, "more-%d.h5", (int)i);
        ran(name, one, RUN_SERIES_SUMMARY, 0, from[i]);
        ran(name, one, RUN_SERIES_SUMMARY, 0, 40);
        lab_same_bytes(&lab, "forty.h5", name);
    }
    ran("twice.h5", one, RUN_SERIES_SUMMARY, 0, 3);
    ran("twice.h5", one, RUN_SERIES_SUMMARY, 0, 18);
    ran("twice.h5", one, RUN_SERIES_SUMMARY, 0, 40);
    lab_same_bytes(&lab, "forty.h5", "twice.h5");
    ran("draws.h5", one, RUN_SERIES_SUMMARY, 3, 20);
    ran("more.h5", one, RUN_SERIES_SUMMARY, 2, 7);
    ran("more.h5", one, RUN_SERIES_SUMMARY, 3, 20);
    lab_same_bytes(&lab, "draws.h5", "more.h5");
}

/* A longer result of the same run that is replaced has nothing to carry. */
Test(result_course, replaced_by_fewer)
{
    const struct run_options replace = {.progress = PROGRESS_NEVER, .replace = true};
    ran("twenty.h5", one, RUN_SERIES_SUMMARY, 0, 20);
    ran("x.h5", one, RUN_SERIES_SUMMARY, 0, 40);
    plan(one, RUN_SERIES_SUMMARY, 0, 20);
    cr_assert_eq(run_experiment(&lab.experiment, lab_path(&lab, "x.h5"), &replace, &lab.arena).code, STATUS_OK);
    lab_same_bytes(&lab, "twenty.h5", "x.h5");
}

/* Killed at any moment, while blocks are taken out, run or joined. */
Test(result_course, killed_and_taken_up)
{
    int killed = 0;
    ran("whole.h5", one, RUN_SERIES_SUMMARY, 2, 60);
    ran("killed.h5", one, RUN_SERIES_SUMMARY, 1, 21);
    for (int round = 0;; round++) {
        const pid_t child = fork();
        if (child == 0) {
            lab.experiment.threads = 1;
            plan(one, RUN_SERIES_SUMMARY, 2, 60);
            _exit(lab_run_to(&lab, "killed.h5", 0).code == STATUS_OK ? 0 : 1);
        }
        int how = 0;
        usleep((useconds_t)(4000 * (round + 1)));
        kill(child, SIGKILL);
        cr_assert_eq(waitpid(child, &how, 0), child);
        if (WIFEXITED(how) && WEXITSTATUS(how) == 0) break;
        cr_assert(WIFSIGNALED(how), "it failed by itself");
        killed++;
    }
    cr_assert(killed > 3, "killed %d times", killed);
    lab_same_bytes(&lab, "whole.h5", "killed.h5");
}

/* ---- bounds ---- */

Test(result_course, bins_follow_one_another)
{
    cr_expect_eq(course_bin(0, 7), 0);
    cr_expect_eq(course_bin(-5, 7), 0);
    cr_expect_eq(course_bin(1, 604800), 1, "a moment of one household is not nothing");
    cr_expect_eq(course_bin(COURSE_MOST, 1), COURSE_BINS - 1);
    cr_expect_eq(course_bin_from(COURSE_BINS - 1), 16777216.0);
    cr_expect(isinf(course_bin_from(COURSE_BINS)));
    for (int32_t b = 1; b < COURSE_BINS; b++) {
        const double from = course_bin_from(b), to = course_bin_from(b + 1);
        cr_assert(to > from && (b <= 64 ? to - from == 0.25 : b + 1 == COURSE_BINS || to - from <= from / 32), "bin %d: %g to %g", b, from, to);
        if (b > 1) cr_assert_eq(course_bin((int64_t)(from * 4), 4), b);
        if (b > 1) cr_assert_eq(course_bin((int64_t)(from * 4000) - 1, 4000), b - 1, "just before bin %d", b);
    }
}

/* A recorder by hand: one count in one period. */
static bool add(struct course *course, int64_t number, int32_t i)
{
    const int32_t first[] = {0};
    const struct recorder recorder = {.first = first, .n_count = 1, .series = &number};
    return course_add(course, &recorder, i);
}

Test(result_course, largest_numbers)
{
    static const struct metric metric[] = {{.name = "n", .kind = METRIC_COUNT, .strata = {-1, -1, -1}}};
    const struct detail detail = {.n_periods = 1, .edge_s = (const seconds[]){0, 10}, .kept = (const int32_t[]){0}};
    struct course *course = course_make(1, 1, 20, &lab.arena);
    course_begin(course, course_shape_make(metric, 1, (const int32_t[]){1}, &detail, &lab.arena));
    for (int32_t i = 0; i < 17; i++) cr_assert(add(course, i % 2 ? 1 - COURSE_MOST : COURSE_MOST - 1, i));
    cr_expect(course->sum[0] == COURSE_MOST - 1 && course->n == 17);
    cr_expect(course->low[0] + ((wide)course->high[0] << COURSE_WORD) == 17 * (wide)(COURSE_MOST - 1) * (COURSE_MOST - 1));
    cr_expect_not(add(course, COURSE_MOST, 17), "never cut off");
    cr_expect_not(add(course, -COURSE_MOST, 17));
}

/* Writes the missing ones of the first so many blocks, with sums as large as they can be, of negative numbers too, and joins all. */
static void large_blocks(const char *name, int blocks)
{
    const struct result_layout *layout;
    bool *done, complete;
    const char *path = lab_path(&lab, name);
    plan(one, RUN_SERIES_SUMMARY, 0, blocks * RESULT_BLOCK);
    cr_assert_eq(result_layout_make(&lab.experiment, &lab.arena, &layout).code, STATUS_OK);
    cr_assert_eq(result_open(path, &lab.experiment, layout, false, &lab.arena, &done, &complete).code, STATUS_OK);
    struct course *course = result_course_make(layout, &lab.arena);
    const double *rows = ARENA_ARRAY(&lab.arena, double, RESULT_BLOCK * run_row_cells(&lab.experiment, 0));
    const uint64_t words[RESULT_BLOCK] = {0};
    for (int b = 0; b < blocks; b++) {
        if (done[b]) continue;
        result_course_begin(layout, course, 0);
        course->n = RESULT_BLOCK;
        for (int64_t c = 0; c < (int64_t)course->shape->cells * course->shape->n_periods; c++) {
            course->sum[c] = (c % 2 ? -1 : 1) * (INT64_C(1) << 61);
            course->low[c] = (INT64_C(1) << COURSE_WORD) - 1;
            course->high[c] = INT64_C(1) << 60;
        }
        cr_assert_eq(result_block(path, &lab.experiment, layout, 0, 0, b * RESULT_BLOCK + 1, RESULT_BLOCK, rows, words, words, NULL, course).code, STATUS_OK);
    }
    merged(name);
}

/* They add up over the words, also from a result that is gone on from. */
Test(result_course, words_carry)
{
    struct door_shape shape;
    for (int blocks = 5; blocks <= 7; blocks += 2) {
        large_blocks("x.h5", blocks);
        const int64_t *sum = wholes("x.h5", "series_summary/waiting_sum", &shape), *squares = wholes("x.h5", "series_summary/waiting_squares", &shape);
        for (uint64_t c = 0; c < shape.size[2] * shape.size[3]; c++) {
            cr_assert(words_at(sum, c) == (wide)blocks << 61 || words_at(sum, c) == -((wide)blocks << 61));
            cr_assert((sum[2 * c] < 0) == (sum[2 * c + 1] < 0) && sum[2 * c + 1] != 0, "both words have the sign of the sum");
            cr_assert(words_at(squares, c) == blocks * (((wide)1 << 122) + ((wide)1 << COURSE_WORD) - 1));
        }
    }
}
