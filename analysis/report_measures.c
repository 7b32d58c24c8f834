/* Differences per measure, a drawing each, all intervals holding together. */
#include <math.h>
#include <string.h>

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

static const char *name_of(const struct report *report, const struct report_measure *measure)
{
    return result_measure(report->result, measure->measure)->name;
}

/* Only where nobody would doubt it. */
static const char *better(const struct report *report, const struct report_measure *measure)
{
    static const char *const lower[] = {"not_placed_24h", "not_placed_24h_children", "unsafe_days"}, *const higher[] = {"placed_same_day_share"};
    for (size_t i = 0; i < sizeof lower / sizeof *lower; i++)
        if (strcmp(name_of(report, measure), lower[i]) == 0) return SAY("Better is lower: to the left. ", "Beter is lager: naar links. ");
    for (size_t i = 0; i < sizeof higher / sizeof *higher; i++)
        if (strcmp(name_of(report, measure), higher[i]) == 0) return SAY("Better is higher: to the right. ", "Beter is hoger: naar rechts. ");
    return "";
}

/* Of the main measure scenarios are compared with one another too, of the others with the first alone. */
static const char *among(const struct report *report, const struct report_measure *measure)
{
    int32_t pairs = 0, shown = 0;
    if (report->scenarios < 3) return "";
    if (measure != &report->measure[0])
        return SAY(" Whether scenarios differ from one another was not tested for this measure.",
                   " Of scenario's onderling verschillen, is voor deze maat niet getoetst.");
    for (int32_t i = 1; i < report->scenarios; i++)
        for (int32_t j = 1; j < i; j++) pairs++, shown += !summary_covers_zero(&report->pair[i * report->scenarios + j]);
    return FORMAT(SAY(" Between the scenarios themselves a difference was shown for %d of %d pairs.",
                      " Tussen scenario's onderling is bij %d van de %d paren een verschil aangetoond."),
                  (int)shown, (int)pairs);
}

/* Costs differ because money is spent: nothing to show. */
static const char *verdict(const struct report *report, const struct report_measure *measure)
{
    const int32_t shown = shown_count(report, measure), all = report->scenarios - 1;
    const char *units = result_measure(report->result, measure->measure)->units;
    if ((units && strncmp(units, "eur", 3) == 0) || report->worlds < 2) return "";
    const char *with = shown == all && all == 1 ? SAY("The difference with it was shown.", "Het verschil daarmee is aangetoond.")
                       : shown == all           ? SAY("Every scenario was shown to differ from it.", "Elk scenario verschilt daar aantoonbaar van.")
                       : shown == 0             ? SAY("No difference with it was shown.", "Geen enkel verschil daarmee is aangetoond.")
                                                : FORMAT(SAY("Of %d differences with it %d were shown; an open dot is one that was not.",
                                                             "Van de %d verschillen daarmee zijn er %d aangetoond; een open stip is er een die dat niet is."),
                                                         (int)all, (int)shown);
    return FORMAT(" %s%s", with, among(report, measure));
}

static void differences(struct report *report, const struct report_measure *measure)
{
    const char *name = report_short(report, measure->measure), *unit = report_unit(report, measure);
    struct report_table table = report_table(report, 2, report->scenarios);
    report_column(&table, 0,
                  FORMAT(SAY("difference with the first, %s", "verschil met het eerste, %s"),
                         measure->percent ? SAY("percentage points", "procentpunten") : unit),
                  decimals_for(report, measure->difference), true, false);
    report_column(&table, 1, FORMAT(SAY("mean, %s", "gemiddelde, %s"), unit), decimals_for(report, measure->mean), false, false);
    for (int32_t s = 1; s < report->scenarios; s++) {
        report_row(&table, report->label[s]);
        report_put(&table, report_cell(&measure->difference[s]));
        report_put(&table, report_cell(&measure->mean[s]));
    }
    const char *note = FORMAT(SAY("%sIn “%s” it is %s %s.%s", "%sIn „%s” is het %s %s.%s"), better(report, measure), report->title[0],
                              report_interval(report, &measure->mean[0], false), unit, verdict(report, measure));
    const struct svg_table made = report_made(
        &table, FORMAT(SAY("%s: difference, %s", "%s: verschil, %s"), name, measure->percent ? SAY("percentage points", "procentpunten") : unit),
        "scenario",
        FORMAT(SAY("A dot and its interval for each scenario, beside a line at zero. %s The table below has the figures.",
                   "Een stip met interval voor elk scenario, naast een lijn bij nul. %s De tabel hieronder heeft de cijfers."),
               note),
        note);
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
        report_missing(report, SAY("With one scenario there are no differences; these are its own figures.",
                                   "Met één scenario zijn er geen verschillen; dit zijn de cijfers zelf."));
        levels(report);
        return;
    }
    report_p(
        report,
        FORMAT(
            SAY("Each dot is a difference with “%s”; the line through it is its 95 %% interval. The intervals of these differences hold all at once: "
                "%d were tested together.",
                "Elke stip is een verschil met „%s”; de lijn erdoor is het 95%%-interval. De intervallen van deze verschillen gelden "
                "allemaal tegelijk: er zijn er %d samen getoetst."),
            report->title[0], (int)report->comparisons));
    report_raw(report, "<div class=\"pair\">\n");
    for (int32_t m = 0; m < report->measures; m++) differences(report, &report->measure[m]);
    report_raw(report, "</div>\n");
}
