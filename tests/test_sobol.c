#include "sim/sobol.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static double plain(int dimension, uint32_t index)
{
    struct sobol sobol;
    sobol_init(&sobol, dimension);
    return sobol_plain(&sobol, index) * 0x1p-32;
}

/* ---- the published points ---- */

Test(sobol, first_points)
{
    static const double points[8][3] = {{0, 0, 0},          {.5, .5, .5},       {.75, .25, .25},    {.25, .75, .75},
                                        {.375, .375, .625}, {.875, .875, .125}, {.625, .125, .875}, {.125, .625, .375}};
    for (uint32_t i = 0; i < 8; i++)
        for (int d = 0; d < 3; d++) {
            const double have = plain(d, i);
            cr_expect_eq(have, points[i][d], "point %u, dimension %d: %g", i, d, have);
        }
}

/* As scipy 1.10.1 gives them: qmc.Sobol(1024, scramble=False, bits=32). */
Test(sobol, far_points)
{
    static const struct { uint32_t index; int dimension; uint32_t bits; } far[] = {
        {1, 0, 2147483648u},     {2, 1, 1073741824u},      {5, 2, 536870912u},       {7, 4, 536870912u},      {10, 9, 2415919104u},
        {33, 50, 1275068416u},   {100, 99, 3791650816u},   {255, 255, 2231369728u},  {513, 480, 943718400u},  {777, 1022, 2722103296u},
        {1000, 1023, 3066036224u}, {1023, 511, 2638217216u}, {1023, 1023, 4273995776u}};
    for (size_t i = 0; i < sizeof far / sizeof *far; i++) {
        struct sobol sobol;
        sobol_init(&sobol, far[i].dimension);
        cr_expect_eq(sobol_plain(&sobol, far[i].index), far[i].bits, "point %u, dimension %d", far[i].index, far[i].dimension);
    }
}

/* All 1024 dimensions of the first 256 points in one number, from the same source. */
Test(sobol, every_dimension)
{
    static struct sobol sobol[SOBOL_DIMENSIONS];
    uint64_t hash = 0;
    for (int d = 0; d < SOBOL_DIMENSIONS; d++) sobol_init(&sobol[d], d);
    for (uint32_t i = 0; i < 256; i++)
        for (int d = 0; d < SOBOL_DIMENSIONS; d++) hash = hash * UINT64_C(6364136223846793005) + sobol_plain(&sobol[d], i) + 1;
    cr_expect_eq(hash, UINT64_C(11320499512686673920), "%llu", (unsigned long long)hash);
}

/* Results of published runs hang on these: they may never change. */
Test(sobol, frozen_scramble)
{
    struct sobol sobol;
    sobol_init(&sobol, 3);
    const struct rng_key key = sobol_scramble(2020, "intake.households");
    const double first = sobol_point(&sobol, 0, key), later = sobol_point(&sobol, 1000, key);
    cr_expect_eq(first, 0x1.88669201c78b4p-3, "%a", first);
    cr_expect_eq(later, 0x1.25aac57b4a1cfp-1, "%a", later);
}

/* ---- even ---- */

Test(sobol, each_block_has_a_point_in_each_part)
{
    static const int dimensions[] = {0, 1, 2, 17, 88, 512, 1023};
    enum { MOST = 10 };
    for (size_t d = 0; d < sizeof dimensions / sizeof *dimensions; d++) {
        struct sobol sobol;
        sobol_init(&sobol, dimensions[d]);
        const struct rng_key key = sobol_scramble(7, "a name");
        for (int k = 0; k <= MOST; k++)
            for (uint32_t block = 0; block < 3; block++) {
                bool seen[1 << MOST] = {false};
                for (uint32_t i = 0; i < 1u << k; i++) {
                    const double u = sobol_point(&sobol, (block << k) + i, key);
                    cr_assert(u > 0 && u < 1);
                    const int part = (int)(u * (1 << k));
                    cr_assert_not(seen[part], "dimension %d, 2^%d points, block %u", dimensions[d], k, block);
                    seen[part] = true;
                }
            }
    }
}

