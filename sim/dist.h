/* dist: distributions of durations and numbers, drawn by inversion of one uniform, so that a draw is monotone in it.
 *
 * Means and spreads are in the inner unit of what is drawn (seconds for stays). Where the inverse has no closed form a table of
 * quantiles, made once by dist_prepare, is interpolated; its relative error of mean and sd is below 1e-4 (a test holds it).
 * Two laws of one shape drawn at the same u are in proportion, so a longer mean lengthens every stay. */
#ifndef SIM_DIST_H
#define SIM_DIST_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/arena.h"
#include "sim/unit.h"

enum dist_kind {
    DIST_ABSENT,      /* nothing was given */
    DIST_NONE,        /* `none`: no service of its own, held until what comes next is free; draws 0 */
    DIST_CONSTANT,    /* a = value */
    DIST_EXPONENTIAL, /* a = mean */
    DIST_GAMMA,       /* a = mean, b = sd */
    DIST_LOGNORMAL,   /* a = mean, b = sd of the variable itself */
    DIST_ERLANG,      /* a = mean, b = k (whole) */
    DIST_WEIBULL,     /* a = mean, b = shape */
    DIST_UNIFORM,     /* a = min, b = max */
    DIST_TRIANGULAR,  /* a = min, b = mode, c = max */
    DIST_MIXTURE,     /* part[n], share[n] */
    DIST_EMPIRICAL    /* value[n], share[n], values ascending */
};

struct dist_table;

struct dist {
    enum dist_kind kind;
    double a, b, c;
    int32_t n;
    struct dist *part;
    double *value, *share; /* shares add to 1 */
    double factor;         /* of a mixture or an empirical law that was scaled; 0 stands for 1 */
    double derived;        /* of lognormal: sigma; of weibull: scale for mean 1; set by dist_prepare */
    const struct dist_table *quantiles; /* made by dist_prepare where the inverse has no closed form */
};

/* Laws whose tables are made. */
struct dist_shelf { const struct dist_shelved *first; };

/* Builds the tables; call once, after the parameters are final and before any draw. */
void dist_prepare(struct dist *dist, struct arena *arena);
/* The same, taking the table of a law of the same shape where one stands on the shelf, and putting a new one there. A shelf begins zeroed; laws and
 * shelf live in the same arena. */
void dist_prepare_shared(struct dist *dist, struct dist_shelf *shelf, struct arena *arena);
/* The value at probability u in (0,1); never negative. */
double dist_quantile(const struct dist *dist, double u);
double dist_mean(const struct dist *dist);
double dist_sd(const struct dist *dist);
/* The same law with all values multiplied by `factor` (> 0). Tables are shared. */
struct dist dist_scaled(const struct dist *dist, double factor);
/* Probability of at most x (upper: of more than x) of a prepared law. */
double dist_share(const struct dist *dist, double x, bool upper);
/* The value at probability u of what is known to be longer than `age`; the age itself when nothing is that long (dist_age.c). */
double dist_quantile_beyond(const struct dist *dist, double age, double u);
/* The age, at probability u, of what is under way in the long run: density (1 - F(x)) / mean. Its rest has the same law. */
double dist_quantile_age(const struct dist *dist, double u);
/* dist_quantile rounded to whole seconds; at most 2^40 s (34 842 years), so that dates and sums cannot overflow. */
seconds dist_seconds(const struct dist *dist, double u);
/* The same of dist_quantile_beyond; never below `age_s`. */
seconds dist_seconds_beyond(const struct dist *dist, seconds age_s, double u);
/* The same law in words, as "lognormal, mean 49 d, sd 45 d"; 128 bytes. */
void dist_format(char *out, const struct dist *dist, enum unit unit);

#endif
