/* The question, the answer in three sentences, and a number to quote; words follow the statistics. */
#include <math.h>
#include <string.h>

#include "analysis/report_page.h"

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
        return report->scenarios == 2 ? FORMAT(SAY("What does “%s” change, compared with “%s”?", "Wat verandert „%s”, vergeleken met „%s”?"),
                                               report->title[1], report->title[0])
                                      : FORMAT(SAY("Which of these %d scenarios helps most, compared with “%s”?",
                                                   "Welk van deze %d scenario's helpt het meest, vergeleken met „%s”?"),
                                               (int)report->scenarios - 1, report->title[0]);
    return FORMAT(SAY("What does “%s” do, and which of the %d ways to do it helps most?",
                      "Wat doet „%s”, en welke van de %d manieren om het te doen helpt het meest?"),
                  report->title[1], (int)report->scenarios - 1);
}

static void item(const struct report *report, const char *text) { report_rich(report, "li", text); }

static void say_level(const struct report *report)
{
    const struct report_measure *main = &report->measure[0];
    const char *number = report_interval(report, &main->mean[0], false);
    const char *means = report->scenarios > 1 ? FORMAT(SAY(" “%s” is the baseline: what every other scenario is compared with.",
                                                           " „%s” is de uitgangssituatie: daarmee is elk ander scenario vergeleken."),
                                                       report->title[0])
                                              : "";
    if (report_main_is_need(report))
        item(report,
             FORMAT(SAY("In the simulation of “%s” \1%s\2 requests for help a year find no place within 24 hours. The model computes this; it is "
                        "no count of what really happened.%s",
                        "In de simulatie van „%s” vinden per jaar \1%s\2 hulpvragen geen plaats binnen 24 uur. Dat rekent het model uit; het is "
                        "geen telling van wat echt is gebeurd.%s"),
                    report->title[0], number, means));
    else
        item(report, FORMAT(SAY("In the simulation of “%s”: %s, \1%s\2 %s.%s", "In de simulatie van „%s”: %s, \1%s\2 %s.%s"), report->title[0],
                            report_short(report, main->measure), number, report_unit(report, main), means));
}

/* Others with which a difference was not shown. */
static const char *alike(const struct report *report, int32_t s, const struct interval *pair)
{
    const char **word = ARENA_ARRAY(report->arena, const char *, report->scenarios + 1);
    int32_t n = 0;
    for (int32_t i = 1; i < report->scenarios; i++)
        if (i != s && summary_covers_zero(&pair[i * report->scenarios + s])) word[n++] = FORMAT(SAY("“%s”", "„%s”"), report->label[i]);
    return n ? FORMAT(SAY(" A difference with %s was not shown.", " Een verschil met %s is niet aangetoond."),
                      say_list(word, n, report->svg.lang, report->arena))
             : "";
}

static void say_change(const struct report *report, const char *when, const struct interval *pair)
{
    const int32_t s = report_lowest(report, pair);
    const struct interval *d = &pair[s * report->scenarios];
    if (!(d->half >= 0))
        item(report, FORMAT(SAY("%s: “%s” has a difference of %s; with one replication nothing can be said about chance.",
                                "%s: „%s” geeft een verschil van %s; met één herhaling valt over toeval niets te zeggen."),
                            when, report->label[s], report_interval(report, d, true)));
    else if (summary_covers_zero(d))
        item(report, FORMAT(SAY("%s: no scenario was shown to lower it; the lowest difference, with “%s”, is %s.",
                                "%s: van geen enkel scenario is een daling aangetoond; het laagste verschil, bij „%s”, is %s."),
                            when, report->label[s], report_interval(report, d, true)));
    else if (d->mean > 0)
        item(report, FORMAT(SAY("%s: every scenario raises it; least so “%s”, by %s.", "%s: elk scenario verhoogt het; het minst „%s”, met %s."),
                            when, report->label[s], report_fewer(report, d)));
    else
        item(report, FORMAT(SAY("%s: “%s” helps%s, with \1%s\2 requests a year fewer without a place within 24 hours.%s",
                                "%s: „%s” helpt%s, met per jaar \1%s\2 hulpvragen minder zonder plaats binnen 24 uur.%s"),
                            when, report->label[s], report->scenarios > 2 ? SAY(" most", " het meest") : "", report_fewer(report, d),
                            alike(report, s, pair)));
}

