/* What plan-cluster says to people. */
#include <math.h>
#include <string.h>

#include "sim/result.h"
#include "sim/verb_plan.h"

struct page {
    const struct cluster_plan *plan;
    enum lang lang;
    struct arena *arena;
    FILE *out;
};

#define SAY(page, en, nl, ...) fprintf((page)->out, say_in((page)->lang, en, nl), __VA_ARGS__)

/* ---- numbers ---- */

/* Three digits that matter, in the unit that people would take. */
static const char *time_text(const struct page *page, double time_s)
{
    static const struct {
        double from_s, size_s;
        const char *en, *nl;
    } units[] = {{172800, 86400, "d", "d"}, {7200, 3600, "h", "uur"}, {120, 60, "min", "min"},
                 {1, 1, "s", "s"},          {1e-3, 1e-3, "ms", "ms"}, {0, 1e-6, "us", "us"}};
    int u = 0;
    if (time_s <= 0) return "0 s";
    while (time_s < units[u].from_s) u++;
    const double value = time_s / units[u].size_s;
    return arena_format(page->arena, "%s %s",
                        say_number(value,
                                   value < 9.95   ? 2
                                   : value < 99.5 ? 1
                                                  : 0,
                                   page->lang, page->arena),
                        say_in(page->lang, units[u].en, units[u].nl));
}

static const char *count(const struct page *page, int64_t n) { return say_number((double)n, 0, page->lang, page->arena); }

static const char *percent(const struct page *page, double share)
{
    return arena_format(page->arena, "%s %%", say_number(100 * share, 0, page->lang, page->arena));
}

/* `12 % longer`. */
static const char *beside(const struct page *page, double other_s, double own_s)
{
    const double more = own_s > 0 ? other_s / own_s - 1 : 0;
    if (fabs(more) < 0.005) return say_in(page->lang, "as long", "even lang");
    return arena_format(page->arena,
                        more > 0 ? say_in(page->lang, "%s longer", "%s langer") : say_in(page->lang, "%s shorter", "%s korter"),
                        percent(page, fabs(more)));
}

/* ---- what is asked ---- */

static const char *source(const struct page *page, bool measured)
{
    return measured ? say_in(page->lang, "measured here", "hier gemeten") : say_in(page->lang, "given", "opgegeven");
}

static void say_work(const struct page *page)
{
    const struct cluster_plan *plan = page->plan;
    const struct experiment *experiment = plan->experiment;
    const char *draws = experiment->draws > 0 ? arena_format(page->arena, say_in(page->lang, " x %s draws", " x %s trekkingen"),
                                                             count(page, experiment->draws))
                                              : "";
    SAY(page, "The run: %s%s x %s = %s, in %s of at most %d; the blocks of the same replications are one group, %s in all.\n",
        "De run: %s%s x %s = %s, in %s van hoogstens %d; de blokken van dezelfde herhalingen zijn een groep, samen %s.\n",
        say_many(experiment->n, "scenario", say_in(page->lang, "scenarios", "scenario's"), page->lang, page->arena), draws,
        say_many(experiment->replications, say_in(page->lang, "replication", "herhaling"),
                 say_in(page->lang, "replications", "herhalingen"), page->lang, page->arena),
        count(page, plan->replications),
        say_many(plan->blocks, say_in(page->lang, "block", "blok"), say_in(page->lang, "blocks", "blokken"), page->lang,
                 page->arena),
        (int)result_block_most(experiment), count(page, plan->groups));
}

static void say_costs(const struct page *page)
{
    const struct cluster_plan *plan = page->plan;
    const struct cluster_costs *costs = plan->costs;
    double sum_s = 0;
    for (int32_t s = 0; s < plan->experiment->n; s++) sum_s += costs->replication_s[s];
    SAY(page,
        "On one core a replication takes %s (%s; mean of the scenarios); writing a block %s (%s), joining %s a block (%s).\n",
        "Op een kern duurt een herhaling %s (%s; gemiddelde van de scenario's); een blok schrijven %s (%s), samenvoegen %s per "
        "blok (%s).\n",
        time_text(page, sum_s / plan->experiment->n), source(page, costs->measured), time_text(page, costs->write_s),
        source(page, costs->write_measured), time_text(page, costs->merge_block_s), source(page, costs->merge_measured));
    SAY(page, "A job begins its first replication after %s. All replications are %s of work for one core.\n",
        "Een taak begint na %s aan de eerste herhaling. Alle herhalingen zijn %s werk voor een kern.\n",
        time_text(page, costs->start_s),
        time_text(page, sum_s * (double)plan->experiment->replications * result_draws(plan->experiment)));
}

