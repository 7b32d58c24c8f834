/* What was understood of a scenario, in tables and sentences a planner reads. Nothing here is simulated. */
#include "models/shelter/explain.h"

#include <math.h>
#include <string.h>

#include "models/shelter/phrase.h"

#define SAY(en_text, nl_text) phrase_in(p, en_text, nl_text)

static const char *title_of(const struct phrase *p)
{
    const struct title *title = &p->plan->params->head.title;
    const char *text = p->lang == LANG_NL ? title->nl : title->en;
    if (!text) text = title->en ? title->en : title->nl;
    return text ? text : p->plan->scenario->name;
}

static const char *number(const struct phrase *p, double value, int decimals) { return say_number(value, decimals, p->lang, p->arena); }

static const char *many(const struct phrase *p, int64_t n, const char *one_en, const char *many_en, const char *one_nl, const char *many_nl)
{
    return say_many(n, say_in(p->lang, one_en, one_nl), say_in(p->lang, many_en, many_nl), p->lang, p->arena);
}

/* ---- tables: columns as wide as what stands in them, the first `left` to the left ---- */

struct sheet { const struct phrase *phrase; int32_t columns, left, n, room; const char **cell; };

static void put(struct sheet *sheet, const char *text)
{
    if (sheet->n == sheet->room) {
        const int32_t room = sheet->room ? 2 * sheet->room : 256;
        const char **cell = ARENA_ARRAY(sheet->phrase->arena, const char *, room);
        if (sheet->n) memcpy(cell, sheet->cell, (size_t)sheet->n * sizeof *cell);
        sheet->cell = cell;
        sheet->room = room;
    }
    sheet->cell[sheet->n++] = text;
}

/* Characters of UTF-8. */
static int width_of(const char *text)
{
    int width = 0;
    for (; *text; text++) width += ((unsigned char)*text & 0xC0) != 0x80;
    return width;
}

static void print_sheet(const struct sheet *sheet, FILE *out)
{
    int *width = ARENA_ARRAY(sheet->phrase->arena, int, sheet->columns);
    for (int32_t i = 0; i < sheet->n; i++)
        if (width_of(sheet->cell[i]) > width[i % sheet->columns]) width[i % sheet->columns] = width_of(sheet->cell[i]);
    for (int32_t i = 0; i < sheet->n; i++) {
        const int32_t column = i % sheet->columns;
        const int blanks = width[column] - width_of(sheet->cell[i]);
        const bool left = column < sheet->left, last = column + 1 == sheet->columns;
        fprintf(out, "  %*s%s%*s%s", left ? 0 : blanks, "", sheet->cell[i], left && !last ? blanks : 0, "", last ? "\n" : "");
    }
}

/* ---- overview ---- */

static void say_load(const struct phrase *p, FILE *out)
{
    const struct plan *plan = p->plan;
    struct sheet sheet = {.phrase = p, .columns = 4, .left = 1};
    put(&sheet, SAY("stage", "voorziening"));
    put(&sheet, SAY("places", "plaatsen"));
    put(&sheet, SAY("load", "belasting"));
    put(&sheet, SAY("per place", "per plaats"));
    for (int32_t s = 0; s < plan->n_stages; s++) {
        const int64_t places = plan_places(plan, s);
        const double load = plan_offered(plan, s);
        const bool finite = places > 0 && places != INT64_MAX;
        put(&sheet, phrase_word(p, plan->stages[s].name));
        put(&sheet, number(p, places == INT64_MAX ? (double)INFINITY : (double)places, 0));
        put(&sheet, number(p, load, 1));
        put(&sheet, finite ? number(p, load / (double)places, 2) : "-");
    }
    print_sheet(&sheet, out);
    fprintf(out, "  %s\n", SAY("load: households at a time, were there room for all and nobody waited for anything.",
                               "belasting: huishoudens tegelijk, als er voor allen plaats was en niemand ergens op wachtte."));
}

static void say_requests(const struct phrase *p, FILE *out)
{
    const struct plan *plan = p->plan;
    double per_year = 0;
    int32_t times = 0;
    for (int32_t r = 0; r < plan->n_regions; r++) per_year += plan->regions[r].arrivals_per_year, times += plan->regions[r].n_times;
    const double growth = plan->params->intake.growth_per_year;
    if (per_year <= 0 && times) {
        fputs(SAY("  First requests for help only at the times given.\n", "  Alleen eerste hulpvragen op de opgegeven tijden.\n"), out);
        return;
    }
    fprintf(out, SAY("  %s first requests for help a year", "  %s eerste hulpvragen per jaar"), say_plain(round(10 * per_year) / 10, p->lang, p->arena));
    if (growth != 0) fprintf(out, SAY(", growing by %s", ", met een groei van %s"), say_value(growth, UNIT_GROWTH, p->lang, p->arena));
    fprintf(out, "%s.\n", times ? SAY(", and explicit arrivals", ", en gegeven meldingen") : "");
}

