#include "tests/shelter_lab.h"

/* Nothing is lost and nothing is counted twice: on networks with everything in them the log is added up by hand and must give the measures
 * to the second, replication by replication. Little: the integral of a number present is the sum of the times of all who were. */

enum { NETWORKS = 12, REPLICATIONS = 3, MOST = 20000, SHORT = 8 };

static struct lab lab;
static void gone(void) { lab_close(&lab); }
TestSuite(truth_flow, .fini = gone, .timeout = 300);

/* ---- networks ---- */

/* A number from low to high that belongs to the network and to where it stands. */
static int pick(int network, int nth, int low, int high)
{
    const double u = rng_uniform(rng_key_of(77, (uint64_t)network), 0, (uint64_t)nth, 0);
    return low + (int)(u * (high - low + 1));
}
static const char *choose(int network, int nth, const char *no, const char *yes) { return pick(network, nth, 0, 1) ? yes : no; }

static void open_network(int k)
{
    static const char *const search[] = {"", "search: {overview: {look: 20 min}}\n", "search: {calls: {each: 30 min}}\n"};
    lab_open(&lab, LAB_HEAD("200 d", "400 d") "intake: {households: %d /yr, growth: 10 %%/yr, month: [1, 1, 1, 1, 1, 2, 2, 1, 1, 1, 1, 1], "
             "hour: [1, 1, 1, 1, 1, 1, 1, 1, 3, 3, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], by: weight, shocks: {s: {from: 2020-03-01, "
             "to: 2020-05-01, factor: 1.5}}}\n"
             "groups:\n"
             "  many: {share: 60 %%, children: {empirical: {0: 40 %%, 1: 30 %%, 2: rest}}, triage: {green: 40 %%, orange: 40 %%, red: rest}, "
             "needs: {emergency: 60 %%, crisis: 30 %%, at_home: rest}}\n"
             "  few: {share: 30 %%, triage: {red: 50 %%, green: rest}, stays: {crisis: 1.5 x}, onward: {crisis: {follow_on: 60 %%, others: scale}}, "
             "needs: {crisis: 80 %%, follow_on: rest}}\n"
             "  other: {share: rest, needs: {crisis: 100 %%}}\n"
             "stages:\n"
             "  emergency: {stay: {exponential: {mean: 3 d}}, onward: {crisis: 70 %%, family: rest}}\n"
             "  crisis: {stay: {lognormal: {mean: 20 d, sd: 20 d}}, stay_if: {own_home: 1.3}, onward: {follow_on: 30 %%, own_home: 30 %%, "
             "family: rest}}\n"
             "  follow_on: {stay: {gamma: {mean: 40 d, sd: 20 d}}, onward: {own_home: 60 %%, family: rest}}\n"
             "  at_home: {residential: no, stay: 30 d, onward: {family: 100 %%}, places: 5}\n"
             "  hotel: {stopgap: yes, screened: no, cost: {night: 100 eur}}\n"
             "exits:\n"
             "  own_home: {gates: [home, help, debt], delay: %s, returns: {share: 20 %%, after: {exponential: {mean: 30 d}}}}\n"
             "  family: {returns: {share: 30 %%, after: %s}}\n  gone: {returns: {share: 50 %%, after: 10 d}}\n"
             "gates:\n"
             "  home: {kind: supply, column: homes, sizes: {1: 50 %%, 3: 50 %%}, accept: %d %%, apply_after: 5 d, of: %s}\n"
             "  help: {kind: slots, each: %d, held: {exponential: {mean: 40 d}}}\n"
             "  debt: {kind: wait, share: 40 %%, wait: {exponential: {mean: 25 d}}, apply_after: 2 d}\n"
             "pools: {flex: {stages: [crisis, follow_on], places: {left: %d}}, other_crisis: {stage: crisis, takes: [other], places: {right: 1}}, "
             "crisis: {waiting: {limit: %s}}}\n"
             "regions:\n"
             "  left: {weight: 3, homes: 20, lat: 52, lon: 4.5, places: {emergency: 2, crisis: %d, follow_on: %d, hotel: %d}}\n"
             "  right: {weight: 2, homes: 12, lat: 52.2, lon: 5.5, stay_factor: 1.2, places: {emergency: %d, crisis: %d, hotel: 1}}\n"
             "  below: {weight: 1, homes: 9, lat: 51.4, lon: 5.1, places: {emergency: 1, crisis: 2, follow_on: 4}}\n"
             "placement:\n"
             "  - {stage: emergency, where: own, except: [red]}\n  - {stage: crisis, where: own, except: [red]}\n"
             "  - {stage: at_home, where: own, only: [green]}\n"
             "  - {stage: emergency, where: elsewhere, within: 100 km}\n  - {stage: crisis, where: elsewhere}\n%s  - {stage: follow_on, where: any}\n"
             "  - {wait: {patience: {exponential: {mean: %d d}}, retry: 12 h, then: {gone: 40 %%, again: rest}, "
             "again_after: {exponential: {mean: 6 d}}}}\n"
             "claims: {classes: [red, blocked_emergency, %swaiting, hotel, blocked_crisis], own_region_first: %s}\n"
             "%s%slimits: {waiting: %s}\n"
             "changes:\n"
             "  fewer: {from: 2020-02-01, to: 2020-04-01, region: left, places: {crisis: 1, emergency: 0}, removal: %s}\n"
             "  more: {from: 2020-06-01, region: [left, right], add: {crisis: 2, hotel: 1}}\n"
             "  less: {from: 2020-08-01, region: [left, right], add: {crisis: -2, hotel: -1}, removal: at_once}\n"
             "  shut: {from: 2020-05-01, to: 2020-05-20, region: right, intake: closed}\n"
             "  help: {from: 2020-07-01, to: 2020-09-01, places: {help: 1}}\n  homes: {from: 2020-07-01, gate: home, factor: 1.5}\n",
             pick(k, 0, 80, 350), choose(k, 1, "0 d", "3 d"), choose(k, 2, "0 d", "{exponential: {mean: 20 d}}"), pick(k, 3, 50, 100), choose(k, 4,
                 "stay", "origin"), pick(k, 5, 2, 8),
             pick(k, 6, 1, 3), choose(k, 7, "unlimited", "3"), pick(k, 8, 3, 6), pick(k, 9, 2, 8), pick(k, 10, 1, 3), pick(k, 11, 0, 2), pick(k,
                 12, 1, 5),
             choose(k, 13, "", "  - {stage: hotel, where: own}\n"), pick(k, 14, 3, 12), choose(k, 15, "", "few, "), choose(k, 16, "no", "yes"),
                 search[k % 3],
             choose(k, 17, "", "travel: {speed: 50 km/h}\n"), choose(k, 18, "unlimited", "6"), choose(k, 19, "when_free", "at_once"));
}

