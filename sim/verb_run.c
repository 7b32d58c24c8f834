/* run, merge and demo: from scenarios to a result file and its tables. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "analysis/answer.h"
#include "analysis/show.h"
#include "analysis/show_views.h"
#include "analysis/summarise.h"
#include "sim/result.h"
#include "sim/run_ranks.h"
#include "sim/verb.h"

enum { DEMO_REPLICATIONS = 96 }; /* whole blocks (result.h) */

static struct run_options run_options_of(const struct options *options)
{
    static const enum progress progress[] = {
        [SHOWN_AUTO] = PROGRESS_AUTO, [SHOWN_ALWAYS] = PROGRESS_ALWAYS, [SHOWN_NEVER] = PROGRESS_NEVER};
    return (struct run_options){.replace = options->replace,
                                .progress = options->quiet ? PROGRESS_NEVER : progress[options->progress],
                                .max_run_time_s = options->max_run_time_s,
                                .hand_out = options->hand_out > 0 ? HAND_OUT_STATIC : HAND_OUT_DYNAMIC};
}

/* What the numbers do not say by themselves. */
static void warn(const char *out, enum lang lang, struct arena *arena)
{
    struct result *result = NULL;
    if (result_read_open(out, arena, &result).code == STATUS_OK) warm_up_warn(result, lang, arena, stderr);
    result_read_close(result);
}

/* Nothing is shown of a part. */
static status shard_run(const struct options *options, const struct experiment *experiment, const struct run_options *how, struct arena *arena)
{
    TRY(run_experiment(experiment, options->out, how, arena));
    if (!options->quiet)
        fprintf(stderr, "doorstroom: part %d of %d of %s is there; when all are, `merge` with the same words joins them\n", (int)experiment->shard, (int)experiment->shards, options->out);
    return status_ok();
}

status verb_run(const struct options *options, struct arena *arena)
{
    struct experiment experiment;
    if (options->most_replications > 0 && !options->precision) return status_fail(STATUS_USAGE, "usage-needs", "--max-replications bounds --precision; give that too, or --replications alone");
    TRY(run_ranks_agree(verb_experiment(options, options->files, options->n_files, arena, &experiment)));
    const struct run_options how = run_options_of(options);
    experiment.summarise = summarise;
    TRY(verb_shard(options, &experiment));
    if (experiment.shards > 0) return shard_run(options, &experiment, &how, arena);
    const status ran = options->precision ? verb_run_precise(options, &experiment, &how, arena) : run_experiment(&experiment, options->out, &how, arena);
    if (ran.code != STATUS_OK && strcmp(ran.id, "not-precise") != 0) return ran;
    if (!options->quiet) warn(options->out, (enum lang)options->lang, arena);
    if (options->quiet && !options->json) return ran;
    const struct show_options show = {.json = options->json, .lang = (enum lang)options->lang};
    const status shown = show_result(options->out, &show, arena, stdout);
    return shown.code != STATUS_OK ? shown : ran;
}

/* ---- demo ---- */

static status answer(const char *out, enum lang lang, struct arena *arena)
{
    struct result *result = NULL;
    TRY(result_read_open(out, arena, &result));
    const status said = analysis_answer(result, lang, stdout);
    result_read_close(result);
    return said;
}

/* The planner's page beside the result; both languages stand in it, Dutch first. */
static status page(const struct options *options, struct arena *arena)
{
    struct options report = *options;
    const char *files[] = {options->out, NULL};
    report.files = files;
    report.n_files = 1;
    report.out = NULL;
    if (!options->lang_given) report.lang = LANG_NL;
    return verb_report(&report, arena);
}

/* The demo's own file, in a folder that is made when there is none. */
static status demo_out(const char *folder, struct arena *arena, const char **out)
{
    *out = arena_format(arena, "%s/demo.h5", folder);
    return mkdir(folder, 0777) == 0 || errno == EEXIST ? status_ok() : status_system("unwritable", "cannot be made", folder);
}

status verb_demo(const struct options *given, struct arena *arena)
{
    const struct shipped shipped = verb_shipped(arena);
    const char *files[] = {arena_format(arena, "%s/netherlands.yaml", shipped.scenarios),
                           arena_format(arena, "%s/fourteen-million.yaml", shipped.scenarios)};
    struct options options = *given;
    if (options.replications < 0) options.replications = DEMO_REPLICATIONS;
    if (!options.out) TRY(demo_out(shipped.results, arena, &options.out));
    options.replace = true;
    struct experiment experiment;
    TRY(verb_experiment(&options, files, 2, arena, &experiment));
    const struct run_options how = run_options_of(&options);
    experiment.summarise = summarise;
    TRY(run_experiment(&experiment, options.out, &how, arena));
    TRY(page(&options, arena));
    if (!options.quiet) warn(options.out, (enum lang)options.lang, arena);
    if (options.quiet) return status_ok();
    if (options.lang_given) return answer(options.out, (enum lang)options.lang, arena);
    TRY(answer(options.out, LANG_NL, arena));
    putchar('\n');
    return answer(options.out, LANG_EN, arena);
}
