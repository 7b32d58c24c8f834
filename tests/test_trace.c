#include <criterion/criterion.h>
#include <string.h>

#include "models/models.h"
#include "sim/engine.h"
#include "sim/scenario.h"

static struct arena arena;
static struct sim sim;
static struct draw_log draws;
static void make(void) { arena_init(&arena); }
static void gone(void)
{
    trace_draws_free(&draws);
    sim_free(&sim);
    arena_free(&arena);
}
TestSuite(trace, .init = make, .fini = gone, .timeout = 60);

static void prepare(const char *file)
{
    struct faults faults;
    faults_init(&faults, &arena);
    const struct scenario *scenario = scenario_read(file, NULL, models_all, &arena, &faults);
    const void *plan = scenario ? scenario->model->plan(scenario, NULL, &arena, &faults) : NULL;
    if (faults.errors) faults_print(&faults, stderr, false);
    cr_assert(plan, "%s is not accepted", file);
    const status made = sim_init(&sim, scenario->model, plan);
    cr_assert_eq(made.code, STATUS_OK, "%s", made.text);
}

/* Names of files and columns of others: small letters, digits and underscores; no name twice. */
Test(trace, every_purpose_of_a_draw_has_a_name)
{
    for (int m = 0; models_all[m]; m++) {
        const struct model *model = models_all[m];
        cr_assert(model->n_purposes > 0 && model->n_purposes <= 256, "%s", model->name);
        for (int32_t i = 0; i < model->n_purposes; i++) {
            const char *name = model->purposes[i];
            cr_assert(name && *name, "%s: purpose %d has no name", model->name, i);
            cr_assert_eq(strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_"), strlen(name), "%s", name);
            for (int32_t j = 0; j < i; j++) cr_assert_str_neq(name, model->purposes[j]);
        }
    }
}

/* Keeping the draws changes nothing, and every one of them is the function of its key that it should be. */
static void kept(const char *file)
{
    prepare(file);
    sim_run(&sim, &engine_native, 3, 2, false, false);
    const uint64_t digest = sim.trace.digest;
    sim.trace.draws = &draws;
    for (int again = 0; again < 2; again++) {
        sim_run(&sim, &engine_native, 3, 2, again == 1, again == 1);
        cr_assert_eq(sim.trace.digest, digest);
        cr_assert_gt(draws.n, 1000);
        for (int64_t i = 0; i < draws.n; i++) {
            const struct draw_row *draw = &draws.rows[i];
            const double uniform = rng_uniform(rng_key_of(3, 2), draw->purpose, draw->entity, draw->occasion);
            cr_assert(draw->uniform == uniform);
            cr_assert_lt(draw->purpose, (uint32_t)sim.model->n_purposes);
        }
    }
    const int64_t n = draws.n;
    sim_run(&sim, &engine_native, 3, 2, false, false);
    cr_assert_eq(draws.n, n, "the draws of an earlier replication are kept");
    sim.trace.draws = NULL;
    sim_run(&sim, &engine_native, 3, 4, false, false);
    cr_assert_eq(draws.n, n, "draws are kept unasked");
}

Test(trace, draws_of_a_shelter_world) { kept(DOORSTROOM_ROOT "/scenarios/small/two-stage.yaml"); }
Test(trace, draws_of_a_queue) { kept(DOORSTROOM_ROOT "/tests/fault/run-model.yaml"); }
