#include "analysis/show.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/compare.h"
#include "analysis/json.h"
#include "analysis/show_views.h"
#include "sim/param.h"

struct page {
    struct result *result;
    const struct show_options *options;
    struct arena *arena;
    FILE *out;
    int32_t scenarios;
    const char *const *scenario;
    int64_t replications;  /* worlds of a scenario: replications of all draws */
    int32_t draws, against; /* against: the scenario that others are compared with */
    bool gathering;        /* the first of two rounds: differences are only gathered */
    struct compare_family family;
    int32_t next;          /* of the family, in the second round */
    const char *by;       /* of the measure being shown */
    bool brief;           /* all measures in text: what is nothing everywhere is only named */
    const char *zeros;    /* those names */
    bool later;           /* a measure was printed before: JSON needs a comma */
    struct table compact; /* of one scenario: a line per measure */
};

/* One line of a table: a scenario, a label of `by`, and what the replications say. */
struct line {
    const char *scenario, *label;
    const char *name; /* of the label, as people read it */
    bool baseline;
    struct compared is;
    const struct variance_comparison *together; /* NULL: not asked for */
};

/* ---- JSON ---- */

static void json_split(const char *name, const struct variance_split *split, FILE *out)
{
    fprintf(out, ", \"%s\": {", name);
    json_number("chance_sd", split->chance_sd, out);
    fputs(", ", out);
    json_number("ignorance_sd", split->ignorance_sd, out);
    fputs(", ", out);
    json_number("ignorance_share", split->ignorance_share, out);
    fprintf(out, ", \"draws\": %lld}", (long long)split->draws);
}

static void json_difference(const struct line *line, FILE *out)
{
    fputs(", \"difference\": {", out);
    json_interval(&line->is.difference, out);
    fputs(", ", out);
    json_number("pairing", line->is.pairing, out);
    if (line->together) {
        fputs(", ", out);
        json_number("half_width_together", line->together->half, out);
        fputs(", ", out);
        json_number("p_adjusted", line->together->adjusted, out);
        fprintf(out, ", \"shown_together\": %s", line->together->adjusted < 0.05 ? "true" : "false");
    }
    if (line->is.split_difference.draws > 1) json_split("split", &line->is.split_difference, out);
    fprintf(out, ", \"shown\": %s}", summary_covers_zero(&line->is.difference) ? "false" : "true");
}

static void json_line(const struct line *line, FILE *out)
{
    fputs("        {\"scenario\": ", out);
    json_text(line->scenario, out);
    if (line->label) fputs(", \"label\": ", out), json_text(line->label, out);
    fputs(", ", out);
    json_interval(&line->is.mean, out);
    if (line->is.split.draws > 1) json_split("split", &line->is.split, out);
    if (!line->baseline) json_difference(line, out);
    fputc('}', out);
}

static void json_measure(struct page *page, const struct result_measure *measure, const struct line *lines, int64_t n)
{
    FILE *out = page->out;
    fputs(page->later ? ",\n    {\"name\": " : "    {\"name\": ", out);
    json_text(measure->name, out);
    fputs(", \"units\": ", out);
    json_text(measure->units, out);
    fputs(", \"long_name\": ", out);
    json_text(measure->long_name, out);
    if (page->by) fputs(", \"by\": ", out), json_text(page->by, out);
    fputs(", \"rows\": [\n", out);
    for (int64_t i = 0; i < n; i++) {
        json_line(&lines[i], out);
        fputs(i + 1 < n ? ",\n" : "\n", out);
    }
    fputs("    ]}", out);
    page->later = true;
}

static void json_head(const struct page *page, const char *path)
{
    fputs("{\n  \"file\": ", page->out);
    json_text(path, page->out);
    fprintf(page->out, ",\n  \"replications\": %lld,\n  \"draws\": %d,\n  \"level\": 0.95,\n  \"baseline\": ",
            (long long)page->replications / page->draws, (int)page->draws);
    json_text(page->scenario[page->against], page->out);
    fputs(",\n  \"measures\": [\n", page->out);
}

