#include "sim/inputs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/inputs_private.h"
#include "sim/yaml_keys.h"

struct maker {
    struct inputs *inputs;
    struct input *item;
    struct inputs_plan *plan;
    struct yaml_keys paths;
    struct arena *arena;
    struct faults *faults;
    uint64_t seed;
    int32_t room;
};

/* ---- names ---- */

static const struct node *element(const struct node *list, long index)
{
    const struct node *at = list && list->kind == NODE_LIST ? list->first : NULL;
    while (at && index-- > 0) at = at->next;
    return at;
}

/* The path with the `id` of list elements in place of their numbers: a variant that inserts a rule does not shift the others. */
static const char *name_of(const struct node *tree, const char *path, struct arena *arena)
{
    char key[256];
    const char *name = "";
    const struct node *node = tree;
    for (const char *at = path; (at = param_next_key(at, key, sizeof key));) {
        const bool index = *key == '[';
        node = index ? element(node, strtol(key + 1, NULL, 10)) : yaml_find(node, key);
        const struct node *id = index ? yaml_find(node, "id") : NULL;
        if (id && id->kind == NODE_SCALAR)
            name = arena_format(arena, "%s[%s]", name, id->text);
        else
            name = arena_format(arena, "%s%s%s", name, *name && !index ? "." : "", key);
    }
    return name;
}

/* ---- gathering ---- */

static int32_t add_input(struct maker *maker, const char *path, const struct setting *setting)
{
    struct inputs *inputs = maker->inputs;
    if (inputs->n == maker->room) {
        struct input *more = ARENA_ARRAY(maker->arena, struct input, maker->room ? 2 * maker->room : 128);
        if (maker->room) memcpy(more, maker->item, (size_t)maker->room * sizeof *more);
        maker->room = maker->room ? 2 * maker->room : 128;
        maker->item = more;
    }
    maker->item[inputs->n] = (struct input){.path = path, .setting = setting, .scramble = sobol_scramble(maker->seed, path)};
    yaml_keys_add(&maker->paths, path, maker->arena);
    return inputs->n++;
}

/* The input at this place of the scenario: a known one, or a new one. What one scenario gives as a mean and another as a factor are two. */
static int32_t input_of(struct maker *maker, const struct inputs_plan *plan, const struct setting *setting)
{
    const char *path = name_of(plan->tree, setting->path, maker->arena);
    int32_t at = yaml_keys_find(&maker->paths, path);
    if (at >= 0 && maker->item[at].setting->unit != setting->unit) {
        path = arena_format(maker->arena, "%s (%s)", path, unit_name(setting->unit));
        at = yaml_keys_find(&maker->paths, path);
    }
    return at >= 0 ? at : add_input(maker, path, setting);
}

/* All draws share what results are laid out by. */
static bool may_be_drawn(struct maker *maker, const struct setting *setting)
{
    if (strncmp(setting->path, "time.", 5) != 0 && strncmp(setting->path, "montecarlo.", 11) != 0) return true;
    faults_help(maker->faults, faults_error(maker->faults, setting->place, "range-shared", setting->path, "this cannot be drawn: all draws share it"),
                "leave its range out");
    return false;
}

static double ratio_of(const struct setting *setting)
{
    double written;
    const bool share = setting->whole && unit_parse(setting->node->text, setting->unit, &written) == UNIT_OK && written > 0;
    return share ? setting->value / written : 1;
}

static const struct setting *ranged_at(const struct inputs_plan *plan, const struct node *value)
{
    for (const struct setting *setting = plan->settings.first; setting; setting = setting->next)
        if (setting->node == value && setting->range.kind != DIST_ABSENT) return setting;
    return NULL;
}

