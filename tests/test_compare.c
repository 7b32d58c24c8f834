/* compare: one figure of two scenarios, with one set of inputs and with draws; many comparisons at once. */
#include "tests/statistics_lab.h"

#include "analysis/compare.h"

static struct arena arena;
static void made(void) { arena_init(&arena); }
static void gone(void) { arena_free(&arena); }
TestSuite(compare, .init = made, .fini = gone, .timeout = 60);

enum { MOST = 400 };
static double x[MOST], base[MOST];

/* Draws that differ by their inputs, and worlds that share their luck. */
static void fill(uint64_t seed, int32_t draws, int32_t per_draw)
{
    struct lab lab = {seed};
    for (int32_t d = 0; d < draws; d++) {
        const double input = 10 * lab_normal(&lab), effect = 2 * lab_normal(&lab);
        for (int32_t r = 0; r < per_draw; r++) {
            const double luck = 5 * lab_normal(&lab);
            base[d * per_draw + r] = 100 + input + luck;
            x[d * per_draw + r] = 103 + input + effect + luck + lab_normal(&lab);
        }
    }
}

static void same_interval(const char *what, struct interval a, struct interval b)
{
    cr_expect(a.mean == b.mean && a.half == b.half && a.sd == b.sd && a.n == b.n, "%s: %g +- %g, not %g +- %g", what, a.mean, a.half, b.mean, b.half);
}

Test(compare, one_set_of_inputs)
{
    fill(1, 1, 50);
    const struct compared is = compare_columns(x, base, 1, 50, &arena);
    same_interval("mean", is.mean, summary_interval(x, 50));
    same_interval("difference", is.difference, summary_paired(x, base, 50));
    cr_expect(is.pairing == variance_pairing(x, base, 50) && is.pairing > 10, "pairing %g", is.pairing);
    cr_expect_eq(is.split.draws, 0, "there are no draws to split by");
}

Test(compare, over_draws)
{
    fill(2, 20, 8);
    const struct compared is = compare_columns(x, base, 20, 8, &arena);
    const struct variance_split split = variance_split(x, 20, 8, &arena), difference = variance_split_paired(x, base, 20, 8, &arena);
    same_interval("mean", is.mean, split.mean);
    same_interval("difference", is.difference, difference.mean);
    cr_expect(is.split.ignorance_sd == split.ignorance_sd && is.split.chance_sd == split.chance_sd);
    cr_expect(is.split_difference.ignorance_sd == difference.ignorance_sd && is.split_difference.chance_sd == difference.chance_sd);
    cr_expect_eq(is.mean.n, 20, "draws are the units");
    /* By hand: the interval of the draws' means. */
    double means[20], differences[20];
    for (int d = 0; d < 20; d++) {
        means[d] = differences[d] = 0;
        for (int r = 0; r < 8; r++) means[d] += x[8 * d + r] / 8, differences[d] += (x[8 * d + r] - base[8 * d + r]) / 8;
    }
    const struct interval of_means = summary_interval(means, 20), of_differences = summary_interval(differences, 20);
    CLOSE(is.mean.mean, of_means.mean, 1e-9);
    CLOSE(is.mean.half, of_means.half, 1e-9);
    CLOSE(is.difference.half, of_differences.half, 1e-9);
    const struct interval worlds = summary_interval(x, 160);
    cr_expect(is.mean.half > 1.5 * worlds.half, "worlds of a draw are not independent: %g over draws, %g over worlds", is.mean.half, worlds.half);
}

Test(compare, the_other_way_about)
{
    for (int32_t draws = 1; draws <= 10; draws += 9) {
        fill(3, draws, 20);
        const struct compared there = compare_columns(x, base, draws, 20, &arena), back = compare_columns(base, x, draws, 20, &arena);
        CLOSE(there.difference.mean, -back.difference.mean, 1e-12);
        CLOSE(there.difference.half, back.difference.half, 1e-12);
        CLOSE(there.pairing, back.pairing, 1e-12);
        cr_expect(there.mean.mean != back.mean.mean);
    }
}

Test(compare, with_itself)
{
    for (int32_t draws = 1; draws <= 5; draws += 4) {
        fill(4, draws, 10);
        const struct compared is = compare_columns(x, x, draws, 10, &arena);
        cr_expect(is.difference.mean == 0 && is.difference.half == 0, "%g +- %g", is.difference.mean, is.difference.half);
        cr_expect(isnan(is.pairing), "beside itself pairing says nothing: %g", is.pairing);
    }
}

Test(compare, one_replication_has_no_interval)
{
    fill(5, 1, 1);
    const struct compared is = compare_columns(x, base, 1, 1, &arena);
    cr_expect(is.mean.mean == x[0] && is.difference.mean == x[0] - base[0]);
    cr_expect(!(is.mean.half > 0) && isnan(is.pairing));
    struct compare_family family = {0};
    compare_add(&family, &is.difference, &arena);
    compare_judge(&family, &arena);
    cr_expect(isnan(family.judged[0].half) && isnan(family.judged[0].adjusted));
    struct compare_family none = {0};
    compare_judge(&none, &arena);
    cr_expect_eq(none.n, 0);
}

/* More than fit at first; of each the half-width at 1 - 0.05 / k, and what is kept stays in its place. */
Test(compare, many_at_once)
{
    enum { MANY = 150, PAIRS = 12 };
    struct compare_family family = {0};
    struct interval each[MANY];
    for (int i = 0; i < MANY; i++) {
        fill(100 + (uint64_t)i, 1, PAIRS);
        for (int r = 0; r < PAIRS; r++) x[r] += i % 3 - 4; /* some differ, some do not */
        each[i] = compare_columns(x, base, 1, PAIRS, &arena).difference;
        compare_add(&family, &each[i], &arena);
    }
    compare_judge(&family, &arena);
    cr_assert_eq(family.n, MANY);
    const double wide = summary_t(1 - 0.025 / MANY, PAIRS - 1), narrow = summary_t(0.975, PAIRS - 1);
    int alone = 0, together = 0;
    for (int i = 0; i < MANY; i++) {
        same_interval("what was added", family.item[i], each[i]);
        CLOSE(family.judged[i].half, each[i].half * wide / narrow, 1e-9);
        cr_expect(family.judged[i].adjusted >= family.judged[i].p_value);
        alone += !summary_covers_zero(&each[i]);
        together += family.judged[i].adjusted < 0.05;
    }
    cr_expect(together < alone && together > 0, "%d are shown alone, %d together", alone, together);
}
