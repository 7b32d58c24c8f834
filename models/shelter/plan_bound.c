/* The refusal of a network in which a list would grow without bound.
 *
 * Refused is what cannot go well in any case: households that never give up bring more work to some of the places than those
 * places can do over the whole run, even when nothing blocks, every household takes the way that asks least of them, and nobody
 * returns. Tried are the places of each region whose households cannot go elsewhere, of regions that reach one another, and of
 * the country; by pool, stage and set of stages; and homes and help likewise. What passes may still be too much. */
#include <math.h>
#include <string.h>

#include "models/shelter/plan.h"

/* ---- households that never give up ---- */

/* Households with the same rules. */
struct kind {
    int32_t group;
    uint64_t rules; /* that they come to */
    double share;   /* of first requests */
};

struct load {
    const struct plan *plan;
    struct arena *arena;
    struct faults *faults;
    int32_t n_kinds, n_sums;
    struct kind *kinds;
    double *per_s;  /* by region: first requests, mean over the run */
    double *places; /* by place set: mean over the run */
    double *slots;  /* by gate x n_regions + region: mean over the run, or homes per second; 0: none */
    double *visits; /* by group, stage of entry, stage */
    double *factor; /* by region: of stays */
    int32_t *part;  /* by region: regions that reach one another have the same */
    bool *sums;     /* n_sums x n_pools: pools that are looked at together */
};

static bool pool_takes(const struct plan *plan, int32_t kind, int32_t group) { return plan->pools[kind].takes >> group & 1; }
static bool rule_in(uint64_t rules, int32_t rule) { return rules >> rule & 1; }

static bool has_limit(const struct plan *plan, const struct kind *kind)
{
    if (plan->waiting_limit != INT64_MAX) return true;
    for (int32_t i = 0; i < plan->n_rules; i++) {
        if (!rule_in(kind->rules, i) || plan->rules[i].stage < 0) continue;
        const struct plan_stage *stage = &plan->stages[plan->rules[i].stage];
        for (int32_t k = 0; k < stage->pools.n; k++)
            if (pool_takes(plan, stage->pools.id[k], kind->group) && plan->pools[stage->pools.id[k]].waiting_limit != INT64_MAX)
                return true;
    }
    return false;
}

/* A stopgap with room for everybody, in the own region. */
static bool unlimited_there(const struct load *load, const struct kind *kind, const struct plan_rule *rule, int32_t region)
{
    const struct plan_stage *stage = &load->plan->stages[rule->stage];
    if (rule->where == WHERE_ELSEWHERE) return false;
    for (int32_t k = 0; k < stage->pools.n; k++)
        if (pool_takes(load->plan, stage->pools.id[k], kind->group) &&
            isinf(load->places[place_set(load->plan, stage->pools.id[k], region)]))
            return true;
    return false;
}

/* The rule by which such households of a region stay in the network until there is a place, however long; -1: there is none. */
static int32_t waits_by(const struct load *load, const struct kind *kind, int32_t region)
{
    const struct plan *plan = load->plan;
    for (int32_t i = 0; i < plan->n_rules; i++) {
        const struct plan_rule *rule = &plan->rules[i];
        if (!rule_in(kind->rules, i)) continue;
        if (rule->stage < 0) return rule->patience.kind == DIST_ABSENT && !has_limit(plan, kind) ? i : -1;
        if (!plan->stages[rule->stage].stopgap) continue;
        if (plan->stages[rule->stage].has_stay) return -1; /* leaves the stopgap of itself */
        if (unlimited_there(load, kind, rule, region)) return i;
    }
    return -1;
}

static void make_kinds(struct load *load)
{
    const struct plan *plan = load->plan;
    int32_t most = 0;
    for (int32_t g = 0; g < plan->n_groups; g++) most += plan->groups[g].n_needs * N_COLOURS;
    load->kinds = ARENA_ARRAY(load->arena, struct kind, most);
    double before_group = 0;
    for (int32_t g = 0; g < plan->n_groups; g++) {
        const struct plan_group *group = &plan->groups[g];
        double before_need = 0;
        for (int32_t i = 0; i < group->n_needs; i++) {
            double before_colour = 0;
            for (int c = 0; c < N_COLOURS; c++) {
                const double share = (group->cumulated - before_group) * (group->needs[i].cumulated - before_need) *
                                     (group->colour[c] - before_colour);
                before_colour = group->colour[c];
                if (share > 0)
                    load->kinds[load->n_kinds++] = (struct kind){g, plan_rules(plan, g, group->needs[i].stage, 1u << c), share};
            }
            before_need = group->needs[i].cumulated;
        }
        before_group = group->cumulated;
    }
}

