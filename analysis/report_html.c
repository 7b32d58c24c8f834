/* Words and tables of the page. Text becomes HTML in svg_text alone. */
#include <math.h>
#include <string.h>

#include "analysis/report_page.h"

void report_raw(const struct report *report, const char *html) { fputs(html, report->svg.out); }

void report_element(const struct report *report, const char *tag, const char *class, const char *text)
{
    FILE *out = report->svg.out;
    fprintf(out, "<%s", tag);
    if (class) fprintf(out, " class=\"%s\"", class);
    fputs(">", out);
    svg_text(out, text);
    fprintf(out, "</%s>\n", tag);
}

/* Between \1 and \2, which only this program writes, stands what is strong; text of the file that holds them changes nothing but that. */
void report_rich(const struct report *report, const char *tag, const char *text)
{
    FILE *out = report->svg.out;
    bool strong = false;
    fprintf(out, "<%s>", tag);
    for (const char *at = text; *at;) {
        const size_t n = strcspn(at, "\1\2");
        svg_text(out, arena_copy(report->arena, at, n));
        at += n;
        if (!*at) break;
        if ((*at == '\1') != strong) fputs(strong ? "</strong>" : "<strong>", out), strong = !strong;
        at++;
    }
    fprintf(out, "%s</%s>\n", strong ? "</strong>" : "", tag);
}

void report_p(const struct report *report, const char *text) { report_element(report, "p", NULL, text); }
void report_note(const struct report *report, const char *text) { report_element(report, "p", "note", text); }
void report_h3(const struct report *report, const char *text) { report_element(report, "h3", NULL, text); }
void report_missing(const struct report *report, const char *text) { report_element(report, "p", "missing", text); }

void report_maker(const struct report *report, const char *text) { report_element(report, "p", "maker", text); }

void report_open_details(const struct report *report, const char *summary)
{
    report_raw(report, "<details><summary>");
    svg_text(report->svg.out, summary);
    report_raw(report, "</summary>\n");
}

void report_open_told(const struct report *report, const char *summary)
{
    report_raw(report, "<details class=\"told\"><summary>");
    svg_text(report->svg.out, summary);
    report_raw(report, "</summary>\n");
}

void report_close_details(const struct report *report) { report_raw(report, "</details>\n"); }

/* ---- numbers ---- */

const char *report_number(const struct report *report, double value, int decimals)
{
    return svg_number(&report->svg, &(struct svg_column){.decimals = decimals}, value);
}

int report_digits(double value)
{
    const double size = fabs(value);
    return size >= 10 || !(size > 0) ? 0 : size >= 1 ? 1 : 2;
}

const char *report_amount(const struct report *report, double value) { return report_number(report, value, report_digits(value)); }

int report_decimals(const struct interval *interval)
{
    if (interval->half > 0) {
        const int half = table_decimals(interval->half), mean = interval->mean != 0 ? 2 - (int)floor(log10(fabs(interval->mean))) : half;
        return mean < 0 ? 0 : mean < half ? mean : half;
    }
    if (isnan(interval->mean) || interval->mean == rint(interval->mean)) return 0;
    const int decimals = table_decimals(fabs(interval->mean)) + 1;
    return decimals > 4 ? 4 : decimals;
}

struct svg_cell report_cell(const struct interval *interval)
{
    return (struct svg_cell){interval->mean, interval->mean - interval->half, interval->mean + interval->half};
}

struct svg_cell report_value(double value) { return (struct svg_cell){value, NAN, NAN}; }

const char *report_interval(const struct report *report, const struct interval *interval, bool sign)
{
    const struct svg_column column = {.decimals = report_decimals(interval), .sign = sign};
    const struct svg_cell cell = report_cell(interval);
    return svg_said(&report->svg, &column, &cell);
}

const char *report_fewer(const struct report *report, const struct interval *interval)
{
    const struct interval turned = {.mean = fabs(interval->mean), .half = interval->half, .n = interval->n};
    return report_interval(report, &turned, false);
}

const char *report_date(const struct report *report, const char *text)
{
    seconds date_s;
    return date_parse(text, &date_s) ? say_date(date_s, report->svg.lang, report->arena) : text;
}

/* ---- tables ---- */

struct report_table report_table(struct report *report, int32_t columns, int32_t most_rows)
{
    return (struct report_table){.report = report,
                                 .columns = columns,
                                 .capacity_rows = most_rows,
                                 .column = ARENA_ARRAY(report->arena, struct svg_column, columns + 1),
                                 .row = ARENA_ARRAY(report->arena, const char *, most_rows + 1),
                                 .cell = ARENA_ARRAY(report->arena, struct svg_cell, columns * most_rows + 1)};
}

void report_column(struct report_table *table, int32_t i, const char *name, int decimals, bool sign, bool percent)
{
    table->column[i] = (struct svg_column){name, decimals, sign, percent};
}

void report_row(struct report_table *table, const char *name)
{
    if (table->rows < table->capacity_rows) table->row[table->rows++] = name;
}

void report_put(struct report_table *table, struct svg_cell cell)
{
    if (table->cells < table->columns * table->capacity_rows) table->cell[table->cells++] = cell;
}

struct svg_table report_made(const struct report_table *table, const char *title, const char *row_head, const char *said, const char *note)
{
    return (struct svg_table){.title = title,
                              .said = said,
                              .row_head = row_head,
                              .note = note,
                              .rows = table->rows,
                              .columns = table->columns,
                              .row = table->row,
                              .column = table->column,
                              .cell = table->cell};
}

static void cell_write(const struct report *report, const char *text)
{
    const char *small = strchr(text, '\3');
    svg_text(report->svg.out, small ? arena_copy(report->arena, text, (size_t)(small - text)) : text);
    if (!small) return;
    report_raw(report, "<small class=\"path\">");
    svg_text(report->svg.out, small + 1);
    report_raw(report, "</small>");
}

static void texts_row(const struct report *report, const char *const *cell, int32_t columns, const char *open, const char *close)
{
    report_raw(report, "<tr>");
    for (int32_t c = 0; c < columns; c++) {
        report_raw(report, c == 0 && strcmp(open, "<td>") == 0 ? "<th scope=\"row\">" : open);
        cell_write(report, cell[c]);
        report_raw(report, c == 0 && strcmp(open, "<td>") == 0 ? "</th>" : close);
    }
    report_raw(report, "</tr>\n");
}

void report_texts(const struct report *report, const char *title, const char *const *cell, int32_t columns, int32_t rows)
{
    report_raw(report, "<div class=\"scroll texts\" tabindex=\"0\" role=\"group\" aria-label=\"");
    svg_text(report->svg.out, title);
    report_raw(report, "\"><table>\n");
    report_element(report, "caption", NULL, title);
    report_raw(report, "<thead>");
    texts_row(report, cell, columns, "<th scope=\"col\">", "</th>");
    report_raw(report, "</thead><tbody>\n");
    for (int32_t r = 1; r < rows; r++) texts_row(report, cell + r * columns, columns, "<td>", "</td>");
    report_raw(report, "</tbody></table></div>\n");
}
