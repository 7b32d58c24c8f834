/* differ: what one scenario changes in another, in sentences a planner reads.
 *
 * Settings are told by their stem: the path of a distribution or list as a whole. What has no sentence is left for the caller. */
#ifndef MODELS_SHELTER_DIFFER_H
#define MODELS_SHELTER_DIFFER_H

#include "models/shelter/phrase.h"

struct differ {
    struct comparison *comparison;
    struct phrase before, after; /* of the two plans */
    FILE *out;
};

/* For struct model. */
void shelter_differ(struct comparison *comparison, int lang, FILE *out);

/* differ_said.c: the sentence of a stem with what stands there after and before; NULL: it has none. before may be NULL. */
const char *differ_said(const struct phrase *phrase, const char *stem, const char *after, const char *before);
/* differ_value.c: where the distribution or list of a setting begins, and what stands there; NULL: nothing. */
const char *differ_stem(const struct setting *setting, struct arena *arena);
const char *differ_value(const struct phrase *phrase, const char *stem, bool whole);
/* Marks what lies under the path as told. Was there anything? */
bool differ_tell(const struct differ *differ, const char *path);
/* differ_claims.c: take-back, pools, levers, who is there at first, what a pilot counted. */
void differ_claims(const struct differ *differ);
/* differ_rules.c: rules of placement that came, went or became others. */
void differ_rules(const struct differ *differ);

#endif
