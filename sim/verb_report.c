/* report: a result file as one page. What scenarios change is said by the model, from the scenarios that stand in the file. */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "analysis/report.h"
#include "analysis/sheet.h"
#include "models/models.h"
#include "sim/result.h"
#include "sim/verb.h"

/* Scenarios of the file, read again; NULL where this program cannot read one. */
struct told {
    struct arena *arena;
    int32_t n;
    const struct scenario **scenario;
    const void **plan;
    bool dutch; /* regions are municipalities of the Netherlands, by the codes of its statistical office */
};

/* The resolved text of a scenario has every value and names no other file. It is read the ordinary way, from a file that has no name. */
static void scenario_again(struct told *told, int32_t s, const char *resolved)
{
    const int fd = memfd_create("scenario", MFD_CLOEXEC);
    if (fd < 0) return;
    const size_t length = strlen(resolved);
    struct faults faults;
    faults_init(&faults, told->arena);
    struct scenario *read = NULL;
    if (write(fd, resolved, length) == (ssize_t)length) read = scenario_read(arena_format(told->arena, "/proc/self/fd/%d", fd), NULL, models_all, told->arena, &faults);
    close(fd);
    if (!read || faults.errors > 0) return;
    const void *plan = read->model->plan(read, NULL, told->arena, &faults);
    if (!plan || faults.errors > 0) return;
    told->scenario[s] = read;
    told->plan[s] = plan;
}

static void told_make(const char *path, struct arena *arena, struct told *told)
{
    struct result *result;
    *told = (struct told){.arena = arena};
    if (result_read_open(path, arena, &result).code == STATUS_OK) {
        const char *const *name = result_labels(result, "scenario", &told->n);
        int32_t codes = 0;
        const char *const *code = result_texts(result, "region_code", &codes);
        for (int32_t i = 0; code && i < codes; i++) told->dutch |= strncmp(code[i], "GM", 2) == 0;
        told->scenario = ARENA_ARRAY(arena, const struct scenario *, told->n + 1);
        told->plan = ARENA_ARRAY(arena, const void *, told->n + 1);
        for (int32_t s = 0; name && s < told->n; s++) {
            const char *resolved = result_text(result, arena_format(arena, "/scenarios/%s", name[s]), "resolved");
            if (resolved) scenario_again(told, s, resolved);
        }
    }
    result_read_close(result);
}

static void changes(void *context, int32_t scenario, enum lang lang, FILE *out)
{
    const struct told *told = context;
    if (scenario >= told->n || !told->scenario[0] || !told->scenario[scenario] || told->scenario[0]->model != told->scenario[scenario]->model) return;
    struct comparison comparison = {.before = told->scenario[0], .after = told->scenario[scenario], .before_plan = told->plan[0], .after_plan = told->plan[scenario]};
    verb_differences(&comparison, lang, told->arena, out);
}

/* The sentence of the parameter table; where it says little more than `Share.`, what it is a share of before it. */
static const char *help(void *context, const char *path, enum lang lang)
{
    const struct told *told = context;
    char key[256];
    const char *before = NULL;
    const struct scenario *first = told->n > 0 ? told->scenario[0] : NULL;
    struct param_spot spot = {.table = first ? first->model->params : NULL};
    if (!first) return NULL;
    while ((path = param_next_key(path, key, sizeof key))) {
        const struct param_row *row = spot.row;
        if (!param_step(&spot, key)) return NULL;
        if (row && spot.row != row) before = say_in(lang, row->help_en, row->help_nl);
    }
    const char *said = spot.row ? say_in(lang, spot.row->help_en, spot.row->help_nl) : NULL;
    return said && before && strlen(said) < 12 ? arena_format(told->arena, "%s %s", before, said) : said;
}

/* The country that comes with the program, where it is the country of the file. */
static const char *outline(const struct options *options, const struct told *told)
{
    if (options->map) return options->map;
    const char *shipped = arena_format(told->arena, "%s/netherlands/outline.geojson", verb_shipped(told->arena).scenarios);
    return told->dutch && access(shipped, R_OK) == 0 ? shipped : NULL;
}

/* `results/mine.h5` becomes `results/mine.html`. */
static const char *beside(const char *path, struct arena *arena)
{
    const size_t n = strlen(path), end = strlen(".h5");
    const bool named = n > end && strcmp(path + n - end, ".h5") == 0;
    return arena_format(arena, "%.*s.html", (int)(named ? n - end : n), path);
}

status verb_report(const struct options *options, struct arena *arena)
{
    struct told told;
    struct sheet sheet;
    const char *out = options->out ? options->out : beside(options->files[0], arena);
    told_make(options->files[0], arena, &told);
    const struct report_options report = {.lang = (enum lang)options->lang, .map = outline(options, &told), .changes = changes, .help = help, .context = &told};
    const status opened = sheet_open(&sheet, out, SHEET_PLAIN, options->replace, arena);
    status made = opened;
    if (opened.code == STATUS_OK) {
        made = report_result(options->files[0], &report, arena, sheet.file);
        const status closed = sheet_close(&sheet, made.code == STATUS_OK);
        if (made.code == STATUS_OK) made = closed;
    }
    if (made.code == STATUS_OK && strcmp(out, "-") != 0) fprintf(stderr, say_in((enum lang)options->lang, "the page stands in %s\n", "de pagina staat in %s\n"), out);
    return made;
}
