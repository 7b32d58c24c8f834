/* Values of the social account: every one says where it was found, or that it is an assumption. */
#include <math.h>
#include <string.h>

#include "models/shelter/plan.h"

static bool says_source(const struct plan *plan, const char *path)
{
    for (const struct setting *s = plan->scenario->settings.first; s; s = s->next)
        if (strcmp(s->path, path) == 0) return s->source && s->source[strspn(s->source, " ")] != '\0';
    return false;
}

void plan_values(struct maker *maker)
{
    struct plan *plan = maker->plan;
    const struct pairs *values = &plan->params->values;
    for (int v = 0; v < N_VALUES; v++) plan->value_eur[v] = (double)NAN;
    for (int32_t i = 0; i < values->n; i++) {
        const struct pair *pair = &values->item[i];
        const char *path = arena_format(maker->arena, "values.%s", pair->name.text);
        if (pair->name.id >= 0) plan->value_eur[pair->name.id] = pair->value;
        if (says_source(plan, path)) continue;
        faults_help(maker->faults, faults_error(maker->faults, pair->name.place, "value-source", path, "this value does not say where it was found"),
                    "write `%s: {value: %s, source: \"...\"}`, or `source: assumption`", pair->name.text, pair->text);
    }
}
