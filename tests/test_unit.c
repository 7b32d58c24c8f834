#include "sim/unit.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct reading {
    const char *text;
    enum unit unit;
    enum unit_read read;
    double value;
};

static void check(const struct reading *readings, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct reading *wanted = &readings[i];
        double value = NAN;
        const enum unit_read read = unit_parse(wanted->text, wanted->unit, &value);
        cr_expect_eq(read, wanted->read, "`%s` as %s: %d, not %d", wanted->text, unit_noun(wanted->unit), read, wanted->read);
        if (read == UNIT_OK) cr_expect(value == wanted->value, "`%s` is %.17g, not %.17g", wanted->text, value, wanted->value);
    }
}
#define CHECK(list) check(list, sizeof(list) / sizeof *(list))

Test(unit, what_people_write)
{
    static const struct reading list[] = {{"3 d", UNIT_DURATION, UNIT_OK, 259200},
                                          {"3d", UNIT_DURATION, UNIT_OK, 259200},
                                          {"0 s", UNIT_DURATION, UNIT_OK, 0},
                                          {"30 min", UNIT_DURATION, UNIT_OK, 1800},
                                          {"8 wk", UNIT_DURATION, UNIT_OK, 4838400},
                                          {"6 mo", UNIT_DURATION, UNIT_OK, 15778800},
                                          {"1.5 yr", UNIT_DURATION, UNIT_OK, 47336400},
                                          {"-2 h", UNIT_DURATION, UNIT_OK, -7200},
                                          {"3500 /yr", UNIT_RATE, UNIT_OK, 3500},
                                          {"3500/yr", UNIT_RATE, UNIT_OK, 3500},
                                          {"1 / d", UNIT_RATE, UNIT_OK, 365.25},
                                          {"1 /h", UNIT_RATE, UNIT_OK, 8766},
                                          {"2 /mo", UNIT_RATE, UNIT_OK, 24},
                                          {"22 %", UNIT_SHARE, UNIT_OK, 0.22},
                                          {"0.22", UNIT_SHARE, UNIT_OK, 0.22},
                                          {"100%", UNIT_SHARE, UNIT_OK, 1},
                                          {"1.5 x", UNIT_FACTOR, UNIT_OK, 1.5},
                                          {"1.5", UNIT_FACTOR, UNIT_OK, 1.5},
                                          {"3.2 %/yr", UNIT_GROWTH, UNIT_OK, 0.032},
                                          {"-2 %/yr", UNIT_GROWTH, UNIT_OK, -0.02},
                                          {"0.5 /yr", UNIT_GROWTH, UNIT_OK, 0.5},
                                          {"120 eur", UNIT_MONEY, UNIT_OK, 120},
                                          {"14 M eur", UNIT_MONEY, UNIT_OK, 14e6},
                                          {"80 k eur", UNIT_MONEY, UNIT_OK, 80000},
                                          {"14 M eur/yr", UNIT_MONEY_PER_YEAR, UNIT_OK, 14e6},
                                          {"14 Meur / yr", UNIT_MONEY_PER_YEAR, UNIT_OK, 14e6},
                                          {"100 eur/d", UNIT_MONEY_PER_YEAR, UNIT_OK, 36525},
                                          {"150 km", UNIT_DISTANCE, UNIT_OK, 150},
                                          {"500 m", UNIT_DISTANCE, UNIT_OK, 0.5},
                                          {"50 km/h", UNIT_SPEED, UNIT_OK, 50},
                                          {"42", UNIT_COUNT, UNIT_OK, 42},
                                          {"1_000", UNIT_COUNT, UNIT_OK, 1000},
                                          {"1e6", UNIT_COUNT, UNIT_OK, 1e6},
                                          {"52.37", UNIT_NUMBER, UNIT_OK, 52.37},
                                          {"-4.9", UNIT_NUMBER, UNIT_OK, -4.9},
                                          {"+1", UNIT_NUMBER, UNIT_OK, 1},
                                          {"1.5e-3", UNIT_NUMBER, UNIT_OK, 0.0015},
                                          {"80000 eur/yr", UNIT_PRICE, UNIT_OK, 80000},
                                          {"120 eur", UNIT_PRICE, UNIT_OK, 120},
                                          {"20", UNIT_QUANTITY, UNIT_OK, 20},
                                          {"200 /yr", UNIT_QUANTITY, UNIT_OK, 200},
                                          {"70 %", UNIT_ANY, UNIT_OK, 0.7},
                                          {"3 d", UNIT_ANY, UNIT_OK, 259200},
                                          {"2 M eur/yr", UNIT_ANY, UNIT_OK, 2e6},
                                          {"5", UNIT_ANY, UNIT_OK, 5},
                                          {"012", UNIT_COUNT, UNIT_OK, 12}};
    CHECK(list);
}

