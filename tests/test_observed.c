/* Observed figures: what a scenario may say, what stands in the file, and what the baseline gives beside it. The world is traced by hand:
 * one crisis place in A and one in B, stays of 30 d, then 10 d as a guest; one hotel place in A.
 *
 *   A  2020: day 10 placed, day 12 hotel for 28 d;  2021: day 400 placed, day 402 hotel for 28 d
 *   B  2021: day 410 placed
 *
 * The counted period has 1096 d, of which 5 x 30 d in a crisis place. */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <ftw.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "analysis/answer.h"
#include "analysis/envelope.h"
#include "analysis/observed.h"
#include "models/models.h"

#define WORLD                                                                                                                     \
    "doorstroom: 1\ntitle: observed\ntime: {start: 2020-01-01, warm_up: 30 d, horizon: 3 yr}\n"                                    \
    "stages:\n"                                                                                                                   \
    "  crisis: {stay: {constant: 30 d}, onward: {guest: 100 %}}\n"                                                                 \
    "  guest: {stay: {constant: 10 d}, onward: {left: 100 %}, places: unlimited}\n"                                                \
    "  hotel: {stopgap: yes}\n"                                                                                                   \
    "exits: {left: {}}\n"                                                                                                         \
    "regions: {a: {places: {crisis: 1, hotel: 1}}, b: {places: {crisis: 1}}}\n"                                                   \
    "placement: [{stage: crisis, where: own}, {stage: hotel, where: own}, {wait: {}}]\n"                                          \
    "intake: {times: {a: [10 d, 12 d, 400 d, 402 d], b: [410 d]}}\n"

enum { MOST = 32 };

static struct arena arena;
static struct faults faults;
static char folder[] = "/tmp/doorstroom-observed-XXXXXX";
static const char *file, *out;

static void make(void)
{
    arena_init(&arena);
    faults_init(&faults, &arena);
    cr_assert(mkdtemp(folder));
    file = arena_format(&arena, "%s/base.yaml", folder);
    out = arena_format(&arena, "%s/out.h5", folder);
}

static int forget(const char *path, const struct stat *info, int kind, struct FTW *at)
{
    return (void)info, (void)kind, (void)at, remove(path);
}

static void gone(void)
{
    nftw(folder, forget, 16, FTW_DEPTH | FTW_PHYS);
    arena_free(&arena);
}
TestSuite(observed, .init = make, .fini = gone, .timeout = 120);

/* The plan of the world with these lines; NULL after faults. */
static const void *planned(const char *world, const char *lines, const struct scenario **scenario)
{
    FILE *text = fopen(file, "w");
    cr_assert(text);
    fprintf(text, "%s%s", world, lines);
    fclose(text);
    faults_init(&faults, &arena);
    *scenario = scenario_read(file, NULL, models_all, &arena, &faults);
    return *scenario ? (*scenario)->model->plan(*scenario, NULL, &arena, &faults) : NULL;
}

static void ran(const char *world, const char *lines, int64_t replications)
{
    const struct scenario *scenario;
    const void *plan = planned(world, lines, &scenario);
    if (faults.first) faults_print(&faults, stderr, false);
    cr_assert(plan && faults.errors == 0);
    struct experiment experiment = {.model = scenario->model, .n = 1, .scenarios = &scenario, .plans = &plan, .replications = replications,
                                    .seed = 1, .engine = &engine_native, .threads = 1, .reproducible = true, .command = "test"};
    const struct run_options options = {.progress = PROGRESS_NEVER};
    const status done = run_experiment(&experiment, out, &options, &arena);
    cr_assert_eq(done.code, STATUS_OK, "%s", done.text);
}

/* ---- what the baseline gives ---- */

struct expected {
    const char *figure; /* as it is written */
    double value;       /* what the world above gives */
    bool whole;
    enum observed_verdict verdict;
};

#define YEARS       (1096 / 365.25)
#define OF(y, next) "from: " #y "-01-01, to: " #next "-01-01, "