static void say_overview(const struct phrase *p, FILE *out)
{
    const struct plan *plan = p->plan;
    const int64_t days = (plan->window.from_s + SECONDS_PER_DAY / 2) / SECONDS_PER_DAY;
    fprintf(out, SAY("  %s to %s, after a warm-up of %s; %s, %s, %s, %s, %s.\n", "  %s tot %s, na een aanloop van %s; %s, %s, %s, %s, %s.\n"),
            phrase_date(p, plan->window.from_s), phrase_date(p, plan->window.end_s), many(p, days, "day", "days", "dag", "dagen"),
            many(p, plan->n_regions, "region", "regions", "regio", "regio's"), many(p, plan->n_stages, "stage", "stages", "voorziening", "voorzieningen"),
            many(p, plan->n_groups, "group", "groups", "groep", "groepen"), many(p, plan->n_exits, "exit", "exits", "uitgang", "uitgangen"),
            many(p, plan->n_gates, "gate", "gates", "voorwaarde", "voorwaarden"));
    say_requests(p, out);
    explain_demand(p, out);
    explain_initial(p, out);
    say_load(p, out);
    explain_gates(p, out);
}

/* What a pool keeps free, how it counts, who goes first. */
static void say_pool(const struct phrase *p, int32_t pool, FILE *out)
{
    const char *const said[] = {phrase_reserve(p, pool), phrase_persons(p, pool), phrase_in_turn(p, pool)}, *const keys[] = {"reserve", "unit", "backfill"};
    for (int k = 0; k < 3; k++)
        if (said[k]) fprintf(out, "  %s (pools.%s.%s).\n", said[k], p->plan->params->pools.key[pool], keys[k]);
}

/* What differs from the plain state of the regions: factors, shocks, dated changes. */
static void say_changes(const struct phrase *p, FILE *out)
{
    const struct shelter_params *params = p->plan->params;
    for (int32_t i = 0; i < params->gates.n; i++) {
        const char *gate = phrase_gate(p, i);
        if (gate) fprintf(out, "  %s (gates.%s).\n", gate, params->gates.key[i]);
    }
    const char *back = phrase_take_back(p);
    if (back) fprintf(out, "  %s (take_back).\n", back);
    for (int32_t i = 0; i < params->pools.n; i++) say_pool(p, i, out);
    for (int32_t i = 0; i < params->intake.shocks.n; i++) fprintf(out, "  %s (intake.shocks.%s).\n", phrase_shock(p, i), params->intake.shocks.key[i]);
    for (int32_t i = 0; i < params->changes.n; i++) fprintf(out, "  %s (changes.%s).\n", phrase_change(p, i), params->changes.key[i]);
}

/* ---- money ---- */

void explain_money(const struct phrase *p, int32_t funding, FILE *out)
{
    const struct plan *plan = p->plan;
    const char *name = plan->params->funding.key[funding];
    double left = 0;
    bool too_little = true; /* of each purchase: for one more of it */
    fprintf(out, "  %s (funding.%s):\n", phrase_funding(p, funding), name);
    for (int32_t i = 0; i < plan->n_purchases; i++) {
        const struct purchase *purchase = &plan->purchases[i];
        if (strcmp(purchase->funding, name) != 0 || purchase->money_eur_per_year <= 0) continue;
        fprintf(out, "    %s (%s).\n", phrase_purchase(p, purchase), purchase->spend);
        left += purchase->unspent_eur_per_year;
        too_little &= purchase->unspent_eur_per_year < purchase->price_eur;
    }
    if (fabs(left) >= 1)
        fprintf(out, SAY("    Of this %s is left over%s.\n", "    Hiervan blijft %s over%s.\n"), say_value(round(left), UNIT_MONEY_PER_YEAR, p->lang, p->arena),
                too_little ? SAY(": under each heading too little for one more", ": te weinig voor nog één erbij, bij elke post") : "");
}

static void say_money(const struct phrase *p, FILE *out)
{
    const struct plan *plan = p->plan;
    double total = 0;
    if (plan->n_purchases == 0) {
        fputs(SAY("  No money by `funding`; what changes cost is in the measure cost_eur.\n", "  Geen geld via `funding`; wat veranderingen kosten staat in de maat cost_eur.\n"), out);
        return;
    }
    for (int32_t i = 0; i < plan->params->funding.n; i++) {
        explain_money(p, i, out);
        total += ITEM(plan->params->funding, struct funding_params, i)->amount_eur_per_year;
    }
    fprintf(out, SAY("  Together %s.\n", "  Samen %s.\n"), say_value(total, UNIT_MONEY_PER_YEAR, p->lang, p->arena));
}

