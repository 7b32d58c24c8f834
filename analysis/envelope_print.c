/* Formulas beside the simulation, for people and for programs. */
#include <math.h>

#include "analysis/envelope.h"
#include "analysis/json.h"
#include "analysis/table.h"

enum { MOST_YEARS = 12 }; /* in a table; of more only every second, third, ... is shown */

struct page {
    const struct envelope_full *full;
    enum lang lang;
    struct arena *arena;
    FILE *out;
};

#define SAY(en, nl) say_in(page->lang, en, nl)

static const char *number(const struct page *page, double x, int decimals) { return table_number(x, decimals, page->lang, page->arena); }

/* Small numbers need a digit more. */
static const char *amount(const struct page *page, double x) { return number(page, x, fabs(x) < 100 ? 1 : 0); }

/* Below a hundredth of a percent nothing is left to compare. */
static const char *percent(const struct page *page, double share)
{
    if (isnan(share)) return "-";
    if (share == 0) return "0 %";
    if (share > 0 && share < 5e-5) return arena_format(page->arena, "< %s %%", number(page, 0.01, 2));
    return arena_format(page->arena, "%s %%", number(page, 100 * share, share < 0.01 ? 2 : 1));
}

static const char *percents(const struct page *page, struct interval share)
{
    if (isnan(share.mean)) return "-";
    share.mean *= 100, share.half *= 100;
    return arena_format(page->arena, "%s %%", table_interval(&share, false, page->lang, page->arena));
}

static const char *around(const struct page *page, const struct interval *interval)
{
    return table_interval(interval, false, page->lang, page->arena);
}

static void row(struct table *table, const char *const *cell, int32_t n)
{
    for (int32_t i = 0; i < n; i++) table_cell(table, cell[i]);
}

/* ---- tables ---- */

static void stage_row(const struct page *page, struct table *table, const struct envelope_stage *stage)
{
    const bool loss = stage->counted;
    const char *const cells[] = {stage->name[page->lang],
                                 number(page, stage->offered, 1),
                                 number(page, stage->load, 1),
                                 number(page, stage->places, stage->places == rint(stage->places) ? 0 : 1),
                                 loss ? number(page, stage->load / stage->places, 2) : "-",
                                 number(page, stage->fluid, 1),
                                 around(page, &stage->occupied),
                                 around(page, &stage->blocked),
                                 loss ? percent(page, stage->loss_regions) : "-",
                                 percents(page, stage->full),
                                 loss ? percent(page, stage->loss_pooled) : "-"};
    row(table, cells, 11);
}

static void print_stages(const struct page *page)
{
    const struct envelope_full *full = page->full;
    struct table table;
    table_init(&table, "lrrrrrrrrrr", page->arena);
    const char *const heads[] = {SAY("stage", "voorziening"), SAY("at start", "bij begin"),   SAY("load", "benodigd"),
                                 SAY("places", "plaatsen"),   SAY("per place", "per plaats"), SAY("fluid", "vloeistof"),
                                 SAY("in use", "bezet"),      SAY("held", "geblokkeerd"),     SAY("own", "eigen"),
                                 SAY("full", "vol"),          SAY("pool", "geheel")};
    row(&table, heads, 11);
    for (int32_t s = 0; s < full->stages; s++) stage_row(page, &table, &full->stage[s]);
    stage_row(page, &table, &full->all);
    table_print(&table, page->out);
    fputs(
        SAY("at start, load: households at a time by planned stays; fluid: places in use in the fluid limit; own, pool: Erlang's share refused, each "
            "region\n"
            "by itself and the country as one. Simulated: in use, held (of these, after the planned stay), full (time without a free place, beside "
            "own).\n",
            "bij begin, benodigd: huishoudens tegelijk naar geplande verblijfsduur; vloeistof: bezette plaatsen in de vloeistoflimiet; eigen, "
            "geheel:\n"
            "geweigerd volgens Erlang, elke regio op zichzelf en het land als één geheel. Gesimuleerd: bezet, geblokkeerd (daarvan, na de geplande\n"
            "verblijfsduur), vol (tijd zonder vrije plaats, naast eigen).\n"),
        page->out);
}

