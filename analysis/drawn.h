/* drawn: the uncertain inputs of a run with draws, and which of them a figure goes along with.
 *
 * A rank correlation (Spearman 1904) over the draws says how far the order of a figure follows that of an input: from -1 to 1, whatever the units
 * and however bent the line. It is no share of what an input explains, and it does not see an input whose effect turns round within its range. */
#ifndef ANALYSIS_DRAWN_H
#define ANALYSIS_DRAWN_H

#include "sim/arena.h"
#include "sim/result.h"
#include "sim/status.h"

struct drawn {
    int32_t inputs, draws;
    const char *const *path, *const *unit; /* of inputs; unit: s, 1/yr, ..., `seconds since 2020-01-01` of a date */
    const double *value, *central;         /* [(scenario * draws + draw) * inputs + input], [scenario * inputs + input]; NAN: not in that scenario */
};

/* low, high: 95 % intervals that hold together for all inputs that vary (Bonferroni), by Fisher's z with the variance of Fieller, Hartley and
 * Pearson (1957); NAN below four draws, or when input or figure do not vary. */
struct drawn_rank { int32_t input; double correlation, low, high; };

/* [no-draws]. */
status drawn_read(struct result *result, struct drawn *drawn);
/* The values that an input had, over the draws; written to x. */
void drawn_values(const struct drawn *drawn, int32_t scenario, int32_t input, double *x);
/* How y, one figure per draw, goes along with each input: the strongest first, those without a correlation last. */
const struct drawn_rank *drawn_ranks(const struct drawn *drawn, int32_t scenario, const double *y, struct arena *arena);
/* Spearman's; NAN when one of the two does not vary. */
double drawn_correlation(const double *x, const double *y, int32_t n, struct arena *arena);

#endif
