/* PARAMETERS.md, and one path in words. */
#include "sim/describe.h"

#include <math.h>
#include <string.h>

#include "sim/describe_private.h"

#define MOST_LEVELS 12
#define MOST_NEAR   5

static const struct param_row file_rows[] = {
    {.name = "extends",
     .kind = PARAM_TEXT,
     .flags = PARAM_OPTIONAL,
     .help_en = "The file this one changes: maps are merged, lists and values replaced, `~` removes.",
     .help_nl =
         "Het bestand dat dit bestand wijzigt: tabellen worden samengevoegd, lijsten en waarden vervangen, `~` verwijdert."},
    {.name = "include",
     .kind = PARAM_NAMES,
     .flags = PARAM_OPTIONAL,
     .help_en = "Files that are read first, in this order.",
     .help_nl = "Bestanden die eerst worden gelezen, in deze volgorde."},
    {.name = "vary",
     .kind = PARAM_MAP,
     .flags = PARAM_OPTIONAL,
     .help_en = "Paths with lists of values: one scenario for each value, or each combination.",
     .help_nl = "Paden met lijsten van waarden: een scenario per waarde, of per combinatie."},
    {.name = NULL}};

const struct param_table describe_file_keys = {.name = "file", .rows = file_rows};

void describe_gather(struct describe_tables *tables, const struct param_table *table)
{
    for (int i = 0; i < tables->n; i++)
        if (tables->table[i] == table) return;
    if (tables->n == DESCRIBE_MOST_TABLES) return;
    tables->table[tables->n++] = table;
    for (const struct param_row *row = table->rows; row->name; row++)
        if (row->table) describe_gather(tables, row->table);
}

/* ---- in words ---- */

struct pair_of_words {
    const char *en, *nl;
};

static const struct pair_of_words nouns[] = {[UNIT_NUMBER] = {"a number", "een getal"},
                                             [UNIT_DURATION] = {"a duration", "een duur"},
                                             [UNIT_RATE] = {"a number per unit of time", "een aantal per tijdseenheid"},
                                             [UNIT_SHARE] = {"a share", "een aandeel"},
                                             [UNIT_FACTOR] = {"a factor", "een factor"},
                                             [UNIT_GROWTH] = {"a growth per year", "een groei per jaar"},
                                             [UNIT_MONEY] = {"a sum of money", "een bedrag"},
                                             [UNIT_MONEY_PER_YEAR] = {"a sum of money per year", "een bedrag per jaar"},
                                             [UNIT_DISTANCE] = {"a distance", "een afstand"},
                                             [UNIT_SPEED] = {"a speed", "een snelheid"},
                                             [UNIT_COUNT] = {"a whole number", "een geheel getal"},
                                             [UNIT_PRICE] = {"a price", "een prijs"},
                                             [UNIT_QUANTITY] = {"a quantity", "een hoeveelheid"},
                                             [UNIT_ANY] = {"a value", "een waarde"}};

static const char *say(struct pair_of_words words, enum lang lang) { return lang == LANG_NL ? words.nl : words.en; }

static void put_unit(const struct param_row *row, enum lang lang, FILE *out)
{
    const enum unit unit = row->kind == PARAM_COUNT ? UNIT_COUNT : row->unit;
    const struct pair_of_words as = {"as", "zoals"};
    fprintf(out, "%s, %s `%s`", say(nouns[unit], lang), say(as, lang), unit_example(unit));
}

/* `stage|exit|=again`: a stage, exit or the word `again`. */
static void put_spaces(const char *space, FILE *out)
{
    for (const char *at = space ? space : ""; *at;) {
        const size_t length = strcspn(at, "|");
        const bool literal = *at == '=';
        at += *at == '~';
        if (literal)
            fprintf(out, "`%.*s`", (int)length - 1, at + 1);
        else
            fprintf(out, "%.*s", (int)length, at);
        at += length;
        if (*at) fputs(" | ", out), at++;
    }
}

static void put_choices(const struct param_row *row, FILE *out)
{
    for (const char *const *word = row->choices; *word; word++) fprintf(out, "%s`%s`", word == row->choices ? "" : " | ", *word);
}

