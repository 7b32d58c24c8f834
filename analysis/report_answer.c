/* The question, the answer in three sentences, and a number to quote; words follow the statistics. */
#include <math.h>
#include <string.h>

#include "analysis/report_page.h"

static bool main_is_need(const struct report *report) { return strcmp(result_measure(report->result, report->measure[0].measure)->name, "not_placed_24h") == 0; }

static bool one_title(const struct report *report)
{
    for (int32_t s = 2; s < report->scenarios; s++)
        if (strcmp(report->title[s], report->title[1]) != 0) return false;
    return report->scenarios > 1;
}

static const char *question(const struct report *report)
{
    if (report->scenarios == 1) return FORMAT(SAY("How does it go in “%s”?", "Hoe gaat het in „%s”?"), report->title[0]);
    if (report->scenarios == 2 || !one_title(report))
        return report->scenarios == 2 ? FORMAT(SAY("What does “%s” change, compared with “%s”?", "Wat verandert „%s”, vergeleken met „%s”?"), report->title[1], report->title[0])
                                      : FORMAT(SAY("Which of these %d scenarios helps most, compared with “%s”?", "Welk van deze %d scenario's helpt het meest, vergeleken met „%s”?"), (int)report->scenarios - 1, report->title[0]);
    return FORMAT(SAY("What does “%s” do, and which of the %d ways to do it helps most?", "Wat doet „%s”, en welke van de %d manieren om het te doen helpt het meest?"), report->title[1], (int)report->scenarios - 1);
}

static void item(const struct report *report, const char *text) { report_rich(report, "li", text); }

static void say_level(const struct report *report)
{
    const struct report_measure *main = &report->measure[0];
    const char *number = report_interval(report, &main->mean[0], false);
    if (main_is_need(report))
        item(report, FORMAT(SAY("In “%s” \1%s\2 requests for help a year find no place within 24 hours.", "In „%s” vinden per jaar \1%s\2 hulpvragen geen plaats binnen 24 uur."), report->title[0], number));
    else
        item(report, FORMAT(SAY("In “%s”: %s, \1%s\2 %s.", "In „%s”: %s, \1%s\2 %s."), report->title[0], report_short(report, main->measure), number, report_unit(report, main)));
}

/* Others with which a difference was not shown. */
static const char *alike(const struct report *report, int32_t s, const struct interval *pair)
{
    const char **word = ARENA_ARRAY(report->arena, const char *, report->scenarios + 1);
    int32_t n = 0;
    for (int32_t i = 1; i < report->scenarios; i++)
        if (i != s && summary_covers_zero(&pair[i * report->scenarios + s])) word[n++] = FORMAT(SAY("“%s”", "„%s”"), report->label[i]);
    return n ? FORMAT(SAY(" A difference with %s was not shown.", " Een verschil met %s is niet aangetoond."), say_list(word, n, report->svg.lang, report->arena)) : "";
}

static int32_t lowest(const struct report *report, const struct interval *pair)
{
    int32_t best = 1;
    for (int32_t s = 2; s < report->scenarios; s++)
        if (pair[s * report->scenarios].mean < pair[best * report->scenarios].mean) best = s;
    return best;
}

static void say_change(const struct report *report, const char *when, const struct interval *pair)
{
    const int32_t s = lowest(report, pair);
    const struct interval *d = &pair[s * report->scenarios];
    if (!(d->half >= 0))
        item(report, FORMAT(SAY("%s: “%s” has a difference of %s; with one replication nothing can be said about chance.", "%s: „%s” geeft een verschil van %s; met één herhaling valt over toeval niets te zeggen."), when, report->label[s], report_interval(report, d, true)));
    else if (summary_covers_zero(d))
        item(report, FORMAT(SAY("%s: no scenario was shown to lower it; the largest fall, with “%s”, is %s.", "%s: van geen enkel scenario is een daling aangetoond; de grootste daling, bij „%s”, is %s."), when, report->label[s], report_interval(report, d, true)));
    else if (d->mean > 0)
        item(report, FORMAT(SAY("%s: every scenario raises it; least so “%s”, by %s.", "%s: elk scenario verhoogt het; het minst „%s”, met %s."), when, report->label[s], report_fewer(report, d)));
    else
        item(report, FORMAT(SAY("%s: “%s” helps most, with \1%s\2 a year fewer.%s", "%s: „%s” helpt het meest, met \1%s\2 per jaar minder.%s"), when, report->label[s], report_fewer(report, d), alike(report, s, pair)));
}

static void say_plain_change(const struct report *report)
{
    const struct report_measure *main = &report->measure[0];
    for (int32_t s = 1; s < report->scenarios && s < 4; s++) {
        const char *shown = summary_covers_zero(&main->difference[s]) ? SAY(": a difference was not shown", ": een verschil is niet aangetoond") : "";
        item(report, FORMAT(SAY("In “%s” the difference is \1%s\2%s.", "In „%s” is het verschil \1%s\2%s."), report->label[s], report_interval(report, &main->difference[s], true), shown));
    }
}

