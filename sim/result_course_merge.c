/* The group /series_summary: the sums of all blocks added up, in slices of periods, so that memory does not grow with the run. */
#include "sim/result_private.h"

#include <math.h>
#include <string.h>

__extension__ typedef __int128 wide;

#define WORD (INT64_C(1) << COURSE_WORD)

struct course_merge {
    struct door *door, old; /* old: the result that is gone on from */
    const struct experiment *experiment;
    const struct result_layout *layout;
    const struct result_course *course;
    const char *path;
    struct result_carried carried;
    struct arena *arena;
    door_id group, period, word, bin;
    door_id (*ids)[COURSE_DATASETS], (*old_ids)[COURSE_DATASETS]; /* by set */
    int32_t *number; /* replications summed, by scenario and draw */
    wide *sum, *square; /* of the slice: [period][cell of the scenario] */
    int64_t *binned;    /* [set][period][bin] */
    int64_t *words;     /* room to read and write */
};

/* Periods of one scenario and draw. */
struct slice {
    int32_t scenario, draw, begin, n;
};

/* ---- between sums and words ---- */

/* The words have the sign of the number, so that they add up without loss as floating point numbers too. */
static int64_t word_of(wide number, int word) { return (int64_t)(word ? number / WORD : number % WORD); }

/* Where every cell of a scenario stands among those of all; -1: nowhere, of labels it has not. Calls for each [period][cell] of both. */
static int32_t own_cell(const struct course_merge *merge, const struct result_course_set *set, int32_t scenario, const int32_t at[METRIC_STRATA], int64_t *all)
{
    int32_t own = 0;
    *all = 0;
    for (int k = 0; k < set->n_strata; k++) {
        const struct result_dim *dim = &merge->layout->dims[set->strata[k]];
        *all = *all * dim->n + dim->place[scenario][at[k]];
        own = own * dim->size[scenario] + at[k];
    }
    return own;
}

static bool next_cell(const struct course_merge *merge, const struct result_course_set *set, int32_t scenario, int32_t at[METRIC_STRATA])
{
    for (int k = set->n_strata - 1; k >= 0; at[k--] = 0)
        if (++at[k] < merge->layout->dims[set->strata[k]].size[scenario]) return true;
    return false;
}

/* From the words of one part of the slice of a set into the sums, or from these to words. */
static void words_move(struct course_merge *merge, int32_t i, const struct slice *slice, wide *sums, int word, bool out)
{
    const struct result_course_set *set = &merge->course->set[i];
    const struct course_shape *shape = merge->course->shape[slice->scenario];
    int32_t at[METRIC_STRATA] = {0};
    if (shape->set[i].cells == 0) return;
    do {
        int64_t all;
        const int32_t own = own_cell(merge, set, slice->scenario, at, &all);
        for (int32_t p = 0; p < slice->n; p++) {
            wide *sum = &sums[(int64_t)p * shape->cells + shape->set[i].first + own];
            int64_t *words = &merge->words[p * set->cells + all];
            if (out) *words = word_of(*sum, word);
            else *sum += word ? (wide)*words * WORD : *words;
        }
    } while (next_cell(merge, set, slice->scenario, at));
}

static struct door_shape box_of(const struct course_merge *merge, int32_t i, enum course_dataset which, const struct slice *slice, int word, uint64_t start[DOOR_RANK])
{
    struct door_shape shape = result_course_shape(merge->layout, &merge->course->set[i], which, merge->layout->draws);
    memset(start, 0, DOOR_RANK * sizeof *start);
    start[0] = (uint64_t)slice->scenario;
    start[1] = (uint64_t)slice->draw;
    start[2] = (uint64_t)slice->begin;
    shape.size[0] = shape.size[1] = 1;
    shape.size[2] = (uint64_t)slice->n;
    if (which == COURSE_BINNED) return shape;
    start[shape.rank - 1] = (uint64_t)word;
    shape.size[shape.rank - 1] = 1;
    return shape;
}

/* ---- in ---- */

static int64_t *binned_of(const struct course_merge *merge, int32_t i) { return merge->binned + (int64_t)i * merge->course->slice * COURSE_BINS; }

