/* What a result file holds and what made it: every line from the file itself. Before it is there: how far its run is. */
#include <string.h>
#include <unistd.h>

#include "analysis/json.h"
#include "analysis/show.h"
#include "analysis/show_unfinished.h"

struct attribute {
    const char *group, *name, *en, *nl;
};

static const struct attribute attributes[] = {
    {"/", "title", "title", "titel"},
    {"/", "model", "model", "model"},
    {"/", "seed", "seed", "begingetal"},
    {"/", "time_coverage_start", "counted from", "geteld vanaf"},
    {"/", "time_coverage_end", "counted to", "geteld tot"},
    {"/", "warm_up_days", "warm-up, days", "aanloop, dagen"},
    {"/", "fingerprint", "fingerprint", "vingerafdruk"},
    {"/", "format_version", "layout", "indeling"},
    {"/build", "version", "made by version", "gemaakt met versie"},
    {"/build", "commit", "commit", "commit"},
    {"/build", "sources", "sources", "bronnen"},
    {"/build", "type", "build", "bouw"},
    {"/build", "compiler", "compiler", "compiler"},
    {"/build", "libraries", "libraries", "bibliotheken"},
    {"/run", "time", "made at", "gemaakt op"},
    {"/run", "host", "made on", "gemaakt op machine"},
    {"/run", "engine", "engine", "motor"},
    {"/run", "command", "command", "opdracht"},
};

static void print_attributes(struct result *result, enum lang lang, struct arena *arena, FILE *out)
{
    struct table table;
    table_init(&table, "ll", arena);
    for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++) {
        const struct attribute *a = &attributes[i];
        const char *name = strcmp(a->name, "title") == 0 && lang == LANG_NL ? "title_nl" : a->name;
        const char *text = result_text(result, a->group, name);
        if (!text || !*text) continue;
        table_cell(&table, table_said(lang, a->en, a->nl));
        table_cell(&table, text);
    }
    table_print(&table, out);
}

static void print_scenarios(struct result *result, enum lang lang, struct arena *arena, FILE *out)
{
    int32_t n = 0;
    const char *const *name = result_labels(result, "scenario", &n);
    fprintf(out, table_said(lang, "\n%s, %s of each; a digest of every replication\n", "\n%s, van elk %s; van elke herhaling een kenmerk\n"),
            say_many(n, "scenario", table_said(lang, "scenarios", "scenario's"), lang, arena),
            say_many(result_replications(result), table_said(lang, "replication", "herhaling"), table_said(lang, "replications", "herhalingen"), lang, arena));
    for (int32_t i = 0; i < n; i++) fprintf(out, "  %s%s\n", name[i], i == 0 ? table_said(lang, " (baseline)", " (basis)") : "");
}

/* `35 region x 4 stage`. */
static const char *extent(struct result *result, const struct result_measure *measure, enum lang lang, struct arena *arena)
{
    const char *text = "";
    for (int32_t i = 0; i < measure->n_strata; i++)
        text = arena_format(arena, "%s%s%d %s", text, i ? " x " : "", (int)measure->size[i], table_dimension(result, measure->strata[i], lang));
    return text;
}

static void print_measures(struct result *result, enum lang lang, struct arena *arena, FILE *out)
{
    struct table table;
    table_init(&table, "llll", arena);
    table_cell(&table, table_said(lang, "measure", "maat"));
    table_cell(&table, table_said(lang, "unit", "eenheid"));
    table_cell(&table, table_said(lang, "by", "naar"));
    table_cell(&table, table_said(lang, "meaning", "betekenis"));
    for (int32_t i = 0; i < result_measures(result); i++) {
        const struct result_measure *m = result_measure(result, i);
        const char *meaning = table_said(lang, m->long_name, m->long_name_nl);
        table_cell(&table, m->name);
        table_cell(&table, table_unit(m->units, lang) ? table_unit(m->units, lang) : "");
        table_cell(&table, extent(result, m, lang, arena));
        table_cell(&table, meaning ? meaning : "");
    }
    fputc('\n', out);
    table_print(&table, out);
}

