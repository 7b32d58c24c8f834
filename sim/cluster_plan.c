#include "sim/cluster_plan.h"

#include <math.h>
#include <string.h>

#include "sim/result.h"
#include "sim/run_fork.h"
#include "sim/run_job.h"

/* ---- ways ---- */

static struct cluster_way way_of(const struct cluster_plan *plan, int32_t nodes, int32_t threads)
{
    return (struct cluster_way){.nodes = nodes,
                                .ranks = nodes * cluster_plan_per_node(plan->cluster, threads),
                                .threads = threads,
                                .hand_out = HAND_OUT_DYNAMIC,
                                .uneven = true};
}

enum { MOST_TRIES = 32 };

static status tried(const struct cluster_plan *plan, struct cluster_try *const *tries, int32_t n)
{
    struct cluster_way ways[MOST_TRIES] = {0};
    struct cluster_course courses[MOST_TRIES];
    BUG_IF(n > MOST_TRIES, "%d ways at once", (int)n);
    for (int32_t i = 0; i < n; i++) ways[i] = tries[i]->way;
    TRY(cluster_courses(plan->cluster, plan->costs, plan->experiment, ways, n, courses));
    for (int32_t i = 0; i < n; i++) tries[i]->course = courses[i];
    return status_ok();
}

static status tried_all(const struct cluster_plan *plan, struct cluster_try *tries, int32_t n)
{
    struct cluster_try *each[MOST_TRIES];
    for (int32_t i = 0; i < n; i++) each[i] = &tries[i];
    return tried(plan, each, n);
}

/* ---- numbers of nodes: 1, 2, 5, 10, ... and all ---- */

static void judge(struct cluster_plan *plan)
{
    const double alone_s = plan->steps[0].course.end_s;
    plan->advised = &plan->steps[0];
    bool pays = true;
    for (int32_t i = 0; i < plan->n_steps; i++) {
        struct cluster_try *step = &plan->steps[i];
        step->efficiency = alone_s > 0 ? alone_s / (step->course.end_s * step->way.nodes) : 1;
        pays = pays && step->efficiency >= CLUSTER_PAYS;
        if (pays) plan->advised = step;
    }
}

static status climb(struct cluster_plan *plan, int32_t threads)
{
    static const int32_t figures[] = {1, 2, 5};
    plan->n_steps = 0;
    for (int32_t ten = 1; ten < plan->cluster->nodes; ten *= 10)
        for (int i = 0; i < 3 && figures[i] * ten < plan->cluster->nodes; i++)
            plan->steps[plan->n_steps++].way = way_of(plan, figures[i] * ten, threads);
    plan->steps[plan->n_steps++].way = way_of(plan, plan->cluster->nodes, threads);
    TRY(tried_all(plan, plan->steps, plan->n_steps));
    judge(plan);
    return status_ok();
}

/* Between the last number that pays and the first that does not. */
static status close_in(struct cluster_plan *plan)
{
    while (plan->n_steps < CLUSTER_STEPS - 1) {
        const int32_t at = (int32_t)(plan->advised - plan->steps), low = plan->advised->way.nodes;
        if (at == plan->n_steps - 1) return status_ok();
        const int32_t high = plan->steps[at + 1].way.nodes, middle = (low + high) / 2;
        if (middle == low || high - low <= low / 10) return status_ok();
        memmove(&plan->steps[at + 2], &plan->steps[at + 1], (size_t)(plan->n_steps - at - 1) * sizeof *plan->steps);
        plan->steps[at + 1] = (struct cluster_try){.way = way_of(plan, middle, plan->advised->way.threads)};
        plan->n_steps++;
        TRY(tried_all(plan, &plan->steps[at + 1], 1));
        judge(plan);
    }
    return status_ok();
}

/* ---- threads of a rank ---- */

/* Halving from all cores of a node; the fewest ranks that are as quick as any. */
static status split(struct cluster_plan *plan, int32_t *threads)
{
    const int32_t nodes = plan->advised->way.nodes;
    plan->n_splits = 0;
    for (int32_t t = plan->cluster->cores; t > 0 && plan->n_splits < CLUSTER_SPLITS; t = t % 2 ? 0 : t / 2) {
        if ((int64_t)nodes * cluster_plan_per_node(plan->cluster, t) > CLUSTER_RANKS) break;
        plan->splits[plan->n_splits++].way = way_of(plan, nodes, t);
    }
    if (plan->n_splits == 0) return status_ok();
    TRY(tried_all(plan, plan->splits, plan->n_splits));
    double least_s = INFINITY;
    for (int32_t i = 0; i < plan->n_splits; i++) least_s = fmin(least_s, plan->splits[i].course.end_s);
    for (int32_t i = plan->n_splits - 1; i >= 0; i--)
        if (plan->splits[i].course.end_s <= 1.01 * least_s) *threads = plan->splits[i].way.threads;
    return status_ok();
}

static status choose(struct cluster_plan *plan)
{
    int32_t threads = plan->threads > 0 ? plan->threads : plan->cluster->cores;
    const int32_t begun_with = threads;
    TRY(climb(plan, threads));
    if (plan->threads <= 0) TRY(split(plan, &threads));
    if (threads != begun_with) TRY(climb(plan, threads));
    return close_in(plan);
}

/* ---- what may come between ---- */

static int32_t slow_nodes(const struct cluster *cluster, const struct cluster_way *way)
{
    int32_t n = 0;
    double speeds[CLUSTER_NODES];
    cluster_speeds(cluster, way, speeds);
    for (int32_t i = 0; i < way->nodes; i++) n += speeds[i] != 1;
    return n;
}

