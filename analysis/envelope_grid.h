/* envelope_grid: measures of one scenario, folded to two dimensions; for the files of this room only. */
#ifndef ANALYSIS_ENVELOPE_GRID_H
#define ANALYSIS_ENVELOPE_GRID_H

#include "analysis/envelope.h"

struct envelope_file {
    struct result *result;
    struct arena *arena;
    int32_t scenario;
    int64_t replications;
    const char *name; /* of the scenario */
};

/* x[(replication * a + i) * b + j]; x NULL: not in the file. What is missing counts as 0. */
struct envelope_grid {
    int64_t n;
    int32_t a, b;
    double *x;
};

/* Summed over all dimensions but these (NULL: none); of a mean of durations, duration times number. False: the file has no such measure. */
bool envelope_grid(const struct envelope_file *file, const char *name, const char *by, const char *and_by, struct envelope_grid *grid);
double envelope_mean(const struct envelope_grid *grid, int32_t i, int32_t j); /* over replications */
double envelope_total(const struct envelope_grid *grid);
/* Over replications, of row i (-1: everything), as a share of the same of `of` where that is given. */
struct interval envelope_interval(const struct envelope_file *file, const struct envelope_grid *grid, const struct envelope_grid *of, int32_t i);
/* Over replications, of the sum of the columns taken, each row times its weight (NULL: 1). */
struct interval envelope_column(const struct envelope_file *file, const struct envelope_grid *grid, const bool *taken, const double *weight);
/* Slots of a gate by region at the start, by the settings in the file; false when they do not say. */
bool envelope_slots(const struct envelope_file *file, const char *gate, int32_t regions, double *slots);

/* Do the settings say that there are places for persons; that places, homes or slots change at dates? */
bool envelope_by_person(const struct envelope_file *file);
bool envelope_changes(const struct envelope_file *file);

/* In envelope_flow.c: the scarce gates, and the flow through stages and gates; at: by stage of `full`, its place in the file. */
void envelope_flow_gates(const struct envelope_file *file, double placed, int32_t regions, struct envelope_full *full);
void envelope_flow_fill(const struct envelope_file *file, const int32_t *at, const double *per_d, struct envelope_full *full);

#endif
