/* When a change holds: once, or again every so often; and whole things that come one by one. */
#include <math.h>

#include "models/shelter/plan.h"

static bool repeats(const struct change_params *change) { return change->every.length_s > 0; }

/* The k-th time after a date: whole years keep the day of the year. */
static seconds later(const struct plan *plan, const struct change_params *change, seconds t_s, int32_t k)
{
    if (k == 0) return t_s;
    if (!change->every.calendar_years) return t_s + k * change->every.length_s;
    const seconds zero_s = plan->start_date_s - plan->window.from_s; /* date of second 0 */
    return date_add_years(zero_s + t_s, k * change->every.calendar_years) - zero_s;
}

struct turn plan_turn(const struct plan *plan, const struct change_params *change, int32_t k)
{
    const seconds from_s = plan_when(plan, &change->from);
    return (struct turn){.from_s = later(plan, change, from_s, k),
                         .full_s = later(plan, change, change->ramp_to.given ? plan_when(plan, &change->ramp_to) : from_s, k),
                         .to_s = change->to.given ? later(plan, change, plan_when(plan, &change->to), k) : NEVER};
}

/* The last turn that began by `t_s`, were there no end to them; -1: none. */
static int32_t begun(const struct plan *plan, const struct change_params *change, seconds t_s)
{
    const seconds from_s = plan_when(plan, &change->from);
    if (t_s < from_s) return -1;
    if (!repeats(change)) return 0;
    const seconds most = (t_s - from_s) / change->every.length_s + 1; /* calendar years differ by a day or so */
    int32_t k = most < MOST_TURNS ? (int32_t)most : MOST_TURNS;
    while (k > 0 && later(plan, change, from_s, k) > t_s) k--;
    return k;
}

static int32_t last_turn(const struct plan *plan, const struct change_params *change, seconds t_s)
{
    const bool ends = repeats(change) && change->until.given;
    const seconds until_s = ends ? plan_when(plan, &change->until) : NEVER;
    return begun(plan, change, t_s < until_s ? t_s : until_s - 1);
}

int32_t plan_turns(const struct plan *plan, const struct change_params *change) { return last_turn(plan, change, plan->window.end_s - 1) + 1; }

bool plan_turn_at(const struct plan *plan, const struct change_params *change, seconds t_s, struct turn *turn)
{
    const int32_t k = last_turn(plan, change, t_s);
    if (k < 0) return false;
    *turn = plan_turn(plan, change, k);
    return t_s < turn->to_s;
}

bool plan_concerns(const struct change_params *change, int32_t region)
{
    for (int32_t i = 0; i < change->regions.n; i++)
        if (change->regions.item[i].id == region) return true;
    return change->regions.n == 0;
}

/* ---- one by one ---- */

seconds plan_step_s(int64_t n, int64_t k, seconds from_s, seconds over_s) { return from_s + llround((double)over_s * (double)k / (double)n); }

int64_t plan_steps_at(int64_t n, seconds from_s, seconds over_s, seconds t_s)
{
    int64_t least = 0, most = n;
    while (least < most) {
        const int64_t k = (least + most + 1) / 2;
        if (plan_step_s(n, k, from_s, over_s) <= t_s) least = k;
        else most = k - 1;
    }
    return least;
}
