#include "tests/markov.h"
#include "tests/truth_lab.h"

/* Networks in which households go round: feedback, blocking after service and exchange; populations that nobody enters or leaves. Truths are
 * chains solved in the test, or product forms. Times in days. */

static struct lab lab;
static void gone(void) { lab_close(&lab); }
TestSuite(truth_ring, .fini = gone, .timeout = 300);

/* ---- any network of three stages of one region, exponential stays ---- */

enum { STAGES = 3, OUTSIDE = 3, MOST_CLAIMS = 20 };
static const char *const stage[] = {"crisis", "follow_on", "accompanied"};

/* to[i][j]: share that goes from i to j; the rest leaves. Requests go to the first stage, where `room` may wait; `inside`: who is there at
 * first, in the first stage and the second. */
struct net { int stages, places[STAGES], room, inside[2]; double arrivals, mean[STAGES], to[STAGES][STAGES]; };

/* Who is staying, and all claims in the order in which they were made, blocked and waiting: from 4 x to. */
struct at { unsigned char staying[STAGES], n, claim[MOST_CLAIMS]; };
_Static_assert(sizeof(struct at) == WEB_WIDTH, "a state of a web");

static int held(const struct at *at, int s)
{
    int n = s == OUTSIDE ? 0 : at->staying[s];
    for (int c = 0; c < at->n; c++) n += at->claim[c] % 4 == s;
    return n;
}

static void claim(struct at *at, int from, int to) { at->claim[at->n++] = (unsigned char)(from + 4 * to); }

/* The oldest claim of this kind (from -1: wherever from), or -1. */
static int oldest(const struct at *at, int from, int to)
{
    for (int c = 0; c < at->n; c++)
        if ((from < 0 || at->claim[c] % 4 == from) && at->claim[c] / 4 == to) return c;
    return -1;
}

/* Claim c is met; returns where it came from. */
static int grant(struct at *at, int c)
{
    const int from = at->claim[c] % 4, to = at->claim[c] / 4;
    memmove(at->claim + c, at->claim + c + 1, (size_t)(at->n - c - 1));
    at->claim[--at->n] = 0;
    at->staying[to]++;
    return from;
}

/* A place came free; who moves up frees another. */
static void freed(struct at *at, int s)
{
    for (int c; s != OUTSIDE && (c = oldest(at, -1, s)) >= 0;) s = grant(at, c);
}

/* The newest claim, from i to j, may close a ring of two, or else of three: all in it move. How many. */
static int exchange(struct at *at, int i, int j)
{
    const int k = 3 - i - j;
    if (oldest(at, j, i) >= 0) {
        grant(at, oldest(at, i, j)), grant(at, oldest(at, j, i));
        return 2;
    }
    if (oldest(at, j, k) < 0 || oldest(at, k, i) < 0) return 0;
    grant(at, oldest(at, i, j)), grant(at, oldest(at, j, k)), grant(at, oldest(at, k, i));
    return 3;
}

struct net_truth { double lost, waiting, held[STAGES], blocked[STAGES], exchanged, exits; };

/* A stay at i ends; goes to j, or leaves (OUTSIDE). */
static void ends(struct web *web, const struct net *net, int s, int i, int j, double rate, double *exchanged)
{
    struct at at;
    memcpy(&at, web->state[s], sizeof at);
    at.staying[i]--;
    if (j != OUTSIDE && held(&at, j) >= net->places[j]) {
        claim(&at, i, j);
        *exchanged += rate * exchange(&at, i, j);
    } else {
        if (j != OUTSIDE) at.staying[j]++;
        freed(&at, i);
    }
    web_add(web, s, (const unsigned char *)&at, rate);
}

