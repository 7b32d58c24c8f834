#include <criterion/criterion.h>
#include <math.h>

#include "sim/metric.h"

enum { REGION, STAGE };
enum { ARRIVALS, OCCUPIED, STAY, COST, PLACED, METRICS };
static const struct metric metrics[METRICS] = {
    [ARRIVALS] = {"arrivals", METRIC_COUNT, "1", {REGION, -1, -1}},
    [OCCUPIED] = {"occupied", METRIC_LEVEL, "1", {REGION, STAGE, -1}},
    [STAY] = {"stay", METRIC_TALLY, "day", {STAGE, -1, -1}},
    [COST] = {"cost", METRIC_VALUE, "eur", {-1, -1, -1}},
    [PLACED] = {"placed", METRIC_COUNT, "1", {REGION, STAGE, REGION}},
};
static const int32_t sizes[] = {[REGION] = 3, [STAGE] = 2};

static struct arena arena;
static struct recorder recorder;

static void make(void)
{
    const int reserved = arena_reserve(&arena, recorder_bytes(metrics, METRICS, sizes));
    cr_assert_eq(reserved, 0);
    recorder_init(&recorder, metrics, METRICS, sizes, &arena);
    recorder_clear(&recorder);
}
static void gone(void) { arena_free(&arena); }
TestSuite(metric, .init = make, .fini = gone);

Test(metric, cells_are_row_major_and_apart)
{
    cr_expect_eq(recorder_cell(&recorder, ARRIVALS, 2, 0, 0), 2);
    cr_expect_eq(recorder_cell(&recorder, PLACED, 0, 0, 0), 3);
    cr_expect_eq(recorder_cell(&recorder, PLACED, 1, 1, 2), 3 + 1 * 6 + 1 * 3 + 2);
    cr_expect_eq(recorder.n_count, 3 + 18);
    cr_expect_eq(recorder_cell(&recorder, OCCUPIED, 2, 1, 0), 5);
    cr_expect_eq(recorder.n_level, 6);
    cr_expect_eq(metric_row_cells(metrics, METRICS, sizes), 3 + 6 + 2 * 2 + 1 + 18);
}

Test(metric, a_row_by_hand)
{
    double row[32];
    metric_count(&recorder, ARRIVALS, 1, 0, 0, 5);                 /* before the window: not counted */
    metric_level(&recorder, OCCUPIED, 0, 1, 0, 3, 40);             /* enters the window with 3 */
    metric_tally(&recorder, STAY, 1, 0, 0, 99);                    /* not counted */
    recorder_start(&recorder, 100);
    metric_count(&recorder, ARRIVALS, 1, 0, 0, 2);
    metric_level(&recorder, OCCUPIED, 0, 1, 0, 1, 150);            /* 3 for 50 s, 4 for 50 s */
    metric_tally(&recorder, STAY, 1, 0, 0, SECONDS_PER_DAY);
    metric_tally(&recorder, STAY, 1, 0, 0, 2 * SECONDS_PER_DAY);
    metric_value(&recorder, COST, 0, 0, 0, 12.5);
    metric_count(&recorder, PLACED, 2, 1, 2, 1);
    recorder_finish(&recorder, 200);
    recorder_row(&recorder, 100, row);
    cr_expect(row[0] == 0 && row[1] == 2 && row[2] == 0, "arrivals");
    cr_expect(row[3 + 1] == 3.5 && row[3] == 0, "occupied: %g", row[4]);
    cr_expect(isnan(row[9]) && row[10] == 1.5, "mean stay: %g, %g", row[9], row[10]);
    cr_expect(row[11] == 0 && row[12] == 2, "number of stays");
    cr_expect(row[13] == 12.5, "cost");
    cr_expect(row[14 + 17] == 1 && row[14] == 0, "placed");
}

Test(metric, a_new_replication_knows_nothing)
{
    double row[32];
    metric_level(&recorder, OCCUPIED, 0, 0, 0, 7, 10);
    metric_value(&recorder, COST, 0, 0, 0, 1);
    recorder_finish(&recorder, 20);
    recorder_clear(&recorder);
    recorder_start(&recorder, 0);
    recorder_finish(&recorder, 50);
    recorder_row(&recorder, 50, row);
    for (int i = 0; i < 9; i++) cr_expect(row[i] == 0, "cell %d", i);
    cr_expect(isnan(row[13]), "a value that the model did not set");
}

Test(metric, off_records_nothing)
{
    recorder_switch(&recorder, false);
    metric_count(&recorder, ARRIVALS, 0, 0, 0, 1);
    metric_level(&recorder, OCCUPIED, 0, 0, 0, 1, 5);
    metric_tally(&recorder, STAY, 0, 0, 0, 1);
    metric_value(&recorder, COST, 0, 0, 0, 1);
    cr_expect(recorder.count[0] == 0 && recorder.level[0].value == 0 && recorder.tally[0].n == 0 && isnan(recorder.value[0]));
}

