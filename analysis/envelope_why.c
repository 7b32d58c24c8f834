/* Why the simulation differs from the formulas: what of their assumptions does not hold in this scenario, seen in its own figures. */
#include <math.h>

#include "analysis/envelope.h"
#include "analysis/table.h"

struct whys {
    const struct envelope_full *full;
    enum lang lang;
    struct arena *arena;
    const char **word, **sentence;
    int32_t n;
};

#define SAY(en, nl) say_in(whys->lang, en, nl)

static const char *number(const struct whys *whys, double x, int decimals) { return table_number(x, decimals, whys->lang, whys->arena); }

static const char *amount(const struct whys *whys, double x) { return number(whys, x, fabs(x) < 100 ? 1 : 0); }

static const char *percent(const struct whys *whys, double share) { return number(whys, 100 * share, share < 0.1 ? 1 : 0); }

static void add(struct whys *whys, const char *word, const char *sentence)
{
    if (whys->n < ENVELOPE_WHYS) whys->word[whys->n] = word, whys->sentence[whys->n++] = sentence;
}

#define ADD(word, en, nl, ...) add(whys, word, arena_format(whys->arena, SAY(en, nl), __VA_ARGS__))

static void why_held(struct whys *whys)
{
    const struct envelope_full *full = whys->full;
    const double waits = full->blocked.mean - full->blocked_scarce;
    if (full->blocked_scarce > 0.001 * full->all.occupied.mean)
        ADD("blocked",
            "%s places at a time stay occupied after the planned stay, until there is room in a next stage, a home or a caseworker; load and Erlang "
            "give a place back when the planned stay ends.",
            "%s plaatsen tegelijk blijven bezet na de geplande verblijfsduur, tot er ruimte is in een volgende voorziening, een woning of een "
            "hulpverlener; bij de benodigde bezetting en bij Erlang komt een plaats vrij zodra de geplande verblijfsduur om is.",
            number(whys, full->blocked_scarce, 1));
    if (waits > 0.001 * full->all.occupied.mean)
        ADD("waits", "%s places at a time are held by waits that no extra place, home or caseworker shortens; only the fluid limit counts them.",
            "%s plaatsen tegelijk blijven bezet door wachttijden die geen extra plaats, woning of hulpverlener verkort; alleen de vloeistoflimiet "
            "telt ze mee.",
            number(whys, waits, 1));
}

static void why_requests(struct whys *whys)
{
    const struct envelope_full *full = whys->full;
    if (full->returned_share > 0 || full->again_share > 0)
        ADD("returns",
            "Of the requests %s %% are returns and %s %% repeats, taken as they were simulated; they depend on who was served, which the formulas do "
            "not see.",
            "%s %% van de hulpvragen is terugkeer en %s %% is opnieuw gevraagd na opgeven, overgenomen uit de simulatie; ze hangen af van wie geholpen is, en dat zien de "
            "formules niet.",
            percent(whys, full->returned_share), percent(whys, full->again_share));
    if (full->all.offered > 0 && fabs(full->all.load / full->all.offered - 1) > 0.1)
        ADD("at_start",
            "The load at the start counts first requests at the rates of the start; the load beside it counts all requests of the counted period (%s "
            "a year), with the stays of those who were placed.",
            "De benodigde bezetting bij het begin telt alleen eerste hulpvragen in de aantallen van het begin; die ernaast telt alle hulpvragen van "
            "de getelde periode (%s per jaar), met de verblijven van wie geplaatst is.",
            amount(whys, full->requests_per_year));
    if (full->given)
        add(whys, "given",
            SAY("Requests come at given dates and not at random: Erlang and the equations by year do not apply, load and fluid limit do.",
                "Hulpvragen komen op gegeven data en niet willekeurig: Erlang en de vergelijkingen per jaar gelden niet, de benodigde bezetting en "
                "de vloeistoflimiet wel."));
    if (fabs(full->growth - 1) > 0.05)
        ADD("growth",
            "The last year has %s %% %s requests per day than the first, so a steady state is never reached. By year the equations follow the "
            "change, with stays taken as exponential.",
            "Het laatste jaar heeft %s %% %s hulpvragen per dag dan het eerste, dus een evenwicht wordt nooit bereikt. Per jaar volgen de "
            "vergelijkingen die verandering, met exponentiële verblijven.",
            percent(whys, fabs(full->growth - 1)), full->growth > 1 ? SAY("more", "meer") : SAY("fewer", "minder"));
    if (full->changes)
        add(whys, "changes",
            SAY("Places, homes or slots change at dates (changes, funding): the formulas take the mean over the counted period, or what stands at "
                "the end.",
                "Plaatsen, woningen of plekken veranderen op data (changes, funding): de formules nemen het gemiddelde over de getelde periode, of "
                "wat er aan het eind staat."));
}

