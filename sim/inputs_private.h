/* inputs_private: what the parts of the room share; nobody outside inputs*.c includes it. */
#ifndef SIM_INPUTS_PRIVATE_H
#define SIM_INPUTS_PRIVATE_H

#include "sim/inputs.h"

/* A value with a range in the tree of one scenario. */
struct inputs_spot {
    int32_t input;
    const struct setting *setting;
    double ratio; /* of a share that was left in proportion when another was set: its range shrank with it; else 1 */
};

/* Nodes with a spot in them, in the order of a walk; spot -1: further down, else this is the long form {value, range, ...}. */
struct inputs_spine { const struct node *node; int32_t spot; };

struct inputs_plan {
    const struct scenario *scenario;
    const struct node *tree; /* with its tables from files written out */
    struct settings settings;
    int32_t n, n_spine;
    struct inputs_spot *spot;
    struct inputs_spine *spine;
};

struct inputs_points {
    int32_t n, columns;
    double *until; /* weight of the rows up to and with each; the last is 1 */
    double *value; /* [row][column] */
    int32_t *column; /* of each input; -1: it has none */
    struct sobol sobol;
    struct rng_key scramble;
};

/* inputs_points.c: NULL after faults. Marks the inputs that are joint. */
const struct inputs_points *inputs_read_points(const char *file, const struct inputs *inputs, struct input *item, uint64_t seed, struct arena *arena,
                                               struct faults *faults);

/* inputs_shares.c: moves drawn shares so that they leave a whole. value: of each spot, in the inner unit. */
void inputs_fit_shares(const struct inputs *inputs, const struct inputs_plan *plan, double *value);

/* inputs.c: the text and the value of each spot of a plan in a draw; text may be NULL. */
void inputs_draw(const struct inputs *inputs, const struct inputs_plan *plan, int64_t draw, double *value, char (*text)[PARAM_DRAW_TEXT]);

#endif
