/* Who is there at the first instant: which place sets they take, in the order of the file; who may wait. */
#include <string.h>

#include "models/shelter/plan.h"

/* Of one stage in one region: those with a place, or those who wait. */
struct those {
    struct maker *maker;
    int32_t region, stage;
    const struct items *people;
    struct place place; /* of the key */
    const char *path;
};

struct filler {
    int64_t *taken;    /* by place set: places taken */
    int64_t *origins;  /* by region of origin: households so far */
    int64_t households, waiting;
};

static struct fault *refuse(const struct those *those, struct place place, const char *id, const char *message)
{
    return faults_error(those->maker->faults, place, id, those->path, "%s", message);
}

static const char *stage_name(const struct those *those) { return those->maker->plan->stages[those->stage].name; }
static const char *region_name(const struct those *those) { return those->maker->plan->regions[those->region].id; }

/* The groups one may be of: the one given, or all that ask for help. */
static uint64_t groups_of(const struct plan *plan, const struct name *given)
{
    uint64_t groups = 0;
    for (int32_t g = 0; g < plan->n_groups; g++) groups |= (uint64_t)(plan_group_share(plan, g) > 0) << g;
    return given->id >= 0 ? UINT64_C(1) << given->id : groups;
}

static uint64_t all_groups(const struct plan *plan) { return plan->n_groups == MAX_GROUPS ? ~UINT64_C(0) : (UINT64_C(1) << plan->n_groups) - 1; }

/* Of any group. */
static struct initial *add(const struct those *those, struct filler *filler, int32_t origin, int64_t count)
{
    struct plan *plan = those->maker->plan;
    struct initial *initial = &plan->initial[plan->n_initial++];
    *initial = (struct initial){.count = (int32_t)count, .stage = those->stage, .region = those->region, .set = -1, .origin = origin,
                                .before = (int32_t)filler->origins[origin], .groups = all_groups(plan)};
    filler->origins[origin] += count;
    filler->households += count;
    return initial;
}

/* ---- those with a place ---- */

/* The least number of places one of them takes in a pool. */
static int64_t least_size(const struct plan *plan, const struct plan_pool *pool, uint64_t groups, int64_t children)
{
    int64_t least = INT32_MAX;
    if (!pool->persons) return 1;
    for (int32_t g = 0; g < plan->n_groups; g++)
        if (groups >> g & 1 && plan->groups[g].adults < least) least = plan->groups[g].adults;
    least += children > 0 ? children : 0;
    return least > 0 ? least : 1;
}

/* As many as fit into the pools of the stage, its own first; how many those are. */
static int64_t fill(const struct those *those, struct filler *filler, const struct inside_params *inside)
{
    const struct plan *plan = those->maker->plan;
    const struct names_of *pools = &plan->stages[those->stage].pools;
    int64_t left = inside->count;
    for (int32_t i = 0; i < pools->n && left > 0; i++) {
        const struct plan_pool *pool = &plan->pools[pools->id[i]];
        const int32_t set = place_set(plan, pools->id[i], those->region);
        const uint64_t groups = groups_of(plan, &inside->group) & pool->takes;
        const int64_t size = groups ? least_size(plan, pool, groups, inside->children) : 1;
        const int64_t room = plan->places[set] == INT32_MAX ? left : (plan->places[set] - filler->taken[set]) / size;
        const int64_t n = room < left ? room : left;
        if (!groups || n <= 0) continue;
        struct initial *initial = add(those, filler, inside->from.id >= 0 ? inside->from.id : those->region, n);
        initial->set = set;
        initial->groups &= pool->takes;
        initial->elapsed = inside->stayed;
        initial->given = (struct arrival_params){.group = inside->group, .colour = inside->colour, .children = inside->children, .need = inside->need};
        dist_prepare_shared(&initial->elapsed, &those->maker->shelf, those->maker->arena);
        filler->taken[set] += n * size;
        left -= n;
    }
    return inside->count - left;
}

static void no_room(const struct those *those, const struct inside_params *inside, struct place place, int64_t wanted, int64_t room)
{
    const char *group = inside->group.id >= 0 ? arena_format(those->maker->arena, faults_say(those->maker->faults, " of group `%s`"), those->maker->plan->groups[inside->group.id].name) : "";
    const char *households = faults_say(those->maker->faults, wanted == 1 ? "household is" : "households are");
    struct fault *fault = refuse(those, place, "initial-places",
                                 arena_format(those->maker->arena, faults_say(those->maker->faults, "%lld %s to be in `%s` in region `%s` at the first instant, and there is room for %lld%s"),
                                              (long long)wanted, households, stage_name(those), region_name(those), (long long)room, group));
    faults_help(those->maker->faults, fault, "give fewer here or more places there; who has no place may stand under `waiting`");
}

