#include "tests/statistics_lab.h"

#include "analysis/survival.h"

#define MAX_BINS 64
#define CAUSES   2

/* One person: met at `from`, seen until `to`; cause -1: still there then. */
struct person {
    int64_t from, to;
    int cause;
};

struct cells {
    int64_t edge[MAX_BINS + 1], entered[MAX_BINS], ended[CAUSES * MAX_BINS], censored[MAX_BINS], exposure[MAX_BINS];
    int32_t n;
};

static struct life_table table_of(const struct cells *cells)
{
    return (struct life_table){.n = cells->n,
                               .edge_s = cells->edge,
                               .entered = cells->entered,
                               .ended = cells->ended,
                               .censored = cells->censored,
                               .exposure_s = cells->exposure,
                               .causes = CAUSES};
}

static int32_t bin_of(const struct cells *cells, int64_t age)
{
    int32_t b = 0;
    while (b + 1 < cells->n && cells->edge[b + 1] < age) b++;
    return b;
}

static void count(struct cells *cells, struct person person)
{
    const int32_t out = bin_of(cells, person.to);
    cells->entered[bin_of(cells, person.from)]++;
    if (person.cause < 0)
        cells->censored[out]++;
    else
        cells->ended[person.cause * cells->n + out]++;
    for (int32_t b = 0; b < cells->n; b++) {
        const int64_t low = cells->edge[b] > person.from ? cells->edge[b] : person.from;
        const int64_t high = cells->edge[b + 1] < person.to ? cells->edge[b + 1] : person.to;
        if (high > low) cells->exposure[b] += high - low;
    }
}

/* Edges at 0, step, 2 step ..., and one without end. */
static void grid(struct cells *cells, int64_t step, int32_t n, bool open)
{
    *cells = (struct cells){.n = n};
    for (int32_t i = 0; i <= n; i++) cells->edge[i] = i * step;
    if (open) cells->edge[n] = INT64_MAX;
}

/* The same with a first bin for what ended at once. */
static void grid_with_zero(struct cells *cells, int64_t step, int32_t n, bool open)
{
    grid(cells, step, n + 1, open);
    for (int32_t i = open ? n : n + 1; i > 0; i--) cells->edge[i] -= step;
}

/* Every date is an edge: step 1 does that. */
static struct cells exact(const struct person *person, size_t n, int32_t last)
{
    struct cells cells;
    grid(&cells, 1, last, false);
    for (size_t i = 0; i < n; i++) count(&cells, person[i]);
    return cells;
}

static double share(const struct life_table *table, const struct survival_curve *curve, int64_t t)
{
    double s;
    const enum survival_state state = survival_share_at(table, curve, t, &s);
    cr_assert_eq(state, SURVIVAL_KNOWN, "%s", survival_state_name(state));
    return s;
}

static struct survival_answer asked(const struct life_table *tables, const struct life_table *base, int64_t n,
                                    enum survival_what what, int64_t at, struct arena *arena)
{
    const struct survival_question question = {.what = what, .at_s = at, .cause = 1};
    return base ? survival_ask_paired(tables, base, n, question, 0.95, arena) : survival_ask(tables, n, question, 0.95, arena);
}

/* ---- published examples ---- */

/* Weeks in remission with 6-MP (Freireich et al. 1963); shares, standard errors, mean and median as Klein and Moeschberger 2003
 * print them. */
static const struct person mercaptopurine[] = {{0, 6, 0},   {0, 6, 0},   {0, 6, 0},   {0, 6, -1}, {0, 7, 0},   {0, 9, -1},
                                               {0, 10, 0},  {0, 10, -1}, {0, 11, -1}, {0, 13, 0}, {0, 16, 0},  {0, 17, -1},
                                               {0, 19, -1}, {0, 20, -1}, {0, 22, 0},  {0, 23, 0}, {0, 25, -1}, {0, 32, -1},
                                               {0, 32, -1}, {0, 34, -1}, {0, 35, -1}};
static const int64_t placebo[] = {1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23};

