#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "sim/options.h"

enum { MOST = 40 };

/* Reads one line, split at blanks; `_` stands for a blank inside a word. What was read lives in the arena. */
static status reading(const char *line, struct arena *arena, struct options *options)
{
    char copy[400], *argv[MOST] = {0};
    int argc = 0;
    snprintf(copy, sizeof copy, "%s", line);
    arena_init(arena);
    for (char *word = strtok(copy, " "); word; word = strtok(NULL, " ")) {
        char *kept = arena_text(arena, word);
        for (char *c = kept; *c; c++)
            if (*c == '_') *c = ' ';
        argv[argc++] = kept;
    }
    return options_read(argc, argv, arena, options);
}

static void good(const char *line, struct arena *arena, struct options *options)
{
    const status read = reading(line, arena, options);
    cr_assert_eq(read.code, STATUS_OK, "%s: %s", line, read.text);
}

static void bad(const char *line, const char *id, const char *words)
{
    struct arena arena;
    struct options options;
    const status read = reading(line, &arena, &options);
    cr_assert_eq(read.code, STATUS_USAGE, "%s was taken", line);
    cr_assert_str_eq(read.id, id, "%s: %s", line, read.id);
    cr_assert(strstr(read.text, words), "%s: '%s' does not say '%s'", line, read.text, words);
    arena_free(&arena);
}

Test(options, a_run_with_everything)
{
    struct arena arena;
    struct options o;
    good("doorstroom run a.yaml --replications 20 b.yaml -o out.h5 --seed=0 --threads 2 --engine native --set a.b=3_d --set c=1 "
         "--max-run-time 30_min --reproducible --replace --quiet --progress never --json --lang nl",
         &arena, &o);
    cr_assert_eq(o.verb, VERB_RUN);
    cr_assert_eq(o.n_files, 2);
    cr_assert_str_eq(o.files[0], "a.yaml");
    cr_assert_str_eq(o.files[1], "b.yaml");
    cr_assert_str_eq(o.out, "out.h5");
    cr_assert_eq(o.replications, 20);
    cr_assert_eq(o.seed, 0);
    cr_assert_eq(o.threads, 2);
    cr_assert_str_eq(options_word("engine", o.engine), "native");
    cr_assert_str_eq(o.sets[0], "a.b=3 d");
    cr_assert_str_eq(o.sets[1], "c=1");
    cr_assert_null(o.sets[2]);
    cr_assert_eq(o.max_run_time_s, 1800);
    cr_assert(o.reproducible && o.replace && o.quiet && o.json);
    cr_assert_eq(o.progress, SHOWN_NEVER);
    cr_assert_eq(o.lang, LANG_NL);
    cr_assert(o.lang_given);
    arena_free(&arena);
}

Test(options, observed_figures_are_shown_alone)
{
    struct arena arena;
    struct options o;
    good("doorstroom show out.h5 --observed --json", &arena, &o);
    cr_assert(o.observed && o.json);
    arena_free(&arena);
    bad("doorstroom show out.h5 --observed --by region", "usage-option", "leave --measure and --by out");
    bad("doorstroom show out.h5 --measure arrivals --observed", "usage-option", "--observed shows every observed figure");
    bad("doorstroom run a.yaml -o out.h5 --observed", "usage-option", "not an option of `run`");
}

Test(options, one_world_is_traced)
{
    struct arena arena;
    struct options o;
    good("doorstroom trace a.yaml b.yaml --replication 3 --household 12 --scenario b[1] --seed 4 --set c=1 --csv l.csv --draws - --replace",
         &arena, &o);
    cr_assert(o.verb == VERB_TRACE && o.replication == 3 && o.household == 12 && o.seed == 4 && o.replace && o.n_files == 2);
    cr_assert_str_eq(o.scenario, "b[1]");
    cr_assert_str_eq(o.csv, "l.csv");
    cr_assert_str_eq(o.draws, "-");
    arena_free(&arena);
    good("doorstroom trace a.yaml --replication 1", &arena, &o);
    cr_assert(o.household == -1 && !o.csv && !o.draws && !o.scenario);
    arena_free(&arena);
    bad("doorstroom trace a.yaml", "usage-replication", "--replication K");
    bad("doorstroom trace --replication 1", "usage-files", "A.yaml");
    bad("doorstroom trace a.yaml --replication 0", "usage-value", "at least 1");
    bad("doorstroom trace a.yaml --replication 1 --household 0", "usage-value", "at least 1");
    bad("doorstroom trace a.yaml --replication 1 --csv - --draws -", "usage-output", "only one thing");
    bad("doorstroom trace a.yaml --replications 1", "usage-option", "not an option of `trace`");
    bad("doorstroom check a.yaml --household 1", "usage-option", "not an option of `check`");
}