static void read_inside(const struct those *those, struct filler *filler)
{
    int64_t wanted = 0, fitting = 0;
    if (those->maker->plan->stages[those->stage].stopgap) {
        faults_help(those->maker->faults,
                    refuse(those, those->place, "initial-stopgap", arena_format(those->maker->arena, faults_say(those->maker->faults, "`%s` is a stopgap: who is there is not yet placed"), stage_name(those))),
                    "write them under `waiting`, by the stage they need: they get the free stopgap places at the first instant");
        return;
    }
    for (int32_t i = 0; i < those->people->n; i++) {
        const struct inside_params *inside = ITEM(*those->people, struct inside_params, i);
        const int64_t before = fitting;
        wanted += inside->count;
        fitting += fill(those, filler, inside);
        if (fitting == wanted) continue;
        const bool own = inside->group.id >= 0;
        no_room(those, inside, those->people->place[i], own ? inside->count : wanted, own ? fitting - before : fitting);
        return;
    }
}

/* ---- those who wait ---- */

/* Rules that every kind of household among them comes to, a bit each; false after a fault: some of them cannot wait. */
static bool rules_of(const struct those *those, const struct waiter_params *waiter, struct place place, uint64_t *rules)
{
    static const char *const colours[N_COLOURS] = {"green", "orange", "red"};
    const struct plan *plan = those->maker->plan;
    const uint64_t groups = groups_of(plan, &waiter->group);
    *rules = ~UINT64_C(0);
    for (int32_t g = 0; g < plan->n_groups; g++)
        for (int32_t c = 0; c < N_COLOURS; c++) {
            const bool drawn = plan->groups[g].colour[c] > (c ? plan->groups[g].colour[c - 1] : 0);
            if (!(groups >> g & 1) || (waiter->colour >= 0 ? waiter->colour != c : !drawn)) continue;
            const uint64_t those_rules = plan_rules(plan, g, those->stage, 1u << c);
            *rules &= those_rules;
            if (those_rules & plan->wait_rules && those_rules & ~plan->wait_rules) continue;
            const char *who = arena_format(those->maker->arena, faults_say(those->maker->faults, "who is %s, of group `%s` and needs `%s`"), faults_say(those->maker->faults, colours[c]), plan->groups[g].name, stage_name(those));
            const bool waits = those_rules & plan->wait_rules;
            struct fault *fault =
                refuse(those, place, "initial-waiting",
                       arena_format(those->maker->arena, faults_say(those->maker->faults, waits ? "%s has nothing to wait for: no rule looks there or in a later stage" : "%s cannot wait: no `wait` rule is open then"), who));
            faults_help(those->maker->faults, fault, waits ? "add a rule for that stage to `placement`" : "add `- {wait: {}}` to `placement`, or leave them out");
            return false;
        }
    return true;
}

/* Of those who wait: on the list of each pool in their own region that a rule leads them to. */
static void check_lists(const struct those *those, const int64_t *waiting, const struct items *by_stage)
{
    const struct plan *plan = those->maker->plan;
    for (int32_t kind = 0; kind < plan->n_pools; kind++) {
        if (waiting[kind] <= plan->pools[kind].waiting_limit || !plan->ever[place_set(plan, kind, those->region)]) continue;
        faults_help(those->maker->faults,
                    faults_error(those->maker->faults, by_stage->place[0], "initial-list", those->path, "%lld households wait for `%s` in region `%s` at the first instant, and its list holds %lld",
                                 (long long)waiting[kind], plan->pools[kind].name, region_name(those), (long long)plan->pools[kind].waiting_limit),
                    "give fewer, or a longer list: `pools: {%s: {waiting: {limit: %lld}}}`", plan->pools[kind].name, (long long)waiting[kind]);
    }
}

static void count_lists(const struct those *those, uint64_t rules, const struct waiter_params *waiter, int64_t *waiting)
{
    const struct plan *plan = those->maker->plan;
    const uint64_t groups = groups_of(plan, &waiter->group);
    for (int32_t kind = 0; kind < plan->n_pools; kind++) {
        bool listed = false;
        for (int32_t rule = 0; rule < plan->n_rules; rule++)
            listed |= rules >> rule & 1 && plan->rules[rule].stage >= 0 && plan->rules[rule].where != WHERE_ELSEWHERE && plan->pools[kind].stages >> plan->rules[rule].stage & 1;
        if (listed && !(groups & ~plan->pools[kind].takes)) waiting[kind] += waiter->count;
    }
}

