/* plan: a shelter scenario compiled for speed and checked across rows; immutable, shared by all threads.
 *
 * Indices: regions, stages, groups, exits, gates, rules in the order of the file. A pool is a kind of places (pool kind); a pool in a
 * region is a place set, numbered kind x n_regions + region. Dates are seconds from the begin of the warm-up. */
#ifndef MODELS_SHELTER_PLAN_H
#define MODELS_SHELTER_PLAN_H

#include "models/shelter/curve.h"
#include "models/shelter/params.h"

enum { MAX_GROUPS = 64, MAX_STAGES = 64, MAX_GATES = 16, MAX_SIZES = 16, MAX_RULES = 64, MAX_REGIONS = 5000 };
/* The most of a run: requests, or homes of a gate, that are expected in it; events ahead at once; dated changes of a place set or of slots;
 * pieces of the curves of intake; cells of the table of who may look where. */
enum { MOST_EXPECTED = 1000000000, MOST_EVENTS = (1 << 24) - 2, MOST_DATED = 1000000, MOST_PIECES = 20000000, MOST_REACH = 200000000 };

/* A next step: stage >= 0, or exit. */
struct step {
    double cumulated;   /* share of this and all steps before it; the last is 1 */
    int16_t stage, exit; /* one of them, the other -1 */
    struct dist stay;   /* planned stay of those who take this step */
};

struct steps { int32_t n; struct step *item; };

struct plan_stage {
    const char *name;
    uint32_t hash;
    bool residential, stopgap, screened, has_stay;
    double night_eur;
    struct names_of { int32_t n; int32_t *id; } pools; /* pool kinds that serve it: its own first, then shared */
    int16_t class_blocked, class_here; /* claim class of the blocked here, of the stopgap here; -1: not named */
};

enum { OCCASION_BITS = 20 }; /* of the hash of a stage, gate or exit, in the occasion of a draw */

struct plan_pool {
    const char *name;
    uint64_t stages;     /* bit per stage */
    uint64_t takes;      /* bit per group */
    uint64_t classes;    /* bit per class of groups that may use the same pools */
    bool shared, persons, backfill; /* persons: a place holds one person; backfill: who fits may go before one who is too large */
    bool picky;            /* what fits depends on who asks: persons, or a reserve */
    int64_t waiting_limit; /* INT64_MAX: none */
    int32_t n_reserves;
    struct reserve { uint32_t colours; bool own; uint64_t groups; int32_t places; } *reserves;
};

struct plan_group {
    const char *name;
    double cumulated;
    int32_t adults;
    struct dist children;
    double colour[N_COLOURS];  /* cumulated */
    int32_t n_needs;
    struct need { double cumulated; int16_t stage; } *needs;
    struct steps *steps;       /* by stage */
    double *returns;           /* by exit */
    int32_t reach;             /* class of groups that may use the same pools */
    int16_t class_of;
};

struct plan_exit {
    const char *name;
    uint32_t hash;
    int32_t n_gates;
    int16_t gates[MAX_GATES];
    bool needs_home; /* one of them is a supply */
    struct dist delay, returns_after;
};

struct plan_gate {
    const char *name;
    uint32_t hash;
    int32_t kind, of;
    double accept, share;
    seconds apply_after_s;
    int32_t n_sizes;
    struct size { double cumulated; int32_t persons; } *sizes; /* none: any household fits */
    struct dist held, wait;
    bool *unlimited;       /* supply: by region */
    struct curve *base;    /* supply: by region, homes per year */
    struct curve *bought;  /* supply: by region */
    double *factor;        /* wait: by region */
    int32_t *slots;        /* slots: by region, at the begin; INT32_MAX: unlimited */
};

struct plan_rule {
    const char *id;
    int16_t stage;         /* -1: wait */
    int32_t where;
    double within_km;      /* INFINITY: no limit */
    uint32_t only, except; /* bits of enum trait */
    uint64_t only_groups, except_groups;
    bool any_only;
    struct dist patience, again_after;
    seconds retry_s;
    int32_t n_then;
    struct then { double cumulated; int16_t exit; /* -1: again */ } *then;
};

