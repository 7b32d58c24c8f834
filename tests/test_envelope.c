/* Formulas on the back of an envelope beside simulations of which they are true, read back from result files; what is said where they are not;
 * and what is printed. The formulas by themselves: test_envelope_formulas.c. */
#include <criterion/criterion.h>
#include <ftw.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "analysis/envelope.h"
#include "models/models.h"

#define CLOSE(got, wanted, off)                                                                                                                      \
    do {                                                                                                                                             \
        const double got_ = (got), wanted_ = (wanted);                                                                                               \
        cr_assert(fabs(got_ - wanted_) <= (off), "%s: %.12g, wanted %.12g", #got, got_, wanted_);                                                    \
    } while (0)

static struct arena arena;
static char folder[] = "/tmp/doorstroom-envelope-XXXXXX";
static const char *file, *out;

static void make(void)
{
    arena_init(&arena);
    cr_assert(mkdtemp(folder));
    file = arena_format(&arena, "%s/base.yaml", folder);
    out = arena_format(&arena, "%s/out.h5", folder);
}

static int forget(const char *path, const struct stat *info, int kind, struct FTW *at) { return (void)info, (void)kind, (void)at, remove(path); }

static void gone(void)
{
    nftw(folder, forget, 16, FTW_DEPTH | FTW_PHYS);
    arena_free(&arena);
}
TestSuite(envelope, .init = make, .fini = gone, .timeout = 120);

#define HEAD(horizon) "doorstroom: 1\ntitle: envelope\ntime: {start: 2020-01-01, warm_up: 1 yr, horizon: " horizon "}\n"

static void ran(const char *text, int64_t replications)
{
    struct faults faults;
    FILE *yaml = fopen(file, "w");
    cr_assert(yaml);
    fputs(text, yaml);
    fclose(yaml);
    faults_init(&faults, &arena);
    const struct scenario *scenario = scenario_read(file, NULL, models_all, &arena, &faults);
    const void *plan = scenario ? scenario->model->plan(scenario, NULL, &arena, &faults) : NULL;
    if (faults.errors) faults_print(&faults, stderr, false);
    cr_assert(plan && faults.errors == 0);
    struct experiment experiment = {.model = scenario->model,
                                    .n = 1,
                                    .scenarios = &scenario,
                                    .plans = &plan,
                                    .replications = replications,
                                    .seed = 1,
                                    .engine = &engine_native,
                                    .threads = 1,
                                    .reproducible = true,
                                    .command = "test"};
    const struct run_options options = {.progress = PROGRESS_NEVER};
    const status done = run_experiment(&experiment, out, &options, &arena);
    cr_assert_eq(done.code, STATUS_OK, "%s", done.text);
}

/* Runs a scenario written here and reads the envelope of its file. */
static struct envelope_full reckoned(const char *text, int64_t replications, struct result **result)
{
    struct envelope_full full = {0};
    ran(text, replications);
    cr_assert_eq(result_read_open(out, &arena, result).code, STATUS_OK);
    const status made = envelope_scenario(*result, 0, &arena, &full);
    cr_assert_eq(made.code, STATUS_OK, "%s", made.text);
    return full;
}

/* Twice the half-width of 95 %: about 99.9 % with as many replications as here. */
static void within(const char *what, const struct interval *simulated, double formula, double least)
{
    cr_assert(fabs(simulated->mean - formula) <= 2 * simulated->half + least, "%s: simulated %.6g +- %.3g, formula %.6g", what, simulated->mean,
              simulated->half, formula);
}

static bool says(const struct envelope_full *full, const char *wanted)
{
    const char *word[ENVELOPE_WHYS], *sentence[ENVELOPE_WHYS];
    const int32_t n = envelope_why(full, LANG_EN, &arena, word, sentence);
    for (int32_t i = 0; i < n; i++)
        if (strcmp(word[i], wanted) == 0) return true;
    return false;
}

/* M/M/c/c: what is simulated is Erlang's loss; that holds for any spread of the stays. */
Test(envelope, erlang_loss_simulated)
{
    const char *const stays[] = {"{exponential: {mean: 30 d}}", "{constant: 30 d}"};
    for (int i = 0; i < 2; i++) {
        struct result *result;
        const struct envelope_full full = reckoned(
            arena_format(&arena,
                         HEAD("20 yr") "intake: {households: 48.7 /yr}\nstages: {crisis: {stay: %s, onward: {left: 100 %%}}}\nexits: {left: {}}\n"
                                       "regions: {town: {places: {crisis: 4}}}\nplacement: [{stage: crisis, where: own}]\n",
                         stays[i]),
            40, &result);
        CLOSE(full.all.load, 4, 0.1);
        CLOSE(full.all.offered, 4, 1e-9);
        CLOSE(full.stay_d, 30, 0.7);
        CLOSE(full.all.loss_pooled, full.all.loss_regions, 1e-12);
        within("refused", &full.refused, full.all.loss_pooled, 0.003);
        within("not placed", &full.not_placed, full.all.loss_pooled, 0.003);
        within("full", &full.stage[0].full, full.stage[0].loss_regions, 0.003);
        within("in use", &full.all.occupied, full.all.load * (1 - full.all.loss_pooled), 0.02);
        CLOSE(full.stage[0].fluid, full.flow.bottleneck == 0 ? 4 : full.all.load, 1e-9);
        cr_assert(says(&full, "applies") || says(&full, "chance"));
        cr_assert_not(says(&full, "blocked") || says(&full, "waiting") || says(&full, "returns") || says(&full, "elsewhere"));
        result_read_close(result);
        unlink(out);
    }
}

/* Requests that double each year: by year the equations hold, and the steady state of the whole period does not. */
Test(envelope, growing_requests_simulated)
{
    struct result *result;
    const struct envelope_full full = reckoned(
        HEAD("4 yr") "intake: {households: 40 /yr, growth: 100 %/yr}\nstages: {crisis: {stay: {exponential: {mean: 60 d}}, onward: {left: 100 %}}}\n"
                     "exits: {left: {}}\nregions: {town: {places: {crisis: 20}}}\nplacement: [{stage: crisis, where: own}]\n",
        60, &result);
    cr_assert_eq(full.years_state, ENVELOPE_THERE);
    cr_assert_eq(full.years, 4);
    CLOSE(full.year[0].days, 366, 0);
    CLOSE(full.year[1].days, 365, 0);
    for (int32_t y = 1; y < full.years; y++) within("not placed in a year", &full.year[y].not_placed, full.year[y].loss_pooled, 0.02);
    cr_assert_gt(fabs(full.year[3].not_placed.mean - full.all.loss_pooled), 0.1);
    for (int32_t y = 0; y < full.years; y++) CLOSE(full.year[y].loss_regions, full.year[y].loss_pooled, 1e-9);
    CLOSE(full.year[3].served, fmin(1, 20 * 365.25 / full.stay_d * full.year[3].days / 365.25 / full.year[3].requests), 1e-12);
    cr_assert(says(&full, "growth"));
    CLOSE(full.growth, 8, 0.6);
    result_read_close(result);
}

/* Two regions that share nothing: each by itself is right, one pool is not. */
Test(envelope, regions_by_themselves)
{
    struct result *result;
    const struct envelope_full full = reckoned(
        HEAD("20 yr") "intake: {households: 40 /yr}\nstages: {crisis: {stay: {exponential: {mean: 30 d}}, onward: {left: 100 %}}}\n"
                      "exits: {left: {}}\nregions: {a: {places: {crisis: 1}}, b: {places: {crisis: 6}}}\nplacement: [{stage: crisis, where: own}]\n",
        40, &result);
    cr_assert_eq(full.regions, 2);
    within("refused", &full.refused, full.all.loss_regions, 0.004);
    within("full", &full.stage[0].full, full.stage[0].loss_regions, 0.004);
    cr_assert_gt(full.refused.mean, 5 * full.all.loss_pooled);
    cr_assert(says(&full, "no_sharing") && !says(&full, "elsewhere"));
    result_read_close(result);
}

/* Two regions that share everything, and nobody travels: one pool is right, and lies far from each by itself. */
Test(envelope, regions_as_one_pool)
{
    struct result *result;
    const struct envelope_full full = reckoned(
        HEAD(
            "20 yr") "intake: {households: 40 /yr}\nstages: {crisis: {stay: {exponential: {mean: 30 d}}, onward: {left: 100 %}}}\nexits: {left: {}}\n"
                     "regions: {a: {places: {crisis: 1}}, b: {places: {crisis: 6}}}\nplacement: [{stage: crisis, where: own}, {stage: crisis, where: "
                     "elsewhere}]\n",
        40, &result);
    within("refused", &full.refused, full.all.loss_pooled, 0.004);
    cr_assert_lt(full.refused.mean, full.all.loss_regions / 2);
    cr_assert(says(&full, "elsewhere") && !says(&full, "no_sharing"));
    result_read_close(result);
}

/* Homes that are too few: as many are served as homes come, and the stage is full. */
Test(envelope, homes_simulated)
{
    struct result *result;
    const struct envelope_full full =
        reckoned(HEAD("40 yr") "intake: {households: 200 /yr}\nstages:\n  crisis: {stay: 20 d, onward: {own_home: 50 %, left: rest}}\n"
                               "exits: {own_home: {gates: [home]}, left: {}}\ngates: {home: {kind: supply, each: 12}}\nregions: {town: {places: "
                               "{crisis: 30}}}\n"
                               "placement: [{stage: crisis, where: own}]\n",
                 20, &result);
    cr_assert_eq(full.gates, 1);
    cr_assert_not(full.gate[0].slots);
    CLOSE(full.gate[0].per_year, 12, 0.3);
    CLOSE(full.gate[0].need, 0.5, 0.02);
    cr_assert_eq(full.flow.bottleneck, full.stages + 0);
    within("placed", &full.placed, full.served, 0.01);
    CLOSE(full.served, 24 / 200.0, 0.01);
    within("in use", &full.stage[0].occupied, full.stage[0].fluid, 0.5);
    CLOSE(full.stage[0].fluid, 30, 0);
    cr_assert(says(&full, "blocked") && !says(&full, "applies"));
    result_read_close(result);
}

/* Slots are known from the settings: 4 caseworker slots for 73.05 d each let 20 a year out. */
Test(envelope, slots_simulated)
{
    struct result *result;
    const struct envelope_full full =
        reckoned(HEAD("40 yr") "intake: {households: 200 /yr}\nstages:\n  acute: {stay: 2 d, onward: {crisis: 100 %}}\n  crisis: {stay: 20 d, "
                               "onward: {own: 100 %}}\n"
                               "exits: {own: {gates: [help]}}\ngates: {help: {kind: slots, each: 4, held: {exponential: {mean: 73.05 d}}}}\n"
                               "regions: {town: {places: {acute: 3, crisis: 10}}}\nplacement: [{stage: acute, where: own}]\n",
                 20, &result);
    cr_assert_eq(full.gates, 1);
    cr_assert(full.gate[0].slots);
    CLOSE(full.gate[0].per_year, 4, 0);
    cr_assert_eq(full.flow.bottleneck, full.stages);
    CLOSE(full.served, 0.1, 0.01);
    within("placed", &full.placed, full.served, 0.01);
    CLOSE(full.stage[0].fluid, 3, 0);
    CLOSE(full.stage[1].fluid, 10, 0);
    within("in use", &full.all.occupied, full.all.fluid, 0.5);
    result_read_close(result);
}

/* Four beds for persons (scenarios/small/persons.yaml): the mean household has 4/3 persons. */
Test(envelope, places_for_persons)
{
    struct result *result;
    const struct envelope_full full = reckoned(
        HEAD("20 yr") "intake: {households: 36 /yr}\ngroups:\n  alone: {share: rest}\n  with_child: {share: 33.333333333333 %, children: 1}\n"
                      "stages: {crisis: {stay: {exponential: {mean: 30.4375 d}}, onward: {left: 100 %}}}\nexits: {left: {}}\npools: {crisis: {unit: "
                      "person}}\n"
                      "regions: {town: {places: {crisis: 4}}}\nplacement: [{stage: crisis, where: own}]\n",
        20, &result);
    cr_assert(full.persons && says(&full, "persons"));
    CLOSE(full.all.load, 4, 0.2);
    CLOSE(full.all.offered, 4, 1e-6);
    result_read_close(result);
}

/* Waiting, a stopgap, returns, an unlimited stage, growth, places elsewhere: each is said, and only then. */
Test(envelope, sentences_follow_the_file)
{
    struct result *result;
    const struct envelope_full full = reckoned(HEAD("4 yr") "intake: {households: 120 /yr, growth: 10 %/yr}\nstages:\n  crisis: {stay: {exponential: "
                                                            "{mean: 40 d}}, onward: {guest: 50 %, left: rest}}\n"
                                                            "  guest: {stay: {constant: 20 d}, onward: {left: 100 %}, places: unlimited}\n  hotel: "
                                                            "{stopgap: yes}\nexits: {left: {returns: {share: 20 %, after: 30 d}}}\n"
                                                            "regions: {a: {places: {crisis: 4, hotel: 1}}, b: {places: {crisis: 7}}}\n"
                                                            "placement: [{stage: crisis, where: own}, {stage: crisis, where: elsewhere}, {stage: "
                                                            "hotel, where: own}, {wait: {patience: 9 d}}]\n",
                                               4, &result);
    const char *const there[] = {"returns", "growth", "waiting", "elsewhere", "stopgap", "unlimited", "at_start"}, *const not [] = {
                                                                                                                       "blocked",    "waits",
                                                                                                                       "stages",     "persons",
                                                                                                                       "no_sharing", "applies",
                                                                                                                       "given",      "changes"};
    for (int i = 0; i < 7; i++) cr_assert(says(&full, there[i]), "%s", there[i]);
    for (int i = 0; i < 8; i++) cr_assert_not(says(&full, not [i]), "%s", not [i]);
    cr_assert_eq(full.stages, 2);
    cr_assert(full.stage[0].counted && !full.stage[1].counted && isinf(full.stage[1].places));
    CLOSE(full.all.places, 11, 1e-9);
    within("guests", &full.stage[1].occupied, full.stage[1].fluid, 1.5);
    result_read_close(result);
}

/* ---- print ---- */

static char *printed(const struct envelope_full *full, int lang)
{
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);
    if (lang < 0)
        envelope_json(full, to);
    else
        envelope_print(full, (enum lang)lang, &arena, to);
    fclose(to);
    return text;
}

