#include "sim/options.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/param.h"

struct verb_row {
    const char *name;
    const char *files; /* as help writes them */
    int32_t least, most;
    const char *help_en, *help_nl;
    const char *example;
};

enum { MANY = 1 << 20 };

static const struct verb_row verbs[VERBS] = {
    [VERB_NONE] = {.name = ""},
    [VERB_DEMO] = {"demo", "", 0, 0, "Answer the shipped question: what do 14 million euro a year buy?",
                   "Beantwoord de meegeleverde vraag: wat koopt 14 miljoen euro per jaar?", "doorstroom demo --lang nl"},
    [VERB_CHECK] = {"check", "FILE.yaml ...", 1, MANY, "Read scenarios, show what was understood and everything that is wrong.",
                    "Lees scenario's, toon wat begrepen is en alles wat fout is.",
                    "doorstroom check scenarios/netherlands.yaml --table places"},
    [VERB_DIFF] = {"diff", "A.yaml B.yaml", 2, 2, "Say what the second scenario changes in the first.",
                   "Zeg wat het tweede scenario verandert aan het eerste.",
                   "doorstroom diff scenarios/netherlands.yaml mine.yaml"},
    [VERB_RUN] = {"run", "BASE.yaml [OTHER.yaml ...] -o OUT.h5", 1, MANY,
                  "Simulate; the first file is the baseline. The same command goes on where it was stopped.",
                  "Simuleer; het eerste bestand is de basis. Dezelfde opdracht gaat verder waar hij is gestopt.",
                  "doorstroom run scenarios/netherlands.yaml mine.yaml -o results/mine.h5 --replications 200"},
    [VERB_SHOW] = {"show", "OUT.h5", 1, 1, "Show means with 95 % intervals, and differences with the baseline.",
                   "Toon gemiddelden met 95%-intervallen, en verschillen met de basis.",
                   "doorstroom show results/mine.h5 --measure not_placed_24h --by region"},
    [VERB_SCHEMA] = {"schema", "", 0, 0, "Write the JSON Schema of a scenario file, for editors.",
                     "Schrijf het JSON-schema van een scenariobestand, voor editors.",
                     "doorstroom schema > scenarios/schema.json"},
    [VERB_DESCRIBE] = {"describe", "[PATH ...]", 0, MANY, "Explain parameters; without a path all of them, as Markdown.",
                       "Leg parameters uit; zonder pad allemaal, als Markdown.", "doorstroom describe 'stages.*.stay'"},
    [VERB_INFO] = {"info", "OUT.h5", 1, 1, "Say what a result file holds and what made it.",
                   "Zeg wat een resultaatbestand bevat en waarmee het gemaakt is.", "doorstroom info results/demo.h5"},
    [VERB_MERGE] = {"merge", "BASE.yaml [OTHER.yaml ...] -o OUT.h5", 1, MANY,
                    "Join the finished blocks of a stopped run, or say which are missing; takes the words of that run.",
                    "Voeg de blokken van een gestopte run samen, of zeg welke er missen; met de woorden van die run.",
                    "doorstroom merge scenarios/netherlands.yaml mine.yaml -o results/mine.h5"},
    [VERB_TRACE] = {"trace", "A.yaml [OTHER.yaml ...] --replication K", 1, MANY,
                    "Show everything that happens in one replication, event by event, as `run` with the same words meets it.",
                    "Toon alles wat in één herhaling gebeurt, stap voor stap, zoals `run` met dezelfde woorden het tegenkomt.",
                    "doorstroom trace scenarios/small/two-stage.yaml --replication 1 --household 12"},
    [VERB_HELP] = {"help", "[VERB]", 0, 1, "Explain the program, or one verb.", "Leg het programma uit, of één opdracht.",
                   "doorstroom help run"},
};

enum option_kind { OPTION_FLAG, OPTION_TEXT, OPTION_TEXTS, OPTION_WHOLE, OPTION_DURATION, OPTION_CHOICE };

#define ON(verb)    (1u << (verb))
#define EVERYWHERE  (~0u)
#define SIMULATES   (ON(VERB_RUN) | ON(VERB_DEMO))
#define NAMES_A_RUN (ON(VERB_RUN) | ON(VERB_MERGE))
#define MEETS       (NAMES_A_RUN | ON(VERB_TRACE)) /* the same world */
#define HAS_OUTPUT  (ON(VERB_RUN) | ON(VERB_DEMO) | ON(VERB_MERGE))

