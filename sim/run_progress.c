#include "sim/run_progress.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define REDRAW_S 0.2
#define NOTE_S      1.0
#define NOTE_MOST_S 10.0

double run_clock(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static bool terminal(void)
{
    const char *name = getenv("TERM");
    return isatty(STDERR_FILENO) && name && strcmp(name, "dumb") != 0;
}

void run_progress_begin(struct run_progress *progress, enum progress wish, int64_t total, int64_t before)
{
    const bool line = wish == PROGRESS_ALWAYS || terminal();
    *progress = (struct run_progress){.style = wish == PROGRESS_NEVER ? RUN_PROGRESS_OFF : line ? RUN_PROGRESS_LINE : RUN_PROGRESS_LOG,
                                      .total = total, .before = before, .done = before, .begin_s = run_clock()};
    progress->shown_s = progress->begin_s;
    progress->tenth = total > 0 ? (int)(10 * before / total) : 0;
}

static void duration(char out[32], double s)
{
    const long whole = s < 1e9 ? (long)(s + 0.5) : 999999999;
    if (whole >= 3600) snprintf(out, 32, "%ld:%02ld:%02ld", whole / 3600, whole / 60 % 60, whole % 60);
    else snprintf(out, 32, "%ld:%02ld", whole / 60, whole % 60);
}

static double speed(const struct run_progress *progress, double now_s)
{
    const double passed_s = now_s - progress->begin_s;
    return passed_s > 0 ? (double)(progress->done - progress->before) / passed_s : 0;
}

static void show(const struct run_progress *progress, double now_s)
{
    const bool line = progress->style == RUN_PROGRESS_LINE;
    const double per_s = speed(progress, now_s);
    char rest[32], left[48] = "";
    if (per_s > 0 && progress->done < progress->total) {
        duration(rest, (double)(progress->total - progress->done) / per_s);
        snprintf(left, sizeof left, ", %s left", rest);
    }
    fprintf(stderr, "%s%3d %%, %lld of %lld replications, %.*f per second%s%s", line ? "\r\033[K" : "",
            (int)(100 * progress->done / progress->total), (long long)progress->done, (long long)progress->total, per_s < 10 ? 2 : 0,
            per_s, left, line ? "" : "\n");
    fflush(stderr);
}

/* ---- the file ---- */

static void note(struct run_progress *progress, double now_s)
{
    struct run_status *told = &progress->status;
    progress->noted_s = now_s;
    if (told->state == RUN_RUNNING && progress->stop_s > 0 && now_s >= progress->stop_s) told->state = RUN_STOPPING;
    told->done = progress->done;
    told->per_s = speed(progress, now_s);
    told->left_s = told->done >= told->asked ? 0 : told->per_s > 0 ? (double)(told->asked - told->done) / told->per_s : NAN;
    run_status_write(told, progress->out);
}

static void note_when_due(struct run_progress *progress, double now_s)
{
    const double sixtieth_s = (now_s - progress->begin_s) / 60, most_s = sixtieth_s < NOTE_MOST_S ? sixtieth_s : NOTE_MOST_S;
    const bool stops = progress->status.state == RUN_RUNNING && progress->stop_s > 0 && now_s >= progress->stop_s;
    if (progress->out && (stops || now_s - progress->noted_s >= (most_s > NOTE_S ? most_s : NOTE_S))) note(progress, now_s);
}

static void note_state(struct run_progress *progress, enum run_state state, const char *message)
{
    if (!progress->out) return;
    progress->status.state = state;
    snprintf(progress->status.message, sizeof progress->status.message, "%s", message);
    note(progress, run_clock());
}

void run_progress_follow(struct run_progress *progress, const struct experiment *experiment, const char *out, const struct run_options *options)
{
    run_status_init(&progress->status, experiment);
    progress->status.before = progress->before;
    progress->out = out;
    if (options->max_run_time_s > 0) progress->stop_s = progress->begin_s + (double)options->max_run_time_s;
    note(progress, progress->begin_s);
}

/* A part is joined with the others later. */
status run_progress_ran(struct run_progress *progress, status ran)
{
    if (ran.code == STATUS_OK) progress->done = progress->total; /* processes may have gone on since they were last looked at */
    if (ran.code == STATUS_OK) note_state(progress, progress->out && progress->status.experiment->shards > 0 ? RUN_ENDED : RUN_MERGING, "");
    else note_state(progress, ran.code == STATUS_INCOMPLETE ? RUN_ENDED : RUN_FAILED, ran.text);
    return ran;
}

status run_progress_merged(struct run_progress *progress, status merged)
{
    if (merged.code != STATUS_OK) note_state(progress, merged.code == STATUS_INCOMPLETE ? RUN_ENDED : RUN_FAILED, merged.text);
    return merged;
}

/* ---- on stderr ---- */

void run_progress_step(struct run_progress *progress, double now_s)
{
    note_when_due(progress, now_s);
    if (progress->style == RUN_PROGRESS_OFF || progress->total == 0) return;
    const int tenth = (int)(10 * progress->done / progress->total);
    const bool due = progress->style == RUN_PROGRESS_LINE ? now_s - progress->shown_s >= REDRAW_S : tenth > progress->tenth;
    if (!due) return;
    progress->tenth = tenth;
    progress->shown_s = now_s;
    show(progress, now_s);
}

void run_progress_note(struct run_progress *progress, const char *text)
{
    note_state(progress, RUN_STOPPING, "");
    if (progress->style == RUN_PROGRESS_OFF) return;
    fprintf(stderr, "%s%s\n", progress->style == RUN_PROGRESS_LINE ? "\r\033[K" : "", text);
}

void run_progress_end(struct run_progress *progress)
{
    if (progress->style != RUN_PROGRESS_LINE || progress->total == 0) return;
    show(progress, run_clock());
    fputc('\n', stderr);
}