/* ---- the log, added up ---- */

struct person { int32_t origin, group, region, stage, cause; seconds asked_s, entered_s, waits_s, blocked_s, unsafe_s; bool here, waits, placed; };

struct book {
    const struct sim *sim;
    struct person person[MOST];
    int hotel, present_at_start, held_at_start[SHORT][SHORT], waiting_at_start[SHORT];
    int64_t occupied[SHORT][SHORT], waiting[SHORT], present[SHORT], unsafe[SHORT], blocked[SHORT][SHORT][SHORT], by_group[SHORT][SHORT];
    int64_t left_place[SHORT][SHORT], stay[SHORT][SHORT], entered[SHORT][SHORT], arrived[SHORT], exits[SHORT][SHORT], first_place[SHORT],
        to_place[SHORT], gave_up;
};
static struct book book;

static seconds within(seconds from_s, seconds until_s)
{
    const struct window *window = &book.sim->window;
    if (from_s < window->from_s) from_s = window->from_s;
    return until_s > from_s ? until_s - from_s : 0;
}
static bool counted(seconds t_s) { return t_s >= book.sim->window.from_s; }

static void unblock(struct person *p, seconds t_s)
{
    if (p->cause >= 0) book.blocked[p->region][p->stage][p->cause] += within(p->blocked_s, t_s);
    p->cause = -1;
}

static void leave_place(struct person *p, seconds t_s)
{
    if (p->stage < 0) return;
    unblock(p, t_s);
    book.occupied[p->region][p->stage] += within(p->entered_s, t_s);
    book.by_group[p->group][p->stage] += within(p->entered_s, t_s);
    if (counted(t_s)) book.left_place[p->region][p->stage]++, book.stay[p->region][p->stage] += t_s - p->entered_s;
    else book.held_at_start[p->region][p->stage]--;
    p->stage = -1;
}

static void stop_waiting(struct person *p, seconds t_s)
{
    if (!p->waits) return;
    book.waiting[p->origin] += within(p->waits_s, t_s);
    if (!counted(t_s)) book.waiting_at_start[p->origin]--;
    p->waits = false;
}

