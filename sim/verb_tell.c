/* show, info, schema and describe: what stands in a file or in a table. */
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

status verb_describe(const struct options *options, struct arena *arena)
{
    (void)arena;
    const struct param_table *table = table_of(options);
    if (options->n_files == 0) describe_markdown(table, stdout);
    bool all = true;
    for (int32_t i = 0; i < options->n_files; i++)
        all &= describe_path(table, options->files[i], (enum lang)options->lang, stdout);
    return all ? status_ok()
               : status_fail(STATUS_FAILED, "unknown-path", "not every path is a parameter; `doorstroom describe` lists them");
}
