#include "analysis/table.h"

#include <math.h>
#include <string.h>

void table_init(struct table *table, const char *align, struct arena *arena)
{
    *table = (struct table){.arena = arena, .align = align, .columns = (int32_t)strlen(align)};
}

void table_cell(struct table *table, const char *text)
{
    if (table->cells == table->capacity) {
        table->capacity = table->capacity ? 2 * table->capacity : 64;
        const char **more = ARENA_ARRAY(table->arena, const char *, table->capacity);
        if (table->cells) memcpy(more, table->cell, (size_t)table->cells * sizeof *more);
        table->cell = more;
    }
    table->cell[table->cells++] = text;
}

/* Characters of UTF-8: every byte that does not go on with one. */
static int width_of(const char *text)
{
    int width = 0;
    for (; *text; text++) width += ((unsigned char)*text & 0xC0) != 0x80;
    return width;
}

static void pad(int n, FILE *out)
{
    if (n > 0) fprintf(out, "%*s", n, "");
}

static void print_row(const struct table *table, int32_t first, const int *widths, FILE *out)
{
    int owed = 2; /* blanks not yet written, so that no line ends in them */
    for (int32_t c = 0; c < table->columns; c++) {
        const char *text = table->cell[first + c];
        const int slack = widths[c] - width_of(text);
        const bool right = table->align[c] == 'r';
        owed += right ? slack : 0;
        if (*text) pad(owed, out), owed = 0;
        fputs(text, out);
        owed += (right ? 0 : slack) + 2;
    }
    fputc('\n', out);
}

void table_print(const struct table *table, FILE *out)
{
    int *widths = ARENA_ARRAY(table->arena, int, table->columns + 1);
    for (int32_t i = 0; i < table->cells; i++) {
        const int width = width_of(table->cell[i]);
        if (width > widths[i % table->columns]) widths[i % table->columns] = width;
    }
    for (int32_t i = 0; i + table->columns <= table->cells; i += table->columns) print_row(table, i, widths, out);
}

const char *table_said(enum lang lang, const char *en, const char *nl) { return say_in(lang, en, nl); }

const char *table_number(double value, int decimals, enum lang lang, struct arena *arena) { return say_number(value, decimals, lang, arena); }

int table_decimals(double size)
{
    if (!(size > 0) || isinf(size)) return 0;
    const int decimals = 1 - (int)floor(log10(size));
    return decimals < 0 ? 0 : decimals > 6 ? 6 : decimals;
}

/* So many that two digits of the half-width show; without one, four digits of the mean. */
static int decimals_of(const struct interval *interval)
{
    if (interval->half > 0) return table_decimals(interval->half);
    if (interval->mean == rint(interval->mean)) return 0;
    const int decimals = table_decimals(fabs(interval->mean));
    return decimals > 4 ? 6 : decimals + 2;
}

const char *table_bar(double value, double most, int width, struct arena *arena)
{
    static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"};
    if (!(value > 0) || !(most > 0)) return "";
    const int n = (int)lrint(fmin(value / most, 1) * width * 8);
    char *bar = ARENA_ARRAY(arena, char, 3 * width + 4), *end = bar;
    for (int i = 0; i < n / 8; i++) end += strlen(strcpy(end, eighths[8]));
    strcpy(end, eighths[n % 8]);
    return bar;
}

const char *table_interval(const struct interval *interval, bool sign, enum lang lang, struct arena *arena)
{
    if (isnan(interval->mean)) return "-";
    const int decimals = decimals_of(interval);
    const char *mean = table_number(interval->mean, decimals, lang, arena);
    const char *plus = sign && interval->mean > 0 && strpbrk(mean, "123456789") ? "+" : "";
    if (!(interval->half > 0)) return arena_format(arena, "%s%s", plus, mean);
    return arena_format(arena, "%s%s ± %s", plus, mean, table_number(interval->half, decimals, lang, arena));
}

const char *table_difference(const struct interval *interval, enum lang lang, struct arena *arena)
{
    if (isnan(interval->mean)) return "-";
    const char *text = table_interval(interval, true, lang, arena);
    if (interval->mean == 0 && interval->half == 0) return table_said(lang, "the same", "gelijk");
    return summary_covers_zero(interval) ? arena_format(arena, "%s (%s)", text, table_said(lang, "not shown", "niet aangetoond"))
                                         : text;
}
