/* Regions, distances, pools with their places at the begin, and gates. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/shelter/plan.h"

#define EARTH_KM 6371.0088

bool plan_column(const struct plan *plan, int32_t region, const char *column, double *value)
{
    const struct region_params *r = ITEM(plan->params->regions, struct region_params, region);
    if (strcmp(column, "population") == 0 && !isnan(r->population)) return *value = r->population, true;
    if (strcmp(column, "intake_share") == 0 && !isnan(r->intake_share)) return *value = r->intake_share, true;
    for (int32_t i = 0; i < r->columns.n; i++)
        if (strcmp(r->columns.item[i].name.text, column) == 0) return *value = r->columns.item[i].value, true;
    return false;
}

void plan_column_missing(struct maker *maker, const char *path, const char *column)
{
    const struct plan *plan = maker->plan;
    const struct pairs *columns = &ITEM(plan->params->regions, struct region_params, 0)->columns;
    const char **words = ARENA_ARRAY(maker->arena, const char *, columns->n + 2);
    int n = 0;
    for (int32_t i = 0; i < columns->n; i++) words[n++] = columns->item[i].name.text;
    words[n++] = "population";
    words[n++] = "intake_share";
    const char *near = param_nearest(column, words, n);
    struct fault *fault = faults_error(maker->faults, plan_place(plan, "%s", path), "column-missing", path, "no region has a column `%s`", column);
    if (near) faults_help(maker->faults, fault, "did you mean `%s`?", near);
    else faults_help(maker->faults, fault, "give every region a number there, or name another column");
}

const char *plan_near_column(const struct plan *plan, const char *name)
{
    const struct pairs *columns = &ITEM(plan->params->regions, struct region_params, 0)->columns;
    const char *near = NULL;
    for (int32_t i = 0; i < columns->n && !near; i++) near = param_nearest(name, &columns->item[i].name.text, 1);
    return near;
}

void plan_cell_missing(struct maker *maker, int32_t region, const char *column, const char *use)
{
    const struct plan *plan = maker->plan;
    const char *id = plan->regions[region].id;
    faults_help(maker->faults,
                faults_error(maker->faults, plan->params->regions.place[region], "column-missing", arena_format(maker->arena, "regions.%s", id),
                             "region `%s` has no `%s`, %s", id, column, faults_say(maker->faults, use)),
                "give it a number there, as other regions have; 0 is one");
}

/* Of a column, of places by stage or pool, or of the row where there is neither. */
static struct place cell_place(const struct plan *plan, int32_t region, const char *name)
{
    const struct region_params *r = ITEM(plan->params->regions, struct region_params, region);
    for (int32_t i = 0; i < r->columns.n; i++)
        if (strcmp(r->columns.item[i].name.text, name) == 0) return r->columns.item[i].place;
    return plan->params->regions.place[region];
}

void plan_cell_check(struct maker *maker, int32_t region, const char *column)
{
    double value;
    const struct plan *plan = maker->plan;
    if (!plan_column(plan, region, column, &value) || value >= 0) return;
    const char *path = arena_format(maker->arena, "regions.%s.%s", plan->regions[region].id, column);
    faults_help(maker->faults, faults_error(maker->faults, cell_place(plan, region, column), "column-negative", path, "`%g` is less than 0", value), "write a number from 0");
}

/* ---- regions and distances ---- */

static void make_regions(struct maker *maker)
{
    struct plan *plan = maker->plan;
    const struct items *items = &plan->params->regions;
    plan->n_regions = items->n;
    plan->regions = ARENA_ARRAY(maker->arena, struct plan_region, items->n);
    plan->located = true;
    for (int32_t i = 0; i < items->n; i++) {
        const struct region_params *r = ITEM(*items, struct region_params, i);
        plan->regions[i] = (struct plan_region){.id = items->key[i], .name = r->name ? r->name : items->key[i], .code = r->code ? r->code : "",
                                                .hash = rng_hash(items->key[i]), .lat = r->lat, .lon = r->lon, .stay_factor = r->stay_factor};
        plan->located &= !isnan(r->lat) && !isnan(r->lon);
    }
}

static int compare_hashes(const void *a, const void *b)
{
    const struct plan_region *x = *(const struct plan_region *const *)a, *y = *(const struct plan_region *const *)b;
    return (x->hash > y->hash) - (x->hash < y->hash);
}

