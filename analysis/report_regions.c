/* Where it is felt: a map beside a table; least and most served with the probability of the rank. */
#include <math.h>
#include <string.h>

#include "analysis/rank.h"
#include "analysis/report_page.h"

enum { MOST_RANKED = 120, EXTREME = 3 };

/* Share of its requests that were not placed within 24 hours. values[world * regions + region]. */
static const double *shares_of(struct report *report, int32_t s, int32_t regions)
{
    const struct summary_series *missed = report_series(report, result_find(report->result, "not_placed_24h"), s, "region"),
                                *soon = report_series(report, result_find(report->result, "placed_same_day"), s, "region");
    if (!missed || !soon || missed->labels != regions || soon->labels != regions) return NULL;
    double *x = ARENA_ARRAY(report->arena, double, report->worlds *regions + 1);
    for (int64_t i = 0; i < report->worlds * regions; i++) {
        const double all = missed->values[i] + soon->values[i];
        x[i] = all > 0 ? 100 * missed->values[i] / all : NAN;
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
    struct interval *change; /* only where a scenario helps */
    double *percent;         /* the change as a percentage of what it was; NAN where that was nothing */
    int32_t *order;
    bool ranked;
    struct rank_table ranks;
};

static const double *not_placed(struct report *report, int32_t s, int32_t region)
{
    return report_figure(report, "not_placed_24h", s, "region", region, report->years);
}

static void table_of(struct report *report, const struct regions *all, struct report_table *table)
{
    *table = report_table(report, report->best ? 4 : 2, all->n);
    report_column(table, 0, SAY("not placed within 24 h, a year", "niet geplaatst binnen 24 u, per jaar"), 0, false, false);
    report_column(table, 1, SAY("of its requests", "van de hulpvragen"), 0, false, true);
    if (report->best) {
        report_column(table, 2, FORMAT(SAY("difference a year with “%s”", "verschil per jaar bij „%s”"), report->label[report->best]), 0, true,
                      false);
        report_column(table, 3, SAY("that is", "dat is"), 0, true, true);
    }
    for (int32_t i = 0; i < all->n; i++) {
        const int32_t r = all->order[i];
        const struct interval number = report_mean(report, not_placed(report, 0, r)), share = mean_at(report, all->shares, all->n, r);
        report_row(table, all->name[r]);
        report_put(table, report_cell(&number));
        report_put(table, report_cell(&share));
        if (!report->best) continue;
        report_put(table, report_cell(&all->change[r]));
        report_put(table, report_value(all->percent[r]));
    }
}

/* Only regions with a chance that does not round to nothing. */
static void chances(struct report *report, const struct regions *all)
{
    if (!all->ranked || all->n < 2 * EXTREME) return;
    struct report_table table = report_table(report, 2, all->n);
    report_column(&table, 0, SAY("among the 3 least served", "bij de 3 minst bediende"), 0, false, true);
    report_column(&table, 1, SAY("among the 3 best served", "bij de 3 best bediende"), 0, false, true);
    for (int32_t i = 0; i < all->n; i++) {
        const int32_t r = all->order[i];
        const struct proportion worst = rank_first(&all->ranks, r, EXTREME, 0.95), best = rank_last(&all->ranks, r, EXTREME, 0.95);
        if (!(worst.share >= 0.005) && !(best.share >= 0.005)) continue;
        report_row(&table, all->name[r]);
        report_put(&table, chance(&worst));
        report_put(&table, chance(&best));
    }
    if (table.rows == 0) return;
    const struct svg_table made = report_made(&table,
                                              SAY("Chance to be among the least or the best served, by share of requests",
                                                  "Kans om bij de minst of de best bediende te horen, naar aandeel van de hulpvragen"),
                                              SAY("region", "regio"), "",
                                              table.rows < all->n ? SAY("Regions that are not here have a chance below 0.5 % of either.",
                                                                        "Regio's die hier niet staan hebben op allebei een kans onder 0,5 %.")
                                                                  : NULL);
    report_open_details(report, made.title);
    svg_plain(&report->svg, &made);
    report_close_details(report);
}

/* What the scenario that helps most changes in each region; the intervals hold together for all regions. */
static struct interval *changes_of(struct report *report, int32_t regions)
{
    struct interval *change = ARENA_ARRAY(report->arena, struct interval, regions + 1);
    struct variance_comparison *judged = ARENA_ARRAY(report->arena, struct variance_comparison, regions + 1);
    for (int32_t r = 0; r < regions; r++) change[r] = report_difference(report, not_placed(report, report->best, r), not_placed(report, 0, r));
    variance_simultaneous(change, regions, 0.95, judged);
    for (int32_t r = 0; r < regions; r++) change[r].half = judged[r].half;
    return change;
}

static double *percent_of(struct report *report, const struct regions *all)
{
    double *percent = ARENA_ARRAY(report->arena, double, all->n + 1);
    for (int32_t r = 0; r < all->n; r++) {
        const double before = report_mean(report, not_placed(report, 0, r)).mean;
        percent[r] = before > 0 ? 100 * all->change[r].mean / before : NAN;
    }
    return percent;
}

static const char *percent_said(const struct report *report, double percent)
{
    return svg_number(&report->svg, &(struct svg_column){.sign = true, .percent = true}, percent);
}

static const char *share_said(const struct report *report, const struct regions *all)
{
    int32_t low = -1, high = -1;
    for (int32_t r = 0; r < all->n; r++) {
        if (isnan(all->percent[r])) continue;
        if (low < 0 || all->percent[r] < all->percent[low]) low = r;
        if (high < 0 || all->percent[r] > all->percent[high]) high = r;
    }
    return low == high ? ""
                       : FORMAT(SAY(" As a share of what it was the change goes from %s (%s) to %s (%s).",
                                    " Als aandeel van wat het was loopt de verandering van %s (%s) tot %s (%s)."),
                                percent_said(report, all->percent[low]), all->name[low], percent_said(report, all->percent[high]), all->name[high]);
}

static void where_it_helps(struct report *report, const struct regions *all)
{
    if (!report->best) return;
    int32_t least = 0, fewer = 0, more = 0;
    for (int32_t r = 0; r < all->n; r++) {
        if (!summary_covers_zero(&all->change[r])) fewer += all->change[r].mean<0, more += all->change[r].mean> 0;
        if (all->change[r].mean < all->change[least].mean) least = r;
    }
    const char *rose = more ? FORMAT(SAY(" In %d it was shown to rise.", " In %d stijgt het aantoonbaar."), (int)more) : "";
    report_p(report, FORMAT(SAY("In the model, with regional figures that are illustrations, a fall in requests without a place was shown in %d of "
                                "%d regions, with “%s”.%s "
                                "The largest fall is in %s: %s a year. These intervals hold together for all regions.%s",
                                "In het model, met regionale cijfers die illustraties zijn, is in %d van de %d regio's een daling aangetoond van "
                                "hulpvragen zonder plaats, bij „%s”.%s "
                                "De grootste daling is in %s: %s per jaar. Deze intervallen gelden samen voor alle regio's.%s"),
                            (int)fewer, (int)all->n, report->label[report->best], rose, all->name[least],
                            report_interval(report, &all->change[least], true), share_said(report, all)));
}

/* Where the money goes: values[region * items + item] of the first world, for what is bought does not depend on chance. */
static void where_it_buys(struct report *report, const struct regions *all)
{
    const int32_t m = result_find(report->result, "bought");
    int32_t items = 0, places = 0, other = 0, nothing = 0;
    const char *const *item = result_labels(report->result, "item", &items);
    const double *values;
    if (!report->best || m < 0 || !item) return;
    const struct result_measure *about = result_measure(report->result, m);
    if (about->n_strata != 2 || about->size[0] != all->n || about->size[1] != items ||
        result_values(report->result, m, report->best, &values).code != STATUS_OK)
        return;
    for (int32_t r = 0; r < all->n; r++) {
        bool place = false, else_bought = false;
        for (int32_t i = 0; i < items; i++)
            if (values[r * items + i] > 0) *(report_is_label(report, "stage", item[i]) ? &place : &else_bought) = true;
        places += place, other += else_bought, nothing += !place && !else_bought;
    }
    if (places + other == 0) return;
    const char *empty = nothing ? FORMAT(SAY(" In %s it buys nothing.", " In %s koopt het niets."),
                                         say_many(nothing, SAY("region", "regio"), SAY("regions", "regio's"), report->svg.lang, report->arena))
                                : "";
    report_p(report, FORMAT(SAY("“%s” buys new places in %d of %d regions, and other things (homes, help) in %d.%s",
                                "„%s” koopt nieuwe plaatsen in %d van de %d regio's, en andere dingen (woningen, hulp) in %d.%s"),
                            report->label[report->best], (int)places, (int)all->n, (int)other, empty));
}

static void extremes(struct report *report, const struct regions *all)
{
    const int32_t worst = all->order[0], best = all->order[all->n - 1];
    if (!all->ranked || all->n < 2 * EXTREME) return;
    const struct proportion first = rank_first(&all->ranks, worst, EXTREME, 0.95), last = rank_last(&all->ranks, best, EXTREME, 0.95);
    report_p(report,
             FORMAT(SAY("As an illustration, in “%s” the least served by share of its requests: %s, among the three least served in %s %% of "
                        "replications (%s to %s). Best "
                        "served: %s, among the three best in %s %% (%s to %s).",
                        "Ter illustratie, in „%s” het minst bediend naar aandeel van de hulpvragen: %s, in %s %% van de herhalingen bij de drie "
                        "minst bediende (%s "
                        "tot %s). Het best bediend: %s, in %s %% bij de drie best bediende (%s tot %s)."),
                    report->title[0], all->name[worst], report_number(report, 100 * first.share, 0), report_number(report, 100 * first.low, 0),
                    report_number(report, 100 * first.high, 0), all->name[best], report_number(report, 100 * last.share, 0),
                    report_number(report, 100 * last.low, 0), report_number(report, 100 * last.high, 0)));
}

static const struct svg_outline *outline_of(struct report *report, const struct regions *all)
{
    const struct svg_outline *outline = NULL;
    if (!report->options->map) return NULL;
    const status read = report_outline(report->options->map, all->code, all->code ? all->n : 0, report->arena, &outline);
    if (read.code == STATUS_OK) return outline;
    report_missing(
        report, FORMAT(SAY("The outlines of the map could not be used: %s", "De omtrekken van de kaart konden niet worden gebruikt: %s"), read.text));
    return NULL;
}

/* Of the changes the four largest and the two least; of levels the four highest shares and the two lowest. By place in the order of the table. */
static bool *named_of(const struct report *report, const struct regions *all)
{
    bool *named = ARENA_ARRAY(report->arena, bool, all->n + 1);
    for (int32_t i = 0; i < all->n; i++) {
        int32_t before = 0; /* regions with a larger change, the earlier first where they are alike */
        const double size = report->best ? fabs(all->change[all->order[i]].mean) : 0;
        for (int32_t k = 0; k < all->n && report->best; k++) {
            const double other = fabs(all->change[all->order[k]].mean);
            before += other > size || (other == size && k < i);
        }
        const int32_t at = report->best ? before : i;
        named[i] = all->n <= 8 || at < 4 || at >= all->n - 2;
    }
    return named;
}

static struct svg_table made_of(struct report *report, const struct report_table *table)
{
    const int32_t n = table->rows;
    const char *highest = svg_said(&report->svg, &table->column[1], &table->cell[1]),
               *lowest = svg_said(&report->svg, &table->column[1], &table->cell[(n - 1) * table->columns + 1]);
    const char *level = FORMAT(SAY("The highest share of requests not placed within 24 hours in “%s” is in %s: %s; the lowest in %s: %s.",
                                   "Het hoogste aandeel hulpvragen zonder plaats binnen 24 uur in „%s” heeft %s: %s; het laagste %s: %s."),
                               report->title[0], table->row[0], highest, table->row[n - 1], lowest);
    if (isnan(table->cell[1].value) || isnan(table->cell[(n - 1) * table->columns + 1].value)) level = "";
    const char *said = report->best ? FORMAT(SAY("A map of %d regions: the change a year with “%s”. %s The table has the figures.",
                                                 "Een kaart van %d regio's: de verandering per jaar bij „%s”. %s De tabel heeft de cijfers."),
                                             (int)n, report->label[report->best], level)
                                    : FORMAT(SAY("A map of %d regions. %s", "Een kaart van %d regio's. %s"), (int)n, level);
    const char *title = report->best
                            ? FORMAT(SAY("Change in requests not placed within 24 hours, by region of origin, with “%s” (illustration)",
                                         "Verandering van hulpvragen zonder plaats binnen 24 uur, naar regio van herkomst, bij „%s” (illustratie)"),
                                     report->label[report->best])
                            : FORMAT(SAY("Not placed within 24 hours, by region of origin, in “%s” (illustration)",
                                         "Niet geplaatst binnen 24 uur, naar regio van herkomst, in „%s” (illustratie)"),
                                     report->title[0]);
    return report_made(
        table, title, SAY("region", "regio"), said,
        n <= 8         ? NULL
        : report->best ? SAY("Named are the regions with the largest and the least changes. The table is in the order of the share in the baseline.",
                             "Genoemd zijn de regio's met de grootste en de kleinste veranderingen. De tabel staat op volgorde van het aandeel in de "
                             "uitgangssituatie.")
                       : SAY("Named are the regions with the highest and the lowest shares of their requests.",
                             "Genoemd zijn de regio's met de hoogste en de laagste aandelen van hun hulpvragen."));
}

static void map_draw(struct report *report, const struct regions *all)
{
    struct report_table table;
    struct svg_point *point = ARENA_ARRAY(report->arena, struct svg_point, all->n + 1);
    const bool *named = named_of(report, all);
    table_of(report, all, &table);
    for (int32_t i = 0; i < all->n; i++) {
        const int32_t r = all->order[i];
        point[i] = (struct svg_point){all->name[r], all->lat ? all->lat[r] : NAN, all->lon ? all->lon[r] : NAN,
                                      table.cell[i * table.columns + (report->best ? 2 : 0)].value, named[i]};
    }
    const struct svg_table made = made_of(report, &table);
    const struct svg_column value = {.name = report->best ? SAY("requests a year without a place within 24 hours, fewer or more",
                                                                "hulpvragen per jaar zonder plaats binnen 24 uur, minder of meer")
                                                          : SAY("requests a year that are not placed within 24 hours",
                                                                "hulpvragen per jaar die niet binnen 24 uur zijn geplaatst"),
                                     .sign = report->best != 0};
    svg_map(&report->svg, &made, point, all->n, outline_of(report, all), &value);
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
    report_p(report, SAY("Regional figures are illustrations: what a region has is an assumption, so read this as a picture of how it may be "
                         "divided, not as a verdict on a region.",
                         "Regionale cijfers zijn illustraties: wat een regio heeft is een aanname. Lees dit als een beeld van hoe het verdeeld kan "
                         "zijn, niet als oordeel over een regio."));
    if (report->best) all.change = changes_of(report, all.n), all.percent = percent_of(report, &all);
    extremes(report, &all);
    where_it_helps(report, &all);
    where_it_buys(report, &all);
    map_draw(report, &all);
    chances(report, &all);
}
