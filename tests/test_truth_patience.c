#include "tests/markov.h"
#include "tests/truth_lab.h"

/* Waiting that ends: laws of patience against exact integrals, laws of the stay against chains of their phases. Times in days. */

static struct lab lab;
static void gone(void) { lab_close(&lab); }
TestSuite(truth_patience, .fini = gone, .timeout = 300);

static void open_list(int days, double arrivals, const char *stay, int places, const char *patience)
{
    lab_open(&lab, LAB_HEAD("60 d", "%d d") "intake: {households: %.10f /yr}\nstages: {crisis: {stay: %s, onward: {left: 100 %%}}}\n"
             "exits: {left: {}, gone: {}}\nregions: {town: {places: {crisis: %d}}}\n"
             "placement: [{stage: crisis, where: own}, {wait: {patience: %s, then: {gone: 100 %%}}}]\n", days, lab_per_year(arrivals), stay, places,
             patience);
}

/* ---- any law of patience ---- */

/* Exponential stays of one day (Baccelli and Hebuterne 1981; Zeltyn and Mandelbaum 2005): the wait that a newcomer of endless patience would
 * have has density v(x) in proportion to exp(arrivals x H(x) - places x), H the integral of the share whose patience is longer than x. */
struct truth { double gives_up, waiting, wait, at_once, day, three_days; };

/* Integrates to `most`, beyond which nothing is left, by midpoints; still(x): share whose patience is longer than x, which may jump at the
 * edges of steps only. */
static struct truth solve(double arrivals, int places, double (*still)(double x), double most)
{
    enum { STEPS = 200000 };
    const double h = most / STEPS;
    double j = 0, jh = 0, served = 0, served_time = 0, day = 0, three = 0, held = 0, e = 0, term = 1;
    for (int i = 0; i < STEPS; i++) {
        const double x = (i + 0.5) * h, g = still(x), at = held + 0.5 * h * g, v = h * exp(arrivals * at - places * x);
        held += h * g;
        j += v;
        jh += v * at;
        served += v * g;
        served_time += v * g * x;
        if (x < 1) day += v * g;
        if (x < 3) three += v * g;
    }
    for (int k = places - 1; k >= 0; k--) e += term, term *= k / arrivals;
    const double sum = e + arrivals * j;
    return (struct truth){1 - (e + arrivals * served) / sum,
                          arrivals * arrivals * jh / sum,
                          arrivals * served_time / (e + arrivals * served),
                          e / sum,
                          (e + arrivals * day) / sum,
                          (e + arrivals * three) / sum};
}

static double constant_2(double x) { return x < 2; }
static double uniform_0_4(double x) { return x < 4 ? 1 - x / 4 : 0; }
static double uniform_1_2(double x) { return x < 1 ? 1 : x < 2 ? 2 - x : 0; }
static double erlang_3_2(double x) { return exp(-1.5 * x) * (1 + 1.5 * x + 1.125 * x * x); }
static double gamma_half(double x) { return erfc(sqrt(x / 4)); } /* shape 1/2, scale 4: mean 2, deviation sqrt(8) */
static double two_kinds(double x) { return 0.3 * exp(-x / 0.2) + 0.7 * exp(-x / 4); }
static double lognormal_2_2(double x) { return 0.5 * erfc((log(x) - log(2) + log(2) / 2) / sqrt(2 * log(2))); }
static double weibull(double x) { return exp(-pow(x / 2, 2)); }
static double two_values(double x) { return x < 0.5 ? 1 : x < 3 ? 0.6 : 0; }

Test(truth_patience, any_law)
{
    static const struct { const char *name, *patience; double (*still)(double x); int places; double arrivals; } cases[] = {
        {"constant", "2 d", constant_2, 3, 3.3},
        {"uniform from 0", "{uniform: {min: 0 d, max: 4 d}}", uniform_0_4, 3, 3.3},
        {"uniform from 1", "{uniform: {min: 1 d, max: 2 d}}", uniform_1_2, 1, 1.2},
        {"erlang 3", "{erlang: {k: 3, mean: 2 d}}", erlang_3_2, 4, 5},
        {"gamma", "{gamma: {mean: 2 d, sd: 2.8284271247 d}}", gamma_half, 4, 5},
        {"two kinds", "{mixture: [{share: 30 %, exponential: {mean: 0.2 d}}, {share: 70 %, exponential: {mean: 4 d}}]}", two_kinds, 2, 2.4},
        {"lognormal", "{lognormal: {mean: 2 d, sd: 2 d}}", lognormal_2_2, 2, 2},
        {"weibull", "{weibull: {shape: 2, mean: 1.7724538509 d}}", weibull, 8, 10},
        {"two values", "{empirical: {0.5 d: 40 %, 3 d: 60 %}}", two_values, 5, 6}};
    for (uint64_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct truth truth = solve(cases[i].arrivals, cases[i].places, cases[i].still, 60);
        open_list(1000, cases[i].arrivals, "{exponential: {mean: 1 d}}", cases[i].places, cases[i].patience);
        truth_run(&lab, (int)(1600 / cases[i].arrivals), 1000 + i);
        const double *arrivals = LAB_SUM(&lab, "arrivals");
        TRUTH(&lab, 0.025, truth.gives_up, LAB_SUM(&lab, "turned_away", "town", "patience"), arrivals, "%d places, load %g, patience %s: gives up",
              cases[i].places, cases[i].arrivals, cases[i].name);
        TRUTH(&lab, 0.025, truth.waiting, LAB_SUM(&lab, "waiting"), NULL, "    waiting");
        TRUTH(&lab, 0.025, truth.wait, LAB_MEAN(&lab, "time_to_place_days"), "    wait of those placed");
        TRUTH(&lab, 0.07, truth.at_once, LAB_SUM(&lab, "placed_at_once"), arrivals, "    placed at once");
        TRUTH(&lab, 0.025, truth.day, LAB_SUM(&lab, "placed_same_day"), arrivals, "    within a day");
        TRUTH(&lab, 0.025, truth.three_days, LAB_SUM(&lab, "placed_3d"), arrivals, "    within three days");
    }
}

