/* Values that are no numbers: words, dates, texts, names and titles. */
#include <math.h>
#include <string.h>
#include <strings.h>

#include "sim/param_read.h"

/* The text of one value that is no number; NULL after a fault. */
static const char *word(struct param_reader *reader, const struct node *node, const struct param_path *path,
                        struct param_written *written)
{
    return param_open(reader, node, path, written) ? written->value->text : NULL;
}

static int count_words(const char *const *words)
{
    int n = 0;
    while (words[n]) n++;
    return n;
}

static void help_words(struct param_reader *reader, struct fault *fault, const char *text, const char *const *words)
{
    const int n = count_words(words);
    char list[512] = "";
    if (param_did_you_mean(reader, fault, text, words, n)) return;
    for (int i = 0; i < n && strlen(list) < 400; i++)
        snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s", i == 0 ? "" : i + 1 == n ? faults_say(reader->faults, " or ") : ", ", words[i]);
    faults_help(reader->faults, fault, "write %s", list);
}

/* -1 after a fault. */
int32_t param_read_word(struct param_reader *reader, const struct param_row *row, const struct node *node,
                        const struct param_path *path, const char *const *words)
{
    struct param_written written;
    const char *text = word(reader, node, path, &written);
    if (!text) return -1;
    for (int32_t i = 0; words[i]; i++) {
        if (strcmp(words[i], text) != 0) continue;
        param_keep(reader, row, UNIT_NUMBER, path, &written, row->kind == PARAM_FLAG ? (double)i : (double)NAN);
        return i;
    }
    help_words(reader, PARAM_FAULT(reader, written.value->place, "unknown-word", path, "`%s` cannot stand here", text), text,
               words);
    return -1;
}

void param_read_flag(struct param_reader *reader, const struct param_row *row, const struct node *node,
                     const struct param_path *path, bool *flag)
{
    static const char *const words[] = {"no", "yes", NULL};
    *flag = param_read_word(reader, row, node, path, words) == 1;
}

void param_read_text(struct param_reader *reader, const struct param_row *row, const struct node *node,
                     const struct param_path *path, const char **text)
{
    struct param_written written;
    *text = word(reader, node, path, &written);
    if (*text) param_keep(reader, row, UNIT_NUMBER, path, &written, NAN);
}

/* `2021-02-30`: written as a date, and no day of the calendar. */
static bool no_such_day(const char *text)
{
    static const char form[] = "0000-00-00";
    for (int i = 0; i < 10; i++)
        if (form[i] == '-' ? text[i] != '-' : text[i] < '0' || text[i] > '9') return false;
    return text[10] == '\0';
}

