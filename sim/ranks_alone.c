/* A program without MPI. */
#include "sim/ranks.h"

void ranks_begin(int *argc, char ***argv) { (void)argc, (void)argv; }
void ranks_end(void) {}
int32_t ranks_rank(void) { return 0; }
int32_t ranks_count(void) { return 1; }
bool ranks_any_thread(void) { return true; }
const char *ranks_version(void) { return NULL; }
void ranks_share(void *bytes, int32_t n) { (void)bytes, (void)n; }
void ranks_gather(const void *bytes, int32_t n, void *all) { (void)bytes, (void)n, (void)all; }
void ranks_serve(struct ranks_pool *pool, int32_t askers, const struct ranks_hooks *hooks) { (void)pool, (void)askers, (void)hooks; }

struct ranks_stretch ranks_pool_take(struct ranks_pool *pool) { return (struct ranks_stretch){pool->next, 0}; }

struct ranks_stretch ranks_ask(struct ranks_word word, const struct ranks_hooks *hooks)
{
    (void)word, (void)hooks;
    return (struct ranks_stretch){0, 0};
}
void ranks_tell(struct ranks_word word) { (void)word; }
bool ranks_told_stop(void) { return false; }
