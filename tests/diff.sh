#!/bin/sh
# diff: what a variant changes and what `check` understood of it, word for word, in both languages.
# usage: diff.sh PROGRAM ROOT
set -u
program=$1
root=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset LC_ALL LC_MESSAGES LANGUAGE
export LANG=C NO_COLOR=1
cp "$root/tests/fault/base.yaml" "$root/tests/fault/towns.csv" "$work"
cd "$work" || exit 1
faults=0

# expect WORDS: what must be said comes from standard input.
expect() {
    cat >wanted
    eval "\"\$program\" $1" >said 2>err </dev/null || { echo "\`$1\` ends with $?: $(cat err)" && faults=$((faults + 1)); }
    [ ! -s err ] || { echo "\`$1\` complains: $(cat err)" && faults=$((faults + 1)); }
    diff wanted said || { echo "\`$1\` is not what must be said" && faults=$((faults + 1)); }
}

cat >variant.yaml <<'END'
extends: base.yaml
title: Another
intake:
  households: 80 /yr
  growth: 2.5 %/yr
  shocks: {lockdown: {from: 2020-03-15, to: 2020-06-01, factor: 0.85}}
stages:
  crisis: {stay: 60 d, onward: {own_home: 40 %}}
  hotel: {screened: yes}
groups: {honour: {stays: {crisis: 1.5 x}}}
regions: {north: {crisis: 12}, south: {stay_factor: 1.1 x}}
gates: {home: {factor: 1.2 x, growth: -2 %/yr}}
placement:
  - {stage: emergency, where: own, except: [red]}
  - {stage: crisis, where: own}
  - {stage: hotel, where: own}
  - {wait: {patience: {exponential: {mean: 20 d}}, then: {informal: 50 %, again: rest}, again_after: 30 d}}
claims: {own_region_first: yes}
search: {overview: {look: 5 min}}
prices: {crisis: 90000 eur/yr}
limits: {waiting: 20}
changes:
  stop: {from: 2021-01-01, region: north, intake: closed}
  closing: {from: 2021-07-01, to: 2022-01-01, region: [north, south], add: {crisis: -1, help: 2}}
  none: {from: 2022-01-01, region: south, places: {crisis: 0}, removal: at_once}
  fewer: {from: 2021-01-01, gate: home, factor: 0.8}
funding:
  spring:
    amount: 1 M eur/yr
    from: 2020-07-01
    spend:
      places: {share: 60 %, on: crisis, where: {by: intake_share}, ready: {after: 1 yr, over: 1 yr}}
      homes: {share: rest, on: home, where: {given: {north: 1}}}
