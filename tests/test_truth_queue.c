#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "models/queue/queue.h"
#include "sim/run.h"

/* Closed forms. A mean over replications, with warm-up left out, must have the formula within its interval of 99.9 %; seeds are fixed,
 * so a test that fails shows a fault, not bad luck. Times are in days of service unless said otherwise. */

#define DAY ((double)SECONDS_PER_DAY)
#define T_999 3.8834 /* quantile 0.9995 of t with 19 degrees of freedom */
enum { REPLICATIONS = 20 };

static struct arena arena;
static void make(void) { arena_init(&arena); }
static void gone(void) { arena_free(&arena); }
TestSuite(truth_queue, .init = make, .fini = gone, .timeout = 300);

/* Mean service of one day; load per server; days of the window. */
static struct queue_params params_of(double load, int64_t servers, struct dist service, double days)
{
    const double busy = servers == INT64_MAX ? load : load * (double)servers;
    return (struct queue_params){.head = {.time = {.warm_up = {.length_s = (seconds)(days / 10) * SECONDS_PER_DAY},
                                                   .horizon = {.length_s = (seconds)days * SECONDS_PER_DAY}}},
                                 .arrivals_per_year = busy * (double)SECONDS_PER_YEAR / DAY, .service = service, .servers = servers,
                                 .waiting = INT64_MAX};
}

static const void *plan_of(const struct queue_params *params)
{
    struct faults faults;
    faults_init(&faults, &arena);
    const struct scenario scenario = {.name = "test", .model = &queue_model, .params = params};
    const void *plan = queue_model.plan(&scenario, NULL, &arena, &faults);
    cr_assert(plan && faults.errors == 0);
    return plan;
}

static double cell(const double *row, enum queue_metric metric) { return row[metric_row_of(queue_model.metrics, metric, NULL)]; }
static double number(const double *row, enum queue_metric tally) { return row[metric_row_of(queue_model.metrics, tally, NULL) + 1]; }

static double wait(const double *row) { return cell(row, QUEUE_WAIT); }
static double stay(const double *row) { return cell(row, QUEUE_STAY); }
static double waiting(const double *row) { return cell(row, QUEUE_WAITING); }
static double present(const double *row) { return cell(row, QUEUE_PRESENT); }
static double waited_share(const double *row) { return cell(row, QUEUE_WAITED) / number(row, QUEUE_WAIT); }
static double lost_share(const double *row) { return cell(row, QUEUE_LOST) / cell(row, QUEUE_ARRIVALS); }

static void expect(const char *what, double truth, double (*measure)(const double *row), const double *rows, int32_t cells)
{
    double sum = 0, squares = 0;
    for (int r = 0; r < REPLICATIONS; r++) sum += measure(rows + r * cells);
    const double mean = sum / REPLICATIONS;
    for (int r = 0; r < REPLICATIONS; r++) squares += pow(measure(rows + r * cells) - mean, 2);
    const double half = T_999 * sqrt(squares / (REPLICATIONS - 1) / REPLICATIONS);
    fprintf(stderr, "%-44s %10.5f, simulated %10.5f +- %.5f (99.9 %%)\n", what, truth, mean, half);
    cr_expect(fabs(mean - truth) <= half, "%s: %.6f is not within %.6f +- %.6f", what, truth, mean, half);
    cr_expect(half < 0.25 * truth, "%s: +- %.6f says little", what, half);
}

static double *simulate(const struct queue_params *params, int32_t *cells)
{
    const void *plan = plan_of(params);
    *cells = run_cells(&queue_model, plan);
    double *rows = ARENA_ARRAY(&arena, double, REPLICATIONS * *cells);
    const status run = run_rows(&queue_model, plan, &engine_native, 2020, 1, REPLICATIONS, 0, true, rows, NULL, NULL);
    cr_assert_eq(run.code, STATUS_OK, "%s", run.text);
    return rows;
}

static const struct dist exponential = {.kind = DIST_EXPONENTIAL, .a = 86400};

/* Share lost when nobody may wait (Erlang's first formula), by its recursion. */
static double erlang_b(int servers, double offered)
{
    double b = 1;
    for (int k = 1; k <= servers; k++) b = offered * b / (k + offered * b);
    return b;
}

/* Share that waits when everybody may (Erlang's second formula). */
static double erlang_c(int servers, double offered)
{
    const double b = erlang_b(servers, offered), load = offered / servers;
    return b / (1 - load * (1 - b));
}

