#include "models/shelter/params.h"

#include <math.h>

/* clang-format off: a row is read as a row */
#define SPAN(low, high)    .min = (low), .max = (high)
#define AT(record, member) .offset = offsetof(struct record, member)
#define HELP(en, nl)       .help_en = en, .help_nl = nl
#define END                                                                                                                      \
    {                                                                                                                            \
        .name = NULL                                                                                                             \
    }
#define TABLE(id, record, text)                                                                                                  \
    static const struct param_table id##_table = {.name = text, .size = sizeof(struct record), .rows = id##_rows}

static const char *const gate_kinds[] = {"supply", "slots", "wait", NULL};
static const char *const gate_of[] = {"stay", "origin", NULL};
static const char *const where_words[] = {"own", "elsewhere", "any", NULL};
static const char *const colours[] = {"green", "orange", "red", NULL};
static const char *const removals[] = {"when_free", "at_once", NULL};
static const char *const intake_states[] = {"open", "closed", NULL};
static const char *const uses[] = {"fit", "check", NULL};

/* ---- one share ---- */
static const struct param_row share_rows[] = {{.name = "share",
                                               .kind = PARAM_SCALAR,
                                               .unit = UNIT_SHARE,
                                               AT(share_params, share),
                                               SPAN(0, 1),
                                               .flags = PARAM_SHORT,
                                               HELP("Share.", "Aandeel.")},
                                              END};
TABLE(share, share_params, "share");

/* ---- intake ---- */
static const struct param_row arrival_rows[] = {
    {.name = "at", .kind = PARAM_SCALAR, .unit = UNIT_DURATION, AT(arrival_params, at_s), .flags = PARAM_SHORT,
     HELP("When the household asks, from the start of the counted period.",
          "Wanneer het huishouden zich meldt, vanaf het begin van de getelde periode.")},
    {.name = "group", .kind = PARAM_NAME, AT(arrival_params, group), .space = "group", .flags = PARAM_OPTIONAL,
     HELP("Its group; drawn when not given.",
          "De groep; geloot als niet gegeven.")},
    {.name = "colour", .kind = PARAM_CHOICE, AT(arrival_params, colour), .choices = colours, .flags = PARAM_OPTIONAL,
     HELP("Its triage colour; drawn when not given.",
          "De triagekleur; geloot als niet gegeven.")},
    {.name = "children", .kind = PARAM_COUNT, .unit = UNIT_COUNT, AT(arrival_params, children), SPAN(0, 50), .flags = PARAM_OPTIONAL,
     HELP("Number of children; drawn when not given.",
          "Aantal kinderen; geloot als niet gegeven.")},
    {.name = "need", .kind = PARAM_NAME, AT(arrival_params, need), .space = "stage", .flags = PARAM_OPTIONAL,
     HELP("The earliest stage that suits it; drawn when not given.",
          "De eerste voorziening die past; geloot als niet gegeven.")},
    END};
TABLE(arrival, arrival_params, "arrival");

static const struct param_row times_rows[] = {
    {.name = "arrivals", .kind = PARAM_LIST, AT(times_params, arrivals), .table = &arrival_table, .flags = PARAM_SHORT,
     HELP("The arrivals in a region, in any order.",
          "De meldingen in een regio, in willekeurige volgorde.")},
    END};
TABLE(times, times_params, "times");

static const struct param_row shock_rows[] = {
    {.name = "from", .kind = PARAM_WHEN, AT(shock_params, from), HELP("First day of the shock.", "Eerste dag van de schok.")},
    {.name = "to", .kind = PARAM_WHEN, AT(shock_params, to), .flags = PARAM_OPTIONAL,
     HELP("First day after the shock; for good when not given.",
          "Eerste dag na de schok; blijvend als niet gegeven.")},
    {.name = "factor", .kind = PARAM_SCALAR, .unit = UNIT_FACTOR, AT(shock_params, factor), SPAN(0, 1000),
     HELP("What intake is multiplied by.",
          "Waarmee de instroom wordt vermenigvuldigd.")},
    {.name = "region", .kind = PARAM_NAMES, AT(shock_params, regions), .space = "region", .flags = PARAM_OPTIONAL,
     HELP("Only these regions; all when not given.",
          "Alleen deze regio's; alle als niet gegeven.")},
    END};
TABLE(shock, shock_params, "shock");

static const struct param_row by_rows[] = {
    {.name = "column", .kind = PARAM_TEXT, AT(by_params, column), .flags = PARAM_OPTIONAL | PARAM_SHORT,
     HELP("A column of regions; intake_share when nothing is given.",
          "Een kolom van de regio's; intake_share als niets is gegeven.")},
    {.name = "risk", .kind = PARAM_SHARES, AT(by_params, risk), .table = &share_table, .flags = PARAM_OPTIONAL | PARAM_WHOLE,
     HELP("Columns of regions and their weights: each column counts by the region's share of its sum.",
          "Kolommen van de regio's en hun gewichten: elke kolom telt naar het aandeel van de regio in de som.")},
    END};
TABLE(by, by_params, "by");

static const struct param_row visible_rows[] = {
    {.name = "share", .kind = PARAM_SCALAR, .unit = UNIT_SHARE, AT(visible_params, share), .fallback = "100 %", SPAN(0, 1), .flags = PARAM_SHORT,
     HELP("Share of the need that asks for help.",
          "Aandeel van de nood dat zich meldt.")},
    {.name = "response", .kind = PARAM_SCALAR, .unit = UNIT_SHARE, AT(visible_params, response), .fallback = "0 %", SPAN(0, 1),
     HELP("So much more of it asks when the own region has a free place of the stage that suits at that moment.",
          "Zoveel meer meldt zich als de eigen regio op dat moment een vrije passende plaats heeft.")},
    END};
TABLE(visible, visible_params, "visible");

static const struct param_row intake_rows[] = {
    {.name = "households", .kind = PARAM_PAIRS, .unit = UNIT_RATE, AT(intake_params, households), SPAN(0, 1e9), .flags = PARAM_SHORT | PARAM_OPTIONAL,
     HELP("First requests for help per year, in the whole country; or a map by group, or steps by date.",
          "Eerste hulpvragen per jaar, in het hele land; of per groep, of trapsgewijs per datum.")},
    {.name = "by", .kind = PARAM_RECORD, AT(intake_params, by), .table = &by_table, .flags = PARAM_WHOLE,
     HELP("What spreads the requests over regions: a column, or a score of several.",
          "Wat de hulpvragen over de regio's verdeelt: een kolom, of een score uit meer kolommen.")},
    {.name = "visible", .kind = PARAM_RECORD, AT(intake_params, visible), .table = &visible_table,
     HELP("How much of the need asks for help.",
          "Hoeveel van de nood zich meldt.")},
    {.name = "growth", .kind = PARAM_SCALAR, .unit = UNIT_GROWTH, AT(intake_params, growth_per_year), .fallback = "0 %/yr", SPAN(-0.9, 10),
     HELP("Growth of intake per year, from the start.",
          "Groei van de instroom per jaar, vanaf het begin.")},
    {.name = "month", .kind = PARAM_SERIES, .unit = UNIT_NUMBER, AT(intake_params, month), .min_items = 12, .max_items = 12, SPAN(0, 1000), .flags = PARAM_OPTIONAL,
     HELP("Twelve factors, January first; rescaled to mean 1.",
          "Twaalf factoren, januari eerst; herschaald tot gemiddeld 1.")},
    {.name = "weekday", .kind = PARAM_SERIES, .unit = UNIT_NUMBER, AT(intake_params, weekday), .min_items = 7, .max_items = 7, SPAN(0, 1000), .flags = PARAM_OPTIONAL,
     HELP("Seven factors, Monday first; rescaled to mean 1.",
          "Zeven factoren, maandag eerst; herschaald tot gemiddeld 1.")},
    {.name = "hour", .kind = PARAM_SERIES, .unit = UNIT_NUMBER, AT(intake_params, hour), .min_items = 24, .max_items = 24, SPAN(0, 1000), .flags = PARAM_OPTIONAL,
     HELP("Twenty-four factors, from midnight; rescaled to mean 1.",
          "Vierentwintig factoren, vanaf middernacht; herschaald tot gemiddeld 1.")},
    {.name = "shocks", .kind = PARAM_MAP, AT(intake_params, shocks), .table = &shock_table, .flags = PARAM_OPTIONAL,
     HELP("Named factors on intake between dates; they multiply.",
          "Benoemde factoren op de instroom tussen data; zij vermenigvuldigen.")},
    {.name = "times", .kind = PARAM_MAP, AT(intake_params, times), .table = &times_table, .space = "region", .flags = PARAM_OPTIONAL | PARAM_REGISTER,
     HELP("Explicit arrivals by region instead of drawn ones; or {table: FILE.csv} with the columns at, region, and whatever is known.",
          "Gegeven meldingen per regio in plaats van gelote; of {table: BESTAND.csv} met de kolommen at, region en wat bekend is.")},
    END};
