#include "sim/scenario.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* ---- two small models ---- */

struct place_params {
    int64_t places;
    struct dist stay;
    double price_eur;
};
struct shelter_params {
    struct scenario_head head;
    struct items regions;
    struct items shares;
};
struct share_params {
    double share;
};
struct queue_params {
    struct scenario_head head;
    int64_t servers;
};

static const struct param_row place_rows[] = {{.name = "places",
                                               .kind = PARAM_COUNT,
                                               .offset = offsetof(struct place_params, places),
                                               .fallback = "4",
                                               .help_en = "Places.",
                                               .help_nl = "Plaatsen."},
                                              {.name = "stay",
                                               .kind = PARAM_DIST,
                                               .unit = UNIT_DURATION,
                                               .offset = offsetof(struct place_params, stay),
                                               .fallback = "3 d",
                                               .help_en = "Stay.",
                                               .help_nl = "Verblijf."},
                                              {.name = "price",
                                               .kind = PARAM_SCALAR,
                                               .unit = UNIT_PRICE,
                                               .offset = offsetof(struct place_params, price_eur),
                                               .flags = PARAM_OPTIONAL,
                                               .help_en = "Price.",
                                               .help_nl = "Prijs."},
                                              {.name = NULL}};
static const struct param_table place_table = {"place", sizeof(struct place_params), place_rows};

static const struct param_row share_rows[] = {
    {.name = "share", .kind = PARAM_SCALAR, .unit = UNIT_SHARE, .flags = PARAM_SHORT, .help_en = "Share.", .help_nl = "Deel."},
    {.name = NULL}};
static const struct param_table share_table = {"share", sizeof(struct share_params), share_rows};

static const struct param_row shelter_rows[] = {SCENARIO_HEAD_ROWS(struct shelter_params),
                                                {.name = "regions",
                                                 .kind = PARAM_TABLE,
                                                 .offset = offsetof(struct shelter_params, regions),
                                                 .table = &place_table,
                                                 .space = "+region",
                                                 .help_en = "Regions.",
                                                 .help_nl = "Regio's."},
                                                {.name = "shares",
                                                 .kind = PARAM_SHARES,
                                                 .offset = offsetof(struct shelter_params, shares),
                                                 .table = &share_table,
                                                 .space = "region",
                                                 .flags = PARAM_OPTIONAL,
                                                 .help_en = "Shares.",
                                                 .help_nl = "Delen."},
                                                {.name = NULL}};
static const struct param_table shelter_table = {"scenario", sizeof(struct shelter_params), shelter_rows};

static const struct param_row queue_rows[] = {SCENARIO_HEAD_ROWS(struct queue_params),
                                              {.name = "servers",
                                               .kind = PARAM_COUNT,
                                               .offset = offsetof(struct queue_params, servers),
                                               .fallback = "2",
                                               .min = 1,
                                               .max = 100,
                                               .help_en = "Servers.",
                                               .help_nl = "Loketten."},
                                              {.name = NULL}};
static const struct param_table queue_table = {"scenario", sizeof(struct queue_params), queue_rows};

static const struct model shelter = {.name = "shelter", .params = &shelter_table},
                          queue = {.name = "queue", .params = &queue_table};
static const struct model *const models[] = {&shelter, &queue, NULL};

/* ---- tools ---- */

#define HEAD                                                                                                                     \
    "doorstroom: 1\ntitle: {en: Base, nl: Basis}\ntime: {start: 2018-01-01, warm_up: 3 yr, horizon: 8 yr}\n"

static struct arena arena;
static struct faults faults;
static char folder[64];

static void set_up(void)
{
    arena_init(&arena);
    faults_init(&faults, &arena);
    strcpy(folder, "/tmp/test_scenario_XXXXXX");
    cr_assert(mkdtemp(folder));
    cr_assert_eq(chdir(folder), 0);
}

static void tear_down(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    cr_expect_eq(chdir("/"), 0);
    cr_expect_eq(system(command), 0);
    arena_free(&arena);
}

TestSuite(scenario, .init = set_up, .fini = tear_down);

static void file(const char *name, const char *text)
{
    FILE *out = fopen(name, "w");
    cr_assert_not_null(out);
    fputs(text, out);
    fclose(out);
}

static void log_faults(void)
{
    for (const struct fault *fault = faults.first; fault; fault = fault->next)
        cr_log_info("%s [%s]\n", fault->message, fault->id);
}

