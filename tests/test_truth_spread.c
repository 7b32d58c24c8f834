#include "tests/truth_lab.h"

/* Not means alone: how far time averages and counts lie apart between replications, the share of time at each number, and the law of the wait.
 * Times in days; a mean stay is one day unless said otherwise. Squares of n replications are known to about 4.5 x sqrt(2 / n). */

static struct lab lab;
static void gone(void) { lab_close(&lab); }
TestSuite(truth_spread, .fini = gone, .timeout = 300);

#define EXPONENTIAL "{exponential: {mean: 1 d}}"
static double square(double x) { return x * x; }

static void open_pool(int warm_up, int days, double arrivals, const char *stay, const char *places, const char *wait,
    const char *more)
{
    lab_open(&lab, LAB_HEAD("%d d", "%d d") "intake: {households: %.10f /yr}\nstages: {crisis: {stay: %s, onward: {left: 100 %%}}}\n"
             "exits: {left: {}, gone: {}}\nregions: {town: {places: {crisis: %s}}}\nplacement: [{stage: crisis, where: own}%s]\n%s", warm_up, days,
             lab_per_year(arrivals), stay, places, wait, more);
}

/* ---- birth and death ---- */

/* n present are born at arrivals below `most` and die at min(n, places) + theta x those beyond. */
enum { STATES = 160 };
struct queue { int places, most; double arrivals, theta; };

static double death(const struct queue *q, int n) { return n <= q->places ? n : q->places + q->theta * (n - q->places); }

static void stationary(const struct queue *q, double *p)
{
    double sum = 0;
    for (int n = 0; n <= q->most; n++) sum += p[n] = n ? p[n - 1] * q->arrivals / death(q, n) : 1;
    for (int n = 0; n <= q->most; n++) p[n] /= sum;
}

/* One step for what is expected of f, given the state it starts in: g' = rates x g. */
static void backward(const struct queue *q, double h, double *g)
{
    double k[4][STATES], at[STATES];
    static const double part[4] = {0, 0.5, 0.5, 1}, weight[4] = {1 / 6.0, 1 / 3.0, 1 / 3.0, 1 / 6.0};
    for (int i = 0; i < 4; i++) {
        for (int n = 0; n <= q->most; n++) at[n] = g[n] + (i ? part[i] * h * k[i - 1][n] : 0);
        for (int n = 0; n <= q->most; n++)
            k[i][n] = (n < q->most ? q->arrivals * (at[n + 1] - at[n]) : 0) + (n ? death(q, n) * (at[n - 1] - at[n]) : 0);
    }
    for (int i = 0; i < 4; i++)
        for (int n = 0; n <= q->most; n++) g[n] += weight[i] * h * k[i][n];
}

/* Twice the integral over t of (days - t) x sum of p(n) f(n) E(g at t | n), by Simpson. */
static double twice_integral(const struct queue *q, double days, const double *p, const double *f, double *g)
{
    const int steps = 2 * (int)(days / 0.02);
    const double h = days / steps;
    double sum = 0;
    for (int i = 0; i <= steps; i++) {
        double product = 0;
        for (int n = 0; n <= q->most; n++) product += p[n] * f[n] * g[n];
        sum += (i == 0 || i == steps ? 1 : i % 2 ? 4 : 2) * (days - i * h) * product;
        backward(q, h, g);
    }
    return 2 * sum * h / 3;
}

struct spread { double mean, variance; };
static struct spread time_average(const struct queue *q, double days)
{
    double p[STATES], f[STATES], g[STATES], mean = 0;
    stationary(q, p);
    for (int n = 0; n <= q->most; n++) mean += n * p[n];
    for (int n = 0; n <= q->most; n++) f[n] = g[n] = n - mean;
    return (struct spread){mean, twice_integral(q, days, p, f, g) / days / days};
}

/* What measures come to over the whole counted period, without the rest of the row. */
static void totals(int runs, uint64_t seed, int days, struct truth_pick *pick, int n)
{
    const seconds end_s = (seconds)days * 86400;
    truth_course(&lab, runs, seed, 1, &end_s, pick, n);
}

/* ---- averages over time ---- */

static void average_case(uint64_t seed, int runs, int warm_up, int days, const struct queue *q, const char *wait, const char *more, const char *name)
{
    char places[16];
    const struct spread truth = time_average(q, days);
    snprintf(places, sizeof places, "%d", q->places);
    open_pool(warm_up, days, q->arrivals, EXPONENTIAL, places, wait, more);
    struct truth_pick present = {TRUTH_MEAN, "present", {"town"}, 0, NULL};
    totals(runs, seed, days, &present, 1);
    TRUTH(&lab, 0.03, truth.mean, present.x, NULL, "%s: present on average over %d d", name, days);
    TRUTH(&lab, q->theta > 0 || q->most <= 6 ? 0.06 : 0.13, truth.variance, truth_squares(&lab, present.x, truth.mean), NULL,
          "    variance of that average");
}

