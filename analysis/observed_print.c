/* Observed figures as a table for people, and as JSON for programs. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/json.h"
#include "analysis/observed.h"

struct page {
    struct result *result;
    struct arena *arena;
    enum lang lang;
    FILE *out;
};

#define SAY(en_text, nl_text) table_said(page->lang, en_text, nl_text)

/* ---- one cell ---- */

static bool is_share(const struct observed_figure *figure)
{
    const char *name = figure->observation.measure;
    const size_t n = strlen(name), end = strlen("_share");
    return n > end && strcmp(name + n - end, "_share") == 0;
}

/* What stands behind a number: ` %`, ` d`; nothing behind numbers of things. */
static const char *suffix_of(const struct observed_figure *figure)
{
    if (is_share(figure)) return " %";
    if (!figure->units) return "";
    if (strcmp(figure->units, "day") == 0) return " d";
    if (strncmp(figure->units, "eur", 3) == 0) return " euro";
    return strcmp(figure->units, "km") == 0 ? " km" : "";
}

/* With as many decimals as it has, up to three. */
static const char *number_of(const struct page *page, const struct observed_figure *figure, double value)
{
    const double shown = is_share(figure) ? 100 * value : value;
    int decimals = 0;
    for (double scale = 1; decimals < 3 && fabs(shown * scale - rint(shown * scale)) > 1e-6; scale *= 10) decimals++;
    return table_number(shown, decimals, page->lang, page->arena);
}

static const char *range_of(const struct page *page, const struct observed_figure *figure)
{
    const struct observation *of = &figure->observation;
    if (isnan(of->low) || isnan(of->high)) return "-";
    return arena_format(page->arena, "%s-%s%s", number_of(page, figure, of->low), number_of(page, figure, of->high),
                        suffix_of(figure));
}

static const char *simulated_of(const struct page *page, const struct observed_figure *figure)
{
    struct interval shown = figure->simulated;
    if (isnan(shown.mean)) return "-";
    if (is_share(figure)) shown.mean *= 100, shown.half *= 100;
    return arena_format(page->arena, "%s%s", table_interval(&shown, false, page->lang, page->arena), suffix_of(figure));
}

/* As tables call it. */
static const char *named(const struct page *page, const char *dimension, const char *label)
{
    int32_t n = 0, m = 0;
    const char *const *labels = result_labels(page->result, dimension, &n), *const *names = table_labels(page->result, dimension, page->lang, page->arena, &m);
    for (int32_t i = 0; label && labels && names && i < n && i < m; i++)
        if (strcmp(labels[i], label) == 0) return arena_format(page->arena, " %s", names[i]);
    return label ? arena_format(page->arena, " %s", label) : "";
}

static const char *date_of_text(const struct page *page, const char *text)
{
    seconds date_s;
    if (!text) return "?";
    return date_parse(text, &date_s) ? say_date(date_s, page->lang, page->arena) : text;
}

static const char *years_of(const struct page *page, const struct observed_figure *figure)
{
    const struct observation *of = &figure->observation;
    const char *mark = figure->whole ? " *" : "";
    if (!of->from_year) return SAY("all", "alle");
    if (of->from_year == of->to_year) return arena_format(page->arena, "%d%s", of->from_year, mark);
    return arena_format(page->arena, "%d-%d%s", of->from_year, of->to_year, mark);
}

static const char *verdict_said(const struct page *page, enum observed_verdict verdict)
{
    switch (verdict) {
    case OBSERVED_INSIDE:
        return SAY("yes", "ja");
    case OBSERVED_OUTSIDE:
        return SAY("no", "nee");
    case OBSERVED_OPEN:
        return SAY("undecided", "onbeslist");
    case OBSERVED_NOTHING:
        break;
    }
    return "-";
}

/* ---- the tables ---- */

static void print_head(const struct page *page, struct table *table)
{
    table_cell(table, SAY("figure", "cijfer"));
    table_cell(table, SAY("measure", "maat"));
    table_cell(table, SAY("years", "jaren"));
    table_cell(table, SAY("observed", "waargenomen"));
    table_cell(table, SAY("range", "marge"));
    table_cell(table, SAY("simulated", "gesimuleerd"));
    table_cell(table, SAY("in range", "in de marge"));
}

static void print_row(const struct page *page, struct table *table, const struct observed_figure *figure)
{
    const struct observation *of = &figure->observation;
    table_cell(table, of->name);
    table_cell(table, arena_format(page->arena, "%s%s%s", of->measure, named(page, "stage", of->stage), named(page, "region", of->region)));
    table_cell(table, years_of(page, figure));
    table_cell(table, arena_format(page->arena, "%s%s", number_of(page, figure, of->value), suffix_of(figure)));
    table_cell(table, range_of(page, figure));
    table_cell(table, simulated_of(page, figure));
    table_cell(table, verdict_said(page, figure->verdict));
}

static void print_part(const struct page *page, const struct observed_figure *figures, int32_t n, bool fit, const char *title)
{
    struct table table;
    int32_t rows = 0;
    table_init(&table, "lllrrrl", page->arena);
    print_head(page, &table);
    for (int32_t i = 0; i < n; i++)
        if (figures[i].observation.fit == fit) print_row(page, &table, &figures[i]), rows++;
    if (rows == 0) return;
    fputs(title, page->out);
    table_print(&table, page->out);
}

