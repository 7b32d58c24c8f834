/* Which of the drawn inputs the answer goes along with: the level, and the difference that the page is about. */
#include <math.h>
#include <string.h>

#include "analysis/drawn.h"
#include "analysis/report_page.h"

enum { SHOWN = 8 };

/* Of each draw its mean over replications; of the difference with the first where s is another. NULL: the file does not have it. */
static const double *draw_means(const struct report *report, int32_t s)
{
    const double *x = report->measure[0].x[s], *base = report->measure[0].x[0];
    const int64_t each = report->worlds / report->draws;
    if (!x || !base) return NULL;
    double *mean = ARENA_ARRAY(report->arena, double, report->draws + 1);
    for (int32_t d = 0; d < report->draws; d++)
        mean[d] = s ? summary_paired(x + d * each, base + d * each, each).mean : summary_interval(x + d * each, each).mean;
    return mean;
}

static bool is_shown(const struct drawn_rank *rank) { return rank->low > 0 || rank->high < 0; }

/* Settings and numbers: the first ones in a drawing. */
static void strongest(struct report *report, const struct drawn *drawn, const struct drawn_rank *rank, const char *title, const char *of_what)
{
    const int32_t n = drawn->inputs < SHOWN ? drawn->inputs : SHOWN;
    struct report_table table = report_table(report, 1, n);
    int32_t shown = 0;
    report_column(&table, 0, SAY("rank correlation", "rangcorrelatie"), 2, true, false);
    for (int32_t k = 0; k < drawn->inputs; k++) shown += is_shown(&rank[k]);
    for (int32_t k = 0; k < n && !isnan(rank[k].correlation); k++) {
        report_row(&table, drawn->path[rank[k].input]);
        report_put(&table, (struct svg_cell){rank[k].correlation, rank[k].low, rank[k].high});
    }
    if (table.rows == 0) {
        report_missing(report, FORMAT(SAY("%s: nothing varies.", "%s: er verandert niets."), title));
        return;
    }
    const char *first = FORMAT(SAY("%s goes along most with %s: %s.", "%s loopt het meest mee met %s: %s."), of_what, table.row[0],
                               svg_said(&report->svg, &table.column[0], &table.cell[0]));
    const char *none = SAY("That it goes along with any single input was not shown: too few draws, or nothing stands out.",
                           "Dat het met één invoer meeloopt is niet aangetoond: te weinig trekkingen, of niets springt eruit.");
    const char *said = shown == 0 ? none
                                  : FORMAT(SAY("%s Shown for %d of %d inputs; an open dot is one that was not.",
                                               "%s Aangetoond voor %d van %d invoerwaarden; een open stip is er een die dat niet is."),
                                           first, (int)shown, (int)drawn->inputs);
    const struct svg_table made = report_made(&table, title, SAY("input", "invoer"), said, said);
    svg_dots(&report->svg, &made, 0);
}

/* ---- all of them ---- */

static const char *value_said(const struct report *report, const char *unit, double value)
{
    if (strncmp(unit, "seconds since", strlen("seconds since")) == 0)
        return isnan(value) ? "–" : say_date(llround(value), report->svg.lang, report->arena);
    if (strcmp(unit, "s") == 0) value /= (double)SECONDS_PER_DAY;
    return report_number(report, value, value == rint(value) ? 0 : fabs(value) >= 1000 ? 0 : fabs(value) >= 10 ? 1 : 3);
}

