/* summarise: what goes into /summary of a result file: of every measure that is one number the mean, its interval, quantiles over worlds and
 * the paired difference with the first scenario; stays by stage and waits by group from life tables. */
#ifndef ANALYSIS_SUMMARISE_H
#define ANALYSIS_SUMMARISE_H

#include "sim/result.h"

/* For experiment->summarise (sim/run.h). */
const struct summary *summarise(struct result *result, struct arena *arena);

#endif
