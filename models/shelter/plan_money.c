/* Funding: what a sum of money buys, at which price, where and when. Of money, quantity and price any two give the third. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/shelter/plan.h"

enum { MOST_BOUGHT = 100000 };

struct spending {
    const struct funding_params *funding;
    const struct spend_params *spend;
    const char *name, *key, *path;
    struct place place;
    double money; /* NAN: not given */
};

double price_of(const struct plan *plan, const char *name)
{
    const struct pairs *each = &plan->params->prices.each;
    for (int32_t i = 0; i < each->n; i++)
        if (strcmp(each->item[i].name.text, name) == 0) return each->item[i].value;
    return (double)NAN;
}

/* ---- what is bought ---- */

static bool target_lever(struct maker *maker, const struct spending *s, const struct name *on, struct purchase *purchase)
{
    const bool given = maker->plan->params->levers.each[on->id].given;
    purchase->kind = BUY_REACH;
    if (given) return true;
    faults_help(maker->faults, faults_error(maker->faults, s->place, "spend-on", s->path, "nothing says what `%s` does", on->text), "write `levers: {%s: {factor: 0.7 x}}`: what is left of %s", on->text,
                faults_say(maker->faults, on->id == LEVER_PREVENTION ? "requests" : "returns"));
    return false;
}

static bool target_of(struct maker *maker, const struct spending *s, const struct name *on, struct purchase *purchase)
{
    const struct plan *plan = maker->plan;
    purchase->kind = BUY_PLACES;
    purchase->target = on->id; /* of a stage or pool: below */
    purchase->what = on->text;
    if (on->space < 2) {
        for (int32_t kind = 0; kind < plan->n_pools; kind++)
            if (strcmp(plan->pools[kind].name, on->text) == 0) return purchase->target = kind, true;
        return false; /* a pool that had its fault */
    }
    if (on->space > 2) return target_lever(maker, s, on, purchase);
    purchase->kind = plan->gates[on->id].kind == GATE_SLOTS ? BUY_SLOTS : BUY_HOMES;
    if (plan->gates[on->id].kind != GATE_WAIT) return true;
    faults_help(maker->faults, faults_error(maker->faults, s->place, "spend-on", s->path, "a waiting time (`%s`) cannot be bought", on->text),
                "spend on a stage, a pool, a lever, or a gate of kind supply or slots");
    return false;
}

static const char *text_set(const struct plan *plan, const char *path)
{
    for (const struct setting *s = plan->scenario->settings.first; s; s = s->next)
        if (strcmp(s->path, path) == 0) return s->text;
    return NULL;
}

/* A place or a slot costs eur/yr; a home comes once, and a household is reached once: these cost eur, and come per year. */
static bool comes_once(const struct purchase *purchase) { return purchase->kind == BUY_HOMES || purchase->kind == BUY_REACH; }

static const char *costs(bool once, bool reach)
{
    if (!once) return "a place or a slot, which costs eur/yr";
    return reach ? "a household reached, which costs eur once" : "a home, which costs eur once";
}

static void check_price(struct maker *maker, const char *path, const char *text, bool once, bool reach)
{
    if (!text || (strchr(text, '/') != NULL) != once) return;
    faults_help(maker->faults,
                faults_error(maker->faults, plan_place(maker->plan, "%s", path), "price-unit", path, "`%s` is no price of %s", text, faults_say(maker->faults, costs(once, reach))),
                "write `%.*s%s`", (int)strcspn(text, "/"), text, once ? "" : "/yr");
}

