"""Dawid-Skene with crowd-kit on int32 triples (case, reader, class). Reading the file is not timed."""

import argparse
import json
import platform
import resource
import time
from importlib.metadata import version

import numpy as np
import pandas as pd
from crowdkit.aggregation import DawidSkene


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--answers", required=True)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--budget", type=float, default=60.0)
    asked = parser.parse_args()
    triples = np.fromfile(asked.answers, dtype=np.int32).reshape(-1, 3)
    frame = pd.DataFrame(triples, columns=["task", "worker", "label"])
    start = time.perf_counter()
    # A gain can never fall short of this tolerance: all rounds are run.
    model = DawidSkene(n_iter=asked.rounds, tol=-1e9).fit(frame)
    seconds = time.perf_counter() - start
    print(
        json.dumps(
            {
                "seconds": seconds,
                "peakMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "versions": {
                    "python": platform.python_version(),
                    **{name: version(name) for name in ("numpy", "pandas", "crowd-kit")},
                },
                "rounds": len(model.loss_history_),
                "prevalence": [float(one) for one in model.priors_.sort_index()],
            }
        )
    )


main()
