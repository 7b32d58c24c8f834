#include <criterion/criterion.h>
#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "sim/result_private.h"
#include "tests/result_sample.h"

/* ---- a folder for each test ---- */

struct room {
    char folder[64], path[96], blocks[128];
    struct sample sample;
};

static void room_open(struct room *room, int64_t replications)
{
    snprintf(room->folder, sizeof room->folder, "/tmp/doorstroom-result-XXXXXX");
    cr_assert(mkdtemp(room->folder));
    snprintf(room->path, sizeof room->path, "%s/out.h5", room->folder);
    snprintf(room->blocks, sizeof room->blocks, "%s.blocks", room->path);
    sample_make(&room->sample, replications, 7);
}

static int forget(const char *path, const struct stat *info, int kind, struct FTW *at)
{
    (void)info, (void)kind, (void)at;
    return remove(path);
}

static void room_close(struct room *room)
{
    sample_free(&room->sample);
    nftw(room->folder, forget, 16, FTW_DEPTH | FTW_PHYS);
}

static void ran(struct room *room, const char *path, int expected)
{
    int made = -1;
    const status fault = sample_run(&room->sample, path, false, false, &made);
    cr_assert_eq(fault.code, STATUS_OK, "[%s] %s", fault.id, fault.text);
    cr_assert_eq(made, expected, "%d blocks made, %d expected", made, expected);
}

static void refused(struct room *room, const char *path, const char *id)
{
    int made;
    const status fault = sample_run(&room->sample, path, false, false, &made);
    cr_assert_neq(fault.code, STATUS_OK);
    cr_assert_str_eq(fault.id, id, "[%s] %s", fault.id, fault.text);
}

/* The same experiment with another number of replications or another seed. */
static void change(struct room *room, int64_t replications, uint64_t seed)
{
    sample_free(&room->sample);
    sample_make(&room->sample, replications, seed);
}

static bool there(const char *path) { return access(path, F_OK) == 0; }

static int files_in(const char *folder)
{
    DIR *directory = opendir(folder);
    int n = 0;
    if (!directory) return -1;
    while (readdir(directory)) n++;
    closedir(directory);
    return n - 2;
}

static char *contents(const char *path, size_t *n)
{
    FILE *file = fopen(path, "rb");
    cr_assert(file, "%s", path);
    fseek(file, 0, SEEK_END);
    *n = (size_t)ftell(file);
    rewind(file);
    char *bytes = malloc(*n + 1);
    cr_assert_eq(fread(bytes, 1, *n, file), *n);
    fclose(file);
    return bytes;
}

static void same_bytes(const char *a, const char *b)
{
    size_t n = 0, m = 0;
    char *x = contents(a, &n), *y = contents(b, &m);
    cr_assert_eq(n, m, "%zu and %zu bytes", n, m);
    cr_assert_eq(memcmp(x, y, n), 0, "%s and %s differ", a, b);
    free(x);
    free(y);
}

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    cr_assert(file);
    fputs(text, file);
    fclose(file);
}

/* ---- every number comes back under its labels ---- */

static const struct metric *metric_of(const char *name, bool *number, int *index)
{
    for (int m = 0; m < SAMPLE_METRICS; m++) {
        const size_t n = strlen(sample_metrics[m].name);
        *number = strcmp(name + (strncmp(name, sample_metrics[m].name, n) == 0 ? n : 0), "_number") == 0;
        *index = m;
        if (*number || strcmp(name, sample_metrics[m].name) == 0) return &sample_metrics[m];
    }
    return NULL;
}

static int32_t place_of(const struct sample_plan *plan, int dim, const char *label)
{
    for (int32_t i = 0; i < sample_size(plan, dim); i++)
        if (strcmp(sample_label(plan, dim, i), label) == 0) return i;
    return -1;
}

static double wanted(const struct sample_plan *plan, int64_t replication, int m, bool number,
                     const char *const label[METRIC_STRATA])
{
    int32_t at[METRIC_STRATA] = {0, 0, 0};
    for (int s = 0; s < METRIC_STRATA && label[s]; s++) {
        at[s] = place_of(plan, sample_metrics[m].strata[s], label[s]);
        if (at[s] < 0) return NAN;
    }
    return sample_value(plan->id, replication, m, number, at[0], at[1], at[2]);
}

static bool equal(double a, double b) { return a == b || (isnan(a) && isnan(b)); }

static void check_scenario(struct room *room, struct result *result, int32_t i, int32_t scenario)
{
    const struct result_measure *measure = result_measure(result, i);
    const double *values = NULL;
    const char *const *labels[METRIC_STRATA];
    int32_t size[METRIC_STRATA] = {1, 1, 1}, n;
    bool number;
    int m;
    cr_assert(metric_of(measure->name, &number, &m), "%s", measure->name);
    for (int s = 0; s < measure->n_strata; s++) {
        labels[s] = result_labels(result, measure->strata[s], &size[s]);
        cr_assert_eq(size[s], measure->size[s]);
    }
    const status fault = result_values(result, i, scenario, &values);
    cr_assert_eq(fault.code, STATUS_OK, "%s", fault.text);
    n = size[0] * size[1] * size[2];
    for (int64_t r = 0; r < result_replications(result); r++)
        for (int32_t c = 0; c < n; c++) {
            const int32_t at[METRIC_STRATA] = {c / (size[1] * size[2]), c / size[2] % size[1], c % size[2]};
            const char *label[METRIC_STRATA] = {NULL, NULL, NULL};
            for (int s = 0; s < measure->n_strata; s++) label[s] = labels[s][at[s]];
            const double want = wanted(&room->sample.plans[scenario], r + 1, m, number, label), got = values[r * n + c];
            cr_assert(equal(got, want), "%s of scenario %d, replication %d, cell %d: %g, expected %g", measure->name, scenario,
                      (int)r + 1, c, got, want);
        }
}

