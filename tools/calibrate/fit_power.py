#!/usr/bin/env python3
"""Fits the power of a GPU to timed and metered kernels and writes models/power/gpus.yaml.

The equation is (1) of src/power/gpu_power.hpp: a floor of a resident kernel, a term of tensor work by width and operator,
a term of memory traffic, held at the board's limit. Half of the rows, chosen by a hash of the row, are fitted; errors are
those of the other half. Power was read by NVML every 100 ms, so rows of short kernels lag behind: only rows above
100 us are used, products quantised on the host (fp8_block) are left out, and the loss forgets outliers. Where dense
products in FP8 were not metered, those of routed experts are taken, of experts with tokens enough to fill the tiles of
the tensor cores: padded tiles work without counting as FLOPs. The limit is not fitted but read: the median over products
of more than 1 ms that draw 95 % of rated power or more, in which gaps between kernels vanish.
"""

import argparse
import hashlib
import os

import numpy as np
import pandas as pd
from scipy.optimize import least_squares

# Peaks and bandwidths of the data sheets [FLOP/s, B/s], rated power [W].
FAMILIES = {
    "h200": dict(file="h200-sxm", bandwidth=4.8e12, rated=700.0, peak={"bfloat16": 989e12},
                 expert_peak={"bfloat16": 989e12, "fp8": 1979e12}),
    "b200": dict(file="b200-sxm", bandwidth=8e12, rated=1000.0, peak={"bfloat16": 2250e12, "nvfp4": 9000e12},
                 expert_peak={"bfloat16": 2250e12, "fp8": 4500e12}),
    "gb200": dict(file="gb200", bandwidth=8e12, rated=1200.0,
                  peak={"bfloat16": 2500e12, "fp8": 5000e12, "nvfp4": 10000e12}),
}
# GPUs of the catalog by the family whose shares of rated power they take.
SERVES = {
    "h200": (["h200-sxm"], ["h100-sxm", "h800-sxm", "gh200", "a100-80-sxm", "a100-40-sxm", "mi300x"]),
    "b200": (["b200-sxm"], ["b300-sxm", "mi355x", "rtx-pro-6000-server"]),
    "gb200": (["gb200"], ["gb300", "rubin"]),
}
OPERAND_BYTES = {"bfloat16": 2.0, "fp8": 1.0, "nvfp4": 0.5625}
TERMS = {"bfloat16": "product_16", "fp8": "product_8", "nvfp4": "product_4", "attention": "attention"}
LONG = 100e-6
# Rows of routed experts: name of the operator by format, and tokens per expert that fill a tile.
EXPERT_ROWS = {"bfloat16": "experts_16", "fp8": "experts_8"}
FULL_TILE = 128
# Products whose reading is the board's limit: longer than this, and drawing at least this share of rated power.
STEADY = 1e-3
HELD = 0.95


def table(folder, family, kind):
    return pd.read_csv(os.path.join(folder, "%s-%s.csv.gz" % (FAMILIES[family]["file"], kind)), comment="#")


def rows(operator, seconds, flops, moved, power, f, peak=None):
    peak = peak or f["peak"].get(operator, f["peak"]["bfloat16"])
    return pd.DataFrame({"operator": operator, "seconds": seconds, "tensor": flops / seconds / peak,
                         "memory": moved / seconds / f["bandwidth"], "power": power})


def product_rows(folder, family):
    f = FAMILIES[family]
    t = table(folder, family, "gemm")
    for operator in f["peak"]:
        x = t[t.gemm_dtype == operator]
        m, n, k = (x[c].astype(float) for c in "mnk")
        yield rows(operator, x.latency * 1e-3, 2 * m * n * k,
                   OPERAND_BYTES[operator] * (m * k + n * k) + 2 * m * n, x.power, f)


