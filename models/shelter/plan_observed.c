/* Refuses observed figures that nothing can be set beside: no such measure, a unit or a label it does not have, a value outside its range,
 * years that are not counted as a whole. */
#include <math.h>
#include <string.h>

#include "models/shelter/observed.h"
#include "models/shelter/plan.h"

/* One figure under check. */
struct figure {
    struct maker *maker;
    const struct observed_params *params;
    struct place place;
    const char *path;
    enum shelter_metric measure;
};

/* A fault at one key of the figure, or at the figure itself. */
static struct fault *fault_at(const struct figure *figure, const char *key, const char *id, const char *message)
{
    const struct place place = *key ? plan_place(figure->maker->plan, "%s%s", figure->path, key) : figure->place;
    return faults_error(figure->maker->faults, place, id, figure->path, "%s", message);
}

#define SAY(figure, ...) arena_format((figure)->maker->arena, __VA_ARGS__)
#define HELP(figure, fault, ...) faults_help((figure)->maker->faults, (fault), __VA_ARGS__)

/* ---- the measure, and what it is told of ---- */

static bool check_measure(struct figure *figure)
{
    const char *name = figure->params->measure, *words[N_METRICS];
    figure->measure = observed_measure(name);
    if (figure->measure != N_METRICS) return true;
    struct fault *fault = fault_at(figure, ".measure", "unknown-name", SAY(figure, faults_say(figure->maker->faults, "`%s` is no measure of this model"), name));
    for (int m = 0; m < N_METRICS; m++) words[m] = shelter_metrics[m].name;
    const char *near = param_nearest(name, words, N_METRICS);
    if (near) HELP(figure, fault, "did you mean `%s`?", near);
    else HELP(figure, fault, "models/shelter/measures.c lists them, and so does `doorstroom info` of any result");
    return false;
}

static void check_label(const struct figure *figure, enum shelter_dim dim, bool given)
{
    const char *measure = figure->params->measure, *name = shelter_dims[dim].name;
    const bool known = observed_knows(figure->measure, dim);
    if (given && !known)
        HELP(figure, fault_at(figure, SAY(figure, ".%s", name), "observed-label", SAY(figure, faults_say(figure->maker->faults, "`%s` is not known by %s"), measure, name)), "leave `%s` out", name);
    if (!given && known && figure->measure == M_FULL)
        HELP(figure, fault_at(figure, "", "observed-label", SAY(figure, faults_say(figure->maker->faults, "`%s` is a share of one region and one stage, which does not add up"), measure)),
             "give `region` and `stage`");
}

/* ---- units ---- */

struct units { enum unit main, other; };

/* In which units a measure may be written; what is summed over the period is so much per year, and may say so. */
static struct units units_of(enum shelter_metric measure)
{
    const struct metric *metric = &shelter_metrics[measure];
    if (observed_is_share(measure)) return (struct units){UNIT_SHARE, UNIT_SHARE};
    if (strcmp(metric->unit, "day") == 0) return (struct units){UNIT_DURATION, UNIT_DURATION};
    if (strcmp(metric->unit, "eur") == 0) return (struct units){UNIT_MONEY, UNIT_MONEY_PER_YEAR};
    if (strcmp(metric->unit, "eur year-1") == 0) return (struct units){UNIT_MONEY_PER_YEAR, UNIT_MONEY_PER_YEAR};
    if (strcmp(metric->unit, "km") == 0) return (struct units){UNIT_DISTANCE, UNIT_DISTANCE};
    return (struct units){UNIT_NUMBER, metric->kind == METRIC_COUNT ? UNIT_RATE : UNIT_NUMBER};
}

static const char *text_set(const struct plan *plan, const char *path)
{
    for (const struct setting *s = plan->scenario->settings.first; s; s = s->next)
        if (strcmp(s->path, path) == 0) return s->text;
    return NULL;
}

static const char *example_of(enum unit unit) { return unit == UNIT_NUMBER ? "193" : unit_example(unit); }

static bool check_unit(const struct figure *figure, const char *key)
{
    const char *text = text_set(figure->maker->plan, SAY(figure, "%s%s", figure->path, key));
    const struct units units = units_of(figure->measure);
    double value;
    if (!text || unit_parse(text, units.main, &value) == UNIT_OK || unit_parse(text, units.other, &value) == UNIT_OK) return true;
    const bool bare = *unit_suffix(text) == '\0';
    struct fault *fault = fault_at(figure, key, bare ? "unit-missing" : "unit-wrong",
                                   SAY(figure, faults_say(figure->maker->faults, bare ? "`%s` has no unit; `%s` is %s" : "`%s` does not fit `%s`, which is %s"), text,
                                       figure->params->measure, faults_say(figure->maker->faults, unit_noun(units.main))));
    if (units.main == units.other) HELP(figure, fault, "for example `%s`", example_of(units.main));
    else HELP(figure, fault, "for example `%s`, or `%s`", example_of(units.main), example_of(units.other));
    return false;
}

