/* Where a household's fate becomes a figure. */
#include "models/shelter/measure.h"

#include <math.h>

#define COUNT(metric, i, j) metric_count(&sim->record, (metric), (i), (j), 0, 1)

static bool counted(const struct sim *sim, const struct household *h) { return h->asked_s >= sim->window.from_s && !initial_request(h); }

void measure_log(struct sim *sim, const struct household *h, enum shelter_word word, int cause, int exit)
{
    if (!sim->trace.logging) return;
    const struct log_row row = {.t_s = sim->now_s, .household = h->number, .episode = h->episode, .word = (int16_t)word, .group = h->group,
                                .stage = (int16_t)(h->set >= 0 ? h->stage : -1), .cause = (int16_t)cause, .exit = (int16_t)exit,
                                .region = h->set >= 0 ? h->region : h->origin};
    trace_log(&sim->trace, &row);
}

void measure_home_lost(struct sim *sim, int32_t region, int32_t gate)
{
    metric_count(&sim->record, M_HOMES_LOST, region, gate, 0, 1);
    if (!sim->trace.logging) return;
    const struct log_row row = {.t_s = sim->now_s, .word = WORD_HOME_LOST, .group = -1, .stage = -1, .cause = (int16_t)cause_gate(gate), .exit = -1,
                                .region = region};
    trace_log(&sim->trace, &row);
}

void measure_exchanged(struct sim *sim, const struct household *h) { COUNT(M_EXCHANGES, h->region, h->stage); }
void measure_taken_back(struct sim *sim, const struct household *h) { COUNT(M_TAKEN_BACK, h->origin, h->stage); }

void measure_arrived(struct sim *sim, const struct household *h)
{
    COUNT(M_ARRIVALS, h->origin, 0);
    COUNT(M_ARRIVALS_BY_GROUP, h->group, 0);
    COUNT(h->again ? M_ARRIVALS_AGAIN : h->returned ? M_ARRIVALS_RETURNED : M_ARRIVALS_FIRST, h->origin, 0);
    if (counted(sim, h)) COUNT(M_ARRIVALS_BY_YEAR, plan_year(plan_of(sim), sim->now_s), h->origin);
    metric_count(&sim->record, M_ADULTS, h->origin, 0, 0, h->adults);
    metric_count(&sim->record, M_CHILDREN, h->origin, 0, 0, h->children);
}

static void in_time(struct sim *sim, const struct household *h, bool same_day)
{
    if (!counted(sim, h)) return;
    const int32_t year = plan_year(plan_of(sim), h->asked_s);
    COUNT(same_day ? M_SAME_DAY : M_NOT_PLACED_24H, h->origin, 0);
    COUNT(same_day ? M_SAME_DAY_BY_GROUP : M_NOT_PLACED_24H_BY_GROUP, h->group, 0);
    COUNT(same_day ? M_SAME_DAY_BY_YEAR : M_NOT_PLACED_24H_BY_YEAR, year, h->origin);
    if (!same_day) metric_count(&sim->record, M_NOT_PLACED_24H_CHILDREN, h->origin, 0, 0, h->children);
}

void measure_placed(struct sim *sim, const struct household *h, int32_t region)
{
    const seconds waited_s = sim->now_s - h->asked_s;
    const bool own = region == h->origin;
    COUNT(M_PLACED, h->origin, 0);
    COUNT(M_PLACED_BY_GROUP, h->group, 0);
    COUNT(own ? M_PLACED_OWN : M_PLACED_ELSEWHERE, h->origin, 0);
    if (!own) metric_count(&sim->record, M_DISTANCE_KM, h->origin, 0, 0, llround(plan_km(plan_of(sim), h->origin, region)));
    if (h->first_pass && counted(sim, h)) COUNT(M_AT_ONCE, h->origin, 0);
    if (waited_s <= 3 * SECONDS_PER_DAY && counted(sim, h)) COUNT(M_THREE_DAYS, h->origin, 0);
    in_time(sim, h, waited_s <= SECONDS_PER_DAY);
    spell_wait(sim, h, OUTCOME_PLACED);
    fate_placed(sim, h, waited_s);
    metric_tally(&sim->record, M_TIME_TO_PLACE, h->origin, 0, 0, waited_s);
    metric_tally(&sim->record, M_TIME_TO_PLACE_BY_GROUP, h->group, 0, 0, waited_s);
}

