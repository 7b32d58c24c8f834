/* What was understood of a scenario, in tables and sentences a planner reads. Nothing here is simulated. */
#include "models/shelter/explain.h"

#include <math.h>
#include <string.h>

#include "sim/describe.h"

#define SAY(nl_text, en_text) (lang == LANG_NL ? (nl_text) : (en_text))

static const char *title_of(const struct plan *plan, int lang)
{
    const struct title *title = &plan->params->head.title;
    const char *text = lang == LANG_NL ? title->nl : title->en;
    if (!text) text = title->en ? title->en : title->nl;
    return text ? text : plan->scenario->name;
}

static void number(char out[32], double value, int decimals, int lang)
{
    if (isinf(value)) {
        snprintf(out, 32, "%s", SAY("onbeperkt", "unlimited"));
        return;
    }
    snprintf(out, 32, "%.*f", decimals, value);
    for (char *c = out; *c && lang == LANG_NL; c++)
        if (*c == '.') *c = ',';
}

/* Euro with a thousands separator: 14 000 000. */
static void euro(char out[32], double value)
{
    char digits[32];
    snprintf(digits, sizeof digits, "%.0f", fabs(value));
    const int n = (int)strlen(digits);
    int k = 0;
    if (value <= -0.5) out[k++] = '-';
    for (int i = 0; i < n && k < 30; i++) {
        if (i && (n - i) % 3 == 0) out[k++] = ' ';
        out[k++] = digits[i];
    }
    out[k] = '\0';
}

static void date_text(const struct plan *plan, seconds t_s, char out[11]) { date_format(out, plan->start_date_s + t_s - plan->window.from_s); }

/* ---- overview ---- */

static void say_load(const struct plan *plan, int lang, FILE *out)
{
    fprintf(out, "  %-16s %12s %12s %10s\n", SAY("voorziening", "stage"), SAY("plaatsen", "places"), SAY("belasting", "load"), SAY("per plaats", "per place"));
    for (int32_t s = 0; s < plan->n_stages; s++) {
        const int64_t places = plan_places(plan, s);
        const double load = plan_offered(plan, s);
        char p[32], l[32], share[32];
        number(p, places == INT64_MAX ? (double)INFINITY : (double)places, 0, lang);
        number(l, load, 1, lang);
        number(share, places > 0 && places != INT64_MAX ? load / (double)places : 0, 2, lang);
        fprintf(out, "  %-16s %12s %12s %10s\n", plan->stages[s].name, p, l, places > 0 && places != INT64_MAX ? share : "-");
    }
    fprintf(out, "  %s\n", SAY("belasting: huishoudens tegelijk, als er voor allen plaats was en niemand ergens op wachtte.",
                               "load: households at a time, were there room for all and nobody waited for anything."));
}

static void say_overview(const struct plan *plan, int lang, FILE *out)
{
    char from[11], to[11], rate[32];
    double per_year = 0;
    int32_t times = 0;
    for (int32_t r = 0; r < plan->n_regions; r++) per_year += plan->regions[r].arrivals_per_year, times += plan->regions[r].n_times;
    date_text(plan, plan->window.from_s, from);
    date_text(plan, plan->window.end_s, to);
    number(rate, per_year, 1, lang);
    fprintf(out, SAY("  %s tot %s, na een aanloop van %.0f dagen; %d regio's, %d voorzieningen, %d groepen, %d uitgangen, %d voorwaarden.\n",
                     "  %s to %s, after a warm-up of %.0f days; %d regions, %d stages, %d groups, %d exits, %d gates.\n"),
            from, to, (double)plan->window.from_s / (double)SECONDS_PER_DAY, plan->n_regions, plan->n_stages, plan->n_groups, plan->n_exits, plan->n_gates);
    fprintf(out, SAY("  %s eerste hulpvragen per jaar%s.\n", "  %s first requests for help per year%s.\n"), rate, times ? SAY(", en gegeven meldingen", ", and explicit arrivals") : "");
    say_load(plan, lang, out);
}

/* ---- money ---- */

static void say_ready(const struct plan *plan, const struct purchase *p, int lang, FILE *out)
{
    char first[11], last[11];
    date_text(plan, p->from_s + p->after_s, first);
    date_text(plan, p->from_s + p->after_s + p->over_s, last);
    if (p->over_s > 0) fprintf(out, SAY(" klaar tussen %s en %s;", " ready between %s and %s;"), first, last);
    else fprintf(out, SAY(" klaar op %s;", " ready on %s;"), first);
}

static void say_where(const struct plan *plan, const struct purchase *p, int lang, FILE *out)
{
    int32_t regions = 0, shown = 0;
    for (int32_t r = 0; r < plan->n_regions; r++) regions += p->by_region[r] > 0;
    fprintf(out, SAY(" in %d regio's:", " in %d regions:"), regions);
    for (int32_t r = 0; r < plan->n_regions; r++)
        if (p->by_region[r] > 0) fprintf(out, "%s %s %lld", shown++ ? "," : "", plan->regions[r].name, (long long)p->by_region[r]);
    fprintf(out, ".\n");
}

static void say_purchase(const struct plan *plan, const struct purchase *p, int lang, FILE *out)
{
    char money[32], price[32], unspent[32];
    euro(money, p->money_eur_per_year);
    euro(price, p->price_eur);
    euro(unspent, p->unspent_eur_per_year);
    const char *unit = p->kind == BUY_PLACES  ? SAY("plaatsen", "places")
                       : p->kind == BUY_SLOTS ? SAY("plekken bij hulpverleners", "caseworker slots")
                                              : SAY("woningen per jaar", "homes per year");
    fprintf(out, SAY("  %s / %s: %s euro per jaar koopt %lld %s (%s) voor %s euro;", "  %s / %s: %s euro per year buys %lld %s (%s) at %s euro;"), p->funding, p->spend, money,
            (long long)p->quantity, unit, p->what, price);
    say_ready(plan, p, lang, out);
    if (fabs(p->unspent_eur_per_year) >= 1) fprintf(out, SAY(" rest %s euro;", " rest %s euro;"), unspent);
    if (p->quantity > 0) say_where(plan, p, lang, out);
    else fprintf(out, "\n");
}

