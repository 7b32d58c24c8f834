#include "sim/describe.h"

#include <ctype.h>
#include <criterion/criterion.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "sim/arena.h"

struct share {
    double share;
};
struct thing {
    double mean_s;
    struct items things;
    struct pairs columns;
};
struct all {
    struct items things, shares;
    int64_t count;
    int32_t choice;
    struct dist stay;
    struct series month;
    struct name next;
    struct thing inner;
};

static const char *const words[] = {"red", "green", NULL};
static const struct param_table thing_table;

#define HELP(en, nl) .help_en = en, .help_nl = nl

static const struct param_row share_rows[] = {{.name = "share",
                                               .kind = PARAM_SCALAR,
                                               .unit = UNIT_SHARE,
                                               .offset = offsetof(struct share, share),
                                               .flags = PARAM_SHORT,
                                               HELP("The share.", "Het aandeel.")},
                                              {.name = NULL}};
static const struct param_table share_table = {"share", sizeof(struct share), share_rows};

static const struct param_row thing_rows[] = {{.name = "mean",
                                               .kind = PARAM_SCALAR,
                                               .unit = UNIT_DURATION,
                                               .offset = offsetof(struct thing, mean_s),
                                               .fallback = "3 d",
                                               .min = 60,
                                               .max = 864000,
                                               HELP("How long | it takes.", "Hoe \"lang\" het duurt.")},
                                              {.name = "things",
                                               .kind = PARAM_MAP,
                                               .offset = offsetof(struct thing, things),
                                               .table = &thing_table,
                                               .flags = PARAM_OPTIONAL,
                                               HELP("Things in things.", "Dingen in dingen.")},
                                              {.name = "columns",
                                               .kind = PARAM_PAIRS,
                                               .offset = offsetof(struct thing, columns),
                                               .flags = PARAM_OPTIONAL | PARAM_OPEN,
                                               HELP("Further columns.", "Andere kolommen.")},
                                              {.name = NULL}};
static const struct param_table thing_table = {"thing", sizeof(struct thing), thing_rows};

static const struct param_row rows[] = {
    {.name = "things",
     .kind = PARAM_TABLE,
     .offset = offsetof(struct all, things),
     .table = &thing_table,
     .space = "+thing",
     HELP("Things.", "Dingen.")},
    {.name = "shares",
     .kind = PARAM_SHARES,
     .offset = offsetof(struct all, shares),
     .table = &share_table,
     .space = "thing|=again",
     .flags = PARAM_OPTIONAL,
     HELP("Shares.", "Aandelen.")},
    {.name = "count",
     .kind = PARAM_COUNT,
     .offset = offsetof(struct all, count),
     .fallback = "unlimited",
     .min = 1,
     .max = 9,
     .flags = PARAM_UNLIMITED,
     HELP("How many.", "Hoeveel.")},
    {.name = "choice", .kind = PARAM_CHOICE, .offset = offsetof(struct all, choice), .choices = words, HELP("Which.", "Welke.")},
    {.name = "stay",
     .kind = PARAM_DIST,
     .unit = UNIT_DURATION,
     .offset = offsetof(struct all, stay),
     .flags = PARAM_NONE | PARAM_OPTIONAL,
     HELP("Planned stay.", "Gepland verblijf.")},
    {.name = "month",
     .kind = PARAM_SERIES,
     .unit = UNIT_FACTOR,
     .offset = offsetof(struct all, month),
     .flags = PARAM_OPTIONAL,
     HELP("Factors.", "Factoren.")},
    {.name = "next",
     .kind = PARAM_NAME,
     .offset = offsetof(struct all, next),
     .space = "thing|=again",
     .flags = PARAM_OPTIONAL,
     HELP("What comes next.", "Wat volgt.")},
    {.name = "inner",
     .kind = PARAM_RECORD,
     .offset = offsetof(struct all, inner),
     .table = &thing_table,
     HELP("One thing.", "Een ding.")},
    {.name = NULL}};
static const struct param_table table = {"scenario", sizeof(struct all), rows};

static struct arena arena;

static void set_up(void) { arena_init(&arena); }
static void tear_down(void) { arena_free(&arena); }

TestSuite(describe, .init = set_up, .fini = tear_down);

static const char *kept(char *text, size_t length)
{
    const char *copy = arena_copy(&arena, text, length);
    free(text);
    return copy;
}

static const char *written(void (*write)(const struct param_table *, FILE *))
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    write(&table, out);
    fclose(out);
    return kept(text, length);
}

static const char *told(const char *path, enum lang lang, bool *found)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    *found = describe_path(&table, path, lang, out);
    fclose(out);
    return kept(text, length);
}

/* The end of the JSON value at `at`, NULL when it is none. */
static const char *json(const char *at);

static const char *blank(const char *at)
{
    while (isspace((unsigned char)*at)) at++;
    return at;
}

static const char *json_text(const char *at)
{
    if (*at++ != '"') return NULL;
    for (; *at && *at != '"'; at++) {
        if ((unsigned char)*at < 0x20) return NULL;
        if (*at == '\\' && !strchr("\"\\/bfnrtu", *++at)) return NULL;
    }
    return *at ? at + 1 : NULL;
}

