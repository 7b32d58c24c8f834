#include "analysis/summarise.h"

#include <math.h>
#include <string.h>

#include "analysis/compare.h"
#include "analysis/quantile.h"
#include "analysis/rank.h"
#include "analysis/spells.h"

enum { DIM_SCENARIO, DIM_MEASURE, DIM_STAGE, DIM_GROUP, DIM_REGION, DIM_CHANGE, DIMS };
enum { MOST_SETS = 48, STAY_LIMIT_D = 365, WAIT_LIMIT_D = 14 };
#define DAY_S ((double)SECONDS_PER_DAY)

struct maker {
    struct result *result;
    struct arena *arena;
    struct summary *summary;
    struct summary_dim dim[DIMS];
    struct summary_set *set;
    int32_t *measure; /* of the result, by label of the dimension */
    int32_t scenarios, measures, draws;
    int64_t worlds;
};

/* A dataset over the dimensions that are not -1; to be filled. */
static double *set_new(struct maker *maker, const char *name, int a, int b, const char *units, const char *en, const char *nl)
{
    struct summary_set *set = &maker->set[maker->summary->n_sets++];
    const int64_t n = (int64_t)maker->dim[a].n * (b >= 0 ? maker->dim[b].n : 1);
    double *values = ARENA_ARRAY(maker->arena, double, n + 1);
    for (int64_t i = 0; i < n; i++) values[i] = NAN;
    *set = (struct summary_set){.name = name, .units = units, .long_name = en, .long_name_nl = nl, .rank = b >= 0 ? 2 : 1, .dim = {a, b}, .values = values};
    return values;
}

/* ---- measures ---- */

static bool ends_in(const char *text, const char *end)
{
    const size_t n = strlen(text), m = strlen(end);
    return n > m && strcmp(text + n - m, end) == 0;
}

/* One number in all, and not the same as another by group. */
static bool is_one(const struct result *result, int32_t m)
{
    const char *name = result_measure(result, m)->name;
    return !strstr(name, "_by_") && !ends_in(name, "_number") && !summary_kept(result, m) && !summary_adds_wrongly(result, m, NULL) && strcmp(name, "fares") != 0;
}

static void measures_find(struct maker *maker)
{
    const int32_t all = result_measures(maker->result);
    const char **label = ARENA_ARRAY(maker->arena, const char *, all + 1);
    maker->measure = ARENA_ARRAY(maker->arena, int32_t, all + 1);
    for (int32_t m = 0; m < all; m++) {
        if (!is_one(maker->result, m)) continue;
        label[maker->measures] = result_measure(maker->result, m)->name;
        maker->measure[maker->measures++] = m;
    }
    maker->dim[DIM_MEASURE] = (struct summary_dim){"measure", maker->measures, label, "measure, summed over its regions, stages and so on", "maat, opgeteld over regio's, voorzieningen enzovoort"};
}

struct measure_sets {
    double *mean, *sd, *half, *n, *q05, *q50, *q95, *difference, *difference_half, *together, *adjusted, *pairing, *chance, *ignorance, *share, *chance_difference, *ignorance_difference;
};

