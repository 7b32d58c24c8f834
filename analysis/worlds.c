#include "analysis/worlds.h"

/* Numbers that are read whole, numbers read at a time (16 and 8 MB), and the length of most chunks in the file: reading from a whole multiple
 * of it unpacks no chunk twice. */
enum { WHOLE = 1 << 21, SOME = 1 << 20, CHUNK = 256, CHUNK_LEAST = 16 };

static int64_t step_of(int64_t cells)
{
    const int64_t step = SOME / cells, chunk = step >= CHUNK ? CHUNK : CHUNK_LEAST;
    return step < chunk ? chunk : step / chunk * chunk;
}

status worlds_open(struct worlds *worlds, struct result *result, int32_t measure, int32_t scenario, struct arena *arena)
{
    const struct result_measure *is = result_measure(result, measure);
    *worlds = (struct worlds){.result = result, .measure = measure, .scenario = scenario, .cells = 1};
    for (int32_t i = 0; is && i < is->n_strata; i++) worlds->cells *= is->size[i];
    worlds->step = step_of(worlds->cells > 0 ? worlds->cells : 1);
    if (result_replications(result) * worlds->cells <= WHOLE) return result_values(result, measure, scenario, &worlds->all);
    worlds->room = ARENA_ARRAY(arena, double, worlds->step * worlds->cells + 1);
    return status_ok();
}

status worlds_read(struct worlds *worlds, int64_t first, int64_t n, const double **values)
{
    *values = worlds->all ? worlds->all + first * worlds->cells : worlds->room;
    return worlds->all ? status_ok() : result_worlds(worlds->result, worlds->measure, worlds->scenario, first, n, worlds->room);
}
