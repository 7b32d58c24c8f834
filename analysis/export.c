#include "analysis/export.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "analysis/export_private.h"
#include "analysis/json.h"
#include "analysis/table.h"

enum { SPREADSHEET_ROWS = 1048576 };

/* ---- the folder ---- */

static const char *file_of(const struct export *export, const char *name)
{
    return arena_format(export->arena, "%s/%s", export->options->folder, name);
}

/* All at once and before anything is written, so that no folder is half old and half new. */
static status check_free(const struct export *export)
{
    struct stat found;
    if (export->options->replace) return status_ok();
    for (int32_t i = 0; i < export->n_plans; i++) {
        const char *file = file_of(export, export->plans[i]);
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

/* ---- files ---- */

static enum sheet_kind kind_of(const struct export *export) { return export->options->lang == LANG_NL ? SHEET_NL : SHEET_EN; }

status export_open(struct export *export, const char *name, const char *en, const char *nl, struct export_file *file)
{
    *file = (struct export_file){.name = arena_format(export->arena, "%s.csv", name)};
    file->en = arena_text(export->arena, en ? en : name);
    file->nl = arena_text(export->arena, nl ? nl : file->en);
    return sheet_open(&file->sheet, file_of(export, file->name), kind_of(export), export->options->replace, export->arena);
}

void export_column(struct export *export, struct export_file *file, const char *name, enum export_type type, const char *unit,
                   const char *en, const char *nl)
{
    if (file->n == file->room) {
        struct export_column *more = ARENA_ARRAY(export->arena, struct export_column, file->room + 16);
        if (file->n) memcpy(more, file->column, (size_t)file->n * sizeof *more);
        file->column = more;
        file->room += 16;
    }
    struct export_column *column = &file->column[file->n++];
    *column = (struct export_column){.name = arena_text(export->arena, name), .type = type};
    column->en = arena_text(export->arena, en ? en : name);
    column->nl = nl ? arena_text(export->arena, nl) : NULL;
    column->unit = unit ? arena_text(export->arena, unit) : NULL;
    sheet_text(&file->sheet, name);
}

void export_head(struct export_file *file) { sheet_end(&file->sheet); }

void export_dim_column(struct export *export, struct export_file *file, const char *dim)
{
    export_column(export, file, dim, EXPORT_TEXT, NULL, result_text(export->result, dim, "long_name"),
                  result_text(export->result, dim, "long_name_nl"));
}

void export_world_columns(struct export *export, struct export_file *file)
{
    export_column(export, file, "scenario", EXPORT_TEXT, NULL, "scenario; the first is the baseline",
                  "scenario; het eerste is de basis");
    if (export->draws > 1)
        export_column(export, file, "draw", EXPORT_WHOLE, NULL, "draw of uncertain inputs, from 1",
                      "trekking van onzekere invoer, vanaf 1");
    export_column(export, file, "replication", EXPORT_WHOLE, NULL,
                  "repetition of chance, from 1; the same number is the same world in every scenario",
                  "herhaling van het toeval, vanaf 1; hetzelfde nummer is dezelfde wereld in elk scenario");
}

void export_world_cells(const struct export *export, struct export_file *file, const char *scenario, int64_t draw,
                        int64_t replication)
{
    sheet_text(&file->sheet, scenario);
    if (export->draws > 1) sheet_whole(&file->sheet, draw);
    sheet_whole(&file->sheet, replication);
}

void export_row(struct export_file *file)
{
    sheet_end(&file->sheet);
    file->rows++;
}

static void warn_long(const struct export *export, const struct export_file *file)
{
    if (file->rows + 1 <= SPREADSHEET_ROWS || export->options->json) return;
    fprintf(stderr,
            table_said(export->options->lang, "  %s has %lld rows; a spreadsheet shows the first %d\n",
                       "  %s heeft %lld regels; een rekenblad toont de eerste %d\n"),
            file->name, (long long)file->rows, SPREADSHEET_ROWS - 1);
}

status export_close(struct export *export, struct export_file *file, status result)
{
    const bool keep = result.code == STATUS_OK;
    const status closed = sheet_close(&file->sheet, keep);
    if (!keep) return result;
    TRY(closed);
    export->files[export->n_files++] = *file;
    warn_long(export, file);
    return status_ok();
}

void export_instant(struct export *export, struct export_file *file, seconds date_s, bool time)
{
    char day[11];
    const struct civil civil = date_civil(date_s);
    date_format(day, date_s);
    file->timed = file->timed || time;
    if (!time) {
        sheet_text(&file->sheet, day);
        return;
    }
    char text[32];
    snprintf(text, sizeof text, "%s%c%02d:%02d:%02d", day, kind_of(export) == SHEET_NL ? ' ' : 'T', (int)(civil.second / 3600),
             (int)(civil.second / 60 % 60), (int)(civil.second % 60));
    sheet_text(&file->sheet, text);
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
        table_cell(&table, export->files[i].name);
        table_cell(&table, table_number((double)export->files[i].rows, 0, lang, export->arena));
    }
    fprintf(out,
            table_said(lang, "%s: %d files, and datapackage.json that says what is in them\n",
                       "%s: %d bestanden, en datapackage.json dat zegt wat erin staat\n"),
            export->options->folder, (int)export->n_files);
    table_print(&table, out);
}

static void say_json(const struct export *export, FILE *out)
{
    fputs("{\"folder\": ", out);
    json_text(export->options->folder, out);
    fputs(", \"package\": \"datapackage.json\", \"files\": [", out);
    for (int32_t i = 0; i < export->n_files; i++) {
        fputs(i ? ",\n  {\"file\": " : "\n  {\"file\": ", out);
        json_text(export->files[i].name, out);
        fprintf(out, ", \"rows\": %lld}", (long long)export->files[i].rows);
    }
    fputs("\n]}\n", out);
}

static status write_measures(struct export *export)
{
    status written = export_common_open(export);
    for (int32_t i = 0; i < export->n && written.code == STATUS_OK; i++) written = export_measure(export, export->measures[i]);
    return export_common_close(export, written);
}

static status write_all(struct export *export)
{
    TRY(export_survey(export));
    TRY(make_folder(export->options->folder));
    TRY(check_free(export));
    export_earlier(export);
    TRY(write_measures(export));
    for (int32_t i = 0; i < export->n_items; i++) TRY(export_item(export, export->items[i]));
    if (!export->options->measures) {
        TRY(export_tables(export));
        TRY(export_events(export));
    }
    TRY(export_package(export));
    return export_drop(export);
}

status export_result(const char *path, const struct export_options *options, struct arena *arena, FILE *out)
{
    struct export export = {.path = path, .options = options, .arena = arena};
    status done = result_read_open(path, arena, &export.result);
    if (done.code == STATUS_OK) done = write_all(&export);
    result_read_close(export.result);
    TRY(done);
    (options->json ? say_json : say_text)(&export, out);
    return status_ok();
}
