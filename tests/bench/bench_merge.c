/* How fast the blocks of very many replications are joined, and in how much memory, beside a plain copy of a file of the same size on the same
 * disk. The rows are those of a few replications of a small scenario, cell by cell from any of them, so that they pack as real ones do.
 *
 *   bench_merge [REPLICATIONS [SCENARIO [FOLDER]]]     10^6, two-stage.yaml, /tmp */
#include <fcntl.h>
#include <ftw.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/result.h"
#include "tests/bench/bench.h"

enum { REAL = 64 };

struct rows {
    int64_t cells;
    double *real, *rows; /* of REAL replications; of a block */
    uint64_t *digests, *events;
    uint64_t chance;
};

static uint64_t next(struct rows *rows)
{
    rows->chance = rows->chance * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return rows->chance >> 33;
}

static void draw_rows(struct rows *rows, int32_t n)
{
    for (int32_t r = 0; r < n; r++) {
        for (int64_t c = 0; c < rows->cells; c++) rows->rows[r * rows->cells + c] = rows->real[(int64_t)(next(rows) % REAL) * rows->cells + c];
        rows->digests[r] = next(rows) << 33 ^ next(rows);
        rows->events[r] = 1000 + next(rows) % 1000;
    }
}

/* Processor time of this program, user and system. */
static double cpu_s(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + 1e-6 * (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static double peak_mb(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024;
}

static double size_mb(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 ? (double)info.st_size / 1e6 : 0;
}

/* Read from the page cache where there is room for it, as blocks just made are. */
static double copy_s(const char *from, const char *to)
{
    enum { PIECE = 1 << 20 };
    char *piece = malloc(PIECE);
    const double begin_s = now_s();
    const int source = open(from, O_RDONLY), target = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    ssize_t n = 0;
    if (!piece || source < 0 || target < 0) exit(1);
    while ((n = read(source, piece, PIECE)) > 0)
        if (write(target, piece, (size_t)n) != n) exit(1);
    if (fsync(target) != 0) exit(1);
    close(source);
    close(target);
    free(piece);
    const double took_s = now_s() - begin_s;
    unlink(to);
    return took_s;
}

static int forget(const char *path, const struct stat *info, int kind, struct FTW *at)
{
    (void)info, (void)kind, (void)at;
    return remove(path);
}

static void blocks_make(const struct experiment *experiment, const struct result_layout *layout, const char *path, struct rows *rows)
{
    const int64_t blocks = result_blocks(experiment);
    const int32_t most = result_block_most(experiment);
    for (int64_t b = 0; b < blocks; b++) {
        const int64_t first = b * most + 1, left = experiment->replications - first + 1;
        const int32_t n = left < most ? (int32_t)left : most;
        draw_rows(rows, n);
        bench_stop("block", result_block(path, experiment, layout, 0, 0, first, n, rows->rows, rows->digests, rows->events, NULL, NULL));
    }
}

int main(int argc, char **argv)
{
    const char *file = argc > 2 ? argv[2] : DOORSTROOM_ROOT "/scenarios/small/two-stage.yaml";
    char folder[256], path[300], copy[300];
    struct arena arena;
    struct faults faults;
    arena_init(&arena);
    faults_init(&faults, &arena);
    snprintf(folder, sizeof folder, "%s/bench_merge_XXXXXX", argc > 3 ? argv[3] : "/tmp");
    if (!mkdtemp(folder)) return 1;
    snprintf(path, sizeof path, "%s/out.h5", folder);
    snprintf(copy, sizeof copy, "%s/copy", folder);
    const struct scenario *scenario = bench_scenario(file, NULL, &arena);
    struct experiment experiment = {.model = scenario->model, .n = 1, .scenarios = &scenario, .replications = argc > 1 ? atoll(argv[1]) : 1000000, .seed = 1,
                                    .engine = &engine_native, .threads = 1, .reproducible = true, .command = "bench_merge"};
    bench_stop("plan", run_plan(&experiment, &arena, &faults));
    const int32_t most = result_block_most(&experiment);
    struct rows rows = {.cells = run_row_cells(&experiment, 0), .chance = 1};
    rows.real = ARENA_ARRAY(&arena, double, REAL * rows.cells);
    rows.rows = ARENA_ARRAY(&arena, double, most * rows.cells);
    rows.digests = ARENA_ARRAY(&arena, uint64_t, most);
    rows.events = ARENA_ARRAY(&arena, uint64_t, most);
    bench_stop("run", run_rows(experiment.model, experiment.plans[0], experiment.engine, 1, 1, REAL, 1, true, rows.real, NULL, NULL));
    const struct result_layout *layout;
    bool *done, complete;
    bench_stop("layout", result_layout_make(&experiment, &arena, &layout));
    bench_stop("open", result_open(path, &experiment, layout, true, &arena, &done, &complete));
    double begin_s = now_s();
    blocks_make(&experiment, layout, path, &rows);
    printf("%lld replications of %lld cells: %lld blocks of %d, made in %.1f s\n", (long long)experiment.replications, (long long)rows.cells,
           (long long)result_blocks(&experiment), most, now_s() - begin_s);
    begin_s = now_s();
    bench_stop("open", result_open(path, &experiment, layout, false, &arena, &done, &complete));
    printf("looking at what is there: %.2f s; %.0f MB of memory so far\n", now_s() - begin_s, peak_mb());
    sync();
    const double cpu_before_s = cpu_s();
    begin_s = now_s();
    bench_stop("merge", result_merge(path, &experiment, layout));
    const double merge_s = now_s() - begin_s, merge_cpu_s = cpu_s() - cpu_before_s, mb = size_mb(path);
    printf("joining: %.0f MB in %.2f s (%.2f s of processor), %.0f MB/s, at most %.0f MB of memory\n", mb, merge_s, merge_cpu_s, mb / merge_s, peak_mb());
    sync();
    const double plain_cpu_s = cpu_s(), plain_s = copy_s(path, copy);
    printf("plain copy of that file: %.2f s (%.2f s of processor), %.0f MB/s; joining takes %.2f times as long\n", plain_s, cpu_s() - plain_cpu_s, mb / plain_s,
           merge_s / plain_s);
    nftw(folder, forget, 16, FTW_DEPTH | FTW_PHYS);
    arena_free(&arena);
    return 0;
}