static const struct expected figures[] = {
    {"measure: placed_same_day_share, " OF(2020, 2021) "value: 50 %, range: [50 %, 60 %]", 0.5, false, OBSERVED_INSIDE},
    {"measure: placed_same_day_share, " OF(2021, 2022) "value: 70 %, range: [67 %, 90 %]", 2 / 3.0, false, OBSERVED_OUTSIDE},
    {"measure: placed_same_day_share, " OF(2020, 2022) "value: 70 %", 3 / 5.0, false, OBSERVED_NOTHING},
    {"measure: placed_same_day_share, region: a, " OF(2021, 2022) "value: 0.5", 0.5, false, OBSERVED_NOTHING},
    {"measure: placed_same_day_share, " OF(2022, 2023) "value: 70 %, range: [0, 1]", NAN, false, OBSERVED_NOTHING},
    {"measure: placed_same_day_share, value: 70 %", 3 / 5.0, false, OBSERVED_NOTHING},
    {"measure: hotel_persons, " OF(2021, 2022) "value: 1, range: [0, 1]", 1, false, OBSERVED_INSIDE},
    {"measure: hotel_persons, " OF(2020, 2023) "value: 1 /yr, range: [1 /yr, 0.1 /d]", 2 / 3.0, false, OBSERVED_OUTSIDE},
    {"measure: hotel_persons, value: 1", 2 / YEARS, false, OBSERVED_NOTHING},
    {"measure: hotel_households, " OF(2021, 2022) "value: 1", 2 / YEARS, true, OBSERVED_NOTHING},
    {"measure: arrivals, region: b, " OF(2021, 2022) "value: 1", 1, false, OBSERVED_NOTHING},
    {"measure: regions_with_shortage, " OF(2021, 2022) "value: 1", 1, false, OBSERVED_NOTHING},
    {"measure: regions_with_shortage, " OF(2021, 2023) "value: 1", 0.5, false, OBSERVED_NOTHING},
    {"measure: regions_with_shortage, value: 1", 2 / 3.0, false, OBSERVED_NOTHING},
    {"measure: stay_days, stage: crisis, " OF(2021, 2022) "value: 30 d, range: [4 wk, 30 d]", 30, true, OBSERVED_INSIDE},
    {"measure: stay_days, stage: hotel, region: a, value: 4 wk", 28, false, OBSERVED_NOTHING},
    {"measure: stay_days, value: 30 d", (5 * 30 + 5 * 10 + 2 * 28) / 12.0, false, OBSERVED_NOTHING},
    {"measure: hotel_nights, value: 20 d", 2 * 28 / YEARS, false, OBSERVED_NOTHING},
    {"measure: own_region_share, " OF(2020, 2021) "value: 1", 1, true, OBSERVED_NOTHING},
    {"measure: occupied_share, " OF(2020, 2023) "value: 10 %", 150 / 2192.0, true, OBSERVED_NOTHING},
    {"measure: occupied_share, region: a, value: 10 %", 120 / 1096.0, false, OBSERVED_NOTHING},
    {"measure: occupied_share, stage: hotel, value: 10 %", 56 / 1096.0, false, OBSERVED_NOTHING},
    {"measure: full_share, stage: crisis, region: b, value: 10 %", 30 / 1096.0, false, OBSERVED_NOTHING},
    {"measure: occupied, stage: crisis, value: 1", 150 / 1096.0, false, OBSERVED_NOTHING},
    {"measure: cost_eur, value: 0 eur, range: [0 eur, 1 eur/yr]", 0, false, OBSERVED_INSIDE},
    /* not within the counted period: a warning, and beside the whole */
    {"measure: hotel_persons, " OF(2019, 2020) "value: 1", 2 / YEARS, true, OBSERVED_NOTHING},
    {"measure: hotel_persons, " OF(2022, 2024) "value: 1", 2 / YEARS, true, OBSERVED_NOTHING},
};
enum { FIGURES = (int)(sizeof figures / sizeof *figures) };

static const char *all_figures(void)
{
    const char *lines = "observed:\n";
    for (int i = 0; i < FIGURES; i++)
        lines = arena_format(&arena, "%s  f%d: {%s, use: %s, source: \"page %d\"}\n", lines, i, figures[i].figure, i % 2 ? "fit" : "check", i);
    return lines;
}

