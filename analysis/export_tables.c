/* What is no measure: statistics of /summary, drawn inputs, observed figures, what is known of labels, and every setting. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/export_private.h"

/* ---- statistics ---- */

enum { DIMS = 16 };

struct statistics {
    struct export *export;
    struct export_file file;
    int32_t n, n_dims;
    struct result_item *item;
    const char *dim[DIMS];
};

static bool take_dims(struct statistics *all, const struct result_item *item)
{
    if (!item->number || item->scale || item->rank < 1 || !item->dim[0] || strcmp(item->dim[0], "scenario") != 0) return false;
    for (int a = 1; a < item->rank; a++) {
        int32_t d = 0;
        while (d < all->n_dims && strcmp(all->dim[d], item->dim[a] ? item->dim[a] : "") != 0) d++;
        if (d == DIMS || !item->dim[a]) return false;
        if (d == all->n_dims) all->dim[all->n_dims++] = item->dim[a];
    }
    return true;
}

static const char *const *labels_of(struct export *export, const char *dim, int32_t *n)
{
    const char *const *labels = result_labels(export->result, dim, n);
    return labels ? labels : result_texts(export->result, arena_format(export->arena, "summary/%s", dim), n);
}

/* Where a statistic of measures has their units. */
static const char *units_of(const struct statistics *all, const struct result_item *item, const char *label)
{
    const int32_t measure = label ? result_find(all->export->result, label) : -1;
    return item->units || measure < 0 ? item->units : result_measure(all->export->result, measure)->units;
}

static status write_statistic(struct statistics *all, const struct result_item *item)
{
    struct export *export = all->export;
    const char *const *label[RESULT_RANK] = {NULL};
    int64_t cells = 1, start[RESULT_RANK] = {0};
    int32_t n = 0;
    for (int a = 0; a < item->rank; a++) {
        cells *= item->size[a];
        label[a] = labels_of(export, item->dim[a], &n);
    }
    double *values = ARENA_ARRAY(export->arena, double, cells + 1);
    TRY(result_box(export->result, item, start, item->size, values));
    for (int64_t c = 0; c < cells; c++) {
        if (isnan(values[c])) continue;
        const char *at[DIMS] = {NULL}, *of = NULL, *scenario = NULL;
        int64_t rest = c;
        for (int a = item->rank - 1; a >= 0; rest /= item->size[a--]) {
            const char *here = label[a] ? label[a][rest % item->size[a]] : NULL;
            if (a == 0) scenario = here;
            for (int32_t d = 0; a > 0 && d < all->n_dims; d++)
                if (strcmp(all->dim[d], item->dim[a]) == 0) at[d] = here;
            if (a > 0 && strcmp(item->dim[a], "measure") == 0) of = here;
        }
        sheet_text(&all->file.sheet, scenario);
        sheet_text(&all->file.sheet, strchr(item->name, '/') + 1);
        sheet_text(&all->file.sheet, units_of(all, item, of));
        for (int32_t d = 0; d < all->n_dims; d++) sheet_text(&all->file.sheet, at[d]);
        sheet_real(&all->file.sheet, values[c]);
        export_row(&all->file);
    }
    return status_ok();
}

static status write_statistics(struct export *export)
{
    struct statistics all = {.export = export};
    int32_t n = 0;
    const char *const *names = result_inside(export->result, "summary", &n);
    all.item = ARENA_ARRAY(export->arena, struct result_item, n + 1);
    for (int32_t i = 0; i < n; i++)
        if (result_item(export->result, arena_format(export->arena, "summary/%s", names[i]), &all.item[all.n]) &&
            take_dims(&all, &all.item[all.n]))
            all.n++;
    if (all.n == 0) return status_ok();
    TRY(export_open(export, "statistics",
                    "The group /summary: intervals, quantiles, differences, chance and ignorance, stays and waits, ranks.",
                    "De groep /summary: intervallen, kwantielen, verschillen, toeval en onkunde, verblijf en wachttijd, rangen.",
                    &all.file));
    export_column(export, &all.file, "scenario", EXPORT_TEXT, NULL, "scenario; the first is the baseline",
                  "scenario; het eerste is de basis");
    export_column(export, &all.file, "statistic", EXPORT_TEXT, NULL, "which one; results/README.md explains each",
                  "welke; results/README.md legt ze uit");
    export_column(export, &all.file, "units", EXPORT_TEXT, NULL, "unit of the value", "eenheid van de waarde");
    for (int32_t d = 0; d < all.n_dims; d++)
        export_column(export, &all.file, all.dim[d], EXPORT_TEXT, NULL, result_text(export->result, all.dim[d], "long_name"),
                      result_text(export->result, all.dim[d], "long_name_nl"));
    export_column(export, &all.file, "value", EXPORT_REAL, NULL, "value of the statistic", "waarde van de grootheid");
    export_head(&all.file);
    status done = status_ok();
    for (int32_t i = 0; i < all.n && done.code == STATUS_OK; i++) done = write_statistic(&all, &all.item[i]);
    return export_close(export, &all.file, done);
}

