/* Completion for shells, from the tables: what may stand in a place is read from the words by which help names it. */
#include <string.h>

#include "sim/options_private.h"

enum takes { TAKES_NOTHING, TAKES_WORDS, TAKES_VERBS, TAKES_YAML, TAKES_RESULT, TAKES_FILE, TAKES_FOLDER };

/* `bash|zsh`, `[VERB]`, `BASE.yaml [OTHER.yaml ...] -o OUT.h5`, `OUT.csv`, `DIR`. */
static enum takes takes_of(const char *words)
{
    if (!words) return TAKES_NOTHING;
    if (strstr(words, ".yaml")) return TAKES_YAML;
    if (strstr(words, ".h5")) return TAKES_RESULT;
    if (strstr(words, "VERB")) return TAKES_VERBS;
    if (strstr(words, "DIR")) return TAKES_FOLDER;
    if (strchr(words, '.') && !strstr(words, "...")) return TAKES_FILE;
    return strchr(words, '|') ? TAKES_WORDS : TAKES_NOTHING;
}

/* A choice takes its words, also when there is but one. */
static enum takes option_takes(const struct option_row *row) { return row->words ? TAKES_WORDS : takes_of(row->argument); }

static void put_words(const char *words, FILE *out)
{
    for (; *words; words++) fputc(*words == '|' ? ' ' : *words, out);
}

static void put_verbs(FILE *out)
{
    for (int v = VERB_NONE + 1; v < VERBS; v++) fprintf(out, "%s%s", v > VERB_NONE + 1 ? " " : "", options_verbs[v].name);
}

/* ---- bash ---- */

static void bash_takes(enum takes takes, const char *words, FILE *out)
{
    switch (takes) {
    case TAKES_NOTHING: fputs(":", out); break;
    case TAKES_WORDS: fputs("_doorstroom_words '", out), put_words(words, out), fputs("'", out); break;
    case TAKES_VERBS: fputs("_doorstroom_words '", out), put_verbs(out), fputs("'", out); break;
    case TAKES_YAML: fputs("_doorstroom_files '!*.yaml'", out); break;
    case TAKES_RESULT: fputs("_doorstroom_files '!*.h5'", out); break;
    case TAKES_FILE: fputs("_doorstroom_files ''", out); break;
    case TAKES_FOLDER: fputs("_doorstroom_files '*'", out); break;
    }
}

/* `run:--output|run:-o|merge:--output)`, `*:--lang)`. */
static void bash_pattern(const struct option_row *row, FILE *out)
{
    const char *between = "    ";
    if (row->verbs == EVERYWHERE) {
        fprintf(out, "    *:--%s)", row->name);
        return;
    }
    for (int v = VERB_NONE + 1; v < VERBS; v++) {
        if (!options_belongs(row, (enum verb)v)) continue;
        fprintf(out, "%s%s:--%s", between, options_verbs[v].name, row->name);
        between = " | ";
        if (row->letter) fprintf(out, " | %s:-%c", options_verbs[v].name, row->letter);
    }
    fputs(")", out);
}

static void bash_values(FILE *out)
{
    fputs("    case $verb:$before in\n", out);
    for (int i = 0; options_rows[i].name; i++) {
        if (options_rows[i].kind == OPTION_FLAG) continue;
        bash_pattern(&options_rows[i], out);
        fputc(' ', out);
        bash_takes(option_takes(&options_rows[i]), options_rows[i].argument, out);
        fputs("; return ;;\n", out);
    }
    fputs("    esac\n", out);
}

static void bash_options(enum verb verb, FILE *out)
{
    const char *between = "";
    fputs("_doorstroom_words '", out);
    for (int i = 0; options_rows[i].name; i++) {
        if (!options_belongs(&options_rows[i], verb)) continue;
        fprintf(out, "%s--%s", between, options_rows[i].name);
        between = " ";
    }
    fputs("'", out);
}

static void bash_verbs(FILE *out)
{
    fputs("    case $verb:$word in\n", out);
    for (int v = VERB_NONE; v < VERBS; v++) {
        fprintf(out, "    %s:-*) ", options_verbs[v].name);
        bash_options((enum verb)v, out);
        fprintf(out, " ;;\n    %s:*) ", options_verbs[v].name);
        bash_takes(v == VERB_NONE ? TAKES_VERBS : takes_of(options_verbs[v].files), options_verbs[v].files, out);
        fputs(" ;;\n", out);
    }
    fputs("    esac\n", out);
}

/* Options that may stand before the verb and take the word behind them. */
static void bash_skips(FILE *out)
{
    const char *between = "";
    for (int i = 0; options_rows[i].name; i++) {
        if (options_rows[i].verbs != EVERYWHERE || options_rows[i].kind == OPTION_FLAG) continue;
        fprintf(out, "%s--%s", between, options_rows[i].name);
        between = " | ";
    }
}

