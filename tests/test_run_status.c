#include <criterion/criterion.h>
#include <fcntl.h>
#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analysis/unfinished.h"
#include "sim/result.h"
#include "sim/result_look.h"

/* A folder of blocks of which only the names count, and what processes say in it. */

static struct arena arena;
static char folder[] = "/tmp/doorstroom-status-XXXXXX", out[64], blocks[80];
static struct scenario scenarios[] = {{.name = "base"}, {.name = "caf\xc3\xa9 \"x\""}};
static const struct scenario *list[] = {&scenarios[0], &scenarios[1]};

static void put(const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", blocks, name);
    FILE *file = fopen(path, "w");
    cr_assert(file && fputs(text, file) >= 0 && fclose(file) == 0);
}

static void make(void)
{
    arena_init(&arena);
    cr_assert(mkdtemp(folder));
    snprintf(out, sizeof out, "%s/out.h5", folder);
    snprintf(blocks, sizeof blocks, "%s.blocks", out);
    cr_assert(mkdir(blocks, 0777) == 0);
    put("manifest", "");
}

static int forget(const char *path, const struct stat *info, int kind, struct FTW *at) { return (void)info, (void)kind, (void)at, remove(path); }

static void drop(void)
{
    nftw(folder, forget, 8, FTW_DEPTH | FTW_PHYS);
    arena_free(&arena);
}

TestSuite(run_status, .init = make, .fini = drop);

static struct experiment experiment_of(int64_t replications, int32_t draws, int32_t shard, int32_t shards)
{
    return (struct experiment){.n = 2, .scenarios = list, .replications = replications, .draws = draws, .threads = 3, .shard = shard, .shards = shards};
}

Test(run_status, what_is_written_is_read)
{
    const struct experiment experiment = experiment_of(70, 3, 2, 5);
    struct run_status told;
    int32_t n = 0;
    run_status_init(&told, &experiment);
    told.state = RUN_FAILED;
    told.done = 40;
    told.before = 16;
    told.per_s = 12.3456;
    told.left_s = 4.5;
    strcpy(told.message, "line\n\"quoted\" \\ \xc3\xa9");
    cr_assert(run_status_write(&told, out));
    cr_assert_eq(access(arena_format(&arena, "%s/status-2-of-5.json", blocks), R_OK), 0);
    const struct run_status *read = run_status_read(out, &arena, &n);
    cr_assert_eq(n, 1);
    cr_assert_eq(read->state, RUN_FAILED);
    cr_assert_str_eq(read->message, told.message);
    cr_assert_str_eq(read->host, told.host);
    cr_assert(read->pid == getpid() && read->started == told.started && read->updated == told.updated && read->threads == 3);
    cr_assert(read->part == 2 && read->parts == 5 && read->draws == 3 && read->block == RESULT_BLOCK && read->replications == 70);
    cr_assert(read->whole == 2 * 3 * 70 && read->asked == told.asked && read->before == 16 && read->done == 40);
    cr_assert_float_eq(read->per_s, 12.346, 1e-9);
    cr_assert_float_eq(read->left_s, 4.5, 1e-9);
    cr_assert_eq(read->scenarios, 2);
    cr_assert_str_eq(read->scenario[1], scenarios[1].name);
}

/* A message cut within a character, and what is not known. */
Test(run_status, whatever_is_said_stays_json)
{
    const struct experiment experiment = experiment_of(70, 0, 0, 0);
    struct run_status told;
    int32_t n = 0;
    run_status_init(&told, &experiment);
    strcpy(told.message, "caf\xc3");
    told.per_s = INFINITY;
    cr_assert(run_status_write(&told, out));
    const struct run_status *read = run_status_read(out, &arena, &n);
    cr_assert_eq(n, 1);
    cr_assert_str_eq(read->message, "caf?");
    cr_assert(isnan(read->left_s) && isnan(read->per_s));
    cr_assert(read->part == 1 && read->parts == 1 && read->asked == 140 && read->whole == 140);
}

Test(run_status, parts_are_those_of_the_run)
{
    for (int32_t shards = 1; shards <= 9; shards++) {
        int64_t sum = 0;
        for (int32_t shard = 1; shard <= shards; shard++) {
            const struct experiment experiment = experiment_of(70, 3, shard, shards);
            const int64_t each = result_blocks(&experiment);
            struct run_status told;
            run_status_init(&told, &experiment);
            sum += told.asked;
            for (int64_t at = 0; at < 3 * each; at++)
                cr_assert_eq(run_status_has(&told, (int32_t)(at / each), at % each), run_in_shard(&experiment, at), "part %d/%d, block %d", (int)shard, (int)shards, (int)at);
        }
        cr_assert_eq(sum, 2 * 3 * 70, "%d parts", (int)shards);
    }
}

