#include "tests/statistics_lab.h"

#include "analysis/precision.h"
#include "analysis/summary.h"

static const struct precision_target five_percent = {.mean = 100, .sd = 30, .n = 48, .wanted = 0.05, .relative = true};

Test(precision, half_widths)
{
    const struct precision_rule rule = precision_rule_usual(1000);
    struct precision_target target = five_percent;
    CLOSE(precision_wanted(&target), 5, 1e-14);
    CLOSE(precision_half(&rule, &target, 1), 2.0117405 * 30 / sqrt(48), 1e-5);
    CLOSE(precision_half(&rule, &target, 5), 2.6845556 * 30 / sqrt(48), 1e-5); /* t at 99.5 % with 47 degrees of freedom */
    target.n = 1;
    cr_assert(isnan(precision_half(&rule, &target, 1)));
    target = (struct precision_target){.mean = -3, .sd = 0, .n = 2, .wanted = 0.1, .relative = true};
    CLOSE(precision_wanted(&target), 0.3, 1e-15);
    CLOSE(precision_half(&rule, &target, 1), 0, 0);
}

Test(precision, plans_whole_blocks_within_growth_and_maximum)
{
    const struct precision_rule rule = precision_rule_usual(1000);
    const struct precision_plan first = precision_next(&rule, NULL, 0, 0);
    cr_assert(!first.stop && first.next == 32, "the first stage");
    /* half 8.71 against 5: 48 x 3.035 x 1.1 = 160, but no more than 1.5 x 48. */
    struct precision_plan plan = precision_next(&rule, &five_percent, 1, 48);
    cr_assert(!plan.stop && plan.why == PRECISION_MORE && plan.next == 80, "%lld", (long long)plan.next);
    CLOSE(plan.ratio, 1.7422, 1e-3);
    struct precision_target near = five_percent;
    near.n = 150;
    plan = precision_next(&rule, &near, 1, 150); /* 150 x 0.9373 x 1.1 = 154.7; a run that was not whole becomes whole */
    cr_assert(!plan.stop && plan.next == 160, "%lld", (long long)plan.next);
    near.n = 170;
    plan = precision_next(&rule, &near, 1, 170);
    cr_assert(plan.stop && plan.why == PRECISION_MET && plan.next == 170);
    near.sd = 3000;
    plan = precision_next(&rule, &near, 1, 800);
    cr_assert(!plan.stop && plan.next == 1000);
    plan = precision_next(&rule, &near, 1, 1000);
    cr_assert(plan.stop && plan.why == PRECISION_MAXIMUM);
    const struct precision_rule odd = precision_rule_usual(100);
    plan = precision_next(&odd, &near, 1, 96);
    cr_assert_eq(plan.next, 100, "the maximum is kept");
}

Test(precision, the_worst_of_several_decides)
{
    const struct precision_rule rule = precision_rule_usual(100000);
    const struct precision_target target[] = {{.mean = 10, .sd = 1, .n = 320, .wanted = 1},
                                              {.mean = 0, .sd = 1, .n = 320, .wanted = 0.05, .relative = true},
                                              {.mean = 10, .sd = 0, .n = 320, .wanted = 0.01, .relative = true}};
    struct precision_plan plan = precision_next(&rule, target, 3, 320);
    cr_assert_eq(plan.worst, 1);
    cr_assert(isinf(plan.ratio) && plan.next == 480, "a share of nothing is never met: as fast as growth allows");
    plan = precision_next(&rule, target, 1, 320);
    cr_assert(plan.stop && plan.worst == 0);
    const struct precision_target still[] = {{.mean = 0, .sd = 0, .n = 32, .wanted = 0.05, .relative = true}},
                                  absent[] = {{.mean = NAN, .sd = NAN, .wanted = 1}};
    plan = precision_next(&rule, still, 1, 32);
    cr_assert(!plan.stop && plan.next == 48, "that nothing was seen in 32 worlds does not make it nothing to within 5 %%");
    plan = precision_next(&rule, absent, 1, 32);
    cr_assert(!plan.stop && plan.next == 48);
}

/* ---- coverage ---- */

enum law { NORMAL, EXPONENTIAL, LOGNORMAL, PRECISE };
static const double mean_of_law[] = {10, 1, 1.6487212707001282, 10};
static const char *const name_of_law[] = {"normal(10, 3)", "exponential(1)", "lognormal(0, 1)", "normal(10, 0.8)"};

static double draw(struct lab *lab, enum law law)
{
    if (law == EXPONENTIAL) return lab_exponential(lab);
    const double z = lab_normal(lab);
    return law == LOGNORMAL ? exp(z) : 10 + (law == NORMAL ? 3 : 0.8) * z;
}

