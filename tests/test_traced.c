/* Small worlds traced by hand: every line of the event log, to the second. tests/traced/<case>.yaml says in its comments how the dates come
 * about; <case>.log is the log that follows from them.
 *
 * A line of a log: day, time of day, household.episode, what happened, region, stage, cause or exit; `-` where there is none, left out at
 * the end. Days count from the start of the counted period, so they are negative in the warm-up. `#` begins a comment. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "models/models.h"
#include "models/shelter/measure.h"
#include "models/shelter/shelter.h"
#include "sim/engine.h"
#include "sim/scenario.h"

#define FOLDER DOORSTROOM_ROOT "/tests/traced/"
enum { LINE = 256 };

static struct arena arena;
static struct sim sim;
static void make(void) { arena_init(&arena); }
static void gone(void)
{
    sim_free(&sim);
    arena_free(&arena);
}
TestSuite(traced, .init = make, .fini = gone, .timeout = 60);

/* ---- a scenario becomes a log ---- */

static void replicate(const char *file, bool record, bool log)
{
    struct faults faults;
    faults_init(&faults, &arena);
    const struct scenario *scenario = scenario_read(file, NULL, models_all, &arena, &faults);
    const void *plan = scenario ? shelter_model.plan(scenario, NULL, &arena, &faults) : NULL;
    if (faults.errors) faults_print(&faults, stderr, false);
    cr_assert(plan, "%s is not accepted", file);
    sim_free(&sim);
    const status made = sim_init(&sim, &shelter_model, plan);
    cr_assert_eq(made.code, STATUS_OK, "%s", made.text);
    sim_run(&sim, &engine_native, 1, 1, record, log);
}

static void simulate(const char *file, bool record)
{
    replicate(file, record, true);
    cr_assert(!sim.overload, "%s", sim.overload_text);
}

static const char *label(int dim, int32_t i) { return i < 0 ? "-" : shelter_model.dim_label(sim.plan, dim, i); }

static void row_text(char out[LINE], const struct log_row *row)
{
    const seconds t_s = row->t_s - sim.window.from_s;
    const seconds day = t_s / SECONDS_PER_DAY - (t_s % SECONDS_PER_DAY < 0), second = t_s - day * SECONDS_PER_DAY;
    const char *what = row->cause >= 0 ? label(DIM_CAUSE, row->cause) : label(DIM_EXIT, row->exit);
    int n = snprintf(out, LINE, "%lld %02lld:%02lld:%02lld %d.%d %s %s %s %s", (long long)day, (long long)(second / 3600),
                     (long long)(second / 60 % 60), (long long)(second % 60), row->household, row->episode, shelter_model.words[row->word],
                     label(DIM_REGION, row->region), label(DIM_STAGE, row->stage), what);
    while (n > 2 && strcmp(&out[n - 2], " -") == 0) out[n -= 2] = '\0';
}

/* ---- the log that is expected ---- */

/* The next line without comment, its words one blank apart; false at the end. */
static bool expected_line(FILE *file, char out[LINE])
{
    char line[LINE];
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "#\n")] = '\0';
        char *rest = line;
        size_t n = 0;
        for (const char *word; (word = strtok_r(rest, " \t", &rest));) n += (size_t)snprintf(&out[n], LINE - n, n ? " %s" : "%s", word);
        if (n) return true;
    }
    return false;
}

static void compare(const char *name, FILE *file)
{
    char want[LINE], have[LINE];
    for (int64_t i = 0;; i++) {
        const bool wanted = expected_line(file, want), there = i < sim.trace.n;
        if (!wanted && !there) return;
        if (there) row_text(have, &sim.trace.rows[i]);
        cr_assert(wanted, "%s: nothing more should happen, and then: %s", name, have);
        cr_assert(there, "%s: nothing more happened, and this should: %s", name, want);
        cr_assert_str_eq(want, have, "%s, line %lld:\n  expected: %s\n  happened: %s", name, (long long)(i + 1), want, have);
    }
}

static void trace(const char *name)
{
    for (int record = 0; record < 2; record++) {
        simulate(arena_format(&arena, FOLDER "%s.yaml", name), record);
        FILE *file = fopen(arena_format(&arena, FOLDER "%s.log", name), "r");
        cr_assert(file, "%s has no log", name);
        compare(name, file);
        fclose(file);
    }
}

/* ---- the cases ---- */

