/* inputs: what is not known for certain, drawn: every parameter with a `range` in any scenario of an experiment.
 *
 * Draw 0 is the central one, the scenarios as they stand; draws 1, 2, ... take scrambled Sobol points (sobol.h). An input has one coordinate, so
 * a draw meets every scenario with the same u; its value is the inverse of that scenario's own range at u. A variant that gives a plain value
 * instead of one with a range keeps it. A value depends on the seed, the path, the number of the draw and the texts of the scenarios, and not on how
 * many draws there are. An input that the first scenario does not have takes its dimension from its path, so other scenarios hardly matter to it.
 *
 * Shares: what is drawn stays, `rest` takes the rest, or else the others share what is left in proportion. Where drawn shares do not leave a whole
 * they are moved, each the same part of the way to the low (or high) end of its range.
 *
 * Points (`--points FILE`): values that belong together, one row of a CSV file for each joint point, the paths in its first line, perhaps a column
 * `weight`. A draw takes a whole row, by one Sobol coordinate; the weights are the chances of the rows. Those paths are then not drawn alone.
 * Such a value replaces the range wherever a scenario has one for that path.
 *
 * Owner: the arena given to inputs_make. Nothing is changed afterwards: threads may share it. */
#ifndef SIM_INPUTS_H
#define SIM_INPUTS_H

#include "sim/scenario.h"
#include "sim/sobol.h"

struct input {
    const char *path;              /* the label: as --set writes it, but elements of a list by their `id`: placement[hotel].within */
    const struct setting *setting; /* in the first scenario that has it: row (help), unit, value, range, place, source */
    bool joint;                    /* by a point */
    int32_t dimension;
    struct sobol sobol;
    struct rng_key scramble;
};

struct inputs {
    int32_t n, scenarios;
    const struct input *item;
    const struct inputs_plan *plan;     /* one for each scenario */
    const struct inputs_points *points; /* NULL: none */
};

#define INPUTS_MOST_DRAWS (INT64_C(1) << 32)

/* Gathers the inputs of `n` scenarios. points: the name of a file, or NULL. Faults: nothing to draw, too many inputs, a range on what all draws
 * share (time, montecarlo), a points file that does not fit. */
status inputs_make(struct inputs *inputs, const struct scenario *const *scenarios, int32_t n, uint64_t seed, const char *points, struct arena *arena,
                   struct faults *faults);

/* What the values of an input are counted in: unit_name, of a date `seconds since 1970-01-01`, of a price `eur` or `eur/yr` as it is written. */
const char *inputs_unit(const struct input *input);
/* The coordinate of input `i` in draw 1, 2, ..., in (0,1); the same for all that are joint. */
double inputs_uniform(const struct inputs *inputs, int32_t i, int64_t draw);
/* The row of the points file that a draw takes, from 0; -1 without points and in draw 0. */
int32_t inputs_point(const struct inputs *inputs, int64_t draw);
/* All values of a draw in scenario `s` (in the order of inputs_make), in inner units (inputs_unit): inputs->n of them, NAN where
 * that scenario does not draw the input. */
void inputs_values(const struct inputs *inputs, int32_t s, int64_t draw, double *values);
double inputs_value(const struct inputs *inputs, int32_t i, int32_t s, int64_t draw);

/* Scenario `s` with the values of a draw, as if each had been given by --set, their origin ORIGIN_DRAWN; the scenario itself for draw 0. Its
 * yaml_resolved is NULL (scenario_resolve). What lies in `arena` may be freed when it is no longer needed. Faults: values that cannot stand
 * together, at the place of the range; the messages name the draw. */
status inputs_scenario(const struct inputs *inputs, int32_t s, int64_t draw, struct arena *arena, struct faults *faults,
                       const struct scenario **drawn);

#endif
