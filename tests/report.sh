#!/bin/sh
# report: any result gives one page that is well formed, the same each time, fetches nothing, escapes what stands in the file, and says kindly what it
# cannot show; in both languages.
# usage: report.sh PROGRAM ROOT
set -eu
program=$1
root=$2
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
unset LC_ALL LC_MESSAGES LANGUAGE
export LANG=C NO_COLOR=1
command -v python3 >/dev/null 2>&1 || { echo "skipped: python3 is not on this machine"; exit 77; }
cd "$out"
fail() { echo "report: $*"; exit 1; }

# ---- results of many kinds ----
run() { name=$1; shift; "$program" run "$@" -o "$name.h5" --quiet --threads 1 2>err || { cat err; fail "cannot make $name"; }; }
cat >hostile.yaml <<'END'
extends: base.yaml
title: {en: "A <b>bold</b> & \"quoted\" <script>alert(1)</script> it's", nl: "Een <img src=x> & „aangehaald” titel"}
intake: {households: {value: 30 /yr, range: [20, 40], source: "<a href='http://elsewhere'>where</a> & so on", note: "]]> --> </style></script>"}}
END
sed '/^doorstroom/!{/^title/d}' "$root/scenarios/small/two-stage.yaml" >base.yaml
sed -i 's/^doorstroom: 1$/doorstroom: 1\ntitle: {en: Base, nl: Basis}/' base.yaml
cat >counter.yaml <<'END'
doorstroom: 1
title: {en: A counter, nl: Een loket}
model: queue
time: {start: 2020-01-01, warm_up: 1 mo, horizon: 1 yr}
montecarlo: {replications: 4, seed: 1}
arrivals: 300 /yr
service: {exponential: {mean: 1 d}}
END
{ cat base.yaml; echo 'vary: {intake.households: [10 /yr, 11 /yr, 12 /yr, 13 /yr, 14 /yr, 15 /yr, 16 /yr, 17 /yr, 18 /yr, 19 /yr, 20 /yr, 21 /yr, 22 /yr, 23 /yr, 24 /yr, 25 /yr, 26 /yr, 27 /yr, 28 /yr, 29 /yr]}'; } >twenty.yaml
python3 - >many.yaml <<'END'
print("""doorstroom: 1
title: {en: Many regions, nl: Veel regio's}
time: {start: 2020-01-01, warm_up: 30 d, horizon: 1 yr}
montecarlo: {replications: 2, seed: 1}
intake: {households: 5000 /yr}
stages: {crisis: {stay: {exponential: {mean: 20 d}}, onward: {away: rest}}}
exits: {away: {}}
placement: [{stage: crisis, where: own}]
regions:""")
for i in range(500):
    print(f"  r{i:03d}: {{name: Region {i}, intake_share: 1, places: {{crisis: 1}}}}")
END
run hostile base.yaml hostile.yaml --replications 3
run single base.yaml --replications 1
run draws base.yaml hostile.yaml --replications 2 --draws 3
run series base.yaml hostile.yaml --replications 12 --series all --set 'time.series=1 yr'
run summed base.yaml hostile.yaml --replications 12 --series summary --set 'time.series=1 yr'
run queue counter.yaml
run twenty twenty.yaml --replications 2
run many many.yaml
run money "$root/scenarios/small/money.yaml" --replications 2

