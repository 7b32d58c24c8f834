/* The door to libyaml: its events become a tree, and its complaints plain words. */
#include "sim/yaml.h"

#include <string.h>
#include <yaml.h>

#include "sim/yaml_keys.h"

#define MOST_LEVELS 64

struct builder {
    yaml_parser_t parser;
    const struct source *source;
    const struct place *fixed; /* every node gets this place; NULL: its own */
    struct arena *arena;
    struct faults *faults;
    bool failed; /* a fault after which nothing more can be read */
};

static struct place place_of(const struct builder *builder, const yaml_mark_t *from, const yaml_mark_t *to)
{
    if (builder->fixed) return *builder->fixed;
    struct place place = {.source = builder->source, .line = (int32_t)from->line + 1, .column = (int32_t)from->column + 1};
    if (to && to->line == from->line && to->column > from->column) place.width = (int32_t)(to->column - from->column);
    return place;
}

static void complain(struct builder *builder, const yaml_event_t *event, const char *id, const char *message, const char *help)
{
    const struct place place = place_of(builder, &event->start_mark, &event->end_mark);
    faults_help(builder->faults, faults_error(builder->faults, place, id, NULL, "%s", message), "%s", help);
}

/* ---- what libyaml cannot read ---- */

/* begin: the place is where it began, which the end of the file does not show. */
struct problem {
    const char *theirs, *ours, *help;
    bool begin;
};

static const struct problem problems[] = {
    {"did not find expected ',' or '}'", "a `,` or a `}` is missing here", "close the `{` with a `}`", false},
    {"did not find expected ',' or ']'", "a `,` or a `]` is missing here", "close the `[` with a `]`", false},
    {"found unexpected end of stream", "these quotes are not closed", "close the quotes", true},
    {"could not find expected ':'", "a `:` is missing after this key", "write `key: value`, with a blank after the colon", true},
    {"mapping values are not allowed in this context", "a `:` cannot stand here",
     "one `key: value` to a line; put a text that holds `: ` between quotes", false},
    {"did not find expected key", "this line does not fit the ones above it", "keys of one map start in the same column", false},
    {"did not find expected '-' indicator", "this line does not fit the list above it",
     "start each element with `- ` in the same column", false},
    {"block sequence entries are not allowed in this context", "a `- ` cannot stand here", "start the list on a line of its own",
     false},
    {"found character that cannot start any token", "this character cannot start a value", "put the text between quotes", false},
    {"found undefined tag handle", "tags (`!`) are not used here", "put a text that starts with `!` between quotes", false},
    {"found unknown escape character", "an unknown escape in a quoted text", "write `\\\\` for a backslash, or use single quotes",
     false},
    {NULL, NULL, NULL, false}};

/* An opened bracket that is never closed is shown where it stands. */
static bool never_closed(const struct builder *builder)
{
    const yaml_parser_t *parser = &builder->parser;
    return parser->problem_mark.index >= builder->source->length && parser->context && strstr(parser->context, "flow");
}

static void syntax_fault(struct builder *builder)
{
    const yaml_parser_t *parser = &builder->parser;
    builder->failed = true;
    if (parser->error == YAML_MEMORY_ERROR) arena_exhausted(builder->arena, 0);
    const struct problem *known = problems;
    while (known->theirs && (!parser->problem || strcmp(known->theirs, parser->problem) != 0)) known++;
    const char *text = known->ours ? known->ours : parser->problem ? parser->problem : "this is not YAML";
    const bool unclosed = never_closed(builder), begin = parser->context && (known->begin || unclosed);
    char where[64] = "";
    if (unclosed)
        text = "the file ends before this is closed";
    else if (!begin && parser->context && parser->context_mark.line != parser->problem_mark.line)
        snprintf(where, sizeof where, faults_say(builder->faults, " (in what begins at line %zu)"), parser->context_mark.line + 1);
    const struct place place = place_of(builder, begin ? &parser->context_mark : &parser->problem_mark, NULL);
    struct fault *fault = faults_error(builder->faults, place, "yaml-syntax", NULL, "%s%s", faults_say(builder->faults, text), where);
    if (known->help) faults_help(builder->faults, fault, "%s", known->help);
}

static bool next(struct builder *builder, yaml_event_t *event)
{
    if (yaml_parser_parse(&builder->parser, event)) return true;
    syntax_fault(builder);
    return false;
}

/* ---- nodes ---- */

static bool plain_enough(struct builder *builder, const yaml_event_t *event, const yaml_char_t *anchor, const yaml_char_t *tag)
{
    if (anchor)
        complain(builder, event, "yaml-alias", "anchors (`&`) are not used here",
                 "write the value out, or put a text with `&` between quotes");
    if (tag)
        complain(builder, event, "yaml-tag", "tags (`!`) are not used here", "put a text that starts with `!` between quotes");
    return !anchor && !tag;
}

static struct node *new_node(struct builder *builder, enum node_kind kind, const yaml_event_t *event)
{
    struct node *node = ARENA_NEW(builder->arena, struct node);
    node->kind = kind;
    node->place = place_of(builder, &event->start_mark, kind == NODE_SCALAR ? &event->end_mark : NULL);
    return node;
}

