#include "analysis/summary.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/worlds.h"

/* ---- Student's t ---- */

/* The continued fraction of the incomplete beta function (DLMF 8.17.22), by the modified method of Lentz (Thompson and Barnett
 * 1986). */
static double beta_fraction(double a, double b, double x)
{
    const double tiny = DBL_MIN / DBL_EPSILON;
    double c = 1, d = 1 - (a + b) * x / (a + 1);
    d = 1 / (fabs(d) < tiny ? tiny : d);
    double h = d;
    for (int m = 1; m < 10000; m++) {
        double step = 1;
        for (int half = 0; half < 2; half++) {
            const double term = half == 0 ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
                                          : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 + term * d;
            c = 1 + term / c;
            d = 1 / (fabs(d) < tiny ? tiny : d);
            c = fabs(c) < tiny ? tiny : c;
            step = d * c;
            h *= step;
        }
        if (fabs(step - 1) < 2 * DBL_EPSILON) break;
    }
    return h;
}

double summary_beta(double a, double b, double x, double y)
{
    if (x <= 0) return 0;
    if (y <= 0) return 1;
    int sign;
    const double ln_beta = lgamma_r(a, &sign) + lgamma_r(b, &sign) - lgamma_r(a + b, &sign);
    const double front = exp(a * log(x) + b * log(y) - ln_beta);
    if (x < (a + 1) / (a + b + 2)) return front * beta_fraction(a, b, x) / a;
    return 1 - front * beta_fraction(b, a, y) / b;
}

/* P(T > t) for t >= 0: half of I_{nu/(nu+t^2)}(nu/2, 1/2) (Abramowitz and Stegun 26.7.1, 26.5.27). */
static double upper_tail(double t, double nu)
{
    const double whole = nu + t * t;
    return summary_beta(nu / 2, 0.5, nu / whole, t * t / whole) / 2;
}

double summary_t_share(double t, double nu) { return t < 0 ? upper_tail(-t, nu) : 1 - upper_tail(t, nu); }

double summary_t(double p, double nu)
{
    if (p < 0.5) return -summary_t(1 - p, nu);
    const double tail = 1 - p;
    double low = 0, high = 1;
    while (upper_tail(high, nu) > tail && high < 1e300) low = high, high *= 2;
    for (int i = 0; i < 200 && high - low > 2 * DBL_EPSILON * high; i++) {
        const double middle = low + (high - low) / 2;
        if (upper_tail(middle, nu) > tail)
            low = middle;
        else
            high = middle;
    }
    return low + (high - low) / 2;
}

/* ---- intervals ---- */

/* Welford: one pass, no cancellation. */
void summary_add(struct summary_moments *moments, double x)
{
    if (isnan(x)) return;
    const double away = x - moments->mean;
    moments->n++;
    moments->mean += away / (double)moments->n;
    moments->squares += away * (x - moments->mean);
}

struct interval summary_of(const struct summary_moments *moments)
{
    struct interval interval = {.n = moments->n, .mean = moments->n > 0 ? moments->mean : NAN, .sd = NAN, .half = NAN};
    if (moments->n < 2) return interval;
    const double n = (double)moments->n;
    interval.sd = sqrt(moments->squares / (n - 1));
    interval.half = interval.sd > 0 ? summary_t(0.975, n - 1) * interval.sd / sqrt(n) : 0;
    return interval;
}

struct interval summary_interval(const double *x, int64_t n)
{
    struct summary_moments moments = {0};
    for (int64_t i = 0; i < n; i++) summary_add(&moments, x[i]);
    return summary_of(&moments);
}

struct interval summary_paired(const double *x, const double *base, int64_t n)
{
    struct summary_moments moments = {0};
    for (int64_t i = 0; i < n; i++) summary_add(&moments, x[i] - base[i]);
    struct interval interval = summary_of(&moments);
    /* Five differences that are the same may be so by chance (sign test: 1 in 16); six no longer pass for it. None at all are no difference. */
    if (interval.half == 0 && interval.mean != 0 && interval.n < 6) interval.half = NAN;
    return interval;
}

bool summary_covers_zero(const struct interval *interval)
{
    return !(interval->half >= 0) || fabs(interval->mean) <= interval->half;
}

/* ---- series ---- */

static int32_t stratum(const struct result_measure *measure, const char *dimension)
{
    for (int32_t i = 0; i < measure->n_strata; i++)
        if (strcmp(measure->strata[i], dimension) == 0) return i;
    return -1;
}

static int32_t companion(const struct result *result, int32_t measure, const char *between, const char *end)
{
    char name[256];
    snprintf(name, sizeof name, "%s%s%s", result_measure(result, measure)->name, between, end);
    return result_find(result, name);
}

int32_t summary_weight(const struct result *result, int32_t measure) { return companion(result, measure, "_", "number"); }

int32_t summary_measure_by(const struct result *result, int32_t measure, const char *by)
{
    if (stratum(result_measure(result, measure), by) >= 0) return measure;
    const int32_t other = companion(result, measure, "_by_", by);
    return other >= 0 && stratum(result_measure(result, other), by) >= 0 ? other : -1;
}

static int32_t cells_of(const struct result_measure *measure)
{
    int32_t cells = 1;
    for (int32_t i = 0; i < measure->n_strata; i++) cells *= measure->size[i];
    return cells;
}