static void say_money(const struct plan *plan, int lang, FILE *out)
{
    double total = 0, unspent = 0;
    if (plan->n_purchases == 0) {
        fprintf(out, "%s", SAY("  Geen geld via `funding`; wat veranderingen kosten staat in de maat cost_eur.\n", "  No money by `funding`; what changes cost is in the measure cost_eur.\n"));
        return;
    }
    for (int32_t i = 0; i < plan->n_purchases; i++) {
        if (plan->purchases[i].money_eur_per_year <= 0) continue;
        say_purchase(plan, &plan->purchases[i], lang, out);
        total += plan->purchases[i].money_eur_per_year;
        unspent += plan->purchases[i].unspent_eur_per_year;
    }
    char t[32], u[32];
    euro(t, total);
    euro(u, unspent);
    fprintf(out, SAY("  Samen %s euro per jaar, waarvan %s euro over.\n", "  Together %s euro per year, of which %s euro is left.\n"), t, u);
}

/* ---- stays, onward, places ---- */

static void say_stays(const struct plan *plan, int lang, FILE *out)
{
    fprintf(out, "  %-16s %-18s %-18s %12s %12s\n", SAY("voorziening", "stage"), SAY("groep", "group"), SAY("volgende stap", "next step"), SAY("gem. dagen", "mean days"), SAY("sd dagen", "sd days"));
    for (int32_t s = 0; s < plan->n_stages; s++)
        for (int32_t g = 0; g < plan->n_groups; g++)
            for (int32_t i = 0; i < plan->groups[g].steps[s].n; i++) {
                const struct step *step = &plan->groups[g].steps[s].item[i];
                char mean[32], sd[32];
                number(mean, dist_mean(&step->stay) / (double)SECONDS_PER_DAY, 2, lang);
                number(sd, dist_sd(&step->stay) / (double)SECONDS_PER_DAY, 2, lang);
                fprintf(out, "  %-16s %-18s %-18s %12s %12s\n", plan->stages[s].name, plan->groups[g].name,
                        step->stage >= 0 ? plan->stages[step->stage].name : plan->exits[step->exit].name, mean, sd);
            }
}

static void say_onward(const struct plan *plan, int lang, FILE *out)
{
    fprintf(out, "  %-16s %-18s %-18s %8s\n", SAY("voorziening", "stage"), SAY("groep", "group"), SAY("volgende stap", "next step"), SAY("aandeel", "share"));
    for (int32_t s = 0; s < plan->n_stages; s++)
        for (int32_t g = 0; g < plan->n_groups; g++) {
            double before = 0;
            for (int32_t i = 0; i < plan->groups[g].steps[s].n; i++) {
                const struct step *step = &plan->groups[g].steps[s].item[i];
                char share[32];
                number(share, 100 * (step->cumulated - before), 1, lang);
                fprintf(out, "  %-16s %-18s %-18s %7s%%\n", plan->stages[s].name, plan->groups[g].name, step->stage >= 0 ? plan->stages[step->stage].name : plan->exits[step->exit].name, share);
                before = step->cumulated;
            }
        }
}

static void say_places(const struct plan *plan, int lang, FILE *out)
{
    fprintf(out, "  %-20s", SAY("regio", "region"));
    for (int32_t kind = 0; kind < plan->n_pools; kind++) fprintf(out, " %12s", plan->pools[kind].name);
    for (int32_t gate = 0; gate < plan->n_gates; gate++) fprintf(out, " %12s", plan->gates[gate].name);
    fprintf(out, " %12s\n", SAY("vragen/jr", "requests/yr"));
    for (int32_t r = 0; r < plan->n_regions; r++) {
        char text[32];
        fprintf(out, "  %-20s", plan->regions[r].name);
        for (int32_t kind = 0; kind < plan->n_pools; kind++) {
            const int32_t level = plan->places[place_set(plan, kind, r)];
            number(text, level == INT32_MAX ? (double)INFINITY : level, 0, lang);
            fprintf(out, " %12s", text);
        }
        for (int32_t gate = 0; gate < plan->n_gates; gate++) {
            const struct plan_gate *g = &plan->gates[gate];
            const double value = g->unlimited[r] || (g->kind == GATE_SLOTS && g->slots[r] == INT32_MAX) ? (double)INFINITY : g->kind == GATE_SLOTS ? g->slots[r] : g->factor[r];
            number(text, value, 1, lang);
            fprintf(out, " %12s", text);
        }
        number(text, plan->regions[r].arrivals_per_year, 1, lang);
        fprintf(out, " %12s\n", text);
    }
}

void shelter_explain(const struct scenario *scenario, const void *data, const char *table, int lang, FILE *out)
{
    const struct plan *plan = data;
    fprintf(out, "%s  [%s]\n", title_of(plan, lang), scenario->name);
    if (!table) {
        say_overview(plan, lang, out);
        if (plan->n_purchases) say_money(plan, lang, out);
    } else if (strcmp(table, "stays") == 0) {
        say_stays(plan, lang, out);
    } else if (strcmp(table, "onward") == 0) {
        say_onward(plan, lang, out);
    } else if (strcmp(table, "places") == 0) {
        say_places(plan, lang, out);
    } else if (strcmp(table, "money") == 0) {
        say_money(plan, lang, out);
    }
}
