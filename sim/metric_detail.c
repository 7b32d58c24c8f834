/* What a run keeps besides the totals: periods, and the time spent at each number. */
#include <string.h>

#include "sim/metric.h"
#include "sim/status.h"

/* ---- memory ---- */

static size_t padded(int64_t count, size_t size) { return (size_t)count * size + 16; }

/* Counts and levels of all metrics together. */
static void totals(const struct metric *metrics, int32_t n, const int32_t *sizes, int64_t *counts, int64_t *levels)
{
    int32_t size[METRIC_STRATA];
    *counts = *levels = 0;
    for (int32_t m = 0; m < n; m++) {
        const int32_t cells = metric_cells_of(&metrics[m], sizes, size);
        if (metrics[m].kind == METRIC_COUNT) *counts += cells;
        if (metrics[m].kind == METRIC_LEVEL) *levels += cells;
    }
}

/* Cells of a view, and how far apart they are along each stratum of the metric. */
static int32_t view_cells(const struct metric *metric, int v, const int32_t *sizes, int32_t stride[METRIC_STRATA])
{
    int32_t size[METRIC_STRATA], cells = 1;
    metric_cells_of(metric, sizes, size);
    for (int s = METRIC_STRATA - 1; s >= 0; s--) {
        const bool by = metric->numbers[v] >> s & 1;
        stride[s] = by ? cells : 0;
        if (by) cells *= size[s];
    }
    return cells;
}

size_t recorder_detail_bytes(const struct metric *metrics, int32_t n, const int32_t *sizes, const struct detail *detail)
{
    int64_t counts, levels;
    int32_t stride[METRIC_STRATA];
    if (!detail) return 0;
    totals(metrics, n, sizes, &counts, &levels);
    size_t bytes = padded(counts + levels, sizeof(int64_t)) + padded(detail->n_periods * (counts + 2 * levels), sizeof(int64_t)) +
                   padded(n, sizeof(struct view[METRIC_VIEWS]));
    for (int32_t m = 0; m < n && detail->most; m++)
        for (int v = 0; v < METRIC_VIEWS; v++) {
            if (!metric_has_numbers(&metrics[m], v)) continue;
            const int64_t cells = view_cells(&metrics[m], v, sizes, stride);
            bytes += padded(cells, sizeof(struct standing)) + padded(cells * (detail->most[m][v] + 1), sizeof(int64_t));
        }
    return bytes;
}

static void view_init(struct view *view, const struct metric *metric, int v, const int32_t *sizes, int32_t most, struct arena *arena)
{
    view->cells = view_cells(metric, v, sizes, view->stride);
    view->most = most;
    view->standing = ARENA_ARRAY(arena, struct standing, view->cells);
    view->spent_s = ARENA_ARRAY(arena, int64_t, (int64_t)view->cells * (most + 1));
}

void recorder_detail_init(struct recorder *recorder, const int32_t *sizes, const struct detail *detail, struct arena *arena)
{
    recorder->detail = detail;
    if (!detail) return;
    const int64_t n = recorder->n_count + (int64_t)recorder->n_level;
    recorder->before = ARENA_ARRAY(arena, int64_t, n);
    recorder->series = ARENA_ARRAY(arena, int64_t, detail->n_periods * (n + recorder->n_level));
    if (!detail->most) return;
    recorder->views = arena_alloc(arena, (size_t)recorder->n, sizeof *recorder->views);
    for (int32_t m = 0; m < recorder->n; m++)
        for (int v = 0; v < METRIC_VIEWS; v++)
            if (metric_has_numbers(&recorder->metrics[m], v))
                view_init(&recorder->views[m][v], &recorder->metrics[m], v, sizes, detail->most[m][v], arena);
    recorder_switch(recorder, recorder->on);
}

/* ---- numbers ---- */

static void stand(struct view *view, int32_t cell, seconds now_s)
{
    struct standing *standing = &view->standing[cell];
    const int64_t number = standing->number < 0 ? 0 : standing->number > view->most ? view->most : standing->number;
    view->spent_s[(int64_t)cell * (view->most + 1) + number] += now_s - standing->since_s;
    standing->since_s = now_s;
}

bool recorder_stand(struct recorder *recorder, int metric, int32_t i, int32_t j, int32_t k, int64_t by, seconds now_s)
{
    for (int v = 0; v < METRIC_VIEWS && recorder->on; v++) {
        struct view *view = &recorder->views[metric][v];
        if (!view->cells) continue;
        const int32_t cell = i * view->stride[0] + j * view->stride[1] + k * view->stride[2];
        stand(view, cell, now_s);
        view->standing[cell].number += by;
    }
    return recorder->on;
}

/* Does `what` to every view there is. */
static void views_each(struct recorder *recorder, seconds now_s, void (*what)(struct view *view, seconds now_s))
{
    for (int32_t m = 0; m < recorder->n && recorder->views; m++)
        for (int v = 0; v < METRIC_VIEWS; v++)
            if (recorder->views[m][v].cells) what(&recorder->views[m][v], now_s);
}