Test(observed, what_the_baseline_gives)
{
    struct result *result;
    struct observed_figure *read;
    int32_t n;
    ran(WORLD, all_figures(), 3);
    cr_assert_eq(faults.warnings, 2);
    cr_assert_eq(result_read_open(out, &arena, &result).code, STATUS_OK);
    cr_assert_eq(observed_read(result, &arena, &read, &n).code, STATUS_OK);
    cr_assert_eq(n, FIGURES);
    for (int i = 0; i < FIGURES; i++) {
        const struct expected *wanted = &figures[i];
        const double got = read[i].simulated.mean;
        const bool same = isnan(wanted->value) ? (bool)isnan(got) : fabs(got - wanted->value) <= 1e-9;
        cr_expect(same, "%s: %.9f, not %.9f", wanted->figure, got, wanted->value);
        cr_expect(isnan(got) || read[i].simulated.half < 1e-12);
        cr_expect_eq(read[i].whole, wanted->whole, "%s", wanted->figure);
        cr_expect_eq(read[i].verdict, wanted->verdict, "%s: verdict %d", wanted->figure, (int)read[i].verdict);
    }
    result_read_close(result);
}

Test(observed, what_stands_in_the_file)
{
    struct result *result;
    const struct observation *list;
    int32_t n;
    ran(WORLD,
        "observed:\n"
        "  stay: {measure: stay_days, stage: crisis, region: b, from: 2021-01-01, to: 2023-01-01, value: 4 wk, range: [21 d, 36 d], use: fit, source: a}\n"
        "  share: {measure: own_region_share, value: {value: 70 %, note: here}, use: check, source: \"Súdwest, 2015\"}\n",
        1);
    cr_assert_eq(result_read_open(out, &arena, &result).code, STATUS_OK);
    cr_assert_eq(result_observations(result, &arena, &list, &n).code, STATUS_OK);
    cr_assert_eq(n, 2);
    cr_expect_str_eq(list[0].name, "stay");
    cr_expect_str_eq(list[0].measure, "stay_days");
    cr_expect_str_eq(list[0].stage, "crisis");
    cr_expect_str_eq(list[0].region, "b");
    cr_expect_eq(list[0].from_year, 2021);
    cr_expect_eq(list[0].to_year, 2022);
    cr_expect_eq(list[0].value, 28.0);
    cr_expect_eq(list[0].low, 21.0);
    cr_expect_eq(list[0].high, 36.0);
    cr_expect(list[0].fit && !list[1].fit);
    cr_expect_str_eq(list[1].source, "Súdwest, 2015");
    cr_expect_null(list[1].stage);
    cr_expect_null(list[1].region);
    cr_expect_eq(list[1].from_year, 0);
    cr_expect_eq(list[1].value, 0.7);
    cr_expect(isnan(list[1].low) && isnan(list[1].high));
    result_read_close(result);
}

/* Persons in a household are 1 or 3, so 2 on average: with few replications nobody can say on which side of 2 they lie. */
Test(observed, an_interval_over_a_bound_is_undecided)
{
    struct result *result;
    struct observed_figure *read;
    int32_t n;
    ran(WORLD "groups: {all: {share: 100 %, children: {empirical: {0: 50 %, 2: 50 %}}}}\n",
        "observed:\n"
        "  bound: {measure: hotel_persons, from: 2020-01-01, to: 2021-01-01, value: 2, range: [2, 9], use: check, source: a}\n"
        "  around: {measure: hotel_persons, from: 2020-01-01, to: 2021-01-01, value: 2, range: [1, 3], use: check, source: a}\n"
        "  above: {measure: hotel_persons, from: 2020-01-01, to: 2021-01-01, value: 4, range: [3.1, 9], use: check, source: a}\n",
        4);
    cr_assert_eq(result_read_open(out, &arena, &result).code, STATUS_OK);
    cr_assert_eq(observed_read(result, &arena, &read, &n).code, STATUS_OK);
    cr_assert_eq(n, 3);
    cr_assert_gt(read[0].simulated.half, 0.0);
    cr_expect_eq(read[0].verdict, OBSERVED_OPEN);
    cr_expect_eq(read[1].verdict, OBSERVED_INSIDE, "no replication passes 1 or 3, however wide the interval is");
    cr_expect_eq(read[2].verdict, OBSERVED_OUTSIDE);
    result_read_close(result);
}

/* ---- what is printed ---- */

static const char *printed(bool json, enum lang lang, status *shown)
{
    char *text = NULL;
    size_t length;
    FILE *stream = open_memstream(&text, &length);
    *shown = observed_show(out, json, lang, &arena, stream);
    fclose(stream);
    const char *kept = arena_text(&arena, text);
    free(text);
    return kept;
}

static void says(const char *text, const char *words) { cr_expect(strstr(text, words), "`%s` is not said:\n%s", words, text); }

