#include "analysis/export.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

#include "analysis/json.h"
#include "analysis/sheet.h"
#include "analysis/table.h"
#include "sim/param.h"

enum { SPREADSHEET_ROWS = 1048576, OTHERS = 3 };

struct written { const char *file; int64_t rows; };

struct export {
    const char *path;
    const struct export_options *options;
    struct arena *arena;                    /* what lasts as long as the export */
    int32_t n;
    const char **measures;                  /* names, in the order of the file */
    int32_t n_dims;
    const char **dims;                      /* all that any of them is split by: columns of summary.csv */
    struct sheet summary, totals, meanings;
    int64_t summary_rows, totals_rows;
    struct written *files;                  /* of the measures, then the three */
    int32_t n_files;
};

/* One measure, read afresh so that its memory can be given back. */
struct part {
    struct export *export;
    struct arena arena;
    struct result *result;
    int32_t measure, cells, scenarios;
    const struct result_measure *about;
    int64_t replications;
    const char *const *scenario;
    const double **values;                  /* of a scenario: [replication][cell] */
};

/* ---- what is exported ---- */

static bool is_wanted(const struct export_options *options, const char *name)
{
    bool wanted = options->measures == NULL;
    for (int32_t i = 0; !wanted && options->measures[i]; i++) wanted = strcmp(options->measures[i], name) == 0;
    return wanted;
}

static void add_dims(struct export *export, const struct result_measure *measure)
{
    for (int32_t d = 0; d < measure->n_strata; d++) {
        int32_t i = 0;
        while (i < export->n_dims && strcmp(export->dims[i], measure->strata[d]) != 0) i++;
        if (i == export->n_dims) export->dims[export->n_dims++] = arena_text(export->arena, measure->strata[d]);
    }
}

static status check_measures(const struct export_options *options, const struct result *result, struct arena *arena)
{
    const int32_t n = result_measures(result);
    const char **names = ARENA_ARRAY(arena, const char *, n + 1);
    for (int32_t i = 0; i < n; i++) names[i] = result_measure(result, i)->name;
    for (int32_t i = 0; options->measures && options->measures[i]; i++) {
        if (result_find(result, options->measures[i]) >= 0) continue;
        const char *near = param_nearest(options->measures[i], names, n);
        return status_fail(STATUS_FAILED, "unknown-measure", "there is no measure '%s'; %s%s%s", options->measures[i],
                           near ? "did you mean '" : "`doorstroom info` lists them", near ? near : "", near ? "'?" : "");
    }
    return status_ok();
}

static status survey(struct export *export, const struct result *result)
{
    const int32_t n = result_measures(result);
    int32_t scenarios = 0;
    if (!result_labels(result, "scenario", &scenarios) || scenarios == 0)
        return status_fail(STATUS_FAILED, "not-a-result", "%s has no scenarios", export->path);
    TRY(check_measures(export->options, result, export->arena));
    export->measures = ARENA_ARRAY(export->arena, const char *, n + 1);
    export->dims = ARENA_ARRAY(export->arena, const char *, n * METRIC_STRATA + 1);
    export->files = ARENA_ARRAY(export->arena, struct written, n + OTHERS);
    for (int32_t i = 0; i < n; i++) {
        const struct result_measure *measure = result_measure(result, i);
        if (!is_wanted(export->options, measure->name)) continue;
        export->measures[export->n++] = arena_text(export->arena, measure->name);
        add_dims(export, measure);
    }
    return status_ok();
}

static const char *file_of(const struct export *export, const char *name)
{
    return arena_format(export->arena, "%s/%s.csv", export->options->folder, name);
}

static const char *const others[OTHERS] = {"summary", "totals", "measures"};

