#include "tests/markov.h"
#include "tests/shelter_lab.h"

/* Networks in which nobody waits: who finds no place is turned away, or there is always room. Times in days; a mean stay is one day unless
 * said otherwise. */

static struct lab lab;
static void gone(void) { lab_close(&lab); }
TestSuite(truth_loss, .fini = gone, .timeout = 300);

#define EXITS "exits: {left: {}}\n"

/* ---- one pool, nobody waits ---- */

static void loss_case(uint64_t seed, const char *name, const char *stay, int places, double offered, int days)
{
    lab_open(&lab, LAB_HEAD("30 d", "%d d") "intake: {households: %.10f /yr}\nstages: {crisis: {stay: %s, onward: {left: 100 %%}}}\n" EXITS
             "regions: {town: {places: {crisis: %d}}}\nplacement: [{stage: crisis, where: own}]\n", days, lab_per_year(offered), stay, places);
    lab_run(&lab, LAB_RUNS, seed);
    const double b = lab_erlang_b(places, offered);
    const double *arrivals = LAB_SUM(&lab, "arrivals");
    LAB_EXPECT(&lab, b, LAB_SUM(&lab, "turned_away", "town", "no_place"), arrivals, "%d places, load %g, %s: share lost", places, offered, name);
    LAB_EXPECT(&lab, offered * (1 - b), LAB_SUM(&lab, "occupied", "town", "crisis"), NULL, "    occupied");
    LAB_EXPECT(&lab, b, LAB_SUM(&lab, "full_share", "town", "crisis"), NULL, "    share of time full");
    LAB_EXPECT(&lab, 1, LAB_MEAN(&lab, "stay_days", "town", "crisis"), "    stay");
    const double *placed = LAB_SUM(&lab, "placed"), *same_day = LAB_SUM(&lab, "placed_same_day"), *at_once = LAB_SUM(&lab, "placed_at_once");
    const double *not_placed = LAB_SUM(&lab, "not_placed_24h"), *turned_away = LAB_SUM(&lab, "turned_away");
    for (int r = 0; r < lab.n; r++) {
        cr_assert_eq(arrivals[r], placed[r] + turned_away[r]);
        cr_assert(placed[r] == same_day[r] && placed[r] == at_once[r] && not_placed[r] == turned_away[r]);
    }
}

Test(truth_loss, erlang_b_light_and_heavy)
{
    static const char stay[] = "{exponential: {mean: 1 d}}";
    loss_case(101, "exponential", stay, 1, 0.1, 20000);
    loss_case(102, "exponential", stay, 4, 2.9166667, 3000);
    loss_case(103, "exponential", stay, 10, 8, 1500);
    loss_case(104, "exponential", stay, 10, 20, 1000);
    loss_case(105, "exponential", stay, 100, 90, 800);
}

/* The share lost depends on the stay's mean alone (Sevastyanov). */
Test(truth_loss, whatever_the_law_of_the_stay)
{
    static const char *const laws[][2] = {{"constant", "1 d"},
                                          {"lognormal", "{lognormal: {mean: 1 d, sd: 2 d}}"},
                                          {"gamma", "{gamma: {mean: 1 d, sd: 1.5 d}}"},
                                          {"erlang 3", "{erlang: {k: 3, mean: 1 d}}"},
                                          {"weibull", "{weibull: {shape: 0.7, mean: 1 d}}"},
                                          {"uniform", "{uniform: {min: 0.5 d, max: 1.5 d}}"},
                                          {"triangular", "{triangular: {min: 0.2 d, mode: 0.8 d, max: 2 d}}"},
                                          {"mixture", "{mixture: [{share: 80 %, exponential: {mean: 0.5 d}}, {share: 20 %, gamma: {mean: 3 d, "
                                              "sd: 1 d}}]}"},
                                          {"empirical", "{empirical: {0.25 d: 50 %, 1 d: 25 %, 2.5 d: rest}}"}};
    for (size_t i = 0; i < sizeof laws / sizeof *laws; i++) {
        loss_case(110 + 2 * i, laws[i][0], laws[i][1], 5, 2, 6000);
        loss_case(111 + 2 * i, laws[i][0], laws[i][1], 5, 7, 1000);
    }
}

