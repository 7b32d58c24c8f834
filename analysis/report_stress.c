/* The headings of STRESS-DES (Monks et al. 2019), filled from scenario and result. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/report_page.h"

static void entry(const struct report *report, const char *head, const char *text)
{
    report_element(report, "dt", NULL, head);
    report_element(report, "dd", NULL, text);
}

static const char *attribute(const struct report *report, const char *group, const char *name)
{
    const char *text = result_text(report->result, group, name);
    return text && *text ? text : SAY("not in the file", "staat niet in het bestand");
}

static const char *days(const struct report *report, const char *name)
{
    const char *text = result_text(report->result, "/", name);
    return text ? say_plain(strtod(text, NULL), report->svg.lang, report->arena) : "–";
}

static const char *labels(struct report *report, const char *dimension, int32_t most)
{
    int32_t n = 0;
    const char *const *name = table_labels(report->result, dimension, report->svg.lang, report->arena, &n);
    if (!name || n == 0) return SAY("none", "geen"); /* not asked for then */
    if (n > most)
        return FORMAT(SAY("%s and so on: %d in all", "%s enzovoort: %d in totaal"), say_list(name, most, report->svg.lang, report->arena), (int)n);
    return say_list(name, n, report->svg.lang, report->arena);
}

static const char *outputs(struct report *report)
{
    const char **word = ARENA_ARRAY(report->arena, const char *, report->measures + 1);
    for (int32_t m = 0; m < report->measures; m++) word[m] = report_short(report, report->measure[m].measure);
    return FORMAT("%s.", say_list(word, report->measures, report->svg.lang, report->arena));
}

static void objectives(struct report *report)
{
    const char *titles = say_list(report->label, report->scenarios < 8 ? report->scenarios : 8, report->svg.lang, report->arena);
    report_h3(report, SAY("1. Objectives", "1. Doelen"));
    report_raw(report, "<dl>\n");
    entry(report, SAY("Purpose", "Doel"),
          FORMAT(SAY("To compare scenarios of a chain of help over the same households: %s.",
                     "Scenario's van een keten van hulp vergelijken over dezelfde huishoudens: %s."),
                 titles));
    entry(report, SAY("Outputs", "Uitkomsten"), outputs(report));
    entry(report, SAY("Experimentation", "Experimenten"),
          FORMAT(SAY("%d scenarios, compared pair by pair with the first; the question stands at the top of this page.",
                     "%d scenario's, paarsgewijs vergeleken met het eerste; de vraag staat boven aan deze pagina."),
                 (int)report->scenarios));
    report_raw(report, "</dl>\n");
}

static void logic(struct report *report)
{
    report_h3(report, SAY("2. Logic", "2. Logica"));
    report_raw(report, "<dl>\n");
    entry(report, SAY("Base model", "Basismodel"),
          report_is_shelter(report)
              ? SAY("A household asks for help, is placed by rules that are tried in order, stays for a planned time, moves on or leaves when what "
                    "comes next is there (a place, a home, a caseworker), and until then stays and blocks its place. It may ask again. Nobody waits "
                    "unless there is a rule for it.",
                    "Een huishouden vraagt om hulp, wordt geplaatst volgens regels die op volgorde worden geprobeerd, blijft een geplande tijd, "
                    "stroomt door of vertrekt zodra er is wat daarna komt (een plaats, een woning, een hulpverlener), en blijft tot dan zitten en "
                    "houdt de plaats bezet. Het kan opnieuw vragen. Wachten gebeurt alleen als er een regel voor is.")
              : FORMAT(SAY("The model `%s` of this program.", "Het model `%s` van dit programma."), attribute(report, "/", "model")));
    entry(report, SAY("Scenario logic", "Logica van de scenario's"),
          SAY("Scenarios differ only in what stands under “What each scenario changes”.",
              "Scenario's verschillen alleen in wat onder „Wat elk scenario verandert” staat."));
    entry(report, SAY("Algorithms", "Algoritmen"),
          SAY("Events in order of date, then kind, then the order of planning. A draw of chance belongs to a household and a purpose, so scenarios "
              "meet the same people.",
              "Gebeurtenissen op volgorde van datum, dan soort, dan volgorde van plannen. Een trekking van het toeval hoort bij een huishouden en "
              "een doel, dus scenario's ontmoeten dezelfde mensen."));
    report_raw(report, "<dt>");
    svg_text(report->svg.out, SAY("Components", "Onderdelen"));
    report_raw(report, "</dt>\n");
    static const struct {
        const char *dimension, *en, *nl;
    } parts[] = {{"group", "Households", "Huishoudens"},
                 {"stage", "Places", "Plaatsen"},
                 {"gate", "Conditions for leaving", "Voorwaarden voor vertrek"},
                 {"exit", "Exits", "Uitgangen"},
                 {"region", "Regions", "Regio's"}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        int32_t n = 0;
        if (!result_labels(report->result, parts[i].dimension, &n) || n == 0) continue;
        report_element(report, "dd", NULL, FORMAT("%s: %s.", SAY(parts[i].en, parts[i].nl), labels(report, parts[i].dimension, 12)));
    }
    report_raw(report, "</dl>\n");
}

