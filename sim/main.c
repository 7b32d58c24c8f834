/* main: reads the command line, does the verb, says once what went wrong. The code of the status is the exit code. */
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "sim/ranks.h"
#include "sim/run_ranks.h"
#include "sim/verb.h"

typedef status verb_function(const struct options *options, struct arena *arena);

static verb_function *const functions[VERBS] = {
    [VERB_DEMO] = verb_demo,   [VERB_CHECK] = verb_check,   [VERB_DIFF] = verb_diff,         [VERB_RUN] = verb_run,
    [VERB_SHOW] = verb_show,   [VERB_SCHEMA] = verb_schema, [VERB_DESCRIBE] = verb_describe, [VERB_INFO] = verb_info,
    [VERB_MERGE] = verb_merge, [VERB_MISSING] = verb_missing, [VERB_TRACE] = verb_trace,   [VERB_EXPORT] = verb_export,   [VERB_REPORT] = verb_report,
    [VERB_PLAN_CLUSTER] = verb_plan_cluster,
    [VERB_INIT] = verb_init,   [VERB_HELP] = verb_help,     [VERB_COMPLETION] = verb_completion,
};

static void say(const struct options *options, const status *fault)
{
    const bool colour = verb_colour(options, stderr);
    fprintf(stderr, "%sdoorstroom:%s %s [%s]\n", colour ? "\033[1m" : "", colour ? "\033[0m" : "", fault->text, fault->id);
    if (fault->code != STATUS_USAGE) return;
    const char *verb = options_verb_name((enum verb)options->verb);
    fprintf(stderr, "  `doorstroom help%s%s` explains\n", *verb ? " " : "", verb);
}

static status do_verb(const struct options *options, struct arena *arena)
{
    if (options->version) return verb_version(stdout), status_ok();
    if (options->help) return options_help((enum verb)options->verb, (enum lang)options->lang, stdout), status_ok();
    if (options->verb == VERB_NONE) {
        options_help(VERB_NONE, (enum lang)options->lang, stderr);
        return status_fail(STATUS_USAGE, "usage-verb", "say what to do, as `doorstroom demo`");
    }
    if (ranks_count() > 1 && options->verb != VERB_RUN) return status_fail(STATUS_USAGE, "usage-ranks", "only `run` goes over ranks; start this without a launcher");
    return functions[options->verb](options, arena);
}

/* A reader that closed the pipe has what it wanted; any other failure to write is one of ours. */
static status flush(void)
{
    const bool earlier = ferror(stdout) != 0;
    errno = 0;
    if (fflush(stdout) == 0 && !earlier) return status_ok();
    if (errno == EPIPE) return status_ok();
    return status_fail(STATUS_FAILED, "unwritable", "cannot write to standard output: %s", strerror(errno ? errno : EIO));
}

/* USR1, which clusters send ahead of a limit, asks a run to stop (run.c). It may come before the run has begun, or after. */
static void hold_back_usr1(void)
{
    sigset_t usr1;
    sigemptyset(&usr1);
    sigaddset(&usr1, SIGUSR1);
    sigprocmask(SIG_BLOCK, &usr1, NULL);
}

/* Ranks that were told different things would wait for one another for ever. */
static status same_words(const char *command)
{
    char first[512] = "";
    snprintf(first, sizeof first, "%s", command);
    ranks_share(first, sizeof first);
    const bool same = strncmp(first, command, sizeof first - 1) == 0;
    return run_ranks_agree(same ? status_ok() : status_fail(STATUS_USAGE, "usage-ranks", "this rank was given other words than rank 0: %.200s", command));
}

int main(int argc, char **argv)
{
    struct arena arena;
    arena_init(&arena);
    struct options options;
    hold_back_usr1();
    signal(SIGXFSZ, SIG_IGN); /* a limit on file sizes then shows as a failed write, which is told */
    ranks_begin(&argc, &argv);
    const bool first = ranks_rank() == 0;
    status done = run_ranks_agree(options_read(argc, argv, &arena, &options));
    if (done.code == STATUS_OK) done = same_words(options.command);
    if (!first) options.quiet = true, options.json = false; /* one rank speaks for all */
    if (done.code == STATUS_OK) done = do_verb(&options, &arena);
    const status written = flush();
    if (done.code == STATUS_OK) done = written;
    if (done.code != STATUS_OK && first) say(&options, &done);
    ranks_end();
    arena_free(&arena);
    return (int)done.code;
}
