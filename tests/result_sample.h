/* A tiny model with every kind of metric, whose numbers follow from a formula: what test_result.c writes and expects back. */
#ifndef TESTS_RESULT_SAMPLE_H
#define TESTS_RESULT_SAMPLE_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/result.h"

enum { REGION, STAGE, CAUSE, NOTHING, SAMPLE_DIMS };
enum { SAMPLE_MOST = 4, SAMPLE_SCENARIOS = 3 };

struct sample_plan {
    int id, n_regions;
    const char *regions[SAMPLE_MOST];
};

static const char *const sample_stages[] = {"crisis", "follow_on"}, *const sample_causes[] = {"home", "help", "debt"};

static int32_t sample_size(const void *plan, int dim)
{
    const struct sample_plan *sample = plan;
    return dim == REGION ? sample->n_regions : dim == STAGE ? 2 : dim == CAUSE ? 3 : 0;
}

static const char *sample_label(const void *plan, int dim, int32_t i)
{
    const struct sample_plan *sample = plan;
    return dim == REGION ? sample->regions[i] : dim == STAGE ? sample_stages[i] : sample_causes[i];
}

/* Every region is as many degrees north as its name is long. */
static double sample_lat(const void *plan, int32_t i) { return (double)strlen(sample_label(plan, REGION, i)); }
static double sample_lon(const void *plan, int32_t i) { return sample_lat(plan, i) / 10; }
static const char *sample_code(const void *plan, int32_t i) { return sample_label(plan, REGION, i)[0] == 'U' ? NULL : "GM0001"; }

static bool sample_attribute(const void *plan, int dim, int k, const char **name, const char **unit,
                             const char *(**text)(const void *, int32_t), double (**number)(const void *, int32_t))
{
    static const char *const names[] = {"lat", "lon", "region_code"}, *const units[] = {"degrees_north", "degrees_east", ""};
    (void)plan;
    if (dim != REGION || k > 2) return false;
    *name = names[k];
    *unit = units[k];
    *text = k == 2 ? sample_code : NULL;
    *number = k == 0 ? sample_lat : k == 1 ? sample_lon : NULL;
    return true;
}

/* Only the first plan is asked: that of the baseline. */
static bool sample_observation(const void *plan, int32_t i, struct observation *out)
{
    static const struct observation figures[] = {
        {"stay", "stay_days", "Súdwest, 2015", "Súdwest-Fryslân", "crisis", 2018, 2019, 30.5, 21, 40.25, true},
        {"all", "arrivals", "a report", NULL, NULL, 0, 0, 193, NAN, NAN, false},
    };
    const struct sample_plan *sample = plan;
    if (sample->id != 0 || i > 1) return false;
    *out = figures[i];
    return true;
}

static struct window sample_window(const void *plan)
{
    (void)plan;
    return (struct window){
        .from_s = 10 * SECONDS_PER_DAY, .end_s = 375 * SECONDS_PER_DAY, .start_date_s = 1514764800 /* 2018-01-01 */};
}

static const struct dimension sample_dims[] = {
    {"region", "regio", "Region.", "Regio."},
    {"stage", "stap", "Stage of the chain.", "Stap in de keten."},
    {"cause", "oorzaak", "Cause.", "Oorzaak."},
    {"nothing", "niets", "A dimension that no scenario uses.", "Een dimensie die geen scenario gebruikt."},
};

static const struct metric sample_metrics[] = {
    {"arrivals", METRIC_COUNT, "1", {REGION, -1, -1}, "Households that came.", "Huishoudens die kwamen."},
    {"occupied", METRIC_LEVEL, "1", {REGION, STAGE, -1}, "Places occupied.", "Bezette plaatsen."},
    {"stay_days", METRIC_TALLY, "day", {REGION, STAGE, -1}, "Stay.", "Verblijf."},
    {"blocked", METRIC_LEVEL, "1", {REGION, STAGE, CAUSE}, "Places blocked, by cause.", "Geblokkeerde plaatsen, naar oorzaak."},
    {"unused", METRIC_COUNT, "1", {NOTHING, REGION, -1}, "Never there.", "Nooit aanwezig."},
    {"moves", METRIC_COUNT, "1", {CAUSE, -1, -1}, "Moves.", "Verhuizingen."},
    {"cost_eur", METRIC_VALUE, "eur", {-1, -1, -1}, "Cost.", "Kosten."},
};
enum { SAMPLE_METRICS = (int)(sizeof sample_metrics / sizeof *sample_metrics) };

