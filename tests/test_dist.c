#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "sim/arena.h"
#include "sim/dist.h"
#include "sim/dist_table.h"
#include "sim/rng.h"

static double off(double got, double want) { return fabs(got / want - 1); }

/* ---- special functions, against 40-digit arithmetic ---- */

Test(dist, incomplete_gamma)
{
    static const struct { double shape, x, lower, upper; } known[] = {
        {0.05, 0.001, 0.72717922905292266, 0.27282077094707734},   {0.05, 0.3, 0.95438112187434576, 0.045618878125654238},
        {0.5, 0.2, 0.47291074313446191, 0.52708925686553809},      {1.0, 2.0, 0.86466471676338731, 0.13533528323661269},
        {2.5, 10.0, 0.99875026943696862, 0.0012497305630313754},   {10.0, 3.0, 0.0011024881301154797, 0.99889751186988452},
        {100.0, 80.0, 0.017108313035133114, 0.98289168696486689},  {100.0, 130.0, 0.99724959163269347, 0.0027504083673065263},
        {1000.0, 1100.0, 0.99894067674607002, 0.0010593232539299773}, {3.0, 0.01, 1.6542165280748768e-7, 0.99999983457834719}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const double lower = off(dist_gamma_share(known[i].shape, known[i].x, false), known[i].lower);
        const double upper = off(dist_gamma_share(known[i].shape, known[i].x, true), known[i].upper);
        cr_expect(lower < 1e-12 && upper < 1e-12, "shape %g, x %g: %g, %g", known[i].shape, known[i].x, lower, upper);
    }
    cr_expect(dist_gamma_share(2, 0, false) == 0 && dist_gamma_share(2, 0, true) == 1);
}

Test(dist, normal_quantile)
{
    static const struct { double u, z; } known[] = {
        {1e-16, -8.2220822161304356}, {1e-9, -5.9978070150076869}, {0.001, -3.0902323061678135}, {0.025, -1.9599639845400542},
        {0.07, -1.4757910281791707},  {0.3, -0.52440051270804078}, {0.8, 0.84162123357291421},   {0.975, 1.9599639845400542}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const double error = off(dist_normal_quantile(known[i].u), known[i].z);
        cr_expect(error < 1e-15 * 4, "u %g: %g", known[i].u, error);
    }
    cr_expect(dist_normal_quantile(0.5) == 0);
}

Test(dist, gamma_quantiles)
{
    static const struct { double shape, u, x; } known[] = {
        {0.05, 0.05, 1.11477509638e-25}, {0.05, 0.5, 1.11477568815e-5}, {0.05, 0.95, 5.31864604852},  {0.05, 0.999, 54.7291719746},
        {0.7, 0.05, 0.0173759991892},    {0.7, 0.5, 0.582033926395},    {0.7, 0.95, 3.40374288378},   {0.7, 0.999, 8.66248509127},
        {2.5, 0.05, 0.229095245212},     {2.5, 0.5, 0.870292038219},    {2.5, 0.95, 2.2140995387},    {2.5, 0.999, 4.10300113049},
        {100, 0.05, 0.841392772183},     {100, 0.5, 0.996668649193},    {100, 0.95, 1.16997134446},   {100, 0.999, 1.33770263911}};
    struct arena arena;
    arena_init(&arena);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct dist dist = {.kind = DIST_GAMMA, .a = 1, .b = 1 / sqrt(known[i].shape)};
        dist_prepare(&dist, &arena);
        const double x = dist_quantile(&dist, known[i].u);
        /* relative, but a household is not asked for a part of a second of its stay */
        cr_expect(fabs(x - known[i].x) < 2e-5 * known[i].x + 1e-9, "shape %g, u %g: %.12g", known[i].shape, known[i].u, x);
    }
    arena_free(&arena);
}

/* ---- every law ---- */

static double values[] = {0, 1, 2, 10}, value_shares[] = {0.4, 0.25, 0.2, 0.15};
static double part_shares[] = {0.2, 0.3, 0.1, 0.4};
static struct dist parts[] = {{.kind = DIST_CONSTANT, .a = 3},
                              {.kind = DIST_UNIFORM, .a = 20, .b = 21},
                              {.kind = DIST_NONE},
                              {.kind = DIST_GAMMA, .a = 40, .b = 30}};