struct plan_region {
    const char *id, *name, *code;
    uint32_t hash;
    double lat, lon, arrivals_per_year, stay_factor;
    int32_t curve;         /* of the intake */
    int32_t n_times;
    const struct arrival_params **times; /* explicit arrivals, by date; NULL: drawn ones */
};

/* Households that are there at the first instant, alike but for what is drawn. */
struct initial {
    int32_t count, stage, region;
    int32_t set;           /* place set, -1: they wait */
    int32_t origin, before; /* before: of the same origin, in what stands earlier */
    uint64_t groups;       /* bit per group they may be of */
    struct arrival_params given;
    struct dist elapsed;   /* since they came or asked; DIST_NONE: steady */
};

enum dated_kind { DATED_PLACES, DATED_SLOTS, DATED_INTAKE };
/* A dated change: of a place set, of slots (gate x n_regions + region), or of a region's intake (level 0: closed). */
struct dated {
    seconds t_s;
    enum dated_kind kind;
    int32_t target, level;
    int32_t order;        /* of the change in the file */
    bool at_once;
};

/* A share that changes in time: share[i] from t_s[i] on. */
struct lever_line { int32_t n; seconds *t_s; double *share; };

struct plan_lever {
    bool given;
    double factor;           /* what is left of requests, or of the probability of returning */
    uint64_t groups;         /* bit per group */
    bool *exits;             /* by exit */
    double *expected;        /* by region of origin: households a year that it may reach */
    struct lever_line *line; /* by region of origin: the share that it reaches */
    double *cost_eur;        /* by region, over the counted window */
};

/* What money buys: one line per thing bought. */
struct purchase {
    const char *funding, *spend, *what;
    enum { BUY_PLACES, BUY_SLOTS, BUY_HOMES, BUY_REACH } kind;
    int32_t target;          /* pool kind, gate or lever */
    double money_eur_per_year, price_eur, unspent_eur_per_year;
    int64_t quantity;        /* places, slots, homes or households reached per year */
    int64_t *by_region;
    seconds from_s, to_s;    /* NEVER: structural */
    seconds after_s, over_s;
};

struct plan {
    const struct scenario *scenario;
    const struct shelter_params *params;
    struct window window;
    seconds start_date_s;
    int32_t n_regions, n_stages, n_groups, n_exits, n_gates, n_rules, n_pools, n_years;
    struct plan_region *regions;
    struct plan_stage *stages;
    struct plan_group *groups;
    struct plan_exit *exits;
    struct plan_gate *gates;
    int32_t n_lines;          /* lines per gate and region: most sizes of a gate, and one for whom no home fits */
    struct plan_rule *rules;
    struct plan_pool *pools;
    int32_t n_curves;
    struct curve *curves;

    int32_t *places;          /* by place set, at the begin; INT32_MAX: unlimited */
    bool *closed;             /* by region: intake closed at the begin */
    bool *ever;               /* by place set: has places at some time */
    int32_t *nearest_with;    /* by stage x n_regions + region: itself, or the nearest region that ever has the stage; -1: none */
    float *km;                /* n_regions x n_regions */
    int32_t *near;            /* by region: the others, nearest first (n_regions - 1 each) */
    int32_t n_reach;
    uint64_t *reach;          /* by (class of groups, origin, region): bit per rule that may look there */
    uint64_t *stage_rules;    /* by stage: bit per rule that names it */
    uint64_t wait_rules, away_rules; /* bit per rule: waits; looks in other regions */
    int32_t *position;        /* n_regions x n_regions: place of the second in the first one's list of the nearest */
    seconds *travel_s;        /* n_regions x n_regions; NULL: no time */
    bool located;             /* every region has coordinates */

    int32_t n_initial;
    struct initial *initial;  /* in the order of the file */
    int32_t n_dated;
    struct dated *dated;      /* by date, then file order */
    int32_t n_purchases;
    struct purchase *purchases;
    double *offered;          /* by stage: plan_offered */
    struct plan_lever levers[N_LEVERS];
    double value_eur[N_VALUES]; /* of one unit; NAN: not given */
    double *spent_eur_per_year, *bought; /* by item of cost; by item x n_regions + region: when all of it stands */
    double *place_cost_eur, *gate_cost_eur; /* over the counted window: by stage x n_regions + region, gate x n_regions + region */

