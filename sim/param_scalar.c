/* Single values: numbers with units, words, dates, texts; and lists of them. */
#include <math.h>
#include <string.h>

#include "sim/param_read.h"

#define MOST_SECONDS 3.2e12 /* 100 000 years: more is a mistake, and less can be added up */

/* ---- long form ---- */

static const char *const long_keys[] = {"value", "range", "source", "note"};
#define N_LONG_KEYS ((int)(sizeof long_keys / sizeof *long_keys))

static int long_key(const char *key)
{
    for (int i = 0; i < N_LONG_KEYS; i++)
        if (strcmp(key, long_keys[i]) == 0) return i;
    return -1;
}

static bool says_something(struct param_reader *reader, const struct node *node, const struct param_path *path)
{
    if (yaml_is(node, ""))
        faults_help(reader->faults, PARAM_FAULT(reader, node->place, "missing-value", path, "nothing stands behind the `:`"),
                    "write a value, or leave the key out");
    else if (yaml_is(node, "~"))
        faults_help(
            reader->faults,
            PARAM_FAULT(reader, node->place, "nothing-to-remove", path, "`~` removes what is extended, and there is nothing"),
            "leave the key out, or check its name");
    else
        return true;
    return false;
}

static const char *text_of(struct param_reader *reader, const struct node *node, const struct param_path *path)
{
    if (node->kind == NODE_SCALAR) return node->text;
    faults_help(reader->faults, PARAM_FAULT(reader, node->place, "wrong-kind", path, "`%s` is one text", node->key),
                "put the whole between quotes");
    return NULL;
}

static bool open_long(struct param_reader *reader, const struct node *map, const struct param_path *path,
                      struct param_written *written)
{
    bool good = true;
    for (const struct node *entry = map->first; entry; entry = entry->next) {
        switch (long_key(entry->key)) {
        case 0:
            written->value = entry;
            break;
        case 1:
            written->range = entry;
            break;
        case 2:
            written->source = text_of(reader, entry, path);
            break;
        case 3:
            written->note = text_of(reader, entry, path);
            break;
        default: {
            struct fault *fault =
                PARAM_FAULT(reader, entry->key_place, "unknown-key", path, "`%s` cannot stand here", entry->key);
            if (!param_did_you_mean(reader, fault, entry->key, long_keys, N_LONG_KEYS))
                faults_help(reader->faults, fault, "one value, or {value: ..., range: ..., source: ..., note: ...}");
            good = false;
        }
        }
    }
    if (!good) return false;
    if (written->value && written->value->kind == NODE_SCALAR) return says_something(reader, written->value, path);
    if (written->value)
        faults_help(reader->faults, PARAM_FAULT(reader, written->value->place, "wrong-kind", path, "`value` is one value"),
                    "write {value: ..., range: ..., source: ..., note: ...}");
    else
        faults_help(reader->faults, PARAM_FAULT(reader, map->place, "missing-key", path, "`value` is missing"),
                    "one value, or {value: ..., range: ..., source: ..., note: ...}");
    return false;
}

bool param_open(struct param_reader *reader, const struct node *node, const struct param_path *path,
                struct param_written *written)
{
    *written = (struct param_written){.value = NULL};
    if (node->kind == NODE_MAP) return open_long(reader, node, path, written);
    written->value = node;
    if (node->kind == NODE_SCALAR) return says_something(reader, node, path);
    faults_help(reader->faults, PARAM_FAULT(reader, node->place, "wrong-kind", path, "one value must stand here, not a list"),
                "leave the `[` and `]` or the `- ` out");
    return false;
}

/* ---- settings ---- */

static enum origin origin_of(const struct node *value)
{
    if (!value->place.source) return ORIGIN_DEFAULT;
    return value->place.source->text ? ORIGIN_FILE : ORIGIN_SET;
}

void param_keep(struct param_reader *reader, const struct param_row *row, enum unit unit, const struct param_path *path,
                const struct param_written *written, double value)
{
    const struct dist range =
        written->range ? param_read_range(reader, row, unit, path, written, value) : (struct dist){.kind = DIST_ABSENT};
    struct settings *settings = reader->settings;
    if (!settings) return;
    struct setting *setting = ARENA_NEW(reader->arena, struct setting);
    *setting = (struct setting){.path = param_path_text(reader, path),
                                .row = row,
                                .text = written->value->text,
                                .value = value,
                                .unit = unit,
                                .origin = origin_of(written->value),
                                .place = written->value->place,
                                .range = range,
                                .source = written->source,
                                .note = written->note,
                                .node = written->value};
    *(settings->last ? &settings->last->next : &settings->first) = setting;
    settings->last = setting;
    settings->n++;
}

