/* calendar: the pending events of one replication in their total order (t_s, rank, serial).
 *
 * Two tiers: the run is cut into pieces of equal length; the events of the piece under way stand in a 4-ary heap of 16-byte entries, those of
 * later pieces in a plain list per piece, so that the heap stays within the processor's caches however many events are pending. What an event
 * carries lies in slots. At most 2^24 - 1 pending events, 2^36 - 1 serials. Cancelling marks the slot: the event is passed over when it comes
 * up, or swept out when room is short. The place of an event that was popped stays open for the next that is pushed. An event before the last
 * one popped is a bug. Owner: the arena. */
#ifndef SIM_CALENDAR_H
#define SIM_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/arena.h"
#include "sim/unit.h"

struct event {
    seconds t_s;
    uint16_t kind; /* index in the model's event kinds */
    int32_t a, b;  /* what it concerns: ids of the model */
};

/* Names one scheduled event; key 0 names none. */
typedef struct event_id { uint64_t key; } event_id;

struct calendar_entry { seconds t_s; uint64_t key; }; /* key: rank 4 bits, serial 36 bits, slot 24 bits */
struct calendar_slot { uint64_t key; seconds t_s; int32_t a, b, next; uint16_t kind; }; /* key 0: cancelled or free; next: of its list */

struct calendar {
    struct calendar_entry *heap; /* heap[0..n-1] */
    struct calendar_slot *slots;
    int32_t *piece;              /* first slot of every later piece, -1: none */
    int32_t n, n_slots, free_slot, room; /* n: in the heap; n_slots: ever used; free_slot: -1 when none was given back */
    int32_t at, shift;                   /* the heap holds piece `at` and what is earlier; a piece lasts 2^shift seconds */
    bool open;                           /* heap[0] was popped and not yet filled */
    uint64_t serial;
    seconds now_s;                       /* of the last event popped */
};

/* Room for `capacity` pending events. end_s: the run ends there; later events are kept, without a piece of their own. */
void calendar_init(struct calendar *calendar, struct arena *arena, int32_t capacity, seconds end_s);
size_t calendar_bytes(int32_t capacity);
void calendar_clear(struct calendar *calendar);
/* A serial for events that are to be ordered as if scheduled now. */
uint64_t calendar_serial(struct calendar *calendar);
/* rank < 16. */
event_id calendar_push(struct calendar *calendar, seconds t_s, unsigned rank, uint64_t serial, uint16_t kind, int32_t a, int32_t b);
/* Nothing happens when the event was handled or cancelled before. */
void calendar_cancel(struct calendar *calendar, event_id id);
/* Date of the next event, NEVER when there is none. */
seconds calendar_next(struct calendar *calendar);
/* Takes the next event; false when there is none. *key is its (rank, serial, slot). */
bool calendar_pop(struct calendar *calendar, struct event *event, uint64_t *key);
/* The same, only when it is dated before end_s. */
bool calendar_pop_before(struct calendar *calendar, seconds end_s, struct event *event, uint64_t *key);

static inline unsigned calendar_rank(uint64_t key) { return (unsigned)(key >> 60); }
static inline uint64_t calendar_serial_of(uint64_t key) { return key >> 24 & ((UINT64_C(1) << 36) - 1); }

#endif
