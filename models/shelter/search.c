/* Placement: rules in order, calls to other regions, waiting, giving up.
 *
 * Calls. A household that rings round calls the regions that may have what it needs, nearest first, one after another; a call finds what is
 * free at its end. A call to a region without a free place changes nothing, so only calls that can succeed are events: at the begin of a
 * round, after each call, and whenever a place comes free that nobody claims, the next call that can succeed is looked up. All calls of a
 * round are ordered among equal dates as if they had been scheduled at the begin of the round. */
#include "models/shelter/measure.h"
#include "models/shelter/world.h"

/* ---- rules ---- */

static uint32_t traits_of(const struct household *h)
{
    return 1u << h->colour | (h->returned ? 1u << TRAIT_RETURNED : 0) | (h->again ? 1u << TRAIT_AGAIN : 0);
}

static bool opens(const struct plan_rule *r, const struct household *h)
{
    if (r->stage >= 0 && r->stage < h->need) return false;
    const uint32_t traits = traits_of(h);
    const uint64_t group = UINT64_C(1) << h->group;
    if (r->any_only && !(traits & r->only) && !(group & r->only_groups)) return false;
    return !(traits & r->except) && !(group & r->except_groups);
}

static uint64_t rules_open(const struct plan *plan, const struct household *h)
{
    uint64_t open = 0;
    for (int32_t rule = 0; rule < plan->n_rules; rule++) open |= (uint64_t)opens(&plan->rules[rule], h) << rule;
    return open;
}

bool rule_open(const struct plan *plan, const struct household *h, int32_t rule)
{
    (void)plan;
    return h->open >> rule & 1;
}

int32_t search_rule(const struct plan *plan, const struct household *h, uint64_t stages, int32_t region, int32_t end)
{
    const bool own = region == h->origin;
    for (int32_t rule = 0; rule < end; rule++) {
        const struct plan_rule *r = &plan->rules[rule];
        if (r->stage < 0 || !(stages >> r->stage & 1) || !rule_open(plan, h, rule)) continue;
        if (own ? r->where != WHERE_ELSEWHERE : r->where != WHERE_OWN && plan_km(plan, h->origin, region) <= r->within_km) return rule;
    }
    return -1;
}

/* rule: -1 for one whom no rule placed. */
static uint64_t below(int32_t rule) { return rule <= 0 ? 0 : rule < 64 ? (UINT64_C(1) << rule) - 1 : ~UINT64_C(0); }

/* The rules of [from, to) by which it calls other regions: those before the first by which it would wait. */
static uint64_t calling(const struct plan *plan, const struct household *h, int32_t from, int32_t to)
{
    uint64_t rules = h->open & below(to) & ~below(from);
    const uint64_t waits = rules & plan->wait_rules;
    if (waits) rules &= (waits & -waits) - 1;
    return rules & plan->away_rules;
}

struct found { int32_t rule, set; };

/* The first of its calling rules that finds a place in the region now. */
static struct found find_there(const struct sim *sim, int32_t id, int32_t region)
{
    const struct plan *plan = plan_of(sim);
    const struct household *h = household_at(sim, id);
    const uint64_t rules = plan_reaches(plan, h->group, h->origin)[region] & h->calling & world_of(sim)->roomy[region];
    for (uint64_t left = rules; left; left &= left - 1) {
        const int32_t rule = __builtin_ctzll(left);
        const int32_t set = place_find(sim, id, plan->rules[rule].stage, region);
        if (set >= 0) return (struct found){rule, set};
    }
    return (struct found){-1, -1};
}

/* ---- rounds of calls ---- */

static void search_unlink(struct sim *sim, int32_t id)
{
    struct world *world = world_of(sim);
    struct household *h = &world->households[id];
    if (!h->searching) return;
    h->searching = false;
    if (h->search_prev >= 0) world->households[h->search_prev].search_next = h->search_next;
    else world->search_first[h->origin] = h->search_next;
    if (h->search_next >= 0) world->households[h->search_next].search_prev = h->search_prev;
}

