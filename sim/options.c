#include "sim/options.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/options_private.h"
#include "sim/param.h"

/* ---- words ---- */

enum verb options_verb(const char *name)
{
    for (int v = VERB_NONE + 1; v < VERBS; v++)
        if (strcmp(name, options_verbs[v].name) == 0) return (enum verb)v;
    return VERB_NONE;
}

const char *options_verb_name(enum verb verb) { return options_verbs[verb].name; }

status options_no_verb(const char *name)
{
    const char *words[VERBS];
    for (int v = VERB_NONE + 1; v < VERBS; v++) words[v - 1] = options_verbs[v].name;
    const char *near = param_nearest(name, words, VERBS - 1);
    if (near) return status_fail(STATUS_USAGE, "usage-verb", "there is no verb '%s'; did you mean '%s'?", name, near);
    return status_fail(STATUS_USAGE, "usage-verb", "there is no verb '%s'; `doorstroom help` lists them", name);
}

static const struct option_row *row_named(const char *name)
{
    for (int i = 0; options_rows[i].name; i++)
        if (strcmp(options_rows[i].name, name) == 0) return &options_rows[i];
    return NULL;
}

const char *options_word(const char *option, int32_t choice)
{
    const struct option_row *row = row_named(option);
    BUG_IF(!row || !row->words, "no option %s with words", option);
    return choice < 0 ? NULL : row->words[choice];
}

enum lang options_lang(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (int i = 0; i < 3; i++) {
        const char *value = getenv(names[i]);
        if (value && *value) return strncmp(value, "nl", 2) == 0 ? LANG_NL : LANG_EN;
    }
    return LANG_EN;
}

/* ---- one option ---- */

static status store_whole(const struct option_row *row, const char *text, int64_t *value)
{
    char *end = NULL;
    errno = 0;
    const long long number = strtoll(text, &end, 10);
    const bool whole = end != text && *end == '\0' && errno == 0 && text[0] != '+' && text[0] != ' ';
    if (!whole || number < row->least)
        return status_fail(STATUS_USAGE, "usage-value", "--%s takes a whole number of at least %lld, not '%s'", row->name,
                           (long long)row->least, text);
    *value = number;
    return status_ok();
}

static status store_duration(const struct option_row *row, const char *text, seconds *value)
{
    double length_s = 0;
    const bool read = unit_parse(text, UNIT_DURATION, &length_s) == UNIT_OK;
    if (!read || !(length_s >= 1) || length_s > 1e15)
        return status_fail(STATUS_USAGE, "usage-value", "--%s takes a time with its unit, as '30 min' or '12 h', not '%s'",
                           row->name, text);
    *value = (seconds)length_s;
    return status_ok();
}

static status store_choice(const struct option_row *row, const char *text, int32_t *value)
{
    int n = 0;
    while (row->words[n] && strcmp(row->words[n], text) != 0) n++;
    if (!row->words[n])
        return status_fail(STATUS_USAGE, "usage-value", "--%s takes %s, not '%s'", row->name, row->argument, text);
    *value = n;
    return status_ok();
}

static void store_text(struct arena *arena, const char *text, const char ***list)
{
    int n = 0;
    while (*list && (*list)[n]) n++;
    const char **longer = ARENA_ARRAY(arena, const char *, n + 2);
    for (int i = 0; i < n; i++) longer[i] = (*list)[i];
    longer[n] = text;
    *list = longer;
}

static status store(const struct option_row *row, char *text, struct arena *arena, struct options *options)
{
    void *field = (char *)options + row->offset;
    switch (row->kind) {
    case OPTION_FLAG:
        *(bool *)field = true;
        return status_ok();
    case OPTION_TEXT:
        *(const char **)field = text;
        return status_ok();
    case OPTION_TEXTS:
        store_text(arena, text, field);
        return status_ok();
    case OPTION_WHOLE:
        return store_whole(row, text, field);
    case OPTION_DURATION:
        return store_duration(row, text, field);
    case OPTION_CHOICE:
        return store_choice(row, text, field);
    }
    return status_ok();
}

/* ---- the line ---- */

enum { LONG_BASE = 256 }; /* values of long options in getopt's answer start here */

struct getopt_tables {
    struct option longs[OPTIONS_MOST + 1];
    char shorts[3 * OPTIONS_MOST + 3];
};

static void make_tables(struct getopt_tables *tables, enum verb verb)
{
    int n = 0;
    char *letters = tables->shorts;
    if (verb == VERB_NONE) *letters++ = '+'; /* stop at the verb */
    *letters++ = ':';                        /* tell a missing argument from an unknown option */
    for (int i = 0; options_rows[i].name; i++) {
        if (!options_belongs(&options_rows[i], verb)) continue;
        const bool takes = options_rows[i].kind != OPTION_FLAG;
        tables->longs[n++] = (struct option){options_rows[i].name, takes ? required_argument : no_argument, NULL, LONG_BASE + i};
        if (!options_rows[i].letter) continue;
        *letters++ = options_rows[i].letter;
        if (takes) *letters++ = ':';
    }
    tables->longs[n] = (struct option){0};
    *letters = '\0';
}

static const struct option_row *row_of(int answer)
{
    if (answer >= LONG_BASE) return &options_rows[answer - LONG_BASE];
    for (int i = 0; options_rows[i].name; i++)
        if (options_rows[i].letter && options_rows[i].letter == answer) return &options_rows[i];
    return NULL;
}

