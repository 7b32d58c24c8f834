#!/bin/sh
# The CSV files of `export` in a spreadsheet: LibreOffice, without a screen, opens those in Dutch as a Dutch one does and those in English as an English
# one; numbers are numbers, dates dates, names with accents right, and no text has become a number or a date that it is not.
# usage: libreoffice.sh PROGRAM ROOT
set -eu
program=$1
for office in soffice libreoffice none; do
    [ $office != none ] || { echo "skipped: LibreOffice Calc is not on this machine"; exit 77; }
    ! command -v $office >/dev/null 2>&1 || break
done
command -v python3 >/dev/null 2>&1 || { echo "skipped: python3 is not on this machine"; exit 77; }
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
cat >"$room/a.yaml" <<'END'
doorstroom: 1
title: {en: Accents, nl: Accenten}
time: {start: 2020-01-01, warm_up: 30 d, horizon: 1 yr, series: 1 mo}
intake: {households: {value: 150 /yr, range: [100, 200], source: "één bron; twee, drie"}}
stages: {crisis: {stay: {exponential: {mean: 20 d}}, onward: {away: rest}}}
exits: {away: {}}
placement: [{stage: crisis, where: own}]
observed: {asked: {measure: arrivals, from: 2020-01-01, to: 2021-01-01, value: 70.5, use: check, source: "Súdwest: „geteld”"}}
regions:
  sudwest: {name: Súdwest-Fryslân, intake_share: 1, places: {crisis: 2}}
  den_haag: {name: "'s-Gravenhage", intake_share: 2, places: {crisis: 3}}
END
cp "$room/a.yaml" "$room/twee; één, \"drie\".yaml"
"$program" run "$room/a.yaml" "$room/twee; één, \"drie\".yaml" -o "$room/a.h5" --replications 3 --series all --log events --quiet 2>"$room/err" || { cat "$room/err"; exit 1; }

# CSV filter: separator, quote, UTF-8, from line 1, columns as they are, language of the numbers, quoted fields as others, dates known.
open() { # DIALECT SEPARATOR LANGUAGE
    "$program" export "$room/a.h5" --csv "$room/$1" --lang "$1" >/dev/null
    "$office" "-env:UserInstallation=file://$room/profile" --headless --convert-to fods --infilter="CSV:$2,34,76,1,,$3,false,true" --outdir "$room/$1-opened" \
        "$room/$1"/*.csv >"$room/log" 2>&1 || { cat "$room/log"; exit 1; }
}
open nl 59 1043
open en 44 2057

python3 - "$room" <<'END'
import csv, json, math, re, sys
import xml.etree.ElementTree as tree
room, faults, count = sys.argv[1], [], {"number": 0, "date": 0, "text": 0}
T, O, X = ("{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}" % n for n in ("table", "office", "text"))

def opened(path):
    for row in tree.parse(path).getroot().find(f"{O}body/{O}spreadsheet/{T}table").iter(T + "table-row"):
        cells = []
        for cell in row.iter(T + "table-cell"):
            one = (cell.get(O + "value-type", ""), cell.get(O + "value"), cell.get(O + "date-value"), "\n".join("".join(p.itertext()) for p in cell.iter(X + "p")))
            cells += [one] * min(int(cell.get(T + "number-columns-repeated", "1")), 100)
        for _ in range(1 if not any(c[0] for c in cells) else int(row.get(T + "number-rows-repeated", "1"))):
            yield cells

def instant(text): return text.replace("T", " ") + ("" if len(text) > 10 else " 00:00:00")

def check(where, kind, text, cell, decimal):
    value_type, value, date, shown = cell
    if text == "": good = value_type == ""
    elif text == "INF": good = shown == "INF"
    elif kind in ("number", "integer"):
        good = value_type == "float" and math.isclose(float(value), float(text.replace(decimal, ".")), rel_tol=1e-14)
        count["number"] += 1
    elif kind in ("date", "datetime"):
        good = value_type == "date" and instant(date) == instant(text)
        count["date"] += 1
    else: # a text that is a number, as `1` among the units or the values as they were written, may be read as one
        plain = re.fullmatch(r"-?\d+([.,]\d+)?( ?%)?|\d{4}-\d\d-\d\d", text)
        good = value_type == "string" and shown == text or bool(plain)
        count["text"] += 1
    if not good: faults.append(f"{where}: {text!r} is read as {cell}")

for dialect, decimal, separator in (("nl", ",", ";"), ("en", ".", ",")):
    for resource in json.load(open(f"{room}/{dialect}/datapackage.json", encoding="utf-8"))["resources"]:
        name = resource["path"]
        fields = resource["schema"]["fields"]
        rows = list(csv.reader(open(f"{room}/{dialect}/{name}", encoding="utf-8-sig", newline=""), delimiter=separator))
        sheet = list(opened(f"{room}/{dialect}-opened/{name[:-4]}.fods"))
        if [c[3] for c in sheet[0][:len(fields)]] != rows[0]: faults.append(f"{dialect}/{name}: the head is {sheet[0]}")
        if len(sheet) < len(rows): faults.append(f"{dialect}/{name}: {len(sheet)} of {len(rows)} rows")
        for i, row in enumerate(rows[1:], 1):
            if i > 400 and i % 7: continue
            for j, text in enumerate(row): check(f"{dialect}/{name}:{i + 1} {fields[j]['name']}", fields[j]["type"], text, sheet[i][j] if i < len(sheet) and j < len(sheet[i]) else ("", None, None, ""), decimal)
    labels = [c[3] for r in opened(f"{room}/{dialect}-opened/labels.fods") for c in r]
    if "Súdwest-Fryslân" not in labels or "'s-Gravenhage" not in labels: faults.append(f"{dialect}: names of regions are {labels[:30]}")
for fault in faults[:25]: print(fault)
assert not faults, f"{len(faults)} faults"
assert min(count.values()) > 500, count
print(", ".join(f"{n} cells of {kind}" for kind, n in count.items()), "as they should be, in both dialects")
END
