/* What changes on a date: places, slots, supply and intake, as timelines computed before any run; and what they cost.
 *
 * A level is the last of its `places:` in force (or the base), plus the `add:`s behind that in the file, plus what money bought; a ramp goes
 * from what the changes before it in the file made of the base when it began. What is in force at the start of the counted period holds in
 * the warm-up too. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/shelter/plan.h"

enum { MOST_RAMP = 100000 };

/* Something whose level may change: a place set, or the slots of a gate in a region. */
struct target { bool slots; int32_t id, region; int32_t base; };

struct bend { seconds t_s; int32_t order; bool at_once; };
struct bends { int32_t n, room; struct bend *item; };

static void bend_put(struct maker *maker, struct bends *bends, seconds t_s, int32_t order, bool at_once)
{
    if (bends->n == bends->room) {
        const int32_t room = bends->room ? 2 * bends->room : 16;
        struct bend *item = ARENA_ARRAY(maker->arena, struct bend, room);
        if (bends->n) memcpy(item, bends->item, (size_t)bends->n * sizeof *item);
        *bends = (struct bends){bends->n, room, item};
    }
    bends->item[bends->n++] = (struct bend){t_s, order, at_once};
}

/* What holds at the start holds before it too. */
static void bend_at(struct maker *maker, struct bends *bends, seconds t_s, int32_t order, bool at_once)
{
    const struct plan *plan = maker->plan;
    if (t_s > plan->window.from_s && t_s < plan->window.end_s) bend_put(maker, bends, t_s, order, at_once);
}

