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

/* What one first request of a group comes to, were there room for all; `again` counts it and those that follow when it returns. */
struct each { double exits, again; };

static struct each each_of(const struct plan *plan, const struct plan_group *group, int32_t gate)
{
    double at[MAX_STAGES] = {0}, visits[MAX_STAGES] = {0}, needed = 0, returns = 0;
    struct each each = {0};
    for (int32_t i = 0; i < group->n_needs; i++) {
        at[group->needs[i].stage] += group->needs[i].cumulated - needed;
        needed = group->needs[i].cumulated;
    }
    plan_visits(plan, group, at, visits);
    for (int32_t s = 0; s < plan->n_stages; s++)
        for (int32_t i = 0; i < group->steps[s].n; i++) {
            const struct step *step = &group->steps[s].item[i];
            if (step->exit < 0) continue;
            const double leave = visits[s] * (step->cumulated - (i ? step[-1].cumulated : 0));
            returns += leave * group->returns[step->exit];
            if (is_behind(&plan->exits[step->exit], gate)) each.exits += leave;
        }
    each.again = 1 / (1 - fmin(returns, 0.99));
    return each;
}

/* Households a year by region of origin, with those who return; on average over the counted period, with prevention as it is at the start.
 * above: only those of more persons than that. */
static double *needed_per_year(const struct phrase *p, int32_t gate, int32_t above)
{
    const struct plan *plan = p->plan;
    double *needed = ARENA_ARRAY(p->arena, double, plan->n_regions);
    for (int32_t g = 0; g < plan->n_groups && plan->n_curves; g++) {
        const struct plan_group *group = &plan->groups[g];
        const struct each each = each_of(plan, group, gate);
        const double large = above < group->adults ? 1 : dist_share(&group->children, above - group->adults + 0.5, true);
        const double of_one = plan_group_share(plan, g) * each.exits * each.again * plan->gates[gate].share * large;
        for (int32_t r = 0; r < plan->n_regions; r++) {
            const struct plan_region *region = &plan->regions[r];
            if (region->arrivals_per_year <= 0) continue;
            const double mean = curve_mean(&plan->curves[region->curve], (double)plan->window.from_s, (double)plan->window.end_s);
            needed[r] += region->arrivals_per_year * mean * plan_asking(plan, g, r, false) * of_one;
        }
    }
    return needed;
}

/* Homes a year over the counted period, or slots at the begin, by region. */
static double *there_is(const struct phrase *p, const struct plan_gate *gate)
{
    const double from_s = (double)p->plan->window.from_s, end_s = (double)p->plan->window.end_s;
    double *there = ARENA_ARRAY(p->arena, double, p->plan->n_regions);
    for (int32_t r = 0; r < p->plan->n_regions; r++) {
        const bool slots = gate->kind == GATE_SLOTS;
        if (slots ? gate->slots[r] == INT32_MAX : gate->unlimited[r]) there[r] = (double)INFINITY;
        else there[r] = slots ? gate->slots[r] : curve_mean(&gate->base[r], from_s, end_s) + curve_mean(&gate->bought[r], from_s, end_s);
    }
    return there;
}

static double sum_of(const double *value, int32_t n)
{
    double sum = 0;
    for (int32_t i = 0; i < n; i++) sum += value[i];
    return sum;
}

/* ---- where it is short ---- */

enum { MOST_TOLD = 5 };

/* Of the regions that were not told the one that is shortest, ties in file order; -1: none. */
static int32_t shortest(const struct phrase *p, const double *needed, const double *there, const bool *told)
{
    int32_t worst = -1;
    for (int32_t r = 0; r < p->plan->n_regions; r++)
        if (!told[r] && needed[r] > there[r] && (worst < 0 || needed[r] - there[r] > needed[worst] - there[worst])) worst = r;
    return worst;
}

