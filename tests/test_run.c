#include <criterion/criterion.h>
#include <ftw.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "sim/result.h"

/* A model of a few events per replication, whose numbers are draws, and that can do what a run must be able to stand. */

enum { TOWNS = 3, KIND_STEP = 1 };
static const struct event_kind kinds[] = {{"none", 0}, {"step", 0}};
static const struct dimension dims[] = {{"town", "stad", "Town.", "Stad."}};
static const struct metric metrics[] = {
    {"asked", METRIC_COUNT, "1", {0, -1, -1}, "Asked.", "Gevraagd."},
    {"time", METRIC_TALLY, "day", {0, -1, -1}, "Time.", "Tijd."},
    {"unmet", METRIC_VALUE, "1", {0, -1, -1}, "Not met.", "Niet vervuld."},
};
static const char *const pilot_keys[] = {"unmet", "asked"};

struct params {
    struct scenario_head head;
    bool needs_pilot;
    int steps;
    int64_t limit_at, signal_at, slow_ms; /* replication that passes a limit, or in which a signal comes; 0: none */
};
struct plan { struct params params; struct window window; const struct pilot *pilot; };

static const void *plan_make(const struct scenario *scenario, const struct pilot *pilot, struct arena *arena, struct faults *faults)
{
    struct plan *plan = ARENA_NEW(arena, struct plan);
    (void)faults;
    plan->params = *(const struct params *)scenario->params;
    plan->window = (struct window){0, plan->params.head.time.horizon.length_s, plan->params.head.time.start_s};
    plan->pilot = pilot;
    return plan;
}
static bool needs_pilot(const struct scenario *scenario) { return ((const struct params *)scenario->params)->needs_pilot; }
static struct window window_of(const void *plan) { return ((const struct plan *)plan)->window; }
static int32_t dim_size(const void *plan, int dim) { return (void)plan, (void)dim, TOWNS; }
static const char *dim_label(const void *plan, int dim, int32_t i)
{
    static const char *const towns[TOWNS] = {"Assen", "Breda", "Cuijk"};
    return (void)plan, (void)dim, towns[i];
}
static size_t world_bytes(const void *plan) { return (void)plan, 16; }
static int32_t max_events(const void *plan) { return (void)plan, 4; }
static void *world_make(const void *plan, struct arena *arena) { return (void)plan, arena_alloc(arena, 1, 16); }
static void begin(struct sim *sim) { sim_schedule(sim, 1, KIND_STEP, 0, 0); }

static void handle(struct sim *sim, const struct event *event)
{
    const struct params *params = &((const struct plan *)sim->plan)->params;
    const int town = (int)(3 * sim_draw(sim, 1, (uint64_t)event->a, 0));
    metric_count(&sim->record, 0, town, 0, 0, 1);
    metric_tally(&sim->record, 1, town, 0, 0, (seconds)(1e5 * sim_draw(sim, 2, (uint64_t)event->a, 0)));
    if (event->a + 1 < params->steps) sim_schedule(sim, sim->now_s + 1, KIND_STEP, event->a + 1, 0);
    if (event->a > 0) return;
    if (sim->replication == params->limit_at) sim_overload(sim, "more than 5 households wait in Assen");
    if (sim->replication == params->signal_at) kill(getpid(), SIGTERM);
    if (params->slow_ms > 0) nanosleep(&(struct timespec){0, params->slow_ms * 1000000}, NULL);
}

static void end(struct sim *sim)
{
    for (int t = 0; t < TOWNS; t++) metric_value(&sim->record, 2, t, 0, 0, t + sim_draw(sim, 3, (uint64_t)t, 0));
}

static const struct model model = {
    .name = "toy", .sentence_en = "Towns.", .sentence_nl = "Steden.", .dims = dims, .n_dims = 1, .metrics = metrics, .n_metrics = 3,
    .kinds = kinds, .n_kinds = 2, .pilot_keys = pilot_keys, .n_pilot_keys = 2, .plan = plan_make, .needs_pilot = needs_pilot,
    .window = window_of, .dim_size = dim_size, .dim_label = dim_label, .world_bytes = world_bytes, .max_events = max_events,
    .world = world_make, .begin = begin, .handle = handle, .end = end};

