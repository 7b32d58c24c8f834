#include "tests/markov.h"
#include "tests/shelter_lab.h"

/* Rules about who may have a place, against chains that can be solved: reserves, places for persons, exchange. Times in days; a mean stay is
 * one day. */

static struct lab lab;
static void gone(void) { lab_close(&lab); }
TestSuite(truth_rules, .fini = gone, .timeout = 300);

#define STAY "stay: {exponential: {mean: 1 d}}, onward: {left: 100 %%}"
#define EXITS "exits: {left: {}}\n"

/* ---- reserve: a birth-and-death process whose rate of birth falls when only kept places are left ---- */

static void reserve_case(uint64_t seed, int places, int kept, double few, double many)
{
    lab_open(&lab, LAB_HEAD("30 d", "4000 d") "intake: {households: {few: %.10f /yr, many: %.10f /yr}}\ngroups: {few: {}, many: {}}\n"
             "stages: {crisis: {" STAY "}}\n" EXITS "pools: {crisis: {reserve: {few: %d}}}\n"
             "regions: {town: {places: {crisis: %d}}}\nplacement: [{stage: crisis, where: own}]\n",
             lab_per_year(few), lab_per_year(many), kept, places);
    lab_run(&lab, LAB_RUNS, seed);
    double weight[64] = {1}, sum = 1, not_many = 0, not_few, mean = 0;
    for (int n = 1; n <= places; n++) sum += weight[n] = weight[n - 1] * (n - 1 < places - kept ? few + many : few) / n;
    for (int n = places - kept; n <= places; n++) not_many += weight[n] / sum;
    for (int n = 0; n <= places; n++) mean += n * weight[n] / sum;
    not_few = weight[places] / sum;
    LAB_EXPECT(&lab, 1 - not_few, LAB_SUM(&lab, "admitted_by_group", "few", "crisis"), LAB_SUM(&lab, "arrivals_by_group", "few"),
               "%d places, %d kept: share placed of whom they are for", places, kept);
    LAB_EXPECT(&lab, 1 - not_many, LAB_SUM(&lab, "admitted_by_group", "many", "crisis"), LAB_SUM(&lab, "arrivals_by_group", "many"), "    of the others");
    LAB_EXPECT(&lab, mean, LAB_SUM(&lab, "occupied", "town", "crisis"), NULL, "    occupied");
}

Test(truth_rules, places_kept_for_a_group)
{
    reserve_case(801, 6, 2, 1, 4);
    reserve_case(802, 5, 1, 3, 3);
    reserve_case(803, 4, 3, 0.5, 2);
}

/* ---- places for persons: the recursion of Kaufman (1981) and Roberts (1981) ---- */

Test(truth_rules, places_for_persons)
{
    enum { PLACES = 8 };
    static const double rate[] = {2, 1};
    static const int persons[] = {1, 3};
    lab_open(&lab, LAB_HEAD("30 d", "4000 d") "intake: {households: {alone: %.10f /yr, family: %.10f /yr}}\n"
             "groups: {alone: {}, family: {children: 2}}\nstages: {crisis: {" STAY "}}\n" EXITS "pools: {crisis: {unit: person}}\n"
             "regions: {town: {places: {crisis: %d}}}\nplacement: [{stage: crisis, where: own}]\n",
             lab_per_year(rate[0]), lab_per_year(rate[1]), PLACES);
    lab_run(&lab, LAB_RUNS, 811);
    double q[PLACES + 1] = {1}, sum = 1, mean = 0;
    for (int n = 1; n <= PLACES; n++) {
        for (int k = 0; k < 2; k++)
            if (n >= persons[k]) q[n] += rate[k] * persons[k] * q[n - persons[k]] / n;
        sum += q[n];
    }
    for (int n = 0; n <= PLACES; n++) mean += n * q[n] / sum;
    for (int k = 0; k < 2; k++) {
        static const char *const group[] = {"alone", "family"};
        double full = 0;
        for (int n = PLACES - persons[k] + 1; n <= PLACES; n++) full += q[n] / sum;
        LAB_EXPECT(&lab, 1 - full, LAB_SUM(&lab, "admitted_by_group", group[k], "crisis"), LAB_SUM(&lab, "arrivals_by_group", group[k]),
                   "8 places for persons: share placed, households of %d", persons[k]);
    }
    LAB_EXPECT(&lab, mean, LAB_SUM(&lab, "occupied", "town", "crisis"), NULL, "    occupied places");
}

