#include <criterion/criterion.h>
#include <math.h>

#include "analysis/drawn.h"

static struct arena arena;
static void make(void) { arena_init(&arena); }
static void gone(void) { arena_free(&arena); }
TestSuite(drawn, .init = make, .fini = gone);

/* By hand: 1 - 6 (1 + 1 + 4 + 1 + 1) / (5 * 24); with a tie the formula of Pearson over mean ranks. */
Test(drawn, correlation)
{
    const double x[] = {10, 20, 30, 40, 50}, y[] = {2, 1, 5, 3, 4}, up[] = {1, 8, 27, 64, 1e9}, flat[] = {3, 3, 3, 3, 3}, tied[] = {1, 1, 2, 3, 4}, gap[] = {1, 2, NAN, 4, 5};
    const double by_hand = drawn_correlation(x, y, 5, &arena), bent = drawn_correlation(x, up, 5, &arena), turned = drawn_correlation(up, (double[]){5, 4, 3, 2, 1}, 5, &arena);
    const double with_tie = drawn_correlation(x, tied, 5, &arena);
    cr_expect_float_eq(by_hand, 1 - 6 * (1 + 1 + 4 + 1 + 1) / 120.0, 1e-15);
    cr_expect_float_eq(bent, 1, 1e-15);
    cr_expect_float_eq(turned, -1, 1e-15);
    cr_expect_float_eq(with_tie, 9.5 / sqrt(10 * 9.5), 1e-15);
    cr_expect(isnan(drawn_correlation(x, flat, 5, &arena)));
    cr_expect(isnan(drawn_correlation(x, gap, 5, &arena)));
}

enum { DRAWS = 40, INPUTS = 4 };

/* Two scenarios; in the second: input 0 is the figure turned round, 1 wanders, 2 does not vary, 3 goes along roughly. */
static struct drawn some(double *value, double *y)
{
    static const char *const path[] = {"turned", "wanders", "fixed", "rough"}, *const unit[] = {"1", "1", "1", "1"};
    static const double central[2 * INPUTS];
    for (int32_t d = 0; d < DRAWS; d++) {
        double *at = value + (DRAWS + d) * INPUTS;
        y[d] = d;
        at[0] = -d, at[1] = (d * 17) % 41, at[2] = 7, at[3] = d + 12 * (d % 3);
    }
    return (struct drawn){.inputs = INPUTS, .draws = DRAWS, .path = path, .unit = unit, .value = value, .central = central};
}

Test(drawn, strongest_first)
{
    double value[2 * DRAWS * INPUTS] = {0}, y[DRAWS];
    const struct drawn drawn = some(value, y);
    const struct drawn_rank *rank = drawn_ranks(&drawn, 1, y, &arena);
    const int32_t want[INPUTS] = {0, 3, 1, 2};
    for (int k = 0; k < INPUTS; k++) cr_expect_eq(rank[k].input, want[k], "place %d: input %d", k, (int)rank[k].input);
    cr_expect_float_eq(rank[0].correlation, -1, 1e-15);
    cr_expect(rank[0].high < -0.99, "what follows exactly is shown");
    cr_expect(rank[1].low > 0 && rank[1].high < 1, "what follows roughly is shown: %g to %g", rank[1].low, rank[1].high);
    cr_expect(rank[2].low < 0 && rank[2].high > 0, "what wanders is not shown: %g to %g", rank[2].low, rank[2].high);
    cr_expect(isnan(rank[3].correlation) && isnan(rank[3].low), "what does not vary has no correlation");
    /* Fisher: z(0.975 to the third part) = 2.3940 over three inputs that vary, times sqrt(1.06 / 37). */
    const double half = atanh(rank[1].high) - atanh(rank[1].correlation);
    cr_expect_float_eq(half, 2.393980 * sqrt(1.06 / 37), 1e-6);
}

Test(drawn, few_draws_have_no_interval)
{
    double value[2 * DRAWS * INPUTS] = {0}, y[DRAWS];
    struct drawn drawn = some(value, y);
    drawn.draws = 3;
    const struct drawn_rank *rank = drawn_ranks(&drawn, 0, y, &arena);
    for (int k = 0; k < INPUTS; k++) cr_expect(isnan(rank[k].low) && isnan(rank[k].high));
}