static int compare_bends(const void *a, const void *b)
{
    const struct bend *x = a, *y = b;
    if (x->t_s != y->t_s) return x->t_s < y->t_s ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

static const struct change_params *change_at(const struct plan *plan, int32_t i) { return ITEM(plan->params->changes, struct change_params, i); }

/* From and to of every turn. */
static void bends_of_turns(struct maker *maker, struct bends *bends, int32_t i)
{
    const struct change_params *change = change_at(maker->plan, i);
    const int32_t n = plan_turns(maker->plan, change);
    for (int32_t k = 0; k < n; k++) {
        const struct turn turn = plan_turn(maker->plan, change, k);
        bend_at(maker, bends, turn.from_s, i, change->removal == REMOVAL_AT_ONCE);
        if (turn.to_s != NEVER) bend_at(maker, bends, turn.to_s, i, change->removal == REMOVAL_AT_ONCE);
    }
}

static void sort_bends(struct bends *bends)
{
    if (bends->n) qsort(bends->item, (size_t)bends->n, sizeof *bends->item, compare_bends);
}

/* Whether the pairs of a change name the target; a stage means its own pool. */
static const struct pair *names(const struct plan *plan, const struct pairs *pairs, const struct target *target)
{
    for (int32_t i = 0; i < pairs->n; i++) {
        const struct pair *pair = &pairs->item[i];
        if (target->slots ? pair->name.space == 2 && pair->name.id == target->id
                          : pair->name.space < 2 && strcmp(plan->pools[target->id].name, pair->name.text) == 0)
            return pair;
    }
    return NULL;
}

static bool buys(const struct purchase *purchase, const struct target *target)
{
    return purchase->kind == (target->slots ? BUY_SLOTS : BUY_PLACES) && purchase->target == target->id;
}

/* What a change says of a target: `by` more than before, or (set) `level` whatever came before. False: nothing. */
struct says { bool set; double level, by; };

static bool change_says(const struct plan *plan, int32_t i, const struct target *target, struct says *says)
{
    const struct change_params *change = change_at(plan, i);
    const struct pair *set = names(plan, &change->places, target), *add = names(plan, &change->add, target);
    *says = (struct says){.set = set != NULL, .level = (set ? set->value : 0) + (add ? add->value : 0), .by = add ? add->value : 0};
    return (set || add) && plan_concerns(change, target->region);
}

/* Of a ramp over `n` places (negative: fewer) what is done at t_s. */
static double ramp_at(const struct turn *turn, double n, seconds t_s)
{
    const double done = (double)plan_steps_at((int64_t)fabs(n), turn->from_s, turn->full_s - turn->from_s, t_s);
    return n < 0 ? -done : done;
}

/* What the first `n` changes in the file make of the base. */
static double changed_level(const struct plan *plan, const struct target *target, int32_t n, seconds t_s)
{
    double more = 0;
    for (int32_t i = n - 1; i >= 0; i--) {
        struct says says;
        struct turn turn;
        if (!change_says(plan, i, target, &says) || !plan_turn_at(plan, change_at(plan, i), t_s, &turn)) continue;
        const bool ramp = t_s < turn.full_s;
        if (!says.set) {
            more += ramp ? ramp_at(&turn, says.by, t_s) : says.by;
            continue;
        }
        if (!ramp) return says.level + more;
        const double before = fmax(0, changed_level(plan, target, i, turn.from_s));
        return before + (isinf(before) ? 0 : ramp_at(&turn, says.level - before, t_s)) + more;
    }
    return (target->base == INT32_MAX ? (double)INFINITY : target->base) + more;
}

/* Below 0: more is taken than there is. */
static double sum_at(const struct plan *plan, const struct target *target, seconds t_s)
{
    double level = changed_level(plan, target, plan->params->changes.n, t_s);
    for (int32_t i = 0; i < plan->n_purchases; i++)
        if (buys(&plan->purchases[i], target)) level += (double)bought_at(&plan->purchases[i], target->region, t_s);
    return level;
}

static int32_t level_at(const struct plan *plan, const struct target *target, seconds t_s)
{
    const double level = sum_at(plan, target, t_s);
    return places_of(level > 0 ? level : 0);
}

static void ramp_too_high(struct maker *maker, int32_t i, const struct target *target, double before)
{
    const struct plan *plan = maker->plan;
    const char *path = arena_format(maker->arena, "changes.%s", plan->params->changes.key[i]), *region = plan->regions[target->region].id;
    const char *name = target->slots ? plan->gates[target->id].name : plan->pools[target->id].name;
    const struct place place = plan_place(plan, "%s.ramp_to", path);
    if (isinf(before))
        faults_help(maker->faults,
                    faults_error(maker->faults, place, "ramp-unlimited", path, "region `%s` has `%s` without limit, and no line leads down from there", region, name),
                    "leave `ramp_to` out, or name the `region`s that have a number of them");
    else
        faults_help(maker->faults,
                    faults_error(maker->faults, place, "ramp-long", path, "a line over more than %d places of `%s` in region `%s` cannot be meant", MOST_RAMP, name, region),
                    "check the number of places, or leave `ramp_to` out");
}

/* Every place that a ramp brings or takes. False after a fault. */
static bool bends_of_ramp(struct maker *maker, struct bends *bends, int32_t i, const struct target *target, const struct says *says)
{
    const struct plan *plan = maker->plan;
    const struct change_params *change = change_at(plan, i);
    for (int32_t k = 0; k < plan_turns(plan, change); k++) {
        const struct turn turn = plan_turn(plan, change, k);
        const double before = says->set ? fmax(0, changed_level(plan, target, i, turn.from_s)) : 0, by = says->set ? says->level - before : says->by;
        if (fabs(by) > MOST_RAMP) return ramp_too_high(maker, i, target, before), false;
        const int64_t n = (int64_t)fabs(by);
        for (int64_t j = 1; j <= n; j++) bend_at(maker, bends, plan_step_s(n, j, turn.from_s, turn.full_s - turn.from_s), i, change->removal == REMOVAL_AT_ONCE);
    }
    return true;
}

static void bends_of_purchase(struct maker *maker, struct bends *bends, const struct purchase *purchase, int32_t region, int32_t order)
{
    const int64_t n = purchase->by_region[region];
    for (int64_t k = 1; k <= n; k++) bend_at(maker, bends, plan_step_s(n, k, purchase->from_s + purchase->after_s, purchase->over_s), order, false);
    if (n && purchase->to_s != NEVER) bend_at(maker, bends, purchase->to_s, order, false);
}

static struct bends bends_of(struct maker *maker, const struct target *target)
{
    const struct plan *plan = maker->plan;
    const struct items *changes = &plan->params->changes;
    struct bends bends = {0};
    for (int32_t i = 0; i < changes->n; i++) {
        struct says says;
        if (!change_says(plan, i, target, &says)) continue;
        bends_of_turns(maker, &bends, i);
        if (change_at(plan, i)->ramp_to.given && !bends_of_ramp(maker, &bends, i, target, &says)) break;
    }
    for (int32_t i = 0; i < plan->n_purchases; i++)
        if (buys(&plan->purchases[i], target)) bends_of_purchase(maker, &bends, &plan->purchases[i], target->region, changes->n + i);
    sort_bends(&bends);
    return bends;
}

/* ---- the list of dated changes ---- */

struct dated_list { int32_t n, room; struct dated *item; bool *told, full; /* told: by change, that it takes too much; full: what is refused */ };

static void dated_full(struct maker *maker, struct dated_list *list)
{
    if (!list->full)
        faults_help(maker->faults,
                    faults_error(maker->faults, plan_place(maker->plan, "changes"), "changes-number", "changes", "places, slots and intake change more than %d times over the regions", MOST_DATED),
                    "give fewer regions a `ramp_to` or an `every`");
    list->full = true;
}

static void dated_add(struct maker *maker, struct dated_list *list, struct dated dated, int32_t order)
{
    if (list->n == MOST_DATED) {
        dated_full(maker, list);
        return;
    }
    if (list->n == list->room) {
        const int32_t room = list->room ? 2 * list->room : 64;
        struct dated *item = ARENA_ARRAY(maker->arena, struct dated, room);
        if (list->n) memcpy(item, list->item, (size_t)list->n * sizeof *item);
        list->item = item;
        list->room = room;
    }
    dated.order = order;
    list->item[list->n++] = dated;
}

static int compare_dated(const void *a, const void *b)
{
    const struct dated *x = a, *y = b;
    if (x->t_s != y->t_s) return x->t_s < y->t_s ? -1 : 1;
    if (x->order != y->order) return x->order < y->order ? -1 : 1;
    if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
    return (x->target > y->target) - (x->target < y->target);
}

/* Euro over the counted window of a level that changes at the bends, at a price that grows with the index. */
static double cost_of(struct maker *maker, const struct target *target, const struct bends *bends, double price)
{
    const struct plan *plan = maker->plan;
    struct curve curve;
    curve_init(&curve, bends->n + 1, plan->params->prices.index_per_year, (double)plan->window.from_s, maker->arena);
    for (int32_t i = 0; i <= bends->n; i++) {
        const seconds t_s = i ? bends->item[i - 1].t_s : plan->window.from_s;
        const int32_t level = level_at(plan, target, t_s);
        curve.knot_s[i] = (double)t_s;
        curve.per_year[i] = level == INT32_MAX ? 0 : level * price;
    }
    curve.knot_s[bends->n + 1] = (double)plan->window.end_s;
    curve_sum(&curve);
    return curve.sum[bends->n + 1];
}

/* The last change in the file that takes of the target then is the one that takes too much; of its regions one is told. */
static void check_taken(struct maker *maker, struct dated_list *list, const struct target *target, seconds t_s)
{
    const struct plan *plan = maker->plan;
    const double left = sum_at(plan, target, t_s);
    int32_t i = plan->params->changes.n;
    struct says says = {0};
    struct turn turn;
    while (left < 0 && --i >= 0)
        if (change_says(plan, i, target, &says) && says.by < 0 && plan_turn_at(plan, change_at(plan, i), t_s, &turn)) break;
    if (left >= 0 || i < 0 || list->told[i]) return;
    list->told[i] = true;
    const double taken = t_s < turn.full_s ? ramp_at(&turn, says.by, t_s) : says.by;
    const struct pair *pair = names(plan, &change_at(plan, i)->add, target);
    char date[11];
    date_format(date, plan->start_date_s + t_s - plan->window.from_s);
    faults_help(maker->faults,
                faults_error(maker->faults, pair->place, "change-below", arena_format(maker->arena, "changes.%s", plan->params->changes.key[i]),
                             "region `%s` has %.0f of `%s` on %s, and %.0f are taken", plan->regions[target->region].id, fmax(left - taken, 0), pair->name.text, date, -taken),
                "take fewer, name the `region`s that have so many, or write `places: {%s: 0}` for none at all", pair->name.text);
}

static void make_target(struct maker *maker, struct dated_list *list, const struct target *target, int32_t id, int32_t *level, double *cost, double price)
{
    const struct plan *plan = maker->plan;
    const struct bends bends = bends_of(maker, target);
    *level = level_at(plan, target, plan->window.from_s);
    check_taken(maker, list, target, plan->window.from_s);
    if (!isnan(price)) *cost += cost_of(maker, target, &bends, price);
    int32_t last = *level;
    for (int32_t i = 0; i < bends.n; i++) {
        if (i + 1 < bends.n && bends.item[i + 1].t_s == bends.item[i].t_s) continue;
        const int32_t now = level_at(plan, target, bends.item[i].t_s);
        if (now == 0) check_taken(maker, list, target, bends.item[i].t_s);
        bool at_once = false;
        for (int32_t j = i; j >= 0 && bends.item[j].t_s == bends.item[i].t_s; j--) at_once |= bends.item[j].at_once;
        if (now != last)
            dated_add(maker, list, (struct dated){.t_s = bends.item[i].t_s, .kind = target->slots ? DATED_SLOTS : DATED_PLACES, .target = id, .level = now, .at_once = at_once},
                      bends.item[i].order);
        last = now;
    }
}

static double pool_price(const struct plan *plan, int32_t kind)
{
    const double own = price_of(plan, plan->pools[kind].name);
    return isnan(own) ? price_of(plan, plan->stages[__builtin_ctzll(plan->pools[kind].stages)].name) : own;
}

static void make_places(struct maker *maker, struct dated_list *list)
{
    struct plan *plan = maker->plan;
    const int32_t n = plan->n_regions;
    plan->ever = ARENA_ARRAY(maker->arena, bool, (int64_t)plan->n_pools * n);
    plan->place_cost_eur = ARENA_ARRAY(maker->arena, double, (int64_t)plan->n_stages * n);
    for (int32_t kind = 0; kind < plan->n_pools; kind++)
        for (int32_t r = 0; r < n && !list->full; r++) {
            const int32_t id = place_set(plan, kind, r), first = list->n;
            const struct target target = {.id = kind, .region = r, .base = plan->places[id]};
            double *cost = &plan->place_cost_eur[__builtin_ctzll(plan->pools[kind].stages) * n + r];
            make_target(maker, list, &target, id, &plan->places[id], cost, pool_price(plan, kind));
            plan->ever[id] = plan->places[id] > 0;
            for (int32_t i = first; i < list->n; i++) plan->ever[id] |= list->item[i].level > 0;
        }
}

static void make_slots(struct maker *maker, struct dated_list *list)
{
    struct plan *plan = maker->plan;
    const int32_t n = plan->n_regions;
    plan->gate_cost_eur = ARENA_ARRAY(maker->arena, double, (int64_t)plan->n_gates * n);
    for (int32_t gate = 0; gate < plan->n_gates; gate++)
        for (int32_t r = 0; r < n && plan->gates[gate].kind == GATE_SLOTS && !list->full; r++) {
            const struct target target = {.slots = true, .id = gate, .region = r, .base = plan->gates[gate].slots[r]};
            make_target(maker, list, &target, gate * n + r, &plan->gates[gate].slots[r], &plan->gate_cost_eur[gate * n + r], price_of(plan, plan->gates[gate].name));
        }
}

/* ---- supply ---- */

static double supply_factor(const struct plan *plan, int32_t gate, int32_t region, seconds t_s)
{
    double factor = 1;
    const struct items *changes = &plan->params->changes;
    for (int32_t i = 0; i < changes->n; i++) {
        const struct change_params *change = change_at(plan, i);
        struct turn turn;
        if (change->gate.id == gate && !isnan(change->factor) && plan_concerns(change, region) && plan_turn_at(plan, change, t_s, &turn)) factor *= change->factor;
    }
    return factor;
}

static double supply_bought(const struct plan *plan, int32_t gate, int32_t region, seconds t_s)
{
    int64_t homes = 0;
    for (int32_t i = 0; i < plan->n_purchases; i++)
        if (plan->purchases[i].kind == BUY_HOMES && plan->purchases[i].target == gate) homes += bought_at(&plan->purchases[i], region, t_s);
    return (double)homes;
}

/* A growth begins at the start: there the curve has a knot (curve.h). */
static struct bends supply_bends(struct maker *maker, int32_t gate, int32_t region, bool bought, bool grows)
{
    const struct plan *plan = maker->plan;
    const struct items *changes = &plan->params->changes;
    struct bends bends = {0};
    if (grows && plan->window.from_s > 0) bend_put(maker, &bends, plan->window.from_s, 0, false);
    for (int32_t i = 0; i < changes->n && !bought; i++) {
        const struct change_params *change = change_at(plan, i);
        if (change->gate.id == gate && plan_concerns(change, region)) bends_of_turns(maker, &bends, i);
    }
    for (int32_t i = 0; i < plan->n_purchases && bought; i++)
        if (plan->purchases[i].kind == BUY_HOMES && plan->purchases[i].target == gate) bends_of_purchase(maker, &bends, &plan->purchases[i], region, i);
    sort_bends(&bends);
    return bends;
}

/* Euro over the counted window of what comes at the rates of a curve, at a price that grows with the index; NAN: no price is known. */
static double homes_cost(struct maker *maker, const struct curve *homes, double price)
{
    const struct plan *plan = maker->plan;
    struct curve eur;
    if (isnan(price)) return 0;
    curve_init(&eur, homes->n, plan->params->prices.index_per_year, (double)plan->window.from_s, maker->arena);
    for (int32_t i = 0; i <= homes->n; i++) eur.knot_s[i] = fmax(homes->knot_s[i], (double)plan->window.from_s);
    for (int32_t i = 0; i < homes->n; i++) eur.per_year[i] = homes->per_year[i] * price;
    curve_sum(&eur);
    return eur.sum[homes->n];
}

/* The base supply grows; bought homes come on top, with draws of their own, so the base homes are the same in every scenario. */
static void make_supply(struct maker *maker, int32_t gate, int32_t region, bool bought)
{
    struct plan *plan = maker->plan;
    struct plan_gate *g = &plan->gates[gate];
    const double growth = bought ? 0 : ITEM(plan->params->gates, struct gate_params, gate)->growth_per_year;
    const struct bends bends = supply_bends(maker, gate, region, bought, growth != 0);
    struct curve *curve = &(bought ? g->bought : g->base)[region];
    curve_init(curve, bends.n + 1, growth, (double)plan->window.from_s, maker->arena);
    for (int32_t i = 0; i <= bends.n; i++) {
        const seconds t_s = i ? bends.item[i - 1].t_s : plan->window.from_s;
        curve->knot_s[i] = i ? (double)t_s : 0;
        curve->per_year[i] = bought ? supply_bought(plan, gate, region, t_s) : g->factor[region] * supply_factor(plan, gate, region, t_s);
    }
    curve->knot_s[bends.n + 1] = (double)plan->window.end_s;
    curve_sum(curve);
    if (bought) plan->gate_cost_eur[gate * plan->n_regions + region] += homes_cost(maker, curve, price_of(plan, g->name));
}

static void make_supplies(struct maker *maker)
{
    struct plan *plan = maker->plan;
    for (int32_t gate = 0; gate < plan->n_gates; gate++) {
        struct plan_gate *g = &plan->gates[gate];
        if (g->kind != GATE_SUPPLY) continue;
        g->base = ARENA_ARRAY(maker->arena, struct curve, plan->n_regions);
        g->bought = ARENA_ARRAY(maker->arena, struct curve, plan->n_regions);
        for (int32_t r = 0; r < plan->n_regions; r++) {
            if (g->unlimited[r]) continue;
            make_supply(maker, gate, r, false);
            make_supply(maker, gate, r, true);
        }
    }
}

/* ---- intake, and what follows from all of it ---- */

/* The last in the file that is in force and says so; open otherwise. */
static bool closed_at(const struct plan *plan, int32_t region, seconds t_s)
{
    for (int32_t i = plan->params->changes.n - 1; i >= 0; i--) {
        const struct change_params *change = change_at(plan, i);
        struct turn turn;
        if (change->intake >= 0 && plan_concerns(change, region) && plan_turn_at(plan, change, t_s, &turn)) return change->intake == INTAKE_CLOSED;
    }
    return false;
}

static void make_closures(struct maker *maker, struct dated_list *list)
{
    struct plan *plan = maker->plan;
    plan->closed = ARENA_ARRAY(maker->arena, bool, plan->n_regions);
    for (int32_t r = 0; r < plan->n_regions && !list->full; r++) {
        struct bends bends = {0};
        for (int32_t i = 0; i < plan->params->changes.n; i++)
            if (change_at(plan, i)->intake >= 0 && plan_concerns(change_at(plan, i), r)) bends_of_turns(maker, &bends, i);
        sort_bends(&bends);
        bool last = plan->closed[r] = closed_at(plan, r, plan->window.from_s);
        for (int32_t i = 0; i < bends.n; i++) {
            const bool now = closed_at(plan, r, bends.item[i].t_s);
            if (now != last) dated_add(maker, list, (struct dated){.t_s = bends.item[i].t_s, .kind = DATED_INTAKE, .target = r, .level = !now}, bends.item[i].order);
            last = now;
        }
    }
}

static bool stage_ever(const struct plan *plan, int32_t stage, int32_t region)
{
    for (int32_t i = 0; i < plan->stages[stage].pools.n; i++)
        if (plan->ever[place_set(plan, plan->stages[stage].pools.id[i], region)]) return true;
    return false;
}

static void make_nearest(struct maker *maker)
{
    struct plan *plan = maker->plan;
    const int32_t n = plan->n_regions;
    plan->nearest_with = ARENA_ARRAY(maker->arena, int32_t, (int64_t)plan->n_stages * n);
    for (int32_t stage = 0; stage < plan->n_stages; stage++)
        for (int32_t r = 0; r < n; r++) {
            int32_t found = stage_ever(plan, stage, r) ? r : -1;
            for (int32_t i = 0; found < 0 && i < n - 1; i++)
                if (stage_ever(plan, stage, plan->near[r * (n - 1) + i])) found = plan->near[r * (n - 1) + i];
            plan->nearest_with[stage * n + r] = found;
        }
}

static void check_onward(struct maker *maker)
{
    const struct plan *plan = maker->plan;
    for (int32_t g = 0; g < plan->n_groups; g++)
        for (int32_t stage = 0; stage < plan->n_stages; stage++)
            for (int32_t i = 0; i < plan->groups[g].steps[stage].n; i++) {
                const int32_t to = plan->groups[g].steps[stage].item[i].stage;
                if (to < 0 || plan->nearest_with[to * plan->n_regions] >= 0) continue;
                const char *name = plan->stages[to].name, *near = plan_near_column(plan, name);
                const char *path = arena_format(maker->arena, "stages.%s.onward", plan->stages[stage].name);
                struct fault *fault = faults_error(maker->faults, plan_place(plan, "%s.%s", path, name), "places-nowhere", path,
                                                   "households go on to `%s`, and no region has places there", name);
                if (near) faults_help(maker->faults, fault, "did you mean the column `%s`?", near);
                else faults_help(maker->faults, fault, "give `%s` places in at least one region, or `places: unlimited`", name);
            }
}

void plan_changes(struct maker *maker)
{
    struct plan *plan = maker->plan;
    struct dated_list list = {.told = ARENA_ARRAY(maker->arena, bool, plan->params->changes.n)};
    make_closures(maker, &list);
    make_places(maker, &list);
    make_slots(maker, &list);
    make_supplies(maker);
    if (list.n) qsort(list.item, (size_t)list.n, sizeof *list.item, compare_dated);
    plan->dated = list.item;
    plan->n_dated = list.n;
    make_nearest(maker);
    check_onward(maker);
}
