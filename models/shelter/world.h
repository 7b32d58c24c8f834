/* world: the state of one replication. Everything refers to everything by number, so a world can be copied.
 *
 * A place set is a pool in a region. A household holds at most one place. Claims, applications for homes and slots, and searches under way
 * are records of their own, chained to their household. */
#ifndef MODELS_SHELTER_WORLD_H
#define MODELS_SHELTER_WORLD_H

#include "models/shelter/plan.h"

enum state {
    STATE_FREE,      /* the record is not in use */
    STATE_SEARCHING, /* a place is being looked for; nowhere yet */
    STATE_WAITING,   /* where it is, unsafe or informally; holds no place */
    STATE_STOPGAP,   /* in a stopgap: holds a place there, not yet placed */
    STATE_TRAVELLING,/* holds a place, on its way */
    STATE_STAYING,   /* its planned stay runs */
    STATE_BLOCKED,   /* planned stay over, waits for a stage or a gate */
    STATE_LEAVING,   /* gates open, the delay runs */
    STATE_AWAY       /* left; will ask again */
};

/* Three cache lines: of many households at a time, what is looked at together lies together. */
struct household {
    /* where it stands, and its round of calls */
    uint64_t entity;            /* hash of the region of origin and number of arrival there: the key of its draws */
    uint64_t open;              /* bit per placement rule that is open to it in this search */
    uint64_t calling;           /* of those, the rules by which it rings round */
    seconds search_s;           /* begin of the round of calls under way */
    uint64_t search_serial;     /* order of its calls among equal dates */
    int32_t search_prev, search_next; /* those of its origin who ring round; of a resident: those of its place set who claim another place */
    int32_t origin, set;        /* set: place set held, -1: none */
    int16_t search_call;        /* which call of the round is scheduled, from 0; INT16_MAX: its end */
    int8_t group, need, stage, state, colour;
    /* placed: has taken a place that is no stopgap in this episode; settled: has begun a stay there; unsafe: counted as such now */
    /* displaced: lost its place and has none yet; resumes: its next step and gates are still those of the place it lost */
    bool returned : 1, again : 1, placed : 1, settled : 1, unsafe : 1, displaced : 1, resumes : 1, searching : 1;
    /* its stay and its claims */
    int32_t region, episode, first_claim, first_application;
    int32_t number;             /* order of first arrival, from 1 */
    int16_t step, cause, exit;  /* exit: the last it took */
    int8_t rule;                /* the one that placed it in a stopgap, or lets it wait */
    /* resident: on the list of those who hold a place and claim another; asked_back: its claim on a place at home has been dated */
    /* continues: on its way home, where its stay goes on */
    bool first_pass : 1, resident : 1, asked_back : 1, continues : 1;
    int16_t children;
    int8_t adults;
    seconds since_s, entered_s, blocked_s;
    event_id patience;
    /* the rest */
    event_id search, stay;      /* search: next call, look or retry; of a resident: its claim on a place at home falls due */
    seconds asked_s, admitted_s, ends_s, planned_s;
    seconds rest_s;             /* rest of a stay that was cut off by a removal of places; -1: none */
    int64_t entry;              /* order in which places were taken, over the whole replication */
};

struct claim_key { seconds since_s; int32_t rank, number; }; /* in the order of rank, date, number; rank: class x 2 + (own ? 0 : 1) */

struct claim {
    struct claim_key key;
    int32_t household, list, left, right, next; /* next: of the same household */
    uint32_t priority;
    int64_t order;              /* of claiming, over the whole replication */
};

/* APPLIED: its date counts, and it is passed over until other waiting times are over. */
enum application_state { APPLICATION_BEFORE, APPLICATION_APPLIED, APPLICATION_QUEUED, APPLICATION_OPEN };

/* One gate of one household: from the moment its exit is known to its leaving. */
struct application {
    event_id event;
    int32_t household, next; /* next: of the same household */
    int64_t order;           /* of applying, over the whole replication */
    int32_t queue;           /* gate x n_regions + region; -1: not needed, or not applied for */
    int32_t line;            /* queue x n_lines + the smallest size of home that fits */
    int32_t prev_in, next_in; /* in the line, first applied first served */
    int32_t offers;
    int16_t gate;
    int8_t state;
};

/* told: it has had room since those who ring round were told of it; they know, and need not be told of more. */
struct place_set { int32_t level, occupied, waiting; bool gained, touched, told; };
struct stage_room { int64_t places, free, unlimited; }; /* of a stage in a region, shared places counted for every stage they serve */
struct line { int32_t first, last; };
struct slots { int32_t level, busy; };
struct move { int32_t stage, set; };
struct stream { double sum; int64_t n; int32_t at; }; /* a unit Poisson stream and the piece of its curve */

