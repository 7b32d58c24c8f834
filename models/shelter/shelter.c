/* The model as the machine sees it: one constant record. */
#include "models/shelter/shelter.h"

#include <math.h>
#include <string.h>

#include "models/shelter/differ.h"
#include "models/shelter/explain.h"
#include "models/shelter/measure.h"
#include "models/shelter/observed.h"
#include "models/shelter/world.h"

/* Ranks are the order of events at one instant. */
static const struct event_kind kinds[N_EVENTS] = {
    [EV_NONE] = {"none", 0},           [EV_CHANGE] = {"change", 2},       [EV_STAY_ENDS] = {"stay_ends", 3}, [EV_APPLY] = {"apply", 3},
    [EV_GATE_OPENS] = {"gate_opens", 3}, [EV_HOME] = {"home", 3},         [EV_SLOT_ENDS] = {"slot_ends", 3}, [EV_LEAVES] = {"leaves", 3},
    [EV_ARRIVES] = {"arrives", 4},     [EV_CALL] = {"call", 5},           [EV_LOOK] = {"look", 5},           [EV_RETRY] = {"retry", 5},
    [EV_PATIENCE] = {"patience", 6},   [EV_TAKE_BACK] = {"take_back", 7}, [EV_INTAKE] = {"intake", 8},       [EV_AGAIN] = {"again", 9},
    [EV_RETURN] = {"return", 10},      [EV_INITIAL] = {"initial", 1},
};

static const char *const words[N_WORDS] = {"arrived", "placed", "travelled", "waits", "stay_ended", "blocked", "moved", "gate_opened",
                                           "home_refused", "home_lost", "exchanged", "asks_back", "taken_back", "place_lost", "left", "left_unplaced", "turned_away", "present"};

static const char *const words_nl[N_WORDS] = {"vraagt hulp", "geplaatst", "aangekomen", "wacht", "verblijf voorbij", "geblokkeerd", "gaat door", "voorwaarde vervuld",
                                              "woning geweigerd", "woning verloren", "geruild", "wil terug", "teruggehaald", "plaats vervallen", "vertrokken", "vertrokken zonder plaats",
                                              "afgewezen", "aanwezig"};

static const char *const purposes[N_DRAWS] = {
    [DRAW_GAP] = "gap",           [DRAW_GROUP] = "group",   [DRAW_CHILDREN] = "children",   [DRAW_COLOUR] = "colour",
    [DRAW_NEED] = "need",         [DRAW_PATIENCE] = "patience", [DRAW_THEN] = "then",       [DRAW_AGAIN] = "again",
    [DRAW_RETURN] = "return",     [DRAW_RETURN_AFTER] = "return_after", [DRAW_NEXT] = "next", [DRAW_STAY] = "stay",
    [DRAW_DELAY] = "delay",       [DRAW_GATE_NEED] = "gate_need", [DRAW_GATE_WAIT] = "gate_wait", [DRAW_ACCEPT] = "accept",
    [DRAW_HELD] = "held",         [DRAW_HOME_GAP] = "home_gap", [DRAW_HOME_SIZE] = "home_size", [DRAW_ELAPSED] = "elapsed",
    [DRAW_PREVENTED] = "prevented", [DRAW_VISIBLE] = "visible", [DRAW_CASEWORK] = "casework", [DRAW_AFTERCARE] = "aftercare",
};

static const char *const pilot_keys[] = {"not_placed_24h", "leavers"}, *const pilot_words[] = {"unmet", "leavers"};
static const char *const reasons[N_REASONS] = {"no_place", "list_full", "patience", "displaced"};

static const char *const outcomes[N_OUTCOMES] = {"placed", "gave_up", "turned_away", "left"};
static const char *const changes[N_CHANGES] = {"now_placed", "no_longer_placed", "sooner", "later", "alike", "never_placed", "unknown"};

static const char *const values[N_VALUES] = {"unsafe_day", "unscreened_night", "hotel_night", "blocked_day", "not_placed", "not_placed_child", "turned_away",
                                             "abandoned", "again", "return", "placed", "placed_elsewhere", "exit", "prevented"};

static struct window window(const void *plan) { return ((const struct plan *)plan)->window; }

