/* Chance against ignorance: where the spread of the answer comes from, when inputs were drawn. */
#include <math.h>

#include "analysis/report_page.h"

static void row(struct report_table *table, const char *name, const struct variance_split *split)
{
    report_row(table, name);
    report_put(table, report_cell(&split->mean));
    report_put(table, report_value(split->chance_sd));
    report_put(table, report_value(split->ignorance_sd));
    report_put(table, report_value(100 * split->ignorance_share));
}

void report_ignorance(struct report *report)
{
    if (report->draws < 2) {
        report_p(report,
                 SAY("The intervals on this page are about chance alone. They say nothing about what is not known: inputs that lie somewhere within "
                     "their range.",
                     "De intervallen op deze pagina gaan alleen over toeval. Ze zeggen niets over wat niet bekend is: invoer die ergens binnen "
                     "haar marge ligt."));
        report_missing(report, SAY("What ignorance adds, and which inputs matter most, is not computed in this report: it has one set of inputs. Who "
                                   "made it can add that.",
                                   "Wat onwetendheid toevoegt, en welke invoer het meest uitmaakt, is in dit verslag niet berekend: het heeft één "
                                   "stel invoer. Wie het maakte kan dat toevoegen."));
        report_maker(report, SAY("For who made it: doorstroom run with --draws 64.", "Voor wie het maakte: doorstroom run met --draws 64."));
        return;
    }
    const struct report_measure *main = &report->measure[0];
    const int64_t each = report->worlds / report->draws;
    struct report_table table = report_table(report, 4, 2 * report->scenarios);
    struct variance_split first = variance_split(main->x[0], report->draws, each, report->arena);
    const int decimals = report_decimals(&first.mean);
    report_column(&table, 0, FORMAT(SAY("mean over inputs, %s", "gemiddelde over invoer, %s"), report_unit(report, main)), decimals, false, false);
    report_column(&table, 1, SAY("spread by chance (sd)", "spreiding door toeval (sd)"), decimals, false, false);
    report_column(&table, 2, SAY("spread by ignorance (sd)", "spreiding door onwetendheid (sd)"), decimals, false, false);
    report_column(&table, 3, SAY("share of ignorance", "aandeel van onwetendheid"), 0, false, true);
    row(&table, report->label[0], &first);
    for (int32_t s = 1; s < report->scenarios; s++) {
        const struct variance_split split = variance_split_paired(main->x[s], main->x[0], report->draws, each, report->arena);
        row(&table, FORMAT(SAY("%s: difference", "%s: verschil"), report->label[s]), &split);
    }
    const char *said = isnan(first.ignorance_share)
                           ? SAY("With one replication for each draw chance and ignorance cannot be told apart.",
                                 "Met één herhaling per trekking zijn toeval en onwetendheid niet uit elkaar te houden.")
                           : FORMAT(SAY("Over %d draws of the inputs %s %% of the variance of the level is ignorance; the rest is chance.",
                                        "Over %d trekkingen van de invoer is %s %% van de variantie van het niveau onwetendheid; de rest is toeval."),
                                    (int)report->draws, report_number(report, 100 * first.ignorance_share, 0));
    report_p(report, said);
    const struct svg_table made =
        report_made(&table, report_short(report, main->measure), "scenario", said,
                    SAY("Means have their own 95 % interval over draws.", "Gemiddelden met hun eigen 95%-interval over trekkingen."));
    svg_plain(&report->svg, &made);
    report_inputs(report);
}
