/* aim: what `--precision` says, and whether a result file has it. */
#include "tests/detail_lab.h"

#include "analysis/aim.h"
#include "analysis/summary.h"

static struct lab lab;
static struct result *result;
static void made(void)
{
    lab_open(&lab);
    result = NULL;
}
static void gone(void)
{
    result_read_close(result);
    lab_close(&lab);
}
TestSuite(aim, .init = made, .fini = gone, .timeout = 120);

static struct aim read_well(const char *text)
{
    struct aim aim;
    const status read = aim_read(text, &lab.arena, &aim);
    cr_assert_eq(read.code, STATUS_OK, "%s: %s", text, read.text);
    return aim;
}

Test(aim, what_was_asked)
{
    const struct aim share = read_well("not_placed_24h=5%"), blank = read_well("not_placed_24h=5 %"), number = read_well("stay_days=0.25"), difference = read_well("difference:arrivals=20"),
                     both = read_well("difference:cost_eur=2.5%");
    cr_expect(strcmp(share.measure, "not_placed_24h") == 0 && share.relative && !share.difference && fabs(share.wanted - 0.05) < 1e-15);
    cr_expect(blank.relative && blank.wanted == share.wanted);
    cr_expect(strcmp(number.measure, "stay_days") == 0 && !number.relative && number.wanted == 0.25);
    cr_expect(strcmp(difference.measure, "arrivals") == 0 && difference.difference && !difference.relative && difference.wanted == 20);
    cr_expect(both.difference && both.relative && fabs(both.wanted - 0.025) < 1e-15);
    static const char *const wrong[] = {"", "=", "arrivals", "arrivals=", "=5%", "arrivals=-1", "arrivals=0", "arrivals=0%", "arrivals=x", "arrivals=5%%", "arrivals=5 x", "arrivals=nan", "arrivals=inf",
                                        "difference:=5", "difference:arrivals", "arrivals=5=6"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct aim aim;
        const status read = aim_read(wrong[i], &lab.arena, &aim);
        cr_expect(read.code == STATUS_USAGE && strcmp(read.id, "usage-value") == 0, "'%s' is taken", wrong[i]);
    }
}

#define WORLD(places)                                                                                                                    \
    "doorstroom: 1\ntitle: aim\ntime: {start: 2020-01-01, horizon: 200 d}\nmontecarlo: {replications: 1, seed: 1}\nintake: {households: 100 /yr}\n" \
    "stages: {crisis: {stay: {exponential: {mean: 20 d}}, onward: {left: 100 %}}}\nexits: {left: {}}\nregions: {town: {places: {crisis: " places "}}}\n" \
    "placement: [{stage: crisis}]\n"

static void run_of(int scenarios, int64_t replications)
{
    const char *const texts[] = {WORLD("4"), scenarios > 1 ? WORLD("5") : NULL, scenarios > 2 ? WORLD("2") : NULL, NULL};
    const status fault = lab_plan(&lab, texts, replications);
    cr_assert_eq(fault.code, STATUS_OK, "[%s] %s", fault.id, fault.text);
    lab_ran(&lab, "out.h5");
    const status read = result_read_open(lab_path(&lab, "out.h5"), &lab.arena, &result);
    cr_assert_eq(read.code, STATUS_OK, "%s", read.text);
}

static char said[400];
static status judge_of(const char *const *texts, struct precision_plan *plan, enum lang lang)
{
    struct aim aim[8];
    int32_t n = 0;
    for (; texts[n]; n++) aim[n] = read_well(texts[n]);
    const struct precision_rule rule = precision_rule_usual(4096);
    FILE *out = fmemopen(said, sizeof said, "w");
    const status judged = aims_judge(result, aim, n, &rule, lang, &lab.arena, plan, out);
    fclose(out);
    return judged;
}

static struct interval interval_of(const char *measure, int32_t s, int32_t base)
{
    struct summary_series series, other;
    const int32_t m = result_find(result, measure);
    cr_assert_eq(summary_read(result, m, s, NULL, &lab.arena, &series).code, STATUS_OK);
    if (base < 0) return summary_interval(series.values, result_replications(result));
    cr_assert_eq(summary_read(result, m, base, NULL, &lab.arena, &other).code, STATUS_OK);
    return summary_paired(series.values, other.values, result_replications(result));
}