static int32_t dim_size(const void *data, int dim)
{
    const struct plan *plan = data;
    const int32_t sizes[N_DIMS] = {[DIM_REGION] = plan->n_regions, [DIM_STAGE] = plan->n_stages, [DIM_GROUP] = plan->n_groups,
                                   [DIM_EXIT] = plan->n_exits,     [DIM_CAUSE] = plan->n_gates + 2, [DIM_GATE] = plan->n_gates,
                                   [DIM_YEAR] = plan->n_years,     [DIM_REASON] = N_REASONS,        [DIM_COST] = cost_items(plan),
                                   [DIM_VALUE] = N_VALUES,         [DIM_AGE] = spell_ages(),        [DIM_OUTCOME] = N_OUTCOMES,
                                   [DIM_CHANGE] = N_CHANGES,
                                   [DIM_PART] = plan->window.from_s >= WARM_UP_PARTS * SECONDS_PER_DAY ? WARM_UP_PARTS : 0};
    return sizes[dim];
}

static const char *cost_label(const struct plan *plan, int32_t i)
{
    if (i < plan->n_stages) return plan->stages[i].name;
    if (i > cost_nights(plan)) return lever_name((enum lever)(i - cost_lever(plan, 0)));
    return i < cost_nights(plan) ? plan->gates[i - plan->n_stages].name : "nights";
}

static const char *cause_label(const struct plan *plan, int32_t i)
{
    if (i == CAUSE_NEXT_STAGE) return "next_stage";
    return i == cause_delay(plan) ? "delay" : plan->gates[i - 1].name;
}

static const char *dim_label(const void *data, int dim, int32_t i)
{
    const struct plan *plan = data;
    switch ((enum shelter_dim)dim) {
    case DIM_REGION: return plan->regions[i].id;
    case DIM_STAGE: return plan->stages[i].name;
    case DIM_GROUP: return plan->groups[i].name;
    case DIM_EXIT: return plan->exits[i].name;
    case DIM_CAUSE: return cause_label(plan, i);
    case DIM_GATE: return plan->gates[i].name;
    case DIM_YEAR: return plan->year_names[i];
    case DIM_REASON: return reasons[i];
    case DIM_COST: return cost_label(plan, i);
    case DIM_VALUE: return values[i];
    case DIM_AGE: return plan->age_names[i];
    case DIM_OUTCOME: return outcomes[i];
    case DIM_CHANGE: return changes[i];
    case DIM_PART: return plan->part_names[i];
    case N_DIMS: break;
    }
    return "";
}

static const char *region_name(const void *plan, int32_t i) { return ((const struct plan *)plan)->regions[i].name; }
static const char *region_code(const void *plan, int32_t i) { return ((const struct plan *)plan)->regions[i].code; }
static double region_lat(const void *plan, int32_t i) { return ((const struct plan *)plan)->regions[i].lat; }
static double region_lon(const void *plan, int32_t i) { return ((const struct plan *)plan)->regions[i].lon; }

/* What labels are called in Dutch; results keep it beside them. */
static const char *dutch(const void *plan, int dim, int32_t i) { return words_of(plan, dim_label(plan, dim, i), LANG_NL); }
static const char *dutch_stage(const void *plan, int32_t i) { return dutch(plan, DIM_STAGE, i); }
static const char *dutch_group(const void *plan, int32_t i) { return dutch(plan, DIM_GROUP, i); }
static const char *dutch_exit(const void *plan, int32_t i) { return dutch(plan, DIM_EXIT, i); }
static const char *dutch_cause(const void *plan, int32_t i) { return dutch(plan, DIM_CAUSE, i); }
static const char *dutch_gate(const void *plan, int32_t i) { return dutch(plan, DIM_GATE, i); }
static const char *dutch_reason(const void *plan, int32_t i) { return dutch(plan, DIM_REASON, i); }
static const char *dutch_item(const void *plan, int32_t i) { return dutch(plan, DIM_COST, i); }

static const char *dutch_outcome(const void *plan, int32_t i) { return dutch(plan, DIM_OUTCOME, i); }
static const char *dutch_change(const void *plan, int32_t i) { return dutch(plan, DIM_CHANGE, i); }

