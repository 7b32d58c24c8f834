/* Help, as text and as a page for man: from the tables alone. */
#include <string.h>

#include "sim/build.h"
#include "sim/options_private.h"

static const struct { int code; const char *en, *nl; } exits[] = {
    {0, "done", "klaar"},
    {1, "invalid input or failed run", "foute invoer of mislukte run"},
    {2, "wrong use", "verkeerd gebruik"},
    {3, "incomplete, the same command goes on", "onaf, dezelfde opdracht gaat verder"},
};

static const struct { const char *name, *en, *nl; } environment[] = {
    {"OMP_NUM_THREADS, SLURM_CPUS_PER_TASK", "Threads of a run, when --threads is not given.", "Draden van een run, als --threads niet is gegeven."},
    {"LC_ALL, LC_MESSAGES, LANG", "Language, when --lang is not given: Dutch when it begins with nl.",
     "Taal, als --lang niet is gegeven: Nederlands als het met nl begint."},
    {"NO_COLOR", "No colour, unless --color says otherwise.", "Geen kleur, tenzij --color anders zegt."},
    {"DOORSTROOM_SCENARIOS, DOORSTROOM_RESULTS", "Where the shipped scenarios are, and where the demo leaves its result.",
     "Waar de meegeleverde scenario's staan, en waar de demo zijn resultaat laat."},
};

static const char about_en[] = "Doorstroom simulates the flow through women's shelters: from a scenario file to an answer.",
                  about_nl[] = "Doorstroom simuleert de doorstroom in de vrouwenopvang: van een scenariobestand naar een antwoord.";

enum { EXITS = (int)(sizeof exits / sizeof *exits), ENVIRONMENT = (int)(sizeof environment / sizeof *environment) };

/* An option that belongs to this verb alone, or (general) to all. */
static bool is_shown(const struct option_row *row, enum verb verb, bool general)
{
    return options_belongs(row, verb) && (row->verbs == EVERYWHERE) == general;
}

/* ---- text ---- */

static void help_option(const struct option_row *row, enum lang lang, FILE *out)
{
    char left[64];
    const char letter[] = {'-', row->letter, ',', ' ', '\0'};
    snprintf(left, sizeof left, "%s--%s%s%s", row->letter ? letter : "    ", row->name, row->argument ? " " : "",
             row->argument ? row->argument : "");
    fprintf(out, "  %-30s  ", left);
    if (strlen(left) > 30) fprintf(out, "\n  %-30s  ", "");
    fprintf(out, "%s\n", options_said(lang, row->help_en, row->help_nl));
}

static void help_options(enum verb verb, bool general, enum lang lang, FILE *out)
{
    for (int i = 0; options_rows[i].name; i++)
        if (is_shown(&options_rows[i], verb, general)) help_option(&options_rows[i], lang, out);
}

static void help_verb(enum verb verb, enum lang lang, FILE *out)
{
    const struct verb_row *row = &options_verbs[verb];
    fprintf(out, "%s\n\n  %s\n\n", options_said(lang, row->help_en, row->help_nl), row->example);
    fprintf(out, "%s: doorstroom %s%s%s [%s]\n", options_said(lang, "Usage", "Gebruik"), row->name, row->files[0] ? " " : "", row->files,
            options_said(lang, "options", "opties"));
    help_options(verb, false, lang, out);
    help_options(verb, true, lang, out);
}

static void help_program(enum lang lang, FILE *out)
{
    fprintf(out, "%s\n\n%s\n\n", options_said(lang, about_en, about_nl),
            options_said(lang, "Usage: doorstroom VERB [options] [files]", "Gebruik: doorstroom OPDRACHT [opties] [bestanden]"));
    for (int v = VERB_NONE + 1; v < VERBS; v++)
        fprintf(out, "  %-12s %s\n", options_verbs[v].name, options_said(lang, options_verbs[v].help_en, options_verbs[v].help_nl));
    fputc('\n', out);
    help_options(VERB_NONE, true, lang, out);
    fprintf(out, "\n%s:", options_said(lang, "Exit codes", "Uitgangscodes"));
    for (int i = 0; i < EXITS; i++)
        fprintf(out, " %d %s%c", exits[i].code, options_said(lang, exits[i].en, exits[i].nl), i + 1 < EXITS ? ';' : '.');
    fputc('\n', out);
}

