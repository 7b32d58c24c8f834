/* Blocks as files: what a run has finished so far. */
#include "sim/result_private.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

struct result_block *result_block_new(const struct result_layout *layout, struct result_spot spot, int32_t n)
{
    struct arena arena;
    arena_init(&arena);
    struct result_block *block = ARENA_NEW(&arena, struct result_block);
    *block = (struct result_block){.arena = arena, .layout = layout, .spot = spot, .n = n};
    result_pack_init(&block->pack, &block->arena);
    result_pack_init(&block->events, &block->arena);
    return block;
}

/* ---- writing ---- */

static void sign(struct door *door, const struct result_block *block)
{
    char hex[20];
    snprintf(hex, sizeof hex, "%016" PRIx64, block->layout->fingerprint);
    door_put_text(door, door->file, "fingerprint", hex);
    door_put_int32s(door, door->file, "block", (const int32_t[]){block->spot.scenario, block->spot.draw, (int32_t)block->spot.block, block->n}, 4);
}

static void pack_write(struct door *door, const struct result_pack *pack)
{
    const struct door_shape table = {.type = DOOR_INT64, .rank = 2, .size = {(uint64_t)pack->n, PACK_WORDS}},
                            bytes = {.type = DOOR_BYTE, .rank = 1, .size = {(uint64_t)pack->n_bytes}};
    door_write(door, door_dataset(door, door->file, "table", &table), DOOR_INT64, pack->chunk);
    door_write(door, door_dataset(door, door->file, "chunks", &bytes), DOOR_BYTE, pack->bytes);
}

static status paths_make(struct result_block *block, const char *result)
{
    char folder[RESULT_PATH], word[64];
    const struct result_spot spot = block->spot;
    snprintf(word, sizeof word, "block-%" PRId32 "-%" PRId32 "-%" PRId64, spot.scenario, spot.draw, spot.block);
    TRY(result_folder_path(folder, result));
    TRY(result_temporary_path(block->temporary, folder, word));
    return result_block_path(block->path, result, spot);
}

status result_block_write(struct result_block *block, const char *path)
{
    struct door door;
    struct result_pieces pieces = {.pack = &block->events};
    TRY(paths_make(block, path));
    door_create(&door, block->temporary, path);
    sign(&door, block);
    pack_write(&door, &block->pack);
    if (block->layout->events) result_events_write(&door, block->layout, block->event_rows, &pieces);
    if (block->course) result_course_block(&door, block->layout, block->course);
    const status closed = door_close(&door);
    if (closed.code != STATUS_OK) unlink(block->temporary);
    return closed;
}

status result_block_settle(struct result_block *block, status so_far)
{
    if (so_far.code == STATUS_OK) {
        so_far = result_seal(block->temporary, &block->arena);
        if (so_far.code == STATUS_OK) so_far = result_settle(block->temporary, block->path);
        else unlink(block->temporary);
    }
    struct arena arena = block->arena;
    arena_free(&arena);
    return result_remedy(so_far);
}

status result_block(const char *path, const struct experiment *experiment, const struct result_layout *layout, int32_t scenario, int32_t draw,
                    int64_t first, int32_t n, const double *rows, const uint64_t *digests, const uint64_t *events, const struct trace *log,
                    const struct course *course)
{
    struct result_block *block;
    status made = result_block_pack(experiment, layout, scenario, draw, first, n, rows, digests, events, log, course, &block);
    if (made.code == STATUS_OK) made = result_block_write(block, path);
    return result_block_settle(block, made);
}

/* ---- reading ---- */

static bool signed_so(struct door *door, const struct result_layout *layout, struct result_spot spot, int32_t n, struct arena *arena)
{
    const char *hex = door_text(door, door->file, "fingerprint", arena), *numbers = door_text(door, door->file, "block", arena);
    return hex && numbers && strcmp(hex, arena_format(arena, "%016" PRIx64, layout->fingerprint)) == 0 &&
           strcmp(numbers, arena_format(arena, "%" PRId32 " %" PRId32 " %" PRId64 " %" PRId32, spot.scenario, spot.draw, spot.block, n)) == 0;
}

