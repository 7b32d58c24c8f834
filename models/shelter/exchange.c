/* Residents with a claim: those who hold a place and claim another, because they are blocked or are to be taken back by their own region.
 *
 * When nothing more can move, cycles are sought: households each of whom claims a place of the pool of the next. The search goes through the
 * newest claim, breadth first and in each pool best claim first, so it finds the shortest cycle. Reserves do not count: nobody comes in. */
#include "models/shelter/measure.h"
#include "models/shelter/world.h"

/* ---- the residents of a place set ---- */

void exchange_join(struct sim *sim, int32_t id)
{
    struct world *world = world_of(sim);
    struct household *h = &world->households[id];
    int32_t *first = &world->residents[h->set];
    h->resident = true;
    h->search_prev = -1;
    h->search_next = *first;
    if (*first >= 0) world->households[*first].search_prev = id;
    *first = id;
}

void exchange_leave(struct sim *sim, int32_t id)
{
    struct world *world = world_of(sim);
    struct household *h = &world->households[id];
    if (!h->resident) return;
    h->resident = false;
    if (h->search_prev >= 0) world->households[h->search_prev].search_next = h->search_next;
    else world->residents[h->set] = h->search_next;
    if (h->search_next >= 0) world->households[h->search_next].search_prev = h->search_prev;
}

static const struct claim *claim_of(const struct world *world, int32_t id) { return &world->claims[world->households[id].first_claim]; }

struct list_of exchange_claim(const struct world *world, int32_t id) { return list_of(world->plan, claim_of(world, id)->list); }

/* ---- cycles ---- */

static bool above(const struct place_set *set) { return set->occupied > set->level; }

/* Whether it could take the place of the other, and the place is of a kind it claims. */
static bool may_follow(const struct sim *sim, int32_t id, int32_t other)
{
    const struct world *world = world_of(sim);
    const struct plan *plan = plan_of(sim);
    const struct household *h = &world->households[id], *there = &world->households[other];
    const struct place_set *set = &world->sets[there->set];
    const struct list_of claim = exchange_claim(world, id);
    if (there->set % plan->n_regions != claim.region || !(plan->pools[there->set / plan->n_regions].stages >> claim.stage & 1)) return false;
    return place_takes(sim, h, there->set) && !above(set) && set->occupied - size_in(plan, there, there->set) + size_in(plan, h, there->set) <= set->level;
}

/* Adds the residents of the set that were not reached before and whose place the household may take, best claim first. */
static int32_t reach(const struct sim *sim, int32_t id, int32_t set, int32_t n)
{
    struct world *world = world_of(sim);
    const int32_t first = n;
    for (int32_t other = world->residents[set]; other >= 0; other = world->households[other].search_next) {
        if (world->path_from[other] >= 0 || !may_follow(sim, id, other)) continue;
        world->path_from[other] = id;
        int32_t at = n++;
        for (; at > first && claim_compare(&claim_of(world, other)->key, &claim_of(world, world->path[at - 1])->key) < 0; at--)
            world->path[at] = world->path[at - 1];
        world->path[at] = other;
    }
    return n;
}

/* From the household to others by claims, until one claims its place: that one, or -1. */
static int32_t cycle_end(const struct sim *sim, int32_t start)
{
    struct world *world = world_of(sim);
    const struct plan *plan = plan_of(sim);
    if (above(&world->sets[world->households[start].set])) return -1;
    int32_t n = 1;
    world->path[0] = start;
    world->path_from[start] = start;
    for (int32_t at = 0; at < n; at++) {
        const int32_t id = world->path[at];
        if (id != start && may_follow(sim, id, start)) return id;
        const struct list_of claim = exchange_claim(world, id);
        const struct names_of *pools = &plan->stages[claim.stage].pools;
        for (int32_t i = 0; i < pools->n; i++) n = reach(sim, id, place_set(plan, pools->id[i], claim.region), n);
    }
    return -1;
}

static void forget(struct world *world)
{
    for (int32_t set = 0; set < world->plan->n_pools * world->plan->n_regions; set++)
        for (int32_t id = world->residents[set]; id >= 0; id = world->households[id].search_next) world->path_from[id] = -1;
}

/* The resident with the newest claim before `order`, and after `least`; -1: none. */
static int32_t newest(const struct world *world, int64_t least, int64_t order)
{
    int32_t best = -1;
    for (int32_t set = 0; set < world->plan->n_pools * world->plan->n_regions; set++)
        for (int32_t id = world->residents[set]; id >= 0; id = world->households[id].search_next) {
            const int64_t own = claim_of(world, id)->order;
            if (own > least && own < order && (best < 0 || own > claim_of(world, best)->order)) best = id;
        }
    return best;
}

/* The end of a cycle through a claim made after `least`, newest first, and where it starts. */
static int32_t find_cycle(const struct sim *sim, int64_t least, int32_t *start)
{
    struct world *world = world_of(sim);
    int64_t order = world->last_claim + 1;
    while ((*start = newest(world, least, order)) >= 0) {
        order = claim_of(world, *start)->order;
        forget(world);
        const int32_t end = cycle_end(sim, *start);
        if (end >= 0) return end;
    }
    return -1;
}

