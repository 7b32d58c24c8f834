#include "sim/hdf5_door_disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BEHIND = 256 << 10 };

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
    if (disk->fd >= 0) disk->behind = malloc(BEHIND);
    return disk->fd >= 0;
}

static bool behind_flush(struct disk *disk);

void disk_close(struct disk *disk)
{
    behind_flush(disk);
    free(disk->behind);
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

static bool write_through(struct disk *disk, uint64_t at, size_t n, const char *from)
{
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

static bool behind_flush(struct disk *disk)
{
    const size_t n = disk->behind_n;
    disk->behind_n = 0;
    return n == 0 || write_through(disk, disk->behind_at, n, disk->behind);
}

bool disk_write(struct disk *disk, uint64_t at, size_t n, const void *bytes)
{
    const bool follows = disk->behind_n > 0 && at == disk->behind_at + disk->behind_n && n <= BEHIND - disk->behind_n;
    if (at + n > disk->end) disk->end = at + n;
    if (!follows && !behind_flush(disk)) return false;
    if (!disk->behind || disk->errnum || n > BEHIND) return write_through(disk, at, n, bytes);
    if (!follows) disk->behind_at = at;
    memcpy(disk->behind + disk->behind_n, bytes, n);
    disk->behind_n += n;
    return true;
}

/* What is known of [known_at, known_at + m) over what was read of [at, at + n). */
static void lay(uint64_t known_at, size_t m, const char *known, uint64_t at, size_t n, char *bytes)
{
    const uint64_t from = known_at > at ? known_at : at, to = known_at + m < at + n ? known_at + m : at + n;
    if (from < to) memcpy(bytes + (from - at), known + (from - known_at), (size_t)(to - from));
}

/* Oldest first, so that the newest word stands. */
static void pieces_lay(const struct disk_piece *piece, uint64_t at, size_t n, char *bytes)
{
    if (!piece) return;
    pieces_lay(piece->older, at, n, bytes);
    lay(piece->at, piece->n, piece->bytes, at, n, bytes);
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
    lay(disk->behind_at, disk->behind_n, disk->behind, at, n, bytes);
    return true;
}

void disk_resize(struct disk *disk, uint64_t bytes)
{
    behind_flush(disk);
    if (disk->errnum == 0 && ftruncate(disk->fd, (off_t)bytes) != 0) disk->errnum = errno;
    disk->end = bytes;
}