Test(survival, kaplan_meier_of_freireich)
{
    static const struct {
        int64_t week;
        double share, se;
    } printed[] = {{5, 1, 0},           {6, 0.857, 0.0764},  {7, 0.807, 0.0869},  {10, 0.753, 0.0963}, {13, 0.690, 0.1068},
                   {16, 0.627, 0.1141}, {22, 0.538, 0.1282}, {23, 0.448, 0.1346}, {35, 0.448, 0.1346}};
    struct arena arena;
    arena_init(&arena);
    const struct cells cells = exact(mercaptopurine, sizeof mercaptopurine / sizeof *mercaptopurine, 35);
    const struct life_table table = table_of(&cells);
    const struct survival_curve curve = survival_curve(&table, 0, &arena);
    for (size_t i = 0; i < sizeof printed / sizeof *printed; i++) {
        CLOSE(share(&table, &curve, printed[i].week), printed[i].share, 5e-4);
        CLOSE(sqrt(curve.share_var[printed[i].week]), printed[i].se, 5e-5);
    }
    double mean, var, median, late;
    cr_assert_eq(survival_mean(&table, &curve, 35, &mean, &var), SURVIVAL_KNOWN);
    CLOSE(mean, 23.28739495798, 1e-9);
    CLOSE(sqrt(var), 2.82746762337, 1e-9);
    cr_assert_eq(survival_quantile(&table, &curve, 0.5, &median), SURVIVAL_KNOWN);
    CLOSE(median, 23, 0);
    cr_assert_eq(survival_quantile(&table, &curve, 0.75, &late), SURVIVAL_NOT_REACHED);
    CLOSE(late, 35, 0);
    cr_assert_eq(survival_mean(&table, &curve, 36, &mean, &var), SURVIVAL_BEYOND);
    cr_assert(isnan(mean));
    arena_free(&arena);
}

Test(survival, without_censoring_the_means_are_exact_in_any_bins)
{
    struct arena arena;
    arena_init(&arena);
    static const int64_t step[] = {1, 4, 7, 24};
    for (size_t i = 0; i < sizeof step / sizeof *step; i++) {
        struct cells cells;
        grid(&cells, step[i], (int32_t)(12 / step[i]) + 1, true);
        const size_t n = sizeof placebo / sizeof *placebo;
        for (size_t p = 0; p < n; p++) count(&cells, (struct person){0, placebo[p], (int)p % 2});
        const struct life_table table = table_of(&cells);
        const struct survival_curve curve = survival_curve(&table, 0, &arena);
        double mean, sum = 0, capped = 0, odd = 0;
        for (size_t p = 0; p < n; p++) {
            sum += (double)placebo[p];
            odd += p % 2 ? 1 : 0;
            capped += (double)(placebo[p] < cells.edge[cells.n - 1] ? placebo[p] : cells.edge[cells.n - 1]);
        }
        cr_assert_eq(survival_mean(&table, &curve, INT64_MAX, &mean, NULL), SURVIVAL_KNOWN);
        CLOSE(mean, sum / (double)n, 1e-12);
        CLOSE(mean, 8.66666666666667, 1e-12);
        cr_assert_eq(survival_mean(&table, &curve, cells.edge[cells.n - 1], &mean, NULL), SURVIVAL_KNOWN);
        CLOSE(mean, capped / (double)n, 1e-12);
        const int64_t last = 2 * cells.n + 1;
        CLOSE(curve.incidence[last], odd / (double)n, 1e-15);
        CLOSE(curve.incidence_var[last], odd / (double)n * (1 - odd / (double)n) / (double)n, 1e-15);
    }
    arena_free(&arena);
}

/* Deaths by breast cancer and by other causes among 305 patients: table 2 of Satagopan et al. 2004, Br J Cancer 91:1229, which
 * cuts its per cents after one digit. */