static void carried_add(struct course_merge *merge, const struct slice *slice)
{
    uint64_t start[DOOR_RANK];
    for (int32_t i = 0; i < merge->course->n_sets; i++) {
        if (merge->course->set[i].cells == 0) continue;
        for (int k = 0; k < 2 * COURSE_WORDS; k++) {
            const enum course_dataset which = k < COURSE_WORDS ? COURSE_SUMS : COURSE_SQUARES;
            const struct door_shape box = box_of(merge, i, which, slice, k % COURSE_WORDS, start);
            door_read_box(&merge->old, merge->old_ids[i][which], box.rank, start, box.size, merge->words);
            if (door_well(&merge->old)) words_move(merge, i, slice, which == COURSE_SUMS ? merge->sum : merge->square, k % COURSE_WORDS, false);
        }
        const struct door_shape box = box_of(merge, i, COURSE_BINNED, slice, 0, start);
        door_read_box(&merge->old, merge->old_ids[i][COURSE_BINNED], box.rank, start, box.size, binned_of(merge, i));
    }
    if (!door_well(&merge->old) && door_well(merge->door)) merge->door->fault = merge->old.fault;
}

static void sums_add(struct course_merge *merge, struct door *block, const door_id ids[COURSE_PARTS], const struct slice *slice)
{
    const int64_t cells = merge->course->shape[slice->scenario]->cells, n = slice->n * cells;
    for (int k = COURSE_SUM; k <= COURSE_HIGH && n > 0; k++) {
        wide *to = k == COURSE_SUM ? merge->sum : merge->square;
        door_read_part(block, ids[k], (uint64_t)(slice->begin * cells), (uint64_t)n, merge->words);
        for (int64_t c = 0; c < n && door_well(block); c++) to[c] += k == COURSE_HIGH ? (wide)merge->words[c] * WORD : merge->words[c];
    }
}

static void bins_add(struct course_merge *merge, struct door *block, const door_id ids[COURSE_PARTS], const struct slice *slice)
{
    const int32_t n_sets = merge->course->n_sets, room = merge->layout->block;
    const int64_t each = (int64_t)n_sets * room;
    for (int32_t p = 0; p < slice->n && each > 0; p++) {
        const int64_t *at = merge->words;
        door_read_part(block, ids[COURSE_BIN], (uint64_t)((slice->begin + p) * each), (uint64_t)each, merge->words);
        for (int32_t i = 0; i < n_sets && door_well(block); i++)
            for (int32_t r = 0; r < room; r++, at++)
                if (*at >= 0 && *at < COURSE_BINS) binned_of(merge, i)[(int64_t)p * COURSE_BINS + *at]++;
    }
}

static status block_add(struct course_merge *merge, const struct slice *slice, int64_t block)
{
    char file[RESULT_PATH];
    struct door door;
    door_id ids[COURSE_PARTS];
    const struct result_spot spot = {slice->scenario, slice->draw, block};
    const int32_t left = result_course_left(merge->layout, merge->carried, spot, result_block_length(merge->layout, merge->experiment->replications, block));
    if (left == 0) return status_ok();
    TRY(result_block_path(file, merge->path, spot));
    door_open(&door, file);
    if (result_course_open(&door, merge->layout, slice->scenario, left, ids)) {
        sums_add(merge, &door, ids, slice);
        bins_add(merge, &door, ids, slice);
        if (slice->begin == 0) merge->number[slice->scenario * merge->layout->draws + slice->draw] += left;
    } else if (door_well(&door))
        door.fault = status_fail(STATUS_FAILED, "unreadable", "%s is damaged; the same command runs it again", file);
    return door_close(&door);
}

/* ---- out ---- */

static void slice_write(struct course_merge *merge, const struct slice *slice)
{
    uint64_t start[DOOR_RANK];
    for (int32_t i = 0; i < merge->course->n_sets && door_well(merge->door); i++) {
        const int64_t cells = merge->course->set[i].cells;
        if (cells == 0) continue;
        for (int k = 0; k < 2 * COURSE_WORDS; k++) {
            const enum course_dataset which = k < COURSE_WORDS ? COURSE_SUMS : COURSE_SQUARES;
            const struct door_shape box = box_of(merge, i, which, slice, k % COURSE_WORDS, start);
            for (int64_t c = 0; c < slice->n * cells; c++) merge->words[c] = DOOR_FILL_INT64;
            words_move(merge, i, slice, which == COURSE_SUMS ? merge->sum : merge->square, k % COURSE_WORDS, true);
            door_write_box(merge->door, merge->ids[i][which], box.rank, start, box.size, merge->words);
        }
        const struct door_shape box = box_of(merge, i, COURSE_BINNED, slice, 0, start);
        door_write_box(merge->door, merge->ids[i][COURSE_BINNED], box.rank, start, box.size, binned_of(merge, i));
    }
}

