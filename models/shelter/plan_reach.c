/* Which rules may look for a place in which other region: computed once, so that ringing round is a walk along bit masks. */
#include "models/shelter/plan.h"

/* Groups that may use the same pools reach the same places. */
static void make_classes(struct plan *plan)
{
    plan->n_reach = 0;
    for (int32_t g = 0; g < plan->n_groups; g++) {
        int32_t same = 0;
        for (; same < g; same++) {
            bool alike = true;
            for (int32_t kind = 0; kind < plan->n_pools; kind++)
                alike &= (plan->pools[kind].takes >> g & 1) == (plan->pools[kind].takes >> same & 1);
            if (alike) break;
        }
        plan->groups[g].reach = same < g ? plan->groups[same].reach : plan->n_reach++;
        for (int32_t kind = 0; kind < plan->n_pools; kind++)
            if (plan->pools[kind].takes >> g & 1) plan->pools[kind].classes |= UINT64_C(1) << plan->groups[g].reach;
    }
}

static bool ever_for(const struct plan *plan, int32_t group, int32_t stage, int32_t region)
{
    const struct plan_stage *s = &plan->stages[stage];
    for (int32_t i = 0; i < s->pools.n; i++)
        if (plan->ever[place_set(plan, s->pools.id[i], region)] && plan->pools[s->pools.id[i]].takes >> group & 1) return true;
    return false;
}

static uint64_t rules_for(const struct plan *plan, int32_t group, int32_t region)
{
    uint64_t rules = 0;
    for (int32_t i = 0; i < plan->n_rules; i++) {
        const struct plan_rule *rule = &plan->rules[i];
        if (rule->stage >= 0 && rule->where != WHERE_OWN && ever_for(plan, group, rule->stage, region)) rules |= UINT64_C(1) << i;
    }
    return rules;
}

static uint64_t near_enough(const struct plan *plan, uint64_t rules, double km)
{
    uint64_t near = 0;
    for (uint64_t left = rules; left; left &= left - 1) {
        const int32_t rule = __builtin_ctzll(left);
        if (km <= plan->rules[rule].within_km) near |= UINT64_C(1) << rule;
    }
    return near;
}

void plan_reach(struct maker *maker)
{
    struct plan *plan = maker->plan;
    const int32_t n = plan->n_regions;
    make_classes(plan);
    if ((int64_t)plan->n_reach * n * n > MOST_REACH) {
        faults_help(maker->faults,
                    faults_error(maker->faults, plan_place(plan, "regions"), "regions-groups", "regions",
                                 "%d regions, and groups that may use %d different sets of pools, are too many together", n, plan->n_reach),
                    "at most %d such sets are possible with so many regions", MOST_REACH / n / n);
        return;
    }
    plan->reach = ARENA_ARRAY(maker->arena, uint64_t, (int64_t)plan->n_reach * n * n);
    plan->stage_rules = ARENA_ARRAY(maker->arena, uint64_t, plan->n_stages);
    for (int32_t i = 0; i < plan->n_rules; i++) {
        const uint64_t bit = UINT64_C(1) << i;
        if (plan->rules[i].stage < 0) plan->wait_rules |= bit;
        else plan->stage_rules[plan->rules[i].stage] |= bit;
        if (plan->rules[i].stage >= 0 && plan->rules[i].where != WHERE_OWN) plan->away_rules |= bit;
    }
    plan->position = ARENA_ARRAY(maker->arena, int32_t, (int64_t)n * n);
    for (int32_t origin = 0; origin < n; origin++)
        for (int32_t i = 0; i < n - 1; i++) plan->position[origin * n + plan->near[origin * (n - 1) + i]] = i;
    for (int32_t g = 0; g < plan->n_groups; g++)
        for (int32_t region = 0; region < n; region++) {
            const uint64_t rules = rules_for(plan, g, region);
            for (int32_t origin = 0; origin < n && rules; origin++) {
                uint64_t *reach = &plan->reach[((int64_t)plan->groups[g].reach * n + origin) * n + region];
                *reach = origin == region ? 0 : near_enough(plan, rules, plan_km(plan, origin, region));
            }
        }
}
