/* aim: what `run --precision` asks for, and whether a result file has it: `not_placed_24h=5%`, `difference:not_placed_24h=20`.
 *
 * An aim holds in every scenario: the half-width of the 95 % interval of the mean, or of the paired difference with the first scenario, is at
 * most a share of it or so many of its unit. All aims of all scenarios hold together (precision.h). */
#ifndef ANALYSIS_AIM_H
#define ANALYSIS_AIM_H

#include "analysis/precision.h"
#include "sim/describe.h"
#include "sim/result.h"

struct aim {
    const char *text, *measure;
    bool difference, relative;
    double wanted; /* a share, or in the unit of the measure */
};

/* [usage-value] with what was read and what was wanted. */
status aim_read(const char *text, struct arena *arena, struct aim *aim);
/* What to do after `done` replications stand in the file; on `out` a line about the aim that is furthest off. Fails with [unknown-measure], and
 * with [no-difference] when there is one scenario only. */
status aims_judge(struct result *result, const struct aim *aims, int32_t n, const struct precision_rule *rule, enum lang lang, struct arena *arena,
                  struct precision_plan *plan, FILE *out);

#endif
