/* Homes and help: how much there is of each, against how many households need it when they leave. */
#include <math.h>

#include "models/shelter/explain.h"
#include "models/shelter/phrase.h"

#define SAY(en_text, nl_text) phrase_in(p, en_text, nl_text)

static bool is_behind(const struct plan_exit *exit, int32_t gate)
{
    for (int32_t i = 0; i < exit->n_gates; i++)
        if (exit->gates[i] == gate) return true;
    return false;
}

/* Exits through the gate that one household of the group comes to after its first request. */
static double exits_each(const struct plan *plan, const struct plan_group *group, int32_t gate)
{
    double at[MAX_STAGES] = {0}, visits[MAX_STAGES] = {0}, needed = 0, exits = 0;
    for (int32_t i = 0; i < group->n_needs; i++) {
        at[group->needs[i].stage] += group->needs[i].cumulated - needed;
        needed = group->needs[i].cumulated;
    }
    plan_visits(plan, group, at, visits);
    for (int32_t s = 0; s < plan->n_stages; s++)
        for (int32_t i = 0; i < group->steps[s].n; i++) {
            const struct step *step = &group->steps[s].item[i];
            if (step->exit >= 0 && is_behind(&plan->exits[step->exit], gate)) exits += visits[s] * (step->cumulated - (i ? step[-1].cumulated : 0));
        }
    return exits;
}

/* Households a year, from first requests alone; on average over the counted period, with prevention as it is at the start. */
static double needed_per_year(const struct plan *plan, int32_t gate)
{
    double needed = 0;
    for (int32_t g = 0; g < plan->n_groups && plan->n_curves; g++) {
        double asks = 0;
        for (int32_t r = 0; r < plan->n_regions; r++) {
            const struct plan_region *region = &plan->regions[r];
            if (region->arrivals_per_year <= 0) continue;
            const double mean = curve_mean(&plan->curves[region->curve], (double)plan->window.from_s, (double)plan->window.end_s);
            asks += region->arrivals_per_year * mean * plan_asking(plan, g, r, false);
        }
        needed += plan_group_share(plan, g) * asks * exits_each(plan, &plan->groups[g], gate);
    }
    return needed * plan->gates[gate].share;
}

/* Homes a year over the counted period, or slots at the begin. */
static double there_is(const struct plan *plan, const struct plan_gate *gate)
{
    const double from_s = (double)plan->window.from_s, end_s = (double)plan->window.end_s;
    double sum = 0;
    for (int32_t r = 0; r < plan->n_regions; r++) {
        const bool slots = gate->kind == GATE_SLOTS;
        if (slots ? gate->slots[r] == INT32_MAX : gate->unlimited[r]) return (double)INFINITY;
        sum += slots ? gate->slots[r] : curve_mean(&gate->base[r], from_s, end_s) + curve_mean(&gate->bought[r], from_s, end_s);
    }
    return sum;
}

static bool say_gate(const struct phrase *p, int32_t gate, FILE *out)
{
    const struct plan_gate *is = &p->plan->gates[gate];
    const bool slots = is->kind == GATE_SLOTS;
    const double needed = needed_per_year(p->plan, gate) * (slots ? dist_mean(&is->held) / (double)SECONDS_PER_YEAR : 1), there = there_is(p->plan, is);
    if (needed <= 0) return false;
    fprintf(out, slots ? SAY("  %s: %s slots, %s needed at a time", "  %s: %s plekken, %s tegelijk nodig")
                       : SAY("  %s: %s come free a year, %s needed a year", "  %s: %s komen er vrij per jaar, %s nodig per jaar"),
            phrase_word(p, is->name), say_number(there, slots ? 0 : 1, p->lang, p->arena), say_number(needed, 1, p->lang, p->arena));
    if (needed > there) fprintf(out, "%s", slots ? SAY(": more than there are", ": meer dan er zijn") : SAY(": more than come free", ": meer dan er vrijkomen"));
    fprintf(out, " (gates.%s).\n", is->name);
    return true;
}

void explain_gates(const struct phrase *p, FILE *out)
{
    bool any = false;
    for (int32_t gate = 0; gate < p->plan->n_gates; gate++)
        if (p->plan->gates[gate].kind != GATE_WAIT) any |= say_gate(p, gate, out);
    if (any)
        fprintf(out, "  %s\n", SAY("needed: by first requests alone, were there room for all; in the whole country, whatever the size of homes.",
                                   "nodig: voor eerste hulpvragen alleen, als er voor allen plaats was; in het hele land, ongeacht de grootte van woningen."));
}
