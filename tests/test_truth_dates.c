#include "tests/truth_lab.h"

/* Demand and places that change by date, read from the series: means over each period, numbers at its end and what happened in it, against
 * integrals and differential equations. Times in days from 2020-01-01, a year of 366 days. Three per cent more demand turns 5 to 15 % more
 * away and lets 6 to 15 % more wait, so that intervals of those may be wider than of who is there. */

static struct lab lab;
static void gone(void) { lab_close(&lab); }
TestSuite(truth_dates, .fini = gone, .timeout = 300);

/* ---- demand ---- */

enum { PERIODS = 10, PERIOD = 21, DAYS = PERIODS * PERIOD };
static const double factor[12] = {0.8, 1.5, 0.6, 1, 1.4, 0.7, 1.2, 1, 0.9, 1, 1, 0.9};
#define INTAKE                                                                                                            \
    "intake: {households: %.10f /yr, growth: 25 %%/yr, month: [0.8, 1.5, 0.6, 1, 1.4, 0.7, 1.2, 1, 0.9, 1, 1, 0.9],\n" \
    "  shocks: {wave: {from: 70 d, to: 98 d, factor: 1.6}}}\n"

/* First day of each month, from December 2019, in which every warm-up begins, to September. */
static int month_of(double t)
{
    static const int first[] = {0, 31, 60, 91, 121, 152, 182, 213, 244};
    int m = 11;
    if (t < 0) return m;
    for (m = 0; m < 8 && t >= first[m + 1]; m++) {}
    return m;
}

static double rate(double per_day, double t)
{
    return per_day * factor[month_of(t)] * (t > 0 ? pow(1.25, t / 365.25) : 1) * (t >= 70 && t < 98 ? 1.6 : 1);
}

static void ends_of(seconds ends_s[PERIODS])
{
    for (int p = 0; p < PERIODS; p++) ends_s[p] = (seconds)(p + 1) * PERIOD * 86400;
}

/* Of some measures, what of every period: picks in the order [measure][period]. */
static struct truth_pick *picks_of(int n, const struct truth_pick *of)
{
    struct truth_pick *picks = ARENA_ARRAY(&lab.arena, struct truth_pick, n * PERIODS);
    for (int i = 0; i < n * PERIODS; i++) picks[i] = of[i / PERIODS], picks[i].at = i % PERIODS;
    return picks;
}

/* ---- places that come and go ---- */

/* Five places, eight from day 63, five again from day 147: who is there then stays, nobody enters until fewer than five are left. Who finds no
 * place waits with exponential patience, or (theta 0) is turned away. p[held][waiting]. */
enum { HELD = 8, LINE = 70, STATES = (HELD + 1) * (LINE + 1) };
struct queue { double per_day, stay, theta; };
struct course { double held[PERIODS], held_end[PERIODS], square_end[PERIODS], waiting[PERIODS], waiting_end[PERIODS], lost[PERIODS], full[PERIODS]; };

static int places_at(double t) { return t >= 63 && t < 147 ? 8 : 5; }

static void slope(const struct queue *q, double arrivals, int places, const double *p, double *dp)
{
    memset(dp, 0, STATES * sizeof *dp);
    for (int n = 0; n <= HELD; n++)
        for (int w = 0; w <= (q->theta > 0 ? LINE : 0); w++) {
            const int s = n * (LINE + 1) + w;
            if (p[s] <= 0) continue;
            const double died = n / q->stay * p[s], gave_up = w * q->theta * p[s];
            const bool enters = n < places, waits = !enters && q->theta > 0 && w < LINE, next = w && n - 1 < places;
            const double born = enters || waits ? arrivals * p[s] : 0;
            dp[s] -= born + died + gave_up;
            if (born > 0) dp[enters ? s + LINE + 1 : s + 1] += born;
            if (n) dp[next ? s - 1 : s - LINE - 1] += died;
            if (w) dp[s - 1] += gave_up;
        }
}

/* One step of Runge and Kutta, the rate constant within it. */
static void advance(const struct queue *q, double arrivals, int places, double h, double *p)
{
    static double k[4][STATES], at[STATES];
    static const double part[4] = {0, 0.5, 0.5, 1}, weight[4] = {1 / 6.0, 1 / 3.0, 1 / 3.0, 1 / 6.0};
    for (int i = 0; i < 4; i++) {
        for (int s = 0; s < STATES; s++) at[s] = p[s] + (i ? part[i] * h * k[i - 1][s] : 0);
        slope(q, arrivals, places, at, k[i]);
    }
    for (int i = 0; i < 4; i++)
        for (int s = 0; s < STATES; s++) p[s] += weight[i] * h * k[i][s];
}

/* The places that are more serve those who wait. */
static void admit(int places, double *p)
{
    for (int n = 0; n < places; n++)
        for (int w = 1; w <= LINE; w++) {
            const int move = w < places - n ? w : places - n, from = n * (LINE + 1) + w;
            p[from + move * LINE] += p[from]; /* (LINE + 1) more for each place held, one less for each in line */
            p[from] = 0;
        }
}

