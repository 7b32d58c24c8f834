/* Distributions as they are written: {lognormal: {mean: 49 d, sd: 45 d}}, a bare duration, `none`. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/param_read.h"

enum part_kind {
    PART_NONE,
    PART_PLACE,  /* in the unit of the row and within its bounds */
    PART_MEAN,   /* the same, above 0 */
    PART_SPREAD, /* in the unit of the row, above 0 */
    PART_SHAPE,  /* a number above 0 */
    PART_WHOLE   /* a whole number from 1 */
};

/* slot: 0 is a, 1 is b, 2 is c of struct dist. */
static const struct param_form forms[] = {
    {"constant", DIST_CONSTANT, {{"value", 0, PART_PLACE}}},
    {"exponential", DIST_EXPONENTIAL, {{"mean", 0, PART_MEAN}}},
    {"gamma", DIST_GAMMA, {{"mean", 0, PART_MEAN}, {"sd", 1, PART_SPREAD}}},
    {"lognormal", DIST_LOGNORMAL, {{"mean", 0, PART_MEAN}, {"sd", 1, PART_SPREAD}}},
    {"erlang", DIST_ERLANG, {{"k", 1, PART_WHOLE}, {"mean", 0, PART_MEAN}}},
    {"weibull", DIST_WEIBULL, {{"shape", 1, PART_SHAPE}, {"mean", 0, PART_MEAN}}},
    {"uniform", DIST_UNIFORM, {{"min", 0, PART_PLACE}, {"max", 1, PART_PLACE}}},
    {"triangular", DIST_TRIANGULAR, {{"min", 0, PART_PLACE}, {"mode", 1, PART_PLACE}, {"max", 2, PART_PLACE}}},
    {"mixture", DIST_MIXTURE, {{NULL, 0, PART_NONE}}},
    {"empirical", DIST_EMPIRICAL, {{NULL, 0, PART_NONE}}}};
#define N_FORMS ((int)(sizeof forms / sizeof *forms))

const struct param_row param_share_row = {.name = "share", .kind = PARAM_SCALAR, .unit = UNIT_SHARE, .min = 0, .max = 1};

const struct param_form *param_form_of(enum dist_kind kind)
{
    for (int i = 0; i < N_FORMS; i++)
        if (forms[i].kind == kind) return &forms[i];
    return NULL;
}

static const struct param_form *form_named(const char *name)
{
    for (int i = 0; i < N_FORMS; i++)
        if (strcmp(forms[i].name, name) == 0) return &forms[i];
    return NULL;
}

bool param_is_form(const char *word) { return form_named(word) != NULL; }

/* Above 0 or at least 0, whatever bounds the row has: what is drawn is never negative. */
static struct param_row part_row(const struct param_row *row, enum part_kind kind)
{
    struct param_row part = *row;
    const bool bounded = row->min != row->max;
    part.flags &= (unsigned)PARAM_POSITIVE;
    if (!bounded || part.min < 0 || kind > PART_MEAN) part.min = 0;
    if (!bounded || kind > PART_MEAN) part.max = INFINITY;
    if (part.min == 0 && kind != PART_PLACE) part.flags |= PARAM_POSITIVE;
    if (kind == PART_WHOLE) part.min = 1, part.max = 1000, part.flags = 0;
    return part;
}

/* The setting keeps a pointer to the row, which therefore must be the table's own. */
static bool read_part(struct param_reader *reader, const struct param_row *row, enum part_kind kind, const struct node *node,
                      const struct param_path *path, double *value)
{
    const enum unit unit = kind == PART_WHOLE ? UNIT_COUNT : kind == PART_SHAPE ? UNIT_NUMBER : row->unit;
    const struct param_row part = part_row(row, kind);
    struct setting *const before = reader->settings ? reader->settings->last : NULL;
    const bool good = param_read_number(reader, &part, unit, node, path, value);
    struct setting *const after = reader->settings ? reader->settings->last : NULL;
    if (after != before) after->row = row;
    return good;
}

static struct dist read_form(struct param_reader *reader, const struct param_row *row, const struct node *map,
                             const struct param_path *path);

/* ---- forms with parts ---- */

static bool part_key(const struct param_form *form, const char *key)
{
    for (int i = 0; i < 3; i++)
        if (form->part[i].key && strcmp(form->part[i].key, key) == 0) return true;
    return false;
}