/* Three per cent more demand changes the variance by 13 % in the first case and by 25 % in the second; in the others it tells in the mean. */
Test(truth_spread, averages_over_time)
{
    /* over long times the variance of M/M/1 nears 2 load (1 + load) / (1 - load)^4 / time, that of M/M/inf 2 load / time */
    const struct queue one = {1, 120, 0.5, 0}, endless = {60, 60, 5, 0};
    cr_expect_lt(fabs(time_average(&one, 600).variance * 600 / 24 - 1), 0.03);
    cr_expect_lt(fabs(time_average(&endless, 200).variance * 200 / 10 - 1), 0.01);
    average_case(1401, 30000, 50, 30, &one, ", {wait: {}}", "", "one place at 0.5");
    average_case(1402, 20000, 50, 20, &(struct queue){3, 120, 2.1, 0}, ", {wait: {}}", "", "3 places at 0.7");
    average_case(1403, 20000, 15, 10, &(struct queue){4, 4, 3, 0}, "", "", "4 places, load 3, nobody waits");
    average_case(1404, 20000, 20, 10, &(struct queue){3, 150, 3.5, 0.5}, ", {wait: {patience: {exponential: {mean: 2 d}}, then: {gone: 100 %}}}", "",
                 "3 places, load 3.5, patience 2 d");
    average_case(1405, 20000, 25, 10, &(struct queue){2, 6, 2.5, 0}, ", {wait: {}}", "limits: {waiting: 4}\n", "2 places, load 2.5, four may wait");
}

/* ---- counts ---- */

/* Of who is lost, factorial moments: requests at u and v that both find all places held. The square of their number has mean twice the
 * integral of (days - t) x arrivals^2 x p(full) x P(full at t | full), and the number itself. */
Test(truth_spread, number_turned_away)
{
    static const struct { struct queue q; int days; } cases[] = {{{4, 4, 3, 0}, 20}, {{8, 8, 10, 0}, 10}};
    for (uint64_t i = 0; i < 2; i++) {
        const struct queue *q = &cases[i].q;
        const double days = cases[i].days;
        double p[STATES], f[STATES] = {0}, g[STATES] = {0};
        char places[16];
        stationary(q, p);
        f[q->places] = g[q->places] = 1;
        const double mean = q->arrivals * p[q->places] * days;
        const double variance = square(q->arrivals) * twice_integral(q, days, p, f, g) + mean - square(mean);
        snprintf(places, sizeof places, "%d", q->places);
        open_pool(15, cases[i].days, q->arrivals, EXPONENTIAL, places, "", "");
        struct truth_pick lost = {TRUTH_COUNT, "turned_away", {"town", "no_place"}, 0, NULL};
        totals(20000, 1411 + i, cases[i].days, &lost, 1);
        TRUTH(&lab, 0.03, mean, lost.x, NULL, "%d places, load %g: turned away in %g d", q->places, q->arrivals, days);
        TRUTH(&lab, 0.08, variance, truth_squares(&lab, lost.x, mean), NULL, "    variance (of a Poisson number: %.3f)", mean);
    }
}

/* What leaves a queue of exponential stays, or places without end, is Poisson (Burke 1956, Mirasol 1963); what leaves places of which some
 * requests are lost is not: it is the same backwards, so that lost and left together are. */
Test(truth_spread, number_that_leaves)
{
    static const struct { const char *name, *stay, *places, *wait; double arrivals; int warm_up; } cases[] = {
        {"3 places at 0.8", EXPONENTIAL, "3", ", {wait: {}}", 2.4, 80},
        {"places without end", "{gamma: {mean: 1 d, sd: 2 d}}", "unlimited", "", 2, 40},
        {"3 places, nobody waits", EXPONENTIAL, "3", "", 3, 20}};
    for (uint64_t i = 0; i < 3; i++) {
        const double mean = cases[i].arrivals * 8;
        open_pool(cases[i].warm_up, 8, cases[i].arrivals, cases[i].stay, cases[i].places, cases[i].wait, "");
        struct truth_pick pick[] = {{TRUTH_COUNT, "exits", {"town", "left"}, 0, NULL}, {TRUTH_COUNT, "turned_away", {"town", "no_place"}, 0, NULL}};
        totals(20000, 1421 + i, 8, pick, 2);
        double *left = pick[0].x;
        for (int r = 0; r < lab.n; r++) left[r] += pick[1].x[r];
        TRUTH(&lab, 0.01, mean, left, NULL, "%s: leave in 8 d", cases[i].name);
        TRUTH(&lab, 0.05, mean, truth_squares(&lab, left, mean), NULL, "    variance");
    }
}

/* ---- the share of time at each number ---- */

