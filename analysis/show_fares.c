/* Which households fare differently: the same first requests, laid side by side in the baseline and in another scenario. */
#include <math.h>
#include <string.h>

#include "analysis/show_views.h"
#include "analysis/variance.h"

/* A label of `by` (-1: all together) and a change, over worlds. */
static struct interval fares_of(const struct view_page *page, const double *values, const struct result_measure *measure, int32_t label, int32_t change)
{
    const int32_t labels = measure->size[0], changes = measure->size[1];
    double *x = ARENA_ARRAY(page->arena, double, page->worlds + 1);
    for (int64_t w = 0; w < page->worlds; w++)
        for (int32_t l = 0; l < labels; l++)
            if (label < 0 || l == label) x[w] += values[(w * labels + l) * changes + change];
    return page->draws > 1 ? variance_split(x, page->draws, page->worlds / page->draws, page->arena).mean : summary_interval(x, page->worlds);
}

static void rows(const struct view_page *page, struct grid *grid, int32_t scenario, const struct result_measure *measure, const double *values,
                 const char *const *label, const char *const *name)
{
    for (int32_t l = label ? 0 : -1; l < (label ? measure->size[0] : 0); l++) {
        grid_text(grid, NULL, page->scenario[scenario]);
        if (label) grid_text(grid, label[l], name[l]);
        for (int32_t c = 0; c < measure->size[1]; c++) {
            const struct interval interval = fares_of(page, values, measure, l, c);
            grid_span(grid, interval.mean, fmax(interval.mean - interval.half, isnan(interval.half) ? NAN : 0), interval.mean + interval.half, table_decimals(interval.half) > 1 ? 1 : 0, false);
        }
    }
}

/* `now_placed` as people read it. */
static const char *words(const char *label, struct arena *arena)
{
    char *said = arena_copy(arena, label, strlen(label));
    for (char *at = said; *at; at++)
        if (*at == '_') *at = ' ';
    return said;
}

status view_fares(const struct view_page *page)
{
    const char *by = page->options->by;
    const int32_t m = result_find(page->result, by && strcmp(by, "group") == 0 ? "fares_by_group" : "fares");
    int32_t changes = 0, labels = 0;
    const char *const *change = result_labels(page->result, "change", &changes), *const *named = table_labels(page->result, "change", page->options->lang, page->arena, &changes);
    if (m < 0 || !change) return status_fail(STATUS_FAILED, "no-fares", "this file does not lay households side by side: its model knows none");
    if (page->scenarios < 2)
        return status_fail(STATUS_FAILED, "no-fares", "this file does not lay households side by side: that takes a run of two scenarios or more");
    if (page->against != 0)
        return status_fail(STATUS_USAGE, "fares-against", "who fares differently is kept beside the first scenario, %s, alone; run with '%s' as the first", page->scenario[0], page->scenario[page->against]);
    if (by && strcmp(by, "group") != 0 && strcmp(by, "region") != 0)
        return status_fail(STATUS_USAGE, "unknown-dimension", "who fares differently is known by region and by group, not by '%s'", by);
    struct grid_column *column = ARENA_ARRAY(page->arena, struct grid_column, changes + 2);
    int32_t columns = 0;
    column[columns++] = (struct grid_column){"scenario", "scenario", "scenario"};
    if (by) column[columns++] = (struct grid_column){by, by, table_dimension(page->result, by, LANG_NL)};
    for (int32_t c = 0; c < changes; c++) column[columns++] = (struct grid_column){change[c], words(named[c], page->arena), words(named[c], page->arena)};
    struct grid grid;
    grid_init(&grid, column, columns, page->arena);
    const char *const *label = by ? result_labels(page->result, by, &labels) : NULL;
    const char *const *name = by ? table_labels(page->result, by, page->options->lang, page->arena, &labels) : NULL;
    for (int32_t s = 1; s < page->scenarios; s++) {
        const double *values;
        TRY(result_values(page->result, m, s, &values));
        rows(page, &grid, s, result_measure(page->result, m), values, label, name);
    }
    view_say(page,
             arena_format(page->arena,
                          "The same first requests in %s and in each other scenario: how many fare differently, over the counted period, mean per replication (95 %% interval).\n"
                          "Now placed: got a place here, not in %s; sooner, later: an hour or more; unknown: not over at the end, or not asked for, in one of both.\n",
                          page->scenario[0], page->scenario[0]),
             arena_format(page->arena,
                          "Dezelfde eerste hulpvragen in %s en in elk ander scenario: hoeveel het anders vergaat, over de getelde periode, gemiddeld per herhaling (95%%-interval).\n"
                          "Nu wel geplaatst: hier een plaats, in %s niet; eerder, later: een uur of meer; onbekend: in een van beide aan het eind nog niet klaar, of niet gevraagd.\n",
                          page->scenario[0], page->scenario[0]));
    view_grid(page, &grid, "fares", 1);
    return status_ok();
}