static void slice_merge(struct course_merge *merge, const struct slice *slice)
{
    const struct result_course *course = merge->course;
    const size_t cells = (size_t)slice->n * (size_t)course->shape[slice->scenario]->cells;
    memset(merge->sum, 0, cells * sizeof *merge->sum);
    memset(merge->square, 0, cells * sizeof *merge->square);
    memset(merge->binned, 0, (size_t)course->n_sets * (size_t)course->slice * COURSE_BINS * sizeof *merge->binned);
    if (slice->draw < merge->carried.draws) carried_add(merge, slice);
    for (int64_t b = 0; b < result_blocks(merge->experiment) && door_well(merge->door); b++) {
        const status added = block_add(merge, slice, b);
        if (added.code != STATUS_OK && door_well(merge->door)) merge->door->fault = added;
    }
    slice_write(merge, slice);
}

/* ---- dimensions and what is said ---- */

static void put_names(struct door *door, door_id object, const char *en, const char *nl)
{
    door_put_text(door, object, "long_name", en);
    door_put_text(door, object, "long_name_nl", nl);
}

static door_id scale_write(struct course_merge *merge, const char *name, int32_t n, const double *values, int32_t *numbers, const char *en, const char *nl)
{
    const struct door_shape shape = {.type = DOOR_FLOAT64, .rank = 1, .size = {(uint64_t)n}};
    const door_id scale = door_dataset(merge->door, merge->group, name, &shape);
    door_write(merge->door, scale, DOOR_FLOAT64, values);
    door_scale(merge->door, scale, name, (*numbers)++);
    door_put_text(merge->door, scale, "units", "1");
    put_names(merge->door, scale, en, nl);
    return scale;
}

static void bins_write(struct course_merge *merge, int32_t *numbers)
{
    struct door *door = merge->door;
    double from[COURSE_BINS], bounds[2 * COURSE_BINS];
    for (int32_t b = 0; b < COURSE_BINS; b++) {
        from[b] = bounds[2 * b] = course_bin_from(b);
        bounds[2 * b + 1] = b == 0 ? 0 : course_bin_from(b + 1);
    }
    merge->bin = scale_write(merge, "bin", COURSE_BINS, from, numbers, "begin of the bin; the first has what is 0, the second what lies between 0 and its end",
                             "begin van de klasse; de eerste heeft wat 0 is, de tweede wat tussen 0 en haar eind ligt");
    door_put_text(door, merge->bin, "bounds", "bin_bounds");
    const struct door_shape shape = {.type = DOOR_FLOAT64, .rank = 2, .size = {COURSE_BINS, 2}};
    const door_id dataset = door_dataset(door, merge->group, "bin_bounds", &shape);
    door_write(door, dataset, DOOR_FLOAT64, bounds);
    put_names(door, dataset, "begin and end of each bin", "begin en einde van elke klasse");
    door_attach(door, dataset, merge->bin, 0);
    door_attach(door, dataset, door_find(door, "series_summary/bound"), 1);
}

static const char *units_of(struct course_merge *merge, const struct result_course_set *set, enum course_dataset which)
{
    const char *unit = merge->experiment->model->metrics[set->metric].unit;
    const bool one = strcmp(unit, "1") == 0, level = set->part == COURSE_LEVEL;
    if (which == COURSE_BINNED) return "1";
    if (which == COURSE_SUMS) return level ? (one ? "s" : arena_format(merge->arena, "%s s", unit)) : unit;
    return level ? (one ? "s2" : arena_format(merge->arena, "%s2 s2", unit)) : one ? "1" : arena_format(merge->arena, "%s2", unit);
}

