#include "sim/sobol.h"

#include "sim/sobol_numbers.h"
#include "sim/status.h"

/* Far above the numbers of replications and of those of a pilot. */
#define SCRAMBLES (UINT64_C(1) << 56)

/* Where the numbers of a dimension from the second on begin, and the degree of its polynomial. */
static const uint16_t *find(int dimension, int *degree)
{
    const uint16_t *at = sobol_numbers, *count = sobol_degrees;
    int left = dimension - 1;
    *degree = 1;
    while (left >= *count) {
        BUG_IF(*count == 0, "Sobol points have no dimension %d", dimension);
        left -= *count;
        at += *degree * *count++;
        ++*degree;
    }
    return at + *degree * left;
}

void sobol_init(struct sobol *sobol, int dimension)
{
    BUG_IF(dimension < 0 || dimension >= SOBOL_DIMENSIONS, "Sobol points have no dimension %d", dimension);
    uint32_t *const v = sobol->direction;
    for (int i = 0; i < SOBOL_BITS; i++) v[i] = UINT32_C(1) << (31 - i);
    if (dimension == 0) return;
    int degree;
    const uint16_t *const number = find(dimension, &degree);
    for (int i = 1; i < degree; i++) v[i] = (uint32_t)number[i] << (31 - i);
    for (int i = degree; i < SOBOL_BITS; i++) {
        v[i] = v[i - degree] ^ v[i - degree] >> degree;
        for (int k = 1; k < degree; k++)
            if (number[0] >> (degree - 1 - k) & 1) v[i] ^= v[i - k];
    }
}

uint32_t sobol_plain(const struct sobol *sobol, uint32_t index)
{
    uint32_t bits = 0;
    for (uint32_t gray = index ^ index >> 1; gray; gray &= gray - 1) bits ^= sobol->direction[__builtin_ctz(gray)];
    return bits;
}

double sobol_point(const struct sobol *sobol, uint32_t index, struct rng_key scramble)
{
    const uint32_t plain = sobol_plain(sobol, index);
    uint32_t bits = plain;
    for (unsigned i = 0; i < SOBOL_BITS; i++) {
        const uint32_t above = i ? plain >> (SOBOL_BITS - i) : 0;
        if (rng_uniform(scramble, i, above, 0) < 0.5) bits ^= UINT32_C(1) << (SOBOL_BITS - 1 - i);
    }
    /* Where in its cell: 20 bits more, taken at their middle, so that neither 0 nor 1 comes out. */
    const double within = (double)(int64_t)(rng_uniform(scramble, SOBOL_BITS, plain, 0) * 0x1p20) + 0.5;
    return ((double)bits + within * 0x1p-20) * 0x1p-32;
}

struct rng_key sobol_scramble(uint64_t seed, const char *name) { return rng_key_of(seed, SCRAMBLES | rng_hash(name)); }
