/* Why places are held after the planned stay. */
#include <math.h>
#include <string.h>

#include "analysis/report_page.h"

void report_blocked(struct report *report)
{
    int32_t n = 0;
    const char *const *cause = table_labels(report->result, "cause", report->svg.lang, report->arena, &n);
    if (!cause || n == 0 || result_find(report->result, "blocked_days") < 0) {
        report_missing(report, SAY("This file does not say why places are held.", "Dit bestand zegt niet waarom plaatsen bezet blijven."));
        return;
    }
    const int32_t other = report->best ? report->best : report->scenarios > 1 ? 1 : 0, columns = other ? 2 : 1;
    const int32_t scenario[] = {0, other};
    struct report_table table = report_table(report, columns, n);
    double most = -1, all = 0;
    const char *worst = "";
    for (int32_t k = 0; k < columns; k++) report_column(&table, k, report->label[scenario[k]], 1, false, false);
    for (int32_t c = 0; c < n; c++) {
        report_row(&table, cause[c]);
        for (int32_t k = 0; k < columns; k++) {
            const struct interval mean = report_mean(report, report_figure(report, "blocked_days", scenario[k], "cause", c, report->years * 365.25));
            report_put(&table, report_cell(&mean));
            if (k == 0 && mean.mean > most) most = mean.mean, worst = cause[c];
            if (k == 0 && !isnan(mean.mean)) all += mean.mean;
        }
    }
    if (!(all > 0)) {
        report_missing(report, SAY("No place was held after the planned stay.", "Geen plaats bleef bezet na de geplande verblijfsduur."));
        return;
    }
    const char *said = FORMAT(SAY("In “%s” %s places at a time are held after the planned stay; the largest part, %s, waits for: %s. Each day is charged to the first thing that was missing, so causes add up.",
                                  "In „%s” blijven %s plaatsen tegelijk bezet na de geplande verblijfsduur; het grootste deel, %s, wacht op: %s. Elke dag telt bij het eerste wat ontbrak, dus oorzaken tellen op."),
                              report->title[0], report_amount(report, all), report_amount(report, most), worst);
    report_p(report, said);
    const struct svg_table made = report_made(&table, SAY("Places held at a time, by what is waited for", "Plaatsen die tegelijk bezet blijven, naar waarop wordt gewacht"), SAY("waits for", "wacht op"), said, NULL);
    svg_bars(&report->svg, &made);
}