/* All at once and before anything is written, so that no folder is half old and half new. */
static status check_free(const struct export *export)
{
    struct stat found;
    if (export->options->replace) return status_ok();
    for (int32_t i = 0; i < export->n + OTHERS; i++) {
        const char *file = file_of(export, i < export->n ? export->measures[i] : others[i - export->n]);
        if (lstat(file, &found) == 0)
            return status_fail(STATUS_FAILED, "exists", "%s exists; choose another folder, or --replace", file);
    }
    return status_ok();
}

static status make_folder(const char *folder)
{
    struct stat found;
    if (mkdir(folder, 0777) == 0) return status_ok();
    if (errno != EEXIST) return status_system("unwritable", "cannot be made", folder);
    if (stat(folder, &found) == 0 && S_ISDIR(found.st_mode)) return status_ok();
    return status_fail(STATUS_FAILED, "unwritable", "`%s` is a file, not a folder to write in", folder);
}

/* ---- sheets ---- */

static enum sheet_kind kind_of(const struct export *export) { return export->options->lang == LANG_NL ? SHEET_NL : SHEET_EN; }

static status open_sheet(struct export *export, const char *name, struct sheet *sheet)
{
    return sheet_open(sheet, file_of(export, name), kind_of(export), export->options->replace, export->arena);
}

