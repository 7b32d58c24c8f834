/* What is there already: blocks of this run, a shorter result of it, or something that must not be overwritten. */
#include "sim/result_private.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- the result file, when there is one ---- */

struct present {
    enum { PRESENT_NOT, PRESENT_OTHER, PRESENT_OURS } state;
    int64_t replications;
    int32_t draws;
    bool same_texts;
    const char *parts; /* NULL: not known */
};

static bool hex_is(struct door *door, const char *attribute, uint64_t wanted, struct arena *arena)
{
    const char *hex = door_text(door, door->file, attribute, arena);
    return hex && strcmp(hex, arena_format(arena, "%016" PRIx64, wanted)) == 0;
}

static struct present present_look(const char *path, const struct result_layout *layout, struct arena *arena)
{
    struct present present = {.state = PRESENT_NOT};
    struct stat info;
    struct door door;
    if (lstat(path, &info) != 0) return present;
    present.state = PRESENT_OTHER;
    door_open(&door, path);
    present.parts = door_text(&door, door.file, "fingerprint_parts", arena);
    if (hex_is(&door, "fingerprint", layout->fingerprint, arena)) {
        const struct door_shape shape = door_shape_of(&door, door_find(&door, "replication"));
        present.replications = shape.rank == 1 ? (int64_t)shape.size[0] : 0;
        const struct door_shape draws = door_shape_of(&door, door_find(&door, "draw"));
        present.draws = draws.rank == 1 ? (int32_t)draws.size[0] : 0;
        present.same_texts = hex_is(&door, "texts_fingerprint", layout->texts, arena);
        if (door_well(&door) && present.replications > 0 && present.draws > 0) present.state = PRESENT_OURS;
    }
    if (door_close(&door).code != STATUS_OK) present.state = PRESENT_OTHER;
    return present;
}

static status present_allows(const struct present *present, const char *path, const struct experiment *experiment,
                             const struct result_layout *layout, bool replace)
{
    char why[256];
    if (replace) return status_ok();
    result_parts_differ(present->parts, layout, why);
    if (present->state == PRESENT_OTHER)
        return status_fail(STATUS_FAILED, "other-run", "%s exists and is not a result of this run%s; choose another name, or --replace", path,
                           *why ? why : " (other scenarios, seed, draws, points, series, log or program)");
    if (present->state == PRESENT_OURS && present->replications > experiment->replications)
        return status_fail(STATUS_FAILED, "other-run",
                           "%s holds %" PRId64 " replications of this run, more than the %" PRId64
                           " asked for; choose another name, or --replace",
                           path, present->replications, experiment->replications);
    if (present->state == PRESENT_OURS && present->draws > result_draws(experiment))
        return status_fail(STATUS_FAILED, "other-run", "%s holds %d draws of this run, more than the %d asked for; choose another name, or --replace", path,
                           (int)present->draws, (int)result_draws(experiment));
    return status_ok();
}

/* ---- may anything be written there ---- */

static status place_check(const char *path)
{
    char parent[RESULT_PATH];
    struct stat info;
    TRY(result_parent_path(parent, path));
    if (stat(parent, &info) == 0 && !S_ISDIR(info.st_mode))
        return status_fail(STATUS_FAILED, "unwritable", "`%s` is a file, not a folder to write in", parent);
    if (access(parent, W_OK | X_OK) != 0) return status_system("unwritable", "is no folder to write in", parent);
    if (stat(path, &info) == 0 && !S_ISREG(info.st_mode))
        return status_fail(STATUS_FAILED, "unwritable", "%s exists and is not a file that can be replaced", path);
    return status_ok();
}

static status folder_check(const char *folder, const struct result_layout *layout, bool replace)
{
    const enum folder_state state = replace ? FOLDER_OURS : result_folder_state(folder, layout);
    char why[256];
    if (state == FOLDER_OTHER)
        return status_fail(STATUS_FAILED, "other-run", "%s holds unfinished work of another run%s; finish that run, choose another name, or --replace",
                           folder, result_folder_differs(folder, layout, why));
    if (state == FOLDER_OTHER_BLOCKS)
        return status_fail(STATUS_FAILED, "other-blocks",
                           "%s holds unfinished work of this run with another number of replications, in blocks of another length than the %d now; "
                           "finish it with that number first (what it holds is then taken up), choose another name, or --replace",
                           folder, (int)layout->block);
    return status_ok();
}

/* ---- blocks taken back out of a result with fewer replications ---- */

