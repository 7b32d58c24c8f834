#include "tests/shelter_lab.h"

/* Rates and places that change in time, against integrals and differential equations solved in the test. Times in days from 2020-01-01, a
 * Wednesday; the year has 366 days. */

static struct lab lab;
static void gone(void) { lab_close(&lab); }
TestSuite(truth_time, .fini = gone, .timeout = 300);

/* ---- the rate ---- */

static const double months[12] = {0.5, 6, 0.5, 1, 2, 0.25, 0.5, 1, 1, 0, 0.5, 1.75}, weekdays[7] = {2, 1, 1, 1, 1, 0.5, 0};
static const double hours[24] = {0, 0, 0, 0, 0, 0, 1, 1, 4, 4, 4, 4, 2, 2, 2, 2, 2, 3, 3, 3, 1, 1, 0.5, 0.5};

#define MONTHS   "month: [0.5, 6, 0.5, 1, 2, 0.25, 0.5, 1, 1, 0, 0.5, 1.75]"
#define WEEKDAYS "weekday: [2, 1, 1, 1, 1, 0.5, 0]"
#define HOURS    "hour: [0, 0, 0, 0, 0, 0, 1, 1, 4, 4, 4, 4, 2, 2, 2, 2, 2, 3, 3, 3, 1, 1, 0.5, 0.5]"

/* What an intake is made of; a NULL or 0 leaves it out. From `shock_from` to `shock_to` times `shock`. */
struct intake { double per_day, growth, shock_from, shock_to, shock; bool by_month, by_weekday, by_hour; };

static int month_of(double t)
{
    static const int length[12] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int day = (int)floor(t), year = 2020, m = 0;
    while (day < 0) day += --year % 4 == 0 ? 366 : 365;
    for (;; m = (m + 1) % 12) {
        const int n = length[m] - (m == 1 && year % 4 != 0);
        if (day < n) return m;
        day -= n;
        if (m == 11) year++;
    }
}

static double mean_of(const double *values, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++) sum += values[i];
    return sum / n;
}

static double rate(const struct intake *in, double t)
{
    double r = in->per_day;
    const int day = (int)floor(t);
    if (t > 0) r *= pow(1 + in->growth, t / 365.25);
    if (in->by_month) r *= months[month_of(t)] / mean_of(months, 12);
    if (in->by_weekday) r *= weekdays[(day % 7 + 7 + 2) % 7] / mean_of(weekdays, 7);
    if (in->by_hour) r *= hours[(int)floor((t - day) * 24)] / mean_of(hours, 24);
    if (t >= in->shock_from && t < in->shock_to && t >= 0) r *= in->shock;
    return r;
}

/* Expected requests from a to b, whole days: midpoints of half hours. */
static double expected(const struct intake *in, double a, double b)
{
    double sum = 0;
    for (double t = a + 1 / 96.0; t < b; t += 1 / 48.0) sum += rate(in, t) / 48;
    return sum;
}

static const char *intake_text(const struct intake *in, double until, char text[1024])
{
    int n = snprintf(text, 1024, "intake: {households: %.10f /yr", in->per_day * 365.25);
    if (in->growth != 0) n += snprintf(text + n, 1024 - (size_t)n, ", growth: %g %%/yr", 100 * in->growth);
    if (in->by_month) n += snprintf(text + n, 1024 - (size_t)n, ", " MONTHS);
    if (in->by_weekday) n += snprintf(text + n, 1024 - (size_t)n, ", " WEEKDAYS);
    if (in->by_hour) n += snprintf(text + n, 1024 - (size_t)n, ", " HOURS);
    if (in->shock_to > 0 && in->shock_from < until)
        n += snprintf(text + n, 1024 - (size_t)n, ", shocks: {s: {from: %g d, to: %g d, factor: %g}}", in->shock_from, in->shock_to, in->shock);
    snprintf(text + n, 1024 - (size_t)n, "}\n");
    return text;
}

static const struct intake plain = {.per_day = 2}, all = {2, 0.3, 40, 75, 1.8, true, true, true};

