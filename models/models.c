#include "models/models.h"

#include "models/queue/queue.h"
#include "models/shelter/shelter.h"

const struct model *const models_all[] = {&shelter_model, &queue_model, NULL};
