/* The whole result: dimensions and sentences from the tables, numbers by copying the chunks of the blocks. */
#include "sim/result_private.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "sim/build.h"
#include "sim/ranks.h"

struct merge {
    const struct experiment *experiment;
    const struct result_layout *layout;
    struct arena *arena;
    struct door door;
    int32_t numbers; /* of dimensions, given so far */
    door_id axis[AXIS_STRATA];
    door_id *dim;             /* scale of each dimension of the layout */
    const char **coordinates; /* of each dimension: names of what else is known of its labels, with spaces between */
    const char **names;       /* taken in the root by those */
    int32_t n_names;
};

/* ---- dimensions ---- */

static void put_names(struct merge *merge, door_id object, const char *en, const char *nl)
{
    door_put_text(&merge->door, object, "long_name", en);
    door_put_text(&merge->door, object, "long_name_nl", nl);
}

static door_id text_scale(struct merge *merge, const char *name, const char *const *labels, int32_t n)
{
    const struct door_shape shape = {.type = DOOR_TEXT, .rank = 1, .size = {(uint64_t)n}};
    const door_id scale = door_dataset(&merge->door, merge->door.file, name, &shape);
    door_write(&merge->door, scale, DOOR_TEXT, labels);
    door_scale(&merge->door, scale, name, merge->numbers++);
    return scale;
}

/* Counts from 1. One that may grow lies in chunks, as everything that grows with it does. */
static door_id count_scale(struct merge *merge, door_id parent, const char *name, int64_t n, bool growing)
{
    struct door_shape shape = {.type = DOOR_INT32, .rank = 1, .size = {(uint64_t)n}, .growing = growing};
    if (growing) shape.chunk[0] = 1024;
    int32_t *values = ARENA_ARRAY(merge->arena, int32_t, n);
    for (int64_t i = 0; i < n; i++) values[i] = (int32_t)(i + 1);
    const door_id scale = door_dataset(&merge->door, parent, name, &shape);
    door_write(&merge->door, scale, DOOR_INT32, values);
    door_scale(&merge->door, scale, name, merge->numbers++);
    door_put_text(&merge->door, scale, "units", "1");
    return scale;
}

static void dimensions_write(struct merge *merge)
{
    const struct result_layout *layout = merge->layout;
    door_id *axis = merge->axis;
    axis[AXIS_SCENARIO] = text_scale(merge, "scenario", layout->scenario, layout->n_scenarios);
    put_names(merge, axis[AXIS_SCENARIO], "scenario; the first is the baseline", "scenario; het eerste is de uitgangssituatie");
    axis[AXIS_DRAW] = count_scale(merge, merge->door.file, "draw", layout->draws, false);
    put_names(merge, axis[AXIS_DRAW], "draw of uncertain inputs", "trekking van onzekere invoer");
    axis[AXIS_REPLICATION] = count_scale(merge, merge->door.file, "replication", merge->experiment->replications, true);
    put_names(merge, axis[AXIS_REPLICATION], "repetition of chance, the same in every scenario",
              "herhaling van het toeval, dezelfde in elk scenario");
    for (int32_t d = 0; d < layout->n_dims; d++) {
        const struct dimension *dimension = &merge->experiment->model->dims[d];
        if (layout->dims[d].n == 0) continue;
        merge->dim[d] = text_scale(merge, dimension->name, layout->dims[d].label, layout->dims[d].n);
        put_names(merge, merge->dim[d], dimension->help_en, dimension->help_nl);
        door_put_text(&merge->door, merge->dim[d], "name_nl", dimension->name_nl);
    }
}

/* ---- what else is known of labels: coordinates ---- */

struct coordinate {
    const char *name, *unit;
    const char **text;
    double *number;
};

struct source_row {
    const char *name, *unit;
    const char *(*text)(const void *, int32_t);
    double (*number)(const void *, int32_t);
};

static bool row_get(const struct merge *merge, int32_t scenario, int d, int k, struct source_row *row)
{
    const struct experiment *experiment = merge->experiment;
    *row = (struct source_row){NULL, NULL, NULL, NULL};
    return experiment->model->dim_attribute(experiment->plans[scenario], d, k, &row->name, &row->unit, &row->text, &row->number);
}