/* ---- means over the run ---- */

static double level_of(int32_t level) { return level == INT32_MAX ? (double)INFINITY : level; }

/* Levels at the begin, and the dated ones after it. */
static double *mean_levels(const struct load *load, enum dated_kind kind, const int32_t *begin, int32_t n)
{
    const struct plan *plan = load->plan;
    const double end_s = (double)plan->window.end_s;
    double *mean = ARENA_ARRAY(load->arena, double, n + 1), *level = ARENA_ARRAY(load->arena, double, n + 1);
    for (int32_t i = 0; i < n; i++) mean[i] = level[i] = level_of(begin[i]);
    for (int32_t i = 0; i < plan->n_dated; i++) {
        const struct dated *dated = &plan->dated[i];
        if (dated->kind != kind) continue;
        const double now = level_of(dated->level), left = (end_s - (double)dated->t_s) / end_s;
        if (isinf(now) || isinf(level[dated->target]))
            mean[dated->target] = INFINITY;
        else
            mean[dated->target] += (now - level[dated->target]) * left;
        level[dated->target] = now;
    }
    return mean;
}

static void make_means(struct load *load)
{
    const struct plan *plan = load->plan;
    const int32_t n = plan->n_regions;
    const double end_s = (double)plan->window.end_s;
    load->per_s = ARENA_ARRAY(load->arena, double, n);
    load->factor = ARENA_ARRAY(load->arena, double, n);
    for (int32_t r = 0; r < n; r++) {
        load->factor[r] = plan->regions[r].stay_factor;
        load->per_s[r] = plan->regions[r].arrivals_per_year * curve_mean(&plan->curves[plan->regions[r].curve], 0, end_s) /
                         (double)SECONDS_PER_YEAR;
    }
    load->places = mean_levels(load, DATED_PLACES, plan->places, plan->n_pools * n);
    int32_t *slots = ARENA_ARRAY(load->arena, int32_t, plan->n_gates * n + 1);
    for (int32_t g = 0; g < plan->n_gates; g++) memcpy(&slots[g * n], plan->gates[g].slots, (size_t)n * sizeof *slots);
    load->slots = mean_levels(load, DATED_SLOTS, slots, plan->n_gates * n);
    for (int32_t g = 0; g < plan->n_gates; g++)
        for (int32_t r = 0; r < n && plan->gates[g].kind == GATE_SUPPLY; r++) {
            const struct plan_gate *gate = &plan->gates[g];
            load->slots[g * n + r] =
                gate->unlimited[r]
                    ? (double)INFINITY
                    : (curve_mean(&gate->base[r], 0, end_s) + curve_mean(&gate->bought[r], 0, end_s)) / (double)SECONDS_PER_YEAR;
        }
}

static double *visits_from(const struct load *load, int32_t group, int32_t stage)
{
    return &load->visits[((int64_t)group * load->plan->n_stages + stage) * load->plan->n_stages];
}

static void make_visits(struct load *load)
{
    const struct plan *plan = load->plan;
    load->visits = ARENA_ARRAY(load->arena, double, (int64_t)plan->n_groups * plan->n_stages * plan->n_stages);
    for (int32_t g = 0; g < plan->n_groups; g++)
        for (int32_t s = 0; s < plan->n_stages; s++) {
            double at[MAX_STAGES] = {0};
            at[s] = 1;
            plan_visits(plan, &plan->groups[g], at, visits_from(load, g, s));
        }
}

/* ---- regions that reach one another ---- */

static bool leaves_region(const struct plan *plan, const struct kind *kind, int32_t origin, int32_t region)
{
    return region != origin && (plan_reaches(plan, kind->group, origin)[region] & kind->rules) != 0;
}

static void join(const struct load *load, int32_t a, int32_t b)
{
    const int32_t from = load->part[a], to = load->part[b];
    for (int32_t r = 0; r < load->plan->n_regions && from != to; r++)
        if (load->part[r] == from) load->part[r] = to;
}

static void make_parts(struct load *load)
{
    const struct plan *plan = load->plan;
    load->part = ARENA_ARRAY(load->arena, int32_t, plan->n_regions);
    for (int32_t r = 0; r < plan->n_regions; r++) load->part[r] = r;
    for (int32_t r = 0; r < plan->n_regions; r++) {
        for (int32_t k = 0; k < load->n_kinds; k++)
            for (int32_t q = 0; q < plan->n_regions && waits_by(load, &load->kinds[k], r) >= 0; q++)
                if (leaves_region(plan, &load->kinds[k], r, q)) join(load, r, q);
        for (int32_t s = 0; s < plan->n_stages; s++)
            if (plan->nearest_with[s * plan->n_regions + r] >= 0) join(load, r, plan->nearest_with[s * plan->n_regions + r]);
    }
}

