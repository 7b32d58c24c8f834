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
    recorder.on = false;
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