static void erlang_c_case(int servers, double load, double days)
{
    int32_t cells;
    char what[64];
    const struct queue_params params = params_of(load, servers, exponential, days);
    const double *rows = simulate(&params, &cells), c = erlang_c(servers, load * servers), in_line = c / (servers * (1 - load));
    snprintf(what, sizeof what, "M/M/%d at %.2f: wait", servers, load);
    expect(what, in_line, wait, rows, cells);
    snprintf(what, sizeof what, "M/M/%d at %.2f: stay", servers, load);
    expect(what, in_line + 1, stay, rows, cells);
    snprintf(what, sizeof what, "M/M/%d at %.2f: share that waits", servers, load);
    expect(what, c, waited_share, rows, cells);
    snprintf(what, sizeof what, "M/M/%d at %.2f: waiting", servers, load);
    expect(what, in_line * load * servers, waiting, rows, cells);
}

Test(truth_queue, one_server_light_and_heavy)
{
    erlang_c_case(1, 0.5, 20000);
    erlang_c_case(1, 0.9, 60000);
    erlang_c_case(1, 0.95, 200000);
}

Test(truth_queue, many_servers_light_and_heavy)
{
    erlang_c_case(3, 0.5, 10000);
    erlang_c_case(5, 0.9, 20000);
    erlang_c_case(20, 0.95, 10000);
}

/* The share lost does not depend on the shape of the service (Sevastyanov). */
Test(truth_queue, loss_is_insensitive)
{
    static const struct { const char *name; struct dist service; } cases[] = {
        {"exponential", {.kind = DIST_EXPONENTIAL, .a = 86400}},
        {"constant", {.kind = DIST_CONSTANT, .a = 86400}},
        {"lognormal", {.kind = DIST_LOGNORMAL, .a = 86400, .b = 2 * 86400}},
        {"gamma", {.kind = DIST_GAMMA, .a = 86400, .b = 1.5 * 86400}}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int32_t cells;
        char what[64];
        struct queue_params params = params_of(0.9, 5, cases[i].service, 5000);
        params.waiting = 0;
        const double *rows = simulate(&params, &cells);
        snprintf(what, sizeof what, "M/G/5/5, %s: share lost", cases[i].name);
        expect(what, erlang_b(5, 4.5), lost_share, rows, cells);
        expect("    present", 4.5 * (1 - erlang_b(5, 4.5)), present, rows, cells);
    }
}

/* M/M/1 with room for three in the line, asked for more than it can do. */
Test(truth_queue, limited_line_overloaded)
{
    const double r = 1.25, k = 4;
    int32_t cells;
    struct queue_params params = params_of(r, 1, exponential, 20000);
    params.waiting = 3;
    const double *rows = simulate(&params, &cells);
    expect("M/M/1/4 at 1.25: share lost", (1 - r) * pow(r, k) / (1 - pow(r, k + 1)), lost_share, rows, cells);
    expect("M/M/1/4 at 1.25: present", r / (1 - r) - (k + 1) * pow(r, k + 1) / (1 - pow(r, k + 1)), present, rows, cells);
}

Test(truth_queue, unlimited_servers_are_insensitive)
{
    static const struct { const char *name; struct dist service; } cases[] = {
        {"exponential", {.kind = DIST_EXPONENTIAL, .a = 86400}},
        {"constant", {.kind = DIST_CONSTANT, .a = 86400}},
        {"lognormal", {.kind = DIST_LOGNORMAL, .a = 86400, .b = 86400}},
        {"weibull", {.kind = DIST_WEIBULL, .a = 86400, .b = 0.8}},
        {"uniform", {.kind = DIST_UNIFORM, .a = 0, .b = 2 * 86400}}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int32_t cells;
        char what[64];
        const struct queue_params params = params_of(30, INT64_MAX, cases[i].service, 1000);
        const double *rows = simulate(&params, &cells);
        snprintf(what, sizeof what, "M/G/inf at 30, %s: present", cases[i].name);
        expect(what, 30, present, rows, cells);
        for (int r = 0; r < REPLICATIONS; r++) cr_expect(cell(rows + r * cells, QUEUE_WAITED) == 0 && cell(rows + r * cells, QUEUE_WAIT) == 0);
    }
}

