"""One scenario out of its files: `extends` and `include` are merged, what is inserted into a list is put there, tables are read."""
import csv
import os
import re

import yaml

from laws import FORMS

FORM_WORDS = set(FORMS) | {"mixture", "empirical"}
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def is_form(node):
    """A map that picks one form is replaced whole: a distribution, a gate with its kind, a search."""
    return isinstance(node, dict) and (bool(set(node) & FORM_WORDS) or "kind" in node or bool(set(node) & {"calls", "overview"}))


def merged(base, over):
    """Maps are merged, lists and values replaced, `~` removes."""
    if not (isinstance(base, dict) and isinstance(over, dict)) or is_form(over) and is_form(base):
        return over
    found = dict(base)
    for key, value in over.items():
        if value == "~":
            found.pop(key, None)
        elif key == "placement" and isinstance(value, dict):
            found[key] = inserted(base.get(key, []), value["insert"])
        else:
            found[key] = merged(base[key], value) if key in base else value
    return found


def inserted(rules, entries):
    rules = list(rules)
    for entry in entries if isinstance(entries, list) else [entries]:
        where = entry.get("before") or entry.get("after")
        at = [rule.get("id") for rule in rules].index(where)
        rules.insert(at + ("after" in entry), entry["rule"])
    return rules


def rows_of(folder, name):
    """The rows of a table, without the cells that are empty."""
    with open(os.path.join(folder, name), encoding="utf-8-sig", newline="") as file:
        lines = [line for line in file if not line.startswith("#")]
    between = ";" if ";" in lines[0] else ","
    rows = []
    for row in csv.DictReader(lines, delimiter=between):
        cells = {key.strip(): cell.strip() for key, cell in row.items() if key and cell and cell.strip()}
        rows.append({key: re.sub(r"^(-?\d+),(\d+)", r"\1.\2", cell) if between == ";" else cell for key, cell in cells.items()})
    return rows


def with_tables(root, folder):
    """Tables of regions and of arrivals, as if they had been written out."""
    regions, times = root.get("regions"), (root.get("intake") or {}).get("times") if isinstance(root.get("intake"), dict) else None
    if isinstance(regions, dict) and isinstance(regions.get("table"), str):
        table = {row.pop("id"): row for row in rows_of(folder, regions["table"])}
        root["regions"] = merged(table, {name: region for name, region in regions.items() if name != "table"})
    if isinstance(times, dict) and isinstance(times.get("table"), str):
        register = {}
        for row in rows_of(folder, times["table"]):
            register.setdefault(row.pop("region"), []).append(row)
        root["intake"]["times"] = {**register, **{name: node for name, node in times.items() if name != "table"}}
    return root


def read_tree(path):
    with open(path, encoding="utf-8") as file:
        root = yaml.load(file, Loader=LOADER)
    folder, whole = os.path.dirname(path), {}
    included = root.pop("include", [])
    for name in ([root.pop("extends")] if "extends" in root else []) + ([included] if isinstance(included, str) else included):
        whole = merged(whole, read_tree(os.path.join(folder, name)))
    return merged(whole, with_tables(root, folder))