/* Up to and including; the last has no end. */
static double age_to_d(const void *plan, int32_t i)
{
    (void)plan;
    const seconds upper_s = spell_upper_s(i);
    return upper_s < 0 ? INFINITY : (double)upper_s / (double)SECONDS_PER_DAY;
}

static bool ever_unlimited(const struct plan *plan, int32_t kind)
{
    for (int32_t r = 0; r < plan->n_regions; r++)
        if (plan->places[place_set(plan, kind, r)] == INT32_MAX) return true;
    for (int32_t i = 0; i < plan->n_dated; i++) {
        const struct dated *dated = &plan->dated[i];
        if (dated->kind == DATED_PLACES && dated->level == INT32_MAX && dated->target / plan->n_regions == kind) return true;
    }
    return false;
}

/* 1 for the stages whose occupancy is told of the country: no stopgap, and all its places can be counted. */
static double stage_in_occupancy(const void *data, int32_t stage)
{
    const struct plan *plan = data;
    for (int32_t i = 0; i < plan->stages[stage].pools.n; i++)
        if (ever_unlimited(plan, plan->stages[stage].pools.id[i])) return 0;
    return plan->stages[stage].stopgap ? 0 : 1;
}

static bool dim_attribute(const void *plan, int dim, int k, const char **name, const char **unit, const char *(**text)(const void *, int32_t),
                          double (**number)(const void *, int32_t))
{
    (void)plan;
    static const struct attribute {
        int dim;
        const char *name, *unit;
        const char *(*text)(const void *, int32_t);
        double (*number)(const void *, int32_t);
    } attributes[] = {{DIM_REGION, "region_name", NULL, region_name, NULL},       {DIM_REGION, "region_code", NULL, region_code, NULL},
                      {DIM_REGION, "lat", "degrees_north", NULL, region_lat},     {DIM_REGION, "lon", "degrees_east", NULL, region_lon},
                      {DIM_STAGE, "stage_in_occupancy", "1", NULL, stage_in_occupancy},
                      {DIM_STAGE, "stage_name_nl", NULL, dutch_stage, NULL},      {DIM_GROUP, "group_name_nl", NULL, dutch_group, NULL},
                      {DIM_EXIT, "exit_name_nl", NULL, dutch_exit, NULL},         {DIM_CAUSE, "cause_name_nl", NULL, dutch_cause, NULL},
                      {DIM_GATE, "gate_name_nl", NULL, dutch_gate, NULL},         {DIM_REASON, "reason_name_nl", NULL, dutch_reason, NULL},
                      {DIM_COST, "item_name_nl", NULL, dutch_item, NULL},         {DIM_AGE, "age_to_d", "day", NULL, age_to_d},
                      {DIM_OUTCOME, "outcome_name_nl", NULL, dutch_outcome, NULL}, {DIM_CHANGE, "change_name_nl", NULL, dutch_change, NULL}};
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
        if (attributes[i].dim != dim || k-- > 0) continue;
        *name = attributes[i].name;
        *unit = attributes[i].unit;
        *text = attributes[i].text;
        *number = attributes[i].number;
        return true;
    }
    return false;
}

static int32_t max_events(const void *data)
{
    const struct plan *plan = data;
    return (int32_t)(plan->max_households * plan_events_each(plan) + plan_other_events(plan)); /* at most MOST_EVENTS */
}

/* First requests of the counted period (measure_fates.c), as expected. */
static int64_t fates(const void *data)
{
    const struct plan *plan = data;
    const double from_s = (double)plan->window.from_s, end_s = (double)plan->window.end_s;
    double n = 0;
    for (int32_t i = 0; i < plan->n_regions; i++) {
        const struct plan_region *r = &plan->regions[i];
        if (plan->n_curves) n += r->arrivals_per_year * curve_mean(&plan->curves[r->curve], from_s, end_s) * (end_s - from_s) / (double)SECONDS_PER_YEAR;
        n += r->n_times;
    }
    return (int64_t)n;
}

static size_t bytes(const void *plan) { return world_bytes(plan); }
static void *make(const void *plan, struct arena *arena) { return world_make(plan, arena); }