static void check_all(struct room *room, const char *path)
{
    struct result *result;
    const status fault = result_read_open(path, &room->sample.arena, &result);
    cr_assert_eq(fault.code, STATUS_OK, "%s", fault.text);
    cr_assert_eq(result_scenarios(result), SAMPLE_SCENARIOS);
    cr_assert_eq(result_replications(result), room->sample.experiment.replications);
    cr_assert_eq(result_measures(result), 7); /* seven metrics, one of them never there, one with its number */
    for (int32_t i = 0; i < result_measures(result); i++)
        for (int32_t s = 0; s < SAMPLE_SCENARIOS; s++) check_scenario(room, result, i, s);
    result_read_close(result);
}

static void roundtrip(int64_t replications)
{
    struct room room;
    room_open(&room, replications);
    ran(&room, room.path, SAMPLE_SCENARIOS * (int)((replications + RESULT_BLOCK - 1) / RESULT_BLOCK));
    check_all(&room, room.path);
    cr_assert_not(there(room.blocks));
    cr_assert_eq(files_in(room.folder), 1);
    room_close(&room);
}

Test(result, one_replication) { roundtrip(1); }
Test(result, less_than_a_block) { roundtrip(5); }
Test(result, whole_blocks) { roundtrip(32); }
Test(result, last_block_partial) { roundtrip(37); }

Test(result, says_what_it_is)
{
    struct room room;
    struct result *result;
    int32_t n;
    room_open(&room, 3);
    room.sample.experiment.reproducible = false;
    ran(&room, room.path, 3);
    cr_assert_eq(result_read_open(room.path, &room.sample.arena, &result).code, STATUS_OK);
    const char *const *scenarios = result_labels(result, "scenario", &n);
    cr_assert_eq(n, 3);
    cr_assert_str_eq(scenarios[0], "base");
    cr_assert_str_eq(scenarios[1], "price[3500 per yr]");
    cr_assert_str_eq(scenarios[2], "base-2");
    const char *const *regions = result_labels(result, "region", &n);
    cr_assert_eq(n, 5);
    cr_assert_str_eq(regions[2], "Súdwest-Fryslân");
    cr_assert_str_eq(regions[4], "'s-Hertogenbosch");
    cr_assert_str_eq(result_labels(result, "replication", &n)[2], "3");
    cr_assert_str_eq(result_labels(result, "region_code", &n)[3], "");
    cr_assert_null(result_labels(result, "nothing", &n));
    const double *lat = result_coordinate(result, "lat", &n);
    cr_assert_eq(n, 5);
    cr_assert_eq(lat[3], 7.0);
    const struct result_measure *stay = result_measure(result, result_find(result, "stay_days"));
    cr_assert_str_eq(stay->units, "day");
    cr_assert_str_eq(stay->long_name_nl, "Verblijf.");
    cr_assert_str_eq(stay->cell_methods, "time: mean");
    cr_assert_str_eq(stay->strata[1], "stage");
    cr_assert_eq(result_find(result, "unused"), -1);
    cr_assert_str_eq(result_text(result, "/", "Conventions"), "CF-1.8");
    cr_assert_str_eq(result_text(result, "/", "format_version"), "1 0");
    cr_assert_str_eq(result_text(result, "/", "time_coverage_end"), "2019-01-01");
    cr_assert_str_eq(result_text(result, "/", "counted_days"), "365");
    cr_assert_str_eq(result_text(result, "/scenarios/base-2", "title_nl"), "De basis");
    cr_assert_eq(strlen(result_text(result, "/scenarios/price[3500 per yr]", "resolved")), 100000);
    cr_assert_str_eq(result_text(result, "/run", "threads"), "2");
    cr_assert(strstr(result_text(result, "/", "history"), "doorstroom run base.yaml"));
    cr_assert_null(result_text(result, "/nowhere", "text"));
    cr_assert_null(result_text(result, "/", "absent"));
    result_read_close(result);
    room_close(&room);
}

