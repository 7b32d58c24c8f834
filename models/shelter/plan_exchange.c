/* Take-back by the region of origin, and whether residents may exchange places. */
#include <math.h>

#include "models/shelter/plan.h"

static void make_take_back(struct maker *maker)
{
    struct plan *plan = maker->plan;
    const struct take_back_params *params = &plan->params->take_back;
    if (!params->given) return;
    plan->take_back_s = llround(params->after_s);
    plan_traits(&params->except, &plan->take_back_except, &plan->take_back_except_groups);
    for (int32_t i = 0; i < params->stages.n; i++) {
        plan->take_back_stages |= UINT64_C(1) << params->stages.item[i].id;
        if (plan->stages[params->stages.item[i].id].stopgap)
            faults_help(maker->faults,
                        faults_error(maker->faults, params->stages.item[i].place, "take-back-stopgap", "take_back.stages", "`%s` is a stopgap, and nobody is placed there", params->stages.item[i].text),
                        "leave it out: from a stopgap a household goes home by its claims");
    }
    for (int32_t stage = 0; !params->stages.n && stage < plan->n_stages; stage++)
        if (!plan->stages[stage].stopgap) plan->take_back_stages |= UINT64_C(1) << stage;
    if (plan->n_regions == 1)
        faults_help(maker->faults, faults_warning(maker->faults, plan_place(plan, "take_back"), "take-back-alone", "take_back", "`take_back` has no effect: there is one region"),
                    "leave it out");
}

/* Whether residents with a claim can ever stand in a cycle: pools from which a next step, or the way home, leads back to the pool. */
static void find_exchanges(struct maker *maker)
{
    struct plan *plan = maker->plan;
    uint64_t next[MAX_STAGES] = {0}; /* by stage: the stages that may follow */
    for (int32_t g = 0; g < plan->n_groups; g++)
        for (int32_t stage = 0; stage < plan->n_stages; stage++)
            for (int32_t i = 0; i < plan->groups[g].steps[stage].n; i++)
                if (plan->groups[g].steps[stage].item[i].stage >= 0) next[stage] |= UINT64_C(1) << plan->groups[g].steps[stage].item[i].stage;
    const int32_t n = plan->n_pools;
    bool *leads = ARENA_ARRAY(maker->arena, bool, (int64_t)n * n);
    for (int32_t a = 0; a < n; a++)
        for (int32_t b = 0; b < n; b++)
            for (int32_t stage = 0; stage < plan->n_stages; stage++)
                if (plan->pools[a].stages >> stage & 1 && next[stage] & plan->pools[b].stages) leads[a * n + b] = true;
    for (int32_t by = 0; by < n; by++)
        for (int32_t a = 0; a < n; a++)
            for (int32_t b = 0; b < n; b++) leads[a * n + b] |= leads[a * n + by] && leads[by * n + b];
    plan->exchanges = plan->take_back_stages != 0;
    for (int32_t a = 0; a < n; a++) plan->exchanges |= leads[a * n + a];
}

void plan_exchange(struct maker *maker)
{
    make_take_back(maker);
    find_exchanges(maker);
}
