#include <math.h>
#include <string.h>

#include "analysis/proportion.h"
#include "analysis/summary.h"
#include "analysis/survival_work.h"

/* ---- tables of several replications ---- */

/* The cells of one table, in one row so that adding is one loop: entered, censored, exposure, ended. */
struct cells {
    struct life_table table;
    int64_t *entered, *censored, *exposure_s, *ended;
};

static void add(struct cells *sum, const struct life_table *table, int64_t sign)
{
    for (int32_t b = 0; b < table->n; b++) {
        sum->entered[b] += sign * table->entered[b];
        sum->censored[b] += sign * table->censored[b];
        sum->exposure_s[b] += sign * table->exposure_s[b];
    }
    for (int64_t i = 0; i < (int64_t)table->n * table->causes; i++) sum->ended[i] += sign * table->ended[i];
}

static struct cells pool(const struct life_table *tables, int64_t n, struct arena *arena)
{
    const int32_t bins = tables[0].n, causes = tables[0].causes;
    struct cells sum = {.entered = ARENA_ARRAY(arena, int64_t, bins),
                        .censored = ARENA_ARRAY(arena, int64_t, bins),
                        .exposure_s = ARENA_ARRAY(arena, int64_t, bins),
                        .ended = ARENA_ARRAY(arena, int64_t, (int64_t)bins * causes)};
    sum.table = (struct life_table){.n = bins,
                                    .causes = causes,
                                    .edge_s = tables[0].edge_s,
                                    .entered = sum.entered,
                                    .censored = sum.censored,
                                    .exposure_s = sum.exposure_s,
                                    .ended = sum.ended};
    for (int64_t r = 0; r < n; r++) add(&sum, &tables[r], 1);
    return sum;
}

struct life_table survival_pool(const struct life_table *tables, int64_t n, int64_t without, struct arena *arena)
{
    struct cells sum = pool(tables, n, arena);
    if (without >= 0) add(&sum, &tables[without], -1);
    return sum.table;
}

/* ---- leaving out one at a time ---- */

struct moments {
    int64_t n;
    double mean, squares;
};

static void note(struct moments *moments, double x)
{
    const double away = x - moments->mean;
    moments->n++;
    moments->mean += away / (double)moments->n;
    moments->squares += away * (x - moments->mean);
}

static double jackknife_se(const struct moments *moments)
{
    const double n = (double)moments->n;
    return sqrt(fmax(moments->squares, 0) * (n - 1) / n);
}

/* One side of a question: the tables, their sum, and the curve of that sum less what was left out. */
struct side {
    const struct life_table *tables;
    struct cells sum;
    struct survival_work work;
    struct survival_curve curve;
};

static struct side side_make(const struct life_table *tables, int64_t n, int64_t from_s, struct arena *arena)
{
    struct side side = {.tables = tables, .sum = pool(tables, n, arena)};
    side.work = survival_work_make(tables[0].n, tables[0].causes, arena);
    side.curve = survival_fill(&side.sum.table, from_s, &side.work);
    return side;
}

/* The table must be the one the curve was made of: the mean looks at its cells. */
static enum survival_state value_of(const struct side *side, struct survival_question question, double *value)
{
    if (question.what == SURVIVAL_MEAN) return survival_mean(&side->sum.table, &side->curve, question.at_s, value, NULL);
    if (question.what == SURVIVAL_SHARE) return survival_share_at(&side->sum.table, &side->curve, question.at_s, value);
    return survival_incidence_at(&side->sum.table, &side->curve, question.cause, question.at_s, value);
}

/* Takes replication r out and fills the curve from the same age; false when it cannot begin there. put_back must follow. */
static bool take_out(struct side *side, int64_t r, int64_t first_s)
{
    add(&side->sum, &side->tables[r], -1);
    side->curve = survival_fill(&side->sum.table, first_s, &side->work);
    return side->curve.first <= side->curve.known && side->tables[0].edge_s[side->curve.first] == first_s;
}

