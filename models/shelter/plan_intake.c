/* Intake: how the rate of first requests changes in time, how it is spread over regions, and explicit arrivals. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/shelter/plan.h"

struct step_of { seconds date_s; double per_year; };

/* The forms of `households`: one number, a map by group, or steps by date. */
struct volume {
    double per_year; /* of the form with one number or groups; of the first step above 0, to which the curve is relative */
    int32_t n_steps;
    struct step_of *steps;
};

/* ---- volume ---- */

static int compare_steps(const void *a, const void *b)
{
    const struct step_of *x = a, *y = b;
    return (x->date_s > y->date_s) - (x->date_s < y->date_s);
}

static struct volume volume_by_date(struct maker *maker, const struct pairs *pairs)
{
    struct volume volume = {.n_steps = pairs->n, .steps = ARENA_ARRAY(maker->arena, struct step_of, pairs->n)};
    for (int32_t i = 0; i < pairs->n; i++) {
        volume.steps[i].per_year = pairs->item[i].value;
        if (date_parse(pairs->item[i].name.text, &volume.steps[i].date_s)) continue;
        faults_help(maker->faults,
                    faults_error(maker->faults, pairs->item[i].name.place, "households-keys", "intake.households", "`%s` is not a date, and the first of these keys is", pairs->item[i].name.text),
                    "give one number, a map by group, or a map by date (2021-01-01: 36.6 /yr)");
    }
    qsort(volume.steps, (size_t)volume.n_steps, sizeof *volume.steps, compare_steps);
    for (int32_t i = volume.n_steps - 1; i >= 0; i--)
        if (volume.steps[i].per_year > 0) volume.per_year = volume.steps[i].per_year;
    return volume;
}

static void no_group(struct maker *maker, const struct name *name)
{
    const struct plan *plan = maker->plan;
    const char *words[MAX_GROUPS];
    for (int32_t g = 0; g < plan->n_groups; g++) words[g] = plan->groups[g].name;
    const char *near = param_nearest(name->text, words, plan->n_groups);
    struct fault *fault = faults_error(maker->faults, name->place, "unknown-name", "intake.households", "`%s` is neither a group nor a date", name->text);
    bool region = false;
    for (int32_t r = 0; r < plan->n_regions; r++) region |= strcmp(plan->regions[r].id, name->text) == 0;
    if (region) faults_help(maker->faults, fault, "give the number of all regions together; they share it by a column, as `intake: {households: 3500 /yr, by: intake_share}`");
    else if (near) faults_help(maker->faults, fault, "did you mean `%s`?", near);
    else faults_help(maker->faults, fault, "give one number, a map by group, or a map by date");
}

static bool names_a_group(const struct plan *plan, const struct pairs *pairs)
{
    for (int32_t i = 0; i < pairs->n; i++)
        for (int32_t g = 0; g < plan->n_groups; g++)
            if (strcmp(plan->groups[g].name, pairs->item[i].name.text) == 0) return true;
    return false;
}

/* Rates by group become shares of groups. */
static struct volume volume_by_group(struct maker *maker, const struct pairs *pairs)
{
    struct plan *plan = maker->plan;
    double *rate = ARENA_ARRAY(maker->arena, double, plan->n_groups), total = 0;
    for (int32_t i = 0; i < pairs->n; i++) {
        int32_t g = 0;
        while (g < plan->n_groups && strcmp(plan->groups[g].name, pairs->item[i].name.text) != 0) g++;
        if (g < plan->n_groups) {
            rate[g] = pairs->item[i].value;
            total += rate[g];
            continue;
        }
        no_group(maker, &pairs->item[i].name);
    }
    double sum = 0;
    for (int32_t g = 0; g < plan->n_groups; g++) plan->groups[g].cumulated = total > 0 ? (sum += rate[g]) / total : 1;
    plan->groups[plan->n_groups - 1].cumulated = 1;
    return (struct volume){.per_year = total};
}

static bool groups_have_shares(const struct plan *plan)
{
    const struct items *items = &plan->params->groups;
    for (int32_t g = 0; g < items->n; g++)
        if (!isnan(ITEM(*items, struct group_params, g)->share)) return true;
    return false;
}

static void check_group_shares(struct maker *maker)
{
    const struct items *items = &maker->plan->params->groups;
    if (!groups_have_shares(maker->plan)) {
        faults_help(maker->faults,
                    faults_error(maker->faults, items->place[0], "groups-shares", "groups", "there are %d groups, and none has a share", items->n),
                    "give every group a `share` (one may be `rest`), or give `intake.households` by group");
        return;
    }
    for (int32_t g = 0; g < items->n; g++)
        if (isnan(ITEM(*items, struct group_params, g)->share))
            faults_help(maker->faults,
                        faults_error(maker->faults, items->place[g], "groups-shares", arena_format(maker->arena, "groups.%s", items->key[g]),
                                     "group `%s` has no share, and others have", items->key[g]),
                        "write `share: rest`, or a share");
}

