#!/usr/bin/env python3
"""Fits the matrix-product and attention kernels of src/step/kernels.hpp to published timings.

Half of the rows, chosen by a hash of the shape, are fitted; errors are those of the other half, above 50 us. The
equations are those of kernels.hpp, vectorised, with the launch and quantisation time that only these timings contain.
"""

import argparse
import json

import numpy as np
import pandas as pd
from scipy.optimize import least_squares

from write_models import FAMILIES

FILES = {"a100": "a100-sxm", "h100": "h100-sxm", "h200": "h200-sxm", "b200": "b200-sxm", "gb200": "gb200",
         "b300": "b300-sxm", "gb300": "gb300"}
TILES = [(256, 128), (128, 256), (128, 128), (128, 64), (64, 128), (64, 64)]
OPERAND_BYTES = {"bfloat16": 2.0, "fp8": 1.0, "fp8_block": 1.0, "fp8_static": 1.0, "nvfp4": 0.5625}
# Dense peaks of the data sheets [FLOP/s]: the upper bound of a fitted rate is 6 % above, for clocks that boost.
PEAK = {"a100": {"16": 312e12}, "h100": {"16": 989e12, "8": 1979e12}, "h200": {"16": 989e12, "8": 1979e12},
        "b200": {"16": 2250e12, "8": 4500e12, "4": 9000e12}, "gb200": {"16": 2500e12, "8": 5000e12, "4": 10000e12},
        "b300": {"16": 2250e12, "8": 4500e12, "4": 13500e12}, "gb300": {"16": 2500e12, "8": 5000e12, "4": 15000e12}}
HOST_BOUND = {("b200", "fp8_block"), ("b300", "fp8_block"), ("h100", "fp8_block")}  # timings of the host, not the GPU
BIG = 50e-6


def both(compute, memory):
    return (compute**3 + memory**3) ** (1 / 3)


def gemm_time(m, n, k, g, sms, bandwidth, operand_bytes):
    best = np.inf
    for tm, tn in TILES:
        waves = np.ceil(m / tm) * np.ceil(n / tn) / sms
        unit = 2.0 * tm * tn * sms / g["rate"] * (1 + g["tile"] * (1 / tm + 1 / tn))
        paid = np.where(waves < 1, 1.0, waves + g["wave"] * (np.ceil(waves) - waves))
        t = paid * unit * (k + g["k0"])
        s = np.clip(np.floor(1 / waves), 1, 8)
        split = unit * (k / s + 2 * g["k0"]) + 4.0 * s * m * n / (bandwidth * g["mem"])
        best = np.minimum(best, np.where(s > 1, np.minimum(t, split), t))
    memory = (operand_bytes * (m * k + n * k) + 2.0 * m * n) / (bandwidth * g["mem"])
    return g["launch"] + both(best, memory) + g["quant"] * m * k / (bandwidth * 0.7)


def attention_time(b, heads, kv, s, d, a, sms, bandwidth):
    rate = a["rate64"] if d < 128 else a["rate128"]
    waves = b * heads * np.ceil(s / 128.0) / sms
    occupied = waves / np.where(waves < 1, 1.0, waves + a["wave"] * (np.ceil(waves) - waves))
    compute = 2.0 * b * heads * s * s * d / (rate * s / (s + a["s0"]) * np.minimum(1, occupied))
    memory = 2.0 * b * d * (2 * heads * s + 2 * kv * s) / (bandwidth * a["mem"])
    return a["launch"] + both(compute, memory)


def solve(predict, unpack, start, low, high, rows, seconds):
    weight = np.where(seconds > BIG, 1, 0.25)
    def residuals(v):
        return weight * np.log(predict(unpack(v), rows) / seconds)
    start = np.clip(start, low + 1e-6, high - 1e-6)
    return unpack(least_squares(residuals, start, bounds=(low, high), loss="soft_l1", f_scale=0.1, diff_step=1e-3,
                                max_nfev=60).x)


def with_errors(fit, predicted, seconds):
    e = predicted / seconds - 1
    big = e[seconds > BIG]
    return {**fit, "err_big": float(np.abs(big).mean()), "med": float(np.median(np.abs(big))), "n_test": len(big),
            "n": len(big)}


