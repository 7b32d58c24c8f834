/* From rows to the chunks of a block. */
#include "sim/result_private.h"

#include <math.h>
#include <string.h>

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

void result_chunk_at(const struct result_layout *layout, const struct result_set *set, struct result_spot spot, int64_t chunk, uint64_t at[DOOR_RANK])
{
    memset(at, 0, DOOR_RANK * sizeof *at);
    at[AXIS_SCENARIO] = (uint64_t)spot.scenario;
    at[AXIS_DRAW] = (uint64_t)spot.draw;
    at[AXIS_REPLICATION] = (uint64_t)spot.block * (uint64_t)layout->block;
    if (chunk > 0) at[AXIS_STRATA] = (uint64_t)chunk * result_shape(layout, set, result_block_extent(layout)).chunk[AXIS_STRATA];
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
static void set_clear(const struct result_set *set, int64_t n, union cells cells)
{
    for (int64_t i = 0; i < n; i++) {
        if (set->metric < 0)
            cells.wide[i] = 0;
        else if (is_real(set))
            cells.real[i] = NAN;
        else
            cells.whole[i] = DOOR_FILL_INT32;
    }
}

struct rows {
    int32_t scenario, n;
    const double *rows;
    const uint64_t *digests, *events, *log_rows;
};

static status set_fill(const struct result_layout *layout, const struct result_set *set, const struct rows *rows, union cells cells)
{
    const uint64_t *words = set->part == PART_DIGEST ? rows->digests : set->part == PART_ROWS ? rows->log_rows : rows->events;
    set_clear(set, set->cells * layout->block, cells);
    if (set->metric < 0) {
        for (int32_t r = 0; words && r < rows->n; r++) cells.wide[r] = (int64_t)words[r];
        return status_ok();
    }
    for (int32_t r = 0; r < rows->n; r++) {
        const double *row = rows->rows + (int64_t)r * layout->row_cells[rows->scenario];
        const double *unfit = set_put_row(layout, set, rows->scenario, row, cells, r * set->cells);
        if (unfit)
            return status_fail(STATUS_FAILED, "count-too-large",
                               "%s is %.17g in one replication; a result file holds counts up to %d", set->name, *unfit,
                               INT32_MAX - 1);
    }
    return status_ok();
}

/* The cells of one set at a time; of a series those of one chunk too. */
struct scratch {
    union cells cells, piece;
};

static struct scratch scratch_make(const struct result_layout *layout, struct arena *arena)
{
    const int64_t n = layout->most_cells * layout->block;
    return (struct scratch){{.real = ARENA_ARRAY(arena, double, n)}, {.real = ARENA_ARRAY(arena, double, n)}};
}

/* A series is cut along its periods; its last chunk goes on beyond them, with missing cells. */
static void set_pack(const struct result_layout *layout, const struct result_set *set, const struct scratch *scratch, struct result_pack *pack)
{
    const int64_t chunks = result_set_chunks(layout, set);
    const size_t width = set->metric < 0 || is_real(set) ? sizeof(double) : sizeof(int32_t);
    if (chunks == 1) {
        result_pack_add(pack, scratch->cells.real, set->cells * layout->block, width);
        return;
    }
    const int64_t periods = layout->dims[set->strata[0]].n, rest = set->cells / periods,
                  length = (int64_t)result_shape(layout, set, result_block_extent(layout)).chunk[AXIS_STRATA];
    const char *cells = (const char *)scratch->cells.real;
    char *piece = (char *)scratch->piece.real;
    for (int64_t from = 0; from < periods; from += length) {
        const int64_t some = periods - from < length ? periods - from : length;
        set_clear(set, length * rest * layout->block, scratch->piece);
        for (int32_t r = 0; r < layout->block; r++)
            memcpy(piece + (size_t)(r * length * rest) * width, cells + (size_t)((r * periods + from) * rest) * width, (size_t)(some * rest) * width);
        result_pack_add(pack, piece, length * rest * layout->block, width);
    }
}

status result_block_pack(const struct experiment *experiment, const struct result_layout *layout, int32_t scenario, int32_t draw, int64_t first,
                         int32_t n, const double *rows, const uint64_t *digests, const uint64_t *events, const struct trace *log,
                         const struct course *course, struct result_block **block)
{
    const uint64_t log_rows = log ? (uint64_t)log->n : 0;
    const struct rows of = {scenario, n, rows, digests, events, &log_rows};
    const struct result_spot spot = {scenario, draw, (first - 1) / layout->block};
    BUG_IF(layout->events && (!log || layout->block != 1), "a block of %d replications with a log", n);
    BUG_IF((first - 1) % layout->block != 0 || n != result_block_length(layout, experiment->replications, spot.block),
           "block of %d replications from %lld", n, (long long)first);
    struct result_block *made = *block = result_block_new(layout, spot, n);
    const struct scratch scratch = scratch_make(layout, &made->arena);
    for (int32_t i = 0; i < layout->n_sets; i++) {
        const status filled = set_fill(layout, &layout->sets[i], &of, scratch.cells);
        if (filled.code != STATUS_OK) return filled;
        set_pack(layout, &layout->sets[i], &scratch, &made->pack);
    }
    if (layout->events) result_events_pack(&made->events, experiment, layout, scenario, first, log, &made->arena);
    made->event_rows = (int64_t)log_rows;
    made->course = course;
    return status_ok();
}

/* ---- from a result with fewer replications ---- */

static void chunks_take(struct result_block *block, const struct result_set *set, struct door *from, door_id source)
{
    const int64_t n = result_set_chunks(block->layout, set);
    uint64_t at[DOOR_RANK], bytes = 0;
    uint32_t skipped = 0;
    for (int64_t c = 0; c < n; c++) {
        result_chunk_at(block->layout, set, block->spot, c, at);
        const void *chunk = door_read_chunk(from, source, at, &skipped, &bytes);
        if (chunk) result_pack_raw(&block->pack, chunk, (int64_t)bytes, skipped);
    }
}

/* Chunks of other replications are unpacked and packed anew. */
static void values_take(struct result_block *block, const struct result_set *set, const struct scratch *scratch, struct door *from, door_id source)
{
    const struct door_shape shape = result_shape(block->layout, set, result_block_extent(block->layout));
    uint64_t at[DOOR_RANK], count[DOOR_RANK];
    result_chunk_at(block->layout, set, block->spot, 0, at);
    memcpy(count, shape.size, sizeof count);
    count[AXIS_REPLICATION] = (uint64_t)block->n;
    set_clear(set, set->cells * block->layout->block, scratch->cells);
    door_read_as(from, source, shape.type, shape.rank, at, count, scratch->cells.real);
    set_pack(block->layout, set, scratch, &block->pack);
}

status result_block_copy(const char *result, const struct result_layout *layout, struct result_spot spot, int32_t n,
                         struct door *from, const door_id *source, bool same)
{
    struct result_block *block = result_block_new(layout, spot, n);
    const struct scratch scratch = scratch_make(layout, &block->arena);
    for (int32_t i = 0; i < layout->n_sets && door_well(from); i++)
        if (same) chunks_take(block, &layout->sets[i], from, source[i]);
        else values_take(block, &layout->sets[i], &scratch, from, source[i]);
    if (layout->events) block->event_rows = result_events_extract(from, spot, n, &block->events, layout, &block->arena);
    return result_block_settle(block, door_well(from) ? result_block_write(block, result) : from->fault);
}
