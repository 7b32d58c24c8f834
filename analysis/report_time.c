/* Fan charts: by period where the file kept series, else by calendar year. The line is the mean, the band holds 90 % of replications. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/course.h"
#include "analysis/quantile.h"
#include "analysis/report_page.h"

enum { SHOWN = 3, MOST_CELLS = 6000000 };

/* The first, the best, and the one that differs most from it: what a reader wants side by side. */
static int32_t chosen(const struct report *report, int32_t scenario[SHOWN])
{
    int32_t n = 0, worst = 0;
    scenario[n++] = 0;
    if (report->scenarios < 2) return n;
    const int32_t best = report->best ? report->best : 1;
    scenario[n++] = best;
    for (int32_t s = 1; s < report->scenarios; s++)
        if (s != best && (!worst || report->measure[0].mean[s].mean > report->measure[0].mean[worst].mean)) worst = s;
    if (worst) scenario[n++] = worst;
    return n;
}

static struct svg_cell fan(struct report *report, const double *x)
{
    if (!x) return (struct svg_cell){NAN, NAN, NAN};
    double *sorted = ARENA_ARRAY(report->arena, double, report->worlds + 1);
    const int64_t n = quantile_sort(x, report->worlds, sorted);
    const struct svg_cell mean = report_value(summary_interval(x, report->worlds).mean);
    return n < 10 ? mean : (struct svg_cell){mean.value, quantile_sorted(sorted, n, 0.05), quantile_sorted(sorted, n, 0.95)};
}

static const char *band_said(const struct report *report)
{
    return report->worlds < 10 ? SAY("Lines are means; with fewer than ten replications no bands are drawn.",
                                     "Lijnen zijn gemiddelden; met minder dan tien herhalingen worden geen banden getekend.")
                               : SAY("Lines are means; the band holds nine out of ten replications: how a single run of history may turn out, not "
                                     "how sure the mean is.",
                                     "Lijnen zijn gemiddelden; in de band liggen negen van de tien herhalingen: hoe de geschiedenis één keer kan "
                                     "uitvallen, niet hoe zeker het gemiddelde is.");
}

static bool has_band(const struct report_table *table)
{
    for (int32_t i = 0; i < table->cells; i++)
        if (!isnan(table->cell[i].low)) return true;
    return false;
}

static void draw(struct report *report, const struct report_table *table, const char *name, const char *row_head)
{
    const struct svg_cell *first = &table->cell[0], *last = &table->cell[(table->rows - 1) * table->columns];
    const char *said = FORMAT(SAY("In “%s” from %s in %s to %s in %s. %s", "In „%s” van %s in %s naar %s in %s. %s"), table->column[0].name,
                              svg_number(&report->svg, &table->column[0], first->value), table->row[0],
                              svg_number(&report->svg, &table->column[0], last->value), table->row[table->rows - 1], band_said(report));
    struct svg_table made = report_made(table, name, row_head, said, said);
    if (has_band(table)) made.within = SAY("mean (middle 90 % of replications)", "gemiddelde (middelste 90 % van de herhalingen)");
    svg_lines(&report->svg, &made, NULL, row_head);
}

static bool all_zero(const struct report_table *table)
{
    for (int32_t i = 0; i < table->cells; i++)
        if (table->cell[i].value != 0 || table->cell[i].high > 0) return false;
    return true;
}

/* ---- by calendar year ---- */

static bool equal_everywhere(struct report *report, int32_t m, const int32_t *scenario, int32_t n)
{
    const struct summary_series *base = report_series(report, m, 0, "year");
    for (int32_t k = 1; k < n; k++) {
        const struct summary_series *other = report_series(report, m, scenario[k], "year");
        if (!other || memcmp(base->values, other->values, (size_t)(report->worlds * base->labels) * sizeof *base->values) != 0) return false;
    }
    return true;
}

static bool by_year(struct report *report, const char *measure)
{
    int32_t scenario[SHOWN], years = 0;
    const int32_t m = result_find(report->result, measure);
    const char *const *year = result_labels(report->result, "year", &years);
    if (m < 0 || !year || years < 2 || !report_series(report, m, 0, "year")) return false;
    int32_t n = chosen(report, scenario);
    if (equal_everywhere(report, m, scenario, n)) n = 1;
    struct report_table table = report_table(report, n, years);
    for (int32_t k = 0; k < n; k++)
        report_column(&table, k, report->label[scenario[k]], report_digits(report_mean(report, report_figure(report, measure, 0, "year", 0, 1)).mean),
                      false, false);
    for (int32_t y = 0; y < years; y++) {
        report_row(&table, year[y]);
        for (int32_t k = 0; k < n; k++) report_put(&table, fan(report, report_figure(report, measure, scenario[k], "year", y, 1)));
    }
    if (all_zero(&table)) return false;
    draw(report, &table, FORMAT(SAY("%s, by calendar year", "%s, per kalenderjaar"), report_short(report, m)), SAY("calendar year", "kalenderjaar"));
    return true;
}

/* ---- by period ---- */

