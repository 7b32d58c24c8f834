#include "sim/yaml.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/yaml_keys.h"

static struct arena arena;
static struct faults faults;
static char folder[64];

static void set_up(void)
{
    arena_init(&arena);
    faults_init(&faults, &arena);
    strcpy(folder, "/tmp/test_yaml_XXXXXX");
    cr_assert(mkdtemp(folder));
}

static void tear_down(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    cr_expect_eq(system(command), 0);
    arena_free(&arena);
}

TestSuite(yaml, .init = set_up, .fini = tear_down);

static const char *file_with(const char *name, const void *bytes, size_t length)
{
    const char *path = arena_format(&arena, "%s/%s", folder, name);
    FILE *out = fopen(path, "wb");
    cr_assert_eq(fwrite(bytes, 1, length, out), length);
    fclose(out);
    return path;
}

static const char *file(const char *name, const char *text) { return file_with(name, text, strlen(text)); }

static const struct node *read_text(const char *text)
{
    const struct node *root = yaml_read_text(text, "text", &arena, &faults);
    if (faults.first) cr_log_info("%s: %s\n", faults.first->id, faults.first->message);
    return root;
}

static const char *written(const struct node *root)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    yaml_write(root, out);
    fclose(out);
    const char *copy = arena_copy(&arena, text, length);
    free(text);
    return copy;
}

/* The first fault is this one, there. */
static void expect_fault(const char *id, int line, int column)
{
    cr_assert_not_null(faults.first, "no fault, [%s] was wanted", id);
    const struct place *place = &faults.first->place;
    cr_expect_str_eq(faults.first->id, id);
    cr_expect(place->line == line && place->column == column, "[%s] at %d:%d, not %d:%d", id, place->line, place->column, line,
              column);
    cr_expect_not_null(faults.first->help ? faults.first->help : faults.first->message);
}

/* ---- trees ---- */

Test(yaml, every_value_knows_its_place)
{
    const struct node *root = read_text("a: 1\nb:\n  - x\n  - {c: 'none', d: ~}\n");
    cr_assert_not_null(root);
    const struct node *a = yaml_find(root, "a"), *b = yaml_find(root, "b"), *d = yaml_find(b->first->next, "d");
    cr_assert_str_eq(a->text, "1");
    cr_assert(a->place.line == 1 && a->place.column == 4 && a->place.width == 1);
    cr_assert(b->key_place.line == 2 && b->key_place.column == 1 && b->key_place.width == 1);
    cr_assert_eq(b->kind, NODE_LIST);
    cr_assert(d->place.line == 4 && d->place.column == 20);
    cr_assert(yaml_is(d, "~"));
    cr_assert_not(yaml_is(yaml_find(b->first->next, "c"), "none"), "a quoted word is a text");
    cr_assert_null(yaml_find(root, "c"));
    cr_assert_null(yaml_find(a, "x"));
}

Test(yaml, scalars_stay_text)
{
    const struct node *root = read_text("{a: no, b: 012, c: 1:30, d: 1e3, e: null, f: 22 %, g: 14 M eur/yr, h: 2020-01-01}\n");
    static const char *const texts[] = {"no", "012", "1:30", "1e3", "null", "22 %", "14 M eur/yr", "2020-01-01"};
    const struct node *entry = root->first;
    for (size_t i = 0; i < 8; i++, entry = entry->next) cr_expect_str_eq(entry->text, texts[i]);
}

Test(yaml, columns_count_characters)
{
    const struct node *root = read_text("{S\xc3\xba"
                                        "dwest-Frysl\xc3\xa2n: 1, b: 2}\n");
    cr_assert_eq(yaml_find(root, "b")->key_place.column, 22);
}

struct wrong {
    const char *text, *id;
    int line, column;
};

