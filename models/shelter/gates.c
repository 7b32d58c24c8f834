/* Gates: what must be there before a household can leave. Homes come free as a Poisson stream, first applied first offered; help is a number
 * of slots held from the exit; a wait is a waiting time. Gates run in parallel with the stay; a slot is asked for when all others are open. */
#include <math.h>

#include "models/shelter/measure.h"
#include "models/shelter/world.h"

static int32_t queue_of(const struct plan *plan, const struct household *h, int32_t gate)
{
    return gate * plan->n_regions + (plan->gates[gate].of == GATE_OF_ORIGIN ? h->origin : h->region);
}

static int32_t application_new(struct sim *sim, int32_t household, int32_t gate)
{
    struct world *world = world_of(sim);
    int32_t id = world->free_application;
    if (id >= 0) {
        world->free_application = world->applications[id].next;
    } else {
        BUG_IF(world->n_applications == world->application_capacity, "more applications than %d", world->application_capacity);
        id = world->n_applications++;
    }
    world->applications[id] = (struct application){.household = household, .next = -1, .queue = -1, .prev_in = -1, .next_in = -1, .gate = (int16_t)gate,
                                                   .state = APPLICATION_BEFORE};
    return id;
}

/* ---- lines, first applied first served ---- */

/* The smallest size of home that fits; n_sizes: none does. */
static int32_t size_of(const struct plan_gate *gate, const struct household *h)
{
    int32_t size = 0;
    while (size < gate->n_sizes && h->adults + h->children > gate->sizes[size].persons) size++;
    return size;
}

static void enqueue(struct world *world, int32_t id)
{
    struct application *a = &world->applications[id];
    const struct plan_gate *gate = &world->plan->gates[a->gate];
    a->state = APPLICATION_QUEUED;
    a->line = a->queue * world->plan->n_lines + size_of(gate, &world->households[a->household]);
    struct line *line = &world->lines[a->line];
    int32_t after = line->last;
    while (after >= 0 && world->applications[after].order > a->order) after = world->applications[after].prev_in;
    a->prev_in = after;
    a->next_in = after >= 0 ? world->applications[after].next_in : line->first;
    if (after >= 0) world->applications[after].next_in = id;
    else line->first = id;
    if (a->next_in >= 0) world->applications[a->next_in].prev_in = id;
    else line->last = id;
}

static void dequeue(struct world *world, int32_t id)
{
    struct application *a = &world->applications[id];
    struct line *line = &world->lines[a->line];
    if (a->prev_in >= 0) world->applications[a->prev_in].next_in = a->next_in;
    else line->first = a->next_in;
    if (a->next_in >= 0) world->applications[a->next_in].prev_in = a->prev_in;
    else line->last = a->prev_in;
}

static void slots_change(struct sim *sim, int32_t queue, int by)
{
    const int32_t n = plan_of(sim)->n_regions;
    world_of(sim)->slots[queue].busy += by;
    metric_level(&sim->record, M_SLOTS_BUSY, queue % n, queue / n, 0, by, sim->now_s);
}

/* ---- applications ---- */

/* The order of one who applied before the first instant: by date, then number, before all who apply later. */
static int64_t order_before(seconds at_s, const struct household *h)
{
    const seconds first_s = -(INT64_C(1) << 38); /* 8 700 years; numbers are below 2^24 */
    return (at_s > first_s ? at_s : first_s) * (INT64_C(1) << 24) + h->number;
}

/* The application itself, at its date, which of those inside at the first instant may lie before it. quiet: the household is not looked at
 * again (it is just taking a place). */
static void apply(struct sim *sim, int32_t id, bool quiet, seconds at_s)
{
    struct world *world = world_of(sim);
    struct application *a = &world->applications[id];
    const struct household *h = &world->households[a->household];
    const struct plan_gate *gate = &plan_of(sim)->gates[a->gate];
    const int32_t queue = queue_of(plan_of(sim), h, a->gate);
    if (gate->kind == GATE_SUPPLY) {
        a->queue = queue;
        a->order = at_s < sim->now_s ? order_before(at_s, h) : ++world->last_order;
        a->state = APPLICATION_APPLIED;
        return;
    }
    const double u = draw_of(sim, h, DRAW_GATE_WAIT, occasion_of(h, gate->hash, 0));
    const seconds wait_s = llround(dist_quantile(&gate->wait, u) * gate->factor[queue % plan_of(sim)->n_regions]);
    if (at_s + wait_s > sim->now_s) a->event = sim_schedule(sim, at_s + wait_s, EV_GATE_OPENS, id, 0);
    else if (quiet) a->state = APPLICATION_OPEN;
    else gate_opened(sim, id);
}

