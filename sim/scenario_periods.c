/* The counted period, and the periods that a series cuts it into. */
#include <string.h>

#include "sim/scenario.h"

seconds scenario_horizon_s(const struct scenario_time *time)
{
    const int32_t years = time->horizon.calendar_years;
    return years > 0 ? date_add_years(time->start_s, years) - time->start_s : time->horizon.length_s;
}

/* Where period i begins by a length; the last may be shorter. */
static seconds begin_of(const struct scenario_time *time, int64_t i)
{
    const struct span *each = &time->series.each;
    if (each->calendar_years == 0) return i * each->length_s;
    return date_add_years(time->start_s, (int32_t)(i * each->calendar_years)) - time->start_s;
}

static int64_t count_periods(const struct scenario_time *time)
{
    const seconds length_s = time->series.each.length_s, horizon_s = scenario_horizon_s(time);
    int64_t n = horizon_s / length_s > 1 ? horizon_s / length_s - 1 : 1; /* calendar years differ by a day */
    while (begin_of(time, n) < horizon_s) n++;
    return n;
}

int32_t scenario_periods(const struct scenario_time *time, struct arena *arena, const seconds **from_s)
{
    const struct periods *series = &time->series;
    const seconds horizon_s = scenario_horizon_s(time);
    int32_t n = 0;
    *from_s = NULL;
    if (series->n == 0 && series->each.length_s == 0) return 0;
    const int32_t most = series->n ? series->n : (int32_t)count_periods(time) - 1;
    seconds *from = ARENA_ARRAY(arena, seconds, most + 2);
    for (int32_t i = 0; i < most; i++) {
        const seconds begin_s = series->n ? series->from_s[i] - time->start_s : begin_of(time, i + 1);
        if (begin_s > 0 && begin_s < horizon_s) from[++n] = begin_s; /* start and end may stand in the list */
    }
    from[++n] = horizon_s;
    *from_s = from;
    return n;
}

static struct place place_of(const struct scenario *scenario, const char *path)
{
    for (const struct setting *s = scenario->settings.first; s; s = s->next)
        if (strcmp(s->path, path) == 0) return s->place;
    return (struct place){0};
}

static bool check_dates(const struct scenario *scenario, struct faults *faults)
{
    const struct scenario_time *time = &scenario_head(scenario)->time;
    const int before = faults->errors;
    char first[11], last[11];
    date_format(first, time->start_s);
    date_format(last, time->start_s + scenario_horizon_s(time));
    for (int32_t i = 0; i < time->series.n; i++) {
        const seconds at_s = time->series.from_s[i] - time->start_s;
        if (at_s >= 0 && at_s <= scenario_horizon_s(time)) continue;
        const char *path = arena_format(faults->arena, "time.series[%d]", (int)i);
        faults_help(faults, faults_error(faults, place_of(scenario, path), "date-outside", path, "this date is outside the counted period"),
                    "that is from %s to %s", first, last);
    }
    return faults->errors == before;
}

bool scenario_check_periods(const struct scenario *scenario, struct faults *faults)
{
    const struct scenario_time *time = &scenario_head(scenario)->time;
    if (time->series.n) return check_dates(scenario, faults);
    if (time->series.each.length_s == 0 || scenario_horizon_s(time) / time->series.each.length_s < SCENARIO_PERIODS) return true;
    faults_help(faults,
                faults_error(faults, place_of(scenario, "time.series"), "series-many", "time.series", "these are more than %d periods",
                             (int)SCENARIO_PERIODS),
                "give a longer period");
    return false;
}
