/* One measure: its own file, and its rows in summary, totals and measures. One scenario at a time is read, with the first beside
 * it. */
#include <math.h>
#include <string.h>

#include "analysis/compare.h"
#include "analysis/export_private.h"

/* One measure of one scenario, read into an arena of its own so that its memory can be given back. */
struct part {
    struct export *export;
    struct arena arena;
    struct result *result;
    int32_t measure, cells, scenario;
    const struct result_measure *about;
    int64_t worlds, each;        /* of all draws, and of one */
    const char *name;            /* of the scenario */
    const double *values, *base; /* [world][cell] */
};

/* ---- the common files ---- */

static void interval_columns(struct export *export, struct export_file *file)
{
    export_column(export, file, "mean", EXPORT_REAL, NULL, "mean, in the unit of the row",
                  "gemiddelde, in de eenheid van de regel");
    export_column(export, file, "half_width", EXPORT_REAL, NULL, "half of the 95 % interval of the mean",
                  "de helft van het 95%-interval van het gemiddelde");
    export_column(export, file, "sd", EXPORT_REAL, NULL,
                  "standard deviation between the units of the interval: replications, or draws of the inputs",
                  "standaardafwijking tussen de eenheden van het interval: herhalingen, of trekkingen van de invoer");
    export_column(export, file, "n", EXPORT_WHOLE, NULL, "units that have a value", "eenheden met een waarde");
    export_column(export, file, "difference", EXPORT_REAL, NULL,
                  "mean difference with the first scenario, pair by pair; empty in the first",
                  "gemiddeld verschil met het eerste scenario, paar voor paar; leeg in het eerste");
    export_column(export, file, "difference_half_width", EXPORT_REAL, NULL, "half of the 95 % interval of the difference",
                  "de helft van het 95%-interval van het verschil");
}

static void interval_cells(struct export_file *file, const struct compared *compared, bool baseline)
{
    sheet_real(&file->sheet, compared->mean.mean);
    sheet_real(&file->sheet, compared->mean.half);
    sheet_real(&file->sheet, compared->mean.sd);
    sheet_whole(&file->sheet, compared->mean.n);
    sheet_real(&file->sheet, baseline ? NAN : compared->difference.mean); /* the baseline differs from nothing */
    sheet_real(&file->sheet, baseline ? NAN : compared->difference.half);
}

static void measure_columns(struct export *export, struct export_file *file)
{
    export_column(export, file, "scenario", EXPORT_TEXT, NULL, "scenario; the first is the baseline",
                  "scenario; het eerste is de basis");
    export_column(export, file, "measure", EXPORT_TEXT, NULL, "name of the measure; measures.csv explains it",
                  "naam van de maat; measures.csv legt uit");
    export_column(export, file, "units", EXPORT_TEXT, NULL, "unit of the row; 1: a number of things, or a share",
                  "eenheid van de regel; 1: een aantal, of een aandeel");
}

static status open_summary(struct export *export)
{
    struct export_file *file = &export->summary;
    TRY(export_open(export, "summary", "What the replications say together of every cell of every measure.",
                    "Wat de herhalingen samen zeggen van elke cel van elke maat.", file));
    measure_columns(export, file);
    for (int32_t d = 0; d < export->n_dims; d++) export_dim_column(export, file, export->dims[d]);
    interval_columns(export, file);
    export_head(file);
    return status_ok();
}

static status open_totals(struct export *export)
{
    struct export_file *file = &export->totals;
    TRY(export_open(export, "totals", "Every measure added up over its regions, stages and so on, as `doorstroom show` gives it.",
                    "Elke maat opgeteld over haar regio's, voorzieningen enzovoort, zoals `doorstroom show` die geeft.", file));
    measure_columns(export, file);
    export_column(export, file, "by", EXPORT_TEXT, NULL, "dimension that must not be added up; mostly empty",
                  "dimensie die niet mag worden opgeteld; meestal leeg");
    export_column(export, file, "label", EXPORT_TEXT, NULL, "label of that dimension", "label van die dimensie");
    interval_columns(export, file);
    export_head(file);
    return status_ok();
}

