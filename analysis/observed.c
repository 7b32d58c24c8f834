/* What the baseline gives for one observed figure. */
#include "analysis/observed.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct search {
    struct result *result;
    struct arena *arena;
    const struct observation *of;
    int64_t n;      /* replications */
    bool years;     /* the years of the observation, not the whole counted period */
    bool occupancy; /* without a stage: only those of which occupancy is told */
};

/* ---- which cells ---- */

static int32_t axis_of(const struct result_measure *measure, const char *dimension)
{
    for (int32_t i = 0; i < measure->n_strata; i++)
        if (strcmp(measure->strata[i], dimension) == 0) return i;
    return -1;
}

/* The dataset that can be asked for the region, the stage and the years: the measure, or its companion by year; -1: neither. */
static int32_t dataset_of(const struct search *search, const char *measure)
{
    const struct observation *of = search->of;
    int32_t found = result_find(search->result, measure);
    if (found >= 0 && search->years) found = summary_measure_by(search->result, found, "year");
    if (found < 0) return -1;
    const struct result_measure *m = result_measure(search->result, found);
    return (!of->region || axis_of(m, "region") >= 0) && (!of->stage || axis_of(m, "stage") >= 0) ? found : -1;
}

/* When the file does not say, all of them. */
static bool in_occupancy(struct result *result, int32_t stage)
{
    int32_t n;
    const double *is = result_coordinate(result, "stage_in_occupancy", &n);
    return !is || stage >= n || is[stage] != 0;
}

static bool label_wanted(const struct search *search, const char *dimension, int32_t label)
{
    const struct observation *of = search->of;
    int32_t n;
    const char *const *labels = result_labels(search->result, dimension, &n);
    if (!labels || label >= n) return true;
    if (strcmp(dimension, "region") == 0) return !of->region || strcmp(labels[label], of->region) == 0;
    if (strcmp(dimension, "stage") == 0 && of->stage) return strcmp(labels[label], of->stage) == 0;
    if (strcmp(dimension, "stage") == 0) return !search->occupancy || in_occupancy(search->result, label);
    if (strcmp(dimension, "year") != 0 || !search->years) return true;
    const int year = atoi(labels[label]);
    return of->from_year <= year && year <= of->to_year;
}

struct cells {
    int32_t n;
    bool *wanted;
};

static struct cells cells_of(const struct search *search, const struct result_measure *measure)
{
    struct cells cells = {.n = 1};
    for (int32_t k = 0; k < measure->n_strata; k++) cells.n *= measure->size[k];
    cells.wanted = ARENA_ARRAY(search->arena, bool, cells.n + 1);
    for (int32_t c = 0; c < cells.n; c++) cells.wanted[c] = true;
    int32_t inner = cells.n; /* cells of one label */
    for (int32_t k = 0; k < measure->n_strata; k++) {
        inner /= measure->size[k];
        for (int32_t label = 0; label < measure->size[k]; label++) {
            if (label_wanted(search, measure->strata[k], label)) continue;
            for (int32_t c = 0; c < cells.n; c++) cells.wanted[c] &= c / inner % measure->size[k] != label;
        }
    }
    return cells;
}

/* Things that happened, days and money add up over the counted period; numbers at a time and means do not. */
static bool adds_up(const struct result_measure *measure, bool weighted)
{
    if (measure->cell_methods) return strcmp(measure->cell_methods, "time: sum") == 0;
    return !weighted && measure->units && (strcmp(measure->units, "day") == 0 || strcmp(measure->units, "eur") == 0);
}

/* How many years a sum over the cells is of. */
static double years_of(const struct search *search, const struct result_measure *measure, bool weighted)
{
    const int32_t axis = axis_of(measure, "year");
    if (axis >= 0) return search->years ? search->of->to_year - search->of->from_year + 1 : measure->size[axis];
    return adds_up(measure, weighted) ? summary_years(search->result) : 1;
}

/* ---- one number per replication ---- */

static double sum_one(const struct cells *cells, const double *values, const double *weight)
{
    double sum = 0, total = 0;
    for (int32_t c = 0; c < cells->n; c++) {
        const double w = weight ? weight[c] : 1;
        if (!cells->wanted[c] || isnan(values[c]) || !(w > 0)) continue;
        sum += w * values[c];
        total += w;
    }
    return total > 0 ? sum / (weight ? total : 1) : (double)NAN;
}

/* Sum over the cells that are asked for, which is of so many years; of a mean, their mean weighted by the numbers behind them.
 * NULL: the file cannot say. */
