/* How sure the answer is: what its margins hold, and what they do not. */
#include <math.h>

#include "analysis/report_page.h"

/* Draws of the inputs in which no scenario has a lower mean than the best. */
static int32_t draws_best(const struct report *report)
{
    const struct report_measure *main = &report->measure[0];
    const int64_t each = report->worlds / report->draws;
    int32_t n = 0;
    for (int32_t d = 0; d < report->draws; d++) {
        bool lowest = main->x[report->best] != NULL;
        for (int32_t s = 0; s < report->scenarios && lowest; s++)
            lowest = !main->x[s] || !(summary_paired(main->x[s] + d * each, main->x[report->best] + d * each, each).mean < 0);
        n += lowest;
    }
    return n;
}

static void about_inputs(const struct report *report)
{
    if (report->draws < 2) {
        report_rich(report, "p",
                    FORMAT(SAY("\1The margins are about chance alone%s.\2 Whether the inputs are right is not in them.",
                               "\1De marges gaan alleen over toeval%s.\2 Of de invoer klopt, zit er niet in."),
                           report_is_shelter(report)
                               ? SAY(": which households happen to ask, and when", ": welke huishoudens toevallig vragen, en wanneer")
                               : ""));
        if (report->scenarios > 2)
            report_p(report, SAY("Whether the best scenario stays the best under other inputs was not examined here.",
                                 "Of het beste scenario het beste blijft bij andere invoer, is hier niet onderzocht."));
        else if (report->scenarios == 2)
            report_p(report, SAY("Whether the difference stays under other inputs was not examined here.",
                                 "Of het verschil blijft bij andere invoer, is hier niet onderzocht."));
        return;
    }
    report_rich(report, "p",
                FORMAT(SAY("\1The margins are over %d draws of the inputs that have a range:\2 chance and ignorance. What has no range is in them as "
                           "if it were known.",
                           "\1De marges zijn over %d trekkingen van de invoer met een marge:\2 toeval én onwetendheid. Wat geen marge heeft, telt "
                           "mee alsof het bekend is."),
                       (int)report->draws));
    if (report->best && report->scenarios > 2)
        report_p(report, FORMAT(SAY("In %d of these %d draws “%s” is the best as well.", "In %d van deze %d trekkingen is „%s” ook het beste."),
                                (int)draws_best(report), (int)report->draws, report->label[report->best]));
}

static void about_intervals(const struct report *report)
{
    const char *worlds =
        say_many(report->worlds, SAY("replication", "herhaling"), SAY("replications", "herhalingen"), report->svg.lang, report->arena);
    if (report->draws > 1) worlds = FORMAT(SAY("%s over %d draws of the inputs", "%s over %d trekkingen van de invoer"), worlds, (int)report->draws);
    report_note(
        report,
        FORMAT(SAY("Two numbers in brackets behind a number are its 95 %% interval, from %s, unless the head of the column says otherwise.",
                   "Twee getallen tussen haakjes achter een getal zijn het 95%%-interval, uit %s, tenzij de kop van de kolom iets anders zegt."),
               worlds));
    if (report->comparisons > 0)
        report_note(report,
                    FORMAT(SAY("%d differences were tested together, so that their intervals hold all at once: in the main measure between any two "
                               "scenarios, in the others with the first. Other intervals "
                               "hold one at a time unless it is said. When an interval covers zero, this page says that a difference was not shown.",
                               "%d verschillen zijn samen getoetst, zodat hun intervallen allemaal tegelijk gelden: in de hoofdmaat tussen elk "
                               "tweetal scenario's, in de andere met het eerste. Andere "
                               "intervallen gelden elk afzonderlijk, tenzij het erbij staat. Ligt nul in een interval, dan zegt deze pagina dat een "
                               "verschil niet is aangetoond."),
                           (int)report->comparisons));
}

void report_sure(struct report *report)
{
    if (report->worlds == 1) {
        report_missing(report, SAY("This file has one replication: there are no intervals, and chance may explain everything.",
                                   "Dit bestand heeft één herhaling: er zijn geen intervallen, en toeval kan alles verklaren."));
        return;
    }
    report_raw(report, "<div class=\"limits\">\n");
    about_inputs(report);
    if (report->scenarios > 1 && report_is_shelter(report))
        report_p(report, SAY("Every scenario meets the same households in each replication. That takes the chance they share out of the differences, "
                             "not mistakes in the inputs.",
                             "Elk scenario ontmoet in elke herhaling dezelfde huishoudens. Dat haalt het toeval dat zij delen uit de verschillen, "
                             "niet de fouten in de invoer."));
    report_raw(report, "</div>\n");
    about_intervals(report);
}