Test(survival, aalen_johansen_of_satagopan)
{
    struct cells cells;
    grid(&cells, 1, 27, false);
    static const struct person known[] = {{0, 7, -1}, {0, 10, 0},  {0, 14, -1}, {0, 16, 0}, {0, 18, 1},
                                          {0, 23, 0}, {0, 24, -1}, {0, 26, 1},  {0, 27, 0}};
    static const struct {
        int64_t month;
        double at_risk, share, incidence;
    } printed[] = {{10, 304, 99.7, 0.3}, {16, 302, 99.3, 0.3}, {18, 301, 99.0, 0},
                   {23, 300, 98.7, 0.3}, {26, 298, 98.3, 0},   {27, 297, 98.0, 0.3}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) count(&cells, known[i]);
    for (int i = 0; i < 296; i++) count(&cells, (struct person){0, 27, -1});
    struct arena arena;
    arena_init(&arena);
    const struct life_table table = table_of(&cells);
    const struct survival_curve curve = survival_curve(&table, 0, &arena);
    double before = 0;
    for (size_t i = 0; i < sizeof printed / sizeof *printed; i++) {
        const int64_t month = printed[i].month;
        double incidence;
        CLOSE(curve.at_risk[month - 1], printed[i].at_risk, 0);
        CLOSE(100 * share(&table, &curve, month), printed[i].share, 0.1);
        survival_incidence_at(&table, &curve, 0, month, &incidence);
        CLOSE(100 * (incidence - before), printed[i].incidence, 0.1);
        before = incidence;
        CLOSE(curve.share[month] + curve.incidence[month] + curve.incidence[28 + month], 1, 1e-15);
    }
    CLOSE(curve.incidence[27],
          1.0 / 304 + 303.0 / 304 * (1.0 / 302 + 301.0 / 302 * 300.0 / 301 * (1.0 / 300 + 299.0 / 300 * 297.0 / 298 / 297)),
          1e-15);
    arena_free(&arena);
}

/* Worked by hand; the variance at the last age but one by the same fractions. */
Test(survival, aalen_johansen_by_hand)
{
    static const struct person person[] = {{0, 1, 0}, {0, 2, 1}, {0, 2, -1}, {0, 3, 0},  {0, 4, -1},
                                           {0, 5, 0}, {0, 5, 1}, {0, 6, 1},  {0, 7, -1}, {0, 8, 0}};
    struct arena arena;
    arena_init(&arena);
    const struct cells cells = exact(person, 10, 8);
    const struct life_table table = table_of(&cells);
    const struct survival_curve curve = survival_curve(&table, 0, &arena);
    const double first[] = {0, 0.1, 0.1, 3 / 14.0, 3 / 14.0, 123 / 350.0, 123 / 350.0, 123 / 350.0, 219 / 350.0};
    const double second[] = {0, 0, 0.1, 0.1, 0.1, 83 / 350.0, 131 / 350.0, 131 / 350.0, 131 / 350.0};
    for (int i = 0; i <= 8; i++) {
        CLOSE(curve.incidence[i], first[i], 1e-15);
        CLOSE(curve.incidence[9 + i], second[i], 1e-15);
    }
    CLOSE(curve.incidence_var[2], 0.1 * 0.9 / 10, 1e-15);
    /* var(F1 + S q) = var F1 + 2 q cov(F1, S) + q^2 var S + S^2 q (1 - q) / Y, with q = 1/7, Y = 7, S = 0.8, cov = -0.1 0.8 / 10.
     */
    CLOSE(curve.incidence_var[3], 0.009 - 2 * 0.008 / 7 + 0.016 / 49 + 0.64 * 6 / 343, 1e-15);
    arena_free(&arena);
}

/* ---- delayed entry ---- */

/* Met at different ages; at risk after the age of entry. Shares by hand: 4/5, 4/5, 4/5, 5/6, 3/4, 2/3. */
static const struct person met[] = {{0, 4, 0}, {0, 9, 1},  {2, 6, 0},  {3, 8, -1}, {5, 8, 1},
                                    {0, 3, 1}, {4, 10, 0}, {6, 12, 0}, {1, 5, -1}, {7, 11, -1}};

