/* The group /summary: what the layer above works out from the replications, written in the same file. */
#include "sim/result_private.h"

static door_id dim_write(struct door *door, door_id group, const struct summary_dim *dim, int32_t *numbers)
{
    if (!dim->label) return door_find(door, dim->name);
    const struct door_shape shape = {.type = DOOR_TEXT, .rank = 1, .size = {(uint64_t)dim->n}};
    const door_id scale = door_dataset(door, group, dim->name, &shape);
    door_write(door, scale, DOOR_TEXT, dim->label);
    door_scale(door, scale, dim->name, (*numbers)++);
    door_put_text(door, scale, "long_name", dim->long_name);
    door_put_text(door, scale, "long_name_nl", dim->long_name_nl);
    return scale;
}

static void set_write(struct door *door, door_id group, const struct summary *summary, const struct summary_set *set, const door_id *scale)
{
    struct door_shape shape = {.type = DOOR_FLOAT64, .rank = set->rank, .filled = true};
    for (int i = 0; i < set->rank; i++) shape.size[i] = (uint64_t)summary->dims[set->dim[i]].n;
    const door_id dataset = door_dataset(door, group, set->name, &shape);
    door_write(door, dataset, DOOR_FLOAT64, set->values);
    for (int i = 0; i < set->rank; i++) door_attach(door, dataset, scale[set->dim[i]], i);
    door_put_text(door, dataset, "units", set->units);
    door_put_text(door, dataset, "long_name", set->long_name);
    door_put_text(door, dataset, "long_name_nl", set->long_name_nl);
}

void result_summary_write(struct door *door, const struct experiment *experiment, int32_t *numbers, struct arena *arena)
{
    struct result *result = NULL;
    if (!experiment->summarise || result_read_inside(door, arena, &result).code != STATUS_OK) return;
    const struct summary *summary = experiment->summarise(result, arena);
    if (!summary || !door_well(door)) return;
    const door_id group = door_group(door, door->file, "summary");
    door_id *scale = ARENA_ARRAY(arena, door_id, summary->n_dims + 1);
    for (int32_t d = 0; d < summary->n_dims; d++) scale[d] = dim_write(door, group, &summary->dims[d], numbers);
    for (int32_t i = 0; i < summary->n_sets; i++) set_write(door, group, summary, &summary->sets[i], scale);
    door_put_text(door, group, "method", summary->method);
    door_put_text(door, group, "method_nl", summary->method_nl);
}