Test(options, what_is_not_given_says_so)
{
    struct arena arena;
    struct options o;
    good("doorstroom run a.yaml -oout.h5", &arena, &o);
    cr_assert_str_eq(o.out, "out.h5");
    cr_assert_eq(o.replications, -1);
    cr_assert_eq(o.seed, -1);
    cr_assert_eq(o.threads, -1);
    cr_assert_eq(o.engine, -1);
    cr_assert_null(options_word("engine", o.engine));
    cr_assert_null(o.sets);
    cr_assert_eq(o.max_run_time_s, 0);
    cr_assert(!o.json && !o.quiet && !o.lang_given);
    cr_assert_eq(o.progress, SHOWN_AUTO);
    cr_assert_str_eq(o.command, "doorstroom run a.yaml -oout.h5");
    arena_free(&arena);
}

Test(options, general_options_stand_on_either_side_of_the_verb)
{
    struct arena arena;
    struct options o;
    good("doorstroom --lang nl show x.h5", &arena, &o);
    cr_assert_eq(o.lang, LANG_NL);
    arena_free(&arena);
    good("doorstroom show x.h5 --color always", &arena, &o);
    cr_assert_eq(o.color, SHOWN_ALWAYS);
    arena_free(&arena);
    good("doorstroom --help", &arena, &o);
    cr_assert(o.help && o.verb == VERB_NONE);
    arena_free(&arena);
    good("doorstroom run --help", &arena, &o);
    cr_assert(o.help && o.verb == VERB_RUN);
    arena_free(&arena);
    good("doorstroom --version", &arena, &o);
    cr_assert(o.version);
    arena_free(&arena);
    good("doorstroom", &arena, &o);
    cr_assert_eq(o.verb, VERB_NONE);
    arena_free(&arena);
}

Test(options, files_that_look_like_options_come_behind_two_dashes)
{
    struct arena arena;
    struct options o;
    good("doorstroom check -- --odd.yaml -x", &arena, &o);
    cr_assert_eq(o.n_files, 2);
    cr_assert_str_eq(o.files[0], "--odd.yaml");
    arena_free(&arena);
    good("doorstroom check -", &arena, &o);
    cr_assert_str_eq(o.files[0], "-");
    arena_free(&arena);
}

Test(options, every_mistake_is_said_with_its_remedy)
{
    bad("doorstroom shwo x.h5", "usage-verb", "did you mean 'show'");
    bad("doorstroom zzzzzz", "usage-verb", "doorstroom help");
    bad("doorstroom run a.yaml -o x --replicatoins 3", "usage-option", "did you mean '--replications'");
    bad("doorstroom --tabel places check a.yaml", "usage-option", "before the verb");
    bad("doorstroom show x.h5 --replications 3", "usage-option", "--replications is not an option of `show`");
    bad("doorstroom show x.h5 -z", "usage-option", "-z");
    bad("doorstroom run a.yaml -o x --quiet=3", "usage-option", "takes no value");
    bad("doorstroom run a.yaml -o", "usage-value", "needs a value: OUT.h5");
    bad("doorstroom run a.yaml -o x --seed", "usage-value", "needs a value: N");
    bad("doorstroom run a.yaml -o x --replications 0", "usage-value", "at least 1");
    bad("doorstroom run a.yaml -o x --replications 3.5", "usage-value", "'3.5'");
    bad("doorstroom run a.yaml -o x --replications 99999999999999999999", "usage-value", "whole number");
    bad("doorstroom run a.yaml -o x --seed -1", "usage-value", "at least 0");
    bad("doorstroom run a.yaml -o x --max-run-time 30", "usage-value", "with its unit");
    bad("doorstroom run a.yaml -o x --max-run-time 0_s", "usage-value", "with its unit");
    bad("doorstroom run a.yaml -o x --engine sailing", "usage-value", "--engine takes native");
    bad("doorstroom check a.yaml --table place", "usage-value", "stays|onward|places|money");
    bad("doorstroom check", "usage-files", "doorstroom check FILE.yaml");
    bad("doorstroom diff a.yaml", "usage-files", "A.yaml B.yaml");
    bad("doorstroom diff a.yaml b.yaml c.yaml", "usage-files", "'c.yaml'");
    bad("doorstroom demo extra", "usage-files", "'extra'");
    bad("doorstroom run a.yaml", "usage-output", "-o OUT.h5");
}

