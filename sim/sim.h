/* sim: the contract between the machine and a model.
 *
 * A model is one constant `struct model`. It may ask: now, schedule, cancel, draw, count, tally, level, log. It cannot see the engine.
 * Time is whole seconds since the begin of the warm-up. Handlers cannot fail; what a model can do wrong is a bug (BUG_IF). */
#ifndef SIM_SIM_H
#define SIM_SIM_H

#include "sim/calendar.h"
#include "sim/dist.h"
#include "sim/fates.h"
#include "sim/metric.h"
#include "sim/param.h"
#include "sim/rng.h"
#include "sim/status.h"
#include "sim/trace.h"

struct sim;
struct scenario;

struct event_kind { const char *name; uint8_t rank; /* < 16: order at equal dates */ };

/* What one scenario counts. from_s: length of the warm-up; end_s: end of the run; start_date_s: the date of from_s. */
struct window { seconds from_s, end_s, start_date_s; };

/* A table the pilot run makes once for all scenarios of a run: means a year per label of dimension 0 over the pilot's replications. */
struct pilot {
    int32_t n;
    const char **label;
    int32_t keys;            /* model->pilot_keys */
    double *mean, *error;    /* [key][label], standard error */
};

/* A figure from outside, to set beside what the model gives. value, low and high: in the unit of the measure; of what is summed over the
 * counted period: per year. */
struct observation {
    const char *name, *measure, *source;
    const char *region, *stage;   /* labels; NULL: all */
    int32_t from_year, to_year;   /* first and last calendar year; 0: the whole counted period */
    double value, low, high;      /* low and high are NAN without range */
    bool fit;                     /* inputs were chosen by it, so it tests nothing */
};

/* One line of the scenario that `init` writes. Above it stand as comments the sentence of the parameter at `path` (`*` for a name) and
 * the text, in the language that was asked for; any may be NULL. `%s` in a text is the name of the file. */
struct first_line { const char *yaml, *path, *en, *nl; };

/* A setting that two scenarios do not share; one of the two may be NULL. told: a sentence was said about it. */
struct difference { const struct setting *before, *after; bool told; };
struct comparison {
    const struct scenario *before, *after;
    const void *before_plan, *after_plan;
    int32_t n;
    struct difference *item;
};

/* Where things happen, for an engine that carries events on a platform, and for its trace. A site is a label of dimension 0. */
struct sites {
    int32_t (*of)(const struct sim *sim, const struct event *event); /* the site that an event about to be handled concerns; -1: none */
    const char *const *states;                                       /* what a site can be, as a trace shows it */
    int32_t n_states;
    int32_t (*state)(const struct sim *sim, int32_t site);           /* which of them it is now */
    /* The k-th kind of places of a site and their number at the first instant (INT64_MAX: no limit); k = 0, 1, ... until false. */
    bool (*places)(const void *plan, int32_t site, int k, const char **name, int64_t *n);
};

struct model {
    const char *name;
    const char *sentence_en, *sentence_nl;
    const struct saying *sayings_nl;       /* what it says of faults, in Dutch (say.h); may be NULL */
    const struct param_table *params;      /* the whole scenario file, head rows included (scenario.h) */
    const struct dimension *dims;
    int32_t n_dims;
    const struct metric *metrics;
    int32_t n_metrics;
    const struct event_kind *kinds;        /* kind 0 is never scheduled */
    int32_t n_kinds;
    const char *const *words;              /* of the log */
    const char *const *words_nl;           /* the same in Dutch, for people */
    int32_t n_words;
    const char *const *purposes;           /* of draws, by number */
    int32_t n_purposes;
    const char *const *pilot_keys;         /* metrics (by name, over dimension 0) that a plan may ask the pilot for; may be NULL */
    const char *const *pilot_words;        /* what the scenario file calls them, under `pilot`; WORD_error is the standard error */
    int32_t n_pilot_keys;

    /* Checks what tables cannot, and compiles the scenario into an immutable plan; NULL after faults. pilot may be NULL. */
    const void *(*plan)(const struct scenario *scenario, const struct pilot *pilot, struct arena *arena, struct faults *faults);
    bool (*needs_pilot)(const struct scenario *scenario); /* may be NULL: never */
    bool compares;                         /* it names fates (sim_fate), and lays them beside those of the baseline */
    int64_t (*fates)(const void *plan);    /* about how many in a replication, for memory to be reckoned with; may be NULL: few */
    struct window (*window)(const void *plan);
    int32_t (*dim_size)(const void *plan, int dim);
    const char *(*dim_label)(const void *plan, int dim, int32_t i);
    /* A numeric or text attribute of the labels of a dimension (lat, lon, code), for result files; may be NULL.
     * k = 0, 1, ... until false. Text or number: *text is NULL for a number. */
    bool (*dim_attribute)(const void *plan, int dim, int k, const char **name, const char **unit, const char *(**text)(const void *plan, int32_t i),
                          double (**number)(const void *plan, int32_t i));
    /* The last number that view `v` of a level (metric.h) tells apart: what stands above it is counted with it; may be NULL: SIM_MOST. It
     * follows from the plan alone. */
    int32_t (*most)(const void *plan, int metric, int v);
    bool (*observation)(const void *plan, int32_t i, struct observation *out); /* i = 0, 1, ... until false; may be NULL: none */

