#!/usr/bin/env python3
"""Fits the constants of the step model to published training steps and writes models/calibration/*.yaml.

Robust least squares of the logarithmic error with Gaussian priors on the logarithms, within physical ranges; cases of
a source with many rows count less. The model itself is the C++ program `evaluate` beside this file.
"""

import argparse
import hashlib
import json
import subprocess

import numpy as np
from scipy.optimize import least_squares

import write_models
from constants import CONSTANTS

NOISE = 0.03  # scatter of a measurement around a good model, in the logarithm
PRIOR = np.log([c.prior for c in CONSTANTS])
LOW = np.log([c.low for c in CONSTANTS])
HIGH = np.log([c.high for c in CONSTANTS])
SPREAD = np.array([c.spread for c in CONSTANTS])
GEMM = [i for i, c in enumerate(CONSTANTS) if ".gemm_" in c.name]


def gemm_whitening():
    """Inverse Cholesky factor of the joint prior of kernel-to-training factors: a common part of 10 %, 12 % shared by
    a GPU (clock under power), 10 % by a width (library), 7 % of each alone."""
    def gpu(c):
        return "gb" if "gb" in c.name else c.places[0][0]
    chosen = [CONSTANTS[i] for i in GEMM]
    cov = [[0.10**2 + 0.12**2 * (gpu(a) == gpu(b)) + 0.10**2 * (a.name.split(".")[1] == b.name.split(".")[1])
            + 0.07**2 * (a is b) for b in chosen] for a in chosen]
    return np.linalg.inv(np.linalg.cholesky(np.array(cov)))


WHITE = gemm_whitening()
GEMM_MEAN = np.log(0.87)


class Model:
    """The C++ program, with all cases prepared."""

    def __init__(self, program, models, software, cases):
        self.process = subprocess.Popen([program, models, software, cases], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        rows = []
        while line := self.process.stdout.readline().rstrip("\n"):
            rows.append(line.split("\t"))
        if not rows:
            raise SystemExit("evaluate: no cases")
        self.ids = [r[0] for r in rows]
        self.sources = np.array([r[1] for r in rows])
        self.measured = np.array([float(r[2]) for r in rows])

    def times(self, values):
        words = []
        for c in CONSTANTS:
            for file, path in c.places:
                words.append("%s %.17g" % (path if file == "global" else path + "@" + file, values[c.name]))
        self.process.stdin.write(" ".join(words) + "\n")
        self.process.stdin.flush()
        return np.array([float(x) for x in self.process.stdout.readline().split()])


def named(x):
    return {c.name: float(np.exp(v)) for c, v in zip(CONSTANTS, x)}


def fit(model, chosen, start=None, evaluations=40):
    """Constants fitted to the cases `chosen` (a mask)."""
    counts = {s: int(np.sum(model.sources[chosen] == s)) for s in set(model.sources[chosen])}
    weight = np.array([(counts[s] / 4) ** -0.5 if counts[s] > 4 else 1.0 for s in model.sources[chosen]])

    def residuals(x):
        r = weight * np.log(model.times(named(x))[chosen] / model.measured[chosen]) / NOISE
        r = np.sign(r) * np.sqrt(2 * (np.sqrt(1 + r**2) - 1))  # soft L1
        prior = (x - PRIOR) / SPREAD
        prior[GEMM] = WHITE @ (x[GEMM] - GEMM_MEAN)
        return np.concatenate([r, prior])

    x0 = np.clip(PRIOR if start is None else start, LOW + 1e-6, HIGH - 1e-6)
    return least_squares(residuals, x0, bounds=(LOW, HIGH), diff_step=1e-3, max_nfev=evaluations).x


def cross_validate(model, start):
    """Errors of every case by a fit without its source."""
    errors = np.zeros(len(model.ids))
    for source in sorted(set(model.sources)):
        left_out = model.sources == source
        x = fit(model, ~left_out, start, evaluations=8)
        errors[left_out] = (model.times(named(x)) / model.measured - 1)[left_out]
    return errors


def summary(errors):
    a = np.sort(np.abs(errors))
    return "n %d mean %.2f %% median %.2f %% p90 %.2f %% bias %+.2f %%" % (
        len(a), 100 * a.mean(), 100 * np.median(a), 100 * np.quantile(a, 0.9), 100 * errors.mean())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cases", help="published training steps, such as tests/validation/training-steps.yaml")
    parser.add_argument("--evaluate", required=True, help="the program built from evaluate.cpp")
    parser.add_argument("--software", required=True, help="tests/validation/software.yaml")
    parser.add_argument("--models", default="models", help="the catalog; its calibration/ is rewritten")
    parser.add_argument("--kernels", required=True, help="kernel fits written by fit_kernels.py")
    parser.add_argument("--date", required=True, help="day of the fit, for the files")
    parser.add_argument("--dry-run", action="store_true", help="print, write nothing")
    options = parser.parse_args()

    model = Model(options.evaluate, options.models, options.software, options.cases)
    everything = np.ones(len(model.ids), bool)
    x = fit(model, everything)
    errors = model.times(named(x)) / model.measured - 1
    print("fitted:         ", summary(errors), flush=True)
    validated = cross_validate(model, x)
    print("cross-validated:", summary(validated))
    for source in sorted(set(model.sources)):
        rows = model.sources == source
        print("  %-60.60s fitted %s; cross-validated %s" % (source, summary(errors[rows]), summary(validated[rows])))
    for c, v in zip(CONSTANTS, x):
        bound = " at its bound" if v < LOW[CONSTANTS.index(c)] + 0.01 or v > HIGH[CONSTANTS.index(c)] - 0.01 else ""
        print("  %-40s %10.4g  prior %.4g%s" % (c.name, np.exp(v), c.prior, bound))
    if not options.dry_run:
        with open(options.cases, "rb") as data, open(options.kernels) as kernels:
            run = dict(date=options.date, data="tests/validation/" + options.cases.split("/")[-1],
                       data_hash=hashlib.sha256(data.read()).hexdigest(), cases=len(model.ids),
                       mean_error=float(np.abs(errors).mean()), cross_validated_error=float(np.abs(validated).mean()))
            write_models.write(options.models + "/calibration", named(x), json.load(kernels), run)


if __name__ == "__main__":
    main()