END
expect 'diff base.yaml variant.yaml' <<'END'
variant changes in base:
  From 1 January 2021 north takes no newcomers (changes.stop).
  From 1 July 2021 to 1 January 2022 there are 2 slots of help more in each of north and south; there is 1 place in crisis fewer in each of north and south (changes.closing).
  From 1 January 2022 south has 0 places in crisis, at once: who came last is placed again (changes.none).
  From 1 January 2021 the supply of home is 0.8 times as large in every region (changes.fewer).
  From 15 March 2020 to 1 June 2020 every region asks for help 0.85 times as often (intake.shocks.lockdown).
  From 1 July 2020 1 million euro a year (funding.spring):
    60 % to crisis, 600,000 euro a year, which buys 6 places in crisis at 90,000 euro, ready between 1 July 2021 and 1 July 2022; 60,000 euro is left; in 2 regions: north 4, south 2 (places).
    40 % to home, 400,000 euro a year, which buys 13 homes a year at 30,000 euro, ready on 1 July 2020; 10,000 euro is left; in 1 region: north 13 (homes).
    Of this 70,000 euro a year is left over: under each heading too little for one more.
  No longer a rule for finding a place: crisis in any region, the nearest first (placement, 2).
  No longer a rule for finding a place: wait, 10 days on average (placement, 4).
  A new rule for finding a place: crisis in the own region (placement, 2).
  A new rule for finding a place: wait, 20 days on average (placement, 4).
  A place elsewhere is found in one look at a national overview (5 minutes) instead of at once (search).
  The supply of home becomes 1.2 times as large (gates.home.factor).
  First requests for help become 80 a year instead of 60 (intake.households).
  Requests grow by 2.5 % a year instead of 0 % a year (intake.growth).
  The stay in crisis becomes 60 days instead of 40 days on average (stages.crisis.stay).
  From crisis the share that goes on to own_home becomes 40 % instead of 30 % (stages.crisis.onward.own_home.share).
  From crisis the share that goes on to family becomes 60 % instead of 70 % (stages.crisis.onward.family.share).
  Safety is screened in hotel (stages.hotel.screened).
  The stay of honour in crisis becomes 1.5 times the usual one (groups.honour.stays.crisis.stay).
  Places in crisis in north become 12 instead of 4 (regions.north.crisis).
  Stays in south become 1.1 times instead of 1 as long (regions.south.stay_factor).
  The supply of home grows by -2 % a year instead of 0 % a year (gates.home.growth).
  Households of the region go first (claims.own_region_first).
  Households that may wait in the whole system: 20 instead of unlimited (limits.waiting).
  The price of crisis becomes 90,000 euro a year instead of 80,000 (prices.crisis).
END
expect 'diff base.yaml variant.yaml --lang nl' <<'END'
variant verandert aan base:
  Vanaf 1 januari 2021 neemt north geen nieuwe huishoudens op (changes.stop).
  Van 1 juli 2021 tot 1 januari 2022 zijn er 2 plekken begeleiding meer in elk van north en south; is er 1 plaats crisisopvang minder in elk van north en south (changes.closing).
  Vanaf 1 januari 2022 heeft south 0 plaatsen crisisopvang, direct: wie het laatst kwam wordt opnieuw geplaatst (changes.none).
  Vanaf 1 januari 2021 is het aanbod van woning 0,8 keer zo groot in elke regio (changes.fewer).
  Van 15 maart 2020 tot 1 juni 2020 vraagt elke regio 0,85 keer zo vaak om hulp (intake.shocks.lockdown).
  Vanaf 1 juli 2020 1 miljoen euro per jaar (funding.spring):
    60 % naar crisisopvang, 600.000 euro per jaar, goed voor 6 plaatsen crisisopvang à 90.000 euro, klaar tussen 1 juli 2021 en 1 juli 2022; 60.000 euro blijft over; in 2 regio's: north 4, south 2 (places).
    40 % naar woning, 400.000 euro per jaar, goed voor 13 woningen per jaar à 30.000 euro, klaar op 1 juli 2020; 10.000 euro blijft over; in 1 regio: north 13 (homes).
    Hiervan blijft 70.000 euro per jaar over: te weinig voor nog één erbij, bij elke post.
  Geen regel meer om een plaats te vinden: crisisopvang in elke regio, dichtstbij eerst (placement, 2).
  Geen regel meer om een plaats te vinden: wachten, gemiddeld 10 dagen (placement, 4).
  Een nieuwe regel om een plaats te vinden: crisisopvang in de eigen regio (placement, 2).
  Een nieuwe regel om een plaats te vinden: wachten, gemiddeld 20 dagen (placement, 4).
  Een plaats elders wordt gevonden met een blik op een landelijk overzicht (5 minuten) in plaats van direct (search).
  Het aanbod van woning wordt 1,2 keer zo groot (gates.home.factor).
  Het aantal eerste hulpvragen wordt 80 per jaar in plaats van 60 (intake.households).
  Hulpvragen groeien met 2,5 % per jaar in plaats van 0 % per jaar (intake.growth).
  De verblijfsduur in crisisopvang wordt 60 dagen in plaats van gemiddeld 40 dagen (stages.crisis.stay).
  Uit crisisopvang wordt het aandeel dat naar eigen woning gaat 40 % in plaats van 30 % (stages.crisis.onward.own_home.share).
  Uit crisisopvang wordt het aandeel dat naar familie of vrienden gaat 60 % in plaats van 70 % (stages.crisis.onward.family.share).
  In hotel is er zicht op de veiligheid (stages.hotel.screened).
  De verblijfsduur van eergerelateerd geweld in crisisopvang wordt 1,5 keer de gewone (groups.honour.stays.crisis.stay).
  Het aantal plaatsen crisisopvang in north wordt 12 in plaats van 4 (regions.north.crisis).
  Verblijfsduren in south worden 1,1 keer in plaats van 1 zo lang (regions.south.stay_factor).
  Het aanbod van woning groeit met -2 % per jaar in plaats van 0 % per jaar (gates.home.growth).
  Huishoudens uit de regio gaan voor (claims.own_region_first).
  Huishoudens die mogen wachten in het hele stelsel: 20 in plaats van onbeperkt (limits.waiting).
  De prijs van crisisopvang wordt 90.000 euro per jaar in plaats van 80.000 (prices.crisis).
