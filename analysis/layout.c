#include "analysis/layout.h"

#include <string.h>

#include "sim/result.h"

/* What the file has no sentence of. `*`: the end of a name. */
static const struct {
    const char *name, *en, *nl;
} known[] = {
    {"*_name_nl", "what the label is called in Dutch", "hoe het label in het Nederlands heet"},
    {"*_name", "its name as people write it", "de naam zoals mensen die schrijven"},
    {"*_code", "its code in the statistics of the country", "de code in de statistiek van het land"},
    {"lat", "latitude of the region", "breedtegraad van de regio"},
    {"lon", "longitude of the region", "lengtegraad van de regio"},
    {"stage_in_occupancy", "1: occupancy of the whole country counts it (no stopgap, no unlimited places)",
     "1: telt mee in de bezetting van het hele land (geen noodoplossing, geen onbeperkt aantal plaatsen)"},
    {"age_to_d", "upper end of the age; a spell of exactly that length belongs to it",
     "bovengrens van de duur; wat precies zo lang duurt hoort erbij"},
    {"period_bounds", "begin and end of each period", "begin en einde van elke periode"},
};

enum kind { DIMENSIONS, LABELS, MEASURES, KINDS };

struct layout {
    struct result *result;
    struct arena *arena;
    FILE *out;
};

/* What a dataset of the root is: an axis, something told of the labels of one, or a measure. */
static enum kind kind_of(const struct result_item *item)
{
    if (item->scale) return DIMENSIONS;
    return item->rank == 1 ? LABELS : MEASURES;
}

static void sentence(const char *text, FILE *out)
{
    for (; text && *text; text++) {
        if (*text == '|') fputc('\\', out);
        fputc(*text, out);
    }
}

static bool is_named(const char *name, const char *pattern)
{
    const size_t n = strlen(name), end = strlen(pattern) - 1;
    return *pattern != '*' ? strcmp(name, pattern) == 0 : n > end && strcmp(name + n - end, pattern + 1) == 0;
}

static void sentences(const struct layout *layout, const char *name, const struct result_item *item)
{
    const char *en = item->long_name, *nl = item->long_name_nl;
    for (size_t i = 0; !en && i < sizeof known / sizeof *known; i++)
        if (is_named(name, known[i].name)) en = known[i].en, nl = known[i].nl;
    sentence(en, layout->out);
    fputs(" | ", layout->out);
    sentence(nl, layout->out);
    fputs(" |\n", layout->out);
}

static void print_row(const struct layout *layout, const char *name, const struct result_item *item)
{
    fprintf(layout->out, "| `%s` | ", name);
    for (int a = 0; a < item->rank && !item->scale; a++)
        fprintf(layout->out, "%s%s", a ? ", " : "", item->dim[a] ? item->dim[a] : "-");
    fprintf(layout->out, " | %s | ",
            item->units && strncmp(item->units, "seconds since", 13) != 0 ? item->units
            : item->units                                                 ? "s since the start"
                                                                          : "");
    sentences(layout, name, item);
}

static void print_head(const struct layout *layout, const char *title)
{
    fprintf(layout->out, "\n### %s\n\n| name | dimensions | unit | what it is | wat het is |\n|---|---|---|---|---|\n", title);
}

/* kind KINDS: whatever it is. */
static void print_group(const struct layout *layout, const char *group, const char *title, enum kind kind)
{
    int32_t n = 0;
    bool begun = false;
    const char *const *names = result_inside(layout->result, group, &n);
    for (int32_t i = 0; i < n; i++) {
        struct result_item item;
        const char *path = strcmp(group, "/") == 0 ? names[i] : arena_format(layout->arena, "%s/%s", group, names[i]);
        if (!result_item(layout->result, path, &item) || item.bare || (kind != KINDS && kind_of(&item) != kind)) continue;
        if (!begun) print_head(layout, title);
        begun = true;
        print_row(layout, names[i], &item);
    }
}

/* All but the root: of the scenarios one is told, since all are alike. */
static void print_groups(const struct layout *layout)
{
    int32_t n = 0, scenarios = 0;
    const char *const *names = result_inside(layout->result, "/", &n);
    const char *const *scenario = result_labels(layout->result, "scenario", &scenarios);
    for (int32_t i = 0; i < n; i++) {
        struct result_item item;
        if (result_item(layout->result, names[i], &item)) continue;
        if (strcmp(names[i], "scenarios") == 0)
            print_group(layout, arena_format(layout->arena, "scenarios/%s", scenario[0]), "`/scenarios/NAME`", KINDS);
        else
            print_group(layout, names[i], arena_format(layout->arena, "`/%s`", names[i]), KINDS);
    }
}

status layout_print(const char *path, struct arena *arena, FILE *out)
{
    struct layout layout = {.arena = arena, .out = out};
    status read = result_read_open(path, arena, &layout.result);
    if (read.code == STATUS_OK) {
        print_group(&layout, "/", "Dimensions", DIMENSIONS);
        print_group(&layout, "/", "What is known of labels", LABELS);
        print_group(&layout, "/", "Measures", MEASURES);
        print_groups(&layout);
    }
    result_read_close(layout.result);
    return read;
}
