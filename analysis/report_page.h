/* report_page: what the parts of the page share. Each report_<part>.c writes one part; only report*.c includes this. */
#ifndef ANALYSIS_REPORT_PAGE_H
#define ANALYSIS_REPORT_PAGE_H

#include "analysis/compare.h"
#include "analysis/envelope.h"
#include "analysis/observed.h"
#include "analysis/report.h"
#include "analysis/svg.h"

/* A measure that scenarios are compared by. mean, difference: of each scenario; the difference with the first, and its half-width holds together
 * with those of all comparisons of the page. */
struct report_measure {
    int32_t measure;
    double over; /* values are divided by it: years, a million */
    bool percent, per_year, adds_up;
    const double **x; /* of each scenario, per world; NULL: missing */
    struct interval *mean, *difference;
};

struct report_series { int32_t measure, scenario; const char *by; bool there; struct summary_series series; };

enum { REPORT_DIMENSIONS = 6 };
struct report {
    struct svg_page svg;
    struct result *result;
    struct arena *arena;
    const struct report_options *options;
    int32_t scenarios, draws;
    int64_t worlds;
    double years;
    const char *const *name;       /* of scenarios, as in the file */
    const char **title, **label;   /* for people, in the language at hand: the whole, and what tells it from the others */
    const char *first_year, *last_year; /* counted calendar years; NULL: the file does not tell years apart */
    bool regional;                 /* more than one region */
    struct report_measure *measure; /* the first is the main one */
    int32_t measures, comparisons;
    struct interval *pair, *late_pair; /* [scenario * scenarios + other] of the main measure, and in its last year; late_pair NULL: none */
    const double **late;
    int32_t best;                  /* with the lowest main measure, when that is shown to be lower than the first; else 0 */
    struct envelope_full *envelope; /* of the first scenario; NULL: not yet reckoned */
    bool no_envelope;
    struct report_series *kept;
    int32_t n_kept, most_kept;
    struct observed_figure *observed;
    int32_t n_observed;
    struct report_labels {
        const char *const *name; /* in the language at hand; NULL: not yet read */
        int32_t n;
    } labels[REPORT_DIMENSIONS]; /* that settings are about (report_assumptions.c) */
};

#define SAY(en_text, nl_text) say_in(report->svg.lang, en_text, nl_text)
#define FORMAT(...) arena_format(report->arena, __VA_ARGS__)

/* ---- what is in the file (report_data.c) ---- */
status report_data(struct report *report);
void report_names(struct report *report); /* in the language at hand */
/* One value per world, of label `label` of dimension `by` (NULL: all together), divided by `over`. NULL: the file does not have it. */
const double *report_figure(struct report *report, const char *measure, int32_t scenario, const char *by, int32_t label, double over);
const struct summary_series *report_series(struct report *report, int32_t measure, int32_t scenario, const char *by);
struct interval report_mean(const struct report *report, const double *x);
struct interval report_difference(const struct report *report, const double *x, const double *base);
bool report_is_label(struct report *report, const char *dimension, const char *label);
/* The main measure counts requests for help without a place, so that less of it is help. */
bool report_main_is_need(const struct report *report);
/* Of intervals [scenario * scenarios + other]: the scenario that lies furthest below the first. */
int32_t report_lowest(const struct report *report, const struct interval *pair);
/* Euro a year by item; the share that goes to gates (homes, help); NAN where nothing is spent. */
double report_spent(struct report *report, int32_t scenario, double *flow_share);
const char *report_setting(struct report *report, int32_t scenario, const char *path);
/* What the file calls the measure, cut where it begins to say by what it is split. */
const char *report_short(const struct report *report, int32_t measure);
const char *report_unit(const struct report *report, const struct report_measure *measure);
bool report_is_shelter(const struct report *report);

/* ---- words (report_html.c) ---- */
void report_raw(const struct report *report, const char *html);
void report_element(const struct report *report, const char *tag, const char *class, const char *text);
void report_rich(const struct report *report, const char *tag, const char *text);
void report_p(const struct report *report, const char *text);
void report_note(const struct report *report, const char *text);
void report_h3(const struct report *report, const char *text);
void report_missing(const struct report *report, const char *text); /* kindly: what cannot be shown, and why */
/* For who made the page and can make another: in small type. */
void report_maker(const struct report *report, const char *text);
void report_open_details(const struct report *report, const char *summary);
void report_open_told(const struct report *report, const char *summary); /* is printed open */
void report_close_details(const struct report *report);
const char *report_number(const struct report *report, double value, int decimals);
/* A number of things: more decimals the smaller it is. */
int report_digits(double value);
const char *report_amount(const struct report *report, double value);
/* `1.031 (980 tot 1.083)`, rounded to two digits of the half-width and at most three of the mean; sign: with + or -. */
const char *report_interval(const struct report *report, const struct interval *interval, bool sign);
/* `612 (580 tot 644)` of a negative difference, for sentences that say `fewer` themselves. */
const char *report_fewer(const struct report *report, const struct interval *interval);
const char *report_date(const struct report *report, const char *text); /* of the form 2020-01-31, in words */
int report_decimals(const struct interval *interval);
struct svg_cell report_cell(const struct interval *interval);
struct svg_cell report_value(double value);

/* ---- a table that is made row by row ---- */
struct report_table {
    struct report *report;
    int32_t columns, capacity_rows, rows, cells;
    struct svg_column *column;
    const char **row;
    struct svg_cell *cell;
};
struct report_table report_table(struct report *report, int32_t columns, int32_t most_rows);
void report_column(struct report_table *table, int32_t i, const char *name, int decimals, bool sign, bool percent);
void report_row(struct report_table *table, const char *name);
void report_put(struct report_table *table, struct svg_cell cell);
struct svg_table report_made(const struct report_table *table, const char *title, const char *row_head, const char *said, const char *note);

/* ---- a list of texts, head first, as a table; what stands behind \3 in a cell is written small below it ---- */
void report_texts(const struct report *report, const char *title, const char *const *cell, int32_t columns, int32_t rows);

/* ---- the style, the script, and the digests by which the policy allows them and nothing else ---- */
const char *report_style(struct arena *arena);
extern const char report_script[];
const char *report_digest(const char *text, struct arena *arena); /* `sha256-...`, base64 */

/* ---- how sure it is (report_sure.c), and who is helped (report_helped.c), right under the answer ---- */
void report_sure(struct report *report);
void report_helped(struct report *report);

/* ---- observed figures (report_observed.c): how many checks lie outside their range, and which; NULL: there are none ---- */
const char *report_checks(struct report *report);

/* ---- what a request less without a place costs (report_price.c) ---- */
/* `18.700 (16.700 tot 21.400)`: `eur` exact, over so many fewer; NULL where the interval holds zero. */
const char *report_price_said(const struct report *report, double eur, const struct interval *fewer);
void report_price(struct report *report);

/* ---- which drawn inputs matter (report_inputs.c), within the part on ignorance ---- */
void report_inputs(struct report *report);

/* ---- outlines (report_geo.c) ---- */
status report_outline(const char *path, const char *const *code, int32_t codes, struct arena *arena, const struct svg_outline **outline);

/* ---- parts, in the order of the page ---- */
typedef void report_part(struct report *report);
report_part report_words, report_answer, report_changes, report_measures, report_curve, report_time, report_chain, report_blocked, report_homes, report_regions, report_fares,
    report_costs, report_ignorance, report_envelope, report_observed, report_assumptions, report_stress, report_repeat;

#endif
