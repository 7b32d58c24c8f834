/* sobol: points that fill a cube of up to 1024 dimensions evenly, scrambled by keyed random bits.
 *
 * Every block of 2^k points that starts at a multiple of 2^k has one point in each of 2^k equal parts of each dimension, and few points more
 * than its share in boxes of several dimensions. Scrambling (nested and uniform, after A. Owen) keeps that and makes each point uniform: one bit is
 * flipped or not as a function of the key, its position and the bits above it. Numbers of Joe and Kuo (2008); order of the points by Gray code. */
#ifndef SIM_SOBOL_H
#define SIM_SOBOL_H

#include "sim/rng.h"

enum { SOBOL_DIMENSIONS = 1024, SOBOL_BITS = 32 };

/* One dimension. */
struct sobol { uint32_t direction[SOBOL_BITS]; };

/* dimension: 0 .. SOBOL_DIMENSIONS - 1. */
void sobol_init(struct sobol *sobol, int dimension);
/* Point number `index` from 0, as a multiple of 2^-32; the first is 0. */
uint32_t sobol_plain(const struct sobol *sobol, uint32_t index);
/* The same, scrambled; in (0,1), 53 bits. */
double sobol_point(const struct sobol *sobol, uint32_t index, struct rng_key scramble);
/* A scramble for this name: other than any other name's, and than the key of any replication. */
struct rng_key sobol_scramble(uint64_t seed, const char *name);

#endif
