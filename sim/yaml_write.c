/* Trees written as YAML: block style, lists of plain values on one line, quotes only where the text would mean something else. */
#include <ctype.h>
#include <string.h>

#include "sim/yaml.h"

static bool is_plain(const struct node *node)
{
    const char *text = node->text;
    const size_t length = strlen(text);
    if (node->quoted || length == 0 || length > 200) return false;
    if (strcmp(text, "~") == 0) return true;
    for (const char *at = text; *at; at++) {
        const bool inner = isalnum((unsigned char)*at) || strchr("_-+./% ", *at) || (unsigned char)*at >= 0x80;
        if (!inner) return false;
    }
    /* A date or a number may begin with a digit or a sign before one; `- ` and `%` mean something to YAML. */
    const bool begins = isalnum((unsigned char)*text) || (unsigned char)*text >= 0x80 || *text == '_' ||
                        (strchr("+-./", *text) && isalnum((unsigned char)text[1]));
    return begins && text[length - 1] != ' ' && !strstr(text, "\xc2\x85") && !strstr(text, "\xe2\x80\xa8") &&
           !strstr(text, "\xe2\x80\xa9");
}

static void write_text(const char *text, bool plain, FILE *out)
{
    if (plain) {
        fputs(text, out);
        return;
    }
    putc('"', out);
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            fprintf(out, "\\%c", *text);
        else if (*text == '\n')
            fputs("\\n", out);
        else if (strncmp(text, "\xc2\x85", 2) == 0)
            fputs("\\N", out), text++;
        else if (strncmp(text, "\xe2\x80\xa8", 3) == 0)
            fputs("\\L", out), text += 2;
        else if (strncmp(text, "\xe2\x80\xa9", 3) == 0)
            fputs("\\P", out), text += 2;
        else if ((unsigned char)*text < 0x20 || *text == 0x7f)
            fprintf(out, "\\x%02x", (unsigned char)*text);
        else
            putc(*text, out);
    }
    putc('"', out);
}

static void write_key(const char *key, FILE *out)
{
    const struct node node = {.kind = NODE_SCALAR, .text = key};
    write_text(key, is_plain(&node) && strcmp(key, "~") != 0, out);
    putc(':', out);
}

static bool fits_line(const struct node *list)
{
    for (const struct node *element = list->first; element; element = element->next)
        if (element->kind != NODE_SCALAR) return false;
    return true;
}

static void write_line(const struct node *list, FILE *out)
{
    putc('[', out);
    for (const struct node *element = list->first; element; element = element->next) {
        write_text(element->text, is_plain(element), out);
        if (element->next) fputs(", ", out);
    }
    fputs("]\n", out);
}

/* `in_line`: the first entry goes on where the line stands (behind `- `). */
static void write_block(const struct node *node, int indent, bool in_line, FILE *out);

static void write_value(const struct node *node, int indent, bool in_list, FILE *out)
{
    if (node->kind == NODE_SCALAR) {
        putc(' ', out);
        write_text(node->text, is_plain(node), out);
        putc('\n', out);
    } else if (!node->first)
        fputs(node->kind == NODE_MAP ? " {}\n" : " []\n", out);
    else if (node->kind == NODE_LIST && fits_line(node)) {
        putc(' ', out);
        write_line(node, out);
    } else {
        putc(in_list ? ' ' : '\n', out);
        write_block(node, indent + 2, in_list, out);
    }
}

static void write_block(const struct node *node, int indent, bool in_line, FILE *out)
{
    for (const struct node *entry = node->first; entry; entry = entry->next) {
        fprintf(out, "%*s", in_line && entry == node->first ? 0 : indent, "");
        if (node->kind == NODE_MAP)
            write_key(entry->key, out);
        else
            putc('-', out);
        write_value(entry, indent, node->kind == NODE_LIST, out);
    }
}

void yaml_write(const struct node *root, FILE *out)
{
    if (!root->first)
        fputs("{}\n", out);
    else
        write_block(root, 0, false, out);
}
