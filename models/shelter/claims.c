/* Claim lists are treaps: ordered by key, balanced by a priority that is a function of the key, so that equal worlds have equal trees. */
#include "models/shelter/world.h"

/* The recursion is as deep as the tree: about 2 ln n. */
#define COMPARE(a, b) (((a) > (b)) - ((a) < (b)))

int claim_compare(const struct claim_key *a, const struct claim_key *b)
{
    int order = COMPARE(a->rank, b->rank);
    if (!order) order = COMPARE(a->since_s, b->since_s);
    if (!order) order = COMPARE(a->number, b->number);
    return order;
}

static int32_t rows_of(const struct plan *plan) { return plan->n_stages + plan->n_rules; }

int32_t list_local(const struct plan *plan, int32_t class, int32_t stage, int32_t region)
{
    return (class * rows_of(plan) + stage) * plan->n_regions + region;
}

/* Claims of a rule without a limit of distance share one list; with one they are listed by origin. */
int32_t list_away(const struct plan *plan, int32_t class, int32_t rule, int32_t origin)
{
    const bool everywhere = plan->rules[rule].within_km > 1e9;
    return list_local(plan, class, plan->n_stages + rule, everywhere ? 0 : origin);
}

int32_t lists_count(const struct plan *plan) { return plan->n_reach * rows_of(plan) * plan->n_regions; }

struct list_of list_of(const struct plan *plan, int32_t list)
{
    const int32_t row = list / plan->n_regions % rows_of(plan), rule = row - plan->n_stages;
    return (struct list_of){.stage = rule < 0 ? row : plan->rules[rule].stage, .rule = rule < 0 ? -1 : rule, .region = list % plan->n_regions};
}

static uint32_t priority_of(const struct claim_key *key)
{
    uint64_t x = (uint64_t)(uint32_t)key->number * UINT64_C(0x9E3779B97F4A7C15) ^ (uint64_t)key->since_s;
    x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    return (uint32_t)(x >> 32);
}

/* Splits a tree in those before `key` and the others. */
static void split(struct claim *claims, int32_t root, const struct claim_key *key, int32_t *before, int32_t *others)
{
    if (root < 0) {
        *before = *others = -1;
    } else if (claim_compare(&claims[root].key, key) < 0) {
        split(claims, claims[root].right, key, &claims[root].right, others);
        *before = root;
    } else {
        split(claims, claims[root].left, key, before, &claims[root].left);
        *others = root;
    }
}

static int32_t join(struct claim *claims, int32_t a, int32_t b)
{
    if (a < 0) return b;
    if (b < 0) return a;
    if (claims[a].priority > claims[b].priority) {
        claims[a].right = join(claims, claims[a].right, b);
        return a;
    }
    claims[b].left = join(claims, a, claims[b].left);
    return b;
}

static int32_t *away_count(struct world *world, int32_t list)
{
    const int32_t rule = list_of(world->plan, list).rule;
    return rule >= 0 ? &world->n_away[rule] : NULL;
}

void claim_add(struct sim *sim, int32_t household, int32_t list, struct claim_key key)
{
    struct world *world = world_of(sim);
    int32_t id = world->free_claim;
    if (id >= 0) {
        world->free_claim = world->claims[id].next;
    } else {
        BUG_IF(world->n_claims == world->claim_capacity, "more claims than %d", world->claim_capacity);
        id = world->n_claims++;
    }
    struct household *h = &world->households[household];
    world->claims[id] = (struct claim){.key = key, .household = household, .list = list, .left = -1, .right = -1, .next = h->first_claim,
                                       .priority = priority_of(&key), .order = ++world->last_claim};
    h->first_claim = id;
    int32_t before, others, *away = away_count(world, list);
    split(world->claims, world->lists[list], &key, &before, &others);
    world->lists[list] = join(world->claims, join(world->claims, before, id), others);
    if (away) (*away)++;
}

static void claim_remove(struct world *world, int32_t id)
{
    int32_t *link = &world->lists[world->claims[id].list], *away = away_count(world, world->claims[id].list);
    while (*link != id) {
        BUG_IF(*link < 0, "claim %d is not in its list", id);
        struct claim *at = &world->claims[*link];
        link = claim_compare(&world->claims[id].key, &at->key) < 0 ? &at->left : &at->right;
    }
    *link = join(world->claims, world->claims[id].left, world->claims[id].right);
    if (away) (*away)--;
}

void claims_drop(struct sim *sim, int32_t household)
{
    struct world *world = world_of(sim);
    struct household *h = &world->households[household];
    while (h->first_claim >= 0) {
        const int32_t id = h->first_claim;
        claim_remove(world, id);
        h->first_claim = world->claims[id].next;
        world->claims[id].next = world->free_claim;
        world->free_claim = id;
    }
}

int32_t claim_after(const struct world *world, int32_t list, const struct claim_key *key)
{
    int32_t at = world->lists[list], found = -1;
    while (at >= 0) {
        const struct claim *claim = &world->claims[at];
        if (!key || claim_compare(&claim->key, key) > 0) {
            found = at;
            at = claim->left;
        } else {
            at = claim->right;
        }
    }
    return found;
}
