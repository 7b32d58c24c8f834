#include "sim/scenario.h"

#include <stdlib.h>
#include <string.h>

#include "sim/scenario_file.h"
#include "sim/scenario_rest.h"
#include "sim/yaml_keys.h"

/* 100 000 years: longer is a mistake, and dates stay far from overflow. */
#define MOST_SECONDS 3.15576e12
#define MOST_LOOKED  3

const char *const scenario_models[] = {"shelter", "queue", NULL};

static const struct param_row time_rows[] = {
    {.name = "start",
     .kind = PARAM_DATE,
     .offset = offsetof(struct scenario_time, start_s),
     .help_en = "First day that is counted.",
     .help_nl = "Eerste dag die meetelt."},
    {.name = "warm_up",
     .kind = PARAM_SPAN,
     .unit = UNIT_DURATION,
     .offset = offsetof(struct scenario_time, warm_up),
     .fallback = "0 d",
     .min = 0,
     .max = MOST_SECONDS,
     .help_en = "How long the network runs before the first counted day, so that it does not start empty.",
     .help_nl = "Hoe lang het stelsel draait voor de eerste getelde dag, zodat het niet leeg begint."},
    {.name = "horizon",
     .kind = PARAM_SPAN,
     .unit = UNIT_DURATION,
     .offset = offsetof(struct scenario_time, horizon),
     .min = 0,
     .max = MOST_SECONDS,
     .flags = PARAM_POSITIVE,
     .help_en = "Length of the counted period; whole years are calendar years.",
     .help_nl = "Lengte van de getelde periode; hele jaren zijn kalenderjaren."},
    {.name = "series",
     .kind = PARAM_PERIODS,
     .unit = UNIT_DURATION,
     .offset = offsetof(struct scenario_time, series),
     .min = 1,
     .max = MOST_SECONDS,
     .flags = PARAM_OPTIONAL,
     .help_en = "Length of the periods of a series (run with --series all or summary), or the dates at which they begin; the first begins at the start.",
     .help_nl = "Lengte van de perioden van een reeks (run met --series all of summary), of de datums waarop zij beginnen; de eerste begint bij het begin."},
    {.name = NULL}};

const struct param_table scenario_time_table = {.name = "time", .size = sizeof(struct scenario_time), .rows = time_rows};

static const struct param_row montecarlo_rows[] = {
    {.name = "replications",
     .kind = PARAM_COUNT,
     .unit = UNIT_COUNT,
     .offset = offsetof(struct scenario_montecarlo, replications),
     .fallback = "100",
     .min = 1,
     .max = 1e9,
     .help_en = "How many times chance is played out.",
     .help_nl = "Hoe vaak het toeval wordt nagespeeld."},
    {.name = "seed",
     .kind = PARAM_COUNT,
     .unit = UNIT_COUNT,
     .offset = offsetof(struct scenario_montecarlo, seed),
     .fallback = "1",
     .min = 0,
     .max = 1e18,
     .help_en = "Where chance starts: the same seed gives the same households.",
     .help_nl = "Waar het toeval begint: hetzelfde getal geeft dezelfde huishoudens."},
    {.name = NULL}};

const struct param_table scenario_montecarlo_table = {
    .name = "montecarlo", .size = sizeof(struct scenario_montecarlo), .rows = montecarlo_rows};

struct reader {
    const char *file, *name;
    const struct scenario_file *read;
    const struct model *model;
    struct arena *arena;
    struct faults *faults;
    int before; /* errors of other files */
    int looked; /* scenarios whose faults were followed further */
};

/* ---- the model ---- */

static const struct model *find_model(const struct node *word, const struct model *const *models, struct arena *arena,
                                      struct faults *faults)
{
    const bool given = word && word->kind == NODE_SCALAR;
    const char *name = given ? word->text : scenario_models[0];
    int n = 0;
    while (models[n]) {
        if (strcmp(models[n]->name, name) == 0) return models[n];
        n++;
    }
    const char **words = ARENA_ARRAY(arena, const char *, n + 1);
    for (int i = 0; i < n; i++) words[i] = models[i]->name;
    const struct place place = given ? word->place : (struct place){.source = NULL};
    struct fault *fault = faults_error(faults, place, "model", "model", "there is no model `%s`", name);
    const char *nearest = param_nearest(name, words, n);
    if (nearest || n > 0)
        faults_help(faults, fault, nearest ? "did you mean `%s`?" : "there is `%s`", nearest ? nearest : words[0]);
    return NULL;
}

