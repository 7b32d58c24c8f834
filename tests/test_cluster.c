/* A simulated rank: its threads take what a run's threads would, and each takes its time. And what is asked of Slurm. */
#include <criterion/criterion.h>
#include <math.h>

#include "sim/cluster_plan.h"
#include "sim/result.h"
#include "sim/run_job.h"

static const struct model comparing = {.name = "comparing", .compares = true}, plain = {.name = "plain"};

struct lab {
    struct arena arena;
    struct experiment experiment;
    struct job whole;
    struct cluster_costs costs;
    double replication_s[3], plan_s[3];
    struct cluster_rank rank;
    bool done[64];
};

/* `n` scenarios of so many replications in blocks of 4; one rank of so many threads, every replication 1 s. */
static void lab_open(struct lab *lab, const struct model *model, int32_t n, int64_t replications, int32_t threads, double speed)
{
    arena_init(&lab->arena);
    lab->experiment = (struct experiment){.model = model, .n = n, .replications = replications, .block = 4};
    for (int s = 0; s < 3; s++) lab->replication_s[s] = 1;
    lab->costs = (struct cluster_costs){.replication_s = lab->replication_s, .plan_s = lab->plan_s};
    cluster_job(&lab->whole, &lab->experiment, NULL, 1, &lab->arena);
    cluster_rank_init(&lab->rank, &lab->whole, threads, speed, &lab->costs, &lab->arena);
    lab->rank.done = lab->done;
}

static void lab_close(struct lab *lab)
{
    cluster_rank_free(&lab->rank);
    arena_free(&lab->arena);
}

/* All groups at once at now_s; when the last has been written. */
static double all_given(struct lab *lab, double now_s)
{
    cluster_rank_queue(&lab->rank, 0, lab->whole.n_groups);
    cluster_rank_give(&lab->rank, 0, 0, now_s);
    cluster_rank_work(&lab->rank, INFINITY, false);
    return lab->rank.last_s;
}

static void expect(const char *what, double is, double should)
{
    cr_assert(fabs(is - should) < 1e-9, "%s: %.12g instead of %.12g", what, is, should);
}

Test(cluster, one_thread_does_one_after_another)
{
    struct lab lab = {0};
    lab_open(&lab, &plain, 2, 10, 1, 1);
    cr_assert_eq(lab.whole.n_blocks, 6);
    cr_assert_eq(lab.whole.n_groups, 3);
    expect("end", all_given(&lab, 5), 25);
    expect("work", lab.rank.busy_s, 20);
    cr_assert_eq(lab.rank.kept, 6);
    for (int i = 0; i < 6; i++) cr_assert(lab.done[i], "block %d", i);
    cr_assert_not(lab.done[6]);
    lab_close(&lab);
}

Test(cluster, threads_share_replications)
{
    struct lab lab = {0};
    lab_open(&lab, &plain, 1, 12, 4, 1);
    expect("four threads, twelve replications", all_given(&lab, 0), 3);
    lab_close(&lab);
    lab_open(&lab, &plain, 1, 12, 5, 1);
    expect("five threads, twelve replications", all_given(&lab, 0), 3);
    lab_close(&lab);
    lab_open(&lab, &plain, 1, 12, 4, 0.5);
    expect("half as fast", all_given(&lab, 0), 6);
    expect("the work is the same", lab.rank.busy_s, 12);
    lab_close(&lab);
}

Test(cluster, one_thread_of_a_rank_writes_at_a_time)
{
    struct lab lab = {0};
    lab_open(&lab, &plain, 1, 8, 8, 1);
    lab.costs.write_s = lab.costs.locked_s = 3;
    expect("two blocks that end at one instant", all_given(&lab, 0), 1 + 3 + 3);
    lab_close(&lab);
    lab_open(&lab, &plain, 1, 8, 8, 1);
    lab.costs.write_s = 3;
    lab.costs.locked_s = 1;
    expect("part of it at once", all_given(&lab, 0), 1 + 1 + 3);
    lab_close(&lab);
    lab_open(&lab, &plain, 1, 8, 1, 1);
    lab.costs.write_s = 3;
    expect("one thread", all_given(&lab, 0), 8 + 2 * 3);
    lab_close(&lab);
}

Test(cluster, a_baseline_under_way_elsewhere_is_run_twice)
{
    struct lab lab = {0};
    lab_open(&lab, &comparing, 2, 4, 1, 1);
    expect("one thread has it", all_given(&lab, 0), 8);
    expect("and does it once", lab.rank.busy_s, 8);
    lab_close(&lab);
    lab_open(&lab, &comparing, 2, 4, 8, 1);
    expect("eight threads do not", all_given(&lab, 0), 2);
    expect("and do it twice", lab.rank.busy_s, 12);
    lab_close(&lab);
    lab_open(&lab, &plain, 2, 4, 8, 1);
    expect("nothing to compare", all_given(&lab, 0), 1);
    lab_close(&lab);
}