TABLE(intake, intake_params, "intake");

/* ---- stages ---- */
static const struct param_row onward_rows[] = {
    {.name = "share", .kind = PARAM_SCALAR, .unit = UNIT_SHARE, AT(onward_params, share), SPAN(0, 1), .flags = PARAM_SHORT,
     HELP("Share of households whose next step this is.",
          "Aandeel huishoudens met deze volgende stap.")},
    {.name = "stay", .kind = PARAM_DIST, .unit = UNIT_DURATION, AT(onward_params, stay), .flags = PARAM_OPTIONAL | PARAM_NONE,
     HELP("Planned stay of those who go there.",
          "Geplande verblijfsduur van wie daarheen gaat.")},
    END};
TABLE(onward, onward_params, "onward");

static const struct param_row cost_rows[] = {
    {.name = "night", .kind = PARAM_SCALAR, .unit = UNIT_MONEY, AT(cost_params, night_eur), .fallback = "0 eur", SPAN(0, 1e6),
     HELP("Cost of one household for one night.",
          "Kosten van een huishouden per nacht.")},
    END};
TABLE(cost, cost_params, "cost");

static const struct param_row stage_rows[] = {
    {.name = "stay", .kind = PARAM_DIST, .unit = UNIT_DURATION, AT(stage_params, stay), .flags = PARAM_OPTIONAL | PARAM_NONE,
     HELP("Planned stay, without waiting for anything.",
          "Geplande verblijfsduur, zonder ergens op te wachten.")},
    {.name = "stay_if", .kind = PARAM_PAIRS, .unit = UNIT_FACTOR, AT(stage_params, stay_if), SPAN(0, 100), .space = "stage|exit", .flags = PARAM_OPTIONAL,
     HELP("Factor on the planned stay by next step.",
          "Factor op de geplande verblijfsduur naar volgende stap.")},
    {.name = "onward", .kind = PARAM_SHARES, AT(stage_params, onward), .table = &onward_table, .space = "stage|exit", .flags = PARAM_OPTIONAL,
     HELP("Where households go next, as shares.",
          "Waar huishoudens daarna heen gaan, als aandelen.")},
    {.name = "residential", .kind = PARAM_FLAG, AT(stage_params, residential), .fallback = "yes",
     HELP("A place with a bed; `no` for help at home.",
          "Een plaats met een bed; `no` voor hulp thuis.")},
    {.name = "stopgap", .kind = PARAM_FLAG, AT(stage_params, stopgap), .fallback = "no",
     HELP("A stopgap: whoever is there is not yet placed.",
          "Een noodoplossing: wie er is, is nog niet geplaatst.")},
    {.name = "screened", .kind = PARAM_FLAG, AT(stage_params, screened), .fallback = "yes",
     HELP("Whether safety is screened there.",
          "Of er zicht is op de veiligheid.")},
    {.name = "places", .kind = PARAM_COUNT, .unit = UNIT_COUNT, AT(stage_params, places), SPAN(0, 1e9), .flags = PARAM_OPTIONAL | PARAM_UNLIMITED,
     HELP("Places in every region that gives none of its own.",
          "Plaatsen in elke regio die zelf niets opgeeft.")},
    {.name = "cost", .kind = PARAM_RECORD, AT(stage_params, cost), .table = &cost_table,
     HELP("Costs that depend on use.",
          "Kosten die van het gebruik afhangen.")},
    {.name = "title", .kind = PARAM_TITLE, AT(stage_params, title), .flags = PARAM_OPTIONAL,
     HELP("What people call it, in tables and sentences; its key when not given.",
          "Hoe men het noemt, in tabellen en zinnen; de sleutel als niets is gegeven.")},
    END};
TABLE(stage, stage_params, "stage");

/* ---- groups ---- */
static const struct param_row group_stay_rows[] = {
    {.name = "stay", .kind = PARAM_RANGE, .unit = UNIT_DURATION, AT(group_stay_params, stay), .flags = PARAM_SHORT,
     HELP("A new mean, a factor (1.5 x) on the stage's stay, or a whole distribution.",
          "Een nieuw gemiddelde, een factor (1.5 x) op de verblijfsduur, of een hele verdeling.")},
    END};
TABLE(group_stay, group_stay_params, "group stay");

static const struct param_row group_onward_rows[] = {
    {.name = "to", .kind = PARAM_SHARES, AT(group_onward_params, to), .table = &share_table, .space = "stage|exit", .flags = PARAM_SHORT | PARAM_SCALE,
     HELP("Shares that differ for this group; `others: scale` fills up the rest in proportion.",
          "Aandelen die voor deze groep anders zijn; `others: scale` vult de rest naar verhouding.")},
    END};
TABLE(group_onward, group_onward_params, "onward");

static const struct param_row group_rows[] = {
    {.name = "share", .kind = PARAM_SCALAR, .unit = UNIT_SHARE, AT(group_params, share), SPAN(0, 1), .flags = PARAM_OPTIONAL,
     HELP("Share of first requests.",
          "Aandeel van de eerste hulpvragen.")},
    {.name = "adults", .kind = PARAM_COUNT, .unit = UNIT_COUNT, AT(group_params, adults), .fallback = "1", SPAN(0, 20),
     HELP("Adults in a household.",
          "Volwassenen in een huishouden.")},
    {.name = "children", .kind = PARAM_DIST, .unit = UNIT_NUMBER, AT(group_params, children), .fallback = "0",
     HELP("Children in a household.",
          "Kinderen in een huishouden.")},
    {.name = "triage", .kind = PARAM_SHARES, AT(group_params, triage), .table = &share_table, .space = "=green|=orange|=red", .flags = PARAM_OPTIONAL,
     HELP("Shares of the triage colours; all green when not given.",
          "Aandelen van de triagekleuren; alles groen als niet gegeven.")},
    {.name = "needs", .kind = PARAM_SHARES, AT(group_params, needs), .table = &share_table, .space = "stage", .flags = PARAM_OPTIONAL,
     HELP("Earliest stage that suits, as shares; the first stage when not given.",
          "Eerste passende voorziening, als aandelen; de eerste voorziening als niet gegeven.")},
    {.name = "stays", .kind = PARAM_MAP, AT(group_params, stays), .table = &group_stay_table, .space = "stage", .flags = PARAM_OPTIONAL,
     HELP("Stays that differ for this group.",
          "Verblijfsduren die voor deze groep anders zijn.")},
    {.name = "onward", .kind = PARAM_MAP, AT(group_params, onward), .table = &group_onward_table, .space = "stage", .flags = PARAM_OPTIONAL,
     HELP("Next steps that differ for this group.",
          "Volgende stappen die voor deze groep anders zijn.")},
    {.name = "returns", .kind = PARAM_PAIRS, .unit = UNIT_SHARE, AT(group_params, returns), SPAN(0, 1), .space = "exit", .flags = PARAM_OPTIONAL,
     HELP("Share that returns, by exit, where it differs for this group.",
          "Aandeel dat terugkeert, per uitgang, waar dat voor deze groep anders is.")},
    {.name = "title", .kind = PARAM_TITLE, AT(group_params, title), .flags = PARAM_OPTIONAL,
     HELP("What people call it, in tables and sentences; its key when not given.",
          "Hoe men het noemt, in tabellen en zinnen; de sleutel als niets is gegeven.")},
    END};
TABLE(group, group_params, "group");

/* ---- exits and gates ---- */
static const struct param_row returns_rows[] = {{.name = "share",
                                                 .kind = PARAM_SCALAR,
                                                 .unit = UNIT_SHARE,
                                                 AT(returns_params, share),
                                                 .fallback = "0 %",
                                                 SPAN(0, 1),
                                                 HELP("Share that asks for help again.", "Aandeel dat opnieuw om hulp vraagt.")},
                                                {.name = "after",
                                                 .kind = PARAM_DIST,
                                                 .unit = UNIT_DURATION,
                                                 AT(returns_params, after),
                                                 .fallback = "0 d",
                                                 HELP("Time until that request.", "Tijd tot die hulpvraag.")},
                                                END};
