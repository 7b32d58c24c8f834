/* What part of a run of the Dutch base goes to writing: one block of replications run by one thread, against packing that block (any number of
 * threads at once), writing it (under the lock of the run) and settling it (sync and rename; any number at once). Then the joining. */
#include <sys/stat.h>
#include <unistd.h>

#include "sim/result.h"
#include "tests/bench/bench.h"

enum { ROUNDS = 7 };
enum { RUN, PACK, WRITE, SETTLE, PARTS };

struct block {
    struct experiment experiment;
    const struct result_layout *layout;
    double *rows;
    uint64_t digests[RESULT_BLOCK], events[RESULT_BLOCK];
};

static double since(double *begin_s)
{
    const double now = now_s(), took_s = now - *begin_s;
    *begin_s = now;
    return took_s;
}

static void round_of(struct block *block, const char *path, double took_s[PARTS])
{
    const struct experiment *e = &block->experiment;
    struct result_block *made;
    double begin_s = now_s();
    bench_stop("run", run_rows(e->model, e->plans[0], e->engine, e->seed, 1, RESULT_BLOCK, 1, true, block->rows, block->digests, block->events));
    took_s[RUN] = since(&begin_s);
    bench_stop("pack", result_block_pack(e, block->layout, 0, 0, 1, RESULT_BLOCK, block->rows, block->digests, block->events, NULL, NULL, &made));
    took_s[PACK] = since(&begin_s);
    const status written = result_block_write(made, path);
    took_s[WRITE] = since(&begin_s);
    bench_stop("write", result_block_settle(made, written));
    took_s[SETTLE] = since(&begin_s);
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
    double part[PARTS][ROUNDS], locked[ROUNDS], all[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
        double took_s[PARTS];
        round_of(&block, path, took_s);
        for (int i = 0; i < PARTS; i++) part[i][round] = took_s[i];
        const double writing_s = took_s[PACK] + took_s[WRITE] + took_s[SETTLE], whole_s = took_s[RUN] + writing_s;
        locked[round] = took_s[WRITE] / whole_s;
        all[round] = writing_s / whole_s;
    }
    printf("%d replications of %d cells: run %.1f ms, pack %.2f ms, write under the lock %.2f ms, settle %.2f ms\n", RESULT_BLOCK,
           run_cells(scenario->model, plan), 1e3 * median_of(part[RUN], ROUNDS), 1e3 * median_of(part[PACK], ROUNDS),
           1e3 * median_of(part[WRITE], ROUNDS), 1e3 * median_of(part[SETTLE], ROUNDS));
    printf("share of writing: %.2f %% of the time of a thread, of which %.3f %% under the lock\n", 100 * median_of(all, ROUNDS),
           100 * median_of(locked, ROUNDS));
    const double begin_s = now_s();
    bench_stop("merge", result_merge(path, &block.experiment, block.layout));
    printf("joining the block to the file: %.1f ms\n", 1e3 * (now_s() - begin_s));
    unlink(path);
    rmdir(folder);
    arena_free(&arena);
    return 0;
}
