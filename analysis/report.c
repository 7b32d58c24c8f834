#include "analysis/report.h"

#include <math.h>
#include <string.h>

#include "analysis/report_page.h"

struct section {
    const char *id, *en, *nl;
    report_part *part;
};

static const struct section sections[] = {
    {"answer", "The question and the answer", "De vraag en het antwoord", report_answer},
    {"changes", "What each scenario changes", "Wat elk scenario verandert", report_changes},
    {"measures", "Differences, measure by measure", "Verschillen, maat voor maat", report_measures},
    {"curve", "The curve: how the money is divided", "De curve: hoe het geld is verdeeld", report_curve},
    {"time", "Over the years", "Door de jaren heen", report_time},
    {"chain", "The chain, and where it blocks", "De keten, en waar die vastloopt", report_chain},
    {"blocked", "Why places stay occupied", "Waarom plaatsen bezet blijven", report_blocked},
    {"homes", "Whose homes they are", "Van wie de woningen zijn", report_homes},
    {"regions", "Where it is felt", "Waar het wordt gevoeld", report_regions},
    {"fares", "Who is better or worse off", "Wie beter of slechter af is", report_fares},
    {"costs", "What it costs", "Wat het kost", report_costs},
    {"ignorance", "Chance and ignorance", "Toeval en onwetendheid", report_ignorance},
    {"envelope", "On the back of an envelope", "Op de achterkant van een envelop", report_envelope},
    {"observed", "Observed beside simulated", "Waargenomen naast gesimuleerd", report_observed},
    {"assumptions", "Every assumption", "Elke aanname", report_assumptions},
    {"model", "About the model", "Over het model", report_stress},
    {"repeat", "To repeat it", "Om het te herhalen", report_repeat},
};
enum { SECTIONS = sizeof sections / sizeof *sections };

static const char *code_of(const struct report *report) { return SAY("en", "nl"); }

/* ---- the head of a language ---- */

static const char *page_title(const struct report *report)
{
    for (int32_t s = 2; s < report->scenarios; s++)
        if (strcmp(report->title[s], report->title[1]) != 0) return report->title[0];
    return report->title[report->scenarios > 1 ? 1 : 0];
}

static void stamp(const struct report *report, const char *title, const char *why)
{
    report_raw(report, "<li><strong>");
    svg_text(report->svg.out, title);
    report_raw(report, "</strong>");
    svg_text(report->svg.out, why);
    report_raw(report, "</li>\n");
}

/* The program estimates no input from observations, so that the first holds for every page. */
static void stamps(struct report *report)
{
    report_raw(report, "<ul class=\"stamps\">\n");
    stamp(report, SAY("Not calibrated", "Niet gekalibreerd"),
          report->scenarios == 1
              ? SAY("Inputs were chosen by hand, not estimated from observations.", "Invoer is met de hand gekozen, niet geschat uit waarnemingen.")
              : SAY("Inputs were chosen by hand, not estimated from observations. Levels and differences both hang on them.",
                    "Invoer is met de hand gekozen, niet geschat uit waarnemingen. Niveaus én verschillen hangen ervan af."));
    const char *checks = report_checks(report);
    if (checks) stamp(report, SAY("Beside observed figures", "Naast waargenomen cijfers"), checks);
    if (report->regional)
        stamp(report, SAY("Regional figures are illustrations", "Regionale cijfers zijn illustraties"),
              SAY("Places, homes and inhabitants per region are assumptions.", "Plaatsen, woningen en inwoners per regio zijn aannames."));
    report_raw(report, "</ul>\n");
}

static void contents(const struct report *report)
{
    FILE *out = report->svg.out;
    fprintf(out, "<nav aria-labelledby=\"%s-contents\"><h2 id=\"%s-contents\">", code_of(report), code_of(report));
    svg_text(out, SAY("On this page", "Op deze pagina"));
    fputs("</h2><ol>\n", out);
    for (int i = 0; i < SECTIONS; i++) {
        fprintf(out, "<li><a href=\"#%s-%s\">", code_of(report), sections[i].id);
        svg_text(out, SAY(sections[i].en, sections[i].nl));
        fputs("</a></li>\n", out);
    }
    fputs("</ol></nav>\n", out);
}