struct world {
    const struct plan *plan;
    struct household *households;
    uint16_t *visits;               /* by household x n_stages + stage: visits in this episode */
    int32_t *offers;                /* by household: homes offered in this episode */
    int32_t n_households, free_household, capacity;
    struct claim *claims;
    int32_t n_claims, free_claim, claim_capacity;
    struct application *applications;
    int32_t n_applications, free_application, application_capacity;
    struct place_set *sets;         /* by place set */
    struct stage_room *rooms;       /* by stage x n_regions + region */
    uint64_t *roomy;                /* by region: bit per placement rule whose stage has a free place there */
    int32_t *gained;                /* ring of place sets that gained room */
    int32_t gained_first, gained_n;
    int32_t *touched;               /* place sets with room that nobody claimed, since the last event */
    int32_t n_touched;
    int32_t *residents;             /* by place set: first of those who hold a place in it and claim another */
    struct move *moves;             /* of a cycle */
    int32_t *path, *path_from;      /* room for the search of cycles: households, and from whom each was reached */
    int64_t sought;                 /* cycles were sought through all claims up to this one */
    uint64_t sound_cycles;          /* of the residents among whom the invariant found no cycle; 0: not looked yet */
    bool seek_all;                  /* older claims may stand in a cycle too: room or level of a pool has changed */
    int32_t *lists;                 /* roots of the claim lists */
    int32_t n_lists;
    int32_t *n_away;                /* by rule: claims on its lists */
    struct line *lines;             /* by (gate x n_regions + region) x n_lines + smallest size that fits */
    struct slots *slots;            /* by gate x n_regions + region */
    struct stream *intake;          /* by region */
    struct stream *supply;          /* by (gate x n_regions + region) x 2 + bought */
    bool *closed;                   /* by region: intake closed */
    int32_t *blocked;               /* by region: households whose planned stay there is over, and who cannot go */
    int32_t *search_first;          /* by origin: those ringing round, who began last first */
    int32_t waiting;                /* households waiting in the whole system */
    int32_t *present_start;         /* by region of origin: households in the system when the counted period begins */
    seconds instant_s;              /* of the last event, and how many were handled at that instant */
    int32_t at_instant;
    int32_t last_number;
    int64_t last_entry, last_order, last_claim;
};

enum shelter_event {
    EV_NONE, EV_CHANGE, EV_STAY_ENDS, EV_APPLY, EV_GATE_OPENS, EV_HOME, EV_SLOT_ENDS, EV_LEAVES, EV_ARRIVES,
    EV_CALL, EV_LOOK, EV_RETRY, EV_PATIENCE, EV_INTAKE, EV_AGAIN, EV_RETURN, EV_TAKE_BACK, EV_INITIAL, N_EVENTS
};

/* In the key of a household: bit of those who are there at the first instant; the number is then of these, by region of origin. */
#define INITIAL UINT64_C(0x80000000)

/* What a household went through, for the log. */
enum shelter_word {
    WORD_ARRIVED, WORD_PLACED, WORD_TRAVELLED, WORD_WAITS, WORD_STAY_ENDED, WORD_BLOCKED, WORD_MOVED, WORD_GATE_OPENED, WORD_HOME_REFUSED,
    WORD_HOME_LOST, WORD_EXCHANGED, WORD_ASKS_BACK, WORD_TAKEN_BACK, WORD_PLACE_LOST, WORD_LEFT, WORD_LEFT_UNPLACED, WORD_TURNED_AWAY, WORD_PRESENT, N_WORDS
};

enum purpose {
    DRAW_GAP, DRAW_GROUP, DRAW_CHILDREN, DRAW_COLOUR, DRAW_NEED, DRAW_PATIENCE, DRAW_THEN, DRAW_AGAIN, DRAW_RETURN, DRAW_RETURN_AFTER, DRAW_NEXT,
    DRAW_STAY, DRAW_DELAY, DRAW_GATE_NEED, DRAW_GATE_WAIT, DRAW_ACCEPT, DRAW_HELD, DRAW_HOME_GAP, DRAW_HOME_SIZE, DRAW_ELAPSED,
    DRAW_PREVENTED, DRAW_VISIBLE, DRAW_CASEWORK, DRAW_AFTERCARE, N_DRAWS
};

