#include "analysis/quantile.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/proportion.h"

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int64_t quantile_sort(const double *x, int64_t n, double *sorted)
{
    int64_t kept = 0;
    for (int64_t i = 0; i < n; i++)
        if (!isnan(x[i])) sorted[kept++] = x[i];
    qsort(sorted, (size_t)kept, sizeof *sorted, ascending);
    return kept;
}

double quantile_sorted(const double *x, int64_t n, double p)
{
    const double place = ((double)n + 1.0 / 3) * p + 1.0 / 3;
    if (place <= 1) return x[0];
    if (place >= (double)n) return x[n - 1];
    const int64_t below = (int64_t)place;
    const double low = x[below - 1], high = x[below], part = place - (double)below;
    if (low == high || part <= 0) return low; /* also two infinities, whose difference is no number */
    return isinf(low) || isinf(high) ? (isinf(high) ? high : low) : low + part * (high - low);
}

/* The largest rank with P(fewer than that many lie below) at most `tail`; 0 when there is none. */
static int64_t low_rank(int64_t n, double p, double tail)
{
    int64_t good = 0, bad = n + 1;
    while (bad - good > 1) {
        const int64_t rank = good + (bad - good) / 2;
        if (proportion_binomial(rank - 1, n, p) <= tail)
            good = rank;
        else
            bad = rank;
    }
    return good;
}

static int64_t needed(double p, double tail) { return (int64_t)ceil(log(tail) / log(fmax(p, 1 - p)) - 1e-9); }

static struct quantile of_sorted(const double *x, int64_t n, double p, double level)
{
    const double tail = (1 - level) / 2;
    struct quantile q = {.value = NAN, .low = -INFINITY, .high = INFINITY, .coverage = 1, .n = n, .high_rank = n + 1};
    q.needed = needed(p, tail);
    if (n == 0) return q;
    q.value = quantile_sorted(x, n, p);
    q.low_rank = low_rank(n, p, tail);
    q.high_rank = n + 1 - low_rank(n, 1 - p, tail); /* the same from the other end */
    q.coverage = (q.high_rank > n ? 1 : proportion_binomial(q.high_rank - 1, n, p)) - proportion_binomial(q.low_rank - 1, n, p);
    if (q.low_rank > 0) q.low = fmin(x[q.low_rank - 1], q.value);
    if (q.high_rank <= n) q.high = fmax(x[q.high_rank - 1], q.value);
    q.enough = q.low_rank > 0 && q.high_rank <= n;
    return q;
}

struct quantile quantile_interval(const double *x, int64_t n, double p, double level, struct arena *arena)
{
    double *sorted = ARENA_ARRAY(arena, double, n + 1);
    return of_sorted(sorted, quantile_sort(x, n, sorted), p, level);
}

struct quantile quantile_paired(const double *x, const double *base, int64_t n, double p, double level, struct arena *arena)
{
    double *difference = ARENA_ARRAY(arena, double, n + 1);
    for (int64_t i = 0; i < n; i++) difference[i] = x[i] == base[i] ? 0 : x[i] - base[i]; /* also where both are never reached */
    return quantile_interval(difference, n, p, level, arena);
}
