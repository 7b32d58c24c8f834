#include "tests/markov.h"
#include "tests/shelter_lab.h"

/* Stages in a row that block each other, what must be there before leaving, and returns. Every truth is a chain solved in the test, or a
 * closed form. Times in days; a mean stay is one day unless said otherwise. */

static struct lab lab;
static void gone(void) { lab_close(&lab); }
TestSuite(truth_network, .fini = gone, .timeout = 300);

#define STAY "{exponential: {mean: 1 d}}"

/* ---- stages in a row ---- */

enum { ROW = 3 };
/* Stage i: places, mean stay, share that goes on to the next; `room` may wait before the first. */
struct row { int stages, places[ROW], room; double arrivals, mean[ROW], onward[ROW]; };
struct at { int n[ROW], b[ROW], w; }; /* staying, blocked, waiting outside */

static int code(const struct row *row, const struct at *at)
{
    int s = at->w;
    for (int i = 0; i < row->stages; i++) s = (s * (row->places[i] + 1) + at->n[i]) * (row->places[i] + 1) + at->b[i];
    return s;
}

static struct at decode(const struct row *row, int s)
{
    struct at at = {0};
    for (int i = row->stages - 1; i >= 0; i--) {
        at.b[i] = s % (row->places[i] + 1), s /= row->places[i] + 1;
        at.n[i] = s % (row->places[i] + 1), s /= row->places[i] + 1;
    }
    at.w = s;
    return at;
}

static bool full(const struct row *row, const struct at *at, int i) { return at->n[i] + at->b[i] == row->places[i]; }

/* A place of stage i came free: the blocked before it move up, one by one. */
static void freed(struct at *at, int i)
{
    for (; i > 0; i--) {
        if (!at->b[i - 1]) return;
        at->b[i - 1]--;
        at->n[i]++;
    }
    if (at->w) at->w--, at->n[0]++;
}

struct row_truth { double lost, waiting, held[ROW], blocked[ROW], leaves; };
static struct row_truth row_solve(const struct row *row)
{
    int states = row->room + 1;
    for (int i = 0; i < row->stages; i++) states *= (row->places[i] + 1) * (row->places[i] + 1);
    struct markov m = markov_open(states);
    for (int s = 0; s < states; s++) {
        const struct at at = decode(row, s);
        bool possible = true;
        for (int i = 0; i < row->stages; i++) possible = possible && at.n[i] + at.b[i] <= row->places[i];
        if (!possible) continue;
        struct at next = at;
        if (!full(row, &at, 0)) next.n[0]++;
        else if (at.w < row->room) next.w++;
        markov_add(&m, s, code(row, &next), row->arrivals);
        for (int i = 0; i < row->stages; i++) {
            if (!at.n[i]) continue;
            const double rate = at.n[i] / row->mean[i];
            next = at;
            next.n[i]--;
            freed(&next, i);
            markov_add(&m, s, code(row, &next), rate * (1 - row->onward[i]));
            if (i + 1 == row->stages) continue;
            next = at;
            next.n[i]--;
            if (full(row, &at, i + 1)) next.b[i]++;
            else next.n[i + 1]++, freed(&next, i);
            markov_add(&m, s, code(row, &next), rate * row->onward[i]);
        }
    }
    markov_solve(&m);
    struct row_truth truth = {0};
    for (int s = 0; s < states; s++) {
        const struct at at = decode(row, s);
        if (full(row, &at, 0) && at.w == row->room) truth.lost += m.share[s];
        truth.waiting += m.share[s] * at.w;
        for (int i = 0; i < row->stages; i++) {
            truth.held[i] += m.share[s] * (at.n[i] + at.b[i]);
            truth.blocked[i] += m.share[s] * at.b[i];
        }
    }
    markov_close(&m);
    return truth;
}

