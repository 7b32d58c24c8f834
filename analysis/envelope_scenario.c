/* One scenario of a result file, reckoned: stages, years, flow. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/envelope_grid.h"
#include "analysis/table.h"

enum { MOST_ERLANG = 10000000 };

/* What is read once; labels in the order of the file. */
struct read {
    struct envelope_file file;
    struct envelope_full *full;
    int32_t regions, stages; /* of the file */
    int32_t *at;             /* by stage of `full`: its place in the file */
    bool *counted;           /* by stage of the file */
    double *per_d;           /* requests per day by region, all of them */
    struct envelope_grid arrivals, placed, places, occupied, blocked, admitted, planned, left, ended, full_time;
    double placed_all, size; /* households placed; place-units of a household */
};

static double loss_of(double load, double places) { return places > MOST_ERLANG || isnan(load) ? (double)NAN : erlang_b(load, llround(places)); }

static double ratio(double part, double whole) { return whole > 0 ? part / whole : (double)NAN; }

static double stage_sum(const struct read *in, const struct envelope_grid *grid, int32_t stage)
{
    double sum = 0;
    for (int32_t r = 0; r < in->regions; r++) sum += envelope_mean(grid, r, stage);
    return sum;
}

static double counted_places(const struct read *in, int32_t region)
{
    double sum = 0;
    for (int32_t s = 0; s < in->stages; s++) sum += in->counted[s] ? envelope_mean(&in->places, region, s) : 0;
    return sum;
}

/* ---- stages ---- */

static void name_both(const struct read *in, const char *dimension, int32_t i, const char *name[2])
{
    for (int lang = LANG_EN; lang <= LANG_NL; lang++) {
        int32_t n = 0;
        const char *const *label = table_labels(in->file.result, dimension, (enum lang)lang, in->file.arena, &n);
        name[lang] = label && i < n && label[i] && *label[i] ? label[i] : "?";
    }
}

/* A cause that is no scarcity: a delay, or a wait that runs whatever is free. */
static bool scarce(const struct read *in, const char *cause)
{
    if (strcmp(cause, "next_stage") == 0) return true;
    for (int32_t g = 0; g < in->full->gates; g++)
        if (strcmp(in->full->gate[g].name[LANG_EN], cause) == 0) return true;
    return false;
}

/* Places held for causes that are, or are not, scarce: of one stage of the file, or of all (-1). */
static double held_for(const struct read *in, int32_t stage, bool scarcity)
{
    int32_t causes = 0;
    double sum = 0;
    const char *const *cause = result_labels(in->file.result, "cause", &causes);
    for (int32_t c = 0; cause && c < causes && c < in->blocked.b; c++)
        for (int32_t s = 0; s < in->blocked.a; s++)
            if ((stage < 0 || s == stage) && scarce(in, cause[c]) == scarcity) sum += envelope_mean(&in->blocked, s, c);
    return sum;
}

/* Erlang B of each region by itself for this need per request; what is asked in a region without places is spread over those that have some. */
static double loss_regions(const struct read *in, double need_d, int32_t stage)
{
    double asked = 0, with = 0, refused = 0;
    for (int32_t r = 0; r < in->regions; r++) {
        const double places = stage < 0 ? counted_places(in, r) : envelope_mean(&in->places, r, stage);
        asked += in->per_d[r];
        with += places > 0 ? in->per_d[r] : 0;
    }
    if (!(with > 0)) return asked > 0 ? 1 : (double)NAN;
    for (int32_t r = 0; r < in->regions; r++) {
        const double places = stage < 0 ? counted_places(in, r) : envelope_mean(&in->places, r, stage);
        if (places > 0) refused += in->per_d[r] / with * loss_of(in->per_d[r] * asked / with * need_d, places);
    }
    return refused;
}

