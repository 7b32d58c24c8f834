/* What the page says is gathered here once, for both languages: names, measures, and differences whose intervals hold together. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/report_page.h"

/* ---- figures ---- */

const struct summary_series *report_series(struct report *report, int32_t measure, int32_t scenario, const char *by)
{
    for (int32_t i = 0; i < report->n_kept; i++) {
        const struct report_series *kept = &report->kept[i];
        if (kept->measure == measure && kept->scenario == scenario && (by == kept->by || (by && kept->by && strcmp(by, kept->by) == 0)))
            return kept->there ? &kept->series : NULL;
    }
    if (report->n_kept == report->most_kept) {
        report->most_kept = report->most_kept ? 2 * report->most_kept : 256;
        struct report_series *more = ARENA_ARRAY(report->arena, struct report_series, report->most_kept);
        if (report->n_kept) memcpy(more, report->kept, (size_t)report->n_kept * sizeof *more);
        report->kept = more;
    }
    struct report_series *made = &report->kept[report->n_kept++];
    *made = (struct report_series){.measure = measure, .scenario = scenario, .by = by};
    made->there = measure >= 0 && summary_read(report->result, measure, scenario, by, report->arena, &made->series).code == STATUS_OK;
    return made->there ? &made->series : NULL;
}

const double *report_figure(struct report *report, const char *measure, int32_t scenario, const char *by, int32_t label, double over)
{
    const struct summary_series *series = report_series(report, result_find(report->result, measure), scenario, by);
    if (!series || label >= series->labels) return NULL;
    double *x = ARENA_ARRAY(report->arena, double, report->worlds + 1);
    for (int64_t i = 0; i < report->worlds; i++) x[i] = series->values[i * series->labels + label] / over;
    return x;
}

struct interval report_mean(const struct report *report, const double *x)
{
    if (!x) return (struct interval){.mean = NAN, .sd = NAN, .half = NAN};
    if (report->draws > 1) return variance_split(x, report->draws, report->worlds / report->draws, report->arena).mean;
    return summary_interval(x, report->worlds);
}

struct interval report_difference(const struct report *report, const double *x, const double *base)
{
    if (!x || !base) return (struct interval){.mean = NAN, .sd = NAN, .half = NAN};
    if (report->draws > 1) return variance_split_paired(x, base, report->draws, report->worlds / report->draws, report->arena).mean;
    return summary_paired(x, base, report->worlds);
}

bool report_is_label(struct report *report, const char *dimension, const char *label)
{
    int32_t n = 0;
    const char *const *all = result_labels(report->result, dimension, &n);
    for (int32_t i = 0; all && i < n; i++)
        if (strcmp(all[i], label) == 0) return true;
    return false;
}

double report_spent(struct report *report, int32_t scenario, double *flow_share)
{
    int32_t n = 0;
    double total = 0, flow = 0;
    const char *const *item = result_labels(report->result, "item", &n);
    for (int32_t i = 0; item && i < n; i++) {
        const double eur = report_mean(report, report_figure(report, "spent_eur_per_year", scenario, "item", i, 1)).mean;
        if (isnan(eur)) continue;
        total += eur;
        if (report_is_label(report, "gate", item[i])) flow += eur;
    }
    if (flow_share) *flow_share = total > 0 ? flow / total : NAN;
    return total;
}

const char *report_setting(struct report *report, int32_t scenario, const char *path)
{
    int32_t n = 0, texts = 0;
    const char *group = FORMAT("scenarios/%s", report->name[scenario]);
    const char *const *paths = result_texts(report->result, FORMAT("%s/path", group), &n);
    const char *const *text = result_texts(report->result, FORMAT("%s/text", group), &texts);
    for (int32_t i = 0; paths && text && i < n && i < texts; i++)
        if (strcmp(paths[i], path) == 0) return text[i];
    return NULL;
}

bool report_main_is_need(const struct report *report)
{
    return strcmp(result_measure(report->result, report->measure[0].measure)->name, "not_placed_24h") == 0;
}

int32_t report_lowest(const struct report *report, const struct interval *pair)
{
    int32_t best = 1;
    for (int32_t s = 2; s < report->scenarios; s++)
        if (pair[s * report->scenarios].mean < pair[best * report->scenarios].mean) best = s;
    return best;
}

bool report_is_shelter(const struct report *report)
{
    const char *model = result_text(report->result, "/", "model");
    return model && strcmp(model, "shelter") == 0;
}

/* ---- names ---- */

static const char *title_of(const struct report *report, int32_t s)
{
    const char *group = FORMAT("/scenarios/%s", report->name[s]);
    const char *en = result_text(report->result, group, "title_en"), *nl = result_text(report->result, group, "title_nl");
    const char *title = report->svg.lang == LANG_NL ? (nl && *nl ? nl : en) : (en && *en ? en : nl);
    return title && *title ? title : report->name[s];
}

