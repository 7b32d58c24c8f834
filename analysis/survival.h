/* survival: how long something lasts and how it ends, from life tables whose cells are whole numbers and can be added up.
 *
 * Bin b holds the ages after edge_s[b] up to and with edge_s[b + 1]; bin 0 also edge_s[0] itself, so that with edge_s[1] =
 * edge_s[0] it holds what ended at once. Who enters in bin 0 is at risk from its begin; who is met later (delayed entry: present
 * when counting began) enters in the bin of the age reached by then.
 *
 * Chance of ending in a bin, given at risk: ended / Y (Kaplan and Meier 1958). Y is the number at risk at the begin N where all
 * of them were there until its end (exposure = N x width: exact data, each date an edge of its own), or where nobody entered or
 * was censored; else the actuarial N + (entered - censored) / 2 (Berkson and Gage 1950). In a last bin without end it is the
 * number that ended, as a constant hazard gives. So without censoring and delayed entry everything at an edge is exact;
 * with much of both, and a fifth of those at risk ending per bin, shares were within half a per cent of themselves
 * (tests/test_survival.c).
 *
 * Ages at which nobody is at risk are not bridged: a curve begins at the first age with somebody at risk and is conditional on
 * having lasted until then, and it is not known beyond an age with nobody at risk. Answers carry a state; NAN comes only with a
 * state that says why. Replications are independent and households are not, so intervals come from leaving out one replication at
 * a time; a table may as well stand for a group of them (spells.h). */
#ifndef ANALYSIS_SURVIVAL_H
#define ANALYSIS_SURVIVAL_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/arena.h"

struct life_table {
    int32_t n;                 /* bins, at least 1 */
    const int64_t *edge_s;     /* [n + 1] ascending, equal ones allowed; the last may be INT64_MAX */
    const int64_t *entered;    /* [n] */
    const int64_t *ended;      /* [cause * n + bin] */
    const int64_t *censored;   /* [n] */
    const int64_t *exposure_s; /* [n] time lived in the bin by all who were at risk in it */
    int32_t causes;            /* at least 1 */
};

/* Sum of tables with the same edges and causes; `without` is left out (-1: none). */
struct life_table survival_pool(const struct life_table *tables, int64_t n, int64_t without, struct arena *arena);

/* Exposure from what was noted per spell: part_s[bin] the time lived in the bin of delayed entry and in that of the end,
 * parts[bin] how many such times were noted (one for who came late and went in the same bin). Bin 0 must have no width.
 * table->exposure_s is not read. */
void survival_exposure(const struct life_table *table, const int64_t *part_s, const int64_t *parts, int64_t *exposure_s);

/* At edge i, 0 <= i <= n: share[i] still there, incidence[cause * (n + 1) + i] ended by then of that cause. */
struct survival_curve {
    int32_t first, known; /* edges between which the curve is known; first > known: nobody was ever at risk */
    bool emptied; /* it reached 0 although people are met at a later age: the first ages had too few at risk, begin later */
    const double *at_risk;                   /* [n] Y; 0 outside the known edges */
    const double *share, *share_var;         /* variance of Greenwood 1926: of independent persons */
    const double *incidence, *incidence_var; /* Aalen and Johansen 1978, with the covariances of Andersen et al. 1993 */
    const bool *at_end;                      /* [n] all that happened in the bin happened at its end */
};
/* Given having lasted until the first edge at or after from_s with somebody at risk. */
struct survival_curve survival_curve(const struct life_table *table, int64_t from_s, struct arena *arena);

enum survival_state {
    SURVIVAL_KNOWN,
    SURVIVAL_NO_INTERVAL, /* a value, but fewer than two replications, or one without which the curve is not known so far */
    SURVIVAL_NOT_REACHED, /* a quantile: more than that share is still there at the last age that is known */
    SURVIVAL_BEYOND,      /* asked after the last age that is known */
    SURVIVAL_BEFORE,      /* asked before the first age that is known */
    SURVIVAL_NOBODY       /* nobody was ever at risk */
};
/* A few words on it, in English, for messages and tests; NULL-free. */
const char *survival_state_name(enum survival_state state);

/* Between edges a share runs straight, or stays and falls at the end where all happened at the end of the bin. */
enum survival_state survival_share_at(const struct life_table *table, const struct survival_curve *curve, int64_t t_s,
                                      double *share);
enum survival_state survival_incidence_at(const struct life_table *table, const struct survival_curve *curve, int32_t cause,
                                          int64_t t_s, double *incidence);
/* Mean of min(T, tau_s), of those who lasted until the first age; tau_s INT64_MAX: of T. Area of a bin: share at its begin x
 * exposure / Y. var (may be NULL): of independent persons (Klein and Moeschberger 2003, 4.5.2), at edges; NAN between them and
 * without limit. */
enum survival_state survival_mean(const struct life_table *table, const struct survival_curve *curve, int64_t tau_s,
                                  double *mean_s, double *var);
/* The first age at which at most 1 - p are still there. SURVIVAL_NOT_REACHED: *age_s is the last age that is known. */
enum survival_state survival_quantile(const struct life_table *table, const struct survival_curve *curve, double p,
                                      double *age_s);

/* ---- over replications: tables[r], all with the same edges and causes ---- */

enum survival_what { SURVIVAL_MEAN, SURVIVAL_SHARE, SURVIVAL_INCIDENCE };
struct survival_question {
    enum survival_what what;
    int64_t at_s;   /* limit tau, or age */
    int64_t from_s; /* given having lasted until here; 0: from the first age */
    int32_t cause;  /* of SURVIVAL_INCIDENCE */
};
struct survival_answer {
    enum survival_state state;
    double value;     /* of all replications together; NAN unless known */
    double se;        /* delete-one jackknife (Tukey 1958); NAN without interval */
    double low, high; /* Student t; a share between 0 and 1 through its log-odds; NAN without interval */
    int64_t first_s;  /* the age from which it is counted */
    int64_t n;        /* replications */
};
struct survival_answer survival_ask(const struct life_table *tables, int64_t n, struct survival_question question, double level,
                                    struct arena *arena);
/* Of tables - base: replication r of both meets the same households, so both lose it together. */
struct survival_answer survival_ask_paired(const struct life_table *tables, const struct life_table *base, int64_t n,
                                           struct survival_question question, double level, struct arena *arena);
/* The age that share p does not outlast. Bounds: the ages at which the interval of the share holds 1 - p (Brookmeyer and Crowley
 * 1982); high is INFINITY when it is not reached, low too when that is. se is NAN. */
struct survival_answer survival_ask_quantile(const struct life_table *tables, int64_t n, double p, int64_t from_s, double level,
                                             struct arena *arena);

#endif