static void group_shares(struct maker *maker, bool by_group)
{
    struct plan *plan = maker->plan;
    const struct items *items = &plan->params->groups;
    if (by_group && groups_have_shares(plan)) {
        faults_help(maker->faults,
                    faults_error(maker->faults, plan_place(plan, "groups"), "groups-shares", "groups", "groups have shares, and `intake.households` is given by group"),
                    "give either shares or households by group");
    }
    if (by_group) return;
    if (items->n > 1) check_group_shares(maker);
    double sum = 0;
    for (int32_t g = 0; g < plan->n_groups; g++) {
        const double share = items->n ? ITEM(*items, struct group_params, g)->share : 1;
        plan->groups[g].cumulated = sum += isnan(share) ? 1 : share;
    }
    plan->groups[plan->n_groups - 1].cumulated = 1;
}

static struct volume make_volume(struct maker *maker)
{
    const struct pairs *pairs = &maker->plan->params->intake.households;
    const bool single = pairs->n == 1 && pairs->item[0].name.text[0] == '\0';
    seconds date_s;
    const bool dates = pairs->n && !single && date_parse(pairs->item[0].name.text, &date_s);
    if (!pairs->n || single || dates || names_a_group(maker->plan, pairs)) group_shares(maker, pairs->n && !single && !dates);
    if (!pairs->n) return (struct volume){0};
    if (single) return (struct volume){.per_year = pairs->item[0].value};
    return dates ? volume_by_date(maker, pairs) : volume_by_group(maker, pairs);
}

/* ---- spread over regions ---- */

static double spread_value(const struct plan *plan, int32_t region, const char *by)
{
    double value;
    return plan_column(plan, region, by, &value) ? value : (double)NAN;
}

/* `out` by region: `whole` x its share of the column; in equal parts when the column has no need to be there. */
static void share_out(struct maker *maker, const char *by, const char *path, double whole, bool needed, double *out)
{
    const struct plan *plan = maker->plan;
    double total = 0;
    int32_t missing = 0;
    for (int32_t r = 0; r < plan->n_regions; r++) {
        const double value = spread_value(plan, r, by);
        if (isnan(value)) missing++;
        else total += value;
    }
    const bool none = missing == plan->n_regions;
    for (int32_t r = 0; r < plan->n_regions; r++) {
        const double value = spread_value(plan, r, by);
        plan_cell_check(maker, r, by);
        if (isnan(value) && !none) plan_cell_missing(maker, r, by, "by which requests are spread (intake.by)");
        out[r] = none && !needed ? whole / plan->n_regions : total > 0 ? whole * value / total : 0;
    }
    if (none && needed) plan_column_missing(maker, path, by);
    if (none && !needed && plan->n_regions > 1 && whole > 0)
        faults_help(maker->faults,
                    faults_warning(maker->faults, plan_place(plan, "intake"), "column-missing", "intake.by",
                                   "no region has an `intake_share`, so every region gets as many requests"),
                    "give every region an `intake_share`, or name a column in `intake.by`");
    if (!none && total <= 0 && whole > 0)
        faults_help(maker->faults, faults_error(maker->faults, plan_place(plan, "%s", path), "column-zero", path, "the column `%s` adds up to 0", by),
                    "give at least one region a number above 0 there");
}

/* A column after another, each shared out by its weight. */
static void spread_by_risk(struct maker *maker, double per_year, double *part)
{
    struct plan *plan = maker->plan;
    const struct items *risk = &plan->params->intake.by.risk;
    for (int32_t i = 0; i < risk->n; i++) {
        const double weight = ITEM(*risk, struct share_params, i)->share;
        share_out(maker, risk->key[i], arena_format(maker->arena, "intake.by.risk.%s", risk->key[i]), per_year * weight, true, part);
        for (int32_t r = 0; r < plan->n_regions; r++) plan->regions[r].arrivals_per_year += part[r];
    }
}

static void spread(struct maker *maker, double per_year)
{
    struct plan *plan = maker->plan;
    const struct by_params *by = &plan->params->intake.by;
    double *part = ARENA_ARRAY(maker->arena, double, plan->n_regions);
    if (by->risk.given && by->column)
        faults_help(maker->faults,
                    faults_error(maker->faults, plan_place(plan, "intake.by"), "by-form", "intake.by", "both a `column` and a `risk` stand here"), "choose one");
    if (by->risk.given) {
        spread_by_risk(maker, per_year, part);
        return;
    }
    share_out(maker, by->column ? by->column : "intake_share", "intake.by", per_year, by->column && strcmp(by->column, "intake_share") != 0, part);
    for (int32_t r = 0; r < plan->n_regions; r++) plan->regions[r].arrivals_per_year = part[r];
}

