#include "sim/run_status.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/result.h"
#include "sim/result_look.h"

enum { STATUS_VERSION = 1, NAME = 64 };

const char *const run_state_words[RUN_STATES] = {
    [RUN_RUNNING] = "running", [RUN_STOPPING] = "stopping", [RUN_MERGING] = "merging", [RUN_FAILED] = "failed", [RUN_ENDED] = "ended"};

/* ---- what follows from the numbers ---- */

static int64_t blocks_of(const struct run_status *told) { return (told->replications + told->block - 1) / told->block; }

int32_t run_status_block(const struct run_status *told, int64_t block)
{
    const int64_t left = told->replications - block * told->block;
    return left < told->block ? (int32_t)(left > 0 ? left : 0) : told->block;
}

bool run_status_has(const struct run_status *told, int32_t draw, int64_t block)
{
    return (draw * blocks_of(told) + block) % told->parts == told->part - 1;
}

int64_t run_status_part(const struct run_status *told)
{
    int64_t sum = 0;
    for (int64_t at = told->part - 1; at < told->draws * blocks_of(told); at += told->parts) sum += run_status_block(told, at % blocks_of(told));
    return sum * told->scenarios;
}

void run_status_init(struct run_status *told, const struct experiment *experiment)
{
    *told = (struct run_status){.state = RUN_RUNNING, .pid = getpid(), .started = time(NULL), .left_s = NAN};
    gethostname(told->host, sizeof told->host - 1);
    told->experiment = experiment;
    told->scenarios = experiment->n;
    told->draws = result_draws(experiment);
    told->block = result_block_most(experiment);
    told->part = experiment->shards > 0 ? experiment->shard : 1;
    told->parts = experiment->shards > 0 ? experiment->shards : 1;
    told->threads = run_threads(experiment->threads);
    told->replications = experiment->replications;
    told->whole = experiment->n * experiment->replications * told->draws;
    told->asked = run_status_part(told);
}

/* ---- writing ---- */

/* A text is cut where it is too long, perhaps within a character, and a name of a file may be any bytes: JSON takes only whole characters. */
static json_t *text_of(const char *text)
{
    char plain[512];
    json_t *whole = json_string(text);
    if (whole) return whole;
    snprintf(plain, sizeof plain, "%s", text);
    for (char *c = plain; *c; c++)
        if ((unsigned char)*c >= 0x80) *c = '?';
    return json_string(plain);
}

static json_t *time_of(time_t at)
{
    char text[32] = "";
    struct tm utc;
    if (gmtime_r(&at, &utc)) strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return json_string(text);
}

/* Three digits behind the point are enough for a speed and a time. */
static json_t *rounded(double value) { return isfinite(value) ? json_real(round(1e3 * value) / 1e3) : json_null(); }

static json_t *names_of(const struct experiment *experiment)
{
    json_t *names = json_array();
    for (int32_t s = 0; s < experiment->n; s++) json_array_append_new(names, text_of(experiment->scenarios[s]->name));
    return names;
}

static json_t *json_of(const struct run_status *told)
{
    return json_pack("{si ss so so so so sI si si si so si sI si sI sI sI sI so so}", "format_version", (int)STATUS_VERSION, "state",
                     run_state_words[told->state], "message", *told->message ? text_of(told->message) : json_null(), "started", time_of(told->started),
                     "updated", time_of(told->updated), "host", text_of(told->host), "pid", (json_int_t)told->pid, "threads", (int)told->threads, "part",
                     (int)told->part, "parts", (int)told->parts, "scenarios", names_of(told->experiment), "draws", (int)told->draws,
                     "replications_of_each", (json_int_t)told->replications, "replications_per_block", (int)told->block, "whole_asked",
                     (json_int_t)told->whole, "asked", (json_int_t)told->asked, "done_before", (json_int_t)told->before, "done",
                     (json_int_t)told->done, "replications_per_second", rounded(told->per_s), "seconds_left", rounded(told->left_s));
}

