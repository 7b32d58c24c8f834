/* course: the course of time of a measure, all its cells together, from the sums over replications that `run --series summary` keeps. */
#ifndef ANALYSIS_COURSE_H
#define ANALYSIS_COURSE_H

#include "sim/result.h"

/* Of one period, over all worlds. low and high are read from counts in bins: off by one bin at most (a 32nd of the value). */
struct course_point {
    double mean, low, high;
};

/* Begins of the periods, in seconds from the begin of the counted time; NULL when there are no sums. */
const double *course_periods(struct result *result, int32_t *n);
bool course_there(struct result *result, const char *measure);
/* (*points)[period], with the quantiles p_low and p_high. Owner: the arena. [not-a-result] when the file is not as it should be. */
status course_read(struct result *result, const char *measure, int32_t scenario, double p_low, double p_high, struct arena *arena, const struct course_point **points);

/* Quantile p, as quantile_sorted, of values of which only counts in bins are known: bin b has those from bound[2 b] up to bound[2 b + 1]. Within a bin
 * they are taken to lie evenly; whole: they are whole numbers. NAN of nothing. */
double course_quantile(const double *count, const double *bound, int32_t n, bool whole, double p);

#endif