/* ---- counts ---- */

#define ONE_STAGE(stay) "stages: {crisis: {stay: " stay ", onward: {left: 100 %%}}}\nexits: {left: {}}\nplacement: [{stage: crisis, where: own}]\n"

static void open_counts(const struct intake *in, const char *horizon)
{
    char text[1024];
    lab_open(&lab, "doorstroom: 1\ntitle: test\ntime: {start: 2020-01-01, warm_up: 30 d, horizon: %s}\n"
             "%s" ONE_STAGE("1 d") "regions: {town: {places: {crisis: 1}}}\n",
             horizon, intake_text(in, 364, text));
}

/* Requests of every calendar year have the integral of the rate as mean, and as variance. */
Test(truth_time, counts_of_years)
{
    enum { RUNS = 1000 };
    static const char *const year[] = {"2020", "2021", "2022"};
    static const double begin[] = {0, 366, 731, 1096};
    const struct intake cases[] = {plain, {.per_day = 2, .growth = 0.3}, {.per_day = 2, .by_month = true}, {2, -0.2, 300, 500, 0.3, true, true,
        true}};
    for (uint64_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        open_counts(&cases[i], "3 yr");
        lab_run(&lab, RUNS, 300 + i);
        for (int y = 0; y < 3; y++) {
            const double truth = expected(&cases[i], begin[y], begin[y + 1]), *count = LAB_SUM(&lab, "arrivals_by_year", year[y]);
            LAB_EXPECT(&lab, truth, count, NULL, "intake %d, requests of %s", (int)i, year[y]);
            double *squares = ARENA_ARRAY(&lab.arena, double, lab.n);
            for (int r = 0; r < lab.n; r++) squares[r] = pow(count[r] - truth, 2);
            lab_expect(&lab, "    variance", truth, squares, NULL, 0.2);
        }
    }
}

/* Whole weeks: weekdays and hours do not change the total. */
Test(truth_time, factors_keep_the_total)
{
    open_counts(&(struct intake){.per_day = 2, .by_weekday = true, .by_hour = true}, "364 d");
    lab_run(&lab, 400, 310);
    LAB_EXPECT(&lab, 728, LAB_SUM(&lab, "arrivals"), NULL, "weekdays and hours, 52 weeks: requests");
}

/* Yearly levels by date, and a map by group; both hold from their date on, the first also before. */
Test(truth_time, levels_by_date_and_by_group)
{
    lab_open(&lab, LAB_HEAD("30 d", "3 yr") "intake: {households: {2020-01-01: 365.25 /yr, 2021-01-01: 730.5 /yr, "
             "2022-03-02: 182.625 /yr}}\n" ONE_STAGE("1 d")
             "regions: {town: {places: {crisis: 1}}}\n%s", "");
    lab_run(&lab, 400, 311);
    static const double truth[] = {366, 730, 60 * 2 + 305 * 0.5};
    static const char *const year[] = {"2020", "2021", "2022"};
    for (int y = 0; y < 3; y++) LAB_EXPECT(&lab, truth[y], LAB_SUM(&lab, "arrivals_by_year", year[y]), NULL, "levels by date, %s", year[y]);
    lab_open(&lab, LAB_HEAD("30 d", "400 d") "intake: {households: {young: 365.25 /yr, old: 1461 /yr}, by: weight}\n"
             "groups: {young: {}, old: {}}\n" ONE_STAGE("1 d")
             "regions: {town: {weight: 1, places: {crisis: 1}}, hamlet: {weight: 3, places: {crisis: 1}}}\n%s", "");
    lab_run(&lab, 100, 312);
    LAB_EXPECT(&lab, 400, LAB_SUM(&lab, "arrivals_by_group", "young"), NULL, "a level for each group");
    LAB_EXPECT(&lab, 1600, LAB_SUM(&lab, "arrivals_by_group", "old"), NULL, "    the other");
    LAB_EXPECT(&lab, 1500, LAB_SUM(&lab, "arrivals", "hamlet"), NULL, "    three quarters in one region");
}