# ---- what every page must be ----
cat >check.py <<'END'
import base64, hashlib, html.parser, re, sys
void = {"meta", "br", "hr", "img", "input", "link", "path", "line", "circle", "rect"}
faults = []
class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.ids, self.wanted, self.policy, self.now, self.style, self.script = [], set(), set(), "", None, "", ""
        self.tables = self.drawings = self.heads = 0
    def handle_starttag(self, tag, attrs):
        self.attributes(tag, attrs)
        if tag not in void: self.open.append(tag)
    def handle_startendtag(self, tag, attrs):
        self.attributes(tag, attrs)
    def attributes(self, tag, attrs):
        names = [n for n, _ in attrs]
        if len(names) != len(set(names)): faults.append(f"<{tag}> has an attribute twice")
        for name, value in attrs:
            if name == "id":
                if value in self.ids: faults.append(f"id {value} occurs twice")
                self.ids.add(value)
            if name in ("aria-labelledby", "aria-describedby"): self.wanted |= set(value.split())
            if name == "href":
                if not value.startswith("#"): faults.append(f"<{tag}> refers to {value}")
                self.wanted.add(value[1:])
            if name == "fill" and value.startswith("url("): self.wanted.add(value[5:-1])
            if name in ("src", "srcset", "action", "data", "poster", "formaction", "style", "xlink:href", "ping", "manifest") or name.startswith("on"): faults.append(f"<{tag} {name}={value}>")
        if tag in ("script", "link", "img", "iframe", "object", "embed", "form", "base", "b") and (tag != "script" or self.script): faults.append(f"a <{tag}> stands in the page")
        given = dict(attrs)
        if tag == "meta" and given.get("http-equiv") == "Content-Security-Policy": self.policy = given["content"]
        self.tables += tag == "table"
        self.drawings += tag == "svg" and given.get("role") == "img"
        self.heads += tag == "h2"
        self.now = tag
    def handle_endtag(self, tag):
        if tag in void: return
        if not self.open or self.open.pop() != tag: faults.append(f"</{tag}> closes nothing")
    def handle_data(self, data):
        if self.open and self.open[-1] == "style": self.style += data
        if self.open and self.open[-1] == "script": self.script += data
name, lang = sys.argv[1:3]
raw = open(name, "rb").read()
text = raw.decode("utf-8")
page = Page()
page.feed(text)
page.close()
if page.open: faults.append(f"left open: {page.open}")
if page.wanted - page.ids: faults.append(f"refers to ids that are not there: {sorted(page.wanted - page.ids)[:5]}")
def digest(s): return "'sha256-" + base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() + "'"
for part, what in ((page.style, "style-src"), (page.script, "script-src")):
    if f"{what} {digest(part)};" not in page.policy: faults.append(f"the policy does not allow the page's own {what}")
if "default-src 'none'" not in page.policy or "unsafe" in page.policy: faults.append("the policy is not strict")
if not text.startswith(f'<!DOCTYPE html>\n<html lang="{lang}">'): faults.append("not the language that was asked for")
for other in ("nl", "en"):
    hidden = re.search(f'<div class="page" id="{other}" lang="{other}"[^>]*( hidden)?>', text)
    if not hidden or bool(hidden.group(0).endswith(" hidden>")) == (other == lang): faults.append(f"{other} is not shown as it must be")
if re.search(r"url\(\s*['\"]?(?!#)|@import|https?:", page.style): faults.append("the style fetches something")
if re.search(r"\bnan\b|-nan|\binf\b|\(null\)", re.sub(r"<style>.*?</style>|<script>.*?</script>", "", text, flags=re.S)): faults.append("a number is nan, inf or null")
if len(raw) > 2_000_000: faults.append(f"{len(raw)} bytes")
if page.heads < 34: faults.append(f"{page.heads} headings")
for f in faults[:10]: print(f"{name}: {f}")
sys.exit(1 if faults else 0)
END
pages=0
for name in hostile single draws series summed queue twenty many money; do
    for lang in nl en; do
        "$program" report $name.h5 -o $name.$lang.html --lang $lang 2>said || { cat said; fail "no page of $name"; }
        python3 check.py $name.$lang.html $lang || fail "$name.$lang.html is not as it must be"
        "$program" report $name.h5 -o - --lang $lang >again.html 2>/dev/null || fail "no page of $name on standard output"
        cmp -s again.html $name.$lang.html || fail "$name is another page the second time"
        pages=$((pages + 1))
    done
done

# ---- what the file says stays text ----
grep -q 'A &lt;b&gt;bold&lt;/b&gt; &amp; &quot;quoted&quot; &lt;script&gt;' hostile.en.html || fail "the title is not there as text"
grep -q '&lt;img src=x&gt;' hostile.nl.html || fail "the Dutch title is not there as text"
grep -q '&lt;/style&gt;&lt;/script&gt;' hostile.en.html || fail "the note is not there as text"

