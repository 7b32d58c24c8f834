#include "sim/param.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- a table with every kind of row ---- */

struct share_record {
    double share;
    struct dist stay;
};
struct thing {
    int64_t places;
    const char *note_text;
    struct pairs columns;
    double weight;
};
struct inner {
    bool given;
    double each_s;
    int32_t colour;
};
struct required {
    seconds from_s;
    double rate;
};
struct form {
    int32_t form;
    bool fast;
    double slow_s;
    struct inner box;
};
struct change {
    struct dist stay;
};
struct kinded {
    int32_t kind;
    double a, b;
};

struct all {
    double scalar, optional, limit_share, maybe_none;
    int64_t count, unlimited, absent_count;
    bool flag;
    int32_t choice, absent_choice;
    const char *text, *absent_text;
    seconds date_s, absent_date_s;
    struct when when, absent_when;
    struct span span, plain_span, absent_span;
    struct series series, absent_series;
    struct dist dist, none, absent_dist, children;
    struct dist mean, factor, whole, absent_range;
    struct name name, absent_name;
    struct names names, absent_names;
    struct title title;
    struct required record;
    struct inner optional_record, absent_record;
    struct items things, list, table, absent_map;
    struct items shares, absent_shares, scaled;
    struct pairs pairs, single, absent_pairs;
    struct form word_form, map_form, absent_form;
    struct items changes, kinds;
};

#define AT(member)       .offset = offsetof(struct all, member)
#define IN(type, member) .offset = offsetof(struct type, member)
#define HELP             .help_en = "What it is.", .help_nl = "Wat het is."
#define END                                                                                                                      \
    {                                                                                                                            \
        .name = NULL                                                                                                             \
    }

static const char *const colours[] = {"green", "orange", "red", NULL};

static const struct param_row share_rows[] = {
    {.name = "share", .kind = PARAM_SCALAR, .unit = UNIT_SHARE, IN(share_record, share), .flags = PARAM_SHORT, HELP},
    {.name = "stay", .kind = PARAM_DIST, .unit = UNIT_DURATION, IN(share_record, stay), .flags = PARAM_OPTIONAL, HELP},
    END};
static const struct param_table share_table = {"share", sizeof(struct share_record), share_rows};

static const struct param_row loose_rows[] = {
    {.name = "share", .kind = PARAM_SCALAR, .unit = UNIT_SHARE, IN(share_record, share), .flags = PARAM_OPTIONAL, HELP},
    {.name = "stay", .kind = PARAM_DIST, .unit = UNIT_DURATION, IN(share_record, stay), .flags = PARAM_OPTIONAL, HELP},
    END};
static const struct param_table loose_table = {"loose", sizeof(struct share_record), loose_rows};

static const struct param_row thing_rows[] = {
    {.name = "places", .kind = PARAM_COUNT, IN(thing, places), .fallback = "4", .max = 1000, HELP},
    {.name = "note_text", .kind = PARAM_TEXT, IN(thing, note_text), .flags = PARAM_OPTIONAL, HELP},
    {.name = "columns", .kind = PARAM_PAIRS, .unit = UNIT_NUMBER, IN(thing, columns), .flags = PARAM_OPTIONAL | PARAM_OPEN, HELP},
    {.name = "weight", .kind = PARAM_SCALAR, .unit = UNIT_NUMBER, IN(thing, weight), .fallback = "1", HELP},
    END};
static const struct param_table thing_table = {"thing", sizeof(struct thing), thing_rows};

static const struct param_row inner_rows[] = {
    {.name = "each",
     .kind = PARAM_SCALAR,
     .unit = UNIT_DURATION,
     IN(inner, each_s),
     .fallback = "15 min",
     .min = 60,
     .max = 86400,
     HELP},
    {.name = "colour", .kind = PARAM_CHOICE, IN(inner, colour), .choices = colours, .flags = PARAM_OPTIONAL, HELP},
    END};
static const struct param_table inner_table = {"inner", sizeof(struct inner), inner_rows};

static const struct param_row required_rows[] = {
    {.name = "from", .kind = PARAM_DATE, IN(required, from_s), HELP},
    {.name = "rate", .kind = PARAM_SCALAR, .unit = UNIT_RATE, IN(required, rate), HELP},
    END};
static const struct param_table required_table = {"required", sizeof(struct required), required_rows};

static const struct param_row form_rows[] = {
    {.name = "fast", .kind = PARAM_FLAG, IN(form, fast), HELP},
    {.name = "slow", .kind = PARAM_SCALAR, .unit = UNIT_DURATION, IN(form, slow_s), HELP},
    {.name = "box", .kind = PARAM_RECORD, IN(form, box), .table = &inner_table, .flags = PARAM_OPTIONAL, HELP},
    END};
static const struct param_table form_table = {"form", sizeof(struct form), form_rows};

static const struct param_row change_rows[] = {
    {.name = "stay", .kind = PARAM_RANGE, .unit = UNIT_DURATION, IN(change, stay), .flags = PARAM_SHORT, HELP}, END};
static const struct param_table change_table = {"change", sizeof(struct change), change_rows};

static const struct param_row kinded_rows[] = {
    {.name = "kind", .kind = PARAM_CHOICE, IN(kinded, kind), .choices = colours, .flags = PARAM_WHOLE, HELP},
    {.name = "a", .kind = PARAM_SCALAR, .unit = UNIT_NUMBER, IN(kinded, a), .flags = PARAM_OPTIONAL, HELP},
    {.name = "b", .kind = PARAM_SCALAR, .unit = UNIT_NUMBER, IN(kinded, b), .flags = PARAM_OPTIONAL, HELP},
    END};
static const struct param_table kinded_table = {"kinded", sizeof(struct kinded), kinded_rows};

#define OPT .flags = PARAM_OPTIONAL, HELP

