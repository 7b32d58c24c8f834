/* What could not be read, made readable: so the next part can look at the rest of the file. Nothing of this is ever run or written.
 *
 * A key that is none gets the name of the nearest row or goes; a value is left to its default or gets one of its kind; names are those of
 * something there; shares add up. There are two ways to do so, as different as can be: what is said of both does not follow from them. */
#include <math.h>
#include <string.h>

#include "sim/param_read.h"

struct mender {
    const struct param_table *root;
    const struct node *tree;
    const struct faults *faults;
    const struct param_mend *how;
    struct arena *arena;
    bool changed, hopeless; /* hopeless: too little is left */
};

/* ---- which fault stands where ---- */

static bool is(const struct fault *fault, const char *id) { return strcmp(fault->id, id) == 0; }
static bool of_whole(const struct fault *fault) { return is(fault, "missing-key") || is(fault, "shares-sum") || is(fault, "items-count"); }
static bool of_key(const struct fault *fault) { return is(fault, "unknown-key") || is(fault, "column-text"); }

/* A file may have been read twice. */
static bool same_place(struct place a, struct place b)
{
    return a.source && b.source && a.line == b.line && a.column == b.column && strcmp(a.source->name, b.source->name) == 0;
}

static const struct fault *fault_of_key(const struct mender *m, const struct node *entry)
{
    for (const struct fault *fault = entry->key ? m->faults->first : NULL; fault; fault = fault->next)
        if (fault->severity == FAULT_ERROR && same_place(fault->place, entry->key_place) && !of_whole(fault)) return fault;
    return NULL;
}

/* A map in lines begins where its first key does, so there the path decides. */
static const struct fault *fault_of_value(const struct mender *m, const struct node *node, const char *path)
{
    for (const struct fault *fault = m->faults->first; fault; fault = fault->next) {
        if (fault->severity != FAULT_ERROR || !same_place(fault->place, node->place) || of_key(fault)) continue;
        if (node->kind == NODE_SCALAR || (fault->path && strcmp(fault->path, path) == 0)) return fault;
    }
    return NULL;
}

static bool any_inside(const struct mender *m, const struct node *node)
{
    for (const struct fault *fault = m->faults->first; fault; fault = fault->next)
        if (fault->severity == FAULT_ERROR && (same_place(fault->place, node->place) || (node->key && same_place(fault->place, node->key_place))))
            return true;
    for (const struct node *entry = node->first; entry; entry = entry->next)
        if (any_inside(m, entry)) return true;
    return false;
}

/* ---- what takes the place of a value ---- */

static const char *number_text(const struct mender *m, const struct param_row *row, enum unit unit)
{
    char text[64];
    double value;
    if (unit_parse(unit_example(unit), unit, &value) != UNIT_OK) return unit_example(unit);
    if (m->how->way == 1) value = unit == UNIT_SHARE ? 1 - value : value * 3;
    if (row->min != row->max) value = fmin(fmax(value, row->flags & PARAM_POSITIVE ? fmax(row->min, fmin(1, row->max)) : row->min), row->max);
    if (unit == UNIT_COUNT) value = floor(value);
    unit_format(text, value, unit);
    return arena_text(m->arena, text);
}

static const char *name_in_tree(const struct mender *m, const char *space, size_t length)
{
    for (const struct param_row *row = m->root->rows; row->name; row++) {
        if (!param_defines(row) || strlen(row->space + 1) != length || strncmp(row->space + 1, space, length) != 0) continue;
        const struct node *map = yaml_find(m->tree, row->name), *entry = map && map->kind == NODE_MAP ? map->first : NULL;
        while (m->how->way == 1 && entry && entry->next) entry = entry->next;
        return entry ? entry->key : NULL;
    }
    return NULL;
}

/* NULL: none is there. */
static const char *some_name(const struct mender *m, const char *space)
{
    const char *name = NULL;
    for (const char *at = space ? space : ""; *at && !name;) {
        const size_t length = strcspn(at, "|");
        const bool literal = *at == '=', behind = *at == '~';
        name = literal ? arena_copy(m->arena, at + 1, length - 1) : name_in_tree(m, at + behind, length - behind);
        at += length + (at[length] == '|');
    }
    return name;
}

static const char *choice_of(const struct param_row *row, bool last)
{
    int i = 0;
    while (last && row->choices[i + 1]) i++;
    return row->choices[i];
}

static const char *text_for(const struct mender *m, const struct param_row *row, const char *key, bool inside)
{
    const bool second = m->how->way == 1;
    if (inside && key && strcmp(key, "share") == 0) return "100 %";
    switch (row->kind) {
    case PARAM_SCALAR:
    case PARAM_PAIRS:
    case PARAM_DIST:
    case PARAM_RANGE:
    case PARAM_SERIES:
        return number_text(m, row, row->unit);
    case PARAM_COUNT:
        return number_text(m, row, UNIT_COUNT);
    case PARAM_FLAG:
        return second == (row->fallback && strcmp(row->fallback, "yes") == 0) ? "no" : "yes";
    case PARAM_DATE:
    case PARAM_WHEN:
    case PARAM_PERIODS:
        return second ? "2099-12-31" : "1950-01-01";
    case PARAM_SPAN:
        return second ? "9 yr" : "3 yr";
    case PARAM_NAME:
    case PARAM_NAMES:
        return some_name(m, row->space);
    case PARAM_CHOICE:
        return choice_of(row, second);
    default:
        return param_stand_in(m->arena, row);
    }
}

