#include "sim/rng.h"

#include <Random123/philox.h>

/* Keeps the counters from which keys are made apart from any other use of the same seed. */
#define KEY_DOMAIN UINT32_C(0x726E6731)

struct rng_key rng_key_of(uint64_t seed, uint64_t replication)
{
    /* The third word is the number of the draw of inputs; there is one. */
    const philox4x32_ctr_t counter = {{(uint32_t)replication, (uint32_t)(replication >> 32), 0, KEY_DOMAIN}};
    const philox4x32_key_t key = {{(uint32_t)seed, (uint32_t)(seed >> 32)}};
    const philox4x32_ctr_t block = philox4x32_R(10, counter, key);
    return (struct rng_key){{block.v[0], block.v[1]}};
}

double rng_uniform(struct rng_key key, unsigned purpose, uint64_t entity, uint64_t occasion)
{
    const philox4x32_ctr_t counter = {{(uint32_t)entity, (uint32_t)(entity >> 32), (uint32_t)occasion,
                                       (uint32_t)purpose << 24 | (uint32_t)(occasion >> 32)}};
    const philox4x32_key_t philox_key = {{key.word[0], key.word[1]}};
    const philox4x32_ctr_t block = philox4x32_R(10, counter, philox_key);
    const double cell = (double)(int64_t)(((uint64_t)block.v[1] << 32 | block.v[0]) >> 11);
    /* A multiple of 2^-53 is exact and below 1; the cell at 0 is drawn at its middle, so that 0 never comes out. */
    return (cell > 0.5 ? cell : 0.5) * 0x1p-53;
}

uint32_t rng_hash(const char *name)
{
    uint64_t hash = UINT64_C(0xCBF29CE484222325);
    for (const unsigned char *c = (const unsigned char *)name; *c; c++) hash = (hash ^ *c) * UINT64_C(0x100000001B3);
    return (uint32_t)(hash ^ hash >> 32);
}
