/* Who fares differently than in the baseline: the same households meet both, so first requests are laid side by side, one by one. */
#include "models/shelter/measure.h"

#include <math.h>

/* A time to a place, or one of these. */
enum { FATE_UNPLACED = -1, FATE_OPEN = -2 };
enum { ALIKE_S = 3600 }; /* an hour sooner or later is called alike */

static bool first_request(const struct sim *sim, const struct household *h)
{
    return h->episode == 1 && !(h->entity & INITIAL) && h->asked_s >= sim->window.from_s;
}

void fate_placed(struct sim *sim, const struct household *h, seconds waited_s)
{
    if (sim->record.on && first_request(sim, h)) sim_fate(sim, h->entity, h->origin, h->group, waited_s);
}

void fate_unplaced(struct sim *sim, const struct household *h)
{
    if (sim->record.on && first_request(sim, h)) sim_fate(sim, h->entity, h->origin, h->group, FATE_UNPLACED);
}

static void open_fates(struct sim *sim)
{
    const struct world *world = world_of(sim);
    for (int32_t id = 0; id < world->n_households; id++) {
        const struct household *h = &world->households[id];
        const bool asks = h->state != STATE_FREE && h->state != STATE_AWAY && !h->placed;
        if (asks && first_request(sim, h)) sim_fate(sim, h->entity, h->origin, h->group, FATE_OPEN);
    }
}

static enum change change_of(const struct fate *here, const struct fate *before)
{
    if (!before || here->value == FATE_OPEN || before->value == FATE_OPEN) return CHANGE_UNKNOWN;
    if (here->value == FATE_UNPLACED) return before->value == FATE_UNPLACED ? CHANGE_NEVER : CHANGE_NO_LONGER_PLACED;
    if (before->value == FATE_UNPLACED) return CHANGE_NOW_PLACED;
    const int64_t later_s = here->value - before->value;
    return later_s >= ALIKE_S ? CHANGE_LATER : later_s <= -ALIKE_S ? CHANGE_SOONER : CHANGE_ALIKE;
}

static void clear(struct sim *sim)
{
    for (int change = 0; change < N_CHANGES; change++) {
        for (int32_t r = 0; r < plan_of(sim)->n_regions; r++) metric_value(&sim->record, M_FARES, r, change, 0, 0);
        for (int32_t g = 0; g < plan_of(sim)->n_groups; g++) metric_value(&sim->record, M_FARES_BY_GROUP, g, change, 0, 0);
    }
}

static void add(struct sim *sim, int metric, int32_t label, enum change change)
{
    sim->record.value[recorder_cell(&sim->record, metric, label, (int)change, 0)] += 1;
}

void fates_end(struct sim *sim)
{
    if (!sim->record.on) return;
    open_fates(sim);
    if (!sim->baseline) return;
    clear(sim);
    for (int64_t i = 0; i < sim->fates.n; i++) {
        const struct fate *here = &sim->fates.item[i];
        const enum change change = change_of(here, fates_find(sim->baseline, here->key));
        add(sim, M_FARES, here->by[0], change);
        add(sim, M_FARES_BY_GROUP, here->by[1], change);
    }
}