static struct net_truth net_solve(const struct net *net)
{
    struct web web = web_open();
    struct at at = {.staying = {(unsigned char)net->inside[0], (unsigned char)net->inside[1]}};
    double *exchanged = calloc(WEB_MOST, sizeof *exchanged);
    web_find(&web, (const unsigned char *)&at);
    for (int s = 0; s < web.n; s++) {
        memcpy(&at, web.state[s], sizeof at);
        struct at next = at;
        if (held(&at, 0) < net->places[0]) next.staying[0]++;
        else if (held(&at, OUTSIDE) < net->room) claim(&next, OUTSIDE, 0);
        web_add(&web, s, (const unsigned char *)&next, net->arrivals);
        for (int i = 0; i < net->stages; i++) {
            double rest = at.staying[i] / net->mean[i], all = rest;
            for (int j = 0; j < net->stages; j++) {
                if (j != i && net->to[i][j] > 0 && all > 0) ends(&web, net, s, i, j, all * net->to[i][j], &exchanged[s]);
                rest -= all * net->to[i][j];
            }
            if (rest > 1e-9) ends(&web, net, s, i, OUTSIDE, rest, &exchanged[s]);
        }
    }
    cr_assert_lt(web.n, WEB_MOST);
    web_solve(&web);
    struct net_truth truth = {0};
    for (int s = 0; s < web.n; s++) {
        memcpy(&at, web.state[s], sizeof at);
        const double p = web.share[s];
        truth.exchanged += p * exchanged[s];
        truth.waiting += p * held(&at, OUTSIDE);
        if (held(&at, 0) == net->places[0] && held(&at, OUTSIDE) == net->room) truth.lost += p;
        for (int i = 0; i < net->stages; i++) {
            truth.held[i] += p * held(&at, i);
            truth.blocked[i] += p * (held(&at, i) - at.staying[i]);
        }
    }
    fprintf(stderr, "a chain of %d states\n", web.n);
    free(exchanged);
    web_close(&web);
    return truth;
}

static void net_open(const struct net *net, int days)
{
    char stages[1024] = "", places[128] = "", inside[128] = "";
    for (int i = 0; i < net->stages; i++) {
        char *end = stages + strlen(stages);
        int n = snprintf(end, 300, "  %s: {stay: {exponential: {mean: %.10f d}}, onward: {", stage[i], net->mean[i]);
        double rest = 1;
        for (int j = 0; j < net->stages; j++) {
            if (net->to[i][j] > 0) n += snprintf(end + n, 100, "%s: %.10f, ", stage[j], net->to[i][j]);
            rest -= net->to[i][j];
        }
        snprintf(end + n, 40, "%s}}\n", rest > 1e-9 ? "left: rest" : "");
        end = places + strlen(places);
        snprintf(end, 40, "%s%s: %d", i ? ", " : "", stage[i], net->places[i]);
    }
    if (net->inside[0]) snprintf(inside, sizeof inside, "initial: {town: {crisis: %d, follow_on: %d}}\n", net->inside[0], net->inside[1]);
    lab_open(&lab, LAB_HEAD("60 d", "%d d") "intake: {households: %.10f /yr}\nstages:\n%sexits: {left: {}}\nregions: {town: {places: {%s}}}\n"
             "placement: [{stage: crisis, where: own}, {wait: {}}]\nlimits: {waiting: %d}\n%s", days, lab_per_year(net->arrivals), stages, places,
             net->room, inside);
}

static void net_case(uint64_t seed, int runs, int days, const char *name, const struct net *net)
{
    const struct net_truth truth = net_solve(net);
    net_open(net, days);
    truth_run(&lab, runs, seed);
    fprintf(stderr, "%s\n", name);
    if (net->arrivals > 0) TRUTH(&lab, 0.03, truth.lost, LAB_SUM(&lab, "turned_away"), LAB_SUM(&lab, "arrivals"), "    share lost");
    if (net->room) TRUTH(&lab, 0.03, truth.waiting, LAB_SUM(&lab, "waiting"), NULL, "    waiting");
    for (int i = 0; i < net->stages; i++) {
        TRUTH(&lab, 0.02, truth.held[i], LAB_SUM(&lab, "occupied", "town", stage[i]), NULL, "    %s: occupied", stage[i]);
        if (truth.blocked[i] > 0) TRUTH(&lab, 0.03, truth.blocked[i], LAB_SUM(&lab, "blocked", "town", stage[i], "next_stage"), NULL, "    blocked");
        TRUTH(&lab, 0.02, truth.held[i] / (truth.held[i] - truth.blocked[i]) * net->mean[i], LAB_MEAN(&lab, "stay_days", "town", stage[i]),
              "    stay");
    }
    if (truth.exchanged > 0) TRUTH(&lab, 0.03, truth.exchanged * days, LAB_SUM(&lab, "exchanges"), NULL, "    exchanges");
}

