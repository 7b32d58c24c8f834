/* measure: the metric table of the shelter model and the few places where a household's fate becomes a figure.
 *
 * Households are counted at the date of the event; who was placed in time is counted for those who asked in the counted period. Regions are
 * those of origin for whatever concerns asking and waiting, and those of the place for whatever concerns places. */
#ifndef MODELS_SHELTER_MEASURE_H
#define MODELS_SHELTER_MEASURE_H

#include "models/shelter/world.h"

enum shelter_dim { DIM_REGION, DIM_STAGE, DIM_GROUP, DIM_EXIT, DIM_CAUSE, DIM_GATE, DIM_YEAR, DIM_REASON, DIM_COST, DIM_VALUE,
                   DIM_AGE, DIM_OUTCOME, DIM_CHANGE, DIM_PART, N_DIMS };

enum reason { REASON_NO_PLACE, REASON_LIST_FULL, REASON_PATIENCE, REASON_DISPLACED, N_REASONS };

/* How a wait ended. */
enum outcome { OUTCOME_PLACED, OUTCOME_GAVE_UP, OUTCOME_TURNED_AWAY, OUTCOME_LEFT, N_OUTCOMES };
/* Of a first request, beside the same one in the baseline. */
enum change { CHANGE_NOW_PLACED, CHANGE_NO_LONGER_PLACED, CHANGE_SOONER, CHANGE_LATER, CHANGE_ALIKE, CHANGE_NEVER, CHANGE_UNKNOWN, N_CHANGES };
enum { WARM_UP_PARTS = 60 };

/* Causes of blocked days: the next stage, each gate, the delay. */
enum { CAUSE_NEXT_STAGE = 0 };
static inline int cause_gate(int gate) { return 1 + gate; }
static inline int cause_delay(const struct plan *plan) { return 1 + plan->n_gates; }

enum shelter_metric {
    /* counts */
    M_ARRIVALS, M_ARRIVALS_BY_GROUP, M_ARRIVALS_FIRST, M_ARRIVALS_AGAIN, M_ARRIVALS_RETURNED, M_ARRIVALS_BY_YEAR, M_ADULTS, M_CHILDREN,
    M_PLACED, M_PLACED_BY_GROUP, M_PLACED_OWN, M_PLACED_ELSEWHERE, M_DISTANCE_KM, M_AT_ONCE, M_SAME_DAY, M_SAME_DAY_BY_GROUP, M_SAME_DAY_BY_YEAR,
    M_THREE_DAYS, M_NOT_PLACED_24H, M_NOT_PLACED_24H_BY_GROUP, M_NOT_PLACED_24H_BY_YEAR, M_NOT_PLACED_24H_CHILDREN, M_TURNED_AWAY, M_TURNED_AWAY_BY_GROUP,
    M_ABANDONED, M_LEFT_UNPLACED, M_ADMITTED, M_ADMITTED_BY_GROUP, M_HOTEL_HOUSEHOLDS, M_HOTEL_PERSONS, M_HOTEL_PERSONS_BY_YEAR, M_MOVES, M_EXCHANGES, M_TAKEN_BACK, M_EXITS,
    M_EXITS_BY_GROUP, M_LEAVERS, M_RETURNS, M_HOMES_USED, M_HOMES_LOST, M_PREVENTED, M_UNSEEN, M_REACHED_CASEWORK, M_REACHED_AFTERCARE,
    /* levels */
    M_PLACES, M_OCCUPIED, M_OCCUPIED_BY_GROUP, M_BLOCKED, M_BLOCKED_BY_GROUP, M_FULL, M_WAITING, M_WAITING_BY_GROUP, M_UNSAFE, M_STOPGAP, M_UNSCREENED,
    M_SLOTS_BUSY, M_PRESENT,
    /* tallies */
    M_STAY, M_STAY_BY_GROUP, M_PLANNED, M_EXTRA, M_TIME_TO_PLACE, M_TIME_TO_PLACE_BY_GROUP,
    /* values */
    M_PRESENT_START, M_PRESENT_END, M_HOTEL_NIGHTS, M_UNSCREENED_NIGHTS, M_UNSAFE_DAYS, M_BLOCKED_DAYS, M_OCCUPIED_SHARE, M_SAME_DAY_SHARE, M_OWN_REGION_SHARE, M_REGIONS_SHORT, M_COST,
    M_OFFERED, M_SPENT, M_BOUGHT, M_SOCIAL_VALUE, M_FARES, M_FARES_BY_GROUP,
    /* life tables, and the course of the warm-up */
    M_SPELL_STAY_ENTERED, M_SPELL_STAY_ENDED, M_SPELL_STAY_CENSORED, M_SPELL_STAY_PART, M_SPELL_WAIT_ENTERED, M_SPELL_WAIT_ENDED, M_SPELL_WAIT_CENSORED,
    M_SPELL_WAIT_PART, M_WARM_OCCUPIED, M_WARM_BLOCKED, M_WARM_WAITING,
    N_METRICS
};

extern const struct dimension shelter_dims[N_DIMS];
extern const struct metric shelter_metrics[N_METRICS];

void measure_arrived(struct sim *sim, const struct household *h);
/* It has its first place of this episode. */
void measure_placed(struct sim *sim, const struct household *h, int32_t region);
/* It left, from a stopgap, without a place. */
void measure_unplaced(struct sim *sim, const struct household *h);
void measure_turned_away(struct sim *sim, const struct household *h, enum reason reason);
/* Levels that follow a household's state; by: +1 or -1. */
void measure_waiting(struct sim *sim, const struct household *h, int by);
void measure_present(struct sim *sim, const struct household *h, int by);
void measure_unsafe(struct sim *sim, const struct household *h, int by);
void measure_stopgap(struct sim *sim, const struct household *h, int by);
void measure_held(struct sim *sim, const struct household *h, int by); /* it holds a place of h->stage in h->region */
void measure_left_place(struct sim *sim, const struct household *h);   /* it leaves that place now: its stay is complete */
void measure_end(struct sim *sim);
/* The last number that a view of a level tells apart (sim.h): as many as there are places, or a fixed number of households. */
int32_t measure_most(const void *plan, int metric, int v);

void measure_values(struct sim *sim, int32_t region); /* measure_values.c: after all other figures of the region */

/* measure_spells.c. Ages: how many, and where one ends (the last does not: -1). */
int32_t spell_ages(void);
seconds spell_upper_s(int32_t age);
void spell_names(struct plan *plan, struct arena *arena); /* labels of ages and of the parts of a warm-up */
void spell_stay(struct sim *sim, const struct household *h, bool ended); /* it leaves the place it holds, or holds it at the horizon */
void spell_wait(struct sim *sim, const struct household *h, enum outcome outcome); /* N_OUTCOMES: it waits at the horizon */
void spells_end(struct sim *sim);

/* measure_fates.c */
void fate_placed(struct sim *sim, const struct household *h, seconds waited_s);
void fate_unplaced(struct sim *sim, const struct household *h);
void fates_end(struct sim *sim);

/* Of no household: its row has household 0, episode 0. */
void measure_home_lost(struct sim *sim, int32_t region, int32_t gate);
void measure_exchanged(struct sim *sim, const struct household *h);  /* it has just moved */
void measure_taken_back(struct sim *sim, const struct household *h);
void measure_log(struct sim *sim, const struct household *h, enum shelter_word word, int cause, int exit);

#endif