/* Nothing is written where no run is, nor beside a result that is later; what was there stays whole when writing fails. */
Test(run_status, a_note_that_cannot_be_written_harms_nothing)
{
    cr_assert(result_note(out, "status.json", "{}"));
    cr_assert_not(result_note("/nowhere/out.h5", "status.json", "{}"));
    cr_assert(mkdir(arena_format(&arena, "%s/status-1-of-2.json", blocks), 0777) == 0);
    cr_assert_not(result_note(out, "status-1-of-2.json", "{}"));
    int32_t n = 0;
    result_notes(out, &arena, &n);
    cr_assert_eq(n, 2); /* and no temporary one */
    const struct timespec before[2] = {{1000, 0}, {1000, 0}};
    cr_assert(utimensat(AT_FDCWD, arena_format(&arena, "%s/manifest", blocks), before, 0) == 0);
    FILE *result = fopen(out, "w");
    cr_assert(result && fclose(result) == 0);
    cr_assert_not(result_look(out));
    cr_assert_not(result_note(out, "status.json", "{}"));
}

Test(run_status, blocks_count_by_their_names)
{
    const struct experiment experiment = experiment_of(70, 0, 0, 0);
    struct run_status told;
    struct unfinished unfinished;
    cr_assert(unfinished_look(out, &arena, &unfinished));
    cr_assert(!unfinished.latest && unfinished.blocks == 0 && unfinished.at_work == 0);
    put("block-0000-00000-000000.h5", "");
    put("block-0000-00000-000004.h5", ""); /* 65 to 70 */
    put("block-0001-00000-000001.h5", "");
    put(".block.host.1.tmp", "");
    put("block-0001-00000-000002.h5.bak", "");
    put("block-x", "");
    run_status_init(&told, &experiment);
    told.done = 40;
    told.per_s = 2;
    told.left_s = 50;
    cr_assert(run_status_write(&told, out));
    cr_assert(unfinished_look(out, &arena, &unfinished));
    cr_assert(unfinished.blocks == 3 && unfinished.kept == 16 + 6 + 16 && unfinished.kept_of[0] == 22 && unfinished.kept_of[1] == 16);
    cr_assert(unfinished.n == 1 && unfinished.at_work == 1 && unfinished.under_way == 2 && unfinished.process[0].word == UNFINISHED_WORKS);
    cr_assert_float_eq(unfinished.left_s, 50, 1e-9);
}

/* The one that is ready last counts; who is gone or cannot tell does not hasten it. */
Test(run_status, speeds_add_up_and_the_slowest_counts)
{
    const double left_s[] = {30, 50, 20}, per_s[] = {1, 2, 4};
    struct unfinished unfinished;
    for (int32_t k = 0; k < 3; k++) {
        const struct experiment experiment = experiment_of(160, 0, k + 1, 4);
        struct run_status told;
        run_status_init(&told, &experiment);
        told.per_s = per_s[k];
        told.left_s = left_s[k];
        if (k == 1) told.state = RUN_ENDED;
        cr_assert(run_status_write(&told, out));
    }
    cr_assert(unfinished_look(out, &arena, &unfinished));
    cr_assert(unfinished.n == 3 && unfinished.at_work == 2);
    cr_assert_float_eq(unfinished.per_s, 5, 1e-9);
    cr_assert_float_eq(unfinished.left_s, 30, 1e-9);
}

/* Not JSON, another version, numbers that cannot be. */
Test(run_status, what_cannot_be_read_is_left_out)
{
    int32_t n = 9;
    put("status.json", "{\"format_version\": 1");
    put("status-1-of-2.json", "[]");
    put("status-2-of-2.json", "{\"format_version\": 2, \"state\": \"running\", \"scenarios\": [\"a\"], \"draws\": 1, \"replications_per_block\": 16, \"part\": 2, "
                              "\"parts\": 2, \"replications_of_each\": 8}");
    put("status-1-of-3.json", "{\"format_version\": 1, \"state\": \"running\", \"scenarios\": [\"a\"], \"draws\": 1, \"replications_per_block\": 0, \"part\": 2, "
                              "\"parts\": 2, \"replications_of_each\": 8}");
    run_status_read(out, &arena, &n);
    cr_assert_eq(n, 0);
}