/* `1 juli 2021` in figures; NULL when it is no such date. */
static const char *date_in_words(struct param_reader *reader, const char *text)
{
    static const char *const months[] = {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
                                         "jan", "feb", "maa", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"};
    int day, year, end = 0;
    char month[16];
    seconds date_s;
    if (sscanf(text, "%2d %15[A-Za-z] %4d%n", &day, month, &year, &end) != 3 || text[end] != '\0') return NULL;
    for (int i = 0; i < 24; i++) {
        if (strncasecmp(month, months[i], 3) != 0) continue;
        const char *date = arena_format(reader->arena, "%04d-%02d-%02d", year, i % 12 + 1, day);
        return date_parse(date, &date_s) ? date : NULL;
    }
    return NULL;
}

bool param_is_date_in_words(struct param_reader *reader, const char *text) { return date_in_words(reader, text) != NULL; }

void param_date_fault(struct param_reader *reader, const struct node *node, const struct param_path *path, bool or_duration)
{
    const char *date = date_in_words(reader, node->text);
    struct fault *fault;
    if (no_such_day(node->text)) {
        fault = PARAM_FAULT(reader, node->place, "bad-date", path, "`%s`: that day does not exist", node->text);
        faults_help(reader->faults, fault, "write a day of the calendar, as `2020-01-31`");
    } else if (date) {
        fault = PARAM_FAULT(reader, node->place, "bad-date", path, "`%s` is a date in words", node->text);
        faults_help(reader->faults, fault, "write `%s`", date);
    } else {
        fault = PARAM_FAULT(reader, node->place, "bad-date", path, "`%s` is not a date%s", node->text,
                            or_duration ? faults_say(reader->faults, ", nor a duration from the start") : "");
        faults_help(reader->faults, fault, "write year-month-day, as `2020-01-31`%s", or_duration ? faults_say(reader->faults, ", or a duration, as `63 d`") : "");
    }
}

void param_read_date(struct param_reader *reader, const struct param_row *row, const struct node *node,
                     const struct param_path *path, seconds *date_s)
{
    struct param_written written;
    const char *text = word(reader, node, path, &written);
    seconds value_s;
    if (!text) return;
    if (!date_parse(text, &value_s)) {
        param_date_fault(reader, written.value, path, false);
        return;
    }
    *date_s = value_s;
    param_keep(reader, row, UNIT_NUMBER, path, &written, (double)value_s);
}

void param_read_name(struct param_reader *reader, const struct param_row *row, const struct node *node,
                     const struct param_path *path, struct name *name)
{
    struct param_written written;
    const char *text = word(reader, node, path, &written);
    if (!text) return;
    param_keep(reader, row, UNIT_NUMBER, path, &written, NAN);
    param_refer(reader, row, name, text, written.value->place, path);
}

void param_read_names(struct param_reader *reader, const struct param_row *row, const struct node *node,
                      const struct param_path *path, struct names *names)
{
    int32_t n = 1;
    if (node->kind == NODE_SCALAR && (row->flags & PARAM_NONE) && yaml_is(node, "none")) return;
    if (node->kind != NODE_SCALAR && !param_count_items(reader, row, node, path, &n)) return;
    struct yaml_keys seen = {0};
    names->item = ARENA_ARRAY(reader->arena, struct name, n);
    const struct node *element = node->kind == NODE_SCALAR ? node : node->first;
    for (int32_t i = 0; i < n; i++, element = element->next) {
        const struct param_path here = {path, NULL, i};
        struct name *name = &names->item[i];
        name->id = -1;
        param_read_name(reader, row, element, &here, name);
        if (!name->text) continue;
        if (yaml_keys_find(&seen, name->text) >= 0)
            faults_help(reader->faults,
                        PARAM_FAULT(reader, name->place, "duplicate-name", path, "`%s` stands twice in this list", name->text),
                        "keep one of the two");
        yaml_keys_add(&seen, name->text, reader->arena);
    }
    names->n = n;
}

void param_read_title(struct param_reader *reader, const struct param_row *row, const struct node *node,
                      const struct param_path *path, struct title *title)
{
    static const char *const words[] = {"en", "nl"};
    if (node->kind == NODE_SCALAR) {
        param_read_text(reader, row, node, path, &title->en);
        title->nl = title->en;
        return;
    }
    if (!param_is_map(reader, node, path, "one text, or {en: ..., nl: ...}")) return;
    for (const struct node *entry = node->first; entry; entry = entry->next) {
        const struct param_path here = {path, entry->key, 0};
        const char **text = strcmp(entry->key, "en") == 0 ? &title->en : strcmp(entry->key, "nl") == 0 ? &title->nl : NULL;
        if (text)
            param_read_text(reader, row, entry, &here, text);
        else
            help_words(reader,
                       PARAM_FAULT(reader, entry->key_place, "unknown-key", path, "`%s` is not a language of titles", entry->key),
                       entry->key, (const char *const[]){words[0], words[1], NULL});
    }
    if (!node->first)
        faults_help(reader->faults, PARAM_FAULT(reader, node->place, "missing-value", path, "there is no text"),
                    "write {en: ..., nl: ...}");
    if (!title->nl) title->nl = title->en;
    if (!title->en) title->en = title->nl;
}
