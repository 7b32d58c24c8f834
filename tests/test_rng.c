#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "sim/rng.h"

/* The first 53 bits of a Philox block as the uniform they become. */
static double of_words(uint32_t first, uint32_t second) { return (double)(((uint64_t)second << 32 | first) >> 11) * 0x1p-53; }

/* The vectors of the Random123 distribution for philox4x32, 10 rounds: counter and key are arguments of a draw. */
Test(rng, known_answers)
{
    const double zero = rng_uniform((struct rng_key){{0, 0}}, 0, 0, 0);
    cr_assert_eq(zero, of_words(0x6627e8d5, 0xe169c58d));
    const double ones = rng_uniform((struct rng_key){{UINT32_MAX, UINT32_MAX}}, 0xff, UINT64_MAX, (UINT64_C(1) << 56) - 1);
    cr_assert_eq(ones, of_words(0x408f276d, 0x41c83b0e));
    const double pi = rng_uniform((struct rng_key){{0xa4093822, 0x299f31d0}}, 0x03, UINT64_C(0x85a308d3243f6a88), UINT64_C(0x70734413198a2e));
    cr_assert_eq(pi, of_words(0xd16cfe09, 0x94fdcceb));
}

/* Results of published runs hang on these: they may never change. */
Test(rng, frozen_draws)
{
    const struct rng_key key = rng_key_of(2020, 17);
    cr_assert_eq(key.word[0], UINT32_C(0x22277884), "%#x", key.word[0]);
    cr_assert_eq(key.word[1], UINT32_C(0x2d2de3ec), "%#x", key.word[1]);
    const double u = rng_uniform(key, 3, 4031, 7);
    cr_assert_eq(u, 0x1.ac1bda8c2befap-1, "%a", u);
}

/* FNV-1a of 64 bits, published: "" cbf29ce484222325, "a" af63dc4c8601ec8c, "foobar" 85944171f73967e8. */
Test(rng, hash_of_names)
{
    cr_assert_eq(rng_hash(""), UINT32_C(0xcbf29ce4) ^ UINT32_C(0x84222325));
    cr_assert_eq(rng_hash("a"), UINT32_C(0xaf63dc4c) ^ UINT32_C(0x8601ec8c));
    cr_assert_eq(rng_hash("foobar"), UINT32_C(0x85944171) ^ UINT32_C(0xf73967e8));
}

/* ---- chance: the directions in which a model walks through draws ---- */

enum axis { ENTITY, HIGH_ENTITY, OCCASION, PURPOSE, REPLICATION, SEED, PILOT, AXES };
static const char *const axis_name[AXES] = {"entity", "high word of entity", "occasion", "purpose", "replication", "seed", "pilot"};

static double draw(enum axis axis, uint64_t i)
{
    const struct rng_key key = rng_key_of(1, 1);
    switch (axis) {
    case ENTITY: return rng_uniform(key, 1, i, 0);
    case HIGH_ENTITY: return rng_uniform(key, 1, i << 32, 0);
    case OCCASION: return rng_uniform(key, 1, 1, i);
    case PURPOSE: return rng_uniform(key, (unsigned)(i & 255), i >> 8, 0);
    case REPLICATION: return rng_uniform(rng_key_of(1, i), 1, 1, 0);
    case SEED: return rng_uniform(rng_key_of(i, 1), 1, 1, 0);
    case PILOT: return rng_uniform(rng_key_of(1, (UINT64_C(1) << 40) + i), 1, 1, 0);
    case AXES: break;
    }
    return 0;
}

/* Standard normal of a chi-square by its cube root (Wilson and Hilferty 1931). */
static double normal_of(double chi2, int cells)
{
    const double freedom = cells - 1, v = 2 / (9 * freedom);
    return (cbrt(chi2 / freedom) - 1 + v) / sqrt(v);
}

static double chi2(const int *seen, int cells, double expected)
{
    double sum = 0;
    for (int c = 0; c < cells; c++) sum += (seen[c] - expected) * (seen[c] - expected) / expected;
    return sum;
}

/* Two-sided at 99.99 % for each of the 28 numbers of the next tests: 99.7 % for all together. Seeds are fixed: a failure is a fault. */
#define BOUND 3.89
enum { DRAWS = 1 << 17, CELLS = 256 };

Test(rng, uniform_along_every_axis)
{
    for (enum axis axis = 0; axis < AXES; axis++) {
        int seen[CELLS] = {0};
        for (uint64_t i = 0; i < DRAWS; i++) {
            const double u = draw(axis, i);
            cr_assert(u > 0 && u < 1);
            seen[(int)(u * CELLS)]++;
        }
        const double z = normal_of(chi2(seen, CELLS, (double)DRAWS / CELLS), CELLS);
        cr_expect(fabs(z) < BOUND, "along %s: z = %.2f", axis_name[axis], z);
    }
}

Test(rng, neighbours_are_independent)
{
    for (enum axis axis = 0; axis < AXES; axis++) {
        int seen[CELLS] = {0};
        for (uint64_t i = 0; i < DRAWS; i++) seen[(int)(draw(axis, 2 * i) * 16) * 16 + (int)(draw(axis, 2 * i + 1) * 16)]++;
        const double z = normal_of(chi2(seen, CELLS, (double)DRAWS / CELLS), CELLS);
        cr_expect(fabs(z) < BOUND, "pairs along %s: z = %.2f", axis_name[axis], z);
    }
}

/* The whole streams of entities of neighbouring purposes, occasions, replications, seeds side by side. */
Test(rng, streams_are_independent)
{
    const struct rng_key here = rng_key_of(1, 1);
    for (int stream = 0; stream < 7; stream++) {
        const struct rng_key there = stream == 2 ? rng_key_of(1, 2) : stream == 3 ? rng_key_of(2, 1)
                                   : stream == 4 ? rng_key_of(1, (UINT64_C(1) << 40) + 1) : stream == 5 ? rng_key_of(2, 0)
                                   : stream == 6 ? rng_key_of(UINT64_C(1) << 32, 1) : here;
        int seen[CELLS] = {0};
        for (uint64_t i = 0; i < DRAWS; i++) {
            const double u = rng_uniform(here, 1, i, 0), v = rng_uniform(there, stream == 0 ? 2 : 1, i, stream == 1);
            seen[(int)(u * 16) * 16 + (int)(v * 16)]++;
        }
        const double z = normal_of(chi2(seen, CELLS, (double)DRAWS / CELLS), CELLS);
        cr_expect(fabs(z) < BOUND, "stream %d: z = %.2f", stream, z);
    }
}

static int ascending(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Kolmogorov: sqrt(n) D above 2.2 has a probability of 1.3e-4. */
Test(rng, kolmogorov_along_every_axis)
{
    double *u = malloc(DRAWS * sizeof *u);
    for (enum axis axis = 0; axis < AXES; axis++) {
        double most = 0;
        for (uint64_t i = 0; i < DRAWS; i++) u[i] = draw(axis, i);
        qsort(u, DRAWS, sizeof *u, ascending);
        for (int i = 0; i < DRAWS; i++) most = fmax(most, fmax(u[i] - (double)i / DRAWS, (double)(i + 1) / DRAWS - u[i]));
        const double d = most * sqrt(DRAWS);
        cr_expect(d < 2.2, "along %s: %.2f", axis_name[axis], d);
    }
    free(u);
}