Test(result, observed_figures_are_read_back)
{
    struct room room;
    struct result *result;
    const struct observation *list;
    int32_t n;
    room_open(&room, 1);
    ran(&room, room.path, 3);
    cr_assert_eq(result_read_open(room.path, &room.sample.arena, &result).code, STATUS_OK);
    cr_assert_eq(result_observations(result, &room.sample.arena, &list, &n).code, STATUS_OK);
    cr_assert_eq(n, 2);
    for (int32_t i = 0; i < n; i++) {
        struct observation wanted;
        cr_assert(sample_observation(&room.sample.plans[0], i, &wanted));
        cr_expect_str_eq(list[i].name, wanted.name);
        cr_expect_str_eq(list[i].measure, wanted.measure);
        cr_expect_str_eq(list[i].source, wanted.source);
        cr_expect_eq(list[i].from_year, wanted.from_year);
        cr_expect_eq(list[i].to_year, wanted.to_year);
        cr_expect_eq(list[i].value, wanted.value);
        cr_expect_eq(list[i].fit, wanted.fit);
    }
    cr_expect_str_eq(list[0].region, "Súdwest-Fryslân");
    cr_expect_str_eq(list[0].stage, "crisis");
    cr_expect(list[0].low == 21 && list[0].high == 40.25);
    cr_expect(!list[1].region && !list[1].stage && isnan(list[1].low) && isnan(list[1].high));
    cr_expect_null(result_texts(result, "observed/value", &n), "numbers are no texts");
    result_read_close(result);
    room_close(&room);
}

/* Writes the file that tests/readers open, when asked. */
Test(result, sample)
{
    const char *path = getenv("RESULT_SAMPLE");
    struct room room;
    room_open(&room, 37);
    ran(&room, path ? path : room.path, 9);
    room_close(&room);
}

/* ---- the same bytes ---- */

Test(result, equal_runs_give_equal_bytes)
{
    struct room room;
    char other[128];
    int made;
    room_open(&room, 37);
    snprintf(other, sizeof other, "%s/other.h5", room.folder);
    ran(&room, room.path, 9);
    change(&room, 37, 7);
    room.sample.experiment.threads = 1;
    room.sample.experiment.command = "another command";
    room.sample.engine.name = "another";
    const status fault = sample_run(&room.sample, other, false, true, &made);
    cr_assert_eq(fault.code, STATUS_OK, "%s", fault.text);
    same_bytes(room.path, other);
    struct result *result;
    cr_assert_eq(result_read_open(other, &room.sample.arena, &result).code, STATUS_OK);
    cr_assert_null(result_text(result, "/run", "time"));
    cr_assert_null(result_text(result, "/", "history"));
    result_read_close(result);
    room_close(&room);
}

/* A program that is killed and started again until it is done, as the same command would be. */
static pid_t start(const char *path)
{
    const pid_t child = fork();
    if (child != 0) return child;
    struct sample sample;
    bool *done, complete;
    sample_make(&sample, 150, 7);
    result_layout_make(&sample.experiment, &sample.arena, &sample.layout);
    if (result_open(path, &sample.experiment, sample.layout, false, &sample.arena, &done, &complete).code) _exit(1);
    for (int64_t i = 0; !complete && i < 3 * result_blocks(&sample.experiment); i++)
        if (!done[i] && sample_block(&sample, path, (int32_t)(i / 10), i % 10).code) _exit(2);
    if (!complete && result_merge(path, &sample.experiment, sample.layout).code) _exit(3);
    _exit(0);
}

static void nap(long us)
{
    const struct timespec time = {us / 1000000, us % 1000000 * 1000};
    nanosleep(&time, NULL);
}

Test(result, killed_at_any_moment, .timeout = 300)
{
    struct room room;
    char whole[128];
    int state, kills = 0;
    unsigned chance = 12345;
    room_open(&room, 150);
    snprintf(whole, sizeof whole, "%s/whole.h5", room.folder);
    ran(&room, whole, 30);
    for (int go = 0; go < 400 && kills < 25; go++) {
        const pid_t child = start(room.path);
        chance = chance * 1103515245u + 12345u;
        nap((long)(chance >> 8) % 60000);
        kill(child, SIGKILL);
        cr_assert_eq(waitpid(child, &state, 0), child);
        if (WIFSIGNALED(state))
            kills++;
        else {
            cr_assert_eq(WEXITSTATUS(state), 0, "exit code %d after %d kills", WEXITSTATUS(state), kills);
            same_bytes(room.path, whole);
            cr_assert_eq(unlink(room.path), 0); /* and again, for more moments */
        }
        if (there(room.path)) same_bytes(room.path, whole);
    }
    cr_assert_geq(kills, 20);
    cr_assert_eq(waitpid(start(room.path), &state, 0) > 0 && WIFEXITED(state) && WEXITSTATUS(state) == 0, true);
    same_bytes(room.path, whole);
    cr_assert_not(there(room.blocks));
    room_close(&room);
}

/* ---- what is there already ---- */

Test(result, finished_is_finished)
{
    struct room room;
    room_open(&room, 20);
    ran(&room, room.path, 6);
    ran(&room, room.path, 0);
    cr_assert_eq(mkdir(room.blocks, 0777), 0); /* killed after the last rename, before the folder was gone */
    ran(&room, room.path, 0);
    check_all(&room, room.path);
    room_close(&room);
}

