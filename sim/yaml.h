/* yaml: a scenario file as a tree in which every value knows its place. The only door to libyaml.
 *
 * Strict: duplicate keys, aliases, tags, several documents, tabs, more than 64 levels or more than 16 MiB are faults. Scalars stay
 * text: the project's own rules read them (unit.h), so `no`, `012` and `1:30` mean what they say.
 * Owner: the arena; a tree is not changed after it was made, merging makes new nodes. */
#ifndef SIM_YAML_H
#define SIM_YAML_H

#include "sim/arena.h"
#include "sim/status.h"

enum node_kind { NODE_SCALAR, NODE_MAP, NODE_LIST };

struct node {
    enum node_kind kind;
    bool quoted;        /* a quoted scalar is text, never `none` or `~` */
    bool set;           /* put here by --set or vary */
    const char *key;    /* of an entry of a map, else NULL */
    struct place key_place;
    struct place place;
    const char *text;   /* scalar */
    struct node *first; /* entries or elements, in file order */
    struct node *next;
};

/* Reads one file as it stands (no extends, no include). NULL when it cannot be read; after faults that leave something to read on, as a
 * duplicate key, what was read. The root is a map. */
const struct node *yaml_read(const char *path, struct arena *arena, struct faults *faults);
/* A text that is read whole: at most 16 MiB of UTF-8 without control characters, not a directory; `-` is standard input. A byte-order
 * mark is left out. NULL after a fault. */
const struct source *yaml_source(const char *path, struct arena *arena, struct faults *faults);

/* Reads text that is not a file; `name` stands in its places. */
const struct node *yaml_read_text(const char *text, const char *name, struct arena *arena, struct faults *faults);
const struct node *yaml_find(const struct node *map, const char *key);
bool yaml_is(const struct node *node, const char *word); /* an unquoted scalar with exactly this text */

/* `file` as the text at `place` means it: relative to the folder of that text. NULL, after a fault at the place, when it cannot be
 * opened. */
const char *yaml_beside(struct place place, const char *file, struct arena *arena, struct faults *faults);

/* One value of any kind, as written behind `--set path=` or as a default; every node has this place. NULL after a fault. */
const struct node *yaml_value(const char *text, struct place place, struct arena *arena, struct faults *faults);

/* `over` laid on `base`: maps merge key by key, lists and scalars replace, `~` removes; a `~` that meets nothing stays, for the reader
 * to complain about. `whole` says which maps are replaced whole: see param_whole. */
typedef bool (*yaml_whole)(const char *path, const struct node *base, const struct node *over, void *context);
const struct node *yaml_merge(const struct node *base, const struct node *over, yaml_whole whole, void *context,
                              struct arena *arena);
/* The tree with `value` put at `path` (dots between keys, [0] for elements). Maps on the way are made where they are missing; a form
 * on the way gives way to another one. `place` is that of the path, for faults. NULL after a fault. */
const struct node *yaml_put(const struct node *root, const char *path, struct place place, const struct node *value, yaml_whole whole,
                            void *context, struct arena *arena, struct faults *faults);
/* yaml_put of the YAML in `value`. Its source is named `--set path=value` and has no text. */
const struct node *yaml_set(const struct node *root, const char *path, const char *value, yaml_whole whole, void *context,
                            struct arena *arena, struct faults *faults);

/* Rows of a comma- or semicolon-separated file with a header line (RFC 4180, UTF-8, optional byte-order mark) as a map of maps:
 * the first column is the key of the row; empty cells are left out. A decimal comma is read where the separator is `;`. */
const struct node *csv_read(const char *path, struct arena *arena, struct faults *faults);
/* The same without a word: what can be read of a table with faults; NULL when nothing can. */
const struct node *csv_rest(const char *path, struct arena *arena);
/* The same as a list of maps: the first column is one like the others. */
const struct node *csv_list(const char *path, struct arena *arena, struct faults *faults);

/* Writes the tree as YAML that reads back to the same tree. */
void yaml_write(const struct node *root, FILE *out);

#endif
