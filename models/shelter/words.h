/* words: what the things of a scenario are called. What the scenario says (`title`) goes before the glossary; a name that nobody listed is
 * called as it is written. */
#ifndef MODELS_SHELTER_WORDS_H
#define MODELS_SHELTER_WORDS_H

#include "sim/describe.h"

struct plan;

/* plan: NULL, the glossary alone. */
const char *words_of(const struct plan *plan, const char *name, enum lang lang);

#endif