static struct node *scalar(struct builder *builder, const yaml_event_t *event)
{
    plain_enough(builder, event, event->data.scalar.anchor, event->data.scalar.tag);
    struct node *node = new_node(builder, NODE_SCALAR, event);
    const char *text = (const char *)event->data.scalar.value;
    if (strlen(text) != event->data.scalar.length)
        complain(builder, event, "yaml-syntax", "a text cannot hold the character 0", "leave `\\0` out");
    node->text = arena_text(builder->arena, text);
    node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    return node;
}

static struct node *build(struct builder *builder, const yaml_event_t *event, int level);

/* The next node, or NULL at the end of what it is in (or after a fault). */
static struct node *build_next(struct builder *builder, int level)
{
    yaml_event_t event;
    if (builder->failed || !next(builder, &event)) return NULL;
    struct node *node = build(builder, &event, level);
    yaml_event_delete(&event);
    return node;
}

/* ---- decimal commas ---- */

static bool all_digits(const char *text) { return *text && text[strspn(text, "0123456789")] == '\0'; }

static bool plain_text(const struct node *node) { return node && node->kind == NODE_SCALAR && !node->quoted && node->text; }

static bool stands_behind(const struct node *first, const struct node *second, int32_t column)
{
    return second->place.line == first->place.line && second->place.column == first->place.column + first->place.width + column;
}

/* `2,5 %/yr` inside braces or brackets comes as `2` and `5 %/yr`: said once, and made whole, so that nothing more is said of the halves. */
static bool decimal_comma(struct builder *builder, struct node *whole, const struct node *rest)
{
    if (!plain_text(whole) || !plain_text(rest) || !all_digits(whole->text) || *rest->text < '0' || *rest->text > '9') return false;
    if (!builder->fixed && !stands_behind(whole, rest, 1)) return false;
    whole->text = arena_format(builder->arena, "%s.%s", whole->text, rest->text);
    faults_help(builder->faults, faults_error(builder->faults, whole->place, "decimal-comma", NULL, "a comma separates entries here"),
                "write a point for a decimal comma: `%s`", whole->text);
    return true;
}

/* In a list, `[1,2]` and `[0,5 %]` can be meant; a bare number beside one with a unit that cannot be left out cannot. */
static bool comma_in_list(struct builder *builder, struct node *last, const struct node *element)
{
    if (builder->fixed || !plain_text(element)) return false;
    const char *unit = element->text + strspn(element->text, "0123456789");
    unit += strspn(unit, " ");
    const bool needed = *unit == '/' || (*unit >= 'a' && *unit <= 'z' && strcmp(unit, "x") != 0) || strncmp(unit, "%/", 2) == 0;
    return needed && decimal_comma(builder, last, element);
}

static void build_list(struct builder *builder, struct node *list, int level)
{
    struct node **tail = &list->first, *last = NULL;
    for (struct node *element; (element = build_next(builder, level));) {
        if (comma_in_list(builder, last, element)) continue;
        *tail = last = element;
        tail = &element->next;
    }
}

static bool good_key(struct builder *builder, const struct node *map, const struct node *key, const struct yaml_keys *keys)
{
    struct fault *fault = NULL;
    if (key->kind != NODE_SCALAR)
        fault = faults_error(builder->faults, key->place, "yaml-key", NULL, "a key must be one word");
    else if (*key->text == '\0')
        fault = faults_error(builder->faults, key->place, "yaml-key", NULL, "a key is missing before the `:`");
    if (fault)
        faults_help(builder->faults, fault, "write `key: value`");
    else if (yaml_keys_find(keys, key->text) >= 0) {
        fault = faults_error(builder->faults, key->place, "duplicate-key", NULL, "`%s` stands twice in this map", key->text);
        const struct node *first = builder->fixed || builder->faults->errors > 100 ? NULL : yaml_find(map, key->text);
        if (first)
            faults_help(builder->faults, fault, "keep one of the two; the first stands in line %d", first->key_place.line);
        else
            faults_help(builder->faults, fault, "keep one of the two");
    }
    return !fault;
}

static void build_map(struct builder *builder, struct node *map, int level)
{
    struct yaml_keys keys = {0};
    struct node **tail = &map->first, *last = NULL;
    for (struct node *key; (key = build_next(builder, level));) {
        struct node *value = build_next(builder, level);
        if (!value) return;
        if (plain_text(value) && *value->text == '\0' && decimal_comma(builder, last, key)) continue;
        if (!good_key(builder, map, key, &keys)) continue;
        yaml_keys_add(&keys, key->text, builder->arena);
        value->key = key->text;
        value->key_place = key->place;
        *tail = last = value;
        tail = &value->next;
    }
}

static struct node *collection(struct builder *builder, const yaml_event_t *event, enum node_kind kind, int level)
{
    struct node *node = new_node(builder, kind, event);
    if (level == MOST_LEVELS) {
        complain(builder, event, "yaml-depth", "more than 64 levels deep", "a scenario needs fewer than ten");
        builder->failed = true;
    } else if (kind == NODE_MAP)
        build_map(builder, node, level + 1);
    else
        build_list(builder, node, level + 1);
    return node;
}

