#include "sim/unit.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_LETTERS 64

struct period {
    const char *name;
    double length_s;
};

static const struct period periods[] = {{"s", 1},       {"min", 60},     {"h", 3600},     {"d", 86400},
                                        {"wk", 604800}, {"mo", 2629800}, {"yr", 31557600}};
#define N_PERIODS ((int)(sizeof periods / sizeof *periods))

struct words {
    const char *noun, *choices, *example, *inner;
};

static const struct words words[] = {
    [UNIT_NUMBER] = {"a number", "no unit", "52.37", "1"},
    [UNIT_DURATION] = {"a duration", "s, min, h, d, wk, mo or yr", "3 d", "s"},
    [UNIT_RATE] = {"a number per unit of time", "/s, /min, /h, /d, /wk, /mo or /yr", "3500 /yr", "1/yr"},
    [UNIT_SHARE] = {"a share", "% or no unit", "22 %", "1"},
    [UNIT_FACTOR] = {"a factor", "x or no unit", "1.5 x", "1"},
    [UNIT_GROWTH] = {"a growth per year", "%/yr", "3.2 %/yr", "1/yr"},
    [UNIT_MONEY] = {"a sum of money", "eur, k eur or M eur", "120 eur", "eur"},
    [UNIT_MONEY_PER_YEAR] = {"a sum of money per year", "eur/yr, k eur/yr or M eur/yr", "80000 eur/yr", "eur/yr"},
    [UNIT_DISTANCE] = {"a distance", "km or m", "150 km", "km"},
    [UNIT_SPEED] = {"a speed", "km/h", "50 km/h", "km/h"},
    [UNIT_COUNT] = {"a whole number", "no unit", "42", "1"},
    [UNIT_PRICE] = {"a price", "eur or eur/yr", "80000 eur/yr", "eur"},
    [UNIT_QUANTITY] = {"a quantity", "no unit or /yr", "200 /yr", "1"},
    [UNIT_ANY] = {"a number with or without a unit", "%, a duration, /yr, eur, eur/yr or no unit", "70 %", "1"}};

const char *unit_noun(enum unit unit) { return words[unit].noun; }
const char *unit_choices(enum unit unit) { return words[unit].choices; }
const char *unit_example(enum unit unit) { return words[unit].example; }
const char *unit_name(enum unit unit) { return words[unit].inner; }

/* ---- reading ---- */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static const char *skip_spaces(const char *text)
{
    while (*text == ' ') text++;
    return text;
}

/* Digits with single underscores between them; the digits alone go to `out`. */
static const char *digits(const char *text, char **out, const char *end)
{
    while (is_digit(*text) || (*text == '_' && is_digit(text[-1]) && is_digit(text[1]))) {
        if (*text != '_' && *out < end) *(*out)++ = *text;
        text++;
    }
    return text;
}

/* The number at the head of `text`, without underscores, in `out` (MOST_LETTERS + 1); NULL when there is none. Only what is
 * written here is a number: not `inf`, `0x10`, `.5` or `5.`. */
static const char *number(const char *text, char *out)
{
    char *const first = out, *const end = out + MOST_LETTERS;
    text = skip_spaces(text);
    if (*text == '-' || *text == '+') *out++ = *text++;
    if (!is_digit(*text)) return NULL;
    text = digits(text, &out, end);
    if (*text == '.') {
        if (!is_digit(text[1])) return NULL;
        *out++ = *text++;
        text = digits(text, &out, end);
    }
    const char *exponent = text + 1 + (text[0] && (text[1] == '-' || text[1] == '+'));
    if ((*text == 'e' || *text == 'E') && is_digit(*exponent)) {
        while (text < exponent && out < end) *out++ = *text++;
        text = digits(exponent, &out, end);
    }
    *out = '\0';
    return out - first < MOST_LETTERS ? skip_spaces(text) : NULL;
}

