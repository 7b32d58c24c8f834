#include "sim/calendar.h"

#include "sim/status.h"

enum { SLOT_BITS = 24, SERIAL_BITS = 36, MOST_SLOTS = (1 << SLOT_BITS) - 1, LINE = 64, PIECES = 8192 };

/* An entry as one number: dates are never negative, so its order is that of (t_s, key). */
__extension__ typedef unsigned __int128 order;
static inline order order_of(const struct calendar_entry *entry) { return (order)(uint64_t)entry->t_s << 64 | entry->key; }

static inline int32_t slot_of(uint64_t key) { return (int32_t)(key & MOST_SLOTS); }

/* Twice the room asked for: sweeping out what was cancelled then pays for itself. */
static int32_t room_of(int32_t capacity) { return capacity < MOST_SLOTS / 2 ? 2 * capacity + 2 : MOST_SLOTS; }

size_t calendar_bytes(int32_t capacity)
{
    const size_t room = (size_t)room_of(capacity);
    return room * (sizeof(struct calendar_entry) + sizeof(struct calendar_slot)) + PIECES * sizeof(int32_t) + (size_t)2 * LINE + 32;
}

void calendar_init(struct calendar *calendar, struct arena *arena, int32_t capacity, seconds end_s)
{
    BUG_IF(capacity < 0 || capacity > MOST_SLOTS, "a calendar for %d events", (int)capacity);
    const int32_t room = room_of(capacity);
    char *heap = arena_alloc(arena, (size_t)room * sizeof(struct calendar_entry) + (size_t)2 * LINE, 1);
    /* The four children of an entry, 4 i + 1 ... 4 i + 4, share a cache line. */
    heap += (size_t)(LINE - (uintptr_t)heap % LINE) + LINE - sizeof(struct calendar_entry);
    *calendar = (struct calendar){.heap = (struct calendar_entry *)(void *)heap, .room = room};
    calendar->slots = ARENA_ARRAY(arena, struct calendar_slot, room);
    calendar->piece = ARENA_ARRAY(arena, int32_t, PIECES);
    while (end_s >> calendar->shift >= PIECES) calendar->shift++;
    calendar_clear(calendar);
}

void calendar_clear(struct calendar *calendar)
{
    calendar->n = 0;
    calendar->n_slots = 0;
    calendar->free_slot = -1;
    calendar->open = false;
    calendar->at = 0;
    calendar->serial = 0;
    calendar->now_s = 0;
    for (int32_t i = 0; i < PIECES; i++) calendar->piece[i] = -1;
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
    calendar->slots[i].next = calendar->free_slot;
    calendar->free_slot = i;
}

static inline int32_t slot_take(struct calendar *calendar)
{
    const int32_t i = calendar->free_slot;
    if (i < 0) return calendar->n_slots++;
    calendar->free_slot = calendar->slots[i].next;
    return i;
}

static inline bool pending(const struct calendar *calendar, const struct calendar_entry *entry)
{
    return calendar->slots[slot_of(entry->key)].key == entry->key;
}

static void heapify(struct calendar *calendar, int32_t n)
{
    calendar->n = n;
    for (int32_t i = n < 2 ? -1 : (n - 2) / 4; i >= 0; i--) sink(calendar->heap, n, i, calendar->heap[i]);
}

/* ---- pieces ---- */

static inline int32_t piece_of(const struct calendar *calendar, seconds t_s)
{
    const seconds piece = t_s >> calendar->shift;
    return piece < PIECES ? (int32_t)piece : PIECES - 1;
}

/* Fills the empty heap with the next piece that has events; false when there is none. */
static bool advance(struct calendar *calendar)
{
    int32_t n = 0;
    while (n == 0 && calendar->at < PIECES - 1) {
        int32_t *first = &calendar->piece[++calendar->at];
        for (int32_t i = *first, next; i >= 0; i = next) {
            const struct calendar_slot *slot = &calendar->slots[i];
            next = slot->next;
            if (slot->key) calendar->heap[n++] = (struct calendar_entry){slot->t_s, slot->key};
            else slot_free(calendar, i);
        }
        *first = -1;
    }
    heapify(calendar, n);
    return n > 0;
}

/* Takes the cancelled events out of a list. */
static int32_t sweep_piece(struct calendar *calendar, int32_t *link)
{
    int32_t kept = 0;
    while (*link >= 0) {
        const int32_t i = *link;
        struct calendar_slot *slot = &calendar->slots[i];
        if (slot->key) {
            link = &slot->next;
            kept++;
        } else {
            *link = slot->next;
            slot_free(calendar, i);
        }
    }
    return kept;
}

/* Fills the place of the event that was popped. */
static void close_top(struct calendar *calendar)
{
    if (!calendar->open) return;
    calendar->open = false;
    const int32_t last = --calendar->n;
    if (last > 0) sink(calendar->heap, last, 0, calendar->heap[last]);
}

/* Takes out what was cancelled, and makes a heap of the rest. */
static void sweep(struct calendar *calendar)
{
    struct calendar_entry *heap = calendar->heap;
    int32_t kept = 0, later = 0;
    close_top(calendar);
    for (int32_t i = 0; i < calendar->n; i++) {
        if (pending(calendar, &heap[i])) heap[kept++] = heap[i];
        else slot_free(calendar, slot_of(heap[i].key));
    }
    for (int32_t i = calendar->at + 1; i < PIECES; i++) later += sweep_piece(calendar, &calendar->piece[i]);
    BUG_IF(kept + later == calendar->room, "%d events are pending, more than the model asked room for", (int)calendar->room);
    heapify(calendar, kept);
}

static inline void to_heap(struct calendar *calendar, struct calendar_entry entry)
{
    if (calendar->open) {
        calendar->open = false;
        sink(calendar->heap, calendar->n, 0, entry);
    } else {
        rise(calendar->heap, calendar->n++, entry);
    }
}

event_id calendar_push(struct calendar *calendar, seconds t_s, unsigned rank, uint64_t serial, uint16_t kind, int32_t a, int32_t b)
{
    BUG_IF(t_s < calendar->now_s, "event kind %u is dated %lld s, and it is %lld s now", kind, (long long)t_s, (long long)calendar->now_s);
    if (calendar->free_slot < 0 && calendar->n_slots == calendar->room) sweep(calendar);
    const int32_t slot = slot_take(calendar), piece = piece_of(calendar, t_s);
    const uint64_t key = (uint64_t)rank << (SLOT_BITS + SERIAL_BITS) | serial << SLOT_BITS | (uint64_t)slot;
    calendar->slots[slot] = (struct calendar_slot){.key = key, .t_s = t_s, .a = a, .b = b, .kind = kind};
    if (piece <= calendar->at) {
        to_heap(calendar, (struct calendar_entry){t_s, key});
    } else {
        calendar->slots[slot].next = calendar->piece[piece];
        calendar->piece[piece] = slot;
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
        close_top(calendar);
        if (calendar->n == 0 && !advance(calendar)) return false;
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
