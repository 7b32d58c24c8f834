#include "sim/inputs.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "models/models.h"

#define BASE DOORSTROOM_ROOT "/scenarios/netherlands.yaml"
enum { DRAWS = 256 };

static struct arena arena;
static struct faults faults;
static const char *written[64];
static int n_files;
static void made(void)
{
    arena_init(&arena);
    faults_init(&faults, &arena);
}
static void gone(void)
{
    while (n_files > 0) unlink(written[--n_files]);
    arena_free(&arena);
}
TestSuite(inputs, .init = made, .fini = gone, .timeout = 120);

/* ---- scenarios ---- */

static const char *file_of(const char *ending, const char *text)
{
    char *file = arena_format(&arena, "%s/inputs_XXXXXX%s", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp", ending);
    const int descriptor = mkstemps(file, (int)strlen(ending));
    cr_assert(descriptor >= 0 && dprintf(descriptor, "%s", text) == (int)strlen(text));
    close(descriptor);
    cr_assert_lt(n_files, 64);
    return written[n_files++] = file;
}

static const struct scenario *scenario_of(const char *file, const char *const *sets)
{
    const struct scenario *scenario = scenario_read(file, sets, models_all, &arena, &faults);
    if (faults.errors) faults_print(&faults, stderr, false);
    cr_assert_not_null(scenario);
    return scenario;
}

/* A town with one stage; %s: the intake, the exits of the stage, and what else there is. */
#define SMALL                                                                                                            \
    "doorstroom: 1\ntitle: {en: small, nl: klein}\ntime: {start: 2020-01-01, horizon: 2 yr}\n"                            \
    "intake: {households: %s}\nstages:\n  crisis: {stay: {exponential: {mean: 30 d}}, onward: %s}\n"                      \
    "exits: {home: {}, family: {}, left: {}}\nregions: {town: {places: {crisis: 4}}}\nplacement: [{stage: crisis, where: own}]\n%s"

static const struct scenario *small(const char *intake, const char *onward, const char *more)
{
    return scenario_of(file_of(".yaml", arena_format(&arena, SMALL, intake, onward, more)), NULL);
}

static struct inputs inputs_of(const struct scenario *const *scenarios, int32_t n, const char *points)
{
    struct inputs inputs;
    const status made_inputs = inputs_make(&inputs, scenarios, n, 2020, points, &arena, &faults);
    if (faults.errors) faults_print(&faults, stderr, false);
    cr_assert_eq(made_inputs.code, STATUS_OK, "%s", made_inputs.text);
    return inputs;
}

static const struct scenario *drawn_of(const struct inputs *inputs, int32_t s, int64_t draw)
{
    const struct scenario *drawn;
    const status made_draw = inputs_scenario(inputs, s, draw, &arena, &faults, &drawn);
    if (faults.errors) faults_print(&faults, stderr, false);
    cr_assert_eq(made_draw.code, STATUS_OK, "%s", made_draw.text);
    return drawn;
}

static int32_t find(const struct inputs *inputs, const char *path)
{
    for (int32_t i = 0; i < inputs->n; i++)
        if (strcmp(inputs->item[i].path, path) == 0) return i;
    cr_assert_fail("no input `%s`", path);
    return -1;
}

static const struct setting *setting_of(const struct scenario *scenario, const char *path)
{
    const struct setting *setting = scenario->settings.first;
    while (setting && strcmp(setting->path, path) != 0) setting = setting->next;
    cr_assert_not_null(setting, "%s", path);
    return setting;
}

/* ---- the base ---- */

static double middle_of(const struct dist *range)
{
    return range->kind == DIST_TRIANGULAR ? (range->a + range->b + range->c) / 3 : (param_range_low(range) + param_range_high(range)) / 2;
}

Test(inputs, every_range_of_the_base_is_drawn_as_it_says)
{
    const struct scenario *base = scenario_of(BASE, NULL);
    const struct inputs inputs = inputs_of(&base, 1, NULL);
    double *sum = ARENA_ARRAY(&arena, double, inputs.n), *value = ARENA_ARRAY(&arena, double, inputs.n);
    cr_expect_geq(inputs.n, 80, "%d", inputs.n);
    for (int64_t draw = 1; draw <= DRAWS; draw++) {
        inputs_values(&inputs, 0, draw, value);
        for (int32_t i = 0; i < inputs.n; i++) {
            const struct setting *setting = inputs.item[i].setting;
            const double low = param_range_low(&setting->range), high = param_range_high(&setting->range), slack = 1e-9 * (high - low);
            cr_expect(value[i] >= low - slack && value[i] <= high + slack, "%s: %g", inputs.item[i].path, value[i]);
            sum[i] += value[i];
        }
    }
    for (int32_t i = 0; i < inputs.n; i++) {
        const struct setting *setting = inputs.item[i].setting;
        const double width = param_range_high(&setting->range) - param_range_low(&setting->range);
        const double off = (sum[i] / DRAWS - middle_of(&setting->range)) / width;
        cr_expect_lt(fabs(off), setting->whole ? 0.1 : 0.002, "%s: %g of its width", inputs.item[i].path, off); /* shares give way */
    }
}

static bool is_input(const struct inputs *inputs, const char *path)
{
    for (int32_t i = 0; i < inputs->n; i++)
        if (strcmp(inputs->item[i].setting->path, path) == 0) return true;
    return false;
}

Test(inputs, a_draw_changes_nothing_else)
{
    const struct scenario *base = scenario_of(BASE, NULL);
    const struct inputs inputs = inputs_of(&base, 1, NULL);
    for (int64_t draw = 1; draw <= 8; draw++) {
        const struct scenario *drawn = drawn_of(&inputs, 0, draw);
        int32_t changed = 0;
        const struct setting *was = base->settings.first, *is = drawn->settings.first;
        cr_assert_eq(drawn->settings.n, base->settings.n);
        for (; was; was = was->next, is = is->next) {
            cr_assert_str_eq(was->path, is->path);
            const bool same = was->value == is->value || (isnan(was->value) && isnan(is->value) && strcmp(was->text, is->text) == 0);
            const bool rest = strcmp(was->node->text, "rest") == 0;
            cr_expect(same || rest || is_input(&inputs, was->path), "%s: %s, %s", was->path, was->text, is->text);
            cr_expect_eq(is->origin == ORIGIN_DRAWN, is_input(&inputs, was->path), "%s", was->path);
            cr_expect_eq(is->range.kind, DIST_ABSENT);
            changed += !same && !rest;
        }
        cr_expect_geq(changed, inputs.n - 2);
    }
    cr_expect_eq(drawn_of(&inputs, 0, 0), base, "draw 0 is the scenario itself");
}

Test(inputs, values_are_those_of_the_scenario)
{
    const struct scenario *base = scenario_of(BASE, NULL);
    const struct inputs inputs = inputs_of(&base, 1, NULL);
    for (int64_t draw = 1; draw <= 16; draw++) {
        const struct scenario *drawn = drawn_of(&inputs, 0, draw);
        for (int32_t i = 0; i < inputs.n; i++) {
            const double want = setting_of(drawn, inputs.item[i].setting->path)->value, have = inputs_value(&inputs, i, 0, draw);
            cr_expect_eq(have, want, "%s: %.17g, %.17g", inputs.item[i].path, have, want);
        }
    }
    const int32_t i = find(&inputs, "intake.households");
    const double central = inputs_value(&inputs, i, 0, 0);
    cr_expect_eq(central, 2600);
}

Test(inputs, a_resolved_draw_reads_back)
{
    const struct scenario *base = scenario_of(BASE, NULL);
    const struct inputs inputs = inputs_of(&base, 1, NULL);
    for (int64_t draw = 1; draw <= 6; draw++) {
        const char *text = scenario_resolve(drawn_of(&inputs, 0, draw), &arena), *file = file_of(".yaml", text);
        const struct scenario *again = scenario_of(file, NULL);
        cr_expect_str_eq(again->yaml_resolved, text);
        cr_expect_str_neq(text, base->yaml_resolved);
    }
}

Test(inputs, a_drawn_scenario_can_be_planned)
{
    const struct scenario *base = scenario_of(BASE, NULL);
    const struct inputs inputs = inputs_of(&base, 1, NULL);
    for (int64_t draw = 1; draw <= 16; draw++) {
        const struct scenario *drawn = drawn_of(&inputs, 0, draw);
        cr_expect_not_null(drawn->model->plan(drawn, NULL, &arena, &faults), "draw %d", (int)draw);
    }
    cr_expect_eq(faults.errors, 0);
}

/* ---- several scenarios ---- */

static struct inputs of_files(const char *const *files, int32_t n)
{
    const struct scenario **scenarios = ARENA_ARRAY(&arena, const struct scenario *, n);
    for (int32_t i = 0; i < n; i++) scenarios[i] = scenario_of(arena_format(&arena, "%s/scenarios/%s.yaml", DOORSTROOM_ROOT, files[i]), NULL);
    return inputs_of(scenarios, n, NULL);
}

Test(inputs, the_same_draw_meets_every_scenario)
{
    const struct inputs inputs = of_files((const char *const[]){"netherlands", "netherlands-2026", "fewer-homes", "take-back"}, 4);
    const int32_t intake = find(&inputs, "intake.households"), homes = find(&inputs, "gates.home.factor"), after = find(&inputs, "take_back.after");
    const struct dist later = {.kind = DIST_TRIANGULAR, .a = 2450, .b = 3345, .c = 4600}, fewer = {.kind = DIST_UNIFORM, .a = 0.6, .b = 1};
    for (int64_t draw = 1; draw <= 40; draw++) {
        for (int32_t i = 0; i < inputs.n; i++) {
            const double base = inputs_value(&inputs, i, 0, draw), same = inputs_value(&inputs, i, 3, draw);
            cr_expect(i == after ? isnan(base) && !isnan(same) : base == same, "%s", inputs.item[i].path);
        }
        const double in_2026 = inputs_value(&inputs, intake, 1, draw), want = param_range_quantile(&later, inputs_uniform(&inputs, intake, draw));
        cr_expect_float_eq(in_2026, want, 1e-7);
        const double factor = inputs_value(&inputs, homes, 2, draw), own = param_range_quantile(&fewer, inputs_uniform(&inputs, homes, draw));
        cr_expect_float_eq(factor, own, 1e-11);
    }
}

/* Neither the other scenarios nor what is drawn besides matter to a value; the seed does. */
Test(inputs, a_value_hangs_on_seed_path_and_draw)
{
    const struct inputs alone = of_files((const char *const[]){"netherlands"}, 1), few = of_files((const char *const[]){"netherlands", "take-back"}, 2),
                        many = of_files((const char *const[]){"netherlands", "lockdown-wave", "fewer-homes", "take-back"}, 4);
    const struct scenario *base = scenario_of(BASE, NULL);
    struct inputs other;
    cr_assert_eq(inputs_make(&other, &base, 1, 2021, NULL, &arena, &faults).code, STATUS_OK);
    cr_assert_gt(many.n, few.n);
    for (int64_t draw = 1; draw <= 8; draw++) {
        for (int32_t i = 0; i < alone.n; i++) {
            const double want = inputs_value(&alone, i, 0, draw), have = inputs_value(&many, i, 0, draw), not = inputs_value(&other, i, 0, draw);
            cr_expect_eq(want, have, "%s", alone.item[i].path);
            cr_expect_neq(want, not, "%s", alone.item[i].path);
        }
        const double own = inputs_value(&few, find(&few, "take_back.after"), 1, draw), among = inputs_value(&many, find(&many, "take_back.after"), 3, draw);
        cr_expect_eq(own, among);
    }
}

Test(inputs, no_two_share_a_dimension)
{
    const struct inputs inputs = of_files((const char *const[]){"netherlands", "lockdown-wave", "fewer-homes", "take-back", "debt-counsellor"}, 5);
    bool used[SOBOL_DIMENSIONS] = {true};
    for (int32_t i = 0; i < inputs.n; i++) {
        cr_expect_not(used[inputs.item[i].dimension], "%s", inputs.item[i].path);
        used[inputs.item[i].dimension] = true;
    }
}

Test(inputs, a_plain_value_keeps)
{
    const char *sets[] = {"intake.households=3000 /yr", NULL};
    const struct scenario *scenarios[] = {scenario_of(BASE, NULL), scenario_of(BASE, sets)};
    const struct inputs inputs = inputs_of(scenarios, 2, NULL);
    const int32_t i = find(&inputs, "intake.households");
    for (int64_t draw = 1; draw <= 4; draw++) {
        const double none = inputs_value(&inputs, i, 1, draw);
        cr_expect(isnan(none));
        cr_expect_eq(setting_of(drawn_of(&inputs, 1, draw), "intake.households")->value, 3000);
        cr_expect_neq(setting_of(drawn_of(&inputs, 0, draw), "intake.households")->value, 2600);
    }
}

Test(inputs, a_rule_is_known_by_its_id)
{
    const char *more = "placement: {insert: {before: near, rule: {stage: crisis, where: elsewhere, within: 5 km}}}\n";
    const char *base = file_of(".yaml", "doorstroom: 1\ntitle: t\ntime: {start: 2020-01-01, horizon: 1 yr}\nintake: {households: 9 /yr}\n"
                                        "stages: {crisis: {stay: 9 d, onward: {left: 100 %}}}\nexits: {left: {}}\n"
                                        "regions: {a: {lat: 52, lon: 5, places: {crisis: 1}}, b: {lat: 53, lon: 5, places: {crisis: 1}}}\nplacement:\n"
                                        "  - {stage: crisis, where: own}\n  - {id: near, stage: crisis, where: elsewhere, within: {value: 50 km, range: [30, 150]}}\n");
    const char *variant = file_of(".yaml", arena_format(&arena, "extends: %s\n%s", base, more));
    const struct scenario *scenarios[] = {scenario_of(base, NULL), scenario_of(variant, NULL)};
    const struct inputs inputs = inputs_of(scenarios, 2, NULL);
    cr_assert_eq(inputs.n, 1);
    cr_expect_str_eq(inputs.item[0].path, "placement[near].within");
    const double one = inputs_value(&inputs, 0, 0, 3), two = inputs_value(&inputs, 0, 1, 3);
    cr_expect_eq(one, two);
    cr_expect_eq(setting_of(drawn_of(&inputs, 1, 3), "placement[2].within")->value, one);
}

/* ---- shares ---- */

static double share_of(const struct scenario *scenario, const char *exit)
{
    const struct setting *setting = scenario->settings.first;
    const char *path = arena_format(&arena, "stages.crisis.onward.to.%s.share", exit), *brief = arena_format(&arena, "stages.crisis.onward.%s.share", exit);
    while (setting && strcmp(setting->path, path) != 0 && strcmp(setting->path, brief) != 0) setting = setting->next;
    cr_assert_not_null(setting, "%s", path);
    return setting->value;
}

Test(inputs, rest_takes_the_rest)
{
    const struct scenario *scenario = small("35 /yr", "{home: {share: {value: 50 %, range: [40, 60]}}, family: 20 %, left: rest}", "");
    const struct inputs inputs = inputs_of(&scenario, 1, NULL);
    for (int64_t draw = 1; draw <= 32; draw++) {
        const struct scenario *drawn = drawn_of(&inputs, 0, draw);
        const double home = share_of(drawn, "home"), family = share_of(drawn, "family"), left = share_of(drawn, "left");
        cr_expect(home >= 0.4 && home <= 0.6 && family == 0.2);
        cr_expect_float_eq(left, 0.8 - home, 1e-12);
    }
}

Test(inputs, others_are_left_in_proportion)
{
    const struct scenario *scenario = small("35 /yr", "{home: {value: 50 %, range: [40, 60]}, family: 20 %, left: 30 %}", "");
    const struct inputs inputs = inputs_of(&scenario, 1, NULL);
    for (int64_t draw = 1; draw <= 32; draw++) {
        const struct scenario *drawn = drawn_of(&inputs, 0, draw);
        const double home = share_of(drawn, "home"), family = share_of(drawn, "family"), left = share_of(drawn, "left");
        cr_expect(home >= 0.4 && home <= 0.6);
        cr_expect_float_eq(home + family + left, 1, 1e-12);
        cr_expect_float_eq(family / left, 2 / 3.0, 1e-12);
    }
}

/* Each moves the same part of the way to an end of its range, so all stay within. */
Test(inputs, drawn_shares_leave_a_whole)
{
    const char *all = "{home: {value: 50 %, range: [40, 70]}, family: {value: 30 %, range: [10, 40]}, left: {value: 20 %, range: [10, 30]}}";
    const char *too_many = "{home: {value: 50 %, range: [40, 90]}, family: {value: 30 %, range: [20, 60]}, left: rest}";
    const struct scenario *scenarios[] = {small("35 /yr", all, ""), small("35 /yr", too_many, "")};
    int32_t full = 0;
    for (int s = 0; s < 2; s++) {
        const struct inputs inputs = inputs_of(&scenarios[s], 1, NULL);
        for (int64_t draw = 1; draw <= 64; draw++) {
            const struct scenario *drawn = drawn_of(&inputs, 0, draw);
            const double home = share_of(drawn, "home"), family = share_of(drawn, "family"), left = share_of(drawn, "left");
            cr_expect_float_eq(home + family + left, 1, 1e-11);
            cr_expect(home >= 0.4 && home <= (s ? 0.9 : 0.7) && family >= (s ? 0.2 : 0.1) && family <= (s ? 0.6 : 0.4), "%g, %g", home, family);
            cr_expect(s ? left >= 0 : left >= 0.1 && left <= 0.3, "%g", left);
            full += s && left < 1e-9;
        }
    }
    cr_expect(full > 10 && full < 40, "%d of 64 leave nothing", full);
}

/* Where one share is set, the ranges of the others shrink as they do. */
Test(inputs, a_set_share_shrinks_the_ranges_of_others)
{
    const char *file = file_of(".yaml", arena_format(&arena, SMALL, "35 /yr", "{home: 50 %, family: {value: 25 %, range: [20, 30]}, left: 25 %}", ""));
    const char *sets[] = {"stages.crisis.onward.home=75 %", NULL};
    const struct scenario *scenario = scenario_of(file, sets);
    const struct inputs inputs = inputs_of(&scenario, 1, NULL);
    for (int64_t draw = 1; draw <= 16; draw++) {
        const struct scenario *drawn = drawn_of(&inputs, 0, draw);
        const double home = share_of(drawn, "home"), family = share_of(drawn, "family"), left = share_of(drawn, "left");
        cr_expect(home == 0.75 && family >= 0.1 && family <= 0.15, "%g, %g", home, family);
        cr_expect_float_eq(family + left, 0.25, 1e-12);
    }
}

/* ---- kinds of values ---- */

Test(inputs, counts_are_whole_and_lists_are_picked_from)
{
    const char *more = "pools: {crisis: {backfill: yes, reserve: {red: {value: 2, range: [1, 4]}}}}\n";
    const struct scenario *scenario = small("{value: 35 /yr, range: {values: [20, 35, 40, 60]}}", "{left: 100 %}", more);
    const struct inputs inputs = inputs_of(&scenario, 1, NULL);
    int picked[4] = {0}, reserved[5] = {0};
    const int32_t intake = find(&inputs, "intake.households"), reserve = find(&inputs, "pools.crisis.reserve.red");
    for (int64_t draw = 1; draw <= 64; draw++) {
        const double households = inputs_value(&inputs, intake, 0, draw), places = inputs_value(&inputs, reserve, 0, draw);
        picked[households < 30 ? 0 : households < 38 ? 1 : households < 50 ? 2 : 3]++;
        cr_assert(places == round(places) && places >= 1 && places <= 4);
        reserved[(int)places]++;
        cr_expect_eq(setting_of(drawn_of(&inputs, 0, draw), "pools.crisis.reserve.red")->value, places);
    }
    for (int i = 0; i < 4; i++) cr_expect_eq(picked[i], 16);
    cr_expect(reserved[1] > 0 && reserved[2] >= 15 && reserved[3] >= 15 && reserved[4] > 0);
}

Test(inputs, dates_are_days)
{
    const char *more = "changes: {more: {from: {value: 2020-06-01, range: [2020-03-01, 2021-03-01]}, region: town, add: {crisis: 1}}}\n";
    const struct scenario *scenario = small("35 /yr", "{left: 100 %}", more);
    const struct inputs inputs = inputs_of(&scenario, 1, NULL);
    const double low = (double)date_of(2020, 3, 1), high = (double)date_of(2021, 3, 1);
    for (int64_t draw = 1; draw <= 32; draw++) {
        const double date_s = inputs_value(&inputs, 0, 0, draw);
        cr_expect(date_s >= low && date_s <= high && fmod(date_s, 86400) == 0, "%g", date_s);
        cr_expect_eq(setting_of(drawn_of(&inputs, 0, draw), "changes.more.from")->value, date_s);
    }
}

/* Regions from a spreadsheet, an exception with a range laid over one of them; the file is not opened again. */
Test(inputs, tables_from_a_file_are_read_once)
{
    const char *csv = file_of(".csv", "id,crisis\ntown,4\nvillage,2\n");
    const char *text = arena_format(&arena,
                                    "doorstroom: 1\ntitle: t\ntime: {start: 2020-01-01, horizon: 1 yr}\nintake: {households: 9 /yr}\n"
                                    "stages: {crisis: {stay: 9 d, onward: {left: 100 %%}}}\nexits: {left: {}}\n"
                                    "regions: {table: %s, village: {stay_factor: {value: 1 x, range: [0.5, 2]}}}\nplacement: [{stage: crisis, where: own}]\n",
                                    strrchr(csv, '/') + 1);
    const struct scenario *scenario = scenario_of(file_of(".yaml", text), NULL);
    const struct inputs inputs = inputs_of(&scenario, 1, NULL);
    unlink(csv);
    const struct scenario *drawn = drawn_of(&inputs, 0, 1);
    cr_expect_str_eq(inputs.item[0].path, "regions.village.stay_factor");
    cr_expect_eq(setting_of(drawn, "regions.village.stay_factor")->value, inputs_value(&inputs, 0, 0, 1));
    cr_expect_eq(setting_of(drawn, "regions.town.crisis")->value, 4);
}

/* Ranges in every corner of the language; the last line makes two scenarios. */
static const char everywhere[] =
    "doorstroom: 1\n"
    "title: {en: sink, nl: bak}\n"
    "time: {start: 2020-01-01, horizon: 2 yr}\n"
    "intake:\n"
    "  households: {value: 35 /yr, range: [30, 40]}\n"
    "  month: [1, {value: 1, range: [0.5, 1.5]}, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
    "  visible: {value: 90 %, range: [80, 100]}\n"
    "stages:\n"
    "  crisis:\n"
    "    stay: {mixture: [{share: {value: 30 %, range: [20, 40]}, exponential: {mean: {value: 3 d, range: [1, 5]}}}, {share: rest, constant: {value: 9 d, range: [8, 20]}}]}\n"
    "    stay_if: {own_home: {value: 1.3, range: [1, 2]}}\n"
    "    onward: {left: {share: {value: 24 %, range: [20, 30]}, stay: {erlang: {k: {value: 2, range: [1, 5]}, mean: {value: 14 d, range: [7, 20]}}}}, own_home: rest}\n"
    "exits: {left: {}, own_home: {gates: [home], delay: {value: 3 d, range: [0, 7]}}}\n"
    "groups:\n"
    "  a: {share: rest, children: {empirical: {0: {value: 40 %, range: [30, 50]}, 1: 25 %, 2: rest}}}\n"
    "  b: {share: {value: 2.5 %, range: [1, 4]}, stays: {crisis: {value: 1.5 x, range: [1, 2]}}}\n"
    "regions: {town: {lat: 52, lon: 5, places: {crisis: {value: 4, range: [2, 8]}}, homes_per_year: {value: 9, range: [3, 20]}}, b: {lat: {value: 52.1, range: [51, 53]}, lon: 5, crisis: {value: 3, range: [2, 9]}, homes_per_year: 4}}\n"
    "gates:\n"
    "  home: {kind: supply, column: homes_per_year, sizes: {2: {value: 50 %, range: [40, 60]}, 4: 35 %, 6: 15 %}, accept: 80 %, apply_after: 28 d}\n"
    "prices: {crisis: {value: 80 k eur/yr, range: [60, 120]}, home: {value: 30000 eur, range: [15000, 60000]}}\n"
    "funding:\n"
    "  spring:\n"
    "    amount: {value: 1.4 M eur/yr, range: [1, 2]}\n"
    "    from: {value: 2020-07-01, range: [2020-06-01, 2021-02-01]}\n"
    "    spend:\n"
    "      acute: {share: {value: 60 %, range: [40, 80]}, on: {crisis: 100 %}, where: {given: {town: 5, b: 2}}, ready: {after: {value: 6 mo, range: [3, 9]}, over: 12 mo}}\n"
    "      homes: {share: rest, on: home, where: {given: {town: 1, b: 1}}}\n"
    "changes: {c: {from: {value: 63 d, range: [30, 90]}, region: town, add: {crisis: {value: 1, range: [1, 3]}}}}\n"
    "placement:\n"
    "  - {stage: crisis, where: own}\n"
    "  - {stage: crisis, where: elsewhere, within: {value: 50 km, range: [30, 150]}}\n"
    "  - {wait: {patience: {value: 3 d, range: [2, 5]}, retry: 1 d, then: {left: {value: 46 %, range: [30, 50]}, own_home: rest}}}\n"
    "search: {calls: {each: {value: 15 min, range: [5, 30]}}}\n"
    "initial: {town: {crisis: [{count: {value: 2, range: [1, 3]}, stayed: {value: 5 d, range: [2, 9]}}]}}\n"
    "vary: {intake.growth: [{value: 1 %/yr, range: [0, 3]}, {value: 5 %/yr, range: [-2, 8]}]}\n";

Test(inputs, ranges_stand_wherever_numbers_do)
{
    const struct scenario *first = scenario_of(file_of(".yaml", everywhere), NULL), *scenarios[] = {first, first->next};
    const struct inputs inputs = inputs_of(scenarios, 2, NULL);
    cr_expect_eq(inputs.n, 34, "%d", inputs.n);
    for (int32_t i = 0; i < inputs.n; i++) cr_expect_not(isnan(inputs_value(&inputs, i, 1, 1)), "%s", inputs.item[i].path);
    for (int64_t draw = 1; draw <= 16; draw++)
        for (int32_t s = 0; s < 2; s++) {
            const struct scenario *drawn = drawn_of(&inputs, s, draw);
            cr_expect_not_null(drawn->model->plan(drawn, NULL, &arena, &faults), "draw %d", (int)draw);
            const double columns = setting_of(drawn, "regions.b.crisis")->value;
            cr_expect(columns == round(columns) && columns >= 2 && columns <= 9, "places in a column are whole: %g", columns);
        }
    if (faults.errors) faults_print(&faults, stderr, false);
    const double slow = inputs_value(&inputs, find(&inputs, "intake.growth"), 0, 2), fast = inputs_value(&inputs, find(&inputs, "intake.growth"), 1, 2);
    const double u = inputs_uniform(&inputs, find(&inputs, "intake.growth"), 2);
    cr_expect_float_eq(slow, 0.03 * u, 1e-12);
    cr_expect_float_eq(fast, -0.02 + 0.1 * u, 1e-12);
}

Test(inputs, units_are_told)
{
    const struct scenario *scenario = scenario_of(file_of(".yaml", everywhere), NULL);
    const struct inputs inputs = inputs_of(&scenario, 1, NULL);
    static const char *const units[][2] = {{"intake.households", "1/yr"}, {"prices.crisis", "eur/yr"}, {"prices.home", "eur"}, {"exits.own_home.delay", "s"},
                                           {"funding.spring.from", "seconds since 1970-01-01"}, {"changes.c.from", "s"}, {"groups.b.stays.crisis.stay", "1"}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        cr_expect_str_eq(inputs_unit(&inputs.item[find(&inputs, units[i][0])]), units[i][1], "%s", units[i][0]);
}

/* ---- joint points ---- */

Test(inputs, a_draw_takes_a_whole_point)
{
    const char *csv = file_of(".csv", "intake.households,stages.crisis.stay.lognormal.mean,weight\n2000,42,1\n2500 /yr,7 wk,2\n3000,56,5\n");
    const struct scenario *base = scenario_of(BASE, NULL);
    const struct inputs plain = inputs_of(&base, 1, NULL), inputs = inputs_of(&base, 1, csv);
    const int32_t intake = find(&inputs, "intake.households"), stay = find(&inputs, "stages.crisis.stay.lognormal.mean");
    int taken[3] = {0};
    cr_expect(inputs.item[intake].joint && inputs.item[stay].joint);
    for (int64_t draw = 1; draw <= DRAWS; draw++) {
        const int32_t row = inputs_point(&inputs, draw);
        const double households = inputs_value(&inputs, intake, 0, draw), stay_s = inputs_value(&inputs, stay, 0, draw);
        cr_assert(row >= 0 && row < 3);
        cr_expect_float_eq(households, 2000 + 500 * row, 1e-6);
        cr_expect_float_eq(stay_s, (42 + 7 * row) * 86400, 1e-3);
        taken[row]++;
    }
    cr_expect(abs(taken[0] - 32) <= 1 && abs(taken[1] - 64) <= 1 && abs(taken[2] - 160) <= 1, "%d, %d, %d", taken[0], taken[1], taken[2]);
    for (int32_t i = 0; i < inputs.n; i++) {
        const double with = inputs_value(&inputs, i, 0, 5), without = inputs_value(&plain, i, 0, 5);
        cr_expect(inputs.item[i].joint || with == without, "%s", inputs.item[i].path);
    }
    cr_expect_eq(setting_of(drawn_of(&inputs, 0, 7), "intake.households")->value, inputs_value(&inputs, intake, 0, 7));
    cr_expect_eq(inputs_point(&plain, 5), -1);
}

Test(inputs, shares_of_a_point_stay)
{
    const char *csv = file_of(".csv", "stages.crisis.onward.home.share\n90 %\n");
    const struct scenario *scenario = small("35 /yr", "{home: {share: {value: 50 %, range: [40, 95]}}, family: {share: {value: 20 %, range: [5, 25]}}, left: rest}", "");
    const struct inputs inputs = inputs_of(&scenario, 1, csv);
    for (int64_t draw = 1; draw <= 16; draw++) {
        const struct scenario *drawn = drawn_of(&inputs, 0, draw);
        const double home = share_of(drawn, "home"), family = share_of(drawn, "family");
        cr_expect_float_eq(home, 0.9, 1e-12);
        cr_expect(family >= 0.05 - 1e-12 && family <= 0.1 + 1e-12, "%g", family);
    }
}

/* ---- faults ---- */

static void expect_fault(const char *id, const char *words, int line, int column)
{
    for (const struct fault *fault = faults.first; fault; fault = fault->next) {
        if (strcmp(fault->id, id) != 0 || !strstr(fault->message, words)) continue;
        if (line) cr_expect(fault->place.line == line && fault->place.column == column, "%s at %d:%d", id, fault->place.line, fault->place.column);
        cr_expect_not_null(fault->help);
        return;
    }
    faults_print(&faults, stderr, false);
    cr_assert_fail("no fault [%s] with `%s`", id, words);
}

static void expect_no_inputs(const struct scenario *scenario, const char *points)
{
    struct inputs inputs;
    cr_expect_eq(inputs_make(&inputs, &scenario, 1, 1, points, &arena, &faults).code, STATUS_FAILED);
}

Test(inputs, nothing_to_draw)
{
    expect_no_inputs(small("35 /yr", "{left: 100 %}", ""), NULL);
    expect_fault("inputs-none", "no value has a range", 0, 0);
}

Test(inputs, more_than_there_are_dimensions)
{
    enum { REGIONS = SOBOL_DIMENSIONS };
    char *text = arena_alloc(&arena, REGIONS * 80 + 1000, 1), *to = text;
    to += sprintf(to, "doorstroom: 1\ntitle: t\ntime: {start: 2020-01-01, horizon: 1 yr}\nintake: {households: 9 /yr}\n"
                      "stages: {crisis: {stay: 9 d, onward: {left: 100 %%}}}\nexits: {left: {}}\nplacement: [{stage: crisis, where: own}]\nregions:\n");
    for (int r = 0; r < REGIONS - 1; r++) to += sprintf(to, "  r%d: {places: {crisis: 1}, stay_factor: {value: 1 x, range: [0.5, 2]}}\n", r);
    const struct scenario *most = scenario_of(file_of(".yaml", text), NULL);
    const struct inputs inputs = inputs_of(&most, 1, NULL);
    cr_expect_eq(inputs.n, SOBOL_DIMENSIONS - 1);
    sprintf(to, "  one: {places: {crisis: 1}, stay_factor: {value: 1 x, range: [0.5, 2]}}\n");
    expect_no_inputs(scenario_of(file_of(".yaml", text), NULL), NULL);
    expect_fault("inputs-many", "1024 values have a range", 0, 0);
}

Test(inputs, what_all_draws_share_has_no_range)
{
    const char *text = arena_format(&arena, SMALL, "{value: 35 /yr, range: [20, 50]}", "{left: 100 %}", "");
    char *year = strstr(text, "2 yr");
    const char *file = file_of(".yaml", arena_format(&arena, "%.*s{value: 2 yr, range: [1, 3]}%s", (int)(year - text), text, year + 4));
    expect_no_inputs(scenario_of(file, NULL), NULL);
    expect_fault("range-shared", "all draws share it", 3, 44);
}

static void expect_points_fault(const char *csv, const char *id, const char *words, int line, int column)
{
    faults_init(&faults, &arena);
    expect_no_inputs(small("{value: 35 /yr, range: [20, 50]}", "{home: {share: {value: 50 %, range: [40, 60]}}, left: rest}", ""), file_of(".csv", csv));
    expect_fault(id, words, line, column);
}

Test(inputs, points_that_do_not_fit)
{
    expect_points_fault("intake.household,weight\n30,1\n", "points-path", "no scenario has a range", 1, 1);
    expect_points_fault("weight,intake.growth\n1,3\n", "points-path", "intake.growth", 1, 8);
    expect_points_fault("intake.households,weight\n30,1\n,2\n", "points-cell", "intake.households", 3, 1);
    expect_points_fault("intake.households,weight\n30,1\n31,-2\n", "points-weight", "-2", 3, 4);
    expect_points_fault("intake.households,weight\n30,0\n31,0\n", "points-weight", "0", 0, 0);
    expect_points_fault("intake.households,weight\n", "points-none", "no points", 0, 0);
    expect_points_fault("intake.households,weight\n30 d,1\n", "unit-wrong", "30 d", 2, 1);
    expect_points_fault("stages.crisis.onward.home.share,intake.households\n130,20\n", "out-of-bounds", "130", 2, 1);
    struct inputs inputs;
    const struct scenario *scenario = small("{value: 35 /yr, range: [20, 50]}", "{left: 100 %}", "");
    cr_expect_eq(inputs_make(&inputs, &scenario, 1, 1, "/nowhere/points.csv", &arena, &faults).code, STATUS_FAILED);
}

/* min and max of one distribution, whose ranges overlap. */
Test(inputs, values_that_cannot_stand_together)
{
    const char *stay = "  crisis: {stay: {uniform: {min: {value: 10 d, range: [5, 40]}, max: {value: 30 d, range: [20, 50]}}}, onward: {left: 100 %}}\n";
    const char *file = file_of(".yaml", arena_format(&arena, "doorstroom: 1\ntitle: t\ntime: {start: 2020-01-01, horizon: 1 yr}\nintake: {households: 9 /yr}\nstages:\n%s"
                                                             "exits: {left: {}}\nregions: {a: {places: {crisis: 1}}}\nplacement: [{stage: crisis, where: own}]\n", stay));
    const struct scenario *scenario = scenario_of(file, NULL), *drawn;
    const struct inputs inputs = inputs_of(&scenario, 1, NULL);
    int good = 0;
    for (int64_t draw = 1; draw <= 64; draw++) good += inputs_scenario(&inputs, 0, draw, &arena, &faults, &drawn).code == STATUS_OK;
    cr_expect(good > 32 && good < 64, "%d of 64", good);
    expect_fault("dist-order", "draw ", 6, 28);
}