static void row_case(uint64_t seed, int days, const struct row *row)
{
    static const char *const stage[ROW] = {"crisis", "follow_on", "accompanied"};
    char stages[1024] = "", places[256] = "";
    for (int i = 0; i < row->stages; i++) {
        char next[64] = "", *end = stages + strlen(stages);
        if (row->onward[i] > 0) snprintf(next, sizeof next, "%s: %g, ", stage[i + 1], row->onward[i]);
        snprintf(end, sizeof stages - (size_t)(end - stages), "  %s: {stay: {exponential: {mean: %g d}}, onward: {%sleft: rest}}\n", stage[i],
            row->mean[i], next);
        end = places + strlen(places);
        snprintf(end, sizeof places - (size_t)(end - places), "%s%s: %d", i ? ", " : "", stage[i], row->places[i]);
    }
    lab_open(&lab, LAB_HEAD("200 d", "%d d") "intake: {households: %.10f /yr}\nstages:\n%sexits: {left: {}}\nregions: {town: {places: {%s}}}\n"
             "placement: [{stage: crisis, where: own}, {wait: {}}]\nlimits: {waiting: %d}\n", days, lab_per_year(row->arrivals), stages, places,
             row->room);
    lab_run(&lab, LAB_RUNS, seed);
    const struct row_truth truth = row_solve(row);
    const double *arrivals = LAB_SUM(&lab, "arrivals");
    LAB_EXPECT(&lab, truth.lost, LAB_SUM(&lab, "turned_away"), arrivals, "%d stages, load %g, %d may wait: share lost", row->stages, row->arrivals,
        row->room);
    if (row->room) LAB_EXPECT(&lab, truth.waiting, LAB_SUM(&lab, "waiting"), NULL, "    waiting");
    for (int i = 0; i < row->stages; i++) {
        LAB_EXPECT(&lab, truth.held[i], LAB_SUM(&lab, "occupied", "town", stage[i]), NULL, "    %s: occupied", stage[i]);
        if (row->onward[i] <= 0) continue;
        LAB_EXPECT(&lab, truth.blocked[i], LAB_SUM(&lab, "blocked", "town", stage[i], "next_stage"), NULL, "    %s: blocked", stage[i]);
        LAB_EXPECT(&lab, truth.blocked[i] / (truth.held[i] - truth.blocked[i]) * row->mean[i], LAB_MEAN(&lab, "extra_days", "town", stage[i]),
            "    %s: extra days", stage[i]);
        LAB_EXPECT(&lab, truth.held[i] / (truth.held[i] - truth.blocked[i]) * row->mean[i], LAB_MEAN(&lab, "stay_days", "town", stage[i]),
            "    %s: stay", stage[i]);
    }
}

Test(truth_network, two_stages_that_block)
{
    row_case(201, 6000, &(struct row){2, {1, 1}, 0, 1, {1, 1}, {1}});
    row_case(202, 8000, &(struct row){2, {1, 1}, 0, 0.2, {1, 1.5}, {1}});
    row_case(203, 3000, &(struct row){2, {1, 1}, 0, 5, {1, 1}, {1}});
    row_case(204, 5000, &(struct row){2, {1, 1}, 6, 0.6, {1, 1}, {1}});
    row_case(205, 4000, &(struct row){2, {4, 3}, 2, 4, {1, 2}, {0.4}});
}

Test(truth_network, three_stages_that_block)
{
    row_case(206, 6000, &(struct row){3, {1, 1, 1}, 0, 1, {1, 1, 1}, {1, 1}});
    row_case(207, 4000, &(struct row){3, {2, 2, 1}, 2, 2, {1, 1.5, 2}, {0.7, 0.5}});
}

/* A stage without a stay of its own is a waiting room: households there hold its places until the next has room. */
Test(truth_network, stage_without_stay)
{
    static const char *const none[] = {"none", "0 d"};
    for (uint64_t i = 0; i < 2; i++) {
        lab_open(&lab, LAB_HEAD("200 d", "5000 d") "intake: {households: %.10f /yr}\nstages:\n  crisis: {stay: %s, onward: {follow_on: 100 %%}}\n"
                 "  follow_on: {stay: " STAY ", onward: {left: 100 %%}}\nexits: {left: {}}\nregions: {town: {places: {crisis: 3, follow_on: 2}}}\n"
                 "placement: [{stage: crisis, where: own}]\n", lab_per_year(1.9), none[i]);
        lab_run(&lab, LAB_RUNS, 210 + i);
        double p = 1, sum = 1, waiting = 0;
        for (int n = 1; n <= 5; n++) {
            p *= 1.9 / (n < 2 ? n : 2);
            sum += p;
            if (n > 2) waiting += p * (n - 2);
        }
        LAB_EXPECT(&lab, p / sum, LAB_SUM(&lab, "turned_away"), LAB_SUM(&lab, "arrivals"), "a stage with stay `%s`: share lost", none[i]);
        LAB_EXPECT(&lab, waiting / sum, LAB_SUM(&lab, "occupied", "town", "crisis"), NULL, "    held there");
        LAB_EXPECT(&lab, waiting / sum, LAB_SUM(&lab, "blocked", "town", "crisis", "next_stage"), NULL, "    all of them blocked");
    }
}