Test(yaml, what_is_not_read)
{
    static const struct wrong list[] = {{"", "file-empty", 0, 0},
                                        {"# only a comment\n", "file-empty", 0, 0},
                                        {"---\n", "file-empty", 0, 0},
                                        {"- a\n", "yaml-root", 1, 1},
                                        {"hello\n", "yaml-root", 1, 1},
                                        {"a: {b: 1\n", "yaml-syntax", 1, 4},
                                        {"a: [1, 2\n", "yaml-syntax", 1, 4},
                                        {"a: \"b\n", "yaml-syntax", 1, 4},
                                        {"a: b: c\n", "yaml-syntax", 1, 5},
                                        {"a: 1\nb 2\n", "yaml-syntax", 2, 1},
                                        {"a: 1\n  b: 2\n", "yaml-syntax", 2, 4},
                                        {"a: @x\n", "yaml-syntax", 1, 4},
                                        {"a: \"\\q\"\n", "yaml-syntax", 1, 5},
                                        {"a: \"\\0\"\n", "yaml-syntax", 1, 4},
                                        {"a: {b: 1}}\n", "yaml-syntax", 1, 10},
                                        {"a:\n\tb: 2\n", "yaml-tab", 2, 1},
                                        {"a: 1\n \t# x\n", "yaml-tab", 2, 2},
                                        {"a: 1\n\t\nb: 1\n", "yaml-tab", 2, 1},
                                        {"a: &x 1\n", "yaml-alias", 1, 4},
                                        {"a: 1\nb: *x\n", "yaml-alias", 2, 4},
                                        {"a: !t 1\n", "yaml-tag", 1, 4},
                                        {"a: 1\n---\nb: 1\n", "yaml-documents", 2, 1},
                                        {"? [a]\n: 1\n", "yaml-key", 1, 3},
                                        {"'': 1\n", "yaml-key", 1, 1},
                                        {"a: 1\nb: 2\na: 3\n", "duplicate-key", 3, 1},
                                        {"x: {a: 1, b: 2, a: 3}\n", "duplicate-key", 1, 17}};
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        faults_init(&faults, &arena);
        yaml_read_text(list[i].text, "text", &arena, &faults);
        if (!faults.first)
            cr_expect_fail("no fault in `%s`", list[i].text);
        else
            expect_fault(list[i].id, list[i].line, list[i].column);
    }
}

Test(yaml, a_tab_behind_a_colon_or_in_a_comment_is_fine)
{
    cr_assert_not_null(read_text("a:\t1\n# \tnote\nb: 2 # x\ty\n"));
    cr_assert_eq(faults.errors, 0);
}

Test(yaml, reading_goes_on_after_a_duplicate_key)
{
    const struct node *root = read_text("a: 1\na: 2\nb: 3\n");
    cr_assert_not_null(root);
    cr_assert_str_eq(yaml_find(root, "a")->text, "1");
    cr_assert_str_eq(yaml_find(root, "b")->text, "3");
}

Test(yaml, depth_is_bounded)
{
    char text[400] = "";
    for (int levels = 62; levels <= 64; levels++) {
        memset(text, '[', (size_t)levels + 3);
        memcpy(text, "a: ", 3);
        memset(text + 3 + levels, ']', (size_t)levels);
        text[3 + 2 * levels] = '\0';
        faults_init(&faults, &arena);
        yaml_read_text(text, "text", &arena, &faults);
        cr_expect_eq(faults.errors, levels > 63, "%d levels", levels + 1);
    }
    expect_fault("yaml-depth", 1, 67);
}

Test(yaml, many_keys_are_quick_and_checked)
{
    const size_t n = 20000;
    char *text = arena_alloc(&arena, 32 * n, 1), *to = text;
    for (size_t i = 0; i < n; i++) to += sprintf(to, "key%zu: %zu\n", i, i);
    sprintf(to, "key777: again\n");
    const struct node *root = read_text(text);
    cr_assert_eq(faults.errors, 1);
    expect_fault("duplicate-key", (int)n + 1, 1);
    cr_assert_str_eq(yaml_find(root, "key19999")->text, "19999");
}

/* ---- files ---- */

struct file_case {
    const char *name;
    const void *bytes;
    size_t length;
    const char *id;
    int line, column;
};