Test(unit, what_is_refused)
{
    static const struct reading list[] = {{"3", UNIT_DURATION, UNIT_MISSING, 0},
                                          {"0", UNIT_DURATION, UNIT_MISSING, 0},
                                          {"3500", UNIT_RATE, UNIT_MISSING, 0},
                                          {"3", UNIT_GROWTH, UNIT_MISSING, 0},
                                          {"120", UNIT_MONEY, UNIT_MISSING, 0},
                                          {"120", UNIT_PRICE, UNIT_MISSING, 0},
                                          {"50", UNIT_SPEED, UNIT_MISSING, 0},
                                          {"3 km", UNIT_DURATION, UNIT_WRONG, 0},
                                          {"3 days", UNIT_DURATION, UNIT_WRONG, 0},
                                          {"3 d", UNIT_RATE, UNIT_WRONG, 0},
                                          {"3 D", UNIT_DURATION, UNIT_WRONG, 0},
                                          {"120 eur", UNIT_MONEY_PER_YEAR, UNIT_WRONG, 0},
                                          {"120 eur/yr", UNIT_MONEY, UNIT_WRONG, 0},
                                          {"3 %", UNIT_COUNT, UNIT_WRONG, 0},
                                          {"3 %", UNIT_GROWTH, UNIT_WRONG, 0},
                                          {"3 %", UNIT_NUMBER, UNIT_WRONG, 0},
                                          {"3 parsecs", UNIT_ANY, UNIT_WRONG, 0},
                                          {"3 200 d", UNIT_DURATION, UNIT_WRONG, 0},
                                          {"1 averyveryverylongunit", UNIT_DURATION, UNIT_WRONG, 0},
                                          {"2.5", UNIT_COUNT, UNIT_RANGE, 0},
                                          {"1e400", UNIT_NUMBER, UNIT_RANGE, 0},
                                          {"", UNIT_NUMBER, UNIT_NOT_A_NUMBER, 0},
                                          {"abc", UNIT_NUMBER, UNIT_NOT_A_NUMBER, 0},
                                          {"3,5 d", UNIT_DURATION, UNIT_NOT_A_NUMBER, 0},
                                          {"inf", UNIT_NUMBER, UNIT_NOT_A_NUMBER, 0},
                                          {"nan", UNIT_NUMBER, UNIT_NOT_A_NUMBER, 0},
                                          {"0x10", UNIT_COUNT, UNIT_WRONG, 0},
                                          {".5", UNIT_NUMBER, UNIT_NOT_A_NUMBER, 0},
                                          {"5.", UNIT_NUMBER, UNIT_NOT_A_NUMBER, 0},
                                          {"1__0", UNIT_COUNT, UNIT_WRONG, 0},
                                          {"1_", UNIT_COUNT, UNIT_WRONG, 0},
                                          {"--1", UNIT_NUMBER, UNIT_NOT_A_NUMBER, 0},
                                          {"1:30", UNIT_DURATION, UNIT_WRONG, 0},
                                          {"d", UNIT_DURATION, UNIT_NOT_A_NUMBER, 0}};
    CHECK(list);
}

