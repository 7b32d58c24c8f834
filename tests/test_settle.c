#include "tests/statistics_lab.h"

#include "analysis/settle.h"

/* By the definition: sum of squares after the cut over the square of their number, with the last five cuts left out. */
static int64_t plain_mser(const double *x, int64_t n)
{
    const int64_t batches = n / 5;
    double least = INFINITY;
    int64_t best = 0;
    for (int64_t d = 0; d <= batches - 5; d++) {
        double mean = 0, squares = 0;
        const double number = (double)(batches - d);
        for (int64_t b = d; b < batches; b++)
            mean += (x[5 * b] + x[5 * b + 1] + x[5 * b + 2] + x[5 * b + 3] + x[5 * b + 4]) / 5 / number;
        for (int64_t b = d; b < batches; b++) {
            const double off = (x[5 * b] + x[5 * b + 1] + x[5 * b + 2] + x[5 * b + 3] + x[5 * b + 4]) / 5 - mean;
            squares += off * off;
        }
        if (squares / (number * number) < least) least = squares / (number * number), best = d;
    }
    return 5 * best;
}

static void ar1(struct lab *lab, double *x, int64_t n, double rho, double start, double drift)
{
    double y = lab_normal(lab) / sqrt(1 - rho * rho);
    for (int64_t i = 0; i < n; i++) {
        x[i] = 100 + y + start * pow(rho, (double)i) + drift * (double)i / (double)n;
        y = rho * y + lab_normal(lab);
    }
}

Test(settle, cut_is_that_of_the_definition)
{
    struct lab lab = {9};
    for (int trial = 0; trial < 300; trial++) {
        double x[207];
        const int64_t n = 50 + (int64_t)(150 * lab_uniform(&lab));
        ar1(&lab, x, n, 0.7, trial % 3 ? 20 : 0, trial % 5 ? 0 : 10);
        cr_assert_eq(settle_mser5(x, n), plain_mser(x, n), "trial %d", trial);
    }
}

Test(settle, known_cuts)
{
    double x[100];
    for (int i = 0; i < 100; i++) x[i] = i < 20 ? 50 - i : 10;
    cr_assert_eq(settle_mser5(x, 100), 20);
    for (int i = 0; i < 100; i++) x[i] = 1e6 / 3;
    cr_assert_eq(settle_mser5(x, 100), 0, "nothing varies: nothing is cut");
    for (int i = 0; i < 100; i++) x[i] = i < 70 ? 3 : 1;
    cr_assert_eq(settle_mser5(x, 100), 70);
    cr_assert_eq(settle_mser5(x, 7), 7);
}

static struct settle check(const double *x, int64_t replications, int64_t n)
{
    struct arena arena;
    arena_init(&arena);
    const struct settle settle = settle_check(x, replications, n, 0.01, &arena);
    arena_free(&arena);
    return settle;
}

Test(settle, what_cannot_be_judged_is_said)
{
    static double x[4 * 60];
    for (int i = 0; i < 240; i++) x[i] = 5;
    struct settle settle = check(x, 4, 39);
    cr_assert_eq(settle.verdict, SETTLE_TOO_SHORT);
    settle = check(x, 1, 60);
    cr_assert_eq(settle.verdict, SETTLE_TOO_SHORT);
    cr_assert(isnan(settle.p_value));
    settle = check(x, 4, 60);
    cr_assert_eq(settle.verdict, SETTLE_SETTLED);
    CLOSE(settle.p_value, 1, 0);
    CLOSE(settle.mean, 5, 1e-15);
    cr_assert_eq(settle.cut, 0);
    for (int r = 0; r < 4; r++)
        for (int i = 50; i < 60; i++) x[r * 60 + i] = 6; /* the same in all: drift without any variance */
    settle = check(x, 4, 60);
    cr_assert_eq(settle.verdict, SETTLE_DRIFTING);
    for (int i = 0; i < 240; i++) x[i] = NAN;
    settle = check(x, 4, 60);
    cr_assert_eq(settle.verdict, SETTLE_TOO_SHORT);
}

struct rates {
    int late, drifting, median_cut[3];
};

enum { TRIALS = 400, N = 240, REPLICATIONS = 24 };

static struct rates run(const char *what, int n, double rho, double start, double drift, uint64_t seed)
{
    static double x[REPLICATIONS * N];
    struct lab lab = {seed};
    struct rates rates = {0};
    int cuts[N / 5 + 1] = {0};
    for (int trial = 0; trial < TRIALS; trial++) {
        for (int r = 0; r < REPLICATIONS; r++) ar1(&lab, x + r * n, n, rho, start, drift);
        const struct settle settle = check(x, REPLICATIONS, n);
        rates.late += settle.cut > n / 2;
        rates.drifting += settle.verdict == SETTLE_DRIFTING;
        cuts[settle.cut / 5]++;
    }
    int seen = 0, q = 0;
    for (int b = 0; b <= n / 5; b++)
        for (seen += cuts[b]; q < 3 && 4 * seen >= (q + 1) * TRIALS; q++) rates.median_cut[q] = 5 * b;
    fprintf(stderr, "%-52s cut (quartiles) %3d %3d %3d; beyond half %5.1f %%; drift shown %5.1f %%\n", what, rates.median_cut[0],
            rates.median_cut[1], rates.median_cut[2], 100.0 * rates.late / TRIALS, 100.0 * rates.drifting / TRIALS);
    return rates;
}

/* 24 replications of 240 entries; the drift test alarms falsely in 1 % of the checks by its construction. */
Test(settle, false_alarms_and_power)
{
    const struct rates still = run("AR(1) 0.5, no transient", N, 0.5, 0, 0, 1),
                       slow = run("AR(1) 0.9, no transient", N, 0.9, 0, 0, 2);
    const struct rates early = run("AR(1) 0.9, starts 40 away (gone after 60)", N, 0.9, 40, 0, 3);
    const struct rates parts = run("60 parts, AR(1) 0.5, no transient", 60, 0.5, 0, 0, 7);
    const struct rates begun = run("60 parts, AR(1) 0.5 rising by 3 over them", 60, 0.5, 0, 3, 8);
    const struct rates late = run("AR(1) 0.985, starts 40 away (half left at 46)", N, 0.985, 40, 0, 4);
    const struct rates trend = run("AR(1) 0.5, rises by 2 over the series", N, 0.5, 0, 2, 5);
    const struct rates steep = run("AR(1) 0.9, rises by 20 over the series", N, 0.9, 0, 20, 6);
    cr_assert(still.drifting <= 12 && slow.drifting <= 12 && early.drifting <= 12 && parts.drifting <= 12, "1 %% of 400 is 4");
    cr_assert(early.median_cut[1] >= 20 && early.median_cut[1] <= 70);
    cr_assert(still.median_cut[1] <= 60);
    cr_assert(trend.drifting > TRIALS / 2 && begun.drifting > TRIALS / 2 && steep.drifting > TRIALS * 9 / 10);
    cr_assert(late.median_cut[1] >= 60);
}
