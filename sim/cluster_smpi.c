/* All ranks of a simulated run, as processes of SMPI on a platform of nodes, switch and links. The only door to SMPI.
 *
 * In a real run a thread of its own talks and looks for messages over and over; here it sleeps until there is one, since looking
 * costs the simulator as much as a message does. So the server of rank 0 is a process of its own on the first node, and ranks.c
 * finds a message at once. */
#include <math.h>
#include <simgrid/msg.h>
#include <smpi/smpi.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "sim/cluster.h"
#include "sim/ranks.h"
#include "sim/run_job.h"

static const char *const instance = "doorstroom";

/* ---- the course of a run ---- */

struct stage;

/* A rank, whose threads take their time in cluster_rank.c; its own process asks and tells. */
struct worker {
    struct stage *stage;
    struct cluster_rank rank;
    sg_sem_t mail; /* rank 0 has answered */
    bool asked, answered, silent;
};

/* Of all actors of the process; one of them is awake at a time. */
struct stage {
    const struct cluster_way *way;
    const struct cluster_costs *costs;
    struct cluster_course *course;
    struct job whole;
    MPI_Comm world;
    sg_sem_t mail;             /* rank 0 has a message */
    int64_t sent, heard;       /* words to rank 0 */
    int32_t owed, over, ended; /* owed: rank whose answer is on its way, or NOBODY; over: last words heard; ended: actors */
    struct worker *workers;    /* by rank */
};
enum { NOBODY = -1 };

/* When the launcher ends what is left of the job. */
static double killed_s(const struct stage *stage) { return stage->way->silent ? stage->way->limit_s : INFINITY; }

/* In an actor: it is gone when the job is ended first. */
static void await(struct stage *stage, sg_sem_t mail)
{
    const double left_s = killed_s(stage) - simgrid_get_clock();
    if (isinf(left_s))
        sg_sem_acquire(mail);
    else if (left_s <= 0 || sg_sem_acquire_timeout(mail, left_s) != 0) {
        stage->ended++;
        sg_actor_exit();
    }
}

static void sleep_until(struct stage *stage, double date_s)
{
    const double last_s = killed_s(stage), until_s = date_s < last_s ? date_s : last_s;
    if (until_s > simgrid_get_clock()) sg_actor_sleep_until(until_s);
    if (until_s < last_s) return;
    stage->ended++;
    sg_actor_exit();
}

/* ---- rank 0 hands out ---- */

static bool served(void *context)
{
    struct stage *stage = context;
    if (stage->owed != NOBODY) {
        stage->workers[stage->owed].answered = true;
        sg_sem_release(stage->workers[stage->owed].mail);
        stage->owed = NOBODY;
    }
    while (stage->sent == stage->heard && stage->over < stage->way->ranks) await(stage, stage->mail);
    return false; /* its threads are those of the first worker */
}

static void heard(void *context, int32_t rank, struct ranks_word word)
{
    struct stage *stage = context;
    stage->heard++;
    if (word.last)
        stage->over++;
    else
        stage->owed = rank - 1;
}

static int64_t kept(const struct stage *stage)
{
    int64_t n = 0;
    for (int32_t r = 0; r < stage->way->ranks; r++) n += stage->workers[r].rank.kept;
    return n;
}

static void serve(struct stage *stage)
{
    struct cluster_course *course = stage->course;
    struct ranks_pool pool = {0, stage->whole.n_groups, stage->way->ranks, false};
    if (stage->way->hand_out == HAND_OUT_STATIC) pool.next = pool.end;
    course->waited = true;
    course->worked_s = course->end_s = killed_s(stage);
    simulated_ranks_serve(&pool, stage->way->ranks, &(struct ranks_hooks){stage, served, heard});
    course->waited = false;
    course->worked_s = simgrid_get_clock();
    if (kept(stage) == stage->whole.n_blocks)
        sg_actor_sleep_for(stage->costs->merge_s +
                           stage->costs->merge_block_s * (double)result_blocks_all(stage->whole.experiment));
    course->end_s = simgrid_get_clock();
}

/* ---- a rank works ---- */

static void word_sent(struct stage *stage)
{
    stage->sent++;
    sg_sem_release(stage->mail);
}

