/* Reading back any file of the documented layout, whoever wrote it: what a dataset is follows from the dimensions on its axes. */
#include "sim/result_private.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

struct dim {
    const char *name;
    door_id id;
    uint64_t address;
    struct door_shape shape;
    bool bare;
    const char *const *labels;
};

/* Besides its public half: where things lie in the file. */
struct place_in_file {
    door_id id;
    struct door_shape shape;
    int scenario_axis, draw_axis, replication_axis;
    const double **read; /* [scenario] values that were read before; they are never written, so all who ask share them */
};

struct result {
    struct arena *arena;
    struct door door;
    int32_t n_dims, n_measures, n_all; /* measures: those of the root come first, then those of groups */
    struct dim *dims;
    struct result_measure *measures;
    struct place_in_file *places;
    int32_t scenarios, draws;
    int64_t replications; /* of every draw */
};

/* ---- numbers and labels ---- */

/* Missing cells become NAN; packed numbers (netCDF's scale_factor and add_offset) are unpacked. */
static void values_clean(struct door *door, door_id id, double *values, int64_t n)
{
    double fill = NAN, missing = NAN, factor = 1, offset = 0;
    door_number(door, id, "_FillValue", &fill);
    door_number(door, id, "missing_value", &missing);
    const bool scaled = door_number(door, id, "scale_factor", &factor), shifted = door_number(door, id, "add_offset", &offset);
    for (int64_t i = 0; i < n; i++) {
        if (values[i] == fill || values[i] == missing)
            values[i] = NAN;
        else if (scaled || shifted)
            values[i] = values[i] * factor + offset;
    }
}

static double *numbers_read(struct result *result, door_id id, const struct door_shape *shape)
{
    const uint64_t start[1] = {0};
    double *values = ARENA_ARRAY(result->arena, double, shape->size[0] + 1);
    door_read(&result->door, id, 1, start, shape->size, values);
    values_clean(&result->door, id, values, (int64_t)shape->size[0]);
    return values;
}

static const char *const *number_labels(struct result *result, const struct dim *dim)
{
    const uint64_t n = dim->shape.size[0];
    const char **labels = ARENA_ARRAY(result->arena, const char *, n + 1);
    const double *values = dim->bare ? NULL : numbers_read(result, dim->id, &dim->shape);
    for (uint64_t i = 0; i < n; i++) labels[i] = arena_format(result->arena, "%.15g", values ? values[i] : (double)(i + 1));
    return labels;
}

/* ---- what is in the file ---- */

static const struct dim *dim_named(const struct result *result, const char *name)
{
    for (int32_t i = 0; i < result->n_dims; i++)
        if (strcmp(result->dims[i].name, name) == 0) return &result->dims[i];
    return NULL;
}

static const struct dim *dim_at(const struct result *result, uint64_t address)
{
    for (int32_t i = 0; address && i < result->n_dims; i++)
        if (result->dims[i].address == address) return &result->dims[i];
    return NULL;
}

static const char *const *labels_read(struct result *result, const struct dim *dim)
{
    if (dim->shape.type == DOOR_TEXT) return door_read_texts(&result->door, dim->id, dim->shape.size[0], result->arena);
    return dim->shape.type == DOOR_OTHER ? NULL : number_labels(result, dim);
}

/* Dimensions, and texts over one (region_name), which have labels but are no axis: address 0. */
static void dims_find(struct result *result, const char *const *names, int32_t n)
{
    for (int32_t i = 0; i < n; i++) {
        struct dim dim = {.name = names[i]};
        if (!door_is_dataset(&result->door, names[i])) continue;
        dim.id = door_find(&result->door, names[i]);
        dim.shape = door_shape_of(&result->door, dim.id);
        const bool scale = door_is_scale(&result->door, dim.id, &dim.bare);
        if (dim.shape.rank != 1 || (!scale && dim.shape.type != DOOR_TEXT)) continue;
        if (scale) dim.address = door_address(&result->door, dim.id);
        dim.labels = labels_read(result, &dim);
        result->dims[result->n_dims++] = dim;
    }
}

/* Sorts the axes out; false when this is no measure. */
static bool measure_axes(const struct result *result, const uint64_t address[DOOR_RANK], struct place_in_file *place,
                         struct result_measure *measure)
{
    place->scenario_axis = place->draw_axis = place->replication_axis = -1;
    for (int i = 0; i < place->shape.rank; i++) {
        const struct dim *dim = dim_at(result, address[i]);
        if (!dim) return false;
        if (strcmp(dim->name, "draw") == 0 && place->draw_axis < 0)
            place->draw_axis = i;
        else if (strcmp(dim->name, "scenario") == 0 && place->scenario_axis < 0)
            place->scenario_axis = i;
        else if (strcmp(dim->name, "replication") == 0 && place->replication_axis < 0)
            place->replication_axis = i;
        else if (measure->n_strata == METRIC_STRATA)
            return false;
        else {
            measure->strata[measure->n_strata] = dim->name;
            measure->size[measure->n_strata++] = (int32_t)place->shape.size[i];
        }
    }
    return place->scenario_axis >= 0 && place->replication_axis >= 0;
}