static void measure_sets_make(struct maker *maker, struct measure_sets *sets)
{
#define SET(name, units, en, nl) set_new(maker, name, DIM_SCENARIO, DIM_MEASURE, units, en, nl)
    sets->mean = SET("mean", NULL, "mean, in the unit of the measure", "gemiddelde, in de eenheid van de maat");
    sets->sd = SET("sd", NULL, "standard deviation between the units of the interval: replications, or draws of the inputs", "standaardafwijking tussen de eenheden van het interval: herhalingen, of trekkingen van de invoer");
    sets->half = SET("half_width", NULL, "half of the 95 % interval of the mean", "de helft van het 95%-interval van het gemiddelde");
    sets->n = SET("n", "1", "units that have a value", "eenheden met een waarde");
    sets->q05 = SET("quantile_05", NULL, "5 % of worlds lie below", "5 % van de werelden ligt eronder");
    sets->q50 = SET("quantile_50", NULL, "half of worlds lie below", "de helft van de werelden ligt eronder");
    sets->q95 = SET("quantile_95", NULL, "95 % of worlds lie below", "95 % van de werelden ligt eronder");
    if (maker->scenarios > 1) {
        sets->difference = SET("difference", NULL, "mean difference with the first scenario, pair by pair", "gemiddeld verschil met het eerste scenario, paar voor paar");
        sets->difference_half = SET("difference_half_width", NULL, "half of its 95 % interval", "de helft van zijn 95%-interval");
        sets->together = SET("difference_half_width_together", NULL, "half-width with which the differences of all scenarios hold together at 95 % (Bonferroni)",
                             "halve breedte waarmee de verschillen van alle scenario's samen gelden met 95 % (Bonferroni)");
        sets->adjusted = SET("difference_p_adjusted", "1", "p-value of the difference, adjusted for the number of scenarios (Holm)", "p-waarde van het verschil, aangepast voor het aantal scenario's (Holm)");
        sets->pairing = SET("variance_ratio_of_pairing", "1", "so many times more replications would be needed if scenarios met different households",
                            "zoveel keer meer herhalingen zouden nodig zijn als scenario's andere huishoudens ontmoetten");
    }
    if (maker->draws > 1) {
        sets->chance = SET("chance_sd", NULL, "standard deviation of one replication, given the inputs", "standaardafwijking van een herhaling, bij gegeven invoer");
        sets->ignorance = SET("ignorance_sd", NULL, "standard deviation of the expected value over draws of the inputs", "standaardafwijking van de verwachte waarde over trekkingen van de invoer");
        sets->share = SET("ignorance_share", "1", "part of the variance of one world that comes from not knowing the inputs", "deel van de variantie van een wereld dat komt door onbekende invoer");
    }
    if (maker->draws > 1 && maker->scenarios > 1) {
        sets->chance_difference = SET("difference_chance_sd", NULL, "of the difference: standard deviation of one replication, given the inputs", "van het verschil: standaardafwijking van een herhaling, bij gegeven invoer");
        sets->ignorance_difference = SET("difference_ignorance_sd", NULL, "of the difference: standard deviation over draws of the inputs", "van het verschil: standaardafwijking over trekkingen van de invoer");
    }
#undef SET
}

static void measure_put(const struct maker *maker, const struct measure_sets *sets, int64_t at, const struct compared *is, const double *x, double *sorted)
{
    sets->mean[at] = is->mean.mean;
    sets->sd[at] = is->mean.sd;
    sets->half[at] = is->mean.half;
    sets->n[at] = (double)is->mean.n;
    const int64_t n = quantile_sort(x, maker->worlds, sorted);
    if (n > 0) {
        sets->q05[at] = quantile_sorted(sorted, n, 0.05);
        sets->q50[at] = quantile_sorted(sorted, n, 0.5);
        sets->q95[at] = quantile_sorted(sorted, n, 0.95);
    }
    if (maker->draws == 1) return;
    sets->chance[at] = is->split.chance_sd;
    sets->ignorance[at] = is->split.ignorance_sd;
    sets->share[at] = is->split.ignorance_share;
}

static void difference_put(const struct maker *maker, const struct measure_sets *sets, int64_t at, const struct compared *is, const struct variance_comparison *together)
{
    sets->difference[at] = is->difference.mean;
    sets->difference_half[at] = is->difference.half;
    sets->together[at] = together->half;
    sets->adjusted[at] = together->adjusted;
    sets->pairing[at] = isfinite(is->pairing) ? is->pairing : NAN;
    if (maker->draws == 1) return;
    sets->chance_difference[at] = is->split_difference.chance_sd;
    sets->ignorance_difference[at] = is->split_difference.ignorance_sd;
}

/* What is read for one measure, scenario or label goes into an arena of its own, and is given back. */
static struct arena *reading_begin(const struct maker *maker, struct arena *arena)
{
    arena_init(arena);
    result_read_into(maker->result, arena);
    return arena;
}

static void reading_end(const struct maker *maker, struct arena *arena)
{
    result_read_into(maker->result, maker->arena);
    arena_free(arena);
}

/* One scenario of a measure; base: the values of the first. */
static bool measure_of_scenario(const struct maker *maker, const struct measure_sets *sets, int32_t i, int32_t s, const double *base, struct compared *is)
{
    struct summary_series series;
    struct arena arena;
    reading_begin(maker, &arena);
    const bool read = summary_read(maker->result, maker->measure[i], s, NULL, &arena, &series).code == STATUS_OK;
    if (read) {
        double *sorted = ARENA_ARRAY(&arena, double, maker->worlds + 1);
        *is = compare_columns(series.values, base, maker->draws, maker->worlds / maker->draws, &arena);
        measure_put(maker, sets, (int64_t)s * maker->measures + i, is, series.values, sorted);
    }
    reading_end(maker, &arena);
    return read;
}

