/* The platform as text; SimGrid has no function in C that makes a host. */
#include "sim/engine_simgrid.h"

#include <stdlib.h>
#include <string.h>

int32_t engine_simgrid_sites(const struct model *model, const void *plan) { return model->sites ? model->dim_size(plan, 0) : 0; }

/* As short as reads back the same. */
static void number_text(char out[ENGINE_SIMGRID_PROPERTY], double value)
{
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(out, ENGINE_SIMGRID_PROPERTY, "%.*g", digits, value);
        if (strtod(out, NULL) == value) return;
    }
}

bool engine_simgrid_property(const struct model *model, const void *plan, int32_t site, int k, char name[ENGINE_SIMGRID_PROPERTY],
                             char value[ENGINE_SIMGRID_PROPERTY])
{
    const char *word, *unit, *(*text)(const void *plan, int32_t i);
    double (*number)(const void *plan, int32_t i);
    int n = 0;
    for (; model->dim_attribute && model->dim_attribute(plan, 0, n, &word, &unit, &text, &number); n++) {
        if (n < k) continue;
        snprintf(name, ENGINE_SIMGRID_PROPERTY, "%s", word);
        const char *own = text ? text(plan, site) : NULL;
        if (text) snprintf(value, ENGINE_SIMGRID_PROPERTY, "%s", own ? own : "");
        else number_text(value, number(plan, site));
        return true;
    }
    int64_t places;
    if (!model->sites->places || !model->sites->places(plan, site, k - n, &word, &places)) return false;
    snprintf(name, ENGINE_SIMGRID_PROPERTY, "places_%s", word);
    if (places == INT64_MAX) snprintf(value, ENGINE_SIMGRID_PROPERTY, "unlimited");
    else snprintf(value, ENGINE_SIMGRID_PROPERTY, "%lld", (long long)places);
    return true;
}

static void put_text(const char *text, FILE *out)
{
    for (; *text; text++) {
        const char *safe = *text == '&' ? "&amp;" : *text == '<' ? "&lt;" : *text == '>' ? "&gt;" : *text == '"' ? "&quot;" : NULL;
        if (safe) fputs(safe, out);
        else fputc(*text, out);
    }
}

static void put_host(const struct model *model, const void *plan, int32_t site, FILE *out)
{
    char name[ENGINE_SIMGRID_PROPERTY], value[ENGINE_SIMGRID_PROPERTY];
    fputs("<host id=\"", out);
    put_text(model->dim_label(plan, 0, site), out);
    fputs("\" speed=\"1Gf\">\n", out);
    for (int k = 0; engine_simgrid_property(model, plan, site, k, name, value); k++) {
        fputs("  <prop id=\"", out);
        put_text(name, out);
        fputs("\" value=\"", out);
        put_text(value, out);
        fputs("\"/>\n", out);
    }
    fputs("</host>\n", out);
}

static bool has_site(const struct model *model, const void *plan, const char *label)
{
    for (int32_t i = 0; i < engine_simgrid_sites(model, plan); i++)
        if (strcmp(model->dim_label(plan, 0, i), label) == 0) return true;
    return false;
}

void engine_simgrid_platform(const struct model *model, const void *const *plans, int32_t n, FILE *out)
{
    fputs("<?xml version='1.0'?>\n<!DOCTYPE platform SYSTEM \"https://simgrid.org/simgrid.dtd\">\n<platform version=\"4.1\">\n", out);
    /* A site may be called as the model; in a trace zones and hosts share their names. */
    fprintf(out, "<zone id=\"(%s)\" routing=\"None\">\n<host id=\"" ENGINE_SIMGRID_ELSEWHERE "\" speed=\"1Gf\"/>\n", model->name);
    for (int32_t p = 0; p < n; p++)
        for (int32_t i = 0; i < engine_simgrid_sites(model, plans[p]); i++) {
            bool there = false;
            for (int32_t earlier = 0; earlier < p && !there; earlier++) there = has_site(model, plans[earlier], model->dim_label(plans[p], 0, i));
            if (!there) put_host(model, plans[p], i, out);
        }
    fputs("</zone>\n</platform>\n", out);
}