# ---- numbers as the language writes them, words as the statistics have them ----
has() { grep -q -- "$2" "$1" || fail "$1 lacks: $2"; }
# Only what stands under one language of the page.
side() { sed -n "/^<div class=\"page\" id=\"$2\"/,/^<\/footer>/p" "$1" | sed 1d; }
side hostile.nl.html nl >nl.txt
side hostile.nl.html en >en.txt
grep -Eq '[0-9],[0-9]+ \([0-9.,]+ tot ' nl.txt || fail "no decimal comma in Dutch"
grep -Eq '[0-9]\.[0-9]+ \([0-9.,]+ to ' en.txt || fail "no decimal point in English"
side hostile.en.html nl | cmp -s - nl.txt || fail "Dutch differs by what is shown first"
has single.en.html 'one replication: there are no intervals'
has single.nl.html 'één scenario, dus er is niets om het mee te vergelijken'
has single.en.html 'Not calibrated'
has single.nl.html 'Niet gekalibreerd'
has queue.en.html 'no chain to draw'
has queue.nl.html 'houdt regio&#39;s niet uit elkaar'
has draws.en.html 'share of ignorance'
has hostile.en.html 'Otherwise in'
has many.en.html 'Regional figures are illustrations'
has series.nl.html 'begin van de periode'
# ---- where it helps: differences by region, only where a scenario helps ----
sed 's/r[0-9]*: {name: Region [2-9].*/XX/; s/r[0-9]*: {name: Region 1[0-9].*/XX/' many.yaml | grep -v XX >two.yaml
sed 's/places: {crisis: 1}/places: {crisis: 90}/; s/Many/More/; s/Veel/Meer/' two.yaml >roomy.yaml
run where two.yaml roomy.yaml --replications 4
"$program" report where.h5 -o where.html --lang en 2>/dev/null
has where.html 'a fall in requests without a place was shown in 2 of 2 regions'
has where.html 'is in 2 van de 2 regio&#39;s een daling aangetoond'
has where.html 'difference a year with “More regions”'
! grep -q 'difference a year with' many.en.html || fail "a difference by region where there is one scenario"

# ---- money: who is helped, what it costs, and where it buys, as the file has it ----
cat >poor.yaml <<'END'
doorstroom: 1
title: {en: Poor, nl: Arm}
time: {start: 2020-01-01, warm_up: 60 d, horizon: 3 yr}
montecarlo: {replications: 6, seed: 1}
intake: {households: 300 /yr}
stages: {crisis: {stay: {exponential: {mean: 20 d}}, onward: {away: 60 %, own: 40 %}}}
gates: {home: {kind: supply, each: 10}}
exits: {away: {}, own: {gates: [home]}}
regions:
  north: {population: 500000, intake_share: 1, places: {crisis: 3}}
  south: {population: 300000, intake_share: 1, places: {crisis: 3}}
placement: [{stage: crisis, where: own}]
prices: {crisis: 80000 eur/yr, home: 30000 eur}
END
cat >rich.yaml <<'END'
extends: poor.yaml
title: {en: Rich, nl: Rijk}
funding:
  million: {amount: 1 M eur/yr, from: 2021-01-01, spend: {places: {share: 50 %, on: crisis, where: {given: {north: 6}}}, homes: {share: 50 %, on: home, where: {by: population}}}}
END
run funded poor.yaml rich.yaml
"$program" report funded.h5 -o funded.html --lang en 2>/dev/null
"$program" show funded.h5 --measure not_placed_24h --measure cost_eur --measure spent_eur_per_year --json >funded.json
"$program" show funded.h5 --measure not_placed_24h --by year --json >funded_years.json
"$program" show funded.h5 --table fares --json >fares.json
cat >funded.py <<'END'
import html, json, re
def number(s): return float(html.unescape(s).replace(",", "").replace("\u2212", "-"))
text = open("funded.html").read()
text = text[text.index('id="en"'):text.index('id="nl"')]
plain = html.unescape(re.sub(r"<[^>]*>", "", text))
by = {m["name"]: m["rows"][1]["difference"]["mean"] for m in json.load(open("funded.json"))["measures"]}
late = [r for r in json.load(open("funded_years.json"))["measures"][0]["rows"] if r["scenario"] == "rich" and r.get("label") == "2022"][0]["difference"]["mean"]
fares = json.load(open("fares.json"))
def find(x, key):
    if isinstance(x, dict): return x if key in x else next((f for f in (find(v, key) for v in x.values()) if f), None)
    return next((f for f in (find(v, key) for v in x) if f), None) if isinstance(x, list) else None
