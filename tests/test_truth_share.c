#include "tests/markov.h"
#include "tests/truth_lab.h"

/* Places that several kinds of households share, nobody waiting: sizes, reserves, overflow. Times in days; a mean stay is one day unless said
 * otherwise. */

static struct lab lab;
static void gone(void) { lab_close(&lab); }
TestSuite(truth_share, .fini = gone, .timeout = 300);

#define STAY(mean) "stay: {exponential: {mean: " #mean " d}}, onward: {left: 100 %%}"
#define EXITS "exits: {left: {}}\n"

/* ---- sizes ---- */

/* Households of one, two and four persons with other laws of stay in ten places for persons: the number of places held depends on the loads
 * alone (Kaufman 1981, Roberts 1981). */
Test(truth_share, sizes_and_stays)
{
    enum { PLACES = 10, KINDS = 3 };
    static const char *const group[] = {"alone", "pair", "family"};
    static const double rate[] = {1.5, 0.8, 0.5}, mean[] = {1, 1.5, 0.8};
    static const int persons[] = {1, 2, 4};
    double q[PLACES + 1] = {1}, sum = 1, all = 0;
    for (int n = 1; n <= PLACES; n++) {
        for (int k = 0; k < KINDS; k++)
            if (n >= persons[k]) q[n] += rate[k] * mean[k] * persons[k] * q[n - persons[k]] / n;
        sum += q[n];
    }
    for (int n = 0; n <= PLACES; n++) all += n * q[n] / sum;
    lab_open(&lab,
             LAB_HEAD("40 d", "4000 d") "intake: {households: {alone: %.10f /yr, pair: %.10f /yr, family: %.10f /yr}}\n"
                                        "groups:\n  alone: {stays: {crisis: {lognormal: {mean: 1 d, sd: 1 d}}}}\n"
                                        "  pair: {children: 1, stays: {crisis: {constant: 1.5 d}}}\n  family: {children: 3, "
                                        "stays: {crisis: {gamma: {mean: 0.8 d, sd: 1.2 d}}}}\n"
                                        "stages: {crisis: {" STAY(
                                            1) "}}\n" EXITS
                                               "pools: {crisis: {unit: person}}\nregions: {town: {places: {crisis: 10}}}\n"
                                               "placement: [{stage: crisis, where: own}]\n",
             lab_per_year(rate[0]), lab_per_year(rate[1]), lab_per_year(rate[2]));
    struct truth_pick pick[PLACES + 1];
    for (int n = 0; n <= PLACES; n++) pick[n] = (struct truth_pick){TRUTH_NUMBER, "occupied", {"town", "crisis"}, n, NULL};
    truth_course(&lab, 220, 1201, 0, NULL, pick, PLACES + 1);
    for (int k = 0; k < KINDS; k++) {
        double full = 0;
        for (int n = PLACES - persons[k] + 1; n <= PLACES; n++) full += q[n] / sum;
        TRUTH(&lab, 0.025, full, LAB_SUM(&lab, "turned_away_by_group", group[k]), LAB_SUM(&lab, "arrivals_by_group", group[k]),
              "10 places for persons, households of %d: share lost", persons[k]);
    }
    TRUTH(&lab, 0.01, all, LAB_SUM(&lab, "occupied"), NULL, "    occupied places");
    for (int n = 0; n <= PLACES; n++) TRUTH(&lab, n ? 0.03 : 0.06, q[n] / sum, pick[n].x, NULL, "    share of time with %d held", n);
}

/* ---- reserves ---- */

