/* The drawn inputs: where they lay, and how a measure went along with each. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/show_views.h"

struct drawn {
    int32_t n, draws;
    const char *const *path, *const *unit;
    const double *value, *central; /* of all scenarios */
};

static status drawn_read(const struct view_page *page, struct drawn *drawn)
{
    int32_t size[3] = {0}, n = 0;
    drawn->path = result_texts(page->result, "inputs/input", &drawn->n);
    drawn->unit = result_texts(page->result, "inputs/unit", &n);
    drawn->value = result_numbers(page->result, "inputs/value", 3, size);
    drawn->draws = size[1];
    drawn->central = result_numbers(page->result, "inputs/central", 2, size);
    if (drawn->path && drawn->unit && drawn->value && drawn->central) return status_ok();
    return status_fail(STATUS_FAILED, "no-draws", "this file holds no draws of the inputs; `run --draws N` makes them");
}

static int by_value(const void *left, const void *right)
{
    const double a = **(const double *const *)left, b = **(const double *const *)right;
    return (a > b) - (a < b);
}

/* Ranks from 1; equal values share theirs. */
static void ranks_of(const double *x, int32_t n, double *rank, struct arena *arena)
{
    const double **order = ARENA_ARRAY(arena, const double *, n + 1);
    for (int32_t i = 0; i < n; i++) order[i] = &x[i];
    qsort(order, (size_t)n, sizeof *order, by_value);
    for (int32_t i = 0, j; i < n; i = j) {
        for (j = i + 1; j < n && *order[j] == *order[i]; j++) continue;
        for (int32_t k = i; k < j; k++) rank[order[k] - x] = (i + j + 1) / 2.0;
    }
}

/* Spearman 1904; NAN when one of the two does not vary. */
static double rank_correlation(const double *x, const double *y, int32_t n, struct arena *arena)
{
    double *a = ARENA_ARRAY(arena, double, n + 1), *b = ARENA_ARRAY(arena, double, n + 1), ab = 0, aa = 0, bb = 0;
    const double middle = (n + 1) / 2.0;
    ranks_of(x, n, a, arena);
    ranks_of(y, n, b, arena);
    for (int32_t i = 0; i < n; i++) {
        ab += (a[i] - middle) * (b[i] - middle);
        aa += (a[i] - middle) * (a[i] - middle);
        bb += (b[i] - middle) * (b[i] - middle);
    }
    return aa > 0 && bb > 0 ? ab / sqrt(aa * bb) : NAN;
}

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

struct input_row { int32_t input; double correlation; };

static int by_strength(const void *left, const void *right)
{
    const double a = fabs(((const struct input_row *)left)->correlation), b = fabs(((const struct input_row *)right)->correlation);
    if (isnan(a) || isnan(b)) return isnan(a) - isnan(b);
    return (a < b) - (a > b);
}

status view_inputs(const struct view_page *page)
{
    static const struct grid_column columns[] = {{"input", "input", "invoer"}, {"unit", "unit", "eenheid"}, {"central", "central", "middelste"}, {"low", "lowest drawn", "laagst getrokken"},
                                                 {"high", "highest drawn", "hoogst getrokken"}, {"rank_correlation", "rank correlation", "rangcorrelatie"}};
    struct drawn drawn;
    struct grid grid;
    TRY(drawn_read(page, &drawn));
    const char *measure = page->options->measures ? page->options->measures[0] : result_find(page->result, "not_placed_24h") >= 0 ? "not_placed_24h" : result_measure(page->result, 0)->name;
    const int32_t s = page->against;
    double *mean = ARENA_ARRAY(page->arena, double, page->draws + 1), *x = ARENA_ARRAY(page->arena, double, page->draws + 1);
    struct input_row *row = ARENA_ARRAY(page->arena, struct input_row, drawn.n + 1);
    TRY(draw_means(page, measure, s, mean));
    for (int32_t i = 0; i < drawn.n; i++) {
        for (int32_t d = 0; d < page->draws; d++) x[d] = drawn.value[((int64_t)s * page->draws + d) * drawn.n + i];
        row[i] = (struct input_row){i, rank_correlation(x, mean, page->draws, page->arena)};
    }
    qsort(row, (size_t)drawn.n, sizeof *row, by_strength);
    grid_init(&grid, columns, 6, page->arena);
    for (int32_t k = 0; k < drawn.n; k++) {
        const int32_t i = row[k].input;
        double low = INFINITY, high = -INFINITY;
        for (int32_t d = 0; d < page->draws; d++) {
            const double value = drawn.value[((int64_t)s * page->draws + d) * drawn.n + i];
            low = fmin(low, value);
            high = fmax(high, value);
        }
        const char *unit = drawn.unit[i];
        const bool duration = strcmp(unit, "s") == 0, date = strncmp(unit, "seconds since", strlen("seconds since")) == 0;
        const int decimals = table_decimals(high > low ? (high - low) / (duration ? (double)SECONDS_PER_DAY : 1) : 0.01);
        grid_text(&grid, NULL, drawn.path[i]);
        grid_text(&grid, NULL, duration ? "d" : date ? "" : unit);
        value_put(page, &grid, unit, drawn.central[(int64_t)s * drawn.n + i], decimals);
        value_put(page, &grid, unit, low <= high ? low : NAN, decimals);
        value_put(page, &grid, unit, low <= high ? high : NAN, decimals);
        grid_number(&grid, row[k].correlation, 2);
    }
    view_say(page,
             arena_format(page->arena, "Drawn inputs of %s, and how %s goes along with each over %d draws (Spearman; not a share of what it explains).\n", page->scenario[s], measure, (int)page->draws),
             arena_format(page->arena, "Getrokken invoer van %s, en hoe %s met elk meeloopt over %d trekkingen (Spearman; geen aandeel in de verklaring).\n", page->scenario[s], measure, (int)page->draws));
    view_grid(page, &grid, "inputs", 0);
    return status_ok();
}
