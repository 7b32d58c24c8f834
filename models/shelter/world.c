#include "models/shelter/world.h"

#include "models/shelter/measure.h"

/* Claims and applications a household can hold at most: one per rule, or one for its next stage; one per gate. */
static int32_t claims_each(const struct plan *plan) { return plan->n_rules + 1; }

struct sizes {
    int32_t households, claims, applications, sets, rooms, lists, queues;
};

static struct sizes sizes_of(const struct plan *plan)
{
    return (struct sizes){.households = plan->max_households,
                          .claims = plan->max_households * claims_each(plan),
                          .applications = plan->max_households * (plan->n_gates > 0 ? plan->n_gates : 1),
                          .sets = plan->n_pools * plan->n_regions,
                          .rooms = plan->n_stages * plan->n_regions,
                          .lists = lists_count(plan),
                          .queues = (plan->n_gates > 0 ? plan->n_gates : 1) * plan->n_regions};
}

size_t world_bytes(const struct plan *plan)
{
    const struct sizes n = sizes_of(plan);
    return sizeof(struct world) + (size_t)n.households * (sizeof(struct household) + (size_t)plan->n_stages * sizeof(uint16_t)) + (size_t)n.claims * sizeof(struct claim) +
           (size_t)n.applications * sizeof(struct application) + (size_t)n.households * (4 * sizeof(int32_t) + sizeof(struct move)) + (size_t)n.sets * (sizeof(struct place_set) + 3 * sizeof(int32_t)) +
           (size_t)n.rooms * sizeof(struct stage_room) + (size_t)n.lists * sizeof(int32_t) + (size_t)plan->n_rules * sizeof(int32_t) +
           (size_t)n.queues * ((size_t)plan->n_lines * sizeof(struct line) + sizeof(struct slots) + 2 * sizeof(struct stream)) +
           (size_t)plan->n_regions * (sizeof(struct stream) + sizeof(bool) + sizeof(uint64_t) + 3 * sizeof(int32_t)) + 32 * 64;
}

/* At the begin of a cache line. */
static struct household *households_make(struct arena *arena, int32_t n)
{
    enum { LINE = 64 };
    _Static_assert(sizeof(struct household) == 3 * LINE, "a household takes three cache lines");
    char *memory = arena_alloc(arena, (size_t)n * sizeof(struct household) + LINE, 1);
    return (struct household *)(void *)(memory + (LINE - (uintptr_t)memory % LINE) % LINE);
}

void *world_make(const struct plan *plan, struct arena *arena)
{
    const struct sizes n = sizes_of(plan);
    struct world *world = ARENA_NEW(arena, struct world);
    world->plan = plan;
    world->capacity = n.households;
    world->claim_capacity = n.claims;
    world->application_capacity = n.applications;
    world->n_lists = n.lists;
    world->households = households_make(arena, n.households);
    world->visits = ARENA_ARRAY(arena, uint16_t, (int64_t)n.households * plan->n_stages);
    world->offers = ARENA_ARRAY(arena, int32_t, n.households);
    world->claims = ARENA_ARRAY(arena, struct claim, n.claims);
    world->applications = ARENA_ARRAY(arena, struct application, n.applications);
    world->sets = ARENA_ARRAY(arena, struct place_set, n.sets);
    world->gained = ARENA_ARRAY(arena, int32_t, n.sets);
    world->residents = ARENA_ARRAY(arena, int32_t, n.sets);
    world->moves = ARENA_ARRAY(arena, struct move, n.households);
    world->path = ARENA_ARRAY(arena, int32_t, 2 * (int64_t)n.households);
    world->path_from = ARENA_ARRAY(arena, int32_t, n.households);
    world->touched = ARENA_ARRAY(arena, int32_t, n.sets);
    world->rooms = ARENA_ARRAY(arena, struct stage_room, n.rooms);
    world->lists = ARENA_ARRAY(arena, int32_t, n.lists);
    world->n_away = ARENA_ARRAY(arena, int32_t, plan->n_rules);
    world->lines = ARENA_ARRAY(arena, struct line, n.queues * plan->n_lines);
    world->search_first = ARENA_ARRAY(arena, int32_t, plan->n_regions);
    world->slots = ARENA_ARRAY(arena, struct slots, n.queues);
    world->supply = ARENA_ARRAY(arena, struct stream, 2 * n.queues);
    world->intake = ARENA_ARRAY(arena, struct stream, plan->n_regions);
    world->roomy = ARENA_ARRAY(arena, uint64_t, plan->n_regions);
    world->present_start = ARENA_ARRAY(arena, int32_t, plan->n_regions);
    world->closed = ARENA_ARRAY(arena, bool, plan->n_regions);
    world->blocked = ARENA_ARRAY(arena, int32_t, plan->n_regions);
    return world;
}