static void heads(struct sheet *sheet, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++) sheet_text(sheet, names[i]);
}
#define HEADS(sheet, ...)                                                                                                             \
    heads((sheet), (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

static void note_file(struct export *export, const char *name, int64_t rows)
{
    export->files[export->n_files++] = (struct written){arena_format(export->arena, "%s.csv", name), rows};
    if (rows + 1 > SPREADSHEET_ROWS && !export->options->json)
        fprintf(stderr, table_said(export->options->lang, "  %s.csv has %lld rows; a spreadsheet shows the first %d\n",
                                   "  %s.csv heeft %lld regels; een rekenblad toont de eerste %d\n"),
                name, (long long)rows, SPREADSHEET_ROWS - 1);
}

static void interval_cells(struct sheet *sheet, const struct interval *interval)
{
    sheet_real(sheet, interval->mean);
    sheet_real(sheet, interval->half);
    sheet_real(sheet, interval->sd);
    sheet_whole(sheet, interval->n);
}

/* The baseline differs from nothing. */
static void difference_cells(struct sheet *sheet, const struct interval *difference)
{
    sheet_real(sheet, difference ? difference->mean : NAN);
    sheet_real(sheet, difference ? difference->half : NAN);
}

static status open_common(struct export *export)
{
    TRY(open_sheet(export, "summary", &export->summary));
    TRY(open_sheet(export, "totals", &export->totals));
    TRY(open_sheet(export, "measures", &export->meanings));
    HEADS(&export->summary, "scenario", "measure", "units");
    heads(&export->summary, export->dims, (size_t)export->n_dims);
    HEADS(&export->summary, "mean", "half_width", "sd", "n", "difference", "difference_half_width");
    sheet_end(&export->summary);
    HEADS(&export->totals, "scenario", "measure", "units", "by", "label", "mean", "half_width", "sd", "n", "difference",
          "difference_half_width");
    sheet_end(&export->totals);
    HEADS(&export->meanings, "measure", "units", "by", "over_time", "long_name", "long_name_nl");
    sheet_end(&export->meanings);
    return status_ok();
}

static status close_common(struct export *export, status result)
{
    struct sheet *const sheets[] = {&export->summary, &export->totals, &export->meanings};
    const int64_t rows[] = {export->summary_rows, export->totals_rows, export->n};
    for (int i = 0; i < OTHERS; i++) {
        const status closed = sheet_close(sheets[i], result.code == STATUS_OK);
        if (result.code == STATUS_OK) result = closed;
        if (result.code == STATUS_OK) note_file(export, others[i], rows[i]);
    }
    return result;
}

/* ---- one measure ---- */

/* Cells stand in row-major order: the last stratum runs fastest. */
static const char *label_of(const struct part *part, int32_t cell, int32_t stratum)
{
    int32_t behind = 1, n;
    for (int32_t d = stratum + 1; d < part->about->n_strata; d++) behind *= part->about->size[d];
    const int32_t i = cell / behind % part->about->size[stratum];
    const char *const *labels = result_labels(part->result, part->about->strata[stratum], &n);
    return labels && i < n ? labels[i] : arena_format(part->export->arena, "%d", (int)i + 1);
}

static void label_cells(const struct part *part, int32_t cell, struct sheet *sheet)
{
    for (int32_t d = 0; d < part->about->n_strata; d++) sheet_text(sheet, label_of(part, cell, d));
}

static status write_values(const struct part *part)
{
    struct sheet sheet;
    TRY(open_sheet(part->export, part->about->name, &sheet));
    HEADS(&sheet, "scenario", "replication");
    heads(&sheet, part->about->strata, (size_t)part->about->n_strata);
    HEADS(&sheet, "value");
    sheet_end(&sheet);
    for (int32_t s = 0; s < part->scenarios; s++)
        for (int64_t i = 0; i < part->replications * part->cells; i++) {
            sheet_text(&sheet, part->scenario[s]);
            sheet_whole(&sheet, i / part->cells + 1);
            label_cells(part, (int32_t)(i % part->cells), &sheet);
            sheet_real(&sheet, part->values[s][i]);
            sheet_end(&sheet);
        }
    TRY(sheet_close(&sheet, true));
    note_file(part->export, part->about->name, part->scenarios * part->replications * part->cells);
    return status_ok();
}

static void take_cell(const struct part *part, int32_t scenario, int32_t cell, double *x)
{
    for (int64_t r = 0; r < part->replications; r++) x[r] = part->values[scenario][r * part->cells + cell];
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

static void summarise(struct part *part)
{
    struct sheet *sheet = &part->export->summary;
    const int64_t n = part->replications;
    double *x = ARENA_ARRAY(&part->arena, double, n), *base = ARENA_ARRAY(&part->arena, double, n);
    for (int32_t s = 0; s < part->scenarios; s++)
        for (int32_t cell = 0; cell < part->cells; cell++, part->export->summary_rows++) {
            take_cell(part, s, cell, x);
            take_cell(part, 0, cell, base);
            const struct interval mean = summary_interval(x, n), difference = summary_paired(x, base, n);
            sheet_text(sheet, part->scenario[s]);
            sheet_text(sheet, part->about->name);
            sheet_text(sheet, part->about->units);
            summary_labels(part, cell, sheet);
            interval_cells(sheet, &mean);
            difference_cells(sheet, s > 0 ? &difference : NULL);
            sheet_end(sheet);
        }
}

static void total_row(struct part *part, int32_t scenario, const char *by, const char *label, const double *x, const double *base)
{
    struct sheet *sheet = &part->export->totals;
    const struct interval mean = summary_interval(x, part->replications), difference = summary_paired(x, base, part->replications);
    sheet_text(sheet, part->scenario[scenario]);
    sheet_text(sheet, part->about->name);
    sheet_text(sheet, part->about->units);
    sheet_text(sheet, by);
    sheet_text(sheet, label);
    interval_cells(sheet, &mean);
    difference_cells(sheet, scenario > 0 ? &difference : NULL);
    sheet_end(sheet);
    part->export->totals_rows++;
}

/* As `show` gives them; what cannot be added up is left out. */
static status add_up(struct part *part)
{
    const char *by = summary_kept(part->result, part->measure);
    if (summary_adds_wrongly(part->result, part->measure, by)) return status_ok();
    struct summary_series base = {0};
    for (int32_t s = 0; s < part->scenarios; s++) {
        struct summary_series series;
        TRY(summary_read(part->result, part->measure, s, by, &part->arena, &series));
        if (s == 0) base = series;
        for (int32_t l = 0; l < series.labels; l++)
            total_row(part, s, by, series.label ? series.label[l] : NULL, summary_column(&series, part->replications, l, &part->arena),
                      summary_column(&base, part->replications, l, &part->arena));
    }
    return status_ok();
}

static void explain(const struct part *part)
{
    struct sheet *sheet = &part->export->meanings;
    const char *by = "";
    for (int32_t d = 0; d < part->about->n_strata; d++)
        by = arena_format(part->export->arena, "%s%s%s", by, d ? " " : "", part->about->strata[d]);
    sheet_text(sheet, part->about->name);
    sheet_text(sheet, part->about->units);
    sheet_text(sheet, by);
    sheet_text(sheet, part->about->cell_methods);
    sheet_text(sheet, part->about->long_name);
    sheet_text(sheet, part->about->long_name_nl);
    sheet_end(sheet);
}

static status part_write(struct part *part, const char *name)
{
    TRY(result_read_open(part->export->path, &part->arena, &part->result));
    part->measure = result_find(part->result, name);
    part->scenario = result_labels(part->result, "scenario", &part->scenarios);
    if (part->measure < 0 || !part->scenario)
        return status_fail(STATUS_FAILED, "unreadable", "%s changed while it was read", part->export->path);
    part->about = result_measure(part->result, part->measure);
    part->replications = result_replications(part->result);
    part->cells = 1;
    for (int32_t d = 0; d < part->about->n_strata; d++) part->cells *= part->about->size[d];
    part->values = ARENA_ARRAY(&part->arena, const double *, part->scenarios);
    for (int32_t s = 0; s < part->scenarios; s++) TRY(result_values(part->result, part->measure, s, &part->values[s]));
    TRY(write_values(part));
    summarise(part);
    explain(part);
    return add_up(part);
}

static status write_measure(struct export *export, const char *name)
{
    struct part part = {.export = export};
    arena_init(&part.arena);
    const status written = part_write(&part, name);
    result_read_close(part.result);
    arena_free(&part.arena);
    return written;
}

/* ---- */

static void say_text(const struct export *export, FILE *out)
{
    const enum lang lang = export->options->lang;
    struct table table;
    table_init(&table, "lr", export->arena);
    table_cell(&table, table_said(lang, "file", "bestand"));
    table_cell(&table, table_said(lang, "rows", "regels"));
    for (int32_t i = 0; i < export->n_files; i++) {
        table_cell(&table, export->files[i].file);
        table_cell(&table, table_number((double)export->files[i].rows, 0, lang, export->arena));
    }
    fprintf(out, table_said(lang, "%s: %d files\n", "%s: %d bestanden\n"), export->options->folder, (int)export->n_files);
    table_print(&table, out);
}

static void say_json(const struct export *export, FILE *out)
{
    fputs("{\"folder\": ", out);
    json_text(export->options->folder, out);
    fputs(", \"files\": [", out);
    for (int32_t i = 0; i < export->n_files; i++) {
        fputs(i ? ",\n  {\"file\": " : "\n  {\"file\": ", out);
        json_text(export->files[i].file, out);
        fprintf(out, ", \"rows\": %lld}", (long long)export->files[i].rows);
    }
    fputs("\n]}\n", out);
}

static status prepare(struct export *export)
{
    struct result *result = NULL;
    status read = result_read_open(export->path, export->arena, &result);
    if (read.code == STATUS_OK) read = survey(export, result);
    result_read_close(result);
    TRY(read);
    TRY(make_folder(export->options->folder));
    return check_free(export);
}

status export_result(const char *path, const struct export_options *options, struct arena *arena, FILE *out)
{
    struct export export = {.path = path, .options = options, .arena = arena};
    TRY(prepare(&export));
    status written = open_common(&export);
    for (int32_t i = 0; i < export.n && written.code == STATUS_OK; i++) written = write_measure(&export, export.measures[i]);
    TRY(close_common(&export, written));
    (options->json ? say_json : say_text)(&export, out);
    return status_ok();
}
