/* plan-cluster: how long a run would take on a cluster, and what to ask for there. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "analysis/summarise.h"
#include "sim/verb.h"
#include "sim/verb_plan.h"

/* ---- what the cluster is like ---- */

struct scale {
    const char *word;
    double size;
};
static const struct scale times[] = {{"us", 1e-6}, {"ms", 1e-3}, {"s", 1}, {"min", 60}, {"h", 3600}, {NULL, 0}};
static const struct scale rates[] = {{"Mb/s", 1e6 / 8}, {"Gb/s", 1e9 / 8}, {"MB/s", 1e6}, {"GB/s", 1e9}, {NULL, 0}};

/* A number and one of the words, from 0 or above it; `end` stands behind it. */
static bool scaled(const char *text, const struct scale *scales, bool zero, double *value, const char **end)
{
    char *after;
    const double number = strtod(text, &after);
    if (after == text || !(number >= 0) || !(number < 1e9) || (number == 0 && !zero)) return false;
    after += strspn(after, " ");
    const size_t length = strcspn(after, ", ");
    for (; scales->word; scales++)
        if (strlen(scales->word) == length && strncmp(scales->word, after, length) == 0) break;
    *value = number * scales->size;
    *end = after + length;
    return scales->word != NULL;
}

/* Not given: the value stays. */
static status read_time(const char *option, const char *text, bool zero, double *value_s)
{
    const char *end;
    if (!text || (scaled(text, times, zero, value_s, &end) && *end == '\0')) return status_ok();
    return status_fail(STATUS_USAGE, "usage-value", "--%s takes a time with its unit (us, ms, s, min, h), as '76 ms', not '%s'",
                       option, text);
}

static status read_bandwidth(const char *text, double *bytes_per_s)
{
    const char *end;
    if (!text || (scaled(text, rates, false, bytes_per_s, &end) && *end == '\0')) return status_ok();
    return status_fail(STATUS_USAGE, "usage-value",
                       "--bandwidth takes a rate with its unit (Mb/s, Gb/s, MB/s, GB/s), as '100 Gb/s', not '%s'", text);
}

static status read_costs(const char *text, double *replication_s, int32_t n)
{
    int32_t given = 0;
    for (const char *from = text; from && given <= n; given++) {
        double cost_s;
        const char *end;
        if (!scaled(from, times, false, &cost_s, &end) || (*end && *end != ','))
            return status_fail(STATUS_USAGE, "usage-value",
                               "--cost takes times with their unit (us, ms, s, min, h), as '76 ms' or '76 ms,80 ms', not '%s'",
                               text);
        if (given < n) replication_s[given] = cost_s;
        from = *end ? end + 1 : NULL;
    }
    for (int32_t s = 1; given == 1 && s < n; s++) replication_s[s] = replication_s[0];
    if (given <= 1 || given == n) return status_ok();
    return status_fail(STATUS_USAGE, "usage-value", "--cost takes one time, or as many as there are scenarios (%d)", (int)n);
}

static bool speed_of(const char *text, struct cluster_speed *speed, const char **end)
{
    char share[32], *after;
    const size_t length = strcspn(text, "=");
    if (length >= sizeof share || text[length] == '\0') return false;
    snprintf(share, sizeof share, "%.*s", (int)length, text);
    speed->speed = strtod(text + length + 1, &after);
    *end = after;
    return after != text + length + 1 && unit_parse(share, UNIT_SHARE, &speed->share) == UNIT_OK && speed->share > 0 &&
           speed->share <= 1 && speed->speed >= 0.01 && speed->speed <= 100;
}

static status read_speeds(const char *text, struct cluster *cluster)
{
    double sum = 0;
    for (const char *from = text; from;) {
        const char *end;
        const bool room = cluster->n_speeds < CLUSTER_SPEEDS;
        struct cluster_speed speed;
        if (!room || !speed_of(from, &speed, &end) || (*end && *end != ','))
            return status_fail(STATUS_USAGE, "usage-value",
                               "--node-speeds takes at most %d shares and speeds (0.01 to 100), as '10%%=0.5,20%%=0.8', not '%s'",
                               CLUSTER_SPEEDS, text);
        cluster->speeds[cluster->n_speeds++] = speed;
        sum += speed.share;
        from = *end ? end + 1 : NULL;
    }
    if (sum <= 1 + 1e-9) return status_ok();
    return status_fail(STATUS_USAGE, "usage-value", "the shares of --node-speeds '%s' are more than all nodes together", text);
}