/* The word of the line that getopt refused: behind optind - 1, or inside it for a letter. */
static status unknown_option(const char *word, enum verb verb)
{
    char name[64];
    snprintf(name, sizeof name, "%s", word + strspn(word, "-"));
    name[strcspn(name, "=")] = '\0';
    const char *words[OPTIONS_MOST];
    int n = 0;
    for (int i = 0; options_rows[i].name; i++)
        if (options_belongs(&options_rows[i], verb)) words[n++] = options_rows[i].name;
    const struct option_row *elsewhere = row_named(name);
    const char *near = word[1] == '-' ? param_nearest(name, words, n) : NULL;
    const char *where = verb == VERB_NONE ? "before the verb" : options_verbs[verb].name;
    if (elsewhere && options_belongs(elsewhere, verb)) return status_fail(STATUS_USAGE, "usage-option", "--%s takes no value", name);
    if (elsewhere) return status_fail(STATUS_USAGE, "usage-option", "--%s is not an option of `%s`", name, where);
    if (near)
        return status_fail(STATUS_USAGE, "usage-option", "`%s` has no option '%s'; did you mean '--%s'?", where, word, near);
    return status_fail(STATUS_USAGE, "usage-option", "`%s` has no option '%s'", where, word);
}

static status refused(int answer, char **argv, enum verb verb)
{
    if (answer == ':' && optopt)
        return status_fail(STATUS_USAGE, "usage-value", "--%s needs a value: %s", row_of(optopt)->name, row_of(optopt)->argument);
    const char letter[] = {'-', (char)optopt, '\0'};
    const bool is_letter = optopt > 0 && optopt < LONG_BASE;
    return unknown_option(is_letter ? letter : argv[optind - 1], verb);
}

/* Reads options from argv[1] on (argv[0] is skipped); *next is the first word that is none. */
static status read_options(int argc, char **argv, enum verb verb, struct arena *arena, struct options *options, int *next)
{
    struct getopt_tables tables;
    make_tables(&tables, verb);
    opterr = 0;
    optind = 0; /* start anew: the GNU way */
    for (;;) {
        const int answer = getopt_long(argc, argv, tables.shorts, tables.longs, NULL);
        if (answer == -1) break;
        if (answer == '?' || answer == ':') return refused(answer, argv, verb);
        const struct option_row *row = row_of(answer);
        TRY(store(row, optarg, arena, options));
        options->lang_given |= row->offset == offsetof(struct options, lang);
    }
    *next = optind;
    return status_ok();
}

static status check_needed(const struct options *options, const struct verb_row *verb)
{
    const bool wants_out = options->verb == VERB_RUN || options->verb == VERB_MERGE || options->verb == VERB_MISSING;
    if (wants_out && (!options->out || !*options->out))
        return status_fail(STATUS_USAGE, "usage-output", "say where the results go: doorstroom %s %s", verb->name, verb->files);
    if (options->verb == VERB_EXPORT && !options->csv)
        return status_fail(STATUS_USAGE, "usage-output", "say which folder: doorstroom %s %s", verb->name, verb->files);
    if (options->verb == VERB_TRACE && options->replication < 0)
        return status_fail(STATUS_USAGE, "usage-replication", "say which replication: doorstroom %s %s", verb->name, verb->files);
    return status_ok();
}

static bool is_standard(const char *path) { return path && strcmp(path, "-") == 0; }

static status check_together(const struct options *options)
{
    if (options->observed && (options->measures || options->by))
        return status_fail(STATUS_USAGE, "usage-option", "--observed shows every observed figure; leave --measure and --by out");
    if (is_standard(options->csv) + is_standard(options->draws) + options->json > 1)
        return status_fail(STATUS_USAGE, "usage-output", "only one thing can go to standard output");
    if (options->man && options->n_files)
        return status_fail(STATUS_USAGE, "usage-files", "--man is about all verbs; leave '%s' out", options->files[0]);
    return status_ok();
}

static status check_files(const struct options *options)
{
    const struct verb_row *verb = &options_verbs[options->verb];
    const int32_t n = options->n_files;
    if (n < verb->least) return status_fail(STATUS_USAGE, "usage-files", "write: doorstroom %s %s", verb->name, verb->files);
    if (n > verb->most)
        return status_fail(STATUS_USAGE, "usage-files", "`%s` does not know what to do with '%s'; write: doorstroom %s %s",
                           verb->name, options->files[verb->most], verb->name, verb->files);
    TRY(check_together(options));
    return check_needed(options, verb);
}

static const char *joined(int argc, char **argv, struct arena *arena)
{
    const char *line = argc > 0 ? "doorstroom" : "";
    for (int i = 1; i < argc; i++) line = arena_format(arena, "%s %s", line, argv[i]);
    return line;
}

status options_read(int argc, char **argv, struct arena *arena, struct options *options)
{
    *options = (struct options){.lang = (int32_t)options_lang(), .replications = -1, .most_replications = -1, .n_draws = -1, .n_shards = -1, .seed = -1, .threads = -1, .nodes = -1, .cores = -1, .table = -1, .view = -1,
                                .model = -1, .engine = -1, .replication = -1, .household = -1};
    options->command = joined(argc, argv, arena);
    int next = 0;
    TRY(read_options(argc, argv, VERB_NONE, arena, options, &next));
    if (options->help || options->version) return status_ok();
    if (next >= argc) return status_ok();
    const enum verb verb = options_verb(argv[next]);
    if (verb == VERB_NONE) return options_no_verb(argv[next]);
    options->verb = (int32_t)verb;
    argc -= next;
    argv += next;
    TRY(read_options(argc, argv, verb, arena, options, &next));
    options->n_files = argc - next;
    options->files = ARENA_ARRAY(arena, const char *, options->n_files + 1);
    for (int i = next; i < argc; i++) options->files[i - next] = argv[i];
    if (options->help || options->version) return status_ok();
    return check_files(options);
}
