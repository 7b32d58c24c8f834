#include "analysis/survival.h"

#include <math.h>
#include <string.h>

#include "analysis/survival_work.h"

/* A share that rounding left this little above what is asked has come down to it. */
#define SLACK 1e-12

const char *survival_state_name(enum survival_state state)
{
    static const char *const name[] = {[SURVIVAL_KNOWN] = "known",
                                       [SURVIVAL_NO_INTERVAL] = "without interval",
                                       [SURVIVAL_NOT_REACHED] = "not reached",
                                       [SURVIVAL_BEYOND] = "after the last age that is known",
                                       [SURVIVAL_BEFORE] = "before the first age that is known",
                                       [SURVIVAL_NOBODY] = "nobody was at risk"};
    return name[state];
}

/* ---- the curve ---- */

struct survival_work survival_work_make(int32_t n, int32_t causes, struct arena *arena)
{
    struct survival_work work = {.at_risk = ARENA_ARRAY(arena, double, n),
                                 .share = ARENA_ARRAY(arena, double, n + 1),
                                 .share_var = ARENA_ARRAY(arena, double, n + 1),
                                 .incidence = ARENA_ARRAY(arena, double, causes *(n + 1)),
                                 .incidence_var = ARENA_ARRAY(arena, double, causes *(n + 1)),
                                 .together = ARENA_ARRAY(arena, double, causes),
                                 .at_end = ARENA_ARRAY(arena, bool, n)};
    return work;
}

bool survival_open(const struct life_table *table, int32_t bin) { return table->edge_s[bin + 1] == INT64_MAX; }

static double width(const struct life_table *table, int32_t bin)
{
    return survival_open(table, bin) ? INFINITY : (double)(table->edge_s[bin + 1] - table->edge_s[bin]);
}

static int64_t ended_of(const struct life_table *table, int32_t bin)
{
    int64_t ended = 0;
    for (int32_t k = 0; k < table->causes; k++) ended += table->ended[(int64_t)k * table->n + bin];
    return ended;
}

/* Entered within the bin: who enters in the first bin is at risk from its begin. */
static int64_t late(const struct life_table *table, int32_t bin) { return bin == 0 ? 0 : table->entered[bin]; }

static int64_t after(const struct life_table *table, int32_t bin, int64_t at_begin)
{
    return at_begin + late(table, bin) - ended_of(table, bin) - table->censored[bin];
}

void survival_exposure(const struct life_table *table, const int64_t *part_s, const int64_t *parts, int64_t *exposure_s)
{
    int64_t before = 0; /* who entered in an earlier bin and was there at its end */
    for (int32_t b = 0; b < table->n; b++) {
        const int64_t gone = ended_of(table, b) + table->censored[b], entered = table->entered[b];
        const int64_t came_and_went = gone + entered - parts[b];
        const int64_t through = before - gone + came_and_went;
        exposure_s[b] = part_s[b] + (b == 0 || survival_open(table, b) ? 0 : through * (table->edge_s[b + 1] - table->edge_s[b]));
        before += entered - gone;
    }
}

/* The first edge from from_s on with somebody at risk, and how many; n when there is none. */
static int32_t first_edge(const struct life_table *table, int64_t from_s, int64_t *at_begin)
{
    *at_begin = table->entered[0];
    for (int32_t b = 0; b < table->n; b++) {
        if (table->edge_s[b] >= from_s && *at_begin > 0) return b;
        *at_begin = after(table, b, *at_begin);
    }
    return table->n;
}

/* All happened at the end: nobody lost time, and nobody went who came in the bin itself. */
static bool lived_through(const struct life_table *table, int32_t bin, int64_t at_begin)
{
    if (survival_open(table, bin) || ended_of(table, bin) + table->censored[bin] > at_begin) return false;
    const int64_t width_s = table->edge_s[bin + 1] - table->edge_s[bin];
    return width_s == 0 || (at_begin <= INT64_MAX / width_s && table->exposure_s[bin] == at_begin * width_s);
}

/* Y of the heading. Where most in the bin came in late the actuarial count may leave nobody although somebody is left: there a
 * constant hazard, ended / exposure, holds instead. */
static double at_risk(const struct life_table *table, int32_t bin, int64_t at_begin, bool at_end)
{
    const int64_t ended = ended_of(table, bin);
    if (survival_open(table, bin)) return (double)ended;
    if (at_end) return (double)at_begin;
    const double number = (double)at_begin + (double)(late(table, bin) - table->censored[bin]) / 2;
    if (ended == 0 || number > (double)ended) return number;
    if (after(table, bin, at_begin) <= 0 || table->exposure_s[bin] <= 0) return (double)ended;
    const double hazard = (double)ended / (double)table->exposure_s[bin];
    return (double)ended / -expm1(-hazard * width(table, bin));
}

/* One step of p' = p A, whose row of the living is (1 - q, q_1, q_2, ...): variances by the recursion that for one cause is
 * Greenwood's. */
