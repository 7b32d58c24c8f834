/* Signs of life of the Dutch base: what must move does move, in the known direction, by a paired interval clear of zero; what must not
 * happen does not happen. The same households meet every variant. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/summary.h"
#include "models/models.h"
#include "sim/run.h"

enum { REPLICATIONS = 12 };

#define BASE DOORSTROOM_ROOT "/scenarios/netherlands.yaml"

struct lab {
    struct arena arena;
    const struct model *model;
    const void *plan;
    double *rows;
    int32_t cells;
};

static struct lab lab_run(const char *file, const char *const *sets)
{
    struct lab lab;
    struct faults faults;
    arena_init(&lab.arena);
    faults_init(&faults, &lab.arena);
    struct scenario *scenario = scenario_read(file, sets, models_all, &lab.arena, &faults);
    if (scenario) lab.model = scenario->model;
    lab.plan = scenario ? scenario->model->plan(scenario, NULL, &lab.arena, &faults) : NULL;
    if (faults.errors) faults_print(&faults, stderr, false);
    cr_assert(lab.plan != NULL, "%s cannot be planned", file);
    lab.cells = run_cells(lab.model, lab.plan);
    lab.rows = ARENA_ARRAY(&lab.arena, double, (int64_t)lab.cells *REPLICATIONS);
    const status ran = run_rows(lab.model, lab.plan, &engine_native, 2020, 1, REPLICATIONS, 2, true, lab.rows, NULL, NULL);
    cr_assert(ran.code == STATUS_OK, "%s", ran.text);
    return lab;
}

static int metric_of(const struct lab *lab, const char *name)
{
    for (int m = 0; m < lab->model->n_metrics; m++)
        if (strcmp(lab->model->metrics[m].name, name) == 0) return m;
    cr_assert(false, "no measure %s", name);
    return -1;
}

/* Length of a metric's run of cells, and where it begins. */
static int32_t span_of(const struct lab *lab, int metric, int32_t *first)
{
    int32_t at = 0;
    for (int m = 0;; m++) {
        int32_t n = 1;
        for (int s = 0; s < METRIC_STRATA && lab->model->metrics[m].strata[s] >= 0; s++) n *= lab->model->dim_size(lab->plan, lab->model->metrics[m].strata[s]);
        *first = at;
        if (m == metric) return n;
        at += lab->model->metrics[m].kind == METRIC_TALLY ? 2 * n : n;
    }
}

/* The measure summed over its cells, per replication. column >= 0: only cells of that label of the last stratum, of `columns`. */
static void summed(const struct lab *lab, const char *name, int32_t column, int32_t columns, double out[REPLICATIONS])
{
    int32_t first;
    const int32_t n = span_of(lab, metric_of(lab, name), &first);
    for (int k = 0; k < REPLICATIONS; k++) {
        out[k] = 0;
        for (int32_t i = 0; i < n; i++)
            if (column < 0 || i % columns == column) out[k] += lab->rows[(int64_t)k * lab->cells + first + i];
    }
}

static int32_t label_of(const struct lab *lab, const char *dim, const char *label, int32_t *n)
{
    for (int d = 0; d < lab->model->n_dims; d++) {
        if (strcmp(lab->model->dims[d].name, dim) != 0) continue;
        *n = lab->model->dim_size(lab->plan, d);
        for (int32_t i = 0; i < *n; i++)
            if (strcmp(lab->model->dim_label(lab->plan, d, i), label) == 0) return i;
    }
    cr_assert(false, "no %s %s", dim, label);
    return -1;
}

/* not_placed_24h of the variant less that of the base, pair by pair; must be clear of zero on the side of `sign`. */
static void must_move(const char *what, const char *file, const char *const *sets, const char *measure, int sign)
{
    struct lab base = lab_run(BASE, NULL), variant = lab_run(file, sets);
    double x[REPLICATIONS], y[REPLICATIONS];
    summed(&base, measure, -1, 0, x);
    summed(&variant, measure, -1, 0, y);
    const struct interval d = summary_paired(y, x, REPLICATIONS);
    fprintf(stderr, "%s: %s %+.1f ± %.1f of %.1f\n", what, measure, d.mean, d.half, summary_interval(x, REPLICATIONS).mean);
    cr_assert(sign * d.mean > d.half, "%s: %g ± %g", what, d.mean, d.half);
    arena_free(&base.arena);
    arena_free(&variant.arena);
}

