/* Blocks: what a run has finished so far. */
#include "sim/result_private.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

/* ---- datasets of a block and of a whole result alike ---- */

void result_groups_create(struct door *door, const struct result_layout *layout, door_id groups[RESULT_GROUPS])
{
    for (int g = 0; g < RESULT_GROUPS; g++) groups[g] = -1;
    groups[GROUP_ROOT] = door->file;
    groups[GROUP_REPLICATIONS] = door_group(door, door->file, result_group_name(GROUP_REPLICATIONS));
    for (int32_t i = 0; i < layout->n_sets; i++) {
        const enum result_group group = layout->sets[i].group;
        if (groups[group] < 0) groups[group] = door_group(door, door->file, result_group_name(group));
    }
}

void result_sets_create(struct door *door, const struct result_layout *layout, struct result_extent extent, const door_id groups[RESULT_GROUPS], door_id *ids)
{
    for (int32_t i = 0; i < layout->n_sets; i++) {
        const struct result_set *set = &layout->sets[i];
        const struct door_shape shape = result_shape(layout, set, extent);
        ids[i] = door_dataset(door, groups[set->group], set->name, &shape);
    }
}

bool result_sets_open(struct door *door, const struct result_layout *layout, struct result_extent extent, door_id *ids)
{
    char path[128];
    for (int32_t i = 0; i < layout->n_sets; i++) {
        const struct door_shape shape = result_shape(layout, &layout->sets[i], extent);
        ids[i] = door_find(door, result_set_path(&layout->sets[i], path));
        if (!door_alike(door, ids[i], &shape)) return false;
    }
    return true;
}

static void spot_at(const struct result_layout *layout, uint64_t at[DOOR_RANK], struct result_spot spot)
{
    memset(at, 0, DOOR_RANK * sizeof *at);
    at[AXIS_SCENARIO] = (uint64_t)spot.scenario;
    at[AXIS_DRAW] = (uint64_t)spot.draw;
    at[AXIS_REPLICATION] = (uint64_t)spot.block * (uint64_t)layout->block;
}

void result_sets_copy(const struct result_layout *layout, struct door *from, const door_id *source, struct result_spot at,
                      struct door *to, const door_id *target, struct result_spot to_at)
{
    uint64_t start[DOOR_RANK], to_start[DOOR_RANK];
    spot_at(layout, start, at);
    spot_at(layout, to_start, to_at);
    for (int32_t i = 0; i < layout->n_sets; i++) {
        const struct result_set *set = &layout->sets[i];
        const int64_t n = result_set_chunks(layout, set), length = n > 1 ? (int64_t)result_shape(layout, set, result_block_extent(layout)).chunk[AXIS_STRATA] : 0;
        for (int64_t c = 0; c < n; c++) {
            start[AXIS_STRATA] = to_start[AXIS_STRATA] = (uint64_t)(c * length);
            door_copy_chunk(from, source[i], start, to, target[i], to_start);
        }
    }
}

/* ---- one block ---- */

static void block_sign(struct door *door, const struct result_layout *layout, struct result_spot spot, int32_t n)
{
    char hex[20];
    snprintf(hex, sizeof hex, "%016" PRIx64, layout->fingerprint);
    door_put_text(door, door->file, "fingerprint", hex);
    door_put_int32s(door, door->file, "block", (const int32_t[]){spot.scenario, spot.draw, (int32_t)spot.block, n}, 4);
}

static bool block_signed(struct door *door, const struct result_layout *layout, struct result_spot spot, int32_t n,
                         struct arena *arena)
{
    const char *hex = door_text(door, door->file, "fingerprint", arena), *numbers = door_text(door, door->file, "block", arena);
    char wanted[20];
    snprintf(wanted, sizeof wanted, "%016" PRIx64, layout->fingerprint);
    return hex && numbers && strcmp(hex, wanted) == 0 &&
           strcmp(numbers, arena_format(arena, "%" PRId32 " %" PRId32 " %" PRId64 " %" PRId32, spot.scenario, spot.draw, spot.block, n)) == 0;
}

