/* scenario_rest: faults that stand behind others. A part that finds faults stops those that lean on it; here what has a fault is mended in a
 * copy (param_mend), and the parts behind look at that. Nobody outside scenario*.c and verb.c includes it. */
#ifndef SIM_SCENARIO_REST_H
#define SIM_SCENARIO_REST_H

#include "sim/scenario.h"

/* Adds the errors of the scenario that do not follow from those in `faults`. Its model, file and tree must be there. */
void scenario_rest(const struct scenario *scenario, struct arena *arena, struct faults *faults);

#endif