/* False after a fault. */
static bool check_units(struct maker *maker, const struct spending *s, const struct purchase *purchase)
{
    const bool once = comes_once(purchase), reach = purchase->kind == BUY_REACH;
    const int before = maker->faults->errors;
    const char *price = arena_format(maker->arena, "%s.price", s->path), *quantity = arena_format(maker->arena, "%s.quantity", s->path);
    check_price(maker, price, isnan(s->spend->price_eur) ? NULL : text_set(maker->plan, price), once, reach);
    const char *text = isnan(s->spend->quantity) ? NULL : text_set(maker->plan, quantity);
    const struct place place = plan_place(maker->plan, "%s", quantity);
    if (text && (strchr(text, '/') != NULL) != once)
        faults_help(maker->faults,
                    faults_error(maker->faults, place, "quantity-unit", quantity, "`%s` is no quantity of %s", text,
                                 faults_say(maker->faults, reach ? "households reached, which are so many per year" : once ? "homes, which come per year" : "places or slots")),
                    "write `%.*s%s`", (int)strcspn(text, " /"), text, once ? " /yr" : "");
    else if (text && fabs(s->spend->quantity - round(s->spend->quantity)) > 1e-6)
        faults_help(maker->faults, faults_error(maker->faults, place, "not-whole", quantity, "`%s` is not a whole number%s", text, once ? faults_say(maker->faults, " a year") : ""),
                    "write `%.10g%s` or `%.10g%s`", floor(s->spend->quantity), once ? " /yr" : "", ceil(s->spend->quantity), once ? " /yr" : "");
    return maker->faults->errors == before;
}

/* Values that are drawn from their ranges one by one do not agree any more. */
static bool is_drawn(const struct plan *plan)
{
    for (const struct setting *s = plan->scenario->settings.first; s; s = s->next)
        if (s->origin == ORIGIN_DRAWN) return true;
    return false;
}

/* Money, quantity and the price in `prices` must agree; another price for this purchase can be given with it. */
static void check_three(struct maker *maker, const struct spending *s, const struct purchase *purchase)
{
    const double listed = price_of(maker->plan, purchase->what), derived = purchase->price_eur;
    if (!isnan(s->spend->price_eur) || isnan(listed) || fabs(derived - listed) <= 0.01 * listed || is_drawn(maker->plan)) return;
    faults_help(maker->faults,
                faults_error(maker->faults, plan_place(maker->plan, "%s.quantity", s->path), "price-differs", s->path,
                               "%.10g for %.10g eur/yr are %.10g eur each, and `prices` says %.10g eur", s->spend->quantity, purchase->money_eur_per_year, derived, listed),
                "leave `quantity` out to buy at the price of `prices`, or give the `price` here, as `price: %.10g %s`", derived, comes_once(purchase) ? "eur" : "eur/yr");
}

/* The third of money, quantity and price. */
static bool settle(struct maker *maker, const struct spending *s, double share, struct purchase *purchase)
{
    const struct spend_params *spend = s->spend;
    double money = s->money * share, quantity = spend->quantity;
    double price = isnan(spend->price_eur) ? price_of(maker->plan, purchase->what) : spend->price_eur;
    if (money > 0 && !isnan(quantity) && isnan(spend->price_eur)) price = quantity > 0 ? money / quantity : price;
    if (isnan(money)) money = quantity * price;
    if (money == 0 && isnan(price)) price = 0;
    if (isnan(money) || isnan(price)) {
        faults_help(maker->faults,
                    faults_error(maker->faults, s->place, "money-two", s->path, "of money, quantity and price only one is known for `%s`", purchase->what),
                    "give `%s` a price in `prices`, or give a `price` or a `quantity` here", purchase->what);
        return false;
    }
    if (isnan(quantity)) quantity = price > 0 ? floor(money / price + 1e-9) : 0;
    const bool unpaid = money == 0 && spend->quantity > 0; /* also where no price is known */
    if (unpaid || (fabs(quantity * price - money) > 0.01 * money && !isnan(spend->quantity) && !isnan(s->money))) {
        faults_help(maker->faults,
                    faults_error(maker->faults, s->place, "money-disagree", s->path, "%.10g x %.10g eur = %.10g eur/yr, and the money is %.10g eur/yr", quantity, price,
                                 quantity * price, money),
                    "leave out one of money, `quantity` and `price`: it is then derived");
        return false;
    }
    purchase->quantity = llround(floor(quantity + 1e-9));
    purchase->price_eur = price;
    purchase->money_eur_per_year = money;
    purchase->unspent_eur_per_year = money - (double)purchase->quantity * price;
    if (quantity > MOST_BOUGHT) {
        faults_help(maker->faults,
                    faults_error(maker->faults, s->place, "money-much", s->path, "%.10g eur/yr buys %.0f of `%s` at %.10g eur, which cannot be meant", money, quantity, purchase->what, price),
                    "check the money and the price; at most %d can be bought", MOST_BOUGHT);
        return false;
    }
    if (!isnan(spend->quantity)) check_three(maker, s, purchase);
    if (purchase->quantity == 0 && money > 0)
        faults_help(maker->faults,
                    faults_warning(maker->faults, s->place, "money-little", s->path, "%.10g eur/yr buys no whole `%s`, which costs %.10g eur", money, purchase->what, price),
                    "give more money, or spend it on fewer things");
    return true;
}