Test(observed, the_tables)
{
    status shown;
    ran(WORLD,
        "observed:\n"
        "  stay: {measure: stay_days, stage: crisis, from: 2021-01-01, to: 2023-01-01, value: 30.5 d, range: [21 d, 36 d], use: fit, source: a}\n"
        "  share: {measure: placed_same_day_share, value: 72.5 %, range: [70 %, 80 %], use: check, source: \"a \\\"b\\\"\"}\n",
        2);
    const char *text = printed(false, LANG_NL, &shown);
    cr_assert_eq(shown.code, STATUS_OK);
    says(text, "Waargenomen cijfers naast de uitgangssituatie (base)\nToets: niet gebruikt");
    says(text, "  share   placed_same_day_share  alle        72,5 %  70-80 %         60 %  nee\n");
    says(text, "  stay    stay_days crisisopvang  2021-2022 *       30,5 d  21-36 d         30 d  ja\n");
    says(text, "1 januari 2020 tot 1 januari 2023");
    cr_expect_lt(strstr(text, "  share "), strstr(text, "geen validatie"), "what tests comes first, apart from what was fitted");
    text = printed(false, LANG_EN, &shown);
    says(text, "72.5 %");
    says(text, "no validation");
    says(text, "stay_days crisis  2021");
    text = printed(true, LANG_NL, &shown);
    says(text, "\"value\": 0.72");
    says(text, "\"source\": \"a \\\"b\\\"\"");
    says(text, "\"whole_period\": true, \"in_range\": \"yes\"");
}

/* The name of a column as it stands in the file becomes another. */
static void damage(const char *column)
{
    static char bytes[1 << 23];
    FILE *stream = fopen(out, "r+b");
    cr_assert(stream);
    const size_t n = fread(bytes, 1, sizeof bytes, stream), length = strlen(column);
    cr_assert(n < sizeof bytes);
    for (size_t i = 0; i + length <= n; i++)
        if (memcmp(bytes + i, column, length) == 0) bytes[i] = 'X';
    rewind(stream);
    cr_assert_eq(fwrite(bytes, 1, n, stream), n);
    fclose(stream);
}

Test(observed, damaged_figures_are_not_passed_over_in_silence)
{
    static const char *const columns[] = {"of_region", "of_stage"};
    char said[512] = "";
    cr_redirect_stderr();
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        struct result *result;
        remove(out);
        ran(WORLD, "observed: {here: {measure: arrivals, value: 1, source: s, use: check}}\n", 2);
        damage(columns[i]);
        cr_assert_eq(result_read_open(out, &arena, &result).code, STATUS_OK);
        FILE *sink = tmpfile();
        const status answered = analysis_answer(result, LANG_EN, sink);
        fclose(sink);
        result_read_close(result);
        cr_expect_eq(answered.code, STATUS_OK, "%s", answered.text);
    }
    fflush(stderr);
    const size_t n = fread(said, 1, sizeof said - 1, cr_get_redirected_stderr());
    cr_expect(n > 0 && strstr(said, "warning: the observed figures are left out: "), "%s", said);
}

/* One crisis place in each region; neither the hotel nor guests without limit are places of a shelter that could be counted. */
Test(observed, an_envelope_has_no_hotel_places)
{
    struct result *result;
    struct envelope envelope;
    ran(WORLD, "", 2);
    cr_assert_eq(result_read_open(out, &arena, &result).code, STATUS_OK);
    const status made = envelope_make(result, &arena, &envelope);
    result_read_close(result);
    cr_assert_eq(made.code, STATUS_OK, "%s", made.text);
    cr_expect_float_eq(envelope.places, 2, 1e-9);
    cr_expect_float_eq(envelope.held, 150 / 1096.0, 1e-9);
}

Test(observed, a_file_without_any)
{
    status shown;
    ran(WORLD, "", 1);
    const char *text = printed(false, LANG_EN, &shown);
    cr_expect_str_eq(shown.id, "no-observed");
    cr_expect_str_eq(text, "");
}

/* ---- what a scenario may not say ---- */

struct wrong {
    const char *figure, *id, *words;
    int32_t column; /* of the fault, in `  wrong: {...` */
};