Test(survival, delayed_entry_by_hand)
{
    struct arena arena;
    arena_init(&arena);
    const struct cells cells = exact(met, 10, 12);
    const struct life_table table = table_of(&cells);
    const struct survival_curve curve = survival_curve(&table, 0, &arena);
    const double at_risk[] = {4, 4, 5, 5, 5, 5, 5, 6, 4, 3, 2, 1}; /* who is met in the first bin is there from its begin */
    const double wanted[] = {1, 1, 1, 0.8, 0.64, 0.64, 0.512, 0.512, 32 / 75.0, 0.32, 16 / 75.0, 16 / 75.0, 0};
    for (int i = 0; i < 12; i++) CLOSE(curve.at_risk[i], at_risk[i], 0);
    for (int i = 0; i <= 12; i++) CLOSE(curve.share[i], wanted[i], 1e-15);
    CLOSE(sqrt(curve.share_var[10]), 0.14043319, 1e-8);
    CLOSE(curve.incidence[12], 0.608, 1e-12);
    CLOSE(curve.incidence[13 + 12], 0.392, 1e-12);
    double mean, area = 0;
    for (int i = 0; i < 12; i++) area += wanted[i];
    survival_mean(&table, &curve, 12, &mean, NULL);
    CLOSE(mean, area, 1e-12);
    arena_free(&arena);
}

Test(survival, starts_where_somebody_is_at_risk_and_says_where_it_fell_to_zero)
{
    static const struct person late[] = {{3, 5, 0}, {6, 9, 0}, {6, 10, 0}, {7, 11, -1}};
    struct arena arena;
    arena_init(&arena);
    const struct cells cells = exact(late, 4, 12);
    const struct life_table table = table_of(&cells);
    struct survival_curve curve = survival_curve(&table, 0, &arena);
    cr_assert_eq(curve.first, 3);
    cr_assert(curve.emptied, "one person of one ended at 5, others were met later");
    double value;
    cr_assert_eq(survival_share_at(&table, &curve, 2, &value), SURVIVAL_BEFORE);
    cr_assert(isnan(value));
    CLOSE(share(&table, &curve, 12), 0, 0);
    curve = survival_curve(&table, 5, &arena);
    cr_assert_eq(curve.first, 6);
    cr_assert_not(curve.emptied);
    CLOSE(share(&table, &curve, 9), 2 / 3.0, 1e-15);
    CLOSE(share(&table, &curve, 10), 1 / 3.0, 1e-15);
    cr_assert_eq(curve.known, 11);
    cr_assert_eq(survival_share_at(&table, &curve, 12, &value), SURVIVAL_BEYOND);
    cr_assert_eq(survival_mean(&table, &curve, 10, &value, NULL), SURVIVAL_KNOWN);
    CLOSE(value, 6 + 3 + 2 / 3.0, 1e-12);
    curve = survival_curve(&table, 12, &arena);
    cr_assert_eq(survival_share_at(&table, &curve, 12, &value), SURVIVAL_NOBODY);
    cr_assert_eq(survival_mean(&table, &curve, 12, &value, NULL), SURVIVAL_NOBODY);
    cr_assert_eq(survival_quantile(&table, &curve, 0.5, &value), SURVIVAL_NOBODY);
    arena_free(&arena);
}

/* Few people, met at any age, in bins of any width: whatever is called known is a number in its range. */
static void check_curve(const struct life_table *table, const struct survival_curve *curve)
{
    for (int32_t i = curve->first; i <= curve->known; i++) {
        const double s = curve->share[i], a = curve->incidence[i], b = curve->incidence[table->n + 1 + i];
        CLOSE(s + a + b, 1, 1e-12);
        cr_assert(s >= 0 && s <= 1 && a >= 0 && b >= 0 && curve->share_var[i] >= 0);
        cr_assert(curve->incidence_var[i] >= 0 && (i == curve->first || s <= curve->share[i - 1]));
    }
    double before = 0;
    for (int64_t tau = 0; tau <= 130; tau++) {
        double mean, s, age;
        const enum survival_state state = survival_mean(table, curve, tau, &mean, NULL);
        cr_assert((state == SURVIVAL_KNOWN) == !isnan(mean));
        cr_assert_eq(state, survival_share_at(table, curve, tau, &s));
        if (state == SURVIVAL_KNOWN)
            cr_assert(mean >= before - 1e-9 && mean <= (double)tau + 1e-9, "mean %g to %lld", mean, (long long)tau);
        if (state == SURVIVAL_KNOWN) before = mean;
        if (survival_quantile(table, curve, 0.3, &age) == SURVIVAL_KNOWN) cr_assert(age >= 0 && age <= 120);
    }
}

