#include "tests/markov.h"
#include "tests/truth_lab.h"

/* Who goes first: classes of claims that do not send anybody out of a place. Mean, mean square and law of the wait of every class, also near
 * the limit; classes that give up; classes in a list with an end. Times in days. */

static struct lab lab;
static void gone(void) { lab_close(&lab); }
TestSuite(truth_priority, .fini = gone, .timeout = 300);

static const char *const group[] = {"first", "second", "third"};
static double square(double x) { return x * x; }

/* A class: requests a day, the stay, its first three moments, and how wide the interval of its mean wait may be. */
struct class { double rate; const char *stay; double m[3], precision; };

static void open_classes(int days, int warm_up, int places, int n, const struct class *class, const char *wait, const char *more)
{
    char rates[256] = "", groups[512] = "";
    for (int k = 0; k < n; k++) {
        char *end = rates + strlen(rates);
        snprintf(end, sizeof rates - (size_t)(end - rates), "%s%s: %.12f /yr", k ? ", " : "", group[k], lab_per_year(class[k].rate));
        end = groups + strlen(groups);
        snprintf(end, sizeof groups - (size_t)(end - groups), "  %s: {stays: {crisis: %s}}\n", group[k], class[k].stay);
    }
    lab_open(&lab,
             LAB_HEAD("%d d", "%d d") "intake: {households: {%s}}\n"
                                      "stages: {crisis: {stay: 1 d, onward: {left: 100 %%}}}\nexits: {left: {}, gone: {}}\n"
                                      "groups:\n%sregions: {town: {places: {crisis: %d}}}\n"
                                      "placement: [{stage: crisis, where: own}, %s]\nclaims: {classes: [first, second]}\n%s",
             warm_up, days, rates, groups, places, wait, more);
}

/* ---- everybody waits ---- */

/* The work ahead of class k when it must wait, its own class and those before it and whoever is in a place: first and second moment. While
 * it is worked off, those before it bring s of new work a day, in pieces whose mean square by rate is `pieces`. */
struct ahead { double first, second, s, pieces; };
static double mean_wait(const struct ahead *v) { return v->first / (1 - v->s); }
static double mean_square(const struct ahead *v) { return v->second / square(1 - v->s) + v->first * v->pieces / pow(1 - v->s, 3); }

static void expect_class(int k, const struct class *class, const struct ahead *v, double chance, const struct truth_waits *squares)
{
    const double wait = chance * mean_wait(v);
    TRUTH(&lab, class[k].precision, wait, LAB_MEAN(&lab, "time_to_place_days_by_group", group[k]), "    class %d: wait", k + 1);
    TRUTH(&lab, class[k].precision, wait * class[k].rate, LAB_SUM(&lab, "waiting_by_group", group[k]), NULL, "    waiting");
    if (squares) TRUTH(&lab, 3 * class[k].precision, chance * mean_square(v), squares[k].sum, squares[k].number, "    mean square of the wait");
}

/* Stays of one exponential law (Cobham 1954; mean squares Kella and Yechiali 1985): when all places are held, one comes free every
 * 1 / places, and the number of earlier claims is geometric. Near the limit single waits are not looked at. */
static void equal_stays(uint64_t seed, int runs, int days, int warm_up, int places, int n, const struct class *class, bool near)
{
    struct truth_waits squares[3];
    double offered = 0, sigma = 0, before = 0;
    for (int k = 0; k < n; k++) offered += class[k].rate;
    const double chance = lab_erlang_c(places, offered), step = 1.0 / places;
    open_classes(days, warm_up, places, n, class, "{wait: {}}", "");
    if (near) truth_run(&lab, runs, seed);
    else truth_waits(&lab, runs, seed, square, squares);
    fprintf(stderr, "%d places at %.2f, %d classes\n", places, offered / places, n);
    if (!near) TRUTH(&lab, 0.03, 1 - chance, LAB_SUM(&lab, "placed_at_once"), LAB_SUM(&lab, "arrivals"), "    placed at once");
    for (int k = 0; k < n; k++) {
        before = sigma;
        sigma += class[k].rate / places;
        const struct ahead v = {step / (1 - sigma), 2 * square(step / (1 - sigma)), before, 2 * before * step};
        expect_class(k, class, &v, chance, near ? NULL : squares);
        /* of the first class the wait is exponential when there is one */
        if (k == 0) TRUTH(&lab, 2 * class[k].precision, chance * exp(-places * (1 - sigma)), LAB_SUM(&lab, "not_placed_24h_by_group", group[k]),
                          LAB_SUM(&lab, "arrivals_by_group", group[k]), "    not placed within 24 h");
    }
}