const char *unit_suffix(const char *text)
{
    char copy[MOST_LETTERS + 1];
    return number(text, copy);
}

/* The unit without blanks: `M eur / yr` is `Meur/yr`; `?` when it is too long to be one. */
static void squeeze(const char *suffix, char out[16])
{
    size_t n = 0;
    for (; *suffix; suffix++) {
        if (*suffix == ' ') continue;
        if (n == 15) {
            strcpy(out, "?");
            return;
        }
        out[n++] = *suffix;
    }
    out[n] = '\0';
}

static double period(const char *name)
{
    for (int i = 0; i < N_PERIODS; i++)
        if (strcmp(name, periods[i].name) == 0) return periods[i].length_s;
    return 0;
}

/* Each reader gives false where the suffix is not of its unit. */
static bool duration(const char *suffix, double *value)
{
    const double length_s = period(suffix);
    *value *= length_s;
    return length_s > 0;
}

static bool rate(const char *suffix, double *value)
{
    const double length_s = *suffix == '/' ? period(suffix + 1) : 0;
    if (length_s <= 0) return false;
    if (length_s != (double)SECONDS_PER_YEAR) *value = *value * (double)SECONDS_PER_YEAR / length_s;
    return true;
}

static bool money(const char *suffix, double *value, bool per_year)
{
    const double factor = *suffix == 'M' ? 1e6 : *suffix == 'k' ? 1e3 : 1;
    if (factor > 1) suffix++;
    if (strncmp(suffix, "eur", 3) != 0) return false;
    *value *= factor;
    return per_year ? rate(suffix + 3, value) : suffix[3] == '\0';
}

static bool share(const char *suffix, double *value)
{
    const bool percent = strcmp(suffix, "%") == 0;
    if (percent) *value /= 100;
    return percent || *suffix == '\0';
}

static bool growth(const char *suffix, double *value)
{
    const bool percent = *suffix == '%';
    if (percent) *value /= 100;
    return strcmp(suffix + percent, "/yr") == 0;
}

static bool distance(const char *suffix, double *value)
{
    if (strcmp(suffix, "m") == 0)
        *value /= 1000;
    else
        return strcmp(suffix, "km") == 0;
    return true;
}

static bool convert(enum unit unit, const char *suffix, double *value);

static bool any(const char *suffix, double *value)
{
    static const enum unit units[] = {UNIT_SHARE, UNIT_FACTOR,         UNIT_DURATION, UNIT_RATE, UNIT_GROWTH,
                                      UNIT_MONEY, UNIT_MONEY_PER_YEAR, UNIT_DISTANCE, UNIT_SPEED};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        double each = *value;
        if (convert(units[i], suffix, &each)) return *value = each, true;
    }
    return false;
}

static bool convert(enum unit unit, const char *suffix, double *value)
{
    const double plain = *value;
    switch (unit) {
    case UNIT_DURATION:
        return duration(suffix, value);
    case UNIT_RATE:
        return rate(suffix, value);
    case UNIT_SHARE:
        return share(suffix, value);
    case UNIT_FACTOR:
        return *suffix == '\0' || strcmp(suffix, "x") == 0;
    case UNIT_GROWTH:
        return growth(suffix, value);
    case UNIT_MONEY:
        return money(suffix, value, false);
    case UNIT_MONEY_PER_YEAR:
        return money(suffix, value, true);
    case UNIT_DISTANCE:
        return distance(suffix, value);
    case UNIT_SPEED:
        return strcmp(suffix, "km/h") == 0;
    case UNIT_PRICE:
        if (money(suffix, value, false)) return true;
        *value = plain;
        return money(suffix, value, true);
    case UNIT_QUANTITY:
        return *suffix == '\0' || rate(suffix, value);
    case UNIT_ANY:
        return any(suffix, value);
    case UNIT_NUMBER:
    case UNIT_COUNT:
        break;
    }
    return *suffix == '\0';
}

