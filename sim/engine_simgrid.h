/* engine_simgrid: the same calendar, carried by SimGrid actors on a platform made from the scenario.
 *
 * A site (label of dimension 0) is a host with an actor on it; one host more, ENGINE_SIMGRID_ELSEWHERE, is for what concerns no site. There is
 * one platform per process, so it has the sites of all plans that the process will run. */
#ifndef SIM_ENGINE_SIMGRID_H
#define SIM_ENGINE_SIMGRID_H

#include "sim/sim.h"

#define ENGINE_SIMGRID_ELSEWHERE "(elsewhere)" /* no label is written so */

/* Sites of a plan; 0 when the model has none. */
int32_t engine_simgrid_sites(const struct model *model, const void *plan);
/* Property k = 0, 1, ... of a site, as it stands on its host: attributes of its label (lat, lon, ...), then places. False at the end. */
enum { ENGINE_SIMGRID_PROPERTY = 256 };
bool engine_simgrid_property(const struct model *model, const void *plan, int32_t site, int k, char name[ENGINE_SIMGRID_PROPERTY],
                             char value[ENGINE_SIMGRID_PROPERTY]);
/* The platform as SimGrid reads it (XML): every site of any of the plans once, and the host for what concerns none. */
void engine_simgrid_platform(const struct model *model, const void *const *plans, int32_t n, FILE *out);

#endif