/* Two of six places are kept for those who come seldom and stay long: with other stays there is no product form, the chain is of pairs. */
Test(truth_share, reserve_with_other_stays)
{
    enum { PLACES = 6, KEPT = 2 };
    static const char *const group[] = {"few", "many"};
    static const double rate[] = {1.4, 4}, mean[] = {2, 0.6};
    struct markov m = markov_open((PLACES + 1) * (PLACES + 1));
    double lost[2] = {0}, held[2] = {0};
    for (int a = 0; a <= PLACES; a++)
        for (int b = 0; a + b <= PLACES; b++) {
            const int s = a * (PLACES + 1) + b;
            if (b > PLACES - KEPT) continue;
            if (a + b < PLACES) markov_add(&m, s, s + PLACES + 1, rate[0]);
            if (a + b < PLACES - KEPT) markov_add(&m, s, s + 1, rate[1]);
            if (a) markov_add(&m, s, s - PLACES - 1, a / mean[0]);
            if (b) markov_add(&m, s, s - 1, b / mean[1]);
        }
    markov_solve(&m);
    for (int s = 0; s < m.n; s++) {
        const int a = s / (PLACES + 1), b = s % (PLACES + 1);
        lost[0] += a + b >= PLACES ? m.share[s] : 0, lost[1] += a + b >= PLACES - KEPT ? m.share[s] : 0;
        held[0] += a * m.share[s], held[1] += b * m.share[s];
    }
    markov_close(&m);
    lab_open(&lab, LAB_HEAD("40 d", "4000 d") "intake: {households: {few: %.10f /yr, many: %.10f /yr}}\n"
             "groups: {few: {stays: {crisis: 2 d}}, many: {stays: {crisis: 0.6 d}}}\nstages: {crisis: {" STAY(1) "}}\n" EXITS
             "pools: {crisis: {reserve: {few: 2}}}\nregions: {town: {places: {crisis: 6}}}\nplacement: [{stage: crisis, where: own}]\n",
             lab_per_year(rate[0]), lab_per_year(rate[1]));
    truth_run(&lab, 200, 1211);
    for (int k = 0; k < 2; k++) {
        TRUTH(&lab, 0.04, lost[k], LAB_SUM(&lab, "turned_away_by_group", group[k]), LAB_SUM(&lab, "arrivals_by_group", group[k]),
              "two of six places kept for the few, %s: share lost", group[k]);
        TRUTH(&lab, 0.015, held[k], LAB_SUM(&lab, "occupied_by_group", group[k], "crisis"), NULL, "    occupied");
    }
}

/* Two regions help each other, but keep their last place for their own. */
Test(truth_share, reserve_for_the_own_region)
{
    static const int places[] = {4, 3};
    static const double rate[] = {3.5, 1.5};
    struct markov m = markov_open(20);
    double lost[2] = {0}, held[2] = {0}, away[2] = {0};
    for (int s = 0; s < m.n; s++)
        for (int i = 0; i < 2; i++) {
            const int n[2] = {s / 4, s % 4}, step[2] = {4, 1}, j = 1 - i;
            if (n[i] < places[i]) markov_add(&m, s, s + step[i], rate[i]);
            else if (n[j] < places[j] - 1) markov_add(&m, s, s + step[j], rate[i]);
            if (n[i]) markov_add(&m, s, s - step[i], n[i]);
        }
    markov_solve(&m);
    for (int s = 0; s < m.n; s++)
        for (int i = 0; i < 2; i++) {
            const int n[2] = {s / 4, s % 4}, j = 1 - i;
            held[i] += m.share[s] * n[i];
            if (n[i] == places[i]) *(n[j] < places[j] - 1 ? &away[i] : &lost[i]) += m.share[s];
        }
    markov_close(&m);
    lab_open(&lab, LAB_HEAD("40 d", "4000 d") "intake: {households: %.10f /yr}\nstages: {crisis: {" STAY(1) "}}\n" EXITS
             "pools: {crisis: {reserve: {own: 1}}}\n"
             "regions: {town: {intake_share: 3.5, places: {crisis: 4}}, hamlet: {intake_share: 1.5, places: {crisis: 3}}}\n"
             "placement: [{stage: crisis, where: own}, {stage: crisis, where: elsewhere}]\n", lab_per_year(5));
    truth_run(&lab, 100, 1212);
    static const char *const name[] = {"town", "hamlet"};
    for (int i = 0; i < 2; i++) {
        const double *arrivals = LAB_SUM(&lab, "arrivals", name[i]);
        TRUTH(&lab, 0.025, lost[i], LAB_SUM(&lab, "turned_away", name[i]), arrivals, "the last place for the own region, %s: share lost", name[i]);
        TRUTH(&lab, 0.03, away[i], LAB_SUM(&lab, "placed_elsewhere", name[i]), arrivals, "    placed elsewhere");
        TRUTH(&lab, 0.015, held[i], LAB_SUM(&lab, "occupied", name[i]), NULL, "    occupied");
    }
}

/* ---- overflow ---- */

/* Who finds four places full goes where there is always room. What flows over is peaked: the number there has a larger variance than a Poisson
 * number (Kosten 1937), and it goes with the number in the first places. */