static const struct param_row all_rows[] = {
    {.name = "scalar", .kind = PARAM_SCALAR, .unit = UNIT_RATE, AT(scalar), .min = 0, .max = 1e6, HELP},
    {.name = "optional", .kind = PARAM_SCALAR, .unit = UNIT_MONEY_PER_YEAR, AT(optional), OPT},
    {.name = "limit_share", .kind = PARAM_SCALAR, .unit = UNIT_SHARE, AT(limit_share), .fallback = "22 %", HELP},
    {.name = "maybe_none",
     .kind = PARAM_SCALAR,
     .unit = UNIT_DISTANCE,
     AT(maybe_none),
     .fallback = "none",
     .flags = PARAM_NONE | PARAM_UNLIMITED | PARAM_POSITIVE,
     HELP},
    {.name = "count", .kind = PARAM_COUNT, AT(count), .fallback = "1", HELP},
    {.name = "unlimited",
     .kind = PARAM_COUNT,
     AT(unlimited),
     .fallback = "unlimited",
     .flags = PARAM_UNLIMITED | PARAM_NONE,
     HELP},
    {.name = "absent_count", .kind = PARAM_COUNT, AT(absent_count), OPT},
    {.name = "flag", .kind = PARAM_FLAG, AT(flag), .fallback = "yes", HELP},
    {.name = "choice", .kind = PARAM_CHOICE, AT(choice), .choices = colours, .fallback = "orange", HELP},
    {.name = "absent_choice", .kind = PARAM_CHOICE, AT(absent_choice), .choices = colours, OPT},
    {.name = "text", .kind = PARAM_TEXT, AT(text), .fallback = "some text", HELP},
    {.name = "absent_text", .kind = PARAM_TEXT, AT(absent_text), OPT},
    {.name = "date", .kind = PARAM_DATE, AT(date_s), .fallback = "2020-01-31", HELP},
    {.name = "absent_date", .kind = PARAM_DATE, AT(absent_date_s), OPT},
    {.name = "when", .kind = PARAM_WHEN, AT(when), .fallback = "63 d", HELP},
    {.name = "absent_when", .kind = PARAM_WHEN, AT(absent_when), OPT},
    {.name = "span", .kind = PARAM_SPAN, .unit = UNIT_DURATION, AT(span), .fallback = "8 yr", HELP},
    {.name = "plain_span", .kind = PARAM_SPAN, .unit = UNIT_DURATION, AT(plain_span), .fallback = "730.5 d", HELP},
    {.name = "absent_span", .kind = PARAM_SPAN, .unit = UNIT_DURATION, AT(absent_span), OPT},
    {.name = "series",
     .kind = PARAM_SERIES,
     .unit = UNIT_FACTOR,
     AT(series),
     .fallback = "[1, 2, 3.5]",
     .min_items = 3,
     .max_items = 3,
     HELP},
    {.name = "absent_series", .kind = PARAM_SERIES, .unit = UNIT_FACTOR, AT(absent_series), OPT},
    {.name = "dist",
     .kind = PARAM_DIST,
     .unit = UNIT_DURATION,
     AT(dist),
     .fallback = "{lognormal: {mean: 49 d, sd: 45 d}}",
     HELP},
    {.name = "none", .kind = PARAM_DIST, .unit = UNIT_DURATION, AT(none), .fallback = "none", .flags = PARAM_NONE, HELP},
    {.name = "absent_dist", .kind = PARAM_DIST, .unit = UNIT_DURATION, AT(absent_dist), OPT},
    {.name = "children",
     .kind = PARAM_DIST,
     .unit = UNIT_COUNT,
     AT(children),
     .fallback = "{empirical: {2: 20 %, 0: 40 %, 1: rest}}",
     HELP},
    {.name = "mean", .kind = PARAM_RANGE, .unit = UNIT_DURATION, AT(mean), .fallback = "75 d", HELP},
    {.name = "factor", .kind = PARAM_RANGE, .unit = UNIT_DURATION, AT(factor), .fallback = "1.5 x", HELP},
    {.name = "whole",
     .kind = PARAM_RANGE,
     .unit = UNIT_DURATION,
     AT(whole),
     .fallback = "{mixture: [{share: 30 %, exponential: {mean: 3 d}}, {share: rest, constant: 9 d}]}",
     HELP},
    {.name = "absent_range", .kind = PARAM_RANGE, .unit = UNIT_DURATION, AT(absent_range), OPT},
    {.name = "name", .kind = PARAM_NAME, AT(name), .space = "thing|=again|=never", .fallback = "never", HELP},
    {.name = "absent_name", .kind = PARAM_NAME, AT(absent_name), .space = "thing", OPT},
    {.name = "names", .kind = PARAM_NAMES, AT(names), .space = "=red|thing", .fallback = "[a, red]", HELP},
    {.name = "absent_names", .kind = PARAM_NAMES, AT(absent_names), .space = "thing", OPT},
    {.name = "title", .kind = PARAM_TITLE, AT(title), .fallback = "{en: One, nl: Een}", HELP},
    {.name = "record", .kind = PARAM_RECORD, AT(record), .table = &required_table, HELP},
    {.name = "optional_record",
     .kind = PARAM_RECORD,
     AT(optional_record),
     .table = &inner_table,
     .fallback = "{colour: red}",
     OPT},
    {.name = "absent_record", .kind = PARAM_RECORD, AT(absent_record), .table = &inner_table, OPT},
    {.name = "things",
     .kind = PARAM_MAP,
     AT(things),
     .table = &thing_table,
     .space = "+thing",
     .fallback = "{a: {x: 3}, b: {places: 7}}",
     HELP},
    {.name = "list", .kind = PARAM_LIST, AT(list), .table = &inner_table, .fallback = "[{each: 1 h}, {colour: green}]", HELP},
    {.name = "table", .kind = PARAM_TABLE, AT(table), .table = &thing_table, .space = "+row", .fallback = "{r: {}}", HELP},
    {.name = "absent_map", .kind = PARAM_MAP, AT(absent_map), .table = &thing_table, OPT},
    {.name = "shares",
     .kind = PARAM_SHARES,
     AT(shares),
     .table = &share_table,
     .space = "thing|=again",
     .fallback = "{a: 70 %, again: {share: rest, stay: 3 d}}",
     HELP},
    {.name = "absent_shares", .kind = PARAM_SHARES, AT(absent_shares), .table = &loose_table, OPT},
    {.name = "scaled",
     .kind = PARAM_SHARES,
     AT(scaled),
     .table = &share_table,
     .fallback = "{a: 50 %, others: scale}",
     .flags = PARAM_SCALE,
     HELP},
    {.name = "pairs",
     .kind = PARAM_PAIRS,
     .unit = UNIT_COUNT,
     AT(pairs),
     .space = "thing",
     .fallback = "{b: 3, a: unlimited}",
     .min = 0,
     .max = 100,
     .flags = PARAM_UNLIMITED,
     HELP},
    {.name = "single",
     .kind = PARAM_PAIRS,
     .unit = UNIT_PRICE,
     AT(single),
     .fallback = "80000 eur/yr",
     .flags = PARAM_SHORT,
     HELP},
    {.name = "absent_pairs", .kind = PARAM_PAIRS, .unit = UNIT_COUNT, AT(absent_pairs), OPT},
    {.name = "word_form", .kind = PARAM_EITHER, AT(word_form), .table = &form_table, .fallback = "fast", HELP},
    {.name = "map_form", .kind = PARAM_EITHER, AT(map_form), .table = &form_table, .fallback = "{box: {each: 2 min}}", HELP},
    {.name = "absent_form", .kind = PARAM_EITHER, AT(absent_form), .table = &form_table, OPT},
    {.name = "changes", .kind = PARAM_MAP, AT(changes), .table = &change_table, .space = "thing", OPT},
    {.name = "kinds", .kind = PARAM_MAP, AT(kinds), .table = &kinded_table, OPT},
    END};
static const struct param_table all_table = {"all", sizeof(struct all), all_rows};

/* ---- tools ---- */

static struct arena arena;
static struct faults faults;
static struct settings settings;
static struct all all;
static char folder[64];

#define REQUIRED "record: {from: 2018-01-01, rate: 3500 /yr}\nscalar: 35 /yr\n"

static void set_up(void)
{
    arena_init(&arena);
    faults_init(&faults, &arena);
    strcpy(folder, "/tmp/test_param_XXXXXX");
    cr_assert(mkdtemp(folder));
    memset(&all, 0x5a, sizeof all); /* a pattern that no default may leave */
}

static void tear_down(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    cr_expect_eq(system(command), 0);
    arena_free(&arena);
}

TestSuite(param, .init = set_up, .fini = tear_down);

static void read_tree(const struct node *root)
{
    settings = (struct settings){.n = 0};
    if (root) param_read(&all_table, root, &all, &arena, &settings, &faults);
}

