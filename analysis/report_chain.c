/* The chain of the first scenario: how many pass where, a year, and how much of each stage is held after the planned stay. */
#include <math.h>
#include <string.h>

#include "analysis/report_page.h"

enum { MOST_STAGES = 6 };

struct stage {
    const char *name, *key;
    double taken, moved, left, held, in_use;
    int32_t from;
};

static double sum_at(struct report *report, const char *measure, const char *by, int32_t label, double over)
{
    const double mean = report_mean(report, report_figure(report, measure, 0, by, label, over)).mean;
    return isnan(mean) ? 0 : mean;
}

/* The only stage that goes on to this one, by the settings; -1: none or several. */
static int32_t before(struct report *report, const struct stage *stage, int32_t n, const char *key)
{
    int32_t found = -1, settings = 0;
    const char *const *path = result_texts(report->result, FORMAT("scenarios/%s/path", report->name[0]), &settings);
    for (int32_t i = 0; path && i < settings; i++)
        for (int32_t s = 0; s < n; s++) {
            const char *own = FORMAT("stages.%s.onward.%s", stage[s].key, key), *grouped = FORMAT(".onward.%s.to.%s", stage[s].key, key);
            const size_t length = strlen(own);
            const bool goes = (strncmp(path[i], own, length) == 0 && (path[i][length] == '\0' || path[i][length] == '.')) || strstr(path[i], grouped);
            if (!goes || found == s) continue;
            if (found >= 0) return -1;
            found = s;
        }
    return found;
}

static int32_t stages_of(struct report *report, struct stage stage[MOST_STAGES])
{
    int32_t labels = 0, n = 0, flags = 0;
    const char *const *key = result_labels(report->result, "stage", &labels);
    const char *const *name = table_labels(report->result, "stage", report->svg.lang, report->arena, &labels);
    const double *counted = result_coordinate(report->result, "stage_in_occupancy", &flags);
    for (int32_t s = 0; key && s < labels && n < MOST_STAGES; s++) {
        struct stage made = {.name = name[s], .key = key[s], .from = -1};
        if (counted && s < flags && counted[s] == 0) continue;
        made.taken = sum_at(report, "admitted", "stage", s, report->years);
        made.moved = sum_at(report, "moves", "stage", s, report->years);
        made.left = sum_at(report, "stay_days_number", "stage", s, report->years);
        made.in_use = sum_at(report, "occupied", "stage", s, 1);
        made.held = sum_at(report, "blocked", "stage", s, 1);
        if (made.taken > 0) stage[n++] = made;
    }
    for (int32_t s = 0; s < n; s++)
        if (stage[s].moved > 0) stage[s].from = before(report, stage, n, stage[s].key);
    return n;
}

struct picture {
    struct svg_node node[MOST_STAGES + 3];
    struct svg_stream stream[3 * MOST_STAGES + 2];
    int32_t nodes, streams;
};

static void stream_add(struct picture *picture, int32_t from, int32_t to, double size)
{
    if (size > 0) picture->stream[picture->streams++] = (struct svg_stream){from, to, size};
}

/* Names of the file may begin small; in the picture they stand alone. */
static const char *capital(const struct report *report, const char *name)
{
    char *text = arena_text(report->arena, name);
    if (*text >= 'a' && *text <= 'z') *text = (char)(*text - 'a' + 'A');
    return text;
}

static const char *a_year(const struct report *report, double n) { return FORMAT(SAY("%s a year", "%s per jaar"), report_amount(report, n)); }

static void node_add(struct picture *picture, const char *name, const char *label, int32_t row, double x, double size, double marked)
{
    picture->node[picture->nodes++] = (struct svg_node){.name = name, .label = label, .row = row, .x = x, .size = size, .marked = marked};
}

/* Node 0: requests; 1: without a place; then the stages; last: left. */
static void picture_make(struct report *report, const struct stage *stage, int32_t n, double asked, double placed, struct picture *picture)
{
    double gone = 0;
    node_add(picture, SAY("Requests for help", "Hulpvragen"), a_year(report, asked), 0, 0.5, asked, 0);
    node_add(picture, SAY("Never placed", "Nooit geplaatst"), a_year(report, asked - placed), 1, 0.96, asked - placed, 0);
    for (int32_t s = 0; s < n; s++)
        node_add(picture, capital(report, stage[s].name), a_year(report, stage[s].taken), 1 + s, n == 1 ? 0.45 : 0.34 + 0.28 * s / (n - 1),
                 stage[s].taken, stage[s].in_use > 0 ? stage[s].held / stage[s].in_use : 0);
    for (int32_t s = 0; s < n; s++) stream_add(picture, 0, 2 + s, stage[s].taken - stage[s].moved);
    stream_add(picture, 0, 1, asked - placed);
    for (int32_t s = 0; s < n; s++) {
        double on = 0;
        for (int32_t t = 0; t < n; t++)
            if (stage[t].from == s) on += stage[t].moved, stream_add(picture, 2 + s, 2 + t, stage[t].moved);
        const double out = fmax(stage[s].left - on, 0);
        gone += out;
        stream_add(picture, 2 + s, 2 + n, out);
    }
    node_add(picture, SAY("Left shelter", "Uit de opvang"), a_year(report, gone), 1 + n, 0.26, gone, 0);
}