static void describe(struct course_merge *merge, const struct result_course_set *set, enum course_dataset which, door_id id)
{
    static const char *const methods[COURSE_DATASETS] = {"replication: sum", "replication: sum_of_squares", NULL};
    static const char *const en[] = {"Summed over replications, of each period", "Summed over replications, of each period the number times its seconds",
                                     "Summed over replications, just before the end of each period"};
    static const char *const nl[] = {"Opgeteld over herhalingen, van elke periode", "Opgeteld over herhalingen, van elke periode het aantal maal zijn seconden",
                                     "Opgeteld over herhalingen, vlak voor het einde van elke periode"};
    const struct metric *metric = &merge->experiment->model->metrics[set->metric];
    struct arena *arena = merge->arena;
    char over[128] = "";
    _Static_assert(COURSE_COUNT == 0 && COURSE_LEVEL == 1 && COURSE_END == 2, "sentences stand in that order");
    if (which == COURSE_SUMS)
        put_names(merge->door, id, arena_format(arena, "%s: %s", en[set->part], metric->help_en), arena_format(arena, "%s: %s", nl[set->part], metric->help_nl));
    else if (which == COURSE_SQUARES)
        put_names(merge->door, id, arena_format(arena, "Sum over replications of the squares of what %s_sum adds up", set->name),
                  arena_format(arena, "Som over herhalingen van de kwadraten van wat %s_sum optelt", set->name));
    else
        put_names(merge->door, id, arena_format(arena, "Replications in each bin, of %s%s with all cells added up", set->name, set->part == COURSE_LEVEL ? ", mean of each period," : ""),
                  arena_format(arena, "Herhalingen in elke klasse, van %s%s met alle cellen opgeteld", set->name, set->part == COURSE_LEVEL ? ", gemiddelde van elke periode," : ""));
    door_put_text(merge->door, id, "units", units_of(merge, set, which));
    door_put_text(merge->door, id, "cell_methods", methods[which]);
    if (which == COURSE_SUMS) door_put_text(merge->door, id, "divisor", set->part == COURSE_LEVEL ? "number seconds" : "number");
    for (int k = set->n_strata; k < METRIC_STRATA && metric->strata[k] >= 0 && which != COURSE_BINNED; k++)
        snprintf(over + strlen(over), sizeof over - strlen(over), "%s%s", *over ? " " : "", merge->layout->dims[metric->strata[k]].name);
    door_put_text(merge->door, id, "summed_over", over);
}

static void dataset_make(struct course_merge *merge, int32_t i, enum course_dataset which, const door_id axis[AXIS_STRATA], const door_id *dim)
{
    const struct result_course_set *set = &merge->course->set[i];
    const struct door_shape shape = result_course_shape(merge->layout, set, which, merge->layout->draws);
    struct door *door = merge->door;
    char name[128];
    const door_id id = merge->ids[i][which] = door_dataset(door, merge->group, result_course_name(set, which, name), &shape);
    door_attach(door, id, axis[AXIS_SCENARIO], 0);
    door_attach(door, id, axis[AXIS_DRAW], 1);
    door_attach(door, id, merge->period, 2);
    for (int k = 0; k < set->n_strata && which != COURSE_BINNED; k++) door_attach(door, id, dim[set->strata[k]], 3 + k);
    door_attach(door, id, which == COURSE_BINNED ? merge->bin : merge->word, shape.rank - 1);
    describe(merge, set, which, id);
}

static void group_make(struct course_merge *merge, const door_id axis[AXIS_STRATA], const door_id *dim, int32_t *numbers)
{
    struct door *door = merge->door;
    merge->group = door_group(door, door->file, "series_summary");
    door_put_text(door, merge->group, "method",
                  "A sum is its words times their weights (`word`), exactly; a mean is the sum divided by `number`, and for the mean number during a period by its seconds too.");
    door_put_text(door, merge->group, "method_nl",
                  "Een som is haar woorden maal hun gewichten (`word`), exact; een gemiddelde is de som gedeeld door `number`, en voor het gemiddelde aantal in een periode ook door haar seconden.");
    merge->period = result_periods_write(door, merge->group, merge->experiment, numbers, merge->arena);
    merge->word = scale_write(merge, "word", COURSE_WORDS, (const double[]){1, ldexp(1, COURSE_WORD)}, numbers, "weight of the word of a sum", "gewicht van het woord van een som");
    bins_write(merge, numbers);
    for (int32_t i = 0; i < merge->course->n_sets; i++)
        for (int which = 0; which < COURSE_DATASETS && merge->course->set[i].cells > 0; which++) dataset_make(merge, i, (enum course_dataset)which, axis, dim);
}

