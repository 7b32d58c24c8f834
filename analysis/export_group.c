/* One dataset of a group (series, levels, spells, warm_up) over scenario, draw and replication: a file, read world by world. */
#include <math.h>
#include <string.h>

#include "analysis/export_private.h"

enum { FIRST = 3 }; /* scenario, draw, replication */

struct dump {
    struct export *export;
    struct result_item item;
    struct export_file file;
    bool sparse;       /* only what is not 0: most numbers and ages never occur */
    bool dated, timed; /* has periods; not all of them begin at midnight */
    seconds start_s;
    const double *bounds;                  /* of periods: begin and end */
    double *values;                        /* of one world */
    const char *const *label[RESULT_RANK]; /* of an axis; NULL: numbers */
    const double *number[RESULT_RANK];
};

static bool begins_with(const char *name, const char *with) { return strncmp(name, with, strlen(with)) == 0; }

static bool is_period(const char *dim) { return strcmp(dim, "period") == 0; }

/* Labels of an axis: of the root, or numbers of the group. */
static void find_labels(struct dump *dump, int axis)
{
    int32_t n = 0;
    const char *group =
        arena_copy(dump->export->arena, dump->item.name, (size_t)(strchr(dump->item.name, '/') - dump->item.name));
    dump->label[axis] = result_labels(dump->export->result, dump->item.dim[axis], &n);
    if (!dump->label[axis])
        dump->number[axis] =
            result_coordinate(dump->export->result, arena_format(dump->export->arena, "%s/%s", group, dump->item.dim[axis]), &n);
}

/* Dates of periods: seconds since the start of counting, which the file gives as a date. */
static void find_dates(struct dump *dump)
{
    int32_t size[2] = {0};
    const char *start = result_text(dump->export->result, "/", "time_coverage_start");
    dump->bounds = result_numbers(dump->export->result, "series/period_bounds", 2, size);
    dump->dated = dump->bounds && size[1] == 2 && start && date_parse(start, &dump->start_s);
    for (int32_t i = 0; dump->dated && i < 2 * size[0]; i++) dump->timed = dump->timed || fmod(dump->bounds[i], 86400) != 0;
}

static void columns(struct dump *dump)
{
    struct export *export = dump->export;
    export_world_columns(export, &dump->file);
    for (int a = FIRST; a < dump->item.rank; a++) {
        const char *dim = dump->item.dim[a];
        if (is_period(dim) && dump->dated) {
            export_column(export, &dump->file, "from", EXPORT_DATE, NULL, "begin of the period", "begin van de periode");
            export_column(export, &dump->file, "until", EXPORT_DATE, NULL, "end of the period, not itself in it",
                          "einde van de periode, er zelf niet in");
        } else if (dump->label[a])
            export_dim_column(export, &dump->file, dim);
        else
            export_column(export, &dump->file, begins_with(dim, "number_") ? "number" : dim, EXPORT_REAL, NULL, dim, dim);
    }
    export_column(export, &dump->file, "value", dump->item.whole ? EXPORT_WHOLE : EXPORT_REAL, dump->item.units,
                  dump->item.long_name, dump->item.long_name_nl);
    export_head(&dump->file);
}

static void axis_cell(struct dump *dump, int axis, int64_t i)
{
    struct sheet *sheet = &dump->file.sheet;
    if (is_period(dump->item.dim[axis]) && dump->dated) {
        export_instant(dump->export, &dump->file, dump->start_s + (seconds)llround(dump->bounds[2 * i]), dump->timed);
        export_instant(dump->export, &dump->file, dump->start_s + (seconds)llround(dump->bounds[2 * i + 1]), dump->timed);
    } else if (dump->label[axis])
        sheet_text(sheet, dump->label[axis][i]);
    else if (dump->number[axis])
        sheet_real(sheet, dump->number[axis][i]);
    else
        sheet_whole(sheet, i + 1);
}

static void write_world(struct dump *dump, const int64_t at[FIRST], int64_t cells, const double *values)
{
    int64_t index[RESULT_RANK];
    for (int64_t c = 0; c < cells; c++) {
        if (isnan(values[c]) || (dump->sparse && values[c] == 0)) continue;
        int64_t rest = c;
        for (int a = dump->item.rank - 1; a >= FIRST; a--) {
            index[a] = rest % dump->item.size[a];
            rest /= dump->item.size[a];
        }
        export_world_cells(dump->export, &dump->file, dump->label[0][at[0]], at[1] + 1, at[2] + 1);
        for (int a = FIRST; a < dump->item.rank; a++) axis_cell(dump, a, index[a]);
        sheet_real(&dump->file.sheet, values[c]);
        export_row(&dump->file);
    }
}

/* World after world; something: only asks whether anything is neither 0 nor missing, otherwise writes. */
static status pass(struct dump *dump, bool *something)
{
    struct result_item *item = &dump->item;
    int64_t cells = 1, at[RESULT_RANK] = {0}, count[RESULT_RANK] = {1, 1, 1};
    for (int a = FIRST; a < item->rank; a++) cells *= count[a] = item->size[a];
    for (int64_t w = 0; w < item->size[0] * item->size[1] * item->size[2]; w++) {
        at[0] = w / item->size[2] / item->size[1];
        at[1] = w / item->size[2] % item->size[1];
        at[2] = w % item->size[2];
        TRY(result_box(dump->export->result, item, at, count, dump->values));
        if (!something) write_world(dump, at, cells, dump->values);
        for (int64_t c = 0; something && c < cells; c++) *something = *something || dump->values[c] < 0 || dump->values[c] > 0;
        if (something && *something) break;
    }
    return status_ok();
}

static double *room_for(const struct dump *dump)
{
    int64_t cells = 1;
    for (int a = FIRST; a < dump->item.rank; a++) cells *= dump->item.size[a];
    return ARENA_ARRAY(dump->export->arena, double, cells + 1);
}

/* Sentences that also say what has no row. */
static status open_file(struct dump *dump)
{
    const struct result_item *item = &dump->item;
    const char *more_en = dump->sparse ? " What is 0 has no row." : "",
               *more_nl = dump->sparse ? " Wat 0 is heeft geen regel." : "";
    struct arena *arena = dump->export->arena;
    return export_open(dump->export, export_item_name(item->name, arena),
                       arena_format(arena, "%s%s", item->long_name ? item->long_name : item->name, more_en),
                       arena_format(arena, "%s%s", item->long_name_nl ? item->long_name_nl : item->name, more_nl), &dump->file);
}

const char *export_item_name(const char *item, struct arena *arena)
{
    const char *slash = strchr(item, '/');
    const size_t group = (size_t)(slash - item);
    if (strncmp(slash + 1, item, group) == 0) return arena_text(arena, slash + 1);
    char *name = arena_text(arena, item);
    name[group] = '_';
    return name;
}

status export_item(struct export *export, const char *name)
{
    struct dump dump = {.export = export, .sparse = begins_with(name, "levels/") || begins_with(name, "spells/")};
    bool something = false;
    if (!result_item(export->result, name, &dump.item)) return status_ok();
    dump.values = room_for(&dump);
    TRY(pass(&dump, &something));
    if (!something) return status_ok();
    for (int a = 0; a < dump.item.rank; a++) find_labels(&dump, a);
    find_dates(&dump);
    TRY(open_file(&dump));
    columns(&dump);
    return export_close(export, &dump.file, pass(&dump, NULL));
}