/* Sums are whole numbers: any order of the same changes gives the same bits. */
Test(metric, order_at_one_date_does_not_matter)
{
    double one[32], other[32];
    recorder_start(&recorder, 0);
    metric_level(&recorder, OCCUPIED, 0, 0, 0, 5, 7);
    metric_level(&recorder, OCCUPIED, 0, 0, 0, -2, 7);
    recorder_finish(&recorder, 13);
    recorder_row(&recorder, 13, one);
    recorder_clear(&recorder);
    recorder_start(&recorder, 0);
    metric_level(&recorder, OCCUPIED, 0, 0, 0, -2, 7);
    metric_level(&recorder, OCCUPIED, 0, 0, 0, 5, 7);
    recorder_finish(&recorder, 13);
    recorder_row(&recorder, 13, other);
    cr_expect_eq(one[3], other[3]);
    cr_expect_eq(one[3], 3.0 * 6 / 13);
}

/* ---- periods and numbers ---- */

static const struct metric detailed[] = {
    {"arrivals", METRIC_COUNT, "1", {REGION, -1, -1}},
    {"arrivals_by_year", METRIC_COUNT, "1", {STAGE, REGION, -1}, .dated = true},
    {"occupied", METRIC_LEVEL, "1", {REGION, STAGE, -1}, .numbers = {NUMBERS_BY(0) | NUMBERS_BY(1), NUMBERS_BY(1)}},
    {"stay", METRIC_TALLY, "day", {STAGE, -1, -1}},
    {"waiting", METRIC_LEVEL, "1", {REGION, -1, -1}, .numbers = {NUMBERS}},
};
enum { D_ARRIVALS, D_BY_YEAR, D_OCCUPIED, D_STAY, D_WAITING, DETAILED };
static const seconds edges[] = {100, 130, 200, 210};
static const int32_t most[DETAILED][METRIC_VIEWS] = {[D_OCCUPIED] = {2, 3}, [D_WAITING] = {1}};
static const struct detail detail = {3, edges, most};

static struct recorder make_detailed(struct arena *room)
{
    struct recorder made;
    const size_t bytes = recorder_bytes(detailed, DETAILED, sizes) + recorder_detail_bytes(detailed, DETAILED, sizes, &detail);
    const int reserved = arena_reserve(room, bytes);
    cr_assert_eq(reserved, 0);
    recorder_init(&made, detailed, DETAILED, sizes, room);
    recorder_detail_init(&made, sizes, &detail, room);
    recorder_clear(&made);
    return made;
}

/* Occupied in region 1, stage 0: 2 on entering, 3 from 120, 1 from 130, 5 from 205. In region 0 one more from 190 on. */
static void course(struct recorder *r)
{
    metric_level(r, D_OCCUPIED, 1, 0, 0, 2, 7);
    metric_count(r, D_ARRIVALS, 2, 0, 0, 9); /* before the window */
    recorder_start(r, 100);
    metric_level(r, D_OCCUPIED, 1, 0, 0, 1, 120);
    metric_count(r, D_ARRIVALS, 2, 0, 0, 1);
    recorder_mark(r, 130);
    metric_level(r, D_OCCUPIED, 1, 0, 0, -2, 130); /* at the edge: belongs to the next period */
    metric_count(r, D_ARRIVALS, 2, 0, 0, 4);
    metric_count(r, D_BY_YEAR, 1, 2, 0, 4);
    metric_level(r, D_OCCUPIED, 0, 0, 0, 1, 190);
    recorder_mark(r, 200);
    metric_level(r, D_OCCUPIED, 1, 0, 0, 4, 205);
    metric_count(r, D_ARRIVALS, 2, 0, 0, 2);
    recorder_finish(r, 210);
}

static void cells_are(const double *cell, int n, const double *wanted, const char *what)
{
    for (int i = 0; i < n; i++) cr_expect_eq(cell[i], wanted[i], "%s, cell %d: %.17g, expected %.17g", what, i, cell[i], wanted[i]);
}

Test(metric, periods_by_hand)
{
    struct arena room;
    struct recorder r = make_detailed(&room);
    double row[128];
    const int64_t base = metric_row_cells(detailed, DETAILED, sizes);
    course(&r);
    recorder_row(&r, 110, row);
    /* arrivals, region 2; occupied at [period][region][stage] */
    cells_are(row + base, 9, (const double[]){0, 0, 1, 0, 0, 4, 0, 0, 2}, "arrivals");
    cells_are(row + base + 9, 18,
              (const double[]){0, 0, (2 * 20 + 3 * 10) / 30., 0, 0, 0, 10 / 70., 0, 1, 0, 0, 0, 1, 0, (1 * 5 + 5 * 5) / 10., 0, 0, 0}, "occupied");
    cells_are(row + base + 27, 18, (const double[]){0, 0, 3, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 5, 0, 0, 0}, "occupied_end");
    arena_free(&room);
}

