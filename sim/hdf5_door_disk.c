#include "sim/hdf5_door_disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What could not be written, the newest first. */
struct disk_piece {
    struct disk_piece *older;
    uint64_t at;
    size_t n;
    char bytes[];
};

bool disk_create(struct disk *disk, const char *path)
{
    *disk = (struct disk){.fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)};
    return disk->fd >= 0;
}

void disk_close(struct disk *disk)
{
    while (disk->pieces) {
        struct disk_piece *piece = disk->pieces;
        disk->pieces = piece->older;
        free(piece);
    }
    if (close(disk->fd) != 0 && disk->errnum == 0) disk->errnum = errno; /* a file system over a network may say it only here */
    if (disk->last_word) *disk->last_word = disk->errnum;
    disk->fd = -1;
}

static bool piece_keep(struct disk *disk, uint64_t at, size_t n, const char *bytes)
{
    struct disk_piece *piece = malloc(sizeof *piece + n);
    if (!piece) return false;
    piece->older = disk->pieces;
    piece->at = at;
    piece->n = n;
    memcpy(piece->bytes, bytes, n);
    disk->pieces = piece;
    return true;
}

bool disk_write(struct disk *disk, uint64_t at, size_t n, const void *bytes)
{
    const char *from = bytes;
    if (at + n > disk->end) disk->end = at + n;
    while (n > 0 && disk->errnum == 0) {
        const ssize_t wrote = pwrite(disk->fd, from, n, (off_t)at);
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote <= 0) {
            disk->errnum = wrote < 0 ? errno : EIO;
            break;
        }
        from += wrote;
        at += (uint64_t)wrote;
        n -= (size_t)wrote;
    }
    return n == 0 || piece_keep(disk, at, n, from);
}

/* Oldest first, so that the newest word stands. */
static void pieces_lay(const struct disk_piece *piece, uint64_t at, size_t n, char *bytes)
{
    if (!piece) return;
    pieces_lay(piece->older, at, n, bytes);
    const uint64_t from = piece->at > at ? piece->at : at, to = piece->at + piece->n < at + n ? piece->at + piece->n : at + n;
    if (from < to) memcpy(bytes + (from - at), piece->bytes + (from - piece->at), (size_t)(to - from));
}

bool disk_read(const struct disk *disk, uint64_t at, size_t n, void *bytes)
{
    size_t got = 0;
    memset(bytes, 0, n);
    while (got < n) {
        const ssize_t more = pread(disk->fd, (char *)bytes + got, n - got, (off_t)(at + got));
        if (more < 0 && errno == EINTR) continue;
        if (more < 0) return false;
        if (more == 0) break;
        got += (size_t)more;
    }
    pieces_lay(disk->pieces, at, n, bytes);
    return true;
}

void disk_resize(struct disk *disk, uint64_t bytes)
{
    if (disk->errnum == 0 && ftruncate(disk->fd, (off_t)bytes) != 0) disk->errnum = errno;
    disk->end = bytes;
}
