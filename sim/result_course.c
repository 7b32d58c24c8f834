/* Sums over the replications of a run (--series summary): their layout, those of one block, and those that are carried on. */
#include "sim/result_private.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#define SLICE_BYTES (INT64_C(32) << 20) /* of what is joined at a time */
enum { PIECE = 1 << 17 };               /* numbers in a chunk of a block */

/* ---- layout ---- */

static struct result_course_set set_of(const struct result_layout *layout, const struct experiment *experiment, const struct course_set *from, struct arena *arena)
{
    const struct metric *metric = &experiment->model->metrics[from->metric];
    struct result_course_set set = {.name = metric->name, .part = from->part, .metric = from->metric, .cells = 1};
    if (from->part == COURSE_END) set.name = arena_format(arena, "%s_end", metric->name);
    for (; set.n_strata < experiment->detail->kept[from->metric]; set.n_strata++) {
        set.strata[set.n_strata] = metric->strata[set.n_strata];
        set.cells *= layout->dims[metric->strata[set.n_strata]].n;
    }
    return set;
}

static const struct course_shape *const *shapes_make(const struct experiment *experiment, struct arena *arena)
{
    const struct model *model = experiment->model;
    const struct course_shape **shape = ARENA_ARRAY(arena, const struct course_shape *, experiment->n);
    int32_t *sizes = ARENA_ARRAY(arena, int32_t, model->n_dims + 1);
    for (int32_t s = 0; s < experiment->n; s++) {
        for (int d = 0; d < model->n_dims; d++) sizes[d] = model->dim_size(experiment->plans[s], d);
        shape[s] = course_shape_make(model->metrics, model->n_metrics, sizes, experiment->detail, arena);
    }
    return shape;
}

/* Sums and squares of the longest scenario, of bins all that there are; and the largest that is read or written of them at a time. It does not
 * depend on the length of blocks, so that a result can be gone on from in others. */
static int32_t slice_of(const struct result_layout *layout, const struct result_course *course)
{
    int64_t cells = 1, most = 1;
    for (int32_t s = 0; s < layout->n_scenarios; s++)
        if (course->shape[s]->cells > cells) cells = course->shape[s]->cells;
    for (int32_t i = 0; i < course->n_sets; i++)
        if (course->set[i].cells > most) most = course->set[i].cells;
    const int64_t words = 5 * cells + course->n_sets * (int64_t)COURSE_BINS + most, fit = SLICE_BYTES / (words * (int64_t)sizeof(int64_t));
    return fit < 1 ? 1 : fit > course->n_periods ? course->n_periods : (int32_t)fit;
}

void result_course_layout(struct result_layout *layout, const struct experiment *experiment, struct arena *arena)
{
    if (!experiment->detail || !experiment->detail->kept) return;
    struct result_course *course = ARENA_NEW(arena, struct result_course);
    *course = (struct result_course){.n_periods = experiment->detail->n_periods, .shape = shapes_make(experiment, arena)};
    course->n_sets = course->shape[0]->n_sets;
    struct result_course_set *set = ARENA_ARRAY(arena, struct result_course_set, course->n_sets + 1);
    for (int32_t i = 0; i < course->n_sets; i++) set[i] = set_of(layout, experiment, &course->shape[0]->set[i], arena);
    course->set = set;
    course->slice = slice_of(layout, course);
    layout->course = course;
}

const char *result_course_name(const struct result_course_set *set, enum course_dataset which, char out[128])
{
    static const char *const tail[COURSE_DATASETS] = {"sum", "squares", "bins"};
    snprintf(out, 128, "%s_%s", set->name, tail[which]);
    return out;
}

struct door_shape result_course_shape(const struct result_layout *layout, const struct result_course_set *set, enum course_dataset which, int32_t draws)
{
    const struct result_course *course = layout->course;
    const bool bins = which == COURSE_BINNED;
    struct door_shape shape = {.type = bins ? DOOR_INT32 : DOOR_INT64, .rank = 3, .packed = true, .filled = true};
    shape.size[0] = (uint64_t)layout->n_scenarios;
    shape.size[1] = (uint64_t)draws;
    shape.size[2] = (uint64_t)course->n_periods;
    shape.chunk[0] = shape.chunk[1] = 1;
    shape.chunk[2] = (uint64_t)course->slice;
    for (int k = 0; k < set->n_strata && !bins; k++, shape.rank++) shape.size[shape.rank] = shape.chunk[shape.rank] = (uint64_t)layout->dims[set->strata[k]].n;
    shape.size[shape.rank] = bins ? COURSE_BINS : COURSE_WORDS;
    shape.chunk[shape.rank++] = bins ? COURSE_BINS : 1; /* the high words are mostly 0 */
    return shape;
}

/* ---- while a block is run ---- */

struct course *result_course_make(const struct result_layout *layout, struct arena *arena)
{
    const struct result_course *course = layout->course;
    int64_t most = 0;
    if (!course) return NULL;
    for (int32_t s = 0; s < layout->n_scenarios; s++)
        if (course->shape[s]->cells > most) most = course->shape[s]->cells;
    return course_make(most * course->n_periods, (int64_t)course->n_sets * course->n_periods, layout->block, arena);
}

