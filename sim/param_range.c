/* The range of a value: what it might as well have been. */
#include <math.h>
#include <string.h>

#include "sim/param_read.h"

struct range {
    struct param_reader *reader;
    const struct param_row *row;
    enum unit unit;
    const struct param_path *path;
    const struct node *value; /* whose unit a bare number takes over */
};

static void range_fault(const struct range *range, struct place place, const char *id, const char *message)
{
    faults_help(range->reader->faults, PARAM_FAULT(range->reader, place, id, range->path, "%s", message),
                "write range: [low, high], {uniform: [low, high]}, {triangular: [low, mode, high]} or {values: [...]}");
}

static bool read_date_as_number(const char *text, double *value)
{
    seconds date_s;
    if (!date_parse(text, &date_s)) return false;
    *value = (double)date_s;
    return true;
}

/* A bare number means what it would mean in the place of the value: `15` beside `22 %` is 15 %. */
static bool read_one(const struct range *range, const struct node *node, double *out)
{
    if (node->kind != NODE_SCALAR) return range_fault(range, node->place, "range-form", "a range holds single values"), false;
    const char *suffix = unit_suffix(node->text), *text = node->text;
    const bool is_date = range->row->kind == PARAM_DATE || (range->row->kind == PARAM_WHEN && suffix && *suffix == '-');
    if (is_date && read_date_as_number(text, out)) return true;
    if (suffix && *suffix == '\0') text = arena_format(range->reader->arena, "%s %s", text, unit_suffix(range->value->text));
    if (!is_date && unit_parse(text, range->unit, out) == UNIT_OK)
        return param_within(range->reader, range->row, range->unit, node, range->path, *out);
    faults_help(range->reader->faults,
                PARAM_FAULT(range->reader, node->place, "range-form", range->path, "`%s` is not %s", node->text,
                            faults_say(range->reader->faults, is_date ? "a date" : unit_noun(range->unit))),
                "write it as the value is written: `%s`", range->value->text);
    return false;
}

/* Numbers of a list that must not fall; -1 after a fault. */
static int32_t read_list(const struct range *range, const struct node *list, double **out)
{
    int32_t n = 0;
    if (list->kind != NODE_LIST) return range_fault(range, list->place, "range-form", "a list must stand here"), -1;
    for (const struct node *element = list->first; element; element = element->next) n++;
    *out = ARENA_ARRAY(range->reader->arena, double, n);
    n = 0;
    for (const struct node *element = list->first; element; element = element->next, n++) {
        if (!read_one(range, element, &(*out)[n])) return -1;
        if (n == 0 || (*out)[n] >= (*out)[n - 1]) continue;
        range_fault(range, element->place, "range-order", "a range goes from low to high");
        return -1;
    }
    if (n > 0) return n;
    range_fault(range, list->place, "range-form", "a range cannot be empty");
    return -1;
}

static bool contains(const struct range *range, const struct node *node, double low, double high, double value)
{
    if (isnan(value) || (low <= value && value <= high)) return true;
    faults_help(range->reader->faults,
                PARAM_FAULT(range->reader, node->place, "range-value", range->path, "the value `%s` lies outside its range",
                            range->value->text),
                "widen the range, or check the value");
    return false;
}

static struct dist make(const struct range *range, const struct node *node, enum dist_kind kind, double value)
{
    const struct dist absent = {.kind = DIST_ABSENT};
    double *list = NULL;
    const int32_t n = read_list(range, node, &list), wanted = kind == DIST_UNIFORM ? 2 : kind == DIST_TRIANGULAR ? 3 : n;
    if (n < 0) return absent;
    if (n != wanted)
        return range_fault(range, node->place, "range-form",
                           wanted == 2 ? "low and high must stand here" : "low, mode and high must stand here"),
               absent;
    if (!contains(range, node, list[0], list[n - 1], value)) return absent;
    struct dist dist = {.kind = kind};
    if (kind == DIST_EMPIRICAL) {
        dist.n = n;
        dist.value = list;
        dist.share = ARENA_ARRAY(range->reader->arena, double, n);
        for (int32_t i = 0; i < n; i++) dist.share[i] = 1.0 / n;
        return dist;
    }
    dist.a = list[0];
    dist.b = list[1];
    if (n == 3) dist.c = list[2];
    return dist;
}

struct dist param_read_range(struct param_reader *reader, const struct param_row *row, enum unit unit,
                             const struct param_path *path, const struct param_written *written, double value)
{
    const struct range range = {reader, row, unit, path, written->value};
    const struct node *node = written->range;
    const struct dist absent = {.kind = DIST_ABSENT};
    const bool finite = isfinite(value) && row->kind != PARAM_FLAG;
    if (!finite) return range_fault(&range, node->place, "range-form", "only a number has a range"), absent;
    if (node->kind == NODE_LIST) return make(&range, node, DIST_UNIFORM, value);
    const struct node *form = node->kind == NODE_MAP ? node->first : NULL;
    if (!form || form->next) return range_fault(&range, node->place, "range-form", "one form of range must stand here"), absent;
    if (strcmp(form->key, "uniform") == 0) return make(&range, form, DIST_UNIFORM, value);
    if (strcmp(form->key, "triangular") == 0) return make(&range, form, DIST_TRIANGULAR, value);
    if (strcmp(form->key, "values") == 0) return make(&range, form, DIST_EMPIRICAL, value);
    static const char *const forms[] = {"uniform", "triangular", "values"};
    struct fault *fault = PARAM_FAULT(reader, form->key_place, "range-form", path, "`%s` is not a form of range", form->key);
    if (!param_did_you_mean(reader, fault, form->key, forms, 3))
        faults_help(reader->faults, fault, "write uniform, triangular or values");
    return absent;
}