/* An offer passes over a household whose waiting time for something else is not over: it joins the line, at its date, only then. */
static void join_lines(struct sim *sim, const struct household *h)
{
    struct world *world = world_of(sim);
    for (int32_t id = h->first_application; id >= 0; id = world->applications[id].next) {
        const struct application *a = &world->applications[id];
        if (a->state != APPLICATION_OPEN && plan_of(sim)->gates[a->gate].kind == GATE_WAIT) return;
    }
    for (int32_t id = h->first_application; id >= 0; id = world->applications[id].next)
        if (world->applications[id].state == APPLICATION_APPLIED) enqueue(world, id);
}

void gates_begin_apply(struct sim *sim, int32_t household, int32_t application)
{
    apply(sim, application, false, sim->now_s);
    join_lines(sim, household_at(sim, household));
}

static bool not_needed(const struct sim *sim, const struct household *h, const struct plan_gate *gate, int32_t queue)
{
    if (gate->share < 1 && draw_of(sim, h, DRAW_GATE_NEED, gate->hash) >= gate->share) return true;
    return gate->kind == GATE_SUPPLY && gate->unlimited[queue % plan_of(sim)->n_regions];
}

void gates_apply(struct sim *sim, int32_t household)
{
    struct world *world = world_of(sim);
    const struct plan *plan = plan_of(sim);
    struct household *h = &world->households[household];
    const struct plan_exit *exit = &plan->exits[step_of(plan, h)->exit];
    int32_t *link = &h->first_application;
    for (int32_t i = 0; i < exit->n_gates; i++) {
        const struct plan_gate *gate = &plan->gates[exit->gates[i]];
        const int32_t id = application_new(sim, household, exit->gates[i]);
        *link = id; /* in the order of the exit's list */
        link = &world->applications[id].next;
        if (not_needed(sim, h, gate, queue_of(plan, h, exit->gates[i]))) {
            world->applications[id].state = APPLICATION_OPEN;
        } else if (gate->kind != GATE_SLOTS) {
            const seconds from_s = (h->placed ? h->admitted_s : sim->now_s) + gate->apply_after_s;
            if (from_s > sim->now_s) world->applications[id].event = sim_schedule(sim, from_s, EV_APPLY, household, id);
            else apply(sim, id, true, from_s > h->entered_s ? from_s : h->entered_s); /* its exit is known since it entered */
        }
    }
    join_lines(sim, h);
}

void gate_opened(struct sim *sim, int32_t id)
{
    struct application *a = &world_of(sim)->applications[id];
    struct household *h = household_at(sim, a->household);
    a->state = APPLICATION_OPEN;
    measure_log(sim, h, WORD_GATE_OPENED, cause_gate(a->gate), -1);
    join_lines(sim, h);
    if (h->state == STATE_BLOCKED && step_of(plan_of(sim), h)->exit >= 0) gates_check(sim, a->household);
}

/* Asks for every slot not yet asked for. */
static void ask_slots(struct sim *sim, const struct household *h)
{
    struct world *world = world_of(sim);
    for (int32_t id = h->first_application; id >= 0; id = world->applications[id].next) {
        struct application *a = &world->applications[id];
        if (a->state != APPLICATION_BEFORE || plan_of(sim)->gates[a->gate].kind != GATE_SLOTS) continue;
        const int32_t queue = queue_of(plan_of(sim), h, a->gate);
        if (world->slots[queue].busy < world->slots[queue].level) {
            a->state = APPLICATION_OPEN;
            a->queue = queue;
            slots_change(sim, queue, 1);
        } else {
            a->queue = queue;
            a->order = ++world->last_order;
            enqueue(world, id);
        }
    }
}

