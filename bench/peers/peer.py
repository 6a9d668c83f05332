"""What every peer script shares: arguments, budgeted replicates, peak memory, one JSON line out."""

import argparse
import json
import platform
import resource
import time
from importlib.metadata import version


def arguments(**extra):
    parser = argparse.ArgumentParser()
    parser.add_argument("--csv", required=True)
    parser.add_argument("--tasks", default="y:p", help="label:score[,score...];...")
    parser.add_argument("--groups", default="g")
    parser.add_argument("--patient", default="patient_id")
    parser.add_argument("--metrics", default="auroc,sensitivity,fpr,ppv,accuracy")
    parser.add_argument("--threshold", type=float, default=0.5)
    parser.add_argument("--replicates", type=int, default=2000)
    parser.add_argument("--budget", type=float, default=100.0, help="seconds for the replicates")
    parser.add_argument("--out", default=None)
    for name, default in extra.items():
        parser.add_argument(f"--{name}", default=default)
    return parser.parse_args()


def tasks_of(text):
    """'y:p1,p2;z:q' -> [('y', 'p1'), ('y', 'p2'), ('z', 'q')]"""
    pairs = []
    for part in text.split(";"):
        label, scores = part.split(":")
        pairs += [(label, score) for score in scores.split(",")]
    return pairs


def budgeted(run, asked, budget):
    """Times `run(count)`. Runs all that was asked when it fits the budget, else fewer, and extrapolates.

    Two counts are timed, so that the fixed part is not multiplied.
    """
    start = time.perf_counter()
    run(1)
    first = time.perf_counter() - start
    affordable = int(budget / max(first, 1e-9))
    count = max(2, min(asked, affordable))
    start = time.perf_counter()
    values = run(count)
    seconds = time.perf_counter() - start
    if count == asked:
        return seconds, count, False, values
    per_replicate = max((seconds - first) / (count - 1), 0.0)
    fixed = max(first - per_replicate, 0.0)
    return fixed + per_replicate * asked, count, True, values


def report(seconds, replicates, asked, is_extrapolated, **detail):
    versions = {
        "python": platform.python_version(),
        "numpy": version("numpy"),
        "scikit-learn": version("scikit-learn"),
    }
    print(
        json.dumps(
            {
                "seconds": seconds,
                "replicatesRun": replicates,
                "replicatesAsked": asked,
                "isExtrapolated": is_extrapolated,
                "peakMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "versions": {**versions, **detail.pop("versions", {})},
                **detail,
            }
        )
    )