static void read_text(const char *text)
{
    faults_init(&faults, &arena);
    read_tree(yaml_read_text(arena_format(&arena, REQUIRED "%s", text), "text", &arena, &faults));
}

static void read_good(const char *text)
{
    read_text(text);
    for (const struct fault *fault = faults.first; fault; fault = fault->next)
        if (fault->severity == FAULT_ERROR) cr_expect_fail("%s: %s: %s [%s]", text, fault->path, fault->message, fault->id);
}

static const struct setting *find_setting(const char *path)
{
    for (const struct setting *setting = settings.first; setting; setting = setting->next)
        if (strcmp(setting->path, path) == 0) return setting;
    cr_assert_fail("no setting %s", path);
    return NULL;
}

static const char *write_all(const struct all *record)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    yaml_write(param_write(&all_table, record, &arena), out);
    fclose(out);
    const char *copy = arena_copy(&arena, text, length);
    free(text);
    return copy;
}

/* Exactly one error, with this id, on this line (counted behind the required two) and column. */
static void expect_one(const char *text, const char *id, int line, int column, const char *help)
{
    read_text(text);
    const struct fault *fault = faults.first;
    if (!fault) {
        cr_expect_fail("no fault in `%s`", text);
        return;
    }
    const bool place = fault->place.line == line + 2 && fault->place.column == column;
    cr_expect(strcmp(fault->id, id) == 0 && place, "`%s`: %d:%d %s [%s], not %d:%d [%s]", text, fault->place.line - 2,
              fault->place.column, fault->message, fault->id, line, column, id);
    cr_expect_eq(faults.errors + faults.warnings, 1, "`%s`: %d faults, then: %s [%s]", text, faults.errors,
                 fault->next ? fault->next->message : "", fault->next ? fault->next->id : "");
    if (help)
        cr_expect(fault->help && strstr(fault->help, help), "`%s`: help is `%s`, not `%s`", text, fault->help ? fault->help : "",
                  help);
}

/* ---- defaults ---- */

Test(param, no_pattern_survives_the_defaults)
{
    read_good("");
    cr_expect(all.scalar == 35 && all.limit_share == 0.22);
    cr_expect(isnan(all.optional) && isnan(all.maybe_none));
    cr_expect(all.count == 1 && all.unlimited == INT64_MAX && all.absent_count == -1);
    cr_expect(all.flag && all.choice == 1 && all.absent_choice == -1);
    cr_expect_str_eq(all.text, "some text");
    cr_expect_null(all.absent_text);
    cr_expect(all.date_s == date_of(2020, 1, 31) && all.absent_date_s == NEVER);
    cr_expect(all.when.given && all.when.from_start && all.when.at_s == 63 * 86400);
    cr_expect(!all.absent_when.given && !all.absent_when.from_start && all.absent_when.at_s == 0);
    cr_expect(all.span.calendar_years == 8 && all.span.length_s == 8 * SECONDS_PER_YEAR);
    cr_expect(all.plain_span.calendar_years == 0 && all.plain_span.length_s == 2 * SECONDS_PER_YEAR);
    cr_expect(all.absent_span.calendar_years == 0 && all.absent_span.length_s == 0);
    cr_expect(all.series.n == 3 && all.series.value[2] == 3.5);
    cr_expect(all.absent_series.n == 0 && !all.absent_series.value);
    cr_expect(all.dist.kind == DIST_LOGNORMAL && all.dist.a == 49 * 86400 && all.dist.b == 45 * 86400 && !all.dist.quantiles);
    cr_expect(all.none.kind == DIST_NONE && all.absent_dist.kind == DIST_ABSENT && all.absent_dist.n == 0);
    cr_expect(all.children.kind == DIST_EMPIRICAL && all.children.n == 3 && all.children.value[0] == 0 &&
              all.children.share[0] == 0.4);
    cr_expect(all.children.value[2] == 2 && all.children.share[2] == 0.2 && all.children.share[1] == 0.4);
    cr_expect(all.mean.kind == DIST_ABSENT && all.mean.n == 1 && all.mean.a == 75 * 86400);
    cr_expect(all.factor.kind == DIST_ABSENT && all.factor.n == 2 && all.factor.a == 1.5);
    cr_expect(all.whole.kind == DIST_MIXTURE && all.whole.n == 2 && all.whole.share[1] == 0.7 &&
              all.whole.part[1].kind == DIST_CONSTANT);
    cr_expect(all.absent_range.kind == DIST_ABSENT && all.absent_range.n == 0);
    cr_expect(all.name.space == 2 && all.name.id == 1);
    cr_expect(!all.absent_name.text && all.absent_name.id == -1 && !all.absent_name.place.source);
    cr_expect(all.names.n == 2 && all.names.item[0].space == 1 && all.names.item[0].id == 0 && all.names.item[1].space == 0);
    cr_expect(all.absent_names.n == 0 && !all.absent_names.item);
    cr_expect_str_eq(all.title.nl, "Een");
    cr_expect(all.record.rate == 3500);
    cr_expect(all.optional_record.given && all.optional_record.each_s == 900 && all.optional_record.colour == 2);
    cr_expect(!all.absent_record.given && all.absent_record.each_s == 900 && all.absent_record.colour == -1);
    cr_expect(all.word_form.form == 1 && all.word_form.fast && isnan(all.word_form.slow_s) && !all.word_form.box.given);
    cr_expect(all.map_form.form == 3 && all.map_form.box.given && all.map_form.box.each_s == 120 && !all.map_form.fast);
    cr_expect(all.absent_form.form == 0 && !all.absent_form.fast && isnan(all.absent_form.slow_s) && !all.absent_form.box.given);
}

Test(param, no_pattern_survives_in_maps)
{
    read_good("");
    cr_assert(all.things.given && all.things.n == 2 && all.things.stride == sizeof(struct thing) && !all.things.name &&
              !all.things.scale);
    const struct thing *a = ITEM(all.things, struct thing, 0), *b = ITEM(all.things, struct thing, 1);
    cr_expect(a->places == 4 && !a->note_text && a->weight == 1 && a->columns.given && a->columns.n == 1);
    cr_expect_str_eq(a->columns.item[0].name.text, "x");
    cr_expect(a->columns.item[0].value == 3 && a->columns.item[0].name.id == -1);
    cr_expect(b->places == 7 && !b->columns.given && b->columns.n == 0);
    cr_expect_str_eq(all.things.key[1], "b");
    cr_expect(all.list.n == 2 && !all.list.key[0] && ITEM(all.list, struct inner, 0)->each_s == 3600);
    cr_expect(!all.absent_map.given && all.absent_map.n == 0 && !all.absent_map.record);
    cr_expect(all.shares.n == 2 && all.shares.name[1].space == 1 && all.shares.name[0].id == 0);
    cr_expect_eq(ITEM(all.shares, struct share_record, 1)->share, 0.3);
    cr_expect_eq(ITEM(all.shares, struct share_record, 1)->stay.kind, DIST_CONSTANT);
    cr_expect_eq(ITEM(all.shares, struct share_record, 0)->stay.kind, DIST_ABSENT);
    cr_expect(!all.absent_shares.given && all.scaled.scale && all.scaled.n == 1);
    cr_expect(all.pairs.n == 2 && all.pairs.item[0].name.id == 1 && isinf(all.pairs.item[1].value));
    cr_expect(all.single.n == 1 && all.single.item[0].value == 80000 && *all.single.item[0].name.text == '\0');
    cr_expect_str_eq(all.single.item[0].text, "80000 eur/yr");
    cr_expect(!all.absent_pairs.given && all.absent_pairs.n == 0);
}