    int16_t class_colour[N_COLOURS], class_waiting, class_again, class_returned, class_take_back, class_last;
    bool own_region_first;
    uint64_t take_back_stages; /* bit per stage; 0: nobody is taken back */
    seconds take_back_s;
    uint32_t take_back_except; /* bits of enum trait */
    uint64_t take_back_except_groups;
    bool exchanges;           /* residents with a claim could ever stand in a cycle */
    bool calls, overview;
    seconds call_s, look_s;
    int64_t waiting_limit;
    int32_t max_households;
    seconds year_s[512];      /* begin of each counted calendar year, then the end */
    const char **year_names;
    const char **age_names, **part_names; /* of lengths of stays and waits; of the parts of the warm-up */
};

/* Items of cost: stages, gates, nights, levers. */
static inline int32_t cost_nights(const struct plan *plan) { return plan->n_stages + plan->n_gates; }
static inline int32_t cost_lever(const struct plan *plan, int32_t lever) { return cost_nights(plan) + 1 + lever; }
static inline int32_t cost_items(const struct plan *plan) { return cost_lever(plan, N_LEVERS); }
static inline int32_t place_set(const struct plan *plan, int32_t pool, int32_t region) { return pool * plan->n_regions + region; }
static inline const uint64_t *plan_reaches(const struct plan *plan, int32_t group, int32_t origin)
{
    return &plan->reach[((int64_t)plan->groups[group].reach * plan->n_regions + origin) * plan->n_regions];
}
static inline double plan_km(const struct plan *plan, int32_t a, int32_t b) { return (double)plan->km[a * plan->n_regions + b]; }
static inline int32_t plan_year(const struct plan *plan, seconds t_s)
{
    int32_t y = 0;
    while (y + 1 < plan->n_years && plan->year_s[y + 1] <= t_s) y++;
    return y;
}

const void *plan_make(const struct scenario *scenario, const struct pilot *pilot, struct arena *arena, struct faults *faults);
bool plan_needs_pilot(const struct scenario *scenario);

extern const struct saying plan_nl[]; /* plan_nl.c: what it says of faults, in Dutch */

