"""Obuchowski-Rockette with jackknife covariances: in whole-array operations, or with scikit-learn case by case.

Reading the files is not timed. PyPI held no package for multi-reader studies when this was written.
"""

import argparse
import json
import platform
import resource
import time
from importlib.metadata import version

import numpy as np
from scipy import stats
from sklearn.metrics import roc_auc_score

from peer import budgeted


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--truth", required=True)
    parser.add_argument("--ratings", required=True)
    parser.add_argument("--tests", type=int, required=True)
    parser.add_argument("--readers", type=int, required=True)
    parser.add_argument("--kind", choices=["numpy", "loop"], default="numpy")
    parser.add_argument("--budget", type=float, default=60.0)
    return parser.parse_args()


def left_out_by_arrays(truth, rating):
    """Area of one reader and its value without each case."""
    diseased = rating[truth == 1]
    other = rating[truth == 0]
    wins = (diseased[:, None] > other[None, :]) + 0.5 * (diseased[:, None] == other[None, :])
    m, n = wins.shape
    total = wins.sum()
    out = np.empty(len(truth))
    out[truth == 1] = (total - wins.sum(axis=1)) / ((m - 1) * n)
    out[truth == 0] = (total - wins.sum(axis=0)) / (m * (n - 1))
    return total / (m * n), out


def analysis(figures, left_out, tests, readers):
    """F, difference and limits with readers and cases random."""
    cases = left_out.shape[1]
    covariance = np.cov(left_out, bias=True) * (cases - 1)
    blocks = covariance.reshape(tests, readers, tests, readers)
    same_test = np.array([[blocks[t, :, u, :] for u in range(tests)] for t in range(tests)])
    off = ~np.eye(readers, dtype=bool)
    cov2 = np.mean([same_test[t, t][off].mean() for t in range(tests)])
    pairs = [(t, u) for t in range(tests) for u in range(tests) if t != u]
    cov3 = np.mean([same_test[t, u][off].mean() for t, u in pairs])
    table = figures.reshape(tests, readers)
    grand = table.mean()
    by_test = table.mean(axis=1)
    by_reader = table.mean(axis=0)
    ms_t = readers * ((by_test - grand) ** 2).sum() / (tests - 1)
    rest = table - by_test[:, None] - by_reader[None, :] + grand
    ms_tr = (rest**2).sum() / ((tests - 1) * (readers - 1))
    denominator = ms_tr + max(readers * (cov2 - cov3), 0)
    df2 = denominator**2 / (ms_tr**2 / ((tests - 1) * (readers - 1)))
    statistic = ms_t / denominator
    difference = by_test[0] - by_test[1]
    half = stats.t.ppf(0.975, df2) * np.sqrt(2 * denominator / readers)
    p = stats.f.sf(statistic, tests - 1, df2)
    return float(difference), [float(difference - half), float(difference + half)], float(p)


def main():
    asked = arguments()
    truth = np.fromfile(asked.truth, dtype=np.uint8)
    size = asked.tests * asked.readers
    ratings = np.fromfile(asked.ratings, dtype=np.float64).reshape(size, len(truth))
    start = time.perf_counter()
    detail = {}
    count, is_extrapolated = size, False
    if asked.kind == "numpy":
        parts = [left_out_by_arrays(truth, row) for row in ratings]
        figures = np.array([part[0] for part in parts])
        left_out = np.array([part[1] for part in parts])
        difference, limits, p = analysis(figures, left_out, asked.tests, asked.readers)
        detail = {"difference": difference, "limits": limits, "p": p}
        seconds = time.perf_counter() - start
    else:
        keep = ~np.eye(len(truth), dtype=bool)

        def readings(wanted):
            return [
                (
                    roc_auc_score(truth, row),
                    [roc_auc_score(truth[kept], row[kept]) for kept in keep],
                )
                for row in ratings[:wanted]
            ]

        seconds, count, is_extrapolated, parts = budgeted(readings, size, asked.budget)
        if not is_extrapolated:
            start = time.perf_counter()
            figures = np.array([part[0] for part in parts])
            left_out = np.array([part[1] for part in parts])
            difference, limits, p = analysis(figures, left_out, asked.tests, asked.readers)
            detail = {"difference": difference, "limits": limits, "p": p}
            seconds += time.perf_counter() - start
    print(
        json.dumps(
            {
                "seconds": seconds,
                "replicatesRun": count,
                "replicatesAsked": size,
                "isExtrapolated": is_extrapolated,
                "peakMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "versions": {
                    "python": platform.python_version(),
                    **{name: version(name) for name in ("numpy", "scipy", "scikit-learn")},
                },
                **detail,
            }
        )
    )


main()
