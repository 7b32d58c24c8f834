/* A record written back as a tree: every value, in canonical units, in the order of the rows. */
#include <math.h>
#include <string.h>

#include "sim/param_read.h"

static struct node *write_record(const struct param_table *table, const void *record, struct arena *arena);

/* ---- nodes ---- */

static struct node *new_node(struct arena *arena, enum node_kind kind)
{
    struct node *node = ARENA_NEW(arena, struct node);
    node->kind = kind;
    return node;
}

static struct node *scalar(struct arena *arena, const char *text, bool quoted)
{
    struct node *node = new_node(arena, NODE_SCALAR);
    node->text = arena_text(arena, text);
    node->quoted = quoted;
    return node;
}

static struct node *quantity(struct arena *arena, double value, enum unit unit)
{
    char text[64 + 1], plain[64];
    int groups;
    unit_format(text, value, unit);
    if (unit_hardly_decimals(text, unit) && unit_thousands(text, &groups, plain, sizeof plain) == '.') { /* 80.125 eur is not read, 80.1250 eur is */
        char *end = strchr(text, '.') + 4;
        memmove(end + 1, end, strlen(end) + 1);
        *end = '0';
    }
    return scalar(arena, text, false);
}

/* Lists are written in one go, so that the tail need not be searched for. */
struct list {
    struct node *node, **tail;
};

static struct list new_list(struct arena *arena, enum node_kind kind)
{
    struct list list = {.node = new_node(arena, kind)};
    list.tail = &list.node->first;
    return list;
}

static void append(struct list *list, const char *key, struct node *node)
{
    if (!node) return;
    node->key = key;
    *list->tail = node;
    list->tail = &node->next;
}

/* ---- values ---- */

static struct node *write_number(const struct param_row *row, double value, struct arena *arena)
{
    if (isnan(value) && (row->flags & PARAM_OPTIONAL)) return NULL;
    return quantity(arena, value, row->unit);
}

static struct node *write_count(const struct param_row *row, int64_t count, struct arena *arena)
{
    char text[32];
    if (count == -1 && (row->flags & PARAM_OPTIONAL)) return NULL;
    if (count == INT64_MAX) return scalar(arena, row->flags & PARAM_UNLIMITED ? "unlimited" : "none", false);
    snprintf(text, sizeof text, "%lld", (long long)count);
    return scalar(arena, text, false);
}

static struct node *write_date(seconds date_s, struct arena *arena)
{
    char text[11];
    date_format(text, date_s);
    return scalar(arena, text, false);
}

/* Never in years: those would be read back as calendar years. */
static struct node *write_span(const struct span *span, struct arena *arena)
{
    static const struct {
        const char *unit;
        seconds length_s;
    } units[] = {{"d", 86400}, {"h", 3600}, {"min", 60}, {"s", 1}};
    char text[48];
    int i = 0;
    if (span->calendar_years > 0)
        snprintf(text, sizeof text, "%d yr", span->calendar_years);
    else {
        while (span->length_s % units[i].length_s != 0) i++;
        snprintf(text, sizeof text, "%lld %s", (long long)(span->length_s / units[i].length_s), units[i].unit);
    }
    return scalar(arena, text, false);
}

static struct node *write_periods(const struct periods *periods, struct arena *arena)
{
    struct list list = new_list(arena, NODE_LIST);
    if (periods->n == 0) return periods->each.length_s ? write_span(&periods->each, arena) : NULL;
    for (int32_t i = 0; i < periods->n; i++) append(&list, NULL, write_date(periods->from_s[i], arena));
    return list.node;
}

static struct node *write_series(const struct param_row *row, const struct series *series, struct arena *arena)
{
    if (series->n == 0 && (row->flags & PARAM_OPTIONAL)) return NULL;
    struct list list = new_list(arena, NODE_LIST);
    for (int32_t i = 0; i < series->n; i++) append(&list, NULL, quantity(arena, series->value[i], row->unit));
    return list.node;
}

static struct node *write_names(const struct param_row *row, const struct names *names, struct arena *arena)
{
    if (names->n == 0 && (row->flags & PARAM_OPTIONAL)) return NULL;
    if (names->n == 0 && (row->flags & PARAM_NONE)) return scalar(arena, "none", false);
    struct list list = new_list(arena, NODE_LIST);
    for (int32_t i = 0; i < names->n; i++) append(&list, NULL, scalar(arena, names->item[i].text, false));
    return list.node;
}