Test(metric, numbers_by_hand)
{
    struct arena room;
    struct recorder r = make_detailed(&room);
    double row[128];
    const int64_t base = metric_row_cells(detailed, DETAILED, sizes), shares = base + 9 + 2 * 18 + 2 * 9;
    course(&r);
    recorder_row(&r, 110, row);
    cr_assert_eq(metric_detail_cells(detailed, DETAILED, sizes, &detail), shares - base + 6 * 3 + 2 * 4 + 2);
    const double *occupied = row + shares, *all = occupied + 18, *waiting = all + 8;
    cells_are(occupied + 0, 3, (const double[]){90 / 110., 20 / 110., 0}, "region 0, stage 0");
    cells_are(occupied + 3, 3, (const double[]){1, 0, 0}, "region 0, stage 1");
    cells_are(occupied + 6, 3, (const double[]){0, 75 / 110., 35 / 110.}, "region 1, stage 0: 2, 3 and 5 are `2 and more`");
    cells_are(all, 4, (const double[]){0, 60 / 110., (20 + 15) / 110., (10 + 5) / 110.}, "all regions, stage 0");
    cells_are(waiting, 2, (const double[]){1, 0}, "waiting");
    arena_free(&room);
}

/* Any course, any edges: whole numbers, so that the periods are the window, exactly; and every second is spent at some number. */
Test(metric, periods_add_up)
{
    struct arena room;
    struct recorder r = make_detailed(&room);
    uint64_t state = 1;
    for (int round = 0; round < 200; round++) {
        recorder_clear(&r);
        for (seconds t = 50; t < 210; t++) {
            if (t == 100) recorder_start(&r, t);
            if (t == 130 || t == 200) recorder_mark(&r, t);
            state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            const int32_t i = (int32_t)(state >> 33) % 3, j = (int32_t)(state >> 40) % 2;
            metric_level(&r, D_OCCUPIED, i, j, 0, (int64_t)(state >> 50) % 3, t);
            if (state >> 63) metric_level(&r, D_OCCUPIED, i, j, 0, -r.level[r.first[D_OCCUPIED] + i * 2 + j].value, t);
            metric_count(&r, D_ARRIVALS, i, 0, 0, (int64_t)(state >> 55));
        }
        recorder_finish(&r, 210);
        const int64_t each = r.n_count + 2 * r.n_level;
        for (int32_t c = 0; c < r.n_count; c++)
            cr_assert_eq(r.series[c] + r.series[each + c] + r.series[2 * each + c], r.count[c], "count %d", c);
        for (int32_t c = 0; c < r.n_level; c++) {
            const int64_t *part = r.series + r.n_count + c;
            cr_assert_eq(part[0] + part[each] + part[2 * each], r.level[c].integral, "level %d", c);
            cr_assert_eq(part[2 * each + r.n_level], r.level[c].value);
        }
        for (int v = 0; v < METRIC_VIEWS; v++)
            for (int32_t c = 0; c < r.views[D_OCCUPIED][v].cells; c++) {
                int64_t spent_s = 0;
                for (int32_t k = 0; k <= most[D_OCCUPIED][v]; k++) spent_s += r.views[D_OCCUPIED][v].spent_s[c * (most[D_OCCUPIED][v] + 1) + k];
                cr_assert_eq(spent_s, 110, "view %d, cell %d", v, c);
            }
    }
    arena_free(&room);
}

Test(metric, detail_changes_no_total)
{
    struct arena room, plain_room;
    struct recorder r = make_detailed(&room), plain;
    double with[128], without[64];
    const int reserved = arena_reserve(&plain_room, recorder_bytes(detailed, DETAILED, sizes));
    cr_assert_eq(reserved, 0);
    recorder_init(&plain, detailed, DETAILED, sizes, &plain_room);
    recorder_clear(&plain);
    course(&r);
    recorder_row(&r, 110, with);
    metric_level(&plain, D_OCCUPIED, 1, 0, 0, 2, 7);
    recorder_start(&plain, 100);
    metric_level(&plain, D_OCCUPIED, 1, 0, 0, 1, 120);
    metric_level(&plain, D_OCCUPIED, 1, 0, 0, -2, 130);
    metric_count(&plain, D_ARRIVALS, 2, 0, 0, 7);
    metric_count(&plain, D_BY_YEAR, 1, 2, 0, 4);
    metric_level(&plain, D_OCCUPIED, 0, 0, 0, 1, 190);
    metric_level(&plain, D_OCCUPIED, 1, 0, 0, 4, 205);
    recorder_finish(&plain, 210);
    recorder_row(&plain, 110, without);
    const int32_t n = metric_row_cells(detailed, DETAILED, sizes);
    for (int32_t i = 0; i < n; i++) cr_expect(with[i] == without[i] || (isnan(with[i]) && isnan(without[i])), "cell %d", i);
    arena_free(&room);
    arena_free(&plain_room);
}
