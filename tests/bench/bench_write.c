/* What part of a run of the Dutch base goes to writing: one block of replications run by one thread, against writing that block. */
#include <sys/stat.h>
#include <unistd.h>

#include "sim/result.h"
#include "tests/bench/bench.h"

enum { ROUNDS = 7 };

struct block {
    struct experiment experiment;
    const struct result_layout *layout;
    double *rows;
    uint64_t digests[RESULT_BLOCK], events[RESULT_BLOCK];
};

static double run_s(struct block *block)
{
    const struct experiment *e = &block->experiment;
    const double begin_s = now_s();
    bench_stop("run", run_rows(e->model, e->plans[0], e->engine, e->seed, 1, RESULT_BLOCK, 1, true, block->rows, block->digests, block->events));
    return now_s() - begin_s;
}

static double write_s(const struct block *block, const char *path)
{
    const double begin_s = now_s();
    bench_stop("write", result_block(path, &block->experiment, block->layout, 0, 0, 1, RESULT_BLOCK, block->rows, block->digests, block->events, NULL));
    return now_s() - begin_s;
}

int main(int argc, char **argv)
{
    const char *file = argc > 1 ? argv[1] : DOORSTROOM_ROOT "/scenarios/netherlands.yaml";
    char folder[] = "/tmp/bench_write_XXXXXX", path[64];
    struct arena arena;
    arena_init(&arena);
    if (!mkdtemp(folder)) return 1;
    snprintf(path, sizeof path, "%s/out.h5", folder);
    const struct scenario *scenario = bench_scenario(file, NULL, &arena);
    const void *plan = bench_plan(scenario, &arena);
    struct block block = {.experiment = {.model = scenario->model, .n = 1, .scenarios = &scenario, .plans = &plan, .replications = RESULT_BLOCK,
                                         .seed = 2020, .engine = &engine_native, .threads = 1, .command = "bench_write"}};
    block.rows = ARENA_ARRAY(&arena, double, (int64_t)RESULT_BLOCK * run_cells(scenario->model, plan));
    bench_stop("layout", result_layout_make(&block.experiment, &arena, &block.layout));
    bool *done, complete;
    bench_stop("open", result_open(path, &block.experiment, block.layout, true, &arena, &done, &complete));
    double run[ROUNDS], write[ROUNDS], share[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
        run[round] = run_s(&block);
        write[round] = write_s(&block, path);
        share[round] = write[round] / (run[round] + write[round]);
    }
    printf("%d replications of %d cells: run %.0f ms, write %.1f ms, share of writing %.2f %%\n", RESULT_BLOCK, run_cells(scenario->model, plan),
           1e3 * median_of(run, ROUNDS), 1e3 * median_of(write, ROUNDS), 100 * median_of(share, ROUNDS));
    const double begin_s = now_s();
    bench_stop("merge", result_merge(path, &block.experiment, block.layout));
    printf("joining the block to the file: %.1f ms\n", 1e3 * (now_s() - begin_s));
    unlink(path);
    rmdir(folder);
    arena_free(&arena);
    return 0;
}
