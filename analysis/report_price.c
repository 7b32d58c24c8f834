/* What a request less without a place costs: the money over the difference, with the interval that the difference gives it. */
#include <math.h>

#include "analysis/report_page.h"

/* An amount to three digits, so that it is no surer than it is. */
static const char *three(const struct report *report, double eur)
{
    const double unit = eur > 0 ? pow(10, floor(log10(eur)) - 2) : 1;
    return report_number(report, unit >= 1 ? unit * rint(eur / unit) : eur, 0);
}

static const char *said(const struct report *report, double eur, double low, double high)
{
    return isfinite(low) && isfinite(high)
               ? FORMAT(SAY("%s (%s to %s)", "%s (%s tot %s)"), three(report, eur), three(report, low), three(report, high))
               : three(report, eur);
}

const char *report_price_said(const struct report *report, double eur, const struct interval *fewer)
{
    const double size = -fewer->mean;
    if (!(eur > 0) || !(size > 0) || summary_covers_zero(fewer)) return NULL;
    return said(report, eur / size, eur / (size + fewer->half), eur / (size - fewer->half));
}

/* ---- where the money varies too: the ratio of two means ---- */

struct ratio {
    double value, low, high; /* low and high NAN: the interval has no end */
};

/* One value per replication, per draw where there are several: its mean. */
static const double *differences(const struct report *report, const double *x, const double *base, int64_t *n)
{
    const int64_t each = report->draws > 1 ? report->worlds / report->draws : 1;
    *n = report->worlds / each;
    double *d = ARENA_ARRAY(report->arena, double, *n + 1);
    for (int64_t i = 0; i < *n; i++) d[i] = summary_paired(x + i * each, base + i * each, each).mean;
    return d;
}

/* Fieller 1954: what r makes the mean of y - r x no more than t standard errors from zero. */
static struct ratio ratio_of(const double *y, const double *x, int64_t n)
{
    double my = 0, mx = 0, vy = 0, vx = 0, c = 0;
    for (int64_t i = 0; i < n; i++) my += y[i] / (double)n, mx += x[i] / (double)n;
    for (int64_t i = 0; i < n; i++) vy += (y[i] - my) * (y[i] - my), vx += (x[i] - mx) * (x[i] - mx), c += (y[i] - my) * (x[i] - mx);
    struct ratio ratio = {my / mx, NAN, NAN};
    if (n < 2) return ratio;
    const double t = summary_t(0.975, (double)n - 1), k = t * t / ((double)n * ((double)n - 1));
    const double a = mx * mx - k * vx, b = mx * my - k * c, square = b * b - a * (my * my - k * vy);
    if (a > 0 && square >= 0) ratio.low = (b - sqrt(square)) / a, ratio.high = (b + sqrt(square)) / a;
    return ratio;
}

/* Over the counted period, with the costs that were really made in it. */
static void over_period(struct report *report, int32_t s, double running_eur)
{
    const double *cost = report_figure(report, "cost_eur", s, NULL, 0, report->years),
                 *cost0 = report_figure(report, "cost_eur", 0, NULL, 0, report->years);
    const double *x = report->measure[0].x[s], *x0 = report->measure[0].x[0];
    int64_t n = 0;
    if (!cost || !cost0 || !x || !x0) return;
    const double *y = differences(report, cost, cost0, &n), *fewer = differences(report, x0, x, &n);
    const struct ratio ratio = ratio_of(y, fewer, n);
    const struct interval more = report_difference(report, cost, cost0);
    if (!(more.mean > 0) || !(ratio.value > 0) || !isfinite(ratio.value)) return;
    const char *years = report->first_year ? FORMAT(SAY("Over %s to %s", "Over %s tot en met %s"), report->first_year, report->last_year)
                                           : SAY("Over the counted period", "Over de getelde periode");
    report_rich(report, "p",
                FORMAT(SAY("%s all costs together are %s million euro a year above those of “%s”: \1%s\2 euro for each request less.",
                           "%s zijn alle kosten samen %s miljoen euro per jaar hoger dan in „%s”: \1%s\2 euro voor elke hulpvraag minder."),
                       years, report_number(report, more.mean / 1e6, 1), report->title[0], said(report, ratio.value, ratio.low, ratio.high)));
    if (more.mean < 0.95 * running_eur)
        report_p(report, SAY("That average is lower than what is spent a year when everything runs: years in which the money was not there yet, or "
                             "not everything was ready, count too, with less effect; so "
                             "does what is saved elsewhere.",
                             "Dat gemiddelde is lager dan wat per jaar wordt besteed als alles draait: jaren waarin het geld er nog niet was, of nog "
                             "niet alles klaar was, tellen mee, met minder effect; wat "
                             "elders wordt bespaard ook."));
}

void report_price(struct report *report)
{
    const int32_t s = report->best;
    if (!s || !report_main_is_need(report)) return;
    const double eur = report_spent(report, s, NULL) - report_spent(report, 0, NULL);
    const char *late = report->late_pair ? report_price_said(report, eur, &report->late_pair[s * report->scenarios]) : NULL;
    if (!(eur > 0)) return;
    report_h3(report, SAY("What one request less without a place costs", "Wat één hulpvraag minder zonder plaats kost"));
    if (late)
        report_rich(
            report, "p",
            FORMAT(SAY("“%s” in %s: \1%s\2 euro for each request less without a place within 24 hours, when it spends %s million euro a year more.",
                       "„%s” in %s: \1%s\2 euro voor elke hulpvraag minder zonder plaats binnen 24 uur, bij %s miljoen euro per jaar meer."),
                   report->label[s], report->last_year, late, report_number(report, eur / 1e6, 1)));
    over_period(report, s, eur);
    report_note(report, report->draws > 1
                            ? SAY("A household that asks twice counts twice. The brackets hold chance and ignorance.",
                                  "Een huishouden dat twee keer vraagt, telt twee keer. In de haakjes zit toeval én onwetendheid.")
                            : SAY("A household that asks twice counts twice. The brackets are about chance alone, not about prices.",
                                  "Een huishouden dat twee keer vraagt, telt twee keer. De haakjes gaan alleen over toeval, niet over prijzen."));
}
