/* Whose homes they are: what the scenario uses is not there for others. */
#include <math.h>
#include <string.h>

#include "analysis/report_page.h"

static struct interval homes(struct report *report, const char *measure, int32_t s) { return report_mean(report, report_figure(report, measure, s, NULL, 0, report->years)); }

void report_homes(struct report *report)
{
    const struct interval base = homes(report, "homes_used", 0);
    if (!(base.mean > 0)) {
        report_missing(report, SAY("No homes are needed to leave in this file, or it does not count them.", "In dit bestand zijn geen woningen nodig om te vertrekken, of het telt ze niet."));
        return;
    }
    struct report_table table = report_table(report, 3, report->scenarios);
    report_column(&table, 0, SAY("homes used a year", "gebruikte woningen per jaar"), report_decimals(&base), false, false);
    report_column(&table, 1, SAY("came free, but nobody in the line took them", "vrijgekomen, maar niemand in de rij nam ze"), 0, false, false);
    report_column(&table, 2, SAY("more than in the first", "meer dan in het eerste"), report_decimals(&base), true, false);
    for (int32_t s = 0; s < report->scenarios; s++) {
        const struct interval used = homes(report, "homes_used", s), lost = homes(report, "homes_lost", s);
        const struct interval more = report_difference(report, report_figure(report, "homes_used", s, NULL, 0, report->years), report_figure(report, "homes_used", 0, NULL, 0, report->years));
        report_row(&table, report->label[s]);
        report_put(&table, report_cell(&used));
        report_put(&table, report_cell(&lost));
        report_put(&table, s ? report_cell(&more) : report_value(NAN));
    }
    report_p(report, SAY("A home that goes to a household from shelter goes to nobody else. In most municipalities the same homes are waited for by other urgent groups: people who leave other care, refugees with a permit, people who lost their home.",
                         "Een woning die naar een huishouden uit de opvang gaat, gaat niet naar een ander. In de meeste gemeenten wachten ook andere urgente groepen op diezelfde woningen: mensen uit andere zorg of opvang, statushouders, mensen die hun huis verloren."));
    report_p(report, SAY("The model does not follow those others: what they lose is not in any figure on this page. The table says how many homes it is about.", "Het model volgt die anderen niet: wat zij verliezen zit in geen enkel cijfer op deze pagina. De tabel zegt om hoeveel woningen het gaat."));
    const struct svg_table made = report_made(&table, SAY("Homes for those who leave shelter, a year", "Woningen voor wie de opvang verlaat, per jaar"), "scenario", "",
                                              SAY("Intervals of this table hold one at a time.", "Intervallen in deze tabel gelden elk afzonderlijk."));
    svg_plain(&report->svg, &made);
}