/* ---- tables ---- */

static void row(const struct page *page, const char *first, const struct cluster_try *step, const char *last)
{
    fprintf(page->out, "%7s %7s %7s  %10s%s%*s\n", first, count(page, step->way.ranks), count(page, step->way.threads),
            time_text(page, step->course.end_s), *last ? "  " : "", *last ? 10 : 0, last);
}

static const char *nodes_text(const struct page *page, int32_t n)
{
    return say_many(n, say_in(page->lang, "node", "knoop"), say_in(page->lang, "nodes", "knopen"), page->lang, page->arena);
}

static void say_steps(const struct page *page)
{
    const struct cluster_plan *plan = page->plan;
    fprintf(page->out, "\n%7s %7s %7s  %10s  %10s\n", say_in(page->lang, "nodes", "knopen"),
            say_in(page->lang, "ranks", "rangen"), say_in(page->lang, "threads", "draden"), say_in(page->lang, "time", "tijd"),
            say_in(page->lang, "efficiency", "rendement"));
    for (int32_t i = 0; i < plan->n_steps; i++) {
        const struct cluster_try *step = &plan->steps[i];
        row(page, count(page, step->way.nodes), step, percent(page, step->efficiency));
    }
    const struct cluster_try *after = plan->advised + 1;
    if (after == plan->steps + plan->n_steps) {
        SAY(page, "At %s it still pays.\n", "Met %s loont het nog.\n", nodes_text(page, plan->cluster->nodes));
        return;
    }
    SAY(page, "Beyond %s it no longer pays: with %s efficiency is %s, below %s.",
        "Boven %s loont het niet meer: met %s is het rendement %s, onder %s.", nodes_text(page, plan->advised->way.nodes),
        count(page, after->way.nodes), percent(page, after->efficiency), percent(page, CLUSTER_PAYS));
    if (plan->groups < after->way.ranks)
        SAY(page, " There is less than one group for each of its %s ranks.",
            " Er is minder dan een groep voor elk van de %s rangen.", count(page, after->way.ranks));
    fputc('\n', page->out);
}

static void say_splits(const struct page *page)
{
    const struct cluster_plan *plan = page->plan;
    if (plan->n_splits < 2) return;
    SAY(page, "\nRanks and threads on %s:\n", "\nRangen en draden op %s:\n", nodes_text(page, plan->splits[0].way.nodes));
    for (int32_t i = 0; i < plan->n_splits; i++)
        row(page, "", &plan->splits[i],
            plan->splits[i].way.threads == plan->advised->way.threads ? say_in(page->lang, "<- chosen", "<- gekozen") : "");
}

/* ---- advice ---- */

static void say_limit(const struct page *page)
{
    const struct cluster_plan *plan = page->plan;
    if (plan->limit_s <= 0 || plan->jobs == 1) return;
    if (plan->jobs == 0) {
        SAY(page, "A limit of %s would take more than %d such jobs one after another: ask for more nodes or a longer limit.\n",
            "Een grens van %s zou meer dan %d zulke taken na elkaar vragen: vraag meer knopen of een langere grens.\n",
            time_text(page, plan->limit_s), CLUSTER_JOBS);
        return;
    }
    SAY(page,
        "Within a limit of %s that is %d jobs one after another, %s together: each goes on where the last was stopped "
        "(--max-run-time, or --signal=USR1@120).\n",
        "Binnen een grens van %s zijn dat %d taken na elkaar, samen %s: elke gaat verder waar de vorige is gestopt "
        "(--max-run-time, of --signal=USR1@120).\n",
        time_text(page, plan->limit_s), (int)plan->jobs, time_text(page, plan->jobs_s));
    for (int32_t i = 0; i < plan->n_steps; i++) {
        if (plan->steps[i].course.end_s > plan->limit_s) continue;
        SAY(page, "With %s it is one job, of %s.\n", "Met %s is het een enkele taak, van %s.\n",
            nodes_text(page, plan->steps[i].way.nodes), time_text(page, plan->steps[i].course.end_s));
        return;
    }
}

