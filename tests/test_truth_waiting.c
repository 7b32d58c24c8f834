#include "tests/markov.h"
#include "tests/shelter_lab.h"

/* Networks in which households wait outside: waiting lists with and without end, patience, classes, hotels. Times in days; a mean stay is
 * one day unless said otherwise. */

static struct lab lab;
static void gone(void) { lab_close(&lab); }
TestSuite(truth_waiting, .fini = gone, .timeout = 300);

#define EXITS "exits: {left: {}, gone: {}}\n"
#define EXPONENTIAL "{exponential: {mean: 1 d}}"

/* One pool in one region; wait: what stands behind `wait:` in the placement. */
static void open_pool(int days, double arrivals, const char *stay, int places, const char *wait, const char *more)
{
    lab_open(&lab, LAB_HEAD("400 d", "%d d") "intake: {households: %.10f /yr}\nstages: {crisis: {stay: %s, onward: {left: 100 %%}}}\n" EXITS
             "regions: {town: {places: {crisis: %d}}}\nplacement: [{stage: crisis, where: own}, {wait: %s}]\n"
             "%s", days, lab_per_year(arrivals), stay, places, wait, more);
}

/* ---- everybody waits ---- */

static void erlang_c_case(uint64_t seed, int places, double load, int days)
{
    const double offered = places * load, c = lab_erlang_c(places, offered), spare = places * (1 - load);
    open_pool(days, offered, EXPONENTIAL, places, "{}", "");
    lab_run(&lab, LAB_RUNS, seed);
    const double *arrivals = LAB_SUM(&lab, "arrivals");
    LAB_EXPECT(&lab, c / spare, LAB_MEAN(&lab, "time_to_place_days"), "%d places at %.2f: wait", places, load);
    LAB_EXPECT(&lab, c / spare * offered, LAB_SUM(&lab, "waiting"), NULL, "    waiting");
    LAB_EXPECT(&lab, c / spare * offered * days, LAB_SUM(&lab, "unsafe_days"), NULL, "    days unsafe");
    LAB_EXPECT(&lab, 1 - c, LAB_SUM(&lab, "placed_at_once"), arrivals, "    placed at once");
    LAB_EXPECT(&lab, c * exp(-spare), LAB_SUM(&lab, "not_placed_24h"), arrivals, "    not within 24 h");
    LAB_EXPECT(&lab, 1 - c * exp(-3 * spare), LAB_SUM(&lab, "placed_3d"), arrivals, "    within three days");
    LAB_EXPECT(&lab, offered, LAB_SUM(&lab, "occupied"), NULL, "    occupied");
}

Test(truth_waiting, erlang_c_light_and_heavy)
{
    erlang_c_case(21, 1, 0.5, 20000);
    erlang_c_case(22, 1, 0.9, 60000);
    erlang_c_case(23, 4, 0.6, 12000);
    erlang_c_case(24, 5, 0.9, 15000);
    erlang_c_case(25, 20, 0.92, 5000);
}

/* Pollaczek and Khinchine: the wait hangs on mean and variance of the stay alone. */
Test(truth_waiting, one_place_any_stay)
{
    static const struct { const char *name, *stay; double scv; } laws[] = {{"constant", "1 d", 0},
                                                                           {"erlang 4", "{erlang: {k: 4, mean: 1 d}}", 0.25},
                                                                           {"gamma", "{gamma: {mean: 1 d, sd: 1.5 d}}", 2.25},
                                                                           {"lognormal", "{lognormal: {mean: 1 d, sd: 1 d}}", 1},
                                                                           {"empirical", "{empirical: {0.5 d: 80 %, 3 d: rest}}", 1}};
    for (uint64_t i = 0; i < sizeof laws / sizeof *laws; i++)
        for (uint64_t heavy = 0; heavy < 2; heavy++) {
            const double load = heavy ? 0.85 : 0.5;
            open_pool(heavy ? 40000 : 10000, load, laws[i].stay, 1, "{}", "");
            lab_run(&lab, LAB_RUNS, 30 + 2 * i + heavy);
            LAB_EXPECT(&lab, load * (1 + laws[i].scv) / (2 * (1 - load)), LAB_MEAN(&lab, "time_to_place_days"), "one place at %.2f, %s: wait",
                load, laws[i].name);
            LAB_EXPECT(&lab, 1 - load, LAB_SUM(&lab, "placed_at_once"), LAB_SUM(&lab, "arrivals"), "    placed at once");
        }
}