/* Groups with other stays share places: the load is what counts. */
Test(truth_loss, groups_share_places)
{
    lab_open(&lab, LAB_HEAD("60 d", "3000 d") "intake: {households: %.10f /yr}\n"
             "stages: {crisis: {stay: {exponential: {mean: 1 d}}, onward: {left: 100 %%}}}\n" EXITS
             "groups: {short: {share: 70 %%}, long: {share: 20 %%, stays: {crisis: 5 d}}, odd: {share: rest, stays: {crisis: {constant: 2 d}}}}\n"
             "regions: {town: {places: {crisis: 6}}}\nplacement: [{stage: crisis, where: own}]\n", lab_per_year(2.5));
    lab_run(&lab, LAB_RUNS, 12);
    const double share[] = {0.7, 0.2, 0.1}, mean[] = {1, 5, 2}, offered = 2.5 * (0.7 + 1 + 0.2), b = lab_erlang_b(6, offered);
    const char *const group[] = {"short", "long", "odd"};
    for (int g = 0; g < 3; g++) {
        LAB_EXPECT(&lab, b, LAB_SUM(&lab, "turned_away_by_group", group[g]), LAB_SUM(&lab, "arrivals_by_group", group[g]), "%s stays: share lost",
            group[g]);
        LAB_EXPECT(&lab, 2.5 * share[g] * mean[g] * (1 - b), LAB_SUM(&lab, "occupied_by_group", group[g], "crisis"), NULL, "    occupied");
    }
}

/* A household that may enter by more than one rule: two stages, the second for who finds the first full. */
Test(truth_loss, overflow_to_a_second_stage)
{
    lab_open(&lab, LAB_HEAD("60 d", "3000 d") "intake: {households: %.10f /yr}\nstages:\n"
             "  crisis: {stay: {exponential: {mean: 1 d}}, onward: {left: 100 %%}}\n"
             "  follow_on: {stay: {exponential: {mean: 2 d}}, onward: {left: 100 %%}}\n" EXITS
             "regions: {town: {places: {crisis: 2, follow_on: 3}}}\nplacement: [{stage: crisis, where: own}, {stage: follow_on, where: own}]\n",
             lab_per_year(3.0));
    lab_run(&lab, LAB_RUNS, 13);
    struct markov m = markov_open(12); /* a in the first of 2, b in the second of 3: a * 4 + b */
    for (int a = 0; a <= 2; a++)
        for (int b = 0; b <= 3; b++) {
            if (a < 2) markov_add(&m, a * 4 + b, (a + 1) * 4 + b, 3);
            else if (b < 3) markov_add(&m, a * 4 + b, a * 4 + b + 1, 3);
            if (a) markov_add(&m, a * 4 + b, (a - 1) * 4 + b, a);
            if (b) markov_add(&m, a * 4 + b, a * 4 + b - 1, b / 2.0);
        }
    markov_solve(&m);
    double second = 0;
    for (int s = 0; s < 12; s++) second += m.share[s] * (s % 4);
    LAB_EXPECT(&lab, m.share[11], LAB_SUM(&lab, "turned_away"), LAB_SUM(&lab, "arrivals"), "overflow to a second stage: share lost");
    LAB_EXPECT(&lab, second, LAB_SUM(&lab, "occupied", "town", "follow_on"), NULL, "    in the second");
    markov_close(&m);
}

/* ---- always room ---- */

/* The number present has Poisson's law at every date, whatever the stay; a chi-square over the classes 0..<=lowest, ..., >=highest. */
static void poisson_case(const char *name, const char *stay, const char *warm_up)
{
    enum { RUNS = 4000, LOW = 4, HIGH = 15 };
    const double load = 9;
    lab_open(&lab, "doorstroom: 1\ntitle: test\ntime: {start: 2020-01-01, warm_up: %s, horizon: 1 d}\nintake: {households: %.10f /yr}\n"
             "stages: {crisis: {stay: %s, onward: {left: 100 %%}}}\n" EXITS "regions: {town: {places: {crisis: unlimited}}}\n"
             "placement: [{stage: crisis, where: own}]\n", warm_up, lab_per_year(load), stay);
    double *present = lab_at_end(&lab, RUNS, 14, "occupied", NULL, NULL);
    LAB_EXPECT(&lab, load, present, NULL, "unlimited places, load 9, %s: present at a date", name);
    double seen[HIGH + 1] = {0}, chance[HIGH + 1] = {0}, square = 0, p = exp(-load), below = 0;
    for (int r = 0; r < lab.n; r++) seen[(int)fmin(HIGH, fmax(LOW, present[r]))]++;
    for (int k = 0; k < HIGH; p *= load / ++k) {
        chance[k < LOW ? LOW : k] += p;
        below += p;
    }
    chance[HIGH] = 1 - below;
    for (int k = LOW; k <= HIGH; k++) square += pow(seen[k] - lab.n * chance[k], 2) / (lab.n * chance[k]);
    fprintf(stderr, "    chi-square with 11 degrees of freedom: %.2f, 99.9 %% below 31.26\n", square);
    cr_expect_lt(square, 31.264, "%s", name); /* quantile 0.999 with 11 degrees of freedom */
    double *squares = ARENA_ARRAY(&lab.arena, double, lab.n);
    for (int r = 0; r < lab.n; r++) squares[r] = pow(present[r] - load, 2);
    lab_expect(&lab, "    variance", load, squares, NULL, 0.1);
}

