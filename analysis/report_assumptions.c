/* Every assumption with its source and range; what differs by region as one table; what other scenarios change below it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "analysis/report_page.h"

enum { COLUMNS = 4 };

struct assumed {
    int32_t n;
    const char *const *path, *const *text, *const *unit, *const *origin, *const *source, *const *note;
    const double *value, *low, *high;
};

static bool assumed_read(struct report *report, int32_t s, struct assumed *settings)
{
    static const char *const names[] = {"path", "text", "unit", "origin", "source", "note"};
    const char *const **text[] = {&settings->path, &settings->text, &settings->unit, &settings->origin, &settings->source, &settings->note};
    static const char *const numbers[] = {"value", "low", "high"};
    const double **value[] = {&settings->value, &settings->low, &settings->high};
    int32_t n = -1, m = 0;
    for (size_t i = 0; i < 6; i++) {
        *text[i] = result_texts(report->result, FORMAT("scenarios/%s/%s", report->name[s], names[i]), &m);
        if (!*text[i] || (n >= 0 && m != n)) return false;
        n = m;
    }
    for (size_t i = 0; i < 3; i++) {
        *value[i] = result_coordinate(report->result, FORMAT("scenarios/%s/%s", report->name[s], numbers[i]), &m);
        if (!*value[i] || m != n) return false;
    }
    settings->n = n;
    return true;
}

/* The range in the unit in which it stands beside the value: days for seconds, per cent for shares that were written so. */
static const char *range(const struct report *report, const struct assumed *settings, int32_t i)
{
    double low = settings->low[i], high = settings->high[i];
    const char *unit = settings->unit[i], *text = settings->text[i];
    if (isnan(low) || isnan(high)) return "–";
    double scale = 1;
    const char *behind = "";
    if (strcmp(unit, "s") == 0) {
        const bool minutes = strstr(text, "min") || strstr(text, " h");
        scale = minutes ? 60 : 86400, behind = minutes ? " min" : SAY(" d", " d");
    } else if (strchr(text, '%'))
        scale = 0.01, behind = strstr(text, "/yr") ? SAY(" % a year", " % per jaar") : " %";
    else if (strncmp(unit, "eur", 3) == 0)
        behind = SAY(" euro", " euro");
    else if (strcmp(unit, "1/yr") == 0)
        behind = SAY(" a year", " per jaar");
    else if (strcmp(unit, "km") == 0 || strcmp(unit, "km/h") == 0)
        behind = FORMAT(" %s", unit);
    low /= scale, high /= scale;
    return FORMAT(SAY("%s to %s%s", "%s tot %s%s"), say_plain(low, report->svg.lang, report->arena), say_plain(high, report->svg.lang, report->arena),
                  behind);
}

static const char *words(const struct report *report, const struct assumed *settings, int32_t i)
{
    const char *source = settings->source[i], *note = settings->note[i];
    if (!*source && !*note) return strcmp(settings->origin[i], "default") == 0 ? SAY("default of the program", "standaard van het programma") : "–";
    return FORMAT("%s%s%s", source, *source && *note ? "; " : "", note);
}

static bool of_region(const char *path) { return strncmp(path, "regions.", 8) == 0; }
static bool of_observed(const char *path) { return strncmp(path, "observed.", 9) == 0 || strncmp(path, "title", 5) == 0; }
static bool is_default(const struct assumed *settings, int32_t i) { return strcmp(settings->origin[i], "default") == 0; }

typedef bool keep(const struct assumed *settings, int32_t i);

static bool with_range(const struct assumed *settings, int32_t i) { return !isnan(settings->low[i]) && !of_observed(settings->path[i]); }
static bool given(const struct assumed *settings, int32_t i)
{
    return isnan(settings->low[i]) && !is_default(settings, i) && !of_region(settings->path[i]) && !of_observed(settings->path[i]);
}
static bool by_default(const struct assumed *settings, int32_t i)
{
    return isnan(settings->low[i]) && is_default(settings, i) && !of_region(settings->path[i]) && !of_observed(settings->path[i]);
}

