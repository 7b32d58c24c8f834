#include "analysis/course.h"
#include "analysis/quantile.h"
#include "tests/detail_lab.h"

/* Reading sums over replications, against every replication of the same seed. */

static struct lab lab;
static void make(void) { lab_open(&lab); }
static void gone(void) { lab_close(&lab); }
TestSuite(course, .init = make, .fini = gone, .timeout = 300);

#define TOWNS(crisis)                                                                                                    \
    "doorstroom: 1\ntitle: t\ntime: {start: 2020-01-01, warm_up: 60 d, horizon: 400 d, series: 4 wk}\n"                  \
    "intake: {households: {value: 500 /yr, range: {uniform: [400, 600]}}}\n"                                            \
    "stages: {crisis: {stay: {exponential: {mean: 20 d}}, onward: {left: 100 %}}}\nexits: {left: {}}\n"                  \
    "regions: {town: {places: {crisis: " crisis "}}, other: {places: {crisis: 20}}}\n"                                   \
    "placement: [{stage: crisis, where: own}, {wait: {}}]\n"
enum { RUNS = 60, DRAWS = 2, WORLDS = RUNS * DRAWS };

static void ran(const char *name, enum run_series series)
{
    const char *const texts[] = {TOWNS("20"), TOWNS("40"), NULL};
    lab.experiment = (struct experiment){.series = series, .draws = DRAWS};
    const status planned = lab_plan(&lab, texts, RUNS);
    cr_assert_eq(planned.code, STATUS_OK, "%s", planned.text);
    lab_ran(&lab, name);
}

/* Between the begin of the bin of one value and the end of that of another. */
static bool within(double value, double low, double high)
{
    const int32_t first = course_bin(llround(low * 4e6), 4000000), last = course_bin(llround(high * 4e6), 4000000);
    return value >= course_bin_from(first) - 1e-6 && value <= (last ? course_bin_from(last + 1) : 0) + 1e-6;
}

static void same_quantile(const double *sorted, double p, double said, const char *what)
{
    const double place = fmin(fmax((WORLDS + 1.0 / 3) * p + 1.0 / 3, 1), WORLDS);
    const int64_t below = (int64_t)place;
    const double low = sorted[below - 1], high = sorted[below < WORLDS ? below : below - 1], exact = quantile_sorted(sorted, WORLDS, p);
    cr_assert(within(said, low, high), "%s, quantile %g: %.9g, exactly %.9g", what, p, said, exact);
    cr_assert(fabs(said - exact) <= fmax(0.26, exact / 16), "%s, quantile %g: %.9g, exactly %.9g", what, p, said, exact);
}

static void same_course(struct result *sums, struct result *all, const char *measure)
{
    const struct course_point *point, *outer;
    const double *values;
    const int32_t m = result_find(all, arena_format(&lab.arena, "series/%s", measure));
    const struct result_measure *about = result_measure(all, m);
    cr_assert(about && course_there(sums, measure), "%s", measure);
    const int64_t periods = about->size[0], cells = about->n_strata > 1 ? about->size[1] * (int64_t)(about->n_strata > 2 ? about->size[2] : 1) : 1;
    for (int32_t s = 0; s < 2; s++) {
        cr_assert_eq(result_values(all, m, s, &values).code, STATUS_OK);
        cr_assert_eq(course_read(sums, measure, s, 0.05, 0.95, &lab.arena, &point).code, STATUS_OK);
        cr_assert_eq(course_read(sums, measure, s, 0, 0.5, &lab.arena, &outer).code, STATUS_OK);
        for (int64_t p = 0; p < periods; p++) {
            double whole[WORLDS] = {0}, sorted[WORLDS], sum = 0;
            for (int64_t w = 0; w < WORLDS; w++) {
                for (int64_t c = 0; c < cells; c++) whole[w] += values[(w * periods + p) * cells + c];
                sum += whole[w];
            }
            cr_assert_eq(quantile_sort(whole, WORLDS, sorted), WORLDS);
            cr_assert(fabs(point[p].mean - sum / WORLDS) < 1e-9 * fmax(1, sum), "%s, period %d: %.17g, not %.17g", measure, (int)p, point[p].mean, sum / WORLDS);
            same_quantile(sorted, 0.05, point[p].low, measure);
            same_quantile(sorted, 0.95, point[p].high, measure);
            same_quantile(sorted, 0, outer[p].low, measure);
            same_quantile(sorted, 0.5, outer[p].high, measure);
        }
    }
}

Test(course, means_and_quantiles_over_draws)
{
    struct result *sums, *all;
    int32_t n = 0;
    ran("all.h5", RUN_SERIES_ALL);
    ran("sums.h5", RUN_SERIES_SUMMARY);
    cr_assert_eq(result_read_open(lab_path(&lab, "all.h5"), &lab.arena, &all).code, STATUS_OK);
    cr_assert_eq(result_read_open(lab_path(&lab, "sums.h5"), &lab.arena, &sums).code, STATUS_OK);
    cr_expect(course_periods(sums, &n) && n == 15);
    cr_expect_null(course_periods(all, &n));
    cr_expect_not(course_there(all, "waiting"));
    cr_expect_not(course_there(sums, "no_such"));
    same_course(sums, all, "waiting");
    same_course(sums, all, "occupied");
    same_course(sums, all, "waiting_end");
    same_course(sums, all, "arrivals");
    result_read_close(all);
    result_read_close(sums);
}

/* Whole numbers that have a bin of their own are told exactly; nothing has no quantile. */
Test(course, quantiles_of_bins)
{
    static const double bound[] = {0, 0, 0, 0.25, 0.25, 0.5, 0.5, 0.75, 0.75, 1, 1, 1.25, 2, 4, 4, INFINITY};
    static const double none[8] = {0}, zeros[8] = {7}, ones[8] = {0, 0, 0, 0, 0, 9}, pairs[8] = {0, 0, 0, 0, 0, 0, 2}, many[8] = {0, 0, 0, 0, 0, 0, 0, 3};
    cr_expect(isnan(course_quantile(none, bound, 8, false, 0.5)));
    cr_expect_eq(course_quantile(zeros, bound, 8, false, 0.95), 0);
    cr_expect_eq(course_quantile(ones, bound, 8, true, 0.3), 1);
    cr_expect_eq(course_quantile(pairs, bound, 8, true, 0), 2);
    cr_expect_eq(course_quantile(pairs, bound, 8, true, 1), 3);
    cr_expect_eq(course_quantile(many, bound, 8, false, 0.5), 4, "of the last bin its begin is all that is known");
}
