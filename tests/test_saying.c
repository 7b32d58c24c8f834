/* Sentences in both languages: each Dutch one takes the same values as the English one. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "models/shelter/plan.h"
#include "sim/arena.h"

/* The conversions of a format by position, as `d s s`; positions may be given (`%2$s`). False: it is no format. */
static void conversions(const char *format, char kinds[16][8])
{
    int next = 0;
    memset(kinds, 0, 16 * 8);
    while ((format = strchr(format, '%'))) {
        format++;
        if (*format == '%') {
            format++;
            continue;
        }
        char *end;
        const long given = strtol(format, &end, 10);
        const bool positional = end > format && *end == '$';
        const int at = positional ? (int)given - 1 : next++;
        if (positional) format = end + 1;
        format += strspn(format, "0123456789.-+ ");
        if (*format == '*') { /* a width of its own */
            cr_assert(at < 16);
            strcpy(kinds[at], "*");
            format++;
            strcpy(kinds[next++], "s");
            format += strspn(format, "0123456789.");
            if (*format) format++;
            continue;
        }
        const size_t length = strspn(format, "lz") + 1;
        cr_assert(at >= 0 && at < 16 && length < 8);
        memcpy(kinds[at], format, length);
        if (*format) format++;
    }
}

static void check_table(const struct saying *table)
{
    for (const struct saying *one = table; one->en; one++) {
        char en[16][8], nl[16][8];
        cr_assert(*one->nl, "`%s` has no Dutch", one->en);
        for (const struct saying *other = table; other != one; other++) cr_assert(strcmp(other->en, one->en) != 0, "`%s` stands twice", one->en);
        const bool format = strstr(one->en, "%s") || strstr(one->en, "%d") || strstr(one->en, "%l") || strstr(one->en, "%.") || strstr(one->en, "%g") || strstr(one->en, "%c");
        if (!format) continue;
        conversions(one->en, en);
        conversions(one->nl, nl);
        cr_assert(memcmp(en, nl, sizeof en) == 0, "the Dutch of `%s` takes other values: %s", one->en, one->nl);
    }
}

Test(saying, dutch_takes_the_same_values_as_english)
{
    check_table(say_nl);
    check_table(plan_nl);
}

Test(saying, backquoted_words_of_the_language_stay)
{
    const struct saying *const tables[] = {say_nl, plan_nl};
    for (int t = 0; t < 2; t++)
        for (const struct saying *one = tables[t]; one->en; one++) {
            int en = 0, nl = 0;
            for (const char *c = one->en; *c; c++) en += *c == '`';
            for (const char *c = one->nl; *c; c++) nl += *c == '`';
            cr_assert(en % 2 == nl % 2 && nl % 2 == 0, "a quote is open in `%s`: %s", one->en, one->nl);
        }
}

Test(saying, looks_up_the_model_then_the_machine_then_nothing)
{
    static const struct saying own[] = {{"rename one of them", "anders"}, {"a number", "een eigen getal"}, {NULL, NULL}};
    cr_assert_str_eq(say_dutch(own, "a number"), "een eigen getal");
    cr_assert_str_eq(say_dutch(NULL, "a number"), "een getal");
    cr_assert_str_eq(say_dutch(own, "nobody listed this"), "nobody listed this");
}

Test(saying, faults_speak_the_language_of_the_reader)
{
    struct arena arena;
    struct faults faults;
    char *text = NULL;
    size_t length = 0;
    arena_init(&arena);
    faults_init(&faults, &arena);
    faults.lang = LANG_NL;
    faults_help(&faults, faults_error(&faults, (struct place){0}, "unit-missing", "x", "`%s` has no unit; this is %s", "3", faults_say(&faults, "a duration")), "write `%s %s`", "3", "d");
    faults_error(&faults, (struct place){0}, "other", "y", "%s", "nothing is changed here");
    faults.sayings = plan_nl;
    faults_error(&faults, (struct place){0}, "other", "z", "%s", "nothing is changed here");
    FILE *out = open_memstream(&text, &length);
    faults_print(&faults, out, false);
    fclose(out);
    cr_assert_str_eq(text, "doorstroom: fout: x: `3` heeft geen eenheid; dit is een duur [unit-missing]\n      = raad: schrijf `3 d`\n"
                           "doorstroom: fout: y: nothing is changed here [other]\n"
                           "doorstroom: fout: z: hier verandert niets [other]\n");
    free(text);
    const status done = faults_status(&faults);
    cr_assert_str_eq(done.text, "3 fouten in de invoer");
    cr_assert_str_eq(done.id, "invalid-input");
    arena_free(&arena);
}