void options_help(enum verb verb, enum lang lang, FILE *out)
{
    if (verb == VERB_NONE)
        help_program(lang, out);
    else
        help_verb(verb, lang, out);
}

/* ---- a page for man ---- */

/* Text that roff prints as it stands: a hyphen is one that can be copied, and nothing is a request. */
static void roff(const char *text, FILE *out)
{
    if (*text == '.' || *text == '\'') fputs("\\&", out);
    for (; *text; text++) {
        if (*text == '\\') fputs("\\e", out);
        else if (*text == '-') fputs("\\-", out);
        else fputc(*text, out);
    }
}

static void roff_line(const char *request, const char *text, FILE *out)
{
    fputs(request, out);
    roff(text, out);
    fputc('\n', out);
}

static void man_option(const struct option_row *row, enum lang lang, FILE *out)
{
    fputs(".TP\n", out);
    if (row->letter) fprintf(out, "\\fB\\-%c\\fR, ", row->letter);
    fputs("\\fB\\-\\-", out);
    roff(row->name, out);
    fputs("\\fR", out);
    if (row->argument) fputs(" \\fI", out), roff(row->argument, out), fputs("\\fR", out);
    fputc('\n', out);
    roff_line("", options_said(lang, row->help_en, row->help_nl), out);
}

static void man_options(enum verb verb, bool general, enum lang lang, FILE *out)
{
    for (int i = 0; options_rows[i].name; i++)
        if (is_shown(&options_rows[i], verb, general)) man_option(&options_rows[i], lang, out);
}

static void man_verb(enum verb verb, enum lang lang, FILE *out)
{
    const struct verb_row *row = &options_verbs[verb];
    fprintf(out, ".SS doorstroom %s ", row->name);
    roff_line("", row->files, out);
    roff_line("", options_said(lang, row->help_en, row->help_nl), out);
    man_options(verb, false, lang, out);
    fputs(".PP\n.EX\n", out);
    roff_line("", row->example, out);
    fputs(".EE\n", out);
}

static void man_ends(enum lang lang, FILE *out)
{
    fprintf(out, ".SH %s\n", options_said(lang, "EXIT STATUS", "UITGANGSCODES"));
    for (int i = 0; i < EXITS; i++) {
        fprintf(out, ".TP\n.B %d\n", exits[i].code);
        roff_line("", options_said(lang, exits[i].en, exits[i].nl), out);
    }
    fprintf(out, ".SH %s\n", options_said(lang, "ENVIRONMENT", "OMGEVING"));
    for (int i = 0; i < ENVIRONMENT; i++) {
        roff_line(".TP\n.B ", environment[i].name, out);
        roff_line("", options_said(lang, environment[i].en, environment[i].nl), out);
    }
}

void options_man(enum lang lang, FILE *out)
{
    fprintf(out, ".TH DOORSTROOM 1 \"\" \"doorstroom %s\"\n", build_version());
    fprintf(out, ".SH %s\ndoorstroom \\- %s\n", options_said(lang, "NAME", "NAAM"),
            options_said(lang, "flow through women's shelters, simulated", "doorstroom in de vrouwenopvang, gesimuleerd"));
    fprintf(out, ".SH %s\n.B doorstroom\n", options_said(lang, "SYNOPSIS", "GEBRUIK"));
    fprintf(out, "\\fI%s\\fR\n",
            options_said(lang, "VERB \\fR[\\fIoptions\\fR] [\\fIfiles\\fR]", "OPDRACHT \\fR[\\fIopties\\fR] [\\fIbestanden\\fR]"));
    fprintf(out, ".SH %s\n", options_said(lang, "DESCRIPTION", "BESCHRIJVING"));
    roff_line("", options_said(lang, about_en, about_nl), out);
    fprintf(out, ".SH %s\n", options_said(lang, "VERBS", "OPDRACHTEN"));
    for (int v = VERB_NONE + 1; v < VERBS; v++) man_verb((enum verb)v, lang, out);
    fprintf(out, ".SH %s\n", options_said(lang, "OPTIONS OF EVERY VERB", "OPTIES VAN ELKE OPDRACHT"));
    man_options(VERB_NONE, true, lang, out);
    man_ends(lang, out);
}
