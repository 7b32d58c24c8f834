#include "models/shelter/differ.h"

#include <stdlib.h>
#include <string.h>

#include "models/shelter/explain.h"

static const char *path_of(const struct difference *d) { return (d->after ? d->after : d->before)->path; }

static bool begins(const char *path, const char *head)
{
    const size_t n = strlen(head);
    return strncmp(path, head, n) == 0 && (path[n] == '\0' || strchr(".[", path[n]));
}

bool differ_tell(const struct differ *differ, const char *path)
{
    bool any = false;
    for (int32_t i = 0; i < differ->comparison->n; i++)
        if (begins(path_of(&differ->comparison->item[i]), path)) any = differ->comparison->item[i].told = true;
    return any;
}

static int32_t find_key(const struct items *items, const char *key)
{
    for (int32_t i = 0; i < items->n; i++)
        if (strcmp(items->key[i], key) == 0) return i;
    return -1;
}

/* ---- things with a sentence of their own: dated changes, shocks ---- */

typedef const char *phrase_of(const struct phrase *p, int32_t i);

static void say_things(const struct differ *differ, const char *path, const struct items *before, const struct items *after, phrase_of *said)
{
    const struct phrase *a = &differ->before, *b = &differ->after;
    for (int32_t i = 0; i < after->n; i++) {
        const int32_t k = find_key(before, after->key[i]);
        const char *now = said(b, i), *was = k < 0 ? NULL : said(a, k);
        if (was && strcmp(was, now) == 0) continue;
        fprintf(differ->out, "  %s (%s.%s).\n", now, path, after->key[i]);
        if (was) fprintf(differ->out, phrase_in(b, "    Instead of: %s.\n", "    In plaats van: %s.\n"), was);
    }
    for (int32_t k = 0; k < before->n; k++)
        if (find_key(after, before->key[k]) < 0) fprintf(differ->out, phrase_in(b, "  No longer: %s (%s.%s).\n", "  Niet meer: %s (%s.%s).\n"), said(a, k), path, before->key[k]);
    differ_tell(differ, path);
}

/* ---- money ---- */

/* As `check` shows it; NULL when there is no memory for it. */
static char *money_text(const struct phrase *p, int32_t funding)
{
    char *text = NULL;
    size_t length = 0;
    FILE *memory = open_memstream(&text, &length);
    if (!memory) return NULL;
    explain_money(p, funding, memory);
    fclose(memory);
    return text;
}

/* New sums, and sums that buy something else, also where only a price differs. */
static void say_money(const struct differ *differ)
{
    const struct items *before = &differ->before.plan->params->funding, *after = &differ->after.plan->params->funding;
    for (int32_t i = 0; i < after->n; i++) {
        const int32_t k = find_key(before, after->key[i]);
        char *now = money_text(&differ->after, i), *was = k < 0 ? NULL : money_text(&differ->before, k);
        if (now && (!was || strcmp(now, was) != 0)) fputs(now, differ->out);
        if (now && was && strcmp(now, was) != 0)
            fprintf(differ->out, phrase_in(&differ->after, "    Instead of:\n%s", "    In plaats van:\n%s"), was);
        free(now);
        free(was);
    }
    for (int32_t k = 0; k < before->n; k++)
        if (find_key(after, before->key[k]) < 0)
            fprintf(differ->out, phrase_in(&differ->after, "  No longer: %s (funding.%s).\n", "  Niet meer: %s (funding.%s).\n"), phrase_funding(&differ->before, k), before->key[k]);
    differ_tell(differ, "funding");
}

/* ---- search ---- */

static const char *search_of(const struct phrase *p)
{
    const struct search_params *search = &p->plan->params->search;
    if (search->given && search->overview.given && search->overview.look_s <= 0)
        return phrase_in(p, "in a national overview, without loss of time", "in een landelijk overzicht, zonder tijdverlies");
    if (search->given && search->overview.given)
        return arena_format(p->arena, phrase_in(p, "in one look at a national overview (%s)", "met een blik op een landelijk overzicht (%s)"), say_value(search->overview.look_s, UNIT_DURATION, p->lang, p->arena));
    if (search->given && search->calls.given)
        return arena_format(p->arena, phrase_in(p, "by calling other regions (%s a call)", "door andere regio's te bellen (%s per gesprek)"), say_value(search->calls.each_s, UNIT_DURATION, p->lang, p->arena));
    return phrase_in(p, "at once", "direct");
}

static void say_search(const struct differ *differ)
{
    const struct phrase *p = &differ->after;
    const bool was = differ->before.plan->params->travel.given, is = p->plan->params->travel.given;
    if (differ_tell(differ, "search"))
        fprintf(differ->out, phrase_in(p, "  A place elsewhere is found %s instead of %s (search).\n", "  Een plaats elders wordt gevonden %s in plaats van %s (search).\n"), search_of(p), search_of(&differ->before));
    if (was == is || !differ_tell(differ, "travel")) return;
    fputs(is ? phrase_in(p, "  Travel to another region takes time (travel).\n", "  Reizen naar een andere regio kost tijd (travel).\n")
             : phrase_in(p, "  Travel to another region takes no time (travel).\n", "  Reizen naar een andere regio kost geen tijd (travel).\n"),
          differ->out);
}

/* ---- things that came and went ---- */

/* `pools.crisis` of a stage says more of places that are there already. */
static bool is_more(const struct phrase *p, const char *path, const char *key) { return strcmp(path, "pools") == 0 && find_key(&p->plan->params->stages, key) >= 0; }

