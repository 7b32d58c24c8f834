/* Seeds and version, and how to repeat it. */
#include <string.h>

#include "analysis/report_page.h"

void report_repeat(struct report *report)
{
    static const struct {
        const char *group, *name, *en, *nl;
    } rows[] = {{"/", "fingerprint", "fingerprint of the run", "vingerafdruk van de run"},
                {"/", "seed", "seed", "begingetal"},
                {"/", "model", "model", "model"},
                {"/build", "version", "version", "versie"},
                {"/build", "commit", "commit", "commit"},
                {"/build", "sources", "sources", "bronnen"},
                {"/build", "compiler", "compiler", "compiler"},
                {"/build", "type", "build", "bouw"},
                {"/build", "libraries", "libraries", "bibliotheken"},
                {"/run", "time", "made at", "gemaakt op"},
                {"/run", "engine", "engine", "motor"}};
    enum { ROWS = sizeof rows / sizeof *rows };
    const char *cell[2 * (ROWS + 1)] = {SAY("what", "wat"), SAY("value", "waarde")};
    int32_t n = 1;
    for (size_t i = 0; i < ROWS; i++) {
        const char *text = result_text(report->result, rows[i].group, rows[i].name);
        if (!text || !*text) continue;
        cell[2 * n] = SAY(rows[i].en, rows[i].nl);
        cell[2 * n++ + 1] = text;
    }
    const char *command = result_text(report->result, "/run", "command");
    report_p(report, SAY("The same scenarios, seed and version give the same file, replication by replication.",
                         "Dezelfde scenario's, hetzelfde begingetal en dezelfde versie geven hetzelfde bestand, herhaling voor herhaling."));
    report_texts(report, SAY("What made this file", "Waarmee dit bestand is gemaakt"), cell, 2, n);
    if (!command || !*command) return;
    report_p(report, SAY("The command:", "De opdracht:"));
    report_raw(report, "<pre>");
    svg_text(report->svg.out, command);
    report_raw(report, "</pre>\n");
}
