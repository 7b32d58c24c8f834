/* The fluid limit of a simulated scenario: what its gates can supply, what passes, in the country and in each region by itself. */
#include <math.h>
#include <string.h>

#include "analysis/envelope_grid.h"
#include "analysis/table.h"

struct gates {
    const struct envelope_file *file;
    struct envelope_grid used, lost, busy, bought; /* homes used, homes lost, slots busy (region, gate); bought (region, item) */
};

static bool gates_read(const struct envelope_file *file, struct gates *gates)
{
    gates->file = file;
    const bool homes =
        envelope_grid(file, "homes_used", "region", "gate", &gates->used) && envelope_grid(file, "homes_lost", "region", "gate", &gates->lost);
    const bool slots = envelope_grid(file, "slots_busy", "region", "gate", &gates->busy);
    envelope_grid(file, "bought", "region", "item", &gates->bought);
    return homes && slots;
}

static double column(const struct envelope_grid *grid, int32_t gate)
{
    double sum = 0;
    for (int32_t r = 0; r < grid->a; r++) sum += envelope_mean(grid, r, gate);
    return sum;
}

static int32_t item_of(const struct gates *gates, const char *name)
{
    int32_t n = 0;
    const char *const *item = result_labels(gates->file->result, "item", &n);
    while (item && n > 0 && strcmp(item[n - 1], name) != 0) n--;
    return item ? n - 1 : -1;
}

/* Homes per year, or slots, by region. False: not known. Slots that the settings and what was bought do not explain are not known either. */
static bool supply(const struct gates *gates, int32_t g, const char *name, bool slots, double years, int32_t regions, double *by_region)
{
    double sum = 0;
    if (!slots)
        for (int32_t r = 0; r < regions; r++) by_region[r] = (envelope_mean(&gates->used, r, g) + envelope_mean(&gates->lost, r, g)) / years;
    if (!slots) return true;
    const int32_t item = item_of(gates, name);
    if (!envelope_slots(gates->file, name, regions, by_region)) return false;
    for (int32_t r = 0; r < regions; r++) {
        if (item >= 0 && gates->bought.x && item < gates->bought.b) by_region[r] += envelope_mean(&gates->bought, r, item);
        sum += by_region[r];
    }
    return sum >= 0.999 * column(&gates->busy, g);
}

static double sum_of(const double *x, int32_t n)
{
    double sum = 0;
    for (int32_t i = 0; i < n; i++) sum += x[i];
    return sum;
}

void envelope_flow_gates(const struct envelope_file *file, double placed, int32_t regions, struct envelope_full *full)
{
    struct gates gates;
    int32_t n = 0, dutch = 0;
    const char *const *name = result_labels(file->result, "gate", &n), *const *nl = table_labels(file->result, "gate", LANG_NL, file->arena, &dutch);
    full->gate = ARENA_ARRAY(file->arena, struct envelope_gate, n + 1);
    double *by_region = ARENA_ARRAY(file->arena, double, regions + 1);
    if (!name || !gates_read(file, &gates)) return;
    for (int32_t g = 0; g < n && g < gates.used.b; g++) {
        const double homes = column(&gates.used, g) + column(&gates.lost, g), busy = column(&gates.busy, g), years = full->days / 365.25;
        if (!(homes > 0) && !(busy > 0)) continue;
        struct envelope_gate *gate = &full->gate[full->gates++];
        *gate = (struct envelope_gate){.name = {name[g], nl && g < dutch ? nl[g] : name[g]}, .slots = busy > 0};
        gate->used = gate->slots ? busy : column(&gates.used, g) / years;
        gate->need = gate->slots ? busy * full->days / placed : column(&gates.used, g) / placed;
        gate->per_year = supply(&gates, g, name[g], gate->slots, years, regions, by_region) ? sum_of(by_region, regions) : (double)NAN;
    }
}

/* ---- what passes ---- */

struct chain {
    struct envelope_flow_stage *stage;
    struct envelope_flow_gate *gate;
    double *occupied;
};

/* At a time, by stage of `full`: who is held there by a cause. */
static double held_by(const struct envelope_grid *blocked, const struct envelope_file *file, int32_t stage, const char *cause)
{
    int32_t n = 0;
    const char *const *label = result_labels(file->result, "cause", &n);
    for (int32_t c = 0; label && c < n && c < blocked->b; c++)
        if (strcmp(label[c], cause) == 0) return envelope_mean(blocked, stage, c);
    return 0;
}