static double tail_shares[] = {0.7, 0.3};
static struct dist tail_parts[] = {{.kind = DIST_LOGNORMAL, .a = 50, .b = 45}, {.kind = DIST_WEIBULL, .a = 300, .b = 0.8}};
static struct dist nested_parts[] = {{.kind = DIST_MIXTURE, .n = 4, .part = parts, .share = part_shares},
                                     {.kind = DIST_EMPIRICAL, .n = 4, .value = values, .share = value_shares}};

/* Means and spreads from the formulas of the laws, by hand. */
static struct law { const char *name; struct dist dist; double mean, sd; } laws[] = {
    {"constant", {.kind = DIST_CONSTANT, .a = 7}, 7, 0},
    {"exponential", {.kind = DIST_EXPONENTIAL, .a = 30}, 30, 30},
    {"gamma, shape 0.05", {.kind = DIST_GAMMA, .a = 10, .b = 44.721359549995796}, 10, 44.721359549995796},
    {"gamma, shape 0.3", {.kind = DIST_GAMMA, .a = 10, .b = 18.257418583505537}, 10, 18.257418583505537},
    {"gamma, shape 1", {.kind = DIST_GAMMA, .a = 10, .b = 10}, 10, 10},
    {"gamma, shape 6.4", {.kind = DIST_GAMMA, .a = 228, .b = 90}, 228, 90},
    {"gamma, shape 100", {.kind = DIST_GAMMA, .a = 10, .b = 1}, 10, 1},
    {"gamma, shape 9999", {.kind = DIST_GAMMA, .a = 1, .b = 0.010000500037503125}, 1, 0.010000500037503125},
    {"gamma, shape 10000", {.kind = DIST_GAMMA, .a = 1, .b = 0.01}, 1, 0.01},
    {"gamma, sd 0", {.kind = DIST_GAMMA, .a = 5, .b = 0}, 5, 0},
    {"lognormal", {.kind = DIST_LOGNORMAL, .a = 49, .b = 45}, 49, 45},
    {"lognormal, wide", {.kind = DIST_LOGNORMAL, .a = 10, .b = 20}, 10, 20},
    {"erlang 1", {.kind = DIST_ERLANG, .a = 10, .b = 1}, 10, 10},
    {"erlang 3", {.kind = DIST_ERLANG, .a = 12, .b = 3}, 12, 6.9282032302755088},
    {"weibull 1", {.kind = DIST_WEIBULL, .a = 30, .b = 1}, 30, 30},
    {"weibull 2", {.kind = DIST_WEIBULL, .a = 30, .b = 2}, 30, 15.6816960263119},
    {"weibull 0.5", {.kind = DIST_WEIBULL, .a = 10, .b = 0.5}, 10, 22.360679774997898},
    {"uniform", {.kind = DIST_UNIFORM, .a = 2, .b = 8}, 5, 1.7320508075688772},
    {"triangular", {.kind = DIST_TRIANGULAR, .a = 2, .b = 5, .c = 14}, 7, 2.5495097567963922},
    {"triangular, mode at an end", {.kind = DIST_TRIANGULAR, .a = 2, .b = 2, .c = 8}, 4, 1.4142135623730951},
    {"empirical", {.kind = DIST_EMPIRICAL, .n = 4, .value = values, .share = value_shares}, 2.15, 3.380458548777074},
    {"mixture with gaps and atoms", {.kind = DIST_MIXTURE, .n = 4, .part = parts, .share = part_shares}, 22.75, 24.705009613436708},
    {"mixture of tails", {.kind = DIST_MIXTURE, .n = 2, .part = tail_parts, .share = tail_shares}, 125, 239.67185298656568},
    {"mixture of mixtures", {.kind = DIST_MIXTURE, .n = 2, .part = nested_parts, .share = tail_shares}, 16.57, 22.798686365665894},
};
enum { LAWS = sizeof laws / sizeof *laws };

static void prepare(struct arena *arena)
{
    arena_init(arena);
    for (int i = 0; i < LAWS; i++) dist_prepare(&laws[i].dist, arena);
}