/* Memory of one measure at a time: one number per world of the first scenario, and of one other. */
static bool measure_summarise(const struct maker *maker, const struct measure_sets *sets, int32_t i, struct arena *arena)
{
    struct summary_series base;
    struct compare_family family = {0};
    struct compared *is = ARENA_ARRAY(arena, struct compared, maker->scenarios);
    if (summary_read(maker->result, maker->measure[i], 0, NULL, arena, &base).code != STATUS_OK) return false;
    for (int32_t s = 0; s < maker->scenarios; s++) {
        if (!measure_of_scenario(maker, sets, i, s, base.values, &is[s])) return false;
        if (s > 0) compare_add(&family, &is[s].difference, arena);
    }
    compare_judge(&family, arena);
    for (int32_t s = 1; s < maker->scenarios; s++) difference_put(maker, sets, (int64_t)s * maker->measures + i, &is[s], &family.judged[s - 1]);
    return true;
}

static bool measures_summarise(struct maker *maker)
{
    struct measure_sets sets = {0};
    bool well = true;
    measure_sets_make(maker, &sets);
    for (int32_t i = 0; i < maker->measures && well; i++) {
        struct arena arena;
        well = measure_summarise(maker, &sets, i, reading_begin(maker, &arena));
        reading_end(maker, &arena);
    }
    return well;
}

/* ---- stays and waits ---- */

struct answers { double *value, *low, *high; };

static struct answers answers_make(struct maker *maker, const char *name, int dim, const char *units, const char *en, const char *nl)
{
    const char *low = arena_format(maker->arena, "%s_low", name), *high = arena_format(maker->arena, "%s_high", name);
    struct answers answers;
    answers.value = set_new(maker, name, DIM_SCENARIO, dim, units, en, nl);
    answers.low = set_new(maker, low, DIM_SCENARIO, dim, units, "lower end of its 95 % interval", "onderkant van het 95%-interval");
    answers.high = set_new(maker, high, DIM_SCENARIO, dim, units, "upper end of its 95 % interval", "bovenkant van het 95%-interval");
    return answers;
}

static void answers_put(const struct answers *answers, int64_t at, const struct survival_answer *answer, double unit)
{
    answers->value[at] = answer->value / unit;
    answers->low[at] = answer->low / unit;
    answers->high[at] = isfinite(answer->high) ? answer->high / unit : NAN;
}

static struct survival_answer ask(const struct maker *maker, const struct life_table *tables, enum survival_what what, int64_t days, struct arena *arena)
{
    const struct survival_question question = {.what = what, .at_s = days * SECONDS_PER_DAY};
    return spells_ask(tables, NULL, spells_tables(maker->result), maker->draws, question, arena);
}

/* Two answers from the life tables of one label. */
typedef void label_put(const struct maker *maker, const struct answers answers[2], int64_t at, const struct life_table *tables, struct arena *arena);

static void stay_put(const struct maker *maker, const struct answers answers[2], int64_t at, const struct life_table *tables, struct arena *arena)
{
    const struct survival_answer within = ask(maker, tables, SURVIVAL_MEAN, STAY_LIMIT_D, arena),
                                 median = spells_quantile(tables, spells_tables(maker->result), maker->draws, 0.5, arena);
    answers_put(&answers[0], at, &within, DAY_S);
    answers_put(&answers[1], at, &median, DAY_S);
}

static void wait_put(const struct maker *maker, const struct answers answers[2], int64_t at, const struct life_table *tables, struct arena *arena)
{
    const struct survival_answer placed = ask(maker, tables, SURVIVAL_INCIDENCE, 1, arena), within = ask(maker, tables, SURVIVAL_MEAN, WAIT_LIMIT_D, arena);
    answers_put(&answers[0], at, &placed, 1);
    answers_put(&answers[1], at, &within, DAY_S);
}

/* Memory of the tables of one label; and what was read of a scenario where that is little. */
static bool labels_summarise(const struct maker *maker, enum spells_kind kind, int dim, const struct answers answers[2], label_put *put)
{
    const int32_t labels = maker->dim[dim].n;
    bool well = true;
    for (int32_t s = 0; s < maker->scenarios && well; s++) {
        struct arena arena, of_label;
        reading_begin(maker, &arena);
        for (int32_t l = 0; l < labels && well; l++) {
            const struct life_table *tables;
            arena_init(&of_label);
            well = spells_read(maker->result, kind, s, l, &of_label, &tables).code == STATUS_OK;
            if (well) put(maker, answers, (int64_t)s * labels + l, tables, &of_label);
            arena_free(&of_label);
        }
        reading_end(maker, &arena);
    }
    return well;
}