bool run_status_write(struct run_status *told, const char *out)
{
    char name[NAME] = "status.json";
    if (told->parts > 1) snprintf(name, sizeof name, "status-%d-of-%d.json", (int)told->part, (int)told->parts);
    told->updated = time(NULL);
    json_t *json = json_of(told);
    char *text = json ? json_dumps(json, JSON_INDENT(2) | JSON_REAL_PRECISION(9)) : NULL;
    const bool wrote = text && result_note(out, name, text);
    free(text);
    json_decref(json);
    return wrote;
}

/* ---- reading ---- */

static int64_t whole_of(const json_t *json, const char *key) { return json_integer_value(json_object_get(json, key)); }

static double number_of(const json_t *json, const char *key)
{
    const json_t *value = json_object_get(json, key);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

static const char *word_of(const json_t *json, const char *key)
{
    const char *text = json_string_value(json_object_get(json, key));
    return text ? text : "";
}

static int32_t count_of(const json_t *json, const char *key)
{
    const int64_t value = whole_of(json, key);
    return value > 0 && value <= INT32_MAX ? (int32_t)value : 0;
}

static time_t when_of(const json_t *json, const char *key)
{
    struct tm utc = {0};
    return strptime(word_of(json, key), "%Y-%m-%dT%H:%M:%SZ", &utc) ? timegm(&utc) : 0;
}

static enum run_state state_of(const char *word)
{
    int state = 0;
    while (state < RUN_STATES && strcmp(word, run_state_words[state]) != 0) state++;
    return (enum run_state)state;
}

static const char *const *names_read(const json_t *names, struct arena *arena)
{
    const size_t n = json_array_size(names);
    const char **name = ARENA_ARRAY(arena, const char *, n + 1);
    for (size_t i = 0; i < n; i++) {
        const char *text = json_string_value(json_array_get(names, i));
        name[i] = arena_text(arena, text ? text : "");
    }
    return name;
}

/* False: this is none, or one of a later version; numbers that others rely on are sound. */
static bool status_read(const json_t *json, struct arena *arena, struct run_status *told)
{
    const json_t *names = json_object_get(json, "scenarios");
    *told = (struct run_status){
        .state = state_of(word_of(json, "state")), .pid = whole_of(json, "pid"), .started = when_of(json, "started"), .updated = when_of(json, "updated"),
        .scenarios = (int32_t)json_array_size(names), .draws = count_of(json, "draws"), .block = count_of(json, "replications_per_block"),
        .part = count_of(json, "part"), .parts = count_of(json, "parts"), .threads = count_of(json, "threads"), .scenario = names_read(names, arena),
        .replications = whole_of(json, "replications_of_each"), .whole = whole_of(json, "whole_asked"), .asked = whole_of(json, "asked"),
        .before = whole_of(json, "done_before"), .done = whole_of(json, "done"), .per_s = number_of(json, "replications_per_second"),
        .left_s = number_of(json, "seconds_left")};
    snprintf(told->message, sizeof told->message, "%s", word_of(json, "message"));
    snprintf(told->host, sizeof told->host, "%s", word_of(json, "host"));
    return whole_of(json, "format_version") == STATUS_VERSION && told->state < RUN_STATES && told->scenarios > 0 && told->draws > 0 &&
           told->block > 0 && told->part > 0 && told->part <= told->parts && told->replications > 0;
}

static int by_part(const void *a, const void *b)
{
    const struct run_status *left = a, *right = b;
    if (left->parts != right->parts) return left->parts < right->parts ? -1 : 1;
    return (left->part > right->part) - (left->part < right->part);
}

const struct run_status *run_status_read(const char *out, struct arena *arena, int32_t *n)
{
    int32_t notes;
    const char *const *path = result_notes(out, arena, &notes);
    struct run_status *told = ARENA_ARRAY(arena, struct run_status, notes);
    *n = 0;
    for (int32_t i = 0; i < notes; i++) {
        json_t *json = json_load_file(path[i], 0, NULL);
        *n += json && status_read(json, arena, &told[*n]);
        json_decref(json);
    }
    qsort(told, (size_t)*n, sizeof *told, by_part);
    return told;
}
