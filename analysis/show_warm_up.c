/* Was the warm-up long enough? The course of a few levels before the counted period, over all replications. */
#include <math.h>
#include <string.h>

#include "analysis/settle.h"
#include "analysis/show_views.h"

enum { MOST_LEVELS = 16 };
static const double alarms = 0.01; /* rate of false alarms, of one scenario with all its levels */
static const double matters = 0.01; /* a drift below this share of the level is no alarm */
static const double let_be = 0.1;   /* long enough: the drift is known to be below this */

/* As JSON has it: `occupied`. */
static const char *level_key(const char *measure)
{
    const char *name = strrchr(measure, '_');
    return name ? name + 1 : measure;
}

static const char *level_name(const char *measure, enum lang lang)
{
    static const char *const said[][3] = {{"occupied", "places occupied", "plaatsen bezet"}, {"blocked", "places held after the stay", "plaatsen bezet na het verblijf"},
                                          {"waiting", "households waiting", "wachtende huishoudens"}};
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        if (strcmp(level_key(measure), said[i][0]) == 0) return say_in(lang, said[i][1], said[i][2]);
    return level_key(measure);
}

static int32_t levels_find(struct result *result, int32_t level[MOST_LEVELS])
{
    static const char *const known[] = {"warm_up/warm_up_occupied", "warm_up/warm_up_blocked", "warm_up/warm_up_waiting"};
    int32_t n = 0;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if ((level[n] = result_find(result, known[i])) >= 0) n++;
    return n;
}

static status settle_of(struct result *result, int32_t measure, int32_t scenario, int32_t levels, struct arena *arena, struct settle *settle)
{
    const double *series;
    TRY(result_values(result, measure, scenario, &series));
    *settle = settle_check(series, result_replications(result), result_measure(result, measure)->size[0], alarms / levels, arena);
    return status_ok();
}

/* Drifts, and by enough to matter. A late cut alone is no alarm: MSER looks at one curve (settle.h). */
static bool is_late(const struct settle *settle)
{
    return settle->verdict == SETTLE_DRIFTING && (isnan(settle->drift_share) || fabs(settle->drift_share) >= matters);
}

/* The drift is known to be small: its whole interval lies within what is let be. */
static bool is_settled(const struct settle *settle)
{
    const double half = settle->drift.half * fabs(settle->drift_share / settle->drift.mean);
    if (settle->verdict == SETTLE_TOO_SHORT) return false;
    if (settle->drift.mean == 0 && settle->drift.sd == 0) return true;
    return fabs(settle->drift_share) + half <= let_be;
}

enum { VERDICTS = 3 };
static const struct { const char *key, *en, *nl; } verdicts[VERDICTS] = {
    {"too_short", "too short", "te kort"}, {"long_enough", "long enough", "lang genoeg"}, {"unknown", "cannot be told", "niet te zeggen"}};

static int verdict(const struct settle *settle) { return is_late(settle) ? 0 : is_settled(settle) ? 1 : 2; }

