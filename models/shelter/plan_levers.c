/* Levers: what share of the households concerned each reaches, by region and date, and what that costs.
 *
 * A share is the last `changes:` of it in force, or the lever's own, plus what money bought over the households expected. Expected are those
 * who follow from first requests, on average over the counted period, were there room for all and no other lever; of given arrivals those
 * within it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/shelter/plan.h"

static const char *const names[N_LEVERS] = {"prevention", "casework", "aftercare"};

const char *lever_name(enum lever lever) { return names[lever]; }

static const struct lever_params *params_of(const struct plan *plan, enum lever lever) { return &plan->params->levers.each[lever]; }

static bool in_names(const struct names *list, int32_t id)
{
    for (int32_t i = 0; i < list->n; i++)
        if (list->item[i].id == id) return true;
    return list->n == 0;
}

/* ---- whom it may reach ---- */

static double asks_per_year(const struct plan *plan, int32_t region)
{
    const struct plan_region *r = &plan->regions[region];
    const double from_s = (double)plan->window.from_s, end_s = (double)plan->window.end_s;
    int32_t given = 0;
    for (int32_t i = 0; i < r->n_times; i++) given += r->times[i]->at_s >= 0 && r->times[i]->at_s < end_s - from_s;
    const double drawn = plan->n_curves ? r->arrivals_per_year * curve_mean(&plan->curves[r->curve], from_s, end_s) : 0;
    return drawn + given * (double)SECONDS_PER_YEAR / (end_s - from_s);
}

/* Exits of a lever that one household of the group comes to after its first request. */
static double exits_each(const struct plan *plan, const struct plan_lever *lever, int32_t group)
{
    const struct plan_group *g = &plan->groups[group];
    double at[MAX_STAGES] = {0}, visits[MAX_STAGES] = {0}, needed = 0, exits = 0;
    for (int32_t i = 0; i < g->n_needs; i++) {
        at[g->needs[i].stage] += g->needs[i].cumulated - needed;
        needed = g->needs[i].cumulated;
    }
    plan_visits(plan, g, at, visits);
    for (int32_t s = 0; s < plan->n_stages; s++) {
        double before = 0;
        for (int32_t i = 0; i < g->steps[s].n; i++) {
            const struct step *step = &g->steps[s].item[i];
            if (step->exit >= 0 && lever->exits[step->exit]) exits += visits[s] * (step->cumulated - before);
            before = step->cumulated;
        }
    }
    return exits;
}

static void make_expected(struct maker *maker, enum lever id)
{
    struct plan *plan = maker->plan;
    struct plan_lever *lever = &plan->levers[id];
    double each = 0, before = 0;
    for (int32_t g = 0; g < plan->n_groups; g++) {
        const double share = plan->groups[g].cumulated - before;
        if (lever->groups >> g & 1) each += share * (id == LEVER_PREVENTION ? 1 : exits_each(plan, lever, g));
        before = plan->groups[g].cumulated;
    }
    lever->expected = ARENA_ARRAY(maker->arena, double, plan->n_regions);
    /* Prevention reaches need; the others those who asked. */
    const double visible = id == LEVER_PREVENTION ? 1 : plan->params->intake.visible.share;
    for (int32_t r = 0; r < plan->n_regions; r++) lever->expected[r] = asks_per_year(plan, r) * visible * each;
}

/* ---- the share over time ---- */

/* Without what was bought. */
static double own_share(const struct plan *plan, enum lever id, int32_t region, seconds t_s)
{
    const struct lever_params *p = params_of(plan, id);
    for (int32_t i = plan->params->changes.n - 1; i >= 0; i--) {
        const struct change_params *change = ITEM(plan->params->changes, struct change_params, i);
        struct turn turn;
        if (change->lever.id == (int32_t)id && plan_concerns(change, region) && plan_turn_at(plan, change, t_s, &turn)) return change->share;
    }
    const bool begun = !p->from.given || t_s >= plan_when(plan, &p->from), over = p->to.given && t_s >= plan_when(plan, &p->to);
    return begun && !over && in_names(&p->regions, region) ? p->share : 0;
}

static bool buys(const struct purchase *purchase, enum lever id) { return purchase->kind == BUY_REACH && purchase->target == (int32_t)id; }