/* ---- where: largest remainder, within bounds ---- */

/* What the file gives goes before what the pilot counted. */
static const struct pairs *pilot_given(const struct plan *plan, const char *by)
{
    return strcmp(by, "unmet") == 0 ? &plan->params->pilot.unmet : strcmp(by, "leavers") == 0 ? &plan->params->pilot.leavers : NULL;
}

static double pilot_value(const struct maker *maker, const char *by, int32_t region)
{
    const struct plan *plan = maker->plan;
    const struct pairs *given = pilot_given(plan, by);
    for (int32_t i = 0; i < given->n; i++)
        if (given->item[i].name.id == region) return given->item[i].value;
    const struct pilot *pilot = given->n ? NULL : maker->pilot;
    const int key = strcmp(by, "leavers") == 0;
    for (int32_t i = 0; pilot && i < pilot->n; i++)
        if (strcmp(pilot->label[i], plan->regions[region].id) == 0) return pilot->mean[key * pilot->n + i];
    return 0;
}

static double weight_of(struct maker *maker, const struct spending *s, int32_t region)
{
    const struct plan *plan = maker->plan;
    const struct where_params *where = &s->spend->where;
    for (int32_t i = 0; i < where->given.n; i++)
        if (where->given.item[i].name.id == region) return where->given.item[i].value;
    if (where->given.n) return 0;
    if (!where->by) return plan->regions[region].arrivals_per_year;
    if (pilot_given(plan, where->by)) return pilot_value(maker, where->by, region);
    double value = 0;
    plan_column(plan, region, where->by, &value);
    return value > 0 ? value : 0;
}

static bool allowed(const struct where_params *where, int32_t region)
{
    for (int32_t i = 0; i < where->regions.n; i++)
        if (where->regions.item[i].id == region) return true;
    return where->regions.n == 0;
}

/* Keeps the `top` highest weights; ties in file order. */
static void keep_top(double *weight, int32_t n, int64_t top)
{
    for (int32_t i = 0; i < n; i++) {
        int64_t before = 0;
        for (int32_t j = 0; j < n; j++) before += fabs(weight[j]) > fabs(weight[i]) || (fabs(weight[j]) == fabs(weight[i]) && j < i);
        if (before >= top) weight[i] = -fabs(weight[i]) - 0.0;
    }
    for (int32_t i = 0; i < n; i++)
        if (weight[i] < 0 || signbit(weight[i])) weight[i] = 0;
}

static int64_t bounded(const struct where_params *where, double weight, int64_t n)
{
    if (weight <= 0) return 0;
    if (n < where->at_least) n = where->at_least;
    return n > where->at_most ? where->at_most : n;
}

/* Whole numbers that add to `quantity`: shares rounded down, then one more by largest remainder, ties in file order; then the bounds, and what
 * they set free or take goes region by region by largest shortfall. */
static void apportion(const struct where_params *where, const double *weight, int32_t n, int64_t quantity, int64_t *out, double *remainder)
{
    double total = 0;
    int64_t left = quantity;
    for (int32_t i = 0; i < n; i++) total += weight[i];
    for (int32_t i = 0; i < n; i++) {
        const double exact = total > 0 ? (double)quantity * weight[i] / total : 0;
        out[i] = bounded(where, weight[i], (int64_t)floor(exact + 1e-9));
        remainder[i] = exact - (double)out[i];
        left -= out[i];
    }
    for (int64_t round = left > 0 ? left : -left; round > 0; round--) {
        int32_t best = -1;
        const int64_t by = left > 0 ? 1 : -1;
        for (int32_t i = 0; i < n; i++) {
            if (weight[i] <= 0 || out[i] + by > where->at_most || (by < 0 && out[i] + by < where->at_least)) continue;
            if (out[i] + by >= 0 && (best < 0 || (double)by * remainder[i] > (double)by * remainder[best] + 1e-12)) best = i;
        }
        if (best < 0) return;
        out[best] += by;
        remainder[best] -= (double)by;
    }
}

