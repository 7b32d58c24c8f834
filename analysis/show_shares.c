/* Quantiles over worlds, and the share of worlds in which a measure lies above a bound: alone, and beside the same worlds of another scenario. */
#include <math.h>
#include <string.h>

#include "analysis/proportion.h"
#include "analysis/quantile.h"
#include "analysis/show_views.h"
#include "sim/param.h"

/* As many as the bound was given with. */
static int decimals_of(double x)
{
    int decimals = 0;
    for (double scaled = x; decimals < 6 && fabs(scaled - rint(scaled)) > 1e-6; scaled *= 10) decimals++;
    return decimals;
}

/* Worlds of one draw of the inputs are alike, so what holds for independent worlds would be too narrow: with draws there is no interval. */
static void span(const struct view_page *page, struct grid *grid, double value, double low, double high, int decimals, bool sign)
{
    const bool known = page->draws == 1;
    grid_span(grid, value, known ? low : (double)NAN, known ? high : (double)NAN, decimals, sign);
}

static void quantile_cells(const struct view_page *page, struct grid *grid, const double *x, const double *base)
{
    const double p = page->options->quantile;
    const struct quantile value = quantile_interval(x, page->worlds, p, 0.95, page->arena);
    const int decimals = table_decimals(isfinite(value.high - value.low) ? (value.high - value.low) / 2 : fabs(value.value));
    span(page, grid, value.value, value.low, value.high, decimals, false);
    if (x == base) {
        grid_number(grid, NAN, 0);
        return;
    }
    const struct quantile difference = quantile_paired(x, base, page->worlds, p, 0.95, page->arena);
    span(page, grid, difference.value, difference.low, difference.high, decimals, true);
}

static void share_cells(const struct view_page *page, struct grid *grid, const double *x, const double *base)
{
    double *above = ARENA_ARRAY(page->arena, double, page->worlds + 1), *before = ARENA_ARRAY(page->arena, double, page->worlds + 1);
    for (int64_t w = 0; w < page->worlds; w++) {
        above[w] = isnan(x[w]) ? NAN : x[w] > page->options->above;
        before[w] = isnan(base[w]) ? NAN : base[w] > page->options->above;
    }
    const struct proportion share = proportion_of(above, page->worlds, 0.95);
    span(page, grid, 100 * share.share, 100 * share.low, 100 * share.high, 1, false);
    if (x == base) {
        grid_number(grid, NAN, 0);
        return;
    }
    const struct proportion_difference difference = proportion_paired(above, before, page->worlds, 0.95);
    span(page, grid, 100 * difference.difference, 100 * difference.low, 100 * difference.high, 1, true);
}

static status measure_rows(const struct view_page *page, struct grid *grid, const char *name)
{
    const int32_t m = result_find(page->result, name);
    if (m < 0) return status_fail(STATUS_FAILED, "unknown-measure", "there is no measure '%s'; `doorstroom info` lists them", name);
    const char *by = page->options->by ? page->options->by : summary_kept(page->result, m);
    if (summary_adds_wrongly(page->result, m, by)) return status_fail(STATUS_FAILED, "share-sum", "%s is a share by several dimensions, which does not add up", name);
    struct summary_series base, series;
    int32_t labels = 0;
    TRY(summary_read(page->result, m, page->against, by, page->arena, &base));
    const char *const *label = by ? result_labels(page->result, by, &labels) : NULL, *const *said = by ? table_labels(page->result, by, page->options->lang, page->arena, &labels) : NULL;
    for (int32_t l = 0; l < base.labels; l++) {
        const double *b = summary_column(&base, page->worlds, l, page->arena);
        for (int32_t s = 0; s < page->scenarios; s++) {
            TRY(summary_read(page->result, m, s, by, page->arena, &series));
            const double *x = s == page->against ? b : summary_column(&series, page->worlds, l, page->arena);
            grid_text(grid, NULL, name);
            grid_text(grid, label ? label[l] : "", said ? said[l] : "");
            grid_text(grid, NULL, page->scenario[s]);
            if (page->options->view == SHOW_QUANTILE) quantile_cells(page, grid, x, b);
            else share_cells(page, grid, x, b);
        }
    }
    return status_ok();
}

status view_shares(const struct view_page *page)
{
    static const struct grid_column quantiles[] = {{"measure", "measure", "maat"}, {"label", "", ""}, {"scenario", "scenario", "scenario"}, {"quantile", "quantile", "kwantiel"},
                                                   {"difference", "quantile of the differences", "kwantiel van de verschillen"}};
    static const struct grid_column shares[] = {{"measure", "measure", "maat"}, {"label", "", ""}, {"scenario", "scenario", "scenario"}, {"share_pct", "% of worlds above", "% van de werelden erboven"},
                                                {"difference_points", "difference, points", "verschil, punten"}};
    const bool quantile = page->options->view == SHOW_QUANTILE;
    struct grid grid;
    grid_init(&grid, quantile ? quantiles : shares, 5, page->arena);
    static const char *const usual[] = {"not_placed_24h", NULL};
    for (const char *const *name = page->options->measures ? page->options->measures : usual; *name; name++) TRY(measure_rows(page, &grid, *name));
    const enum lang lang = page->options->lang;
    const double given = quantile ? 100 * page->options->quantile : page->options->above;
    const char *bound = table_number(given, decimals_of(given), lang, page->arena);
    const char *how_en = page->draws > 1 ? "" : quantile ? "; intervals by order statistics, at least 95 %; ∞: too few replications to bound it" : " (95 % interval: Wilson; differences pair by pair: Newcombe). A share of 0 or 100 % keeps an interval";
    const char *how_nl = page->draws > 1 ? "" : quantile ? "; intervallen uit volgordes, minstens 95 %; ∞: te weinig herhalingen om het te begrenzen" : " (95%-interval: Wilson; verschillen paar voor paar: Newcombe). Een aandeel van 0 of 100 % houdt een interval";
    view_say(page, arena_format(page->arena, quantile ? "%s %% of worlds lie below%s.\n" : "Share of worlds above %s%s.\n", bound, how_en),
             arena_format(page->arena, quantile ? "%s %% van de werelden ligt eronder%s.\n" : "Aandeel van de werelden boven %s%s.\n", bound, how_nl));
    if (page->draws > 1)
        view_say(page, "Of worlds of all draws of the inputs: chance and ignorance together. No intervals: worlds of one draw are not independent.\n",
                 "Van werelden van alle trekkingen van de invoer: toeval en onwetendheid samen. Geen intervallen: werelden van een trekking zijn niet onafhankelijk.\n");
    view_grid(page, &grid, quantile ? "quantiles" : "shares", 2);
    return status_ok();
}
