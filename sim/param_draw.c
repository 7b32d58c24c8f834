/* Values that are drawn: from a range, or from a table of points. */
#include <math.h>
#include <string.h>

#include "sim/param_read.h"

#define DIGITS 12

/* ---- ranges ---- */

static double triangular(const struct dist *range, double u)
{
    const double low = range->a, mode = range->b, high = range->c, width = high - low;
    if (!(width > 0)) return low;
    return u * width < mode - low ? low + sqrt(u * width * (mode - low)) : high - sqrt((1 - u) * width * (high - mode));
}

double param_range_low(const struct dist *range) { return range->kind == DIST_EMPIRICAL ? range->value[0] : range->a; }

double param_range_high(const struct dist *range)
{
    if (range->kind == DIST_EMPIRICAL) return range->value[range->n - 1];
    return range->kind == DIST_TRIANGULAR ? range->c : range->b;
}

double param_range_quantile(const struct dist *range, double u)
{
    if (range->kind == DIST_EMPIRICAL) return range->value[(int32_t)fmin(u * range->n, range->n - 1)];
    const double value = range->kind == DIST_TRIANGULAR ? triangular(range, u) : range->a + u * (range->b - range->a);
    return fmin(fmax(value, param_range_low(range)), param_range_high(range)); /* rounding may step over an end */
}

/* ---- texts ---- */

static bool is_date(const struct setting *setting)
{
    const char *suffix = unit_suffix(setting->text);
    return setting->row->kind == PARAM_DATE || (setting->row->kind == PARAM_WHEN && suffix && *suffix == '-');
}

/* A further column of a table has no kind of its own; where its value and its range are written as whole numbers it counts something. */
static bool is_whole(const struct setting *setting)
{
    const double low = param_range_low(&setting->range), high = param_range_high(&setting->range);
    const bool column = (setting->row->flags & PARAM_OPEN) && setting->unit == UNIT_NUMBER;
    if (setting->unit == UNIT_COUNT) return true;
    return column && !strpbrk(setting->text, ".eE") && low == round(low) && high == round(high);
}

static double date_text(char *out, double value)
{
    const double day_s = round(value / (double)SECONDS_PER_DAY) * (double)SECONDS_PER_DAY;
    date_format(out, (seconds)day_s);
    return day_s;
}

/* What one of the unit in which the setting was written is inside. */
static double scale_of(const struct setting *setting, const char *suffix)
{
    char one[80];
    double scale = 1;
    snprintf(one, sizeof one, "1%s%.64s", *suffix ? " " : "", suffix);
    BUG_IF(unit_parse(one, setting->unit, &scale) != UNIT_OK || !(scale > 0), "%s: the unit of `%s` is not read", setting->path, setting->text);
    return scale;
}

double param_draw_text(char out[PARAM_DRAW_TEXT], const struct setting *setting, double value)
{
    char number[48], plain[64];
    int groups;
    if (is_date(setting)) return date_text(out, value);
    const char *suffix = unit_suffix(setting->text), *blank = *suffix ? " " : "";
    if (is_whole(setting))
        snprintf(number, sizeof number, "%.0f", round(value));
    else
        snprintf(number, sizeof number, "%.*g", DIGITS, value / scale_of(setting, suffix));
    snprintf(out, PARAM_DRAW_TEXT, "%s%s%.64s", number, blank, suffix);
    if (unit_thousands(out, &groups, plain, sizeof plain) == '.') /* 80.125 eur is not read, 80.1250 eur is */
        snprintf(out, PARAM_DRAW_TEXT, "%s0%s%.64s", number, blank, suffix);
    BUG_IF(unit_parse(out, setting->unit, &value) != UNIT_OK, "%s: `%s` cannot be read back", setting->path, out);
    return value;
}

/* ---- from elsewhere ---- */

static const char *with_unit(const struct setting *setting, const char *text, struct arena *arena)
{
    const char *suffix = unit_suffix(text), *own = unit_suffix(setting->text);
    return suffix && *suffix == '\0' && own && *own ? arena_format(arena, "%s %s", text, own) : text;
}

bool param_draw_read(const struct setting *setting, const struct node *node, struct arena *arena, struct faults *faults, double *value)
{
    struct param_reader reader = {.arena = arena, .faults = faults};
    const struct param_path root = {NULL, NULL, 0}, path = {&root, setting->path, 0};
    seconds date_s = 0;
    if (is_date(setting)) {
        if (!date_parse(node->text, &date_s)) return param_date_fault(&reader, node, &path, false), false;
        *value = (double)date_s;
        return true;
    }
    struct node own = *node;
    own.text = with_unit(setting, node->text, arena);
    struct param_row row = *setting->row;
    row.flags &= (unsigned)PARAM_POSITIVE; /* a point is a number, not `none` */
    return param_read_number(&reader, &row, setting->unit, &own, &path, value);
}