/* Two regions of one place each share the only place of the next stage, in the town; the hamlet never has one and sends to the nearest.
 * First come, first served; with `own_region_first` the town's own. State: who is staying (1) or blocked (2), place taken, hamlet first. */
Test(truth_network, blocked_across_regions)
{
    for (uint64_t own = 0; own < 2; own++) {
        lab_open(&lab, LAB_HEAD("200 d", "8000 d") "intake: {households: %.10f /yr}\nstages:\n"
                 "  crisis: {stay: " STAY ", onward: {follow_on: 100 %%}}\n"
                 "  follow_on: {stay: {exponential: {mean: 2 d}}, onward: {left: 100 %%}}\nexits: {left: {}}\n"
                 "regions:\n  hamlet: {intake_share: 1, lat: 52, lon: 5, places: {crisis: 1}}\n"
                 "  town: {intake_share: 2, lat: 52.1, lon: 5, places: {crisis: 1, follow_on: 1}}\n"
                 "  city: {intake_share: 0, lat: 53, lon: 5, places: {follow_on: 9}}\n"
                 "placement: [{stage: crisis, where: own}]\nclaims: {own_region_first: %s}\n", lab_per_year(1.2), own ? "yes" : "no");
        lab_run(&lab, LAB_RUNS, 215 + own);
        struct markov m = markov_open(36);
#define STATE(t, h, f, first) ((((t) * 3 + (h)) * 2 + (f)) * 2 + (first))
        for (int t = 0; t < 3; t++)
            for (int h = 0; h < 3; h++)
                for (int f = 0; f < 2; f++)
                    for (int first = 0; first < 2; first++) {
                        if ((t == 2 || h == 2) && !f) continue;
                        if (first && !(t == 2 && h == 2)) continue;
                        const int s = STATE(t, h, f, first);
                        if (t == 0) markov_add(&m, s, STATE(1, h, f, 0), 0.8);
                        if (h == 0) markov_add(&m, s, STATE(t, 1, f, 0), 0.4);
                        if (t == 1) markov_add(&m, s, f ? STATE(2, h, 1, h == 2) : STATE(0, h, 1, 0), 1);
                        if (h == 1) markov_add(&m, s, f ? STATE(t, 2, 1, 0) : STATE(t, 0, 1, 0), 1);
                        if (!f) continue;
                        const bool hamlet = h == 2 && (t != 2 || (first && !own));
                        if (hamlet) markov_add(&m, s, STATE(t, 0, 1, 0), 0.5);
                        else markov_add(&m, s, t == 2 ? STATE(0, h, 1, 0) : STATE(t, h, 0, 0), 0.5);
                    }
        markov_solve(&m);
        double lost[2] = {0}, blocked[2] = {0}, held = 0;
        for (int s = 0; s < 36; s++) {
            const int t = s / 12, h = s / 4 % 3, f = s / 2 % 2;
            lost[0] += t ? m.share[s] : 0, lost[1] += h ? m.share[s] : 0;
            blocked[0] += t == 2 ? m.share[s] : 0, blocked[1] += h == 2 ? m.share[s] : 0;
            held += f ? m.share[s] : 0;
        }
        static const char *const name[] = {"town", "hamlet"};
        for (int i = 0; i < 2; i++) {
            LAB_EXPECT(&lab, lost[i], LAB_SUM(&lab, "turned_away", name[i]), LAB_SUM(&lab, "arrivals", name[i]),
                "one next place for two, %s: share lost", name[i]);
            LAB_EXPECT(&lab, blocked[i], LAB_SUM(&lab, "blocked", name[i]), NULL, "    blocked");
        }
        LAB_EXPECT(&lab, held, LAB_SUM(&lab, "occupied", "town", "follow_on"), NULL, "    the next place: occupied");
        markov_close(&m);
    }
}

