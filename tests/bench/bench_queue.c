/* The queue model against the least work that gives its waits: the recursion of Lindley over the same keyed draws. One customer of the
 * model is two events through calendar, dispatch, handler and measures. Rounds of both alternate, so that a busy machine slows both. */
#include <math.h>

#include "models/queue/queue.h"
#include "sim/engine.h"
#include "tests/bench/bench.h"

enum { CUSTOMERS = 2000000, ROUNDS = 9, PURPOSE_GAP = 0, PURPOSE_SERVICE = 1 };

/* Mean wait in days of the customers who come before end_s. */
static double lindley(const struct dist *gap, const struct dist *service, struct rng_key key, double end_s, uint64_t *customers)
{
    double wait = 0, sum = 0, at = dist_quantile(gap, rng_uniform(key, PURPOSE_GAP, 0, 0));
    uint64_t n = 0;
    while (at < end_s) {
        sum += wait;
        const double served = dist_quantile(service, rng_uniform(key, PURPOSE_SERVICE, n, 0));
        const double next = dist_quantile(gap, rng_uniform(key, PURPOSE_GAP, ++n, 0));
        wait = fmax(0, wait + served - next);
        at += next;
    }
    *customers = n;
    return sum / (double)n / (double)SECONDS_PER_DAY;
}

static struct queue_params params_of(double load)
{
    return (struct queue_params){
        .head = {.time = {.horizon = {.length_s = (seconds)(CUSTOMERS / load) * SECONDS_PER_DAY}}},
        .arrivals_per_year = load * (double)SECONDS_PER_YEAR / (double)SECONDS_PER_DAY,
        .service = {.kind = DIST_EXPONENTIAL, .a = (double)SECONDS_PER_DAY}, .servers = 1, .waiting = INT64_MAX};
}

static int compare(double load, struct arena *arena)
{
    double model_ns[ROUNDS], bare_ns[ROUNDS], ratio[ROUNDS], wait = 0, bare_wait = 0;
    struct faults faults;
    faults_init(&faults, arena);
    const struct queue_params params = params_of(load);
    const struct scenario scenario = {.name = "bench", .model = &queue_model, .params = &params};
    const void *plan = queue_model.plan(&scenario, NULL, arena, &faults);
    const struct dist gap = {.kind = DIST_EXPONENTIAL, .a = (double)SECONDS_PER_YEAR / params.arrivals_per_year};
    struct sim sim;
    if (!plan || sim_init(&sim, &queue_model, plan).code != STATUS_OK) return 1;
    for (int r = -1; r < ROUNDS; r++) { /* the first is to warm up */
        uint64_t n;
        const double t0 = now_s();
        sim_run(&sim, &engine_native, 1, r + 2, true, false);
        const double t1 = now_s();
        bare_wait = lindley(&gap, &params.service, sim.key, (double)sim.window.end_s, &n);
        const double t2 = now_s();
        const struct tally *tally = &sim.record.tally[0];
        wait = (double)tally->sum / (double)tally->n / (double)SECONDS_PER_DAY;
        if (r < 0) continue;
        model_ns[r] = (t1 - t0) * 1e9 / (double)n;
        bare_ns[r] = (t2 - t1) * 1e9 / (double)n;
        ratio[r] = model_ns[r] / bare_ns[r];
    }
    printf("load %.2f: model %.1f ns per customer, recursion %.1f ns, ratio %.2f (median of %d); mean wait of the last %.5f and %.5f d\n", load,
           median_of(model_ns, ROUNDS), median_of(bare_ns, ROUNDS), median_of(ratio, ROUNDS), ROUNDS, wait, bare_wait);
    sim_free(&sim);
    return median_of(ratio, ROUNDS) > 4;
}

int main(void)
{
    struct arena arena;
    arena_init(&arena);
    const int slow = compare(0.9, &arena);
    compare(0.5, &arena);
    arena_free(&arena);
    return slow;
}
