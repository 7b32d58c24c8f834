/* describe: what a parameter table says, for people and for editors. Reads only the table; writes to a stream. */
#ifndef SIM_DESCRIBE_H
#define SIM_DESCRIBE_H

#include <stdio.h>

#include "sim/param.h"
#include "sim/say.h"

/* Draft-07 JSON Schema of a scenario file with both sentences as descriptions (yaml-language-server, JetBrains). */
void describe_schema(const struct param_table *table, FILE *out);
/* PARAMETERS.md: one section per record, one line per row: path, unit, default, bounds, both sentences. */
void describe_markdown(const struct param_table *table, FILE *out);
/* One path, or a whole record, in words. `*` stands for any name. When there is no such path: false, with the nearest one, or the keys
 * there are, in a sentence on `out`, without an end of line. */
bool describe_path(const struct param_table *table, const char *path, enum lang lang, FILE *out);

#endif