static bool by_pilot(const char *by) { return by && (strcmp(by, "unmet") == 0 || strcmp(by, "leavers") == 0); }

static void no_such_key(struct maker *maker, const char *path, const char *by)
{
    static const char *const pilot[] = {"unmet", "leavers"};
    const char *near = param_nearest(by, pilot, 2);
    if (!near) plan_column_missing(maker, path, by);
    else
        faults_help(maker->faults, faults_error(maker->faults, plan_place(maker->plan, "%s", path), "column-missing", path, "no region has a column `%s`", by), "did you mean `%s`?",
                    near);
}

/* The column must be there for every region that may get something. False after a fault. */
static bool check_key(struct maker *maker, const struct spending *s)
{
    const struct plan *plan = maker->plan;
    const struct where_params *where = &s->spend->where;
    const int before = maker->faults->errors;
    int32_t there = 0;
    double value;
    if (!where->by || by_pilot(where->by) || where->given.n) return true;
    for (int32_t r = 0; r < plan->n_regions; r++) there += plan_column(plan, r, where->by, &value);
    if (there == 0) no_such_key(maker, arena_format(maker->arena, "%s.where.by", s->path), where->by);
    for (int32_t r = 0; r < plan->n_regions && there > 0; r++) {
        if (!allowed(where, r)) continue;
        plan_cell_check(maker, r, where->by);
        if (!plan_column(plan, r, where->by, &value)) plan_cell_missing(maker, r, where->by, arena_format(maker->arena, faults_say(maker->faults, "by which `%s` is spread"), s->path));
    }
    return maker->faults->errors == before;
}

static bool check_where(struct maker *maker, const struct spending *s)
{
    const struct where_params *where = &s->spend->where;
    const char *path = arena_format(maker->arena, "%s.where", s->path);
    const struct place place = plan_place(maker->plan, "%s", path);
    if (where->by && where->given.n)
        faults_help(maker->faults, faults_error(maker->faults, place, "where-form", path, "both `by` and `given` stand here"), "choose one");
    else if (where->at_least > where->at_most)
        faults_help(maker->faults, faults_error(maker->faults, place, "where-form", path, "`at_least` is more than `at_most`"), "lower `at_least`, or raise `at_most`");
    else
        return check_key(maker, s);
    return false;
}

/* May so many be spread by these weights? */
static bool can_spread(struct maker *maker, const struct spending *s, const struct purchase *purchase, const double *weight, bool nobody)
{
    const char *path = arena_format(maker->arena, "%s.where", s->path);
    const struct place place = plan_place(maker->plan, "%s", path);
    int64_t regions = 0;
    for (int32_t i = 0; i < maker->plan->n_regions; i++) regions += weight[i] > 0;
    const double least = (double)regions * (double)s->spend->where.at_least;
    if (nobody)
        faults_help(maker->faults, faults_error(maker->faults, place, "where-nobody", path, "no region gets anything of this"), "give at least one region a number above 0");
    else if (least > (double)purchase->quantity)
        faults_help(maker->faults,
                    faults_error(maker->faults, place, "where-least", path, "`at_least` hands out %.0f of `%s`, and the money buys %lld", least, purchase->what,
                                 (long long)purchase->quantity),
                    "lower `at_least`, or name fewer `regions`");
    else
        return true;
    return false;
}

