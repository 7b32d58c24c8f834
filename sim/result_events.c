/* The group /events: one row for everything that happened to a household, world after world (a CF contiguous ragged array).
 *
 * How many rows a world has is known when it was simulated, so rows are no chunks that could be copied as they lie: they are read and written
 * again, piece by piece. A piece is a chunk, and every chunk is written once: equal rows make equal bytes. */
#include <string.h>

#include "sim/result_private.h"

enum { PIECE = 1 << 15 }; /* rows in a chunk and in a piece */

enum column { COLUMN_SCENARIO, COLUMN_REPLICATION, COLUMN_T, COLUMN_HOUSEHOLD, COLUMN_EPISODE, COLUMN_KIND, COLUMN_LABELS };

/* Columns that hold the number of a label, in the order of RESULT_COLUMNS behind the others. */
static const char *const label_dims[] = {"group", "region", "stage", "cause", "exit"};
enum { LABELS = (int)(sizeof label_dims / sizeof *label_dims) };
_Static_assert(COLUMN_LABELS + LABELS == RESULT_COLUMNS, "a column for each");

static const struct column_row {
    const char *name, *en, *nl;
} columns[COLUMN_LABELS] = {
    [COLUMN_SCENARIO] = {"scenario_index", "place in the dimension scenario, from 0", "plaats in de dimensie scenario, vanaf 0"},
    [COLUMN_REPLICATION] = {"replication_number", "replication, from 1", "herhaling, vanaf 1"},
    [COLUMN_T] = {"t_s", "seconds since the start; in the warm-up before it", "seconden sinds het begin; in de aanloop ervoor"},
    [COLUMN_HOUSEHOLD] = {"household", "household, from 1 in the order of first arrival; 0: it concerns none",
                          "huishouden, vanaf 1 op volgorde van eerste komst; 0: het gaat om geen"},
    [COLUMN_EPISODE] = {"episode", "request of this household, from 1", "hulpvraag van dit huishouden, vanaf 1"},
    [COLUMN_KIND] = {"kind", "what happened: place in kind_name, from 0", "wat er gebeurde: plaats in kind_name, vanaf 0"},
};

/* ---- layout ---- */

void result_events_layout(struct result_layout *layout, const struct experiment *experiment)
{
    const struct model *model = experiment->model;
    layout->events = experiment->log;
    for (int k = 0; k < LABELS; k++) {
        layout->label_dim[k] = -1;
        for (int d = 0; d < model->n_dims; d++)
            if (strcmp(model->dims[d].name, label_dims[k]) == 0) layout->label_dim[k] = d;
    }
}

/* A model without stages has no stage_index. */
static bool column_is(const struct result_layout *layout, int column)
{
    if (column < COLUMN_LABELS) return true;
    const int32_t dim = layout->label_dim[column - COLUMN_LABELS];
    return dim >= 0 && layout->dims[dim].n > 0;
}

static const char *column_name(int column, char out[128])
{
    if (column < COLUMN_LABELS) return columns[column].name;
    snprintf(out, 128, "%s_index", label_dims[column - COLUMN_LABELS]);
    return out;
}

static struct door_shape column_shape(int column, int64_t rows)
{
    return (struct door_shape){.type = column == COLUMN_T ? DOOR_INT64 : DOOR_INT32, .rank = 1, .size = {(uint64_t)rows}, .chunk = {PIECE},
                               .growing = true, .packed = true, .filled = column >= COLUMN_LABELS};
}

static void columns_create(struct door *door, const struct result_layout *layout, door_id group, int64_t rows, door_id ids[RESULT_COLUMNS])
{
    char name[128];
    for (int c = 0; c < RESULT_COLUMNS; c++) {
        const struct door_shape shape = column_shape(c, rows);
        ids[c] = column_is(layout, c) ? door_dataset(door, group, column_name(c, name), &shape) : -1;
    }
}

/* False when one is missing or not as it was made; *rows: how many there are. */
static bool columns_open(struct door *door, const struct result_layout *layout, door_id ids[RESULT_COLUMNS], int64_t *rows)
{
    char name[128], path[160];
    *rows = -1;
    for (int c = 0; c < RESULT_COLUMNS; c++) {
        if (!column_is(layout, c)) continue;
        snprintf(path, sizeof path, "events/%s", column_name(c, name));
        if (!door_is_dataset(door, path)) return false;
        ids[c] = door_find(door, path);
        if (*rows < 0) *rows = (int64_t)door_shape_of(door, ids[c]).size[0];
        const struct door_shape shape = column_shape(c, *rows);
        if (!door_alike(door, ids[c], &shape)) return false;
    }
    return true;
}