static struct scenario *read_good(const char *name, const char *const *sets)
{
    struct scenario *scenario = scenario_read(name, sets, models, &arena, &faults);
    log_faults();
    cr_assert_not_null(scenario);
    cr_assert_eq(faults.errors, 0);
    return scenario;
}

static const struct place_params *region(const struct scenario *scenario, const char *name)
{
    const struct shelter_params *params = scenario->params;
    for (int32_t i = 0; i < params->regions.n; i++)
        if (strcmp(params->regions.key[i], name) == 0) return ITEM(params->regions, struct place_params, i);
    cr_assert_fail("no region %s", name);
    return NULL;
}

static void expect_fault(const char *name, const char *const *sets, const char *id, const char *in, int line, int column)
{
    faults_init(&faults, &arena);
    cr_expect_null(scenario_read(name, sets, models, &arena, &faults));
    const struct fault *fault = faults.first;
    cr_assert_not_null(fault, "no fault in %s, [%s] was wanted", name, id);
    const char *source = fault->place.source ? fault->place.source->name : "";
    cr_expect(strcmp(fault->id, id) == 0 && fault->place.line == line && fault->place.column == column && strcmp(source, in) == 0,
              "%s:%d:%d: %s [%s], not %s:%d:%d [%s]", source, fault->place.line, fault->place.column, fault->message, fault->id,
              in, line, column, id);
}

/* ---- reading ---- */

Test(scenario, a_plain_file)
{
    file("base.yaml", HEAD "regions: {town: {places: 7}}\n");
    const struct scenario *scenario = read_good("base.yaml", NULL);
    const struct scenario_head *head = scenario_head(scenario);
    cr_expect_str_eq(scenario->name, "base");
    cr_expect_str_eq(scenario->file, "base.yaml");
    cr_expect_eq(scenario->model, &shelter);
    cr_expect_str_eq(scenario->yaml_read, HEAD "regions: {town: {places: 7}}\n");
    cr_expect_null(scenario->next);
    cr_expect(head->version == 1 && head->model == 0 && head->time.start_s == date_of(2018, 1, 1));
    cr_expect(head->time.horizon.calendar_years == 8);
    cr_expect(head->montecarlo.replications == 100 && head->montecarlo.seed == 1);
    cr_expect_eq(region(scenario, "town")->places, 7);
}

Test(scenario, another_model)
{
    file("queue.yml", HEAD "model: queue\nservers: 3\n");
    const struct scenario *scenario = read_good("queue.yml", NULL);
    cr_expect_str_eq(scenario->name, "queue");
    cr_expect_eq(scenario->model, &queue);
    cr_expect_eq(((const struct queue_params *)scenario->params)->servers, 3);
}

Test(scenario, files_that_extend_and_include)
{
    cr_assert_eq(system("mkdir netherlands variants"), 0);
    file("netherlands/regions.csv", "id;places;stay\nvenlo;4;2,5 d\nede;5;\n");
    file("netherlands/one.yaml", "regions: {table: regions.csv, ede: {places: 6}}\n");
    file("netherlands/two.yaml", "regions: {ede: {stay: {exponential: {mean: 9 d}}}}\nmontecarlo: {replications: 5}\n");
    file("base.yaml", HEAD "include: [netherlands/one.yaml, netherlands/two.yaml]\nmontecarlo: {seed: 9}\n");
    file("variants/v.yaml", "extends: ../base.yaml\ntitle: {nl: Variant}\nregions: {ede: {stay: {constant: 1 d}}, new: {}}\n");
    const struct scenario *scenario = read_good("variants/v.yaml", NULL);
    cr_expect_str_eq(scenario->name, "v");
    cr_expect_str_eq(scenario_head(scenario)->title.en, "Variant");
    cr_expect(scenario_head(scenario)->montecarlo.replications == 5 && scenario_head(scenario)->montecarlo.seed == 9);
    cr_expect(region(scenario, "venlo")->places == 4 && region(scenario, "venlo")->stay.a == 2.5 * 86400);
    cr_expect(region(scenario, "ede")->places == 6 && region(scenario, "ede")->stay.kind == DIST_CONSTANT);
    cr_expect_eq(region(scenario, "new")->places, 4);
    for (const struct setting *setting = scenario->settings.first; setting; setting = setting->next)
        if (strcmp(setting->path, "regions.venlo.places") == 0) {
            cr_expect_str_eq(setting->place.source->name, "variants/../netherlands/regions.csv");
            cr_expect(setting->place.line == 2 && setting->place.column == 7);
        } else if (strcmp(setting->path, "montecarlo.replications") == 0)
            cr_expect_eq(setting->place.line, 2);
    cr_expect_null(yaml_find(scenario->tree, "extends"));
    cr_expect_null(yaml_find(scenario->tree, "include"));
}

