/* unit: what people write (`3 d`, `3500 /yr`, `14 M eur/yr`, `22 %`, `2020-01-01`) and what the machine keeps.
 *
 * Inside: seconds, per year, share of 1, euro, euro per year, km, km/h. 1 yr = 365.25 d, 1 mo = 1 yr / 12, a day has 86 400 s.
 * Dates are seconds since 1970-01-01T00:00 of the proleptic Gregorian calendar, without leap seconds or summer time. */
#ifndef SIM_UNIT_H
#define SIM_UNIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int64_t seconds;

#define SECONDS_PER_DAY INT64_C(86400)
#define SECONDS_PER_YEAR INT64_C(31557600)
#define NEVER INT64_MAX

enum unit {
    UNIT_NUMBER,         /* bare number, as latitude */
    UNIT_DURATION,       /* s; written with s, min, h, d, wk, mo, yr; `0` needs a unit too */
    UNIT_RATE,           /* per year; written /s, /h, /d, /wk, /mo, /yr */
    UNIT_SHARE,          /* 0.22 or 22 % */
    UNIT_FACTOR,         /* 1.5 or 1.5 x */
    UNIT_GROWTH,         /* per year: 3.2 %/yr */
    UNIT_MONEY,          /* eur; `k` and `M` may stand before eur */
    UNIT_MONEY_PER_YEAR, /* eur/yr */
    UNIT_DISTANCE,       /* km */
    UNIT_SPEED,          /* km/h */
    UNIT_COUNT,          /* whole number; thousands may be written 1_000 */
    UNIT_PRICE,          /* eur or eur/yr: which of them is right the model says; the text is kept */
    UNIT_QUANTITY,       /* a number of places, or homes per year: 20, or 200 /yr */
    UNIT_ANY             /* whatever an observed figure is: a number, a share, a duration (s), a rate, money */
};

enum unit_read { UNIT_OK, UNIT_NOT_A_NUMBER, UNIT_MISSING, UNIT_WRONG, UNIT_RANGE };

/* Reads `text` as `unit`. On UNIT_OK *value is in the inner unit. The caller says what was wanted. */
enum unit_read unit_parse(const char *text, enum unit unit, double *value);
/* Whole numbers, exactly (as doubles end at 2^53); UNIT_RANGE: not whole, or too large. */
enum unit_read count_parse(const char *text, int64_t *value);
/* What stands behind the number: "/yr" of "3500 /yr", "" of "22", NULL when there is no number. */
const char *unit_suffix(const char *text);
/* What separates groups of three digits, as in `14.000.000 eur/yr`, `14 000` or `546.000`: `.`, `,`, a blank or `'`, else 0. *groups: how
 * many follow the first digits; plain (size bytes): the text without them. One group behind a point may as well be decimals. */
char unit_thousands(const char *text, int *groups, char *plain, size_t size);
/* Would one such group behind a point hardly be decimals? Whole numbers, and money without `k` or `M`. */
bool unit_hardly_decimals(const char *text, enum unit unit);
/* In words, for faults: "a duration". */
const char *unit_noun(enum unit unit);
/* The units that may be written: "s, min, h, d, wk, mo or yr". */
const char *unit_choices(enum unit unit);
/* An example for a fault's remedy: "3 d", "3500 /yr". */
const char *unit_example(enum unit unit);
/* Name of the inner unit for result files and help, as "s", "1/yr", "eur/yr", "1". */
const char *unit_name(enum unit unit);
/* Writes `value` so that unit_parse reads back the same bits, in a unit people read. Needs 64 bytes. */
void unit_format(char *out, double value, enum unit unit);

bool date_parse(const char *text, seconds *date_s); /* YYYY-MM-DD */
void date_format(char out[11], seconds date_s);
/* Civil parts of an instant: year, month 1..12, day 1..31, weekday 0 = Monday, second of the day. */
struct civil { int32_t year, month, day, weekday, second; };
struct civil date_civil(seconds date_s);
seconds date_of(int32_t year, int32_t month, int32_t day);
/* `years` written in years is a calendar horizon: start + n whole years (29 February becomes 28). */
seconds date_add_years(seconds date_s, int32_t years);

#endif
