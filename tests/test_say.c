#include "sim/say.h"

#include <criterion/criterion.h>
#include <math.h>

static struct arena arena;
static void make(void) { arena_init(&arena); }
static void gone(void) { arena_free(&arena); }
TestSuite(say, .init = make, .fini = gone);

#define SAYS(said, en_text, nl_text)                     \
    do {                                                 \
        enum lang lang = LANG_EN;                        \
        cr_expect_str_eq((said), (en_text));             \
        lang = LANG_NL;                                  \
        cr_expect_str_eq((said), (nl_text));             \
    } while (0)

Test(say, numbers)
{
    SAYS(say_number(1031.25, 1, lang, &arena), "1,031.2", "1.031,2");
    SAYS(say_number(-1234567, 0, lang, &arena), "-1,234,567", "-1.234.567");
    SAYS(say_number(999, 0, lang, &arena), "999", "999");
    SAYS(say_number(-0.01, 1, lang, &arena), "0.0", "0,0");
    SAYS(say_number((double)NAN, 1, lang, &arena), "-", "-");
    SAYS(say_number((double)INFINITY, 1, lang, &arena), "unlimited", "onbeperkt");
    SAYS(say_plain(2600, lang, &arena), "2,600", "2.600");
    SAYS(say_plain(1.25, lang, &arena), "1.25", "1,25");
    SAYS(say_plain(1 / 3.0, lang, &arena), "0.333", "0,333");
}

Test(say, values_with_their_unit)
{
    SAYS(say_value(49 * 86400.0, UNIT_DURATION, lang, &arena), "49 days", "49 dagen");
    SAYS(say_value(86400, UNIT_DURATION, lang, &arena), "1 day", "1 dag");
    SAYS(say_value(129600, UNIT_DURATION, lang, &arena), "1.5 days", "1,5 dagen");
    SAYS(say_value(900, UNIT_DURATION, lang, &arena), "15 minutes", "15 minuten");
    SAYS(say_value(7200, UNIT_DURATION, lang, &arena), "2 hours", "2 uur");
    SAYS(say_value(3 * 31557600.0, UNIT_DURATION, lang, &arena), "3 years", "3 jaar");
    SAYS(say_value(6 * 2629800.0, UNIT_DURATION, lang, &arena), "6 months", "6 maanden");
    SAYS(say_value(0, UNIT_DURATION, lang, &arena), "0 days", "0 dagen");
    SAYS(say_value(3500, UNIT_RATE, lang, &arena), "3,500 a year", "3.500 per jaar");
    SAYS(say_value(0.225, UNIT_SHARE, lang, &arena), "22.5 %", "22,5 %");
    SAYS(say_value(0.032, UNIT_GROWTH, lang, &arena), "3.2 % a year", "3,2 % per jaar");
    SAYS(say_value(1.5, UNIT_FACTOR, lang, &arena), "1.5 times", "1,5 keer");
    SAYS(say_value(14e6, UNIT_MONEY_PER_YEAR, lang, &arena), "14 million euro a year", "14 miljoen euro per jaar");
    SAYS(say_value(48.64e6, UNIT_MONEY, lang, &arena), "48.64 million euro", "48,64 miljoen euro");
    SAYS(say_value(80000, UNIT_MONEY, lang, &arena), "80,000 euro", "80.000 euro");
    SAYS(say_value(1234567, UNIT_MONEY, lang, &arena), "1,234,567 euro", "1.234.567 euro");
    SAYS(say_value(2.5, UNIT_MONEY, lang, &arena), "2.50 euro", "2,50 euro");
    SAYS(say_value(50, UNIT_DISTANCE, lang, &arena), "50 km", "50 km");
    SAYS(say_value(1031, UNIT_COUNT, lang, &arena), "1,031", "1.031");
}

Test(say, the_old_value_loses_the_unit_it_shares)
{
    SAYS(say_instead("60 days", "49 days", lang, &arena), "60 days instead of 49", "60 days in plaats van 49");
    SAYS(say_instead("60 days", "1 day", lang, &arena), "60 days instead of 1 day", "60 days in plaats van 1 day");
    SAYS(say_instead("50 %", "43 %", lang, &arena), "50 % instead of 43 %", "50 % in plaats van 43 %");
    SAYS(say_instead("12", "9", lang, &arena), "12 instead of 9", "12 in plaats van 9");
    SAYS(say_instead("de nieuwe", "de nieuwe", lang, &arena), "de nieuwe instead of de nieuwe", "de nieuwe in plaats van de nieuwe");
}

Test(say, dates_numbers_of_things_and_lists)
{
    const char *const words[] = {"a", "b", "c"};
    SAYS(say_date(date_of(2020, 1, 1), lang, &arena), "1 January 2020", "1 januari 2020");
    SAYS(say_date(date_of(2024, 2, 29), lang, &arena), "29 February 2024", "29 februari 2024");
    SAYS(say_many(1, say_in(lang, "region", "regio"), say_in(lang, "regions", "regio's"), lang, &arena), "1 region", "1 regio");
    SAYS(say_many(0, say_in(lang, "region", "regio"), say_in(lang, "regions", "regio's"), lang, &arena), "0 regions", "0 regio's");
    SAYS(say_many(1031, say_in(lang, "day", "dag"), say_in(lang, "days", "dagen"), lang, &arena), "1,031 days", "1.031 dagen");
    SAYS(say_list(words, 3, lang, &arena), "a, b and c", "a, b en c");
    SAYS(say_list(words, 1, lang, &arena), "a", "a");
    SAYS(say_list(words, 0, lang, &arena), "", "");
}
