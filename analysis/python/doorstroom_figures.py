"""The main figures, fit for a paper: one function each, called through `doorstroom.Result`. Each gives a matplotlib Figure, to be saved as one likes:
`result.fan("waiting").savefig("waiting.pdf")`. Words: `ax` draws in axes that exist; `lang="nl"` takes the Dutch sentences of the file.
Colours are those of Okabe and Ito (2008), told apart with any colour vision; lines differ in pattern too."""
import matplotlib

if not matplotlib.get_backend():
    matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))
STYLE = {"font.size": 9, "axes.spines.top": False, "axes.spines.right": False, "axes.grid": True, "grid.color": "#dddddd", "grid.linewidth": 0.5,
         "axes.axisbelow": True, "figure.dpi": 150, "savefig.bbox": "tight", "legend.frameon": False, "pdf.fonttype": 42, "svg.hashsalt": "doorstroom"}


def _axes(ax, width=6.0, height=3.6):
    if ax is not None:
        return ax.figure, ax
    with plt.rc_context(STYLE):
        figure, ax = plt.subplots(figsize=(width, height), layout="constrained")
    return figure, ax


def _look(i):
    return {"color": COLOURS[i % len(COLOURS)], "linestyle": DASHES[i // len(COLOURS) % len(DASHES)] if i >= len(COLOURS) else DASHES[i % len(DASHES)]}


def _wrap(text, width=78):
    import textwrap
    return "\n".join(textwrap.wrap(text, width))


def _names(result, dim, lang):
    """Labels as people read them."""
    labels = [str(x) for x in result.root[dim].values]
    known = f"{dim}_name_nl" if lang == "nl" and f"{dim}_name_nl" in result.root.variables else f"{dim}_name"
    named = [str(x) for x in result.root[known].values] if known in result.root.variables else labels
    return dict(zip(labels, [name or label for name, label in zip(named, labels)]))


def curve(result, measure, difference=False, against=None, ax=None, lang="en"):
    from doorstroom import number_in
    table = result.compare(measure, against=against)
    front = "difference_" if difference else ""
    table = table.rename(columns={"difference" if difference else "mean": "value"}).dropna(subset=["value"])
    at = [number_in(name) for name in table["scenario"]]
    varied = [x is not None for x in at]
    figure, ax = _axes(ax) if sum(varied) > 1 else _axes(ax, 6.0, 1.0 + 0.3 * len(table))
    value, low, high = table["value"].values, table[front + "low"].values, table[front + "high"].values
    bars = np.nan_to_num(np.array([value - low, high - value]))
    if sum(varied) > 1:
        family = [name.split("[")[0] for name in table["scenario"]]
        families = list(dict.fromkeys(f for f, v in zip(family, varied) if v))
        for k, one in enumerate(families):
            order = sorted((i for i, v in enumerate(varied) if v and family[i] == one), key=lambda i: at[i])
            ax.errorbar([at[i] for i in order], value[order], bars[:, order], marker="o", ms=4, capsize=3, label=one, **_look(k))
        if len(families) > 1:
            ax.legend(frameon=False, fontsize=8)
        for i, v in enumerate(varied):
            if not v:
                ax.axhline(value[i], color="#555555", linestyle="--", linewidth=1)
                ax.annotate(table["scenario"].iloc[i], (1, value[i]), xycoords=("axes fraction", "data"), ha="right", va="bottom", color="#555555", fontsize=8)
        ax.set_xlabel(", ".join(families))
    else:
        ax.errorbar(value, np.arange(len(value)), xerr=bars, fmt="o", ms=4, capsize=3, color=COLOURS[0])
        ax.set_yticks(np.arange(len(value)), table["scenario"])
        ax.invert_yaxis()
    if difference:
        (ax.axhline if sum(varied) > 1 else ax.axvline)(0, color="black", linewidth=0.8)
    said = result.label(measure, lang)
    if difference:
        said += (" Verschil met {}." if lang == "nl" else " Difference with {}.").format(against or result.baseline)
    ax.set_title(_wrap(said), fontsize=9, loc="left")
    return figure


def fan(result, measure, scenarios=None, bands=(0.5, 0.9), ax=None, lang="en", **at):
    figure, ax = _axes(ax)
    series = result.series
    if series is None:
        return _fan_of_sums(result, measure, scenarios or result.scenarios, bands, figure, ax, lang, at)
    values = series[measure].sel(at) if at else series[measure]
    over = [d for d in values.dims if d not in ("scenario", "draw", "replication", "period")]
    values = values.sum(over, min_count=1)
    for i, scenario in enumerate(scenarios or result.scenarios):
        worlds = values.sel(scenario=scenario).transpose("period", ...).values.reshape(values.sizes["period"], -1)
        when = pd.to_datetime(series["period"].values)
        for band in sorted(bands, reverse=True):
            low, high = np.nanquantile(worlds, [(1 - band) / 2, (1 + band) / 2], axis=1)
            ax.fill_between(when, low, high, color=COLOURS[i % len(COLOURS)], alpha=0.18, linewidth=0, step="post")
        ax.step(when, np.nanquantile(worlds, 0.5, axis=1), where="post", label=scenario, linewidth=1.2, **_look(i))
    _fan_said(result.label(measure, lang, "series"), scenarios or result.scenarios, bands, ax, lang)
    return figure


def _fan_said(label, scenarios, bands, ax, lang):
    if len(scenarios) > 1:
        ax.legend(frameon=False, fontsize=8)
    said = "mediaan en banden van {} van de werelden" if lang == "nl" else "median and bands of {} of worlds"
    ax.set_title(_wrap(label) + "\n" + said.format(", ".join(f"{b:.0%}" for b in bands)), fontsize=9, loc="left")
    ax.tick_params(axis="x", rotation=30)


def _fan_of_sums(result, measure, scenarios, bands, figure, ax, lang, at):
    """From what `run --series summary` keeps: bands of the whole only."""
    if at:
        raise KeyError(f"{result.path} keeps sums over replications, which have no bands of a part: run with --series all")
    quantiles = sorted({0.5} | {(1 + side * band) / 2 for band in bands for side in (-1, 1)})
    table = result.course(measure, quantiles=quantiles)
    for i, scenario in enumerate(scenarios):
        rows = table[table["scenario"] == scenario]
        when = pd.to_datetime(rows["period"].values)
        for band in sorted(bands, reverse=True):
            low, high = (rows[f"q{(1 + side * band) / 2:g}"].astype(float) for side in (-1, 1))
            ax.fill_between(when, low, high, color=COLOURS[i % len(COLOURS)], alpha=0.18, linewidth=0, step="post")
        ax.step(when, rows["q0.5"].astype(float), where="post", label=scenario, linewidth=1.2, **_look(i))
    _fan_said(result.label(measure, lang), scenarios, bands, ax, lang)
    return figure


def bars(result, measure, by="region", scenarios=None, top=None, ax=None, lang="en"):
    table = result.compare(measure, by=by)
    names, chosen = _names(result, by, lang), scenarios or result.scenarios
    order = table[table["scenario"] == chosen[0]].sort_values("mean", ascending=False, na_position="last")[by].tolist()[:top]
    figure, ax = _axes(ax, 6.0, 1.2 + 0.22 * len(order) * max(1, 0.6 * len(chosen)))
    high = 0.8 / len(chosen)
    for i, scenario in enumerate(chosen):
        rows = table[table["scenario"] == scenario].set_index(by).loc[order]
        half = np.nan_to_num((rows["high"] - rows["low"]).values / 2)
        ax.barh(np.arange(len(order)) + (i - (len(chosen) - 1) / 2) * high, rows["mean"].values, high, xerr=half, color=COLOURS[i % len(COLOURS)],
                label=scenario, error_kw={"elinewidth": 0.8, "capsize": 2}, hatch=("", "//", "..", "xx")[i % 4], edgecolor="white", linewidth=0.4)
    ax.set_yticks(np.arange(len(order)), [names.get(x, x) for x in order])
    ax.invert_yaxis()
    ax.margins(y=0.01)
    ax.grid(False, axis="y")
    if len(chosen) > 1:
        ax.legend(frameon=False, fontsize=8)
    ax.set_title(_wrap(result.label(measure, lang)), fontsize=9, loc="left")
    return figure


def blocked(result, measure="blocked", scenarios=None, ax=None, lang="en"):
    table, names, chosen = result.compare(measure, by="cause"), _names(result, "cause", lang), scenarios or result.scenarios
    figure, ax = _axes(ax, 6.0, 1.6 + 0.35 * len(chosen))
    causes = [c for c in names if table[table["cause"] == c]["mean"].fillna(0).abs().max() > 0]
    left = np.zeros(len(chosen))
    for i, cause in enumerate(causes):
        rows = table[table["cause"] == cause].set_index("scenario").loc[chosen]
        ax.barh(chosen, rows["mean"].fillna(0).values, left=left, color=COLOURS[i % len(COLOURS)], label=names[cause],
                hatch=("", "//", "..", "xx")[i % 4], edgecolor="white", linewidth=0.4)
        left = left + rows["mean"].fillna(0).values
    total = result.compare(measure).set_index("scenario").loc[chosen]
    half = np.nan_to_num((total["high"] - total["low"]).values / 2)
    ax.errorbar(left, np.arange(len(chosen)), xerr=half, fmt="none", ecolor="black", elinewidth=0.8, capsize=2)
    ax.invert_yaxis()
    ax.grid(False, axis="y")
    if causes:
        ax.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False, fontsize=8)
    ax.set_title(_wrap(result.label(measure, lang), 60), fontsize=9, loc="left")
    return figure


def stays(result, stages=None, scenarios=None, until_d=None, ax=None, lang="en"):
    names = _names(result, "stage", lang)
    chosen = [s for s in stages or names if result.life_tables("stay", label=s).seen > 0]
    figure, axes = _axes(ax, 3.0 * max(1, len(chosen)), 3.2) if ax is not None or not chosen else (None, None)
    if axes is None:
        with plt.rc_context(STYLE):
            figure, axes = plt.subplots(1, len(chosen), figsize=(3.0 * len(chosen), 3.2), sharey=True, layout="constrained", squeeze=False)
        axes = axes[0]
    for panel, stage in zip(np.atleast_1d(axes), chosen):
        for i, scenario in enumerate(scenarios or result.scenarios):
            table = result.kaplan_meier("stay", scenario, stage)
            panel.plot(table["age_d"], table["share"], label=scenario, linewidth=1.2, **_look(i))
            panel.fill_between(table["age_d"], table["low"].astype(float), table["high"].astype(float), color=COLOURS[i % len(COLOURS)], alpha=0.18, linewidth=0)
        panel.set_title(names[stage], fontsize=9, loc="left")
        panel.set_xlabel("dagen" if lang == "nl" else "days")
        panel.set_xlim(0, until_d)
        panel.set_ylim(0, 1)
    if len(chosen):
        np.atleast_1d(axes)[0].set_ylabel("nog aanwezig" if lang == "nl" else "share still there")
        np.atleast_1d(axes)[-1].legend(frameon=False, fontsize=8)
    return figure


# What an event makes of a household: where it is from then on; None: nowhere any more. Events not named leave it where it was.
WHERE = {"arrived": "asks", "waits": "waits", "asks_back": None, "left": None, "left_unplaced": None, "turned_away": None}
WHERE_NL = {"asks": "vraagt om hulp", "waits": "wacht"}
WHERE_EN = {"asks": "asks for help", "waits": "waits"}


def stretches(events):
    """The path of one household as stretches: from_d, to_d, where (asks, waits or a stage), region, blocked (the planned stay is over)."""
    rows, now = [], None
    def close(t):
        if now is not None:
            rows.append({**now, "to_d": t})
    for event in events.to_dict("records"):
        t, kind, stage = event["time_d"], event["event"], event.get("stage")
        gone = kind in WHERE and WHERE[kind] is None and kind != "asks_back"
        if gone:
            close(t)
            now = None
        elif kind in ("arrived", "waits") and (now is None or now["where"] in ("asks", "waits")):
            close(t)
            now = {"from_d": t, "where": WHERE[kind], "region": event.get("region"), "blocked": False}
        elif kind in ("placed", "moved", "exchanged", "taken_back", "present") and stage:
            close(t)
            now = {"from_d": t, "where": stage, "region": event.get("region"), "blocked": False}
        elif kind == "blocked" and now is not None:
            close(t)
            now = {**now, "from_d": t, "blocked": True}
    close(events["time_d"].max() if len(events) else 0)
    return pd.DataFrame(rows, columns=["from_d", "to_d", "where", "region", "blocked"])


def path_of(result, household, scenario=None, replication=1, draw=1, ax=None, lang="en"):
    events = result.events(household, scenario, replication, draw)
    if events.empty:
        raise KeyError(f"there is no household {household} in replication {replication} of {scenario or result.baseline}")
    path = stretches(events)
    said = WHERE_NL if lang == "nl" else WHERE_EN
    stage_names = _names(result, "stage", lang)
    lanes = ["asks", "waits"] + [s for s in stage_names if s in set(path["where"])]
    lanes = [lane for lane in lanes if lane in set(path["where"])] or ["asks"]
    figure, ax = _axes(ax, 7.0, 1.4 + 0.4 * len(lanes))
    origin = events["time_d"].min()
    wide = max(events["time_d"].max() - origin, 1e-9)
    for row in path.to_dict("records"):
        lane, length = lanes.index(row["where"]), row["to_d"] - row["from_d"]
        ax.barh(lane, max(length, wide / 400), left=row["from_d"] - origin, height=0.5, color=COLOURS[1] if row["blocked"] else COLOURS[0],
                hatch="//" if row["blocked"] else "", edgecolor="white", linewidth=0.4)
        if row["region"] and length > wide / 12:
            ax.text(row["from_d"] - origin + length / 2, lane - 0.33, row["region"], ha="center", va="bottom", fontsize=7)
    for event in events.to_dict("records"):
        if event["event"] in ("left", "left_unplaced", "turned_away"):
            ax.axvline(event["time_d"] - origin, color="#666666", linewidth=0.8, linestyle=":")
            ax.text(event["time_d"] - origin, -0.75, event.get("exit") or event["event"].replace("_", " "), fontsize=7, ha="right", va="bottom", rotation=0)
    ax.set_yticks(range(len(lanes)), [said.get(lane, stage_names.get(lane, lane)) for lane in lanes])
    ax.set_ylim(len(lanes) - 0.4, -1.1)
    ax.set_xlabel("dagen sinds de eerste hulpvraag" if lang == "nl" else "days since the first request")
    title = ("huishouden {} ({}), wereld {} van {}; gearceerd: geblokkeerd" if lang == "nl" else "household {} ({}), world {} of {}; hatched: blocked")
    ax.set_title(title.format(household, events["group"].iloc[0] if "group" in events else "", replication, scenario or result.baseline), fontsize=9, loc="left")
    return figure
