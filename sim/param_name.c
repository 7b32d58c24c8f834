/* Names: those a map defines, those that refer to them, and the word that was probably meant. */
#include <ctype.h>
#include <string.h>

#include "sim/param_read.h"

#define MOST_LETTERS 63
#define MOST_TOLD    12
#define MOST_HINTS   100 /* faults beyond these are not shown, so nothing is searched for them */

/* ---- the nearest word ---- */

static int least(int a, int b, int c)
{
    const int ab = a < b ? a : b;
    return ab < c ? ab : c;
}

static bool alike(char a, char b) { return tolower((unsigned char)a) == tolower((unsigned char)b); }

/* Letters to add, drop, change or swap with their neighbour to make `a` of `b`; `most` + 1 when it is more than that. */
static int edits(const char *a, int length_a, const char *b, int length_b, int most)
{
    int rows[3][MOST_LETTERS + 1], *before = rows[0], *above = rows[1], *row = rows[2];
    for (int j = 0; j <= length_b; j++) above[j] = j;
    for (int i = 1; i <= length_a; i++) {
        int best = row[0] = i;
        for (int j = 1; j <= length_b; j++) {
            row[j] = least(above[j] + 1, row[j - 1] + 1, above[j - 1] + !alike(a[i - 1], b[j - 1]));
            const bool swapped = i > 1 && j > 1 && alike(a[i - 1], b[j - 2]) && alike(a[i - 2], b[j - 1]);
            if (swapped && before[j - 2] + 1 < row[j]) row[j] = before[j - 2] + 1;
            if (row[j] < best) best = row[j];
        }
        if (best > most) return most + 1;
        int *const oldest = before;
        before = above;
        above = row;
        row = oldest;
    }
    return above[length_b];
}

const char *param_nearest(const char *word, const char *const *words, int n)
{
    const size_t length = strlen(word);
    if (length > MOST_LETTERS) return NULL;
    const char *nearest = NULL;
    int most = length < 3 ? 1 : length < 6 ? 2 : (int)length / 3;
    for (int i = 0; i < n && most >= 0; i++) {
        const size_t other = strlen(words[i]);
        const size_t differ = other > length ? other - length : length - other;
        if (other > MOST_LETTERS || differ > (size_t)most) continue;
        const int distance = edits(word, (int)length, words[i], (int)other, most);
        if (distance > most || (size_t)distance >= (other > length ? other : length)) continue;
        nearest = words[i];
        most = distance - 1;
    }
    return nearest;
}

bool param_did_you_mean(struct param_reader *reader, struct fault *fault, const char *word, const char *const *words, int n)
{
    if (reader->faults->errors > MOST_HINTS) return false;
    const char *nearest = param_nearest(word, words, n);
    if (nearest) faults_help(reader->faults, fault, "did you mean `%s`?", nearest);
    return nearest != NULL;
}

bool param_did_you_mean_row(struct param_reader *reader, struct fault *fault, const char *word, const struct param_table *table)
{
    const char *words[256];
    int n = 0;
    for (const struct param_row *row = table->rows; row->name && n < 256; row++)
        if (!(row->flags & PARAM_OPEN)) words[n++] = row->name;
    return param_did_you_mean(reader, fault, word, words, n);
}

/* Of the whole file, or of one of its records. */
static bool tell_where(struct param_reader *reader, struct fault *fault, const char *key, const struct param_table *table)
{
    const struct param_table *root = reader->root;
    if (!root || !key) return false;
    if (table != root && param_find_row(root, key))
        return faults_help(reader->faults, fault, "`%s` stands by itself, at the left margin", key), true;
    for (const struct param_row *row = root->rows; row->name; row++) {
        if (row->kind != PARAM_RECORD || row->table == table || !param_find_row(row->table, key)) continue;
        return faults_help(reader->faults, fault, "`%s` stands in `%s`: write `%s: {%s: ...}`", key, row->name, row->name, key), true;
    }
    return false;
}

void param_tell_keys(struct param_reader *reader, struct fault *fault, const char *key, const struct param_table *table)
{
    if (tell_where(reader, fault, key, table)) return;
    const char *list = "";
    for (const struct param_row *row = table->rows; row->name; row++)
        if (!(row->flags & PARAM_OPEN)) list = arena_format(reader->arena, "%s%s%s", list, *list ? ", " : "", row->name);
    faults_help(reader->faults, fault, "its keys are %s", list);
}

/* ---- spaces ---- */

static struct param_space *find_space(struct param_space *space, const char *name, size_t length)
{
    while (space && (strlen(space->name) != length || strncmp(space->name, name, length) != 0)) space = space->next;
    return space;
}

/* A name must be a step of a path and must not read as something else. */
static bool good_name(const char *name)
{
    static const char *const reserved[] = {"rest", "none", "unlimited", "table", "others", "~"};
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (strcmp(name, reserved[i]) == 0) return false;
    for (; *name; name++)
        if (!isalnum((unsigned char)*name) && !strchr("_-", *name) && (unsigned char)*name < 0x80) return false;
    return true;
}

void param_define(struct param_reader *reader, const struct param_row *row, const struct items *items,
                  const struct param_path *path)
{
    const char *name = row->space + 1;
    BUG_IF(find_space(reader->spaces, name, strlen(name)) != NULL, "the space %s is defined twice", name);
    struct param_space *space = ARENA_NEW(reader->arena, struct param_space);
    *space = (struct param_space){.name = name, .next = reader->spaces};
    reader->spaces = space;
    for (int32_t i = 0; i < items->n; i++) {
        yaml_keys_add(&space->names, items->key[i], reader->arena);
        if (good_name(items->key[i])) continue;
        faults_help(
            reader->faults,
            PARAM_FAULT(reader, items->place[i], "bad-name", path, "`%s` cannot be the name of a %s", items->key[i], name),
            "a name has letters, digits, `_` and `-`, and is none of rest, others, none, unlimited, table");
    }
}