Test(yaml, files_that_are_no_texts)
{
    static const struct file_case list[] = {{"empty", "", 0, "file-empty", 0, 0},
                                            {"nul", "a: 1\0b: 2\n", 10, "file-binary", 0, 0},
                                            {"elf",
                                             "\x7f"
                                             "ELF\x01\x02",
                                             6, "file-binary", 1, 1},
                                            {"zip", "PK\x03\x04", 4, "file-binary", 0, 0},
                                            {"control", "a: 1\nb: \x01\n", 10, "file-binary", 2, 4},
                                            {"latin1",
                                             "a: 1\nb: \xe9"
                                             "en\n",
                                             12, "file-utf8", 2, 4},
                                            {"overlong", "a: \xc0\xaf\n", 6, "file-utf8", 1, 4},
                                            {"surrogate", "a: \xed\xa0\x80\n", 7, "file-utf8", 1, 4},
                                            {"cut", "a: \xe2\x82", 5, "file-utf8", 1, 4},
                                            {"utf16",
                                             "\xff\xfe"
                                             "a\0:\0",
                                             6, "file-binary", 0, 0}};
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        faults_init(&faults, &arena);
        cr_expect_null(yaml_read(file_with(list[i].name, list[i].bytes, list[i].length), &arena, &faults));
        cr_log_info("%s\n", list[i].name);
        expect_fault(list[i].id, list[i].line, list[i].column);
    }
}

Test(yaml, a_byte_order_mark_is_left_out)
{
    const struct node *root = yaml_read(file("bom.yaml", "\xef\xbb\xbf"
                                                         "a: 1\r\nb: 2\r\n"),
                                        &arena, &faults);
    cr_assert_not_null(root);
    cr_assert_eq(root->first->key_place.column, 1);
    cr_assert_eq(yaml_find(root, "b")->place.line, 2);
}

Test(yaml, a_missing_file_a_directory_and_a_huge_file)
{
    cr_assert_null(yaml_read(arena_format(&arena, "%s/none.yaml", folder), &arena, &faults));
    expect_fault("file-open", 0, 0);
    faults_init(&faults, &arena);
    cr_assert_null(yaml_read(folder, &arena, &faults));
    expect_fault("file-directory", 0, 0);
    faults_init(&faults, &arena);
    const char *huge = file("huge.yaml", "a: 1\n");
    cr_assert_eq(truncate(huge, 100 << 20), 0);
    cr_assert_null(yaml_read(huge, &arena, &faults));
    expect_fault("file-size", 0, 0);
    faults_init(&faults, &arena);
    cr_assert_null(yaml_read("/dev/zero", &arena, &faults));
    expect_fault("file-size", 0, 0);
}

Test(yaml, an_unreadable_file)
{
    const char *path = file("secret.yaml", "a: 1\n");
    cr_assert_eq(chmod(path, 0), 0);
    if (access(path, R_OK) == 0) return; /* root reads everything */
    cr_assert_null(yaml_read(path, &arena, &faults));
    expect_fault("file-open", 0, 0);
}

Test(yaml, standard_input)
{
    const int from = open(file("in.yaml", "a: 1\n"), O_RDONLY);
    dup2(from, STDIN_FILENO);
    const struct node *root = yaml_read("-", &arena, &faults);
    cr_assert_not_null(root);
    cr_assert_str_eq(root->place.source->name, "standard input");
}

Test(yaml, beside)
{
    const struct source *said = yaml_source(file("a.yaml", "a: 1\n"), &arena, &faults);
    file("b.csv", "id\n");
    const char *path = yaml_beside((struct place){said, 1, 4, 1}, "b.csv", &arena, &faults);
    cr_assert_str_eq(path, arena_format(&arena, "%s/b.csv", folder));
    cr_assert_null(yaml_beside((struct place){said, 1, 4, 1}, "c.csv", &arena, &faults));
    expect_fault("file-open", 1, 4);
}

/* ---- merging ---- */

static const char *merged(const char *base, const char *over, yaml_whole whole)
{
    return written(yaml_merge(read_text(base), read_text(over), whole, NULL, &arena));
}

static bool whole_at_b(const char *path, const struct node *base, const struct node *over, void *context)
{
    (void)base, (void)over, (void)context;
    return strcmp(path, "a.b") == 0;
}

