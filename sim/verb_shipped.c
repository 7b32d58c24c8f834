/* What comes with the program: beside an installed one, or in the sources of one that was only built. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/verb.h"

enum { LONGEST = 4096 };

static const char *said(const char *variable)
{
    const char *value = getenv(variable);
    return value && *value ? value : NULL;
}

/* PREFIX/share/doorstroom/scenarios of the program PREFIX/bin/doorstroom; NULL when there are none, so that the prefix may be any. */
static char *installed(struct arena *arena)
{
    char program[LONGEST];
    const ssize_t length = readlink("/proc/self/exe", program, sizeof program);
    if (length <= 0 || length == (ssize_t)sizeof program) return NULL;
    const char *name = memrchr(program, '/', (size_t)length);
    if (!name) return NULL;
    char *true_name = realpath(arena_format(arena, "%.*s/" DOORSTROOM_SHARE "/scenarios", (int)(name - program), program), NULL);
    char *folder = true_name ? arena_text(arena, true_name) : NULL;
    free(true_name);
    return folder;
}

struct shipped verb_shipped(struct arena *arena)
{
    const char *beside = installed(arena), *scenarios = said("DOORSTROOM_SCENARIOS"), *results = said("DOORSTROOM_RESULTS");
    if (!scenarios) scenarios = beside ? beside : DOORSTROOM_SCENARIOS;
    if (!results) results = beside ? "results" : DOORSTROOM_RESULTS;
    return (struct shipped){.scenarios = scenarios, .results = results, .stays = scenarios == beside};
}