Test(scenario, the_same_file_twice_is_no_cycle)
{
    file("part.yaml", "regions: {town: {}}\n");
    file("a.yaml", "include: [part.yaml]\n");
    file("base.yaml", HEAD "include: [part.yaml, a.yaml]\n");
    read_good("base.yaml", NULL);
}

Test(scenario, removing)
{
    file("base.yaml", HEAD "regions: {town: {places: 7}, ede: {}}\nshares: {town: 100 %}\n");
    file("v.yaml", "extends: base.yaml\nregions: {ede: ~, town: {places: ~}}\nshares: ~\n");
    const struct scenario *scenario = read_good("v.yaml", NULL);
    cr_expect_eq(((const struct shelter_params *)scenario->params)->regions.n, 1);
    cr_expect_eq(region(scenario, "town")->places, 4);
}

Test(scenario, sets_come_last)
{
    static const char *const sets[] = {"regions.town.places=11", "regions.town.stay={gamma: {mean: 3 d, sd: 1 d}}",
                                       "montecarlo.seed=3", NULL};
    file("base.yaml", HEAD "regions: {town: {places: 7}}\n");
    const struct scenario *scenario = read_good("base.yaml", sets);
    cr_expect(region(scenario, "town")->places == 11 && region(scenario, "town")->stay.kind == DIST_GAMMA);
    cr_expect_eq(scenario_head(scenario)->montecarlo.seed, 3);
    for (const struct setting *setting = scenario->settings.first; setting; setting = setting->next)
        if (strcmp(setting->path, "regions.town.places") == 0) cr_expect_eq(setting->origin, ORIGIN_SET);
}

Test(scenario, vary_makes_one_scenario_per_combination)
{
    file("base.yaml", HEAD "regions: {town: {}, ede: {}}\nshares: {town: 60 %, ede: 40 %}\n");
    file("v.yaml",
         "extends: base.yaml\nvary: {shares.town: [100 %, 20 %], regions.town.price: [{value: 200 eur/yr, source: x}, 3 eur]}\n");
    static const char *const names[] = {"v[100 %, 200 eur per yr]", "v[100 %, 3 eur]", "v[20 %, 200 eur per yr]",
                                        "v[20 %, 3 eur]"};
    static const double shares[] = {0, 0, 0.8, 0.8};
    const struct scenario *scenario = read_good("v.yaml", NULL);
    for (int i = 0; i < 4; i++, scenario = scenario->next) {
        cr_assert_not_null(scenario);
        cr_expect_str_eq(scenario->name, names[i]);
        const struct shelter_params *params = scenario->params;
        cr_expect_float_eq(ITEM(params->shares, struct share_params, 1)->share, shares[i], 1e-12);
        cr_expect_null(yaml_find(scenario->tree, "vary"));
    }
    cr_assert_null(scenario);
}

Test(scenario, vary_can_be_switched_off)
{
    static const char *const sets[] = {"regions.town.places=3", "vary=~", NULL};
    file("v.yaml", HEAD "regions: {town: {}}\nvary: {regions.town.places: [1, 2]}\n");
    const struct scenario *scenario = read_good("v.yaml", sets);
    cr_expect_null(scenario->next);
    cr_expect_eq(region(scenario, "town")->places, 3);
}

Test(scenario, what_was_resolved_reads_back)
{
    static const char *const sets[] = {"vary=~", NULL};
    file("base.yaml", HEAD "regions: {town: {price: 80000 eur/yr, stay: {mixture: [{share: 30 %, constant: 3 d}, {share: rest, "
                           "exponential: {mean: 7 h}}]}}}\n"
                           "shares: town\nvary: {regions.town.places: [1, 2]}\n");
    const struct scenario *scenario = read_good("base.yaml", sets);
    cr_expect_not_null(strstr(scenario->yaml_resolved, "price: 80000 eur/yr\n"), "%s", scenario->yaml_resolved);
    file("again.yaml", scenario->yaml_resolved);
    const struct scenario *again = read_good("again.yaml", NULL);
    cr_expect_str_eq(again->yaml_resolved, scenario->yaml_resolved);
}

