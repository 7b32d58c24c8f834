/* scenario: a file with all that it extends and includes, read, checked and compiled for its model.
 *
 * Also holds what every model's file begins with: `doorstroom: 1`, title, model, time, montecarlo, extends, include, vary.
 * A file with `vary` gives one scenario per value. Owner: the arena. */
#ifndef SIM_SCENARIO_H
#define SIM_SCENARIO_H

#include "sim/sim.h"

struct scenario_time { seconds start_s; struct span warm_up, horizon; struct periods series; };
struct scenario_montecarlo { int64_t replications, seed; };

/* Every model's root record begins with this struct, filled by SCENARIO_HEAD_ROWS. */
struct scenario_head {
    int64_t version;
    struct title title;
    int32_t model;
    struct scenario_time time;
    struct scenario_montecarlo montecarlo;
};

extern const struct param_table scenario_time_table, scenario_montecarlo_table;
extern const char *const scenario_models[]; /* "shelter", "queue", NULL: choices of `model` */

#define SCENARIO_HEAD_ROWS(record)                                                                                                \
    {.name = "doorstroom", .kind = PARAM_COUNT, .unit = UNIT_COUNT, .offset = offsetof(record, head.version), .min = 1, .max = 1, \
     .help_en = "Version of the scenario language.", .help_nl = "Versie van de scenariotaal."},                                   \
    {.name = "title", .kind = PARAM_TITLE, .offset = offsetof(record, head.title),                                                \
     .help_en = "What the scenario is called in tables and reports.", .help_nl = "Hoe het scenario heet in tabellen en rapport."}, \
    {.name = "model", .kind = PARAM_CHOICE, .offset = offsetof(record, head.model), .fallback = "shelter",                        \
     .choices = scenario_models, .help_en = "Which model the file is for.", .help_nl = "Voor welk model het bestand is."},        \
    {.name = "time", .kind = PARAM_RECORD, .offset = offsetof(record, head.time), .table = &scenario_time_table,                  \
     .help_en = "When the counted period starts and how long it lasts.",                                                          \
     .help_nl = "Wanneer de getelde periode begint en hoe lang die duurt."},                                                      \
    {.name = "montecarlo", .kind = PARAM_RECORD, .offset = offsetof(record, head.montecarlo),                                     \
     .table = &scenario_montecarlo_table, .help_en = "How often chance is repeated, and from which seed.",                        \
     .help_nl = "Hoe vaak het toeval wordt herhaald, en vanaf welk begingetal."}

struct scenario {
    const char *name;            /* file name without folder and .yaml; `name[value]` for vary */
    const char *file;
    const struct model *model;
    const struct node *tree;     /* as read: extends, include and --set done */
    const void *params;          /* the model's root record, begins with struct scenario_head */
    struct settings settings;
    const char *yaml_read;       /* the text of the file itself */
    const char *yaml_resolved;   /* every value, canonical; NULL of a drawn scenario: scenario_resolve makes it */
    struct scenario *next;       /* of one vary, or of the list of files */
};

static inline const struct scenario_head *scenario_head(const struct scenario *scenario) { return scenario->params; }

/* Lengths from the first counted instant: of the counted period, and of where its periods begin; a list of the latter is n + 1 long and
 * ends with the former. No `time.series`: n is 0. */
seconds scenario_horizon_s(const struct scenario_time *time);
int32_t scenario_periods(const struct scenario_time *time, struct arena *arena, const seconds **from_s);
enum { SCENARIO_PERIODS = 100000 }; /* the most there can be */
/* Faults: too many periods, dates outside the counted period. False after one. */
bool scenario_check_periods(const struct scenario *scenario, struct faults *faults);

/* Every value, canonical, as YAML that reads back to the same. */
const char *scenario_resolve(const struct scenario *scenario, struct arena *arena);

/* Reads one file (or `-`: standard input), all scenarios of its vary; sets: `path=value` texts, NULL-terminated or NULL.
 * NULL after faults. models: NULL-terminated, in the order of scenario_models. */
struct scenario *scenario_read(const char *file, const char *const *sets, const struct model *const *models, struct arena *arena,
                               struct faults *faults);

#endif
