/* scenario_file: a file with the files it extends and includes, as one tree. Nobody outside scenario*.c includes it.
 *
 * What a file extends lies lowest, then what it includes, in order, then the file itself; --set comes on top. `extends`, `include` and
 * `vary` are keys of the file, not of the model, and are not in the tree. */
#ifndef SIM_SCENARIO_FILE_H
#define SIM_SCENARIO_FILE_H

#include "sim/param.h"

struct scenario_layer;

struct scenario_file {
    struct arena *arena;
    struct faults *faults;
    const struct source *source;           /* of the file itself */
    struct scenario_layer *layers;         /* lowest first */
    const struct node *model;              /* the word behind `model:`, of the highest layer that has one */
    const struct node *vary;               /* filled by merge; NULL when absent */
};

/* Reads all files; false after faults. */
bool scenario_file_open(struct scenario_file *file, const char *path, struct arena *arena, struct faults *faults);
/* Merges them by the rules of the table and sets what --set says; NULL after faults. */
const struct node *scenario_file_merge(struct scenario_file *file, const struct param_table *table, const char *const *sets);

/* `over` with every list of the table that it inserts into (`placement: {insert: {before: hotel, rule: {...}}}`) as that of the base with
 * what is inserted; NULL after a fault. base: NULL, there is none. */
const struct node *scenario_insert(struct scenario_file *file, const struct param_table *table, const struct node *base,
                                   const struct node *over);

#endif
