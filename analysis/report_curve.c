/* The curve: the same money, from all of it on places to all of it on flow. */
#include <math.h>

#include "analysis/report_page.h"

struct point {
    int32_t scenario;
    double flow, spent;
};

/* Scenarios that spend, from the least on flow to the most. */
static int32_t points_of(struct report *report, struct point *point)
{
    int32_t n = 0;
    for (int32_t s = 1; s < report->scenarios; s++) {
        struct point new = {.scenario = s};
        new.spent = report_spent(report, s, &new.flow);
        if (!(new.spent > 0)) continue;
        int32_t at = n++;
        for (; at > 0 && point[at - 1].flow > new.flow; at--) point[at] = point[at - 1];
        point[at] = new;
    }
    return n;
}

static void draw(struct report *report, const struct point *point, int32_t n)
{
    const int32_t columns = report->late_pair ? 2 : 1;
    struct report_table table = report_table(report, columns, n);
    double *at = ARENA_ARRAY(report->arena, double, n + 1);
    const int decimals = report_decimals(&report->pair[point[0].scenario * report->scenarios]);
    report_column(&table, 0,
                  report->first_year ? FORMAT(SAY("a year over %s to %s", "per jaar over %s tot en met %s"), report->first_year, report->last_year)
                                     : SAY("a year", "per jaar"),
                  decimals, true, false);
    if (columns == 2) report_column(&table, 1, FORMAT(SAY("in %s alone", "in %s alleen"), report->last_year), decimals, true, false);
    for (int32_t i = 0; i < n; i++) {
        at[i] = 100 * point[i].flow;
        report_row(&table, FORMAT("%s %%", report_number(report, at[i], 0)));
        report_put(&table, report_cell(&report->pair[point[i].scenario * report->scenarios]));
        if (columns == 2) report_put(&table, report_cell(&report->late_pair[point[i].scenario * report->scenarios]));
    }
    int32_t best = 0;
    for (int32_t i = 1; i < n; i++)
        if (report->pair[point[i].scenario * report->scenarios].mean < report->pair[point[best].scenario * report->scenarios].mean) best = i;
    const char *said =
        FORMAT(SAY("The lowest point over the counted period lies at %s on flow: %s. The bands are intervals that hold together.",
                   "Het laagste punt over de getelde periode ligt bij %s aan doorstroom: %s. De banden zijn intervallen die samen gelden."),
               table.row[best], report_interval(report, &report->pair[point[best].scenario * report->scenarios], true));
    const struct svg_table made = report_made(&table,
                                              FORMAT(SAY("%s: difference by how the money is divided", "%s: verschil naar hoe het geld is verdeeld"),
                                                     report_short(report, report->measure[0].measure)),
                                              SAY("share on flow", "aandeel aan doorstroom"), said, said);
    svg_lines(&report->svg, &made, at, SAY("share of the money on flow", "aandeel van het geld aan doorstroom"));
}

void report_curve(struct report *report)
{
    struct point *point = ARENA_ARRAY(report->arena, struct point, report->scenarios + 1);
    const int32_t n = points_of(report, point);
    bool varied = false, alike = true;
    for (int32_t i = 1; i < n; i++) varied |= point[i].flow != point[0].flow, alike &= fabs(point[i].spent - point[0].spent) < 0.05 * point[0].spent;
    if (n < 3 || !varied) {
        report_missing(report, SAY("A curve takes three scenarios or more that spend the same money in different ways; this file does not have them.",
                                   "Een curve vraagt drie of meer scenario's die hetzelfde geld anders verdelen; dit bestand heeft ze niet."));
        return;
    }
    report_p(report,
             alike ? SAY("The scenarios spend the same money: from all of it on places at the left, to all of it on homes and help at the right.",
                         "De scenario's besteden hetzelfde geld: van alles aan plaatsen links, tot alles aan woningen en hulp rechts.")
                   : SAY("The scenarios do not all spend the same amount: look at the costs too.",
                         "De scenario's besteden niet allemaal evenveel: kijk ook naar de kosten."));
    draw(report, point, n);
}