/* ---- inputs ---- */

static status write_inputs(struct export *export)
{
    int32_t size[3] = {0}, other[2] = {0}, n = 0, scenarios = 0;
    const char *const *scenario = result_labels(export->result, "scenario", &scenarios),
                      *const *input = result_texts(export->result, "inputs/input", &n),
                      *const *unit = result_texts(export->result, "inputs/unit", &n);
    const double *value = result_numbers(export->result, "inputs/value", 3, size),
                 *central = result_numbers(export->result, "inputs/central", 2, other),
                 *uniform = result_numbers(export->result, "inputs/uniform", 2, other);
    if (!input || !unit || !value || !central || !uniform || size[2] != n || size[0] != scenarios) return status_ok();
    struct export_file file;
    TRY(export_open(export, "inputs", "What every draw of uncertain inputs gave every scenario.",
                    "Wat elke trekking van onzekere invoer elk scenario gaf.", &file));
    export_column(export, &file, "scenario", EXPORT_TEXT, NULL, "scenario; the first is the baseline",
                  "scenario; het eerste is de basis");
    export_column(export, &file, "draw", EXPORT_WHOLE, NULL, "draw, from 1", "trekking, vanaf 1");
    export_column(export, &file, "input", EXPORT_TEXT, NULL, "its path in the scenario file", "het pad in het scenariobestand");
    export_column(export, &file, "units", EXPORT_TEXT, NULL, "unit of value and central", "eenheid van value en central");
    export_column(export, &file, "value", EXPORT_REAL, NULL, "drawn value; empty where the scenario does not draw it",
                  "getrokken waarde; leeg waar het scenario die niet trekt");
    export_column(export, &file, "central", EXPORT_REAL, NULL, "value as it stands in the scenario",
                  "waarde zoals die in het scenario staat");
    export_column(export, &file, "uniform", EXPORT_REAL, NULL,
                  "coordinate of the draw between 0 and 1, the same in every scenario",
                  "coördinaat van de trekking tussen 0 en 1, dezelfde in elk scenario");
    export_head(&file);
    for (int64_t i = 0; i < (int64_t)size[0] * size[1] * n; i++) {
        const int64_t s = i / n / size[1], d = i / n % size[1], k = i % n;
        sheet_text(&file.sheet, scenario[s]);
        sheet_whole(&file.sheet, d + 1);
        sheet_text(&file.sheet, input[k]);
        sheet_text(&file.sheet, unit[k]);
        sheet_real(&file.sheet, value[i]);
        sheet_real(&file.sheet, central[s * n + k]);
        sheet_real(&file.sheet, uniform[d * n + k]);
        export_row(&file);
    }
    return export_close(export, &file, status_ok());
}

/* ---- tables: a dataset per column ---- */

struct column {
    const char *name;
    const char *const *text;
    const double *number;
};

/* Columns of a group, all over the dimension of the first of them; how many rows. */
static int32_t columns_find(struct export *export, const char *group, struct export_file *file, struct column *column,
                            int32_t *columns)
{
    int32_t n = 0, rows = 0, found = 0;
    const char *const *names = result_inside(export->result, group, &n), *dim = NULL;
    *columns = 0;
    for (int32_t i = 0; i < n && *columns < DIMS; i++) {
        struct result_item item;
        const char *path = arena_format(export->arena, "%s/%s", group, names[i]);
        if (!result_item(export->result, path, &item) || item.rank != 1 || item.scale || !item.dim[0] ||
            (dim && strcmp(dim, item.dim[0]) != 0))
            continue;
        dim = item.dim[0];
        struct column *next = &column[(*columns)++];
        *next = (struct column){.name = names[i], .text = result_texts(export->result, path, &found)};
        if (!next->text) next->number = result_coordinate(export->result, path, &found);
        rows = found;
        const enum export_type type = item.text ? EXPORT_TEXT : item.whole ? EXPORT_WHOLE : EXPORT_REAL;
        if (file) export_column(export, file, names[i], type, item.units, item.long_name, item.long_name_nl);
    }
    return rows;
}

/* A text that is a number with a decimal point would be taken for a date where a comma is expected. */
static void text_cell(struct export_file *file, const char *text)
{
    char *end = NULL;
    const double number = file->sheet.kind == SHEET_NL && text && strchr(text, '.') ? strtod(text, &end) : NAN;
    if (end && end != text && !*end && !isnan(number))
        sheet_real(&file->sheet, number);
    else
        sheet_text(&file->sheet, text);
}

