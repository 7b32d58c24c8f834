/* How far an unfinished run is, in words: what is kept, who is at work, how long it takes, what to do next. */
#include <math.h>
#include <string.h>

#include "analysis/json.h"
#include "analysis/show_unfinished.h"
#include "analysis/table.h"

enum { ROWS = 24 }; /* processes in the table, at most */

struct page {
    const struct unfinished *unfinished;
    enum lang lang;
    struct arena *arena;
    FILE *out;
};

static const char *number(const struct page *page, int64_t n) { return table_number((double)n, 0, page->lang, page->arena); }

/* `12 s`, `12 min`, `3 h 20 min`, `4 d 3 h`. */
static const char *lasting(const struct page *page, double s)
{
    const int64_t whole = s < 1e12 ? (int64_t)(s + 0.5) : INT64_C(1000000000000), minutes = (whole + 30) / 60, hours = (minutes + 30) / 60;
    const char *h = table_said(page->lang, "h", "u");
    if (whole < 90) return arena_format(page->arena, "%d s", (int)whole);
    if (minutes < 90) return arena_format(page->arena, "%d min", (int)minutes);
    if (hours < 48) return arena_format(page->arena, "%d %s %d min", (int)(minutes / 60), h, (int)(minutes % 60));
    return arena_format(page->arena, "%d d %d %s", (int)(hours / 24), (int)(hours % 24), h);
}

/* ---- what is kept ---- */

static void print_kept(const struct page *page)
{
    const struct unfinished *u = page->unfinished;
    const enum lang lang = page->lang;
    if (!u->latest) {
        fprintf(page->out, table_said(lang, "%s of replications kept; how many are asked is not known here.\n", "%s herhalingen bewaard; hoeveel er gevraagd zijn is hier niet bekend.\n"),
                say_many(u->blocks, table_said(lang, "block", "blok"), table_said(lang, "blocks", "blokken"), lang, page->arena));
        return;
    }
    fprintf(page->out, table_said(lang, "%s of %s replications are kept (%d %%)", "%s van %s herhalingen zijn bewaard (%d %%)"), number(page, u->kept),
            number(page, u->latest->whole), (int)(100 * u->kept / u->latest->whole));
    if (u->under_way > 0) fprintf(page->out, table_said(lang, ", and %s more are done in unfinished blocks", ", en nog %s zijn gedaan in onaffe blokken"), number(page, u->under_way));
    fputs(".\n\n", page->out);
}

static void print_scenarios(const struct page *page)
{
    const struct run_status *latest = page->unfinished->latest;
    struct table table;
    if (!latest) return;
    table_init(&table, "lrr", page->arena);
    table_cell(&table, "scenario");
    table_cell(&table, table_said(page->lang, "kept", "bewaard"));
    table_cell(&table, table_said(page->lang, "of", "van"));
    for (int32_t s = 0; s < latest->scenarios; s++) {
        table_cell(&table, latest->scenario[s]);
        table_cell(&table, number(page, page->unfinished->kept_of[s]));
        table_cell(&table, number(page, latest->whole / latest->scenarios));
    }
    table_print(&table, page->out);
    fputc('\n', page->out);
}

/* ---- who is at work ---- */

static const char *state_said(const struct page *page, const struct unfinished_process *process)
{
    static const struct { const char *en, *nl; } words[RUN_STATES] = {[RUN_RUNNING] = {"running", "bezig"}, [RUN_STOPPING] = {"stopping", "stopt"},
                                                                    [RUN_MERGING] = {"joining blocks", "voegt blokken samen"},
                                                                    [RUN_FAILED] = {"failed", "mislukt"}, [RUN_ENDED] = {"ended", "klaar"}};
    const struct run_status *told = process->status;
    const char *ago = lasting(page, process->silent_s), *word = table_said(page->lang, words[told->state].en, words[told->state].nl);
    if (process->word == UNFINISHED_GONE) return arena_format(page->arena, table_said(page->lang, "killed; last heard of %s ago", "afgebroken; %s geleden voor het laatst gehoord"), ago);
    if (process->word == UNFINISHED_SILENT) return arena_format(page->arena, table_said(page->lang, "not heard of for %s; killed?", "al %s niets van gehoord; afgebroken?"), ago);
    if (process->word == UNFINISHED_WORKS) return arena_format(page->arena, table_said(page->lang, "%s, heard of %s ago", "%s, %s geleden gehoord"), word, ago);
    if (told->state == RUN_FAILED) return arena_format(page->arena, "%s: %s", word, told->message);
    if (*told->message) word = table_said(page->lang, "stopped", "gestopt");
    return arena_format(page->arena, table_said(page->lang, "%s %s ago", "%s, %s geleden"), word, ago);
}

