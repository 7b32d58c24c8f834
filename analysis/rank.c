#include "analysis/rank.h"

#include <math.h>
#include <stdlib.h>

struct entry {
    double value;
    int32_t label;
};

static int descending(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->value != y->value) return x->value < y->value ? 1 : -1;
    return (x->label > y->label) - (x->label < y->label);
}

struct rank_counts {
    int32_t labels;
    bool low_first;
    int64_t *n, *pairs;
    double *share, *from_last, *above, *rank; /* rank: of one replication, to work in */
    struct entry *entry;
    struct summary_moments *moments;
};

/* The ranks from..to-1 (from 0) of `ranked` are shared by the labels that stand there; the mean rank goes to rank[label]. */
static void share_out(struct rank_counts *counts, const struct entry *entry, int32_t from, int32_t to, int32_t ranked, double *rank)
{
    const double part = 1.0 / (to - from);
    for (int32_t i = from; i < to; i++) {
        const int64_t row = (int64_t)entry[i].label * counts->labels;
        for (int32_t r = from; r < to; r++) {
            counts->share[row + r] += part;
            counts->from_last[row + ranked - 1 - r] += part;
        }
        counts->n[entry[i].label]++;
        rank[entry[i].label] = (from + to + 1) / 2.0;
    }
}

static void one_replication(struct rank_counts *counts, const double *value)
{
    struct entry *entry = counts->entry;
    double *rank = counts->rank;
    int32_t ranked = 0;
    for (int32_t l = 0; l < counts->labels; l++) {
        rank[l] = NAN;
        if (!isnan(value[l])) entry[ranked++] = (struct entry){counts->low_first ? -value[l] : value[l], l};
    }
    qsort(entry, (size_t)ranked, sizeof *entry, descending);
    for (int32_t from = 0, to; from < ranked; from = to) {
        to = from + 1;
        while (to < ranked && entry[to].value == entry[from].value) to++;
        share_out(counts, entry, from, to, ranked, rank);
    }
    for (int32_t a = 0; a < counts->labels; a++)
        for (int32_t b = 0; b < counts->labels; b++) {
            if (a == b || isnan(rank[a]) || isnan(rank[b])) continue;
            counts->pairs[(int64_t)a * counts->labels + b]++;
            counts->above[(int64_t)a * counts->labels + b] += rank[a] < rank[b] ? 1 : rank[a] == rank[b] ? 0.5 : 0;
        }
}

static void divide(struct rank_counts *counts)
{
    for (int32_t l = 0; l < counts->labels; l++)
        for (int32_t i = 0; i < counts->labels; i++) {
            const int64_t at = (int64_t)l * counts->labels + i;
            counts->share[at] = counts->n[l] > 0 ? counts->share[at] / (double)counts->n[l] : NAN;
            counts->from_last[at] = counts->n[l] > 0 ? counts->from_last[at] / (double)counts->n[l] : NAN;
            counts->above[at] = counts->pairs[at] > 0 ? counts->above[at] / (double)counts->pairs[at] : NAN;
        }
}

struct rank_counts *rank_begin(int32_t labels, bool low_first, struct arena *arena)
{
    const int64_t square = (int64_t)labels * labels;
    struct rank_counts *counts = ARENA_NEW(arena, struct rank_counts);
    *counts = (struct rank_counts){.labels = labels,
                                   .low_first = low_first,
                                   .n = ARENA_ARRAY(arena, int64_t, labels),
                                   .pairs = ARENA_ARRAY(arena, int64_t, square),
                                   .share = ARENA_ARRAY(arena, double, square),
                                   .from_last = ARENA_ARRAY(arena, double, square),
                                   .above = ARENA_ARRAY(arena, double, square),
                                   .rank = ARENA_ARRAY(arena, double, labels),
                                   .entry = ARENA_ARRAY(arena, struct entry, labels),
                                   .moments = ARENA_ARRAY(arena, struct summary_moments, labels)};
    return counts;
}

void rank_add(struct rank_counts *counts, const double *value, int64_t replications)
{
    for (int64_t r = 0; r < replications; r++) {
        one_replication(counts, value + r * counts->labels);
        for (int32_t l = 0; l < counts->labels; l++) summary_add(&counts->moments[l], counts->rank[l]);
    }
}

struct rank_table rank_end(struct rank_counts *counts, struct arena *arena)
{
    struct interval *mean = ARENA_ARRAY(arena, struct interval, counts->labels);
    divide(counts);
    for (int32_t l = 0; l < counts->labels; l++) mean[l] = summary_of(&counts->moments[l]);
    return (struct rank_table){.labels = counts->labels,
                               .n = counts->n,
                               .share = counts->share,
                               .from_last = counts->from_last,
                               .rank = mean,
                               .above = counts->above,
                               .pairs = counts->pairs};
}

struct rank_table rank_make(const double *value, int64_t replications, int32_t labels, bool low_first, struct arena *arena)
{
    struct rank_counts *counts = rank_begin(labels, low_first, arena);
    rank_add(counts, value, replications);
    return rank_end(counts, arena);
}

static struct proportion of_first(const struct rank_table *table, const double *share, int32_t label, int32_t m, double level)
{
    const double n = (double)table->n[label];
    double sum = 0;
    for (int32_t i = 0; i < m && i < table->labels && n > 0; i++) sum += share[(int64_t)label * table->labels + i];
    const double hits = n * sum, whole = round(hits);
    return proportion_wilson(fabs(hits - whole) < 1e-9 * n ? whole : hits, n, level); /* so that all is all, and none is none */
}

struct proportion rank_first(const struct rank_table *table, int32_t label, int32_t m, double level)
{
    return of_first(table, table->share, label, m, level);
}

struct proportion rank_last(const struct rank_table *table, int32_t label, int32_t m, double level)
{
    return of_first(table, table->from_last, label, m, level);
}

struct proportion rank_above(const struct rank_table *table, int32_t label, int32_t other, double level)
{
    const int64_t at = (int64_t)label * table->labels + other;
    const double n = (double)table->pairs[at];
    return proportion_wilson(n > 0 ? n * table->above[at] : 0, n, level);
}
