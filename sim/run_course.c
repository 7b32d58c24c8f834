/* How much of the strata a run keeps that sums the course of time over its replications: all of them while that stays small. */
#include "sim/metric_course.h"
#include "sim/result.h"
#include "sim/run.h"

enum { DIMENSIONS = 32, MOST_CELLS = 1 << 14 };

#define SMALL_BYTES (INT64_C(32) << 20) /* of the sums of one scenario, in a worker */
#define LARGE_BYTES (INT64_C(1) << 30)  /* more than this is a mistake */

/* The longest of all scenarios, so that all of them keep the same. */
static void longest(const struct experiment *experiment, int32_t sizes[DIMENSIONS])
{
    const struct model *model = experiment->model;
    for (int d = 0; d < model->n_dims && d < DIMENSIONS; d++) {
        sizes[d] = 0;
        for (int32_t s = 0; s < experiment->n; s++) {
            const int32_t size = model->dim_size(experiment->plans[s], d);
            if (size > sizes[d]) sizes[d] = size;
        }
    }
}

/* The first strata of a measure, as many as make no more than `most` cells. */
static int32_t kept_of(const struct metric *metric, const int32_t *sizes, int32_t most)
{
    int32_t size[METRIC_STRATA], kept = 0;
    metric_cells_of(metric, sizes, size);
    for (int32_t cells = 1; kept < METRIC_STRATA && metric->strata[kept] >= 0 && (int64_t)cells * size[kept] <= most; kept++) cells *= size[kept];
    return kept;
}

/* With the bins of a usual block: strata must not depend on how many replications are asked for. */
static int64_t bytes_of(const struct experiment *experiment, const int32_t *sizes, const struct detail *detail)
{
    const struct model *model = experiment->model;
    struct arena arena;
    arena_init(&arena);
    const struct course_shape *shape = course_shape_make(model->metrics, model->n_metrics, sizes, detail, &arena);
    const int64_t each = (int64_t)shape->cells * 3 * (int64_t)sizeof(int64_t) + (int64_t)shape->n_sets * RESULT_BLOCK * (int64_t)sizeof(int32_t);
    const int64_t bytes = each * shape->n_periods;
    arena_free(&arena);
    return bytes;
}

int64_t run_course_bins(const struct experiment *experiment)
{
    const struct model *model = experiment->model;
    int64_t sets = 0;
    for (int32_t m = 0; m < model->n_metrics; m++)
        if (metric_in_series(&model->metrics[m])) sets += model->metrics[m].kind == METRIC_LEVEL ? 2 : 1;
    return sets * experiment->detail->n_periods * (int64_t)sizeof(int32_t);
}

status run_course(const struct experiment *experiment, struct detail *detail, struct arena *arena)
{
    const struct model *model = experiment->model;
    int32_t sizes[DIMENSIONS] = {0}, *kept = ARENA_ARRAY(arena, int32_t, model->n_metrics);
    int64_t bytes = 0;
    longest(experiment, sizes);
    detail->kept = kept;
    for (int32_t most = MOST_CELLS; most > 0; most /= 2) {
        for (int32_t m = 0; m < model->n_metrics; m++) kept[m] = kept_of(&model->metrics[m], sizes, most);
        bytes = bytes_of(experiment, sizes, detail);
        if (bytes <= SMALL_BYTES) break;
    }
    if (bytes > LARGE_BYTES)
        return status_fail(STATUS_FAILED, "series-large", "the sums over time of a block would take %lld MB; give longer periods (`time.series`)",
                           (long long)(bytes >> 20));
    return status_ok();
}