/* ---- numbers ---- */

/* `14 M eur/yr` for 14000000 eur/yr; NULL where it would be no shorter. */
static const char *in_millions(struct param_reader *reader, const char *plain, enum unit unit)
{
    double value;
    char text[64];
    const bool money = unit == UNIT_MONEY || unit == UNIT_MONEY_PER_YEAR || unit == UNIT_PRICE;
    const char *suffix = unit_suffix(plain);
    if (!money || !suffix || *suffix != 'e' || unit_parse(plain, UNIT_ANY, &value) != UNIT_OK || fabs(value) < 1e6) return NULL;
    snprintf(text, sizeof text, "%.8g", value / 1e6);
    return strlen(text) > 6 ? NULL : arena_format(reader->arena, "%s M %s", text, suffix);
}

/* Groups of three digits are refused where they would be read as decimals, or not at all. */
static bool in_thousands(struct param_reader *reader, enum unit unit, const struct node *node, const struct param_path *path)
{
    char plain[64];
    double value;
    int groups;
    const char separator = unit_thousands(node->text, &groups, plain, sizeof plain);
    if (!separator || (separator == '.' && groups == 1 && !unit_hardly_decimals(node->text, unit))) return false;
    const char *noun = separator == '.' ? "points" : separator == ',' ? "commas" : separator == ' ' ? "blanks" : "quotes";
    const char *unit_text = unit_parse(plain, unit, &value) == UNIT_MISSING ? unit_suffix(unit_example(unit)) : "";
    const char *whole = arena_format(reader->arena, "%s%s%s", plain, *unit_text ? " " : "", unit_text);
    const char *million = in_millions(reader, whole, unit);
    struct fault *fault = PARAM_FAULT(reader, node->place, "thousands", path, "`%s`: %s between thousands are not read", node->text, faults_say(reader->faults, noun));
    if (million)
        faults_help(reader->faults, fault, "write `%s` or `%s`", million, whole);
    else if (groups == 1 && separator == '.')
        faults_help(reader->faults, fault, "write `%s`, or leave out the point and what follows it", whole);
    else if (groups == 1 && separator == ',')
        faults_help(reader->faults, fault, "write `%s`, or a point for a decimal comma", whole);
    else
        faults_help(reader->faults, fault, "write `%s`", whole);
    return true;
}

static void no_break(struct param_reader *reader, const struct node *node, const struct param_path *path)
{
    faults_help(reader->faults, PARAM_FAULT(reader, node->place, "not-a-number", path, "a no-break space (U+00A0 or U+202F) stands in `%s`", node->text),
                "write an ordinary blank before the unit, and none between digits");
}

static const char *number_of(struct param_reader *reader, double value) { return arena_format(reader->arena, "%.10g", value); }

static void unit_fault(struct param_reader *reader, enum unit unit, const struct node *node, const struct param_path *path,
                       enum unit_read read)
{
    const char *text = node->text, *noun = faults_say(reader->faults, unit_noun(unit)), *example = unit_example(unit);
    const bool bare = unit == UNIT_NUMBER || unit == UNIT_COUNT;
    struct fault *fault;
    if (strstr(text, "\xc2\xa0") || strstr(text, "\xe2\x80\xaf")) {
        no_break(reader, node, path);
        return;
    }
    if (read == UNIT_MISSING) {
        fault = PARAM_FAULT(reader, node->place, "unit-missing", path, "`%s` has no unit; this is %s", text, noun);
        const char *own = unit_suffix(example), *all = unit_choices(unit);
        if (strcmp(own, all) == 0)
            faults_help(reader->faults, fault, "write `%s %s`", text, own);
        else
            faults_help(reader->faults, fault, "write `%s %s`, or another of %s", text, own, faults_say(reader->faults, all));
    } else if (read == UNIT_WRONG) {
        fault = PARAM_FAULT(reader, node->place, "unit-wrong", path, "`%s` is not %s", text, noun);
        double share;
        if (unit == UNIT_FACTOR && unit_parse(text, UNIT_SHARE, &share) == UNIT_OK)
            faults_help(reader->faults, fault, "write `%s x`: a factor is that many times", number_of(reader, share));
        else if (bare)
            faults_help(reader->faults, fault, "write it without a unit, for example `%s`", example);
        else
            faults_help(reader->faults, fault, "its unit is %s, for example `%s`", faults_say(reader->faults, unit_choices(unit)), example);
    } else if (read == UNIT_RANGE) {
        const bool count = unit == UNIT_COUNT;
        fault = PARAM_FAULT(reader, node->place, count ? "not-whole" : "out-of-bounds", path,
                            count ? "`%s` is not a whole number" : "`%s` is too large to reckon with", text);
        faults_help(reader->faults, fault, count ? "write a whole number, without a point" : "check the number and its unit");
    } else {
        fault = PARAM_FAULT(reader, node->place, "not-a-number", path, "`%s` is not %s", text, noun);
        const char *comma = strchr(text, ',');
        if (comma && comma[1] >= '0' && comma[1] <= '9')
            faults_help(reader->faults, fault, "write a point for a decimal comma");
        else
            faults_help(reader->faults, fault, "for example `%s`", example);
    }
}

