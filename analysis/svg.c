#include "analysis/svg.h"

#include <math.h>
#include <string.h>

/* ---- text ---- */

/* Length of the UTF-8 character that begins here; 0 when it is none. */
static int character(const unsigned char *c)
{
    const int n = *c < 0x80 ? 1 : (*c & 0xE0) == 0xC0 ? 2 : (*c & 0xF0) == 0xE0 ? 3 : (*c & 0xF8) == 0xF0 ? 4 : 0;
    for (int i = 1; i < n; i++)
        if ((c[i] & 0xC0) != 0x80) return 0;
    return n;
}

static const char *entity(unsigned char c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return NULL;
    }
}

void svg_text(FILE *out, const char *text)
{
    for (const unsigned char *c = (const unsigned char *)(text ? text : ""); *c;) {
        const int n = character(c);
        if (entity(*c))
            fputs(entity(*c), out);
        else if (n == 0)
            fputs("\xEF\xBF\xBD", out);
        else if (n > 1 || *c == '\n' || *c == '\t' || (*c >= 0x20 && *c != 0x7F))
            fwrite(c, 1, (size_t)n, out);
        c += n ? n : 1;
    }
}

static void element(FILE *out, const char *open, const char *text, const char *close)
{
    fputs(open, out);
    svg_text(out, text);
    fputs(close, out);
}

const char *svg_number(const struct svg_page *page, const struct svg_column *column, double value)
{
    if (isinf(value)) return value > 0 ? "∞" : "−∞";
    const char *text = table_number(value, column->decimals, page->lang, page->arena);
    const char *plus = column->sign && value > 0 && strpbrk(text, "123456789") ? "+" : "";
    if (isnan(value)) return "–";
    const char *minus = *text == '-' ? "−" : "";
    return arena_format(page->arena, "%s%s%s%s", plus, minus, text + (*minus ? 1 : 0), column->percent ? " %" : "");
}

const char *svg_said(const struct svg_page *page, const struct svg_column *column, const struct svg_cell *cell)
{
    const char *value = svg_number(page, column, cell->value);
    if (isnan(cell->value) || isnan(cell->low) || isnan(cell->high) || cell->low == cell->high) return value;
    struct svg_column bare = *column;
    bare.percent = false;
    const char *low = svg_number(page, &bare, cell->low), *high = svg_number(page, &bare, cell->high);
    return strcmp(low, high) == 0 ? value : arena_format(page->arena, say_in(page->lang, "%s (%s to %s)", "%s (%s tot %s)"), value, low, high);
}

/* ---- the table behind a drawing ---- */

static void head(const struct svg_page *page, const struct svg_table *table)
{
    element(page->out, "<thead><tr><th scope=\"col\">", table->row_head, "</th>");
    for (int32_t c = 0; c < table->columns; c++) {
        const char *name = table->column[c].name;
        element(page->out, "<th scope=\"col\" class=\"n\">", table->within ? arena_format(page->arena, "%s: %s", name, table->within) : name, "</th>");
    }
    fputs("</tr></thead>\n<tbody>\n", page->out);
}

static void rows(const struct svg_page *page, const struct svg_table *table)
{
    const char *open = table->columns >= 7 ? "<div class=\"scroll wide\" tabindex=\"0\" role=\"group\" aria-label=\"" : "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"";
    element(page->out, open, table->title, "\"><table>\n");
    element(page->out, "<caption>", table->title, "</caption>\n");
    head(page, table);
    for (int32_t r = 0; r < table->rows; r++) {
        element(page->out, "<tr><th scope=\"row\">", table->row[r], "</th>");
        for (int32_t c = 0; c < table->columns; c++)
            element(page->out, "<td>", svg_said(page, &table->column[c], &table->cell[r * table->columns + c]), "</td>");
        fputs("</tr>\n", page->out);
    }
    fputs("</tbody></table></div>\n", page->out);
}

void svg_plain(const struct svg_page *page, const struct svg_table *table)
{
    rows(page, table);
    if (table->note) element(page->out, "<p class=\"note\">", table->note, "</p>\n");
}

int32_t svg_begin(const struct svg_page *page, const struct svg_table *table)
{
    const int32_t id = ++*page->figures;
    element(page->out, "<figure><figcaption>", table->title, "</figcaption>\n");
    return id;
}

void svg_open(const struct svg_page *page, const struct svg_table *table, int32_t id, const char *view_box, int height, const char *class)
{
    const char *lang = say_in(page->lang, "en", "nl");
    fprintf(page->out, "<svg class=\"%s\" role=\"img\" aria-labelledby=\"%s-t%d %s-d%d\"", class, lang, (int)id, lang, (int)id);
    if (view_box)
        fprintf(page->out, " viewBox=\"%s\">", view_box);
    else
        fprintf(page->out, " width=\"100%%\" height=\"%d\">", height);
    fprintf(page->out, "<title id=\"%s-t%d\">", lang, (int)id);
    svg_text(page->out, table->title);
    fprintf(page->out, "</title><desc id=\"%s-d%d\">", lang, (int)id);
    svg_text(page->out, table->said);
    fputs("</desc>\n", page->out);
}

void svg_end(const struct svg_page *page, const struct svg_table *table)
{
    if (table->note) element(page->out, "<p class=\"note\">", table->note, "</p>\n");
    element(page->out, "<details class=\"data\"><summary>", say_in(page->lang, "The figures as a table", "De cijfers als tabel"), "</summary>\n");
    rows(page, table);
    fputs("</details></figure>\n", page->out);
}

/* ---- axes ---- */

static double round_step(double raw)
{
    const double ten = pow(10, floor(log10(raw))), share = raw / ten;
    return ten * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
}

struct svg_axis svg_axis(double low, double high, int most)
{
    if (!isfinite(low) || !isfinite(high)) low = 0, high = 1;
    if (!(high > low)) low -= low == 0 ? 0 : fabs(low) * 0.1, high += high == 0 ? 1 : fabs(high) * 0.1;
    const double step = round_step((high - low) / most);
    struct svg_axis axis = {.step = step, .low = step * floor(low / step + 1e-9), .high = step * ceil(high / step - 1e-9)};
    axis.n = (int)lrint((axis.high - axis.low) / step) + 1;
    axis.decimals = step < 1 ? (int)ceil(-log10(step) - 1e-9) : 0;
    return axis;
}
