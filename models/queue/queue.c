#include "models/queue/queue.h"

#include <string.h>

/* ---- the tables: what can be given, what is counted, what happens ---- */
static const struct param_row rows[] = {
    SCENARIO_HEAD_ROWS(struct queue_params),
    {.name = "arrivals", .kind = PARAM_SCALAR, .unit = UNIT_RATE, .offset = offsetof(struct queue_params, arrivals_per_year),
     .min = 0.01, .max = 1e9, .help_en = "Customers, coming at random.", .help_nl = "Klanten die willekeurig komen."},
    {.name = "service", .kind = PARAM_DIST, .unit = UNIT_DURATION, .offset = offsetof(struct queue_params, service),
     .help_en = "How long a customer keeps a server.", .help_nl = "Hoe lang een klant een bediende bezet houdt."},
    {.name = "servers", .kind = PARAM_COUNT, .unit = UNIT_COUNT, .offset = offsetof(struct queue_params, servers),
     .fallback = "1", .min = 1, .max = 1e6, .flags = PARAM_UNLIMITED,
     .help_en = "Customers who can be served at once.", .help_nl = "Klanten die tegelijk bediend kunnen worden."},
    {.name = "waiting", .kind = PARAM_COUNT, .unit = UNIT_COUNT, .offset = offsetof(struct queue_params, waiting),
     .fallback = "unlimited", .min = 0, .max = 1e6, .flags = PARAM_UNLIMITED,
     .help_en = "Customers who can wait at once; who finds the line full is lost.",
     .help_nl = "Klanten die tegelijk kunnen wachten; wie een volle rij vindt, gaat verloren."},
    {.name = NULL}};
static const struct param_table params = {"queue", sizeof(struct queue_params), rows};

#define WHOLE {-1, -1, -1} /* not split by any dimension */
static const struct metric metrics[QUEUE_METRICS] = {
    [QUEUE_ARRIVALS] = {"arrivals", METRIC_COUNT, "1", WHOLE, "Customers who came.", "Klanten die kwamen."},
    [QUEUE_SERVED] = {"served", METRIC_COUNT, "1", WHOLE, "Customers who left after service.", "Klanten die bediend vertrokken."},
    [QUEUE_LOST] = {"lost", METRIC_COUNT, "1", WHOLE, "Customers who found the line full.", "Klanten die de rij vol vonden."},
    [QUEUE_WAITED] = {"waited", METRIC_COUNT, "1", WHOLE, "Customers served after waiting.", "Klanten die eerst wachtten."},
    [QUEUE_WAITING] = {"waiting", METRIC_LEVEL, "1", WHOLE, "Customers waiting.", "Wachtende klanten.",
                       .numbers = {NUMBERS}},
    [QUEUE_PRESENT] = {"present", METRIC_LEVEL, "1", WHOLE, "Customers waiting or being served.", "Klanten, wachtend of bediend.",
                       .numbers = {NUMBERS}},
    [QUEUE_WAIT] = {"wait", METRIC_TALLY, "day", WHOLE, "Time from coming until service.", "Tijd van komst tot bediening."},
    [QUEUE_STAY] = {"stay", METRIC_TALLY, "day", WHOLE, "Time from coming until leaving.", "Tijd van komst tot vertrek."},
};

enum kind { KIND_NONE, KIND_LEAVE, KIND_ARRIVE, KINDS };
/* At equal dates customers leave before the next one comes. */
static const struct event_kind kinds[KINDS] = {{"none", 0}, {"leave", 0}, {"arrive", 1}};
static const char *const words[QUEUE_WORDS] = {"arrived", "turned_away", "started", "left"}, *const words_nl[QUEUE_WORDS] = {"aangekomen", "afgewezen", "begonnen", "vertrokken"};
enum purpose { PURPOSE_GAP, PURPOSE_SERVICE, PURPOSES }; /* the entity of a draw is the number of the customer */
static const char *const purposes[PURPOSES] = {"gap", "service"};

/* ---- the plan: a scenario, checked and worked out; it does not change ---- */
#define MICROSECONDS INT64_C(1000000)
enum { PRESENT_MAX = 1 << 20 };
struct plan { struct window window; struct dist gap_us, service; int64_t servers, waiting; };

