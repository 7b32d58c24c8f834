/* arena: memory that is freed all at once.
 *
 * Two kinds, one type: a growing arena (chunks from malloc) for what is read and planned, and a reserved arena (one stretch of
 * address space, touched on demand) for the world of a replication, so that a handler never allocates and a world can be copied.
 * Memory is zeroed. A growing arena that cannot grow calls its `exhausted` hook, which must not return; the default prints
 * `[memory]` and exits with 1: nothing is half-written, because files appear only by rename. */
#ifndef SIM_ARENA_H
#define SIM_ARENA_H

#include <stddef.h>

struct arena_chunk;

/* Reserved: base, and used of capacity bytes. Growing: chunks, bytes handed out so far, and a limit on them (0: none) by which a test
 * makes every single allocation fail once. */
struct arena {
    struct arena_chunk *chunks;
    char *base;
    size_t used, capacity;
    void (*exhausted)(size_t wanted);
};

void arena_init(struct arena *arena);
/* Reserves address space only; 0 on success, -1 with errno set. */
int arena_reserve(struct arena *arena, size_t bytes);
void arena_free(struct arena *arena);

/* Zeroed, aligned to 16 bytes; never NULL. A reserved arena that is too small is a bug. */
void *arena_alloc(struct arena *arena, size_t count, size_t size);
char *arena_copy(struct arena *arena, const char *text, size_t length);
char *arena_text(struct arena *arena, const char *text);
char *arena_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Calls the hook; for doors whose library ran out of memory. */
_Noreturn void arena_exhausted(const struct arena *arena, size_t wanted);

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), 1, sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_alloc((arena), (size_t)(count), sizeof(type)))

#endif