static struct node *build(struct builder *builder, const yaml_event_t *event, int level)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return scalar(builder, event);
    case YAML_MAPPING_START_EVENT:
        plain_enough(builder, event, event->data.mapping_start.anchor, event->data.mapping_start.tag);
        return collection(builder, event, NODE_MAP, level);
    case YAML_SEQUENCE_START_EVENT:
        plain_enough(builder, event, event->data.sequence_start.anchor, event->data.sequence_start.tag);
        return collection(builder, event, NODE_LIST, level);
    case YAML_ALIAS_EVENT:
        complain(builder, event, "yaml-alias", "aliases (`*`) are not used here",
                 "write the value out, or put a text that starts with `*` between quotes");
        builder->failed = true;
        return NULL;
    default:
        return NULL;
    }
}

/* The document's node; NULL when there is none. */
static struct node *document(struct builder *builder)
{
    struct node *root = NULL;
    yaml_event_t event;
    for (bool more = true; more && !builder->failed && next(builder, &event);) {
        if (event.type == YAML_DOCUMENT_START_EVENT && root) {
            complain(builder, &event, "yaml-documents", "a second document begins here",
                     "one scenario to a file: leave the `---` out");
            builder->failed = true;
        } else if (event.type == YAML_STREAM_END_EVENT)
            more = false;
        else if (event.type != YAML_STREAM_START_EVENT && event.type != YAML_DOCUMENT_START_EVENT &&
                 event.type != YAML_DOCUMENT_END_EVENT)
            root = build(builder, &event, 0);
        yaml_event_delete(&event);
    }
    return root;
}

/* NULL where reading had to stop; a key that stands twice, for one, leaves a tree in which more faults can be found. */
static struct node *parse(const struct source *source, const struct place *fixed, struct arena *arena, struct faults *faults)
{
    struct builder builder = {.source = source, .fixed = fixed, .arena = arena, .faults = faults};
    if (!yaml_parser_initialize(&builder.parser)) arena_exhausted(arena, sizeof builder.parser);
    yaml_parser_set_encoding(&builder.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&builder.parser, (const unsigned char *)source->text, source->length);
    struct node *root = document(&builder);
    yaml_parser_delete(&builder.parser);
    return builder.failed ? NULL : root;
}

/* libyaml takes a tab for a blank in some places and not in others; in front of a line it is always a mistake. */
static bool has_tabs(const struct source *source, struct faults *faults)
{
    const char *at = source->text;
    for (struct place place = {.source = source, .line = 1}; *at; place.line++) {
        const char *first = at + strspn(at, " \t"), *tab = memchr(at, '\t', (size_t)(first - at));
        if (tab) {
            place.column = (int32_t)(tab - at) + 1;
            faults_help(faults, faults_error(faults, place, "yaml-tab", NULL, "a tab stands in front of this line"),
                        "indent with blanks");
            return true;
        }
        at = first + strcspn(first, "\r\n");
        at += at[0] == '\r' && at[1] == '\n' ? 2 : *at != '\0';
    }
    return false;
}

static const struct node *read_source(const struct source *source, struct arena *arena, struct faults *faults)
{
    const int before = faults->errors;
    if (has_tabs(source, faults)) return NULL;
    struct node *root = parse(source, NULL, arena, faults);
    if (root && root->kind == NODE_MAP) return root;
    if (faults->errors > before) return NULL;
    const bool empty = !root || (root->kind == NODE_SCALAR && *root->text == '\0' && !root->quoted);
    const struct place place = {.source = source};
    struct fault *fault = empty ? faults_error(faults, place, "file-empty", NULL, "the file is empty")
                                : faults_error(faults, root->place, "yaml-root", NULL, "a map of keys must stand here, not a %s",
                                               faults_say(faults, root->kind == NODE_LIST ? "list" : "single text"));
    faults_help(faults, fault, "begin with `doorstroom: 1`");
    return NULL;
}

const struct node *yaml_read(const char *path, struct arena *arena, struct faults *faults)
{
    const struct source *source = yaml_source(path, arena, faults);
    return source ? read_source(source, arena, faults) : NULL;
}

const struct node *yaml_read_text(const char *text, const char *name, struct arena *arena, struct faults *faults)
{
    struct source *source = ARENA_NEW(arena, struct source);
    *source = (struct source){.name = arena_text(arena, name), .text = arena_text(arena, text), .length = strlen(text)};
    return read_source(source, arena, faults);
}

const struct node *yaml_value(const char *text, struct place place, struct arena *arena, struct faults *faults)
{
    const int before = faults->errors;
    const struct source source = {.name = "", .text = text, .length = strlen(text)};
    const struct node *value = parse(&source, &place, arena, faults);
    if (faults->errors > before) return NULL;
    if (!value)
        faults_help(faults, faults_error(faults, place, "missing-value", NULL, "there is no value"), "write `path=value`");
    return value;
}
