/* Tables that people keep in a spreadsheet, as trees. */
#include <string.h>

#include "sim/unit.h"
#include "sim/yaml.h"
#include "sim/yaml_keys.h"

struct cell {
    const char *text;
    struct place place;
    bool quoted, comma; /* comma: a decimal one, read as a point */
};

struct row {
    struct cell *cell;
    int32_t n, room;
};

struct table {
    const struct source *source;
    const char *at;
    struct place place; /* of `at` */
    char separator;
    bool broken; /* the rest of the file is no rows */
    bool keyless; /* the first column is one of them, and rows are a list */
    struct arena *arena;
    struct faults *faults;
};

static struct fault *complain(struct table *table, struct place place, const char *id, const char *message)
{
    return faults_error(table->faults, place, id, NULL, "%s", message);
}

/* One character onward; the second and further bytes of a character take no column. */
static void step(struct table *table)
{
    const char c = *table->at++;
    if (c == '\n' || (c == '\r' && *table->at != '\n')) {
        table->place.line++;
        table->place.column = 1;
    } else if (((unsigned char)*table->at & 0xc0) != 0x80 && c != '\r')
        table->place.column++;
}

static bool at_end_of_row(const struct table *table) { return strchr("\r\n", *table->at) != NULL; }

/* Text between double quotes, in which two of them stand for one. */
static const char *quoted(struct table *table, struct cell *cell)
{
    const char *end = table->at + 1;
    while (*end && (*end != '"' || end[1] == '"')) end += *end == '"' ? 2 : 1;
    char *out = arena_alloc(table->arena, (size_t)(end - table->at), 1), *to = out;
    for (step(table); table->at < end; step(table)) {
        if (*table->at == '"') step(table);
        *to++ = *table->at;
    }
    *to = '\0';
    if (*table->at == '\0') {
        faults_help(table->faults, complain(table, cell->place, "csv-quote", "these quotes are not closed"),
                    "close them with `\"`");
        table->broken = true;
        return out;
    }
    step(table);
    if (*table->at != table->separator && !at_end_of_row(table))
        faults_help(table->faults, complain(table, table->place, "csv-quote", "something stands behind the closing quotes"),
                    "double a quote inside quoted text: `\"\"`");
    return out;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* `1.234,5 %` and `12,5` as Excel writes them where the comma is decimal: NULL when it is no such number. */
static const char *decimal_point(struct arena *arena, const char *text)
{
    const char *comma = strchr(text, ','), *at = text + (*text == '-' || *text == '+');
    if (!comma || strchr(comma + 1, ',') || !is_digit(comma[1]) || comma == at) return NULL;
    char *copy = arena_text(arena, text), *to = copy + (at - text);
    for (; at < comma; at++) {
        const bool thousands = *at == '.' && is_digit(at[1]) && is_digit(at[2]) && is_digit(at[3]) && !is_digit(at[4]);
        if (!is_digit(*at) && !thousands) return NULL;
        if (is_digit(*at)) *to++ = *at;
    }
    *to++ = '.';
    strcpy(to, comma + 1);
    const size_t digits = strspn(to, "0123456789");
    return strpbrk(to + digits, "0123456789.") ? NULL : copy;
}

static const char *trimmed(struct arena *arena, const char *text, size_t length)
{
    while (length && (*text == ' ' || *text == '\t')) text++, length--;
    while (length && (text[length - 1] == ' ' || text[length - 1] == '\t')) length--;
    return arena_copy(arena, text, length);
}

static void read_cell(struct table *table, struct cell *cell)
{
    cell->place = table->place;
    cell->place.width = 0;
    if (*table->at == '"') {
        cell->text = quoted(table, cell);
        cell->quoted = true;
    }
    const char *first = table->at;
    while (*table->at != table->separator && !at_end_of_row(table)) step(table);
    if (!cell->quoted) cell->text = trimmed(table->arena, first, (size_t)(table->at - first));
    const char *number = table->separator == ';' ? decimal_point(table->arena, cell->text) : NULL;
    cell->comma = number != NULL;
    if (number) cell->text = number;
    if (cell->place.line == table->place.line) cell->place.width = table->place.column - cell->place.column;
}

static struct cell *new_cell(struct row *row, struct arena *arena)
{
    if (row->n == row->room) {
        const int32_t room = row->room ? 2 * row->room : 16;
        struct cell *cell = ARENA_ARRAY(arena, struct cell, room);
        if (row->n) memcpy(cell, row->cell, (size_t)row->n * sizeof *cell);
        row->cell = cell;
        row->room = room;
    }
    row->cell[row->n] = (struct cell){0};
    return &row->cell[row->n++];
}

/* The next row that says something; false at the end. */
static bool read_row(struct table *table, struct row *row)
{
    while (*table->at) {
        bool says = false;
        row->n = 0;
        for (bool more = true; more;) {
            struct cell *cell = new_cell(row, table->arena);
            read_cell(table, cell);
            says |= *cell->text != '\0';
            more = *table->at == table->separator && *table->at;
            if (more) step(table);
        }
        if (*table->at == '\r' && table->at[1] == '\n') step(table);
        if (*table->at) step(table);
        if (says) return true;
    }
    return false;
}

/* `sep=;`, by which Excel is told the separator: not a row. */
static bool says_separator(struct table *table)
{
    const char *at = table->at;
    if (strncmp(at, "sep=", 4) != 0 || !strchr(",;", at[4]) || !strchr("\r\n", at[5])) return false;
    table->separator = at[4];
    for (int i = 0; i < 5; i++) step(table);
    if (*table->at == '\r' && table->at[1] == '\n') step(table);
    if (*table->at) step(table);
    return true;
}

/* Of the characters outside quotes in the header line, the one there is more of. */
static char find_separator(const char *text)
{
    int commas = 0, semicolons = 0;
    for (bool inside = false; *text && (inside || !strchr("\r\n", *text)); text++) {
        inside ^= *text == '"';
        commas += !inside && *text == ',';
        semicolons += !inside && *text == ';';
    }
    return semicolons > commas ? ';' : ',';
}

/* One column without a separator: another kind of file. */
static bool is_table(struct table *table, const struct row *header)
{
    if (header->n > 1 || !strpbrk(header->cell[0].text, ":{\t ")) return true;
    faults_help(table->faults, complain(table, header->cell[0].place, "csv-header", "this is not the first line of a table"),
                "the first line names the columns, with `,` or `;` between them, as in `id,lat,lon`");
    return false;
}

static void check_header(struct table *table, struct row *header)
{
    struct yaml_keys names = {0};
    while (header->n > 1 && *header->cell[header->n - 1].text == '\0')
        header->n--; /* empty columns at the right, as spreadsheets leave them */
    for (int32_t i = 0; i < header->n; i++) {
        const struct cell *cell = &header->cell[i];
        struct fault *fault = NULL;
        if (*cell->text == '\0')
            fault = complain(table, cell->place, "csv-header", "a column has no name");
        else if (yaml_keys_find(&names, cell->text) >= 0)
            fault = faults_error(table->faults, cell->place, "duplicate-key", NULL, "two columns are named `%s`", cell->text);
        if (fault) faults_help(table->faults, fault, "the first line of the table names its columns, each once");
        yaml_keys_add(&names, cell->text, table->arena);
    }
}

static bool check_width(struct table *table, const struct row *header, const struct row *row)
{
    for (int32_t i = header->n; i < row->n; i++) {
        if (*row->cell[i].text == '\0') continue;
        struct fault *fault = faults_error(table->faults, row->cell[i].place, "csv-cells", NULL,
                                           "this row has %d cells, and the header names %d", row->n, header->n);
        faults_help(table->faults, fault, "put a text that holds a `%c` between double quotes", table->separator);
        return false;
    }
    if (row->n < header->n)
        faults_help(table->faults,
                    faults_error(table->faults, row->cell[0].place, "csv-cells", NULL,
                                 row->n == 1 ? "this row has %d cell, and the header names %d" : "this row has %d cells, and the header names %d", row->n, header->n),
                    "leave a cell empty by writing only its `%c`", table->separator);
    return row->n >= header->n;
}

static struct node *scalar_of(struct table *table, const struct cell *name, const struct cell *cell)
{
    struct node *node = ARENA_NEW(table->arena, struct node);
    *node =
        (struct node){.kind = NODE_SCALAR, .key = name->text, .key_place = name->place, .place = cell->place, .text = cell->text};
    return node;
}

/* ---- points between thousands ---- */

/* What the numbers of a column look like. */
struct column {
    int groups;  /* `546.000` */
    int zeros;   /* of these, those that end in `.000` */
    int points;  /* other numbers with a point: decimals */
    int whole;   /* 1000 and more, without a point */
    int commas;  /* `18,5` */
};

static bool in_groups(const char *text, char plain[64])
{
    int groups;
    return unit_thousands(text, &groups, plain, 64) == '.' && groups == 1 && unit_suffix(text) && *unit_suffix(text) == '\0';
}

static void look_at(struct column *column, const struct cell *cell)
{
    char plain[64];
    const size_t digits = strspn(cell->text, "0123456789");
    if (cell->comma)
        column->commas++;
    else if (in_groups(cell->text, plain)) {
        column->groups++;
        column->zeros += strcmp(strchr(cell->text, '.'), ".000") == 0;
    } else if (strchr(cell->text, '.'))
        column->points++;
    else if (digits > 3 && cell->text[digits] == '\0')
        column->whole++;
}

/* A spreadsheet may show 546000 as `546.000` and save it like that. Where other numbers of the column are so large, or nothing else stands
 * behind a point, thousands were probably meant; they are never read as such, and no longer taken for decimals. */
static bool means_thousands(const struct column *column)
{
    return column->groups > 0 && column->points == 0 && (column->whole > 0 || column->commas > 0 || column->zeros == column->groups);
}

static void check_thousands(struct table *table, const struct node *rows, const struct cell *name)
{
    char plain[64];
    for (const struct node *row = rows->first; row; row = row->next)
        for (const struct node *entry = row->first; entry; entry = entry->next) {
            if (entry->key != name->text || !in_groups(entry->text, plain)) continue;
            faults_help(table->faults,
                        faults_error(table->faults, entry->place, "thousands", NULL, "`%s` in column `%s`: points between thousands are not read",
                                     entry->text, name->text),
                        "write `%s`, or leave out the point and what follows it", plain);
        }
}

/* ---- rows ---- */

static struct node *record_of(struct table *table, const struct row *header, const struct row *row, struct column *columns)
{
    const struct cell *key = &row->cell[0];
    struct node *record = ARENA_NEW(table->arena, struct node), **tail = &record->first;
    *record = (struct node){.kind = NODE_MAP, .key = table->keyless ? NULL : key->text, .key_place = key->place, .place = key->place};
    for (int32_t i = table->keyless ? 0 : 1; i < header->n && i < row->n; i++) {
        if (*row->cell[i].text == '\0') continue;
        *tail = scalar_of(table, &header->cell[i], &row->cell[i]);
        look_at(&columns[i], &row->cell[i]);
        tail = &(*tail)->next;
    }
    return record;
}

static bool good_key(struct table *table, const struct cell *key, const struct yaml_keys *keys)
{
    if (*key->text == '\0')
        faults_help(table->faults, complain(table, key->place, "csv-cells", "the first cell of this row is empty"),
                    "the first column names the row");
    else if (yaml_keys_find(keys, key->text) >= 0)
        faults_help(table->faults,
                    faults_error(table->faults, key->place, "duplicate-key", NULL, "two rows are named `%s`", key->text),
                    "keep one of the two");
    else
        return true;
    return false;
}

static const struct node *read_rows(struct table *table, const struct row *header)
{
    struct yaml_keys keys = {0};
    struct row row = {0};
    struct column *columns = ARENA_ARRAY(table->arena, struct column, header->n);
    struct node *root = ARENA_NEW(table->arena, struct node), **tail = &root->first;
    *root = (struct node){.kind = table->keyless ? NODE_LIST : NODE_MAP, .place = {.source = table->source, .line = 1, .column = 1}};
    while (read_row(table, &row) && !table->broken) {
        const bool fits = check_width(table, header, &row);
        if (!table->keyless) {
            if (!good_key(table, &row.cell[0], &keys)) continue;
            yaml_keys_add(&keys, row.cell[0].text, table->arena);
        }
        if (!fits) continue;
        *tail = record_of(table, header, &row, columns);
        tail = &(*tail)->next;
    }
    if (!root->first && !table->keyless && !table->broken)
        faults_help(table->faults, complain(table, header->cell[0].place, "table-rows", "no row stands below the line that names the columns"),
                    "add a row for each, as `%s...`", arena_format(table->arena, "NAME%c", table->separator));
    for (int32_t i = 1; i < header->n; i++)
        if (means_thousands(&columns[i])) check_thousands(table, root, &header->cell[i]);
    return root;
}

static const struct node *read_table(const char *path, bool keyless, bool rest, struct arena *arena, struct faults *faults)
{
    const struct source *source = yaml_source(path, arena, faults);
    if (!source) return NULL;
    struct table table = {.source = source,
                          .at = source->text,
                          .place = {.source = source, .line = 1, .column = 1},
                          .keyless = keyless,
                          .arena = arena,
                          .faults = faults};
    struct row header = {0};
    if (!says_separator(&table)) table.separator = find_separator(source->text);
    if (!read_row(&table, &header)) {
        faults_help(faults, complain(&table, (struct place){.source = source}, "file-empty", "the table is empty"),
                    "the first line names the columns, as in `id,lat,lon`");
        return NULL;
    }
    if (!is_table(&table, &header)) return NULL;
    const int before = faults->errors;
    check_header(&table, &header);
    const struct node *rows = table.broken ? NULL : read_rows(&table, &header);
    return faults->errors == before || (rest && rows && rows->first) ? rows : NULL; /* what would follow from a bad table is not told */
}

const struct node *csv_read(const char *path, struct arena *arena, struct faults *faults) { return read_table(path, false, false, arena, faults); }
const struct node *csv_list(const char *path, struct arena *arena, struct faults *faults) { return read_table(path, true, false, arena, faults); }

const struct node *csv_rest(const char *path, struct arena *arena)
{
    struct faults unheard;
    faults_init(&unheard, arena);
    return read_table(path, false, true, arena, &unheard);
}