static void print_shares(const struct page *page)
{
    const struct envelope_full *full = page->full;
    struct table table;
    const bool several = full->regions > 1; /* one region by itself is the one pool */
    table_init(&table, "lrlr", page->arena);
    /* clang-format off: a row is read as a row */
    const char *const cells[] = {
        SAY("of all requests", "van alle hulpvragen"), SAY("formula", "formule"), SAY("simulated", "gesimuleerd"), "",
        SAY("refused, one pool (Erlang)", "geweigerd, één geheel (Erlang)"), percent(page, full->all.loss_pooled),
        SAY("ended without a place", "eindigde zonder plaats"), percents(page, full->refused),
        several ? SAY("refused, each region by itself (Erlang)", "geweigerd, elke regio op zichzelf (Erlang)") : "",
        several ? percent(page, full->all.loss_regions) : "",
        SAY("not placed within 24 h", "niet geplaatst binnen 24 u"), percents(page, full->not_placed),
        SAY("served, one chain (fluid)", "geholpen, één keten (vloeistof)"), percent(page, full->served),
        SAY("ever placed", "ooit geplaatst"), percents(page, full->placed),
        SAY("served, each region with its own (fluid)", "geholpen, elke regio met het eigene (vloeistof)"), percent(page, full->served_regions), "", ""};
    /* clang-format on */
    row(&table, cells, several ? 20 : 16);
    putc('\n', page->out);
    table_print(&table, page->out);
}

static void print_gates(const struct page *page)
{
    const struct envelope_full *full = page->full;
    struct table table;
    if (full->gates == 0) return;
    table_init(&table, "llrrr", page->arena);
    const char *const heads[] = {SAY("gate", "voorwaarde"), "", SAY("supply", "aanbod"), SAY("for all requests", "voor alle hulpvragen"),
                                 SAY("used, simulated", "gebruikt, gesimuleerd")};
    row(&table, heads, 5);
    for (int32_t g = 0; g < full->gates; g++) {
        const struct envelope_gate *gate = &full->gate[g];
        const double all = gate->need * full->requests_per_year / (gate->slots ? 365.25 : 1);
        const char *const cells[] = {gate->name[page->lang], gate->slots ? SAY("slots", "plekken") : SAY("homes a year", "woningen per jaar"),
                                     amount(page, gate->per_year), amount(page, all), amount(page, gate->used)};
        row(&table, cells, 5);
    }
    putc('\n', page->out);
    table_print(&table, page->out);
}

static const char *resource(const struct page *page, int32_t i)
{
    const struct envelope_full *full = page->full;
    return i < full->stages ? full->stage[i].name[page->lang] : full->gate[i - full->stages].name[page->lang];
}

static void print_flow(const struct page *page)
{
    const struct envelope_full *full = page->full;
    const char *asked = amount(page, full->requests_per_year), *most = amount(page, full->flow.most_per_year);
    if (full->flow.tightest < 0)
        fputs(SAY("As a flow nothing bounds the chain.\n", "Als stroom wordt de keten nergens begrensd.\n"), page->out);
    else if (full->flow.bottleneck < 0)
        fprintf(page->out,
                SAY("As a flow everything passes: %s ask a year, %s could be served. Tightest is %s.\n",
                    "Als stroom gaat alles door: %s hulpvragen per jaar, %s zouden kunnen. Het krapst is %s.\n"),
                asked, most, resource(page, full->flow.tightest));
    else
        fprintf(page->out,
                SAY("As a flow %s of %s requests a year pass. The bottleneck is %s.\n",
                    "Als stroom gaan er %s van de %s hulpvragen per jaar door. Het knelpunt is %s.\n"),
                most, asked, resource(page, full->flow.bottleneck));
}

static void print_years(const struct page *page)
{
    const struct envelope_full *full = page->full;
    struct table table;
    table_init(&table, "lrrrrrr", page->arena);
    const char *const heads[] = {SAY("year", "jaar"),
                                 SAY("requests", "hulpvragen"),
                                 SAY("load", "benodigd"),
                                 SAY("refused, own", "geweigerd, eigen"),
                                 SAY("refused, pool", "geweigerd, geheel"),
                                 SAY("not served, fluid", "niet geholpen, vloeistof"),
                                 SAY("not placed within 24 h", "niet geplaatst binnen 24 u")};
    row(&table, heads, 7);
    const int32_t every = (full->years + MOST_YEARS - 1) / MOST_YEARS;
    for (int32_t y = 0; y < full->years; y += every) {
        const struct envelope_year *year = &full->year[y];
        const char *const cells[] = {year->label,
                                     amount(page, year->requests),
                                     number(page, year->load, 1),
                                     percent(page, year->loss_regions),
                                     percent(page, year->loss_pooled),
                                     percent(page, 1 - year->served),
                                     percents(page, year->not_placed)};
        row(&table, cells, 7);
    }
    putc('\n', page->out);
    table_print(&table, page->out);
    fputs(SAY("By year: forward equations of the loss system with the requests of that year, begun in the steady state of the first; places and "
              "stays are\n"
              "means over the counted period. The last column is simulated.\n",
              "Per jaar: voorwaartse vergelijkingen van het verliessysteem met de hulpvragen van dat jaar, begonnen in het evenwicht van het eerste; "
              "plaatsen\n"
              "en verblijfsduur zijn gemiddelden over de getelde periode. De laatste kolom is gesimuleerd.\n"),
          page->out);
}