/* Records are written whole when they are taken into use, so nothing of the last replication has to be wiped from them. */
void world_clear(struct world *world)
{
    const struct plan *plan = world->plan;
    const struct sizes n = sizes_of(plan);
    world->n_households = world->n_claims = world->n_applications = 0;
    world->free_household = world->free_claim = world->free_application = -1;
    world->gained_first = world->gained_n = world->n_touched = 0;
    world->waiting = world->last_number = world->at_instant = 0;
    world->instant_s = 0;
    world->last_entry = world->last_order = world->last_claim = world->sought = 0;
    world->seek_all = false;
    world->sound_cycles = 0;
    for (int32_t i = 0; i < n.sets; i++) world->sets[i] = (struct place_set){.level = 0}, world->residents[i] = -1;
    for (int32_t i = 0; i < n.rooms; i++) world->rooms[i] = (struct stage_room){0};
    for (int32_t i = 0; i < n.lists; i++) world->lists[i] = -1;
    for (int32_t i = 0; i < plan->n_rules; i++) world->n_away[i] = 0;
    for (int32_t i = 0; i < n.queues * plan->n_lines; i++) world->lines[i] = (struct line){-1, -1};
    for (int32_t i = 0; i < n.queues; i++) {
        world->slots[i] = (struct slots){0};
        world->supply[2 * i] = world->supply[2 * i + 1] = (struct stream){0};
    }
    for (int32_t i = 0; i < plan->n_regions; i++) {
        world->intake[i] = (struct stream){0};
        world->roomy[i] = 0;
        world->present_start[i] = 0;
        world->search_first[i] = -1;
        world->closed[i] = plan->closed[i];
        world->blocked[i] = 0;
    }
}

int32_t household_new(struct sim *sim)
{
    struct world *world = world_of(sim);
    int32_t id = world->free_household;
    if (id >= 0) {
        world->free_household = world->households[id].search_next;
    } else {
        if (world->n_households == world->capacity) return -1;
        id = world->n_households++;
    }
    world->households[id] = (struct household){.number = ++world->last_number, .set = -1, .region = -1, .stage = -1, .first_claim = -1,
                                               .first_application = -1, .search_prev = -1, .search_next = -1, .cause = -1, .rule = -1,
                                               .rest_s = -1, .state = STATE_AWAY};
    return id;
}

void household_free(struct sim *sim, int32_t id)
{
    struct world *world = world_of(sim);
    struct household *h = &world->households[id];
    BUG_IF(h->set >= 0 || h->first_claim >= 0 || h->first_application >= 0 || h->searching, "household %d leaves with something in hand",
           h->number);
    h->state = STATE_FREE;
    h->search_next = world->free_household;
    world->free_household = id;
}

static void follow_unsafe(struct sim *sim, struct household *h)
{
    const bool outside = h->state == STATE_SEARCHING || h->state == STATE_WAITING || h->state == STATE_TRAVELLING;
    const bool unsafe = outside && !h->settled;
    if (unsafe == h->unsafe) return;
    h->unsafe = unsafe;
    measure_unsafe(sim, h, unsafe ? 1 : -1);
}

static bool present(enum state state) { return state != STATE_FREE && state != STATE_AWAY; }

void household_state(struct sim *sim, int32_t id, enum state state)
{
    struct household *h = household_at(sim, id);
    const enum state old = (enum state)h->state;
    if (old == STATE_WAITING && state != STATE_WAITING) measure_waiting(sim, h, -1);
    if (old == STATE_STOPGAP && state != STATE_STOPGAP) measure_stopgap(sim, h, -1);
    if (present(old) != present(state)) measure_present(sim, h, present(state) ? 1 : -1);
    h->state = (int8_t)state;
    if (old != STATE_WAITING && state == STATE_WAITING) measure_waiting(sim, h, 1);
    if (old != STATE_STOPGAP && state == STATE_STOPGAP) measure_stopgap(sim, h, 1);
    follow_unsafe(sim, h);
}