static void printable(const struct envelope_full *full, const char *en, const char *nl)
{
    char *english = printed(full, LANG_EN), *dutch = printed(full, LANG_NL), *json = printed(full, -1);
    cr_assert(strstr(english, en), "%s", english);
    cr_assert(strstr(dutch, nl), "%s", dutch);
    cr_assert_str_neq(english, dutch);
    int depth = 0;
    for (const char *c = json; *c; c++) depth += (*c == '{') + (*c == '[') - (*c == '}') - (*c == ']');
    cr_assert_eq(depth, 0);
    cr_assert(json[0] == '{' && !strstr(json, "nan") && !strstr(json, "inf") && !strstr(json, ", ]") && !strstr(json, ", }"), "%s", json);
    cr_assert(!strstr(english, "nan") && !strstr(english, "inf "), "%s", english);
    free(english), free(dutch), free(json);
}

Test(envelope, one_replication_is_printed)
{
    struct result *result;
    const struct envelope_full full =
        reckoned(HEAD("18 mo") "intake: {households: 60 /yr}\nstages: {crisis: {stay: 30 d, onward: {left: 100 %}}}\nexits: {left: {}}\n"
                               "regions: {town: {places: {crisis: 4}}}\nplacement: [{stage: crisis, where: own}]\n",
                 1, &result);
    CLOSE(full.year[0].days, 366, 0);
    CLOSE(full.year[1].days, 181.875, 1);
    printable(&full, "(1 replication)", "(1 herhaling)");
    result_read_close(result);
}

