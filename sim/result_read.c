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
    int scenario_axis, replication_axis;
};

struct result {
    struct arena *arena;
    struct door door;
    int32_t n_dims, n_measures;
    struct dim *dims;
    struct result_measure *measures;
    struct place_in_file *places;
    int32_t scenarios;
    int64_t replications;
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
    result->dims = ARENA_ARRAY(result->arena, struct dim, n + 1);
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
    place->scenario_axis = place->replication_axis = -1;
    for (int i = 0; i < place->shape.rank; i++) {
        const struct dim *dim = dim_at(result, address[i]);
        if (!dim) return false;
        if (strcmp(dim->name, "draw") == 0) continue;
        if (strcmp(dim->name, "scenario") == 0 && place->scenario_axis < 0)
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
    result->places[result->n_measures] = place;
    result->measures[result->n_measures++] = measure;
}

static status contents_check(struct result *result)
{
    const char *path = result->door.path;
    const struct dim *scenario = dim_named(result, "scenario"), *replication = dim_named(result, "replication"),
                     *draw = dim_named(result, "draw");
    if (!door_well(&result->door)) return result->door.fault;
    if (!scenario || !replication || result->n_measures == 0)
        return status_fail(STATUS_FAILED, "not-a-result",
                           "%s is HDF5, but holds no measure over the dimensions scenario and replication", path);
    if (draw && draw->shape.size[0] != 1)
        return status_fail(STATUS_FAILED, "not-a-result",
                           "%s holds %" PRIu64 " draws of the inputs; files with one draw can be read", path,
                           draw->shape.size[0]);
    if (scenario->shape.size[0] > INT32_MAX)
        return status_fail(STATUS_FAILED, "not-a-result", "%s holds too many scenarios", path);
    result->scenarios = (int32_t)scenario->shape.size[0];
    result->replications = (int64_t)replication->shape.size[0];
    return status_ok();
}

status result_read_open(const char *path, struct arena *arena, struct result **result)
{
    struct result *made = *result = ARENA_NEW(arena, struct result);
    int32_t n = 0;
    made->arena = arena;
    door_open(&made->door, arena_text(arena, path));
    const char **names = door_names(&made->door, "/", arena, &n);
    made->measures = ARENA_ARRAY(arena, struct result_measure, n + 1);
    made->places = ARENA_ARRAY(arena, struct place_in_file, n + 1);
    dims_find(made, names, n);
    for (int32_t i = 0; i < n; i++) measure_find(made, names[i]);
    return contents_check(made);
}

void result_read_close(struct result *result)
{
    if (result) door_close(&result->door);
}

/* ---- asking ---- */

int32_t result_scenarios(const struct result *result) { return result->scenarios; }

int64_t result_replications(const struct result *result) { return result->replications; }

int32_t result_measures(const struct result *result) { return result->n_measures; }

const struct result_measure *result_measure(const struct result *result, int32_t i)
{
    return i >= 0 && i < result->n_measures ? &result->measures[i] : NULL;
}

int32_t result_find(const struct result *result, const char *measure)
{
    for (int32_t i = 0; i < result->n_measures; i++)
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

/* [outer][replication][inner] to [replication][outer][inner]: for files in which other axes come first. */
static double *replications_first(const double *values, int64_t outer, int64_t replications, int64_t inner, struct arena *arena)
{
    double *turned = ARENA_ARRAY(arena, double, outer *replications *inner);
    for (int64_t o = 0; o < outer; o++)
        for (int64_t r = 0; r < replications; r++)
            memcpy(turned + (r * outer + o) * inner, values + (o * replications + r) * inner, (size_t)inner * sizeof *turned);
    return turned;
}

status result_values(struct result *result, int32_t measure, int32_t scenario, const double **values)
{
    *values = NULL;
    if (measure < 0 || measure >= result->n_measures || scenario < 0 || scenario >= result->scenarios)
        return status_fail(STATUS_FAILED, "not-a-result", "%s has no measure %d of scenario %d", result->door.path, measure,
                           scenario);
    const struct place_in_file *place = &result->places[measure];
    const struct door_shape *shape = &place->shape;
    uint64_t start[DOOR_RANK] = {0}, count[DOOR_RANK];
    int64_t outer = 1, inner = 1;
    for (int i = 0; i < shape->rank; i++) {
        count[i] = i == place->scenario_axis ? 1 : shape->size[i];
        if (i < place->replication_axis) outer *= (int64_t)count[i];
        if (i > place->replication_axis) inner *= (int64_t)count[i];
    }
    const int64_t replications = (int64_t)shape->size[place->replication_axis], n = outer * replications * inner;
    if (replications != result->replications || shape->size[place->scenario_axis] != (uint64_t)result->scenarios)
        return status_fail(STATUS_FAILED, "not-a-result", "%s: %s is not as long as its dimensions", result->door.path,
                           result->measures[measure].name);
    double *read = ARENA_ARRAY(result->arena, double, n + 1);
    start[place->scenario_axis] = (uint64_t)scenario;
    door_read(&result->door, place->id, shape->rank, start, count, read);
    if (!door_well(&result->door)) return result->door.fault;
    values_clean(&result->door, place->id, read, n);
    *values = outer == 1 ? read : replications_first(read, outer, replications, inner, result->arena);
    return status_ok();
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
