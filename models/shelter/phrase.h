/* phrase: what stands in a scenario, in sentences a planner reads; for `check` and `diff`.
 *
 * A sentence begins with a capital and has no stop at its end, so that more can follow. Owner: the arena. */
#ifndef MODELS_SHELTER_PHRASE_H
#define MODELS_SHELTER_PHRASE_H

#include "models/shelter/plan.h"
#include "models/shelter/words.h"

struct phrase { const struct plan *plan; struct arena *arena; enum lang lang; };

/* In the language of the phrase. */
static inline const char *phrase_in(const struct phrase *p, const char *en, const char *nl) __attribute__((format_arg(2), format_arg(3)));
static inline const char *phrase_in(const struct phrase *p, const char *en, const char *nl) { return say_in(p->lang, en, nl); }
static inline const char *phrase_word(const struct phrase *p, const char *name) { return words_of(p->plan, name, p->lang); }

/* `1 January 2020`; a duration from the start becomes its date. */
const char *phrase_when(const struct phrase *p, const struct when *when);
const char *phrase_date(const struct phrase *p, seconds t_s);
/* The name of a region as tables show it. */
const char *phrase_region(const struct phrase *p, const char *id);
/* `60 days`, or `49 days on average`; with all its parts when `whole`. */
const char *phrase_dist(const struct phrase *p, const struct dist *dist, enum unit unit, bool whole);
/* One dated change, shock or rule by its position. */
const char *phrase_change(const struct phrase *p, int32_t i);
const char *phrase_shock(const struct phrase *p, int32_t i);
const char *phrase_rule(const struct phrase *p, int32_t i);
/* a, b and c */
const char *phrase_names(const struct phrase *p, const struct names *names);
/* How much of a gate there is, against what its regions give; NULL: just that. */
const char *phrase_gate(const struct phrase *p, int32_t i);
/* A sum of money: when, how much. */
const char *phrase_funding(const struct phrase *p, int32_t i);
/* What one purchase gets for it, and where. */
const char *phrase_purchase(const struct phrase *p, const struct purchase *purchase);

/* phrase_claims.c: who is taken back; what a pool (by its position) keeps free, holds one person each, fills in turn. NULL: not so. */
const char *phrase_take_back(const struct phrase *p);
const char *phrase_reserve(const struct phrase *p, int32_t pool);
const char *phrase_persons(const struct phrase *p, int32_t pool);
const char *phrase_in_turn(const struct phrase *p, int32_t pool);
/* `lever prevention` */
const char *phrase_lever(const struct phrase *p, const char *name);

#endif