static void show_text(const char *path, struct result *result, enum lang lang, struct arena *arena, FILE *out)
{
    fprintf(out, "%s\n", path);
    print_attributes(result, lang, arena, out);
    print_scenarios(result, lang, arena, out);
    print_measures(result, lang, arena, out);
}

/* ---- for programs ---- */

static void json_texts(const char *const *text, int32_t n, FILE *out)
{
    fputc('[', out);
    for (int32_t i = 0; i < n; i++) {
        if (i) fputs(", ", out);
        json_text(text[i], out);
    }
    fputc(']', out);
}

static void json_attributes(struct result *result, FILE *out)
{
    for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++) {
        const struct attribute *a = &attributes[i];
        const char *text = result_text(result, a->group, a->name);
        if (!text || !*text) continue;
        fprintf(out, "\"%s%s%s\": ", a->group + 1, a->group[1] ? "_" : "", a->name);
        json_text(text, out);
        fputs(",\n    ", out);
    }
}

static void json_measures(struct result *result, FILE *out)
{
    fputs("\"measures\": [", out);
    for (int32_t i = 0; i < result_measures(result); i++) {
        const struct result_measure *m = result_measure(result, i);
        fputs(i ? ",\n      {\"measure\": " : "\n      {\"measure\": ", out), json_text(m->name, out);
        fputs(", \"unit\": ", out), json_text(m->units, out);
        fputs(", \"by\": ", out), json_texts(m->strata, m->n_strata, out);
        fputs(", \"meaning\": ", out), json_text(m->long_name, out);
        fputc('}', out);
    }
    fputc(']', out);
}

static void json_result(struct result *result, FILE *out)
{
    int32_t n = 0;
    const char *const *name = result_labels(result, "scenario", &n);
    fputs("{\n    ", out);
    json_attributes(result, out);
    fputs("\"scenarios\": ", out), json_texts(name, n, out);
    fprintf(out, ",\n    \"draws\": %d,\n    \"replications\": %lld,\n    ", (int)result_drawn(result), (long long)result_replications(result));
    json_measures(result, out);
    fputs("\n  }", out);
}

static void show_json(const char *path, const struct unfinished *unfinished, struct result *result, FILE *out)
{
    fputs("{\n  \"file\": ", out), json_text(path, out);
    fprintf(out, ",\n  \"complete\": %s,\n  \"unfinished\": ", unfinished ? "false" : "true");
    if (unfinished) show_unfinished_json(unfinished, out);
    else fputs("null", out);
    fputs(",\n  \"result\": ", out);
    if (result) json_result(result, out);
    else fputs("null", out);
    fputs("\n}\n", out);
}

/* ---- */

status show_info(const char *path, bool json, enum lang lang, struct arena *arena, FILE *out)
{
    struct result *result = NULL;
    struct unfinished unfinished;
    const bool runs = unfinished_look(path, arena, &unfinished);
    const status opened = runs && access(path, F_OK) != 0 ? status_ok() : result_read_open(path, arena, &result);
    if (opened.code != STATUS_OK) result_read_close(result), result = NULL;
    if (!runs) TRY(opened);
    if (json) show_json(path, runs ? &unfinished : NULL, result, out);
    if (runs && !json) show_unfinished(path, &unfinished, lang, arena, out);
    if (runs && result && !json) fputs(table_said(lang, "\nUntil then the result of an earlier run stands there:\n\n", "\nTot dan staat er het resultaat van een eerdere run:\n\n"), out);
    if (result && !json) show_text(path, result, lang, arena, out);
    result_read_close(result);
    return runs ? status_fail(STATUS_INCOMPLETE, "incomplete", "the run of %s is not finished", path) : status_ok();
}
