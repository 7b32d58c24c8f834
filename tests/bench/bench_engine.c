/* The Dutch base under both engines, in turns, on one core: events per second of processor time in the fastest round (other work
 * on the machine only makes a round slower), what SimGrid adds to an event, memory.
 * Ends with 1 when SimGrid carries fewer than MILLIONS, or when a digest differs. Usage: bench_engine [scenario.yaml] */
#include <sys/resource.h>

#include "tests/bench/bench.h"

enum { ROUNDS = 7, REPLICATIONS = 2 };
#define MILLIONS 0.6

/* Of this process: what else the machine does costs no time here. */
static double used_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double peak_mb(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024;
}

struct job {
    const struct engine *engine;
    double seconds[ROUNDS], peak_mb;
    uint64_t digests[REPLICATIONS], events[REPLICATIONS];
};

static void run_job(struct job *job, const struct model *model, const void *plan, int round)
{
    double *rows = calloc((size_t)REPLICATIONS * (size_t)run_cells(model, plan), sizeof *rows);
    const double begin_s = used_s();
    bench_stop(job->engine->name, run_rows(model, plan, job->engine, 2020, 1, REPLICATIONS, 1, true, rows, job->digests, job->events));
    job->seconds[round] = used_s() - begin_s;
    if (round == 0) job->peak_mb = peak_mb(); /* native goes first */
    free(rows);
}

static double fastest(const struct job *job)
{
    double s = job->seconds[0];
    for (int round = 1; round < ROUNDS; round++)
        if (job->seconds[round] < s) s = job->seconds[round];
    return s;
}

/* Its millions of events per second. */
static double tell(const struct job *job)
{
    double events = 0;
    for (int k = 0; k < REPLICATIONS; k++) events += (double)job->events[k];
    const double s = fastest(job);
    printf("%-8s %9.1f ms per replication, %7.1f ns per event, %6.2f million events per second, peak of the process %.1f MB\n", job->engine->name,
           1e3 * s / REPLICATIONS, 1e9 * s / events, 1e-6 * events / s, job->peak_mb);
    return 1e-6 * events / s;
}

int main(int argc, char **argv)
{
    const char *file = argc > 1 ? argv[1] : DOORSTROOM_ROOT "/scenarios/netherlands.yaml";
    if (!engine_simgrid) {
        printf("built without SimGrid\n");
        return 0;
    }
    struct arena arena;
    arena_init(&arena);
    const struct scenario *scenario = bench_scenario(file, NULL, &arena);
    const void *plan = bench_plan(scenario, &arena);
    struct job jobs[] = {{.engine = &engine_native}, {.engine = engine_simgrid}};
    for (int round = 0; round < ROUNDS; round++)
        for (int i = 0; i < 2; i++)
            run_job(&jobs[i], scenario->model, plan, round);
    const double native = tell(&jobs[0]), simgrid = tell(&jobs[1]);
    const bool same = memcmp(jobs[0].digests, jobs[1].digests, sizeof jobs[0].digests) == 0;
    printf("native is %.1f times as fast; digests are %s\n", native / simgrid, same ? "equal" : "DIFFERENT");
    arena_free(&arena);
    return same && simgrid >= MILLIONS ? 0 : 1;
}
