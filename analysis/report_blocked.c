/* Why places are held after the planned stay. */
#include <math.h>
#include <string.h>

#include "analysis/report_page.h"

static struct interval more_of(struct report *report, const char *measure, int32_t s, double over)
{
    return report_difference(report, report_figure(report, measure, s, NULL, 0, over), report_figure(report, measure, 0, NULL, 0, over));
}

/* The cause that holds most places in scenario s, as the file calls it; -1: none. */
static int32_t largest_cause(struct report *report, int32_t s, int32_t causes)
{
    int32_t largest = -1;
    double most = 0;
    for (int32_t c = 0; c < causes; c++) {
        const double held = report_mean(report, report_figure(report, "blocked_days", s, "cause", c, 1)).mean;
        if (held > most) most = held, largest = c;
    }
    return largest;
}

/* Stages that take households from other stages, with what was bought in each. */
static const char *bought_onward(struct report *report, int32_t s)
{
    int32_t stages = 0, items = 0, n = 0;
    const char *const *key = result_labels(report->result, "stage", &stages), *const *item = result_labels(report->result, "item", &items);
    const char *const *name = table_labels(report->result, "stage", report->svg.lang, report->arena, &stages);
    const char **word = ARENA_ARRAY(report->arena, const char *, stages + 1);
    for (int32_t k = 0; key && item && k < stages; k++) {
        if (!(report_mean(report, report_figure(report, "moves", s, "stage", k, 1)).mean > 0)) continue;
        for (int32_t i = 0; i < items; i++) {
            if (strcmp(item[i], key[k]) != 0) continue;
            const double bought = report_mean(report, report_figure(report, "bought", s, "item", i, 1)).mean;
            if (!isnan(bought)) word[n++] = FORMAT("%s (%s)", name[k], bought > 0 ? report_amount(report, bought) : SAY("none", "geen"));
        }
    }
    return n ? FORMAT(SAY("Places that “%s” buys where households go on to: %s.", "Plaatsen die „%s” koopt waar huishoudens naar doorstromen: %s."),
                      report->label[s], say_list(word, n, report->svg.lang, report->arena))
             : NULL;
}

/* What waits for a gate can be bought by its name; what waits for the next stage, as places in it. */
static const char *bought_against(struct report *report, int32_t s, const char *cause, const char *named)
{
    int32_t items = 0;
    const char *const *item = result_labels(report->result, "item", &items);
    if (strcmp(cause, "next_stage") == 0) return bought_onward(report, s);
    for (int32_t i = 0; item && i < items; i++) {
        if (strcmp(item[i], cause) != 0 || !report_is_label(report, "gate", cause)) continue;
        const double bought = report_mean(report, report_figure(report, "bought", s, "item", i, 1)).mean;
        if (isnan(bought)) return NULL;
        return bought > 0 ? FORMAT(SAY("Of that (%s) “%s” buys %s.", "Daarvan (%s) koopt „%s” er %s."), named, report->label[s],
                                   report_amount(report, bought))
                          : FORMAT(SAY("Of that (%s) “%s” buys nothing.", "Daarvan (%s) koopt „%s” niets."), named, report->label[s]);
    }
    return NULL;
}

/* More places that wait need not be a worse flow: there are more places. */
static void say_more(struct report *report, int32_t s, int32_t causes, const char *const *named)
{
    int32_t n = 0;
    const char *const *key = result_labels(report->result, "cause", &n);
    const struct interval places = more_of(report, "places", s, 1), held = more_of(report, "blocked_days", s, report->years * 365.25);
    const int32_t largest = largest_cause(report, s, causes);
    const bool both = places.mean > 0 && held.mean > 0 && !summary_covers_zero(&held);
    if (both)
        report_p(report, FORMAT(SAY("In “%s” there are on average %s places more than in “%s”, and %s more places are held at a time: more places "
                                    "are more places that can wait, too.",
                                    "In „%s” zijn er gemiddeld %s plaatsen meer dan in „%s”, en blijven er %s plaatsen meer tegelijk bezet: meer "
                                    "plaatsen zijn ook meer plaatsen die kunnen wachten."),
                                report->label[s], report_amount(report, places.mean), report->title[0], report_fewer(report, &held)));
    const char *bought = largest >= 0 && key ? bought_against(report, s, key[largest], named[largest]) : NULL;
    if (bought) report_p(report, FORMAT(SAY("The largest cause there is: %s. %s", "De grootste oorzaak is daar: %s. %s"), named[largest], bought));
}

void report_blocked(struct report *report)
{
    int32_t n = 0;
    const char *const *cause = table_labels(report->result, "cause", report->svg.lang, report->arena, &n);
    if (!cause || n == 0 || result_find(report->result, "blocked_days") < 0) {
        report_missing(report, SAY("This file does not say why places are held.", "Dit bestand zegt niet waarom plaatsen bezet blijven."));
        return;
    }
    const int32_t other = report->best ? report->best : report->scenarios > 1 ? 1 : 0, columns = other ? 2 : 1;
    const int32_t scenario[] = {0, other};
    struct report_table table = report_table(report, columns, n);
    double most = -1, all = 0;
    const char *worst = "";
    for (int32_t k = 0; k < columns; k++) report_column(&table, k, report->label[scenario[k]], 1, false, false);
    for (int32_t c = 0; c < n; c++) {
        report_row(&table, cause[c]);
        for (int32_t k = 0; k < columns; k++) {
            const struct interval mean = report_mean(report, report_figure(report, "blocked_days", scenario[k], "cause", c, report->years * 365.25));
            report_put(&table, report_cell(&mean));
            if (k == 0 && mean.mean > most) most = mean.mean, worst = cause[c];
            if (k == 0 && !isnan(mean.mean)) all += mean.mean;
        }
    }
    if (!(all > 0)) {
        report_missing(report, SAY("No place was held after the planned stay.", "Geen plaats bleef bezet na de geplande verblijfsduur."));
        return;
    }
    const char *said = FORMAT(SAY("In “%s” %s places at a time are held after the planned stay; the largest part, %s, waits for: %s. Each day is "
                                  "charged to the first thing that was missing, so causes add up.",
                                  "In „%s” blijven %s plaatsen tegelijk bezet na de geplande verblijfsduur; het grootste deel, %s, wacht op: %s. "
                                  "Elke dag telt bij het eerste wat ontbrak, dus oorzaken tellen op."),
                              report->title[0], report_amount(report, all), report_amount(report, most), worst);
    report_p(report, said);
    if (other && result_find(report->result, "bought") >= 0) say_more(report, other, n, cause);
    const struct svg_table made =
        report_made(&table, SAY("Places held at a time, by what is waited for", "Plaatsen die tegelijk bezet blijven, naar waarop wordt gewacht"),
                    SAY("waits for", "wacht op"), said, NULL);
    svg_bars(&report->svg, &made);
}
