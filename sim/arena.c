#include "sim/arena.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "sim/status.h"

#define ALIGNMENT   ((size_t)16)
#define FIRST_CHUNK ((size_t)16 << 10)
#define LAST_CHUNK  ((size_t)1 << 20)

struct arena_chunk {
    struct arena_chunk *next;
    size_t used, size;
    _Alignas(16) char bytes[];
};

static _Noreturn void no_memory(size_t wanted)
{
    fprintf(stderr, "doorstroom: error: no memory for %zu bytes more [memory]\n", wanted);
    exit(STATUS_FAILED);
}

void arena_init(struct arena *arena) { *arena = (struct arena){.exhausted = no_memory}; }

int arena_reserve(struct arena *arena, size_t bytes)
{
    arena_init(arena);
    if (bytes == 0) bytes = ALIGNMENT;
    void *base = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (base == MAP_FAILED) return -1;
    arena->base = base;
    arena->capacity = bytes;
    return 0;
}

void arena_free(struct arena *arena)
{
    if (arena->base) munmap(arena->base, arena->capacity);
    for (struct arena_chunk *chunk = arena->chunks, *next; chunk; chunk = next) {
        next = chunk->next;
        free(chunk);
    }
    *arena = (struct arena){.exhausted = arena->exhausted};
}

_Noreturn void arena_exhausted(const struct arena *arena, size_t wanted)
{
    if (arena->exhausted) arena->exhausted(wanted);
    no_memory(wanted);
}

/* What does not fit gets a chunk; one that is much too large for the usual size stands behind the current one, which goes on. */
static struct arena_chunk *new_chunk(struct arena *arena, size_t bytes)
{
    struct arena_chunk *current = arena->chunks;
    size_t size = current ? 2 * current->size : FIRST_CHUNK;
    if (size > LAST_CHUNK) size = LAST_CHUNK;
    const bool own = bytes > size / 4 && current;
    if (own || size < bytes) size = bytes;
    struct arena_chunk *chunk = size <= SIZE_MAX - sizeof *chunk ? calloc(1, sizeof *chunk + size) : NULL;
    if (!chunk) arena_exhausted(arena, bytes);
    chunk->size = size;
    chunk->next = own ? current->next : current;
    *(own ? &current->next : &arena->chunks) = chunk;
    return chunk;
}

static void *grow(struct arena *arena, size_t bytes)
{
    if (arena->capacity && bytes > arena->capacity - arena->used) arena_exhausted(arena, bytes);
    struct arena_chunk *chunk = arena->chunks;
    if (!chunk || bytes > chunk->size - chunk->used) chunk = new_chunk(arena, bytes);
    void *memory = chunk->bytes + chunk->used;
    chunk->used += bytes;
    arena->used += bytes;
    return memory;
}

void *arena_alloc(struct arena *arena, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes) || bytes > SIZE_MAX / 2) arena_exhausted(arena, SIZE_MAX);
    bytes = bytes ? (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT : ALIGNMENT;
    if (!arena->base) return grow(arena, bytes);
    BUG_IF(bytes > arena->capacity - arena->used, "a reserved arena of %zu bytes is too small: %zu used, %zu wanted",
           arena->capacity, arena->used, bytes);
    void *memory = arena->base + arena->used;
    arena->used += bytes;
    return memory;
}

char *arena_copy(struct arena *arena, const char *text, size_t length)
{
    char *copy = arena_alloc(arena, length + 1, 1);
    if (length) memcpy(copy, text, length);
    return copy;
}

char *arena_text(struct arena *arena, const char *text) { return arena_copy(arena, text, strlen(text)); }

char *arena_format(struct arena *arena, const char *format, ...)
{
    va_list list, again;
    va_start(list, format);
    va_copy(again, list);
    const int length = vsnprintf(NULL, 0, format, list);
    va_end(list);
    BUG_IF(length < 0, "a text cannot be formatted: %s", format);
    char *text = arena_alloc(arena, (size_t)length + 1, 1);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}
