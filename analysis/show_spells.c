/* Stays and waits from life tables: those who are still inside count for what is known of them, never only those who have left. */
#include <math.h>
#include <string.h>

#include "analysis/show_views.h"
#include "analysis/spells.h"

#define DAY_S 86400.0
/* Means are of what lies within a limit: the first of these within which every scenario is known. */
static const int stay_limits_d[] = {730, 365, 180, 90, 30}, wait_limits_d[] = {30, 14, 7, 3, 1};
enum { LIMITS = 5 };

static int64_t days(int64_t d) { return d * SECONDS_PER_DAY; }

static void span(struct grid *grid, const struct survival_answer *answer, double unit, bool sign, int decimals)
{
    grid_span(grid, answer->value / unit, answer->low / unit, answer->high / unit, decimals, sign);
}

static struct survival_answer ask(const struct view_page *page, const struct life_table *tables, const struct life_table *base, enum survival_what what, int64_t at_s, int32_t cause)
{
    const struct survival_question question = {.what = what, .at_s = at_s, .cause = cause};
    return spells_ask(tables, base, spells_tables(page->result), page->draws, question, page->arena);
}

static double seen(const struct view_page *page, const struct life_table *tables)
{
    const struct life_table all = survival_pool(tables, spells_tables(page->result), -1, page->arena);
    double n = 0;
    for (int32_t b = 0; b < all.n; b++) n += (double)all.entered[b];
    return n / (double)page->worlds;
}

static bool mean_known(const struct view_page *page, const struct life_table *tables, int limit_d, enum survival_state worst)
{
    return seen(page, tables) == 0 || ask(page, tables, NULL, SURVIVAL_MEAN, days(limit_d), 0).state <= worst;
}

/* With an interval where there is one. */
static int64_t limit_of(const struct view_page *page, const struct life_table *const *tables, const int *limits_d)
{
    for (enum survival_state worst = SURVIVAL_KNOWN; worst <= SURVIVAL_NO_INTERVAL; worst++)
        for (int i = 0; i < LIMITS; i++) {
            bool known = true;
            for (int32_t s = 0; s < page->scenarios; s++) known = known && mean_known(page, tables[s], limits_d[i], worst);
            if (known) return limits_d[i];
        }
    return limits_d[LIMITS - 1];
}

/* Rows of one label for all scenarios; label -1: all together. */
typedef void row_maker(const struct view_page *page, struct grid *grid, const struct life_table *tables, const struct life_table *base, int64_t limit_d);

static status rows(const struct view_page *page, struct grid *grid, enum spells_kind kind, int32_t label, const char *key, const char *name, row_maker *make)
{
    const struct life_table **tables = ARENA_ARRAY(page->arena, const struct life_table *, page->scenarios);
    for (int32_t s = 0; s < page->scenarios; s++) TRY(spells_read(page->result, kind, s, label, page->arena, &tables[s]));
    const int64_t limit_d = limit_of(page, tables, kind == SPELLS_STAY ? stay_limits_d : wait_limits_d);
    for (int32_t s = 0; s < page->scenarios; s++) {
        if (seen(page, tables[s]) == 0) continue;
        grid_text(grid, key, name);
        grid_text(grid, NULL, page->scenario[s]);
        make(page, grid, tables[s], s == page->against ? NULL : tables[page->against], limit_d);
    }
    return status_ok();
}

static status all_rows(const struct view_page *page, struct grid *grid, enum spells_kind kind, bool total, row_maker *make)
{
    int32_t labels = 0;
    if (!spells_there(page->result, kind)) return status_fail(STATUS_FAILED, "no-spells", "this file holds no life tables of stays and waits (/spells)");
    const char *dimension = spells_dimension(kind);
    const char *const *label = result_labels(page->result, dimension, &labels), *const *name = table_labels(page->result, dimension, page->options->lang, page->arena, &labels);
    if (total) TRY(rows(page, grid, kind, -1, "all", say_in(page->options->lang, "all", "alle"), make));
    for (int32_t l = 0; l < labels && labels > (total ? 1 : 0); l++) TRY(rows(page, grid, kind, l, label[l], name[l], make));
    return status_ok();
}

static void stay_row(const struct view_page *page, struct grid *grid, const struct life_table *tables, const struct life_table *base, int64_t limit_d)
{
    const struct survival_answer mean = ask(page, tables, NULL, SURVIVAL_MEAN, days(limit_d), 0), half = spells_quantile(tables, spells_tables(page->result), page->draws, 0.5, page->arena),
                                 tenth = spells_quantile(tables, spells_tables(page->result), page->draws, 0.9, page->arena);
    struct survival_answer difference = {.value = NAN, .low = NAN, .high = NAN};
    if (base) difference = ask(page, tables, base, SURVIVAL_MEAN, days(limit_d), 0);
    grid_number(grid, seen(page, tables), 0);
    grid_number(grid, (double)limit_d, 0);
    span(grid, &mean, DAY_S, false, 1);
    span(grid, &half, DAY_S, false, 1);
    span(grid, &tenth, DAY_S, false, 1);
    span(grid, &difference, DAY_S, true, 1);
}

/* A heading that names the scenario compared with. */
static const char *with(const struct view_page *page, const char *format)
{
    const char *at = strstr(format, "%s");
    return arena_format(page->arena, "%.*s%s%s", (int)(at - format), format, page->scenario[page->against], at + 2);
}

