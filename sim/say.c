#include "sim/say.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const char *say_number(double value, int decimals, enum lang lang, struct arena *arena)
{
    if (isnan(value)) return "-";
    if (isinf(value)) return value > 0 ? say_in(lang, "unlimited", "onbeperkt") : "-";
    char plain[400], grouped[600];
    snprintf(plain, sizeof plain, "%.*f", decimals, value);
    if (strspn(plain, "-0.") == strlen(plain)) snprintf(plain, sizeof plain, "%.*f", decimals, 0.0); /* no minus zero */
    const size_t whole = strcspn(plain, "."), start = plain[0] == '-';
    size_t n = 0;
    for (size_t i = 0; plain[i]; i++) {
        if (i > start && i < whole && (whole - i) % 3 == 0) grouped[n++] = lang == LANG_NL ? '.' : ',';
        grouped[n++] = i == whole ? (lang == LANG_NL ? ',' : '.') : plain[i];
    }
    return arena_copy(arena, grouped, n);
}

const char *say_plain(double value, enum lang lang, struct arena *arena)
{
    int decimals = 0;
    for (double scale = 1; decimals < 3 && fabs(value * scale - rint(value * scale)) > 1e-6; scale *= 10) decimals++;
    return say_number(value, decimals, lang, arena);
}

/* ---- with a unit ---- */

struct word { double size; const char *one_en, *many_en, *one_nl, *many_nl; };

static const struct word spans[] = {{31557600, "year", "years", "jaar", "jaar"},     {2629800, "month", "months", "maand", "maanden"},
                                    {86400, "day", "days", "dag", "dagen"},           {3600, "hour", "hours", "uur", "uur"},
                                    {60, "minute", "minutes", "minuut", "minuten"},   {1, "second", "seconds", "seconde", "seconden"}};

static bool divides(double size, double value) { return fabs(value / size - rint(value / size)) < 1e-9; }

/* Years and months where they come out whole, else days, else the largest unit that fits. */
static const struct word *span_of(double value_s)
{
    const double length_s = fabs(value_s);
    if (length_s == 0) return &spans[2];
    for (int i = 0; i < 2; i++)
        if (length_s >= spans[i].size && divides(spans[i].size, length_s) && !divides(86400, length_s)) return &spans[i];
    for (int i = 2; i < 5; i++)
        if (length_s >= spans[i].size) return &spans[i];
    return &spans[5];
}

static const char *duration(double value_s, enum lang lang, struct arena *arena)
{
    const struct word *word = span_of(value_s);
    const char *number = say_plain(value_s / word->size, lang, arena);
    const bool one = strcmp(number, "1") == 0;
    return arena_format(arena, "%s %s", number, say_in(lang, one ? word->one_en : word->many_en, one ? word->one_nl : word->many_nl));
}

static const char *money(double eur, enum lang lang, struct arena *arena)
{
    const bool millions = fabs(eur) >= 1e6 && divides(1e4, eur);
    if (millions) return arena_format(arena, say_in(lang, "%s million euro", "%s miljoen euro"), say_plain(eur / 1e6, lang, arena));
    return arena_format(arena, "%s euro", say_number(eur, fabs(eur) < 100 && !divides(1, eur) ? 2 : 0, lang, arena));
}

const char *say_value(double value, enum unit unit, enum lang lang, struct arena *arena)
{
    if (isnan(value)) return say_in(lang, "none", "geen");
    if (isinf(value)) return say_number(value, 0, lang, arena);
    const char *plain = say_plain(value, lang, arena), *year = say_in(lang, "a year", "per jaar");
    switch (unit) {
    case UNIT_DURATION:
        return duration(value, lang, arena);
    case UNIT_RATE:
        return arena_format(arena, "%s %s", plain, year);
    case UNIT_SHARE:
        return arena_format(arena, "%s %%", say_plain(100 * value, lang, arena));
    case UNIT_GROWTH:
        return arena_format(arena, "%s %% %s", say_plain(100 * value, lang, arena), year);
    case UNIT_FACTOR:
        return arena_format(arena, say_in(lang, "%s times", "%s keer"), plain);
    case UNIT_MONEY:
    case UNIT_PRICE:
        return money(value, lang, arena);
    case UNIT_MONEY_PER_YEAR:
        return arena_format(arena, "%s %s", money(value, lang, arena), year);
    case UNIT_DISTANCE:
        return arena_format(arena, "%s km", plain);
    case UNIT_SPEED:
        return arena_format(arena, say_in(lang, "%s km an hour", "%s km per uur"), plain);
    case UNIT_NUMBER:
    case UNIT_COUNT:
    case UNIT_QUANTITY:
    case UNIT_ANY:
        break;
    }
    return plain;
}

const char *say_instead(const char *after, const char *before, enum lang lang, struct arena *arena)
{
    const char *unit = strchr(after, ' '), *other = strchr(before, ' ');
    const bool number = *before >= '0' && *before <= '9', alike = unit && other && number && strcmp(unit, other) == 0 && unit[1] != '%';
    return arena_format(arena, "%s %s %.*s", after, say_in(lang, "instead of", "in plaats van"), (int)(alike ? other - before : (ptrdiff_t)strlen(before)), before);
}

/* ---- dates and lists ---- */

const char *say_date(seconds date_s, enum lang lang, struct arena *arena)
{
    static const char *const en[] = {"January", "February", "March",     "April",   "May",      "June",
                                     "July",    "August",   "September", "October", "November", "December"};
    static const char *const nl[] = {"januari", "februari", "maart",     "april",   "mei",      "juni",
                                     "juli",    "augustus", "september", "oktober", "november", "december"};
    const struct civil civil = date_civil(date_s);
    return arena_format(arena, "%d %s %d", (int)civil.day, lang == LANG_NL ? nl[civil.month - 1] : en[civil.month - 1], (int)civil.year);
}

const char *say_many(int64_t n, const char *one, const char *many, enum lang lang, struct arena *arena)
{
    return arena_format(arena, "%s %s", say_number((double)n, 0, lang, arena), n == 1 ? one : many);
}

const char *say_list(const char *const *words, int32_t n, enum lang lang, struct arena *arena)
{
    const char *list = "";
    for (int32_t i = 0; i < n; i++)
        list = arena_format(arena, "%s%s%s", list, i == 0 ? "" : i + 1 < n ? ", " : say_in(lang, " and ", " en "), words[i]);
    return list;
}

/* ---- sentences ---- */

static const char *look_up(const struct saying *table, const char *en)
{
    for (; table && table->en; table++)
        if (strcmp(table->en, en) == 0) return table->nl;
    return NULL;
}

const char *say_dutch(const struct saying *more, const char *en)
{
    const char *own = look_up(more, en), *nl = own ? own : look_up(say_nl, en);
    return nl ? nl : en;
}