TABLE(returns, returns_params, "returns");

static const struct param_row exit_rows[] = {
    {.name = "gates", .kind = PARAM_NAMES, AT(exit_params, gates), .space = "gate", .flags = PARAM_OPTIONAL,
     HELP("What must be there before leaving; blocked days go to the first closed one.",
          "Wat er moet zijn voor vertrek; geblokkeerde dagen tellen bij de eerste gesloten voorwaarde.")},
    {.name = "delay", .kind = PARAM_DIST, .unit = UNIT_DURATION, AT(exit_params, delay), .fallback = "0 d",
     HELP("Time after the gates that still holds the place.",
          "Tijd na de voorwaarden waarin de plaats nog bezet is.")},
    {.name = "returns", .kind = PARAM_RECORD, AT(exit_params, returns), .table = &returns_table, .flags = PARAM_OPTIONAL,
     HELP("How many return, and when.",
          "Hoeveel er terugkeren, en wanneer.")},
    {.name = "title", .kind = PARAM_TITLE, AT(exit_params, title), .flags = PARAM_OPTIONAL,
     HELP("What people call it, in tables and sentences; its key when not given.",
          "Hoe men het noemt, in tabellen en zinnen; de sleutel als niets is gegeven.")},
    END};
TABLE(exit, exit_params, "exit");

static const struct param_row gate_rows[] = {
    {.name = "kind", .kind = PARAM_CHOICE, AT(gate_params, kind), .choices = gate_kinds,
     HELP("supply: homes that come free; slots: caseload held from the exit; wait: a waiting time.",
          "supply: woningen die vrijkomen; slots: caseload bezet vanaf vertrek; wait: een wachttijd.")},
    {.name = "of", .kind = PARAM_CHOICE, AT(gate_params, of), .choices = gate_of, .fallback = "stay",
     HELP("Whose homes and help count: where the household stays, or its region of origin.",
          "Wiens woningen en hulp tellen: waar het huishouden verblijft, of de regio van herkomst.")},
    {.name = "column", .kind = PARAM_TEXT, AT(gate_params, column), .flags = PARAM_OPTIONAL,
     HELP("The column of regions with homes per year, slots, or the factor on the wait.",
          "De kolom van de regio's met woningen per jaar, plekken, of de factor op de wachttijd.")},
    {.name = "each", .kind = PARAM_SCALAR, .unit = UNIT_NUMBER, AT(gate_params, each), SPAN(0, 1e9), .flags = PARAM_OPTIONAL | PARAM_UNLIMITED,
     HELP("The same for every region, instead of a column.",
          "Voor elke regio gelijk, in plaats van een kolom.")},
    {.name = "given", .kind = PARAM_PAIRS, .unit = UNIT_NUMBER, AT(gate_params, given), SPAN(0, 1e9), .space = "region", .flags = PARAM_OPTIONAL,
     HELP("Regions that differ.",
          "Regio's die afwijken.")},
    {.name = "factor", .kind = PARAM_SCALAR, .unit = UNIT_FACTOR, AT(gate_params, factor), .fallback = "1 x", SPAN(0, 1e6),
     HELP("Factor on all of them.",
          "Factor op alle regio's.")},
    {.name = "growth", .kind = PARAM_SCALAR, .unit = UNIT_GROWTH, AT(gate_params, growth_per_year), .fallback = "0 %/yr", SPAN(-0.9, 10),
     HELP("Growth of the supply per year, from the start.",
          "Groei van het aanbod per jaar, vanaf het begin.")},
    {.name = "sizes", .kind = PARAM_PAIRS, .unit = UNIT_SHARE, AT(gate_params, sizes), SPAN(0, 1), .flags = PARAM_OPTIONAL | PARAM_PARTS,
     HELP("Shares of homes by the number of persons that fit; any size when not given.",
          "Aandelen woningen naar het aantal personen dat past; alle maten als niet gegeven.")},
    {.name = "accept", .kind = PARAM_SCALAR, .unit = UNIT_SHARE, AT(gate_params, accept), .fallback = "100 %", SPAN(0, 1),
     HELP("Probability that a household accepts an offer.",
          "Kans dat een huishouden een aanbod aanneemt.")},
    {.name = "apply_after", .kind = PARAM_SCALAR, .unit = UNIT_DURATION, AT(gate_params, apply_after_s), .fallback = "0 d", SPAN(0, 1e10),
     HELP("Time from the first admission to the application.",
          "Tijd van eerste opname tot aanvraag.")},
    {.name = "share", .kind = PARAM_SCALAR, .unit = UNIT_SHARE, AT(gate_params, share), .fallback = "100 %", SPAN(0, 1),
     HELP("Share of households that needs it.",
          "Aandeel huishoudens dat dit nodig heeft.")},
    {.name = "held", .kind = PARAM_DIST, .unit = UNIT_DURATION, AT(gate_params, held), .flags = PARAM_OPTIONAL,
     HELP("How long a slot is held from the exit.",
          "Hoe lang een plek bezet is vanaf vertrek.")},
    {.name = "wait", .kind = PARAM_DIST, .unit = UNIT_DURATION, AT(gate_params, wait), .flags = PARAM_OPTIONAL,
     HELP("The waiting time from the application.",
          "De wachttijd vanaf de aanvraag.")},
    {.name = "title", .kind = PARAM_TITLE, AT(gate_params, title), .flags = PARAM_OPTIONAL,
     HELP("What people call it, in tables and sentences; its key when not given.",
          "Hoe men het noemt, in tabellen en zinnen; de sleutel als niets is gegeven.")},
    END};
TABLE(gate, gate_params, "gate");

/* ---- regions and pools ---- */
static const struct param_row region_rows[] = {
    {.name = "name", .kind = PARAM_TEXT, AT(region_params, name), .flags = PARAM_OPTIONAL,
     HELP("Name in tables and maps.",
          "Naam in tabellen en kaarten.")},
    {.name = "code", .kind = PARAM_TEXT, AT(region_params, code), .flags = PARAM_OPTIONAL,
     HELP("CBS code of the centre municipality.",
          "CBS-code van de centrumgemeente.")},
    {.name = "source", .kind = PARAM_TEXT, AT(region_params, source), .flags = PARAM_OPTIONAL,
     HELP("Where the figures of the row come from.",
          "Waar de cijfers van de rij vandaan komen.")},
    {.name = "lat", .kind = PARAM_SCALAR, .unit = UNIT_NUMBER, AT(region_params, lat), SPAN(-90, 90), .flags = PARAM_OPTIONAL,
     HELP("Latitude in degrees.",
          "Breedtegraad.")},
    {.name = "lon", .kind = PARAM_SCALAR, .unit = UNIT_NUMBER, AT(region_params, lon), SPAN(-180, 180), .flags = PARAM_OPTIONAL,
     HELP("Longitude in degrees.",
          "Lengtegraad.")},
    {.name = "population", .kind = PARAM_SCALAR, .unit = UNIT_NUMBER, AT(region_params, population), SPAN(0, 1e10), .flags = PARAM_OPTIONAL,
     HELP("Inhabitants of the catchment.",
          "Inwoners van het gebied.")},
    {.name = "intake_share", .kind = PARAM_SCALAR, .unit = UNIT_NUMBER, AT(region_params, intake_share), SPAN(0, 1e10), .flags = PARAM_OPTIONAL,
     HELP("Weight of the region in the spread of requests; any scale.",
          "Gewicht van de regio bij het verdelen van hulpvragen; elke schaal.")},
    {.name = "stay_factor", .kind = PARAM_SCALAR, .unit = UNIT_FACTOR, AT(region_params, stay_factor), .fallback = "1 x", SPAN(0, 100), .flags = PARAM_POSITIVE,
     HELP("Factor on every planned stay in the region.",
          "Factor op elke geplande verblijfsduur in de regio.")},
    {.name = "places", .kind = PARAM_PAIRS, .unit = UNIT_COUNT, AT(region_params, places), SPAN(0, 1e9), .space = "stage|~pool", .flags = PARAM_OPTIONAL | PARAM_UNLIMITED,
     HELP("Places by stage or pool; a column with the name of a stage does the same.",
          "Plaatsen per voorziening of groep plaatsen; een kolom met de naam van een voorziening doet hetzelfde.")},
    {.name = "columns", .kind = PARAM_PAIRS, .unit = UNIT_NUMBER, AT(region_params, columns), .flags = PARAM_OPTIONAL | PARAM_OPEN,
     HELP("Any further column of numbers, for intake, gates and money to name.",
          "Elke andere kolom met getallen, te noemen bij instroom, voorwaarden en geld.")},
    END};