/* ---- rows on their way into a file ---- */

struct rows_out {
    struct result_pack *pack; /* into it, or */
    struct door *door;
    const struct result_layout *layout;
    door_id ids[RESULT_COLUMNS];
    int64_t at, n;                  /* where the piece begins; rows in it */
    int64_t *piece[RESULT_COLUMNS]; /* PIECE each */
    int32_t *narrow;                /* the same */
};

static void out_begin(struct rows_out *out, struct result_pack *pack, struct door *door, const struct result_layout *layout, struct arena *arena)
{
    *out = (struct rows_out){.pack = pack, .door = door, .layout = layout};
    for (int c = 0; c < RESULT_COLUMNS; c++) out->piece[c] = ARENA_ARRAY(arena, int64_t, PIECE);
    out->narrow = ARENA_ARRAY(arena, int32_t, PIECE);
}

/* A chunk as it will lie in the file: behind the last row it is missing, or 0. */
static void piece_pack(struct rows_out *out, int column)
{
    int64_t *wide = out->piece[column];
    const struct door_shape shape = column_shape(column, out->n);
    for (int64_t i = out->n; i < PIECE; i++) wide[i] = shape.filled ? DOOR_FILL_INT32 : 0;
    for (int64_t i = 0; i < PIECE; i++) out->narrow[i] = (int32_t)wide[i];
    if (shape.type == DOOR_INT64) result_pack_add(out->pack, wide, PIECE, sizeof *wide);
    else result_pack_add(out->pack, out->narrow, PIECE, sizeof *out->narrow);
}

static void out_flush(struct rows_out *out)
{
    for (int c = 0; c < RESULT_COLUMNS && out->n; c++) {
        if (!column_is(out->layout, c)) continue;
        if (out->pack) piece_pack(out, c);
        else door_write_part(out->door, out->ids[c], (uint64_t)out->at, (uint64_t)out->n, out->piece[c]);
    }
    out->at += out->n;
    out->n = 0;
}

static void out_row(struct rows_out *out, const int64_t row[RESULT_COLUMNS])
{
    for (int c = 0; c < RESULT_COLUMNS; c++) out->piece[c][out->n] = row[c];
    if (++out->n == PIECE) out_flush(out);
}

/* Rows [first, first + n) of a file that was opened, so that pieces of `out` stay chunks. */
static void out_copy(struct rows_out *out, struct door *from, const door_id ids[RESULT_COLUMNS], int64_t first, int64_t n)
{
    while (n > 0 && door_well(from)) {
        const int64_t room = PIECE - out->n, some = n < room ? n : room;
        for (int c = 0; c < RESULT_COLUMNS; c++)
            if (column_is(out->layout, c)) door_read_part(from, ids[c], (uint64_t)first, (uint64_t)some, out->piece[c] + out->n);
        first += some;
        n -= some;
        if ((out->n += some) == PIECE) out_flush(out);
    }
}

/* ---- a block ---- */

/* What the row says of the labels of its own scenario, as places among all labels. */
static void labels_put(const struct result_layout *layout, int32_t scenario, const struct log_row *row, int64_t *to)
{
    const int32_t index[LABELS] = {row->group, row->region, row->stage, row->cause, row->exit};
    for (int k = 0; k < LABELS; k++) {
        const int32_t dim = layout->label_dim[k];
        to[k] = index[k] < 0 || dim < 0 ? DOOR_FILL_INT32 : layout->dims[dim].place[scenario][index[k]];
    }
}

