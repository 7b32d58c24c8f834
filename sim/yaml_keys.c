#include "sim/yaml_keys.h"

#include <string.h>

#define FEW 16

static uint32_t hash(const char *word)
{
    uint32_t h = 2166136261u; /* FNV-1a */
    for (; *word; word++) h = (h ^ (unsigned char)*word) * 16777619u;
    return h ^ h >> 15;
}

static void place(struct yaml_keys *keys, int32_t number)
{
    uint32_t at = hash(keys->word[number]) & (keys->slots - 1);
    while (keys->slot[at]) at = (at + 1) & (keys->slots - 1);
    keys->slot[at] = number + 1;
}

static void grow(struct yaml_keys *keys, struct arena *arena)
{
    const int32_t room = keys->room ? 4 * keys->room : FEW;
    const char **word = ARENA_ARRAY(arena, const char *, room);
    for (int32_t i = 0; i < keys->n; i++) word[i] = keys->word[i];
    keys->word = word;
    keys->room = room;
    if (room == FEW) return;
    keys->slots = 2 * (uint32_t)room;
    keys->slot = ARENA_ARRAY(arena, int32_t, keys->slots);
    for (int32_t i = 0; i < keys->n; i++) place(keys, i);
}

int32_t yaml_keys_find(const struct yaml_keys *keys, const char *word)
{
    if (!keys->slot) {
        for (int32_t i = 0; i < keys->n; i++)
            if (strcmp(keys->word[i], word) == 0) return i;
        return -1;
    }
    for (uint32_t at = hash(word) & (keys->slots - 1); keys->slot[at]; at = (at + 1) & (keys->slots - 1))
        if (strcmp(keys->word[keys->slot[at] - 1], word) == 0) return keys->slot[at] - 1;
    return -1;
}

int32_t yaml_keys_add(struct yaml_keys *keys, const char *word, struct arena *arena)
{
    if (keys->n == keys->room) grow(keys, arena);
    const int32_t number = keys->n++;
    keys->word[number] = word;
    if (keys->slot) place(keys, number);
    return number;
}
