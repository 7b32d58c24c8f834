/* spells: the life tables of a result file (/spells): stays in a place by stage, waits for a place by group. Each replication has a table, so
 * that intervals can be made from replications (survival.h). Of more than SPELLS_TABLES worlds there are so many tables, each of consecutive
 * worlds (or draws), as many as the next or one more: intervals then come from leaving out one such group at a time (the grouped jackknife:
 * Quenouille 1956; Shao and Tu 1995, 2.3), and memory does not grow with the worlds. The answers themselves are the same to the bit.
 *
 * The first bin has no width: it holds what took no time at all. */
#ifndef ANALYSIS_SPELLS_H
#define ANALYSIS_SPELLS_H

#include "analysis/survival.h"
#include "sim/result.h"

enum { SPELLS_TABLES = 4096 };
enum spells_kind { SPELLS_STAY, SPELLS_WAIT };

/* How many tables spells_read makes: one per world, or of many worlds one per group of worlds or draw. */
int64_t spells_tables(const struct result *result);
/* Life tables of one scenario, spells_tables of them; label: of the dimension (stage, group), -1: all together. Fails with [no-spells] when the
 * file has none. Owner: the arena. */
status spells_read(struct result *result, enum spells_kind kind, int32_t scenario, int32_t label, struct arena *arena, const struct life_table **tables);
/* Its dimension: `stage` or `group`. */
const char *spells_dimension(enum spells_kind kind);
/* Does the file hold them? */
bool spells_there(const struct result *result, enum spells_kind kind);
/* What was asked, of tables[n], n = spells_tables, or, with a base, of their paired difference; means in seconds. With several draws of the inputs the worlds of a
 * draw are pooled first, so that the interval is one over draws. */
struct survival_answer spells_ask(const struct life_table *tables, const struct life_table *base, int64_t n, int32_t draws, struct survival_question question,
                                  struct arena *arena);
struct survival_answer spells_quantile(const struct life_table *tables, int64_t n, int32_t draws, double p, struct arena *arena);

#endif
