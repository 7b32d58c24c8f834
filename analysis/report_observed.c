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
    const char *const *labels = result_labels(report->result, dimension, &n), *const *names = table_labels(report->result, dimension, report->svg.lang, report->arena, &m);
    for (int32_t i = 0; label && labels && names && i < n && i < m; i++)
        if (strcmp(labels[i], label) == 0) return names[i];
    return label ? label : "";
}

static const char *what(struct report *report, const struct observed_figure *figure)
{
    const struct observation *of = &figure->observation;
    const int32_t m = result_find(report->result, of->measure);
    const char *measure = m >= 0 && m < result_measures(report->result) ? report_short(report, m) : of->measure;
    return FORMAT("%s%s%s%s%s", measure, of->stage ? ", " : "", called(report, "stage", of->stage), of->region ? ", " : "", called(report, "region", of->region));
}

static const char *verdict(const struct report *report, enum observed_verdict given)
{
    switch (given) {
    case OBSERVED_INSIDE: return SAY("within", "erbinnen");
    case OBSERVED_OUTSIDE: return SAY("outside", "erbuiten");
    case OBSERVED_OPEN: return SAY("undecided", "onbeslist");
    case OBSERVED_NOTHING: break;
    }
    return "–";
}

static void table_of(struct report *report, const struct observed_figure *figure, int32_t n, bool fit, const char *title)
{
    const char **cell = ARENA_ARRAY(report->arena, const char *, COLUMNS * (n + 1)), **at = cell + COLUMNS;
    const char *const heads[COLUMNS] = {SAY("what", "wat"), SAY("years", "jaren"), SAY("observed", "waargenomen"), SAY("range", "marge"), SAY("simulated (95 % interval)", "gesimuleerd (95%-interval)"), SAY("in the range?", "in de marge?"), SAY("source", "bron")};
    int32_t rows = 0;
    memcpy(cell, heads, sizeof heads);
    for (int32_t i = 0; i < n; i++) {
        const struct observation *of = &figure[i].observation;
        if (of->fit != fit) continue;
        const bool ranged = !isnan(of->low) && !isnan(of->high);
        const char *years = !of->from_year ? SAY("all", "alle") : of->from_year == of->to_year ? FORMAT("%d", (int)of->from_year) : FORMAT("%d–%d", (int)of->from_year, (int)of->to_year);
        const char *const row[COLUMNS] = {what(report, &figure[i]), years, number(report, &figure[i], of->value),
                                          ranged ? FORMAT(SAY("%s to %s", "%s tot %s"), number(report, &figure[i], of->low), number(report, &figure[i], of->high)) : "–",
                                          simulated(report, &figure[i]), verdict(report, figure[i].verdict), of->source ? of->source : "–"};
        memcpy(at, row, sizeof row);
        at += COLUMNS;
        rows++;
    }
    if (rows == 0) return;
    report_texts(report, title, cell, COLUMNS, rows + 1);
}

void report_observed(struct report *report)
{
    struct observed_figure *figure;
    int32_t n = 0;
    bool whole = false;
    if (observed_read(report->result, report->arena, &figure, &n).code != STATUS_OK || n == 0) {
        report_missing(report, SAY("The scenario names no observed figures to set beside the simulation.", "Het scenario noemt geen waargenomen cijfers om naast de simulatie te zetten."));
        return;
    }
    table_of(report, figure, n, false, SAY("To check: not used to choose inputs, so they test the model", "Ter controle: niet gebruikt om invoer te kiezen, dus ze toetsen het model"));
    table_of(report, figure, n, true, SAY("To fit: inputs were chosen by these, so they prove nothing", "Om op af te stellen: invoer is hiermee gekozen, dus ze bewijzen niets"));
    for (int32_t i = 0; i < n; i++) whole |= figure[i].whole;
    if (whole) report_note(report, SAY("* Simulated over the whole counted period: the file does not have these years of this measure.", "* Gesimuleerd over de hele getelde periode: het bestand heeft deze jaren van deze maat niet."));
}