static bool only_parts(struct param_reader *reader, const struct param_form *form, const struct node *map,
                       const struct param_path *path)
{
    bool good = true;
    const char *words[3];
    int n = 0;
    while (n < 3 && form->part[n].key) words[n] = form->part[n].key, n++;
    for (const struct node *entry = map->first; entry; entry = entry->next) {
        if (part_key(form, entry->key)) continue;
        struct fault *fault =
            PARAM_FAULT(reader, entry->key_place, "unknown-key", path, "%s has no `%s`", form->name, entry->key);
        if (!param_did_you_mean(reader, fault, entry->key, words, n))
            faults_help(reader->faults, fault, "it has %s%s%s%s%s", words[0], n > 1 ? (n > 2 ? ", " : faults_say(reader->faults, " and ")) : "",
                        n > 1 ? words[1] : "", n > 2 ? faults_say(reader->faults, " and ") : "", n > 2 ? words[2] : "");
        good = false;
    }
    return good;
}

static bool in_order(struct param_reader *reader, const struct param_form *form, const struct dist *dist, const struct node *map,
                     const struct param_path *path)
{
    const bool uniform = form->kind == DIST_UNIFORM, triangular = form->kind == DIST_TRIANGULAR;
    struct fault *fault = NULL;
    if (uniform && dist->a >= dist->b)
        fault = PARAM_FAULT(reader, map->place, "dist-order", path, "`min` is not less than `max`");
    else if (triangular && !(dist->a <= dist->b && dist->b <= dist->c && dist->a < dist->c))
        fault = PARAM_FAULT(reader, map->place, "dist-order", path, "`min`, `mode` and `max` do not rise");
    if (fault) faults_help(reader->faults, fault, "write them from low to high; what is always the same is `constant`");
    return !fault;
}

/* {gamma: {mean: 3 d, sd: 3 d}} */
static const char *example_of(struct param_reader *reader, const struct param_row *row, const struct param_form *form)
{
    const char *text = arena_format(reader->arena, "{%s: {", form->name);
    for (int i = 0; i < 3 && form->part[i].key; i++) {
        const enum part_kind kind = (enum part_kind)form->part[i].what;
        const char *value = kind == PART_WHOLE ? "2" : kind == PART_SHAPE ? "1.5" : unit_example(row->unit);
        text = arena_format(reader->arena, "%s%s%s: %s", text, i ? ", " : "", form->part[i].key, value);
    }
    return arena_format(reader->arena, "%s}}", text);
}

static struct dist read_parts(struct param_reader *reader, const struct param_row *row, const struct param_form *form,
                              const struct node *map, const struct param_path *path)
{
    struct dist dist = {.kind = form->kind};
    double *const slots[] = {&dist.a, &dist.b, &dist.c};
    const struct dist absent = {.kind = DIST_ABSENT};
    if (!param_is_map(reader, map, path, "its parts, as {mean: 49 d, sd: 45 d}")) return absent;
    bool good = only_parts(reader, form, map, path);
    for (int i = 0; i < 3 && form->part[i].key; i++) {
        const char *key = form->part[i].key;
        const struct node *entry = yaml_find(map, key);
        const struct param_path here = {path, key, 0};
        if (entry)
            good &= read_part(reader, row, (enum part_kind)form->part[i].what, entry, &here, slots[form->part[i].slot]);
        else {
            faults_help(reader->faults, PARAM_FAULT(reader, map->place, "missing-key", path, "%s needs `%s`", form->name, key),
                        "write %s", example_of(reader, row, form));
            good = false;
        }
    }
    return good && in_order(reader, form, &dist, map, path) ? dist : absent;
}

/* ---- mixtures and tables of values ---- */

static void read_component(struct param_reader *reader, const struct param_row *row, const struct node *element,
                           const struct param_path *path, struct param_shares *shares, struct dist *part, double *share)
{
    const struct node *share_node = yaml_find(element, "share");
    struct node form = *element;
    struct node *first = NULL, **tail = &first;
    for (const struct node *entry = element->first; entry; entry = entry->next) {
        if (entry == share_node) continue;
        struct node *copy = ARENA_NEW(reader->arena, struct node);
        *copy = *entry;
        copy->next = NULL;
        *tail = copy;
        tail = &copy->next;
    }
    form.first = first;
    const struct param_path here = {path, "share", 0};
    if (share_node)
        param_shares_add(shares, &param_share_row, share_node, share_node->set, &here, share);
    else
        faults_help(reader->faults, PARAM_FAULT(reader, element->place, "missing-key", path, "`share` is missing"),
                    "write {share: 30 %%, exponential: {mean: 3 d}}");
    *part = read_form(reader, row, &form, path);
}

