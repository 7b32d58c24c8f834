/* status: how a function says that it could not do its work, and how all faults of a file are gathered.
 *
 * A `status` travels upward by value (TRY) and is printed once, by main. Its code is the exit code of the program.
 * `struct faults` collects every fault of the input at once, each with place, stable id, path and remedy.
 * Every sentence is written in English where the fault is found, and looked up (say.h) when the reader wants Dutch; ids stay.
 * Owner: texts live in the arena given to faults_init; a status owns its text. */
#ifndef SIM_STATUS_H
#define SIM_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "sim/say.h"

enum status_code { STATUS_OK = 0, STATUS_FAILED = 1, STATUS_USAGE = 2, STATUS_INCOMPLETE = 3 };

/* A text that was read, kept so that a fault can show its line. `text` is NULL for places without text (--set). */
struct source {
    const char *name;
    const char *text;
    size_t length;
};

/* line and column count from 1, columns in characters; width is that of the word (0: unknown); source NULL: no place. */
struct place {
    const struct source *source;
    int32_t line, column, width;
};

typedef struct status {
    enum status_code code;
    char id[32];
    char text[512];
} status;

#define TRY(call)                                     \
    do {                                              \
        const status status_ = (call);                \
        if (status_.code != STATUS_OK) return status_; \
    } while (0)

#if defined(__GNUC__)
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))
#else
#define PRINTF_LIKE(text, first)
#endif

status status_ok(void);
status status_fail(enum status_code code, const char *id, const char *format, ...) PRINTF_LIKE(3, 4);
/* STATUS_FAILED with the text of errno for `path`. */
status status_system(const char *id, const char *what, const char *path);

enum severity { FAULT_ERROR, FAULT_WARNING };

struct fault {
    struct place place;
    enum severity severity;
    const char *id;      /* stable, as `places-range` */
    const char *path;    /* as `stages.crisis.stay`; may be NULL */
    const char *message; /* what was read, what was wanted */
    const char *help;    /* how to mend it; may be NULL */
    struct fault *next;
};

struct faults {
    struct arena *arena;
    struct fault *first, *last;
    int errors, warnings;
    enum lang lang;                /* of the texts */
    const struct saying *sayings;  /* of the model, in Dutch; may be NULL */
    int kept;           /* in the list; beyond 1000 faults are only counted */
    struct fault spare; /* handed out for those */
};

void faults_init(struct faults *faults, struct arena *arena);
/* The sentence, or a word that stands in one, in the language of the faults. What is given to the format "%s" alone is looked up anyhow. */
const char *faults_say(const struct faults *faults, const char *en) __attribute__((format_arg(2)));
/* The new fault (never NULL), so that a caller may add `help` by faults_help. The same fault at the same place is kept once. */
struct fault *faults_error(struct faults *faults, struct place place, const char *id, const char *path, const char *format, ...)
    PRINTF_LIKE(5, 6);
struct fault *faults_warning(struct faults *faults, struct place place, const char *id, const char *path, const char *format,
                             ...) PRINTF_LIKE(5, 6);
void faults_help(struct faults *faults, struct fault *fault, const char *format, ...) PRINTF_LIKE(3, 4);
/* Compiler-style lines with the line of the file and a caret, in order of file and place; at most 20 errors, then a count. */
void faults_print(const struct faults *faults, FILE *out, bool colour);
/* STATUS_OK, or STATUS_FAILED with id `invalid-input` and the number of errors. */
status faults_status(const struct faults *faults);

/* A bug in a model or in the machine: says where, and how to run it again, then aborts. Always on. */
#define BUG_IF(condition, ...) \
    do { if (__builtin_expect(!!(condition), 0)) status_bug(__FILE__, __LINE__, #condition, __VA_ARGS__); } while (0)
_Noreturn void status_bug(const char *file, int line, const char *condition, const char *format, ...) PRINTF_LIKE(4, 5);

#endif
