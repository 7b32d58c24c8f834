/* Digits in groups of three: how spreadsheets and people write large numbers, and what no scenario reads. */
#include <string.h>

#include "sim/unit.h"

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static size_t digits(const char *text)
{
    size_t n = 0;
    while (is_digit(text[n])) n++;
    return n;
}

static bool separates(char c) { return c != '\0' && strchr("., '", c) != NULL; }

char unit_thousands(const char *text, int *groups, char *plain, size_t size)
{
    *groups = 0;
    if (size < 2) return 0;
    const char *at = text + strspn(text, " ");
    size_t n = 0;
    if (*at == '-' || *at == '+') plain[n++] = *at++;
    const size_t first = digits(at);
    if (first < 1 || first > 3 || *at == '0' || !separates(at[first]) || n + first >= size) return 0;
    const char separator = at[first];
    memcpy(plain + n, at, first);
    n += first;
    for (at += first; *at == separator && digits(at + 1) == 3 && n + 3 < size; at += 4, n += 3, *groups += 1) memcpy(plain + n, at + 1, 3);
    /* `12.500` is a number, `12.500.00` and `1,500,5` are not of this kind */
    if (*groups == 0 || (*at == separator && is_digit(at[1])) || n + strlen(at) >= size) return 0;
    if (separator == ' ' && *groups == 1 && *at != '\0' && strchr(".,", *at)) return 0;
    strcpy(plain + n, at);
    return separator;
}

bool unit_hardly_decimals(const char *text, enum unit unit)
{
    const char *suffix = unit_suffix(text);
    const bool money = unit == UNIT_MONEY || unit == UNIT_MONEY_PER_YEAR || unit == UNIT_PRICE;
    return unit == UNIT_COUNT || unit == UNIT_QUANTITY || (money && suffix && *suffix == 'e');
}
