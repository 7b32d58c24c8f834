/* The sentences, one for each kind of setting. */
#include <string.h>

#include "models/shelter/differ.h"

/* In a path `*` is any key, kept as {0}, {1}, {2}; {r0} is the name of a region. {=}: `60 days instead of 49`. A `|` stands between the
 * sentence for yes and the one for no. */
struct sentence { const char *path, *en, *nl; };

static const struct sentence sentences[] = {
    {"time.start", "The counted period starts on {=}", "De getelde periode begint op {=}"},
    {"time.horizon", "The counted period lasts {=}", "De getelde periode duurt {=}"},
    {"time.warm_up", "The warm-up lasts {=}", "De aanloop duurt {=}"},
    {"montecarlo.replications", "Chance is repeated {=} times", "Het toeval wordt {=} keer herhaald"},
    {"montecarlo.seed", "The seed is {=}", "Het begingetal is {=}"},
    {"intake.households", "First requests for help become {=}", "Het aantal eerste hulpvragen wordt {=}"},
    {"intake.households.*", "First requests for help, {0}, become {=}", "Het aantal eerste hulpvragen, {0}, wordt {=}"},
    {"intake.by", "Requests are spread over regions by {=}", "Hulpvragen worden over regio's verdeeld naar {=}"},
    {"intake.visible.share", "The share of the need that asks for help becomes {=}", "Het aandeel van de nood dat zich meldt wordt {=}"},
    {"intake.visible.response", "The share that asks as well when the own region has a free place that suits becomes {=}", "Het aandeel dat zich ook meldt als de eigen regio een vrije passende plaats heeft wordt {=}"},
    {"intake.growth", "Requests grow by {=}", "Hulpvragen groeien met {=}"},
    {"intake.month", "Factors by month become {=}", "De factoren per maand worden {=}"},
    {"intake.weekday", "Factors by weekday become {=}", "De factoren per weekdag worden {=}"},
    {"intake.hour", "Factors by hour become {=}", "De factoren per uur worden {=}"},
    {"stages.*.stay", "The stay in {0} becomes {=}", "De verblijfsduur in {0} wordt {=}"},
    {"stages.*.stay_if.*", "The stay in {0} before {1} becomes {=} as long", "De verblijfsduur in {0} voor wie daarna naar {1} gaat wordt {=} zo lang"},
    {"stages.*.onward.*.share", "From {0} the share that goes on to {1} becomes {=}", "Uit {0} wordt het aandeel dat naar {1} gaat {=}"},
    {"stages.*.onward.*.stay", "The stay in {0} of who goes on to {1} becomes {=}", "De verblijfsduur in {0} van wie naar {1} gaat wordt {=}"},
    {"stages.*.places", "Places in {0} in every region become {=}", "Het aantal plaatsen {0} in elke regio wordt {=}"},
    {"stages.*.cost.night", "A night in {0} costs {=}", "Een nacht {0} kost {=}"},
    {"stages.*.stopgap", "{0} becomes a stopgap|{0} is no longer a stopgap", "{0} wordt een noodoplossing|{0} is geen noodoplossing meer"},
    {"stages.*.screened", "Safety is screened in {0}|Safety is not screened in {0}", "In {0} is er zicht op de veiligheid|In {0} is er geen zicht op de veiligheid"},
    {"stages.*.residential", "{0} has beds|{0} is help at home", "{0} heeft bedden|{0} is hulp thuis"},
    {"groups.*.share", "The share of {0} among requests becomes {=}", "Het aandeel {0} van de hulpvragen wordt {=}"},
    {"groups.*.adults", "Adults in a household of {0} become {=}", "Het aantal volwassenen per huishouden bij {0} wordt {=}"},
    {"groups.*.children", "Children in a household of {0} become {=}", "Het aantal kinderen per huishouden bij {0} wordt {=}"},
    {"groups.*.triage.*.share", "The share of code {1} among {0} becomes {=}", "Het aandeel code {1} bij {0} wordt {=}"},
    {"groups.*.needs.*.share", "The share of {0} that needs {1} first becomes {=}", "Het aandeel van {0} dat eerst {1} nodig heeft wordt {=}"},
    {"groups.*.stays.*.stay", "The stay of {0} in {1} becomes {=}", "De verblijfsduur van {0} in {1} wordt {=}"},
    {"groups.*.onward.*.to.*.share", "The share of {0} that goes on from {1} to {2} becomes {=}", "Het aandeel van {0} dat van {1} naar {2} gaat wordt {=}"},
    {"groups.*.returns.*", "The share of {0} that returns after {1} becomes {=}", "Het aandeel van {0} dat terugkeert na {1} wordt {=}"},
    {"exits.*.gates", "Who leaves for {0} waits for {=}", "Wie vertrekt naar {0} wacht op {=}"},
    {"exits.*.delay", "Leaving for {0} takes {=} after all that was waited for", "Vertrek naar {0} duurt {=} na alles waarop gewacht is"},
    {"exits.*.returns.share", "The share that returns after {0} becomes {=}", "Het aandeel dat terugkeert na {0} wordt {=}"},
    {"exits.*.returns.after", "Who returns after {0} does so after {=}", "Wie terugkeert na {0} doet dat na {=}"},
    {"gates.*.growth", "The supply of {0} grows by {=}", "Het aanbod van {0} groeit met {=}"},
    {"gates.*.accept", "The share of offers of {0} that is accepted becomes {=}", "Het aandeel van het aanbod van {0} dat wordt aangenomen wordt {=}"},
    {"gates.*.share", "The share of households that needs {0} becomes {=}", "Het aandeel huishoudens dat {0} nodig heeft wordt {=}"},
    {"gates.*.apply_after", "The application for {0} comes {=} after the first admission", "De aanvraag voor {0} komt {=} na de eerste opname"},
    {"gates.*.held", "A slot of {0} is held for {=}", "Een plek {0} blijft bezet gedurende {=}"},
    {"gates.*.wait", "The wait for {0} becomes {=}", "De wachttijd voor {0} wordt {=}"},
    {"gates.*.column", "The column of the regions for {0} is {=}", "De kolom van de regio's voor {0} is {=}"},
    {"gates.*.each", "Every region has {=} of {0}", "Elke regio heeft {=} van {0}"},
    {"gates.*.given.*", "{r1} has {=} of {0}", "{r1} heeft {=} van {0}"},
    {"gates.*.sizes.*", "The share of {0} for {1} persons becomes {=}", "Het aandeel {0} voor {1} personen wordt {=}"},
    {"regions.*.name", "Region {0} is called {=}", "Regio {0} heet {=}"},
    {"regions.*.stay_factor", "Stays in {r0} become {=} as long", "Verblijfsduren in {r0} worden {=} zo lang"},
    {"regions.*.places.*", "Places in {1} in {r0} become {=}", "Het aantal plaatsen {1} in {r0} wordt {=}"},
    {"regions.*.*", "Column {1} of {r0} becomes {=}", "Kolom {1} van {r0} wordt {=}"},
    {"pools.*.places.*", "Places of {0} in {r1} become {=}", "Het aantal plaatsen {0} in {r1} wordt {=}"},
    {"pools.*.takes", "Places of {0} are for {=}", "Plaatsen {0} zijn voor {=}"},
    {"pools.*.waiting.limit", "At most {=} may wait for {0} in a region", "In een regio mogen er hoogstens {=} wachten op {0}"},
    {"pools.*.stage", "Places of {0} are of stage {=}", "Plaatsen {0} horen bij voorziening {=}"},
    {"pools.*.stages", "Places of {0} serve {=}", "Plaatsen {0} dienen voor {=}"},
    {"levers.*.share", "The share that {0} reaches becomes {=}", "Het aandeel dat {0} bereikt wordt {=}"},
    {"levers.prevention.factor", "Those whom prevention reaches ask for help {=} as often", "Wie met preventie is bereikt vraagt {=} zo vaak om hulp"},
    {"levers.*.factor", "Those whom {0} reaches return {=} as often", "Wie met {0} is bereikt keert {=} zo vaak terug"},
    {"levers.*.groups", "{0} is for {=}", "{0} is voor {=}"},
    {"levers.*.exits", "{0} is for who leaves for {=}", "{0} is voor wie vertrekt naar {=}"},
    {"levers.*.regions", "{0} is for households from {=}", "{0} is voor huishoudens uit {=}"},
    {"levers.*.from", "{0} begins on {=}", "{0} begint op {=}"},
    {"levers.*.to", "{0} ends on {=}", "{0} eindigt op {=}"},
    {"pilot.unmet.*", "Households of {r0} not placed in a year, as a pilot counted: {=}", "Huishoudens uit {r0} die in een jaar niet zijn geplaatst, geteld in een proefrun: {=}"},
    {"pilot.unmet_error.*", "Standard error of those of {r0} not placed in a year, as a pilot counted: {=}", "Standaardfout van wie uit {r0} in een jaar niet zijn geplaatst, geteld in een proefrun: {=}"},
    {"pilot.leavers.*", "Leavers from {r0} in a year, as a pilot counted: {=}", "Vertrekkers uit {r0} in een jaar, geteld in een proefrun: {=}"},
    {"pilot.leavers_error.*", "Standard error of leavers from {r0} in a year, as a pilot counted: {=}", "Standaardfout van vertrekkers uit {r0} in een jaar, geteld in een proefrun: {=}"},
    {"claims.classes", "A place that comes free goes first to {=}", "Een plaats die vrijkomt gaat eerst naar {=}"},
    {"claims.own_region_first", "Households of the region go first|Households of the region no longer go first", "Huishoudens uit de regio gaan voor|Huishoudens uit de regio gaan niet meer voor"},
    {"travel.speed", "Travel goes at {=}", "Reizen gaat met {=}"},
    {"travel.detour", "Roads are {=} as long as the straight line", "Wegen zijn {=} zo lang als de rechte lijn"},
    {"limits.waiting", "Households that may wait in the whole system: {=}", "Huishoudens die mogen wachten in het hele stelsel: {=}"},
    {"prices.index", "Prices grow by {=}", "Prijzen stijgen met {=}"},
    {"prices.*", "The price of {0} becomes {=}", "De prijs van {0} wordt {=}"},
};

