/* detail_lab: scenarios written in a test become an experiment, a result file in a folder of its own, and numbers read back by path. */
#ifndef TESTS_DETAIL_LAB_H
#define TESTS_DETAIL_LAB_H

#include <criterion/criterion.h>
#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "models/models.h"
#include "sim/hdf5_door.h"
#include "sim/result.h"

enum { LAB_FILES = 3 };

struct lab {
    struct arena arena;
    struct faults faults;
    struct experiment experiment;
    char folder[64];
};

static inline int lab_forget(const char *path, const struct stat *info, int kind, struct FTW *at)
{
    return (void)info, (void)kind, (void)at, remove(path);
}

static inline void lab_close(struct lab *lab)
{
    if (lab->folder[0]) nftw(lab->folder, lab_forget, 16, FTW_DEPTH | FTW_PHYS);
    arena_free(&lab->arena);
    lab->folder[0] = 0;
}

static inline void lab_open(struct lab *lab)
{
    *lab = (struct lab){.folder = "/tmp/doorstroom-detail-XXXXXX"};
    arena_init(&lab->arena);
    faults_init(&lab->faults, &lab->arena);
    cr_assert(mkdtemp(lab->folder));
}

static inline const char *lab_path(struct lab *lab, const char *name) { return arena_format(&lab->arena, "%s/%s", lab->folder, name); }

/* Reads the texts (NULL-terminated) as scenarios a.yaml, b.yaml, ...; the first is the baseline. The fault of reading or of run_plan. */
static inline status lab_plan(struct lab *lab, const char *const *texts, int64_t replications)
{
    const struct scenario **list = ARENA_ARRAY(&lab->arena, const struct scenario *, LAB_FILES);
    struct experiment *experiment = &lab->experiment;
    experiment->n = 0;
    for (int i = 0; texts[i]; i++) {
        const char *path = lab_path(lab, arena_format(&lab->arena, "%c.yaml", 'a' + i));
        FILE *file = fopen(path, "w");
        cr_assert(file && fputs(texts[i], file) >= 0 && fclose(file) == 0);
        struct scenario *scenario = scenario_read(path, NULL, models_all, &lab->arena, &lab->faults);
        if (lab->faults.errors) return faults_status(&lab->faults);
        scenario->file = "file.yaml"; /* not that of this test's folder */
        list[experiment->n++] = scenario;
    }
    experiment->model = list[0]->model;
    experiment->scenarios = list;
    experiment->replications = replications;
    experiment->seed = 7;
    experiment->threads = 2;
    experiment->reproducible = true;
    return run_plan(experiment, &lab->arena, &lab->faults);
}

static inline status lab_run_to(struct lab *lab, const char *name, seconds limit_s)
{
    const struct run_options options = {.progress = PROGRESS_NEVER, .max_run_time_s = limit_s};
    return run_experiment(&lab->experiment, lab_path(lab, name), &options, &lab->arena);
}

static inline void lab_ran(struct lab *lab, const char *name)
{
    const status fault = lab_run_to(lab, name, 0);
    cr_assert_eq(fault.code, STATUS_OK, "[%s] %s", fault.id, fault.text);
}

static inline void lab_make(struct lab *lab, const char *text, int64_t replications)
{
    const status fault = lab_plan(lab, (const char *const[]){text, NULL}, replications);
    if (lab->faults.errors) faults_print(&lab->faults, stderr, false);
    cr_assert_eq(fault.code, STATUS_OK, "[%s] %s", fault.id, fault.text);
}

/* All numbers of a dataset, n of them; NULL when there is none. */
static inline double *lab_numbers(struct lab *lab, const char *name, const char *dataset, struct door_shape *shape)
{
    struct door door;
    const uint64_t start[DOOR_RANK] = {0};
    uint64_t n = 1;
    double *values = NULL;
    door_open(&door, lab_path(lab, name));
    if (door_is_dataset(&door, dataset)) {
        const door_id id = door_find(&door, dataset);
        *shape = door_shape_of(&door, id);
        for (int i = 0; i < shape->rank; i++) n *= shape->size[i];
        values = ARENA_ARRAY(&lab->arena, double, n + 1);
        door_read(&door, id, shape->rank, start, shape->size, values);
    }
    const status closed = door_close(&door);
    cr_assert_eq(closed.code, STATUS_OK, "%s", closed.text);
    return values;
}

static inline void lab_numbers_are(struct lab *lab, const char *name, const char *dataset, int n, const double *wanted)
{
    struct door_shape shape;
    const double *values = lab_numbers(lab, name, dataset, &shape);
    uint64_t all = 1;
    cr_assert(values, "there is no %s", dataset);
    for (int i = 0; i < shape.rank; i++) all *= shape.size[i];
    cr_assert_eq(all, (uint64_t)n, "%s holds %d numbers", dataset, (int)all);
    for (int i = 0; i < n; i++) cr_expect_eq(values[i], wanted[i], "%s[%d] is %.17g, expected %.17g", dataset, i, values[i], wanted[i]);
}

static inline char *lab_contents(const char *path, size_t *n)
{
    FILE *file = fopen(path, "rb");
    cr_assert(file, "%s is not there", path);
    fseek(file, 0, SEEK_END);
    *n = (size_t)ftell(file);
    rewind(file);
    char *bytes = malloc(*n + 1);
    cr_assert_eq(fread(bytes, 1, *n, file), *n);
    fclose(file);
    return bytes;
}

static inline void lab_same_bytes(struct lab *lab, const char *a, const char *b)
{
    size_t n, m;
    char *x = lab_contents(lab_path(lab, a), &n), *y = lab_contents(lab_path(lab, b), &m);
    cr_assert(n == m && memcmp(x, y, n) == 0, "%s and %s differ", a, b);
    free(x);
    free(y);
}

#endif
