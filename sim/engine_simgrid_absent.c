/* What stands in the place of engine_simgrid.c in a build without SimGrid. */
#include "sim/engine.h"

const struct engine *const engine_simgrid = NULL;