/* Draws are keyed by the hash of a region's name: two names with one hash would share their households. */
static void check_hashes(struct maker *maker)
{
    const struct plan *plan = maker->plan;
    const struct plan_region **sorted = ARENA_ARRAY(maker->arena, const struct plan_region *, plan->n_regions);
    for (int32_t i = 0; i < plan->n_regions; i++) sorted[i] = &plan->regions[i];
    qsort(sorted, (size_t)plan->n_regions, sizeof *sorted, compare_hashes);
    for (int32_t i = 1; i < plan->n_regions; i++)
        if (sorted[i]->hash == sorted[i - 1]->hash)
            faults_help(maker->faults,
                        faults_error(maker->faults, plan->params->regions.place[sorted[i] - plan->regions], "region-hash", "regions",
                                     "`%s` and `%s` would share their households: their names are mixed to one number", sorted[i - 1]->id, sorted[i]->id),
                        "rename one of them");
}

/* Great circle (haversine formula). */
static double distance_km(const struct plan_region *a, const struct plan_region *b)
{
    const double rad = acos(-1) / 180;
    const double u = sin((b->lat - a->lat) * rad / 2), v = sin((b->lon - a->lon) * rad / 2);
    const double h = u * u + cos(a->lat * rad) * cos(b->lat * rad) * v * v;
    return 2 * EARTH_KM * asin(fmin(1, sqrt(h)));
}

struct neighbour { float km; int32_t region; };

static int compare_neighbours(const void *a, const void *b)
{
    const struct neighbour *x = a, *y = b;
    if (x->km != y->km) return x->km < y->km ? -1 : 1;
    return (x->region > y->region) - (x->region < y->region);
}

static void make_distances(struct maker *maker)
{
    struct plan *plan = maker->plan;
    const int32_t n = plan->n_regions;
    plan->km = ARENA_ARRAY(maker->arena, float, (int64_t)n * n);
    plan->near = ARENA_ARRAY(maker->arena, int32_t, (int64_t)n * (n > 1 ? n - 1 : 1));
    struct neighbour *sorted = ARENA_ARRAY(maker->arena, struct neighbour, n);
    for (int32_t a = 0; a < n; a++) {
        int32_t k = 0;
        for (int32_t b = 0; b < n; b++) {
            plan->km[a * n + b] = a == b || !plan->located ? 0 : (float)distance_km(&plan->regions[a], &plan->regions[b]);
            if (a != b) sorted[k++] = (struct neighbour){plan->km[a * n + b], b};
        }
        qsort(sorted, (size_t)k, sizeof *sorted, compare_neighbours);
        for (int32_t i = 0; i < k; i++) plan->near[a * (n - 1) + i] = sorted[i].region;
    }
}

static void make_travel(struct maker *maker)
{
    struct plan *plan = maker->plan;
    const struct travel_params *travel = &plan->params->travel;
    if (!travel->given || !plan->located) return;
    const int32_t n = plan->n_regions;
    plan->travel_s = ARENA_ARRAY(maker->arena, seconds, (int64_t)n * n);
    for (int32_t i = 0; i < n * n; i++) plan->travel_s[i] = llround((double)plan->km[i] * travel->detour / travel->speed_kmh * 3600);
}

/* ---- pools ---- */

static const struct pool_params *named_pool(const struct plan *plan, const char *name, int32_t *index)
{
    const struct items *items = &plan->params->pools;
    for (*index = 0; *index < items->n; (*index)++)
        if (strcmp(items->key[*index], name) == 0) return ITEM(*items, struct pool_params, *index);
    *index = -1;
    return NULL;
}

static uint64_t takes_of(const struct plan *plan, const struct pool_params *params)
{
    const int32_t groups = plan->params->groups.n ? plan->params->groups.n : 1;
    uint64_t takes = 0;
    for (int32_t i = 0; params && i < params->takes.n; i++) takes |= UINT64_C(1) << params->takes.item[i].id;
    return takes ? takes : groups == 64 ? ~UINT64_C(0) : (UINT64_C(1) << groups) - 1;
}

static double pair_value(const struct pairs *pairs, int32_t space, int32_t id)
{
    for (int32_t i = 0; i < pairs->n; i++)
        if (pairs->item[i].name.space == space && pairs->item[i].name.id == id) return pairs->item[i].value;
    return (double)NAN;
}

