#include "sim/run_progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define REDRAW_S 0.2

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

static void show(const struct run_progress *progress, double now_s)
{
    const bool line = progress->style == RUN_PROGRESS_LINE;
    const double passed_s = now_s - progress->begin_s;
    const double per_s = passed_s > 0 ? (double)(progress->done - progress->before) / passed_s : 0;
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

void run_progress_step(struct run_progress *progress, double now_s)
{
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
    if (progress->style == RUN_PROGRESS_OFF) return;
    fprintf(stderr, "%s%s\n", progress->style == RUN_PROGRESS_LINE ? "\r\033[K" : "", text);
}

void run_progress_end(struct run_progress *progress)
{
    if (progress->style != RUN_PROGRESS_LINE || progress->total == 0) return;
    show(progress, run_clock());
    fputc('\n', stderr);
}