fare = find(fares, "now_placed")
def mean(x): return x["mean"] if isinstance(x, dict) else x
def near(a, b, share): assert abs(a - b) <= share * abs(b), (a, b)
each = re.search(r"in 2022: (\S+) \((\S+) to (\S+)\) euro for each request less", plain)
near(number(each.group(1)), by["spent_eur_per_year"] / -late, 0.006)
assert number(each.group(2)) < number(each.group(1)) < number(each.group(3))
whole = re.search(r"of “Poor”: (\S+) \((\S+) to (\S+)\) euro for each request less", plain)
near(number(whole.group(1)), by["cost_eur"] / -by["not_placed_24h"], 0.006)
assert number(whole.group(2)) < number(whole.group(1)) < number(whole.group(3))
helped = re.search(r"with “Rich” (\S+) \(.*? a year get a place that got none at all, and (\S+) .*?no longer do: net (\S+) ", plain)
near(number(helped.group(1)), mean(fare["now_placed"]) / 3, 0.01)
near(number(helped.group(3)), (mean(fare["now_placed"]) - mean(fare["no_longer_placed"])) / 3, 0.01)
assert "“Rich” buys new places in 1 of 2 regions" in plain
assert "buys 16 homes a year" in plain
assert "margins are about chance alone" in plain and "trust the differences" not in plain
assert "First requests" in text and '<small class="path">intake.households</small>' in text
END
python3 funded.py || fail "help, price or purchases are not those of the file"

# ---- which inputs matter: only with draws, the correlations of `show --table inputs` ----
for side in 'en.html:Which uncertain inputs matter' 'nl.html:Welke onzekere invoer ertoe doet'; do
    has "draws.${side%%:*}" "${side#*:}"
    ! grep -q "${side#*:}" "single.${side%%:*}" || fail "inputs are ranked that were not drawn"
done
run uncertain base.yaml --replications 2 --draws 16 --set 'intake.households={value: 250 /yr, range: {uniform: [100, 400]}}' --set 'stages.crisis.stay={exponential: {mean: {value: 20 d, range: [19 d, 21 d]}}}'
"$program" report uncertain.h5 -o uncertain.html --lang en 2>/dev/null
"$program" show uncertain.h5 --table inputs --json >inputs.json
cat >inputs.py <<'END'
import json, re
def find(x):
    if isinstance(x, list) and x and isinstance(x[0], dict) and "rank_correlation" in x[0]: return x
    return next((f for f in map(find, x if isinstance(x, list) else x.values() if isinstance(x, dict) else [])if f), None)
rows = find(json.load(open("inputs.json")))
text = open("uncertain.html").read()
text = text[text.index("All drawn inputs"):]
assert len(rows) == 2 and rows[0]["input"] == "intake.households", rows
shown = [re.search(re.escape(r["input"]) + r"</th><td>[^<]*</td><td>([^<,]*)(, not shown)?</td>", text) for r in rows]
for row, found in zip(rows, shown): assert found and found.group(1).replace("\u2212", "-") == f"{row['rank_correlation']:+.2f}", (row, found)
assert not shown[0].group(2) and shown[1].group(2), "the first is shown, the second is not"
END
python3 inputs.py || fail "correlations are not those of show"
# The course of time from sums over replications: the same means, bands to within a bin (a quarter, or a 32nd of the value, at either end).
cat >summed.py <<'END'
import html, re
def courses(name):
    text = open(name).read()
    text = text[text.index('id="en"'):]
    found = {}
    for table in re.findall(r"<table>.*?</table>", text, flags=re.S):
        if "begin of the period" not in table: continue
        rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr>(.*?)</tr>", table, flags=re.S)]
        found[len(found)] = [[html.unescape(re.sub("<[^>]*>", "", cell)) for cell in row] for row in rows]
    return found
def numbers(cell): return [float(x.replace(",", "")) for x in re.findall(r"[0-9][0-9.,]*", cell)]
exact, summed = courses("series.en.html"), courses("summed.en.html")
assert len(exact) == len(summed) >= 1, (len(exact), len(summed))
bands = 0
for k in exact:
    assert len(exact[k]) == len(summed[k]) and exact[k][0] == summed[k][0]
    for a, b in zip(exact[k][1:], summed[k][1:]):
        assert a[0] == b[0]
        for x, y in zip(a[1:], b[1:]):
            x, y = numbers(x), numbers(y)
            assert len(x) == len(y) and x[0] == y[0], (a, b)
            for v, w in zip(x[1:], y[1:]):
                bands += 1
                assert abs(v - w) <= max(0.35, v / 16), (a, b)
