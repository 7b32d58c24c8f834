/* truth_lab: sharper expectations for a shelter_lab: wide enough never to fail by chance, narrow enough that an error of 3 % does.
 *
 * Intervals are 4.5 standard errors wide on each side (chance in a normal law: 7 in a million), and in release builds no wider than a part of
 * the truth that each test states. Debug builds check invariants after every event: there a twentieth of the replications is run, and an
 * interval may be as wide as it is. */
#ifndef TESTS_TRUTH_LAB_H
#define TESTS_TRUTH_LAB_H

#include "tests/shelter_lab.h"

#ifdef NDEBUG
enum { TRUTH_FEWER = 1 };
#else
enum { TRUTH_FEWER = 20 };
#endif
#define TRUTH_SIGMAS 4.5

/* ---- running ---- */

/* At least 20, so that a standard error means something. */
static inline int truth_runs(int n) { return n / TRUTH_FEWER > 20 ? n / TRUTH_FEWER : n < 20 ? n : 20; }

/* As lab_run, with the number of replications that truth_runs gives. */
static inline void truth_run(struct lab *lab, int n, uint64_t seed)
{
    lab->n = truth_runs(n);
    lab->rows = ARENA_ARRAY(&lab->arena, double, (int64_t)lab->n * lab->cells);
    const status run = run_rows(&shelter_model, lab->plan, &engine_native, seed, 1, lab->n, 1, true, lab->rows, NULL, NULL);
    cr_assert_eq(run.code, STATUS_OK, "%s", run.text);
}

/* ---- expecting ---- */

/* E(x) = truth x E(y), the interval no wider than `precision` of the truth; y NULL: 1. */
static inline void truth_expect(const struct lab *lab, const char *what, double truth, const double *x, const double *y, double precision)
{
    double sum_x = 0, sum_y = 0, squares = 0;
    for (int r = 0; r < lab->n; r++) {
        sum_x += x[r];
        sum_y += y ? y[r] : 1;
    }
    const double away = (sum_x - truth * sum_y) / lab->n, mean = sum_x / sum_y;
    for (int r = 0; r < lab->n; r++) {
        const double d = x[r] - truth * (y ? y[r] : 1) - away;
        squares += d * d;
    }
    const double half = TRUTH_SIGMAS * sqrt(squares / (lab->n - 1) / lab->n) / (sum_y / lab->n) + 1e-9 * truth;
    fprintf(stderr, "%-64s %11.5f, simulated %11.5f +- %.5f (%.2f %%)\n", what, truth, mean, half, 100 * half / truth);
    cr_expect(fabs(mean - truth) <= half, "%s: %.6f is not within %.6f +- %.6f", what, truth, mean, half);
    cr_expect(TRUTH_FEWER > 1 || half <= precision * truth, "%s: +- %.6f says little beside %.6f", what, half, truth);
}

/* precision, truth, x, y (LAB_MEAN gives both), last what it is, as a format and its arguments. */
#define TRUTH(lab, precision, truth, ...) TRUTH_(lab, precision, truth, __VA_ARGS__)
#define TRUTH_(lab, precision, truth, x, y, ...)               \
    do {                                                       \
        char what_[128];                                       \
        snprintf(what_, sizeof what_, __VA_ARGS__);            \
        truth_expect(lab, what_, truth, x, y, precision);      \
    } while (0)

/* The squares of what x is away from its true mean: their mean is the variance, without bias. */
static inline double *truth_squares(struct lab *lab, const double *x, double mean)
{
    double *squares = ARENA_ARRAY(&lab->arena, double, lab->n);
    for (int r = 0; r < lab->n; r++) squares[r] = (x[r] - mean) * (x[r] - mean);
    return squares;
}

/* ---- the course of time ---- */

/* One number of every replication that stands in the result file under /series (of a period) or /levels (share of time at a number). */
enum truth_what { TRUTH_COUNT, TRUTH_MEAN, TRUTH_END, TRUTH_NUMBER };
struct truth_pick {
    enum truth_what what;
    const char *measure, *labels[METRIC_STRATA]; /* all given; of a number those its first view is by, the others NULL */
    int32_t at;                                  /* the period, or the number */
    double *x;                                   /* filled: one a replication */
};

/* Where it stands among the cells of detail, which follow those of a row (metric.h). */
static inline int64_t truth_place(const struct lab *lab, const struct detail *detail, const struct truth_pick *pick)
{
    const int wanted = lab_measure(pick->measure);
    int32_t size[METRIC_STRATA];
    int64_t at = 0;
    for (int m = 0; m < shelter_model.n_metrics; m++) {
        const struct metric *metric = &shelter_model.metrics[m];
        const int32_t cells = metric_cells_of(metric, lab->sizes, size);
        if (!metric_in_series(metric)) continue;
        if (m == wanted && pick->what != TRUTH_NUMBER) {
            const struct lab_cells one = lab_cells(lab, m, pick->labels);
            cr_assert_eq(one.n, 1);
            return at + (pick->what == TRUTH_END ? (int64_t)detail->n_periods * cells : 0) + (int64_t)pick->at * cells + one.at[0];
        }
        at += (int64_t)(metric->kind == METRIC_LEVEL ? 2 : 1) * detail->n_periods * cells;
    }
    for (int m = 0; m < shelter_model.n_metrics; m++)
        for (int v = 0; v < METRIC_VIEWS; v++) {
            const struct metric *metric = &shelter_model.metrics[m];
            if (!metric_has_numbers(metric, v)) continue;
            int64_t cells = 1, cell = 0;
            for (int s = 0; s < METRIC_STRATA && metric->strata[s] >= 0; s++) {
                if (!(metric->numbers[v] & 1u << s)) continue;
                const int32_t n = lab->sizes[metric->strata[s]];
                cell = cell * n + (m == wanted && v == 0 ? lab_index(lab, metric->strata[s], pick->labels[s]) : 0);
                cells *= n;
            }
            const int32_t most = detail->most[m][v];
            if (m == wanted && v == 0) return at + cell * (most + 1) + pick->at;
            at += cells * (most + 1);
        }
    cr_assert(false, "%s has no numbers", pick->measure);
    return -1;
}

