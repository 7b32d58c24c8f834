"""The course over time, from every replication (`run --series all`) or from sums over them (`--series summary`)."""
import numpy as np
import pandas as pd
import xarray as xr

WORLD = ("scenario", "draw", "replication")


def words(result, name):
    """Whole numbers of a dataset of /series_summary whose last dimension is `word`, exactly: an array of Python's integers, None where missing."""
    for engine in ("netcdf4", "h5netcdf"):
        try:
            data = xr.open_dataset(result.path, group="series_summary", engine=engine, decode_timedelta=False, mask_and_scale=False)
            break
        except (ValueError, ImportError, ModuleNotFoundError):
            continue
    with data:
        values, fill = data[name].values, data[name].attrs.get("_FillValue")
        weights = [int(w) for w in data["word"].values]
    whole = sum(values[..., k].astype(object) * weight for k, weight in enumerate(weights))
    return np.where(values[..., 0] == fill, None, whole) if fill is not None else whole


def quantile(counts, bounds, p, whole):
    """Of values of which only counts in bins are known; right to within a bin. whole: they are whole numbers."""
    n = counts.sum()
    if n < 1:
        return np.nan
    place = min(max((n + 1 / 3) * p + 1 / 3, 1), n)
    below, ends = int(place), np.cumsum(counts)

    def ranked(k):
        b = int(np.searchsorted(ends, k, side="right"))
        low, high = bounds[b]
        at = (k - (ends[b] - counts[b]) + 0.5) / counts[b]
        if np.isinf(high) or low == high:
            return low
        if not whole:
            return low + (high - low) * at
        first, last = np.ceil(low), np.ceil(high) - 1
        return first if first >= last else first + np.floor((last - first + 1) * at)

    low = ranked(below - 1)
    return low if place == below else low + (place - below) * (ranked(below) - low)


def course(result, measure, by=None, quantiles=(0.05, 0.5, 0.95)):
    if result.series is not None:
        return _of_worlds(result, measure, by, quantiles)
    if result.series_summary is None:
        raise KeyError(f"{result.path} has no course of time: run with --series all or summary")
    return _of_sums(result, measure, by, quantiles)


def _rows(result, by, data, labels, cell):
    rows = []
    for s, scenario in enumerate(result.scenarios):
        for p, period in enumerate(data["period"].values):
            for i, label in enumerate(labels):
                rows.append({"scenario": scenario, "period": period} | ({} if by is None else {by: label}) | cell(s, p, i))
    return pd.DataFrame(rows)


def _of_worlds(result, measure, by, quantiles):
    data = result.series
    values = data[measure].reset_coords(drop=True).astype(float)
    if by is not None and by not in values.dims:
        raise KeyError(f"{measure} is not known by {by}")
    values = values.sum([d for d in values.dims if d not in WORLD + ("period", by)], min_count=1)
    values = values.transpose("scenario", "period", *([by] if by else []), ...)
    labels = [str(x) for x in data[by].values] if by else [None]
    flat = values.values.reshape(values.sizes["scenario"], values.sizes["period"], len(labels), -1)

    def cell(s, p, i):
        x = flat[s, p, i][~np.isnan(flat[s, p, i])]
        row = {"n": len(x), "mean": x.mean() if len(x) else np.nan, "sd": x.std(ddof=1) if len(x) > 1 else np.nan}
        return row if by else row | {f"q{q:g}": np.quantile(x, q, method="median_unbiased") if len(x) else np.nan for q in quantiles}

    return _rows(result, by, data, labels, cell)


def _of_sums(result, measure, by, quantiles):
    data = result.series_summary
    if measure + "_sum" not in data:
        raise KeyError(f"there is no course of {measure}")
    about = data[measure + "_sum"]
    dims = [d for d in about.dims if d != "word"]
    if by is not None and by not in dims:
        raise KeyError(f"{measure} is not known by {by}" + (f"; it was summed over {about.attrs['summed_over']}" if "summed_over" in about.attrs else ""))
    over = tuple(k for k, d in enumerate(dims) if d not in ("scenario", "draw", "period", by))
    sums, squares = words(result, measure + "_sum"), words(result, measure + "_squares")
    there = np.not_equal(sums, None)
    sums, squares = (np.where(there, x, 0) for x in (sums, squares))
    single = all(sums.shape[k] == 1 for k in over)  # squares of parts say nothing of their sum
    axes = tuple(sorted(over + (dims.index("draw"),)))
    sums, squares, there = sums.sum(axis=axes), squares.sum(axis=axes), there.any(axis=axes)
    if by is None:
        sums, squares, there = (x[..., None] for x in (sums, squares, there))
    labels = [str(x) for x in data[by].values] if by else [None]
    number, bounds = data["number"].values.astype(int).sum(axis=1), data["bin_bounds"].values
    counts = data[measure + "_bins"].values.sum(axis=1).astype(int)
    means = about.attrs["divisor"] == "number seconds"
    edges = data["period_bounds"].values
    length_s = (edges[:, 1] - edges[:, 0]) / np.timedelta64(1, "s") if edges.dtype.kind == "M" else edges[:, 1] - edges[:, 0]

    def cell(s, p, i):
        n, by_s = int(number[s]), float(length_s[p]) if means else 1.0
        if not there[s, p, i]:
            return {"n": 0, "mean": np.nan, "sd": np.nan}
        total, square = int(sums[s, p, i]), int(squares[s, p, i])
        spread = (n * square - total * total) / (n * (n - 1)) if n > 1 and single else np.nan
        row = {"n": n, "mean": total / n / by_s, "sd": np.sqrt(spread) / by_s}
        return row if by else row | {f"q{q:g}": quantile(counts[s, p], bounds, q, not means) for q in quantiles}

    return _rows(result, by, data, labels, cell)
