/* param: the parameter table. One constant array of rows per record drives reading, checking, --set, help, JSON Schema, the resolved
 * scenario, PARAMETERS.md and the inputs in the result file. A row is the only place where a parameter's name, unit, bounds, default
 * and meaning stand.
 *
 * param_read fills a zeroed struct from a tree. Every fault is gathered, none stops the reading. Values are in inner units (unit.h).
 * Every scalar that was set, or left at its default, leaves a `struct setting`: its path, value, place, range, source and note.
 *
 * Any scalar may be written long: {value: 3500 /yr, range: {triangular: [2500, 3500, 4700]}, source: "...", note: "..."}.
 * A range is `uniform: [low, high]`, `triangular: [low, mode, high]` or `values: [...]`, in the unit of the row (bare numbers
 * inherit it; so a range on `3500 /yr` may write 2500).
 * Owner: strings, lists and settings live in the arena. */
#ifndef SIM_PARAM_H
#define SIM_PARAM_H

#include "sim/dist.h"
#include "sim/status.h"
#include "sim/unit.h"
#include "sim/yaml.h"

/* The C type behind a row stands on the right. */
enum param_kind {
    PARAM_SCALAR, /* double, in the unit of the row; NAN when optional and absent; INFINITY for `unlimited` where allowed */
    PARAM_COUNT,  /* int64_t, whole; INT64_MAX for `unlimited`; -1 when optional and absent */
    PARAM_FLAG,   /* bool: yes / no */
    PARAM_CHOICE, /* int32_t: index in `choices`; -1 when optional and absent */
    PARAM_TEXT,   /* const char *; NULL when absent */
    PARAM_DATE,   /* seconds since 1970; NEVER when optional and absent */
    PARAM_WHEN,   /* struct when: a date, or a duration from the start */
    PARAM_SPAN,   /* struct span: a duration that remembers whole calendar years (`8 yr`); zero when optional and absent */
    PARAM_PERIODS, /* struct periods: a duration (a span), or a list of dates, each later than the one before; zero when optional and
                      absent */
    PARAM_SERIES, /* struct series: list of scalars in the unit of the row; `min_items`..`max_items` */
    PARAM_DIST,   /* struct dist in the unit of the row; a bare scalar is `constant`; `none` is DIST_NONE, where PARAM_NONE allows
                     it; DIST_ABSENT. `source` and `note` may stand beside the form */
    PARAM_RANGE,  /* struct dist: a stay given for a group: a bare scalar is a new mean (DIST_ABSENT with a = mean, n = 1), `1.5 x` a
                     factor (DIST_ABSENT with a = factor, n = 2), or a whole distribution */
    PARAM_NAME,   /* struct name: reference to a named thing; id -1 when optional and absent */
    PARAM_NAMES,  /* struct names: list of references (a bare word is a list of one) */
    PARAM_TITLE,  /* struct title: {en, nl}, or one text for both */
    PARAM_RECORD, /* the struct of `table`, at `offset`; when the row is optional its first member is `bool given`, and when it is then
                     absent its rows have their defaults or absent values. Not optional and absent: fine when every row may be absent */
    PARAM_MAP,    /* struct items: map of names to records of `table`; map order kept */
    PARAM_LIST,   /* struct items: list of records of `table`; keys are NULL */
    PARAM_TABLE,  /* struct items: as PARAM_MAP, or {table: FILE.csv} relative to the file that says so, or {table: FILE, KEY: {..}}:
                     records of the file with exceptions laid over them */
    PARAM_SHARES, /* struct items of `table`, whose first row must be the share (double); shares add to 1 within 1e-9; `rest` may
                     stand once and takes what is left. A bare word is that name with share 1. When the share row is optional and no
                     record gives one they stay NAN (a single record gets 1). Shares set by --set or vary leave the others in proportion */
    PARAM_PAIRS,  /* struct pairs: map of names (references to `space`, or free words when `space` is NULL) to scalars */
    PARAM_EITHER  /* the struct of `table`, at `offset`; its first member is an int32_t that says which of the rows (1-based) was
                     written, 0 when absent; the rows' own offsets count from the start of that struct. Exactly one key; a bare word
                     is allowed where that row is a PARAM_FLAG. Rows not written have their absent values. {calls: {each: 15 min}} */
};

