/* Paths through a table: which maps a variant replaces whole, and whether a path can be set. */
#include <stdlib.h>
#include <string.h>

#include "sim/param_read.h"

enum { MOST_TOLD = 12 };

/* ---- walking ---- */

static bool is_list_kind(enum param_kind kind) { return kind == PARAM_LIST || kind == PARAM_SERIES || kind == PARAM_NAMES; }

static bool holds_records(enum param_kind kind)
{
    return kind == PARAM_MAP || kind == PARAM_LIST || kind == PARAM_TABLE || kind == PARAM_SHARES;
}

/* Into the record of `table`: one of its rows, a further column, or straight into the row that stands for it. */
static bool step_in_record(struct param_spot *spot, const char *key)
{
    const struct param_table *table = spot->table;
    const struct param_row *row = param_find_row(table, key), *open = param_flagged(table, PARAM_OPEN),
                           *brief = param_flagged(table, PARAM_SHORT);
    if (row) {
        const bool record = row->kind == PARAM_RECORD || row->kind == PARAM_EITHER;
        *spot = (struct param_spot){.table = record ? row->table : NULL, .row = row};
        return true;
    }
    if (strcmp(key, "value") == 0 || strcmp(key, "range") == 0) return spot->inside = spot->named && brief;
    const bool form = brief && (brief->kind == PARAM_DIST || brief->kind == PARAM_RANGE) && param_is_form(key);
    if (form)
        *spot = (struct param_spot){.row = brief, .inside = true};
    else if (brief && (brief->kind == PARAM_SHARES || (brief->kind == PARAM_LIST && *key == '[')))
        *spot = (struct param_spot){.table = brief->table, .row = brief, .named = true};
    else if (open)
        *spot = (struct param_spot){.table = open->kind == PARAM_MAP ? open->table : NULL, .row = open, .named = true};
    else
        return false;
    return true;
}

bool param_step(struct param_spot *spot, const char *key)
{
    const struct param_row *row = spot->row;
    if (spot->inside) return true;
    if (row && !spot->named && (holds_records(row->kind) || row->kind == PARAM_PAIRS)) {
        if ((*key == '[') != (row->kind == PARAM_LIST)) return false;
        spot->named = true;
        spot->table = row->kind == PARAM_PAIRS ? NULL : row->table;
        return true;
    }
    if (spot->table) return step_in_record(spot, key);
    if (row && is_list_kind(row->kind) && *key != '[') return false;
    spot->inside = true;
    return true;
}

const char *param_next_key(const char *path, char *out, size_t size)
{
    path += *path == '.';
    if (*path == '\0') return NULL;
    const size_t length = *path == '[' ? strcspn(path, "]") + (strchr(path, ']') != NULL) : strcspn(path, ".["),
                 kept = length < size ? length : size - 1;
    memcpy(out, path, kept);
    out[kept] = '\0';
    return path + (length ? length : 1);
}

static bool walk(struct param_spot *spot, const char *path)
{
    char key[256];
    while ((path = param_next_key(path, key, sizeof key)))
        if (!param_step(spot, key)) return false;
    return true;
}

/* ---- replaced whole ---- */

/* `over` only adds to a long scalar what it says about the value. */
static bool refines(const struct node *base, const struct node *over)
{
    if (!param_is_long(base)) return false;
    for (const struct node *entry = over->first; entry; entry = entry->next)
        if (strcmp(entry->key, "range") != 0 && strcmp(entry->key, "source") != 0 && strcmp(entry->key, "note") != 0)
            return false;
    return true;
}

static bool picks_kind(const struct param_table *table, const struct node *over)
{
    for (const struct param_row *row = table ? table->rows : NULL; row && row->name; row++)
        if (row->kind == PARAM_CHOICE && (row->flags & PARAM_WHOLE) && yaml_find(over, row->name)) return true;
    return false;
}

/* A record written by its form alone: `stays: {crisis: {gamma: ...}}`. */
static bool picks_form(const struct param_table *table, const struct node *over)
{
    const struct param_row *brief = table ? param_flagged(table, PARAM_SHORT) : NULL;
    const bool dist = brief && (brief->kind == PARAM_DIST || brief->kind == PARAM_RANGE);
    return dist && over->first && param_is_form(over->first->key) && !param_find_row(table, over->first->key);
}

