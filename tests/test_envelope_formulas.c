/* Formulas on the back of an envelope, by themselves: Erlang B, the loss system in time, the fluid limit of a chain; beside known values, closed
 * forms and another way to integrate. Beside simulations: test_envelope.c. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "analysis/envelope.h"

#define CLOSE(got, wanted, off)                                                                                                                      \
    do {                                                                                                                                             \
        const double got_ = (got), wanted_ = (wanted);                                                                                               \
        cr_assert(fabs(got_ - wanted_) <= (off), "%s: %.12g, wanted %.12g", #got, got_, wanted_);                                                    \
    } while (0)

static struct arena arena;

static void make(void) { arena_init(&arena); }
static void gone(void) { arena_free(&arena); }
TestSuite(formulas, .init = make, .fini = gone, .timeout = 120);

/* ---- Erlang B ---- */

/* By the definition, and from printed tables (1 % at 4.46 of 10 places, 84.1 of 100). */
Test(formulas, erlang_b_known)
{
    CLOSE(erlang_b(3, 5), (243 / 120.0) / (1 + 3 + 4.5 + 4.5 + 3.375 + 2.025), 1e-15);
    CLOSE(erlang_b(1, 1), 0.5, 1e-16);
    CLOSE(erlang_b(10, 10), 0.214582, 1e-6);
    CLOSE(erlang_b(4.461, 10), 0.01, 2e-5);
    CLOSE(erlang_b(84.06, 100), 0.01, 2e-5);
    CLOSE(erlang_b(0, 3), 0, 0);
    CLOSE(erlang_b(0, 0), 1, 0);
    CLOSE(erlang_b(7, 0), 1, 0);
}

/* ---- in time ---- */

/* One place: taken with probability p, p' = a (1 - p) - p / stay. */
Test(formulas, one_place_from_empty)
{
    const double stay = 5, a = 0.3, k = a + 1 / stay, limit = a / k;
    const double days[] = {0.01, 1, 4, 50, 5000};
    for (int i = 0; i < 5; i++) {
        const double t = days[i];
        struct envelope_course course;
        envelope_loss_course(&(struct envelope_period){t, a, 1}, 1, stay, 0, &arena, &course);
        CLOSE(course.full_end, limit * (1 - exp(-k * t)), 1e-6);
        CLOSE(course.taken_end, course.full_end, 1e-12);
        CLOSE(course.refused, limit * (1 - (1 - exp(-k * t)) / (k * t)), 1e-6);
        CLOSE(course.taken, course.refused, 1e-9);
    }
}

Test(formulas, steady_state_is_erlang)
{
    const int64_t places[] = {1, 4, 30, 300, 2000};
    for (int i = 0; i < 5; i++) {
        const double load = 0.95 * (double)places[i], stay = 60;
        const struct envelope_period period = {2000, load / stay, places[i]};
        struct envelope_course steady, empty;
        const double wanted = erlang_b(load, places[i]);
        envelope_loss_course(&period, 1, stay, load, &arena, &steady);
        envelope_loss_course(&period, 1, stay, 0, &arena, &empty);
        CLOSE(steady.refused, wanted, 1e-7);
        CLOSE(steady.taken, load * (1 - wanted), 1e-4);
        CLOSE(empty.full_end, wanted, 1e-6);
        cr_assert_lt(empty.refused, wanted);
    }
}

/* Where nobody is refused, the mean number follows m' = a - m / stay. */
Test(formulas, enough_places_are_as_good_as_unlimited)
{
    const struct envelope_period period[] = {{100, 1, 300}, {30, 3, 300}, {200, 0, 300}, {365, 2, 300}};
    struct envelope_course course[4];
    const double stay = 40;
    double m = 10;
    envelope_loss_course(period, 4, stay, m, &arena, course);
    for (int i = 0; i < 4; i++) {
        const double load = period[i].requests_per_d * stay, t = period[i].days, next = load + (m - load) * exp(-t / stay);
        CLOSE(course[i].taken_end, next, 1e-3);
        CLOSE(course[i].taken, load + (m - load) * stay / t * (1 - exp(-t / stay)), 1e-3);
        CLOSE(course[i].refused, 0, 1e-9);
        m = next;
    }
}

/* The same equations by steps of a hundredth of a day, for a handful of states (Runge and Kutta, fourth order). */
enum { STATES = 6 };
static void slope(const double *p, double a, int c, double stay, double *d)
{
    for (int n = 0; n < STATES; n++) {
        d[n] = -((n < c ? a : 0) + n / stay) * p[n];
        if (n > 0 && n - 1 < c) d[n] += a * p[n - 1];
        if (n < STATES - 1) d[n] += (n + 1) / stay * p[n + 1];
    }
}

