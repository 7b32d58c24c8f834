/* observed: figures from outside the model that stand in the scenario, each for one measure, in the unit that this measure has. */
#ifndef MODELS_SHELTER_OBSERVED_H
#define MODELS_SHELTER_OBSERVED_H

#include "models/shelter/measure.h"

/* The measure of that name; N_METRICS when there is none. */
enum shelter_metric observed_measure(const char *name);
/* Is it a share of 1? */
bool observed_is_share(enum shelter_metric measure);
/* Can it be told of one label of this dimension? Shares over the country can, where results hold both of their parts. */
bool observed_knows(enum shelter_metric measure, enum shelter_dim dim);
/* First and last calendar year of a figure's period; false when it has none. */
bool observed_years(const struct observed_params *figure, int32_t *first, int32_t *last);
/* For struct model. */
bool observed_give(const void *plan, int32_t i, struct observation *out);

#endif
