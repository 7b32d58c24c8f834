/* Stays, onward moves, blocking, leaving. */
#include <math.h>

#include "models/shelter/measure.h"
#include "models/shelter/world.h"

uint64_t occasion_of(const struct household *h, uint32_t hash, int32_t nth)
{
    return (uint64_t)(h->episode & 0xFFFFF) << 36 | (uint64_t)(hash & ((1u << OCCASION_BITS) - 1)) << 16 | (uint64_t)(nth & 0xFFFF);
}

static uint64_t occasion_here(const struct sim *sim, int32_t id)
{
    const struct household *h = household_at(sim, id);
    return occasion_of(h, plan_of(sim)->stages[h->stage].hash, visits_of(sim, id)[h->stage]);
}

static void draw_step(struct sim *sim, int32_t id)
{
    struct household *h = household_at(sim, id);
    const struct steps *steps = &plan_of(sim)->groups[h->group].steps[h->stage];
    const double u = draw_of(sim, h, DRAW_NEXT, occasion_here(sim, id));
    int32_t i = 0;
    while (i + 1 < steps->n && steps->item[i].cumulated < u) i++;
    h->step = (int16_t)i;
}

static seconds draw_stay(const struct sim *sim, int32_t id)
{
    const struct household *h = household_at(sim, id);
    const struct plan *plan = plan_of(sim);
    const struct dist *stay = &step_of(plan, h)->stay;
    if (stay->kind == DIST_NONE) return 0;
    const double u = draw_of(sim, h, DRAW_STAY, occasion_here(sim, id));
    return llround(dist_quantile(stay, u) * plan->regions[h->region].stay_factor);
}

/* Next step and planned stay of a place just taken. A household that lost its place keeps the rest of its stay, and its next step when it is
 * placed in the same stage again; a stay in a stopgap takes nothing of that rest. */
static void plan_stay(struct sim *sim, int32_t id)
{
    struct household *h = household_at(sim, id);
    const struct plan *plan = plan_of(sim);
    const bool rests = h->rest_s >= 0 && !plan->stages[h->stage].stopgap, same = rests && h->resumes && h->stage == h->need;
    h->resumes = false;
    if (!same) {
        gates_drop(sim, id);
        draw_step(sim, id);
    }
    h->planned_s = rests ? h->rest_s : draw_stay(sim, id);
    if (rests) h->rest_s = -1;
    if (!same && step_of(plan, h)->exit >= 0) gates_apply(sim, id);
}

void stay_take(struct sim *sim, int32_t id, int32_t from)
{
    struct household *h = household_at(sim, id);
    const struct plan *plan = plan_of(sim);
    if (plan->stages[h->stage].has_stay) plan_stay(sim, id);
    h->displaced = false;
    const seconds travel_s = plan->travel_s ? plan->travel_s[from * plan->n_regions + h->region] : 0;
    if (travel_s > 0) {
        household_state(sim, id, STATE_TRAVELLING);
        h->stay = sim_schedule(sim, sim->now_s + travel_s, EV_ARRIVES, id, 0);
    } else {
        stay_begin(sim, id);
    }
}

void stay_begin(struct sim *sim, int32_t id)
{
    struct household *h = household_at(sim, id);
    const struct plan_stage *stage = &plan_of(sim)->stages[h->stage];
    if (!stage->stopgap) h->settled = true;
    household_state(sim, id, stage->stopgap ? STATE_STOPGAP : STATE_STAYING);
    if (!stage->has_stay) return;
    if (!h->continues) h->ends_s = sim->now_s + h->planned_s;
    h->stay = sim_schedule(sim, h->ends_s > sim->now_s ? h->ends_s : sim->now_s, EV_STAY_ENDS, id, 0);
    h->continues = false;
    if (plan_of(sim)->take_back_stages) take_back_plan(sim, id);
}

/* Without travel the end of its stay stands as it was scheduled. */
void stay_continue(struct sim *sim, int32_t id, int32_t from)
{
    struct household *h = household_at(sim, id);
    const struct plan *plan = plan_of(sim);
    const seconds travel_s = plan->travel_s ? plan->travel_s[from * plan->n_regions + h->region] : 0;
    if (travel_s == 0) {
        h->continues = false;
        return;
    }
    sim_cancel(sim, h->stay);
    household_state(sim, id, STATE_TRAVELLING);
    h->stay = sim_schedule(sim, sim->now_s + travel_s, EV_ARRIVES, id, 0);
}