struct bounds {
    double min, max;
    bool open;
};

static struct bounds bounds_of(const struct param_row *row, enum unit unit)
{
    struct bounds bounds = {row->min, row->max, (row->flags & PARAM_POSITIVE) != 0};
    if (row->min != row->max) return bounds;
    bounds.min = bounds.open || row->kind == PARAM_COUNT || unit == UNIT_SHARE ? 0 : -INFINITY;
    bounds.max = unit == UNIT_SHARE ? 1 : INFINITY;
    return bounds;
}

bool param_within(struct param_reader *reader, const struct param_row *row, enum unit unit, const struct node *node,
                  const struct param_path *path, double value)
{
    const struct bounds bounds = bounds_of(row, unit);
    const bool below = bounds.open ? value <= bounds.min : value < bounds.min;
    if (!below && !(value > bounds.max)) return true;
    char least[64], most[64];
    unit_format(least, bounds.min, unit);
    unit_format(most, bounds.max, unit);
    struct fault *fault = PARAM_FAULT(reader, node->place, "out-of-bounds", path, "`%s` is %s %s", node->text,
                                      faults_say(reader->faults, below ? (bounds.open ? "not more than" : "less than") : "more than"), below ? least : most);
    const char *noun = faults_say(reader->faults, unit_noun(unit)), *bound = faults_say(reader->faults, bounds.open ? "above " : "of at least ");
    if (isfinite(bounds.min) && isfinite(bounds.max))
        faults_help(reader->faults, fault, "write %s %s%s and at most %s", noun, bound, least, most);
    else if (below)
        faults_help(reader->faults, fault, "write %s %s%s", noun, bound, least);
    else
        faults_help(reader->faults, fault, "write %s of at most %s", noun, most);
    return false;
}

/* `3.500 /yr`: decimals, and perhaps meant as thousands. Not where thousands are out of bounds; factors and shares with
 * three decimals are common, the last of them is hardly ever a 0. */
static void doubt_thousands(struct param_reader *reader, const struct param_row *row, enum unit unit, const struct node *node,
                            const struct param_path *path)
{
    char plain[64];
    int groups;
    if (!node->place.source || unit_thousands(node->text, &groups, plain, sizeof plain) != '.' || groups != 1) return;
    const size_t whole = strcspn(node->text, "."), digits = strspn(plain, "+-0123456789");
    const bool large = unit == UNIT_DURATION || unit == UNIT_RATE || unit == UNIT_MONEY || unit == UNIT_MONEY_PER_YEAR || unit == UNIT_QUANTITY || unit == UNIT_PRICE;
    const struct bounds bounds = bounds_of(row, unit);
    double value;
    size_t kept = whole + 4;
    if (!large && node->text[kept - 1] != '0') return;
    if (unit_parse(plain, unit, &value) != UNIT_OK || value < bounds.min || value > bounds.max) return;
    while (node->text[kept - 1] == '0') kept--;
    if (node->text[kept - 1] == '.') kept--;
    const char *read = arena_copy(reader->arena, node->text, kept);
    struct fault *fault = faults_warning(reader->faults, node->place, "thousands", param_path_text(reader, path), "`%s` is read as %s", node->text, read);
    faults_help(reader->faults, fault, "write %s if thousands are meant, or %s", arena_copy(reader->arena, plain, digits), read);
}

