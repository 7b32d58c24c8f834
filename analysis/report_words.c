/* The words that the page is written in, once: from what the file says its measures are. */
#include <math.h>
#include <string.h>

#include "analysis/report_page.h"

static void word(const struct report *report, const char *term, const char *text)
{
    report_element(report, "dt", NULL, term);
    report_element(report, "dd", NULL, text);
}

/* The whole sentence of a measure in the file; NULL: it is not there. */
static const char *sentence_of(struct report *report, const char *measure)
{
    const int32_t m = result_find(report->result, measure);
    if (m < 0 || m >= result_measures(report->result)) return NULL;
    const struct result_measure *about = result_measure(report->result, m);
    const char *en = about->long_name, *nl = about->long_name_nl && *about->long_name_nl ? about->long_name_nl : en;
    const char *text = SAY(en, nl);
    return text && *text ? text : NULL;
}

/* Without by what it is split: a word is explained, no table. */
static const char *without_split(const struct report *report, const char *text)
{
    static const char *const splits[] = {", by region of origin",
                                         ", naar regio van herkomst",
                                         " by region of origin",
                                         " naar regio van herkomst",
                                         ", by what is waited for, time average",
                                         ", naar waarop wordt gewacht, tijdgemiddelde"};
    for (size_t i = 0; i < sizeof splits / sizeof *splits; i++) {
        const char *at = strstr(text, splits[i]);
        if (at) return FORMAT("%s%s", arena_copy(report->arena, text, (size_t)(at - text)), at + strlen(splits[i]));
    }
    return text;
}

static void measured(struct report *report, const char *measure, const char *term, const char *more)
{
    const char *text = sentence_of(report, measure);
    if (text) word(report, term, FORMAT("%s%s", without_split(report, text), more));
}

/* Those that count as places, or those that do not. */
static const char *stages_said(struct report *report, bool counted)
{
    int32_t n = 0, flags = 0, k = 0;
    const char *const *name = table_labels(report->result, "stage", report->svg.lang, report->arena, &n);
    const double *is = result_coordinate(report->result, "stage_in_occupancy", &flags);
    const char **kept = ARENA_ARRAY(report->arena, const char *, n + 1);
    for (int32_t i = 0; name && i < n; i++)
        if ((!is || i >= flags || is[i] != 0) == counted) kept[k++] = name[i];
    return k ? say_list(kept, k, report->svg.lang, report->arena) : NULL;
}

/* What scenarios are called by their shares of money: places beside what lets households leave. */
static const char *flow_bought(struct report *report)
{
    int32_t n = 0, labels = 0, k = 0;
    const char *const *item = result_labels(report->result, "item", &n), *const *name = table_labels(report->result, "item", report->svg.lang,
                                                                                                     report->arena, &labels);
    const char **kept = ARENA_ARRAY(report->arena, const char *, n + 1);
    for (int32_t i = 0; item && name && i < n && i < labels; i++) {
        bool spent = false;
        if (!report_is_label(report, "gate", item[i])) continue;
        for (int32_t s = 0; s < report->scenarios && !spent; s++)
            spent = report_mean(report, report_figure(report, "spent_eur_per_year", s, "item", i, 1)).mean > 0;
        if (spent) kept[k++] = name[i];
    }
    return k ? say_list(kept, k, report->svg.lang, report->arena) : NULL;
}

static void of_shelter(struct report *report)
{
    const char *stages = stages_said(report, true), *others = stages_said(report, false), *bought = flow_bought(report);
    measured(report, "arrivals", SAY("Request", "Hulpvraag"), "");
    measured(report, "placed", SAY("Place, placed", "Plaats, geplaatst"),
             stages ? FORMAT(SAY(" Places are in: %s.", " Plaatsen zijn er in: %s."), stages) : "");
    measured(report, "hotel_households", SAY("Stopgap", "Noodoplossing"),
             others ? FORMAT(SAY(" In this file: %s. It does not count as a place.", " In dit bestand: %s. Het telt niet als plaats."), others) : "");
    measured(report, "not_placed_24h", SAY("Without a place", "Zonder plaats"), "");
    if (sentence_of(report, "moves"))
        word(report, SAY("Onward flow", "Doorstroom"),
             FORMAT("%s%s", SAY("Households going from one stage to the next.", "Huishoudens die van de ene voorziening naar de volgende gaan."),
                    bought ? FORMAT(SAY(" In the names of scenarios: the money for what lets households leave (%s).",
                                        " In namen van scenario's: het geld voor wat huishoudens laat vertrekken (%s)."),
                                    bought)
                           : ""));
    measured(report, "blocked", SAY("Held", "Geblokkeerd"), "");
}

void report_words(struct report *report)
{
    const char *again = report_is_shelter(report) ? sentence_of(report, "arrivals_again") : NULL;
    report_raw(report, "<details class=\"told words\"><summary>");
    svg_text(report->svg.out, SAY("Words on this page", "Woorden op deze pagina"));
    report_raw(report, "</summary>\n<dl>\n");
    if (report_is_shelter(report)) of_shelter(report);
    if (report->scenarios > 1)
        word(report, SAY("Baseline", "Uitgangssituatie"),
             FORMAT(
                 SAY("The first scenario, “%s”: the others are compared with it.", "Het eerste scenario, „%s”: de andere worden daarmee vergeleken."),
                 report->title[0]));
    word(report, SAY("Replication", "Herhaling"),
         FORMAT(SAY("One run of chance: the same inputs, other coincidences. Of each scenario there are %s here.%s",
                    "Eén keer overdoen van het toeval: dezelfde invoer, ander toeval. Van elk scenario zijn er hier %s.%s"),
                report_number(report, (double)report->worlds, 0),
                again ? FORMAT(SAY(" A repeated request is something else: %s", " Een herhaalde hulpvraag is iets anders: %s"), again) : ""));
    if (report->worlds > 1)
        word(
            report, SAY("95 % interval", "95%-interval"),
            report->draws > 1
                ? SAY("Computed so that, over many such studies of this model with its ranges, it holds the true mean 95 times out of 100.",
                      "Zo berekend dat het, over veel van zulke studies met dit model en zijn marges, 95 van de 100 keer het ware gemiddelde bevat.")
                : SAY("Computed so that, over many such studies of this model with these inputs, it holds the model's true mean 95 times out of 100.",
                      "Zo berekend dat het, over veel van zulke studies met dit model en deze invoer, 95 van de 100 keer het ware gemiddelde van het "
                      "model bevat."));
    report_raw(report, "</dl></details>\n");
}
