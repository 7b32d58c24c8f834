/* Files as such: paths, temporary names that become real, and the folder of blocks with its manifest. */
#include "sim/result_private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MANIFEST = 320 };
static const char *const manifest_head = "doorstroom-blocks 4\nfingerprint ";

/* ---- paths ---- */

status result_path(char out[RESULT_PATH], const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const int length = vsnprintf(out, RESULT_PATH, format, args);
    va_end(args);
    if (length < 0 || length >= RESULT_PATH)
        return status_fail(STATUS_FAILED, "unwritable", "the path is too long: %.200s...", out);
    return status_ok();
}

status result_folder_path(char out[RESULT_PATH], const char *result) { return result_path(out, "%s.blocks", result); }

status result_block_path(char out[RESULT_PATH], const char *result, struct result_spot spot)
{
    return result_path(out, "%s.blocks/block-%04" PRId32 "-%05" PRId32 "-%06" PRId64 ".h5", result, spot.scenario, spot.draw, spot.block);
}

status result_parent_path(char out[RESULT_PATH], const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash) return result_path(out, ".");
    if (slash == path) return result_path(out, "/");
    return result_path(out, "%.*s", (int)(slash - path), path);
}

status result_temporary_path(char out[RESULT_PATH], const char *folder, const char *word)
{
    char host[65] = "";
    gethostname(host, sizeof host - 1);
    for (char *c = host; *c; c++)
        if (*c == '/') *c = '_';
    return result_path(out, "%s/.%s.%s.%ld.tmp", folder, word, host, (long)getpid());
}

/* ---- making files real ---- */

static status system_fault(const char *what, const char *path)
{
    const bool full = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;
    return status_system(full ? "disk-full" : "write", what, path);
}

/* A file system that knows no sync for folders says EINVAL; there is nothing more to do then. */
static status sync_path(const char *path, int flags)
{
    const int fd = open(path, flags | O_CLOEXEC);
    if (fd < 0) return system_fault("cannot be opened", path);
    const bool failed = fsync(fd) != 0 && errno != EINVAL;
    status fault = failed ? system_fault("cannot be written", path) : status_ok();
    close(fd);
    return fault;
}

static status settle(const char *temporary, const char *path)
{
    char parent[RESULT_PATH];
    TRY(result_parent_path(parent, path));
    TRY(sync_path(temporary, O_RDONLY));
    if (rename(temporary, path) != 0) return system_fault("cannot be written", path);
    return sync_path(parent, O_RDONLY | O_DIRECTORY);
}

status result_settle(const char *temporary, const char *path)
{
    const status settled = settle(temporary, path);
    if (settled.code != STATUS_OK) unlink(temporary);
    return settled;
}

status result_remedy(status fault)
{
    const size_t length = strlen(fault.text);
    if (strcmp(fault.id, "disk-full") == 0)
        snprintf(fault.text + length, sizeof fault.text - length,
                 "; make room and give the same command: what was finished is kept");
    return fault;
}

/* ---- the folder of blocks ---- */

/* Names that this room gives; anything else in the folder is left alone. */
static bool name_ours(const char *name)
{
    if (*name == '.') name++;
    return strncmp(name, "block", 5) == 0 || strncmp(name, "manifest", 8) == 0 || strncmp(name, "merge", 5) == 0 || strncmp(name, "status", 6) == 0;
}

static bool folder_has_blocks(const char *folder)
{
    DIR *directory = opendir(folder);
    bool has = false;
    for (struct dirent *entry; directory && !has && (entry = readdir(directory));) has = strncmp(entry->d_name, "block-", 6) == 0;
    if (directory) closedir(directory);
    return has;
}

/* *head: how much of it says which run this is; the rest, how long its blocks are. */
static void manifest_write(char out[MANIFEST], const struct result_layout *layout, size_t *head)
{
    const int n = snprintf(out, MANIFEST, "%s%016" PRIx64 "\nformat %d.%d\n", manifest_head, layout->fingerprint, RESULT_FORMAT_MAJOR, RESULT_FORMAT_MINOR);
    char parts[RESULT_PARTS_TEXT];
    result_parts_write(parts, layout);
    snprintf(out + n, MANIFEST - (size_t)n, "block %" PRId32 "\nparts %s\n", layout->block, parts);
    *head = (size_t)n;
}