Test(yaml, maps_merge_lists_and_scalars_replace)
{
    cr_assert_str_eq(merged("a: {b: 1, c: 2}\nl: [1, 2]\ns: x\n", "a: {c: 3, d: 4}\nl: [9]\ns: y\nn: z\n", NULL),
                     "a:\n  b: 1\n  c: 3\n  d: 4\nl: [9]\ns: y\nn: z\n");
    cr_assert_str_eq(merged("a: {b: 1}\n", "a: 3\n", NULL), "a: 3\n");
    cr_assert_str_eq(merged("a: 3\n", "a: {b: 1}\n", NULL), "a:\n  b: 1\n");
}

Test(yaml, a_tilde_removes_and_one_too_many_stays)
{
    cr_assert_str_eq(merged("a: {b: 1, c: 2}\n", "a: {b: ~}\n", NULL), "a:\n  c: 2\n");
    cr_assert_str_eq(merged("a: 1\n", "z: ~\n", NULL), "a: 1\nz: ~\n");
    cr_assert_str_eq(merged("a: 1\n", "a: \"~\"\n", NULL), "a: \"~\"\n");
}

Test(yaml, forms_are_replaced_whole)
{
    cr_assert_str_eq(merged("a: {b: {x: 1}, c: {x: 1}}\n", "a: {b: {y: 2}, c: {y: 2}}\n", whole_at_b),
                     "a:\n  b:\n    y: 2\n  c:\n    x: 1\n    y: 2\n");
}

Test(yaml, merging_changes_neither_tree)
{
    const struct node *base = read_text("a: {b: 1, c: 2}\n"), *over = read_text("a: {b: ~, d: {e: 1}}\n");
    yaml_merge(base, over, NULL, NULL, &arena);
    cr_assert_str_eq(written(base), "a:\n  b: 1\n  c: 2\n");
    cr_assert_str_eq(written(over), "a:\n  b: ~\n  d:\n    e: 1\n");
}

/* ---- setting ---- */

static const char *set(const char *text, const char *path, const char *value, yaml_whole whole)
{
    const struct node *root = read_text(text), *changed = yaml_set(root, path, value, whole, NULL, &arena, &faults);
    cr_assert_str_eq(written(root), written(read_text(text)), "the tree was changed");
    return changed ? written(changed) : "";
}

Test(yaml, set)
{
    cr_expect_str_eq(set("a: {b: 1, c: 2}\n", "a.b", "3 d", NULL), "a:\n  b: 3 d\n  c: 2\n");
    cr_expect_str_eq(set("a: {b: 1}\n", "a.x.y", "3", NULL), "a:\n  b: 1\n  x:\n    y: 3\n");
    cr_expect_str_eq(set("a: 1\n", "a.b", "{c: [1, 2]}", NULL), "a:\n  b:\n    c: [1, 2]\n");
    cr_expect_str_eq(set("a: {b: 1, c: 2}\n", "a.b", "~", NULL), "a:\n  c: 2\n");
    cr_expect_str_eq(set("l: [{a: 1}, {a: 2}]\n", "l[1].a", "7", NULL), "l:\n  - a: 1\n  - a: 7\n");
    cr_expect_str_eq(set("l: [1, 2, 3]\n", "l[1]", "~", NULL), "l: [1, 3]\n");
    cr_expect_str_eq(set("a: {b: {x: 1}}\n", "a.b.y", "2", whole_at_b), "a:\n  b:\n    y: 2\n");
    cr_expect_str_eq(set("a: {b: {x: 1}}\n", "a.b.x", "2", whole_at_b), "a:\n  b:\n    x: 2\n");
    cr_assert_eq(faults.errors, 0);
}

Test(yaml, set_says_where_it_came_from)
{
    const struct node *root = yaml_set(read_text("a: {b: 1}\n"), "a.b", "3 d", NULL, NULL, &arena, &faults);
    const struct node *b = yaml_find(yaml_find(root, "a"), "b");
    cr_assert(b->set);
    cr_assert_str_eq(b->place.source->name, "--set a.b=3 d");
    cr_assert_null(b->place.source->text);
}

