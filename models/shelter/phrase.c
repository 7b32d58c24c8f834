#include "models/shelter/phrase.h"

#include <math.h>
#include <string.h>

#define FORMAT(p, ...) arena_format((p)->arena, __VA_ARGS__)

/* ---- dates, regions, stays ---- */

const char *phrase_date(const struct phrase *p, seconds t_s) { return say_date(p->plan->start_date_s + t_s - p->plan->window.from_s, p->lang, p->arena); }
const char *phrase_when(const struct phrase *p, const struct when *when) { return phrase_date(p, plan_when(p->plan, when)); }

static const char *number(const struct phrase *p, double value) { return say_plain(value, p->lang, p->arena); }

/* `From 1 January 2020 to 1 July 2021` */
static const char *period(const struct phrase *p, const struct when *from, const struct when *to)
{
    const char *first = phrase_when(p, from);
    if (!to->given) return FORMAT(p, phrase_in(p, "From %s", "Vanaf %s"), first);
    return FORMAT(p, phrase_in(p, "From %s to %s", "Van %s tot %s"), first, phrase_when(p, to));
}

const char *phrase_region(const struct phrase *p, const char *id)
{
    for (int32_t r = 0; r < p->plan->n_regions; r++)
        if (strcmp(p->plan->regions[r].id, id) == 0) return p->plan->regions[r].name;
    return id;
}

static const char *regions(const struct phrase *p, const struct names *names)
{
    if (names->n == 0) return p->plan->n_regions == 1 ? p->plan->regions[0].name : phrase_in(p, "every region", "elke regio");
    const char **list = ARENA_ARRAY(p->arena, const char *, names->n);
    for (int32_t i = 0; i < names->n; i++) list[i] = phrase_region(p, names->item[i].text);
    return say_list(list, names->n, p->lang, p->arena);
}

const char *phrase_dist(const struct phrase *p, const struct dist *dist, enum unit unit, bool whole)
{
    if (dist->kind == DIST_ABSENT && dist->n == 0) return phrase_in(p, "not given", "niet opgegeven");
    if (dist->kind == DIST_NONE) return phrase_in(p, "none", "geen");
    if (dist->kind == DIST_ABSENT) return say_value(dist->a, dist->n == 2 ? UNIT_FACTOR : unit, p->lang, p->arena);
    struct dist ready = *dist;
    dist_prepare(&ready, p->arena);
    const char *mean = say_value(dist_mean(&ready), unit, p->lang, p->arena);
    if (dist->kind == DIST_CONSTANT) return mean;
    if (!whole) return FORMAT(p, phrase_in(p, "%s on average", "gemiddeld %s"), mean);
    return FORMAT(p, phrase_in(p, "%s on average, with a standard deviation of %s", "gemiddeld %s, met een standaardafwijking van %s"), mean,
                  say_value(dist_sd(&ready), unit, p->lang, p->arena));
}

/* ---- dated changes ---- */

/* `crisis`, or `help`: places of a stage or pool, slots of a gate. */
static const char *places_of_what(const struct phrase *p, const struct name *name, double n)
{
    const bool one = fabs(n) == 1, slots = name->space == 2;
    const char *noun = slots ? phrase_in(p, one ? "slot of" : "slots of", one ? "plek" : "plekken") : phrase_in(p, one ? "place in" : "places in", one ? "plaats" : "plaatsen");
    return FORMAT(p, "%s %s %s", number(p, fabs(n)), noun, phrase_word(p, name->text));
}

static bool is_one(double n) { return fabs(n) == 1; }

/* Those of the pairs that add (or, more = false, take away), in one part of a sentence; NULL: none. */
static const char *more_or_fewer(const struct phrase *p, const struct pairs *add, bool more, const char *where)
{
    const char **list = ARENA_ARRAY(p->arena, const char *, add->n + 1);
    bool one = true;
    int32_t n = 0;
    for (int32_t i = 0; i < add->n; i++) {
        if ((add->item[i].value >= 0) != more) continue;
        one = n == 0 && is_one(add->item[i].value);
        list[n++] = places_of_what(p, &add->item[i].name, add->item[i].value);
    }
    if (n == 0) return NULL;
    const char *verb = one ? phrase_in(p, "there is", "is er") : phrase_in(p, "there are", "zijn er");
    return FORMAT(p, phrase_in(p, "%s %s %s in %s", "%s %s %s in %s"), verb, say_list(list, n, p->lang, p->arena), more ? phrase_in(p, "more", "meer") : phrase_in(p, "fewer", "minder"), where);
}

