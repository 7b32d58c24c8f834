/* Who may have a place and who is taken back: reserves, places for persons, the line for a place. */
#include <string.h>

#include "models/shelter/phrase.h"

#define FORMAT(p, ...) arena_format((p)->arena, __VA_ARGS__)

const char *phrase_take_back(const struct phrase *p)
{
    const struct take_back_params *back = &p->plan->params->take_back;
    if (!back->given) return NULL;
    const char *text = FORMAT(p, phrase_in(p, "Households placed elsewhere are taken back by their own region after %s", "Huishoudens die elders zijn geplaatst, worden na %s teruggenomen door hun eigen regio"),
                              say_value(back->after_s, UNIT_DURATION, p->lang, p->arena));
    if (back->stages.n) text = FORMAT(p, "%s (%s)", text, phrase_names(p, &back->stages));
    if (back->except.n) text = FORMAT(p, phrase_in(p, "%s, except %s", "%s, behalve %s"), text, phrase_names(p, &back->except));
    return text;
}

static const struct pool_params *pool_at(const struct phrase *p, int32_t i) { return ITEM(p->plan->params->pools, struct pool_params, i); }
static const char *pool_name(const struct phrase *p, int32_t i) { return phrase_word(p, p->plan->params->pools.key[i]); }

static const char *kept_for(const struct phrase *p, const struct name *name)
{
    const bool own = strcmp(name->text, "own") == 0 && name->space == 3;
    return own ? phrase_in(p, "households of the region", "huishoudens uit de regio") : phrase_word(p, name->text);
}

const char *phrase_reserve(const struct phrase *p, int32_t pool)
{
    const struct pairs *reserve = &pool_at(p, pool)->reserve;
    const char **list = ARENA_ARRAY(p->arena, const char *, reserve->n + 1);
    int32_t n = 0;
    for (int32_t i = 0; i < reserve->n; i++) {
        const struct pair *pair = &reserve->item[i];
        const bool one = pair->value == 1;
        const char *many = say_plain(pair->value, p->lang, p->arena), *whom = kept_for(p, &pair->name);
        if (pair->value <= 0) continue;
        if (n) list[n] = FORMAT(p, phrase_in(p, "%s for %s", "%s voor %s"), many, whom);
        else if (p->lang == LANG_NL) list[n] = FORMAT(p, one ? "wordt %s plaats %s vrijgehouden voor %s" : "worden %s plaatsen %s vrijgehouden voor %s", many, pool_name(p, pool), whom);
        else list[n] = FORMAT(p, one ? "%s place in %s is kept for %s" : "%s places in %s are kept for %s", many, pool_name(p, pool), whom);
        n++;
    }
    const char *where = p->plan->n_regions == 1 ? p->plan->regions[0].name : phrase_in(p, "every region", "elke regio");
    return n ? FORMAT(p, "In %s %s", where, say_list(list, n, p->lang, p->arena)) : NULL;
}

const char *phrase_persons(const struct phrase *p, int32_t pool)
{
    if (pool_at(p, pool)->unit != POOL_PERSON) return NULL;
    return FORMAT(p, phrase_in(p, "Places in %s hold one person each", "Elke plaats %s is voor één persoon"), pool_name(p, pool));
}

const char *phrase_in_turn(const struct phrase *p, int32_t pool)
{
    if (pool_at(p, pool)->backfill) return NULL;
    return FORMAT(p, phrase_in(p, "Nobody goes before a household that is too large for the room left in %s", "Niemand gaat voor een huishouden dat te groot is voor de ruimte die er is in %s"), pool_name(p, pool));
}

const char *phrase_lever(const struct phrase *p, const char *name) { return FORMAT(p, phrase_in(p, "lever %s", "maatregel %s"), phrase_word(p, name)); }