bool exchange_seek(struct sim *sim)
{
    struct world *world = world_of(sim);
    if (world->sought == world->last_claim && !world->seek_all) return false;
    int32_t start, n = 0;
    const int32_t end = find_cycle(sim, world->seek_all ? 0 : world->sought, &start);
    if (end < 0) {
        world->sought = world->last_claim;
        world->seek_all = false;
        return false;
    }
    for (int32_t id = end; id != start; id = world->path_from[id]) n++;
    int32_t *cycle = world->path + world->capacity; /* the second half is free */
    for (int32_t id = end, at = n; at >= 0; id = world->path_from[id], at--) cycle[at] = id;
    place_exchange(sim, cycle, n + 1);
    return true;
}

/* ---- the invariant: no cycle stands. By another way than the search, and only when something it rests on has changed ---- */

static uint64_t mixed(uint64_t hash, int64_t value) { return (hash ^ (uint64_t)value) * UINT64_C(0x9E3779B97F4A7C15) ^ hash >> 29; }

/* Of all that may_follow looks at. */
static uint64_t hash_of_residents(const struct world *world)
{
    const struct plan *plan = world->plan;
    uint64_t hash = 1;
    for (int32_t r = 0; r < plan->n_regions; r++) hash = mixed(hash, world->closed[r]);
    for (int32_t set = 0; set < plan->n_pools * plan->n_regions; set++) {
        hash = mixed(mixed(hash, world->sets[set].occupied), world->sets[set].level);
        for (int32_t id = world->residents[set]; id >= 0; id = world->households[id].search_next) {
            const struct household *h = &world->households[id];
            hash = mixed(mixed(mixed(mixed(hash, h->number), h->set), claim_of(world, id)->list), h->adults + h->children);
        }
    }
    return hash ? hash : 1;
}

enum { NEW = -1, OPEN, DONE };

/* Does a way lead from the household back to one that is on the way to it? Each household is looked at once. */
static bool goes_round(const struct sim *sim, int32_t id)
{
    struct world *world = world_of(sim);
    const struct plan *plan = plan_of(sim);
    const struct list_of claim = exchange_claim(world, id);
    const struct names_of *pools = &plan->stages[claim.stage].pools;
    world->path_from[id] = OPEN;
    for (int32_t i = 0; i < pools->n; i++)
        for (int32_t other = world->residents[place_set(plan, pools->id[i], claim.region)]; other >= 0; other = world->households[other].search_next) {
            if (other == id || world->path_from[other] == DONE || !may_follow(sim, id, other)) continue;
            if (world->path_from[other] == OPEN || goes_round(sim, other)) return true;
        }
    world->path_from[id] = DONE;
    return false;
}

bool exchange_stands(const struct sim *sim)
{
    struct world *world = world_of(sim);
    const struct plan *plan = plan_of(sim);
    if (!plan->exchanges) return false;
    const uint64_t hash = hash_of_residents(world);
    if (hash == world->sound_cycles) return false;
    forget(world);
    for (int32_t set = 0; set < plan->n_pools * plan->n_regions; set++)
        for (int32_t id = world->residents[set]; id >= 0; id = world->households[id].search_next)
            if (world->path_from[id] == NEW && goes_round(sim, id)) return true;
    world->sound_cycles = hash;
    return false;
}

/* ---- take-back ---- */

static bool is_to_be_taken_back(const struct plan *plan, const struct household *h)
{
    const uint32_t traits = 1u << h->colour | (h->returned ? 1u << TRAIT_RETURNED : 0) | (h->again ? 1u << TRAIT_AGAIN : 0);
    return h->region != h->origin && plan->take_back_stages >> h->stage & 1 && !(traits & plan->take_back_except) &&
           !(plan->take_back_except_groups >> h->group & 1);
}

void take_back_plan(struct sim *sim, int32_t id)
{
    struct household *h = household_at(sim, id);
    const struct plan *plan = plan_of(sim);
    if (h->asked_back || !is_to_be_taken_back(plan, h)) return;
    const seconds due_s = h->entered_s + plan->take_back_s;
    h->asked_back = true;
    h->search = sim_schedule(sim, due_s > sim->now_s ? due_s : sim->now_s, EV_TAKE_BACK, id, 0);
}

void take_back_due(struct sim *sim, int32_t id)
{
    struct household *h = household_at(sim, id);
    if (h->state != STATE_STAYING || !is_to_be_taken_back(plan_of(sim), h)) return;
    measure_log(sim, h, WORD_ASKS_BACK, -1, -1);
    const int32_t set = place_find(sim, id, h->stage, h->origin);
    if (set >= 0) {
        place_take_back(sim, id, set);
        return;
    }
    h->since_s = sim->now_s;
    claim_stage(sim, id, h->stage, h->origin);
    exchange_join(sim, id);
}
