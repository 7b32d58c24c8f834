/* Maps of named things, lists, tables from a file, and pairs. */
#include <string.h>

#include "sim/param_read.h"

/* ---- tables from a file ---- */

static const struct node *without(struct param_reader *reader, const struct node *map, const struct node *left_out)
{
    struct node *copy = ARENA_NEW(reader->arena, struct node), **tail = &copy->first;
    *copy = *map;
    *tail = NULL;
    for (const struct node *entry = map->first; entry; entry = entry->next) {
        if (entry == left_out) continue;
        *tail = ARENA_NEW(reader->arena, struct node);
        **tail = *entry;
        (*tail)->next = NULL;
        tail = &(*tail)->next;
    }
    return copy;
}

/* An exception may add a record; one whose name is nearly that of a row was more likely mistyped. */
static void doubt_new_names(struct param_reader *reader, const struct node *rows, const struct node *exceptions,
                            const struct param_path *path)
{
    struct yaml_keys keys = {0};
    for (const struct node *row = rows->first; row; row = row->next) yaml_keys_add(&keys, row->key, reader->arena);
    for (const struct node *entry = exceptions->first; entry; entry = entry->next) {
        if (yaml_keys_find(&keys, entry->key) >= 0) continue;
        const char *nearest = param_nearest(entry->key, keys.word, keys.n);
        if (!nearest) continue;
        struct fault *fault = faults_warning(reader->faults, entry->key_place, "new-name", param_path_text(reader, path),
                                             "`%s` is not in the table, so it is added", entry->key);
        faults_help(reader->faults, fault, "did you mean `%s`?", nearest);
    }
}

const struct node *param_open_table(struct param_reader *reader, const struct node *node, const struct param_path *path)
{
    const struct node *file = yaml_find(node, "table");
    if (!file || file->kind != NODE_SCALAR) return node;
    const char *name = yaml_beside(file->place, file->text, reader->arena, reader->faults);
    const struct node *rows = name ? csv_read(name, reader->arena, reader->faults) : NULL;
    if (!rows) return NULL;
    const struct node *exceptions = without(reader, node, file);
    if (!exceptions->first) return rows;
    doubt_new_names(reader, rows, exceptions, path);
    return yaml_merge(rows, exceptions, NULL, NULL, reader->arena);
}

/* ---- maps and lists ---- */

/* What stands for a whole record may be one element of its list. */
static const struct node *as_list(struct param_reader *reader, const struct node *node)
{
    if (node->kind == NODE_LIST || yaml_is(node, "") || yaml_is(node, "~")) return node;
    struct node *list = ARENA_NEW(reader->arena, struct node), *only = ARENA_NEW(reader->arena, struct node);
    *only = *node;
    only->next = NULL;
    *list = (struct node){.kind = NODE_LIST, .first = only, .place = node->place};
    return list;
}

void param_read_items(struct param_reader *reader, const struct param_row *row, const struct node *node, void *at,
                      const struct param_path *path)
{
    struct items *items = at;
    const bool list = row->kind == PARAM_LIST;
    int32_t n, i = 0;
    items->given = true;
    if (row->kind == PARAM_TABLE) node = param_open_table(reader, node, path);
    if (row->flags & PARAM_REGISTER) node = param_register(reader, row, node, path);
    if (list && (row->flags & PARAM_SHORT)) node = as_list(reader, node);
    if (!node || !param_count_items(reader, row, node, path, &n)) return;
    items->n = n;
    items->record = arena_alloc(reader->arena, (size_t)n, items->stride);
    items->key = ARENA_ARRAY(reader->arena, const char *, n);
    items->place = ARENA_ARRAY(reader->arena, struct place, n);
    if (param_refers(row)) items->name = ARENA_ARRAY(reader->arena, struct name, n);
    for (const struct node *entry = node->first; entry; entry = entry->next, i++) {
        const struct param_path here = {path, list ? NULL : entry->key, i};
        items->key[i] = list ? NULL : entry->key;
        items->place[i] = list ? entry->place : entry->key_place;
        if (items->name) param_refer(reader, row, &items->name[i], entry->key, entry->key_place, path);
        param_read_record(reader, row->table, entry, (char *)items->record + (size_t)i * items->stride, &here, NULL);
    }
    if (param_defines(row)) param_define(reader, row, items, path);
}

/* ---- pairs ---- */

static void read_pair(struct param_reader *reader, const struct param_row *row, const struct node *entry, const char *key,
                      const struct param_path *path, struct param_shares *shares, struct pair *pair)
{
    const struct node *value = param_is_long(entry) ? yaml_find(entry, "value") : entry;
    const struct param_path here = {path, key, 0};
    pair->name = (struct name){.text = key, .place = entry->key_place, .id = -1};
    pair->place = value->place;
    pair->text = value->text;
    if (*key) param_refer(reader, row, &pair->name, key, entry->key_place, path);
    if (shares)
        param_shares_add(shares, row, entry, entry->set, &here, &pair->value);
    else
        param_read_number(reader, row, row->unit, entry, *key ? &here : path, &pair->value);
}

