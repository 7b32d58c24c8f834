/* What is under way: its age in the long run, and how long it lasts given its age. */
#include <criterion/criterion.h>
#include <math.h>

#include "sim/arena.h"
#include "sim/dist.h"
#include "sim/rng.h"

static double values[] = {0, 1, 2, 10}, value_shares[] = {0.4, 0.25, 0.2, 0.15};
static double part_shares[] = {0.3, 0.1, 0.6};
static struct dist parts[] = {{.kind = DIST_CONSTANT, .a = 3}, {.kind = DIST_NONE}, {.kind = DIST_GAMMA, .a = 40, .b = 30}};

static struct law { const char *name; struct dist dist; } laws[] = {
    {"constant", {.kind = DIST_CONSTANT, .a = 7}},
    {"exponential", {.kind = DIST_EXPONENTIAL, .a = 30}},
    {"gamma, shape 0.5", {.kind = DIST_GAMMA, .a = 10, .b = 14.142135623730951}},
    {"gamma, shape 6.4", {.kind = DIST_GAMMA, .a = 228, .b = 90}},
    {"gamma, sd 0", {.kind = DIST_GAMMA, .a = 5, .b = 0}},
    {"lognormal", {.kind = DIST_LOGNORMAL, .a = 49, .b = 45}},
    {"erlang", {.kind = DIST_ERLANG, .a = 12, .b = 3}},
    {"weibull 2", {.kind = DIST_WEIBULL, .a = 30, .b = 2}},
    {"weibull 0.7", {.kind = DIST_WEIBULL, .a = 10, .b = 0.7}},
    {"uniform", {.kind = DIST_UNIFORM, .a = 2, .b = 8}},
    {"triangular", {.kind = DIST_TRIANGULAR, .a = 2, .b = 5, .c = 14}},
    {"triangular, mode at an end", {.kind = DIST_TRIANGULAR, .a = 2, .b = 2, .c = 8}},
    {"empirical", {.kind = DIST_EMPIRICAL, .n = 4, .value = values, .share = value_shares}},
    {"mixture", {.kind = DIST_MIXTURE, .n = 3, .part = parts, .share = part_shares}},
};
enum { LAWS = sizeof laws / sizeof *laws };

static void prepare(struct arena *arena)
{
    arena_init(arena);
    for (int i = 0; i < LAWS; i++) dist_prepare(&laws[i].dist, arena);
}

/* The integral of 1 - F from 0 to x over the mean, by the trapezium rule. */
static double age_share(const struct dist *dist, double x)
{
    enum { STEPS = 20000 };
    double sum = 0;
    for (int i = 0; i < STEPS; i++) sum += dist_share(dist, (i + 0.5) * x / STEPS, true);
    return sum * x / STEPS / dist_mean(dist);
}

Test(dist_age, has_the_density_of_the_tail)
{
    struct arena arena;
    prepare(&arena);
    for (int i = 0; i < LAWS; i++)
        for (int k = 1; k < 20; k++) {
            const double u = k / 20.0, x = dist_quantile_age(&laws[i].dist, u), share = age_share(&laws[i].dist, x);
            cr_expect(fabs(share - u) < 2e-4, "%s: below %g lies %g, not %g", laws[i].name, x, share, u);
        }
    arena_free(&arena);
}

Test(dist_age, of_an_exponential_is_exponential_and_of_a_constant_uniform)
{
    const struct dist exponential = {.kind = DIST_EXPONENTIAL, .a = 30}, constant = {.kind = DIST_CONSTANT, .a = 7}, none = {.kind = DIST_NONE};
    for (int k = 1; k < 100; k++) {
        const double u = k / 100.0, x = dist_quantile_age(&exponential, u), y = dist_quantile_age(&constant, u), z = dist_quantile_age(&none, u);
        cr_expect(fabs(x + 30 * log(1 - u)) < 1e-12 * x, "%g at %g", x, u);
        cr_expect(fabs(y - 7 * u) < 1e-12 * y, "%g at %g", y, u);
        cr_expect(z == 0);
    }
}

