/* Dated things that cannot be meant: an end before its begin, a begin behind the counted period, a change of nothing or without end. What is over before
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

/* What is called `last` must come after what is called `first`. */
static void out_of_order(struct maker *maker, const char *path, const char *last, const char *first, seconds first_s, seconds last_s)
{
    const struct date from = date_of_second(maker->plan, first_s), to = date_of_second(maker->plan, last_s);
    faults_help(maker->faults,
                faults_error(maker->faults, plan_place(maker->plan, "%s.%s", path, last), "date-order", path, "`%s` (%s) is not after `%s` (%s)", last, to.text, first, from.text),
                "give a later `%s`, or leave it out", last);
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
static bool check_order(struct maker *maker, const char *path, seconds from_s, seconds to_s)
{
    if (to_s <= from_s) return out_of_order(maker, path, "to", "from", from_s, to_s), false;
    if (from_s >= maker->plan->window.end_s) return too_late(maker, path, from_s), false;
    return true;
}

static bool check_period(struct maker *maker, const char *path, const struct when *from, const struct when *to)
{
    const struct plan *plan = maker->plan;
    const seconds from_s = plan_when(plan, from), to_s = to->given ? plan_when(plan, to) : NEVER;
    if (!check_order(maker, path, from_s, to_s)) return false;
    if (to_s <= plan->window.from_s) long_over(maker, path, to_s);
    else if (from_s < 0) long_there(maker, path, from_s);
    return true;
}

/* Of a lever both may be left out. */
static void check_lever_period(struct maker *maker, enum lever id)
{
    const struct lever_params *lever = &maker->plan->params->levers.each[id];
    const char *path = arena_format(maker->arena, "levers.%s", lever_name(id));
    const struct when always = {.given = true, .from_start = true, .at_s = -maker->plan->window.from_s};
    if (lever->given && (lever->from.given || lever->to.given)) check_period(maker, path, lever->from.given ? &lever->from : &always, &lever->to);
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
        change_fault(maker, change->gate.place, path, arena_format(maker->arena, faults_say(maker->faults, "`%s` is no supply, and only a supply has a `factor`"), change->gate.text),
                     "change slots by `places` or `add`, as `add: {help: 5}`");
}

static void check_lever(struct maker *maker, const struct change_params *change, struct place place, const char *path)
{
    const bool lever = change->lever.id >= 0, share = !isnan(change->share);
    if (lever != share)
        change_fault(maker, place, path, lever ? "a `lever` stands here without its `share`" : "a `share` stands here without its `lever`", "write `lever: aftercare, share: 50 %`");
    else if (lever && !maker->plan->params->levers.each[change->lever.id].given)
        change_fault(maker, change->lever.place, path, arena_format(maker->arena, faults_say(maker->faults, "nothing says what `%s` does"), change->lever.text),
                     arena_format(maker->arena, faults_say(maker->faults, "write `levers: {%s: {factor: 0.7 x}}`"), change->lever.text));
}

static void check_pairs(struct maker *maker, const struct pairs *pairs, const char *path)
{
    for (int32_t i = 0; i < pairs->n; i++) {
        const struct pair *pair = &pairs->item[i];
        if (pair->name.space == 2 && maker->plan->gates[pair->name.id].kind != GATE_SLOTS)
            change_fault(maker, pair->name.place, path, arena_format(maker->arena, faults_say(maker->faults, "`%s` has no places or slots"), pair->name.text), "change a supply by `gate: home, factor: 0.8`");
    }
}

/* ---- ramps and repeats ---- */

static void check_ramp(struct maker *maker, const struct change_params *change, const char *path)
{
    const struct plan *plan = maker->plan;
    const struct place place = plan_place(plan, "%s.ramp_to", path);
    if (!change->ramp_to.given) return;
    const seconds from_s = plan_when(plan, &change->from), full_s = plan_when(plan, &change->ramp_to);
    if (!change->places.n && !change->add.n) change_fault(maker, place, path, "only places and slots follow a line", "give `places` or `add`, or leave `ramp_to` out");
    for (int32_t i = 0; i < change->places.n; i++)
        if (isinf(change->places.item[i].value))
            change_fault(maker, place, path, arena_format(maker->arena, faults_say(maker->faults, "no line leads to `%s` without limit"), change->places.item[i].name.text), "give a number of places, or leave `ramp_to` out");
    if (full_s <= from_s) out_of_order(maker, path, "ramp_to", "from", from_s, full_s);
    else if (change->to.given && plan_when(plan, &change->to) < full_s)
        change_fault(maker, place, path, "the line would end behind `to`", "give an earlier `ramp_to`, or a later `to`");
}

/* False after an error. */
static bool check_repeat(struct maker *maker, const struct change_params *change, const char *path)
{
    const struct plan *plan = maker->plan;
    const int before = maker->faults->errors;
    const struct place every = plan_place(plan, "%s.every", path), until = plan_place(plan, "%s.until", path);
    const seconds from_s = plan_when(plan, &change->from);
    if (change->every.length_s == 0) {
        if (change->until.given) change_fault(maker, until, path, "`until` stands here without its `every`", "write `every: 1 yr`, or end the change by `to`");
        return !change->until.given;
    }
    if (!change->to.given) change_fault(maker, every, path, "it comes back and never ends", "give `to`: when it ends for the first time");
    else if (plan_turn(plan, change, 0).to_s >= plan_turn(plan, change, 1).from_s)
        change_fault(maker, every, path, "it comes back before or when it ends", "give a longer `every` or an earlier `to`, or leave `every` out");
    if (change->until.given && plan_when(plan, &change->until) <= from_s) out_of_order(maker, path, "until", "from", from_s, plan_when(plan, &change->until));
    if (maker->faults->errors == before && plan_turns(plan, change) > MOST_TURNS)
        change_fault(maker, every, path, arena_format(maker->arena, faults_say(maker->faults, "it comes back more than %d times"), MOST_TURNS), "give a longer `every`, or an earlier `until`");
    return maker->faults->errors == before;
}

/* One that comes back may have done so for long, and was then meant to. */
static void check_turns(struct maker *maker, const struct change_params *change, const char *path)
{
    const struct plan *plan = maker->plan;
    if (!check_repeat(maker, change, path)) return;
    if (change->every.length_s == 0) {
        check_period(maker, path, &change->from, &change->to);
        return;
    }
    const struct turn first = plan_turn(plan, change, 0);
    if (!check_order(maker, path, first.from_s, first.to_s)) return;
    const struct turn last = plan_turn(plan, change, plan_turns(plan, change) - 1);
    if (last.to_s <= plan->window.from_s) long_over(maker, path, last.to_s);
}

static void check_change(struct maker *maker, const struct change_params *change, struct place place, const char *path)
{
    const bool nothing = !change->places.n && !change->add.n && change->intake < 0 && change->gate.id < 0 && isnan(change->factor) && change->lever.id < 0 && isnan(change->share);
    if (nothing) change_fault(maker, place, path, "nothing is changed here", "give `places`, `add`, `intake`, a `gate` and its `factor`, or a `lever` and its `share`");
    check_gate(maker, change, place, path);
    check_lever(maker, change, place, path);
    check_pairs(maker, &change->places, path);
    check_pairs(maker, &change->add, path);
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
        check_turns(maker, change, path);
        check_ramp(maker, change, path);
        check_change(maker, change, changes->place[i], path);
    }
    for (enum lever id = 0; id < N_LEVERS; id++) check_lever_period(maker, id);
    check_times(maker);
}
