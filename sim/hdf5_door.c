#define H5_USE_110_API

#include "sim/hdf5_door_private.h"

#include "sim/hdf5_door_disk.h"

#include <errno.h>
#include <fcntl.h>
#include <hdf5.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Arrays of sizes are handed through as they are. */
_Static_assert(sizeof(hsize_t) == sizeof(uint64_t), "HDF5 counts in 64 bits");

enum { CREATION_ORDER = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED, MOST_COMPACT = 32 };

/* ---- faults ---- */

static herr_t reason_take(unsigned depth, const H5E_error2_t *error, void *context)
{
    if (depth == 0) snprintf(context, 160, "%s", error->desc ? error->desc : "no reason given");
    return 0;
}

/* The innermost message of HDF5 says what happened. */
static void door_fail(struct door *door)
{
    char reason[160] = "no reason given";
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, reason_take, reason);
    door->fault = status_fail(STATUS_FAILED, door->writing ? "write" : "unreadable", "`%s` cannot be %s: %s", door->path,
                              door->writing ? "written" : "read", reason);
}

/* What the disk said comes before whatever HDF5 made of it. */
static void door_disk_fail(struct door *door, int errnum)
{
    const bool full = errnum == ENOSPC || errnum == EDQUOT || errnum == EFBIG;
    errno = errnum;
    if (door_well(door)) door->fault = status_system(full ? "disk-full" : "write", "cannot be written", door->path);
}

int64_t door_ask(struct door *door, int64_t answer)
{
    if (door->disk && door->disk->errnum) door_disk_fail(door, door->disk->errnum);
    if (door_well(door) && answer < 0) door_fail(door);
    return answer;
}

/* ---- files ---- */

static hid_t access_list(void)
{
    hid_t list = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_fclose_degree(list, H5F_CLOSE_STRONG);
#if H5_VERSION_GE(1, 10, 7)
    H5Pset_file_locking(list, 0, 1); /* some cluster file systems know no locks; a file that is here to be read is whole */
#endif
    return list;
}

static void door_begin(struct door *door, const char *shown, bool writing)
{
    *door = (struct door){.file = -1, .path = shown, .writing = writing, .fault = status_ok()};
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL); /* of this thread */
}

void door_create(struct door *door, const char *path, const char *shown)
{
    door_begin(door, shown, true);
    hid_t access = access_list(), create = H5Pcreate(H5P_FILE_CREATE), driver = ASK(door, door_driver());
    void *disk = NULL;
    ASK(door, H5Pset_driver(access, driver, NULL));
    H5Pset_obj_track_times(create, 0);
    H5Pset_link_creation_order(create, CREATION_ORDER);
    H5Pset_attr_creation_order(create, CREATION_ORDER);
    H5Pset_attr_phase_change(create, MOST_COMPACT, 0);
    errno = 0;
    door->file = door_well(door) ? H5Fcreate(path, H5F_ACC_TRUNC, create, access) : -1;
    if (door->file < 0) door_disk_fail(door, errno ? errno : EIO);
    ASK(door, H5Fget_vfd_handle(door->file, H5P_DEFAULT, &disk));
    door->disk = disk;
    ASK(door, 0);
    H5Pclose(create);
    H5Pclose(access);
    door->driver = driver > 0 ? driver : 0; /* HDF5 1.10 looks at the driver after it has let go of its own hold */
}

void door_open(struct door *door, const char *path)
{
    door_begin(door, path, false);
    if (access(path, R_OK) != 0) {
        door->fault = status_system("unreadable", "cannot be read", path);
        return;
    }
    if (H5Fis_hdf5(path) <= 0) {
        door->fault = status_fail(STATUS_FAILED, "unreadable", "%s is not a result file (not HDF5)", path);
        return;
    }
    hid_t list = access_list();
    door->file = ASK(door, H5Fopen(path, H5F_ACC_RDONLY, list));
    H5Pclose(list);
}

status door_close(struct door *door)
{
    if (door->file >= 0) {
        int errnum = 0;
        if (door->disk) door->disk->last_word = &errnum;
        door->disk = NULL;
        door_ask(door, H5Fclose(door->file));
        if (errnum) door_disk_fail(door, errnum);
    }
    if (door->driver > 0) H5FDunregister(door->driver);
    free(door->chunk);
    door->file = -1;
    door->driver = 0;
    door->chunk = NULL;
    return door->fault;
}