static status read_cluster(const struct options *options, struct cluster *cluster)
{
    *cluster = (struct cluster){.nodes = 100, .cores = 32, .latency_s = 2e-6, .bytes_per_s = 12.5e9};
    if (options->nodes > CLUSTER_NODES)
        return status_fail(STATUS_USAGE, "usage-value", "--nodes takes %d at most", CLUSTER_NODES);
    if (options->cores > CLUSTER_CORES)
        return status_fail(STATUS_USAGE, "usage-value", "--cores takes %d at most", CLUSTER_CORES);
    if (options->nodes > 0) cluster->nodes = (int32_t)options->nodes;
    if (options->cores > 0) cluster->cores = (int32_t)options->cores;
    if (options->threads > cluster->cores)
        return status_fail(STATUS_USAGE, "usage-value", "--threads %lld are more than a node has cores (--cores %d)",
                           (long long)options->threads, (int)cluster->cores);
    if (options->threads > 0 &&
        (int64_t)cluster->nodes * cluster_plan_per_node(cluster, (int32_t)options->threads) > CLUSTER_RANKS)
        return status_fail(
            STATUS_USAGE, "usage-value",
            "%d nodes with a rank for every %lld cores are more than %d ranks; give more --threads or fewer --nodes",
            (int)cluster->nodes, (long long)options->threads, CLUSTER_RANKS);
    TRY(read_time("latency", options->latency, true, &cluster->latency_s));
    TRY(read_bandwidth(options->bandwidth, &cluster->bytes_per_s));
    return read_speeds(options->node_speeds, cluster);
}

/* ---- what a run costs ---- */

/* Processor time of this program so far: it has read and planned. */
static double read_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static status costs_given(const struct options *options, int32_t n, struct cluster_costs *costs, struct arena *arena)
{
    *costs = (struct cluster_costs){.replication_s = ARENA_ARRAY(arena, double, n),
                                    .plan_s = ARENA_ARRAY(arena, double, n),
                                    .write_s = -1,
                                    .start_s = read_s(),
                                    .merge_block_s = -1};
    for (int32_t s = 0; s < n; s++) costs->replication_s[s] = -1;
    TRY(read_costs(options->cost, costs->replication_s, n));
    TRY(read_time("write-cost", options->write_cost, true, &costs->write_s));
    costs->locked_s = options->write_cost ? costs->write_s : 0; /* given: none of it is known to go on at once */
    TRY(read_time("merge-cost", options->merge_cost, true, &costs->merge_block_s));
    costs->measured = !options->cost;
    costs->write_measured = !options->write_cost;
    costs->merge_measured = !options->merge_cost;
    return read_time("start-up", options->start_up, true, &costs->start_s);
}

status verb_plan_cluster(const struct options *options, struct arena *arena)
{
    struct experiment experiment;
    struct cluster cluster;
    struct cluster_costs costs;
    TRY(cluster_can());
    TRY(read_cluster(options, &cluster));
    TRY(verb_experiment(options, options->files, options->n_files, arena, &experiment));
    experiment.summarise = summarise;
    experiment.threads = 0;
    TRY(costs_given(options, experiment.n, &costs, arena));
    if (costs.measured || costs.write_measured || costs.merge_measured) TRY(cluster_measure(&experiment, &costs, arena));
    struct cluster_plan plan = {.cluster = &cluster,
                                .costs = &costs,
                                .experiment = &experiment,
                                .threads = options->threads > 0 ? (int32_t)options->threads : 0,
                                .limit_s = (double)options->job_limit_s};
    TRY(cluster_plan_make(&plan));
    if (options->json)
        verb_plan_json(&plan, arena, stdout);
    else
        verb_plan_say(&plan, (enum lang)options->lang, arena, stdout);
    return status_ok();
}
