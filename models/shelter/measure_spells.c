/* Life tables of stays and waits: who came under observation at which age, and who ended or was still there at which age. They are counted
 * for the counted period alone: whoever was there when it began enters at the age reached by then, whoever is there when it ends is
 * censored (Klein and Moeschberger, Survival Analysis, 2003, chapter 4). What they say is worked out from the sums over replications. */
#include "models/shelter/measure.h"

/* Upper ends of the ages, in hours; a spell of exactly that length belongs to the age that ends there, one of no length to the first. */
enum { HOUR = 3600, DAY = 24 };
static const int32_t upper_h[] = {
    0, 1, 2, 3, 4, 6, 8, 12, 16, 20, 24, 36, 48, 60, 72, 4 * DAY, 5 * DAY, 6 * DAY, 7 * DAY, 8 * DAY, 9 * DAY, 10 * DAY, 12 * DAY, 14 * DAY, 17 * DAY,
    21 * DAY, 24 * DAY, 28 * DAY, 31 * DAY, 35 * DAY, 38 * DAY, 42 * DAY, 45 * DAY, 49 * DAY, 52 * DAY, 56 * DAY, 60 * DAY, 65 * DAY, 70 * DAY, 75 * DAY,
    80 * DAY, 85 * DAY, 90 * DAY, 95 * DAY, 100 * DAY, 110 * DAY, 120 * DAY, 130 * DAY, 140 * DAY, 150 * DAY, 160 * DAY, 170 * DAY, 180 * DAY, 195 * DAY,
    210 * DAY, 225 * DAY, 240 * DAY, 255 * DAY, 270 * DAY, 285 * DAY, 300 * DAY, 315 * DAY, 330 * DAY, 345 * DAY, 365 * DAY, 395 * DAY, 425 * DAY, 455 * DAY,
    485 * DAY, 515 * DAY, 545 * DAY, 575 * DAY, 605 * DAY, 635 * DAY, 665 * DAY, 695 * DAY, 730 * DAY, 790 * DAY, 850 * DAY, 910 * DAY, 970 * DAY, 1030 * DAY,
    1095 * DAY, 1275 * DAY, 1460 * DAY, 1825 * DAY, 2555 * DAY, 3650 * DAY};
enum { BOUNDED = sizeof upper_h / sizeof *upper_h };

int32_t spell_ages(void) { return BOUNDED + 1; }

seconds spell_upper_s(int32_t age) { return age < BOUNDED ? (seconds)upper_h[age] * HOUR : -1; }

static const char *age_name(int32_t age, struct arena *arena)
{
    const int32_t upper = upper_h[age < BOUNDED ? age : BOUNDED - 1];
    const char *over = age < BOUNDED ? "" : "over ";
    return upper % DAY == 0 && upper > 0 ? arena_format(arena, "%s%d d", over, (int)upper / DAY) : arena_format(arena, "%s%d h", over, (int)upper);
}

void spell_names(struct plan *plan, struct arena *arena)
{
    plan->age_names = ARENA_ARRAY(arena, const char *, spell_ages());
    plan->part_names = ARENA_ARRAY(arena, const char *, WARM_UP_PARTS);
    for (int32_t i = 0; i < spell_ages(); i++) plan->age_names[i] = age_name(i, arena);
    for (int32_t i = 0; i < WARM_UP_PARTS; i++) plan->part_names[i] = arena_format(arena, "%d", (int)i + 1);
}

static int32_t age_of(seconds age_s)
{
    int32_t low = 0, high = BOUNDED; /* the first whose upper end is not below it */
    while (low < high) {
        const int32_t middle = (low + high) / 2;
        if (spell_upper_s(middle) < age_s) low = middle + 1;
        else high = middle;
    }
    return low;
}

static seconds lower_s(int32_t age) { return age > 0 ? spell_upper_s(age - 1) : 0; }

/* From begin_s to now. What it lived through between the ages of entry and end follows from the counts; the rest is in `part`. */
static void spell(struct sim *sim, int entered, int part, int32_t label, seconds begin_s, int32_t *ended_at)
{
    const seconds from_s = sim->window.from_s, entry_s = begin_s < from_s ? from_s - begin_s : 0, end_s = sim->now_s - begin_s;
    const int32_t first = age_of(entry_s), last = age_of(end_s);
    metric_count(&sim->record, entered, label, first, 0, 1);
    metric_tally(&sim->record, part, label, last, 0, end_s - (first == last ? entry_s : lower_s(last)));
    if (first < last && entry_s > 0) metric_tally(&sim->record, part, label, first, 0, spell_upper_s(first) - entry_s);
    *ended_at = last;
}

void spell_stay(struct sim *sim, const struct household *h, bool ended)
{
    int32_t at;
    if (sim->now_s < sim->window.from_s) return;
    spell(sim, M_SPELL_STAY_ENTERED, M_SPELL_STAY_PART, h->stage, h->entered_s, &at);
    metric_count(&sim->record, ended ? M_SPELL_STAY_ENDED : M_SPELL_STAY_CENSORED, h->stage, at, 0, 1);
}

void spell_wait(struct sim *sim, const struct household *h, enum outcome outcome)
{
    int32_t at;
    if (sim->now_s < sim->window.from_s) return;
    spell(sim, M_SPELL_WAIT_ENTERED, M_SPELL_WAIT_PART, h->group, h->asked_s, &at);
    if (outcome == N_OUTCOMES) metric_count(&sim->record, M_SPELL_WAIT_CENSORED, h->group, at, 0, 1);
    else metric_count(&sim->record, M_SPELL_WAIT_ENDED, h->group, (int)outcome, at, 1);
}

void spells_end(struct sim *sim)
{
    const struct world *world = world_of(sim);
    for (int32_t id = 0; id < world->n_households; id++) {
        const struct household *h = &world->households[id];
        if (h->state == STATE_FREE || h->state == STATE_AWAY) continue;
        if (h->set >= 0) spell_stay(sim, h, false);
        if (!h->placed) spell_wait(sim, h, N_OUTCOMES);
    }
}