const char *door_library(char out[32])
{
    unsigned major = 0, minor = 0, release = 0;
    H5get_libversion(&major, &minor, &release);
    snprintf(out, 32, "%u.%u.%u", major, minor, release);
    return out;
}

/* ---- writing ---- */

door_id door_group(struct door *door, door_id parent, const char *name)
{
    hid_t list = H5Pcreate(H5P_GROUP_CREATE);
    H5Pset_obj_track_times(list, 0);
    H5Pset_link_creation_order(list, CREATION_ORDER);
    H5Pset_attr_creation_order(list, CREATION_ORDER);
    door_id group = ASK(door, H5Gcreate2(parent, name, H5P_DEFAULT, list, H5P_DEFAULT));
    H5Pclose(list);
    return group;
}

/* Always a copy, to be closed; negative for DOOR_OTHER. */
static hid_t type_of(enum door_type type, bool in_file)
{
    switch (type) {
    case DOOR_BYTE:
        return H5Tcopy(in_file ? H5T_STD_U8LE : H5T_NATIVE_UINT8);
    case DOOR_INT32:
        return H5Tcopy(in_file ? H5T_STD_I32LE : H5T_NATIVE_INT32);
    case DOOR_INT64:
        return H5Tcopy(in_file ? H5T_STD_I64LE : H5T_NATIVE_INT64);
    case DOOR_FLOAT64:
        return H5Tcopy(in_file ? H5T_IEEE_F64LE : H5T_NATIVE_DOUBLE);
    case DOOR_TEXT:
        break;
    case DOOR_OTHER:
        return -1;
    }
    hid_t text = H5Tcopy(H5T_C_S1);
    H5Tset_size(text, H5T_VARIABLE);
    H5Tset_cset(text, H5T_CSET_UTF8);
    return text;
}

static void fill_set(struct door *door, hid_t list, enum door_type type)
{
    const int32_t whole = DOOR_FILL_INT32;
    const int64_t wide = DOOR_FILL_INT64;
    const double real = NAN;
    if (type == DOOR_INT64) ASK(door, H5Pset_fill_value(list, H5T_NATIVE_INT64, &wide));
    if (type == DOOR_INT32) ASK(door, H5Pset_fill_value(list, H5T_NATIVE_INT32, &whole));
    if (type == DOOR_FLOAT64) ASK(door, H5Pset_fill_value(list, H5T_NATIVE_DOUBLE, &real));
}

static hid_t dataset_list(struct door *door, const struct door_shape *shape)
{
    hid_t list = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_obj_track_times(list, 0);
    H5Pset_attr_creation_order(list, CREATION_ORDER);
    H5Pset_attr_phase_change(list, MOST_COMPACT, 0);
    if (shape->chunk[0]) {
        hsize_t chunk[DOOR_RANK];
        for (int i = 0; i < shape->rank; i++) chunk[i] = shape->chunk[i];
        ASK(door, H5Pset_chunk(list, shape->rank, chunk));
    }
    if (shape->packed) ASK(door, H5Pset_shuffle(list));
    if (shape->packed) ASK(door, H5Pset_deflate(list, 1));
    if (shape->filled) fill_set(door, list, shape->type);
    return list;
}

static hid_t shape_space(struct door *door, const struct door_shape *shape)
{
    hsize_t size[DOOR_RANK], most[DOOR_RANK];
    for (int i = 0; i < shape->rank; i++) size[i] = most[i] = shape->size[i];
    if (shape->growing) most[shape->growing_axis] = H5S_UNLIMITED;
    return ASK(door, H5Screate_simple(shape->rank, size, most));
}

static void put(struct door *door, door_id object, const char *name, hid_t file_type, hid_t memory_type, hid_t space,
                const void *value)
{
    door_id attribute = ASK(door, H5Acreate2(object, name, file_type, space, H5P_DEFAULT, H5P_DEFAULT));
    ASK(door, H5Awrite(attribute, memory_type, value));
    if (attribute >= 0) H5Aclose(attribute);
}

static void put_array(struct door *door, door_id object, const char *name, enum door_type type, const void *values, hsize_t n)
{
    hid_t space = H5Screate_simple(1, &n, NULL), in_file = type_of(type, true), in_memory = type_of(type, false);
    put(door, object, name, in_file, in_memory, space, values);
    H5Tclose(in_memory);
    H5Tclose(in_file);
    H5Sclose(space);
}

