#include "sim/verb.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "models/models.h"
#include "sim/build.h"
#include "sim/ranks.h"
#include "sim/scenario_rest.h"

bool verb_colour(const struct options *options, FILE *stream)
{
    if (options->color != SHOWN_AUTO) return options->color == SHOWN_ALWAYS;
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    if ((no_color && *no_color) || (term && strcmp(term, "dumb") == 0)) return false;
    return isatty(fileno(stream)) == 1;
}

status verb_faults(const struct options *options, const struct faults *faults)
{
    if (faults->first && ranks_rank() == 0) faults_print(faults, stderr, verb_colour(options, stderr));
    return faults_status(faults);
}

void verb_version(FILE *out)
{
    fprintf(out, "doorstroom %s (commit %s, sources %s)\n", build_version(), build_commit(), build_sources());
    fprintf(out, "%s, %s\n%s\n", build_compiler(), build_type(), build_libraries());
    if (engine_simgrid) fprintf(out, "engines native, simgrid (SimGrid %s)\n", build_simgrid());
    else fprintf(out, "engine native; built without SimGrid\n");
    if (ranks_version()) fprintf(out, "%s\n", ranks_version());
}

status verb_help(const struct options *options, struct arena *arena)
{
    (void)arena;
    if (options->man) return options_man((enum lang)options->lang, stdout), status_ok();
    const enum verb verb = options->n_files ? options_verb(options->files[0]) : VERB_NONE;
    if (options->n_files && verb == VERB_NONE) return options_no_verb(options->files[0]);
    options_help(verb, (enum lang)options->lang, stdout);
    return status_ok();
}

status verb_completion(const struct options *options, struct arena *arena)
{
    (void)arena;
    if (options_completion(options->files[0], (enum lang)options->lang, stdout)) return status_ok();
    return status_fail(STATUS_USAGE, "usage-files", "completion is there for bash and zsh, not for '%s'", options->files[0]);
}

/* ---- an experiment ---- */

static const struct place nowhere = {0};
enum { MOST_LOOKED = 3 }; /* scenarios whose faults are followed further */

static void must_equal(const struct scenario *scenario, const struct scenario *base, bool equal, const char *path,
                       const char *what, struct faults *faults)
{
    if (equal) return;
    struct fault *fault =
        faults_error(faults, nowhere, "runs-differ", path, "%s and %s differ in %s", scenario->name, base->name, faults_say(faults, what));
    faults_help(faults, fault,
                "scenarios of one run are compared household by household, so they share it: run this one by itself");
}

static void compare(const struct options *options, const struct scenario *scenario, const struct scenario *base,
                    struct faults *faults)
{
    const struct scenario_head *a = scenario_head(base), *b = scenario_head(scenario);
    must_equal(scenario, base, scenario->model == base->model, "model", "their model", faults);
    must_equal(scenario, base, a->time.start_s == b->time.start_s, "time.start", "the date they start", faults);
    must_equal(scenario, base, a->time.warm_up.length_s == b->time.warm_up.length_s, "time.warm_up",
               "the length of their warm-up", faults);
    must_equal(scenario, base, a->time.horizon.length_s == b->time.horizon.length_s, "time.horizon",
               "the length of the counted period", faults);
    const bool same_seed = options->seed >= 0 || a->montecarlo.seed == b->montecarlo.seed;
    must_equal(scenario, base, same_seed, "montecarlo.seed", "their seed", faults);
}

static void check_together(const struct options *options, const struct experiment *experiment, struct faults *faults)
{
    for (int32_t i = 1; i < experiment->n; i++) {
        compare(options, experiment->scenarios[i], experiment->scenarios[0], faults);
        for (int32_t j = 0; j < i; j++)
            if (strcmp(experiment->scenarios[i]->name, experiment->scenarios[j]->name) == 0)
                faults_help(faults,
                            faults_error(faults, nowhere, "same-name", NULL, "two scenarios are called %s (%s and %s)",
                                         experiment->scenarios[i]->name, experiment->scenarios[j]->file,
                                         experiment->scenarios[i]->file),
                            strcmp(experiment->scenarios[i]->file, experiment->scenarios[j]->file) == 0
                                ? "name that file once"
                                : "a scenario is called as its file, without folder: give one of the files another name");
    }
}

static void gather(struct experiment *experiment, const struct scenario *list, struct arena *arena)
{
    int32_t more = 0;
    for (const struct scenario *s = list; s; s = s->next) more++;
    const struct scenario **all = ARENA_ARRAY(arena, const struct scenario *, experiment->n + more + 1);
    for (int32_t i = 0; i < experiment->n; i++) all[i] = experiment->scenarios[i];
    for (const struct scenario *s = list; s; s = s->next) all[experiment->n++] = s;
    experiment->scenarios = all;
}

/* The word of --engine; what chooses inputs before (a pilot run) is native in any case. */
static status take_engine(const struct options *options, struct experiment *experiment)
{
    const char *word = options_word("engine", options->engine);
    const bool simgrid = word && strcmp(word, "simgrid") == 0;
    if (options->paje && !simgrid) return status_fail(STATUS_USAGE, "usage-engine", "--trace-paje is written by SimGrid: give --engine simgrid too");
    if (!simgrid) return status_ok();
    if (!engine_simgrid)
        return status_fail(STATUS_FAILED, "no-simgrid", "this program was built without SimGrid: install libsimgrid-dev (Debian) and build it anew, or leave out --engine simgrid");
    if (options->paje && !options->replace && access(options->paje, F_OK) == 0)
        return status_fail(STATUS_FAILED, "exists", "%s exists; choose another name, or --replace", options->paje);
    experiment->engine = engine_simgrid;
    return engine_simgrid->open(experiment->model, experiment->plans, experiment->n, options->paje);
}

status verb_experiment(const struct options *options, const char *const *files, int32_t n, struct arena *arena,
                       struct experiment *experiment)
{
    *experiment = (struct experiment){.engine = &engine_native,
                                      .reproducible = options->reproducible,
                                      .command = options->command,
                                      .series = options->series > 0 ? (enum run_series)options->series : RUN_SERIES_NONE,
                                      .log = options->log > 0,
                                      .threads = options->threads > 0 ? (int32_t)options->threads : 0};
    if (options->points && options->n_draws <= 0) return status_fail(STATUS_USAGE, "usage-needs", "--points says what to draw; give --draws N too");
    struct faults faults;
    faults_init(&faults, arena);
    faults.lang = (enum lang)options->lang;
    for (int32_t i = 0; i < n; i++) gather(experiment, scenario_read(files[i], options->sets, models_all, arena, &faults), arena);
    if (faults.errors == 0) check_together(options, experiment, &faults);
    if (faults.errors > 0) return verb_faults(options, &faults);
    const struct scenario_montecarlo *chance = &scenario_head(experiment->scenarios[0])->montecarlo;
    experiment->model = experiment->scenarios[0]->model;
    experiment->replications = options->replications > 0 ? options->replications : chance->replications;
    experiment->draws = options->n_draws > 0 ? (int32_t)(options->n_draws < INT32_MAX ? options->n_draws : INT32_MAX) : 0;
    experiment->points = options->points;
    experiment->seed = (uint64_t)(options->seed >= 0 ? options->seed : chance->seed);
    const status planned = run_plan(experiment, arena, &faults);
    for (int32_t i = 0; i < experiment->n && i < MOST_LOOKED && faults.errors > 0; i++) scenario_rest(experiment->scenarios[i], arena, &faults);
    const status read = verb_faults(options, &faults); /* warnings too */
    TRY(read);
    TRY(planned);
    return take_engine(options, experiment);
}
