/* precision: how many replications are enough, decided after each batch from what has come out so far.
 *
 * Chow and Robbins 1965 with what follows from practice (Singham 2014): a first stage of at least 32, so that no lucky small sd
 * stops it; few looks, because each batch goes straight to the number that the sd so far asks for, but never beyond 1.5 times
 * what is there; and a tenth more replications than the sd asks for, since who stops when the sd looks small has an sd that is
 * too small. Student's t for the half-width; several targets share the level (Bonferroni): all hold together.
 *
 * What is promised is the wanted half-width: the truth lies within it with at least the level. Measured in
 * tests/test_precision.c: at least 94 % for a nominal 95 %, for normal, exponential and lognormal(sigma = 1) values at 5 and 10
 * %; the t-interval of the same values at least 93 %. At 20 % of a lognormal
 * mean, some 170 replications, the t-interval covers 91 % only, the wanted half-width 95 %. */
#ifndef ANALYSIS_PRECISION_H
#define ANALYSIS_PRECISION_H

#include <stdbool.h>
#include <stdint.h>

struct precision_rule {
    double level;     /* of all targets together: 0.95 */
    int64_t block;    /* replications come in whole blocks: 16 */
    int64_t minimum;  /* before the first look: 32 */
    int64_t maximum;  /* where it ends at the latest */
    double growth;    /* 1.5 */
    double inflation; /* 1.1 */
};
struct precision_rule precision_rule_usual(int64_t maximum);

/* A mean, or the mean of paired differences, over replications that have a value. */
struct precision_target {
    double mean, sd;
    int64_t n;
    double wanted; /* half-width: in the unit of the mean, or as a share of it */
    bool relative;
};

enum precision_why {
    PRECISION_MORE,   /* not yet */
    PRECISION_MET,    /* every target is as precise as wanted */
    PRECISION_MAXIMUM /* it is not, but no more replications are allowed */
};

struct precision_plan {
    enum precision_why why;
    bool stop;
    int64_t next;  /* replications in all to go on to; those done when stop */
    int32_t worst; /* the target furthest from what was wanted; -1 without targets */
    double ratio;  /* its half-width as a share of the wanted one; INFINITY when it has none or nothing would do */
};

/* done: replications there are, with or without values. Whole blocks, except that the maximum is kept. */
struct precision_plan precision_next(const struct precision_rule *rule, const struct precision_target *target, int32_t targets,
                                     int64_t done);
/* Half-width at the level that each of `targets` targets must have for all to hold together; NAN below two values. */
double precision_half(const struct precision_rule *rule, const struct precision_target *target, int32_t targets);
/* The half-width that is wanted, in the unit of the mean. */
double precision_wanted(const struct precision_target *target);

#endif