/* A part leaves the blocks of the others alone. */
static bool wanted(const struct experiment *experiment, struct result_spot spot)
{
    return run_in_shard(experiment, spot.draw * result_blocks(experiment) + spot.block);
}

/* old: the layout of that result. Only a chunk of the same replications can be taken as it lies. */
static status blocks_extract(const char *path, const struct experiment *experiment, const struct result_layout *layout,
                             const struct present *present, const struct result_layout *old, struct door *from, const door_id *source, bool *done)
{
    const int64_t blocks = result_blocks_all(experiment);
    for (int64_t i = 0; i < blocks; i++) {
        const struct result_spot spot = result_spot_of(experiment, i);
        const int32_t n = result_block_length(layout, experiment->replications, spot.block);
        if (done[i] || !wanted(experiment, spot) || spot.draw >= present->draws || spot.block * layout->block + n > present->replications) continue;
        const bool same = layout->block == old->block && n == result_block_length(old, present->replications, spot.block);
        TRY(result_block_copy(path, layout, spot, n, from, source, same));
        done[i] = true;
    }
    return status_ok();
}

/* A result that was edited and no longer has the chunks we wrote is not taken from; its replications are run again. With fewer replications
 * chunks may have been shorter. */
static status present_extract(const char *path, const struct experiment *experiment, const struct result_layout *layout,
                              const struct present *present, struct arena *arena, bool *done)
{
    struct door from;
    status extracted = status_ok();
    struct experiment before = *experiment;
    struct result_layout old = *layout;
    before.replications = present->replications;
    old.block = result_block_most(&before);
    door_id *source = ARENA_ARRAY(arena, door_id, layout->n_sets);
    door_open(&from, path);
    const struct result_extent extent = {layout->n_scenarios, present->draws, present->replications};
    const bool summed = !layout->course || result_course_carried(path, experiment, layout).draws > 0; /* blocks are of no use without their sums */
    if (summed && result_sets_open(&from, &old, extent, source) && result_events_there(&from, layout))
        extracted = blocks_extract(path, experiment, layout, present, &old, &from, source, done);
    door_close(&from);
    return extracted;
}

/* ---- opening ---- */

static bool *blocks_find(const char *path, const struct experiment *experiment, const struct result_layout *layout,
                         struct arena *arena)
{
    const int64_t n = result_blocks_all(experiment);
    const struct result_carried carried = result_course_carried(path, experiment, layout);
    bool *done = ARENA_ARRAY(arena, bool, n);
    for (int64_t i = 0; i < n; i++) {
        const struct result_spot spot = result_spot_of(experiment, i);
        const int32_t length = result_block_length(layout, experiment->replications, spot.block);
        if (!wanted(experiment, spot)) continue;
        done[i] = result_block_good(path, layout, spot, length) && result_course_good(path, layout, carried, spot, length);
    }
    return done;
}

static bool is_complete(const struct present *present, const struct experiment *experiment)
{
    return present->state == PRESENT_OURS && present->replications == experiment->replications &&
           present->draws == result_draws(experiment) && present->same_texts;
}

static void all_done(const char *folder, const struct experiment *experiment, const struct result_layout *layout, struct arena *arena, bool **done)
{
    const int64_t n = result_blocks_all(experiment);
    *done = ARENA_ARRAY(arena, bool, n);
    memset(*done, true, (size_t)n * sizeof **done);
    if (result_folder_state(folder, layout) == FOLDER_OURS)
        result_folder_remove(folder); /* killed after the last rename */
}

void result_drop(const char *path)
{
    char folder[RESULT_PATH];
    if (result_folder_path(folder, path).code == STATUS_OK) result_folder_remove(folder);
}

status result_open(const char *path, const struct experiment *experiment, const struct result_layout *layout, bool replace,
                   struct arena *arena, bool **done, bool *complete)
{
    char folder[RESULT_PATH];
    *complete = false;
    TRY(place_check(path));
    TRY(result_folder_path(folder, path));
    const struct present present = present_look(path, layout, arena);
    TRY(present_allows(&present, path, experiment, layout, replace));
    if (is_complete(&present, experiment)) {
        all_done(folder, experiment, layout, arena, done);
        *complete = true;
        return status_ok();
    }
    TRY(folder_check(folder, layout, replace));
    TRY(result_folder_take(folder, layout));
    result_folder_sweep(folder);
    *done = blocks_find(path, experiment, layout, arena);
    if (present.state != PRESENT_OURS) return status_ok();
    return present_extract(path, experiment, layout, &present, arena, *done);
}