Test(result, new_remark_is_taken_up_without_running)
{
    struct room room;
    room_open(&room, 20);
    ran(&room, room.path, 6);
    room.sample.settings[0].note = "checked";
    ran(&room, room.path, 0);
    struct door door;
    door_open(&door, room.path);
    const char **notes = door_read_texts(&door, door_find(&door, "/scenarios/base/note"), 2, &room.sample.arena);
    cr_assert_str_eq(notes[0], "checked");
    cr_assert_eq(door_close(&door).code, STATUS_OK);
    check_all(&room, room.path);
    room_close(&room);
}

Test(result, goes_on_with_more_replications)
{
    struct room room;
    char fresh[128];
    room_open(&room, 50);
    snprintf(fresh, sizeof fresh, "%s/fresh.h5", room.folder);
    ran(&room, fresh, 12);
    change(&room, 20, 7);
    ran(&room, room.path, 6);
    change(&room, 50, 7);
    ran(&room, room.path, 9); /* of every scenario one whole block was there */
    same_bytes(room.path, fresh);
    check_all(&room, room.path);
    room_close(&room);
}

Test(result, unfinished_run_goes_on_with_another_number)
{
    struct room room;
    char fresh[128];
    bool *done, complete;
    room_open(&room, 20);
    snprintf(fresh, sizeof fresh, "%s/fresh.h5", room.folder);
    ran(&room, fresh, 6);
    change(&room, 50, 7);
    cr_assert_eq(result_layout_make(&room.sample.experiment, &room.sample.arena, &room.sample.layout).code, STATUS_OK);
    cr_assert_eq(
        result_open(room.path, &room.sample.experiment, room.sample.layout, false, &room.sample.arena, &done, &complete).code,
        STATUS_OK);
    for (int b = 0; b < 4; b++) cr_assert_eq(sample_block(&room.sample, room.path, 0, b).code, STATUS_OK);
    change(&room, 20, 7);
    ran(&room, room.path, 5); /* block 0 of scenario 0 fits; block 1 held 16 replications and now has 4 */
    same_bytes(room.path, fresh);
    room_close(&room);
}

/* ---- many replications: longer blocks ---- */

/* One scenario; a worker can hold 64 of its rows. */
static void change_many(struct room *room, int64_t replications)
{
    change(room, replications, 7);
    room->sample.experiment.n = 1;
    room->sample.experiment.block = 64;
}

Test(result, number_of_blocks_is_bounded)
{
    struct experiment experiment = {.n = 1, .block = 64};
    const struct {
        int64_t replications, block;
    } expected[] = {{1, 16}, {65536, 16}, {65537, 32}, {131072, 32}, {131073, 64}, {1000000, 64}};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        experiment.replications = expected[i].replications;
        cr_expect_eq(result_block_most(&experiment), expected[i].block, "%d replications", (int)expected[i].replications);
    }
    experiment.block = 0; /* not said: never longer */
    cr_expect_eq(result_block_most(&experiment), RESULT_BLOCK);
    experiment.block = 4; /* long rows */
    cr_expect_eq(result_block_most(&experiment), 4);
    experiment.block = 1 << 15;
    for (experiment.replications = 1; experiment.replications < RUN_REPLICATIONS; experiment.replications *= 3)
        cr_expect_leq(result_blocks(&experiment), RESULT_BLOCKS, "%lld replications", (long long)experiment.replications);
}

/* Every replication, and of one measure every cell. */
static void check_many(struct room *room, const char *path)
{
    struct result *result;
    const double *values = NULL;
    const int64_t n = room->sample.experiment.replications;
    cr_assert_eq(result_read_open(path, &room->sample.arena, &result).code, STATUS_OK);
    cr_assert_eq(result_replications(result), n);
    cr_assert_eq(result_values(result, result_find(result, "stay_days"), 0, &values).code, STATUS_OK);
    for (int64_t r = 0; r < n; r++)
        for (int i = 0; i < 6; i++) {
            const double want = sample_value(0, r + 1, 2, false, i / 2, i % 2, 0), got = values[r * 6 + i];
            cr_assert(equal(got, want), "replication %d, cell %d: %g, expected %g", (int)r + 1, i, got, want);
        }
    int64_t *digests = malloc((size_t)n * sizeof *digests);
    struct door door;
    door_open(&door, path);
    door_read_as(&door, door_find(&door, "replications/digest"), DOOR_INT64, 3, (const uint64_t[]){0, 0, 0}, (const uint64_t[]){1, 1, (uint64_t)n}, digests);
    cr_assert_eq(door_close(&door).code, STATUS_OK);
    for (int64_t r = 0; r < n; r++) cr_assert_eq((uint64_t)digests[r], sample_digest(0, r + 1));
    free(digests);
    result_read_close(result);
}

/* Syncing thousands of files takes a while on a disk; memory is as good here. */
static void room_open_many(struct room *room)
{
    room_open(room, 1);
    if (access("/dev/shm", W_OK | X_OK) != 0) return;
    rmdir(room->folder);
    snprintf(room->folder, sizeof room->folder, "/dev/shm/doorstroom-result-XXXXXX");
    cr_assert(mkdtemp(room->folder));
    snprintf(room->path, sizeof room->path, "%s/out.h5", room->folder);
    snprintf(room->blocks, sizeof room->blocks, "%s.blocks", room->path);
}