static void stop_unsafe(struct person *p, seconds t_s)
{
    if (p->unsafe_s >= 0) book.unsafe[p->origin] += within(p->unsafe_s, t_s);
    p->unsafe_s = -1;
}

static void go(struct person *p, seconds t_s)
{
    leave_place(p, t_s);
    stop_waiting(p, t_s);
    stop_unsafe(p, t_s);
    book.present[p->origin] += within(p->asked_s, t_s);
    if (!counted(t_s)) book.present_at_start--;
    p->here = false;
}

static void arrive(struct person *p, const struct log_row *row)
{
    cr_assert(!p->here);
    *p = (struct person){.origin = row->region, .group = row->group, .stage = -1, .cause = -1, .asked_s = row->t_s, .unsafe_s = row->t_s, .here = true};
    if (counted(row->t_s)) book.arrived[p->origin]++;
    else book.present_at_start++;
}

static void enter(struct person *p, const struct log_row *row)
{
    leave_place(p, row->t_s);
    stop_waiting(p, row->t_s);
    stop_unsafe(p, row->t_s);
    p->region = row->region, p->stage = row->stage, p->entered_s = row->t_s;
    if (counted(row->t_s)) book.entered[p->region][p->stage]++;
    else book.held_at_start[p->region][p->stage]++;
    if (p->stage == book.hotel || p->placed) return;
    p->placed = true;
    if (counted(row->t_s)) book.first_place[p->origin]++, book.to_place[p->origin] += row->t_s - p->asked_s;
}

static bool is(const struct log_row *row, const char *word) { return strcmp(shelter_model.words[row->word], word) == 0; }

static void read_row(const struct log_row *row)
{
    const seconds t_s = row->t_s;
    if (is(row, "home_lost")) return; /* of no household */
    cr_assert(row->household > 0 && row->household < MOST);
    struct person *p = &book.person[row->household];
    if (is(row, "arrived")) {
        arrive(p, row);
        return;
    }
    cr_assert(p->here, "household %d: %s after it had left", (int)row->household, shelter_model.words[row->word]);
    if (is(row, "placed") || is(row, "moved")) enter(p, row);
    if (is(row, "waits")) {
        p->waits = true, p->waits_s = t_s;
        if (!counted(t_s)) book.waiting_at_start[p->origin]++;
    }
    if (is(row, "blocked")) unblock(p, t_s), p->cause = row->cause, p->blocked_s = t_s;
    if (is(row, "left")) {
        if (counted(t_s)) book.exits[p->region][row->exit]++;
        go(p, t_s);
    }
    if (is(row, "left_unplaced") || is(row, "turned_away")) {
        if (counted(t_s)) book.gave_up++;
        go(p, t_s);
    }
    if (is(row, "place_lost")) {
        cr_assert(p->stage >= 0);
        leave_place(p, t_s);
        if (!p->placed) p->unsafe_s = t_s;
    }
}

static void add_up(const struct sim *sim)
{
    memset(&book, 0, sizeof book);
    book.sim = sim;
    book.hotel = (int)lab_index(&lab, lab_dim("stage"), "hotel");
    for (int64_t i = 0; i < sim->trace.n; i++) read_row(&sim->trace.rows[i]);
    for (int i = 0; i < MOST; i++) {
        struct person *p = &book.person[i];
        if (!p->here) continue;
        const struct person kept = *p;
        struct book before = {0};
        memcpy(before.left_place, book.left_place, sizeof before.left_place);
        memcpy(before.stay, book.stay, sizeof before.stay);
        go(p, sim->window.end_s);
        memcpy(book.left_place, before.left_place, sizeof before.left_place);
        memcpy(book.stay, before.stay, sizeof before.stay);
        *p = kept;
    }
}

/* ---- the measures beside it ---- */

static const struct level *level_of(const struct sim *sim, const char *measure, int i, int j, int k)
{
    return &sim->record.level[recorder_cell(&sim->record, lab_measure(measure), i, j, k)];
}
static int64_t count_of(const struct sim *sim, const char *measure, int i, int j) { return sim->record.count[recorder_cell(&sim->record,
    lab_measure(measure), i, j, 0)]; }
static const struct tally *tally_of(const struct sim *sim, const char *measure, int i, int j)
{
    return &sim->record.tally[recorder_cell(&sim->record, lab_measure(measure), i, j, 0)];
}

#define SAME(a, b, ...) do { const int64_t a_ = (a), b_ = (b); cr_assert_eq(a_, b_, __VA_ARGS__); } while (0)