static const char *as_many(const struct phrase *p, const struct pairs *places, int32_t regions, const char *where)
{
    const char **list = ARENA_ARRAY(p->arena, const char *, places->n);
    for (int32_t i = 0; i < places->n; i++) {
        const struct pair *pair = &places->item[i];
        list[i] = isinf(pair->value) ? FORMAT(p, phrase_in(p, "%s without limit", "%s zonder grens"), phrase_word(p, pair->name.text)) : places_of_what(p, &pair->name, pair->value);
    }
    const char *what = say_list(list, places->n, p->lang, p->arena);
    if (p->lang == LANG_NL) return FORMAT(p, "%s %s %s%s", regions > 1 ? "hebben" : "heeft", where, regions > 1 ? "elk " : "", what);
    return FORMAT(p, "%s %s %s%s", where, regions > 1 ? "have" : "has", what, regions > 1 ? " each" : "");
}

static const char *newcomers(const struct phrase *p, const struct change_params *change, const char *where)
{
    const bool many = change->regions.n > 1, closed = change->intake == INTAKE_CLOSED;
    if (p->lang == LANG_EN) return FORMAT(p, "%s %s %s", where, many ? "take" : "takes", closed ? "no newcomers" : "newcomers again");
    return FORMAT(p, "%s %s %s op", many ? "nemen" : "neemt", where, closed ? "geen nieuwe huishoudens" : "weer nieuwe huishoudens");
}

static const char *supply(const struct phrase *p, const struct change_params *change, const char *where)
{
    return FORMAT(p, phrase_in(p, "the supply of %s is %s as large in %s", "is het aanbod van %s %s zo groot in %s"), phrase_word(p, change->gate.text),
                  say_value(change->factor, UNIT_FACTOR, p->lang, p->arena), where);
}

static const char *reach(const struct phrase *p, const struct change_params *change, const char *where)
{
    return FORMAT(p, phrase_in(p, "%s reaches %s of those concerned in %s", "bereikt %s %s van de betrokkenen in %s"), phrase_word(p, change->lever.text),
                  say_value(change->share, UNIT_SHARE, p->lang, p->arena), where);
}

static const char *joined(const struct phrase *p, const char *text, const char *more) { return *text ? FORMAT(p, "%s; %s", text, more) : more; }

/* `every year`, `every 2 years`. */
static const char *every(const struct phrase *p, const struct span *span)
{
    const char *each = say_value((double)span->length_s, UNIT_DURATION, p->lang, p->arena);
    if (strncmp(each, "1 ", 2) == 0) each += 2;
    const bool neuter = strcmp(each, "jaar") == 0 || strcmp(each, "uur") == 0;
    return FORMAT(p, phrase_in(p, "every %s", neuter ? "elk %s" : "elke %s"), each);
}

/* In a line, again and again, at once. */
static const char *manner(const struct phrase *p, const struct change_params *change)
{
    const char *text = "";
    if (change->ramp_to.given) text = FORMAT(p, phrase_in(p, ", in a straight line until %s", ", in een rechte lijn tot %s"), phrase_when(p, &change->ramp_to));
    if (change->every.length_s > 0) {
        text = FORMAT(p, phrase_in(p, "%s, and again %s", "%s, en opnieuw %s"), text, every(p, &change->every));
        if (change->until.given) text = FORMAT(p, phrase_in(p, "%s until %s", "%s tot %s"), text, phrase_when(p, &change->until));
    }
    if (change->removal == REMOVAL_AT_ONCE)
        text = FORMAT(p, "%s%s", text, phrase_in(p, ", at once: who came last is placed again", ", direct: wie het laatst kwam wordt opnieuw geplaatst"));
    return text;
}