/* Under `overview` a household claims a place wherever there is one: two regions are one queue. Who goes first does not change the mean. */
Test(truth_waiting, regions_as_one_queue)
{
    static const char *const more[] = {"", "search: {overview: {look: 0 min}}\n", "claims: {own_region_first: yes}\n"};
    const double c = lab_erlang_c(5, 4.5), wait = c / 0.5;
    for (uint64_t i = 0; i < 3; i++) {
        lab_open(&lab, LAB_HEAD("400 d", "10000 d") "intake: {households: %.10f /yr}\n"
                 "stages: {crisis: {stay: " EXPONENTIAL ", onward: {left: 100 %%}}}\n" EXITS
                 "regions: {town: {intake_share: 2, places: {crisis: 2}}, hamlet: {intake_share: 1, places: {crisis: 3}}}\n"
                 "placement: [{stage: crisis, where: any}, {wait: {}}]\n%s", lab_per_year(4.5), more[i]);
        lab_run(&lab, LAB_RUNS, 40 + i);
        LAB_EXPECT(&lab, wait * 4.5, LAB_SUM(&lab, "waiting"), NULL, "two regions as one queue: waiting");
        LAB_EXPECT(&lab, 1 - c, LAB_SUM(&lab, "placed_at_once"), LAB_SUM(&lab, "arrivals"), "    placed at once");
        if (i < 2) LAB_EXPECT(&lab, wait, LAB_MEAN(&lab, "time_to_place_days", "town"), "    wait of the town");
    }
}

/* ---- lists with an end ---- */

static void limited_case(uint64_t seed, int places, int room, double offered, const char *more)
{
    open_pool(4000, offered, EXPONENTIAL, places, "{}", more);
    lab_run(&lab, LAB_RUNS, seed);
    double p = 1, sum = 1, full = 0, waiting = 0;
    for (int n = 1; n <= places + room; n++) {
        p *= offered / (n < places ? n : places);
        sum += p;
        if (n > places) waiting += p * (n - places);
        full = p;
    }
    const double *arrivals = LAB_SUM(&lab, "arrivals");
    LAB_EXPECT(&lab, full / sum, LAB_SUM(&lab, "turned_away", "town", "list_full"), arrivals, "%d places, load %g, %d may wait: share lost",
        places, offered, room);
    LAB_EXPECT(&lab, waiting / sum, LAB_SUM(&lab, "waiting"), NULL, "    waiting");
    LAB_EXPECT(&lab, waiting / offered / (sum - full), LAB_MEAN(&lab, "time_to_place_days"), "    wait");
}

Test(truth_waiting, lists_with_an_end)
{
    limited_case(50, 1, 3, 1.25, "pools: {crisis: {waiting: {limit: 3}}}\n");
    limited_case(51, 1, 3, 1.25, "limits: {waiting: 3}\n");
    limited_case(52, 4, 6, 3, "pools: {crisis: {waiting: {limit: 6}}}\n");
    limited_case(53, 4, 2, 8, "limits: {waiting: 2}\n");
    limited_case(54, 4, 2, 8, "pools: {crisis: {waiting: {limit: 2}}}\nlimits: {waiting: 5}\n");
}

