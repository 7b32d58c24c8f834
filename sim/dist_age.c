/* What is under way: how old it is in the long run, and how long it lasts given how old it is.
 *
 * In a stationary renewal process the age of the interval in progress, and likewise its rest, has density (1 - F(x)) / mean; given the age
 * the whole is distributed as a new one that is known to be longer than the age (Cox, Renewal Theory, 1962, chapter 5). So a whole drawn by
 * dist_quantile_beyond at an age drawn by dist_quantile_age is length-biased, and its age uniform over it. */
#include <math.h>

#include "sim/dist.h"
#include "sim/dist_table.h"

/* The integral of 1 - F from 0 to x, which is the mean of the lesser of a draw and x. The law is prepared and x is at least 0. */
static double limited_mean(const struct dist *dist, double x);

static double lognormal_limited(const struct dist *dist, double x)
{
    if (!(x > 0)) return 0;
    const double z = log(x / dist->a) / dist->derived - dist->derived / 2;
    return dist->a * 0.5 * erfc(-z * M_SQRT1_2) + x * dist_share(dist, x, true);
}

/* In the long run a gamma of shape k weighted by its length is a gamma of shape k + 1. */
static double gamma_limited(const struct dist *dist, double shape, double x)
{
    const double y = x * shape / dist->a;
    return dist->a * dist_gamma_share(shape + 1, y, false) + x * dist_gamma_share(shape, y, true);
}

static double uniform_limited(const struct dist *dist, double x)
{
    if (x <= dist->a || !(dist->b > dist->a)) return fmin(x, dist->a);
    const double inside = fmin(x, dist->b) - dist->a;
    return dist->a + inside - inside * inside / (2 * (dist->b - dist->a));
}

static double triangular_limited(const struct dist *dist, double x)
{
    const double low = dist->a, mode = dist->b, high = dist->c;
    if (x <= low || !(high > low)) return fmin(x, low);
    if (x >= high) return dist_mean(dist);
    if (x < mode) return x - pow(x - low, 3) / (3 * (high - low) * (mode - low));
    return dist_mean(dist) - pow(high - x, 3) / (3 * (high - low) * (high - mode));
}

static double sum_limited(const struct dist *dist, double x)
{
    double sum = 0;
    for (int32_t i = 0; i < dist->n; i++)
        sum += dist->share[i] * (dist->kind == DIST_MIXTURE ? limited_mean(&dist->part[i], x) : fmin(dist->value[i], x));
    return sum;
}

static double limited_mean(const struct dist *dist, double x)
{
    const double factor = dist->factor > 0 ? dist->factor : 1;
    switch (dist->kind) {
    case DIST_EXPONENTIAL: return -dist->a * expm1(-x / dist->a);
    case DIST_LOGNORMAL: return dist->b > 0 ? lognormal_limited(dist, x) : fmin(x, dist->a);
    case DIST_WEIBULL: return dist->a * dist_gamma_share(1 / dist->b, pow(x / (dist->a * dist->derived), dist->b), false);
    case DIST_UNIFORM: return uniform_limited(dist, x);
    case DIST_TRIANGULAR: return triangular_limited(dist, x);
    case DIST_GAMMA: return dist->b > 0 ? gamma_limited(dist, dist->a / dist->b * (dist->a / dist->b), x) : fmin(x, dist->a);
    case DIST_ERLANG: return gamma_limited(dist, dist->b, x);
    case DIST_MIXTURE:
    case DIST_EMPIRICAL: return factor * sum_limited(dist, x / factor);
    default: return fmin(x, dist->a);
    }
}

double dist_quantile_age(const struct dist *dist, double u)
{
    enum { HALVINGS = 60, DOUBLINGS = 60 };
    const double mean = dist_mean(dist), wanted = u * mean;
    if (!(mean > 0)) return 0;
    if (dist->kind == DIST_CONSTANT) return wanted;
    if (dist->kind == DIST_EXPONENTIAL) return dist_quantile(dist, u);
    double low = 0, high = mean;
    for (int i = 0; i < DOUBLINGS && limited_mean(dist, high) < wanted; i++) high *= 2;
    for (int i = 0; i < HALVINGS; i++) {
        const double middle = (low + high) / 2;
        if (limited_mean(dist, middle) < wanted) low = middle;
        else high = middle;
    }
    return high;
}

/* Where the law has the share `upper` above it, to full precision in the far tail too. */
static double from_above(const struct dist *dist, double upper)
{
    if (dist->kind == DIST_EXPONENTIAL) return -dist->a * log(upper);
    if (dist->kind == DIST_WEIBULL) return dist->a * dist->derived * pow(-log(upper), 1 / dist->b);
    if (dist->kind == DIST_LOGNORMAL) return dist->a * exp(dist->derived * (-dist_normal_quantile(upper) - dist->derived / 2));
    return dist_quantile(dist, fmin(1 - upper, 1 - 0x1p-53));
}

double dist_quantile_beyond(const struct dist *dist, double age, double u)
{
    if (!(age > 0)) return dist_quantile(dist, u);
    const double upper = dist_share(dist, age, true);
    if (!(upper > 0)) return age;
    return fmax(age, from_above(dist, upper * (1 - u)));
}

seconds dist_seconds_beyond(const struct dist *dist, seconds age_s, double u)
{
    if (age_s <= 0) return dist_seconds(dist, u);
    const double value = dist_quantile_beyond(dist, (double)age_s, u), most = 0x1p40;
    const seconds whole_s = (seconds)(fmin(value, most) + 0.5);
    return whole_s > age_s ? whole_s : age_s;
}
