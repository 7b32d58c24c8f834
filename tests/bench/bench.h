/* What the benchmarks share: a clock, medians, a scenario from a file. */
#ifndef TESTS_BENCH_BENCH_H
#define TESTS_BENCH_BENCH_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "models/models.h"
#include "sim/run.h"

static inline double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static inline int bench_by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Sorts the n figures. */
static inline double median_of(double *x, size_t n) { return qsort(x, n, sizeof *x, bench_by_size), x[n / 2]; }

static inline void bench_stop(const char *what, status failed)
{
    if (failed.code == STATUS_OK) return;
    fprintf(stderr, "%s: %s\n", what, failed.text);
    exit(1);
}

/* sets: as for scenario_read. */
static inline const struct scenario *bench_scenario(const char *file, const char *const *sets, struct arena *arena)
{
    struct faults faults;
    faults_init(&faults, arena);
    const struct scenario *scenario = scenario_read(file, sets, models_all, arena, &faults);
    if (!scenario) {
        faults_print(&faults, stderr, false);
        exit(1);
    }
    return scenario;
}

static inline const void *bench_plan(const struct scenario *scenario, struct arena *arena)
{
    struct faults faults;
    faults_init(&faults, arena);
    const void *plan = scenario->model->plan(scenario, NULL, arena, &faults);
    if (!plan) {
        faults_print(&faults, stderr, false);
        exit(1);
    }
    return plan;
}

#endif
