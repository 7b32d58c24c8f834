#include "sim/engine_simgrid.h"

#include <errno.h>
#include <signal.h>
#include <simgrid/actor.h>
#include <simgrid/engine.h>
#include <simgrid/host.h>
#include <simgrid/instr.h>
#include <simgrid/semaphore.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xbt/config.h>

#include "sim/build.h"
#include "sim/engine.h"

/* Stacks. SimGrid counts them in KiB, and would give every actor 8 MiB. */
enum { HANDLER_KIB = 256, CALENDAR_KIB = 1024 };

static const char *const state_name = "state";

/* ---- the platform: one per process, and SimGrid keeps it ---- */

/* May be called again. What SimGrid would do at Ctrl-C or a fault of memory is undone: signals are for `run`. */
static void awake(void)
{
    static const int taken[] = {SIGINT, SIGSEGV, SIGBUS};
    enum { TAKEN = sizeof taken / sizeof *taken };
    struct sigaction kept[TAKEN];
    char name[] = "doorstroom", *argv[] = {name, NULL};
    int argc = 1;
    for (int i = 0; i < TAKEN; i++) sigaction(taken[i], NULL, &kept[i]);
    simgrid_init(&argc, argv);
    for (int i = 0; i < TAKEN; i++) sigaction(taken[i], &kept[i], NULL);
}

/* Before the platform is there. Dates are whole seconds; hosts have no links, so there is no topology to show. */
static void trace_to(const char *file)
{
    sg_cfg_set_boolean("tracing", "yes");
    sg_cfg_set_string("tracing/filename", file);
    sg_cfg_set_boolean("tracing/platform", "yes");
    sg_cfg_set_boolean("tracing/platform/topology", "no");
    sg_cfg_set_boolean("tracing/disable_power", "yes");
    sg_cfg_set_int("tracing/precision", 0);
}

/* SimGrid does not look whether what it writes arrives. At the end every container of its trace (6) is closed again (7). */
static status traced(const char *trace)
{
    FILE *file = fopen(trace, "re");
    if (!file) return status_system("unwritable", "cannot be read back", trace);
    int64_t made = 0, gone = 0;
    int last = '\n';
    for (int c; (c = fgetc(file)) != EOF; last = c)
        if (last == '\n') made += c == '6', gone += c == '7';
    fclose(file);
    if (made > 0 && made == gone && last == '\n') return status_ok();
    return status_fail(STATUS_FAILED, "unwritable", "`%s` is not whole: there may be no room for it", trace);
}

static bool tracing(void) { return sg_cfg_get_boolean("tracing"); }

static void declare_states(const struct sites *sites)
{
    static const char *const colours[] = {"0.35 0.70 0.45", "0.95 0.75 0.25", "0.80 0.25 0.20", "0.35 0.45 0.75"};
    TRACE_host_state_declare(state_name);
    for (int32_t s = 0; s < sites->n_states; s++)
        TRACE_host_state_declare_value(state_name, sites->states[s], colours[(size_t)s % (sizeof colours / sizeof *colours)]);
}

static status platform_load(const struct model *model, const void *const *plans, int32_t n)
{
    const int memory = memfd_create("platform", MFD_CLOEXEC);
    FILE *file = memory < 0 ? NULL : fdopen(memory, "w");
    if (!file) return status_system("memory", "cannot be made", "the platform for SimGrid");
    engine_simgrid_platform(model, plans, n, file);
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", memory);
    const bool wrote = fflush(file) == 0;
    if (wrote) simgrid_load_platform(path);
    fclose(file);
    return wrote ? status_ok() : status_system("memory", "cannot be written", "the platform for SimGrid");
}

static const char *without_host(const struct model *model, const void *plan)
{
    for (int32_t i = 0; i < engine_simgrid_sites(model, plan); i++)
        if (!sg_host_by_name(model->dim_label(plan, 0, i))) return model->dim_label(plan, 0, i);
    return NULL;
}

