/* envelope: what a sum on the back of an envelope says of the baseline, to set beside the simulation.
 *
 * Loss by Erlang's formula B(c, a) = (a^c / c!) / sum_k (a^k / k!) (Erlang 1917), by the recursion B(c) = a B(c-1) / (c + a B(c-1)), for the
 * stages whose places can be counted, taken together and without stopgaps; it knows no blocking, no search, no waiting and no rules. */
#ifndef ANALYSIS_ENVELOPE_H
#define ANALYSIS_ENVELOPE_H

#include "sim/result.h"

struct envelope {
    double load, places;                 /* offered households at a time; places */
    double loss_regions, loss_pooled;    /* shares of requests refused: each region on its own, and the country as one */
    double held, blocked;                /* simulated: occupied places, of which after the planned stay */
    double not_placed_share;             /* simulated: share of requests not placed within 24 h */
};

/* Share refused by c places offered a; c >= 0, a >= 0. */
double erlang_b(double load, int64_t places);
/* Of the first scenario; fails when the file lacks the measures. */
status envelope_make(struct result *result, struct arena *arena, struct envelope *envelope);

#endif
