/* explain: what was understood of a scenario, in tables a planner reads. */
#ifndef MODELS_SHELTER_EXPLAIN_H
#define MODELS_SHELTER_EXPLAIN_H

#include "models/shelter/plan.h"

/* table: stays, onward, places, money, or NULL for the overview. lang: enum lang. */
void shelter_explain(const struct scenario *scenario, const void *plan, const char *table, int lang, FILE *out);

#endif