Test(survival, small_tables_of_any_shape)
{
    struct lab lab = {17};
    for (int trial = 0; trial < 2000; trial++) {
        struct cells cells[4];
        struct life_table table[4];
        struct arena arena;
        arena_init(&arena);
        const int64_t step = 1 + (int64_t)(20 * lab_uniform(&lab));
        for (int r = 0; r < 4; r++) {
            grid(&cells[r], step, (int32_t)(120 / step > MAX_BINS - 2 ? MAX_BINS - 2 : 120 / step), trial % 2);
            const int people = (int)(6 * lab_uniform(&lab));
            for (int i = 0; i < people; i++) {
                const int64_t last = (int64_t)(cells[r].n - 1) * step,
                              from = i % 2 ? 0 : (int64_t)((double)last * lab_uniform(&lab));
                const int64_t to = from + (int64_t)((double)(last - from) * lab_uniform(&lab));
                count(&cells[r], (struct person){from, to, (int)(3 * lab_uniform(&lab)) - 1});
            }
            table[r] = table_of(&cells[r]);
        }
        const struct life_table all = survival_pool(table, 4, -1, &arena);
        const struct survival_curve curve = survival_curve(&all, 0, &arena);
        check_curve(&all, &curve);
        for (int what = 0; what < 3; what++) {
            const struct survival_answer a = asked(table, NULL, 4, (enum survival_what)what, 60, &arena);
            const struct survival_answer d = asked(table, table + 2, 2, (enum survival_what)what, 60, &arena);
            cr_assert((a.state <= SURVIVAL_NO_INTERVAL) == !isnan(a.value) && (a.state == SURVIVAL_KNOWN) == !isnan(a.low));
            if (a.state == SURVIVAL_KNOWN) cr_assert(a.low <= a.value + 1e-12 && a.value <= a.high + 1e-12);
            cr_assert((d.state <= SURVIVAL_NO_INTERVAL) == !isnan(d.value) && (d.state == SURVIVAL_KNOWN) == !isnan(d.low));
        }
        const struct survival_answer q = survival_ask_quantile(table, 4, 0.5, 0, 0.95, &arena);
        if (q.state == SURVIVAL_KNOWN) cr_assert(q.low <= q.value + 1e-9 && q.value <= q.high + 1e-9);
        cr_assert((q.state == SURVIVAL_KNOWN) == !isnan(q.value));
        arena_free(&arena);
    }
}

/* ---- what ends at once, and exposure ---- */

Test(survival, a_first_bin_without_width_holds_what_ends_at_once)
{
    struct cells cells;
    grid_with_zero(&cells, 10, 3, true);
    cr_assert(cells.edge[0] == 0 && cells.edge[1] == 0 && cells.edge[2] == 10 && cells.edge[3] == 20 &&
              cells.edge[4] == INT64_MAX);
    static const int64_t stay[] = {0, 0, 0, 4, 10, 14, 31, 90};
    for (size_t i = 0; i < 8; i++) count(&cells, (struct person){0, stay[i], 0});
    struct arena arena;
    arena_init(&arena);
    const struct life_table table = table_of(&cells);
    const struct survival_curve curve = survival_curve(&table, 0, &arena);
    double value;
    CLOSE(share(&table, &curve, 0), 5 / 8.0, 1e-15);
    CLOSE(share(&table, &curve, 10), 3 / 8.0, 1e-15);
    cr_assert_eq(survival_quantile(&table, &curve, 0.3, &value), SURVIVAL_KNOWN);
    CLOSE(value, 0, 0);
    cr_assert_eq(survival_mean(&table, &curve, INT64_MAX, &value, NULL), SURVIVAL_KNOWN);
    CLOSE(value, 149 / 8.0, 1e-13);
    cr_assert_eq(survival_mean(&table, &curve, 20, &value, NULL), SURVIVAL_KNOWN);
    CLOSE(value, 68 / 8.0, 1e-13);
    cr_assert_eq(survival_mean(&table, &curve, 0, &value, NULL), SURVIVAL_KNOWN);
    CLOSE(value, 0, 0);
    cr_assert_eq(survival_mean(&table, &curve, 25, &value, NULL), SURVIVAL_BEYOND);
    arena_free(&arena);
}

