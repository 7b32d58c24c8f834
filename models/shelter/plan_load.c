/* Load of a network: how many households would be in each stage, were there room for all and nobody waited for anything. */
#include <math.h>

#include "models/shelter/plan.h"

double plan_mean_stay(const struct plan_group *group, int32_t stage)
{
    double mean = 0, before = 0;
    for (int32_t i = 0; i < group->steps[stage].n; i++) {
        const struct step *step = &group->steps[stage].item[i];
        mean += (step->cumulated - before) * dist_mean(&step->stay);
        before = step->cumulated;
    }
    return mean;
}

/* Feedback is followed for a number of rounds that leaves nothing of note. */
void plan_visits(const struct plan *plan, const struct plan_group *group, double *at, double *visits)
{
    double next[MAX_STAGES];
    for (int round = 0; round < 200; round++) {
        for (int32_t s = 0; s < plan->n_stages; s++) next[s] = 0;
        for (int32_t s = 0; s < plan->n_stages; s++) {
            if (at[s] <= 0) continue;
            visits[s] += at[s];
            double before = 0;
            for (int32_t i = 0; i < group->steps[s].n; i++) {
                const struct step *step = &group->steps[s].item[i];
                if (step->stage >= 0) next[step->stage] += at[s] * (step->cumulated - before);
                before = step->cumulated;
            }
        }
        for (int32_t s = 0; s < plan->n_stages; s++) at[s] = next[s];
    }
}

double plan_size(const struct plan *plan, const struct plan_group *group, int32_t stage)
{
    const struct names_of *pools = &plan->stages[stage].pools;
    for (int32_t i = 0; i < pools->n; i++)
        if (!plan->pools[pools->id[i]].persons) return 1;
    return pools->n ? group->adults + dist_mean(&group->children) : 1;
}

double plan_offered(const struct plan *plan, int32_t stage)
{
    double load = 0, before = 0;
    for (int32_t g = 0; g < plan->n_groups; g++) {
        const struct plan_group *group = &plan->groups[g];
        double per_s = 0;
        for (int32_t r = 0; r < plan->n_regions; r++) per_s += plan->regions[r].arrivals_per_year / (double)SECONDS_PER_YEAR * plan_asking(plan, g, r, false);
        double at[MAX_STAGES] = {0}, visits[MAX_STAGES] = {0}, needed = 0;
        for (int32_t i = 0; i < group->n_needs; i++) {
            at[group->needs[i].stage] += group->needs[i].cumulated - needed;
            needed = group->needs[i].cumulated;
        }
        plan_visits(plan, group, at, visits);
        load += (group->cumulated - before) * per_s * visits[stage] * plan_mean_stay(group, stage) * plan_size(plan, group, stage);
        before = group->cumulated;
    }
    return load;
}

int64_t plan_places(const struct plan *plan, int32_t stage)
{
    int64_t places = 0;
    for (int32_t i = 0; i < plan->stages[stage].pools.n; i++)
        for (int32_t r = 0; r < plan->n_regions; r++) {
            const int32_t level = plan->places[place_set(plan, plan->stages[stage].pools.id[i], r)];
            if (level == INT32_MAX) return INT64_MAX;
            places += level;
        }
    return places;
}
