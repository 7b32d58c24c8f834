#include "analysis/drawn.h"

#include <math.h>
#include <stdlib.h>

#include "sim/dist_table.h"

status drawn_read(struct result *result, struct drawn *drawn)
{
    int32_t size[3] = {0}, n = 0;
    *drawn = (struct drawn){0};
    drawn->path = result_texts(result, "inputs/input", &drawn->inputs);
    drawn->unit = result_texts(result, "inputs/unit", &n);
    drawn->value = result_numbers(result, "inputs/value", 3, size);
    drawn->draws = size[1];
    drawn->central = result_numbers(result, "inputs/central", 2, size);
    if (drawn->path && drawn->unit && drawn->value && drawn->central) return status_ok();
    return status_fail(STATUS_FAILED, "no-draws", "this file holds no draws of the inputs; `run --draws N` makes them");
}

void drawn_values(const struct drawn *drawn, int32_t scenario, int32_t input, double *x)
{
    for (int32_t d = 0; d < drawn->draws; d++) x[d] = drawn->value[((int64_t)scenario * drawn->draws + d) * drawn->inputs + input];
}

/* ---- rank correlation ---- */

static int by_value(const void *left, const void *right)
{
    const double a = **(const double *const *)left, b = **(const double *const *)right;
    return (a > b) - (a < b);
}

/* Ranks from 1; equal values share theirs. */
static void ranks_of(const double *x, int32_t n, double *rank, struct arena *arena)
{
    const double **order = ARENA_ARRAY(arena, const double *, n + 1);
    for (int32_t i = 0; i < n; i++) order[i] = &x[i];
    qsort(order, (size_t)n, sizeof *order, by_value);
    for (int32_t i = 0, j; i < n; i = j) {
        for (j = i + 1; j < n && *order[j] == *order[i]; j++) continue;
        for (int32_t k = i; k < j; k++) rank[order[k] - x] = (i + j + 1) / 2.0;
    }
}

double drawn_correlation(const double *x, const double *y, int32_t n, struct arena *arena)
{
    double *a = ARENA_ARRAY(arena, double, n + 1), *b = ARENA_ARRAY(arena, double, n + 1), ab = 0, aa = 0, bb = 0;
    const double middle = (n + 1) / 2.0;
    for (int32_t i = 0; i < n; i++)
        if (isnan(x[i]) || isnan(y[i])) return NAN;
    ranks_of(x, n, a, arena);
    ranks_of(y, n, b, arena);
    for (int32_t i = 0; i < n; i++) {
        ab += (a[i] - middle) * (b[i] - middle);
        aa += (a[i] - middle) * (a[i] - middle);
        bb += (b[i] - middle) * (b[i] - middle);
    }
    return aa > 0 && bb > 0 ? ab / sqrt(aa * bb) : NAN;
}

/* ---- the strongest first ---- */

static int by_strength(const void *left, const void *right)
{
    const struct drawn_rank *p = left, *q = right;
    const double a = fabs(p->correlation), b = fabs(q->correlation);
    if (isnan(a) || isnan(b)) return isnan(a) && isnan(b) ? p->input - q->input : isnan(a) - isnan(b);
    return a == b ? p->input - q->input : (a < b) - (a > b);
}

static void interval_make(struct drawn_rank *rank, int32_t draws, int32_t vary)
{
    if (draws < 4 || isnan(rank->correlation)) return;
    const double z = atanh(fmax(-1 + 1e-12, fmin(rank->correlation, 1 - 1e-12))),
                 half = dist_normal_quantile(1 - 0.025 / vary) * sqrt(1.06 / (draws - 3));
    rank->low = tanh(z - half);
    rank->high = tanh(z + half);
}

const struct drawn_rank *drawn_ranks(const struct drawn *drawn, int32_t scenario, const double *y, struct arena *arena)
{
    struct drawn_rank *rank = ARENA_ARRAY(arena, struct drawn_rank, drawn->inputs + 1);
    double *x = ARENA_ARRAY(arena, double, drawn->draws + 1);
    int32_t vary = 0;
    for (int32_t i = 0; i < drawn->inputs; i++) {
        drawn_values(drawn, scenario, i, x);
        rank[i] = (struct drawn_rank){.input = i, .correlation = drawn_correlation(x, y, drawn->draws, arena), .low = NAN, .high = NAN};
        vary += !isnan(rank[i].correlation);
    }
    for (int32_t i = 0; i < drawn->inputs; i++) interval_make(&rank[i], drawn->draws, vary);
    qsort(rank, (size_t)drawn->inputs, sizeof *rank, by_strength);
    return rank;
}
