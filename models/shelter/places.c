/* Who may enter a place, and who goes first when one comes free. Invariant after every event: no claim fits any free place. */
#include "models/shelter/measure.h"
#include "models/shelter/world.h"

/* ---- room ---- */

static void rooms_change(struct sim *sim, int32_t set, int64_t places, int64_t free, int64_t unlimited)
{
    struct world *world = world_of(sim);
    const struct plan *plan = plan_of(sim);
    const int32_t region = set % plan->n_regions;
    bool first = true;
    for (uint64_t stages = plan->pools[set / plan->n_regions].stages; stages; stages &= stages - 1) {
        const int32_t stage = __builtin_ctzll(stages);
        struct stage_room *room = &world->rooms[stage * plan->n_regions + region];
        const bool was_full = room->places > 0 && room->free == 0;
        room->places += places;
        room->free += free;
        room->unlimited += unlimited;
        if (room->free + room->unlimited > 0) world->roomy[region] |= plan->stage_rules[stage];
        else world->roomy[region] &= ~plan->stage_rules[stage];
        const bool full = room->places > 0 && room->free == 0;
        if (full != was_full) metric_level(&sim->record, M_FULL, region, stage, 0, full ? 1 : -1, sim->now_s);
        if (places && first) metric_level(&sim->record, M_PLACES, region, stage, 0, places, sim->now_s);
        first = false;
    }
}

static int64_t free_in(const struct place_set *set) { return set->level > set->occupied ? set->level - set->occupied : 0; }

/* Unlimited places are never full and never paid by the place: they are left out of what is counted. */
static int64_t counted(int32_t level) { return level == INT32_MAX ? 0 : level; }

static void occupy(struct sim *sim, int32_t id, int by)
{
    struct place_set *set = &world_of(sim)->sets[id];
    const struct plan_pool *pool = &plan_of(sim)->pools[id / plan_of(sim)->n_regions];
    const int64_t before = free_in(set);
    if (by < 0 && (pool->persons || set->occupied > set->level)) world_of(sim)->seek_all = true;
    set->occupied += by;
    if (set->occupied >= set->level || pool->picky) set->told = false;
    if (free_in(set) != before && set->level != INT32_MAX) rooms_change(sim, id, 0, free_in(set) - before, 0);
}

void place_level(struct sim *sim, int32_t id, int32_t level)
{
    struct place_set *set = &world_of(sim)->sets[id];
    const int64_t places = counted(set->level), free = set->level == INT32_MAX ? 0 : free_in(set);
    const int32_t old = set->level;
    set->level = level;
    if (set->occupied >= level || plan_of(sim)->pools[id / plan_of(sim)->n_regions].picky) set->told = false;
    if (level > old) world_of(sim)->seek_all = true;
    rooms_change(sim, id, counted(level) - places, (level == INT32_MAX ? 0 : free_in(set)) - free, (level == INT32_MAX) - (old == INT32_MAX));
    if (level > old) place_gained(sim, id);
}

void place_gained(struct sim *sim, int32_t id)
{
    struct world *world = world_of(sim);
    struct place_set *set = &world->sets[id];
    if (set->gained || set->occupied >= set->level) return;
    const int32_t n = plan_of(sim)->n_pools * plan_of(sim)->n_regions;
    set->gained = true;
    world->gained[(world->gained_first + world->gained_n++) % n] = id;
}

/* Intake closed: only those who already have a place in the region go on moving there; a stopgap is no place. */
static bool from_outside(const struct plan *plan, const struct household *h, int32_t region)
{
    return h->set < 0 || h->region != region || in_stopgap(plan, h);
}

/* Places kept for others than this household. */
static int64_t kept_for_others(const struct plan *plan, const struct household *h, int32_t id)
{
    const struct plan_pool *pool = &plan->pools[id / plan->n_regions];
    int64_t kept = 0;
    for (int32_t i = 0; i < pool->n_reserves; i++) {
        const struct reserve *r = &pool->reserves[i];
        const bool own = r->own && h->origin == id % plan->n_regions;
        if (!own && !(r->colours >> h->colour & 1) && !(r->groups >> h->group & 1)) kept += r->places;
    }
    return kept;
}

