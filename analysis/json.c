#include "analysis/json.h"

#include <math.h>

void json_text(const char *text, FILE *out)
{
    fputc('"', out);
    for (; text && *text; text++) {
        const unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\')
            fprintf(out, "\\%c", c);
        else if (c < 0x20)
            fprintf(out, "\\u%04x", c);
        else
            fputc(c, out);
    }
    fputc('"', out);
}

void json_number(const char *key, double value, FILE *out)
{
    fprintf(out, "\"%s\": ", key);
    if (isfinite(value))
        fprintf(out, "%.17g", value);
    else
        fputs("null", out);
}

void json_interval(const struct interval *interval, FILE *out)
{
    json_number("mean", interval->mean, out);
    fputs(", ", out);
    json_number("low", interval->mean - interval->half, out);
    fputs(", ", out);
    json_number("high", interval->mean + interval->half, out);
    fputs(", ", out);
    json_number("sd", interval->sd, out);
    fprintf(out, ", \"n\": %lld", (long long)interval->n);
}
