/* observed: the observed figures of a result file set beside what the baseline gives over its replications.
 *
 * A figure of certain calendar years stands beside those years where the file holds its measure by year and counted them whole;
 * else beside the whole counted period, and is marked. What is summed over a period is given per year. */
#ifndef ANALYSIS_OBSERVED_H
#define ANALYSIS_OBSERVED_H

#include "analysis/table.h"

/* Inside: the interval of the simulated mean, or every replication, lies within the range; outside: on one side of it. */
enum observed_verdict {
    OBSERVED_NOTHING, /* no range, or nothing simulated */
    OBSERVED_INSIDE,
    OBSERVED_OUTSIDE,
    OBSERVED_OPEN /* neither: more replications are needed */
};

struct observed_figure {
    struct observation observation;
    const char *units;         /* of the measure; NULL: none */
    struct interval simulated; /* in the unit of the observation; its mean is NAN when the file cannot say */
    bool whole;                /* years were observed, and this is the mean over the whole counted period */
    enum observed_verdict verdict;
};

/* None is no fault: *n is 0. */
status observed_read(struct result *result, struct arena *arena, struct observed_figure **figures, int32_t *n);
/* Two tables: figures kept to test the inputs, and those by which inputs were chosen. Prints nothing when there are none. */
status observed_print(struct result *result, enum lang lang, struct arena *arena, FILE *out);
/* The same of a file, as text or JSON; fails with [no-observed] when there are none. */
status observed_show(const char *path, bool json, enum lang lang, struct arena *arena, FILE *out);

#endif