/* Two regions of one place each without exchange; three may wait in all. */
Test(truth_waiting, one_list_for_the_whole_system)
{
    lab_open(&lab, LAB_HEAD("400 d", "6000 d") "intake: {households: %.10f /yr}\n"
             "stages: {crisis: {stay: " EXPONENTIAL ", onward: {left: 100 %%}}}\n" EXITS
             "regions: {town: {intake_share: 2, places: {crisis: 1}}, hamlet: {intake_share: 1, places: {crisis: 1}}}\n"
             "placement: [{stage: crisis, where: own}, {wait: {}}]\nlimits: {waiting: 3}\n", lab_per_year(1.8));
    lab_run(&lab, LAB_RUNS, 55);
    enum { N = 5 };
    struct markov m = markov_open(N * N);
    double lost[2] = {0}, waiting[2] = {0};
    for (int a = 0; a < N; a++)
        for (int b = 0; b < N; b++) {
            const int s = a * N + b, w = (a > 1 ? a - 1 : 0) + (b > 1 ? b - 1 : 0);
            if (w > 3) continue;
            if (a == 0 || w < 3) markov_add(&m, s, s + N, 1.2);
            if (b == 0 || w < 3) markov_add(&m, s, s + 1, 0.6);
            if (a) markov_add(&m, s, s - N, 1);
            if (b) markov_add(&m, s, s - 1, 1);
        }
    markov_solve(&m);
    for (int s = 0; s < N * N; s++) {
        const int a = s / N, b = s % N, wa = a > 1 ? a - 1 : 0, wb = b > 1 ? b - 1 : 0;
        waiting[0] += m.share[s] * wa;
        waiting[1] += m.share[s] * wb;
        if (wa + wb == 3) lost[0] += a ? m.share[s] : 0, lost[1] += b ? m.share[s] : 0;
    }
    static const char *const name[] = {"town", "hamlet"};
    for (int i = 0; i < 2; i++) {
        LAB_EXPECT(&lab, lost[i], LAB_SUM(&lab, "turned_away", name[i], "list_full"), LAB_SUM(&lab, "arrivals", name[i]),
            "three may wait in all, %s: share lost", name[i]);
        LAB_EXPECT(&lab, waiting[i], LAB_SUM(&lab, "waiting", name[i]), NULL, "    waiting");
    }
    markov_close(&m);
}

/* ---- patience ---- */

/* Mean number waiting, share that gives up, mean wait of those placed: the chain of the number present, who give up at `theta`. */
struct erlang_a { double waiting, gives_up, wait; };
static struct erlang_a erlang_a(int places, double arrivals, double theta)
{
    enum { MOST = 4000 };
    double p = 1, sum = 0, waiting = 0, served = 0, time = 0, f = 0, g = 0;
    for (int n = 0; n < MOST; n++) {
        sum += p;
        if (n < places) {
            served += p;
        } else {
            /* n - places before it; until the next departure before it, or its own patience */
            const double ahead = places + (n - places) * theta, rate = ahead + theta;
            f = ahead / rate * (n > places ? f : 1);
            g = f / rate + (n > places ? ahead / rate * g : 0);
            served += p * f;
            time += p * g;
            waiting += p * (n - places);
        }
        p *= arrivals / (n + 1 <= places ? n + 1 : places + (n + 1 - places) * theta);
    }
    return (struct erlang_a){waiting / sum, 1 - served / sum, time / served};
}

Test(truth_waiting, exponential_patience)
{
    static const struct { int places; double arrivals, patience; int days; } cases[] = {{1, 0.5, 2, 10000}, {3, 2.7, 1, 4000}, {5, 8, 3, 2000},
        {10, 10, 5, 2000}};
    for (uint64_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char wait[128];
        snprintf(wait, sizeof wait, "{patience: {exponential: {mean: %g d}}, then: {gone: 75 %%, left: rest}}", cases[i].patience);
        open_pool(cases[i].days, cases[i].arrivals, EXPONENTIAL, cases[i].places, wait, "");
        lab_run(&lab, LAB_RUNS, 60 + i);
        const struct erlang_a a = erlang_a(cases[i].places, cases[i].arrivals, 1 / cases[i].patience);
        const double *arrivals = LAB_SUM(&lab, "arrivals");
        LAB_EXPECT(&lab, a.gives_up, LAB_SUM(&lab, "abandoned"), arrivals, "%d places, load %g, patience %g: gives up", cases[i].places,
            cases[i].arrivals, cases[i].patience);
        LAB_EXPECT(&lab, 0.75 * a.gives_up, LAB_SUM(&lab, "left_unplaced", "town", "gone"), arrivals, "    and goes where three in four go");
        LAB_EXPECT(&lab, a.waiting, LAB_SUM(&lab, "waiting"), NULL, "    waiting");
        LAB_EXPECT(&lab, a.wait, LAB_MEAN(&lab, "time_to_place_days"), "    wait of those placed");
    }
}

/* Any law of patience (Baccelli and Hebuterne; Zeltyn and Mandelbaum): integrals of exp(arrivals x H(x) - places x), H the integral of
 * the share still waiting. Here constant patience, H(x) = min(x, patience). */