/* Regions looked at together: one, a part, or all of them. */
struct area {
    enum { AREA_REGION, AREA_PART, AREA_COUNTRY } kind;
    int32_t region;
};

static bool in_area(const struct load *load, const struct area *area, int32_t region)
{
    return area->kind == AREA_COUNTRY || region == area->region ||
           (area->kind == AREA_PART && load->part[region] == load->part[area->region]);
}

/* Those who are there do not leave the area for the stage. */
static bool stays_inside(const struct load *load, const struct area *area, int32_t stage)
{
    if (area->kind != AREA_REGION) return true;
    const int32_t nearest = load->plan->nearest_with[stage * load->plan->n_regions + area->region];
    return nearest < 0 || nearest == area->region;
}

static bool kind_inside(const struct load *load, const struct area *area, const struct kind *kind, int32_t origin)
{
    for (int32_t q = 0; q < load->plan->n_regions && area->kind == AREA_REGION; q++)
        if (leaves_region(load->plan, kind, origin, q)) return false;
    return true;
}

/* ---- work and room ---- */

/* Something that does work: pools, or a gate. */
struct server {
    const bool *pools;
    int32_t gate;
};

static bool stage_counts(const struct load *load, const bool *pools, int32_t stage, int32_t group)
{
    const struct plan_stage *s = &load->plan->stages[stage];
    for (int32_t i = 0; i < s->pools.n; i++)
        if (pool_takes(load->plan, s->pools.id[i], group) && !pools[s->pools.id[i]]) return false;
    return true;
}

static bool needs_gate(const struct plan_exit *exit, int32_t gate)
{
    for (int32_t i = 0; i < exit->n_gates; i++)
        if (exit->gates[i] == gate) return true;
    return false;
}

static double share_by_gate(const struct load *load, const struct steps *steps, int32_t gate)
{
    double share = 0, before = 0;
    for (int32_t i = 0; i < steps->n; i++) {
        if (steps->item[i].exit >= 0 && needs_gate(&load->plan->exits[steps->item[i].exit], gate))
            share += steps->item[i].cumulated - before;
        before = steps->item[i].cumulated;
    }
    return share;
}

/* Seconds of work for the server that one household brings which enters by this stage; of a supply: homes. */
static double work_by(const struct load *load, const struct area *area, const struct server *server, int32_t group, int32_t entry)
{
    const struct plan *plan = load->plan;
    const struct plan_group *g = &plan->groups[group];
    const double *visits = visits_from(load, group, entry);
    double work = 0, factor = INFINITY;
    for (int32_t r = 0; r < plan->n_regions; r++)
        if (in_area(load, area, r)) factor = fmin(factor, load->factor[r]);
    for (int32_t s = 0; s < plan->n_stages; s++) {
        if (visits[s] <= 0) continue;
        const bool inside = stays_inside(load, area, s);
        if (!inside && server->gate >= 0) return 0; /* it may leave from elsewhere */
        if (server->gate >= 0)
            work += visits[s] * share_by_gate(load, &g->steps[s], server->gate);
        else if (inside && stage_counts(load, server->pools, s, group))
            work += visits[s] * plan_mean_stay(g, s) * plan_size(load->plan, g, s) * factor;
    }
    if (server->gate < 0) return work;
    const struct plan_gate *gate = &plan->gates[server->gate];
    return work * gate->share * (gate->kind == GATE_SLOTS ? dist_mean(&gate->held) : 1);
}

static bool can_enter(const struct load *load, const struct area *area, int32_t group, int32_t stage)
{
    const struct plan *plan = load->plan;
    const struct plan_stage *s = &plan->stages[stage];
    for (int32_t r = 0; r < plan->n_regions; r++)
        for (int32_t i = 0; i < s->pools.n && in_area(load, area, r); i++)
            if (plan->ever[place_set(plan, s->pools.id[i], r)] && pool_takes(plan, s->pools.id[i], group)) return true;
    return false;
}