/* Notes where the values with a range stand. */
static void walk(struct maker *maker, struct inputs_plan *plan, const struct node *node)
{
    const struct node *value = node->kind == NODE_MAP && yaml_find(node, "range") ? yaml_find(node, "value") : NULL;
    const struct setting *setting = value ? ranged_at(plan, value) : NULL;
    const int32_t at = plan->n_spine, n = plan->n;
    plan->spine[plan->n_spine++] = (struct inputs_spine){node, setting ? n : -1};
    if (setting)
        plan->spot[plan->n++] = (struct inputs_spot){input_of(maker, plan, setting), setting, ratio_of(setting)};
    else
        for (const struct node *entry = node->first; entry; entry = entry->next) walk(maker, plan, entry);
    if (plan->n == n) plan->n_spine = at;
}

static int32_t count_nodes(const struct node *node)
{
    int32_t n = 1;
    for (const struct node *entry = node->first; entry; entry = entry->next) n += count_nodes(entry);
    return n;
}

/* Reads the scenario once more, from a tree that needs no file. */
static bool open_plan(struct maker *maker, struct inputs_plan *plan, const struct scenario *scenario)
{
    const struct param_table *table = scenario->model->params;
    struct faults told; /* what it has to say was said */
    faults_init(&told, maker->arena);
    *plan = (struct inputs_plan){.scenario = scenario, .tree = param_inline(table, scenario->tree, maker->arena, maker->faults)};
    if (!plan->tree) return false;
    param_read(table, plan->tree, arena_alloc(maker->arena, 1, table->size), maker->arena, &plan->settings, &told);
    int32_t n = 0;
    bool good = true;
    for (const struct setting *setting = plan->settings.first; setting; setting = setting->next) {
        if (setting->range.kind == DIST_ABSENT) continue;
        good &= may_be_drawn(maker, setting);
        n++;
    }
    plan->spot = ARENA_ARRAY(maker->arena, struct inputs_spot, n);
    plan->spine = ARENA_ARRAY(maker->arena, struct inputs_spine, count_nodes(plan->tree));
    walk(maker, plan, plan->tree);
    BUG_IF(plan->n != n, "%s: %d values have a range, and %d of them are found", scenario->name, n, plan->n);
    return good;
}

/* ---- dimensions ---- */

/* 0 is that of the points. Then the inputs of the first scenario, in their order; the dimension of others follows from their path. */
static void number_inputs(struct maker *maker, int32_t of_first)
{
    bool used[SOBOL_DIMENSIONS] = {false};
    const int32_t first = of_first + 1, left = SOBOL_DIMENSIONS - first;
    for (int32_t i = 0; i < maker->inputs->n; i++) {
        struct input *input = &maker->item[i];
        input->dimension = i < of_first ? i + 1 : first + (int32_t)(rng_hash(input->path) % (uint32_t)left);
        while (used[input->dimension]) input->dimension = input->dimension + 1 < SOBOL_DIMENSIONS ? input->dimension + 1 : first;
        used[input->dimension] = true;
        sobol_init(&input->sobol, input->dimension);
    }
}

static bool good_number(struct maker *maker)
{
    const struct place nowhere = {.source = NULL};
    int32_t n = maker->inputs->n;
    for (int32_t s = 0; s < maker->inputs->scenarios; s++)
        if (maker->plan[s].n > n) n = maker->plan[s].n;
    if (n == 0)
        faults_help(maker->faults, faults_error(maker->faults, nowhere, "inputs-none", NULL, "no value has a range: there is nothing to draw"),
                    "give one a range, as in `{value: 49 d, range: [42, 56]}`, or leave the draws out");
    if (n >= SOBOL_DIMENSIONS)
        faults_help(maker->faults,
                    faults_error(maker->faults, nowhere, "inputs-many", NULL, "%d values have a range, and at most %d can be drawn", n,
                                 SOBOL_DIMENSIONS - 1),
                    "leave out the ranges that matter least");
    return n > 0 && n < SOBOL_DIMENSIONS;
}

