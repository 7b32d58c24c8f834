/* options: the command line. One constant table of verbs and one of options drive parsing, help, the page for man, completion and
 * suggestions. The only door to getopt_long.
 *
 * An option is written before or after the files; `--` ends them. A fault is a status with code STATUS_USAGE.
 * Owner: texts point into argv; lists live in the arena. */
#ifndef SIM_OPTIONS_H
#define SIM_OPTIONS_H

#include "sim/arena.h"
#include "sim/describe.h"
#include "sim/status.h"
#include "sim/unit.h"

enum verb {
    VERB_NONE, /* `doorstroom` alone */
    VERB_DEMO,
    VERB_CHECK,
    VERB_DIFF,
    VERB_RUN,
    VERB_SHOW,
    VERB_SCHEMA,
    VERB_DESCRIBE,
    VERB_INFO,
    VERB_MERGE,
    VERB_MISSING,
    VERB_PLAN_CLUSTER,
    VERB_TRACE,
    VERB_EXPORT,
    VERB_REPORT,
    VERB_INIT,
    VERB_COMPLETION,
    VERB_HELP,
    VERBS
};

/* Both for --color and, in the order of enum progress of run.h, for --progress. */
enum when_shown { SHOWN_AUTO, SHOWN_ALWAYS, SHOWN_NEVER };

struct options {
    int32_t verb; /* enum verb */
    int32_t lang; /* enum lang: --lang, or the locale's */
    bool lang_given;
    int32_t color, progress; /* enum when_shown */
    bool help, version, reproducible, replace, quiet, json, observed, man;
    int64_t replications, most_replications, n_draws, n_shards, seed, threads, replication, household; /* -1: not given */
    seconds max_run_time_s;              /* 0: no limit */
    const char *out, *by, *scenario, *csv, *draws, *points, *against, *quantile, *above, *paje, *map, *shard;
    int32_t hand_out;                    /* enum hand_out of run.h */
    int64_t nodes, cores;                /* of a cluster to plan for; -1: not given */
    seconds job_limit_s;                 /* 0: none */
    const char *node_speeds, *latency, *bandwidth, *start_up, *cost, *write_cost, *merge_cost;
    int32_t series, log;           /* enum run_series of run.h; 1: events */
    int32_t table, view, model, engine; /* index in the words of the option; -1: not given. view: enum show_view of analysis/show.h, less one */
    bool together;                 /* intervals that hold all at once */
    bool datasets;                 /* of info: what stands in the file, dataset by dataset */
    const char **sets, **measures, **precision; /* NULL-terminated, or NULL */
    int32_t n_files;
    const char **files;  /* what follows the verb and is no option */
    const char *command; /* the whole line, words joined by blanks */
};

/* Reads the command line. `options` holds the language, the colour and what was understood before a fault too, so that the fault
 * can be said and help shown. */
status options_read(int argc, char **argv, struct arena *arena, struct options *options);
/* Help on one verb; VERB_NONE: on the whole program. */
void options_help(enum verb verb, enum lang lang, FILE *out);
/* The whole as a page for man (roff). */
void options_man(enum lang lang, FILE *out);
/* A script for `bash` or `zsh`; false: no such shell. */
bool options_completion(const char *shell, enum lang lang, FILE *out);
/* VERB_NONE when there is no such verb. */
enum verb options_verb(const char *name);
const char *options_verb_name(enum verb verb);
/* `no such verb 'shwo'; did you mean 'show'?` */
status options_no_verb(const char *name);
/* The word of a choice (--table, --model, --engine), NULL for -1. */
const char *options_word(const char *option, int32_t choice);
/* Dutch when LC_ALL, else LC_MESSAGES, else LANG begins with nl. */
enum lang options_lang(void);

#endif