static bool stays_summarise(struct maker *maker)
{
    const struct answers mean = answers_make(maker, "stay_days_within_365d", DIM_STAGE, "day", "mean stay in a place, of what lies within 365 d (Kaplan-Meier, delayed entry)",
                                             "gemiddeld verblijf op een plaats, van wat binnen 365 dagen valt (Kaplan-Meier, late intrede)"),
                         half = answers_make(maker, "stay_days_median", DIM_STAGE, "day", "half of stays in a place last no longer", "de helft van de verblijven op een plaats duurt niet langer");
    return labels_summarise(maker, SPELLS_STAY, DIM_STAGE, (const struct answers[]){mean, half}, stay_put);
}

static bool waits_summarise(struct maker *maker)
{
    const struct answers day = answers_make(maker, "placed_within_24h", DIM_GROUP, "1", "chance of a place within 24 h of asking, where giving up competes (Aalen-Johansen)",
                                            "kans op een plaats binnen 24 uur na de hulpvraag, waar opgeven meedingt (Aalen-Johansen)"),
                         mean = answers_make(maker, "wait_days_within_14d", DIM_GROUP, "day", "mean time to a place or to giving up, of what lies within 14 d (Kaplan-Meier)",
                                             "gemiddelde tijd tot een plaats of tot opgeven, van wat binnen 14 dagen valt (Kaplan-Meier)");
    return labels_summarise(maker, SPELLS_WAIT, DIM_GROUP, (const struct answers[]){day, mean}, wait_put);
}

/* ---- who fares differently, and where ---- */

static bool fares_summarise(struct maker *maker, int32_t measure)
{
    const int32_t changes = maker->dim[DIM_CHANGE].n;
    double *mean = set_new(maker, "fares_mean", DIM_SCENARIO, DIM_CHANGE, "1", "first requests beside the same ones in the first scenario, mean", "eerste hulpvragen naast dezelfde in het eerste scenario, gemiddeld"),
           *half = set_new(maker, "fares_half_width", DIM_SCENARIO, DIM_CHANGE, "1", "half of its 95 % interval", "de helft van het 95%-interval");
    for (int32_t s = 1; s < maker->scenarios; s++) {
        struct arena arena, of_change;
        struct summary_series series;
        const bool read = summary_read(maker->result, measure, s, "change", reading_begin(maker, &arena), &series).code == STATUS_OK;
        for (int32_t c = 0; c < changes && read; c++) {
            arena_init(&of_change);
            const double *x = summary_column(&series, maker->worlds, c, &of_change);
            const struct compared is = compare_columns(x, x, maker->draws, maker->worlds / maker->draws, &of_change);
            mean[s * changes + c] = is.mean.mean;
            half[s * changes + c] = is.mean.half;
            arena_free(&of_change);
        }
        reading_end(maker, &arena);
        if (!read) return false;
    }
    return true;
}

/* Ranks of one scenario by the share, per region, of those whose first day is over; a region where nobody asked has none. Some worlds at a time. */
static bool ranks_of_scenario(const struct maker *maker, int32_t measure, int32_t scenario, struct arena *arena, struct rank_table *ranks)
{
    const int32_t m = result_find(maker->result, "placed_same_day"), regions = maker->dim[DIM_REGION].n;
    struct summary_reader *late, *on_time;
    struct summary_series series, same_day;
    if (m < 0 || summary_open(maker->result, measure, scenario, "region", arena, &series, &late).code != STATUS_OK || series.labels != regions) return false;
    if (summary_open(maker->result, m, scenario, "region", arena, &same_day, &on_time).code != STATUS_OK || same_day.labels != regions) return false;
    const int64_t step = summary_step(late) < summary_step(on_time) ? summary_step(late) : summary_step(on_time);
    double *share = ARENA_ARRAY(arena, double, step *regions + 1), *placed = ARENA_ARRAY(arena, double, step *regions + 1);
    struct rank_counts *counts = rank_begin(regions, false, arena);
    for (int64_t first = 0; first < maker->worlds; first += step) {
        const int64_t n = maker->worlds - first < step ? maker->worlds - first : step;
        if (summary_next(late, first, n, share).code != STATUS_OK || summary_next(on_time, first, n, placed).code != STATUS_OK) return false;
        for (int64_t i = 0; i < n * regions; i++) {
            const double asked = share[i] + placed[i];
            share[i] = asked > 0 ? share[i] / asked : (double)NAN;
        }
        rank_add(counts, share, n);
    }
    *ranks = rank_end(counts, arena);
    return true;
}