END
expect 'diff base.yaml base.yaml' <<'END'
base changes in base:
  nothing
END
expect 'diff variant.yaml base.yaml | sed -n 2,6p' <<'END'
  No longer: From 1 January 2021 north takes no newcomers (changes.stop).
  No longer: From 1 July 2021 to 1 January 2022 there are 2 slots of help more in each of north and south; there is 1 place in crisis fewer in each of north and south (changes.closing).
  No longer: From 1 January 2022 south has 0 places in crisis, at once: who came last is placed again (changes.none).
  No longer: From 1 January 2021 the supply of home is 0.8 times as large in every region (changes.fewer).
  No longer: From 15 March 2020 to 1 June 2020 every region asks for help 0.85 times as often (intake.shocks.lockdown).
END

# A price alone changes what money buys; things come and go; what has no sentence stands as it is written.
printf 'extends: variant.yaml\nprices: {crisis: 50000 eur/yr}\n' >cheaper.yaml
expect 'diff variant.yaml cheaper.yaml | grep -c "which buys 12 places in crisis at 50,000 euro"' <<'END'
1
END
cat >parts.yaml <<'END'
extends: base.yaml
groups: {honour: ~, men: {share: 5 %, children: 1}}
pools: {men: {stage: crisis, takes: [men], places: {north: 2}}}
stages: {crisis: {stay: {gamma: {mean: 40 d, sd: 20 d}}}, emergency: {stay: {uniform: {min: 1 d, max: 4 d}}}}
limits: {households: 1000}
END
expect 'diff base.yaml parts.yaml' <<'END'
parts changes in base:
  New: group men (groups.men).
  No longer there: group honour (groups.honour).
  New: places of their own: men (pools.men).
  The stay in emergency becomes uniform, min 1 day, max 4 days instead of 3 days on average (stages.emergency.stay).
  The stay in crisis becomes 40 days on average (gamma, sd 20 days) instead of 40 days on average (exponential) (stages.crisis.stay).
  Children in a household of men become 1 (groups.men.children).
  The share of men among requests becomes 5 % (groups.men.share).
  Places of men are of stage crisis (pools.men.stage).
  Places of men are for men (pools.men.takes).
  Places of men in north become 2 (pools.men.places.north).
  limits.households: 200000 -> 1000
END

