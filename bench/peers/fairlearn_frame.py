"""fairlearn MetricFrame with n_boot: percentile intervals of each group's metrics, rows resampled."""

import fairlearn
import pandas as pd
from fairlearn.metrics import MetricFrame, false_positive_rate, true_positive_rate
from sklearn.metrics import accuracy_score, precision_score, roc_auc_score

from peer import arguments, budgeted, report, tasks_of


def metric_functions(names, threshold):
    """Each takes scores, so that AUROC and the thresholded metrics share one frame."""

    def at_threshold(metric, **options):
        return lambda y, score: metric(y, score >= threshold, **options)

    table = {
        "auroc": roc_auc_score,
        "sensitivity": at_threshold(true_positive_rate),
        "fpr": at_threshold(false_positive_rate),
        "ppv": at_threshold(precision_score, zero_division=0),
        "accuracy": at_threshold(accuracy_score),
    }
    return {name: table[name] for name in names.split(",")}


def main():
    options = arguments()
    data = pd.read_csv(options.csv, dtype={options.patient: str})
    (label, score), *_ = tasks_of(options.tasks)
    metrics = metric_functions(options.metrics, options.threshold)

    def run(replicates):
        frame = MetricFrame(
            metrics=metrics,
            y_true=data[label].to_numpy(),
            y_pred=data[score].to_numpy(),
            sensitive_features=data[options.groups],
            n_boot=replicates,
            ci_quantiles=[0.025, 0.975],
            random_state=1,
        )
        return frame.by_group_ci, frame.difference_ci(method="to_overall"), frame.overall

    seconds, count, is_extrapolated, (_, _, overall) = budgeted(
        run, options.replicates, options.budget
    )
    report(
        seconds,
        count,
        options.replicates,
        is_extrapolated,
        overall={name: float(value) for name, value in overall.items()},
        versions={"fairlearn": fairlearn.__version__, "pandas": pd.__version__},
    )


main()