/* When they come: a chi-square over months, weekdays and hours of the dates in the log. */
Test(truth_time, dates_of_requests)
{
    enum { RUNS = 60, DAYS = 364 };
    const struct intake in = {.per_day = 3, .by_month = true, .by_weekday = true, .by_hour = true};
    double seen[43] = {0}, truth[43] = {0}, square[3] = {0};
    open_counts(&in, "364 d");
    struct sim sim;
    cr_assert_eq(sim_init(&sim, &shelter_model, lab.plan).code, STATUS_OK);
    for (int r = 1; r <= RUNS; r++) {
        sim_run(&sim, &engine_native, 313, r, true, true);
        for (int64_t i = 0; i < sim.trace.n; i++) {
            const double t = (double)(sim.trace.rows[i].t_s - sim.window.from_s) / 86400;
            if (sim.trace.rows[i].word != lab_word("arrived") || t < 0) continue;
            seen[month_of(t)]++;
            seen[12 + ((int)t + 2) % 7]++;
            seen[19 + (int)((t - floor(t)) * 24)]++;
        }
    }
    sim_free(&sim);
    for (double t = 1 / 48.0; t < DAYS; t += 1 / 24.0) {
        const double n = RUNS * rate(&in, t) / 24;
        truth[month_of(t)] += n;
        truth[12 + ((int)t + 2) % 7] += n;
        truth[19 + (int)((t - floor(t)) * 24)] += n;
    }
    for (int i = 0; i < 43; i++) {
        if (truth[i] > 0) square[i < 12 ? 0 : i < 19 ? 1 : 2] += pow(seen[i] - truth[i], 2) / truth[i];
        else cr_expect_eq(seen[i], 0, "class %d", i);
    }
    fprintf(stderr, "chi-square of months %.1f, weekdays %.1f, hours %.1f\n", square[0], square[1], square[2]);
    /* quantiles 0.999 with as many degrees of freedom as there are classes above 0: 11, 6, 18 */
    cr_expect(square[0] < 31.264 && square[1] < 22.458 && square[2] < 42.312, "%g, %g, %g", square[0], square[1], square[2]);
}

/* ---- the number present ---- */

/* From -before to `to`: the number in `most` states, deaths at n / stay, or at places / stay when the rest waits. `level`: places from a
 * date, at once or when free. */
enum { MOST = 120 };
struct dated { double from; int places; bool at_once; };
struct queue { const struct intake *in; double stay, before, to, closed_from, closed_to; bool waits; int n; struct dated level[8]; };
struct queue_truth { double p[MOST + 1], mean, full, lost, displaced, integral, waiting; };

static void slope(const struct queue *q, double arrivals, int places, const double *p, double *dp)
{
    const int most = q->waits ? MOST : MOST < places ? MOST : places;
    memset(dp, 0, (MOST + 1) * sizeof *dp);
    for (int n = 0; n <= MOST; n++) {
        const double born = n < most ? arrivals * p[n] : 0, died = (q->waits && n > places ? places : n) / q->stay * p[n];
        dp[n] -= born + died;
        if (born > 0) dp[n + 1] += born;
        if (n) dp[n - 1] += died;
    }
}

/* One step of Runge and Kutta, the rate constant within it. */
static void advance(const struct queue *q, double arrivals, int places, double h, double *p)
{
    double k[4][MOST + 1], at[MOST + 1];
    static const double part[4] = {0, 0.5, 0.5, 1}, weight[4] = {1 / 6.0, 1 / 3.0, 1 / 3.0, 1 / 6.0};
    for (int i = 0; i < 4; i++) {
        for (int n = 0; n <= MOST; n++) at[n] = p[n] + (i ? part[i] * h * k[i - 1][n] : 0);
        slope(q, arrivals, places, at, k[i]);
    }
    for (int i = 0; i < 4; i++)
        for (int n = 0; n <= MOST; n++) p[n] += weight[i] * h * k[i][n];
}

