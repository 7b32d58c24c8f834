/* The JSON Schema (Draft-07) that editors use for completion and hover. It is no stricter than the reader: what a variant leaves
 * out or removes with `~` stays allowed, so that nothing is required. */
#include <string.h>

#include "sim/describe_private.h"

#define NUMBER "[+-]?[0-9][0-9_]*(\\\\.[0-9]+)?([eE][+-]?[0-9]+)?"
#define PERIOD "(s|min|h|d|wk|mo|yr)"
#define MONEY  " ?[kM]? ?eur"

struct form {
    const char *name, *pattern;
    bool bare;
};

/* bare: a number without a unit, which YAML gives as a number. */
static const struct form units[] = {[UNIT_NUMBER] = {"number", NUMBER, true},
                                    [UNIT_DURATION] = {"duration", NUMBER " ?" PERIOD, false},
                                    [UNIT_RATE] = {"rate", NUMBER " ?/ ?" PERIOD, false},
                                    [UNIT_SHARE] = {"share", NUMBER "( ?%)?", true},
                                    [UNIT_FACTOR] = {"factor", NUMBER "( ?x)?", true},
                                    [UNIT_GROWTH] = {"growth", NUMBER " ?%? ?/ ?yr", false},
                                    [UNIT_MONEY] = {"money", NUMBER MONEY, false},
                                    [UNIT_MONEY_PER_YEAR] = {"money_per_year", NUMBER MONEY " ?/ ?" PERIOD, false},
                                    [UNIT_DISTANCE] = {"distance", NUMBER " ?k?m", false},
                                    [UNIT_SPEED] = {"speed", NUMBER " ?km ?/ ?h", false},
                                    [UNIT_COUNT] = {"count", "[+-]?[0-9][0-9_]*", true},
                                    [UNIT_PRICE] = {"price", NUMBER MONEY "( ?/ ?" PERIOD ")?", false},
                                    [UNIT_QUANTITY] = {"quantity", NUMBER "( ?/ ?" PERIOD ")?", true},
                                    [UNIT_ANY] = {"any", NUMBER ".*", true}};
#define N_UNITS ((int)(sizeof units / sizeof *units))

#define REF(name) "{\"$ref\": \"#/definitions/" name "\"}"
#define LONG(plain)                                                                                                              \
    "{\"type\": \"object\", \"properties\": {\"value\": " plain ", \"range\": " REF(                                             \
        "range") ", \"source\": {\"type\": \"string\"}, \"note\": {\"type\": \"string\"}}, \"additionalProperties\": false}"
#define WORD(pattern) "{\"type\": \"string\", \"pattern\": \"^" pattern "$\"}"

static const char date_text[] = WORD("[0-9]{4}-[0-9]{2}-[0-9]{2}");
static const char plain_text[] = "{\"type\": [\"string\", \"number\", \"boolean\"]}";

static void put_text(const char *text, FILE *out)
{
    for (; text && *text; text++) {
        if (*text == '"' || *text == '\\')
            fprintf(out, "\\%c", *text);
        else if (*text == '\n')
            fputs("\\n", out);
        else
            putc(*text, out);
    }
}

/* ---- definitions that do not depend on the table ---- */

static void put_units(FILE *out)
{
    for (int i = 0; i < N_UNITS; i++) {
        const struct form *form = &units[i];
        fprintf(out, "    \"plain_%s\": {\"anyOf\": [%s{\"type\": \"string\", \"pattern\": \"^%s$\"}]},\n", form->name,
                form->bare ? (i == UNIT_COUNT ? "{\"type\": \"integer\"}, " : "{\"type\": \"number\"}, ") : "", form->pattern);
        fprintf(out, "    \"%s\": {\"anyOf\": [{\"$ref\": \"#/definitions/plain_%s\"}, ", form->name, form->name);
        fprintf(out, LONG("{\"$ref\": \"#/definitions/plain_%s\"}") "]},\n", form->name);
    }
}