static status open_meanings(struct export *export)
{
    struct export_file *file = &export->meanings;
    TRY(export_open(export, "measures", "What every measure is.", "Wat elke maat is.", file));
    export_column(export, file, "measure", EXPORT_TEXT, NULL, "name of the measure", "naam van de maat");
    export_column(export, file, "units", EXPORT_TEXT, NULL, "its unit; 1: a number of things, or a share",
                  "de eenheid; 1: een aantal, of een aandeel");
    export_column(export, file, "by", EXPORT_TEXT, NULL, "dimensions it is split by", "dimensies waarnaar zij is gesplitst");
    export_column(export, file, "over_time", EXPORT_TEXT, NULL, "CF cell_methods: sum or mean over the counted period",
                  "CF cell_methods: som of gemiddelde over de getelde periode");
    export_column(export, file, "long_name", EXPORT_TEXT, NULL, "what it is, in English", "wat het is, in het Engels");
    export_column(export, file, "long_name_nl", EXPORT_TEXT, NULL, "what it is, in Dutch", "wat het is, in het Nederlands");
    export_column(export, file, "file", EXPORT_TEXT, NULL, "where its values stand; empty: 0 or missing everywhere, no file",
                  "waar de waarden staan; leeg: overal 0 of afwezig, geen bestand");
    export_head(file);
    return status_ok();
}

status export_common_open(struct export *export)
{
    TRY(open_summary(export));
    TRY(open_totals(export));
    return open_meanings(export);
}

status export_common_close(struct export *export, status result)
{
    struct export_file *const files[] = {&export->summary, &export->totals, &export->meanings};
    for (int i = 0; i < 3; i++) result = export_close(export, files[i], result);
    return result;
}

/* ---- reading ---- */

static void part_close(struct part *part)
{
    result_read_into(part->result, part->export->arena);
    arena_free(&part->arena);
}

static status part_read(struct part *part, const char *name)
{
    int32_t scenarios = 0;
    part->result = part->export->result;
    result_read_into(part->result, &part->arena);
    part->measure = result_find(part->result, name);
    part->about = result_measure(part->result, part->measure);
    part->name = result_labels(part->result, "scenario", &scenarios)[part->scenario];
    part->worlds = result_replications(part->result);
    part->each = part->worlds / part->export->draws;
    part->cells = 1;
    for (int32_t d = 0; d < part->about->n_strata; d++) part->cells *= part->about->size[d];
    TRY(result_values(part->result, part->measure, part->scenario, &part->values));
    part->base = part->values;
    return part->scenario > 0 ? result_values(part->result, part->measure, 0, &part->base) : status_ok();
}

/* Cells stand in row-major order: the last stratum runs fastest. */
static const char *label_of(const struct part *part, int32_t cell, int32_t stratum)
{
    int32_t behind = 1, n;
    for (int32_t d = stratum + 1; d < part->about->n_strata; d++) behind *= part->about->size[d];
    const int32_t i = cell / behind % part->about->size[stratum];
    const char *const *labels = result_labels(part->result, part->about->strata[stratum], &n);
    return labels && i < n ? labels[i] : "";
}

/* Has this cell a value in any world? */
static bool is_given(const struct part *part, int32_t cell)
{
    int64_t w = 0;
    while (w < part->worlds && isnan(part->values[w * part->cells + cell])) w++;
    return w < part->worlds;
}

static bool is_something(const struct part *part)
{
    int64_t i = 0;
    const int64_t n = part->worlds * part->cells;
    while (i < n && !(part->values[i] < 0 || part->values[i] > 0)) i++;
    return i < n;
}

/* ---- one scenario ---- */

static void write_values(struct part *part, struct export_file *file)
{
    bool *given = ARENA_ARRAY(&part->arena, bool, part->cells + 1);
    for (int32_t c = 0; c < part->cells; c++) given[c] = is_given(part, c);
    for (int64_t w = 0; w < part->worlds; w++)
        for (int32_t c = 0; c < part->cells; c++) {
            if (!given[c]) continue;
            export_world_cells(part->export, file, part->name, w / part->each + 1, w % part->each + 1);
            for (int32_t d = 0; d < part->about->n_strata; d++) sheet_text(&file->sheet, label_of(part, c, d));
            sheet_real(&file->sheet, part->values[w * part->cells + c]);
            export_row(file);
        }
}

/* The labels of one cell in the columns of all dimensions. */
static void summary_labels(const struct part *part, int32_t cell, struct sheet *sheet)
{
    for (int32_t column = 0; column < part->export->n_dims; column++) {
        const char *label = NULL;
        for (int32_t d = 0; d < part->about->n_strata; d++)
            if (strcmp(part->export->dims[column], part->about->strata[d]) == 0) label = label_of(part, cell, d);
        sheet_text(sheet, label);
    }
}