/* The one furthest off is told with its scenario; all aims of all scenarios share the level. */
Test(aim, the_one_furthest_off)
{
    run_of(3, 40);
    struct precision_plan plan;
    cr_assert_eq(judge_of((const char *const[]){"not_placed_24h=1%", NULL}, &plan, LANG_EN).code, STATUS_OK);
    double worst = 0;
    int32_t of = -1;
    for (int32_t s = 0; s < 3; s++) {
        const struct interval is = interval_of("not_placed_24h", s, -1);
        const double half = summary_t(1 - 0.025 / 3, 39) * is.sd / sqrt(40), ratio = half / (0.01 * is.mean);
        if (ratio > worst) worst = ratio, of = s;
    }
    cr_expect(fabs(plan.ratio - worst) < 1e-9 * worst && plan.worst == of, "%g of %d, by hand %g of %d", plan.ratio, (int)plan.worst, worst, (int)of);
    cr_expect(plan.why == PRECISION_MORE && !plan.stop && plan.next == 64, "half as many again, in blocks of 16: %lld", (long long)plan.next);
    char wanted[64];
    snprintf(wanted, sizeof wanted, "40 replications: not_placed_24h=1%% in %c: half-width", 'a' + (int)of);
    cr_expect(strstr(said, wanted), "said: %s", said);
}

Test(aim, differences_are_with_the_first)
{
    run_of(3, 40);
    struct precision_plan plan;
    cr_assert_eq(judge_of((const char *const[]){"difference:not_placed_24h=0.5", NULL}, &plan, LANG_NL).code, STATUS_OK);
    double worst = 0;
    int32_t of = -1;
    for (int32_t s = 1; s < 3; s++) {
        const struct interval is = interval_of("not_placed_24h", s, 0);
        const double ratio = summary_t(1 - 0.025 / 2, 39) * is.sd / sqrt(40) / 0.5;
        if (ratio > worst) worst = ratio, of = s;
    }
    cr_expect(fabs(plan.ratio - worst) < 1e-9 * worst && plan.worst == of - 1, "%g of %d, by hand %g of %d", plan.ratio, (int)plan.worst, worst, (int)of);
    char wanted[80];
    snprintf(wanted, sizeof wanted, "40 herhalingen: difference:not_placed_24h=0.5 in %c: halve breedte", 'a' + (int)of);
    cr_expect(strstr(said, wanted), "said: %s", said);
    cr_assert_eq(judge_of((const char *const[]){"difference:not_placed_24h=50", "not_placed_24h=90%", NULL}, &plan, LANG_EN).code, STATUS_OK);
    cr_expect(plan.why == PRECISION_MET && plan.stop && plan.next == 40 && strstr(said, "precise enough"), "said: %s", said);
}

Test(aim, what_cannot_be_judged)
{
    run_of(1, 2);
    struct precision_plan plan;
    status judged = judge_of((const char *const[]){"difference:arrivals=5", NULL}, &plan, LANG_EN);
    cr_expect(judged.code == STATUS_USAGE && strcmp(judged.id, "no-difference") == 0, "[%s]", judged.id);
    judged = judge_of((const char *const[]){"arrival=5", NULL}, &plan, LANG_EN);
    cr_expect(judged.code == STATUS_USAGE && strstr(judged.text, "did you mean 'arrivals'"), "%s", judged.text);
    judged = judge_of((const char *const[]){"regions_with_shortage=5", NULL}, &plan, LANG_EN);
    cr_expect(judged.code == STATUS_USAGE && strstr(judged.text, "several"), "%s", judged.text);
    cr_assert_eq(judge_of((const char *const[]){"arrivals=0.1", NULL}, &plan, LANG_EN).code, STATUS_OK);
    cr_expect(plan.next == 32, "the first stage is 32, not %lld", (long long)plan.next);
}

Test(aim, one_replication_has_no_half_width)
{
    run_of(1, 1);
    struct precision_plan plan;
    cr_assert_eq(judge_of((const char *const[]){"arrivals=5", NULL}, &plan, LANG_EN).code, STATUS_OK);
    cr_expect(plan.next == 32 && strstr(said, "1 replication: ") && strstr(said, "not known yet"), "said: %s", said);
}