door_id door_dataset(struct door *door, door_id parent, const char *name, const struct door_shape *shape)
{
    hid_t space = shape_space(door, shape), list = dataset_list(door, shape), type = type_of(shape->type, true);
    door_id dataset = ASK(door, H5Dcreate2(parent, name, type, space, H5P_DEFAULT, list, H5P_DEFAULT));
    if (shape->filled && shape->type == DOOR_INT32)
        put_array(door, dataset, "_FillValue", DOOR_INT32, &(int32_t){DOOR_FILL_INT32}, 1);
    if (shape->filled && shape->type == DOOR_INT64)
        put_array(door, dataset, "_FillValue", DOOR_INT64, &(int64_t){DOOR_FILL_INT64}, 1);
    if (shape->filled && shape->type == DOOR_FLOAT64) put_array(door, dataset, "_FillValue", DOOR_FLOAT64, &(double){NAN}, 1);
    H5Tclose(type);
    H5Pclose(list);
    if (space >= 0) H5Sclose(space);
    return dataset;
}

void door_write(struct door *door, door_id dataset, enum door_type type, const void *values)
{
    hid_t in_memory = type_of(type, false);
    ASK(door, H5Dwrite(dataset, in_memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, values));
    H5Tclose(in_memory);
}

void door_put_text(struct door *door, door_id object, const char *name, const char *text)
{
    if (!text || !*text) return;
    hid_t type = H5Tcopy(H5T_C_S1), space = H5Screate(H5S_SCALAR);
    H5Tset_size(type, strlen(text));
    H5Tset_strpad(type, H5T_STR_NULLPAD);
    H5Tset_cset(type, H5T_CSET_UTF8);
    put(door, object, name, type, type, space, text);
    H5Sclose(space);
    H5Tclose(type);
}

void door_put_int32s(struct door *door, door_id object, const char *name, const int32_t *values, int n)
{
    put_array(door, object, name, DOOR_INT32, values, (hsize_t)n);
}

void door_put_double(struct door *door, door_id object, const char *name, double value)
{
    put_array(door, object, name, DOOR_FLOAT64, &value, 1);
}

/* ---- chunks ---- */

static bool chunk_room(struct door *door, hsize_t bytes)
{
    if (bytes <= door->chunk_room) return true;
    void *more = realloc(door->chunk, bytes);
    if (!more) {
        door->fault =
            status_fail(STATUS_FAILED, "memory", "no memory for a chunk of %" PRIu64 " bytes of %s", (uint64_t)bytes, door->path);
        return false;
    }
    door->chunk = more;
    door->chunk_room = bytes;
    return true;
}

void door_write_chunk(struct door *door, door_id dataset, const uint64_t *at, uint32_t skipped, const void *bytes, uint64_t n)
{
    ASK(door, H5Dwrite_chunk(dataset, H5P_DEFAULT, skipped, (const hsize_t *)at, n, bytes));
}

const void *door_read_chunk(struct door *door, door_id dataset, const uint64_t *at, uint32_t *skipped, uint64_t *n)
{
    hsize_t bytes = 0;
    ASK(door, H5Dget_chunk_storage_size(dataset, (const hsize_t *)at, &bytes));
    if (door_well(door) && bytes == 0)
        door->fault = status_fail(STATUS_FAILED, "unreadable", "cannot read %s: a part is missing", door->path);
    if (!door_well(door) || !chunk_room(door, bytes)) return NULL;
    ASK(door, H5Dread_chunk(dataset, H5P_DEFAULT, (const hsize_t *)at, skipped, door->chunk));
    *n = bytes;
    return door_well(door) ? door->chunk : NULL;
}

bool door_has_chunk(struct door *door, door_id dataset, const uint64_t *at)
{
    hsize_t bytes = 0;
    return door_well(door) && H5Dget_chunk_storage_size(dataset, (const hsize_t *)at, &bytes) >= 0 && bytes > 0;
}