# check says what is not plain, and numbers as the language writes them.
expect 'check variant.yaml --lang nl | grep -E "aanloop|hulpvragen per|changes|shocks|bij de regio"' <<'END'
  1 januari 2020 tot 1 januari 2023, na een aanloop van 365 dagen; 2 regio's, 3 voorzieningen, 2 groepen, 3 uitgangen, 2 voorwaarden.
  80 eerste hulpvragen per jaar, met een groei van 2,5 % per jaar.
  Het aanbod van woning is 1,2 keer zo groot als bij de regio's staat, en groeit met -2 % per jaar (gates.home).
  Van 15 maart 2020 tot 1 juni 2020 vraagt elke regio 0,85 keer zo vaak om hulp (intake.shocks.lockdown).
  Vanaf 1 januari 2021 neemt north geen nieuwe huishoudens op (changes.stop).
  Van 1 juli 2021 tot 1 januari 2022 zijn er 2 plekken begeleiding meer in elk van north en south; is er 1 plaats crisisopvang minder in elk van north en south (changes.closing).
  Vanaf 1 januari 2022 heeft south 0 plaatsen crisisopvang, direct: wie het laatst kwam wordt opnieuw geplaatst (changes.none).
  Vanaf 1 januari 2021 is het aanbod van woning 0,8 keer zo groot in elke regio (changes.fewer).
END
expect 'check variant.yaml --lang nl --table money | tail -1' <<'END'
  Samen 1 miljoen euro per jaar.
END
expect "check '$root/scenarios/small/erlang-b.yaml' --lang nl | sed -n 2,5p" <<'END'
  1 januari 2020 tot 1 januari 2040, na een aanloop van 365 dagen; 1 regio, 1 voorziening, 1 groep, 1 uitgang, 0 voorwaarden.
  35 eerste hulpvragen per jaar.
  voorziening   plaatsen  belasting  per plaats
  crisisopvang         4        2,9        0,73
END

# Who is taken back, for whom a place is kept, who is reached, who is there at first.
cat >claims.yaml <<'END'
extends: base.yaml
intake: {visible: {share: 60 %, response: 20 %}}
levers: {prevention: {share: 25 %, factor: 0.5}}
initial: {north: {crisis: 3, waiting: {crisis: 2}}}
pools: {crisis: {reserve: {red: 1, own: 2}, unit: person, backfill: no}}
take_back: {after: 42 d, stages: [crisis], except: [red]}
changes: {winter: {from: 2021-01-01, to: 2021-03-01, region: north, add: {crisis: 1}, every: 1 yr}}
END
expect 'diff base.yaml claims.yaml' <<'END'
claims changes in base:
  From 1 January 2021 to 1 March 2021 there is 1 place in crisis more in north, and again every year (changes.winter).
  Households placed elsewhere are taken back by their own region after 42 days (crisis), except red (take_back).
  In every region 1 place in crisis is kept for red and 2 for households of the region (pools.crisis.reserve).
  Places in crisis hold one person each (pools.crisis.unit).
  Nobody goes before a household that is too large for the room left in crisis (pools.crisis.backfill).
  New: lever prevention (levers.prevention).
  At the first instant there are in north: 3 in crisis, 2 waiting for crisis (initial.north).
  The share of the need that asks for help becomes 60 % instead of 100 % (intake.visible.share).
  The share that asks as well when the own region has a free place that suits becomes 20 % instead of 0 % (intake.visible.response).
  The share that prevention reaches becomes 25 % (levers.prevention.share).
  Those whom prevention reaches ask for help 0.5 times as often (levers.prevention.factor).
END
expect 'diff base.yaml claims.yaml --lang nl | sed -n 2,6p' <<'END'
  Van 1 januari 2021 tot 1 maart 2021 is er 1 plaats crisisopvang meer in north, en opnieuw elk jaar (changes.winter).
  Huishoudens die elders zijn geplaatst, worden na 42 dagen teruggenomen door hun eigen regio (crisisopvang), behalve rood (take_back).
  In elke regio wordt 1 plaats crisisopvang vrijgehouden voor rood en 2 voor huishoudens uit de regio (pools.crisis.reserve).
  Elke plaats crisisopvang is voor één persoon (pools.crisis.unit).
  Niemand gaat voor een huishouden dat te groot is voor de ruimte die er is in crisisopvang (pools.crisis.backfill).