/* Pollaczek and Khinchine: the wait hangs on mean and variance of the service alone. */
Test(truth_queue, one_server_general_service)
{
    static const struct { const char *name; struct dist service; double scv, days; } cases[] = {
        {"constant", {.kind = DIST_CONSTANT, .a = 86400}, 0, 20000},
        {"erlang 4", {.kind = DIST_ERLANG, .a = 86400, .b = 4}, 0.25, 20000},
        {"gamma", {.kind = DIST_GAMMA, .a = 86400, .b = 1.5 * 86400}, 2.25, 40000},
        {"lognormal", {.kind = DIST_LOGNORMAL, .a = 86400, .b = 86400}, 1, 40000}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int heavy = 0; heavy < 2; heavy++) {
            int32_t cells;
            char what[64];
            const double load = heavy ? 0.9 : 0.5;
            const struct queue_params params = params_of(load, 1, cases[i].service, cases[i].days * (heavy ? 4 : 1));
            const double *rows = simulate(&params, &cells);
            snprintf(what, sizeof what, "M/G/1 at %.1f, %s: wait", load, cases[i].name);
            expect(what, load * (1 + cases[i].scv) / (2 * (1 - load)), wait, rows, cells);
        }
}

/* ---- exact, to the second ---- */

static void run_logged(struct sim *sim, const void *plan, int64_t replication)
{
    const status made = sim_init(sim, &queue_model, plan);
    cr_assert_eq(made.code, STATUS_OK);
    sim_run(sim, &engine_native, 3, replication, true, true);
}

/* Seconds of [from_s, until_s) that lie in the window. */
static seconds within(const struct window *window, seconds from_s, seconds until_s)
{
    if (from_s < window->from_s) from_s = window->from_s;
    if (until_s > window->end_s) until_s = window->end_s;
    return until_s > from_s ? until_s - from_s : 0;
}

/* Little: the integral of the number present is the sum of the times of all who were, to the second, in every replication. */
Test(truth_queue, littles_identity_is_exact)
{
    enum { MOST = 20000 };
    static seconds came_s[MOST], began_s[MOST], left_s[MOST];
    for (int64_t replication = 1; replication <= 10; replication++) {
        struct sim sim;
        struct queue_params params = params_of(0.95, 2, exponential, 1000);
        params.waiting = replication % 2 ? INT64_MAX : 2;
        run_logged(&sim, plan_of(&params), replication);
        int32_t n = 0;
        for (int64_t i = 0; i < sim.trace.n; i++) {
            const struct log_row *row = &sim.trace.rows[i];
            cr_assert_lt(row->household, MOST);
            if (row->word == QUEUE_ARRIVED) came_s[n] = row->t_s, began_s[n] = left_s[n] = NEVER, n++;
            if (row->word == QUEUE_TURNED_AWAY) began_s[n - 1] = left_s[n - 1] = row->t_s;
            if (row->word == QUEUE_STARTED) began_s[row->household - 1] = row->t_s;
            if (row->word == QUEUE_LEFT) left_s[row->household - 1] = row->t_s;
        }
        seconds waits_s = 0, stays_s = 0;
        for (int32_t i = 0; i < n; i++) {
            waits_s += within(&sim.window, came_s[i], began_s[i]);
            stays_s += within(&sim.window, came_s[i], left_s[i]);
        }
        cr_expect_gt(n, 1000);
        cr_expect_eq(sim.record.level[0].integral, waits_s, "waiting, replication %d", (int)replication);
        cr_expect_eq(sim.record.level[1].integral, stays_s, "present, replication %d", (int)replication);
        sim_free(&sim);
    }
}

