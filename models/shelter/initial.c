/* Who is there at the first instant: households with a place, whose stays have run for a while, and households that wait.
 *
 * They are put in place in the order of the file, before any event, and take no draws of others. The free places are given by the first
 * event, which does nothing else. */
#include <math.h>

#include "models/shelter/measure.h"
#include "models/shelter/world.h"

/* Its group among those that may be there, as drawn for anyone else when all may. */
static struct arrival_params given_to(const struct sim *sim, const struct household *h, const struct initial *initial)
{
    const struct plan *plan = plan_of(sim);
    struct arrival_params given = initial->given;
    const uint64_t all = plan->n_groups == MAX_GROUPS ? ~UINT64_C(0) : (UINT64_C(1) << plan->n_groups) - 1;
    if (given.group.id >= 0 || initial->groups == all) return given;
    double total = 0, sum = 0;
    for (int32_t g = 0; g < plan->n_groups; g++) total += initial->groups >> g & 1 ? plan_group_share(plan, g) : 0;
    const double u = draw_of(sim, h, DRAW_GROUP, 0) * total;
    for (int32_t g = 0; g < plan->n_groups && (given.group.id < 0 || sum < u); g++) {
        if (!(initial->groups >> g & 1) || plan_group_share(plan, g) <= 0) continue;
        sum += plan_group_share(plan, g);
        given.group.id = g;
    }
    return given;
}

/* ---- stays under way ---- */

static uint64_t occasion_here(const struct sim *sim, int32_t id)
{
    const struct household *h = household_at(sim, id);
    return occasion_of(h, plan_of(sim)->stages[h->stage].hash, visits_of(sim, id)[h->stage]);
}

/* How often one meets a next step among those who have been there for elapsed_s, or (steady) at any moment in the long run. */
static double weight_of(const struct steps *steps, int32_t i, bool steady, double elapsed_s)
{
    const struct dist *stay = &steps->item[i].stay;
    const double share = steps->item[i].cumulated - (i ? steps->item[i - 1].cumulated : 0);
    return share * (steady ? dist_mean(stay) : dist_share(stay, elapsed_s, true));
}

static int16_t draw_step(const struct sim *sim, int32_t id, bool steady, double elapsed_s)
{
    const struct household *h = household_at(sim, id);
    const struct steps *steps = &plan_of(sim)->groups[h->group].steps[h->stage];
    const double u = draw_of(sim, h, DRAW_NEXT, occasion_here(sim, id));
    double total = 0, sum = 0;
    for (int32_t i = 0; i < steps->n; i++) total += weight_of(steps, i, steady, elapsed_s);
    int32_t i = 0;
    if (total > 0)
        while (i + 1 < steps->n && (sum += weight_of(steps, i, steady, elapsed_s)) < u * total) i++;
    else /* the stay of all has ended */
        while (i + 1 < steps->n && steps->item[i].cumulated < u) i++;
    return (int16_t)i;
}

/* Elapsed time, next step and planned stay, which is known to be longer; a steady one is as old as those met in the long run. */
static seconds draw_stay(struct sim *sim, int32_t id, const struct initial *initial)
{
    struct household *h = household_at(sim, id);
    const uint64_t occasion = occasion_here(sim, id);
    const double factor = plan_of(sim)->regions[h->region].stay_factor;
    const bool steady = initial->elapsed.kind == DIST_NONE;
    const double u = draw_of(sim, h, DRAW_ELAPSED, occasion);
    const double given_s = steady ? 0 : (double)dist_seconds(&initial->elapsed, u);
    h->step = draw_step(sim, id, steady, given_s / factor);
    const struct dist *stay = &step_of(plan_of(sim), h)->stay;
    const seconds elapsed_s = llround(steady ? fmin(dist_quantile_age(stay, u) * factor, 0x1p40) : given_s);
    const double planned_s = dist_quantile_beyond(stay, (double)elapsed_s / factor, draw_of(sim, h, DRAW_STAY, occasion)) * factor;
    h->planned_s = llround(fmin(planned_s, 0x1p41));
    if (h->planned_s < elapsed_s) h->planned_s = elapsed_s; /* it ends at the first instant */
    return elapsed_s;
}

static void place(struct sim *sim, int32_t id, const struct initial *initial)
{
    struct household *h = household_at(sim, id);
    search_rules(sim, id);
    place_inside(sim, id, initial->stage, initial->set);
    const seconds elapsed_s = draw_stay(sim, id, initial);
    h->asked_s = h->since_s = h->entered_s = h->admitted_s = sim->now_s - elapsed_s;
    h->ends_s = h->entered_s + h->planned_s;
    h->continues = true;
    if (step_of(plan_of(sim), h)->exit >= 0) gates_apply(sim, id);
    stay_begin(sim, id);
}

static void wait(struct sim *sim, int32_t id, const struct initial *initial)
{
    struct household *h = household_at(sim, id);
    const seconds waited_s = dist_seconds(&initial->elapsed, draw_of(sim, h, DRAW_ELAPSED, (uint64_t)h->episode));
    h->asked_s = h->since_s = sim->now_s - waited_s;
    search_wait(sim, id, waited_s);
}

void initial_start(struct sim *sim)
{
    const struct plan *plan = plan_of(sim);
    for (int32_t i = 0; i < plan->n_initial; i++) {
        const struct initial *initial = &plan->initial[i];
        for (int32_t k = 0; k < initial->count; k++) {
            const int32_t id = household_new(sim);
            BUG_IF(id < 0, "more households at the first instant than %d", plan->max_households);
            struct household *h = household_at(sim, id);
            h->origin = initial->origin;
            h->entity = (uint64_t)plan->regions[h->origin].hash << 32 | (INITIAL + (uint64_t)(initial->before + k + 1));
            const struct arrival_params given = given_to(sim, h, initial);
            intake_household(sim, h, &given);
            intake_episode(sim, id, &given);
            if (initial->set >= 0) place(sim, id, initial);
            else wait(sim, id, initial);
        }
    }
    if (plan->n_initial) sim_schedule(sim, 0, EV_INITIAL, 0, 0);
    else places_serve(sim);
}