/* ---- the numbers ---- */

static bool check_bounds(const struct figure *figure, const char *key, double value)
{
    const bool share = observed_is_share(figure->measure);
    if (!(value < 0) && !(share && value > 1)) return true;
    const char *text = text_set(figure->maker->plan, SAY(figure, "%s%s", figure->path, key));
    HELP(figure,
         fault_at(figure, key, "out-of-bounds", SAY(figure, faults_say(figure->maker->faults, "`%s` is %s"), text ? text : "", faults_say(figure->maker->faults, value < 0 ? "less than 0" : "more than 100 %"))),
         share ? "a share lies between 0 %% and 100 %%" : "nothing that is measured is below 0");
    return false;
}

static bool check_number(const struct figure *figure, const char *key, double value)
{
    return check_unit(figure, key) && check_bounds(figure, key, value);
}

static void check_value(const struct figure *figure)
{
    const struct observed_params *params = figure->params;
    bool good = check_number(figure, ".value", params->value);
    for (int32_t i = 0; i < params->range.n; i++) good &= check_number(figure, SAY(figure, ".range[%d]", i), params->range.value[i]);
    if (!good || params->range.n != 2) return;
    if (params->range.value[0] > params->range.value[1])
        HELP(figure, fault_at(figure, ".range", "range-order", "a range goes from low to high"), "turn the two round");
    else if (params->value < params->range.value[0] || params->value > params->range.value[1])
        HELP(figure, fault_at(figure, ".value", "range-value", "the observed value lies outside its range"), "widen the range, or check the value");
}

/* ---- the years ---- */

struct date { char text[11]; };

static struct date date_text(seconds date_s)
{
    struct date date;
    date_format(date.text, date_s);
    return date;
}

static bool begins_a_year(seconds date_s) { return date_s == date_of(date_civil(date_s).year, 1, 1); }

static void check_inside(const struct figure *figure)
{
    const struct plan *plan = figure->maker->plan;
    const seconds start_s = plan->start_date_s, end_s = start_s + plan->window.end_s - plan->window.from_s;
    if (figure->params->from_s >= start_s && figure->params->to_s <= end_s) return;
    const struct date from = date_text(figure->params->from_s), to = date_text(figure->params->to_s), start = date_text(start_s), end = date_text(end_s);
    faults_help(figure->maker->faults,
                faults_warning(figure->maker->faults, plan_place(plan, "%s.from", figure->path), "observed-outside", figure->path,
                               "%s to %s is not within the counted period, %s to %s: the figure stands beside the whole of that", from.text, to.text,
                               start.text, end.text),
                "give years that are counted, or leave `from` and `to` out");
}

static void check_years(const struct figure *figure)
{
    const seconds from_s = figure->params->from_s, to_s = figure->params->to_s;
    if (from_s == NEVER && to_s == NEVER) return;
    if (from_s == NEVER || to_s == NEVER) {
        const char *key = from_s == NEVER ? "to" : "from", *other = from_s == NEVER ? "from" : "to";
        HELP(figure, fault_at(figure, SAY(figure, ".%s", key), "observed-years", SAY(figure, faults_say(figure->maker->faults, "`%s` stands here without `%s`"), key, other)),
             "give both, or neither");
    } else if (to_s <= from_s)
        HELP(figure, fault_at(figure, ".to", "date-order", SAY(figure, faults_say(figure->maker->faults, "`to` (%s) is not after `from` (%s)"), date_text(to_s).text, date_text(from_s).text)),
             "give a later `to`, or leave both out");
    else if (!begins_a_year(from_s) || !begins_a_year(to_s)) {
        const struct date from = date_text(date_of(date_civil(from_s).year, 1, 1)), to = date_text(date_of(date_civil(to_s - 1).year + 1, 1, 1));
        HELP(figure, fault_at(figure, begins_a_year(from_s) ? ".to" : ".from", "observed-years", "results are kept by calendar year, and this is no whole one"),
             "write `from: %s, to: %s`", from.text, to.text);
    } else
        check_inside(figure);
}

void plan_observed(struct maker *maker)
{
    const struct items *items = &maker->plan->params->observed;
    for (int32_t i = 0; i < items->n; i++) {
        struct figure figure = {.maker = maker, .params = ITEM(*items, struct observed_params, i), .place = items->place[i],
                                .path = arena_format(maker->arena, "observed.%s", items->key[i])};
        check_years(&figure);
        if (!check_measure(&figure)) continue;
        check_label(&figure, DIM_REGION, figure.params->region.id >= 0);
        check_label(&figure, DIM_STAGE, figure.params->stage.id >= 0);
        check_value(&figure);
    }
}
