/* rank: who stands where among the labels of a measure, replication by replication, and how surely; never from means alone.
 *
 * Rank 1 is the highest value (or the lowest, as asked). Equal values share their ranks: each gets an equal part of each. NAN: no
 * rank in that replication, and the others are ranked without it. A probability is a proportion over replications, so its
 * interval is Wilson's (proportion.h); with shared ranks that is on the wide side. Labels are not independent: the intervals hold
 * one at a time. */
#ifndef ANALYSIS_RANK_H
#define ANALYSIS_RANK_H

#include <stdbool.h>
#include <stdint.h>

#include "analysis/proportion.h"
#include "analysis/summary.h"
#include "sim/arena.h"

struct rank_table {
    int32_t labels;
    const int64_t *n;            /* [label] replications in which it has a rank */
    const double *share;         /* [label * labels + rank - 1] probability of each rank; NAN where n is 0 */
    const double *from_last;     /* the same counted from the other end: 1 is the last of those ranked */
    const struct interval *rank; /* [label] mean rank, with its 95 % t-interval */
    const double
        *above; /* [label * labels + other] probability to stand before the other; a tie counts half; NAN without pairs */
    const int64_t *pairs; /* [label * labels + other] replications in which both have a rank */
};

struct rank_counts;
/* value[replication * labels + label]. low_first: rank 1 is the lowest value. */
struct rank_counts *rank_begin(int32_t labels, bool low_first, struct arena *arena);
/* So many replications more, in memory that does not grow with them. */
void rank_add(struct rank_counts *counts, const double *value, int64_t replications);
/* Once, after the last. */
struct rank_table rank_end(struct rank_counts *counts, struct arena *arena);
/* All at once. */
struct rank_table rank_make(const double *value, int64_t replications, int32_t labels, bool low_first, struct arena *arena);

/* Probability of one of the first, or the last, m ranks; m = 1: of being first, or last. */
struct proportion rank_first(const struct rank_table *table, int32_t label, int32_t m, double level);
struct proportion rank_last(const struct rank_table *table, int32_t label, int32_t m, double level);
/* Of standing before another label. */
struct proportion rank_above(const struct rank_table *table, int32_t label, int32_t other, double level);

#endif
