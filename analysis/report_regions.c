/* Where it is felt: a map beside a table; least and most served with the probability of the rank. */
#include <math.h>
#include <string.h>

#include "analysis/rank.h"
#include "analysis/report_page.h"

enum { MOST_RANKED = 120, EXTREME = 3 };

/* Share of its requests that were not placed within 24 hours. values[world * regions + region]. */
static const double *shares_of(struct report *report, int32_t s, int32_t regions)
{
    const struct summary_series *not = report_series(report, result_find(report->result, "not_placed_24h"), s, "region"), *soon = report_series(report, result_find(report->result, "placed_same_day"), s, "region");
    if (!not || !soon || not->labels != regions || soon->labels != regions) return NULL;
    double *x = ARENA_ARRAY(report->arena, double, report->worlds *regions + 1);
    for (int64_t i = 0; i < report->worlds * regions; i++) {
        const double all = not->values[i] + soon->values[i];
        x[i] = all > 0 ? 100 * not->values[i] / all : NAN;
    }
    return x;
}

static struct interval mean_at(const struct report *report, const double *values, int32_t regions, int32_t region)
{
    const struct summary_series series = {.labels = regions, .values = values};
    return report_mean(report, summary_column(&series, report->worlds, region, report->arena));
}

static struct svg_cell chance(const struct proportion *p) { return (struct svg_cell){100 * p->share, 100 * p->low, 100 * p->high}; }

static int32_t *order_of(const struct report *report, const double *shares, int32_t regions)
{
    int32_t *order = ARENA_ARRAY(report->arena, int32_t, regions + 1);
    double *mean = ARENA_ARRAY(report->arena, double, regions + 1);
    for (int32_t r = 0; r < regions; r++) {
        const double m = mean_at(report, shares, regions, r).mean;
        mean[r] = isnan(m) ? -1 : m;
        int32_t at = r;
        for (; at > 0 && mean[order[at - 1]] < mean[r]; at--) order[at] = order[at - 1];
        order[at] = r;
    }
    return order;
}

struct regions {
    int32_t n;
    const char *const *name, *const *code;
    const double *lat, *lon, *shares;
    int32_t *order;
    bool ranked;
    struct rank_table ranks;
};

static void table_of(struct report *report, const struct regions *all, struct report_table *table)
{
    *table = report_table(report, all->ranked ? 4 : 2, all->n);
    report_column(table, 0, SAY("not placed within 24 h, a year", "niet geplaatst binnen 24 u, per jaar"), 0, false, false);
    report_column(table, 1, SAY("of its requests", "van de hulpvragen"), 0, false, true);
    if (all->ranked) {
        report_column(table, 2, SAY("chance to be among the 3 least served", "kans bij de 3 minst bediende"), 0, false, true);
        report_column(table, 3, SAY("chance to be among the 3 best served", "kans bij de 3 best bediende"), 0, false, true);
    }
    for (int32_t i = 0; i < all->n; i++) {
        const int32_t r = all->order[i];
        const struct interval number = report_mean(report, report_figure(report, "not_placed_24h", 0, "region", r, report->years)), share = mean_at(report, all->shares, all->n, r);
        report_row(table, all->name[r]);
        report_put(table, report_cell(&number));
        report_put(table, report_cell(&share));
        if (!all->ranked) continue;
        const struct proportion worst = rank_first(&all->ranks, r, EXTREME, 0.95), best = rank_last(&all->ranks, r, EXTREME, 0.95);
        report_put(table, chance(&worst));
        report_put(table, chance(&best));
    }
}

static void extremes(struct report *report, const struct regions *all)
{
    const int32_t worst = all->order[0], best = all->order[all->n - 1];
    if (!all->ranked || all->n < 2 * EXTREME) return;
    const struct proportion first = rank_first(&all->ranks, worst, EXTREME, 0.95), last = rank_last(&all->ranks, best, EXTREME, 0.95);
    report_p(report, FORMAT(SAY("Least served, by share of its requests: %s, among the three least served in %s %% of replications (%s to %s). Best served: %s, among the three best in %s %% (%s to %s).",
                                "Het minst bediend, naar aandeel van de hulpvragen: %s, in %s %% van de herhalingen bij de drie minst bediende (%s tot %s). Het best bediend: %s, in %s %% bij de drie best bediende (%s tot %s)."),
                            all->name[worst], report_number(report, 100 * first.share, 0), report_number(report, 100 * first.low, 0), report_number(report, 100 * first.high, 0), all->name[best],
                            report_number(report, 100 * last.share, 0), report_number(report, 100 * last.low, 0), report_number(report, 100 * last.high, 0)));
}

