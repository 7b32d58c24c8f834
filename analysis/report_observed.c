/* Observed figures beside the first scenario: those that test the model apart from those by which inputs were chosen. */
#include <math.h>
#include <string.h>

#include "analysis/observed.h"
#include "analysis/report_page.h"

enum { COLUMNS = 7 };

static bool is_share(const struct observed_figure *figure)
{
    const size_t n = strlen(figure->observation.measure);
    return n > 6 && strcmp(figure->observation.measure + n - 6, "_share") == 0;
}

static const char *number(const struct report *report, const struct observed_figure *figure, double value)
{
    const double shown = is_share(figure) ? 100 * value : value;
    int decimals = 0;
    for (double scale = 1; decimals < 3 && fabs(shown * scale - rint(shown * scale)) > 1e-6; scale *= 10) decimals++;
    const char *unit = is_share(figure) ? " %" : figure->units && strcmp(figure->units, "day") == 0 ? SAY(" days", " dagen") : "";
    return FORMAT("%s%s", report_number(report, shown, decimals), unit);
}

static const char *simulated(const struct report *report, const struct observed_figure *figure)
{
    struct interval shown = figure->simulated;
    if (isnan(shown.mean)) return SAY("the file cannot say", "het bestand kan het niet zeggen");
    if (is_share(figure)) shown.mean *= 100, shown.half *= 100;
    const char *unit = is_share(figure) ? " %" : figure->units && strcmp(figure->units, "day") == 0 ? SAY(" days", " dagen") : "";
    return FORMAT("%s%s%s", report_interval(report, &shown, false), unit, figure->whole ? " *" : "");
}

/* As tables call it. */
static const char *called(struct report *report, const char *dimension, const char *label)
{
    int32_t n = 0, m = 0;
    const char *const *labels = result_labels(report->result, dimension, &n);
    const char *const *names = table_labels(report->result, dimension, report->svg.lang, report->arena, &m);
    for (int32_t i = 0; label && labels && names && i < n && i < m; i++)
        if (strcmp(labels[i], label) == 0) return names[i];
    return label ? label : "";
}

static const char *what(struct report *report, const struct observed_figure *figure)
{
    const struct observation *of = &figure->observation;
    const int32_t m = result_find(report->result, of->measure);
    const char *measure = m >= 0 && m < result_measures(report->result) ? report_short(report, m) : of->measure;
    return FORMAT("%s%s%s%s%s", measure, of->stage ? ", " : "", called(report, "stage", of->stage), of->region ? ", " : "",
                  called(report, "region", of->region));
}

static const char *verdict(const struct report *report, enum observed_verdict given)
{
    switch (given) {
    case OBSERVED_INSIDE:
        return SAY("within the range", "binnen de marge");
    case OBSERVED_OUTSIDE:
        return SAY("✗ outside the range", "✗ wijkt af");
    case OBSERVED_OPEN:
        return SAY("? undecided", "? onbeslist");
    case OBSERVED_NOTHING:
        break;
    }
    return "–";
}

/* Of what can be counted to an end, how much the range covers; NAN where there is no end. */
static double covered(struct report *report, const struct observed_figure *figure)
{
    int32_t regions = 0;
    const struct observation *of = &figure->observation;
    const bool counts_regions = strcmp(of->measure, "regions_with_shortage") == 0 && result_labels(report->result, "region", &regions) && regions > 1;
    const double most = is_share(figure) ? 1 : counts_regions ? (double)regions : (double)NAN;
    return (fmin(of->high, most) - fmax(of->low, 0)) / most;
}

/* A wide range is said to be wide. */
static const char *judged_said(struct report *report, const struct observed_figure *figure)
{
    const double wide = covered(report, figure);
    const char *said = verdict(report, figure->verdict);
    if (figure->verdict != OBSERVED_INSIDE || !(wide >= 2.0 / 3)) return said;
    return FORMAT(SAY("%s, which is so wide that it holds %s %% of what is possible", "%s, die zo breed is dat hij %s %% van wat kan omvat"), said,
                  report_number(report, 100 * wide, 0));
}