static void compare_places(const struct sim *sim, int network, int r, int s)
{
    const char *region = shelter_model.dim_label(lab.plan, lab_dim("region"), r), *stage = shelter_model.dim_label(lab.plan, lab_dim("stage"), s);
    const struct level *occupied = level_of(sim, "occupied", r, s, 0);
    const struct tally *stay = tally_of(sim, "stay_days", r, s);
    SAME(occupied->integral, book.occupied[r][s], "network %d, %s, %s: occupied", network, region, stage);
    SAME(stay->sum, book.stay[r][s], "network %d, %s, %s: sum of stays", network, region, stage);
    SAME(stay->n, book.left_place[r][s], "network %d, %s, %s: places left", network, region, stage);
    SAME(count_of(sim, "admitted", r, s), book.entered[r][s], "network %d, %s, %s: places taken", network, region, stage);
    SAME(book.held_at_start[r][s] + book.entered[r][s], book.left_place[r][s] + occupied->value, "network %d, %s, %s: places taken and left",
        network, region, stage);
    for (int c = 0; c < lab.sizes[lab_dim("cause")]; c++)
        SAME(level_of(sim, "blocked", r, s, c)->integral, book.blocked[r][s][c], "network %d, %s, %s: blocked by %d", network, region, stage, c);
}

static void compare_region(const struct sim *sim, int network, int r, bool travels)
{
    SAME(level_of(sim, "waiting", r, 0, 0)->integral, book.waiting[r], "network %d, region %d: waiting", network, r);
    SAME(level_of(sim, "present", r, 0, 0)->integral, book.present[r], "network %d, region %d: present", network, r);
    if (!travels) SAME(level_of(sim, "unsafe", r, 0, 0)->integral, book.unsafe[r], "network %d, region %d: unsafe", network, r);
    SAME(count_of(sim, "arrivals", r, 0), book.arrived[r], "network %d, region %d: arrivals", network, r);
    SAME(count_of(sim, "arrivals_first", r, 0) + count_of(sim, "arrivals_again", r, 0) + count_of(sim, "arrivals_returned", r, 0), book.arrived[r],
        "network %d", network);
    SAME(count_of(sim, "placed", r, 0), book.first_place[r], "network %d, region %d: placed", network, r);
    SAME(count_of(sim, "placed_own_region", r, 0) + count_of(sim, "placed_elsewhere", r, 0), book.first_place[r], "network %d", network);
    SAME(tally_of(sim, "time_to_place_days", r, 0)->sum, book.to_place[r], "network %d, region %d: times to a place", network, r);
    for (int e = 0; e < lab.sizes[lab_dim("exit")]; e++) SAME(count_of(sim, "exits", r, e), book.exits[r][e], "network %d, region %d: exit %d",
        network, r, e);
}

static int64_t total(const struct sim *sim, const char *measure)
{
    const int m = lab_measure(measure);
    int64_t sum = 0;
    for (int32_t i = 0; i < sim->record.cells[m]; i++) {
        const int32_t cell = sim->record.first[m] + i;
        sum += shelter_model.metrics[m].kind == METRIC_COUNT ? sim->record.count[cell] : sim->record.level[cell].value;
    }
    return sum;
}

