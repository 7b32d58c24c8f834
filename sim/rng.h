/* rng: a draw is a function of (seed, replication, purpose, entity, occasion); there are no streams and there is no state.
 *
 * Philox4x32-10 (Salmon et al., SC11) of the library Random123. The key of a replication is itself a Philox block of
 * (seed, draw of inputs, replication), so neighbouring seeds share nothing. One uniform per draw: 53 bits, open interval (0,1). */
#ifndef SIM_RNG_H
#define SIM_RNG_H

#include <stdint.h>

struct rng_key { uint32_t word[2]; };

struct rng_key rng_key_of(uint64_t seed, uint64_t replication);

/* purpose < 256; occasion < 2^56. Uniform in (0,1), never 0 and never 1. */
double rng_uniform(struct rng_key key, unsigned purpose, uint64_t entity, uint64_t occasion);

/* FNV-1a folded to 32 bits: the stable number of a name. */
uint32_t rng_hash(const char *name);

#endif