static const struct pair_of_words kinds[] = {
    [PARAM_TEXT] = {"a text", "een tekst"},
    [PARAM_DATE] = {"a date, as `2020-01-31`", "een datum, zoals `2020-01-31`"},
    [PARAM_WHEN] = {"a date, or a duration from the start, as `63 d`", "een datum, of een duur vanaf het begin, zoals `63 d`"},
    [PARAM_SPAN] = {"a duration; whole years are calendar years, as `8 yr`",
                    "een duur; hele jaren zijn kalenderjaren, zoals `8 yr`"},
    [PARAM_PERIODS] = {"a duration (whole years are calendar years), as `1 wk`, or a list of dates",
                       "een duur (hele jaren zijn kalenderjaren), zoals `1 wk`, of een lijst van datums"},
    [PARAM_TITLE] = {"a text, or {en: ..., nl: ...}", "een tekst, of {en: ..., nl: ...}"},
    [PARAM_MAP] = {"named things: {name: {...}}", "benoemde onderdelen: {naam: {...}}"},
    [PARAM_LIST] = {"a list", "een lijst"},
    [PARAM_TABLE] = {"named things, or {table: FILE.csv}", "benoemde onderdelen, of {table: BESTAND.csv}"},
    [PARAM_SHARES] = {"shares that add to 100 %; `rest` may stand once", "aandelen die optellen tot 100 %; `rest` mag eenmaal"},
    [PARAM_RECORD] = {"keys of its own", "eigen sleutels"},
    [PARAM_EITHER] = {"one of several forms", "een van meer vormen"}};

void describe_kind(const struct param_row *row, enum lang lang, FILE *out)
{
    const struct pair_of_words list = {"a list of: ", "een lijst van: "}, by = {"by name: ", "per naam: "},
                               dist = {"a distribution, as `{gamma: {mean: ..., sd: ...}}`, or ",
                                       "een verdeling, zoals `{gamma: {mean: ..., sd: ...}}`, of "},
                               factor = {", or a factor on the mean, as `1.5 x`",
                                         ", of een factor op het gemiddelde, zoals `1.5 x`"},
                               word = {"a name", "een naam"};
    switch (row->kind) {
    case PARAM_SCALAR:
    case PARAM_COUNT:
        put_unit(row, lang, out);
        break;
    case PARAM_SERIES:
        fputs(say(list, lang), out), put_unit(row, lang, out);
        break;
    case PARAM_PAIRS:
        fputs(say(by, lang), out), put_unit(row, lang, out);
        break;
    case PARAM_FLAG:
        fputs("`yes` | `no`", out);
        break;
    case PARAM_CHOICE:
        put_choices(row, out);
        break;
    case PARAM_DIST:
        fputs(say(dist, lang), out), put_unit(row, lang, out);
        break;
    case PARAM_RANGE:
        fputs(say(dist, lang), out), put_unit(row, lang, out), fputs(say(factor, lang), out);
        break;
    case PARAM_NAME:
    case PARAM_NAMES:
        if (row->kind == PARAM_NAMES) fputs(say(list, lang), out);
        if (row->space)
            put_spaces(row->space, out);
        else
            fputs(say(word, lang), out);
        break;
    case PARAM_MAP:
        if (!row->table) { /* vary */
            fputs("{path: [value, value, ...]}", out);
            break;
        } /* fall through */
    default:
        fputs(say(kinds[row->kind], lang), out);
    }
    if (row->flags & PARAM_UNLIMITED) fputs(" | `unlimited`", out);
    if (row->flags & PARAM_NONE) fprintf(out, " | `%s`", row->kind == PARAM_DIST && row->choices ? row->choices[0] : "none");
}

static void put_default(const struct param_row *row, enum lang lang, FILE *out)
{
    const struct pair_of_words optional = {"may be left out", "mag ontbreken"},
                               required = {"must be given", "moet gegeven worden"},
                               inner = {"its keys have defaults", "zijn sleutels hebben standaardwaarden"};
    const bool absent = param_may_be_absent(row);
    if (row->fallback)
        fprintf(out, "`%s`", row->fallback);
    else if (!absent)
        fputs(say(required, lang), out);
    else
        fputs(say(row->flags & (PARAM_OPTIONAL | PARAM_OPEN) ? optional : inner, lang), out);
}

static bool has_bounds(const struct param_row *row) { return row->min != row->max || (row->flags & PARAM_POSITIVE); }

static void put_bounds(const struct param_row *row, FILE *out)
{
    char least[64], most[64];
    const bool bounded = row->min != row->max;
    const enum unit unit = row->kind == PARAM_COUNT ? UNIT_COUNT : row->unit;
    unit_format(least, bounded ? row->min : 0, unit);
    unit_format(most, bounded ? row->max : INFINITY, unit);
    if (!bounded || isfinite(row->min)) fprintf(out, "%s %s", row->flags & PARAM_POSITIVE ? ">" : ">=", least);
    if (bounded && isfinite(row->max)) fprintf(out, "%s<= %s", isfinite(row->min) ? ", " : "", most);
}

/* ---- PARAMETERS.md ---- */