enum folder_state result_folder_state(const char *folder, const struct result_layout *layout)
{
    char path[RESULT_PATH], wanted[MANIFEST], found[MANIFEST] = "";
    size_t head;
    struct stat info;
    if (lstat(folder, &info) != 0) return FOLDER_ABSENT;
    if (result_path(path, "%s/manifest", folder).code != STATUS_OK) return FOLDER_OTHER;
    const bool blocks = folder_has_blocks(folder); /* looked for first: another part may be making manifest and blocks, in this order */
    FILE *file = fopen(path, "r");
    if (!file)
        return !S_ISDIR(info.st_mode) || blocks ? FOLDER_OTHER
                                                                   : FOLDER_ABSENT; /* killed before its manifest */
    found[fread(found, 1, sizeof found - 1, file)] = '\0';
    fclose(file);
    manifest_write(wanted, layout, &head);
    if (strcmp(found, wanted) == 0) return FOLDER_OURS;
    if (strncmp(found, wanted, head) != 0) return FOLDER_OTHER;
    return blocks ? FOLDER_OTHER_BLOCKS : FOLDER_ABSENT; /* of this run, and nothing is lost */
}

const char *result_folder_differs(const char *folder, const struct result_layout *layout, char out[256])
{
    char path[RESULT_PATH], found[MANIFEST] = "";
    *out = '\0';
    FILE *file = result_path(path, "%s/manifest", folder).code == STATUS_OK ? fopen(path, "r") : NULL;
    if (!file) return out;
    found[fread(found, 1, sizeof found - 1, file)] = '\0';
    fclose(file);
    const char *parts = strstr(found, "\nparts ");
    return parts ? result_parts_differ(parts + strlen("\nparts "), layout, out) : out;
}

static status file_write(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    if (!file) return system_fault("cannot be written", path);
    const bool wrote = fputs(text, file) >= 0 && fflush(file) == 0;
    status fault = wrote ? status_ok() : system_fault("cannot be written", path);
    if (fclose(file) != 0 && wrote) fault = system_fault("cannot be written", path);
    if (fault.code != STATUS_OK) unlink(path);
    return fault;
}

static status folder_make(const char *folder, const struct result_layout *layout)
{
    size_t head;
    char path[RESULT_PATH], temporary[RESULT_PATH], parent[RESULT_PATH], text[MANIFEST];
    if (mkdir(folder, 0777) != 0 && errno != EEXIST) return status_system("unwritable", "cannot be made", folder);
    TRY(result_path(path, "%s/manifest", folder));
    TRY(result_temporary_path(temporary, folder, "manifest"));
    manifest_write(text, layout, &head);
    TRY(file_write(temporary, text));
    TRY(result_settle(temporary, path));
    TRY(result_parent_path(parent, folder));
    return sync_path(parent, O_RDONLY | O_DIRECTORY);
}

status result_folder_take(const char *folder, const struct result_layout *layout)
{
    const enum folder_state state = result_folder_state(folder, layout);
    if (state == FOLDER_OURS) return status_ok();
    if (state != FOLDER_ABSENT) result_folder_remove(folder);
    return folder_make(folder, layout);
}

/* Of `.WORD.HOST.PID.tmp`, of this host: is the process that wrote it gone? */
static bool left_behind(const char *name)
{
    char host[65] = "", tail[96], *end;
    gethostname(host, sizeof host - 1);
    for (char *c = host; *c; c++)
        if (*c == '/') *c = '_';
    snprintf(tail, sizeof tail, ".%s.", host);
    const char *at = *name == '.' ? strstr(name + 1, tail) : NULL;
    if (!at) return false;
    const long pid = strtol(at + strlen(tail), &end, 10);
    return pid > 0 && strcmp(end, ".tmp") == 0 && kill((pid_t)pid, 0) != 0 && errno == ESRCH;
}

void result_folder_sweep(const char *folder)
{
    char path[RESULT_PATH];
    DIR *directory = opendir(folder);
    for (struct dirent *entry; directory && (entry = readdir(directory));)
        if (name_ours(entry->d_name) && left_behind(entry->d_name) && result_path(path, "%s/%s", folder, entry->d_name).code == STATUS_OK) unlink(path);
    if (directory) closedir(directory);
}

static void folder_clear(const char *folder, bool manifest)
{
    char path[RESULT_PATH];
    DIR *directory = opendir(folder);
    if (!directory) return;
    for (struct dirent *entry; (entry = readdir(directory));) {
        if (!name_ours(entry->d_name) || (strcmp(entry->d_name, "manifest") == 0) != manifest) continue;
        if (result_path(path, "%s/%s", folder, entry->d_name).code == STATUS_OK) unlink(path);
    }
    closedir(directory);
}

void result_folder_remove(const char *folder)
{
    folder_clear(folder, false);
    folder_clear(folder, true);
    rmdir(folder);
}
