/* result_private: what the files of the room `result` share. Not for other rooms. */
#ifndef SIM_RESULT_PRIVATE_H
#define SIM_RESULT_PRIVATE_H

#include "sim/hdf5_door.h"
#include "sim/result.h"

enum { RESULT_FORMAT_MAJOR = 1, RESULT_FORMAT_MINOR = 0, RESULT_PATH = 4096 };

/* Axes that every dataset of results begins with. */
enum { AXIS_SCENARIO, AXIS_DRAW, AXIS_REPLICATION, AXIS_STRATA };

struct result_dim {
    int dim; /* of the model; -1: a period, or the numbers of a level */
    const char *name;
    int32_t n; /* labels of all scenarios together */
    const char **label;
    const int32_t *size; /* [scenario] */
    int32_t **place;     /* [scenario][label of the scenario]: where it stands among all labels */
};

/* Where a dataset stands. */
enum result_group { GROUP_ROOT, GROUP_REPLICATIONS, GROUP_SERIES, GROUP_LEVELS, GROUP_EVENTS, GROUP_SPELLS, GROUP_WARM_UP, RESULT_GROUPS };

/* One dataset. A tally makes two: the means and the numbers behind them; so does a level in /series: means, and values at the ends. */
enum result_part { PART_COUNT, PART_REAL, PART_NUMBER, PART_DIGEST, PART_EVENTS, PART_ROWS, PART_END, PART_SHARE };

enum { RESULT_COLUMNS = 11 }; /* of /events */
enum { RESULT_STRATA = METRIC_STRATA + 1 }; /* periods stand before those of a metric, numbers behind them */

struct result_set {
    const char *name;
    enum result_group group;
    enum result_part part;
    int32_t metric, view; /* metric -1: digest, events, rows; view: of a level in /levels */
    int n_strata;
    int32_t strata[RESULT_STRATA]; /* dims of the layout */
    int64_t cells;                 /* of one replication, all labels */
    const int64_t *first;          /* [scenario]: its first cell in a row of that scenario */
};

/* A measure of /series_summary. Sums of it are over n_strata dims of the layout; without cells it is left out. */
struct result_course_set {
    const char *name; /* as in /series */
    enum course_part part;
    int32_t metric;
    int n_strata;
    int32_t strata[METRIC_STRATA];
    int64_t cells; /* of a period, all labels */
};
struct result_course {
    int32_t n_sets, n_periods;
    int32_t slice; /* periods that are joined at a time, and in a chunk */
    const struct result_course_set *set;     /* in the order of those of a shape */
    const struct course_shape *const *shape; /* [scenario] */
};

/* What makes a run another one. */
enum run_part { PART_PROGRAM, PART_SEED, PART_SCENARIOS, PART_PILOT, PART_WORDS, RUN_PARTS };

struct result_layout {
    uint64_t fingerprint; /* of the blocks */
    uint64_t texts;       /* of what stands in the file besides: sources, notes, sentences, whether it is reproducible */
    int32_t n_scenarios, n_dims, n_sets, draws;
    int32_t n_own_dims;    /* behind the n_dims of the model: periods, numbers */
    int32_t block;         /* replications in a block and in a chunk; 1 with a log */
    bool events;           /* with a log */
    int32_t label_dim[5];  /* dims that its rows name; -1: the model has none */
    const char **scenario; /* unique, and fit to be the name of a group */
    struct result_dim *dims;
    struct result_set *sets;
    const int32_t *row_cells; /* [scenario] */
    int64_t most_cells;
    const struct result_course *course; /* NULL: no sums over replications */
    uint64_t part[RUN_PARTS];           /* what the fingerprint is of, apart */
};

uint64_t result_texts_fingerprint(const struct experiment *experiment);