/* ---- exchange: without it the two stages would lock for ever ---- */

/* Who holds the place: nobody, one in the first stay, one who waits for the other stage, one in the second stay. */
enum { NOBODY, FIRST, READY, SECOND, STATES };

/* A stay in the place of `own` ends; returns the state after it, where `own` holds the place and `other` the other one. */
static void stay_ends(int *own, int *other)
{
    if (*own == FIRST && *other == NOBODY) *own = NOBODY, *other = SECOND;
    else if (*own == FIRST && *other == READY) *own = *other = SECOND;
    else if (*own == FIRST) *own = READY;
    else if (*own == SECOND && *other == READY) *other = NOBODY; /* who was ready there comes here */
    else if (*own == SECOND) *own = NOBODY;
}

Test(truth_rules, exchange_keeps_a_ring_going)
{
    static const double rate[] = {1, 0.7};
    struct markov m = markov_open(STATES * STATES);
    for (int a = 0; a < STATES; a++)
        for (int b = 0; b < STATES; b++) {
            const bool locked = (a == READY && (b == READY || b == NOBODY)) || (b == READY && a == NOBODY);
            if (locked) continue; /* cannot be */
            if (a == NOBODY) markov_add(&m, a * STATES + b, FIRST * STATES + b, rate[0]);
            if (b == NOBODY) markov_add(&m, a * STATES + b, a * STATES + FIRST, rate[1]);
            int x = a, y = b;
            stay_ends(&x, &y);
            if (a == FIRST || a == SECOND) markov_add(&m, a * STATES + b, x * STATES + y, 1);
            x = a, y = b;
            stay_ends(&y, &x);
            if (b == FIRST || b == SECOND) markov_add(&m, a * STATES + b, x * STATES + y, 1);
        }
    markov_solve(&m);
    double free_a = 0, free_b = 0;
    for (int s = 0; s < STATES; s++) free_a += m.share[NOBODY * STATES + s], free_b += m.share[s * STATES + NOBODY];
    const double exchanged = 2 * (m.share[FIRST * STATES + READY] + m.share[READY * STATES + FIRST]);
    markov_close(&m);

    lab_open(&lab, LAB_HEAD("30 d", "4000 d") "intake: {households: {up: %.10f /yr, down: %.10f /yr}}\n"
             "groups:\n  up: {onward: {a: {b: 100 %%}}}\n  down: {needs: {b: 100 %%}, onward: {b: {a: 100 %%}}}\n"
             "stages: {a: {" STAY "}, b: {" STAY "}}\n" EXITS "regions: {town: {places: {a: 1, b: 1}}}\n"
             "placement: [{stage: a, only: [up]}, {stage: b, only: [down]}]\n", lab_per_year(rate[0]), lab_per_year(rate[1]));
    lab_run(&lab, LAB_RUNS, 821);
    LAB_EXPECT(&lab, 1 - free_a, LAB_SUM(&lab, "occupied", "town", "a"), NULL, "two who go round: occupied a");
    LAB_EXPECT(&lab, 1 - free_b, LAB_SUM(&lab, "occupied", "town", "b"), NULL, "    occupied b");
    LAB_EXPECT(&lab, exchanged * 4000, LAB_SUM(&lab, "exchanges"), NULL, "    households exchanged in 4,000 d");
}
