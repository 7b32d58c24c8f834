/* The group /inputs: the drawn value of every uncertain input, by scenario and draw. */
#include <math.h>

#include "sim/inputs.h"
#include "sim/result_private.h"

static door_id labels_write(struct door *door, door_id group, const struct inputs *inputs, int32_t *numbers, struct arena *arena)
{
    const char **path = ARENA_ARRAY(arena, const char *, inputs->n);
    for (int32_t i = 0; i < inputs->n; i++) path[i] = inputs->item[i].path;
    const struct door_shape shape = {.type = DOOR_TEXT, .rank = 1, .size = {(uint64_t)inputs->n}};
    const door_id input = door_dataset(door, group, "input", &shape);
    door_write(door, input, DOOR_TEXT, path);
    door_scale(door, input, "input", (*numbers)++);
    door_put_text(door, input, "long_name", "uncertain input, by its path in the scenario file");
    door_put_text(door, input, "long_name_nl", "onzekere invoer, naar zijn pad in het scenariobestand");
    return input;
}

static void units_write(struct door *door, door_id group, const struct inputs *inputs, door_id input, struct arena *arena)
{
    const char **unit = ARENA_ARRAY(arena, const char *, inputs->n);
    for (int32_t i = 0; i < inputs->n; i++) {
        const char *name = inputs_unit(&inputs->item[i]);
        unit[i] = name ? name : "";
    }
    const struct door_shape shape = {.type = DOOR_TEXT, .rank = 1, .size = {(uint64_t)inputs->n}};
    const door_id units = door_dataset(door, group, "unit", &shape);
    door_write(door, units, DOOR_TEXT, unit);
    door_attach(door, units, input, 0);
    door_put_text(door, units, "long_name", "unit of the values of an input");
}

static void numbers_write(struct door *door, door_id group, const char *name, const double *values, const door_id *axes, const uint64_t *size, int rank,
                          const char *en, const char *nl)
{
    struct door_shape shape = {.type = DOOR_FLOAT64, .rank = rank, .filled = true};
    for (int i = 0; i < rank; i++) shape.size[i] = size[i];
    const door_id dataset = door_dataset(door, group, name, &shape);
    door_write(door, dataset, DOOR_FLOAT64, values);
    for (int i = 0; i < rank; i++) door_attach(door, dataset, axes[i], i);
    door_put_text(door, dataset, "long_name", en);
    door_put_text(door, dataset, "long_name_nl", nl);
}

void result_inputs_write(struct door *door, const struct experiment *experiment, door_id scenario, door_id draw, int32_t *numbers, struct arena *arena)
{
    const struct inputs *inputs = experiment->inputs;
    const int32_t draws = experiment->draws;
    if (draws == 0 || inputs->n == 0) return;
    const door_id group = door_group(door, door->file, "inputs"), input = labels_write(door, group, inputs, numbers, arena);
    const size_t n = (size_t)inputs->n;
    double *value = ARENA_ARRAY(arena, double, (size_t)experiment->n * (size_t)draws * n), *central = ARENA_ARRAY(arena, double, (size_t)experiment->n * n),
           *uniform = ARENA_ARRAY(arena, double, (size_t)draws * n);
    for (int32_t s = 0; s < experiment->n; s++) {
        inputs_values(inputs, s, 0, central + (size_t)s * n);
        for (int32_t d = 0; d < draws; d++) inputs_values(inputs, s, d + 1, value + ((size_t)s * (size_t)draws + (size_t)d) * n);
    }
    for (int32_t d = 0; d < draws; d++)
        for (int32_t i = 0; i < inputs->n; i++) uniform[(size_t)d * n + (size_t)i] = inputs_uniform(inputs, i, d + 1);
    units_write(door, group, inputs, input, arena);
    numbers_write(door, group, "value", value, (const door_id[]){scenario, draw, input}, (const uint64_t[]){(uint64_t)experiment->n, (uint64_t)draws, n}, 3,
                  "drawn value, in `unit`; missing where the scenario does not draw it", "getrokken waarde, in `unit`; ontbreekt waar het scenario die niet trekt");
    numbers_write(door, group, "central", central, (const door_id[]){scenario, input}, (const uint64_t[]){(uint64_t)experiment->n, n}, 2,
                  "value as it stands in the scenario", "waarde zoals die in het scenario staat");
    numbers_write(door, group, "uniform", uniform, (const door_id[]){draw, input}, (const uint64_t[]){(uint64_t)draws, n}, 2,
                  "coordinate of the draw between 0 and 1, the same in every scenario", "coordinaat van de trekking tussen 0 en 1, dezelfde in elk scenario");
}
