/* queue: customers come by chance, wait in one line for one of several servers, are served and leave: M/G/c with c and the room in the
 * line limited or not. The template of a model, the truth the machine is tested against, and what its speed is measured on. */
#ifndef MODELS_QUEUE_QUEUE_H
#define MODELS_QUEUE_QUEUE_H

#include "sim/scenario.h"

struct queue_params {
    struct scenario_head head;
    double arrivals_per_year;
    struct dist service;
    int64_t servers, waiting; /* INT64_MAX: unlimited */
};

enum queue_metric { QUEUE_ARRIVALS, QUEUE_SERVED, QUEUE_LOST, QUEUE_WAITED, QUEUE_WAITING, QUEUE_PRESENT, QUEUE_WAIT, QUEUE_STAY, QUEUE_METRICS };
enum queue_word { QUEUE_ARRIVED, QUEUE_TURNED_AWAY, QUEUE_STARTED, QUEUE_LEFT, QUEUE_WORDS };

extern const struct model queue_model;

#endif
