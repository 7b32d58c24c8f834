/* Least and most served regions, with the probability of the rank: ranked replication by replication, never from means. */
#include <math.h>
#include <string.h>

#include "analysis/rank.h"
#include "analysis/show_views.h"
#include "analysis/variance.h"

enum { EXTREME = 3 };

/* Per region the share of requests not placed within 24 h, or a measure by region that was asked for. */
static status values_of(const struct view_page *page, int32_t scenario, const char **what, const double **values, int32_t *regions)
{
    struct summary_series over, under = {0};
    const char *asked = page->options->measures ? page->options->measures[0] : NULL;
    const int32_t m = result_find(page->result, asked ? asked : "not_placed_24h"), same_day = result_find(page->result, "placed_same_day");
    if (m < 0) return status_fail(STATUS_FAILED, "unknown-measure", "there is no measure '%s' to rank regions by", asked ? asked : "not_placed_24h");
    TRY(summary_read(page->result, m, scenario, "region", page->arena, &over));
    if (!asked && same_day >= 0) TRY(summary_read(page->result, same_day, scenario, "region", page->arena, &under));
    double *x = ARENA_ARRAY(page->arena, double, page->worlds *over.labels + 1);
    for (int64_t i = 0; i < page->worlds * over.labels; i++) {
        const double asked_in_all = under.values ? over.values[i] + under.values[i] : 1;
        x[i] = asked_in_all > 0 ? over.values[i] / asked_in_all : NAN;
    }
    *what = asked ? asked : "not_placed_24h_share";
    *values = x;
    *regions = over.labels;
    return status_ok();
}

/* Of a scenario: ranks over all worlds; with draws also world by world, as worlds of a draw are not independent. */
struct ranked {
    struct rank_table all;
    const struct rank_table *world; /* NULL: one set of inputs */
    const double *values;
};

static struct ranked rank_all(const struct view_page *page, const double *values, int32_t regions)
{
    struct ranked ranked = {.all = rank_make(values, page->worlds, regions, false, page->arena), .values = values};
    if (page->draws == 1) return ranked;
    struct rank_table *world = ARENA_ARRAY(page->arena, struct rank_table, page->worlds);
    for (int64_t w = 0; w < page->worlds; w++) world[w] = rank_make(values + w * regions, 1, regions, false, page->arena);
    ranked.world = world;
    return ranked;
}

/* Over draws when there are several. */
static struct interval interval_of(const struct view_page *page, const double *x)
{
    return page->draws > 1 ? variance_split(x, page->draws, page->worlds / page->draws, page->arena).mean : summary_interval(x, page->worlds);
}

/* Chance of one of the first (or last) m ranks. */
static void chance_put(const struct view_page *page, struct grid *grid, const struct ranked *ranked, int32_t region, int32_t m, bool last)
{
    if (!ranked->world) {
        const struct proportion chance = last ? rank_last(&ranked->all, region, m, 0.95) : rank_first(&ranked->all, region, m, 0.95);
        grid_span(grid, 100 * chance.share, 100 * chance.low, 100 * chance.high, 0, false);
        return;
    }
    double *x = ARENA_ARRAY(page->arena, double, page->worlds + 1);
    for (int64_t w = 0; w < page->worlds; w++) {
        const struct rank_table *world = &ranked->world[w];
        const double *share = (last ? world->from_last : world->share) + (int64_t)region * world->labels;
        for (int32_t i = 0; i < m && i < world->labels; i++) x[w] += 100 * share[i];
    }
    const struct interval chance = interval_of(page, x);
    const bool spread = chance.half > 0;
    grid_span(grid, chance.mean, spread ? fmax(chance.mean - chance.half, 0) : NAN, spread ? fmin(chance.mean + chance.half, 100) : NAN, 0, false);
}