bool param_whole(const char *path, const struct node *base, const struct node *over, void *context)
{
    struct param_spot spot = {.table = context};
    if (!walk(&spot, path) || spot.inside || !spot.row || refines(base, over)) return false;
    const struct param_row *row = spot.row;
    const bool whole = (row->flags & PARAM_WHOLE) != 0, is_long = param_is_long(base) || param_is_long(over);
    if (picks_kind(spot.table, over) || picks_form(spot.table, over)) return true;
    if (spot.named && spot.table && param_find_row(spot.table, "value")) return whole && row->kind != PARAM_SHARES;
    if (spot.named) return is_long || (whole && (row->kind == PARAM_MAP || row->kind == PARAM_TABLE));
    switch (row->kind) {
    case PARAM_DIST:
    case PARAM_RANGE:
    case PARAM_TITLE:
    case PARAM_EITHER:
        return true;
    case PARAM_MAP:
    case PARAM_TABLE:
        return false;
    case PARAM_RECORD:
    case PARAM_SHARES:
        return whole;
    case PARAM_PAIRS:
        return whole || ((row->flags & PARAM_SHORT) && is_long);
    default:
        return is_long;
    }
}

/* ---- may this be set? ---- */

static const struct node *child(const struct node *node, const char *key)
{
    if (!node || *key != '[') return yaml_find(node, key);
    const struct node *element = node->kind == NODE_LIST ? node->first : NULL;
    for (long i = strtol(key + 1, NULL, 10); element && i > 0; i--) element = element->next;
    return element;
}

static struct fault *no_such_key(const struct param_spot *spot, const char *path, const char *key, struct param_reader *reader,
                                 struct place place)
{
    const char *of = spot->table ? spot->table->name : spot->row ? spot->row->name : "scenario";
    struct fault *fault = faults_error(reader->faults, place, "unknown-key", path, "`%s` is no key of `%s`", key, of);
    if (!spot->table)
        faults_help(reader->faults, fault, "%s", spot->row && is_list_kind(spot->row->kind) ? "an element of a list is written [0], [1], ..." : "end the path before it: it has no keys");
    else if (!param_did_you_mean_row(reader, fault, key, spot->table))
        param_tell_keys(reader, fault, key, spot->table);
    return fault;
}

static const char *first_words(struct param_reader *reader, const struct yaml_keys *keys)
{
    const char *list = "";
    for (int32_t i = 0; i < keys->n && i < MOST_TOLD; i++) list = arena_format(reader->arena, "%s%s`%s`", list, i ? ", " : "", keys->word[i]);
    return list;
}

static void no_such_name(const struct node *map, const char *path, const char *key, struct param_reader *reader,
                         struct place place)
{
    struct fault *fault = faults_error(reader->faults, place, "set-path", path, "there is no `%s`", key);
    struct yaml_keys keys = {0};
    for (const struct node *entry = map && map->kind == NODE_MAP ? map->first : NULL; entry; entry = entry->next)
        yaml_keys_add(&keys, entry->key, reader->arena);
    int32_t elements = 0;
    for (const struct node *element = map && map->kind == NODE_LIST ? map->first : NULL; element; element = element->next) elements++;
    if (elements > 0)
        faults_help(reader->faults, fault, "its elements are [0] to [%d]; a list is added to in a file", (int)elements - 1);
    else if (!param_did_you_mean(reader, fault, key, keys.word, keys.n))
        faults_help(reader->faults, fault, keys.n ? "write one of %s%s, or define it in a file" : "define it in a file first%s%s",
                    keys.n ? first_words(reader, &keys) : "", keys.n > MOST_TOLD ? ", ..." : "");
}

bool param_check_path(const struct param_table *table, const struct node *root, const char *path, struct place place,
                      struct arena *arena, struct faults *faults)
{
    struct param_reader reader = {.arena = arena, .faults = faults};
    struct param_spot spot = {.table = table};
    const struct node *node = root;
    char key[256];
    for (const char *at = path; (at = param_next_key(at, key, sizeof key));) {
        const struct node *map = node;
        if (!param_step(&spot, key)) return no_such_key(&spot, path, key, &reader, place), false;
        node = child(map, key);
        const bool last = *at == '\0', from_file = yaml_find(map, "table") != NULL;
        const bool thing = spot.named && spot.table && !spot.inside;
        if (!thing || node || last || from_file) continue;
        no_such_name(map, path, key, &reader, place);
        return false;
    }
    return true;
}