static void begin(struct sim *sim)
{
    const struct plan *plan = plan_of(sim);
    struct world *world = world_of(sim);
    world_clear(world);
    for (int32_t set = 0; set < plan->n_pools * plan->n_regions; set++)
        if (plan->places[set] > 0) place_level(sim, set, plan->places[set]);
    initial_start(sim);
    for (int32_t i = 0; i < plan->n_dated; i++)
        if (plan->dated[i].t_s < sim->window.end_s) sim_schedule(sim, plan->dated[i].t_s, EV_CHANGE, i, 0);
    gates_start(sim);
    intake_start(sim);
}

/* Stays, patience and returns of 0 s may go round for ever in one second; whether they do is not to be seen beforehand. */
static void check_instant(struct sim *sim)
{
    enum { MOST = 1000000 };
    struct world *world = world_of(sim);
    if (sim->now_s != world->instant_s) world->at_instant = 0;
    world->instant_s = sim->now_s;
    if (++world->at_instant <= MOST) return;
    char date[11];
    date_format(date, plan_of(sim)->start_date_s + sim->now_s - plan_of(sim)->window.from_s);
    sim_overload(sim, "more than a million events in one second on %s: stays, patience or returns of no length go round for ever; give one of them a length", date);
}

static void handle(struct sim *sim, const struct event *event)
{
    check_instant(sim);
    switch ((enum shelter_event)event->kind) {
    case EV_CHANGE: capacity_change(sim, event->a); break;
    case EV_STAY_ENDS: stay_ended(sim, event->a); break;
    case EV_APPLY: gates_begin_apply(sim, event->a, event->b); break;
    case EV_GATE_OPENS: gate_opened(sim, event->a); break;
    case EV_HOME: gates_home(sim, event->a, event->b); break;
    case EV_SLOT_ENDS: gates_slot_ended(sim, event->a); break;
    case EV_LEAVES: stay_leave(sim, event->a); break;
    case EV_ARRIVES:
        measure_log(sim, household_at(sim, event->a), WORD_TRAVELLED, -1, -1);
        stay_begin(sim, event->a);
        break;
    case EV_CALL: search_call(sim, event->a, event->b); break;
    case EV_LOOK: search_look(sim, event->a); break;
    case EV_RETRY: search_retry(sim, event->a); break;
    case EV_PATIENCE: search_patience(sim, event->a); break;
    case EV_INTAKE: intake_arrives(sim, event->a); break;
    case EV_AGAIN: intake_returns(sim, event->a, true); break;
    case EV_RETURN: intake_returns(sim, event->a, false); break;
    case EV_TAKE_BACK: take_back_due(sim, event->a); break;
    case EV_INITIAL: break; /* those who wait get what is free */
    case EV_NONE:
    case N_EVENTS: BUG_IF(true, "event kind %u", event->kind);
    }
    places_serve(sim);
}

const struct model shelter_model = {
    .name = "shelter",
    .sentence_en = "A network of shelters with finite places and scarce homes.",
    .sentence_nl = "Een stelsel van opvang met een beperkt aantal plaatsen en schaarse woningen.",
    .sayings_nl = plan_nl,
    .params = &shelter_params,
    .dims = shelter_dims,
    .n_dims = N_DIMS,
    .metrics = shelter_metrics,
    .n_metrics = N_METRICS,
    .kinds = kinds,
    .n_kinds = N_EVENTS,
    .words = words,
    .words_nl = words_nl,
    .n_words = N_WORDS,
    .purposes = purposes,
    .n_purposes = N_DRAWS,
    .pilot_keys = pilot_keys, .pilot_words = pilot_words,
    .n_pilot_keys = 2,
    .plan = plan_make,
    .needs_pilot = plan_needs_pilot,
    .compares = true,
    .fates = fates,
    .window = window,
    .dim_size = dim_size,
    .dim_label = dim_label,
    .dim_attribute = dim_attribute,
    .most = measure_most,
    .observation = observed_give,
    .world_bytes = bytes,
    .max_events = max_events,
    .world = make,
    .begin = begin,
    .handle = handle,
    .end = measure_end,
    .sound = world_sound,
    .sites = &shelter_sites,
    .first = shelter_first,
    .explain = shelter_explain,
    .differ = shelter_differ,
};
