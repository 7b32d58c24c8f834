/* envelope: what a sum on the back of an envelope says, to set beside the simulation, and why the two differ.
 *
 * Loss by Erlang's formula B(c, a) = (a^c / c!) / sum_k (a^k / k!) (Erlang 1917), by the recursion B(c) = a B(c-1) / (c + a B(c-1)); by year
 * by the forward equations of envelope_loss.h; the chain as a liquid by envelope_fluid.h. Read from the result file alone: stays, shares that go
 * on and requests are those of the simulated households, so what differs is what the formulas leave out, never the input. What a file
 * does not hold is left out with a sentence (enum envelope_state); only a file of another model is refused. What the settings alone tell
 * (slots of a gate, places for persons, changes at dates) is looked up in /scenarios.
 *
 * Counted are the stages whose places can be counted, stopgaps apart (`stage_in_occupancy`). A household needs, of a stage, visits x planned
 * stay: places taken there per household placed, times the planned stay per place, of those who left. Where places are for persons, times persons
 * per household. Places are means over the counted period: files hold no places by year. */
#ifndef ANALYSIS_ENVELOPE_H
#define ANALYSIS_ENVELOPE_H

#include "analysis/envelope_fluid.h"
#include "analysis/envelope_loss.h"
#include "analysis/summary.h"
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

/* ---- every scenario, by stage and by year ---- */

enum envelope_state {
    ENVELOPE_THERE,
    ENVELOPE_NO_DATA,   /* the file lacks what it needs */
    ENVELOPE_NOBODY,    /* nobody asked, was placed, or left: there is no mean to reckon with */
    ENVELOPE_NO_PLACES, /* no stage whose places can be counted */
    ENVELOPE_TOO_LARGE  /* more than ENVELOPE_MOST_PLACES places */
};

struct envelope_stage {
    const char *name[2];                /* by enum lang */
    bool counted;                       /* false: unlimited places, or a stopgap; then there is no loss */
    double offered;                     /* as the file says: first requests at the rates of the start, NAN when it does not */
    double visits, planned_d, held_d;   /* of a placed household; held_d: with waits of gates that are not scarce and delays */
    double load, places;                /* all requests of the counted period x visits x planned stay; INFINITY: unlimited */
    double loss_regions, loss_pooled;   /* Erlang B: each region by itself, weighted by its load; one pool */
    double fluid;                       /* places occupied in the fluid limit */
    struct interval occupied, blocked;  /* simulated */
    struct interval full;               /* simulated share of time without a free place, weighted by load: beside loss_regions */
};
struct envelope_gate {
    const char *name[2];
    bool slots;                         /* caseworker slots; else homes */
    double per_year, need;              /* homes a year, or slots (NAN: unknown); homes, or slot-days, per placed household */
    double used;                        /* homes used a year, or slots busy */
};
struct envelope_year {
    const char *label;
    double days, requests, load;        /* requests in those days; load at that rate */
    double stationary, modified;        /* approximations of loss_pooled, pooled */
    double loss_pooled, loss_regions;   /* forward equations: one pool; each region by itself, weighted by its requests */
    double served;                      /* fluid: share of requests that the chain can serve at this rate */
    struct interval not_placed;         /* simulated: share of requests not placed within 24 h */
};

struct envelope_full {
    const char *scenario;
    int64_t replications;
    int32_t regions;                    /* that the scenario has */
    double days, requests_per_year;     /* of the counted period; all requests, returns and repeats included */
    double stay_d;                      /* planned place-days of a placed household in all counted stages together */
    struct envelope_stage *stage;       /* in the order of the file, without stopgaps */
    int32_t stages;
    struct envelope_stage all;          /* the counted stages together; full is not told */
    enum envelope_state loss_state, years_state, fluid_state;
    struct envelope_year *year;
    int32_t years;
    struct envelope_gate *gate;         /* scarce ones */
    int32_t gates;
    struct envelope_flow flow;          /* stages, then gates, numbered as above */
    double served, served_regions;      /* shares of requests: the country as one chain; each region with what it has */
    struct interval placed, refused, not_placed; /* simulated shares of requests: ever placed; ended without a place; not within 24 h */
    struct interval blocked, waiting;   /* simulated households at a time */
    double blocked_scarce;              /* of which for a next stage, a home or a slot */
    double returned_share, again_share; /* of requests */
    double elsewhere_share;             /* of placements, not in the own region */
    double hotel, unlimited;            /* simulated households at a time in stopgaps; in stages without a bound */
    double growth;                      /* of requests per day from the first year to the last: 1.3 is 30 % more; NAN: no more than chance */
    bool given;                         /* requests come at given dates: they have no rate */
    bool persons;                       /* places are for persons */
    bool changes;                       /* places, homes or slots change at dates (`changes`, `funding`) */
};

/* Scenarios count from 0. Fails with [no-measure] when the file has no places, stays and requests by region. Owner: the arena. */
status envelope_scenario(struct result *result, int32_t scenario, struct arena *arena, struct envelope_full *full);
/* Why the simulation differs from the formulas in this scenario: sentences, and a stable word for each; returns how many. */
enum { ENVELOPE_WHYS = 16 };
int32_t envelope_why(const struct envelope_full *full, enum lang lang, struct arena *arena, const char *word[ENVELOPE_WHYS], const char *sentence[ENVELOPE_WHYS]);
/* Tables and sentences for people. */
void envelope_print(const struct envelope_full *full, enum lang lang, struct arena *arena, FILE *out);
/* One object; shares are of 1, stays in days. */
void envelope_json(const struct envelope_full *full, FILE *out);

#endif
