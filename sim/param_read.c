/* The walk: a record of a table from a map of a tree. */
#include "sim/param_read.h"

#include <string.h>

/* ---- paths ---- */

static size_t path_length(const struct param_path *path)
{
    if (!path->up) return 0;
    return path_length(path->up) + (path->key ? strlen(path->key) + 1 : 14);
}

static char *fill_path(const struct param_path *path, char *first)
{
    if (!path->up) return first;
    char *at = fill_path(path->up, first);
    if (!path->key) return at + sprintf(at, "[%d]", path->index);
    return at + sprintf(at, "%s%s", at > first ? "." : "", path->key);
}

const char *param_path_text(struct param_reader *reader, const struct param_path *path)
{
    char *text = arena_alloc(reader->arena, path_length(path) + 1, 1);
    fill_path(path, text);
    return text;
}

/* ---- tables ---- */

const struct param_row *param_find_row(const struct param_table *table, const char *name)
{
    for (const struct param_row *row = table->rows; row->name; row++)
        if (!(row->flags & PARAM_OPEN) && strcmp(row->name, name) == 0) return row;
    return NULL;
}

const struct param_row *param_flagged(const struct param_table *table, unsigned flag)
{
    for (const struct param_row *row = table->rows; row->name; row++)
        if (row->flags & flag) return row;
    return NULL;
}

static void *at(const struct param_row *row, void *record) { return (char *)record + row->offset; }

bool param_is_map(struct param_reader *reader, const struct node *node, const struct param_path *path, const char *wanted)
{
    if (node->kind == NODE_MAP) return true;
    if (yaml_is(node, ""))
        faults_help(reader->faults, PARAM_FAULT(reader, node->place, "missing-value", path, "nothing stands behind the `:`"),
                    "write {} for an empty one, or leave the key out");
    else if (yaml_is(node, "~"))
        faults_help(
            reader->faults,
            PARAM_FAULT(reader, node->place, "nothing-to-remove", path, "`~` removes what is extended, and there is nothing"),
            "leave the key out, or check its name");
    else
        faults_help(reader->faults,
                    PARAM_FAULT(reader, node->place, "wrong-kind", path, "a map must stand here, not a %s",
                                faults_say(reader->faults, node->kind == NODE_LIST ? "list" : "single value")),
                    "write %s", faults_say(reader->faults, wanted));
    return false;
}

bool param_count_items(struct param_reader *reader, const struct param_row *row, const struct node *node,
                       const struct param_path *path, int32_t *n)
{
    const bool list = row->kind == PARAM_SERIES || row->kind == PARAM_PERIODS || row->kind == PARAM_NAMES || row->kind == PARAM_LIST;
    if (list && node->kind != NODE_LIST) {
        if (yaml_is(node, "") || yaml_is(node, "~")) return param_is_map(reader, node, path, "");
        faults_help(reader->faults, PARAM_FAULT(reader, node->place, "wrong-kind", path, "a list must stand here"),
                    "write [..., ...] or lines that start with `- `");
        return false;
    }
    if (!list && !param_is_map(reader, node, path, "names, each with what belongs to it: {name: ...}")) return false;
    *n = 0;
    for (const struct node *entry = node->first; entry; entry = entry->next) *n += 1;
    if (*n >= row->min_items && (row->max_items == 0 || *n <= row->max_items)) return true;
    const bool few = *n < row->min_items;
    const int32_t wanted = few ? row->min_items : row->max_items;
    const char *bound = row->min_items == row->max_items ? "" : few ? "at least " : "at most ";
    faults_help(reader->faults,
                PARAM_FAULT(reader, node->place, "items-count", path, "%d %s here, and %s%d must", *n,
                            faults_say(reader->faults, *n == 1 ? "entry stands" : "entries stand"), faults_say(reader->faults, bound), wanted),
                few ? "add %d more: %s" : "leave %d out: %s", few ? wanted - *n : *n - wanted, param_meaning(reader, row));
    return false;
}

/* ---- what is absent ---- */