static struct interval full_share(const struct read *in, int32_t stage)
{
    double *weight = ARENA_ARRAY(in->file.arena, double, in->regions + 1), with = 0;
    bool *one = ARENA_ARRAY(in->file.arena, bool, in->stages + 1);
    for (int32_t r = 0; r < in->regions; r++) {
        weight[r] = envelope_mean(&in->places, r, stage) > 0 ? in->per_d[r] : 0;
        with += weight[r];
    }
    for (int32_t r = 0; r < in->regions; r++) weight[r] /= with > 0 ? with : (double)NAN;
    one[stage] = true;
    return envelope_column(&in->file, &in->full_time, one, weight);
}

/* Planned stay per place taken: a stay that went on elsewhere (taken back, displaced) took several and is planned once. Of a stage that
 * nobody has left yet: place-days per household that came. */
static double planned_days(const struct read *in, int32_t stage)
{
    const double left = envelope_mean(&in->left, stage, 0), came = stage_sum(in, &in->admitted, stage);
    const double ended = in->ended.x ? fmax(left, envelope_mean(&in->ended, stage, 0)) : left;
    if (left > 0) return envelope_mean(&in->planned, stage, 0) / ended * in->size;
    return came > 0 ? (stage_sum(in, &in->occupied, stage) - held_for(in, stage, true) - held_for(in, stage, false)) * in->full->days / came : 0;
}

static void stage_fill(const struct read *in, int32_t s, const struct envelope_grid *offered, struct envelope_stage *stage)
{
    bool *one = ARENA_ARRAY(in->file.arena, bool, in->stages + 1);
    const double came = stage_sum(in, &in->admitted, s), per_d = in->full->requests_per_year / 365.25;
    one[s] = true;
    name_both(in, "stage", s, stage->name);
    stage->counted = in->counted[s];
    stage->offered = offered->x ? stage_sum(in, offered, s) : (double)NAN;
    stage->visits = came / in->placed_all;
    stage->planned_d = planned_days(in, s);
    stage->held_d = stage->planned_d + (came > 0 ? held_for(in, s, false) * in->full->days / came : 0);
    stage->load = per_d * stage->visits * stage->planned_d;
    stage->places = stage->counted ? stage_sum(in, &in->places, s) : (double)INFINITY;
    stage->loss_pooled = stage->counted ? loss_of(stage->load, stage->places) : 0;
    stage->loss_regions = stage->counted ? loss_regions(in, stage->visits * stage->planned_d, s) : 0;
    stage->occupied = envelope_column(&in->file, &in->occupied, one, NULL);
    stage->blocked = envelope_interval(&in->file, &in->blocked, NULL, s);
    stage->full = stage->counted ? full_share(in, s) : (struct interval){.mean = NAN, .half = NAN};
}

static void all_fill(const struct read *in)
{
    struct envelope_full *full = in->full;
    struct envelope_stage *all = &full->all;
    *all = (struct envelope_stage){.name = {"together", "samen"}, .counted = true, .visits = 1, .full = {.mean = NAN, .half = NAN}};
    for (int32_t s = 0; s < full->stages; s++) {
        if (!full->stage[s].counted) continue;
        all->offered += full->stage[s].offered, all->load += full->stage[s].load, all->places += full->stage[s].places;
        all->planned_d += full->stage[s].visits * full->stage[s].planned_d;
        all->held_d += full->stage[s].visits * full->stage[s].held_d;
    }
    full->stay_d = all->planned_d;
    full->given = all->offered == 0 && full->requests_per_year > 0;
    if (full->given) all->offered = (double)NAN;
    full->loss_state = all->places > 0 ? all->places > MOST_ERLANG ? ENVELOPE_TOO_LARGE : ENVELOPE_THERE : ENVELOPE_NO_PLACES;
    all->loss_pooled = loss_of(all->load, all->places);
    all->loss_regions = loss_regions(in, full->stay_d, -1);
    all->occupied = envelope_column(&in->file, &in->occupied, in->counted, NULL);
    all->blocked = envelope_interval(&in->file, &in->blocked, NULL, -1);
}

