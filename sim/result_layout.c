#include "sim/result_private.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/build.h"
#include "sim/inputs.h"

static void parts_of(const struct experiment *experiment, uint64_t part[RUN_PARTS]);
static uint64_t mix_parts(const uint64_t part[RUN_PARTS]);

/* ---- names of scenarios ---- */

static bool name_taken(const char *const *names, int32_t n, const char *name)
{
    for (int32_t i = 0; i < n; i++)
        if (strcmp(names[i], name) == 0) return true;
    return false;
}

static bool name_begins(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c >= 0x80;
}

/* A scenario is also a group, and netCDF has rules for those: no slash, a letter, digit or _ first, no space last.
 * `price[3500 /yr]` becomes `price[3500 per yr]`. */
static const char *name_clean(const char *name, struct arena *arena)
{
    char *clean = ARENA_ARRAY(arena, char, strlen(name) * 4 + 2), *end = clean;
    if (!name_begins((unsigned char)*name)) *end++ = '_';
    for (const char *at = name; *at; at++) {
        const bool per = *at == '/' && at > name && at[-1] == ' ';
        if (per)
            end += strlen(strcpy(end, "per "));
        else
            *end++ = *at == '/' || (unsigned char)*at < 0x20 || *at == 0x7f ? '_' : *at;
    }
    while (end[-1] == ' ') end--;
    *end = '\0';
    return clean;
}

static const char **scenario_names(const struct experiment *experiment, struct arena *arena)
{
    const char **names = ARENA_ARRAY(arena, const char *, experiment->n);
    for (int32_t i = 0; i < experiment->n; i++) {
        const char *clean = name_clean(experiment->scenarios[i]->name, arena);
        names[i] = clean;
        for (int k = 2; name_taken(names, i, names[i]); k++) names[i] = arena_format(arena, "%s-%d", clean, k);
    }
    return names;
}

/* ---- union of labels ---- */

/* Labels mostly stand at the same place in every scenario. */
static int32_t label_find(const struct result_dim *dim, const char *label, int32_t near)
{
    if (near < dim->n && strcmp(dim->label[near], label) == 0) return near;
    for (int32_t i = 0; i < dim->n; i++)
        if (strcmp(dim->label[i], label) == 0) return i;
    return -1;
}

static void dim_place(struct result_dim *dim, const struct experiment *experiment, int32_t scenario, struct arena *arena)
{
    const struct model *model = experiment->model;
    const int32_t size = dim->size[scenario];
    int32_t *place = ARENA_ARRAY(arena, int32_t, size);
    bool *taken = ARENA_ARRAY(arena, bool, dim->n + size);
    for (int32_t i = 0; i < size; i++) {
        const char *label = model->dim_label(experiment->plans[scenario], dim->dim, i);
        int32_t at = label_find(dim, label, i);
        if (at < 0) dim->label[at = dim->n++] = arena_text(arena, label);
        BUG_IF(taken[at], "label %s stands twice in dimension %s", label, dim->name);
        taken[at] = true;
        place[i] = at;
    }
    dim->place[scenario] = place;
}

static void dim_make(struct result_dim *dim, const struct experiment *experiment, int d, struct arena *arena)
{
    const struct model *model = experiment->model;
    int32_t *size = ARENA_ARRAY(arena, int32_t, experiment->n);
    int32_t total = 0;
    for (int32_t s = 0; s < experiment->n; s++) total += size[s] = model->dim_size(experiment->plans[s], d);
    *dim = (struct result_dim){.dim = d, .name = model->dims[d].name, .size = size};
    dim->label = ARENA_ARRAY(arena, const char *, total);
    dim->place = ARENA_ARRAY(arena, int32_t *, experiment->n);
    for (int32_t s = 0; s < experiment->n; s++) dim_place(dim, experiment, s, arena);
}

/* ---- datasets ---- */

static int64_t cells_in(const struct result_layout *layout, const struct result_set *set, int32_t scenario)
{
    int64_t cells = 1;
    for (int k = 0; k < set->n_strata; k++) cells *= layout->dims[set->strata[k]].size[scenario];
    return cells;
}

