#include "analysis/proportion.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

#include "analysis/summary.h"
#include "sim/dist_table.h"

/* ---- the binomial law ---- */

double proportion_beta(double a, double b, double x, int upper) { return upper ? summary_beta(b, a, 1 - x, x) : summary_beta(a, b, x, 1 - x); }

double proportion_binomial(int64_t k, int64_t n, double p)
{
    if (k < 0) return 0;
    if (k >= n) return 1;
    return proportion_beta((double)k + 1, (double)(n - k), p, 1);
}

/* ---- one probability ---- */

static double normal_point(double level) { return dist_normal_quantile(0.5 + level / 2); }

struct proportion proportion_wilson(double hits, double n, double level)
{
    struct proportion proportion = {.share = NAN, .low = 0, .high = 1, .hits = hits, .n = n};
    if (!(n > 0)) return proportion;
    const double z = normal_point(level), p = hits / n, whole = n + z * z;
    const double middle = (hits + z * z / 2) / whole, half = z * sqrt(hits * (1 - p) + z * z / 4) / whole;
    proportion.share = p;
    proportion.low = hits <= 0 ? 0 : fmin(p, middle - half); /* rounding may not push a bound past the share itself */
    proportion.high = hits >= n ? 1 : fmax(p, middle + half);
    return proportion;
}

/* The x at which I_x(a, b), or its complement, is `tail`. */
static double beta_point(double a, double b, double tail, int upper)
{
    double low = 0, high = 1;
    for (int i = 0; i < 200 && high - low > DBL_EPSILON * high; i++) {
        const double middle = low + (high - low) / 2;
        if ((proportion_beta(a, b, middle, upper) < tail) == (upper == 0))
            low = middle;
        else
            high = middle;
    }
    return low + (high - low) / 2;
}

struct proportion proportion_exact(double hits, double n, double level)
{
    struct proportion proportion = {.share = NAN, .low = 0, .high = 1, .hits = hits, .n = n};
    if (!(n > 0)) return proportion;
    const double tail = (1 - level) / 2;
    proportion.share = hits / n;
    if (hits > 0) proportion.low = beta_point(hits, n - hits + 1, tail, 0);
    if (hits < n) proportion.high = beta_point(hits + 1, n - hits, tail, 1);
    return proportion;
}

struct proportion proportion_of(const double *x, int64_t n, double level)
{
    double hits = 0, counted = 0;
    for (int64_t i = 0; i < n; i++)
        if (!isnan(x[i])) hits += x[i] > 0, counted += 1;
    return proportion_wilson(hits, counted, level);
}

/* ---- pairs ---- */

/* Correlation of the pairs, with Newcombe's correction for continuity on the side that would narrow the interval. */
static double correlation(double both, double gained, double lost, double neither)
{
    const double margins = (both + gained) * (lost + neither) * (both + lost) * (gained + neither);
    if (!(margins > 0)) return 0;
    double product = both * neither - gained * lost;
    if (product > 0) product = fmax(product - (both + gained + lost + neither) / 2, 0);
    return product / sqrt(margins);
}

static double combined(double a, double b, double phi) { return sqrt(fmax(a * a - 2 * phi * a * b + b * b, 0)); }

static double mcnemar(int64_t gained, int64_t lost)
{
    const int64_t fewer = gained < lost ? gained : lost;
    return fmin(1, 2 * proportion_binomial(fewer, gained + lost, 0.5));
}

struct proportion_difference proportion_paired_counts(int64_t both, int64_t gained, int64_t lost, int64_t neither, double level)
{
    struct proportion_difference d = {.difference = NAN,
                                      .low = -1,
                                      .high = 1,
                                      .p_value = 1,
                                      .n = both + gained + lost + neither,
                                      .both = both,
                                      .gained = gained,
                                      .lost = lost,
                                      .neither = neither};
    if (d.n == 0) return d;
    const struct proportion x = proportion_wilson((double)(both + gained), (double)d.n, level);
    const struct proportion base = proportion_wilson((double)(both + lost), (double)d.n, level);
    const double phi = correlation((double)both, (double)gained, (double)lost, (double)neither);
    d.difference = (double)(gained - lost) / (double)d.n;
    d.low = fmax(-1, d.difference - combined(x.share - x.low, base.high - base.share, phi));
    d.high = fmin(1, d.difference + combined(x.high - x.share, base.share - base.low, phi));
    if (gained + lost > 0) d.p_value = mcnemar(gained, lost);
    return d;
}

struct proportion_difference proportion_paired(const double *x, const double *base, int64_t n, double level)
{
    int64_t count[2][2] = {{0}};
    for (int64_t i = 0; i < n; i++)
        if (!isnan(x[i]) && !isnan(base[i])) count[x[i] > 0][base[i] > 0]++;
    return proportion_paired_counts(count[1][1], count[1][0], count[0][1], count[0][0], level);
}