#define CASES(X)                                                                                                                      \
    X(patience) X(patience_two) X(instant) X(loss) X(last_instant) X(list_of_pool) X(list_of_system) X(classes) X(classes_blocked)    \
    X(own_region_first) X(same_date) X(passed_over) X(needs) X(only_except) X(again) X(first_again_returns) X(places_when_free)       \
    X(places_at_once) X(places_at_once_no_room) X(places_at_once_need) X(places_at_once_gate) X(places_at_once_travel) X(last_in)     \
    X(closed) X(closed_onward_free) X(chain) X(shared_keeps) X(shared_own_first) X(shared_rule_order) X(onward_elsewhere)             \
    X(onward_group) X(feedback_inside) X(feedback_queue) X(stay_none) X(stay_zero) X(gates) X(gates_overlap) X(gate_of) X(delay)      \
    X(hotel) X(hotel_rules_above) X(hotel_elsewhere_rule) X(hotel_on_the_way) X(hotel_for_a_time) X(hotel_closes) X(calls)            \
    X(calls_travel) X(calls_missed) X(calls_seen) X(calls_seen_second) X(calls_all_stages) X(calls_after_claims) X(calls_tie)         \
    X(calls_end_with_a_place) X(calls_of_nothing) X(calls_tie_retry) X(calls_hotel) X(calls_no_further_than_waiting) X(overview)      \
    X(initial) X(initial_blocked) X(initial_gates) X(initial_claims) X(initial_calls)                                                \
    X(ramp_up) X(ramp_down) X(ramp_two) X(repeats) X(repeats_yearly) X(prevention) X(visible) X(aftercare)                              \
    X(overview_claims) X(warm_up) X(exchange_two) X(exchange_three) X(exchange_home) X(take_back) X(take_back_room) X(reserve)        \
    X(persons) X(persons_in_turn) X(reserve_group) X(reserve_own) X(take_back_blocked) X(exchange_regions) X(exchange_persons)        \
    X(homes) X(account) X(in_turn_gives_up) X(stay_of_a_group) X(aftercare_stopgap)