static struct node *write_title(const struct title *title, struct arena *arena)
{
    if (!title->en) return NULL;
    struct list map = new_list(arena, NODE_MAP);
    append(&map, "en", scalar(arena, title->en, true));
    append(&map, "nl", scalar(arena, title->nl, true));
    return map.node;
}

/* ---- distributions ---- */

static struct node *write_dist(const struct dist *dist, enum unit unit, struct arena *arena);

static struct node *write_mixture(const struct dist *dist, enum unit unit, struct arena *arena)
{
    struct list list = new_list(arena, NODE_LIST);
    for (int32_t i = 0; i < dist->n; i++) {
        struct list part = new_list(arena, NODE_MAP);
        append(&part, "share", quantity(arena, dist->share[i], UNIT_SHARE));
        struct node *form = write_dist(&dist->part[i], unit, arena);
        if (form->kind == NODE_MAP)
            append(&part, form->first->key, form->first);
        else
            append(&part, "constant", form);
        append(&list, NULL, part.node);
    }
    return list.node;
}

static struct node *write_empirical(const struct dist *dist, enum unit unit, struct arena *arena)
{
    struct list map = new_list(arena, NODE_MAP);
    for (int32_t i = 0; i < dist->n; i++) {
        char key[64];
        unit_format(key, dist->value[i], unit);
        append(&map, arena_text(arena, key), quantity(arena, dist->share[i], UNIT_SHARE));
    }
    return map.node;
}

static struct node *write_dist(const struct dist *dist, enum unit unit, struct arena *arena)
{
    if (dist->kind == DIST_ABSENT) return NULL;
    if (dist->kind == DIST_NONE) return scalar(arena, "none", false);
    if (dist->kind == DIST_CONSTANT) return quantity(arena, dist->a, unit);
    const struct param_form *form = param_form_of(dist->kind);
    const double slots[] = {dist->a, dist->b, dist->c};
    struct list outer = new_list(arena, NODE_MAP), inner = new_list(arena, NODE_MAP);
    for (int i = 0; i < 3 && form->part[i].key; i++) {
        const bool number = strcmp(form->part[i].key, "k") == 0 || strcmp(form->part[i].key, "shape") == 0;
        append(&inner, form->part[i].key, quantity(arena, slots[form->part[i].slot], number ? UNIT_NUMBER : unit));
    }
    struct node *parts = dist->kind == DIST_MIXTURE     ? write_mixture(dist, unit, arena)
                         : dist->kind == DIST_EMPIRICAL ? write_empirical(dist, unit, arena)
                                                        : inner.node;
    append(&outer, form->name, parts);
    return outer.node;
}

static struct node *write_change(const struct dist *dist, enum unit unit, struct arena *arena)
{
    if (dist->kind != DIST_ABSENT || dist->n == 0) return write_dist(dist, unit, arena);
    return quantity(arena, dist->a, dist->n == 2 ? UNIT_FACTOR : unit);
}

/* ---- things ---- */

static struct node *write_items(const struct param_row *row, const struct items *items, struct arena *arena)
{
    if (!items->given) return NULL;
    struct list list = new_list(arena, row->kind == PARAM_LIST ? NODE_LIST : NODE_MAP);
    for (int32_t i = 0; i < items->n; i++)
        append(&list, items->key[i], write_record(row->table, (const char *)items->record + (size_t)i * items->stride, arena));
    return list.node;
}

/* A record that says nothing but its share is written as the share. */
static struct node *write_shares(const struct param_row *row, const struct items *items, struct arena *arena)
{
    const char *share = row->table->rows[0].name;
    if (!items->given) return NULL;
    struct list map = new_list(arena, NODE_MAP);
    for (int32_t i = 0; i < items->n; i++) {
        struct node *record = write_record(row->table, (const char *)items->record + (size_t)i * items->stride, arena),
                    *first = record->first;
        append(&map, items->key[i], first && !first->next && strcmp(first->key, share) == 0 ? first : record);
    }
    if (items->scale) append(&map, "others", scalar(arena, "scale", false));
    return map.node;
}

/* What has more than one reading (a price in eur or in eur/yr) is written as it was. */
static struct node *write_pair(const struct param_row *row, const struct pair *pair, struct arena *arena)
{
    double value;
    const bool as_it_was = row->unit == UNIT_PRICE || row->unit == UNIT_ANY || row->unit == UNIT_QUANTITY;
    if (as_it_was && pair->text && unit_parse(pair->text, row->unit, &value) == UNIT_OK && value == pair->value)
        return scalar(arena, pair->text, false);
    return quantity(arena, pair->value, row->unit);
}

