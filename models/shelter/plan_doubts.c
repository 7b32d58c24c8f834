/* Warnings: what stands in the scenario and can have no effect. The plan is sound and complete by then, and nothing in it
 * changes. */
#include <string.h>

#include "models/shelter/plan.h"

#define WARN(maker, place, id, path, help, ...)                                                                                  \
    faults_help((maker)->faults, faults_warning((maker)->faults, (place), (id), (path), __VA_ARGS__), "%s", (help))

static bool names_it(const struct items *items, int32_t space, int32_t id)
{
    for (int32_t i = 0; i < items->n; i++)
        if (items->name[i].space == space && items->name[i].id == id) return true;
    return false;
}

/* Does a stage, for all or for a group, name this as a next step? Shares of 0 count: a variant may raise them. */
static bool is_next(const struct shelter_params *params, int32_t space, int32_t id)
{
    for (int32_t s = 0; s < params->stages.n; s++)
        if (names_it(&ITEM(params->stages, struct stage_params, s)->onward, space, id)) return true;
    for (int32_t g = 0; g < params->groups.n; g++) {
        const struct items *onward = &ITEM(params->groups, struct group_params, g)->onward;
        for (int32_t i = 0; i < onward->n; i++)
            if (names_it(&ITEM(*onward, struct group_onward_params, i)->to, space, id)) return true;
    }
    return false;
}

/* Defined in the file of the scenario itself, not in one that it extends or includes: a variant that has its own `placement` leaves exits
 * of its base unused, and means nothing by it. */
static bool of_this_file(const struct plan *plan, struct place place)
{
    const char *file = plan->scenario->file;
    return place.source && (strcmp(place.source->name, file) == 0 || strcmp(file, "-") == 0);
}

static void doubt_exits(struct maker *maker)
{
    const struct shelter_params *params = maker->plan->params;
    for (int32_t exit = 0; exit < params->exits.n; exit++) {
        if (!of_this_file(maker->plan, params->exits.place[exit])) continue;
        bool used = is_next(params, 1, exit);
        for (int32_t i = 0; i < params->placement.n; i++)
            used |= names_it(&ITEM(params->placement, struct rule_params, i)->wait.then, 0, exit);
        const char *name = params->exits.key[exit];
        if (!used)
            WARN(maker, params->exits.place[exit], "exit-unused", arena_format(maker->arena, "exits.%s", name),
                 "name it in an `onward` or a `then`, or leave it out", "nobody leaves by `%s`", name);
    }
}

/* Is anybody there at the first instant, with a place in the stage or waiting for it? */
static bool is_there(const struct plan *plan, int32_t stage, bool waits)
{
    for (int32_t i = 0; i < plan->n_initial; i++)
        if (plan->initial[i].stage == stage && (plan->initial[i].set < 0) == waits) return true;
    return false;
}

static void doubt_stages(struct maker *maker)
{
    const struct plan *plan = maker->plan;
    const struct items *stages = &plan->params->stages;
    for (int32_t stage = 0; stage < plan->n_stages; stage++)
        if (!plan->stage_rules[stage] && !is_next(plan->params, 0, stage) && !is_there(plan, stage, false))
            WARN(maker, stages->place[stage], "stage-unused", arena_format(maker->arena, "stages.%s", stages->key[stage]),
                 "name it in a rule of `placement` or in an `onward`, or leave it out", "nobody comes to `%s`",
                 stages->key[stage]);
}

static void doubt_gates(struct maker *maker)
{
    const struct plan *plan = maker->plan;
    const struct items *gates = &plan->params->gates;
    for (int32_t gate = 0; gate < plan->n_gates; gate++) {
        bool used = false;
        for (int32_t exit = 0; exit < plan->n_exits; exit++)
            for (int32_t i = 0; i < plan->exits[exit].n_gates; i++) used |= plan->exits[exit].gates[i] == gate;
        if (!used)
            WARN(maker, gates->place[gate], "gate-unused", arena_format(maker->arena, "gates.%s", gates->key[gate]),
                 "name it in the `gates` of an exit, or leave it out", "no exit asks for `%s`", gates->key[gate]);
    }
}

