#include <criterion/criterion.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "analysis/summary.h"
#include "analysis/show.h"
#include "tests/result_sample.h"

#define NEAR(got, wanted, relative)                                                                                              \
    do {                                                                                                                         \
        const double got_ = (got), wanted_ = (wanted);                                                                           \
        cr_assert(fabs(got_ - wanted_) <= (relative)*fabs(wanted_), "%s: %.17g, wanted %.17g", #got, got_, wanted_);             \
    } while (0)

/* Closed forms: one degree of freedom is Cauchy's law, two degrees t = (2p - 1) sqrt(2 / (4 p (1 - p))). */
Test(summary, t_has_closed_forms_for_one_and_two)
{
    for (int i = 1; i < 100; i++) {
        const double p = i / 100.0, pi = acos(-1.0);
        if (i == 50) continue;
        NEAR(summary_t(p, 1), tan(pi * (p - 0.5)), 1e-12);
        NEAR(summary_t(p, 2), (2 * p - 1) * sqrt(2 / (4 * p * (1 - p))), 1e-12);
    }
    cr_assert(fabs(summary_t(0.5, 7)) < 1e-12);
}

/* As printed in tables of the 97.5 % and 99.5 % points. */
Test(summary, t_agrees_with_printed_tables)
{
    static const double nu[] = {1, 2, 3, 4, 5, 9, 10, 19, 29, 30, 60, 99, 120};
    static const double point[] = {12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.2622, 2.2281,
                                   2.0930,  2.0452, 2.0423, 2.0003, 1.9842, 1.9799};
    for (size_t i = 0; i < sizeof nu / sizeof nu[0]; i++) {
        const double t = summary_t(0.975, nu[i]);
        cr_assert(fabs(t - point[i]) < 6e-5, "nu %g: %.6f, wanted %.4f", nu[i], t, point[i]);
    }
    const double far = summary_t(0.995, 5);
    cr_assert(fabs(far - 4.0321) < 6e-5);
}

Test(summary, t_nears_the_normal_law_and_turns_round)
{
    NEAR(summary_t(0.975, 1e8), 1.959963984540054, 1e-7);
    for (double nu = 1; nu < 3000; nu *= 1.7)
        for (double p = 0.001; p < 1; p += 0.037) {
            const double t = summary_t(p, nu), back = summary_t_share(t, nu);
            cr_assert(fabs(back - p) < 1e-12, "p %g nu %g gives %g", p, nu, back);
        }
}

Test(summary, interval_of_five_numbers)
{
    const double x[] = {2, 4, 4, 4, 6};
    const struct interval interval = summary_interval(x, 5);
    cr_assert_eq(interval.n, 5);
    NEAR(interval.mean, 4, 1e-15);
    NEAR(interval.sd, sqrt(2.0), 1e-14);
    NEAR(interval.half, 2.7764451051977987 * sqrt(2.0 / 5), 1e-12);
}

Test(summary, what_is_absent_is_left_out)
{
    const double x[] = {NAN, 3, 5, NAN}, base[] = {1, 1, NAN, NAN};
    const struct interval mean = summary_interval(x, 4), paired = summary_paired(x, base, 4);
    cr_assert_eq(mean.n, 2);
    NEAR(mean.mean, 4, 1e-15);
    cr_assert_eq(paired.n, 1);
    NEAR(paired.mean, 2, 1e-15);
    cr_assert(isnan(paired.half));
    cr_assert(summary_covers_zero(&paired), "one pair shows nothing");
    const struct interval none = summary_interval(x, 1);
    cr_assert(isnan(none.mean));
    cr_assert_eq(none.n, 0);
}

/* Pairing takes out what two scenarios have in common: here everything but a difference of exactly 1. */
Test(summary, pairs_show_what_apart_would_drown)
{
    double x[50], base[50];
    for (int i = 0; i < 50; i++) base[i] = 1000.0 * i * i, x[i] = base[i] + 1;
    const struct interval paired = summary_paired(x, base, 50), apart = summary_interval(base, 50);
    cr_assert(apart.half > 1e5);
    NEAR(paired.mean, 1, 1e-12);
    cr_assert(!summary_covers_zero(&paired));
}

/* 95 of 100 intervals hold the truth: 4000 samples of ten uniforms, from a small congruential generator of the test's own. The
 * number that hold it is binomial with sd 13.8; within 4.5 sd of 3800, so a right program fails once in 150 000 changes of this
 * test. */
Test(summary, intervals_hold_the_truth_as_often_as_they_say)
{
    uint64_t state = 20200701;
    int held = 0;
    for (int sample = 0; sample < 4000; sample++) {
        double x[10];
        for (int i = 0; i < 10; i++) {
            state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            x[i] = (double)(state >> 11) * 0x1p-53;
        }
        const struct interval interval = summary_interval(x, 10);
        held += fabs(interval.mean - 0.5) <= interval.half;
    }
    cr_assert(held > 3800 - 62 && held < 3800 + 62, "%d of 4000", held);
}

/* ---- numbers as people read them ---- */

static void same(const char *got, const char *wanted) { cr_assert_str_eq(got, wanted); }

Test(summary, numbers_in_both_languages)
{
    struct arena arena;
    arena_init(&arena);
    same(table_number(1234567.891, 2, LANG_EN, &arena), "1,234,567.89");
    same(table_number(1234567.891, 2, LANG_NL, &arena), "1.234.567,89");
    same(table_number(-1234, 0, LANG_NL, &arena), "-1.234");
    same(table_number(-123, 0, LANG_NL, &arena), "-123");
    same(table_number(-0.001, 1, LANG_EN, &arena), "0.0");
    same(table_number(999.96, 1, LANG_EN, &arena), "1,000.0");
    same(table_number(NAN, 1, LANG_EN, &arena), "-");
    arena_free(&arena);
}

Test(summary, intervals_are_rounded_to_their_own_width)
{
    struct arena arena;
    arena_init(&arena);
    const struct interval wide = {.mean = 5812.4, .sd = 1, .half = 41.7, .n = 9},
                          narrow = {.mean = 0.123456, .sd = 1, .half = 0.00234, .n = 9};
    const struct interval minus = {.mean = -12, .sd = 1, .half = 25, .n = 9}, none = {.mean = 0, .sd = 0, .half = 0, .n = 9};
    const struct interval alone = {.mean = 12, .sd = NAN, .half = NAN, .n = 1};
    same(table_interval(&wide, true, LANG_EN, &arena), "+5,812 ± 42");
    same(table_interval(&wide, false, LANG_NL, &arena), "5.812 ± 42");
    same(table_interval(&narrow, false, LANG_NL, &arena), "0,1235 ± 0,0023");
    same(table_difference(&wide, LANG_NL, &arena), "+5.812 ± 42");
    same(table_difference(&minus, LANG_NL, &arena), "-12 ± 25 (niet aangetoond)");
    same(table_difference(&minus, LANG_EN, &arena), "-12 ± 25 (not shown)");
    same(table_difference(&none, LANG_EN, &arena), "the same");
    same(table_interval(&alone, false, LANG_EN, &arena), "12");
    same(table_interval(&none, true, LANG_EN, &arena), "0");
    arena_free(&arena);
}

Test(summary, columns_stand_straight_under_letters_with_accents)
{
    struct arena arena;
    arena_init(&arena);
    struct table table;
    table_init(&table, "lr", &arena);
    table_cell(&table, "regio");
    table_cell(&table, "n");
    table_cell(&table, "Súdwest-Fryslân");
    table_cell(&table, "5 ± 1");
    table_cell(&table, "Ede");
    table_cell(&table, "");
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    table_print(&table, out);
    fclose(out);
    cr_assert_str_eq(text, "  regio                n\n  Súdwest-Fryslân  5 ± 1\n  Ede\n");
    free(text);
    arena_free(&arena);
}

/* ---- from a result file: three scenarios of the sample model, whose numbers follow from sample_value ---- */

enum { N = 20 };

/* A file of this test alone: tests may run side by side. */
static const char *file_of(struct arena *arena) { return arena_format(arena, "test_summary-%d.h5", (int)getpid()); }

static struct result *sample_file(struct arena *arena)
{
    const char *name = file_of(arena);
    struct sample *sample = ARENA_NEW(arena, struct sample);
    struct result *result = NULL;
    int made = 0;
    sample_make(sample, N, 1);
    const status run = sample_run(sample, name, true, false, &made);
    cr_assert_eq(run.code, STATUS_OK, "%s", run.text);
    const status opened = result_read_open(name, arena, &result);
    cr_assert_eq(opened.code, STATUS_OK, "%s", opened.text);
    sample_free(sample);
    return result;
}

static void sample_close(struct result *result, struct arena *arena)
{
    result_read_close(result);
    unlink(file_of(arena));
    arena_free(arena);
}

static struct summary_series series_of(struct result *result, const char *measure, int32_t scenario, const char *by,
                                       struct arena *arena)
{
    struct summary_series series;
    const status read = summary_read(result, result_find(result, measure), scenario, by, arena, &series);
    cr_assert_eq(read.code, STATUS_OK, "%s", read.text);
    return series;
}

Test(summary, counts_are_added_over_what_is_not_split)
{
    struct arena arena;
    arena_init(&arena);
    struct result *result = sample_file(&arena);
    const struct summary_series total = series_of(result, "arrivals", 0, NULL, &arena),
                                apart = series_of(result, "arrivals", 0, "region", &arena);
    cr_assert_eq(total.labels, 1);
    for (int r = 0; r < N; r++) {
        double sum = 0;
        for (int i = 0; i < 3; i++) sum += sample_value(0, r + 1, 0, false, i, 0, 0);
        NEAR(total.values[r], sum, 1e-12);
    }
    for (int32_t l = 0; l < apart.labels; l++) {
        if (strcmp(apart.label[l], "Den Haag") == 0)
            NEAR(apart.values[3 * apart.labels + l], sample_value(0, 4, 0, false, 1, 0, 0), 1e-12);
        if (strcmp(apart.label[l], "Utrecht") == 0) cr_assert(isnan(apart.values[l]), "the first scenario has no Utrecht");
    }
    sample_close(result, &arena);
}

Test(summary, a_level_is_split_by_the_middle_dimension)
{
    struct arena arena;
    arena_init(&arena);
    struct result *result = sample_file(&arena);
    const struct summary_series stages = series_of(result, "blocked", 1, "stage", &arena);
    cr_assert_eq(stages.labels, 2);
    for (int32_t l = 0; l < 2; l++) {
        double sum = 0;
        for (int i = 0; i < 3; i++)
            for (int k = 0; k < 3; k++) sum += sample_value(1, 8, 3, false, i, l, k);
        NEAR(stages.values[7 * 2 + l], sum, 1e-6); /* the file may hold single precision */
    }
    sample_close(result, &arena);
}

Test(summary, a_mean_is_weighted_by_its_number)
{
    struct arena arena;
    arena_init(&arena);
    struct result *result = sample_file(&arena);
    const struct summary_series total = series_of(result, "stay_days", 0, NULL, &arena);
    for (int r = 0; r < N; r++) {
        double sum = 0, number = 0;
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 2; j++) {
                const double n = sample_value(0, r + 1, 2, true, i, j, 0);
                if (n > 0) sum += n * sample_value(0, r + 1, 2, false, i, j, 0), number += n;
            }
        NEAR(total.values[r], sum / number, 1e-6);
    }
    const struct summary_series regions = series_of(result, "stay_days", 0, "region", &arena);
    for (int32_t l = 0; l < regions.labels; l++)
        if (strcmp(regions.label[l], "Amsterdam") == 0)
            cr_assert(isnan(regions.values[4 * regions.labels + l]), "nothing was counted there");
    sample_close(result, &arena);
}