static void say_came_and_went(const struct differ *differ, const char *path, const struct items *before, const struct items *after, const char *noun)
{
    const struct phrase *p = &differ->after;
    for (int32_t i = 0; i < after->n; i++)
        if (find_key(before, after->key[i]) < 0 && !is_more(p, path, after->key[i]))
            fprintf(differ->out, phrase_in(p, "  New: %s %s (%s.%s).\n", "  Nieuw: %s %s (%s.%s).\n"), noun, phrase_word(p, after->key[i]), path, after->key[i]);
    for (int32_t k = 0; k < before->n; k++) {
        if (find_key(after, before->key[k]) >= 0 || is_more(&differ->before, path, before->key[k])) continue;
        fprintf(differ->out, phrase_in(p, "  No longer there: %s %s (%s.%s).\n", "  Niet meer aanwezig: %s %s (%s.%s).\n"), noun, phrase_word(p, before->key[k]), path, before->key[k]);
        differ_tell(differ, arena_format(p->arena, "%s.%s", path, before->key[k]));
    }
}

static void say_maps(const struct differ *differ)
{
    const struct phrase *p = &differ->after;
    const struct shelter_params *a = differ->before.plan->params, *b = p->plan->params;
    say_came_and_went(differ, "regions", &a->regions, &b->regions, phrase_in(p, "region", "regio"));
    say_came_and_went(differ, "stages", &a->stages, &b->stages, phrase_in(p, "stage", "voorziening"));
    say_came_and_went(differ, "groups", &a->groups, &b->groups, phrase_in(p, "group", "groep"));
    say_came_and_went(differ, "exits", &a->exits, &b->exits, phrase_in(p, "exit", "uitgang"));
    say_came_and_went(differ, "gates", &a->gates, &b->gates, phrase_in(p, "gate", "voorwaarde"));
    say_came_and_went(differ, "pools", &a->pools, &b->pools, phrase_in(p, "places of their own:", "eigen plaatsen:"));
    say_came_and_went(differ, "observed", &a->observed, &b->observed, phrase_in(p, "observed figure", "waargenomen cijfer"));
}

/* ---- single settings ---- */

static void say_factors(const struct differ *differ)
{
    const struct phrase *p = &differ->after;
    const struct items *before = &differ->before.plan->params->gates, *after = &p->plan->params->gates;
    for (int32_t i = 0; i < after->n; i++) {
        const int32_t k = find_key(before, after->key[i]);
        const struct gate_params *is = ITEM(*after, struct gate_params, i), *was = k < 0 ? NULL : ITEM(*before, struct gate_params, k);
        if (!was || is->factor == was->factor || was->factor <= 0) continue;
        const char *times = say_value(is->factor / was->factor, UNIT_FACTOR, p->lang, p->arena), *path = arena_format(p->arena, "gates.%s.factor", after->key[i]);
        fprintf(differ->out, is->kind == GATE_WAIT ? phrase_in(p, "  The wait for %s becomes %s as long (%s).\n", "  De wachttijd voor %s wordt %s zo lang (%s).\n")
                                                   : phrase_in(p, "  The supply of %s becomes %s as large (%s).\n", "  Het aanbod van %s wordt %s zo groot (%s).\n"),
                phrase_word(p, after->key[i]), times, path);
        differ_tell(differ, path);
    }
}

/* A column with the name of a stage or pool holds places. */
static const char *kind_of_stem(const struct phrase *p, const char *stem)
{
    const char *key = strrchr(stem, '.');
    for (int32_t i = 0; key && begins(stem, "regions") && i < p->plan->n_pools; i++)
        if (strcmp(p->plan->pools[i].name, key + 1) == 0 && !strstr(stem, ".places."))
            return arena_format(p->arena, "%.*s.places%s", (int)(key - stem), stem, key);
    return stem;
}

static void say_setting(const struct differ *differ, const struct difference *d)
{
    const struct phrase *p = &differ->after;
    const char *stem = differ_stem(d->after ? d->after : d->before, p->arena);
    const char *now = differ_value(p, stem, false), *was = differ_value(&differ->before, stem, false);
    if (now && was && strcmp(now, was) == 0) now = differ_value(p, stem, true), was = differ_value(&differ->before, stem, true);
    const size_t n = strlen(stem), end = strlen(".share");
    if (!now && n > end && strcmp(stem + n - end, ".share") == 0) now = say_value(0, UNIT_SHARE, p->lang, p->arena);
    if (!now) return;
    const char *said = differ_said(p, kind_of_stem(p, stem), now, was);
    if (!said) return;
    fprintf(differ->out, "  %s (%s).\n", said, stem);
    differ_tell(differ, stem);
}

void shelter_differ(struct comparison *comparison, int lang, FILE *out)
{
    struct arena arena;
    arena_init(&arena);
    const struct differ differ = {.comparison = comparison, .out = out, .before = {comparison->before_plan, &arena, (enum lang)lang}, .after = {comparison->after_plan, &arena, (enum lang)lang}};
    const struct shelter_params *a = differ.before.plan->params, *b = differ.after.plan->params;
    say_maps(&differ);
    say_things(&differ, "changes", &a->changes, &b->changes, phrase_change);
    say_things(&differ, "intake.shocks", &a->intake.shocks, &b->intake.shocks, phrase_shock);
    say_money(&differ);
    differ_rules(&differ);
    differ_claims(&differ);
    say_search(&differ);
    say_factors(&differ);
    for (int32_t i = 0; i < comparison->n; i++)
        if (!comparison->item[i].told) say_setting(&differ, &comparison->item[i]);
    arena_free(&arena);
}