/* ---- places ---- */

static bool pool_ever(const struct plan *plan, int32_t kind)
{
    for (int32_t r = 0; r < plan->n_regions; r++)
        if (plan->ever[place_set(plan, kind, r)]) return true;
    return false;
}

/* A pool of its own without places; a stage none of whose pools has any. */
static void doubt_pools(struct maker *maker)
{
    const struct plan *plan = maker->plan;
    const struct items *pools = &plan->params->pools, *stages = &plan->params->stages;
    for (int32_t kind = plan->n_stages; kind < plan->n_pools; kind++) {
        const char *name = plan->pools[kind].name;
        int32_t i = 0;
        while (i + 1 < pools->n && strcmp(pools->key[i], name) != 0) i++;
        if (!pool_ever(plan, kind))
            WARN(maker, pools->place[i], "places-none", arena_format(maker->arena, "pools.%s", name),
                 "give it `places` by region, or leave it out", "no region has places in `%s`", name);
    }
    for (int32_t stage = 0; stage < plan->n_stages; stage++) {
        bool ever = false;
        for (int32_t i = 0; i < plan->stages[stage].pools.n; i++) ever |= pool_ever(plan, plan->stages[stage].pools.id[i]);
        const char *name = plan->stages[stage].name, *near = plan_near_column(plan, name);
        if (!ever)
            WARN(maker, stages->place[stage], "places-none", arena_format(maker->arena, "stages.%s", name),
                 near ? arena_format(maker->arena, faults_say(maker->faults, "did you mean the column `%s`?"), near)
                      : "give regions `places` of it, or a column with its name",
                 "no region has places in `%s`", name);
    }
}

/* ---- rules: who comes to them ---- */

static bool has_colour(const struct plan *plan, int32_t group, int colour)
{
    const double before = colour ? plan->groups[group].colour[colour - 1] : 0;
    for (int32_t i = 0; i < plan->n_initial; i++)
        if (plan->initial[i].set < 0 && plan->initial[i].given.colour == colour) return true;
    return plan->params->intake.times.n > 0 || plan->groups[group].colour[colour] > before; /* given arrivals may have any */
}

/* All kinds of a group with a need: colours, and those who returned or ask again. */
static uint64_t rules_of_need(const struct plan *plan, int32_t group, int32_t need)
{
    uint64_t rules = 0;
    for (int colour = 0; colour < N_COLOURS; colour++)
        for (uint32_t more = 0; more < 4 && has_colour(plan, group, colour); more++)
            rules |= plan_rules(plan, group, need, 1u << colour | more << TRAIT_RETURNED);
    return rules;
}

static bool leads_to_place(const struct plan *plan, uint64_t rules)
{
    for (int32_t i = 0; i < plan->n_rules; i++)
        if (rules >> i & 1 && plan->rules[i].stage >= 0 && !plan->stages[plan->rules[i].stage].stopgap) return true;
    return false;
}

static bool is_needed(const struct plan *plan, int32_t group, int32_t stage)
{
    for (int32_t i = 0; i < plan->groups[group].n_needs; i++)
        if (plan->groups[group].needs[i].stage == stage || is_there(plan, stage, true)) return true;
    return plan->params->intake.times.n > 0;
}

