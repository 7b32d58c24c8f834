/* answer: the demo's question answered from its result file: what does the same money buy, spent on places, on flow, or on both?
 */
#ifndef ANALYSIS_ANSWER_H
#define ANALYSIS_ANSWER_H

#include "analysis/table.h"

status analysis_answer(struct result *result, enum lang lang, FILE *out);

#endif