const char *phrase_change(const struct phrase *p, int32_t i)
{
    const struct change_params *change = ITEM(p->plan->params->changes, struct change_params, i);
    const char *where = regions(p, &change->regions), *text = "";
    if (change->intake >= 0) text = newcomers(p, change, where);
    if (change->places.n) text = joined(p, text, as_many(p, &change->places, change->regions.n, where));
    for (int more = 1; more >= 0; more--) {
        const char *some = more_or_fewer(p, &change->add, more, change->regions.n > 1 ? FORMAT(p, phrase_in(p, "each of %s", "elk van %s"), where) : where);
        if (some) text = joined(p, text, some);
    }
    if (change->gate.id >= 0) text = joined(p, text, supply(p, change, where));
    if (change->lever.id >= 0) text = joined(p, text, reach(p, change, where));
    return FORMAT(p, "%s %s%s", period(p, &change->from, &change->to), text, manner(p, change));
}

const char *phrase_shock(const struct phrase *p, int32_t i)
{
    const struct shock_params *shock = ITEM(p->plan->params->intake.shocks, struct shock_params, i);
    return FORMAT(p, phrase_in(p, "%s %s asks for help %s as often", "%s vraagt %s %s zo vaak om hulp"), period(p, &shock->from, &shock->to), regions(p, &shock->regions),
                  say_value(shock->factor, UNIT_FACTOR, p->lang, p->arena));
}

const char *phrase_gate(const struct phrase *p, int32_t i)
{
    const struct gate_params *gate = ITEM(p->plan->params->gates, struct gate_params, i);
    const char *name = phrase_word(p, p->plan->params->gates.key[i]), *text = "";
    const char *factor = say_value(gate->factor, UNIT_FACTOR, p->lang, p->arena), *growth = say_value(gate->growth_per_year, UNIT_GROWTH, p->lang, p->arena);
    if (gate->factor != 1 && gate->kind == GATE_WAIT)
        text = FORMAT(p, phrase_in(p, "The wait for %s is %s as long as the regions give", "De wachttijd voor %s is %s zo lang als bij de regio's staat"), name, factor);
    else if (gate->factor != 1)
        text = FORMAT(p, phrase_in(p, "The supply of %s is %s as large as the regions give", "Het aanbod van %s is %s zo groot als bij de regio's staat"), name, factor);
    if (gate->growth_per_year != 0 && *text) return FORMAT(p, phrase_in(p, "%s, and grows by %s", "%s, en groeit met %s"), text, growth);
    if (gate->growth_per_year != 0) return FORMAT(p, phrase_in(p, "The supply of %s grows by %s", "Het aanbod van %s groeit met %s"), name, growth);
    return *text ? text : NULL;
}

/* ---- rules ---- */

const char *phrase_names(const struct phrase *p, const struct names *names)
{
    const char **list = ARENA_ARRAY(p->arena, const char *, names->n + 1);
    for (int32_t i = 0; i < names->n; i++) list[i] = phrase_word(p, names->item[i].text);
    return say_list(list, names->n, p->lang, p->arena);
}

const char *phrase_rule(const struct phrase *p, int32_t i)
{
    static const char *const en[] = {"in the own region", "elsewhere, the nearest first", "in any region, the nearest first"},
                      *const nl[] = {"in de eigen regio", "elders, dichtstbij eerst", "in elke regio, dichtstbij eerst"};
    const struct rule_params *rule = ITEM(p->plan->params->placement, struct rule_params, i);
    const char *text = rule->wait.given ? phrase_in(p, "wait", "wachten") : FORMAT(p, "%s %s", phrase_word(p, rule->stage.text), phrase_in(p, en[rule->where], nl[rule->where]));
    if (rule->wait.given && rule->wait.patience.kind != DIST_ABSENT) text = FORMAT(p, "%s, %s", text, phrase_dist(p, &rule->wait.patience, UNIT_DURATION, false));
    if (!isnan(rule->within_km)) text = FORMAT(p, phrase_in(p, "%s, within %s", "%s, binnen %s"), text, say_value(rule->within_km, UNIT_DISTANCE, p->lang, p->arena));
    if (rule->only.n) text = FORMAT(p, phrase_in(p, "%s, only for %s", "%s, alleen voor %s"), text, phrase_names(p, &rule->only));
    if (rule->except.n) text = FORMAT(p, phrase_in(p, "%s, not for %s", "%s, niet voor %s"), text, phrase_names(p, &rule->except));
    return text;
}

/* ---- money ---- */

