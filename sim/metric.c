#include "sim/metric.h"

#include <math.h>
#include <string.h>

int32_t metric_cells_of(const struct metric *metric, const int32_t *sizes, int32_t size[METRIC_STRATA])
{
    int32_t cells = 1;
    bool ended = false;
    for (int s = 0; s < METRIC_STRATA; s++) {
        ended = ended || metric->strata[s] < 0;
        size[s] = ended ? 1 : sizes[metric->strata[s]];
        cells *= size[s];
    }
    return cells;
}

/* Number of cells of every kind. */
static void totals(const struct metric *metrics, int32_t n, const int32_t *sizes, int32_t total[METRIC_VALUE + 1])
{
    int32_t size[METRIC_STRATA];
    memset(total, 0, (METRIC_VALUE + 1) * sizeof *total);
    for (int32_t m = 0; m < n; m++) total[metrics[m].kind] += metric_cells_of(&metrics[m], sizes, size);
}

/* Cells of all values that keep the course of a level. */
static int32_t settle_cells(const struct metric *metrics, int32_t n, const int32_t *sizes)
{
    int32_t size[METRIC_STRATA], cells = 0;
    for (int32_t m = 0; m < n; m++)
        if (metrics[m].settles) cells += metric_cells_of(&metrics[m], sizes, size);
    return cells;
}

static size_t padded(int32_t count, size_t size) { return (size_t)count * size + 16; }

size_t recorder_bytes(const struct metric *metrics, int32_t n, const int32_t *sizes)
{
    int32_t total[METRIC_VALUE + 1];
    totals(metrics, n, sizes, total);
    return 2 * padded(n, sizeof(int32_t)) + padded(n, sizeof(int32_t[METRIC_STRATA])) + padded(total[METRIC_COUNT], sizeof(int64_t)) +
           padded(total[METRIC_LEVEL], sizeof(struct level)) + padded(total[METRIC_TALLY], sizeof(struct tally)) +
           padded(total[METRIC_VALUE], sizeof(double)) + padded(settle_cells(metrics, n, sizes), sizeof(int64_t));
}

void recorder_init(struct recorder *recorder, const struct metric *metrics, int32_t n, const int32_t *sizes, struct arena *arena)
{
    int32_t total[METRIC_VALUE + 1], next[METRIC_VALUE + 1] = {0};
    int32_t *first = ARENA_ARRAY(arena, int32_t, n), *cells = ARENA_ARRAY(arena, int32_t, n);
    int32_t(*size)[METRIC_STRATA] = arena_alloc(arena, (size_t)n, sizeof *size);
    for (int32_t m = 0; m < n; m++) {
        cells[m] = metric_cells_of(&metrics[m], sizes, size[m]);
        first[m] = next[metrics[m].kind];
        next[metrics[m].kind] += cells[m];
    }
    totals(metrics, n, sizes, total);
    *recorder = (struct recorder){
        .metrics = metrics, .n = n, .on = true, .plain = true, .first = first, .cells = cells,
        .size = (const int32_t(*)[METRIC_STRATA])size,
        .count = ARENA_ARRAY(arena, int64_t, total[METRIC_COUNT]), .n_count = total[METRIC_COUNT],
        .level = ARENA_ARRAY(arena, struct level, total[METRIC_LEVEL]), .n_level = total[METRIC_LEVEL],
        .tally = ARENA_ARRAY(arena, struct tally, total[METRIC_TALLY]), .n_tally = total[METRIC_TALLY],
        .value = ARENA_ARRAY(arena, double, total[METRIC_VALUE]), .n_value = total[METRIC_VALUE],
    };
    const int32_t settle = settle_cells(metrics, n, sizes);
    if (settle) recorder->settle = ARENA_ARRAY(arena, int64_t, settle);
}

void recorder_switch(struct recorder *recorder, bool on)
{
    recorder->on = on;
    recorder->plain = on && !recorder->views;
}

void recorder_start(struct recorder *recorder, seconds now_s)
{
    memset(recorder->count, 0, (size_t)recorder->n_count * sizeof *recorder->count);
    memset(recorder->tally, 0, (size_t)recorder->n_tally * sizeof *recorder->tally);
    for (int32_t i = 0; i < recorder->n_value; i++) recorder->value[i] = NAN;
    for (int32_t i = 0; i < recorder->n_level; i++) {
        recorder->level[i].integral = 0;
        recorder->level[i].since_s = now_s;
    }
    recorder->from_s = now_s;
    if (recorder->detail) recorder_detail_start(recorder, now_s);
}