Test(scenario, standard_input)
{
    file("base.yaml", HEAD "regions: {town: {}}\n");
    cr_assert_not_null(freopen("base.yaml", "r", stdin));
    const struct scenario *scenario = read_good("-", NULL);
    cr_expect_str_eq(scenario->name, "input");
}

/* ---- faults ---- */

Test(scenario, faults_of_files)
{
    file("base.yaml", HEAD "regions: {town: {}}\n");
    expect_fault("none.yaml", NULL, "file-open", "none.yaml", 0, 0);
    file("a.yaml", "extends: none.yaml\n");
    expect_fault("a.yaml", NULL, "file-open", "a.yaml", 1, 10);
    file("a.yaml", "extends: [base.yaml]\n");
    expect_fault("a.yaml", NULL, "wrong-kind", "a.yaml", 1, 10);
    file("a.yaml", "extends:\n");
    expect_fault("a.yaml", NULL, "wrong-kind", "a.yaml", 1, 9);
    file("a.yaml", "include: base.yaml\n");
    expect_fault("a.yaml", NULL, "wrong-kind", "a.yaml", 1, 10);
    file("a.yaml", "include: [{a: 1}]\n");
    expect_fault("a.yaml", NULL, "wrong-kind", "a.yaml", 1, 11);
    file("a.yaml", "extends: a.yaml\n");
    expect_fault("a.yaml", NULL, "cycle", "a.yaml", 1, 10);
    file("b.yaml", "include: [./a.yaml]\n");
    file("a.yaml", "extends: b.yaml\n");
    expect_fault("a.yaml", NULL, "cycle", "b.yaml", 1, 11);
    file("a.yaml", "extends: base.yaml\ndoorstroom: 2\n");
    expect_fault("a.yaml", NULL, "version", "a.yaml", 2, 13);
    file("a.yaml", "extends: base.yaml\nmodel: shelterr\n");
    expect_fault("a.yaml", NULL, "model", "a.yaml", 2, 8);
    file("a.yaml", "extends: base.yaml\nregoins: ~\n");
    expect_fault("a.yaml", NULL, "unknown-key", "a.yaml", 2, 1);
    file("a.yaml", "extends: base.yaml\nregions: {twn: ~}\n");
    expect_fault("a.yaml", NULL, "nothing-to-remove", "a.yaml", 2, 16);
    file("a.yaml", "regions: {town: {}}\ndoorstroom: 1\ntime: {start: 2018-01-01, horizon: 1 yr}\n");
    expect_fault("a.yaml", NULL, "missing-key", "a.yaml", 1, 1);
    file("a.yaml", HEAD "regions: {table: none.csv}\n");
    expect_fault("a.yaml", NULL, "file-open", "a.yaml", 4, 18);
    file("a.yaml", "extends: base.yaml\ntime: {horizon: 0 d}\n");
    expect_fault("a.yaml", NULL, "out-of-bounds", "a.yaml", 2, 17);
}

Test(scenario, files_that_include_each_other_without_end)
{
    char text[64], name[32];
    for (int i = 0; i < 40; i++) {
        snprintf(name, sizeof name, "f%d.yaml", i);
        snprintf(text, sizeof text, "include: [f%d.yaml, f%d.yaml]\n", i + 1, i + 1);
        file(name, text);
    }
    file("f20.yaml", "regions: {town: {}}\n");
    cr_expect_null(scenario_read("f0.yaml", NULL, models, &arena, &faults));
    cr_expect_str_eq(faults.first->id, "cycle");
}

Test(scenario, faults_of_vary)
{
    file("base.yaml", HEAD "regions: {town: {}}\n");
    static const struct {
        const char *text, *id;
        int column;
    } list[] = {{"vary: 3\n", "vary-form", 7},
                {"vary: {regions.town.places: 3}\n", "vary-form", 29},
                {"vary: {regions.town.places: []}\n", "vary-form", 29},
                {"vary: {regions.town.places: [3, 3]}\n", "vary-form", 33},
                {"vary: {regions.town.place: [3, 4]}\n", "unknown-key", 8},
                {"vary: {regions.twn.places: [3, 4]}\n", "set-path", 8},
                {"vary: {regions.town.places: [3, x]}\n", "not-a-number", 33}};
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        file("a.yaml", arena_format(&arena, "extends: base.yaml\n%s", list[i].text));
        expect_fault("a.yaml", NULL, list[i].id, "a.yaml", 2, list[i].column);
    }
    char *many = arena_alloc(&arena, 2000, 1), *to = many + sprintf(many, "extends: base.yaml\nvary: {");
    for (int i = 0; i < 2; i++) {
        to += sprintf(to, "%smontecarlo.%s: [", i ? ", " : "", i ? "seed" : "replications");
        for (int k = 1; k <= 101; k++) to += sprintf(to, "%s%d", k > 1 ? ", " : "", k);
        to += sprintf(to, "]");
    }
    sprintf(to, "}\n");
    file("a.yaml", many);
    expect_fault("a.yaml", NULL, "vary-many", "a.yaml", 2, 7);
}