/* ---- an experiment of two scenarios, and a folder for its file ---- */

enum { SCENARIOS = 2, REPLICATIONS = 70 };
static struct arena arena;
static struct faults faults;
static struct params params[SCENARIOS];
static struct scenario scenarios[SCENARIOS];
static const struct scenario *list[SCENARIOS];
static struct experiment experiment;
static char folder[] = "/tmp/doorstroom-run-XXXXXX", out[64];

static void make(void)
{
    static const char *const names[SCENARIOS] = {"base", "more"};
    arena_init(&arena);
    faults_init(&faults, &arena);
    for (int s = 0; s < SCENARIOS; s++) {
        params[s] = (struct params){.head = {.title = {"Title", "Titel"}, .time = {.horizon = {.length_s = 100 * SECONDS_PER_DAY}}},
                                    .steps = 20 + s};
        scenarios[s] = (struct scenario){.name = names[s], .file = "toy.yaml", .model = &model, .params = &params[s],
                                         .yaml_read = "doorstroom: 1\n", .yaml_resolved = "doorstroom: 1\n"};
        list[s] = &scenarios[s];
    }
    experiment = (struct experiment){.model = &model, .n = SCENARIOS, .scenarios = list, .replications = REPLICATIONS, .seed = 42,
                                     .threads = 2, .reproducible = true, .command = "test"};
    cr_assert(mkdtemp(folder));
    snprintf(out, sizeof out, "%s/out.h5", folder);
}

static int forget(const char *path, const struct stat *info, int kind, struct FTW *at)
{
    return (void)info, (void)kind, (void)at, remove(path);
}

static void gone(void)
{
    nftw(folder, forget, 16, FTW_DEPTH | FTW_PHYS);
    arena_free(&arena);
}
TestSuite(run, .init = make, .fini = gone, .timeout = 120);

static void planned(void)
{
    const status fault = run_plan(&experiment, &arena, &faults);
    cr_assert_eq(fault.code, STATUS_OK, "[%s] %s", fault.id, fault.text);
}

static status run_to(const char *path, seconds limit_s)
{
    const struct run_options options = {.progress = PROGRESS_NEVER, .max_run_time_s = limit_s};
    return run_experiment(&experiment, path, &options, &arena);
}

static void ran(const char *path)
{
    const status fault = run_to(path, 0);
    cr_assert_eq(fault.code, STATUS_OK, "[%s] %s", fault.id, fault.text);
}

static char *contents(const char *path, size_t *n)
{
    FILE *file = fopen(path, "rb");
    cr_assert(file, "%s is not there", path);
    char *bytes = malloc(1 << 24);
    *n = fread(bytes, 1, 1 << 24, file);
    fclose(file);
    return bytes;
}

static void same_bytes(const char *a, const char *b)
{
    size_t n, m;
    char *x = contents(a, &n), *y = contents(b, &m);
    cr_assert(n == m && memcmp(x, y, n) == 0, "%s and %s differ", a, b);
    free(x);
    free(y);
}

/* ---- rows ---- */

Test(run, rows_do_not_depend_on_threads)
{
    enum { N = 100 };
    planned();
    const int32_t cells = run_cells(&model, experiment.plans[0]);
    cr_assert_eq(cells, 3 + 6 + 3);
    static double rows[3][N * 12];
    uint64_t digests[3][N], events[3][N];
    for (int t = 0; t < 3; t++) {
        const status run = run_rows(&model, experiment.plans[0], &engine_native, 1, 1, N, t + 1, true, rows[t], digests[t], events[t]);
        cr_assert_eq(run.code, STATUS_OK);
    }
    for (int t = 1; t < 3; t++) {
        cr_expect_eq(memcmp(rows[0], rows[t], sizeof rows[0]), 0, "%d threads", t + 1);
        cr_expect_eq(memcmp(digests[0], digests[t], sizeof digests[0]), 0, "%d threads", t + 1);
    }
    for (int i = 0; i < N; i++) {
        const double *row = rows[0] + i * cells;
        cr_assert_eq(events[0][i], 20);
        cr_assert_eq(row[0] + row[1] + row[2], 20);
    }
}

