/* The answer of the demo: the curve, what lies beside it, where it is felt, and why a sum on an envelope would say something else. */
#include "analysis/answer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/envelope.h"
#include "analysis/observed.h"
#include "analysis/show_views.h"
#include "analysis/variance.h"

struct page {
    struct result *result;
    struct arena *arena;
    enum lang lang;
    FILE *out;
    double years;
    int64_t n;         /* replications */
    int32_t scenarios;
    const char *const *name;
    const char *first_year, *last_year; /* counted calendar years; NULL when the file does not have them */
};

#define SAY(en_text, nl_text) table_said(page->lang, en_text, nl_text)

static void say(const struct page *page, const char *en, const char *nl) { fputs(SAY(en, nl), page->out); }

/* ---- figures ---- */

static int32_t column_of(const struct summary_series *series, const char *label)
{
    for (int32_t i = 0; i < series->labels; i++)
        if (strcmp(series->label[i], label) == 0) return i;
    return -1;
}

/* One measure per replication, divided by `over`; of one label of `by`, or summed over everything. NULL: the file does not have it. */
static const double *figure(const struct page *page, const char *measure, int32_t scenario, const char *by, const char *label, double over)
{
    struct summary_series series;
    const int32_t found = result_find(page->result, measure);
    if (found < 0 || summary_read(page->result, found, scenario, by, page->arena, &series).code != STATUS_OK) return NULL;
    const int32_t column = by ? column_of(&series, label) : 0;
    if (column < 0) return NULL;
    const double *values = summary_column(&series, page->n, column, page->arena);
    double *x = ARENA_ARRAY(page->arena, double, page->n + 1);
    for (int64_t i = 0; i < page->n; i++) x[i] = values[i] / over;
    return x;
}

static const char *mean_of(const struct page *page, const double *x)
{
    if (!x) return "-";
    const struct interval interval = summary_interval(x, page->n);
    return table_interval(&interval, false, page->lang, page->arena);
}

static double plain_mean(const struct page *page, const double *x) { return x ? summary_interval(x, page->n).mean : (double)NAN; }

static bool is_gate(const struct page *page, const char *item)
{
    int32_t n = 0;
    const char *const *gates = result_labels(page->result, "gate", &n);
    for (int32_t i = 0; i < n; i++)
        if (strcmp(gates[i], item) == 0) return true;
    return false;
}

/* Share of the money that goes to homes and help; NAN where no money is spent. */
static double flow_share(const struct page *page, int32_t scenario, double *total)
{
    int32_t n = 0;
    const char *const *items = result_labels(page->result, "item", &n);
    double flow = 0;
    *total = 0;
    for (int32_t i = 0; i < n; i++) {
        const double eur = plain_mean(page, figure(page, "spent_eur_per_year", scenario, "item", items[i], 1));
        if (isnan(eur)) continue;
        *total += eur;
        if (is_gate(page, items[i])) flow += eur;
    }
    return *total > 0 ? flow / *total : (double)NAN;
}

/* ---- differences that hold together ---- */

/* Any scenario with any other, over the counted period and in its last year: whichever turns out to be of interest was among them. */
static int32_t comparisons(const struct page *page) { return page->scenarios * (page->scenarios - 1) / 2 * (page->last_year ? 2 : 1); }

static struct interval together(const struct page *page, const double *x, const double *base)
{
    struct interval difference = summary_paired(x, base, page->n);
    if (difference.half > 0) difference.half *= summary_t(1 - 0.025 / comparisons(page), (double)(difference.n - 1)) / summary_t(0.975, (double)(difference.n - 1));
    return difference;
}

/* ---- the curve ---- */

/* In the last counted calendar year, when what was bought has long been there. */
static const double *not_placed_late(const struct page *page, int32_t s) { return figure(page, "not_placed_24h_by_year", s, "year", page->last_year, 1); }

static const double *not_placed(const struct page *page, int32_t s) { return figure(page, "not_placed_24h", s, NULL, NULL, page->years); }