static void print_notes(const struct page *page, const struct observed_figure *figures, int32_t n)
{
    bool whole = false;
    for (int32_t i = 0; i < n; i++) whole |= figures[i].whole;
    fputs(SAY("  Sums are per year. ± is half of a 95 % interval over replications; undecided: a bound of the range lies within "
              "it.\n",
              "  Sommen zijn per jaar. ± is de helft van een 95%-interval over herhalingen; onbeslist: een grens van de marge "
              "valt daarin.\n"),
          page->out);
    const char *from = result_text(page->result, "/", "time_coverage_start"),
               *to = result_text(page->result, "/", "time_coverage_end");
    if (whole)
        fprintf(
            page->out,
            SAY("  * simulated over the whole counted period, %s to %s: the file does not have these years of this measure.\n",
                "  * gesimuleerd over de hele getelde periode, %s tot %s: het bestand heeft deze jaren van deze maat niet.\n"),
            date_of_text(page, from), date_of_text(page, to));
}

status observed_print(struct result *result, enum lang lang, struct arena *arena, FILE *out)
{
    const struct page own = {.result = result, .arena = arena, .lang = lang, .out = out}, *page = &own;
    struct observed_figure *figures;
    int32_t n, scenarios;
    TRY(observed_read(result, arena, &figures, &n));
    if (n == 0) return status_ok();
    const char *const *scenario = result_labels(result, "scenario", &scenarios);
    fprintf(out, SAY("Observed figures beside the baseline (%s)\n", "Waargenomen cijfers naast de uitgangssituatie (%s)\n"),
            scenario ? scenario[0] : "");
    print_part(page, figures, n, false,
               SAY("Check: not used to choose inputs, so they test the model\n",
                   "Toets: niet gebruikt om invoer te kiezen, dus een toets van het model\n"));
    print_part(page, figures, n, true,
               SAY("Fit: inputs were chosen by these, so they are no validation\n",
                   "Afgestemd: hierop is de invoer gekozen, dus geen validatie\n"));
    print_notes(page, figures, n);
    return status_ok();
}

/* ---- JSON ---- */

static void json_label(const char *key, const char *text, FILE *out)
{
    fprintf(out, "\"%s\": ", key);
    if (text)
        json_text(text, out);
    else
        fputs("null", out);
    fputs(", ", out);
}

static void json_year(const char *key, int32_t year, FILE *out)
{
    if (year)
        fprintf(out, "\"%s\": %d, ", key, (int)year);
    else
        fprintf(out, "\"%s\": null, ", key);
}

static void json_value(const char *key, double value, FILE *out)
{
    json_number(key, value, out);
    fputs(", ", out);
}

static void json_figure(const struct observed_figure *figure, FILE *out)
{
    static const char *const verdicts[] = {
        [OBSERVED_NOTHING] = NULL, [OBSERVED_INSIDE] = "yes", [OBSERVED_OUTSIDE] = "no", [OBSERVED_OPEN] = "undecided"};
    const struct observation *of = &figure->observation;
    fputs("    {", out);
    json_label("name", of->name, out);
    json_label("measure", of->measure, out);
    json_label("units", figure->units, out);
    json_label("region", of->region, out);
    json_label("stage", of->stage, out);
    json_year("from", of->from_year, out);
    json_year("to", of->to_year, out);
    json_value("value", of->value, out);
    json_value("low", of->low, out);
    json_value("high", of->high, out);
    json_label("use", of->fit ? "fit" : "check", out);
    json_label("source", of->source, out);
    fputs("\"simulated\": {", out);
    json_interval(&figure->simulated, out);
    fprintf(out, "}, \"whole_period\": %s, ", figure->whole || !of->from_year ? "true" : "false");
    fputs("\"in_range\": ", out);
    if (verdicts[figure->verdict])
        json_text(verdicts[figure->verdict], out);
    else
        fputs("null", out);
    fputc('}', out);
}

static void json_figures(const char *path, struct result *result, const struct observed_figure *figures, int32_t n, FILE *out)
{
    int32_t scenarios;
    const char *const *scenario = result_labels(result, "scenario", &scenarios);
    fputs("{\n  \"file\": ", out);
    json_text(path, out);
    fprintf(out, ",\n  \"replications\": %lld,\n  \"level\": 0.95,\n  \"baseline\": ", (long long)result_replications(result));
    json_text(scenario ? scenario[0] : "", out);
    fputs(",\n  \"observed\": [\n", out);
    for (int32_t i = 0; i < n; i++) {
        json_figure(&figures[i], out);
        fputs(i + 1 < n ? ",\n" : "\n", out);
    }
    fputs("  ]\n}\n", out);
}

static status show_opened(const char *path, struct result *result, bool json, enum lang lang, struct arena *arena, FILE *out)
{
    struct observed_figure *figures;
    int32_t n;
    TRY(observed_read(result, arena, &figures, &n));
    if (n == 0)
        return status_fail(STATUS_FAILED, "no-observed",
                           "%s holds no observed figures: its baseline has nothing under `observed`", path);
    if (!json) return observed_print(result, lang, arena, out);
    json_figures(path, result, figures, n, out);
    return status_ok();
}

status observed_show(const char *path, bool json, enum lang lang, struct arena *arena, FILE *out)
{
    struct result *result;
    status shown = result_read_open(path, arena, &result);
    if (shown.code == STATUS_OK) shown = show_opened(path, result, json, lang, arena, out);
    result_read_close(result);
    return shown;
}