void recorder_clear(struct recorder *recorder)
{
    for (int32_t i = 0; i < recorder->n_level; i++) recorder->level[i].value = 0;
    if (recorder->detail) recorder_detail_clear(recorder);
    recorder_start(recorder, 0);
}

void recorder_finish(struct recorder *recorder, seconds now_s)
{
    for (int32_t i = 0; i < recorder->n_level; i++) {
        struct level *level = &recorder->level[i];
        level->integral += level->value * (now_s - level->since_s);
        level->since_s = now_s;
    }
    if (recorder->detail) recorder_detail_finish(recorder, now_s);
}

/* ---- the course of the warm-up ---- */

int32_t recorder_settle_parts(const struct recorder *recorder)
{
    for (int32_t m = 0; m < recorder->n && recorder->settle; m++)
        if (recorder->metrics[m].settles) return recorder->cells[m];
    return 0;
}

/* Of a level, all its cells together, up to now. */
static int64_t integral_of(const struct recorder *recorder, int32_t m, seconds now_s)
{
    int64_t sum = 0;
    for (int32_t i = 0; i < recorder->cells[m]; i++) {
        const struct level *level = &recorder->level[recorder->first[m] + i];
        sum += level->integral + level->value * (now_s - level->since_s);
    }
    return sum;
}

void recorder_settle(struct recorder *recorder, int32_t part, seconds now_s)
{
    int64_t *to = recorder->settle + part;
    const int32_t parts = recorder_settle_parts(recorder);
    for (int32_t m = 0; m < recorder->n; m++) {
        if (!recorder->metrics[m].settles) continue;
        *to = integral_of(recorder, recorder->metrics[m].settles - 1, now_s);
        to += parts;
    }
}

void recorder_settled(struct recorder *recorder)
{
    const int32_t parts = recorder_settle_parts(recorder);
    const int64_t *at = recorder->settle;
    for (int32_t m = 0; m < recorder->n && parts; m++) {
        if (!recorder->metrics[m].settles) continue;
        seconds since_s = 0;
        int64_t before = 0;
        for (int32_t p = 0; p < parts; p++, at++) {
            const seconds end_s = recorder_settle_end(recorder->from_s, p, parts);
            recorder->value[recorder->first[m] + p] = (double)(*at - before) / (double)(end_s - since_s);
            before = *at;
            since_s = end_s;
        }
    }
}

int32_t metric_row_cells(const struct metric *metrics, int32_t n, const int32_t *sizes)
{
    int32_t total[METRIC_VALUE + 1];
    totals(metrics, n, sizes, total);
    return total[METRIC_COUNT] + total[METRIC_LEVEL] + 2 * total[METRIC_TALLY] + total[METRIC_VALUE];
}

int32_t metric_row_of(const struct metric *metrics, int32_t m, const int32_t *sizes) { return metric_row_cells(metrics, m, sizes); }

/* The runs of one metric; returns where the next begins. */
static double *cells_put(const struct recorder *recorder, int32_t m, seconds window_s, double *row)
{
    const int32_t first = recorder->first[m], cells = recorder->cells[m];
    switch (recorder->metrics[m].kind) {
    case METRIC_COUNT:
        for (int32_t i = 0; i < cells; i++) *row++ = (double)recorder->count[first + i];
        break;
    case METRIC_LEVEL:
        for (int32_t i = 0; i < cells; i++) *row++ = (double)recorder->level[first + i].integral / (double)window_s;
        break;
    case METRIC_TALLY:
        for (int32_t i = 0; i < cells; i++) {
            const struct tally *tally = &recorder->tally[first + i];
            *row++ = tally->n ? (double)tally->sum / (double)tally->n / (double)SECONDS_PER_DAY : NAN;
        }
        for (int32_t i = 0; i < cells; i++) *row++ = (double)recorder->tally[first + i].n;
        break;
    case METRIC_VALUE:
        for (int32_t i = 0; i < cells; i++) *row++ = recorder->value[first + i];
        break;
    }
    return row;
}

void recorder_row(const struct recorder *recorder, seconds window_s, double *row)
{
    for (int32_t m = 0; m < recorder->n; m++) row = cells_put(recorder, m, window_s, row);
    if (recorder->detail && !recorder->detail->kept) recorder_detail_row(recorder, window_s, row);
}