/* Two stages in one pool: a household keeps its place, so one stay follows the other in it. A pool for one group stands beside one for others. */
Test(truth_network, pools)
{
    lab_open(&lab, LAB_HEAD("200 d", "4000 d") "intake: {households: %.10f /yr}\ngroups: {women: {share: 75 %%}, men: {share: rest}}\nstages:\n"
             "  crisis: {stay: " STAY ", onward: {follow_on: 50 %%, left: rest}}\n"
             "  follow_on: {stay: {gamma: {mean: 2 d, sd: 1 d}}, onward: {left: 100 %%}}\nexits: {left: {}}\n"
             "pools: {both: {stages: [crisis, follow_on], takes: [women], places: {town: 5}}, crisis: {takes: [men]}, follow_on: {takes: [men]}}\n"
             "regions: {town: {places: {crisis: 2, follow_on: unlimited}}}\nplacement: [{stage: crisis, where: own}]\n", lab_per_year(3));
    lab_run(&lab, LAB_RUNS, 218);
    const double women = lab_erlang_b(5, 2.25 * 2), men = lab_erlang_b(2, 0.75);
    LAB_EXPECT(&lab, women, LAB_SUM(&lab, "turned_away_by_group", "women"), LAB_SUM(&lab, "arrivals_by_group", "women"),
        "two stages in one pool: share lost");
    LAB_EXPECT(&lab, 2.25 * (1 - women), LAB_SUM(&lab, "occupied_by_group", "women", "follow_on"), NULL, "    in the second stage");
    LAB_EXPECT(&lab, men, LAB_SUM(&lab, "turned_away_by_group", "men"), LAB_SUM(&lab, "arrivals_by_group", "men"),
        "    another group in places of its own: share lost");
}

/* ---- leaving ---- */

static void open_gates(uint64_t seed, int days, double arrivals, const char *stay, int places, const char *gates, const char *order,
    const char *groups)
{
    lab_open(&lab, LAB_HEAD("300 d", "%d d") "intake: {households: %.10f /yr}\nstages: {crisis: {stay: %s, onward: {own_home: 100 %%}}}\ngates: %s\n"
             "%s"
             "exits: {own_home: {gates: %s}}\nregions: {town: {places: {crisis: %d}}}\nplacement: [{stage: crisis, where: own}]\n", days,
             lab_per_year(arrivals), stay, gates, groups,
             order, places);
    lab_run(&lab, LAB_RUNS, seed);
}

/* No stay of its own: households in places are a queue before the homes, each of which serves one. */
Test(truth_network, homes_serve_a_queue)
{
    for (uint64_t i = 0; i < 3; i++) {
        const double arrivals = (const double[]){0.3, 0.9, 2}[i];
        const int places = 3, days = 12000;
        open_gates(220 + i, days, arrivals, "0 d", places, "{home: {kind: supply, each: 365.25}}", "[home]", "");
        double p = 1, sum = 1, held = 0;
        for (int n = 1; n <= places; n++) p *= arrivals, sum += p, held += n * p;
        LAB_EXPECT(&lab, p / sum, LAB_SUM(&lab, "turned_away"), LAB_SUM(&lab, "arrivals"), "homes serve a queue of %d at %g: share lost", places,
            arrivals);
        LAB_EXPECT(&lab, held / sum, LAB_SUM(&lab, "blocked", "town", "crisis", "home"), NULL, "    waiting for a home");
        LAB_EXPECT(&lab, days / sum, LAB_SUM(&lab, "homes_lost"), NULL, "    homes lost");
        LAB_EXPECT(&lab, days * (1 - 1 / sum), LAB_SUM(&lab, "homes_used"), NULL, "    homes used");
        LAB_EXPECT(&lab, held / (sum - p) / arrivals, LAB_MEAN(&lab, "stay_days", "town", "crisis"), "    stay");
    }
}