/* Who did its part is not told of one by one. */
static bool is_told(const struct unfinished_process *process)
{
    return process->word != UNFINISHED_OVER || *process->status->message || process->status->done < process->status->asked;
}

static void process_row(const struct page *page, struct table *table, const struct unfinished_process *process)
{
    const struct run_status *told = process->status;
    table_cell(table, arena_format(page->arena, "%s %lld", told->host, (long long)told->pid));
    table_cell(table, told->parts > 1 ? arena_format(page->arena, "%d/%d", (int)told->part, (int)told->parts) : "-");
    table_cell(table, arena_format(page->arena, table_said(page->lang, "%s of %s", "%s van %s"), number(page, told->done), number(page, told->asked)));
    table_cell(table, number(page, told->threads));
    table_cell(table, state_said(page, process));
}

static void print_processes(const struct page *page)
{
    const struct unfinished *u = page->unfinished;
    struct table table;
    int32_t rows = 0;
    table_init(&table, "lrrrl", page->arena);
    table_cell(&table, table_said(page->lang, "process", "proces"));
    table_cell(&table, table_said(page->lang, "part", "deel"));
    table_cell(&table, table_said(page->lang, "done", "gedaan"));
    table_cell(&table, table_said(page->lang, "threads", "draden"));
    table_cell(&table, table_said(page->lang, "state", "toestand"));
    for (int32_t i = 0; i < u->n; i++)
        if (is_told(&u->process[i]) && rows++ < ROWS) process_row(page, &table, &u->process[i]);
    if (rows == 0) return;
    table_print(&table, page->out);
    if (rows > ROWS) fprintf(page->out, table_said(page->lang, "and %d more\n", "en nog %d\n"), (int)(rows - ROWS));
    fputc('\n', page->out);
}

static void print_speed(const struct page *page)
{
    const struct unfinished *u = page->unfinished;
    if (u->at_work == 0) fputs(table_said(page->lang, "No process is at work.", "Er is geen proces aan het werk."), page->out);
    else fprintf(page->out, table_said(page->lang, "%s at work", "%s aan het werk"),
                 say_many(u->at_work, table_said(page->lang, "process is", "proces is"), table_said(page->lang, "processes are", "processen zijn"), page->lang, page->arena));
    if (u->at_work > 0 && u->per_s > 0)
        fprintf(page->out, table_said(page->lang, ": %s replications per second", ": %s herhalingen per seconde"), table_number(u->per_s, table_decimals(u->per_s), page->lang, page->arena));
    if (u->at_work > 0 && isfinite(u->left_s)) fprintf(page->out, table_said(page->lang, ", %s left", ", nog %s"), lasting(page, u->left_s));
    fputs(u->at_work > 0 ? ".\n" : "\n", page->out);
}

/* ---- what to do next ---- */

static bool all_kept(const struct unfinished *u) { return u->latest && u->kept >= u->latest->whole; }

const char *show_unfinished_next(const struct unfinished *unfinished)
{
    if (unfinished->at_work > 0) return "wait";
    if (all_kept(unfinished)) return "merge";
    return unfinished->latest && unfinished->latest->parts > 1 ? "missing" : "continue";
}

static void print_next(const struct page *page)
{
    const struct unfinished *u = page->unfinished;
    const char *next = show_unfinished_next(u);
    const int32_t parts = u->latest ? u->latest->parts : 1;
    const enum lang lang = page->lang;
    if (strcmp(next, "missing") == 0)
        fprintf(page->out, table_said(lang, "Next: `doorstroom missing` with the words of the run and `--shards %d` names the parts to run again; `merge` joins them.\n",
                                      "Verder: `doorstroom missing` met de woorden van de run en `--shards %d` noemt de delen die nog eens moeten; `merge` voegt ze samen.\n"),
                (int)parts);
    else if (strcmp(next, "merge") == 0)
        fputs(table_said(lang, "Next: everything is there; `doorstroom merge` with the words of the run joins it.\n",
                         "Verder: alles is er; `doorstroom merge` met de woorden van de run voegt het samen.\n"), page->out);
    else if (strcmp(next, "continue") == 0)
        fputs(table_said(lang, "Next: the same command goes on from there.\n", "Verder: dezelfde opdracht gaat daar verder.\n"), page->out);
    else if (parts > 1)
        fputs(table_said(lang, "Next: wait; when all parts are there, `doorstroom merge` with the words of the run joins them.\n",
                         "Verder: wachten; als alle delen er zijn, voegt `doorstroom merge` met de woorden van de run ze samen.\n"), page->out);
    else fputs(table_said(lang, "Next: wait; if it is stopped, the same command goes on.\n", "Verder: wachten; als hij wordt gestopt, gaat dezelfde opdracht verder.\n"), page->out);
}

