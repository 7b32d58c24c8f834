/* hdf5_door: the calls to HDF5 that result files need, each checked. Only hdf5_door*.c include its headers; only result_*.c includes
 * this.
 *
 * A door is one open file. Its first fault is kept and every later call does nothing (answers -1, 0, NULL or false), so that a
 * caller writes a straight line and asks once, at door_close, which also closes every object. Files are written so that netCDF-4
 * readers open and edit them: creation order tracked, no object times, scales on axes, UTF-8 texts. Faults: [disk-full], [write],
 * [unreadable]. Not thread-safe. */
#ifndef SIM_HDF5_DOOR_H
#define SIM_HDF5_DOOR_H

#include "sim/arena.h"
#include "sim/status.h"

typedef int64_t door_id; /* a group or dataset of an open file; negative: none */

enum { DOOR_RANK = 8 };
#define DOOR_FILL_INT32 INT32_C(-2147483647) /* what netCDF too takes for "not written"; of doubles it is NAN */
#define DOOR_FILL_INT64 INT64_C(-9223372036854775806)

struct disk;

struct door {
    door_id file, driver; /* driver: of a file that is written, as long as it is open; 0: none */
    const char *path; /* as faults show it; of the caller, and must outlive the door */
    bool writing;
    struct disk *disk; /* under a file that is written */
    status fault;
    void *chunk;
    size_t chunk_room;
};

enum door_type { DOOR_OTHER, DOOR_BYTE, DOOR_INT32, DOOR_INT64, DOOR_FLOAT64, DOOR_TEXT };

struct door_shape {
    enum door_type type; /* read back: DOOR_INT64 for any integers, DOOR_FLOAT64 for any floats */
    int rank;
    uint64_t size[DOOR_RANK];
    uint64_t chunk[DOOR_RANK]; /* chunk[0] = 0: contiguous */
    bool growing;              /* one axis, `growing_axis`, has no upper bound, so that its length need not fill a chunk */
    int growing_axis;
    bool packed; /* shuffle, then deflate 1 */
    bool filled; /* unwritten cells are missing, and _FillValue says so */
};

/* shown: what faults call it, since it is made under a temporary name. */
void door_create(struct door *door, const char *path, const char *shown);
void door_open(struct door *door, const char *path);
/* The first fault, or that of closing. What was written is with the system, not yet on the disk: fsync is the caller's. */
status door_close(struct door *door);
static inline bool door_well(const struct door *door) { return door->fault.code == STATUS_OK; }
const char *door_library(char out[32]); /* 1.10.8 */

/* ---- writing ---- */
door_id door_group(struct door *door, door_id parent, const char *name);
door_id door_dataset(struct door *door, door_id parent, const char *name, const struct door_shape *shape);
/* All cells; values of the dataset's own type, for DOOR_TEXT an array of texts. */
void door_write(struct door *door, door_id dataset, enum door_type type, const void *values);
/* Rows [start, start + n) of a dataset of whole numbers with one axis. */
void door_write_part(struct door *door, door_id dataset, uint64_t start, uint64_t n, const int64_t *values);
/* A box of a dataset of whole numbers. */
void door_write_box(struct door *door, door_id dataset, int rank, const uint64_t *start, const uint64_t *count, const int64_t *values);
/* Makes a dataset a dimension: `number` orders dimensions for netCDF and must be unique in the file. */
void door_scale(struct door *door, door_id dataset, const char *name, int32_t number);
void door_attach(struct door *door, door_id dataset, door_id scale, int axis);
/* Attributes. An empty or absent text is left out. */
void door_put_text(struct door *door, door_id object, const char *name, const char *text);
void door_put_int32s(struct door *door, door_id object, const char *name, const int32_t *values, int n);
void door_put_double(struct door *door, door_id object, const char *name, double value);
/* Puts one chunk into the file as it is, packed already; skipped: a bit for each filter that was left out. */
void door_write_chunk(struct door *door, door_id dataset, const uint64_t *at, uint32_t skipped, const void *bytes, uint64_t n);

/* ---- reading; what is absent is no fault ---- */
door_id door_find(struct door *door, const char *path);
/* Was this dataset made with exactly this shape? Needed before raw chunks are copied. */
bool door_alike(struct door *door, door_id dataset, const struct door_shape *shape);
/* One chunk as it lies in the file, filters and all; the counterpart of door_write_chunk. Owner: the door, until the next call. NULL after a
 * fault, which it is when there is none. */
const void *door_read_chunk(struct door *door, door_id dataset, const uint64_t *at, uint32_t *skipped, uint64_t *n);
/* Is this chunk in the file? */
bool door_has_chunk(struct door *door, door_id dataset, const uint64_t *at);
struct door_shape door_shape_of(struct door *door, door_id dataset);
/* Names in a group, in the order in which they were made, or by name where that was not kept. */
const char **door_names(struct door *door, const char *group, struct arena *arena, int32_t *n);
bool door_is_dataset(struct door *door, const char *path);
/* Same number, same object. */
uint64_t door_address(struct door *door, door_id object);
/* Is it a dimension? *bare: netCDF's dimension without coordinate values. */
bool door_is_scale(struct door *door, door_id dataset, bool *bare);
/* For every axis the address of its scale, 0 where there is none. */
void door_axes(struct door *door, door_id dataset, int rank, uint64_t address[DOOR_RANK]);
/* A box of numbers as doubles; as numbers of this type. */
void door_read(struct door *door, door_id dataset, int rank, const uint64_t *start, const uint64_t *count, double *values);
void door_read_as(struct door *door, door_id dataset, enum door_type type, int rank, const uint64_t *start, const uint64_t *count, void *values);
/* The counterpart of door_write_part. */
void door_read_part(struct door *door, door_id dataset, uint64_t start, uint64_t n, int64_t *values);
void door_read_box(struct door *door, door_id dataset, int rank, const uint64_t *start, const uint64_t *count, int64_t *values);
const char **door_read_texts(struct door *door, door_id dataset, uint64_t n, struct arena *arena);
/* An attribute as text, numbers written out with spaces between; NULL when absent. */
const char *door_text(struct door *door, door_id object, const char *name, struct arena *arena);
bool door_number(struct door *door, door_id object, const char *name, double *value);

#endif
