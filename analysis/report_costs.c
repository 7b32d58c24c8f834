/* What it costs, by item, and what society loses by the values of the scenario. */
#include <math.h>
#include <string.h>

#include "analysis/report_page.h"

/* Million euro a year of one measure by one dimension, a row per scenario; false: there is nothing. */
static bool account(struct report *report, const char *measure, const char *by, const char *title, const char *note)
{
    int32_t n = 0, shown = 0;
    const char *const *name = table_labels(report->result, by, report->svg.lang, report->arena, &n);
    if (!name || result_find(report->result, measure) < 0) return false;
    bool *there = ARENA_ARRAY(report->arena, bool, n + 1);
    const double over = 1e6 * report->years;
    for (int32_t i = 0; i < n; i++)
        for (int32_t s = 0; s < report->scenarios && !there[i]; s++) {
            const double mean = report_mean(report, report_figure(report, measure, s, by, i, over)).mean;
            there[i] = !isnan(mean) && mean != 0;
            shown += there[i];
        }
    if (shown == 0) return false;
    struct report_table table = report_table(report, shown + 1, report->scenarios);
    int32_t c = 0;
    report_column(&table, c++, SAY("together", "samen"), 1, false, false);
    for (int32_t i = 0; i < n; i++)
        if (there[i]) report_column(&table, c++, name[i], 1, false, false);
    for (int32_t s = 0; s < report->scenarios; s++) {
        const struct interval all = report_mean(report, report_figure(report, measure, s, NULL, 0, over));
        report_row(&table, report->label[s]);
        report_put(&table, report_cell(&all));
        for (int32_t i = 0; i < n; i++)
            if (there[i]) report_put(&table, report_value(report_mean(report, report_figure(report, measure, s, by, i, over)).mean));
    }
    const struct svg_table made = report_made(&table, title, "scenario", "", note);
    svg_plain(&report->svg, &made);
    return true;
}

void report_costs(struct report *report)
{
    double least = INFINITY, most = 0;
    for (int32_t s = 1; s < report->scenarios; s++) {
        const double spent = report_spent(report, s, NULL);
        if (spent > 0) least = fmin(least, spent), most = fmax(most, spent);
    }
    if (most > 0) {
        const char *low = report_number(report, least / 1e6, 2), *high = report_number(report, most / 1e6, 2);
        const char *span = strcmp(low, high) == 0 ? low : FORMAT(SAY("%s to %s", "%s tot %s"), low, high);
        report_p(report, FORMAT(SAY("When everything runs, what money buys costs %s million euro a year.",
                                    "Als alles draait, kost wat met het geld wordt gekocht %s miljoen euro per jaar."),
                                span));
    }
    report_price(report);
    if (!account(
            report, "cost_eur", "item",
            SAY("Costs, million euro a year over the counted period", "Kosten, miljoen euro per jaar over de getelde periode"),
            most > 0
                ? SAY("Means over the counted period, also of the years before the money came: what takes longer to build costs less in the years it "
                      "is being built, and fewer nights in a stopgap save money.",
                      "Gemiddelden over de getelde periode, ook van de jaren vóór het geld er was: wat langer duurt om te bouwen kost minder in de "
                      "jaren dat het wordt gebouwd, en minder nachten in een noodoplossing scheelt geld.")
                : SAY("Means over the counted period.", "Gemiddelden over de getelde periode.")))
        report_missing(report, SAY("This file holds no costs.", "Dit bestand bevat geen kosten."));
    account(report, "social_value_eur", "valued",
            SAY("The social account, million euro a year: what society loses",
                "De maatschappelijke rekening, miljoen euro per jaar: wat de samenleving verliest"),
            SAY("By the values given in the scenario; places, homes and help are not in it.",
                "Naar de waarden in het scenario; plaatsen, woningen en hulp zitten er niet in."));
}
