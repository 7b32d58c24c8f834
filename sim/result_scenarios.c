/* The group /scenarios: what went in, as it was read and as it was understood. */
#include "sim/result_private.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static const char *origin_text(const struct setting *setting, struct arena *arena)
{
    const struct place *place = &setting->place;
    switch (setting->origin) {
    case ORIGIN_DEFAULT:
        return "default";
    case ORIGIN_SET:
        return "--set";
    case ORIGIN_DRAWN:
        return "drawn";
    case ORIGIN_FILE:
        break;
    }
    if (!place->source || !place->source->name) return "file";
    return arena_format(arena, "%s:%" PRId32 ":%" PRId32, place->source->name, place->line, place->column);
}

static void range_bounds(const struct dist *range, double *low, double *high)
{
    *low = *high = NAN;
    if (range->kind == DIST_UNIFORM) *low = range->a, *high = range->b;
    if (range->kind == DIST_TRIANGULAR) *low = range->a, *high = range->c;
    if (range->kind == DIST_EMPIRICAL && range->n > 0) *low = range->value[0], *high = range->value[range->n - 1];
}

struct table {
    int32_t n;
    const char **path, **text, **unit, **origin, **source, **note;
    double *value, *low, *high;
};

static const char *or_empty(const char *text) { return text ? text : ""; }

static struct table table_make(const struct settings *settings, struct arena *arena)
{
    struct table table = {.n = 0};
    for (const struct setting *setting = settings->first; setting; setting = setting->next) table.n++;
    const char ***columns[] = {&table.path, &table.text, &table.unit, &table.origin, &table.source, &table.note};
    double **numbers[] = {&table.value, &table.low, &table.high};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) *columns[i] = ARENA_ARRAY(arena, const char *, table.n + 1);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) *numbers[i] = ARENA_ARRAY(arena, double, table.n + 1);
    int32_t i = 0;
    for (const struct setting *setting = settings->first; setting; setting = setting->next, i++) {
        table.path[i] = or_empty(setting->path);
        table.text[i] = or_empty(setting->text);
        table.value[i] = setting->value;
        table.unit[i] = isnan(setting->value) ? "" : or_empty(unit_name(setting->unit));
        table.origin[i] = origin_text(setting, arena);
        table.source[i] = or_empty(setting->source);
        table.note[i] = or_empty(setting->note);
        range_bounds(&setting->range, &table.low[i], &table.high[i]);
    }
    return table;
}

static void column_write(struct door *door, door_id group, door_id scale, const char *name, int32_t n, enum door_type type,
                         const void *values, const char *long_name)
{
    const struct door_shape shape = {.type = type, .rank = 1, .size = {(uint64_t)n}, .filled = type == DOOR_FLOAT64};
    const door_id column = door_dataset(door, group, name, &shape);
    door_write(door, column, type, values);
    door_attach(door, column, scale, 0);
    door_put_text(door, column, "long_name", long_name);
}

static door_id setting_scale(struct door *door, door_id group, int32_t n, int32_t number, struct arena *arena)
{
    const struct door_shape shape = {.type = DOOR_INT32, .rank = 1, .size = {(uint64_t)n}};
    int32_t *values = ARENA_ARRAY(arena, int32_t, n);
    for (int32_t i = 0; i < n; i++) values[i] = i + 1;
    const door_id scale = door_dataset(door, group, "setting", &shape);
    door_write(door, scale, DOOR_INT32, values);
    door_scale(door, scale, "setting", number);
    door_put_text(door, scale, "long_name", "number of the setting, in the order of the parameter table");
    return scale;
}

static void settings_write(struct door *door, door_id group, const struct settings *settings, int32_t *numbers,
                           struct arena *arena)
{
    const struct table table = table_make(settings, arena);
    const int32_t n = table.n;
    if (n == 0) return;
    const door_id scale = setting_scale(door, group, n, (*numbers)++, arena);
    column_write(door, group, scale, "path", n, DOOR_TEXT, table.path, "path in the scenario file");
    column_write(door, group, scale, "text", n, DOOR_TEXT, table.text, "value as written");
    column_write(door, group, scale, "value", n, DOOR_FLOAT64, table.value, "value in `unit`; missing for words");
    column_write(door, group, scale, "unit", n, DOOR_TEXT, table.unit, "unit of value, low and high");
    column_write(door, group, scale, "origin", n, DOOR_TEXT, table.origin, "default, --set, drawn, or file:line:column");
    column_write(door, group, scale, "source", n, DOOR_TEXT, table.source, "where the value was found");
    column_write(door, group, scale, "note", n, DOOR_TEXT, table.note, "remark of the writer");
    column_write(door, group, scale, "low", n, DOOR_FLOAT64, table.low, "least value of the range; missing without range");
    column_write(door, group, scale, "high", n, DOOR_FLOAT64, table.high, "greatest value of the range; missing without range");
}

void result_scenarios_write(struct door *door, const struct experiment *experiment, const struct result_layout *layout,
                            int32_t *numbers, struct arena *arena)
{
    const door_id all = door_group(door, door->file, "scenarios");
    for (int32_t s = 0; s < layout->n_scenarios; s++) {
        const struct scenario *scenario = experiment->scenarios[s];
        const struct title *title = scenario->params ? &scenario_head(scenario)->title : &(struct title){NULL, NULL};
        const door_id group = door_group(door, all, layout->scenario[s]);
        door_put_text(door, group, "title_en", title->en);
        door_put_text(door, group, "title_nl", title->nl);
        door_put_text(door, group, "file", scenario->file);
        door_put_text(door, group, "yaml", scenario->yaml_read);
        door_put_text(door, group, "resolved", scenario->yaml_resolved);
        settings_write(door, group, &scenario->settings, numbers, arena);
    }
}