status view_warm_up(const struct view_page *page)
{
    static const struct grid_column columns[] = {{"scenario", "scenario", "scenario"}, {"level", "level", "niveau"}, {"verdict", "warm-up", "aanloop"},
                                                 {"mean_last_half", "mean after the cut", "gemiddeld na de knip"}, {"drift_pct", "last quarter less the one before, %", "laatste kwart min het kwart ervoor, %"},
                                                 {"cut_share_pct", "MSER-5 would leave out, %", "MSER-5 zou weglaten, %"}};
    struct grid grid;
    int32_t level[MOST_LEVELS];
    const int32_t n = levels_find(page->result, level);
    if (n == 0) return status_fail(STATUS_FAILED, "no-warm-up", "this file does not hold the course of a warm-up (none, or shorter than 60 d)");
    grid_init(&grid, columns, 6, page->arena);
    for (int32_t s = 0; s < page->scenarios; s++)
        for (int32_t i = 0; i < n; i++) {
            struct settle settle;
            TRY(settle_of(page->result, level[i], s, n, page->arena, &settle));
            const double half_pct = 100 * settle.drift.half * fabs(settle.drift_share / settle.drift.mean), drift_pct = 100 * settle.drift_share;
            grid_text(&grid, NULL, page->scenario[s]);
            const char *measure = result_measure(page->result, level[i])->name;
            grid_text(&grid, level_key(measure), level_name(measure, page->options->lang));
            grid_text(&grid, verdicts[verdict(&settle)].key, say_in(page->options->lang, verdicts[verdict(&settle)].en, verdicts[verdict(&settle)].nl));
            grid_number(&grid, settle.mean, 1);
            grid_span(&grid, drift_pct, drift_pct - half_pct, drift_pct + half_pct, 2, true);
            grid_number(&grid, settle.verdict != SETTLE_TOO_SHORT ? 100.0 * (double)settle.cut / (double)settle.n : NAN, 0);
        }
    view_say(page,
             "The warm-up, at the level of the start: a shown drift of 1 % or more between its last two quarters says that it is too short (1 % false\n"
             "alarms); long enough: the drift is surely below 10 %; otherwise it cannot be told from so few replications. MSER-5\n"
             "(White, Cobb and Spratt 2000) says which part it would leave out. With `intake.month` the drift may be the season: quarters are then to be whole\n"
             "years (a warm-up of 4 or 8 yr).\n",
             "De aanloop, op het niveau van het begin: een aangetoond verloop van 1 % of meer tussen de laatste twee kwarten zegt dat hij te kort is (1 % vals\n"
             "alarm); lang genoeg: het verloop is zeker kleiner dan 10 %; anders is het uit zo weinig herhalingen niet te zeggen. MSER-5\n"
             "(White, Cobb en Spratt 2000) zegt welk deel het zou weglaten. Met `intake.month` kan het verloop het seizoen zijn: kwarten zijn dan liefst hele\n"
             "jaren (een aanloop van 4 of 8 jaar).\n");
    view_grid(page, &grid, "warm_up", 1);
    return status_ok();
}

/* Of the level that is furthest off; NAN when all have settled. */
static double drift_of(struct result *result, const int32_t *level, int32_t n, int32_t scenario, enum lang lang, struct arena *arena, const char **name)
{
    double most = (double)NAN;
    for (int32_t i = 0; i < n; i++) {
        struct settle settle;
        if (settle_of(result, level[i], scenario, n, arena, &settle).code != STATUS_OK || !is_late(&settle)) continue;
        if (fabs(settle.drift_share) <= fabs(most)) continue;
        most = settle.drift_share;
        *name = level_name(result_measure(result, level[i])->name, lang);
    }
    return most;
}

/* Scenarios mostly share their warm-up: the first that is too short is told, and how many more there are. */
int32_t warm_up_warn(struct result *result, enum lang lang, struct arena *arena, FILE *out)
{
    int32_t level[MOST_LEVELS], scenarios = 0, late = 0, first = 0;
    const int32_t n = levels_find(result, level);
    const char *const *scenario = result_labels(result, "scenario", &scenarios), *name = "", *of_first = "";
    double drift = (double)NAN;
    for (int32_t s = 0; s < scenarios && n > 0; s++) {
        const double this_one = drift_of(result, level, n, s, lang, arena, &name);
        if (isnan(this_one)) continue;
        if (late++ == 0) first = s, drift = this_one, of_first = name;
    }
    if (late == 0) return 0;
    const char *more = say_many(late - 1, say_in(lang, "more scenario", "scenario"), say_in(lang, "more scenarios", "scenario's"), lang, arena),
               *others = late > 1 ? arena_format(arena, say_in(lang, " (and %s)", " (en nog %s)"), more) : "";
    fprintf(out,
            say_in(lang,
                   "doorstroom: warning: %s%s: the warm-up is too short: the number of %s still changes by %s %% between its last two quarters; give a longer `time.warm_up` [warm-up-short]\n",
                   "doorstroom: waarschuwing: %s%s: de aanloop is te kort: het aantal %s verandert nog %s %% tussen de laatste twee kwarten; geef een langere `time.warm_up` [warm-up-short]\n"),
            scenario[first], others, of_first, say_number(100 * drift, 1, lang, arena));
    return late;
}