Test(result, goes_on_with_longer_blocks, .timeout = 300)
{
    struct room room;
    char fresh[128];
    room_open_many(&room);
    snprintf(fresh, sizeof fresh, "%s/fresh.h5", room.folder);
    change_many(&room, 60000);
    ran(&room, room.path, 3750);
    change_many(&room, 140000);
    ran(&room, room.path, 2188 - 937); /* 60,000 replications fill 937 blocks of 64 */
    check_many(&room, room.path);
    change_many(&room, 140000);
    ran(&room, fresh, 2188);
    same_bytes(room.path, fresh);
    room_close(&room);
}

/* Replaced by one with fewer replications: of the last block only these are taken, and nothing stands behind them. */
Test(result, replaced_with_fewer_replications)
{
    struct room room;
    char fresh[128];
    int made;
    room_open(&room, 50);
    snprintf(fresh, sizeof fresh, "%s/fresh.h5", room.folder);
    ran(&room, room.path, 12);
    change(&room, 37, 7);
    ran(&room, fresh, 9);
    cr_assert_eq(sample_run(&room.sample, room.path, true, false, &made).code, STATUS_OK);
    cr_assert_eq(made, 0, "all of them are there");
    same_bytes(room.path, fresh);
    room_close(&room);
}

/* Unfinished work of which the blocks do not fit is not thrown away unasked. */
Test(result, unfinished_run_with_other_blocks_is_kept)
{
    struct room room;
    bool *done, complete;
    room_open(&room, 1);
    change_many(&room, 60000);
    cr_assert_eq(result_layout_make(&room.sample.experiment, &room.sample.arena, &room.sample.layout).code, STATUS_OK);
    for (int again = 0; again < 2; again++) {
        const status opened = result_open(room.path, &room.sample.experiment, room.sample.layout, false, &room.sample.arena, &done, &complete);
        cr_assert_eq(opened.code, STATUS_OK, "%s", opened.text);
        cr_assert_eq(done[5], again, "what was done is known");
        cr_assert_eq(sample_block(&room.sample, room.path, 0, 5).code, STATUS_OK);
    }
    change_many(&room, 70000);
    refused(&room, room.path, "other-blocks");
    cr_assert_eq(files_in(room.blocks), 2, "the manifest and one block");
    change_many(&room, 50000); /* of the same length: it goes on from there */
    cr_assert_eq(result_layout_make(&room.sample.experiment, &room.sample.arena, &room.sample.layout).code, STATUS_OK);
    cr_assert_eq(result_open(room.path, &room.sample.experiment, room.sample.layout, false, &room.sample.arena, &done, &complete).code, STATUS_OK);
    cr_assert(done[5]);
    change_many(&room, 70000);
    cr_assert_eq(result_layout_make(&room.sample.experiment, &room.sample.arena, &room.sample.layout).code, STATUS_OK);
    cr_assert_eq(result_open(room.path, &room.sample.experiment, room.sample.layout, true, &room.sample.arena, &done, &complete).code, STATUS_OK);
    cr_assert_eq(files_in(room.blocks), 1, "replaced");
    change_many(&room, 60000); /* nothing is in the folder: nothing is lost */
    cr_assert_eq(result_layout_make(&room.sample.experiment, &room.sample.arena, &room.sample.layout).code, STATUS_OK);
    cr_assert_eq(result_open(room.path, &room.sample.experiment, room.sample.layout, false, &room.sample.arena, &done, &complete).code, STATUS_OK);
    room_close(&room);
}

Test(result, another_run_is_not_overwritten)
{
    struct room room;
    int made;
    room_open(&room, 20);
    ran(&room, room.path, 6);
    change(&room, 20, 8);
    refused(&room, room.path, "other-run");
    cr_assert_eq(sample_run(&room.sample, room.path, true, false, &made).code, STATUS_OK);
    cr_assert_eq(made, 6);
    change(&room, 10, 8);
    refused(&room, room.path, "other-run"); /* it would throw away ten replications */
    cr_assert_eq(sample_run(&room.sample, room.path, true, false, &made).code, STATUS_OK);
    change(&room, 10, 8);
    room.sample.scenarios[1].yaml_resolved = "another: 1\n";
    refused(&room, room.path, "other-run");
    write_text(room.path, "Dear diary\n");
    refused(&room, room.path, "other-run");
    cr_assert_eq(files_in(room.folder), 1, "a refusal leaves nothing");
    room_close(&room);
}

Test(result, blocks_of_another_run_are_not_mixed_in)
{
    struct room room;
    bool *done, complete;
    int made;
    room_open(&room, 20);
    cr_assert_eq(result_layout_make(&room.sample.experiment, &room.sample.arena, &room.sample.layout).code, STATUS_OK);
    cr_assert_eq(
        result_open(room.path, &room.sample.experiment, room.sample.layout, false, &room.sample.arena, &done, &complete).code,
        STATUS_OK);
    cr_assert_eq(sample_block(&room.sample, room.path, 1, 0).code, STATUS_OK);
    change(&room, 20, 8);
    refused(&room, room.path, "other-run");
    cr_assert_eq(sample_run(&room.sample, room.path, true, false, &made).code, STATUS_OK);
    cr_assert_eq(made, 6, "nothing of the other run may be taken up");
    check_all(&room, room.path);
    room_close(&room);
}

