#include "sim/result_look.h"

#include <dirent.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/result_private.h"

static const char *const note_prefix = "status";

static bool later(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec != b->tv_sec ? a->tv_sec > b->tv_sec : a->tv_nsec > b->tv_nsec;
}

bool result_look(const char *result)
{
    char path[RESULT_PATH];
    struct stat manifest, there;
    if (result_path(path, "%s.blocks/manifest", result).code != STATUS_OK || stat(path, &manifest) != 0) return false;
    return stat(result, &there) != 0 || !later(&there.st_mtim, &manifest.st_mtim);
}

/* The number of all digits at *text, and what stands behind it; -1: something else. */
static int64_t number_of(const char **text, const char *behind)
{
    int64_t value = 0;
    const char *at = *text;
    for (; *at >= '0' && *at <= '9' && value < INT32_MAX; at++) value = 10 * value + (*at - '0');
    if (at == *text || strncmp(at, behind, strlen(behind)) != 0) return -1;
    *text = at + strlen(behind);
    return value;
}

/* As result_block_path names them; one that is being written has another name. */
static bool block_named(const char *name, int64_t number[3])
{
    if (strncmp(name, "block-", 6) != 0) return false;
    name += 6;
    for (int i = 0; i < 3; i++)
        if ((number[i] = number_of(&name, i < 2 ? "-" : ".h5")) < 0) return false;
    return *name == '\0' && number[0] <= INT32_MAX && number[1] <= INT32_MAX;
}

void result_look_blocks(const char *result, void (*each)(void *context, int32_t scenario, int32_t draw, int64_t block), void *context)
{
    char folder[RESULT_PATH];
    int64_t number[3];
    DIR *directory = result_folder_path(folder, result).code == STATUS_OK ? opendir(folder) : NULL;
    if (!directory) return;
    for (struct dirent *entry; (entry = readdir(directory));)
        if (block_named(entry->d_name, number)) each(context, (int32_t)number[0], (int32_t)number[1], number[2]);
    closedir(directory);
}

/* ---- notes ---- */

bool result_note(const char *result, const char *name, const char *text)
{
    char folder[RESULT_PATH], path[RESULT_PATH], temporary[RESULT_PATH];
    if (!result_look(result) || result_folder_path(folder, result).code != STATUS_OK || result_path(path, "%s/%s", folder, name).code != STATUS_OK ||
        result_temporary_path(temporary, folder, name).code != STATUS_OK)
        return false;
    FILE *file = fopen(temporary, "we");
    if (!file) return false;
    const bool wrote = fprintf(file, "%s\n", text) >= 0, closed = fclose(file) == 0;
    if (wrote && closed && rename(temporary, path) == 0) return true;
    unlink(temporary);
    return false;
}

const char *const *result_notes(const char *result, struct arena *arena, int32_t *n)
{
    char folder[RESULT_PATH];
    const char **path = NULL;
    int32_t room = 0;
    DIR *directory = result_folder_path(folder, result).code == STATUS_OK ? opendir(folder) : NULL;
    *n = 0;
    for (struct dirent *entry; directory && (entry = readdir(directory));) {
        if (strncmp(entry->d_name, note_prefix, strlen(note_prefix)) != 0) continue;
        if (*n == room) {
            const char **more = ARENA_ARRAY(arena, const char *, room = 2 * room + 16);
            if (*n) memcpy(more, path, (size_t)*n * sizeof *path);
            path = more;
        }
        path[(*n)++] = arena_format(arena, "%s/%s", folder, entry->d_name);
    }
    if (directory) closedir(directory);
    return path;
}
