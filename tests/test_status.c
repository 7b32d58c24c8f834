#include "sim/status.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "sim/arena.h"

static struct arena arena;
static struct faults faults;

static void set_up(void)
{
    arena_init(&arena);
    faults_init(&faults, &arena);
}

static void tear_down(void) { arena_free(&arena); }

TestSuite(status, .init = set_up, .fini = tear_down);

static const char *printed(bool colour)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    faults_print(&faults, out, colour);
    fclose(out);
    const char *copy = arena_copy(&arena, text, length);
    free(text);
    return copy;
}

static const struct source *source(const char *name, const char *text)
{
    struct source *made = ARENA_NEW(&arena, struct source);
    *made = (struct source){.name = name, .text = text, .length = text ? strlen(text) : 0};
    return made;
}

static status passes(bool good)
{
    if (good) return status_ok();
    return status_fail(STATUS_INCOMPLETE, "stopped", "after %d", 3);
}

static status tries(bool good)
{
    TRY(passes(good));
    return status_fail(STATUS_USAGE, "reached", "past it");
}

Test(status, try_returns_a_failure_upward)
{
    const status good = tries(true), bad = tries(false);
    cr_assert_eq(good.code, STATUS_USAGE);
    cr_assert_eq(bad.code, STATUS_INCOMPLETE);
    cr_assert_str_eq(bad.id, "stopped");
    cr_assert_str_eq(bad.text, "after 3");
}

Test(status, system_says_errno)
{
    errno = ENOENT;
    const status failed = status_system("file-open", "cannot be opened", "x.yaml");
    cr_assert_eq(failed.code, STATUS_FAILED);
    cr_assert_str_eq(failed.text, "`x.yaml` cannot be opened: No such file or directory");
}

Test(status, long_texts_are_cut)
{
    char text[2000];
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    const status failed = status_fail(STATUS_FAILED, text, "%s", text);
    cr_assert_eq(strlen(failed.text), sizeof failed.text - 1);
    cr_assert_eq(strlen(failed.id), sizeof failed.id - 1);
}

Test(status, no_faults_is_ok)
{
    cr_assert_eq(faults_status(&faults).code, STATUS_OK);
    cr_assert_str_eq(printed(false), "");
}

Test(status, warnings_are_no_errors)
{
    faults_warning(&faults, (struct place){.source = NULL}, "hm", NULL, "odd");
    cr_assert_eq(faults_status(&faults).code, STATUS_OK);
    cr_assert_eq(faults.warnings, 1);
    cr_assert_str_eq(printed(false), "doorstroom: warning: odd [hm]\n");
}

Test(status, a_fault_shows_line_caret_and_help)
{
    const struct source *file = source("a.yaml", "one: 1\ntwo: {places: -3}\nthree: 3\n");
    struct fault *fault =
        faults_error(&faults, (struct place){file, 2, 15, 2}, "out-of-bounds", "two.places", "`%d` is less than 0", -3);
    faults_help(&faults, fault, "write %s", "4");
    cr_assert_str_eq(printed(false), "a.yaml:2:15: error: two.places: `-3` is less than 0 [out-of-bounds]\n"
                                     "    2 | two: {places: -3}\n"
                                     "      |               ^~\n"
                                     "      = help: write 4\n");
    const status failed = faults_status(&faults);
    cr_assert_eq(failed.code, STATUS_FAILED);
    cr_assert_str_eq(failed.id, "invalid-input");
    cr_assert_str_eq(failed.text, "1 error in the input");
}

Test(status, carets_count_characters_and_tabs_take_one_column)
{
    const struct source *file = source("a.yaml", "S\xc3\xba"
                                                 "d\xc3\xa9:\tx\r\n");
    faults_error(&faults, (struct place){file, 1, 7, 1}, "id", NULL, "m");
    cr_assert_str_eq(printed(false), "a.yaml:1:7: error: m [id]\n    1 | S\xc3\xba"
                                     "d\xc3\xa9: x\n      |       ^\n");
}