static const char *const dimensions[REPORT_DIMENSIONS] = {"group", "stage", "gate", "exit", "item", "region"};

/* Names are read only where there is a label, and once, for that takes time. */
static const char *label_named(struct report *report, size_t d, const char *key)
{
    int32_t n = 0, i = 0;
    const char *const *label = result_labels(report->result, dimensions[d], &n);
    while (label && i < n && strcmp(label[i], key) != 0) i++;
    if (!label || i >= n) return NULL;
    struct report_labels *names = &report->labels[d];
    if (!names->name) names->name = table_labels(report->result, dimensions[d], report->svg.lang, report->arena, &names->n);
    return names->name && i < names->n ? names->name[i] : NULL;
}

/* Of what it is told: the names in the path, so that rows with the same sentence can be told apart. */
static const char *named(struct report *report, const char *path)
{
    enum { MOST = 4 };
    const char *word[MOST];
    int32_t found = 0;
    for (const char *at = path; *at && found < MOST;) {
        const size_t length = strcspn(at, ".");
        const char *key = arena_copy(report->arena, at, length);
        const char *name = NULL;
        for (size_t d = 0; d < REPORT_DIMENSIONS && !name; d++) name = label_named(report, d, key);
        if (name) word[found++] = name;
        at += length + (at[length] == '.');
    }
    const char *said = "";
    for (int32_t i = 0; i < found; i++) said = FORMAT("%s%s%s", said, i ? " → " : "", word[i]);
    return found ? FORMAT("%s: ", said) : said;
}

/* Of a distribution the mean and the spread have one sentence. */
static const char *part_said(const struct report *report, const char *path)
{
    const char *last = strrchr(path, '.');
    if (last && strcmp(last, ".mean") == 0) return SAY(" The mean.", " Het gemiddelde.");
    if (last && strcmp(last, ".sd") == 0) return SAY(" The spread (standard deviation).", " De spreiding (standaardafwijking).");
    return "";
}

/* What it is in words, and small below it where it stands in the scenario file. */
static const char *setting_said(struct report *report, const char *path)
{
    const struct report_options *options = report->options;
    const char *help = options->help ? options->help(options->context, path, report->svg.lang) : NULL;
    return help && *help ? FORMAT("%s%s%s\3%s", named(report, path), help, part_said(report, path), path) : path;
}