static bool has_room(const struct sim *sim, const struct household *h, int32_t id)
{
    const struct plan *plan = plan_of(sim);
    const struct place_set *set = &world_of(sim)->sets[id];
    if (set->occupied >= set->level) return false;
    if (set->level == INT32_MAX || !plan->pools[id / plan->n_regions].picky) return true;
    return (int64_t)set->level - set->occupied - size_in(plan, h, id) >= kept_for_others(plan, h, id);
}

bool place_takes(const struct sim *sim, const struct household *h, int32_t id)
{
    const struct plan *plan = plan_of(sim);
    const int32_t region = id % plan->n_regions;
    if (!(plan->pools[id / plan->n_regions].takes >> h->group & 1)) return false;
    return !world_of(sim)->closed[region] || !from_outside(plan, h, region);
}

bool place_fits(const struct sim *sim, int32_t household, int32_t id)
{
    const struct household *h = household_at(sim, household);
    return has_room(sim, h, id) && place_takes(sim, h, id);
}

int32_t place_find(const struct sim *sim, int32_t household, int32_t stage, int32_t region)
{
    const struct plan *plan = plan_of(sim);
    const struct plan_stage *s = &plan->stages[stage];
    for (int32_t i = 0; i < s->pools.n; i++) {
        const int32_t set = place_set(plan, s->pools.id[i], region);
        if (place_fits(sim, household, set)) return set;
    }
    return -1;
}

/* ---- taking and leaving ---- */

/* Without offering the place to anyone yet. */
static void leave(struct sim *sim, int32_t household)
{
    struct household *h = household_at(sim, household);
    measure_left_place(sim, h);
    measure_held(sim, h, -1);
    if (h->state == STATE_STOPGAP) household_state(sim, household, STATE_AWAY);
    occupy(sim, h->set, -size_in(plan_of(sim), h, h->set));
    h->set = -1;
}

void place_release(struct sim *sim, int32_t household)
{
    const int32_t set = household_at(sim, household)->set;
    leave(sim, household);
    place_gained(sim, set);
}

/* word: PLACED, MOVED, EXCHANGED or TAKEN_BACK. A household whose stay goes on begins no visit. */
static void enter(struct sim *sim, int32_t household, int32_t stage, int32_t set, enum shelter_word word)
{
    struct household *h = household_at(sim, household);
    const struct plan *plan = plan_of(sim);
    const bool moves = word != WORD_PLACED;
    h->set = set;
    h->region = set % plan->n_regions;
    h->stage = (int8_t)stage;
    h->entered_s = sim->now_s;
    if (!h->continues) visits_of(sim, household)[stage]++;
    measure_held(sim, h, 1);
    metric_count(&sim->record, M_ADMITTED, h->region, stage, 0, 1);
    metric_count(&sim->record, M_ADMITTED_BY_GROUP, h->group, stage, 0, 1);
    if (moves) metric_count(&sim->record, M_MOVES, h->region, stage, 0, 1);
    measure_log(sim, h, word, -1, -1);
    if (plan->stages[stage].stopgap || h->placed) return;
    h->placed = true;
    h->admitted_s = sim->now_s;
    measure_placed(sim, h, h->region);
}

void place_inside(struct sim *sim, int32_t household, int32_t stage, int32_t set)
{
    struct household *h = household_at(sim, household);
    occupy(sim, set, size_in(plan_of(sim), h, set));
    h->entry = ++world_of(sim)->last_entry;
    h->set = set;
    h->region = set % plan_of(sim)->n_regions;
    h->stage = (int8_t)stage;
    h->placed = true;
    h->first_pass = false;
    visits_of(sim, household)[stage]++;
    measure_held(sim, h, 1);
    measure_log(sim, h, WORD_PRESENT, -1, -1);
}

/* Where it travels from: where its place is or was, or its region of origin; a journey to a stopgap is broken off. */
static int32_t travels_from(const struct household *h)
{
    const bool there = h->set >= 0 && h->state != STATE_TRAVELLING;
    return there || h->displaced ? h->region : h->origin;
}

