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

static void settings_write(struct door *door, door_id group, const struct settings *settings, int32_t *numbers,
                           struct arena *arena)
{
    const struct table table = table_make(settings, arena);
    const int32_t n = table.n;
    if (n == 0) return;
    const struct result_table rows =
        result_table_begin(door, group, "setting", n, numbers, "number of the setting, in the order of the parameter table", arena);
    result_table_column(&rows, "path", DOOR_TEXT, table.path, "path in the scenario file");
    result_table_column(&rows, "text", DOOR_TEXT, table.text, "value as written");
    result_table_column(&rows, "value", DOOR_FLOAT64, table.value, "value in `unit`; missing for words");
    result_table_column(&rows, "unit", DOOR_TEXT, table.unit, "unit of value, low and high");
    result_table_column(&rows, "origin", DOOR_TEXT, table.origin, "default, --set, drawn, or file:line:column");
    result_table_column(&rows, "source", DOOR_TEXT, table.source, "where the value was found");
    result_table_column(&rows, "note", DOOR_TEXT, table.note, "remark of the writer");
    result_table_column(&rows, "low", DOOR_FLOAT64, table.low, "least value of the range; missing without range");
    result_table_column(&rows, "high", DOOR_FLOAT64, table.high, "greatest value of the range; missing without range");
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
        door_put_text(door, group, "resolved", arena_format(arena, "%s%s", scenario->yaml_resolved, run_pilot_text(experiment, s, arena)));
        settings_write(door, group, &scenario->settings, numbers, arena);
    }
}
