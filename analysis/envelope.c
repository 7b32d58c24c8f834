#include "analysis/envelope.h"

#include <math.h>
#include <string.h>

double erlang_b(double load, int64_t places)
{
    double loss = 1;
    for (int64_t c = 1; c <= places; c++) loss = load * loss / ((double)c + load * loss);
    return loss;
}

struct sums {
    int32_t regions;
    double *mean; /* by region, over replications */
};

static int32_t axis_of(const struct result_measure *measure, const char *dimension)
{
    for (int32_t i = 0; i < measure->n_strata; i++)
        if (strcmp(measure->strata[i], dimension) == 0) return i;
    return -1;
}

/* The label of an axis that a cell belongs to. */
static int32_t label_of(const struct result_measure *measure, int32_t axis, int32_t cell)
{
    for (int32_t i = measure->n_strata - 1; i > axis; i--) cell /= measure->size[i];
    return cell % measure->size[axis];
}

/* Of a measure by stage only the stages in which somebody has been placed and whose places can be counted: a hotel bed is no shelter place. */
static bool counts(struct result *result, const struct result_measure *measure, int32_t cell)
{
    int32_t n = 0;
    const int32_t axis = axis_of(measure, "stage");
    const double *in = axis < 0 ? NULL : result_coordinate(result, "stage_in_occupancy", &n);
    const int32_t stage = axis < 0 ? 0 : label_of(measure, axis, cell);
    return !in || stage >= n || in[stage] != 0;
}

/* A measure of the first scenario, by region. */
static status by_region(struct result *result, const char *name, struct arena *arena, struct sums *sums)
{
    const int32_t found = result_find(result, name);
    const struct result_measure *measure = found < 0 ? NULL : result_measure(result, found);
    const int32_t axis = measure ? axis_of(measure, "region") : -1;
    const double *values;
    if (axis < 0) return status_fail(STATUS_FAILED, "no-measure", "this file has no `%s` by region", name);
    TRY(result_values(result, found, 0, &values));
    const int64_t n = result_replications(result);
    int32_t cells = 1;
    for (int32_t i = 0; i < measure->n_strata; i++) cells *= measure->size[i];
    *sums = (struct sums){measure->size[axis], ARENA_ARRAY(arena, double, measure->size[axis] + 1)};
    for (int32_t c = 0; c < cells; c++) {
        if (!counts(result, measure, c)) continue;
        for (int64_t r = 0; r < n; r++)
            if (!isnan(values[r * cells + c])) sums->mean[label_of(measure, axis, c)] += values[r * cells + c] / (double)n;
    }
    return status_ok();
}

static double sum_of(const struct sums *sums)
{
    double sum = 0;
    for (int32_t i = 0; i < sums->regions; i++) sum += sums->mean[i];
    return sum;
}

status envelope_make(struct result *result, struct arena *arena, struct envelope *envelope)
{
    struct sums load, places, occupied, blocked, arrivals, late;
    TRY(by_region(result, "offered_load", arena, &load));
    TRY(by_region(result, "places", arena, &places));
    TRY(by_region(result, "occupied", arena, &occupied));
    TRY(by_region(result, "blocked", arena, &blocked));
    TRY(by_region(result, "arrivals", arena, &arrivals));
    TRY(by_region(result, "not_placed_24h", arena, &late));
    *envelope = (struct envelope){.load = sum_of(&load), .places = sum_of(&places), .held = sum_of(&occupied), .blocked = sum_of(&blocked)};
    const double requests = sum_of(&arrivals);
    for (int32_t r = 0; r < load.regions; r++) envelope->loss_regions += arrivals.mean[r] / requests * erlang_b(load.mean[r], llround(places.mean[r]));
    envelope->loss_pooled = erlang_b(envelope->load, llround(envelope->places));
    envelope->not_placed_share = sum_of(&late) / requests;
    return status_ok();
}