static bool waits(void *context)
{
    struct worker *worker = context;
    if (!worker->asked) word_sent(worker->stage);
    worker->asked = true;
    while (!worker->answered) await(worker->stage, worker->mail);
    return true;
}

/* As other_talk of run_ranks.c: asks when fewer groups wait than are wanted. */
static void ask_and_work(struct worker *worker)
{
    struct cluster_rank *rank = &worker->rank;
    while (rank->job->more) {
        const double wanted_s = cluster_rank_work(rank, rank->limit_s, true);
        if (wanted_s >= rank->limit_s) return;
        sleep_until(worker->stage, wanted_s);
        worker->asked = worker->answered = false;
        const struct ranks_stretch stretch =
            simulated_ranks_ask((struct ranks_word){.done = 0}, &(struct ranks_hooks){worker, waits, NULL});
        if (worker->silent) sleep_until(worker->stage, INFINITY);
        const double now_s = simgrid_get_clock();
        cluster_rank_work(rank, now_s, false);
        cluster_rank_give(rank, stretch.from, stretch.n, now_s);
    }
}

static void take_dealt(struct worker *worker, int32_t r)
{
    const struct stage *stage = worker->stage;
    const double now_s = simgrid_get_clock();
    for (int64_t g = r; g < stage->whole.n_groups; g += stage->way->ranks) cluster_rank_queue(&worker->rank, g, 1);
    cluster_rank_give(&worker->rank, 0, 0, now_s);
}

static void work(struct stage *stage, int32_t r)
{
    struct worker *worker = &stage->workers[r];
    sleep_until(stage, stage->costs->start_s);
    if (stage->way->hand_out == HAND_OUT_DYNAMIC)
        ask_and_work(worker);
    else if (worker->silent)
        sleep_until(stage, INFINITY);
    else
        take_dealt(worker, r);
    cluster_rank_work(&worker->rank, INFINITY, false);
    sleep_until(stage, worker->rank.last_s);
    simulated_ranks_tell((struct ranks_word){.last = true});
    word_sent(stage);
}

/* ---- actors ---- */

/* Probing needs the communicator itself, where SMPI's own launcher has put it and nobody else does; it counts messages, so all
 * have the same. */
static int32_t join(struct stage *stage)
{
    MPI_Group all;
    MPI_Comm world;
    int rank;
    MPI_Init(NULL, NULL);
    MPI_Comm_group(MPI_COMM_WORLD, &all);
    MPI_Comm_create(MPI_COMM_WORLD, all, &world);
    MPI_Comm_rank(world, &rank);
    if (rank == 0) stage->world = world;
    MPI_Barrier(world);
    MPI_COMM_WORLD = stage->world;
    return rank;
}

/* Where actors that begin with nothing find the stage: the data of the first host. */
static void actor(int argc, char **argv)
{
    (void)argc, (void)argv;
    struct stage *stage = sg_host_get_data(sg_host_by_name("node-0"));
    const int32_t rank = join(stage);
    if (rank == 0)
        serve(stage);
    else
        work(stage, rank - 1);
    stage->ended++;
    MPI_Finalize();
}

/* ---- the platform ---- */

static void load(char *text, size_t length, void (*load_file)(const char *path))
{
    char path[64];
    const int memory = memfd_create("platform", MFD_CLOEXEC);
    BUG_IF(memory < 0 || write(memory, text, length) != (ssize_t)length, "no memory for a platform of %zu bytes", length);
    snprintf(path, sizeof path, "/proc/self/fd/%d", memory);
    load_file(path);
    close(memory);
    free(text);
}

static const char *const head =
    "<?xml version='1.0'?>\n<!DOCTYPE platform SYSTEM \"https://simgrid.org/simgrid.dtd\">\n<platform version=\"4.1\">\n";

/* Nodes round a switch that is never the narrow place. */
static void nodes(const struct cluster *cluster, const struct cluster_way *way)
{
    char *text;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    BUG_IF(!out, "no memory for a platform");
    double speeds[CLUSTER_NODES];
    cluster_speeds(cluster, way, speeds);
    fprintf(out, "%s<zone id=\"cluster\" routing=\"Cluster\">\n", head);
    for (int32_t i = 0; i < way->nodes; i++) {
        fprintf(out, "<host id=\"node-%d\" speed=\"%.17gGf\" core=\"%d\"/>", (int)i, speeds[i], (int)cluster->cores);
        fprintf(out, "<link id=\"link-%d\" bandwidth=\"%.17gBps\" latency=\"%.17gs\"/>", (int)i, cluster->bytes_per_s,
                cluster->latency_s / 2);
        fprintf(out, "<host_link id=\"node-%d\" up=\"link-%d\" down=\"link-%d\"/>\n", (int)i, (int)i, (int)i);
    }
    fputs("</zone>\n</platform>\n", out);
    fclose(out);
    load(text, length, simgrid_load_platform);
}