static double *sum_of(const struct search *search, const char *measure, double *years)
{
    const int32_t dataset = dataset_of(search, measure), number = dataset < 0 ? -1 : summary_weight(search->result, dataset);
    const double *values, *weight = NULL;
    if (dataset < 0 || result_values(search->result, dataset, 0, &values).code != STATUS_OK) return NULL;
    if (number >= 0 && result_values(search->result, number, 0, &weight).code != STATUS_OK) return NULL;
    const struct result_measure *m = result_measure(search->result, dataset);
    const struct cells cells = cells_of(search, m);
    double *x = ARENA_ARRAY(search->arena, double, search->n + 1);
    for (int64_t r = 0; r < search->n; r++) x[r] = sum_one(&cells, values + r * cells.n, weight ? weight + r * cells.n : NULL);
    *years = years_of(search, m, weight != NULL);
    return x;
}

/* Shares that the file holds for the whole only, from their parts: part / (part + rest), or part / whole. */
static const struct parts {
    const char *share, *part, *rest, *whole;
} shares[] = {{"placed_same_day_share", "placed_same_day", "not_placed_24h", NULL},
              {"own_region_share", "placed_own_region", NULL, "placed"},
              {"occupied_share", "occupied", NULL, "places"}};

static const double *share_of(struct search *search, const struct parts *parts)
{
    double years; /* the same for both, so a share does not need them */
    search->occupancy = strcmp(parts->part, "occupied") == 0;
    double *x = sum_of(search, parts->part, &years);
    const double *other = sum_of(search, parts->rest ? parts->rest : parts->whole, &years);
    if (!x || !other) return NULL;
    for (int64_t r = 0; r < search->n; r++) {
        const double whole = parts->rest ? x[r] + other[r] : other[r];
        x[r] = whole > 0 ? x[r] / whole : (double)NAN;
    }
    return x;
}

static const double *value_of(struct search *search)
{
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++)
        if (strcmp(search->of->measure, shares[i].share) == 0) return share_of(search, &shares[i]);
    double years = 1, *x = sum_of(search, search->of->measure, &years);
    for (int64_t r = 0; x && r < search->n; r++) x[r] /= years;
    return x;
}

/* ---- one figure ---- */

/* Dates are written so that they sort as texts. */
static bool counted_whole(struct result *result, const struct observation *of)
{
    char from[32], to[32];
    const char *start = result_text(result, "/", "time_coverage_start"), *end = result_text(result, "/", "time_coverage_end");
    if (!of->from_year || !start || !end) return false;
    snprintf(from, sizeof from, "%04d-01-01", of->from_year);
    snprintf(to, sizeof to, "%04d-01-01", of->to_year + 1);
    return strcmp(start, from) <= 0 && strcmp(to, end) <= 0;
}

/* A mean whose interval reaches over a bound that no replication passes (35 of 35 regions) lies inside all the same. */
static enum observed_verdict verdict_of(const struct observation *of, const struct interval *simulated, const double *x,
                                        int64_t n)
{
    const double half = simulated->half > 0 ? simulated->half : 0, slack = 1e-12 * fabs(simulated->mean);
    double least = INFINITY, most = -INFINITY;
    if (isnan(simulated->mean) || isnan(of->low) || isnan(of->high)) return OBSERVED_NOTHING;
    for (int64_t r = 0; r < n; r++) least = fmin(least, x[r]), most = fmax(most, x[r]); /* both pass over NAN */
    least = fmax(least, simulated->mean - half) + slack;
    most = fmin(most, simulated->mean + half) - slack;
    if (least >= of->low && most <= of->high) return OBSERVED_INSIDE;
    return most < of->low || least > of->high ? OBSERVED_OUTSIDE : OBSERVED_OPEN;
}

static void figure_make(struct result *result, struct arena *arena, struct observed_figure *figure)
{
    const struct observation *of = &figure->observation;
    struct search search = {.result = result, .arena = arena, .of = of, .n = result_replications(result)};
    search.years = counted_whole(result, of);
    const double *x = search.years ? value_of(&search) : NULL;
    if (!x) {
        search.years = false;
        figure->whole = of->from_year != 0;
        x = value_of(&search);
    }
    figure->simulated = summary_interval(x, x ? search.n : 0);
    const int32_t measure = result_find(result, of->measure);
    figure->units = measure >= 0 ? result_measure(result, measure)->units : NULL;
    figure->verdict = verdict_of(of, &figure->simulated, x, x ? search.n : 0);
}

status observed_read(struct result *result, struct arena *arena, struct observed_figure **figures, int32_t *n)
{
    const struct observation *list;
    TRY(result_observations(result, arena, &list, n));
    *figures = ARENA_ARRAY(arena, struct observed_figure, *n + 1);
    for (int32_t i = 0; i < *n; i++) {
        (*figures)[i].observation = list[i];
        figure_make(result, arena, &(*figures)[i]);
    }
    return status_ok();
}