/* The second is placed elsewhere and taken back after two weeks: three places taken, two stays of 20 d. */
Test(envelope, a_stay_in_two_places_is_planned_once)
{
    struct result *result;
    const struct envelope_full full =
        reckoned(HEAD("100 d") "intake: {times: {a: [9 d, 10 d]}}\nstages: {crisis: {stay: 20 d, onward: {left: 100 %}}}\nexits: {left: {}}\n"
                               "regions: {a: {places: {crisis: 1}}, b: {places: {crisis: 1}}}\ntake_back: {after: 5 d, stages: [crisis]}\n"
                               "placement: [{stage: crisis, where: own}, {stage: crisis, where: elsewhere}]\n"
                               "changes: {shut: {from: 2020-01-25, region: a, places: {crisis: 2}}}\n",
                 1, &result);
    CLOSE(full.stage[0].visits, 1.5, 1e-12);
    CLOSE(full.all.load, 2 * 20 / 100.0, 1e-9);
    CLOSE(full.all.occupied.mean, full.all.load, 1e-9);
    cr_assert(says(&full, "changes") && says(&full, "given"));
    cr_assert(isnan(full.all.offered) && isnan(full.stage[0].offered));
    result_read_close(result);
}

Test(envelope, nobody_comes)
{
    struct result *result;
    const struct envelope_full full =
        reckoned(HEAD("1 yr") "intake: {times: {town: [500 d]}}\nstages: {crisis: {stay: 30 d, onward: {left: 100 %}}}\nexits: {left: {}}\n"
                              "regions: {town: {places: {crisis: 4}}}\nplacement: [{stage: crisis, where: own}]\n",
                 2, &result);
    cr_assert_eq(full.loss_state, ENVELOPE_NOBODY);
    printable(&full, "nobody was placed", "niemand is geplaatst");
    result_read_close(result);
}

