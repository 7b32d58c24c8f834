#include "tests/statistics_lab.h"

#include "analysis/quantile.h"

static struct quantile of(const double *x, int64_t n, double p)
{
    struct arena arena;
    arena_init(&arena);
    const struct quantile q = quantile_interval(x, n, p, 0.95, &arena);
    arena_free(&arena);
    return q;
}

Test(quantile, definition_8)
{
    const double sorted[] = {1, 1, 2, 3, 4, 5, 6, 9};
    CLOSE(quantile_sorted(sorted, 8, 0.1), 1, 1e-12);
    CLOSE(quantile_sorted(sorted, 8, 0.5), 3.5, 1e-12);
    CLOSE(quantile_sorted(sorted, 8, 0.9), 8.5, 1e-12);
    CLOSE(quantile_sorted(sorted, 8, 0.99), 9, 0);
    CLOSE(quantile_sorted(sorted, 1, 0.5), 1, 0);
}

/* Ranks and coverage for a median as printed in tables, for example of the sign test: n = 6: 1 and 6, 96.9 %; n = 20: 6 and
 * 15, 95.9 %. */
Test(quantile, ranks_of_printed_tables)
{
    static const struct {
        int64_t n, low, high;
        double coverage;
    } printed[] = {
        {6, 1, 6, 0.96875}, {8, 1, 8, 0.9921875}, {9, 2, 8, 0.9609375}, {10, 2, 9, 0.978515625}, {20, 6, 15, 0.9586105346679688}};
    double x[20];
    for (int i = 0; i < 20; i++) x[i] = 20 - i;
    for (size_t i = 0; i < sizeof printed / sizeof *printed; i++) {
        const struct quantile q = of(x, printed[i].n, 0.5);
        cr_assert_eq(q.low_rank, printed[i].low);
        cr_assert_eq(q.high_rank, printed[i].high);
        CLOSE(q.coverage, printed[i].coverage, 1e-12);
        cr_assert(q.enough);
        cr_assert_eq(q.needed, 6);
    }
}

Test(quantile, too_few_is_said)
{
    double x[73];
    for (int i = 0; i < 73; i++) x[i] = i;
    struct quantile q = of(x, 5, 0.5);
    cr_assert_not(q.enough);
    cr_assert(isinf(q.low) && isinf(q.high) && q.low_rank == 0 && q.high_rank == 6);
    CLOSE(q.value, 2, 1e-12);
    q = of(x, 72, 0.95);
    cr_assert_eq(q.needed, 72); /* 0.95^72 = 0.0249 */
    cr_assert(q.enough);
    q = of(x, 71, 0.95);
    cr_assert_not(q.enough);
    cr_assert(isinf(q.high) && q.low > 50 && q.coverage >= 0.95);
    q = of(x, 0, 0.5);
    cr_assert(isnan(q.value) && !q.enough);
    q = of(x, 1, 0.5);
    CLOSE(q.value, 0, 0);
}

Test(quantile, ties_missing_and_endless_values)
{
    const double same[] = {7, 7, 7, NAN, 7, 7, 7, 7, 7}, endless[] = {1, 2, 3, INFINITY, INFINITY, INFINITY, INFINITY, INFINITY};
    struct quantile q = of(same, 9, 0.5);
    cr_assert_eq(q.n, 8);
    CLOSE(q.value, 7, 0);
    CLOSE(q.low, 7, 0);
    CLOSE(q.high, 7, 0);
    q = of(endless, 8, 0.5);
    cr_assert(isinf(q.value) && isinf(q.high));
    CLOSE(q.low, 1, 0);
    struct arena arena;
    arena_init(&arena);
    q = quantile_paired(endless, endless, 8, 0.5, 0.95, &arena);
    CLOSE(q.value, 0, 0);
    arena_free(&arena);
}

Test(quantile, coverage)
{
    struct lab lab = {7};
    static const struct {
        double p;
        int n;
    } cell[] = {{0.5, 16}, {0.9, 48}, {0.9, 100}, {0.95, 200}};
    for (size_t c = 0; c < sizeof cell / sizeof *cell; c++) {
        int64_t hits = 0, tied = 0;
        for (int trial = 0; trial < 2000; trial++) {
            double x[200], whole[200];
            for (int i = 0; i < cell[c].n; i++) x[i] = exp(2 * lab_normal(&lab)), whole[i] = floor(5 * lab_exponential(&lab));
            const struct quantile q = of(x, cell[c].n, cell[c].p), t = of(whole, cell[c].n, cell[c].p);
            const double normal = cell[c].p == 0.5 ? 0 : cell[c].p == 0.9 ? 1.2815515655446004 : 1.6448536269514722;
            const double truth = exp(2 * normal), step = floor(-5 * log(1 - cell[c].p));
            hits += q.low <= truth && truth <= q.high;
            tied += t.low <= step && step <= t.high;
        }
        char what[96];
        snprintf(what, sizeof what, "quantile %.2f, lognormal(0, 2), %d replications", cell[c].p, cell[c].n);
        lab_covered(what, hits, 2000, 0.95);
        snprintf(what, sizeof what, "quantile %.2f of whole numbers with ties, %d replications", cell[c].p, cell[c].n);
        lab_covered(what, tied, 2000, 0.95);
    }
}