static struct dist read_mixture(struct param_reader *reader, const struct param_row *row, const struct node *list,
                                const struct param_path *path)
{
    int32_t n = 0, i = 0;
    const struct dist absent = {.kind = DIST_ABSENT};
    if (list->kind == NODE_LIST)
        for (const struct node *element = list->first; element; element = element->next) n++;
    if (n == 0) {
        faults_help(reader->faults, PARAM_FAULT(reader, list->place, "wrong-kind", path, "a mixture is a list of distributions"),
                    "write [{share: 30 %%, exponential: {mean: 3 d}}, {share: rest, constant: 9 d}]");
        return absent;
    }
    struct dist dist = {.kind = DIST_MIXTURE, .n = n};
    dist.part = ARENA_ARRAY(reader->arena, struct dist, n);
    dist.share = ARENA_ARRAY(reader->arena, double, n);
    struct param_shares shares;
    param_shares_begin(&shares, reader, list, path, n);
    for (const struct node *element = list->first; element; element = element->next, i++) {
        const struct param_path here = {path, NULL, i};
        if (!param_is_map(reader, element, &here, "a share and a distribution")) continue;
        read_component(reader, row, element, &here, &shares, &dist.part[i], &dist.share[i]);
    }
    param_shares_end(&shares);
    for (i = 0; i < n; i++)
        if (dist.part[i].kind == DIST_ABSENT) return absent;
    return dist;
}

struct atom {
    double value, share;
};

static int by_value(const void *left, const void *right)
{
    const double a = ((const struct atom *)left)->value, b = ((const struct atom *)right)->value;
    return (a > b) - (a < b);
}

/* The key of a table of values is itself a value. */
static bool read_atom(struct param_reader *reader, const struct param_row *row, const struct node *entry,
                      const struct param_path *path, double *value)
{
    const struct node key = {.kind = NODE_SCALAR, .text = entry->key, .place = entry->key_place};
    struct settings *const settings = reader->settings;
    reader->settings = NULL;
    const bool good = read_part(reader, row, PART_PLACE, &key, path, value);
    reader->settings = settings;
    return good;
}

static struct dist read_empirical(struct param_reader *reader, const struct param_row *row, const struct node *map,
                                  const struct param_path *path)
{
    int32_t n = 0;
    const struct dist absent = {.kind = DIST_ABSENT};
    if (!param_is_map(reader, map, path, "values with shares, as {0: 40 %, 1: rest}")) return absent;
    for (const struct node *entry = map->first; entry; entry = entry->next) n++;
    struct atom *atom = ARENA_ARRAY(reader->arena, struct atom, n);
    struct param_shares shares;
    param_shares_begin(&shares, reader, map, path, n);
    bool good = true;
    n = 0;
    for (const struct node *entry = map->first; entry; entry = entry->next, n++) {
        const struct param_path here = {path, entry->key, 0};
        good &= read_atom(reader, row, entry, &here, &atom[n].value);
        param_shares_add(&shares, &param_share_row, entry, entry->set, &here, &atom[n].share);
    }
    param_shares_end(&shares);
    if (n == 0 || !good) return absent;
    qsort(atom, (size_t)n, sizeof *atom, by_value);
    struct dist dist = {.kind = DIST_EMPIRICAL, .n = n};
    dist.value = ARENA_ARRAY(reader->arena, double, n);
    dist.share = ARENA_ARRAY(reader->arena, double, n);
    for (int32_t i = 0; i < n; i++) {
        dist.value[i] = atom[i].value;
        dist.share[i] = atom[i].share;
        if (i == 0 || atom[i].value > atom[i - 1].value) continue;
        faults_help(reader->faults,
                    PARAM_FAULT(reader, map->place, "duplicate-key", path, "the value %g stands twice", atom[i].value),
                    "add their shares up");
        return absent;
    }
    return dist;
}

/* ---- the whole ---- */

/* `source` and `note` beside the form go to the settings of its parts that have none of their own. */
static void spread_source(struct setting *setting, const char *source, const char *note)
{
    for (; setting; setting = setting->next) {
        if (!setting->source) setting->source = source;
        if (!setting->note) setting->note = note;
    }
}

