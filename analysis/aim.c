#include "analysis/aim.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/summary.h"
#include "analysis/table.h"
#include "analysis/variance.h"
#include "sim/param.h"

status aim_read(const char *text, struct arena *arena, struct aim *aim)
{
    static const char before[] = "difference:";
    const size_t n = strlen(before);
    *aim = (struct aim){.text = text, .difference = strncmp(text, before, n) == 0};
    const char *name = text + (aim->difference ? n : 0), *equals = strchr(name, '=');
    char *end = NULL;
    if (equals) aim->wanted = strtod(equals + 1, &end);
    while (end && *end == ' ') end++;
    aim->relative = end && *end == '%';
    if (aim->relative) end++;
    if (!equals || equals == name || end == equals + 1 || *end || !(aim->wanted > 0) || !isfinite(aim->wanted))
        return status_fail(STATUS_USAGE, "usage-value", "--precision takes a measure and a half-width, as 'not_placed_24h=5%%' or 'difference:not_placed_24h=20', not '%s'", text);
    if (aim->relative) aim->wanted /= 100;
    aim->measure = arena_copy(arena, name, (size_t)(equals - name));
    return status_ok();
}

static status measure_of(const struct result *result, const struct aim *aim, int32_t *measure)
{
    *measure = result_find(result, aim->measure);
    if (*measure >= 0 && !summary_kept(result, *measure) && !summary_adds_wrongly(result, *measure, NULL)) return status_ok();
    const char *words[512];
    int32_t n = 0;
    for (int32_t i = 0; i < result_measures(result) && n < 512; i++) words[n++] = result_measure(result, i)->name;
    const char *near = *measure < 0 ? param_nearest(aim->measure, words, n) : NULL;
    if (*measure >= 0) return status_fail(STATUS_USAGE, "unknown-measure", "--precision: '%s' is not one number but several", aim->measure);
    return status_fail(STATUS_USAGE, "unknown-measure", "--precision: there is no measure '%s'%s%s%s", aim->measure, near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

static struct precision_target target_of(const struct interval *interval, const struct aim *aim)
{
    return (struct precision_target){interval->mean, interval->sd, interval->n, aim->wanted, aim->relative};
}

/* With several draws of the inputs the draws are the units, and more replications of each make their means sharper, not more. */
static status targets_of(struct result *result, const struct aim *aim, int32_t measure, struct arena *arena, struct precision_target *target, int32_t *n)
{
    struct summary_series base, series;
    int32_t scenarios = 0;
    result_labels(result, "scenario", &scenarios);
    const int64_t worlds = result_replications(result);
    TRY(summary_read(result, measure, 0, NULL, arena, &base));
    for (int32_t s = aim->difference ? 1 : 0; s < scenarios; s++) {
        TRY(summary_read(result, measure, s, NULL, arena, &series));
        const struct interval interval = aim->difference ? summary_paired(series.values, base.values, worlds) : summary_interval(series.values, worlds);
        target[(*n)++] = target_of(&interval, aim);
    }
    return status_ok();
}

/* What a target came from. */
struct aim_of { const char *text, *scenario; };

static void say(const struct precision_rule *rule, const struct precision_target *target, int32_t targets, const struct precision_plan *plan, int64_t done, struct aim_of from, enum lang lang,
                struct arena *arena, FILE *out)
{
    const double half = precision_half(rule, target, targets), wanted = precision_wanted(target);
    const int decimals = table_decimals(wanted);
    const char *replications = say_many(done, say_in(lang, "replication", "herhaling"), say_in(lang, "replications", "herhalingen"), lang, arena);
    fprintf(out, say_in(lang, "doorstroom: %s: %s in %s: half-width %s, wanted %s%s\n", "doorstroom: %s: %s in %s: halve breedte %s, gevraagd %s%s\n"), replications, from.text, from.scenario,
            isnan(half) ? say_in(lang, "not known yet", "nog niet bekend") : table_number(half, decimals, lang, arena), table_number(wanted, decimals, lang, arena),
            plan->why == PRECISION_MET ? say_in(lang, ": precise enough", ": nauwkeurig genoeg") : "");
}

/* Without what follows `=`. */
static const char *aims_measure(const char *text, struct arena *arena) { return arena_copy(arena, text, strcspn(text, "=")); }

status aims_judge(struct result *result, const struct aim *aims, int32_t n, const struct precision_rule *rule, enum lang lang, struct arena *arena,
                  struct precision_plan *plan, FILE *out)
{
    int32_t scenarios = 0, targets = 0;
    result_labels(result, "scenario", &scenarios);
    struct precision_target *target = ARENA_ARRAY(arena, struct precision_target, n *scenarios + 1);
    struct aim_of *from = ARENA_ARRAY(arena, struct aim_of, n *scenarios + 1);
    const char *const *scenario = result_labels(result, "scenario", &scenarios);
    for (int32_t a = 0; a < n; a++) {
        int32_t measure;
        const int32_t before = targets;
        TRY(measure_of(result, &aims[a], &measure));
        if (aims[a].difference && scenarios < 2)
            return status_fail(STATUS_USAGE, "no-difference", "--precision '%s' asks for a difference, and there is one scenario only", aims[a].text);
        TRY(targets_of(result, &aims[a], measure, arena, target, &targets));
        for (int32_t t = before; t < targets; t++) from[t] = (struct aim_of){aims[a].text, scenario[t - before + (aims[a].difference ? 1 : 0)]};
    }
    *plan = precision_next(rule, target, targets, result_replications(result));
    for (int32_t t = 0; t < targets; t++)
        if (target[t].relative && target[t].mean == 0 && target[t].sd == 0 && !plan->stop)
            return status_fail(STATUS_INCOMPLETE, "not-precise", "%s: in %s it is 0 in all %lld replications, and a share of 0 says nothing; give a half-width in its unit, as '%s=5'",
                               from[t].text, from[t].scenario, (long long)result_replications(result), aims_measure(from[t].text, arena));
    if (plan->worst >= 0) say(rule, &target[plan->worst], targets, plan, result_replications(result), from[plan->worst], lang, arena, out);
    return status_ok();
}