static const char *json_group(const char *at, char end)
{
    at = blank(at + 1);
    if (*at == end) return at + 1;
    for (;;) {
        if (end == '}') {
            at = json_text(at);
            if (!at || *(at = blank(at)) != ':') return NULL;
            at = blank(at + 1);
        }
        at = json(at);
        if (!at) return NULL;
        at = blank(at);
        if (*at == end) return at + 1;
        if (*at != ',') return NULL;
        at = blank(at + 1);
    }
}

static const char *json(const char *at)
{
    static const char *const plain[] = {"true", "false", "null"};
    if (*at == '{') return json_group(at, '}');
    if (*at == '[') return json_group(at, ']');
    if (*at == '"') return json_text(at);
    for (size_t i = 0; i < 3; i++)
        if (strncmp(at, plain[i], strlen(plain[i])) == 0) return at + strlen(plain[i]);
    char *end = NULL;
    strtod(at, &end);
    return end > at ? end : NULL;
}

static int count(const char *text, const char *part)
{
    int n = 0;
    for (const char *at = text; (at = strstr(at, part)); at++) n++;
    return n;
}

Test(describe, the_schema_is_json)
{
    const char *schema = written(describe_schema), *end = json(schema);
    cr_assert_not_null(end, "%s", schema);
    cr_assert_str_eq(blank(end), "");
}

Test(describe, the_schema_refers_only_to_what_it_defines)
{
    const char *schema = written(describe_schema);
    for (const char *at = schema; (at = strstr(at, "#/definitions/")); at++) {
        const char *name = at + strlen("#/definitions/");
        const char *definition = arena_format(&arena, "    \"%.*s\": {", (int)strcspn(name, "\""), name);
        cr_assert_not_null(strstr(schema, definition), "%s is not defined", definition);
    }
}

Test(describe, the_schema_says_both_sentences_once_per_row)
{
    const char *schema = written(describe_schema);
    cr_expect_not_null(strstr(schema, "draft-07/schema#"));
    cr_expect_not_null(strstr(schema, "\"description\": \"Planned stay.\\nGepland verblijf.\""));
    cr_expect_not_null(strstr(schema, "Hoe \\\"lang\\\" het duurt."));
    cr_expect_not_null(strstr(schema, "\"enum\": [\"red\", \"green\"]"));
    cr_expect_not_null(strstr(schema, "\"extends\""));
    cr_expect_eq(count(schema, "Things in things."), 1, "a table that holds itself is written once");
}

Test(describe, parameters_has_a_section_per_record_and_a_line_per_row)
{
    const char *text = written(describe_markdown);
    cr_expect_eq(count(text, "\n## "), 4);
    cr_expect_eq(count(text, "\n## thing\n`things.*`, `things.*.things.*`, `inner`, `inner.things.*`\n"), 1, "%s", text);
    cr_expect_eq(count(text, "How long \\| it takes."), 1);
    cr_expect_not_null(strstr(text, "| `mean` | a duration, as `3 d` | `3 d` | >= 1 min, <= 10 d |"));
    cr_expect_not_null(strstr(text, "| `choice` | `red` \\| `green` | must be given |"));
    cr_expect_not_null(strstr(text, "| `next` | thing \\| `again` | may be left out |"));
    cr_expect_not_null(strstr(text, "| `inner` | keys of its own, see [thing](#thing) | its keys have defaults |"));
    for (const char *line = text; (line = strstr(line, "\n| ")); line++) {
        int bars = 0;
        for (const char *at = line + 1; *at != '\n'; at++) bars += *at == '|' && at[-1] != '\\';
        cr_expect_eq(bars, 7, "%.100s", line + 1);
    }
}

Test(describe, a_path_in_words)
{
    bool found = false;
    cr_expect_str_eq(told("things.venlo.mean", LANG_EN, &found),
                     "things.venlo.mean\n  How long | it takes.\n  Written as: a duration, as `3 d`\n"
                     "  Default: `3 d`\n  Bounds: >= 1 min, <= 10 d\n");
    cr_expect(found);
    cr_expect_not_null(strstr(told("count", LANG_NL, &found),
                              "Schrijfwijze: een geheel getal, zoals `42` | `unlimited`\n  Standaard: `unlimited`"));
    cr_expect_not_null(strstr(told("things.*.things.*.mean", LANG_NL, &found), "Hoe \"lang\""));
    cr_expect_not_null(strstr(told("inner", LANG_EN, &found), "    mean             How long"));
    cr_expect_not_null(strstr(told("stay.lognormal.mean", LANG_EN, &found), "Planned stay."));
    cr_expect_not_null(strstr(told("vary", LANG_EN, &found), "one scenario for each value"));
    cr_expect_not_null(strstr(told("things.venlo.population", LANG_EN, &found), "Further columns."));
    cr_expect(found);
}

Test(describe, an_unknown_path_names_the_nearest)
{
    bool found = true;
    cr_expect_str_eq(told("cuont", LANG_EN, &found), "there is no parameter `cuont`; did you mean `count`?");
    cr_expect_not(found);
    cr_expect_not_null(strstr(told("xyzzy", LANG_NL, &found), "de sleutels hier zijn things shares"));
    cr_expect_not(found);
    cr_expect_str_eq(told("shares.a.shaer", LANG_EN, &found),
                     "there is no parameter `shares.a.shaer`; did you mean `shares.a.share`?");
    cr_expect_not(found);
    cr_expect_str_eq(told("maen", LANG_EN, &found), "there is no parameter `maen`; did you mean `things.*.mean`?");
    cr_expect_not(found);
}