TABLE(region, region_params, "region");

static const struct param_row waiting_rows[] = {{.name = "limit",
                                                 .kind = PARAM_COUNT,
                                                 .unit = UNIT_COUNT,
                                                 AT(waiting_params, limit),
                                                 .fallback = "unlimited",
                                                 SPAN(0, 1e9),
                                                 .flags = PARAM_UNLIMITED | PARAM_NONE,
                                                 HELP("Most households that may wait for these places in a region.",
                                                      "Hoogste aantal wachtende huishoudens voor deze plaatsen in een regio.")},
                                                END};
TABLE(waiting, waiting_params, "waiting");

static const char *const pool_units[] = {"household", "person", NULL};

static const struct param_row pool_rows[] = {
    {.name = "stage", .kind = PARAM_NAME, AT(pool_params, stage), .space = "stage", .flags = PARAM_OPTIONAL,
     HELP("The stage these places serve.",
          "De voorziening waarvoor deze plaatsen zijn.")},
    {.name = "stages", .kind = PARAM_NAMES, AT(pool_params, stages), .space = "stage", .flags = PARAM_OPTIONAL,
     HELP("Several stages that share these places; a stage's own places go first.",
          "Meer voorzieningen die deze plaatsen delen; eigen plaatsen gaan voor.")},
    {.name = "takes", .kind = PARAM_NAMES, AT(pool_params, takes), .space = "group", .flags = PARAM_OPTIONAL,
     HELP("Only these groups; all when not given.",
          "Alleen deze groepen; alle als niet gegeven.")},
    {.name = "places", .kind = PARAM_PAIRS, .unit = UNIT_COUNT, AT(pool_params, places), SPAN(0, 1e9), .space = "region", .flags = PARAM_OPTIONAL | PARAM_UNLIMITED,
     HELP("Places by region.",
          "Plaatsen per regio.")},
    {.name = "waiting", .kind = PARAM_RECORD, AT(pool_params, waiting), .table = &waiting_table,
     HELP("The waiting list.",
          "De wachtlijst.")},
    {.name = "reserve", .kind = PARAM_PAIRS, .unit = UNIT_COUNT, AT(pool_params, reserve), SPAN(1, 1e9), .space = "=green|=orange|=red|=own|group", .flags = PARAM_OPTIONAL,
     HELP("In every region so many of the last free places are kept for a colour, a group, or households of the region (`own`).",
          "In elke regio blijven zoveel van de laatste vrije plaatsen voor een kleur, een groep, of huishoudens uit de regio (`own`).")},
    {.name = "unit", .kind = PARAM_CHOICE, AT(pool_params, unit), .choices = pool_units, .fallback = "household",
     HELP("What a place holds: a household, or one person.",
          "Wat een plaats bevat: een huishouden, of een persoon.")},
    {.name = "backfill", .kind = PARAM_FLAG, AT(pool_params, backfill), .fallback = "yes",
     HELP("Whether those behind a household that is too large for the room left may go before it.",
          "Of wie achter een te groot huishouden staat mag voorgaan.")},
    END};
TABLE(pool, pool_params, "pool");

/* ---- placement, claims, search ---- */
#define TRAITS "=green|=orange|=red|=returned|=again|group"

static const struct param_row wait_rows[] = {
    {.name = "patience", .kind = PARAM_DIST, .unit = UNIT_DURATION, AT(wait_params, patience), .flags = PARAM_OPTIONAL,
     HELP("How long a household waits before it gives up; for ever when not given.",
          "Hoe lang een huishouden wacht voor het opgeeft; altijd als niet gegeven.")},
    {.name = "retry", .kind = PARAM_SCALAR, .unit = UNIT_DURATION, AT(wait_params, retry_s), .fallback = "1 d", SPAN(60, 1e10),
     HELP("How often the other regions are called again.",
          "Hoe vaak de andere regio's opnieuw worden gebeld.")},
    {.name = "then", .kind = PARAM_SHARES, AT(wait_params, then), .table = &share_table, .space = "exit|=again", .flags = PARAM_OPTIONAL,
     HELP("Where those who give up go; `again` asks again later.",
          "Waar wie opgeeft heen gaat; `again` vraagt later opnieuw.")},
    {.name = "again_after", .kind = PARAM_DIST, .unit = UNIT_DURATION, AT(wait_params, again_after), .flags = PARAM_OPTIONAL,
     HELP("Time until asking again.",
          "Tijd tot opnieuw vragen.")},
    END};
TABLE(wait, wait_params, "wait");

static const struct param_row rule_rows[] = {
    {.name = "id", .kind = PARAM_TEXT, AT(rule_params, id), .flags = PARAM_OPTIONAL,
     HELP("Name of the rule.",
          "Naam van de regel.")},
    {.name = "stage", .kind = PARAM_NAME, AT(rule_params, stage), .space = "stage", .flags = PARAM_OPTIONAL,
     HELP("The stage to look for a place in.",
          "De voorziening waarin een plaats wordt gezocht.")},
    {.name = "where", .kind = PARAM_CHOICE, AT(rule_params, where), .choices = where_words, .fallback = "own",
     HELP("own region, elsewhere (nearest first), or any (own, then nearest).",
          "own: eigen regio; elsewhere: elders, dichtstbij eerst; any: eigen, dan dichtstbij.")},
    {.name = "within", .kind = PARAM_SCALAR, .unit = UNIT_DISTANCE, AT(rule_params, within_km), SPAN(0, 50000), .flags = PARAM_OPTIONAL,
     HELP("Not farther than this, as the crow flies.",
          "Niet verder dan dit, hemelsbreed.")},
    {.name = "only", .kind = PARAM_NAMES, AT(rule_params, only), .space = TRAITS, .flags = PARAM_OPTIONAL,
     HELP("Only for these colours, groups, or those who returned or ask again.",
          "Alleen voor deze kleuren, groepen, of wie terugkeerde of opnieuw vraagt.")},
    {.name = "except", .kind = PARAM_NAMES, AT(rule_params, except), .space = TRAITS, .flags = PARAM_OPTIONAL,
     HELP("Not for these.",
          "Niet voor deze.")},
    {.name = "wait", .kind = PARAM_RECORD, AT(rule_params, wait), .table = &wait_table, .flags = PARAM_OPTIONAL,
     HELP("Wait where one is.",
          "Wachten waar men is.")},
    END};
TABLE(rule, rule_params, "rule");

static const struct param_row claims_rows[] = {
    {.name = "classes", .kind = PARAM_NAMES, AT(claims_params, classes), .flags = PARAM_OPTIONAL,
     HELP("Order of claims: colours, groups, waiting, a stopgap stage, blocked_<stage>, take_back, again, returned; first match counts.",
          "Volgorde van aanspraken: kleuren, groepen, waiting, een noodoplossing, blocked_<voorziening>, take_back, again, returned; de eerste die past telt.")},
    {.name = "own_region_first", .kind = PARAM_FLAG, AT(claims_params, own_region_first), .fallback = "no",
     HELP("Within a class, households of the region go first.",
          "Binnen een klasse gaan huishoudens uit de regio voor.")},
    END};
TABLE(claims, claims_params, "claims");

static const struct param_row take_back_rows[] = {
    {.name = "after", .kind = PARAM_SCALAR, .unit = UNIT_DURATION, AT(take_back_params, after_s), SPAN(0, 1e9),
     HELP("How long after taking a place in another region a household claims one at home.",
          "Hoe lang na plaatsing in een andere regio een huishouden een plaats in de eigen regio vraagt.")},
    {.name = "stages", .kind = PARAM_NAMES, AT(take_back_params, stages), .space = "stage", .flags = PARAM_OPTIONAL,
     HELP("Only from these stages; from all but stopgaps when not given.",
          "Alleen uit deze voorzieningen; uit alle behalve noodoplossingen als niet gegeven.")},
    {.name = "except", .kind = PARAM_NAMES, AT(take_back_params, except), .space = TRAITS, .flags = PARAM_OPTIONAL,
     HELP("Not these colours, groups, or those who returned or asked again.",
          "Niet deze kleuren, groepen, of wie terugkeerde of opnieuw vroeg.")},
    END};
