#include "models/queue/queue.h"
#include "tests/truth_lab.h"

/* The queue model to within a few per cent: means, mean squares between replications, lines with an end. Times in days of service. */

static struct lab lab;
static void gone(void)
{
    arena_free(&lab.arena);
    lab = (struct lab){0};
}
TestSuite(truth_line, .fini = gone, .timeout = 300);

#define DAY ((double)SECONDS_PER_DAY)
static const struct dist exponential = {.kind = DIST_EXPONENTIAL, .a = 86400};

/* Runs a queue; a cell of every replication is had from column. */
static void simulate(uint64_t seed, int runs, double arrivals, int64_t servers, int64_t waiting, struct dist service, double warm_up, double days)
{
    gone();
    arena_init(&lab.arena);
    const struct queue_params params = {
        .head = {.time = {.warm_up = {.length_s = (seconds)(warm_up * DAY)}, .horizon = {.length_s = (seconds)(days * DAY)}}},
        .arrivals_per_year = lab_per_year(arrivals),
        .service = service,
        .servers = servers,
        .waiting = waiting};
    const struct scenario scenario = {.name = "test", .model = &queue_model, .params = &params};
    struct faults faults;
    faults_init(&faults, &lab.arena);
    const void *plan = queue_model.plan(&scenario, NULL, &lab.arena, &faults);
    cr_assert(plan && faults.errors == 0);
    lab.n = truth_runs(runs);
    lab.cells = run_cells(&queue_model, plan);
    lab.rows = ARENA_ARRAY(&lab.arena, double, (int64_t)lab.n * lab.cells);
    const status run = run_rows(&queue_model, plan, &engine_native, seed, 1, lab.n, 1, true, lab.rows, NULL, NULL);
    cr_assert_eq(run.code, STATUS_OK, "%s", run.text);
}

/* Of a tally the sum (number false), or how many. */
static double *column(enum queue_metric metric, bool number)
{
    const bool tally = queue_model.metrics[metric].kind == METRIC_TALLY;
    const int32_t at = metric_row_of(queue_model.metrics, metric, NULL);
    double *x = ARENA_ARRAY(&lab.arena, double, lab.n);
    for (int r = 0; r < lab.n; r++) {
        const double *row = lab.rows + (int64_t)r * lab.cells + at, count = tally ? row[1] : 1;
        x[r] = number ? count : count > 0 ? row[0] * count : 0;
    }
    return x;
}
#define COLUMN(metric) column(metric, false)
#define MEAN(tally)    column(tally, false), column(tally, true)

/* Three per cent more requests make the waits below 6 to 30 % longer. */
Test(truth_line, everybody_waits)
{
    static const struct { int servers; double load; } cases[] = {{1, 0.5}, {3, 0.75}, {8, 0.8}};
    for (uint64_t i = 0; i < 3; i++) {
        const double offered = cases[i].load * cases[i].servers, c = lab_erlang_c(cases[i].servers, offered), wait = c / (cases[i].servers - offered);
        simulate(1501 + i, 100, offered, cases[i].servers, INT64_MAX, exponential, 150, 24000 / offered);
        TRUTH(&lab, 0.06, wait, MEAN(QUEUE_WAIT), "M/M/%d at %.2f: wait", cases[i].servers, cases[i].load);
        TRUTH(&lab, 0.06, wait * offered, COLUMN(QUEUE_WAITING), NULL, "    waiting");
        TRUTH(&lab, 0.03, wait + 1, MEAN(QUEUE_STAY), "    time there");
        TRUTH(&lab, 0.03, c, COLUMN(QUEUE_WAITED), column(QUEUE_WAIT, true), "    share that waits");
    }
}

Test(truth_line, one_server_any_service)
{
    static const struct { const char *name; struct dist service; double scv; } cases[] = {
        {"constant", {.kind = DIST_CONSTANT, .a = 86400}, 0}, {"lognormal", {.kind = DIST_LOGNORMAL, .a = 86400, .b = 86400}, 1},
        {"gamma", {.kind = DIST_GAMMA, .a = 86400, .b = 0.5 * 86400}, 0.25}};
    for (uint64_t i = 0; i < 3; i++) {
        simulate(1511 + i, 100, 0.6, 1, INT64_MAX, cases[i].service, 150, 20000);
        TRUTH(&lab, 0.04, 0.6 * (1 + cases[i].scv) / 0.8, MEAN(QUEUE_WAIT), "M/G/1 at 0.6, %s: wait", cases[i].name);
        TRUTH(&lab, 0.02, 0.6, COLUMN(QUEUE_WAITED), column(QUEUE_WAIT, true), "    share that waits");
    }
}

Test(truth_line, lines_with_an_end)
{
    static const struct { int servers, room; double offered; } cases[] = {{1, 3, 1.25}, {3, 4, 3}, {5, 0, 4}, {2, 6, 3}};
    for (uint64_t i = 0; i < 4; i++) {
        const int servers = cases[i].servers, most = servers + cases[i].room;
        double p = 1, sum = 1, present = 0, waiting = 0;
        for (int n = 1; n <= most; n++) {
            p *= cases[i].offered / (n < servers ? n : servers);
            sum += p;
            present += n * p;
            waiting += n > servers ? (n - servers) * p : 0;
        }
        simulate(1521 + i, 100, cases[i].offered, servers, cases[i].room, exponential, 60, 12000 / cases[i].offered);
        TRUTH(&lab, 0.03, p / sum, COLUMN(QUEUE_LOST), COLUMN(QUEUE_ARRIVALS), "M/M/%d, %d may wait, load %g: share lost", servers, cases[i].room,
              cases[i].offered);
        TRUTH(&lab, 0.02, present / sum, COLUMN(QUEUE_PRESENT), NULL, "    present");
        if (waiting > 0) TRUTH(&lab, 0.03, waiting / cases[i].offered / (sum - p), MEAN(QUEUE_WAIT), "    wait");
    }
}

/* Time averages of servers without end, and what leaves a queue (Burke 1956): mean and variance. */
Test(truth_line, spread)
{
    simulate(1531, 20000, 5, INT64_MAX, INT64_MAX, exponential, 20, 4);
    const double *present = COLUMN(QUEUE_PRESENT);
    TRUTH(&lab, 0.01, 5, present, NULL, "M/M/inf at 5: present on average over 4 d");
    TRUTH(&lab, 0.06, 2 * 5 / 16.0 * (3 + exp(-4)), truth_squares(&lab, present, 5), NULL, "    variance");
    simulate(1532, 20000, 1.4, 2, INT64_MAX, exponential, 60, 10);
    const double *served = COLUMN(QUEUE_SERVED);
    TRUTH(&lab, 0.01, 14, served, NULL, "M/M/2 at 0.7: leave in 10 d");
    TRUTH(&lab, 0.06, 14, truth_squares(&lab, served, 14), NULL, "    variance");
}