Test(truth_waiting, constant_patience)
{
    static const struct { int places; double arrivals, patience; } cases[] = {{1, 0.9, 1}, {4, 5, 0.5}};
    for (uint64_t i = 0; i < 2; i++) {
        char wait[64];
        const double d = cases[i].patience, l = cases[i].arrivals, c = cases[i].places, step = 1e-5;
        snprintf(wait, sizeof wait, "{patience: %g d, then: {gone: 100 %%}}", d);
        open_pool(5000, l, EXPONENTIAL, cases[i].places, wait, "");
        lab_run(&lab, LAB_RUNS, 65 + i);
        double j = exp((l - c) * d - 0) / c, jh = d * j, e = 0, term = 1; /* from d on: exp(l d - c x) */
        for (double x = step / 2; x < d; x += step) j += step * exp((l - c) * x), jh += step * x * exp((l - c) * x);
        for (int k = cases[i].places - 1; k >= 0; k--) e += term, term *= k / l;
        const double *arrivals = LAB_SUM(&lab, "arrivals");
        LAB_EXPECT(&lab, (1 + (l - c) * j) / (e + l * j), LAB_SUM(&lab, "turned_away", "town", "patience"), arrivals,
            "%g places, load %g, patience exactly %g: gives up", c, l, d);
        LAB_EXPECT(&lab, e / (e + l * j), LAB_SUM(&lab, "placed_at_once"), arrivals, "    placed at once");
        LAB_EXPECT(&lab, l * l * jh / (e + l * j), LAB_SUM(&lab, "waiting"), NULL, "    waiting");
    }
}

/* Who gives up asks again with chance 60 % after an exponential time: the chain of (present, to ask again). */
Test(truth_waiting, asking_again)
{
    enum { N = 26, O = 20 };
    const double arrivals = 1.6, theta = 0.5, again = 0.6, back = 0.25;
    open_pool(6000, arrivals, EXPONENTIAL, 2, "{patience: {exponential: {mean: 2 d}}, then: {again: 60 %, gone: rest}, "
              "again_after: {exponential: {mean: 4 d}}}", "");
    lab_run(&lab, LAB_RUNS, 70);
    struct markov m = markov_open(N * O);
    for (int n = 0; n < N; n++)
        for (int o = 0; o < O; o++) {
            const int s = n * O + o;
            const double leave = theta * (n > 2 ? n - 2 : 0);
            if (n + 1 < N) markov_add(&m, s, s + O, arrivals);
            if (n) markov_add(&m, s, s - O, (n < 2 ? n : 2) + leave * (1 - again));
            if (n && o + 1 < O) markov_add(&m, s, s - O + 1, leave * again);
            if (o && n + 1 < N) markov_add(&m, s, s + O - 1, o * back);
        }
    markov_solve(&m);
    double away = 0, waiting = 0, edge = 0;
    for (int s = 0; s < N * O; s++) {
        const int n = s / O, o = s % O;
        away += m.share[s] * o;
        waiting += m.share[s] * (n > 2 ? n - 2 : 0);
        if (n == N - 1 || o == O - 1) edge += m.share[s];
    }
    cr_expect_lt(edge, 1e-4);
    LAB_EXPECT(&lab, back * away * 6000, LAB_SUM(&lab, "arrivals_again"), NULL, "asking again: repeated requests");
    LAB_EXPECT(&lab, theta * waiting / (arrivals + back * away), LAB_SUM(&lab, "abandoned"), LAB_SUM(&lab, "arrivals"),
        "    gives up, of all requests");
    LAB_EXPECT(&lab, waiting, LAB_SUM(&lab, "waiting"), NULL, "    waiting");
    LAB_EXPECT(&lab, arrivals * 6000, LAB_SUM(&lab, "arrivals_first"), NULL, "    first requests");
    markov_close(&m);
}

/* Under `calls` a household waits for places of its own region only, so that one elsewhere may stand free; here it never rings again.
 * State: present in either region, placed or waiting; newcomers go wherever a place is free. */