Test(result, damaged_blocks_are_run_again)
{
    struct room room;
    char a[192], b[192], fresh[128];
    bool *done, complete;
    room_open(&room, 37);
    snprintf(fresh, sizeof fresh, "%s/fresh.h5", room.folder);
    ran(&room, fresh, 9);
    cr_assert_eq(
        result_open(room.path, &room.sample.experiment, room.sample.layout, false, &room.sample.arena, &done, &complete).code,
        STATUS_OK);
    for (int i = 0; i < 9; i++) cr_assert_eq(sample_block(&room.sample, room.path, i / 3, i % 3).code, STATUS_OK);
    snprintf(a, sizeof a, "%s/block-0000-00000-000000.h5", room.blocks);
    cr_assert_eq(truncate(a, 3000), 0); /* cut off */
    snprintf(b, sizeof b, "%s/block-0000-00000-000001.h5", room.blocks);
    write_text(b, ""); /* empty */
    snprintf(a, sizeof a, "%s/block-0001-00000-000000.h5", room.blocks);
    snprintf(b, sizeof b, "%s/block-0001-00000-000001.h5", room.blocks);
    cr_assert_eq(rename(a, b), 0); /* one gone, one that is another */
    snprintf(a, sizeof a, "%s/block-0002-00000-000002.h5", room.blocks);
    struct door door;
    door_create(&door, a, a);
    cr_assert_eq(door_close(&door).code, STATUS_OK); /* HDF5, but nothing in it */
    ran(&room, room.path, 5);
    same_bytes(room.path, fresh);
    room_close(&room);
}

/* A disk may turn bytes over long after they were written: that is seen when blocks are joined, and the block is made again. */
Test(result, bytes_that_turned_are_seen)
{
    struct room room;
    char block[192], fresh[128];
    bool *done, complete;
    size_t n = 0;
    room_open(&room, 37);
    snprintf(fresh, sizeof fresh, "%s/fresh.h5", room.folder);
    ran(&room, fresh, 9);
    cr_assert_eq(result_open(room.path, &room.sample.experiment, room.sample.layout, false, &room.sample.arena, &done, &complete).code, STATUS_OK);
    for (int i = 0; i < 9; i++) cr_assert_eq(sample_block(&room.sample, room.path, i / 3, i % 3).code, STATUS_OK);
    snprintf(block, sizeof block, "%s/block-0001-00000-000001.h5", room.blocks);
    char *bytes = contents(block, &n);
    struct door door;
    door_open(&door, block);
    const uint64_t size = door_shape_of(&door, door_find(&door, "chunks")).size[0];
    cr_assert_eq(door_close(&door).code, STATUS_OK);
    cr_assert(size > 1000 && size < n);
    bytes[n - size / 2] ^= 4;
    FILE *file = fopen(block, "wb");
    cr_assert(file && fwrite(bytes, 1, n, file) == n);
    fclose(file);
    free(bytes);
    const status fault = result_merge(room.path, &room.sample.experiment, room.sample.layout);
    cr_assert(fault.code == STATUS_FAILED && strstr(fault.text, "is damaged; the same command runs it again"), "[%s] %s", fault.id, fault.text);
    cr_assert_not(there(room.path));
    ran(&room, room.path, 1);
    same_bytes(room.path, fresh);
    room_close(&room);
}

/* Any number of threads pack at once; what they leave is what one thread leaves. Numbers without any pattern do not get smaller. */
Test(result, chunks_are_packed_as_hdf5_packs_them)
{
    enum { N = 5000 };
    struct room room;
    room_open(&room, 1);
    double values[N];
    int32_t counts[N];
    uint64_t chance = 1;
    for (int i = 0; i < N; i++) {
        chance = chance * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        memcpy(&values[i], &(uint64_t){chance ^ chance >> 29}, sizeof values[i]);
        counts[i] = i % 7 ? i / 100 : DOOR_FILL_INT32;
    }
    struct door door;
    door_create(&door, room.path, room.path);
    for (int kind = 0; kind < 2; kind++) {
        const struct door_shape shape = {.type = kind ? DOOR_INT32 : DOOR_FLOAT64, .rank = 1, .size = {N}, .chunk = {N}, .packed = true, .filled = true};
        door_write(&door, door_dataset(&door, door.file, kind ? "counts" : "values", &shape), shape.type, kind ? (const void *)counts : (const void *)values);
    }
    cr_assert_eq(door_close(&door).code, STATUS_OK);
    struct result_pack pack;
    result_pack_init(&pack, &room.sample.arena);
    result_pack_add(&pack, values, N, sizeof *values);
    result_pack_add(&pack, counts, N, sizeof *counts);
    door_open(&door, room.path);
    const unsigned char *packed = pack.bytes;
    for (int kind = 0; kind < 2; kind++) {
        uint32_t skipped = 99;
        uint64_t n = 0;
        const void *chunk = door_read_chunk(&door, door_find(&door, kind ? "counts" : "values"), (const uint64_t[DOOR_RANK]){0}, &skipped, &n);
        cr_assert_not_null(chunk);
        cr_expect_eq((int64_t)n, pack.chunk[kind][PACK_BYTES]);
        cr_expect_eq(skipped, pack.chunk[kind][PACK_SKIPPED]);
        cr_expect_eq(memcmp(chunk, packed, n), 0);
        cr_expect(kind ? n < N : n > N * 8, "%d bytes", (int)n);
        packed += pack.chunk[kind][PACK_BYTES];
    }
    cr_assert_eq(door_close(&door).code, STATUS_OK);
    room_close(&room);
}

