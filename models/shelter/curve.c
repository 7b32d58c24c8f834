#include "models/shelter/curve.h"

#include <math.h>

#define YEAR ((double)SECONDS_PER_YEAR)

void curve_init(struct curve *curve, int32_t n, double growth_per_year, double origin_s, struct arena *arena)
{
    *curve = (struct curve){.n = n, .growth_log = log1p(growth_per_year), .origin_s = origin_s};
    curve->knot_s = ARENA_ARRAY(arena, double, n + 1);
    curve->per_year = ARENA_ARRAY(arena, double, n);
    curve->sum = ARENA_ARRAY(arena, double, n + 1);
}

/* Expected points of a piece at rate 1 per year between two dates that lie on one side of the origin. */
static double unit_sum(const struct curve *curve, double from_s, double to_s)
{
    if (curve->growth_log == 0 || from_s < curve->origin_s) return (to_s - from_s) / YEAR;
    const double k = curve->growth_log / YEAR;
    return exp(k * (from_s - curve->origin_s)) * expm1(k * (to_s - from_s)) / curve->growth_log;
}

void curve_sum(struct curve *curve)
{
    curve->sum[0] = 0;
    for (int32_t i = 0; i < curve->n; i++)
        curve->sum[i + 1] = curve->sum[i] + curve->per_year[i] * unit_sum(curve, curve->knot_s[i], curve->knot_s[i + 1]);
}

double curve_inverse(const struct curve *curve, double scale, double sum, int32_t *at)
{
    if (!(scale > 0)) return INFINITY;
    const double want = sum / scale;
    while (*at < curve->n && curve->sum[*at + 1] < want) (*at)++;
    if (*at == curve->n) return INFINITY;
    const double from_s = curve->knot_s[*at], units = (want - curve->sum[*at]) / curve->per_year[*at];
    if (curve->growth_log == 0 || from_s < curve->origin_s) return from_s + units * YEAR;
    const double k = curve->growth_log / YEAR;
    return from_s + log1p(units * curve->growth_log * exp(-k * (from_s - curve->origin_s))) / k;
}

double curve_mean(const struct curve *curve, double from_s, double to_s)
{
    double sum = 0;
    for (int32_t i = 0; i < curve->n; i++) {
        const double a = fmax(from_s, curve->knot_s[i]), b = fmin(to_s, curve->knot_s[i + 1]);
        if (b > a) sum += curve->per_year[i] * unit_sum(curve, a, b);
    }
    return sum * YEAR / (to_s - from_s);
}
