/* check and diff: what was understood, and what differs. */
#include <math.h>
#include <string.h>

#include "analysis/table.h"
#include "sim/verb.h"

static const char *title_of(const struct scenario *scenario, enum lang lang)
{
    const struct title *title = &scenario_head(scenario)->title;
    const char *text = lang == LANG_NL ? title->nl : title->en;
    return text ? text : scenario->name;
}

/* `scenarios/base.yaml:41:11`, `default`, `--set`. */
static const char *origin_of(const struct setting *setting, enum lang lang, struct arena *arena)
{
    if (setting->origin == ORIGIN_DEFAULT) return table_said(lang, "default", "standaard");
    if (!setting->place.source || setting->origin == ORIGIN_SET) return "--set";
    return arena_format(arena, "%s:%d:%d", setting->place.source->name, (int)setting->place.line, (int)setting->place.column);
}

static const char *range_of(const struct setting *setting, struct arena *arena)
{
    if (setting->range.kind == DIST_ABSENT) return "";
    char text[128];
    dist_format(text, &setting->range, setting->unit);
    return arena_text(arena, text);
}

enum { WIDEST = 40 };

/* As it was written; a long text is cut, between characters of UTF-8. */
static const char *written(const struct setting *setting, struct arena *arena)
{
    const char *text = setting->text ? setting->text : "", *end = text;
    int width = 0;
    while (*end && (((unsigned char)*end & 0xC0) == 0x80 || ++width <= WIDEST)) end++;
    return *end ? arena_format(arena, "%.*s...", (int)(end - text), text) : text;
}

/* Every value that was written in a file or by --set. */
static void print_inputs(const struct scenario *scenario, enum lang lang, struct arena *arena)
{
    struct table table;
    table_init(&table, "lllll", arena);
    table_cell(&table, table_said(lang, "setting", "instelling"));
    table_cell(&table, table_said(lang, "value", "waarde"));
    table_cell(&table, table_said(lang, "range", "marge"));
    table_cell(&table, table_said(lang, "where", "plaats"));
    table_cell(&table, table_said(lang, "source", "bron"));
    for (const struct setting *s = scenario->settings.first; s; s = s->next) {
        if (s->origin == ORIGIN_DEFAULT) continue;
        table_cell(&table, s->path);
        table_cell(&table, written(s, arena));
        table_cell(&table, range_of(s, arena));
        table_cell(&table, origin_of(s, lang, arena));
        table_cell(&table, s->source ? s->source : s->note ? s->note : "");
    }
    table_print(&table, stdout);
}

static void print_origins(const struct scenario *scenario, enum lang lang)
{
    int32_t made = 0;
    for (const struct setting *s = scenario->settings.first; s; s = s->next) made += s->origin != ORIGIN_DEFAULT;
    printf(table_said(lang, "  %s: %d values were given, %d are defaults; `--table inputs` shows where each stands\n",
                      "  %s: %d waarden zijn gegeven, %d zijn standaard; `--table inputs` toont waar elk staat\n"),
           scenario->file, (int)made, (int)(scenario->settings.n - made));
}

static void check_one(const struct options *options, const struct experiment *experiment, int32_t i, struct arena *arena)
{
    const enum lang lang = (enum lang)options->lang;
    const struct scenario *scenario = experiment->scenarios[i];
    const char *wanted = options_word("table", options->table);
    const bool inputs = wanted && strcmp(wanted, "inputs") == 0;
    if (scenario->model->explain && !inputs)
        scenario->model->explain(scenario, experiment->plans[i], wanted, (int)lang, stdout);
    else
        printf("%s  [%s]\n", title_of(scenario, lang), scenario->name);
    if (inputs || !scenario->model->explain) print_inputs(scenario, lang, arena);
    if (!wanted) print_origins(scenario, lang);
}

/* Files are checked one by one: they need not belong to one run. All are read, whatever the first ones say. */
status verb_check(const struct options *options, struct arena *arena)
{
    status worst = status_ok();
    int32_t failed = 0;
    for (int32_t f = 0; f < options->n_files; f++) {
        struct experiment experiment;
        const status read = verb_experiment(options, &options->files[f], 1, arena, &experiment);
        if (read.code != STATUS_OK) {
            worst = read;
            failed++;
            continue;
        }
        for (int32_t i = 0; i < experiment.n; i++) {
            if (f > 0 || i > 0) putchar('\n');
            check_one(options, &experiment, i, arena);
        }
    }
    if (failed > 0 && options->n_files > 1)
        return status_fail(worst.code, worst.id, "%d of %d files are not valid", (int)failed, (int)options->n_files);
    return worst;
}