/* ---- stays, onward, places ---- */

static const char *step_name(const struct phrase *p, const struct step *step)
{
    return phrase_word(p, step->stage >= 0 ? p->plan->stages[step->stage].name : p->plan->exits[step->exit].name);
}

/* A line for each stage, group and next step: its stay, or (shares) how many take it. */
static void say_steps(const struct phrase *p, bool shares, FILE *out)
{
    const struct plan *plan = p->plan;
    struct sheet sheet = {.phrase = p, .columns = shares ? 4 : 5, .left = 3};
    put(&sheet, SAY("stage", "voorziening"));
    put(&sheet, SAY("group", "groep"));
    put(&sheet, SAY("next step", "volgende stap"));
    put(&sheet, shares ? SAY("share", "aandeel") : SAY("mean days", "gem. dagen"));
    if (!shares) put(&sheet, SAY("sd days", "sd dagen"));
    for (int32_t s = 0; s < plan->n_stages; s++)
        for (int32_t g = 0; g < plan->n_groups; g++)
            for (int32_t i = 0; i < plan->groups[g].steps[s].n; i++) {
                const struct step *step = &plan->groups[g].steps[s].item[i];
                const double before = i ? step[-1].cumulated : 0, day_s = (double)SECONDS_PER_DAY;
                put(&sheet, phrase_word(p, plan->stages[s].name));
                put(&sheet, phrase_word(p, plan->groups[g].name));
                put(&sheet, step_name(p, step));
                put(&sheet, shares ? arena_format(p->arena, "%s %%", number(p, 100 * (step->cumulated - before), 1)) : number(p, dist_mean(&step->stay) / day_s, 2));
                if (!shares) put(&sheet, number(p, dist_sd(&step->stay) / day_s, 2));
            }
    print_sheet(&sheet, out);
}

static double gate_value(const struct plan_gate *gate, int32_t region)
{
    if (gate->unlimited[region] || (gate->kind == GATE_SLOTS && gate->slots[region] == INT32_MAX)) return (double)INFINITY;
    return gate->kind == GATE_SLOTS ? gate->slots[region] : gate->factor[region];
}

static void say_places(const struct phrase *p, FILE *out)
{
    const struct plan *plan = p->plan;
    struct sheet sheet = {.phrase = p, .columns = 2 + plan->n_pools + plan->n_gates, .left = 1};
    put(&sheet, SAY("region", "regio"));
    for (int32_t kind = 0; kind < plan->n_pools; kind++) put(&sheet, phrase_word(p, plan->pools[kind].name));
    for (int32_t gate = 0; gate < plan->n_gates; gate++) put(&sheet, phrase_word(p, plan->gates[gate].name));
    put(&sheet, SAY("requests/yr", "vragen/jr"));
    for (int32_t r = 0; r < plan->n_regions; r++) {
        put(&sheet, plan->regions[r].name);
        for (int32_t kind = 0; kind < plan->n_pools; kind++) {
            const int32_t level = plan->places[place_set(plan, kind, r)];
            put(&sheet, number(p, level == INT32_MAX ? (double)INFINITY : level, 0));
        }
        for (int32_t gate = 0; gate < plan->n_gates; gate++) put(&sheet, number(p, gate_value(&plan->gates[gate], r), plan->gates[gate].kind == GATE_SLOTS ? 0 : 1));
        put(&sheet, number(p, plan->regions[r].arrivals_per_year, 1));
    }
    print_sheet(&sheet, out);
}

void shelter_explain(const struct scenario *scenario, const void *data, const char *table, int lang, FILE *out)
{
    struct arena arena;
    arena_init(&arena);
    const struct phrase phrase = {.plan = data, .arena = &arena, .lang = (enum lang)lang}, *p = &phrase;
    fprintf(out, "%s  [%s]\n", title_of(p), scenario->name);
    if (!table) {
        say_overview(p, out);
        say_changes(p, out);
        if (phrase.plan->n_purchases) say_money(p, out);
    } else if (strcmp(table, "stays") == 0 || strcmp(table, "onward") == 0) {
        say_steps(p, strcmp(table, "onward") == 0, out);
    } else if (strcmp(table, "places") == 0) {
        say_places(p, out);
    } else if (strcmp(table, "money") == 0) {
        say_money(p, out);
    }
    arena_free(&arena);
}