static bool list_alike(hid_t list, const struct door_shape *shape)
{
    hsize_t chunk[DOOR_RANK];
    unsigned flags, config;
    if (H5Pget_layout(list) != H5D_CHUNKED || H5Pget_chunk(list, DOOR_RANK, chunk) != shape->rank) return false;
    for (int i = 0; i < shape->rank; i++)
        if (chunk[i] != shape->chunk[i]) return false;
    return shape->packed && H5Pget_nfilters(list) == 2 &&
           H5Pget_filter2(list, 0, &flags, NULL, NULL, 0, NULL, &config) == H5Z_FILTER_SHUFFLE &&
           H5Pget_filter2(list, 1, &flags, NULL, NULL, 0, NULL, &config) == H5Z_FILTER_DEFLATE;
}

bool door_alike(struct door *door, door_id dataset, const struct door_shape *shape)
{
    if (!door_well(door) || dataset < 0) return false;
    hid_t space = H5Dget_space(dataset), type = H5Dget_type(dataset), list = H5Dget_create_plist(dataset),
          wanted = type_of(shape->type, true);
    hsize_t size[DOOR_RANK];
    bool alike = H5Sget_simple_extent_ndims(space) == shape->rank && H5Sget_simple_extent_dims(space, size, NULL) == shape->rank;
    for (int i = 0; alike && i < shape->rank; i++) alike = size[i] == shape->size[i];
    alike = alike && H5Tequal(type, wanted) > 0 && list_alike(list, shape);
    H5Tclose(wanted);
    H5Pclose(list);
    H5Tclose(type);
    H5Sclose(space);
    return alike;
}

/* ---- reading ---- */

door_id door_find(struct door *door, const char *path)
{
    if (!door_well(door)) return -1;
    return H5Oopen(door->file, path, H5P_DEFAULT);
}

struct door_shape door_shape_of(struct door *door, door_id dataset)
{
    struct door_shape shape = {.type = DOOR_OTHER};
    hid_t space = ASK(door, H5Dget_space(dataset)), type = ASK(door, H5Dget_type(dataset));
    hsize_t size[DOOR_RANK];
    const int rank = door_well(door) ? H5Sget_simple_extent_ndims(space) : 0;
    if (rank > 0 && rank <= DOOR_RANK && H5Sget_simple_extent_dims(space, size, NULL) == rank) {
        const H5T_class_t kind = H5Tget_class(type);
        shape.type = kind == H5T_INTEGER  ? DOOR_INT64
                     : kind == H5T_FLOAT  ? DOOR_FLOAT64
                     : kind == H5T_STRING ? DOOR_TEXT
                                          : DOOR_OTHER;
        shape.rank = rank;
        for (int i = 0; i < rank; i++) shape.size[i] = size[i];
    }
    if (type >= 0) H5Tclose(type);
    if (space >= 0) H5Sclose(space);
    return shape;
}

struct names {
    struct arena *arena;
    const char **name;
    int32_t n, room;
};

static herr_t name_take(hid_t group, const char *name, const H5L_info_t *info, void *context)
{
    struct names *names = context;
    (void)group, (void)info;
    if (names->n < names->room) names->name[names->n++] = arena_text(names->arena, name);
    return 0;
}

const char **door_names(struct door *door, const char *group, struct arena *arena, int32_t *n)
{
    struct names names = {.arena = arena};
    H5G_info_t info = {.nlinks = 0};
    door_id id = door_find(door, group);
    *n = 0;
    if (id < 0) return NULL;
    ASK(door, H5Gget_info(id, &info));
    names.room = (int32_t)info.nlinks;
    names.name = ARENA_ARRAY(arena, const char *, names.room + 1);
    if (door_well(door) && H5Literate(id, H5_INDEX_CRT_ORDER, H5_ITER_INC, NULL, name_take, &names) < 0) {
        names.n = 0;
        ASK(door, H5Literate(id, H5_INDEX_NAME, H5_ITER_INC, NULL, name_take, &names));
    }
    *n = names.n;
    return names.name;
}

bool door_is_dataset(struct door *door, const char *path)
{
    door_id id = door_find(door, path);
    if (id < 0) return false;
    const bool is = H5Iget_type(id) == H5I_DATASET;
    H5Oclose(id);
    return is;
}

uint64_t door_address(struct door *door, door_id object)
{
    H5O_info_t info = {.addr = 0};
    ASK(door, H5Oget_info2(object, &info, H5O_INFO_BASIC));
    return door_well(door) ? (uint64_t)info.addr : 0;
}