Test(truth_share, overflow_is_peaked)
{
    enum { FIRST = 4, MOST = 40, SIDE = MOST + 1 };
    const double load = 3.2, mean = load * lab_erlang_b(FIRST, load), variance = mean * (1 - mean + load / (FIRST + 1 + mean - load));
    struct markov m = markov_open((FIRST + 1) * SIDE);
    double square = 0, both = 0, full[3] = {0};
    for (int a = 0; a <= FIRST; a++)
        for (int b = 0; b <= MOST; b++) {
            const int s = a * SIDE + b;
            if (a < FIRST) markov_add(&m, s, s + SIDE, load);
            else if (b < MOST) markov_add(&m, s, s + 1, load);
            if (a) markov_add(&m, s, s - SIDE, a);
            if (b) markov_add(&m, s, s - 1, b);
        }
    markov_solve(&m);
    for (int s = 0; s < m.n; s++) {
        const int a = s / SIDE, b = s % SIDE;
        square += m.share[s] * b * b;
        both += m.share[s] * a * b;
        if (b < 3) full[b] += m.share[s];
    }
    markov_close(&m);
    cr_assert(fabs(square - mean * mean - variance) < 1e-9, "%.12f is not %.12f", square - mean * mean, variance);
    lab_open(&lab,
             LAB_HEAD("15 d", "10 d") "intake: {households: %.10f /yr}\nstages:\n  crisis: {" STAY(1) "}\n  follow_on: {" STAY(
                 1) ", places: unlimited}\n" EXITS "regions: {town: {places: {crisis: 4}}}\nplacement: [{stage: crisis, where: "
                                                   "own}, {stage: follow_on, where: own}]\n",
             lab_per_year(load));
    const seconds end_s = 10 * 86400;
    struct truth_pick pick[] = {{TRUTH_END, "occupied", {"town", "crisis"}, 0, NULL},
                                {TRUTH_END, "occupied", {"town", "follow_on"}, 0, NULL},
                                {TRUTH_NUMBER, "occupied", {"town", "follow_on"}, 0, NULL},
                                {TRUTH_NUMBER, "occupied", {"town", "follow_on"}, 1, NULL},
                                {TRUTH_NUMBER, "occupied", {"town", "follow_on"}, 2, NULL}};
    truth_course(&lab, 40000, 1221, 1, &end_s, pick, 5);
    TRUTH(&lab, 0.04, mean, pick[1].x, NULL, "overflow to where there is always room: present at a date");
    TRUTH(&lab, 0.06, variance, truth_squares(&lab, pick[1].x, mean), NULL, "    variance (of a Poisson number: %.3f)", mean);
    for (int r = 0; r < lab.n; r++) pick[0].x[r] *= pick[1].x[r];
    TRUTH(&lab, 0.05, both, pick[0].x, NULL, "    mean of the product with the number in the first places");
    for (int b = 0; b < 3; b++) TRUTH(&lab, 0.02, full[b], pick[2 + b].x, NULL, "    share of time with %d there", b);
}

/* Two regions with places of their own and three places for both, in which stays are twice as long: who comes from where is lost in other
 * shares, since what flows over is peaked in other ways. */
Test(truth_share, overflow_of_two_regions)
{
    enum { A = 3, B = 2, C = 3, SIDE_B = B + 1, SIDE_C = C + 1 };
    static const double rate[] = {2.5, 1.2};
    struct markov m = markov_open((A + 1) * SIDE_B * SIDE_C);
    double lost[2] = {0}, over[2] = {0}, shared = 0;
    for (int a = 0; a <= A; a++)
        for (int b = 0; b <= B; b++)
            for (int c = 0; c <= C; c++) {
                const int s = (a * SIDE_B + b) * SIDE_C + c;
                if (a < A) markov_add(&m, s, s + SIDE_B * SIDE_C, rate[0]);
                else if (c < C) markov_add(&m, s, s + 1, rate[0]);
                if (b < B) markov_add(&m, s, s + SIDE_C, rate[1]);
                else if (c < C) markov_add(&m, s, s + 1, rate[1]);
                if (a) markov_add(&m, s, s - SIDE_B * SIDE_C, a);
                if (b) markov_add(&m, s, s - SIDE_C, b);
                if (c) markov_add(&m, s, s - 1, c / 2.0);
            }
    markov_solve(&m);
    for (int s = 0; s < m.n; s++) {
        const bool full[2] = {s / SIDE_C / SIDE_B == A, s / SIDE_C % SIDE_B == B};
        for (int i = 0; i < 2; i++)
            if (full[i]) *(s % SIDE_C == C ? &lost[i] : &over[i]) += m.share[s];
        shared += m.share[s] * (s % SIDE_C);
    }
    markov_close(&m);
    lab_open(
        &lab,
        LAB_HEAD("40 d", "4000 d") "intake: {households: %.10f /yr}\nstages:\n  crisis: {" STAY(1) "}\n  flex: {" STAY(
            2) "}\n" EXITS
               "regions:\n  town: {intake_share: 2.5, places: {crisis: 3}}\n  hamlet: {intake_share: 1.2, places: {crisis: 2}}\n"
               "  both: {intake_share: 0, places: {flex: 3}}\nplacement: [{stage: crisis, where: own}, {stage: flex, where: "
               "any}]\n",
        lab_per_year(3.7));
    truth_run(&lab, 200, 1222);
    static const char *const name[] = {"town", "hamlet"};
    for (int i = 0; i < 2; i++) {
        const double *arrivals = LAB_SUM(&lab, "arrivals", name[i]);
        TRUTH(&lab, 0.03, lost[i], LAB_SUM(&lab, "turned_away", name[i]), arrivals, "overflow of two regions, %s: share lost", name[i]);
        TRUTH(&lab, 0.02, over[i], LAB_SUM(&lab, "placed_elsewhere", name[i]), arrivals, "    in the places for both");
    }
    TRUTH(&lab, 0.02, shared, LAB_SUM(&lab, "occupied", "both"), NULL, "    occupied places for both");
}

