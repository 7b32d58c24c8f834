#include "analysis/envelope.h"

#include <math.h>

#include "analysis/summary.h"

double erlang_b(double load, int64_t places)
{
    double loss = 1;
    for (int64_t c = 1; c <= places; c++) loss = load * loss / ((double)c + load * loss);
    return loss;
}

/* Mean over replications of a measure of the first scenario, by region; *n regions. */
static status by_region(struct result *result, const char *measure, struct arena *arena, double **mean, int32_t *n)
{
    struct summary_series series;
    const int32_t found = result_find(result, measure);
    if (found < 0) return status_fail(STATUS_FAILED, "no-measure", "this file has no `%s`", measure);
    TRY(summary_read(result, found, 0, "region", arena, &series));
    *n = series.labels;
    *mean = ARENA_ARRAY(arena, double, series.labels + 1);
    for (int32_t r = 0; r < series.labels; r++)
        (*mean)[r] = summary_interval(summary_column(&series, result_replications(result), r, arena), result_replications(result)).mean;
    return status_ok();
}

static double sum_of(const double *x, int32_t n)
{
    double sum = 0;
    for (int32_t i = 0; i < n; i++) sum += isnan(x[i]) ? 0 : x[i];
    return sum;
}

status envelope_make(struct result *result, struct arena *arena, struct envelope *envelope)
{
    double *load, *places, *occupied, *blocked, *arrivals, *late;
    int32_t n;
    TRY(by_region(result, "offered_load", arena, &load, &n));
    TRY(by_region(result, "places", arena, &places, &n));
    TRY(by_region(result, "occupied", arena, &occupied, &n));
    TRY(by_region(result, "blocked", arena, &blocked, &n));
    TRY(by_region(result, "arrivals", arena, &arrivals, &n));
    TRY(by_region(result, "not_placed_24h", arena, &late, &n));
    *envelope = (struct envelope){.load = sum_of(load, n), .places = sum_of(places, n), .held = sum_of(occupied, n), .blocked = sum_of(blocked, n)};
    const double requests = sum_of(arrivals, n);
    for (int32_t r = 0; r < n; r++) envelope->loss_regions += arrivals[r] / requests * erlang_b(load[r], llround(places[r]));
    envelope->loss_pooled = erlang_b(envelope->load, llround(envelope->places));
    envelope->not_placed_share = sum_of(late, n) / requests;
    return status_ok();
}
