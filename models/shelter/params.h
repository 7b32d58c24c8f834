/* params: a shelter scenario as it was written, row by row of the parameter table; no arithmetic, no checks across rows (plan.h).
 *
 * References are struct name: (space, id) with the positions of the `space` text of the row. */
#ifndef MODELS_SHELTER_PARAMS_H
#define MODELS_SHELTER_PARAMS_H

#include "sim/scenario.h"

enum colour { GREEN, ORANGE, RED, N_COLOURS };

struct arrival_params { double at_s; struct name group; int32_t colour; int64_t children; struct name need; };
struct times_params { struct items arrivals; };
struct shock_params { struct when from, to; double factor; struct names regions; };

/* What spreads requests over regions: a column (NULL: intake_share), or columns by their weights. */
struct by_params { const char *column; struct items risk; /* struct share_params; keys: columns */ };

/* Of the need; response: so much more when the own region has room. */
struct visible_params { double share, response; };

struct intake_params {
    struct pairs households; /* one pair without name; or by group; or steps by date */
    struct by_params by;
    struct visible_params visible;
    double growth_per_year;
    struct series month, weekday, hour;
    struct items shocks;     /* struct shock_params */
    struct items times;      /* by region: struct times_params */
};

struct onward_params { double share; struct dist stay; };
struct cost_params { double night_eur; };

struct stage_params {
    struct dist stay;
    struct pairs stay_if;   /* space 0: stage, 1: exit */
    struct items onward;    /* struct onward_params; space 0: stage, 1: exit */
    bool residential, stopgap, screened;
    int64_t places;         /* in every region; -1: not given; INT64_MAX: unlimited */
    struct cost_params cost;
    struct title title;
};

struct share_params { double share; };
struct group_stay_params { struct dist stay; };
struct group_onward_params { struct items to; };

struct group_params {
    double share;
    int64_t adults;
    struct dist children;
    struct items triage;    /* struct share_params; ids: enum colour */
    struct items needs;     /* struct share_params; space: stage */
    struct items stays;     /* by stage: struct group_stay_params */
    struct items onward;    /* by stage: struct group_onward_params */
    struct pairs returns;   /* by exit: share */
    struct title title;
};

struct returns_params { bool given; double share; struct dist after; };
struct exit_params { struct names gates; struct dist delay; struct returns_params returns; struct title title; };

struct region_params {
    const char *name, *code, *source;
    double lat, lon, population, intake_share, stay_factor;
    struct pairs places;    /* space 0: stage, 1: pool */
    struct pairs columns;   /* all other columns */
};

struct waiting_params { int64_t limit; };

enum unit_of_pool { POOL_HOUSEHOLD, POOL_PERSON };

struct pool_params {
    struct name stage;
    struct names stages, takes;
    struct pairs places;    /* by region */
    struct waiting_params waiting;
    struct pairs reserve;   /* space: 0 to 2 colours, 3 own, 4 group */
    int32_t unit;           /* enum unit_of_pool */
    bool backfill;
};

enum gate_kind { GATE_SUPPLY, GATE_SLOTS, GATE_WAIT };
enum gate_of { GATE_OF_STAY, GATE_OF_ORIGIN };

struct gate_params {
    int32_t kind, of;
    const char *column;
    double each, factor, growth_per_year, accept, share;
    struct pairs given, sizes;
    double apply_after_s;
    struct dist held, wait;
    struct title title;
};

enum where { WHERE_OWN, WHERE_ELSEWHERE, WHERE_ANY };

/* Words that `only` and `except` may name beside groups, in the order of the row's space. */
enum trait { TRAIT_GREEN, TRAIT_ORANGE, TRAIT_RED, TRAIT_RETURNED, TRAIT_AGAIN };

struct wait_params { bool given; struct dist patience; double retry_s; struct items then; struct dist again_after; };

struct rule_params {
    const char *id;
    struct name stage;
    int32_t where;
    double within_km;
    struct names only, except;
    struct wait_params wait;
};