static double by_runge_kutta(double *p, const struct envelope_period *period, double stay)
{
    const double h = 0.01;
    const int c = (int)period->places;
    double refused = 0;
    for (int i = 0; i < (int)lround(period->days / h); i++) {
        double k[4][STATES], q[STATES], before = 0, after = 0;
        slope(p, period->requests_per_d, c, stay, k[0]);
        for (int s = 1; s < 4; s++) {
            for (int n = 0; n < STATES; n++) q[n] = p[n] + (s < 3 ? h / 2 : h) * k[s - 1][n];
            slope(q, period->requests_per_d, c, stay, k[s]);
        }
        for (int n = c; n < STATES; n++) before += p[n];
        for (int n = 0; n < STATES; n++) p[n] += h / 6 * (k[0][n] + 2 * k[1][n] + 2 * k[2][n] + k[3][n]);
        for (int n = c; n < STATES; n++) after += p[n];
        refused += h * (before + after) / 2;
    }
    return refused / period->days;
}

/* Requests and places change; those who are above a lower number stay on, and it is full meanwhile. */
Test(formulas, changing_places)
{
    const struct envelope_period period[] = {{20, 0.5, 3}, {10, 0.8, 1}, {40, 0.2, 5}, {15, 2, 5}, {30, 2, 0}, {30, 0.1, 2}};
    struct envelope_course course[6];
    const double stay = 7;
    double p[STATES] = {1};
    envelope_loss_course(period, 6, stay, 0, &arena, course);
    for (int i = 0; i < 6; i++) {
        const double wanted = by_runge_kutta(p, &period[i], stay);
        CLOSE(course[i].refused, wanted, 2e-6);
    }
}

/* The pointwise stationary approximation is right when rates change slowly, late when they change fast; the modified load follows. */
Test(formulas, approximations)
{
    struct envelope_period slow[10], fast[10];
    struct envelope_course course[10];
    double stationary[10], modified[10], off_stationary = 0, off_modified = 0;
    const double stay = 30;
    for (int i = 0; i < 10; i++) {
        slow[i] = (struct envelope_period){4000, (20 + i) / stay, 30};
        fast[i] = (struct envelope_period){20, (i % 2 ? 15 : 30) / stay, 30};
    }
    envelope_loss_course(slow, 10, stay, 20, &arena, course);
    envelope_loss_stationary(slow, 10, stay, stationary);
    envelope_loss_modified(slow, 10, stay, 20, modified);
    for (int i = 0; i < 10; i++) {
        CLOSE(stationary[i], course[i].refused, 3e-4);
        CLOSE(modified[i], course[i].refused, 3e-4);
    }
    envelope_loss_course(fast, 10, stay, 22, &arena, course);
    envelope_loss_stationary(fast, 10, stay, stationary);
    envelope_loss_modified(fast, 10, stay, 22, modified);
    for (int i = 0; i < 10; i++) {
        off_stationary += fabs(stationary[i] - course[i].refused);
        off_modified += fabs(modified[i] - course[i].refused);
    }
    cr_assert_lt(off_modified, off_stationary / 5);
}

Test(formulas, what_cannot_be_integrated)
{
    struct envelope_course course;
    const struct envelope_period many = {365, 100, ENVELOPE_MOST_PLACES + 1}, few = {365, 1, 5}, none = {365, 1, 0}, nobody = {365, 0, 5};
    envelope_loss_course(&many, 1, 10, 0, &arena, &course);
    cr_assert(isnan(course.refused));
    envelope_loss_course(&few, 1, 0, 0, &arena, &course);
    cr_assert(isnan(course.refused));
    envelope_loss_course(&few, 1, NAN, 0, &arena, &course);
    cr_assert(isnan(course.refused));
    envelope_loss_course(&none, 1, 10, 10, &arena, &course);
    CLOSE(course.refused, 1, 1e-12);
    CLOSE(course.taken, 0, 1e-12);
    envelope_loss_course(&nobody, 1, 10, 0, &arena, &course);
    CLOSE(course.refused, 0, 0);
}

/* ---- the chain as a liquid ---- */

/* Acute 10 places x 10 d; crisis 40 places x 60 d, half of them; follow-on 30 places x 240 d, a quarter: 365.25, 487 and 182.625 a year. */
static const struct envelope_flow_stage three[] = {{10, 1, 10, true, false}, {40, 0.5, 60, true, true}, {30, 0.25, 240, false, true}};