/* ---- one scenario ---- */

/* What has more than one reading (a price in eur or in eur/yr) is written as it was, where that gives the same value; and sources, where
 * a value may not be without. NULL: not so. */
struct keeper {
    struct arena *arena;
    struct yaml_keys paths;
    const char **text, **source;
};

static struct node *scalar_under(const char *key, const char *text, bool quoted, struct arena *arena)
{
    struct node *node = ARENA_NEW(arena, struct node);
    *node = (struct node){.kind = NODE_SCALAR, .key = key, .text = text, .quoted = quoted};
    return node;
}

static void keep_source(const struct keeper *keeper, struct node *node, const char *source)
{
    struct node *value = scalar_under("value", node->text, node->quoted, keeper->arena);
    value->next = scalar_under("source", source, true, keeper->arena);
    node->kind = NODE_MAP;
    node->text = NULL;
    node->first = value;
}

static struct node *keep(const struct keeper *keeper, const struct node *node, const char *path)
{
    struct node *copy = ARENA_NEW(keeper->arena, struct node), **tail = &copy->first;
    *copy = *node;
    copy->next = NULL;
    const int32_t at = node->kind == NODE_SCALAR ? yaml_keys_find(&keeper->paths, path) : -1;
    if (at >= 0 && keeper->text[at]) copy->text = keeper->text[at];
    if (at >= 0 && keeper->source[at]) {
        keep_source(keeper, copy, keeper->source[at]);
        return copy;
    }
    int i = 0;
    for (const struct node *entry = node->first; entry; entry = entry->next, tail = &(*tail)->next) {
        const char *inner = entry->key ? arena_format(keeper->arena, "%s%s%s", path, *path ? "." : "", entry->key)
                                       : arena_format(keeper->arena, "%s[%d]", path, i++);
        *tail = keep(keeper, entry, inner);
    }
    return copy;
}

static const struct node *keep_texts(const struct settings *settings, const struct node *tree, struct arena *arena)
{
    struct keeper keeper = {.arena = arena, .text = ARENA_ARRAY(arena, const char *, settings->n), .source = ARENA_ARRAY(arena, const char *, settings->n)};
    for (const struct setting *setting = settings->first; setting; setting = setting->next) {
        double value;
        const bool kept = setting->unit == UNIT_PRICE || setting->unit == UNIT_QUANTITY || setting->unit == UNIT_ANY;
        const bool text = kept && unit_parse(setting->text, setting->unit, &value) == UNIT_OK && value == setting->value;
        const char *source = setting->row->flags & PARAM_SOURCED ? setting->source : NULL;
        if (!text && !source) continue;
        const int32_t at = yaml_keys_add(&keeper.paths, setting->path, arena);
        keeper.text[at] = text ? setting->text : NULL;
        keeper.source[at] = source;
    }
    return keeper.paths.n ? keep(&keeper, tree, "") : tree;
}

static const char *text_of(const struct node *tree, struct arena *arena)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    if (!out) arena_exhausted(arena, 0);
    yaml_write(tree, out);
    if (fclose(out) != 0 || !text) arena_exhausted(arena, length);
    const char *copy = arena_copy(arena, text, length);
    free(text);
    return copy;
}

const char *scenario_resolve(const struct scenario *scenario, struct arena *arena)
{
    const struct node *tree = param_write(scenario->model->params, scenario->params, arena);
    return text_of(keep_texts(&scenario->settings, tree, arena), arena);
}

