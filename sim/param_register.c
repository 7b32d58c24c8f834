/* A register: rows of a table that come in lists, each under the name that one of its columns says. */
#include "sim/param_read.h"

/* Lists under way, and where the next element of each goes. */
struct lists {
    struct yaml_keys names;
    struct node **list, ***end;
    int32_t room;
};

static void add_list(struct lists *lists, const struct node *name, struct arena *arena)
{
    const int32_t n = lists->names.n;
    if (n == lists->room) {
        const struct lists old = *lists;
        lists->room = n ? 2 * n : 64;
        lists->list = ARENA_ARRAY(arena, struct node *, lists->room);
        lists->end = ARENA_ARRAY(arena, struct node **, lists->room);
        for (int32_t i = 0; i < n; i++) lists->list[i] = old.list[i], lists->end[i] = old.end[i];
    }
    yaml_keys_add(&lists->names, name->text, arena);
    lists->list[n] = ARENA_NEW(arena, struct node);
    *lists->list[n] = (struct node){.kind = NODE_LIST, .key = name->text, .key_place = name->place, .place = name->place};
    lists->end[n] = &lists->list[n]->first;
}

static void append(struct lists *lists, const struct node *name, struct node *element, struct arena *arena)
{
    if (yaml_keys_find(&lists->names, name->text) < 0) add_list(lists, name, arena);
    const int32_t at = yaml_keys_find(&lists->names, name->text);
    *lists->end[at] = element;
    lists->end[at] = &element->next;
}

/* The row without the column that says whose it is. */
static struct node *rest_of(const struct node *row, const struct node *name, struct arena *arena)
{
    struct node *rest = ARENA_NEW(arena, struct node), **tail = &rest->first;
    *rest = *row;
    rest->next = NULL;
    *tail = NULL;
    for (const struct node *entry = row->first; entry; entry = entry->next) {
        if (entry == name) continue;
        *tail = ARENA_NEW(arena, struct node);
        **tail = *entry;
        (*tail)->next = NULL;
        tail = &(*tail)->next;
    }
    return rest;
}

const struct node *param_register(struct param_reader *reader, const struct param_row *row, const struct node *node,
                                  const struct param_path *path)
{
    struct arena *arena = reader->arena;
    const struct node *file = yaml_find(node, "table");
    if (!file || file->kind != NODE_SCALAR) return node;
    const char *name = yaml_beside(file->place, file->text, arena, reader->faults);
    const struct node *rows = name ? csv_list(name, arena, reader->faults) : NULL;
    if (!rows) return NULL;
    struct node *map = ARENA_NEW(arena, struct node);
    *map = (struct node){.kind = NODE_MAP, .place = node->place, .key = node->key, .key_place = node->key_place};
    struct lists lists = {0};
    bool good = true;
    for (const struct node *each = rows->first; each; each = each->next) {
        const struct node *under = yaml_find(each, row->space);
        if (under) {
            append(&lists, under, rest_of(each, under, arena), arena);
            continue;
        }
        good = false;
        faults_help(reader->faults, PARAM_FAULT(reader, each->place, "missing-key", path, "this row does not say its `%s`", row->space),
                    "give the table a column `%s`, filled in every row", row->space);
    }
    for (int32_t i = lists.names.n - 1; i >= 0; i--) {
        lists.list[i]->next = map->first;
        map->first = lists.list[i];
    }
    const struct node *more = rest_of(node, file, arena);
    return !good ? NULL : more->first ? yaml_merge(map, more, NULL, NULL, arena) : map;
}
