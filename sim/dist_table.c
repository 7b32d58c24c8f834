#include "sim/dist_table.h"

#include <math.h>
#include <stdlib.h>

#include "sim/status.h"

enum { STEPS_PER_SIGMA = 256, SIGMAS_TIMES_4 = 33, NODES = 2 * STEPS_PER_SIGMA * SIGMAS_TIMES_4 / 4 + 1 };

/* Above this shape the cube root of a gamma is normal to far more than a table resolves (Wilson and Hilferty 1931). */
#define SHAPE_NORMAL 1e4

/* ---- special functions ---- */

/* P(shape, x) by its power series (DLMF 8.11.4), for x below shape + 1. */
static double gamma_series(double shape, double x, double front)
{
    double term = 1 / shape, sum = term;
    for (double k = shape + 1; term > sum * 1e-17; k++) sum += term *= x / k;
    return sum * front;
}

/* Q(shape, x) by its continued fraction (DLMF 8.9.2), evaluated forwards by the method of Lentz (1976) and Thompson and Barnett (1986). */
static double gamma_fraction(double shape, double x, double front)
{
    const double tiny = 1e-300;
    double b = x + 1 - shape, c = 1 / tiny, d = 1 / b, h = d;
    for (int k = 1; k < 100000; k++) {
        const double a = -k * (k - shape);
        b += 2;
        d = a * d + b;
        c = b + a / c;
        if (fabs(d) < tiny) d = tiny;
        if (fabs(c) < tiny) c = tiny;
        d = 1 / d;
        h *= c * d;
        if (fabs(c * d - 1) < 1e-16) break;
    }
    return h * front;
}

double dist_gamma_share(double shape, double x, bool upper)
{
    if (x <= 0) return upper ? 1 : 0;
    int sign; /* lgamma itself writes a global */
    const double front = exp(shape * log(x) - x - lgamma_r(shape, &sign));
    const bool series = x < shape + 1;
    const double share = series ? gamma_series(shape, x, front) : gamma_fraction(shape, x, front);
    return fmin(series == upper ? 1 - share : share, 1);
}

static double ratio(const double top[8], const double bottom[8], double x)
{
    double t = top[7], b = bottom[7];
    for (int i = 6; i >= 0; i--) {
        t = t * x + top[i];
        b = b * x + bottom[i];
    }
    return t / b;
}

/* M. J. Wichura, Algorithm AS 241: The Percentage Points of the Normal Distribution, Applied Statistics 37 (1988), PPND16. */
double dist_normal_quantile(double u)
{
    static const double a[8] = {3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
                                4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3};
    static const double b[8] = {1,
                                4.2313330701600911252e1,
                                6.8718700749205790830e2,
                                5.3941960214247511077e3,
                                2.1213794301586595867e4,
                                3.9307895800092710610e4,
                                2.8729085735721942674e4,
                                5.2264952788528545610e3};
    static const double c[8] = {1.42343711074968357734e0, 4.63033784615654529590e0,  5.76949722146069140550e0,  3.64784832476320460504e0,
                                1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4};
    static const double d[8] = {1,
                                2.05319162663775882187e0,
                                1.67638483018380384940e0,
                                6.89767334985100004550e-1,
                                1.48103976427480074590e-1,
                                1.51986665636164571966e-2,
                                5.47593808499534494600e-4,
                                1.05075007164441684324e-9};
    static const double e[8] = {6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,  2.96560571828504891230e-1,
                                2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7};
    static const double f[8] = {1,
                                5.99832206555887937690e-1,
                                1.36929880922735805310e-1,
                                1.48753612908506148525e-2,
                                7.86869131145613259100e-4,
                                1.84631831751005468180e-5,
                                1.42151175831644588870e-7,
                                2.04426310338993978564e-15};
    const double q = u - 0.5;
    if (fabs(q) <= 0.425) return q * ratio(a, b, 0.180625 - q * q);
    const double r = sqrt(-log(q < 0 ? u : 1 - u));
    const double z = r <= 5 ? ratio(c, d, r - 1.6) : ratio(e, f, r - 5);
    return q < 0 ? -z : z;
}