static int32_t node_of(const struct cluster_way *way, int32_t rank) { return (int32_t)((int64_t)rank * way->nodes / way->ranks); }

static void actors(const struct cluster_way *way)
{
    char *text;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    BUG_IF(!out, "no memory for the ranks");
    fputs(head, out);
    for (int32_t r = -1; r < way->ranks; r++) {
        fprintf(out, "<actor host=\"node-%d\" function=\"%s\"><prop id=\"instance_id\" value=\"%s\"/>",
                (int)(r < 0 ? 0 : node_of(way, r)), instance, instance);
        fprintf(out, "<prop id=\"rank\" value=\"%d\"/></actor>\n", (int)r + 1);
    }
    fputs("</platform>\n", out);
    fclose(out);
    load(text, length, simgrid_load_deployment);
}

static void place_workers(struct stage *stage, struct arena *arena)
{
    const struct cluster_way *way = stage->way;
    stage->workers = ARENA_ARRAY(arena, struct worker, way->ranks);
    for (int32_t r = 0; r < way->ranks; r++) {
        char name[32];
        struct worker *worker = &stage->workers[r];
        snprintf(name, sizeof name, "node-%d", (int)node_of(way, r));
        worker->stage = stage;
        worker->mail = sg_sem_init(0);
        worker->silent = way->silent && node_of(way, r) == way->nodes - 1;
        cluster_rank_init(&worker->rank, &stage->whole, way->threads, sg_host_get_speed(sg_host_by_name(name)) / 1e9,
                          stage->costs, arena);
        worker->rank.done = way->done;
        worker->rank.limit_s = way->limit_s > 0 ? way->limit_s : INFINITY;
        worker->rank.killed_s = killed_s(stage);
    }
}

static void awake(void)
{
    char words[][48] = {"doorstroom",
                        "--log=root.thres:warning",
                        "--cfg=contexts/stack-size:128",
                        "--cfg=contexts/guard-size:0",
                        "--cfg=smpi/simulate-computation:no",
                        "--cfg=smpi/host-speed:1Gf",
                        "--cfg=smpi/iprobe:0"};
    enum { WORDS = sizeof words / sizeof *words };
    char *argv[WORDS + 1] = {NULL};
    int argc = WORDS;
    for (int i = 0; i < WORDS; i++) argv[i] = words[i];
    simgrid_init(&argc, argv);
}

static void simulate(const struct cluster *cluster, const struct cluster_costs *costs, const struct experiment *experiment,
                     const struct cluster_way *way, struct cluster_course *course)
{
    struct arena arena;
    struct stage stage = {.way = way, .costs = costs, .course = course, .owed = NOBODY};
    arena_init(&arena);
    awake();
    nodes(cluster, way);
    SMPI_init();
    cluster_job(&stage.whole, experiment, way->done, way->ranks, &arena);
    stage.mail = sg_sem_init(0);
    place_workers(&stage, &arena);
    SMPI_app_instance_register(instance, actor, way->ranks + 1);
    sg_host_set_data(sg_host_by_name("node-0"), &stage);
    actors(way);
    simgrid_run();
    course->came_to_end =
        stage.ended == way->ranks + 1; /* when all wait, SimGrid says so and returns as if nothing were the matter */
    course->groups = stage.whole.n_groups;
    course->blocks = stage.whole.n_blocks;
    course->messages = stage.heard;
    course->kept = kept(&stage);
    for (int32_t r = 0; r < way->ranks; r++) course->busy_s += stage.workers[r].rank.busy_s;
}

void (*const cluster_simulate)(const struct cluster *cluster, const struct cluster_costs *costs,
                               const struct experiment *experiment, const struct cluster_way *way,
                               struct cluster_course *course) = simulate;