/* After a fault the language and the verb are known, so that it can be said where help is. */
Test(options, a_fault_leaves_what_was_understood)
{
    struct arena arena;
    struct options o;
    const status read = reading("doorstroom --lang nl show x.h5 --nonsense", &arena, &o);
    cr_assert_eq(read.code, STATUS_USAGE);
    cr_assert_eq(o.lang, LANG_NL);
    cr_assert_eq(o.verb, VERB_SHOW);
    arena_free(&arena);
}

Test(options, language_of_the_locale)
{
    unsetenv("LC_MESSAGES");
    unsetenv("LC_ALL");
    setenv("LANG", "nl_NL.UTF-8", 1);
    cr_assert_eq(options_lang(), LANG_NL);
    setenv("LC_MESSAGES", "en_GB.UTF-8", 1);
    cr_assert_eq(options_lang(), LANG_EN);
    setenv("LC_ALL", "nl_BE.UTF-8", 1);
    cr_assert_eq(options_lang(), LANG_NL);
}

static char *help_of(enum verb verb, enum lang lang)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    options_help(verb, lang, out);
    fclose(out);
    return text;
}

static char *written(bool man, const char *shell, enum lang lang)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    if (man) options_man(lang, out);
    else cr_assert(options_completion(shell, lang, out), "%s", shell);
    fclose(out);
    return text;
}

/* What is made from the tables names everything in them. */
Test(options, every_verb_in_completion_and_manual)
{
    char *texts[] = {written(false, "bash", LANG_EN), written(false, "zsh", LANG_EN), written(false, "zsh", LANG_NL),
                     written(true, NULL, LANG_EN), written(true, NULL, LANG_NL)};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        for (int v = VERB_NONE + 1; v < VERBS; v++) cr_expect(strstr(texts[i], options_verb_name((enum verb)v)), "%zu", i);
        cr_expect(strstr(texts[i], "household") && strstr(texts[i], "replications") && !strstr(texts[i], "(null)"), "%zu", i);
    }
    cr_expect(strstr(texts[0], "trace:--household") && strstr(texts[0], "_doorstroom_words 'bash zsh'"));
    cr_expect(strstr(texts[1], "'--household=[Only this household.]") && strstr(texts[2], "[Alleen dit huishouden.]"));
    cr_expect(strstr(texts[3], ".SS doorstroom trace A.yaml") && strstr(texts[4], ".SH OPDRACHTEN"));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) free(texts[i]);
    cr_assert_not(options_completion("fish", LANG_EN, stderr));
    bad("doorstroom help --man run", "usage-files", "leave 'run' out");
    bad("doorstroom completion", "usage-files", "bash|zsh");
    bad("doorstroom export r.h5", "usage-output", "--csv DIR");
    bad("doorstroom export r.h5 --csv d --by region", "usage-option", "not an option of `export`");
    bad("doorstroom init", "usage-files", "NEW.yaml");
    bad("doorstroom init a.yaml b.yaml", "usage-files", "'b.yaml'");
}

/* Every verb has help in both languages, names itself, and shows only options that it takes. */
Test(options, help_of_every_verb)
{
    for (int v = VERB_NONE + 1; v < VERBS; v++) {
        const char *name = options_verb_name((enum verb)v);
        cr_assert_eq(options_verb(name), (enum verb)v);
        char *en = help_of((enum verb)v, LANG_EN), *nl = help_of((enum verb)v, LANG_NL);
        cr_assert(strstr(en, "Usage: doorstroom ") && strstr(en, name) && strstr(en, "--lang"), "%s", name);
        cr_assert(strstr(nl, "Gebruik: doorstroom ") && strcmp(en, nl) != 0, "%s", name);
        cr_assert_eq(strstr(en, "--replications") != NULL, v == VERB_RUN || v == VERB_MERGE || v == VERB_MISSING || v == VERB_PLAN_CLUSTER || v == VERB_DEMO, "%s", name);
        free(en);
        free(nl);
    }
    char *all = help_of(VERB_NONE, LANG_EN);
    for (int v = VERB_NONE + 1; v < VERBS; v++) cr_assert(strstr(all, options_verb_name((enum verb)v)));
    free(all);
}