static const struct model sample_model = {
    .name = "sample",
    .sentence_en = "A model for tests.",
    .sentence_nl = "Een model voor tests.",
    .dims = sample_dims,
    .n_dims = SAMPLE_DIMS,
    .metrics = sample_metrics,
    .n_metrics = SAMPLE_METRICS,
    .window = sample_window,
    .dim_size = sample_size,
    .dim_label = sample_label,
    .dim_attribute = sample_attribute,
    .observation = sample_observation,
};

/* The number in one cell; number: that of a tally. Tallies of nothing are NAN with number 0. Labels count as in the scenario. */
static double sample_value(int scenario, int64_t replication, int metric, bool number, int i, int j, int k)
{
    const double base =
        (double)(scenario * 100000 + (metric + 1) * 10000 + i * 1000 + j * 100 + k * 10) + (double)(replication % 1000);
    if (sample_metrics[metric].kind == METRIC_COUNT) return base;
    if (sample_metrics[metric].kind != METRIC_TALLY) return base / 7;
    const bool nothing = replication % 5 == 0 && i == 0;
    return number ? (nothing ? 0 : base) : nothing ? NAN : base / 3;
}

static double *sample_put(double *row, const struct sample_plan *plan, int64_t replication, int metric, bool number)
{
    int32_t size[METRIC_STRATA] = {1, 1, 1};
    for (int s = 0; s < METRIC_STRATA && sample_metrics[metric].strata[s] >= 0; s++)
        size[s] = sample_size(plan, sample_metrics[metric].strata[s]);
    for (int32_t i = 0; i < size[0]; i++)
        for (int32_t j = 0; j < size[1]; j++)
            for (int32_t k = 0; k < size[2]; k++) *row++ = sample_value(plan->id, replication, metric, number, i, j, k);
    return row;
}

static void sample_row(const struct sample_plan *plan, int64_t replication, double *row)
{
    for (int m = 0; m < SAMPLE_METRICS; m++) {
        row = sample_put(row, plan, replication, m, false);
        if (sample_metrics[m].kind == METRIC_TALLY) row = sample_put(row, plan, replication, m, true);
    }
}

static uint64_t sample_digest(int scenario, int64_t replication)
{
    return UINT64_C(0x9E3779B97F4A7C15) * (uint64_t)(replication * 10 + scenario + 1);
}

struct sample {
    struct experiment experiment;
    struct sample_plan plans[SAMPLE_SCENARIOS];
    struct scenario scenarios[SAMPLE_SCENARIOS];
    struct setting settings[2];
    struct scenario_head head;
    struct engine engine;
    struct arena arena;
    const struct result_layout *layout;
    const void *plan_list[SAMPLE_SCENARIOS];
    const struct scenario *scenario_list[SAMPLE_SCENARIOS];
};

static const struct param_row sample_row_of_setting = {.name = "arrivals", .kind = PARAM_SCALAR, .unit = UNIT_RATE};