/* `unlimited` and `none`, where the row allows them. */
static bool is_word(const struct param_row *row, const struct node *node, double *value)
{
    if (row->kind == PARAM_DIST || row->kind == PARAM_RANGE) return false;
    if ((row->flags & PARAM_UNLIMITED) && yaml_is(node, "unlimited")) return *value = INFINITY, true;
    if ((row->flags & PARAM_NONE) && yaml_is(node, "none")) return *value = row->kind == PARAM_COUNT ? INFINITY : NAN, true;
    return false;
}

bool param_read_number(struct param_reader *reader, const struct param_row *row, enum unit unit, const struct node *node,
                       const struct param_path *path, double *value)
{
    struct param_written written;
    double read_value;
    if (!param_open(reader, node, path, &written)) return false;
    if (!is_word(row, written.value, &read_value)) {
        if (in_thousands(reader, unit, written.value, path)) return false;
        const enum unit_read read = unit_parse(written.value->text, unit, &read_value);
        if (read != UNIT_OK) return unit_fault(reader, unit, written.value, path, read), false;
        if (!param_within(reader, row, unit, written.value, path, read_value)) return false;
        doubt_thousands(reader, row, unit, written.value, path);
    }
    *value = read_value;
    param_keep(reader, row, unit, path, &written, read_value);
    return true;
}

/* A double ends at 2^53, a seed need not. */
static void read_count(struct param_reader *reader, const struct param_row *row, const struct node *node,
                       const struct param_path *path, int64_t *count)
{
    double value = 0;
    if (!param_read_number(reader, row, UNIT_COUNT, node, path, &value)) return;
    const struct node *written = node->kind == NODE_MAP ? yaml_find(node, "value") : node;
    if (isinf(value))
        *count = INT64_MAX;
    else if (count_parse(written->text, count) != UNIT_OK)
        unit_fault(reader, UNIT_COUNT, written, path, UNIT_RANGE);
}

static bool read_seconds(struct param_reader *reader, const struct param_row *row, const struct node *node,
                         const struct param_path *path, seconds *length_s)
{
    double value = 0;
    if (!param_read_number(reader, row, UNIT_DURATION, node, path, &value)) return false;
    if (fabs(value) <= MOST_SECONDS) return *length_s = (seconds)llround(value), true;
    faults_help(reader->faults, PARAM_FAULT(reader, node->place, "out-of-bounds", path, "this is longer than 100 000 years"),
                "check the number and its unit");
    return false;
}

/* ---- words, dates and texts ---- */

static void read_when(struct param_reader *reader, const struct param_row *row, const struct node *node,
                      const struct param_path *path, struct when *when)
{
    const struct node *value = node->kind == NODE_MAP && yaml_find(node, "value") ? yaml_find(node, "value") : node;
    const char *suffix = value->kind == NODE_SCALAR ? unit_suffix(value->text) : NULL;
    seconds at_s = NEVER;
    if (suffix && *suffix != '-' && !param_is_date_in_words(reader, value->text)) {
        if (read_seconds(reader, row, node, path, &at_s)) *when = (struct when){.given = true, .from_start = true, .at_s = at_s};
    } else if (value->kind == NODE_SCALAR && !suffix && *value->text && !yaml_is(value, "~"))
        param_date_fault(reader, value, path, true);
    else {
        param_read_date(reader, row, node, path, &at_s);
        if (at_s != NEVER) *when = (struct when){.given = true, .at_s = at_s};
    }
}

static void read_span(struct param_reader *reader, const struct param_row *row, const struct node *node,
                      const struct param_path *path, struct span *span)
{
    seconds length_s;
    if (!read_seconds(reader, row, node, path, &length_s)) return;
    const struct node *value = node->kind == NODE_MAP ? yaml_find(node, "value") : node;
    const bool whole_years = strcmp(unit_suffix(value->text), "yr") == 0 && length_s > 0 && length_s % SECONDS_PER_YEAR == 0;
    *span = (struct span){.length_s = length_s, .calendar_years = whole_years ? (int32_t)(length_s / SECONDS_PER_YEAR) : 0};
}

/* ---- lists of values ---- */

