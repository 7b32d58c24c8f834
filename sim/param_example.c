/* How a row is written, for the remedy of a fault: `from: 2020-01-31`, `on: {STAGE: 100 %}`. Words in capitals are to be filled in. */
#include <ctype.h>
#include <string.h>

#include "sim/param_read.h"

enum { MOST_KEYS = 3, MOST_LEVELS = 2 };

static const char *value_of(struct arena *arena, const struct param_row *row, int level);

/* STAGE of `stage|~pool`, red of `=red|=green`, NAME where names are free. */
static const char *name_of(struct arena *arena, const char *space)
{
    if (!space || *space == '+') return "NAME";
    const bool literal = *space == '=';
    char *name = arena_copy(arena, space + literal, strcspn(space + literal, "|"));
    for (char *c = name; *c && !literal; c++) *c = (char)toupper((unsigned char)*c);
    return name;
}

/* The keys that must be given; where none must, the first few. */
static const char *record_of(struct arena *arena, const struct param_table *table, const struct param_row *skip, int level)
{
    const char *text = "";
    bool any = false;
    int n = 0;
    for (const struct param_row *row = table->rows; row->name; row++) any |= row != skip && !param_may_be_absent(row);
    for (const struct param_row *row = table->rows; row->name && (any || n < MOST_KEYS); row++) {
        if (row == skip || (row->flags & PARAM_OPEN) || (any && param_may_be_absent(row))) continue;
        const char *value = any && level < MOST_LEVELS ? value_of(arena, row, level + 1) : "...";
        text = arena_format(arena, "%s%s%s: %s", text, n++ ? ", " : "", row->name, value);
    }
    return arena_format(arena, "{%s}", text);
}

/* A share, or a record that begins with one. */
static const char *part_of(struct arena *arena, const struct param_row *row, int level)
{
    const struct param_row *share = &row->table->rows[0];
    for (const struct param_row *more = share + 1; more->name; more++)
        if (!param_may_be_absent(more)) {
            const char *rest = record_of(arena, row->table, share, level);
            return arena_format(arena, "{share: 100 %%, %s", rest + 1);
        }
    return "100 %";
}

static const char *series_of(struct arena *arena, const struct param_row *row)
{
    const char *each = unit_example(row->unit), *text = row->unit == UNIT_NUMBER ? "1" : each, *one = text;
    for (int32_t i = 1; i < row->min_items && i < 3; i++) text = arena_format(arena, "%s, %s", text, one);
    return arena_format(arena, row->min_items > 3 ? "[%s, ...]" : "[%s]", text);
}

static const char *map_of(struct arena *arena, const struct param_row *row, const char *value)
{
    return arena_format(arena, "{%s: %s}", name_of(arena, row->space), value);
}

/* The example of its unit, or the bound that this would pass. */
static const char *scalar_of(struct arena *arena, const struct param_row *row)
{
    const char *example = unit_example(row->unit);
    double value;
    const bool bounded = row->min != row->max && unit_parse(example, row->unit, &value) == UNIT_OK;
    if (!bounded || (value >= row->min && value <= row->max)) return example;
    char text[64];
    const bool factor = row->unit == UNIT_FACTOR && row->min < row->max; /* at its bound it would do nothing */
    unit_format(text, factor ? (row->min + row->max) / 2 : value > row->max ? row->max : row->min, row->unit);
    return arena_text(arena, text);
}

static const char *value_of(struct arena *arena, const struct param_row *row, int level)
{
    switch (row->kind) {
    case PARAM_SCALAR:
        return scalar_of(arena, row);
    case PARAM_COUNT:
        return unit_example(UNIT_COUNT);
    case PARAM_FLAG:
        return "yes";
    case PARAM_CHOICE:
        return row->choices[0];
    case PARAM_TEXT:
        return "\"...\"";
    case PARAM_DATE:
    case PARAM_WHEN:
        return "2020-01-31";
    case PARAM_SPAN:
    case PARAM_PERIODS:
        return "3 yr";
    case PARAM_SERIES:
        return series_of(arena, row);
    case PARAM_DIST:
    case PARAM_RANGE:
        return arena_format(arena, "{exponential: {mean: %s}}", unit_example(row->unit));
    case PARAM_NAME:
        return name_of(arena, row->space);
    case PARAM_NAMES:
        return arena_format(arena, "[%s]", name_of(arena, row->space));
    case PARAM_TITLE:
        return "{en: \"...\", nl: \"...\"}";
    case PARAM_RECORD:
        return record_of(arena, row->table, NULL, level);
    case PARAM_LIST:
        return arena_format(arena, "[%s]", record_of(arena, row->table, NULL, level));
    case PARAM_MAP:
    case PARAM_TABLE:
        return map_of(arena, row, record_of(arena, row->table, NULL, level));
    case PARAM_SHARES:
        return map_of(arena, row, part_of(arena, row, level));
    case PARAM_PAIRS:
        return map_of(arena, row, unit_example(row->unit));
    case PARAM_EITHER:
        return arena_format(arena, "{%s: ...}", row->table->rows[0].name);
    }
    return "...";
}

const char *param_example(struct param_reader *reader, const struct param_row *row)
{
    const char *text = arena_format(reader->arena, "`%s: %s`", row->name, value_of(reader->arena, row, 0));
    if (row->kind == PARAM_TABLE) text = arena_format(reader->arena, faults_say(reader->faults, "%s or `%s: {table: FILE.csv}`"), text, row->name);
    for (int i = 1; row->kind == PARAM_CHOICE && row->choices[i]; i++)
        text = arena_format(reader->arena, "%s%s`%s`", text, row->choices[i + 1] ? ", " : faults_say(reader->faults, " or "), row->choices[i]);
    return text;
}

const char *param_stand_in(struct arena *arena, const struct param_row *row) { return value_of(arena, row, 0); }

const char *param_example_of(struct param_reader *reader, const struct param_table *table)
{
    return arena_format(reader->arena, "`%s`", record_of(reader->arena, table, NULL, 0));
}

/* The sentence of the help as the end of another one. */
const char *param_meaning(struct param_reader *reader, const struct param_row *row)
{
    const char *help = reader->faults->lang == LANG_NL ? row->help_nl : row->help_en;
    const size_t n = help ? strlen(help) : 0;
    if (n < 2) return faults_say(reader->faults, "it must be given");
    char *text = arena_copy(reader->arena, help, n - (help[n - 1] == '.'));
    if (islower((unsigned char)text[1]) || text[1] == ' ') text[0] = (char)tolower((unsigned char)text[0]);
    return text;
}