enum unit_read unit_parse(const char *text, enum unit unit, double *value)
{
    char copy[MOST_LETTERS + 1], suffix[16];
    const char *rest = number(text, copy);
    if (!rest || (*rest == ',' && is_digit(rest[1]))) return UNIT_NOT_A_NUMBER;
    squeeze(rest, suffix);
    double result = strtod(copy, NULL);
    if (!convert(unit, suffix, &result)) return *suffix ? UNIT_WRONG : UNIT_MISSING;
    if (!isfinite(result) || (unit == UNIT_COUNT && result != floor(result))) return UNIT_RANGE;
    *value = result == 0 ? 0 : result;
    return UNIT_OK;
}

enum unit_read count_parse(const char *text, int64_t *value)
{
    char copy[MOST_LETTERS + 1];
    const char *rest = number(text, copy);
    if (!rest) return UNIT_NOT_A_NUMBER;
    if (*rest) return UNIT_WRONG;
    char *end;
    errno = 0;
    const long long whole = strtoll(copy, &end, 10);
    if (*end == '\0' && errno == 0) return *value = whole, UNIT_OK;
    const double real = strtod(copy, NULL);
    if (fabs(real) >= 0x1p53 || real != floor(real)) return UNIT_RANGE;
    *value = (int64_t)real;
    return UNIT_OK;
}

/* ---- writing ---- */

/* The shortest decimal that reads back to `value` when multiplied and divided as unit_parse does with `suffix`; false: none does.
 */
static bool shortest(char *out, double scaled, double value, enum unit unit, const char *suffix)
{
    char text[64];
    for (int precision = 1; precision <= 17; precision++) {
        double back;
        /* %g turns to exponents early; people read 80000, not 8e+04. */
        snprintf(text, sizeof text, "%.*g", precision, scaled);
        const double rounded = strtod(text, NULL);
        if (fabs(rounded) >= 1 && fabs(rounded) < 1e15 && rounded == floor(rounded)) snprintf(text, sizeof text, "%.0f", rounded);
        const size_t length = strlen(text);
        snprintf(text + length, sizeof text - length, "%s%s", *suffix ? " " : "", suffix);
        if (unit_parse(text, unit, &back) == UNIT_OK && back == value) return strcpy(out, text), true;
    }
    return false;
}

struct scale {
    const char *suffix;
    double size;
};

/* Tried in this order; the one with the shortest number wins, the first of equals. The last writes every value exactly. */
static const struct scale durations[] = {{"d", 86400}, {"h", 3600}, {"min", 60}, {"yr", 31557600}, {"mo", 2629800}, {"s", 1}};
static const struct scale moneys[] = {{"eur", 1}, {"M eur", 1e6}, {"eur", 1}};
static const struct scale yearly_moneys[] = {{"eur/yr", 1}, {"M eur/yr", 1e6}, {"eur/yr", 1}};

static void best(char *out, double value, enum unit unit, const struct scale *scales, int n)
{
    size_t least = 64;
    for (int i = 0; i < n; i++) {
        char text[64];
        if (value != 0 && scales[i].size > 1 && fabs(value) < scales[i].size) continue;
        const bool exact = shortest(text, value / scales[i].size, value, unit, scales[i].suffix);
        const size_t length = exact ? strlen(text) - strlen(scales[i].suffix) : least;
        if (length >= least) continue;
        least = length;
        strcpy(out, text);
    }
}

/* In per cent, unless that needs many more digits than the plain number. */
static void percent(char *out, double value, enum unit unit, const char *suffix, const char *plain)
{
    if (!shortest(out, value * 100, value, unit, suffix) || strlen(out) > 14) shortest(out, value, value, unit, plain);
}

