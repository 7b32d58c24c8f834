#include "sim/metric_course.h"

#include <math.h>
#include <string.h>

__extension__ typedef unsigned __int128 wide;

enum { QUARTERS = 64, PER_OCTAVE = 32, OCTAVE_BITS = 5, QUARTER_BITS = 6 };

/* ---- bins ---- */

int32_t course_bin(int64_t sum, seconds length)
{
    if (sum <= 0) return 0;
    const wide quarters = (wide)sum * 4 / (wide)length;
    if (quarters < QUARTERS) return 1 + (int32_t)quarters;
    int32_t octave = 0;
    while (quarters >> (octave + QUARTER_BITS + 1)) octave++;
    const int32_t bin = 1 + QUARTERS + octave * PER_OCTAVE + (int32_t)(quarters >> (octave + 1)) % PER_OCTAVE;
    return bin < COURSE_BINS ? bin : COURSE_BINS - 1;
}

double course_bin_from(int32_t bin)
{
    if (bin <= 0) return 0;
    if (bin >= COURSE_BINS) return INFINITY;
    if (bin <= QUARTERS) return (bin - 1) / 4.0;
    const int32_t octave = (bin - 1 - QUARTERS) / PER_OCTAVE, step = (bin - 1 - QUARTERS) % PER_OCTAVE;
    return ldexp(PER_OCTAVE + step, octave + QUARTER_BITS - OCTAVE_BITS) / 4;
}

/* ---- shape ---- */

static void set_put(struct course_shape *shape, struct course_set *to, int32_t metric, enum course_part part, int32_t cells, int32_t each)
{
    *to = (struct course_set){metric, part, cells, each, shape->cells};
    shape->cells += cells;
    shape->n_sets++;
}

const struct course_shape *course_shape_make(const struct metric *metrics, int32_t n, const int32_t *sizes, const struct detail *detail, struct arena *arena)
{
    struct course_shape *shape = ARENA_NEW(arena, struct course_shape);
    struct course_set *set = ARENA_ARRAY(arena, struct course_set, 2 * n + 1);
    int32_t size[METRIC_STRATA];
    *shape = (struct course_shape){.n_periods = detail->n_periods, .edge_s = detail->edge_s, .set = set};
    for (int32_t m = 0; m < n; m++) {
        if (!metric_in_series(&metrics[m])) continue;
        int32_t cells = 1, each = 1;
        metric_cells_of(&metrics[m], sizes, size);
        for (int k = 0; k < METRIC_STRATA; k++) *(k < detail->kept[m] ? &cells : &each) *= size[k];
        const bool level = metrics[m].kind == METRIC_LEVEL;
        set_put(shape, &set[shape->n_sets], m, level ? COURSE_LEVEL : COURSE_COUNT, cells, each);
        if (level) set_put(shape, &set[shape->n_sets], m, COURSE_END, cells, each);
    }
    return shape;
}

/* ---- sums ---- */

struct course *course_make(int64_t cells, int64_t sets, int32_t room, struct arena *arena)
{
    struct course *course = ARENA_NEW(arena, struct course);
    *course = (struct course){.room = room, .sum = ARENA_ARRAY(arena, int64_t, cells + 1), .low = ARENA_ARRAY(arena, int64_t, cells + 1),
                              .high = ARENA_ARRAY(arena, int64_t, cells + 1), .bin = ARENA_ARRAY(arena, int32_t, sets * room + 1)};
    return course;
}

void course_begin(struct course *course, const struct course_shape *shape)
{
    const int64_t cells = (int64_t)shape->n_periods * shape->cells, bins = (int64_t)shape->n_periods * shape->n_sets * course->room;
    course->shape = shape;
    course->n = 0;
    memset(course->sum, 0, (size_t)cells * sizeof *course->sum);
    memset(course->low, 0, (size_t)cells * sizeof *course->low);
    memset(course->high, 0, (size_t)cells * sizeof *course->high);
    for (int64_t i = 0; i < bins; i++) course->bin[i] = -1;
}

static bool cell_add(struct course *course, int64_t at, int64_t number)
{
    if (number >= COURSE_MOST || number <= -COURSE_MOST) return false;
    const wide square = (wide)(number * (__extension__(__int128) number)) + (wide)course->low[at];
    course->sum[at] += number;
    course->low[at] = (int64_t)(square & ((UINT64_C(1) << COURSE_WORD) - 1));
    course->high[at] += (int64_t)(square >> COURSE_WORD);
    return true;
}

/* from: the numbers of the metric in this period, in their order. */
static bool set_add(struct course *course, const struct course_set *set, int64_t at, const int64_t *from, int64_t *whole)
{
    *whole = 0;
    for (int32_t c = 0; c < set->cells; c++) {
        int64_t number = 0;
        for (int32_t i = 0; i < set->each; i++) {
            if (*from >= COURSE_MOST || *from <= -COURSE_MOST) return false; /* no sum of them then overflows */
            number += *from++;
        }
        if (!cell_add(course, at + c, number)) return false;
        *whole += number;
    }
    return true;
}

/* Counts, integrals and values at the ends stand behind one another in a period (metric_detail.c). */
static int64_t offset_of(const struct recorder *recorder, const struct course_set *set)
{
    const int64_t first = recorder->first[set->metric];
    if (set->part == COURSE_COUNT) return first;
    return recorder->n_count + first + (set->part == COURSE_END ? recorder->n_level : 0);
}

bool course_add(struct course *course, const struct recorder *recorder, int32_t i)
{
    const struct course_shape *shape = course->shape;
    const int64_t stride = recorder->n_count + 2 * (int64_t)recorder->n_level;
    int64_t whole;
    for (int32_t p = 0; p < shape->n_periods; p++) {
        const seconds length_s = shape->edge_s[p + 1] - shape->edge_s[p];
        for (int32_t k = 0; k < shape->n_sets; k++) {
            const struct course_set *set = &shape->set[k];
            if (!set_add(course, set, (int64_t)p * shape->cells + set->first, recorder->series + p * stride + offset_of(recorder, set), &whole)) return false;
            course->bin[((int64_t)p * shape->n_sets + k) * course->room + i] = course_bin(whole, set->part == COURSE_LEVEL ? length_s : 1);
        }
    }
    course->n++;
    return true;
}