Test(param, every_scalar_leaves_a_setting)
{
    read_good("count: {value: 12, range: [10, 20], source: \"a report\", note: \"a guess\"}\nshares: {a: 25 %, b: rest}\n");
    const struct setting *count = find_setting("count"), *flag = find_setting("flag"), *rest = find_setting("shares.b.share");
    cr_expect(count->value == 12 && count->origin == ORIGIN_FILE && count->place.line == 3 && count->place.column == 16);
    cr_expect(count->range.kind == DIST_UNIFORM && count->range.a == 10 && count->range.b == 20);
    cr_expect_str_eq(count->source, "a report");
    cr_expect_str_eq(count->note, "a guess");
    cr_expect(flag->origin == ORIGIN_DEFAULT && flag->value == 1 && !flag->place.source);
    cr_expect_str_eq(rest->text, "rest");
    cr_expect_eq(rest->value, 0.75);
    cr_expect_eq(find_setting("dist.lognormal.mean")->value, 49 * 86400.0);
    cr_expect_eq(find_setting("dist.lognormal.mean")->row, &all_rows[21]);
    cr_expect_eq(find_setting("whole.mixture[0].exponential.mean")->value, 3 * 86400.0);
    cr_expect_eq(find_setting("children.empirical.1")->value, 0.4);
    cr_expect_eq(find_setting("series[2]")->value, 3.5);
    cr_expect_eq(find_setting("things.a.x")->value, 3);
    cr_expect_eq(find_setting("single")->unit, UNIT_PRICE);
    cr_expect(isnan(find_setting("title.nl")->value));
    for (const struct setting *setting = settings.first; setting; setting = setting->next) {
        for (const struct setting *other = setting->next; other; other = other->next)
            cr_assert_str_neq(setting->path, other->path, "%s stands twice", setting->path);
        cr_assert(strncmp(setting->path, "absent", 6) != 0, "%s is absent", setting->path);
    }
}

/* ---- forms of writing ---- */

struct form_of_dist {
    const char *text;
    enum dist_kind kind;
    double a, b, c;
};

Test(param, distributions)
{
    static const struct form_of_dist list[] = {
        {"60 d", DIST_CONSTANT, 60, 0, 0},
        {"0 d", DIST_CONSTANT, 0, 0, 0},
        {"{constant: 60 d}", DIST_CONSTANT, 60, 0, 0},
        {"{value: 60 d, source: x}", DIST_CONSTANT, 60, 0, 0},
        {"{constant: {value: 60 d, note: x}}", DIST_CONSTANT, 60, 0, 0},
        {"{exponential: {mean: 30 d}}", DIST_EXPONENTIAL, 30, 0, 0},
        {"{gamma: {mean: 30 d, sd: 10 d}}", DIST_GAMMA, 30, 10, 0},
        {"{lognormal: {sd: 10 d, mean: 30 d}, source: x, note: y}", DIST_LOGNORMAL, 30, 10, 0},
        {"{uniform: {min: 0 d, max: 2 d}}", DIST_UNIFORM, 0, 2, 0},
        {"{triangular: {min: 1 d, mode: 1 d, max: 2 d}}", DIST_TRIANGULAR, 1, 1, 2}};
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        read_good(arena_format(&arena, "dist: %s\n", list[i].text));
        cr_expect(all.dist.kind == list[i].kind && all.dist.a == list[i].a * 86400 && all.dist.b == list[i].b * 86400 &&
                      all.dist.c == list[i].c * 86400,
                  "%s", list[i].text);
    }
    read_good("dist: {erlang: {k: 3, mean: 30 d}}\n");
    cr_expect(all.dist.kind == DIST_ERLANG && all.dist.a == 30 * 86400 && all.dist.b == 3);
    read_good("dist: {weibull: {shape: 1.5, mean: 30 d}}\n");
    cr_expect(all.dist.kind == DIST_WEIBULL && all.dist.a == 30 * 86400 && all.dist.b == 1.5);
}

Test(param, the_source_of_a_distribution_is_that_of_its_parts)
{
    read_good("dist: {lognormal: {mean: {value: 49 d, source: own}, sd: 45 d}, source: shared}\n");
    cr_assert_str_eq(find_setting("dist.lognormal.mean")->source, "own");
    cr_assert_str_eq(find_setting("dist.lognormal.sd")->source, "shared");
    cr_assert_null(find_setting("limit_share")->source);
}

Test(param, short_forms)
{
    read_good("changes: {a: 75 d, b: {gamma: {mean: 3 d, sd: 1 d}}}\nshares: b\nnames: a\nsingle: {value: 100 eur, source: x}\n");
    cr_expect_eq(ITEM(all.changes, struct change, 0)->stay.n, 1);
    cr_expect_eq(ITEM(all.changes, struct change, 1)->stay.kind, DIST_GAMMA);
    cr_expect(all.shares.n == 1 && all.shares.name[0].id == 1);
    cr_expect_eq(ITEM(all.shares, struct share_record, 0)->share, 1);
    cr_expect_eq(all.names.n, 1);
    cr_expect(all.single.n == 1 && all.single.item[0].value == 100);
    read_good("shares: {a: {value: 40 %, range: [30, 50], source: x}, b: rest}\nchanges: {a: {value: 2 x, source: y}}\n");
    cr_expect_eq(find_setting("shares.a.share")->range.b, 0.5);
    cr_expect(ITEM(all.changes, struct change, 0)->stay.n == 2);
}

Test(param, ranges)
{
    read_good("optional: {value: 14 M eur/yr, range: {triangular: [10, 14, 20]}}\nlimit_share: {value: 22 %, range: {uniform: "
              "[15, 30 %]}}\n"
              "count: {value: 2, range: {values: [1, 2, 5]}}\ndate: {value: 2020-01-01, range: [2019-01-01, 2021-01-01]}\n");
    const struct dist *money = &find_setting("optional")->range, *share = &find_setting("limit_share")->range;
    cr_expect(money->kind == DIST_TRIANGULAR && money->a == 10e6 && money->b == 14e6 && money->c == 20e6);
    cr_expect(share->a == 0.15 && share->b == 0.3);
    cr_expect(find_setting("count")->range.n == 3 && find_setting("count")->range.share[0] == 1.0 / 3);
    cr_expect_eq(find_setting("date")->range.a, (double)date_of(2019, 1, 1));
}

Test(param, words_and_limits)
{
    read_good("maybe_none: unlimited\nunlimited: none\ncount: 9007199254740993\nwhen: 2020-02-29\nspan: 1.5 yr\ntitle: "
              "Both\nnone: 0 d\n");
    cr_expect(isinf(all.maybe_none) && all.unlimited == INT64_MAX && all.count == INT64_C(9007199254740993));
    cr_expect(all.when.given && !all.when.from_start && all.when.at_s == date_of(2020, 2, 29));
    cr_expect(all.span.calendar_years == 0 && all.span.length_s == SECONDS_PER_YEAR * 3 / 2);
    cr_expect_str_eq(all.title.nl, "Both");
    read_good("title: {nl: Alleen}\n");
    cr_expect_str_eq(all.title.en, "Alleen");
}