#define MEMORYLESS "{exponential: {mean: 1 d}}", {1, 2, 6}

/* Three per cent more demand makes the last class wait 20 to 23 % longer. */
Test(truth_priority, equal_stays)
{
    equal_stays(901, 100, 8000, 200, 3, 2, (const struct class[]){{0.9, MEMORYLESS, 0.025}, {1.5, MEMORYLESS, 0.06}}, false);
    equal_stays(902, 100, 8000, 200, 2, 3, (const struct class[]){{0.4, MEMORYLESS, 0.03}, {0.6, MEMORYLESS, 0.04}, {0.5, MEMORYLESS, 0.08}}, false);
}

/* Near the limit the last class bears it all: three per cent more demand would more than double its wait. */
Test(truth_priority, equal_stays_near_the_limit)
{
    equal_stays(903, 40, 30000, 3000, 4, 2, (const struct class[]){{2, MEMORYLESS, 0.02}, {1.8, MEMORYLESS, 0.15}}, true);
    equal_stays(904, 40, 30000, 4000, 2, 3, (const struct class[]){{0.7, MEMORYLESS, 0.02}, {0.7, MEMORYLESS, 0.04}, {0.5, MEMORYLESS, 0.2}}, true);
}

/* One place and other stays for every class (Cobham; Kesten and Runnenburg 1957): the work ahead has the transform
 * (1 - load + sum of later classes) / (1 - sum of classes up to this one), each class with its load and the rest of a stay that is met. */
static void one_place(uint64_t seed, int runs, int days, int n, const struct class *class)
{
    double load = 0, rest = 0, all2 = 0, sigma = 0, b1 = 0, b2 = 0, before, pieces = 0;
    for (int k = 0; k < n; k++) {
        load += class[k].rate * class[k].m[0];
        rest += class[k].rate * class[k].m[1] / 2;
        all2 += class[k].rate * class[k].m[2] / 3;
    }
    open_classes(days, 300, 1, n, class, "{wait: {}}", "");
    struct truth_waits squares[3];
    truth_waits(&lab, runs, seed, square, squares);
    fprintf(stderr, "one place at %.2f, %d classes with other stays\n", load, n);
    for (int k = 0; k < n; k++) {
        before = sigma;
        sigma += class[k].rate * class[k].m[0];
        b1 += class[k].rate * class[k].m[1] / 2;
        b2 += class[k].rate * class[k].m[2] / 3;
        const struct ahead v = {rest / (1 - sigma), all2 / (1 - sigma) + 2 * b1 * rest / square(1 - sigma), before, pieces};
        expect_class(k, class, &v, 1, squares);
        pieces += class[k].rate * class[k].m[1];
    }
}