static void spread(struct maker *maker, const struct spending *s, struct purchase *purchase)
{
    const struct plan *plan = maker->plan;
    const struct where_params *where = &s->spend->where;
    const int32_t n = plan->n_regions;
    double *weight = ARENA_ARRAY(maker->arena, double, n), *remainder = ARENA_ARRAY(maker->arena, double, n), sum = 0;
    purchase->by_region = ARENA_ARRAY(maker->arena, int64_t, n);
    for (int32_t i = 0; i < n; i++) sum += weight[i] = allowed(where, i) ? weight_of(maker, s, i) : 0;
    const bool nobody = sum <= 0 && (where->given.n || (where->by && !by_pilot(where->by)));
    for (int32_t i = 0; i < n && sum <= 0; i++) weight[i] = allowed(where, i) ? 1 : 0; /* nothing tells them apart */
    if (where->top >= 0) keep_top(weight, n, where->top);
    const int64_t wanted = purchase->quantity;
    if (where->given.n && s->spend->on.n == 1 && sum > (double)wanted + 1e-6 && !is_drawn(plan))
        faults_help(maker->faults,
                    faults_warning(maker->faults, plan_place(plan, "%s.where", s->path), "given-sum", arena_format(maker->arena, "%s.where", s->path),
                                   "`given` hands out %.10g of `%s`, and the money buys %lld: they are spread in proportion", sum, purchase->what, (long long)wanted),
                    "let `given` add to what is bought, or write `by` and a column for a key");
    if (wanted > 0 && can_spread(maker, s, purchase, weight, nobody)) apportion(where, weight, n, wanted, purchase->by_region, remainder);
    int64_t spread_n = 0;
    for (int32_t i = 0; i < n; i++) spread_n += purchase->by_region[i];
    purchase->unspent_eur_per_year += (double)(wanted - spread_n) * purchase->price_eur;
    purchase->quantity = spread_n;
}

int64_t bought_at(const struct purchase *purchase, int32_t region, seconds t_s)
{
    return t_s >= purchase->to_s ? 0 : plan_steps_at(purchase->by_region[region], purchase->from_s + purchase->after_s, purchase->over_s, t_s);
}

/* ---- all funding ---- */

/* Euro per year that it costs; 0 after a fault. */
static double buy(struct maker *maker, const struct spending *s, int32_t i)
{
    struct plan *plan = maker->plan;
    struct purchase purchase = {.funding = s->name, .spend = s->key};
    const struct name *on = &s->spend->on.name[i];
    if (!target_of(maker, s, on, &purchase)) return 0;
    if (s->spend->on.n > 1 && !isnan(s->spend->quantity)) {
        faults_help(maker->faults,
                    faults_error(maker->faults, plan_place(plan, "%s.quantity", s->path), "quantity-several", s->path, "one `quantity` cannot be that of several things"),
                    "split the spending, or leave `quantity` out");
        return 0;
    }
    if (!check_units(maker, s, &purchase)) return 0;
    if (!settle(maker, s, ITEM(s->spend->on, struct share_params, i)->share, &purchase)) return 0;
    const char *by = s->spend->where.by;
    if (by_pilot(by) && !pilot_given(plan, by)->n && !maker->pilot) return purchase.money_eur_per_year; /* the pilot runs without the money that waits for its outcome */
    purchase.from_s = plan_when(plan, &s->funding->from);
    purchase.to_s = s->funding->to.given ? plan_when(plan, &s->funding->to) : NEVER;
    purchase.after_s = llround(s->spend->ready.after_s);
    purchase.over_s = llround(s->spend->ready.over_s);
    spread(maker, s, &purchase);
    plan->purchases[plan->n_purchases++] = purchase;
    return purchase.money_eur_per_year;
}

static double money_of(const struct spending *s)
{
    if (!isnan(s->spend->amount_eur_per_year)) return s->spend->amount_eur_per_year;
    return s->funding->amount_eur_per_year * s->spend->share;
}