/* ---- sizes that wait ---- */

/* Households of one and of two persons, four places for persons, four may wait: who is in places of either size, and the line in its order.
 * On a departure the line is gone through in its order: those who are too large are passed over, or (`backfill: no`) nobody goes before them. A
 * newcomer takes what is free. */
struct line { unsigned char held[2], n, size[WEB_WIDTH - 3]; };
enum { ROOM = 4, LINE = 4 };

static int free_places(const struct line *line) { return ROOM - line->held[0] - 2 * line->held[1]; }

static void serve(struct line *line, bool backfill)
{
    for (int c = 0; c < line->n;) {
        const int size = line->size[c];
        if (size > free_places(line)) {
            if (!backfill) return;
            c++;
            continue;
        }
        line->held[size - 1]++;
        memmove(line->size + c, line->size + c + 1, (size_t)(line->n - c - 1));
        line->size[--line->n] = 0;
    }
}

static void line_rates(struct web *web, int s, const double *rate, bool backfill)
{
    for (int k = 0; k < 2; k++) {
        struct line line;
        memcpy(&line, web->state[s], sizeof line);
        if (free_places(&line) > k) line.held[k]++;
        else if (line.n < LINE) line.size[line.n++] = (unsigned char)(k + 1);
        web_add(web, s, (const unsigned char *)&line, rate[k]);
        memcpy(&line, web->state[s], sizeof line);
        if (!line.held[k]) continue;
        const double left = line.held[k]--;
        serve(&line, backfill);
        web_add(web, s, (const unsigned char *)&line, left);
    }
}

static void line_case(uint64_t seed, bool backfill)
{
    static const char *const group[] = {"alone", "pair"};
    static const double rate[] = {1.6, 0.9};
    const struct line empty = {0};
    double lost[2] = {0}, waiting[2] = {0}, held = 0;
    struct web web = web_open();
    web_find(&web, (const unsigned char *)&empty);
    for (int s = 0; s < web.n; s++) line_rates(&web, s, rate, backfill);
    web_solve(&web);
    for (int s = 0; s < web.n; s++) {
        struct line line;
        memcpy(&line, web.state[s], sizeof line);
        held += web.share[s] * (ROOM - free_places(&line));
        for (int c = 0; c < line.n; c++) waiting[line.size[c] - 1] += web.share[s];
        for (int k = 0; k < 2; k++)
            if (free_places(&line) <= k && line.n == LINE) lost[k] += web.share[s];
    }
    web_close(&web);
    lab_open(&lab, LAB_HEAD("60 d", "6000 d") "intake: {households: {alone: %.10f /yr, pair: %.10f /yr}}\ngroups: {alone: {}, pair: {children: 1}}\n"
             "stages: {crisis: {" STAY(1) "}}\n" EXITS "pools: {crisis: {unit: person, backfill: %s}}\nregions: {town: {places: {crisis: 4}}}\n"
             "placement: [{stage: crisis, where: own}, {wait: {}}]\nlimits: {waiting: 4}\n", lab_per_year(rate[0]), lab_per_year(rate[1]),
             backfill ? "yes" : "no");
    truth_run(&lab, 120, seed);
    fprintf(stderr, "households of one and two who wait, backfill: %s\n", backfill ? "yes" : "no");
    for (int k = 0; k < 2; k++) {
        TRUTH(&lab, 0.03, lost[k], LAB_SUM(&lab, "turned_away_by_group", group[k]), LAB_SUM(&lab, "arrivals_by_group", group[k]),
              "    %s: share lost", group[k]);
        TRUTH(&lab, 0.03, waiting[k], LAB_SUM(&lab, "waiting_by_group", group[k]), NULL, "    waiting");
        TRUTH(&lab, 0.03, waiting[k] / rate[k] / (1 - lost[k]), LAB_MEAN(&lab, "time_to_place_days_by_group", group[k]), "    wait");
    }
    TRUTH(&lab, 0.01, held, LAB_SUM(&lab, "occupied"), NULL, "    occupied places");
}

Test(truth_share, sizes_that_wait)
{
    line_case(1231, true);
    line_case(1232, false);
}