/* ---- text ---- */

static void text_title(const struct page *page, const struct result_measure *measure)
{
    const char *title = table_said(page->options->lang, measure->long_name, measure->long_name_nl);
    const char *unit = table_unit(measure->units, page->options->lang);
    fprintf(page->out, "\n%s", title ? title : measure->name);
    fprintf(page->out, " (%s%s%s)\n", measure->name, unit ? ", " : "", unit ? unit : "");
}

static bool is_compact(const struct page *page) { return page->scenarios == 1 && !page->options->by && !page->options->json; }

static void compact_head(struct page *page)
{
    const enum lang lang = page->options->lang;
    table_init(&page->compact, "lrll", page->arena);
    table_cell(&page->compact, table_said(lang, "measure", "maat"));
    table_cell(&page->compact, table_said(lang, "mean", "gemiddeld"));
    table_cell(&page->compact, table_said(lang, "unit", "eenheid"));
    table_cell(&page->compact, table_said(lang, "meaning", "betekenis"));
}

static void compact_measure(struct page *page, const struct result_measure *measure, const struct line *lines, int64_t n)
{
    const enum lang lang = page->options->lang;
    const char *unit = table_unit(measure->units, page->options->lang), *meaning = table_said(lang, measure->long_name, measure->long_name_nl);
    for (int64_t i = 0; i < n; i++) {
        table_cell(&page->compact,
                   lines[i].label ? arena_format(page->arena, "%s %s", measure->name, lines[i].name) : measure->name);
        table_cell(&page->compact, table_interval(&lines[i].is.mean, false, lang, page->arena));
        table_cell(&page->compact, unit ? unit : "");
        table_cell(&page->compact, meaning && i == 0 ? meaning : "");
    }
}

/* The difference, as it holds alone or together with the others that are shown. */
static const char *difference_said(const struct page *page, const struct line *line)
{
    struct interval difference = line->is.difference;
    if (line->baseline) return "";
    if (line->together) difference.half = line->together->half;
    return table_difference(&difference, page->options->lang, page->arena);
}

/* How many times as many replications would be needed if scenarios met different households: the least over the lines. */
static double pairing_of(const struct line *lines, int64_t n)
{
    double least = (double)NAN;
    for (int64_t i = 0; i < n; i++)
        if (!lines[i].baseline && isfinite(lines[i].is.pairing) && !(lines[i].is.pairing >= least)) least = lines[i].is.pairing;
    return least;
}

static void text_pairing(const struct page *page, const struct line *lines, int64_t n)
{
    const double pairing = pairing_of(lines, n);
    const enum lang lang = page->options->lang;
    if (isnan(pairing)) return;
    fprintf(page->out,
            table_said(lang, "  the same households in every scenario: differences as precise as with at least %s times as many independent replications\n",
                       "  dezelfde huishoudens in elk scenario: verschillen zo nauwkeurig als met minstens %s keer zoveel onafhankelijke herhalingen\n"),
            table_number(pairing, 1, lang, page->arena));
}

/* Chance: other luck, same inputs. Ignorance: other inputs, within their ranges. */
static const char *split_said(const struct page *page, const struct variance_split *split)
{
    const enum lang lang = page->options->lang;
    const int decimals = table_decimals(fmax(split->chance_sd, split->ignorance_sd));
    return arena_format(page->arena, "%s / %s", table_number(split->chance_sd, decimals, lang, page->arena), table_number(split->ignorance_sd, decimals, lang, page->arena));
}