static const char *value_said(const struct report *report, const char *text)
{
    static const struct {
        const char *word, *nl;
    } known[] = {{"yes", "ja"}, {"no", "nee"}, {"true", "ja"}, {"false", "nee"}, {"unlimited", "onbeperkt"}, {"none", "geen"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(text, known[i].word) == 0) return SAY(text, known[i].nl);
    return text;
}

static void row_write(struct report *report, const struct assumed *settings, int32_t i, const char **cell)
{
    const char *const row[COLUMNS] = {setting_said(report, settings->path[i]), value_said(report, settings->text[i]), range(report, settings, i),
                                      words(report, settings, i)};
    memcpy(cell, row, sizeof row);
}

static void heads_write(const struct report *report, const char **cell)
{
    const char *const heads[COLUMNS] = {SAY("setting", "instelling"), SAY("value", "waarde"), SAY("range", "marge"),
                                        SAY("source, note", "bron, opmerking")};
    memcpy(cell, heads, sizeof heads);
}

static int32_t list(struct report *report, const struct assumed *settings, keep *kept, const char *title)
{
    const char **cell = ARENA_ARRAY(report->arena, const char *, COLUMNS *(settings->n + 1));
    int32_t rows = 1;
    heads_write(report, cell);
    for (int32_t i = 0; i < settings->n; i++)
        if (kept(settings, i)) row_write(report, settings, i, cell + COLUMNS * rows++);
    if (rows == 1) return 0;
    report_open_details(report, FORMAT("%s (%d)", title, (int)rows - 1));
    report_texts(report, title, cell, COLUMNS, rows);
    report_close_details(report);
    return rows - 1;
}

/* What another scenario has that the first has not, or has otherwise. Both stand in the order of the parameter table, so a search goes on where the
 * last one ended. */
static void other(struct report *report, const struct assumed *base, int32_t s)
{
    struct assumed here;
    int32_t rows = 1, j = 0;
    if (!assumed_read(report, s, &here)) return;
    const char **cell = ARENA_ARRAY(report->arena, const char *, COLUMNS *(here.n + 1));
    heads_write(report, cell);
    for (int32_t i = 0; i < here.n; i++) {
        int32_t tries = 0;
        while (tries < base->n && strcmp(base->path[(j + tries) % base->n], here.path[i]) != 0) tries++;
        const bool found = tries < base->n;
        if (found) j = (j + tries) % base->n;
        if (of_observed(here.path[i]) || (found && strcmp(base->text[j], here.text[i]) == 0) || (!found && is_default(&here, i))) continue;
        row_write(report, &here, i, cell + COLUMNS * rows++);
    }
    if (rows == 1) return;
    const char *title = FORMAT(SAY("Otherwise in “%s”", "Anders in „%s”"), report->label[s]);
    report_open_details(report, FORMAT("%s (%d)", title, (int)rows - 1));
    report_texts(report, title, cell, COLUMNS, rows);
    report_close_details(report);
}

/* ---- by region: `regions.KEY.COLUMN` ---- */

struct grid {
    const char **row, **column;
    int32_t rows, columns;
};

static int32_t place_of(const char **list_of, int32_t *n, const char *word)
{
    int32_t i = 0;
    while (i < *n && strcmp(list_of[i], word) != 0) i++;
    if (i == *n) list_of[(*n)++] = word;
    return i;
}

static const char *part_of(const struct report *report, const char *path, int which)
{
    const char *first = path + 8, *dot = strchr(first, '.');
    if (!dot) return NULL;
    return which == 0 ? arena_copy(report->arena, first, (size_t)(dot - first)) : dot + 1;
}

static void by_region(struct report *report, const struct assumed *settings)
{
    struct grid grid = {ARENA_ARRAY(report->arena, const char *, settings->n + 1), ARENA_ARRAY(report->arena, const char *, settings->n + 1), 0, 0};
    int32_t n = 0;
    for (int32_t i = 0; i < settings->n; i++) {
        if (!of_region(settings->path[i]) || !part_of(report, settings->path[i], 0) || is_default(settings, i)) continue;
        place_of(grid.row, &grid.rows, part_of(report, settings->path[i], 0));
        place_of(grid.column, &grid.columns, part_of(report, settings->path[i], 1));
        n++;
    }
    if (n == 0) return;
    const int32_t wide = grid.columns + 1;
    const char **cell = ARENA_ARRAY(report->arena, const char *, wide *(grid.rows + 1));
    for (int32_t i = 0; i < wide * (grid.rows + 1); i++) cell[i] = "–";
    cell[0] = SAY("region", "regio");
    for (int32_t c = 0; c < grid.columns; c++) cell[c + 1] = grid.column[c];
    for (int32_t r = 0; r < grid.rows; r++) cell[(r + 1) * wide] = grid.row[r];
    for (int32_t i = 0; i < settings->n; i++) {
        if (!of_region(settings->path[i]) || !part_of(report, settings->path[i], 0) || is_default(settings, i)) continue;
        const int32_t r = place_of(grid.row, &grid.rows, part_of(report, settings->path[i], 0)),
                      c = place_of(grid.column, &grid.columns, part_of(report, settings->path[i], 1));
        cell[(r + 1) * wide + c + 1] = settings->text[i];
    }
    report_open_details(report, FORMAT(SAY("What each region has (%d)", "Wat elke regio heeft (%d)"), (int)grid.rows));
    report_texts(report, SAY("What each region has", "Wat elke regio heeft"), cell, wide, grid.rows + 1);
    report_close_details(report);
}

/* ---- how much is known: sources begin with what they are ---- */

static bool begins(const char *text, const char *word) { return strncasecmp(text, word, strlen(word)) == 0; }

static void overview(struct report *report, const struct assumed *settings)
{
    int32_t n = 0, assumption = 0, derived = 0, sourced = 0;
    for (int32_t i = 0; i < settings->n; i++) {
        if (!with_range(settings, i)) continue;
        const char *source = *settings->source[i] ? settings->source[i] : settings->note[i];
        n++;
        if (begins(source, "assum") || begins(source, "aanname"))
            assumption++;
        else if (begins(source, "derived") || begins(source, "afgeleid"))
            derived++;
        else
            sourced += *settings->source[i] != '\0';
    }
    if (n == 0) return;
    report_element(
        report, "p", "lead",
        FORMAT(
            SAY("Of the %d values with a range %d are assumptions, %d are derived from other figures, %d come from a source, and %d have no source.",
                "Van de %d waarden met een marge zijn er %d een aanname, %d afgeleid uit andere cijfers, %d uit een bron, en %d zonder bron."),
            (int)n, (int)assumption, (int)derived, (int)sourced, (int)(n - assumption - derived - sourced)));
}

static void replications(struct report *report, const struct assumed *settings)
{
    for (int32_t i = 0; i < settings->n; i++) {
        if (strcmp(settings->path[i], "montecarlo.replications") != 0 || settings->value[i] == (double)(report->worlds / report->draws)) continue;
        report_p(report, FORMAT(SAY("Really run: %s of each scenario. The setting montecarlo.replications (%s) holds where nothing else is asked for "
                                    "when the program is started.",
                                    "Echt gedraaid: %s van elk scenario. De instelling montecarlo.replications (%s) geldt als bij het starten niets "
                                    "anders wordt gevraagd."),
                                say_many(report->worlds, SAY("replication", "herhaling"), SAY("replications", "herhalingen"), report->svg.lang,
                                         report->arena),
                                settings->text[i]));
        return;
    }
}

void report_assumptions(struct report *report)
{
    struct assumed settings;
    if (!assumed_read(report, 0, &settings)) {
        report_missing(
            report, SAY("This file does not hold the settings it was made with.", "Dit bestand bevat niet de instellingen waarmee het is gemaakt."));
        return;
    }
    overview(report, &settings);
    report_p(report, FORMAT(SAY("Everything that “%s” assumes, as it was written; what other scenarios have otherwise stands below it. Values are "
                                "written as in the scenario file: with a decimal point, d for days, yr for years, x for times; sources in the "
                                "language in which they were noted.",
                                "Alles wat „%s” aanneemt, zoals het is opgeschreven; wat in andere scenario's anders is staat eronder. Waarden staan "
                                "er als in het scenariobestand: met decimale punt, d voor dagen, yr voor jaren, x voor keer; bronnen in de taal "
                                "waarin ze zijn genoteerd."),
                            report->title[0]));
    replications(report, &settings);
    report_note(report, SAY("On paper these tables appear when they are opened before printing.",
                            "Op papier staan deze tabellen als ze vóór het afdrukken zijn geopend."));
    int32_t n = list(report, &settings, with_range, SAY("What is uncertain: with a range", "Wat onzeker is: met een marge"));
    n += list(report, &settings, given, SAY("What is set, without a range", "Wat is ingesteld, zonder marge"));
    by_region(report, &settings);
    n += list(report, &settings, by_default,
              SAY("What nobody set: defaults of the program", "Wat niemand instelde: standaardwaarden van het programma"));
    for (int32_t s = 1; s < report->scenarios; s++) other(report, &settings, s);
    if (n == 0) report_missing(report, SAY("There are no settings.", "Er zijn geen instellingen."));
}
