#include "analysis/settle.h"

#include <float.h>
#include <math.h>

enum { BATCH = 5, LEAST = 40, TAIL = 5 };

static double batch_mean(const double *series, int64_t batch)
{
    double sum = 0;
    for (int i = 0; i < BATCH; i++) sum += series[batch * BATCH + i];
    return sum / BATCH;
}

/* From the last batch to the first, so that mean and squares of what follows a cut are known in one pass. The last few cuts leave
 * too little to judge by (White et al. leave them out as well). On a tie the earlier cut: nothing is thrown away for nothing. */
int64_t settle_mser5(const double *series, int64_t n)
{
    const int64_t batches = n / BATCH;
    if (batches < 2) return n;
    double mean = 0, squares = 0, least = INFINITY, rounding = 0;
    int64_t cut = batches;
    for (int64_t b = batches - 1; b >= 0; b--) {
        const double value = batch_mean(series, b), away = value - mean;
        const double after = (double)(batches - b);
        mean += away / after;
        squares += away * (value - mean);
        rounding = fmax(rounding, 64 * DBL_EPSILON * value * value);
        if (batches - b < TAIL && b > 0) continue;
        const double error = fmax(squares - after * rounding, 0) / (after * after);
        if (error <= least) least = error, cut = b;
    }
    return cut * BATCH;
}

static double mean_of(const double *x, int64_t from, int64_t to)
{
    double sum = 0;
    int64_t n = 0;
    for (int64_t i = from; i < to; i++)
        if (!isnan(x[i])) sum += x[i], n++;
    return n > 0 ? sum / (double)n : NAN;
}

/* Mean over replications of each entry; entries that nobody has take the value before them, so that they neither drift nor vary.
 */
static double *averaged(const double *series, int64_t replications, int64_t n, struct arena *arena)
{
    double *mean = ARENA_ARRAY(arena, double, n + 1);
    for (int64_t i = 0; i < n; i++) {
        double sum = 0;
        int64_t counted = 0;
        for (int64_t r = 0; r < replications; r++)
            if (!isnan(series[r * n + i])) sum += series[r * n + i], counted++;
        mean[i] = counted > 0 ? sum / (double)counted : i > 0 ? mean[i - 1] : 0;
    }
    return mean;
}

static double p_value(const struct interval *drift)
{
    if (drift->n < 2) return NAN;
    if (!(drift->sd > 0)) return drift->mean == 0 ? 1 : 0;
    const double t = fabs(drift->mean) / (drift->sd / sqrt((double)drift->n));
    return 2 * summary_t_share(-t, (double)drift->n - 1);
}

struct settle settle_check(const double *series, int64_t replications, int64_t n, double alpha, struct arena *arena)
{
    struct settle settle = {
        .verdict = SETTLE_TOO_SHORT, .cut = n, .mean = NAN, .drift_share = NAN, .n = n, .replications = replications};
    double *third = ARENA_ARRAY(arena, double, replications + 1), *last = ARENA_ARRAY(arena, double, replications + 1);
    const double *mean = averaged(series, replications, n, arena);
    const int64_t quarter = n / 4;
    for (int64_t r = 0; r < replications; r++) {
        third[r] = mean_of(series + r * n, n - 2 * quarter, n - quarter);
        last[r] = mean_of(series + r * n, n - quarter, n);
    }
    settle.drift = summary_paired(last, third, replications);
    settle.p_value = p_value(&settle.drift);
    if (n < LEAST || settle.drift.n < 2) return settle;
    settle.cut = settle_mser5(mean, n);
    settle.mean = mean_of(mean, settle.cut, n);
    const double level = mean_of(mean, n - 2 * quarter, n);
    if (level != 0) settle.drift_share = settle.drift.mean / fabs(level);
    settle.verdict = settle.cut > n / 2 ? SETTLE_LATE : SETTLE_SETTLED;
    if (settle.p_value < alpha) settle.verdict = SETTLE_DRIFTING;
    return settle;
}
