"""scikit-learn and numpy as a careful user would write it.

Patients are resampled; for every task and model, attribute, level and metric: the value, the gap to the
rest, and percentile limits of both. Counts come from bincount, AUROC and average precision from
scikit-learn with multiplicities as sample weights. No simultaneous limits, no standard error in the
replicates, no permutation test, no report.
"""

import csv

import numpy as np
import pandas as pd
from sklearn.metrics import average_precision_score, roc_auc_score

from peer import arguments, budgeted, report, tasks_of


def ratio(numerator, denominator):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(denominator > 0, numerator / denominator, np.nan)


def ranked(metric, y, score, weight):
    keep = weight > 0
    y, score, weight = y[keep], score[keep], weight[keep]
    if y.size == 0 or y.min() == y.max():
        return np.nan
    return metric(y, score, sample_weight=weight)


def evaluate(y, score, code, levels, weight, names, threshold):
    """metric -> array of 2 * levels + 1 values: everyone, each level, the rest of each level"""
    called = score >= threshold
    tables = {
        key: np.bincount(code, weights=weight * mask, minlength=levels)
        for key, mask in {
            "tp": (y == 1) & called,
            "fp": (y == 0) & called,
            "fn": (y == 1) & ~called,
            "tn": (y == 0) & ~called,
            "loss": (score - y) ** 2,
        }.items()
    }
    cells = {key: np.concatenate([[t.sum()], t, t.sum() - t]) for key, t in tables.items()}
    tp, fp, fn, tn = (cells[key] for key in ("tp", "fp", "fn", "tn"))
    closed = {
        "sensitivity": lambda: ratio(tp, tp + fn),
        "specificity": lambda: ratio(tn, tn + fp),
        "fpr": lambda: ratio(fp, tn + fp),
        "ppv": lambda: ratio(tp, tp + fp),
        "npv": lambda: ratio(tn, tn + fn),
        "accuracy": lambda: ratio(tp + tn, tp + fp + fn + tn),
        "brier": lambda: ratio(cells["loss"], tp + fp + fn + tn),
    }
    by_rank = {"auroc": roc_auc_score, "auprc": average_precision_score}
    values = {}
    for name in names:
        if name in closed:
            values[name] = closed[name]()
            continue
        metric = by_rank[name]
        members = [code == level for level in range(levels)]
        values[name] = np.array(
            [ranked(metric, y, score, weight)]
            + [ranked(metric, y[m], score[m], weight[m]) for m in members]
            + [ranked(metric, y[~m], score[~m], weight[~m]) for m in members]
        )
    return values


def main():
    options = arguments()
    data = pd.read_csv(options.csv, dtype={options.patient: str})
    patient, _ = pd.factorize(data[options.patient])
    patients = patient.max() + 1
    names = options.metrics.split(",")
    attributes = [pd.factorize(data[group], sort=True) for group in options.groups.split(",")]
    tasks = [
        (data[label].to_numpy(), data[score].to_numpy()) for label, score in tasks_of(options.tasks)
    ]

    def pass_over(weight):
        return [
            evaluate(y, score, code, len(levels), weight, names, options.threshold)
            for y, score in tasks
            for code, levels in attributes
        ]

    def run(replicates):
        random = np.random.default_rng(1)
        observed = pass_over(np.ones(len(data)))
        draws = []
        for _ in range(replicates):
            counts = random.multinomial(patients, np.full(patients, 1 / patients))
            draws.append(pass_over(counts[patient].astype(float)))
        rows = []
        for family, values in enumerate(observed):
            for name in names:
                stack = np.array([draw[family][name] for draw in draws])
                levels = (len(values[name]) - 1) // 2
                gaps = stack[:, 1 : levels + 1] - stack[:, levels + 1 :]
                with np.errstate(all="ignore"):
                    single = np.nanquantile(stack, [0.025, 0.975], axis=0)
                    paired = np.nanquantile(gaps, [0.025, 0.975], axis=0)
                rows.append((family, name, values[name].tolist(), single.tolist(), paired.tolist()))
        if options.out:
            with open(options.out, "w", newline="") as file:
                csv.writer(file).writerows(rows)
        return {name: float(observed[0][name][0]) for name in names}

    seconds, count, is_extrapolated, overall = budgeted(run, options.replicates, options.budget)
    report(
        seconds,
        count,
        options.replicates,
        is_extrapolated,
        overall=overall,
        versions={"pandas": pd.__version__},
    )


main()