static void say_regions(const struct phrase *p, bool slots, const double *needed, const double *there, FILE *out)
{
    const int32_t n = p->plan->n_regions;
    bool *told = ARENA_ARRAY(p->arena, bool, n);
    const char *list[MOST_TOLD];
    int32_t regions = 0, n_told = 0;
    for (int32_t r = 0; r < n; r++) regions += needed[r] > there[r];
    if (regions == 0 || n == 1) return;
    for (int32_t r; n_told < MOST_TOLD && (r = shortest(p, needed, there, told)) >= 0; told[r] = true)
        list[n_told++] = arena_format(p->arena, SAY("%s (%s needed, %s there)", "%s (%s nodig, %s beschikbaar)"), phrase_region(p, p->plan->regions[r].id),
                                      say_number(needed[r], 1, p->lang, p->arena), say_number(there[r], slots ? 0 : 1, p->lang, p->arena));
    fprintf(out, SAY("    Short in %d of %d regions%s: %s.\n", "    Tekort in %d van de %d regio's%s: %s.\n"), (int)regions, (int)n,
            regions > n_told ? SAY(", most in", ", het meest in") : "", say_list(list, n_told, p->lang, p->arena));
}

/* Homes too small for many: of the sizes the one that is shortest. */
static void say_sizes(const struct phrase *p, int32_t gate, double there, FILE *out)
{
    const struct plan_gate *is = &p->plan->gates[gate];
    double most = 0, few = 0, large = 0;
    int32_t above = -1;
    for (int32_t i = 0; i < is->n_sizes && isfinite(there); i++) {
        const double needed = sum_of(needed_per_year(p, gate, is->sizes[i].persons), p->plan->n_regions), homes = there * (1 - is->sizes[i].cumulated);
        if (needed - homes <= most + 0.05) continue;
        most = needed - homes;
        above = is->sizes[i].persons;
        few = homes;
        large = needed;
    }
    if (above >= 0)
        fprintf(out, SAY("    Of that for %d persons or more: %s needed a year, %s large enough.\n", "    Daarvan voor %d of meer personen: %s nodig per jaar, %s groot genoeg.\n"),
                (int)above + 1, say_number(large, 1, p->lang, p->arena), say_number(few, 1, p->lang, p->arena));
}

static bool say_gate(const struct phrase *p, int32_t gate, FILE *out)
{
    const struct plan_gate *is = &p->plan->gates[gate];
    const bool slots = is->kind == GATE_SLOTS;
    const int32_t n = p->plan->n_regions;
    double *needed = needed_per_year(p, gate, -1), *there = there_is(p, is);
    for (int32_t r = 0; r < n && slots; r++) needed[r] *= dist_mean(&is->held) / (double)SECONDS_PER_YEAR;
    const double all = sum_of(needed, n), have = sum_of(there, n);
    if (all <= 0) return false;
    fprintf(out, slots ? SAY("  %s: %s slots, %s needed at a time", "  %s: %s plekken, %s tegelijk nodig")
                       : SAY("  %s: %s come free a year, %s needed a year", "  %s: %s komen er vrij per jaar, %s nodig per jaar"),
            phrase_word(p, is->name), say_number(have, slots ? 0 : 1, p->lang, p->arena), say_number(all, 1, p->lang, p->arena));
    if (all > have) fprintf(out, "%s", slots ? SAY(": more than there are", ": meer dan er zijn") : SAY(": more than come free", ": meer dan er vrijkomen"));
    fprintf(out, " (gates.%s).\n", is->name);
    say_regions(p, slots, needed, there, out);
    if (!slots) say_sizes(p, gate, have, out);
    return true;
}

void explain_gates(const struct phrase *p, FILE *out)
{
    bool any = false;
    for (int32_t gate = 0; gate < p->plan->n_gates; gate++)
        if (p->plan->gates[gate].kind != GATE_WAIT) any |= say_gate(p, gate, out);
    if (any)
        fprintf(out, "  %s\n", SAY("Needed: by first requests and those who return, were there room for all in their own region.",
                                   "Nodig: voor eerste hulpvragen en wie terugkeert, als er voor allen plaats was in de eigen regio."));
}