static void chain_draw(struct report *report, const struct stage *stage, int32_t n, double asked, double placed)
{
    struct picture picture = {.nodes = 0};
    struct report_table table = report_table(report, 5, n);
    const char *const heads[] = {
        SAY("places taken a year", "genomen plaatsen per jaar"), SAY("of which from an earlier stage", "waarvan uit een eerdere voorziening"),
        SAY("places in use", "bezette plaatsen"), SAY("of which held", "waarvan geblokkeerd"), SAY("share held", "aandeel geblokkeerd")};
    int32_t worst = 0;
    for (int32_t c = 0; c < 5; c++) report_column(&table, c, heads[c], c < 2 ? report_digits(stage[n - 1].taken) : 1, false, c == 4);
    for (int32_t s = 0; s < n; s++) {
        const double cells[] = {stage[s].taken, stage[s].moved, stage[s].in_use, stage[s].held,
                                stage[s].in_use > 0 ? 100 * stage[s].held / stage[s].in_use : NAN};
        report_row(&table, stage[s].name);
        for (int32_t c = 0; c < 5; c++) report_put(&table, report_value(cells[c]));
        if (stage[s].in_use > 0 && stage[s].held / stage[s].in_use > stage[worst].held / fmax(stage[worst].in_use, 1e-9)) worst = s;
    }
    picture_make(report, stage, n, asked, placed, &picture);
    const char *said = FORMAT(SAY("Widths are households a year. The hatched strip is the share of the places in use that is held after the planned "
                                  "stay; most of all in %s: %s %%. Of %s requests a year %s are placed.",
                                  "Breedtes zijn huishoudens per jaar. De gearceerde strook is het deel van de bezette plaatsen dat na de geplande "
                                  "verblijfsduur bezet blijft; het meest bij %s: %s %%. Van %s hulpvragen per jaar worden er %s geplaatst."),
                              stage[worst].name, report_number(report, 100 * stage[worst].held / fmax(stage[worst].in_use, 1e-9), 0),
                              report_amount(report, asked), report_amount(report, placed));
    const struct svg_table made =
        report_made(&table, FORMAT(SAY("The chain in “%s”", "De keten in „%s”"), report->title[0]), SAY("stage", "voorziening"), said, said);
    svg_chain(&report->svg, &made, picture.node, picture.nodes, picture.stream, picture.streams);
}

static void exits(struct report *report)
{
    int32_t n = 0;
    const char *const *exit = table_labels(report->result, "exit", report->svg.lang, report->arena, &n);
    if (!exit || result_find(report->result, "exits") < 0) return;
    struct report_table table = report_table(report, 1, n);
    report_column(&table, 0, SAY("households a year", "huishoudens per jaar"), report_digits(sum_at(report, "exits", NULL, 0, report->years * n)),
                  false, false);
    for (int32_t i = 0; i < n; i++) {
        const struct interval mean = report_mean(report, report_figure(report, "exits", 0, "exit", i, report->years));
        if (!(mean.mean > 0)) continue;
        report_row(&table, exit[i]);
        report_put(&table, report_cell(&mean));
    }
    if (table.rows == 0) return;
    const struct svg_table made = report_made(
        &table, SAY("Where households go when they leave a place", "Waar huishoudens heen gaan als zij een plaats verlaten"), SAY("exit", "uitgang"),
        SAY("Bars: households a year by exit, with intervals.", "Balken: huishoudens per jaar naar uitgang, met intervallen."), NULL);
    svg_bars(&report->svg, &made);
}

void report_chain(struct report *report)
{
    struct stage stage[MOST_STAGES];
    const double asked = sum_at(report, "arrivals", NULL, 0, report->years), placed = sum_at(report, "placed", NULL, 0, report->years);
    const int32_t n = stages_of(report, stage);
    if (n == 0 || !(asked > 0)) {
        report_missing(report, SAY("This file does not say who passes through which stage, so there is no chain to draw.",
                                   "Dit bestand zegt niet wie door welke voorziening gaat, dus er is geen keten te tekenen."));
        return;
    }
    chain_draw(report, stage, n, asked, placed);
    exits(report);
}
