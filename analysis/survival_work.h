/* survival_work: what the files of survival share: curves that are filled again and again in the same memory. */
#ifndef ANALYSIS_SURVIVAL_WORK_H
#define ANALYSIS_SURVIVAL_WORK_H

#include "analysis/survival.h"

/* As in struct survival_curve; together[cause]: covariance of the share and the incidence of that cause, so far. */
struct survival_work {
    double *at_risk, *share, *share_var, *incidence, *incidence_var, *together;
    bool *at_end;
};

struct survival_work survival_work_make(int32_t n, int32_t causes, struct arena *arena);
/* The curve lives in `work` until the next filling. */
struct survival_curve survival_fill(const struct life_table *table, int64_t from_s, struct survival_work *work);
/* The bin has no end. */
bool survival_open(const struct life_table *table, int32_t bin);

#endif
