#include "sim/calendar.h"

#include "sim/status.h"

enum { SLOT_BITS = 24, SERIAL_BITS = 36, MOST_SLOTS = (1 << SLOT_BITS) - 1, LINE = 64 };

/* An entry as one number: dates are never negative, so its order is that of (t_s, key). */
__extension__ typedef unsigned __int128 order;
static inline order order_of(const struct calendar_entry *entry) { return (order)(uint64_t)entry->t_s << 64 | entry->key; }

static inline int32_t slot_of(uint64_t key) { return (int32_t)(key & MOST_SLOTS); }

/* Twice the room asked for: sweeping out what was cancelled then pays for itself. */
static int32_t room_of(int32_t capacity) { return capacity < MOST_SLOTS / 2 ? 2 * capacity + 2 : MOST_SLOTS; }

size_t calendar_bytes(int32_t capacity)
{
    const size_t room = (size_t)room_of(capacity);
    return room * (sizeof(struct calendar_entry) + sizeof(struct calendar_slot)) + (size_t)2 * LINE + 16;
}

void calendar_init(struct calendar *calendar, struct arena *arena, int32_t capacity)
{
    BUG_IF(capacity < 0 || capacity > MOST_SLOTS, "a calendar for %d events", (int)capacity);
    const int32_t room = room_of(capacity);
    char *heap = arena_alloc(arena, (size_t)room * sizeof(struct calendar_entry) + (size_t)2 * LINE, 1);
    /* The four children of an entry, 4 i + 1 ... 4 i + 4, share a cache line. */
    heap += (size_t)(LINE - (uintptr_t)heap % LINE) + LINE - sizeof(struct calendar_entry);
    *calendar = (struct calendar){.heap = (struct calendar_entry *)(void *)heap, .room = room};
    calendar->slots = ARENA_ARRAY(arena, struct calendar_slot, room);
    calendar_clear(calendar);
}

void calendar_clear(struct calendar *calendar)
{
    calendar->n = 0;
    calendar->n_slots = 0;
    calendar->free_slot = -1;
    calendar->open = false;
    calendar->serial = 0;
    calendar->now_s = 0;
}

uint64_t calendar_serial(struct calendar *calendar)
{
    const uint64_t serial = ++calendar->serial; /* from 1, so that no key is 0 */
    BUG_IF(serial >> SERIAL_BITS, "more than 2^36 events in one replication");
    return serial;
}

/* ---- the heap ---- */

/* Puts `entry` at `i` or above it. */
static void rise(struct calendar_entry *heap, int32_t i, struct calendar_entry entry)
{
    const order own = order_of(&entry);
    while (i > 0) {
        const int32_t parent = (i - 1) / 4;
        if (order_of(&heap[parent]) < own) break;
        heap[i] = heap[parent];
        i = parent;
    }
    heap[i] = entry;
}

/* Puts `entry` at `i` or below it. */
static void sink(struct calendar_entry *heap, int32_t n, int32_t i, struct calendar_entry entry)
{
    const order own = order_of(&entry);
    for (int32_t child = 4 * i + 1; child < n; child = 4 * i + 1) {
        const int32_t end = child + 4 < n ? child + 4 : n;
        int32_t least = child;
        order least_order = order_of(&heap[child]);
        for (int32_t j = child + 1; j < end; j++) {
            const order other = order_of(&heap[j]);
            if (other < least_order) least = j, least_order = other;
        }
        if (own < least_order) break;
        heap[i] = heap[least];
        i = least;
    }
    heap[i] = entry;
}

/* ---- slots ---- */

static inline void slot_free(struct calendar *calendar, int32_t i)
{
    calendar->slots[i].key = 0;
    calendar->slots[i].a = calendar->free_slot;
    calendar->free_slot = i;
}

static inline int32_t slot_take(struct calendar *calendar)
{
    const int32_t i = calendar->free_slot;
    if (i < 0) return calendar->n_slots++;
    calendar->free_slot = calendar->slots[i].a;
    return i;
}

static inline bool pending(const struct calendar *calendar, const struct calendar_entry *entry)
{
    return calendar->slots[slot_of(entry->key)].key == entry->key;
}

/* Takes out the entries of cancelled events and makes a heap of the rest. */
static void sweep(struct calendar *calendar)
{
    struct calendar_entry *heap = calendar->heap;
    int32_t kept = 0;
    for (int32_t i = 0; i < calendar->n; i++) {
        if (pending(calendar, &heap[i])) heap[kept++] = heap[i];
        else slot_free(calendar, slot_of(heap[i].key));
    }
    BUG_IF(kept == calendar->n, "%d events are pending, more than the model asked room for", (int)kept);
    calendar->n = kept;
    for (int32_t i = kept < 2 ? -1 : (kept - 2) / 4; i >= 0; i--) sink(heap, kept, i, heap[i]);
}

event_id calendar_push(struct calendar *calendar, seconds t_s, unsigned rank, uint64_t serial, uint16_t kind, int32_t a, int32_t b)
{
    BUG_IF(t_s < calendar->now_s, "event kind %u is dated %lld s, and it is %lld s now", kind, (long long)t_s, (long long)calendar->now_s);
    if (!calendar->open && calendar->n == calendar->room) sweep(calendar);
    const int32_t slot = slot_take(calendar);
    const uint64_t key = (uint64_t)rank << (SLOT_BITS + SERIAL_BITS) | serial << SLOT_BITS | (uint64_t)slot;
    calendar->slots[slot] = (struct calendar_slot){key, kind, a, b};
    const struct calendar_entry entry = {t_s, key};
    if (calendar->open) {
        calendar->open = false;
        sink(calendar->heap, calendar->n, 0, entry);
    } else {
        rise(calendar->heap, calendar->n++, entry);
    }
    return (event_id){key};
}

void calendar_cancel(struct calendar *calendar, event_id id)
{
    struct calendar_slot *slot = &calendar->slots[slot_of(id.key)];
    if (slot->key == id.key) slot->key = 0;
}

/* Brings a pending event to the top; false when there is none. */
static bool settle(struct calendar *calendar)
{
    struct calendar_entry *heap = calendar->heap;
    for (;;) {
        if (calendar->open) {
            calendar->open = false;
            const int32_t last = --calendar->n;
            if (last > 0) sink(heap, last, 0, heap[last]);
        }
        if (calendar->n == 0) return false;
        if (pending(calendar, &heap[0])) return true;
        slot_free(calendar, slot_of(heap[0].key));
        calendar->open = true;
    }
}

seconds calendar_next(struct calendar *calendar) { return settle(calendar) ? calendar->heap[0].t_s : NEVER; }

/* After settle. */
static void take(struct calendar *calendar, struct event *event, uint64_t *key)
{
    const struct calendar_entry top = calendar->heap[0];
    const struct calendar_slot *slot = &calendar->slots[slot_of(top.key)];
    *event = (struct event){top.t_s, slot->kind, slot->a, slot->b};
    *key = top.key;
    slot_free(calendar, slot_of(top.key));
    calendar->open = true;
    calendar->now_s = top.t_s;
}

bool calendar_pop(struct calendar *calendar, struct event *event, uint64_t *key)
{
    if (!settle(calendar)) return false;
    take(calendar, event, key);
    return true;
}

bool calendar_pop_before(struct calendar *calendar, seconds end_s, struct event *event, uint64_t *key)
{
    if (!settle(calendar) || calendar->heap[0].t_s >= end_s) return false;
    take(calendar, event, key);
    return true;
}
