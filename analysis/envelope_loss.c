#include "analysis/envelope_loss.h"

#include <math.h>

#include "analysis/envelope.h"

/* ---- forward equations ---- */

/* Both stages of a step solve the same matrix I - D h A. */
#define D 0.29289321881345248 /* 1 - sqrt 2 / 2 */
#define W 0.35355339059327379 /* sqrt 2 / 4 */

static const double tolerance = 1e-8; /* of a step, in the sum of absolute errors */

struct chain {
    int64_t most;    /* states are 0..most */
    int64_t places;  /* of this period */
    double up, down; /* requests per day; leavers per day and taken place */
    double *p, *middle, *next, *slope[3], *work;
};

static double *states(const struct chain *chain, struct arena *arena) { return ARENA_ARRAY(arena, double, chain->most + 1); }

static void chain_init(struct chain *chain, int64_t most, double stay_d, struct arena *arena)
{
    *chain = (struct chain){.most = most, .down = 1 / stay_d};
    chain->p = states(chain, arena), chain->middle = states(chain, arena), chain->next = states(chain, arena), chain->work = states(chain, arena);
    for (int i = 0; i < 3; i++) chain->slope[i] = states(chain, arena);
}

static double up_from(const struct chain *chain, int64_t n) { return n < chain->places && n < chain->most ? chain->up : 0; }

/* Steady state of a load, in a system of so many places. */
static void chain_settle(struct chain *chain, double load, int64_t places)
{
    const int64_t mode = (int64_t)fmin(floor(load), (double)places);
    double sum = 0;
    for (int64_t n = 0; n <= chain->most; n++) chain->p[n] = 0;
    chain->p[mode] = 1;
    for (int64_t n = mode; n < places; n++) chain->p[n + 1] = chain->p[n] * load / (double)(n + 1);
    for (int64_t n = mode; n > 0; n--) chain->p[n - 1] = chain->p[n] * (double)n / load;
    for (int64_t n = 0; n <= places; n++) sum += chain->p[n];
    for (int64_t n = 0; n <= places; n++) chain->p[n] /= sum;
}

static void slope_of(const struct chain *chain, const double *p, double *slope)
{
    for (int64_t n = 0; n <= chain->most; n++) {
        double change = -(up_from(chain, n) + (double)n * chain->down) * p[n];
        if (n > 0) change += up_from(chain, n - 1) * p[n - 1];
        if (n < chain->most) change += (double)(n + 1) * chain->down * p[n + 1];
        slope[n] = change;
    }
}

/* x := (I - k A)^-1 x. The matrix is dominated by its diagonal in each column, so elimination without exchanges is stable. */
static void solve(const struct chain *chain, double k, double *x)
{
    double *upper = chain->work, pivot = 1;
    for (int64_t n = 0; n <= chain->most; n++) {
        const double lower = n > 0 ? -k * up_from(chain, n - 1) : 0;
        pivot = 1 + k * (up_from(chain, n) + (double)n * chain->down) - (n > 0 ? lower * upper[n - 1] : 0);
        upper[n] = -k * (double)(n + 1) * chain->down / pivot;
        x[n] = (x[n] - (n > 0 ? lower * x[n - 1] : 0)) / pivot;
    }
    for (int64_t n = chain->most - 1; n >= 0; n--) x[n] -= upper[n] * x[n + 1];
}

/* One step from p to next; its error. */
static double step(struct chain *chain, double h)
{
    double **slope = chain->slope, error = 0;
    slope_of(chain, chain->p, slope[0]);
    for (int64_t n = 0; n <= chain->most; n++) chain->middle[n] = chain->p[n] + D * h * slope[0][n];
    solve(chain, D * h, chain->middle);
    slope_of(chain, chain->middle, slope[1]);
    for (int64_t n = 0; n <= chain->most; n++) chain->next[n] = chain->p[n] + W * h * (slope[0][n] + slope[1][n]);
    solve(chain, D * h, chain->next);
    slope_of(chain, chain->next, slope[2]);
    double *off = chain->middle;
    for (int64_t n = 0; n <= chain->most; n++)
        off[n] = h * ((W - (1 - W) / 3) * slope[0][n] + (W - (3 * W + 1) / 3) * slope[1][n] + (D - D / 3) * slope[2][n]);
    solve(chain, D * h, off);
    for (int64_t n = 0; n <= chain->most; n++) error += fabs(off[n]);
    return error;
}