/* ---- references ---- */

void param_refer(struct param_reader *reader, const struct param_row *row, struct name *name, const char *text,
                 struct place place, const struct param_path *path)
{
    *name = (struct name){.text = text, .place = place, .id = -1};
    if (!param_refers(row)) return;
    struct param_reference *reference = ARENA_NEW(reader->arena, struct param_reference);
    *reference = (struct param_reference){.name = name, .row = row, .path = param_path_text(reader, path)};
    *reader->last_reference = reference;
    reader->last_reference = &reference->next;
}

/* One alternative of `stage|exit|=again`; behind: written `~pool`, it counts only where none before it fits. */
struct alternative {
    const char *text;
    size_t length;
    bool literal, behind;
};

static const char *next_alternative(const char *at, struct alternative *alternative)
{
    if (!*at) return NULL;
    const bool literal = *at == '=', behind = *at == '~';
    at += literal || behind;
    const size_t length = strcspn(at, "|");
    *alternative = (struct alternative){at, length, literal, behind};
    return at + length + (at[length] == '|');
}

/* The number of spaces in which the name is found; the first counts. One that could not be read has had its fault: *blind then.
 */
static int look_up(struct param_reader *reader, const struct param_reference *reference, const char *found[2], bool *blind)
{
    struct name *name = reference->name;
    struct alternative each;
    int32_t position = 0, literals = 0;
    int n = 0;
    for (const char *at = reference->row->space; (at = next_alternative(at, &each)); position++) {
        int32_t id = -1;
        const struct param_space *space = each.literal ? NULL : find_space(reader->spaces, each.text, each.length);
        *blind |= !each.literal && !space;
        if (each.literal && strlen(name->text) == each.length && strncmp(name->text, each.text, each.length) == 0) id = literals;
        if (space) id = yaml_keys_find(&space->names, name->text);
        literals += each.literal;
        if (id < 0 || (each.behind && n > 0)) continue;
        if (n < 2) found[n] = space ? space->name : "word of the language";
        if (n++ > 0) continue;
        name->space = position;
        name->id = id;
    }
    return n;
}

static const char *article(const char *word) { return strchr("aeiou", *word) ? "an" : "a"; }

/* Few names are all told. */
static void tell_names(struct param_reader *reader, const struct param_reference *reference, struct fault *fault)
{
    struct alternative each;
    const char *list = "";
    bool defined = false;
    int n = 0;
    for (const char *at = reference->row->space; (at = next_alternative(at, &each));) {
        const struct param_space *space = each.literal ? NULL : find_space(reader->spaces, each.text, each.length);
        defined |= !each.literal;
        if (each.literal && n < MOST_TOLD) list = arena_format(reader->arena, "%s%s`%.*s`", list, n++ ? ", " : "", (int)each.length, each.text);
        for (int32_t i = 0; space && i < space->names.n && n < MOST_TOLD; i++, n++)
            list = arena_format(reader->arena, "%s%s`%s`", list, n ? ", " : "", space->names.word[i]);
    }
    if (n > 0)
        faults_help(reader->faults, fault, "%swrite one of %s%s", defined ? faults_say(reader->faults, "define it, or ") : "", list, n < MOST_TOLD ? "" : ", ...");
    else
        faults_help(reader->faults, fault, "define it: there is none of this kind yet");
}

static void say_unknown(struct param_reader *reader, const struct param_reference *reference)
{
    const struct name *name = reference->name;
    struct alternative each;
    char kinds[256] = "";
    const char *words[64 + 1];
    int n = 0;
    for (const char *at = reference->row->space; (at = next_alternative(at, &each));) {
        const char *between = !*kinds ? "" : *at ? ", " : faults_say(reader->faults, " or "), *quote = each.literal ? "`" : "";
        snprintf(kinds + strlen(kinds), sizeof kinds - strlen(kinds), "%s%s%.*s%s", between, quote, (int)each.length, each.text,
                 quote);
        if (each.literal && n < 64) words[n++] = arena_copy(reader->arena, each.text, each.length);
    }
    struct fault *fault =
        faults_error(reader->faults, name->place, "unknown-name", reference->path, "`%s` is no %s", name->text, kinds);
    if (param_did_you_mean(reader, fault, name->text, words, n)) return;
    for (const struct param_space *space = reader->spaces; space; space = space->next) {
        for (const char *at = reference->row->space; (at = next_alternative(at, &each));)
            if (!each.literal && find_space(reader->spaces, each.text, each.length) == space &&
                param_did_you_mean(reader, fault, name->text, space->names.word, space->names.n))
                return;
    }
    tell_names(reader, reference, fault);
}

void param_resolve(struct param_reader *reader)
{
    for (const struct param_reference *reference = reader->references; reference; reference = reference->next) {
        const char *found[2];
        bool blind = false;
        const int n = look_up(reader, reference, found, &blind);
        BUG_IF(blind && reader->faults->errors == 0, "no map defines %s", reference->row->space);
        if (n == 0 && !blind) say_unknown(reader, reference);
        if (n < 2) continue;
        faults_help(reader->faults,
                    faults_error(reader->faults, reference->name->place, "ambiguous-name", reference->path,
                                 "`%s` is %s %s and %s %s", reference->name->text, faults_say(reader->faults, article(found[0])),
                                 faults_say(reader->faults, found[0]), faults_say(reader->faults, article(found[1])), faults_say(reader->faults, found[1])),
                    "give one of them another name");
    }
}