static void why_rules(struct whys *whys)
{
    const struct envelope_full *full = whys->full;
    int32_t counted = 0;
    for (int32_t s = 0; s < full->stages; s++) counted += full->stage[s].counted;
    if (full->waiting.mean > 0)
        ADD("waiting", "%s households at a time wait for a place; Erlang refuses at once. Not placed within 24 h also counts those placed later.",
            "%s huishoudens tegelijk wachten op een plaats; Erlang weigert meteen. Niet geplaatst binnen 24 u telt ook wie later een plaats kreeg.",
            number(whys, full->waiting.mean, 1));
    if (full->regions > 1 && full->elsewhere_share > 0)
        ADD("elsewhere",
            "%s %% of the first places are in another region, so the truth lies between each region by itself and one pool; rules on distance, "
            "safety and groups keep it from being one pool.",
            "%s %% van de eerste plaatsen is in een andere regio, dus de waarheid ligt tussen elke regio op zichzelf en één geheel; regels over "
            "afstand, veiligheid en groepen verhinderen dat het land één geheel is.",
            percent(whys, full->elsewhere_share));
    if (full->regions > 1 && !(full->elsewhere_share > 0))
        add(whys, "no_sharing",
            SAY("Nobody was placed in another region: one pool does not apply.",
                "Niemand kreeg een plaats in een andere regio: één geheel is hier niet van toepassing."));
    if (counted > 1)
        ADD("stages",
            "Together, the %s stages are taken as one: a place in one of them would serve as a place in any other. By stage the formula takes "
            "requests as coming at random, while those who move on come from the stage before.",
            "Samen worden de %s voorzieningen als één geheel genomen: een plaats in de ene zou ook voor de andere dienen. Per voorziening neemt de "
            "formule aan dat hulpvragen willekeurig komen, terwijl wie doorstroomt uit de voorziening ervoor komt.",
            number(whys, counted, 0));
    if (full->persons)
        add(whys, "persons",
            SAY("Places are for persons: the formulas take every household as of the mean size, while a large one fits less often.",
                "Plaatsen zijn voor personen: de formules nemen elk huishouden van gemiddelde grootte, terwijl een groot huishouden minder vaak "
                "past."));
}

static void why_outside(struct whys *whys)
{
    const struct envelope_full *full = whys->full;
    if (full->hotel > 0)
        ADD("stopgap", "%s households at a time are in a stopgap; its places are not counted and its nights are no part of the load.",
            "%s huishoudens tegelijk zitten in een noodoplossing; die plaatsen tellen niet mee en die nachten horen niet bij de benodigde bezetting.",
            number(whys, full->hotel, 1));
    if (full->unlimited > 0)
        ADD("unlimited", "%s households at a time are in stages without a bound, which refuse nobody and are left out of the loss.",
            "%s huishoudens tegelijk zitten in voorzieningen zonder grens; die weigeren niemand en blijven buiten het verlies.",
            number(whys, full->unlimited, 1));
    for (int32_t g = 0; g < full->gates; g++) {
        const struct envelope_gate *gate = &full->gate[g];
        if (gate->slots && isnan(gate->per_year))
            ADD("slots_unknown", "This file does not say how many slots there are for %s; the fluid limit takes them as no bound.",
                "Dit bestand zegt niet hoeveel plekken er zijn voor %s; de vloeistoflimiet neemt aan dat ze niet beperken.", gate->name[whys->lang]);
        else if (!gate->slots && gate->used < 0.98 * gate->per_year)
            ADD("homes_lost",
                "Of what comes free for %s (%s a year) %s found nobody in line whom it suited at that moment and in that region; the fluid limit "
                "counts all of it.",
                "Van wat vrijkomt voor %s (%s per jaar) vond %s niemand in de rij voor wie het op dat moment en in die regio paste; de "
                "vloeistoflimiet telt alles mee.",
                gate->name[whys->lang], amount(whys, gate->per_year), amount(whys, gate->per_year - gate->used));
    }
}

static void why_chance(struct whys *whys)
{
    const struct envelope_full *full = whys->full;
    if (full->fluid_state == ENVELOPE_THERE && full->placed.mean < full->served - 0.01)
        ADD("chance",
            "The fluid limit knows no chance%s: by it %s %% of the requests can be served, while %s %% are in the simulation, where requests "
            "sometimes come together%s.",
            "De vloeistoflimiet kent geen toeval%s: daarmee is %s %% van de hulpvragen te helpen, terwijl in de simulatie %s %% een plaats krijgt, "
            "waar hulpvragen soms samenvallen%s.",
            full->regions > 1 ? SAY(" and shares all places", " en deelt alle plaatsen") : "", percent(whys, full->served),
            percent(whys, full->placed.mean),
            full->regions > 1
                ? SAY(" and free places are not always where they are asked", " en vrije plaatsen niet altijd zijn waar ze gevraagd worden")
                : "");
    if (whys->n == 0)
        add(whys, "applies",
            SAY("Nothing in this scenario breaks what Erlang's formula assumes: the simulation should agree with it but for chance.",
                "Niets in dit scenario breekt met wat de formule van Erlang aanneemt: de simulatie hoort er op toeval na mee overeen te komen."));
}

int32_t envelope_why(const struct envelope_full *full, enum lang lang, struct arena *arena, const char *word[ENVELOPE_WHYS],
                     const char *sentence[ENVELOPE_WHYS])
{
    struct whys whys = {full, lang, arena, word, sentence, 0};
    if (full->loss_state == ENVELOPE_NOBODY) return 0;
    why_held(&whys);
    why_requests(&whys);
    why_rules(&whys);
    why_outside(&whys);
    why_chance(&whys);
    return whys.n;
}