static void step(const struct life_table *table, int32_t bin, double number, struct survival_work *work)
{
    const double share = work->share[bin], var = work->share_var[bin], q = fmin(1, (double)ended_of(table, bin) / number);
    for (int32_t k = 0; k < table->causes; k++) {
        const int64_t i = (int64_t)k * (table->n + 1) + bin;
        const double q_k = (double)table->ended[(int64_t)k * table->n + bin] / number, together = work->together[k];
        work->incidence[i + 1] = work->incidence[i] + share * q_k;
        const double var_k =
            work->incidence_var[i] + 2 * q_k * together + q_k * q_k * var + share * share * q_k * (1 - q_k) / number;
        work->incidence_var[i + 1] = fmax(0, var_k);
        work->together[k] = (1 - q) * (together + q_k * var) - share * share * q_k * (1 - q) / number;
    }
    work->share[bin + 1] = share * (1 - q);
    work->share_var[bin + 1] = (1 - q) * (1 - q) * var + share * share * q * (1 - q) / number;
}

static void begin(const struct life_table *table, int32_t first, struct survival_work *work)
{
    const int32_t n = table->n;
    memset(work->at_risk, 0, sizeof *work->at_risk * (size_t)n);
    memset(work->at_end, 0, sizeof *work->at_end * (size_t)n);
    memset(work->together, 0, sizeof *work->together * (size_t)table->causes);
    for (int32_t i = 0; i <= n; i++) work->share[i] = i <= first ? 1 : NAN, work->share_var[i] = i <= first ? 0 : NAN;
    for (int32_t k = 0; k < table->causes; k++)
        for (int32_t i = 0; i <= n; i++) {
            const int64_t at = (int64_t)k * (n + 1) + i;
            work->incidence[at] = work->incidence_var[at] = i <= first ? 0 : NAN;
        }
}

/* After it has come to 0 nothing can change; only somebody met later would say that it should not have. */
static bool stay_at_zero(const struct life_table *table, int32_t edge, int64_t left, struct survival_work *work)
{
    bool emptied = left > 0;
    for (int32_t b = edge; b < table->n; b++) {
        emptied |= table->entered[b] > 0;
        work->share[b + 1] = work->share_var[b + 1] = 0;
        for (int32_t k = 0; k < table->causes; k++) {
            const int64_t i = (int64_t)k * (table->n + 1) + b;
            work->incidence[i + 1] = work->incidence[i];
            work->incidence_var[i + 1] = work->incidence_var[i];
        }
    }
    return emptied;
}

struct survival_curve survival_fill(const struct life_table *table, int64_t from_s, struct survival_work *work)
{
    int64_t at_begin;
    const int32_t first = first_edge(table, from_s, &at_begin), n = table->n;
    struct survival_curve curve = {.first = first,
                                   .known = first < n ? first : -1,
                                   .at_risk = work->at_risk,
                                   .share = work->share,
                                   .share_var = work->share_var,
                                   .incidence = work->incidence,
                                   .incidence_var = work->incidence_var,
                                   .at_end = work->at_end};
    begin(table, first, work);
    for (int32_t b = first; b < n; b++) {
        work->at_end[b] = lived_through(table, b, at_begin);
        work->at_risk[b] = at_begin > 0 ? at_risk(table, b, at_begin, work->at_end[b]) : 0;
        if (!(work->at_risk[b] > 0)) break;
        step(table, b, work->at_risk[b], work);
        curve.known = b + 1;
        at_begin = after(table, b, at_begin);
        if (work->share[b + 1] > 0) continue;
        curve.emptied = stay_at_zero(table, b + 1, at_begin, work);
        curve.known = n;
        break;
    }
    return curve;
}

struct survival_curve survival_curve(const struct life_table *table, int64_t from_s, struct arena *arena)
{
    struct survival_work work = survival_work_make(table->n, table->causes, arena);
    return survival_fill(table, from_s, &work);
}

/* ---- what it says ---- */

static bool over(const struct survival_curve *curve) { return curve->known > 0 && !(curve->share[curve->known] > 0); }

/* The bin that holds age t_s, which is at or after the first edge. Within the last bin without end nothing is known but its end.
 */
static enum survival_state locate(const struct life_table *table, const struct survival_curve *curve, int64_t t_s, int32_t *bin)
{
    if (curve->first > curve->known) return SURVIVAL_NOBODY;
    if (t_s < table->edge_s[curve->first]) return SURVIVAL_BEFORE;
    int32_t b = curve->first;
    while (b < curve->known && table->edge_s[b + 1] < t_s) b++;
    *bin = b;
    if (b < curve->known && survival_open(table, b) && t_s < INT64_MAX && t_s > table->edge_s[b])
        return curve->share[b] > 0 ? SURVIVAL_BEYOND : SURVIVAL_KNOWN;
    if (b == curve->known) return over(curve) || t_s == table->edge_s[b] ? SURVIVAL_KNOWN : SURVIVAL_BEYOND;
    return SURVIVAL_KNOWN;
}