Test(truth_ring, stages_in_a_row)
{
    net_case(1101, 100, 6000, "three stages in a row, several places, other stays",
             &(struct net){3, {3, 2, 2}, 3, {0}, 2.2, {1, 1.6, 2.2}, {{0, 0.8, 0}, {0, 0, 0.6}}});
    net_case(1102, 100, 6000, "three stages, the last for some of both",
             &(struct net){3, {2, 1, 2}, 0, {0}, 1.5, {1, 0.5, 3}, {{0, 0.4, 0.4}, {0, 0, 0.7}}});
}

Test(truth_ring, feedback_with_exchange)
{
    net_case(1111, 240, 6000, "two stages, back and forth", &(struct net){2, {2, 2}, 2, {0}, 0.8, {1, 1.5}, {{0, 0.7}, {0.5, 0}}});
    net_case(1112, 400, 6000, "two stages, uneven", &(struct net){2, {1, 3}, 2, {0}, 0.5, {1, 3}, {{0, 0.8}, {0.6, 0}}});
    net_case(1113, 240, 6000, "three stages, everywhere to everywhere",
             &(struct net){3, {2, 1, 2}, 2, {0}, 0.9, {1, 0.7, 1.4}, {{0, 0.4, 0.3}, {0.2, 0, 0.5}, {0.3, 0.2, 0}}});
    net_case(1114, 400, 6000, "three stages, rings of three",
             &(struct net){3, {2, 2, 2}, 1, {0}, 0.9, {1, 1.2, 0.9}, {{0, 0.8, 0}, {0, 0, 0.9}, {0.6, 0, 0}}});
}

/* ---- nobody enters or leaves ---- */

Test(truth_ring, fixed_number_that_blocks)
{
    net_case(1121, 60, 6000, "4 households in a ring of 2, 2 and 1 places",
             &(struct net){3, {2, 2, 1}, 0, {2, 2}, 0, {1, 1.5, 0.4}, {{0, 1, 0}, {0, 0, 1}, {1, 0, 0}}});
    net_case(1122, 60, 6000, "4 households in 4 places, two stages", &(struct net){2, {2, 2}, 0, {2, 2}, 0, {1, 1.7}, {{0, 1}, {1, 0}}});
    net_case(1123, 60, 6000, "5 households in 6 places, everywhere to everywhere",
             &(struct net){3, {2, 3, 1}, 0, {2, 3}, 0, {1, 2, 0.3}, {{0, 0.7, 0.3}, {0.5, 0, 0.5}, {0.8, 0.2, 0}}});
}

/* Stages without a stay of their own hold who waits for the next: queues of 2, 1 and 1 places and 7 households (Gordon and Newell 1967). Of
 * three stations in proportion visits[i] x mean[i], n households have weight (visits x mean)^n / product of places in use. */