static void put_texts(FILE *out)
{
    fputs("    \"range\": {\"anyOf\": [{\"type\": \"array\"}, {\"type\": \"object\", \"properties\": {\"uniform\": {\"type\": "
          "\"array\"}, "
          "\"triangular\": {\"type\": \"array\"}, \"values\": {\"type\": \"array\"}}, \"additionalProperties\": false}]},\n",
          out);
    fprintf(out, "    \"text\": {\"anyOf\": [%s, ", plain_text);
    fprintf(out, LONG("%s") "]},\n", plain_text);
    fprintf(out, "    \"date\": {\"anyOf\": [%s, ", date_text);
    fprintf(out, LONG("%s") "]},\n", date_text);
    fputs("    \"flag\": {\"anyOf\": [{\"enum\": [\"yes\", \"no\", true, false]}, " LONG(
              "{\"enum\": [\"yes\", \"no\", true, false]}") "]},\n",
          out);
    fputs("    \"title\": {\"anyOf\": [{\"type\": \"string\"}, {\"type\": \"object\", \"properties\": {\"en\": {\"type\": "
          "\"string\"}, "
          "\"nl\": {\"type\": \"string\"}}, \"additionalProperties\": false}]},\n",
          out);
}

static void put_part(const char *key, const char *definition, FILE *out)
{
    fprintf(out, "\"%s\": {\"$ref\": \"#/definitions/%s\"}", key, definition);
}

static void put_form(const char *name, const char *unit, const char *const keys[3], FILE *out)
{
    fprintf(out, "\"%s\": {\"type\": \"object\", \"properties\": {", name);
    for (int i = 0; i < 3 && keys[i]; i++) {
        if (i) fputs(", ", out);
        const char *definition = strcmp(keys[i], "k") == 0 ? "count" : strcmp(keys[i], "shape") == 0 ? "number" : unit;
        put_part(keys[i], definition, out);
    }
    fputs("}, \"additionalProperties\": false}, ", out);
}

static void put_distributions(FILE *out)
{
    static const struct {
        const char *name, *keys[3];
    } forms[] = {{"exponential", {"mean"}},
                 {"gamma", {"mean", "sd"}},
                 {"lognormal", {"mean", "sd"}},
                 {"erlang", {"k", "mean"}},
                 {"weibull", {"shape", "mean"}},
                 {"uniform", {"min", "max"}},
                 {"triangular", {"min", "mode", "max"}}};
    for (int i = 0; i < N_UNITS; i++) {
        const char *unit = units[i].name;
        fprintf(out, "    \"dist_%s\": {\"anyOf\": [{\"$ref\": \"#/definitions/%s\"}, {\"type\": \"object\", \"properties\": {",
                unit, unit);
        for (size_t k = 0; k < sizeof forms / sizeof *forms; k++) put_form(forms[k].name, unit, forms[k].keys, out);
        put_part("constant", unit, out);
        fprintf(out, ", \"mixture\": {\"type\": \"array\", \"items\": {\"$ref\": \"#/definitions/dist_%s\"}}, ", unit);
        fputs("\"empirical\": {\"type\": \"object\", \"additionalProperties\": {\"anyOf\": [" REF(
                  "share") ", {\"const\": \"rest\"}]}}, ",
              out);
        fputs("\"share\": {\"anyOf\": [" REF("share") ", {\"const\": \"rest\"}]}, ", out);
        fputs("\"source\": {\"type\": \"string\"}, \"note\": {\"type\": \"string\"}}, \"additionalProperties\": false}]},\n",
              out);
    }
}

/* ---- rows ---- */

/* Tables may share a name: their position tells them apart. */
static int number_of(const struct describe_tables *tables, const struct param_table *table)
{
    for (int i = 0; i < tables->n; i++)
        if (tables->table[i] == table) return i;
    return 0;
}

static void put_record(const struct describe_tables *tables, const struct param_table *table, FILE *out)
{
    fprintf(out, "{\"$ref\": \"#/definitions/record_%d_%s\"}", number_of(tables, table), table->name);
}

static void put_unit(enum unit unit, FILE *out) { fprintf(out, "{\"$ref\": \"#/definitions/%s\"}", units[unit].name); }

