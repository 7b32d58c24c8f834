/* Finding, merging and setting in trees. Trees are never changed: what differs is made anew and shares the rest. */
#include <stdlib.h>
#include <string.h>

#include "sim/yaml.h"
#include "sim/yaml_keys.h"

#define MOST_STEPS 64

const struct node *yaml_find(const struct node *map, const char *key)
{
    if (!map || map->kind != NODE_MAP) return NULL;
    for (const struct node *entry = map->first; entry; entry = entry->next)
        if (strcmp(entry->key, key) == 0) return entry;
    return NULL;
}

bool yaml_is(const struct node *node, const char *word)
{
    return node && node->kind == NODE_SCALAR && !node->quoted && strcmp(node->text, word) == 0;
}

/* ---- merging ---- */

struct merger {
    yaml_whole whole;
    void *context;
    struct arena *arena;
};

static struct node *copy_of(const struct node *node, struct arena *arena)
{
    struct node *copy = ARENA_NEW(arena, struct node);
    *copy = *node;
    copy->next = NULL;
    return copy;
}

static const char *join(struct arena *arena, const char *path, const char *key)
{
    return *path ? arena_format(arena, "%s.%s", path, key) : arena_text(arena, key);
}

static struct node *merge(const struct merger *merger, const char *path, const struct node *base, const struct node *over);

/* Entries of `base` in their order, each with what `over` says of it; then what only `over` has. */
static void merge_entries(const struct merger *merger, const char *path, const struct node *base, const struct node *over,
                          struct node *map)
{
    struct arena *arena = merger->arena;
    struct yaml_keys keys = {0}, old = {0};
    int32_t n = 0;
    for (const struct node *entry = over->first; entry; entry = entry->next, n++) yaml_keys_add(&keys, entry->key, arena);
    const struct node **entries = ARENA_ARRAY(arena, const struct node *, n + 1);
    n = 0;
    for (const struct node *entry = over->first; entry; entry = entry->next) entries[n++] = entry;
    struct node **tail = &map->first;
    *tail = NULL;
    for (const struct node *entry = base->first; entry; entry = entry->next) {
        const int32_t at = yaml_keys_find(&keys, entry->key);
        yaml_keys_add(&old, entry->key, arena);
        if (at >= 0 && yaml_is(entries[at], "~")) continue;
        *tail = at < 0 ? copy_of(entry, arena) : merge(merger, join(arena, path, entry->key), entry, entries[at]);
        tail = &(*tail)->next;
    }
    for (int32_t i = 0; i < n; i++) {
        if (yaml_keys_find(&old, entries[i]->key) >= 0) continue;
        *tail = copy_of(entries[i], arena);
        tail = &(*tail)->next;
    }
}

static struct node *merge(const struct merger *merger, const char *path, const struct node *base, const struct node *over)
{
    struct node *result = copy_of(over, merger->arena);
    if (base->kind != NODE_MAP || over->kind != NODE_MAP) return result;
    if (merger->whole && merger->whole(path, base, over, merger->context)) return result;
    merge_entries(merger, path, base, over, result);
    return result;
}

const struct node *yaml_merge(const struct node *base, const struct node *over, yaml_whole whole, void *context,
                              struct arena *arena)
{
    const struct merger merger = {whole, context, arena};
    return merge(&merger, "", base, over);
}

/* ---- setting ---- */

/* One step of a path: a key, or an index when key is NULL. */
struct step {
    const char *key;
    int32_t index;
};

struct setter {
    struct merger merger;
    const struct step *steps;
    int n;
    const struct node *value;
    struct place place;
    struct faults *faults;
    const char *path;
};

static struct node *put(struct setter *setter, const char *path, const struct node *node, int at);

static struct node *path_fault(struct setter *setter, const char *format, const char *what)
{
    struct fault *fault = faults_error(setter->faults, setter->place, "set-path", setter->path, format, what);
    faults_help(setter->faults, fault,
                "a path has dots between its keys, as in `stages.crisis.stay`, and [0] for the first of a list");
    return NULL;
}

static struct node *empty_map(struct setter *setter)
{
    struct node *map = ARENA_NEW(setter->merger.arena, struct node);
    *map = (struct node){.kind = NODE_MAP, .set = true, .key_place = setter->place, .place = setter->place};
    return map;
}

/* Nothing is left of a form when another one is put in its stead. */
static bool gives_way(struct setter *setter, const char *path, const struct node *node, const char *key)
{
    if (!setter->merger.whole || !node->first || node->first->next || strcmp(node->first->key, key) == 0) return false;
    struct node *other = empty_map(setter), *over = empty_map(setter);
    other->key = key;
    over->first = other;
    return setter->merger.whole(path, node, over, setter->merger.context);
}

