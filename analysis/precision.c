#include "analysis/precision.h"

#include <math.h>

#include "analysis/summary.h"

struct precision_rule precision_rule_usual(int64_t maximum)
{
    return (struct precision_rule){
        .level = 0.95, .block = 16, .minimum = 32, .maximum = maximum, .growth = 1.5, .inflation = 1.1};
}

double precision_wanted(const struct precision_target *target)
{
    return target->relative ? target->wanted * fabs(target->mean) : target->wanted;
}

double precision_half(const struct precision_rule *rule, const struct precision_target *target, int32_t targets)
{
    if (target->n < 2) return NAN;
    if (!(target->sd > 0)) return 0;
    const double tail = (1 - rule->level) / (2 * (double)targets);
    return summary_t(1 - tail, (double)target->n - 1) * target->sd / sqrt((double)target->n);
}

static double ratio_of(const struct precision_rule *rule, const struct precision_target *target, int32_t targets)
{
    const double half = precision_half(rule, target, targets), wanted = precision_wanted(target);
    if (half == 0 && wanted > 0) return 0; /* nothing varies */
    return half > 0 && wanted > 0 ? half / wanted : INFINITY;
}

/* Up to whole blocks, within growth and maximum, and always forward. */
static int64_t go_on(const struct precision_rule *rule, double needed, int64_t done)
{
    double next = fmin(needed, rule->growth * (double)done);
    next = fmin(fmax(next, (double)rule->minimum), (double)rule->maximum);
    int64_t whole = (int64_t)ceil(next / (double)rule->block) * rule->block;
    if (whole <= done) whole = (done / rule->block + 1) * rule->block;
    return whole < rule->maximum ? whole : rule->maximum;
}

struct precision_plan precision_next(const struct precision_rule *rule, const struct precision_target *target, int32_t targets,
                                     int64_t done)
{
    struct precision_plan plan = {.why = PRECISION_MET, .stop = true, .next = done, .worst = -1};
    for (int32_t i = 0; i < targets; i++) {
        const double ratio = ratio_of(rule, &target[i], targets);
        if (plan.worst < 0 || ratio > plan.ratio) plan.ratio = ratio, plan.worst = i;
    }
    const double needed = (double)done * plan.ratio * plan.ratio * (plan.ratio > 0 ? rule->inflation : 1);
    if (done >= rule->minimum && needed <= (double)done) return plan;
    plan.why = PRECISION_MAXIMUM;
    if (done >= rule->maximum) {
        if (plan.ratio <= 1 && done > 1) plan.why = PRECISION_MET; /* as wanted, without the tenth above it */
        return plan;
    }
    plan.why = PRECISION_MORE;
    plan.stop = false;
    plan.next = go_on(rule, needed, done);
    return plan;
}