/* By the way that asks least of the server; ways without any place count only when there is no other. */
static double least_work(const struct load *load, const struct area *area, const struct server *server, const struct kind *kind)
{
    const struct plan *plan = load->plan;
    double least[2] = {INFINITY, INFINITY};
    for (int32_t i = 0; i < plan->n_rules; i++) {
        const int32_t stage = plan->rules[i].stage;
        if (!rule_in(kind->rules, i) || stage < 0 || plan->stages[stage].stopgap) continue;
        double *of = &least[can_enter(load, area, kind->group, stage)];
        *of = fmin(*of, work_by(load, area, server, kind->group, stage));
    }
    const double work = isinf(least[1]) ? least[0] : least[1];
    return isinf(work) ? 0 : work;
}

static double room_of(const struct load *load, const struct area *area, const struct server *server)
{
    const struct plan *plan = load->plan;
    double room = 0;
    for (int32_t r = 0; r < plan->n_regions; r++) {
        if (!in_area(load, area, r)) continue;
        if (server->gate >= 0) room += load->slots[server->gate * plan->n_regions + r];
        for (int32_t kind = 0; kind < plan->n_pools && server->gate < 0; kind++)
            if (server->pools[kind]) room += load->places[place_set(plan, kind, r)];
    }
    return room;
}

/* Work in households at a time, or homes per second; *rule: by which most of those wait who bring it. */
static double work_of(const struct load *load, const struct area *area, const struct server *server, int32_t *rule)
{
    const struct plan *plan = load->plan;
    double sum = 0, most = 0;
    for (int32_t k = 0; k < load->n_kinds; k++) {
        const struct kind *kind = &load->kinds[k];
        const double work = least_work(load, area, server, kind);
        for (int32_t r = 0; r < plan->n_regions && work > 0; r++) {
            if (!in_area(load, area, r) || load->per_s[r] <= 0 || !kind_inside(load, area, kind, r)) continue;
            const int32_t by = waits_by(load, kind, r);
            const double brought = by < 0 ? 0 : load->per_s[r] * plan_asking(plan, kind->group, r, true) * kind->share * work;
            sum += brought;
            if (brought > most) most = brought, *rule = by;
        }
    }
    return sum;
}

/* ---- pools that are looked at together ---- */

static void add_sum(struct load *load, const bool *pools)
{
    const size_t bytes = (size_t)load->plan->n_pools * sizeof *pools;
    for (int32_t i = 0; i < load->n_sums; i++)
        if (memcmp(&load->sums[i * load->plan->n_pools], pools, bytes) == 0) return;
    memcpy(&load->sums[load->n_sums++ * load->plan->n_pools], pools, bytes);
}

static void add_stage(const struct load *load, bool *pools, int32_t stage, int32_t group)
{
    const struct plan_stage *s = &load->plan->stages[stage];
    for (int32_t i = 0; i < s->pools.n; i++)
        if (pool_takes(load->plan, s->pools.id[i], group)) pools[s->pools.id[i]] = true;
}

/* All that anybody enters, what each kind enters, and each stage of each group. */
static void make_sums(struct load *load)
{
    const struct plan *plan = load->plan;
    const size_t bytes = (size_t)plan->n_pools * sizeof(bool);
    bool *all = ARENA_ARRAY(load->arena, bool, plan->n_pools), *one = ARENA_ARRAY(load->arena, bool, plan->n_pools);
    load->sums = ARENA_ARRAY(load->arena, bool, (int64_t)(1 + load->n_kinds + plan->n_groups * plan->n_stages) * plan->n_pools);
    for (int pass = 0; pass < 2; pass++)
        for (int32_t k = 0; k < load->n_kinds; k++) {
            bool *pools = pass == 0 ? all : memset(one, 0, bytes);
            for (int32_t i = 0; i < plan->n_rules; i++)
                if (rule_in(load->kinds[k].rules, i) && plan->rules[i].stage >= 0 && !plan->stages[plan->rules[i].stage].stopgap)
                    add_stage(load, pools, plan->rules[i].stage, load->kinds[k].group);
            if (pass == 1 || k + 1 == load->n_kinds) add_sum(load, pools);
        }
    for (int32_t g = 0; g < plan->n_groups; g++)
        for (int32_t s = 0; s < plan->n_stages; s++) {
            memset(one, 0, bytes);
            add_stage(load, one, s, g);
            if (!plan->stages[s].stopgap) add_sum(load, one);
        }
}

/* ---- the refusal ---- */

struct worst {
    double work, room;
    struct server server;
    int32_t rule;
};