status inputs_make(struct inputs *inputs, const struct scenario *const *scenarios, int32_t n, uint64_t seed, const char *points, struct arena *arena,
                   struct faults *faults)
{
    struct maker maker = {.inputs = inputs, .arena = arena, .faults = faults, .seed = seed};
    int32_t of_first = 0;
    bool good = true;
    *inputs = (struct inputs){.scenarios = n};
    maker.plan = ARENA_ARRAY(arena, struct inputs_plan, n);
    for (int32_t s = 0; s < n; s++) {
        good &= open_plan(&maker, &maker.plan[s], scenarios[s]);
        if (s == 0) of_first = inputs->n;
    }
    inputs->plan = maker.plan;
    inputs->item = maker.item;
    if (!good || !good_number(&maker)) return faults_status(faults);
    number_inputs(&maker, of_first);
    if (points) inputs->points = inputs_read_points(points, inputs, maker.item, seed, arena, faults);
    return points && !inputs->points ? faults_status(faults) : status_ok();
}

/* ---- values ---- */

const char *inputs_unit(const struct input *input)
{
    const struct setting *setting = input->setting;
    const char *suffix = unit_suffix(setting->text);
    const bool date = setting->row->kind == PARAM_DATE || (setting->row->kind == PARAM_WHEN && suffix && *suffix == '-');
    if (date) return "seconds since 1970-01-01";
    const bool yearly = suffix && strchr(suffix, '/');
    if (setting->unit == UNIT_PRICE) return yearly ? "eur/yr" : "eur";
    return setting->unit == UNIT_QUANTITY && yearly ? "1/yr" : unit_name(setting->unit);
}

static uint32_t index_of(int64_t draw)
{
    BUG_IF(draw < 1 || draw > INPUTS_MOST_DRAWS, "there is no draw %lld of inputs", (long long)draw);
    return (uint32_t)(draw - 1);
}

double inputs_uniform(const struct inputs *inputs, int32_t i, int64_t draw)
{
    const struct input *input = &inputs->item[i];
    if (input->joint) return sobol_point(&inputs->points->sobol, index_of(draw), inputs->points->scramble);
    return sobol_point(&input->sobol, index_of(draw), input->scramble);
}

int32_t inputs_point(const struct inputs *inputs, int64_t draw)
{
    const struct inputs_points *points = inputs->points;
    if (!points || draw == 0) return -1;
    const double u = sobol_point(&points->sobol, index_of(draw), points->scramble);
    int32_t low = 0, high = points->n - 1;
    while (low < high) {
        const int32_t middle = (low + high) / 2;
        if (u < points->until[middle])
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

void inputs_draw(const struct inputs *inputs, const struct inputs_plan *plan, int64_t draw, double *value, char (*text)[PARAM_DRAW_TEXT])
{
    const int32_t row = inputs_point(inputs, draw);
    for (int32_t k = 0; k < plan->n; k++) {
        const struct inputs_spot *spot = &plan->spot[k];
        const int32_t i = spot->input;
        if (inputs->item[i].joint)
            value[k] = inputs->points->value[(size_t)row * (size_t)inputs->points->columns + (size_t)inputs->points->column[i]];
        else
            value[k] = spot->ratio * param_range_quantile(&spot->setting->range, inputs_uniform(inputs, i, draw));
    }
    inputs_fit_shares(inputs, plan, value);
    for (int32_t k = 0; k < plan->n; k++) {
        char unread[PARAM_DRAW_TEXT];
        value[k] = param_draw_text(text ? text[k] : unread, plan->spot[k].setting, value[k]);
    }
}

void inputs_values(const struct inputs *inputs, int32_t s, int64_t draw, double *values)
{
    const struct inputs_plan *plan = &inputs->plan[s];
    double value[SOBOL_DIMENSIONS];
    for (int32_t i = 0; i < inputs->n; i++) values[i] = NAN;
    if (draw > 0) inputs_draw(inputs, plan, draw, value, NULL);
    for (int32_t k = 0; k < plan->n; k++) values[plan->spot[k].input] = draw > 0 ? value[k] : plan->spot[k].setting->value;
}

double inputs_value(const struct inputs *inputs, int32_t i, int32_t s, int64_t draw)
{
    double values[SOBOL_DIMENSIONS];
    inputs_values(inputs, s, draw, values);
    return values[i];
}
