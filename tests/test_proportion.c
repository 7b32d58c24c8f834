#include "tests/statistics_lab.h"

#include "analysis/proportion.h"
#include "analysis/summary.h"

/* ---- the binomial law, against 40-digit and R's figures ---- */

Test(proportion, incomplete_beta_and_binomial)
{
    CLOSE(proportion_beta(2.5, 3, 0.1, 0), 0.02148372385376896, 1e-15);
    CLOSE(proportion_beta(10, 4.5, 0.7, 0), 0.50463385106484837, 1e-13);
    CLOSE(proportion_beta(0.5, 30, 0.02, 0), 0.72710173476532303, 1e-13);
    CLOSE(proportion_binomial(3, 10, 0.2), 0.8791261184, 1e-14);
    CLOSE(proportion_binomial(50, 100, 0.55), 0.1827281846861453, 1e-13);
    CLOSE(proportion_binomial(480, 1000, 0.5), 0.1087241466020707, 1e-12);
    CLOSE(proportion_binomial(5010, 10000, 0.5), 0.5831655105779914, 1e-11);
    CLOSE(proportion_binomial(-1, 10, 0.5), 0, 0);
    CLOSE(proportion_binomial(10, 10, 0.5), 1, 0);
    for (double x = 0.003; x < 1; x += 0.09) CLOSE(proportion_beta(7, 0.7, x, 0) + proportion_beta(7, 0.7, x, 1), 1, 1e-15);
    for (double x = 0.01; x < 1; x += 0.09) CLOSE(proportion_beta(1, 5, x, 1), pow(1 - x, 5), 1e-15);
}

/* Student's t is another face of the same function, in another room. */
Test(proportion, incomplete_beta_agrees_with_student)
{
    for (double nu = 1; nu < 5000; nu *= 2.3)
        for (double t = 0.1; t < 6; t += 0.7)
            CLOSE(proportion_beta(nu / 2, 0.5, nu / (nu + t * t), 0), 2 * (1 - summary_t_share(t, nu)), 1e-12);
}

/* ---- one probability ---- */

Test(proportion, published_bounds)
{
    struct proportion p = proportion_exact(0, 20, 0.95);
    CLOSE(p.low, 0, 0);
    CLOSE(p.high, 0.168433470983, 1e-12);
    p = proportion_exact(3, 20, 0.95);
    CLOSE(p.low, 0.0320709371855, 1e-12);
    CLOSE(p.high, 0.3789268265453, 1e-12);
    p = proportion_exact(37, 200, 0.95);
    CLOSE(p.low, 0.133728660180, 1e-11);
    CLOSE(p.high, 0.245863462449, 1e-11);
    p = proportion_wilson(37, 200, 0.95);
    CLOSE(p.low, 0.137301928006, 1e-11);
    CLOSE(p.high, 0.244570627612, 1e-11);
    p = proportion_wilson(0, 20, 0.95);
    CLOSE(p.low, 0, 0);
    CLOSE(p.high, 0.161125158053, 1e-11);
    p = proportion_wilson(20, 20, 0.95);
    CLOSE(p.low, 1 - 0.161125158053, 1e-11);
    CLOSE(p.high, 1, 0);
    p = proportion_wilson(0, 0, 0.95);
    cr_assert(isnan(p.share) && p.low == 0 && p.high == 1);
    const double x[] = {0, 1, NAN, 1, 0, 0, NAN, 0};
    p = proportion_of(x, 8, 0.95);
    CLOSE(p.n, 6, 0);
    CLOSE(p.share, 1 / 3.0, 1e-15);
}

/* Exact coverage, summed over the binomial law: no chance in it. */
Test(proportion, coverage_of_one_probability)
{
    double least = 1, sum = 0, exact = 1;
    int cases = 0;
    for (int n = 10; n <= 200; n += 38)
        for (double p = 0.01; p < 0.995; p += 0.0173) {
            double wilson = 0, clopper = 0;
            for (int k = 0; k <= n; k++) {
                const double mass = proportion_binomial(k, n, p) - proportion_binomial(k - 1, n, p);
                const struct proportion w = proportion_wilson(k, n, 0.95), c = proportion_exact(k, n, 0.95);
                if (w.low <= p && p <= w.high) wilson += mass;
                if (c.low <= p && p <= c.high) clopper += mass;
            }
            least = fmin(least, wilson);
            exact = fmin(exact, clopper);
            sum += wilson;
            cases++;
        }
    fprintf(stderr, "Wilson: mean coverage %.2f %%, least %.2f %%; Clopper-Pearson: least %.2f %%\n", 100 * sum / cases,
            100 * least, 100 * exact);
    cr_assert(sum / cases > 0.95 && least > 0.83 && exact >= 0.95);
}

