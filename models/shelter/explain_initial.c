/* What was understood of who is there at the first instant. */
#include "models/shelter/explain.h"
#include "models/shelter/phrase.h"

#define SAY(en_text, nl_text) phrase_in(p, en_text, nl_text)

/* Households of a stage in a region, with a place or waiting; of all groups, ages and origins. */
static int64_t there(const struct plan *plan, int32_t region, int32_t stage, bool waits)
{
    int64_t n = 0;
    for (int32_t i = 0; i < plan->n_initial; i++) {
        const struct initial *initial = &plan->initial[i];
        if (initial->region == region && initial->stage == stage && (initial->set < 0) == waits) n += initial->count;
    }
    return n;
}

const char *explain_inside(const struct phrase *p, int32_t region)
{
    const char *text = NULL;
    for (int waits = 0; waits <= 1; waits++)
        for (int32_t stage = 0; stage < p->plan->n_stages; stage++) {
            const int64_t n = there(p->plan, region, stage, waits);
            if (n == 0) continue;
            const char *who = arena_format(p->arena, waits ? SAY("%s waiting for %s", "%s wachtend op %s") : SAY("%s in %s", "%s in %s"),
                                           say_number((double)n, 0, p->lang, p->arena), phrase_word(p, p->plan->stages[stage].name));
            text = text ? arena_format(p->arena, "%s, %s", text, who) : who;
        }
    return text;
}

void explain_initial(const struct phrase *p, FILE *out)
{
    if (p->plan->n_initial == 0) return;
    fprintf(out, SAY("  Households that are there at the first instant, %s:\n", "  Huishoudens die er op het eerste moment zijn, %s:\n"), phrase_date(p, 0));
    for (int32_t region = 0; region < p->plan->n_regions; region++) {
        const char *inside = explain_inside(p, region);
        if (inside) fprintf(out, "    %s: %s.\n", p->plan->regions[region].name, inside);
    }
}