/* ---- the curve ---- */

static double mean_of(const struct series *series)
{
    double sum = 0;
    for (int32_t i = 0; i < series->n; i++) sum += series->value[i];
    return sum / series->n;
}

static double factor_at(const struct series *series, int32_t i) { return series->n ? series->value[i] / mean_of(series) : 1; }

static bool applies(const struct shock_params *shock, int32_t region)
{
    for (int32_t i = 0; i < shock->regions.n; i++)
        if (shock->regions.item[i].id == region) return true;
    return shock->regions.n == 0;
}

static uint64_t shocks_of(const struct plan *plan, int32_t region)
{
    uint64_t mask = 0;
    const struct items *shocks = &plan->params->intake.shocks;
    for (int32_t i = 0; i < shocks->n; i++) mask |= (uint64_t)applies(ITEM(*shocks, struct shock_params, i), region) << i;
    return mask;
}

static double rate_at(const struct plan *plan, const struct volume *volume, uint64_t shocks, seconds t_s)
{
    const struct intake_params *intake = &plan->params->intake;
    const struct civil civil = date_civil(plan->start_date_s + t_s - plan->window.from_s);
    double rate = factor_at(&intake->month, civil.month - 1) * factor_at(&intake->weekday, civil.weekday) * factor_at(&intake->hour, civil.second / 3600);
    const seconds level_s = t_s > plan->window.from_s ? t_s : plan->window.from_s; /* the warm-up has the levels of the start */
    for (int32_t i = volume->n_steps - 1; i >= 0; i--)
        if (i == 0 || level_s >= volume->steps[i].date_s - plan->start_date_s + plan->window.from_s) {
            rate *= volume->per_year > 0 ? volume->steps[i].per_year / volume->per_year : 0;
            break;
        }
    for (int32_t i = 0; i < intake->shocks.n; i++) {
        const struct shock_params *shock = ITEM(intake->shocks, struct shock_params, i);
        const seconds to_s = shock->to.given ? plan_when(plan, &shock->to) : NEVER;
        if (shocks >> i & 1 && t_s >= plan->window.from_s && t_s >= plan_when(plan, &shock->from) && t_s < to_s) rate *= shock->factor;
    }
    return rate;
}

static seconds earlier(seconds a, seconds b, seconds after) { return b > after && b < a ? b : a; }

/* The next date at which the rate may change. */
static seconds next_knot(const struct plan *plan, const struct volume *volume, seconds t_s)
{
    const struct intake_params *intake = &plan->params->intake;
    const seconds zero_s = plan->start_date_s - plan->window.from_s; /* date of second 0 */
    seconds next_s = earlier(plan->window.end_s, plan->window.from_s, t_s);
    const struct civil civil = date_civil(zero_s + t_s);
    if (intake->month.n) next_s = earlier(next_s, date_of(civil.year + civil.month / 12, civil.month % 12 + 1, 1) - zero_s, t_s);
    if (intake->weekday.n) next_s = earlier(next_s, t_s + SECONDS_PER_DAY - civil.second, t_s);
    if (intake->hour.n) next_s = earlier(next_s, t_s + 3600 - civil.second % 3600, t_s);
    for (int32_t i = 0; i < volume->n_steps; i++) next_s = earlier(next_s, volume->steps[i].date_s - zero_s, t_s);
    for (int32_t i = 0; i < intake->shocks.n; i++) {
        const struct shock_params *shock = ITEM(intake->shocks, struct shock_params, i);
        next_s = earlier(next_s, plan_when(plan, &shock->from), t_s);
        if (shock->to.given) next_s = earlier(next_s, plan_when(plan, &shock->to), t_s);
    }
    return next_s;
}

/* false: with the `pieces` of other curves they are too many. */
static bool make_curve(struct maker *maker, struct curve *curve, const struct volume *volume, uint64_t shocks, int64_t *pieces)
{
    const struct plan *plan = maker->plan;
    int32_t n = 0;
    for (seconds t_s = 0; t_s < plan->window.end_s; t_s = next_knot(plan, volume, t_s)) n++;
    if ((*pieces += n) > MOST_PIECES) return false;
    curve_init(curve, n, plan->params->intake.growth_per_year, (double)plan->window.from_s, maker->arena);
    int32_t i = 0;
    for (seconds t_s = 0; t_s < plan->window.end_s; t_s = next_knot(plan, volume, t_s), i++) {
        curve->knot_s[i] = (double)t_s;
        curve->per_year[i] = rate_at(plan, volume, shocks, t_s);
    }
    curve->knot_s[n] = (double)plan->window.end_s;
    curve_sum(curve);
    return true;
}

