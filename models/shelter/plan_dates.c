/* Dated things that cannot be meant: an end before its begin, a begin behind the counted period, a change of nothing. What is over before
 * that period starts, or was there before the warm-up, may be history that a later variant took along, so it is only said. */
#include <math.h>
#include <string.h>

#include "models/shelter/plan.h"

struct date { char text[11]; };

static struct date date_of_second(const struct plan *plan, seconds t_s)
{
    struct date date;
    date_format(date.text, plan->start_date_s + t_s - plan->window.from_s);
    return date;
}

static void out_of_order(struct maker *maker, const char *path, seconds from_s, seconds to_s)
{
    const struct date from = date_of_second(maker->plan, from_s), to = date_of_second(maker->plan, to_s);
    faults_help(maker->faults,
                faults_error(maker->faults, plan_place(maker->plan, "%s.to", path), "date-order", path, "`to` (%s) is not after `from` (%s)", to.text, from.text),
                "give a later `to`, or leave it out");
}

static void too_late(struct maker *maker, const char *path, seconds from_s)
{
    const struct date from = date_of_second(maker->plan, from_s), end = date_of_second(maker->plan, maker->plan->window.end_s);
    faults_help(maker->faults,
                faults_error(maker->faults, plan_place(maker->plan, "%s.from", path), "date-outside", path,
                             "this starts on %s, and the counted period ends on %s", from.text, end.text),
                "give an earlier `from`, or a longer `time.horizon`");
}

static void long_over(struct maker *maker, const char *path, seconds to_s)
{
    const struct date to = date_of_second(maker->plan, to_s), start = date_of_second(maker->plan, maker->plan->window.from_s);
    faults_help(maker->faults,
                faults_warning(maker->faults, plan_place(maker->plan, "%s.to", path), "date-past", path,
                               "this ends on %s, before the counted period starts on %s: it has no effect", to.text, start.text),
                "leave it out");
}

static void long_there(struct maker *maker, const char *path, seconds from_s)
{
    const struct date from = date_of_second(maker->plan, from_s), begin = date_of_second(maker->plan, 0);
    faults_help(maker->faults,
                faults_warning(maker->faults, plan_place(maker->plan, "%s.from", path), "date-early", path,
                               "this starts on %s, before the warm-up begins on %s: it holds from the first day", from.text, begin.text),
                "check the year");
}

/* False after an error. */
static bool check_period(struct maker *maker, const char *path, const struct when *from, const struct when *to)
{
    const struct plan *plan = maker->plan;
    const seconds from_s = plan_when(plan, from), to_s = to->given ? plan_when(plan, to) : NEVER;
    if (to_s <= from_s) return out_of_order(maker, path, from_s, to_s), false;
    if (from_s >= plan->window.end_s) return too_late(maker, path, from_s), false;
    if (to_s <= plan->window.from_s) long_over(maker, path, to_s);
    else if (from_s < 0) long_there(maker, path, from_s);
    return true;
}

static void check_ready(struct maker *maker, const struct funding_params *funding, const char *path)
{
    const struct plan *plan = maker->plan;
    const struct date end = date_of_second(plan, plan->window.end_s);
    for (int32_t i = 0; i < funding->spend.n; i++) {
        const struct ready_params *ready = &ITEM(funding->spend, struct spend_params, i)->ready;
        if ((double)plan_when(plan, &funding->from) + ready->after_s < (double)plan->window.end_s) continue;
        const char *spend = arena_format(maker->arena, "%s.spend.%s", path, funding->spend.key[i]);
        faults_help(maker->faults,
                    faults_error(maker->faults, plan_place(plan, "%s.ready.after", spend), "date-outside", spend,
                                 "nothing of this is there before the counted period ends on %s", end.text),
                    "give earlier money, a shorter `ready`, or a longer `time.horizon`");
    }
}

static void check_times(struct maker *maker)
{
    const struct plan *plan = maker->plan;
    const struct items *times = &plan->params->intake.times;
    const struct date end = date_of_second(plan, plan->window.end_s);
    for (int32_t i = 0; i < times->n; i++) {
        const struct items *arrivals = &ITEM(*times, struct times_params, i)->arrivals;
        int32_t late = 0, first = 0;
        for (int32_t j = arrivals->n - 1; j >= 0; j--)
            if (ITEM(*arrivals, struct arrival_params, j)->at_s >= (double)(plan->window.end_s - plan->window.from_s)) late++, first = j;
        if (late == 0) continue;
        faults_help(maker->faults,
                    faults_warning(maker->faults, arrivals->place[first], "time-late", arena_format(maker->arena, "intake.times.%s", times->key[i]),
                                   "%d of %d arrivals come after the counted period, which ends on %s", late, arrivals->n, end.text),
                    "give earlier times, or a longer `time.horizon`");
    }
}