static void put_choices(const struct param_row *row, FILE *out)
{
    fputs("{\"enum\": [", out);
    for (const char *const *word = row->choices; *word; word++) fprintf(out, "%s\"%s\"", word == row->choices ? "" : ", ", *word);
    fputs("]}, {\"type\": \"object\", \"properties\": {\"value\": {}, \"source\": {}, \"note\": {}}, \"additionalProperties\": "
          "false}",
          out);
}

static void put_properties(const struct describe_tables *tables, const struct param_table *table, FILE *out);

/* What holds records or names of its own. */
static void put_things(const struct describe_tables *tables, const struct param_row *row, FILE *out)
{
    switch (row->kind) {
    case PARAM_RECORD:
        put_record(tables, row->table, out);
        break;
    case PARAM_LIST:
        fputs("{\"type\": \"array\", \"items\": ", out);
        put_record(tables, row->table, out);
        fputs("}", out);
        if (!(row->flags & PARAM_SHORT)) fputs(", {\"type\": \"object\", \"properties\": {\"insert\": {\"type\": [\"object\", \"array\"]}}, \"additionalProperties\": false}", out);
        break;
    case PARAM_MAP:
    case PARAM_TABLE:
    case PARAM_SHARES:
        if (row->kind == PARAM_SHARES) fputs("{\"type\": \"string\"}, ", out);
        fputs("{\"type\": \"object\", ", out);
        if (row->kind == PARAM_TABLE || (row->flags & PARAM_REGISTER)) fputs("\"properties\": {\"table\": {\"type\": [\"string\", \"object\", \"null\"]}}, ", out);
        fputs("\"additionalProperties\": {\"anyOf\": [", out);
        put_record(tables, row->table, out);
        fputs(row->kind == PARAM_SHARES ? ", " REF("share") ", {\"enum\": [\"rest\", \"scale\"]}, {\"type\": \"null\"}]}}"
                                        : ", {\"type\": \"null\"}]}}",
              out);
        break;
    case PARAM_PAIRS:
        put_unit(row->unit, out);
        fputs(", {\"type\": \"object\", \"additionalProperties\": {\"anyOf\": [", out);
        put_unit(row->unit, out);
        fputs(row->flags & PARAM_PARTS ? ", {\"const\": \"rest\"}, {\"type\": \"null\"}]}}" : ", {\"const\": \"unlimited\"}, {\"type\": \"null\"}]}}", out);
        break;
    case PARAM_EITHER:
        fputs("{\"type\": \"string\"}, {\"type\": \"object\", ", out);
        put_properties(tables, row->table, out);
        fputs("}", out);
        break;
    default:
        break;
    }
}

/* Alternatives for the value of a row, with commas between. */
static void put_alternatives(const struct describe_tables *tables, const struct param_row *row, FILE *out)
{
    switch (row->kind) {
    case PARAM_SCALAR:
        put_unit(row->unit, out);
        if (row->unit == UNIT_SHARE) fputs(", {\"const\": \"rest\"}", out);
        break;
    case PARAM_COUNT:
        put_unit(UNIT_COUNT, out);
        break;
    case PARAM_FLAG:
        fputs(REF("flag"), out);
        break;
    case PARAM_CHOICE:
        put_choices(row, out);
        break;
    case PARAM_TEXT:
    case PARAM_NAME:
        fputs(REF("text"), out);
        break;
    case PARAM_DATE:
        fputs(REF("date"), out);
        break;
    case PARAM_WHEN:
        fputs(REF("date") ", " REF("duration"), out);
        break;
    case PARAM_SPAN:
        fputs(REF("duration"), out);
        break;
    case PARAM_PERIODS:
        fputs(REF("duration") ", {\"type\": \"array\", \"items\": " REF("date") "}", out);
        break;
    case PARAM_TITLE:
        fputs(REF("title"), out);
        break;
    case PARAM_NAMES:
        fputs(REF("text") ", {\"type\": \"array\", \"items\": " REF("text") "}", out);
        break;
    case PARAM_SERIES:
        fputs("{\"type\": \"array\", \"items\": ", out);
        put_unit(row->unit, out);
        fputs("}", out);
        break;
    case PARAM_DIST:
        fprintf(out, "{\"$ref\": \"#/definitions/dist_%s\"}", units[row->unit].name);
        break;
    case PARAM_RANGE:
        fprintf(out, "{\"$ref\": \"#/definitions/dist_%s\"}, " REF("factor"), units[row->unit].name);
        break;
    default:
        put_things(tables, row, out);
    }
    if (row->flags & PARAM_UNLIMITED) fputs(", {\"const\": \"unlimited\"}", out);
    if (row->flags & PARAM_NONE) fprintf(out, ", {\"const\": \"%s\"}", row->kind == PARAM_DIST && row->choices ? row->choices[0] : "none");
}