void result_course_begin(const struct result_layout *layout, struct course *course, int32_t scenario) { course_begin(course, layout->course->shape[scenario]); }

/* ---- in the file of a block ---- */

static const char *const part_names[COURSE_PARTS] = {"sum", "low", "high", "bin"};

static struct door_shape part_shape(const struct result_layout *layout, const struct course_shape *shape, int part)
{
    const int64_t cells = (int64_t)shape->n_periods * shape->cells, bins = (int64_t)shape->n_periods * shape->n_sets * layout->block;
    struct door_shape made = {.type = part == COURSE_BIN ? DOOR_INT32 : DOOR_INT64, .rank = 1, .packed = true};
    made.size[0] = (uint64_t)(part == COURSE_BIN ? bins : cells);
    made.chunk[0] = made.size[0] < PIECE ? made.size[0] : PIECE;
    return made;
}

void result_course_block(struct door *door, const struct result_layout *layout, const struct course *course)
{
    BUG_IF(!course, "a block without its sums over %s", "replications");
    const void *values[COURSE_PARTS] = {course->sum, course->low, course->high, course->bin};
    const door_id group = door_group(door, door->file, "course");
    door_put_int32s(door, group, "summed", &course->n, 1);
    for (int k = 0; k < COURSE_PARTS && door_well(door); k++) {
        const struct door_shape shape = part_shape(layout, course->shape, k);
        if (shape.size[0] > 0) door_write(door, door_dataset(door, group, part_names[k], &shape), shape.type, values[k]);
    }
}

bool result_course_open(struct door *door, const struct result_layout *layout, int32_t scenario, int32_t summed, door_id ids[COURSE_PARTS])
{
    char path[32];
    double n = -1;
    bool good = door_number(door, door_find(door, "course"), "summed", &n) && n == summed;
    for (int k = 0; good && k < COURSE_PARTS; k++) {
        const struct door_shape shape = part_shape(layout, layout->course->shape[scenario], k);
        const uint64_t last = shape.chunk[0] ? (shape.size[0] - 1) / shape.chunk[0] * shape.chunk[0] : 0;
        snprintf(path, sizeof path, "course/%s", part_names[k]);
        if (shape.size[0] == 0) continue;
        ids[k] = door_find(door, path);
        good = door_alike(door, ids[k], &shape) && door_has_chunk(door, ids[k], &last);
    }
    return good;
}

int32_t result_course_left(const struct result_layout *layout, struct result_carried carried, struct result_spot spot, int32_t n)
{
    const int64_t left = spot.block * layout->block + n - carried.replications;
    return spot.draw >= carried.draws || left > n ? n : left < 0 ? 0 : (int32_t)left;
}

bool result_course_good(const char *path, const struct result_layout *layout, struct result_carried carried, struct result_spot spot, int32_t n)
{
    char file[RESULT_PATH];
    struct door door;
    door_id ids[COURSE_PARTS];
    const int32_t left = layout->course ? result_course_left(layout, carried, spot, n) : 0;
    if (left == 0) return true;
    if (result_block_path(file, path, spot).code != STATUS_OK) return false;
    door_open(&door, file);
    const bool good = result_course_open(&door, layout, spot.scenario, left, ids);
    return door_close(&door).code == STATUS_OK && good;
}

/* ---- in a result that is gone on from ---- */

static bool sums_alike(struct door *door, const struct result_layout *layout, int32_t draws)
{
    char name[128], path[160];
    for (int32_t i = 0; i < layout->course->n_sets; i++)
        for (int which = 0; which < COURSE_DATASETS && layout->course->set[i].cells > 0; which++) {
            const struct door_shape shape = result_course_shape(layout, &layout->course->set[i], (enum course_dataset)which, draws);
            snprintf(path, sizeof path, "series_summary/%s", result_course_name(&layout->course->set[i], (enum course_dataset)which, name));
            if (!door_alike(door, door_find(door, path), &shape)) return false;
        }
    return true;
}

struct result_carried result_course_carried(const char *path, const struct experiment *experiment, const struct result_layout *layout)
{
    struct result_carried carried = {0, 0};
    struct arena arena;
    struct door door;
    char wanted[20];
    if (!layout->course || access(path, R_OK) != 0) return carried;
    arena_init(&arena);
    door_open(&door, path);
    const char *hex = door_text(&door, door.file, "fingerprint", &arena);
    snprintf(wanted, sizeof wanted, "%016" PRIx64, layout->fingerprint);
    if (hex && strcmp(hex, wanted) == 0) {
        const struct door_shape replications = door_shape_of(&door, door_find(&door, "replication")), draws = door_shape_of(&door, door_find(&door, "draw"));
        const int64_t n = (int64_t)replications.size[0];
        const int32_t n_draws = (int32_t)draws.size[0];
        if (replications.rank == 1 && draws.rank == 1 && n <= experiment->replications && sums_alike(&door, layout, n_draws))
            carried = (struct result_carried){n_draws < layout->draws ? n_draws : layout->draws, n};
    }
    if (door_close(&door).code != STATUS_OK) carried = (struct result_carried){0, 0};
    arena_free(&arena);
    return carried;
}
