/* run --precision: batches of replications until the aims are met. */
#include <stdlib.h>
#include <string.h>

#include "analysis/aim.h"
#include "sim/result.h"
#include "sim/verb.h"

enum { MOST_REPLICATIONS = 4096 };

/* Over dates, or a share by a dimension with several labels (summary.h). */
static bool is_several(const struct experiment *experiment, const struct metric *metric)
{
    const size_t n = strlen(metric->name), end = strlen("_share");
    if (metric->dated || strcmp(metric->name, "fares") == 0) return true;
    if (n <= end || strcmp(metric->name + n - end, "_share") != 0) return false;
    for (int s = 0; s < METRIC_STRATA && metric->strata[s] >= 0; s++)
        if (experiment->model->dim_size(experiment->plans[0], metric->strata[s]) > 1) return true;
    return false;
}

/* Before anything is run. */
static status measure_known(const struct experiment *experiment, const char *measure)
{
    const struct model *model = experiment->model;
    const char *words[256];
    int32_t n = 0;
    for (int32_t m = 0; m < model->n_metrics && n < 256; m++) {
        const struct metric *metric = &model->metrics[m];
        if (metric->shelf != SHELF_ROOT) continue;
        words[n++] = metric->name;
        if (strcmp(metric->name, measure) != 0) continue;
        return is_several(experiment, metric) ? status_fail(STATUS_USAGE, "unknown-measure", "--precision: '%s' is not one number but several", measure) : status_ok();
    }
    const char *near = param_nearest(measure, words, n);
    return status_fail(STATUS_USAGE, "unknown-measure", "--precision: there is no measure '%s'%s%s%s", measure, near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

static status aims_of(const struct options *options, const struct experiment *experiment, struct arena *arena, struct aim **aims, int32_t *n)
{
    for (*n = 0; options->precision[*n];) ++*n;
    *aims = ARENA_ARRAY(arena, struct aim, *n);
    for (int32_t i = 0; i < *n; i++) {
        TRY(aim_read(options->precision[i], arena, &(*aims)[i]));
        TRY(measure_known(experiment, (*aims)[i].measure));
        if ((*aims)[i].difference && experiment->n < 2)
            return status_fail(STATUS_USAGE, "no-difference", "--precision '%s' asks for a difference, and there is one scenario only", (*aims)[i].text);
    }
    return status_ok();
}

static status judge(const char *out, const struct aim *aims, int32_t n, const struct precision_rule *rule, enum lang lang, struct precision_plan *plan, bool quiet)
{
    struct arena arena;
    struct result *result = NULL;
    arena_init(&arena);
    char *said = NULL;
    size_t length = 0;
    FILE *memory = open_memstream(&said, &length);
    status judged = memory ? result_read_open(out, &arena, &result) : status_system("memory", "judge", out);
    if (judged.code == STATUS_OK) {
        judged = aims_judge(result, aims, n, rule, lang, &arena, plan, memory);
        result_read_close(result);
    }
    if (memory) fclose(memory);
    if (!quiet && said) fputs(said, stderr);
    free(said);
    arena_free(&arena);
    return judged;
}

/* What is in the file already is gone on from: with fewer replications asked for than it holds, it is judged as it is. */
static int64_t there_already(const char *out)
{
    struct arena arena;
    struct result *result = NULL;
    int64_t n = 0;
    arena_init(&arena);
    if (result_read_open(out, &arena, &result).code == STATUS_OK) n = result_replications(result);
    result_read_close(result);
    arena_free(&arena);
    return n;
}

status verb_run_precise(const struct options *options, struct experiment *experiment, const struct run_options *how, struct arena *arena)
{
    struct aim *aims;
    int32_t n;
    TRY(aims_of(options, experiment, arena, &aims, &n));
    if (experiment->draws > 0)
        return status_fail(STATUS_USAGE, "precision-draws", "--precision adds replications of the central inputs; leave out --draws, or give --replications");
    if (options->most_replications > 0 && options->replications > options->most_replications)
        return status_fail(STATUS_USAGE, "usage-value", "--replications %lld are the fewest and --max-replications %lld the most", (long long)options->replications,
                           (long long)options->most_replications);
    const int64_t most = options->most_replications > 0 ? options->most_replications : MOST_REPLICATIONS;
    struct precision_rule rule = precision_rule_usual(most);
    if (options->replications > rule.minimum) rule.minimum = options->replications; /* no fewer than coverage was measured for */
    experiment->replications = rule.minimum < most ? rule.minimum : most;
    const int64_t there = how->replace ? 0 : there_already(options->out);
    if (there > experiment->replications) experiment->replications = there;
    for (struct run_options each = *how;; each.replace = false) {
        struct precision_plan plan;
        TRY(run_experiment(experiment, options->out, &each, arena));
        TRY(judge(options->out, aims, n, &rule, (enum lang)options->lang, &plan, options->quiet));
        if (plan.why == PRECISION_MET) return status_ok();
        if (plan.stop)
            return status_fail(STATUS_INCOMPLETE, "not-precise", "%s holds %lld replications and is not as precise as was asked for; the same command with a larger --max-replications goes on",
                               options->out, (long long)experiment->replications);
        experiment->replications = plan.next;
    }
}
