/* Where events happen, and what a region is at a moment, for an engine that carries events on a platform. */
#include "models/shelter/shelter.h"
#include "models/shelter/world.h"

enum { SITE_FREE, SITE_FULL, SITE_BLOCKED, N_SITES };
static const char *const states[N_SITES] = {"free", "full", "blocked"};

/* Where it holds a place, else where it asked. */
static int32_t site_of_household(const struct sim *sim, int32_t id)
{
    const struct household *h = household_at(sim, id);
    return h->set >= 0 ? h->region : h->origin;
}

static int32_t site_of_change(const struct plan *plan, const struct dated *dated)
{
    return dated->kind == DATED_INTAKE ? dated->target : dated->target % plan->n_regions;
}

static int32_t site_of(const struct sim *sim, const struct event *event)
{
    const struct plan *plan = plan_of(sim);
    switch ((enum shelter_event)event->kind) {
    case EV_CHANGE: return site_of_change(plan, &plan->dated[event->a]);
    case EV_HOME:
    case EV_SLOT_ENDS: return event->a % plan->n_regions;
    case EV_INTAKE: return event->a;
    case EV_GATE_OPENS: return site_of_household(sim, world_of(sim)->applications[event->a].household);
    case EV_STAY_ENDS:
    case EV_APPLY:
    case EV_LEAVES:
    case EV_ARRIVES:
    case EV_CALL:
    case EV_LOOK:
    case EV_RETRY:
    case EV_PATIENCE:
    case EV_AGAIN:
    case EV_RETURN:
    case EV_TAKE_BACK: return site_of_household(sim, event->a);
    case EV_INITIAL:
    case EV_NONE:
    case N_EVENTS: break;
    }
    return -1;
}

/* Free: one of its places can be taken (pools without limit are left out). Blocked: none can, and somebody stays on in one of them whose
 * planned stay is over. Full: none can, and nobody does. */
static int32_t state_of(const struct sim *sim, int32_t region)
{
    const struct plan *plan = plan_of(sim);
    const struct world *world = world_of(sim);
    for (int32_t pool = 0; pool < plan->n_pools; pool++) {
        const struct place_set *set = &world->sets[place_set(plan, pool, region)];
        if (set->level != INT32_MAX && set->level > set->occupied) return SITE_FREE;
    }
    return world->blocked[region] > 0 ? SITE_BLOCKED : SITE_FULL;
}

static bool places(const void *data, int32_t region, int k, const char **name, int64_t *n)
{
    const struct plan *plan = data;
    if (k >= plan->n_pools) return false;
    const int32_t level = plan->places[place_set(plan, k, region)];
    *name = plan->pools[k].name;
    *n = level == INT32_MAX ? INT64_MAX : level;
    return true;
}

const struct sites shelter_sites = {.of = site_of, .states = states, .n_states = N_SITES, .state = state_of, .places = places};
