/* settle: has the warm-up been long enough? Two looks at a series over time of every replication, from the begin of the warm-up.
 *
 * MSER-5 (White 1997; White, Cobb and Spratt 2000) on the mean over replications: of all points at which the series could be cut,
 * the one after which means of five entries leave the smallest squared standard error. A cut beyond half the series says: not
 * settled. It looks at one curve and can be misled by its chance: of stationary series it cuts 6 % (AR(1) 0.5) to 23 % (AR(1)
 * 0.9) beyond half, with 24 replications of 240 entries (tests/test_settle.c). Therefore also a test for drift with replications
 * as independent units: the mean of the last quarter less the mean of the quarter before, with its t-interval. Only this second
 * look has a known rate of false alarms; it is the one to warn by, and a late cut alone is worth a remark. */
#ifndef ANALYSIS_SETTLE_H
#define ANALYSIS_SETTLE_H

#include <stdbool.h>
#include <stdint.h>

#include "analysis/summary.h"
#include "sim/arena.h"

enum settle_verdict {
    SETTLE_SETTLED,
    SETTLE_TOO_SHORT, /* fewer than 40 entries, or fewer than two replications with values: nothing can be said */
    SETTLE_LATE,      /* no drift was shown, but MSER would cut beyond half */
    SETTLE_DRIFTING   /* the last two quarters differ by more than chance gives */
};

struct settle {
    enum settle_verdict verdict;
    int64_t cut;           /* entries to leave out; a multiple of 5; at most n */
    double mean;           /* over replications and the entries after the cut */
    struct interval drift; /* last quarter less the third; its 95 % interval */
    double drift_share;    /* drift as a share of the mean of the last half; NAN when that is 0 */
    double p_value;        /* of the drift, two-sided; 1 when nothing varies and nothing drifts */
    int64_t n, replications;
};

/* series[replication * n + i]. NAN is left out. alpha: rate of false alarms of the drift, 0.01 say. */
struct settle settle_check(const double *series, int64_t replications, int64_t n, double alpha, struct arena *arena);

/* The cut of one series of n entries; n when all of the last half would have to go, or n < 10. */
int64_t settle_mser5(const double *series, int64_t n);

#endif
