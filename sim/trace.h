/* trace: what happened in one replication, folded into a digest of every event handled, and, on request, a readable log.
 *
 * The log speaks the model's words (arrived, placed, left, ...); its rows are in the order in which things happened. Who wants the draws of
 * a replication too sets `draws` before it begins. */
#ifndef SIM_TRACE_H
#define SIM_TRACE_H

#include <stdint.h>
#include <stdio.h>

#include "sim/calendar.h"

struct log_row {
    seconds t_s;       /* since the begin of the warm-up */
    int32_t household, episode; /* households count from 1; 0: it concerns none */
    int16_t word;      /* index in the model's log words */
    int16_t group, stage, cause, exit; /* indices in the model's dimensions, -1: none */
    int32_t region;
};

/* One draw, by its key. */
struct draw_row { uint64_t entity, occasion; double uniform; uint32_t purpose; };
struct draw_log { struct draw_row *rows; int64_t n, capacity; };

struct trace {
    uint64_t digest, events;
    struct draw_log *draws; /* the caller's; NULL: draws are not kept */
    bool logging;
    struct log_row *rows; /* of one replication at a time; in address space that is reserved, so that a handler never allocates */
    int64_t n, capacity;
    struct arena room;
};

void trace_begin(struct trace *trace, bool logging); /* keeps the room of an earlier log, and `draws` */
void trace_free(struct trace *trace);
void trace_log(struct trace *trace, const struct log_row *row);
void trace_draw(struct draw_log *draws, unsigned purpose, uint64_t entity, uint64_t occasion, double uniform);
void trace_draws_free(struct draw_log *draws);

static inline uint64_t trace_mix(uint64_t digest, uint64_t word)
{
    digest = (digest ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    return digest ^ digest >> 29;
}

static inline void trace_event(struct trace *trace, const struct event *event)
{
    trace->digest = trace_mix(trace->digest, (uint64_t)event->t_s << 8 ^ event->kind);
    trace->digest = trace_mix(trace->digest, (uint64_t)(uint32_t)event->a << 32 | (uint32_t)event->b);
    trace->events++;
}

#endif