/* A `|` would end the cell of a table. */
static void put_cell(const char *text, FILE *out)
{
    for (; text && *text; text++) fprintf(out, *text == '|' ? "\\|" : "%c", *text);
}

static void put_kind_cell(const struct param_row *row, FILE *out)
{
    char text[512] = "";
    FILE *memory = fmemopen(text, sizeof text - 1, "w");
    if (!memory) return;
    describe_kind(row, LANG_EN, memory);
    fclose(memory);
    put_cell(text, out);
}

static void put_row(const struct param_row *row, FILE *out)
{
    fprintf(out, "| %s%s%s | ", row->flags & PARAM_OPEN ? "*" : "`", row->flags & PARAM_OPEN ? "any other key" : row->name,
            row->flags & PARAM_OPEN ? "*" : "`");
    put_kind_cell(row, out);
    if (row->table) fprintf(out, ", see [%s](#%s)", row->table->name, row->table->name);
    fputs(" | ", out);
    put_default(row, LANG_EN, out);
    fputs(" | ", out);
    if (has_bounds(row)) put_bounds(row, out);
    fputs(" | ", out);
    put_cell(row->help_en, out);
    fputs(" | ", out);
    put_cell(row->help_nl, out);
    fputs(" |\n", out);
}

/* Every path at which a record of `wanted` is written. `chain` stops tables that hold themselves. */
struct search {
    const struct param_table *wanted;
    const struct param_table *chain[MOST_LEVELS];
    FILE *out;
    int found;
};

static void put_paths(struct search *search, const struct param_table *table, const char *path, int level)
{
    if (table == search->wanted && *path) fprintf(search->out, "%s`%s`", search->found++ ? ", " : "", path);
    if (level == MOST_LEVELS) return;
    for (int i = 0; i < level; i++)
        if (search->chain[i] == table) return;
    search->chain[level] = table;
    for (const struct param_row *row = table->rows; row->name; row++) {
        char inner[256];
        const bool named = row->kind == PARAM_MAP || row->kind == PARAM_TABLE || row->kind == PARAM_SHARES;
        if (!row->table) continue;
        const int length = snprintf(inner, sizeof inner, "%s%s%s%s", path, *path ? "." : "", row->flags & PARAM_OPEN ? "*" : row->name,
                                    row->flags & PARAM_OPEN   ? ""
                                    : named                   ? ".*"
                                    : row->kind == PARAM_LIST ? "[]"
                                                              : "");
        BUG_IF(length >= (int)sizeof inner, "the path %s is too long", inner);
        put_paths(search, row->table, inner, level + 1);
    }
}

static void put_section(const struct param_table *root, const struct param_table *table, FILE *out)
{
    struct search search = {.wanted = table, .out = out};
    fprintf(out, "\n## %s\n", table->name);
    put_paths(&search, root, "", 0);
    if (search.found) fputs("\n", out);
    fputs("\n| key | what is written | default | bounds | meaning | betekenis |\n|---|---|---|---|---|---|\n", out);
    for (const struct param_row *row = table->rows; row->name; row++) put_row(row, out);
}

void describe_markdown(const struct param_table *table, FILE *out)
{
    struct describe_tables tables = {.n = 0};
    describe_gather(&tables, table);
    fputs("# Parameters\n\n"
          "Made by `doorstroom describe` from the parameter tables. A path has dots between its keys; `*` stands for a name, "
          "`[]` for an\n"
          "element of a list. Any single value may also be written long:\n"
          "`{value: 3500 /yr, range: {triangular: [2500, 3500, 4700]}, source: \"...\", note: \"...\"}`.\n"
          "Distributions: `constant` (or a bare value), `exponential {mean}`, `gamma` and `lognormal {mean, sd}`, `erlang {k, "
          "mean}`,\n"
          "`weibull {shape, mean}`, `uniform {min, max}`, `triangular {min, mode, max}`, `mixture [{share, <distribution>}]`,\n"
          "`empirical {value: share}`.\n",
          out);
    put_section(&describe_file_keys, &describe_file_keys, out);
    for (int i = 0; i < tables.n; i++) put_section(table, tables.table[i], out);
}

/* ---- one path ---- */

static void put_keys(const struct param_table *table, enum lang lang, FILE *out)
{
    for (const struct param_row *row = table->rows; row->name; row++)
        fprintf(out, "    %-16s %s\n", row->flags & PARAM_OPEN ? "(any other)" : row->name,
                lang == LANG_NL ? row->help_nl : row->help_en);
}

