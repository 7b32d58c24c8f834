#include "analysis/variance.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "analysis/proportion.h"
#include "analysis/quantile.h"

/* ---- chance and ignorance ---- */

/* Per draw that has values; and over all. */
struct groups {
    struct interval *draw;
    double *mean;
    int64_t draws, values, most; /* most: of one draw */
    double within, between, grand, squares_of_n;
};

static struct groups gather(const double *y, int64_t draws, int64_t replications, struct arena *arena)
{
    struct groups groups = {.draw = ARENA_ARRAY(arena, struct interval, draws + 1),
                            .mean = ARENA_ARRAY(arena, double, draws + 1)};
    double sum = 0;
    for (int64_t d = 0; d < draws; d++) {
        const struct interval draw = summary_interval(y + d * replications, replications);
        if (draw.n == 0) continue;
        groups.mean[groups.draws] = draw.mean;
        groups.draw[groups.draws++] = draw;
        groups.values += draw.n;
        groups.squares_of_n += (double)draw.n * (double)draw.n;
        if (draw.n > groups.most) groups.most = draw.n;
        if (draw.n > 1) groups.within += draw.sd * draw.sd * (double)(draw.n - 1);
        sum += draw.mean * (double)draw.n;
    }
    groups.grand = groups.values > 0 ? sum / (double)groups.values : NAN;
    for (int64_t d = 0; d < groups.draws; d++) {
        const double away = groups.draw[d].mean - groups.grand;
        groups.between += (double)groups.draw[d].n * away * away;
    }
    return groups;
}

/* P(F > f) with a and b degrees of freedom (Abramowitz and Stegun 26.6.2). */
static double f_tail(double f, double a, double b) { return proportion_beta(b / 2, a / 2, b / (b + a * f), 0); }

static void split_groups(const struct groups *groups, struct variance_split *split)
{
    const double n = (double)groups->values, draws = (double)groups->draws;
    const double chance = groups->within / (n - draws);
    split->chance_sd = sqrt(chance);
    if (groups->draws < 2) return;
    const double between = groups->between / (draws - 1), weight = (n - groups->squares_of_n / n) / (draws - 1);
    /* Draws that are equal but for rounding are equal. */
    const bool equal = between <= 1e4 * DBL_EPSILON * DBL_EPSILON * groups->grand * groups->grand;
    const double ignorance = equal ? 0 : fmax(0, (between - chance) / weight);
    split->ignorance_sd = sqrt(ignorance);
    split->ignorance_share = ignorance > 0 ? ignorance / (ignorance + chance) : 0;
    split->p_value = equal ? 1 : chance > 0 ? f_tail(between / chance, draws - 1, n - draws) : 0;
    split->shown = split->p_value < 0.05;
}

static struct variance_split split_of(const struct groups *groups)
{
    struct variance_split split = {.mean = summary_interval(groups->mean, groups->draws),
                                   .chance_sd = NAN,
                                   .ignorance_sd = NAN,
                                   .ignorance_share = NAN,
                                   .p_value = NAN,
                                   .draws = groups->draws,
                                   .values = groups->values};
    if (groups->most > 1) split_groups(groups, &split);
    return split;
}

struct variance_split variance_split(const double *y, int64_t draws, int64_t replications, struct arena *arena)
{
    const struct groups groups = gather(y, draws, replications, arena);
    return split_of(&groups);
}

struct variance_split variance_split_paired(const double *x, const double *base, int64_t draws, int64_t replications,
                                            struct arena *arena)
{
    double *difference = ARENA_ARRAY(arena, double, draws *replications + 1);
    for (int64_t i = 0; i < draws * replications; i++) difference[i] = x[i] - base[i];
    return variance_split(difference, draws, replications, arena);
}

/* ---- bands ---- */

struct weighted {
    double value, weight;
};

static int ascending(const void *a, const void *b)
{
    const double x = ((const struct weighted *)a)->value, y = ((const struct weighted *)b)->value;
    return (x > y) - (x < y);
}

/* Half of its own weight lies below a value; straight between values. With equal weights: definition 5 of Hyndman and Fan 1996.
 */
static double weighted_quantile(const struct weighted *sorted, int64_t n, double p)
{
    if (n == 0) return NAN;
    double total = 0, below = 0, before = 0;
    for (int64_t i = 0; i < n; i++) total += sorted[i].weight;
    for (int64_t i = 0; i < n; i++) {
        const double place = (below + sorted[i].weight / 2) / total;
        if (place >= p)
            return i == 0 ? sorted[0].value
                          : sorted[i].value - (place - p) / (place - before) * (sorted[i].value - sorted[i - 1].value);
        before = place;
        below += sorted[i].weight;
    }
    return sorted[n - 1].value;
}

static int64_t worlds_of(const double *y, int64_t draws, int64_t replications, struct weighted *world)
{
    int64_t n = 0;
    for (int64_t d = 0; d < draws; d++) {
        const int64_t first = n;
        for (int64_t r = 0; r < replications; r++)
            if (!isnan(y[d * replications + r])) world[n++].value = y[d * replications + r];
        for (int64_t i = first; i < n; i++) world[i].weight = 1 / (double)(n - first);
    }
    qsort(world, (size_t)n, sizeof *world, ascending);
    return n;
}