static void read_periods(struct param_reader *reader, const struct param_row *row, const struct node *node,
                         const struct param_path *path, struct periods *periods)
{
    int32_t n = 0, i = 0;
    if (node->kind != NODE_LIST) {
        read_span(reader, row, node, path, &periods->each);
        return;
    }
    if (!param_count_items(reader, row, node, path, &n)) return;
    periods->from_s = ARENA_ARRAY(reader->arena, seconds, n);
    periods->n = n;
    for (const struct node *element = node->first; element; element = element->next, i++) {
        const struct param_path here = {path, NULL, i};
        seconds *from_s = &periods->from_s[i];
        *from_s = NEVER;
        param_read_date(reader, row, element, &here, from_s);
        if (i == 0 || *from_s == NEVER || *from_s > from_s[-1]) continue;
        faults_help(reader->faults, PARAM_FAULT(reader, element->place, "dates-order", &here, "`%s` is not later than the date before it", element->text),
                    "write the dates in their order, each once");
    }
}

static void read_series(struct param_reader *reader, const struct param_row *row, const struct node *node,
                        const struct param_path *path, struct series *series)
{
    int32_t n, i = 0;
    if (!param_count_items(reader, row, node, path, &n)) return;
    series->value = ARENA_ARRAY(reader->arena, double, n);
    series->n = n;
    for (const struct node *element = node->first; element; element = element->next, i++) {
        const struct param_path here = {path, NULL, i};
        series->value[i] = NAN;
        param_read_number(reader, row, row->unit, element, &here, &series->value[i]);
    }
}

/* ---- by kind ---- */

void param_clear(const struct param_row *row, void *at)
{
    switch (row->kind) {
    case PARAM_SCALAR:
        *(double *)at = NAN;
        break;
    case PARAM_COUNT:
        *(int64_t *)at = -1;
        break;
    case PARAM_FLAG:
        *(bool *)at = false;
        break;
    case PARAM_CHOICE:
        *(int32_t *)at = -1;
        break;
    case PARAM_TEXT:
        *(const char **)at = NULL;
        break;
    case PARAM_DATE:
        *(seconds *)at = NEVER;
        break;
    case PARAM_WHEN:
        *(struct when *)at = (struct when){.given = false};
        break;
    case PARAM_SPAN:
        *(struct span *)at = (struct span){.length_s = 0};
        break;
    case PARAM_PERIODS:
        *(struct periods *)at = (struct periods){.n = 0};
        break;
    case PARAM_SERIES:
        *(struct series *)at = (struct series){.n = 0};
        break;
    case PARAM_DIST:
    case PARAM_RANGE:
        *(struct dist *)at = (struct dist){.kind = DIST_ABSENT};
        break;
    case PARAM_NAME:
        *(struct name *)at = (struct name){.id = -1};
        break;
    case PARAM_NAMES:
        *(struct names *)at = (struct names){.n = 0};
        break;
    case PARAM_TITLE:
        *(struct title *)at = (struct title){.en = NULL};
        break;
    case PARAM_PAIRS:
        *(struct pairs *)at = (struct pairs){.given = false};
        break;
    case PARAM_MAP:
    case PARAM_LIST:
    case PARAM_TABLE:
    case PARAM_SHARES:
        *(struct items *)at = (struct items){.stride = row->table->size};
        break;
    case PARAM_EITHER:
        *(int32_t *)at = 0;
        break;
    case PARAM_RECORD:
        break;
    }
}

void param_read_scalar(struct param_reader *reader, const struct param_row *row, const struct node *node, void *at,
                       const struct param_path *path)
{
    switch (row->kind) {
    case PARAM_SCALAR:
        param_read_number(reader, row, row->unit, node, path, at);
        break;
    case PARAM_COUNT:
        read_count(reader, row, node, path, at);
        break;
    case PARAM_FLAG:
        param_read_flag(reader, row, node, path, at);
        break;
    case PARAM_CHOICE:
        *(int32_t *)at = param_read_word(reader, row, node, path, row->choices);
        break;
    case PARAM_TEXT:
        param_read_text(reader, row, node, path, at);
        break;
    case PARAM_DATE:
        param_read_date(reader, row, node, path, at);
        break;
    case PARAM_WHEN:
        read_when(reader, row, node, path, at);
        break;
    case PARAM_SPAN:
        read_span(reader, row, node, path, at);
        break;
    case PARAM_PERIODS:
        read_periods(reader, row, node, path, at);
        break;
    case PARAM_SERIES:
        read_series(reader, row, node, path, at);
        break;
    case PARAM_NAME:
        param_read_name(reader, row, node, path, at);
        break;
    case PARAM_NAMES:
        param_read_names(reader, row, node, path, at);
        break;
    case PARAM_TITLE:
        param_read_title(reader, row, node, path, at);
        break;
    default:
        BUG_IF(true, "the row %s is no scalar", row->name);
    }
}