/* ---- what is not there ---- */

static void print_state(const struct page *page, enum envelope_state state)
{
    const char *said[] = {
        [ENVELOPE_THERE] = NULL,
        [ENVELOPE_NO_DATA] = SAY("By year nothing can be said: this file has no requests by calendar year.",
                                 "Per jaar is niets te zeggen: dit bestand heeft geen hulpvragen per kalenderjaar."),
        [ENVELOPE_NOBODY] = SAY("Nothing to reckon with: nobody was placed.", "Er valt niets te rekenen: niemand is geplaatst."),
        [ENVELOPE_NO_PLACES] =
            SAY("No stage has places that can be counted: nothing is refused, and Erlang's formula has nothing to say.",
                "Geen voorziening heeft telbare plaatsen: er wordt niets geweigerd, en de formule van Erlang heeft niets te zeggen."),
        [ENVELOPE_TOO_LARGE] =
            SAY("There are too many places for the equations by year.", "Er zijn te veel plaatsen voor de vergelijkingen per jaar."),
    };
    if (said[state]) fprintf(page->out, "%s\n", said[state]);
}

void envelope_print(const struct envelope_full *full, enum lang lang, struct arena *arena, FILE *out)
{
    const struct page *page = &(struct page){full, lang, arena, out};
    const char *word[ENVELOPE_WHYS], *sentence[ENVELOPE_WHYS];
    fprintf(out, SAY("%s: formulas beside the simulation (%s)\n", "%s: formules naast de simulatie (%s)\n"), full->scenario,
            say_many(full->replications, SAY("replication", "herhaling"), SAY("replications", "herhalingen"), lang, arena));
    print_state(page, full->loss_state);
    if (full->loss_state == ENVELOPE_NOBODY) return;
    if (full->stages > 0) print_stages(page);
    print_shares(page);
    print_gates(page);
    if (full->fluid_state == ENVELOPE_THERE) print_flow(page);
    if (full->years > 0) print_years(page);
    if (full->years_state != full->loss_state) print_state(page, full->years_state);
    const int32_t n = envelope_why(full, lang, arena, word, sentence);
    fprintf(out, "\n%s\n", SAY("Where formulas and simulation part", "Waar formules en simulatie uiteenlopen"));
    for (int32_t i = 0; i < n; i++) fprintf(out, "- %s\n", sentence[i]);
}

/* ---- JSON ---- */

static void json_numbers(FILE *out, const char *const *key, const double *value, int32_t n)
{
    for (int32_t i = 0; i < n; i++) {
        json_number(key[i], value[i], out);
        fputs(", ", out);
    }
}

static void json_of(const char *key, const struct interval *interval, const char *after, FILE *out)
{
    fprintf(out, "\"%s\": {", key);
    json_interval(interval, out);
    fprintf(out, "}%s", after);
}

static void json_stage(const struct envelope_stage *stage, FILE *out)
{
    fputs("{\"stage\": ", out);
    json_text(stage->name[LANG_EN], out);
    fprintf(out, ", \"counted\": %s, ", stage->counted ? "true" : "false");
    const char *const keys[] = {"load_at_start", "visits",           "planned_days",    "held_days",     "load",
                                "places",        "erlang_b_regions", "erlang_b_pooled", "occupied_fluid"};
    const double values[] = {stage->offered, stage->visits,       stage->planned_d,   stage->held_d, stage->load,
                             stage->places,  stage->loss_regions, stage->loss_pooled, stage->fluid};
    json_numbers(out, keys, values, 9);
    json_of("occupied", &stage->occupied, ", ", out);
    json_of("blocked", &stage->blocked, ", ", out);
    json_of("full_share", &stage->full, "}", out);
}

