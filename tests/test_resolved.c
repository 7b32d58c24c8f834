#include <criterion/criterion.h>
#include <unistd.h>

#include "models/models.h"
#include "sim/run.h"

/* The resolved scenario of a result file is enough to repeat its run: also what a pilot counted stands in it. */

enum { REPLICATIONS = 2, SCENARIO = 1 };

static struct arena arena;
static void made(void) { arena_init(&arena); }
static void gone(void) { arena_free(&arena); }
TestSuite(resolved, .init = made, .fini = gone, .timeout = 120);

static struct experiment planned(const char *const *files, int n)
{
    struct faults faults;
    faults_init(&faults, &arena);
    struct experiment e = {.n = n, .replications = REPLICATIONS, .seed = 5, .threads = 2};
    e.scenarios = ARENA_ARRAY(&arena, const struct scenario *, n);
    for (int i = 0; i < n; i++) e.scenarios[i] = scenario_read(files[i], NULL, models_all, &arena, &faults);
    if (faults.errors) faults_print(&faults, stderr, false);
    cr_assert_eq(faults.errors, 0);
    e.model = e.scenarios[0]->model;
    const status made_plans = run_plan(&e, &arena, &faults);
    cr_assert_eq(made_plans.code, STATUS_OK, "%s", made_plans.text);
    return e;
}

static void digests(const struct experiment *e, int scenario, uint64_t out[REPLICATIONS])
{
    const status run = run_rows(e->model, e->plans[scenario], e->engine, e->seed, 1, REPLICATIONS, 1, true, NULL, out, NULL);
    cr_assert_eq(run.code, STATUS_OK, "%s", run.text);
}

static const char *file_of(const char *text, const char *more)
{
    char *file = arena_format(&arena, "%s/resolved_XXXXXX.yaml", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    const int descriptor = mkstemps(file, 5);
    cr_assert(descriptor >= 0 && dprintf(descriptor, "%s%s", text, more) > 0);
    close(descriptor);
    return file;
}

Test(resolved, a_pilot_is_counted_once_and_kept)
{
    const char *money = file_of("extends: " DOORSTROOM_ROOT "/scenarios/netherlands.yaml\ntime: {horizon: 2 yr}\n",
                                "funding: {spring: {amount: 14 M eur/yr, from: 2018-07-01, spend: {acute: {share: 60 %, on: {crisis: 100 %}, "
                                "where: {by: unmet, top: 10}}, homes: {share: rest, on: {home: 100 %}, where: {by: leavers}}}}}\n");
    const char *base = file_of("extends: " DOORSTROOM_ROOT "/scenarios/netherlands.yaml\ntime: {horizon: 2 yr}\n", "");
    const struct experiment asked = planned((const char *const[]){base, money}, 2);
    cr_assert_not_null(asked.pilot);
    const char *again = file_of(asked.scenarios[SCENARIO]->yaml_resolved, run_pilot_text(&asked, SCENARIO, &arena));
    const struct experiment given = planned((const char *const[]){again}, 1);
    cr_expect_null(given.pilot, "what the file gives is not counted again");
    uint64_t want[REPLICATIONS], have[REPLICATIONS], without[REPLICATIONS];
    digests(&asked, SCENARIO, want);
    digests(&given, 0, have);
    digests(&asked, 0, without);
    for (int i = 0; i < REPLICATIONS; i++) {
        cr_expect_eq(want[i], have[i]);
        cr_expect_neq(want[i], without[i], "the money makes a difference");
    }
    unlink(money);
    unlink(base);
    unlink(again);
}

Test(resolved, without_pilot_nothing_is_added)
{
    const struct experiment e = planned((const char *const[]){DOORSTROOM_ROOT "/scenarios/netherlands.yaml"}, 1);
    cr_expect_null(e.pilot);
    cr_expect_str_eq(run_pilot_text(&e, 0, &arena), "");
}
