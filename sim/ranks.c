#include "sim/ranks.h"

#include <mpi.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TAG_ASK = 1, TAG_GIVE = 2, TAG_STOP = 3, MOST_PIECES = 64, SLEEP_NS = 500000 };

/* A library that waits in a loop would take a core from the threads that work. */
static void doze(void)
{
    const struct timespec wait = {.tv_nsec = SLEEP_NS};
    nanosleep(&wait, NULL);
}

/* ---- who ---- */

static bool named(const char *variable)
{
    const char *value = getenv(variable);
    return value && *value;
}

/* Open MPI's own launcher, or srun --mpi=pmix or pmi2: without one of them there is nobody to join. */
static bool launched(void) { return named("OMPI_COMM_WORLD_SIZE") || named("PMIX_RANK") || named("PMI_RANK"); }

static bool joined(void)
{
    int began = 0, ended = 0;
    MPI_Initialized(&began);
    MPI_Finalized(&ended);
    return began && !ended;
}

/* MPI has threads of its own: a signal that ends a run is not for them (run.c holds it back in its own). */
void ranks_begin(int *argc, char ***argv)
{
    sigset_t ending, before;
    int provided;
    if (!launched()) return;
    sigemptyset(&ending);
    sigaddset(&ending, SIGTERM);
    sigaddset(&ending, SIGINT);
    sigaddset(&ending, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &ending, &before);
    MPI_Init_thread(argc, argv, MPI_THREAD_SERIALIZED, &provided);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

bool ranks_any_thread(void)
{
    int provided = MPI_THREAD_SINGLE;
    if (joined()) MPI_Query_thread(&provided);
    return provided >= MPI_THREAD_SERIALIZED;
}

void ranks_end(void)
{
    if (!joined()) return;
    while (ranks_rank() > 0 && ranks_told_stop()) continue; /* told after its last word */
    MPI_Finalize();
}

int32_t ranks_rank(void)
{
    int rank = 0;
    if (joined()) MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    return rank;
}

int32_t ranks_count(void)
{
    int n = 1;
    if (joined()) MPI_Comm_size(MPI_COMM_WORLD, &n);
    return n;
}

const char *ranks_version(void)
{
#ifdef OMPI_MAJOR_VERSION
#define TEXT(x) #x
#define VERSION(a, b, c) "Open MPI " TEXT(a) "." TEXT(b) "." TEXT(c)
    return VERSION(OMPI_MAJOR_VERSION, OMPI_MINOR_VERSION, OMPI_RELEASE_VERSION);
#else
    return "MPI";
#endif
}

/* ---- what all tell one another ---- */

static void await(MPI_Request *request)
{
    for (int done = 0;;) {
        MPI_Test(request, &done, MPI_STATUS_IGNORE);
        if (done) return;
        doze();
    }
}

void ranks_share(void *bytes, int32_t n)
{
    MPI_Request request;
    if (ranks_count() == 1) return;
    MPI_Ibcast(bytes, n, MPI_BYTE, 0, MPI_COMM_WORLD, &request);
    await(&request);
}

void ranks_gather(const void *bytes, int32_t n, void *all)
{
    MPI_Request request;
    if (ranks_count() == 1) {
        if (n > 0) memcpy(all, bytes, (size_t)n);
        return;
    }
    MPI_Igather(bytes, n, MPI_BYTE, all, n, MPI_BYTE, 0, MPI_COMM_WORLD, &request);
    await(&request);
}

/* ---- pieces of work ---- */

struct ranks_stretch ranks_pool_take(struct ranks_pool *pool)
{
    const int64_t left = pool->stopped ? 0 : pool->end - pool->next, share = left / (4 * (int64_t)pool->ranks);
    struct ranks_stretch stretch = {pool->next, share < 1 ? 1 : share > MOST_PIECES ? MOST_PIECES : share};
    if (stretch.n > left) stretch.n = left;
    pool->next += stretch.n;
    return stretch;
}

/* A word as it is sent; `asks` wants an answer. */
struct told {
    int64_t done, asks, stop, last;
};

static void await_message(int source, int tag, const struct ranks_hooks *hooks, MPI_Status *about)
{
    int there = 0;
    if (!hooks->idle) MPI_Probe(source, tag, MPI_COMM_WORLD, about);
    while (hooks->idle) {
        hooks->idle(hooks->context);
        MPI_Iprobe(source, tag, MPI_COMM_WORLD, &there, about);
        if (there) return;
        doze();
    }
}

static void stop_all(int32_t askers)
{
    for (int32_t rank = 1; rank <= askers; rank++) MPI_Send(NULL, 0, MPI_BYTE, rank, TAG_STOP, MPI_COMM_WORLD);
}

void ranks_serve(struct ranks_pool *pool, int32_t askers, const struct ranks_hooks *hooks)
{
    bool stopped = false;
    for (int32_t left = askers; left > 0;) {
        struct told told;
        MPI_Status about;
        await_message(MPI_ANY_SOURCE, TAG_ASK, hooks, &about);
        MPI_Recv(&told, sizeof told, MPI_BYTE, about.MPI_SOURCE, TAG_ASK, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        if (told.stop) pool->stopped = true;
        if (pool->stopped && !stopped) stop_all(askers);
        stopped = pool->stopped;
        if (hooks->heard) hooks->heard(hooks->context, about.MPI_SOURCE, (struct ranks_word){told.done, told.stop, told.last});
        if (told.asks) {
            const struct ranks_stretch stretch = ranks_pool_take(pool);
            MPI_Send(&stretch, sizeof stretch, MPI_BYTE, about.MPI_SOURCE, TAG_GIVE, MPI_COMM_WORLD);
        }
        left -= told.last != 0;
    }
    while (hooks->idle && hooks->idle(hooks->context)) doze();
}

static void send_word(struct ranks_word word, bool asks)
{
    const struct told told = {word.done, asks, word.stop, word.last};
    MPI_Send(&told, sizeof told, MPI_BYTE, 0, TAG_ASK, MPI_COMM_WORLD);
}

struct ranks_stretch ranks_ask(struct ranks_word word, const struct ranks_hooks *hooks)
{
    struct ranks_stretch given;
    MPI_Status about;
    send_word(word, true);
    await_message(0, TAG_GIVE, hooks, &about);
    MPI_Recv(&given, sizeof given, MPI_BYTE, 0, TAG_GIVE, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    return given;
}

void ranks_tell(struct ranks_word word) { send_word(word, false); }

bool ranks_told_stop(void)
{
    int there = 0;
    MPI_Iprobe(0, TAG_STOP, MPI_COMM_WORLD, &there, MPI_STATUS_IGNORE);
    if (there) MPI_Recv(NULL, 0, MPI_BYTE, 0, TAG_STOP, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    return there != 0;
}