/* With a stay: who is in line (oldest first, still staying or ready), and how many stay with a home already accepted. A household refuses
 * an offer with some chance; the next in line is asked. Line of up to three as bits (ready: 1), the oldest lowest. */
static void home_case(uint64_t seed, double arrivals, double homes, double accept)
{
    enum { C = 3 };
    char gates[128];
    snprintf(gates, sizeof gates, "{home: {kind: supply, each: %.10f, accept: %g}}", lab_per_year(homes), accept);
    open_gates(seed, 6000, arrivals, STAY, C, gates, "[home]", "");
    struct markov m = markov_open(4 * 8 * 4);
#define LINE(n, bits, kept) (((n) * 8 + (bits)) * 4 + (kept))
    for (int n = 0; n <= C; n++)
        for (int bits = 0; bits < 1 << n; bits++)
            for (int kept = 0; n + kept <= C; kept++) {
                const int s = LINE(n, bits, kept);
                if (n + kept < C) markov_add(&m, s, LINE(n + 1, bits, kept), arrivals);
                if (kept) markov_add(&m, s, LINE(n, bits, kept - 1), kept);
                double rate = homes * accept;
                for (int i = 0; i < n; i++, rate *= 1 - accept) {
                    const int ready = bits >> i & 1, rest = (bits & ((1 << i) - 1)) | (bits >> (i + 1)) << i;
                    markov_add(&m, s, LINE(n - 1, rest, kept + !ready), rate);
                    if (!ready) markov_add(&m, s, LINE(n, bits | 1 << i, kept), 1);
                }
            }
    markov_solve(&m);
    double lost = 0, blocked = 0, unused = 0;
    for (int s = 0; s < m.n; s++) {
        const int n = s / 32, bits = s / 4 % 8, kept = s % 4;
        if (n + kept == C) lost += m.share[s];
        for (int i = 0; i < n; i++) blocked += m.share[s] * (bits >> i & 1);
        unused += m.share[s] * pow(1 - accept, n);
    }
    LAB_EXPECT(&lab, lost, LAB_SUM(&lab, "turned_away"), LAB_SUM(&lab, "arrivals"), "load %g, %g homes a day, accepted %g: share lost", arrivals,
        homes, accept);
    LAB_EXPECT(&lab, blocked, LAB_SUM(&lab, "blocked", "town", "crisis", "home"), NULL, "    ready and without a home");
    LAB_EXPECT(&lab, homes * unused * 6000, LAB_SUM(&lab, "homes_lost"), NULL, "    homes lost");
    LAB_EXPECT(&lab, 1, LAB_MEAN(&lab, "planned_days", "town", "crisis"), "    planned stay");
    markov_close(&m);
}

Test(truth_network, homes_found_during_the_stay)
{
    home_case(225, 2, 1, 1);
    home_case(226, 1, 0.4, 1);
    home_case(227, 2, 1.2, 0.6);
    home_case(228, 0.8, 3, 0.25);
}

