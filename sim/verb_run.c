/* run, merge and demo: from scenarios to a result file and its tables. */
#include <stdlib.h>
#include <sys/stat.h>

#include "analysis/answer.h"
#include "analysis/show.h"
#include "sim/result.h"
#include "sim/verb.h"

enum { DEMO_REPLICATIONS = 96 }; /* whole blocks (result.h) */

static struct run_options run_options_of(const struct options *options)
{
    static const enum progress progress[] = {
        [SHOWN_AUTO] = PROGRESS_AUTO, [SHOWN_ALWAYS] = PROGRESS_ALWAYS, [SHOWN_NEVER] = PROGRESS_NEVER};
    return (struct run_options){.replace = options->replace,
                                .progress = options->quiet ? PROGRESS_NEVER : progress[options->progress],
                                .max_run_time_s = options->max_run_time_s};
}

status verb_run(const struct options *options, struct arena *arena)
{
    struct experiment experiment;
    TRY(verb_experiment(options, options->files, options->n_files, arena, &experiment));
    const struct run_options how = run_options_of(options);
    TRY(run_experiment(&experiment, options->out, &how, arena));
    if (options->quiet && !options->json) return status_ok();
    const struct show_options show = {.json = options->json, .lang = (enum lang)options->lang};
    return show_result(options->out, &show, arena, stdout);
}

/* ---- merge ---- */

static int64_t print_missing(const struct experiment *experiment, const bool *done)
{
    const int64_t blocks = result_blocks(experiment);
    int64_t missing = 0;
    for (int64_t i = 0; i < experiment->n * blocks; i++) {
        if (done[i]) continue;
        const int64_t first = i % blocks * result_block_most(experiment), after = first + result_block_most(experiment);
        const int64_t last = after < experiment->replications ? after : experiment->replications;
        fprintf(stderr, "  %s: %lld-%lld\n", experiment->scenarios[i / blocks]->name, (long long)first + 1, (long long)last);
        missing += last - first;
    }
    return missing;
}

static status merge_blocks(const struct experiment *experiment, const char *out, struct arena *arena)
{
    const struct result_layout *layout = NULL;
    TRY(result_layout_make(experiment, arena, &layout));
    bool *done = NULL;
    bool complete = false;
    TRY(result_open(out, experiment, layout, false, arena, &done, &complete));
    if (complete) return status_ok();
    const int64_t missing = print_missing(experiment, done);
    if (missing > 0)
        return status_fail(STATUS_INCOMPLETE, "incomplete",
                           "%s misses these %lld replications; `run` with the same words goes on", out, (long long)missing);
    return result_merge(out, experiment, layout);
}

status verb_merge(const struct options *options, struct arena *arena)
{
    struct stat found;
    const char *blocks = arena_format(arena, "%s.blocks", options->out);
    if (stat(blocks, &found) != 0 && stat(options->out, &found) != 0)
        return status_fail(STATUS_FAILED, "no-blocks", "there is nothing to join: neither %s nor %s exists", blocks,
                           options->out);
    struct experiment experiment;
    TRY(verb_experiment(options, options->files, options->n_files, arena, &experiment));
    return merge_blocks(&experiment, options->out, arena);
}

/* ---- demo ---- */

/* Of the shipped files; another place may be named by the environment. */
static const char *folder(const char *variable, const char *fallback)
{
    const char *value = getenv(variable);
    return value && *value ? value : fallback;
}

static status answer(const char *out, enum lang lang, struct arena *arena)
{
    struct result *result = NULL;
    TRY(result_read_open(out, arena, &result));
    const status said = analysis_answer(result, lang, stdout);
    result_read_close(result);
    return said;
}

status verb_demo(const struct options *given, struct arena *arena)
{
    const char *scenarios = folder("DOORSTROOM_SCENARIOS", DOORSTROOM_SCENARIOS),
               *results = folder("DOORSTROOM_RESULTS", DOORSTROOM_RESULTS);
    const char *files[] = {arena_format(arena, "%s/netherlands.yaml", scenarios),
                           arena_format(arena, "%s/fourteen-million.yaml", scenarios)};
    struct options options = *given;
    if (options.replications < 0) options.replications = DEMO_REPLICATIONS;
    if (!options.out) options.out = arena_format(arena, "%s/demo.h5", results);
    options.replace = true; /* the demo's own file */
    struct experiment experiment;
    TRY(verb_experiment(&options, files, 2, arena, &experiment));
    const struct run_options how = run_options_of(&options);
    TRY(run_experiment(&experiment, options.out, &how, arena));
    if (options.quiet) return status_ok();
    if (options.lang_given) return answer(options.out, (enum lang)options.lang, arena);
    TRY(answer(options.out, LANG_NL, arena));
    putchar('\n');
    return answer(options.out, LANG_EN, arena);
}
