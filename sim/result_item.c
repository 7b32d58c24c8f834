/* Reading anything in a result file by its name, whatever group it stands in: what it is, over which dimensions, and a box of it.
 */
#include <string.h>

#include "sim/result_private.h"

_Static_assert((int)RESULT_RANK == (int)DOOR_RANK, "boxes of the door");

/* `a/b` in a, the root apart. */
static bool is_there(struct result *result, const char *name)
{
    const char *slash = strrchr(name, '/');
    const char *group = slash ? arena_copy(result_arena(result), name, (size_t)(slash - name)) : "/";
    int32_t n = 0;
    const char *const *names = result_inside(result, group, &n);
    while (n > 0 && strcmp(names[n - 1], slash ? slash + 1 : name) != 0) n--;
    return n > 0;
}

const char *const *result_inside(struct result *result, const char *group, int32_t *n)
{
    *n = 0;
    if (strcmp(group, "/") != 0 && (!is_there(result, group) || door_is_dataset(result_door(result), group))) return NULL;
    return door_names(result_door(result), group, result_arena(result), n);
}

/* The name of a dimension that stands in a group. */
static const char *dim_inside(struct result *result, const char *group, uint64_t address)
{
    struct door *door = result_door(result);
    int32_t n = 0;
    bool bare;
    const char *const *names = result_inside(result, group, &n);
    for (int32_t i = 0; i < n; i++) {
        const char *path = arena_format(result_arena(result), "%s/%s", group, names[i]);
        if (!door_is_dataset(door, path)) continue;
        const door_id id = door_find(door, path);
        if (door_is_scale(door, id, &bare) && door_address(door, id) == address) return names[i];
    }
    return NULL;
}

/* Without the group it stands in. */
static const char *own_name(const char *path)
{
    const char *slash = path ? strrchr(path, '/') : NULL;
    return slash ? slash + 1 : path;
}

static void axes_name(struct result *result, struct result_item *item)
{
    uint64_t address[DOOR_RANK] = {0};
    const char *slash = strrchr(item->name, '/');
    const char *group = slash ? arena_copy(result_arena(result), item->name, (size_t)(slash - item->name)) : NULL;
    if (item->scale) {
        item->dim[0] = slash ? slash + 1 : item->name;
        return;
    }
    door_axes(result_door(result), item->id, item->rank, address);
    for (int i = 0; i < item->rank; i++) {
        item->dim[i] = address[i] ? own_name(result_dim_at(result, address[i])) : NULL;
        if (address[i] && !item->dim[i] && group) item->dim[i] = dim_inside(result, group, address[i]);
    }
}

bool result_item(struct result *result, const char *name, struct result_item *item)
{
    struct door *door = result_door(result);
    struct arena *arena = result_arena(result);
    if (!is_there(result, name) || !door_is_dataset(door, name)) return false;
    *item = (struct result_item){.id = door_find(door, name), .name = arena_text(arena, name)};
    const struct door_shape shape = door_shape_of(door, item->id);
    item->text = shape.type == DOOR_TEXT;
    item->whole = shape.type == DOOR_INT32 || shape.type == DOOR_INT64;
    item->number = item->whole || shape.type == DOOR_FLOAT64;
    item->rank = shape.rank;
    for (int i = 0; i < shape.rank; i++) item->size[i] = (int64_t)shape.size[i];
    item->scale = door_is_scale(door, item->id, &item->bare);
    item->units = door_text(door, item->id, "units", arena);
    item->long_name = door_text(door, item->id, "long_name", arena);
    item->long_name_nl = door_text(door, item->id, "long_name_nl", arena);
    axes_name(result, item);
    return true;
}

status result_box(struct result *result, const struct result_item *item, const int64_t *start, const int64_t *count,
                  double *values)
{
    struct door *door = result_door(result);
    uint64_t from[DOOR_RANK] = {0}, some[DOOR_RANK] = {0};
    int64_t n = 1;
    for (int i = 0; i < item->rank; i++) {
        from[i] = (uint64_t)start[i];
        n *= count[i];
        some[i] = (uint64_t)count[i];
    }
    door_read(door, item->id, item->rank, from, some, values);
    if (!door_well(door)) return door->fault;
    result_clean(result, item->id, values, n);
    return status_ok();
}
