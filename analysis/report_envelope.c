/* What a sum on an envelope says, beside the simulation, and why they part. */
#include <math.h>

#include "analysis/report_page.h"

static struct svg_cell percent(double share) { return report_value(100 * share); }

static struct svg_cell percents(const struct interval *share)
{
    return (struct svg_cell){100 * share->mean, 100 * (share->mean - share->half), 100 * (share->mean + share->half)};
}

static void stage_row(struct report *report, struct report_table *table, const struct envelope_stage *stage)
{
    report_row(table, stage->name[report->svg.lang]);
    report_put(table, report_value(stage->load));
    report_put(table, report_value(stage->places));
    report_put(table, report_cell(&stage->occupied));
    report_put(table, report_cell(&stage->blocked));
    report_put(table, stage->counted ? percent(stage->loss_regions) : report_value(NAN));
    report_put(table, percents(&stage->full));
    report_put(table, stage->counted ? percent(stage->loss_pooled) : report_value(NAN));
}

static void stages(struct report *report, const struct envelope_full *full)
{
    struct report_table table = report_table(report, 7, full->stages + 1);
    const char *const heads[] = {SAY("needed by planned stays", "nodig naar geplande verblijfsduur"),
                                 SAY("places", "plaatsen"),
                                 SAY("in use, simulated", "bezet, gesimuleerd"),
                                 SAY("of which held", "waarvan geblokkeerd"),
                                 SAY("refused, each region by itself (formula)", "geweigerd, elke regio op zichzelf (formule)"),
                                 SAY("time without a free place (simulated)", "tijd zonder vrije plaats (gesimuleerd)"),
                                 SAY("refused, one pool (formula)", "geweigerd, één geheel (formule)")};
    for (int32_t c = 0; c < 7; c++) report_column(&table, c, heads[c], c == 1 ? 0 : 1, false, c >= 4);
    for (int32_t s = 0; s < full->stages; s++) stage_row(report, &table, &full->stage[s]);
    if (full->stages > 1) stage_row(report, &table, &full->all);
    const struct svg_table made =
        report_made(&table, FORMAT(SAY("Formulas beside the simulation: “%s”", "Formules naast de simulatie: „%s”"), report->title[0]),
                    SAY("stage", "voorziening"), "",
                    SAY("Formula: Erlang's loss formula with planned stays, as if nobody were ever held.",
                        "Formule: de verliesformule van Erlang met geplande verblijfsduren, alsof nooit iemand bleef zitten."));
    svg_plain(&report->svg, &made);
}

/* Once for both languages: the equations by year take most of the time of the page. */
static const struct envelope_full *reckoned(struct report *report)
{
    if (report->envelope || report->no_envelope) return report->envelope;
    struct envelope_full *full = ARENA_NEW(report->arena, struct envelope_full);
    report->no_envelope = envelope_scenario(report->result, 0, report->arena, full).code != STATUS_OK;
    return report->envelope = report->no_envelope ? NULL : full;
}

static void plainly(const struct report *report, const struct envelope_full *full)
{
    const bool enough = full->all.load < full->all.places;
    report_p(
        report,
        FORMAT(SAY("If every household left at the end of its planned stay, and nobody were refused, about %s places would be in use at a time; "
                   "there are %s. %s in the "
                   "simulation %s %% of requests find no place within 24 hours, and %s places are held after the planned stay.",
                   "Als ieder huishouden vertrok aan het eind van de geplande verblijfsduur, zouden ongeveer %s plaatsen tegelijk bezet zijn; er "
                   "zijn er %s. %s in de "
                   "simulatie vindt %s %% van de hulpvragen geen plaats binnen 24 uur, en zijn er %s plaatsen bezet na de geplande verblijfsduur."),
               report_amount(report, full->all.load), report_amount(report, full->all.places),
               enough ? SAY("Still,", "Toch geldt:") : SAY("And", "En"), report_number(report, 100 * full->not_placed.mean, 1),
               report_amount(report, full->all.blocked.mean)));
}

void report_envelope(struct report *report)
{
    const char *word[ENVELOPE_WHYS], *sentence[ENVELOPE_WHYS];
    const struct envelope_full *full = reckoned(report);
    if (!full || full->stages == 0 || full->loss_state == ENVELOPE_NOBODY) {
        report_missing(report, SAY("The formulas need places, stays and requests by region, which this file does not hold.",
                                   "De formules hebben plaatsen, verblijfsduren en hulpvragen per regio nodig; die staan niet in dit bestand."));
        return;
    }
    if (isfinite(full->all.load) && full->all.places > 0) plainly(report, full);
    report_open_details(
        report, SAY("For who knows the formulas: Erlang, and why the two part", "Voor wie de formules kent: Erlang, en waarom de twee uiteenlopen"));
    if (full->loss_state == ENVELOPE_THERE)
        report_p(
            report,
            FORMAT(SAY("Planned stays need %s of %s places. Were nobody held, Erlang's formula would refuse %s %% in each region by itself, and %s "
                       "%% were everything one pool. The simulation finds %s places in use, and %s %% of the requests not placed within 24 hours.",
                       "Geplande verblijfsduren vragen %s van de %s plaatsen. Bleef nooit iemand zitten, dan weigert de formule van Erlang %s %% als "
                       "elke regio op zichzelf staat, en %s %% als alles één geheel is. De simulatie vindt %s bezette plaatsen, en %s %% van de "
                       "hulpvragen niet binnen 24 uur geplaatst."),
                   report_amount(report, full->all.load), report_amount(report, full->all.places),
                   report_number(report, 100 * full->all.loss_regions, 1), report_number(report, 100 * full->all.loss_pooled, 1),
                   report_amount(report, full->all.occupied.mean), report_number(report, 100 * full->not_placed.mean, 1)));
    stages(report, full);
    const int32_t n = envelope_why(full, report->svg.lang, report->arena, word, sentence);
    if (n > 0) {
        report_h3(report, SAY("Why the two part", "Waarom de twee uiteenlopen"));
        report_raw(report, "<ul class=\"said\">\n");
        for (int32_t i = 0; i < n; i++) report_element(report, "li", NULL, sentence[i]);
        report_raw(report, "</ul>\n");
    }
    report_close_details(report);
}
