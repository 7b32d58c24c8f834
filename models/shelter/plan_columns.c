/* Columns of regions that nothing names: beside a stage or pool that has no places, one was mistyped or renamed. Tables may hold columns that
 * only other scenarios name, so where all stages and pools have their numbers nothing is said. */
#include <ctype.h>
#include <string.h>

#include "models/shelter/plan.h"

/* ---- what names a column ---- */

static bool same(const char *a, const char *b) { return a && strcmp(a, b) == 0; }

static bool key_of(const struct items *items, const char *name)
{
    for (int32_t i = 0; i < items->n; i++)
        if (same(items->key[i], name)) return true;
    return false;
}

static bool by_money(const struct shelter_params *params, const char *column)
{
    for (int32_t f = 0; f < params->funding.n; f++) {
        const struct items *spend = &ITEM(params->funding, struct funding_params, f)->spend;
        for (int32_t i = 0; i < spend->n; i++)
            if (same(ITEM(*spend, struct spend_params, i)->where.by, column)) return true;
    }
    return false;
}

static bool is_named(const struct shelter_params *params, const char *column)
{
    for (int32_t i = 0; i < params->gates.n; i++)
        if (same(ITEM(params->gates, struct gate_params, i)->column, column)) return true;
    return key_of(&params->stages, column) || key_of(&params->pools, column) || same(params->intake.by.column, column) ||
           key_of(&params->intake.by.risk, column) || by_money(params, column);
}

/* ---- who has no places ---- */

static bool in_pairs(const struct pairs *pairs, const char *name)
{
    for (int32_t i = 0; i < pairs->n; i++)
        if (same(pairs->item[i].name.text, name)) return true;
    return false;
}

static bool has_numbers(const struct shelter_params *params, const char *name)
{
    for (int32_t r = 0; r < params->regions.n; r++) {
        const struct region_params *region = ITEM(params->regions, struct region_params, r);
        if (in_pairs(&region->columns, name) || in_pairs(&region->places, name)) return true;
    }
    for (int32_t i = 0; i < params->pools.n; i++)
        if (same(params->pools.key[i], name) && ITEM(params->pools, struct pool_params, i)->places.n) return true;
    for (int32_t i = 0; i < params->stages.n; i++)
        if (same(params->stages.key[i], name) && ITEM(params->stages, struct stage_params, i)->places >= 0) return true;
    return false;
}

/* Stages and pools without a number of places. */
static int without_numbers(struct maker *maker, const char ***out)
{
    const struct shelter_params *params = maker->plan->params;
    const struct items *const both[] = {&params->stages, &params->pools};
    const char **names = *out = ARENA_ARRAY(maker->arena, const char *, params->stages.n + params->pools.n);
    int n = 0;
    for (int k = 0; k < 2; k++)
        for (int32_t i = 0; i < both[k]->n; i++)
            if (!has_numbers(params, both[k]->key[i])) names[n++] = both[k]->key[i];
    return n;
}

/* ---- which of them was meant ---- */

static size_t alike(const char *a, const char *b)
{
    size_t n = 0;
    while (a[n] && tolower((unsigned char)a[n]) == tolower((unsigned char)b[n])) n++;
    return n;
}

/* One begins with the other (`crisi`, `crisisopvang`), or they differ by a letter or two; in short names by one, as `homes` is no `hotel`. */
static bool is_near(const char *column, const char *name)
{
    enum { WORD = 4, LONG = 6 };
    const size_t a = strlen(column), b = strlen(name), head = alike(column, name), less = a < b ? a : b;
    if (head == less && (head >= WORD || a == b)) return true;
    if (!param_nearest(column, &name, 1)) return false;
    if (less >= LONG) return true;
    const char *rest = column + head, *other = name + head;
    return a == b ? alike(rest + 1, other + 1) == a - head - 1 : a > b ? a == b + 1 && same(rest + 1, other) : b == a + 1 && same(other + 1, rest);
}

static bool near_a_key(const char *column)
{
    static const char *const keys[] = {"name", "code", "source", "lat", "lon", "population", "intake_share", "stay_factor", "places"};
    return param_nearest(column, keys, sizeof keys / sizeof *keys) != NULL;
}

static void doubt(struct maker *maker, int32_t region, const struct pair *column, const char *const *names, int n)
{
    const char *text = column->name.text, *path = arena_format(maker->arena, "regions.%s", maker->plan->regions[region].id);
    for (int i = 0; i < n; i++) {
        if (!is_near(text, names[i])) continue;
        faults_help(maker->faults,
                    faults_error(maker->faults, column->name.place, "new-column", path, "nothing names the column `%s`, and `%s` has no number of places", text, names[i]),
                    "did you mean `%s`?", names[i]);
        return;
    }
    if (near_a_key(text)) return; /* said where it was read */
    faults_help(maker->faults,
                faults_warning(maker->faults, column->name.place, "column-unused", path,
                               "the column `%s` has no effect: no stage, pool, gate, intake or funding names it", text),
                "if it holds places of `%s`, which has no number of places, call it so; else leave it out", names[0]);
}

void plan_columns(struct maker *maker)
{
    const struct shelter_params *params = maker->plan->params;
    const char **names;
    const int n = without_numbers(maker, &names);
    struct pairs told = {.n = 0};
    for (int32_t r = 0; r < params->regions.n && n > 0; r++) {
        const struct pairs *columns = &ITEM(params->regions, struct region_params, r)->columns;
        struct pair *item = ARENA_ARRAY(maker->arena, struct pair, told.n + columns->n);
        for (int32_t i = 0; i < told.n; i++) item[i] = told.item[i];
        told.item = item;
        for (int32_t i = 0; i < columns->n; i++) {
            if (in_pairs(&told, columns->item[i].name.text)) continue;
            told.item[told.n++] = columns->item[i];
            if (!is_named(params, columns->item[i].name.text)) doubt(maker, r, &columns->item[i], names, n);
        }
    }
}
