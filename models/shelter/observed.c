#include "models/shelter/observed.h"

#include <math.h>
#include <string.h>

enum shelter_metric observed_measure(const char *name)
{
    int m = 0;
    while (m < N_METRICS && strcmp(shelter_metrics[m].name, name) != 0) m++;
    return (enum shelter_metric)m;
}

bool observed_is_share(enum shelter_metric measure)
{
    const char *name = shelter_metrics[measure].name;
    const size_t n = strlen(name), end = strlen("_share");
    return n > end && strcmp(name + n - end, "_share") == 0;
}

bool observed_knows(enum shelter_metric measure, enum shelter_dim dim)
{
    for (int k = 0; k < METRIC_STRATA && shelter_metrics[measure].strata[k] >= 0; k++)
        if (shelter_metrics[measure].strata[k] == (int)dim) return true;
    const bool of_asking = measure == M_SAME_DAY_SHARE || measure == M_OWN_REGION_SHARE;
    return dim == DIM_REGION && (of_asking || measure == M_OCCUPIED_SHARE);
}

bool observed_years(const struct observed_params *figure, int32_t *first, int32_t *last)
{
    if (figure->from_s == NEVER || figure->to_s == NEVER) return false;
    *first = date_civil(figure->from_s).year;
    *last = date_civil(figure->to_s - 1).year;
    return true;
}

/* Stays are written as durations, and results count them in days. */
static double in_unit(enum shelter_metric measure, double value)
{
    return strcmp(shelter_metrics[measure].unit, "day") == 0 ? value / (double)SECONDS_PER_DAY : value;
}

bool observed_give(const void *data, int32_t i, struct observation *out)
{
    const struct plan *plan = data;
    const struct items *items = &plan->params->observed;
    if (i >= items->n) return false;
    const struct observed_params *figure = ITEM(*items, struct observed_params, i);
    const enum shelter_metric measure = observed_measure(figure->measure);
    *out = (struct observation){.name = items->key[i], .measure = figure->measure, .source = figure->source,
                                .value = in_unit(measure, figure->value), .low = NAN, .high = NAN, .fit = figure->use == USE_FIT};
    if (figure->range.n == 2) out->low = in_unit(measure, figure->range.value[0]), out->high = in_unit(measure, figure->range.value[1]);
    if (figure->region.id >= 0) out->region = plan->regions[figure->region.id].id;
    if (figure->stage.id >= 0) out->stage = plan->stages[figure->stage.id].name;
    observed_years(figure, &out->from_year, &out->to_year);
    return true;
}