static const char *text_columns(const struct page *page, struct table *table)
{
    const enum lang lang = page->options->lang;
    const bool several = page->scenarios > 1, drawn = page->draws > 1;
    char *align = ARENA_ARRAY(page->arena, char, 16);
    snprintf(align, 16, "%slr%s%s%s%s", page->by ? "l" : "", several ? "r" : "", drawn ? "r" : "", drawn && several ? "r" : "", "l");
    table_init(table, align, page->arena);
    if (page->by) table_cell(table, table_dimension(page->result, page->by, lang));
    table_cell(table, table_said(lang, "scenario", "scenario"));
    table_cell(table, table_said(lang, "mean", "gemiddeld"));
    if (several) table_cell(table, arena_format(page->arena, table_said(lang, "difference with %s", "verschil met %s"), page->scenario[page->against]));
    if (drawn) table_cell(table, table_said(lang, "sd: chance / ignorance", "sd: toeval / onwetendheid"));
    if (drawn && several) table_cell(table, table_said(lang, "of the difference", "van het verschil"));
    table_cell(table, "");
    return align;
}

static double largest(const struct line *lines, int64_t n)
{
    double most = 0;
    for (int64_t i = 0; i < n; i++) most = fmax(most, isnan(lines[i].is.mean.mean) ? 0 : lines[i].is.mean.mean);
    return most;
}

static void text_measure(struct page *page, const struct result_measure *measure, const struct line *lines, int64_t n)
{
    const char *by = page->by;
    const double most = largest(lines, n);
    struct table table;
    text_columns(page, &table);
    for (int64_t i = 0; i < n; i++) {
        const bool same = i > 0 && lines[i].label == lines[i - 1].label;
        if (by) table_cell(&table, same ? "" : lines[i].name);
        table_cell(&table, lines[i].scenario);
        table_cell(&table, table_interval(&lines[i].is.mean, false, page->options->lang, page->arena));
        if (page->scenarios > 1) table_cell(&table, difference_said(page, &lines[i]));
        if (page->draws > 1) table_cell(&table, split_said(page, &lines[i].is.split));
        if (page->draws > 1 && page->scenarios > 1) table_cell(&table, lines[i].baseline ? "" : split_said(page, &lines[i].is.split_difference));
        table_cell(&table, page->options->bars && n > 1 ? table_bar(lines[i].is.mean.mean, most, 20, page->arena) : "");
    }
    text_title(page, measure);
    table_print(&table, page->out);
    text_pairing(page, lines, n);
}

static void text_head(const struct page *page, const char *path)
{
    const enum lang lang = page->options->lang;
    const char *scenarios = say_many(page->scenarios, "scenario", table_said(lang, "scenarios", "scenario's"), lang, page->arena);
    const char *replications = say_many(page->replications / page->draws, table_said(lang, "replication", "herhaling"), table_said(lang, "replications", "herhalingen"), lang, page->arena);
    if (page->draws == 1)
        fprintf(page->out, table_said(lang, "%s: %s, %s; mean per replication ± half of its 95 %% interval\n", "%s: %s, %s; gemiddelde per herhaling ± de helft van het 95%%-interval\n"),
                path, scenarios, replications);
    else
        fprintf(page->out,
                table_said(lang, "%s: %s, %d draws of the inputs with %s each; mean over the draws ± half of its 95 %% interval\n",
                           "%s: %s, %d trekkingen van de invoer met elk %s; gemiddelde over de trekkingen ± de helft van het 95%%-interval\n"),
                path, scenarios, (int)page->draws, replications);
    if (page->options->together && page->family.n > 1)
        fprintf(page->out, table_said(lang, "All %d differences below hold together at 95 %% (Bonferroni).\n", "Alle %d verschillen hieronder gelden samen met 95 %% zekerheid (Bonferroni).\n"),
                (int)page->family.n);
}

/* ---- what both print ---- */

static const char *split_of(const struct page *page, int32_t measure)
{
    return page->options->by ? page->options->by : summary_kept(page->result, measure);
}

static bool is_nothing(const struct line *lines, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        if (lines[i].is.mean.mean != 0 || lines[i].is.mean.sd > 0) return false;
    return true;
}

static void print_measure(struct page *page, const struct result_measure *measure, const struct line *lines, int64_t n)
{
    if (page->gathering) return;
    if (page->brief && is_nothing(lines, n))
        page->zeros = page->zeros ? arena_format(page->arena, "%s, %s", page->zeros, measure->name) : measure->name;
    else
        (page->options->json ? json_measure : is_compact(page) ? compact_measure : text_measure)(page, measure, lines, n);
}

