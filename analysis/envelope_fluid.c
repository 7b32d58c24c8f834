#include "analysis/envelope_fluid.h"

#include <math.h>

static const double year_d = 365.25;

static double most_through(double supply_per_year, double need)
{
    return need > 0 && !isnan(supply_per_year) ? supply_per_year / need : (double)INFINITY;
}

/* Is this stage full because of the bottleneck? Directly, or since the stage after it is. */
static bool held_up(const struct envelope_flow_stage *stage, int32_t stages, const struct envelope_flow_gate *gate, int32_t bottleneck, int32_t s)
{
    if (bottleneck == s) return true;
    if (bottleneck < stages) return s < bottleneck && stage[s].waits_next && stage[bottleneck].moved_into;
    const bool *holds = gate[bottleneck - stages].holds;
    if (holds[s]) return true;
    for (int32_t later = s + 1; later < stages; later++)
        if (holds[later] && stage[s].waits_next && stage[later].moved_into) return true;
    return false;
}

struct envelope_flow envelope_fluid(const struct envelope_flow_stage *stage, int32_t stages, const struct envelope_flow_gate *gate, int32_t gates,
                                    double asked_per_year, double *occupied)
{
    struct envelope_flow flow = {(double)INFINITY, asked_per_year, -1, -1};
    for (int32_t i = 0; i < stages + gates; i++) {
        const double most = i < stages ? most_through(stage[i].places * year_d, stage[i].visits * stage[i].held_d)
                                       : most_through(gate[i - stages].per_year, gate[i - stages].need);
        if (most < flow.most_per_year) flow.most_per_year = most, flow.tightest = i;
    }
    if (flow.most_per_year < asked_per_year) flow.served_per_year = flow.most_per_year, flow.bottleneck = flow.tightest;
    for (int32_t s = 0; s < stages; s++)
        occupied[s] = flow.bottleneck >= 0 && held_up(stage, stages, gate, flow.bottleneck, s)
                          ? stage[s].places
                          : flow.served_per_year * stage[s].visits * stage[s].held_d / year_d;
    return flow;
}