def fit_gemm(family, table, dtype):
    f = FAMILIES[family]
    bandwidth, eb = float(f["bandwidth"].split()[0]) * 1e12, OPERAND_BYTES[dtype]
    peak = PEAK[family]["16" if eb == 2 else "4" if eb < 1 else "8"] * 1.06
    chosen = (table.m * 7919 + table.n * 104729 + table.k * 1299709) % 101 < 50

    def unpack(v):
        return {"rate": float(np.exp(v[0])), "k0": float(np.exp(v[1])), "tile": float(np.exp(v[2])),
                "wave": float(v[3]), "mem": float(v[4]), "launch": float(np.exp(v[5])),
                "quant": float(v[6]) if eb < 2 else 0.0}

    def predict(g, r):
        return gemm_time(r.m.values, r.n.values, r.k.values, g, f["sm_count"], bandwidth, eb)

    low = np.array([np.log(50e12), 0.0, np.log(0.1), 0.0, 0.3, np.log(0.5e-6), 0.0])
    high = np.array([np.log(peak), np.log(3000), np.log(300), 1.0, 1.0, np.log(3e-5), 12.0])
    reached = min((2 * table.m * table.n * table.k / table.latency * 1e3).quantile(0.99), peak * 0.9)
    start = np.array([np.log(reached), np.log(150), np.log(20), 0.7, 0.8, np.log(4e-6), 0.5 if eb < 2 else 0.0])
    train, test = table[chosen], table[~chosen]
    fit = solve(predict, unpack, start, low, high, train, train.latency.values * 1e-3)
    return with_errors(fit, predict(fit, test), test.latency.values * 1e-3)


def fit_attention(family, table):
    f = FAMILIES[family]
    bandwidth = float(f["bandwidth"].split()[0]) * 1e12
    table = table[(table.window_size == 0) & (table.attn_dtype == "bfloat16") & (table.kv_cache_dtype == "bfloat16")
                  & table.head_dim.isin([64, 128]) & (table.latency > 0.01)]
    if "step" in table:
        table = table[table.step == 0]
    kv = np.where(table.num_key_value_heads == 0, table.num_heads, table.num_key_value_heads)
    table = table.assign(kv=kv)
    chosen = (table.batch_size * 7919 + table.isl * 104729 + table.num_heads * 1299709 + table.kv * 31) % 101 < 50

    def unpack(v):
        return {"rate128": float(np.exp(v[0])), "rate64": float(np.exp(v[1])), "s0": float(np.exp(v[2])),
                "launch": float(np.exp(v[3])), "mem": float(v[4]), "wave": float(v[5])}

    def predict(a, r):
        out = np.empty(len(r))
        for d in (64, 128):
            i = (r.head_dim == d).values
            z = r[i]
            out[i] = attention_time(z.batch_size.values, z.num_heads.values, z.kv.values, z.isl.values, float(d), a,
                                    f["sm_count"], bandwidth)
        return out

    low = np.array([np.log(3e13), np.log(3e13), 0.0, np.log(5e-7), 0.2, 0.0])
    high = np.array([np.log(2.5e15), np.log(2.5e15), np.log(4000), np.log(5e-5), 1.0, 1.0])
    rate = {"a100": 2e14, "h100": 5e14, "h200": 5e14}.get(family, 1.2e15)
    start = np.array([np.log(rate), np.log(rate * 0.8), np.log(300), np.log(5e-6), 0.7, 0.7])
    train, test = table[chosen], table[~chosen]
    fit = solve(predict, unpack, start, low, high, train, train.latency.values * 1e-3)
    return with_errors(fit, predict(fit, test), test.latency.values * 1e-3)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tables", help="folder of <gpu>-gemm.csv.gz and <gpu>-context-attention.csv.gz")
    parser.add_argument("output", help="JSON file to write, for calibrate.py --kernels")
    options = parser.parse_args()
    fits = {"gemm": {}, "attention": {}}
    for family, file in FILES.items():
        gemm = pd.read_csv("%s/%s-gemm.csv.gz" % (options.tables, file), comment="#")
        for dtype, table in gemm.groupby("gemm_dtype"):
            if (family, dtype) not in HOST_BOUND:
                fits["gemm"]["%s/%s" % (family, dtype)] = fit_gemm(family, table, dtype)
                print(family, dtype, fits["gemm"]["%s/%s" % (family, dtype)], flush=True)
        attention = pd.read_csv("%s/%s-context-attention.csv.gz" % (options.tables, file), comment="#")
        fits["attention"][family] = fit_attention(family, attention)
        print(family, "attention", fits["attention"][family], flush=True)
    with open(options.output, "w") as out:
        json.dump(fits, out, indent=1)


if __name__ == "__main__":
    main()