static struct window window_of(const struct scenario_time *time)
{
    const int32_t years = time->horizon.calendar_years;
    const seconds horizon_s = years > 0 ? date_add_years(time->start_s, years) - time->start_s : time->horizon.length_s;
    return (struct window){time->warm_up.length_s, time->warm_up.length_s + horizon_s, time->start_s};
}

static struct place place_of(const struct scenario *scenario, const char *path)
{
    for (const struct setting *s = scenario->settings.first; s; s = s->next)
        if (strcmp(s->path, path) == 0) return s->place;
    return (struct place){0};
}

static const struct saying queue_nl[] = {
    {"%.3g of what the servers can do: an unlimited line would grow for ever", "%.3g van wat de bedienden aankunnen: een rij zonder grens zou eindeloos groeien"},
    {"give fewer arrivals, shorter service, more `servers`, or a limit on `waiting`", "geef minder aankomsten, kortere bediening, meer `servers`, of een grens aan `waiting`"},
    {NULL, NULL}};

static const void *plan_make(const struct scenario *scenario, const struct pilot *pilot, struct arena *arena, struct faults *faults)
{
    (void)pilot;
    const struct queue_params *in = scenario->params;
    const double load = in->arrivals_per_year * dist_mean(&in->service) / (double)SECONDS_PER_YEAR / (double)in->servers;
    if (in->waiting == INT64_MAX && in->servers != INT64_MAX && load >= 1)
        faults_help(faults, faults_error(faults, place_of(scenario, "arrivals"), "load", "arrivals",
                                         "%.3g of what the servers can do: an unlimited line would grow for ever", load),
                    "give fewer arrivals, shorter service, more `servers`, or a limit on `waiting`");
    if (faults->errors > 0) return NULL;
    struct plan *plan = ARENA_NEW(arena, struct plan);
    *plan = (struct plan){window_of(&in->head.time), {.kind = DIST_EXPONENTIAL}, in->service, in->servers, in->waiting};
    plan->gap_us.a = (double)(SECONDS_PER_YEAR * MICROSECONDS) / in->arrivals_per_year;
    dist_prepare(&plan->service, arena);
    return plan;
}

static struct window plan_window(const void *plan) { return ((const struct plan *)plan)->window; }
/* Those who can be there at once; of an unlimited line or number of servers, the fixed number of sim.h. */
static int32_t plan_most(const void *data, int metric, int v)
{
    const struct plan *plan = data;
    const int64_t line = plan->waiting < SIM_MOST ? plan->waiting : SIM_MOST, served = plan->servers < SIM_MOST ? plan->servers : SIM_MOST;
    return (void)v, (int32_t)(metric == QUEUE_WAITING ? line : line + served);
}
static int32_t plan_max_events(const void *plan) { return (void)plan, PRESENT_MAX + 1; }

/* ---- the world: ids instead of pointers ---- */
struct customer { uint64_t number; seconds arrived_s; int32_t next; }; /* next: in the line, or in the list of free places */

struct world {
    uint64_t number;    /* of the customer who comes next */
    int64_t comes_us;   /* when: a sum of whole microseconds is exact; only the date is rounded to seconds */
    int64_t serving, waiting;
    int32_t head, tail; /* of the line */
    int32_t free, used; /* places from `used` on were never used; `free` (-1: none) begins the list of those given back */
    struct customer customers[PRESENT_MAX];
};

static size_t world_bytes(const void *plan) { return (void)plan, sizeof(struct world) + 16; }
static void *world_make(const void *plan, struct arena *arena) { return (void)plan, ARENA_NEW(arena, struct world); }

/* ---- what happens ---- */
static void say(struct sim *sim, enum queue_word word, uint64_t number)
{
    if (sim->trace.logging)
        trace_log(&sim->trace, &(struct log_row){sim->now_s, (int32_t)number + 1, 0, (int16_t)word, -1, -1, -1, -1, -1});
}

static void next_arrival(struct sim *sim, const struct plan *plan, struct world *world)
{
    world->comes_us += (int64_t)(dist_quantile(&plan->gap_us, sim_draw(sim, PURPOSE_GAP, world->number, 0)) + 0.5);
    sim_schedule(sim, (world->comes_us + MICROSECONDS / 2) / MICROSECONDS, KIND_ARRIVE, 0, 0);
}