static void bash(FILE *out)
{
    fputs("# doorstroom: completion for bash. Take it up with: eval \"$(doorstroom completion bash)\"\n"
          "_doorstroom_words() {\n"
          "    COMPREPLY=($(compgen -W \"$1\" -- \"$word\"))\n"
          "}\n"
          "_doorstroom_files() {\n"
          "    local IFS=$'\\n'\n"
          "    compopt -o filenames 2>/dev/null\n"
          "    COMPREPLY=($(compgen -d -- \"$word\"; compgen -f -X \"$1\" -- \"$word\"))\n"
          "}\n"
          "_doorstroom() {\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} verb= i\n"
          "    COMPREPLY=()\n"
          "    # bash splits `--lang=nl` at the sign\n"
          "    [[ $word != = ]] || word=\n"
          "    [[ $before != = ]] || before=${COMP_WORDS[COMP_CWORD - 2]}\n"
          "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
          "        case ${COMP_WORDS[i]} in\n"
          "        ", out);
    bash_skips(out);
    fputs(")\n"
          "            [[ ${COMP_WORDS[i + 1]} != = ]] || i=$((i + 1))\n"
          "            i=$((i + 1)) ;;\n"
          "        -*) ;;\n"
          "        *)\n"
          "            verb=${COMP_WORDS[i]}\n"
          "            break ;;\n"
          "        esac\n"
          "    done\n", out);
    bash_values(out);
    bash_verbs(out);
    fputs("}\ncomplete -F _doorstroom doorstroom\n", out);
}

/* ---- zsh ---- */

/* Inside single quotes, within brackets. */
static void zsh_text(const char *text, FILE *out)
{
    for (; *text; text++) {
        if (*text == '\'') fputs("'\\''", out);
        else if (strchr("[]:\\", *text)) fprintf(out, "\\%c", *text);
        else fputc(*text, out);
    }
}

static void zsh_takes(enum takes takes, const char *words, FILE *out)
{
    switch (takes) {
    case TAKES_NOTHING: fputs(":value: ", out); break;
    case TAKES_WORDS: fputs(":word:(", out), put_words(words, out), fputs(")", out); break;
    case TAKES_VERBS: fputs(":verb:(", out), put_verbs(out), fputs(")", out); break;
    case TAKES_YAML: fputs(":scenario:_files -g \"*.yaml\"", out); break;
    case TAKES_RESULT: fputs(":result:_files -g \"*.h5\"", out); break;
    case TAKES_FILE: fputs(":file:_files", out); break;
    case TAKES_FOLDER: fputs(":folder:_files -/", out); break;
    }
}

/* `'*--set=[help]:value: '`: what may be repeated has a star. */
static void zsh_option(const struct option_row *row, const char *name, enum lang lang, FILE *out)
{
    fprintf(out, " \\\n            '%s%s%s[", row->kind == OPTION_TEXTS ? "*" : "", name, row->kind == OPTION_FLAG ? "" : name[1] == '-' ? "=" : "+");
    zsh_text(options_said(lang, row->help_en, row->help_nl), out);
    fputs("]", out);
    if (row->kind != OPTION_FLAG) zsh_takes(option_takes(row), row->argument, out);
    fputs("'", out);
}

static void zsh_options(enum verb verb, enum lang lang, FILE *out)
{
    for (int i = 0; options_rows[i].name; i++) {
        const struct option_row *row = &options_rows[i];
        char name[64];
        if (!options_belongs(row, verb)) continue;
        snprintf(name, sizeof name, "--%s", row->name);
        zsh_option(row, name, lang, out);
        if (!row->letter) continue;
        snprintf(name, sizeof name, "-%c", row->letter);
        zsh_option(row, name, lang, out);
    }
}

static void zsh_verb(enum verb verb, enum lang lang, FILE *out)
{
    const struct verb_row *row = &options_verbs[verb];
    fprintf(out, "        %s)\n            _arguments", row->name);
    zsh_options(verb, lang, out);
    if (row->most > 0) {
        fprintf(out, " \\\n            '%s", row->most > 1 ? "*" : "1");
        zsh_takes(takes_of(row->files), row->files, out);
        fputs("'", out);
    }
    fputs(" ;;\n", out);
}

static void zsh(enum lang lang, FILE *out)
{
    fputs("#compdef doorstroom\n"
          "# doorstroom: completion for zsh. Take it up with: eval \"$(doorstroom completion zsh)\"\n"
          "_doorstroom() {\n"
          "    local curcontext=$curcontext state line\n"
          "    local -a verbs\n"
          "    verbs=(\n", out);
    for (int v = VERB_NONE + 1; v < VERBS; v++) {
        fprintf(out, "        '%s:", options_verbs[v].name);
        zsh_text(options_said(lang, options_verbs[v].help_en, options_verbs[v].help_nl), out);
        fputs("'\n", out);
    }
    fputs("    )\n    _arguments -C", out);
    zsh_options(VERB_NONE, lang, out);
    fputs(" \\\n            '1:verb:->verb' \\\n            '*::argument:->rest'\n"
          "    case $state in\n"
          "    verb) _describe verb verbs ;;\n"
          "    rest)\n"
          "        case $words[1] in\n", out);
    for (int v = VERB_NONE + 1; v < VERBS; v++) zsh_verb((enum verb)v, lang, out);
    fputs("        esac ;;\n    esac\n}\n"
          "if [[ $funcstack[1] == _doorstroom ]]; then _doorstroom \"$@\"; else compdef _doorstroom doorstroom; fi\n", out);
}

bool options_completion(const char *shell, enum lang lang, FILE *out)
{
    if (strcmp(shell, "bash") == 0) return bash(out), true;
    if (strcmp(shell, "zsh") == 0) return zsh(lang, out), true;
    return false;
}
