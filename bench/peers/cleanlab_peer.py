"""Suspect labels with cleanlab. Reading the files is not timed."""

import argparse
import json
import platform
import resource
import time
from importlib.metadata import version

import numpy as np
from cleanlab.filter import find_label_issues


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--labels", required=True)
    parser.add_argument("--probabilities", required=True)
    parser.add_argument("--classes", type=int, required=True)
    parser.add_argument("--budget", type=float, default=60.0)
    asked = parser.parse_args()
    labels = np.fromfile(asked.labels, dtype=np.int32)
    probabilities = np.fromfile(asked.probabilities).reshape(-1, asked.classes)
    start = time.perf_counter()
    rows = find_label_issues(
        labels, probabilities, return_indices_ranked_by="self_confidence", n_jobs=1
    )
    seconds = time.perf_counter() - start
    print(
        json.dumps(
            {
                "seconds": seconds,
                "peakMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "versions": {
                    "python": platform.python_version(),
                    **{name: version(name) for name in ("numpy", "cleanlab")},
                },
                "suspects": int(len(rows)),
            }
        )
    )


main()
