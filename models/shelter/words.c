#include "models/shelter/words.h"

#include <string.h>

#include "models/shelter/plan.h"

/* The glossary of README.md, and the words of the model itself: causes, reasons, colours. */
static const struct { const char *name, *nl; } glossary[] = {
    {"emergency", "noodopvang"}, {"crisis", "crisisopvang"}, {"follow_on", "vervolgopvang"}, {"accompanied", "begeleid wonen"},
    {"at_home", "hulp thuis"}, {"hotel", "hotel"}, {"crisis_men", "crisisopvang mannen"}, {"crisis_honour", "crisisopvang eergerelateerd"},
    {"home", "woning"}, {"help", "begeleiding"}, {"debt", "schuldregeling"},
    {"prevention", "preventie"}, {"casework", "intensieve begeleiding"}, {"aftercare", "nazorg"},
    {"partner_violence", "partnergeweld"}, {"honour", "eergerelateerd geweld"}, {"men", "mannen"},
    {"own_home", "eigen woning"}, {"old_home", "oude woning"}, {"partner", "terug naar partner"}, {"family", "familie of vrienden"},
    {"other_institution", "andere instelling"}, {"unknown", "onbekend"}, {"informal", "informele plek"},
    {"stayed_with_partner", "bij partner gebleven"}, {"emergency_elsewhere", "noodplek elders"}, {"street", "straat"}, {"left", "vertrokken"},
    {"green", "groen"}, {"orange", "oranje"}, {"red", "rood"}, {"returned", "terugkeer"}, {"again", "opnieuw gevraagd"}, {"waiting", "wachtend"},
    {"next_stage", "volgende voorziening"}, {"delay", "uitstel"}, {"nights", "nachten"},
    {"no_place", "geen plaats"}, {"list_full", "lijst vol"}, {"patience", "geduld op"}, {"displaced", "plaats vervallen"},
    {"placed", "geplaatst"}, {"gave_up", "wachten opgegeven"}, {"turned_away", "afgewezen"}, {"now_placed", "nu wel geplaatst"},
    {"no_longer_placed", "niet meer geplaatst"}, {"sooner", "eerder"}, {"later", "later"}, {"alike", "gelijk"}, {"never_placed", "in beide niet geplaatst"},
};

static const char *in_title(const struct title *title, enum lang lang) { return lang == LANG_NL ? title->nl : title->en; }

static int32_t position(const struct items *items, const char *name)
{
    for (int32_t i = 0; i < items->n; i++)
        if (strcmp(items->key[i], name) == 0) return i;
    return -1;
}

/* NULL: the scenario does not say. A name means one thing only, save that a gate may be called as a group or an exit. */
static const char *said(const struct shelter_params *params, const char *name, enum lang lang)
{
    const char *text = NULL;
    int32_t i = position(&params->stages, name);
    if (i >= 0) text = in_title(&ITEM(params->stages, struct stage_params, i)->title, lang);
    if (!text && (i = position(&params->exits, name)) >= 0) text = in_title(&ITEM(params->exits, struct exit_params, i)->title, lang);
    if (!text && (i = position(&params->groups, name)) >= 0) text = in_title(&ITEM(params->groups, struct group_params, i)->title, lang);
    if (!text && (i = position(&params->gates, name)) >= 0) text = in_title(&ITEM(params->gates, struct gate_params, i)->title, lang);
    return text;
}

const char *words_of(const struct plan *plan, const char *name, enum lang lang)
{
    const char *own = plan ? said(plan->params, name, lang) : NULL;
    if (own) return own;
    for (size_t i = 0; lang == LANG_NL && i < sizeof glossary / sizeof *glossary; i++)
        if (strcmp(glossary[i].name, name) == 0) return glossary[i].nl;
    return name;
}
