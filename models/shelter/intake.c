/* Who asks for help, and when: first requests, repeats and returns. */
#include <math.h>
#include <string.h>

#include "models/shelter/measure.h"
#include "models/shelter/world.h"

static int32_t pick(const double *cumulated, int32_t n, double u)
{
    int32_t i = 0;
    while (i + 1 < n && cumulated[i] < u) i++;
    return i;
}

static void next_arrival(struct sim *sim, int32_t region)
{
    const struct plan_region *r = &plan_of(sim)->regions[region];
    struct stream *stream = &world_of(sim)->intake[region];
    stream->n++;
    if (r->times) {
        if (stream->n > r->n_times) return;
        const seconds t_s = sim->window.from_s + llround(r->times[stream->n - 1]->at_s);
        if (t_s < sim->window.end_s) sim_schedule(sim, t_s, EV_INTAKE, region, 0);
        return;
    }
    const uint64_t entity = (uint64_t)r->hash << 32 | (uint64_t)(stream->n & 0xFFFFFFFF);
    stream->sum -= log(sim_draw(sim, DRAW_GAP, entity, 0));
    const double t_s = curve_inverse(&plan_of(sim)->curves[r->curve], r->arrivals_per_year, stream->sum, &stream->at);
    if (t_s < (double)sim->window.end_s) sim_schedule(sim, llround(t_s), EV_INTAKE, region, 0);
}

void intake_start(struct sim *sim)
{
    for (int32_t region = 0; region < plan_of(sim)->n_regions; region++) next_arrival(sim, region);
}

/* Colour and need belong to the episode; `given` overrides them the first time. */
void intake_episode(struct sim *sim, int32_t id, const struct arrival_params *given)
{
    struct household *h = household_at(sim, id);
    const struct plan_group *group = &plan_of(sim)->groups[h->group];
    const uint64_t occasion = (uint64_t)++h->episode;
    h->asked_s = sim->now_s;
    memset(visits_of(sim, id), 0, (size_t)plan_of(sim)->n_stages * sizeof(uint16_t));
    h->placed = h->settled = h->displaced = h->resumes = false;
    h->since_s = sim->now_s;
    world_of(sim)->offers[id] = 0;
    h->rest_s = -1;
    h->first_pass = true;
    h->colour = (int8_t)pick(group->colour, N_COLOURS, draw_of(sim, h, DRAW_COLOUR, occasion));
    const double u = draw_of(sim, h, DRAW_NEED, occasion);
    int32_t need = 0;
    while (need + 1 < group->n_needs && group->needs[need].cumulated < u) need++;
    h->need = (int8_t)group->needs[need].stage;
    if (given && given->colour >= 0) h->colour = (int8_t)given->colour;
    if (given && given->need.id >= 0) h->need = (int8_t)given->need.id;
}

static void begin_episode(struct sim *sim, int32_t id, const struct arrival_params *given)
{
    const struct household *h = household_at(sim, id);
    intake_episode(sim, id, given);
    measure_arrived(sim, h);
    measure_log(sim, h, WORD_ARRIVED, -1, -1);
    search_begin(sim, id);
}

void intake_household(struct sim *sim, struct household *h, const struct arrival_params *given)
{
    const struct plan *plan = plan_of(sim);
    const double u = draw_of(sim, h, DRAW_GROUP, 0);
    int32_t group = 0;
    while (group + 1 < plan->n_groups && plan->groups[group].cumulated < u) group++;
    if (given && given->group.id >= 0) group = given->group.id;
    h->group = (int8_t)group;
    h->adults = (int8_t)plan->groups[group].adults;
    const double children = dist_quantile(&plan->groups[group].children, draw_of(sim, h, DRAW_CHILDREN, 0));
    h->children = (int16_t)(given && given->children >= 0 ? given->children : llround(children));
}

static void overloaded(struct sim *sim, const struct plan_region *region)
{
    const struct plan *plan = plan_of(sim);
    char date[11];
    date_format(date, plan->start_date_s + sim->now_s - plan->window.from_s);
    sim_overload(sim,
                 "more than %d households in the system at once on %s, %d of them waiting for a place; the last came in region %s; give fewer households or more "
                 "places, or raise `limits.households`",
                 plan->max_households, date, (int)world_of(sim)->waiting, region->id);
}

void intake_arrives(struct sim *sim, int32_t region)
{
    const struct plan_region *r = &plan_of(sim)->regions[region];
    const int64_t n = world_of(sim)->intake[region].n;
    const int32_t id = household_new(sim);
    if (id < 0) {
        overloaded(sim, r);
        return;
    }
    struct household *h = household_at(sim, id);
    h->entity = (uint64_t)r->hash << 32 | (uint64_t)(n & 0xFFFFFFFF);
    h->origin = region;
    const struct arrival_params *given = r->times ? r->times[n - 1] : NULL;
    intake_household(sim, h, given);
    next_arrival(sim, region);
    if (levers_asks(sim, id, given)) {
        begin_episode(sim, id, given);
        return;
    }
    household_free(sim, id);
    world_of(sim)->last_number--; /* households are numbered by asking */
}

void intake_returns(struct sim *sim, int32_t id, bool again)
{
    struct household *h = household_at(sim, id);
    h->again = again;
    if (!again) {
        h->returned = true;
        metric_count(&sim->record, M_RETURNS, h->origin, h->exit, 0, 1);
    }
    begin_episode(sim, id, NULL);
}
