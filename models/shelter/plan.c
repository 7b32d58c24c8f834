/* Time, stages, groups and exits; the other parts of the plan have a file each. */
#include "models/shelter/measure.h"
#include "models/shelter/plan.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "models/shelter/world.h"

enum { SHORTEST_MEAN_S = 600, MAX_YEARS = 500 };

/* Where the tree has the path, or as much of it as there is. */
static struct place place_in_tree(const struct node *node, const char *path)
{
    struct place place = node->place;
    char key[256];
    while (node && (path = param_next_key(path, key, sizeof key))) {
        int32_t i = *key == '[' ? (int32_t)strtol(key + 1, NULL, 10) : -1;
        const struct node *inner = i < 0 ? yaml_find(node, key) : node->kind == NODE_LIST ? node->first : NULL;
        for (; inner && i > 0; i--) inner = inner->next;
        node = inner;
        if (node) place = node->key ? node->key_place : node->place;
    }
    return place;
}

struct place plan_place(const struct plan *plan, const char *format, ...)
{
    char path[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(path, sizeof path, format, arguments);
    va_end(arguments);
    const size_t length = strlen(path);
    for (const struct setting *s = plan->scenario->settings.first; s; s = s->next)
        if (strncmp(s->path, path, length) == 0 && s->origin != ORIGIN_DEFAULT && (!s->path[length] || strchr(".[", s->path[length])))
            return s->place;
    return place_in_tree(plan->scenario->tree, path);
}

int32_t places_of(double value) { return value >= (double)INT32_MAX ? INT32_MAX : (int32_t)llround(value); }

seconds plan_when(const struct plan *plan, const struct when *when)
{
    if (when->from_start) return plan->window.from_s + when->at_s;
    return plan->window.from_s + when->at_s - plan->start_date_s;
}

/* ---- how many ---- */

static void check_number(struct maker *maker, const char *path, const char *what, int32_t n, int32_t least, int32_t most)
{
    if (n >= least && n <= most) return;
    struct fault *fault =
        faults_error(maker->faults, place_in_tree(maker->plan->scenario->tree, path), arena_format(maker->arena, "%s-number", path), path, "there are %d %s", n, faults_say(maker->faults, what));
    if (n < least) faults_help(maker->faults, fault, "give at least %d", least);
    else faults_help(maker->faults, fault, "at most %d are possible", most);
}

static void check_span(struct maker *maker, const char *path, const struct span *span)
{
    const double most_s = MAX_YEARS * (double)SECONDS_PER_YEAR;
    if ((double)span->length_s <= most_s) return;
    faults_help(maker->faults,
                faults_error(maker->faults, plan_place(maker->plan, "%s", path), "time-long", path, "%.0f years are too long to simulate", (double)span->length_s / (double)SECONDS_PER_YEAR),
                "give at most %d years", MAX_YEARS);
}

/* What tables of fixed size hold, and what loops over time can bear. */
static void check_numbers(struct maker *maker)
{
    const struct shelter_params *params = maker->plan->params;
    check_number(maker, "stages", "stages", params->stages.n, 1, MAX_STAGES);
    check_number(maker, "groups", "groups", params->groups.n, 0, MAX_GROUPS);
    check_number(maker, "gates", "gates", params->gates.n, 0, MAX_GATES);
    check_number(maker, "regions", "regions", params->regions.n, 1, MAX_REGIONS);
    check_number(maker, "placement", "rules", params->placement.n, 1, MAX_RULES);
    check_span(maker, "time.warm_up", &params->head.time.warm_up);
    check_span(maker, "time.horizon", &params->head.time.horizon);
}

/* ---- time ---- */

static void make_time(struct maker *maker)
{
    struct plan *plan = maker->plan;
    const struct scenario_time *time = &plan->params->head.time;
    const seconds start_s = time->start_s;
    const int32_t before = time->warm_up.calendar_years, after = time->horizon.calendar_years;
    const seconds warm_up_s = before ? start_s - date_add_years(start_s, -before) : time->warm_up.length_s;
    const seconds horizon_s = after ? date_add_years(start_s, after) - start_s : time->horizon.length_s;
    plan->start_date_s = start_s;
    plan->window = (struct window){.from_s = warm_up_s, .end_s = warm_up_s + horizon_s, .start_date_s = start_s};

    const int32_t first = date_civil(start_s).year, last = date_civil(start_s + horizon_s - 1).year;
    plan->n_years = last - first + 1;
    plan->year_names = ARENA_ARRAY(maker->arena, const char *, plan->n_years);
    for (int32_t y = 0; y <= plan->n_years; y++) {
        const seconds begin_s = date_of(first + y, 1, 1) - start_s + warm_up_s;
        plan->year_s[y] = y == 0 ? warm_up_s : y == plan->n_years ? plan->window.end_s : begin_s;
        if (y < plan->n_years) plan->year_names[y] = arena_format(maker->arena, "%d", first + y);
    }
    spell_names(plan, maker->arena);
}

/* ---- stages and exits ---- */

static void make_stages(struct maker *maker)
{
    struct plan *plan = maker->plan;
    const struct items *items = &plan->params->stages;
    plan->n_stages = items->n;
    plan->stages = ARENA_ARRAY(maker->arena, struct plan_stage, items->n);
    for (int32_t i = 0; i < items->n; i++) {
        const struct stage_params *s = ITEM(*items, struct stage_params, i);
        plan->stages[i] = (struct plan_stage){.name = items->key[i], .hash = rng_hash(items->key[i]), .residential = s->residential, .stopgap = s->stopgap,
                                              .screened = s->screened, .has_stay = s->stay.kind != DIST_ABSENT, .night_eur = s->cost.night_eur,
                                              .class_blocked = -1, .class_here = -1};
        const char *path = arena_format(maker->arena, "stages.%s", items->key[i]);
        if (!plan->stages[i].has_stay && !s->stopgap)
            faults_help(maker->faults,
                        faults_error(maker->faults, items->place[i], "stay-missing", path, "stage `%s` has no `stay`", items->key[i]),
                        "write `stay: {lognormal: {mean: 49 d, sd: 45 d}}`, or `stopgap: yes` for a place one leaves as soon as another is found");
        if (plan->stages[i].has_stay && s->onward.n == 0)
            faults_help(maker->faults,
                        faults_error(maker->faults, items->place[i], "onward-missing", path, "stage `%s` has a stay and no `onward`", items->key[i]),
                        "write where households go next, as `onward: {left: 100 %%}`");
    }
}

static void make_exits(struct maker *maker)
{
    struct plan *plan = maker->plan;
    const struct items *items = &plan->params->exits;
    plan->n_exits = items->n;
    plan->exits = ARENA_ARRAY(maker->arena, struct plan_exit, items->n);
    for (int32_t i = 0; i < items->n; i++) {
        const struct exit_params *e = ITEM(*items, struct exit_params, i);
        struct plan_exit *exit = &plan->exits[i];
        *exit = (struct plan_exit){.name = items->key[i], .hash = rng_hash(items->key[i]), .delay = e->delay, .returns_after = e->returns.after};
        dist_prepare_shared(&exit->delay, &maker->shelf, maker->arena);
        dist_prepare_shared(&exit->returns_after, &maker->shelf, maker->arena);
        for (int32_t s = 0; s < plan->n_stages; s++)
            if (strcmp(plan->stages[s].name, items->key[i]) == 0)
                faults_help(maker->faults,
                            faults_error(maker->faults, items->place[i], "ambiguous-name", arena_format(maker->arena, "exits.%s", items->key[i]),
                                         "`%s` is a stage and an exit", items->key[i]),
                            "give one of them another name");
        for (int32_t g = 0; g < e->gates.n && g < MAX_GATES; g++) {
            exit->gates[exit->n_gates++] = (int16_t)e->gates.item[g].id;
            exit->needs_home |= ITEM(plan->params->gates, struct gate_params, e->gates.item[g].id)->kind == GATE_SUPPLY;
        }
    }
}

/* ---- groups: what differs from the stages ---- */

static const struct group_stay_params *group_stay(const struct group_params *group, int32_t stage)
{
    for (int32_t i = 0; group && i < group->stays.n; i++)
        if (group->stays.name[i].id == stage) return ITEM(group->stays, struct group_stay_params, i);
    return NULL;
}

static const struct items *group_onward(const struct group_params *group, int32_t stage)
{
    for (int32_t i = 0; group && i < group->onward.n; i++)
        if (group->onward.name[i].id == stage) return &ITEM(group->onward, struct group_onward_params, i)->to;
    return NULL;
}

static double factor_if(const struct pairs *factors, const struct name *to)
{
    for (int32_t i = 0; i < factors->n; i++)
        if (factors->item[i].name.space == to->space && factors->item[i].name.id == to->id) return factors->item[i].value;
    return 1;
}

/* Stage default (or that of the next step), then the group's exception, then the factor of the next step. */
static struct dist stay_of(struct maker *maker, const struct stage_params *stage, const struct dist *own, const struct group_stay_params *group,
                           const struct name *to)
{
    struct dist stay = own && own->kind != DIST_ABSENT ? *own : stage->stay;
    dist_prepare_shared(&stay, &maker->shelf, maker->arena);
    if (group && group->stay.kind != DIST_ABSENT) {
        stay = group->stay;
        dist_prepare_shared(&stay, &maker->shelf, maker->arena);
    } else if (group) {
        const double mean = dist_mean(&stage->stay);
        const bool by_factor = group->stay.n == 2;
        if (!by_factor && !(mean > 0)) stay = (struct dist){.kind = DIST_CONSTANT, .a = group->stay.a}; /* a stay where others have none */
        else if (stay.kind != DIST_NONE) stay = dist_scaled(&stay, by_factor ? group->stay.a : group->stay.a / mean);
    }
    const double factor = factor_if(&stage->stay_if, to);
    return stay.kind == DIST_NONE || factor == 1 ? stay : dist_scaled(&stay, factor);
}

static void check_stay(struct maker *maker, const struct dist *stay, const char *stage)
{
    if (stay->kind == DIST_NONE || stay->kind == DIST_CONSTANT || dist_mean(stay) >= SHORTEST_MEAN_S) return;
    const char *path = arena_format(maker->arena, "stages.%s.stay", stage);
    char mean[64];
    unit_format(mean, round(dist_mean(stay)), UNIT_DURATION);
    faults_help(maker->faults,
                faults_error(maker->faults, plan_place(maker->plan, "%s", path), "stay-short", path, "the mean of a random stay in `%s` is %s, and the least is 10 min", stage, mean),
                "give a longer mean, a constant, or `none`");
}

static const struct share_params *find_share(const struct items *to, const struct name *name)
{
    for (int32_t i = 0; to && i < to->n; i++)
        if (to->name[i].space == name->space && to->name[i].id == name->id) return ITEM(*to, struct share_params, i);
    return NULL;
}

/* What is left for the steps a group does not name, over what the stage gives them. */
static double scale_of_others(const struct items *base, const struct items *to)
{
    double named = 0, others = 0;
    for (int32_t i = 0; i < to->n; i++) named += ITEM(*to, struct share_params, i)->share;
    for (int32_t i = 0; i < base->n; i++)
        if (!find_share(to, &base->name[i])) others += ITEM(*base, struct onward_params, i)->share;
    return others > 0 ? (1 - named) / others : 0;
}

static void check_scale(struct maker *maker, const struct items *to, double scale, int32_t stage)
{
    double named = 0;
    for (int32_t i = 0; to && i < to->n; i++) named += ITEM(*to, struct share_params, i)->share;
    if (!to || !to->scale || scale > 0 || named > 1 - 1e-9) return;
    const char *path = arena_format(maker->arena, "stages.%s.onward", maker->plan->stages[stage].name);
    faults_help(maker->faults,
                faults_error(maker->faults, to->n ? to->place[0] : plan_place(maker->plan, "%s", path), "scale-nothing", path,
                             "a group names %.10g %% of the next steps and scales the others, which have no share here", 100 * named),
                "name shares of the group that add to 100 %%, or give the other steps a share");
}

static void add_step(struct maker *maker, struct steps *steps, double share, const struct name *to, struct dist stay)
{
    (void)maker;
    const double before = steps->n ? steps->item[steps->n - 1].cumulated : 0;
    steps->item[steps->n++] = (struct step){.cumulated = before + share, .stage = (int16_t)(to->space == 0 ? to->id : -1),
                                            .exit = (int16_t)(to->space == 1 ? to->id : -1), .stay = stay};
}

static struct steps make_steps(struct maker *maker, int32_t stage, const struct group_params *group)
{
    const struct stage_params *s = ITEM(maker->plan->params->stages, struct stage_params, stage);
    const struct items *to = group_onward(group, stage);
    const struct group_stay_params *exception = group_stay(group, stage);
    struct steps steps = {.item = ARENA_ARRAY(maker->arena, struct step, s->onward.n + (to ? to->n : 0))};
    if (!maker->plan->stages[stage].has_stay) return steps; /* nobody moves on from there by himself */
    const double scale = to && to->scale ? scale_of_others(&s->onward, to) : 0;
    check_scale(maker, to, scale, stage);
    for (int32_t i = 0; i < s->onward.n; i++) {
        const struct onward_params *onward = ITEM(s->onward, struct onward_params, i);
        const struct share_params *own = find_share(to, &s->onward.name[i]);
        const double share = own ? own->share : to ? onward->share * scale : onward->share;
        if (share > 0) add_step(maker, &steps, share, &s->onward.name[i], stay_of(maker, s, &onward->stay, exception, &s->onward.name[i]));
    }
    for (int32_t i = 0; to && i < to->n; i++) {
        bool known = false;
        for (int32_t j = 0; j < s->onward.n; j++) known |= s->onward.name[j].space == to->name[i].space && s->onward.name[j].id == to->name[i].id;
        const double share = ITEM(*to, struct share_params, i)->share;
        if (!known && share > 0) add_step(maker, &steps, share, &to->name[i], stay_of(maker, s, NULL, exception, &to->name[i]));
    }
    if (steps.n) steps.item[steps.n - 1].cumulated = 1;
    for (int32_t i = 0; i < steps.n; i++) check_stay(maker, &steps.item[i].stay, maker->plan->stages[stage].name);
    return steps;
}

static int32_t first_stage(const struct plan *plan)
{
    for (int32_t i = 0; i < plan->n_stages; i++)
        if (!plan->stages[i].stopgap) return i;
    return 0;
}

static void make_needs(struct maker *maker, struct plan_group *group, const struct group_params *params)
{
    const int32_t n = params ? params->needs.n : 0;
    group->needs = ARENA_ARRAY(maker->arena, struct need, n ? n : 1);
    double sum = 0;
    for (int32_t i = 0; i < n; i++) {
        const double share = ITEM(params->needs, struct share_params, i)->share;
        sum += share;
        if (share > 0) group->needs[group->n_needs++] = (struct need){sum, (int16_t)params->needs.name[i].id};
    }
    if (!group->n_needs) group->needs[group->n_needs++] = (struct need){1, (int16_t)first_stage(maker->plan)};
    group->needs[group->n_needs - 1].cumulated = 1;
}

static void make_colours(struct plan_group *group, const struct group_params *params)
{
    double share[N_COLOURS] = {[GREEN] = params && params->triage.n ? 0 : 1};
    for (int32_t i = 0; params && i < params->triage.n; i++) share[params->triage.name[i].space] = ITEM(params->triage, struct share_params, i)->share;
    double sum = 0;
    for (int colour = 0; colour < N_COLOURS; colour++) group->colour[colour] = sum += share[colour];
    /* the last colour that occurs takes what rounding left */
    for (int colour = N_COLOURS - 1; colour >= 0; colour--) {
        group->colour[colour] = 1;
        if (share[colour] > 0) break;
    }
}

static void make_group(struct maker *maker, struct plan_group *group, const char *name, const struct group_params *params)
{
    struct plan *plan = maker->plan;
    *group = (struct plan_group){.name = name, .adults = params ? (int32_t)params->adults : 1, .class_of = -1};
    group->children = params ? params->children : (struct dist){.kind = DIST_CONSTANT};
    dist_prepare_shared(&group->children, &maker->shelf, maker->arena);
    make_colours(group, params);
    make_needs(maker, group, params);
    group->steps = ARENA_ARRAY(maker->arena, struct steps, plan->n_stages);
    for (int32_t stage = 0; stage < plan->n_stages; stage++) group->steps[stage] = make_steps(maker, stage, params);
    group->returns = ARENA_ARRAY(maker->arena, double, plan->n_exits);
    for (int32_t exit = 0; exit < plan->n_exits; exit++) group->returns[exit] = ITEM(plan->params->exits, struct exit_params, exit)->returns.share;
    for (int32_t i = 0; params && i < params->returns.n; i++) group->returns[params->returns.item[i].name.id] = params->returns.item[i].value;
}

static void make_groups(struct maker *maker)
{
    struct plan *plan = maker->plan;
    const struct items *items = &plan->params->groups;
    plan->n_groups = items->n ? items->n : 1;
    plan->groups = ARENA_ARRAY(maker->arena, struct plan_group, plan->n_groups);
    if (!items->n) make_group(maker, &plan->groups[0], "all", NULL);
    for (int32_t i = 0; i < items->n; i++)
        make_group(maker, &plan->groups[i], items->key[i], ITEM(*items, struct group_params, i));
}

static void make_offered(struct maker *maker)
{
    struct plan *plan = maker->plan;
    plan->offered = ARENA_ARRAY(maker->arena, double, plan->n_stages);
    for (int32_t stage = 0; stage < plan->n_stages; stage++) plan->offered[stage] = plan_offered(plan, stage);
}

/* An occasion keeps OCCASION_BITS of the hash of a name: two names that agree in these would share their draws. */
static void check_names(struct maker *maker, const char *path, const struct items *items)
{
    const uint32_t mask = (1u << OCCASION_BITS) - 1;
    for (int32_t i = 0; i < items->n; i++)
        for (int32_t j = 0; j < i; j++)
            if ((rng_hash(items->key[i]) & mask) == (rng_hash(items->key[j]) & mask))
                faults_help(maker->faults,
                            faults_error(maker->faults, items->place[i], "name-hash", arena_format(maker->arena, "%s.%s", path, items->key[i]),
                                         "`%s` and `%s` would share their draws", items->key[j], items->key[i]),
                            "rename one of them");
}

bool plan_needs_pilot(const struct scenario *scenario)
{
    const struct shelter_params *params = scenario->params;
    for (int32_t i = 0; i < params->funding.n; i++) {
        const struct items *spend = &ITEM(params->funding, struct funding_params, i)->spend;
        for (int32_t j = 0; j < spend->n; j++) {
            const char *by = ITEM(*spend, struct spend_params, j)->where.by;
            if (by && !params->pilot.unmet.n && strcmp(by, "unmet") == 0) return true;
            if (by && !params->pilot.leavers.n && strcmp(by, "leavers") == 0) return true;
        }
    }
    return false;
}

const void *plan_make(const struct scenario *scenario, const struct pilot *pilot, struct arena *arena, struct faults *faults)
{
    const int before = faults->errors;
    struct plan *plan = ARENA_NEW(arena, struct plan);
    plan->scenario = scenario;
    plan->params = scenario->params;
    plan->max_households = (int32_t)plan->params->limits.households;
    struct maker maker = {.plan = plan, .pilot = pilot, .arena = arena, .faults = faults};
    /* What can be said of the scenario as written is said at once; the later parts lean on a sound one. */
    void (*const readers[])(struct maker *) = {make_time, make_stages, make_exits, plan_network, make_groups, plan_intake, plan_policy, plan_exchange, plan_money, plan_values, plan_dates, plan_observed};
    void (*const builders[])(struct maker *) = {plan_changes, plan_limits, plan_levers, plan_reach, plan_initial, plan_bound, plan_doubts, make_offered};
    check_numbers(&maker);
    check_names(&maker, "stages", &plan->params->stages);
    check_names(&maker, "exits", &plan->params->exits);
    check_names(&maker, "gates", &plan->params->gates);
    if (faults->errors > before) return NULL;
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) readers[i](&maker);
    for (size_t i = 0; i < sizeof builders / sizeof *builders && faults->errors == before; i++) builders[i](&maker);
    return faults->errors == before ? plan : NULL;
}