/* A stopgap gives no planned stay; a stage that is none but not counted has no bound. */
static void stages_fill(struct read *in)
{
    struct envelope_full *full = in->full;
    struct envelope_grid offered;
    full->stage = ARENA_ARRAY(in->file.arena, struct envelope_stage, in->stages + 1);
    in->at = ARENA_ARRAY(in->file.arena, int32_t, in->stages + 1);
    envelope_grid(&in->file, "offered_load", "region", "stage", &offered);
    for (int32_t s = 0; s < in->stages; s++) {
        const bool known = envelope_mean(&in->left, s, 0) > 0, used = stage_sum(in, &in->admitted, s) > 0 || stage_sum(in, &in->places, s) > 0;
        if (!(in->counted[s] ? used : known)) continue;
        in->at[full->stages] = s;
        stage_fill(in, s, &offered, &full->stage[full->stages]);
        full->unlimited += full->stage[full->stages].counted ? 0 : full->stage[full->stages].occupied.mean;
        full->stages++;
    }
    all_fill(in);
    for (int32_t s = 0; s < full->stages && full->given; s++) full->stage[s].offered = (double)NAN;
}

/* ---- years ---- */

/* Days of a calendar year that were counted. */
static double days_of(const struct read *in, const char *label)
{
    const char *from = result_text(in->file.result, "/", "time_coverage_start");
    seconds start;
    char date[11];
    if (!from || snprintf(date, sizeof date, "%.10s", from) != 10 || !date_parse(date, &start)) return (double)NAN;
    const int32_t year = (int32_t)strtol(label, NULL, 10);
    const double begin = fmax((double)start, (double)date_of(year, 1, 1)),
                 end = fmin((double)start + in->full->days * 86400, (double)date_of(year + 1, 1, 1));
    return (end - begin) / 86400;
}

static void years_pooled(const struct read *in, struct envelope_period *period)
{
    struct envelope_full *full = in->full;
    const int32_t n = full->years;
    struct envelope_course *course = ARENA_ARRAY(in->file.arena, struct envelope_course, n + 1);
    double *stationary = ARENA_ARRAY(in->file.arena, double, n + 1), *modified = ARENA_ARRAY(in->file.arena, double, n + 1);
    const double start = period[0].requests_per_d * full->stay_d;
    envelope_loss_course(period, n, full->stay_d, start, in->file.arena, course);
    envelope_loss_stationary(period, n, full->stay_d, stationary);
    envelope_loss_modified(period, n, full->stay_d, start, modified);
    for (int32_t y = 0; y < n; y++)
        full->year[y].loss_pooled = course[y].refused, full->year[y].stationary = stationary[y], full->year[y].modified = modified[y];
}

/* Regions share no places here, so each goes its own way. */
static void years_regions(const struct read *in, const struct envelope_grid *asked, struct envelope_period *period)
{
    struct envelope_full *full = in->full;
    const int32_t n = full->years;
    struct envelope_course *course = ARENA_ARRAY(in->file.arena, struct envelope_course, n + 1);
    double *with = ARENA_ARRAY(in->file.arena, double, n + 1);
    for (int32_t r = 0; r < in->regions; r++)
        for (int32_t y = 0; y < n && counted_places(in, r) > 0; y++) with[y] += envelope_mean(asked, y, r);
    for (int32_t r = 0; r < in->regions; r++) {
        const double places = counted_places(in, r);
        if (!(places > 0)) continue;
        for (int32_t y = 0; y < n; y++) {
            period[y].requests_per_d = with[y] > 0 ? envelope_mean(asked, y, r) * full->year[y].requests / with[y] / period[y].days : 0;
            period[y].places = llround(places);
        }
        envelope_loss_course(period, n, full->stay_d, period[0].requests_per_d * full->stay_d, in->file.arena, course);
        for (int32_t y = 0; y < n; y++) full->year[y].loss_regions += with[y] > 0 ? envelope_mean(asked, y, r) / with[y] * course[y].refused : 0;
    }
}

static void year_fill(const struct read *in, int32_t y, const char *label, const struct envelope_grid *asked, const struct envelope_grid *late)
{
    struct envelope_year *year = &in->full->year[y];
    *year = (struct envelope_year){.label = label, .days = days_of(in, label), .served = NAN, .not_placed = {.mean = NAN, .half = NAN}};
    for (int32_t r = 0; r < in->regions; r++) year->requests += envelope_mean(asked, y, r);
    year->load = year->requests / year->days * in->full->stay_d;
    if (late->x) year->not_placed = envelope_interval(&in->file, late, asked, y);
}