void show_unfinished(const char *path, const struct unfinished *unfinished, enum lang lang, struct arena *arena, FILE *out)
{
    const struct page page = {unfinished, lang, arena, out};
    fprintf(out, table_said(lang, "%s: a run that is not finished\n", "%s: een run die nog niet klaar is\n"), path);
    print_kept(&page);
    print_scenarios(&page);
    print_processes(&page);
    print_speed(&page);
    print_next(&page);
}

/* ---- for programs ---- */

static void json_whole(const char *key, int64_t value, FILE *out) { fprintf(out, "\"%s\": %lld", key, (long long)value); }

static void json_time(const char *key, time_t at, FILE *out)
{
    char text[32] = "";
    struct tm utc;
    if (gmtime_r(&at, &utc)) strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    fprintf(out, "\"%s\": \"%s\"", key, text);
}

static void json_process(const struct unfinished_process *process, FILE *out)
{
    static const char *const words[] = {[UNFINISHED_WORKS] = "at work", [UNFINISHED_OVER] = "over", [UNFINISHED_GONE] = "gone", [UNFINISHED_SILENT] = "silent"};
    const struct run_status *told = process->status;
    fputs("      {\"host\": ", out), json_text(told->host, out);
    fputs(", ", out), json_whole("pid", told->pid, out);
    fputs(", ", out), json_whole("part", told->part, out);
    fputs(", ", out), json_whole("parts", told->parts, out);
    fputs(", ", out), json_whole("threads", told->threads, out);
    fputs(", ", out), json_whole("asked", told->asked, out);
    fputs(", ", out), json_whole("done_before", told->before, out);
    fputs(", ", out), json_whole("done", told->done, out);
    fputs(", ", out), json_number("replications_per_second", told->per_s, out);
    fputs(", ", out), json_number("seconds_left", told->left_s, out);
    fputs(", ", out), json_time("started", told->started, out);
    fputs(", ", out), json_time("updated", told->updated, out);
    fprintf(out, ", \"state\": \"%s\", \"message\": ", run_state_words[told->state]), json_text(told->message, out);
    fprintf(out, ", \"word\": \"%s\", ", words[process->word]);
    json_number("seconds_silent", process->silent_s, out);
    fputc('}', out);
}

void show_unfinished_json(const struct unfinished *u, FILE *out)
{
    const struct run_status *latest = u->latest;
    fprintf(out, "{\n    \"next\": \"%s\",\n    ", show_unfinished_next(u));
    if (latest) json_whole("asked", latest->whole, out), fputs(",\n    ", out), json_whole("kept", u->kept, out);
    else fputs("\"asked\": null,\n    \"kept\": null", out);
    fputs(",\n    ", out), json_whole("under_way", u->under_way, out);
    fputs(",\n    ", out), json_whole("blocks", u->blocks, out);
    fputs(",\n    ", out), json_whole("at_work", u->at_work, out);
    fputs(",\n    ", out), json_number("replications_per_second", u->per_s, out);
    fputs(",\n    ", out), json_number("seconds_left", u->left_s, out);
    fputs(",\n    \"scenarios\": [", out);
    for (int32_t s = 0; latest && s < latest->scenarios; s++) {
        fputs(s ? ",\n      {\"name\": " : "\n      {\"name\": ", out), json_text(latest->scenario[s], out);
        fputs(", ", out), json_whole("asked", latest->whole / latest->scenarios, out);
        fputs(", ", out), json_whole("kept", u->kept_of[s], out), fputc('}', out);
    }
    fputs("],\n    \"processes\": [", out);
    for (int32_t i = 0; i < u->n; i++) fputs(i ? ",\n" : "\n", out), json_process(&u->process[i], out);
    fputs("]\n  }", out);
}
