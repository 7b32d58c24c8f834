/* show, export, info, schema and describe: what stands in a file or in a table. */
#include "analysis/export.h"
#include <stdlib.h>

#include "analysis/observed.h"
#include "analysis/show.h"
#include "models/models.h"
#include "sim/verb.h"

status verb_show(const struct options *options, struct arena *arena)
{
    if (options->observed) return observed_show(options->files[0], options->json, (enum lang)options->lang, arena, stdout);
    const struct show_options show = {
        .measures = options->measures, .by = options->by, .json = options->json, .lang = (enum lang)options->lang};
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
    return show_info(options->files[0], (enum lang)options->lang, arena, stdout);
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
