/* metric_course: the course of time summed over replications, for runs of very many.
 *
 * Of every number of a series (metric_detail.c) the sum over replications and the sum of squares; and of every period of every replication the
 * bin in which the whole lies, all cells of the measure together. All of them are whole numbers, so that sums of parts can be added in any order.
 * A number is smaller than COURSE_MOST (2^48): of the 10^8 replications that a run may have, the squares then stay below 2^123 and the sums below
 * 2^75, which two words of COURSE_WORD bits hold; and the sums of a block, of 2^15 replications at most, fit in one of 63. A larger number is refused
 * (course_add), never cut off. */
#ifndef SIM_METRIC_COURSE_H
#define SIM_METRIC_COURSE_H

#include "sim/metric.h"

enum { COURSE_WORD = 62, COURSE_BINS = 706 };
#define COURSE_MOST (INT64_C(1) << 48)

enum course_part { COURSE_COUNT, COURSE_LEVEL, COURSE_END }; /* things that happened; unit-seconds; values just before the ends */

/* A measure of a series; a level makes two, one behind the other. */
struct course_set {
    int32_t metric;
    enum course_part part;
    int32_t cells, each; /* cells that are kept; cells of the metric that each of them adds up */
    int32_t first;       /* among the cells of a period */
};

/* Of one plan. */
struct course_shape {
    int32_t n_sets, n_periods, cells; /* cells: of a period, all sets */
    const struct course_set *set;
    const seconds *edge_s;
};

/* Sums over the replications of a block; arrays for the longest of the shapes that it may take. */
struct course {
    const struct course_shape *shape;
    int32_t room, n;         /* replications at most; added so far */
    int64_t *sum;            /* [period][cell] */
    int64_t *low, *high;     /* of the squares: low + 2^COURSE_WORD high */
    int32_t *bin;            /* [period][set][replication]; -1: not added */
};

/* sizes as for metric.h; detail->kept: how many strata of every metric are told apart. */
const struct course_shape *course_shape_make(const struct metric *metrics, int32_t n, const int32_t *sizes, const struct detail *detail, struct arena *arena);
struct course *course_make(int64_t cells, int64_t sets, int32_t room, struct arena *arena); /* cells, sets: times periods */
void course_begin(struct course *course, const struct course_shape *shape);
/* Adds what the recorder kept, as replication i of the block. False: a number is not below COURSE_MOST, and the sums are of no use any more. */
bool course_add(struct course *course, const struct recorder *recorder, int32_t i);

/* The bin of sum / length: 0 for nothing (or less), then quarters up to 16, then 32 bins from every power of two to the next; the last has what
 * is 2^24 and more. course_bin_from(COURSE_BINS) is infinite. */
int32_t course_bin(int64_t sum, seconds length);
double course_bin_from(int32_t bin);

#endif