/* As truth_run, one by one, with `periods` that end at ends_s from the start (0: none) and the time at each number; fills the picks. With
 * periods nothing else is kept: there may be very many replications. */
static inline void truth_course(struct lab *lab, int n, uint64_t seed, int32_t periods, const seconds *ends_s, struct truth_pick *pick, int picks)
{
    int32_t(*most)[METRIC_VIEWS] = arena_alloc(&lab->arena, (size_t)shelter_model.n_metrics, sizeof *most);
    seconds *edge_s = ARENA_ARRAY(&lab->arena, seconds, periods + 1);
    for (int32_t p = 0; p <= periods; p++) edge_s[p] = shelter_model.window(lab->plan).from_s + (p ? ends_s[p - 1] : 0);
    for (int m = 0; m < shelter_model.n_metrics; m++)
        for (int v = 0; v < METRIC_VIEWS; v++)
            if (metric_has_numbers(&shelter_model.metrics[m], v)) most[m][v] = shelter_model.most(lab->plan, m, v);
    const struct detail detail = {.n_periods = periods, .edge_s = edge_s, .most = (const int32_t(*)[METRIC_VIEWS])most};
    const int64_t more = metric_detail_cells(shelter_model.metrics, shelter_model.n_metrics, lab->sizes, &detail);
    double *row = ARENA_ARRAY(&lab->arena, double, lab->cells + more);
    int64_t *at = ARENA_ARRAY(&lab->arena, int64_t, picks);
    lab->n = truth_runs(n);
    lab->rows = periods ? NULL : ARENA_ARRAY(&lab->arena, double, (int64_t)lab->n * lab->cells);
    for (int i = 0; i < picks; i++) {
        at[i] = lab->cells + truth_place(lab, &detail, &pick[i]);
        pick[i].x = ARENA_ARRAY(&lab->arena, double, lab->n);
    }
    struct sim sim;
    const status made = sim_init_detail(&sim, &shelter_model, lab->plan, &detail);
    cr_assert_eq(made.code, STATUS_OK, "%s", made.text);
    for (int r = 0; r < lab->n; r++) {
        sim_run(&sim, &engine_native, seed, r + 1, true, false);
        cr_assert(!sim.overload, "%s", sim.overload_text);
        recorder_row(&sim.record, sim.window.end_s - sim.window.from_s, row);
        if (lab->rows) memcpy(lab->rows + (int64_t)r * lab->cells, row, (size_t)lab->cells * sizeof *row);
        for (int i = 0; i < picks; i++) pick[i].x[r] = row[at[i]];
    }
    sim_free(&sim);
}

/* ---- waits, one by one ---- */

/* As truth_run, one by one, and per replication the sum of f(wait in days), by group in the order of the file, over those who asked in the
 * counted period and were placed before its end, and their number. Who still waits then is left out, so the period must be long. For one
 * region. */
struct truth_waits { double *sum, *number; };
static inline void truth_waits(struct lab *lab, int n, uint64_t seed, double (*f)(double wait), struct truth_waits *waits)
{
    const int arrived = lab_word("arrived"), placed = lab_word("placed"), groups = lab->sizes[lab_dim("group")];
    lab->n = truth_runs(n);
    lab->rows = ARENA_ARRAY(&lab->arena, double, (int64_t)lab->n * lab->cells);
    for (int g = 0; g < groups; g++)
        waits[g] = (struct truth_waits){ARENA_ARRAY(&lab->arena, double, lab->n), ARENA_ARRAY(&lab->arena, double, lab->n)};
    struct sim sim;
    const status made = sim_init(&sim, &shelter_model, lab->plan);
    cr_assert_eq(made.code, STATUS_OK, "%s", made.text);
    seconds *came_s = NULL;
    for (int r = 0; r < lab->n; r++) {
        sim_run(&sim, &engine_native, seed, r + 1, true, true);
        cr_assert(!sim.overload, "%s", sim.overload_text);
        recorder_row(&sim.record, sim.window.end_s - sim.window.from_s, lab->rows + (int64_t)r * lab->cells);
        came_s = realloc(came_s, ((size_t)sim.trace.n + 1) * sizeof *came_s);
        for (int64_t i = 0; i < sim.trace.n; i++) {
            const struct log_row *row = &sim.trace.rows[i];
            if (row->word != arrived && row->word != placed) continue;
            cr_assert(row->household >= 1 && row->household <= sim.trace.n);
            if (row->word == arrived) came_s[row->household] = row->t_s;
            if (row->word != placed || came_s[row->household] < sim.window.from_s) continue;
            const int g = row->group < 0 ? 0 : row->group;
            waits[g].sum[r] += f((double)(row->t_s - came_s[row->household]) / 86400);
            waits[g].number[r]++;
        }
    }
    free(came_s);
    sim_free(&sim);
}

#endif