static void unplaced(struct sim *sim, const struct household *h, enum outcome outcome)
{
    in_time(sim, h, false);
    spell_wait(sim, h, outcome);
    fate_unplaced(sim, h);
}

void measure_unplaced(struct sim *sim, const struct household *h) { unplaced(sim, h, OUTCOME_LEFT); }

void measure_turned_away(struct sim *sim, const struct household *h, enum reason reason)
{
    COUNT(M_TURNED_AWAY, h->origin, (int)reason);
    COUNT(M_TURNED_AWAY_BY_GROUP, h->group, (int)reason);
    if (reason == REASON_PATIENCE) COUNT(M_ABANDONED, h->origin, 0);
    if (!h->placed) unplaced(sim, h, reason == REASON_PATIENCE ? OUTCOME_GAVE_UP : OUTCOME_TURNED_AWAY);
}

void measure_waiting(struct sim *sim, const struct household *h, int by)
{
    metric_level(&sim->record, M_WAITING, h->origin, 0, 0, by, sim->now_s);
    metric_level(&sim->record, M_WAITING_BY_GROUP, h->group, 0, 0, by, sim->now_s);
}

void measure_present(struct sim *sim, const struct household *h, int by)
{
    metric_level(&sim->record, M_PRESENT, h->origin, 0, 0, by, sim->now_s);
    if (sim->now_s < sim->window.from_s || sim->now_key == 0) world_of(sim)->present_start[h->origin] += by; /* 0: no event yet */
}

void measure_unsafe(struct sim *sim, const struct household *h, int by)
{
    metric_level(&sim->record, M_UNSAFE, h->origin, 0, 0, by, sim->now_s);
}

void measure_stopgap(struct sim *sim, const struct household *h, int by)
{
    metric_level(&sim->record, M_STOPGAP, h->origin, 0, 0, by, sim->now_s);
    if (by < 0) return;
    const int persons = h->adults + h->children;
    COUNT(M_HOTEL_HOUSEHOLDS, h->origin, 0);
    metric_count(&sim->record, M_HOTEL_PERSONS, h->origin, 0, 0, persons);
    if (sim->now_s >= sim->window.from_s)
        metric_count(&sim->record, M_HOTEL_PERSONS_BY_YEAR, plan_year(plan_of(sim), sim->now_s), h->origin, 0, persons);
}

void measure_held(struct sim *sim, const struct household *h, int by)
{
    const int places = by * size_in(plan_of(sim), h, h->set);
    metric_level(&sim->record, M_OCCUPIED, h->region, h->stage, 0, places, sim->now_s);
    metric_level(&sim->record, M_OCCUPIED_BY_GROUP, h->group, h->stage, 0, places, sim->now_s);
    if (!plan_of(sim)->stages[h->stage].screened) metric_level(&sim->record, M_UNSCREENED, h->origin, 0, 0, by, sim->now_s);
}

void measure_left_place(struct sim *sim, const struct household *h)
{
    const seconds stay_s = sim->now_s - h->entered_s;
    metric_tally(&sim->record, M_STAY, h->region, h->stage, 0, stay_s);
    metric_tally(&sim->record, M_STAY_BY_GROUP, h->group, h->stage, 0, stay_s);
    spell_stay(sim, h, true);
    const bool ran = !h->continues && (h->state == STATE_STAYING || h->state == STATE_BLOCKED || h->state == STATE_LEAVING);
    if (!ran) return;
    metric_tally(&sim->record, M_PLANNED, h->region, h->stage, 0, h->planned_s);
    metric_tally(&sim->record, M_EXTRA, h->region, h->stage, 0, sim->now_s > h->ends_s ? sim->now_s - h->ends_s : 0);
}

/* ---- at the horizon ---- */

/* Whoever asked more than a day before the end and has no place is not placed in time; of the others nothing is known yet. */
static void end_unplaced(struct sim *sim)
{
    const struct world *world = world_of(sim);
    for (int32_t id = 0; id < world->n_households; id++) {
        const struct household *h = &world->households[id];
        const bool asks = h->state != STATE_FREE && h->state != STATE_AWAY && !h->placed;
        if (asks && sim->now_s - h->asked_s > SECONDS_PER_DAY) in_time(sim, h, false);
    }
}