/* SimGrid itself would end the program at a file that it cannot open. Only a file can be read back (traced). */
static status trace_can_be_written(const char *path)
{
    struct stat is;
    FILE *file = fopen(path, "we");
    if (!file) return status_system("unwritable", "cannot be written", path);
    const bool plain = fstat(fileno(file), &is) == 0 && S_ISREG(is.st_mode);
    fclose(file);
    return plain ? status_ok() : status_fail(STATUS_FAILED, "unwritable", "`%s` is not a file, as SimGrid needs for its trace", path);
}

static status open_simgrid(const struct model *model, const void *const *plans, int32_t n, const char *trace)
{
    awake();
    if (sg_host_count() == 0) {
        if (trace) TRY(trace_can_be_written(trace));
        sg_cfg_set_int("contexts/stack-size", HANDLER_KIB);
        if (trace) trace_to(trace);
        else sg_cfg_set_string("cpu/optim", "TI"); /* the cheapest way to keep the dates of sleepers; SimGrid falls over when that is traced */
        TRY(platform_load(model, plans, n));
        if (trace && model->sites) declare_states(model->sites);
    }
    for (int32_t p = 0; p < n; p++) {
        const char *region = without_host(model, plans[p]);
        if (region) return status_fail(STATUS_FAILED, "platform", "SimGrid has one platform in a process, made before %s came up", region);
    }
    return status_ok();
}

/* ---- one replication: the calendar goes from hand to hand ---- */

struct seat;

struct carrier {
    struct sim *sim;
    void (*body)(struct sim *sim, const struct engine *engine);
    double begin;        /* SimGrid's clock then: it never goes back */
    struct seat *seats;  /* one by site, and one more for what concerns none */
    int32_t n;           /* sites */
    sg_sem_t back;       /* the calendar's actor has it again */
    struct event event;  /* taken, and not handled yet */
    uint64_t key;
    seconds end_s;
    int32_t *shown;      /* by site: its state in the trace; NULL: no trace */
    bool done;
};

struct seat {
    struct carrier *carrier;
    sg_sem_t turn;
};

/* Whole seconds are exact in SimGrid's clock (for 2^53 of them, 285 million years), so it has to be this very date. */
static void wait_until(const struct carrier *carrier, seconds t_s)
{
    const double date = carrier->begin + (double)t_s, before = simgrid_get_clock();
    if (before < date) sg_actor_sleep_for(date - before);
    const double now = simgrid_get_clock();
    BUG_IF(now != date, "SimGrid's clock stands at %.17g instead of %.17g", now, date);
}

/* Takes the next event before end_s; the seat that it belongs to, NULL: there is none. */
static struct seat *take(struct carrier *carrier)
{
    struct sim *sim = carrier->sim;
    if (sim->overload || !calendar_pop_before(&sim->calendar, carrier->end_s, &carrier->event, &carrier->key)) return NULL;
    const int32_t site = sim->model->sites ? sim->model->sites->of(sim, &carrier->event) : -1;
    BUG_IF(site < -1 || site >= carrier->n, "event kind %u concerns site %d of %d", carrier->event.kind, site, carrier->n);
    return &carrier->seats[site < 0 ? carrier->n : site];
}

static void show(const struct carrier *carrier)
{
    const struct model *model = carrier->sim->model;
    for (int32_t i = 0; i < carrier->n; i++) {
        const int32_t state = model->sites->state(carrier->sim, i);
        if (state == carrier->shown[i]) continue;
        carrier->shown[i] = state;
        TRACE_host_set_state(model->dim_label(carrier->sim->plan, 0, i), state_name, model->sites->states[state]);
    }
}

/* Who has the calendar sleeps until its head, handles that, and hands it on; to itself without a word. */
static void site_actor(int argc, char **argv)
{
    (void)argc, (void)argv;
    const struct seat *own = sg_actor_self_get_data();
    struct carrier *carrier = own->carrier;
    for (;;) {
        sg_sem_acquire(own->turn);
        const struct seat *next = own;
        while (next == own) {
            wait_until(carrier, carrier->event.t_s);
            sim_handle(carrier->sim, &carrier->event, carrier->key);
            if (carrier->shown) show(carrier);
            next = take(carrier);
        }
        sg_sem_release(next ? next->turn : carrier->back);
    }
}

