/* proportion: a probability from replications in which something happened or did not, and the difference of two such, pair by
 * pair.
 *
 * NAN stands for a replication that has no value and is left out, of a pair too; any other value above 0 counts as yes. Nothing
 * is ever 0 +- 0: that it never happened in n replications leaves an upper bound. Levels are two-sided: 0.95. */
#ifndef ANALYSIS_PROPORTION_H
#define ANALYSIS_PROPORTION_H

#include <stdint.h>

struct proportion {
    double share;     /* NAN when n is 0 */
    double low, high; /* 0 and 1 when n is 0 */
    double hits, n;   /* hits need not be whole: a tie may be shared out */
};

/* Score interval (Wilson 1927): covers the level on average over probabilities. With hits that are not whole it is on the wide
 * side. */
struct proportion proportion_wilson(double hits, double n, double level);
/* Clopper and Pearson 1934: covers at least the level for every probability, so it is wider. */
struct proportion proportion_exact(double hits, double n, double level);
/* Of values over replications, by Wilson. */
struct proportion proportion_of(const double *x, int64_t n, double level);

/* Of x - base. */
struct proportion_difference {
    double difference;                      /* NAN when n is 0 */
    double low, high;                       /* Newcombe 1998, method 10; -1 and 1 when n is 0 */
    double p_value;                         /* exact, two-sided, given the pairs that differ (McNemar 1947); 1 when none differ */
    int64_t n, both, gained, lost, neither; /* pairs: yes in both, in x only, in base only, in none */
};
struct proportion_difference proportion_paired(const double *x, const double *base, int64_t n, double level);
struct proportion_difference proportion_paired_counts(int64_t both, int64_t gained, int64_t lost, int64_t neither, double level);

/* Incomplete beta function I_x(a, b), a and b > 0 (upper: 1 - I_x(a, b), without cancellation). */
double proportion_beta(double a, double b, double x, int upper);
/* P(X <= k) of a binomial X; 0 below k = 0 and 1 from k = n on. */
double proportion_binomial(int64_t k, int64_t n, double p);

#endif
