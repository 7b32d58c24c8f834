/* compare: one figure of a scenario, alone and beside the same figure of another scenario that met the same households.
 *
 * With one set of inputs the replications are the units; with several draws of inputs the draws are (variance.h), and what differs is split
 * into chance and ignorance. */
#ifndef ANALYSIS_COMPARE_H
#define ANALYSIS_COMPARE_H

#include "analysis/variance.h"

struct compared {
    struct interval mean, difference; /* difference with the other; of zero with itself */
    double pairing;                   /* variance_pairing; NAN where it says nothing */
    struct variance_split split, split_difference; /* draws > 1 only */
};

/* x and base [draw * per_draw + replication]. */
struct compared compare_columns(const double *x, const double *base, int32_t draws, int64_t per_draw, struct arena *arena);

/* Comparisons that are shown side by side and must hold together: gathered first, judged when all are known. */
struct compare_family {
    struct interval *item;
    struct variance_comparison *judged;
    int32_t n, capacity;
};
void compare_add(struct compare_family *family, const struct interval *difference, struct arena *arena);
/* At 95 % for all (Bonferroni for half-widths, Holm for p-values). */
void compare_judge(struct compare_family *family, struct arena *arena);

#endif