struct when { bool given, from_start; seconds at_s; };             /* at_s: date, or duration from the start */
struct span { seconds length_s; int32_t calendar_years; };         /* calendar_years > 0: length_s is then nominal */
struct periods { struct span each; int32_t n; seconds *from_s; }; /* n dates, or 0 */
struct series { int32_t n; double *value; };
struct name { const char *text; struct place place; int32_t space, id; }; /* space: position in the row's list of spaces */
struct names { int32_t n; struct name *item; };
struct title { const char *en, *nl; };
struct pair { struct name name; double value; const char *text; struct place place; };
struct pairs { bool given; int32_t n; struct pair *item; };
/* n records of `stride` bytes; key[i] and place[i] belong to record i. given: the key stood in the file (an empty map counts). */
struct items {
    bool given, scale;
    int32_t n;
    size_t stride;
    void *record;
    const char **key;
    struct place *place;
    struct name *name; /* of the keys, where the row's space is a reference; NULL otherwise */
};
#define ITEM(items, type, i) (&((type *)(items).record)[i])

enum param_flag {
    PARAM_OPTIONAL = 1,   /* may be absent, and then has the C value named above */
    PARAM_UNLIMITED = 2,  /* the word `unlimited` is allowed */
    PARAM_NONE = 4,       /* the word `none` is allowed: NAN for a scalar, INT64_MAX for a limit (count). A PARAM_DIST with `choices` has
                             its first word instead */
    PARAM_SHORT = 8,      /* the row that a bare scalar or list written for the whole record goes to; so does, when the row is a PARAM_DIST,
                             PARAM_RANGE, PARAM_SHARES or PARAM_LIST, a map none of whose keys is a row of the table. One per table.
                             On a PARAM_LIST a scalar or map is then a list of one.
                             On a PARAM_PAIRS row of any table: a bare scalar is one pair whose name.text is "". */
    PARAM_OPEN = 16,      /* on a PARAM_PAIRS or PARAM_MAP row: it takes every key of its record that is no row (name, unit, space and table
                             of this row) */
    PARAM_POSITIVE = 32,  /* the least value itself is excluded */
    PARAM_WHOLE = 64,     /* a map that picks one form: a variant replaces it whole. On a PARAM_MAP or PARAM_TABLE: each of its records;
                             on a PARAM_CHOICE: its record, when the variant writes this key; else the map itself */
    PARAM_PARTS = 256,    /* on a PARAM_PAIRS row of shares: they are parts of one whole, so they add to 1 and `rest` may stand once */
    PARAM_SOURCED = 512,  /* the resolved scenario repeats the source of each value: the model refuses one without */
    PARAM_REGISTER = 1024, /* on a PARAM_MAP of lists: {table: FILE.csv} too; a row of it goes to the list that its column with the name of
                             the row's space says (`region`) */
    PARAM_SCALE = 128     /* shares only: `others: scale` is allowed; then they need not add to 1, and items.scale says so */
};

struct param_table;

struct param_row {
    const char *name;
    enum param_kind kind;
    enum unit unit;
    size_t offset;
    const char *fallback;          /* default, as it would be written; NULL: must be given, unless PARAM_OPTIONAL */
    double min, max;               /* both inclusive, in the inner unit; equal: no bounds, but a share stays within 0..1 and a
                                      PARAM_COUNT at or above 0. Of a distribution they hold for mean, min, mode, max and values */
    int32_t min_items, max_items;  /* of a PARAM_SERIES, PARAM_PERIODS, PARAM_NAMES, PARAM_LIST or map; 0: no limit */
    unsigned flags;
    const char *const *choices;    /* NULL-terminated words of a choice */
    const struct param_table *table;
    const char *space;             /* of a reference: spaces by `|`, literal words as `=word`: "stage|exit|=again";
                                      `~pool`: only where no space before it has the name.
                                      of a map: "+stage" says that its keys define the space `stage` */
    const char *help_en, *help_nl; /* one sentence each */
};

struct param_table {
    const char *name; /* of the record, as `stage` */
    size_t size;
    const struct param_row *rows; /* ends with a row whose name is NULL */
};

enum origin { ORIGIN_DEFAULT, ORIGIN_FILE, ORIGIN_SET, ORIGIN_DRAWN };

