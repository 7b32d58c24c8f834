#include "analysis/show_views.h"

#include <string.h>

#include "analysis/json.h"
#include "sim/param.h"

void view_say(const struct view_page *page, const char *en, const char *nl)
{
    if (!page->options->json) fputs(say_in(page->options->lang, en, nl), page->out);
}

void view_grid(const struct view_page *page, const struct grid *grid, const char *name, int32_t same)
{
    if (page->options->json) grid_json(grid, name, page->out);
    else grid_print(grid, same, page->options->lang, page->out);
}

/* Options that a view cannot follow are refused, so that nobody takes the whole for the part that was asked for. */
static status options_fit(const struct view_page *page)
{
    const struct show_options *options = page->options;
    const enum show_view view = options->view;
    /* What a table is split by anyway may be said. */
    const char *own = view == SHOW_RANKS ? "region" : view == SHOW_STAYS ? "stage" : view == SHOW_WAITS ? "group" : "";
    const bool measures = view == SHOW_RANKS || view == SHOW_INPUTS || view == SHOW_QUANTILE || view == SHOW_ABOVE;
    const bool by = view == SHOW_FARES || view == SHOW_QUANTILE || view == SHOW_ABOVE || (options->by && strcmp(options->by, own) == 0);
    const char *odd = options->measures && !measures ? "--measure" : options->by && !by ? "--by" : options->together ? "--together" : NULL;
    if (odd) return status_fail(STATUS_USAGE, "usage-both", "%s says nothing about this table; leave it out", odd);
    return status_ok();
}

static void head(const struct view_page *page)
{
    const enum lang lang = page->options->lang;
    if (page->options->json) {
        fprintf(page->out, "{\n  \"replications\": %lld,\n  \"draws\": %d,\n  \"level\": 0.95,\n  \"baseline\": ", (long long)page->worlds / page->draws, (int)page->draws);
        json_text(page->scenario[page->against], page->out);
        fputs(",\n", page->out);
        return;
    }
    const char *replications = say_many(page->worlds / page->draws, say_in(lang, "replication", "herhaling"), say_in(lang, "replications", "herhalingen"), lang, page->arena),
               *scenarios = say_many(page->scenarios, "scenario", say_in(lang, "scenarios", "scenario's"), lang, page->arena);
    if (page->draws == 1) fprintf(page->out, "%s, %s\n", scenarios, replications);
    else fprintf(page->out, say_in(lang, "%s, %d draws of the inputs with %s each\n", "%s, %d trekkingen van de invoer met elk %s\n"), scenarios, (int)page->draws, replications);
}

static status draw(const struct view_page *page)
{
    static status (*const views[])(const struct view_page *) = {
        [SHOW_FARES] = view_fares, [SHOW_STAYS] = view_stays, [SHOW_WAITS] = view_waits, [SHOW_RANKS] = view_ranks,
        [SHOW_ENVELOPE] = view_envelope, [SHOW_WARM_UP] = view_warm_up, [SHOW_INPUTS] = view_inputs,
        [SHOW_QUANTILE] = view_shares, [SHOW_ABOVE] = view_shares};
    return views[page->options->view](page);
}

status show_view(struct result *result, const struct show_options *options, struct arena *arena, FILE *out)
{
    struct view_page page = {.result = result, .options = options, .arena = arena, .out = out, .draws = result_drawn(result), .worlds = result_replications(result)};
    page.scenario = result_labels(result, "scenario", &page.scenarios);
    while (options->against && page.against + 1 < page.scenarios && strcmp(page.scenario[page.against], options->against) != 0) page.against++;
    TRY(options_fit(&page));
    head(&page);
    const status drawn = draw(&page);
    if (options->json) fputs("\n}\n", out);
    return drawn;
}
