/* trace: the event log of one replication, for people and for programs; and its draws. */
#include <stdlib.h>
#include <string.h>

#include "analysis/json.h"
#include "analysis/sheet.h"
#include "analysis/table.h"
#include "sim/verb.h"

/* Dimensions by which a row of the log names where, who and why. */
enum column { REGION, GROUP, STAGE, CAUSE, EXIT, COLUMNS };
static const char *const columns[COLUMNS] = {"region", "group", "stage", "cause", "exit"};

struct log {
    const struct sim *sim;
    const struct options *options;
    const struct scenario *scenario;
    struct arena *arena;
    int dims[COLUMNS]; /* of the model; -1: it has none of that name */
};

/* ---- which world ---- */

static status not_chosen(const struct experiment *experiment, const char *wanted, struct arena *arena)
{
    const char **names = ARENA_ARRAY(arena, const char *, experiment->n);
    for (int32_t i = 0; i < experiment->n; i++) names[i] = experiment->scenarios[i]->name;
    const char *near = wanted ? param_nearest(wanted, names, experiment->n) : NULL;
    if (near)
        return status_fail(STATUS_FAILED, "unknown-scenario", "there is no scenario '%s'; did you mean '%s'?", wanted, near);
    for (int32_t i = 0; i < experiment->n; i++) fprintf(stderr, "  %s\n", names[i]);
    if (wanted) return status_fail(STATUS_FAILED, "unknown-scenario", "there is no scenario '%s', only the %d above", wanted, (int)experiment->n);
    return status_fail(STATUS_FAILED, "several-scenarios", "say by --scenario which of the %d scenarios above", (int)experiment->n);
}

static status choose(const struct options *options, const struct experiment *experiment, struct arena *arena, int32_t *chosen)
{
    *chosen = 0;
    if (!options->scenario) return experiment->n == 1 ? status_ok() : not_chosen(experiment, NULL, arena);
    for (; *chosen < experiment->n; (*chosen)++)
        if (strcmp(experiment->scenarios[*chosen]->name, options->scenario) == 0) return status_ok();
    return not_chosen(experiment, options->scenario, arena);
}

static status check_household(const struct options *options, const struct sim *sim)
{
    int32_t last = 0;
    bool comes = options->household < 0;
    for (int64_t i = 0; i < sim->trace.n && !comes; i++) {
        const int32_t household = sim->trace.rows[i].household;
        if (household > last) last = household;
        comes = household == options->household;
    }
    if (comes) return status_ok();
    if (last == 0) return status_fail(STATUS_FAILED, "unknown-household", "nobody comes in this replication");
    return status_fail(STATUS_FAILED, "unknown-household", "no household %lld in this replication; they count from 1 to %d",
                       (long long)options->household, (int)last);
}

/* ---- one row ---- */

static const char *label(const struct log *log, enum column column, int32_t i)
{
    if (i < 0 || log->dims[column] < 0) return NULL;
    return log->sim->model->dim_label(log->sim->plan, log->dims[column], i);
}

struct said { const char *group, *event, *region, *stage, *cause, *exit; }; /* NULL: none */

static struct said names_of(const struct log *log, const struct log_row *row)
{
    return (struct said){.group = label(log, GROUP, row->group), .event = log->sim->model->words[row->word],
                          .region = label(log, REGION, row->region), .stage = label(log, STAGE, row->stage),
                          .cause = label(log, CAUSE, row->cause), .exit = label(log, EXIT, row->exit)};
}

static const char *dutch(const struct log *log, enum column column, int32_t i)
{
    const struct model *model = log->sim->model;
    const char *name, *unit, *(*text)(const void *plan, int32_t i);
    double (*number)(const void *plan, int32_t i);
    const char *own = label(log, column, i);
    for (int k = 0; own && model->dim_attribute && model->dim_attribute(log->sim->plan, log->dims[column], k, &name, &unit, &text, &number); k++)
        if (text && strlen(name) > 3 && strcmp(name + strlen(name) - 3, "_nl") == 0) return text(log->sim->plan, i);
    return own;
}

/* What programs read has the names of the scenario in any language. */
static struct said words_for_people(const struct log *log, const struct log_row *row)
{
    if (log->options->lang != LANG_NL) return names_of(log, row);
    return (struct said){.group = dutch(log, GROUP, row->group), .event = log->sim->model->words_nl[row->word],
                         .region = label(log, REGION, row->region), .stage = dutch(log, STAGE, row->stage),
                         .cause = dutch(log, CAUSE, row->cause), .exit = dutch(log, EXIT, row->exit)};
}