struct setting;

/* Shares that were read as parts of one whole; only where one of them has a range. fixed: by --set or vary. */
struct whole {
    int32_t n;
    const struct setting **part;
    bool *fixed;
    bool open; /* the parts may add to less than 1: there is a `rest`, or it need not */
};

/* One scalar as it was understood. value is NAN for texts and choices. */
struct setting {
    const char *path; /* stages.crisis.stay.lognormal.mean */
    const struct param_row *row;
    const char *text; /* as written, or the default */
    double value;
    enum unit unit;
    enum origin origin;
    struct place place;
    struct dist range; /* DIST_ABSENT, DIST_UNIFORM, DIST_TRIANGULAR, or DIST_EMPIRICAL with equal shares */
    const char *source, *note;
    const struct node *node;   /* the value in the tree that was read */
    const struct whole *whole; /* of a share; NULL: not told */
    struct setting *next;
};

struct settings {
    struct setting *first, *last;
    int32_t n;
};

/* Reads `node` by `table` into `record` (zeroed, table->size bytes), then resolves every reference. directory: where relative file
 * names of the root file start is taken from the places. */
void param_read(const struct param_table *table, const struct node *node, void *record, struct arena *arena, struct settings *settings,
                struct faults *faults);

/* For yaml_merge: is the map at `path` one that picks a form (PARAM_DIST, PARAM_EITHER, PARAM_WHOLE, a title, a long scalar with a
 * value) and so replaced whole? context: the root `const struct param_table *`. */
bool param_whole(const char *path, const struct node *base, const struct node *over, void *context);

/* Where a path has come in a table: at a row, or (named) at one of the things a map, list, share or pair row holds, or inside a
 * distribution, title or long scalar. table: the record whose keys come next, if any. Starts as {.table = root}. */
struct param_spot {
    const struct param_table *table;
    const struct param_row *row;
    bool named, inside;
};
/* One key onward (any name, `*` or [0] where names stand); false when there is no such key. */
bool param_step(struct param_spot *spot, const char *key);
/* Can `path` be set in this tree? A fault at `place` names the first key that is not in the table, or the first thing in between
 * that is not in the tree. */
bool param_check_path(const struct param_table *table, const struct node *root, const char *path, struct place place,
                      struct arena *arena, struct faults *faults);
/* The next key of a path in `out`, [0] with its brackets; NULL at the end. */
const char *param_next_key(const char *path, char *out, size_t size);

/* Has the row a default, is it optional, or is it a record of which that holds throughout? */
bool param_may_be_absent(const struct param_row *row);

/* The nearest of `n` words by edit distance, or NULL when none is near. */
const char *param_nearest(const char *word, const char *const *words, int n);

/* The tree with what has a fault made readable, for a look at the rest of it; NULL when nothing could be mended. way: 0 or 1, as different as
 * can be. drop: named things with a fault go. */
struct param_mend { int way; bool drop; };
const struct node *param_mend(const struct param_table *table, const struct node *tree, const struct faults *faults, const struct param_mend *how,
                              struct arena *arena);

/* The tree with every table of rows in a file (regions, registers of arrivals) written out, so that reading it opens no file. NULL after
 * faults. */
const struct node *param_inline(const struct param_table *table, const struct node *tree, struct arena *arena, struct faults *faults);

/* ---- param_draw.c: values that are drawn ---- */

/* The value of a range at u in (0,1); and its ends. */
double param_range_quantile(const struct dist *range, double u);
double param_range_low(const struct dist *range);
double param_range_high(const struct dist *range);
/* `value` as this setting would be written, in the unit it has in its file and with 12 digits; gives what that text means: a whole number where
 * the setting is one, a day where it is a date. */
enum { PARAM_DRAW_TEXT = 128 };
double param_draw_text(char out[PARAM_DRAW_TEXT], const struct setting *setting, double value);
/* A value for this setting from somewhere else: a bare number has its unit. False after a fault. */
bool param_draw_read(const struct setting *setting, const struct node *node, struct arena *arena, struct faults *faults, double *value);

/* The record written back as a tree: every value, canonical units, in row order; reading it gives equal bits. */
const struct node *param_write(const struct param_table *table, const void *record, struct arena *arena);

#endif