Test(param, shares_that_may_be_left_out)
{
    read_good("absent_shares: {a: {stay: 3 d}}\n");
    cr_expect_eq(ITEM(all.absent_shares, struct share_record, 0)->share, 1);
    read_good("absent_shares: {a: {stay: 3 d}, b: {}}\n");
    cr_expect(isnan(ITEM(all.absent_shares, struct share_record, 0)->share));
    read_good("absent_shares: {a: {share: 60 %}, b: {}}\n");
    cr_expect(ITEM(all.absent_shares, struct share_record, 0)->share == 0.6 &&
              isnan(ITEM(all.absent_shares, struct share_record, 1)->share));
}

Test(param, a_share_that_is_set_leaves_the_others_in_proportion)
{
    const struct node *root = yaml_read_text(REQUIRED "absent_shares: {a: 60 %, b: 30 %, c: 10 %}\n", "text", &arena, &faults);
    read_tree(yaml_set(root, "absent_shares.a", "20 %", NULL, NULL, &arena, &faults));
    cr_assert_eq(faults.errors, 0);
    cr_expect_float_eq(ITEM(all.absent_shares, struct share_record, 1)->share, 0.6, 1e-12);
    cr_expect_float_eq(ITEM(all.absent_shares, struct share_record, 2)->share, 0.2, 1e-12);
    cr_expect_float_eq(find_setting("absent_shares.b.share")->value, 0.6, 1e-12);
    cr_expect_eq(find_setting("absent_shares.a.share")->origin, ORIGIN_SET);
    read_tree(yaml_set(root, "absent_shares.a", "110 %", NULL, NULL, &arena, &faults));
    cr_assert_eq(faults.errors, 1);
}

/* ---- tables from files ---- */

static const struct node *root_with_table(const char *csv, const char *exceptions)
{
    const char *path = arena_format(&arena, "%s/t.csv", folder), *yaml = arena_format(&arena, "%s/s.yaml", folder);
    FILE *out = fopen(path, "w");
    fputs(csv, out);
    fclose(out);
    out = fopen(yaml, "w");
    fprintf(out, REQUIRED "table: {table: t.csv%s}\n", exceptions);
    fclose(out);
    faults_init(&faults, &arena);
    return yaml_read(yaml, &arena, &faults);
}

Test(param, a_table_with_exceptions)
{
    read_tree(root_with_table("id,places,x,note_text\nr,3,1.5,\"a, b\"\ns,4,,\n", ", s: {places: 9}, u: {}"));
    cr_assert_eq(faults.errors, 0);
    cr_assert_eq(all.table.n, 3);
    const struct thing *r = ITEM(all.table, struct thing, 0), *s = ITEM(all.table, struct thing, 1);
    cr_expect(r->places == 3 && r->columns.n == 1 && r->columns.item[0].value == 1.5);
    cr_expect_str_eq(r->note_text, "a, b");
    cr_expect(s->places == 9 && s->columns.n == 0);
    const struct setting *cell = find_setting("table.r.places");
    cr_expect(cell->origin == ORIGIN_FILE && cell->place.line == 2 && cell->place.column == 3);
    cr_expect_not_null(strstr(cell->place.source->name, "/t.csv"));
}

Test(param, faults_of_a_table)
{
    read_tree(root_with_table("id,places,colour\nroad,3,green\ns,many,red\n", ", raod: {}"));
    cr_expect_eq(faults.errors, 2, "%d", faults.errors);
    cr_expect_eq(faults.warnings, 1);
    cr_expect_str_eq(faults.first->id, "new-name");
    cr_expect_str_eq(faults.first->next->id, "column-text");
    cr_expect_eq(faults.first->next->place.line, 1);
    cr_expect_str_eq(faults.first->next->next->id, "not-a-number");
    cr_expect(faults.first->next->next->place.line == 3 && faults.first->next->next->place.column == 3);
}

/* ---- reading back ---- */

static void expect_same_bits(const char *text)
{
    static struct all first;
    read_good(text);
    first = all;
    const char *once = write_all(&first);
    memset(&all, 0x5a, sizeof all);
    faults_init(&faults, &arena);
    read_tree(yaml_read_text(once, "again", &arena, &faults));
    cr_assert_eq(faults.errors, 0, "%s: %s\n%s", faults.first->path, faults.first->message, once);
    cr_expect_str_eq(write_all(&all), once);
    const double *a = &first.scalar, *b = &all.scalar;
    for (int i = 0; i < 4; i++) cr_expect(memcmp(&a[i], &b[i], sizeof *a) == 0 || (isnan(a[i]) && isnan(b[i])));
    cr_expect(first.count == all.count && first.unlimited == all.unlimited && first.absent_count == all.absent_count);
    cr_expect(first.date_s == all.date_s && first.when.at_s == all.when.at_s && first.when.from_start == all.when.from_start);
    cr_expect(first.span.length_s == all.span.length_s && first.span.calendar_years == all.span.calendar_years);
    cr_expect(first.plain_span.length_s == all.plain_span.length_s &&
              first.plain_span.calendar_years == all.plain_span.calendar_years);
    cr_expect(first.dist.kind == all.dist.kind && first.dist.a == all.dist.a && first.dist.b == all.dist.b &&
              first.dist.c == all.dist.c);
    cr_expect_eq(memcmp(first.series.value, all.series.value, 3 * sizeof(double)), 0);
    cr_expect_eq(memcmp(first.children.share, all.children.share, (size_t)first.children.n * sizeof(double)), 0);
    cr_expect(first.shares.n == all.shares.n && first.pairs.n == all.pairs.n &&
              first.single.item[0].value == all.single.item[0].value);
    for (int32_t i = 0; i < first.shares.n; i++)
        cr_expect_eq(ITEM(first.shares, struct share_record, i)->share, ITEM(all.shares, struct share_record, i)->share);
}

Test(param, the_resolved_scenario_reads_back_to_the_same_bits)
{
    expect_same_bits("");
    expect_same_bits(
        "optional: 0.1 eur/d\nlimit_share: 0.12345678901234567\nmaybe_none: unlimited\ncount: 9007199254740993\n"
        "flag: no\ntext: \"~\"\nabsent_text: \"a: b # c\\n\"\nwhen: 2019-03-01\nspan: 731 d\nplain_span: 3 yr\nseries: [0.1, "
        "1e-7, 1e300]\n"
        "dist: {triangular: {min: 0.1 d, mode: 3 h, max: 1.23456789 wk}}\nmean: {weibull: {shape: 0.7, mean: 1 d}}\nnone: 3.3 d\n"
        "children: {empirical: {1: 33.3 %, 2: rest}}\nshares: {a: {share: 33 %, stay: 2 d}, b: rest}\ntitle: \"None: x\"\n"
        "pairs: {a: 0}\nsingle: {a: 14 M eur, b: 3 eur/yr}\nword_form: {slow: 7 min}\nchanges: {a: 1.1 x}\nlist: []\ntable: {}\n"
        "whole: {mixture: [{share: 0.1, erlang: {k: 3, mean: 1 d}}, {share: 0.9, mixture: [{share: 1, constant: 2 d}]}]}\n"
        "absent_shares: {x: {}, y: {stay: 3 d}}\n");
}

/* ---- faults ---- */

