/* Drawn shares that leave a whole: where they do not, each is moved the same part of the way to an end of its range. */
#include <math.h>

#include "sim/inputs_private.h"

struct fit {
    const struct inputs *inputs;
    const struct inputs_plan *plan;
    const struct whole *whole;
    double *value;
    double sum, low, high; /* of what is drawn and may be moved, and of the ends of their ranges */
    double joint;          /* what is drawn and stays: a point is kept whole */
    double fixed, others;  /* what is not drawn: set, or free to be left in proportion */
};

static bool is_joint(const struct fit *fit, int32_t k) { return fit->inputs->item[fit->plan->spot[k].input].joint; }

static double low_of(const struct inputs_spot *spot) { return spot->ratio * param_range_low(&spot->setting->range); }
static double high_of(const struct inputs_spot *spot) { return spot->ratio * param_range_high(&spot->setting->range); }

static void add_drawn(struct fit *fit)
{
    for (int32_t k = 0; k < fit->plan->n; k++) {
        const struct inputs_spot *spot = &fit->plan->spot[k];
        if (spot->setting->whole != fit->whole) continue;
        if (is_joint(fit, k)) {
            fit->joint += fit->value[k];
            continue;
        }
        fit->sum += fit->value[k];
        fit->low += low_of(spot);
        fit->high += high_of(spot);
    }
}

static void add_others(struct fit *fit)
{
    const struct whole *whole = fit->whole;
    for (int32_t i = 0; i < whole->n; i++)
        if (whole->part[i]->range.kind == DIST_ABSENT) *(whole->fixed[i] || whole->open ? &fit->fixed : &fit->others) += whole->part[i]->value;
}

/* From `end`, the part `t` of the way to what was drawn; beyond the ends (t < 0), `scale` times the end. */
static void move(const struct fit *fit, bool down, double t, double scale)
{
    for (int32_t k = 0; k < fit->plan->n; k++) {
        const struct inputs_spot *spot = &fit->plan->spot[k];
        if (spot->setting->whole != fit->whole || is_joint(fit, k)) continue;
        const double end = down ? low_of(spot) : high_of(spot);
        fit->value[k] = t >= 0 ? end + t * (fit->value[k] - end) : scale * end;
    }
}

static void fit_whole(struct fit *fit)
{
    add_drawn(fit);
    add_others(fit);
    const double room = fmax(1 - fit->fixed - fit->joint, 0);
    const bool down = fit->sum > room, exact = !fit->whole->open && !(fit->others > 0);
    if (!down && !(exact && fit->sum < room)) return;
    const double end = down ? fit->low : fit->high, way = fit->sum - end;
    const double t = way != 0 ? (room - end) / way : -1; /* 0 .. 1 unless even the ends are too far */
    move(fit, down, t, end > 0 ? room / end : 0);
}

void inputs_fit_shares(const struct inputs *inputs, const struct inputs_plan *plan, double *value)
{
    for (int32_t k = 0; k < plan->n; k++) {
        const struct whole *whole = plan->spot[k].setting->whole;
        bool first = whole != NULL;
        for (int32_t i = 0; i < k && first; i++) first = plan->spot[i].setting->whole != whole;
        struct fit fit = {.inputs = inputs, .plan = plan, .whole = whole, .value = value};
        if (first) fit_whole(&fit);
    }
}