static void put_row(const struct describe_tables *tables, const struct param_row *row, FILE *out)
{
    fprintf(out, "      \"%s\": {\"description\": \"", row->name);
    put_text(row->help_en, out);
    fputs("\\n", out);
    put_text(row->help_nl, out);
    if (row->fallback) fputs("\", \"default\": \"", out), put_text(row->fallback, out);
    fputs("\", \"anyOf\": [", out);
    put_alternatives(tables, row, out);
    fputs(", {\"type\": \"null\"}]}", out);
}

/* Of the first row the share, `rest` is a value too. */
static void put_properties(const struct describe_tables *tables, const struct param_table *table, FILE *out)
{
    const struct param_row *open = NULL;
    bool first = true;
    fputs("\"properties\": {\n", out);
    for (const struct param_row *row = table->rows; row->name; row++) {
        if (row->flags & PARAM_OPEN) {
            open = row;
            continue;
        }
        if (!first) fputs(",\n", out);
        first = false;
        put_row(tables, row, out);
    }
    fputs("\n    }, \"additionalProperties\": ", out);
    if (open) {
        fputs("{\"anyOf\": [", out);
        if (open->kind == PARAM_MAP) put_record(tables, open->table, out);
        else put_unit(open->unit, out);
        fputs(", {\"type\": \"null\"}]}", out);
    } else
        fputs("false", out);
}

static const struct param_row *brief_row(const struct param_table *table)
{
    for (const struct param_row *row = table->rows; row->name; row++)
        if (row->flags & PARAM_SHORT) return row;
    return NULL;
}

static void put_table(const struct describe_tables *tables, int number, FILE *out)
{
    const struct param_table *table = tables->table[number];
    const struct param_row *brief = brief_row(table);
    fprintf(out, "    \"record_%d_%s\": {\"anyOf\": [{\"type\": \"object\", ", number, table->name);
    put_properties(tables, table, out);
    fputs("}", out);
    if (brief) {
        fputs(", ", out);
        put_alternatives(tables, brief, out);
    }
    if (brief && brief->kind == PARAM_LIST) { /* or one element of it */
        fputs(", ", out);
        put_record(tables, brief->table, out);
    }
    fprintf(out, "]}%s\n", number + 1 < tables->n ? "," : "");
}

void describe_schema(const struct param_table *table, FILE *out)
{
    struct describe_tables tables = {.n = 0};
    describe_gather(&tables, table);
    fputs("{\n  \"$schema\": \"http://json-schema.org/draft-07/schema#\",\n  \"title\": \"doorstroom scenario\",\n  "
          "\"definitions\": {\n",
          out);
    put_units(out);
    put_texts(out);
    put_distributions(out);
    for (int i = 0; i < tables.n; i++) put_table(&tables, i, out);
    fputs("  },\n  \"type\": \"object\",\n  \"properties\": {\n", out);
    for (const struct param_row *row = describe_file_keys.rows; row->name; row++) {
        const char *type = strcmp(row->name, "extends") == 0   ? "\"string\""
                           : strcmp(row->name, "include") == 0 ? "\"array\""
                                                               : "\"object\"";
        fprintf(out, "      \"%s\": {\"description\": \"", row->name);
        put_text(row->help_en, out);
        fputs("\\n", out);
        put_text(row->help_nl, out);
        fprintf(out, "\", \"type\": [%s, \"null\"]},\n", type);
    }
    for (const struct param_row *row = table->rows; row->name; row++) {
        put_row(&tables, row, out);
        fputs(row[1].name ? ",\n" : "\n", out);
    }
    fputs("  },\n  \"additionalProperties\": false\n}\n", out);
}
