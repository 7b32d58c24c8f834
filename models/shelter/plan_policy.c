/* Placement rules, classes of claims, the way of searching, limits. */
#include <math.h>
#include <string.h>

#include "models/shelter/plan.h"

void plan_traits(const struct names *names, uint32_t *bits, uint64_t *groups)
{
    for (int32_t i = 0; i < names->n; i++) {
        if (names->item[i].space <= TRAIT_AGAIN) *bits |= 1u << names->item[i].space;
        else *groups |= UINT64_C(1) << names->item[i].id;
    }
}

static void make_wait(struct maker *maker, struct plan_rule *rule, const struct wait_params *wait, const char *path)
{
    rule->patience = wait->patience;
    rule->again_after = wait->again_after;
    rule->retry_s = llround(wait->retry_s);
    dist_prepare_shared(&rule->patience, &maker->shelf, maker->arena);
    dist_prepare_shared(&rule->again_after, &maker->shelf, maker->arena);
    rule->then = ARENA_ARRAY(maker->arena, struct then, wait->then.n);
    double sum = 0;
    bool again = false;
    for (int32_t i = 0; i < wait->then.n; i++) {
        const double share = ITEM(wait->then, struct share_params, i)->share;
        if (share <= 0) continue;
        sum += share;
        again |= wait->then.name[i].space == 1;
        rule->then[rule->n_then++] = (struct then){sum, (int16_t)(wait->then.name[i].space == 0 ? wait->then.name[i].id : -1)};
    }
    if (rule->n_then) rule->then[rule->n_then - 1].cumulated = 1;
    const bool after = wait->again_after.kind != DIST_ABSENT;
    if (again && !after)
        faults_help(maker->faults,
                    faults_error(maker->faults, plan_place(maker->plan, "%s.wait.then.again", path), "again-after", path, "some ask `again`, and `again_after` does not say when"),
                    "write `again_after: {exponential: {mean: 30 d}}`");
    if (after && !again)
        faults_help(maker->faults,
                    faults_warning(maker->faults, plan_place(maker->plan, "%s.wait.again_after", path), "again-nobody", path, "`again_after` has no effect: nobody asks `again`"),
                    "leave it out, or give `again` a share of `then`");
    if (wait->patience.kind == DIST_ABSENT && wait->then.n)
        faults_help(maker->faults,
                    faults_warning(maker->faults, plan_place(maker->plan, "%s.wait.then", path), "patience-missing", path, "nobody gives up: there is `then` and no `patience`"),
                    "write `patience: {exponential: {mean: 10 d}}`");
}

/* Names of rules stand in logs and in variants. */
static void check_id(struct maker *maker, int32_t i)
{
    const struct items *rules = &maker->plan->params->placement;
    const char *id = ITEM(*rules, struct rule_params, i)->id, *path = arena_format(maker->arena, "placement[%d].id", i);
    for (int32_t j = 0; id && j < i; j++) {
        const char *other = ITEM(*rules, struct rule_params, j)->id;
        if (other && strcmp(id, other) == 0)
            faults_help(maker->faults, faults_error(maker->faults, plan_place(maker->plan, "%s", path), "duplicate-name", path, "two rules are called `%s`", id),
                        "give one of them another name");
    }
}

static const char *unlocated(const struct plan *plan)
{
    int32_t r = 0;
    while (r + 1 < plan->n_regions && !isnan(plan->regions[r].lat) && !isnan(plan->regions[r].lon)) r++;
    return plan->regions[r].id;
}

static void make_rule(struct maker *maker, int32_t i)
{
    struct plan *plan = maker->plan;
    const struct rule_params *params = ITEM(plan->params->placement, struct rule_params, i);
    struct plan_rule *rule = &plan->rules[i];
    const struct place place = plan->params->placement.place[i];
    const char *path = arena_format(maker->arena, "placement[%d]", i);
    *rule = (struct plan_rule){.id = params->id ? params->id : arena_format(maker->arena, "%d", i + 1), .stage = (int16_t)params->stage.id,
                               .where = params->where, .within_km = isnan(params->within_km) ? (double)INFINITY : params->within_km,
                               .any_only = params->only.n > 0};
    plan_traits(&params->only, &rule->only, &rule->only_groups);
    plan_traits(&params->except, &rule->except, &rule->except_groups);
    if ((params->stage.id >= 0) == params->wait.given)
        faults_help(maker->faults,
                    faults_error(maker->faults, place, "rule-form", path, params->wait.given ? "this rule has both `stage` and `wait`" : "this rule has neither `stage` nor `wait`"),
                    "write `- {stage: crisis, where: own}` or `- {wait: {}}`");
    if (!isinf(rule->within_km) && !plan->located)
        faults_help(maker->faults,
                    faults_error(maker->faults, plan_place(plan, "%s.within", path), "coordinates-missing", path, "`within` needs the coordinates of every region, and `%s` has none", unlocated(plan)),
                    "give every region `lat` and `lon`");
    check_id(maker, i);
    if (params->wait.given) make_wait(maker, rule, &params->wait, path);
}