struct option_row {
    const char *name;
    char letter;
    enum option_kind kind;
    unsigned verbs;
    size_t offset;
    const char *argument;
    int64_t least;            /* of a whole number */
    const char *const *words; /* of a choice */
    const char *help_en, *help_nl;
};

static const char *const lang_words[] = {"en", "nl", NULL};
static const char *const shown_words[] = {"auto", "always", "never", NULL};
static const char *const table_words[] = {"stays", "onward", "places", "money", "inputs", NULL};
static const char *const model_words[] = {"shelter", "queue", NULL};
static const char *const engine_words[] = {"native", NULL};

#define AT(field) offsetof(struct options, field)

static const struct option_row rows[] = {
    {"output", 'o', OPTION_TEXT, HAS_OUTPUT, AT(out), "OUT.h5", 0, NULL, "Where the results go.", "Waar de resultaten komen."},
    {"replications", 0, OPTION_WHOLE, HAS_OUTPUT, AT(replications), "N", 1, NULL,
     "How often chance is repeated; otherwise what the first file says (the demo: 96).",
     "Hoe vaak het toeval wordt herhaald; anders wat het eerste bestand zegt (de demo: 96)."},
    {"seed", 0, OPTION_WHOLE, MEETS, AT(seed), "N", 0, NULL, "Where chance starts; otherwise what the first file says.",
     "Begingetal van het toeval; anders wat het eerste bestand zegt."},
    {"set", 0, OPTION_TEXTS, MEETS | ON(VERB_CHECK), AT(sets), "PATH=VALUE", 0, NULL,
     "Change one value in every file; may be repeated.", "Verander één waarde in elk bestand; mag vaker."},
    {"engine", 0, OPTION_CHOICE, NAMES_A_RUN, AT(engine), "native", 0, engine_words, "What lets time pass.",
     "Wat de tijd laat verlopen."},
    {"threads", 0, OPTION_WHOLE, HAS_OUTPUT, AT(threads), "N", 1, NULL, "Threads; otherwise OMP_NUM_THREADS or all cores.",
     "Draden; anders OMP_NUM_THREADS of alle kernen."},
    {"max-run-time", 0, OPTION_DURATION, SIMULATES, AT(max_run_time_s), "TIME", 0, NULL,
     "Stop after this time (`30 min`), to be gone on with by the same command.",
     "Stop na deze tijd (`30 min`); dezelfde opdracht gaat verder."},
    {"reproducible", 0, OPTION_FLAG, NAMES_A_RUN, AT(reproducible), NULL, 0, NULL,
     "Leave out what may differ between equal runs, so that files are equal byte by byte.",
     "Laat weg wat tussen gelijke runs kan verschillen, zodat bestanden byte voor byte gelijk zijn."},
    {"replication", 0, OPTION_WHOLE, ON(VERB_TRACE), AT(replication), "K", 1, NULL, "Which replication; they count from 1.",
     "Welke herhaling; ze tellen vanaf 1."},
    {"scenario", 0, OPTION_TEXT, ON(VERB_TRACE), AT(scenario), "NAME", 0, NULL,
     "Which scenario, when the files hold several (`vary`).", "Welk scenario, als de bestanden er meer bevatten (`vary`)."},
    {"household", 0, OPTION_WHOLE, ON(VERB_TRACE), AT(household), "N", 0, NULL, "Only this household.", "Alleen dit huishouden."},
    {"csv", 0, OPTION_TEXT, ON(VERB_TRACE), AT(csv), "OUT.csv", 0, NULL,
     "Write the log there instead, for programs: comma, decimal point; `-` is standard output.",
     "Schrijf het logboek daarheen, voor programma's: komma, decimale punt; `-` is standaarduitvoer."},
    {"draws", 0, OPTION_TEXT, ON(VERB_TRACE), AT(draws), "OUT.csv", 0, NULL,
     "Write every draw of chance, in order: purpose, entity, occasion, uniform.",
     "Schrijf elke trekking van het toeval, op volgorde: purpose, entity, occasion, uniform."},
    {"replace", 0, OPTION_FLAG, ON(VERB_RUN) | ON(VERB_TRACE), AT(replace), NULL, 0, NULL,
     "Overwrite a file, also results of another run.", "Overschrijf een bestand, ook resultaten van een andere run."},
    {"table", 0, OPTION_CHOICE, ON(VERB_CHECK), AT(table), "stays|onward|places|money|inputs", 0, table_words,
     "Show only this table.", "Toon alleen deze tabel."},
    {"measure", 0, OPTION_TEXTS, ON(VERB_SHOW), AT(measures), "MEASURE", 0, NULL, "Show only this measure; may be repeated.",
     "Toon alleen deze maat; mag vaker."},
    {"by", 0, OPTION_TEXT, ON(VERB_SHOW), AT(by), "DIMENSION", 0, NULL, "Split by region, stage, group, exit, cause or year.",
     "Splits naar region, stage, group, exit, cause of year."},
    {"observed", 0, OPTION_FLAG, ON(VERB_SHOW), AT(observed), NULL, 0, NULL,
     "Show the observed figures of the baseline beside what it gives.",
     "Toon de waargenomen cijfers van de basis naast wat die geeft."},
    {"model", 0, OPTION_CHOICE, ON(VERB_SCHEMA) | ON(VERB_DESCRIBE), AT(model), "shelter|queue", 0, model_words,
     "Which model; otherwise shelter.", "Welk model; anders shelter."},
    {"json", 0, OPTION_FLAG, ON(VERB_SHOW) | ON(VERB_RUN) | ON(VERB_TRACE), AT(json), NULL, 0, NULL, "Print for programs; never translated.",
     "Druk af voor programma's; wordt nooit vertaald."},
    {"progress", 0, OPTION_CHOICE, SIMULATES, AT(progress), "auto|always|never", 0, shown_words, "Show how far the run is.",
     "Toon hoe ver de run is."},
    {"quiet", 'q', OPTION_FLAG, SIMULATES, AT(quiet), NULL, 0, NULL, "Print nothing but faults.",
     "Druk niets af behalve fouten."},
    {"lang", 0, OPTION_CHOICE, EVERYWHERE, AT(lang), "en|nl", 0, lang_words, "Language; otherwise that of the locale.",
     "Taal; anders die van de omgeving."},
    {"color", 0, OPTION_CHOICE, EVERYWHERE, AT(color), "auto|always|never", 0, shown_words, "Colour; NO_COLOR is respected.",
     "Kleur; NO_COLOR wordt gevolgd."},
    {"help", 'h', OPTION_FLAG, EVERYWHERE, AT(help), NULL, 0, NULL, "Show help.", "Toon uitleg."},
    {"version", 'V', OPTION_FLAG, EVERYWHERE, AT(version), NULL, 0, NULL, "Show the version, also of the libraries.",
     "Toon de versie, ook van de bibliotheken."},
};

