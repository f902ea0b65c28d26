#!/usr/bin/env python3
"""Reads a collected study with pandas.

    pandas_study.py STUDY [METRIC]

Prints the mean of a metric with its 95 % interval for every setting of the parameters, and, where the study has
indices of sensitivity, the parameters by importance.
"""
import json
import sys
from pathlib import Path

import pandas as pd


def main(study, metric="totals.utility.facility_energy_j"):
    study = Path(study)
    runs = pd.read_csv(study / "results.csv")
    columns = {c["name"]: c for c in json.loads((study / "columns.json").read_text())["columns"]}
    parameters = [name for name, column in columns.items() if "parameter" in column]
    done = runs[runs.status == "done"]
    print(f"{len(done)} of {len(runs)} runs done; {metric} [{columns[metric]['unit']}]: {columns[metric]['meaning']}")

    table = done.groupby(parameters)[metric].agg(["mean", "sem", "count"])
    table["low"] = table["mean"] - 1.96 * table["sem"]
    table["high"] = table["mean"] + 1.96 * table["sem"]
    print(table[["mean", "low", "high", "count"]].to_string())

    indices = study / "sensitivity.csv"
    if indices.exists():
        rows = pd.read_csv(indices)
        chosen = rows[(rows.metric == metric) & rows["index"].isin(["ST", "mu_star"])]
        print(chosen.sort_values("value", ascending=False)[["parameter", "index", "value", "low", "high"]]
              .to_string(index=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
