/* run_progress: how far a run is, told on stderr. On a terminal one line is redrawn at most five times per second; elsewhere one line is
 * written per tenth part. For run.c, which calls it under its lock. */
#ifndef SIM_RUN_PROGRESS_H
#define SIM_RUN_PROGRESS_H

#include "sim/run.h"

struct run_progress {
    enum { RUN_PROGRESS_OFF, RUN_PROGRESS_LINE, RUN_PROGRESS_LOG } style;
    int64_t total, before, done; /* replications: in all, found done at the start, done now */
    double begin_s, shown_s;     /* run_clock */
    int tenth;                   /* last tenth part that was written */
};

double run_clock(void); /* seconds of a clock that never jumps */

void run_progress_begin(struct run_progress *progress, enum progress wish, int64_t total, int64_t before);
void run_progress_step(struct run_progress *progress, double now_s);
void run_progress_note(struct run_progress *progress, const char *text);
void run_progress_end(struct run_progress *progress);

#endif
