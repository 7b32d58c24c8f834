/* worlds: the values of a measure, some worlds at a time, so that memory does not grow with the worlds. What is small enough is read whole,
 * and once (result_values): who asks again gets the same. */
#ifndef ANALYSIS_WORLDS_H
#define ANALYSIS_WORLDS_H

#include "sim/result.h"

struct worlds {
    struct result *result;
    int32_t measure, scenario;
    int64_t cells; /* of one world */
    int64_t step;  /* worlds at a time, at most; the same for measures of the same cells */
    const double *all; /* NULL: read in parts, into room */
    double *room;
};

status worlds_open(struct worlds *worlds, struct result *result, int32_t measure, int32_t scenario, struct arena *arena);
/* values[world - first][cell], until the next reading; n at most step. */
status worlds_read(struct worlds *worlds, int64_t first, int64_t n, const double **values);

#endif
