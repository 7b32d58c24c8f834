/* Rules of placement: a list that a variant replaces whole, so rules are matched by their name, else by what they say. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/shelter/differ.h"

static const struct rule_params *rule_at(const struct phrase *p, int32_t i) { return ITEM(p->plan->params->placement, struct rule_params, i); }

static const char *id_of(const struct phrase *p, int32_t i)
{
    const char *id = rule_at(p, i)->id;
    return id ? id : arena_format(p->arena, "%d", (int)i + 1);
}

/* The rule of `p` that is rule i of `other`; -1: none. */
static int32_t match(const struct phrase *p, const struct phrase *other, int32_t i)
{
    const char *id = rule_at(other, i)->id, *text = phrase_rule(other, i);
    for (int32_t k = 0; k < p->plan->params->placement.n; k++) {
        const char *mine = rule_at(p, k)->id;
        if (id && mine ? strcmp(id, mine) == 0 : !id && !mine && strcmp(text, phrase_rule(p, k)) == 0) return k;
    }
    return -1;
}

static const struct setting *find(const struct phrase *p, const char *path)
{
    for (const struct setting *s = p->plan->scenario->settings.first; s; s = s->next)
        if (strcmp(s->path, path) == 0) return s;
    return NULL;
}

static const char *text_of(const struct setting *setting, const char *otherwise) { return setting && setting->text ? setting->text : otherwise; }

/* Does the sentence of the rule say it? */
static bool in_sentence(const char *rest)
{
    static const char *const keys[] = {"stage", "where", "within", "only", "except"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const size_t n = strlen(keys[i]);
        if (strncmp(rest, keys[i], n) == 0 && (rest[n] == '\0' || rest[n] == '[')) return true;
    }
    return false;
}

/* What `p` says under its rule i that `other` says otherwise under rule k, as it is written; gone: only what `other` lacks. */
static void say_inside(const struct differ *differ, const struct phrase *p, int32_t i, const struct phrase *other, int32_t k, bool gone)
{
    const char *head = arena_format(p->arena, "placement[%d].", (int)i), *else_head = arena_format(p->arena, "placement[%d].", (int)k);
    const char *none = phrase_in(p, "nothing", "niets");
    for (const struct setting *s = p->plan->scenario->settings.first; s; s = s->next) {
        if (strncmp(s->path, head, strlen(head)) != 0 || in_sentence(s->path + strlen(head))) continue;
        const char *rest = s->path + strlen(head);
        const struct setting *t = find(other, arena_format(p->arena, "%s%s", else_head, rest));
        const bool same = t && (isnan(s->value) ? strcmp(text_of(s, ""), text_of(t, "")) == 0 : s->value == t->value);
        const bool rest_of = t && strcmp(text_of(s, ""), "rest") == 0 && strcmp(text_of(t, ""), "rest") == 0;
        if (same || rest_of || (gone && t) || (!t && s->origin == ORIGIN_DEFAULT)) continue;
        fprintf(differ->out, "    %s: %s -> %s\n", rest, gone ? text_of(s, none) : text_of(t, none), gone ? none : text_of(s, none));
    }
}

static bool differs(const struct differ *differ)
{
    bool any = false;
    for (int32_t i = 0; i < differ->comparison->n; i++) {
        struct difference *d = &differ->comparison->item[i];
        if (strncmp((d->after ? d->after : d->before)->path, "placement[", strlen("placement[")) == 0) any = d->told = true;
    }
    return any;
}

/* Does anything under the two matched rules differ? Their place in the list may. */
static bool same_inside(const struct differ *differ, int32_t i, int32_t k)
{
    char *text = NULL;
    size_t length = 0;
    struct differ quiet = *differ;
    quiet.out = open_memstream(&text, &length);
    if (!quiet.out) return false;
    say_inside(&quiet, &differ->after, i, &differ->before, k, false);
    say_inside(&quiet, &differ->before, k, &differ->after, i, true);
    fclose(quiet.out);
    free(text);
    return length == 0;
}

void differ_rules(const struct differ *differ)
{
    const struct phrase *a = &differ->before, *b = &differ->after;
    int32_t last = -1;
    bool moved = false;
    if (!differs(differ)) return;
    for (int32_t k = 0; k < a->plan->params->placement.n; k++)
        if (match(b, a, k) < 0)
            fprintf(differ->out, phrase_in(b, "  No longer a rule for finding a place: %s (placement, %s).\n", "  Geen regel meer om een plaats te vinden: %s (placement, %s).\n"), phrase_rule(a, k), id_of(a, k));
    for (int32_t i = 0; i < b->plan->params->placement.n; i++) {
        const int32_t k = match(a, b, i);
        if (k < 0) {
            fprintf(differ->out, phrase_in(b, "  A new rule for finding a place: %s (placement, %s).\n", "  Een nieuwe regel om een plaats te vinden: %s (placement, %s).\n"), phrase_rule(b, i), id_of(b, i));
            continue;
        }
        moved |= k < last;
        last = k;
        const char *was = phrase_rule(a, k);
        const bool other = strcmp(was, phrase_rule(b, i)) != 0;
        if (!other && same_inside(differ, i, k)) continue;
        fprintf(differ->out, phrase_in(b, "  This rule becomes another: %s (placement, %s).\n", "  Deze regel wordt anders: %s (placement, %s).\n"), phrase_rule(b, i), id_of(b, i));
        if (other) fprintf(differ->out, phrase_in(b, "    Instead of: %s.\n", "    In plaats van: %s.\n"), was);
        say_inside(differ, b, i, a, k, false);
        say_inside(differ, a, k, b, i, true);
    }
    if (moved) fputs(phrase_in(b, "  The order of the rules changes (placement).\n", "  De volgorde van de regels verandert (placement).\n"), differ->out);
}
