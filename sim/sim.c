#include "sim/sim.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "sim/engine.h"

enum { DIMENSIONS = 32 };

status sim_init(struct sim *sim, const struct model *model, const void *plan) { return sim_init_detail(sim, model, plan, NULL); }

status sim_init_detail(struct sim *sim, const struct model *model, const void *plan, const struct detail *detail)
{
    int32_t sizes[DIMENSIONS] = {0};
    BUG_IF(model->n_dims > DIMENSIONS, "model %s has %d dimensions", model->name, (int)model->n_dims);
    for (int d = 0; d < model->n_dims; d++) sizes[d] = model->dim_size(plan, d);

    *sim = (struct sim){.model = model, .plan = plan, .window = model->window(plan)};
    const int32_t events = model->max_events(plan);
    const size_t bytes = recorder_bytes(model->metrics, model->n_metrics, sizes) + calendar_bytes(events) + model->world_bytes(plan) +
                         recorder_detail_bytes(model->metrics, model->n_metrics, sizes, detail);
    if (arena_reserve(&sim->arena, bytes) != 0)
        return status_fail(STATUS_FAILED, "memory", "a world of the model %s needs %zu MB of address space: %s", model->name, bytes >> 20,
                           strerror(errno));
    recorder_init(&sim->record, model->metrics, model->n_metrics, sizes, &sim->arena);
    recorder_detail_init(&sim->record, sizes, detail, &sim->arena);
    calendar_init(&sim->calendar, &sim->arena, events, sim->window.end_s);
    sim->world = model->world(plan, &sim->arena);
    return status_ok();
}

void sim_free(struct sim *sim)
{
    trace_free(&sim->trace);
    fates_free(&sim->fates);
    arena_free(&sim->arena);
    *sim = (struct sim){0};
}

/* Nothing of an earlier replication is left; what the world holds is for the model's begin. */
static void clear(struct sim *sim, uint64_t seed, int64_t replication, bool record, bool log)
{
    calendar_clear(&sim->calendar);
    recorder_clear(&sim->record);
    recorder_switch(&sim->record, record);
    trace_begin(&sim->trace, log);
    sim->key = rng_key_of(seed, (uint64_t)replication);
    sim->seed = seed;
    sim->replication = replication;
    sim->now_s = 0;
    sim->now_key = 0;
    fates_clear(&sim->fates);
    sim->overload = false;
    sim->overload_text[0] = 0;
}

/* A period, too, ends before the events of that instant. The last one ends with the window, when the model has said its last. */
static void run_periods(struct sim *sim, const struct engine *engine)
{
    const struct detail *detail = sim->record.on ? sim->record.detail : NULL;
    for (int32_t p = 1; detail && p < detail->n_periods; p++) {
        engine->run(sim, detail->edge_s[p]);
        if (sim->overload) return;
        recorder_mark(&sim->record, detail->edge_s[p]);
    }
    engine->run(sim, sim->window.end_s);
}

/* Up to the window, whose events of the first instant are not handled yet. */
static void run_warm_up(struct sim *sim, const struct engine *engine)
{
    const seconds from_s = sim->window.from_s;
    const int32_t parts = sim->record.on && from_s > 0 ? recorder_settle_parts(&sim->record) : 0;
    for (int32_t p = 0; p < parts && !sim->overload; p++) {
        const seconds end_s = recorder_settle_end(from_s, p, parts);
        engine->run(sim, end_s);
        recorder_settle(&sim->record, p, end_s);
    }
    if (from_s > 0 && parts == 0) engine->run(sim, from_s);
    if (sim->overload) return;
    recorder_start(&sim->record, from_s);
    if (parts) recorder_settled(&sim->record);
}

static void replicate(struct sim *sim, const struct engine *engine)
{
    sim->model->begin(sim);
    run_warm_up(sim, engine);
    if (!sim->overload) run_periods(sim, engine);
    if (sim->overload) return;
    if (sim->model->end) sim->model->end(sim);
    recorder_finish(&sim->record, sim->window.end_s);
}

void sim_run_beside(struct sim *sim, const struct engine *engine, uint64_t seed, int64_t replication, bool record, bool log, const struct fates *baseline)
{
    clear(sim, seed, replication, record, log);
    sim->baseline = baseline;
    if (engine->replicate) engine->replicate(sim, replicate);
    else replicate(sim, engine);
}

void sim_run(struct sim *sim, const struct engine *engine, uint64_t seed, int64_t replication, bool record, bool log)
{
    sim_run_beside(sim, engine, seed, replication, record, log, NULL);
}

void sim_handle(struct sim *sim, const struct event *event, uint64_t key)
{
    sim->now_s = event->t_s;
    sim->now_key = key;
    trace_event(&sim->trace, event);
    sim->model->handle(sim, event);
#ifndef NDEBUG
    if (sim->model->sound) sim->model->sound(sim);
#endif
}

void sim_overload(struct sim *sim, const char *format, ...)
{
    if (sim->overload) return; /* the first limit that was passed is the one to tell */
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sim->overload_text, sizeof sim->overload_text, format, arguments);
    va_end(arguments);
    sim->overload = true;
}