/* Every date by a plain recursion over the same draws: who comes next is served by the server that is free first. */
Test(truth_queue, every_date_by_recursion)
{
    enum { SERVERS = 3, CUSTOMERS = 3000, PURPOSE_GAP = 0, PURPOSE_SERVICE = 1 };
    static seconds began_s[CUSTOMERS], left_s[CUSTOMERS];
    struct sim sim;
    const struct queue_params params = params_of(0.9, SERVERS, (struct dist){.kind = DIST_LOGNORMAL, .a = 86400, .b = 40000}, 2000);
    struct dist service = params.service;
    dist_prepare(&service, &arena);
    run_logged(&sim, plan_of(&params), 4);
    seconds free_s[SERVERS] = {0};
    double us = 0;
    for (uint64_t i = 0; i < CUSTOMERS; i++) {
        us += floor(-log(1 - rng_uniform(sim.key, PURPOSE_GAP, i, 0)) * (1e6 * (double)SECONDS_PER_YEAR / params.arrivals_per_year) + 0.5);
        const seconds came_s = (seconds)floor(us / 1e6 + 0.5);
        int first = 0;
        for (int s = 1; s < SERVERS; s++)
            if (free_s[s] < free_s[first]) first = s;
        began_s[i] = free_s[first] > came_s ? free_s[first] : came_s;
        left_s[i] = free_s[first] = began_s[i] + dist_seconds(&service, rng_uniform(sim.key, PURPOSE_SERVICE, i, 0));
    }
    int64_t compared = 0;
    for (int64_t i = 0; i < sim.trace.n; i++) {
        const struct log_row *row = &sim.trace.rows[i];
        if (row->household > CUSTOMERS) continue;
        if (row->word == QUEUE_STARTED) cr_assert_eq(row->t_s, began_s[row->household - 1], "customer %d", (int)row->household);
        if (row->word == QUEUE_LEFT) cr_assert_eq(row->t_s, left_s[row->household - 1], "customer %d", (int)row->household);
        compared += row->word == QUEUE_LEFT;
    }
    cr_expect_gt(compared, 2900);
    sim_free(&sim);
}

/* ---- sameness ---- */

enum { SAME = 12 };
static void digests(const void *plan, int32_t threads, bool record, int64_t first, int64_t n, uint64_t *out)
{
    const status run = run_rows(&queue_model, plan, &engine_native, 9, first, n, threads, record, NULL, out, NULL);
    cr_assert_eq(run.code, STATUS_OK);
}

Test(truth_queue, same_digest_however_it_is_run)
{
    uint64_t one[SAME], two[SAME], unrecorded[SAME], alone[SAME];
    const struct queue_params params = params_of(0.9, 3, exponential, 500);
    const void *plan = plan_of(&params);
    digests(plan, 1, true, 1, SAME, one);
    digests(plan, 2, true, 1, SAME, two);
    digests(plan, 1, false, 1, SAME, unrecorded);
    for (int i = 0; i < SAME; i++) digests(plan, 1, true, i + 1, 1, alone + i); /* nothing ran before it */
    for (int i = 0; i < SAME; i++) {
        cr_expect_eq(one[i], two[i], "threads, replication %d", i + 1);
        cr_expect_eq(one[i], unrecorded[i], "measures, replication %d", i + 1);
        cr_expect_eq(one[i], alone[i], "alone, replication %d", i + 1);
        for (int j = 0; j < i; j++) cr_expect_neq(one[i], one[j]);
    }
}

/* A server more: the same customers come at the same dates and ask for the same service, so that nobody waits longer. */
Test(truth_queue, a_server_more_keeps_nobody_waiting_longer)
{
    struct sim few, more;
    const struct queue_params params = params_of(0.9, 3, exponential, 500);
    struct queue_params larger = params;
    larger.servers = 4;
    run_logged(&few, plan_of(&params), 1);
    run_logged(&more, plan_of(&larger), 1);
    enum { MOST = 4000 };
    static seconds came_s[2][MOST], began_s[2][MOST];
    for (int s = 0; s < 2; s++) {
        const struct trace *trace = s ? &more.trace : &few.trace;
        for (int64_t i = 0; i < trace->n; i++) {
            const struct log_row *row = &trace->rows[i];
            if (row->word == QUEUE_ARRIVED) came_s[s][row->household] = row->t_s;
            if (row->word == QUEUE_STARTED) began_s[s][row->household] = row->t_s;
        }
    }
    for (int i = 0; i < 1400; i++) {
        cr_assert_eq(came_s[0][i], came_s[1][i]);
        cr_assert(began_s[0][i] == 0 || began_s[1][i] <= began_s[0][i], "customer %d", i);
    }
    sim_free(&few);
    sim_free(&more);
}

Test(truth_queue, an_unlimited_line_must_be_able_to_empty)
{
    struct faults faults;
    faults_init(&faults, &arena);
    struct queue_params params = params_of(1, 2, exponential, 10);
    const struct scenario scenario = {.name = "test", .model = &queue_model, .params = &params};
    cr_expect_null(queue_model.plan(&scenario, NULL, &arena, &faults));
    cr_expect_eq(faults.errors, 1);
    cr_expect_str_eq(faults.first->id, "load");
    params.waiting = 5;
    faults_init(&faults, &arena);
    cr_expect_not_null(queue_model.plan(&scenario, NULL, &arena, &faults));
}