/* Noted as a model would: whole bins in between are not noted. */
static void note(const struct cells *cells, struct person person, int64_t *part, int64_t *parts)
{
    const int32_t first = bin_of(cells, person.from), last = bin_of(cells, person.to);
    parts[last]++;
    part[last] += person.to - (first == last ? person.from : cells->edge[last]);
    if (first == last || person.from == 0) return;
    parts[first]++;
    part[first] += cells->edge[first + 1] - person.from;
}

Test(survival, exposure_from_parts)
{
    struct lab lab = {13};
    struct cells cells;
    grid_with_zero(&cells, 7, 20, true);
    int64_t part[MAX_BINS] = {0}, parts[MAX_BINS] = {0}, exposure[MAX_BINS];
    for (int i = 0; i < 3000; i++) {
        const int64_t from = i % 3 ? 0 : (int64_t)(150 * lab_uniform(&lab)), stay = (int64_t)(60 * lab_exponential(&lab));
        const struct person person = {from, from + stay, i % 5 < 3 ? -1 : i % 5 - 3};
        count(&cells, person);
        note(&cells, person, part, parts);
    }
    const struct life_table table = table_of(&cells);
    survival_exposure(&table, part, parts, exposure);
    for (int32_t b = 0; b < cells.n; b++)
        cr_assert_eq(exposure[b], cells.exposure[b], "bin %d: %lld, wanted %lld", b, (long long)exposure[b],
                     (long long)cells.exposure[b]);
}

/* ---- replications ---- */

/* Stays with mean `mean` and two ways to end; people met at any age or at 0, watched during a window. Seconds are hours here. */
static void replicate(struct cells *cells, struct lab *lab, double mean, int people, double factor, struct cells *longer)
{
    for (int i = 0; i < people; i++) {
        const double stay = mean * (lab_exponential(lab) + lab_exponential(lab)) / 2, begin = 2400 * lab_uniform(lab) - 1200;
        const int cause = lab_uniform(lab) < 0.3;
        for (int side = 0; side < 2; side++) {
            const int64_t long_s = (int64_t)ceil(stay * (side ? factor : 1)), from = begin < 0 ? (int64_t)-begin : 0;
            const int64_t end = (int64_t)(1200 - begin);
            if (long_s <= from) continue;
            count(side ? longer : cells, (struct person){from, long_s < end ? long_s : end, long_s <= end ? cause : -1});
        }
    }
}

/* Two exponentials of half the mean: S(t) = (1 + 2t/m) exp(-2t/m), and the integral of it. */
static double erlang_share(double t, double m) { return (1 + 2 * t / m) * exp(-2 * t / m); }
static double erlang_mean(double tau, double m) { return m - (m + tau) * exp(-2 * tau / m); }

static bool holds(const struct survival_answer *answer, double truth) { return answer->low <= truth && truth <= answer->high; }

enum { TRIALS = 500, REPLICATIONS = 16, PEOPLE = 60, BINS = 40 };

struct score {
    int64_t mean, share, incidence, median, difference, shares, trials;
};