static void curve_head(const struct page *page, struct table *table)
{
    table_cell(table, "scenario");
    table_cell(table, SAY("on flow", "aan stroom"));
    table_cell(table, SAY("M eur/yr", "M eur/jr"));
    table_cell(table, SAY("not placed in 24 h", "niet geplaatst in 24 u"));
    table_cell(table, SAY("difference", "verschil"));
    if (page->last_year) table_cell(table, arena_format(page->arena, SAY("in %s", "in %s"), page->last_year));
    table_cell(table, SAY("hotel nights", "hotelnachten"));
    table_cell(table, SAY("unsafe days", "onveilige dagen"));
}

static void curve_row(const struct page *page, struct table *table, int32_t s, const double *base)
{
    double total;
    const double share = flow_share(page, s, &total);
    const double *x = not_placed(page, s);
    table_cell(table, page->name[s]);
    table_cell(table, isnan(share) ? "-" : arena_format(page->arena, "%s %%", table_number(100 * share, 0, page->lang, page->arena)));
    table_cell(table, table_number(total / 1e6, 2, page->lang, page->arena));
    table_cell(table, mean_of(page, x));
    const struct interval difference = together(page, x, base);
    table_cell(table, s == 0 ? "" : table_difference(&difference, page->lang, page->arena));
    if (page->last_year) {
        const struct interval late = together(page, not_placed_late(page, s), not_placed_late(page, 0));
        table_cell(table, s == 0 ? "" : table_difference(&late, page->lang, page->arena));
    }
    table_cell(table, mean_of(page, figure(page, "hotel_nights", s, NULL, NULL, page->years)));
    table_cell(table, mean_of(page, figure(page, "unsafe_days", s, NULL, NULL, page->years)));
}

static void say_pairing(const struct page *page, const double *base)
{
    double least = (double)INFINITY;
    for (int32_t s = 1; s < page->scenarios; s++) least = fmin(least, variance_pairing(not_placed(page, s), base, page->n)); /* fmin leaves NAN out */
    if (isfinite(least))
        fprintf(page->out,
                SAY("  Without the same households in every scenario at least %s times as many replications would have been needed.\n",
                    "  Zonder dezelfde huishoudens in elk scenario waren minstens %s keer zoveel herhalingen nodig geweest.\n"),
                table_number(least, 1, page->lang, page->arena));
}

static void say_curve(const struct page *page)
{
    struct table table;
    table_init(&table, page->last_year ? "lrrrrrrr" : "lrrrrrr", page->arena);
    const double *base = not_placed(page, 0);
    curve_head(page, &table);
    for (int32_t s = 0; s < page->scenarios; s++) curve_row(page, &table, s, base);
    say(page, "The curve: the same money, from all of it on places to all of it on flow; per year\n",
        "De curve: hetzelfde geld, van alles aan plaatsen tot alles aan doorstroom; per jaar\n");
    table_print(&table, page->out);
    if (page->last_year)
        fprintf(page->out,
                SAY("  Means of the counted years %s to %s, also those before there was money; `in %s`: the difference in that year alone.\n",
                    "  Gemiddelden over de getelde jaren %s tot en met %s, ook die zonder het geld; `in %s`: het verschil in dat jaar alleen.\n"),
                page->first_year, page->last_year, page->last_year);
    say(page,
        "  not placed in 24 h: requests for help without a place within a day, the country, all households counted. flow: homes and help.\n"
        "  ± is half of a 95 % interval over replications; a difference is taken over the same households in every scenario, and the intervals of\n"
        "  all differences between any two scenarios hold together (Bonferroni).\n",
        "  niet geplaatst in 24 u: hulpvragen zonder plaats binnen een dag, heel het land, alle huishoudens. stroom: woningen en hulp.\n"
        "  ± is de helft van een 95%-interval over herhalingen; een verschil gaat over dezelfde huishoudens in elk scenario, en de intervallen van\n"
        "  alle verschillen tussen welke twee scenario's ook gelden samen (Bonferroni).\n");
    say_pairing(page, base);
}

