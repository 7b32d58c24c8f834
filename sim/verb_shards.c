/* Parts of a run: which part this is, what is missing, and joining them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "analysis/summarise.h"
#include "sim/result.h"
#include "sim/verb.h"

enum { MOST_SHARDS = 1 << 20 };

/* ---- which part ---- */

/* Digits up to `end`; *rest stands there. */
static bool whole_number(const char *text, char end, long *value, const char **rest)
{
    char *after = NULL;
    errno = 0;
    *value = strtol(text, &after, 10);
    *rest = after;
    return after != text && *after == end && errno == 0 && *text >= '0' && *text <= '9';
}

static long environment_number(const char *name, long fallback)
{
    const char *text = getenv(name), *rest;
    long value;
    return text && whole_number(text, '\0', &value, &rest) ? value : fallback;
}

/* Task ids of an array may begin anywhere and go in steps. Of an array with gaps, as `missing` prints them, nobody knows the parts. */
static status slurm_shard(struct experiment *experiment)
{
    const long id = environment_number("SLURM_ARRAY_TASK_ID", -1), count = environment_number("SLURM_ARRAY_TASK_COUNT", 0),
               least = environment_number("SLURM_ARRAY_TASK_MIN", 1), step = environment_number("SLURM_ARRAY_TASK_STEP", 1),
               most = environment_number("SLURM_ARRAY_TASK_MAX", least + (count - 1) * step);
    if (id < least || count < 1 || count > MOST_SHARDS || step < 1) return status_ok();
    if (id > most || (most - least) / step + 1 != count)
        return status_fail(STATUS_USAGE, "usage-value", "the array of this task has gaps, so its part is not known; give --shard %ld/N as in the whole array", id);
    experiment->shard = (int32_t)((id - least) / step + 1);
    experiment->shards = (int32_t)count;
    return status_ok();
}

static status given_shard(const char *text, struct experiment *experiment)
{
    long k = 0, n = 0;
    const char *rest = text;
    if (!whole_number(text, '/', &k, &rest) || !whole_number(rest + 1, '\0', &n, &rest) || k < 1 || k > n || n > MOST_SHARDS)
        return status_fail(STATUS_USAGE, "usage-value", "--shard takes a part and how many there are, as 3/12, not '%s'", text);
    experiment->shard = (int32_t)k;
    experiment->shards = (int32_t)n;
    return status_ok();
}

status verb_shard(const struct options *options, struct experiment *experiment)
{
    if (options->shard) TRY(given_shard(options->shard, experiment));
    else TRY(slurm_shard(experiment));
    if (experiment->shards > 0 && options->replace)
        return status_fail(STATUS_USAGE, "usage-option", "--replace would take the parts of others away; remove %s and %s.blocks by hand", options->out, options->out);
    if (experiment->shards > 0 && options->precision)
        return status_fail(STATUS_USAGE, "usage-option", "--precision looks at all replications; it does not go together with parts");
    return status_ok();
}

/* ---- what is missing ---- */

/* Runs of blocks that miss, as replications. */
static int64_t print_missing(const struct experiment *experiment, const bool *done)
{
    const int64_t blocks = result_blocks(experiment), draws = result_draws(experiment), most = result_block_most(experiment);
    int64_t missing = 0;
    for (int64_t i = 0, j; i < result_blocks_all(experiment); i = j) {
        for (j = i + 1; j % blocks != 0 && done[j] == done[i]; j++) continue;
        if (done[i]) continue;
        const int64_t first = i % blocks * most, after = first + (j - i) * most, last = after < experiment->replications ? after : experiment->replications;
        fprintf(stderr, "  %s: ", experiment->scenarios[i / blocks / draws]->name);
        if (draws > 1) fprintf(stderr, "draw %lld, ", (long long)(i / blocks % draws + 1));
        fprintf(stderr, "%lld-%lld\n", (long long)first + 1, (long long)last);
        missing += last - first;
    }
    return missing;
}

/* `2,5-7`. */
static void print_ranges(const bool *lacks, int32_t n, FILE *out)
{
    const char *between = "";
    for (int32_t k = 0, last; k < n; k = last + 1) {
        last = k;
        if (!lacks[k]) continue;
        while (last + 1 < n && lacks[last + 1]) last++;
        if (last > k) fprintf(out, "%s%d-%d", between, (int)k + 1, (int)last + 1);
        else fprintf(out, "%s%d", between, (int)k + 1);
        between = ",";
    }
}

static bool nothing_there(const struct options *options, struct arena *arena)
{
    struct stat found;
    return stat(arena_format(arena, "%s.blocks", options->out), &found) != 0 && stat(options->out, &found) != 0;
}

/* Of a run that has not begun everything misses, and nothing is made. */
static status opened(const struct options *options, struct experiment *experiment, struct arena *arena, const struct result_layout **layout, bool **done,
                     bool *complete)
{
    TRY(verb_experiment(options, options->files, options->n_files, arena, experiment));
    experiment->summarise = summarise;
    TRY(result_layout_make(experiment, arena, layout));
    *done = ARENA_ARRAY(arena, bool, result_blocks_all(experiment));
    *complete = false;
    if (nothing_there(options, arena)) return status_ok();
    return result_open(options->out, experiment, *layout, false, arena, done, complete);
}

status verb_missing(const struct options *options, struct arena *arena)
{
    struct experiment experiment;
    const struct result_layout *layout;
    bool *done, complete, any = false;
    if (options->n_shards < 1 || options->n_shards > MOST_SHARDS)
        return status_fail(STATUS_USAGE, "usage-value", "say in how many parts the run was divided, as --shards 12");
    TRY(opened(options, &experiment, arena, &layout, &done, &complete));
    const int32_t n = (int32_t)options->n_shards;
    const int64_t each = result_blocks(&experiment) * result_draws(&experiment);
    bool *lacks = ARENA_ARRAY(arena, bool, n);
    for (int64_t i = 0; i < result_blocks_all(&experiment); i++)
        if (!done[i]) any = lacks[i % each % n] = true;
    if (!any) return status_ok();
    fputs("--array=", stdout);
    print_ranges(lacks, n, stdout);
    putchar('\n');
    return status_fail(STATUS_INCOMPLETE, "incomplete", "%s misses blocks of these parts", options->out);
}

/* ---- joining ---- */

status verb_merge(const struct options *options, struct arena *arena)
{
    struct experiment experiment;
    const struct result_layout *layout;
    bool *done, complete;
    if (nothing_there(options, arena))
        return status_fail(STATUS_FAILED, "no-blocks", "there is nothing to join: neither %s.blocks nor %s exists", options->out, options->out);
    TRY(opened(options, &experiment, arena, &layout, &done, &complete));
    if (complete) return status_ok();
    const int64_t missing = print_missing(&experiment, done);
    if (missing > 0)
        return status_fail(STATUS_INCOMPLETE, "incomplete", "%s misses these %lld replications; `run` with the same words goes on", options->out,
                           (long long)missing);
    return run_join(&experiment, options->out, layout);
}