/* The last chunk of each set: they are written in their order. */
static bool chunks_there(struct door *door, const struct result_layout *layout, const door_id *ids)
{
    uint64_t start[DOOR_RANK] = {0};
    bool there = true;
    for (int32_t i = 0; there && i < layout->n_sets; i++) {
        const struct result_set *set = &layout->sets[i];
        const int64_t n = result_set_chunks(layout, set);
        start[AXIS_STRATA] = n > 1 ? (uint64_t)(n - 1) * result_shape(layout, set, result_block_extent(layout)).chunk[AXIS_STRATA] : 0;
        there = door_has_chunk(door, ids[i], start);
    }
    return there;
}

bool result_block_good(const char *result, const struct result_layout *layout, struct result_spot spot, int32_t n)
{
    char path[RESULT_PATH];
    struct arena arena;
    struct door door;
    if (result_block_path(path, result, spot).code != STATUS_OK || access(path, R_OK) != 0) return false;
    arena_init(&arena);
    door_open(&door, path);
    door_id *ids = ARENA_ARRAY(&arena, door_id, layout->n_sets);
    bool good =
        door_well(&door) && block_signed(&door, layout, spot, n, &arena) && result_sets_open(&door, layout, result_block_extent(layout), ids);
    good = good && chunks_there(&door, layout, ids) && result_events_there(&door, layout);
    if (door_close(&door).code != STATUS_OK) good = false;
    arena_free(&arena);
    return good;
}

struct block_file {
    struct door door;
    door_id *ids, groups[RESULT_GROUPS];
    char temporary[RESULT_PATH], path[RESULT_PATH];
};

static status block_begin(struct block_file *file, const struct result_layout *layout, const char *result,
                          struct result_spot spot, int32_t n, struct arena *arena)
{
    char folder[RESULT_PATH];
    TRY(result_folder_path(folder, result));
    TRY(result_temporary_path(file->temporary, folder, "block"));
    TRY(result_block_path(file->path, result, spot));
    file->ids = ARENA_ARRAY(arena, door_id, layout->n_sets);
    door_create(&file->door, file->temporary, result);
    block_sign(&file->door, layout, spot, n);
    result_groups_create(&file->door, layout, file->groups);
    result_sets_create(&file->door, layout, result_block_extent(layout), file->groups, file->ids);
    return status_ok();
}

/* Closes and makes real what was written under a temporary name. */
static status block_end(struct block_file *file)
{
    const status closed = door_close(&file->door);
    if (closed.code == STATUS_OK) return result_settle(file->temporary, file->path);
    unlink(file->temporary);
    return closed;
}

status result_block_copy(const char *result, const struct result_layout *layout, struct result_spot spot, int32_t n,
                         struct door *from, const door_id *source)
{
    struct arena arena;
    arena_init(&arena);
    struct block_file *file = ARENA_NEW(&arena, struct block_file);
    status copied = block_begin(file, layout, result, spot, n, &arena);
    if (copied.code == STATUS_OK) {
        result_sets_copy(layout, from, source, spot, &file->door, file->ids, (struct result_spot){0, 0, 0});
        if (layout->events) result_events_extract(from, spot, n, &file->door, layout, file->groups[GROUP_EVENTS], &arena);
        if (door_well(&file->door) && !door_well(from)) file->door.fault = from->fault;
        copied = result_remedy(block_end(file));
    }
    arena_free(&arena);
    return copied;
}

/* ---- from rows to chunks ---- */

union cells {
    int32_t *whole;
    int64_t *wide;
    double *real;
};

static bool is_real(const struct result_set *set) { return set->part == PART_REAL || set->part == PART_SHARE; }

/* Counts are kept in 32 bits: every reader has them, and they pack well. False when one does not fit. */
static bool count_put(int32_t *cell, double value)
{
    if (isnan(value)) return true;
    if (!(fabs(value) <= INT32_MAX - 1)) return false;
    *cell = (int32_t)lrint(value);
    return true;
}

/* Puts the cells of one replication of one scenario where their labels stand among the labels of all scenarios. Answers with a
 * value that does not fit, or NULL. */