Test(yaml, what_cannot_be_set)
{
    static const char *const list[][3] = {{"", "1", "set-path"},
                                          {"a..b", "1", "set-path"},
                                          {"a.", "1", "set-path"},
                                          {"l[x]", "1", "set-path"},
                                          {"l[9]", "1", "set-path"},
                                          {"a[0]", "1", "set-path"},
                                          {"l[0", "1", "set-path"},
                                          {"l[0]x", "1", "set-path"},
                                          {"z", "~", "set-path"},
                                          {"a", "", "missing-value"},
                                          {"a", "{b", "yaml-syntax"},
                                          {"a", "*x", "yaml-alias"},
                                          {"a", "{b: 1, b: 2}", "duplicate-key"}};
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        faults_init(&faults, &arena);
        cr_expect_null(yaml_set(read_text("a: 1\nl: [1, 2]\n"), list[i][0], list[i][1], NULL, NULL, &arena, &faults));
        cr_log_info("set `%s`\n", list[i][0]);
        expect_fault(list[i][2], 0, 0);
    }
    char deep[400];
    memset(deep, 'a', sizeof deep - 1);
    for (size_t i = 1; i < sizeof deep - 1; i += 2) deep[i] = '.';
    deep[sizeof deep - 1] = '\0';
    cr_expect_null(yaml_set(read_text("a: 1\n"), deep, "1", NULL, NULL, &arena, &faults));
}

/* ---- writing ---- */

static bool same(const struct node *a, const struct node *b)
{
    if (a->kind != b->kind || (a->key && strcmp(a->key, b->key) != 0)) return false;
    if (a->kind == NODE_SCALAR) return strcmp(a->text, b->text) == 0 && yaml_is(a, "~") == yaml_is(b, "~");
    for (a = a->first, b = b->first; a && b; a = a->next, b = b->next)
        if (!same(a, b)) return false;
    return !a && !b;
}

Test(yaml, what_is_written_reads_back_to_the_same_tree)
{
    const char *text = "a: 'it''s'\nb: \"x: y # z\"\nc: \"\"\nd: {}\ne: []\nf: [[1, 2], [], [{g: 1}, {}], {h: {i: 1}}]\n"
                       "g: \"tab\\tnew\\nline \\\\ \\\"q\\\" \\x07 \\N \\L \\P end\"\nh: |\n  one\n  two\n\"key: odd\": 1\n\"- "
                       "k\": 2\n\"~\": 3\n"
                       "i: '- x'\nj: '%'\nk: -3 %/yr\nl: '? '\nm: S\xc3\xba"
                       "dwest\nn: ' blank '\no: 'a b '\np: '#'\nq: '*x'\nr: '&x'\ns: '!x'\n"
                       "t: '|'\nu: ','\nv: '{}'\nw: '---'\nx: '...'\ny: '@'\nz: \"~\"\naa: ~\n2: 50 %\n";
    const struct node *root = read_text(text);
    cr_assert_not_null(root);
    const char *once = written(root);
    const struct node *back = read_text(once);
    cr_assert_not_null(back, "%s", once);
    cr_assert(same(root, back), "%s", once);
    cr_assert_str_eq(written(back), once);
    cr_assert_str_eq(written(read_text("{}\n")), "{}\n");
}

/* ---- keys ---- */

Test(yaml, keys_are_found_however_many_there_are)
{
    struct yaml_keys keys = {0};
    cr_assert_eq(yaml_keys_find(&keys, "a"), -1);
    for (int i = 0; i < 5000; i++) cr_assert_eq(yaml_keys_add(&keys, arena_format(&arena, "k%d", i), &arena), i);
    for (int i = 0; i < 5000; i++) cr_assert_eq(yaml_keys_find(&keys, arena_format(&arena, "k%d", i)), i);
    cr_assert_eq(yaml_keys_find(&keys, "k5000"), -1);
    yaml_keys_add(&keys, "k7", &arena);
    cr_assert_eq(yaml_keys_find(&keys, "k7"), 7);
}

/* ---- tables ---- */

static const struct node *table(const char *text)
{
    const struct node *root = csv_read(file("t.csv", text), &arena, &faults);
    if (faults.first) cr_log_info("%s: %s\n", faults.first->id, faults.first->message);
    return root;
}