void stay_blocked(struct sim *sim, int32_t id, int cause)
{
    struct household *h = household_at(sim, id);
    if (cause == h->cause) return;
    world_of(sim)->blocked[h->region] += (cause >= 0) - (h->cause >= 0);
    const int places = size_in(plan_of(sim), h, h->set);
    for (int by = -places; by <= places; by += 2 * places) {
        if (h->cause >= 0) {
            metric_level(&sim->record, M_BLOCKED, h->region, h->stage, h->cause, by, sim->now_s);
            metric_level(&sim->record, M_BLOCKED_BY_GROUP, h->group, h->stage, h->cause, by, sim->now_s);
        }
        h->cause = (int16_t)cause;
    }
    if (cause >= 0) measure_log(sim, h, WORD_BLOCKED, cause, -1);
}

/* Where it is, or the nearest region that ever has such places for its group. */
static int32_t onward_region(const struct plan *plan, const struct household *h, int32_t stage)
{
    const int32_t *near = &plan->near[h->region * (plan->n_regions - 1)];
    for (int32_t i = -1; i < plan->n_regions - 1; i++) {
        const int32_t region = i < 0 ? h->region : near[i];
        if (serves_ever(plan, h->group, stage, region)) return region;
    }
    return h->region;
}

static void move_on(struct sim *sim, int32_t id, int32_t stage)
{
    struct household *h = household_at(sim, id);
    const struct plan *plan = plan_of(sim);
    const int32_t region = onward_region(plan, h, stage);
    const struct plan_pool *here = &plan->pools[h->set / plan->n_regions];
    if (region == h->region && here->stages >> stage & 1 && here->takes >> h->group & 1) {
        place_keep(sim, id, stage);
        return;
    }
    const int32_t set = place_find(sim, id, stage, region);
    if (set >= 0) {
        place_take(sim, id, stage, set);
        if (plan->stages[stage].stopgap) search_stopgap(sim, id, true);
        return;
    }
    household_state(sim, id, STATE_BLOCKED);
    h->since_s = sim->now_s;
    stay_blocked(sim, id, CAUSE_NEXT_STAGE);
    claim_stage(sim, id, stage, region);
    if (plan->exchanges) exchange_join(sim, id);
}

void stay_ended(struct sim *sim, int32_t id)
{
    struct household *h = household_at(sim, id);
    measure_log(sim, h, WORD_STAY_ENDED, -1, -1);
    if (h->state == STATE_STOPGAP || h->resident) search_stop(sim, id); /* a claim on a place at home ends with the planned stay */
    const struct step *step = step_of(plan_of(sim), h);
    if (step->stage >= 0) {
        move_on(sim, id, step->stage);
        return;
    }
    household_state(sim, id, STATE_BLOCKED);
    gates_check(sim, id);
}

void stay_leave(struct sim *sim, int32_t id)
{
    struct household *h = household_at(sim, id);
    const int32_t exit = step_of(plan_of(sim), h)->exit;
    search_stop(sim, id); /* what falls due later concerns it no more */
    stay_blocked(sim, id, -1);
    gates_leave(sim, id);
    metric_count(&sim->record, M_EXITS, h->region, exit, 0, 1);
    metric_count(&sim->record, M_EXITS_BY_GROUP, h->group, exit, 0, 1);
    if (plan_of(sim)->exits[exit].needs_home) metric_count(&sim->record, M_LEAVERS, h->region, 0, 0, 1);
    measure_log(sim, h, WORD_LEFT, -1, exit);
    if (!h->placed) measure_unplaced(sim, h);
    place_release(sim, id);
    household_state(sim, id, STATE_AWAY);
    stay_exit(sim, id, exit);
}

void stay_exit(struct sim *sim, int32_t id, int32_t exit)
{
    struct household *h = household_at(sim, id);
    const struct plan *plan = plan_of(sim);
    h->exit = (int16_t)exit;
    if (exit < 0 || draw_of(sim, h, DRAW_RETURN, (uint64_t)h->episode) >= levers_returns(sim, h)) {
        household_free(sim, id);
        return;
    }
    const double u = draw_of(sim, h, DRAW_RETURN_AFTER, (uint64_t)h->episode);
    sim_schedule(sim, sim->now_s + dist_seconds(&plan->exits[exit].returns_after, u), EV_RETURN, id, 0);
}
