/* dist_table: quantile tables and the special functions behind them; for dist.c and its test.
 *
 * A table holds points (u, x), both ascending. Between two points x is a straight line in u; two points with the same u are a jump,
 * two with the same x an atom. Points lie at even steps of the normal quantile, so that both tails are as fine as the middle. */
#ifndef SIM_DIST_TABLE_H
#define SIM_DIST_TABLE_H

#include "sim/dist.h"

enum { DIST_GUIDE = 1024 };

struct dist_table {
    int32_t n;
    const double *u, *x; /* u[0] = 0, u[n-1] = 1 */
    int32_t guide[DIST_GUIDE + 1]; /* guide[g]: the last point with u <= g / DIST_GUIDE */
};

/* Regularised incomplete gamma functions: lower P(shape, x) when `upper` is false, upper Q = 1 - P otherwise. shape > 0. */
double dist_gamma_share(double shape, double x, bool upper);
/* Quantile of the standard normal at u in (0,1); relative error about 1e-16 (Wichura 1988, AS 241). */
double dist_normal_quantile(double u);

/* The table of gamma with mean 1 and this shape, of a mixture whose parts are prepared, of an empirical law. */
const struct dist_table *dist_table_gamma(double shape, struct arena *arena);
const struct dist_table *dist_table_mixture(const struct dist *dist, struct arena *arena);
const struct dist_table *dist_table_empirical(const struct dist *dist, struct arena *arena);

/* The point i with u[i] <= u < u[i+1]. */
static inline int32_t dist_table_cell(const struct dist_table *table, double u)
{
    const int32_t g = (int32_t)(u * DIST_GUIDE);
    int32_t low = table->guide[g], high = table->guide[g + 1] + 1;
    while (high - low > 1) {
        const int32_t middle = (low + high) / 2;
        if (table->u[middle] <= u) low = middle;
        else high = middle;
    }
    return low;
}

#endif
