/* Parts of a whole: they add to 1, `rest` takes what is left, and a share that is set leaves the others in proportion. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/param_read.h"

#define NEARLY      1e-9
#define MOST_LISTED 8

void param_shares_begin(struct param_shares *shares, struct param_reader *reader, const struct node *node,
                        const struct param_path *path, int32_t most)
{
    *shares = (struct param_shares){.reader = reader, .path = path, .place = node->place};
    shares->part = ARENA_ARRAY(reader->arena, struct param_part, most);
}

static void add_rest(struct param_shares *shares, const struct param_row *row, const struct node *node,
                     const struct param_path *path, double *value)
{
    struct param_reader *reader = shares->reader;
    if (shares->rest) {
        const struct place *other = &shares->rest_node->place;
        struct fault *fault = PARAM_FAULT(reader, node->place, "shares-rest", path, "`rest` may stand only once");
        if (other->source && other->source->text)
            faults_help(reader->faults, fault, "write one of them out; the other stands in %s:%d:%d", other->source->name,
                        other->line, other->column);
        else
            faults_help(reader->faults, fault, "write one of them out");
        shares->bad = true;
        return;
    }
    struct param_path *copy = ARENA_NEW(reader->arena, struct param_path);
    *copy = *path;
    if (path->up) {
        struct param_path *up = ARENA_NEW(reader->arena, struct param_path);
        *up = *path->up;
        copy->up = up;
    }
    shares->rest = value;
    shares->rest_node = node;
    shares->rest_row = row;
    shares->rest_path = copy;
}

void param_shares_add(struct param_shares *shares, const struct param_row *row, const struct node *node, bool fixed,
                      const struct param_path *path, double *value)
{
    struct param_reader *reader = shares->reader;
    const struct node *plain = param_is_long(node) ? yaml_find(node, "value") : node;
    if (yaml_is(plain, "rest")) {
        add_rest(shares, row, plain, path, value);
        return;
    }
    if (!param_read_number(reader, row, row->unit, node, path, value)) {
        shares->bad = true;
        return;
    }
    shares->part[shares->n++] = (struct param_part){value, fixed, reader->settings ? reader->settings->last : NULL};
}

static void change(struct param_shares *shares, struct param_part *part, double value)
{
    char text[64];
    *part->value = value;
    if (!part->setting) return;
    unit_format(text, value, UNIT_SHARE);
    part->setting->value = value;
    part->setting->text = arena_text(shares->reader->arena, text);
}

/* Shares that were set stay; the others share what is left as before. False when they cannot. */
static bool leave_in_proportion(struct param_shares *shares)
{
    double fixed = 0, others = 0;
    int32_t n = 0;
    for (int32_t i = 0; i < shares->n; i++) {
        *(shares->part[i].fixed ? &fixed : &others) += *shares->part[i].value;
        n += !shares->part[i].fixed;
    }
    const double left = 1 - fixed;
    if (n == 0 || n == shares->n || left < -NEARLY || (others <= 0 && n > 1 && left > NEARLY)) return false;
    for (int32_t i = 0; i < shares->n; i++) {
        struct param_part *part = &shares->part[i];
        if (part->fixed) continue;
        const double value = others > 0 ? *part->value * (left / others) : left;
        change(shares, part, left <= 0 ? 0 : value);
    }
    return true;
}

/* `a 30 %, b 60 %`: also those that were extended, and so stand elsewhere. */
static const char *list_parts(struct param_shares *shares)
{
    const size_t above = strlen(param_path_text(shares->reader, shares->path));
    const char *list = "";
    for (int32_t i = 0; i < shares->n && i < MOST_LISTED; i++) {
        const struct setting *setting = shares->part[i].setting;
        if (!setting || strlen(setting->path) <= above) return "";
        const char *name = setting->path + above + (setting->path[above] == '.');
        const char *end = strrchr(name, '.');
        const int length = (int)(end && strcmp(end, ".share") == 0 ? end - name : (ptrdiff_t)strlen(name));
        list = arena_format(shares->reader->arena, "%s%s%.*s %s", list, *list ? ", " : ": ", length, name, setting->text);
    }
    return shares->n > MOST_LISTED ? arena_format(shares->reader->arena, "%s, ...", list) : list;
}

static void sum_fault(struct param_shares *shares, double sum)
{
    char text[64];
    unit_format(text, round(sum * 1e6) / 1e6, UNIT_SHARE);
    struct fault *fault = PARAM_FAULT(shares->reader, shares->place, "shares-sum", shares->path, "the shares add to %s%s", text,
                                      list_parts(shares));
    if (shares->partial || (shares->rest && sum > 1))
        faults_help(shares->reader->faults, fault, "they may add to at most 100 %%");
    else
        faults_help(shares->reader->faults, fault, "they must add to 100 %%; one of them may be `rest`");
}

/* What people expect `rest` to be: 0.45, not 0.44999999999999996. */
static double left_of(double sum)
{
    char text[40];
    snprintf(text, sizeof text, "%.15g", sum < 1 ? 1 - sum : 0);
    return strtod(text, NULL);
}