/* ---- who fares differently ---- */

static void say_fares(const struct page *page)
{
    const struct show_options options = {.lang = page->lang};
    const struct view_page view = {.result = page->result, .options = &options, .arena = page->arena, .out = page->out, .scenario = page->name,
                                   .scenarios = page->scenarios, .draws = 1, .worlds = page->n};
    if (page->scenarios > 1 && result_find(page->result, "fares") >= 0) view_fares(&view);
}

/* ---- the social account: only where a scenario gives values ---- */

static const double *social_of(const struct page *page, int32_t s) { return figure(page, "social_value_eur", s, NULL, NULL, page->years * 1e6); }

static bool has_social(const struct page *page)
{
    for (int32_t s = 0; s < page->scenarios; s++)
        if (plain_mean(page, social_of(page, s)) != 0 && social_of(page, s)) return true;
    return false;
}

static void say_social(const struct page *page)
{
    struct table table;
    if (!has_social(page)) return;
    table_init(&table, "lrr", page->arena);
    table_cell(&table, "scenario");
    table_cell(&table, SAY("M eur/yr", "M eur/jr"));
    table_cell(&table, SAY("difference", "verschil"));
    for (int32_t s = 0; s < page->scenarios; s++) {
        const struct interval difference = summary_paired(social_of(page, s), social_of(page, 0), page->n);
        table_cell(&table, page->name[s]);
        table_cell(&table, mean_of(page, social_of(page, s)));
        table_cell(&table, s == 0 ? "" : table_difference(&difference, page->lang, page->arena));
    }
    say(page, "The social account: what society loses a year by the values given in the scenario; places, homes and help not included\n",
        "De maatschappelijke rekening: wat de samenleving per jaar verliest naar de waarden in het scenario; zonder plaatsen, woningen en hulp\n");
    table_print(&table, page->out);
}

/* The name, and how its money is divided: names say only one of the two shares. */
static const char *named(const struct page *page, int32_t s)
{
    double total;
    const double share = flow_share(page, s, &total);
    if (isnan(share)) return page->name[s];
    return arena_format(page->arena, SAY("%s (%s %% on flow)", "%s (%s %% aan stroom)"), page->name[s], table_number(100 * share, 0, page->lang, page->arena));
}

/* of: figures per replication of a scenario. */
static void say_fewest(const struct page *page, const char *when, const double *(*of)(const struct page *, int32_t))
{
    int32_t best = 0;
    double least = (double)INFINITY;
    for (int32_t s = 1; s < page->scenarios; s++) {
        const double mean = plain_mean(page, of(page, s));
        if (mean < least) least = mean, best = s;
    }
    if (!best) return;
    const double *x = of(page, best);
    fprintf(page->out, SAY("Fewest not placed %s: %s", "Minst niet geplaatst %s: %s"), when, named(page, best));
    int32_t alike = 0;
    for (int32_t s = 1; s < page->scenarios; s++) {
        const struct interval d = together(page, of(page, s), x);
        if (s != best && summary_covers_zero(&d)) fprintf(page->out, "%s %s", alike++ ? "," : SAY("; a difference was not shown with", "; een verschil is niet aangetoond met"), named(page, s));
    }
    fputs(".\n", page->out);
}

static void say_best(const struct page *page)
{
    if (!page->last_year) {
        say_fewest(page, SAY("over the counted period", "over de getelde periode"), not_placed);
        return;
    }
    say_fewest(page, arena_format(page->arena, SAY("over %s to %s", "over %s tot en met %s"), page->first_year, page->last_year), not_placed);
    say_fewest(page, arena_format(page->arena, SAY("in %s alone", "in %s alleen"), page->last_year), not_placed_late);
}

/* ---- why places are held ---- */