void place_take(struct sim *sim, int32_t household, int32_t stage, int32_t set)
{
    struct household *h = household_at(sim, household);
    const struct plan *plan = plan_of(sim);
    const int32_t from = travels_from(h);
    const bool stopgap = in_stopgap(plan, h), moves = h->set >= 0 && !stopgap;
    search_stop(sim, household);
    if (stopgap) sim_cancel(sim, h->stay); /* on its way there, or staying for a time */
    stay_blocked(sim, household, -1);
    if (h->set >= 0) place_release(sim, household);
    if (plan->stages[stage].stopgap) h->rule = (int8_t)search_rule(plan, h, UINT64_C(1) << stage, set % plan->n_regions, plan->n_rules);
    occupy(sim, set, size_in(plan, h, set));
    h->entry = ++world_of(sim)->last_entry;
    h->asked_back = false;
    enter(sim, household, stage, set, moves ? WORD_MOVED : WORD_PLACED);
    stay_take(sim, household, from);
}

void place_take_back(struct sim *sim, int32_t household, int32_t set)
{
    struct household *h = household_at(sim, household);
    const int32_t from = h->region;
    search_stop(sim, household);
    h->continues = true;
    place_release(sim, household);
    occupy(sim, set, size_in(plan_of(sim), h, set));
    h->entry = ++world_of(sim)->last_entry;
    enter(sim, household, h->stage, set, WORD_TAKEN_BACK);
    measure_taken_back(sim, h);
    stay_continue(sim, household, from);
}

/* In turn, after all have left: each then finds the next one's place empty. */
static void exchange_enter(struct sim *sim, int32_t household, int32_t stage, int32_t set)
{
    struct household *h = household_at(sim, household);
    const int32_t from = h->region;
    const bool back = h->continues;
    occupy(sim, set, size_in(plan_of(sim), h, set));
    h->entry = ++world_of(sim)->last_entry;
    h->asked_back = false;
    enter(sim, household, stage, set, WORD_EXCHANGED);
    measure_exchanged(sim, h);
    if (back) measure_taken_back(sim, h);
    if (back) stay_continue(sim, household, from);
    else stay_take(sim, household, from);
}

void place_exchange(struct sim *sim, const int32_t *households, int32_t n)
{
    struct world *world = world_of(sim);
    struct move *moves = world->moves;
    for (int32_t i = 0; i < n; i++)
        moves[i] = (struct move){exchange_claim(world, households[i]).stage, world->households[households[(i + 1) % n]].set};
    for (int32_t i = 0; i < n; i++) {
        struct household *h = &world->households[households[i]];
        h->continues = h->state == STATE_STAYING;
        search_stop(sim, households[i]);
        stay_blocked(sim, households[i], -1);
        leave(sim, households[i]);
    }
    for (int32_t i = 0; i < n; i++) exchange_enter(sim, households[i], moves[i].stage, moves[i].set);
    for (int32_t i = 0; i < n; i++) place_gained(sim, moves[i].set);
}

void place_keep(struct sim *sim, int32_t household, int32_t stage)
{
    struct household *h = household_at(sim, household);
    const bool moves = !in_stopgap(plan_of(sim), h);
    measure_left_place(sim, h);
    measure_held(sim, h, -1);
    enter(sim, household, stage, h->set, moves ? WORD_MOVED : WORD_PLACED);
    stay_take(sim, household, h->region);
}

/* ---- claims ---- */

static int class_of(const struct plan *plan, const struct household *h)
{
    int best = plan->class_last;
    const int candidates[] = {plan->class_colour[h->colour],
                              plan->groups[h->group].class_of,
                              h->state == STATE_WAITING ? plan->class_waiting : -1,
                              h->state != STATE_BLOCKED && in_stopgap(plan, h) ? plan->stages[h->stage].class_here : -1,
                              h->state == STATE_BLOCKED ? plan->stages[h->stage].class_blocked : -1,
                              h->state == STATE_STAYING ? plan->class_take_back : -1,
                              h->again ? plan->class_again : -1,
                              h->returned ? plan->class_returned : -1};
    for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++)
        if (candidates[i] >= 0 && candidates[i] < best) best = candidates[i];
    return best;
}

