#include "analysis/answer.h"

static void head(struct table *table, const char *baseline, enum lang lang)
{
    table_cell(table, "scenario");
    table_cell(table, table_said(lang, "per year", "per jaar"));
    table_cell(table, arena_format(table->arena, table_said(lang, "difference with %s", "verschil met %s"), baseline));
}

/* Counts of the whole counted period become counts per year. */
static const double *per_year(const struct summary_series *series, int64_t n, double years, struct arena *arena)
{
    double *x = ARENA_ARRAY(arena, double, n + 1);
    for (int64_t i = 0; i < n; i++) x[i] = series->values[i] / years;
    return x;
}

static status curve(struct result *result, int32_t measure, double years, enum lang lang, struct table *table)
{
    int32_t scenarios = 0;
    const char *const *name = result_labels(result, "scenario", &scenarios);
    const int64_t n = result_replications(result);
    const double *base = NULL;
    head(table, name[0], lang);
    for (int32_t s = 0; s < scenarios; s++) {
        struct summary_series series;
        TRY(summary_read(result, measure, s, NULL, table->arena, &series));
        const double *x = per_year(&series, n, years, table->arena);
        if (s == 0) base = x;
        const struct interval mean = summary_interval(x, n), difference = summary_paired(x, base, n);
        table_cell(table, name[s]);
        table_cell(table, table_interval(&mean, false, lang, table->arena));
        table_cell(table, s == 0 ? "" : table_difference(&difference, lang, table->arena));
    }
    return status_ok();
}

static status answer(struct result *result, enum lang lang, FILE *out, struct arena *arena)
{
    const int32_t measure = result_find(result, "not_placed_24h");
    if (measure < 0)
        return status_fail(STATUS_FAILED, "no-measure", "this file does not say how many were not placed within 24 hours");
    const double years = summary_years(result);
    struct table table;
    table_init(&table, "lrr", arena);
    TRY(curve(result, measure, years, lang, &table));
    fprintf(out, "%s\n",
            table_said(lang, "Households not placed within 24 hours, per year",
                       "Huishoudens die niet binnen 24 uur een plek kregen, per jaar"));
    table_print(&table, out);
    fputs(table_said(lang, "  ± is half of a 95 % interval; a difference is taken over the same households. Not calibrated.\n",
                     "  ± is de helft van een 95%-interval; een verschil gaat over dezelfde huishoudens. Niet gekalibreerd.\n"),
          out);
    return status_ok();
}

status analysis_answer(struct result *result, enum lang lang, FILE *out)
{
    struct arena arena;
    arena_init(&arena);
    const status said = answer(result, lang, out, &arena);
    arena_free(&arena);
    return said;
}
