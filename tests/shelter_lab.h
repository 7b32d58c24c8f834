/* shelter_lab: a scenario written in a test becomes a plan, n replications and figures by the names of measures and labels.
 *
 * An expectation is a formula that must lie within the t-interval of 99.9 % over replications; seeds are fixed, so a test that fails shows
 * a fault. A share or a mean per household is tested as E(x) = truth x E(y), which has no bias for a formula that is true in the long run. */
#ifndef TESTS_SHELTER_LAB_H
#define TESTS_SHELTER_LAB_H

#include <criterion/criterion.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "models/models.h"
#include "models/shelter/shelter.h"
#include "sim/run.h"

/* Debug builds check every invariant after every event: there fewer replications are run, and an interval may be as wide as it is. */
#ifdef NDEBUG
enum { LAB_DIMENSIONS = 32, LAB_RUNS = 40, LAB_FEWER = 1 };
#else
enum { LAB_DIMENSIONS = 32, LAB_RUNS = 20, LAB_FEWER = 4 };
#endif

/* Begin of a scenario; what follows is the model's part. */
#define LAB_HEAD(warm_up, horizon) "doorstroom: 1\ntitle: test\ntime: {start: 2020-01-01, warm_up: " warm_up ", horizon: " horizon "}\n"

struct lab {
    struct arena arena;
    const void *plan;
    int32_t sizes[LAB_DIMENSIONS], cells;
    int n;
    double *rows; /* [replication][cell] */
};

static inline void lab_close(struct lab *lab)
{
    if (lab->plan) arena_free(&lab->arena);
    *lab = (struct lab){0};
}