/* Draws drawn in by the root of the reliability of their means, so that their variance becomes that of ignorance. */
static void draw_in(const struct groups *groups, const struct variance_split *split, double *value)
{
    const double ignorance = split->ignorance_sd * split->ignorance_sd, chance = split->chance_sd * split->chance_sd;
    for (int64_t d = 0; d < groups->draws; d++) {
        const double reliable = ignorance > 0 ? ignorance / (ignorance + chance / (double)groups->draw[d].n) : 0;
        value[d] = split->mean.mean + sqrt(reliable) * (groups->mean[d] - split->mean.mean);
    }
}

void variance_band(const double *y, int64_t draws, int64_t replications, const double *p, int32_t n, double *inputs,
                   double *worlds, struct arena *arena)
{
    const struct groups groups = gather(y, draws, replications, arena);
    const struct variance_split split = split_of(&groups);
    struct weighted *world = ARENA_ARRAY(arena, struct weighted, draws * replications + 1);
    double *value = ARENA_ARRAY(arena, double, groups.draws + 1), *sorted = ARENA_ARRAY(arena, double, groups.draws + 1);
    const int64_t number = worlds_of(y, draws, replications, world);
    const bool known = groups.draws > 1 && !isnan(split.ignorance_sd);
    if (known) draw_in(&groups, &split, value);
    const int64_t kept = known ? quantile_sort(value, groups.draws, sorted) : 0;
    for (int32_t i = 0; i < n; i++) {
        inputs[i] = known ? quantile_sorted(sorted, kept, p[i]) : NAN;
        worlds[i] = weighted_quantile(world, number, p[i]);
    }
}

/* ---- comparisons ---- */

static double square(double sd) { return sd * sd; }

double variance_pairing(const double *x, const double *base, int64_t n)
{
    struct moments {
        double mean, squares;
    } of[3] = {{0, 0}, {0, 0}, {0, 0}};
    double pairs = 0;
    for (int64_t i = 0; i < n; i++) {
        if (isnan(x[i]) || isnan(base[i])) continue;
        const double value[3] = {x[i], base[i], x[i] - base[i]};
        pairs += 1;
        for (int k = 0; k < 3; k++) {
            const double away = value[k] - of[k].mean;
            of[k].mean += away / pairs;
            of[k].squares += away * (value[k] - of[k].mean);
        }
    }
    const double apart = of[0].squares + of[1].squares, scale = square(of[0].mean) + square(of[1].mean) + apart;
    if (pairs < 2 || !(apart > 0)) return NAN;
    return of[2].squares > 1e4 * square(DBL_EPSILON) * scale ? apart / of[2].squares : INFINITY;
}

static double p_value(const struct interval *interval)
{
    if (interval->n < 2) return NAN;
    if (interval->mean == 0) return 1;
    if (!(interval->sd > 0)) return exp2(1 - (double)interval->n);
    const double t = fabs(interval->mean) / (interval->sd / sqrt((double)interval->n));
    return fmin(1, 2 * summary_t_share(-t, (double)interval->n - 1));
}

/* What Holm makes of comparison i alone: times the number of those that are not before it. */
static double holm_step(const struct variance_comparison *comparison, int32_t k, int32_t counted, int32_t i)
{
    int32_t before = 0;
    for (int32_t b = 0; b < k; b++) before += comparison[b].p_value < comparison[i].p_value;
    return fmin(1, (double)(counted - before) * comparison[i].p_value);
}

/* Never below the step of one with a smaller p; the steps stand in `half` for the moment. */
static double holm(const struct variance_comparison *comparison, int32_t k, int32_t i)
{
    double adjusted = 0;
    for (int32_t a = 0; a < k; a++)
        if (comparison[a].p_value <= comparison[i].p_value) adjusted = fmax(adjusted, comparison[a].half);
    return adjusted;
}

void variance_simultaneous(const struct interval *interval, int32_t k, double level, struct variance_comparison *comparison)
{
    int32_t counted = 0;
    for (int32_t i = 0; i < k; i++) {
        comparison[i].p_value = p_value(&interval[i]);
        counted += interval[i].n >= 2;
    }
    for (int32_t i = 0; i < k; i++) comparison[i].half = holm_step(comparison, k, counted, i);
    for (int32_t i = 0; i < k; i++) comparison[i].adjusted = interval[i].n >= 2 ? holm(comparison, k, i) : NAN;
    for (int32_t i = 0; i < k; i++) {
        const double n = (double)interval[i].n, tail = (1 - level) / (2 * (double)counted);
        const bool by_chance = interval[i].mean != 0 && comparison[i].adjusted > 1 - level; /* the same in every pair, and too few pairs */
        comparison[i].half = interval[i].n < 2 || by_chance ? NAN : 0;
        if (interval[i].n >= 2 && interval[i].sd > 0) comparison[i].half = summary_t(1 - tail, n - 1) * interval[i].sd / sqrt(n);
    }
}