/* ---- what cannot be written ---- */

static void limit(rlim_t bytes)
{
    struct rlimit now;
    cr_assert_eq(getrlimit(RLIMIT_FSIZE, &now), 0);
    now.rlim_cur = bytes;
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &now), 0);
}

Test(result, disk_full_leaves_earlier_blocks)
{
    struct room room;
    bool *done, complete;
    const rlim_t limits[] = {0, 100, 1000, 2000};
    room_open(&room, 37);
    signal(SIGXFSZ, SIG_IGN);
    cr_assert_eq(result_layout_make(&room.sample.experiment, &room.sample.arena, &room.sample.layout).code, STATUS_OK);
    cr_assert_eq(
        result_open(room.path, &room.sample.experiment, room.sample.layout, false, &room.sample.arena, &done, &complete).code,
        STATUS_OK);
    cr_assert_eq(sample_block(&room.sample, room.path, 0, 0).code, STATUS_OK);
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        limit(limits[i]);
        const status fault = sample_block(&room.sample, room.path, 0, 1);
        limit(RLIM_INFINITY);
        cr_assert_eq(fault.code, STATUS_FAILED, "at %d bytes", (int)limits[i]);
        cr_assert_str_eq(fault.id, "disk-full", "[%s] %s", fault.id, fault.text);
        cr_assert(strstr(fault.text, "File too large") && strstr(fault.text, room.path), "%s", fault.text);
        cr_assert_eq(files_in(room.blocks), 2, "the manifest and one block");
    }
    ran(&room, room.path, 8);
    check_all(&room, room.path);
    room_close(&room);
}

Test(result, disk_full_at_the_end_keeps_all_blocks)
{
    struct room room;
    bool *done, complete;
    room_open(&room, 37);
    signal(SIGXFSZ, SIG_IGN);
    cr_assert_eq(result_layout_make(&room.sample.experiment, &room.sample.arena, &room.sample.layout).code, STATUS_OK);
    cr_assert_eq(
        result_open(room.path, &room.sample.experiment, room.sample.layout, false, &room.sample.arena, &done, &complete).code,
        STATUS_OK);
    for (int i = 0; i < 9; i++) cr_assert_eq(sample_block(&room.sample, room.path, i / 3, i % 3).code, STATUS_OK);
    for (rlim_t bytes = 0; bytes < 400000; bytes = bytes * 2 + 1000) {
        limit(bytes);
        const status fault = result_merge(room.path, &room.sample.experiment, room.sample.layout);
        limit(RLIM_INFINITY);
        cr_assert_eq(fault.code, STATUS_FAILED, "at %d bytes", (int)bytes);
        cr_assert_str_eq(fault.id, "disk-full", "[%s] %s", fault.id, fault.text);
        cr_assert_eq(files_in(room.blocks), 10);
        cr_assert_eq(files_in(room.folder), 1);
    }
    ran(&room, room.path, 0);
    check_all(&room, room.path);
    room_close(&room);
}

/* A real full disk, where there is one to be had. */
Test(result, full_device)
{
    struct room room;
    room_open(&room, 37);
    if (symlink("/dev/full", room.path) != 0) cr_skip();
    refused(&room, room.path, "unwritable");
    room_close(&room);
}

Test(result, no_place_to_write)
{
    struct room room;
    char path[160];
    room_open(&room, 5);
    snprintf(path, sizeof path, "%s/absent/out.h5", room.folder);
    refused(&room, path, "unwritable");
    refused(&room, room.folder, "unwritable");
    write_text(room.path, "a file\n");
    snprintf(path, sizeof path, "%s/out.h5", room.path);
    refused(&room, path, "unwritable");
    room_close(&room);
}

Test(result, count_that_does_not_fit)
{
    struct room room;
    double rows[RESULT_BLOCK * 256] = {0};
    bool *done, complete;
    const uint64_t words[RESULT_BLOCK] = {0};
    room_open(&room, 1);
    cr_assert_eq(result_layout_make(&room.sample.experiment, &room.sample.arena, &room.sample.layout).code, STATUS_OK);
    cr_assert_eq(
        result_open(room.path, &room.sample.experiment, room.sample.layout, false, &room.sample.arena, &done, &complete).code,
        STATUS_OK);
    rows[0] = 3e9;
    const status fault = result_block(room.path, &room.sample.experiment, room.sample.layout, 0, 0, 1, 1, rows, words, words, NULL, NULL);
    cr_assert_str_eq(fault.id, "count-too-large");
    cr_assert_eq(files_in(room.blocks), 1);
    room_close(&room);
}

