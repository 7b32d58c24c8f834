#include "sim/trace.h"

#include <stdlib.h>

#include "sim/status.h"

static _Noreturn void no_room(int64_t rows)
{
    fprintf(stderr, "doorstroom: error: no memory for a log of %lld rows [memory]\n", (long long)rows);
    exit(STATUS_FAILED);
}

/* As much address space as there is, up to a log that no replication fills. */
static void reserve(struct trace *trace)
{
    int64_t rows = INT64_C(1) << 27;
    while (arena_reserve(&trace->room, (size_t)rows * sizeof *trace->rows) != 0)
        if ((rows /= 2) < 1024) no_room(rows);
    trace->rows = ARENA_ARRAY(&trace->room, struct log_row, rows);
    trace->capacity = rows;
}

void trace_begin(struct trace *trace, bool logging)
{
    trace->digest = UINT64_C(0xCBF29CE484222325); /* any number but 0, so that an empty replication has a digest too */
    trace->events = 0;
    trace->logging = logging;
    trace->n = 0;
    if (trace->draws) trace->draws->n = 0;
    if (logging && !trace->rows) reserve(trace);
}

void trace_free(struct trace *trace)
{
    if (trace->rows) arena_free(&trace->room);
    *trace = (struct trace){0};
}

/* `rows` with room for one more than n. */
static void *grown(void *rows, size_t row, int64_t n, int64_t *capacity)
{
    if (n < *capacity) return rows;
    const int64_t wanted = *capacity ? 2 * *capacity : 1024;
    void *more = realloc(rows, (size_t)wanted * row);
    if (!more) no_room(wanted);
    *capacity = wanted;
    return more;
}

void trace_log(struct trace *trace, const struct log_row *row)
{
    if (!trace->logging) return;
    if (trace->n == trace->capacity) no_room(trace->n + 1);
    trace->rows[trace->n++] = *row;
}

void trace_draw(struct draw_log *draws, unsigned purpose, uint64_t entity, uint64_t occasion, double uniform)
{
    draws->rows = grown(draws->rows, sizeof *draws->rows, draws->n, &draws->capacity);
    draws->rows[draws->n++] = (struct draw_row){entity, occasion, uniform, purpose};
}

void trace_draws_free(struct draw_log *draws)
{
    free(draws->rows);
    *draws = (struct draw_log){0};
}