Test(truth_loss, unlimited_places_hold_a_poisson_number)
{
    poisson_case("exponential", "{exponential: {mean: 1 d}}", "14 d");
    poisson_case("constant", "1 d", "2 d");
    poisson_case("lognormal", "{lognormal: {mean: 1 d, sd: 1 d}}", "60 d");
    poisson_case("erlang 4", "{erlang: {k: 4, mean: 1 d}}", "10 d");
    poisson_case("empirical", "{empirical: {0.1 d: 60 %, 1 d: 30 %, 6.4 d: rest}}", "7 d");
}

/* The time average over T of a Poisson number with covariance cov(t) has variance 2 / T^2 x integral of (T - t) cov(t). */
Test(truth_loss, variance_of_a_time_average)
{
    enum { RUNS = 4000 };
    for (int constant = 0; constant < 2; constant++) {
        lab_open(&lab, LAB_HEAD("20 d", "4 d") "intake: {households: %.10f /yr}\nstages: {crisis: {stay: %s, onward: {left: 100 %%}}}\n" EXITS
                 "regions: {town: {places: {crisis: unlimited}}}\nplacement: [{stage: crisis, where: own}]\n", lab_per_year(5),
                 constant ? "1 d" : "{exponential: {mean: 1 d}}");
        lab_run(&lab, RUNS, 15);
        const double truth = constant ? 2 * 5 / 16.0 * (4.0 / 2 - 1 / 6.0) : 2 * 5 / 16.0 * (4 - 1 + exp(-4));
        double *average = LAB_SUM(&lab, "occupied"), *squares = ARENA_ARRAY(&lab.arena, double, lab.n);
        for (int r = 0; r < lab.n; r++) squares[r] = pow(average[r] - 5, 2);
        lab_expect(&lab, constant ? "variance of a mean over 4 d, constant stay" : "variance of a mean over 4 d, exponential stay", truth, squares,
            NULL, 0.1);
    }
}

/* A tree of stages without limits: each holds its own load. A delay after the stay still holds the place; it is not a planned stay. */
Test(truth_loss, stages_without_limits)
{
    lab_open(&lab, LAB_HEAD("100 d", "2000 d") "intake: {households: %.10f /yr}\nstages:\n"
             "  crisis:\n    stay: {lognormal: {mean: 1 d, sd: 1 d}}\n    stay_if: {home: 2}\n"
             "    onward: {follow_on: 30 %%, accompanied: {share: 20 %%, stay: 4 d}, home: 10 %%, left: rest}\n    places: unlimited\n"
             "  follow_on: {stay: {gamma: {mean: 3 d, sd: 2 d}}, onward: {accompanied: 50 %%, left: rest}, places: unlimited}\n"
             "  accompanied: {stay: 2 d, onward: {left: 100 %%}, places: unlimited}\n"
             "exits: {left: {delay: 0.5 d}, home: {}}\nregions: {town: {intake_share: 2}, hamlet: {intake_share: 1, stay_factor: 2}}\n"
             "placement: [{stage: crisis, where: own}]\n", lab_per_year(6));
    lab_run(&lab, LAB_RUNS, 16);
    static const struct { const char *region; double arrivals, factor; } in[] = {{"town", 4, 1}, {"hamlet", 2, 2}};
    for (int i = 0; i < 2; i++) {
        const double a = in[i].arrivals, f = in[i].factor;
        LAB_EXPECT(&lab, a * (f * (0.3 + 0.2 * 4 + 0.1 * 2 + 0.4) + 0.4 * 0.5), LAB_SUM(&lab, "occupied", in[i].region, "crisis"), NULL,
                   "no limits, %s: in the first stage", in[i].region);
        LAB_EXPECT(&lab, a * 0.3 * (f * 3 + 0.5 * 0.5), LAB_SUM(&lab, "occupied", in[i].region, "follow_on"), NULL, "    in the second");
        LAB_EXPECT(&lab, a * 0.35 * (f * 2 + 0.5), LAB_SUM(&lab, "occupied", in[i].region, "accompanied"), NULL, "    in the third");
        LAB_EXPECT(&lab, a * 0.9 * 0.5, LAB_SUM(&lab, "blocked", in[i].region, NULL, "delay"), NULL, "    held by the delay");
        LAB_EXPECT(&lab, a * 0.1 * 2000, LAB_SUM(&lab, "exits", in[i].region, "home"), NULL, "    left to a home");
    }
}

