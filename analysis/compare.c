#include "analysis/compare.h"

#include <math.h>
#include <string.h>

struct compared compare_columns(const double *x, const double *base, int32_t draws, int64_t per_draw, struct arena *arena)
{
    const int64_t n = draws * per_draw;
    struct compared compared = {.pairing = x == base ? NAN : variance_pairing(x, base, n)};
    if (draws == 1) {
        compared.mean = summary_interval(x, n);
        compared.difference = summary_paired(x, base, n);
        return compared;
    }
    compared.split = variance_split(x, draws, per_draw, arena);
    compared.split_difference = variance_split_paired(x, base, draws, per_draw, arena);
    compared.mean = compared.split.mean;
    compared.difference = compared.split_difference.mean;
    return compared;
}

void compare_add(struct compare_family *family, const struct interval *difference, struct arena *arena)
{
    if (family->n == family->capacity) {
        family->capacity = family->capacity ? 2 * family->capacity : 64;
        struct interval *more = ARENA_ARRAY(arena, struct interval, family->capacity);
        if (family->n) memcpy(more, family->item, (size_t)family->n * sizeof *more);
        family->item = more;
    }
    family->item[family->n++] = *difference;
}

void compare_judge(struct compare_family *family, struct arena *arena)
{
    family->judged = ARENA_ARRAY(arena, struct variance_comparison, family->n + 1);
    variance_simultaneous(family->item, family->n, 0.95, family->judged);
}