TABLE(take_back, take_back_params, "take_back");

static const struct param_row calls_rows[] = {
    {.name = "each", .kind = PARAM_SCALAR, .unit = UNIT_DURATION, AT(calls_params, each_s), .fallback = "15 min", SPAN(0, 1e7),
     HELP("Length of one call to another region.",
          "Duur van een telefoontje naar een andere regio.")},
    END};
TABLE(calls, calls_params, "calls");
static const struct param_row overview_rows[] = {
    {.name = "look", .kind = PARAM_SCALAR, .unit = UNIT_DURATION, AT(overview_params, look_s), .fallback = "0 min", SPAN(0, 1e7),
     HELP("Length of one look at the overview.",
          "Duur van een blik op het overzicht.")},
    END};
TABLE(overview, overview_params, "overview");

static const struct param_row search_rows[] = {
    {.name = "calls", .kind = PARAM_RECORD, AT(search_params, calls), .table = &calls_table, .flags = PARAM_OPTIONAL,
     HELP("Other regions are called one after another.",
          "Andere regio's worden een voor een gebeld.")},
    {.name = "overview", .kind = PARAM_RECORD, AT(search_params, overview), .table = &overview_table, .flags = PARAM_OPTIONAL,
     HELP("One look at an overview of free places in the country.",
          "Een blik op een overzicht van vrije plaatsen in het land.")},
    END};
TABLE(search, search_params, "search");

static const struct param_row travel_rows[] = {
    {.name = "speed", .kind = PARAM_SCALAR, .unit = UNIT_SPEED, AT(travel_params, speed_kmh), .fallback = "50 km/h", SPAN(0, 10000), .flags = PARAM_POSITIVE,
     HELP("Speed of travel.",
          "Reissnelheid.")},
    {.name = "detour", .kind = PARAM_SCALAR, .unit = UNIT_FACTOR, AT(travel_params, detour), .fallback = "1.3 x", SPAN(1, 10),
     HELP("Road distance over distance as the crow flies.",
          "Afstand over de weg ten opzichte van hemelsbreed.")},
    END};
TABLE(travel, travel_params, "travel");

static const struct param_row limits_rows[] = {
    {.name = "waiting", .kind = PARAM_COUNT, .unit = UNIT_COUNT, AT(limits_params, waiting), .fallback = "unlimited", SPAN(0, 1e9), .flags = PARAM_UNLIMITED | PARAM_NONE,
     HELP("Most households that may wait in the whole system.",
          "Hoogste aantal wachtende huishoudens in het hele stelsel.")},
    {.name = "households", .kind = PARAM_COUNT, .unit = UNIT_COUNT, AT(limits_params, households), .fallback = "200000", SPAN(1, 8e6),
     HELP("Most households in the system at once; beyond it the run stops with [overload].",
          "Hoogste aantal huishoudens tegelijk; daarboven stopt de berekening met [overload].")},
    END};
TABLE(limits, limits_params, "limits");

/* ---- who is there at the first instant ---- */
static const char *const steady_words[] = {"steady", NULL};

static const struct param_row inside_rows[] = {
    {.name = "count", .kind = PARAM_COUNT, .unit = UNIT_COUNT, AT(inside_params, count), .fallback = "1", SPAN(1, 1e7), .flags = PARAM_SHORT,
     HELP("How many such households have a place there.",
          "Hoeveel van zulke huishoudens er een plaats hebben.")},
    {.name = "stayed", .kind = PARAM_DIST, .unit = UNIT_DURATION, AT(inside_params, stayed), .fallback = "steady", SPAN(0, 1e10), .flags = PARAM_NONE, .choices = steady_words,
     HELP("How long they have been there; steady: as long as those who are met there in the long run.",
          "Hoe lang zij er al zijn; steady: zo lang als wie men er op den duur aantreft.")},
    {.name = "group", .kind = PARAM_NAME, AT(inside_params, group), .space = "group", .flags = PARAM_OPTIONAL,
     HELP("Their group; drawn when not given.",
          "De groep; geloot als niet gegeven.")},
    {.name = "colour", .kind = PARAM_CHOICE, AT(inside_params, colour), .choices = colours, .flags = PARAM_OPTIONAL,
     HELP("Their triage colour; drawn when not given.",
          "De triagekleur; geloot als niet gegeven.")},
    {.name = "children", .kind = PARAM_COUNT, .unit = UNIT_COUNT, AT(inside_params, children), SPAN(0, 50), .flags = PARAM_OPTIONAL,
     HELP("Number of children of each; drawn when not given.",
          "Aantal kinderen van elk; geloot als niet gegeven.")},
    {.name = "need", .kind = PARAM_NAME, AT(inside_params, need), .space = "stage", .flags = PARAM_OPTIONAL,
     HELP("The earliest stage that suits them; drawn when not given.",
          "De eerste voorziening die past; geloot als niet gegeven.")},
    {.name = "from", .kind = PARAM_NAME, AT(inside_params, from), .space = "region", .flags = PARAM_OPTIONAL,
     HELP("Their region of origin, where it is another.",
          "De regio van herkomst, als dat een andere is.")},
    END};
TABLE(inside, inside_params, "inside");

static const struct param_row waiter_rows[] = {
    {.name = "count", .kind = PARAM_COUNT, .unit = UNIT_COUNT, AT(waiter_params, count), .fallback = "1", SPAN(1, 1e7), .flags = PARAM_SHORT,
     HELP("How many such households wait.",
          "Hoeveel van zulke huishoudens er wachten.")},
    {.name = "waited", .kind = PARAM_DIST, .unit = UNIT_DURATION, AT(waiter_params, waited), .fallback = "0 d", SPAN(0, 1e10),
     HELP("How long ago they asked.",
          "Hoe lang geleden zij zich meldden.")},
    {.name = "group", .kind = PARAM_NAME, AT(waiter_params, group), .space = "group", .flags = PARAM_OPTIONAL,
     HELP("Their group; drawn when not given.",
          "De groep; geloot als niet gegeven.")},
    {.name = "colour", .kind = PARAM_CHOICE, AT(waiter_params, colour), .choices = colours, .flags = PARAM_OPTIONAL,
     HELP("Their triage colour; drawn when not given.",
          "De triagekleur; geloot als niet gegeven.")},
    {.name = "children", .kind = PARAM_COUNT, .unit = UNIT_COUNT, AT(waiter_params, children), SPAN(0, 50), .flags = PARAM_OPTIONAL,
     HELP("Number of children of each; drawn when not given.",
          "Aantal kinderen van elk; geloot als niet gegeven.")},
    END};
TABLE(waiter, waiter_params, "waiter");

static const struct param_row those_inside_rows[] = {
    {.name = "people", .kind = PARAM_LIST, AT(people_params, people), .table = &inside_table, .flags = PARAM_SHORT,
     HELP("A number of households, or a list of those who differ.",
          "Een aantal huishoudens, of een lijst van wie verschillen.")},
    END};
TABLE(those_inside, people_params, "those_inside");

static const struct param_row those_waiting_rows[] = {
    {.name = "people", .kind = PARAM_LIST, AT(people_params, people), .table = &waiter_table, .flags = PARAM_SHORT,
     HELP("A number of households, or a list of those who differ.",
          "Een aantal huishoudens, of een lijst van wie verschillen.")},
    END};
TABLE(those_waiting, people_params, "those_waiting");

static const struct param_row initial_rows[] = {
    {.name = "waiting", .kind = PARAM_MAP, AT(initial_params, waiting), .table = &those_waiting_table, .space = "stage", .flags = PARAM_OPTIONAL,
     HELP("Households of the region that wait, by the stage they need.",
          "Huishoudens uit de regio die wachten, naar de voorziening die zij nodig hebben.")},
    {.name = "stages", .kind = PARAM_MAP, AT(initial_params, stages), .table = &those_inside_table, .space = "stage", .flags = PARAM_OPTIONAL | PARAM_OPEN,
     HELP("Households that have a place in the region, by stage.",
          "Huishoudens met een plaats in de regio, naar voorziening.")},
    END};
TABLE(initial, initial_params, "initial");

