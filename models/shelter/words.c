#include "models/shelter/words.h"

#include <string.h>

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
};

const char *words_of(const char *name, enum lang lang)
{
    for (size_t i = 0; lang == LANG_NL && i < sizeof glossary / sizeof *glossary; i++)
        if (strcmp(glossary[i].name, name) == 0) return glossary[i].nl;
    return name;
}