static void form_fault(struct param_reader *reader, const struct node *map, const struct node *form,
                       const struct param_path *path)
{
    const char *words[N_FORMS];
    for (int i = 0; i < N_FORMS; i++) words[i] = forms[i].name;
    struct fault *fault = form ? PARAM_FAULT(reader, form->key_place, "dist-form", path, "`%s` is no distribution", form->key)
                               : PARAM_FAULT(reader, map->place, "dist-form", path, "one distribution must stand here");
    if (form && param_did_you_mean(reader, fault, form->key, words, N_FORMS)) return;
    faults_help(reader->faults, fault,
                "constant, exponential, gamma, lognormal, erlang, weibull, uniform, triangular, mixture or empirical, as "
                "{exponential: {mean: 3 d}}");
}

static const char *plain_text(struct param_reader *reader, const struct node *entry, const struct param_path *path)
{
    if (entry->kind == NODE_SCALAR) return entry->text;
    faults_help(reader->faults, PARAM_FAULT(reader, entry->place, "wrong-kind", path, "`%s` is one text", entry->key),
                "put the whole between quotes");
    return NULL;
}

static struct dist read_constant(struct param_reader *reader, const struct param_row *row, const struct node *node,
                                 const struct param_path *path)
{
    struct dist dist = {.kind = DIST_CONSTANT};
    if (!read_part(reader, row, PART_PLACE, node, path, &dist.a)) dist.kind = DIST_ABSENT;
    return dist;
}

static struct dist read_named_form(struct param_reader *reader, const struct param_row *row, const struct node *form,
                                   const struct param_path *path)
{
    const struct param_form *named = form_named(form->key);
    const struct param_path here = {path, form->key, 0};
    if (named->kind == DIST_MIXTURE) return read_mixture(reader, row, form, &here);
    if (named->kind == DIST_EMPIRICAL) return read_empirical(reader, row, form, &here);
    if (named->kind == DIST_CONSTANT) return read_constant(reader, row, form, &here);
    return read_parts(reader, row, named, form, &here);
}

/* A map with one form, and perhaps source and note. */
static struct dist read_form(struct param_reader *reader, const struct param_row *row, const struct node *map,
                             const struct param_path *path)
{
    const char *source = NULL, *note = NULL;
    const struct node *form = NULL, *wrong = NULL;
    int n = 0;
    for (const struct node *entry = map->first; entry; entry = entry->next) {
        if (strcmp(entry->key, "source") == 0)
            source = plain_text(reader, entry, path);
        else if (strcmp(entry->key, "note") == 0)
            note = plain_text(reader, entry, path);
        else if (param_is_form(entry->key))
            form = entry, n++;
        else
            wrong = entry;
    }
    if (wrong || n != 1) {
        form_fault(reader, map, wrong, path);
        return (struct dist){.kind = DIST_ABSENT};
    }
    struct settings *const settings = reader->settings;
    struct setting *const before = settings ? settings->last : NULL;
    const struct dist dist = read_named_form(reader, row, form, path);
    if (settings) spread_source(before ? before->next : settings->first, source, note);
    return dist;
}

/* For a PARAM_RANGE a bare duration is a new mean and `1.5 x` a factor on the mean. */
static struct dist read_change(struct param_reader *reader, const struct param_row *row, const struct node *node,
                               const struct param_path *path)
{
    const struct node *value = param_is_long(node) ? yaml_find(node, "value") : node;
    const char *suffix = value->kind == NODE_SCALAR ? unit_suffix(value->text) : NULL;
    struct dist dist = {.kind = DIST_ABSENT};
    struct param_row factor = {.name = row->name, .kind = PARAM_RANGE, .unit = UNIT_FACTOR};
    const bool is_factor = suffix && strcmp(suffix, "x") == 0;
    struct setting *const before = reader->settings ? reader->settings->last : NULL;
    const bool good = read_part(reader, is_factor ? &factor : row, PART_MEAN, node, path, &dist.a);
    struct setting *const after = reader->settings ? reader->settings->last : NULL;
    if (after != before) after->row = row;
    if (good) dist.n = is_factor ? 2 : 1;
    return dist;
}

void param_read_dist(struct param_reader *reader, const struct param_row *row, const struct node *node, void *at,
                     const struct param_path *path)
{
    struct dist *dist = at;
    if ((row->flags & PARAM_NONE) && yaml_is(node, row->choices ? row->choices[0] : "none")) {
        const struct param_written written = {.value = node};
        *dist = (struct dist){.kind = DIST_NONE};
        param_keep(reader, row, row->unit, path, &written, 0);
    } else if (node->kind == NODE_MAP && !param_is_long(node))
        *dist = read_form(reader, row, node, path);
    else if (row->kind == PARAM_RANGE)
        *dist = read_change(reader, row, node, path);
    else
        *dist = read_constant(reader, row, node, path);
}