void result_set_add(struct result_layout *layout, struct result_set set, int64_t *row, struct arena *arena)
{
    int64_t *first = ARENA_ARRAY(arena, int64_t, layout->n_scenarios);
    set.first = first;
    set.cells = 1;
    for (int k = 0; k < set.n_strata; k++) set.cells *= layout->dims[set.strata[k]].n;
    for (int32_t s = 0; row && s < layout->n_scenarios; s++) {
        first[s] = row[s];
        row[s] += cells_in(layout, &set, s);
    }
    if (set.cells > layout->most_cells) layout->most_cells = set.cells;
    if (set.cells > 0) layout->sets[layout->n_sets++] = set; /* a dimension without labels leaves nothing to write */
}

static void metric_add(struct result_layout *layout, const struct metric *metric, struct result_set set, int64_t *row, struct arena *arena)
{
    for (int k = 0; k < METRIC_STRATA && metric->strata[k] >= 0; k++) set.strata[set.n_strata++] = metric->strata[k];
    result_set_add(layout, set, row, arena);
}

static void sets_make(struct result_layout *layout, const struct experiment *experiment, struct arena *arena)
{
    const struct model *model = experiment->model;
    int64_t *row = ARENA_ARRAY(arena, int64_t, layout->n_scenarios);
    layout->sets = ARENA_ARRAY(arena, struct result_set, (4 + METRIC_VIEWS) * model->n_metrics + 3);
    for (int32_t m = 0; m < model->n_metrics; m++) {
        const struct metric *metric = &model->metrics[m];
        static const enum result_group shelf[] = {[SHELF_ROOT] = GROUP_ROOT, [SHELF_SPELLS] = GROUP_SPELLS, [SHELF_WARM_UP] = GROUP_WARM_UP};
        struct result_set set = {.name = metric->name, .group = shelf[metric->shelf], .part = metric->kind == METRIC_COUNT ? PART_COUNT : PART_REAL, .metric = m};
        metric_add(layout, metric, set, row, arena);
        if (metric->kind != METRIC_TALLY) continue;
        set.name = arena_format(arena, "%s_number", metric->name);
        set.part = PART_NUMBER;
        metric_add(layout, metric, set, row, arena);
    }
    struct result_set set = {.group = GROUP_REPLICATIONS, .name = "digest", .part = PART_DIGEST, .metric = -1};
    result_set_add(layout, set, NULL, arena);
    set.name = "events";
    set.part = PART_EVENTS;
    result_set_add(layout, set, NULL, arena);
    result_detail_sets(layout, experiment, row, arena);
    set = (struct result_set){.group = GROUP_EVENTS, .name = "rows", .part = PART_ROWS, .metric = -1};
    if (layout->events) result_set_add(layout, set, NULL, arena);
    for (int32_t s = 0; s < layout->n_scenarios; s++)
        BUG_IF(row[s] != layout->row_cells[s], "a row has %d cells, the metric table %lld", layout->row_cells[s],
               (long long)row[s]);
}

static void rows_count(struct result_layout *layout, const struct experiment *experiment, struct arena *arena)
{
    int32_t *cells = ARENA_ARRAY(arena, int32_t, layout->n_scenarios);
    for (int32_t s = 0; s < layout->n_scenarios; s++) cells[s] = (int32_t)run_row_cells(experiment, s);
    layout->row_cells = cells;
}

/* Names stand side by side in a group; a dimension is known in all of them. */
static void names_check(const struct result_layout *layout)
{
    static const char *const own[] = {"scenario", "draw", "replication", "scenarios", "replications", "observed",
                                      "build",    "run",  "series",      "levels",       "events", "spells", "warm_up", "inputs", "summary", "series_summary"};
    const int32_t n_own = (int32_t)(sizeof own / sizeof *own);
    for (int32_t i = 0; i < layout->n_sets; i++) {
        const char *name = layout->sets[i].name;
        const enum result_group group = layout->sets[i].group;
        bool taken = group == GROUP_ROOT && name_taken(own, n_own, name);
        for (int32_t d = 0; d < layout->n_dims + layout->n_own_dims; d++) taken = taken || strcmp(layout->dims[d].name, name) == 0;
        for (int32_t k = 0; k < i; k++) taken = taken || (layout->sets[k].group == group && strcmp(layout->sets[k].name, name) == 0);
        BUG_IF(taken, "the name %s of a metric is taken", name);
    }
    for (int32_t d = 0; d < layout->n_dims; d++)
        BUG_IF(name_taken(own, n_own, layout->dims[d].name), "the name %s of a dimension is taken", layout->dims[d].name);
}