static void say_blocked(const struct page *page)
{
    int32_t n = 0;
    const char *const *causes = result_labels(page->result, "cause", &n);
    if (!causes) return;
    char align[1 + 18 + 1] = "lrrrrrrrrrrrrrrrrrr"; /* more than 16 gates are refused */
    align[1 + (n < 18 ? n : 18)] = '\0';
    struct table table;
    table_init(&table, align, page->arena);
    table_cell(&table, "scenario");
    int32_t named = 0;
    const char *const *names = table_labels(page->result, "cause", page->lang, page->arena, &named);
    for (int32_t c = 0; c < n && c < 18; c++) table_cell(&table, names[c]);
    for (int32_t s = 0; s < page->scenarios; s++) {
        table_cell(&table, page->name[s]);
        for (int32_t c = 0; c < n && c < 18; c++) table_cell(&table, mean_of(page, figure(page, "blocked_days", s, "cause", causes[c], page->years)));
    }
    say(page, "Days a place was held after the planned stay, per year, by what was waited for\n",
        "Dagen dat een plaats bezet bleef na de geplande verblijfsduur, per jaar, naar waarop werd gewacht\n");
    table_print(&table, page->out);
}

/* ---- regions and years ---- */

enum { YEARS_SHOWN = 2 };

static int32_t years_of(const struct page *page, const char *shown[YEARS_SHOWN])
{
    int32_t n = 0, k = 0;
    const char *const *years = result_labels(page->result, "year", &n);
    for (int32_t i = 0; i < n && k < YEARS_SHOWN; i++)
        if (strcmp(years[i], "2018") == 0 || strcmp(years[i], "2019") == 0) shown[k++] = years[i];
    for (int32_t i = 0; i < n && i < YEARS_SHOWN && k == 0; i++) shown[i] = years[i];
    return k ? k : n < YEARS_SHOWN ? n : YEARS_SHOWN;
}

/* Mean of not_placed_24h_by_year[year][region] of the baseline. */
static double by_year(const struct page *page, const char *year, int32_t region, int32_t regions)
{
    int32_t n = 0, y = 0;
    const char *const *years = result_labels(page->result, "year", &n);
    while (y < n && strcmp(years[y], year) != 0) y++;
    const double *values;
    const int32_t measure = result_find(page->result, "not_placed_24h_by_year");
    if (measure < 0 || y == n || result_values(page->result, measure, 0, &values).code != STATUS_OK) return (double)NAN;
    double sum = 0;
    for (int64_t k = 0; k < page->n; k++) sum += values[(k * n + y) * regions + region];
    return sum / (double)page->n;
}

static void region_rows(const struct page *page, struct table *table, const char *const *shown, int32_t n_shown, int32_t regions, const char *const *region)
{
    for (int32_t r = 0; r < regions; r++) {
        table_cell(table, region[r]);
        for (int32_t y = 0; y < n_shown; y++) table_cell(table, table_number(by_year(page, shown[y], r, regions), 1, page->lang, page->arena));
    }
}

