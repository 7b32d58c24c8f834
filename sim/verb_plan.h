/* verb_plan: what plan-cluster says. For verb_plan*.c. */
#ifndef SIM_VERB_PLAN_H
#define SIM_VERB_PLAN_H

#include "sim/cluster_plan.h"

/* In sentences and tables, for people. */
void verb_plan_say(const struct cluster_plan *plan, enum lang lang, struct arena *arena, FILE *out);
/* For programs; times in s. */
void verb_plan_json(const struct cluster_plan *plan, struct arena *arena, FILE *out);

#endif
