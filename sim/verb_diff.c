/* diff: what one scenario changes in another: in the model's own sentences where it has them, else path by path. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/verb.h"

/* Both stand in the order of the parameter table, so a search goes on where the last one ended, and begins again at the end. */
static const struct setting *find(const struct settings *settings, const struct setting **at, const char *path)
{
    const struct setting *s = *at;
    for (int32_t tries = 0; tries < settings->n; tries++, s = s->next) {
        if (!s) s = settings->first;
        if (strcmp(s->path, path) == 0) return *at = s;
    }
    return NULL;
}

static bool same_text(const struct setting *a, const struct setting *b)
{
    return strcmp(a->text ? a->text : "", b->text ? b->text : "") == 0;
}

static bool same(const struct setting *a, const struct setting *b)
{
    if (isnan(a->value) || isnan(b->value)) return same_text(a, b);
    return a->value == b->value;
}

/* A default that only one of the two has belongs to a thing that is told by its own settings. */
static void compare(struct comparison *comparison, struct arena *arena)
{
    const struct settings *before = &comparison->before->settings, *after = &comparison->after->settings;
    const struct setting *at = NULL;
    comparison->item = ARENA_ARRAY(arena, struct difference, before->n + after->n);
    for (const struct setting *b = after->first; b; b = b->next) {
        if (strncmp(b->path, "title", strlen("title")) == 0) continue;
        const struct setting *a = find(before, &at, b->path);
        if (a ? same(a, b) : b->origin == ORIGIN_DEFAULT) continue;
        comparison->item[comparison->n++] = (struct difference){.before = a, .after = b};
    }
    at = NULL;
    for (const struct setting *a = before->first; a; a = a->next) {
        if (a->origin == ORIGIN_DEFAULT || strncmp(a->path, "title", strlen("title")) == 0 || find(after, &at, a->path)) continue;
        comparison->item[comparison->n++] = (struct difference){.before = a};
    }
}

/* As it was written; as it was understood when both were written alike (`rest`). */
static const char *value_of(const struct setting *setting, const struct setting *other, enum lang lang, struct arena *arena)
{
    if (!setting) return say_in(lang, "nothing", "niets");
    if (isnan(setting->value) || !other || !same_text(setting, other)) return setting->text ? setting->text : "";
    char text[64];
    unit_format(text, setting->value, setting->unit);
    return arena_text(arena, text);
}

static void print_rest(const struct comparison *comparison, enum lang lang, struct arena *arena, FILE *out)
{
    for (int32_t i = 0; i < comparison->n; i++) {
        const struct difference *d = &comparison->item[i];
        if (d->told) continue;
        fprintf(out, "  %s: %s -> %s\n", (d->after ? d->after : d->before)->path, value_of(d->before, d->after, lang, arena),
                value_of(d->after, d->before, lang, arena));
    }
}

void verb_differences(struct comparison *comparison, enum lang lang, struct arena *arena, FILE *out)
{
    compare(comparison, arena);
    if (comparison->before->model == comparison->after->model && comparison->after->model->differ) comparison->after->model->differ(comparison, (int)lang, out);
    print_rest(comparison, lang, arena, out);
}

static status diff_pair(const struct experiment *a, const struct experiment *b, int32_t i, enum lang lang, struct arena *arena)
{
    struct comparison comparison = {
        .before = a->scenarios[0], .after = b->scenarios[i], .before_plan = a->plans[0], .after_plan = b->plans[i]};
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    if (!out) return status_system("memory", "compare", b->scenarios[i]->file);
    verb_differences(&comparison, lang, arena, out);
    fclose(out);
    printf(say_in(lang, "%s changes in %s:\n%s", "%s verandert aan %s:\n%s"), b->scenarios[i]->name, a->scenarios[0]->name,
           length ? text : say_in(lang, "  nothing\n", "  niets\n"));
    free(text);
    return status_ok();
}

status verb_diff(const struct options *options, struct arena *arena)
{
    struct experiment a, b;
    const status read_a = verb_experiment(options, &options->files[0], 1, arena, &a);
    TRY(verb_experiment(options, &options->files[1], 1, arena, &b));
    TRY(read_a);
    for (int32_t i = 0; i < b.n; i++) {
        if (i) putchar('\n');
        TRY(diff_pair(&a, &b, i, (enum lang)options->lang, arena));
    }
    return status_ok();
}
