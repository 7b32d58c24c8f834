/* Whose homes they are: what the scenario uses is not there for others. */
#include <math.h>
#include <string.h>

#include "analysis/report_page.h"

static struct interval homes(struct report *report, const char *measure, int32_t s)
{
    return report_mean(report, report_figure(report, measure, s, NULL, 0, report->years));
}

static struct interval more_homes(struct report *report, const char *measure, int32_t s)
{
    return report_difference(report, report_figure(report, measure, s, NULL, 0, report->years),
                             report_figure(report, measure, 0, NULL, 0, report->years));
}

/* Items that homes wait behind: gates by which homes are used or lost. */
static double bought_homes(struct report *report, int32_t s)
{
    int32_t items = 0, gates = 0;
    double n = 0;
    const char *const *item = result_labels(report->result, "item", &items), *const *gate = result_labels(report->result, "gate", &gates);
    for (int32_t i = 0; item && i < items; i++)
        for (int32_t g = 0; gate && g < gates; g++) {
            if (strcmp(item[i], gate[g]) != 0) continue;
            const double used = report_mean(report, report_figure(report, "homes_used", s, "gate", g, 1)).mean,
                         lost = report_mean(report, report_figure(report, "homes_lost", s, "gate", g, 1)).mean,
                         bought = report_mean(report, report_figure(report, "bought", s, "item", i, 1)).mean;
            if ((used > 0 || lost > 0) && bought > 0) n += bought;
        }
    return n;
}

static const char *more_or_fewer(const struct report *report, const struct interval *d)
{
    const char *shown = summary_covers_zero(d) ? SAY(" (not shown)", " (niet aangetoond)") : "";
    return FORMAT("%s %s%s", report_fewer(report, d), d->mean < 0 ? SAY("fewer", "minder") : SAY("more", "meer"), shown);
}

static void say_bought(struct report *report)
{
    const int32_t s = report->best;
    const double n = s ? bought_homes(report, s) : 0;
    if (!(n > 0)) return;
    const struct interval used = more_homes(report, "homes_used", s), lost = more_homes(report, "homes_lost", s);
    if (isnan(used.mean) || isnan(lost.mean)) return;
    const bool mostly_lost = lost.mean - lost.half > used.mean + used.half && lost.mean > 0;
    report_p(report, FORMAT(SAY("“%s” buys %s homes a year when everything runs. On average over the counted period %s homes a year are used than in "
                                "“%s”, and %s go unused.%s",
                                "„%s” koopt %s woningen per jaar als alles draait. Gemiddeld over de getelde periode worden er per jaar %s gebruikt "
                                "dan in „%s”, en blijven er %s onbenut.%s"),
                            report->label[s], report_amount(report, n), more_or_fewer(report, &used), report->title[0], more_or_fewer(report, &lost),
                            mostly_lost ? SAY(" So in the model more of the added homes go unused than are used.",
                                              " In het model blijven er dus meer van de extra woningen onbenut dan er worden gebruikt.")
                                        : ""));
}

void report_homes(struct report *report)
{
    const struct interval base = homes(report, "homes_used", 0);
    if (!(base.mean > 0)) {
        report_missing(report, SAY("No homes are needed to leave in this file, or it does not count them.",
                                   "In dit bestand zijn geen woningen nodig om te vertrekken, of het telt ze niet."));
        return;
    }
    struct report_table table = report_table(report, 3, report->scenarios);
    report_column(&table, 0, SAY("homes used a year", "gebruikte woningen per jaar"), report_decimals(&base), false, false);
    report_column(&table, 1, SAY("not used: nobody in line whom they suited", "niet benut: niemand in de rij voor wie ze pasten"), 0, false, false);
    report_column(&table, 2, SAY("more than in the first", "meer dan in het eerste"), report_decimals(&base), true, false);
    for (int32_t s = 0; s < report->scenarios; s++) {
        const struct interval used = homes(report, "homes_used", s), lost = homes(report, "homes_lost", s);
        const struct interval more = report_difference(report, report_figure(report, "homes_used", s, NULL, 0, report->years),
                                                       report_figure(report, "homes_used", 0, NULL, 0, report->years));
        report_row(&table, report->label[s]);
        report_put(&table, report_cell(&used));
        report_put(&table, report_cell(&lost));
        report_put(&table, s ? report_cell(&more) : report_value(NAN));
    }
    report_p(report, SAY("A home that goes to a household from shelter goes to nobody else. In most municipalities the same homes are waited for by "
                         "other urgent groups: people who leave other care, refugees with a permit, people who lost their home.",
                         "Een woning die naar een huishouden uit de opvang gaat, gaat niet naar een ander. In de meeste gemeenten wachten ook andere "
                         "urgente groepen op diezelfde woningen: mensen uit andere zorg of opvang, statushouders, mensen die hun huis verloren."));
    report_p(
        report,
        SAY("The model does not follow those others: what they lose is not in any figure on this page. The table says how many homes it is about.",
            "Het model volgt die anderen niet: wat zij verliezen zit in geen enkel cijfer op deze pagina. De tabel zegt om hoeveel woningen het "
            "gaat."));
    say_bought(report);
    const struct svg_table made =
        report_made(&table, SAY("Homes for those who leave shelter, a year", "Woningen voor wie de opvang verlaat, per jaar"), "scenario", "",
                    SAY("Intervals of this table hold one at a time.", "Intervallen in deze tabel gelden elk afzonderlijk."));
    svg_plain(&report->svg, &made);
}
