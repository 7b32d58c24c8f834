/* statistics_lab: random numbers for the tests of estimators, with a seed of their own, and the words in which a coverage is
 * printed. */
#ifndef TESTS_STATISTICS_LAB_H
#define TESTS_STATISTICS_LAB_H

#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>

#define CLOSE(got, wanted, off)                                                                                                  \
    do {                                                                                                                         \
        const double got_ = (got), wanted_ = (wanted);                                                                           \
        cr_assert(fabs(got_ - wanted_) <= (off), "%s: %.12g, wanted %.12g", #got, got_, wanted_);                                \
    } while (0)

struct lab {
    uint64_t state;
};

/* SplitMix64 (Steele, Lea and Flood 2014). */
static inline double lab_uniform(struct lab *lab)
{
    uint64_t z = lab->state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return ((double)((z ^ (z >> 31)) >> 11) + 0.5) / 9007199254740992.0;
}

static inline double lab_exponential(struct lab *lab) { return -log(lab_uniform(lab)); }

static inline double lab_normal(struct lab *lab)
{
    const double radius = sqrt(2 * lab_exponential(lab));
    return radius * cos(6.283185307179586 * lab_uniform(lab));
}

/* Prints a coverage, and asserts that it is at least `least` but for what so many trials leave to chance (three standard errors).
 */
static inline void lab_covered(const char *what, int64_t hits, int64_t trials, double least)
{
    const double share = (double)hits / (double)trials, off = 3 * sqrt(least * (1 - least) / (double)trials);
    fprintf(stderr, "%-72s %5.1f %% of %lld\n", what, 100 * share, (long long)trials);
    cr_assert(share >= least - off, "%s: %.2f %%, wanted %.1f %%", what, 100 * share, 100 * least);
}

#endif
