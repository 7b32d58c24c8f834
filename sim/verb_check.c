/* check: what was understood. */
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
        return status_fail(worst.code, worst.id, options->lang == LANG_NL ? say_dutch(NULL, "%d of %d files are not valid") : "%d of %d files are not valid", (int)failed, (int)options->n_files);
    return worst;
}
