/* run_progress: how far a run is, told on stderr, and in a file beside its blocks (run_status.h). On a terminal one line is redrawn at most
 * five times per second; elsewhere one line is written per tenth part. The file is written once a second, after ten minutes once in ten
 * seconds, and when the state changes. For run.c, which calls it under its lock. */
#ifndef SIM_RUN_PROGRESS_H
#define SIM_RUN_PROGRESS_H

#include "sim/run_status.h"

struct run_progress {
    enum { RUN_PROGRESS_OFF, RUN_PROGRESS_LINE, RUN_PROGRESS_LOG } style;
    int64_t total, before, done; /* replications: in all of this part, found done at the start, done now */
    double begin_s, shown_s;     /* run_clock */
    int tenth;                   /* last tenth part that was written */
    const char *out;             /* whose file is written; NULL: of none */
    double noted_s, stop_s;      /* run_clock; stop_s: when it has to stop, 0: never */
    struct run_status status;
};

double run_clock(void); /* seconds of a clock that never jumps */

void run_progress_begin(struct run_progress *progress, enum progress wish, int64_t total, int64_t before);
/* Tells of it in a file too, beside the blocks of `out`; one process of a run does so. After run_progress_begin; the experiment and `out` stay. */
void run_progress_follow(struct run_progress *progress, const struct experiment *experiment, const char *out, const struct run_options *options);
void run_progress_step(struct run_progress *progress, double now_s);
/* That it is about to stop, in words. */
void run_progress_note(struct run_progress *progress, const char *text);
void run_progress_end(struct run_progress *progress);
/* For the file: how the replications, and how the joining of blocks came to an end. They return what they are given. */
status run_progress_ran(struct run_progress *progress, status ran);
status run_progress_merged(struct run_progress *progress, status merged);

#endif