void result_events_pack(struct result_pack *pack, const struct experiment *experiment, const struct result_layout *layout, int32_t scenario,
                        int64_t replication, const struct trace *log, struct arena *arena)
{
    const seconds from_s = experiment->model->window(experiment->plans[scenario]).from_s;
    struct rows_out out;
    int64_t row[RESULT_COLUMNS];
    out_begin(&out, pack, NULL, layout, arena);
    for (int64_t i = 0; i < log->n; i++) {
        const struct log_row *from = &log->rows[i];
        row[COLUMN_SCENARIO] = scenario;
        row[COLUMN_REPLICATION] = replication;
        row[COLUMN_T] = from->t_s - from_s;
        row[COLUMN_HOUSEHOLD] = from->household;
        row[COLUMN_EPISODE] = from->episode;
        row[COLUMN_KIND] = from->word;
        labels_put(layout, scenario, from, row + COLUMN_LABELS);
        out_row(&out, row);
    }
    out_flush(&out);
}

void result_events_write(struct door *door, const struct result_layout *layout, int64_t rows, struct result_pieces *pieces)
{
    door_id ids[RESULT_COLUMNS];
    columns_create(door, layout, door_group(door, door->file, result_group_name(GROUP_EVENTS)), rows, ids);
    for (int64_t at = 0; at < rows; at += PIECE)
        for (int c = 0; c < RESULT_COLUMNS; c++)
            if (column_is(layout, c)) result_pieces_write(pieces, door, ids[c], (const uint64_t[]){(uint64_t)at});
}

bool result_events_there(struct door *door, const struct result_layout *layout)
{
    door_id ids[RESULT_COLUMNS];
    int64_t rows;
    return !layout->events || columns_open(door, layout, ids, &rows);
}

/* Rows of the worlds of a file, scenario by scenario; NULL after a fault. */
static const double *rows_of(struct door *door, struct door_shape *shape, struct arena *arena)
{
    const uint64_t start[DOOR_RANK] = {0};
    const door_id rows = door_find(door, "events/rows");
    *shape = door_shape_of(door, rows);
    if (shape->rank != AXIS_STRATA) return NULL;
    double *values = ARENA_ARRAY(arena, double, shape->size[AXIS_SCENARIO] * shape->size[AXIS_REPLICATION] + 1);
    door_read(door, rows, AXIS_STRATA, start, shape->size, values);
    return door_well(door) ? values : NULL;
}

int64_t result_events_extract(struct door *from, struct result_spot at, int32_t n, struct result_pack *pack, const struct result_layout *layout,
                              struct arena *arena)
{
    struct door_shape shape;
    struct rows_out out;
    door_id ids[RESULT_COLUMNS];
    int64_t all, first = 0, rows = 0;
    const double *each = rows_of(from, &shape, arena);
    if (!each || !columns_open(from, layout, ids, &all)) return 0;
    const int64_t world = at.scenario * (int64_t)shape.size[AXIS_REPLICATION] + at.block * layout->block;
    for (int64_t w = 0; w < world; w++) first += (int64_t)each[w];
    for (int64_t w = world; w < world + n; w++) rows += (int64_t)each[w];
    out_begin(&out, pack, NULL, layout, arena);
    out_copy(&out, from, ids, first, rows);
    out_flush(&out);
    return rows;
}

/* ---- the whole ---- */

struct events {
    struct door *door;
    const struct experiment *experiment;
    const struct result_layout *layout;
    const char *path;
    struct arena *arena;
    int32_t *row_size; /* by world */
    int64_t rows;      /* of all */
    struct rows_out out;
};

/* Both walks over the blocks: first how many rows there are, then the rows. */
static status events_of_block(struct events *events, struct result_spot spot, bool count)
{
    char file[RESULT_PATH];
    struct door block;
    door_id ids[RESULT_COLUMNS];
    int64_t rows = 0;
    TRY(result_block_path(file, events->path, spot));
    door_open(&block, file);
    if (columns_open(&block, events->layout, ids, &rows)) {
        if (count) events->rows += events->row_size[spot.scenario * events->experiment->replications + spot.block] = (int32_t)rows; /* a block is a world */
        else out_copy(&events->out, &block, ids, 0, rows);
    }
    return door_close(&block);
}

static void events_walk(struct events *events, bool count)
{
    for (int64_t i = 0; i < result_blocks_all(events->experiment) && door_well(events->door); i++) {
        const status walked = events_of_block(events, result_spot_of(events->experiment, i), count);
        if (walked.code != STATUS_OK && door_well(events->door)) events->door->fault = walked;
    }
}

static void put_names(struct door *door, door_id object, const char *en, const char *nl)
{
    door_put_text(door, object, "long_name", en);
    door_put_text(door, object, "long_name_nl", nl);
}

