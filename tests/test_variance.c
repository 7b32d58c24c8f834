#include "tests/statistics_lab.h"

#include "analysis/variance.h"

static struct variance_split split(const double *y, int64_t draws, int64_t replications)
{
    struct arena arena;
    arena_init(&arena);
    const struct variance_split s = variance_split(y, draws, replications, &arena);
    arena_free(&arena);
    return s;
}

/* ---- the split ---- */

/* Dyestuff: yield of six batches, five samples each (Davies 1947; Box and Tiao 1973): between-batch variance 1764.05, within
 * 2451.25. */
Test(variance, dyestuff)
{
    static const double yield[] = {1545, 1440, 1440, 1520, 1580, 1540, 1555, 1490, 1560, 1495, 1595, 1550, 1605, 1510, 1560,
                                   1445, 1440, 1595, 1465, 1545, 1595, 1630, 1515, 1635, 1625, 1520, 1455, 1450, 1480, 1445};
    const struct variance_split s = split(yield, 6, 5);
    CLOSE(s.mean.mean, 1527.5, 1e-10);
    CLOSE(s.chance_sd * s.chance_sd, 2451.25, 1e-8);
    CLOSE(s.ignorance_sd * s.ignorance_sd, 1764.05, 1e-8);
    CLOSE(s.ignorance_share, 1764.05 / (1764.05 + 2451.25), 1e-12);
    CLOSE(s.p_value, 0.004398, 1e-6); /* F(5, 24) = 4.598 */
    cr_assert(s.shown);
    CLOSE(s.mean.half, 2.5705818 * sqrt(56357.5 / 5 / 5 / 6), 1e-5);
}

/* Of the same: with values missing, by hand. Draws of 1, 2 and 3 values: {4}, {1, 3}, {5, 6, 10}. */
Test(variance, unequal_numbers)
{
    const double y[] = {4, NAN, NAN, 1, 3, NAN, NAN, NAN, NAN, 5, 6, 10};
    const struct variance_split s = split(y, 4, 3);
    cr_assert_eq(s.draws, 3);
    cr_assert_eq(s.values, 6);
    const double within = (2 + 14) / 3.0, grand = 29 / 6.0;
    const double between = ((4 - grand) * (4 - grand) + 2 * (2 - grand) * (2 - grand) + 3 * (7 - grand) * (7 - grand)) / 2;
    CLOSE(s.chance_sd * s.chance_sd, within, 1e-12);
    CLOSE(s.ignorance_sd * s.ignorance_sd, (between - within) / ((6 - 14 / 6.0) / 2), 1e-12);
    CLOSE(s.mean.mean, 13 / 3.0, 1e-14);
}

Test(variance, nothing_is_negative_and_nothing_is_silent)
{
    const double alike[] = {1, 9, 2, 8, 3, 7}, one[] = {1, 2, 3}, same[] = {0.1, 0.1, 0.1, 0.1}, apart[] = {1, 1, 2, 2};
    struct variance_split s = split(alike, 3, 2);
    CLOSE(s.ignorance_sd, 0, 0);
    CLOSE(s.ignorance_share, 0, 0);
    CLOSE(s.p_value, 1, 1e-12);
    cr_assert_not(s.shown);
    s = split(one, 3, 1);
    cr_assert(isnan(s.chance_sd) && isnan(s.ignorance_sd) && isnan(s.p_value) && !s.shown);
    CLOSE(s.mean.mean, 2, 0);
    s = split(one, 1, 3);
    CLOSE(s.chance_sd, 1, 1e-15);
    cr_assert(isnan(s.ignorance_sd) && isnan(s.mean.half));
    s = split(same, 2, 2);
    CLOSE(s.ignorance_sd + s.chance_sd + s.ignorance_share, 0, 0);
    CLOSE(s.p_value, 1, 0);
    s = split(apart, 2, 2);
    CLOSE(s.ignorance_share, 1, 0);
    CLOSE(s.p_value, 0, 0);
    s = split(one, 0, 3);
    cr_assert(isnan(s.mean.mean) && s.values == 0);
}

/* y = m + 3 draw + 4 chance; x the same and 1 + 0.5 draw more, with chance of its own. */
static void world(struct lab *lab, double *x, double *base, int draws, int replications)
{
    for (int d = 0; d < draws; d++) {
        const double input = lab_normal(lab);
        for (int r = 0; r < replications; r++) {
            base[d * replications + r] = 50 + 3 * input + 4 * lab_normal(lab);
            x[d * replications + r] = base[d * replications + r] + 1 + 0.5 * input + lab_normal(lab);
            if (lab_uniform(lab) < 0.1) x[d * replications + r] = NAN;
        }
    }
}

