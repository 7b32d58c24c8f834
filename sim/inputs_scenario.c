/* The scenario of a draw: its tree with drawn values put in place of those with a range, read as any other. */
#include <string.h>

#include "sim/inputs_private.h"

struct copier {
    const struct inputs_plan *plan;
    struct arena *arena;
    char (*text)[PARAM_DRAW_TEXT];
    struct node *drawn; /* of each spot: the value */
    int32_t at;         /* of the spine */
};

static struct node *copy_of(const struct node *node, struct arena *arena)
{
    struct node *copy = ARENA_NEW(arena, struct node);
    *copy = *node;
    copy->next = NULL;
    return copy;
}

/* {value: 49 d, range: .., source: ..} with the value that was drawn and without the range. */
static void copy_long(struct copier *copier, struct node *map, int32_t spot)
{
    const struct node *first = map->first;
    struct node **tail = &map->first;
    map->set = true; /* as by --set: the other shares of a whole are left in proportion */
    *tail = NULL;
    for (const struct node *entry = first; entry; entry = entry->next) {
        if (strcmp(entry->key, "range") == 0) continue;
        const bool value = entry == copier->plan->spot[spot].setting->node;
        *tail = value ? &copier->drawn[spot] : copy_of(entry, copier->arena);
        if (value) {
            **tail = *entry;
            (*tail)->text = copier->text[spot];
            (*tail)->next = NULL;
        }
        tail = &(*tail)->next;
    }
}

/* What has no drawn value in it is shared. */
static struct node *copy_tree(struct copier *copier, const struct node *node)
{
    const struct inputs_plan *plan = copier->plan;
    struct node *copy = copy_of(node, copier->arena);
    if (copier->at == plan->n_spine || plan->spine[copier->at].node != node) return copy;
    const int32_t spot = plan->spine[copier->at++].spot;
    if (spot >= 0) return copy_long(copier, copy, spot), copy;
    struct node **tail = &copy->first;
    for (const struct node *entry = node->first; entry; entry = entry->next, tail = &(*tail)->next) *tail = copy_tree(copier, entry);
    return copy;
}

static void tell(const struct faults *own, int64_t draw, struct faults *faults)
{
    for (const struct fault *fault = own->first; fault; fault = fault->next) {
        if (fault->severity != FAULT_ERROR) continue;
        struct fault *told = faults_error(faults, fault->place, fault->id, fault->path, "draw %lld: %s", (long long)draw, fault->message);
        faults_help(faults, told, "narrow the ranges that clash, or give points that go together");
    }
}

static void mark_drawn(struct settings *settings, const struct node *drawn, int32_t n)
{
    const uintptr_t first = (uintptr_t)drawn, end = (uintptr_t)(drawn + n);
    for (struct setting *setting = settings->first; setting; setting = setting->next)
        if ((uintptr_t)setting->node >= first && (uintptr_t)setting->node < end) setting->origin = ORIGIN_DRAWN;
}

status inputs_scenario(const struct inputs *inputs, int32_t s, int64_t draw, struct arena *arena, struct faults *faults,
                       const struct scenario **drawn)
{
    const struct inputs_plan *plan = &inputs->plan[s];
    const struct param_table *table = plan->scenario->model->params;
    *drawn = plan->scenario;
    if (draw == 0 || plan->n == 0) return status_ok();
    struct copier copier = {.plan = plan, .arena = arena, .text = arena_alloc(arena, (size_t)plan->n, PARAM_DRAW_TEXT)};
    copier.drawn = ARENA_ARRAY(arena, struct node, plan->n);
    inputs_draw(inputs, plan, draw, ARENA_ARRAY(arena, double, plan->n), copier.text);
    struct scenario *scenario = ARENA_NEW(arena, struct scenario);
    void *params = arena_alloc(arena, 1, table->size);
    *scenario = *plan->scenario;
    scenario->tree = copy_tree(&copier, plan->tree);
    scenario->params = params;
    scenario->settings = (struct settings){.n = 0};
    scenario->yaml_resolved = NULL;
    scenario->next = NULL;
    struct faults own;
    faults_init(&own, arena);
    param_read(table, scenario->tree, params, arena, &scenario->settings, &own);
    if (own.errors == 0) scenario_check_periods(scenario, &own);
    tell(&own, draw, faults);
    if (own.errors) return faults_status(faults);
    mark_drawn(&scenario->settings, copier.drawn, plan->n);
    *drawn = scenario;
    return status_ok();
}
