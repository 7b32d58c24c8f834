/* result_private: what the files of the room `result` share. Not for other rooms. */
#ifndef SIM_RESULT_PRIVATE_H
#define SIM_RESULT_PRIVATE_H

#include "sim/hdf5_door.h"
#include "sim/result.h"

enum { RESULT_FORMAT_MAJOR = 1, RESULT_FORMAT_MINOR = 0, RESULT_PATH = 4096 };

/* Axes that every dataset of results begins with. */
enum { AXIS_SCENARIO, AXIS_DRAW, AXIS_REPLICATION, AXIS_STRATA };

struct result_dim {
    int dim; /* of the model */
    const char *name;
    int32_t n; /* labels of all scenarios together */
    const char **label;
    const int32_t *size; /* [scenario] */
    int32_t **place;     /* [scenario][label of the scenario]: where it stands among all labels */
};

/* One dataset. A tally makes two: the means and the numbers behind them. */
enum result_part { PART_COUNT, PART_REAL, PART_NUMBER, PART_DIGEST, PART_EVENTS };

struct result_set {
    const char *name;
    enum result_part part;
    int32_t metric; /* -1: digest, events */
    int n_strata;
    int32_t strata[METRIC_STRATA]; /* dims of the layout */
    int64_t cells;                 /* of one replication, all labels */
    const int64_t *first;          /* [scenario]: its first cell in a row of that scenario */
};

struct result_layout {
    uint64_t fingerprint; /* of the blocks */
    uint64_t texts;       /* of what stands in the file besides: sources, notes, sentences, whether it is reproducible */
    int32_t n_scenarios, n_dims, n_sets;
    const char **scenario; /* unique, and fit to be the name of a group */
    struct result_dim *dims;
    struct result_set *sets;  /* the last two are digest and events */
    const int32_t *row_cells; /* [scenario] */
    int64_t most_cells;
};

uint64_t result_texts_fingerprint(const struct experiment *experiment);

/* Shape of a dataset in a file of `scenarios` x `replications`; blocks are of 1 x RESULT_BLOCK. */
struct door_shape result_shape(const struct result_layout *layout, const struct result_set *set, int32_t scenarios,
                               int64_t replications);
/* Name from the root: digest and events stand in /replications. */
const char *result_set_path(const struct result_set *set, char out[128]);
/* Makes every dataset; opens them, false when one is missing or is not of exactly that shape. */
void result_sets_create(struct door *door, const struct result_layout *layout, int32_t scenarios, int64_t replications,
                        door_id *ids);
bool result_sets_open(struct door *door, const struct result_layout *layout, int32_t scenarios, int64_t replications,
                      door_id *ids);
/* Copies the chunks of one block, whose place in either file is (scenario, block). */
struct result_spot {
    int32_t scenario;
    int64_t block;
};
void result_sets_copy(const struct result_layout *layout, struct door *from, const door_id *source, struct result_spot at,
                      struct door *to, const door_id *target, struct result_spot to_at);

/* ---- blocks ---- */
static inline int32_t result_block_length(int64_t replications, int64_t block)
{
    const int64_t left = replications - block * RESULT_BLOCK;
    return (int32_t)(left < RESULT_BLOCK ? left : RESULT_BLOCK);
}

/* Is this block there, whole and ours? */
bool result_block_good(const char *result, const struct result_layout *layout, struct result_spot spot, int32_t n);
/* Writes a block with the chunks that lie at the same spot of a result. */
status result_block_copy(const char *result, const struct result_layout *layout, struct result_spot spot, int32_t n,
                         struct door *from, const door_id *source);

/* The groups /scenarios and /observed. *numbers: how many dimensions have a number already. */
void result_scenarios_write(struct door *door, const struct experiment *experiment, const struct result_layout *layout,
                            int32_t *numbers, struct arena *arena);
void result_observed_write(struct door *door, const struct experiment *experiment, int32_t *numbers, struct arena *arena);

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

/* ---- files ---- */
/* Paths: [unwritable] when one does not fit. */
status result_path(char out[RESULT_PATH], const char *format, ...) PRINTF_LIKE(2, 3);
status result_folder_path(char out[RESULT_PATH], const char *result);
status result_block_path(char out[RESULT_PATH], const char *result, int32_t scenario, int64_t block);
status result_parent_path(char out[RESULT_PATH], const char *path);
/* A name that no other process uses, beside `path` but hidden. */
status result_temporary_path(char out[RESULT_PATH], const char *folder, const char *word);
/* Makes a finished temporary file the file: sync, rename, sync of the folder. On failure the temporary file is gone. */
status result_settle(const char *temporary, const char *path);

/* Adds to [disk-full] what can be done. */
status result_remedy(status fault);

enum folder_state { FOLDER_ABSENT, FOLDER_OURS, FOLDER_OTHER };
enum folder_state result_folder_state(const char *folder, uint64_t fingerprint);
/* Makes the folder with its manifest; one that is ours stays as it is, another's is emptied first. */
status result_folder_take(const char *folder, uint64_t fingerprint);
/* Removes what this room wrote, the manifest last; the folder itself when nothing else is in it. */
void result_folder_remove(const char *folder);

#endif
