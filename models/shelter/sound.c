/* Invariants of a world, checked after every event in debug builds. */
#include "models/shelter/world.h"

#define SOUND(condition, ...) BUG_IF(!(condition), __VA_ARGS__)

static void sound_household(const struct sim *sim, int32_t id)
{
    const struct household *h = household_at(sim, id);
    const bool holds = h->state == STATE_STOPGAP || h->state == STATE_TRAVELLING || h->state == STATE_STAYING || h->state == STATE_BLOCKED ||
                       h->state == STATE_LEAVING;
    SOUND(h->state == STATE_FREE || holds == (h->set >= 0), "household %d holds place set %d in state %d", h->number, h->set, h->state);
    if (h->state == STATE_FREE || h->set < 0) return;
    const struct plan *plan = plan_of(sim);
    SOUND(h->region == h->set % plan->n_regions, "household %d is not where its place is", h->number);
    SOUND(plan->pools[h->set / plan->n_regions].stages >> h->stage & 1, "household %d is in a stage its place does not serve", h->number);
    const bool claims = h->first_claim >= 0, back = h->state == STATE_STAYING && h->resident, may = h->state == STATE_BLOCKED || in_stopgap(plan, h) || back;
    SOUND(!claims || may, "household %d claims in state %d", h->number, h->state);
}

static void sound_sets(const struct sim *sim, int32_t *held, int32_t n)
{
    const struct world *world = world_of(sim);
    for (int32_t set = 0; set < n; set++) held[set] = 0;
    for (int32_t id = 0; id < world->n_households; id++)
        if (world->households[id].state != STATE_FREE && world->households[id].set >= 0)
            held[world->households[id].set] += size_in(world->plan, &world->households[id], world->households[id].set);
    for (int32_t set = 0; set < n; set++)
        SOUND(held[set] == world->sets[set].occupied, "place set %d counts %d, %d are there", set, world->sets[set].occupied, held[set]);
    for (int32_t set = 0; set < n; set++)
        SOUND(world->sets[set].waiting >= 0 && world->sets[set].waiting <= world->waiting, "%d households wait for place set %d, %d in all",
              world->sets[set].waiting, set, world->waiting);
}

static void sound_claim(const struct sim *sim, const struct claim *claim)
{
    const struct plan *plan = plan_of(sim);
    const struct household *h = household_at(sim, claim->household);
    const struct list_of list = list_of(plan, claim->list);
    for (int32_t region = 0; region < plan->n_regions; region++) {
        if (list.rule < 0 ? region != list.region : region == h->origin || plan_km(plan, h->origin, region) > plan->rules[list.rule].within_km)
            continue;
        const int32_t set = place_find(sim, claim->household, list.stage, region);
        SOUND(set < 0 || !plan->pools[set / plan->n_regions].backfill, "household %d claims stage %d in region %d, and a place there is free",
              h->number, list.stage, region);
    }
}

/* blocked: households whose planned stay is over; the regions count them too. */
static void sound_blocked(const struct sim *sim, int32_t blocked)
{
    for (int32_t r = 0; r < plan_of(sim)->n_regions; r++) {
        SOUND(world_of(sim)->blocked[r] >= 0, "%d households are blocked in region %d", world_of(sim)->blocked[r], r);
        blocked -= world_of(sim)->blocked[r];
    }
    SOUND(blocked == 0, "%d more households are blocked than the regions count", blocked);
}

/* No claim fits any free place. */
static void sound_claims(const struct sim *sim)
{
    const struct world *world = world_of(sim);
    int32_t waiting = 0, blocked = 0;
    for (int32_t id = 0; id < world->n_households; id++) {
        if (world->households[id].state == STATE_FREE) continue;
        waiting += world->households[id].state == STATE_WAITING;
        blocked += world->households[id].cause >= 0;
        for (int32_t c = world->households[id].first_claim; c >= 0; c = world->claims[c].next) sound_claim(sim, &world->claims[c]);
    }
    SOUND(waiting == world->waiting, "%d households wait, %d are counted", waiting, world->waiting);
    sound_blocked(sim, blocked);
}

void world_sound(const struct sim *sim)
{
    const struct world *world = world_of(sim);
    const struct plan *plan = plan_of(sim);
    for (int32_t id = 0; id < world->n_households; id++) sound_household(sim, id);
    sound_sets(sim, world->touched, plan->n_pools * plan->n_regions); /* `touched` is free between events */
    sound_claims(sim);
    SOUND(!exchange_stands(sim), "residents who claim each other's places could exchange them");
    for (int32_t q = 0; q < plan->n_gates * plan->n_regions; q++)
        SOUND(world->slots[q].busy >= 0 && (world->lines[q * plan->n_lines].first < 0 || plan->gates[q / plan->n_regions].kind == GATE_SUPPLY ||
                                            world->slots[q].busy >= world->slots[q].level),
              "slots of queue %d stand free while somebody waits", q);
}
