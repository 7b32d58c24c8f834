/* The verbs and options themselves: the only place where their names, words and meaning stand. */
#include <stddef.h>

#include "sim/options_private.h"

enum { MANY = 1 << 20 };

const struct verb_row options_verbs[VERBS] = {
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
    [VERB_EXPORT] = {"export", "OUT.h5 --csv DIR", 1, 1,
                     "Write results as CSV files: one per measure, and summaries. With --lang nl as a Dutch spreadsheet expects.",
                     "Schrijf resultaten als CSV-bestanden: één per maat, en samenvattingen. "
                     "Met --lang nl zoals een Nederlands rekenblad verwacht.",
                     "doorstroom export results/demo.h5 --csv results/demo --lang nl"},
    [VERB_INIT] = {"init", "NEW.yaml", 1, 1, "Write a small scenario to begin with, explained line by line.",
                   "Schrijf een klein scenario om mee te beginnen, regel voor regel uitgelegd.", "doorstroom init mine.yaml --lang nl"},
    [VERB_COMPLETION] = {"completion", "bash|zsh", 1, 1, "Write what lets a shell complete verbs, options and files.",
                         "Schrijf waarmee een shell opdrachten, opties en bestanden aanvult.",
                         "eval \"$(doorstroom completion bash)\""},
    [VERB_HELP] = {"help", "[VERB]", 0, 1, "Explain the program, or one verb.", "Leg het programma uit, of één opdracht.",
                   "doorstroom help run"},
};

#define SIMULATES   (ON(VERB_RUN) | ON(VERB_DEMO))
#define NAMES_A_RUN (ON(VERB_RUN) | ON(VERB_MERGE))
#define MEETS       (NAMES_A_RUN | ON(VERB_TRACE)) /* the same world */
#define HAS_OUTPUT  (ON(VERB_RUN) | ON(VERB_DEMO) | ON(VERB_MERGE))

static const char *const lang_words[] = {"en", "nl", NULL};
static const char *const shown_words[] = {"auto", "always", "never", NULL};
static const char *const table_words[] = {"stays", "onward", "places", "money", "inputs", NULL};
static const char *const model_words[] = {"shelter", "queue", NULL};
static const char *const engine_words[] = {"native", NULL};
static const char *const series_words[] = {"none", "all", NULL}, *const log_words[] = {"none", "events", NULL};

#define AT(field) offsetof(struct options, field)

const struct option_row options_rows[] = {
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
    {"series", 0, OPTION_CHOICE, NAMES_A_RUN, AT(series), "none|all", 0, series_words,
     "Keep the course of time too: periods of `time.series`, and the share of time at each number; otherwise totals only.",
     "Bewaar ook het verloop: perioden van `time.series`, en het aandeel van de tijd bij elk aantal; anders alleen totalen."},
    {"log", 0, OPTION_CHOICE, NAMES_A_RUN, AT(log), "none|events", 0, log_words,
     "Keep everything that happens to every household, one row per event.",
     "Bewaar alles wat elk huishouden overkomt, een rij per gebeurtenis."},
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
    {"household", 0, OPTION_WHOLE, ON(VERB_TRACE), AT(household), "N", 1, NULL, "Only this household.", "Alleen dit huishouden."},
    {"csv", 0, OPTION_TEXT, ON(VERB_TRACE), AT(csv), "OUT.csv", 0, NULL,
     "Write the log there instead, for programs: comma, decimal point; `-` is standard output.",
     "Schrijf het logboek daarheen, voor programma's: komma, decimale punt; `-` is standaarduitvoer."},
    {"csv", 0, OPTION_TEXT, ON(VERB_EXPORT), AT(csv), "DIR", 0, NULL, "The folder to write them in; it is made.",
     "De map waarin ze komen; die wordt gemaakt."},
    {"draws", 0, OPTION_TEXT, ON(VERB_TRACE), AT(draws), "OUT.csv", 0, NULL,
     "Write every draw of chance, in order: purpose, entity, occasion, uniform.",
     "Schrijf elke trekking van het toeval, op volgorde: purpose, entity, occasion, uniform."},
    {"replace", 0, OPTION_FLAG, ON(VERB_RUN) | ON(VERB_TRACE) | ON(VERB_EXPORT), AT(replace), NULL, 0, NULL,
     "Overwrite a file, also results of another run.", "Overschrijf een bestand, ook resultaten van een andere run."},
    {"table", 0, OPTION_CHOICE, ON(VERB_CHECK), AT(table), "stays|onward|places|money|inputs", 0, table_words,
     "Show only this table.", "Toon alleen deze tabel."},
    {"measure", 0, OPTION_TEXTS, ON(VERB_SHOW) | ON(VERB_EXPORT), AT(measures), "MEASURE", 0, NULL, "Only this measure; may be repeated.",
     "Alleen deze maat; mag vaker."},
    {"by", 0, OPTION_TEXT, ON(VERB_SHOW), AT(by), "DIMENSION", 0, NULL, "Split by region, stage, group, exit, cause or year.",
     "Splits naar region, stage, group, exit, cause of year."},
    {"observed", 0, OPTION_FLAG, ON(VERB_SHOW), AT(observed), NULL, 0, NULL,
     "Show the observed figures of the baseline beside what it gives.",
     "Toon de waargenomen cijfers van de basis naast wat die geeft."},
    {"model", 0, OPTION_CHOICE, ON(VERB_SCHEMA) | ON(VERB_DESCRIBE), AT(model), "shelter|queue", 0, model_words,
     "Which model; otherwise shelter.", "Welk model; anders shelter."},
    {"json", 0, OPTION_FLAG, ON(VERB_SHOW) | ON(VERB_RUN) | ON(VERB_TRACE) | ON(VERB_EXPORT), AT(json), NULL, 0, NULL,
     "Print for programs; never translated.", "Druk af voor programma's; wordt nooit vertaald."},
    {"progress", 0, OPTION_CHOICE, SIMULATES, AT(progress), "auto|always|never", 0, shown_words, "Show how far the run is.",
     "Toon hoe ver de run is."},
    {"quiet", 'q', OPTION_FLAG, SIMULATES, AT(quiet), NULL, 0, NULL, "Print nothing but faults.",
     "Druk niets af behalve fouten."},
    {"lang", 0, OPTION_CHOICE, EVERYWHERE, AT(lang), "en|nl", 0, lang_words, "Language; otherwise that of the locale.",
     "Taal; anders die van de omgeving."},
    {"color", 0, OPTION_CHOICE, EVERYWHERE, AT(color), "auto|always|never", 0, shown_words, "Colour; NO_COLOR is respected.",
     "Kleur; NO_COLOR wordt gevolgd."},
    {"man", 0, OPTION_FLAG, ON(VERB_HELP), AT(man), NULL, 0, NULL, "Write it as a page for man: doorstroom help --man | man -l -",
     "Schrijf het als pagina voor man: doorstroom help --man | man -l -"},
    {"help", 'h', OPTION_FLAG, EVERYWHERE, AT(help), NULL, 0, NULL, "Show help.", "Toon uitleg."},
    {"version", 'V', OPTION_FLAG, EVERYWHERE, AT(version), NULL, 0, NULL, "Show the version, also of the libraries.",
     "Toon de versie, ook van de bibliotheken."},
    {.name = NULL},
};

_Static_assert(sizeof options_rows / sizeof *options_rows <= OPTIONS_MOST, "too many options");
