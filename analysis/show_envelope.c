/* The envelope beside the simulation. */
#include "analysis/envelope.h"
#include "analysis/show_views.h"

status view_envelope(const struct view_page *page)
{
    FILE *out = page->out;
    if (page->options->json) fputs("  \"envelope\": [\n", out);
    for (int32_t s = 0; s < page->scenarios; s++) {
        struct envelope_full envelope;
        TRY(envelope_scenario(page->result, s, page->arena, &envelope));
        if (s > 0) fputs(page->options->json ? ",\n" : "\n", out);
        if (page->options->json) envelope_json(&envelope, out);
        else envelope_print(&envelope, page->options->lang, page->arena, out);
    }
    if (page->options->json) fputs("\n  ]", out);
    return status_ok();
}