/* ---- levers ---- */
#define LEVERS "=prevention|=casework|=aftercare"
#define LEVER_ROWS                                                                                                                              \
    {.name = "share", .kind = PARAM_SCALAR, .unit = UNIT_SHARE, AT(lever_params, share), .fallback = "0 %", SPAN(0, 1),                          \
     HELP("Share of the households concerned that is reached, apart from what money buys.",                                                      \
          "Aandeel van de betrokken huishoudens dat wordt bereikt, los van wat geld koopt.")},                                                   \
    {.name = "groups", .kind = PARAM_NAMES, AT(lever_params, groups), .space = "group", .flags = PARAM_OPTIONAL,                                 \
     HELP("Only these groups; all when not given.",                                                                                              \
          "Alleen deze groepen; alle als niet gegeven.")},                                                                                       \
    {.name = "region", .kind = PARAM_NAMES, AT(lever_params, regions), .space = "region", .flags = PARAM_OPTIONAL,                               \
     HELP("The share holds for households of these regions only; of all when not given.",                                                        \
          "Het aandeel geldt alleen voor huishoudens uit deze regio's; uit alle als niet gegeven.")},                                            \
    {.name = "from", .kind = PARAM_WHEN, AT(lever_params, from), .flags = PARAM_OPTIONAL,                                                        \
     HELP("When the share starts; always there when not given.",                                                                                 \
          "Wanneer het aandeel ingaat; altijd als niet gegeven.")},                                                                              \
    {.name = "to", .kind = PARAM_WHEN, AT(lever_params, to), .flags = PARAM_OPTIONAL,                                                            \
     HELP("When it ends; for good when not given.",                                                                                              \
          "Wanneer het eindigt; blijvend als niet gegeven.")}

static const struct param_row prevention_rows[] = {
    LEVER_ROWS,
    {.name = "factor", .kind = PARAM_SCALAR, .unit = UNIT_FACTOR, AT(lever_params, factor), .fallback = "0 x", SPAN(0, 1),
     HELP("What is left of the first requests of those reached.",
          "Wat overblijft van de eerste hulpvragen van wie wordt bereikt.")},
    END};
TABLE(prevention, lever_params, "prevention");

static const struct param_row reach_rows[] = {
    LEVER_ROWS,
    {.name = "exits", .kind = PARAM_NAMES, AT(lever_params, exits), .space = "exit", .flags = PARAM_OPTIONAL,
     HELP("Only those who leave by these exits; all who leave a place when not given.",
          "Alleen wie langs deze uitgangen vertrekt; allen die een plaats verlaten als niet gegeven.")},
    {.name = "factor", .kind = PARAM_SCALAR, .unit = UNIT_FACTOR, AT(lever_params, factor), SPAN(0, 1),
     HELP("What is left of the probability that those reached return.",
          "Wat overblijft van de kans dat wie wordt bereikt terugkeert.")},
    END};
TABLE(reach, lever_params, "lever");

static const struct param_row levers_rows[] = {
    {.name = "prevention", .kind = PARAM_RECORD, AT(levers_params, each[LEVER_PREVENTION]), .table = &prevention_table, .flags = PARAM_OPTIONAL,
     HELP("Keeps households from needing shelter: they never ask.",
          "Voorkomt dat huishoudens opvang nodig hebben: zij melden zich nooit.")},
    {.name = "casework", .kind = PARAM_RECORD, AT(levers_params, each[LEVER_CASEWORK]), .table = &reach_table, .flags = PARAM_OPTIONAL,
     HELP("Intensive casework during the stay: fewer of those who leave come back.",
          "Intensieve begeleiding tijdens het verblijf: minder vertrekkers komen terug.")},
    {.name = "aftercare", .kind = PARAM_RECORD, AT(levers_params, each[LEVER_AFTERCARE]), .table = &reach_table, .flags = PARAM_OPTIONAL,
     HELP("Help after leaving: fewer of those who left come back.",
          "Nazorg na vertrek: minder vertrekkers komen terug.")},
    END};
TABLE(levers, levers_params, "levers");

/* ---- money ---- */
static const struct param_row prices_rows[] = {
    {.name = "index", .kind = PARAM_SCALAR, .unit = UNIT_GROWTH, AT(prices_params, index_per_year), .fallback = "0 %/yr", SPAN(-0.5, 1),
     HELP("Growth of all prices per year, from the start.",
          "Stijging van alle prijzen per jaar, vanaf het begin.")},
    {.name = "each", .kind = PARAM_PAIRS, .unit = UNIT_PRICE, AT(prices_params, each), SPAN(0, 1e9), .space = "stage|~pool|gate|" LEVERS, .flags = PARAM_OPTIONAL | PARAM_OPEN,
     HELP("Price of a place or a slot (eur/yr), of a home, or of reaching a household by a lever (eur).",
          "Prijs van een plaats of plek (eur/yr), van een woning, of van het bereiken van een huishouden met een maatregel (eur).")},
    END};
TABLE(prices, prices_params, "prices");

static const struct param_row where_rows[] = {
    {.name = "by", .kind = PARAM_TEXT, AT(where_params, by), .flags = PARAM_OPTIONAL,
     HELP("Key of the spread: a column of regions, `unmet` or `leavers`.",
          "Verdeelsleutel: een kolom van de regio's, `unmet` of `leavers`.")},
    {.name = "given", .kind = PARAM_PAIRS, .unit = UNIT_NUMBER, AT(where_params, given), SPAN(0, 1e9), .space = "region", .flags = PARAM_OPTIONAL,
     HELP("The spread itself, by region.",
          "De verdeling zelf, per regio.")},
    {.name = "top", .kind = PARAM_COUNT, .unit = UNIT_COUNT, AT(where_params, top), SPAN(1, 1e6), .flags = PARAM_OPTIONAL,
     HELP("Only so many regions, highest key first.",
          "Alleen zoveel regio's, hoogste sleutel eerst.")},
    {.name = "at_least", .kind = PARAM_COUNT, .unit = UNIT_COUNT, AT(where_params, at_least), .fallback = "0", SPAN(0, 1e9),
     HELP("Each of these regions gets at least this.",
          "Elk van deze regio's krijgt ten minste dit.")},
    {.name = "at_most", .kind = PARAM_COUNT, .unit = UNIT_COUNT, AT(where_params, at_most), .fallback = "unlimited", SPAN(0, 1e9), .flags = PARAM_UNLIMITED,
     HELP("Each gets at most this.",
          "Elk krijgt ten hoogste dit.")},
    {.name = "regions", .kind = PARAM_NAMES, AT(where_params, regions), .space = "region", .flags = PARAM_OPTIONAL,
     HELP("Only these regions.",
          "Alleen deze regio's.")},
    END};
TABLE(where, where_params, "where");

static const struct param_row ready_rows[] = {
    {.name = "after", .kind = PARAM_SCALAR, .unit = UNIT_DURATION, AT(ready_params, after_s), .fallback = "0 d", SPAN(0, 1e10),
     HELP("Time from the money to the first of it.",
          "Tijd van het geld tot het eerste ervan.")},
    {.name = "over", .kind = PARAM_SCALAR, .unit = UNIT_DURATION, AT(ready_params, over_s), .fallback = "0 d", SPAN(0, 1e10),
     HELP("Time in which the rest follows, evenly.",
          "Tijd waarin de rest volgt, gelijkmatig.")},
    END};
TABLE(ready, ready_params, "ready");

static const struct param_row spend_rows[] = {
    {.name = "share", .kind = PARAM_SCALAR, .unit = UNIT_SHARE, AT(spend_params, share), SPAN(0, 1), .flags = PARAM_OPTIONAL,
     HELP("Share of the sum.",
          "Aandeel van het bedrag.")},
    {.name = "amount", .kind = PARAM_SCALAR, .unit = UNIT_MONEY_PER_YEAR, AT(spend_params, amount_eur_per_year), SPAN(0, 1e12), .flags = PARAM_OPTIONAL,
     HELP("Part of the sum, in euro per year.",
          "Deel van het bedrag, in euro per jaar.")},
    {.name = "on", .kind = PARAM_SHARES, AT(spend_params, on), .table = &share_table, .space = "stage|~pool|gate|" LEVERS,
     HELP("What it buys; several with shares of the money.",
          "Wat ervoor wordt gekocht; meer dan een met aandelen van het geld.")},
    {.name = "quantity", .kind = PARAM_SCALAR, .unit = UNIT_QUANTITY, AT(spend_params, quantity), SPAN(0, 1e9), .flags = PARAM_OPTIONAL,
     HELP("How many: places or slots, or homes or households reached /yr.",
          "Hoeveel: plaatsen of plekken, of woningen of bereikte huishoudens /yr.")},
    {.name = "price", .kind = PARAM_SCALAR, .unit = UNIT_PRICE, AT(spend_params, price_eur), SPAN(0, 1e9), .flags = PARAM_OPTIONAL | PARAM_POSITIVE,
     HELP("Price of one, where it differs from `prices`.",
          "Prijs per stuk, waar die afwijkt van `prices`.")},
    {.name = "where", .kind = PARAM_RECORD, AT(spend_params, where), .table = &where_table,
     HELP("How it is spread over regions.",
          "Hoe het over regio's wordt verdeeld.")},
    {.name = "ready", .kind = PARAM_RECORD, AT(spend_params, ready), .table = &ready_table,
     HELP("When it is there.",
          "Wanneer het er is.")},
    END};