static void json_year(const struct envelope_year *year, FILE *out)
{
    fputs("{\"year\": ", out);
    json_text(year->label, out);
    fputs(", ", out);
    const char *const keys[] = {
        "days", "requests", "load", "refused_pooled", "refused_regions", "refused_pooled_stationary", "refused_pooled_modified_load", "served_fluid"};
    const double values[] = {year->days,         year->requests,   year->load,     year->loss_pooled,
                             year->loss_regions, year->stationary, year->modified, year->served};
    json_numbers(out, keys, values, 8);
    json_of("not_placed_24h_share", &year->not_placed, "}", out);
}

static void json_gate(const struct envelope_gate *gate, FILE *out)
{
    fputs("{\"gate\": ", out);
    json_text(gate->name[LANG_EN], out);
    fprintf(out, ", \"kind\": \"%s\", ", gate->slots ? "slots" : "supply");
    json_number(gate->slots ? "slots" : "homes_per_year", gate->per_year, out);
    fputs(", ", out);
    json_number(gate->slots ? "slot_days_per_placed" : "homes_per_placed", gate->need, out);
    fputs(", ", out);
    json_number("used", gate->used, out);
    fputs("}", out);
}

static void json_flow(const struct envelope_full *full, FILE *out)
{
    const int32_t i = full->flow.bottleneck >= 0 ? full->flow.bottleneck : full->flow.tightest;
    const bool there = full->fluid_state == ENVELOPE_THERE;
    const char *const keys[] = {"most_per_year", "served_share", "served_share_regions"};
    const double values[] = {there ? full->flow.most_per_year : (double)NAN, there ? full->served : (double)NAN,
                             there ? full->served_regions : (double)NAN};
    fputs("\"fluid\": {", out);
    json_numbers(out, keys, values, 3);
    fprintf(out, "\"binds\": %s, \"tightest\": ", there && full->flow.bottleneck >= 0 ? "true" : "false");
    if (there && i >= 0)
        json_text(i < full->stages ? full->stage[i].name[LANG_EN] : full->gate[i - full->stages].name[LANG_EN], out);
    else
        fputs("null", out);
    fputs("}", out);
}

static void json_simulated(const struct envelope_full *full, FILE *out)
{
    fputs(", \"simulated\": {", out);
    json_of("ever_placed_share", &full->placed, ", ", out);
    json_of("ended_without_place_share", &full->refused, ", ", out);
    json_of("not_placed_24h_share", &full->not_placed, ", ", out);
    json_of("waiting", &full->waiting, "}", out);
}

static void json_whys(const struct envelope_full *full, FILE *out)
{
    const char *word[ENVELOPE_WHYS], *sentence[ENVELOPE_WHYS];
    struct arena arena;
    arena_init(&arena);
    const int32_t n = envelope_why(full, LANG_EN, &arena, word, sentence);
    fputs(", \"differs_by\": [", out);
    for (int32_t i = 0; i < n; i++) fprintf(out, "%s\"%s\"", i ? ", " : "", word[i]);
    fputs("]}", out);
    arena_free(&arena);
}

void envelope_json(const struct envelope_full *full, FILE *out)
{
    static const char *const states[] = {"there", "no_data", "nobody", "no_places", "too_large"};
    fputs("{\"scenario\": ", out);
    json_text(full->scenario, out);
    fprintf(out, ", \"loss\": \"%s\", \"by_year\": \"%s\", \"flow\": \"%s\", ", states[full->loss_state], states[full->years_state],
            states[full->fluid_state]);
    const char *const keys[] = {"requests_per_year", "planned_days"};
    json_numbers(out, keys, (const double[]){full->requests_per_year, full->stay_d}, 2);
    fputs("\"stages\": [", out);
    for (int32_t s = 0; s < full->stages; s++) json_stage(&full->stage[s], out), fputs(", ", out);
    if (full->loss_state != ENVELOPE_NOBODY) json_stage(&full->all, out);
    fputs("], \"gates\": [", out);
    for (int32_t g = 0; g < full->gates; g++) fputs(g ? ", " : "", out), json_gate(&full->gate[g], out);
    fputs("], ", out);
    json_flow(full, out);
    fputs(", \"years\": [", out);
    for (int32_t y = 0; y < full->years; y++) fputs(y ? ", " : "", out), json_year(&full->year[y], out);
    fputs("]", out);
    json_simulated(full, out);
    json_whys(full, out);
}