/* What a file holds. A block holds one scenario, one draw and the replications of a block. */
struct result_extent {
    int32_t scenarios, draws;
    int64_t replications;
};
static inline struct result_extent result_block_extent(const struct result_layout *layout) { return (struct result_extent){1, 1, layout->block}; }
struct door_shape result_shape(const struct result_layout *layout, const struct result_set *set, struct result_extent extent);
const char *result_group_name(enum result_group group);
/* Name from the root. */
const char *result_set_path(const struct result_set *set, char out[128]);
/* Chunks of one block of a set, one behind another along the first axis after the replications. */
int64_t result_set_chunks(const struct result_layout *layout, const struct result_set *set);
/* Of the layout, with series: their dimensions and datasets, in the order of the cells of a row (`row`: how far each scenario has come). */
void result_detail_dims(struct result_layout *layout, const struct experiment *experiment, struct arena *arena);
void result_detail_sets(struct result_layout *layout, const struct experiment *experiment, int64_t *row, struct arena *arena);
/* A dataset over its n_strata dims of the layout; without cells it is left out. row NULL: its cells stand in no row. */
void result_set_add(struct result_layout *layout, struct result_set set, int64_t *row, struct arena *arena);
/* Makes the groups that hold datasets; then every dataset; opens them, false when one is missing or is not of exactly that shape. */
void result_groups_create(struct door *door, const struct result_layout *layout, door_id groups[RESULT_GROUPS]);
void result_sets_create(struct door *door, const struct result_layout *layout, struct result_extent extent, const door_id groups[RESULT_GROUPS],
                        door_id *ids);
bool result_sets_open(struct door *door, const struct result_layout *layout, struct result_extent extent, door_id *ids);
/* Copies the chunks of one block, whose place in either file is (scenario, draw, block); draws count from 0 here. */
struct result_spot {
    int32_t scenario, draw;
    int64_t block;
};
/* Of all blocks of a run, one after another: by scenario, draw and replications. */
static inline struct result_spot result_spot_of(const struct experiment *experiment, int64_t i)
{
    const int64_t blocks = result_blocks(experiment), draws = result_draws(experiment);
    return (struct result_spot){(int32_t)(i / blocks / draws), (int32_t)(i / blocks % draws), i % blocks};
}

/* ---- packed chunks, in memory: one behind another, each as HDF5's filters shuffle and deflate would leave it (result_pack.c) ---- */
enum { PACK_BYTES, PACK_SKIPPED, PACK_CHECK, PACK_WORDS }; /* of a chunk: its length, filters that were left out (bits), its check sum */
struct result_pack {
    struct arena *arena;
    int64_t n, room, n_bytes, room_bytes;
    int64_t (*chunk)[PACK_WORDS];
    unsigned char *bytes, *shuffled; /* shuffled: room for the chunk at hand */
    int64_t room_shuffled;
};
/* Any number of threads may pack at once. What is packed lives in the arena. */
void result_pack_init(struct result_pack *pack, struct arena *arena);
/* Makes sure of room for so many chunks and bytes in all; what is in it is not kept. */
void result_pack_room(struct result_pack *pack, int64_t chunks, int64_t bytes);
/* Adds a chunk of n values of `width` bytes. */
void result_pack_add(struct result_pack *pack, const void *values, int64_t n, size_t width);
/* Adds a chunk as it lies in a file. */
void result_pack_raw(struct result_pack *pack, const void *bytes, int64_t n, uint32_t skipped);
int64_t result_pack_check(const void *bytes, int64_t n);
int64_t result_pack_check_on(int64_t sum, const void *bytes, int64_t n); /* of what was summed before and these */
/* Puts a sum over all bytes of a file behind them (result_seal.c); is it there, and right? */
status result_seal(const char *path, struct arena *arena);
bool result_sealed(const char *path, struct arena *arena);
/* The chunks of a pack, one after another, into a file. */
struct result_pieces {
    const struct result_pack *pack;
    int64_t chunk, byte; /* the next one */
};
void result_pieces_write(struct result_pieces *pieces, struct door *door, door_id dataset, const uint64_t *at);