bool param_may_be_absent(const struct param_row *row)
{
    if (row->fallback || (row->flags & (PARAM_OPTIONAL | PARAM_OPEN))) return true;
    if (row->kind != PARAM_RECORD) return false;
    for (const struct param_row *inner = row->table->rows; inner->name; inner++)
        if (!param_may_be_absent(inner)) return false;
    return true;
}

static struct node *fallback_node(struct param_reader *reader, const struct param_row *row)
{
    struct node *node = ARENA_NEW(reader->arena, struct node);
    *node = (struct node){.kind = NODE_SCALAR, .text = row->fallback};
    if (row->fallback[0] != '{' && row->fallback[0] != '[') return node;
    const struct node *value = yaml_value(row->fallback, (struct place){.source = NULL}, reader->arena, reader->faults);
    BUG_IF(!value, "the default of %s cannot be read: %s", row->name, row->fallback);
    *node = *value;
    return node;
}

/* Absent values and defaults all the way down, without a word: the record they belong to is not there. */
static void clear_record(struct param_reader *reader, const struct param_table *table, void *record)
{
    const struct param_path nowhere = {NULL, NULL, 0};
    struct settings *const settings = reader->settings;
    reader->settings = NULL;
    for (const struct param_row *row = table->rows; row->name; row++) {
        param_clear(row, at(row, record));
        if (row->kind == PARAM_RECORD && (row->flags & PARAM_OPTIONAL)) *(bool *)at(row, record) = false;
        if (row->fallback)
            param_read_row(reader, row, fallback_node(reader, row), record, &nowhere);
        else if (row->kind == PARAM_RECORD || row->kind == PARAM_EITHER)
            clear_record(reader, row->table, at(row, record));
    }
    reader->settings = settings;
}

/* `map` is where the row was looked for. */
static void read_absent(struct param_reader *reader, const struct param_row *row, const struct node *map, void *record,
                        const struct param_path *path)
{
    const bool optional = (row->flags & PARAM_OPTIONAL) != 0, whole = row->kind == PARAM_RECORD || row->kind == PARAM_EITHER;
    param_clear(row, at(row, record));
    if (row->fallback) {
        param_read_row(reader, row, fallback_node(reader, row), record, path);
        return;
    }
    if (row->kind == PARAM_RECORD && !optional && param_may_be_absent(row)) {
        const struct node nothing = {.kind = NODE_MAP, .place = map->place};
        param_read_record(reader, row->table, &nothing, at(row, record), path, NULL);
        return;
    }
    if (row->kind == PARAM_RECORD && optional) *(bool *)at(row, record) = false;
    if (whole) clear_record(reader, row->table, at(row, record));
    if (optional) {
        if (param_defines(row)) param_define(reader, row, at(row, record), path);
        return;
    }
    struct fault *fault = PARAM_FAULT(reader, map->place, "missing-key", path->up, "`%s` is missing", row->name);
    faults_help(reader->faults, fault, "write %s: %s", param_example(reader, row), param_meaning(reader, row));
}

/* ---- records ---- */

static bool says_nothing(const struct node *node) { return yaml_is(node, "") || yaml_is(node, "~"); }

/* The row that the whole node goes to: a scalar or a list always, a map only where it cannot be the record itself. */
static const struct param_row *stands_for(const struct param_table *table, const struct node *node, const struct param_row *skip)
{
    const struct param_row *row = param_flagged(table, PARAM_SHORT);
    if (node->kind == NODE_SCALAR) return says_nothing(node) ? NULL : skip ? skip : row;
    if (node->kind == NODE_LIST) return row;
    if (param_is_long(node) && !param_find_row(table, "value") && (skip || !param_flagged(table, PARAM_OPEN)))
        return skip ? skip : row;
    const bool takes_maps = row && (row->kind == PARAM_DIST || row->kind == PARAM_RANGE || row->kind == PARAM_SHARES || row->kind == PARAM_LIST);
    if (!takes_maps || !node->first || param_flagged(table, PARAM_OPEN)) return NULL;
    for (const struct node *entry = node->first; entry; entry = entry->next)
        if (param_find_row(table, entry->key)) return NULL;
    return row;
}