/* Numbers that are seen less than 3 % of the time are left out. */
static void numbers_case(uint64_t seed, int runs, const struct queue *q, const char *stay, const char *wait, const char *name)
{
    double p[STATES];
    char places[16];
    struct truth_pick pick[2 * STATES];
    int n = 0;
    stationary(q, p);
    for (int k = 0; k <= q->most && p[k] > 0.03; k++) pick[n++] = (struct truth_pick){TRUTH_NUMBER, "present", {"town"}, k, NULL};
    const int present = n;
    for (int k = 1; k <= q->most - q->places && p[q->places + k] > 0.03; k++)
        pick[n++] = (struct truth_pick){TRUTH_NUMBER, "waiting", {"town"}, k, NULL};
    snprintf(places, sizeof places, "%d", q->places);
    open_pool(60, 1500, q->arrivals, stay, places, wait, "");
    truth_course(&lab, runs, seed, 0, NULL, pick, n);
    for (int i = 0; i < n; i++)
        TRUTH(&lab, 0.06, p[i < present ? pick[i].at : q->places + pick[i].at], pick[i].x, NULL, "%s: share of time with %d %s", name, pick[i].at,
              i < present ? "present" : "waiting");
}

Test(truth_spread, share_of_time_at_each_number)
{
    numbers_case(1431, 200, &(struct queue){5, 5, 3, 0}, "{lognormal: {mean: 1 d, sd: 1.5 d}}", "", "5 places, nobody waits");
    numbers_case(1432, 300, &(struct queue){2, 140, 1.4, 0}, EXPONENTIAL, ", {wait: {}}", "2 places at 0.7");
    numbers_case(1433, 200, &(struct queue){3, 140, 3.3, 0.4}, EXPONENTIAL, ", {wait: {patience: {exponential: {mean: 2.5 d}}, then: {gone: 100 %}}}",
                 "3 places, load 3.3, patience 2.5 d");
}

/* ---- the law of the wait ---- */

/* At most t: of one place with constant stays of one day (Erlang 1909). */
static double constant_stays(double load, double t)
{
    double sum = 0, factorial = 1;
    for (int k = 0; k <= t; k++, factorial *= k) sum += pow(-load * (t - k), k) / factorial * exp(load * (t - k));
    return (1 - load) * sum;
}

/* Mean square: of places with exponential stays twice the square of what is waited, if there is a wait; of one place (Takacs 1962) twice the
 * square of the mean and arrivals x E(stay^3) / 3 (1 - load). longer: than one day and than three; 0: not known. */
struct wait { double mean, square, longer[2]; };
static void wait_case(uint64_t seed, int runs, int places, double arrivals, const char *stay, const struct wait *truth)
{
    char number[16];
    struct truth_waits waits[1];
    snprintf(number, sizeof number, "%d", places);
    open_pool(150, 3000, arrivals, stay, number, ", {wait: {}}", "");
    truth_waits(&lab, runs, seed, square, waits);
    const double *asked = LAB_SUM(&lab, "arrivals"), *placed = LAB_SUM(&lab, "placed_3d");
    double *longer = ARENA_ARRAY(&lab.arena, double, lab.n);
    for (int r = 0; r < lab.n; r++) longer[r] = asked[r] - placed[r];
    TRUTH(&lab, 0.05, truth->mean, LAB_MEAN(&lab, "time_to_place_days"), "%d places, load %.2f, %.24s: wait", places, arrivals, stay);
    TRUTH(&lab, 0.12, truth->square, waits[0].sum, waits[0].number, "    mean square of the wait");
    if (truth->longer[0] > 0) TRUTH(&lab, 0.04, truth->longer[0], LAB_SUM(&lab, "not_placed_24h"), asked, "    longer than a day");
    if (truth->longer[1] > 0) TRUTH(&lab, 0.12, truth->longer[1], longer, asked, "    longer than three days");
}

/* Three per cent more demand: waits 8 to 15 % longer. */
Test(truth_spread, law_of_the_wait)
{
    const double c = lab_erlang_c(3, 2.25), spare = 0.75, w = 0.7 / 0.6;
    wait_case(1441, 180, 3, 2.25, EXPONENTIAL, &(struct wait){c / spare, 2 * c / spare / spare, {c * exp(-spare), c * exp(-3 * spare)}});
    wait_case(1442, 180, 1, 0.7, "1 d", &(struct wait){w, 2 * w * w + 0.7 / 0.9, {1 - constant_stays(0.7, 1), 1 - constant_stays(0.7, 3)}});
    wait_case(1443, 300, 1, 0.6, EXPONENTIAL, &(struct wait){1.5, 2 * 1.5 * 1.5 + 0.6 * 6 / 1.2, {0.6 * exp(-0.4), 0.6 * exp(-1.2)}});
    const double q = 1.36, v = 0.6 * q / 0.8; /* lognormal: moments 1, q, q^3 */
    wait_case(1444, 250, 1, 0.6, "{lognormal: {mean: 1 d, sd: 0.6 d}}", &(struct wait){v, 2 * v * v + 0.6 * q * q * q / 1.2, {0}});
}