static void compare(const struct sim *sim, int network, bool travels)
{
    for (int r = 0; r < lab.sizes[lab_dim("region")]; r++) {
        compare_region(sim, network, r, travels);
        for (int s = 0; s < lab.sizes[lab_dim("stage")]; s++) compare_places(sim, network, r, s);
    }
    for (int g = 0; g < lab.sizes[lab_dim("group")]; g++)
        for (int s = 0; s < lab.sizes[lab_dim("stage")]; s++) SAME(level_of(sim, "occupied_by_group", g, s, 0)->integral, book.by_group[g][s],
            "network %d, group %d", network, g);
    SAME(total(sim, "turned_away"), book.gave_up, "network %d: turned away", network);
    SAME(total(sim, "arrivals") + book.present_at_start, total(sim, "exits") + total(sim, "turned_away") + total(sim, "present"),
        "network %d: who came and who went", network);
    static const char *const pairs[][2] = {{"arrivals", "arrivals_by_group"}, {"arrivals", "arrivals_by_year"}, {"placed", "placed_by_group"},
        {"admitted", "admitted_by_group"},
                                           {"exits", "exits_by_group"}, {"turned_away", "turned_away_by_group"}, {"not_placed_24h",
                                               "not_placed_24h_by_year"},
                                           {"placed_same_day", "placed_same_day_by_group"}, {"occupied", "occupied_by_group"}, {"waiting",
                                               "waiting_by_group"},
                                           {"blocked", "blocked_by_group"}, {"hotel_persons", "hotel_persons_by_year"}, {"arrivals_adults",
                                               "arrivals"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) SAME(total(sim, pairs[i][0]), total(sim, pairs[i][1]), "network %d: %s, %s", network,
        pairs[i][0], pairs[i][1]);
}

Test(truth_flow, the_log_adds_up_to_the_measures)
{
    int64_t rows = 0, words[32] = {0};
    for (int k = 0; k < NETWORKS; k++) {
        open_network(k);
        struct sim sim;
        cr_assert_eq(sim_init(&sim, &shelter_model, lab.plan).code, STATUS_OK);
        for (int64_t replication = 1; replication <= REPLICATIONS; replication++) {
            sim_run(&sim, &engine_native, 500, replication, true, true);
            cr_assert(!sim.overload);
            add_up(&sim);
            compare(&sim, k, pick(k, 17, 0, 1) == 1);
            rows += sim.trace.n;
            for (int64_t i = 0; i < sim.trace.n; i++) words[sim.trace.rows[i].word]++;
        }
        sim_free(&sim);
    }
    /* the networks must have had everything in them */
    static const char *const wanted[] = {"arrived", "placed", "travelled", "waits", "stay_ended", "blocked", "moved", "gate_opened",
        "home_refused", "place_lost", "left",
                                         "left_unplaced", "turned_away"};
    fprintf(stderr, "%lld rows:", (long long)rows);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        fprintf(stderr, " %s %lld", wanted[i], (long long)words[lab_word(wanted[i])]);
        cr_expect_gt(words[lab_word(wanted[i])], 50, "hardly a household %s", wanted[i]);
    }
    fprintf(stderr, "\n");
}

/* A home goes to the earliest application, half a day after the place was taken, among those whose debt wait is over: who was passed over
 * while it lasted has kept its date. */
Test(truth_flow, homes_go_by_date_of_application)
{
    static seconds placed_s[MOST];
    static bool over[MOST], has_home[MOST];
    lab_open(&lab, LAB_HEAD("30 d", "3000 d") "intake: {households: 400 /yr}\n"
             "stages: {crisis: {stay: {exponential: {mean: 2 d}}, onward: {own_home: 100 %%}}}\n"
             "exits: {own_home: {gates: [debt, home]}}\nregions: {town: {places: {crisis: 9}}}\nplacement: [{stage: crisis, where: own}]\n"
             "gates:\n  home: {kind: supply, each: 300, apply_after: 0.5 d}\n"
             "  debt: {kind: wait, wait: {exponential: {mean: %d d}}, apply_after: 0.5 d}\n", 4);
    const int home = (int)lab_index(&lab, lab_dim("cause"), "home"), debt = (int)lab_index(&lab, lab_dim("cause"), "debt");
    struct sim sim;
    cr_assert_eq(sim_init(&sim, &shelter_model, lab.plan).code, STATUS_OK);
    sim_run(&sim, &engine_native, 501, 1, true, true);
    int given = 0, passed_over = 0;
    for (int64_t i = 0; i < sim.trace.n; i++) {
        const struct log_row *row = &sim.trace.rows[i];
        if (is(row, "home_lost")) continue; /* of no household */
        cr_assert(row->household > 0 && row->household < MOST);
        if (is(row, "placed")) placed_s[row->household] = row->t_s;
        if (is(row, "left")) placed_s[row->household] = 0;
        if (is(row, "gate_opened") && row->cause == debt) over[row->household] = true;
        if (!is(row, "gate_opened") || row->cause != home) continue;
        has_home[row->household] = true;
        cr_assert(over[row->household], "household %d has a home before its debt wait is over", (int)row->household);
        for (int other = 1; other < MOST; other++) {
            const bool in_line = placed_s[other] > 0 && !has_home[other] && placed_s[other] + 43200 <= row->t_s;
            if (!in_line || placed_s[other] >= placed_s[row->household]) continue;
            passed_over++;
            cr_assert(!over[other], "household %d, first in line, was passed over for %d", other, (int)row->household);
        }
        given++;
    }
    fprintf(stderr, "%d homes given, %d times a household was passed over\n", given, passed_over);
    cr_expect(given > 1000 && passed_over > 1000);
    sim_free(&sim);
}