Test(truth_ring, fixed_number_in_queues)
{
    enum { ALL = 7 };
    static const double load[] = {
        1 * 1.0, 0.6 * 0.8,
        0.7 * 0.5}; /* from crisis 60 % to follow_on, half of whom go on to accompanied; the other 40 % go there */
    static const int places[] = {2, 1, 1};
    double weight[STAGES][ALL + 1], share[STAGES][ALL + 1] = {{0}}, sum = 0;
    for (int i = 0; i < STAGES; i++)
        for (int n = 0; n <= ALL; n++) weight[i][n] = n ? weight[i][n - 1] * load[i] / (n < places[i] ? n : places[i]) : 1;
    for (int a = 0; a <= ALL; a++)
        for (int b = 0; a + b <= ALL; b++) {
            const double p = weight[0][a] * weight[1][b] * weight[2][ALL - a - b];
            sum += p, share[0][a] += p, share[1][b] += p, share[2][ALL - a - b] += p;
        }
    lab_open(&lab, LAB_HEAD("100 d", "6000 d") "intake: {households: %.10f /yr}\nstages:\n"
             "  for_crisis: {stay: none, onward: {crisis: 100 %%}, places: unlimited}\n"
             "  crisis: {stay: {exponential: {mean: 1 d}}, onward: {for_follow_on: 60 %%, for_accompanied: 40 %%}}\n"
             "  for_follow_on: {stay: none, onward: {follow_on: 100 %%}, places: unlimited}\n"
             "  follow_on: {stay: {exponential: {mean: 0.8 d}}, onward: {for_crisis: 50 %%, for_accompanied: 50 %%}}\n"
             "  for_accompanied: {stay: none, onward: {accompanied: 100 %%}, places: unlimited}\n"
             "  accompanied: {stay: {exponential: {mean: 0.5 d}}, onward: {for_crisis: 100 %%}}\n"
             "exits: {left: {}}\nregions: {town: {places: {crisis: 2, follow_on: 1, accompanied: 1}}}\n"
             "placement: [{stage: for_crisis, where: own}]\ninitial: {town: {for_crisis: 7}}\n", 0.0);
    static const char *const queue[] = {"for_crisis", "for_follow_on", "for_accompanied"};
    struct truth_pick pick[STAGES * 3];
    for (int i = 0; i < STAGES; i++) {
        pick[3 * i] = (struct truth_pick){TRUTH_NUMBER, "occupied", {"town", stage[i]}, 0, NULL};
        pick[3 * i + 1] = (struct truth_pick){TRUTH_NUMBER, "occupied", {"town", queue[i]}, 1, NULL};
        pick[3 * i + 2] = (struct truth_pick){TRUTH_NUMBER, "occupied", {"town", queue[i]}, 3, NULL};
    }
    truth_course(&lab, 120, 1131, 0, NULL, pick, 3 * STAGES);
    for (int i = 0; i < STAGES; i++) {
        double busy = 0, line = 0;
        for (int n = 0; n <= ALL; n++) {
            busy += share[i][n] / sum * (n < places[i] ? n : places[i]);
            line += share[i][n] / sum * (n > places[i] ? n - places[i] : 0);
        }
        TRUTH(&lab, 0.02, busy, LAB_SUM(&lab, "occupied", "town", stage[i]), NULL, "7 households in three queues, %s: occupied", stage[i]);
        TRUTH(&lab, 0.03, line, LAB_SUM(&lab, "occupied", "town", queue[i]), NULL, "    in line");
        TRUTH(&lab, 0.03, share[i][0] / sum, pick[3 * i].x, NULL, "    share of time empty");
        TRUTH(&lab, 0.03, share[i][places[i] + 1] / sum, pick[3 * i + 1].x, NULL, "    share of time with one in line");
        TRUTH(&lab, 0.05, share[i][places[i] + 3] / sum, pick[3 * i + 2].x, NULL, "    share of time with three in line");
    }
}