static struct node *write_pairs(const struct param_row *row, const struct pairs *pairs, struct arena *arena)
{
    if (!pairs->given) return NULL;
    if (pairs->n == 1 && *pairs->item[0].name.text == '\0') return write_pair(row, &pairs->item[0], arena);
    struct list map = new_list(arena, NODE_MAP);
    for (int32_t i = 0; i < pairs->n; i++) append(&map, pairs->item[i].name.text, write_pair(row, &pairs->item[i], arena));
    return map.node;
}

static struct node *write_row(const struct param_row *row, const void *record, struct arena *arena);

static struct node *write_either(const struct param_row *row, const void *form, struct arena *arena)
{
    const int32_t chosen = *(const int32_t *)form;
    if (chosen == 0) return NULL;
    const struct param_row *inner = &row->table->rows[chosen - 1];
    if (inner->kind == PARAM_FLAG) return scalar(arena, inner->name, false);
    struct list map = new_list(arena, NODE_MAP);
    append(&map, inner->name, write_row(inner, form, arena));
    return map.node;
}

static struct node *write_row(const struct param_row *row, const void *record, struct arena *arena)
{
    const void *at = (const char *)record + row->offset;
    switch (row->kind) {
    case PARAM_SCALAR:
        return write_number(row, *(const double *)at, arena);
    case PARAM_COUNT:
        return write_count(row, *(const int64_t *)at, arena);
    case PARAM_FLAG:
        return scalar(arena, *(const bool *)at ? "yes" : "no", false);
    case PARAM_CHOICE:
        return *(const int32_t *)at < 0 ? NULL : scalar(arena, row->choices[*(const int32_t *)at], false);
    case PARAM_TEXT:
        return *(const char *const *)at ? scalar(arena, *(const char *const *)at, true) : NULL;
    case PARAM_DATE:
        return *(const seconds *)at == NEVER ? NULL : write_date(*(const seconds *)at, arena);
    case PARAM_WHEN: {
        const struct when *when = at;
        if (!when->given) return NULL;
        return when->from_start ? quantity(arena, (double)when->at_s, UNIT_DURATION) : write_date(when->at_s, arena);
    }
    case PARAM_SPAN: {
        const struct span *span = at;
        return span->length_s == 0 && (row->flags & PARAM_OPTIONAL) ? NULL : write_span(span, arena);
    }
    case PARAM_PERIODS:
        return write_periods(at, arena);
    case PARAM_SERIES:
        return write_series(row, at, arena);
    case PARAM_DIST:
        if (((const struct dist *)at)->kind == DIST_NONE && row->choices) return scalar(arena, row->choices[0], false);
        return write_dist(at, row->unit, arena);
    case PARAM_RANGE:
        return write_change(at, row->unit, arena);
    case PARAM_NAME:
        return ((const struct name *)at)->text ? scalar(arena, ((const struct name *)at)->text, false) : NULL;
    case PARAM_NAMES:
        return write_names(row, at, arena);
    case PARAM_TITLE:
        return write_title(at, arena);
    case PARAM_RECORD:
        return (row->flags & PARAM_OPTIONAL) && !*(const bool *)at ? NULL : write_record(row->table, at, arena);
    case PARAM_MAP:
    case PARAM_LIST:
    case PARAM_TABLE:
        return write_items(row, at, arena);
    case PARAM_SHARES:
        return write_shares(row, at, arena);
    case PARAM_PAIRS:
        return write_pairs(row, at, arena);
    case PARAM_EITHER:
        return write_either(row, at, arena);
    }
    return NULL;
}

static struct node *write_record(const struct param_table *table, const void *record, struct arena *arena)
{
    struct list map = new_list(arena, NODE_MAP);
    for (const struct param_row *row = table->rows; row->name; row++) {
        if (!(row->flags & PARAM_OPEN))
            append(&map, row->name, write_row(row, record, arena));
        else if (row->kind == PARAM_MAP) {
            const struct node *things = write_row(row, record, arena);
            for (struct node *thing = things ? things->first : NULL, *next; thing; thing = next) {
                next = thing->next;
                append(&map, thing->key, thing);
            }
        } else {
            const struct pairs *pairs = (const struct pairs *)(const void *)((const char *)record + row->offset);
            for (int32_t i = 0; i < pairs->n; i++)
                append(&map, pairs->item[i].name.text, write_pair(row, &pairs->item[i], arena));
        }
    }
    return map.node;
}

const struct node *param_write(const struct param_table *table, const void *record, struct arena *arena)
{
    return write_record(table, record, arena);
}
