/* describe_private: what the parts of describe share. */
#ifndef SIM_DESCRIBE_PRIVATE_H
#define SIM_DESCRIBE_PRIVATE_H

#include "sim/describe.h"

#define DESCRIBE_MOST_TABLES 128

/* Every table that can be reached, each once, in the order in which a reader of the file meets them. */
struct describe_tables {
    const struct param_table *table[DESCRIBE_MOST_TABLES];
    int n;
};
void describe_gather(struct describe_tables *tables, const struct param_table *table);
/* Keys of the file itself: extends, include, vary. */
extern const struct param_table describe_file_keys;
/* What is written behind the key, in words. */
void describe_kind(const struct param_row *row, enum lang lang, FILE *out);

#endif