status result_layout_make(const struct experiment *experiment, struct arena *arena, const struct result_layout **layout)
{
    struct result_layout *made = ARENA_NEW(arena, struct result_layout);
    *layout = made;
    if (experiment->n < 1 || experiment->replications < 1)
        return status_fail(STATUS_USAGE, "nothing-to-run", "a run needs at least one scenario and one replication");
    parts_of(experiment, made->part);
    made->fingerprint = mix_parts(made->part);
    made->texts = result_texts_fingerprint(experiment);
    made->n_scenarios = experiment->n;
    made->draws = result_draws(experiment);
    made->scenario = scenario_names(experiment, arena);
    made->n_dims = experiment->model->n_dims;
    made->block = result_block_most(experiment);
    made->dims = ARENA_ARRAY(arena, struct result_dim, made->n_dims + 1 + METRIC_VIEWS * experiment->model->n_metrics);
    for (int d = 0; d < made->n_dims; d++) dim_make(&made->dims[d], experiment, d, arena);
    result_detail_dims(made, experiment, arena);
    result_course_layout(made, experiment, arena);
    result_events_layout(made, experiment);
    rows_count(made, experiment, arena);
    sets_make(made, experiment, arena);
    names_check(made);
    return status_ok();
}

/* ---- shapes ---- */

/* A series is read period by period or world by world: its chunks are of about a megabyte. */
static uint64_t periods_in_chunk(const struct result_layout *layout, const struct result_set *set)
{
    const int64_t periods = layout->dims[set->strata[0]].n, bytes = set->cells / periods * layout->block * 8, fit = (INT64_C(1) << 20) / bytes;
    return (uint64_t)(fit < 1 ? 1 : fit > periods ? periods : fit);
}

struct door_shape result_shape(const struct result_layout *layout, const struct result_set *set, struct result_extent extent)
{
    const bool whole = set->part == PART_COUNT || set->part == PART_NUMBER || set->part == PART_END;
    struct door_shape shape = {.rank = AXIS_STRATA + set->n_strata,
                               .growing = true, /* a chunk may be longer than the replications there are */
                               .growing_axis = AXIS_REPLICATION,
                               .packed = true,
                               .filled = set->metric >= 0}; /* a digest has no value to spare for `missing` */
    shape.type = set->metric < 0 ? DOOR_INT64 : whole ? DOOR_INT32 : DOOR_FLOAT64;
    shape.size[AXIS_SCENARIO] = (uint64_t)extent.scenarios;
    shape.size[AXIS_DRAW] = (uint64_t)extent.draws;
    shape.size[AXIS_REPLICATION] = (uint64_t)extent.replications;
    shape.chunk[AXIS_SCENARIO] = shape.chunk[AXIS_DRAW] = 1;
    shape.chunk[AXIS_REPLICATION] = (uint64_t)layout->block;
    for (int k = 0; k < set->n_strata; k++)
        shape.size[AXIS_STRATA + k] = shape.chunk[AXIS_STRATA + k] = (uint64_t)layout->dims[set->strata[k]].n;
    if (set->group == GROUP_SERIES) shape.chunk[AXIS_STRATA] = periods_in_chunk(layout, set);
    return shape;
}

int64_t result_set_chunks(const struct result_layout *layout, const struct result_set *set)
{
    if (set->group != GROUP_SERIES) return 1;
    const int64_t length = (int64_t)periods_in_chunk(layout, set);
    return (layout->dims[set->strata[0]].n + length - 1) / length;
}

const char *result_group_name(enum result_group group)
{
    static const char *const names[RESULT_GROUPS] = {
        [GROUP_ROOT] = "", [GROUP_REPLICATIONS] = "replications", [GROUP_SERIES] = "series", [GROUP_LEVELS] = "levels",
        [GROUP_EVENTS] = "events", [GROUP_SPELLS] = "spells", [GROUP_WARM_UP] = "warm_up"};
    return names[group];
}

const char *result_set_path(const struct result_set *set, char out[128])
{
    const char *group = result_group_name(set->group);
    snprintf(out, 128, "%s%s%s", group, *group ? "/" : "", set->name);
    return out;
}