struct score {
    int64_t within, interval, trials;
    double used;
};

static void sequential(struct lab *lab, enum law law, double wanted, struct score *score)
{
    const struct precision_rule rule = precision_rule_usual(20000);
    struct precision_target target = {.wanted = wanted, .relative = true};
    double squares = 0;
    struct precision_plan plan = precision_next(&rule, &target, 1, 0);
    while (!plan.stop) {
        while (target.n < plan.next) {
            const double x = draw(lab, law), away = x - target.mean;
            target.mean += away / (double)++target.n;
            squares += away * (x - target.mean);
        }
        target.sd = sqrt(squares / ((double)target.n - 1));
        plan = precision_next(&rule, &target, 1, target.n);
    }
    const double off = fabs(target.mean - mean_of_law[law]);
    score->trials++;
    score->used += (double)target.n;
    score->within += off <= precision_wanted(&target);
    score->interval += off <= precision_half(&rule, &target, 1);
}

/* The same number at once, without looking: what stopping costs is the difference. */
static double at_once(struct lab *lab, enum law law, int64_t n, int64_t trials)
{
    int64_t hits = 0;
    for (int64_t t = 0; t < trials; t++) {
        double mean = 0, squares = 0;
        for (int64_t i = 1; i <= n; i++) {
            const double x = draw(lab, law), away = x - mean;
            mean += away / (double)i;
            squares += away * (x - mean);
        }
        const double half = summary_t(0.975, (double)n - 1) * sqrt(squares / (double)(n - 1) / (double)n);
        hits += fabs(mean - mean_of_law[law]) <= half;
    }
    return 100 * (double)hits / (double)trials;
}

Test(precision, coverage_of_the_sequential_rule)
{
    static const double wanted[] = {0.05, 0.1};
    fprintf(stderr, "law               wanted  within wanted  t-interval  (same number at once)  mean number\n");
    for (enum law law = NORMAL; law <= PRECISE; law++)
        for (int w = 0; w < 2; w++) {
            struct lab lab = {100 * (uint64_t)law + (uint64_t)w + 1};
            struct score score = {0};
            const int64_t trials = law == LOGNORMAL && w == 0 ? 1000 : 2000;
            while (score.trials < trials) sequential(&lab, law, wanted[w], &score);
            const double n = score.used / (double)trials, once = at_once(&lab, law, (int64_t)n, trials / 2);
            const double within = 100 * (double)score.within / (double)trials,
                         interval = 100 * (double)score.interval / (double)trials;
            fprintf(stderr, "%-17s %4.0f %%  %11.1f %%  %8.1f %%  %19.1f %%  %11.0f\n", name_of_law[law], 100 * wanted[w], within,
                    interval, once, n);
            cr_assert(within >= 94 - 1.6, "three standard errors are 1.6");
            cr_assert(interval >= 93 - 1.7);
        }
}

/* Five targets, all of which must hold at once: exponential with correlation by a shared part. */
Test(precision, coverage_of_several_targets_together)
{
    const struct precision_rule rule = precision_rule_usual(20000);
    struct lab lab = {77};
    int64_t hits = 0;
    double used = 0;
    enum { TRIALS = 500, K = 5 };
    for (int trial = 0; trial < TRIALS; trial++) {
        struct precision_target target[K];
        double squares[K] = {0};
        for (int k = 0; k < K; k++) target[k] = (struct precision_target){.wanted = 0.1, .relative = true};
        int64_t done = 0;
        struct precision_plan plan = precision_next(&rule, target, K, 0);
        while (!plan.stop) {
            for (; done < plan.next; done++) {
                const double shared = lab_exponential(&lab);
                for (int k = 0; k < K; k++) {
                    const double x = shared + lab_exponential(&lab), away = x - target[k].mean;
                    target[k].mean += away / (double)++target[k].n;
                    squares[k] += away * (x - target[k].mean);
                }
            }
            for (int k = 0; k < K; k++) target[k].sd = sqrt(squares[k] / ((double)done - 1));
            plan = precision_next(&rule, target, K, done);
        }
        bool all = true;
        for (int k = 0; k < K; k++) all &= fabs(target[k].mean - 2) <= precision_half(&rule, &target[k], K);
        hits += all;
        used += (double)done;
    }
    char what[96];
    snprintf(what, sizeof what, "sequential, five targets at 10 %% together, %.0f replications", used / TRIALS);
    lab_covered(what, hits, TRIALS, 0.94);
}
