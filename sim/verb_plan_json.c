/* What plan-cluster says to programs. */
#include "analysis/json.h"
#include "sim/result.h"
#include "sim/verb_plan.h"

static void way(const char *key, const struct cluster_try *one, const char *end, FILE *out)
{
    fprintf(out, "  \"%s\": {\"nodes\": %d, \"ranks\": %d, \"threads\": %d, \"hand_out\": \"%s\", ", key, (int)one->way.nodes,
            (int)one->way.ranks, (int)one->way.threads, one->way.hand_out == HAND_OUT_STATIC ? "static" : "dynamic");
    json_number("time_s", one->course.end_s, out);
    fputs(", ", out);
    json_number("worked_s", one->course.worked_s, out);
    fputs(", ", out);
    json_number("busy_core_s", one->course.busy_s, out);
    fprintf(out, ", \"groups\": %lld, \"blocks\": %lld, \"blocks_kept\": %lld, \"messages\": %lld, \"waited_for_limit\": %s}%s",
            (long long)one->course.groups, (long long)one->course.blocks, (long long)one->course.kept,
            (long long)one->course.messages, one->course.waited ? "true" : "false", end);
}

static void tries(const char *key, const struct cluster_try *list, int32_t n, bool efficiency, FILE *out)
{
    fprintf(out, "  \"%s\": [", key);
    for (int32_t i = 0; i < n; i++) {
        fprintf(out, "%s{\"nodes\": %d, \"ranks\": %d, \"threads\": %d, ", i ? ", " : "", (int)list[i].way.nodes,
                (int)list[i].way.ranks, (int)list[i].way.threads);
        json_number("time_s", list[i].course.end_s, out);
        fputs(", ", out);
        json_number("busy_core_s", list[i].course.busy_s, out);
        if (efficiency) fputs(", ", out), json_number("efficiency", list[i].efficiency, out);
        fputc('}', out);
    }
    fputs("],\n", out);
}

static void costs(const struct cluster_plan *plan, FILE *out)
{
    const struct cluster_costs *cost = plan->costs;
    fputs("  \"costs\": {\"replication_s\": [", out);
    for (int32_t s = 0; s < plan->experiment->n; s++) fprintf(out, "%s%.9g", s ? ", " : "", cost->replication_s[s]);
    fputs("], \"plan_s\": [", out);
    for (int32_t s = 0; s < plan->experiment->n; s++) fprintf(out, "%s%.9g", s ? ", " : "", cost->plan_s[s]);
    fprintf(out,
            "], \"measured\": %s, \"write_s\": %.9g, \"write_locked_s\": %.9g, \"start_s\": %.9g, \"merge_s\": %.9g, "
            "\"merge_block_s\": %.9g},\n",
            cost->measured ? "true" : "false", cost->write_s, cost->locked_s, cost->start_s, cost->merge_s, cost->merge_block_s);
}

void verb_plan_json(const struct cluster_plan *plan, struct arena *arena, FILE *out)
{
    fprintf(out,
            "{\n  \"scenarios\": %d, \"draws\": %d, \"replications\": %lld, \"block\": %d, \"blocks\": %lld, \"groups\": %lld,\n",
            (int)plan->experiment->n, (int)result_draws(plan->experiment), (long long)plan->experiment->replications,
            (int)result_block_most(plan->experiment), (long long)plan->blocks, (long long)plan->groups);
    costs(plan, out);
    tries("nodes", plan->steps, plan->n_steps, true, out);
    tries("ranks", plan->splits, plan->n_splits, false, out);
    way("advised", plan->advised, ",\n", out);
    way("static", &plan->dealt, ",\n", out);
    fprintf(out, "  \"uneven_nodes\": %d,\n", (int)plan->slow);
    way("uneven", &plan->uneven, ",\n", out);
    way("uneven_static", &plan->uneven_dealt, ",\n", out);
    way("parts", &plan->parts, ",\n", out);
    if (plan->silent.way.nodes > 1) {
        way("silent", &plan->silent, ",\n", out);
        fprintf(out, "  \"missing_replications\": %lld,\n", (long long)plan->missing);
        way("again", &plan->again, ",\n", out);
    }
    fprintf(out, "  \"jobs\": %d, ", (int)plan->jobs);
    json_number("jobs_s", plan->jobs_s, out);
    fprintf(out, ", \"slurm\": {\"nodes\": %d, \"ntasks\": %d, \"cpus_per_task\": %d, \"time\": \"%s\"}\n}\n",
            (int)plan->advised->way.nodes, (int)plan->advised->way.ranks, (int)plan->advised->way.threads,
            cluster_plan_slurm(plan->ask_s, arena));
}
