/* Differences per measure, a drawing each, all intervals holding together. */
#include <math.h>

#include "analysis/report_page.h"

static int32_t shown_count(const struct report *report, const struct report_measure *measure)
{
    int32_t n = 0;
    for (int32_t s = 1; s < report->scenarios; s++) n += !summary_covers_zero(&measure->difference[s]);
    return n;
}

static int decimals_for(const struct report *report, const struct interval *interval)
{
    int most = 0;
    for (int32_t s = 0; s < report->scenarios; s++) {
        const int decimals = report_decimals(&interval[s]);
        if (decimals > most) most = decimals;
    }
    return most;
}

static void differences(struct report *report, const struct report_measure *measure)
{
    const char *name = report_short(report, measure->measure), *unit = report_unit(report, measure);
    struct report_table table = report_table(report, 2, report->scenarios);
    report_column(&table, 0, FORMAT(SAY("difference with the first, %s", "verschil met het eerste, %s"), measure->percent ? SAY("percentage points", "procentpunten") : unit), decimals_for(report, measure->difference), true, false);
    report_column(&table, 1, FORMAT(SAY("mean, %s", "gemiddelde, %s"), unit), decimals_for(report, measure->mean), false, false);
    for (int32_t s = 1; s < report->scenarios; s++) {
        report_row(&table, report->label[s]);
        report_put(&table, report_cell(&measure->difference[s]));
        report_put(&table, report_cell(&measure->mean[s]));
    }
    const int32_t shown = shown_count(report, measure), all = report->scenarios - 1;
    const char *verdict = shown == all ? SAY("Every difference was shown.", "Elk verschil is aangetoond.")
                          : shown == 0 ? SAY("No difference was shown.", "Geen enkel verschil is aangetoond.")
                                       : FORMAT(SAY("Of %d differences %d were shown; an open dot is one that was not.", "Van de %d verschillen zijn er %d aangetoond; een open stip is er een die dat niet is."), (int)all, (int)shown);
    const char *note = FORMAT(SAY("In “%s” it is %s %s. %s", "In „%s” is het %s %s. %s"), report->title[0], report_interval(report, &measure->mean[0], false), unit, verdict);
    const struct svg_table made = report_made(&table, FORMAT(SAY("%s: difference, %s", "%s: verschil, %s"), name, measure->percent ? SAY("percentage points", "procentpunten") : unit), "scenario",
                                              FORMAT(SAY("A dot and its interval for each scenario, beside a line at zero. %s The table below has the figures.", "Een stip met interval voor elk scenario, naast een lijn bij nul. %s De tabel hieronder heeft de cijfers."), note), note);
    svg_dots(&report->svg, &made, 0);
}

static void levels(struct report *report)
{
    const char **cell = ARENA_ARRAY(report->arena, const char *, 3 * (report->measures + 1));
    cell[0] = SAY("measure", "maat"), cell[1] = SAY("mean (95 % interval)", "gemiddelde (95%-interval)"), cell[2] = SAY("unit", "eenheid");
    for (int32_t m = 0; m < report->measures; m++) {
        const struct report_measure *measure = &report->measure[m];
        cell[3 * m + 3] = report_short(report, measure->measure);
        cell[3 * m + 4] = report_interval(report, &measure->mean[0], false);
        cell[3 * m + 5] = report_unit(report, measure);
    }
    report_texts(report, SAY("The main measures", "De belangrijkste maten"), cell, 3, report->measures + 1);
}

void report_measures(struct report *report)
{
    if (report->scenarios == 1) {
        report_missing(report, SAY("With one scenario there are no differences; these are its own figures.", "Met één scenario zijn er geen verschillen; dit zijn de cijfers zelf."));
        levels(report);
        return;
    }
    report_p(report, FORMAT(SAY("Each dot is a difference with “%s” over the same households; the line through it is its interval. All intervals on this page hold together at 95 %% (Bonferroni over %d comparisons).",
                                "Elke stip is een verschil met „%s” over dezelfde huishoudens; de lijn erdoor is het interval. Alle intervallen op deze pagina gelden samen met 95 %% (Bonferroni over %d vergelijkingen)."),
                            report->title[0], (int)report->comparisons));
    report_raw(report, "<div class=\"pair\">\n");
    for (int32_t m = 0; m < report->measures; m++) differences(report, &report->measure[m]);
    report_raw(report, "</div>\n");
}