/* Places of a pool in a region, most specific first: the pool's own list, the region's places, a column with its name, the stage's default. */
static double base_places(const struct plan *plan, const struct pool_params *params, int32_t index, const char *name, int32_t stage, int32_t region)
{
    const struct region_params *r = ITEM(plan->params->regions, struct region_params, region);
    double value = params ? pair_value(&params->places, 0, region) : (double)NAN;
    if (isnan(value) && index >= 0) value = pair_value(&r->places, 1, index);
    if (isnan(value) && stage >= 0) value = pair_value(&r->places, 0, stage);
    if (isnan(value) && !plan_column(plan, region, name, &value)) value = (double)NAN;
    if (!isnan(value)) return value;
    if (stage < 0) return 0;
    const int64_t places = ITEM(plan->params->stages, struct stage_params, stage)->places;
    if (places >= 0) return places == INT64_MAX ? (double)INFINITY : (double)places;
    return (double)NAN;
}

static bool given_somewhere(const struct plan *plan, const struct pool_params *params, int32_t index, const char *name, int32_t stage)
{
    for (int32_t r = 0; r < plan->n_regions; r++)
        if (!isnan(base_places(plan, params, index, name, stage, r))) return true;
    return false;
}

static void fill_places(struct maker *maker, int32_t kind, const struct pool_params *params, int32_t index, int32_t stage)
{
    struct plan *plan = maker->plan;
    const char *name = plan->pools[kind].name;
    const bool somewhere = given_somewhere(plan, params, index, name, stage);
    const struct plan_stage *s = stage >= 0 ? &plan->stages[stage] : NULL;
    const double otherwise = !somewhere && s && (s->stopgap || !s->residential) ? (double)INFINITY : 0;
    for (int32_t r = 0; r < plan->n_regions; r++) {
        const double value = base_places(plan, params, index, name, stage, r);
        plan->places[place_set(plan, kind, r)] = places_of(isnan(value) ? otherwise : value);
        if (isnan(value) || (value >= 0 && (isinf(value) || floor(value) == value))) continue;
        faults_help(maker->faults,
                    faults_error(maker->faults, cell_place(plan, r, name), "places-range", arena_format(maker->arena, "regions.%s.%s", plan->regions[r].id, name),
                                 "there cannot be %g places", value),
                    "write a whole number from 0");
    }
}

enum { RESERVE_OWN = 3, RESERVE_GROUP = 4 }; /* spaces of `reserve`, after the colours */

static void make_reserves(struct maker *maker, struct plan_pool *pool, const struct pairs *pairs)
{
    pool->reserves = ARENA_ARRAY(maker->arena, struct reserve, pairs->n);
    for (int32_t i = 0; i < pairs->n; i++) {
        const struct name *name = &pairs->item[i].name;
        pool->reserves[pool->n_reserves++] =
            (struct reserve){.colours = name->space < RESERVE_OWN ? 1u << name->space : 0, .own = name->space == RESERVE_OWN,
                             .groups = name->space == RESERVE_GROUP ? UINT64_C(1) << name->id : 0, .places = (int32_t)fmin(pairs->item[i].value, INT32_MAX)};
        if (name->space == RESERVE_GROUP && !(pool->takes >> name->id & 1))
            faults_help(maker->faults,
                        faults_error(maker->faults, pairs->item[i].place, "reserve-group", arena_format(maker->arena, "pools.%s.reserve", pool->name),
                                     "places are kept for `%s`, whom the pool does not take", name->text),
                        "leave it out, or name the group in `takes`");
    }
}

/* stage: whose column and default fill it; -1 for a pool of its own, which takes none of these. */
static void make_pool(struct maker *maker, const char *name, int32_t stage, const struct pool_params *params, int32_t index)
{
    struct plan *plan = maker->plan;
    const int32_t kind = plan->n_pools++;
    struct plan_pool *pool = &plan->pools[kind];
    *pool = (struct plan_pool){.name = name, .takes = takes_of(plan, params), .waiting_limit = params ? params->waiting.limit : INT64_MAX};
    if (stage >= 0) pool->stages = UINT64_C(1) << stage;
    if (params && params->stage.id >= 0) pool->stages |= UINT64_C(1) << params->stage.id;
    for (int32_t i = 0; params && i < params->stages.n; i++) pool->stages |= UINT64_C(1) << params->stages.item[i].id;
    pool->shared = (pool->stages & (pool->stages - 1)) != 0;
    pool->persons = params && params->unit == POOL_PERSON;
    pool->backfill = !params || params->backfill;
    if (params) make_reserves(maker, pool, &params->reserve);
    pool->picky = pool->persons || pool->n_reserves;
    fill_places(maker, kind, params, index, stage);
}