static void measure_find(struct result *result, const char *name)
{
    struct door *door = &result->door;
    struct result_measure measure = {.name = name};
    struct place_in_file place = {.id = -1};
    uint64_t address[DOOR_RANK];
    bool bare;
    if (!door_is_dataset(door, name)) return;
    place.id = door_find(door, name);
    place.shape = door_shape_of(door, place.id);
    const bool number = place.shape.type == DOOR_INT64 || place.shape.type == DOOR_FLOAT64;
    if (!number || door_is_scale(door, place.id, &bare)) return;
    door_axes(door, place.id, place.shape.rank, address);
    if (!measure_axes(result, address, &place, &measure)) return;
    measure.units = door_text(door, place.id, "units", result->arena);
    measure.long_name = door_text(door, place.id, "long_name", result->arena);
    measure.long_name_nl = door_text(door, place.id, "long_name_nl", result->arena);
    measure.cell_methods = door_text(door, place.id, "cell_methods", result->arena);
    result->places[result->n_all] = place;
    result->measures[result->n_all++] = measure;
}

static status contents_check(struct result *result)
{
    const char *path = result->door.path;
    const struct dim *scenario = dim_named(result, "scenario"), *replication = dim_named(result, "replication"), *draw = dim_named(result, "draw");
    if (!door_well(&result->door)) return result->door.fault;
    if (!scenario || !replication || result->n_measures == 0)
        return status_fail(STATUS_FAILED, "not-a-result",
                           "%s is HDF5, but holds no measure over the dimensions scenario and replication", path);
    if (scenario->shape.size[0] > INT32_MAX)
        return status_fail(STATUS_FAILED, "not-a-result", "%s holds too many scenarios", path);
    result->scenarios = (int32_t)scenario->shape.size[0];
    result->draws = draw ? (int32_t)draw->shape.size[0] : 1;
    result->replications = (int64_t)replication->shape.size[0];
    return status_ok();
}

/* Measures of a group are named with it: `spells/stay_ended`. */
static const char **names_of_group(struct result *result, const char *const *root, int32_t n_root, const char *group, int32_t *n)
{
    bool there = false;
    *n = 0;
    for (int32_t i = 0; i < n_root; i++) there = there || strcmp(root[i], group) == 0;
    if (!there || door_is_dataset(&result->door, group)) return NULL;
    const char **names = door_names(&result->door, group, result->arena, n);
    for (int32_t i = 0; i < *n; i++) names[i] = arena_format(result->arena, "%s/%s", group, names[i]);
    return names;
}

/* Finds what is in a file that is open. */
static status contents_find(struct result *made)
{
    static const char *const groups[] = {"spells", "warm_up", "series"};
    enum { GROUPS = sizeof groups / sizeof *groups };
    const char **inside[GROUPS];
    int32_t n = 0, n_inside[GROUPS], all = 1;
    const char **names = door_names(&made->door, "/", made->arena, &n);
    for (int g = 0; g < GROUPS; g++) {
        inside[g] = names_of_group(made, names, n, groups[g], &n_inside[g]);
        all += n_inside[g];
    }
    made->measures = ARENA_ARRAY(made->arena, struct result_measure, n + all);
    made->places = ARENA_ARRAY(made->arena, struct place_in_file, n + all);
    made->dims = ARENA_ARRAY(made->arena, struct dim, n + all);
    dims_find(made, names, n);
    for (int g = 0; g < GROUPS; g++) dims_find(made, inside[g], n_inside[g]); /* as series/period */
    for (int32_t i = 0; i < n; i++) measure_find(made, names[i]);
    made->n_measures = made->n_all;
    for (int g = 0; g < GROUPS; g++)
        for (int32_t i = 0; i < n_inside[g]; i++) measure_find(made, inside[g][i]);
    return contents_check(made);
}

status result_read_open(const char *path, struct arena *arena, struct result **result)
{
    struct result *made = *result = ARENA_NEW(arena, struct result);
    made->arena = arena;
    door_open(&made->door, arena_text(arena, path));
    return contents_find(made);
}

status result_read_inside(struct door *door, struct arena *arena, struct result **result)
{
    struct result *made = *result = ARENA_NEW(arena, struct result);
    made->arena = arena;
    made->door = *door;
    made->door.chunk = NULL; /* room of its own, which reading does not use */
    made->door.chunk_room = 0;
    return contents_find(made);
}

