/* quantile: a quantile over replications, with an interval that supposes nothing about their law.
 *
 * The bounds are two of the values themselves: the number of values below the true quantile is binomial, so their coverage is
 * exact for a continuous law and at least that with ties (Scheffe and Tukey 1945). With few replications a bound may be out of
 * reach: it is then infinite, and `needed` says how many would do. NAN is left out; infinite values (never reached) may take
 * part. */
#ifndef ANALYSIS_QUANTILE_H
#define ANALYSIS_QUANTILE_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/arena.h"

struct quantile {
    double value;                /* NAN without values */
    double low, high;            /* -INFINITY or INFINITY when out of reach */
    int64_t low_rank, high_rank; /* of the values in ascending order, from 1; 0 and n + 1 when out of reach */
    double coverage;             /* of low to high, for a continuous law; at least the level asked */
    int64_t n, needed;           /* values; the least number with which both bounds are values */
    bool enough;                 /* both bounds are values */
};

/* Of p in (0,1), at a two-sided level with equal tails. */
struct quantile quantile_interval(const double *x, int64_t n, double p, double level, struct arena *arena);
/* Of x - base, pair by pair: the quantile of the differences, which is not the difference of the quantiles. */
struct quantile quantile_paired(const double *x, const double *base, int64_t n, double p, double level, struct arena *arena);
/* Of n values in ascending order, n >= 1: the median-unbiased definition 8 of Hyndman and Fan 1996. */
double quantile_sorted(const double *x, int64_t n, double p);
/* Copies what is not NAN in ascending order; returns how many. */
int64_t quantile_sort(const double *x, int64_t n, double *sorted);

#endif