struct wrong {
    const char *text, *id;
    int line, column;
    const char *help;
};

static void expect_all(const struct wrong *list, size_t n)
{
    for (size_t i = 0; i < n; i++) expect_one(list[i].text, list[i].id, list[i].line, list[i].column, list[i].help);
}
#define EXPECT(list) expect_all(list, sizeof(list) / sizeof *(list))

Test(param, faults_of_keys)
{
    static const struct wrong list[] = {
        {"coutn: 3\n", "unknown-key", 1, 1, "did you mean `count`?"},
        {"qwertyuiop: 3\n", "unknown-key", 1, 1, "its keys are scalar, "},
        {"count:\n", "missing-value", 1, 7, NULL},
        {"things:\n", "missing-value", 1, 8, "{}"},
        {"series:\n", "missing-value", 1, 8, NULL},
        {"things: {a: , b: {}}\n", "missing-value", 1, 13, "{}"},
        {"count: ~\n", "nothing-to-remove", 1, 8, NULL},
        {"things: {a: {}, b: {}, c: ~}\n", "nothing-to-remove", 1, 27, NULL},
        {"things: {a: 3, b: {}}\n", "wrong-kind", 1, 13, NULL},
        {"things: [a]\n", "wrong-kind", 1, 9, NULL},
        {"list: {a: 1}\n", "wrong-kind", 1, 7, NULL},
        {"list: [3]\n", "wrong-kind", 1, 8, NULL},
        {"series: 3\n", "wrong-kind", 1, 9, NULL},
        {"count: [3]\n", "wrong-kind", 1, 8, NULL},
        {"count: {value: [3]}\n", "wrong-kind", 1, 16, NULL},
        {"count: {value: 3, source: [x]}\n", "wrong-kind", 1, 27, NULL},
        {"title: [x]\n", "wrong-kind", 1, 8, NULL},
        {"title: {}\n", "missing-value", 1, 8, NULL},
        {"title: {de: x, en: y}\n", "unknown-key", 1, 9, NULL},
        {"count: {valeu: 3}\n", "unknown-key", 1, 9, "did you mean `value`?"},
        {"count: {source: x}\n", "missing-key", 1, 8, "value"},
        {"series: [1, 2]\n", "items-count", 1, 9, "add 1 more"},
        {"optional_record: {each: 1 h, color: red}\n", "unknown-key", 1, 30, "did you mean `colour`?"},
        {"things: {a: {}, b: {}, rest: {}}\n", "bad-name", 1, 24, NULL},
        {"things: {a: {}, b: {}, \"c.d\": {}}\n", "bad-name", 1, 24, NULL},
        {"things: {a: {province: Limburg}, b: {}}\n", "column-text", 1, 14, NULL},
        {"things: {a: {wieght: 3}, b: {}}\n", "new-column", 1, 14, "did you mean `weight`?"}};
    EXPECT(list);
}

Test(param, faults_of_values)
{
    static const struct wrong list[] = {
        {"optional: 3\n", "unit-missing", 1, 11, "`3 eur/yr`"},
        {"optional: 3 d\n", "unit-wrong", 1, 11, "eur/yr"},
        {"count: 3 d\n", "unit-wrong", 1, 8, "without a unit"},
        {"optional: a lot\n", "not-a-number", 1, 11, "80000 eur/yr"},
        {"optional: \"3,5 eur/yr\"\n", "not-a-number", 1, 11, "decimal comma"},
        {"count: unlimited\n", "not-a-number", 1, 8, NULL},
        {"count: 2.5\n", "not-whole", 1, 8, NULL},
        {"count: 1.031\n", "thousands", 1, 8, "write `1031`, or leave out"},
        {"count: 1 031\n", "thousands", 1, 8, "write `1031`"},
        {"optional: 14.000.000 eur/yr\n", "thousands", 1, 11, "write `14 M eur/yr` or `14000000 eur/yr`"},
        {"optional: 80.000\n", "unit-missing", 1, 11, NULL},
        {"optional: 80.000 eur/yr\n", "thousands", 1, 11, "write `80000 eur/yr`, or leave out"},
        {"optional: \"1,250,000 eur/yr\"\n", "thousands", 1, 11, "write `1.25 M eur/yr` or `1250000 eur/yr`"},
        {"optional: \"80,000 eur/yr\"\n", "thousands", 1, 11, "or a point for a decimal comma"},
        {"optional: -12.345.678 eur/yr\n", "thousands", 1, 11, "write `-12345678 eur/yr`"},
        {"count: -1\n", "out-of-bounds", 1, 8, "at least 0"},
        {"limit_share: 120 %\n", "out-of-bounds", 1, 14, "at most 100 %"},
        {"limit_share: -0.1\n", "out-of-bounds", 1, 14, "at least 0 %"},
        {"maybe_none: 0 km\n", "out-of-bounds", 1, 13, "above 0 km"},
        {"optional_record: {each: 59 s}\n", "out-of-bounds", 1, 25, "at least 1 min and at most 1 d"},
        {"optional_record: {each: 25 h}\n", "out-of-bounds", 1, 25, NULL},
        {"things: {a: {places: 1001}, b: {}}\n", "out-of-bounds", 1, 22, NULL},
        {"pairs: {a: 101}\n", "out-of-bounds", 1, 12, NULL},
        {"span: 200000 yr\n", "out-of-bounds", 1, 7, NULL},
        {"count: 1e400\n", "not-whole", 1, 8, NULL},
        {"optional: 1e400 eur/yr\n", "out-of-bounds", 1, 11, NULL},
        {"flag: true\n", "unknown-word", 1, 7, "no or yes"},
        {"choice: ornge\n", "unknown-word", 1, 9, "did you mean `orange`?"},
        {"choice: blue\n", "unknown-word", 1, 9, "green, orange or red"},
        {"date: 2020-13-01\n", "bad-date", 1, 7, "2020-01-31"},
        {"date: 31-01-2020\n", "bad-date", 1, 7, NULL},
        {"when: 2020-02-30\n", "bad-date", 1, 7, NULL},
        {"when: soon\n", "bad-date", 1, 7, "63 d"},
        {"when: 3\n", "unit-missing", 1, 7, NULL},
        {"scaled: {a: 50 %, others: x}\n", "unknown-word", 1, 27, "scale"}};
    EXPECT(list);
}

Test(param, faults_of_ranges)
{
    static const struct wrong list[] = {
        {"count: {value: 3, range: [4, 5]}\n", "range-value", 1, 26, NULL},
        {"count: {value: 3, range: {triangular: [1, 5, 4]}}\n", "range-order", 1, 46, NULL},
        {"count: {value: 3, range: {triangular: [1, 5]}}\n", "range-form", 1, 39, NULL},
        {"count: {value: 3, range: [1, 2, 3]}\n", "range-form", 1, 26, NULL},
        {"count: {value: 3, range: {unifrom: [1, 5]}}\n", "range-form", 1, 27, "did you mean `uniform`?"},
        {"count: {value: 3, range: 5}\n", "range-form", 1, 26, NULL},
        {"count: {value: 3, range: {values: []}}\n", "range-form", 1, 35, NULL},
        {"count: {value: 3, range: {values: 3}}\n", "range-form", 1, 35, NULL},
        {"count: {value: 3, range: [x, 5]}\n", "range-form", 1, 27, NULL},
        {"count: {value: 3, range: [[1], 5]}\n", "range-form", 1, 27, NULL},
        {"count: {value: 3, range: [-1, 5]}\n", "out-of-bounds", 1, 27, NULL},
        {"choice: {value: red, range: [1, 5]}\n", "range-form", 1, 29, "low"},
        {"flag: {value: yes, range: [0, 1]}\n", "range-form", 1, 27, NULL},
        {"date: {value: 2020-01-01, range: [2019-01-01, 9]}\n", "range-form", 1, 47, NULL}};
    EXPECT(list);
}

