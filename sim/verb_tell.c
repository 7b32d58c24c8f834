/* show, export, info, schema and describe: what stands in a file or in a table. */
#include "analysis/export.h"
#include <stdlib.h>
#include <unistd.h>

#include "analysis/layout.h"
#include "analysis/observed.h"
#include "analysis/show.h"
#include "models/models.h"
#include "sim/verb.h"

static status show_bounds(const struct options *options, struct show_options *show)
{
    if ((options->quantile != NULL) + (options->above != NULL) + (options->view >= 0) > 1)
        return status_fail(STATUS_USAGE, "usage-both", "--quantile, --above and --table do not go together");
    if (options->quantile) {
        if (unit_parse(options->quantile, UNIT_SHARE, &show->quantile) != UNIT_OK || !(show->quantile > 0 && show->quantile < 1))
            return status_fail(STATUS_USAGE, "usage-value", "--quantile takes a share between 0 and 1, as '90 %%' or 0.9, not '%s'", options->quantile);
        show->view = SHOW_QUANTILE;
    }
    if (options->above) {
        char *end = NULL;
        show->above = strtod(options->above, &end);
        if (end == options->above || *end || !(show->above < 1e300 && show->above > -1e300))
            return status_fail(STATUS_USAGE, "usage-value", "--above takes a number, not '%s'", options->above);
        show->view = SHOW_ABOVE;
    }
    return status_ok();
}

status verb_show(const struct options *options, struct arena *arena)
{
    if (options->observed) return observed_show(options->files[0], options->json, (enum lang)options->lang, arena, stdout);
    struct show_options show = {
        .measures = options->measures, .by = options->by, .against = options->against, .view = (enum show_view)(options->view + 1), .together = options->together,
        .bars = isatty(STDOUT_FILENO) == 1, .json = options->json, .lang = (enum lang)options->lang};
    TRY(show_bounds(options, &show));
    return show_result(options->files[0], &show, arena, stdout);
}

status verb_export(const struct options *options, struct arena *arena)
{
    const struct export_options export = {.folder = options->csv, .measures = options->measures, .replace = options->replace,
                                          .json = options->json, .lang = (enum lang)options->lang};
    return export_result(options->files[0], &export, arena, stdout);
}

status verb_info(const struct options *options, struct arena *arena)
{
    if (options->datasets) return layout_print(options->files[0], arena, stdout);
    return show_info(options->files[0], options->json, (enum lang)options->lang, arena, stdout);
}

static const struct param_table *table_of(const struct options *options)
{
    return models_all[options->model < 0 ? 0 : options->model]->params;
}

status verb_schema(const struct options *options, struct arena *arena)
{
    (void)arena;
    describe_schema(table_of(options), stdout);
    return status_ok();
}

/* What is known goes to `out`. */
static status describe_one(const struct options *options, const char *path, FILE *out)
{
    char *said = NULL;
    size_t length = 0;
    FILE *memory = open_memstream(&said, &length);
    if (!memory) return status_system("memory", "describe", path);
    const bool known = describe_path(table_of(options), path, (enum lang)options->lang, memory);
    fclose(memory);
    if (known) fwrite(said, 1, length, out);
    const status done = known ? status_ok() : status_fail(STATUS_USAGE, "unknown-path", "%.450s", said);
    free(said);
    return done;
}

/* All or nothing: of what is half right nothing is printed. */
status verb_describe(const struct options *options, struct arena *arena)
{
    (void)arena;
    if (options->n_files == 0) return describe_markdown(table_of(options), stdout), status_ok();
    char *said = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&said, &length);
    if (!out) return status_system("memory", "describe", options->files[0]);
    status all = status_ok();
    for (int32_t i = 0; i < options->n_files && all.code == STATUS_OK; i++) all = describe_one(options, options->files[i], out);
    fclose(out);
    if (all.code == STATUS_OK) fwrite(said, 1, length, stdout);
    free(said);
    return all;
}