/* At the head: a list has who began its round last first. */
static void search_link(struct sim *sim, int32_t id)
{
    struct world *world = world_of(sim);
    search_unlink(sim, id);
    struct household *h = &world->households[id];
    int32_t *first = &world->search_first[h->origin];
    h->searching = true;
    h->search_prev = -1;
    h->search_next = *first;
    if (*first >= 0) world->households[*first].search_prev = id;
    *first = id;
}

static seconds retry_of(const struct plan *plan, const struct household *h)
{
    if (h->state == STATE_WAITING) return plan->rules[h->rule].retry_s;
    const uint64_t waits = h->open & plan->wait_rules;
    return waits ? plan->rules[__builtin_ctzll(waits)].retry_s : SECONDS_PER_DAY;
}

/* call: which one of the round, from 0; INT16_MAX: its end. */
static void round_event(struct sim *sim, int32_t id, seconds t_s, int kind, int32_t region, int32_t call)
{
    struct household *h = household_at(sim, id);
    h->search_call = (int16_t)call;
    h->search = sim_schedule_as(sim, t_s, h->search_serial, kind, id, region);
}

/* Schedules the first call from the nth on that would find a place now, or the end of the round. */
static void round_go_on(struct sim *sim, int32_t id, int32_t nth)
{
    const struct plan *plan = plan_of(sim);
    struct household *h = household_at(sim, id);
    const int32_t *near = &plan->near[h->origin * (plan->n_regions - 1)];
    const uint64_t *reach = plan_reaches(plan, h->group, h->origin), *roomy = world_of(sim)->roomy;
    int32_t k = 0;
    for (int32_t i = 0; i < plan->n_regions - 1; i++) {
        const uint64_t rules = reach[near[i]] & h->calling;
        if (!rules) continue;
        if (k >= nth && rules & roomy[near[i]] && find_there(sim, id, near[i]).rule >= 0) {
            round_event(sim, id, h->search_s + (k + 1) * plan->call_s, EV_CALL, near[i], k);
            return;
        }
        k++;
    }
    const seconds over_s = h->search_s + k * plan->call_s, again_s = h->search_s + retry_of(plan, h);
    if (h->state == STATE_SEARCHING) round_event(sim, id, over_s, EV_CALL, -1, INT16_MAX);
    else round_event(sim, id, over_s > again_s ? over_s : again_s, EV_RETRY, 0, INT16_MAX);
}

static int32_t calls_before(const struct plan *plan, const struct household *h, int32_t region)
{
    const int32_t *near = &plan->near[h->origin * (plan->n_regions - 1)];
    const uint64_t *reach = plan_reaches(plan, h->group, h->origin);
    int32_t k = 0;
    for (int32_t i = 0; near[i] != region; i++) k += (reach[near[i]] & h->calling) != 0;
    return k;
}

/* Whether anybody is called by the rules of [from, to); they are those of the next round. */
static bool rings(const struct plan *plan, struct household *h, int32_t from, int32_t to)
{
    const uint64_t *reach = plan_reaches(plan, h->group, h->origin);
    h->calling = calling(plan, h, from, to);
    for (int32_t region = 0; h->calling && region < plan->n_regions; region++)
        if (reach[region] & h->calling) return true;
    return false;
}

static void round_begin(struct sim *sim, int32_t id)
{
    struct household *h = household_at(sim, id);
    h->search_s = sim->now_s;
    h->search_serial = calendar_serial(&sim->calendar);
    search_link(sim, id);
    round_go_on(sim, id, 0);
}

/* Whether its call to the region, the nth of the round, is still to come, and before the one it has scheduled. */
static bool call_to_come(const struct sim *sim, const struct household *h, int32_t nth)
{
    const seconds t_s = h->search_s + (nth + 1) * plan_of(sim)->call_s;
    if (nth >= h->search_call || t_s < sim->now_s) return false;
    const unsigned rank = sim->model->kinds[EV_CALL].rank, now_rank = calendar_rank(sim->now_key);
    const bool over = now_rank > rank || (now_rank == rank && calendar_serial_of(sim->now_key) >= h->search_serial);
    return t_s > sim->now_s || !over;
}

