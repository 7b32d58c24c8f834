#include "sim/dist.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

#include "sim/dist_table.h"
#include "sim/status.h"

static double factor_of(const struct dist *dist) { return dist->factor > 0 ? dist->factor : 1; }
static double gamma_shape(const struct dist *dist) { return dist->a / dist->b * (dist->a / dist->b); }
static double lognormal_sigma(const struct dist *dist) { return sqrt(log1p(dist->b / dist->a * (dist->b / dist->a))); }

void dist_prepare(struct dist *dist, struct arena *arena)
{
    switch (dist->kind) {
    case DIST_LOGNORMAL: dist->derived = lognormal_sigma(dist); break;
    case DIST_WEIBULL: dist->derived = 1 / tgamma(1 + 1 / dist->b); break;
    case DIST_GAMMA:
        if (dist->b > 0) dist->quantiles = dist_table_gamma(gamma_shape(dist), arena);
        break;
    case DIST_ERLANG: dist->quantiles = dist_table_gamma(dist->b, arena); break;
    case DIST_MIXTURE:
        for (int32_t i = 0; i < dist->n; i++) dist_prepare(&dist->part[i], arena);
        dist->quantiles = dist_table_mixture(dist, arena);
        break;
    case DIST_EMPIRICAL: dist->quantiles = dist_table_empirical(dist, arena); break;
    default: break;
    }
}

/* ---- tables that laws share ---- */

struct dist_shelved { struct dist law; const struct dist_shelved *next; };

static bool has_table(const struct dist *dist)
{
    if (dist->kind == DIST_GAMMA) return dist->b > 0;
    return dist->kind == DIST_ERLANG || dist->kind == DIST_MIXTURE || dist->kind == DIST_EMPIRICAL;
}

static bool same_law(const struct dist *p, const struct dist *q)
{
    if (p->kind != q->kind || p->a != q->a || p->b != q->b || p->c != q->c || p->n != q->n || factor_of(p) != factor_of(q)) return false;
    for (int32_t i = 0; i < p->n; i++) {
        if (p->share[i] != q->share[i]) return false;
        if (p->kind == DIST_MIXTURE ? !same_law(&p->part[i], &q->part[i]) : p->value[i] != q->value[i]) return false;
    }
    return true;
}

/* The table of a gamma is of mean 1, so that its shape says all. */
static bool same_table(const struct dist *p, const struct dist *q)
{
    if (p->kind == DIST_GAMMA && q->kind == DIST_GAMMA) return gamma_shape(p) == gamma_shape(q);
    if (p->kind == DIST_ERLANG && q->kind == DIST_ERLANG) return p->b == q->b;
    return same_law(p, q);
}

void dist_prepare_shared(struct dist *dist, struct dist_shelf *shelf, struct arena *arena)
{
    if (!has_table(dist)) {
        dist_prepare(dist, arena);
        return;
    }
    for (const struct dist_shelved *shelved = shelf->first; shelved; shelved = shelved->next)
        if (same_table(&shelved->law, dist)) {
            dist->quantiles = shelved->law.quantiles;
            dist->part = shelved->law.part; /* prepared */
            return;
        }
    dist_prepare(dist, arena);
    struct dist_shelved *shelved = ARENA_NEW(arena, struct dist_shelved);
    *shelved = (struct dist_shelved){*dist, shelf->first};
    shelf->first = shelved;
}

/* ---- quantiles ---- */

static double triangular_quantile(const struct dist *dist, double u)
{
    const double low = dist->a, mode = dist->b, high = dist->c;
    if (u * (high - low) < mode - low) return low + sqrt(u * (high - low) * (mode - low));
    return high - sqrt((1 - u) * (high - low) * (high - mode));
}

static double table_quantile(const struct dist *dist, double u)
{
    const struct dist_table *table = dist->quantiles;
    BUG_IF(!table, "a distribution of kind %d was drawn before dist_prepare", (int)dist->kind);
    const int32_t i = dist_table_cell(table, u);
    const double part = (u - table->u[i]) / (table->u[i + 1] - table->u[i]);
    return fmin(table->x[i] + (table->x[i + 1] - table->x[i]) * part, table->x[i + 1]);
}