/* ---- pairs ---- */

/* Altman et al. 2000, Statistics with Confidence, page 52; Newcombe 1998, table II (method 10). */
Test(proportion, published_differences)
{
    static const struct {
        int64_t both, gained, lost, neither;
        double difference, low, high;
    } known[] = {{14, 5, 0, 22, 0.121951219512, 0.011483241383, 0.226492684351},
                 {36, 12, 2, 0, 0.2, 0.0569295840032, 0.3404276029749},
                 {36, 14, 0, 0, 0.28, 0.152839517856, 0.416651236960},
                 {53, 0, 1, 0, -0.0185185185185, -0.0977143748878, 0.0496216618894},
                 {20, 12, 2, 16, 0.2, 0.0561564248417, 0.3292069954001}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const struct proportion_difference d =
            proportion_paired_counts(known[i].both, known[i].gained, known[i].lost, known[i].neither, 0.95);
        CLOSE(d.difference, known[i].difference, 1e-11);
        CLOSE(d.low, known[i].low, 1e-10);
        CLOSE(d.high, known[i].high, 1e-10);
    }
    const struct proportion_difference d = proportion_paired_counts(0, 5, 12, 0, 0.95);
    CLOSE(d.p_value, 0.143463134765625, 1e-14);
}

Test(proportion, equal_pairs_leave_bounds_on_the_difference)
{
    const double none[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, all[] = {1, 1, 1, 1, 1, 1, 1, 1, 1, NAN};
    struct proportion_difference d = proportion_paired(none, none, 10, 0.95);
    CLOSE(d.difference, 0, 0);
    CLOSE(d.p_value, 1, 0);
    cr_assert(d.low < -0.1 && d.high > 0.1, "%g %g", d.low, d.high);
    d = proportion_paired(all, none, 10, 0.95);
    cr_assert_eq(d.n, 9);
    cr_assert_eq(d.gained, 9);
    CLOSE(d.p_value, 2 * pow(0.5, 9), 1e-15);
    cr_assert(d.low > 0.5 && d.low < 0.9 && d.high == 1);
    d = proportion_paired(none, all, 0, 0.95);
    cr_assert(isnan(d.difference) && d.low == -1 && d.high == 1 && d.p_value == 1);
}

Test(proportion, coverage_of_paired_differences)
{
    struct lab lab = {3};
    static const struct {
        double base, gain, loss;
        int n;
    } cell[] = {{0.3, 0.2, 0.1, 50}, {0.02, 0.03, 0.5, 60}, {0.9, 0.5, 0.05, 100}, {0.5, 0.1, 0.1, 30}};
    for (size_t c = 0; c < sizeof cell / sizeof *cell; c++) {
        int64_t hits = 0, alarms = 0;
        const double truth = (1 - cell[c].base) * cell[c].gain - cell[c].base * cell[c].loss;
        for (int trial = 0; trial < 2000; trial++) {
            double x[100], base[100];
            for (int i = 0; i < cell[c].n; i++) {
                base[i] = lab_uniform(&lab) < cell[c].base;
                const double flip = lab_uniform(&lab);
                x[i] = base[i] > 0 ? flip >= cell[c].loss : flip < cell[c].gain;
            }
            const struct proportion_difference d = proportion_paired(x, base, cell[c].n, 0.95);
            hits += d.low <= truth && truth <= d.high;
            alarms += d.p_value < 0.05;
        }
        char what[96];
        snprintf(what, sizeof what, "paired shares, base %.2f, difference %.3f, %d replications", cell[c].base, truth, cell[c].n);
        lab_covered(what, hits, 2000, 0.94);
        if (fabs(truth) < 1e-12) cr_assert(alarms <= 100 + 3 * 10, "%lld alarms", (long long)alarms);
    }
}