/* rules: those that lead to the places that came free. */
static void tell(struct sim *sim, int32_t id, int32_t region, const struct plan_pool *pool, uint64_t rules)
{
    const struct plan *plan = plan_of(sim);
    struct household *h = household_at(sim, id);
    if (!(pool->takes >> h->group & 1) || !(plan_reaches(plan, h->group, h->origin)[region] & h->calling & rules)) return;
    const int32_t nth = calls_before(plan, h, region);
    if (!call_to_come(sim, h, nth) || find_there(sim, id, region).rule < 0) return;
    sim_cancel(sim, h->search);
    round_event(sim, id, h->search_s + (nth + 1) * plan->call_s, EV_CALL, region, nth);
}

/* Not every nearer region is called, so a region is called at the latest after all that are nearer: who began before that has called it. */
void search_tell(struct sim *sim, int32_t set)
{
    const struct plan *plan = plan_of(sim);
    const struct world *world = world_of(sim);
    const int32_t region = set % plan->n_regions;
    const struct plan_pool *pool = &plan->pools[set / plan->n_regions];
    uint64_t rules = 0;
    for (uint64_t left = pool->stages; left; left &= left - 1) rules |= plan->stage_rules[__builtin_ctzll(left)];
    for (int32_t origin = 0; origin < plan->n_regions; origin++) {
        if (origin == region || world->search_first[origin] < 0) continue;
        const seconds latest_s = (plan->position[origin * plan->n_regions + region] + 1) * plan->call_s;
        for (int32_t id = world->search_first[origin]; id >= 0; id = world->households[id].search_next) {
            if (world->households[id].search_s + latest_s < sim->now_s) break;
            tell(sim, id, region, pool, rules);
        }
    }
}

/* ---- passes through the list ---- */

static void turn_away(struct sim *sim, int32_t id, enum reason reason)
{
    struct household *h = household_at(sim, id);
    search_stop(sim, id);
    if (h->displaced) reason = REASON_DISPLACED;
    measure_turned_away(sim, h, reason);
    measure_log(sim, h, WORD_TURNED_AWAY, -1, -1);
    gates_drop(sim, id);
    household_state(sim, id, STATE_AWAY);
    household_free(sim, id);
}

static void take(struct sim *sim, int32_t id, struct found found)
{
    const struct plan *plan = plan_of(sim);
    const int32_t stage = plan->rules[found.rule].stage;
    place_take(sim, id, stage, found.set);
    if (plan->stages[stage].stopgap) search_stopgap(sim, id, true);
}

/* Tries the rules before `end` where a claim would be made; under calls only in the own region. */
static struct found find_claimable(const struct sim *sim, int32_t id, int32_t end)
{
    const struct plan *plan = plan_of(sim);
    const struct household *h = household_at(sim, id);
    for (int32_t rule = 0; rule < end; rule++) {
        const struct plan_rule *r = &plan->rules[rule];
        if (r->stage < 0 || !rule_open(plan, h, rule)) continue;
        int32_t set = r->where == WHERE_ELSEWHERE ? -1 : place_find(sim, id, r->stage, h->origin);
        const int32_t *near = &plan->near[h->origin * (plan->n_regions - 1)];
        for (int32_t i = 0; set < 0 && !plan->calls && r->where != WHERE_OWN && i < plan->n_regions - 1; i++)
            if (plan_km(plan, h->origin, near[i]) <= r->within_km) set = place_find(sim, id, r->stage, near[i]);
        if (set >= 0) return (struct found){rule, set};
    }
    return (struct found){-1, -1};
}

void search_rules(struct sim *sim, int32_t id)
{
    struct household *h = household_at(sim, id);
    h->rule = 0;
    h->open = rules_open(plan_of(sim), h);
}

/* ---- waiting ---- */