Test(dist, mean_and_sd_in_words_of_the_law)
{
    struct arena arena;
    prepare(&arena);
    for (int i = 0; i < LAWS; i++) {
        const double mean = dist_mean(&laws[i].dist), sd = dist_sd(&laws[i].dist);
        cr_expect(fabs(mean - laws[i].mean) < 1e-9 * mean, "%s: mean %.12g", laws[i].name, mean);
        cr_expect(fabs(sd - laws[i].sd) <= 1e-9 * sd, "%s: sd %.12g", laws[i].name, sd);
    }
    arena_free(&arena);
}

/* Integrals over the normal quantile, so that tails are seen as they are drawn. */
static void moments(const struct dist *dist, double *mean, double *sd)
{
    const double step = 1.0 / 20000;
    double weight = 0, sum = 0, squares = 0;
    for (int k = -164000; k <= 164000; k++) {
        const double z = (k + 0.5) * step, u = z < 0 ? 0.5 * erfc(-z * M_SQRT1_2) : 1 - 0.5 * erfc(z * M_SQRT1_2);
        if (u >= 1) break;
        const double w = exp(-z * z / 2), x = dist_quantile(dist, u) - dist_mean(dist);
        weight += w;
        sum += w * x;
        squares += w * x * x;
    }
    *mean = dist_mean(dist) + sum / weight;
    *sd = sqrt(squares / weight - sum / weight * (sum / weight));
}

Test(dist, drawn_mean_and_sd_within_one_in_ten_thousand)
{
    struct arena arena;
    prepare(&arena);
    for (int i = 0; i < LAWS; i++) {
        double mean, sd;
        moments(&laws[i].dist, &mean, &sd);
        cr_expect(off(mean, dist_mean(&laws[i].dist)) < 1e-4, "%s: mean off %.1e", laws[i].name, off(mean, dist_mean(&laws[i].dist)));
        if (dist_sd(&laws[i].dist) > 0)
            cr_expect(off(sd, dist_sd(&laws[i].dist)) < 1e-4, "%s: sd off %.1e", laws[i].name, off(sd, dist_sd(&laws[i].dist)));
    }
    arena_free(&arena);
}

Test(dist, tables_of_every_shape)
{
    struct arena arena;
    arena_init(&arena);
    for (double shape = 0.05; shape < 101; shape *= 1.46) {
        struct dist dist = {.kind = DIST_GAMMA, .a = 1, .b = 1 / sqrt(shape)};
        double mean, sd;
        dist_prepare(&dist, &arena);
        moments(&dist, &mean, &sd);
        cr_expect(off(mean, 1) < 1e-4 && off(sd, dist.b) < 1e-4, "shape %g: %.1e, %.1e", shape, off(mean, 1), off(sd, dist.b));
    }
    arena_free(&arena);
}

/* Not falling, not negative, from one end of (0,1) to the other. */
Test(dist, monotone)
{
    struct arena arena;
    prepare(&arena);
    for (int i = 0; i < LAWS; i++) {
        const struct dist *dist = &laws[i].dist;
        double last = 0;
        for (int k = -53 * 8; k < 0; k++) { /* 2^-53 ... 1/2 */
            const double x = dist_quantile(dist, exp2(k / 8.0) / 2);
            cr_assert(x >= last && isfinite(x), "%s: %g after %g", laws[i].name, x, last);
            last = x;
        }
        for (int k = 1; k < 100000; k++) {
            const double x = dist_quantile(dist, 0.5 + 0.5 * k / 100000);
            cr_assert(x >= last * (1 - 1e-14) && isfinite(x), "%s: %g after %g", laws[i].name, x, last);
            last = x;
        }
        cr_assert(dist_quantile(dist, 1 - 0x1p-53) >= last && isfinite(dist_quantile(dist, 1 - 0x1p-53)));
        cr_assert_geq(dist_quantile(dist, 0x1p-54), 0);
    }
    arena_free(&arena);
}

/* share(quantile(u)) is u where the law has a density, and passes u where it has an atom. */
Test(dist, quantile_and_share_are_inverses)
{
    struct arena arena;
    prepare(&arena);
    for (int i = 0; i < LAWS; i++)
        for (int k = 1; k < 1000; k++) {
            const double u = k / 1000.0, x = dist_quantile(&laws[i].dist, u);
            const double at = dist_share(&laws[i].dist, x + 1e-9, false), before = dist_share(&laws[i].dist, x - 1e-9, false);
            cr_assert(before < u + 1e-4 && at > u - 1e-4, "%s, u %g: %.12g, %.12g", laws[i].name, u, before, at);
            cr_assert(fabs(at + dist_share(&laws[i].dist, x + 1e-9, true) - 1) < 1e-12, "%s at %g", laws[i].name, x);
        }
    arena_free(&arena);
}