Test(formulas, bottleneck_at_a_stage)
{
    double occupied[3];
    const struct envelope_flow flow = envelope_fluid(three, 3, NULL, 0, 300, occupied);
    CLOSE(flow.most_per_year, 182.625, 1e-9);
    CLOSE(flow.served_per_year, 182.625, 1e-9);
    cr_assert_eq(flow.bottleneck, 2);
    CLOSE(occupied[0], 10, 0);
    CLOSE(occupied[1], 40, 0);
    CLOSE(occupied[2], 30, 0);
}

/* Twice the follow-on places: the door is the bottleneck, and what comes behind carries what passes: 365.25 x 0.5 x 60 / 365.25 = 30. */
Test(formulas, bottleneck_at_the_door)
{
    struct envelope_flow_stage stage[3];
    double occupied[3];
    memcpy(stage, three, sizeof stage);
    stage[2].places = 61;
    const struct envelope_flow flow = envelope_fluid(stage, 3, NULL, 0, 1000, occupied);
    CLOSE(flow.served_per_year, 365.25, 1e-9);
    cr_assert_eq(flow.bottleneck, 0);
    CLOSE(occupied[0], 10, 1e-12);
    CLOSE(occupied[1], 30, 1e-12);
    CLOSE(occupied[2], 60, 1e-12);
}

/* In the middle: those before it stand still; one behind it that itself sometimes waits for what comes next carries what passes. */
Test(formulas, bottleneck_in_the_middle)
{
    const struct envelope_flow_stage stage[] = {{10, 1, 10, true, false}, {4, 1, 10, true, true}, {9, 1, 10, true, true}, {8, 1, 10, false, true}};
    double occupied[4];
    const struct envelope_flow flow = envelope_fluid(stage, 4, NULL, 0, 200, occupied);
    cr_assert_eq(flow.bottleneck, 1);
    CLOSE(flow.served_per_year, 146.1, 1e-9);
    CLOSE(occupied[0], 10, 0);
    CLOSE(occupied[1], 4, 0);
    CLOSE(occupied[2], 4, 1e-12);
    CLOSE(occupied[3], 4, 1e-12);
}

Test(formulas, no_bottleneck)
{
    double occupied[3];
    const struct envelope_flow flow = envelope_fluid(three, 3, NULL, 0, 100, occupied);
    cr_assert_eq(flow.bottleneck, -1);
    cr_assert_eq(flow.tightest, 2);
    CLOSE(flow.served_per_year, 100, 0);
    CLOSE(occupied[0], 100 * 10 / 365.25, 1e-12);
    CLOSE(occupied[2], 100 * 60 / 365.25, 1e-12);
}

/* A fifth needs a home, 20 a year come: 100 pass. Those who wait for one are in the crisis stage, so it fills, and the acute one behind it. */
Test(formulas, bottleneck_at_homes)
{
    const bool holds[3] = {false, true, false};
    const struct envelope_flow_gate gate[] = {{INFINITY, 0.3, holds}, {20, 0.2, holds}, {NAN, 0.5, holds}};
    double occupied[3];
    const struct envelope_flow flow = envelope_fluid(three, 3, gate, 3, 150, occupied);
    cr_assert_eq(flow.bottleneck, 3 + 1);
    CLOSE(flow.served_per_year, 100, 1e-12);
    CLOSE(occupied[0], 10, 0);
    CLOSE(occupied[1], 40, 0);
    CLOSE(occupied[2], 100 * 60 / 365.25, 1e-12);
}

/* Nothing bounds a chain without a bound; before a bottleneck an unlimited stage grows for ever. */
Test(formulas, unlimited_stages)
{
    const struct envelope_flow_stage open[] = {{INFINITY, 1, 10, true, false}, {INFINITY, 1, 20, false, true}};
    const struct envelope_flow_stage narrow[] = {{INFINITY, 1, 10, true, false}, {2, 1, 20, false, true}};
    double occupied[2];
    struct envelope_flow flow = envelope_fluid(open, 2, NULL, 0, 365.25, occupied);
    cr_assert(isinf(flow.most_per_year) && flow.bottleneck == -1 && flow.tightest == -1);
    CLOSE(occupied[1], 20, 1e-12);
    flow = envelope_fluid(narrow, 2, NULL, 0, 365.25, occupied);
    CLOSE(flow.served_per_year, 36.525, 1e-12);
    cr_assert(isinf(occupied[0]));
    CLOSE(occupied[1], 2, 0);
}
