/* words: what the usual names of a scenario are called in Dutch; a name that nobody listed is called as it is written. */
#ifndef MODELS_SHELTER_WORDS_H
#define MODELS_SHELTER_WORDS_H

#include "sim/describe.h"

const char *words_of(const char *name, enum lang lang);

#endif
