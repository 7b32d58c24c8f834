/* A chain as a picture: nodes as wide as what passes, streams between them, and a hatched strip for the share that is held after the planned stay. */
#include <math.h>
#include <string.h>

#include "analysis/svg.h"

enum { WIDE = 480, NODE_HIGH = 64, STRIP = 14, GAP = 70, MOST = 260 };

struct chain {
    const struct svg_page *page;
    const struct svg_node *node;
    const struct svg_stream *stream;
    int32_t nodes, streams, id;
    double scale;
};

static double width_of(const struct chain *chain, int32_t i) { return fmax(chain->node[i].size * chain->scale, 3); }
static double left_of(const struct chain *chain, int32_t i)
{
    const double width = width_of(chain, i), left = chain->node[i].x * WIDE - width / 2;
    return fmin(fmax(left, 2), WIDE - width - 2);
}
static double top_of(const struct chain *chain, int32_t i) { return 2 + chain->node[i].row * (NODE_HIGH + GAP); }

/* Streams leave and arrive in the order in which their other ends stand from left to right, so that few cross. */
static double before(const struct chain *chain, int32_t k, bool leaving)
{
    const struct svg_stream *own = &chain->stream[k];
    double width = 0;
    for (int32_t i = 0; i < chain->streams; i++) {
        const struct svg_stream *other = &chain->stream[i];
        if (i == k || (leaving ? other->from != own->from : other->to != own->to)) continue;
        const double x = chain->node[leaving ? own->to : own->from].x, other_x = chain->node[leaving ? other->to : other->from].x;
        if (other_x < x || (other_x == x && i < k)) width += other->size * chain->scale;
    }
    return width;
}

static void stream_draw(const struct chain *chain, int32_t k)
{
    const struct svg_stream *stream = &chain->stream[k];
    const double width = stream->size * chain->scale;
    if (!(width > 0.2)) return;
    const double x0 = left_of(chain, stream->from) + before(chain, k, true) + width / 2, x1 = left_of(chain, stream->to) + before(chain, k, false) + width / 2;
    const double y0 = top_of(chain, stream->from) + NODE_HIGH, y1 = top_of(chain, stream->to), bend = (y1 - y0) / 2;
    fprintf(chain->page->out, "<path class=\"stream\" stroke-width=\"%.1f\" d=\"M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f\"/>\n", width, x0, y0, x0, y0 + bend, x1, y1 - bend, x1, y1);
}

static void node_text(const struct chain *chain, int32_t i)
{
    const struct svg_node *node = &chain->node[i];
    const double width = width_of(chain, i), left = left_of(chain, i), top = top_of(chain, i);
    const double wanted = 10 * fmax((double)strlen(node->name), (double)strlen(node->label)); /* about as wide as the words are */
    const bool inside = width > wanted + 16, before_it = !inside && left + width + 6 + wanted > WIDE;
    const double x = inside ? left + 8 : before_it ? left - 6 : left + width + 6;
    const char *anchor = before_it ? "end" : "start", *class = inside ? "inside" : "beside";
    fprintf(chain->page->out, "<text class=\"%s strong\" text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">", class, anchor, x, top + 20);
    svg_text(chain->page->out, node->name);
    fprintf(chain->page->out, "</text><text class=\"%s\" text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">", class, anchor, x, top + 41);
    svg_text(chain->page->out, node->label);
    fputs("</text>\n", chain->page->out);
}

static void node_draw(const struct chain *chain, int32_t i)
{
    const double width = width_of(chain, i), left = left_of(chain, i), top = top_of(chain, i), marked = width * fmin(fmax(chain->node[i].marked, 0), 1);
    fprintf(chain->page->out, "<rect class=\"node\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\"/>", left, top, width, NODE_HIGH);
    if (marked > 0.5)
        fprintf(chain->page->out, "<rect fill=\"url(#%s-h%d)\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\"/>", say_in(chain->page->lang, "en", "nl"), (int)chain->id, left, top + NODE_HIGH - STRIP, marked, STRIP);
    fputc('\n', chain->page->out);
}

static void hatch(const struct chain *chain)
{
    fprintf(chain->page->out,
            "<defs><pattern id=\"%s-h%d\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><rect class=\"hatch-below\" width=\"8\" height=\"8\"/>"
            "<rect class=\"hatch\" width=\"4\" height=\"8\"/></pattern></defs>\n",
            say_in(chain->page->lang, "en", "nl"), (int)chain->id);
}

void svg_chain(const struct svg_page *page, const struct svg_table *table, const struct svg_node *node, int32_t nodes, const struct svg_stream *stream, int32_t streams)
{
    struct chain chain = {page, node, stream, nodes, streams, svg_begin(page, table), 0};
    double most = 0;
    int32_t last = 0;
    for (int32_t i = 0; i < nodes; i++) {
        most = fmax(most, node[i].size);
        if (node[i].row > last) last = node[i].row;
    }
    chain.scale = most > 0 ? MOST / most : 0;
    svg_open(page, table, chain.id, arena_format(page->arena, "0 0 %d %d", WIDE, (last + 1) * NODE_HIGH + last * GAP + 4), 0, "chain");
    hatch(&chain);
    for (int32_t i = 0; i < streams; i++) stream_draw(&chain, i);
    for (int32_t i = 0; i < nodes; i++) node_draw(&chain, i);
    for (int32_t i = 0; i < nodes; i++) node_text(&chain, i);
    fputs("</svg>\n", page->out);
    svg_end(page, table);
}