static double level_days(const struct sim *sim, int metric, int32_t i, int32_t j, int32_t k)
{
    const struct level *level = &sim->record.level[recorder_cell(&sim->record, metric, i, j, k)];
    return (double)(level->integral + level->value * (sim->now_s - level->since_s)) / (double)SECONDS_PER_DAY;
}

static int64_t count_of(const struct sim *sim, int metric, int32_t i, int32_t j)
{
    return sim->record.count[recorder_cell(&sim->record, metric, i, j, 0)];
}

static void end_days(struct sim *sim, int32_t region)
{
    const struct plan *plan = plan_of(sim);
    metric_value(&sim->record, M_HOTEL_NIGHTS, region, 0, 0, level_days(sim, M_STOPGAP, region, 0, 0));
    metric_value(&sim->record, M_UNSCREENED_NIGHTS, region, 0, 0, level_days(sim, M_UNSCREENED, region, 0, 0));
    metric_value(&sim->record, M_UNSAFE_DAYS, region, 0, 0, level_days(sim, M_UNSAFE, region, 0, 0));
    for (int cause = 0; cause <= cause_delay(plan); cause++) {
        double days = 0;
        for (int32_t stage = 0; stage < plan->n_stages; stage++) days += level_days(sim, M_BLOCKED, region, stage, cause);
        metric_value(&sim->record, M_BLOCKED_DAYS, region, cause, 0, days);
    }
}

static void end_present(struct sim *sim, int32_t region)
{
    const int32_t cell = recorder_cell(&sim->record, M_PRESENT, region, 0, 0);
    metric_value(&sim->record, M_PRESENT_START, region, 0, 0, world_of(sim)->present_start[region]);
    metric_value(&sim->record, M_PRESENT_END, region, 0, 0, (double)sim->record.level[cell].value);
}

static void end_costs(struct sim *sim, int32_t region)
{
    const struct plan *plan = plan_of(sim);
    double nights_eur = 0;
    for (int32_t stage = 0; stage < plan->n_stages; stage++) {
        metric_value(&sim->record, M_COST, region, stage, 0, plan->place_cost_eur[stage * plan->n_regions + region]);
        nights_eur += plan->stages[stage].night_eur * level_days(sim, M_OCCUPIED, region, stage, 0);
    }
    for (int32_t gate = 0; gate < plan->n_gates; gate++)
        metric_value(&sim->record, M_COST, region, plan->n_stages + gate, 0, plan->gate_cost_eur[gate * plan->n_regions + region]);
    metric_value(&sim->record, M_COST, region, cost_nights(plan), 0, nights_eur);
    for (int32_t lever = 0; lever < N_LEVERS; lever++) metric_value(&sim->record, M_COST, region, cost_lever(plan, lever), 0, plan->levers[lever].cost_eur[region]);
}

/* What the plan knows before any run, beside what is simulated. */
static void end_plan(struct sim *sim)
{
    const struct plan *plan = plan_of(sim);
    double per_year = 0;
    for (int32_t region = 0; region < plan->n_regions; region++) per_year += plan->regions[region].arrivals_per_year;
    for (int32_t stage = 0; stage < plan->n_stages; stage++)
        for (int32_t region = 0; region < plan->n_regions; region++)
            metric_value(&sim->record, M_OFFERED, region, stage, 0,
                         per_year > 0 ? plan->offered[stage] * plan->regions[region].arrivals_per_year / per_year : 0);
    for (int32_t item = 0; item < cost_items(plan); item++) { /* nights, which nobody buys, among them */
        metric_value(&sim->record, M_SPENT, item, 0, 0, plan->spent_eur_per_year[item]);
        for (int32_t region = 0; region < plan->n_regions; region++)
            metric_value(&sim->record, M_BOUGHT, region, item, 0, plan->bought[item * plan->n_regions + region]);
    }
}

static double share(int64_t part, int64_t whole) { return whole ? (double)part / (double)whole : NAN; }