/* ---- blocks: a file with the chunks of every set, in the order of the layout, and a table of them (result_block.c) ---- */
struct result_block {
    struct arena arena;
    const struct result_layout *layout;
    struct result_spot spot;
    int32_t n;
    struct result_pack pack, events; /* events: of a log, which lies in the file as in a result */
    const struct course *course; /* NULL: no sums, or they are carried */
    int64_t event_rows;
    char temporary[RESULT_PATH], path[RESULT_PATH];
};
struct result_block *result_block_new(const struct result_layout *layout, struct result_spot spot, int32_t n);
/* Where a chunk of a set begins in the dataset of a whole result. */
void result_chunk_at(const struct result_layout *layout, const struct result_set *set, struct result_spot spot, int64_t chunk, uint64_t at[DOOR_RANK]);
static inline int32_t result_block_length(const struct result_layout *layout, int64_t replications, int64_t block)
{
    const int64_t left = replications - block * layout->block;
    return (int32_t)(left < layout->block ? left : layout->block);
}

/* Is this block there, and ours? Its name is only given to what was written whole; whether the disk kept it so is seen when it is joined. */
bool result_block_good(const char *result, const struct result_layout *layout, struct result_spot spot, int32_t n);
/* Writes a block with what a result of other length holds of its replications; same: a chunk there holds these and no others. */
status result_block_copy(const char *result, const struct result_layout *layout, struct result_spot spot, int32_t n,
                         struct door *from, const door_id *source, bool same);
/* Its chunks to where they belong in the whole, by way of `pack`, whose room serves every block. A damaged block is removed, so that the same
 * command runs it again. */
status result_block_join(const char *result, const struct result_layout *layout, struct result_spot spot, int32_t n, struct result_pack *pack,
                         struct door *to, const door_id *target);

/* The groups /scenarios and /observed. *numbers: how many dimensions have a number already. */
void result_scenarios_write(struct door *door, const struct experiment *experiment, const struct result_layout *layout,
                            int32_t *numbers, struct arena *arena);
void result_observed_write(struct door *door, const struct experiment *experiment, int32_t *numbers, struct arena *arena);

/* The group /inputs: what every draw gave every scenario. Without draws there is none. */
void result_inputs_write(struct door *door, const struct experiment *experiment, door_id scenario, door_id draw, int32_t *numbers, struct arena *arena);

/* The dimensions of /series and /levels, put in dim[] behind those of the model; and what is said of one of their datasets. */
void result_detail_dims_write(struct door *door, const struct experiment *experiment, const struct result_layout *layout,
                              const door_id groups[RESULT_GROUPS], door_id *dim, int32_t *numbers, struct arena *arena);
void result_detail_describe(struct door *door, const struct experiment *experiment, const struct result_set *set, door_id dataset,
                            struct arena *arena);

/* The group /series_summary: what belongs to the layout; the sums of a block, into it; are they there, of all replications that `carried` lacks? The
 * whole, from the blocks of `path` and what it carries on. */
enum { COURSE_SUM, COURSE_LOW, COURSE_HIGH, COURSE_BIN, COURSE_PARTS };
void result_course_layout(struct result_layout *layout, const struct experiment *experiment, struct arena *arena);
void result_course_block(struct door *door, const struct result_layout *layout, const struct course *course);
bool result_course_good(const char *path, const struct result_layout *layout, struct result_carried carried, struct result_spot spot, int32_t n);
/* Opens the sums in a block; false when they are not as they were written, or not of so many replications. */
bool result_course_open(struct door *door, const struct result_layout *layout, int32_t scenario, int32_t summed, door_id ids[COURSE_PARTS]);
/* Of the n replications of a block, those that are not carried. */
int32_t result_course_left(const struct result_layout *layout, struct result_carried carried, struct result_spot spot, int32_t n);
enum { COURSE_WORDS = 2 };
enum course_dataset { COURSE_SUMS, COURSE_SQUARES, COURSE_BINNED, COURSE_DATASETS };
/* NAME_sum, NAME_squares or NAME_bins in a result. */
const char *result_course_name(const struct result_course_set *set, enum course_dataset which, char out[128]);
struct door_shape result_course_shape(const struct result_layout *layout, const struct result_course_set *set, enum course_dataset which, int32_t draws);
void result_course_merge(struct door *door, const struct experiment *experiment, const struct result_layout *layout, const char *path,
                         const door_id axis[AXIS_STRATA], const door_id *dim, int32_t *numbers, struct arena *arena);
