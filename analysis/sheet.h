/* sheet: a CSV file, row by row; whole or absent, because it appears by renaming.
 *
 * SHEET_PLAIN: comma, decimal point, lines end in LF; for programs. SHEET_EN: RFC 4180. SHEET_NL: semicolon and decimal comma, as a Dutch
 * spreadsheet expects. The last two begin with a byte order mark, by which a spreadsheet knows UTF-8. A number that is not there (NAN) is an
 * empty cell, one without bound INF, as Table Schema has it. `-` is standard output. After sheet_open comes sheet_close, also after a fault. */
#ifndef ANALYSIS_SHEET_H
#define ANALYSIS_SHEET_H

#include <stdio.h>

#include "sim/arena.h"
#include "sim/status.h"

enum sheet_kind { SHEET_PLAIN, SHEET_EN, SHEET_NL };

struct sheet {
    FILE *file;
    const char *path, *temporary; /* temporary NULL: written at once, because the path is no ordinary file */
    enum sheet_kind kind;
    bool begun; /* the row has a cell */
    int errnum; /* of the first row that could not be written */
};

/* replace: an existing file may go. */
status sheet_open(struct sheet *sheet, const char *path, enum sheet_kind kind, bool replace, struct arena *arena);
void sheet_text(struct sheet *sheet, const char *text); /* NULL is empty */
void sheet_whole(struct sheet *sheet, int64_t value);
/* So that reading gives the same bits, in as few digits as that takes. */
void sheet_real(struct sheet *sheet, double value);
void sheet_end(struct sheet *sheet); /* of the row */
/* Gives the file its name; when `keep` is false or it could not be written, nothing is left. */
status sheet_close(struct sheet *sheet, bool keep);

#endif
