#include "analysis/unfinished.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "sim/result_look.h"

#define SILENT_S       60.0  /* of who ends replications all the time; a slow file system too is heard of by then */
#define SILENT_WHOLE_S 600.0 /* of who has ended none yet, or joins blocks: neither says how long that takes */

/* A process writes when a replication ends: each of its threads ends one in threads / per_s. */
static double silence_allowed(const struct run_status *told)
{
    if (told->state == RUN_MERGING || !(told->per_s > 0)) return SILENT_WHOLE_S;
    return SILENT_S + 5 * told->threads / told->per_s;
}

/* Only the machine that it runs on knows. */
static bool is_gone(const struct run_status *told)
{
    char host[256] = "";
    gethostname(host, sizeof host - 1);
    return strcmp(host, told->host) == 0 && told->pid > 0 && kill((pid_t)told->pid, 0) != 0 && errno == ESRCH;
}

static enum unfinished_word word_of(const struct run_status *told, double silent_s)
{
    if (told->state == RUN_ENDED || told->state == RUN_FAILED) return UNFINISHED_OVER;
    if (is_gone(told)) return UNFINISHED_GONE;
    return silent_s > silence_allowed(told) ? UNFINISHED_SILENT : UNFINISHED_WORKS;
}

static void processes_read(const char *path, struct arena *arena, struct unfinished *unfinished)
{
    const time_t now = time(NULL);
    const struct run_status *told = run_status_read(path, arena, &unfinished->n);
    unfinished->process = ARENA_ARRAY(arena, struct unfinished_process, unfinished->n);
    for (int32_t i = 0; i < unfinished->n; i++) {
        const double silent_s = difftime(now, told[i].updated);
        unfinished->process[i] = (struct unfinished_process){&told[i], word_of(&told[i], silent_s), silent_s > 0 ? silent_s : 0, 0};
        if (!unfinished->latest || told[i].updated >= unfinished->latest->updated) unfinished->latest = &told[i];
    }
}

static void block_count(void *context, int32_t scenario, int32_t draw, int64_t block)
{
    struct unfinished *unfinished = context;
    const struct run_status *latest = unfinished->latest;
    unfinished->blocks++;
    if (!latest || scenario >= latest->scenarios || draw >= latest->draws) return;
    const int32_t n = run_status_block(latest, block);
    unfinished->kept += n;
    unfinished->kept_of[scenario] += n;
    for (int32_t i = 0; i < unfinished->n; i++) {
        struct unfinished_process *process = &unfinished->process[i];
        if (process->word == UNFINISHED_WORKS && run_status_has(process->status, draw, block)) process->kept += n;
    }
}

static void together(struct unfinished *unfinished)
{
    for (int32_t i = 0; i < unfinished->n; i++) {
        const struct unfinished_process *process = &unfinished->process[i];
        const struct run_status *told = process->status;
        if (process->word != UNFINISHED_WORKS) continue;
        if (told->done > process->kept) unfinished->under_way += told->done - process->kept;
        if (told->per_s > 0) unfinished->per_s += told->per_s;
        const bool longer = isnan(told->left_s) || told->left_s > unfinished->left_s; /* who cannot tell is not ready first */
        if (unfinished->at_work++ == 0 || longer) unfinished->left_s = told->left_s;
    }
    if (unfinished->at_work == 0) unfinished->left_s = NAN;
}

bool unfinished_look(const char *path, struct arena *arena, struct unfinished *unfinished)
{
    *unfinished = (struct unfinished){.left_s = NAN};
    if (!result_look(path)) return false;
    processes_read(path, arena, unfinished); /* before the blocks: what was said done is then in a block or under way */
    if (unfinished->latest) unfinished->kept_of = ARENA_ARRAY(arena, int64_t, unfinished->latest->scenarios);
    result_look_blocks(path, block_count, unfinished);
    together(unfinished);
    return result_look(path); /* it may have been joined meanwhile */
}
