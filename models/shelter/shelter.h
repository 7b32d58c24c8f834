/* shelter: the model of the shelter network. */
#ifndef MODELS_SHELTER_SHELTER_H
#define MODELS_SHELTER_SHELTER_H

#include "sim/sim.h"

extern const struct model shelter_model;
extern const struct first_line shelter_first[]; /* of shelter_model */
extern const struct sites shelter_sites;

#endif