/* The most points in a box of 2^-i by 2^(i-m) among 2^m: 1 for a (0,m,2)-net, at most 2^t for a (t,m,2)-net. */
static int most_in_a_box(const struct sobol *a, const struct sobol *b, int m)
{
    const struct rng_key key_a = sobol_scramble(3, "a"), key_b = sobol_scramble(3, "b");
    int most = 0;
    for (int i = 0; i <= m; i++) {
        int count[1 << 10] = {0};
        for (uint32_t k = 0; k < 1u << m; k++) {
            const uint32_t x = (uint32_t)(sobol_point(a, k, key_a) * (1 << i)), y = (uint32_t)(sobol_point(b, k, key_b) * (1 << (m - i)));
            const int n = ++count[x << (m - i) | y];
            if (n > most) most = n;
        }
    }
    return most;
}

Test(sobol, pairs_of_dimensions_are_nets)
{
    enum { DIMENSIONS = 12 };
    struct sobol sobol[DIMENSIONS];
    for (int d = 0; d < DIMENSIONS; d++) sobol_init(&sobol[d], d);
    for (int m = 1; m <= 8; m++) cr_expect_eq(most_in_a_box(&sobol[0], &sobol[1], m), 1, "the first two dimensions, 2^%d points", m);
    int worst = 0;
    for (int b = 1; b < DIMENSIONS; b++)
        for (int a = 0; a < b; a++) {
            const int most = most_in_a_box(&sobol[a], &sobol[b], 8);
            if (most > worst) worst = most;
        }
    cr_expect_leq(worst, 16, "%d points in one box", worst); /* t = 4; the plain points have the same */
}

/* ---- scrambled ---- */

/* Over many scrambles one point is uniform in each of its bits, and two names, seeds or dimensions have nothing to do with one another. */
Test(sobol, a_point_is_uniform_over_scrambles)
{
    enum { N = 4000 };
    struct sobol sobol;
    sobol_init(&sobol, 5);
    double sum = 0, square = 0, product = 0, below = 0;
    for (uint64_t seed = 0; seed < N; seed++) {
        const double u = sobol_point(&sobol, 3, sobol_scramble(seed, "x")) - 0.5, v = sobol_point(&sobol, 3, sobol_scramble(seed, "y")) - 0.5;
        sum += u;
        square += u * u;
        product += u * v;
        below += fmod((u + 0.5) * 64, 1) < 0.5;
    }
    const double mean = sum / N, variance = square / N, covariance = product / N, share = below / N;
    cr_expect_float_eq(mean, 0, 5 / sqrt(12.0 * N), "%g", mean);
    cr_expect_float_eq(variance, 1 / 12.0, 5 * sqrt(1 / 180.0 / N), "%g", variance);
    cr_expect_float_eq(covariance, 0, 5 / 12.0 / sqrt(N), "%g", covariance);
    cr_expect_float_eq(share, 0.5, 2.5 / sqrt(N), "%g", share);
}

Test(sobol, no_scramble_is_a_key_of_a_replication)
{
    const struct rng_key scramble = sobol_scramble(1, "x");
    for (uint64_t replication = 0; replication < 100000; replication++) {
        const struct rng_key key = rng_key_of(1, replication);
        cr_assert(memcmp(&key, &scramble, sizeof key) != 0);
    }
}

/* ---- better than chance ---- */

/* Mean square error of the mean of prod (1 + (x_d - 1/2) / (d + 1)), which is 1, over scrambles, with `n` points. */
static double error_of(int n, bool chance)
{
    enum { DIMENSIONS = 6, TIMES = 60 };
    struct sobol sobol[DIMENSIONS];
    double sum = 0;
    for (int d = 0; d < DIMENSIONS; d++) sobol_init(&sobol[d], d);
    for (uint64_t seed = 0; seed < TIMES; seed++) {
        double mean = 0;
        for (int i = 0; i < n; i++) {
            double product = 1;
            for (int d = 0; d < DIMENSIONS; d++) {
                const struct rng_key key = sobol_scramble(seed, (const char[]){(char)('a' + d), '\0'});
                const double x = chance ? rng_uniform(key, 200, (uint64_t)i, 0) : sobol_point(&sobol[d], (uint32_t)i, key);
                product *= 1 + (x - 0.5) / (d + 1);
            }
            mean += product / n;
        }
        sum += (mean - 1) * (mean - 1);
    }
    return sqrt(sum / TIMES);
}

Test(sobol, a_mean_converges_faster_than_by_chance, .timeout = 120)
{
    const double few = error_of(16, false), many = error_of(256, false), by_chance = error_of(256, true);
    cr_expect_lt(many, by_chance / 15, "%g against %g", many, by_chance);
    cr_expect_lt(many, few / 16, "16 times as many points: %g, %g before; by chance a quarter", many, few);
}