static void curves_too_long(struct maker *maker)
{
    faults_help(maker->faults,
                faults_error(maker->faults, plan_place(maker->plan, "intake"), "intake-pieces", "intake", "the rates of intake change more than %d times over the regions and the whole run", MOST_PIECES),
                "leave `hour` or `weekday` out, give fewer shocks that concern some regions only, or a shorter run");
}

static void make_curves(struct maker *maker, const struct volume *volume)
{
    struct plan *plan = maker->plan;
    uint64_t *masks = ARENA_ARRAY(maker->arena, uint64_t, plan->n_regions);
    plan->curves = ARENA_ARRAY(maker->arena, struct curve, plan->n_regions);
    int64_t pieces = 0;
    for (int32_t r = 0; r < plan->n_regions; r++) {
        const uint64_t mask = shocks_of(plan, r);
        int32_t c = 0;
        while (c < plan->n_curves && masks[c] != mask) c++;
        if (c == plan->n_curves) {
            masks[plan->n_curves++] = mask;
            if (!make_curve(maker, &plan->curves[c], volume, mask, &pieces)) {
                curves_too_long(maker);
                return;
            }
        }
        plan->regions[r].curve = c;
    }
}

/* ---- explicit arrivals ---- */

static int compare_times(const void *a, const void *b)
{
    const struct arrival_params *x = *(const struct arrival_params *const *)a, *y = *(const struct arrival_params *const *)b;
    if (x->at_s != y->at_s) return x->at_s < y->at_s ? -1 : 1;
    return (x > y) - (x < y); /* as in the file */
}

static void make_times(struct maker *maker)
{
    struct plan *plan = maker->plan;
    const struct items *times = &plan->params->intake.times;
    for (int32_t i = 0; i < times->n; i++) {
        struct plan_region *region = &plan->regions[times->name[i].id];
        const struct items *arrivals = &ITEM(*times, struct times_params, i)->arrivals;
        region->n_times = arrivals->n;
        region->times = ARENA_ARRAY(maker->arena, const struct arrival_params *, arrivals->n + 1);
        for (int32_t j = 0; j < arrivals->n; j++) {
            region->times[j] = ITEM(*arrivals, struct arrival_params, j);
            if (region->times[j]->at_s >= -(double)plan->window.from_s) continue;
            faults_help(maker->faults,
                        faults_error(maker->faults, arrivals->place[j], "time-early", arena_format(maker->arena, "intake.times.%s", times->key[i]),
                                     "this arrival comes before the warm-up begins"),
                        "give a later time, or a longer `time.warm_up`");
        }
        qsort(region->times, (size_t)region->n_times, sizeof *region->times, compare_times);
        region->arrivals_per_year = 0;
    }
}

static void check_series(struct maker *maker, const struct series *series, const char *path)
{
    if (series->n == 0 || mean_of(series) > 0) return;
    faults_help(maker->faults, faults_error(maker->faults, plan_place(maker->plan, "%s", path), "series-zero", path, "all factors are 0"),
                "give at least one above 0, or leave the list out");
}

static void check_visible(struct maker *maker)
{
    const struct visible_params *visible = &maker->plan->params->intake.visible;
    if (visible->share + visible->response <= 1 + 1e-9) return;
    faults_help(maker->faults,
                faults_error(maker->faults, plan_place(maker->plan, "intake.visible"), "visible-over", "intake.visible", "%.10g %% of the need asks, and %.10g %% more where there is room",
                             100 * visible->share, 100 * visible->response),
                "together they are 100 %% at most");
}

void plan_intake(struct maker *maker)
{
    struct plan *plan = maker->plan;
    const struct intake_params *intake = &plan->params->intake;
    const int before = maker->faults->errors;
    if (!intake->households.n && !intake->times.n)
        faults_help(maker->faults, faults_error(maker->faults, plan_place(plan, "intake"), "intake-missing", "intake", "nobody asks for help: neither `households` nor `times`"),
                    "write `intake: {households: 3500 /yr}`");
    check_visible(maker);
    check_series(maker, &intake->month, "intake.month");
    check_series(maker, &intake->weekday, "intake.weekday");
    check_series(maker, &intake->hour, "intake.hour");
    if (intake->shocks.n > 64)
        faults_help(maker->faults,
                    faults_error(maker->faults, plan_place(plan, "intake.shocks"), "shocks-number", "intake.shocks", "there are %d shocks", intake->shocks.n),
                    "at most 64 are possible");
    const struct volume volume = make_volume(maker);
    spread(maker, volume.per_year);
    if (maker->faults->errors == before) make_curves(maker, &volume);
    make_times(maker);
}
