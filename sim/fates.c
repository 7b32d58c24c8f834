#include "sim/fates.h"

#include <stdlib.h>
#include <string.h>

#include "sim/status.h"

void fates_clear(struct fates *fates) { fates->n = fates->slots = 0; }

void fates_free(struct fates *fates)
{
    free(fates->item);
    free(fates->slot);
    *fates = (struct fates){0};
}

void fates_add(struct fates *fates, struct fate fate)
{
    if (fates->n == fates->capacity) {
        const int64_t wanted = fates->capacity ? 2 * fates->capacity : 1024;
        struct fate *more = realloc(fates->item, (size_t)wanted * sizeof *more);
        BUG_IF(!more, "no memory for what became of %lld households", (long long)wanted);
        fates->item = more;
        fates->capacity = wanted;
    }
    fates->item[fates->n++] = fate;
}

/* Keys differ in a few bits only: they are spread by a multiplication (Knuth, The Art of Computer Programming 3, section 6.4). */
static int64_t home(const struct fates *fates, uint64_t key)
{
    return (int64_t)((key ^ key >> 32) * UINT64_C(0x9E3779B97F4A7C15) >> 20) & (fates->slots - 1);
}

void fates_index(struct fates *fates)
{
    int64_t slots = 64;
    while (slots < 2 * fates->n) slots *= 2;
    free(fates->slot);
    fates->slot = malloc((size_t)slots * sizeof *fates->slot);
    BUG_IF(!fates->slot, "no memory to find %lld households again", (long long)fates->n);
    memset(fates->slot, -1, (size_t)slots * sizeof *fates->slot);
    fates->slots = slots;
    for (int64_t i = 0; i < fates->n; i++) {
        int64_t at = home(fates, fates->item[i].key);
        while (fates->slot[at] >= 0) at = (at + 1) & (slots - 1);
        fates->slot[at] = (int32_t)i;
    }
}

const struct fate *fates_find(const struct fates *fates, uint64_t key)
{
    if (!fates->slots) return NULL;
    for (int64_t at = home(fates, key); fates->slot[at] >= 0; at = (at + 1) & (fates->slots - 1))
        if (fates->item[fates->slot[at]].key == key) return &fates->item[fates->slot[at]];
    return NULL;
}