def expert_rows(folder, family):
    """Grouped products of gated experts, all of them on one GPU and equally loaded."""
    f = FAMILIES[family]
    if "expert_peak" not in f:
        return
    t = table(folder, family, "moe")
    t = t[(t.moe_ep_size == 1) & (t.distribution == "balanced") & (t.num_tokens * t.topk >= FULL_TILE * t.num_experts)]
    for dtype, peak in f["expert_peak"].items():
        x = t[t.moe_dtype == dtype]
        inner = x.inter_size / x.moe_tp_size
        tokens = x.num_tokens.astype(float)
        moved = (OPERAND_BYTES[dtype] * x.num_experts * 3 * x.hidden_size * inner
                 + 2.0 * tokens * (2 * x.hidden_size + x.topk * (3 * inner + x.hidden_size)))
        yield rows(EXPERT_ROWS[dtype], x.latency * 1e-3, 6.0 * tokens * x.topk * x.hidden_size * inner, moved, x.power,
                   f, peak)


def attention_rows(folder, family):
    f = FAMILIES[family]
    t = table(folder, family, "context-attention")
    t = t[(t.window_size == 0) & (t.attn_dtype == "bfloat16") & (t.kv_cache_dtype == "bfloat16") & (t.step == 0)]
    kv = np.where(t.num_key_value_heads == 0, t.num_heads, t.num_key_value_heads)
    work = 2.0 * t.batch_size * t.num_heads * t.isl.astype(float) ** 2 * t.head_dim
    moved = 2.0 * t.batch_size * t.isl * t.head_dim * (2 * t.num_heads + 2 * kv)
    yield rows("attention", t.latency * 1e-3, work, moved, t.power, f)
    # Decoding reads the cache: traffic with little arithmetic.
    t = table(folder, family, "generation-attention")
    t = t[(t.window_size == 0) & (t.kv_cache_dtype == "bfloat16")]
    kv = np.where(t.num_key_value_heads == 0, t.num_heads, t.num_key_value_heads)
    seen = (t.isl + t.step).astype(float)
    yield rows("decoding", t.latency * 1e-3, 4.0 * t.batch_size * t.num_heads * seen * t.head_dim,
               4.0 * t.batch_size * kv * t.head_dim * seen, t.power, f)


def launch_bound_floor(folder, family):
    """Draw between kernels: 10th percentile over decoding kernels of under 20 us, which wait for their launch."""
    t = table(folder, family, "generation-attention")
    return float(t[t.latency < 0.02].power.quantile(0.1))


def limit_of_board(data, rated):
    steady = data[data.operator.isin(["bfloat16", "fp8", "nvfp4"]) & (data.seconds > STEADY)].power / rated
    return float(steady[steady > HELD].median())


def fit(folder, family):
    f = FAMILIES[family]
    data = pd.concat([*product_rows(folder, family), *expert_rows(folder, family), *attention_rows(folder, family)],
                     ignore_index=True)
    data = data[(data.seconds > LONG) & (data.memory < 1.1) & (data.tensor < 1.05)].reset_index(drop=True)
    key = (data.seconds * 1e9).round().astype(np.int64) * 7919 + (data.power * 1e3).round().astype(np.int64) * 104729
    train, test = data[key % 101 < 50], data[key % 101 >= 50]
    # Decoding multiplies on the same units as attention, experts on those of products.
    units = {"decoding": "attention", "experts_16": "bfloat16", "experts_8": "fp8"}
    unit = data.operator.map(lambda operator: units.get(operator, operator))
    operators = [o for o in ("bfloat16", "fp8", "nvfp4", "attention") if (unit == o).any()]
    rated = f["rated"]
    limit = limit_of_board(data, rated)

    def predict(v, d):
        floor, memory, exponent = v[:3]
        work = unit[d.index].map(dict(zip(operators, v[3:])))
        raw = floor + memory * d.memory + work * d.tensor ** exponent
        return np.minimum(raw, limit * rated).values

    def residuals(v):
        return np.log(predict(v, train) / train.power.values)

    low = np.array([0.1, 0.0, 0.4] + [0.1] * len(operators))
    high = np.array([0.6, 1.0, 1.0] + [3.0] * len(operators))
    scale = np.array([rated, rated, 1.0] + [rated] * len(operators))
    start = np.array([0.3, 0.35, 0.7] + [0.9] * len(operators)) * scale
    v = least_squares(residuals, start, bounds=(low * scale, high * scale), x_scale=scale, loss="soft_l1",
                      f_scale=0.05).x
    shares = v / scale
    error = pd.Series(np.abs(predict(v, test) / test.power.values - 1))
    by = {TERMS.get(o, o): float(error[(test.operator == o).values].median()) for o in test.operator.unique()}
    return {"floor": shares[0], "memory": shares[1], "exponent": v[2], "limit": limit,
            **{TERMS[o]: shares[3 + i] for i, o in enumerate(operators)},
            "gap": launch_bound_floor(folder, family) / rated, "rows": len(data), "test_rows": len(test),
            "mean_error": float(error.mean()), "median_error": float(error.median()), "by": by}


