/* hdf5_door_disk: a file under HDF5 that never fails to be written.
 *
 * HDF5 1.10 cannot bear a failed write: it tries again when the file is closed and when the program ends, and crashes on what it
 * has freed. So after the first failure (disk full, say) what is written is kept in memory, where it is read back too, and the
 * failure is remembered in `errnum`; the owner then throws the file away. What follows on what was written last goes to the system together
 * with it, since HDF5 hands over a few kilobytes at a time; a failure may so be seen later, at disk_close at the latest. No HDF5 in it. */
#ifndef SIM_HDF5_DOOR_DISK_H
#define SIM_HDF5_DOOR_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct disk_piece;

struct disk {
    int fd;
    int errnum; /* of the first failure, 0 while all is well */
    uint64_t end;
    struct disk_piece *pieces;
    char *behind; /* written last, and not yet handed to the system; NULL: no memory for it */
    uint64_t behind_at;
    size_t behind_n;
    int *last_word; /* where disk_close leaves errnum; may be NULL */
};

/* Makes an empty file; false with errno set. */
bool disk_create(struct disk *disk, const char *path);
void disk_close(struct disk *disk);
/* False only when memory runs out after an earlier failure. */
bool disk_write(struct disk *disk, uint64_t at, size_t n, const void *bytes);
/* What was never written is zero; false when the file cannot be read. */
bool disk_read(const struct disk *disk, uint64_t at, size_t n, void *bytes);
void disk_resize(struct disk *disk, uint64_t bytes);

#endif
