#include <criterion/criterion.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analysis/sheet.h"

static struct arena arena;
static char folder[] = "/tmp/sheet.XXXXXX", path[64];
static void make(void)
{
    arena_init(&arena);
    cr_assert(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/out.csv", folder);
}
static void gone(void)
{
    unlink(path);
    cr_expect_eq(rmdir(folder), 0, "something is left in %s", folder);
    arena_free(&arena);
}
TestSuite(sheet, .init = make, .fini = gone);

static void must_hold(const char *want)
{
    char have[512] = "";
    FILE *file = fopen(path, "r");
    cr_assert(file, "there is no file");
    const size_t n = fread(have, 1, sizeof have - 1, file);
    fclose(file);
    cr_assert_eq(n, strlen(want));
    cr_assert_str_eq(have, want);
}

static void fill(struct sheet *sheet)
{
    sheet_text(sheet, "a,b");
    sheet_text(sheet, "a;b");
    sheet_text(sheet, "say \"no\"");
    sheet_text(sheet, "two\nlines");
    sheet_text(sheet, NULL);
    sheet_text(sheet, "Súdwest");
    sheet_end(sheet);
    sheet_whole(sheet, -9007199254740993);
    sheet_real(sheet, 0.1);
    sheet_real(sheet, 1.0 / 3);
    sheet_real(sheet, NAN);
    sheet_real(sheet, 100000000);
    sheet_real(sheet, -1.5e-9);
    sheet_real(sheet, -INFINITY);
    sheet_real(sheet, INFINITY);
    sheet_end(sheet);
}

static void written(enum sheet_kind kind, const char *want)
{
    struct sheet sheet;
    cr_assert_eq(sheet_open(&sheet, path, kind, true, &arena).code, STATUS_OK);
    fill(&sheet);
    cr_assert_eq(sheet_close(&sheet, true).code, STATUS_OK);
    must_hold(want);
}

Test(sheet, three_dialects)
{
    written(SHEET_PLAIN, "\"a,b\",\"a;b\",\"say \"\"no\"\"\",\"two\nlines\",,Súdwest\n"
                         "-9007199254740993,0.1,0.3333333333333333,,100000000,-1.5e-09,-INF,INF\n");
    written(SHEET_EN, "\xEF\xBB\xBF\"a,b\",\"a;b\",\"say \"\"no\"\"\",\"two\nlines\",,Súdwest\r\n"
                      "-9007199254740993,0.1,0.3333333333333333,,100000000,-1.5e-09,-INF,INF\r\n");
    written(SHEET_NL, "\xEF\xBB\xBF\"a,b\";\"a;b\";\"say \"\"no\"\"\";\"two\nlines\";;Súdwest\r\n"
                      "-9007199254740993;0,1;0,3333333333333333;;100000000;-1,5e-09;-INF;INF\r\n");
}

/* Nothing is there before it is whole; what was there stays until then. */
Test(sheet, whole_or_absent)
{
    struct sheet sheet;
    cr_assert_eq(sheet_open(&sheet, path, SHEET_PLAIN, false, &arena).code, STATUS_OK);
    sheet_text(&sheet, "one");
    sheet_end(&sheet);
    cr_assert_neq(access(path, F_OK), 0);
    cr_assert_eq(sheet_close(&sheet, true).code, STATUS_OK);
    must_hold("one\n");

    const status refused = sheet_open(&sheet, path, SHEET_PLAIN, false, &arena);
    cr_assert_eq(refused.code, STATUS_FAILED);
    cr_assert_str_eq(refused.id, "exists");
    cr_assert_eq(sheet_close(&sheet, true).code, STATUS_OK);

    cr_assert_eq(sheet_open(&sheet, path, SHEET_PLAIN, true, &arena).code, STATUS_OK);
    sheet_text(&sheet, "two");
    cr_assert_eq(sheet_close(&sheet, false).code, STATUS_OK);
    must_hold("one\n");
}

Test(sheet, what_cannot_be_written)
{
    struct sheet sheet;
    cr_assert_str_eq(sheet_open(&sheet, folder, SHEET_PLAIN, true, &arena).id, "unwritable");
    cr_assert_eq(sheet_close(&sheet, true).code, STATUS_OK);
    cr_assert_str_eq(sheet_open(&sheet, arena_format(&arena, "%s/absent/out.csv", folder), SHEET_PLAIN, true, &arena).id, "unwritable");
    cr_assert_eq(sheet_close(&sheet, true).code, STATUS_OK);
    if (access("/dev/full", W_OK) != 0) return;
    cr_assert_eq(sheet_open(&sheet, "/dev/full", SHEET_PLAIN, true, &arena).code, STATUS_OK);
    for (int i = 0; i < 20000; i++) sheet_text(&sheet, "much"), sheet_end(&sheet);
    const status full = sheet_close(&sheet, true);
    cr_assert_str_eq(full.id, "disk-full", "%s", full.text);
    struct stat device;
    cr_assert(stat("/dev/full", &device) == 0 && S_ISCHR(device.st_mode), "a device was replaced by a file");
}