Test(cluster, inputs_of_a_draw_are_planned_once_a_block)
{
    struct lab lab = {0};
    lab_open(&lab, &plain, 1, 8, 1, 1);
    lab.experiment.draws = 1;
    lab.plan_s[0] = 5;
    expect("two blocks", all_given(&lab, 0), 8 + 2 * 5);
    lab_close(&lab);
}

Test(cluster, it_asks_before_it_has_nothing_to_do)
{
    struct lab lab = {0};
    lab_open(&lab, &plain, 1, 32, 1, 1);
    double wanted_s = cluster_rank_work(&lab.rank, INFINITY, true);
    expect("at once", wanted_s, 0);
    cluster_rank_give(&lab.rank, 0, 2, 10);
    cr_assert_not(cluster_rank_wants(&lab.rank), "one group is under way and one waits");
    wanted_s = cluster_rank_work(&lab.rank, INFINITY, true);
    expect("when less than two replications wait", wanted_s, 16);
    cluster_rank_give(&lab.rank, 0, 0, wanted_s);
    cr_assert(isinf(cluster_rank_work(&lab.rank, INFINITY, false)));
    expect("both are done", lab.rank.last_s, 18);
    cr_assert_eq(lab.rank.kept, 2);
    lab_close(&lab);
}

Test(cluster, a_limit_begins_nothing_more_and_an_end_keeps_nothing_more)
{
    struct lab lab = {0};
    lab_open(&lab, &plain, 1, 12, 1, 1);
    lab.rank.limit_s = 5.5;
    expect("the replication under way ends", all_given(&lab, 0), 6);
    cr_assert_eq(lab.rank.kept, 1);
    lab_close(&lab);
    for (int i = 0; i < 64; i++) lab.done[i] = false;
    lab_open(&lab, &plain, 1, 12, 1, 1);
    lab.rank.limit_s = lab.rank.killed_s = 7.5;
    all_given(&lab, 0);
    cr_assert_eq(lab.rank.kept, 1);
    cr_assert(lab.done[0] && !lab.done[1]);
    struct job left;
    cluster_job(&left, &lab.experiment, lab.done, 1, &lab.arena);
    cr_assert_eq(left.n_blocks, 2);
    cr_assert_eq(left.replications, 8);
    lab_close(&lab);
}

Test(cluster, speeds_lie_evenly)
{
    const struct cluster cluster = {.nodes = 1000, .speeds = {{0.1, 0.5}, {0.2, 0.8}}, .n_speeds = 2};
    struct cluster_way way = {.nodes = 1000, .uneven = true};
    double speeds[1000];
    int slow = 0, slower = 0, since = 0, longest = 0;
    cluster_speeds(&cluster, &way, speeds);
    expect("rank 0 stands on a node of speed 1", speeds[0], 1);
    for (int32_t i = 0; i < 1000; i++) {
        slower += speeds[i] == 0.5;
        slow += speeds[i] == 0.8;
        since = speeds[i] == 0.5 ? 0 : since + 1;
        if (since > longest) longest = since;
    }
    cr_assert_eq(slower, 100);
    cr_assert_eq(slow, 200);
    cr_assert_lt(longest, 15);
    way.uneven = false;
    cluster_speeds(&cluster, &way, speeds);
    for (int32_t i = 0; i < 1000; i++) expect("even", speeds[i], 1);
    way = (struct cluster_way){.nodes = 8, .other = {0.25, 2}};
    cluster_speeds(&cluster, &way, speeds);
    for (int32_t i = slow = 0; i < 8; i++) slow += speeds[i] == 2;
    cr_assert_eq(slow, 2);
}

Test(cluster, what_slurm_is_asked_for)
{
    struct arena arena;
    arena_init(&arena);
    expect("a minute", cluster_plan_ask(60), 300);
    expect("with the margin", cluster_plan_ask(290), 600);
    expect("an hour", cluster_plan_ask(3600), 4500);
    expect("ten hours", cluster_plan_ask(36000), 46800);
    cr_assert_str_eq(cluster_plan_slurm(300, &arena), "00:05:00");
    cr_assert_str_eq(cluster_plan_slurm(301, &arena), "00:05:01");
    cr_assert_str_eq(cluster_plan_slurm(46800, &arena), "13:00:00");
    cr_assert_str_eq(cluster_plan_slurm(36 * 3600, &arena), "1-12:00:00");
    arena_free(&arena);
}

Test(cluster, ranks_of_a_node_have_a_core_for_every_thread)
{
    const struct cluster cluster = {.cores = 32};
    cr_assert_eq(cluster_plan_per_node(&cluster, 32), 1);
    cr_assert_eq(cluster_plan_per_node(&cluster, 8), 4);
    cr_assert_eq(cluster_plan_per_node(&cluster, 12), 2);
}