def share(value, low, high, note):
    return '{value: %.4f, range: [%.4f, %.4f], note: "%s"}' % (value, min(low, value), max(high, value), note)


def family_text(family, r):
    f = FAMILIES[family]
    own, others = SERVES[family]
    text = "  - name: %s\n    rated: %g W\n    measured: [%s]\n    taken_for: [%s]\n" % (
        family, f["rated"], ", ".join(own), ", ".join(others))
    text += "    gap: %s\n" % share(r["gap"], 0.7 * r["gap"], r["floor"], "clocks up, no kernel resident: between launches")
    text += "    floor: %s\n" % share(r["floor"], r["gap"], 0.5, "a resident kernel that neither multiplies nor moves data")
    text += "    memory: %s\n" % share(r["memory"], max(0.0, r["memory"] - 0.2), r["memory"] + 0.2,
                                     "added by traffic at the nominal bandwidth")
    text += "    exponent: %.4f\n" % r["exponent"]
    text += "    limit: %s\n" % share(r["limit"], 0.9, 1.0, "where the board holds a kernel that would draw more: read from long products")
    names = {"product_16": "products of BF16 and FP16 at their peak", "product_8": "products of FP8 at their peak",
             "product_4": "products of NVFP4 at their peak", "attention": "fused attention at the BF16 peak"}
    for term, note in names.items():
        value = r.get(term, r["product_16"])
        note = note if term in r else note + ": as BF16, no rows"
        high = max(1.3 * value, r["product_16"])  # readings of short kernels lag, so the truth may be higher
        text += "    %s: %s\n" % (term, share(value, 0.7 * value, high, "added by " + note))
    text += "    rows: %d\n    test_rows: %d\n    mean_error: %.4f\n    median_error: %.4f\n" % (
        r["rows"], r["test_rows"], r["mean_error"], r["median_error"])
    text += "    median_error_by: {%s}\n" % ", ".join("%s: %.4f" % kv for kv in sorted(r["by"].items()))
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tables", help="folder of <gpu>-gemm.csv.gz, -moe.csv.gz, -context-attention.csv.gz, -generation-attention.csv.gz")
    parser.add_argument("output", help="models/power/gpus.yaml")
    parser.add_argument("--date", required=True)
    options = parser.parse_args()
    digest = hashlib.sha256()
    text = ""
    for family in FAMILIES:
        for kind in ("gemm", "moe", "context-attention", "generation-attention"):
            with open(os.path.join(options.tables, "%s-%s.csv.gz" % (FAMILIES[family]["file"], kind)), "rb") as data:
                digest.update(data.read())
        text += family_text(family, fit(options.tables, family))
    with open(options.output, "w") as out:
        out.write("# Written by tools/calibrate/fit_power.py; edit that, or measure again, rather than this file.\n"
                  "# Numbers without a unit are shares of the board's rated power. The equation is (1) of\n"
                  "# src/power/gpu_power.hpp; errors are relative, of rows that were not fitted.\n"
                  "schema: aifactory-power/v1\nkind: gpus\nsource: aiconfigurator-kernels\ndate: \"%s\"\n"
                  "data_hash: %s\nfamilies:\n%s" % (options.date, digest.hexdigest(), text))


if __name__ == "__main__":
    main()