/* Of a lognormal law with mean m and q = 1 + (sd / m)^2 the moments are m, m^2 q, m^3 q^3. */
Test(truth_priority, one_place_other_stays)
{
    static const struct class two[] = {{0.5, "{lognormal: {mean: 0.6 d, sd: 0.36 d}}", {0.6, 0.36 * 1.36, 0.216 * 2.515456}, 0.02},
                                       {0.3, "{lognormal: {mean: 1.4 d, sd: 0.7 d}}", {1.4, 1.96 * 1.25, 2.744 * 1.953125}, 0.04}};
    static const struct class three[] = {{0.15, "{lognormal: {mean: 2 d, sd: 1 d}}", {2, 4 * 1.25, 8 * 1.953125}, 0.045},
                                         {0.4, "0.5 d", {0.5, 0.25, 0.125}, 0.045},
                                         {0.3, "{erlang: {k: 2, mean: 0.7 d}}", {0.7, 1.5 * 0.49, 3 * 0.343}, 0.07}};
    one_place(911, 80, 20000, 2, two);
    one_place(912, 80, 20000, 3, three);
}

/* ---- not everybody waits ---- */

/* Two places; who waits of either class: a claim of the first class is served first. `room` may wait; patience differs by class. */
struct two { double rate[2], theta[2]; int room, most; };
struct two_truth { double waiting[2], gives_up[2], full, edge; };

static struct two_truth two_solve(const struct two *q)
{
    const int side = q->most + 1;
    struct markov m = markov_open(2 + side * side); /* one and none held, then all held: 2 + a * side + b */
    markov_add(&m, 0, 1, q->rate[0] + q->rate[1]);
    markov_add(&m, 1, 2, q->rate[0] + q->rate[1]);
    markov_add(&m, 1, 0, 1);
    markov_add(&m, 2, 1, 2);
    for (int a = 0; a <= q->most; a++)
        for (int b = 0; b <= q->most; b++) {
            const int s = 2 + a * side + b;
            if (a + b > q->room) continue;
            if (a < q->most && a + b < q->room) markov_add(&m, s, s + side, q->rate[0]);
            if (b < q->most && a + b < q->room) markov_add(&m, s, s + 1, q->rate[1]);
            if (a) markov_add(&m, s, s - side, 2 + a * q->theta[0]);
            if (b) markov_add(&m, s, s - 1, (a ? 0 : 2) + b * q->theta[1]);
        }
    markov_solve(&m);
    struct two_truth truth = {0};
    for (int s = 2; s < m.n; s++) {
        const int n[2] = {(s - 2) / side, (s - 2) % side};
        for (int k = 0; k < 2; k++) {
            truth.waiting[k] += m.share[s] * n[k];
            truth.gives_up[k] += m.share[s] * n[k] * q->theta[k] / q->rate[k];
        }
        if (n[0] + n[1] == q->room) truth.full += m.share[s];
        if (n[0] == q->most || n[1] == q->most) truth.edge += m.share[s];
    }
    markov_close(&m);
    return truth;
}

Test(truth_priority, classes_that_give_up)
{
    const struct two q = {{0.9, 1.5}, {1 / 1.5, 1 / 3.0}, 1000, 30};
    const struct class class[] = {{q.rate[0], MEMORYLESS, 0}, {q.rate[1], MEMORYLESS, 0}};
    const struct two_truth truth = two_solve(&q);
    cr_expect_lt(truth.edge, 1e-6);
    open_classes(5000, 60, 2, 2, class, "{wait: {patience: {exponential: {mean: 1.5 d}}, then: {gone: 100 %}}, only: [first]},\n"
                 "  {wait: {patience: {exponential: {mean: 3 d}}, then: {gone: 100 %}}, except: [first]}", "");
    truth_run(&lab, 80, 921);
    for (int k = 0; k < 2; k++) {
        TRUTH(&lab, 0.02, truth.waiting[k], LAB_SUM(&lab, "waiting_by_group", group[k]), NULL, "two classes that give up, %s: waiting", group[k]);
        TRUTH(&lab, 0.02, truth.gives_up[k], LAB_SUM(&lab, "turned_away_by_group", group[k], "patience"),
              LAB_SUM(&lab, "arrivals_by_group", group[k]), "    gives up");
    }
}

