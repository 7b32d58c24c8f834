/* markov: a finite chain in continuous time, solved exactly, for truth tests.
 *
 * The long-run shares of time by the elimination of Grassmann, Taksar and Heyman, which subtracts nothing and so loses no digits. */
#ifndef TESTS_MARKOV_H
#define TESTS_MARKOV_H

#include <stdlib.h>

struct markov { int n; double *rate, *share; }; /* rate[from * n + to]; share[state] after markov_solve */

static inline struct markov markov_open(int n)
{
    return (struct markov){n, calloc((size_t)n * (size_t)n, sizeof(double)), calloc((size_t)n, sizeof(double))};
}

static inline void markov_close(struct markov *m)
{
    free(m->rate);
    free(m->share);
}

static inline void markov_add(struct markov *m, int from, int to, double rate)
{
    if (from != to) m->rate[from * m->n + to] += rate;
}

/* States that are never reached from state 0 must be left out, or be without a way into the others' class; those get share 0. */
static inline void markov_solve(struct markov *m)
{
    double *q = m->rate;
    const int n = m->n;
    double *out = calloc((size_t)n, sizeof(double));
    for (int k = n - 1; k > 0; k--) {
        for (int j = 0; j < k; j++) out[k] += q[k * n + j];
        if (out[k] <= 0) continue;
        for (int i = 0; i < k; i++) {
            const double through = q[i * n + k] / out[k];
            if (through > 0)
                for (int j = 0; j < k; j++)
                    if (j != i) q[i * n + j] += through * q[k * n + j];
        }
    }
    double sum = m->share[0] = 1;
    for (int k = 1; k < n; k++) {
        if (out[k] <= 0) continue;
        for (int i = 0; i < k; i++) m->share[k] += m->share[i] * q[i * n + k];
        sum += m->share[k] /= out[k];
    }
    for (int k = 0; k < n; k++) m->share[k] /= sum;
    free(out);
}

#endif