/* Adds to the waiting lists the household is on, once each; or only asks whether every one of them has room. */
static bool lists(struct sim *sim, const struct household *h, int by, bool ask)
{
    const struct plan *plan = plan_of(sim);
    struct world *world = world_of(sim);
    if (ask && world->waiting >= plan->waiting_limit) return false;
    for (int32_t kind = 0; kind < plan->n_pools; kind++) {
        const struct plan_pool *pool = &plan->pools[kind];
        if (pool->waiting_limit == INT64_MAX || !(pool->takes >> h->group & 1)) continue;
        for (int32_t region = 0; region < plan->n_regions; region++) {
            const int32_t set = place_set(plan, kind, region);
            if (!plan->ever[set] || (plan->calls && region != h->origin) || search_rule(plan, h, pool->stages, region, h->rule) < 0) continue;
            if (ask && world->sets[set].waiting >= pool->waiting_limit) return false;
            world->sets[set].waiting += by;
        }
    }
    return true;
}

/* By its rule, since `waited_s` ago: then its patience is known to be longer, and rounds of calls were begun as often as the rule says. */
static void wait_from(struct sim *sim, int32_t id, seconds waited_s)
{
    struct household *h = household_at(sim, id);
    const struct plan *plan = plan_of(sim);
    const struct plan_rule *r = &plan->rules[h->rule];
    h->first_pass = false;
    lists(sim, h, 1, false);
    world_of(sim)->waiting++;
    household_state(sim, id, STATE_WAITING);
    measure_log(sim, h, WORD_WAITS, -1, -1);
    claim_rules(sim, id, h->rule);
    if (r->patience.kind != DIST_ABSENT) {
        const seconds rest_s = dist_seconds_beyond(&r->patience, waited_s, draw_of(sim, h, DRAW_PATIENCE, (uint64_t)h->episode)) - waited_s;
        h->patience = sim_schedule(sim, sim->now_s + rest_s, EV_PATIENCE, id, 0);
    }
    if (plan->calls && rings(plan, h, 0, h->rule)) {
        h->search_serial = calendar_serial(&sim->calendar);
        h->search = sim_schedule(sim, sim->now_s + r->retry_s - waited_s % r->retry_s, EV_RETRY, id, 0);
    }
}

static void wait_begin(struct sim *sim, int32_t id, int32_t rule)
{
    struct household *h = household_at(sim, id);
    search_unlink(sim, id);
    const struct found found = find_claimable(sim, id, rule);
    if (found.rule >= 0) {
        take(sim, id, found);
        return;
    }
    h->rule = (int8_t)rule;
    if (lists(sim, h, 0, true)) wait_from(sim, id, 0);
    else turn_away(sim, id, REASON_LIST_FULL);
}

void search_wait(struct sim *sim, int32_t id, seconds waited_s)
{
    const struct plan *plan = plan_of(sim);
    struct household *h = household_at(sim, id);
    search_rules(sim, id);
    h->rule = (int8_t)__builtin_ctzll(h->open & plan->wait_rules);
    wait_from(sim, id, waited_s);
}

/* The list from `rule` on; `called`: the other regions have been called already. */
static void pass(struct sim *sim, int32_t id, int32_t rule, bool called)
{
    const struct plan *plan = plan_of(sim);
    for (; rule < plan->n_rules; rule++) {
        struct household *h = household_at(sim, id);
        const struct plan_rule *r = &plan->rules[rule];
        if (!rule_open(plan, h, rule)) continue;
        if (r->stage < 0) {
            wait_begin(sim, id, rule);
            return;
        }
        int32_t set = r->where == WHERE_ELSEWHERE ? -1 : place_find(sim, id, r->stage, h->origin);
        if (set < 0 && r->where != WHERE_OWN && plan->calls && !called) {
            h->rule = (int8_t)rule;
            if (rings(plan, h, h->rule, plan->n_rules)) {
                round_begin(sim, id);
                return;
            }
            called = true;
        }
        const int32_t *near = &plan->near[h->origin * (plan->n_regions - 1)];
        for (int32_t i = 0; set < 0 && !plan->calls && r->where != WHERE_OWN && i < plan->n_regions - 1; i++)
            if (plan_km(plan, h->origin, near[i]) <= r->within_km) set = place_find(sim, id, r->stage, near[i]);
        if (set >= 0) {
            take(sim, id, (struct found){rule, set});
            return;
        }
    }
    turn_away(sim, id, REASON_NO_PLACE);
}