/* Which label of stratum `at` each cell belongs to; 0 when at is -1. */
static const int32_t *labels_of(const struct result_measure *measure, int32_t at, int32_t cells, struct arena *arena)
{
    int32_t *label = ARENA_ARRAY(arena, int32_t, cells + 1), within = 1;
    if (at < 0) return label;
    for (int32_t i = measure->n_strata - 1; i > at; i--) within *= measure->size[i];
    for (int32_t c = 0; c < cells; c++) label[c] = c / within % measure->size[at];
    return label;
}

double summary_years(struct result *result)
{
    const char *days = result_text(result, "/", "counted_days");
    return days ? strtod(days, NULL) / 365.25 : NAN;
}

static bool is_share(const struct result_measure *measure)
{
    const size_t n = strlen(measure->name), end = strlen("_share");
    return n > end && strcmp(measure->name + n - end, "_share") == 0;
}

const char *summary_kept(const struct result *result, int32_t measure)
{
    const struct result_measure *m = result_measure(result, measure);
    if (m->n_strata != 1) return NULL;
    return is_share(m) || strcmp(m->strata[0], "year") == 0 ? m->strata[0] : NULL;
}

bool summary_adds_wrongly(const struct result *result, int32_t measure, const char *by)
{
    const struct result_measure *m = result_measure(result, by ? summary_measure_by(result, measure, by) : measure);
    const int32_t at = by ? stratum(m, by) : -1;
    return is_share(m) && cells_of(m) > (at >= 0 ? m->size[at] : 1);
}

struct summary_reader {
    const struct result_measure *measure;
    int32_t at, cells, labels;
    const int32_t *label; /* of each cell */
    bool weighted;        /* else sums */
    struct worlds x, weight;
    double *total;
};

/* A label without any value is NAN, as is a mean of nothing. */
static void fold_one(const struct summary_reader *fold, const double *x, const double *weights, double *out)
{
    double *total = fold->total;
    for (int32_t l = 0; l < fold->labels; l++) out[l] = NAN, total[l] = 0;
    for (int32_t c = 0; c < fold->cells; c++) {
        const double weight = weights ? weights[c] : 1;
        if (isnan(x[c]) || !(weight > 0)) continue;
        const int32_t l = fold->label[c];
        out[l] = (isnan(out[l]) ? 0 : out[l]) + weight * x[c];
        total[l] += weight;
    }
    if (!weights) return;
    for (int32_t l = 0; l < fold->labels; l++) out[l] /= total[l];
}

status summary_open(struct result *result, int32_t measure, int32_t scenario, const char *by, struct arena *arena, struct summary_series *series,
                    struct summary_reader **reader)
{
    *series = (struct summary_series){.measure = by ? summary_measure_by(result, measure, by) : measure, .labels = 1};
    if (series->measure < 0)
        return status_fail(STATUS_FAILED, "unknown-dimension", "%s is not known by %s", result_measure(result, measure)->name,
                           by);
    struct summary_reader *fold = *reader = ARENA_NEW(arena, struct summary_reader);
    *fold = (struct summary_reader){.measure = result_measure(result, series->measure), .at = -1};
    fold->cells = cells_of(fold->measure);
    if (by) {
        fold->at = stratum(fold->measure, by);
        series->label = result_labels(result, by, &series->labels);
        series->labels = fold->measure->size[fold->at];
    }
    fold->labels = series->labels;
    fold->label = labels_of(fold->measure, fold->at, fold->cells, arena);
    fold->total = ARENA_ARRAY(arena, double, fold->labels + 1);
    const int32_t weight = summary_weight(result, series->measure);
    fold->weighted = weight >= 0;
    TRY(worlds_open(&fold->x, result, series->measure, scenario, arena));
    return fold->weighted ? worlds_open(&fold->weight, result, weight, scenario, arena) : status_ok();
}

int64_t summary_step(const struct summary_reader *reader) { return reader->x.step; }

status summary_next(struct summary_reader *reader, int64_t first, int64_t n, double *values)
{
    const double *x, *weight = NULL;
    TRY(worlds_read(&reader->x, first, n, &x));
    if (reader->weighted) TRY(worlds_read(&reader->weight, first, n, &weight));
    for (int64_t r = 0; r < n; r++) fold_one(reader, x + r * reader->cells, weight ? weight + r * reader->cells : NULL, values + r * reader->labels);
    return status_ok();
}

status summary_read(struct result *result, int32_t measure, int32_t scenario, const char *by, struct arena *arena,
                    struct summary_series *series)
{
    struct summary_reader *reader;
    TRY(summary_open(result, measure, scenario, by, arena, series, &reader));
    const int64_t n = result_replications(result), step = summary_step(reader);
    double *values = ARENA_ARRAY(arena, double, n *series->labels + 1);
    for (int64_t first = 0; first < n; first += step) TRY(summary_next(reader, first, n - first < step ? n - first : step, values + first * series->labels));
    series->values = values;
    return status_ok();
}

const double *summary_column(const struct summary_series *series, int64_t replications, int32_t label, struct arena *arena)
{
    double *column = ARENA_ARRAY(arena, double, replications + 1);
    for (int64_t r = 0; r < replications; r++) column[r] = series->values[r * series->labels + label];
    return column;
}