static const struct wrong wrongs[] = {
    {"measure: stay_day, value: 3 d", "unknown-name", "did you mean `stay_days`?", 20},
    {"measure: happiness, value: 3", "unknown-name", "`happiness` is no measure", 20},
    {"measure: own_region_share, stage: crisis, value: 3 %", "observed-label", "`own_region_share` is not known by stage", 45},
    {"measure: regions_with_shortage, region: a, value: 3", "observed-label", "not known by region", 51},
    {"measure: full_share, stage: crisis, value: 3 %", "observed-label", "does not add up", 3},
    {"measure: stay_days, value: 30", "unit-missing", "`30` has no unit; `stay_days` is a duration", 38},
    {"measure: hotel_persons, value: 30 d", "unit-wrong", "`30 d` does not fit `hotel_persons`, which is a number", 42},
    {"measure: regions_with_shortage, value: 3 /yr", "unit-wrong", "does not fit", 50},
    {"measure: placed_same_day_share, value: 3 d", "unit-wrong", "`3 d` does not fit `placed_same_day_share`, which is a share", 50},
    {"measure: cost_eur, value: 3", "unit-missing", "`cost_eur` is a sum of money", 37},
    {"measure: stay_days, value: 30 d, range: [20 d, 60 %]", "unit-wrong", "`60 %` does not fit", 58},
    {"measure: placed_same_day_share, value: 170 %", "out-of-bounds", "more than 100 %", 50},
    {"measure: hotel_persons, value: -1", "out-of-bounds", "`-1` is less than 0", 42},
    {"measure: hotel_persons, value: 3, range: [5, 1]", "range-order", "from low to high", 53},
    {"measure: hotel_persons, value: 3, range: [4, 5]", "range-value", "lies outside its range", 42},
    {"measure: hotel_persons, from: 2020-01-01, value: 3", "observed-years", "`from` stands here without `to`", 41},
    {"measure: hotel_persons, to: 2020-01-01, value: 3", "observed-years", "`to` stands here without `from`", 39},
    {"measure: hotel_persons, from: 2021-01-01, to: 2020-01-01, value: 3", "date-order", "`to` (2020-01-01) is not after `from` (2021-01-01)", 57},
    {"measure: hotel_persons, from: 2020-03-01, to: 2021-01-01, value: 3", "observed-years", "write `from: 2020-01-01, to: 2021-01-01`", 41},
    {"measure: hotel_persons, from: 2020-01-01, to: 2020-12-31, value: 3", "observed-years", "write `from: 2020-01-01, to: 2021-01-01`", 57},
};

Test(observed, every_mistake_has_its_sentence)
{
    for (size_t i = 0; i < sizeof wrongs / sizeof *wrongs; i++) {
        const struct wrong *wrong = &wrongs[i];
        const struct scenario *scenario;
        const void *plan = planned(WORLD, arena_format(&arena, "observed:\n  wrong: {%s, use: check, source: a}\n", wrong->figure), &scenario);
        cr_assert(!plan && faults.first, "%s is accepted", wrong->figure);
        const struct fault *fault = faults.first;
        cr_expect_eq(faults.errors, 1, "%s: %d faults", wrong->figure, faults.errors);
        cr_expect_str_eq(fault->id, wrong->id, "%s: [%s] %s", wrong->figure, fault->id, fault->message);
        cr_expect(strstr(fault->message, wrong->words) || (fault->help && strstr(fault->help, wrong->words)), "%s: %s; %s", wrong->figure,
                  fault->message, fault->help ? fault->help : "");
        cr_expect_not_null(fault->help, "%s has no remedy", wrong->figure);
        cr_expect_str_eq(fault->path, "observed.wrong");
        cr_expect_eq(fault->place.column, wrong->column, "%s: column %d", wrong->figure, fault->place.column);
    }
}

Test(observed, a_period_that_is_not_counted_is_a_warning)
{
    const struct scenario *scenario;
    const void *plan = planned(WORLD, "observed: {old: {measure: hotel_persons, from: 2015-01-01, to: 2016-01-01, value: 3, use: fit, source: a}}\n", &scenario);
    cr_assert(plan && faults.errors == 0 && faults.warnings == 1);
    cr_expect_str_eq(faults.first->id, "observed-outside");
    says(faults.first->message, "2015-01-01 to 2016-01-01 is not within the counted period, 2020-01-01 to 2023-01-01");
}

/* What a result file keeps of a scenario can be run again: units are still there. */
Test(observed, what_was_resolved_reads_back)
{
    const struct scenario *scenario, *again;
    cr_assert(planned(WORLD, all_figures(), &scenario));
    cr_assert(planned(scenario->yaml_resolved, "", &again), "%s", scenario->yaml_resolved);
    cr_expect_str_eq(again->yaml_resolved, scenario->yaml_resolved);
}
