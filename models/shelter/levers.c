/* Who asks at all, and who comes back: prevention, need that is not seen, casework and aftercare. Every choice is one uniform of its own,
 * below a share: who is left by a smaller share is left by a greater one, and everybody else is the same. */
#include "models/shelter/measure.h"
#include "models/shelter/world.h"

static bool prevented(const struct sim *sim, const struct household *h)
{
    const struct plan_lever *lever = &plan_of(sim)->levers[LEVER_PREVENTION];
    if (!lever->given || !(lever->groups >> h->group & 1)) return false;
    return draw_of(sim, h, DRAW_PREVENTED, 0) < lever_share(plan_of(sim), LEVER_PREVENTION, h->origin, sim->now_s) * (1 - lever->factor);
}

/* Its colour and need are those of the episode that it would begin. */
static bool finds_room(struct sim *sim, int32_t id, const struct arrival_params *given)
{
    struct household *h = household_at(sim, id);
    intake_episode(sim, id, given);
    const bool room = place_find(sim, id, h->need, h->origin) >= 0;
    h->episode--;
    return room;
}

static bool seen(struct sim *sim, int32_t id, const struct arrival_params *given)
{
    const struct visible_params *visible = &plan_of(sim)->params->intake.visible;
    if (visible->share >= 1) return true;
    const double u = draw_of(sim, household_at(sim, id), DRAW_VISIBLE, 0);
    return u < visible->share || (u < visible->share + visible->response && finds_room(sim, id, given));
}

bool levers_asks(struct sim *sim, int32_t id, const struct arrival_params *given)
{
    const int32_t region = household_at(sim, id)->origin;
    if (prevented(sim, household_at(sim, id))) {
        metric_count(&sim->record, M_PREVENTED, region, 0, 0, 1);
        return false;
    }
    if (seen(sim, id, given)) return true;
    metric_count(&sim->record, M_UNSEEN, region, 0, 0, 1);
    return false;
}

static bool reached(struct sim *sim, const struct household *h, enum lever id, enum purpose purpose, int metric)
{
    const struct plan_lever *lever = &plan_of(sim)->levers[id];
    if (!lever->given || !h->placed || h->displaced || plan_of(sim)->stages[h->stage].stopgap || !lever->exits[h->exit] || !(lever->groups >> h->group & 1)) return false;
    if (draw_of(sim, h, purpose, (uint64_t)h->episode) >= lever_share(plan_of(sim), id, h->origin, sim->now_s)) return false;
    metric_count(&sim->record, metric, h->origin, 0, 0, 1);
    return true;
}

double levers_returns(struct sim *sim, const struct household *h)
{
    const struct plan *plan = plan_of(sim);
    double share = plan->groups[h->group].returns[h->exit];
    if (reached(sim, h, LEVER_CASEWORK, DRAW_CASEWORK, M_REACHED_CASEWORK)) share *= plan->levers[LEVER_CASEWORK].factor;
    if (reached(sim, h, LEVER_AFTERCARE, DRAW_AFTERCARE, M_REACHED_AFTERCARE)) share *= plan->levers[LEVER_AFTERCARE].factor;
    return share;
}