static void check_sum(struct maker *maker, int32_t i, double spent)
{
    const struct items *items = &maker->plan->params->funding;
    const struct funding_params *funding = ITEM(*items, struct funding_params, i);
    const double given = funding->amount_eur_per_year;
    const char *path = arena_format(maker->arena, "funding.%s", items->key[i]);
    if (spent > given * (1 + 1e-9))
        faults_help(maker->faults, faults_error(maker->faults, items->place[i], "money-over", path, "%.10g eur/yr is spent of %.10g eur/yr", spent, given),
                    "lower the amounts, or raise `amount`");
    if (spent < given * (1 - 1e-6))
        faults_help(maker->faults, faults_warning(maker->faults, items->place[i], "money-left", path, "of %.10g eur/yr only %.10g eur/yr is given a purpose", given, spent),
                    "spend the rest, or lower `amount`");
}

static void check_prices(struct maker *maker)
{
    const struct plan *plan = maker->plan;
    const struct pairs *each = &plan->params->prices.each;
    for (int32_t i = 0; i < each->n; i++) {
        const struct pair *pair = &each->item[i];
        const char *path = arena_format(maker->arena, "prices.%s", pair->name.text);
        const int32_t kind = pair->name.space == 2 ? plan->gates[pair->name.id].kind : -1;
        const bool reach = pair->name.space > 2;
        check_price(maker, path, pair->text, kind == GATE_SUPPLY || reach, reach);
        if (reach && !plan->params->levers.each[pair->name.id].given)
            faults_help(maker->faults, faults_warning(maker->faults, pair->name.place, "price-unused", path, "there is no `levers.%s` that this would be the price of", pair->name.text),
                        "write `levers: {%s: ...}`, or leave the price out", pair->name.text);
        if (kind == GATE_WAIT)
            faults_help(maker->faults, faults_warning(maker->faults, pair->name.place, "price-unused", path, "`%s` is a waiting time, and has no price", pair->name.text), "leave it out");
    }
}

static int32_t count_purchases(const struct shelter_params *params)
{
    int32_t n = 0;
    for (int32_t i = 0; i < params->funding.n; i++) {
        const struct items *spend = &ITEM(params->funding, struct funding_params, i)->spend;
        for (int32_t j = 0; j < spend->n; j++) n += ITEM(*spend, struct spend_params, j)->on.n;
    }
    return n;
}

/* What the money adds up to, by item of cost. */
static void sum_purchases(struct maker *maker)
{
    struct plan *plan = maker->plan;
    const int32_t items = cost_items(plan);
    plan->spent_eur_per_year = ARENA_ARRAY(maker->arena, double, items);
    plan->bought = ARENA_ARRAY(maker->arena, double, (int64_t)items * plan->n_regions);
    for (int32_t i = 0; i < plan->n_purchases; i++) {
        const struct purchase *p = &plan->purchases[i];
        const int32_t item = p->kind == BUY_PLACES  ? __builtin_ctzll(plan->pools[p->target].stages)
                             : p->kind == BUY_REACH ? cost_lever(plan, p->target)
                                                    : plan->n_stages + p->target;
        plan->spent_eur_per_year[item] += p->money_eur_per_year - p->unspent_eur_per_year;
        for (int32_t r = 0; r < plan->n_regions; r++) plan->bought[item * plan->n_regions + r] += (double)p->by_region[r];
    }
}

void plan_money(struct maker *maker)
{
    struct plan *plan = maker->plan;
    const struct items *items = &plan->params->funding;
    plan->purchases = ARENA_ARRAY(maker->arena, struct purchase, count_purchases(plan->params));
    for (int32_t i = 0; i < items->n; i++) {
        const struct funding_params *funding = ITEM(*items, struct funding_params, i);
        const int before = maker->faults->errors;
        double spent = 0;
        for (int32_t j = 0; j < funding->spend.n; j++) {
            struct spending s = {.funding = funding, .spend = ITEM(funding->spend, struct spend_params, j), .name = items->key[i], .key = funding->spend.key[j],
                                 .path = arena_format(maker->arena, "funding.%s.spend.%s", items->key[i], funding->spend.key[j]), .place = funding->spend.place[j]};
            s.money = money_of(&s);
            if (!check_where(maker, &s)) continue;
            for (int32_t k = 0; k < s.spend->on.n; k++) spent += buy(maker, &s, k);
        }
        if (maker->faults->errors == before) check_sum(maker, i, spent);
    }
    sum_purchases(maker);
    check_prices(maker);
}
