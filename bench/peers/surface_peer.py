"""Distances between the surfaces of two volumes with surface-distance, or with scipy on the whole volume.

Reading the files is not timed. Needs numpy, scipy and surface-distance.
"""

import argparse
import json
import platform
import resource
import time
from importlib.metadata import version

import numpy as np
from scipy import ndimage


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kind", choices=["surfel", "border"], required=True)
    parser.add_argument("--reference", required=True)
    parser.add_argument("--predicted", required=True)
    parser.add_argument("--side", type=int, default=256)
    parser.add_argument("--tolerance", type=float, default=2.0)
    parser.add_argument("--budget", type=float, default=60.0)
    return parser.parse_args()


def read(path, side):
    return np.fromfile(path, dtype=np.uint8).reshape(side, side, side).astype(bool)


def by_surface_elements(reference, predicted, tolerance):
    import surface_distance

    distances = surface_distance.compute_surface_distances(reference, predicted, (1, 1, 1))
    average = surface_distance.compute_average_surface_distance(distances)
    return {
        "hausdorff95": float(surface_distance.compute_robust_hausdorff(distances, 95)),
        "surfaceDice": float(
            surface_distance.compute_surface_dice_at_tolerance(distances, tolerance)
        ),
        "averages": [float(one) for one in average],
    }


def by_borders(reference, predicted, tolerance):
    borders = [mask & ~ndimage.binary_erosion(mask) for mask in (reference, predicted)]
    fields = [ndimage.distance_transform_edt(~border) for border in borders]
    forth = fields[1][borders[0]]
    back = fields[0][borders[1]]
    both = np.concatenate([forth, back])
    return {
        "hausdorff95": float(max(np.percentile(forth, 95), np.percentile(back, 95))),
        "surfaceDice": float((both <= tolerance).mean()),
        "assd": float(both.mean()),
    }


def main():
    asked = arguments()
    reference = read(asked.reference, asked.side)
    predicted = read(asked.predicted, asked.side)
    compute = by_surface_elements if asked.kind == "surfel" else by_borders
    start = time.perf_counter()
    values = compute(reference, predicted, asked.tolerance)
    seconds = time.perf_counter() - start
    print(
        json.dumps(
            {
                "seconds": seconds,
                "peakMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "versions": {
                    "python": platform.python_version(),
                    "numpy": version("numpy"),
                    "scipy": version("scipy"),
                    **({"surface-distance": version("surface-distance")} if asked.kind == "surfel" else {}),
                },
                **values,
            }
        )
    )


main()
