/* param_read: what the parts of the reader share; nobody outside param*.c includes it.
 *
 * A reader walks a tree and a table together. Every part sets what it reads to its absent value first, so that nothing is left
 * unset after a fault. Faults never stop the walk. */
#ifndef SIM_PARAM_READ_H
#define SIM_PARAM_READ_H

#include "sim/param.h"
#include "sim/yaml_keys.h"

/* Where the walk is: a key, or an element of a list where key is NULL. Lives on the stack, made a text only when one is needed. */
struct param_path {
    const struct param_path *up;
    const char *key;
    int32_t index;
};

/* The names that a map defines; position is id. */
struct param_space {
    const char *name;
    struct yaml_keys names;
    struct param_space *next;
};

/* A reference that waits for the spaces to be complete. */
struct param_reference {
    struct name *name;
    const struct param_row *row;
    const char *path;
    struct param_reference *next;
};

struct param_reader {
    struct arena *arena;
    struct settings *settings; /* NULL: nothing is kept, as in a record that is absent */
    struct faults *faults;
    const struct param_table *root; /* of the whole file; may be NULL */
    struct param_space *spaces;
    struct param_reference *references, **last_reference;
};

/* A scalar taken out of its long form. */
struct param_written {
    const struct node *value, *range;
    const char *source, *note;
};

#define PARAM_FAULT(reader, place, id, path, ...) \
    faults_error((reader)->faults, (place), (id), param_path_text((reader), (path)), __VA_ARGS__)

const char *param_path_text(struct param_reader *reader, const struct param_path *path);

/* param_read.c: one row, from a node, into the enclosing record. */
void param_read_row(struct param_reader *reader, const struct param_row *row, const struct node *node, void *record,
                    const struct param_path *path);
/* Rows of `table` other than `skip`, from a map or from the scalar that stands for it. */
void param_read_record(struct param_reader *reader, const struct param_table *table, const struct node *node, void *record,
                       const struct param_path *path, const struct param_row *skip);
/* Is this {value: 49 d, range: ...}, where a scalar may stand? */
static inline bool param_is_long(const struct node *node) { return node->kind == NODE_MAP && yaml_find(node, "value"); }
const struct param_row *param_find_row(const struct param_table *table, const char *name);
/* The row with this flag, or NULL. */
const struct param_row *param_flagged(const struct param_table *table, unsigned flag);
bool param_is_map(struct param_reader *reader, const struct node *node, const struct param_path *path, const char *wanted);
/* A list or a map, as the kind of the row wants, with as many entries as the row allows. */
bool param_count_items(struct param_reader *reader, const struct param_row *row, const struct node *node, const struct param_path *path,
                       int32_t *n);

/* param_map.c: maps, lists, tables and pairs. */
void param_read_items(struct param_reader *reader, const struct param_row *row, const struct node *node, void *at,
                      const struct param_path *path);
/* The records of {table: FILE, KEY: {...}} as a map; the node itself when it names no file; NULL after a fault. */
const struct node *param_open_table(struct param_reader *reader, const struct node *node, const struct param_path *path);
void param_read_shares(struct param_reader *reader, const struct param_row *row, const struct node *node, void *at,
                       const struct param_path *path);
void param_read_pairs(struct param_reader *reader, const struct param_row *row, const struct node *node, void *at,
                      const struct param_path *path);
/* The entries of a record that are no rows of its table, as pairs of the row that takes them; faults when there is none. */
void param_read_open(struct param_reader *reader, const struct param_table *table, const struct node *map, void *record,
                     const struct param_path *path);

/* param_scalar.c: one value. False after a fault. */
bool param_open(struct param_reader *reader, const struct node *node, const struct param_path *path, struct param_written *written);
bool param_read_number(struct param_reader *reader, const struct param_row *row, enum unit unit, const struct node *node,
                       const struct param_path *path, double *value);
/* Is the value of `node` inside the bounds of the row? */
bool param_within(struct param_reader *reader, const struct param_row *row, enum unit unit, const struct node *node,
                  const struct param_path *path, double value);
void param_read_scalar(struct param_reader *reader, const struct param_row *row, const struct node *node, void *at,
                       const struct param_path *path);
/* Nothing of this row's kind is left unset. */
void param_clear(const struct param_row *row, void *at);
/* Keeps a setting; value NAN for texts. */
void param_keep(struct param_reader *reader, const struct param_row *row, enum unit unit, const struct param_path *path,
                const struct param_written *written, double value);

/* param_word.c: values that are no numbers. */
/* The position among the words (NULL-terminated), -1 after a fault. */
int32_t param_read_word(struct param_reader *reader, const struct param_row *row, const struct node *node, const struct param_path *path,
                        const char *const *words);
