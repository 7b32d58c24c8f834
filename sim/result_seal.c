/* A seal at the end of a block's file: a sum over all its bytes, so that no damage of a disk or a copy goes unseen. HDF5 reads a file as long as it
 * says itself and does not look at what follows. */
#include "sim/result_private.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

enum { SEAL = 32, PIECE = 1 << 18 };

static void seal_text(char out[SEAL + 1], int64_t length, int64_t sum)
{
    snprintf(out, SEAL + 1, "sealed %014" PRIx64 " %08" PRIx32 "\n\n", (uint64_t)length & UINT64_C(0xFFFFFFFFFFFFFF), (uint32_t)sum);
}

/* Over the first `length` bytes, from where the file stands; false: they cannot be read. */
static bool sum_of(int fd, int64_t length, char *piece, int64_t *sum)
{
    for (*sum = 0; length > 0;) {
        const ssize_t got = read(fd, piece, length < PIECE ? (size_t)length : PIECE);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        *sum = result_pack_check_on(*sum, piece, got);
        length -= got;
    }
    return true;
}

static bool add(const char *path, char *piece)
{
    char seal[SEAL + 1];
    int64_t sum;
    const int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0) return false;
    const int64_t length = (int64_t)lseek(fd, 0, SEEK_END);
    bool added = length >= 0 && lseek(fd, 0, SEEK_SET) == 0 && sum_of(fd, length, piece, &sum);
    if (added) {
        seal_text(seal, length, sum);
        added = write(fd, seal, SEAL) == SEAL;
    }
    const int fault = errno;
    close(fd);
    errno = fault;
    return added;
}

status result_seal(const char *path, struct arena *arena)
{
    if (add(path, ARENA_ARRAY(arena, char, PIECE))) return status_ok();
    const bool full = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;
    return status_system(full ? "disk-full" : "write", "cannot be sealed", path);
}

bool result_sealed(const char *path, struct arena *arena)
{
    char seal[SEAL + 1] = "", wanted[SEAL + 1];
    char *piece = ARENA_ARRAY(arena, char, PIECE);
    int64_t sum;
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    const int64_t length = (int64_t)lseek(fd, 0, SEEK_END) - SEAL;
    bool good = length > 0 && lseek(fd, 0, SEEK_SET) == 0 && sum_of(fd, length, piece, &sum) && read(fd, seal, SEAL) == SEAL;
    if (good) {
        seal_text(wanted, length, sum);
        good = strcmp(seal, wanted) == 0;
    }
    close(fd);
    return good;
}