static inline struct world *world_of(const struct sim *sim) { return sim->world; }
static inline const struct plan *plan_of(const struct sim *sim) { return sim->plan; }
static inline struct household *household_at(const struct sim *sim, int32_t id) { return &world_of(sim)->households[id]; }
static inline const struct step *step_of(const struct plan *plan, const struct household *h)
{
    return &plan->groups[h->group].steps[h->stage].item[h->step];
}
static inline uint16_t *visits_of(const struct sim *sim, int32_t id)
{
    return &world_of(sim)->visits[(size_t)id * (size_t)plan_of(sim)->n_stages];
}
/* The stage has places for the group in this region at some time. */
static inline bool serves_ever(const struct plan *plan, int32_t group, int32_t stage, int32_t region)
{
    const struct names_of *pools = &plan->stages[stage].pools;
    for (int32_t i = 0; i < pools->n; i++)
        if (plan->ever[place_set(plan, pools->id[i], region)] && plan->pools[pools->id[i]].takes >> group & 1) return true;
    return false;
}
/* Holds a place in a stopgap, there or on its way: not yet placed. */
static inline bool in_stopgap(const struct plan *plan, const struct household *h) { return h->set >= 0 && plan->stages[h->stage].stopgap; }
static inline double draw_of(const struct sim *sim, const struct household *h, enum purpose purpose, uint64_t occasion)
{
    return sim_draw(sim, (unsigned)purpose, h->entity, occasion);
}

size_t world_bytes(const struct plan *plan);
void *world_make(const struct plan *plan, struct arena *arena);
void world_clear(struct world *world);
int32_t household_new(struct sim *sim);
void household_free(struct sim *sim, int32_t id);
/* Changes the state and every level that follows it (waiting, unsafe, stopgap). */
void household_state(struct sim *sim, int32_t id, enum state state);

/* claims.c: lists of claims in key order (treaps). */
void claim_add(struct sim *sim, int32_t household, int32_t list, struct claim_key key);
void claims_drop(struct sim *sim, int32_t household);
/* The first claim of a list after `key` (NULL: the first of all); -1: none. */
int32_t claim_after(const struct world *world, int32_t list, const struct claim_key *key);
int claim_compare(const struct claim_key *a, const struct claim_key *b);
/* Lists are kept apart by class of groups (those that may use the same pools), so that a pool walks only along claims it may grant. */
int32_t list_local(const struct plan *plan, int32_t class, int32_t stage, int32_t region);
int32_t list_away(const struct plan *plan, int32_t class, int32_t rule, int32_t origin);
int32_t lists_count(const struct plan *plan);
/* What a list is for: a stage in a region, or (rule >= 0) a rule, from an origin, or from everywhere where no distance limits it. */
struct list_of { int32_t stage, rule, region; };
struct list_of list_of(const struct plan *plan, int32_t list);

/* Places it takes in a pool. */
static inline int32_t size_in(const struct plan *plan, const struct household *h, int32_t set)
{
    return plan->pools[set / plan->n_regions].persons ? h->adults + h->children : 1;
}

/* places.c: who may enter, taking, leaving, and who goes first when a place comes free. */
bool place_fits(const struct sim *sim, int32_t household, int32_t set);
/* Whether the pool takes the household at all: its group, and newcomers while intake is closed. */
bool place_takes(const struct sim *sim, const struct household *h, int32_t set);
/* A place of the stage in the region that fits now: own pools first, then shared; -1: none. */
int32_t place_find(const struct sim *sim, int32_t household, int32_t stage, int32_t region);
void place_take(struct sim *sim, int32_t household, int32_t stage, int32_t set);
void place_release(struct sim *sim, int32_t household);
void place_gained(struct sim *sim, int32_t set);
void place_level(struct sim *sim, int32_t set, int32_t level);
/* It is there at the first instant; since when is the caller's. */
void place_inside(struct sim *sim, int32_t household, int32_t stage, int32_t set);
/* Home, where its stay goes on. */
void place_take_back(struct sim *sim, int32_t household, int32_t set);
/* All move at once, each to the place of the next; the last to that of the first. */
void place_exchange(struct sim *sim, const int32_t *households, int32_t n);
/* Moving on inside one place set: the place is kept. */
void place_keep(struct sim *sim, int32_t household, int32_t stage);
/* Claims one stage in a region, or everything that rules before `rule` open (all of them, or the own region's). */
void claim_stage(struct sim *sim, int32_t household, int32_t stage, int32_t region);
void claim_rules(struct sim *sim, int32_t household, int32_t rule);
/* After every event: grants until nothing more can move, then tells those ringing round what is free. */
void places_serve(struct sim *sim);