static void make_named(struct maker *maker, int32_t i)
{
    const struct items *items = &maker->plan->params->pools;
    const struct pool_params *params = ITEM(*items, struct pool_params, i);
    if (params->stage.id >= 0 || params->stages.n) {
        make_pool(maker, items->key[i], -1, params, i);
        return;
    }
    const char *path = arena_format(maker->arena, "pools.%s", items->key[i]);
    faults_help(maker->faults, faults_error(maker->faults, items->place[i], "pool-stage", path, "pool `%s` says neither `stage` nor `stages`", items->key[i]),
                "name the stage it serves, or call the pool as the stage");
}

/* For each stage: pools for certain groups first, then the open one, then those shared between stages. */
static void list_pools(struct maker *maker)
{
    struct plan *plan = maker->plan;
    const uint64_t all = takes_of(plan, NULL);
    for (int32_t stage = 0; stage < plan->n_stages; stage++) {
        struct plan_stage *s = &plan->stages[stage];
        s->pools.id = ARENA_ARRAY(maker->arena, int32_t, plan->n_pools);
        for (int order = 0; order < 3; order++)
            for (int32_t kind = 0; kind < plan->n_pools; kind++) {
                const struct plan_pool *pool = &plan->pools[kind];
                const int of = pool->shared ? 2 : pool->takes == all ? 1 : 0;
                if (of == order && pool->stages >> stage & 1) s->pools.id[s->pools.n++] = kind;
            }
    }
}

static void make_pools(struct maker *maker)
{
    struct plan *plan = maker->plan;
    const struct items *items = &plan->params->pools;
    plan->pools = ARENA_ARRAY(maker->arena, struct plan_pool, plan->n_stages + items->n);
    plan->places = ARENA_ARRAY(maker->arena, int32_t, (int64_t)(plan->n_stages + items->n) * plan->n_regions);
    for (int32_t stage = 0; stage < plan->n_stages; stage++) {
        int32_t index;
        const struct pool_params *params = named_pool(plan, plan->stages[stage].name, &index);
        make_pool(maker, plan->stages[stage].name, stage, params, index);
    }
    for (int32_t i = 0; i < items->n; i++) {
        bool is_stage = false;
        for (int32_t stage = 0; stage < plan->n_stages; stage++) is_stage |= strcmp(items->key[i], plan->stages[stage].name) == 0;
        if (!is_stage) make_named(maker, i);
    }
    list_pools(maker);
}

/* ---- gates ---- */

static bool column_exists(const struct plan *plan, const char *column)
{
    double value;
    for (int32_t r = 0; r < plan->n_regions; r++)
        if (plan_column(plan, r, column, &value)) return true;
    return false;
}

static double gate_base(const struct plan *plan, const struct gate_params *g, int32_t region)
{
    double value = pair_value(&g->given, 0, region);
    if (isnan(value) && g->column && !plan_column(plan, region, g->column, &value)) value = (double)NAN;
    return isnan(value) ? g->each : value;
}

static void gate_fault(struct maker *maker, int32_t i, const char *id, const char *what, const char *help)
{
    const struct items *items = &maker->plan->params->gates;
    const char *path = arena_format(maker->arena, "gates.%s", items->key[i]);
    faults_help(maker->faults, faults_error(maker->faults, items->place[i], id, path, "gate `%s` %s", items->key[i], faults_say(maker->faults, what)), "%s", help);
}

static int compare_sizes(const void *a, const void *b)
{
    const struct size *x = a, *y = b;
    return (x->persons > y->persons) - (x->persons < y->persons);
}