static int first_closed(const struct sim *sim, const struct household *h, bool slots)
{
    const struct world *world = world_of(sim);
    for (int32_t id = h->first_application; id >= 0; id = world->applications[id].next) {
        const struct application *a = &world->applications[id];
        if (a->state != APPLICATION_OPEN && (plan_of(sim)->gates[a->gate].kind == GATE_SLOTS) == slots) return a->gate;
    }
    return -1;
}

void gates_check(struct sim *sim, int32_t id)
{
    struct household *h = household_at(sim, id);
    const struct plan *plan = plan_of(sim);
    int gate = first_closed(sim, h, false);
    if (gate < 0) {
        ask_slots(sim, h);
        gate = first_closed(sim, h, true);
    }
    if (gate >= 0) {
        stay_blocked(sim, id, cause_gate(gate));
        return;
    }
    const struct plan_exit *exit = &plan->exits[step_of(plan, h)->exit];
    const seconds delay_s = dist_seconds(&exit->delay, draw_of(sim, h, DRAW_DELAY, occasion_of(h, exit->hash, 0)));
    if (delay_s == 0) {
        stay_leave(sim, id);
        return;
    }
    household_state(sim, id, STATE_LEAVING);
    stay_blocked(sim, id, cause_delay(plan));
    h->stay = sim_schedule(sim, sim->now_s + delay_s, EV_LEAVES, id, 0);
}

static void application_free(struct sim *sim, int32_t id)
{
    struct world *world = world_of(sim);
    struct application *a = &world->applications[id];
    if (a->state == APPLICATION_QUEUED) dequeue(world, id);
    if (a->state != APPLICATION_OPEN) sim_cancel(sim, a->event);
    a->next = world->free_application;
    world->free_application = id;
}

static bool holds_slot(const struct plan *plan, const struct application *a)
{
    return plan->gates[a->gate].kind == GATE_SLOTS && a->state == APPLICATION_OPEN && a->queue >= 0;
}

void gates_leave(struct sim *sim, int32_t household)
{
    struct world *world = world_of(sim);
    struct household *h = &world->households[household];
    while (h->first_application >= 0) {
        const int32_t id = h->first_application;
        const struct application *a = &world->applications[id];
        const struct plan_gate *gate = &plan_of(sim)->gates[a->gate];
        if (holds_slot(plan_of(sim), a)) {
            const seconds held_s = dist_seconds(&gate->held, draw_of(sim, h, DRAW_HELD, occasion_of(h, gate->hash, 0)));
            sim_schedule(sim, sim->now_s + held_s, EV_SLOT_ENDS, a->queue, 0);
        }
        h->first_application = a->next;
        application_free(sim, id);
    }
}

void gates_drop(struct sim *sim, int32_t household)
{
    struct world *world = world_of(sim);
    struct household *h = &world->households[household];
    while (h->first_application >= 0) {
        const int32_t id = h->first_application;
        const struct application a = world->applications[id];
        h->first_application = a.next;
        application_free(sim, id);
        if (!holds_slot(plan_of(sim), &a)) continue;
        slots_change(sim, a.queue, -1);
        gates_serve(sim, a.queue);
    }
}

void gates_serve(struct sim *sim, int32_t queue)
{
    struct world *world = world_of(sim);
    const struct line *line = &world->lines[queue * plan_of(sim)->n_lines]; /* sizes do not matter to slots */
    while (line->first >= 0 && world->slots[queue].busy < world->slots[queue].level) {
        const int32_t id = line->first;
        dequeue(world, id);
        slots_change(sim, queue, 1);
        gate_opened(sim, id);
    }
}

void gates_slot_ended(struct sim *sim, int32_t queue)
{
    slots_change(sim, queue, -1);
    gates_serve(sim, queue);
}

/* ---- homes ---- */

static uint64_t home_entity(const struct plan *plan, int32_t queue, int64_t n)
{
    return (uint64_t)plan->regions[queue % plan->n_regions].hash << 32 | (uint64_t)(n & 0xFFFFFFFF);
}

