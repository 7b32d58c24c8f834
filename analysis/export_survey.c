/* What of a result is exported, known before anything is written. */
#include <string.h>

#include "analysis/export_private.h"
#include "sim/param.h"

/* Groups whose datasets over scenario, draw and replication get a file each. */
static const char *const groups[] = {"series", "levels", "spells", "warm_up"};
enum { GROUPS = sizeof groups / sizeof *groups };
static const char *const fixed[] = {"summary.csv",  "totals.csv", "measures.csv", "statistics.csv", "inputs.csv",
                                    "observed.csv", "labels.csv", "settings.csv", "events.csv",     "datapackage.json"};
enum { FIXED = sizeof fixed / sizeof *fixed };

static bool is_wanted(const struct export_options *options, const char *name)
{
    bool wanted = options->measures == NULL;
    for (int32_t i = 0; !wanted && options->measures[i]; i++) wanted = strcmp(options->measures[i], name) == 0;
    return wanted;
}

/* waiting_end and waiting_all belong to waiting. */
static bool is_wanted_item(const struct export_options *options, const char *name)
{
    static const char *const ends[] = {"_end", "_all"};
    bool wanted = is_wanted(options, name);
    const size_t n = strlen(name);
    for (size_t e = 0; !wanted && e < sizeof ends / sizeof *ends; e++)
        for (int32_t i = 0; options->measures[i]; i++) {
            const size_t base = strlen(options->measures[i]);
            wanted =
                wanted || (n == base + 4 && strncmp(name, options->measures[i], base) == 0 && strcmp(name + base, ends[e]) == 0);
        }
    return wanted;
}

static void add_dims(struct export *export, const struct result_measure *measure)
{
    for (int32_t d = 0; d < measure->n_strata; d++) {
        int32_t i = 0;
        while (i < export->n_dims && strcmp(export->dims[i], measure->strata[d]) != 0) i++;
        if (i == export->n_dims) export->dims[export->n_dims++] = arena_text(export->arena, measure->strata[d]);
    }
}

static status check_measures(const struct export *export)
{
    const struct export_options *options = export->options;
    const int32_t n = result_measures(export->result);
    const char **names = ARENA_ARRAY(export->arena, const char *, n + 1);
    for (int32_t i = 0; i < n; i++) names[i] = result_measure(export->result, i)->name;
    for (int32_t i = 0; options->measures && options->measures[i]; i++) {
        if (result_find(export->result, options->measures[i]) >= 0) continue;
        const char *near = param_nearest(options->measures[i], names, n);
        return status_fail(STATUS_FAILED, "unknown-measure", "there is no measure '%s'; %s%s%s", options->measures[i],
                           near ? "did you mean '" : "`doorstroom info` lists them", near ? near : "", near ? "'?" : "");
    }
    return status_ok();
}

static void survey_measures(struct export *export)
{
    const int32_t n = result_measures(export->result);
    export->measures = ARENA_ARRAY(export->arena, const char *, n + 1);
    export->dims = ARENA_ARRAY(export->arena, const char *, n *METRIC_STRATA + 1);
    for (int32_t i = 0; i < n; i++) {
        const struct result_measure *measure = result_measure(export->result, i);
        if (!is_wanted(export->options, measure->name)) continue;
        export->measures[export->n++] = measure->name;
        add_dims(export, measure);
    }
}

static void survey_group(struct export *export, const char *group)
{
    int32_t n = 0;
    const char *const *names = result_inside(export->result, group, &n);
    const char **more = ARENA_ARRAY(export->arena, const char *, export->n_items + n + 1);
    for (int32_t i = 0; i < export->n_items; i++) more[i] = export->items[i];
    export->items = more;
    for (int32_t i = 0; i < n; i++) {
        struct result_item item;
        const char *path = arena_format(export->arena, "%s/%s", group, names[i]);
        if (!is_wanted_item(export->options, names[i]) || !result_item(export->result, path, &item) || !item.number ||
            item.rank < 3)
            continue;
        bool worlds = true;
        static const char *const first[] = {"scenario", "draw", "replication"};
        for (int a = 0; a < 3; a++) worlds = worlds && item.dim[a] && strcmp(item.dim[a], first[a]) == 0;
        if (worlds) export->items[export->n_items++] = path;
    }
}

static void plan(struct export *export)
{
    export->plans = ARENA_ARRAY(export->arena, const char *, export->n + export->n_items + FIXED);
    for (int32_t i = 0; i < export->n; i++)
        export->plans[export->n_plans++] = arena_format(export->arena, "%s.csv", export->measures[i]);
    for (int32_t i = 0; i < export->n_items; i++)
        export->plans[export->n_plans++] =
            arena_format(export->arena, "%s.csv", export_item_name(export->items[i], export->arena));
    for (size_t i = 0; i < FIXED; i++) export->plans[export->n_plans++] = fixed[i];
}

status export_survey(struct export *export)
{
    int32_t scenarios = 0;
    if (!result_labels(export->result, "scenario", &scenarios) || scenarios == 0)
        return status_fail(STATUS_FAILED, "not-a-result", "%s has no scenarios", export->path);
    TRY(check_measures(export));
    export->draws = result_drawn(export->result);
    survey_measures(export);
    for (size_t g = 0; g < GROUPS; g++) survey_group(export, groups[g]);
    plan(export);
    export->files = ARENA_ARRAY(export->arena, struct export_file, export->n_plans + 1);
    return status_ok();
}
