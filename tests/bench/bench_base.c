/* The Dutch base: time per replication and per 1,000 households, measures on against events only, one thread against two, memory
 * of a worker. What is compared runs in turns; medians of ROUNDS. Usage: bench_base [scenario.yaml] */
#include <sys/resource.h>

#include "tests/bench/bench.h"

enum { ROUNDS = 7, REPLICATIONS = 8 };

struct job {
    const char *what;
    const struct model *model;
    const void *plan;
    int32_t threads;
    int64_t replications;
    bool record;
    double seconds[ROUNDS];
    double households, events;
};

/* The first metric of the shelter model is `arrivals`, by region: the households of a replication. */
static double households_of(const struct job *job, const double *rows)
{
    double sum = 0;
    const int32_t regions = job->model->dim_size(job->plan, 0), cells = run_cells(job->model, job->plan);
    for (int64_t k = 0; k < job->replications; k++)
        for (int32_t r = 0; r < regions; r++) sum += rows[k * cells + r];
    return sum / (double)job->replications;
}

static void run_job(struct job *job, int round)
{
    double *rows = job->record ? calloc((size_t)job->replications, (size_t)run_cells(job->model, job->plan) * sizeof *rows) : NULL;
    uint64_t *events = calloc((size_t)job->replications, sizeof *events);
    const double begin = now_s();
    const status ran = run_rows(job->model, job->plan, &engine_native, 2020, 1, job->replications, job->threads, job->record, rows, NULL, events);
    job->seconds[round] = now_s() - begin;
    if (ran.code != STATUS_OK) {
        fprintf(stderr, "%s: %s\n", job->what, ran.text);
        exit(1);
    }
    if (rows) job->households = households_of(job, rows);
    job->events = 0;
    for (int64_t k = 0; k < job->replications; k++) job->events += (double)events[k] / (double)job->replications;
    free(rows);
    free(events);
}

static void tell(struct job *job)
{
    const double s = median_of(job->seconds, ROUNDS) / (double)job->replications;
    printf("%-34s %9.2f ms per replication", job->what, 1e3 * s);
    if (job->households > 0) printf(", %7.3f ms per 1,000 requests", 1e3 * s / job->households * 1000);
    printf(", %6.1f ns per event, %.0f events\n", 1e9 * s / job->events, job->events);
}

static double peak_mb(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024;
}

int main(int argc, char **argv)
{
    const char *file = argc > 1 ? argv[1] : DOORSTROOM_ROOT "/scenarios/netherlands.yaml";
    struct arena arena;
    arena_init(&arena);
    const struct scenario *scenario = bench_scenario(file, NULL, &arena);
    const struct model *model = scenario->model;
    const void *plan = bench_plan(scenario, &arena);
    const double before_mb = peak_mb();
    struct job jobs[] = {{.what = "base, one thread", .threads = 1, .replications = REPLICATIONS, .record = true},
                         {.what = "base, one thread, events only", .threads = 1, .replications = REPLICATIONS},
                         {.what = "base, two threads", .threads = 2, .replications = 4 * REPLICATIONS, .record = true},
                         {.what = "base, one thread again", .threads = 1, .replications = 4 * REPLICATIONS, .record = true}};
    const int n = (int)(sizeof jobs / sizeof *jobs);
    for (int i = 0; i < n; i++) jobs[i].model = model, jobs[i].plan = plan;
    run_job(&jobs[0], 0);
    const double worker_mb = peak_mb() - before_mb;
    for (int round = 0; round < ROUNDS; round++)
        for (int i = 0; i < n; i++) run_job(&jobs[i], round);
    for (int i = 0; i < n; i++) tell(&jobs[i]);
    printf("measures on over events only: %.2f\n", median_of(jobs[0].seconds, ROUNDS) / median_of(jobs[1].seconds, ROUNDS));
    printf("two threads against one: %.2f times as fast\n", median_of(jobs[3].seconds, ROUNDS) / median_of(jobs[2].seconds, ROUNDS));
    printf("memory touched by a worker: %.1f MB\n", worker_mb);
    arena_free(&arena);
    return 0;
}