static double bought_share(const struct plan *plan, enum lever id, int32_t region, seconds t_s)
{
    double households = 0;
    for (int32_t i = 0; i < plan->n_purchases; i++)
        if (buys(&plan->purchases[i], id)) households += (double)bought_at(&plan->purchases[i], region, t_s);
    const double expected = plan->levers[id].expected[region];
    return expected > 0 ? households / expected : 0;
}

static double eur_per_year(const struct plan *plan, enum lever id, int32_t region, seconds t_s)
{
    const double price = price_of(plan, names[id]);
    double eur = isnan(price) ? 0 : price * own_share(plan, id, region, t_s) * plan->levers[id].expected[region];
    for (int32_t i = 0; i < plan->n_purchases; i++)
        if (buys(&plan->purchases[i], id)) eur += plan->purchases[i].price_eur * (double)bought_at(&plan->purchases[i], region, t_s);
    return eur;
}

struct dates { int32_t n, room; seconds *t_s; };

static void date_at(struct maker *maker, struct dates *dates, seconds t_s)
{
    if (t_s <= maker->plan->window.from_s || t_s >= maker->plan->window.end_s) return;
    if (dates->n == dates->room) {
        const int32_t room = dates->room ? 2 * dates->room : 16;
        seconds *more = ARENA_ARRAY(maker->arena, seconds, room);
        if (dates->n) memcpy(more, dates->t_s, (size_t)dates->n * sizeof *more);
        *dates = (struct dates){dates->n, room, more};
    }
    dates->t_s[dates->n++] = t_s;
}

static int compare_seconds(const void *a, const void *b)
{
    const seconds x = *(const seconds *)a, y = *(const seconds *)b;
    return (x > y) - (x < y);
}

static void dates_of_change(struct maker *maker, struct dates *dates, const struct change_params *change)
{
    for (int32_t k = 0; k < plan_turns(maker->plan, change); k++) {
        const struct turn turn = plan_turn(maker->plan, change, k);
        date_at(maker, dates, turn.from_s);
        if (turn.to_s != NEVER) date_at(maker, dates, turn.to_s);
    }
}

static void dates_of_purchase(struct maker *maker, struct dates *dates, const struct purchase *purchase, int32_t region)
{
    const int64_t n = purchase->by_region[region];
    for (int64_t k = 1; k <= n; k++) date_at(maker, dates, plan_step_s(n, k, purchase->from_s + purchase->after_s, purchase->over_s));
    if (purchase->to_s != NEVER) date_at(maker, dates, purchase->to_s);
}

/* Every date on which the share in a region may change, in order, each once. */
static struct dates dates_of(struct maker *maker, enum lever id, int32_t region)
{
    const struct plan *plan = maker->plan;
    const struct lever_params *p = params_of(plan, id);
    struct dates dates = {0};
    if (p->from.given) date_at(maker, &dates, plan_when(plan, &p->from));
    if (p->to.given) date_at(maker, &dates, plan_when(plan, &p->to));
    for (int32_t i = 0; i < plan->params->changes.n; i++) {
        const struct change_params *change = ITEM(plan->params->changes, struct change_params, i);
        if (change->lever.id == (int32_t)id && plan_concerns(change, region)) dates_of_change(maker, &dates, change);
    }
    for (int32_t i = 0; i < plan->n_purchases; i++)
        if (buys(&plan->purchases[i], id)) dates_of_purchase(maker, &dates, &plan->purchases[i], region);
    if (dates.n) qsort(dates.t_s, (size_t)dates.n, sizeof *dates.t_s, compare_seconds);
    int32_t n = 0;
    for (int32_t i = 0; i < dates.n; i++)
        if (n == 0 || dates.t_s[i] != dates.t_s[n - 1]) dates.t_s[n++] = dates.t_s[i];
    dates.n = n;
    return dates;
}

static void make_line(struct maker *maker, enum lever id, int32_t region)
{
    struct plan *plan = maker->plan;
    struct plan_lever *lever = &plan->levers[id];
    struct lever_line *line = &lever->line[region];
    const struct dates dates = dates_of(maker, id, region);
    struct curve eur;
    curve_init(&eur, dates.n + 1, plan->params->prices.index_per_year, (double)plan->window.from_s, maker->arena);
    *line = (struct lever_line){.n = dates.n + 1, .t_s = ARENA_ARRAY(maker->arena, seconds, dates.n + 1), .share = ARENA_ARRAY(maker->arena, double, dates.n + 1)};
    for (int32_t i = 0; i <= dates.n; i++) {
        const seconds t_s = i ? dates.t_s[i - 1] : plan->window.from_s;
        line->t_s[i] = i ? t_s : 0; /* the warm-up has the share of the start */
        line->share[i] = fmin(1, own_share(plan, id, region, t_s) + bought_share(plan, id, region, t_s));
        eur.knot_s[i] = (double)t_s;
        eur.per_year[i] = eur_per_year(plan, id, region, t_s);
    }
    eur.knot_s[dates.n + 1] = (double)plan->window.end_s;
    curve_sum(&eur);
    lever->cost_eur[region] = eur.sum[dates.n + 1];
}