static void run(struct sim *sim, seconds end_s)
{
    struct carrier *carrier = sg_actor_self_get_data();
    carrier->end_s = end_s;
    if (carrier->shown) show(carrier); /* as the model begins */
    const struct seat *first = take(carrier);
    if (first) {
        sg_sem_release(first->turn);
        sg_sem_acquire(carrier->back);
    }
    if (sim->overload) return;
    wait_until(carrier, end_s);
    sim->now_s = end_s;
}

static void calendar_actor(int argc, char **argv)
{
    (void)argc, (void)argv;
    struct carrier *carrier = sg_actor_self_get_data();
    carrier->body(carrier->sim, engine_simgrid);
    carrier->done = true;
}

/* What another plan may have left on the hosts. */
static void put_properties(const struct model *model, const void *plan)
{
    char name[ENGINE_SIMGRID_PROPERTY], value[ENGINE_SIMGRID_PROPERTY];
    for (int32_t i = 0; i < engine_simgrid_sites(model, plan); i++) {
        const sg_host_t host = sg_host_by_name(model->dim_label(plan, 0, i));
        for (int k = 0; engine_simgrid_property(model, plan, i, k, name, value); k++) sg_host_set_property_value(host, name, value);
    }
}

static void seat_actors(struct carrier *carrier)
{
    const struct sim *sim = carrier->sim;
    for (int32_t i = 0; i <= carrier->n; i++) {
        const char *name = i < carrier->n ? sim->model->dim_label(sim->plan, 0, i) : ENGINE_SIMGRID_ELSEWHERE;
        carrier->seats[i] = (struct seat){carrier, sg_sem_init(0)};
        const sg_actor_t actor = sg_actor_init(name, sg_host_by_name(name));
        sg_actor_set_data(actor, &carrier->seats[i]);
        sg_actor_daemonize(actor); /* ends when the calendar's actor has ended */
        sg_actor_start_(actor, site_actor, 0, NULL);
    }
    const sg_actor_t actor = sg_actor_init("calendar", sg_host_by_name(ENGINE_SIMGRID_ELSEWHERE));
    sg_actor_set_stacksize(actor, CALENDAR_KIB); /* it begins and ends the replication */
    sg_actor_set_data(actor, carrier);
    sg_actor_start_(actor, calendar_actor, 0, NULL);
}

static void replicate(struct sim *sim, void (*body)(struct sim *sim, const struct engine *engine))
{
    const status opened = open_simgrid(sim->model, &sim->plan, 1, NULL);
    BUG_IF(opened.code != STATUS_OK, "%s", opened.text);
    put_properties(sim->model, sim->plan);
    struct arena arena;
    arena_init(&arena);
    struct carrier carrier = {.sim = sim, .body = body, .begin = simgrid_get_clock(), .n = engine_simgrid_sites(sim->model, sim->plan)};
    carrier.seats = ARENA_ARRAY(&arena, struct seat, carrier.n + 1);
    carrier.back = sg_sem_init(0);
    if (tracing() && carrier.n > 0) {
        carrier.shown = ARENA_ARRAY(&arena, int32_t, carrier.n);
        for (int32_t i = 0; i < carrier.n; i++) carrier.shown[i] = -1;
    }
    seat_actors(&carrier);
    simgrid_run();
    /* When all actors wait, SimGrid says so, ends them, and returns as if nothing were the matter. */
    BUG_IF(!carrier.done, "SimGrid came to a halt at %lld s of replication %lld, seed %llu: its actors wait for each other", (long long)sim->now_s,
           (long long)sim->replication, (unsigned long long)sim->seed);
    for (int32_t i = 0; i <= carrier.n; i++) sg_sem_destroy(carrier.seats[i].turn);
    sg_sem_destroy(carrier.back);
    arena_free(&arena);
}

static const struct engine simgrid = {.name = "simgrid", .thread_safe = false, .open = open_simgrid, .replicate = replicate, .traced = traced,
                                      .library = build_simgrid, .run = run};
const struct engine *const engine_simgrid = &simgrid;
