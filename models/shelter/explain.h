/* explain: what was understood of a scenario, in tables a planner reads. */
#ifndef MODELS_SHELTER_EXPLAIN_H
#define MODELS_SHELTER_EXPLAIN_H

#include "models/shelter/plan.h"

/* table: stays, onward, places, money, or NULL for the overview. lang: enum lang. */
void shelter_explain(const struct scenario *scenario, const void *plan, const char *table, int lang, FILE *out);

/* What one sum of money buys, and where. */
struct phrase;
void explain_money(const struct phrase *phrase, int32_t funding, FILE *out);

/* explain_demand.c: what moves who asks; a part of the overview. */
void explain_demand(const struct phrase *p, FILE *out);
/* explain_gates.c: homes and help against who needs them, with those who return, by region and size; a part of the overview. */
void explain_gates(const struct phrase *p, FILE *out);
/* explain_initial.c: who is there at the first instant; a part of the overview. Those of one region, NULL: nobody. */
const char *explain_inside(const struct phrase *p, int32_t region);
void explain_initial(const struct phrase *p, FILE *out);

#endif
