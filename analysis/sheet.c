#include "analysis/sheet.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static status unwritable(const char *path, int reason)
{
    errno = reason ? reason : EIO;
    return status_system(errno == ENOSPC || errno == EFBIG || errno == EDQUOT ? "disk-full" : "unwritable", "cannot be written", path);
}

status sheet_open(struct sheet *sheet, const char *path, enum sheet_kind kind, bool replace, struct arena *arena)
{
    *sheet = (struct sheet){.path = path, .kind = kind};
    struct stat found;
    const bool standard = strcmp(path, "-") == 0, there = !standard && stat(path, &found) == 0;
    if (there && S_ISDIR(found.st_mode)) return unwritable(path, EISDIR);
    if (there && S_ISREG(found.st_mode) && !replace)
        return status_fail(STATUS_FAILED, "exists", "%s exists; choose another name, or --replace", path);
    if (!there || S_ISREG(found.st_mode)) sheet->temporary = arena_format(arena, "%s.%ld.tmp", path, (long)getpid());
    if (standard) sheet->temporary = NULL;
    sheet->file = standard ? stdout : fopen(sheet->temporary ? sheet->temporary : path, "we");
    if (!sheet->file) return unwritable(path, errno);
    if (kind != SHEET_PLAIN) fputs("\xEF\xBB\xBF", sheet->file);
    return status_ok();
}

static void separate(struct sheet *sheet)
{
    if (sheet->begun) fputc(sheet->kind == SHEET_NL ? ';' : ',', sheet->file);
    sheet->begun = true;
}

void sheet_text(struct sheet *sheet, const char *text)
{
    separate(sheet);
    if (!text) return;
    if (!strpbrk(text, ",;\"\r\n")) {
        fputs(text, sheet->file);
        return;
    }
    fputc('"', sheet->file);
    for (; *text; text++) {
        if (*text == '"') fputc('"', sheet->file);
        fputc(*text, sheet->file);
    }
    fputc('"', sheet->file);
}

void sheet_whole(struct sheet *sheet, int64_t value)
{
    separate(sheet);
    fprintf(sheet->file, "%lld", (long long)value);
}

void sheet_real(struct sheet *sheet, double value)
{
    separate(sheet);
    if (isnan(value)) return;
    if (isinf(value)) {
        fputs(value > 0 ? "INF" : "-INF", sheet->file);
        return;
    }
    char text[32];
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value) break;
    }
    char *point = strchr(text, '.');
    if (point && sheet->kind == SHEET_NL) *point = ',';
    fputs(text, sheet->file);
}

void sheet_end(struct sheet *sheet)
{
    fputs(sheet->kind == SHEET_PLAIN ? "\n" : "\r\n", sheet->file);
    sheet->begun = false;
    if (sheet->errnum == 0 && ferror(sheet->file)) sheet->errnum = errno ? errno : EIO;
}

/* 0, or the errno of the first failure. */
static int finish(struct sheet *sheet, bool sync)
{
    int reason = sheet->errnum;
    if (fflush(sheet->file) != 0 && reason == 0) reason = errno;
    if (sheet->file == stdout) return 0; /* main says what is wrong with it */
    if (reason == 0 && sync && fsync(fileno(sheet->file)) != 0) reason = errno;
    if (fclose(sheet->file) != 0 && reason == 0) reason = errno;
    return reason;
}

status sheet_close(struct sheet *sheet, bool keep)
{
    if (!sheet->file) return status_ok();
    int reason = finish(sheet, keep && sheet->temporary);
    sheet->file = NULL;
    if (sheet->temporary && reason == 0 && keep && rename(sheet->temporary, sheet->path) != 0) reason = errno;
    if (sheet->temporary && (reason || !keep)) unlink(sheet->temporary);
    if (!keep || reason == 0 || (!sheet->temporary && reason == EPIPE)) return status_ok();
    return unwritable(sheet->path, reason);
}