double lever_share(const struct plan *plan, enum lever id, int32_t region, seconds t_s)
{
    const struct lever_line *line = &plan->levers[id].line[region];
    int32_t least = 0, most = line->n - 1;
    while (least < most) {
        const int32_t middle = (least + most + 1) / 2;
        if (line->t_s[middle] <= t_s) least = middle;
        else most = middle - 1;
    }
    return line->share[least];
}

double plan_asking(const struct plan *plan, int32_t group, int32_t region, bool least)
{
    const struct plan_lever *lever = &plan->levers[LEVER_PREVENTION];
    double share = plan->params->intake.visible.share, reached = 0;
    if (!lever->given || !(lever->groups >> group & 1)) return share;
    const struct lever_line *line = &lever->line[region];
    for (int32_t i = 0; i < (least ? line->n : 1); i++) reached = fmax(reached, line->share[i]);
    return share * (1 - reached * (1 - lever->factor));
}

/* ---- doubts and faults ---- */

static void doubt_purchase(struct maker *maker, const struct purchase *purchase)
{
    const struct plan *plan = maker->plan;
    const double *expected = plan->levers[purchase->target].expected;
    const char *path = arena_format(maker->arena, "funding.%s.spend.%s", purchase->funding, purchase->spend);
    int32_t regions = 0, first = 0;
    for (int32_t r = plan->n_regions - 1; r >= 0; r--) {
        const double own = own_share(plan, (enum lever)purchase->target, r, purchase->from_s);
        if ((double)purchase->by_region[r] > 1 + expected[r] * (1 - own)) regions++, first = r;
    }
    if (regions == 0) return;
    faults_help(maker->faults,
                faults_warning(maker->faults, plan_place(plan, "%s", path), "reach-over", path, "in %d of %d regions more households are paid for than `%s` may reach, as in `%s`: %lld of %.1f a year",
                               regions, plan->n_regions, purchase->what, plan->regions[first].id, (long long)purchase->by_region[first], expected[first]),
                "spend less on it, or spread it otherwise (`where`)");
}

static void refuse_name(struct maker *maker, const struct items *items, const char *map)
{
    for (int32_t i = 0; i < items->n; i++)
        for (int l = 0; l < N_LEVERS; l++)
            if (strcmp(items->key[i], names[l]) == 0)
                faults_help(maker->faults,
                            faults_error(maker->faults, items->place[i], "ambiguous-name", arena_format(maker->arena, "%s.%s", map, names[l]), "`%s` is the name of a lever", names[l]),
                            "give it another name");
}

void plan_levers(struct maker *maker)
{
    struct plan *plan = maker->plan;
    const struct shelter_params *params = plan->params;
    refuse_name(maker, &params->stages, "stages");
    refuse_name(maker, &params->pools, "pools");
    refuse_name(maker, &params->gates, "gates");
    for (enum lever id = 0; id < N_LEVERS; id++) {
        const struct lever_params *p = params_of(plan, id);
        struct plan_lever *lever = &plan->levers[id];
        *lever = (struct plan_lever){.given = p->given, .factor = p->factor, .exits = ARENA_ARRAY(maker->arena, bool, plan->n_exits),
                                     .line = ARENA_ARRAY(maker->arena, struct lever_line, plan->n_regions), .cost_eur = ARENA_ARRAY(maker->arena, double, plan->n_regions)};
        for (int32_t g = 0; g < plan->n_groups; g++) lever->groups |= (uint64_t)in_names(&p->groups, g) << g;
        for (int32_t e = 0; e < plan->n_exits; e++) lever->exits[e] = in_names(&p->exits, e);
        make_expected(maker, id);
        for (int32_t r = 0; r < plan->n_regions && p->given; r++) make_line(maker, id, r);
    }
    for (int32_t i = 0; i < plan->n_purchases; i++)
        if (plan->purchases[i].kind == BUY_REACH) doubt_purchase(maker, &plan->purchases[i]);
}