/* With speeds: what they cost. Else: what it would cost if one node in ten were half as fast. */
static void make_uneven(struct cluster_plan *plan)
{
    struct cluster_way way = plan->advised->way;
    if (plan->cluster->n_speeds > 0) {
        plan->slow = slow_nodes(plan->cluster, &way);
        way.uneven = false;
    } else if (way.nodes > 1) {
        way.other = (struct cluster_speed){0.1, 0.5};
        while (slow_nodes(plan->cluster, &way) == 0) way.other.share += 0.05;
        plan->slow = slow_nodes(plan->cluster, &way);
        plan->slowness = way.other;
    }
    plan->uneven.way = plan->uneven_dealt.way = way;
    plan->uneven_dealt.way.hand_out = HAND_OUT_STATIC;
}

/* As many parts as nodes are advised, each with all cores of a node; not more than there are groups. */
static void make_parts(struct cluster_plan *plan)
{
    const int64_t groups = plan->groups;
    const int32_t nodes = plan->advised->way.nodes < groups ? plan->advised->way.nodes : (int32_t)groups;
    plan->parts.way = (struct cluster_way){
        .nodes = nodes, .ranks = nodes, .threads = plan->cluster->cores, .hand_out = HAND_OUT_STATIC, .uneven = true};
}

static status vary(struct cluster_plan *plan)
{
    plan->dealt.way = plan->advised->way;
    plan->dealt.way.hand_out = HAND_OUT_STATIC;
    make_uneven(plan);
    make_parts(plan);
    struct cluster_try *tries[] = {&plan->dealt, &plan->uneven, &plan->uneven_dealt, &plan->parts};
    return tried(plan, tries, 4);
}

/* ---- a run that is stopped, and goes on ---- */

static int64_t missing(const struct experiment *experiment, const bool *done)
{
    int64_t n = 0;
    const int64_t blocks = result_blocks(experiment), most = result_block_most(experiment);
    for (int64_t i = 0; i < result_blocks_all(experiment); i++) {
        const int64_t left = experiment->replications - i % blocks * most;
        if (!done[i]) n += left < most ? left : most;
    }
    return n;
}

static status run_silent(struct cluster_plan *plan, bool *done)
{
    plan->silent.way = plan->advised->way;
    plan->silent.way.silent = true;
    plan->silent.way.limit_s = plan->ask_s;
    plan->silent.way.done = done;
    TRY(tried_all(plan, &plan->silent, 1));
    plan->missing = missing(plan->experiment, done);
    plan->again.way = plan->advised->way;
    plan->again.way.done = done;
    return tried_all(plan, &plan->again, 1);
}

static status run_within_limit(struct cluster_plan *plan, bool *done)
{
    struct cluster_try job = {.way = plan->advised->way};
    job.way.limit_s = plan->limit_s;
    job.way.done = done;
    for (plan->jobs = 1; plan->jobs <= CLUSTER_JOBS; plan->jobs++) {
        TRY(tried_all(plan, &job, 1));
        plan->jobs_s += job.course.end_s;
        if (job.course.kept == job.course.blocks) return status_ok();
        if (job.course.kept == 0) break;
    }
    plan->jobs = 0;
    return status_ok();
}

static status interrupt(struct cluster_plan *plan, status (*how)(struct cluster_plan *plan, bool *done))
{
    const size_t bytes = (size_t)result_blocks_all(plan->experiment) * sizeof(bool);
    bool *done = run_fork_memory(bytes);
    if (!done) return status_fail(STATUS_FAILED, "memory", "there is no memory for %zu blocks", bytes);
    const status ran = how(plan, done);
    run_fork_memory_free(done, bytes);
    return ran;
}

double cluster_plan_ask(double end_s)
{
    const double wanted_s = end_s * CLUSTER_MARGIN, step_s = wanted_s < 3600 ? 300 : wanted_s < 6 * 3600 ? 900 : 3600;
    return step_s * ceil(wanted_s / step_s);
}

const char *cluster_plan_slurm(double time_s, struct arena *arena)
{
    const long long whole_s = (long long)ceil(time_s - 1e-9), days = whole_s / 86400, hours = whole_s / 3600 % 24,
                    minutes = whole_s / 60 % 60;
    if (days > 0) return arena_format(arena, "%lld-%02lld:%02lld:%02lld", days, hours, minutes, whole_s % 60);
    return arena_format(arena, "%02lld:%02lld:%02lld", hours, minutes, whole_s % 60);
}

status cluster_plan_make(struct cluster_plan *plan)
{
    plan->replications = plan->experiment->n * plan->experiment->replications * result_draws(plan->experiment);
    plan->blocks = result_blocks_all(plan->experiment);
    plan->groups = plan->blocks / plan->experiment->n;
    TRY(choose(plan));
    TRY(vary(plan));
    plan->ask_s = cluster_plan_ask(plan->advised->course.end_s);
    plan->jobs = 1;
    plan->jobs_s = plan->advised->course.end_s;
    if (plan->limit_s > 0 && plan->ask_s > plan->limit_s) plan->ask_s = plan->limit_s;
    if (plan->limit_s > 0 && plan->jobs_s > plan->limit_s) {
        plan->jobs_s = 0;
        TRY(interrupt(plan, run_within_limit));
    }
    return plan->advised->way.nodes > 1 ? interrupt(plan, run_silent) : status_ok();
}