Test(truth_waiting, calls_claim_at_home)
{
    enum { N = 24 };
    const double in[2] = {2, 0.6}, theta = 0.5;
    const int places[2] = {2, 1};
    lab_open(&lab, LAB_HEAD("400 d", "5000 d") "intake: {households: %.10f /yr}\n"
             "stages: {crisis: {stay: " EXPONENTIAL ", onward: {left: 100 %%}}}\n" EXITS
             "regions: {town: {intake_share: 2, places: {crisis: 2}}, hamlet: {intake_share: 0.6, places: {crisis: 1}}}\n"
             "search: {calls: {each: 0 min}}\n"
             "placement: [{stage: crisis, where: own}, {stage: crisis, where: elsewhere},\n"
             "  {wait: {patience: {exponential: {mean: 2 d}}, retry: 100000 d, then: {gone: 100 %%}}}]\n", lab_per_year(2.6));
    lab_run(&lab, LAB_RUNS, 72);
    struct markov m = markov_open(N * N);
    double waiting[2] = {0}, held[2] = {0}, elsewhere[2] = {0};
    for (int s = 0; s < N * N; s++)
        for (int i = 0; i < 2; i++) {
            const int n[2] = {s / N, s % N}, step[2] = {N, 1}, j = 1 - i, to = n[i] >= places[i] && n[j] < places[j] ? j : i;
            const int late = n[i] > places[i] ? n[i] - places[i] : 0;
            if (n[to] + 1 < N) markov_add(&m, s, s + step[to], in[i]);
            if (n[i]) markov_add(&m, s, s - step[i], n[i] - late + theta * late);
        }
    markov_solve(&m);
    for (int s = 0; s < N * N; s++)
        for (int i = 0; i < 2; i++) {
            const int n[2] = {s / N, s % N};
            waiting[i] += n[i] > places[i] ? m.share[s] * (n[i] - places[i]) : 0;
            held[i] += m.share[s] * (n[i] < places[i] ? n[i] : places[i]);
            elsewhere[i] += n[i] >= places[i] && n[1 - i] < places[1 - i] ? m.share[s] : 0;
        }
    static const char *const name[] = {"town", "hamlet"};
    for (int i = 0; i < 2; i++) {
        const double *arrivals = LAB_SUM(&lab, "arrivals", name[i]);
        LAB_EXPECT(&lab, waiting[i], LAB_SUM(&lab, "waiting", name[i]), NULL, "calls claim at home, %s: waiting", name[i]);
        LAB_EXPECT(&lab, held[i], LAB_SUM(&lab, "occupied", name[i]), NULL, "    occupied");
        LAB_EXPECT(&lab, elsewhere[i], LAB_SUM(&lab, "placed_elsewhere", name[i]), arrivals, "    placed elsewhere");
        LAB_EXPECT(&lab, theta * waiting[i] / in[i], LAB_SUM(&lab, "abandoned", name[i]), arrivals, "    gives up");
    }
    markov_close(&m);
}

/* ---- hotels ---- */

/* Who is in a hotel keeps its claim and does not lose patience: the number present is a chain in which only those beyond the hotel give up. */
Test(truth_waiting, hotel_while_waiting)
{
    enum { PLACES = 3, HOTEL = 2, MOST = 400 };
    const double arrivals = 3.3, theta = 0.8;
    lab_open(&lab, LAB_HEAD("400 d", "5000 d") "intake: {households: %.10f /yr}\nstages:\n  crisis: {stay: " EXPONENTIAL ", onward: {left: 100 %%}}\n"
             "  hotel: {stopgap: yes, screened: no}\n" EXITS "regions: {town: {places: {crisis: 3, hotel: 2}}}\n"
             "placement: [{stage: crisis, where: own}, {stage: hotel, where: own}, {wait: {patience: {exponential: {mean: 1.25 d}}, "
             "then: {gone: 100 %%}}}]\n", lab_per_year(arrivals));
    lab_run(&lab, LAB_RUNS, 75);
    double p = 1, sum = 0, waiting = 0, hotel = 0, occupied = 0, at_once = 0;
    for (int n = 0; n < MOST; n++) {
        sum += p;
        if (n < PLACES) at_once += p;
        occupied += p * (n < PLACES ? n : PLACES);
        if (n > PLACES) hotel += p * (n < PLACES + HOTEL ? n - PLACES : HOTEL);
        if (n > PLACES + HOTEL) waiting += p * (n - PLACES - HOTEL);
        const int m = n + 1;
        p *= arrivals / ((m < PLACES ? m : PLACES) + (m > PLACES + HOTEL ? (m - PLACES - HOTEL) * theta : 0));
    }
    const double *all = LAB_SUM(&lab, "arrivals");
    LAB_EXPECT(&lab, waiting / sum, LAB_SUM(&lab, "waiting"), NULL, "a hotel while waiting: waiting outside");
    LAB_EXPECT(&lab, hotel / sum, LAB_SUM(&lab, "hotel"), NULL, "    in the hotel");
    LAB_EXPECT(&lab, hotel / sum * 5000, LAB_SUM(&lab, "unscreened_nights"), NULL, "    nights without screening");
    LAB_EXPECT(&lab, occupied / sum, LAB_SUM(&lab, "occupied", "town", "crisis"), NULL, "    occupied");
    LAB_EXPECT(&lab, theta * waiting / sum / arrivals, LAB_SUM(&lab, "abandoned"), all, "    gives up");
    LAB_EXPECT(&lab, at_once / sum, LAB_SUM(&lab, "placed_at_once"), all, "    placed at once");
}