/* By how its money is divided, else by what stands in brackets behind the name. */
static const char *told_apart(struct report *report, int32_t s)
{
    double flow;
    if (report_spent(report, s, &flow) > 0)
        return FORMAT(SAY("%s %% places, %s %% flow", "%s %% plaatsen, %s %% doorstroom"), report_number(report, 100 * (1 - flow), 0),
                      report_number(report, 100 * flow, 0));
    const char *bracket = strchr(report->name[s], '[');
    if (!bracket) return report->name[s];
    const size_t n = strlen(bracket + 1);
    return arena_copy(report->arena, bracket + 1, n && bracket[n] == ']' ? n - 1 : n);
}

static bool occurs_twice(const struct report *report, const char *const *text, int32_t s)
{
    for (int32_t i = 0; i < report->scenarios; i++)
        if (i != s && strcmp(text[i], text[s]) == 0) return true;
    return false;
}

void report_names(struct report *report)
{
    memset(report->labels, 0, sizeof report->labels);
    report->title = ARENA_ARRAY(report->arena, const char *, report->scenarios + 1);
    report->label = ARENA_ARRAY(report->arena, const char *, report->scenarios + 1);
    const char **wide = ARENA_ARRAY(report->arena, const char *, report->scenarios + 1);
    for (int32_t s = 0; s < report->scenarios; s++) report->title[s] = title_of(report, s);
    for (int32_t s = 0; s < report->scenarios; s++) wide[s] = occurs_twice(report, report->title, s) ? told_apart(report, s) : report->title[s];
    for (int32_t s = 0; s < report->scenarios; s++) report->label[s] = occurs_twice(report, wide, s) ? report->name[s] : wide[s];
}

const char *report_short(const struct report *report, int32_t measure)
{
    const struct result_measure *m = result_measure(report->result, measure);
    const char *en = m->long_name && *m->long_name ? m->long_name : m->name, *nl = m->long_name_nl && *m->long_name_nl ? m->long_name_nl : en;
    const char *text = SAY(en, nl);
    static const char *const ends[] = {", by ",
                                       ", naar ",
                                       ": ",
                                       " (",
                                       ", of those",
                                       ", van wie",
                                       ", waiting for",
                                       ", wachten op",
                                       ", by the",
                                       ", time average",
                                       ", tijdgemiddelde",
                                       " by calendar year",
                                       " naar kalenderjaar",
                                       " by group",
                                       " naar groep"};
    size_t n = strlen(text);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        const char *end = strstr(text, ends[i]);
        if (end && (size_t)(end - text) < n) n = (size_t)(end - text);
    }
    if (n && text[n - 1] == '.') n--;
    return arena_copy(report->arena, text, n);
}

const char *report_unit(const struct report *report, const struct report_measure *measure)
{
    if (measure->percent) return "%";
    const char *units = result_measure(report->result, measure->measure)->units;
    if (units && strncmp(units, "eur", 3) == 0) return SAY("million euro a year", "miljoen euro per jaar");
    const char *unit = units ? table_unit(units, report->svg.lang) : NULL;
    if (!unit) return measure->per_year ? SAY("a year", "per jaar") : SAY("on average", "gemiddeld");
    return measure->per_year ? FORMAT(SAY("%ss a year", "%sen per jaar"), unit) : FORMAT("%s%s", unit, SAY("s", "en"));
}

/* ---- measures ---- */

