#include "sim/run_fork.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { LOOK_NS = 20000000 };

void *run_fork_memory(size_t bytes)
{
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

void run_fork_memory_free(void *memory, size_t bytes) { munmap(memory, bytes); }

/* 0: it could not be made. */
static pid_t begin(int32_t i, void (*work)(void *context, int32_t i), void *context)
{
    const pid_t parent = getpid(), child = fork();
    if (child != 0) return child > 0 ? child : 0;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() == parent) work(context, i); /* else it was gone before */
    _exit(0); /* what is buffered here belongs to the parent */
}

/* How it ended, when it has; its number is then cleared. */
static status reap(pid_t *child)
{
    int how = 0;
    const pid_t ended = waitpid(*child, &how, WNOHANG);
    if (ended == 0 || (ended < 0 && errno == EINTR)) return status_ok();
    *child = 0;
    if (ended > 0 && WIFEXITED(how) && WEXITSTATUS(how) == 0) return status_ok();
    if (ended > 0 && WIFSIGNALED(how)) return status_fail(STATUS_FAILED, "worker", "a process of the run was ended by signal %d (%s)", WTERMSIG(how), strsignal(WTERMSIG(how)));
    return status_fail(STATUS_FAILED, "worker", "a process of the run did not come to its end");
}

status run_fork(int32_t n, void (*work)(void *context, int32_t i), int (*look)(void *context, const siginfo_t *signal), void *context,
                const sigset_t *signals)
{
    const struct timespec wait = {.tv_nsec = LOOK_NS};
    pid_t *children = calloc((size_t)n, sizeof *children);
    status result = children ? status_ok() : status_fail(STATUS_FAILED, "memory", "there is no memory for %d processes", (int)n);
    fflush(NULL); /* else every process would write it */
    for (int32_t i = 0; i < n && result.code == STATUS_OK; i++)
        if ((children[i] = begin(i, work, context)) == 0) result = status_fail(STATUS_FAILED, "worker", "a process cannot be made: %s", strerror(errno));
    bool failed = result.code != STATUS_OK;
    for (int32_t alive = children ? n : 0; alive > 0;) {
        siginfo_t got;
        const int which = sigtimedwait(signals, &got, &wait);
        int send = look(context, which > 0 ? &got : NULL);
        if (failed) send = SIGTERM, failed = false;
        alive = 0;
        for (int32_t i = 0; i < n; i++) {
            if (children[i] == 0) continue;
            if (send) kill(children[i], send);
            const status end = reap(&children[i]);
            if (end.code != STATUS_OK && result.code == STATUS_OK) result = end, failed = true;
            alive += children[i] != 0;
        }
    }
    free(children);
    return result;
}