static void try_server(const struct load *load, const struct area *area, struct server server, struct worst *worst)
{
    int32_t rule = -1;
    const double room = room_of(load, area, &server);
    if (isinf(room)) return;
    const double work = work_of(load, area, &server, &rule);
    if (work <= 0 || work < room * (1 - 1e-9)) return;
    if (worst->work > 0 && work * worst->room <= worst->work * room) return;
    *worst = (struct worst){work, room, server, rule};
}

static const char *names_of(const struct load *load, const bool *pools)
{
    const char *text = "";
    for (int32_t kind = 0; kind < load->plan->n_pools; kind++)
        if (pools[kind]) text = arena_format(load->arena, "%s%s`%s`", text, *text ? ", " : "", load->plan->pools[kind].name);
    return text;
}

static const char *area_name(const struct load *load, const struct area *area)
{
    const char *id = load->plan->regions[area->region].id;
    if (area->kind == AREA_COUNTRY)
        return load->plan->n_regions == 1 ? arena_format(load->arena, faults_say(load->faults, "region `%s`"), id) : faults_say(load->faults, "the whole country");
    return arena_format(load->arena, faults_say(load->faults, area->kind == AREA_REGION ? "region `%s`" : "region `%s` and those within reach"), id);
}

static void refuse(const struct load *load, const struct area *area, const struct worst *worst)
{
    const struct plan *plan = load->plan;
    const struct plan_rule *rule = &plan->rules[worst->rule];
    const char *path = arena_format(load->arena, "placement[%d]%s", worst->rule, rule->stage < 0 ? ".wait" : "");
    const char *where = area_name(load, area), *what;
    const int32_t gate = worst->server.gate;
    if (gate < 0)
        what = arena_format(load->arena, faults_say(load->faults, "%.4g households at a time need places in %s of %s, and there are %.4g on average"),
                            worst->work, names_of(load, worst->server.pools), where, worst->room);
    else if (plan->gates[gate].kind == GATE_SLOTS)
        what = arena_format(load->arena, faults_say(load->faults, "%.4g households at a time need `%s` in %s, and there are %.4g slots on average"),
                            worst->work, plan->gates[gate].name, where, worst->room);
    else
        what = arena_format(load->arena, faults_say(load->faults, "%.4g households a year need `%s` in %s, and %.4g come free"),
                            worst->work * (double)SECONDS_PER_YEAR, plan->gates[gate].name, where,
                            worst->room * (double)SECONDS_PER_YEAR);
    struct fault *fault = faults_error(load->faults, plan->params->placement.place[worst->rule], "waiting-unbounded", path,
                                       "nobody gives up here, and the list would grow without bound: %s", what);
    if (rule->stage < 0)
        faults_help(load->faults, fault, "give `patience`, a `waiting.limit`, more of what is short, or fewer households");
    else
        faults_help(load->faults, fault, "give `%s` a number of places, more of what is short, or fewer households",
                    plan->stages[rule->stage].name);
}

static bool try_area(const struct load *load, const struct area *area)
{
    const struct plan *plan = load->plan;
    struct worst worst = {.rule = -1};
    for (int32_t i = 0; i < load->n_sums; i++)
        try_server(load, area, (struct server){&load->sums[i * plan->n_pools], -1}, &worst);
    for (int32_t g = 0; g < plan->n_gates && worst.rule < 0; g++)
        if (plan->gates[g].kind != GATE_WAIT) try_server(load, area, (struct server){NULL, g}, &worst);
    if (worst.rule >= 0) refuse(load, area, &worst);
    return worst.rule < 0;
}

/* The country first: what is too much there need not be told region by region. */
static void try_areas(const struct load *load)
{
    const int32_t n = load->plan->n_regions;
    const bool bearable = try_area(load, &(struct area){AREA_COUNTRY, 0});
    bool each = bearable;
    for (int32_t r = 0; r < n && bearable; r++) each &= try_area(load, &(struct area){AREA_REGION, r});
    for (int32_t r = 0; r < n && each; r++)
        if (load->part[r] == r) try_area(load, &(struct area){AREA_PART, r});
}

void plan_bound(struct maker *maker)
{
    struct load load = {.plan = maker->plan, .arena = maker->arena, .faults = maker->faults};
    bool for_ever = false;
    make_kinds(&load);
    make_means(&load);
    for (int32_t k = 0; k < load.n_kinds; k++)
        for (int32_t r = 0; r < maker->plan->n_regions; r++) for_ever |= waits_by(&load, &load.kinds[k], r) >= 0;
    if (!for_ever) return;
    make_visits(&load);
    make_parts(&load);
    make_sums(&load);
    try_areas(&load);
}
