/* What stands in the place of cluster_smpi.c in a build without SimGrid, and in the program of MPI's launchers. */
#include "sim/cluster.h"

void (*const cluster_simulate)(const struct cluster *cluster, const struct cluster_costs *costs,
                               const struct experiment *experiment, const struct cluster_way *way,
                               struct cluster_course *course) = NULL;