/* Parts of plan_make, one file each. */
struct maker {
    struct plan *plan;
    const struct pilot *pilot;
    struct arena *arena;
    struct faults *faults;
    struct dist_shelf shelf;  /* few laws differ in shape: groups scale the stays of stages */
};
void plan_intake(struct maker *maker);   /* plan_intake.c: curves, explicit times */
void plan_network(struct maker *maker);  /* plan_network.c: regions, distances, pools, base places, gates */
void plan_columns(struct maker *maker);  /* plan_columns.c: columns that nothing names, beside stages and pools without places */
void plan_policy(struct maker *maker);   /* plan_policy.c: placement, claims, search */
void plan_exchange(struct maker *maker); /* plan_exchange.c: take-back, cycles */
void plan_money(struct maker *maker);    /* plan_money.c: funding, purchases */
void plan_changes(struct maker *maker);  /* plan_changes.c: dated changes, timelines, supply curves, costs */
void plan_levers(struct maker *maker);   /* plan_levers.c: whom prevention, casework and aftercare reach */
void plan_limits(struct maker *maker);  /* plan_limits.c: refuses what is more than a run can bear */
void plan_reach(struct maker *maker);    /* plan_reach.c: which rules may look in which region */
void plan_values(struct maker *maker);   /* plan_values.c: what units of measures cost society */
void plan_dates(struct maker *maker);    /* plan_dates.c: refuses dates and changes that cannot be meant */
void plan_initial(struct maker *maker);  /* plan_initial.c: who is there at the first instant, and where */
void plan_observed(struct maker *maker); /* plan_observed.c: refuses observed figures that nothing can be set beside */
void plan_bound(struct maker *maker);    /* plan_bound.c: refuses waiting without bound */
void plan_doubts(struct maker *maker);   /* plan_doubts.c: warns of what can have no effect */
/* Bits of enum trait and of groups that the names stand for (spaces in the order of TRAITS in params.c). */
void plan_traits(const struct names *names, uint32_t *bits, uint64_t *groups);
/* The date of `when`, from the begin of the warm-up. */
seconds plan_when(const struct plan *plan, const struct when *when);
/* Value of a named column of a region; false when it has none. */
bool plan_column(const struct plan *plan, int32_t region, const char *column, double *value);
/* Faults: no region has the column that `path` names; or one region lacks what others have (`use`: what for). */
void plan_column_missing(struct maker *maker, const char *path, const char *column);
/* The column whose name comes near that of a stage or pool, for one that has no places; NULL: none. */
const char *plan_near_column(const struct plan *plan, const char *name);
void plan_cell_missing(struct maker *maker, int32_t region, const char *column, const char *use);
/* A fault when the region has less than 0 in the column. */
void plan_cell_check(struct maker *maker, int32_t region, const char *column);
static inline double plan_group_share(const struct plan *plan, int32_t group)
{
    return plan->groups[group].cumulated - (group ? plan->groups[group - 1].cumulated : 0);
}
/* Where a path (or the first path below it) was set, else how far it goes in the file, for faults across rows. */
struct place plan_place(const struct plan *plan, const char *format, ...) PRINTF_LIKE(2, 3);
/* Rules that first requests with these traits come to: a bit each, up to and with the first by which they wait. */
uint64_t plan_rules(const struct plan *plan, int32_t group, int32_t need, uint32_t traits);
/* Mean planned stay in a stage, over its next steps; seconds. */
double plan_mean_stay(const struct plan_group *group, int32_t stage);
/* Places that a household takes in the stage on average: 1, or its persons where every pool of the stage counts persons. */
double plan_size(const struct plan *plan, const struct plan_group *group, int32_t stage);
/* Adds to `visits` those of every stage that follow from `at`, the households that come to each at first (used up). */
void plan_visits(const struct plan *plan, const struct plan_group *group, double *at, double *visits);
/* Households at a time in a stage, were there room for all (before returns and repeats); its places in the whole country at the begin,
 * INT64_MAX: unlimited. */
double plan_offered(const struct plan *plan, int32_t stage);
int64_t plan_places(const struct plan *plan, int32_t stage);
/* Price of a stage, pool or gate by name (eur/yr, or eur for a home); NAN when none is given. */
double price_of(const struct plan *plan, const char *name);
/* plan_turns.c: the times a change holds. `full_s`: when its ramp is over (from_s: it has none); `to_s`: NEVER, for good. */
enum { MOST_TURNS = 10000 };
struct turn { seconds from_s, full_s, to_s; };
/* How many begin before the end of the run. */
int32_t plan_turns(const struct plan *plan, const struct change_params *change);
struct turn plan_turn(const struct plan *plan, const struct change_params *change, int32_t k);
/* The one in force at a date; false: none. */
bool plan_turn_at(const struct plan *plan, const struct change_params *change, seconds t_s, struct turn *turn);
bool plan_concerns(const struct change_params *change, int32_t region);
/* Of n whole things that come one by one, the last when `over_s` is over: when the k-th (from 1) comes; how many have come by t_s. */
seconds plan_step_s(int64_t n, int64_t k, seconds from_s, seconds over_s);
int64_t plan_steps_at(int64_t n, seconds from_s, seconds over_s, seconds t_s);
const char *lever_name(enum lever lever);
/* The share it reaches among households of a region; only of a lever that is given. */
double lever_share(const struct plan *plan, enum lever lever, int32_t region, seconds t_s);
/* Share of the need that asks for help, without response: at the start, or the least of all time. */
double plan_asking(const struct plan *plan, int32_t group, int32_t region, bool least);
/* How many of a purchase stand in a region at a date. */
int64_t bought_at(const struct purchase *purchase, int32_t region, seconds t_s);
/* Events that a household may have ahead at once, and those that belong to none. */
static inline int64_t plan_events_each(const struct plan *plan) { return 3 + plan->n_gates; }
static inline int64_t plan_other_events(const struct plan *plan) { return plan->n_dated + plan->n_regions * (int64_t)(3 + 2 * plan->n_gates) + 1024; }
int32_t places_of(double value); /* INT32_MAX: unlimited */

#endif