static void trial(struct lab *lab, struct score *score)
{
    static struct cells cells[REPLICATIONS], longer[REPLICATIONS];
    struct life_table base[REPLICATIONS], table[REPLICATIONS];
    struct arena arena;
    arena_init(&arena);
    for (int r = 0; r < REPLICATIONS; r++) {
        grid_with_zero(&cells[r], 24, BINS, true);
        grid_with_zero(&longer[r], 24, BINS, true);
        replicate(&cells[r], lab, 400, PEOPLE, 1.2, &longer[r]);
        base[r] = table_of(&cells[r]);
        table[r] = table_of(&longer[r]);
    }
    const struct survival_answer mean = asked(base, NULL, REPLICATIONS, SURVIVAL_MEAN, 720, &arena);
    const struct survival_answer at = asked(base, NULL, REPLICATIONS, SURVIVAL_SHARE, 480, &arena);
    const struct survival_answer ways = asked(base, NULL, REPLICATIONS, SURVIVAL_INCIDENCE, 480, &arena);
    const struct survival_answer paired = asked(table, base, REPLICATIONS, SURVIVAL_MEAN, 720, &arena);
    const struct survival_answer less = asked(table, base, REPLICATIONS, SURVIVAL_SHARE, 480, &arena);
    const struct survival_answer median = survival_ask_quantile(base, REPLICATIONS, 0.5, 0, 0.95, &arena);
    score->trials++;
    score->mean += holds(&mean, erlang_mean(720, 400));
    score->share += holds(&at, erlang_share(480, 400));
    score->incidence += holds(&ways, 0.3 * (1 - erlang_share(480, 400)));
    score->difference += holds(&paired, erlang_mean(720, 480) - erlang_mean(720, 400));
    score->shares += holds(&less, erlang_share(480, 480) - erlang_share(480, 400));
    score->median += holds(&median, 1.6783469900166605 * 200);
    arena_free(&arena);
}

/* Delayed entry, censoring and bins of a day together. */
Test(survival, intervals_over_replications_cover)
{
    struct lab lab = {11};
    struct score score = {0};
    for (int i = 0; i < TRIALS; i++) trial(&lab, &score);
    lab_covered("restricted mean, 16 replications of 60, jackknife", score.mean, score.trials, 0.94);
    lab_covered("share still there", score.share, score.trials, 0.94);
    lab_covered("share ended of one cause", score.incidence, score.trials, 0.94);
    lab_covered("median", score.median, score.trials, 0.94);
    lab_covered("paired difference of restricted means", score.difference, score.trials, 0.94);
    lab_covered("paired difference of shares", score.shares, score.trials, 0.94);
}

Test(survival, jackknife_of_equal_numbers_without_censoring_is_that_of_a_mean)
{
    struct arena arena;
    arena_init(&arena);
    struct lab lab = {5};
    static struct cells cells[10];
    struct life_table table[10];
    double mean[10], all = 0, squares = 0;
    for (int r = 0; r < 10; r++) {
        grid(&cells[r], 10, 20, true);
        mean[r] = 0;
        for (int i = 0; i < 8; i++) {
            const int64_t stay = (int64_t)(100 * lab_exponential(&lab));
            count(&cells[r], (struct person){0, stay, 0});
            mean[r] += (double)stay / 8;
        }
        table[r] = table_of(&cells[r]);
        all += mean[r] / 10;
    }
    for (int r = 0; r < 10; r++) squares += (mean[r] - all) * (mean[r] - all);
    const struct survival_answer answer = asked(table, NULL, 10, SURVIVAL_MEAN, INT64_MAX, &arena);
    cr_assert_eq(answer.state, SURVIVAL_KNOWN);
    CLOSE(answer.value, all, 1e-10);
    CLOSE(answer.se, sqrt(squares / 90), 1e-10);
    CLOSE(answer.high - answer.value, 2.2621571627 * answer.se, 1e-7);
    const struct life_table without = survival_pool(table, 10, 3, &arena), rest = survival_pool(table + 4, 6, -1, &arena);
    CLOSE((double)without.entered[0], 72, 0);
    CLOSE((double)rest.entered[0], 48, 0);
    arena_free(&arena);
}

/* What all replications have in common falls out of a difference: here everything but r hours in replication r. */
Test(survival, paired_difference_is_that_of_pairs)
{
    struct arena arena;
    arena_init(&arena);
    struct lab lab = {6};
    static struct cells cells[5], longer[5];
    struct life_table base[5], table[5];
    for (int r = 0; r < 5; r++) {
        grid(&cells[r], 10, 20, true);
        grid(&longer[r], 10, 20, true);
        for (int i = 0; i < 8; i++) {
            const int64_t stay = (int64_t)(100 * lab_exponential(&lab));
            count(&cells[r], (struct person){0, stay, 0});
            count(&longer[r], (struct person){0, stay + r, 0});
        }
        base[r] = table_of(&cells[r]);
        table[r] = table_of(&longer[r]);
    }
    const struct survival_answer answer = asked(table, base, 5, SURVIVAL_MEAN, INT64_MAX, &arena);
    CLOSE(answer.value, 2, 1e-10);
    CLOSE(answer.se, sqrt(2.5 / 5), 1e-10);
    arena_free(&arena);
}