void result_read_into(struct result *result, struct arena *arena)
{
    for (int32_t i = 0; i < result->n_all; i++) result->places[i].read = NULL; /* lived in the arena so far */
    result->arena = arena;
}

struct door *result_door(struct result *result) { return &result->door; }

struct arena *result_arena(struct result *result) { return result->arena; }

const char *result_dim_at(const struct result *result, uint64_t address)
{
    const struct dim *dim = dim_at(result, address);
    return dim ? dim->name : NULL;
}

void result_clean(struct result *result, door_id id, double *values, int64_t n) { values_clean(&result->door, id, values, n); }

void result_read_close(struct result *result)
{
    if (result) door_close(&result->door);
}

/* ---- asking ---- */

int32_t result_scenarios(const struct result *result) { return result->scenarios; }

int32_t result_drawn(const struct result *result) { return result->draws; }

int64_t result_replications(const struct result *result) { return result->draws * result->replications; }

int32_t result_measures(const struct result *result) { return result->n_measures; }

const struct result_measure *result_measure(const struct result *result, int32_t i)
{
    return i >= 0 && i < result->n_all ? &result->measures[i] : NULL;
}

int32_t result_find(const struct result *result, const char *measure)
{
    for (int32_t i = 0; i < result->n_all; i++)
        if (strcmp(result->measures[i].name, measure) == 0) return i;
    return -1;
}

const char *result_text(struct result *result, const char *group, const char *attribute)
{
    return door_text(&result->door, door_find(&result->door, group), attribute, result->arena);
}

const char *const *result_labels(const struct result *result, const char *dimension, int32_t *n)
{
    const struct dim *dim = dim_named(result, dimension);
    *n = dim ? (int32_t)dim->shape.size[0] : 0;
    return dim ? dim->labels : NULL;
}

/* ---- numbers of a measure ---- */

/* To [draw][replication][the rest]: for files in which other axes come first. count: lengths of the axes; at: those of draw (-1: none) and
 * replication. */
static double *worlds_first(const double *values, int rank, const uint64_t count[DOOR_RANK], int draw, int replication, struct arena *arena)
{
    int order[DOOR_RANK], n = 0;
    uint64_t stride[DOOR_RANK], all = 1, at[DOOR_RANK] = {0};
    if (draw >= 0) order[n++] = draw;
    order[n++] = replication;
    for (int i = 0; i < rank; i++)
        if (i != draw && i != replication) order[n++] = i;
    for (int i = rank - 1; i >= 0; i--) {
        stride[i] = all;
        all *= count[i];
    }
    double *turned = ARENA_ARRAY(arena, double, all + 1);
    for (uint64_t k = 0; k < all; k++) {
        uint64_t from = 0;
        for (int i = 0; i < rank; i++) from += at[order[i]] * stride[order[i]];
        turned[k] = values[from];
        for (int i = rank - 1; i >= 0 && ++at[order[i]] == count[order[i]]; i--) at[order[i]] = 0;
    }
    return turned;
}

/* Axes before draw and replication that are longer than one: the numbers must be turned. */
static bool in_order(const struct place_in_file *place, const uint64_t count[DOOR_RANK])
{
    const int last = place->replication_axis;
    for (int i = 0; i < last; i++)
        if (i != place->draw_axis && count[i] > 1) return false;
    return place->draw_axis < last || count[place->draw_axis] == 1;
}

/* Is there such a measure of such a scenario, as long as its dimensions say? */
static status values_check(const struct result *result, int32_t measure, int32_t scenario)
{
    if (measure < 0 || measure >= result->n_all || scenario < 0 || scenario >= result->scenarios)
        return status_fail(STATUS_FAILED, "not-a-result", "%s has no measure %d of scenario %d", result->door.path, measure,
                           scenario);
    const struct place_in_file *place = &result->places[measure];
    const struct door_shape *shape = &place->shape;
    const int32_t draws = place->draw_axis < 0 ? 1 : (int32_t)shape->size[place->draw_axis];
    if ((int64_t)shape->size[place->replication_axis] != result->replications || shape->size[place->scenario_axis] != (uint64_t)result->scenarios ||
        draws != result->draws)
        return status_fail(STATUS_FAILED, "not-a-result", "%s: %s is not as long as its dimensions", result->door.path,
                           result->measures[measure].name);
    return status_ok();
}