static const char *unit_said(const struct report *report, const char *unit)
{
    static const struct {
        const char *unit, *en, *nl;
    } known[] = {{"s", " days", " dagen"},
                 {"1", "", ""},
                 {"1/yr", " a year", " per jaar"},
                 {"eur", " euro", " euro"},
                 {"eur/yr", " euro a year", " euro per jaar"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(unit, known[i].unit) == 0) return SAY(known[i].en, known[i].nl);
    return strncmp(unit, "seconds since", strlen("seconds since")) == 0 ? "" : FORMAT(" %s", unit);
}

static const char *drawn_range(const struct report *report, const struct drawn *drawn, int32_t s, int32_t input)
{
    double *x = ARENA_ARRAY(report->arena, double, drawn->draws + 1), low = INFINITY, high = -INFINITY;
    const char *unit = drawn->unit[input];
    drawn_values(drawn, s, input, x);
    for (int32_t d = 0; d < drawn->draws; d++) low = fmin(low, x[d]), high = fmax(high, x[d]);
    if (!(low <= high)) return "–";
    return FORMAT(SAY("%s to %s%s", "%s tot %s%s"), value_said(report, unit, low), value_said(report, unit, high), unit_said(report, unit));
}

static const char *correlation_said(const struct report *report, const struct drawn_rank *rank)
{
    const char *number = svg_number(&report->svg, &(struct svg_column){.decimals = 2, .sign = true}, rank->correlation);
    return is_shown(rank) || isnan(rank->correlation) ? number : FORMAT(SAY("%s, not shown", "%s, niet aangetoond"), number);
}

static const struct drawn_rank *rank_of(const struct drawn *drawn, const struct drawn_rank *rank, int32_t input)
{
    int32_t k = 0;
    while (k < drawn->inputs - 1 && rank[k].input != input) k++;
    return &rank[k];
}

/* In the order of the first ranking. */
static void all(struct report *report, const struct drawn *drawn, int32_t s, const struct drawn_rank *level, const struct drawn_rank *difference)
{
    const int32_t columns = difference ? 4 : 3;
    const struct drawn_rank *order = difference ? difference : level;
    const char **cell = ARENA_ARRAY(report->arena, const char *, columns *(drawn->inputs + 1)), **at = cell + columns;
    cell[0] = SAY("input", "invoer"), cell[1] = SAY("drawn from", "getrokken van"), cell[2] = SAY("with the level", "met het niveau");
    if (difference) cell[3] = SAY("with the difference", "met het verschil");
    for (int32_t k = 0; k < drawn->inputs; k++, at += columns) {
        const int32_t i = order[k].input;
        at[0] = drawn->path[i];
        at[1] = drawn_range(report, drawn, s, i);
        at[2] = correlation_said(report, rank_of(drawn, level, i));
        if (difference) at[3] = correlation_said(report, rank_of(drawn, difference, i));
    }
    const char *title = SAY("All drawn inputs", "Alle getrokken invoer");
    report_open_details(report, FORMAT("%s (%d)", title, (int)drawn->inputs));
    report_texts(report, title, cell, columns, drawn->inputs + 1);
    report_close_details(report);
}

/* The scenario that the page is about; where none was shown to help, the one that differs most. */
static int32_t most_different(const struct report *report)
{
    int32_t most = report->best ? report->best : report->scenarios > 1 ? 1 : 0;
    for (int32_t s = 1; !report->best && s < report->scenarios; s++)
        if (fabs(report->measure[0].difference[s].mean) > fabs(report->measure[0].difference[most].mean)) most = s;
    return most;
}

void report_inputs(struct report *report)
{
    struct drawn drawn;
    const int32_t s = most_different(report);
    const double *level = draw_means(report, 0), *difference = s ? draw_means(report, s) : NULL;
    if (drawn_read(report->result, &drawn).code != STATUS_OK || drawn.inputs == 0 || !level) return;
    const char *name = report_short(report, report->measure[0].measure);
    const struct drawn_rank *by_level = drawn_ranks(&drawn, 0, level, report->arena),
                            *by_difference = difference ? drawn_ranks(&drawn, s, difference, report->arena) : NULL;
    report_h3(report, SAY("Which uncertain inputs matter", "Welke onzekere invoer ertoe doet"));
    report_p(report, FORMAT(SAY("%s over %d draws, beside each input that was drawn. A rank correlation of +1: it rises whenever the input does; −1: "
                                "it falls; 0: it does not follow. It is no share of what an input explains.",
                                "%s over %d trekkingen, naast elke invoer die is getrokken. Een rangcorrelatie van +1: het stijgt als de invoer "
                                "stijgt; −1: het daalt dan; 0: het volgt niet. Het is geen aandeel in de verklaring."),
                            name, (int)drawn.draws));
    report_raw(report, "<div class=\"pair\">\n");
    strongest(report, &drawn, by_level, FORMAT(SAY("The level in “%s”", "Het niveau in „%s”"), report->label[0]), SAY("The level", "Het niveau"));
    if (by_difference)
        strongest(report, &drawn, by_difference, FORMAT(SAY("The difference with “%s”", "Het verschil met „%s”"), report->label[s]),
                  SAY("The difference", "Het verschil"));
    report_raw(report, "</div>\n");
    report_note(report, SAY("Names are those under “Every assumption”, where each has its source. The intervals hold together for all inputs.",
                            "De namen zijn die onder „Elke aanname”, waar van elk de bron staat. De intervallen gelden samen voor alle invoer."));
    all(report, &drawn, s, by_level, by_difference);
}