/* ---- making tables ---- */

struct point { double u, x; };

/* Of equal x the lower u first. */
static int by_x(const void *left, const void *right)
{
    const struct point *p = left, *q = right;
    if (p->x != q->x) return p->x < q->x ? -1 : 1;
    return (p->u > q->u) - (p->u < q->u);
}

/* The points sorted, the ends put on, and points that add nothing left out. */
static const struct dist_table *table_of(struct point *points, int32_t n, double least, struct arena *arena)
{
    qsort(points, (size_t)n, sizeof *points, by_x);
    struct dist_table *table = ARENA_NEW(arena, struct dist_table);
    double *u = ARENA_ARRAY(arena, double, n + 2), *x = ARENA_ARRAY(arena, double, n + 2);
    int32_t kept = 0;
    x[kept++] = least; /* at u = 0 */
    for (int32_t i = 0; i < n; i++) {
        const double at = fmax(points[i].u, u[kept - 1]); /* solving leaves rounding behind */
        if (at >= 1 || (at == u[kept - 1] && points[i].x == x[kept - 1])) continue;
        u[kept] = at;
        x[kept++] = points[i].x;
    }
    u[kept] = 1;
    x[kept] = n > 0 ? points[n - 1].x : least;
    *table = (struct dist_table){.n = kept + 1, .u = u, .x = x};
    for (int32_t g = 0, i = 0; g <= DIST_GUIDE; g++) {
        while (i + 1 < table->n && u[i + 1] <= (double)g / DIST_GUIDE) i++;
        table->guide[g] = i;
    }
    return table;
}

/* How far the share at or below x is above u, taken in the tail where it keeps its digits. */
static double excess(const struct dist *dist, double u, double x)
{
    return u > 0.5 ? (1 - u) - dist_share(dist, x, true) : dist_share(dist, x, false) - u;
}

/* The least x with share >= u; excess(low) < 0 <= excess(high). The Illinois form of the false position where the law is smooth (Dowell
 * and Jarratt 1971), halving in between for where it jumps. */
static double solve(const struct dist *dist, double u, double low, double high)
{
    const double near = 1e-12 * fmin(u, 1 - u);
    double e_low = excess(dist, u, low), e_high = excess(dist, u, high);
    if (e_low >= 0) return low;
    int side = 0; /* which end moved last */
    for (int step = 1; step < 200 && high - low > 1e-13 * high; step++) {
        double x = low - e_low * (high - low) / (e_high - e_low);
        if (step % 4 == 0 || !(x > low && x < high)) x = low + (high - low) / 2;
        const double e = excess(dist, u, x);
        if (fabs(e) < near) return x;
        if (e < 0) {
            low = x, e_low = e;
            if (side < 0) e_high /= 2;
        } else {
            high = x, e_high = e;
            if (side > 0) e_low /= 2;
        }
        side = e < 0 ? -1 : 1;
    }
    return high;
}

/* u at node k; in the upper half a number whose distance to 1 is exact. */
static double node_u(double z) { return z <= 0 ? 0.5 * erfc(-z * M_SQRT1_2) : 1 - 0.5 * erfc(z * M_SQRT1_2); }
static double node_z(int32_t k) { return (double)(k - NODES / 2) / STEPS_PER_SIGMA; }

const struct dist_table *dist_table_gamma(double shape, struct arena *arena)
{
    const struct dist law = {.kind = DIST_GAMMA, .a = 1, .b = 1 / sqrt(shape)};
    struct point *points = ARENA_ARRAY(arena, struct point, NODES);
    double x = 0, step = 1e-3;
    for (int32_t k = 0; k < NODES; k++) {
        const double z = node_z(k), u = node_u(z), before = x;
        if (shape >= SHAPE_NORMAL) {
            x = pow(1 - 1 / (9 * shape) + z / (3 * sqrt(shape)), 3);
        } else if (u < 1) {
            double high = x + step;
            while (excess(&law, u, high) < 0) high += step *= 2;
            x = solve(&law, u, x, high);
            step = fmax(1.5 * (x - before), 1e-12);
        }
        points[k] = (struct point){u, x};
    }
    return table_of(points, NODES, 0, arena);
}

