#include "analysis/spells.h"

#include <math.h>
#include <string.h>

#include "analysis/worlds.h"

/* Datasets of a kind, and their numbers in the result. */
enum { ENTERED, ENDED, CENSORED, PART, PART_NUMBER, DATASETS };
static const char *const names[][DATASETS] = {
    [SPELLS_STAY] = {"spells/stay_entered", "spells/stay_ended", "spells/stay_censored", "spells/stay_part", "spells/stay_part_number"},
    [SPELLS_WAIT] = {"spells/wait_entered", "spells/wait_ended", "spells/wait_censored", "spells/wait_part", "spells/wait_part_number"},
};

const char *spells_dimension(enum spells_kind kind) { return kind == SPELLS_STAY ? "stage" : "group"; }

bool spells_there(const struct result *result, enum spells_kind kind)
{
    for (int d = 0; d < DATASETS; d++)
        if (result_find(result, names[kind][d]) < 0) return false;
    return true;
}

struct life_source {
    int32_t labels, causes, ages;
    struct worlds in[DATASETS];
    const double *values[DATASETS]; /* of the worlds at hand */
    const int64_t *edge_s;
};

static status source_open(struct result *result, enum spells_kind kind, int32_t scenario, struct arena *arena, struct life_source *source)
{
    int32_t n = 0;
    const double *upper_d = result_coordinate(result, "age_to_d", &n);
    if (!upper_d || !spells_there(result, kind))
        return status_fail(STATUS_FAILED, "no-spells", "this file holds no life tables of stays and waits (/spells)");
    for (int d = 0; d < DATASETS; d++) TRY(worlds_open(&source->in[d], result, result_find(result, names[kind][d]), scenario, arena));
    const struct result_measure *ended = result_measure(result, result_find(result, names[kind][ENDED]));
    source->labels = ended->size[0];
    source->causes = ended->n_strata == 3 ? ended->size[1] : 1;
    source->ages = n;
    int64_t *edge_s = ARENA_ARRAY(arena, int64_t, n + 1);
    for (int32_t a = 0; a < n; a++) edge_s[a + 1] = isfinite(upper_d[a]) ? llround(upper_d[a] * (double)SECONDS_PER_DAY) : INT64_MAX;
    source->edge_s = edge_s;
    return status_ok();
}

static double whole(double x) { return isnan(x) ? 0 : x; }

/* One table while it is filled; parts: time in the ages of entry or of the end, and how many of them. */
struct filling {
    int64_t *entered, *ended, *censored, *exposure_s, *part_s, *parts;
};

static void fill_add(const struct life_source *source, struct filling *to, int64_t world, int32_t label)
{
    const int32_t ages = source->ages;
    const int64_t at = (world * source->labels + label) * ages;
    for (int32_t a = 0; a < ages; a++) {
        const double number = whole(source->values[PART_NUMBER][at + a]);
        to->entered[a] += (int64_t)whole(source->values[ENTERED][at + a]);
        to->censored[a] += (int64_t)whole(source->values[CENSORED][at + a]);
        to->parts[a] += (int64_t)number;
        if (number > 0) to->part_s[a] += llround(source->values[PART][at + a] * number * (double)SECONDS_PER_DAY);
        for (int32_t c = 0; c < source->causes; c++)
            to->ended[c * ages + a] += (int64_t)whole(source->values[ENDED][at * source->causes + c * ages + a]);
    }
}

int64_t spells_tables(const struct result *result)
{
    const int64_t worlds = result_replications(result), draws = result_drawn(result);
    if (worlds <= SPELLS_TABLES) return worlds;
    return draws > 1 && draws < SPELLS_TABLES ? draws : SPELLS_TABLES;
}

/* The table that a world is counted in: draws stay together, and so do consecutive worlds, as equally as can be. */
static int64_t table_of(int64_t world, int64_t worlds, int64_t draws, int64_t tables)
{
    if (tables == worlds) return world;
    return draws > 1 ? world / (worlds / draws) * tables / draws : world * tables / worlds;
}

static struct filling filling_make(const struct life_source *source, struct arena *arena)
{
    const int32_t ages = source->ages;
    return (struct filling){ARENA_ARRAY(arena, int64_t, ages), ARENA_ARRAY(arena, int64_t, ages *source->causes), ARENA_ARRAY(arena, int64_t, ages),
                            ARENA_ARRAY(arena, int64_t, ages), ARENA_ARRAY(arena, int64_t, ages), ARENA_ARRAY(arena, int64_t, ages)};
}

static struct life_table table_make(const struct life_source *source, const struct filling *to)
{
    const struct life_table table = {source->ages, source->edge_s, to->entered, to->ended, to->censored, to->exposure_s, source->causes};
    survival_exposure(&table, to->part_s, to->parts, to->exposure_s);
    return table;
}

/* Adds worlds first..first+n-1 to the tables they belong to. */
static status worlds_add(struct life_source *source, int64_t first, int64_t n, int32_t label, const struct result *result, struct filling *to)
{
    const int64_t worlds = result_replications(result), tables = spells_tables(result);
    for (int d = 0; d < DATASETS; d++) TRY(worlds_read(&source->in[d], first, n, &source->values[d]));
    for (int64_t w = 0; w < n; w++)
        for (int32_t l = 0; l < source->labels; l++)
            if (label < 0 || l == label) fill_add(source, &to[table_of(first + w, worlds, result_drawn(result), tables)], w, l);
    return status_ok();
}

status spells_read(struct result *result, enum spells_kind kind, int32_t scenario, int32_t label, struct arena *arena, const struct life_table **tables)
{
    struct life_source source = {0};
    TRY(source_open(result, kind, scenario, arena, &source));
    const int64_t worlds = result_replications(result), n = spells_tables(result), step = source.in[ENDED].step;
    struct filling *to = ARENA_ARRAY(arena, struct filling, n);
    struct life_table *made = ARENA_ARRAY(arena, struct life_table, n);
    for (int64_t t = 0; t < n; t++) to[t] = filling_make(&source, arena);
    for (int64_t first = 0; first < worlds; first += step) TRY(worlds_add(&source, first, worlds - first < step ? worlds - first : step, label, result, to));
    for (int64_t t = 0; t < n; t++) made[t] = table_make(&source, &to[t]);
    *tables = made;
    return status_ok();
}

/* A table per draw, or for fewer: those there are, which hold whole draws then. */
static const struct life_table *by_draw(const struct life_table *tables, int64_t *n, int32_t draws, struct arena *arena)
{
    if (draws <= 1 || !tables || *n <= draws) return tables;
    const int64_t each = *n / draws;
    struct life_table *pooled = ARENA_ARRAY(arena, struct life_table, draws);
    for (int32_t d = 0; d < draws; d++) pooled[d] = survival_pool(tables + d * each, each, -1, arena);
    *n = draws;
    return pooled;
}

struct survival_answer spells_ask(const struct life_table *tables, const struct life_table *base, int64_t n, int32_t draws, struct survival_question question,
                                  struct arena *arena)
{
    int64_t m = n, k = n;
    const struct life_table *all = by_draw(tables, &m, draws, arena), *other = by_draw(base, &k, draws, arena);
    return other ? survival_ask_paired(all, other, m, question, 0.95, arena) : survival_ask(all, m, question, 0.95, arena);
}

struct survival_answer spells_quantile(const struct life_table *tables, int64_t n, int32_t draws, double p, struct arena *arena)
{
    const struct life_table *all = by_draw(tables, &n, draws, arena);
    return survival_ask_quantile(all, n, p, 0, 0.95, arena);
}
