/* A table in a group: a dataset per column, over a dimension that counts the rows. */
#include "sim/result_private.h"

struct result_table result_table_begin(struct door *door, door_id group, const char *row, int32_t n, int32_t *numbers,
                                       const char *long_name, struct arena *arena)
{
    const struct door_shape shape = {.type = DOOR_INT32, .rank = 1, .size = {(uint64_t)n}};
    int32_t *values = ARENA_ARRAY(arena, int32_t, n);
    for (int32_t i = 0; i < n; i++) values[i] = i + 1;
    const door_id scale = door_dataset(door, group, row, &shape);
    door_write(door, scale, DOOR_INT32, values);
    door_scale(door, scale, row, (*numbers)++);
    door_put_text(door, scale, "long_name", long_name);
    return (struct result_table){door, group, scale, n};
}

void result_table_column(const struct result_table *table, const char *name, enum door_type type, const void *values,
                         const char *long_name)
{
    const struct door_shape shape = {.type = type, .rank = 1, .size = {(uint64_t)table->n}, .filled = type != DOOR_TEXT};
    const door_id column = door_dataset(table->door, table->group, name, &shape);
    door_write(table->door, column, type, values);
    door_attach(table->door, column, table->scale, 0);
    door_put_text(table->door, column, "long_name", long_name);
}