Test(envelope, only_unlimited_places)
{
    struct result *result;
    const struct envelope_full full = reckoned(
        HEAD("2 yr") "intake: {households: 60 /yr}\nstages: {crisis: {stay: 30 d, onward: {left: 100 %}, places: unlimited}}\nexits: {left: {}}\n"
                     "regions: {town: {}}\nplacement: [{stage: crisis, where: own}]\n",
        3, &result);
    cr_assert_eq(full.loss_state, ENVELOPE_NO_PLACES);
    cr_assert_eq(full.fluid_state, ENVELOPE_THERE);
    within("in use", &full.stage[0].occupied, full.stage[0].fluid, 0.3);
    printable(&full, "No stage has places that can be counted", "Geen voorziening heeft telbare plaatsen");
    result_read_close(result);
}

Test(envelope, another_scenario_and_another_model)
{
    struct result *result;
    reckoned(HEAD("1 yr") "intake: {households: 60 /yr}\nstages: {crisis: {stay: 30 d, onward: {left: 100 %}}}\nexits: {left: {}}\n"
                          "regions: {town: {places: {crisis: 4}}}\nplacement: [{stage: crisis, where: own}]\n",
             1, &result);
    struct envelope_full full;
    status fault = envelope_scenario(result, 1, &arena, &full);
    cr_assert_str_eq(fault.id, "no-scenario");
    result_read_close(result);
    unlink(out);
    ran("doorstroom: 1\ntitle: queue\nmodel: queue\ntime: {start: 2020-01-01, warm_up: 1 yr, horizon: 1 yr}\narrivals: 300 /yr\nservice: "
        "{exponential: {mean: 1 d}}\n",
        1);
    cr_assert_eq(result_read_open(out, &arena, &result).code, STATUS_OK);
    fault = envelope_scenario(result, 0, &arena, &full);
    cr_assert_str_eq(fault.id, "no-measure");
    result_read_close(result);
}
