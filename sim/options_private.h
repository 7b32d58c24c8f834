/* Of the room `options` alone: the rows of its two tables. */
#ifndef SIM_OPTIONS_PRIVATE_H
#define SIM_OPTIONS_PRIVATE_H

#include "sim/options.h"

struct verb_row {
    const char *name;
    const char *files; /* as help writes them */
    int32_t least, most;
    const char *help_en, *help_nl;
    const char *example;
};

enum option_kind { OPTION_FLAG, OPTION_TEXT, OPTION_TEXTS, OPTION_WHOLE, OPTION_DURATION, OPTION_CHOICE };

#define ON(verb)    (1u << (verb))
#define EVERYWHERE  (~0u)
struct option_row {
    const char *name;
    char letter;
    enum option_kind kind;
    unsigned verbs;
    size_t offset;
    const char *argument;
    int64_t least;            /* of a whole number */
    const char *const *words; /* of a choice */
    const char *help_en, *help_nl;
};

enum { OPTIONS_MOST = 64 };

extern const struct verb_row options_verbs[VERBS]; /* [VERB_NONE] is empty */
extern const struct option_row options_rows[];     /* ends with a row without name */

/* Is it an option of this verb? VERB_NONE: of every one, so that it may stand before the verb. */
static inline bool options_belongs(const struct option_row *row, enum verb verb)
{
    return verb == VERB_NONE ? row->verbs == EVERYWHERE : (row->verbs & ON(verb)) != 0;
}

static inline const char *options_said(enum lang lang, const char *en, const char *nl) { return lang == LANG_NL ? nl : en; }

#endif