static void sums(const double *p, int places, double *held, double *square, double *waiting, double *full)
{
    *held = *square = *waiting = *full = 0;
    for (int s = 0; s < STATES; s++) {
        const int n = s / (LINE + 1), w = s % (LINE + 1);
        *held += n * p[s];
        *square += n * n * p[s];
        *waiting += w * p[s];
        if (n >= places) *full += p[s];
    }
}

static void solve(const struct queue *q, double before, struct course *out)
{
    static double p[STATES];
    const double h = 1 / 32.0;
    double held, square, waiting, full;
    memset(p, 0, sizeof p);
    memset(out, 0, sizeof *out);
    p[0] = 1;
    for (int step = 0; step < (before + DAYS) / h; step++) {
        const double t = step * h - before;
        const int places = places_at(t), period = t < 0 ? -1 : (int)(t / PERIOD);
        const double arrivals = rate(q->per_day, t + h / 2);
        if (places > places_at(t - h)) admit(places, p);
        advance(q, arrivals, places, h / 2, p);
        sums(p, places, &held, &square, &waiting, &full);
        advance(q, arrivals, places, h / 2, p);
        if (period < 0) continue;
        out->held[period] += held * h / PERIOD;
        out->waiting[period] += waiting * h / PERIOD;
        out->full[period] += full * h / PERIOD;
        out->lost[period] += (q->theta > 0 ? q->theta * waiting : arrivals * full) * h;
        if ((step + 1) % (int)(PERIOD / h) != (int)(before / h) % (int)(PERIOD / h)) continue;
        sums(p, places, &out->held_end[period], &out->square_end[period], &out->waiting_end[period], &full);
    }
}

static void open_queue(const struct queue *q, const char *rules)
{
    lab_open(&lab, LAB_HEAD("30 d", "210 d") INTAKE "stages: {crisis: {stay: {exponential: {mean: %.10f d}}, onward: {left: 100 %%}}}\n"
             "exits: {left: {}, gone: {}}\nregions: {town: {places: {crisis: 5}}}\nplacement: [{stage: crisis, where: own}%s]\n"
             "changes:\n  more: {from: 63 d, region: town, add: {crisis: 3}}\n  less: {from: 147 d, region: town, places: {crisis: 5}}\n",
             lab_per_year(q->per_day), q->stay, rules);
}

Test(truth_dates, nobody_waits)
{
    enum { RUNS = 16000 };
    const struct queue q = {0.9, 6, 0};
    struct course truth;
    seconds ends_s[PERIODS];
    ends_of(ends_s);
    solve(&q, 30, &truth);
    open_queue(&q, "");
    struct truth_pick *pick = picks_of(4, (const struct truth_pick[]){{TRUTH_MEAN, "occupied", {"town", "crisis"}, 0, NULL},
        {TRUTH_END, "occupied", {"town", "crisis"}, 0, NULL}, {TRUTH_COUNT, "turned_away", {"town", "no_place"}, 0, NULL},
        {TRUTH_MEAN, "full_share", {"town", "crisis"}, 0, NULL}});
    truth_course(&lab, RUNS, 1301, PERIODS, ends_s, pick, 4 * PERIODS);
    for (int p = 0; p < PERIODS; p++) {
        TRUTH(&lab, 0.015, truth.held[p], pick[p].x, NULL, "nobody waits, %d to %d d: occupied", p * PERIOD, (p + 1) * PERIOD);
        TRUTH(&lab, 0.02, truth.held_end[p], pick[PERIODS + p].x, NULL, "    at the end");
        const double variance = truth.square_end[p] - truth.held_end[p] * truth.held_end[p];
        TRUTH(&lab, 0.07, variance, truth_squares(&lab, pick[PERIODS + p].x, truth.held_end[p]), NULL, "    its variance");
        TRUTH(&lab, 0.07, truth.lost[p], pick[2 * PERIODS + p].x, NULL, "    turned away");
        TRUTH(&lab, 0.06, truth.full[p], pick[3 * PERIODS + p].x, NULL, "    share of time full");
    }
}