/* The mean age is half of E(X^2) / E(X), however heavy the tail. */
Test(dist_age, mean_follows_from_mean_and_sd)
{
    enum { N = 8000 };
    struct arena arena;
    prepare(&arena);
    for (int i = 0; i < LAWS; i++) {
        const double mean = dist_mean(&laws[i].dist), sd = dist_sd(&laws[i].dist), truth = (mean * mean + sd * sd) / (2 * mean);
        double sum = 0;
        for (int k = 0; k < N; k++) sum += dist_quantile_age(&laws[i].dist, (k + 0.5) / N);
        cr_expect(fabs(sum / N - truth) < 4e-3 * truth, "%s: %g, not %g", laws[i].name, sum / N, truth);
    }
    arena_free(&arena);
}

/* Age and whole drawn one after another: the whole is length-biased, the age uniform over it. Kolmogorov at 99.99 %. */
Test(dist_age, whole_beyond_a_steady_age_is_length_biased)
{
    enum { N = 8000 };
    struct arena arena;
    prepare(&arena);
    const struct rng_key key = rng_key_of(7, 1);
    for (int i = 0; i < LAWS; i++) {
        const struct dist *dist = &laws[i].dist;
        const double median = dist_quantile_age(dist, 0.5);
        double rests = 0, ages = 0;
        int early = 0;
        for (uint64_t k = 0; k < N; k++) {
            const double age = dist_quantile_age(dist, rng_uniform(key, 1, k, (uint64_t)i));
            const double whole = dist_quantile_beyond(dist, age, rng_uniform(key, 2, k, (uint64_t)i));
            cr_assert(whole >= age * (1 - 1e-12), "%s: %g at age %g", laws[i].name, whole, age);
            rests += whole - age <= median + 1e-9;
            ages += age <= median + 1e-9;
            early += age < whole / 2;
        }
        cr_expect(fabs(rests / N - 0.5) * sqrt(N) < 2.23, "%s: %g of the rests below the median", laws[i].name, rests / N);
        cr_expect(fabs(ages / N - 0.5) * sqrt(N) < 2.23, "%s: %g of the ages below the median", laws[i].name, ages / N);
        cr_expect(fabs((double)early / N - 0.5) * sqrt(N) < 2.23, "%s: %g in the first half", laws[i].name, (double)early / N);
    }
    arena_free(&arena);
}

Test(dist_age, beyond_an_age)
{
    struct arena arena;
    prepare(&arena);
    for (int i = 0; i < LAWS; i++) {
        const struct dist *dist = &laws[i].dist;
        for (int k = 1; k < 50; k++) {
            const double u = k / 50.0, same = dist_quantile(dist, u), age = dist_quantile(dist, 0.6);
            const double x = dist_quantile_beyond(dist, age, u), upper = dist_share(dist, age, true);
            const double got = dist_quantile_beyond(dist, 0, u);
            cr_expect(got == same, "%s: an age of 0 changes nothing", laws[i].name);
            cr_expect(x >= age, "%s: %g at age %g", laws[i].name, x, age);
            if (!(upper > 0)) continue;
            const double at = dist_share(dist, x + 1e-9, true) / upper, before = dist_share(dist, x - 1e-9, true) / upper;
            cr_expect(at < 1 - u + 5e-4 && before > 1 - u - 5e-4, "%s, u %g: %g to %g above", laws[i].name, u, at, before);
        }
    }
    arena_free(&arena);
}

Test(dist_age, beyond_the_end_and_far_in_the_tail)
{
    struct arena arena;
    prepare(&arena);
    const struct dist *constant = &laws[0].dist, *exponential = &laws[1].dist, *lognormal = &laws[5].dist, *uniform = &laws[9].dist;
    cr_expect(dist_quantile_beyond(constant, 6, 0.3) == 7 && dist_quantile_beyond(constant, 7, 0.3) == 7 && dist_quantile_beyond(constant, 9, 0.3) == 9);
    cr_expect(dist_quantile_beyond(uniform, 20, 0.3) == 20);
    const double far = dist_quantile_beyond(exponential, 3000, 0.25), farther = dist_quantile_beyond(lognormal, 1e5, 0.5);
    cr_expect(fabs(far - 3000 + 30 * log(0.75)) < 1e-9, "%g", far); /* it has no memory, even where 1 - F is e^-100 */
    cr_expect(isfinite(farther) && farther > 1e5, "%g", farther);
    arena_free(&arena);
}