/* ---- several regions ---- */

/* Every place is open to all and found at once: two regions are one pool. */
Test(truth_loss, regions_as_one_pool)
{
    static const char *const search[] = {"", "search: {overview: {look: 0 min}}\n", "search: {calls: {each: 0 min}}\n"};
    for (uint64_t s = 0; s < 3; s++) {
        lab_open(&lab, LAB_HEAD("60 d", "2000 d") "intake: {households: %.10f /yr}\n"
                 "stages: {crisis: {stay: {exponential: {mean: 1 d}}, onward: {left: 100 %%}}}\n" EXITS
                 "regions: {town: {intake_share: 3, places: {crisis: 2}}, hamlet: {intake_share: 1, places: {crisis: 5}}}\n%s"
                 "placement: [{stage: crisis, where: own}, {stage: crisis, where: elsewhere}]\n", lab_per_year(6), search[s]);
        lab_run(&lab, LAB_RUNS, 17 + s);
        const double b = lab_erlang_b(7, 6);
        LAB_EXPECT(&lab, b, LAB_SUM(&lab, "turned_away", "town"), LAB_SUM(&lab, "arrivals", "town"), "two regions as one pool: town, share lost");
        LAB_EXPECT(&lab, b, LAB_SUM(&lab, "turned_away", "hamlet"), LAB_SUM(&lab, "arrivals", "hamlet"), "    hamlet, share lost");
        LAB_EXPECT(&lab, 6 * (1 - b), LAB_SUM(&lab, "occupied"), NULL, "    occupied");
        LAB_EXPECT(&lab, lab_per_year(6) * 0.75 / 365.25 * 2000, LAB_SUM(&lab, "arrivals", "town"), NULL, "    arrivals, town");
    }
}