Test(run, an_overload_names_the_first_replication)
{
    params[0].limit_at = 13;
    planned();
    for (int threads = 1; threads <= 2; threads++) {
        const status run = run_rows(&model, experiment.plans[0], &engine_native, 5, 1, 100, threads, true, NULL, NULL, NULL);
        cr_expect_eq(run.code, STATUS_FAILED);
        cr_expect_str_eq(run.id, "overload");
        cr_expect_str_eq(run.text, "replication 13, seed 5: more than 5 households wait in Assen");
    }
}

Test(run, threads_asked_for)
{
    unsetenv("OMP_NUM_THREADS");
    unsetenv("SLURM_CPUS_PER_TASK");
    cr_expect_eq(run_threads(3), 3);
    cr_expect_geq(run_threads(0), 1);
    setenv("SLURM_CPUS_PER_TASK", "5", 1);
    cr_expect_eq(run_threads(0), 5);
    setenv("OMP_NUM_THREADS", "4,2", 1);
    cr_expect_eq(run_threads(0), 4);
    cr_expect_eq(run_threads(1), 1);
    setenv("OMP_NUM_THREADS", "many", 1);
    cr_expect_eq(run_threads(0), 5);
}

/* ---- plans ---- */

Test(run, no_pilot_unless_asked)
{
    planned();
    cr_expect_null(experiment.pilot);
    cr_expect_null(((const struct plan *)experiment.plans[1])->pilot);
    cr_expect_eq(experiment.engine, &engine_native);
}

Test(run, pilot_is_the_mean_a_year_of_the_baseline)
{
    params[1].needs_pilot = true;
    planned();
    const struct pilot *pilot = experiment.pilot;
    cr_assert_not_null(pilot);
    for (int s = 0; s < SCENARIOS; s++) cr_expect_eq(((const struct plan *)experiment.plans[s])->pilot, pilot);
    cr_assert(pilot->n == TOWNS && pilot->keys == 2);
    cr_expect_str_eq(pilot->label[1], "Breda");

    double rows[RUN_PILOT * 12];
    const status run = run_rows(&model, experiment.plans[0], &engine_native, 42, SIM_PILOT, RUN_PILOT, 1, true, rows, NULL, NULL);
    cr_assert_eq(run.code, STATUS_OK);
    const struct window window = model.window(experiment.plans[0]);
    const double years = (double)(window.end_s - window.from_s) / (double)SECONDS_PER_YEAR;
    for (int k = 0; k < 2; k++)
        for (int t = 0; t < TOWNS; t++) {
            double sum = 0, squares = 0;
            for (int r = 0; r < RUN_PILOT; r++) sum += rows[r * 12 + (k ? 0 : 9) + t];
            for (int r = 0; r < RUN_PILOT; r++) squares += pow(rows[r * 12 + (k ? 0 : 9) + t] - sum / RUN_PILOT, 2);
            cr_expect(fabs(pilot->mean[k * TOWNS + t] * years - sum / RUN_PILOT) < 1e-12, "a year");
            cr_expect(fabs(pilot->error[k * TOWNS + t] * years - sqrt(squares / (RUN_PILOT - 1) / RUN_PILOT)) < 1e-12, "a year");
        }
}

Test(run, pilot_does_not_depend_on_threads)
{
    params[0].needs_pilot = true;
    planned();
    const struct pilot two = *experiment.pilot;
    experiment.threads = 1;
    planned();
    cr_expect_eq(memcmp(two.mean, experiment.pilot->mean, 2 * TOWNS * sizeof *two.mean), 0);
    cr_expect_eq(memcmp(two.error, experiment.pilot->error, 2 * TOWNS * sizeof *two.error), 0);
}

Test(run, scenarios_of_one_run_share_time_and_model)
{
    struct model other = model;
    params[1].head.time.horizon.length_s++;
    status fault = run_plan(&experiment, &arena, &faults);
    cr_expect_eq(fault.code, STATUS_FAILED);
    cr_expect_str_eq(faults.first->id, "other-time");
    faults_init(&faults, &arena);
    scenarios[1].model = &other;
    fault = run_plan(&experiment, &arena, &faults);
    cr_expect_eq(fault.code, STATUS_FAILED);
    cr_expect_str_eq(faults.first->id, "other-model");
}

