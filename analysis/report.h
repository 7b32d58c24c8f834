/* report: a result file as one page that a policy adviser reads, prints, mails and archives: HTML with style, script and drawings inside, from the
 * result file alone.
 *
 * Both languages stand in the page; without JavaScript it shows the one that was asked for. Nothing is fetched from anywhere, which the page itself
 * forbids by its content security policy. The same file and options give the same bytes. What a file does not hold is said, not left out. */
#ifndef ANALYSIS_REPORT_H
#define ANALYSIS_REPORT_H

#include <stdio.h>

#include "analysis/table.h"

struct report_options {
    enum lang lang;
    const char *map; /* GeoJSON; NULL: bubbles or tiles alone */
    /* Sentences, one a line, on what scenario `scenario` of the file changes in the first; nothing where it cannot say. May be NULL. */
    void (*changes)(void *context, int32_t scenario, enum lang lang, FILE *out);
    /* What a setting at this path is, in a sentence; NULL: not known. May be NULL. */
    const char *(*help)(void *context, const char *path, enum lang lang);
    void *context;
};

/* [unreadable], [not-a-result], [map]. */
status report_result(const char *path, const struct report_options *options, struct arena *arena, FILE *out);

#endif