Test(variance, coverage_over_inputs_and_band)
{
    enum { DRAWS = 32, REPLICATIONS = 4, TRIALS = 1000 };
    static double x[DRAWS * REPLICATIONS], base[DRAWS * REPLICATIONS];
    struct lab lab = {31};
    int64_t mean = 0, difference = 0, alarms = 0;
    double ignorance = 0, chance = 0, inputs_wide = 0, worlds_wide = 0, raw = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
        struct arena arena;
        arena_init(&arena);
        world(&lab, x, base, DRAWS, REPLICATIONS);
        const struct variance_split s = variance_split(base, DRAWS, REPLICATIONS, &arena);
        const struct variance_split d = variance_split_paired(x, base, DRAWS, REPLICATIONS, &arena);
        mean += fabs(s.mean.mean - 50) <= s.mean.half;
        difference += fabs(d.mean.mean - 1) <= d.mean.half;
        ignorance += s.ignorance_sd * s.ignorance_sd / TRIALS;
        chance += s.chance_sd * s.chance_sd / TRIALS;
        const double p[] = {0.05, 0.95};
        double inputs[2], worlds[2];
        variance_band(base, DRAWS, REPLICATIONS, p, 2, inputs, worlds, &arena);
        inputs_wide += (inputs[1] - inputs[0]) / TRIALS;
        worlds_wide += (worlds[1] - worlds[0]) / TRIALS;
        raw += s.mean.sd * 2 * 1.6448536 / TRIALS;
        for (int i = 0; i < DRAWS * REPLICATIONS; i++) x[i] = lab_normal(&lab);
        alarms += variance_split(x, DRAWS, REPLICATIONS, &arena).shown;
        arena_free(&arena);
    }
    lab_covered("mean over inputs, 32 draws of 4", mean, TRIALS, 0.95);
    lab_covered("paired difference over inputs, a tenth missing", difference, TRIALS, 0.95);
    lab_covered("no ignorance shown where there is none", TRIALS - alarms, TRIALS, 0.95);
    fprintf(
        stderr,
        "ignorance %.2f (9), chance %.2f (16); 5-95 %% of inputs %.2f (%.2f; means as they are: %.2f), of worlds %.2f (%.2f)\n",
        ignorance, chance, inputs_wide, 6 * 1.6448536, raw, worlds_wide, 10 * 1.6448536);
    CLOSE(ignorance, 9, 0.4);
    CLOSE(chance, 16, 0.3);
    CLOSE(inputs_wide, 6 * 1.6448536, 0.35);
    CLOSE(worlds_wide, 10 * 1.6448536, 0.35);
}

Test(variance, bands_of_little)
{
    const double y[] = {1, 2, 3, NAN, NAN, NAN}, p[] = {0.1, 0.5, 0.9}, alike[] = {1, 9, 2, 8, 3, 7};
    double inputs[3], worlds[3];
    struct arena arena;
    arena_init(&arena);
    variance_band(y, 2, 3, p, 3, inputs, worlds, &arena);
    cr_assert(isnan(inputs[1]));
    CLOSE(worlds[0], 1, 0);
    CLOSE(worlds[1], 2, 1e-15);
    CLOSE(worlds[2], 3, 0);
    variance_band(alike, 3, 2, p, 3, inputs, worlds, &arena);
    for (int i = 0; i < 3; i++) CLOSE(inputs[i], 5, 1e-15);
    CLOSE(worlds[1], 5, 1e-12);
    variance_band(y + 3, 1, 3, p, 3, inputs, worlds, &arena);
    cr_assert(isnan(worlds[0]));
    arena_free(&arena);
}

/* ---- comparisons ---- */

Test(variance, pairing)
{
    const double x[] = {1, 2, 3, 4, NAN, 5}, more[] = {2, 3, 4, 5, 6, 6}, turned[] = {-1, -2, -3, -4, 5, -5},
                 flat[] = {7, 7, 7, 7, 7, 7};
    cr_assert(isinf(variance_pairing(x, more, 6)));
    CLOSE(variance_pairing(x, turned, 6), 0.5, 1e-15);
    CLOSE(variance_pairing(x, flat, 6), 1, 1e-15);
    cr_assert(isnan(variance_pairing(flat, flat, 6)));
    cr_assert(isnan(variance_pairing(x, x, 1)));
    struct lab lab = {8};
    double shared[4000], a[4000], b[4000];
    for (int i = 0; i < 4000; i++) {
        shared[i] = 3 * lab_normal(&lab);
        a[i] = shared[i] + lab_normal(&lab);
        b[i] = shared[i] + lab_normal(&lab);
    }
    CLOSE(variance_pairing(a, b, 4000), 10, 0.6);
}

