/* Who is helped by what helps most: a request with a place sooner is not a household housed. Both are said beside one another. */
#include <math.h>
#include <string.h>

#include "analysis/report_page.h"

static const double *fares_of(struct report *report, int32_t s, const char *change)
{
    int32_t n = 0;
    const char *const *key = result_labels(report->result, "change", &n);
    for (int32_t c = 0; key && c < n; c++)
        if (strcmp(key[c], change) == 0) return report_figure(report, "fares", s, "change", c, report->years);
    return NULL;
}

/* `101 (98 tot 104) meer`, or the other way round. */
static const char *net_of(const struct report *report, const struct interval *net, const char *above, const char *below)
{
    return FORMAT("%s %s", report_fewer(report, net), net->mean < 0 ? below : above);
}

void report_helped(struct report *report)
{
    const int32_t s = report->best;
    if (!s || !report_main_is_need(report)) return;
    const double *now = fares_of(report, s, "now_placed"), *no_longer = fares_of(report, s, "no_longer_placed"),
                 *sooner = fares_of(report, s, "sooner"), *later = fares_of(report, s, "later");
    if (!now || !no_longer) return;
    const struct interval gained = report_mean(report, now), lost = report_mean(report, no_longer), net = report_difference(report, now, no_longer);
    if (isnan(net.mean)) return;
    const char *speed = "";
    if (sooner && later) {
        const struct interval early = report_mean(report, sooner), late = report_mean(report, later), both = report_difference(report, sooner, later);
        if (early.mean > 0 || late.mean > 0)
            speed = FORMAT(SAY(" Of those with a place in both, %s get it an hour or more sooner and %s later: net %s.",
                               " Van wie in beide een plaats krijgt, krijgen %s die een uur of meer eerder en %s later: netto %s."),
                           report_interval(report, &early, false), report_interval(report, &late, false),
                           net_of(report, &both, SAY("sooner", "eerder"), SAY("later", "later")));
    }
    report_rich(report, "p",
                FORMAT(SAY("Fewer requests without a place within 24 hours does not mean as many more households with a place. Of first requests, "
                           "with “%s” \1%s\2 a year get a "
                           "place that got none at all, and %s no longer do: net \1%s\2.%s These intervals hold one at a time.",
                           "Minder hulpvragen zonder plaats binnen 24 uur betekent niet evenveel meer huishoudens met een plaats. Van de eerste "
                           "hulpvragen krijgen er bij "
                           "„%s” per jaar \1%s\2 wel een plaats die er eerst helemaal geen kregen, en %s niet meer: netto \1%s\2.%s Deze intervallen "
                           "gelden elk afzonderlijk."),
                       report->label[s], report_interval(report, &gained, false), report_interval(report, &lost, false),
                       net_of(report, &net, SAY("more", "meer"), SAY("fewer", "minder")), speed));
}