static void head(struct report *report)
{
    FILE *out = report->svg.out;
    fprintf(out, "<a class=\"skip\" href=\"#%s-answer\">", code_of(report));
    svg_text(out, SAY("To the answer", "Naar het antwoord"));
    fprintf(out, "</a>\n<header>\n<div class=\"bar\"><button type=\"button\" hidden aria-pressed=\"false\">%s</button>",
            SAY("Open all tables", "Alle tabellen openen"));
    fprintf(out, "<button type=\"button\" class=\"switch\" hidden lang=\"%s\" data-to=\"%s\">%s</button></div>\n", SAY("nl", "en"), SAY("nl", "en"),
            SAY("Nederlands", "English"));
    const char *title = page_title(report), *base = report->title[0];
    report_element(report, "p", "kicker",
                   SAY("A simulation of scenarios, household by household", "Een simulatie van scenario's, huishouden voor huishouden"));
    report_element(report, "h1", NULL, title);
    if (strcmp(title, base) != 0) report_element(report, "p", "lead", FORMAT(SAY("Compared with: %s", "Vergeleken met: %s"), base));
    stamps(report);
    fputs("</header>\n", out);
}

static void foot(const struct report *report)
{
    const char *version = result_text(report->result, "/build", "version"), *print = result_text(report->result, "/", "fingerprint");
    report_raw(report, "<footer>\n");
    report_p(report, FORMAT(SAY("Made by Doorstroom %s from one result file (fingerprint %s); everything on this page stands in that file.",
                                "Gemaakt met Doorstroom %s uit één resultaatbestand (vingerafdruk %s); alles op deze pagina staat in dat bestand."),
                            version ? version : "–", print ? print : "–"));
    report_raw(report, "</footer>\n");
}

static void section_write(struct report *report, const struct section *section)
{
    FILE *out = report->svg.out;
    fprintf(out, "<section id=\"%s-%s\" aria-labelledby=\"%s-%s-h\"><h2 id=\"%s-%s-h\">", code_of(report), section->id, code_of(report), section->id,
            code_of(report), section->id);
    svg_text(out, SAY(section->en, section->nl));
    fputs("</h2>\n", out);
    section->part(report);
    fputs("</section>\n", out);
}

static void side(struct report *report, enum lang lang)
{
    FILE *out = report->svg.out;
    report->svg.lang = lang;
    *report->svg.figures = 0; /* ids begin with the language, so each may count for itself */
    report_names(report);
    fprintf(out, "<div class=\"page\" id=\"%s\" lang=\"%s\" data-title=\"", code_of(report), code_of(report));
    svg_text(out, page_title(report));
    fprintf(out, "\"%s>\n", lang == report->options->lang ? "" : " hidden");
    head(report);
    fputs("<main>\n", out);
    report_words(report);
    contents(report);
    for (int i = 0; i < SECTIONS; i++) section_write(report, &sections[i]);
    fputs("</main>\n", out);
    foot(report);
    fputs("</div>\n", out);
}

/* ---- the whole ---- */

static void page_write(struct report *report)
{
    FILE *out = report->svg.out;
    const char *style = report_style(report->arena);
    report->svg.lang = report->options->lang;
    report_names(report);
    fprintf(out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n", code_of(report));
    fprintf(out,
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '%s'; script-src '%s'; base-uri 'none'; "
            "form-action 'none'\">\n",
            report_digest(style, report->arena), report_digest(report_script, report->arena));
    fputs("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>", out);
    svg_text(out, page_title(report));
    fprintf(out, "</title>\n<style>%s</style>\n</head>\n<body>\n", style);
    side(report, report->options->lang);
    side(report, report->options->lang == LANG_NL ? LANG_EN : LANG_NL);
    fprintf(out, "<script>%s</script>\n</body>\n</html>\n", report_script);
}

status report_result(const char *path, const struct report_options *options, struct arena *arena, FILE *out)
{
    int32_t figures = 0;
    struct report report = {.svg = {.out = out, .lang = options->lang, .arena = arena, .figures = &figures}, .arena = arena, .options = options};
    status done = result_read_open(path, arena, &report.result);
    if (done.code == STATUS_OK) done = report_data(&report);
    if (done.code == STATUS_OK) page_write(&report);
    result_read_close(report.result);
    return done;
}