/* Three towns in a row, 60 km apart; nobody goes farther than 80 km, the middle one looks left first. Exact by a chain of 4 x 4 x 4. */
Test(truth_loss, own_region_then_neighbours)
{
    static const double in[] = {2.0, 3.0, 1.0};
    enum { C = 3 };
    lab_open(&lab, LAB_HEAD("60 d", "3000 d") "intake: {households: %.10f /yr}\n"
             "stages: {crisis: {stay: {exponential: {mean: 1 d}}, onward: {left: 100 %%}}}\n" EXITS
             "regions:\n  left: {intake_share: 2, lat: 52, lon: 4, places: {crisis: 3}}\n"
             "  middle: {intake_share: 3, lat: 52, lon: 4.9, places: {crisis: 3}}\n"
             "  right: {intake_share: 1, lat: 52, lon: 5.9, places: {crisis: 3}}\n"
             "placement: [{stage: crisis, where: own}, {stage: crisis, where: elsewhere, within: 80 km}]\n", lab_per_year(6));
    lab_run(&lab, LAB_RUNS, 21);
    static const int order[3][3] = {{0, 1, -1}, {1, 0, 2}, {2, 1, -1}}, weight[3] = {16, 4, 1};
    static const char *const name[] = {"left", "middle", "right"};
    struct markov m = markov_open(64);
    double lost[3] = {0}, away[3] = {0}, held[3] = {0};
    int fits[64][3];
    for (int s = 0; s < 64; s++) {
        const int n[3] = {s / 16, s / 4 % 4, s % 4};
        for (int i = 0; i < 3; i++) {
            fits[s][i] = -1;
            for (int k = 2; k >= 0; k--)
                if (order[i][k] >= 0 && n[order[i][k]] < C) fits[s][i] = order[i][k];
            if (fits[s][i] >= 0) markov_add(&m, s, s + weight[fits[s][i]], in[i]);
            if (n[i]) markov_add(&m, s, s - weight[i], n[i]);
        }
    }
    markov_solve(&m);
    for (int s = 0; s < 64; s++)
        for (int i = 0; i < 3; i++) {
            lost[i] += fits[s][i] < 0 ? m.share[s] : 0;
            away[i] += fits[s][i] >= 0 && fits[s][i] != i ? m.share[s] : 0;
            held[i] += m.share[s] * (s / weight[i] % 4);
        }
    for (int i = 0; i < 3; i++) {
        const double *arrivals = LAB_SUM(&lab, "arrivals", name[i]);
        LAB_EXPECT(&lab, lost[i], LAB_SUM(&lab, "turned_away", name[i]), arrivals, "own region, then neighbours: %s, share lost", name[i]);
        LAB_EXPECT(&lab, away[i], LAB_SUM(&lab, "placed_elsewhere", name[i]), arrivals, "    placed elsewhere");
        LAB_EXPECT(&lab, 1 - lost[i] - away[i], LAB_SUM(&lab, "placed_own_region", name[i]), arrivals, "    placed in the own region");
        LAB_EXPECT(&lab, held[i], LAB_SUM(&lab, "occupied", name[i]), NULL, "    occupied");
    }
    markov_close(&m);
}

/* A town without places rings its neighbour after 0.1 d, and the next one, always with room, after 0.2 d. A place is held from the end of
 * the call, so that travel is part of the stay it must serve. Requests delayed by a constant are a Poisson stream still. */
Test(truth_loss, calls_and_travel)
{
    lab_open(&lab, LAB_HEAD("60 d", "4000 d") "intake: {households: %.10f /yr}\n"
             "stages: {crisis: {stay: {gamma: {mean: 1 d, sd: 0.8 d}}, onward: {left: 100 %%}}}\n" EXITS
             "regions:\n  town: {intake_share: 1, lat: 52, lon: 4, places: {crisis: 0}}\n"
             "  near: {intake_share: 0, lat: 52.5, lon: 4, places: {crisis: 4}}\n"
             "  far: {intake_share: 0, lat: 51, lon: 4, places: {crisis: unlimited}}\n"
             "placement: [{stage: crisis, where: own}, {stage: crisis, where: elsewhere}]\nsearch: {calls: {each: 2.4 h}}\n"
             "travel: {speed: 10 km/h}\n", lab_per_year(3));
    lab_run(&lab, LAB_RUNS, 22);
    const double degree_km = 6371.0088 * 3.14159265358979 / 180, near = degree_km / 2 * 1.3 / 240, far = degree_km * 1.3 / 240;
    const double b = lab_erlang_b(4, 3 * (1 + near));
    LAB_EXPECT(&lab, 3 * (1 - b) * (1 + near), LAB_SUM(&lab, "occupied", "near"), NULL, "calls and travel: places held near by");
    LAB_EXPECT(&lab, 3 * b * (1 + far), LAB_SUM(&lab, "occupied", "far"), NULL, "    places held far away");
    LAB_EXPECT(&lab, 0.1 * (1 + b), LAB_MEAN(&lab, "time_to_place_days"), "    time to a place");
    LAB_EXPECT(&lab, 3 * (0.1 * (1 + b) + (1 - b) * near + b * far), LAB_SUM(&lab, "unsafe"), NULL, "    searching or travelling");
    LAB_EXPECT(&lab, 3 * (0.1 * (1 + b) + 1 + (1 - b) * near + b * far), LAB_SUM(&lab, "present", "town"), NULL, "    present");
    LAB_EXPECT(&lab, b, LAB_SUM(&lab, "admitted", "far"), LAB_SUM(&lab, "placed_elsewhere"), "    share placed far away");
    for (int r = 0; r < lab.n; r++) cr_assert_eq(LAB_SUM(&lab, "turned_away")[r], 0);
}
