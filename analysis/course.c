#include "analysis/course.h"

#include <math.h>
#include <string.h>


const double *course_periods(struct result *result, int32_t *n)
{
    *n = 0;
    return result_has(result, "series_summary") ? result_coordinate(result, "series_summary/period", n) : NULL;
}

static const char *name_of(struct arena *arena, const char *measure, const char *tail) { return arena_format(arena, "series_summary/%s_%s", measure, tail); }

bool course_there(struct result *result, const char *measure)
{
    struct arena arena;
    struct result_item item;
    arena_init(&arena);
    const bool there = result_has(result, "series_summary") && result_item(result, name_of(&arena, measure, "sum"), &item);
    arena_free(&arena);
    return there;
}

/* ---- quantiles ---- */

/* Number i (from 0) of the `count` that lie in a bin. */
static double within(double from, double to, double i, double count, bool whole)
{
    if (isinf(to) || to == from) return from;
    if (!whole) return from + (to - from) * (i + 0.5) / count;
    const double first = ceil(from), last = ceil(to) - 1;
    return first >= last ? first : first + floor((last - first + 1) * (i + 0.5) / count);
}

/* The value at rank k, from 0. */
static double ranked(const double *count, const double *bound, int32_t n, bool whole, double k)
{
    double below = 0;
    for (int32_t b = 0; b < n; b++) {
        if (k < below + count[b]) return within(bound[2 * b], bound[2 * b + 1], k - below, count[b], whole);
        below += count[b];
    }
    return NAN;
}

double course_quantile(const double *count, const double *bound, int32_t n, bool whole, double p)
{
    double all = 0;
    for (int32_t b = 0; b < n; b++) all += count[b];
    if (all < 1) return NAN;
    const double place = fmin(fmax((all + 1.0 / 3) * p + 1.0 / 3, 1), all), below = floor(place); /* as quantile_sorted */
    const double low = ranked(count, bound, n, whole, below - 1);
    return place == below ? low : low + (place - below) * (ranked(count, bound, n, whole, below) - low);
}

/* ---- reading ---- */

struct reading {
    struct result *result;
    const char *measure;
    int32_t scenario, draws, periods;
    struct arena *arena;
};

/* Adds the box of one draw, all of it, to total[period]; or, bin by bin, to total[period][last axis]. */
static status box_add(const struct reading *reading, const struct result_item *item, int64_t draw, const double *weight, double *values, double *total)
{
    int64_t start[RESULT_RANK] = {reading->scenario, draw}, count[RESULT_RANK] = {1, 1}, each = 1;
    const int64_t last = item->size[item->rank - 1];
    for (int i = 2; i < item->rank; i++) count[i] = item->size[i];
    for (int i = 3; i < item->rank; i++) each *= item->size[i];
    TRY(result_box(reading->result, item, start, count, values));
    for (int64_t p = 0; p < reading->periods; p++)
        for (int64_t c = 0; c < each; c++) {
            const double value = values[p * each + c];
            if (isnan(value)) continue;
            if (weight) total[p] += value * weight[c % last];
            else total[p * each + c] += value;
        }
    return status_ok();
}

/* Over all draws. weight: of the words of a sum; NULL: of bins. */
static status total_read(const struct reading *reading, const char *tail, const double *weight, const double **total)
{
    struct result_item item;
    int64_t each = 1;
    const char *name = name_of(reading->arena, reading->measure, tail);
    if (!result_item(reading->result, name, &item) || !item.number || item.rank < 4 || item.size[0] <= reading->scenario || item.size[1] != reading->draws || item.size[2] != reading->periods)
        return status_fail(STATUS_FAILED, "not-a-result", "%s is not as long as its dimensions", name);
    for (int i = 3; i < item.rank; i++) each *= item.size[i];
    double *values = ARENA_ARRAY(reading->arena, double, reading->periods *each + 1);
    double *sum = ARENA_ARRAY(reading->arena, double, reading->periods * (weight ? 1 : each) + 1);
    for (int64_t d = 0; d < reading->draws; d++) TRY(box_add(reading, &item, d, weight, values, sum));
    *total = sum;
    return status_ok();
}

/* By what sums are divided: replications of all draws, and of a number that stood for a while the seconds of the period too. */
static const double *divisors(const struct reading *reading, bool seconds_too)
{
    int32_t size[2];
    const double *number = result_numbers(reading->result, "series_summary/number", 2, size);
    if (!number || size[0] <= reading->scenario || size[1] != reading->draws) return NULL;
    const double *bounds = result_numbers(reading->result, "series_summary/period_bounds", 2, size);
    double *by = ARENA_ARRAY(reading->arena, double, reading->periods), all = 0;
    if (!bounds || size[0] != reading->periods || size[1] != 2) return NULL;
    for (int32_t d = 0; d < reading->draws; d++) all += number[reading->scenario * reading->draws + d];
    for (int32_t p = 0; p < reading->periods; p++) by[p] = all * (seconds_too ? bounds[2 * p + 1] - bounds[2 * p] : 1);
    return by;
}

status course_read(struct result *result, const char *measure, int32_t scenario, double p_low, double p_high, struct arena *arena, const struct course_point **points)
{
    struct reading reading = {.result = result, .measure = measure, .scenario = scenario, .draws = result_drawn(result), .arena = arena};
    int32_t words = 0, size[2] = {0};
    const double *sum, *bins, *from = course_periods(result, &reading.periods), *weight = result_coordinate(result, "series_summary/word", &words);
    const double *bound = result_numbers(result, "series_summary/bin_bounds", 2, size);
    const char *divisor = result_text(result, name_of(arena, measure, "sum"), "divisor");
    const bool mean = divisor && strcmp(divisor, "number seconds") == 0;
    const double *by = divisors(&reading, mean);
    if (!from || !weight || !bound || !by || words < 1) return status_fail(STATUS_FAILED, "not-a-result", "/series_summary is not whole");
    TRY(total_read(&reading, "sum", weight, &sum));
    TRY(total_read(&reading, "bins", NULL, &bins));
    struct course_point *point = ARENA_ARRAY(arena, struct course_point, reading.periods);
    for (int32_t p = 0; p < reading.periods; p++) {
        const double *count = bins + (int64_t)p * size[0];
        point[p] = (struct course_point){sum[p] / by[p], course_quantile(count, bound, size[0], !mean, p_low), course_quantile(count, bound, size[0], !mean, p_high)};
    }
    *points = point;
    return status_ok();
}