TABLE(spend, spend_params, "spend");

static const struct param_row funding_rows[] = {
    {.name = "amount", .kind = PARAM_SCALAR, .unit = UNIT_MONEY_PER_YEAR, AT(funding_params, amount_eur_per_year), SPAN(0, 1e12),
     HELP("Euro per year.",
          "Euro per jaar.")},
    {.name = "from", .kind = PARAM_WHEN, AT(funding_params, from), HELP("When the money starts.", "Wanneer het geld ingaat.")},
    {.name = "to", .kind = PARAM_WHEN, AT(funding_params, to), .flags = PARAM_OPTIONAL,
     HELP("When it ends; structural when not given.",
          "Wanneer het eindigt; structureel als niet gegeven.")},
    {.name = "spend", .kind = PARAM_SHARES, AT(funding_params, spend), .table = &spend_table, .space = NULL,
     HELP("What the money is spent on.",
          "Waaraan het geld wordt besteed.")},
    END};
TABLE(funding, funding_params, "funding");

static const struct param_row change_rows[] = {
    {.name = "from", .kind = PARAM_WHEN, AT(change_params, from), HELP("When it starts.", "Wanneer het ingaat.")},
    {.name = "to", .kind = PARAM_WHEN, AT(change_params, to), .flags = PARAM_OPTIONAL,
     HELP("When it is undone; for good when not given.",
          "Wanneer het ongedaan wordt gemaakt; blijvend als niet gegeven.")},
    {.name = "ramp_to", .kind = PARAM_WHEN, AT(change_params, ramp_to), .flags = PARAM_OPTIONAL,
     HELP("The level is reached on this date, from that of `from` in a straight line of whole places; at once when not given.",
          "Op deze datum is het niveau bereikt, vanaf dat van `from` in een rechte lijn van hele plaatsen; direct als niet gegeven.")},
    {.name = "every", .kind = PARAM_SPAN, .unit = UNIT_DURATION, AT(change_params, every), SPAN(3600, 1e10), .flags = PARAM_OPTIONAL,
     HELP("The change comes back at this period, each time until its `to`; whole years keep the date.",
          "De verandering komt met deze periode terug, telkens tot haar `to`; hele jaren houden de datum.")},
    {.name = "until", .kind = PARAM_WHEN, AT(change_params, until), .flags = PARAM_OPTIONAL,
     HELP("It does not come back on or after this date; till the end when not given.",
          "Vanaf deze datum komt zij niet meer terug; tot het einde als niet gegeven.")},
    {.name = "region", .kind = PARAM_NAMES, AT(change_params, regions), .space = "region", .flags = PARAM_OPTIONAL,
     HELP("Only these regions; all when not given.",
          "Alleen deze regio's; alle als niet gegeven.")},
    {.name = "places", .kind = PARAM_PAIRS, .unit = UNIT_COUNT, AT(change_params, places), SPAN(0, 1e9), .space = "stage|~pool|gate", .flags = PARAM_OPTIONAL | PARAM_UNLIMITED,
     HELP("The new number of places (or slots) in each of these regions.",
          "Het nieuwe aantal plaatsen (of plekken) in elk van deze regio's.")},
    {.name = "add", .kind = PARAM_PAIRS, .unit = UNIT_COUNT, AT(change_params, add), SPAN(-1e9, 1e9), .space = "stage|~pool|gate", .flags = PARAM_OPTIONAL,
     HELP("Places (or slots) more, or less, in each of these regions.",
          "Plaatsen (of plekken) erbij, of eraf, in elk van deze regio's.")},
    {.name = "gate", .kind = PARAM_NAME, AT(change_params, gate), .space = "gate", .flags = PARAM_OPTIONAL,
     HELP("A supply whose factor changes.",
          "Een aanbod waarvan de factor verandert.")},
    {.name = "factor", .kind = PARAM_SCALAR, .unit = UNIT_FACTOR, AT(change_params, factor), SPAN(0, 1e6), .flags = PARAM_OPTIONAL,
     HELP("Factor on that supply.",
          "Factor op dat aanbod.")},
    {.name = "lever", .kind = PARAM_NAME, AT(change_params, lever), .space = LEVERS, .flags = PARAM_OPTIONAL,
     HELP("A lever whose share changes.",
          "Een maatregel waarvan het aandeel verandert.")},
    {.name = "share", .kind = PARAM_SCALAR, .unit = UNIT_SHARE, AT(change_params, share), SPAN(0, 1), .flags = PARAM_OPTIONAL,
     HELP("The new share of those concerned that the lever reaches.",
          "Het nieuwe aandeel van de betrokkenen dat de maatregel bereikt.")},
    {.name = "removal", .kind = PARAM_CHOICE, AT(change_params, removal), .choices = removals, .fallback = "when_free",
     HELP("Places that go: when_free, or at_once with whoever came last placed again.",
          "Plaatsen die verdwijnen: when_free (zodra vrij), of at_once (direct; wie het laatst kwam wordt herplaatst).")},
    {.name = "intake", .kind = PARAM_CHOICE, AT(change_params, intake), .choices = intake_states, .flags = PARAM_OPTIONAL,
     HELP("closed: no newcomers and no households from outside; onward moves go on.",
          "closed: geen nieuwe huishoudens en geen van buiten; doorstroom binnen gaat door.")},
    END};
TABLE(change, change_params, "change");

static const struct param_row observed_rows[] = {
    {.name = "measure", .kind = PARAM_TEXT, AT(observed_params, measure),
     HELP("The measure it is set beside, as `doorstroom info` lists them.",
          "De maat waarnaast het staat, zoals `doorstroom info` ze noemt.")},
    {.name = "region", .kind = PARAM_NAME, AT(observed_params, region), .space = "region", .flags = PARAM_OPTIONAL,
     HELP("Of one region.",
          "Van een regio.")},
    {.name = "stage", .kind = PARAM_NAME, AT(observed_params, stage), .space = "stage", .flags = PARAM_OPTIONAL,
     HELP("Of one stage.",
          "Van een voorziening.")},
    {.name = "from", .kind = PARAM_DATE, AT(observed_params, from_s), .flags = PARAM_OPTIONAL,
     HELP("Begin of the observed period, 1 January; with `to`, or neither.",
          "Begin van de waargenomen periode, 1 januari; samen met `to`, of geen van beide.")},
    {.name = "to", .kind = PARAM_DATE, AT(observed_params, to_s), .flags = PARAM_OPTIONAL,
     HELP("End of the observed period, 1 January of the year after it.",
          "Einde van de waargenomen periode, 1 januari van het jaar erna.")},
    {.name = "value", .kind = PARAM_SCALAR, .unit = UNIT_ANY, AT(observed_params, value),
     HELP("What was observed, in the unit of the measure: a share, a duration, money, or a number; of what is summed, the number per year.",
          "Wat is waargenomen, in de eenheid van de maat: een aandeel, een duur, geld of een aantal; van wat wordt opgeteld het aantal per jaar.")},
    {.name = "range", .kind = PARAM_SERIES, .unit = UNIT_ANY, AT(observed_params, range), .min_items = 2, .max_items = 2, .flags = PARAM_OPTIONAL,
     HELP("Low and high: between them the model agrees with what was observed.",
          "Laag en hoog: daartussen klopt het model met wat is waargenomen.")},
    {.name = "source", .kind = PARAM_TEXT, AT(observed_params, source), HELP("Where it was found.", "Waar het is gevonden.")},
    {.name = "use", .kind = PARAM_CHOICE, AT(observed_params, use), .choices = uses,
     HELP("fit: used to choose inputs; check: kept to test them.",
          "fit: gebruikt om invoer te kiezen; check: bewaard om te toetsen.")},
    END};