/* Faults of which param_read would say less; false when what it says would only follow from them. */
static bool check_top(struct reader *reader, const struct node *tree)
{
    static const char *const others[] = {"extends", "include", "vary"};
    const struct param_table *table = reader->model->params;
    bool good = true;
    for (const struct node *entry = tree->first; entry; entry = entry->next) {
        struct param_spot spot = {.table = table};
        const char *near = param_step(&spot, entry->key) ? NULL : param_nearest(entry->key, others, 3);
        if (!near) continue;
        faults_help(
            reader->faults,
            faults_error(reader->faults, entry->key_place, "unknown-key", "", "`%s` is no key of `%s`", entry->key, table->name),
            "did you mean `%s`?", near);
        good = false;
    }
    if (good && !yaml_find(tree, "doorstroom"))
        faults_help(reader->faults, faults_error(reader->faults, tree->place, "missing-key", "", "`doorstroom` is missing"),
                    "write `doorstroom: 1` in the first line: the version of the scenario language");
    return good;
}

static struct scenario *read_one(struct reader *reader, const struct node *tree, const char *name)
{
    struct arena *arena = reader->arena;
    const struct param_table *table = reader->model->params;
    const int before = reader->faults->errors;
    struct scenario *scenario = ARENA_NEW(arena, struct scenario);
    void *params = arena_alloc(arena, 1, table->size);
    *scenario = (struct scenario){.name = name,
                                  .file = reader->file,
                                  .model = reader->model,
                                  .tree = tree,
                                  .params = params,
                                  .yaml_read = reader->read->source->text};
    if (!check_top(reader, tree)) return NULL;
    param_read(table, tree, params, arena, &scenario->settings, reader->faults);
    const int64_t version = scenario_head(scenario)->version;
    const struct node *written = yaml_find(tree, "doorstroom");
    if (version != 1 && version != -1 && written)
        faults_help(reader->faults,
                    faults_error(reader->faults, written->place, "version", "doorstroom",
                                 "version %lld of the scenario language is not known", (long long)version),
                    "this program reads `doorstroom: 1`");
    if (reader->faults->errors == before) scenario_check_periods(scenario, reader->faults);
    if (reader->faults->errors > reader->before && reader->looked < MOST_LOOKED) {
        reader->looked++;
        scenario_rest(scenario, arena, reader->faults);
    }
    if (reader->faults->errors > before) return NULL;
    scenario->yaml_resolved = scenario_resolve(scenario, arena);
    return scenario;
}

/* ---- vary ---- */

#define MOST_SCENARIOS 10000
#define MOST_AXES      16

struct axis {
    const struct node *path;
    int32_t n;
    const struct node **value;
};

/* Short, and without the `/` that has a meaning in result files. */
static const char *label_of(const struct node *value, int32_t i, struct arena *arena)
{
    const struct node *plain = value->kind == NODE_MAP && yaml_find(value, "value") ? yaml_find(value, "value") : value;
    if (plain->kind != NODE_SCALAR) return arena_format(arena, "#%d", i + 1);
    char *label = arena_alloc(arena, 2 * strlen(plain->text) + 8, 1), *to = label;
    for (const char *at = plain->text; *at && to - label < 60; at++) {
        if (*at != '/')
            *to++ = *at;
        else
            to += sprintf(to, "%sper ", at > plain->text && at[-1] != ' ' ? " " : "");
    }
    return label;
}

static bool axis_fault(struct reader *reader, struct place place, const char *id, const char *path, const char *message)
{
    faults_help(reader->faults, faults_error(reader->faults, place, id, path, "%s", message),
                "write `vary: {path: [value, value, ...]}`, each value once");
    return false;
}

static bool read_axis(struct reader *reader, const struct node *tree, const struct node *entry, struct axis *axis)
{
    int32_t n = 0;
    *axis = (struct axis){.path = entry};
    for (const struct node *value = entry->first; value; value = value->next) n++;
    if (entry->kind != NODE_LIST || n == 0)
        return axis_fault(reader, entry->place, "vary-form", entry->key, "a list of values must stand here");
    axis->n = n;
    axis->value = ARENA_ARRAY(reader->arena, const struct node *, n);
    n = 0;
    for (const struct node *value = entry->first; value; value = value->next, n++) {
        axis->value[n] = value;
        for (int32_t i = 0; i < n; i++)
            if (strcmp(label_of(axis->value[i], i, reader->arena), label_of(value, n, reader->arena)) == 0)
                return axis_fault(reader, value->place, "vary-form", entry->key, "this value stands twice");
    }
    return param_check_path(reader->model->params, tree, entry->key, entry->key_place, reader->arena, reader->faults);
}