void unit_format(char *out, double value, enum unit unit)
{
    static const char *const suffixes[] = {[UNIT_RATE] = "/yr",   [UNIT_FACTOR] = "x",  [UNIT_DISTANCE] = "km",
                                           [UNIT_SPEED] = "km/h", [UNIT_PRICE] = "eur", [UNIT_ANY] = ""};
    if (isnan(value))
        strcpy(out, "none");
    else if (isinf(value))
        strcpy(out, value > 0 ? "unlimited" : "-unlimited");
    else if (unit == UNIT_DURATION)
        best(out, value, unit, durations, 6);
    else if (unit == UNIT_MONEY)
        best(out, value, unit, moneys, 3);
    else if (unit == UNIT_MONEY_PER_YEAR)
        best(out, value, unit, yearly_moneys, 3);
    else if (unit == UNIT_SHARE)
        percent(out, value, unit, "%", "");
    else if (unit == UNIT_GROWTH)
        percent(out, value, unit, "%/yr", "/yr");
    else
        shortest(out, value, value, unit, suffixes[unit] ? suffixes[unit] : "");
}

/* ---- dates ---- */

static bool is_leap(int32_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

static int32_t days_in_month(int32_t year, int32_t month)
{
    static const int32_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

static int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b < 0); }

/* Days before 1 March of `year`, counted from 1 March of year 0: with the leap day at the end of a year, months have fixed
 * starts. */
static int64_t days_before_year(int64_t year)
{
    return 365 * year + floor_div(year, 4) - floor_div(year, 100) + floor_div(year, 400);
}

#define DAYS_TO_1970 INT64_C(719468) /* 1 March 0000 to 1 January 1970 */

seconds date_of(int32_t year, int32_t month, int32_t day)
{
    const int64_t from_march = (month + 9) % 12, of_year = year - (month < 3);
    const int64_t days = days_before_year(of_year) + (153 * from_march + 2) / 5 + day - 1;
    return (days - DAYS_TO_1970) * SECONDS_PER_DAY;
}

struct civil date_civil(seconds date_s)
{
    const int64_t from_1970 = floor_div(date_s, SECONDS_PER_DAY), days = from_1970 + DAYS_TO_1970;
    int64_t year = floor_div(days * 400, 146097); /* at most one off */
    while (days_before_year(year + 1) <= days) year++;
    while (days_before_year(year) > days) year--;
    const int64_t of_year = days - days_before_year(year), from_march = (5 * of_year + 2) / 153;
    const int32_t month = (int32_t)(from_march < 10 ? from_march + 3 : from_march - 9);
    return (struct civil){.year = (int32_t)(year + (month < 3)),
                          .month = month,
                          .day = (int32_t)(of_year - (153 * from_march + 2) / 5 + 1),
                          .weekday = (int32_t)(from_1970 + 3 - 7 * floor_div(from_1970 + 3, 7)),
                          .second = (int32_t)(date_s - from_1970 * SECONDS_PER_DAY)};
}

bool date_parse(const char *text, seconds *date_s)
{
    int32_t part[3] = {0, 0, 0};
    static const int width[] = {4, 2, 2};
    for (int i = 0; i < 3; i++) {
        for (int k = 0; k < width[i]; k++, text++) {
            if (!is_digit(*text)) return false;
            part[i] = 10 * part[i] + (*text - '0');
        }
        if (*text != (i < 2 ? '-' : '\0')) return false;
        text += i < 2;
    }
    if (part[0] < 1 || part[1] < 1 || part[1] > 12 || part[2] < 1 || part[2] > days_in_month(part[0], part[1])) return false;
    *date_s = date_of(part[0], part[1], part[2]);
    return true;
}

void date_format(char out[11], seconds date_s)
{
    const struct civil civil = date_civil(date_s);
    char text[40];
    snprintf(text, sizeof text, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
    memcpy(out, text, 10);
    out[10] = '\0';
}

seconds date_add_years(seconds date_s, int32_t years)
{
    const struct civil civil = date_civil(date_s);
    const int32_t year = civil.year + years, last = days_in_month(year, civil.month);
    return date_of(year, civil.month, civil.day < last ? civil.day : last) + civil.second;
}
