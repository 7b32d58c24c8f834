#include "sim/scenario_rest.h"

#include <string.h>

/* Each round mends what the one before it found. */
enum { ROUNDS = 8, MOST = 100 };

struct chain {
    int n;
    struct faults found[ROUNDS]; /* [0]: those that were known */
    bool planned[ROUNDS];        /* found by the model, not by the tables */
    bool made[ROUNDS];           /* by things that went: others name them */
};

/* What is said of the tree, by the tables and then by the model. */
static void look(const struct scenario *scenario, const struct node *tree, struct arena *arena, struct faults *found, bool *planned)
{
    const struct model *model = scenario->model;
    struct scenario copy = *scenario;
    void *params = arena_alloc(arena, 1, model->params->size);
    copy.tree = tree;
    copy.params = params;
    copy.settings = (struct settings){0};
    param_read(model->params, tree, params, arena, &copy.settings, found);
    *planned = found->errors == 0;
    if (*planned && model->plan) model->plan(&copy, NULL, arena, found);
}

static void follow(const struct scenario *scenario, int way, struct arena *arena, const struct faults *known, struct chain *chain)
{
    const struct node *tree = scenario->tree;
    struct param_mend how = {.way = way};
    chain->found[0] = *known;
    for (chain->n = 1; chain->n < ROUNDS; chain->n++) {
        const struct faults *last = &chain->found[chain->n - 1];
        const struct node *mended = param_mend(scenario->model->params, tree, last, &how, arena);
        if (!mended && chain->n > 1) return;
        if (mended) tree = mended;
        struct faults *found = &chain->found[chain->n];
        *found = (struct faults){.arena = arena, .lang = known->lang, .sayings = known->sayings};
        const bool dropped = how.drop;
        look(scenario, tree, arena, found, &how.drop);
        chain->planned[chain->n] = how.drop;
        chain->made[chain->n] = dropped && !how.drop;
        how.drop |= dropped;
        if (found->errors == 0) return;
    }
}

/* Is one of the paths the other one, or the begin of it? The empty path is that of the whole file. */
static bool touches(const char *a, const char *b)
{
    if (!a || !b || !*a || !*b) return false;
    const size_t length_a = strlen(a), length_b = strlen(b), length = length_a < length_b ? length_a : length_b;
    return strncmp(a, b, length) == 0 && (length_a == length_b || strchr(".[", (length_a > length_b ? a : b)[length]));
}

/* Where the things of a kind cannot be read at all, what names them has no fault of its own. */
static bool hopeless(const struct scenario *scenario, const struct faults *known)
{
    const struct param_row *row = scenario->model->params->rows;
    for (; row->name; row++) {
        if (row->space && !param_may_be_absent(row) && !yaml_find(scenario->tree, row->name)) return true;
        for (const struct fault *fault = row->space ? known->first : NULL; fault; fault = fault->next)
            if (fault->severity == FAULT_ERROR && fault->path && strcmp(fault->path, row->name) == 0) return true;
    }
    return false;
}

/* Does the text name the thing: `crisis`, or `blocked_crisis`? */
static bool names(const char *text, const char *thing, size_t length)
{
    for (const char *at = text; length > 0 && (at = strstr(at, thing)); at++)
        if (at > text && strchr("`_", at[-1]) && at[length] == '`') return true;
    return false;
}

/* What the earlier fault is about, the second key of its path or the name nobody knew, and the later one speaks of. */
static bool misses(const struct fault *fault, const struct fault *earlier, struct arena *arena)
{
    const char *dot = earlier->path ? strchr(earlier->path, '.') : NULL;
    const bool name = strcmp(earlier->id, "unknown-key") == 0 || strcmp(earlier->id, "unknown-name") == 0;
    const char *word = name ? strchr(earlier->message, '`') : NULL;
    const size_t thing = dot ? strcspn(dot + 1, ".[") : 0, length = word ? strcspn(word + 1, "`") : 0;
    return (dot && names(fault->message, arena_copy(arena, dot + 1, thing), thing)) || (word && names(fault->message, arena_copy(arena, word + 1, length), length));
}

/* Of a part of the file that is not there, while a key that went may have been meant for it. */
static bool of_lost_part(const struct fault *fault, const struct fault *earlier, const struct scenario *scenario)
{
    char key[256];
    const bool lost = strcmp(earlier->id, "unknown-key") == 0 && earlier->path && !*earlier->path;
    return lost && fault->path && param_next_key(fault->path, key, sizeof key) && !yaml_find(scenario->tree, key);
}

/* Names were all looked up in the first place: later ones are missing because something was mended. */
static bool follows(const struct scenario *scenario, const struct fault *fault, const struct chain *chain, int round, struct arena *arena)
{
    if (strcmp(fault->id, "unknown-name") == 0 && !chain->planned[round]) return true;
    for (int i = 0; i < round; i++)
        for (const struct fault *earlier = chain->found[i].first; earlier; earlier = earlier->next)
            if (earlier->severity == FAULT_ERROR &&
                (touches(fault->path, earlier->path) || misses(fault, earlier, arena) || of_lost_part(fault, earlier, scenario)))
                return true;
    return false;
}

static bool same(const struct fault *a, const struct fault *b)
{
    return a->place.line == b->place.line && a->place.column == b->place.column && strcmp(a->place.source->name, b->place.source->name) == 0 &&
           strcmp(a->id, b->id) == 0 && strcmp(a->message, b->message) == 0;
}

static bool is_in(const struct fault *fault, const struct chain *chain)
{
    for (int i = 1; i < ROUNDS; i++)
        for (const struct fault *other = chain->found[i].first; other; other = other->next)
            if (other->place.source && same(fault, other)) return true;
    return false;
}

/* What stands in place of a value has no place: nothing is said of it. */
void scenario_rest(const struct scenario *scenario, struct arena *arena, struct faults *faults)
{
    struct chain *one = ARENA_NEW(arena, struct chain), *other = ARENA_NEW(arena, struct chain);
    const struct fault **told = ARENA_ARRAY(arena, const struct fault *, ROUNDS * MOST);
    int n = 0;
    if (hopeless(scenario, faults)) return;
    follow(scenario, 0, arena, faults, one);
    follow(scenario, 1, arena, faults, other);
    for (int round = 1; round < ROUNDS; round++)
        for (const struct fault *fault = one->made[round] ? NULL : one->found[round].first; fault && n < ROUNDS * MOST; fault = fault->next)
            if (fault->severity == FAULT_ERROR && fault->place.source && is_in(fault, other) && !follows(scenario, fault, one, round, arena)) told[n++] = fault;
    for (int i = 0; i < n; i++) {
        struct fault *fault = faults_error(faults, told[i]->place, told[i]->id, told[i]->path, "%s", told[i]->message);
        if (told[i]->help) faults_help(faults, fault, "%s", told[i]->help);
    }
}