assert bands > 20, bands
END
python3 summed.py || fail "the course of time from sums is another one"
cp base.yaml same.yaml
run same base.yaml same.yaml --replications 4
"$program" report same.h5 -o same.html --lang en 2>/dev/null
has same.html 'no scenario was shown to lower it\|not shown'
! grep -q 'fewer without a place' same.html || fail "a difference of nothing is called help"

# ---- the numbers are those of `show`: levels with their own interval; differences as far from zero, and their interval wider, for all hold together ----
"$program" run base.yaml twenty.yaml --replications 6 --quiet -o numbers.h5 2>err || { cat err; fail "cannot make numbers"; }
"$program" show numbers.h5 --measure not_placed_24h --json >numbers.json
"$program" report numbers.h5 -o numbers.html --lang en 2>/dev/null
cat >numbers.py <<'END'
import html, json, re, sys
rows = json.load(open("numbers.json"))["measures"][0]["rows"]
text = open("numbers.html").read()
text = text[text.index('id="en"'):]
years = 7305 / 365.25
def number(s): return float(html.unescape(s).replace(",", "").replace("\u2212", "-").replace("+", ""))
def three(s):
    found = re.fullmatch(r"(\S+)(?: \((\S+) to (\S+)\))?", html.unescape(s))
    mean = number(found.group(1))
    return (mean, number(found.group(2)), number(found.group(3))) if found.group(2) else (mean, mean, mean)
def near(a, b, size): return abs(a - b) <= max(0.006 * abs(size), 0.06)
level = three(re.search(r"<strong>([^<]*)</strong> requests for help", text).group(1))
base = rows[0]
assert near(level[0], base["mean"] / years, level[0]) and near(level[1], base["low"] / years, level[0]), (level, base)
table = text[text.index('id="en-measures"'):]
table = table[table.index("<tbody>"):table.index("</tbody>")]
shown = [three(re.search(r"<td>([^<]*)</td>", row).group(1)) for row in table.split("</tr>")[:-1]]
assert len(shown) == 20, len(shown)
for at, row in zip(shown, rows[1:]):
    d = row["difference"]
    assert near(at[0], d["mean"] / years, at[0]), (at, d)
    assert at[2] - at[1] >= (d["high"] - d["low"]) / years - 0.12, ("not wider", at, d)
END
python3 numbers.py || fail "the page does not say what \`show\` says"

# ---- the map ----
cat >map.geojson <<'END'
{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"none"},"geometry":{"type":"Polygon","coordinates":[[[4,52],[5,52],[5,53],[4,53],[4,52]]]}}]}
END
"$program" report many.h5 -o map.html --map map.geojson --lang en 2>/dev/null || fail "no page with a map"
echo '{"type": "nothing"}' >nothing.geojson
"$program" report many.h5 -o nomap.html --map nothing.geojson --lang en 2>/dev/null || fail "a map without outlines stops the page"
has nomap.html 'outlines of the map could not be used'
"$program" report many.h5 -o absent.html --map absent.geojson --lang en 2>/dev/null || fail "a map that is not there stops the page"
has absent.html 'outlines of the map could not be used'

# ---- whole or absent ----
"$program" report single.h5 -o single.en.html 2>err && fail "an existing file is overwritten"
grep -q '\[exists\]' err || fail "says nothing of an existing file"
"$program" report single.h5 -o single.en.html --replace 2>err || fail "--replace does not replace"
"$program" report base.yaml -o none.html 2>err && fail "a page of what is no result"
[ ! -e none.html ] || fail "half a page is left"
"$program" report single.h5 -o nowhere/none.html 2>err && fail "a page in a folder that is not there"
"$program" report single.h5 2>err || fail "no page without -o"
[ -s single.html ] || fail "without -o the page does not stand beside the result"
! ls ./*.tmp 2>/dev/null | grep . || fail "a temporary file is left"
echo "$pages pages are well formed, the same each time, and fetch nothing"