Test(truth_dates, waiting_with_patience)
{
    enum { RUNS = 14000 };
    const struct queue q = {1.3, 5, 0.25};
    struct course truth;
    seconds ends_s[PERIODS];
    ends_of(ends_s);
    solve(&q, 30, &truth);
    open_queue(&q, ", {wait: {patience: {exponential: {mean: 4 d}}, then: {gone: 100 %}}}");
    struct truth_pick *pick = picks_of(5, (const struct truth_pick[]){{TRUTH_MEAN, "occupied", {"town", "crisis"}, 0, NULL},
        {TRUTH_END, "occupied", {"town", "crisis"}, 0, NULL}, {TRUTH_COUNT, "turned_away", {"town", "patience"}, 0, NULL},
        {TRUTH_MEAN, "waiting", {"town"}, 0, NULL}, {TRUTH_END, "waiting", {"town"}, 0, NULL}});
    truth_course(&lab, RUNS, 1302, PERIODS, ends_s, pick, 5 * PERIODS);
    for (int p = 0; p < PERIODS; p++) {
        TRUTH(&lab, 0.015, truth.held[p], pick[p].x, NULL, "waiting with patience, %d to %d d: occupied", p * PERIOD, (p + 1) * PERIOD);
        TRUTH(&lab, 0.02, truth.held_end[p], pick[PERIODS + p].x, NULL, "    at the end");
        TRUTH(&lab, 0.07, truth.lost[p], pick[2 * PERIODS + p].x, NULL, "    gives up");
        TRUTH(&lab, 0.06, truth.waiting[p], pick[3 * PERIODS + p].x, NULL, "    waiting");
        TRUTH(&lab, 0.1, truth.waiting_end[p], pick[4 * PERIODS + p].x, NULL, "    at the end");
    }
}

/* ---- always room ---- */

/* Share of stays longer than x. */
static double longer_constant(double x) { return x < 9; }
static double longer_exponential(double x) { return exp(-x / 9); }
static double longer_lognormal(double x) { return 0.5 * erfc((log(x) - log(9) + log(2) / 2) / sqrt(2 * log(2))); }

/* m(t): integral of the rate at u times the share of stays longer than t - u. The number there is a Poisson number, and so is the number that
 * leaves in a period: what came in it less what the number there grew. */
Test(truth_dates, always_room)
{
    enum { RUNS = 8000, BEFORE = 120, STEPS = 8 };
    static const struct { const char *stay; double (*longer)(double x); } laws[] = {{"9 d", longer_constant}, {"{exponential: {mean: 9 d}}",
        longer_exponential}, {"{lognormal: {mean: 9 d, sd: 9 d}}", longer_lognormal}};
    seconds ends_s[PERIODS];
    ends_of(ends_s);
    for (uint64_t i = 0; i < 3; i++) {
        /* before the start the rate is that of the months of the last year */
        static const int months_before[] = {31, 30, 31, 30, 31};
        lab_open(&lab, LAB_HEAD("120 d", "210 d") INTAKE "stages: {crisis: {stay: %s, onward: {left: 100 %%}}}\nexits: {left: {}}\n"
                 "regions: {town: {places: {crisis: unlimited}}}\nplacement: [{stage: crisis, where: own}]\n", lab_per_year(1.5), laws[i].stay);
        struct truth_pick *pick = picks_of(3, (const struct truth_pick[]){{TRUTH_END, "occupied", {"town", "crisis"}, 0, NULL},
            {TRUTH_COUNT, "exits", {"town", "left"}, 0, NULL}, {TRUTH_MEAN, "occupied", {"town", "crisis"}, 0, NULL}});
        truth_course(&lab, RUNS, 1311 + i, PERIODS, ends_s, pick, 3 * PERIODS);
        double present[PERIODS * PERIOD * STEPS + 1], came[PERIODS] = {0}, before_rate[BEFORE];
        for (int d = 0, m = 0, left = months_before[0]; d < BEFORE; d++) {
            if (!left--) left = months_before[++m] - 1;
            before_rate[d] = 1.5 * factor[11 - m];
        }
        for (int j = 0; j <= PERIODS * PERIOD * STEPS; j++) {
            present[j] = 0;
            for (int u = j - 1; u >= -BEFORE * STEPS; u--) {
                const double at = (u + 0.5) / STEPS, r = at < 0 ? before_rate[(int)-at] : rate(1.5, at);
                present[j] += r * laws[i].longer((j - u - 0.5) / STEPS) / STEPS;
            }
            if (j) came[(j - 1) / (PERIOD * STEPS)] += rate(1.5, (j - 0.5) / STEPS) / STEPS;
        }
        for (int p = 0; p < PERIODS; p++) {
            const int a = p * PERIOD * STEPS, b = a + PERIOD * STEPS;
            const double left = came[p] - present[b] + present[a];
            double mean = (present[a] + present[b]) / 2;
            for (int j = a + 1; j < b; j++) mean += present[j];
            TRUTH(&lab, 0.02, present[b], pick[p].x, NULL, "always room, %.20s, after %d d: there", laws[i].stay, (p + 1) * PERIOD);
            TRUTH(&lab, 0.09, present[b], truth_squares(&lab, pick[p].x, present[b]), NULL, "    its variance");
            TRUTH(&lab, 0.02, mean / (PERIOD * STEPS), pick[2 * PERIODS + p].x, NULL, "    on average in the period");
            TRUTH(&lab, 0.02, left, pick[PERIODS + p].x, NULL, "    leaves in the period");
            TRUTH(&lab, 0.09, left, truth_squares(&lab, pick[PERIODS + p].x, left), NULL, "    its variance");
        }
    }
}