static struct claim_key key_of(const struct sim *sim, const struct household *h, bool own)
{
    const struct plan *plan = plan_of(sim);
    const int foreign = plan->own_region_first && !own;
    return (struct claim_key){.rank = class_of(plan, h) * 2 + foreign, .since_s = h->since_s, .number = h->number};
}

void claim_stage(struct sim *sim, int32_t household, int32_t stage, int32_t region)
{
    const struct household *h = household_at(sim, household);
    claim_add(sim, household, list_local(plan_of(sim), plan_of(sim)->groups[h->group].reach, stage, region), key_of(sim, h, h->origin == region));
}

static bool claimed(const struct plan *plan, const struct household *h, int32_t rule, int32_t before, bool own)
{
    for (int32_t i = 0; i < before; i++) {
        const struct plan_rule *other = &plan->rules[i];
        if (other->stage != plan->rules[rule].stage || !rule_open(plan, h, i)) continue;
        if (own ? other->where != WHERE_ELSEWHERE : other->where != WHERE_OWN && other->within_km >= plan->rules[rule].within_km) return true;
    }
    return false;
}

void claim_rules(struct sim *sim, int32_t household, int32_t rule)
{
    const struct plan *plan = plan_of(sim);
    const struct household *h = household_at(sim, household);
    for (int32_t i = 0; i < rule; i++) {
        const struct plan_rule *r = &plan->rules[i];
        if (r->stage < 0 || !rule_open(plan, h, i)) continue;
        if (r->where != WHERE_ELSEWHERE && serves_ever(plan, h->group, r->stage, h->origin) && !claimed(plan, h, i, i, true)) claim_stage(sim, household, r->stage, h->origin);
        if (r->where != WHERE_OWN && !plan->calls && !claimed(plan, h, i, i, false))
            claim_add(sim, household, list_away(plan, plan->groups[h->group].reach, i, h->origin), key_of(sim, h, false));
    }
}

struct candidate { int32_t claim, stage; };

static void consider(const struct world *world, int32_t list, int32_t stage, const struct claim_key *after, struct candidate *best)
{
    const int32_t claim = claim_after(world, list, after);
    if (claim < 0) return;
    if (best->claim < 0 || claim_compare(&world->claims[claim].key, &world->claims[best->claim].key) < 0)
        *best = (struct candidate){claim, stage};
}

static void consider_away(const struct world *world, int32_t class, int32_t rule, int32_t region, const struct claim_key *after, struct candidate *best)
{
    const struct plan *plan = world->plan;
    const struct plan_rule *r = &plan->rules[rule];
    if (world->n_away[rule] == 0) return;
    if (r->within_km > 1e9) {
        consider(world, list_away(plan, class, rule, 0), r->stage, after, best);
        return;
    }
    for (int32_t origin = 0; origin < plan->n_regions; origin++)
        if (origin != region && plan_km(plan, origin, region) <= r->within_km)
            consider(world, list_away(plan, class, rule, origin), r->stage, after, best);
}

/* The next claim on a place set after `after`, over all lists that may ask for it. */
static struct candidate next_claim(const struct world *world, int32_t set, const struct claim_key *after)
{
    const struct plan *plan = world->plan;
    const int32_t region = set % plan->n_regions;
    const struct plan_pool *pool = &plan->pools[set / plan->n_regions];
    struct candidate best = {-1, -1};
    for (uint64_t classes = pool->classes; classes; classes &= classes - 1) {
        const int32_t class = __builtin_ctzll(classes);
        for (uint64_t left = pool->stages; left; left &= left - 1) {
            const int32_t stage = __builtin_ctzll(left);
            consider(world, list_local(plan, class, stage, region), stage, after, &best);
        }
        for (int32_t rule = 0; rule < plan->n_rules; rule++)
            if (plan->rules[rule].stage >= 0 && pool->stages >> plan->rules[rule].stage & 1) consider_away(world, class, rule, region, after, &best);
    }
    return best;
}

