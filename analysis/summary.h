/* summary: what replications say together. Means with 95 % t-intervals, and paired differences: replication k of two scenarios
 * meets the same households, so the difference of each pair is taken first.
 *
 * NAN stands for a replication that has no value (nothing was counted); it is left out, of a pair too. */
#ifndef ANALYSIS_SUMMARY_H
#define ANALYSIS_SUMMARY_H

#include "sim/result.h"

struct interval {
    double mean, sd;
    double half; /* half-width of the 95 % interval of the mean; NAN below two values */
    int64_t n;   /* replications that have a value */
};

/* Gathered value by value; what it says is to the bit summary_interval's of the same values in the same order. */
struct summary_moments {
    int64_t n;
    double mean, squares;
};
void summary_add(struct summary_moments *moments, double x);
struct interval summary_of(const struct summary_moments *moments);

struct interval summary_interval(const double *x, int64_t n);
/* Of x - base, pair by pair. */
struct interval summary_paired(const double *x, const double *base, int64_t n);
/* The interval holds zero, or there is none: no difference was shown. */
bool summary_covers_zero(const struct interval *interval);

/* The number that Student's t with nu > 0 degrees of freedom exceeds with probability 1 - p; 0 < p < 1. */
double summary_t(double p, double nu);
/* The incomplete beta function I_x(a, b), a and b > 0; y = 1 - x is given apart so that neither loses digits. */
double summary_beta(double a, double b, double x, double y);
/* P(T <= t). */
double summary_t_share(double t, double nu);

/* One measure of one scenario, summed over everything but the labels of dimension `by` (NULL: over everything). A measure that
 * has a companion `<name>_number` is a mean and is weighted by it. values[replication * labels + label]. */
struct summary_series {
    int32_t measure; /* that was read: `<name>_by_<by>` when the measure itself does not know the dimension */
    int32_t labels;
    const char *const *label; /* NULL without `by` */
    const double *values;
};
status summary_read(struct result *result, int32_t measure, int32_t scenario, const char *by, struct arena *arena,
                    struct summary_series *series);
/* The same, some worlds at a time, for measures of which all would not fit in memory: series without values, and then step by step
 * worlds first..first+n-1 into values[world - first][label]; n at most summary_step. Owner: the arena. */
struct summary_reader;
status summary_open(struct result *result, int32_t measure, int32_t scenario, const char *by, struct arena *arena, struct summary_series *series,
                    struct summary_reader **reader);
int64_t summary_step(const struct summary_reader *reader);
status summary_next(struct summary_reader *reader, int64_t first, int64_t n, double *values);
/* The measure to read for `by`; -1 when neither it nor its companion knows the dimension. */
int32_t summary_measure_by(const struct result *result, int32_t measure, const char *by);
/* Years of 365.25 d in the counted period; NAN when the file does not say. */
double summary_years(struct result *result);
/* Shares, and what is told per calendar year, cannot be added up over their labels. The one dimension that such a measure must be
 * split by when nothing else was asked; NULL when it adds up. */
const char *summary_kept(const struct result *result, int32_t measure);
/* Would splitting by `by` (NULL: not at all) add up what does not? */
bool summary_adds_wrongly(const struct result *result, int32_t measure, const char *by);
/* The measure that holds the numbers behind a mean; -1 when the measure is a sum. */
int32_t summary_weight(const struct result *result, int32_t measure);
/* Column `label` of a series as one array over replications. */
const double *summary_column(const struct summary_series *series, int64_t replications, int32_t label, struct arena *arena);

#endif