void door_read_as(struct door *door, door_id dataset, enum door_type type, int rank, const uint64_t *start, const uint64_t *count, void *values)
{
    hid_t file_space = ASK(door, H5Dget_space(dataset)), in_memory = type_of(type, false);
    hid_t memory_space = ASK(door, H5Screate_simple(rank, (const hsize_t *)count, NULL));
    ASK(door, H5Sselect_hyperslab(file_space, H5S_SELECT_SET, (const hsize_t *)start, NULL, (const hsize_t *)count, NULL));
    ASK(door, H5Dread(dataset, in_memory, memory_space, file_space, H5P_DEFAULT, values));
    H5Tclose(in_memory);
    if (memory_space >= 0) H5Sclose(memory_space);
    if (file_space >= 0) H5Sclose(file_space);
}

void door_read(struct door *door, door_id dataset, int rank, const uint64_t *start, const uint64_t *count, double *values)
{
    door_read_as(door, dataset, DOOR_FLOAT64, rank, start, count, values);
}

/* The spaces of [start, start + n) in the file and in memory; negative after a fault. */
static void part_open(struct door *door, door_id dataset, hsize_t start, hsize_t n, hid_t *file_space, hid_t *memory_space)
{
    *file_space = ASK(door, H5Dget_space(dataset));
    *memory_space = ASK(door, H5Screate_simple(1, &n, NULL));
    ASK(door, H5Sselect_hyperslab(*file_space, H5S_SELECT_SET, &start, NULL, &n, NULL));
}

static void part_close(hid_t file_space, hid_t memory_space)
{
    if (memory_space >= 0) H5Sclose(memory_space);
    if (file_space >= 0) H5Sclose(file_space);
}

void door_write_part(struct door *door, door_id dataset, uint64_t start, uint64_t n, const int64_t *values)
{
    hid_t file_space, memory_space;
    part_open(door, dataset, start, n, &file_space, &memory_space);
    ASK(door, H5Dwrite(dataset, H5T_NATIVE_INT64, memory_space, file_space, H5P_DEFAULT, values));
    part_close(file_space, memory_space);
}

void door_read_part(struct door *door, door_id dataset, uint64_t start, uint64_t n, int64_t *values)
{
    hid_t file_space, memory_space;
    part_open(door, dataset, start, n, &file_space, &memory_space);
    ASK(door, H5Dread(dataset, H5T_NATIVE_INT64, memory_space, file_space, H5P_DEFAULT, values));
    part_close(file_space, memory_space);
}

/* The spaces of a box in the file and in memory; negative after a fault. */
static void box_open(struct door *door, door_id dataset, int rank, const uint64_t *start, const uint64_t *count, hid_t *file_space, hid_t *memory_space)
{
    *file_space = ASK(door, H5Dget_space(dataset));
    *memory_space = ASK(door, H5Screate_simple(rank, (const hsize_t *)count, NULL));
    ASK(door, H5Sselect_hyperslab(*file_space, H5S_SELECT_SET, (const hsize_t *)start, NULL, (const hsize_t *)count, NULL));
}

void door_write_box(struct door *door, door_id dataset, int rank, const uint64_t *start, const uint64_t *count, const int64_t *values)
{
    hid_t file_space, memory_space;
    box_open(door, dataset, rank, start, count, &file_space, &memory_space);
    ASK(door, H5Dwrite(dataset, H5T_NATIVE_INT64, memory_space, file_space, H5P_DEFAULT, values));
    part_close(file_space, memory_space);
}

void door_read_box(struct door *door, door_id dataset, int rank, const uint64_t *start, const uint64_t *count, int64_t *values)
{
    hid_t file_space, memory_space;
    box_open(door, dataset, rank, start, count, &file_space, &memory_space);
    ASK(door, H5Dread(dataset, H5T_NATIVE_INT64, memory_space, file_space, H5P_DEFAULT, values));
    part_close(file_space, memory_space);
}

static void texts_variable(struct door *door, door_id dataset, hid_t type, uint64_t n, const char **text, struct arena *arena)
{
    char **raw = ARENA_ARRAY(arena, char *, n + 1);
    hid_t space = ASK(door, H5Dget_space(dataset));
    ASK(door, H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, raw));
    for (uint64_t i = 0; i < n; i++) text[i] = arena_text(arena, raw[i] ? raw[i] : "");
    if (door_well(door)) H5Dvlen_reclaim(type, space, H5P_DEFAULT, raw);
    if (space >= 0) H5Sclose(space);
}