static bool ends_in(const char *text, const char *end)
{
    const size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

static struct report_measure measure_make(struct report *report, int32_t m)
{
    const struct result_measure *about = result_measure(report->result, m);
    const bool money = about->units && strcmp(about->units, "eur") == 0, days = about->units && strcmp(about->units, "day") == 0;
    const bool sum = about->cell_methods ? strcmp(about->cell_methods, "time: sum") == 0 : (money || days) && summary_weight(report->result, m) < 0;
    struct report_measure made = {.measure = m, .over = 1, .adds_up = sum, .percent = ends_in(about->name, "_share")};
    if (made.percent) made.over = 0.01;
    if (money) made.over = 1e6;
    made.per_year = sum && isfinite(report->years) && report->years > 0;
    if (made.per_year) made.over *= report->years;
    made.x = ARENA_ARRAY(report->arena, const double *, report->scenarios + 1);
    made.mean = ARENA_ARRAY(report->arena, struct interval, report->scenarios + 1);
    made.difference = ARENA_ARRAY(report->arena, struct interval, report->scenarios + 1);
    for (int32_t s = 0; s < report->scenarios; s++) {
        made.x[s] = report_figure(report, about->name, s, NULL, 0, made.over);
        made.mean[s] = report_mean(report, made.x[s]);
        made.difference[s] = report_difference(report, made.x[s], made.x[0]);
    }
    return made;
}

enum { MEASURES = 8 };
static const char *const usual[MEASURES] = {
    "not_placed_24h", "not_placed_24h_children", "placed_same_day_share", "own_region_share", "unsafe_days", "hotel_nights", "blocked_days",
    "cost_eur"};

static bool plain(const struct report *report, int32_t m)
{
    const char *name = result_measure(report->result, m)->name;
    return !strstr(name, "_by_") && !ends_in(name, "_number") && !summary_kept(report->result, m) && !summary_adds_wrongly(report->result, m, NULL);
}

static void measures_find(struct report *report)
{
    report->measure = ARENA_ARRAY(report->arena, struct report_measure, MEASURES + 1);
    for (int i = 0; i < MEASURES; i++) {
        const int32_t m = result_find(report->result, usual[i]);
        if (m >= 0 && plain(report, m)) report->measure[report->measures++] = measure_make(report, m);
    }
    for (int32_t m = 0; report->measures == 0 || (!report_is_shelter(report) && report->measures < MEASURES && m < result_measures(report->result));
         m++) {
        if (m == result_measures(report->result)) break;
        if (plain(report, m)) report->measure[report->measures++] = measure_make(report, m);
    }
}

/* ---- differences that hold together: any scenario with any other by the main measure, and with the first by the others ---- */

static void pairs_make(struct report *report)
{
    const int32_t n = report->scenarios;
    const struct report_measure *main = &report->measure[0];
    report->pair = ARENA_ARRAY(report->arena, struct interval, n * n + 1);
    report->late = ARENA_ARRAY(report->arena, const double *, n + 1);
    const char *late = FORMAT("%s_by_year", result_measure(report->result, main->measure)->name);
    int32_t years = 0;
    const char *const *year = result_labels(report->result, "year", &years);
    if (year && years > 1 && result_find(report->result, late) >= 0) {
        report->first_year = year[0];
        report->last_year = year[years - 1];
        report->late_pair = ARENA_ARRAY(report->arena, struct interval, n * n + 1);
    }
    for (int32_t s = 0; s < n; s++) report->late[s] = report->late_pair ? report_figure(report, late, s, "year", years - 1, 1) : NULL;
    for (int32_t i = 0; i < n * n; i++) {
        report->pair[i] = report_difference(report, main->x[i / n], main->x[i % n]);
        if (report->late_pair) report->late_pair[i] = report_difference(report, report->late[i / n], report->late[i % n]);
    }
}

static void hold_together(struct report *report)
{
    const int32_t n = report->scenarios, most = n * n + report->measures * n + 1;
    struct interval **at = ARENA_ARRAY(report->arena, struct interval *, most), *all = ARENA_ARRAY(report->arena, struct interval, most);
    int32_t k = 0;
    for (int32_t i = 0; i < n; i++)
        for (int32_t j = 0; j < i; j++) {
            at[k++] = &report->pair[i * n + j];
            if (report->late_pair) at[k++] = &report->late_pair[i * n + j];
        }
    for (int32_t m = 1; m < report->measures; m++)
        for (int32_t s = 1; s < n; s++) at[k++] = &report->measure[m].difference[s];
    for (int32_t i = 0; i < k; i++) all[i] = *at[i];
    struct variance_comparison *judged = ARENA_ARRAY(report->arena, struct variance_comparison, k + 1);
    variance_simultaneous(all, k, 0.95, judged);
    for (int32_t i = 0; i < k; i++) {
        at[i]->half = judged[i].half;
        report->comparisons += all[i].n >= 2;
    }
    for (int32_t i = 0; i < n; i++)
        for (int32_t j = 0; j < i; j++) {
            report->pair[j * n + i].half = report->pair[i * n + j].half;
            if (report->late_pair) report->late_pair[j * n + i].half = report->late_pair[i * n + j].half;
        }
    for (int32_t s = 1; s < n; s++) report->measure[0].difference[s] = report->pair[s * n];
}

static int32_t best_of(const struct report *report)
{
    int32_t best = 0;
    for (int32_t s = 1; s < report->scenarios; s++)
        if (report->measure[0].mean[s].mean < report->measure[0].mean[best].mean) best = s;
    return best && !summary_covers_zero(&report->pair[best * report->scenarios]) ? best : 0;
}

status report_data(struct report *report)
{
    int32_t regions = 0;
    report->name = result_labels(report->result, "scenario", &report->scenarios);
    if (!report->name || report->scenarios == 0 || result_replications(report->result) == 0)
        return status_fail(STATUS_FAILED, "not-a-result", "this file has no scenarios or no replications to report on");
    report->worlds = result_replications(report->result);
    report->draws = result_drawn(report->result);
    report->years = summary_years(report->result);
    measures_find(report);
    if (report->measures == 0) return status_fail(STATUS_FAILED, "no-measure", "this file has no measure that can be added up and compared");
    pairs_make(report);
    hold_together(report);
    report->best = report_is_shelter(report) ? best_of(report) : 0;
    if (observed_read(report->result, report->arena, &report->observed, &report->n_observed).code != STATUS_OK) report->n_observed = 0;
    report->regional = result_labels(report->result, "region", &regions) && regions > 1;
    return status_ok();
}
