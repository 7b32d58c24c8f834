/* variance: where the spread of an answer comes from, what pairing saves, and several comparisons at once.
 *
 * Chance is what differs between replications of the same inputs, ignorance what differs between inputs: a one-way random-effects
 * model by the method of moments, also with unequal numbers (Searle, Casella and McCulloch 1992, ch. 3). Each draw of inputs
 * counts alike, however many replications it has. NAN: a replication without a value; a draw without any is left out. Sobol
 * points fill the inputs more evenly than independent draws, so the t-intervals over draws are on the wide side. */
#ifndef ANALYSIS_VARIANCE_H
#define ANALYSIS_VARIANCE_H

#include <stdbool.h>
#include <stdint.h>

#include "analysis/summary.h"
#include "sim/arena.h"

struct variance_split {
    struct interval mean;   /* of the draws' means: the answer over inputs, with its 95 % t-interval over draws */
    double chance_sd;       /* of one replication, given the inputs; NAN when no draw has two */
    double ignorance_sd;    /* of the expected value over inputs; 0 when the draws differ by no more than chance gives; NAN with
                               chance_sd */
    double ignorance_share; /* of the variance of one world; 0 when nothing varies; NAN with chance_sd */
    double p_value; /* that draws differ so much by chance alone (F); 1 when nothing varies; NAN with chance_sd or one draw */
    bool shown;     /* p_value < 0.05 */
    int64_t draws, values;
};

/* y[draw * replications + replication]. */
struct variance_split variance_split(const double *y, int64_t draws, int64_t replications, struct arena *arena);
/* Of x - base, pair by pair. */
struct variance_split variance_split_paired(const double *x, const double *base, int64_t draws, int64_t replications,
                                            struct arena *arena);

/* Quantiles p[0..n-1] of the expected value over inputs, and of one world (inputs and chance together). The means of the draws
 * spread too widely by their own chance; they are drawn towards the mean just so far that their variance is that of ignorance
 * (Louis 1984). Without chance_sd both are NAN where they cannot be known: inputs always, worlds without values. */
void variance_band(const double *y, int64_t draws, int64_t replications, const double *p, int32_t n, double *inputs,
                   double *worlds, struct arena *arena);

/* (var x + var base) / var(x - base): so many times more replications would scenarios need that do not meet the same households.
 * Over pairs that both have values; INFINITY when all differences are equal and the values are not; NAN below two pairs or when
 * nothing varies. */
double variance_pairing(const double *x, const double *base, int64_t n);

/* Several comparisons that must all hold together. Those with fewer than two values are not counted among them. */
struct variance_comparison {
    double half;     /* Bonferroni 1936: the half-widths hold together with the level; NAN below two values */
    double p_value;  /* of one comparison alone: t; by the sign test when nothing varies, so that equal differences are not
                        certainty */
    double adjusted; /* Holm 1979: below 1 - level for what is shown among all; NAN below two values */
};
void variance_simultaneous(const struct interval *interval, int32_t k, double level, struct variance_comparison *comparison);

#endif