static struct queue_truth solve(const struct queue *q)
{
    const double h = 1 / 48.0;
    struct queue_truth truth = {.p = {1}};
    int level = 0;
    for (int step = 0; step * h < q->before + q->to - h / 2; step++) {
        const double t = step * h - q->before;
        if (level + 1 < q->n && t >= q->level[level + 1].from - h / 2) {
            level++;
            for (int n = q->level[level].places + 1; n <= MOST && q->level[level].at_once && !q->waits; n++) {
                truth.displaced += (n - q->level[level].places) * truth.p[n];
                truth.p[q->level[level].places] += truth.p[n];
                truth.p[n] = 0;
            }
        }
        const int places = q->level[level].places;
        const bool closed = t >= q->closed_from - h / 2 && t < q->closed_to - h / 2;
        const double arrivals = rate(q->in, t + h / 2);
        double mean = 0, full = 0;
        advance(q, closed ? 0 : arrivals, places, h / 2, truth.p);
        for (int n = 0; n <= MOST; n++) mean += n * truth.p[n], full += n >= places ? truth.p[n] : 0;
        advance(q, closed ? 0 : arrivals, places, h / 2, truth.p);
        if (t < -h / 2) continue;
        truth.integral += mean * h;
        truth.lost += arrivals * (closed ? 1 : full) * h;
    }
    for (int n = 0; n <= MOST; n++) {
        truth.mean += n * truth.p[n];
        truth.full += n >= q->level[level].places ? truth.p[n] : 0;
        truth.waiting += n > q->level[level].places ? (n - q->level[level].places) * truth.p[n] : 0;
    }
    return truth;
}

/* A change in the file, left out of a run that ends before it. */
struct change { double from; const char *text; };

static void open_queue(const struct queue *q, const char *places, const char *wait, const struct change *change, int changes)
{
    char text[1024], dated[1024] = "";
    for (int i = 0; i < changes && change[i].from < q->to; i++) strcat(strcat(dated, i ? "" : "changes:\n"), change[i].text);
    lab_open(&lab, "doorstroom: 1\ntitle: test\ntime: {start: 2020-01-01, warm_up: %g d, horizon: %g d}\n"
             "%sstages: {crisis: {stay: {exponential: {mean: %g d}}, onward: {left: 100 %%}}}\n"
             "exits: {left: {}}\nregions: {town: {places: {crisis: %s}}}\nplacement: [{stage: crisis, where: own}%s]\n"
             "%s", q->before, q->to, intake_text(q->in, q->to, text), q->stay, places, wait,
             dated);
}

/* Unlimited places: the mean follows m' = rate - m / stay, whatever else; within half an hour, of constant rate, it is known. */
Test(truth_time, unlimited_places)
{
    static const double until[] = {12, 40, 62, 90, 200};
    for (uint64_t i = 0; i < sizeof until / sizeof *until; i++) {
        const struct queue q = {.in = &all, .stay = 8, .before = 60, .to = until[i]};
        const double h = 1 / 48.0, kept = exp(-h / q.stay);
        double m = 0, integral = 0;
        for (int step = 0; step * h < q.before + q.to - h / 2; step++) {
            const double t = step * h - q.before, limit = rate(&all, t + h / 2) * q.stay;
            if (t > -h / 2) integral += limit * h + (m - limit) * q.stay * (1 - kept);
            m = limit + (m - limit) * kept;
        }
        open_queue(&q, "unlimited", "", NULL, 0);
        const double *end = lab_at_end(&lab, 1500, 320 + i, "occupied", NULL, NULL);
        LAB_EXPECT(&lab, m, end, NULL, "unlimited places: present after %g d", until[i]);
        lab_run(&lab, 1000, 330 + i);
        LAB_EXPECT(&lab, integral / until[i], LAB_SUM(&lab, "occupied"), NULL, "    on average until then");
    }
}

