#include "sim/status.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "sim/arena.h"

#define MOST_SHOWN 20
#define MOST_KEPT  1000
#define MOST_WIDE  120 /* characters of a line that are shown */

status status_ok(void) { return (status){.code = STATUS_OK}; }

status status_fail(enum status_code code, const char *id, const char *format, ...)
{
    status result = {.code = code};
    snprintf(result.id, sizeof result.id, "%s", id);
    va_list list;
    va_start(list, format);
    vsnprintf(result.text, sizeof result.text, format, list);
    va_end(list);
    return result;
}

status status_system(const char *id, const char *what, const char *path)
{
    char buffer[128];
    const char *reason = strerror_r(errno, buffer, sizeof buffer);
    return status_fail(STATUS_FAILED, id, "`%s` %s: %s", path, what, reason);
}

/* ---- gathering ---- */

void faults_init(struct faults *faults, struct arena *arena) { *faults = (struct faults){.arena = arena}; }

const char *faults_say(const struct faults *faults, const char *en)
{
    return faults->lang == LANG_NL ? say_dutch(faults->sayings, en) : en;
}

/* A sentence without parts is often handed on as one. */
static void write_text(const struct faults *faults, char *out, size_t size, const char *format, va_list list)
{
    if (strcmp(format, "%s") == 0)
        snprintf(out, size, "%s", faults_say(faults, va_arg(list, const char *)));
    else
        vsnprintf(out, size, faults_say(faults, format), list);
}

static const char *source_name(struct place place) { return place.source ? place.source->name : ""; }

/* The same file read twice (two scenarios of one vary) has two sources of one name. */
static bool same(const struct fault *fault, struct place place, const char *id, const char *message)
{
    return fault->place.line == place.line && fault->place.column == place.column && strcmp(fault->id, id) == 0 &&
           strcmp(fault->message, message) == 0 && strcmp(source_name(fault->place), source_name(place)) == 0;
}

static struct fault *add(struct faults *faults, const struct fault *fault)
{
    for (struct fault *old = faults->first; old; old = old->next)
        if (same(old, fault->place, fault->id, fault->message)) return old;
    *(fault->severity == FAULT_ERROR ? &faults->errors : &faults->warnings) += 1;
    struct fault *kept = &faults->spare;
    const bool room = faults->kept < MOST_KEPT;
    if (room) kept = ARENA_NEW(faults->arena, struct fault);
    *kept = *fault;
    if (!room) return kept;
    faults->kept++;
    *(faults->last ? &faults->last->next : &faults->first) = kept;
    faults->last = kept;
    return kept;
}

static struct fault *gather(struct faults *faults, enum severity severity, struct place place, const char *id, const char *path,
                            const char *format, va_list list)
{
    char message[1024];
    write_text(faults, message, sizeof message, format, list);
    const bool room = faults->kept < MOST_KEPT;
    const struct fault fault = {
        .place = place, .severity = severity, .id = id, .path = path, .message = room ? arena_text(faults->arena, message) : ""};
    return add(faults, &fault);
}

struct fault *faults_error(struct faults *faults, struct place place, const char *id, const char *path, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    struct fault *fault = gather(faults, FAULT_ERROR, place, id, path, format, list);
    va_end(list);
    return fault;
}

struct fault *faults_warning(struct faults *faults, struct place place, const char *id, const char *path, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    struct fault *fault = gather(faults, FAULT_WARNING, place, id, path, format, list);
    va_end(list);
    return fault;
}

void faults_help(struct faults *faults, struct fault *fault, const char *format, ...)
{
    if (fault == &faults->spare || fault->help) return;
    char help[1024];
    va_list list;
    va_start(list, format);
    write_text(faults, help, sizeof help, format, list);
    va_end(list);
    fault->help = arena_text(faults->arena, help);
}

status faults_status(const struct faults *faults)
{
    if (faults->errors == 0) return status_ok();
    const char *format = faults->errors == 1 ? "%d error in the input" : "%d errors in the input";
    return status_fail(STATUS_FAILED, "invalid-input", faults_say(faults, format), faults->errors);
}

/* ---- printing ---- */

struct colours {
    const char *bold, *error, *warning, *off;
};

static int compare(const void *left, const void *right)
{
    const struct fault *a = *(struct fault *const *)left, *b = *(struct fault *const *)right;
    const bool placed_a = a->place.source != NULL, placed_b = b->place.source != NULL;
    if (placed_a != placed_b) return placed_a ? -1 : 1;
    const int by_name = strcmp(source_name(a->place), source_name(b->place));
    if (by_name) return by_name;
    if (a->place.line != b->place.line) return a->place.line < b->place.line ? -1 : 1;
    if (a->place.column != b->place.column) return a->place.column < b->place.column ? -1 : 1;
    return 0;
}