void param_read_pairs(struct param_reader *reader, const struct param_row *row, const struct node *node, void *at,
                      const struct param_path *path)
{
    struct pairs *pairs = at;
    const bool single = (row->flags & PARAM_SHORT) &&
                        (param_is_long(node) || (node->kind == NODE_SCALAR && !yaml_is(node, "") && !yaml_is(node, "~")));
    int32_t n = 1;
    pairs->given = true;
    if (!single && !param_count_items(reader, row, node, path, &n)) return;
    pairs->item = ARENA_ARRAY(reader->arena, struct pair, n);
    pairs->n = n;
    if (single) {
        read_pair(reader, row, node, "", path, NULL, &pairs->item[0]);
        return;
    }
    struct param_shares shares;
    const bool parts = (row->flags & PARAM_PARTS) != 0;
    int32_t i = 0;
    if (parts) param_shares_begin(&shares, reader, node, path, n);
    for (const struct node *entry = node->first; entry; entry = entry->next)
        read_pair(reader, row, entry, entry->key, path, parts ? &shares : NULL, &pairs->item[i++]);
    if (parts) param_shares_end(&shares);
}

/* ---- keys that are no rows ---- */

static void unknown_key(struct param_reader *reader, const struct param_table *table, const struct node *entry,
                        const struct param_path *path)
{
    struct fault *fault =
        PARAM_FAULT(reader, entry->key_place, "unknown-key", path, "`%s` is no key of `%s`", entry->key, table->name);
    if (!param_did_you_mean_row(reader, fault, entry->key, table)) param_tell_keys(reader, fault, entry->key, table);
}

/* Only numbers are kept; a name close to a row's was probably meant for it. */
static bool good_column(struct param_reader *reader, const struct param_table *table, const struct param_row *open,
                        const struct node *entry, const struct param_path *path)
{
    double value;
    if (entry->kind == NODE_MAP && !param_is_long(entry) && reader->root && table != reader->root && param_find_row(reader->root, entry->key)) {
        unknown_key(reader, table, entry, path);
        return false;
    }
    if (param_refers(open) || entry->kind != NODE_SCALAR || yaml_is(entry, "") || yaml_is(entry, "~")) return true;
    const char *words[256], *nearest;
    int n = 0;
    for (const struct param_row *row = table->rows; row->name && n < 256; row++)
        if (row != open) words[n++] = row->name;
    const bool number =
        unit_parse(entry->text, open->unit, &value) != UNIT_NOT_A_NUMBER || (open->flags & (PARAM_UNLIMITED | PARAM_NONE));
    nearest = reader->faults->errors < 100 ? param_nearest(entry->key, words, n) : NULL;
    struct fault *fault = NULL;
    if (!number)
        fault = PARAM_FAULT(reader, entry->key_place, "column-text", path, "`%s` holds text, and a further column holds numbers",
                            entry->key);
    else if (nearest)
        fault = faults_warning(reader->faults, entry->key_place, "new-column", param_path_text(reader, path),
                               "`%s` is kept as a column of its own", entry->key);
    if (fault && nearest)
        faults_help(reader->faults, fault, "did you mean `%s`?", nearest);
    else if (fault && entry->place.line > 0)
        faults_help(reader->faults, fault, "leave the column out, or write numbers in it; line %d has `%s`", entry->place.line,
                    entry->text);
    else if (fault)
        faults_help(reader->faults, fault, "leave the column out, or write numbers in it");
    return number;
}

/* The entries that are no rows, as things of a map. */
static void read_open_map(struct param_reader *reader, const struct param_table *table, const struct param_row *open, const struct node *map,
                          void *record, const struct param_path *path)
{
    struct node rest = {.kind = NODE_MAP, .place = map ? map->place : (struct place){.source = NULL}}, **tail = &rest.first;
    void *const items = (char *)record + open->offset;
    param_clear(open, items);
    for (const struct node *entry = map ? map->first : NULL; entry; entry = entry->next) {
        if (param_find_row(table, entry->key)) continue;
        *tail = ARENA_NEW(reader->arena, struct node);
        **tail = *entry;
        (*tail)->next = NULL;
        tail = &(*tail)->next;
    }
    if (rest.first) param_read_items(reader, open, &rest, items, path);
}

void param_read_open(struct param_reader *reader, const struct param_table *table, const struct node *map, void *record,
                     const struct param_path *path)
{
    const struct param_row *open = param_flagged(table, PARAM_OPEN);
    if (open && open->kind == PARAM_MAP) {
        read_open_map(reader, table, open, map, record, path);
        return;
    }
    struct pairs *pairs = open ? (struct pairs *)(void *)((char *)record + open->offset) : NULL;
    int32_t n = 0;
    if (open) param_clear(open, pairs);
    for (const struct node *entry = map ? map->first : NULL; entry; entry = entry->next) {
        if (param_find_row(table, entry->key)) continue;
        if (open)
            n++;
        else
            unknown_key(reader, table, entry, path);
    }
    if (n == 0) return;
    pairs->given = true;
    pairs->item = ARENA_ARRAY(reader->arena, struct pair, n);
    for (const struct node *entry = map->first; entry; entry = entry->next) {
        if (param_find_row(table, entry->key) || !good_column(reader, table, open, entry, path)) continue;
        read_pair(reader, open, entry, entry->key, path, NULL, &pairs->item[pairs->n++]);
    }
}
