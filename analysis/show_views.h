/* show_views: tables that are more than one measure: who fares differently, stays and waits with those still inside counted for what is known
 * of them, ranks of regions, the envelope, the warm-up, the drawn inputs. As text, or as one JSON object. */
#ifndef ANALYSIS_SHOW_VIEWS_H
#define ANALYSIS_SHOW_VIEWS_H

#include "analysis/grid.h"
#include "analysis/show.h"

status show_view(struct result *result, const struct show_options *options, struct arena *arena, FILE *out);

/* What a view is made from. */
struct view_page {
    struct result *result;
    const struct show_options *options;
    struct arena *arena;
    FILE *out;
    const char *const *scenario;
    int32_t scenarios, against, draws;
    int64_t worlds;
};

/* Titles and remarks are for people; JSON has the grid alone. */
void view_say(const struct view_page *page, const char *en, const char *nl);
void view_grid(const struct view_page *page, const struct grid *grid, const char *name, int32_t same);

status view_fares(const struct view_page *page);
status view_stays(const struct view_page *page);
status view_waits(const struct view_page *page);
status view_ranks(const struct view_page *page);
status view_envelope(const struct view_page *page);
status view_warm_up(const struct view_page *page);
status view_inputs(const struct view_page *page);
status view_shares(const struct view_page *page); /* quantiles too */

/* For `run` and `demo` too: a warning for each scenario whose warm-up was too short; how many. */
int32_t warm_up_warn(struct result *result, enum lang lang, struct arena *arena, FILE *out);

#endif