static double full(const struct chain *chain, const double *p)
{
    double sum = 0;
    for (int64_t n = chain->places; n <= chain->most; n++) sum += p[n];
    return sum;
}

static double taken(const struct chain *chain, const double *p)
{
    double sum = 0;
    for (int64_t n = 1; n <= chain->most; n++) sum += (double)n * p[n];
    return sum;
}

/* What accumulates over a period is integrated with the weights of the method. The middle stage is overwritten by the error: it is had from
 * its slope instead, p(middle) = p + D h (slope 0 + slope 1). */
static void add_up(const struct chain *chain, double h, struct envelope_course *sum)
{
    double *middle = chain->work;
    for (int64_t n = 0; n <= chain->most; n++) middle[n] = chain->p[n] + D * h * (chain->slope[0][n] + chain->slope[1][n]);
    sum->refused += h * (W * full(chain, chain->p) + W * full(chain, middle) + D * full(chain, chain->next));
    sum->taken += h * (W * taken(chain, chain->p) + W * taken(chain, middle) + D * taken(chain, chain->next));
}

static struct envelope_course period_course(struct chain *chain, const struct envelope_period *period)
{
    struct envelope_course sum = {0};
    chain->up = period->requests_per_d, chain->places = period->places;
    double t = 0, h = fmin(period->days, 0.1 / (chain->up + chain->down));
    while (t < period->days) {
        h = fmin(h, period->days - t);
        const double error = step(chain, h);
        if (error <= tolerance) {
            add_up(chain, h, &sum);
            t = period->days - t - h < 1e-9 * period->days ? period->days : t + h;
            double *old = chain->p;
            chain->p = chain->next, chain->next = old;
        }
        h *= fmin(4, fmax(0.2, 0.9 * cbrt(tolerance / fmax(error, 1e-30))));
    }
    return (struct envelope_course){sum.refused / period->days, sum.taken / period->days, taken(chain, chain->p), full(chain, chain->p)};
}

static int64_t most_places(const struct envelope_period *period, int32_t n)
{
    int64_t most = 0;
    for (int32_t i = 0; i < n; i++) most = period[i].places > most ? period[i].places : most;
    return most;
}

void envelope_loss_course(const struct envelope_period *period, int32_t n, double stay_d, double start_load, struct arena *arena,
                          struct envelope_course *course)
{
    const int64_t most = most_places(period, n);
    if (most > ENVELOPE_MOST_PLACES || !(stay_d > 0) || !isfinite(stay_d) || !(start_load >= 0)) {
        for (int32_t i = 0; i < n; i++) course[i] = (struct envelope_course){NAN, NAN, NAN, NAN};
        return;
    }
    struct chain chain;
    chain_init(&chain, most, stay_d, arena);
    if (n > 0) chain_settle(&chain, start_load, period[0].places);
    for (int32_t i = 0; i < n; i++) course[i] = period_course(&chain, &period[i]);
}

/* ---- approximations ---- */

void envelope_loss_stationary(const struct envelope_period *period, int32_t n, double stay_d, double *refused)
{
    for (int32_t i = 0; i < n; i++) refused[i] = erlang_b(period[i].requests_per_d * stay_d, period[i].places);
}

/* Within a period m(t) is an exponential way from m to the load of the period; Simpson's rule over it, closer where it is steep. */
void envelope_loss_modified(const struct envelope_period *period, int32_t n, double stay_d, double start_load, double *refused)
{
    enum { PANELS = 64 };
    double m = start_load;
    for (int32_t i = 0; i < n; i++) {
        const double load = period[i].requests_per_d * stay_d, days = period[i].days;
        double sum = 0;
        for (int k = 0; k <= PANELS; k++) {
            const double u = (double)k / PANELS, at = load + (m - load) * exp(-days * u * u / stay_d); /* t = days u^2, dt = 2 days u du */
            sum += (k == 0 || k == PANELS ? 1 : k % 2 ? 4 : 2) * 2 * u * erlang_b(at, period[i].places);
        }
        refused[i] = sum / (3 * PANELS);
        m = load + (m - load) * exp(-days / stay_d);
    }
}
