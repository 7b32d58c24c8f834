/* Who fares differently: the same first requests side by side. */
#include <math.h>
#include <string.h>

#include "analysis/report_page.h"

/* The counted period: `8 jaar`. */
static const char *period(const struct report *report)
{
    if (!(report->years > 0)) return SAY("the counted period", "de getelde periode");
    const bool whole = fabs(report->years - rint(report->years)) < 0.02;
    const char *number = report_number(report, report->years, whole ? 0 : 1);
    return FORMAT(whole && rint(report->years) == 1 ? SAY("%s year", "%s jaar") : SAY("%s years", "%s jaar"), number);
}

static void all_changes(struct report *report, const char *const *change, int32_t changes)
{
    struct report_table table = report_table(report, changes, report->scenarios);
    for (int32_t c = 0; c < changes; c++) report_column(&table, c, change[c], 0, false, false);
    for (int32_t s = 1; s < report->scenarios; s++) {
        report_row(&table, report->label[s]);
        for (int32_t c = 0; c < changes; c++) {
            const struct interval mean = report_mean(report, report_figure(report, "fares", s, "change", c, 1));
            report_put(&table, report_cell(&mean));
        }
    }
    const struct svg_table made = report_made(&table, FORMAT(SAY("All of them, over %s", "Allemaal, over %s"), period(report)), "scenario", "", NULL);
    report_open_details(report, made.title);
    svg_plain(&report->svg, &made);
    report_close_details(report);
}

void report_fares(struct report *report)
{
    enum { SHOWN = 4 };
    int32_t changes = 0, named = 0, at[SHOWN], n = 0;
    static const char *const wanted[SHOWN] = {"now_placed", "no_longer_placed", "sooner", "later"};
    const char *const *key = result_labels(report->result, "change", &changes);
    const char *const *change = table_labels(report->result, "change", report->svg.lang, report->arena, &named);
    for (int32_t c = 0; key && c < changes; c++)
        for (int32_t i = 0; i < SHOWN; i++)
            if (n < SHOWN && strcmp(key[c], wanted[i]) == 0) at[n++] = c;
    if (n == 0 || report->scenarios < 2 || result_find(report->result, "fares") < 0) {
        report_missing(report, SAY("Households can only be laid side by side in a file with two scenarios or more.",
                                   "Huishoudens naast elkaar leggen kan alleen in een bestand met twee of meer scenario's."));
        return;
    }
    const int32_t s = report->best ? report->best : 1;
    struct report_table table = report_table(report, 1, n);
    report_column(&table, 0, FORMAT(SAY("first requests, over %s", "eerste hulpvragen, over %s"), period(report)), 0, false, false);
    for (int32_t i = 0; i < n; i++) {
        const struct interval mean = report_mean(report, report_figure(report, "fares", s, "change", at[i], 1));
        report_row(&table, change[at[i]]);
        report_put(&table, report_cell(&mean));
    }
    report_p(report,
             SAY("Behind a small difference many more may be better or worse off. The same first requests are met in each scenario, so they can be "
                 "followed one by one: who got a place here and not there, and who an hour or more sooner or later.",
                 "Achter een klein verschil kunnen veel meer mensen beter of slechter af zijn. Elk scenario ontmoet dezelfde eerste hulpvragen, dus "
                 "ze zijn een voor een te volgen: wie hier een plaats kreeg en daar niet, en wie een uur of meer eerder of later."));
    const char *said = FORMAT(SAY("In “%s”: %s are placed who were not, %s are no longer placed, over %s.",
                                  "In „%s”: %s worden geplaatst die het niet werden, %s worden niet meer geplaatst, over %s."),
                              report->label[s], svg_said(&report->svg, &table.column[0], &table.cell[0]),
                              n > 1 ? svg_said(&report->svg, &table.column[0], &table.cell[1]) : "–", period(report));
    const struct svg_table made = report_made(
        &table,
        FORMAT(SAY("Who is better or worse off in “%s”, over %s", "Wie beter of slechter af is in „%s”, over %s"), report->label[s], period(report)),
        SAY("change", "verandering"), said, said);
    svg_bars(&report->svg, &made);
    all_changes(report, change, changes);
}