status view_stays(const struct view_page *page)
{
    const struct grid_column columns[] = {{"stage", "stage", "voorziening"}, {"scenario", "scenario", "scenario"}, {"stays", "stays seen", "verblijven in beeld"},
                                          {"limit_days", "limit, days", "grens, dagen"},
                                          {"mean_days", "mean within it, days", "gemiddeld daarbinnen, dagen"}, {"median_days", "half within, days", "helft binnen, dagen"},
                                          {"p90_days", "90 % within, days", "90 % binnen, dagen"}, {"difference_days", with(page, "mean less that of %s"), with(page, "gemiddelde min dat van %s")}};
    struct grid grid;
    grid_init(&grid, columns, 8, page->arena);
    TRY(all_rows(page, &grid, SPELLS_STAY, false, stay_row));
    view_say(page,
             arena_format(page->arena,
                          "Stays in a place, realised: with those met at the begin and those still there at the end counted for what is known of them (Kaplan-Meier, delayed\n"
                          "entry; 95 %% intervals by leaving out one %s at a time). Means are of what lies within the limit; stays seen: per replication.\n",
                          page->draws > 1 ? "draw of the inputs" : "replication"),
             arena_format(page->arena,
                          "Verblijf op een plaats, werkelijk: wie er aan het begin al was en wie er aan het eind nog is telt mee voor wat ervan bekend is (Kaplan-Meier, late\n"
                          "intrede; 95%%-intervallen door telkens een %s weg te laten). Gemiddelden zijn van wat binnen de grens valt; in beeld: per herhaling.\n",
                          page->draws > 1 ? "trekking van de invoer" : "herhaling"));
    view_grid(page, &grid, "stays", 1);
    return status_ok();
}

enum { CAUSE_PLACED, CAUSE_GAVE_UP };

static void wait_row(const struct view_page *page, struct grid *grid, const struct life_table *tables, const struct life_table *base, int64_t limit_d)
{
    static const int within_d[] = {0, 1, 3, 7};
    grid_number(grid, seen(page, tables), 0);
    for (size_t i = 0; i < sizeof within_d / sizeof *within_d; i++) {
        const struct survival_answer placed = ask(page, tables, NULL, SURVIVAL_INCIDENCE, days(within_d[i]), CAUSE_PLACED);
        span(grid, &placed, 0.01, false, 1);
    }
    const struct survival_answer gave_up = ask(page, tables, NULL, SURVIVAL_INCIDENCE, days(limit_d), CAUSE_GAVE_UP), mean = ask(page, tables, NULL, SURVIVAL_MEAN, days(limit_d), 0);
    struct survival_answer difference = {.value = NAN, .low = NAN, .high = NAN};
    if (base) difference = ask(page, tables, base, SURVIVAL_INCIDENCE, days(1), CAUSE_PLACED);
    span(grid, &gave_up, 0.01, false, 1);
    grid_number(grid, (double)limit_d, 0);
    span(grid, &mean, DAY_S, false, 2);
    span(grid, &difference, 0.01, true, 1);
}

status view_waits(const struct view_page *page)
{
    const struct grid_column columns[] = {{"group", "group", "groep"}, {"scenario", "scenario", "scenario"}, {"requests", "requests", "hulpvragen"},
                                          {"placed_at_once_pct", "% placed at once", "% direct geplaatst"}, {"placed_24h_pct", "within 24 h", "binnen 24 u"},
                                          {"placed_3d_pct", "within 3 d", "binnen 3 d"}, {"placed_7d_pct", "within 7 d", "binnen 7 d"},
                                          {"gave_up_pct", "% gave up", "% gaf het op"}, {"limit_days", "limit, d", "grens, d"}, {"wait_days", "days waited", "dagen gewacht"},
                                          {"difference_24h_points", with(page, "24 h less %s"), with(page, "24 u min %s")}};
    struct grid grid;
    grid_init(&grid, columns, 11, page->arena);
    TRY(all_rows(page, &grid, SPELLS_WAIT, true, wait_row));
    view_say(page,
             arena_format(page->arena,
                          "From asking to a place: chances of having been placed by then, where giving up and being turned away compete (Aalen-Johansen; those who still wait at\n"
                          "the end count for what is known of them; 95 %% intervals by leaving out one %s at a time).\n"
                          "Gave up, days waited (until a place or the end of waiting): what lies within the limit. Requests: seen per replication.\n"
                          "The last column: percentage points placed within 24 h, less those of %s.\n",
                          page->draws > 1 ? "draw of the inputs" : "replication", page->scenario[page->against]),
             arena_format(page->arena,
                          "Van hulpvraag tot plaats: kans om tegen die tijd geplaatst te zijn, waar opgeven en afgewezen worden meedingen (Aalen-Johansen; wie aan het eind nog\n"
                          "wacht telt mee voor wat ervan bekend is; 95%%-intervallen door telkens een %s weg te laten).\n"
                          "Opgegeven, dagen gewacht (tot een plaats of het eind van het wachten): wat binnen de grens valt. Hulpvragen: in beeld per herhaling.\n"
                          "De laatste kolom: procentpunten geplaatst binnen 24 u, min die van %s.\n",
                          page->draws > 1 ? "trekking van de invoer" : "herhaling", page->scenario[page->against]));
    view_grid(page, &grid, "waits", 1);
    return status_ok();
}
