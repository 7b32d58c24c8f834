/* Chunks, packed by our own hand as HDF5 would pack them: it takes one thread at a time, and packing is what takes long. The only door to zlib. */
#include "sim/result_private.h"

#include <math.h>
#include <string.h>
#include <zlib.h>

enum { DEFLATE_LEVEL = 1, SKIPPED_DEFLATE = 1 << 1 }; /* the level of hdf5_door.c; the place of deflate behind shuffle */

void result_pack_init(struct result_pack *pack, struct arena *arena) { *pack = (struct result_pack){.arena = arena}; }

/* The arena keeps what was outgrown until the block is done: at most as much again. */
static void *grown(struct arena *arena, void *old, int64_t used, int64_t *room, int64_t wanted, size_t size)
{
    if (wanted <= *room) return old;
    *room = wanted > 2 * *room ? wanted : 2 * *room;
    void *more = arena_alloc(arena, (size_t)*room, size);
    if (used > 0) memcpy(more, old, (size_t)used * size);
    return more;
}

void result_pack_room(struct result_pack *pack, int64_t chunks, int64_t bytes)
{
    pack->chunk = grown(pack->arena, pack->chunk, 0, &pack->room, chunks, sizeof *pack->chunk);
    pack->bytes = grown(pack->arena, pack->bytes, 0, &pack->room_bytes, bytes, 1);
}

static unsigned char *room_for(struct result_pack *pack, int64_t bytes)
{
    pack->chunk = grown(pack->arena, pack->chunk, pack->n, &pack->room, pack->n + 1, sizeof *pack->chunk);
    pack->bytes = grown(pack->arena, pack->bytes, pack->n_bytes, &pack->room_bytes, pack->n_bytes + bytes, 1);
    return pack->bytes + pack->n_bytes;
}

static void added(struct result_pack *pack, int64_t bytes, uint32_t skipped)
{
    int64_t *chunk = pack->chunk[pack->n++];
    chunk[PACK_BYTES] = bytes;
    chunk[PACK_SKIPPED] = skipped;
    chunk[PACK_CHECK] = result_pack_check(pack->bytes + pack->n_bytes, bytes);
    pack->n_bytes += bytes;
}

int64_t result_pack_check(const void *bytes, int64_t n) { return result_pack_check_on(0, bytes, n); }

int64_t result_pack_check_on(int64_t sum, const void *bytes, int64_t n) { return (int64_t)crc32_z((unsigned long)sum, bytes, (size_t)n); }

void result_pack_raw(struct result_pack *pack, const void *bytes, int64_t n, uint32_t skipped)
{
    memcpy(room_for(pack, n), bytes, (size_t)n);
    added(pack, n, skipped);
}

/* First the lowest byte of every value, then the next: files are little-endian. */
static void shuffle(const unsigned char *value, int64_t n, size_t width, unsigned char *to)
{
    const bool little = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
    for (size_t b = 0; b < width; b++) {
        const unsigned char *from = value + (little ? b : width - 1 - b);
        for (int64_t i = 0; i < n; i++) *to++ = from[(size_t)i * width];
    }
}

/* HDF5 gives zlib a thousandth more than the chunk, and keeps a chunk that does not fit that as it was shuffled. */
void result_pack_add(struct result_pack *pack, const void *values, int64_t n, size_t width)
{
    const int64_t bytes = n * (int64_t)width;
    uLongf length = (uLongf)(ceil((double)bytes * (double)1.001f) + 12);
    unsigned char *to = room_for(pack, (int64_t)length);
    pack->shuffled = grown(pack->arena, pack->shuffled, 0, &pack->room_shuffled, bytes, 1);
    shuffle(values, n, width, pack->shuffled);
    const int packed = compress2(to, &length, pack->shuffled, (uLong)bytes, DEFLATE_LEVEL);
    if (packed == Z_MEM_ERROR) arena_exhausted(pack->arena, (size_t)bytes);
    if (packed != Z_OK) memcpy(to, pack->shuffled, length = (uLongf)bytes);
    added(pack, (int64_t)length, packed == Z_OK ? 0 : SKIPPED_DEFLATE);
}

void result_pieces_write(struct result_pieces *pieces, struct door *door, door_id dataset, const uint64_t *at)
{
    const int64_t *chunk = pieces->pack->chunk[pieces->chunk++];
    door_write_chunk(door, dataset, at, (uint32_t)chunk[PACK_SKIPPED], pieces->pack->bytes + pieces->byte, (uint64_t)chunk[PACK_BYTES]);
    pieces->byte += chunk[PACK_BYTES];
}