/* Bytes of the line break at `at`, 0 when there is none; the breaks that libyaml counts. */
static size_t line_break(const char *at, const char *end)
{
    const size_t left = (size_t)(end - at);
    if (*at == '\n') return 1;
    if (*at == '\r') return left > 1 && at[1] == '\n' ? 2 : 1;
    if (left > 1 && memcmp(at, "\xc2\x85", 2) == 0) return 2;
    if (left > 2 && (memcmp(at, "\xe2\x80\xa8", 3) == 0 || memcmp(at, "\xe2\x80\xa9", 3) == 0)) return 3;
    return 0;
}

static const char *find_line(const struct source *source, int32_t wanted)
{
    const char *at = source->text, *end = source->text + source->length;
    for (int32_t line = 1; at < end && line < wanted;) {
        const size_t length = line_break(at, end);
        if (length) line++;
        at += length ? length : 1;
    }
    return at;
}

/* Length in bytes of the character at `at`; a byte that begins none counts as one character of its own. */
static size_t character(const char *at, const char *end)
{
    const unsigned char lead = (unsigned char)*at;
    const size_t length = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf8 ? 4 : 1;
    if (length > (size_t)(end - at)) return 1;
    for (size_t i = 1; i < length; i++)
        if (((unsigned char)at[i] & 0xc0) != 0x80) return 1;
    return length;
}

static void put_character(const char *at, size_t length, FILE *out)
{
    const unsigned char lead = (unsigned char)*at;
    if (lead == '\t')
        putc(' ', out);
    else if (length == 1 && (lead < 0x20 || lead >= 0x7f))
        putc('?', out);
    else
        fwrite(at, 1, length, out);
}

/* The line itself and the caret under it. Of a very long line the part around the caret. */
static void print_line(const struct place *place, const struct colours *colour, const char *hue, FILE *out)
{
    const struct source *source = place->source;
    const char *at = find_line(source, place->line), *end = source->text + source->length;
    int32_t first = place->column > MOST_WIDE - 20 ? place->column - MOST_WIDE / 2 : 1, column = 1;
    fprintf(out, "%5d | %s", place->line, first > 1 ? "... " : "");
    for (size_t length; at < end && !line_break(at, end) && column < first + MOST_WIDE; at += length, column++) {
        length = character(at, end);
        if (column >= first) put_character(at, length, out);
    }
    const bool more = at < end && !line_break(at, end);
    fprintf(out, "%s\n      | %*s%s^", more ? " ..." : "", (int)(place->column - first) + (first > 1 ? 4 : 0), "", hue);
    for (int32_t i = 1; i < place->width && place->column + i < column; i++) putc('~', out);
    fprintf(out, "%s\n", colour->off);
}

static void print_fault(const struct faults *faults, const struct fault *fault, const struct colours *colour, FILE *out)
{
    const struct place *place = &fault->place;
    const bool error = fault->severity == FAULT_ERROR, shown = place->source && place->source->text && place->line > 0;
    const char *hue = error ? colour->error : colour->warning;
    fprintf(out, "%s%s", colour->bold, place->source ? place->source->name : "doorstroom");
    if (shown) fprintf(out, ":%d:%d", place->line, place->column);
    fprintf(out, ":%s %s%s:%s ", colour->off, hue, faults_say(faults, error ? "error" : "warning"), colour->off);
    if (fault->path && *fault->path) fprintf(out, "%s: ", fault->path);
    fprintf(out, "%s [%s]\n", fault->message, fault->id);
    if (shown) print_line(place, colour, hue, out);
    if (fault->help) fprintf(out, "      = %s%s%s %s\n", colour->bold, faults_say(faults, "help:"), colour->off, fault->help);
}

static void print_rest(const struct faults *faults, int count, const char *one, const char *several, FILE *out)
{
    if (count > 0) fprintf(out, faults_say(faults, "... and %d more %s\n"), count, faults_say(faults, count == 1 ? one : several));
}

void faults_print(const struct faults *faults, FILE *out, bool colour)
{
    const struct colours plain = {"", "", "", ""}, bright = {"\033[1m", "\033[1;31m", "\033[1;35m", "\033[0m"};
    const struct fault **list = ARENA_ARRAY(faults->arena, const struct fault *, faults->kept + 1);
    int n = 0, errors = 0, warnings = 0;
    for (const struct fault *fault = faults->first; fault; fault = fault->next) {
        int at = n++;
        for (; at > 0 && compare(&fault, &list[at - 1]) < 0; at--) list[at] = list[at - 1];
        list[at] = fault;
    }
    for (int i = 0; i < n; i++) {
        int *shown = list[i]->severity == FAULT_ERROR ? &errors : &warnings;
        if (*shown == MOST_SHOWN) continue;
        *shown += 1;
        print_fault(faults, list[i], colour ? &bright : &plain, out);
    }
    print_rest(faults, faults->errors - errors, "error", "errors", out);
    print_rest(faults, faults->warnings - warnings, "warning", "warnings", out);
}

_Noreturn void status_bug(const char *file, int line, const char *condition, const char *format, ...)
{
    fflush(stdout);
    fprintf(stderr, "doorstroom: bug: ");
    va_list list;
    va_start(list, format);
    vfprintf(stderr, format, list);
    va_end(list);
    fprintf(stderr, " [bug]\n      = at %s:%d, because %s\n", file, line, condition);
    abort();
}
