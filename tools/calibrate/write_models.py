"""Writes models/calibration/*.yaml: kernel fits by GPU family and the calibrated constants, with prior, range and origin."""

import os

from constants import CONSTANTS

# What the kernel tables were measured on. sm_count and memory_bandwidth are the values the fits used.
# serves: catalog GPUs priced by the family; bf16: data-sheet peak behind the timings, by which a changed peak scales;
# link: its domain bandwidth over the family's.
FAMILIES = {
    "a100": dict(sm_count=108, bandwidth="2.04 TB/s", bus=(205, 228, "60 us"),
                 serves=[("a100-80-sxm", {"bf16": "312 TFLOP/s"}), ("a100-40-sxm", {"bf16": "312 TFLOP/s", "memory_bandwidth": "1.555 TB/s"})]),
    "h100": dict(sm_count=132, bandwidth="3.35 TB/s", bus=(335, 440, "25 us"),
                 serves=[("h100-sxm", {"bf16": "989 TFLOP/s"}), ("h800-sxm", {"bf16": "989 TFLOP/s", "link": "0.444", "origin": "default"}),
                         ("gh200", {"bf16": "989 TFLOP/s", "memory_bandwidth": "4 TB/s", "origin": "default"})]),
    "h200": dict(sm_count=132, bandwidth="4.8 TB/s", bus=(335, 440, "25 us"), serves=[("h200-sxm", {"bf16": "989 TFLOP/s"})]),
    "b200": dict(sm_count=148, bandwidth="8 TB/s", bus=(600, 690, "25 us"), serves=[("b200-sxm", {"bf16": "2250 TFLOP/s"})]),
    "gb200": dict(sm_count=152, bandwidth="8 TB/s", bus=(600, 690, "25 us"), serves=[("gb200", {"bf16": "2500 TFLOP/s"})], superchip=True),
    "b300": dict(sm_count=148, bandwidth="8 TB/s", bus=(600, 690, "25 us"), serves=[("b300-sxm", {"bf16": "2250 TFLOP/s"})]),
    "gb300": dict(sm_count=152, bandwidth="8 TB/s", bus=(600, 690, "25 us"), serves=[("gb300", {"bf16": "2500 TFLOP/s"})], superchip=True),
}
# Which kernel table prices a family and width: its own, or the nearest with the same tensor cores where its own
# timings are missing or bound by the host.
GEMM_SOURCE = {
    "a100": {"gemm_16": "a100/bfloat16"},
    "h100": {"gemm_16": "h100/bfloat16", "gemm_8": "h100/fp8"},
    "h200": {"gemm_16": "h100/bfloat16", "gemm_8": "h100/fp8"},
    "b200": {"gemm_16": "b200/bfloat16", "gemm_8": "gb200/fp8", "gemm_4": "b200/nvfp4"},
    "gb200": {"gemm_16": "gb200/bfloat16", "gemm_8": "gb200/fp8", "gemm_4": "gb200/nvfp4"},
    "b300": {"gemm_16": "gb300/bfloat16", "gemm_8": "gb300/fp8", "gemm_4": "gb300/nvfp4"},
    "gb300": {"gemm_16": "gb300/bfloat16", "gemm_8": "gb300/fp8", "gemm_4": "gb300/nvfp4"},
}


def figure(x, unit=""):
    """A number with seven digits; seconds in microseconds."""
    if unit == "s":
        return "%s us" % float("%.7g" % (x * 1e6))
    return "%s" % float("%.7g" % x)


def constant_line(key, c, value):
    parts = ["value: " + figure(value, c.unit), "range: [%s, %s]" % (figure(c.low, c.unit), figure(c.high, c.unit)),
             "prior: " + figure(c.prior, c.unit), "spread: %g" % c.spread, 'note: "%s"' % c.what]
    return "%s: {%s}\n" % (key, ", ".join(parts))


def header(kind, name, run):
    return (
        "# Written by tools/calibrate; edit that, or measure again, rather than this file.\n"
        "schema: aifactory-calibration/v1\nkind: %s\nname: %s\ndate: \"%s\"\ndata: %s\ndata_hash: %s\ncases: %d\n"
        "mean_error: %s\ncross_validated_error: %s\n"
        % (kind, name, run["date"], run["data"], run["data_hash"], run["cases"], figure(run["mean_error"]),
           figure(run["cross_validated_error"])))


def gemm_line(key, source, g, family):
    origin = "fitted" if source.split("/")[0] == family else "interpolated"
    return ("  %s: {rate: %s TFLOP/s, fill: %s, tile: %s, wave: %s, memory: %s, origin: %s, kernels: %s, "
            "test_error: %s, test_rows: %d}\n"
            % (key, figure(g["rate"] / 1e12), figure(g["k0"]), figure(g["tile"]), figure(g["wave"]), figure(g["mem"]),
               origin, source, figure(g["err_big"]), g["n_test"]))


def attention_line(a, family):
    return ("attention: {rate_128: %s TFLOP/s, rate_64: %s TFLOP/s, start: %s, wave: %s, memory: %s, origin: fitted, "
            "kernels: %s/bfloat16, test_error: %s, test_rows: %d}\n"
            % (figure(a["rate128"] / 1e12), figure(min(a["rate64"], a["rate128"]) / 1e12), figure(a["s0"]),
               figure(a["wave"]), figure(a["mem"]), family, figure(a["err_big"]), a["n"]))


def family_text(name, values, kernels, run):
    f = FAMILIES[name]
    text = header("family", name, run)
    text += "gpus:\n"
    for gpu, more in f["serves"]:
        text += "  - {gpu: %s%s}\n" % (gpu, "".join(", %s: %s" % kv for kv in more.items()))
    text += "sm_count: %d\nmemory_bandwidth: %s\n" % (f["sm_count"], f["bandwidth"])
    if f.get("superchip"):
        text += "coherent_host: true\n"
    text += "gemm:\n"
    for key, source in GEMM_SOURCE[name].items():
        text += gemm_line(key, source, kernels["gemm"][source], name)
    text += attention_line(kernels["attention"][name], name)
    text += "link: {gather: %d GB/s, all_reduce: %d GB/s, latency: %s}\n" % f["bus"]
    text += "training:\n"
    for c in CONSTANTS:
        for file, path in c.places:
            if file == name:
                text += "  " + constant_line(path.split(".")[1], c, values[c.name])
    return text


def write(folder, values, kernels, run):
    """values: by Constant.name; kernels: {"gemm": {"h100/fp8": {...}}, "attention": {"h100": {...}}}."""
    os.makedirs(folder, exist_ok=True)
    text = header("global", "global", run)
    for c in CONSTANTS:
        if c.places[0][0] == "global":
            text += constant_line(c.places[0][1], c, values[c.name])
    with open(os.path.join(folder, "global.yaml"), "w") as out:
        out.write(text)
    for name in FAMILIES:
        with open(os.path.join(folder, name + ".yaml"), "w") as out:
            out.write(family_text(name, values, kernels, run))
