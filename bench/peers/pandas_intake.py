"""pandas reads and profiles a table: types, missing values, distinct values, ranges."""

import time

import pandas as pd

from peer import arguments, report

options = arguments()
start = time.perf_counter()
data = pd.read_csv(options.csv, dtype={options.patient: str})
profile = {
    name: (int(data[name].isna().sum()), int(data[name].nunique()))
    for name in data.columns
}
ranges = data.describe()
seconds = time.perf_counter() - start
report(seconds, 1, 1, False, rows=len(data), columns=len(profile), versions={"pandas": pd.__version__})