/* ---- fingerprints ---- */

/* FNV-1a over bytes; every text is followed by its length, so that no two lists of texts run together. */
static uint64_t mix(uint64_t hash, const void *bytes, size_t n)
{
    const unsigned char *byte = bytes;
    for (size_t i = 0; i < n; i++) hash = (hash ^ byte[i]) * UINT64_C(0x100000001B3);
    return hash;
}

static uint64_t mix_number(uint64_t hash, uint64_t number)
{
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++) bytes[i] = (unsigned char)(number >> 8 * i);
    return mix(hash, bytes, sizeof bytes);
}

static uint64_t mix_text(uint64_t hash, const char *text)
{
    const size_t n = text ? strlen(text) : 0;
    return mix_number(mix(hash, text, n), text ? n : UINT64_MAX);
}

static uint64_t mix_doubles(uint64_t hash, const double *values, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        uint64_t bits;
        memcpy(&bits, &values[i], sizeof bits);
        hash = mix_number(hash, bits);
    }
    return hash;
}

static uint64_t mix_model(uint64_t hash, const struct model *model)
{
    hash = mix_text(hash, model->name);
    for (int32_t d = 0; d < model->n_dims; d++) hash = mix_text(hash, model->dims[d].name);
    for (int32_t m = 0; m < model->n_metrics; m++) {
        const struct metric *metric = &model->metrics[m];
        hash = mix_text(mix_text(mix_number(hash, metric->kind), metric->name), metric->unit);
        for (int k = 0; k < METRIC_STRATA && metric->strata[k] >= 0; k++) hash = mix_number(hash, (uint64_t)metric->strata[k]);
    }
    return hash;
}

static uint64_t mix_labels(uint64_t hash, const struct model *model, const void *plan)
{
    for (int d = 0; d < model->n_dims; d++) {
        const int32_t n = model->dim_size(plan, d);
        hash = mix_number(hash, (uint64_t)n);
        for (int32_t i = 0; i < n; i++) hash = mix_text(hash, model->dim_label(plan, d, i));
    }
    return hash;
}

/* Format and labels are as with totals only when nothing else is kept. */
static uint64_t mix_detail(uint64_t hash, const struct experiment *experiment)
{
    const struct detail *detail = experiment->detail;
    if (experiment->log) hash = mix_text(hash, "events");
    if (!detail) return hash;
    hash = mix_number(hash, (uint64_t)detail->n_periods);
    for (int32_t p = 0; p <= detail->n_periods; p++) hash = mix_number(hash, (uint64_t)detail->edge_s[p]);
    for (int32_t m = 0; m < experiment->model->n_metrics && detail->kept; m++) hash = mix_number(mix_text(hash, "summed"), (uint64_t)detail->kept[m]);
    for (int32_t m = 0; m < experiment->model->n_metrics && detail->most; m++)
        for (int v = 0; v < METRIC_VIEWS; v++) hash = mix_number(mix_number(hash, experiment->model->metrics[m].numbers[v]), (uint64_t)detail->most[m][v]);
    return mix_number(hash, (uint64_t)result_block_least(experiment)); /* the same for any number of replications */
}

static uint64_t mix_pilot(uint64_t hash, const struct pilot *pilot)
{
    if (!pilot) return mix_number(hash, 0);
    const int64_t cells = (int64_t)pilot->n * pilot->keys;
    for (int32_t i = 0; i < pilot->n; i++) hash = mix_text(hash, pilot->label[i]);
    if (pilot->mean) hash = mix_doubles(hash, pilot->mean, cells);
    if (pilot->error) hash = mix_doubles(hash, pilot->error, cells);
    return mix_number(hash, (uint64_t)cells + 1);
}

/* Not how many draws there are, so that a run can go on with more: what a draw gives does not depend on it (inputs.h). */
static uint64_t mix_inputs(uint64_t hash, const struct experiment *experiment, struct arena *arena)
{
    enum { LOOKED = 1024 };
    const struct inputs *inputs = experiment->inputs;
    if (experiment->draws == 0) return hash;
    double *values = ARENA_ARRAY(arena, double, inputs->n + 1);
    hash = mix_text(hash, "draws");
    for (int32_t i = 0; i < inputs->n; i++) hash = mix_text(hash, inputs->item[i].path);
    for (int32_t s = 0; s < experiment->n; s++)
        for (int64_t draw = 1; draw <= LOOKED; draw++) {
            inputs_values(inputs, s, draw, values);
            hash = mix_doubles(hash, values, inputs->n);
        }
    return hash;
}

