/* Refuses a network in which a waiting list would grow without bound: nobody gives up, no list has a limit, and the places cannot carry the
 * demand even when nothing blocks. The load is that of the chain: requests x planned stay, onward moves included. */
#include <math.h>

#include "models/shelter/plan.h"

static double mean_stay(const struct plan_group *group, int32_t stage)
{
    double mean = 0, before = 0;
    for (int32_t i = 0; i < group->steps[stage].n; i++) {
        const struct step *step = &group->steps[stage].item[i];
        mean += (step->cumulated - before) * dist_mean(&step->stay);
        before = step->cumulated;
    }
    return mean;
}

/* Household-seconds of stay in every stage that one request of a group brings, from its earliest stage on. Feedback is followed for a
 * number of rounds that leaves nothing of note. */
static void chain_stay(const struct plan *plan, const struct plan_group *group, double *load_s)
{
    double at[MAX_STAGES] = {0}, next[MAX_STAGES], before = 0;
    for (int32_t i = 0; i < group->n_needs; i++) {
        at[group->needs[i].stage] += group->needs[i].cumulated - before;
        before = group->needs[i].cumulated;
    }
    for (int round = 0; round < 200; round++) {
        for (int32_t s = 0; s < plan->n_stages; s++) next[s] = 0;
        for (int32_t s = 0; s < plan->n_stages; s++) {
            if (at[s] <= 0) continue;
            load_s[s] += at[s] * mean_stay(group, s);
            before = 0;
            for (int32_t i = 0; i < group->steps[s].n; i++) {
                const struct step *step = &group->steps[s].item[i];
                if (step->stage >= 0) next[step->stage] += at[s] * (step->cumulated - before);
                before = step->cumulated;
            }
        }
        for (int32_t s = 0; s < plan->n_stages; s++) at[s] = next[s];
    }
}

double plan_offered(const struct plan *plan, int32_t stage)
{
    double load = 0, before = 0;
    double per_s = 0;
    for (int32_t r = 0; r < plan->n_regions; r++) per_s += plan->regions[r].arrivals_per_year / (double)SECONDS_PER_YEAR;
    for (int32_t g = 0; g < plan->n_groups; g++) {
        double stay_s[MAX_STAGES] = {0};
        chain_stay(plan, &plan->groups[g], stay_s);
        load += (plan->groups[g].cumulated - before) * per_s * stay_s[stage];
        before = plan->groups[g].cumulated;
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

static bool waits_for_ever(const struct plan *plan, int32_t *rule)
{
    if (plan->waiting_limit != INT64_MAX) return false;
    for (int32_t kind = 0; kind < plan->n_pools; kind++)
        if (plan->pools[kind].waiting_limit != INT64_MAX) return false;
    for (*rule = 0; *rule < plan->n_rules; (*rule)++)
        if (plan->rules[*rule].stage < 0 && plan->rules[*rule].patience.kind == DIST_ABSENT) return true;
    return false;
}

void plan_load(struct maker *maker)
{
    const struct plan *plan = maker->plan;
    int32_t rule;
    double load = 0, places = 0;
    if (!waits_for_ever(plan, &rule)) return;
    for (int32_t i = 0; i < plan->n_rules; i++) {
        const int32_t stage = plan->rules[i].stage;
        bool counted = stage < 0;
        for (int32_t j = 0; j < i; j++) counted |= plan->rules[j].stage == stage;
        if (counted) continue;
        load += plan_offered(plan, stage);
        places += (double)plan_places(plan, stage);
    }
    if (load <= 0 || load < places || places >= 9e18) return;
    const char *path = arena_format(maker->arena, "placement[%d].wait", rule);
    faults_help(maker->faults,
                faults_error(maker->faults, plan->params->placement.place[rule], "waiting-unbounded", path,
                             "nobody gives up, no list has a limit, and %.4g households at a time need %.0f places: the list grows without bound", load, places),
                "give `patience`, a `waiting.limit`, more places, or fewer households");
}