static struct node *put_in_map(struct setter *setter, const char *path, const struct node *node, int at)
{
    const struct step *step = &setter->steps[at];
    struct arena *arena = setter->merger.arena;
    struct node *map = node && node->kind == NODE_MAP ? copy_of(node, arena) : empty_map(setter);
    if (node && node->kind != NODE_MAP) map->key = node->key;
    const bool alone = gives_way(setter, path, map, step->key);
    const struct node *old = alone ? NULL : yaml_find(map, step->key);
    const bool removes = at + 1 == setter->n && yaml_is(setter->value, "~");
    if (removes && !old) return path_fault(setter, "there is no `%s` to remove", step->key);
    struct node *new = removes ? NULL : put(setter, join(arena, path, step->key), old, at + 1);
    if (!removes && !new) return NULL;
    struct node **tail = &map->first;
    const struct node *entry = alone ? NULL : map->first;
    *tail = NULL;
    for (; entry; entry = entry->next) {
        if (entry == old && removes) continue;
        *tail = entry == old ? new : copy_of(entry, arena);
        tail = &(*tail)->next;
    }
    if (old || removes) return map;
    new->key = step->key;
    new->key_place = setter->place;
    *tail = new;
    return map;
}

static struct node *put_in_list(struct setter *setter, const char *path, const struct node *node, int at)
{
    const int32_t wanted = setter->steps[at].index;
    struct arena *arena = setter->merger.arena;
    if (!node || node->kind != NODE_LIST) return path_fault(setter, "there is no list at `%s`", path);
    struct node *list = copy_of(node, arena), **tail = &list->first;
    int32_t i = 0;
    for (const struct node *element = node->first; element; element = element->next, i++) {
        const bool removes = i == wanted && at + 1 == setter->n && yaml_is(setter->value, "~");
        if (removes) continue;
        *tail = i == wanted ? put(setter, arena_format(arena, "%s[%d]", path, i), element, at + 1) : copy_of(element, arena);
        if (!*tail) return NULL;
        tail = &(*tail)->next;
    }
    *tail = NULL;
    return wanted < i ? list : path_fault(setter, "the list at `%s` is shorter", path);
}

static struct node *put(struct setter *setter, const char *path, const struct node *node, int at)
{
    if (at < setter->n) {
        struct node *result = setter->steps[at].key ? put_in_map(setter, path, node, at) : put_in_list(setter, path, node, at);
        if (result && node) result->next = NULL;
        return result;
    }
    struct node *value = copy_of(setter->value, setter->merger.arena);
    value->set = true;
    value->key = node ? node->key : NULL;
    value->key_place = setter->place;
    return value;
}

/* `a.b[2].c` in steps; 0 when it is no path. */
static int split(const char *path, struct step *steps, struct arena *arena)
{
    int n = 0;
    for (const char *at = path; *at || n == 0; n++) {
        if (n == MOST_STEPS) return 0;
        if (*at == '[' && n > 0) {
            char *end;
            const long index = at[1] >= '0' && at[1] <= '9' ? strtol(at + 1, &end, 10) : -1;
            if (index < 0 || index >= INT32_MAX || *end != ']') return 0;
            steps[n] = (struct step){NULL, (int32_t)index};
            at = end + 1;
            if (*at != '\0' && *at != '.' && *at != '[') return 0;
            continue;
        }
        if (n > 0 && *at++ != '.') return 0;
        const size_t length = strcspn(at, ".[");
        if (length == 0) return 0;
        steps[n] = (struct step){arena_copy(arena, at, length), 0};
        at += length;
    }
    return n;
}

const struct node *yaml_put(const struct node *root, const char *path, struct place place, const struct node *value,
                            yaml_whole whole, void *context, struct arena *arena, struct faults *faults)
{
    struct step steps[MOST_STEPS];
    struct setter setter = {
        .merger = {whole, context, arena}, .steps = steps, .value = value, .place = place, .faults = faults, .path = path};
    setter.n = split(path, steps, arena);
    if (setter.n == 0) return path_fault(&setter, "`%s` is not a path", path);
    return put(&setter, "", root, 0);
}

const struct node *yaml_set(const struct node *root, const char *path, const char *value, yaml_whole whole, void *context,
                            struct arena *arena, struct faults *faults)
{
    struct source *source = ARENA_NEW(arena, struct source);
    source->name = arena_format(arena, "--set %s=%s", path, value);
    const struct place place = {.source = source};
    const struct node *node = yaml_value(value, place, arena, faults);
    return node ? yaml_put(root, path, place, node, whole, context, arena, faults) : NULL;
}