void param_read_flag(struct param_reader *reader, const struct param_row *row, const struct node *node, const struct param_path *path,
                     bool *flag);
void param_read_text(struct param_reader *reader, const struct param_row *row, const struct node *node, const struct param_path *path,
                     const char **text);
void param_read_date(struct param_reader *reader, const struct param_row *row, const struct node *node, const struct param_path *path,
                     seconds *date_s);
bool param_is_date_in_words(struct param_reader *reader, const char *text); /* `1 July 2021` */
void param_date_fault(struct param_reader *reader, const struct node *node, const struct param_path *path, bool or_duration);
void param_read_name(struct param_reader *reader, const struct param_row *row, const struct node *node, const struct param_path *path,
                     struct name *name);
void param_read_names(struct param_reader *reader, const struct param_row *row, const struct node *node, const struct param_path *path,
                      struct names *names);
void param_read_title(struct param_reader *reader, const struct param_row *row, const struct node *node, const struct param_path *path,
                      struct title *title);

/* param_example.c: a row as it is written, `from: 2020-01-31`, and what it means, for remedies. */
const char *param_example(struct param_reader *reader, const struct param_row *row);
const char *param_stand_in(struct arena *arena, const struct param_row *row); /* the value alone */
const char *param_example_of(struct param_reader *reader, const struct param_table *table); /* `{from: ..., to: ...}` */
const char *param_meaning(struct param_reader *reader, const struct param_row *row);

/* param_range.c */
struct dist param_read_range(struct param_reader *reader, const struct param_row *row, enum unit unit, const struct param_path *path,
                             const struct param_written *written, double value);

/* param_dist.c: PARAM_DIST and PARAM_RANGE. */
void param_read_dist(struct param_reader *reader, const struct param_row *row, const struct node *node, void *at,
                     const struct param_path *path);
bool param_is_form(const char *word); /* the name of a distribution */
/* The words of a form for writing it: up to three keys for a, b, c in the order of the file. NULL for the others. */
struct param_form { const char *name; enum dist_kind kind; struct { const char *key; int slot; int what; } part[3]; };
const struct param_form *param_form_of(enum dist_kind kind);
/* The row by which shares inside a distribution are read. */
extern const struct param_row param_share_row;

/* param_shares.c: shares read one after another, inside a distribution or as a PARAM_SHARES. */
struct param_part { double *value; bool fixed; struct setting *setting; }; /* fixed: by --set or vary */
struct param_shares {
    struct param_reader *reader;
    const struct param_path *path;
    struct place place;
    struct param_part *part;
    int32_t n;
    bool partial; /* need not add to 1 */
    bool bad;     /* one of them could not be read */
    /* the one that takes what is left */
    double *rest;
    const struct node *rest_node;
    const struct param_row *rest_row;
    const struct param_path *rest_path; /* copied: the walk has gone on */
};
void param_shares_begin(struct param_shares *shares, struct param_reader *reader, const struct node *node, const struct param_path *path,
                        int32_t most);
/* One share, or `rest`. */
void param_shares_add(struct param_shares *shares, const struct param_row *row, const struct node *node, bool fixed,
                      const struct param_path *path, double *value);
void param_shares_end(struct param_shares *shares);

/* param_register.c: the rows of {table: FILE.csv} as a map of lists; the node itself when it names no file; NULL after a fault. */
const struct node *param_register(struct param_reader *reader, const struct param_row *row, const struct node *node,
                                  const struct param_path *path);

/* param_name.c: names that are defined and referred to. */
void param_define(struct param_reader *reader, const struct param_row *row, const struct items *items, const struct param_path *path);
void param_refer(struct param_reader *reader, const struct param_row *row, struct name *name, const char *text, struct place place,
                 const struct param_path *path);
void param_resolve(struct param_reader *reader);
/* `+stage` defines, anything else refers. */
static inline bool param_defines(const struct param_row *row) { return row->space && row->space[0] == '+'; }
static inline bool param_refers(const struct param_row *row) { return row->space && row->space[0] != '+'; }
/* "did you mean `x`?" when one of the words is near. True when it was said. */
bool param_did_you_mean(struct param_reader *reader, struct fault *fault, const char *word, const char *const *words, int n);
bool param_did_you_mean_row(struct param_reader *reader, struct fault *fault, const char *word, const struct param_table *table);
/* "`x` stands in `y`" when the key is one of another record of the file; else "its keys are a, b, c". */
void param_tell_keys(struct param_reader *reader, struct fault *fault, const char *key, const struct param_table *table);

#endif