Test(unit, digits_beyond_reason_are_no_number)
{
    char text[5000];
    double value;
    memset(text, '9', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    cr_assert_eq(unit_parse(text, UNIT_NUMBER, &value), UNIT_NOT_A_NUMBER);
}

Test(unit, counts_are_exact_beyond_doubles)
{
    int64_t count = 0;
    cr_assert_eq(count_parse("9007199254740993", &count), UNIT_OK);
    cr_assert_eq(count, INT64_C(9007199254740993));
    cr_assert_eq(count_parse("1_000", &count), UNIT_OK);
    cr_assert_eq(count, 1000);
    cr_assert_eq(count_parse("1e6", &count), UNIT_OK);
    cr_assert_eq(count, 1000000);
    cr_assert_eq(count_parse("99999999999999999999", &count), UNIT_RANGE);
    cr_assert_eq(count_parse("2.5", &count), UNIT_RANGE);
    cr_assert_eq(count_parse("2 d", &count), UNIT_WRONG);
    cr_assert_eq(count_parse("x", &count), UNIT_NOT_A_NUMBER);
}

Test(unit, suffix)
{
    cr_assert_str_eq(unit_suffix("14 M eur/yr"), "M eur/yr");
    cr_assert_str_eq(unit_suffix("22"), "");
    cr_assert_null(unit_suffix("d"));
}

Test(unit, every_unit_reads_its_own_example)
{
    for (int unit = UNIT_NUMBER; unit <= UNIT_ANY; unit++) {
        double value;
        cr_expect_eq(unit_parse(unit_example((enum unit)unit), (enum unit)unit, &value), UNIT_OK, "%d", unit);
        cr_expect(*unit_noun((enum unit)unit) && *unit_choices((enum unit)unit) && *unit_name((enum unit)unit));
    }
}

struct writing {
    double value;
    enum unit unit;
    const char *text;
};

Test(unit, writes_what_people_read)
{
    static const struct writing list[] = {{4233600, UNIT_DURATION, "49 d"},
                                          {3600, UNIT_DURATION, "1 h"},
                                          {900, UNIT_DURATION, "15 min"},
                                          {0, UNIT_DURATION, "0 d"},
                                          {8 * 31557600.0, UNIT_DURATION, "8 yr"},
                                          {15778800, UNIT_DURATION, "6 mo"},
                                          {0.5, UNIT_DURATION, "0.5 s"},
                                          {0.22, UNIT_SHARE, "22 %"},
                                          {0.125, UNIT_SHARE, "12.5 %"},
                                          {14e6, UNIT_MONEY_PER_YEAR, "14 M eur/yr"},
                                          {80000, UNIT_MONEY_PER_YEAR, "80000 eur/yr"},
                                          {120, UNIT_MONEY, "120 eur"},
                                          {3500, UNIT_RATE, "3500 /yr"},
                                          {0.032, UNIT_GROWTH, "3.2 %/yr"},
                                          {1.5, UNIT_FACTOR, "1.5 x"},
                                          {400000, UNIT_COUNT, "400000"},
                                          {52.37, UNIT_NUMBER, "52.37"},
                                          {INFINITY, UNIT_COUNT, "unlimited"},
                                          {NAN, UNIT_NUMBER, "none"}};
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        char text[64];
        unit_format(text, list[i].value, list[i].unit);
        cr_expect_str_eq(text, list[i].text);
    }
}

Test(unit, what_is_written_reads_back_to_the_same_bits)
{
    srand(7);
    for (int i = 0; i < 30000; i++) {
        const double value = ldexp((double)rand() / RAND_MAX + (double)rand() / RAND_MAX / RAND_MAX, rand() % 80 - 30);
        const enum unit unit = (enum unit)(rand() % (UNIT_ANY + 1));
        const double written = unit == UNIT_COUNT ? floor(value) : rand() % 3 == 0 ? floor(value) : value;
        char text[64];
        double back = NAN;
        unit_format(text, written, unit);
        cr_assert_eq(unit_parse(text, unit, &back), UNIT_OK, "`%s`", text);
        cr_assert(back == written, "`%s` is %.17g, not %.17g", text, back, written);
    }
}