Test(param, faults_of_distributions)
{
    static const struct wrong list[] = {
        {"dist: 3\n", "unit-missing", 1, 7, "`3 d`"},
        {"dist: {exponential: {mean: 3}}\n", "unit-missing", 1, 28, NULL},
        {"dist: {exponental: {mean: 3 d}}\n", "dist-form", 1, 8, "did you mean `exponential`?"},
        {"dist: {}\n", "dist-form", 1, 7, NULL},
        {"dist: {exponential: {mean: 3 d}, gamma: {mean: 3 d, sd: 1 d}}\n", "dist-form", 1, 7, NULL},
        {"dist: {exponential: 3 d}\n", "wrong-kind", 1, 21, NULL},
        {"dist: {gamma: {mean: 3 d}}\n", "missing-key", 1, 15, NULL},
        {"dist: {gamma: {mean: 3 d, sd: 1 d, sdd: 3}}\n", "unknown-key", 1, 36, "did you mean `sd`?"},
        {"dist: {gamma: {mean: 0 d, sd: 1 d}}\n", "out-of-bounds", 1, 22, NULL},
        {"dist: {gamma: {mean: 1 d, sd: 0 d}}\n", "out-of-bounds", 1, 31, NULL},
        {"dist: -3 d\n", "out-of-bounds", 1, 7, NULL},
        {"dist: {erlang: {k: 1.5, mean: 3 d}}\n", "not-whole", 1, 20, NULL},
        {"dist: {erlang: {k: 0, mean: 3 d}}\n", "out-of-bounds", 1, 20, NULL},
        {"dist: {weibull: {shape: 0, mean: 3 d}}\n", "out-of-bounds", 1, 25, NULL},
        {"dist: {uniform: {min: 3 d, max: 2 d}}\n", "dist-order", 1, 17, NULL},
        {"dist: {triangular: {min: 3 d, mode: 2 d, max: 4 d}}\n", "dist-order", 1, 20, NULL},
        {"dist: none\n", "not-a-number", 1, 7, NULL},
        {"dist: [3 d]\n", "wrong-kind", 1, 7, NULL},
        {"dist: {mixture: {share: 1}}\n", "wrong-kind", 1, 17, NULL},
        {"dist: {mixture: []}\n", "wrong-kind", 1, 17, NULL},
        {"dist: {mixture: [{share: 30 %, constant: 3 d}]}\n", "shares-sum", 1, 17, NULL},
        {"dist: {mixture: [{constant: 3 d}]}\n", "missing-key", 1, 18, NULL},
        {"children: {empirical: {0: 40 %, 1: 40 %}}\n", "shares-sum", 1, 23, "rest"},
        {"children: {empirical: {0: 40 %, 0.5: rest}}\n", "not-whole", 1, 33, NULL},
        {"children: {empirical: {1: 40 %, 1.0: rest}}\n", "duplicate-key", 1, 23, NULL},
        {"children: {empirical: {-1: rest}}\n", "out-of-bounds", 1, 24, NULL},
        {"dist: {exponential: {mean: 3 d}, source: [x]}\n", "wrong-kind", 1, 42, NULL},
        {"factor: 0 x\n", "out-of-bounds", 1, 9, NULL},
        {"factor: 3\n", "unit-missing", 1, 9, NULL}};
    EXPECT(list);
}

Test(param, faults_of_shares_and_names)
{
    static const struct wrong list[] = {{"shares: {a: 70 %, b: 20 %}\n", "shares-sum", 1, 9, "rest"},
                                        {"shares: {a: 70 %, b: 40 %, again: rest}\n", "shares-sum", 1, 9, "at most 100 %"},
                                        {"shares: {a: rest, b: rest}\n", "shares-rest", 1, 22, NULL},
                                        {"shares: {a: {stay: 3 d}}\n", "missing-key", 1, 13, NULL},
                                        {"shares: {a: 3 d}\n", "unit-wrong", 1, 13, NULL},
                                        {"scaled: {a: 80 %, b: 40 %, others: scale}\n", "shares-sum", 1, 9, NULL},
                                        {"shares: {agian: 100 %}\n", "unknown-name", 1, 10, "did you mean `again`?"},
                                        {"name: xyzzy\n", "unknown-name", 1, 7, "define it"},
                                        {"pairs: {zzzz: 1}\n", "unknown-name", 1, 9, NULL},
                                        {"changes: {zzzz: 3 d}\n", "unknown-name", 1, 11, NULL},
                                        {"names: [a, a]\n", "duplicate-name", 1, 12, NULL},
                                        {"names: [a, {b: 1}]\n", "unknown-key", 1, 13, NULL},
                                        {"things: {a: {}, b: {}, never: {}}\nname: never\n", "ambiguous-name", 2, 7, NULL}};
    EXPECT(list);
}

Test(param, faults_of_forms)
{
    static const struct wrong list[] = {{"word_form: fsat\n", "either-form", 1, 12, "did you mean `fast`?"},
                                        {"word_form: slow\n", "either-form", 1, 12, "{slow: ...}"},
                                        {"word_form: {}\n", "either-form", 1, 12, NULL},
                                        {"word_form: {fast: yes, slow: 3 d}\n", "either-form", 1, 24, NULL},
                                        {"word_form: {box: {each: 3}}\n", "unit-missing", 1, 25, NULL},
                                        {"word_form: [fast]\n", "wrong-kind", 1, 12, NULL},
                                        {"word_form:\n", "missing-value", 1, 11, NULL}};
    EXPECT(list);
}

/* Three decimals behind a point are refused of money, so they are not written. */
Test(param, money_is_written_as_it_is_read)
{
    read_good("optional: 80.1250 eur/yr\n");
    const char *text = write_all(&all);
    cr_assert_not_null(strstr(text, "optional: 80.1250 eur/yr\n"), "%s", text);
    read_good("optional: 1.125 M eur/yr\n");
    cr_expect_float_eq(all.optional, 1125000, 1e-9);
}

Test(param, a_missing_record_is_one_fault_and_a_missing_row_another)
{
    read_tree(yaml_read_text("scalar: 3 /yr\n", "text", &arena, &faults));
    cr_assert_eq(faults.errors, 1);
    cr_expect_str_eq(faults.first->id, "missing-key");
    cr_expect_str_eq(faults.first->message, "`record` is missing");
    faults_init(&faults, &arena);
    read_tree(yaml_read_text("scalar: 3 /yr\nrecord: {rate: 3 /yr}\n", "text", &arena, &faults));
    cr_assert_eq(faults.errors, 1);
    cr_expect_str_eq(faults.first->message, "`from` is missing");
    cr_expect_not_null(strstr(faults.first->help, "write `from: 2020-01-31`"), "%s", faults.first->help);
    cr_expect_str_eq(faults.first->path, "record");
    cr_expect(faults.first->place.line == 2 && faults.first->place.column == 9);
}

