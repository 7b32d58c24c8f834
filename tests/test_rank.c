#include "tests/statistics_lab.h"

#include "analysis/rank.h"

Test(rank, by_hand_with_ties_and_gaps)
{
    /* Three labels, four replications; in the last one the second has no value. */
    const double value[] = {3, 2, 1, 5, 5, 1, 4, 4, 4, 1, NAN, 2};
    struct arena arena;
    arena_init(&arena);
    const struct rank_table table = rank_make(value, 4, 3, false, &arena);
    const double wanted[] = {(1 + 0.5 + 1 / 3.0) / 4,
                             (0.5 + 1 / 3.0 + 1) / 4,
                             1 / 3.0 / 4,
                             (0.5 + 1 / 3.0) / 3,
                             (1 + 0.5 + 1 / 3.0) / 3,
                             1 / 3.0 / 3,
                             (1 + 1 / 3.0) / 4,
                             1 / 3.0 / 4,
                             (2 + 1 / 3.0) / 4};
    for (int i = 0; i < 9; i++) CLOSE(table.share[i], wanted[i], 1e-15);
    CLOSE(table.rank[0].mean, (1 + 1.5 + 2 + 2) / 4, 1e-15);
    CLOSE(table.rank[1].mean, (2 + 1.5 + 2) / 3, 1e-15);
    cr_assert_eq(table.n[1], 3);
    CLOSE(table.above[0 * 3 + 1], (1 + 0.5 + 0.5) / 3, 1e-15);
    CLOSE(table.above[1 * 3 + 0], 1 - (1 + 0.5 + 0.5) / 3, 1e-15);
    CLOSE(table.above[2 * 3 + 0], (0 + 0 + 0.5 + 1) / 4, 1e-15);
    cr_assert(isnan(table.above[4]));
    const struct proportion first = rank_first(&table, 2, 1, 0.95), last = rank_last(&table, 0, 1, 0.95);
    CLOSE(first.share, (1 + 1 / 3.0) / 4, 1e-15);
    CLOSE(last.share, (1 / 3.0 + 1) / 4, 1e-15); /* second and last of the two that were ranked */
    const struct proportion any = rank_first(&table, 0, 3, 0.95);
    CLOSE(any.share, 1, 0);
    CLOSE(any.high, 1, 0);
    cr_assert(any.low > 0.4 && any.low < 0.6, "all of 4 leaves a bound: %g", any.low);
    arena_free(&arena);
}

Test(rank, turned_round_and_summing_to_one)
{
    struct lab lab = {4};
    enum { N = 60, LABELS = 7 };
    double value[N * LABELS];
    for (int i = 0; i < N * LABELS; i++) value[i] = floor(6 * lab_uniform(&lab));
    struct arena arena;
    arena_init(&arena);
    const struct rank_table high = rank_make(value, N, LABELS, false, &arena), low = rank_make(value, N, LABELS, true, &arena);
    for (int l = 0; l < LABELS; l++) {
        double row = 0, column = 0;
        for (int r = 0; r < LABELS; r++) {
            row += high.share[l * LABELS + r];
            column += high.share[r * LABELS + l];
            CLOSE(high.share[l * LABELS + r], low.share[l * LABELS + LABELS - 1 - r], 1e-13);
            CLOSE(high.share[l * LABELS + r], low.from_last[l * LABELS + r], 1e-13);
            if (r != l) CLOSE(high.above[l * LABELS + r] + high.above[r * LABELS + l], 1, 1e-15);
        }
        CLOSE(row, 1, 1e-13);
        CLOSE(column, 1, 1e-13);
        CLOSE(high.rank[l].mean + low.rank[l].mean, LABELS + 1, 1e-12);
        const struct proportion two = rank_last(&high, l, 2, 0.95), other = rank_first(&low, l, 2, 0.95);
        CLOSE(two.share, other.share, 1e-12);
    }
    arena_free(&arena);
}

Test(rank, a_label_without_values_has_no_rank_and_says_so)
{
    const double value[] = {1, NAN, 2, NAN};
    struct arena arena;
    arena_init(&arena);
    const struct rank_table table = rank_make(value, 2, 2, false, &arena), none = rank_make(value, 0, 2, false, &arena);
    cr_assert_eq(table.n[1], 0);
    cr_assert(isnan(table.share[2]) && isnan(table.rank[1].mean));
    const struct proportion first = rank_first(&table, 1, 1, 0.95), above = rank_above(&table, 0, 1, 0.95);
    cr_assert(isnan(first.share) && first.low == 0 && first.high == 1);
    cr_assert(isnan(above.share));
    cr_assert_eq(none.n[0], 0);
    arena_free(&arena);
}

/* Three labels with means 0, 0 and 0.5: normal(0.5, 1) is above normal(0, 1) with probability Phi(0.5 / sqrt 2). */
Test(rank, coverage)
{
    struct lab lab = {21};
    const double above = 0.5 * erfc(-0.25);
    int64_t pair = 0, tie = 0;
    for (int trial = 0; trial < 2000; trial++) {
        double value[32 * 3];
        for (int r = 0; r < 32; r++)
            for (int l = 0; l < 3; l++) value[r * 3 + l] = lab_normal(&lab) + (l == 2 ? 0.5 : 0);
        struct arena arena;
        arena_init(&arena);
        const struct rank_table table = rank_make(value, 32, 3, false, &arena);
        const struct proportion p = rank_above(&table, 2, 0, 0.95);
        pair += p.low <= above && above <= p.high;
        for (int i = 0; i < 96; i++)
            value[i] = floor(value[i]); /* the first two have one law, so each is before the other half of the time */
        const struct rank_table coarse = rank_make(value, 32, 3, false, &arena);
        const struct proportion q = rank_above(&coarse, 0, 1, 0.95);
        tie += q.low <= 0.5 && 0.5 <= q.high;
        arena_free(&arena);
    }
    lab_covered("rank: one above another, 32 replications", pair, 2000, 0.94);
    lab_covered("rank: one above another with ties, 32 replications", tie, 2000, 0.95);
}