Test(unit, dates)
{
    seconds date_s = 1;
    cr_assert(date_parse("1970-01-01", &date_s));
    cr_assert_eq(date_s, 0);
    cr_assert(date_parse("2020-02-29", &date_s));
    cr_assert_eq(date_s, INT64_C(1582934400));
    static const char *const wrong[] = {"2019-02-29", "2020-13-01",  "2020-00-10", "2020-1-1", "2020-01-32",
                                        "20-01-01",   "2020-01-01x", "",           "2020",     "01-01-2020",
                                        "1900-02-29", "2020/01/01",  "0000-01-01"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) cr_expect_not(date_parse(wrong[i], &date_s), "%s", wrong[i]);
}

Test(unit, every_day_of_a_thousand_years_goes_there_and_back)
{
    char text[11];
    int32_t weekday = date_civil(date_of(1600, 1, 1)).weekday;
    cr_assert_eq(weekday, 5);
    for (seconds date_s = date_of(1600, 1, 1); date_s < date_of(2600, 1, 1); date_s += SECONDS_PER_DAY) {
        const struct civil civil = date_civil(date_s + 86399);
        seconds back_s = 0;
        date_format(text, date_s);
        cr_assert(date_parse(text, &back_s) && back_s == date_s, "%s", text);
        cr_assert_eq(date_of(civil.year, civil.month, civil.day), date_s);
        cr_assert_eq(civil.second, 86399);
        cr_assert_eq(civil.weekday, weekday);
        weekday = (weekday + 1) % 7;
    }
}

Test(unit, years_are_added_on_the_calendar)
{
    cr_assert_eq(date_add_years(date_of(2020, 2, 29), 1), date_of(2021, 2, 28));
    cr_assert_eq(date_add_years(date_of(2020, 2, 29), 4), date_of(2024, 2, 29));
    cr_assert_eq(date_add_years(date_of(2018, 1, 1) + 60, 8), date_of(2026, 1, 1) + 60);
    cr_assert_eq(date_add_years(date_of(2018, 1, 1), -3), date_of(2015, 1, 1));
    cr_assert_eq(date_civil(date_of(2024, 12, 31)).weekday, 1);
}

Test(unit, groups_of_three_digits)
{
    static const struct { const char *text; char separator; int groups; const char *plain; } list[] = {
        {"14.000.000 eur/yr", '.', 2, "14000000 eur/yr"}, {"546.000", '.', 1, "546000"}, {"1,250,000", ',', 2, "1250000"},
        {"14 000 eur", ' ', 1, "14000 eur"}, {"-1'000", '\'', 1, "-1000"}, {"  12.500", '.', 1, "12500"},
        {"52.37", 0, 0, ""}, {"52.3701", 0, 0, ""}, {"0.125", 0, 0, ""}, {"1234.567", 0, 0, ""}, {"3 d", 0, 0, ""}, {"1.000.00", 0, 0, ""},
        {"12", 0, 0, ""}, {"", 0, 0, ""}, {".500", 0, 0, ""}, {"1 000.5", 0, 0, ""}};
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        char plain[64] = "";
        int groups;
        const char separator = unit_thousands(list[i].text, &groups, plain, sizeof plain);
        cr_expect_eq(separator, list[i].separator, "%s", list[i].text);
        if (separator) cr_expect(groups == list[i].groups && strcmp(plain, list[i].plain) == 0, "%s: %d, %s", list[i].text, groups, plain);
    }
    cr_expect(unit_hardly_decimals("80.000 eur/yr", UNIT_PRICE));
    cr_expect(unit_hardly_decimals("4.000", UNIT_COUNT));
    cr_expect_not(unit_hardly_decimals("1.250 M eur", UNIT_MONEY));
    cr_expect_not(unit_hardly_decimals("36.625 /yr", UNIT_RATE));
}