/* Number of axes, -1 after a fault. */
static int read_axes(struct reader *reader, const struct node *tree, struct axis axes[MOST_AXES])
{
    const struct node *vary = reader->read->vary;
    int n = 0;
    bool good = true;
    int64_t scenarios = 1;
    if (!vary) return 0;
    if (vary->kind != NODE_MAP) return axis_fault(reader, vary->place, "vary-form", "vary", "a map of paths must stand here"), -1;
    for (const struct node *entry = vary->first; entry; entry = entry->next) {
        if (n == MOST_AXES) return axis_fault(reader, entry->key_place, "vary-many", "vary", "more than 16 paths vary"), -1;
        good &= read_axis(reader, tree, entry, &axes[n]);
        scenarios *= axes[n++].n;
        if (scenarios <= MOST_SCENARIOS) continue;
        return axis_fault(reader, vary->place, "vary-many", "vary",
                          "more than 10 000 scenarios, one for each combination of values"),
               -1;
    }
    return good ? n : -1;
}

/* The k-th combination: the last path turns fastest. */
static struct scenario *read_combination(struct reader *reader, const struct node *tree, const struct axis *axes, int n,
                                         int64_t k)
{
    struct arena *arena = reader->arena;
    void *table = (void *)(uintptr_t)reader->model->params;
    const char *label = "";
    for (int i = n - 1; i >= 0; i--) {
        const int32_t at = (int32_t)(k % axes[i].n);
        const struct node *value = axes[i].value[at];
        k /= axes[i].n;
        label = arena_format(arena, "%s%s%s", label_of(value, at, arena), *label ? ", " : "", label);
        tree = yaml_put(tree, axes[i].path->key, axes[i].path->key_place, value, param_whole, table, arena, reader->faults);
        if (!tree) return NULL;
    }
    return read_one(reader, tree, n ? arena_format(arena, "%s[%s]", reader->name, label) : reader->name);
}

static struct scenario *read_all(struct reader *reader, const struct node *tree)
{
    struct axis axes[MOST_AXES];
    const int n = read_axes(reader, tree, axes);
    int64_t count = 1;
    struct scenario *first = NULL, **tail = &first;
    for (int i = 0; i < n; i++) count *= axes[i].n;
    for (int64_t k = 0; n >= 0 && k < count && reader->faults->errors < reader->before + 100; k++) {
        struct scenario *scenario = read_combination(reader, tree, axes, n, k);
        if (!scenario) continue;
        *tail = scenario;
        tail = &scenario->next;
    }
    return reader->faults->errors == reader->before ? first : NULL;
}

static const char *name_of(const char *file, struct arena *arena)
{
    if (strcmp(file, "-") == 0) return "input";
    const char *slash = strrchr(file, '/'), *name = slash ? slash + 1 : file, *dot = strrchr(name, '.');
    const bool ends = dot && dot > name && (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".yml") == 0);
    return arena_copy(arena, name, ends ? (size_t)(dot - name) : strlen(name));
}

struct scenario *scenario_read(const char *file, const char *const *sets, const struct model *const *models, struct arena *arena,
                               struct faults *faults)
{
    struct scenario_file read;
    const int before = faults->errors;
    if (!scenario_file_open(&read, file, arena, faults)) return NULL;
    const struct model *model = find_model(read.model, models, arena, faults);
    if (!model) return NULL;
    faults->sayings = model->sayings_nl;
    const struct node *tree = scenario_file_merge(&read, model->params, sets);
    struct reader reader = {file, name_of(file, arena), &read, model, arena, faults, before, 0};
    return tree ? read_all(&reader, tree) : NULL;
}