enum { ROWS = (int)(sizeof rows / sizeof rows[0]) };

/* ---- words ---- */

enum verb options_verb(const char *name)
{
    for (int v = VERB_NONE + 1; v < VERBS; v++)
        if (strcmp(name, verbs[v].name) == 0) return (enum verb)v;
    return VERB_NONE;
}

const char *options_verb_name(enum verb verb) { return verbs[verb].name; }

status options_no_verb(const char *name)
{
    const char *words[VERBS];
    for (int v = VERB_NONE + 1; v < VERBS; v++) words[v - 1] = verbs[v].name;
    const char *near = param_nearest(name, words, VERBS - 1);
    if (near) return status_fail(STATUS_USAGE, "usage-verb", "there is no verb '%s'; did you mean '%s'?", name, near);
    return status_fail(STATUS_USAGE, "usage-verb", "there is no verb '%s'; `doorstroom help` lists them", name);
}

static const struct option_row *row_named(const char *name)
{
    for (int i = 0; i < ROWS; i++)
        if (strcmp(rows[i].name, name) == 0) return &rows[i];
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
    struct option longs[ROWS + 1];
    char shorts[3 * ROWS + 3];
};

static bool belongs(const struct option_row *row, enum verb verb)
{
    return verb == VERB_NONE ? row->verbs == EVERYWHERE : (row->verbs & ON(verb)) != 0;
}

static void make_tables(struct getopt_tables *tables, enum verb verb)
{
    int n = 0;
    char *letters = tables->shorts;
    if (verb == VERB_NONE) *letters++ = '+'; /* stop at the verb */
    *letters++ = ':';                        /* tell a missing argument from an unknown option */
    for (int i = 0; i < ROWS; i++) {
        if (!belongs(&rows[i], verb)) continue;
        const bool takes = rows[i].kind != OPTION_FLAG;
        tables->longs[n++] = (struct option){rows[i].name, takes ? required_argument : no_argument, NULL, LONG_BASE + i};
        if (!rows[i].letter) continue;
        *letters++ = rows[i].letter;
        if (takes) *letters++ = ':';
    }
    tables->longs[n] = (struct option){0};
    *letters = '\0';
}