/* The attribute of that name in this scenario, whatever its place in the model's list. */
static bool row_named(const struct merge *merge, int32_t scenario, int d, const char *name, struct source_row *row)
{
    for (int k = 0; row_get(merge, scenario, d, k, row); k++)
        if (strcmp(row->name, name) == 0) return true;
    return false;
}

/* Every label has what the first scenario that knows the label says of it. */
static void coordinate_fill(const struct merge *merge, int d, struct coordinate *coordinate)
{
    const struct result_dim *dim = &merge->layout->dims[d];
    struct source_row row;
    for (int32_t s = merge->layout->n_scenarios - 1; s >= 0; s--) {
        if (!row_named(merge, s, d, coordinate->name, &row)) continue;
        for (int32_t i = 0; i < dim->size[s]; i++) {
            const int32_t at = dim->place[s][i];
            const char *text = coordinate->text && row.text ? row.text(merge->experiment->plans[s], i) : NULL;
            if (text) coordinate->text[at] = text;
            if (coordinate->number && row.number && !row.text)
                coordinate->number[at] = row.number(merge->experiment->plans[s], i);
        }
    }
}

static const char *coordinate_name(struct merge *merge, int d, const char *name)
{
    bool taken = false;
    for (int32_t i = 0; i < merge->n_names; i++) taken = taken || strcmp(merge->names[i], name) == 0;
    for (int32_t i = 0; i < merge->layout->n_sets; i++) taken = taken || strcmp(merge->layout->sets[i].name, name) == 0;
    for (int32_t i = 0; i < merge->layout->n_dims; i++) taken = taken || strcmp(merge->layout->dims[i].name, name) == 0;
    if (taken) name = arena_format(merge->arena, "%s_%s", merge->layout->dims[d].name, name);
    return merge->names[merge->n_names++] = name;
}

static void coordinate_write(struct merge *merge, int d, const struct coordinate *coordinate)
{
    struct door *door = &merge->door;
    const struct door_shape shape = {.type = coordinate->text ? DOOR_TEXT : DOOR_FLOAT64,
                                     .rank = 1,
                                     .size = {(uint64_t)merge->layout->dims[d].n},
                                     .filled = !coordinate->text};
    const char *name = coordinate_name(merge, d, coordinate->name), *unit = coordinate->unit ? coordinate->unit : "";
    const door_id dataset = door_dataset(door, door->file, name, &shape);
    door_write(door, dataset, shape.type, coordinate->text ? (const void *)coordinate->text : (const void *)coordinate->number);
    door_attach(door, dataset, merge->dim[d], 0);
    door_put_text(door, dataset, "units", unit);
    if (strcmp(unit, "degrees_north") == 0) door_put_text(door, dataset, "standard_name", "latitude");
    if (strcmp(unit, "degrees_east") == 0) door_put_text(door, dataset, "standard_name", "longitude");
    merge->coordinates[d] = arena_format(merge->arena, "%s%s%s", merge->coordinates[d], *merge->coordinates[d] ? " " : "", name);
}

static void coordinate_make(struct merge *merge, int d, const struct source_row *row)
{
    const int32_t n = merge->layout->dims[d].n;
    struct coordinate coordinate = {.name = row->name, .unit = row->unit};
    if (row->text) {
        coordinate.text = ARENA_ARRAY(merge->arena, const char *, n);
        for (int32_t i = 0; i < n; i++) coordinate.text[i] = "";
    } else {
        coordinate.number = ARENA_ARRAY(merge->arena, double, n);
        for (int32_t i = 0; i < n; i++) coordinate.number[i] = NAN;
    }
    coordinate_fill(merge, d, &coordinate);
    coordinate_write(merge, d, &coordinate);
}

static bool known_before(const struct merge *merge, int32_t scenario, int d, const char *name)
{
    struct source_row row;
    for (int32_t s = 0; s < scenario; s++)
        if (row_named(merge, s, d, name, &row)) return true;
    return false;
}