static void end_shares(struct sim *sim)
{
    const struct plan *plan = plan_of(sim);
    int64_t same_day = 0, not_placed = 0, own = 0, placed = 0;
    for (int32_t region = 0; region < plan->n_regions; region++) {
        same_day += count_of(sim, M_SAME_DAY, region, 0);
        not_placed += count_of(sim, M_NOT_PLACED_24H, region, 0);
        own += count_of(sim, M_PLACED_OWN, region, 0);
        placed += count_of(sim, M_PLACED, region, 0);
    }
    metric_value(&sim->record, M_SAME_DAY_SHARE, 0, 0, 0, share(same_day, same_day + not_placed));
    metric_value(&sim->record, M_OWN_REGION_SHARE, 0, 0, 0, share(own, placed));
    for (int32_t stage = 0; stage < plan->n_stages; stage++) {
        double occupied = 0, places = 0;
        for (int32_t region = 0; region < plan->n_regions; region++) {
            occupied += level_days(sim, M_OCCUPIED, region, stage, 0);
            places += level_days(sim, M_PLACES, region, stage, 0);
        }
        metric_value(&sim->record, M_OCCUPIED_SHARE, stage, 0, 0, places > 0 ? occupied / places : NAN);
    }
    for (int32_t year = 0; year < plan->n_years; year++) {
        int32_t regions = 0;
        for (int32_t region = 0; region < plan->n_regions; region++) regions += count_of(sim, M_NOT_PLACED_24H_BY_YEAR, year, region) > 0;
        metric_value(&sim->record, M_REGIONS_SHORT, year, 0, 0, regions);
    }
}

void measure_end(struct sim *sim)
{
    if (!sim->record.on) return;
    end_unplaced(sim);
    spells_end(sim);
    fates_end(sim);
    for (int32_t region = 0; region < plan_of(sim)->n_regions; region++) {
        end_days(sim, region);
        end_present(sim, region);
        end_costs(sim, region);
        measure_values(sim, region);
    }
    end_shares(sim);
    end_plan(sim);
}

/* ---- numbers that are told apart ---- */

/* Households waiting have no bound, and neither have unlimited places: these are told apart, in a region and in the whole country. */
enum { FIXED_REGION = 255, FIXED_ALL = 1023, CAP_REGION = 1023, CAP_ALL = 8191 };

/* The most places at any time, by place set. */
static int64_t *most_places(const struct plan *plan, struct arena *arena)
{
    const int32_t sets = plan->n_pools * plan->n_regions;
    int64_t *most = ARENA_ARRAY(arena, int64_t, sets);
    for (int32_t set = 0; set < sets; set++) most[set] = plan->places[set];
    for (int32_t i = 0; i < plan->n_dated; i++) {
        const struct dated *dated = &plan->dated[i];
        if (dated->kind == DATED_PLACES && dated->level > most[dated->target]) most[dated->target] = dated->level;
    }
    return most;
}

/* Of a stage, shared places counted: in the region where they are most, or in all. */
static int64_t stage_most(const struct plan *plan, int32_t stage, bool all, const int64_t *places)
{
    const struct names_of *pools = &plan->stages[stage].pools;
    int64_t most = 0, sum = 0;
    bool unlimited = false;
    for (int32_t region = 0; region < plan->n_regions; region++) {
        int64_t here = 0;
        for (int32_t i = 0; i < pools->n; i++) {
            const int64_t some = places[place_set(plan, pools->id[i], region)];
            if (some == INT32_MAX) unlimited = true;
            else here += some;
        }
        sum += here;
        if (here > most) most = here;
    }
    return (all ? sum : most) + (unlimited ? (all ? FIXED_ALL : FIXED_REGION) : 0);
}

int32_t measure_most(const void *data, int metric, int v)
{
    const struct plan *plan = data;
    const bool all = !(shelter_metrics[metric].numbers[v] & NUMBERS_BY(0) & ~NUMBERS), waiting = metric == M_WAITING, present = metric == M_PRESENT;
    struct arena arena;
    arena_init(&arena);
    const int64_t *places = most_places(plan, &arena);
    int64_t most = waiting || present ? (all ? FIXED_ALL : FIXED_REGION) : 0, cap = all ? CAP_ALL : CAP_REGION;
    for (int32_t stage = 0; stage < plan->n_stages && !waiting; stage++) {
        const int64_t here = stage_most(plan, stage, all, places);
        most = present ? most + here : here > most ? here : most;
    }
    arena_free(&arena);
    return (int32_t)(most < cap ? most : cap);
}
