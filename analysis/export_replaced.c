/* What an earlier export left in the folder: the files that its datapackage.json names and that are no longer made go with it. Read as the YAML that
 * JSON also is. Of other files, and of what another program described, nothing is touched. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "analysis/export_private.h"
#include "sim/yaml.h"

static const char *text_of(const struct node *map, const char *key)
{
    const struct node *node = map && map->kind == NODE_MAP ? yaml_find(map, key) : NULL;
    return node && node->kind == NODE_SCALAR ? node->text : "";
}

/* A file of this folder itself, of the kind that is made here. */
static bool ours(const char *path)
{
    const size_t n = strlen(path), end = strlen(".csv");
    return n > end && strcmp(path + n - end, ".csv") == 0 && path[0] != '.' && !strchr(path, '/');
}

void export_earlier(struct export *export)
{
    struct faults faults;
    faults_init(&faults, export->arena);
    const char *file = arena_format(export->arena, "%s/datapackage.json", export->options->folder);
    if (!export->options->replace || access(file, R_OK) != 0) return;
    const struct node *package = yaml_read(file, export->arena, &faults);
    const struct node *resources = package && package->kind == NODE_MAP ? yaml_find(package, "resources") : NULL;
    if (strncmp(text_of(package, "name"), "doorstroom-", strlen("doorstroom-")) != 0 || !resources || resources->kind != NODE_LIST) return;
    int32_t n = 0;
    for (const struct node *r = resources->first; r; r = r->next) n++;
    export->earlier = ARENA_ARRAY(export->arena, const char *, n + 1);
    for (const struct node *r = resources->first; r; r = r->next)
        if (ours(text_of(r, "path"))) export->earlier[export->n_earlier++] = text_of(r, "path");
}

static bool is_made(const struct export *export, const char *name)
{
    for (int32_t i = 0; i < export->n_files; i++)
        if (strcmp(export->files[i].name, name) == 0) return true;
    return false;
}

status export_drop(const struct export *export)
{
    for (int32_t i = 0; i < export->n_earlier; i++) {
        const char *file = arena_format(export->arena, "%s/%s", export->options->folder, export->earlier[i]);
        if (!is_made(export, export->earlier[i]) && unlink(file) != 0 && errno != ENOENT)
            return status_system("unwritable", "cannot be removed", file);
    }
    return status_ok();
}