/* Rows that were asked for; *i is behind the one given. */
static const struct log_row *next_row(const struct log *log, int64_t *i)
{
    const struct trace *trace = &log->sim->trace;
    while (*i < trace->n) {
        const struct log_row *row = &trace->rows[(*i)++];
        if (log->options->household < 0 || row->household == log->options->household) return row;
    }
    return NULL;
}

/* Counted from the start of the counted period. */
static seconds since_start(const struct log *log, const struct log_row *row) { return row->t_s - log->sim->window.from_s; }

/* ---- for people ---- */

static void print_heading(const struct log *log)
{
    const enum lang lang = (enum lang)log->options->lang;
    const struct sim *sim = log->sim;
    printf(table_said(lang, "%s: replication %lld, seed %llu; %llu events, digest %lld\n",
                      "%s: herhaling %lld, begingetal %llu; %llu gebeurtenissen, controlegetal %lld\n"),
           log->scenario->name, (long long)sim->replication, (unsigned long long)sim->seed, (unsigned long long)sim->trace.events,
           (long long)sim->trace.digest);
}

static void table_head(struct table *table, enum lang lang)
{
    static const char *const heads[][2] = {
        {"date", "datum"}, {"time", "tijd"}, {"seconds", "seconden"}, {"household", "huishouden"}, {"episode", "aanvraag"}, {"group", "groep"},
        {"event", "gebeurtenis"}, {"region", "regio"}, {"stage", "voorziening"}, {"cause", "oorzaak"}, {"exit", "uitstroom"}};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) table_cell(table, heads[i][lang == LANG_NL]);
}

static void table_row(const struct log *log, const struct log_row *row, struct table *table)
{
    const struct said names = words_for_people(log, row);
    const seconds date_s = log->sim->window.start_date_s + since_start(log, row);
    const int32_t second = date_civil(date_s).second;
    char date[11];
    date_format(date, date_s);
    table_cell(table, arena_text(log->arena, date));
    table_cell(table, arena_format(log->arena, "%02d:%02d:%02d", (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60)));
    table_cell(table, arena_format(log->arena, "%lld", (long long)since_start(log, row)));
    table_cell(table, row->household ? arena_format(log->arena, "%d", (int)row->household) : "");
    table_cell(table, row->household ? arena_format(log->arena, "%d", (int)row->episode) : "");
    const char *const texts[] = {names.group, names.event, names.region, names.stage, names.cause, names.exit};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) table_cell(table, texts[i] ? texts[i] : "");
}

static void print_table(const struct log *log)
{
    struct table table;
    table_init(&table, "llrrrllllll", log->arena);
    table_head(&table, (enum lang)log->options->lang);
    int64_t i = 0;
    for (const struct log_row *row; (row = next_row(log, &i));) table_row(log, row, &table);
    print_heading(log);
    table_print(&table, stdout);
}

/* ---- for programs ---- */

static void json_member(const char *key, const char *text, FILE *out)
{
    fprintf(out, ", \"%s\": ", key);
    if (text) json_text(text, out);
    else fputs("null", out);
}

static void json_row(const struct log *log, const struct log_row *row, FILE *out)
{
    const struct said names = names_of(log, row);
    fprintf(out, "{\"time_s\": %lld, \"household\": %d, \"episode\": %d", (long long)since_start(log, row), (int)row->household,
            (int)row->episode);
    json_member("group", names.group, out);
    json_member("event", names.event, out);
    json_member("region", names.region, out);
    json_member("stage", names.stage, out);
    json_member("cause", names.cause, out);
    json_member("exit", names.exit, out);
    fputc('}', out);
}

/* The digest as a text: a number of JSON would lose its last digits. */
static void print_json(const struct log *log)
{
    const struct sim *sim = log->sim;
    char start[11];
    date_format(start, sim->window.start_date_s);
    fputs("{\"scenario\": ", stdout);
    json_text(log->scenario->name, stdout);
    printf(", \"replication\": %lld, \"seed\": %llu, \"start\": \"%s\", \"n_events\": %llu, \"digest\": \"%lld\", \"log\": [",
           (long long)sim->replication, (unsigned long long)sim->seed, start, (unsigned long long)sim->trace.events,
           (long long)sim->trace.digest);
    int64_t i = 0;
    const char *between = "\n";
    for (const struct log_row *row; (row = next_row(log, &i)); between = ",\n") {
        fputs(between, stdout);
        json_row(log, row, stdout);
    }
    puts("\n]}");
}