static const struct svg_outline *outline_of(struct report *report, const struct regions *all)
{
    const struct svg_outline *outline = NULL;
    if (!report->options->map) return NULL;
    const status read = report_outline(report->options->map, all->code, all->code ? all->n : 0, report->arena, &outline);
    if (read.code == STATUS_OK) return outline;
    report_missing(report, FORMAT(SAY("The outlines of the map could not be used: %s", "De omtrekken van de kaart konden niet worden gebruikt: %s"), read.text));
    return NULL;
}

static void map_draw(struct report *report, const struct regions *all)
{
    struct report_table table;
    struct svg_point *point = ARENA_ARRAY(report->arena, struct svg_point, all->n + 1);
    table_of(report, all, &table);
    for (int32_t i = 0; i < all->n; i++) {
        const int32_t r = all->order[i];
        const bool named = all->n <= 8 || i < 4 || i >= all->n - 2;
        point[i] = (struct svg_point){all->name[r], all->lat ? all->lat[r] : NAN, all->lon ? all->lon[r] : NAN, table.cell[i * table.columns].value, named};
    }
    const char *said = FORMAT(SAY("A map of %d regions. The highest share of requests not placed within 24 hours is in %s: %s; the lowest in %s: %s.", "Een kaart van %d regio's. Het hoogste aandeel hulpvragen zonder plaats binnen 24 uur heeft %s: %s; het laagste %s: %s."),
                              (int)all->n, table.row[0], svg_said(&report->svg, &table.column[1], &table.cell[1]), table.row[all->n - 1], svg_said(&report->svg, &table.column[1], &table.cell[(all->n - 1) * table.columns + 1]));
    const struct svg_table made = report_made(&table, FORMAT(SAY("Not placed within 24 hours, by region of origin, in “%s”", "Niet geplaatst binnen 24 uur, naar regio van herkomst, in „%s”"), report->title[0]), SAY("region", "regio"), said,
                                              SAY("Named are the regions with the highest and the lowest shares of their requests.", "Genoemd zijn de regio's met de hoogste en de laagste aandelen van hun hulpvragen."));
    svg_map(&report->svg, &made, point, all->n, outline_of(report, all), SAY("requests a year that are not placed within 24 hours", "hulpvragen per jaar die niet binnen 24 uur zijn geplaatst"));
}

void report_regions(struct report *report)
{
    struct regions all = {.n = 0};
    int32_t n = 0;
    all.name = table_labels(report->result, "region", report->svg.lang, report->arena, &all.n);
    if (all.name) all.shares = shares_of(report, 0, all.n);
    if (!all.name || !all.shares || all.n < 2) {
        report_missing(report, SAY("This file does not tell regions apart.", "Dit bestand houdt regio's niet uit elkaar."));
        return;
    }
    all.code = result_texts(report->result, "region_code", &n);
    if (n != all.n) all.code = NULL;
    all.lat = result_coordinate(report->result, "lat", &n);
    if (n != all.n) all.lat = NULL;
    all.lon = result_coordinate(report->result, "lon", &n);
    if (n != all.n) all.lon = NULL;
    all.order = order_of(report, all.shares, all.n);
    all.ranked = all.n <= MOST_RANKED;
    if (all.ranked) all.ranks = rank_make(all.shares, report->worlds, all.n, false, report->arena);
    report_p(report, SAY("Regional figures are illustrations: what a region has is an assumption, so read this as a picture of how it may be divided, not as a verdict on a region.", "Regionale cijfers zijn illustraties: wat een regio heeft is een aanname. Lees dit als een beeld van hoe het verdeeld kan zijn, niet als oordeel over een regio."));
    extremes(report, &all);
    map_draw(report, &all);
}
