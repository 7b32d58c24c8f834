/* A list that a variant adds to: `placement: {insert: {before: hotel, rule: {...}}}`, or several of these in a list. */
#include <string.h>

#include "sim/scenario_file.h"

struct inserter {
    struct scenario_file *file;
    const char *list; /* its key */
    struct node *first;
};

static struct fault *complain(const struct inserter *in, struct place place, const char *id, const char *message)
{
    return faults_error(in->file->faults, place, id, in->list, "%s", message);
}

static bool form_fault(const struct inserter *in, struct place place, const char *message)
{
    faults_help(in->file->faults, complain(in, place, "insert-form", message), "write `%s: {insert: {before: ID, rule: {...}}}`, or `after: ID`", in->list);
    return false;
}

static const char *id_of(const struct node *element)
{
    const struct node *id = yaml_find(element, "id");
    return id && id->kind == NODE_SCALAR ? id->text : NULL;
}

/* A new chain, so that the list it comes from stays as it is. */
static struct node *copies_of(const struct node *first, struct arena *arena)
{
    struct node *chain = NULL, **tail = &chain;
    for (const struct node *element = first; element; element = element->next) {
        *tail = ARENA_NEW(arena, struct node);
        **tail = *element;
        (*tail)->next = NULL;
        tail = &(*tail)->next;
    }
    return chain;
}

static bool no_such_id(const struct inserter *in, const struct node *where)
{
    struct arena *arena = in->file->arena;
    int n = 0;
    for (const struct node *element = in->first; element; element = element->next) n++;
    const char **words = ARENA_ARRAY(arena, const char *, n + 1), *list = "";
    n = 0;
    for (const struct node *element = in->first; element; element = element->next) {
        if (!id_of(element)) continue;
        words[n++] = id_of(element);
        list = arena_format(arena, "%s%s`%s`", list, *list ? ", " : "", id_of(element));
    }
    struct fault *fault = complain(in, where->place, "unknown-name", arena_format(arena, faults_say(in->file->faults, "no element of `%s` has the id `%s`"), in->list, where->text));
    const char *near = param_nearest(where->text, words, n);
    if (near) faults_help(in->file->faults, fault, "did you mean `%s`?", near);
    else if (n > 0) faults_help(in->file->faults, fault, "its ids are %s", list);
    else faults_help(in->file->faults, fault, "give its elements an `id` in the file that this one extends");
    return false;
}

static bool known_keys(const struct inserter *in, const struct node *one)
{
    static const char *const keys[] = {"before", "after", "rule"};
    for (const struct node *entry = one->first; entry; entry = entry->next) {
        const char *near = param_nearest(entry->key, keys, 3);
        if (strcmp(entry->key, "before") == 0 || strcmp(entry->key, "after") == 0 || strcmp(entry->key, "rule") == 0) continue;
        struct fault *fault = complain(in, entry->key_place, "unknown-key", arena_format(in->file->arena, faults_say(in->file->faults, "`%s` is no key of `insert`"), entry->key));
        if (near) faults_help(in->file->faults, fault, "did you mean `%s`?", near);
        else faults_help(in->file->faults, fault, "its keys are before, after, rule");
        return false;
    }
    return true;
}

static bool insert_one(struct inserter *in, const struct node *one)
{
    const struct node *before = yaml_find(one, "before"), *after = yaml_find(one, "after"), *where = before ? before : after, *rule = yaml_find(one, "rule");
    if (one->kind != NODE_MAP) return form_fault(in, one->place, "what is inserted must be a map with its place");
    if (!known_keys(in, one)) return false;
    if (!where || (before && after)) return form_fault(in, one->place, where ? "both `before` and `after` stand here" : "it is not said where");
    if (where->kind != NODE_SCALAR || *where->text == '\0') return form_fault(in, where->place, "an id must stand here");
    if (!rule || rule->kind != NODE_MAP) return form_fault(in, rule ? rule->place : one->place, "no `rule` is inserted here");
    struct node **at = &in->first;
    while (*at && !(id_of(*at) && strcmp(id_of(*at), where->text) == 0)) at = &(*at)->next;
    if (!*at) return no_such_id(in, where);
    if (after) at = &(*at)->next;
    struct node *element = ARENA_NEW(in->file->arena, struct node);
    *element = *rule;
    element->key = NULL;
    element->next = *at;
    *at = element;
    return true;
}

/* The list of the base with what the map says put into it; NULL after a fault. */
static const struct node *inserted(struct scenario_file *file, const struct node *base, const struct node *map)
{
    struct inserter in = {.file = file, .list = map->key};
    const struct node *insert = map->first;
    if (!insert || insert->next || strcmp(insert->key, "insert") != 0)
        return form_fault(&in, insert ? insert->key_place : map->place, "a list must stand here, or what is inserted into it"), NULL;
    if (!base || base->kind != NODE_LIST) return form_fault(&in, insert->key_place, "there is no list to insert into: this file extends none that has one"), NULL;
    in.first = copies_of(base->first, file->arena);
    bool good = true;
    for (const struct node *one = insert->kind == NODE_LIST ? insert->first : insert; one; one = insert->kind == NODE_LIST ? one->next : NULL) good &= insert_one(&in, one);
    struct node *list = ARENA_NEW(file->arena, struct node);
    *list = *map;
    list->kind = NODE_LIST;
    list->first = in.first;
    list->next = NULL;
    return good ? list : NULL;
}

static bool is_list(const struct param_table *table, const char *key)
{
    struct param_spot spot = {.table = table};
    return param_step(&spot, key) && spot.row->kind == PARAM_LIST;
}

const struct node *scenario_insert(struct scenario_file *file, const struct param_table *table, const struct node *base, const struct node *over)
{
    struct node *copy = NULL;
    bool good = true;
    for (const struct node *entry = over->first; entry; entry = entry->next) {
        if (entry->kind != NODE_MAP || !is_list(table, entry->key)) continue;
        if (!copy) {
            copy = ARENA_NEW(file->arena, struct node);
            *copy = *over;
            copy->first = copies_of(over->first, file->arena);
        }
        const struct node *list = inserted(file, base ? yaml_find(base, entry->key) : NULL, entry);
        struct node *at = copy->first;
        while (strcmp(at->key, entry->key) != 0) at = at->next;
        struct node *const next = at->next;
        if (list) *at = *list;
        at->next = next;
        good &= list != NULL;
    }
    return !good ? NULL : copy ? copy : over;
}