static void data(struct report *report)
{
    report_h3(report, SAY("3. Data", "3. Gegevens"));
    report_raw(report, "<dl>\n");
    entry(report, SAY("Sources and parameters", "Bronnen en parameters"),
          SAY("Each value with its source and range stands under “Every assumption”.", "Elke waarde met bron en marge staat onder „Elke aanname”."));
    entry(report, SAY("Pre-processing", "Voorbewerking"),
          SAY("None by the program: values are used as written. What the writer derived stands in the notes.",
              "Geen door het programma: waarden worden gebruikt zoals ze staan. Wat de schrijver heeft afgeleid, staat in de opmerkingen."));
    entry(report, SAY("Assumptions", "Aannames"),
          SAY("Not calibrated: inputs were chosen by hand, not estimated from observations.",
              "Niet gekalibreerd: invoer is met de hand gekozen, niet geschat uit waarnemingen."));
    report_raw(report, "</dl>\n");
}

static void experiment(struct report *report)
{
    report_h3(report, SAY("4. Experimentation", "4. Opzet van het experiment"));
    report_raw(report, "<dl>\n");
    entry(report, SAY("Initialisation", "Begin"),
          FORMAT(SAY("A warm-up of %s days, which is not counted.", "Een aanloop van %s dagen, die niet meetelt."), days(report, "warm_up_days")));
    entry(report, SAY("Run length", "Duur"),
          FORMAT(SAY("Counted: %s days, from %s to %s.", "Geteld: %s dagen, van %s tot %s."), days(report, "counted_days"),
                 report_date(report, attribute(report, "/", "time_coverage_start")),
                 report_date(report, attribute(report, "/", "time_coverage_end"))));
    entry(report, SAY("Estimation", "Schatting"),
          FORMAT(SAY("%s of each scenario in all, over %s of the inputs. 95 %% intervals by Student's t over replications (over draws where there "
                     "are several); differences pair by pair; %d differences tested together (Bonferroni), so that they hold all at once.",
                     "In totaal %s van elk scenario, over %s van de invoer. 95%%-intervallen met Student t over herhalingen (over trekkingen als er "
                     "meer zijn); verschillen paarsgewijs; %d verschillen samen getoetst (Bonferroni), zodat ze allemaal tegelijk gelden."),
                 say_many(report->worlds, SAY("replication", "herhaling"), SAY("replications", "herhalingen"), report->svg.lang, report->arena),
                 say_many(report->draws, SAY("set", "stel"), SAY("draws", "trekkingen"), report->svg.lang, report->arena), (int)report->comparisons));
    report_raw(report, "</dl>\n");
}

static void implementation(struct report *report)
{
    report_h3(report, SAY("5. Implementation, 6. Code access", "5. Uitvoering, 6. Toegang tot de code"));
    report_raw(report, "<dl>\n");
    entry(report, SAY("Software", "Programma"),
          FORMAT("Doorstroom %s; %s; %s", attribute(report, "/build", "version"), attribute(report, "/build", "compiler"),
                 attribute(report, "/build", "libraries")));
    entry(
        report, SAY("Random numbers", "Toevalsgetallen"),
        FORMAT(SAY("Philox (Random123), counter-based; seed %s.", "Philox (Random123), op teller; begingetal %s."), attribute(report, "/", "seed")));
    entry(report, SAY("Engine", "Motor"), attribute(report, "/run", "engine"));
    entry(report, SAY("Code", "Code"),
          FORMAT(SAY("Version control %s; sources %s. The program, its models and scenarios are open source.",
                     "Versiebeheer %s; bronnen %s. Het programma, de modellen en de scenario's zijn open source."),
                 attribute(report, "/build", "commit"), attribute(report, "/build", "sources")));
    report_raw(report, "</dl>\n");
}

void report_stress(struct report *report)
{
    report_p(report, SAY("By the headings of STRESS-DES, a checklist for simulation studies.",
                         "Volgens de kopjes van STRESS-DES, een checklist voor simulatiestudies."));
    objectives(report);
    logic(report);
    data(report);
    experiment(report);
    implementation(report);
}