static void say_regions(const struct page *page)
{
    int32_t regions = 0;
    const char *const *region = result_labels(page->result, "region_name", &regions);
    if (!region) region = result_labels(page->result, "region", &regions);
    const char *shown[YEARS_SHOWN];
    const int32_t n = region ? years_of(page, shown) : 0;
    if (n == 0 || regions > 60) return;
    struct table table;
    table_init(&table, n == 1 ? "lr" : "lrr", page->arena);
    table_cell(&table, SAY("region of origin", "regio van herkomst"));
    for (int32_t y = 0; y < n; y++) table_cell(&table, shown[y]);
    region_rows(page, &table, shown, n, regions, region);
    fprintf(page->out, SAY("Not placed within 24 h in the baseline (%s), mean number of requests by region\n", "Niet geplaatst binnen 24 u in de uitgangssituatie (%s), gemiddeld aantal hulpvragen per regio\n"),
            page->name[0]);
    table_print(&table, page->out);
    for (int32_t y = 0; y < n; y++)
        fprintf(page->out, SAY("  %s: %s of %s had somebody who was not placed within 24 h.\n", "  %s: in %s van %s was er iemand die niet binnen 24 u geplaatst kon worden.\n"),
                shown[y], mean_of(page, figure(page, "regions_with_shortage", 0, "year", shown[y], 1)),
                say_many(regions, SAY("region", "regio"), SAY("regions", "regio's"), page->lang, page->arena));
    say(page,
        "  Known from research: in 2018 and in 2019 people could not be placed in several centre municipalities (Regioplan 2020). Several is a\n"
        "  lower bound: only fewer than three would contradict it.\n"
        "  Regional figures are illustrations: capacity and population per region are assumptions.\n",
        "  Bekend uit onderzoek: in 2018 en in 2019 konden in meerdere centrumgemeenten mensen niet geplaatst worden (Regioplan 2020). Meerdere\n"
        "  is een ondergrens: alleen minder dan drie zou het tegenspreken.\n"
        "  Regionale cijfers zijn illustraties: capaciteit en inwoners per regio zijn aannames.\n");
}

/* ---- on an envelope ---- */

static void say_envelope(const struct page *page)
{
    struct envelope e;
    if (envelope_make(page->result, page->arena, &e).code != STATUS_OK) return;
    const char *load = table_number(e.load, 0, page->lang, page->arena), *places = table_number(e.places, 0, page->lang, page->arena),
               *held = table_number(e.held, 0, page->lang, page->arena);
    fprintf(page->out, SAY("On the back of an envelope (%s): planned stays need %s of %s places. Were nobody blocked, Erlang's loss formula would refuse\n"
                           "%s %% in each region on its own, and %s %% were the country one pool.\n",
                           "Op de achterkant van een envelop (%s): geplande verblijfsduren vragen %s van %s plaatsen. Zou niemand geblokkeerd raken, dan weigert\n"
                           "de verliesformule van Erlang %s %% als elke regio op zichzelf staat, en %s %% als het land een geheel is.\n"),
            page->name[0], load, places, table_number(100 * e.loss_regions, 1, page->lang, page->arena), table_number(100 * e.loss_pooled, 1, page->lang, page->arena));
    fprintf(page->out, SAY("The simulation finds %s places in use and %s %% not placed within a day: places stay occupied while people wait for what comes\n"
                           "next (%s at a time), returns and repeated requests come on top, red cannot stay in the own region, and calls take time.\n",
                           "De simulatie vindt %s bezette plaatsen en %s %% niet geplaatst binnen een dag: plaatsen blijven bezet terwijl mensen wachten op wat\n"
                           "daarna komt (%s tegelijk), terugkeer en herhaalde vragen komen erbij, rood kan niet in de eigen regio, en bellen kost tijd.\n"),
            held, table_number(100 * e.not_placed_share, 1, page->lang, page->arena), table_number(e.blocked, 0, page->lang, page->arena));
}

/* ---- money ---- */

/* What takes longer to build costs less in the years it is being built. */
static void say_spent(const struct page *page)
{
    double least = (double)INFINITY, most = 0;
    const double base = plain_mean(page, figure(page, "cost_eur", 0, NULL, NULL, 1e6));
    for (int32_t s = 1; s < page->scenarios; s++) {
        const double more = plain_mean(page, figure(page, "cost_eur", s, NULL, NULL, 1e6)) - base;
        least = fmin(least, more);
        most = fmax(most, more);
    }
    if (isnan(base) || most <= 0) return;
    fprintf(page->out,
            SAY("Over the counted period they cost %s to %s million euro more than the baseline: some things stand sooner than others, and fewer hotel nights save money.\n",
                "Over de getelde periode kosten ze %s tot %s miljoen euro meer dan de uitgangssituatie: het ene staat er eerder dan het andere, en minder hotelnachten scheelt geld.\n"),
            table_number(least, 1, page->lang, page->arena), table_number(most, 1, page->lang, page->arena));
}

