/* The file under HDF5 (hdf5_door_disk.h), as HDF5 wants to see it. */
#include "sim/hdf5_door_private.h"

#include "sim/hdf5_door_disk.h"

#include <H5FDpublic.h>
#include <stdlib.h>
#if H5_VERSION_GE(1, 13, 0)
#include <H5FDdevelop.h>
#endif

struct door_disk {
    H5FD_t of_hdf5; /* first, and filled by HDF5 */
    struct disk disk;
    haddr_t allocated;
};

static H5FD_t *disk_driver_open(const char *path, unsigned flags, hid_t list, haddr_t most)
{
    struct door_disk *made = calloc(1, sizeof *made);
    (void)flags, (void)list, (void)most;
    if (made && disk_create(&made->disk, path)) return &made->of_hdf5;
    free(made);
    return NULL;
}

static herr_t disk_driver_close(H5FD_t *file)
{
    disk_close(&((struct door_disk *)file)->disk);
    free(file);
    return 0;
}

static herr_t disk_driver_query(const H5FD_t *file, unsigned long *flags)
{
    (void)file;
    *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE | H5FD_FEAT_AGGREGATE_SMALLDATA;
    return 0;
}

static haddr_t disk_driver_allocated(const H5FD_t *file, H5FD_mem_t kind)
{
    (void)kind;
    return ((const struct door_disk *)file)->allocated;
}

static herr_t disk_driver_allocate(H5FD_t *file, H5FD_mem_t kind, haddr_t bytes)
{
    (void)kind;
    ((struct door_disk *)file)->allocated = bytes;
    return 0;
}

static haddr_t disk_driver_end(const H5FD_t *file, H5FD_mem_t kind)
{
    (void)kind;
    return ((const struct door_disk *)file)->disk.end;
}

static herr_t disk_driver_handle(H5FD_t *file, hid_t list, void **handle)
{
    (void)list;
    *handle = &((struct door_disk *)file)->disk;
    return 0;
}

static herr_t disk_driver_read(H5FD_t *file, H5FD_mem_t kind, hid_t list, haddr_t at, size_t n, void *bytes)
{
    (void)kind, (void)list;
    return disk_read(&((struct door_disk *)file)->disk, at, n, bytes) ? 0 : -1;
}

static herr_t disk_driver_write(H5FD_t *file, H5FD_mem_t kind, hid_t list, haddr_t at, size_t n, const void *bytes)
{
    (void)kind, (void)list;
    return disk_write(&((struct door_disk *)file)->disk, at, n, bytes) ? 0 : -1;
}

/* HDF5 wants the file to end where what it allocated ends. */
static herr_t disk_driver_truncate(H5FD_t *file, hid_t list, hbool_t closing)
{
    struct door_disk *disk = (struct door_disk *)file;
    (void)list, (void)closing;
    if (disk->disk.end != disk->allocated) disk_resize(&disk->disk, disk->allocated);
    return 0;
}

static const H5FD_class_t disk_driver = {
#if H5_VERSION_GE(1, 13, 0)
    .version = H5FD_CLASS_VERSION,
    .value = 511, /* the last of the numbers for own use */
#endif
    .name = "doorstroom",
    .maxaddr = INT64_MAX,
    .fc_degree = H5F_CLOSE_STRONG,
    .open = disk_driver_open,
    .close = disk_driver_close,
    .query = disk_driver_query,
    .get_eoa = disk_driver_allocated,
    .set_eoa = disk_driver_allocate,
    .get_eof = disk_driver_end,
    .get_handle = disk_driver_handle,
    .read = disk_driver_read,
    .write = disk_driver_write,
    .truncate = disk_driver_truncate,
    .fl_map = H5FD_FLMAP_DICHOTOMY,
};

int64_t door_driver(void) { return H5FDregister(&disk_driver); }