/* values[(world * periods + period) * cells + cell] of the series, summed over cells. */
static const double *periods_of(struct report *report, int32_t m, int32_t scenario, int32_t periods, bool *all_there)
{
    const struct result_measure *about = result_measure(report->result, m);
    const double *values;
    int64_t cells = 1;
    for (int32_t d = 1; d < about->n_strata; d++) cells *= about->size[d];
    *all_there = about->n_strata >= 1 && about->size[0] == periods && report->worlds * periods * cells <= MOST_CELLS;
    if (!*all_there || result_values(report->result, m, scenario, &values).code != STATUS_OK) return NULL;
    double *sum = ARENA_ARRAY(report->arena, double, periods * report->worlds + 1);
    for (int64_t w = 0; w < report->worlds; w++)
        for (int32_t p = 0; p < periods; p++)
            for (int64_t c = 0; c < cells; c++) {
                const double value = values[(w * periods + p) * cells + c];
                if (!isnan(value)) sum[p * report->worlds + w] += value;
            }
    return sum;
}

static const char *period_name(struct report *report, double second)
{
    seconds start_s = 0;
    const char *start = result_text(report->result, "/", "time_coverage_start");
    if (!start || !date_parse(start, &start_s)) return report_number(report, second / 86400, 0);
    const struct civil civil = date_civil(start_s + (seconds)second);
    return FORMAT("%04d-%02d-%02d", (int)civil.year, (int)civil.month, (int)civil.day);
}

/* From sums over the replications, where the file kept those. */
static bool by_period_summed(struct report *report, const char *measure)
{
    int32_t scenario[SHOWN], periods = 0;
    const double *from = course_periods(report->result, &periods);
    const int32_t n = chosen(report, scenario);
    if (!from || periods < 2 || !course_there(report->result, measure)) return false;
    struct report_table table = report_table(report, n, periods);
    const struct course_point **point = ARENA_ARRAY(report->arena, const struct course_point *, n + 1);
    for (int32_t k = 0; k < n; k++) {
        report_column(&table, k, report->label[scenario[k]], 1, false, false);
        if (course_read(report->result, measure, scenario[k], 0.05, 0.95, report->arena, &point[k]).code != STATUS_OK) return false;
    }
    for (int32_t p = 0; p < periods; p++) {
        report_row(&table, period_name(report, from[p]));
        for (int32_t k = 0; k < n; k++) {
            const struct svg_cell mean = report_value(point[k][p].mean);
            report_put(&table, report->worlds < 10 ? mean : (struct svg_cell){mean.value, point[k][p].low, point[k][p].high});
        }
    }
    if (all_zero(&table)) return true;
    draw(report, &table, report_short(report, result_find(report->result, measure)), SAY("begin of the period", "begin van de periode"));
    return true;
}

static bool by_period(struct report *report, const char *measure)
{
    int32_t scenario[SHOWN], periods = 0;
    const double *from = result_coordinate(report->result, "series/period", &periods);
    const int32_t m = result_find(report->result, FORMAT("series/%s", measure)), n = chosen(report, scenario);
    if (m < 0) return by_period_summed(report, measure);
    if (!from || periods < 2) return false;
    struct report_table table = report_table(report, n, periods);
    const double **sum = ARENA_ARRAY(report->arena, const double *, n + 1);
    for (int32_t k = 0; k < n; k++) {
        bool there;
        report_column(&table, k, report->label[scenario[k]], 1, false, false);
        sum[k] = periods_of(report, m, scenario[k], periods, &there);
        if (!there || !sum[k]) return false;
    }
    for (int32_t p = 0; p < periods; p++) {
        report_row(&table, period_name(report, from[p]));
        for (int32_t k = 0; k < n; k++) report_put(&table, fan(report, sum[k] + p * report->worlds));
    }
    if (all_zero(&table)) return true; /* it is there, and nothing to look at */
    draw(report, &table, report_short(report, m), SAY("begin of the period", "begin van de periode"));
    return true;
}

static void say_series(const struct report *report)
{
    report_maker(report, SAY("For who made it: doorstroom run with --series all or summary.",
                             "Voor wie het maakte: doorstroom run met --series all of summary."));
}

void report_time(struct report *report)
{
    static const char *const periods[] = {"waiting", "present", "hotel"};
    static const char *const years[] = {"not_placed_24h_by_year", "arrivals_by_year", "hotel_persons_by_year", "regions_with_shortage"};
    int drawn = 0, series = 0;
    report_raw(report, "<div class=\"pair\">\n");
    for (size_t i = 0; i < sizeof years / sizeof *years; i++) drawn += by_year(report, years[i]);
    for (size_t i = 0; i < sizeof periods / sizeof *periods; i++) series += by_period(report, periods[i]);
    report_raw(report, "</div>\n");
    if (drawn + series == 0) {
        report_missing(report, SAY("The course of time was not kept for this report. Who made it can add that.",
                                   "Het verloop in de tijd is voor dit verslag niet bewaard. Wie het maakte kan dat toevoegen."));
        say_series(report);
    } else if (series == 0 && result_has(report->result, "series"))
        report_note(report, SAY("The file has a finer course of time too, but too much of it for this page.",
                                "Het bestand heeft ook een fijner verloop, maar te veel voor deze pagina."));
    else if (series == 0) {
        report_note(report, SAY("A finer course than by year was not kept for this report. Who made it can add that.",
                                "Een fijner verloop dan per jaar is voor dit verslag niet bewaard. Wie het maakte kan dat toevoegen."));
        say_series(report);
    }
}
