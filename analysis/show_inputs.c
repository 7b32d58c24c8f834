/* The drawn inputs: where they lay, and how a measure went along with each. */
#include <math.h>
#include <string.h>

#include "analysis/drawn.h"
#include "analysis/show_views.h"

/* Of each draw, the mean of a measure over its replications. */
static status draw_means(const struct view_page *page, const char *measure, int32_t scenario, double *mean)
{
    struct summary_series series;
    const int32_t m = result_find(page->result, measure);
    const int64_t each = page->worlds / page->draws;
    if (m < 0) return status_fail(STATUS_FAILED, "unknown-measure", "there is no measure '%s'", measure);
    TRY(summary_read(page->result, m, scenario, NULL, page->arena, &series));
    for (int32_t d = 0; d < page->draws; d++) mean[d] = summary_interval(series.values + d * each, each).mean;
    return status_ok();
}

/* Durations in days, dates as dates. */
static void value_put(const struct view_page *page, struct grid *grid, const char *unit, double value, int decimals)
{
    if (strncmp(unit, "seconds since", strlen("seconds since")) != 0) {
        grid_number(grid, strcmp(unit, "s") == 0 ? value / (double)SECONDS_PER_DAY : value, decimals);
        return;
    }
    char date[11] = "-";
    if (!isnan(value)) date_format(date, llround(value));
    grid_text(grid, NULL, arena_copy(page->arena, date, strlen(date)));
}

status view_inputs(const struct view_page *page)
{
    static const struct grid_column columns[] = {{"input", "input", "invoer"}, {"unit", "unit", "eenheid"}, {"central", "central", "middelste"}, {"low", "lowest drawn", "laagst getrokken"},
                                                 {"high", "highest drawn", "hoogst getrokken"}, {"rank_correlation", "rank correlation", "rangcorrelatie"}};
    struct drawn drawn;
    struct grid grid;
    TRY(drawn_read(page->result, &drawn));
    const char *measure = page->options->measures ? page->options->measures[0] : result_find(page->result, "not_placed_24h") >= 0 ? "not_placed_24h" : result_measure(page->result, 0)->name;
    const int32_t s = page->against;
    double *mean = ARENA_ARRAY(page->arena, double, page->draws + 1), *x = ARENA_ARRAY(page->arena, double, page->draws + 1);
    TRY(draw_means(page, measure, s, mean));
    const struct drawn_rank *rank = drawn_ranks(&drawn, s, mean, page->arena);
    grid_init(&grid, columns, 6, page->arena);
    for (int32_t k = 0; k < drawn.inputs; k++) {
        const int32_t i = rank[k].input;
        double low = INFINITY, high = -INFINITY;
        drawn_values(&drawn, s, i, x);
        for (int32_t d = 0; d < page->draws; d++) {
            low = fmin(low, x[d]);
            high = fmax(high, x[d]);
        }
        const char *unit = drawn.unit[i];
        const bool duration = strcmp(unit, "s") == 0, date = strncmp(unit, "seconds since", strlen("seconds since")) == 0;
        const int decimals = table_decimals(high > low ? (high - low) / (duration ? (double)SECONDS_PER_DAY : 1) : 0.01);
        grid_text(&grid, NULL, drawn.path[i]);
        grid_text(&grid, NULL, duration ? "d" : date ? "" : unit);
        value_put(page, &grid, unit, drawn.central[(int64_t)s * drawn.inputs + i], decimals);
        value_put(page, &grid, unit, low <= high ? low : NAN, decimals);
        value_put(page, &grid, unit, low <= high ? high : NAN, decimals);
        grid_number(&grid, rank[k].correlation, 2);
    }
    view_say(page,
             arena_format(page->arena, "Drawn inputs of %s, and how %s goes along with each over %d draws (Spearman; not a share of what it explains).\n", page->scenario[s], measure, (int)page->draws),
             arena_format(page->arena, "Getrokken invoer van %s, en hoe %s met elk meeloopt over %d trekkingen (Spearman; geen aandeel in de verklaring).\n", page->scenario[s], measure, (int)page->draws));
    view_grid(page, &grid, "inputs", 0);
    return status_ok();
}