static bool is_open(const struct plan_rule *rule, int32_t group, int32_t need, uint32_t traits)
{
    const uint64_t groups = UINT64_C(1) << group;
    if (rule->stage >= 0 && rule->stage < need) return false;
    if (rule->any_only && !(traits & rule->only) && !(groups & rule->only_groups)) return false;
    return !(traits & rule->except) && !(groups & rule->except_groups);
}

uint64_t plan_rules(const struct plan *plan, int32_t group, int32_t need, uint32_t traits)
{
    uint64_t rules = 0;
    for (int32_t i = 0; i < plan->n_rules; i++) {
        if (!is_open(&plan->rules[i], group, need, traits)) continue;
        rules |= UINT64_C(1) << i;
        if (plan->rules[i].stage < 0) break;
    }
    return rules;
}

/* ---- claims ---- */

static bool set_class(struct plan *plan, const char *word, int16_t class)
{
    static const char *const colours[N_COLOURS] = {"green", "orange", "red"};
    bool known = false;
    for (int c = 0; c < N_COLOURS; c++)
        if (strcmp(word, colours[c]) == 0) plan->class_colour[c] = class, known = true;
    if (strcmp(word, "waiting") == 0) plan->class_waiting = class, known = true;
    if (strcmp(word, "again") == 0) plan->class_again = class, known = true;
    if (strcmp(word, "returned") == 0) plan->class_returned = class, known = true;
    if (strcmp(word, "take_back") == 0) plan->class_take_back = class, known = true;
    for (int32_t g = 0; g < plan->n_groups; g++)
        if (strcmp(word, plan->groups[g].name) == 0) plan->groups[g].class_of = class, known = true;
    for (int32_t s = 0; s < plan->n_stages; s++) {
        struct plan_stage *stage = &plan->stages[s];
        if (stage->stopgap && strcmp(word, stage->name) == 0) stage->class_here = class, known = true;
        if (strncmp(word, "blocked_", 8) == 0 && strcmp(word + 8, stage->name) == 0) stage->class_blocked = class, known = true;
    }
    return known;
}

static void unknown_class(struct maker *maker, const struct name *word)
{
    const struct plan *plan = maker->plan;
    const char **words = ARENA_ARRAY(maker->arena, const char *, 7 + plan->n_groups + 2 * plan->n_stages);
    int n = 0;
    for (const char *const *w = (const char *const[]){"green", "orange", "red", "waiting", "take_back", "again", "returned", NULL}; *w; w++) words[n++] = *w;
    for (int32_t g = 0; g < plan->n_groups; g++) words[n++] = plan->groups[g].name;
    for (int32_t s = 0; s < plan->n_stages; s++) {
        words[n++] = arena_format(maker->arena, "blocked_%s", plan->stages[s].name);
        if (plan->stages[s].stopgap) words[n++] = plan->stages[s].name;
    }
    const char *near = param_nearest(word->text, words, n);
    struct fault *fault = faults_error(maker->faults, word->place, "unknown-name", "claims.classes", "`%s` is no class of claims", word->text);
    if (near) faults_help(maker->faults, fault, "did you mean `%s`?", near);
    else faults_help(maker->faults, fault, "a colour, a group, waiting, take_back, again, returned, a stopgap stage, or blocked_<stage>");
}

static void make_claims(struct maker *maker)
{
    struct plan *plan = maker->plan;
    const struct names *classes = &plan->params->claims.classes;
    for (int c = 0; c < N_COLOURS; c++) plan->class_colour[c] = -1;
    plan->class_waiting = plan->class_again = plan->class_returned = plan->class_take_back = -1;
    plan->class_last = (int16_t)classes->n;
    plan->own_region_first = plan->params->claims.own_region_first;
    for (int32_t i = 0; i < classes->n; i++)
        if (!set_class(plan, classes->item[i].text, (int16_t)i)) unknown_class(maker, &classes->item[i]);
}

static void make_search(struct maker *maker)
{
    struct plan *plan = maker->plan;
    const struct search_params *search = &plan->params->search;
    plan->calls = search->calls.given;
    plan->overview = search->overview.given;
    plan->call_s = llround(search->calls.each_s);
    plan->look_s = llround(search->overview.look_s);
    plan->waiting_limit = plan->params->limits.waiting;
    if (plan->calls && plan->overview)
        faults_help(maker->faults, faults_error(maker->faults, plan_place(plan, "search"), "search-form", "search", "both `calls` and `overview` stand here"),
                    "choose one");
}

static void check_travel(struct maker *maker)
{
    const struct plan *plan = maker->plan;
    if (!plan->params->travel.given || plan->located) return;
    faults_help(maker->faults,
                faults_warning(maker->faults, plan_place(plan, "travel"), "coordinates-missing", "travel", "travel takes no time: `%s` has no coordinates", unlocated(plan)),
                "give every region `lat` and `lon`, or leave `travel` out");
}

void plan_policy(struct maker *maker)
{
    struct plan *plan = maker->plan;
    plan->n_rules = plan->params->placement.n;
    plan->rules = ARENA_ARRAY(maker->arena, struct plan_rule, plan->n_rules);
    for (int32_t i = 0; i < plan->n_rules; i++) make_rule(maker, i);
    make_claims(maker);
    make_search(maker);
    check_travel(maker);
}
