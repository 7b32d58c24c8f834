/* verb: what the program does for each word behind its name. Data goes to standard output, all else to standard error.
 *
 * A verb prints the faults of its input itself and then returns faults_status; main prints the status. */
#ifndef SIM_VERB_H
#define SIM_VERB_H

#include "sim/options.h"
#include "sim/run.h"

status verb_check(const struct options *options, struct arena *arena);
status verb_diff(const struct options *options, struct arena *arena);
status verb_run(const struct options *options, struct arena *arena);
/* --shard, or the task of a Slurm array. */
status verb_shard(const struct options *options, struct experiment *experiment);
/* With --precision: batch after batch. [not-precise], incomplete, when no more replications are allowed. */
status verb_run_precise(const struct options *options, struct experiment *experiment, const struct run_options *how, struct arena *arena);
status verb_merge(const struct options *options, struct arena *arena);
status verb_missing(const struct options *options, struct arena *arena);
status verb_plan_cluster(const struct options *options, struct arena *arena);
status verb_trace(const struct options *options, struct arena *arena);
status verb_export(const struct options *options, struct arena *arena);
status verb_report(const struct options *options, struct arena *arena);
status verb_init(const struct options *options, struct arena *arena);
status verb_demo(const struct options *options, struct arena *arena);
status verb_show(const struct options *options, struct arena *arena);
status verb_info(const struct options *options, struct arena *arena);
status verb_schema(const struct options *options, struct arena *arena);
status verb_describe(const struct options *options, struct arena *arena);
status verb_completion(const struct options *options, struct arena *arena);
status verb_help(const struct options *options, struct arena *arena);
void verb_version(FILE *out);

/* The folder of the scenarios that come with the program, which stays where it is when they were installed with it; and where the demo leaves
 * its result. The environment may name others (DOORSTROOM_SCENARIOS, DOORSTROOM_RESULTS). */
struct shipped {
    const char *scenarios, *results;
    bool stays;
};
struct shipped verb_shipped(struct arena *arena);

/* Is colour wanted on this stream? */
bool verb_colour(const struct options *options, FILE *stream);
/* Prints the faults, if any, on standard error; their status. */
status verb_faults(const struct options *options, const struct faults *faults);

/* Reads the files and plans them as one experiment: the first scenario is the baseline; all must share model, time and seed. */
status verb_experiment(const struct options *options, const char *const *files, int32_t n, struct arena *arena,
                       struct experiment *experiment);

/* What `after` changes in `before`: the model's sentences, then the settings it has none for; nothing when they are the same. */
void verb_differences(struct comparison *comparison, enum lang lang, struct arena *arena, FILE *out);

#endif