/* Households of three do not fit in a home for two: it passes to the next. Line of up to three as bits (three persons: 1). */
Test(truth_network, homes_of_two_sizes)
{
    enum { C = 3 };
    const double arrivals = 1.2, large = 0.4, homes = 1.1, small_home = 0.7;
    open_gates(229, 8000, arrivals, "0 d", C, "{home: {kind: supply, each: 401.775, sizes: {2: 70 %, 4: 30 %}}}", "[home]",
               "groups: {all: {share: 100 %, children: {empirical: {0: 30 %, 1: 30 %, 2: rest}}}}\n");
    struct markov m = markov_open(4 * 8);
    for (int n = 0; n <= C; n++)
        for (int bits = 0; bits < 1 << n; bits++) {
            const int s = n * 8 + bits;
            if (n < C) markov_add(&m, s, s + 8, arrivals * (1 - large)), markov_add(&m, s, s + 8 + (1 << n), arrivals * large);
            for (int i = 0; i < n; i++) {
                const int rest = (bits & ((1 << i) - 1)) | (bits >> (i + 1)) << i;
                const bool first = i == 0, first_small = !(bits >> i & 1) && (bits & ((1 << i) - 1)) == (1 << i) - 1;
                markov_add(&m, s, (n - 1) * 8 + rest, homes * ((first_small ? small_home : 0) + (first ? 1 - small_home : 0)));
            }
        }
    markov_solve(&m);
    double lost = 0, held = 0, unused = 0;
    for (int s = 0; s < 32; s++) {
        const int n = s / 8, bits = s % 8;
        held += m.share[s] * n;
        if (n == C) lost += m.share[s];
        if (n == 0) unused += m.share[s];
        else if (bits == (1 << n) - 1) unused += m.share[s] * small_home;
    }
    LAB_EXPECT(&lab, lost, LAB_SUM(&lab, "turned_away"), LAB_SUM(&lab, "arrivals"), "homes of two sizes: share lost");
    LAB_EXPECT(&lab, held, LAB_SUM(&lab, "blocked", "town", "crisis", "home"), NULL, "    waiting for a home");
    LAB_EXPECT(&lab, homes * unused * 8000, LAB_SUM(&lab, "homes_lost"), NULL, "    homes lost");
    markov_close(&m);
}

/* A slot of help is asked for when the stay ends and held after leaving. States: staying, waiting for a slot, slots in use. */
Test(truth_network, help_held_after_leaving)
{
    enum { C = 4, S = 3 };
    const double arrivals = 2.5, held = 2;
    open_gates(230, 5000, arrivals, STAY, C, "{help: {kind: slots, each: 3, held: {exponential: {mean: 2 d}}}}", "[help]", "");
    struct markov m = markov_open(5 * 5 * 4);
#define HELP(n, b, s) (((n) * 5 + (b)) * 4 + (s))
    for (int n = 0; n <= C; n++)
        for (int b = 0; n + b <= C; b++)
            for (int s = 0; s <= S; s++) {
                if (b && s < S) continue;
                const int state = HELP(n, b, s);
                if (n + b < C) markov_add(&m, state, HELP(n + 1, b, s), arrivals);
                if (n) markov_add(&m, state, s < S ? HELP(n - 1, b, s + 1) : HELP(n - 1, b + 1, s), n);
                if (s) markov_add(&m, state, b ? HELP(n, b - 1, s) : HELP(n, b, s - 1), s / held);
            }
    markov_solve(&m);
    double lost = 0, blocked = 0, busy = 0;
    for (int i = 0; i < m.n; i++) {
        const int n = i / 20, b = i / 4 % 5, s = i % 4;
        if (n + b == C) lost += m.share[i];
        blocked += m.share[i] * b;
        busy += m.share[i] * s;
    }
    LAB_EXPECT(&lab, lost, LAB_SUM(&lab, "turned_away"), LAB_SUM(&lab, "arrivals"), "help held after leaving: share lost");
    LAB_EXPECT(&lab, blocked, LAB_SUM(&lab, "blocked", "town", "crisis", "help"), NULL, "    waiting for help");
    LAB_EXPECT(&lab, busy, LAB_SUM(&lab, "slots_busy", "town", "help"), NULL, "    slots in use");
    markov_close(&m);
}