double dist_quantile(const struct dist *dist, double u)
{
    switch (dist->kind) {
    case DIST_CONSTANT: return dist->a;
    /* 1 - u is exact for what rng_uniform draws, and log is much faster than log1p. */
    case DIST_EXPONENTIAL: return -dist->a * log(1 - u);
    case DIST_LOGNORMAL: return dist->a * exp(dist->derived * (dist_normal_quantile(u) - dist->derived / 2));
    case DIST_WEIBULL: return dist->a * dist->derived * pow(-log(1 - u), 1 / dist->b);
    case DIST_UNIFORM: return dist->a + (dist->b - dist->a) * u;
    case DIST_TRIANGULAR: return triangular_quantile(dist, u);
    case DIST_GAMMA:
        if (!(dist->b > 0)) return dist->a;
        return dist->a * table_quantile(dist, u);
    case DIST_ERLANG: return dist->a * table_quantile(dist, u);
    case DIST_MIXTURE:
    case DIST_EMPIRICAL: return factor_of(dist) * table_quantile(dist, u);
    case DIST_ABSENT:
    case DIST_NONE: break;
    }
    return 0;
}

seconds dist_seconds(const struct dist *dist, double u)
{
    const double value = dist_quantile(dist, u);
    const double most = 0x1p40;
    if (!(value > 0)) return 0;
    return (seconds)(fmin(value, most) + 0.5);
}

static double triangular_share(const struct dist *dist, double x, bool upper)
{
    const double low = dist->a, mode = dist->b, high = dist->c;
    if (x <= low || x >= high) return upper == (x <= low && low < high);
    const double lower = x < mode ? (x - low) * (x - low) / ((high - low) * (mode - low)) : 0;
    const double above = x < mode ? 1 - lower : (high - x) * (high - x) / ((high - low) * (high - mode));
    return upper ? above : 1 - above;
}

static double sum_share(const struct dist *dist, double x, bool upper)
{
    double sum = 0;
    for (int32_t i = 0; i < dist->n; i++) {
        if (dist->kind == DIST_MIXTURE) sum += dist->share[i] * dist_share(&dist->part[i], x, upper);
        else if ((x < dist->value[i]) == upper) sum += dist->share[i];
    }
    return sum;
}

double dist_share(const struct dist *dist, double x, bool upper)
{
    switch (dist->kind) {
    case DIST_EXPONENTIAL: return x <= 0 ? upper : upper ? exp(-x / dist->a) : -expm1(-x / dist->a);
    case DIST_LOGNORMAL: {
        if (x <= 0) return upper;
        const double z = log(x / dist->a) / dist->derived + dist->derived / 2;
        return 0.5 * erfc((upper ? z : -z) * M_SQRT1_2);
    }
    case DIST_WEIBULL: {
        if (x <= 0) return upper;
        const double hazard = pow(x / (dist->a * dist->derived), dist->b);
        return upper ? exp(-hazard) : -expm1(-hazard);
    }
    case DIST_UNIFORM: {
        const double below = dist->b > dist->a ? fmin(fmax((x - dist->a) / (dist->b - dist->a), 0), 1) : x >= dist->a;
        return upper ? 1 - below : below;
    }
    case DIST_TRIANGULAR: return triangular_share(dist, x, upper);
    case DIST_GAMMA:
        if (!(dist->b > 0)) return (x < dist->a) == upper;
        return dist_gamma_share(gamma_shape(dist), x * gamma_shape(dist) / dist->a, upper);
    case DIST_ERLANG: return dist_gamma_share(dist->b, x * dist->b / dist->a, upper);
    case DIST_MIXTURE:
    case DIST_EMPIRICAL: return sum_share(dist, x / factor_of(dist), upper);
    default: return (x < dist->a) == upper;
    }
}

/* Sum over parts or values of share times the moment. */
static double mean_of(const struct dist *dist)
{
    double sum = 0;
    for (int32_t i = 0; i < dist->n; i++)
        sum += dist->share[i] * (dist->kind == DIST_MIXTURE ? dist_mean(&dist->part[i]) : dist->value[i]);
    return sum;
}