static bool ranks_summarise(struct maker *maker, int32_t measure)
{
    const int32_t regions = maker->dim[DIM_REGION].n;
    double *mean = set_new(maker, "not_placed_rank", DIM_SCENARIO, DIM_REGION, "1", "rank by the share of requests not placed within 24 h, replication by replication, mean; 1: highest",
                           "rang naar het aandeel hulpvragen zonder plaats binnen 24 uur, herhaling voor herhaling, gemiddeld; 1: hoogste"),
           *first = set_new(maker, "not_placed_rank_highest", DIM_SCENARIO, DIM_REGION, "1", "chance of having the highest share of requests not placed within 24 h",
                            "kans op het hoogste aandeel hulpvragen zonder plaats binnen 24 uur");
    for (int32_t s = 0; s < maker->scenarios; s++) {
        struct arena arena;
        struct rank_table ranks;
        const bool read = ranks_of_scenario(maker, measure, s, reading_begin(maker, &arena), &ranks);
        for (int32_t r = 0; r < regions && read; r++) {
            mean[s * regions + r] = ranks.rank[r].mean;
            first[s * regions + r] = ranks.share[r * regions];
        }
        reading_end(maker, &arena);
        if (!read) return false;
    }
    return true;
}

static struct summary_dim dim_of(const struct maker *maker, const char *name)
{
    struct summary_dim dim = {.name = name};
    result_labels(maker->result, name, &dim.n);
    return dim;
}

/* The method in a sentence. Of very many worlds a table of stays and waits stands for several of them (spells.h). */
static const char *method(const struct maker *maker, bool dutch)
{
    const bool draws = maker->draws > 1, grouped = spells_tables(maker->result) < (draws ? maker->draws : maker->worlds);
    const char *means[][2] = {{"95 % Student t-intervals over replications; differences pair by pair", "95%-intervallen volgens Student over herhalingen; verschillen paar voor paar"},
                              {"95 % Student t-intervals over draws of the inputs; chance and ignorance by a one-way random-effects model",
                               "95%-intervallen volgens Student over trekkingen van de invoer; toeval en onwetendheid volgens een model met willekeurige effecten"}};
    const char *one[][2] = {{"one replication", "een herhaling"}, {"one draw", "een trekking"}}, *more[][2] = {{"replications", "herhalingen"}, {"draws", "trekkingen"}};
    if (!grouped)
        return arena_format(maker->arena, dutch ? "%s; verblijf en wachttijd door telkens %s weg te laten" : "%s; stays and waits by leaving out %s at a time", means[draws][dutch], one[draws][dutch]);
    return arena_format(maker->arena, dutch ? "%s; verblijf en wachttijd door telkens een van %d groepen opeenvolgende %s weg te laten" : "%s; stays and waits by leaving out one of %d groups of consecutive %s at a time",
                        means[draws][dutch], SPELLS_TABLES, more[draws][dutch]);
}

const struct summary *summarise(struct result *result, struct arena *arena)
{
    struct maker maker = {.result = result, .arena = arena, .draws = result_drawn(result), .worlds = result_replications(result)};
    struct summary *summary = maker.summary = ARENA_NEW(arena, struct summary);
    maker.set = ARENA_ARRAY(arena, struct summary_set, MOST_SETS);
    maker.dim[DIM_SCENARIO] = dim_of(&maker, "scenario");
    maker.dim[DIM_STAGE] = dim_of(&maker, "stage");
    maker.dim[DIM_GROUP] = dim_of(&maker, "group");
    maker.dim[DIM_REGION] = dim_of(&maker, "region");
    maker.dim[DIM_CHANGE] = dim_of(&maker, "change");
    maker.scenarios = maker.dim[DIM_SCENARIO].n;
    measures_find(&maker);
    bool well = maker.measures > 0 && measures_summarise(&maker);
    const bool shelter = maker.dim[DIM_STAGE].n > 0 && maker.dim[DIM_GROUP].n > 0 && maker.dim[DIM_REGION].n > 0 && maker.dim[DIM_CHANGE].n > 0;
    if (well && shelter && spells_there(result, SPELLS_STAY)) well = stays_summarise(&maker);
    if (well && shelter && spells_there(result, SPELLS_WAIT)) well = waits_summarise(&maker);
    const int32_t fares = result_find(result, "fares"), not_placed = result_find(result, "not_placed_24h");
    if (well && shelter && fares >= 0 && maker.scenarios > 1) well = fares_summarise(&maker, fares);
    if (well && shelter && not_placed >= 0) well = ranks_summarise(&maker, not_placed);
    if (!well) return NULL;
    summary->n_dims = shelter ? DIMS : DIM_STAGE;
    struct summary_dim *dims = ARENA_ARRAY(arena, struct summary_dim, DIMS);
    memcpy(dims, maker.dim, sizeof maker.dim);
    summary->dims = dims;
    summary->sets = maker.set;
    summary->method = method(&maker, false);
    summary->method_nl = method(&maker, true);
    return summary;
}
