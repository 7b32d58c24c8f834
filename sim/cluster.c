/* Several simulated runs, each in a process of its own. */
#include "sim/cluster.h"

#include <signal.h>
#include <string.h>

#include "sim/run_fork.h"

struct courses {
    const struct cluster *cluster;
    const struct cluster_costs *costs;
    const struct experiment *experiment;
    const struct cluster_way *ways;
    struct cluster_course *courses; /* in memory of run_fork */
};

static void simulate(void *context, int32_t i)
{
    const struct courses *all = context;
    cluster_simulate(all->cluster, all->costs, all->experiment, &all->ways[i], &all->courses[i]);
}

static int look(void *context, const siginfo_t *signal)
{
    (void)context, (void)signal;
    return 0;
}

/* Signals reach the processes by themselves, or end this one and them with it. */
static status some(const struct courses *from, int32_t n)
{
    sigset_t none;
    struct courses all = *from;
    sigemptyset(&none);
    return run_fork(n, simulate, look, &all, &none);
}

static status came_to_end(const struct cluster_way *way, const struct cluster_course *course)
{
    if (course->came_to_end) return status_ok();
    return status_fail(STATUS_FAILED, "halt", "the simulated run on %d nodes came to a halt: its %d ranks wait for each other",
                       (int)way->nodes, (int)way->ranks);
}

status cluster_can(void)
{
    if (cluster_simulate) return status_ok();
    return status_fail(STATUS_FAILED, "no-simgrid",
                       "a cluster is simulated by SimGrid, and this program was built without it: install libsimgrid-dev "
                       "(Debian) and build `doorstroom` anew (`doorstroom-mpi` cannot do this)");
}

status cluster_courses(const struct cluster *cluster, const struct cluster_costs *costs, const struct experiment *experiment,
                       const struct cluster_way *ways, int32_t n, struct cluster_course *courses)
{
    const size_t bytes = (size_t)n * sizeof *courses;
    struct courses all = {cluster, costs, experiment, ways, run_fork_memory(bytes)};
    if (!all.courses) return status_fail(STATUS_FAILED, "memory", "there is no memory for %d simulated runs", (int)n);
    const int32_t at_once = run_threads(0);
    status ran = status_ok();
    for (int32_t i = 0; i < n && ran.code == STATUS_OK; i += at_once) {
        const struct courses part = {cluster, costs, experiment, ways + i, all.courses + i};
        ran = some(&part, n - i < at_once ? n - i : at_once);
    }
    memcpy(courses, all.courses, bytes);
    run_fork_memory_free(all.courses, bytes);
    for (int32_t i = 0; i < n && ran.code == STATUS_OK; i++) ran = came_to_end(&ways[i], &courses[i]);
    return ran;
}
