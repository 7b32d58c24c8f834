/* models: the list of what can be simulated, in the order of scenario_models (scenario.h). */
#ifndef MODELS_MODELS_H
#define MODELS_MODELS_H

#include "sim/sim.h"

extern const struct model *const models_all[]; /* ends with NULL */

#endif