static void measure_cells(const struct part *part, struct export_file *file)
{
    sheet_text(&file->sheet, part->name);
    sheet_text(&file->sheet, part->about->name);
    sheet_text(&file->sheet, part->about->units);
}

static void summarise(struct part *part)
{
    struct export_file *file = &part->export->summary;
    double *x = ARENA_ARRAY(&part->arena, double, part->worlds + 1), *base = ARENA_ARRAY(&part->arena, double, part->worlds + 1);
    struct arena work;
    arena_init(&work);
    for (int32_t c = 0; c < part->cells; c++) {
        if (!is_given(part, c)) continue;
        for (int64_t w = 0; w < part->worlds; w++) {
            x[w] = part->values[w * part->cells + c];
            base[w] = part->base[w * part->cells + c];
        }
        const struct compared compared = compare_columns(x, base, part->export->draws, part->each, &work);
        measure_cells(part, file);
        summary_labels(part, c, &file->sheet);
        interval_cells(file, &compared, part->scenario == 0);
        export_row(file);
        if (part->export->draws > 1) arena_free(&work), arena_init(&work);
    }
    arena_free(&work);
}

/* As `show` gives them; what cannot be added up is left out. */
static status add_up(struct part *part)
{
    const char *by = summary_kept(part->result, part->measure);
    if (summary_adds_wrongly(part->result, part->measure, by)) return status_ok();
    struct export_file *file = &part->export->totals;
    struct summary_series series, base;
    TRY(summary_read(part->result, part->measure, part->scenario, by, &part->arena, &series));
    TRY(summary_read(part->result, part->measure, 0, by, &part->arena, &base));
    for (int32_t l = 0; l < series.labels; l++) {
        const struct compared compared =
            compare_columns(summary_column(&series, part->worlds, l, &part->arena),
                            summary_column(&base, part->worlds, l, &part->arena), part->export->draws, part->each, &part->arena);
        measure_cells(part, file);
        sheet_text(&file->sheet, by);
        sheet_text(&file->sheet, series.label ? series.label[l] : NULL);
        interval_cells(file, &compared, part->scenario == 0);
        export_row(file);
    }
    return status_ok();
}

/* ---- */

static void explain(struct export *export, const struct result_measure *about, bool has_file)
{
    struct export_file *file = &export->meanings;
    const char *by = "";
    for (int32_t d = 0; d < about->n_strata; d++) by = arena_format(export->arena, "%s%s%s", by, d ? " " : "", about->strata[d]);
    sheet_text(&file->sheet, about->name);
    sheet_text(&file->sheet, about->units);
    sheet_text(&file->sheet, by);
    sheet_text(&file->sheet, about->cell_methods);
    sheet_text(&file->sheet, about->long_name);
    sheet_text(&file->sheet, about->long_name_nl);
    sheet_text(&file->sheet, has_file ? arena_format(export->arena, "%s.csv", about->name) : NULL);
    export_row(file);
}

static status open_values(struct export *export, const struct result_measure *about, struct export_file *file)
{
    TRY(export_open(export, about->name, about->long_name, about->long_name_nl, file));
    export_world_columns(export, file);
    for (int32_t d = 0; d < about->n_strata; d++) export_dim_column(export, file, about->strata[d]);
    export_column(export, file, "value", EXPORT_REAL, about->units, about->long_name, about->long_name_nl);
    export_head(file);
    return status_ok();
}

/* file NULL: the measure has none. */
static status one_scenario(struct export *export, const char *name, int32_t scenario, struct export_file *file, bool *something)
{
    struct part part = {.export = export, .scenario = scenario};
    arena_init(&part.arena);
    status done = part_read(&part, name);
    if (done.code == STATUS_OK && something) {
        *something = is_something(&part);
    } else if (done.code == STATUS_OK) {
        if (file) write_values(&part, file);
        if (file) summarise(&part);
        done = add_up(&part);
    }
    part_close(&part);
    return done;
}

status export_measure(struct export *export, const char *name)
{
    const struct result_measure *about = result_measure(export->result, result_find(export->result, name));
    const int32_t scenarios = result_scenarios(export->result);
    struct export_file file;
    bool something = false;
    for (int32_t s = 0; s < scenarios && !something; s++) TRY(one_scenario(export, name, s, NULL, &something));
    explain(export, about, something);
    if (something) TRY(open_values(export, about, &file));
    status done = status_ok();
    for (int32_t s = 0; s < scenarios && done.code == STATUS_OK; s++)
        done = one_scenario(export, name, s, something ? &file : NULL, NULL);
    return something ? export_close(export, &file, done) : done;
}