void search_begin(struct sim *sim, int32_t id)
{
    const struct plan *plan = plan_of(sim);
    struct household *h = household_at(sim, id);
    search_rules(sim, id);
    household_state(sim, id, STATE_SEARCHING);
    if (plan->overview && plan->look_s > 0) h->search = sim_schedule(sim, sim->now_s + plan->look_s, EV_LOOK, id, 0);
    else pass(sim, id, 0, false);
}

void search_look(struct sim *sim, int32_t id) { pass(sim, id, 0, false); }

void search_call(struct sim *sim, int32_t id, int32_t region)
{
    const struct plan *plan = plan_of(sim);
    struct household *h = household_at(sim, id);
    if (region < 0) {
        search_unlink(sim, id);
        pass(sim, id, h->rule + 1, true);
        return;
    }
    const struct found found = find_there(sim, id, region);
    if (found.rule >= 0) take(sim, id, found);
    else round_go_on(sim, id, calls_before(plan, h, region) + 1);
}

void search_retry(struct sim *sim, int32_t id) { round_begin(sim, id); }

void search_stopgap(struct sim *sim, int32_t id, bool claims_are_new)
{
    struct household *h = household_at(sim, id);
    const struct plan *plan = plan_of(sim);
    if (claims_are_new) {
        const struct found found = find_claimable(sim, id, h->rule);
        if (found.rule >= 0) {
            take(sim, id, found);
            return;
        }
    }
    h->first_pass = false;
    claim_rules(sim, id, h->rule);
    if (plan->calls && rings(plan, h, 0, h->rule)) {
        h->search_serial = calendar_serial(&sim->calendar);
        h->search = sim_schedule(sim, sim->now_s + retry_of(plan, h), EV_RETRY, id, 0);
    }
}

void search_stop(struct sim *sim, int32_t id)
{
    struct household *h = household_at(sim, id);
    if (h->state == STATE_WAITING) {
        lists(sim, h, -1, false);
        world_of(sim)->waiting--;
        sim_cancel(sim, h->patience);
    }
    const bool asks_back = h->set >= 0 && h->asked_back; /* and that falls due by an event */
    if (h->state == STATE_SEARCHING || h->state == STATE_WAITING || in_stopgap(plan_of(sim), h) || asks_back) sim_cancel(sim, h->search);
    search_unlink(sim, id);
    exchange_leave(sim, id);
    claims_drop(sim, id);
}

void search_patience(struct sim *sim, int32_t id)
{
    struct household *h = household_at(sim, id);
    const struct plan_rule *r = &plan_of(sim)->rules[h->rule];
    const double u = draw_of(sim, h, DRAW_THEN, (uint64_t)h->episode);
    int32_t i = 0;
    while (i + 1 < r->n_then && r->then[i].cumulated < u) i++;
    const int32_t exit = r->n_then ? r->then[i].exit : -1;
    const bool again = r->n_then && exit < 0;
    search_stop(sim, id);
    measure_turned_away(sim, h, REASON_PATIENCE);
    if (exit >= 0) metric_count(&sim->record, M_LEFT_UNPLACED, h->origin, exit, 0, 1);
    measure_log(sim, h, WORD_LEFT_UNPLACED, -1, exit);
    gates_drop(sim, id);
    household_state(sim, id, STATE_AWAY);
    if (!again) {
        stay_exit(sim, id, exit);
        return;
    }
    const seconds after_s = dist_seconds(&r->again_after, draw_of(sim, h, DRAW_AGAIN, (uint64_t)h->episode));
    sim_schedule(sim, sim->now_s + after_s, EV_AGAIN, id, 0);
}
