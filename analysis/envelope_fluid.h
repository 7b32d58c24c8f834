/* envelope_fluid: what a chain can pass on in the long run, when chance is left out: flows as of a liquid.
 *
 * Every placed request brings the same mean need: visits[s] x held_d[s] days of places in stage s, need[g] of gate g (homes, or slot-days).
 * A flow of x requests per year keeps x visits held / 365.25 places of a stage busy and takes x need homes a year (or x need / 365.25 slots).
 * So the most that passes is the least of places x 365.25 / (visits held) and supply / need: the bottleneck. Served is the lesser of what is
 * asked and that. What is asked beyond it finds no place at the door; what stands before the bottleneck is full of those who are ready to
 * leave (blocking after service), what comes behind it carries the flow that passes. Deterministic flow balance: Newell 1982; as the
 * limit of a system that grows, Whitt 2002, 2004. Right when nothing but the mean matters: large numbers, long times, fixed shares. */
#ifndef ANALYSIS_ENVELOPE_FLUID_H
#define ANALYSIS_ENVELOPE_FLUID_H

#include <stdbool.h>
#include <stdint.h>

struct envelope_flow_stage {
    double places;      /* INFINITY: unlimited */
    double visits;      /* of a placed request, mean */
    double held_d;      /* planned stay, and waits that nobody can shorten by giving room */
    bool waits_next;    /* are households held here until a next stage has room? */
    bool moved_into;    /* do households come here from other stages? */
};
struct envelope_flow_gate {
    double per_year;    /* homes, or slots x 365.25; INFINITY when not scarce, NAN when not known (then it stops nobody) */
    double need;        /* homes, or slot-days, of a placed request */
    const bool *holds;  /* by stage: are households held there by this gate? */
};
struct envelope_flow {
    double most_per_year;    /* that the chain can serve; INFINITY when nothing bounds it */
    double served_per_year;  /* of what is asked */
    int32_t bottleneck;      /* stage, or stages + gate; -1: all that is asked passes */
    int32_t tightest;        /* the same, whether or not what is asked passes; -1: nothing bounds it */
};

/* occupied[stage] of the flow that is served; INFINITY in an unlimited stage before the bottleneck, where households pile up. Stages are in
 * the order of the chain: only an earlier one is held up by a later one. */
struct envelope_flow envelope_fluid(const struct envelope_flow_stage *stage, int32_t stages, const struct envelope_flow_gate *gate, int32_t gates,
                                    double asked_per_year, double *occupied);

#endif