status result_values(struct result *result, int32_t measure, int32_t scenario, const double **values)
{
    *values = NULL;
    TRY(values_check(result, measure, scenario));
    struct place_in_file *place = &result->places[measure];
    const struct door_shape *shape = &place->shape;
    uint64_t start[DOOR_RANK] = {0}, count[DOOR_RANK];
    int64_t n = 1;
    if (place->read && place->read[scenario]) return *values = place->read[scenario], status_ok();
    for (int i = 0; i < shape->rank; i++) {
        count[i] = i == place->scenario_axis ? 1 : shape->size[i];
        n *= (int64_t)count[i];
    }
    double *read = ARENA_ARRAY(result->arena, double, n + 1);
    start[place->scenario_axis] = (uint64_t)scenario;
    door_read(&result->door, place->id, shape->rank, start, count, read);
    if (!door_well(&result->door)) return result->door.fault;
    values_clean(&result->door, place->id, read, n);
    *values = in_order(place, count) ? read : worlds_first(read, shape->rank, count, place->draw_axis, place->replication_axis, result->arena);
    if (!place->read) place->read = ARENA_ARRAY(result->arena, const double *, result->scenarios + 1);
    place->read[scenario] = *values;
    return status_ok();
}

/* Replications from..from+n-1 (from 0) of one draw. With one draw, one scenario and no other axis before them the order is right as it is read. */
static int64_t worlds_of_draw(struct result *result, const struct place_in_file *place, int32_t scenario, int64_t draw, int64_t from, int64_t n, double *values)
{
    const struct door_shape *shape = &place->shape;
    uint64_t start[DOOR_RANK] = {0}, count[DOOR_RANK];
    int64_t all = 1;
    for (int i = 0; i < shape->rank; i++) {
        const bool world = i == place->replication_axis;
        count[i] = world ? (uint64_t)n : i == place->scenario_axis || i == place->draw_axis ? 1 : shape->size[i];
        start[i] = world ? (uint64_t)from : i == place->scenario_axis ? (uint64_t)scenario : i == place->draw_axis ? (uint64_t)draw : 0;
        all *= (int64_t)count[i];
    }
    door_read(&result->door, place->id, shape->rank, start, count, values);
    if (!door_well(&result->door)) return all;
    values_clean(&result->door, place->id, values, all);
    if (in_order(place, count)) return all;
    struct arena arena;
    arena_init(&arena);
    memcpy(values, worlds_first(values, shape->rank, count, place->draw_axis, place->replication_axis, &arena), (size_t)all * sizeof *values);
    arena_free(&arena);
    return all;
}

status result_worlds(struct result *result, int32_t measure, int32_t scenario, int64_t first, int64_t n, double *values)
{
    TRY(values_check(result, measure, scenario));
    while (n > 0 && door_well(&result->door)) {
        const int64_t draw = first / result->replications, from = first % result->replications;
        const int64_t some = n < result->replications - from ? n : result->replications - from;
        values += worlds_of_draw(result, &result->places[measure], scenario, draw, from, some, values);
        first += some;
        n -= some;
    }
    return door_well(&result->door) ? status_ok() : result->door.fault;
}

const double *result_coordinate(struct result *result, const char *name, int32_t *n)
{
    *n = 0;
    if (!door_is_dataset(&result->door, name)) return NULL;
    const door_id id = door_find(&result->door, name);
    const struct door_shape shape = door_shape_of(&result->door, id);
    if (shape.rank != 1 || (shape.type != DOOR_INT64 && shape.type != DOOR_FLOAT64)) return NULL;
    *n = (int32_t)shape.size[0];
    return numbers_read(result, id, &shape);
}

const double *result_numbers(struct result *result, const char *name, int rank, int32_t *size)
{
    const uint64_t start[DOOR_RANK] = {0};
    int64_t n = 1;
    if (!door_is_dataset(&result->door, name)) return NULL;
    const door_id id = door_find(&result->door, name);
    const struct door_shape shape = door_shape_of(&result->door, id);
    if (shape.rank != rank || (shape.type != DOOR_INT64 && shape.type != DOOR_FLOAT64)) return NULL;
    for (int i = 0; i < rank; i++) n *= size[i] = (int32_t)shape.size[i];
    double *values = ARENA_ARRAY(result->arena, double, n + 1);
    door_read(&result->door, id, rank, start, shape.size, values);
    values_clean(&result->door, id, values, n);
    return values;
}

bool result_has(struct result *result, const char *name)
{
    int32_t n = 0;
    const char **names = door_names(&result->door, "/", result->arena, &n);
    while (n > 0 && strcmp(names[n - 1], name) != 0) n--;
    return n > 0;
}

const char *const *result_texts(struct result *result, const char *name, int32_t *n)
{
    *n = 0;
    if (!door_is_dataset(&result->door, name)) return NULL;
    const door_id id = door_find(&result->door, name);
    const struct door_shape shape = door_shape_of(&result->door, id);
    if (shape.rank != 1 || shape.type != DOOR_TEXT) return NULL;
    *n = (int32_t)shape.size[0];
    return door_read_texts(&result->door, id, shape.size[0], result->arena);
}