void param_read_record(struct param_reader *reader, const struct param_table *table, const struct node *node, void *record,
                       const struct param_path *path, const struct param_row *skip)
{
    const struct param_row *only = stands_for(table, node, skip);
    const bool readable = only || param_is_map(reader, node, path, param_example_of(reader, table));
    for (const struct param_row *row = table->rows; row->name && readable; row++) {
        if (row == skip || (row->flags & PARAM_OPEN)) continue;
        const struct param_path here = {path, row->name, 0};
        const struct node *entry = only ? (row == only ? node : NULL) : yaml_find(node, row->name);
        if (entry)
            param_read_row(reader, row, entry, record, &here);
        else
            read_absent(reader, row, node, record, &here);
    }
    if (readable)
        param_read_open(reader, table, only ? NULL : node, record, path);
    else
        clear_record(reader, table, record);
}

static void read_either(struct param_reader *reader, const struct param_row *row, const struct node *node, void *form,
                        const struct param_path *path)
{
    const struct param_table *table = row->table;
    const bool is_word = node->kind == NODE_SCALAR && !says_nothing(node);
    clear_record(reader, table, form);
    if (!is_word && !param_is_map(reader, node, path, "one form, {name: ...}")) return;
    const struct node *entry = is_word ? node : node->first;
    const char *key = is_word ? node->text : entry ? entry->key : "";
    const struct param_row *chosen = param_find_row(table, key);
    const struct place place = is_word || !entry ? node->place : entry->key_place;
    if (!chosen || (is_word && chosen->kind != PARAM_FLAG)) {
        struct fault *fault = chosen ? PARAM_FAULT(reader, place, "either-form", path, "`%s` needs more than its name", key)
                                     : PARAM_FAULT(reader, place, "either-form", path, "`%s` is no form of %s", key, row->name);
        if (chosen)
            faults_help(reader->faults, fault, "write {%s: ...}", key);
        else if (!param_did_you_mean_row(reader, fault, key, table))
            param_tell_keys(reader, fault, NULL, table);
        return;
    }
    if (!is_word && entry->next) {
        faults_help(
            reader->faults,
            PARAM_FAULT(reader, entry->next->key_place, "either-form", path, "only one form can stand here, and `%s` does", key),
            "keep one of them");
        return;
    }
    const struct param_path here = {path, chosen->name, 0};
    const struct node yes = {.kind = NODE_SCALAR, .key = key, .text = "yes", .place = node->place, .key_place = node->place};
    *(int32_t *)form = (int32_t)(chosen - table->rows) + 1;
    param_read_row(reader, chosen, is_word ? &yes : entry, form, &here);
}

void param_read_row(struct param_reader *reader, const struct param_row *row, const struct node *node, void *record,
                    const struct param_path *path)
{
    void *value = at(row, record);
    param_clear(row, value);
    switch (row->kind) {
    case PARAM_DIST:
    case PARAM_RANGE:
        param_read_dist(reader, row, node, value, path);
        break;
    case PARAM_RECORD:
        if (row->flags & PARAM_OPTIONAL) *(bool *)value = true;
        param_read_record(reader, row->table, node, value, path, NULL);
        break;
    case PARAM_MAP:
    case PARAM_LIST:
    case PARAM_TABLE:
        param_read_items(reader, row, node, value, path);
        break;
    case PARAM_SHARES:
        param_read_shares(reader, row, node, value, path);
        break;
    case PARAM_PAIRS:
        param_read_pairs(reader, row, node, value, path);
        break;
    case PARAM_EITHER:
        read_either(reader, row, node, value, path);
        break;
    default:
        param_read_scalar(reader, row, node, value, path);
    }
}

void param_read(const struct param_table *table, const struct node *node, void *record, struct arena *arena,
                struct settings *settings, struct faults *faults)
{
    struct param_reader reader = {.arena = arena, .settings = settings, .faults = faults, .root = table};
    reader.last_reference = &reader.references;
    const struct param_path root = {NULL, NULL, 0};
    param_read_record(&reader, table, node, record, &root, NULL);
    param_resolve(&reader);
}
