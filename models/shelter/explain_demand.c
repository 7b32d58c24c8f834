/* What was understood of who asks and who comes back: the score by which requests are spread, need that is seen, and levers. */
#include "models/shelter/explain.h"
#include "models/shelter/phrase.h"

#define SAY(en_text, nl_text) phrase_in(p, en_text, nl_text)

enum { SHOWN = 5 };

static const char *percent(const struct phrase *p, double share) { return arena_format(p->arena, "%s %%", say_number(100 * share, 1, p->lang, p->arena)); }

/* ---- the score of risk ---- */

/* The region with the k-th highest demand, ties in file order. */
static int32_t kth_region(const struct plan *plan, int32_t k)
{
    for (int32_t r = 0; r < plan->n_regions; r++) {
        const double mine = plan->regions[r].arrivals_per_year;
        int32_t before = 0;
        for (int32_t q = 0; q < plan->n_regions; q++) {
            const double other = plan->regions[q].arrivals_per_year;
            before += other > mine || (other == mine && q < r);
        }
        if (before == k) return r;
    }
    return 0;
}

static void say_risk(const struct phrase *p, FILE *out)
{
    const struct plan *plan = p->plan;
    const struct items *risk = &plan->params->intake.by.risk;
    double total = 0;
    if (risk->n == 0) return;
    for (int32_t r = 0; r < plan->n_regions; r++) total += plan->regions[r].arrivals_per_year;
    fprintf(out, "%s", SAY("  Spread by a score of risk:", "  Verdeeld naar een risicoscore:"));
    for (int32_t i = 0; i < risk->n; i++) fprintf(out, "%s %s %s", i ? " +" : "", percent(p, ITEM(*risk, struct share_params, i)->share), risk->key[i]);
    fprintf(out, "%s", SAY(", each as a share of the country; the highest:", ", elk als aandeel van het land; de hoogste:"));
    for (int32_t k = 0; k < SHOWN && k < plan->n_regions && total > 0; k++) {
        const struct plan_region *region = &plan->regions[kth_region(plan, k)];
        fprintf(out, "%s %s %s", k ? "," : "", region->name, percent(p, region->arrivals_per_year / total));
    }
    fprintf(out, ".\n");
}

/* ---- need that is seen ---- */

static void say_visible(const struct phrase *p, FILE *out)
{
    const struct visible_params *visible = &p->plan->params->intake.visible;
    if (visible->share >= 1) return;
    fprintf(out, SAY("  Of this need %s asks", "  Van deze nood meldt %s zich"), percent(p, visible->share));
    if (visible->response > 0)
        fprintf(out, SAY(", and %s more when the own region has a free place that suits", ", en %s meer als de eigen regio een vrije passende plaats heeft"), percent(p, visible->response));
    fprintf(out, ".\n");
}

/* ---- levers ---- */

/* Share of all that it may reach, over the country. */
static double reached(const struct plan *plan, enum lever id, seconds t_s, double *expected)
{
    double sum = 0;
    *expected = 0;
    for (int32_t r = 0; r < plan->n_regions; r++) {
        *expected += plan->levers[id].expected[r];
        sum += plan->levers[id].expected[r] * lever_share(plan, id, r, t_s);
    }
    return *expected > 0 ? sum / *expected : 0;
}

static void say_lever(const struct phrase *p, enum lever id, FILE *out)
{
    const struct plan *plan = p->plan;
    const struct plan_lever *lever = &plan->levers[id];
    double expected;
    if (!lever->given) return;
    const double first = reached(plan, id, plan->window.from_s, &expected), last = reached(plan, id, plan->window.end_s - 1, &expected);
    const char *many = say_number(expected, 1, p->lang, p->arena);
    fprintf(out, SAY("  Lever %s reaches %s", "  Maatregel %s bereikt %s"), phrase_word(p, lever_name(id)), percent(p, first));
    if (last != first) fprintf(out, SAY(" at the start and %s at the end", " aan het begin en %s aan het eind"), percent(p, last));
    if (id == LEVER_PREVENTION)
        fprintf(out, SAY(" of %s households a year expected to ask; %s of those reached still asks", " van %s huishoudens per jaar die zich naar verwachting melden; %s van wie is bereikt vraagt nog om hulp"),
                many, percent(p, lever->factor));
    else
        fprintf(out, SAY(" of %s leavers a year expected if there were room for all; %s of their returns is left", " van %s vertrekkers per jaar, verwacht als er voor allen plaats was; van hun terugkeer blijft %s"),
                many, percent(p, lever->factor));
    fprintf(out, ".\n");
}

void explain_demand(const struct phrase *p, FILE *out)
{
    say_risk(p, out);
    say_visible(p, out);
    for (enum lever id = 0; id < N_LEVERS; id++) say_lever(p, id, out);
}