/* For draws, which must leave a whole. */
static void tell_whole(const struct param_shares *shares)
{
    struct arena *arena = shares->reader->arena;
    int32_t ranges = 0;
    for (int32_t i = 0; i < shares->n; i++) ranges += shares->part[i].setting && shares->part[i].setting->range.kind != DIST_ABSENT;
    if (ranges == 0) return;
    struct whole *whole = ARENA_NEW(arena, struct whole);
    *whole = (struct whole){.n = shares->n, .open = shares->rest || shares->partial};
    whole->part = ARENA_ARRAY(arena, const struct setting *, shares->n);
    whole->fixed = ARENA_ARRAY(arena, bool, shares->n);
    for (int32_t i = 0; i < shares->n; i++) {
        whole->part[i] = shares->part[i].setting;
        whole->fixed[i] = shares->part[i].fixed;
        shares->part[i].setting->whole = whole;
    }
}

void param_shares_end(struct param_shares *shares)
{
    double sum = 0;
    for (int32_t i = 0; i < shares->n; i++) sum += *shares->part[i].value;
    if (shares->bad || (shares->n == 0 && !shares->rest)) return;
    tell_whole(shares);
    if (shares->rest) {
        const struct param_written written = {.value = shares->rest_node};
        *shares->rest = left_of(sum);
        param_keep(shares->reader, shares->rest_row, UNIT_SHARE, shares->rest_path, &written, *shares->rest);
    }
    const bool open = shares->rest || shares->partial;
    if (open ? sum <= 1 + NEARLY : fabs(sum - 1) <= NEARLY) return;
    if (open || !leave_in_proportion(shares)) sum_fault(shares, sum);
}

/* ---- PARAM_SHARES ---- */

/* `on: home` is {home: 100 %}. */
static const struct node *single(struct param_reader *reader, const struct node *word)
{
    struct node *map = ARENA_NEW(reader->arena, struct node), *entry = ARENA_NEW(reader->arena, struct node);
    *map = (struct node){.kind = NODE_MAP, .first = entry, .key = word->key, .key_place = word->key_place, .place = word->place};
    *entry =
        (struct node){.kind = NODE_SCALAR, .key = word->text, .key_place = word->place, .text = "100 %", .place = word->place};
    return map;
}

/* `others: scale` is no record; NULL when it is not there. */
static const struct node *find_scale(struct param_reader *reader, const struct param_row *row, const struct node *map,
                                     const struct param_path *path)
{
    const struct node *others = row->flags & PARAM_SCALE ? yaml_find(map, "others") : NULL;
    if (others && !yaml_is(others, "scale"))
        faults_help(reader->faults, PARAM_FAULT(reader, others->place, "unknown-word", path, "this cannot stand behind `others`"),
                    "write `others: scale`");
    return others;
}

static const struct node *share_of(const struct param_row *share, const struct node *entry, const struct param_table *table)
{
    const bool is_long = param_is_long(entry) && !param_find_row(table, "value");
    return entry->kind == NODE_MAP && !is_long ? yaml_find(entry, share->name) : entry;
}

static void read_part(struct param_shares *shares, const struct param_row *row, const struct node *entry, void *record,
                      const struct param_path *path)
{
    const struct param_table *table = row->table;
    const struct param_row *share = &table->rows[0];
    double *value = (double *)(void *)((char *)record + share->offset);
    const struct param_path here = {path, share->name, 0};
    const struct node *node = share_of(share, entry, table);
    *value = NAN;
    param_read_record(shares->reader, table, entry, record, path, share);
    if (node && (node->kind != NODE_SCALAR || (!yaml_is(node, "") && !yaml_is(node, "~"))))
        param_shares_add(shares, share, node, entry->set || node->set, &here, value);
    else if (!node && (share->flags & PARAM_OPTIONAL))
        shares->partial = true;
    else {
        shares->bad = true;
        if (!node)
            faults_help(shares->reader->faults, PARAM_FAULT(shares->reader, entry->place, "missing-key", path, "`%s` is missing", share->name),
                        "write %s, or `%s: rest`", param_example(shares->reader, share), share->name);
    }
}

void param_read_shares(struct param_reader *reader, const struct param_row *row, const struct node *node, void *at,
                       const struct param_path *path)
{
    struct items *items = at;
    int32_t n = 0, i = 0;
    items->given = true;
    if (node->kind == NODE_SCALAR && !yaml_is(node, "") && !yaml_is(node, "~")) node = single(reader, node);
    const bool readable = param_count_items(reader, row, node, path, &n);
    const struct node *scale = readable ? find_scale(reader, row, node, path) : NULL;
    items->scale = scale != NULL;
    items->n = readable ? n - items->scale : 0;
    items->record = arena_alloc(reader->arena, (size_t)items->n, items->stride);
    items->key = ARENA_ARRAY(reader->arena, const char *, items->n);
    items->place = ARENA_ARRAY(reader->arena, struct place, items->n);
    if (param_refers(row)) items->name = ARENA_ARRAY(reader->arena, struct name, items->n);
    struct param_shares shares;
    param_shares_begin(&shares, reader, node, path, items->n);
    shares.partial = items->scale;
    for (const struct node *entry = readable ? node->first : NULL; entry; entry = entry->next) {
        if (entry == scale) continue;
        const struct param_path here = {path, entry->key, 0};
        void *record = (char *)items->record + (size_t)i * items->stride;
        items->key[i] = entry->key;
        items->place[i] = entry->key_place;
        if (items->name) param_refer(reader, row, &items->name[i], entry->key, entry->key_place, path);
        read_part(&shares, row, entry, record, &here);
        i++;
    }
    param_shares_end(&shares);
    const bool alone = items->n == 1 && shares.n == 0 && !shares.rest && !shares.bad;
    if (alone) *(double *)(void *)((char *)items->record + row->table->rows[0].offset) = 1;
    if (readable && param_defines(row)) param_define(reader, row, items, path);
}
