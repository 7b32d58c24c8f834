/* say: numbers, dates and lists as people who read English or Dutch write them. Never for JSON, never to be read back (unit.h does that).
 *
 * English: 1,031.5 and 1 January 2020; Dutch: 1.031,5 and 1 januari 2020. Owner: texts live in the arena. */
#ifndef SIM_SAY_H
#define SIM_SAY_H

#include "sim/arena.h"
#include "sim/unit.h"

enum lang { LANG_EN, LANG_NL };

/* One of two texts; as formats both are checked against the arguments. */
static inline const char *say_in(enum lang lang, const char *en, const char *nl) __attribute__((format_arg(2), format_arg(3)));
static inline const char *say_in(enum lang lang, const char *en, const char *nl) { return lang == LANG_NL ? nl : en; }

/* A sentence of the program in both languages; the English one is its key. Tables of them end with NULL. As formats both have the same
 * conversions (tests/test_saying.c). */
struct saying { const char *en, *nl; };
extern const struct saying say_nl[]; /* of the machine */
/* The sentence in Dutch: from `more` (may be NULL), from say_nl, or the English one when nobody listed it. */
const char *say_dutch(const struct saying *more, const char *en) __attribute__((format_arg(2)));

/* `-` for NAN, `unlimited` for infinity; thousands in groups of three. */
const char *say_number(double value, int decimals, enum lang lang, struct arena *arena);
/* With as many decimals as it has, up to three. */
const char *say_plain(double value, enum lang lang, struct arena *arena);
/* With its unit in words: `49 days`, `22 %`, `3,500 a year`, `1.5 times`, `14 million euro a year`, `4`. */
const char *say_value(double value, enum unit unit, enum lang lang, struct arena *arena);
/* The same as a change: the second loses the words it shares with the first: `60 days instead of 49`. */
const char *say_instead(const char *after, const char *before, enum lang lang, struct arena *arena);
const char *say_date(seconds date_s, enum lang lang, struct arena *arena);
/* `1 region`, `35 regions`: a number, and the word that goes with it. */
const char *say_many(int64_t n, const char *one, const char *many, enum lang lang, struct arena *arena);
/* a, b and c */
const char *say_list(const char *const *words, int32_t n, enum lang lang, struct arena *arena);

#endif