#define SETS(...) (const char *const[]){__VA_ARGS__, NULL}

Test(life, more_homes) { must_move("half as many homes again", BASE, SETS("gates.home.factor=1.5 x"), "not_placed_24h", -1); }
Test(life, fewer_homes) { must_move("half the homes", BASE, SETS("gates.home.factor=0.5 x"), "not_placed_24h", 1); }
Test(life, shorter_stays) { must_move("crisis stays of 42 d", BASE, SETS("stages.crisis.stay={lognormal: {mean: 42 d, sd: 40 d}}"), "not_placed_24h", -1); }
Test(life, more_help) { must_move("half as much help again", BASE, SETS("gates.help.factor=1.5 x"), "not_placed_24h", -1); }
Test(life, overview) { must_move("overview instead of calls", DOORSTROOM_ROOT "/scenarios/overview.yaml", NULL, "not_placed_24h", -1); }
Test(life, one_pool) { must_move("all regions as one pool", DOORSTROOM_ROOT "/scenarios/one-pool.yaml", NULL, "not_placed_24h", -1); }
Test(life, more_places) { must_move("all of the norm's places", DOORSTROOM_ROOT "/scenarios/istanbul-norm.yaml", NULL, "not_placed_24h", -1); }
Test(life, more_requests) { must_move("a tenth more requests", BASE, SETS("intake.households=2860 /yr"), "not_placed_24h", 1); }
Test(life, men_removed)
{
    must_move("no men in the model", BASE,
              SETS("groups.men=~", "pools.crisis_men=~", "placement[4].only=[red, honour]", "placement[5].only=[red, honour]"), "arrivals_children", 1);
}

Test(life, nothing_blocked_by_what_is_unlimited)
{
    struct lab lab = lab_run(BASE, SETS("gates.home.column=~", "gates.home.each=unlimited", "gates.help.column=~", "gates.help.each=unlimited"));
    int32_t n;
    double days[REPLICATIONS], delay[REPLICATIONS];
    for (const char *const *cause = (const char *const[]){"home", "help", NULL}; *cause; cause++) {
        const int32_t column = label_of(&lab, "cause", *cause, &n);
        summed(&lab, "blocked_days", column, n, days);
        for (int k = 0; k < REPLICATIONS; k++) cr_assert(days[k] == 0, "%s holds %g days", *cause, days[k]);
    }
    const int32_t column = label_of(&lab, "cause", "delay", &n);
    summed(&lab, "blocked_days", column, n, delay);
    for (int k = 0; k < REPLICATIONS; k++) cr_assert(delay[k] > 0);
    arena_free(&lab.arena);
}

/* With ten times the places everybody is placed, and nobody is turned away. */
Test(life, ten_times_the_places)
{
    const char *text = "extends: " DOORSTROOM_ROOT "/scenarios/netherlands.yaml\n"
                       "changes:\n  plenty: {from: 2018-01-01, add: {emergency: 30, crisis: 100, follow_on: 150, crisis_men: 20}}\n";
    char file[] = "/tmp/doorstroom-life-XXXXXX.yaml";
    FILE *out = fdopen(mkstemps(file, 5), "w");
    cr_assert(out && fputs(text, out) >= 0 && fclose(out) == 0);
    struct lab lab = lab_run(file, NULL);
    remove(file);
    double away[REPLICATIONS], base_away[REPLICATIONS];
    summed(&lab, "turned_away", -1, 0, away);
    for (int k = 0; k < REPLICATIONS; k++) cr_assert(away[k] == 0, "%g turned away", away[k]);
    struct lab base = lab_run(BASE, NULL);
    summed(&base, "turned_away", -1, 0, base_away);
    cr_assert(base_away[0] > 0);
    arena_free(&lab.arena);
    arena_free(&base.arena);
}