#define TEST(name)                                                                                                                    \
    Test(traced, name) { trace(#name); }
CASES(TEST)

#define NAME(name) #name,
Test(traced, every_file_is_a_case)
{
    static const char *const names[] = {CASES(NAME)};
    DIR *folder = opendir(FOLDER);
    size_t files = 0;
    cr_assert(folder);
    for (const struct dirent *entry; (entry = readdir(folder));) files += entry->d_name[0] != '.';
    closedir(folder);
    cr_assert_eq(files, 2 * sizeof names / sizeof *names, "%zu files for %zu cases", files, sizeof names / sizeof *names);
}

/* ---- figures that follow from a traced world ---- */

static int64_t count(int metric, int32_t i, int32_t j) { return sim.record.count[recorder_cell(&sim.record, metric, i, j, 0)]; }
static int64_t days(int metric, int32_t i, int32_t j, int32_t k)
{
    return sim.record.level[recorder_cell(&sim.record, metric, i, j, k)].integral / SECONDS_PER_DAY;
}

/* 1 came before the start: it is no arrival and no placement, but its place was taken for two days and it left in the counted period. */
Test(traced, before_the_start_counts_in_levels_only)
{
    simulate(FOLDER "warm_up.yaml", true);
    cr_expect_eq(count(M_ARRIVALS, 0, 0), 2);
    cr_expect_eq(count(M_PLACED, 0, 0), 2);
    cr_expect_eq(count(M_ADMITTED, 0, 0), 2);
    cr_expect_eq(count(M_EXITS, 0, 0), 2);
    cr_expect_eq(days(M_OCCUPIED, 0, 0, 0), 10); /* 1 until 2 d, 2 until 7 d, 3 until the end */
    cr_expect_eq(days(M_WAITING, 0, 0, 0), 6);   /* 2: 1-2 d, 3: 2-7 d */
    cr_expect_eq(days(M_PRESENT, 0, 0, 0), 16);
}

/* gates.log: permit 1 d each, debt 1 d each, help 8-11 d and 9-15 d; all of it beyond three planned stays of 5 d. */
Test(traced, blocked_days_are_charged_once)
{
    simulate(FOLDER "gates.yaml", true);
    cr_expect_eq(days(M_BLOCKED, 0, 0, cause_gate(0)), 0);
    cr_expect_eq(days(M_BLOCKED, 0, 0, cause_gate(1)), 3);
    cr_expect_eq(days(M_BLOCKED, 0, 0, cause_gate(2)), 3);
    cr_expect_eq(days(M_BLOCKED, 0, 0, cause_gate(3)), 9);
    cr_expect_eq(days(M_OCCUPIED, 0, 0, 0), 3 * 5 + 15);
    cr_expect_eq(days(M_SLOTS_BUSY, 0, 3, 0), 3 * 4);
}

/* hotel.log: 2 is in the hotel 1-5 d, 3 waits 2-5 d and is there 5-10 d. */
Test(traced, a_hotel_is_no_place)
{
    simulate(FOLDER "hotel.yaml", true);
    cr_expect_eq(count(M_PLACED, 0, 0), 3);
    cr_expect_eq(count(M_AT_ONCE, 0, 0), 1);
    cr_expect_eq(count(M_SAME_DAY, 0, 0), 1);
    cr_expect_eq(count(M_NOT_PLACED_24H, 0, 0), 2);
    cr_expect_eq(count(M_HOTEL_HOUSEHOLDS, 0, 0), 2);
    cr_expect_eq(days(M_STOPGAP, 0, 0, 0), 4 + 5);
    cr_expect_eq(days(M_UNSAFE, 0, 0, 0), 3);
}

static double eur(enum value value) { return sim.record.value[recorder_cell(&sim.record, M_SOCIAL_VALUE, 0, (int)value, 0)]; }

/* Nights of the hotel are valued twice here, as nights and as nights without screening; what has no value counts nothing. */
Test(traced, the_social_account_adds_up)
{
    simulate(FOLDER "account.yaml", true);
    const double wanted[N_VALUES] = {[VALUE_UNSAFE_DAY] = 400, [VALUE_HOTEL_NIGHT] = 1080,      [VALUE_UNSCREENED_NIGHT] = 9, [VALUE_NOT_PLACED] = 3000,
                                     [VALUE_NOT_PLACED_CHILD] = 30, [VALUE_ABANDONED] = 7, [VALUE_TURNED_AWAY] = 5,      [VALUE_PLACED] = -150};
    double sum = 0;
    for (int v = 0; v < N_VALUES; v++) {
        const double have = eur((enum value)v);
        cr_expect_float_eq(have, wanted[v], 1e-9, "value %d is %.10g, not %.10g", v, have, wanted[v]);
        sum += have;
    }
    cr_expect_float_eq(sum, 4381, 1e-9, "%.10g", sum);
}

/* homes.log: three of thirteen homes are used. Blocked before the home: 1 from 20 d until 51 d 13:13:57, 2 from 21 d until 32 d 10:46:11. */
Test(traced, homes_are_used_or_lost)
{
    simulate(FOLDER "homes.yaml", true);
    cr_expect_eq(count(M_HOMES_USED, 0, 0), 3);
    cr_expect_eq(count(M_HOMES_LOST, 0, 0), 10);
    const int64_t blocked_s = sim.record.level[recorder_cell(&sim.record, M_BLOCKED, 0, 0, cause_gate(0))].integral;
    cr_expect_eq(blocked_s, (31 * 24 + 13) * 3600 + 13 * 60 + 57 + (11 * 24 + 10) * 3600 + 46 * 60 + 11);
    cr_expect_eq(days(M_BLOCKED, 0, 0, cause_gate(1)), 0);
}

/* Text of a scenario -> its file, to be unlinked. */
static char *scenario_file(const char *text)
{
    char *file = arena_text(&arena, "/tmp/traced_XXXXXX.yaml");
    const int descriptor = mkstemps(file, 5);
    cr_assert(descriptor >= 0 && write(descriptor, text, strlen(text)) == (ssize_t)strlen(text));
    close(descriptor);
    return file;
}

/* Who stays no time and comes back to the same stage would do so for ever within one second. */
Test(traced, what_goes_round_for_ever_stops_the_run)
{
    char *file = scenario_file("doorstroom: 1\ntitle: In a circle\ntime: {start: 2020-01-01, horizon: 9 d}\nintake: {times: {town: [2 d]}}\n"
                               "stages: {crisis: {stay: none, onward: {crisis: 100 %}}}\nexits: {left: {}}\n"
                               "regions: {town: {places: {crisis: 1}}}\nplacement: [{stage: crisis}]\n");
    replicate(file, false, false);
    unlink(file);
    cr_assert(sim.overload);
    cr_expect(strstr(sim.overload_text, "in one second on 2020-01-03"), "%s", sim.overload_text);
}

/* A household draws the same stay in crisis whether it comes there at once or by way of a hotel: planned stays belong to the stage and the
 * visit, not to the path. */
static seconds crisis_stay(const char *places)
{
    char *file = scenario_file(arena_format(
        &arena,
        "doorstroom: 1\ntitle: One household\ntime: {start: 2020-01-01, horizon: 40 yr}\nintake: {times: {town: [0 d]}}\n"
        "stages: {crisis: {stay: {exponential: {mean: 49 d}}, onward: {left: 100 %%}}, hotel: {stopgap: yes}}\nexits: {left: {}}\n"
        "regions: {town: {places: {crisis: %s}}}\nplacement: [{stage: crisis}, {stage: hotel}]\n"
        "changes: {more: {from: 2 d, places: {crisis: 1}}}\n",
        places));
    simulate(file, false);
    unlink(file);
    seconds begin_s = 0, end_s = 0;
    for (int64_t i = 0; i < sim.trace.n; i++) {
        const struct log_row *row = &sim.trace.rows[i];
        if (row->word == WORD_PLACED && row->stage == 0) begin_s = row->t_s;
        if (row->word == WORD_STAY_ENDED) end_s = row->t_s;
    }
    cr_assert(end_s > begin_s);
    return end_s - begin_s;
}

Test(traced, the_path_does_not_change_the_stay)
{
    const seconds at_once = crisis_stay("1"), by_hotel = crisis_stay("0");
    cr_expect_eq(at_once, by_hotel, "%lld s at once, %lld s by way of the hotel", (long long)at_once, (long long)by_hotel);
}
