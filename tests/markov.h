/* markov: a finite chain in continuous time, solved exactly, for truth tests.
 *
 * The long-run shares of time by the elimination of Grassmann, Taksar and Heyman, which subtracts nothing and so loses no digits. Below it a
 * web: a chain of thousands of states that are found while its rates are written down, solved by Gauss and Seidel's iteration. */
#ifndef TESTS_MARKOV_H
#define TESTS_MARKOV_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

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

/* ---- web ---- */

enum { WEB_WIDTH = 24, WEB_MOST = 1 << 16 };

/* State i is WEB_WIDTH bytes; slot: where it stands in a table of hashes. share[state] after web_solve. */
struct web { int n, edges, room, *slot, *from, *to; unsigned char (*state)[WEB_WIDTH]; double *rate, *share; };

static inline struct web web_open(void)
{
    struct web w = {.slot = malloc(2 * WEB_MOST * sizeof *w.slot), .state = calloc(WEB_MOST, sizeof *w.state)};
    for (int i = 0; i < 2 * WEB_MOST; i++) w.slot[i] = -1;
    return w;
}

static inline void web_close(struct web *w)
{
    free(w->slot), free(w->from), free(w->to), free(w->state), free(w->rate), free(w->share);
    *w = (struct web){0};
}

/* The number of a state, which is new when it was not met before; -1 when there are too many. */
static inline int web_find(struct web *w, const unsigned char state[WEB_WIDTH])
{
    unsigned at = 2166136261u;
    for (int i = 0; i < WEB_WIDTH; i++) at = (at ^ state[i]) * 16777619u;
    for (at = (at ^ at >> 15) % (2 * WEB_MOST); w->slot[at] >= 0; at = (at + 1) % (2 * WEB_MOST))
        if (memcmp(w->state[w->slot[at]], state, WEB_WIDTH) == 0) return w->slot[at];
    if (w->n == WEB_MOST) return -1;
    memcpy(w->state[w->n], state, WEB_WIDTH);
    return w->slot[at] = w->n++;
}

static inline void web_add(struct web *w, int from, const unsigned char to[WEB_WIDTH], double rate)
{
    const int state = rate > 0 ? web_find(w, to) : -1;
    if (state < 0 || state == from) return;
    if (w->edges == w->room) {
        w->room = w->room ? 2 * w->room : 1024;
        w->from = realloc(w->from, (size_t)w->room * sizeof *w->from);
        w->to = realloc(w->to, (size_t)w->room * sizeof *w->to);
        w->rate = realloc(w->rate, (size_t)w->room * sizeof *w->rate);
    }
    w->from[w->edges] = from, w->to[w->edges] = state, w->rate[w->edges++] = rate;
}

/* Every state must be reached from every other. Iterates until no share moves by more than 1e-13 of the whole. */
static inline void web_solve(struct web *w)
{
    int *first = calloc((size_t)w->n + 2, sizeof *first), *by = malloc((size_t)(w->edges + 1) * sizeof *by);
    double *out = calloc((size_t)w->n, sizeof *out), moved = 1, sum;
    w->share = malloc((size_t)w->n * sizeof *w->share);
    for (int e = 0; e < w->edges; e++) first[w->to[e] + 2]++, out[w->from[e]] += w->rate[e];
    for (int i = 1; i <= w->n; i++) first[i + 1] += first[i];
    for (int e = 0; e < w->edges; e++) by[first[w->to[e] + 1]++] = e;
    for (int i = 0; i < w->n; i++) w->share[i] = 1.0 / w->n;
    for (int turn = 0; moved > 1e-13 && turn < 100000; turn++) {
        moved = sum = 0;
        for (int i = 0; i < w->n; i++) {
            double in = 0;
            for (int k = first[i]; k < first[i + 1]; k++) in += w->share[w->from[by[k]]] * w->rate[by[k]];
            moved = fmax(moved, fabs(in / out[i] - w->share[i]));
            sum += w->share[i] = in / out[i];
        }
        for (int i = 0; i < w->n; i++) w->share[i] /= sum;
    }
    free(first), free(by), free(out);
}

#endif