static status one_measure(struct page *page, int32_t measure)
{
    const int64_t n = page->replications;
    struct summary_series base = {0};
    page->by = split_of(page, measure);
    TRY(summary_read(page->result, measure, page->against, page->by, page->arena, &base));
    int32_t named = 0;
    const char *const *name = base.label ? table_labels(page->result, page->by, page->options->lang, page->arena, &named) : NULL;
    struct line *lines = ARENA_ARRAY(page->arena, struct line, page->scenarios * base.labels + 1);
    for (int32_t s = 0; s < page->scenarios; s++) {
        struct summary_series series;
        TRY(summary_read(page->result, measure, s, page->by, page->arena, &series));
        for (int32_t l = 0; l < base.labels; l++) {
            const double *x = summary_column(&series, n, l, page->arena), *b = s == page->against ? x : summary_column(&base, n, l, page->arena);
            struct line *line = &lines[l * page->scenarios + s];
            *line = (struct line){.scenario = page->scenario[s],
                                  .label = base.label ? base.label[l] : NULL,
                                  .name = name && named == base.labels ? name[l] : base.label ? base.label[l] : NULL,
                                  .baseline = s == page->against,
                                  .is = compare_columns(x, b, page->draws, n / page->draws, page->arena)};
            if (!page->options->together || line->baseline) continue;
            if (page->gathering) compare_add(&page->family, &line->is.difference, page->arena);
            else line->together = &page->family.judged[page->next++];
        }
    }
    print_measure(page, result_measure(page->result, base.measure), lines, (int64_t)page->scenarios * base.labels);
    return status_ok();
}

static bool ends_in(const char *text, const char *end)
{
    const size_t n = strlen(text), m = strlen(end);
    return n > m && strcmp(text + n - m, end) == 0;
}

/* Numbers behind a mean and the same thing by group stand beside their measure: shown when they are asked for. */
static bool is_companion(const struct result *result, const char *name)
{
    char stem[256];
    snprintf(stem, sizeof stem, "%s", name);
    char *by = strstr(stem, "_by_");
    if (by)
        *by = '\0';
    else if (ends_in(stem, "_number"))
        stem[strlen(stem) - strlen("_number")] = '\0';
    else
        return false;
    return result_find(result, stem) >= 0;
}

static status all_measures(struct page *page)
{
    const char *by = page->options->by;
    int32_t shown = 0;
    for (int32_t m = 0; m < result_measures(page->result); m++) {
        const char *name = result_measure(page->result, m)->name;
        if (is_companion(page->result, name) || (!by && strcmp(name, "fares") == 0)) continue; /* fares: all first requests together say nothing; --table fares */
        if (by && summary_measure_by(page->result, m, by) < 0) continue;
        const char *split = split_of(page, m);
        if (summary_adds_wrongly(page->result, m, split)) continue;
        if (page->brief && !by && split && strcmp(split, "year") == 0) continue; /* long: with --by year */
        TRY(one_measure(page, m));
        shown++;
    }
    if (by && shown == 0) return status_fail(STATUS_FAILED, "unknown-dimension", "no measure of this file is known by '%s'", by);
    return status_ok();
}

static status no_measure(const struct page *page, const char *name)
{
    const int32_t n = result_measures(page->result);
    const char **words = ARENA_ARRAY(page->arena, const char *, n + 1);
    for (int32_t i = 0; i < n; i++) words[i] = result_measure(page->result, i)->name;
    const char *near = param_nearest(name, words, n);
    if (near) return status_fail(STATUS_FAILED, "unknown-measure", "there is no measure '%s'; did you mean '%s'?", name, near);
    return status_fail(STATUS_FAILED, "unknown-measure", "there is no measure '%s'; `doorstroom info` lists them", name);
}