Test(status, a_long_line_is_shown_around_the_caret)
{
    char *text = arena_alloc(&arena, 100001, 1);
    memset(text, 'a', 100000);
    text[50000] = 'X';
    faults_error(&faults, (struct place){source("a", text), 1, 50001, 1}, "id", NULL, "m");
    const char *out = printed(false), *line = strchr(out, '\n') + 1, *caret = strchr(line, '\n') + 1;
    cr_assert_lt(strlen(out), 400);
    cr_assert_eq(strchr(line, 'X') - line, strchr(caret, '^') - caret);
}

Test(status, broken_bytes_are_not_echoed)
{
    faults_error(&faults, (struct place){source("a", "x\xff\x1b[31m"), 1, 2, 1}, "id", NULL, "m");
    cr_assert_not_null(strstr(printed(false), "    1 | x??[31m\n      |  ^\n"));
}

Test(status, a_place_behind_the_last_line)
{
    faults_error(&faults, (struct place){source("a", "x\n"), 7, 1, 0}, "id", NULL, "m");
    cr_assert_str_eq(printed(false), "a:7:1: error: m [id]\n    7 | \n      | ^\n");
}

Test(status, order_is_by_file_then_place)
{
    const struct source *a = source("a", "1\n2\n"), *b = source("b", "1\n");
    faults_error(&faults, (struct place){.source = NULL}, "e", NULL, "nowhere");
    faults_error(&faults, (struct place){b, 1, 1, 0}, "d", NULL, "m");
    faults_error(&faults, (struct place){a, 2, 1, 0}, "c", NULL, "m");
    faults_error(&faults, (struct place){a, 1, 1, 0}, "b", NULL, "m");
    faults_error(&faults, (struct place){a, 1, 0, 0}, "a", NULL, "m");
    const char *at = printed(false);
    static const char *const ids[] = {"[a]", "[b]", "[c]", "[d]", "[e]"};
    for (size_t i = 0; i < 5; i++) {
        at = strstr(at, ids[i]);
        cr_assert_not_null(at, "%s is out of order", ids[i]);
    }
}

Test(status, the_same_fault_is_kept_once)
{
    const struct source *first = source("a", "x"), *again = source("a", "x");
    const struct fault *one = faults_error(&faults, (struct place){first, 1, 1, 1}, "id", NULL, "m");
    cr_assert_eq(faults_error(&faults, (struct place){again, 1, 1, 1}, "id", "other.path", "m"), one);
    faults_error(&faults, (struct place){first, 1, 1, 1}, "id", NULL, "n");
    faults_error(&faults, (struct place){first, 1, 2, 1}, "id", NULL, "m");
    cr_assert_eq(faults.errors, 3);
}

Test(status, twenty_are_shown_and_the_rest_counted)
{
    for (int i = 0; i < 5000; i++) {
        struct fault *fault = faults_error(&faults, (struct place){.line = i + 1}, "id", NULL, "m");
        cr_assert_not_null(fault);
        faults_help(&faults, fault, "h");
    }
    int lines = 0;
    const char *out = printed(false);
    for (const char *at = out; (at = strstr(at, "[id]")); at++) lines++;
    cr_assert_eq(lines, 20);
    cr_assert_eq(faults.errors, 5000);
    cr_assert_not_null(strstr(out, "... and 4980 more errors\n"));
}

Test(status, a_text_without_lines_shows_its_name_only)
{
    faults_error(&faults, (struct place){source("--set a=1", NULL), 1, 1, 0}, "id", "a", "m");
    cr_assert_str_eq(printed(false), "--set a=1: error: a: m [id]\n");
}

Test(status, colour_only_when_asked)
{
    faults_error(&faults, (struct place){source("a", "x"), 1, 1, 1}, "id", NULL, "m");
    cr_assert_null(strchr(printed(false), '\033'));
    cr_assert_not_null(strstr(printed(true), "\033[1;31merror:\033[0m m [id]"));
}

Test(status, a_bug_aborts, .signal = SIGABRT)
{
    if (!freopen("/dev/null", "w", stderr)) return;
    BUG_IF(1 + 1 == 2, "arithmetic of replication %d", 17);
}