static void region_row(const struct view_page *page, struct grid *grid, const struct ranked *ranked, int32_t region, int32_t extreme, bool share)
{
    const int32_t regions = ranked->all.labels;
    const struct summary_series series = {.labels = regions, .values = ranked->values};
    const struct interval mean = interval_of(page, summary_column(&series, page->worlds, region, page->arena));
    struct interval rank = ranked->all.rank[region];
    if (ranked->world) {
        double *x = ARENA_ARRAY(page->arena, double, page->worlds + 1);
        for (int64_t w = 0; w < page->worlds; w++) x[w] = ranked->world[w].rank[region].mean;
        rank = interval_of(page, x);
    }
    const double unit = share ? 100 : 1;
    grid_span(grid, unit * mean.mean, unit * (mean.mean - mean.half), unit * (mean.mean + mean.half), 1, false);
    grid_interval(grid, &rank, 1, false);
    chance_put(page, grid, ranked, region, 1, false);
    if (extreme > 1) chance_put(page, grid, ranked, region, extreme, false);
    chance_put(page, grid, ranked, region, extreme, true);
}

/* From the highest mean rank on: only the order of the rows, which is no statement. */
static int32_t *order_of(const struct rank_table *ranks, struct arena *arena)
{
    int32_t *order = ARENA_ARRAY(arena, int32_t, ranks->labels + 1);
    for (int32_t i = 0; i < ranks->labels; i++) {
        int32_t at = i;
        for (; at > 0 && ranks->rank[order[at - 1]].mean > ranks->rank[i].mean; at--) order[at] = order[at - 1];
        order[at] = i;
    }
    return order;
}

status view_ranks(const struct view_page *page)
{
    static const struct grid_column few[] = {{"scenario", "scenario", "scenario"}, {"region", "region", "regio"}, {"value", "value", "waarde"}, {"mean_rank", "mean rank", "gemiddelde rang"},
                                             {"highest_pct", "% highest", "% hoogste"}, {"lowest_pct", "% lowest", "% laagste"}},
                                    many[] = {{"scenario", "scenario", "scenario"}, {"region", "region", "regio"}, {"value", "value", "waarde"}, {"mean_rank", "mean rank", "gemiddelde rang"},
                                              {"highest_pct", "% highest", "% hoogste"}, {"highest_3_pct", "% among the highest 3", "% bij de hoogste 3"},
                                              {"lowest_3_pct", "% among the lowest 3", "% bij de laagste 3"}};
    struct grid grid;
    int32_t named = 0;
    const char *const *label = result_labels(page->result, "region", &named), *const *name = table_labels(page->result, "region", page->options->lang, page->arena, &named);
    if (named < 2) return status_fail(STATUS_FAILED, "no-ranks", "there is nothing to rank: this file has fewer than two regions");
    const int32_t extreme = named >= 2 * EXTREME ? EXTREME : 1;
    grid_init(&grid, extreme > 1 ? many : few, extreme > 1 ? 7 : 6, page->arena);
    const char *what = "";
    for (int32_t s = 0; s < page->scenarios; s++) {
        const double *values = NULL;
        int32_t regions = 0;
        TRY(values_of(page, s, &what, &values, &regions));
        const struct ranked ranked = rank_all(page, values, regions);
        const int32_t *order = order_of(&ranked.all, page->arena);
        for (int32_t i = 0; i < regions; i++) {
            grid_text(&grid, NULL, page->scenario[s]);
            grid_text(&grid, label[order[i]], name[order[i]]);
            region_row(page, &grid, &ranked, order[i], extreme, strcmp(what, "not_placed_24h_share") == 0);
        }
    }
    const bool share = strcmp(what, "not_placed_24h_share") == 0;
    view_say(page, arena_format(page->arena, "Regions ranked by %s, replication by replication: rank 1 is the highest.\n", share ? "the share of requests not placed within 24 h (value: %)" : what),
             arena_format(page->arena, "Regio's gerangschikt naar %s, herhaling voor herhaling: rang 1 is de hoogste.\n", share ? "het aandeel hulpvragen niet geplaatst binnen 24 u (waarde: %)" : what));
    if (page->draws > 1)
        view_say(page, "The chances are over replications of all draws of the inputs together: chance and ignorance (95 % t-interval over draws).\n",
                 "De kansen zijn over herhalingen van alle trekkingen van de invoer samen: toeval en onwetendheid (95%-t-interval over trekkingen).\n");
    else view_say(page, "The chances are over replications (95 % interval, Wilson).\n", "De kansen zijn over herhalingen (95%-interval, Wilson).\n");
    view_grid(page, &grid, "ranks", 1);
    return status_ok();
}