/* ---- files ---- */

Test(run, file_holds_every_row)
{
    struct result *result;
    planned();
    ran(out);
    const status opened = result_read_open(out, &arena, &result);
    cr_assert_eq(opened.code, STATUS_OK, "%s", opened.text);
    cr_expect_eq(result_replications(result), REPLICATIONS);
    for (int s = 0; s < SCENARIOS; s++) {
        double rows[REPLICATIONS * 12];
        const double *unmet;
        const status run = run_rows(&model, experiment.plans[s], &engine_native, 42, 1, REPLICATIONS, 1, true, rows, NULL, NULL);
        cr_assert_eq(run.code, STATUS_OK);
        const status read = result_values(result, result_find(result, "unmet"), s, &unmet);
        cr_assert_eq(read.code, STATUS_OK);
        for (int r = 0; r < REPLICATIONS; r++)
            for (int t = 0; t < TOWNS; t++) cr_assert_eq(unmet[r * TOWNS + t], rows[r * 12 + 9 + t]);
    }
    result_read_close(result);
    ran(out); /* is complete */
}

Test(run, same_file_for_any_number_of_threads)
{
    char other[64];
    planned();
    ran(out);
    snprintf(other, sizeof other, "%s/other.h5", folder);
    experiment.threads = 1;
    ran(other);
    same_bytes(out, other);
    snprintf(other, sizeof other, "%s/third.h5", folder);
    experiment.threads = 7;
    ran(other);
    same_bytes(out, other);
}

/* The signal comes while replication 20 is under way; what is finished then is kept, and the same command goes on to the same file. */
Test(run, goes_on_after_a_signal)
{
    char other[64];
    params[0].slow_ms = 25; /* longer than the pause between two looks */
    planned();
    snprintf(other, sizeof other, "%s/other.h5", folder);
    ran(other);
    struct plan *plan = ARENA_NEW(&arena, struct plan);
    *plan = *(const struct plan *)experiment.plans[0];
    const void *unsignalled = experiment.plans[0];
    plan->params.signal_at = 20;
    experiment.plans[0] = plan;
    const status stopped = run_to(out, 0);
    cr_assert_eq(stopped.code, STATUS_INCOMPLETE, "[%s] %s", stopped.id, stopped.text);
    cr_expect_str_eq(stopped.id, "incomplete");
    cr_expect(strstr(stopped.text, "signal") && strstr(stopped.text, " of 140 replications are kept"), "%s", stopped.text);
    cr_expect_neq(access(out, F_OK), 0, "the file is whole or absent");
    experiment.plans[0] = unsignalled;
    ran(out);
    same_bytes(out, other);
}

Test(run, stops_in_time_and_goes_on)
{
    params[0].slow_ms = params[1].slow_ms = 30;
    planned();
    const status stopped = run_to(out, 1);
    cr_assert_eq(stopped.code, STATUS_INCOMPLETE, "[%s] %s", stopped.id, stopped.text);
    cr_expect(strstr(stopped.text, "--max-run-time"), "%s", stopped.text);
    cr_expect_null(strstr(stopped.text, "; 0 of"), "%s", stopped.text);
    status again = stopped;
    for (int i = 0; i < 20 && again.code == STATUS_INCOMPLETE; i++) again = run_to(out, 1);
    cr_expect_eq(again.code, STATUS_OK, "[%s] %s", again.id, again.text);
    cr_expect_eq(access(out, F_OK), 0);
}

Test(run, an_overload_names_scenario_replication_and_seed)
{
    params[1].limit_at = 40;
    planned();
    const status fault = run_to(out, 0);
    cr_expect_eq(fault.code, STATUS_FAILED);
    cr_expect_str_eq(fault.id, "overload");
    cr_expect_str_eq(fault.text, "more, replication 40, seed 42: more than 5 households wait in Assen");
    cr_expect_neq(access(out, F_OK), 0, "the file is whole or absent");
}