/* The warm-up knows no growth: with a stay of 300 d the number present at the start is that of 300 d at the level of the start. */
Test(truth_time, warm_up_at_the_level_of_the_start)
{
    lab_open(&lab, LAB_HEAD("400 d", "1 d") "intake: {households: 365.25 /yr, growth: 60 %%/yr}\n" ONE_STAGE("300 d")
             "regions: {town: {places: {crisis: %s}}}\n", "unlimited");
    lab_run(&lab, 400, 319);
    LAB_EXPECT(&lab, 300, LAB_SUM(&lab, "occupied"), NULL, "growth begins at the start: present on the first day");
}

Test(truth_time, nobody_waits)
{
    static const struct { int places; double until; } cases[] = {{6, 40}, {6, 58}, {15, 75}, {15, 180}, {40, 60}};
    for (uint64_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char places[16];
        struct queue q = {.in = &all, .stay = 8, .before = 60, .to = cases[i].until, .n = 1, .level = {{-60, cases[i].places, false}}};
        snprintf(places, sizeof places, "%d", cases[i].places);
        open_queue(&q, places, "", NULL, 0);
        const struct queue_truth truth = solve(&q);
        const double *end = lab_at_end(&lab, 1500, 340 + i, "occupied", NULL, NULL);
        LAB_EXPECT(&lab, truth.mean, end, NULL, "%d places: present after %g d", cases[i].places, cases[i].until);
        lab_run(&lab, 1000, 350 + i);
        LAB_EXPECT(&lab, truth.integral / cases[i].until, LAB_SUM(&lab, "occupied"), NULL, "    on average until then");
        LAB_EXPECT(&lab, truth.lost, LAB_SUM(&lab, "turned_away", "town", "no_place"), NULL, "    turned away");
    }
}

/* Five places; eight from day 20; two from day 60 (when free); six from day 100, and on day 120 two again, at once; closed from 140 to 150. */
Test(truth_time, places_that_come_and_go)
{
    static const struct change changes[] = {{20, "  more: {from: 20 d, region: town, add: {crisis: 3}}\n"},
                                            {60, "  less: {from: 60 d, region: town, places: {crisis: 2}}\n"},
                                            {100, "  again: {from: 100 d, to: 120 d, region: town, places: {crisis: 6}, removal: at_once}\n"},
                                            {140, "  shut: {from: 140 d, to: 150 d, region: town, intake: closed}\n"}};
    static const double until[] = {30, 63, 75, 110, 121, 145, 170};
    const struct intake in = {.per_day = 0.6};
    for (uint64_t i = 0; i < sizeof until / sizeof *until; i++) {
        const struct queue q = {.in = &in, .stay = 12, .before = 90, .to = until[i], .closed_from = 140, .closed_to = 150, .n = 5,
                                .level = {{-90, 5, false}, {20, 8, false}, {60, 2, false}, {100, 6, false}, {120, 2, true}}};
        open_queue(&q, "5", "", changes, 4);
        const struct queue_truth truth = solve(&q);
        lab_run(&lab, 3000, 360 + i);
        LAB_EXPECT(&lab, truth.integral / until[i], LAB_SUM(&lab, "occupied"), NULL, "places come and go, %g d: occupied", until[i]);
        LAB_EXPECT(&lab, truth.lost, LAB_SUM(&lab, "turned_away", "town", "no_place"), NULL, "    turned away");
        if (until[i] > 120) LAB_EXPECT(&lab, truth.displaced, LAB_SUM(&lab, "turned_away", "town", "displaced"), NULL, "    displaced");
        const double *end = lab_at_end(&lab, 3000, 370 + i, "occupied", NULL, NULL);
        LAB_EXPECT(&lab, truth.mean, end, NULL, "    occupied at the end");
    }
}