static void view_clear(struct view *view, seconds now_s)
{
    (void)now_s;
    memset(view->standing, 0, (size_t)view->cells * sizeof *view->standing);
}

static void view_start(struct view *view, seconds now_s)
{
    memset(view->spent_s, 0, (size_t)view->cells * (size_t)(view->most + 1) * sizeof *view->spent_s);
    for (int32_t i = 0; i < view->cells; i++) view->standing[i].since_s = now_s;
}

static void view_finish(struct view *view, seconds now_s)
{
    for (int32_t i = 0; i < view->cells; i++) stand(view, i, now_s);
}

void recorder_detail_clear(struct recorder *recorder) { views_each(recorder, 0, view_clear); }

void recorder_detail_start(struct recorder *recorder, seconds now_s)
{
    recorder->period = 0;
    memset(recorder->before, 0, (size_t)(recorder->n_count + recorder->n_level) * sizeof *recorder->before);
    views_each(recorder, now_s, view_start);
}

void recorder_detail_finish(struct recorder *recorder, seconds now_s)
{
    views_each(recorder, now_s, view_finish);
    if (recorder->detail->n_periods) recorder_mark(recorder, now_s);
}

/* ---- periods ---- */

/* The numbers of one period: counts, integrals, values at its end. */
static int64_t *period_of(const struct recorder *recorder, int32_t period)
{
    return recorder->series + period * ((int64_t)recorder->n_count + 2 * recorder->n_level);
}

void recorder_mark(struct recorder *recorder, seconds now_s)
{
    BUG_IF(recorder->period >= recorder->detail->n_periods, "a period more than the %d there are", (int)recorder->detail->n_periods);
    int64_t *to = period_of(recorder, recorder->period++), *before = recorder->before;
    for (int32_t i = 0; i < recorder->n_count; i++, before++) {
        *to++ = recorder->count[i] - *before;
        *before = recorder->count[i];
    }
    for (int32_t i = 0; i < recorder->n_level; i++, before++) {
        struct level *level = &recorder->level[i];
        level->integral += level->value * (now_s - level->since_s);
        level->since_s = now_s;
        to[recorder->n_level] = level->value;
        *to++ = level->integral - *before;
        *before = level->integral;
    }
}

/* ---- a row ---- */

int64_t metric_detail_cells(const struct metric *metrics, int32_t n, const int32_t *sizes, const struct detail *detail)
{
    int32_t size[METRIC_STRATA], stride[METRIC_STRATA];
    int64_t all = 0;
    for (int32_t m = 0; m < n && detail && !detail->kept; m++) {
        const int64_t runs = !metric_in_series(&metrics[m]) ? 0 : metrics[m].kind == METRIC_LEVEL ? 2 : 1;
        all += runs * detail->n_periods * metric_cells_of(&metrics[m], sizes, size);
        for (int v = 0; v < METRIC_VIEWS && detail->most; v++)
            if (metric_has_numbers(&metrics[m], v))
                all += (int64_t)view_cells(&metrics[m], v, sizes, stride) * (detail->most[m][v] + 1);
    }
    return all;
}

/* Of all periods, the numbers that begin at `first` within a period. */
static double *runs_put(const struct recorder *recorder, int64_t first, int32_t cells, bool mean, double *row)
{
    for (int32_t p = 0; p < recorder->detail->n_periods; p++) {
        const seconds length_s = recorder->detail->edge_s[p + 1] - recorder->detail->edge_s[p];
        const int64_t *number = period_of(recorder, p) + first;
        for (int32_t i = 0; i < cells; i++) *row++ = mean ? (double)number[i] / (double)length_s : (double)number[i];
    }
    return row;
}

static double *series_put(const struct recorder *recorder, int32_t m, double *row)
{
    const int32_t cells = recorder->cells[m], first = recorder->first[m];
    if (!metric_in_series(&recorder->metrics[m])) return row;
    if (recorder->metrics[m].kind == METRIC_COUNT) return runs_put(recorder, first, cells, false, row);
    row = runs_put(recorder, recorder->n_count + (int64_t)first, cells, true, row);
    return runs_put(recorder, recorder->n_count + (int64_t)recorder->n_level + first, cells, false, row);
}

static double *shares_put(const struct view *view, seconds window_s, double *row)
{
    for (int64_t i = 0; i < (int64_t)view->cells * (view->most + 1); i++) *row++ = (double)view->spent_s[i] / (double)window_s;
    return row;
}

void recorder_detail_row(const struct recorder *recorder, seconds window_s, double *row)
{
    for (int32_t m = 0; m < recorder->n; m++) row = series_put(recorder, m, row);
    for (int32_t m = 0; m < recorder->n && recorder->views; m++)
        for (int v = 0; v < METRIC_VIEWS; v++)
            if (recorder->views[m][v].cells) row = shares_put(&recorder->views[m][v], window_s, row);
}