static void say_advice(const struct page *page)
{
    const struct cluster_plan *plan = page->plan;
    const struct cluster_way *way = &plan->advised->way;
    const struct cluster_try *parts = &plan->parts;
    SAY(page, "\nAsk for (%s, efficiency %s; --time has a margin of %s):\n",
        "\nVraag (%s, rendement %s; --time heeft %s speling):\n", time_text(page, plan->advised->course.end_s),
        percent(page, plan->advised->efficiency), percent(page, CLUSTER_MARGIN - 1));
    fprintf(page->out, "  #SBATCH --nodes=%d\n  #SBATCH --ntasks=%d\n  #SBATCH --cpus-per-task=%d\n  #SBATCH --time=%s\n",
            (int)way->nodes, (int)way->ranks, (int)way->threads, cluster_plan_slurm(plan->ask_s, page->arena));
    say_limit(page);
    SAY(page, "Without MPI: %s of one node each (--array=1-%d, --shard K/%d), with %s: %s, joining included.\n",
        "Zonder MPI: %s van elk een knoop (--array=1-%d, --shard K/%d), met %s: %s, met samenvoegen.\n",
        say_many(parts->way.nodes, say_in(page->lang, "part", "deel"), say_in(page->lang, "parts", "delen"), page->lang,
                 page->arena),
        (int)parts->way.nodes, (int)parts->way.nodes,
        say_many(parts->way.threads, say_in(page->lang, "thread", "draad"), say_in(page->lang, "threads", "draden"), page->lang,
                 page->arena),
        time_text(page, parts->course.end_s));
}

/* ---- what may come between ---- */

static void say_uneven(const struct page *page)
{
    const struct cluster_plan *plan = page->plan;
    const double own_s = plan->advised->course.end_s, dealt_s = plan->dealt.course.end_s;
    if (plan->slow == 0) return;
    if (plan->cluster->n_speeds > 0) {
        SAY(page, "Nodes of another speed among them: %s. If all had speed 1 it would take %s; dealt out at the begin %s.\n",
            "Knopen met een andere snelheid daaronder: %s. Hadden ze alle snelheid 1, dan duurde het %s; verdeeld aan het begin "
            "%s.\n",
            count(page, plan->slow), time_text(page, plan->uneven.course.end_s),
            time_text(page, plan->uneven_dealt.course.end_s));
        return;
    }
    SAY(page, "With %s of these nodes half as fast: %s (%s); dealt out at the begin %s (%s).\n",
        "Met %s van deze knopen half zo snel: %s (%s); verdeeld aan het begin %s (%s).\n", count(page, plan->slow),
        time_text(page, plan->uneven.course.end_s), beside(page, plan->uneven.course.end_s, own_s),
        time_text(page, plan->uneven_dealt.course.end_s), beside(page, plan->uneven_dealt.course.end_s, dealt_s));
}

static void say_silent(const struct page *page)
{
    const struct cluster_plan *plan = page->plan;
    if (plan->silent.way.nodes < 2) return;
    SAY(page,
        "If a node is not heard of again, the run waits for its time limit (%s). Then %s replications of %s miss, which that "
        "node had; the same command does them in %s.\n",
        "Laat een knoop niets meer horen, dan wacht de run op zijn tijdsgrens (%s). Dan missen %s herhalingen van de %s, die de "
        "knoop had; dezelfde opdracht doet ze in %s.\n",
        time_text(page, plan->silent.course.end_s), count(page, plan->missing), count(page, plan->replications),
        time_text(page, plan->again.course.end_s));
}

void verb_plan_say(const struct cluster_plan *plan, enum lang lang, struct arena *arena, FILE *out)
{
    const struct page page = {plan, lang, arena, out};
    say_work(&page);
    say_costs(&page);
    say_steps(&page);
    say_splits(&page);
    say_advice(&page);
    SAY(&page, "\nHanded out as ranks ask: %s; dealt out at the begin (--hand-out static): %s (%s).\n",
        "\nUitgedeeld als rangen vragen: %s; verdeeld aan het begin (--hand-out static): %s (%s).\n",
        time_text(&page, plan->advised->course.end_s), time_text(&page, plan->dealt.course.end_s),
        beside(&page, plan->dealt.course.end_s, plan->advised->course.end_s));
    say_uneven(&page);
    say_silent(&page);
}