enum { MOST_KEPT = 4 };
struct kept { int n; char key[MOST_KEPT][96]; };

static bool matches(const char *pattern, const char *stem, struct kept *kept)
{
    kept->n = 0;
    while (*pattern && *stem) {
        const size_t wanted = strcspn(pattern, "."), length = strcspn(stem, ".");
        const bool any = wanted == 1 && *pattern == '*';
        if (!any && (wanted != length || strncmp(pattern, stem, length) != 0)) return false;
        if (any && kept->n < MOST_KEPT) snprintf(kept->key[kept->n++], sizeof kept->key[0], "%.*s", (int)length, stem);
        pattern += wanted + (pattern[wanted] == '.');
        stem += length + (stem[length] == '.');
    }
    return *pattern == '\0' && *stem == '\0';
}

/* What stands between the braces. */
static const char *filled(const struct phrase *p, const char *token, const struct kept *kept, const char *value)
{
    if (*token == '=') return value;
    const bool region = *token == 'r';
    const char *key = kept->key[token[region] - '0'];
    return region ? phrase_region(p, key) : phrase_word(p, key);
}

/* Of `if so|if not` one of the two. */
static const char *half(const struct phrase *p, const char *text, bool yes)
{
    const char *bar = strchr(text, '|');
    return !bar ? text : yes ? arena_copy(p->arena, text, (size_t)(bar - text)) : bar + 1;
}

static const char *fill(const struct phrase *p, const char *text, const struct kept *kept, const char *value)
{
    const char *said = "";
    for (const char *brace; (brace = strchr(text, '{')); text = strchr(brace, '}') + 1)
        said = arena_format(p->arena, "%s%.*s%s", said, (int)(brace - text), text, filled(p, brace + 1, kept, value));
    char *whole = arena_format(p->arena, "%s%s", said, text);
    if (whole[0] >= 'a' && whole[0] <= 'z') whole[0] = (char)(whole[0] - 'a' + 'A');
    return whole;
}

const char *differ_said(const struct phrase *p, const char *stem, const char *after, const char *before)
{
    struct kept kept;
    const char *value = before ? say_instead(after, before, p->lang, p->arena) : after;
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++)
        if (matches(sentences[i].path, stem, &kept))
            return fill(p, half(p, p->lang == LANG_NL ? sentences[i].nl : sentences[i].en, strcmp(after, say_in(p->lang, "yes", "ja")) == 0), &kept, value);
    return NULL;
}