/* Makes what is known of one dimension's labels; without `make` it only counts. */
static int32_t dim_coordinates(struct merge *merge, int d, bool make)
{
    struct source_row row;
    int32_t n = 0;
    if (!merge->experiment->model->dim_attribute || merge->layout->dims[d].n == 0) return 0;
    for (int32_t s = 0; s < merge->layout->n_scenarios; s++)
        for (int k = 0; row_get(merge, s, d, k, &row); k++) {
            if (known_before(merge, s, d, row.name)) continue;
            if (make) coordinate_make(merge, d, &row);
            n++;
        }
    return n;
}

static void coordinates_write(struct merge *merge)
{
    const int32_t n_dims = merge->layout->n_dims;
    int32_t n = 0;
    for (int32_t d = 0; d < n_dims; d++) n += dim_coordinates(merge, d, false);
    merge->names = ARENA_ARRAY(merge->arena, const char *, n);
    merge->coordinates = ARENA_ARRAY(merge->arena, const char *, n_dims);
    for (int32_t d = 0; d < n_dims; d++) merge->coordinates[d] = "";
    for (int32_t d = 0; d < n_dims; d++) dim_coordinates(merge, d, true);
}

/* ---- measures ---- */

static const char *cell_methods(const struct result_set *set, enum metric_kind kind)
{
    if (set->part == PART_COUNT || set->part == PART_NUMBER) return "time: sum";
    return kind == METRIC_VALUE ? NULL : "time: mean";
}

static void measure_attach(struct merge *merge, const struct result_set *set, door_id dataset)
{
    const char *coordinates = "";
    for (int i = 0; i < AXIS_STRATA; i++) door_attach(&merge->door, dataset, merge->axis[i], i);
    for (int k = 0; k < set->n_strata; k++) {
        const char *more = set->group != GROUP_SERIES && set->group != GROUP_LEVELS ? merge->coordinates[set->strata[k]] : "";
        door_attach(&merge->door, dataset, merge->dim[set->strata[k]], AXIS_STRATA + k);
        if (*more) coordinates = arena_format(merge->arena, "%s%s%s", coordinates, *coordinates ? " " : "", more);
    }
    door_put_text(&merge->door, dataset, "coordinates", coordinates);
}

static void measure_describe(struct merge *merge, const struct result_set *set, door_id dataset)
{
    struct door *door = &merge->door;
    const struct metric *metric = &merge->experiment->model->metrics[set->metric];
    const bool number = set->part == PART_NUMBER;
    door_put_text(door, dataset, "units", number ? "1" : metric->unit);
    if (number)
        put_names(merge, dataset, arena_format(merge->arena, "Number of cases behind %s: %s", metric->name, metric->help_en),
                  arena_format(merge->arena, "Aantal gevallen achter %s: %s", metric->name, metric->help_nl));
    else
        put_names(merge, dataset, metric->help_en, metric->help_nl);
    door_put_text(door, dataset, "cell_methods", cell_methods(set, metric->kind));
    if (metric->kind == METRIC_TALLY && !number)
        door_put_text(door, dataset, "ancillary_variables", arena_format(merge->arena, "%s_number", metric->name));
}

static void measures_describe(struct merge *merge, const door_id *ids)
{
    for (int32_t i = 0; i < merge->layout->n_sets; i++) {
        const struct result_set *set = &merge->layout->sets[i];
        if (set->group == GROUP_SERIES || set->group == GROUP_LEVELS)
            result_detail_describe(&merge->door, merge->experiment, set, ids[i], merge->arena);
        else if (set->metric >= 0)
            measure_describe(merge, set, ids[i]);
        else if (set->part == PART_DIGEST)
            put_names(merge, ids[i], "64 bits that stand for every event, in order",
                      "64 bits die voor elke gebeurtenis staan, op volgorde");
        else if (set->part == PART_EVENTS)
            put_names(merge, ids[i], "events handled", "afgehandelde gebeurtenissen");
        else
            put_names(merge, ids[i], "rows of this world", "rijen van deze wereld");
        measure_attach(merge, set, ids[i]);
    }
}

/* Nothing is lost by a stop: the blocks stay until the whole is there. */
static void look(struct merge *merge)
{
    if (door_well(&merge->door) && run_stop_asked())
        merge->door.fault = status_fail(STATUS_INCOMPLETE, "incomplete", "stopped while the blocks were joined; all are kept, and the same command joins them");
}

