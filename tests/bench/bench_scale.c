/* Whether cost is linear in intake: the Dutch base, and the same network with ten and a hundred times the requests, places, homes and help. */
#include "tests/bench/bench.h"

enum { ROUNDS = 3 };

struct size { const char *file; double ms[ROUNDS], requests, events; };

static void run_size(struct size *size, int round)
{
    struct arena arena;
    arena_init(&arena);
    const struct scenario *scenario = bench_scenario(size->file, NULL, &arena);
    const struct model *model = scenario->model;
    const void *plan = bench_plan(scenario, &arena);
    double *row = ARENA_ARRAY(&arena, double, run_cells(model, plan));
    uint64_t events;
    const double begin_s = now_s();
    bench_stop(size->file, run_rows(model, plan, &engine_native, 2020, 1, 1, 1, true, row, NULL, &events));
    size->ms[round] = 1e3 * (now_s() - begin_s);
    size->events = (double)events;
    size->requests = 0;
    for (int32_t r = 0; r < model->dim_size(plan, 0); r++) size->requests += row[r]; /* the first metric: `arrivals`, by region */
    arena_free(&arena);
}

int main(void)
{
    struct size sizes[] = {{.file = DOORSTROOM_ROOT "/scenarios/netherlands.yaml"},
                           {.file = DOORSTROOM_ROOT "/tests/bench/tenfold.yaml"},
                           {.file = DOORSTROOM_ROOT "/tests/bench/hundredfold.yaml"}};
    enum { N = sizeof sizes / sizeof *sizes };
    for (int round = 0; round < ROUNDS; round++)
        for (int i = 0; i < N; i++) run_size(&sizes[i], round);
    for (int i = 0; i < N; i++) {
        const double ms = median_of(sizes[i].ms, ROUNDS), each = ms / sizes[i].requests;
        printf("%8.0f requests: %8.0f ms per replication, %6.3f ms per 1,000 requests, %6.1f events per request, %5.0f ns per event, %.2f times the base\n",
               sizes[i].requests, ms, 1e3 * each, sizes[i].events / sizes[i].requests, 1e6 * ms / sizes[i].events,
               each / (sizes[0].ms[ROUNDS / 2] / sizes[0].requests));
    }
    return 0;
}