/* The plan of a scenario; what was open before is closed. */
static inline void lab_open(struct lab *lab, const char *format, ...) PRINTF_LIKE(2, 3);
static inline void lab_open(struct lab *lab, const char *format, ...)
{
    lab_close(lab);
    arena_init(&lab->arena);
    char *file = arena_format(&lab->arena, "%s/shelter_lab_XXXXXX.yaml", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    const int descriptor = mkstemps(file, 5);
    cr_assert(descriptor >= 0);
    va_list arguments;
    va_start(arguments, format);
    cr_assert(vdprintf(descriptor, format, arguments) > 0);
    va_end(arguments);
    close(descriptor);

    struct faults faults;
    faults_init(&faults, &lab->arena);
    const struct scenario *scenario = scenario_read(file, NULL, models_all, &lab->arena, &faults);
    if (scenario) lab->plan = shelter_model.plan(scenario, NULL, &lab->arena, &faults);
    unlink(file);
    if (faults.errors) faults_print(&faults, stderr, false);
    cr_assert(lab->plan && faults.errors == 0, "the scenario of this test is not accepted");
    for (int d = 0; d < shelter_model.n_dims; d++) lab->sizes[d] = shelter_model.dim_size(lab->plan, d);
    lab->cells = run_cells(&shelter_model, lab->plan);
}

/* Replications 1 to lab->n, which is n, or fewer in debug builds when n is above LAB_RUNS. */
static inline void lab_run(struct lab *lab, int n, uint64_t seed)
{
    lab->n = n = n > LAB_RUNS ? n / LAB_FEWER : n;
    lab->rows = ARENA_ARRAY(&lab->arena, double, (int64_t)n * lab->cells);
    const status run = run_rows(&shelter_model, lab->plan, &engine_native, seed, 1, n, 1, true, lab->rows, NULL, NULL);
    cr_assert_eq(run.code, STATUS_OK, "%s", run.text);
}

/* ---- names ---- */

static inline int lab_measure(const char *name)
{
    for (int m = 0; m < shelter_model.n_metrics; m++)
        if (strcmp(shelter_model.metrics[m].name, name) == 0) return m;
    cr_assert(false, "there is no measure %s", name);
    return -1;
}

static inline int lab_dim(const char *name)
{
    for (int d = 0; d < shelter_model.n_dims; d++)
        if (strcmp(shelter_model.dims[d].name, name) == 0) return d;
    cr_assert(false, "there is no dimension %s", name);
    return -1;
}

static inline int lab_word(const char *name)
{
    for (int w = 0; w < shelter_model.n_words; w++)
        if (strcmp(shelter_model.words[w], name) == 0) return w;
    cr_assert(false, "the log has no word %s", name);
    return -1;
}

static inline int32_t lab_index(const struct lab *lab, int dim, const char *label)
{
    for (int32_t i = 0; i < lab->sizes[dim]; i++)
        if (strcmp(shelter_model.dim_label(lab->plan, dim, i), label) == 0) return i;
    cr_assert(false, "%s has no label %s", shelter_model.dims[dim].name, label);
    return -1;
}

/* ---- figures ---- */

/* The cells of a measure that bear the labels given; NULL stands for every label. */
struct lab_cells { int32_t n, of_measure, at[4096]; };
static inline struct lab_cells lab_cells(const struct lab *lab, int measure, const char *const labels[METRIC_STRATA])
{
    struct lab_cells cells = {0};
    const struct metric *metric = &shelter_model.metrics[measure];
    int32_t from[METRIC_STRATA] = {0}, to[METRIC_STRATA] = {1, 1, 1}, size[METRIC_STRATA] = {1, 1, 1};
    for (int s = 0; s < METRIC_STRATA && metric->strata[s] >= 0; s++) {
        size[s] = to[s] = lab->sizes[metric->strata[s]];
        if (!labels[s]) continue;
        from[s] = lab_index(lab, metric->strata[s], labels[s]);
        to[s] = from[s] + 1;
    }
    cells.of_measure = size[0] * size[1] * size[2];
    for (int32_t i = from[0]; i < to[0]; i++)
        for (int32_t j = from[1]; j < to[1]; j++)
            for (int32_t k = from[2]; k < to[2]; k++) {
                cr_assert_lt(cells.n, 4096);
                cells.at[cells.n++] = (i * size[1] + j) * size[2] + k;
            }
    return cells;
}

static inline double *lab_sum(struct lab *lab, const char *measure, bool number, const char *a, const char *b, const char *c)
{
    const int m = lab_measure(measure);
    const bool tally = shelter_model.metrics[m].kind == METRIC_TALLY;
    const struct lab_cells cells = lab_cells(lab, m, (const char *const[]){a, b, c});
    const int32_t first = metric_row_of(shelter_model.metrics, m, lab->sizes);
    double *sums = ARENA_ARRAY(&lab->arena, double, lab->n);
    for (int r = 0; r < lab->n; r++) {
        const double *row = lab->rows + (int64_t)r * lab->cells + first;
        for (int32_t i = 0; i < cells.n; i++) {
            const double value = row[cells.at[i]], count = tally ? row[cells.of_measure + cells.at[i]] : 1;
            sums[r] += number ? count : count > 0 ? value * count : 0;
        }
    }
    return sums;
}

/* Per replication the sum over the cells of a measure: counts, levels, values; of a tally the sum of its durations in days. */
#define LAB_SUM(lab, ...) LAB_SUM_(lab, __VA_ARGS__, NULL, NULL, NULL, NULL)
#define LAB_SUM_(lab, measure, a, b, c, ...) lab_sum(lab, measure, false, a, b, c)
/* Per replication the number of durations in a tally. */
#define LAB_NUMBER(lab, ...) LAB_NUMBER_(lab, __VA_ARGS__, NULL, NULL, NULL, NULL)
#define LAB_NUMBER_(lab, measure, a, b, c, ...) lab_sum(lab, measure, true, a, b, c)

/* Sum and number of the durations of a tally: the two last that LAB_EXPECT needs for their mean. */
#define LAB_MEAN(lab, ...) LAB_SUM(lab, __VA_ARGS__), LAB_NUMBER(lab, __VA_ARGS__)

/* Per replication what a level was at the very end, by running them one by one; as many as lab_run would. */
static inline double *lab_at_end(struct lab *lab, int n, uint64_t seed, const char *measure, const char *a, const char *b)
{
    lab->n = n = n > LAB_RUNS ? n / LAB_FEWER : n;
    const int m = lab_measure(measure);
    const struct lab_cells cells = lab_cells(lab, m, (const char *const[]){a, b, NULL});
    double *values = ARENA_ARRAY(&lab->arena, double, n);
    struct sim sim;
    const status made = sim_init(&sim, &shelter_model, lab->plan);
    cr_assert_eq(made.code, STATUS_OK, "%s", made.text);
    for (int r = 0; r < n; r++) {
        sim_run(&sim, &engine_native, seed, r + 1, true, false);
        for (int32_t i = 0; i < cells.n; i++) values[r] += (double)sim.record.level[sim.record.first[m] + cells.at[i]].value;
    }
    sim_free(&sim);
    return values;
}

/* ---- formulas ---- */

static inline double lab_per_year(double per_day) { return per_day * 365.25; }

/* Share lost when nobody may wait, by Erlang's first formula. */
static inline double lab_erlang_b(int places, double offered)
{
    double b = 1;
    for (int k = 1; k <= places; k++) b = offered * b / (k + offered * b);
    return b;
}

/* Share that waits when everybody may, by Erlang's second formula. */
static inline double lab_erlang_c(int places, double offered)
{
    const double b = lab_erlang_b(places, offered), load = offered / places;
    return b / (1 - load * (1 - b));
}

/* ---- expectations ---- */

/* Quantile 0.9995 of Student's t, by the expansion of Fisher and Cornish; right to 0.001 from 19 degrees of freedom. */
static inline double lab_t_999(int freedom)
{
    const double z = 3.2905267, z2 = z * z, v = freedom;
    return z + z * (z2 + 1) / (4 * v) + z * ((5 * z2 + 16) * z2 + 3) / (96 * v * v) +
           z * (((3 * z2 + 19) * z2 + 17) * z2 - 15) / (384 * v * v * v);
}

/* E(x) = truth x E(y), and the interval no wider than `precision` of the truth; y NULL: 1. */
static inline void lab_expect(const struct lab *lab, const char *what, double truth, const double *x, const double *y, double precision)
{
    double sum_x = 0, sum_y = 0, squares = 0;
    for (int r = 0; r < lab->n; r++) {
        sum_x += x[r];
        sum_y += y ? y[r] : 1;
    }
    const double mean_y = sum_y / lab->n, mean = sum_x / sum_y, away = (sum_x - truth * sum_y) / lab->n;
    for (int r = 0; r < lab->n; r++) {
        const double d = x[r] - truth * (y ? y[r] : 1) - away;
        squares += d * d;
    }
    const double half = lab_t_999(lab->n - 1) * sqrt(squares / (lab->n - 1) / lab->n) / mean_y;
    fprintf(stderr, "%-62s %11.5f, simulated %11.5f +- %.5f\n", what, truth, mean, half);
    cr_expect(fabs(mean - truth) <= half, "%s: %.6f is not within %.6f +- %.6f", what, truth, mean, half);
    cr_expect(LAB_FEWER > 1 || half <= precision * truth, "%s: +- %.6f says little beside %.6f", what, half, truth);
}

/* x and y as above (LAB_MEAN gives both), last what it is, as a format and its arguments. */
#define LAB_EXPECT(lab, truth, ...) LAB_EXPECT_(lab, truth, __VA_ARGS__)
#define LAB_EXPECT_(lab, truth, x, y, ...)                \
    do {                                                  \
        char what_[128];                                  \
        snprintf(what_, sizeof what_, __VA_ARGS__);       \
        lab_expect(lab, what_, truth, x, y, 0.1);         \
    } while (0)

#endif