/* ---- classes ---- */

/* Cobham: class k waits rest / ((1 - s[k-1]) (1 - s[k])), s[k] the load of classes 1 to k, rest the work in service that a newcomer meets. */
static void cobham_case(uint64_t seed, const char *name, int places, const char *const stays[3], const double load[3], double rest, int days)
{
    static const char *const group[] = {"first", "second", "third"}, *const colour[] = {"red", "orange", "green"};
    double arrivals[3], sum = 0, before = 0;
    static const double mean[2][3] = {{1, 1, 1}, {0.5, 1, 2}};
    for (int k = 0; k < 3; k++) sum += arrivals[k] = load[k] * places / mean[places == 1][k];
    char groups[3][128];
    for (int k = 0; k < 3; k++)
        snprintf(groups[k], sizeof groups[k], "{share: %.12f, triage: {%s: 100 %%}, stays: {crisis: %s}}", arrivals[k] / sum, colour[k], stays[k]);
    lab_open(&lab, LAB_HEAD("400 d", "%d d") "intake: {households: %.10f /yr}\n"
             "stages: {crisis: {stay: " EXPONENTIAL ", onward: {left: 100 %%}}}\n" EXITS
             "groups: {third: %s, first: %s, second: %s}\nregions: {town: {places: {crisis: %d}}}\n"
             "placement: [{stage: crisis, where: own}, {wait: {}}]\nclaims: {classes: [red, orange]}\n", days, lab_per_year(sum), groups[2],
             groups[0], groups[1], places);
    lab_run(&lab, LAB_RUNS, seed);
    for (int k = 0; k < 3; k++) {
        const double wait = rest / ((1 - before) * (1 - before - load[k]));
        LAB_EXPECT(&lab, wait, LAB_MEAN(&lab, "time_to_place_days_by_group", group[k]), "%s, class %d of 3: wait", name, k + 1);
        LAB_EXPECT(&lab, wait * arrivals[k], LAB_SUM(&lab, "waiting_by_group", group[k]), NULL, "    waiting");
        before += load[k];
    }
}

Test(truth_waiting, colours_go_first)
{
    static const char *const same[] = {"1 x", "1 x", "1 x"}, *const other[] = {"{constant: 0.5 d}", "{exponential: {mean: 1 d}}",
        "{gamma: {mean: 2 d, sd: 1 d}}"};
    cobham_case(80, "4 places at 0.6", 4, same, (const double[]){0.2, 0.1, 0.3}, lab_erlang_c(4, 2.4) / 4, 8000);
    cobham_case(81, "4 places at 0.9", 4, same, (const double[]){0.3, 0.4, 0.2}, lab_erlang_c(4, 3.6) / 4, 12000);
    /* of one place the stays may differ: rest = sum of arrivals x mean square / 2 */
    cobham_case(82, "one place at 0.8, other stays", 1, other, (const double[]){0.2, 0.3, 0.3}, (0.4 * 0.25 + 0.3 * 2 + 0.15 * 5) / 2, 20000);
}
