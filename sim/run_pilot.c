/* The pilot: replications of the baseline, of a range of their own, from which a plan may take one table of means. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/run.h"

enum { DIMENSIONS = 32 };

static void sizes_of(const struct model *model, const void *plan, int32_t sizes[DIMENSIONS])
{
    for (int d = 0; d < model->n_dims && d < DIMENSIONS; d++) sizes[d] = model->dim_size(plan, d);
}

/* A key of the pilot is a count, level or value over dimension 0 alone. */
static int32_t metric_of_key(const struct model *model, const char *key)
{
    for (int32_t m = 0; m < model->n_metrics; m++) {
        const struct metric *metric = &model->metrics[m];
        if (strcmp(metric->name, key) == 0 && metric->strata[0] == 0 && metric->strata[1] < 0 && metric->kind != METRIC_TALLY) return m;
    }
    BUG_IF(true, "model %s: the pilot key %s is no count, level or value over its first dimension", model->name, key);
    return -1;
}

/* Mean and standard error of one cell, a year, in the order of the replications. */
static void moments(const double *rows, int32_t cells, int32_t cell, double years, double *mean, double *error)
{
    double sum = 0, squares = 0;
    for (int r = 0; r < RUN_PILOT; r++) sum += rows[(size_t)r * (size_t)cells + (size_t)cell];
    *mean = sum / RUN_PILOT;
    for (int r = 0; r < RUN_PILOT; r++) {
        const double away = rows[(size_t)r * (size_t)cells + (size_t)cell] - *mean;
        squares += away * away;
    }
    *mean /= years;
    *error = sqrt(squares / (RUN_PILOT - 1) / RUN_PILOT) / years;
}

static struct pilot *pilot_make(const struct model *model, const void *plan, const double *rows, struct arena *arena)
{
    int32_t sizes[DIMENSIONS] = {0};
    sizes_of(model, plan, sizes);
    const int32_t n = sizes[0], cells = run_cells(model, plan);
    const struct window window = model->window(plan);
    const double years = (double)(window.end_s - window.from_s) / (double)SECONDS_PER_YEAR;
    struct pilot *pilot = ARENA_NEW(arena, struct pilot);
    *pilot = (struct pilot){.n = n, .label = ARENA_ARRAY(arena, const char *, n), .keys = model->n_pilot_keys,
                            .mean = ARENA_ARRAY(arena, double, n * model->n_pilot_keys),
                            .error = ARENA_ARRAY(arena, double, n * model->n_pilot_keys)};
    for (int32_t i = 0; i < n; i++) pilot->label[i] = arena_text(arena, model->dim_label(plan, 0, i));
    for (int32_t k = 0; k < pilot->keys; k++) {
        const int32_t first = metric_row_of(model->metrics, metric_of_key(model, model->pilot_keys[k]), sizes);
        for (int32_t i = 0; i < n; i++) moments(rows, cells, first + i, years, &pilot->mean[k * n + i], &pilot->error[k * n + i]);
    }
    return pilot;
}

/* The baseline as it is without what asks for the pilot. */
status run_pilot(struct experiment *experiment, struct arena *arena, struct faults *faults)
{
    const struct model *model = experiment->model;
    const void *plan = model->plan(experiment->scenarios[0], NULL, arena, faults);
    if (!plan) return faults_status(faults);
    double *rows = ARENA_ARRAY(arena, double, RUN_PILOT * run_cells(model, plan));
    TRY(run_rows(model, plan, experiment->engine, experiment->seed, SIM_PILOT, RUN_PILOT, experiment->threads, true, rows, NULL, NULL));
    experiment->pilot = pilot_make(model, plan, rows, arena);
    return status_ok();
}

/* ---- as words of the scenario file ---- */

static struct node *node_new(enum node_kind kind, const char *key, struct arena *arena)
{
    struct node *node = ARENA_NEW(arena, struct node);
    *node = (struct node){.kind = kind, .key = key};
    return node;
}

/* Means or errors of one key, of the labels that the plan knows; 17 digits, so that what is read back is what was meant. */
static struct node *table_of(const struct experiment *experiment, const void *plan, const double *value, const char *key, struct arena *arena)
{
    const struct model *model = experiment->model;
    const struct pilot *pilot = experiment->pilot;
    struct node *map = node_new(NODE_MAP, key, arena), **tail = &map->first;
    for (int32_t i = 0; i < model->dim_size(plan, 0); i++)
        for (int32_t j = 0; j < pilot->n; j++) {
            if (strcmp(pilot->label[j], model->dim_label(plan, 0, i)) != 0) continue;
            struct node *each = node_new(NODE_SCALAR, pilot->label[j], arena);
            each->text = arena_format(arena, "%.17g", value[j]);
            *tail = each;
            tail = &each->next;
        }
    return map;
}

const char *run_pilot_text(const struct experiment *experiment, int32_t scenario, struct arena *arena)
{
    const struct pilot *pilot = experiment->pilot;
    if (!pilot) return "";
    struct node *tables = node_new(NODE_MAP, "pilot", arena), *root = node_new(NODE_MAP, NULL, arena), **tail = &tables->first;
    root->first = tables;
    for (int32_t k = 0; k < pilot->keys; k++) {
        const char *word = experiment->model->pilot_words[k];
        const void *plan = experiment->plans[scenario];
        *tail = table_of(experiment, plan, &pilot->mean[k * pilot->n], word, arena);
        tail = &(*tail)->next;
        *tail = table_of(experiment, plan, &pilot->error[k * pilot->n], arena_format(arena, "%s_error", word), arena);
        tail = &(*tail)->next;
    }
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    if (!out) arena_exhausted(arena, 0);
    yaml_write(root, out);
    if (fclose(out) != 0 || !text) arena_exhausted(arena, length);
    const char *copy = arena_copy(arena, text, length);
    free(text);
    return copy;
}