Test(variance, holm_and_bonferroni)
{
    /* p-values 0.01, 0.04, 0.03, 0.005 become 0.03, 0.06, 0.06, 0.02 (an example in many textbooks); here by t with 10 values. */
    const double p[] = {0.01, 0.04, 0.03, 0.005}, wanted[] = {0.03, 0.06, 0.06, 0.02};
    struct interval interval[5];
    struct variance_comparison c[5];
    for (int i = 0; i < 4; i++) interval[i] = (struct interval){.mean = -summary_t(p[i] / 2, 9) / sqrt(10), .sd = 1, .n = 10};
    interval[4] = (struct interval){.mean = 3, .sd = NAN, .half = NAN, .n = 1};
    variance_simultaneous(interval, 5, 0.95, c);
    for (int i = 0; i < 4; i++) {
        CLOSE(c[i].p_value, p[i], 1e-12);
        CLOSE(c[i].adjusted, wanted[i], 1e-12);
        CLOSE(c[i].half, 3.1109 / sqrt(10), 1e-4); /* t at 1 - 0.025 / 4 */
    }
    cr_assert(isnan(c[4].half) && isnan(c[4].p_value) && isnan(c[4].adjusted));
}

Test(variance, no_variance_is_not_certainty)
{
    const struct interval equal[] = {{.mean = 2, .sd = 0, .n = 4}, {.mean = 0, .sd = 0, .n = 4}, {.mean = 0, .sd = 1, .n = 4}};
    struct variance_comparison c[3];
    variance_simultaneous(equal, 3, 0.95, c);
    CLOSE(c[0].p_value, 0.125, 1e-15);
    CLOSE(c[0].adjusted, 0.375, 1e-15);
    cr_assert(isnan(c[0].half), "four equal differences may be so by chance");
    CLOSE(c[1].half, 0, 0);
    CLOSE(c[1].p_value, 1, 0);
    CLOSE(c[2].p_value, 1, 0);
}

/* Paired differences that share a part and are skewed; the five must hold together. */
Test(variance, coverage_of_paired_and_simultaneous_intervals)
{
    enum { K = 5, TRIALS = 2000 };
    struct lab lab = {55};
    static const int numbers[] = {10, 30, 100};
    for (int s = 0; s < 3; s++) {
        const int n = numbers[s];
        int64_t paired = 0, together = 0, naive = 0, false_shown = 0;
        for (int trial = 0; trial < TRIALS; trial++) {
            double x[K][100], base[100];
            for (int i = 0; i < n; i++) {
                base[i] = 20 * exp(lab_normal(&lab));
                const double shared = lab_exponential(&lab);
                for (int k = 0; k < K; k++)
                    x[k][i] = base[i] + shared + lab_exponential(&lab) - lab_exponential(&lab) + (k > 2 ? k : -1);
            }
            struct interval interval[K];
            struct variance_comparison c[K];
            bool all = true, each = true, any = false;
            for (int k = 0; k < K; k++) interval[k] = summary_paired(x[k], base, n);
            variance_simultaneous(interval, K, 0.95, c);
            for (int k = 0; k < K; k++) {
                const double truth = k > 2 ? k + 1 : 0;
                all &= fabs(interval[k].mean - truth) <= c[k].half;
                each &= fabs(interval[k].mean - truth) <= interval[k].half;
                any |= k <= 2 && c[k].adjusted < 0.05;
            }
            paired += fabs(interval[0].mean) <= interval[0].half;
            together += all;
            naive += each;
            false_shown += any;
        }
        char what[96];
        snprintf(what, sizeof what, "paired difference, %d replications", n);
        lab_covered(what, paired, TRIALS, 0.94);
        snprintf(what, sizeof what, "five paired differences together (each alone at 95 %%: %.1f %%), %d",
                 100.0 * (double)naive / TRIALS, n);
        lab_covered(what, together, TRIALS, 0.94);
        snprintf(what, sizeof what, "Holm: none of three without difference shown, %d replications", n);
        lab_covered(what, TRIALS - false_shown, TRIALS, 0.94);
    }
}
