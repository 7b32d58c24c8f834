/* Who fares differently: the same first requests side by side. */
#include <math.h>
#include <string.h>

#include "analysis/report_page.h"

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
    const struct svg_table made = report_made(&table, SAY("All of them, over the counted period", "Allemaal, over de getelde periode"), "scenario", "", NULL);
    report_open_details(report, made.title);
    svg_plain(&report->svg, &made);
    report_close_details(report);
}

void report_fares(struct report *report)
{
    enum { SHOWN = 4 };
    int32_t changes = 0, named = 0, at[SHOWN], n = 0;
    static const char *const wanted[SHOWN] = {"now_placed", "no_longer_placed", "sooner", "later"};
    const char *const *key = result_labels(report->result, "change", &changes), *const *change = table_labels(report->result, "change", report->svg.lang, report->arena, &named);
    for (int32_t c = 0; key && c < changes; c++)
        for (int32_t i = 0; i < SHOWN; i++)
            if (n < SHOWN && strcmp(key[c], wanted[i]) == 0) at[n++] = c;
    if (n == 0 || report->scenarios < 2 || result_find(report->result, "fares") < 0) {
        report_missing(report, SAY("Households can only be laid side by side in a file with two scenarios or more.", "Huishoudens naast elkaar leggen kan alleen in een bestand met twee of meer scenario's."));
        return;
    }
    const int32_t s = report->best ? report->best : 1;
    struct report_table table = report_table(report, 1, n);
    report_column(&table, 0, SAY("first requests, over the counted period", "eerste hulpvragen, over de getelde periode"), 0, false, false);
    for (int32_t i = 0; i < n; i++) {
        const struct interval mean = report_mean(report, report_figure(report, "fares", s, "change", at[i], 1));
        report_row(&table, change[at[i]]);
        report_put(&table, report_cell(&mean));
    }
    report_p(report, SAY("Behind a small difference many more may be better or worse off. The same first requests are met in each scenario, so they can be followed one by one: who got a place here and not there, and who an hour or more sooner or later.",
                         "Achter een klein verschil kunnen veel meer mensen beter of slechter af zijn. Elk scenario ontmoet dezelfde eerste hulpvragen, dus ze zijn een voor een te volgen: wie hier een plaats kreeg en daar niet, en wie een uur of meer eerder of later."));
    const char *said = FORMAT(SAY("In “%s”: %s are placed who were not, %s are no longer placed, over the whole counted period.", "In „%s”: %s worden geplaatst die het niet werden, %s worden niet meer geplaatst, over de hele getelde periode."), report->label[s],
                              svg_said(&report->svg, &table.column[0], &table.cell[0]), n > 1 ? svg_said(&report->svg, &table.column[0], &table.cell[1]) : "–");
    const struct svg_table made = report_made(&table, FORMAT(SAY("Who fares differently in “%s”", "Wie het anders vergaat in „%s”"), report->label[s]), SAY("change", "verandering"), said, said);
    svg_bars(&report->svg, &made);
    all_changes(report, change, changes);
}