/* Without a place: what is then said of it is not told. NULL: the entry goes. */
static struct node *stand_in(struct mender *m, const struct param_spot *spot, const struct node *entry)
{
    const struct param_row *row = spot->row;
    const bool share = spot->named && row->kind == PARAM_SHARES && entry->kind == NODE_SCALAR;
    const bool record = spot->named && spot->table && !spot->inside && !share, element = !entry->key;
    const bool spare = record || (!spot->named && !spot->inside && param_may_be_absent(row));
    m->changed = true;
    if (!element && spare && (m->how->drop || (!record && m->how->way == 0))) return NULL;
    struct faults unheard;
    faults_init(&unheard, m->arena);
    const char *text = share ? "0 %" : text_for(m, row, entry->key, spot->inside);
    const struct node *value = text ? yaml_value(text, (struct place){.source = NULL}, m->arena, &unheard) : NULL;
    if (!value) return NULL;
    struct node *copy = ARENA_NEW(m->arena, struct node);
    *copy = *value;
    copy->key = entry->key;
    copy->key_place = entry->key_place;
    copy->next = NULL;
    return copy;
}

/* ---- keys ---- */

static struct node *copy_of(struct mender *m, const struct node *node)
{
    struct node *copy = ARENA_NEW(m->arena, struct node);
    *copy = *node;
    copy->next = NULL;
    return copy;
}

/* The row it was probably meant for, where that is not there; NULL: the entry goes. */
static struct node *meant(struct mender *m, const struct param_table *table, const struct node *map, const struct node *entry)
{
    const char *words[256];
    int n = 0;
    m->changed = true;
    for (const struct param_row *row = table ? table->rows : NULL; row && row->name && n < 256; row++)
        if (!(row->flags & PARAM_OPEN)) words[n++] = row->name;
    const char *nearest = param_nearest(entry->key, words, n);
    if (!nearest || yaml_find(map, nearest)) return NULL;
    struct node *copy = copy_of(m, entry);
    copy->key = nearest;
    return copy;
}

static struct node *named_otherwise(struct mender *m, const struct param_row *row, const struct node *map, const struct node *entry)
{
    const char *name = some_name(m, row->space);
    m->changed = true;
    if (!name || yaml_find(map, name)) return NULL;
    struct node *copy = copy_of(m, entry);
    copy->key = name;
    return copy;
}

static void add_missing(struct mender *m, const struct param_table *table, struct node *map)
{
    struct node **tail = &map->first;
    while (*tail) tail = &(*tail)->next;
    for (const struct param_row *row = table ? table->rows : NULL; row && row->name; row++) {
        if (param_may_be_absent(row) || yaml_find(map, row->name)) continue;
        const struct param_spot spot = {.row = row};
        const struct node key = {.kind = NODE_SCALAR, .key = row->name};
        *tail = stand_in(m, &spot, &key);
        if (*tail) tail = &(*tail)->next;
    }
}

/* In a list the one beside it: were it left out, the others would be counted otherwise. Its id would stand twice. */
static struct node *beside(struct mender *m, const struct node *list, const struct node *element)
{
    const struct node *other = list->first == element ? element->next : list->first;
    m->changed = true;
    struct node *copy = copy_of(m, other ? other : element), **tail = &copy->first;
    for (const struct node *entry = copy->first; entry; entry = entry->next) {
        if (entry->key && strcmp(entry->key, "id") == 0) continue;
        *tail = copy_of(m, entry);
        tail = &(*tail)->next;
    }
    *tail = NULL;
    return copy;
}

/* ---- shares ---- */

/* All for the first, or for the last; `others: scale` and what is bought by its own amount stay. */
static void add_up(struct mender *m, struct node *map)
{
    int32_t n = 0, i = 0;
    for (const struct node *entry = map->first; entry; entry = entry->next) n++;
    for (struct node *entry = map->first; entry; entry = entry->next, i++) {
        const char *text = i == (m->how->way == 1 ? n - 1 : 0) ? "100 %" : "0 %";
        struct node *share = entry;
        if (entry->kind == NODE_MAP && !param_is_long(entry))
            for (share = entry->first; share && strcmp(share->key, "share") != 0;) share = share->next;
        if (!share || (entry->key && strcmp(entry->key, "others") == 0)) continue;
        share->kind = NODE_SCALAR;
        share->first = NULL;
        share->text = text;
        share->place = (struct place){.source = NULL};
    }
    m->changed = true;
}