Test(summary, a_dimension_that_a_measure_does_not_know)
{
    struct arena arena;
    arena_init(&arena);
    struct result *result = sample_file(&arena);
    struct summary_series series;
    cr_assert_eq(summary_measure_by(result, result_find(result, "moves"), "region"), -1);
    const status read = summary_read(result, result_find(result, "moves"), 0, "region", &arena, &series);
    cr_assert_str_eq(read.id, "unknown-dimension");
    NEAR(summary_years(result), 365 / 365.25, 1e-12);
    sample_close(result, &arena);
}

static char *shown(const struct show_options *options, struct arena *arena, status *done)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    *done = show_result(file_of(arena), options, arena, out);
    fclose(out);
    return text;
}

/* Replication k of two scenarios differs by the same amount for every k: 100 000 for each of three regions. */
Test(summary, a_shown_table_names_scenarios_and_differences)
{
    struct arena arena;
    arena_init(&arena);
    result_read_close(sample_file(&arena));
    status done;
    const char *const measures[] = {"arrivals", NULL}, *const wrong[] = {"arivals", NULL}, *const moves[] = {"moves", NULL};
    char *text = shown(&(struct show_options){.measures = measures, .lang = LANG_EN}, &arena, &done);
    cr_assert_eq(done.code, STATUS_OK, "%s", done.text);
    cr_assert(strstr(text, "Households that came.") && strstr(text, "+300,000\n"), "%s", text);
    free(text);
    text = shown(&(struct show_options){.measures = measures, .json = true, .lang = LANG_NL}, &arena, &done);
    cr_assert(strstr(text, "\"difference\": {\"mean\": 300000") && strstr(text, "Households that came."), "%s", text);
    free(text);
    text = shown(&(struct show_options){.measures = wrong}, &arena, &done);
    cr_assert(strstr(done.text, "did you mean 'arrivals'") && *text == '\0', "%s", done.text);
    free(text);
    text = shown(&(struct show_options){.measures = moves, .by = "region"}, &arena, &done);
    cr_assert(strstr(done.text, "it is by: cause"), "%s", done.text);
    free(text);
    unlink(file_of(&arena));
    arena_free(&arena);
}
