/* What stands in a result file, in the words of the reader. */
#include <string.h>

#include "analysis/table.h"

const char *table_dimension(struct result *result, const char *dimension, enum lang lang)
{
    const char *dutch = lang == LANG_NL ? result_text(result, dimension, "name_nl") : NULL;
    return dutch ? dutch : dimension;
}

/* `stage_name_nl` and the like, else a name in no language, as `region_name`. */
const char *const *table_labels(struct result *result, const char *dimension, enum lang lang, struct arena *arena, int32_t *n)
{
    int32_t named = 0;
    const char *const *labels = result_labels(result, dimension, n);
    const char *const *names = lang == LANG_NL ? result_texts(result, arena_format(arena, "%s_name_nl", dimension), &named) : NULL;
    if (!names || named != *n) names = result_texts(result, arena_format(arena, "%s_name", dimension), &named);
    return names && named == *n ? names : labels;
}

const char *table_unit(const char *unit, enum lang lang)
{
    static const struct { const char *unit, *nl; } units[] = {{"day", "dag"}, {"eur", "euro"}, {"eur year-1", "euro per jaar"}};
    if (!unit || strcmp(unit, "1") == 0) return NULL;
    for (size_t i = 0; lang == LANG_NL && i < sizeof units / sizeof *units; i++)
        if (strcmp(units[i].unit, unit) == 0) return units[i].nl;
    return unit;
}
