/* What each scenario changes in the first, in the model's own sentences, and what money bought in each region. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/report_page.h"

/* A line that stands further in belongs to the line before it. */
static void sentences(const struct report *report, char *text)
{
    bool inner = false, any = false;
    report_raw(report, "<ul class=\"said\">\n");
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        const size_t blanks = strspn(line, " ");
        const bool deeper = blanks >= 4 && any;
        if (deeper != inner) report_raw(report, deeper ? "<ul>" : "</li></ul></li>");
        if (any && deeper == inner) report_raw(report, "</li>");
        report_raw(report, "\n<li>");
        svg_text(report->svg.out, line + blanks);
        inner = deeper;
        any = true;
    }
    report_raw(report, inner ? "</li></ul></li></ul>\n" : any ? "</li></ul>\n" : "</ul>\n");
}

static bool say_scenario(const struct report *report, int32_t s)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    if (!out) arena_exhausted(report->arena, 0);
    if (report->options->changes) report->options->changes(report->options->context, s, report->svg.lang, out);
    fclose(out);
    const bool any = length > 0;
    if (any) sentences(report, text);
    free(text);
    return any;
}

/* Where the model cannot say it: settings that differ, as they were written. */
static void settings_differ(struct report *report, int32_t s)
{
    enum { MOST = 60 };
    int32_t n = 0, n_base = 0, k = 0;
    const char *const *path = result_texts(report->result, FORMAT("scenarios/%s/path", report->name[s]), &n),
                      *const *text = result_texts(report->result, FORMAT("scenarios/%s/text", report->name[s]), &n);
    const char *const *path0 = result_texts(report->result, FORMAT("scenarios/%s/path", report->name[0]), &n_base),
                      *const *text0 = result_texts(report->result, FORMAT("scenarios/%s/text", report->name[0]), &n_base);
    if (!path || !text || !path0 || !text0) {
        report_missing(report,
                       SAY("The file does not say what this scenario was made from.", "Het bestand zegt niet waaruit dit scenario is gemaakt."));
        return;
    }
    const char **cell = ARENA_ARRAY(report->arena, const char *, 3 * (MOST + 1));
    cell[0] = SAY("setting", "instelling"), cell[1] = SAY("in the first", "in het eerste"), cell[2] = SAY("here", "hier");
    for (int32_t i = 0, j = 0; i < n && k < MOST; i++) {
        for (int32_t tries = 0; tries < n_base && strcmp(path0[j % n_base], path[i]) != 0; tries++) j++;
        const bool found = n_base > 0 && strcmp(path0[j % n_base], path[i]) == 0;
        if ((found && strcmp(text0[j % n_base], text[i]) == 0) || strncmp(path[i], "title", 5) == 0) continue;
        k++;
        cell[3 * k] = path[i], cell[3 * k + 1] = found ? text0[j % n_base] : "–", cell[3 * k + 2] = text[i];
    }
    if (k)
        report_texts(report, FORMAT(SAY("Settings of “%s” that differ", "Instellingen van „%s” die anders zijn"), report->label[s]), cell, 3, k + 1);
    else
        report_p(report, SAY("Nothing.", "Niets."));
}

/* ---- what the money bought ---- */

static bool bought_anything(struct report *report, int32_t s, int32_t items, bool *item_there)
{
    bool any = false;
    for (int32_t i = 0; i < items; i++) {
        const double n = report_mean(report, report_figure(report, "bought", s, "item", i, 1)).mean;
        if (n > 0) any = item_there[i] = true;
    }
    return any;
}

static void bought_by_scenario(struct report *report, const char *const *item, int32_t items, const bool *there, int32_t shown)
{
    struct report_table table = report_table(report, shown + 1, report->scenarios);
    int32_t c = 0;
    for (int32_t i = 0; i < items; i++)
        if (there[i]) report_column(&table, c++, item[i], 0, false, false);
    report_column(&table, c, SAY("million euro a year", "miljoen euro per jaar"), 2, false, false);
    for (int32_t s = 1; s < report->scenarios; s++) {
        report_row(&table, report->label[s]);
        for (int32_t i = 0; i < items; i++)
            if (there[i]) report_put(&table, report_value(report_mean(report, report_figure(report, "bought", s, "item", i, 1)).mean));
        report_put(&table, report_value(report_spent(report, s, NULL) / 1e6));
    }
    const struct svg_table made =
        report_made(&table, SAY("What the money buys, when everything runs", "Wat het geld koopt, als alles draait"), "scenario", "",
                    SAY("Places, slots of caseworkers, homes a year, or households reached a year.",
                        "Plaatsen, plekken bij hulpverleners, woningen per jaar, of bereikte huishoudens per jaar."));
    svg_plain(&report->svg, &made);
}

/* values[(world * regions + region) * items + item] of `bought`: of the first world, for what is bought does not depend on chance. */
static void bought_by_region(struct report *report, int32_t s, const char *const *item, int32_t items, const bool *there, int32_t shown)
{
    int32_t regions = 0;
    const char *const *region = table_labels(report->result, "region", report->svg.lang, report->arena, &regions);
    const struct result_measure *m = result_measure(report->result, result_find(report->result, "bought"));
    const double *values;
    if (!region || regions < 2 || m->n_strata != 2 || m->size[0] != regions || m->size[1] != items ||
        result_values(report->result, result_find(report->result, "bought"), s, &values).code != STATUS_OK)
        return;
    struct report_table table = report_table(report, shown, regions);
    int32_t c = 0;
    for (int32_t i = 0; i < items; i++)
        if (there[i]) report_column(&table, c++, item[i], 0, false, false);
    for (int32_t r = 0; r < regions; r++) {
        report_row(&table, region[r]);
        for (int32_t i = 0; i < items; i++)
            if (there[i]) report_put(&table, report_value(values[r * items + i]));
    }
    const struct svg_table made = report_made(&table, FORMAT(SAY("Bought in each region: %s", "Gekocht in elke regio: %s"), report->label[s]),
                                              SAY("region", "regio"), "", NULL);
    svg_plain(&report->svg, &made);
}

static void bought(struct report *report)
{
    int32_t items = 0, shown = 0;
    const char *const *item = table_labels(report->result, "item", report->svg.lang, report->arena, &items);
    if (!item || result_find(report->result, "bought") < 0) return;
    bool *there = ARENA_ARRAY(report->arena, bool, items + 1), any = false;
    for (int32_t s = 1; s < report->scenarios; s++) any |= bought_anything(report, s, items, there);
    for (int32_t i = 0; i < items; i++) shown += there[i];
    if (!any) return;
    report_h3(report, SAY("What the money buys", "Wat het geld koopt"));
    bought_by_scenario(report, item, items, there, shown);
    report_open_details(report, SAY("What was bought in each region", "Wat er in elke regio is gekocht"));
    for (int32_t s = 1; s < report->scenarios && s <= 20; s++) bought_by_region(report, s, item, items, there, shown);
    report_close_details(report);
}

void report_changes(struct report *report)
{
    if (report->scenarios == 1) {
        report_missing(report, SAY("There is one scenario, so nothing is changed.", "Er is één scenario, dus er wordt niets veranderd."));
        return;
    }
    report_p(report, FORMAT(SAY("Everything else is as in “%s”.", "Al het andere is zoals in „%s”."), report->title[0]));
    for (int32_t s = 1; s < report->scenarios; s++) {
        report_open_told(report, report->label[s]);
        if (!say_scenario(report, s)) settings_differ(report, s);
        report_close_details(report);
    }
    bought(report);
}
