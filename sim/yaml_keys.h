/* yaml_keys: words with numbers, found quickly however many there are. Small sets are searched, large ones hashed.
 *
 * Order of adding is kept: the number of a word is its position. Owner: the arena; the words themselves are not copied. */
#ifndef SIM_YAML_KEYS_H
#define SIM_YAML_KEYS_H

#include <stdint.h>

#include "sim/arena.h"

struct yaml_keys {
    const char **word;
    int32_t n, room;
    int32_t *slot; /* number + 1; NULL while there are few */
    uint32_t slots;
};

/* -1 when the word is not there. */
int32_t yaml_keys_find(const struct yaml_keys *keys, const char *word);
/* The number of the word, which may be there already: then it is added again and find gives the first. */
int32_t yaml_keys_add(struct yaml_keys *keys, const char *word, struct arena *arena);

#endif