static void make_sizes(struct maker *maker, struct plan_gate *gate, const struct gate_params *params, int32_t i)
{
    if (params->sizes.n > MAX_SIZES) gate_fault(maker, i, "sizes", "has more than 16 sizes", "write fewer sizes");
    gate->n_sizes = params->sizes.n < MAX_SIZES ? params->sizes.n : MAX_SIZES;
    gate->sizes = ARENA_ARRAY(maker->arena, struct size, params->sizes.n);
    for (int32_t k = 0; k < gate->n_sizes; k++) {
        char *end;
        const long persons = strtol(params->sizes.item[k].name.text, &end, 10);
        if (*end || persons < 1 || persons > INT16_MAX) gate_fault(maker, i, "sizes", "has a size that is no number of persons", "write `sizes: {2: 50 %, 4: 35 %, 6: 15 %}`");
        gate->sizes[k] = (struct size){params->sizes.item[k].value, (int32_t)persons};
    }
    double sum = 0;
    qsort(gate->sizes, (size_t)gate->n_sizes, sizeof *gate->sizes, compare_sizes);
    for (int32_t k = 0; k < gate->n_sizes; k++) gate->sizes[k].cumulated = sum += gate->sizes[k].cumulated;
}

static void make_gate(struct maker *maker, int32_t i)
{
    struct plan *plan = maker->plan;
    const struct gate_params *g = ITEM(plan->params->gates, struct gate_params, i);
    struct plan_gate *gate = &plan->gates[i];
    *gate = (struct plan_gate){.name = plan->params->gates.key[i], .hash = rng_hash(plan->params->gates.key[i]), .kind = g->kind, .of = g->of,
                               .accept = g->accept, .share = g->share, .apply_after_s = llround(g->apply_after_s), .held = g->held, .wait = g->wait};
    if (g->kind == GATE_SLOTS && g->held.kind == DIST_ABSENT) gate_fault(maker, i, "held-missing", "does not say how long a slot is held", "write `held: {exponential: {mean: 180 d}}`");
    if (g->kind == GATE_WAIT && g->wait.kind == DIST_ABSENT) gate_fault(maker, i, "wait-missing", "does not say how long the wait is", "write `wait: {gamma: {mean: 120 d, sd: 90 d}}`");
    dist_prepare_shared(&gate->held, &maker->shelf, maker->arena);
    dist_prepare_shared(&gate->wait, &maker->shelf, maker->arena);
    make_sizes(maker, gate, g, i);
    gate->unlimited = ARENA_ARRAY(maker->arena, bool, plan->n_regions);
    gate->factor = ARENA_ARRAY(maker->arena, double, plan->n_regions);
    gate->slots = ARENA_ARRAY(maker->arena, int32_t, plan->n_regions);
    const bool no_column = g->column && !column_exists(plan, g->column);
    if (no_column) plan_column_missing(maker, arena_format(maker->arena, "gates.%s.column", gate->name), g->column);
    for (int32_t r = 0; r < plan->n_regions; r++) {
        if (g->column) plan_cell_check(maker, r, g->column);
        const double base = gate_base(plan, g, r);
        if (isnan(base) && g->kind != GATE_WAIT && no_column) break;
        if (isnan(base) && g->kind != GATE_WAIT) {
            faults_help(maker->faults,
                        faults_error(maker->faults, plan->params->gates.place[i], "gate-amount", arena_format(maker->arena, "gates.%s", gate->name),
                                     "gate `%s` has no number for region `%s`", gate->name, plan->regions[r].id),
                        "name a `column` of the regions, or give `each: 20`, or `each: unlimited`");
            break;
        }
        gate->factor[r] = isnan(base) ? g->factor : base * g->factor;
        gate->unlimited[r] = isinf(base);
        gate->slots[r] = isinf(base) ? INT32_MAX : places_of(floor(gate->factor[r] + 1e-9));
    }
}

void plan_network(struct maker *maker)
{
    struct plan *plan = maker->plan;
    make_regions(maker);
    check_hashes(maker);
    make_distances(maker);
    make_travel(maker);
    make_pools(maker);
    plan_columns(maker);
    plan->n_gates = plan->params->gates.n;
    plan->gates = ARENA_ARRAY(maker->arena, struct plan_gate, plan->n_gates);
    plan->n_lines = 1;
    for (int32_t i = 0; i < plan->n_gates; i++) {
        make_gate(maker, i);
        if (plan->gates[i].n_sizes >= plan->n_lines) plan->n_lines = plan->gates[i].n_sizes + 1;
    }
}