Test(dist, atoms_and_gaps_are_exact)
{
    struct arena arena;
    prepare(&arena);
    const struct dist *empirical = &laws[20].dist, *mixture = &laws[21].dist;
    cr_assert(empirical->kind == DIST_EMPIRICAL && mixture->kind == DIST_MIXTURE);
    cr_expect(dist_quantile(empirical, 0.399999999) == 0 && dist_quantile(empirical, 0.400000001) == 1);
    cr_expect(dist_quantile(empirical, 0.649999999) == 1 && dist_quantile(empirical, 0.650000001) == 2);
    cr_expect(dist_quantile(empirical, 1 - 0x1p-53) == 10);
    cr_expect(dist_quantile(mixture, 0.09) == 0, "%g", dist_quantile(mixture, 0.09));
    /* gamma, mean 40 and sd 30, is below 3 with probability 0.0158; below it lie atom 0 (0.1) and that part of the gamma (0.4) */
    const double below = 0.1 + 0.4 * dist_gamma_share(16.0 / 9, 3 * 16.0 / 9 / 40, false);
    cr_expect(dist_quantile(mixture, below - 1e-7) < 3);
    cr_expect(dist_quantile(mixture, below + 1e-7) == 3 && dist_quantile(mixture, below + 0.2 - 1e-7) == 3);
    cr_expect(dist_quantile(mixture, below + 0.2 + 1e-7) > 3);
    arena_free(&arena);
}

/* Kolmogorov at 99.99 % per law (sqrt(n) D < 2.23), with the keyed draws a model uses. */
Test(dist, sampled_laws_fit)
{
    enum { N = 20000 };
    struct arena arena;
    prepare(&arena);
    const struct rng_key key = rng_key_of(5, 1);
    for (int i = 0; i < LAWS; i++) {
        static const double at[] = {0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98};
        double below[7] = {0};
        for (uint64_t k = 0; k < N; k++) {
            const double x = dist_quantile(&laws[i].dist, rng_uniform(key, (unsigned)i, k, 0));
            for (int j = 0; j < 7; j++) below[j] += x <= dist_quantile(&laws[i].dist, at[j]) + 1e-12;
        }
        for (int j = 0; j < 7; j++) {
            const double share = dist_share(&laws[i].dist, dist_quantile(&laws[i].dist, at[j]) + 1e-12, false);
            cr_expect(fabs(below[j] / N - share) * sqrt(N) < 2.23, "%s at %g: %g", laws[i].name, at[j], below[j] / N - share);
        }
    }
    arena_free(&arena);
}

Test(dist, scaled_laws_are_in_proportion)
{
    struct arena arena;
    prepare(&arena);
    for (int i = 0; i < LAWS; i++) {
        const struct dist once = dist_scaled(&laws[i].dist, 1.3), twice = dist_scaled(&once, 2);
        cr_expect(twice.quantiles == laws[i].dist.quantiles, "%s has a table of its own", laws[i].name);
        const double mean = dist_mean(&twice), sd = dist_sd(&twice);
        cr_expect(fabs(mean - 2.6 * dist_mean(&laws[i].dist)) < 1e-12 * mean, "%s", laws[i].name);
        cr_expect(fabs(sd - 2.6 * dist_sd(&laws[i].dist)) <= 1e-12 * sd, "%s", laws[i].name);
        for (int k = 1; k < 100; k++) {
            const double x = dist_quantile(&laws[i].dist, k / 100.0), y = dist_quantile(&twice, k / 100.0);
            cr_expect(fabs(y - 2.6 * x) <= 1e-12 * y, "%s at %d %%", laws[i].name, k);
        }
    }
    arena_free(&arena);
}