static void years_fill(const struct read *in)
{
    struct envelope_full *full = in->full;
    struct envelope_grid asked, late;
    const char *const *label = result_labels(in->file.result, "year", &full->years);
    full->growth = (double)NAN;
    full->years_state =
        label && full->years > 0 && envelope_grid(&in->file, "arrivals_by_year", "year", "region", &asked) ? full->loss_state : ENVELOPE_NO_DATA;
    if (full->years_state != ENVELOPE_THERE) {
        full->years = 0;
        return;
    }
    envelope_grid(&in->file, "not_placed_24h_by_year", "year", "region", &late);
    full->year = ARENA_ARRAY(in->file.arena, struct envelope_year, full->years);
    struct envelope_period *period = ARENA_ARRAY(in->file.arena, struct envelope_period, full->years);
    for (int32_t y = 0; y < full->years; y++) {
        year_fill(in, y, label[y], &asked, &late);
        if (!(full->year[y].days > 0)) full->years_state = ENVELOPE_NO_DATA;
        period[y] = (struct envelope_period){full->year[y].days, full->year[y].requests / full->year[y].days, llround(full->all.places)};
    }
    if (!(full->stay_d > 0)) full->years_state = ENVELOPE_NOBODY;
    if (full->years_state != ENVELOPE_THERE) {
        full->years = 0;
        return;
    }
    years_pooled(in, period);
    years_regions(in, &asked, period);
    const struct envelope_year *first = &full->year[0], *last = &full->year[full->years - 1];
    const double more = last->requests / last->days - first->requests / first->days;
    const double chance =
        sqrt((last->requests / (last->days * last->days) + first->requests / (first->days * first->days)) / (double)full->replications);
    if (full->years > 1 && fabs(more) > 3 * chance) full->growth = ratio(last->requests / last->days, first->requests / first->days);
    if (full->all.places > ENVELOPE_MOST_PLACES) full->years_state = ENVELOPE_TOO_LARGE;
}

/* ---- what all of it is made of ---- */

static bool read_grids(struct read *in)
{
    const struct envelope_file *file = &in->file;
    return envelope_grid(file, "arrivals", "region", NULL, &in->arrivals) && envelope_grid(file, "placed", "region", NULL, &in->placed) &&
           envelope_grid(file, "places", "region", "stage", &in->places) && envelope_grid(file, "occupied", "region", "stage", &in->occupied) &&
           envelope_grid(file, "blocked", "stage", "cause", &in->blocked) && envelope_grid(file, "admitted", "region", "stage", &in->admitted) &&
           envelope_grid(file, "planned_days", "stage", NULL, &in->planned) && envelope_grid(file, "planned_days_number", "stage", NULL, &in->left);
}

/* Places for persons: then a stay fills as many places as a household has persons. Whether most places are shows in the place-days of those who
 * left. */
static double size_of(const struct read *in)
{
    struct envelope_grid stay, adults, children;
    if (!envelope_by_person(&in->file) || !envelope_grid(&in->file, "stay_days", NULL, NULL, &stay) ||
        !envelope_grid(&in->file, "arrivals_adults", NULL, NULL, &adults) || !envelope_grid(&in->file, "arrivals_children", NULL, NULL, &children))
        return 1;
    const double persons = ratio(envelope_total(&adults) + envelope_total(&children), envelope_total(&in->arrivals));
    const double used = ratio(envelope_total(&in->occupied) * in->full->days, envelope_total(&stay));
    return used > sqrt(persons) ? persons : 1;
}

static double share_in(const struct read *in, const char *name, double whole)
{
    struct envelope_grid grid;
    return envelope_grid(&in->file, name, NULL, NULL, &grid) ? ratio(envelope_total(&grid), whole) : 0;
}