/* The dimension `period` with its bounds, in a group. */
door_id result_periods_write(struct door *door, door_id group, const struct experiment *experiment, int32_t *numbers, struct arena *arena);

/* The group /events: what belongs to the layout; the log of a world, packed; the rows of a block, packed again from a result, and how many
 * they are; packed rows into their block; are they there? The whole, from the blocks of `path`. */
void result_events_layout(struct result_layout *layout, const struct experiment *experiment);
void result_events_pack(struct result_pack *pack, const struct experiment *experiment, const struct result_layout *layout, int32_t scenario,
                        int64_t replication, const struct trace *log, struct arena *arena);
int64_t result_events_extract(struct door *from, struct result_spot at, int32_t n, struct result_pack *pack, const struct result_layout *layout,
                              struct arena *arena);
void result_events_write(struct door *door, const struct result_layout *layout, int64_t rows, struct result_pieces *pieces);
bool result_events_there(struct door *door, const struct result_layout *layout);
void result_events_merge(struct door *door, const struct experiment *experiment, const struct result_layout *layout, const char *path,
                         door_id group, int32_t *numbers, struct arena *arena);

/* A table in a group: a dataset per column, over the dimension `row` that counts its n > 0 rows. */
struct result_table {
    struct door *door;
    door_id group, scale;
    int32_t n;
};
struct result_table result_table_begin(struct door *door, door_id group, const char *row, int32_t n, int32_t *numbers,
                                       const char *long_name, struct arena *arena);
void result_table_column(const struct result_table *table, const char *name, enum door_type type, const void *values,
                         const char *long_name);

/* The group /summary, from what stands in the file so far. */
void result_summary_write(struct door *door, const struct experiment *experiment, int32_t *numbers, struct arena *arena);
/* Reads a file while it is being written; nothing need be closed. */
status result_read_inside(struct door *door, struct arena *arena, struct result **result);
/* For result_item.c: what it reads from; the dimension of the root at an address, NULL: none; missing cells become NAN. */
struct door *result_door(struct result *result);
struct arena *result_arena(struct result *result);
const char *result_dim_at(const struct result *result, uint64_t address);
void result_clean(struct result *result, door_id id, double *values, int64_t n);

/* ---- files ---- */
/* Paths: [unwritable] when one does not fit. */
status result_path(char out[RESULT_PATH], const char *format, ...) PRINTF_LIKE(2, 3);
status result_folder_path(char out[RESULT_PATH], const char *result);
status result_block_path(char out[RESULT_PATH], const char *result, struct result_spot spot);
status result_parent_path(char out[RESULT_PATH], const char *path);
/* A name that no other process uses, beside `path` but hidden. */
status result_temporary_path(char out[RESULT_PATH], const char *folder, const char *word);
/* Makes a finished temporary file the file: sync, rename, sync of the folder. On failure the temporary file is gone. */
status result_settle(const char *temporary, const char *path);

/* Adds to [disk-full] what can be done. */
status result_remedy(status fault);

enum folder_state { FOLDER_ABSENT, FOLDER_OURS, FOLDER_OTHER, FOLDER_OTHER_BLOCKS }; /* the last: of this run, with blocks of another length */
enum folder_state result_folder_state(const char *folder, const struct result_layout *layout);
/* Makes the folder with its manifest; one that is ours stays as it is, another's is emptied first. */
status result_folder_take(const char *folder, const struct result_layout *layout);
/* Removes what this room wrote, the manifest last; the folder itself when nothing else is in it. */
void result_folder_remove(const char *folder);
/* What differs between that text and this run, in words; "" when it cannot be told. */
enum { RESULT_PARTS_TEXT = 96 };
void result_parts_write(char out[RESULT_PARTS_TEXT], const struct result_layout *layout);
const char *result_parts_differ(const char *text, const struct result_layout *layout, char out[256]);
/* Of the folder of another run. */
const char *result_folder_differs(const char *folder, const struct result_layout *layout, char out[256]);
/* Takes away what processes of this host that are gone had not finished. */
void result_folder_sweep(const char *folder);

#endif