static void put_back(struct side *side, int64_t r) { add(&side->sum, &side->tables[r], 1); }

static enum survival_state value_without(struct side *side, int64_t r, struct survival_question question, double *value)
{
    const enum survival_state state = take_out(side, r, question.from_s) ? value_of(side, question, value) : SURVIVAL_BEFORE;
    put_back(side, r);
    return state;
}

/* ---- intervals ---- */

/* A share that is 0 or 1 leaves no variance; then what so many persons can at most hide. */
static void share_bounds(double share, double se, double t, double persons, double level, double *low, double *high)
{
    *low = *high = share;
    if (share <= 0) *high = proportion_exact(0, persons, level).high;
    if (share >= 1) *low = proportion_exact(persons, persons, level).low;
    if (share <= 0 || share >= 1 || !(se > 0)) return;
    const double odds = log(share / (1 - share)), half = t * se / (share * (1 - share));
    *low = 1 / (1 + exp(half - odds));
    *high = 1 / (1 + exp(-half - odds));
}

static double t_point(double level, int64_t n) { return summary_t(0.5 + level / 2, (double)(n - 1)); }

static struct survival_answer answer_of(enum survival_state state, int64_t n)
{
    return (struct survival_answer){.state = state, .value = NAN, .se = NAN, .low = NAN, .high = NAN, .n = n};
}

/* Both sides begin where the later of them does; false: one of them has nobody. */
static bool begin_together(struct side *side, int sides, struct survival_question *question)
{
    for (int i = 0; i < sides; i++) {
        if (side[i].curve.first > side[i].curve.known) return false;
        const int64_t first_s = side[i].tables[0].edge_s[side[i].curve.first];
        if (i == 0 || first_s > question->from_s) question->from_s = first_s;
    }
    for (int i = 0; i < sides; i++) {
        side[i].curve = survival_fill(&side[i].sum.table, question->from_s, &side[i].work);
        if (side[i].curve.first > side[i].curve.known || side[i].tables[0].edge_s[side[i].curve.first] != question->from_s)
            return false;
    }
    return true;
}

static void bound(struct survival_answer *answer, enum survival_what what, bool difference, double persons, double level)
{
    const double t = t_point(level, answer->n);
    answer->low = answer->value - t * answer->se;
    answer->high = answer->value + t * answer->se;
    if (what == SURVIVAL_MEAN) return;
    if (!difference) share_bounds(answer->value, answer->se, t, persons, level, &answer->low, &answer->high);
    answer->low = fmax(answer->low, difference ? -1 : 0);
    answer->high = fmin(answer->high, 1);
}

static struct survival_answer ask(struct side *side, int sides, int64_t n, struct survival_question question, double level)
{
    struct survival_answer answer = answer_of(SURVIVAL_NOBODY, n);
    if (!begin_together(side, sides, &question)) return answer;
    answer.first_s = question.from_s;
    const double persons = side[0].curve.at_risk[side[0].curve.first];
    double value[2] = {0, 0};
    for (int i = 0; i < sides; i++) {
        answer.state = value_of(&side[i], question, &value[i]);
        if (answer.state != SURVIVAL_KNOWN) return answer;
    }
    answer.value = value[0] - value[1];
    struct moments moments = {0};
    for (int64_t r = 0; r < n && n > 1; r++) {
        for (int i = 0; i < sides; i++)
            if (value_without(&side[i], r, question, &value[i]) != SURVIVAL_KNOWN) answer.state = SURVIVAL_NO_INTERVAL;
        note(&moments, value[0] - value[1]);
    }
    if (n < 2) answer.state = SURVIVAL_NO_INTERVAL;
    if (answer.state != SURVIVAL_KNOWN) return answer;
    answer.se = jackknife_se(&moments);
    bound(&answer, question.what, sides == 2, persons, level);
    return answer;
}