/* A household that waits elsewhere for a place `elsewhere` does not mean its own region. */
static bool wanted_there(const struct world *world, const struct claim *claim, int32_t region)
{
    const struct plan *plan = world->plan;
    return list_of(plan, claim->list).rule < 0 || world->households[claim->household].origin != region;
}

/* Who asked by rules for several stages of a shared pool gets the first in the order of the rules. */
static int32_t stage_of(const struct world *world, const struct claim *claim, int32_t stage, int32_t set)
{
    const struct plan *plan = world->plan;
    const struct household *h = &world->households[claim->household];
    if (h->state == STATE_BLOCKED || !plan->pools[set / plan->n_regions].shared) return stage;
    return plan->rules[search_rule(plan, h, plan->pools[set / plan->n_regions].stages, set % plan->n_regions, h->rule)].stage;
}

/* Too large for the room left, where nobody behind may go before it. */
static bool stops_others(const struct sim *sim, const struct household *h, int32_t id)
{
    const struct place_set *set = &world_of(sim)->sets[id];
    return !plan_of(sim)->pools[id / plan_of(sim)->n_regions].backfill && set->level - set->occupied < size_in(plan_of(sim), h, id);
}

/* True when somebody was given a place. */
static bool serve_set(struct sim *sim, int32_t id)
{
    struct world *world = world_of(sim);
    struct claim_key at = {0}, *after = NULL;
    bool granted = false;
    while (world->sets[id].occupied < world->sets[id].level) {
        const struct candidate next = next_claim(world, id, after);
        if (next.claim < 0) break;
        const struct claim claim = world->claims[next.claim];
        at = claim.key;
        after = &at;
        const struct household *h = &world->households[claim.household];
        if (!wanted_there(world, &claim, id % plan_of(sim)->n_regions) || !place_takes(sim, h, id)) continue;
        if (!has_room(sim, h, id)) {
            if (stops_others(sim, h, id)) break;
            continue;
        }
        granted = true;
        if (h->state == STATE_STAYING) {
            place_take_back(sim, claim.household, id);
            continue;
        }
        const int32_t stage = stage_of(world, &claim, next.stage, id);
        const bool onward = world->households[claim.household].state == STATE_BLOCKED;
        place_take(sim, claim.household, stage, id);
        if (plan_of(sim)->stages[stage].stopgap) search_stopgap(sim, claim.household, onward);
    }
    struct place_set *set = &world->sets[id];
    if (set->occupied >= set->level || set->touched || set->told) return granted;
    set->touched = true;
    world->touched[world->n_touched++] = id;
    return granted;
}

/* Where nobody goes before one that is too large for the room left, that one may have left the line: in the order of the file. */
static bool serve_in_turn(struct sim *sim)
{
    const struct plan *plan = plan_of(sim);
    bool granted = false;
    for (int32_t pool = 0; pool < plan->n_pools; pool++) {
        if (plan->pools[pool].backfill) continue;
        for (int32_t region = 0; region < plan->n_regions; region++) {
            const struct place_set *set = &world_of(sim)->sets[place_set(plan, pool, region)];
            if (set->occupied < set->level && serve_set(sim, place_set(plan, pool, region))) granted = true;
        }
    }
    return granted;
}

void places_serve(struct sim *sim)
{
    struct world *world = world_of(sim);
    const int32_t n = plan_of(sim)->n_pools * plan_of(sim)->n_regions;
    do {
        while (world->gained_n > 0) {
            const int32_t id = world->gained[world->gained_first];
            world->gained_first = (world->gained_first + 1) % n;
            world->gained_n--;
            world->sets[id].gained = false;
            serve_set(sim, id);
        }
    } while (serve_in_turn(sim) || (plan_of(sim)->exchanges && exchange_seek(sim)));
    for (int32_t i = 0; i < world->n_touched; i++) {
        struct place_set *set = &world->sets[world->touched[i]];
        set->touched = false;
        if (set->occupied >= set->level) continue;
        set->told = true;
        if (plan_of(sim)->calls) search_tell(sim, world->touched[i]);
    }
    world->n_touched = 0;
}