struct claims_params { struct names classes; bool own_region_first; };
struct take_back_params { bool given; double after_s; struct names stages, except; };
struct calls_params { bool given; double each_s; };
struct overview_params { bool given; double look_s; };
struct search_params { bool given; struct calls_params calls; struct overview_params overview; };
struct travel_params { bool given; double speed_kmh, detour; };
struct limits_params { int64_t waiting, households; };
struct prices_params { double index_per_year; struct pairs each; };

enum use { USE_FIT, USE_CHECK };

struct observed_params {
    const char *measure, *source;
    struct name region, stage;
    seconds from_s, to_s;
    double value;
    struct series range;
    int32_t use; /* enum use */
};

struct where_params { const char *by; struct pairs given; int64_t top, at_least, at_most; struct names regions; };
struct ready_params { double after_s, over_s; };

/* Households a year by region, from a pilot; the errors are not used. */
struct pilot_params { bool given; struct pairs unmet, unmet_error, leavers, leavers_error; };

struct spend_params {
    double share, amount_eur_per_year, quantity, price_eur;
    struct items on;        /* struct share_params; space 0: stage, 1: pool, 2: gate, 3 and on: lever (its id) */
    struct where_params where;
    struct ready_params ready;
};

struct funding_params { double amount_eur_per_year; struct when from, to; struct items spend; };

enum lever { LEVER_PREVENTION, LEVER_CASEWORK, LEVER_AFTERCARE, N_LEVERS };

/* `share` of those concerned is reached; `factor` is left of their requests (prevention), or of their returns. */
struct lever_params { bool given; double share, factor; struct names groups, exits, regions; struct when from, to; };
struct levers_params { struct lever_params each[N_LEVERS]; };

/* Items of the social account, in the order of the row's space. */
enum value {
    VALUE_UNSAFE_DAY, VALUE_UNSCREENED_NIGHT, VALUE_HOTEL_NIGHT, VALUE_BLOCKED_DAY, VALUE_NOT_PLACED, VALUE_NOT_PLACED_CHILD, VALUE_TURNED_AWAY,
    VALUE_ABANDONED, VALUE_AGAIN, VALUE_RETURN, VALUE_PLACED, VALUE_PLACED_ELSEWHERE, VALUE_EXIT, VALUE_PREVENTED, N_VALUES
};

enum removal { REMOVAL_WHEN_FREE, REMOVAL_AT_ONCE };
enum intake_state { INTAKE_OPEN, INTAKE_CLOSED };

struct change_params {
    struct when from, to, ramp_to, until;
    struct span every;
    struct names regions;
    struct pairs places, add; /* space 0: stage, 1: pool, 2: gate */
    double factor;            /* of a gate: `gate` */
    struct name gate;
    struct name lever;        /* id: enum lever */
    double share;             /* of a lever */
    int32_t removal, intake;
};

/* Those of one stage in a region: who has a place there, or waits for one; alike, `count` of them. */
struct inside_params {
    int64_t count;
    struct dist stayed;     /* DIST_NONE: steady */
    struct name group;
    int32_t colour;
    int64_t children;
    struct name need, from;
};
struct waiter_params { int64_t count; struct dist waited; struct name group; int32_t colour; int64_t children; };
struct people_params { struct items people; };
struct initial_params { struct items waiting, stages; }; /* by stage: struct people_params */

struct shelter_params {
    struct scenario_head head;
    struct intake_params intake;
    struct items stages, groups, exits, regions, pools, gates, placement;
    struct claims_params claims;
    struct take_back_params take_back;
    struct search_params search;
    struct travel_params travel;
    struct limits_params limits;
    struct prices_params prices;
    struct levers_params levers;
    struct pairs values; /* id: enum value */
    struct items initial;   /* by region: struct initial_params */
    struct items observed, funding, changes;
    struct pilot_params pilot;
};

extern const struct param_table shelter_params;

#endif