/* ---- files of others ---- */

static door_id scale(struct door *door, const char *name, uint64_t n, int32_t number)
{
    const struct door_shape shape = {.type = DOOR_INT32, .rank = 1, .size = {n}};
    const int32_t values[] = {10, 20, 30};
    const door_id id = door_dataset(door, door->file, name, &shape);
    door_write(door, id, DOOR_INT32, values);
    door_scale(door, id, name, number);
    return id;
}

Test(result, axes_in_another_order)
{
    struct room room;
    struct door door;
    struct result *result;
    const double *values;
    int32_t n;
    room_open(&room, 1);
    door_create(&door, room.path, room.path);
    const door_id scales[] = {scale(&door, "region", 3, 0), scale(&door, "replication", 2, 1), scale(&door, "year", 2, 2),
                              scale(&door, "scenario", 2, 3)};
    const struct door_shape shape = {.type = DOOR_INT32, .rank = 4, .size = {3, 2, 2, 2}, .filled = true},
                            extra = {.type = DOOR_FLOAT64, .rank = 1, .size = {3}};
    int32_t cells[24];
    for (int i = 0; i < 24; i++) cells[i] = i == 5 ? DOOR_FILL_INT32 : i;
    const door_id measure = door_dataset(&door, door.file, "turned", &shape);
    door_write(&door, measure, DOOR_INT32, cells);
    for (int i = 0; i < 4; i++) door_attach(&door, measure, scales[i], i);
    door_dataset(&door, door.file, "no_axes", &extra);
    door_group(&door, door.file, "somebody");
    cr_assert_eq(door_close(&door).code, STATUS_OK);

    const status fault = result_read_open(room.path, &room.sample.arena, &result);
    cr_assert_eq(fault.code, STATUS_OK, "%s", fault.text);
    cr_assert_eq(result_measures(result), 1);
    cr_assert_eq(result_measure(result, 0)->n_strata, 2);
    cr_assert_str_eq(result_measure(result, 0)->strata[0], "region");
    cr_assert_str_eq(result_labels(result, "year", &n)[1], "20");
    cr_assert_eq(result_values(result, 0, 1, &values).code, STATUS_OK);
    for (int r = 0; r < 2; r++)
        for (int region = 0; region < 3; region++)
            for (int year = 0; year < 2; year++) {
                const int at = ((region * 2 + r) * 2 + year) * 2 + 1;
                const double got = values[(r * 3 + region) * 2 + year], want = at == 5 ? (double)NAN : at;
                cr_assert(equal(got, want), "%g, expected %g", got, want);
            }
    double second[6];
    cr_assert_eq(result_worlds(result, 0, 1, 1, 1, second).code, STATUS_OK);
    for (int i = 0; i < 6; i++) cr_assert(equal(second[i], values[6 + i]), "of the second world alone %g, expected %g", second[i], values[6 + i]);
    result_read_close(result);
    room_close(&room);
}

/* A file that tests/readers made of the sample with another program: the same numbers in single precision. */
Test(result, foreign)
{
    const char *path = getenv("RESULT_FOREIGN");
    struct room room;
    struct result *result;
    const double *values;
    if (!path) return;
    room_open(&room, 37);
    const status fault = result_read_open(path, &room.sample.arena, &result);
    cr_assert_eq(fault.code, STATUS_OK, "%s", fault.text);
    cr_assert_eq(result_values(result, result_find(result, "stay_days"), 1, &values).code, STATUS_OK);
    const double utrecht = values[36 * 10 + 3 * 2], missing = values[36 * 10 + 2 * 2];
    const float want = (float)sample_value(1, 37, 2, false, 1, 0, 0);
    cr_assert_eq((float)utrecht, want);
    cr_assert(isnan(missing));
    cr_assert_eq(result_values(result, result_find(result, "arrivals"), 0, &values).code, STATUS_OK);
    const double first = values[0], gone = values[3];
    cr_assert_eq(first, sample_value(0, 1, 0, false, 0, 0, 0));
    cr_assert(isnan(gone));
    result_read_close(result);
    room_close(&room);
}

static void unreadable(struct room *room, const char *path, const char *id)
{
    struct result *result;
    const status fault = result_read_open(path, &room->sample.arena, &result);
    result_read_close(result);
    cr_assert_eq(fault.code, STATUS_FAILED);
    cr_assert_str_eq(fault.id, id, "[%s] %s", fault.id, fault.text);
}

Test(result, what_is_no_result)
{
    struct room room;
    struct door door;
    room_open(&room, 5);
    unreadable(&room, room.path, "unreadable");
    unreadable(&room, room.folder, "unreadable");
    write_text(room.path, "Dear diary\n");
    unreadable(&room, room.path, "unreadable");
    unlink(room.path);
    ran(&room, room.path, 3);
    cr_assert_eq(truncate(room.path, 20000), 0);
    unreadable(&room, room.path, "unreadable");
    door_create(&door, room.path, room.path);
    cr_assert_eq(door_close(&door).code, STATUS_OK);
    unreadable(&room, room.path, "not-a-result");
    room_close(&room);
}