static void blocks_take(struct merge *merge, const char *path, const door_id *ids)
{
    const int64_t n = result_blocks_all(merge->experiment);
    struct result_pack pack;
    result_pack_init(&pack, merge->arena);
    for (int64_t i = 0; i < n && door_well(&merge->door); i++) {
        const struct result_spot spot = result_spot_of(merge->experiment, i);
        const int32_t length = result_block_length(merge->layout, merge->experiment->replications, spot.block);
        const status joined = result_block_join(path, merge->layout, spot, length, &pack, &merge->door, ids);
        if (joined.code != STATUS_OK && door_well(&merge->door)) merge->door.fault = joined;
        look(merge);
    }
}

/* ---- the whole ---- */

static void about_write(struct merge *merge, const char *now)
{
    const struct experiment *experiment = merge->experiment;
    const struct scenario *baseline = experiment->scenarios[0];
    const struct title *title = baseline->params ? &scenario_head(baseline)->title : &(struct title){NULL, NULL};
    const door_id root = merge->door.file;
    struct door *door = &merge->door;
    door_put_text(door, root, "Conventions", "CF-1.8");
    door_put_text(door, root, "title", title->en ? title->en : baseline->name);
    door_put_text(door, root, "title_nl", title->nl);
    door_put_text(door, root, "summary", experiment->model->sentence_en);
    door_put_text(door, root, "summary_nl", experiment->model->sentence_nl);
    door_put_text(door, root, "source", arena_format(merge->arena, "Doorstroom %s (%s)", build_version(), build_commit()));
    if (now)
        door_put_text(door, root, "history",
                      arena_format(merge->arena, "%s: %s", now, experiment->command ? experiment->command : "run"));
    door_put_text(door, root, "references", "results/README.md of Doorstroom describes the layout");
    door_put_text(door, root, "comment", "Simulated, not observed. Dimensions slowest first; MATLAB and R show them reversed.");
    door_put_text(door, root, "filetype", "doorstroom-result");
    door_put_int32s(door, root, "format_version", (const int32_t[]){RESULT_FORMAT_MAJOR, RESULT_FORMAT_MINOR}, 2);
    door_put_text(door, root, "model", experiment->model->name);
    door_put_text(door, root, "seed", arena_format(merge->arena, "%" PRIu64, experiment->seed));
    door_put_text(door, root, "fingerprint", arena_format(merge->arena, "%016" PRIx64, merge->layout->fingerprint));
    char parts[RESULT_PARTS_TEXT];
    result_parts_write(parts, merge->layout);
    door_put_text(door, root, "fingerprint_parts", parts);
    door_put_text(door, root, "texts_fingerprint", arena_format(merge->arena, "%016" PRIx64, merge->layout->texts));
}

/* What was counted, for whoever turns sums into rates. Scenarios of one run share it. */
static void period_write(struct merge *merge)
{
    const struct window window = merge->experiment->model->window(merge->experiment->plans[0]);
    const seconds length_s = window.end_s - window.from_s;
    char from[11], to[11];
    date_format(from, window.start_date_s);
    date_format(to, window.start_date_s + length_s);
    door_put_text(&merge->door, merge->door.file, "time_coverage_start", from);
    door_put_text(&merge->door, merge->door.file, "time_coverage_end", to);
    door_put_double(&merge->door, merge->door.file, "counted_days", (double)length_s / (double)SECONDS_PER_DAY);
    door_put_double(&merge->door, merge->door.file, "warm_up_days", (double)window.from_s / (double)SECONDS_PER_DAY);
}

static void build_write(struct merge *merge)
{
    const door_id group = door_group(&merge->door, merge->door.file, "build");
    char library[32];
    door_put_text(&merge->door, group, "version", build_version());
    door_put_text(&merge->door, group, "commit", build_commit());
    door_put_text(&merge->door, group, "sources", build_sources());
    door_put_text(&merge->door, group, "type", build_type());
    door_put_text(&merge->door, group, "compiler", build_compiler());
    door_put_text(&merge->door, group, "libraries", build_libraries());
    door_put_text(&merge->door, group, "hdf5", door_library(library));
}