/* Exponential stays of 100 in bins of 20, most people met late and most leaving unseen: the number at the begin of a bin would be
 * off by more than the 1 % that the actuarial one is allowed. */
Test(survival, wide_bins_with_entry_and_censoring_are_hardly_biased)
{
    struct lab lab = {19};
    struct arena arena;
    arena_init(&arena);
    static struct cells cells;
    grid_with_zero(&cells, 20, 18, true);
    for (int i = 0; i < 400000; i++) {
        const int64_t from = i % 4 ? (int64_t)(350 * lab_uniform(&lab)) : 0,
                      to = from + (int64_t)ceil(100 * lab_exponential(&lab));
        const int64_t until = from + (i % 8 < 6 ? (int64_t)(150 * lab_uniform(&lab)) : 10000);
        if (until > from) count(&cells, (struct person){from, to < until ? to : until, to <= until ? i % 2 : -1});
    }
    const struct life_table table = table_of(&cells);
    const struct survival_curve curve = survival_curve(&table, 0, &arena);
    double mean;
    for (int64_t t = 20; t <= 300; t += 20) CLOSE(share(&table, &curve, t) / exp(-(double)t / 100), 1, 0.01);
    survival_mean(&table, &curve, 300, &mean, NULL);
    CLOSE(mean, 100 * (1 - exp(-3)), 0.5);
    arena_free(&arena);
}

Test(survival, what_cannot_be_known_is_said)
{
    struct arena arena;
    arena_init(&arena);
    struct cells cells[3];
    struct life_table table[3];
    for (int r = 0; r < 3; r++) {
        grid(&cells[r], 10, 4, false);
        for (int i = 0; i < 5; i++) count(&cells[r], (struct person){0, 40, -1});
        table[r] = table_of(&cells[r]);
    }
    struct survival_answer answer = asked(table, NULL, 3, SURVIVAL_SHARE, 40, &arena);
    cr_assert_eq(answer.state, SURVIVAL_KNOWN);
    CLOSE(answer.high, 1, 0);
    CLOSE(answer.low, pow(0.025, 1 / 15.0), 1e-9); /* none of 15 ended */
    answer = survival_ask_quantile(table, 3, 0.5, 0, 0.95, &arena);
    cr_assert_eq(answer.state, SURVIVAL_NOT_REACHED);
    cr_assert(isnan(answer.value) && isinf(answer.high));
    CLOSE(answer.low, 40, 0);
    answer = asked(table, NULL, 3, SURVIVAL_MEAN, 41, &arena);
    cr_assert_eq(answer.state, SURVIVAL_BEYOND);
    answer = asked(table, NULL, 1, SURVIVAL_MEAN, 40, &arena);
    cr_assert_eq(answer.state, SURVIVAL_NO_INTERVAL);
    CLOSE(answer.value, 40, 0);
    cr_assert(isnan(answer.low));
    answer = asked(table, table, 3, SURVIVAL_MEAN, 40, &arena);
    CLOSE(answer.value, 0, 0);
    CLOSE(answer.high, 0, 0);
    struct cells empty;
    grid(&empty, 10, 4, false);
    const struct life_table none = table_of(&empty);
    cr_assert_eq(asked(&none, NULL, 1, SURVIVAL_MEAN, 40, &arena).state, SURVIVAL_NOBODY);
    cr_assert_eq(survival_ask_quantile(&none, 1, 0.5, 0, 0.95, &arena).state, SURVIVAL_NOBODY);
    cr_assert_eq(asked(table, &none, 1, SURVIVAL_MEAN, 40, &arena).state, SURVIVAL_NOBODY);
    arena_free(&arena);
}