static const double *set_put_row(const struct result_layout *layout, const struct result_set *set, int32_t scenario,
                                 const double *row, union cells cells, int64_t base)
{
    int32_t size[RESULT_STRATA] = {1, 1, 1, 1}, all[RESULT_STRATA] = {1, 1, 1, 1};
    static const int32_t zero[1] = {0};
    const int32_t *place[RESULT_STRATA] = {zero, zero, zero, zero};
    for (int k = 0; k < set->n_strata; k++) {
        const struct result_dim *dim = &layout->dims[set->strata[k]];
        size[k] = dim->size[scenario];
        all[k] = dim->n;
        place[k] = dim->place[scenario];
    }
    row += set->first[scenario];
    for (int32_t i = 0; i < size[0]; i++)
        for (int32_t j = 0; j < size[1]; j++)
            for (int32_t k = 0; k < size[2]; k++)
                for (int32_t l = 0; l < size[3]; l++, row++) {
                    const int64_t outer = ((int64_t)place[0][i] * all[1] + place[1][j]) * all[2] + place[2][k];
                    const int64_t at = base + outer * all[3] + place[3][l];
                    if (is_real(set))
                        cells.real[at] = *row;
                    else if (!count_put(&cells.whole[at], *row))
                        return row;
                }
    return NULL;
}

/* Cells that no replication of this scenario fills stay missing: regions of other scenarios, the end of a last block. */
static void set_clear(const struct result_set *set, int32_t block, union cells cells)
{
    const int64_t n = set->cells * block;
    for (int64_t i = 0; i < n; i++) {
        if (set->metric < 0)
            cells.wide[i] = 0;
        else if (is_real(set))
            cells.real[i] = NAN;
        else
            cells.whole[i] = DOOR_FILL_INT32;
    }
}

struct block {
    int32_t scenario, n;
    const double *rows;
    const uint64_t *digests, *events, *log_rows;
};

static status set_fill(const struct result_layout *layout, const struct result_set *set, const struct block *block,
                       union cells cells)
{
    const uint64_t *words = set->part == PART_DIGEST ? block->digests : set->part == PART_ROWS ? block->log_rows : block->events;
    set_clear(set, layout->block, cells);
    if (set->metric < 0) {
        for (int32_t r = 0; words && r < block->n; r++) cells.wide[r] = (int64_t)words[r];
        return status_ok();
    }
    for (int32_t r = 0; r < block->n; r++) {
        const double *row = block->rows + (int64_t)r * layout->row_cells[block->scenario];
        const double *unfit = set_put_row(layout, set, block->scenario, row, cells, r * set->cells);
        if (unfit)
            return status_fail(STATUS_FAILED, "count-too-large",
                               "%s is %.17g in one replication; a result file holds counts up to %d", set->name, *unfit,
                               INT32_MAX - 1);
    }
    return status_ok();
}

static void block_write(struct door *door, const struct result_layout *layout, const struct block *block, const door_id *ids,
                        struct arena *arena)
{
    union cells cells = {.real = ARENA_ARRAY(arena, double, layout->most_cells *layout->block)};
    for (int32_t i = 0; i < layout->n_sets && door_well(door); i++) {
        const struct result_set *set = &layout->sets[i];
        const status filled = set_fill(layout, set, block, cells);
        if (filled.code != STATUS_OK) door->fault = filled;
        door_write(door, ids[i], result_shape(layout, set, result_block_extent(layout)).type, cells.real);
    }
}

status result_block(const char *path, const struct experiment *experiment, const struct result_layout *layout, int32_t scenario, int32_t draw,
                    int64_t first, int32_t n, const double *rows, const uint64_t *digests, const uint64_t *events, const struct trace *log)
{
    const uint64_t log_rows = log ? (uint64_t)log->n : 0;
    const struct block block = {scenario, n, rows, digests, events, &log_rows};
    const struct result_spot spot = {scenario, draw, (first - 1) / layout->block};
    struct arena arena;
    BUG_IF(layout->events && (!log || layout->block != 1), "a block of %d replications with a log", n);
    BUG_IF((first - 1) % layout->block != 0 || n != result_block_length(layout, experiment->replications, spot.block),
           "block of %d replications from %lld", n, (long long)first);
    arena_init(&arena);
    struct block_file *file = ARENA_NEW(&arena, struct block_file);
    status written = block_begin(file, layout, path, spot, n, &arena);
    if (written.code == STATUS_OK) {
        block_write(&file->door, layout, &block, file->ids, &arena);
        if (layout->events) result_events_block(&file->door, experiment, layout, file->groups[GROUP_EVENTS], scenario, first, log, &arena);
        written = result_remedy(block_end(file));
    }
    arena_free(&arena);
    return written;
}