static void doubt_rules(struct maker *maker)
{
    const struct plan *plan = maker->plan;
    uint64_t rules = 0;
    for (int32_t g = 0; g < plan->n_groups; g++)
        for (int32_t need = 0; need < plan->n_stages; need++) {
            if (!is_needed(plan, g, need)) continue;
            const uint64_t those = rules_of_need(plan, g, need);
            rules |= those;
            if (leads_to_place(plan, those) || plan->params->intake.times.n > 0) continue;
            const char *path = arena_format(maker->arena, "groups.%s.needs", plan->groups[g].name);
            WARN(maker, plan_place(plan, "%s", path), "need-nowhere", path, "add a rule for that stage or a later one",
                 "some need `%s`, and no rule looks there or in a later stage", plan->stages[need].name);
        }
    bool waits = false;
    for (int32_t i = 0; i < plan->n_rules; i++) {
        const struct plan_rule *rule = &plan->rules[i];
        if (!(rules >> i & 1))
            WARN(maker, plan->params->placement.place[i], "rule-unused", arena_format(maker->arena, "placement[%d]", i),
                 waits ? "everybody waits by a rule before it: put that one last"
                       : "check `only`, `except`, and the `needs` of the groups",
                 "no household comes to this rule");
        waits |= rule->stage < 0 && !rule->any_only && !rule->except && !rule->except_groups;
    }
}

/* ---- ways out ---- */

/* Stages from which an exit can be reached, a bit each. */
static uint64_t stages_with_exit(const struct plan *plan, int32_t group)
{
    uint64_t good = 0, before = 1;
    while (good != before) {
        before = good;
        for (int32_t s = 0; s < plan->n_stages; s++) {
            const struct steps *steps = &plan->groups[group].steps[s];
            bool out = steps->n == 0;
            for (int32_t i = 0; i < steps->n; i++) out |= steps->item[i].stage < 0 || (good >> steps->item[i].stage & 1);
            good |= (uint64_t)out << s;
        }
    }
    return good;
}

static void doubt_circles(struct maker *maker)
{
    const struct plan *plan = maker->plan;
    for (int32_t g = 0; g < plan->n_groups; g++) {
        const uint64_t good = stages_with_exit(plan, g);
        for (int32_t s = 0; s < plan->n_stages; s++) {
            const char *path = arena_format(maker->arena, "stages.%s.onward", plan->stages[s].name);
            if (!(good >> s & 1))
                WARN(maker, plan_place(plan, "%s", path), "onward-circle", path,
                     "give an exit a share of `onward`, there or in a stage that follows", "who comes to `%s` never leaves",
                     plan->stages[s].name);
        }
    }
}

/* ---- regions ---- */

static bool has_places(const struct plan *plan, int32_t stage, int32_t region)
{
    for (int32_t i = 0; i < plan->stages[stage].pools.n; i++)
        if (plan->ever[place_set(plan, plan->stages[stage].pools.id[i], region)]) return true;
    return false;
}

static bool can_place(const struct plan *plan, int32_t origin)
{
    for (int32_t i = 0; i < plan->n_rules; i++) {
        const struct plan_rule *rule = &plan->rules[i];
        if (rule->stage < 0 || plan->stages[rule->stage].stopgap) continue;
        if (rule->where != WHERE_ELSEWHERE && has_places(plan, rule->stage, origin)) return true;
        for (int32_t r = 0; r < plan->n_regions; r++)
            for (int32_t g = 0; g < plan->n_groups; g++)
                if (plan_reaches(plan, g, origin)[r] >> i & 1) return true;
    }
    return false;
}

static void doubt_regions(struct maker *maker)
{
    const struct plan *plan = maker->plan;
    const struct items *regions = &plan->params->regions;
    bool *can = ARENA_ARRAY(maker->arena, bool, plan->n_regions), any = false;
    for (int32_t r = 0; r < plan->n_regions; r++) any |= can[r] = can_place(plan, r);
    for (int32_t r = 0; r < plan->n_regions && any; r++)
        if (!can[r] && (plan->regions[r].arrivals_per_year > 0 || plan->regions[r].n_times > 0))
            WARN(maker, regions->place[r], "region-nowhere", arena_format(maker->arena, "regions.%s", regions->key[r]),
                 "give it places, or add a rule that looks elsewhere",
                 "households of `%s` find no place: it has none, and no rule reaches another region", regions->key[r]);
}

void plan_doubts(struct maker *maker)
{
    doubt_exits(maker);
    doubt_stages(maker);
    doubt_gates(maker);
    doubt_pools(maker);
    doubt_rules(maker);
    doubt_circles(maker);
    doubt_regions(maker);
}