static const struct option_row *row_of(int answer)
{
    if (answer >= LONG_BASE) return &rows[answer - LONG_BASE];
    for (int i = 0; i < ROWS; i++)
        if (rows[i].letter && rows[i].letter == answer) return &rows[i];
    return NULL;
}

/* The word of the line that getopt refused: behind optind - 1, or inside it for a letter. */
static status unknown_option(const char *word, enum verb verb)
{
    char name[64];
    snprintf(name, sizeof name, "%s", word + strspn(word, "-"));
    name[strcspn(name, "=")] = '\0';
    const char *words[ROWS];
    int n = 0;
    for (int i = 0; i < ROWS; i++)
        if (belongs(&rows[i], verb)) words[n++] = rows[i].name;
    const struct option_row *elsewhere = row_named(name);
    const char *near = word[1] == '-' ? param_nearest(name, words, n) : NULL;
    const char *where = verb == VERB_NONE ? "before the verb" : verbs[verb].name;
    if (elsewhere && belongs(elsewhere, verb)) return status_fail(STATUS_USAGE, "usage-option", "--%s takes no value", name);
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
        options->lang_given |= row->offset == AT(lang);
    }
    *next = optind;
    return status_ok();
}

static status check_needed(const struct options *options, const struct verb_row *verb)
{
    const bool wants_out = options->verb == VERB_RUN || options->verb == VERB_MERGE;
    if (wants_out && !options->out)
        return status_fail(STATUS_USAGE, "usage-output", "say where the results go: doorstroom %s %s", verb->name, verb->files);
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
    return status_ok();
}

static status check_files(const struct options *options)
{
    const struct verb_row *verb = &verbs[options->verb];
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
    *options = (struct options){.lang = (int32_t)options_lang(), .replications = -1, .seed = -1, .threads = -1, .table = -1,
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

/* ---- help ---- */

static const char *said(enum lang lang, const char *en, const char *nl) { return lang == LANG_NL ? nl : en; }

static void help_option(const struct option_row *row, enum lang lang, FILE *out)
{
    char left[64];
    const char letter[] = {'-', row->letter, ',', ' ', '\0'};
    snprintf(left, sizeof left, "%s--%s%s%s", row->letter ? letter : "    ", row->name, row->argument ? " " : "",
             row->argument ? row->argument : "");
    fprintf(out, "  %-30s  ", left);
    if (strlen(left) > 30) fprintf(out, "\n  %-30s  ", "");
    fprintf(out, "%s\n", said(lang, row->help_en, row->help_nl));
}

static void help_options(enum verb verb, bool general, enum lang lang, FILE *out)
{
    for (int i = 0; i < ROWS; i++)
        if (belongs(&rows[i], verb) && (rows[i].verbs == EVERYWHERE) == general) help_option(&rows[i], lang, out);
}

static void help_verb(enum verb verb, enum lang lang, FILE *out)
{
    const struct verb_row *row = &verbs[verb];
    fprintf(out, "%s\n\n  %s\n\n", said(lang, row->help_en, row->help_nl), row->example);
    fprintf(out, "%s: doorstroom %s%s%s [%s]\n", said(lang, "Usage", "Gebruik"), row->name, row->files[0] ? " " : "", row->files,
            said(lang, "options", "opties"));
    help_options(verb, false, lang, out);
    help_options(verb, true, lang, out);
}

static void help_program(enum lang lang, FILE *out)
{
    fputs(said(lang,
               "Doorstroom simulates the flow through women's shelters: from a scenario file to an answer.\n\nUsage: doorstroom "
               "VERB [options] [files]\n\n",
               "Doorstroom simuleert de doorstroom in de vrouwenopvang: van een scenariobestand naar een antwoord.\n\nGebruik: "
               "doorstroom OPDRACHT [opties] [bestanden]\n\n"),
          out);
    for (int v = VERB_NONE + 1; v < VERBS; v++)
        fprintf(out, "  %-10s %s\n", verbs[v].name, said(lang, verbs[v].help_en, verbs[v].help_nl));
    fputc('\n', out);
    help_options(VERB_NONE, true, lang, out);
    fputs(said(lang,
               "\nExit codes: 0 done; 1 invalid input or failed run; 2 wrong use; 3 incomplete, the same command goes on.\n",
               "\nUitgangscodes: 0 klaar; 1 foute invoer of mislukte run; 2 verkeerd gebruik; 3 onaf, dezelfde opdracht gaat "
               "verder.\n"),
          out);
}

void options_help(enum verb verb, enum lang lang, FILE *out)
{
    if (verb == VERB_NONE)
        help_program(lang, out);
    else
        help_verb(verb, lang, out);
}