static void number_write(struct course_merge *merge, const door_id axis[AXIS_STRATA])
{
    const struct result_layout *layout = merge->layout;
    const int64_t n = (int64_t)layout->n_scenarios * layout->draws;
    struct door *door = merge->door;
    for (int64_t i = 0; i < n; i++)
        if (door_well(door)) BUG_IF(merge->number[i] != merge->experiment->replications, "sums over %d replications", (int)merge->number[i]);
    const struct door_shape shape = {.type = DOOR_INT32, .rank = 2, .size = {(uint64_t)layout->n_scenarios, (uint64_t)layout->draws}};
    const door_id id = door_dataset(door, merge->group, "number", &shape);
    door_write(door, id, DOOR_INT32, merge->number);
    door_attach(door, id, axis[AXIS_SCENARIO], 0);
    door_attach(door, id, axis[AXIS_DRAW], 1);
    door_put_text(door, id, "units", "1");
    put_names(door, id, "replications that are summed", "herhalingen die zijn opgeteld");
}

/* ---- the whole ---- */

static void rooms_make(struct course_merge *merge)
{
    const struct result_course *course = merge->course;
    int64_t cells = 1, words = 1;
    const int64_t bins = (int64_t)course->n_sets * merge->layout->block;
    for (int32_t s = 0; s < merge->layout->n_scenarios; s++)
        if (course->shape[s]->cells > cells) cells = course->shape[s]->cells;
    if (cells > words) words = cells;
    for (int32_t i = 0; i < course->n_sets; i++)
        if (course->set[i].cells > words) words = course->set[i].cells;
    merge->sum = ARENA_ARRAY(merge->arena, wide, course->slice * cells + 1);
    merge->square = ARENA_ARRAY(merge->arena, wide, course->slice * cells + 1);
    merge->binned = ARENA_ARRAY(merge->arena, int64_t, (int64_t)course->n_sets * course->slice * COURSE_BINS + 1);
    merge->words = ARENA_ARRAY(merge->arena, int64_t, (course->slice * words > bins ? course->slice * words : bins) + 1);
    merge->ids = arena_alloc(merge->arena, (size_t)course->n_sets + 1, sizeof *merge->ids);
    merge->old_ids = arena_alloc(merge->arena, (size_t)course->n_sets + 1, sizeof *merge->old_ids);
    merge->number = ARENA_ARRAY(merge->arena, int32_t, (int64_t)merge->layout->n_scenarios * merge->layout->draws + 1);
}

static void carried_open(struct course_merge *merge)
{
    char name[128], path[160];
    if (merge->carried.draws == 0) return;
    door_open(&merge->old, merge->path);
    for (int32_t i = 0; i < merge->course->n_sets; i++)
        for (int which = 0; which < COURSE_DATASETS && merge->course->set[i].cells > 0; which++) {
            snprintf(path, sizeof path, "series_summary/%s", result_course_name(&merge->course->set[i], (enum course_dataset)which, name));
            merge->old_ids[i][which] = door_find(&merge->old, path);
        }
    for (int32_t s = 0; s < merge->layout->n_scenarios; s++)
        for (int32_t d = 0; d < merge->carried.draws; d++) merge->number[s * merge->layout->draws + d] = (int32_t)merge->carried.replications;
}

void result_course_merge(struct door *door, const struct experiment *experiment, const struct result_layout *layout, const char *path,
                         const door_id axis[AXIS_STRATA], const door_id *dim, int32_t *numbers, struct arena *arena)
{
    struct course_merge merge = {.door = door, .experiment = experiment, .layout = layout, .course = layout->course, .path = path, .arena = arena};
    const int32_t n_periods = layout->course->n_periods, slice = layout->course->slice;
    merge.carried = result_course_carried(path, experiment, layout);
    rooms_make(&merge);
    group_make(&merge, axis, dim, numbers);
    carried_open(&merge);
    for (int32_t s = 0; s < layout->n_scenarios; s++)
        for (int32_t d = 0; d < layout->draws; d++)
            for (int32_t p = 0; p < n_periods && door_well(door); p += slice)
                slice_merge(&merge, &(struct slice){s, d, p, n_periods - p < slice ? n_periods - p : slice});
    number_write(&merge, axis);
    if (merge.carried.draws > 0) door_close(&merge.old);
}