static void sample_scenarios(struct sample *sample)
{
    static const char *const names[] = {"base", "price[3500 /yr]", "base"};
    static const struct source place = {.name = "base.yaml"};
    sample->settings[0] = (struct setting){.path = "arrivals",
                                           .row = &sample_row_of_setting,
                                           .text = "3500 /yr",
                                           .value = 3500,
                                           .unit = UNIT_RATE,
                                           .origin = ORIGIN_FILE,
                                           .place = {&place, 4, 11, 8},
                                           .range = {.kind = DIST_TRIANGULAR, .a = 2500, .b = 3500, .c = 4700},
                                           .source = "a report",
                                           .note = "",
                                           .next = &sample->settings[1]};
    sample->settings[1] = (struct setting){.path = "title", .row = &sample_row_of_setting, .text = "Súdwest", .value = NAN};
    sample->head.title = (struct title){.en = "The base", .nl = "De basis"};
    for (int s = 0; s < SAMPLE_SCENARIOS; s++) {
        char *resolved = arena_alloc(&sample->arena, 1, 100001); /* longer than a small attribute may be */
        memset(resolved, 'x', 100000);
        for (int i = 70; i < 100000; i += 71) resolved[i] = '\n';
        sample->scenarios[s] = (struct scenario){.name = names[s],
                                                 .file = "base.yaml",
                                                 .params = &sample->head,
                                                 .settings = {sample->settings, &sample->settings[1], 2},
                                                 .yaml_read = "doorstroom: 1 # Súdwest\n",
                                                 .yaml_resolved = resolved};
    }
}

static void sample_make(struct sample *sample, int64_t replications, uint64_t seed)
{
    static const struct sample_plan plans[] = {{0, 3, {"Amsterdam", "Den Haag", "Súdwest-Fryslân"}},
                                               {1, 3, {"Den Haag", "Utrecht", "Amsterdam"}},
                                               {2, 2, {"Amsterdam", "'s-Hertogenbosch"}}};
    memset(sample, 0, sizeof *sample);
    arena_init(&sample->arena);
    memcpy(sample->plans, plans, sizeof plans);
    sample_scenarios(sample);
    for (int s = 0; s < SAMPLE_SCENARIOS; s++) {
        sample->plan_list[s] = &sample->plans[s];
        sample->scenario_list[s] = &sample->scenarios[s];
    }
    sample->engine.name = "none";
    sample->experiment = (struct experiment){.model = &sample_model,
                                             .n = SAMPLE_SCENARIOS,
                                             .scenarios = sample->scenario_list,
                                             .plans = sample->plan_list,
                                             .replications = replications,
                                             .seed = seed,
                                             .engine = &sample->engine,
                                             .threads = 2,
                                             .reproducible = true,
                                             .command = "doorstroom run base.yaml"};
}

static void sample_free(struct sample *sample) { arena_free(&sample->arena); }

static status sample_block(const struct sample *sample, const char *path, int32_t scenario, int64_t block)
{
    const struct experiment *experiment = &sample->experiment;
    enum { MOST = 64 };
    double rows[MOST * 256];
    uint64_t digests[MOST], events[MOST];
    int32_t sizes[SAMPLE_DIMS];
    for (int d = 0; d < SAMPLE_DIMS; d++) sizes[d] = sample_size(&sample->plans[scenario], d);
    const int32_t cells = metric_row_cells(sample_metrics, SAMPLE_METRICS, sizes);
    const int32_t most = result_block_most(experiment);
    const int64_t first = block * most + 1, left = experiment->replications - first + 1;
    const int32_t n = (int32_t)(left < most ? left : most);
    for (int32_t r = 0; r < n; r++) {
        sample_row(&sample->plans[scenario], first + r, rows + r * cells);
        digests[r] = sample_digest(scenario, first + r);
        events[r] = (uint64_t)(first + r) * 1000;
    }
    return result_block(path, experiment, sample->layout, scenario, 0, first, n, rows, digests, events, NULL, NULL);
}

/* What a run does, with the number of blocks it had to make. backwards: blocks in the opposite order. */
static status sample_run(struct sample *sample, const char *path, bool replace, bool backwards, int *made)
{
    bool *done, complete;
    const int64_t blocks = result_blocks(&sample->experiment), n = blocks * sample->experiment.n;
    *made = 0;
    TRY(result_layout_make(&sample->experiment, &sample->arena, &sample->layout));
    TRY(result_open(path, &sample->experiment, sample->layout, replace, &sample->arena, &done, &complete));
    if (complete) return status_ok();
    for (int64_t i = 0; i < n; i++) {
        const int64_t at = backwards ? n - 1 - i : i;
        if (done[at]) continue;
        TRY(sample_block(sample, path, (int32_t)(at / blocks), at % blocks));
        ++*made;
    }
    return result_merge(path, &sample->experiment, sample->layout);
}

#endif
