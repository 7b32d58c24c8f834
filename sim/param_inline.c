/* A tree whose tables stand in files, with these written out. */
#include "sim/param_read.h"

struct inliner {
    struct param_reader reader;
    bool good;
};

static struct node *inline_node(struct inliner *inliner, const struct node *node, struct param_spot spot, const struct param_path *path);

static bool names_file(const struct param_spot *spot)
{
    return spot->row && !spot->named && !spot->inside && (spot->row->kind == PARAM_TABLE || (spot->row->flags & PARAM_REGISTER));
}

/* The rows of a file under the key and the place of what names it. */
static const struct node *rows_of(struct inliner *inliner, const struct node *node, const struct param_row *row, const struct param_path *path)
{
    const struct node *rows = row->kind == PARAM_TABLE ? param_open_table(&inliner->reader, node, path)
                                                       : param_register(&inliner->reader, row, node, path);
    if (!rows) inliner->good = false;
    return rows ? rows : node;
}

static void inline_entries(struct inliner *inliner, const struct node *from, struct node *to, const struct param_spot *spot,
                           const struct param_path *path)
{
    struct node **tail = &to->first;
    int32_t i = 0;
    *tail = NULL;
    for (const struct node *entry = from->first; entry; entry = entry->next, i++) {
        const struct param_path here = {path, entry->key, i};
        struct param_spot inner = *spot;
        const bool known = param_step(&inner, entry->key ? entry->key : "[0]");
        if (!known) inner = (struct param_spot){.inside = true};
        *tail = inline_node(inliner, entry, inner, &here);
        tail = &(*tail)->next;
    }
}

static struct node *inline_node(struct inliner *inliner, const struct node *node, struct param_spot spot, const struct param_path *path)
{
    struct node *copy = ARENA_NEW(inliner->reader.arena, struct node);
    *copy = *node;
    copy->next = NULL;
    if (node->kind == NODE_SCALAR || spot.inside) return copy;
    const struct node *from = names_file(&spot) ? rows_of(inliner, node, spot.row, path) : node;
    copy->kind = from->kind;
    inline_entries(inliner, from, copy, &spot, path);
    return copy;
}

const struct node *param_inline(const struct param_table *table, const struct node *tree, struct arena *arena, struct faults *faults)
{
    struct inliner inliner = {.reader = {.arena = arena, .faults = faults}, .good = true};
    const struct param_path root = {NULL, NULL, 0};
    const struct node *copy = inline_node(&inliner, tree, (struct param_spot){.table = table}, &root);
    return inliner.good ? copy : NULL;
}