const char *phrase_funding(const struct phrase *p, int32_t i)
{
    const struct funding_params *funding = ITEM(p->plan->params->funding, struct funding_params, i);
    return FORMAT(p, "%s %s", period(p, &funding->from, &funding->to), say_value(funding->amount_eur_per_year, UNIT_MONEY_PER_YEAR, p->lang, p->arena));
}

static double amount_of(const struct phrase *p, const struct purchase *purchase)
{
    const struct items *funding = &p->plan->params->funding;
    for (int32_t i = 0; i < funding->n; i++)
        if (strcmp(funding->key[i], purchase->funding) == 0) return ITEM(*funding, struct funding_params, i)->amount_eur_per_year;
    return 0;
}

static const char *bought(const struct phrase *p, const struct purchase *purchase)
{
    const bool one = purchase->quantity == 1;
    const char *n = say_number((double)purchase->quantity, 0, p->lang, p->arena), *what = phrase_word(p, purchase->what);
    if (purchase->kind == BUY_PLACES) return FORMAT(p, phrase_in(p, one ? "%s place in %s" : "%s places in %s", one ? "%s plaats %s" : "%s plaatsen %s"), n, what);
    if (purchase->kind == BUY_REACH)
        return FORMAT(p, phrase_in(p, one ? "%s household reached a year" : "%s households reached a year", one ? "%s bereikt huishouden per jaar" : "%s bereikte huishoudens per jaar"), n);
    if (purchase->kind == BUY_HOMES) return FORMAT(p, phrase_in(p, one ? "%s home a year" : "%s homes a year", one ? "%s woning per jaar" : "%s woningen per jaar"), n);
    if (purchase->kind == BUY_SLOTS) return FORMAT(p, phrase_in(p, one ? "%s slot of %s" : "%s slots of %s", one ? "%s plek %s" : "%s plekken %s"), n, what);
    return FORMAT(p, phrase_in(p, "%s households a year reached by %s", "%s huishoudens per jaar bereikt met %s"), n, what);
}

static const char *where_bought(const struct phrase *p, const struct purchase *purchase)
{
    int32_t n = 0;
    const char *list = "";
    for (int32_t r = 0; r < p->plan->n_regions; r++) {
        if (purchase->by_region[r] <= 0) continue;
        list = FORMAT(p, "%s%s%s %s", list, n++ ? ", " : "", p->plan->regions[r].name, say_number((double)purchase->by_region[r], 0, p->lang, p->arena));
    }
    return FORMAT(p, phrase_in(p, "in %s: %s", "in %s: %s"), say_many(n, phrase_in(p, "region", "regio"), phrase_in(p, "regions", "regio's"), p->lang, p->arena), list);
}

const char *phrase_purchase(const struct phrase *p, const struct purchase *purchase)
{
    const double amount = amount_of(p, purchase);
    const seconds first_s = purchase->from_s + purchase->after_s, last_s = first_s + purchase->over_s;
    const char *share = amount > 0 ? FORMAT(p, "%s %% ", say_number(100 * purchase->money_eur_per_year / amount, 0, p->lang, p->arena)) : "";
    const char *text = FORMAT(p, phrase_in(p, "%sto %s, %s, which buys %s at %s", "%snaar %s, %s, goed voor %s à %s"), share, phrase_word(p, purchase->what),
                              say_value(purchase->money_eur_per_year, UNIT_MONEY_PER_YEAR, p->lang, p->arena), bought(p, purchase),
                              say_value(purchase->price_eur, UNIT_MONEY, p->lang, p->arena));
    if (purchase->over_s > 0)
        text = FORMAT(p, phrase_in(p, "%s, ready between %s and %s", "%s, klaar tussen %s en %s"), text, phrase_date(p, first_s), phrase_date(p, last_s));
    else text = FORMAT(p, phrase_in(p, "%s, ready on %s", "%s, klaar op %s"), text, phrase_date(p, first_s));
    if (fabs(purchase->unspent_eur_per_year) >= 1)
        text = FORMAT(p, phrase_in(p, "%s; %s is left", "%s; %s blijft over"), text, say_value(round(purchase->unspent_eur_per_year), UNIT_MONEY, p->lang, p->arena));
    return purchase->quantity > 0 ? FORMAT(p, "%s; %s", text, where_bought(p, purchase)) : text;
}