/* Whoever loses a place waits for the next and keeps the rest of the stay: a queue whose number of servers changes. */
Test(truth_time, waiting_while_places_change)
{
    static const struct change changes[] = {{20, "  less: {from: 20 d, region: town, places: {crisis: 3}, removal: at_once}\n"},
                                            {50, "  more: {from: 50 d, region: town, places: {crisis: 11}}\n"}};
    static const double until[] = {21, 45, 55, 70};
    const struct intake in = {.per_day = 0.6};
    for (uint64_t i = 0; i < sizeof until / sizeof *until; i++) {
        const struct queue q = {.in = &in, .stay = 12, .before = 200, .to = until[i], .waits = true, .n = 3, .level = {{-200, 9, false}, {20, 3,
            true}, {50, 11, false}}};
        open_queue(&q, "9", ", {wait: {}}", changes, 2);
        const struct queue_truth truth = solve(&q);
        const double *present = lab_at_end(&lab, 4000, 380 + i, "present", NULL, NULL);
        LAB_EXPECT(&lab, truth.mean, present, NULL, "waiting while places change, %g d: present", until[i]);
        const double *waiting = lab_at_end(&lab, 4000, 390 + i, "waiting", NULL, NULL);
        LAB_EXPECT(&lab, truth.waiting, waiting, NULL, "    waiting");
    }
}

/* Elsewhere there is always room: whoever loses a place goes there for the rest of a constant stay, so the number present in all is that of
 * unlimited places, and nobody is displaced. */
Test(truth_time, rest_of_the_stay_elsewhere)
{
    static const double until[] = {31, 35, 50};
    for (uint64_t i = 0; i < sizeof until / sizeof *until; i++) {
        lab_open(&lab, "doorstroom: 1\ntitle: test\ntime: {start: 2020-01-01, warm_up: 30 d, horizon: %g d}\nintake: {households: 365.25 /yr}\n"
                 "stages: {crisis: {stay: 12 d, onward: {left: 100 %%}}}\nexits: {left: {}}\n"
                 "placement: [{stage: crisis, where: own}, {stage: crisis, where: elsewhere}]\n"
                 "regions: {town: {intake_share: 1, places: {crisis: 9}}, far: {intake_share: 0, places: {crisis: unlimited}}}\n"
                 "changes: {less: {from: 20 d, region: town, places: {crisis: 3}, removal: at_once}, none: {from: 30 d, region: town, "
                 "places: {crisis: 0}, removal: at_once}}\n", until[i]);
        const double *present = lab_at_end(&lab, 2000, 400 + i, "occupied", NULL, NULL);
        LAB_EXPECT(&lab, 12, present, NULL, "rest of the stay elsewhere, %g d: present", until[i]);
        lab_run(&lab, 500, 410 + i);
        LAB_EXPECT(&lab, 12, LAB_SUM(&lab, "occupied"), NULL, "    on average");
        for (int r = 0; r < lab.n; r++) cr_assert_eq(LAB_SUM(&lab, "turned_away")[r], 0);
    }
}

/* ---- homes ---- */

/* Homes that come free, used or lost, over three years with growth and a factor for a time: mean and variance. */
Test(truth_time, homes_of_years)
{
    enum { RUNS = 1000 };
    lab_open(&lab, LAB_HEAD("30 d", "3 yr") "intake: {households: 100 /yr}\nstages: {crisis: {stay: 20 d, onward: {own_home: 100 %%}}}\n"
             "exits: {own_home: {gates: [home]}}\n"
             "gates: {home: {kind: supply, each: 73.05, factor: 2, growth: -10 %%/yr}}\nregions: {town: {places: {crisis: 8}}}\n"
             "placement: [{stage: crisis, where: own}]\n%s",
             "changes: {fewer: {from: 200 d, to: 400 d, gate: home, factor: 0.5}}\n");
    lab_run(&lab, RUNS, 420);
    double truth = 0;
    for (double t = 0.05; t < 1096; t += 0.1) truth += 0.1 * 0.4 * pow(0.9, t / 365.25) * (t > 200 && t < 400 ? 0.5 : 1);
    double *homes = LAB_SUM(&lab, "homes_used"), *squares = ARENA_ARRAY(&lab.arena, double, lab.n);
    const double *lost = LAB_SUM(&lab, "homes_lost");
    for (int r = 0; r < lab.n; r++) homes[r] += lost[r], squares[r] = pow(homes[r] - truth, 2);
    LAB_EXPECT(&lab, truth, homes, NULL, "homes in three years");
    lab_expect(&lab, "    variance", truth, squares, NULL, 0.2);
}