static void csv_row(const struct log *log, const struct log_row *row, struct sheet *sheet)
{
    const struct said names = names_of(log, row);
    sheet_whole(sheet, since_start(log, row));
    sheet_real(sheet, (double)since_start(log, row) / (double)SECONDS_PER_DAY);
    sheet_whole(sheet, row->household);
    sheet_whole(sheet, row->episode);
    const char *const texts[] = {names.group, names.event, names.region, names.stage, names.cause, names.exit};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) sheet_text(sheet, texts[i]);
    sheet_end(sheet);
}

static status write_log(const struct log *log)
{
    static const char *const heads[] = {"time_s", "time_d", "household", "episode", "group", "event", "region", "stage", "cause", "exit"};
    struct sheet sheet;
    TRY(sheet_open(&sheet, log->options->csv, SHEET_PLAIN, log->options->replace, log->arena));
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) sheet_text(&sheet, heads[i]);
    sheet_end(&sheet);
    int64_t i = 0;
    for (const struct log_row *row; (row = next_row(log, &i));) csv_row(log, row, &sheet);
    return sheet_close(&sheet, true);
}

static void draw_row(const struct model *model, const struct draw_row *draw, struct sheet *sheet)
{
    char text[32];
    BUG_IF(draw->purpose >= (uint32_t)model->n_purposes, "the model %s has no name for purpose %u", model->name, draw->purpose);
    sheet_text(sheet, model->purposes[draw->purpose]);
    snprintf(text, sizeof text, "%llu", (unsigned long long)draw->entity);
    sheet_text(sheet, text);
    snprintf(text, sizeof text, "%llu", (unsigned long long)draw->occasion);
    sheet_text(sheet, text);
    snprintf(text, sizeof text, "%.17g", draw->uniform);
    sheet_text(sheet, text);
    sheet_end(sheet);
}

static status write_draws(const struct log *log)
{
    static const char *const heads[] = {"purpose", "entity", "occasion", "uniform"};
    const struct draw_log *draws = log->sim->trace.draws;
    struct sheet sheet;
    TRY(sheet_open(&sheet, log->options->draws, SHEET_PLAIN, log->options->replace, log->arena));
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) sheet_text(&sheet, heads[i]);
    sheet_end(&sheet);
    for (int64_t i = 0; i < draws->n; i++) draw_row(log->sim->model, &draws->rows[i], &sheet);
    return sheet_close(&sheet, true);
}

/* ---- */

static status give(const struct log *log)
{
    const struct options *options = log->options;
    if (log->sim->overload)
        return status_fail(STATUS_FAILED, "overload", "%s, replication %lld, seed %llu: %.300s", log->scenario->name,
                           (long long)log->sim->replication, (unsigned long long)log->sim->seed, log->sim->overload_text);
    TRY(check_household(options, log->sim));
    if (options->csv) TRY(write_log(log));
    if (options->draws) TRY(write_draws(log));
    if (options->json) print_json(log);
    else if (!options->csv && !(options->draws && strcmp(options->draws, "-") == 0)) print_table(log);
    return status_ok();
}

static void find_columns(struct log *log)
{
    const struct model *model = log->sim->model;
    for (int c = 0; c < COLUMNS; c++) {
        log->dims[c] = -1;
        for (int d = 0; d < model->n_dims; d++)
            if (strcmp(model->dims[d].name, columns[c]) == 0) log->dims[c] = d;
    }
}

status verb_trace(const struct options *options, struct arena *arena)
{
    struct experiment experiment;
    int32_t chosen;
    TRY(verb_experiment(options, options->files, options->n_files, arena, &experiment));
    TRY(choose(options, &experiment, arena, &chosen));
    struct sim sim;
    struct draw_log draws = {0};
    TRY(sim_init(&sim, experiment.model, experiment.plans[chosen]));
    if (options->draws) sim.trace.draws = &draws;
    sim_run(&sim, experiment.engine, experiment.seed, options->replication, false, true);
    struct log log = {.sim = &sim, .options = options, .scenario = experiment.scenarios[chosen], .arena = arena};
    find_columns(&log);
    const status traced = options->paje ? experiment.engine->traced(options->paje) : status_ok();
    const status given = traced.code == STATUS_OK ? give(&log) : traced;
    sim_free(&sim);
    trace_draws_free(&draws);
    return given;
}