static void put_spot(const struct param_spot *spot, const char *path, enum lang lang, FILE *out)
{
    const struct pair_of_words written = {"Written as: ", "Schrijfwijze: "}, fallback = {"Default: ", "Standaard: "},
                               bounds = {"Bounds: ", "Grenzen: "}, keys = {"Keys:", "Sleutels:"};
    const struct param_row *row = spot->row;
    fprintf(out, "%s\n", path);
    if (row && (lang == LANG_NL ? row->help_nl : row->help_en))
        fprintf(out, "  %s\n", lang == LANG_NL ? row->help_nl : row->help_en);
    if (row && !spot->named) {
        fprintf(out, "  %s", say(written, lang));
        describe_kind(row, lang, out);
        fprintf(out, "\n  %s", say(fallback, lang));
        put_default(row, lang, out);
        if (has_bounds(row)) {
            fprintf(out, "\n  %s", say(bounds, lang));
            put_bounds(row, out);
        }
        fputs("\n", out);
    }
    const struct param_table *table = spot->table ? spot->table : row && !spot->inside ? row->table : NULL;
    if (!table) return;
    fprintf(out, "  %s\n", say(keys, lang));
    put_keys(table, lang, out);
}

/* The path, below `table`, whose last key is nearest to `key`. */
struct nearest {
    const char *key[512];
    char path[512][96];
    int n;
};

static void gather_paths(struct nearest *all, const struct param_table *table, const char *path, int level)
{
    for (const struct param_row *row = table->rows; row->name && level < MOST_NEAR; row++) {
        if ((row->flags & PARAM_OPEN) || all->n == 512) continue;
        char *own = all->path[all->n];
        const bool named = row->kind == PARAM_MAP || row->kind == PARAM_TABLE || row->kind == PARAM_SHARES;
        const int length = snprintf(own, sizeof all->path[0], "%s%s%s", path, *path ? "." : "", row->name);
        if (length < 0 || length > 80) continue;
        all->key[all->n++] = row->name;
        char inner[96];
        snprintf(inner, sizeof inner, "%.80s%s", own, named ? ".*" : row->kind == PARAM_LIST ? "[0]" : "");
        if (row->table) gather_paths(all, row->table, inner, level + 1);
    }
}

/* A key of the same record, else one of that name anywhere; `known`: how much of the path there is. */
static bool put_near(const struct param_table *root, const struct param_spot *spot, const char *path, size_t known, const char *key,
                     const char *mean, FILE *out)
{
    const char *words[256], *last = strrchr(path, '.');
    int n = 0;
    for (const struct param_row *row = spot->table ? spot->table->rows : NULL; row && row->name && n < 256; row++)
        if (!(row->flags & PARAM_OPEN)) words[n++] = row->name;
    const char *near = param_nearest(key, words, n);
    if (near) return fprintf(out, "; %s `%.*s%s`?", mean, (int)known, path, near) > 0;
    struct nearest all = {.n = 0};
    gather_paths(&all, root, "", 0);
    last = last ? last + 1 : path;
    near = param_nearest(last, all.key, all.n);
    for (int i = 0; near && *near == *last && i < all.n; i++)
        if (strcmp(all.key[i], near) == 0) return fprintf(out, "; %s `%s`?", mean, all.path[i]) > 0;
    return false;
}

static void put_nearest(const struct param_table *root, const struct param_spot *spot, const char *path, size_t known, const char *key,
                        enum lang lang, FILE *out)
{
    const struct pair_of_words unknown = {"there is no parameter", "er is geen parameter"}, mean = {"did you mean", "bedoelt u"},
                               keys = {"the keys here are", "de sleutels hier zijn"};
    fprintf(out, "%s `%s`", say(unknown, lang), path);
    if (put_near(root, spot, path, known, key, say(mean, lang), out) || !spot->table) return;
    fprintf(out, "; %s", say(keys, lang));
    for (const struct param_row *row = spot->table->rows; row->name; row++)
        if (!(row->flags & PARAM_OPEN)) fprintf(out, " %s", row->name);
}

bool describe_path(const struct param_table *table, const char *path, enum lang lang, FILE *out)
{
    struct param_spot spot = {.table = table};
    char key[256];
    for (const char *at = path, *from = path; (at = param_next_key(at, key, sizeof key)); from = at + (*at == '.')) {
        const bool first = spot.table == table && !spot.row;
        const struct param_spot before = spot;
        struct param_spot file = {.table = &describe_file_keys};
        if (param_step(&spot, key)) continue;
        if (first && param_step(&file, key)) {
            spot = file;
            continue;
        }
        put_nearest(table, &before, path, (size_t)(from - path), key, lang, out);
        return false;
    }
    put_spot(&spot, path, lang, out);
    return true;
}