/* Nine households ask again 4 d after they left, by any law: two places and a line (the machine repair model). */
Test(truth_ring, fixed_number_that_comes_back)
{
    enum { ALL = 9, PLACES = 2 };
    static const char *const laws[] = {"{exponential: {mean: 4 d}}", "4 d", "{lognormal: {mean: 4 d, sd: 4 d}}"};
    double p[ALL + 1], sum = 0, busy = 0, line = 0;
    for (int n = 0; n <= ALL; n++) {
        p[n] = n ? p[n - 1] * (ALL - n + 1) / 4.0 / (n < PLACES ? n : PLACES) : 1;
        sum += p[n];
    }
    for (int n = 0; n <= ALL; n++) {
        p[n] /= sum;
        busy += p[n] * (n < PLACES ? n : PLACES);
        line += p[n] * (n > PLACES ? n - PLACES : 0);
    }
    for (uint64_t i = 0; i < 3; i++) {
        lab_open(
            &lab,
            LAB_HEAD("100 d",
                     "6000 d") "intake: {households: 0 /yr}\nstages: {crisis: {stay: {exponential: {mean: 1 d}}, onward: {left: "
                               "100 %%}}}\n"
                               "exits: {left: {returns: {share: 100 %%, after: %s}}}\nregions: {town: {places: {crisis: 2}}}\n"
                               "placement: [{stage: crisis, where: own}, {wait: {}}]\ninitial: {town: {crisis: 2, waiting: "
                               "{crisis: 7}}}\n",
            laws[i]);
        struct truth_pick pick[] = {{TRUTH_NUMBER, "present", {"town"}, 0, NULL}, {TRUTH_NUMBER, "present", {"town"}, 4, NULL}};
        truth_course(&lab, 40, 1141 + i, 0, NULL, pick, 2);
        TRUTH(&lab, 0.02, busy, LAB_SUM(&lab, "occupied"), NULL, "9 households, away for 4 d (%.16s): occupied", laws[i]);
        TRUTH(&lab, 0.03, line, LAB_SUM(&lab, "waiting"), NULL, "    waiting");
        TRUTH(&lab, 0.03, line / busy, LAB_MEAN(&lab, "time_to_place_days"), "    wait");
        TRUTH(&lab, 0.03, p[0], pick[0].x, NULL, "    share of time with none there");
        TRUTH(&lab, 0.03, p[4], pick[1].x, NULL, "    share of time with four there");
    }
}

/* Five households ask 2 d after they left or found no place; two places, nobody waits (Engset 1918): who asks sees the other four. */
Test(truth_ring, fixed_number_that_is_lost)
{
    enum { ALL = 5, PLACES = 2 };
    double weight[2][PLACES + 1] = {{1}, {1}}, sum[2] = {1, 1}, held = 0;
    for (int without = 0; without < 2; without++)
        for (int n = 1; n <= PLACES; n++) sum[without] += weight[without][n] = weight[without][n - 1] * (ALL - without - n + 1) / 2.0 / n;
    for (int n = 0; n <= PLACES; n++) held += n * weight[0][n] / sum[0];
    lab_open(&lab,
             LAB_HEAD("100 d", "6000 d") "intake: {households: 0 /yr}\nstages: {crisis: {stay: {gamma: {mean: 1 d, sd: 1.5 d}}, "
                                         "onward: {left: 100 %%}}}\n"
                                         "exits: {left: {returns: {share: 100 %%, after: {exponential: {mean: 2 d}}}}}\nregions: "
                                         "{town: {places: {crisis: %d}}}\n"
                                         "placement: [{stage: crisis, where: own}, {wait: {patience: 0 d, then: {again: 100 %%}, "
                                         "again_after: {exponential: {mean: 2 d}}}}]\n"
                                         "initial: {town: {crisis: 2, waiting: {crisis: 3}}}\n",
             PLACES);
    truth_run(&lab, 60, 1151);
    TRUTH(&lab, 0.02, weight[1][PLACES] / sum[1], LAB_SUM(&lab, "abandoned"), LAB_SUM(&lab, "arrivals"),
          "5 households, 2 places: share that finds none");
    TRUTH(&lab, 0.02, held, LAB_SUM(&lab, "occupied"), NULL, "    occupied");
    TRUTH(&lab, 0.02, weight[0][PLACES] / sum[0], LAB_SUM(&lab, "full_share", "town", "crisis"), NULL, "    share of time full");
    TRUTH(&lab, 0.02, 6000 * (ALL - held) / 2, LAB_SUM(&lab, "arrivals"), NULL, "    requests");
}