/* Value at t_s of what is `at_edge` at the edges. */
static double between(const struct life_table *table, const struct survival_curve *curve, const double *at_edge, int32_t bin,
                      int64_t t_s)
{
    if (bin >= curve->known) return at_edge[curve->known];
    if (t_s >= table->edge_s[bin + 1]) return at_edge[bin + 1];
    if (curve->at_end[bin] || at_edge[bin] == at_edge[bin + 1]) return at_edge[bin];
    const double part = (double)(t_s - table->edge_s[bin]) / width(table, bin);
    return at_edge[bin] + part * (at_edge[bin + 1] - at_edge[bin]);
}

enum survival_state survival_share_at(const struct life_table *table, const struct survival_curve *curve, int64_t t_s,
                                      double *share)
{
    int32_t bin;
    const enum survival_state state = locate(table, curve, t_s, &bin);
    *share = state == SURVIVAL_KNOWN ? between(table, curve, curve->share, bin, t_s) : NAN;
    return state;
}

enum survival_state survival_incidence_at(const struct life_table *table, const struct survival_curve *curve, int32_t cause,
                                          int64_t t_s, double *incidence)
{
    int32_t bin;
    const enum survival_state state = locate(table, curve, t_s, &bin);
    const double *at_edge = curve->incidence + (int64_t)cause * (table->n + 1);
    *incidence = state == SURVIVAL_KNOWN ? between(table, curve, at_edge, bin, t_s) : NAN;
    return state;
}

/* Never less than if all ended at the begin of the bin, never more than if at its end: with few at risk Y is a guess. */
static double area(const struct life_table *table, const struct survival_curve *curve, int32_t bin)
{
    const double share = curve->share[bin], next = curve->share[bin + 1], wide = width(table, bin);
    if (!(share > 0)) return 0;
    if (share == next) return share * wide;
    const double lived = share * (double)table->exposure_s[bin] / curve->at_risk[bin];
    return isinf(wide) ? lived : fmax(next * wide, fmin(share * wide, lived));
}

/* Of the bin up to tau: its area, parted as under a straight line between the edges. */
static double area_until(const struct life_table *table, const struct survival_curve *curve, int32_t bin, int64_t tau_s)
{
    if (bin >= curve->known || !(curve->share[bin] > 0)) return 0;
    const double whole = area(table, curve, bin);
    if (tau_s >= table->edge_s[bin + 1]) return whole;
    const double share = curve->share[bin], lived = (double)(tau_s - table->edge_s[bin]);
    const double until = lived * (share + between(table, curve, curve->share, bin, tau_s)) / 2;
    const double straight = width(table, bin) * (share + curve->share[bin + 1]) / 2;
    return curve->at_end[bin] ? share * lived : fmin(share * lived, whole * until / straight);
}

static double mean_var(const struct life_table *table, const struct survival_curve *curve, int32_t last, int64_t tau_s)
{
    const bool at_edge = last >= curve->known || tau_s >= table->edge_s[last + 1] || curve->at_end[last];
    if (!at_edge || (last < curve->known && survival_open(table, last) && curve->share[last] > 0)) return NAN;
    double rest = 0, sum = 0;
    for (int32_t b = last; b >= curve->first; b--) {
        if (b < curve->known && rest > 0) {
            const double ended = (double)ended_of(table, b), number = curve->at_risk[b];
            if (ended > 0) sum += rest * rest * ended / (number * (number - ended));
        }
        rest += area_until(table, curve, b, tau_s);
    }
    return sum;
}

enum survival_state survival_mean(const struct life_table *table, const struct survival_curve *curve, int64_t tau_s,
                                  double *mean_s, double *var)
{
    int32_t last;
    const enum survival_state state = locate(table, curve, tau_s, &last);
    *mean_s = NAN;
    if (var) *var = NAN;
    if (state != SURVIVAL_KNOWN) return state;
    double mean = (double)table->edge_s[curve->first];
    for (int32_t b = curve->first; b <= last; b++) mean += area_until(table, curve, b, tau_s);
    if (isinf(mean)) return SURVIVAL_BEYOND; /* somebody lasts for ever */
    *mean_s = mean;
    if (var) *var = mean_var(table, curve, last, tau_s);
    return SURVIVAL_KNOWN;
}

static int64_t last_known_s(const struct life_table *table, const struct survival_curve *curve)
{
    const int32_t edge = curve->known;
    return table->edge_s[edge] < INT64_MAX ? table->edge_s[edge] : table->edge_s[edge - 1];
}

enum survival_state survival_quantile(const struct life_table *table, const struct survival_curve *curve, double p, double *age_s)
{
    *age_s = NAN;
    if (curve->first > curve->known) return SURVIVAL_NOBODY;
    int32_t b = curve->first;
    while (b < curve->known && curve->share[b + 1] > 1 - p + SLACK) b++;
    *age_s = (double)last_known_s(table, curve);
    if (b == curve->known || survival_open(table, b)) return SURVIVAL_NOT_REACHED;
    const double from = curve->share[b], to = curve->share[b + 1];
    const double part = curve->at_end[b] ? 1 : fmin(1, fmax(0, (from - (1 - p)) / (from - to)));
    *age_s = (double)table->edge_s[b] + part * width(table, b);
    return SURVIVAL_KNOWN;
}
