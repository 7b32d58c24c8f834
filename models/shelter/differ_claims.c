/* What differs in who may have a place, who is taken back, who is reached, and who is there at first. */
#include <string.h>

#include "models/shelter/differ.h"
#include "models/shelter/explain.h"

static bool same(const char *a, const char *b) { return a && b ? strcmp(a, b) == 0 : a == b; }

/* A sentence that came (was: NULL), went (now: NULL) or became another. */
static bool say_sentence(const struct differ *differ, const char *now, const char *was, const char *path)
{
    const struct phrase *p = &differ->after;
    if (same(now, was)) return false;
    if (now) fprintf(differ->out, "  %s (%s).\n", now, path);
    else fprintf(differ->out, phrase_in(p, "  No longer: %s (%s).\n", "  Niet meer: %s (%s).\n"), was, path);
    if (now && was) fprintf(differ->out, phrase_in(p, "    Instead of: %s.\n", "    In plaats van: %s.\n"), was);
    return true;
}

static void say_whole(const struct differ *differ, const char *now, const char *was, const char *path)
{
    if (say_sentence(differ, now, was, path)) differ_tell(differ, path);
}

/* ---- pools ---- */

static const char *const pool_keys[] = {"reserve", "unit", "backfill"};
enum { N_POOL_KEYS = 3 };

/* What is said of the pool of that name; NULL: nothing. */
static const char *pool_said(const struct phrase *p, const char *pool, int key)
{
    const struct items *pools = &p->plan->params->pools;
    for (int32_t i = 0; i < pools->n; i++) {
        if (strcmp(pools->key[i], pool) != 0) continue;
        return key == 0 ? phrase_reserve(p, i) : key == 1 ? phrase_persons(p, i) : phrase_in_turn(p, i);
    }
    return NULL;
}

static void say_pool(const struct differ *differ, const char *pool)
{
    for (int key = 0; key < N_POOL_KEYS; key++)
        say_whole(differ, pool_said(&differ->after, pool, key), pool_said(&differ->before, pool, key), arena_format(differ->after.arena, "pools.%s.%s", pool, pool_keys[key]));
}

static bool has_key(const struct items *items, const char *key)
{
    for (int32_t i = 0; i < items->n; i++)
        if (strcmp(items->key[i], key) == 0) return true;
    return false;
}

/* A pool that is gone as a whole is told as a whole, but one of a stage was only more about its places. */
static void say_pools(const struct differ *differ)
{
    const struct shelter_params *a = differ->before.plan->params, *b = differ->after.plan->params;
    for (int32_t i = 0; i < b->pools.n; i++) say_pool(differ, b->pools.key[i]);
    for (int32_t i = 0; i < a->pools.n; i++)
        if (!has_key(&b->pools, a->pools.key[i]) && has_key(&a->stages, a->pools.key[i])) say_pool(differ, a->pools.key[i]);
}

/* ---- levers ---- */

static void say_levers(const struct differ *differ)
{
    const struct phrase *p = &differ->after;
    for (enum lever id = 0; id < N_LEVERS; id++) {
        const bool was = differ->before.plan->params->levers.each[id].given, is = p->plan->params->levers.each[id].given;
        const char *path = arena_format(p->arena, "levers.%s", lever_name(id)), *name = phrase_lever(p, lever_name(id));
        if (is && !was) fprintf(differ->out, phrase_in(p, "  New: %s (%s).\n", "  Nieuw: %s (%s).\n"), name, path);
        if (was && !is) fprintf(differ->out, phrase_in(p, "  No longer there: %s (%s).\n", "  Niet meer aanwezig: %s (%s).\n"), name, path);
        if (was && !is) differ_tell(differ, path);
    }
}

/* ---- who is there at the first instant ---- */

static const char *inside(const struct phrase *p, const char *region)
{
    for (int32_t r = 0; r < p->plan->n_regions; r++) {
        const char *text = strcmp(p->plan->regions[r].id, region) == 0 ? explain_inside(p, r) : NULL;
        if (text) return arena_format(p->arena, phrase_in(p, "At the first instant there are in %s: %s", "Op het eerste moment zijn er in %s: %s"), p->plan->regions[r].name, text);
    }
    return NULL;
}

/* Only how many: how long they have been there, and what else is given of them, stands for itself. */
static void tell_counts(const struct differ *differ, const char *path)
{
    const size_t n = strlen(path), tail = strlen(".count");
    for (int32_t i = 0; i < differ->comparison->n; i++) {
        struct difference *d = &differ->comparison->item[i];
        const char *mine = (d->after ? d->after : d->before)->path;
        const size_t length = strlen(mine);
        if (strncmp(mine, path, n) == 0 && mine[n] == '.' && length > tail && strcmp(mine + length - tail, ".count") == 0) d->told = true;
    }
}

static void say_inside(const struct differ *differ, const char *region)
{
    const struct phrase *p = &differ->after;
    const char *now = inside(p, region), *was = inside(&differ->before, region), *path = arena_format(p->arena, "initial.%s", region);
    if (!say_sentence(differ, now, was, path)) return;
    if (now) tell_counts(differ, path);
    else differ_tell(differ, path);
}

static void say_initial(const struct differ *differ)
{
    const struct items *before = &differ->before.plan->params->initial, *after = &differ->after.plan->params->initial;
    for (int32_t i = 0; i < after->n; i++) say_inside(differ, after->key[i]);
    for (int32_t i = 0; i < before->n; i++)
        if (!has_key(after, before->key[i])) say_inside(differ, before->key[i]);
}

/* ---- what a pilot counted ---- */

static void say_pilot(const struct differ *differ)
{
    const struct phrase *p = &differ->after;
    const bool was = differ->before.plan->params->pilot.given, is = p->plan->params->pilot.given;
    if (was == is || !differ_tell(differ, "pilot")) return;
    fputs(is ? phrase_in(p, "  New: what a pilot counted, which is not counted again (pilot).\n", "  Nieuw: wat een proefrun heeft geteld; er wordt niet opnieuw geteld (pilot).\n")
             : phrase_in(p, "  No longer there: what a pilot counted (pilot).\n", "  Niet meer aanwezig: wat een proefrun heeft geteld (pilot).\n"),
          differ->out);
}

void differ_claims(const struct differ *differ)
{
    say_whole(differ, phrase_take_back(&differ->after), phrase_take_back(&differ->before), "take_back");
    say_pools(differ);
    say_levers(differ);
    say_initial(differ);
    say_pilot(differ);
}