struct survival_answer survival_ask(const struct life_table *tables, int64_t n, struct survival_question question, double level,
                                    struct arena *arena)
{
    if (n < 1) return answer_of(SURVIVAL_NOBODY, n);
    struct side side = side_make(tables, n, question.from_s, arena);
    return ask(&side, 1, n, question, level);
}

struct survival_answer survival_ask_paired(const struct life_table *tables, const struct life_table *base, int64_t n,
                                           struct survival_question question, double level, struct arena *arena)
{
    if (n < 1) return answer_of(SURVIVAL_NOBODY, n);
    struct side side[2] = {side_make(tables, n, question.from_s, arena), side_make(base, n, question.from_s, arena)};
    return ask(side, 2, n, question, level);
}

/* ---- quantiles ---- */

/* Lower and upper curves, never rising; known as far as every curve with one replication less. */
struct band {
    double *low, *high;
    int32_t known;
};

static void band_make(struct side *side, int64_t n, int64_t first_s, double level, struct band *band, struct arena *arena)
{
    const int32_t edges = side->tables[0].n + 1, first = side->curve.first;
    const double persons = side->curve.at_risk[first], t = t_point(level, n);
    struct moments *at = ARENA_ARRAY(arena, struct moments, edges);
    double *share = ARENA_ARRAY(arena, double, edges);
    memcpy(share, side->curve.share, sizeof *share * (size_t)edges);
    *band = (struct band){ARENA_ARRAY(arena, double, edges), ARENA_ARRAY(arena, double, edges), side->curve.known};
    for (int64_t r = 0; r < n; r++) {
        if (!take_out(side, r, first_s)) side->curve.known = first;
        put_back(side, r);
        if (side->curve.known < band->known) band->known = side->curve.known;
        for (int32_t i = first; i <= band->known; i++) note(&at[i], side->curve.share[i]);
    }
    for (int32_t i = 0; i < edges; i++) band->low[i] = band->high[i] = i <= first ? 1 : NAN;
    for (int32_t i = first + 1; i <= band->known; i++) {
        share_bounds(share[i], jackknife_se(&at[i]), t, persons, level, &band->low[i], &band->high[i]);
        band->low[i] = fmin(band->low[i], band->low[i - 1]);
        band->high[i] = fmin(band->high[i], band->high[i - 1]);
    }
}

struct survival_answer survival_ask_quantile(const struct life_table *tables, int64_t n, double p, int64_t from_s, double level,
                                             struct arena *arena)
{
    struct survival_answer answer = answer_of(SURVIVAL_NOBODY, n);
    if (n < 1) return answer;
    struct side side = side_make(tables, n, from_s, arena);
    answer.state = survival_quantile(&side.sum.table, &side.curve, p, &answer.value);
    if (answer.state == SURVIVAL_NOBODY) return answer;
    answer.first_s = tables[0].edge_s[side.curve.first];
    if (answer.state == SURVIVAL_NOT_REACHED) answer.value = NAN;
    if (n < 2) {
        if (answer.state == SURVIVAL_KNOWN) answer.state = SURVIVAL_NO_INTERVAL;
        return answer;
    }
    struct band band;
    bool *at_end = ARENA_ARRAY(arena, bool, tables[0].n);
    memcpy(at_end, side.curve.at_end, sizeof *at_end * (size_t)tables[0].n); /* the next filling would change it */
    struct survival_curve curve = side.curve;
    band_make(&side, n, answer.first_s, level, &band, arena);
    curve.at_end = at_end;
    curve.known = band.known;
    curve.share = band.low;
    survival_quantile(&side.sum.table, &curve, p, &answer.low); /* not reached: at least the last age that is known */
    curve.share = band.high;
    if (survival_quantile(&side.sum.table, &curve, p, &answer.high) != SURVIVAL_KNOWN) answer.high = INFINITY;
    return answer;
}
