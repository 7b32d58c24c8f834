/* Dated changes of places, slots and intake. Places that go at once send away whoever came last, who looks for a place like anyone who needs
 * that stage and keeps the rest of the stay. */
#include "models/shelter/measure.h"
#include "models/shelter/world.h"

static int32_t last_in(const struct world *world, int32_t set)
{
    int32_t last = -1;
    for (int32_t id = 0; id < world->n_households; id++) {
        const struct household *h = &world->households[id];
        if (h->state != STATE_FREE && h->set == set && (last < 0 || h->entry > world->households[last].entry)) last = id;
    }
    return last;
}

static seconds rest_of(const struct sim *sim, const struct household *h)
{
    if (h->state == STATE_TRAVELLING && !h->continues) return h->planned_s;
    return h->ends_s > sim->now_s ? h->ends_s - sim->now_s : 0;
}

static void displace(struct sim *sim, int32_t id)
{
    struct household *h = household_at(sim, id);
    search_stop(sim, id);
    sim_cancel(sim, h->stay);
    stay_blocked(sim, id, -1);
    if (!in_stopgap(plan_of(sim), h)) { /* from a stopgap it goes on asking for what it asked for */
        h->rest_s = rest_of(sim, h);
        h->need = h->stage;
        h->since_s = sim->now_s;
        h->resumes = true;
        h->continues = false;
    }
    h->displaced = true;
    measure_log(sim, h, WORD_PLACE_LOST, -1, -1);
    place_release(sim, id);
    household_state(sim, id, STATE_AWAY);
    search_begin(sim, id);
}

static void change_places(struct sim *sim, const struct dated *dated)
{
    struct world *world = world_of(sim);
    place_level(sim, dated->target, dated->level);
    while (dated->at_once && world->sets[dated->target].occupied > dated->level) displace(sim, last_in(world, dated->target));
}

void capacity_change(struct sim *sim, int32_t index)
{
    struct world *world = world_of(sim);
    const struct plan *plan = plan_of(sim);
    const struct dated *dated = &plan->dated[index];
    switch (dated->kind) {
    case DATED_PLACES: change_places(sim, dated); break;
    case DATED_SLOTS:
        world->slots[dated->target].level = dated->level;
        gates_serve(sim, dated->target);
        break;
    case DATED_INTAKE:
        world->closed[dated->target] = dated->level == 0;
        for (int32_t pool = 0; pool < plan->n_pools; pool++) {
            const int32_t set = place_set(plan, pool, dated->target);
            world->sets[set].told = false; /* whom it fits has changed */
            if (dated->level) place_gained(sim, set);
        }
        break;
    }
}