/* ---- diff ---- */

static const struct setting *find(const struct settings *settings, const char *path)
{
    for (const struct setting *s = settings->first; s; s = s->next)
        if (strcmp(s->path, path) == 0) return s;
    return NULL;
}

static bool same_text(const struct setting *a, const struct setting *b)
{
    return strcmp(a->text ? a->text : "", b->text ? b->text : "") == 0;
}

static bool same(const struct setting *a, const struct setting *b)
{
    if (isnan(a->value) || isnan(b->value)) return same_text(a, b);
    return a->value == b->value;
}

/* As it was written; as it was understood when both were written alike (`rest`). */
static const char *value_of(const struct setting *setting, const struct setting *other, struct arena *arena)
{
    if (isnan(setting->value) || !other || !same_text(setting, other)) return setting->text ? setting->text : "";
    char text[64];
    unit_format(text, setting->value, setting->unit);
    return arena_text(arena, text);
}

struct change {
    const struct setting *before, *after; /* one may be NULL */
};

static void print_change(const struct change *change, enum lang lang, struct arena *arena)
{
    const struct setting *before = change->before, *after = change->after, *either = after ? after : before;
    const char *help = either->row ? table_said(lang, either->row->help_en, either->row->help_nl) : NULL;
    if (help) printf("  %s\n  ", help);
    if (!before)
        printf(table_said(lang, "  %s is added: %s (%s)\n", "  %s komt erbij: %s (%s)\n"), after->path,
               value_of(after, NULL, arena), origin_of(after, lang, arena));
    else if (!after)
        printf(table_said(lang, "  %s is gone: %s (%s)\n", "  %s vervalt: %s (%s)\n"), before->path,
               value_of(before, NULL, arena), origin_of(before, lang, arena));
    else
        printf(table_said(lang, "  %s: from %s (%s) to %s (%s)\n", "  %s: van %s (%s) naar %s (%s)\n"), after->path,
               value_of(before, after, arena), origin_of(before, lang, arena), value_of(after, before, arena),
               origin_of(after, lang, arena));
}

/* A default that only one of the two has belongs to a thing that is told by its own settings. */
static int32_t print_changes(const struct scenario *a, const struct scenario *b, enum lang lang, struct arena *arena)
{
    int32_t n = 0;
    for (const struct setting *after = b->settings.first; after; after = after->next) {
        if (strncmp(after->path, "title", strlen("title")) == 0) continue;
        const struct setting *before = find(&a->settings, after->path);
        if (before ? same(before, after) : after->origin == ORIGIN_DEFAULT) continue;
        print_change(&(struct change){before, after}, lang, arena), n++;
    }
    for (const struct setting *before = a->settings.first; before; before = before->next) {
        if (before->origin == ORIGIN_DEFAULT || find(&b->settings, before->path)) continue;
        print_change(&(struct change){before, NULL}, lang, arena), n++;
    }
    return n;
}

static void diff_pair(const struct scenario *a, const struct scenario *b, enum lang lang, struct arena *arena)
{
    printf(table_said(lang, "%s changes in %s:\n", "%s verandert aan %s:\n"), b->name, a->name);
    if (print_changes(a, b, lang, arena) == 0) puts(table_said(lang, "  nothing", "  niets"));
}

status verb_diff(const struct options *options, struct arena *arena)
{
    const enum lang lang = (enum lang)options->lang;
    struct experiment a, b;
    const status read_a = verb_experiment(options, &options->files[0], 1, arena, &a);
    TRY(verb_experiment(options, &options->files[1], 1, arena, &b));
    TRY(read_a);
    for (int32_t i = 0; i < b.n; i++) {
        diff_pair(a.scenarios[0], b.scenarios[i], lang, arena);
        if (b.model->explain) b.model->explain(b.scenarios[i], b.plans[i], "money", (int)lang, stdout);
    }
    return status_ok();
}
