/* json: the parts of JSON that tables for programs are made of. Never translated; what is not a number is null. */
#ifndef ANALYSIS_JSON_H
#define ANALYSIS_JSON_H

#include <stdio.h>

#include "analysis/summary.h"

/* A text in quotes; NULL is empty. */
void json_text(const char *text, FILE *out);
/* `"key": 1.5`. */
void json_number(const char *key, double value, FILE *out);
/* Mean, bounds of the interval, sd and n, without braces. */
void json_interval(const struct interval *interval, FILE *out);

#endif