/* ---- other stays, exponential patience ---- */

/* Stays of two phases: one after the other (Erlang), or one of the two by chance (a mixture). States: a and b of `places` in either phase, and
 * who waits, when all are held. */
struct phases { int places; double arrivals, theta, rate[2], first; bool both; };

enum { LINE = 60 };
static int phase_state(const struct phases *q, int a, int b, int w) { return (a * (q->places + 1) + b) * (LINE + 1) + w; }

/* A place came free: who waits takes it. */
static void enter(struct markov *m, const struct phases *q, int s, int a, int b, int w, double rate)
{
    if (!w) {
        markov_add(m, s, phase_state(q, a, b, 0), rate);
        return;
    }
    markov_add(m, s, phase_state(q, a + 1, b, w - 1), rate * q->first);
    if (q->first < 1) markov_add(m, s, phase_state(q, a, b + 1, w - 1), rate * (1 - q->first));
}

static void phase_rates(struct markov *m, const struct phases *q, int a, int b, int w)
{
    const int s = phase_state(q, a, b, w);
    if (a + b < q->places) {
        markov_add(m, s, phase_state(q, a + 1, b, 0), q->arrivals * q->first);
        if (q->first < 1) markov_add(m, s, phase_state(q, a, b + 1, 0), q->arrivals * (1 - q->first));
    } else if (w < LINE) {
        markov_add(m, s, phase_state(q, a, b, w + 1), q->arrivals);
    }
    if (w) markov_add(m, s, phase_state(q, a, b, w - 1), w * q->theta);
    if (a && q->both) markov_add(m, s, phase_state(q, a - 1, b + 1, w), a * q->rate[0]);
    else if (a) enter(m, q, s, a - 1, b, w, a * q->rate[0]);
    if (b) enter(m, q, s, a, b - 1, w, b * q->rate[1]);
}

static void phase_case(uint64_t seed, const char *name, const char *stay, const struct phases *q)
{
    struct markov m = markov_open((q->places + 1) * (q->places + 1) * (LINE + 1));
    for (int a = 0; a <= q->places; a++)
        for (int b = 0; a + b <= q->places; b++)
            for (int w = 0; w <= (a + b == q->places ? LINE : 0); w++) phase_rates(&m, q, a, b, w);
    markov_solve(&m);
    double waiting = 0, at_once = 0, held = 0, edge = 0;
    for (int s = 0; s < m.n; s++) {
        const int w = s % (LINE + 1), b = s / (LINE + 1) % (q->places + 1), a = s / (LINE + 1) / (q->places + 1);
        waiting += m.share[s] * w;
        held += m.share[s] * (a + b);
        if (a + b < q->places) at_once += m.share[s];
        if (w == LINE) edge += m.share[s];
    }
    markov_close(&m);
    cr_expect_lt(edge, 1e-9);
    char patience[64];
    snprintf(patience, sizeof patience, "{exponential: {mean: %.10f d}}", 1 / q->theta);
    open_list(1000, q->arrivals, stay, q->places, patience);
    truth_run(&lab, (int)(800 / q->arrivals), seed);
    const double *arrivals = LAB_SUM(&lab, "arrivals");
    TRUTH(&lab, 0.025, q->theta * waiting / q->arrivals, LAB_SUM(&lab, "turned_away", "town", "patience"), arrivals, "%d places, %s: gives up",
          q->places, name);
    TRUTH(&lab, 0.03, waiting, LAB_SUM(&lab, "waiting"), NULL, "    waiting");
    TRUTH(&lab, 0.02, at_once, LAB_SUM(&lab, "placed_at_once"), arrivals, "    placed at once");
    TRUTH(&lab, 0.02, held, LAB_SUM(&lab, "occupied"), NULL, "    occupied");
}

Test(truth_patience, stays_of_two_phases)
{
    phase_case(1020, "erlang 2", "{erlang: {k: 2, mean: 1 d}}", &(struct phases){3, 3, 0.5, {2, 2}, 1, true});
    phase_case(1021, "mixture", "{mixture: [{share: 80 %, exponential: {mean: 0.5 d}}, {share: 20 %, exponential: {mean: 3 d}}]}",
               &(struct phases){3, 3, 0.5, {2, 1 / 3.0}, 0.8, false});
    phase_case(1022, "mixture, little patience", "{mixture: [{share: 80 %, exponential: {mean: 0.5 d}}, {share: 20 %, exponential: {mean: 3 d}}]}",
               &(struct phases){2, 2.2, 2, {2, 1 / 3.0}, 0.8, false});
}