Test(scenario, faults_of_sets)
{
    static const char *const list[][2] = {{"places", "set-path"},
                                          {"=3", "set-path"},
                                          {"regions.town.place=3", "unknown-key"},
                                          {"regions.twn.places=3", "set-path"},
                                          {"regions.town.places=", "missing-value"},
                                          {"regions.town.places=x", "not-a-number"},
                                          {"regions.town.stay=3", "unit-missing"},
                                          {"montecarlo.seed=[", "yaml-syntax"},
                                          {"montecarlo.replications=3", "set-vary"},
                                          {"extends=a.yaml", "unknown-key"}};
    file("base.yaml", HEAD "regions: {town: {}}\nvary: {montecarlo.replications: [3, 4]}\n");
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        const char *const sets[] = {list[i][0], NULL};
        expect_fault("base.yaml", sets, list[i][1], arena_format(&arena, "--set %s", list[i][0]), 0, 0);
    }
}

Test(scenario, faults_of_all_values_come_once)
{
    file("base.yaml", HEAD "regions: {town: {places: x}}\nvary: {regions.town.stay: [1 d, 2 d, 3 d]}\nregins: 3\n");
    cr_assert_null(scenario_read("base.yaml", NULL, models, &arena, &faults));
    cr_assert_eq(faults.errors, 2);
}

/* ---- memory ---- */

static void leave(size_t wanted)
{
    (void)wanted;
    _exit(7);
}

/* In a process of its own, with `bytes` of arena: 7 when the hook was called, 0 when the scenario was read. */
static int read_within(size_t bytes)
{
    int code = -1;
    const pid_t child = fork();
    if (child == 0) {
        struct arena small;
        struct faults none;
        arena_init(&small);
        small.capacity = bytes;
        small.exhausted = leave;
        faults_init(&none, &small);
        _exit(scenario_read("base.yaml", NULL, models, &small, &none) ? 0 : 1);
    }
    waitpid(child, &code, 0);
    return WIFEXITED(code) ? WEXITSTATUS(code) : -1;
}

Test(scenario, memory_that_ends_anywhere_ends_the_program_and_nothing_else)
{
    file("r.csv", "id,places\nede,3\n");
    file("base.yaml", HEAD "regions: {table: r.csv}\nshares: {ede: 100 %}\n");
    const size_t before = arena.used;
    read_good("base.yaml", NULL);
    const size_t needed = arena.used - before;
    cr_assert_eq(read_within(needed + 64), 0);
    for (size_t bytes = 16; bytes < needed; bytes += 16 + needed / 400)
        cr_assert_eq(read_within(bytes), 7, "%zu of %zu bytes", bytes, needed);
}

/* ---- speed ---- */

Test(scenario, five_thousand_regions_are_read_well_under_a_second)
{
    FILE *out = fopen("r.csv", "w");
    fputs("id,places,stay,price\n", out);
    for (int i = 0; i < 5000; i++) fprintf(out, "region_%d,%d,%d d,100 eur\n", i, i % 9, i % 50 + 1);
    fclose(out);
    out = fopen("base.yaml", "w");
    fputs(HEAD "regions: {table: r.csv, region_17: {places: 99}}\nshares: {", out);
    for (int i = 0; i < 5000; i++) fprintf(out, "region_%d: 0.02 %%, ", i);
    fputs("}\n", out);
    fclose(out);
    const clock_t begin = clock();
    const struct scenario *scenario = read_good("base.yaml", NULL);
    const double elapsed_s = (double)(clock() - begin) / CLOCKS_PER_SEC;
    cr_expect_eq(region(scenario, "region_17")->places, 99);
    cr_expect_lt(elapsed_s, 2.0, "%g s", elapsed_s);
}