    size_t (*world_bytes)(const void *plan);  /* of the reserved arena, calendar and recorder not included */
    int32_t (*max_events)(const void *plan);  /* pending at once */
    void *(*world)(const void *plan, struct arena *arena); /* once per worker and scenario: allocate, touch nothing */
    void (*begin)(struct sim *sim);           /* of a replication: clear the world, schedule the first events */
    void (*handle)(struct sim *sim, const struct event *event);
    void (*end)(struct sim *sim);             /* at the horizon, before the recorder is closed; may be NULL */
    void (*sound)(const struct sim *sim);     /* invariants; called after every event in debug builds; BUG_IF; may be NULL */
    const struct sites *sites;                /* may be NULL: everything happens in one place */

    const struct first_line *first; /* a small valid scenario to begin with; ends with a line of nothing; may be NULL */
    /* For `check`, `diff` and `demo`; may be NULL. table: stays, onward, places, money, or NULL for the whole. */
    void (*explain)(const struct scenario *scenario, const void *plan, const char *table, int lang, FILE *out);
    /* For `diff`; may be NULL: says what it can in sentences and marks that as told. */
    void (*differ)(struct comparison *comparison, int lang, FILE *out);
};

struct sim {
    const struct model *model;
    const void *plan;
    void *world;
    struct arena arena;
    struct calendar calendar;
    struct recorder record;
    struct trace trace;
    struct rng_key key;
    struct window window;
    uint64_t seed;
    int64_t replication;    /* counts from 1; the pilot's own range starts at SIM_PILOT */
    seconds now_s;
    uint64_t now_key;       /* rank and serial of the event being handled */
    struct fates fates;           /* what became of those whom sim_fate named */
    const struct fates *baseline; /* of the same replication of the baseline; NULL: this is the baseline, or nobody compares */
    bool overload;          /* a stated limit was passed: the replication stops; overload_text says where */
    char overload_text[320];
};

#define SIM_PILOT (INT64_C(1) << 40)
enum { SIM_MOST = 255 }; /* numbers of a level that are told apart when the model says nothing else */

/* One worker's simulator for one plan. Fails with [memory] when address space runs out. */
status sim_init(struct sim *sim, const struct model *model, const void *plan);
/* The same; detail (NULL: totals only) must outlive it. */
status sim_init_detail(struct sim *sim, const struct model *model, const void *plan, const struct detail *detail);
void sim_free(struct sim *sim);
/* Runs one replication with `engine` to its end. record and log: by the caller's wish. */
struct engine;
void sim_run(struct sim *sim, const struct engine *engine, uint64_t seed, int64_t replication, bool record, bool log);
/* The same, beside what became of everyone in the baseline (sim->baseline while it runs; NULL: nothing). */
void sim_run_beside(struct sim *sim, const struct engine *engine, uint64_t seed, int64_t replication, bool record, bool log, const struct fates *baseline);
/* For engines: handles one event that was popped. */
void sim_handle(struct sim *sim, const struct event *event, uint64_t key);

static inline event_id sim_schedule(struct sim *sim, seconds t_s, int kind, int32_t a, int32_t b)
{
    return calendar_push(&sim->calendar, t_s, sim->model->kinds[kind].rank, calendar_serial(&sim->calendar), (uint16_t)kind, a, b);
}

/* As sim_schedule, ordered as if it had been scheduled when `serial` was taken. */
static inline event_id sim_schedule_as(struct sim *sim, seconds t_s, uint64_t serial, int kind, int32_t a, int32_t b)
{
    return calendar_push(&sim->calendar, t_s, sim->model->kinds[kind].rank, serial, (uint16_t)kind, a, b);
}

static inline void sim_cancel(struct sim *sim, event_id id) { calendar_cancel(&sim->calendar, id); }

static inline double sim_draw(const struct sim *sim, unsigned purpose, uint64_t entity, uint64_t occasion)
{
    const double uniform = rng_uniform(sim->key, purpose, entity, occasion);
    if (sim->trace.draws) trace_draw(sim->trace.draws, purpose, entity, occasion, uniform);
    return uniform;
}

/* Says what became of somebody who asked for the first time; each key once. */
static inline void sim_fate(struct sim *sim, uint64_t key, int32_t i, int32_t j, int64_t value)
{
    fates_add(&sim->fates, (struct fate){key, value > INT32_MAX ? INT32_MAX : (int32_t)value, {(int16_t)i, (int16_t)j}});
}

/* Stops this replication: the run ends with [overload] and the text. */
void sim_overload(struct sim *sim, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