/* ---- changes ---- */

static void change_fault(struct maker *maker, struct place place, const char *path, const char *what, const char *help)
{
    faults_help(maker->faults, faults_error(maker->faults, place, "change-form", path, "%s", what), "%s", help);
}

static void check_gate(struct maker *maker, const struct change_params *change, struct place place, const char *path)
{
    const bool gate = change->gate.id >= 0, factor = !isnan(change->factor);
    if (gate != factor)
        change_fault(maker, place, path, gate ? "a `gate` stands here without its `factor`" : "a `factor` stands here without its `gate`", "write `gate: home, factor: 0.8`");
    else if (gate && maker->plan->gates[change->gate.id].kind != GATE_SUPPLY)
        change_fault(maker, change->gate.place, path, arena_format(maker->arena, "`%s` is no supply, and only a supply has a `factor`", change->gate.text),
                     "change slots by `places` or `add`, as `add: {help: 5}`");
}

static bool concerns(const struct change_params *change, int32_t region)
{
    for (int32_t i = 0; i < change->regions.n; i++)
        if (change->regions.item[i].id == region) return true;
    return change->regions.n == 0;
}

/* Places before any change; of slots, or of the pool that has the name. */
static int32_t places_before(const struct plan *plan, const struct name *name, int32_t region)
{
    if (name->space == 2) return plan->gates[name->id].slots[region];
    for (int32_t kind = 0; kind < plan->n_pools; kind++)
        if (strcmp(plan->pools[kind].name, name->text) == 0) return plan->places[place_set(plan, kind, region)];
    return INT32_MAX;
}

/* `add` may take away more than there is; other changes may have brought it, so it is only said. */
static void check_add(struct maker *maker, const struct change_params *change, const struct pair *pair, const char *path)
{
    const struct plan *plan = maker->plan;
    for (int32_t r = 0; r < plan->n_regions; r++) {
        const int32_t before = places_before(plan, &pair->name, r);
        if (!concerns(change, r) || before == INT32_MAX || before + pair->value >= 0) continue;
        faults_help(maker->faults,
                    faults_warning(maker->faults, pair->place, "change-below", path, "region `%s` has %d of `%s` before any change: 0 are left", plan->regions[r].id, before, pair->name.text),
                    "name the `region`s that have so many");
        return;
    }
}

static void check_pairs(struct maker *maker, const struct change_params *change, const struct pairs *pairs, bool add, const char *path)
{
    for (int32_t i = 0; i < pairs->n; i++) {
        const struct pair *pair = &pairs->item[i];
        const bool gate = pair->name.space == 2;
        if (gate && maker->plan->gates[pair->name.id].kind != GATE_SLOTS)
            change_fault(maker, pair->name.place, path, arena_format(maker->arena, "`%s` has no places or slots", pair->name.text), "change a supply by `gate: home, factor: 0.8`");
        else if (add && pair->value < 0)
            check_add(maker, change, pair, path);
    }
}

static void check_change(struct maker *maker, const struct change_params *change, struct place place, const char *path)
{
    const bool nothing = !change->places.n && !change->add.n && change->intake < 0 && change->gate.id < 0 && isnan(change->factor);
    if (nothing) change_fault(maker, place, path, "nothing is changed here", "give `places`, `add`, `intake`, or a `gate` and its `factor`");
    check_gate(maker, change, place, path);
    check_pairs(maker, change, &change->places, false, path);
    check_pairs(maker, change, &change->add, true, path);
}

void plan_dates(struct maker *maker)
{
    const struct shelter_params *params = maker->plan->params;
    const struct items *shocks = &params->intake.shocks, *funding = &params->funding, *changes = &params->changes;
    for (int32_t i = 0; i < shocks->n; i++) {
        const struct shock_params *shock = ITEM(*shocks, struct shock_params, i);
        check_period(maker, arena_format(maker->arena, "intake.shocks.%s", shocks->key[i]), &shock->from, &shock->to);
    }
    for (int32_t i = 0; i < funding->n; i++) {
        const struct funding_params *sum = ITEM(*funding, struct funding_params, i);
        const char *path = arena_format(maker->arena, "funding.%s", funding->key[i]);
        if (check_period(maker, path, &sum->from, &sum->to)) check_ready(maker, sum, path);
    }
    for (int32_t i = 0; i < changes->n; i++) {
        const struct change_params *change = ITEM(*changes, struct change_params, i);
        const char *path = arena_format(maker->arena, "changes.%s", changes->key[i]);
        check_period(maker, path, &change->from, &change->to);
        check_change(maker, change, changes->place[i], path);
    }
    check_times(maker);
}