Test(yaml, a_table_is_a_map_of_maps)
{
    const struct node *root = table("id,name,lat\nvenlo,\"Venlo, \"\"stad\"\"\",51.37\n\nede,,52.04\n");
    cr_assert_eq(faults.errors, 0);
    cr_assert_str_eq(written(root), "venlo:\n  name: \"Venlo, \\\"stad\\\"\"\n  lat: 51.37\nede:\n  lat: 52.04\n");
    const struct node *lat = yaml_find(yaml_find(root, "ede"), "lat");
    cr_assert(lat->place.line == 4 && lat->place.column == 6 && lat->place.width == 5);
    cr_assert(lat->key_place.line == 1 && lat->key_place.column == 9);
}

Test(yaml, a_table_as_a_dutch_spreadsheet_saves_it)
{
    const struct node *root =
        table("\xef\xbb\xbf"
              "id;naam;lat;deel;groot;\r\nvenlo;Venlo, Blerick;51,37;12,5 %;1.234,5;\r\n;;;;;\r\nede;\"a;b\";-5,0;1,2,3;1,x\r\n");
    cr_assert_eq(faults.errors, 0);
    cr_assert_str_eq(written(root), "venlo:\n  naam: \"Venlo, Blerick\"\n  lat: 51.37\n  deel: 12.5 %\n  groot: 1234.5\n"
                                    "ede:\n  naam: \"a;b\"\n  lat: -5.0\n  deel: \"1,2,3\"\n  groot: \"1,x\"\n");
}

Test(yaml, a_quoted_cell_may_go_over_lines)
{
    const struct node *root = table("id,a,b\nx,\"one\ntwo\",3\ny,1,2\n");
    cr_assert_eq(faults.errors, 0);
    cr_assert_str_eq(yaml_find(yaml_find(root, "x"), "a")->text, "one\ntwo");
    cr_assert_eq(yaml_find(root, "y")->place.line, 4);
}

Test(yaml, what_is_wrong_with_a_table)
{
    static const struct wrong list[] = {{"", "file-empty", 0, 0},
                                        {"\n,,\n", "file-empty", 0, 0},
                                        {"id,,b\nx,1,2\n", "csv-header", 1, 4},
                                        {"id,a,a\nx,1,2\n", "duplicate-key", 1, 6},
                                        {"id,a\nx,1\nx,2\n", "duplicate-key", 3, 1},
                                        {"id,a\nx,1,2\n", "csv-cells", 2, 5},
                                        {"id,a,b\nx,1\n", "csv-cells", 2, 1},
                                        {"id,a\n,1\n", "csv-cells", 2, 1},
                                        {"id,a\nx,\"1\n", "csv-quote", 2, 3},
                                        {"id,a\nx,\"1\"2\n", "csv-quote", 2, 6}};
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        faults_init(&faults, &arena);
        table(list[i].text);
        if (!faults.first)
            cr_expect_fail("no fault in `%s`", list[i].text);
        else
            expect_fault(list[i].id, list[i].line, list[i].column);
    }
}

/* ---- memory ---- */

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED
#endif

#if defined(__GLIBC__) && !defined(SANITIZED)
void *__libc_malloc(size_t size);
void *__libc_realloc(void *old, size_t size);

static long allocations_left = -1;

static bool refused(void) { return allocations_left >= 0 && allocations_left-- == 0; }

void *malloc(size_t size) { return refused() ? NULL : __libc_malloc(size); }
void *realloc(void *old, size_t size) { return refused() ? NULL : __libc_realloc(old, size); }

static void leave(size_t wanted)
{
    (void)wanted;
    _exit(7);
}

/* In a process of its own: 7 when the hook was called, 0 when the tree was read. */
static int read_with(long allocations)
{
    int code = -1;
    const pid_t child = fork();
    if (child == 0) {
        arena.exhausted = leave;
        allocations_left = allocations;
        const struct node *root = yaml_read_text("a: {b: [1, 2, {c: d}]}\n", "text", &arena, &faults);
        allocations_left = -1;
        _exit(root && faults.errors == 0 ? 0 : 1);
    }
    waitpid(child, &code, 0);
    return WIFEXITED(code) ? WEXITSTATUS(code) : -1;
}

Test(yaml, every_allocation_of_libyaml_fails_once)
{
    long n = 0;
    int code;
    while ((code = read_with(n)) == 7) n++;
    cr_assert_eq(code, 0, "allocation %ld: %d", n, code);
    cr_assert_gt(n, 20);
}
#endif