double dist_mean(const struct dist *dist)
{
    switch (dist->kind) {
    case DIST_ABSENT:
    case DIST_NONE: return 0;
    case DIST_UNIFORM: return (dist->a + dist->b) / 2;
    case DIST_TRIANGULAR: return (dist->a + dist->b + dist->c) / 3;
    case DIST_MIXTURE:
    case DIST_EMPIRICAL: return factor_of(dist) * mean_of(dist);
    default: return dist->a;
    }
}

/* Variance within the parts plus that of their means. */
static double sum_sd(const struct dist *dist)
{
    const double mean = mean_of(dist);
    double sum = 0;
    for (int32_t i = 0; i < dist->n; i++) {
        const bool mixture = dist->kind == DIST_MIXTURE;
        const double away = (mixture ? dist_mean(&dist->part[i]) : dist->value[i]) - mean;
        const double sd = mixture ? dist_sd(&dist->part[i]) : 0;
        sum += dist->share[i] * (sd * sd + away * away);
    }
    return factor_of(dist) * sqrt(sum);
}

static double triangular_sd(double a, double b, double c)
{
    const double p = b - a, q = c - b; /* both >= 0, so nothing cancels */
    return sqrt((p * p + p * q + q * q) / 18);
}

double dist_sd(const struct dist *dist)
{
    int sign;
    switch (dist->kind) {
    case DIST_EXPONENTIAL: return dist->a;
    case DIST_GAMMA:
    case DIST_LOGNORMAL: return dist->b;
    case DIST_ERLANG: return dist->a / sqrt(dist->b);
    case DIST_WEIBULL: return dist->a * sqrt(expm1(lgamma_r(1 + 2 / dist->b, &sign) - 2 * lgamma_r(1 + 1 / dist->b, &sign)));
    case DIST_UNIFORM: return (dist->b - dist->a) / sqrt(12);
    case DIST_TRIANGULAR: return triangular_sd(dist->a, dist->b, dist->c);
    case DIST_MIXTURE:
    case DIST_EMPIRICAL: return sum_sd(dist);
    default: return 0;
    }
}

struct dist dist_scaled(const struct dist *dist, double factor)
{
    struct dist scaled = *dist;
    switch (dist->kind) {
    case DIST_GAMMA:
    case DIST_LOGNORMAL:
    case DIST_UNIFORM:
    case DIST_TRIANGULAR:
        scaled.b *= factor;
        scaled.c *= factor;
        break;
    default: break;
    }
    scaled.a *= factor;
    scaled.factor = factor_of(dist) * factor;
    return scaled;
}

void dist_format(char *out, const struct dist *dist, enum unit unit)
{
    enum { SIZE = 128 };
    char a[64], b[64], c[64];
    const double mean = dist_mean(dist), sd = dist_sd(dist);
    unit_format(a, dist->a, unit);
    unit_format(b, dist->b, unit);
    unit_format(c, dist->c, unit);
    switch (dist->kind) {
    case DIST_ABSENT: snprintf(out, SIZE, "not given"); return;
    case DIST_NONE: snprintf(out, SIZE, "none"); return;
    case DIST_CONSTANT: snprintf(out, SIZE, "constant %.30s", a); return;
    case DIST_EXPONENTIAL: snprintf(out, SIZE, "exponential, mean %.30s", a); return;
    case DIST_GAMMA: snprintf(out, SIZE, "gamma, mean %.30s, sd %.30s", a, b); return;
    case DIST_LOGNORMAL: snprintf(out, SIZE, "lognormal, mean %.30s, sd %.30s", a, b); return;
    case DIST_ERLANG: snprintf(out, SIZE, "erlang, k %g, mean %.30s", dist->b, a); return;
    case DIST_WEIBULL: snprintf(out, SIZE, "weibull, shape %g, mean %.30s", dist->b, a); return;
    case DIST_UNIFORM: snprintf(out, SIZE, "uniform, %.30s to %.30s", a, b); return;
    case DIST_TRIANGULAR: snprintf(out, SIZE, "triangular, %.30s, mode %.30s, to %.30s", a, b, c); return;
    case DIST_MIXTURE:
    case DIST_EMPIRICAL: break;
    }
    unit_format(a, mean, unit);
    unit_format(b, sd, unit);
    snprintf(out, SIZE, "%s of %d, mean %.30s, sd %.30s", dist->kind == DIST_MIXTURE ? "mixture" : "empirical", (int)dist->n, a, b);
}
