/* Reading a text whole, and refusing what is none. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/yaml.h"

#define MOST_BYTES ((size_t)16 << 20)

static void refuse(struct faults *faults, const struct source *source, const char *id, const char *message, const char *help)
{
    struct fault *fault = faults_error(faults, (struct place){.source = source}, id, NULL, "%s", message);
    if (help) faults_help(faults, fault, "%s", help);
}

/* Bytes go to arena memory at once; a file that is still growing is read as far as it went. */
static bool fill(int file, struct source *source, struct arena *arena, struct faults *faults)
{
    size_t room = (size_t)1 << 16, length = 0;
    char *text = arena_alloc(arena, room + 1, 1);
    for (;;) {
        if (length == room) {
            char *larger = arena_alloc(arena, 4 * room + 1, 1);
            memcpy(larger, text, length);
            text = larger;
            room *= 4;
        }
        const ssize_t got = read(file, text + length, room - length);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return refuse(faults, source, "file-open", strerror(errno), "the file must be readable"), false;
        if (got == 0) break;
        length += (size_t)got;
        if (length > MOST_BYTES)
            return refuse(faults, source, "file-size", "larger than 16 MiB, so no scenario",
                          "name a scenario file (.yaml) or a table (.csv)"),
                   false;
    }
    text[length] = '\0';
    source->text = text;
    source->length = length;
    return true;
}

static bool read_all(const char *path, struct source *source, struct arena *arena, struct faults *faults)
{
    struct stat about;
    const bool standard = strcmp(path, "-") == 0;
    const int file = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    bool read = false;
    if (file < 0 || fstat(file, &about) != 0)
        refuse(faults, source, "file-open", strerror(errno),
               errno == ENOENT ? "check the name and the folder" : "the file must be readable");
    else if (S_ISDIR(about.st_mode))
        refuse(faults, source, "file-directory", "a directory, not a file", "name a file in it");
    else if (S_ISREG(about.st_mode) && (size_t)about.st_size > MOST_BYTES)
        refuse(faults, source, "file-size", "larger than 16 MiB, so no scenario",
               "name a scenario file (.yaml) or a table (.csv)");
    else
        read = fill(file, source, arena, faults);
    if (file >= 0 && !standard) close(file);
    return read;
}

/* Bytes of the UTF-8 character at `at`, 0 when it is not well formed; its code point in *code. */
static size_t decode(const unsigned char *at, size_t left, uint32_t *code)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const size_t length = *at < 0x80 ? 1 : *at < 0xc2 ? 0 : *at < 0xe0 ? 2 : *at < 0xf0 ? 3 : *at < 0xf5 ? 4 : 0;
    if (length == 0 || length > left) return 0;
    *code = length == 1 ? *at : *at & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xc0) != 0x80) return 0;
        *code = *code << 6 | (at[i] & 0x3f);
    }
    const bool surrogate = *code >= 0xd800 && *code <= 0xdfff;
    return *code < least[length] || *code > 0x10ffff || surrogate ? 0 : length;
}

/* Exactly what libyaml takes for text, so that it never has to complain without a place. */
static bool printable(uint32_t code)
{
    if (code < 0x20) return code == '\t' || code == '\n' || code == '\r';
    return code <= 0x7e || code == 0x85 || (code >= 0xa0 && code != 0xfeff && code != 0xfffe && code != 0xffff);
}

static void bad_character(const struct source *source, struct place place, bool utf8, struct faults *faults)
{
    const unsigned char byte = (unsigned char)source->text[0];
    if (source->length > 1 && memcmp(source->text, "PK", 2) == 0)
        refuse(faults, source, "file-binary", "an archive or workbook, not a text", "save the sheet as CSV UTF-8");
    else if (memchr(source->text, 0, source->length < 8192 ? source->length : 8192) || (byte < 0x20 && byte != '\n'))
        refuse(faults, source, "file-binary", "not a text file", "a scenario is a text file; so is its table (CSV UTF-8)");
    else if (utf8)
        faults_help(faults, faults_error(faults, place, "file-binary", NULL, "a control character stands here"), "leave it out");
    else
        faults_help(faults, faults_error(faults, place, "file-utf8", NULL, "not valid UTF-8"),
                    "save the file as UTF-8; from Excel: `CSV UTF-8`");
}

static bool is_text(const struct source *source, struct faults *faults)
{
    struct place place = {.source = source, .line = 1, .column = 1, .width = 1};
    for (size_t i = 0; i < source->length;) {
        uint32_t code = 0;
        const size_t length = decode((const unsigned char *)source->text + i, source->length - i, &code);
        if (length == 0 || !printable(code)) return bad_character(source, place, length > 0, faults), false;
        const bool ends = code == '\n' || (code == '\r' && source->text[i + 1] != '\n');
        place.column = ends ? 1 : place.column + 1;
        place.line += ends;
        i += length;
    }
    return true;
}

const struct source *yaml_source(const char *path, struct arena *arena, struct faults *faults)
{
    struct source *source = ARENA_NEW(arena, struct source);
    source->name = strcmp(path, "-") == 0 ? "standard input" : arena_text(arena, path);
    if (!read_all(path, source, arena, faults)) return NULL;
    if (source->length >= 3 && memcmp(source->text, "\xef\xbb\xbf", 3) == 0) {
        source->text += 3;
        source->length -= 3;
    }
    return is_text(source, faults) ? source : NULL;
}

const char *yaml_beside(struct place place, const char *file, struct arena *arena, struct faults *faults)
{
    const char *said_in = place.source && place.source->text ? place.source->name : "";
    const char *slash = strrchr(said_in, '/');
    const char *path = slash && *file != '/' ? arena_format(arena, "%.*s/%s", (int)(slash - said_in), said_in, file) : file;
    struct stat about;
    if (stat(path, &about) == 0 && S_ISDIR(about.st_mode)) {
        faults_help(faults, faults_error(faults, place, "file-directory", NULL, "`%s` is a directory, not a file", path),
                    "name a file in it");
        return NULL;
    }
    if (access(path, R_OK) == 0) return path;
    struct fault *fault = faults_error(faults, place, "file-open", NULL, "cannot open `%s`: %s", path, faults_say(faults, strerror(errno)));
    faults_help(faults, fault, "file names are relative to the file that says them");
    return NULL;
}