/* `native`; `simgrid 3.32`: with the version of its library. */
static const char *engine_text(const struct merge *merge)
{
    const struct engine *engine = merge->experiment->engine;
    if (!engine || !engine->library) return engine ? engine->name : NULL;
    return arena_format(merge->arena, "%s %s", engine->name, engine->library());
}

static void run_write(struct merge *merge, const char *now)
{
    char host[256] = "";
    const door_id group = door_group(&merge->door, merge->door.file, "run");
    gethostname(host, sizeof host - 1);
    door_put_text(&merge->door, group, "time", now);
    door_put_text(&merge->door, group, "host", host);
    door_put_int32s(&merge->door, group, "threads", &merge->experiment->threads, 1);
    const int32_t ranks = ranks_count();
    if (ranks > 1) door_put_int32s(&merge->door, group, "ranks", &ranks, 1);
    door_put_text(&merge->door, group, "engine", engine_text(merge));
    door_put_text(&merge->door, group, "command", merge->experiment->command);
}

static void everything_write(struct merge *merge, const char *path)
{
    const struct result_layout *layout = merge->layout;
    char buffer[32], *now = NULL;
    const time_t clock = time(NULL);
    struct tm utc;
    if (!merge->experiment->reproducible && gmtime_r(&clock, &utc) && strftime(buffer, sizeof buffer, "%Y-%m-%dT%H:%M:%SZ", &utc))
        now = buffer;
    door_id *ids = ARENA_ARRAY(merge->arena, door_id, layout->n_sets);
    merge->dim = ARENA_ARRAY(merge->arena, door_id, layout->n_dims + layout->n_own_dims + 1);
    door_id groups[RESULT_GROUPS];
    about_write(merge, now);
    period_write(merge);
    dimensions_write(merge);
    coordinates_write(merge);
    result_groups_create(&merge->door, layout, groups);
    result_detail_dims_write(&merge->door, merge->experiment, layout, groups, merge->dim, &merge->numbers, merge->arena);
    result_sets_create(&merge->door, layout, (struct result_extent){layout->n_scenarios, layout->draws, merge->experiment->replications}, groups, ids);
    measures_describe(merge, ids);
    result_scenarios_write(&merge->door, merge->experiment, layout, &merge->numbers, merge->arena);
    result_observed_write(&merge->door, merge->experiment, &merge->numbers, merge->arena);
    result_inputs_write(&merge->door, merge->experiment, merge->axis[AXIS_SCENARIO], merge->axis[AXIS_DRAW], &merge->numbers, merge->arena);
    build_write(merge);
    if (now) run_write(merge, now);
    blocks_take(merge, path, ids);
    if (layout->events)
        result_events_merge(&merge->door, merge->experiment, layout, path, groups[GROUP_EVENTS], &merge->numbers, merge->arena);
    if (layout->course) result_course_merge(&merge->door, merge->experiment, layout, path, merge->axis, merge->dim, &merge->numbers, merge->arena);
    look(merge);
    if (door_well(&merge->door)) result_summary_write(&merge->door, merge->experiment, &merge->numbers, merge->arena);
}

/* The temporary file stands among the blocks, so that a killed run leaves nothing beside its folder. */
status result_merge(const char *path, const struct experiment *experiment, const struct result_layout *layout)
{
    char folder[RESULT_PATH], temporary[RESULT_PATH];
    struct arena arena;
    TRY(result_folder_path(folder, path));
    TRY(result_temporary_path(temporary, folder, "merge"));
    arena_init(&arena);
    struct merge *merge = ARENA_NEW(&arena, struct merge);
    merge->experiment = experiment;
    merge->layout = layout;
    merge->arena = &arena;
    door_create(&merge->door, temporary, path);
    everything_write(merge, path);
    status merged = door_close(&merge->door);
    arena_free(&arena);
    if (merged.code == STATUS_OK)
        merged = result_settle(temporary, path);
    else
        unlink(temporary);
    if (merged.code == STATUS_OK) result_folder_remove(folder);
    return result_remedy(merged);
}