/* ---- a number to quote ---- */

static void quote(struct report *report)
{
    if (!report->best || !main_is_need(report)) return;
    const struct interval *pair = report->late_pair ? report->late_pair : report->pair;
    const int32_t s = lowest(report, pair);
    struct interval d = pair[s * report->scenarios];
    const double spent = report_spent(report, s, NULL) / 1e6;
    if (summary_covers_zero(&d) || d.mean >= 0) return;
    if (spent > 0) d.mean /= spent, d.half /= spent;
    report_raw(report, "<div class=\"quote\">\n");
    report_element(report, "p", "kicker", SAY("A number to quote", "Een getal om te noemen"));
    report_element(report, "p", "big", report_number(report, -d.mean, report_decimals(&d)));
    const char *year = report->late_pair ? FORMAT(SAY(" (in %s, when what was bought has long been there)", " (in %s, als alles wat is gekocht er allang staat)"), report->last_year) : "";
    report_p(report, spent > 0 ? FORMAT(SAY("requests a year fewer without a place within 24 hours, for every million euro a year, with “%s”%s. 95 %% interval: %s to %s.",
                                            "hulpvragen per jaar minder zonder plaats binnen 24 uur, voor elk miljoen euro per jaar, bij „%s”%s. 95%%-interval: %s tot %s."),
                                        report->label[s], year, report_number(report, -d.mean - d.half, report_decimals(&d)), report_number(report, -d.mean + d.half, report_decimals(&d)))
                               : FORMAT(SAY("requests a year fewer without a place within 24 hours, with “%s”%s. 95 %% interval: %s to %s.", "hulpvragen per jaar minder zonder plaats binnen 24 uur, bij „%s”%s. 95%%-interval: %s tot %s."),
                                        report->label[s], year, report_number(report, -d.mean - d.half, report_decimals(&d)), report_number(report, -d.mean + d.half, report_decimals(&d))));
    report_raw(report, "</div>\n");
}

static void how_sure(const struct report *report)
{
    const char *worlds = say_many(report->worlds, SAY("replication", "herhaling"), SAY("replications", "herhalingen"), report->svg.lang, report->arena);
    report_note(report, FORMAT(SAY("Behind each number stands its 95 %% interval, from %s of chance.", "Achter elk getal staat het 95%%-interval, uit %s van het toeval."), worlds));
    if (report->scenarios > 1 && report_is_shelter(report))
        report_note(report, SAY("Every scenario meets the same households in each replication, so differences are far surer than levels.", "Elk scenario ontmoet in elke herhaling dezelfde huishoudens, dus verschillen zijn veel zekerder dan niveaus."));
    if (report->comparisons > 0)
        report_note(report, FORMAT(SAY("The intervals of all %d differences on this page hold together (Bonferroni). When such an interval covers zero, this page says that a difference was not shown.",
                                       "De intervallen van alle %d verschillen op deze pagina gelden samen (Bonferroni). Ligt nul in zo'n interval, dan zegt deze pagina dat een verschil niet is aangetoond."), (int)report->comparisons));
    if (report->draws > 1)
        report_note(report, FORMAT(SAY("Intervals are over %d draws of the uncertain inputs: they hold chance and ignorance.", "Intervallen zijn over %d trekkingen van de onzekere invoer: er zit toeval én onwetendheid in."), (int)report->draws));
    if (report->worlds == 1)
        report_missing(report, SAY("This file has one replication: there are no intervals, and chance may explain everything.", "Dit bestand heeft één herhaling: er zijn geen intervallen, en toeval kan alles verklaren."));
}

void report_answer(struct report *report)
{
    const char *start = result_text(report->result, "/", "time_coverage_start"), *end = result_text(report->result, "/", "time_coverage_end");
    report_element(report, "p", "lead", question(report));
    report_raw(report, "<ol class=\"answer\">\n");
    say_level(report);
    if (report->scenarios > 1 && main_is_need(report)) {
        say_change(report, report->first_year ? FORMAT(SAY("Over %s to %s, the first years included", "Over %s tot en met %s, de eerste jaren meegeteld"), report->first_year, report->last_year) : SAY("Over the counted period", "Over de getelde periode"), report->pair);
        if (report->late_pair) say_change(report, FORMAT(SAY("In %s alone", "In %s alleen"), report->last_year), report->late_pair);
    } else if (report->scenarios > 1)
        say_plain_change(report);
    report_raw(report, "</ol>\n");
    if (report->scenarios == 1) report_missing(report, SAY("This file has one scenario, so there is nothing to compare it with.", "Dit bestand heeft één scenario, dus er is niets om het mee te vergelijken."));
    quote(report);
    how_sure(report);
    if (start && end) report_note(report, FORMAT(SAY("Counted: %s to %s.", "Geteld: %s tot %s."), report_date(report, start), report_date(report, end)));
}