END
expect 'diff claims.yaml base.yaml | grep -c "No longer\|instead of 60 %\|instead of 20 %"' <<'END'
9
END
expect 'check claims.yaml | grep "take_back\|pools"' <<'END'
  Households placed elsewhere are taken back by their own region after 42 days (crisis), except red (take_back).
  In every region 1 place in crisis is kept for red and 2 for households of the region (pools.crisis.reserve).
  Places in crisis hold one person each (pools.crisis.unit).
  Nobody goes before a household that is too large for the room left in crisis (pools.crisis.backfill).
END
expect 'check claims.yaml | grep -c "50.0 % of those reached still asks"' <<'END'
1
END
cat >rule.yaml <<'END'
extends: base.yaml
placement: [{id: a, stage: crisis, where: any, except: [red]}, {id: b, wait: {patience: 10 d, then: {informal: rest}}}]
END
cat >rule-other.yaml <<'END'
extends: rule.yaml
placement: [{id: a, stage: crisis, where: any, only: [honour]}, {id: b, wait: {patience: 10 d, then: {informal: rest}}}]
END
expect 'diff rule.yaml rule-other.yaml 2>/dev/null' <<'END'
rule-other changes in rule:
  This rule becomes another: crisis in any region, the nearest first, only for honour (placement, a).
    Instead of: crisis in any region, the nearest first, not for red.
END

# Homes and help against who needs them: of half as many homes there are too few.
printf 'extends: base.yaml\ngates: {home: {factor: 0.5}}\n' >few.yaml
expect 'check base.yaml | grep "(gates"' <<'END'
  home: 15.0 come free a year, 14.2 needed a year (gates.home).
  help: 8 slots, 3.5 needed at a time (gates.help).
END
expect 'check few.yaml --lang nl | grep nodig.per' <<'END'
  woning: 7,5 komen er vrij per jaar, 14,2 nodig per jaar: meer dan er vrijkomen (gates.home).
END

# By region where it is short, with those who return (14.2 / (1 - 0.237 x 20 %) = 14.9), and by size (1 child or more: 60 % of one group).
cat >small.yaml <<'END'
extends: base.yaml
gates: {home: {factor: 0.5, sizes: {1: 50 %, 3: 50 %}}}
groups: {partner_violence: {children: {empirical: {0: 40 %, 1: 30 %, 3: rest}}}}
exits: {own_home: {returns: {share: 20 %, after: 30 d}}}
END
expect 'check small.yaml | grep -A2 "(gates.home).$" | head -3' <<'END'
  home: 7.5 come free a year, 14.9 needed a year: more than come free (gates.home).
    Short in 2 of 2 regions: north (10.0 needed, 5.0 there) and south (5.0 needed, 2.5 there).
    Of that for 2 persons or more: 8.6 needed a year, 3.8 large enough.
END
expect 'check small.yaml --lang nl | grep -A2 "(gates.home).$" | head -3' <<'END'
  woning: 7,5 komen er vrij per jaar, 14,9 nodig per jaar: meer dan er vrijkomen (gates.home).
    Tekort in 2 van de 2 regio's: north (10,0 nodig, 5,0 beschikbaar) en south (5,0 nodig, 2,5 beschikbaar).
    Daarvan voor 2 of meer personen: 8,6 nodig per jaar, 3,8 groot genoeg.
END

# What the scenario calls its things goes before the glossary.
printf 'extends: base.yaml\nstages: {crisis: {title: {nl: acute opvang, en: acute shelter}}}\n' >titled.yaml
expect 'check titled.yaml --lang nl | grep "opvang  "' <<'END'
  noodopvang           3        0,3        0,09
  acute opvang         7        5,2        0,74
END

[ "$faults" -eq 0 ] || exit 1
echo "diff: every sentence as it must be"
