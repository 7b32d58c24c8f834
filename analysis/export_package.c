/* datapackage.json: the data dictionary of the folder, as Frictionless Data Package (version 1) has it. `description_nl`, `unit`
 * and `rows` are our own. */
#include <string.h>

#include "analysis/export_private.h"
#include "analysis/json.h"

/* Lower case, digits and . - _ only, as a name must be. */
static void json_name(const char *key, const char *text, size_t length, FILE *out)
{
    fprintf(out, "\"%s\": \"", key);
    for (size_t i = 0; i < length; i++) {
        const char c = text[i];
        const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
        fputc(kept ? c : c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : '-', out);
    }
    fputc('"', out);
}

static void json_said(const char *key, const char *text, FILE *out)
{
    if (!text || !*text) return;
    fprintf(out, ", \"%s\": ", key);
    json_text(text, out);
}

static bool is_dutch(const struct export *export) { return export->options->lang == LANG_NL; }

static void column_type(const struct export *export, const struct export_column *column, bool time, FILE *out)
{
    static const char *const types[] = {
        [EXPORT_TEXT] = "string", [EXPORT_WHOLE] = "integer", [EXPORT_REAL] = "number", [EXPORT_DATE] = "date"};
    fprintf(out, ", \"type\": \"%s\"", column->type == EXPORT_DATE && time ? "datetime" : types[column->type]);
    if (column->type == EXPORT_DATE && time)
        fprintf(out, ", \"format\": \"%%Y-%%m-%%d%c%%H:%%M:%%S\"", is_dutch(export) ? ' ' : 'T');
    if (column->type == EXPORT_REAL && is_dutch(export)) fputs(", \"decimalChar\": \",\"", out);
}

static void json_column(const struct export *export, const struct export_file *file, const struct export_column *column,
                        FILE *out)
{
    fputs("{\"name\": ", out);
    json_text(column->name, out);
    column_type(export, column, file->timed, out);
    json_said("title", column->name, out);
    json_said("description", column->en, out);
    json_said("description_nl", column->nl, out);
    json_said("unit", column->unit, out);
    fputc('}', out);
}

static void json_file(const struct export *export, const struct export_file *file, FILE *out)
{
    fputs("\n    {", out);
    json_name("name", file->name, strlen(file->name) - strlen(".csv"), out);
    json_said("path", file->name, out);
    fputs(", \"profile\": \"tabular-data-resource\", \"format\": \"csv\", \"mediatype\": \"text/csv\", \"encoding\": \"utf-8\"",
          out);
    json_said("title", file->en, out);
    json_said("description", file->en, out);
    json_said("description_nl", file->nl, out);
    fprintf(out,
            ", \"rows\": %lld,\n     \"dialect\": {\"delimiter\": \"%c\", \"lineTerminator\": \"\\r\\n\", \"quoteChar\": "
            "\"\\\"\", \"doubleQuote\": true, \"header\": true},\n",
            (long long)file->rows, is_dutch(export) ? ';' : ',');
    fputs("     \"schema\": {\"missingValues\": [\"\"], \"fields\": [", out);
    for (int32_t c = 0; c < file->n; c++) {
        fputs(c ? ",\n        " : "\n        ", out);
        json_column(export, file, &file->column[c], out);
    }
    fputs("]}}", out);
}

static const char *of_root(const struct export *export, const char *attribute)
{
    return result_text(export->result, "/", attribute);
}

static void json_package(const struct export *export, FILE *out)
{
    const char *model = of_root(export, "model"), *fingerprint = of_root(export, "fingerprint");
    const char *name = arena_format(export->arena, "doorstroom-%s", fingerprint ? fingerprint : model ? model : "result");
    fputs("{", out);
    json_name("name", name, strlen(name), out);
    fputs(", \"profile\": \"tabular-data-package\"", out);
    json_said("title", of_root(export, "title"), out);
    json_said("title_nl", of_root(export, "title_nl"), out);
    json_said("description", of_root(export, "summary"), out);
    json_said("description_nl", of_root(export, "summary_nl"), out);
    json_said("comment", of_root(export, "comment"), out);
    json_said("created_by", of_root(export, "source"), out);
    json_said("model", model, out);
    json_said("seed", of_root(export, "seed"), out);
    json_said("fingerprint", fingerprint, out);
    json_said("counted_from", of_root(export, "time_coverage_start"), out);
    json_said("counted_until", of_root(export, "time_coverage_end"), out);
    fputs(",\n  \"resources\": [", out);
    for (int32_t i = 0; i < export->n_files; i++) {
        if (i) fputc(',', out);
        json_file(export, &export->files[i], out);
    }
    fputs("]}\n", out);
}

status export_package(struct export *export)
{
    struct sheet sheet;
    TRY(sheet_open(&sheet, arena_format(export->arena, "%s/datapackage.json", export->options->folder), SHEET_PLAIN,
                   export->options->replace, export->arena));
    json_package(export, sheet.file);
    return sheet_close(&sheet, true);
}