static void say_plain_change(const struct report *report)
{
    const struct report_measure *main = &report->measure[0];
    for (int32_t s = 1; s < report->scenarios && s < 4; s++) {
        const char *shown = summary_covers_zero(&main->difference[s]) ? SAY(": a difference was not shown", ": een verschil is niet aangetoond") : "";
        item(report, FORMAT(SAY("In “%s” the difference is \1%s\2%s.", "In „%s” is het verschil \1%s\2%s."), report->label[s],
                            report_interval(report, &main->difference[s], true), shown));
    }
}

/* ---- a number to quote ---- */

static void price(const struct report *report, int32_t s, const struct interval *fewer, double spent)
{
    const char *said = report_price_said(report, spent, fewer);
    const char *each = said ? FORMAT(SAY(" That is %s euro for each request less; what is in it stands under “What it costs”.",
                                         " Dat is %s euro per hulpvraag minder; wat daarin zit staat onder „Wat het kost”."),
                                     said)
                            : "";
    report_p(report, FORMAT(SAY("“%s” spends %s million euro a year more than “%s” when everything runs.%s",
                                "„%s” besteedt %s miljoen euro per jaar meer dan „%s” als alles draait.%s"),
                            report->label[s], report_number(report, spent / 1e6, 1), report->title[0], each));
}

static void quote(struct report *report)
{
    if (!report->best || !report_main_is_need(report)) return;
    const struct interval *pair = report->late_pair ? report->late_pair : report->pair;
    const int32_t s = report_lowest(report, pair);
    struct interval d = pair[s * report->scenarios];
    const double spent = (report_spent(report, s, NULL) - report_spent(report, 0, NULL)) / 1e6;
    if (summary_covers_zero(&d) || d.mean >= 0) return;
    if (spent > 0) d.mean /= spent, d.half /= spent;
    report_raw(report, "<div class=\"quote\">\n");
    report_element(report, "p", "kicker", SAY("A number to quote", "Een getal om te noemen"));
    report_element(report, "p", "big", report_number(report, -d.mean, report_decimals(&d)));
    const char *year = report->late_pair ? FORMAT(SAY(" (in %s, the last year)", " (in %s, het laatste jaar)"), report->last_year) : "";
    const char *each = spent > 0 ? SAY(" for every million euro a year,", " voor elk miljoen euro per jaar,") : "";
    const char *margin =
        report->draws > 1 ? SAY("95 % interval", "95%-interval") : SAY("95 % interval, of chance alone", "95%-interval, van toeval alleen");
    report_p(report, FORMAT(SAY("requests a year fewer without a place within 24 hours,%s in the simulation of “%s”%s. %s: %s to %s.",
                                "hulpvragen per jaar minder zonder plaats binnen 24 uur,%s in de simulatie van „%s”%s. %s: %s tot %s."),
                            each, report->label[s], year, margin, report_number(report, -d.mean - d.half, report_decimals(&d)),
                            report_number(report, -d.mean + d.half, report_decimals(&d))));
    if (spent > 0) price(report, s, &pair[s * report->scenarios], 1e6 * spent);
    report_raw(report, "</div>\n");
}

void report_answer(struct report *report)
{
    const char *start = result_text(report->result, "/", "time_coverage_start"), *end = result_text(report->result, "/", "time_coverage_end");
    report_element(report, "p", "lead", question(report));
    report_raw(report, "<ol class=\"answer\">\n");
    say_level(report);
    if (report->scenarios > 1 && report_main_is_need(report)) {
        say_change(report,
                   report->first_year ? FORMAT(SAY("Over %s to %s, the first years included", "Over %s tot en met %s, de eerste jaren meegeteld"),
                                               report->first_year, report->last_year)
                                      : SAY("Over the counted period", "Over de getelde periode"),
                   report->pair);
        if (report->late_pair) say_change(report, FORMAT(SAY("In %s alone", "In %s alleen"), report->last_year), report->late_pair);
    } else if (report->scenarios > 1)
        say_plain_change(report);
    report_raw(report, "</ol>\n");
    if (report->scenarios == 1)
        report_missing(report, SAY("This file has one scenario, so there is nothing to compare it with.",
                                   "Dit bestand heeft één scenario, dus er is niets om het mee te vergelijken."));
    report_helped(report);
    report_sure(report);
    quote(report);
    if (start && end)
        report_note(report, FORMAT(SAY("Counted: %s to %s.", "Geteld: %s tot %s."), report_date(report, start), report_date(report, end)));
}