static void table_of(struct report *report, const struct observed_figure *figure, int32_t n, bool fit, const char *title)
{
    const char **cell = ARENA_ARRAY(report->arena, const char *, COLUMNS *(n + 1)), **at = cell + COLUMNS;
    const char *const heads[COLUMNS] = {SAY("what", "wat"),
                                        SAY("years", "jaren"),
                                        SAY("observed", "waargenomen"),
                                        SAY("range", "marge"),
                                        SAY("simulated (95 % interval)", "gesimuleerd (95%-interval)"),
                                        SAY("verdict", "oordeel"),
                                        SAY("source", "bron")};
    int32_t rows = 0;
    memcpy(cell, heads, sizeof heads);
    for (int32_t i = 0; i < n; i++) {
        const struct observation *of = &figure[i].observation;
        if (of->fit != fit) continue;
        const bool ranged = !isnan(of->low) && !isnan(of->high);
        const char *years = !of->from_year                 ? SAY("all", "alle")
                            : of->from_year == of->to_year ? FORMAT("%d", (int)of->from_year)
                                                           : FORMAT("%d–%d", (int)of->from_year, (int)of->to_year);
        const char *const row[COLUMNS] = {
            what(report, &figure[i]),
            years,
            number(report, &figure[i], of->value),
            ranged ? FORMAT(SAY("%s to %s", "%s tot %s"), number(report, &figure[i], of->low), number(report, &figure[i], of->high)) : "–",
            simulated(report, &figure[i]),
            judged_said(report, &figure[i]),
            of->source ? of->source : "–"};
        memcpy(at, row, sizeof row);
        at += COLUMNS;
        rows++;
    }
    if (rows == 0) return;
    report_texts(report, title, cell, COLUMNS, rows + 1);
}

/* Of those that were not used to choose inputs; the same measure of several years is named once. */
const char *report_checks(struct report *report)
{
    const char **word = ARENA_ARRAY(report->arena, const char *, report->n_observed + 1);
    int32_t judged = 0, outside = 0, open = 0, named = 0;
    for (int32_t i = 0; i < report->n_observed; i++) {
        const struct observed_figure *figure = &report->observed[i];
        if (figure->observation.fit || figure->verdict == OBSERVED_NOTHING) continue;
        judged++;
        open += figure->verdict == OBSERVED_OPEN;
        if (figure->verdict != OBSERVED_OUTSIDE) continue;
        outside++;
        const char *name = FORMAT(SAY("“%s”", "„%s”"), what(report, figure));
        bool there = false;
        for (int32_t k = 0; k < named; k++) there |= strcmp(word[k], name) == 0;
        if (!there) word[named++] = name;
    }
    if (judged == 0) return NULL;
    const char *undecided = open ? FORMAT(SAY(" %d undecided.", " Onbeslist: %d."), (int)open) : "";
    if (outside == 0) return FORMAT(SAY("Outside the range: 0 of %d checks.%s", "Wijkt af: 0 van de %d controles.%s"), (int)judged, undecided);
    return FORMAT(SAY("Outside the range: %d of %d checks (%s).%s", "Wijkt af: %d van de %d controles (%s).%s"), (int)outside, (int)judged,
                  say_list(word, named, report->svg.lang, report->arena), undecided);
}

void report_observed(struct report *report)
{
    const struct observed_figure *figure = report->observed;
    const int32_t n = report->n_observed;
    bool whole = false;
    if (n == 0) {
        report_missing(report, SAY("The scenario names no observed figures to set beside the simulation.",
                                   "Het scenario noemt geen waargenomen cijfers om naast de simulatie te zetten."));
        return;
    }
    const char *checks = report_checks(report);
    if (checks) report_element(report, "p", "lead", checks);
    table_of(report, figure, n, false,
             SAY("To check: not used to choose inputs, so they test the model",
                 "Ter controle: niet gebruikt om invoer te kiezen, dus ze toetsen het model"));
    table_of(
        report, figure, n, true,
        SAY("To fit: inputs were chosen by these, so they prove nothing", "Om op af te stellen: invoer is hiermee gekozen, dus ze bewijzen niets"));
    for (int32_t i = 0; i < n; i++) whole |= figure[i].whole;
    if (whole)
        report_note(report, SAY("* Simulated over the whole counted period: the file does not have these years of this measure.",
                                "* Gesimuleerd over de hele getelde periode: het bestand heeft deze jaren van deze maat niet."));
}