/* ---- the walk ---- */

static struct node *mend_inside(struct mender *m, const struct node *node, struct param_spot spot, const char *path);

/* These are read as one. */
static bool is_one(const struct param_spot *spot, const struct node *node)
{
    const enum param_kind kind = spot->row->kind;
    const bool half = kind == PARAM_PAIRS && !spot->named && (yaml_find(node, "source") || yaml_find(node, "note") || yaml_find(node, "range"));
    return param_is_long(node) || half || (!spot->named && !spot->inside && (kind == PARAM_DIST || kind == PARAM_RANGE || kind == PARAM_EITHER || kind == PARAM_TITLE));
}

static struct node *mend_value(struct mender *m, const struct node *entry, struct param_spot spot, const char *path)
{
    const struct fault *fault = fault_of_value(m, entry, path);
    if (is_one(&spot, entry)) return any_inside(m, entry) ? stand_in(m, &spot, entry) : copy_of(m, entry);
    if (fault && !of_whole(fault)) return stand_in(m, &spot, entry);
    struct node *copy = mend_inside(m, entry, spot, path);
    if (fault && is(fault, "missing-key") && copy->kind == NODE_MAP) add_missing(m, spot.table, copy);
    if (fault && is(fault, "shares-sum")) add_up(m, copy);
    return copy;
}

static struct node *mend_entry(struct mender *m, const struct node *map, const struct node *entry, struct param_spot spot, const char *path, int32_t i)
{
    const struct param_table *table = spot.table;
    const char *key = entry->key ? entry->key : arena_format(m->arena, "[%d]", i);
    const bool known = param_step(&spot, key);
    const struct fault *fault = fault_of_key(m, entry);
    if (fault && (!known || of_key(fault))) return meant(m, table, map, entry);
    if (!known) return copy_of(m, entry);
    if (fault && is(fault, "unknown-name")) return named_otherwise(m, spot.row, map, entry);
    if (fault) return stand_in(m, &spot, entry);
    path = arena_format(m->arena, "%s%s%s", path, *path && entry->key ? "." : "", key);
    const struct fault *whole = spot.row->kind == PARAM_LIST && !entry->key ? fault_of_value(m, entry, path) : NULL;
    if (whole && !of_whole(whole)) return beside(m, map, entry);
    return mend_value(m, entry, spot, path);
}

static struct node *mend_inside(struct mender *m, const struct node *node, struct param_spot spot, const char *path)
{
    struct node *copy = copy_of(m, node), **tail = &copy->first;
    int32_t i = 0;
    for (const struct node *entry = node->first; entry; entry = entry->next) {
        *tail = mend_entry(m, node, entry, spot, path, i++);
        if (*tail) tail = &(*tail)->next;
    }
    *tail = NULL;
    return copy;
}

/* {table: FILE.csv} as what can be read of its rows; the node itself when it names no file. */
static const struct node *opened(struct mender *m, const struct node *node)
{
    const struct node *file = yaml_find(node, "table");
    struct faults unheard;
    faults_init(&unheard, m->arena);
    if (!file || file->kind != NODE_SCALAR) return node;
    const char *name = yaml_beside(file->place, file->text, m->arena, &unheard);
    const struct node *rows = name ? csv_rest(name, m->arena) : NULL;
    if (!rows) m->hopeless = true;
    if (!rows) return node;
    struct node *exceptions = copy_of(m, node), **tail = &exceptions->first, *whole = copy_of(m, yaml_merge(rows, exceptions, NULL, NULL, m->arena));
    for (const struct node *entry = whole->first; entry; entry = entry->next) {
        if (strcmp(entry->key, "table") == 0) continue;
        *tail = copy_of(m, entry);
        tail = &(*tail)->next;
    }
    *tail = NULL;
    m->changed = true;
    return exceptions;
}

static const struct node *open_tables(struct mender *m, const struct node *tree)
{
    struct node *copy = copy_of(m, tree), **tail = &copy->first;
    for (const struct node *entry = tree->first; entry; entry = entry->next, tail = &(*tail)->next) {
        const struct param_row *row = param_find_row(m->root, entry->key);
        *tail = copy_of(m, row && row->kind == PARAM_TABLE && entry->kind == NODE_MAP ? opened(m, entry) : entry);
    }
    *tail = NULL;
    return copy;
}

const struct node *param_mend(const struct param_table *table, const struct node *tree, const struct faults *faults, const struct param_mend *how,
                              struct arena *arena)
{
    struct mender m = {.root = table, .faults = faults, .how = how, .arena = arena};
    m.tree = open_tables(&m, tree);
    struct node *copy = mend_inside(&m, m.tree, (struct param_spot){.table = table}, "");
    for (const struct fault *fault = faults->first; fault; fault = fault->next)
        if (is(fault, "missing-key") && same_place(fault->place, tree->place) && fault->path && !*fault->path) add_missing(&m, table, copy);
    return m.changed && !m.hopeless ? copy : NULL;
}