static void column_describe(struct events *events, int column, door_id id)
{
    struct door *door = events->door;
    if (column < COLUMN_LABELS)
        put_names(door, id, columns[column].en, columns[column].nl);
    else
        put_names(door, id, arena_format(events->arena, "place in the dimension %s, from 0; missing: none", label_dims[column - COLUMN_LABELS]),
                  arena_format(events->arena, "plaats in de dimensie %s, vanaf 0; ontbreekt: geen", label_dims[column - COLUMN_LABELS]));
    if (column == COLUMN_T) door_put_text(door, id, "units", "s");
}

/* The words of the log, and what CF calls flags: numbers with a meaning. */
static void kinds_write(struct events *events, door_id group, door_id kind, int32_t *numbers)
{
    const struct model *model = events->experiment->model;
    const int32_t n = model->n_words;
    int32_t *values = ARENA_ARRAY(events->arena, int32_t, n);
    const char *meanings = "";
    for (int32_t i = 0; i < n; i++) {
        values[i] = i;
        meanings = arena_format(events->arena, "%s%s%s", meanings, i ? " " : "", model->words[i]);
    }
    const struct door_shape shape = {.type = DOOR_TEXT, .rank = 1, .size = {(uint64_t)n}};
    const door_id names = door_dataset(events->door, group, "kind_name", &shape);
    door_write(events->door, names, DOOR_TEXT, model->words);
    door_scale(events->door, names, "kind_name", (*numbers)++);
    put_names(events->door, names, "kinds of events", "soorten gebeurtenissen");
    door_put_int32s(events->door, kind, "flag_values", values, n);
    door_put_text(events->door, kind, "flag_meanings", meanings);
}

static void worlds_write(struct events *events, door_id group, int32_t *numbers)
{
    struct door *door = events->door;
    const int64_t n = events->experiment->n * events->experiment->replications;
    int32_t *values = ARENA_ARRAY(events->arena, int32_t, n);
    for (int64_t i = 0; i < n; i++) values[i] = (int32_t)(i + 1);
    const struct door_shape shape = {.type = DOOR_INT32, .rank = 1, .size = {(uint64_t)n}};
    const door_id world = door_dataset(door, group, "world", &shape), size = door_dataset(door, group, "row_size", &shape);
    door_write(door, world, DOOR_INT32, values);
    door_scale(door, world, "world", (*numbers)++);
    put_names(door, world, "replications of the first scenario, then of the next", "herhalingen van het eerste scenario, dan van het volgende");
    door_write(door, size, DOOR_INT32, events->row_size);
    door_attach(door, size, world, 0);
    put_names(door, size, "rows of this world", "rijen van deze wereld");
    door_put_text(door, size, "sample_dimension", "row");
}

/* A dimension that only has a length. */
static door_id rows_write(struct events *events, door_id group, int32_t *numbers)
{
    char name[64];
    const struct door_shape shape = {.type = DOOR_INT32, .rank = 1, .size = {(uint64_t)events->rows}, .chunk = {PIECE}, .growing = true};
    const door_id row = door_dataset(events->door, group, "row", &shape);
    snprintf(name, sizeof name, "This is a netCDF dimension but not a netCDF variable.%10lld", (long long)events->rows);
    door_scale(events->door, row, name, (*numbers)++);
    return row;
}

void result_events_merge(struct door *door, const struct experiment *experiment, const struct result_layout *layout, const char *path,
                         door_id group, int32_t *numbers, struct arena *arena)
{
    struct events events = {.door = door, .experiment = experiment, .layout = layout, .path = path, .arena = arena};
    events.row_size = ARENA_ARRAY(arena, int32_t, experiment->n * experiment->replications);
    events_walk(&events, true);
    worlds_write(&events, group, numbers);
    const door_id row = rows_write(&events, group, numbers);
    out_begin(&events.out, NULL, door, layout, arena);
    columns_create(door, layout, group, events.rows, events.out.ids);
    for (int c = 0; c < RESULT_COLUMNS; c++) {
        if (!column_is(layout, c)) continue;
        door_attach(door, events.out.ids[c], row, 0);
        column_describe(&events, c, events.out.ids[c]);
    }
    kinds_write(&events, group, events.out.ids[COLUMN_KIND], numbers);
    events_walk(&events, false);
    out_flush(&events.out);
}