static void texts_fixed(struct door *door, door_id dataset, hid_t type, uint64_t n, const char **text, struct arena *arena)
{
    const size_t width = H5Tget_size(type);
    char *raw = ARENA_ARRAY(arena, char, n *width + 1);
    ASK(door, H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, raw));
    for (uint64_t i = 0; i < n; i++) text[i] = arena_copy(arena, raw + i * width, strnlen(raw + i * width, width));
}

const char **door_read_texts(struct door *door, door_id dataset, uint64_t n, struct arena *arena)
{
    const char **text = ARENA_ARRAY(arena, const char *, n + 1);
    hid_t type = ASK(door, H5Dget_type(dataset));
    if (type < 0) return NULL;
    if (H5Tis_variable_str(type) > 0)
        texts_variable(door, dataset, type, n, text, arena);
    else
        texts_fixed(door, dataset, type, n, text, arena);
    H5Tclose(type);
    return door_well(door) ? text : NULL;
}

/* ---- reading attributes ---- */

static const char *attribute_string(hid_t attribute, hid_t type, struct arena *arena)
{
    const size_t width = H5Tget_size(type);
    if (H5Tis_variable_str(type) <= 0) {
        char *raw = ARENA_ARRAY(arena, char, width + 1);
        return H5Aread(attribute, type, raw) < 0 ? NULL : raw;
    }
    char *raw = NULL;
    if (H5Aread(attribute, type, &raw) < 0) return NULL;
    const char *text = arena_text(arena, raw ? raw : "");
    H5free_memory(raw);
    return text;
}

static const char *attribute_numbers(hid_t attribute, hid_t type, int n, struct arena *arena)
{
    const bool whole = H5Tget_class(type) == H5T_INTEGER;
    int64_t *integers = ARENA_ARRAY(arena, int64_t, n);
    double *reals = ARENA_ARRAY(arena, double, n);
    char *text = ARENA_ARRAY(arena, char, n * 32 + 1), *end = text;
    if ((whole ? H5Aread(attribute, H5T_NATIVE_INT64, integers) : H5Aread(attribute, H5T_NATIVE_DOUBLE, reals)) < 0) return NULL;
    for (int i = 0; i < n; i++)
        end += whole ? snprintf(end, 32, "%s%" PRId64, i ? " " : "", integers[i])
                     : snprintf(end, 32, "%s%.17g", i ? " " : "", reals[i]);
    return text;
}

/* Number of elements of an attribute that is there and can be read; 0 otherwise. */
static int64_t attribute_length(struct door *door, door_id object, const char *name, hid_t *attribute, hid_t *type)
{
    if (!door_well(door) || object < 0 || H5Aexists(object, name) <= 0) return 0;
    *attribute = ASK(door, H5Aopen(object, name, H5P_DEFAULT));
    if (*attribute < 0) return 0;
    *type = H5Aget_type(*attribute);
    hid_t space = H5Aget_space(*attribute);
    const int64_t n = H5Sget_simple_extent_npoints(space);
    H5Sclose(space);
    return n;
}

const char *door_text(struct door *door, door_id object, const char *name, struct arena *arena)
{
    hid_t attribute = -1, type = -1;
    const int64_t n = attribute_length(door, object, name, &attribute, &type);
    const char *text = NULL;
    const H5T_class_t kind = type >= 0 ? H5Tget_class(type) : H5T_NO_CLASS;
    if (n == 1 && kind == H5T_STRING) text = attribute_string(attribute, type, arena);
    if (n > 0 && n <= 64 && (kind == H5T_INTEGER || kind == H5T_FLOAT)) text = attribute_numbers(attribute, type, (int)n, arena);
    if (type >= 0) H5Tclose(type);
    if (attribute >= 0) H5Aclose(attribute);
    return text;
}

bool door_number(struct door *door, door_id object, const char *name, double *value)
{
    hid_t attribute = -1, type = -1;
    const int64_t n = attribute_length(door, object, name, &attribute, &type);
    const H5T_class_t kind = type >= 0 ? H5Tget_class(type) : H5T_NO_CLASS;
    const bool read = n == 1 && (kind == H5T_INTEGER || kind == H5T_FLOAT) && H5Aread(attribute, H5T_NATIVE_DOUBLE, value) >= 0;
    if (type >= 0) H5Tclose(type);
    if (attribute >= 0) H5Aclose(attribute);
    return read;
}