static void columns_write(const struct column *column, int32_t columns, int32_t rows, const char *first, struct export_file *file)
{
    for (int32_t r = 0; r < rows; r++) {
        if (first) sheet_text(&file->sheet, first);
        for (int32_t c = 0; c < columns; c++) {
            if (column[c].text)
                text_cell(file, column[c].text[r]);
            else
                sheet_real(&file->sheet, column[c].number ? column[c].number[r] : NAN);
        }
        export_row(file);
    }
}

static status write_observed(struct export *export)
{
    struct column column[DIMS];
    struct export_file file;
    int32_t n = 0, columns = 0;
    if (!result_inside(export->result, "observed", &n) || n == 0) return status_ok();
    TRY(export_open(export, "observed", "Figures from outside that the baseline names.", "Cijfers van buiten die de basis noemt.",
                    &file));
    const int32_t rows = columns_find(export, "observed", &file, column, &columns);
    export_head(&file);
    columns_write(column, columns, rows, NULL, &file);
    return export_close(export, &file, status_ok());
}

static status write_settings(struct export *export)
{
    struct column column[DIMS];
    struct export_file file;
    int32_t scenarios = 0, columns = 0, n = 0;
    const char *const *scenario = result_labels(export->result, "scenario", &scenarios);
    if (!result_inside(export->result, arena_format(export->arena, "scenarios/%s", scenario[0]), &n) || n == 0)
        return status_ok();
    TRY(export_open(export, "settings", "Every value of every scenario, with its unit, origin, source and range.",
                    "Elke waarde van elk scenario, met eenheid, herkomst, bron en marge.", &file));
    export_column(export, &file, "scenario", EXPORT_TEXT, NULL, "scenario; the first is the baseline",
                  "scenario; het eerste is de basis");
    for (int32_t s = 0; s < scenarios; s++) {
        const int32_t rows = columns_find(export, arena_format(export->arena, "scenarios/%s", scenario[s]), s == 0 ? &file : NULL,
                                          column, &columns);
        if (s == 0) export_head(&file);
        columns_write(column, columns, rows, scenario[s], &file);
    }
    return export_close(export, &file, status_ok());
}

/* ---- labels ---- */

static void write_property(struct export *export, const struct result_item *item, struct export_file *file)
{
    int32_t n = 0, m = 0;
    const char *const *label = result_labels(export->result, item->dim[0], &n), *const *text = item->text
                                                                                                   ? result_texts(export->result,
                                                                                                                  item->name, &m)
                                                                                                   : NULL;
    const double *number = item->number ? result_coordinate(export->result, item->name, &m) : NULL;
    for (int32_t i = 0; label && i < n && i < m; i++) {
        if (text ? !text[i] || !*text[i] : !number || isnan(number[i])) continue;
        sheet_text(&file->sheet, item->dim[0]);
        sheet_text(&file->sheet, label[i]);
        sheet_text(&file->sheet, item->name);
        sheet_text(&file->sheet, item->units);
        if (text)
            sheet_text(&file->sheet, text[i]);
        else
            sheet_real(&file->sheet, number[i]);
        export_row(file);
    }
}

static status write_labels(struct export *export)
{
    struct export_file file;
    int32_t n = 0;
    const char *const *names = result_inside(export->result, "/", &n);
    TRY(export_open(export, "labels", "What else is known of labels: names, coordinates, codes, what they are called in Dutch.",
                    "Wat er verder van labels bekend is: namen, coördinaten, codes, hoe ze in het Nederlands heten.", &file));
    export_column(export, &file, "dimension", EXPORT_TEXT, NULL, "dimension, a column of other files",
                  "dimensie, een kolom van andere bestanden");
    export_column(export, &file, "label", EXPORT_TEXT, NULL, "as it stands in that column", "zoals het in die kolom staat");
    export_column(export, &file, "property", EXPORT_TEXT, NULL, "what is told of it", "wat ervan wordt gezegd");
    export_column(export, &file, "units", EXPORT_TEXT, NULL, "unit of the value; empty: text",
                  "eenheid van de waarde; leeg: tekst");
    export_column(export, &file, "value", EXPORT_TEXT, NULL, "text or number", "tekst of getal");
    export_head(&file);
    for (int32_t i = 0; i < n; i++) {
        struct result_item item;
        if (result_item(export->result, names[i], &item) && item.rank == 1 && !item.scale && item.dim[0])
            write_property(export, &item, &file);
    }
    return export_close(export, &file, status_ok());
}

status export_tables(struct export *export)
{
    TRY(write_statistics(export));
    TRY(write_inputs(export));
    TRY(write_observed(export));
    TRY(write_labels(export));
    return write_settings(export);
}
