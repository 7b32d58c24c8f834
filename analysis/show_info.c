/* What a result file holds and what made it: every line from the file itself. */
#include <string.h>

#include "analysis/show.h"

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

status show_info(const char *path, enum lang lang, struct arena *arena, FILE *out)
{
    struct result *result = NULL;
    TRY(result_read_open(path, arena, &result));
    fprintf(out, "%s\n", path);
    print_attributes(result, lang, arena, out);
    print_scenarios(result, lang, arena, out);
    print_measures(result, lang, arena, out);
    result_read_close(result);
    return status_ok();
}
