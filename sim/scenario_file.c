#include "sim/scenario_file.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define MOST_OPEN   32
#define MOST_LAYERS 1000

struct scenario_layer {
    const struct node *tree;
    struct scenario_layer *next;
};

/* Files that are being read, the outermost first, by their true names: one that turns up twice goes round in a circle. */
struct opener {
    struct scenario_file *file;
    struct scenario_layer *last;
    const char *open[MOST_OPEN];
    int depth, layers;
};

static bool open_layer(struct opener *opener, const char *path, struct place said);

/* ---- extends and include ---- */

static const struct node *without(const struct node *map, const char *key, struct arena *arena)
{
    struct node *copy = ARENA_NEW(arena, struct node), **tail = &copy->first;
    *copy = *map;
    *tail = NULL;
    for (const struct node *entry = map->first; entry; entry = entry->next) {
        if (strcmp(entry->key, key) == 0) continue;
        *tail = ARENA_NEW(arena, struct node);
        **tail = *entry;
        (*tail)->next = NULL;
        tail = &(*tail)->next;
    }
    return copy;
}

static bool open_beside(struct opener *opener, const struct node *word, const char *key)
{
    struct scenario_file *file = opener->file;
    if (word->kind != NODE_SCALAR || *word->text == '\0') {
        faults_help(file->faults,
                    faults_error(file->faults, word->place, "wrong-kind", key, "the name of a file must stand here"),
                    strcmp(key, "extends") == 0 ? "write `extends: other.yaml`" : "write `include: [one.yaml, two.yaml]`");
        return false;
    }
    const char *path = yaml_beside(word->place, word->text, file->arena, file->faults);
    return path && open_layer(opener, path, word->place);
}

static bool open_includes(struct opener *opener, const struct node *list)
{
    struct scenario_file *file = opener->file;
    bool good = true;
    if (list->kind != NODE_LIST) {
        faults_help(file->faults,
                    faults_error(file->faults, list->place, "wrong-kind", "include", "a list of files must stand here"),
                    "write `include: [one.yaml, two.yaml]`");
        return false;
    }
    for (const struct node *word = list->first; word; word = word->next) good &= open_beside(opener, word, "include");
    return good;
}

static bool goes_round(struct opener *opener, const char *true_name, struct place said)
{
    struct faults *faults = opener->file->faults;
    for (int i = 0; i < opener->depth; i++) {
        if (strcmp(opener->open[i], true_name) != 0) continue;
        faults_help(
            faults,
            faults_error(faults, said, "cycle", NULL, "this file is already being read: it would extend or include itself"),
            "leave this out");
        return true;
    }
    if (opener->depth < MOST_OPEN && opener->layers < MOST_LAYERS) return false;
    faults_help(faults, faults_error(faults, said, "cycle", NULL, "too many files extend or include one another"),
                "join some of them");
    return true;
}

static bool open_layer(struct opener *opener, const char *path, struct place said)
{
    struct scenario_file *file = opener->file;
    char true_name[PATH_MAX];
    if (strcmp(path, "-") == 0 || !realpath(path, true_name)) snprintf(true_name, sizeof true_name, "%s", path);
    if (goes_round(opener, true_name, said)) return false;
    const struct node *tree = yaml_read(path, file->arena, file->faults);
    if (!tree) return false;
    opener->open[opener->depth++] = arena_text(file->arena, true_name);
    opener->layers++;
    const struct node *extends = yaml_find(tree, "extends"), *include = yaml_find(tree, "include");
    bool good = !extends || open_beside(opener, extends, "extends");
    if (include) good &= open_includes(opener, include);
    opener->depth--;
    struct scenario_layer *layer = ARENA_NEW(file->arena, struct scenario_layer);
    layer->tree = without(without(tree, "extends", file->arena), "include", file->arena);
    *(opener->last ? &opener->last->next : &file->layers) = layer;
    opener->last = layer;
    return good;
}

bool scenario_file_open(struct scenario_file *file, const char *path, struct arena *arena, struct faults *faults)
{
    *file = (struct scenario_file){.arena = arena, .faults = faults};
    struct opener opener = {.file = file};
    if (!open_layer(&opener, path, (struct place){.source = NULL})) return false;
    file->source = opener.last->tree->place.source;
    for (const struct scenario_layer *layer = file->layers; layer; layer = layer->next) {
        const struct node *model = yaml_find(layer->tree, "model");
        if (model) file->model = model;
    }
    return true;
}

/* ---- --set ---- */

/* Is one of the paths the other one, or the begin of it? */
static bool overlap(const char *a, const char *b)
{
    const size_t length_a = strlen(a), length_b = strlen(b), length = length_a < length_b ? length_a : length_b;
    return strncmp(a, b, length) == 0 && (length_a == length_b || strchr(".[", (length_a > length_b ? a : b)[length]));
}

static bool is_varied(struct scenario_file *file, const struct node *tree, const char *path, struct place place)
{
    const struct node *vary = yaml_find(tree, "vary");
    for (const struct node *entry = vary && vary->kind == NODE_MAP ? vary->first : NULL; entry; entry = entry->next) {
        if (!overlap(entry->key, path)) continue;
        faults_help(
            file->faults,
            faults_error(file->faults, place, "set-vary", path, "the file varies `%s`, which would undo this", entry->key),
            "add `--set vary=~` to switch that off");
        return true;
    }
    return false;
}

static const struct node *set_one(struct scenario_file *file, const struct param_table *table, const struct node *tree,
                                  const char *text)
{
    const char *equals = strchr(text, '=');
    struct source *source = ARENA_NEW(file->arena, struct source);
    source->name = arena_format(file->arena, "--set %s", text);
    const struct place place = {.source = source};
    if (!equals || equals == text) {
        faults_help(file->faults, faults_error(file->faults, place, "set-path", NULL, "a path, `=` and a value are wanted"),
                    "write --set 'stages.crisis.places=4'");
        return NULL;
    }
    const char *path = arena_copy(file->arena, text, (size_t)(equals - text));
    const bool whole_vary = strcmp(path, "vary") == 0;
    if (!whole_vary && !param_check_path(table, tree, path, place, file->arena, file->faults)) return NULL;
    if (!whole_vary && is_varied(file, tree, path, place)) return NULL;
    return yaml_set(tree, path, equals + 1, param_whole, (void *)(uintptr_t)table, file->arena, file->faults);
}

/* `vary=~` first, whatever its place in the line: it says that the others may set what the file varies. */
static const struct node *set_all(struct scenario_file *file, const struct param_table *table, const struct node *tree,
                                  const char *const *sets)
{
    for (int pass = 0; pass < 2; pass++) {
        for (const char *const *set = sets; set && *set; set++) {
            if ((strncmp(*set, "vary=", 5) == 0) != (pass == 0)) continue;
            const struct node *changed = set_one(file, table, tree, *set);
            if (changed) tree = changed;
        }
    }
    return tree;
}

const struct node *scenario_file_merge(struct scenario_file *file, const struct param_table *table, const char *const *sets)
{
    const struct scenario_layer *layer = file->layers;
    const struct node *tree = scenario_insert(file, table, NULL, layer->tree);
    while (tree && (layer = layer->next)) {
        const struct node *over = scenario_insert(file, table, tree, layer->tree);
        tree = over ? yaml_merge(tree, over, param_whole, (void *)(uintptr_t)table, file->arena) : NULL;
    }
    if (!tree) return NULL;
    tree = set_all(file, table, tree, sets); /* without what has a fault: the file may have others */
    file->vary = yaml_find(tree, "vary");
    return without(tree, "vary", file->arena);
}