Test(dist, whole_seconds)
{
    const struct dist none = {.kind = DIST_NONE}, half = {.kind = DIST_CONSTANT, .a = 2.5}, less = {.kind = DIST_CONSTANT, .a = 2.49};
    const struct dist wide = {.kind = DIST_WEIBULL, .a = 1e30, .b = 1, .derived = 1};
    cr_expect_eq(dist_seconds(&none, 0.5), 0);
    cr_expect_eq(dist_seconds(&half, 0.5), 3);
    cr_expect_eq(dist_seconds(&less, 0.5), 2);
    cr_expect_eq(dist_seconds(&wide, 0.5), INT64_C(1) << 40);
}

Test(dist, said_in_words)
{
    char text[128];
    const struct dist dist = {.kind = DIST_LOGNORMAL, .a = 49 * 86400, .b = 45 * 86400};
    dist_format(text, &dist, UNIT_DURATION);
    cr_expect_str_eq(text, "lognormal, mean 49 d, sd 45 d");
    dist_format(text, &(struct dist){.kind = DIST_NONE}, UNIT_DURATION);
    cr_expect_str_eq(text, "none");
}

/* ---- tables that laws share ---- */

static bool same_bits(const struct dist *a, const struct dist *b)
{
    for (int i = 1; i < 4000; i++)
        if (dist_quantile(a, i / 4000.0) != dist_quantile(b, i / 4000.0)) return false;
    return dist_quantile(a, 1e-12) == dist_quantile(b, 1e-12) && dist_quantile(a, 1 - 1e-12) == dist_quantile(b, 1 - 1e-12);
}

/* Drawn from a shelf or alone, the same bits; one table where the shape is the same, another where it is not. */
Test(dist, shared_tables_change_no_bit)
{
    struct arena arena;
    arena_init(&arena);
    struct dist piece[3][2];
    for (int k = 0; k < 3; k++) piece[k][0] = (struct dist){.kind = DIST_GAMMA, .a = 5, .b = k == 2 ? 4 : 3}, piece[k][1] = (struct dist){.kind = DIST_LOGNORMAL, .a = 9, .b = 2};
    double share[] = {0.25, 0.75}, x[] = {1, 4}, other[] = {1, 5};
    const struct dist law[] = {
        {.kind = DIST_GAMMA, .a = 10, .b = 5},     {.kind = DIST_GAMMA, .a = 30, .b = 15},    {.kind = DIST_GAMMA, .a = 10, .b = 6},
        {.kind = DIST_ERLANG, .a = 10, .b = 4},    {.kind = DIST_ERLANG, .a = 3, .b = 4},     {.kind = DIST_GAMMA, .a = 3, .b = 0},
        {.kind = DIST_EXPONENTIAL, .a = 3},        {.kind = DIST_LOGNORMAL, .a = 3, .b = 2},  {.kind = DIST_WEIBULL, .a = 3, .b = 2},
        {.kind = DIST_MIXTURE, .n = 2, .part = piece[0], .share = share}, {.kind = DIST_MIXTURE, .n = 2, .part = piece[1], .share = share},
        {.kind = DIST_MIXTURE, .n = 2, .part = piece[2], .share = share}, {.kind = DIST_EMPIRICAL, .n = 2, .value = x, .share = share},
        {.kind = DIST_EMPIRICAL, .n = 2, .value = other, .share = share}};
    enum { SHARING = sizeof law / sizeof *law };
    struct dist shared[SHARING];
    struct dist_shelf shelf = {0};
    for (int i = 0; i < SHARING; i++) {
        struct dist alone = law[i], part[2];
        if (alone.part) part[0] = alone.part[0], part[1] = alone.part[1], alone.part = part;
        shared[i] = law[i];
        dist_prepare_shared(&shared[i], &shelf, &arena);
        dist_prepare(&alone, &arena);
        cr_expect(same_bits(&shared[i], &alone), "law %d", i);
    }
    cr_expect_eq(shared[0].quantiles, shared[1].quantiles);
    cr_expect_neq(shared[0].quantiles, shared[2].quantiles);
    cr_expect_eq(shared[3].quantiles, shared[4].quantiles);
    cr_expect_neq(shared[0].quantiles, shared[3].quantiles, "gamma and erlang are told apart");
    cr_expect_null(shared[5].quantiles);
    cr_expect_eq(shared[9].quantiles, shared[10].quantiles);
    cr_expect_neq(shared[9].quantiles, shared[11].quantiles);
    cr_expect_neq(shared[12].quantiles, shared[13].quantiles);
    arena_free(&arena);
}
