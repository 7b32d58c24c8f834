/* What stands at a stem: one value, a list, or a distribution with all its parts. */
#include <math.h>
#include <string.h>

#include "models/shelter/differ.h"

static bool is_dist(const struct setting *setting) { return setting->row && (setting->row->kind == PARAM_DIST || setting->row->kind == PARAM_RANGE); }

/* Where the last key of this name ends in the path, NULL: nowhere. */
static const char *end_of_key(const char *path, const char *key)
{
    const char *end = NULL;
    const size_t length = strlen(key);
    for (const char *at = path; (at = strstr(at, key)); at++)
        if ((at == path || at[-1] == '.') && (at[length] == '\0' || strchr(".[", at[length]))) end = at + length;
    return end;
}

const char *differ_stem(const struct setting *setting, struct arena *arena)
{
    const char *path = setting->path, *end = is_dist(setting) ? end_of_key(path, setting->row->name) : NULL;
    const size_t length = strlen(path);
    if (!end && length && path[length - 1] == ']') end = strrchr(path, '[');
    return end ? arena_copy(arena, path, (size_t)(end - path)) : path;
}

/* ---- one value ---- */

static const char *flag(const struct phrase *p, const char *text) { return strcmp(text, "yes") == 0 ? phrase_in(p, "yes", "ja") : phrase_in(p, "no", "nee"); }

/* A price is a sum, or a sum a year; only the text says which. */
static enum unit unit_of(const struct setting *setting)
{
    const bool yearly = setting->text && strchr(setting->text, '/');
    if (setting->unit == UNIT_PRICE) return yearly ? UNIT_MONEY_PER_YEAR : UNIT_MONEY;
    return setting->unit == UNIT_QUANTITY && yearly ? UNIT_RATE : setting->unit;
}

static const char *one_value(const struct phrase *p, const struct setting *setting)
{
    const enum param_kind kind = setting->row ? setting->row->kind : PARAM_TEXT;
    const char *text = setting->text ? setting->text : "";
    seconds date_s;
    if (kind == PARAM_FLAG) return flag(p, text);
    if (date_parse(text, &date_s)) return say_date(date_s, p->lang, p->arena);
    if (isnan(setting->value)) return phrase_word(p, text);
    const char *said = say_value(setting->value, unit_of(setting), p->lang, p->arena);
    return kind == PARAM_RANGE && setting->unit == UNIT_FACTOR ? arena_format(p->arena, phrase_in(p, "%s the usual one", "%s de gewone"), said) : said;
}

/* ---- several ---- */

/* What is behind the stem: "" itself, ".lognormal.mean", "[0]"; NULL: another path. */
static const char *behind(const struct setting *setting, const char *stem)
{
    const size_t length = strlen(stem);
    if (strncmp(setting->path, stem, length) != 0) return NULL;
    const char *rest = setting->path + length;
    return *rest == '\0' || *rest == '.' || *rest == '[' ? rest : NULL;
}

/* A distribution by its mean; `whole`: its form and its other parts too, `40 days on average (gamma, sd 20 days)`. */
static const char *dist_value(const struct phrase *p, const char *stem, bool whole)
{
    const char *mean = NULL, *parts = "";
    for (const struct setting *s = p->plan->scenario->settings.first; s; s = s->next) {
        const char *rest = behind(s, stem), *value = rest && is_dist(s) ? one_value(p, s) : NULL;
        if (!value) continue;
        if (*rest == '\0' || strcmp(rest, ".constant") == 0) return value;
        const size_t form = strcspn(rest + 1, ".");
        const char *part = rest[1 + form] ? rest + 2 + form : "";
        if (!*parts) parts = arena_format(p->arena, "%.*s", (int)form, rest + 1);
        if (strcmp(part, "mean") == 0) mean = arena_format(p->arena, phrase_in(p, "%s on average", "gemiddeld %s"), value);
        else parts = arena_format(p->arena, "%s, %s%s%s", parts, part, *part ? " " : "", value);
    }
    if (!mean) return *parts ? parts : NULL;
    return whole ? arena_format(p->arena, "%s (%s)", mean, parts) : mean;
}

const char *differ_value(const struct phrase *p, const char *stem, bool whole)
{
    const char *list[64];
    int32_t n = 0;
    for (const struct setting *s = p->plan->scenario->settings.first; s; s = s->next) {
        const char *rest = behind(s, stem);
        if (!rest) continue;
        if (is_dist(s)) return dist_value(p, stem, whole);
        if (*rest == '\0') return one_value(p, s);
        if (*rest == '[' && n < 64) list[n++] = one_value(p, s);
    }
    return n ? say_list(list, n, p->lang, p->arena) : NULL;
}