/* Probability of exactly x. */
static double atom(const struct dist *dist, double x)
{
    double sum = 0;
    if (dist->kind == DIST_NONE || dist->kind == DIST_CONSTANT) return x == dist->a;
    if (dist->kind == DIST_EMPIRICAL)
        for (int32_t i = 0; i < dist->n; i++) sum += x == dist->value[i] ? dist->share[i] : 0;
    if (dist->kind == DIST_MIXTURE)
        for (int32_t i = 0; i < dist->n; i++) sum += dist->share[i] * atom(&dist->part[i], x);
    return sum;
}

/* The values where a law may begin, end or jump; returns their number and, unless x is NULL, writes them. */
static int32_t corners(const struct dist *dist, double *x)
{
    int32_t n = 0;
    switch (dist->kind) {
    case DIST_UNIFORM:
    case DIST_TRIANGULAR:
        if (x) x[0] = dist->a, x[1] = dist->kind == DIST_UNIFORM ? dist->b : dist->c;
        return 2;
    case DIST_EMPIRICAL:
        for (; n < dist->n; n++)
            if (x) x[n] = dist->value[n];
        return n;
    case DIST_MIXTURE:
        for (int32_t i = 0; i < dist->n; i++) n += corners(&dist->part[i], x ? x + n : NULL);
        return n;
    default:
        if (x) x[0] = dist->kind == DIST_CONSTANT ? dist->a : 0;
        return 1;
    }
}

/* Between the least and the largest quantile of the parts; a little wider, because theirs may come from tables. */
static double mixture_quantile(const struct dist *dist, double u)
{
    double low = INFINITY, high = 0;
    for (int32_t i = 0; i < dist->n; i++) {
        const double x = dist_quantile(&dist->part[i], u);
        low = fmin(low, x);
        high = fmax(high, x);
    }
    if (low == high) return low;
    return solve(dist, u, low * (1 - 1e-3), high * (1 + 1e-3));
}

const struct dist_table *dist_table_mixture(const struct dist *dist, struct arena *arena)
{
    const int32_t n_corners = corners(dist, NULL);
    double *corner = ARENA_ARRAY(arena, double, n_corners);
    struct point *points = ARENA_ARRAY(arena, struct point, NODES + 2 * n_corners);
    corners(dist, corner);
    int32_t n = 0;
    double least = INFINITY;
    for (int32_t i = 0; i < n_corners; i++) {
        const double share = dist_share(dist, corner[i], false);
        points[n++] = (struct point){share - atom(dist, corner[i]), corner[i]};
        points[n++] = (struct point){share, corner[i]};
        least = fmin(least, corner[i]);
    }
    for (int32_t k = 0; k < NODES; k++) {
        const double u = node_u(node_z(k));
        if (u < 1) points[n++] = (struct point){u, mixture_quantile(dist, u)};
    }
    return table_of(points, n, least, arena);
}

const struct dist_table *dist_table_empirical(const struct dist *dist, struct arena *arena)
{
    struct point *points = ARENA_ARRAY(arena, struct point, 2 * dist->n);
    double total = 0, sum = 0;
    int32_t n = 0;
    for (int32_t i = 0; i < dist->n; i++) total += dist->share[i];
    for (int32_t i = 0; i < dist->n; i++) {
        if (!(dist->share[i] > 0)) continue; /* a last one would draw the line to it */
        points[n++] = (struct point){sum / total, dist->value[i]};
        sum += dist->share[i];
        points[n++] = (struct point){sum / total, dist->value[i]};
    }
    return table_of(points, n, n > 0 ? points[0].x : dist->value[0], arena);
}