static double level_in(const struct read *in, const char *name, struct interval *interval)
{
    struct envelope_grid grid;
    const bool there = envelope_grid(&in->file, name, NULL, NULL, &grid);
    const struct interval level = there ? envelope_interval(&in->file, &grid, NULL, -1) : (struct interval){.mean = NAN, .half = NAN};
    if (interval) *interval = level;
    return there ? level.mean : 0;
}

static void simulated(const struct read *in)
{
    struct envelope_full *full = in->full;
    struct envelope_grid grid;
    const struct interval none = {.mean = NAN, .half = NAN};
    const double asked = envelope_total(&in->arrivals);
    full->placed = envelope_interval(&in->file, &in->placed, &in->arrivals, -1);
    full->refused = envelope_grid(&in->file, "turned_away", NULL, NULL, &grid) ? envelope_interval(&in->file, &grid, &in->arrivals, -1) : none;
    full->not_placed = envelope_grid(&in->file, "not_placed_24h", NULL, NULL, &grid) ? envelope_interval(&in->file, &grid, &in->arrivals, -1) : none;
    full->blocked = envelope_interval(&in->file, &in->blocked, NULL, -1);
    level_in(in, "waiting", &full->waiting);
    full->hotel = level_in(in, "hotel", NULL);
    full->returned_share = share_in(in, "arrivals_returned", asked);
    full->again_share = share_in(in, "arrivals_again", asked);
    full->elsewhere_share = share_in(in, "placed_elsewhere", in->placed_all);
}

static void prepare(struct read *in)
{
    struct envelope_full *full = in->full;
    int32_t n = 0;
    in->regions = in->places.a, in->stages = in->places.b;
    const double *flag = result_coordinate(in->file.result, "stage_in_occupancy", &n);
    in->counted = ARENA_ARRAY(in->file.arena, bool, in->stages + 1);
    in->per_d = ARENA_ARRAY(in->file.arena, double, in->regions + 1);
    for (int32_t s = 0; s < in->stages; s++) in->counted[s] = !flag || s >= n || flag[s] != 0;
    for (int32_t r = 0; r < in->regions; r++) {
        in->per_d[r] = envelope_mean(&in->arrivals, r, 0) / full->days;
        full->requests_per_year += 365.25 * in->per_d[r];
        full->regions += in->per_d[r] > 0 || counted_places(in, r) > 0;
    }
    in->placed_all = envelope_total(&in->placed);
    in->size = size_of(in);
    full->persons = in->size > 1;
    envelope_grid(&in->file, "full_share", "region", "stage", &in->full_time);
    envelope_grid(&in->file, "stay_days_number", "stage", NULL, &in->ended);
    full->changes = envelope_changes(&in->file);
}

status envelope_scenario(struct result *result, int32_t scenario, struct arena *arena, struct envelope_full *full)
{
    int32_t scenarios = 0;
    const char *const *name = result_labels(result, "scenario", &scenarios);
    struct read in = {.file = {result, arena, scenario, result_replications(result), name && scenario < scenarios ? name[scenario] : ""},
                      .full = full};
    *full = (struct envelope_full){.scenario = in.file.name, .replications = in.file.replications, .days = summary_years(result) * 365.25};
    if (scenario < 0 || scenario >= result_scenarios(result))
        return status_fail(STATUS_FAILED, "no-scenario", "there is no scenario %d in this file", scenario + 1);
    if (!(full->days > 0) || !read_grids(&in))
        return status_fail(STATUS_FAILED, "no-measure",
                           "this file does not hold the requests, places and stays by region and stage that a check by formulas needs");
    prepare(&in);
    simulated(&in);
    if (!(in.placed_all > 0)) {
        full->loss_state = full->years_state = full->fluid_state = ENVELOPE_NOBODY;
        return status_ok();
    }
    envelope_flow_gates(&in.file, in.placed_all, in.regions, full);
    stages_fill(&in);
    years_fill(&in);
    full->blocked_scarce = held_for(&in, -1, true);
    envelope_flow_fill(&in.file, in.at, in.per_d, full);
    return status_ok();
}
