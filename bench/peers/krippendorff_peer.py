"""Krippendorff's alpha with bootstrap limits: the krippendorff package in a loop, or numpy on coincidences.

Reading the file is not timed.
"""

import argparse
import json
import platform
import resource
import time
from importlib.metadata import version

import krippendorff
import numpy as np

from peer import budgeted


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--answers", required=True)
    parser.add_argument("--readers", type=int, required=True)
    parser.add_argument("--categories", type=int, required=True)
    parser.add_argument("--metric", choices=["nominal", "ordinal"], default="nominal")
    parser.add_argument("--kind", choices=["package", "numpy"], default="package")
    parser.add_argument("--replicates", type=int, default=1000)
    parser.add_argument("--budget", type=float, default=60.0)
    return parser.parse_args()


def value_counts(answers, categories):
    return np.stack([(answers == c).sum(axis=1) for c in range(categories)], axis=1)


def by_package(answers, asked, random):
    counts = value_counts(answers, asked.categories)
    domain = np.arange(asked.categories)

    def alpha(of):
        return float(
            krippendorff.alpha(
                value_counts=of, value_domain=domain, level_of_measurement=asked.metric
            )
        )

    def replicates(count):
        n = len(counts)
        return [alpha(counts[random.integers(0, n, n)]) for _ in range(count)]

    return alpha(counts), replicates


def by_numpy(answers, asked, random):
    """Nominal alpha from each unit's pairable answers and disagreement."""
    counts = value_counts(answers, asked.categories).astype(float)
    size = counts.sum(axis=1)
    counts = counts[size > 1]
    size = size[size > 1]
    apart = (size * size - (counts * counts).sum(axis=1)) / (size - 1)
    totals = np.column_stack([apart, counts])

    def alpha(sums):
        by_class = sums[1:]
        n = by_class.sum()
        expected = n * n - (by_class * by_class).sum()
        return float(1 - (n - 1) * sums[0] / expected)

    def replicates(count):
        n = len(totals)
        out = []
        for _ in range(count):
            drawn = np.bincount(random.integers(0, n, n), minlength=n)
            out.append(alpha(drawn @ totals))
        return out

    return alpha(totals.sum(axis=0)), replicates


def main():
    asked = arguments()
    answers = np.fromfile(asked.answers, dtype=np.int8).reshape(-1, asked.readers)
    random = np.random.default_rng(1)
    start = time.perf_counter()
    make = by_package if asked.kind == "package" else by_numpy
    alpha, replicates = make(answers, asked, random)
    before = time.perf_counter() - start
    seconds, count, is_extrapolated, values = budgeted(replicates, asked.replicates, asked.budget)
    print(
        json.dumps(
            {
                "seconds": before + seconds,
                "replicatesRun": count,
                "replicatesAsked": asked.replicates,
                "isExtrapolated": is_extrapolated,
                "peakMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "versions": {
                    "python": platform.python_version(),
                    **{name: version(name) for name in ("numpy", "krippendorff")},
                },
                "alpha": alpha,
                "limits": [float(one) for one in np.percentile(values, [2.5, 97.5])],
            }
        )
    )


main()