static struct chain chain_of(const struct envelope_file *file, const int32_t *at, const struct envelope_full *full)
{
    struct envelope_grid blocked, moves;
    struct chain chain = {ARENA_ARRAY(file->arena, struct envelope_flow_stage, full->stages + 1),
                          ARENA_ARRAY(file->arena, struct envelope_flow_gate, full->gates + 1), ARENA_ARRAY(file->arena, double, full->stages + 1)};
    envelope_grid(file, "blocked", "stage", "cause", &blocked);
    envelope_grid(file, "moves", "stage", NULL, &moves);
    for (int32_t s = 0; s < full->stages; s++) {
        const struct envelope_stage *stage = &full->stage[s];
        chain.stage[s] = (struct envelope_flow_stage){.places = stage->places, .visits = stage->visits, .held_d = stage->held_d};
        chain.stage[s].waits_next = held_by(&blocked, file, at[s], "next_stage") > 0;
        chain.stage[s].moved_into = moves.x && envelope_mean(&moves, at[s], 0) > 0;
    }
    for (int32_t g = 0; g < full->gates; g++) {
        bool *holds = ARENA_ARRAY(file->arena, bool, full->stages + 1);
        for (int32_t s = 0; s < full->stages; s++) holds[s] = held_by(&blocked, file, at[s], full->gate[g].name[LANG_EN]) > 0;
        chain.gate[g] = (struct envelope_flow_gate){full->gate[g].per_year * (full->gate[g].slots ? 365.25 : 1), full->gate[g].need, holds};
    }
    return chain;
}

/* Supplies of all scarce gates by region: [gate][region]; NAN where not known. */
static double *supplies(const struct envelope_file *file, int32_t regions, const struct envelope_full *full)
{
    struct gates gates;
    int32_t n = 0;
    const char *const *name = result_labels(file->result, "gate", &n);
    double *by_region = ARENA_ARRAY(file->arena, double, (full->gates + 1) * (regions + 1));
    if (!name || !gates_read(file, &gates)) return by_region;
    for (int32_t g = 0; g < full->gates; g++) {
        int32_t of = 0;
        while (of < n && strcmp(name[of], full->gate[g].name[LANG_EN]) != 0) of++;
        const bool known = !isnan(full->gate[g].per_year) && supply(&gates, of, full->gate[g].name[LANG_EN], full->gate[g].slots, full->days / 365.25,
                                                                    regions, by_region + g * regions);
        for (int32_t r = 0; r < regions && !known; r++) by_region[g * regions + r] = (double)NAN;
    }
    return by_region;
}

/* Each region with what it has itself, and the needs of the mean household. */
static double served_regions(const struct envelope_file *file, const int32_t *at, const double *per_d, struct chain *chain,
                             const struct envelope_full *full)
{
    struct envelope_grid places;
    double asked = 0, served = 0;
    if (!envelope_grid(file, "places", "region", "stage", &places)) return (double)NAN;
    const double *supplied = supplies(file, places.a, full);
    for (int32_t r = 0; r < places.a; r++) {
        for (int32_t s = 0; s < full->stages; s++)
            chain->stage[s].places = full->stage[s].counted ? envelope_mean(&places, r, at[s]) : (double)INFINITY;
        for (int32_t g = 0; g < full->gates; g++) chain->gate[g].per_year = supplied[g * places.a + r] * (full->gate[g].slots ? 365.25 : 1);
        served += envelope_fluid(chain->stage, full->stages, chain->gate, full->gates, 365.25 * per_d[r], chain->occupied).served_per_year;
        asked += 365.25 * per_d[r];
    }
    return asked > 0 ? served / asked : (double)NAN;
}

void envelope_flow_fill(const struct envelope_file *file, const int32_t *at, const double *per_d, struct envelope_full *full)
{
    full->fluid_state = full->stages > 0 ? ENVELOPE_THERE : ENVELOPE_NO_PLACES;
    if (full->fluid_state != ENVELOPE_THERE) return;
    struct chain chain = chain_of(file, at, full);
    full->flow = envelope_fluid(chain.stage, full->stages, chain.gate, full->gates, full->requests_per_year, chain.occupied);
    full->served = full->flow.served_per_year / full->requests_per_year;
    for (int32_t s = 0; s < full->stages; s++) {
        full->stage[s].fluid = chain.occupied[s];
        if (full->stage[s].counted) full->all.fluid += chain.occupied[s];
    }
    for (int32_t y = 0; y < full->years; y++)
        full->year[y].served =
            full->year[y].requests > 0 ? fmin(1, full->flow.most_per_year * full->year[y].days / 365.25 / full->year[y].requests) : (double)NAN;
    full->served_regions = served_regions(file, at, per_d, &chain, full);
}