Test(param, names_that_could_not_be_read_are_not_unknown_as_well) { expect_one("things: 3\n", "wrong-kind", 1, 9, NULL); }

Test(param, all_faults_come_at_once)
{
    read_text("count: x\nflag: maybe\ndist: {gama: 3}\nshares: {a: 10 %}\nname: zzz\nlist: [{each: 1}, {each: 2}]\n");
    cr_assert_eq(faults.errors, 7);
}

Test(param, nothing_is_left_unset_after_faults)
{
    read_tree(
        yaml_read_text("scalar: x\ncount: x\nflag: x\nchoice: x\ndist: x\nname: [x]\nthings: x\nseries: [x, y, z]\nrecord: 3\n"
                       "shares: 3 d\nword_form: x\n",
                       "text", &arena, &faults));
    cr_expect_geq(faults.errors, 11);
    cr_expect(isnan(all.scalar) && all.count == -1 && !all.flag && all.choice == -1 && all.dist.kind == DIST_ABSENT &&
              all.name.id == -1);
    cr_expect(all.things.n == 0 && all.things.given && isnan(all.series.value[0]) && all.record.from_s == NEVER &&
              isnan(all.record.rate));
    cr_expect(all.word_form.form == 0);
}

/* ---- merging and setting ---- */

static const char *merged(const char *base, const char *over)
{
    const struct node *tree =
        yaml_merge(yaml_read_text(base, "base", &arena, &faults), yaml_read_text(over, "over", &arena, &faults), param_whole,
                   (void *)(uintptr_t)&all_table, &arena);
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    yaml_write(tree, out);
    fclose(out);
    const char *copy = arena_copy(&arena, text, length);
    free(text);
    return copy;
}

Test(param, a_form_is_replaced_whole)
{
    cr_expect_str_eq(merged("dist: {gamma: {mean: 3 d, sd: 1 d}}\n", "dist: {exponential: {mean: 3 d}}\n"),
                     "dist:\n  exponential:\n    mean: 3 d\n");
    cr_expect_str_eq(merged("dist: {gamma: {mean: 3 d, sd: 1 d}}\n", "dist: {gamma: {mean: 4 d}}\n"),
                     "dist:\n  gamma:\n    mean: 4 d\n");
    cr_expect_str_eq(merged("word_form: {slow: 3 d}\n", "word_form: {box: {}}\n"), "word_form:\n  box: {}\n");
    cr_expect_str_eq(merged("title: {en: a, nl: b}\n", "title: {nl: c}\n"), "title:\n  nl: c\n");
    cr_expect_str_eq(
        merged("changes: {a: {gamma: {mean: 3 d, sd: 1 d}}}\n", "changes: {a: {exponential: {mean: 1 d}}, b: 2 x}\n"),
        "changes:\n  a:\n    exponential:\n      mean: 1 d\n  b: 2 x\n");
    cr_expect_str_eq(
        merged("kinds: {k: {kind: red, a: 1}, l: {kind: red, a: 1}}\n", "kinds: {k: {kind: green, b: 2}, l: {b: 2}}\n"),
        "kinds:\n  k:\n    kind: green\n    b: 2\n  l:\n    kind: red\n    a: 1\n    b: 2\n");
}

Test(param, a_long_value_is_replaced_whole_or_refined)
{
    cr_expect_str_eq(merged("count: {value: 3, range: [1, 5], source: x}\n", "count: {value: 9}\n"), "count:\n  value: 9\n");
    cr_expect_str_eq(merged("count: {value: 3, source: x}\n", "count: {range: [1, 5]}\n"),
                     "count:\n  value: 3\n  source: x\n  range: [1, 5]\n");
    cr_expect_str_eq(merged("count: {value: 3, source: x}\n", "count: 4\n"), "count: 4\n");
    cr_expect_str_eq(merged("single: {value: 3 eur, source: x}\n", "single: {a: 4 eur}\n"), "single:\n  a: 4 eur\n");
    cr_expect_str_eq(merged("things: {a: {places: {value: 3, note: x}, x: 1}}\n", "things: {a: {places: {value: 4}}}\n"),
                     "things:\n  a:\n    places:\n      value: 4\n    x: 1\n");
}

Test(param, records_maps_and_shares_merge)
{
    cr_expect_str_eq(merged("things: {a: {x: 1}}\nshares: {a: 70 %, b: rest}\npairs: {a: 1}\n",
                            "things: {a: {places: 3}, b: {}}\nshares: {a: 20 %}\npairs: {b: 2}\n"),
                     "things:\n  a:\n    x: 1\n    places: 3\n  b: {}\nshares:\n  a: 20 %\n  b: rest\npairs:\n  a: 1\n  b: 2\n");
}

static const char *check_path(const char *path)
{
    faults_init(&faults, &arena);
    const struct node *root = yaml_read_text("things: {alpha: {}}\ntable: {table: x.csv}\nlist: [{}]\n", "text", &arena, &faults);
    const bool good = param_check_path(&all_table, root, path, (struct place){.source = NULL}, &arena, &faults);
    cr_expect_eq(good, faults.errors == 0);
    return good ? "" : arena_format(&arena, "%s: %s", faults.first->id, faults.first->help);
}

Test(param, paths_that_can_be_set)
{
    static const char *const good[] = {"count",
                                       "record.rate",
                                       "things.alpha.places",
                                       "things.alpha.x",
                                       "things.beta",
                                       "table.r.places",
                                       "list[0].each",
                                       "dist.gamma.mean",
                                       "shares.a.stay.gamma.sd",
                                       "pairs.a",
                                       "word_form.box.each",
                                       "title.nl",
                                       "changes.a.gamma.mean",
                                       "count.range",
                                       "series[3]"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (strncmp(good[i], "shares", 6) != 0 && strncmp(good[i], "changes", 7) != 0)
            cr_expect_str_eq(check_path(good[i]), "", "%s: %s", good[i], check_path(good[i]));
    cr_expect_str_eq(check_path("coutn"), "unknown-key: did you mean `count`?");
    cr_expect_str_eq(check_path("record.rat"), "unknown-key: did you mean `rate`?");
    cr_expect_str_eq(check_path("things.alpa.places"), "set-path: did you mean `alpha`?");
    cr_expect_str_eq(check_path("shares.a.stay"), "set-path: define it in a file first");
    cr_expect_str_eq(check_path("list[4].each"), "set-path: its elements are [0] to [0]; a list is added to in a file");
    cr_expect_str_eq(check_path("things.zzzzzz.places"), "set-path: write one of `alpha`, or define it in a file");
}

Test(param, nearest)
{
    static const char *const words[] = {"crisis", "emergency", "follow_on", "at_home"};
    cr_expect_str_eq(param_nearest("crsis", words, 4), "crisis");
    cr_expect_str_eq(param_nearest("CRISIS", words, 4), "crisis");
    cr_expect_str_eq(param_nearest("emergnecy", words, 4), "emergency");
    cr_expect_str_eq(param_nearest("folow-on", words, 4), "follow_on");
    cr_expect_null(param_nearest("hotel", words, 4));
    cr_expect_null(param_nearest("", words, 4));
    cr_expect_null(param_nearest("x", words, 4));
    cr_expect_null(param_nearest("crisis", words, 0));
}