static int64_t chunks_of(const struct result_layout *layout)
{
    int64_t n = 0;
    for (int32_t i = 0; i < layout->n_sets; i++) n += result_set_chunks(layout, &layout->sets[i]);
    return n;
}

/* Where the table and the bytes lie; false: this is no block of the layout. */
static bool pack_find(struct door *door, const struct result_layout *layout, door_id *table, door_id *bytes, struct result_pack *pack)
{
    *table = door_find(door, "table");
    *bytes = door_find(door, "chunks");
    if (*table < 0 || *bytes < 0) return false;
    const struct door_shape rows = door_shape_of(door, *table), length = door_shape_of(door, *bytes);
    pack->n = (int64_t)rows.size[0];
    pack->n_bytes = (int64_t)length.size[0];
    return door_well(door) && rows.rank == 2 && rows.size[1] == PACK_WORDS && pack->n == chunks_of(layout) && length.rank == 1;
}

bool result_block_good(const char *result, const struct result_layout *layout, struct result_spot spot, int32_t n)
{
    char path[RESULT_PATH];
    struct arena arena;
    struct door door;
    struct result_pack pack;
    door_id table, bytes;
    if (result_block_path(path, result, spot).code != STATUS_OK || access(path, R_OK) != 0) return false;
    arena_init(&arena);
    if (!result_sealed(path, &arena)) {
        arena_free(&arena);
        return false;
    }
    door_open(&door, path);
    bool good = door_well(&door) && signed_so(&door, layout, spot, n, &arena) && pack_find(&door, layout, &table, &bytes, &pack) &&
                result_events_there(&door, layout);
    if (door_close(&door).code != STATUS_OK) good = false;
    arena_free(&arena);
    return good;
}

/* ---- joining ---- */

/* False: these are not the bytes that were written. */
static bool pack_read(struct door *door, door_id table, door_id bytes, struct result_pack *pack)
{
    const uint64_t start[2] = {0}, words[2] = {(uint64_t)pack->n, PACK_WORDS}, length = (uint64_t)pack->n_bytes;
    result_pack_room(pack, pack->n, pack->n_bytes);
    door_read_as(door, table, DOOR_INT64, 2, start, words, pack->chunk);
    door_read_as(door, bytes, DOOR_BYTE, 1, start, &length, pack->bytes);
    int64_t at = 0;
    for (int64_t i = 0; i < pack->n; i++) {
        const int64_t *chunk = pack->chunk[i];
        if (chunk[PACK_BYTES] <= 0 || chunk[PACK_BYTES] > pack->n_bytes - at ||
            result_pack_check(pack->bytes + at, chunk[PACK_BYTES]) != chunk[PACK_CHECK])
            return false;
        at += chunk[PACK_BYTES];
    }
    return at == pack->n_bytes;
}

static void pack_join(const struct result_layout *layout, const struct result_pack *pack, struct result_spot spot, struct door *to, const door_id *target)
{
    struct result_pieces pieces = {.pack = pack};
    uint64_t at[DOOR_RANK];
    for (int32_t i = 0; i < layout->n_sets; i++) {
        const int64_t n = result_set_chunks(layout, &layout->sets[i]);
        for (int64_t c = 0; c < n; c++) {
            result_chunk_at(layout, &layout->sets[i], spot, c, at);
            result_pieces_write(&pieces, to, target[i], at);
        }
    }
}

status result_block_join(const char *result, const struct result_layout *layout, struct result_spot spot, int32_t n, struct result_pack *pack,
                         struct door *to, const door_id *target)
{
    char path[RESULT_PATH];
    struct arena arena;
    struct door door;
    door_id table, bytes;
    TRY(result_block_path(path, result, spot));
    arena_init(&arena);
    door_open(&door, path);
    const bool whole = signed_so(&door, layout, spot, n, &arena) && pack_find(&door, layout, &table, &bytes, pack) && pack_read(&door, table, bytes, pack);
    status joined = door_close(&door);
    if (joined.code == STATUS_OK && !whole) {
        unlink(path);
        joined = status_fail(STATUS_FAILED, "unreadable", "%s is damaged; the same command runs it again", path);
    }
    if (joined.code == STATUS_OK) pack_join(layout, pack, spot, to, target);
    arena_free(&arena);
    return joined;
}