static void say_money(const struct page *page)
{
    double least = (double)INFINITY, most = 0;
    for (int32_t s = 1; s < page->scenarios; s++) {
        double total;
        if (isnan(flow_share(page, s, &total))) continue;
        least = fmin(least, total);
        most = fmax(most, total);
    }
    if (most <= 0) return;
    fprintf(page->out, SAY("Equal money: the scenarios spend between %s and %s million euro a year when everything runs.\n",
                           "Gelijk geld: de scenario's besteden tussen %s en %s miljoen euro per jaar als alles draait.\n"),
            table_number(least / 1e6, 3, page->lang, page->arena), table_number(most / 1e6, 3, page->lang, page->arena));
    say_spent(page);
}

/* What else there is to say stands without them. */
static void say_observed(const struct page *page)
{
    const status printed = observed_print(page->result, page->lang, page->arena, page->out);
    if (printed.code != STATUS_OK)
        fprintf(stderr, SAY("doorstroom: warning: the observed figures are left out: %s [%s]\n", "doorstroom: waarschuwing: de waargenomen cijfers ontbreken: %s [%s]\n"), printed.text,
                printed.id);
}

static void say_question(const struct page *page)
{
    say(page,
        "What would 14 million euro a year have done?\n"
        "The government set it aside in 2020 \"for creating extra places needed for acute crisis situations in women's shelters and for solving\n"
        "the problems of onward flow and exit\" (Regioplan 2020, in Dutch).\n",
        "Wat zou 14 miljoen euro per jaar hebben gedaan?\n"
        "Het kabinet trok in 2020 \"structureel 14 miljoen euro [uit] voor het creëren van benodigde extra opvangplekken voor acute crisissituaties\n"
        "in de vrouwenopvang en voor het oplossen van door- en uitstroomproblematiek\" (Regioplan 2020).\n");
    fprintf(page->out, SAY("%s; %s meet the same households. NOT CALIBRATED: inputs were chosen by hand within their ranges.\n",
                           "%s; %s ontmoeten dezelfde huishoudens. NIET GEKALIBREERD: invoer is met de hand binnen de marges gekozen.\n"),
            say_many(page->n, SAY("replication", "herhaling"), SAY("replications", "herhalingen"), page->lang, page->arena),
            say_many(page->scenarios, "scenario", SAY("scenarios", "scenario's"), page->lang, page->arena));
}

/* A blank line before each part that says something. */
static void part_print(struct page *page, void (*part)(const struct page *page), bool apart)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = page->out;
    page->out = open_memstream(&text, &length);
    if (!page->out) arena_exhausted(page->arena, 0);
    part(page);
    fclose(page->out);
    page->out = out;
    if (length > 0 && apart) putc('\n', out);
    if (length > 0) fwrite(text, 1, length, out);
    free(text);
}

status analysis_answer(struct result *result, enum lang lang, FILE *out)
{
    if (result_find(result, "not_placed_24h") < 0)
        return status_fail(STATUS_FAILED, "no-measure", "this file does not say how many were not placed within 24 hours");
    struct arena arena;
    arena_init(&arena);
    struct page page = {.result = result, .arena = &arena, .lang = lang, .out = out, .years = summary_years(result), .n = result_replications(result)};
    page.name = result_labels(result, "scenario", &page.scenarios);
    int32_t n_years = 0;
    const char *const *years = result_labels(result, "year", &n_years);
    if (n_years > 1 && result_find(result, "not_placed_24h_by_year") >= 0) page.first_year = years[0], page.last_year = years[n_years - 1];
    void (*const parts[])(const struct page *) = {say_question, say_curve, say_fares, say_social, say_best, say_money, say_blocked, say_regions, say_envelope, say_observed};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) part_print(&page, parts[i], i > 0);
    arena_free(&arena);
    return status_ok();
}