/* Help is asked for when the home is there, so until then a blocked day is charged to the home, wherever help stands in the list. */
Test(truth_network, home_and_help)
{
    enum { C = 4, S = 2 };
    const double arrivals = 0.9, homes = 1, held = 2.5;
    static const char *const order[] = {"[home, help]", "[help, home]"};
    struct markov m = markov_open(5 * 5 * 3);
#define BOTH(k, b, s) (((k) * 5 + (b)) * 3 + (s))
    for (int k = 0; k <= C; k++)
        for (int b = 0; k + b <= C; b++)
            for (int s = 0; s <= S; s++) {
                if (b && s < S) continue;
                const int state = BOTH(k, b, s);
                if (k + b < C) markov_add(&m, state, BOTH(k + 1, b, s), arrivals);
                if (k) markov_add(&m, state, s < S ? BOTH(k - 1, b, s + 1) : BOTH(k - 1, b + 1, s), homes);
                if (s) markov_add(&m, state, b ? BOTH(k, b - 1, s) : BOTH(k, b, s - 1), s / held);
            }
    markov_solve(&m);
    double lost = 0, home = 0, help = 0;
    for (int i = 0; i < m.n; i++) {
        const int k = i / 15, b = i / 3 % 5;
        if (k + b == C) lost += m.share[i];
        home += m.share[i] * k;
        help += m.share[i] * b;
    }
    for (uint64_t i = 0; i < 2; i++) {
        open_gates(232 + i, 6000, arrivals, "0 d", C, "{home: {kind: supply, each: 365.25}, help: {kind: slots, each: 2, "
                   "held: {exponential: {mean: 2.5 d}}}}", order[i], "");
        LAB_EXPECT(&lab, lost, LAB_SUM(&lab, "turned_away"), LAB_SUM(&lab, "arrivals"), "%s: share lost", order[i]);
        LAB_EXPECT(&lab, help, LAB_SUM(&lab, "blocked", "town", "crisis", "help"), NULL, "    charged to help");
        LAB_EXPECT(&lab, home, LAB_SUM(&lab, "blocked", "town", "crisis", "home"), NULL, "    charged to the home");
    }
    markov_close(&m);
}

/* An offer passes over a household whose debt wait is not over. Both count from the day the place was taken; a blocked day is charged to
 * the first closed gate of the list. Line of up to three as bits (wait over: 1), the oldest lowest. */
Test(truth_network, home_and_debt)
{
    enum { C = 3 };
    const double arrivals = 1.1, homes = 0.9, over = 0.5;
    static const char *const order[] = {"[debt, home]", "[home, debt]"};
    struct markov m = markov_open(4 * 8);
    for (int n = 0; n <= C; n++)
        for (int bits = 0; bits < 1 << n; bits++) {
            const int s = n * 8 + bits;
            if (n < C) markov_add(&m, s, s + 8, arrivals);
            for (int i = 0; i < n; i++) {
                const int before = bits & ((1 << i) - 1), rest = before | (bits >> (i + 1)) << i;
                if (!(bits >> i & 1)) markov_add(&m, s, s + (1 << i), over);
                else if (!before) markov_add(&m, s, (n - 1) * 8 + rest, homes);
            }
        }
    markov_solve(&m);
    double lost = 0, held = 0, debt = 0;
    for (int s = 0; s < 32; s++) {
        if (s / 8 == C) lost += m.share[s];
        held += m.share[s] * (s / 8);
        for (int i = 0; i < s / 8; i++) debt += m.share[s] * !(s >> i & 1);
    }
    for (uint64_t i = 0; i < 2; i++) {
        open_gates(237 + i, 6000, arrivals, "0 d", C, "{home: {kind: supply, each: 328.725}, debt: {kind: wait, "
                   "wait: {exponential: {mean: 2 d}}}}", order[i], "");
        LAB_EXPECT(&lab, lost, LAB_SUM(&lab, "turned_away"), LAB_SUM(&lab, "arrivals"), "%s: share lost", order[i]);
        LAB_EXPECT(&lab, i ? held : held - debt, LAB_SUM(&lab, "blocked", "town", "crisis", "home"), NULL, "    charged to the home");
        if (i == 0) LAB_EXPECT(&lab, debt, LAB_SUM(&lab, "blocked", "town", "crisis", "debt"), NULL, "    charged to the debt");
    }
    markov_close(&m);
}

/* A wait runs beside the stay, from half a day after the place was taken, for three in ten: a place is held for the longer of both. */
Test(truth_network, debt_beside_the_stay)
{
    const double longer = 0.5 + 2 + exp(-0.5) / 3, mean = 0.7 + 0.3 * longer, b = lab_erlang_b(3, 1.5 * mean);
    open_gates(235, 5000, 1.5, STAY, 3, "{debt: {kind: wait, share: 30 %, wait: {exponential: {mean: 2 d}}, apply_after: 0.5 d}}", "[debt]", "");
    LAB_EXPECT(&lab, b, LAB_SUM(&lab, "turned_away"), LAB_SUM(&lab, "arrivals"), "a wait beside the stay: share lost");
    LAB_EXPECT(&lab, mean, LAB_MEAN(&lab, "stay_days", "town", "crisis"), "    stay");
    LAB_EXPECT(&lab, 1.5 * (1 - b) * (mean - 1), LAB_SUM(&lab, "blocked", "town", "crisis", "debt"), NULL, "    charged to the wait");
}