static void read_waiting(const struct those *those, struct filler *filler, int64_t *waiting)
{
    if (those->maker->plan->stages[those->stage].stopgap) {
        faults_help(those->maker->faults,
                    refuse(those, those->place, "initial-stopgap", arena_format(those->maker->arena, faults_say(those->maker->faults, "`%s` is a stopgap: nobody waits for it alone"), stage_name(those))),
                    "name the stage they need; they claim free stopgap places too, where a rule says so");
        return;
    }
    for (int32_t i = 0; i < those->people->n; i++) {
        const struct waiter_params *waiter = ITEM(*those->people, struct waiter_params, i);
        uint64_t rules;
        if (!rules_of(those, waiter, those->people->place[i], &rules)) continue;
        count_lists(those, rules, waiter, waiting);
        struct initial *initial = add(those, filler, those->region, waiter->count);
        initial->elapsed = waiter->waited;
        initial->given = (struct arrival_params){.group = waiter->group, .colour = waiter->colour, .children = waiter->children, .need = {.id = those->stage}};
        dist_prepare_shared(&initial->elapsed, &those->maker->shelf, those->maker->arena);
        filler->waiting += waiter->count;
    }
}

/* ---- all of them ---- */

static int32_t most_entries(const struct plan *plan)
{
    int32_t n = 0;
    for (int32_t i = 0; i < plan->params->initial.n; i++) {
        const struct initial_params *initial = ITEM(plan->params->initial, struct initial_params, i);
        for (int32_t s = 0; s < initial->stages.n; s++)
            n += ITEM(initial->stages, struct people_params, s)->people.n * plan->stages[initial->stages.name[s].id].pools.n;
        for (int32_t s = 0; s < initial->waiting.n; s++) n += ITEM(initial->waiting, struct people_params, s)->people.n;
    }
    return n;
}

static void read_region(struct maker *maker, int32_t i, struct filler *filler)
{
    const struct items *regions = &maker->plan->params->initial;
    const struct initial_params *initial = ITEM(*regions, struct initial_params, i);
    struct those those = {.maker = maker, .region = regions->name[i].id};
    for (int32_t s = 0; s < initial->stages.n; s++) {
        those.stage = initial->stages.name[s].id;
        those.people = &ITEM(initial->stages, struct people_params, s)->people;
        those.place = initial->stages.place[s];
        those.path = arena_format(maker->arena, "initial.%s.%s", regions->key[i], initial->stages.key[s]);
        read_inside(&those, filler);
    }
    int64_t *waiting = ARENA_ARRAY(maker->arena, int64_t, maker->plan->n_pools);
    for (int32_t s = 0; s < initial->waiting.n; s++) {
        those.stage = initial->waiting.name[s].id;
        those.people = &ITEM(initial->waiting, struct people_params, s)->people;
        those.place = initial->waiting.place[s];
        those.path = arena_format(maker->arena, "initial.%s.waiting.%s", regions->key[i], initial->waiting.key[s]);
        read_waiting(&those, filler, waiting);
    }
    those.path = arena_format(maker->arena, "initial.%s.waiting", regions->key[i]);
    if (initial->waiting.n) check_lists(&those, waiting, &initial->waiting);
}

static void check_all(struct maker *maker, const struct filler *filler)
{
    const struct plan *plan = maker->plan;
    const struct place place = plan_place(plan, "initial");
    if (filler->waiting > plan->waiting_limit)
        faults_help(maker->faults,
                    faults_error(maker->faults, place, "initial-list", "initial", "%lld households wait at the first instant, and `limits.waiting` allows %lld", (long long)filler->waiting,
                                 (long long)plan->waiting_limit),
                    "give fewer, or raise `limits.waiting`");
    if (filler->households > plan->max_households)
        faults_help(maker->faults,
                    faults_error(maker->faults, place, "initial-many", "initial", "%lld households are there at the first instant, and `limits.households` allows %d",
                                 (long long)filler->households, plan->max_households),
                    "give fewer, or raise `limits.households`");
}

void plan_initial(struct maker *maker)
{
    struct plan *plan = maker->plan;
    struct filler filler = {.taken = ARENA_ARRAY(maker->arena, int64_t, plan->n_pools * plan->n_regions), .origins = ARENA_ARRAY(maker->arena, int64_t, plan->n_regions)};
    plan->initial = ARENA_ARRAY(maker->arena, struct initial, most_entries(plan));
    for (int32_t i = 0; i < plan->params->initial.n; i++) read_region(maker, i, &filler);
    check_all(maker, &filler);
}