/* Room for five in all: who is first in line takes no room from who is there already. */
Test(truth_priority, classes_in_a_list_with_an_end)
{
    const struct two q = {{0.8, 1.4}, {0, 0}, 5, 5};
    const struct class class[] = {{q.rate[0], MEMORYLESS, 0}, {q.rate[1], MEMORYLESS, 0}};
    const struct two_truth truth = two_solve(&q);
    open_classes(5000, 60, 2, 2, class, "{wait: {}}", "limits: {waiting: 5}\n");
    truth_run(&lab, 160, 922);
    for (int k = 0; k < 2; k++) {
        TRUTH(&lab, 0.02, truth.full, LAB_SUM(&lab, "turned_away_by_group", group[k], "list_full"), LAB_SUM(&lab, "arrivals_by_group", group[k]),
              "two classes, five may wait, %s: share lost", group[k]);
        TRUTH(&lab, 0.02, truth.waiting[k], LAB_SUM(&lab, "waiting_by_group", group[k]), NULL, "    waiting");
        TRUTH(&lab, 0.02, truth.waiting[k] / q.rate[k] / (1 - truth.full), LAB_MEAN(&lab, "time_to_place_days_by_group", group[k]), "    wait");
    }
}

/* Whoever waits may have a place anywhere, but who waits in the region of the place goes first: three places, two of them in the town. */
Test(truth_priority, own_region_first)
{
    enum { MOST = 45, SIDE = MOST + 1, BEFORE = 3 };
    static const double rate[] = {1.0, 1.25}, frees[] = {2, 1};
    static const char *const name[] = {"town", "hamlet"};
    struct markov m = markov_open(BEFORE + SIDE * SIDE); /* none, one, two held; then all, and a, b wait */
    for (int n = 0; n < BEFORE; n++) {
        markov_add(&m, n, n + 1, rate[0] + rate[1]);
        if (n) markov_add(&m, n, n - 1, n);
    }
    markov_add(&m, BEFORE, BEFORE - 1, 3);
    for (int a = 0; a <= MOST; a++)
        for (int b = 0; b <= MOST; b++) {
            const int s = BEFORE + a * SIDE + b;
            if (a < MOST) markov_add(&m, s, s + SIDE, rate[0]);
            if (b < MOST) markov_add(&m, s, s + 1, rate[1]);
            if (a) markov_add(&m, s, s - SIDE, frees[0] + (b ? 0 : frees[1]));
            if (b) markov_add(&m, s, s - 1, frees[1] + (a ? 0 : frees[0]));
        }
    markov_solve(&m);
    double waiting[2] = {0}, edge = 0;
    for (int s = BEFORE; s < m.n; s++) {
        const int a = (s - BEFORE) / SIDE, b = (s - BEFORE) % SIDE;
        waiting[0] += m.share[s] * a, waiting[1] += m.share[s] * b;
        if (a == MOST || b == MOST) edge += m.share[s];
    }
    markov_close(&m);
    cr_expect_lt(edge, 1e-4);
    lab_open(&lab, LAB_HEAD("200 d", "6000 d") "intake: {households: %.10f /yr}\n"
             "stages: {crisis: {stay: {exponential: {mean: 1 d}}, onward: {left: 100 %%}}}\nexits: {left: {}}\n"
             "regions: {town: {intake_share: 1, places: {crisis: 2}}, hamlet: {intake_share: 1.25, places: {crisis: 1}}}\n"
             "placement: [{stage: crisis, where: any}, {wait: {}}]\nclaims: {own_region_first: yes}\n", lab_per_year(2.25));
    truth_run(&lab, 120, 931);
    for (int i = 0; i < 2; i++) {
        TRUTH(&lab, i ? 0.06 : 0.04, waiting[i], LAB_SUM(&lab, "waiting", name[i]), NULL, "own region first, %s: waiting", name[i]);
        TRUTH(&lab, i ? 0.06 : 0.04, waiting[i] / rate[i], LAB_MEAN(&lab, "time_to_place_days", name[i]), "    wait");
    }
}