static uint64_t home_occasion(const struct plan *plan, int32_t queue, int bought)
{
    return (uint64_t)plan->gates[queue / plan->n_regions].hash << 1 | (uint64_t)bought;
}

static void next_home(struct sim *sim, int32_t queue, int bought)
{
    const struct plan *plan = plan_of(sim);
    const struct plan_gate *gate = &plan->gates[queue / plan->n_regions];
    const struct curve *curve = &(bought ? gate->bought : gate->base)[queue % plan->n_regions];
    struct stream *stream = &world_of(sim)->supply[2 * queue + bought];
    stream->n++;
    stream->sum -= log(sim_draw(sim, DRAW_HOME_GAP, home_entity(plan, queue, stream->n), home_occasion(plan, queue, bought)));
    const double t_s = curve_inverse(curve, 1, stream->sum, &stream->at);
    if (t_s < (double)sim->window.end_s) sim_schedule(sim, llround(t_s), EV_HOME, queue, bought);
}

/* Which of the gate's sizes the home has; 0 where sizes do not matter. */
static int32_t home_size(struct sim *sim, const struct plan_gate *gate, int32_t queue, int bought)
{
    const struct plan *plan = plan_of(sim);
    const int64_t n = world_of(sim)->supply[2 * queue + bought].n;
    if (!gate->n_sizes) return 0;
    const double u = sim_draw(sim, DRAW_HOME_SIZE, home_entity(plan, queue, n), home_occasion(plan, queue, bought));
    int32_t i = 0;
    while (i + 1 < gate->n_sizes && gate->sizes[i].cumulated < u) i++;
    return i;
}

/* The first in line after what was offered, over the lines of all sizes up to that of the home; its line is moved on. */
static int32_t next_in_line(const struct world *world, int32_t *at, int32_t sizes)
{
    int32_t first = -1;
    for (int32_t size = 0; size < sizes; size++)
        if (at[size] >= 0 && (first < 0 || world->applications[at[size]].order < world->applications[at[first]].order)) first = size;
    if (first < 0) return -1;
    const int32_t id = at[first];
    at[first] = world->applications[id].next_in;
    return id;
}

static bool accepts(struct sim *sim, const struct application *a, const struct plan_gate *gate)
{
    const struct household *h = household_at(sim, a->household);
    const int32_t offer = ++world_of(sim)->offers[a->household];
    if (draw_of(sim, h, DRAW_ACCEPT, occasion_of(h, gate->hash, offer)) < gate->accept) return true;
    measure_log(sim, h, WORD_HOME_REFUSED, cause_gate(a->gate), -1);
    return false;
}

void gates_home(struct sim *sim, int32_t queue, int bought)
{
    struct world *world = world_of(sim);
    const struct plan *plan = plan_of(sim);
    const int32_t region = queue % plan->n_regions, g = queue / plan->n_regions;
    const struct plan_gate *gate = &plan->gates[g];
    const int32_t sizes = home_size(sim, gate, queue, bought) + 1;
    int32_t at[MAX_SIZES + 1];
    for (int32_t size = 0; size < sizes; size++) at[size] = world->lines[queue * plan->n_lines + size].first;
    next_home(sim, queue, bought);
    for (int32_t id; (id = next_in_line(world, at, sizes)) >= 0;) {
        if (!accepts(sim, &world->applications[id], gate)) continue;
        dequeue(world, id);
        metric_count(&sim->record, M_HOMES_USED, region, g, 0, 1);
        gate_opened(sim, id);
        return;
    }
    measure_home_lost(sim, region, g);
}

void gates_start(struct sim *sim)
{
    const struct plan *plan = plan_of(sim);
    for (int32_t queue = 0; queue < plan->n_gates * plan->n_regions; queue++) {
        const struct plan_gate *gate = &plan->gates[queue / plan->n_regions];
        const int32_t region = queue % plan->n_regions;
        if (gate->kind == GATE_SLOTS) world_of(sim)->slots[queue].level = gate->slots[region];
        if (gate->kind != GATE_SUPPLY || gate->unlimited[region]) continue;
        next_home(sim, queue, 0);
        next_home(sim, queue, 1);
    }
}