TABLE(observed, observed_params, "observed");

static const struct param_row pilot_rows[] = {
    {.name = "unmet", .kind = PARAM_PAIRS, .unit = UNIT_NUMBER, AT(pilot_params, unmet), SPAN(0, 1e9), .space = "region", .flags = PARAM_OPTIONAL,
     HELP("Households a year not placed within 24 hours, by region; a run that needs it counts it once and writes it here.",
          "Huishoudens per jaar zonder plaats binnen 24 uur, per regio; een run die dit nodig heeft telt het eenmaal en schrijft het hier.")},
    {.name = "unmet_error", .kind = PARAM_PAIRS, .unit = UNIT_NUMBER, AT(pilot_params, unmet_error), SPAN(0, 1e9), .space = "region", .flags = PARAM_OPTIONAL,
     HELP("Standard error of these.",
          "Standaardfout hiervan.")},
    {.name = "leavers", .kind = PARAM_PAIRS, .unit = UNIT_NUMBER, AT(pilot_params, leavers), SPAN(0, 1e9), .space = "region", .flags = PARAM_OPTIONAL,
     HELP("Households a year that leave by an exit that needs a home, by region; counted in the same way.",
          "Huishoudens per jaar die vertrekken naar een woning, per regio; op dezelfde manier geteld.")},
    {.name = "leavers_error", .kind = PARAM_PAIRS, .unit = UNIT_NUMBER, AT(pilot_params, leavers_error), SPAN(0, 1e9), .space = "region", .flags = PARAM_OPTIONAL,
     HELP("Standard error of these.",
          "Standaardfout hiervan.")},
    END};
TABLE(pilot, pilot_params, "pilot");

/* ---- the whole file ---- */
#define VALUES                                                                                                                   \
    "=unsafe_day|=unscreened_night|=hotel_night|=blocked_day|=not_placed|=not_placed_child|=turned_away|=abandoned|=again|=return|" \
    "=placed|=placed_elsewhere|=exit|=prevented"

static const struct param_row shelter_rows[] = {
    SCENARIO_HEAD_ROWS(struct shelter_params),
    {.name = "intake", .kind = PARAM_RECORD, AT(shelter_params, intake), .table = &intake_table,
     HELP("Who asks for help, and when.",
          "Wie om hulp vraagt, en wanneer.")},
    {.name = "stages", .kind = PARAM_MAP, AT(shelter_params, stages), .table = &stage_table, .space = "+stage",
     HELP("Stages in order, each with its stay and next steps.",
          "Voorzieningen op volgorde, elk met verblijfsduur en volgende stappen.")},
    {.name = "groups", .kind = PARAM_SHARES, AT(shelter_params, groups), .table = &group_table, .space = "+group", .flags = PARAM_OPTIONAL,
     HELP("Groups of households.",
          "Groepen huishoudens.")},
    {.name = "exits", .kind = PARAM_MAP, AT(shelter_params, exits), .table = &exit_table, .space = "+exit",
     HELP("Ways to leave the network.",
          "Manieren om het stelsel te verlaten.")},
    {.name = "regions", .kind = PARAM_TABLE, AT(shelter_params, regions), .table = &region_table, .space = "+region",
     HELP("Centre municipalities with their catchments; a map, or a CSV file.",
          "Centrumgemeenten met hun gebied; een lijst, of een CSV-bestand.")},
    {.name = "pools", .kind = PARAM_MAP, AT(shelter_params, pools), .table = &pool_table, .space = "+pool", .flags = PARAM_OPTIONAL,
     HELP("Places that differ from one pool per stage and region.",
          "Plaatsen die afwijken van een groep per voorziening en regio.")},
    {.name = "gates", .kind = PARAM_MAP, AT(shelter_params, gates), .table = &gate_table, .space = "+gate", .flags = PARAM_OPTIONAL,
     HELP("What must be there before a household can leave.",
          "Wat er moet zijn voor een huishouden kan vertrekken.")},
    {.name = "placement", .kind = PARAM_LIST, AT(shelter_params, placement), .table = &rule_table,
     HELP("Rules for finding a place; the first that fits wins.",
          "Regels om een plaats te vinden; de eerste die past wint.")},
    {.name = "claims", .kind = PARAM_RECORD, AT(shelter_params, claims), .table = &claims_table,
     HELP("Who goes first when a place comes free.",
          "Wie voorgaat als een plaats vrijkomt.")},
    {.name = "take_back", .kind = PARAM_RECORD, AT(shelter_params, take_back), .table = &take_back_table, .flags = PARAM_OPTIONAL,
     HELP("Households placed elsewhere are taken back by their own region.",
          "Huishoudens die elders zijn geplaatst worden teruggenomen door de eigen regio.")},
    {.name = "search", .kind = PARAM_RECORD, AT(shelter_params, search), .table = &search_table, .flags = PARAM_OPTIONAL | PARAM_WHOLE,
     HELP("How a place is found; at once when not given.",
          "Hoe een plaats wordt gevonden; direct als niet gegeven.")},
    {.name = "travel", .kind = PARAM_RECORD, AT(shelter_params, travel), .table = &travel_table, .flags = PARAM_OPTIONAL,
     HELP("Travel to another region; no time when not given.",
          "Reis naar een andere regio; geen tijd als niet gegeven.")},
    {.name = "limits", .kind = PARAM_RECORD, AT(shelter_params, limits), .table = &limits_table,
     HELP("Limits of the whole system.",
          "Grenzen van het hele stelsel.")},
    {.name = "initial", .kind = PARAM_MAP, AT(shelter_params, initial), .table = &initial_table, .space = "region", .flags = PARAM_OPTIONAL,
     HELP("Who has a place and who waits at the first instant of the simulation, by region; nobody when not given.",
          "Wie op het eerste moment van de simulatie een plaats heeft en wie wacht, per regio; niemand als niet gegeven.")},
    {.name = "prices", .kind = PARAM_RECORD, AT(shelter_params, prices), .table = &prices_table,
     HELP("Prices of places, homes and help.",
          "Prijzen van plaatsen, woningen en hulp.")},
    {.name = "levers", .kind = PARAM_RECORD, AT(shelter_params, levers), .table = &levers_table,
     HELP("Whom prevention, casework and aftercare reach, and what that does.",
          "Wie preventie, begeleiding en nazorg bereiken, en wat dat doet.")},
    {.name = "values", .kind = PARAM_PAIRS, .unit = UNIT_MONEY, AT(shelter_params, values), SPAN(-1e9, 1e9), .space = VALUES, .flags = PARAM_OPTIONAL | PARAM_SOURCED,
     HELP("What one unit of a measure costs society, in euro, each with a `source`; below 0 what it is worth.",
          "Wat een eenheid van een maat de samenleving kost, in euro, elk met een `source`; onder 0 wat zij waard is.")},
    {.name = "observed", .kind = PARAM_MAP, AT(shelter_params, observed), .table = &observed_table, .flags = PARAM_OPTIONAL,
     HELP("Observed figures, set beside what the model gives.",
          "Waargenomen cijfers, naast wat het model geeft.")},
    {.name = "funding", .kind = PARAM_MAP, AT(shelter_params, funding), .table = &funding_table, .flags = PARAM_OPTIONAL,
     HELP("Sums of money from a date, and what they buy.",
          "Geldbedragen vanaf een datum, en wat ze kopen.")},
    {.name = "changes", .kind = PARAM_MAP, AT(shelter_params, changes), .table = &change_table, .flags = PARAM_OPTIONAL,
     HELP("Dated changes of places, supply or intake.",
          "Veranderingen vanaf een datum in plaatsen, aanbod of instroom.")},
    {.name = "pilot", .kind = PARAM_RECORD, AT(shelter_params, pilot), .table = &pilot_table, .flags = PARAM_OPTIONAL,
     HELP("What `where: {by: unmet}` and `{by: leavers}` go by; counted by a pilot run when not given.",
          "Waar `where: {by: unmet}` en `{by: leavers}` op berusten; door een proefrun geteld als het niet is gegeven.")},
    END};

const struct param_table shelter_params = {.name = "scenario", .size = sizeof(struct shelter_params), .rows = shelter_rows};
