/* init: a scenario to begin with. Its lines are the model's, its explanations those of the parameter table. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "models/models.h"
#include "sim/verb.h"

/* ---- the schema that editors read ---- */

static const char *folder_of(const char *file, struct arena *arena)
{
    const char *slash = strrchr(file, '/');
    return slash ? arena_copy(arena, file, (size_t)(slash - file) + 1) : ".";
}

/* From one folder to another, both absolute and without links: `../../scenarios`, "" when they are the same. */
static const char *way(const char *from, const char *to, struct arena *arena)
{
    size_t same = 0;
    for (size_t i = 0; from[i] == to[i] || (!from[i] && to[i] == '/') || (from[i] == '/' && !to[i]); i++) {
        if (!from[i] || from[i] == '/') same = i;
        if (!from[i] || !to[i]) {
            same = i;
            break;
        }
    }
    const char *path = "", *rest = to + same + (to[same] == '/');
    for (const char *c = from + same; *c; c++)
        if (*c == '/' && c[1]) path = arena_format(arena, "../%s", path);
    return *rest ? arena_format(arena, "%s%s/", path, rest) : path;
}

/* Relative, so that both may move together, unless the shipped one stays; in the folder of the file itself when there is none. */
static const char *schema_of(const char *file, struct arena *arena)
{
    const struct shipped shipped = verb_shipped(arena);
    char *from = realpath(folder_of(file, arena), NULL), *to = realpath(shipped.scenarios, NULL);
    const bool there = from && to && access(arena_format(arena, "%s/schema.json", to), R_OK) == 0;
    const char *folder = !there ? "" : shipped.stays ? arena_format(arena, "%s/", to) : way(from, to, arena);
    free(from);
    free(to);
    return arena_format(arena, "%sschema.json", folder);
}

/* ---- the text ---- */

static const char *sentence_of(const struct param_table *table, const char *path, enum lang lang)
{
    struct param_spot spot = {.table = table};
    char key[64];
    for (const char *at = path; (at = param_next_key(at, key, sizeof key));)
        BUG_IF(!param_step(&spot, key), "the first scenario explains `%s`, which is no parameter", path);
    return lang == LANG_NL ? spot.row->help_nl : spot.row->help_en;
}

/* A comment, as far to the right as the line it belongs to. */
static void put_comment(const char *line, const char *text, const char *name, FILE *out)
{
    const char *mark = strstr(text, "%s");
    fprintf(out, "%*s# ", line ? (int)strspn(line, " ") : 0, "");
    if (mark) fprintf(out, "%.*s%s%s\n", (int)(mark - text), text, name, mark + 2);
    else fprintf(out, "%s\n", text);
}

static void put_lines(const struct model *model, const char *name, enum lang lang, FILE *out)
{
    for (const struct first_line *line = model->first; line->yaml || line->path || line->en || line->nl; line++) {
        const char *text = lang == LANG_NL ? line->nl : line->en;
        if (line->path) put_comment(line->yaml, sentence_of(model->params, line->path, lang), name, out);
        if (text) put_comment(line->yaml, text, name, out);
        if (line->yaml) fprintf(out, "%s\n", line->yaml);
    }
}

/* ---- the file ---- */

/* Only where there is none yet: not even a link that leads nowhere is followed. */
static status create(const char *path, FILE **file)
{
    const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0 && errno == EEXIST) return status_fail(STATUS_FAILED, "exists", "%s exists; choose another name", path);
    if (fd < 0) return status_system("unwritable", "cannot be written", path);
    *file = fdopen(fd, "w");
    if (*file) return status_ok();
    close(fd);
    unlink(path);
    return status_system("memory", "cannot be written", path);
}

static status finish(const char *path, FILE *file)
{
    const bool failed = ferror(file) != 0;
    if (fclose(file) == 0 && !failed) return status_ok();
    const status fault = status_system(errno == ENOSPC || errno == EFBIG ? "disk-full" : "unwritable", "cannot be written", path);
    unlink(path);
    return fault;
}

status verb_init(const struct options *options, struct arena *arena)
{
    const char *path = options->files[0], *slash = strrchr(path, '/');
    const struct model *model = models_all[0];
    FILE *file = NULL;
    BUG_IF(!model->first, "the model %s has no first scenario", model->name);
    TRY(create(path, &file));
    const char *schema = schema_of(path, arena);
    fprintf(file, "# yaml-language-server: $schema=%s\n# $schema: %s\n", schema, schema);
    put_lines(model, slash ? slash + 1 : path, (enum lang)options->lang, file);
    TRY(finish(path, file));
    fprintf(stderr, options->lang == LANG_NL ? "%s is geschreven; lees het en wijzig het, en dan: doorstroom check %s\n"
                                             : "%s is written; read and change it, and then: doorstroom check %s\n",
            path, path);
    return status_ok();
}
