/* curve: a rate that changes in time, cumulated so that a Poisson stream of unit rate can be sent through its inverse.
 *
 * Time in seconds from the begin of the warm-up; rates per year. Between two knots the rate is rate x growth^((t - origin) / 1 yr), with
 * growth 1 before `origin_s` (growth starts with the counted period). The n-th point of a unit stream at S_n happens when the cumulated
 * rate reaches S_n (inversion of the integrated rate function; Çınlar 1975, section 4.7): a higher rate makes the same n-th point earlier. */
#ifndef MODELS_SHELTER_CURVE_H
#define MODELS_SHELTER_CURVE_H

#include "sim/arena.h"
#include "sim/unit.h"

struct curve {
    int32_t n;        /* pieces; knot[n] is the end */
    double *knot_s;   /* n + 1 */
    double *per_year; /* n: the rate at the origin */
    double *sum;      /* n + 1: cumulated up to each knot, per unit scale */
    double growth_log; /* log(1 + growth per year) */
    double origin_s;
};

/* Room for `n` pieces; fill knot_s and per_year, then curve_sum. */
void curve_init(struct curve *curve, int32_t n, double growth_per_year, double origin_s, struct arena *arena);
void curve_sum(struct curve *curve);
/* When scale x cumulated rate reaches `sum`, searching from piece *at (kept for the next call, which must not be earlier); INFINITY
 * when the end of the curve comes first. scale >= 0. */
double curve_inverse(const struct curve *curve, double scale, double sum, int32_t *at);
/* Mean rate between two dates, per year. */
double curve_mean(const struct curve *curve, double from_s, double to_s);

#endif
