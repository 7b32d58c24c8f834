/* The social account: so many euro for every unit of a measure, as the scenario values it. */
#include <math.h>

#include "models/shelter/measure.h"

static const int measures[N_VALUES] = {
    [VALUE_UNSAFE_DAY] = M_UNSAFE_DAYS,     [VALUE_UNSCREENED_NIGHT] = M_UNSCREENED_NIGHTS, [VALUE_HOTEL_NIGHT] = M_HOTEL_NIGHTS,
    [VALUE_BLOCKED_DAY] = M_BLOCKED_DAYS,   [VALUE_NOT_PLACED] = M_NOT_PLACED_24H,          [VALUE_NOT_PLACED_CHILD] = M_NOT_PLACED_24H_CHILDREN,
    [VALUE_TURNED_AWAY] = M_TURNED_AWAY,    [VALUE_ABANDONED] = M_ABANDONED,                [VALUE_AGAIN] = M_ARRIVALS_AGAIN,
    [VALUE_RETURN] = M_RETURNS,             [VALUE_PLACED] = M_PLACED,                      [VALUE_PLACED_ELSEWHERE] = M_PLACED_ELSEWHERE,
    [VALUE_EXIT] = M_EXITS,                 [VALUE_PREVENTED] = M_PREVENTED,
};

/* What a measure by region, and whatever else, adds up to in a region. */
static double amount(const struct recorder *record, int metric, int32_t region)
{
    const int32_t *size = record->size[metric];
    double sum = 0;
    for (int32_t j = 0; j < size[1]; j++)
        for (int32_t k = 0; k < size[2]; k++) {
            const int32_t cell = recorder_cell(record, metric, region, j, k);
            sum += record->metrics[metric].kind == METRIC_COUNT ? (double)record->count[cell] : record->value[cell];
        }
    return sum;
}

void measure_values(struct sim *sim, int32_t region)
{
    const struct plan *plan = plan_of(sim);
    for (int v = 0; v < N_VALUES; v++) {
        const double eur = plan->value_eur[v];
        metric_value(&sim->record, M_SOCIAL_VALUE, region, v, 0, isnan(eur) ? 0 : eur * amount(&sim->record, measures[v], region));
    }
}