/* Not the number of replications, so that a run can go on with more; not engine, threads or whether files are reproducible. */
static void parts_of(const struct experiment *experiment, uint64_t part[RUN_PARTS])
{
    const uint64_t begin = UINT64_C(0xCBF29CE484222325);
    uint64_t hash = mix_number(mix_number(mix_number(begin, RESULT_FORMAT_MAJOR), RESULT_FORMAT_MINOR), RESULT_BLOCK);
    hash = mix_text(mix_text(hash, build_version()), build_sources());
    part[PART_PROGRAM] = mix_text(mix_text(hash, build_compiler()), build_type());
    part[PART_SEED] = mix_number(begin, experiment->seed);
    hash = mix_model(begin, experiment->model);
    for (int32_t s = 0; s < experiment->n; s++) {
        hash = mix_text(mix_text(hash, experiment->scenarios[s]->name), experiment->scenarios[s]->yaml_resolved);
        hash = mix_labels(hash, experiment->model, experiment->plans[s]);
    }
    part[PART_SCENARIOS] = hash;
    part[PART_PILOT] = mix_pilot(begin, experiment->pilot);
    struct arena arena;
    arena_init(&arena);
    part[PART_WORDS] = mix_inputs(mix_detail(begin, experiment), experiment, &arena);
    arena_free(&arena);
}

static uint64_t mix_parts(const uint64_t part[RUN_PARTS])
{
    uint64_t hash = UINT64_C(0xCBF29CE484222325);
    for (int i = 0; i < RUN_PARTS; i++) hash = mix_number(hash, part[i]);
    return hash;
}

uint64_t result_fingerprint(const struct experiment *experiment)
{
    uint64_t part[RUN_PARTS];
    parts_of(experiment, part);
    return mix_parts(part);
}

void result_parts_write(char out[RESULT_PARTS_TEXT], const struct result_layout *layout)
{
    *out = '\0';
    for (int i = 0; i < RUN_PARTS; i++) {
        const size_t at = strlen(out);
        snprintf(out + at, RESULT_PARTS_TEXT - at, "%s%016" PRIx64, i ? " " : "", layout->part[i]);
    }
}

/* Scenarios and program decide the pilot too: it is named where it alone differs. */
const char *result_parts_differ(const char *text, const struct result_layout *layout, char out[256])
{
    static const char *const words[RUN_PARTS] = {[PART_PROGRAM] = "the program was built from other sources, or otherwise",
                                                 [PART_SEED] = "the seed is another",
                                                 [PART_SCENARIOS] = "the scenarios, or values in them, are others",
                                                 [PART_PILOT] = "the pilot counted otherwise (unmet, leavers)",
                                                 [PART_WORDS] = "--draws, --points, --series or --log are others"};
    uint64_t was[RUN_PARTS];
    *out = '\0';
    for (int i = 0; i < RUN_PARTS; i++) {
        char *end;
        was[i] = text ? strtoull(text, &end, 16) : 0;
        if (!text || end == text) return out;
        text = end;
    }
    for (int i = 0; i < RUN_PARTS; i++) {
        const size_t at = strlen(out);
        if (was[i] == layout->part[i] || (i == PART_PILOT && at > 0)) continue;
        snprintf(out + at, 256 - at, "%s%s", at ? "; " : ": ", words[i]);
    }
    return out;
}

uint64_t result_texts_fingerprint(const struct experiment *experiment)
{
    uint64_t hash = mix_number(UINT64_C(0xCBF29CE484222325), experiment->reproducible);
    for (int32_t s = 0; s < experiment->n; s++) {
        const struct scenario *scenario = experiment->scenarios[s];
        hash = mix_text(mix_text(hash, scenario->file), scenario->yaml_read);
        for (const struct setting *setting = scenario->settings.first; setting; setting = setting->next) {
            hash = mix_text(mix_text(mix_text(hash, setting->text), setting->source), setting->note);
            hash = mix_doubles(hash, (const double[]){setting->range.a, setting->range.b, setting->range.c}, 3);
        }
    }
    return hash;
}