static status no_dimension(const struct page *page, int32_t measure)
{
    const struct result_measure *m = result_measure(page->result, measure);
    char known[200] = "";
    for (int32_t i = 0; i < m->n_strata; i++) {
        const size_t used = strlen(known);
        snprintf(known + used, sizeof known - used, "%s%s", i ? ", " : "", m->strata[i]);
    }
    return status_fail(STATUS_FAILED, "unknown-dimension", "%s is not known by '%s'; it is by: %s", m->name, page->options->by,
                       m->n_strata ? known : "nothing");
}

static status chosen_measures(struct page *page)
{
    for (const char *const *name = page->options->measures; *name; name++) {
        const int32_t measure = result_find(page->result, *name);
        if (measure < 0) return no_measure(page, *name);
        if (page->options->by && summary_measure_by(page->result, measure, page->options->by) < 0)
            return no_dimension(page, measure);
        if (summary_adds_wrongly(page->result, measure,
                                 page->options->by ? page->options->by : summary_kept(page->result, measure)))
            return status_fail(STATUS_FAILED, "share-sum",
                               "%s is a share by several dimensions, which does not add up; read it with another program", *name);
        TRY(one_measure(page, measure));
    }
    return status_ok();
}

/* The scenario that others are compared with. */
static bool against_find(struct page *page)
{
    const char *wanted = page->options->against;
    for (int32_t s = 0; s < page->scenarios; s++)
        if (!wanted || strcmp(page->scenario[s], wanted) == 0) return page->against = s, true;
    return false;
}

static status no_scenario(const struct page *page)
{
    const char *near = param_nearest(page->options->against, page->scenario, page->scenarios);
    return status_fail(STATUS_USAGE, "unknown-scenario", "there is no scenario '%s'%s%s%s", page->options->against, near ? "; did you mean '" : "", near ? near : "",
                       near ? "'?" : "; `doorstroom info` lists them");
}

static status measures(struct page *page) { return page->options->measures ? chosen_measures(page) : all_measures(page); }

static status page_open(const char *path, const struct show_options *options, struct arena *arena, FILE *out, struct page *page)
{
    *page = (struct page){.options = options, .arena = arena, .out = out};
    TRY(result_read_open(path, arena, &page->result));
    page->replications = result_replications(page->result);
    page->draws = result_drawn(page->result);
    page->scenario = result_labels(page->result, "scenario", &page->scenarios);
    if (page->scenario && page->scenarios > 0 && against_find(page)) return status_ok();
    const status fault = page->scenario && page->scenarios > 0 ? no_scenario(page) : status_fail(STATUS_FAILED, "not-a-result", "%s has no scenarios", path);
    result_read_close(page->result);
    return fault;
}

status show_result(const char *path, const struct show_options *options, struct arena *arena, FILE *out)
{
    struct page page;
    TRY(page_open(path, options, arena, out, &page));
    /* Into memory first: a fault half way must not leave half a table. */
    char *text = NULL;
    size_t length = 0;
    page.out = open_memstream(&text, &length);
    if (!page.out) return result_read_close(page.result), status_system("memory", "hold the tables of", path);
    page.brief = !options->json && !options->measures;
    compact_head(&page);
    status shown = status_ok();
    if (options->view != SHOW_MEASURES) {
        shown = show_view(page.result, options, page.arena, page.out);
    } else {
        page.gathering = true;
        if (options->together) shown = measures(&page);
        compare_judge(&page.family, page.arena);
        page.gathering = false;
        (options->json ? json_head : text_head)(&page, path);
        if (shown.code == STATUS_OK) shown = measures(&page);
    }
    if (is_compact(&page) && options->view == SHOW_MEASURES) table_print(&page.compact, page.out);
    if (page.zeros) fprintf(page.out, "\n%s: %s\n", table_said(options->lang, "Nothing anywhere", "Overal niets"), page.zeros);
    if (options->json && options->view == SHOW_MEASURES) fputs("\n  ]\n}\n", page.out);
    if (fclose(page.out) != 0) shown = status_system("memory", "hold the tables of", path);
    if (shown.code == STATUS_OK) fwrite(text, 1, length, out);
    free(text);
    result_read_close(page.result);
    return shown;
}
