/* What a scenario may ask of the machine: beyond these limits it is refused before a run, with the limit's name, rather than ended by a lack of
 * memory or after days. Those of single tables stand where these are made (check_numbers in plan.c, curves, dated changes, reach). */
#include <math.h>

#include "models/shelter/world.h"

static void refuse_count(struct maker *maker, const char *id, const char *path, const char *what, double expected, const char *remedy)
{
    if (expected <= MOST_EXPECTED) return; /* nor what is no number: a growth without end */
    faults_help(maker->faults,
                faults_error(maker->faults, plan_place(maker->plan, "%s", path), id, path, "%.4g %s are expected over the whole run, too many to simulate",
                             isnan(expected) ? (double)INFINITY : expected, faults_say(maker->faults, what)),
                "at most %d are possible: %s", MOST_EXPECTED, faults_say(maker->faults, remedy));
}

/* Households are numbered and their draws keyed by that number; homes come whether or not anybody waits. */
static void check_expected(struct maker *maker)
{
    const struct plan *plan = maker->plan;
    double requests = 0;
    for (int32_t r = 0; r < plan->n_regions; r++) {
        const struct curve *curve = &plan->curves[plan->regions[r].curve];
        if (plan->regions[r].arrivals_per_year > 0) requests += plan->regions[r].arrivals_per_year * curve->sum[curve->n];
    }
    refuse_count(maker, "intake-large", "intake.households", "first requests", requests, "check the unit, the growth and the length of the run");
    for (int32_t g = 0; g < plan->n_gates; g++) {
        const struct plan_gate *gate = &plan->gates[g];
        double homes = 0;
        for (int32_t r = 0; r < plan->n_regions && gate->kind == GATE_SUPPLY; r++)
            if (!gate->unlimited[r]) homes += gate->base[r].sum[gate->base[r].n] + gate->bought[r].sum[gate->bought[r].n];
        refuse_count(maker, "supply-large", arena_format(maker->arena, "gates.%s", plan->params->gates.key[g]), "homes", homes,
                     "give fewer, or `each: unlimited`");
    }
}

/* Events that may be pending at once fill a table of fixed size. */
static void check_events(struct maker *maker)
{
    const struct plan *plan = maker->plan;
    const int64_t most = (MOST_EVENTS - plan_other_events(plan)) / plan_events_each(plan);
    if (plan->max_households <= most) return;
    faults_help(maker->faults,
                faults_error(maker->faults, plan_place(maker->plan, "limits.households"), "limits-large", "limits.households",
                             "%d households with %d gates may have more than %d events ahead at once", plan->max_households, plan->n_gates, MOST_EVENTS),
                "give at most %lld households, fewer gates or fewer dated changes", (long long)(most > 0 ? most : 1));
}

void plan_limits(struct maker *maker)
{
    check_expected(maker);
    check_events(maker);
}