/* exchange.c: residents with a claim, cycles of them, take-back. */
void exchange_join(struct sim *sim, int32_t household);  /* it holds a place and has claimed another */
void exchange_leave(struct sim *sim, int32_t household);
/* Finds a cycle of residents who claim each other's places and lets them move; false when there is none. */
bool exchange_seek(struct sim *sim);
/* A cycle that could move stands among the residents; for invariants. */
bool exchange_stands(const struct sim *sim);
/* The stage a resident claims, and where. */
struct list_of exchange_claim(const struct world *world, int32_t household);
void take_back_plan(struct sim *sim, int32_t household); /* its stay begins */
void take_back_due(struct sim *sim, int32_t household);

/* search.c: placement rules, calls, waiting, giving up. */
bool rule_open(const struct plan *plan, const struct household *h, int32_t rule);
/* The rule that places it in one of these stages (a bit each) in the region: the first that is open and reaches it, before rule `end`; -1: none. */
int32_t search_rule(const struct plan *plan, const struct household *h, uint64_t stages, int32_t region, int32_t end);
/* It was granted a place in a stopgap: the claims it had above the stopgap's rule go on. */
void search_stopgap(struct sim *sim, int32_t household, bool claims_are_new);
void search_begin(struct sim *sim, int32_t household);
void search_rules(struct sim *sim, int32_t household); /* which rules are open to it */
/* It waits at the first instant, and has for `waited_s`. */
void search_wait(struct sim *sim, int32_t household, seconds waited_s);
void search_stop(struct sim *sim, int32_t household); /* it has a place: no more calls, patience or claims */
void search_call(struct sim *sim, int32_t household, int32_t nth);
void search_look(struct sim *sim, int32_t household);
void search_retry(struct sim *sim, int32_t household);
void search_patience(struct sim *sim, int32_t household);
void search_tell(struct sim *sim, int32_t set); /* this place set has room that nobody claimed */

/* stay.c: stays, onward moves, leaving. */
void stay_take(struct sim *sim, int32_t household, int32_t from_region); /* a place was just taken */
void stay_begin(struct sim *sim, int32_t household);
void stay_continue(struct sim *sim, int32_t household, int32_t from_region); /* in another place, its end as planned */
void stay_ended(struct sim *sim, int32_t household);
void stay_blocked(struct sim *sim, int32_t household, int cause); /* charges the days from now to `cause`; -1: no longer blocked */
void stay_leave(struct sim *sim, int32_t household);
/* (episode, stage or gate, nth): the occasion of a draw that may happen more than once. */
uint64_t occasion_of(const struct household *h, uint32_t hash, int32_t nth);
/* Leaves the system by an exit (-1: none), perhaps to return. */
void stay_exit(struct sim *sim, int32_t household, int32_t exit);

/* gates.c */
void gates_apply(struct sim *sim, int32_t household);   /* its exit is known */
void gates_check(struct sim *sim, int32_t household);   /* the stay has ended, or a gate opened after that */
void gates_begin_apply(struct sim *sim, int32_t household, int32_t application);
void gate_opened(struct sim *sim, int32_t application);
void gates_leave(struct sim *sim, int32_t household);   /* slots are held on, the rest is dropped */
void gates_drop(struct sim *sim, int32_t household);
void gates_home(struct sim *sim, int32_t queue, int bought);
void gates_slot_ended(struct sim *sim, int32_t queue);
void gates_serve(struct sim *sim, int32_t queue);       /* slots came free */
void gates_start(struct sim *sim);

/* intake.c */
void intake_start(struct sim *sim);
void intake_arrives(struct sim *sim, int32_t region);
void intake_household(struct sim *sim, struct household *h, const struct arrival_params *given); /* group, adults, children */
void intake_episode(struct sim *sim, int32_t household, const struct arrival_params *given);     /* a new request: its colour and need */
void intake_returns(struct sim *sim, int32_t household, bool again);

/* initial.c: who is there at the first instant. */
void initial_start(struct sim *sim);
/* It is still in the request with which it was there at the first instant, and nothing is known of its asking. */
static inline bool initial_request(const struct household *h) { return h->entity & INITIAL && h->episode == 1; }

/* levers.c */
bool levers_asks(struct sim *sim, int32_t household, const struct arrival_params *given); /* a first request: does it come at all? */
double levers_returns(struct sim *sim, const struct household *h);                        /* probability that it comes back; it has left by h->exit */

/* capacity.c */
void capacity_change(struct sim *sim, int32_t dated);

/* sound.c */
void world_sound(const struct sim *sim);

#endif