static void start_service(struct sim *sim, const struct plan *plan, struct world *world, int32_t i)
{
    const struct customer *customer = &world->customers[i];
    const double u = sim_draw(sim, PURPOSE_SERVICE, customer->number, 0);
    sim_schedule(sim, sim->now_s + dist_seconds(&plan->service, u), KIND_LEAVE, i, 0);
    world->serving++;
    metric_tally(&sim->record, QUEUE_WAIT, 0, 0, 0, sim->now_s - customer->arrived_s);
    say(sim, QUEUE_STARTED, customer->number);
}

static void join_line(struct sim *sim, struct world *world, int32_t i)
{
    *(world->waiting++ == 0 ? &world->head : &world->customers[world->tail].next) = i;
    world->tail = i;
    metric_level(&sim->record, QUEUE_WAITING, 0, 0, 0, 1, sim->now_s);
}

static void on_arrive(struct sim *sim, const struct plan *plan, struct world *world)
{
    const struct customer customer = {world->number++, sim->now_s, -1};
    next_arrival(sim, plan, world);
    metric_count(&sim->record, QUEUE_ARRIVALS, 0, 0, 0, 1);
    say(sim, QUEUE_ARRIVED, customer.number);
    if (world->serving >= plan->servers && world->waiting >= plan->waiting) {
        metric_count(&sim->record, QUEUE_LOST, 0, 0, 0, 1);
        say(sim, QUEUE_TURNED_AWAY, customer.number);
        return;
    }
    const int32_t i = world->free < 0 ? world->used++ : world->free;
    if (i == PRESENT_MAX) {
        sim_overload(sim, "more than %d customers are present", PRESENT_MAX);
        return;
    }
    if (i == world->free) world->free = world->customers[i].next;
    world->customers[i] = customer;
    metric_level(&sim->record, QUEUE_PRESENT, 0, 0, 0, 1, sim->now_s);
    if (world->serving < plan->servers) start_service(sim, plan, world, i);
    else join_line(sim, world, i);
}

static void on_leave(struct sim *sim, const struct plan *plan, struct world *world, int32_t i)
{
    struct customer *customer = &world->customers[i];
    metric_count(&sim->record, QUEUE_SERVED, 0, 0, 0, 1);
    metric_tally(&sim->record, QUEUE_STAY, 0, 0, 0, sim->now_s - customer->arrived_s);
    metric_level(&sim->record, QUEUE_PRESENT, 0, 0, 0, -1, sim->now_s);
    say(sim, QUEUE_LEFT, customer->number);
    customer->next = world->free;
    world->free = i;
    world->serving--;
    if (world->waiting == 0) return;
    const int32_t first = world->head;
    world->head = world->customers[first].next;
    world->waiting--;
    metric_level(&sim->record, QUEUE_WAITING, 0, 0, 0, -1, sim->now_s);
    metric_count(&sim->record, QUEUE_WAITED, 0, 0, 0, 1);
    start_service(sim, plan, world, first);
}

static void begin(struct sim *sim)
{
    struct world *world = sim->world;
    memset(world, 0, offsetof(struct world, customers));
    world->free = -1;
    next_arrival(sim, sim->plan, world);
}

static void handle(struct sim *sim, const struct event *event)
{
    if (event->kind == KIND_ARRIVE) on_arrive(sim, sim->plan, sim->world);
    else on_leave(sim, sim->plan, sim->world, event->a);
}

static void sound(const struct sim *sim)
{
    const struct plan *plan = sim->plan;
    const struct world *world = sim->world;
    BUG_IF(world->serving < 0 || world->serving > plan->servers, "%d are being served", (int)world->serving);
    BUG_IF(world->waiting > 0 && world->serving < plan->servers, "%d wait beside a free server", (int)world->waiting);
}

const struct model queue_model = {
    .name = "queue", .params = &params,
    .sentence_en = "One line of customers before one or more equal servers.",
    .sentence_nl = "Een rij klanten voor een of meer gelijke bedienden.",
    .sayings_nl = queue_nl,
    .metrics = metrics, .n_metrics = QUEUE_METRICS, .kinds = kinds, .n_kinds = KINDS, .words = words, .words_nl = words_nl, .n_words = QUEUE_WORDS,
    .purposes = purposes, .n_purposes = PURPOSES,
    .plan = plan_make, .window = plan_window, .most = plan_most, .world_bytes = world_bytes, .max_events = plan_max_events, .world = world_make,
    .begin = begin, .handle = handle, .sound = sound,
};
