#include "sim/trace.h"

#include <stdlib.h>

#include "sim/status.h"

void trace_begin(struct trace *trace, bool logging)
{
    trace->digest = UINT64_C(0xCBF29CE484222325); /* any number but 0, so that an empty replication has a digest too */
    trace->events = 0;
    trace->logging = logging;
    trace->n = 0;
}

void trace_free(struct trace *trace)
{
    free(trace->rows);
    *trace = (struct trace){0};
}

void trace_log(struct trace *trace, const struct log_row *row)
{
    if (!trace->logging) return;
    if (trace->n == trace->capacity) {
        const int64_t capacity = trace->capacity ? 2 * trace->capacity : 1024;
        struct log_row *rows = realloc(trace->rows, (size_t)capacity * sizeof *rows);
        if (!rows) {
            fprintf(stderr, "doorstroom: error: no memory for a log of %lld rows [memory]\n", (long long)capacity);
            exit(STATUS_FAILED);
        }
        trace->rows = rows;
        trace->capacity = capacity;
    }
    trace->rows[trace->n++] = *row;
}