/* ---- returns ---- */

static void open_returns(uint64_t seed, double arrivals, const char *places, const char *returns, const char *wait)
{
    lab_open(&lab, LAB_HEAD("400 d", "6000 d") "intake: {households: %.10f /yr}\nstages: {crisis: {stay: " STAY ", onward: {left: 100 %%}}}\n"
             "exits: {left: {returns: %s}}\n"
             "regions: {town: {places: {crisis: %s}}}\nplacement: [{stage: crisis, where: own}%s]\n", lab_per_year(arrivals), returns, places, wait);
    lab_run(&lab, LAB_RUNS, seed);
}

/* Returns at once are feedback through the queue: its length is that of a queue with arrivals / (1 - p) (Jackson). */
Test(truth_network, returns_at_once)
{
    const double p = 0.4, offered = 1.5 / (1 - p), c = lab_erlang_c(3, offered);
    open_returns(240, 1.5, "3", "{share: 40 %, after: 0 d}", ", {wait: {}}");
    LAB_EXPECT(&lab, offered * 6000, LAB_SUM(&lab, "arrivals"), NULL, "returns at once: requests");
    LAB_EXPECT(&lab, p, LAB_SUM(&lab, "returns", "town", "left"), LAB_SUM(&lab, "exits"), "    returns, of those who leave");
    LAB_EXPECT(&lab, offered, LAB_SUM(&lab, "occupied"), NULL, "    occupied");
    LAB_EXPECT(&lab, c * offered / (3 - offered), LAB_SUM(&lab, "waiting"), NULL, "    waiting");
    LAB_EXPECT(&lab, c / (3 - offered), LAB_MEAN(&lab, "time_to_place_days"), "    wait");
}

Test(truth_network, returns_later)
{
    open_returns(241, 2, "unlimited", "{share: 60 %, after: {gamma: {mean: 5 d, sd: 5 d}}}", "");
    LAB_EXPECT(&lab, 5, LAB_SUM(&lab, "occupied"), NULL, "returns later, unlimited places: occupied");
    LAB_EXPECT(&lab, 3 * 6000, LAB_SUM(&lab, "arrivals_returned"), NULL, "    returns");

    /* three places, nobody waits: the chain of (present, away) */
    enum { C = 3, A = 60 };
    const double arrivals = 1.5, p = 0.5, back = 0.3;
    struct markov m = markov_open((C + 1) * A);
    for (int n = 0; n <= C; n++)
        for (int a = 0; a < A; a++) {
            const int s = n * A + a;
            if (n < C) markov_add(&m, s, s + A, arrivals);
            if (n) markov_add(&m, s, s - A, n * (1 - p)), markov_add(&m, s, a + 1 < A ? s - A + 1 : s - A, n * p);
            if (a) markov_add(&m, s, n < C ? s + A - 1 : s - 1, a * back);
        }
    markov_solve(&m);
    double held = 0, away = 0, lost = 0;
    for (int s = 0; s < m.n; s++) {
        held += m.share[s] * (s / A);
        away += m.share[s] * (s % A);
        if (s / A == C) lost += m.share[s] * (arrivals + back * (s % A));
    }
    open_returns(242, arrivals, "3", "{share: 50 %, after: {exponential: {mean: 3.3333333333 d}}}", "");
    LAB_EXPECT(&lab, held, LAB_SUM(&lab, "occupied"), NULL, "returns later, three places: occupied");
    LAB_EXPECT(&lab, lost / (arrivals + back * away), LAB_SUM(&lab, "turned_away"), LAB_SUM(&lab, "arrivals"), "    share lost");
    LAB_EXPECT(&lab, back * away * 6000, LAB_SUM(&lab, "returns"), NULL, "    returns");
    markov_close(&m);
}
