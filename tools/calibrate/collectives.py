#!/usr/bin/python3
"""Fits models/interconnects/collectives.yaml to published measurements of collectives.

    ninja -C build/release aif_evaluate_collectives
    tools/calibrate/collectives.py [--write] [--cross-validate]

The model is the C++ one, asked through build/release/src/validation/aif_evaluate_collectives. What is fitted: constants
that all interconnects share (protocols), and constants per generation of links inside a domain. Constants of networks
and names of GPUs stand in this file with their sources. A prior keeps what no measurement fixes near where it began.
"""
import argparse
import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from scipy.optimize import least_squares

ROOT = Path(__file__).resolve().parent.parent.parent
CASES = ROOT / "tests/validation/collectives.yaml"
TARGET = ROOT / "models/interconnects/collectives.yaml"
PROGRAM = ROOT / "build/release/src/validation/aif_evaluate_collectives"

# name: (start, spread of the prior's logarithm)
PROTOCOLS = {"low_latency_share": (0.024, 1), "middle_share": (0.34, 0.5), "middle_start": (0.5, 1), "fill": (0.42, 0.5),
             "exchange_fill": (1.8, 0.5), "reduction_fill": (0.59, 0.5), "copy": (0.5, 0.3), "exchange_copy": (0.5, 0.3)}
DOMAIN = {"launch": 0.5, "hop": 0.5, "hop_middle": 0.5, "hop_bulk": 0.7, "bulk_start": 0.7, "ring_share": 0.15,
          "exchange_share": 0.2, "exchange_peer": 0.7, "exchange_start": 0.7}
REDUCTION = {"share": 0.15, "start": 0.7, "per_rank": 0.7}
# Start values: microseconds and shares of the nominal rate [GB/s].
DOMAINS = {
    "nvlink2": dict(nominal=150, launch=5, hop=1.0, hop_middle=2.5, hop_bulk=3, bulk_start=10, ring_share=.9,
                    exchange_share=.75, exchange_peer=1, exchange_start=5, mesh=[(2, 1 / 6), (4, 4 / 6), (8, 1)],
                    origin="vTrain's tables of all-reduce on 8 V100; links of the hybrid cube mesh by group"),
    "nvlink3": dict(nominal=300, launch=8.8, hop=.8, hop_middle=1.4, hop_bulk=3, bulk_start=14, ring_share=.82,
                    exchange_share=.77, exchange_peer=1.7, exchange_start=4, origin="A100 of three sources"),
    "nvlink4": dict(nominal=450, launch=4.7, hop=.8, hop_middle=.85, hop_bulk=.8, bulk_start=9, ring_share=.85,
                    exchange_share=.85, exchange_peer=.65, exchange_start=4, reduction=(1.09, 27, .5),
                    origin="H100 of four sources"),
    "nvlink5": dict(nominal=900, launch=8, hop=1.2, hop_middle=1.4, hop_bulk=3.1, bulk_start=6, ring_share=.81,
                    exchange_share=.70, exchange_peer=.45, exchange_start=4.5, reduction=(.93, 56, 2),
                    origin="B200 and GB200 of three sources"),
    "nvlink6": dict(nominal=1800, like="nvlink5", origin="not measured: as nvlink5 at its own rate"),
    "xgmi": dict(nominal=448, launch=10, hop=2.0, hop_middle=2.5, hop_bulk=4, bulk_start=15, ring_share=.75,
                 exchange_share=.65, exchange_peer=1, exchange_start=8, mesh=[(n, (n - 1) / 7) for n in range(2, 9)],
                 origin="75 % of a link as AMD explains [amd-xgmi]; a full mesh of eight; hops are estimates"),
    "pcie4": dict(nominal=32, launch=8, hop=1.0, hop_middle=2.5, hop_bulk=5.7, bulk_start=12, ring_share=.77,
                  exchange_share=.5, exchange_peer=1, exchange_start=8,
                  origin="large messages of one source; hops of the library's own tuning [nccl-tuning]"),
    "pcie5": dict(nominal=64, like="pcie4", origin="large messages of one source; else as pcie4"),
}
# Hops [us] of the library's own tuning [nccl-tuning]; shares: 96 % of the rate in NVIDIA's slide, 85 % of all-to-all
# and EFA's latency are estimates (0.7 to 0.95; 1.5 to 3 times InfiniBand's).
NETWORKS = [
    dict(name="infiniband", share=.967, exchange_share=.85, hop=2.7, hop_middle=4.0, hop_bulk=11, tree_hop=5.0,
         tree_hop_middle=8.5, tree_hop_bulk=28, exchange_peer=.5, reduction_share=.95,
         origin="hops of the library's tuning [nccl-tuning]; rates of NVIDIA's and CoreWeave's measurements"),
    dict(name="roce", share=.95, exchange_share=.80, hop=3.2, hop_middle=4.7, hop_bulk=13, tree_hop=6.0,
         tree_hop_middle=9.5, tree_hop_bulk=31, exchange_peer=.6,
         origin="as infiniband with a slower switch (600 ns); an estimate"),
    dict(name="efa", share=.92, exchange_share=.75, hop=8, hop_middle=11, hop_bulk=22, tree_hop=15, tree_hop_middle=20,
         tree_hop_bulk=45, exchange_peer=1.0, origin="an estimate: two to three times the latency of infiniband"),
    dict(name="tcp", share=.80, exchange_share=.65, hop=25, hop_middle=30, hop_bulk=60, tree_hop=40, tree_hop_middle=50,
         tree_hop_bulk=100, exchange_peer=5, origin="rate of NVIDIA's slide (10 of 12.5 GB/s); latency is an estimate"),
]
EXCHANGE = dict(domain_share=.68, network_share=.87, start=20, low_latency_start=40, low_latency_network_share=.96,
                low_latency_domain_share=1.0)
# match, domain, GB/s per direction, GPUs of a domain and of a node, adapter [Gbit/s], reference
GPUS = [
    ("gb300", "nvlink5", 900, 72, 4, 800, "lockwood-b300"), ("gb200", "nvlink5", 900, 72, 4, 400, "lockwood-b200"),
    ("gh200", "nvlink4", 450, 4, 4, 400, "nvidia-gh200-datasheet"),
    ("b300", "nvlink5", 900, 8, 8, 800, "lockwood-b300"), ("b200", "nvlink5", 900, 8, 8, 400, "lockwood-b200"),
    ("b100", "nvlink5", 900, 8, 8, 400, "nvidia-blackwell-brief"),
    ("verarubin", "nvlink6", 1800, 72, 4, 1600, "rubin-press"), ("rubin", "nvlink6", 1800, 72, 4, 1600, "rubin-press"),
    ("vr200", "nvlink6", 1800, 72, 4, 1600, "rubin-press"), ("vr300", "nvlink6", 1800, 144, 4, 1600, "rubin-press"),
    ("h100pcie", "pcie5", 64, 8, 8, 400, "nvidia-h100-datasheet"),
    ("h100nvl", "nvlink4", 300, 2, 8, 400, "nvidia-h100-datasheet"),
    ("h200", "nvlink4", 450, 8, 8, 400, "nvidia-h200-datasheet"), ("h800", "nvlink4", 200, 8, 8, 400, "deepseek-v3-hardware"),
    ("h100", "nvlink4", 450, 8, 8, 400, "nvidia-h100-datasheet"), ("h20", "nvlink4", 450, 8, 8, 400, "nvidia-h100-datasheet"),
    ("a100pcie", "pcie4", 32, 8, 8, 200, "nvidia-a100-datasheet"), ("a800", "nvlink3", 200, 8, 8, 200, "nvidia-a100-datasheet"),
    ("a100", "nvlink3", 300, 8, 8, 200, "nvidia-a100-datasheet"), ("v100", "nvlink2", 150, 8, 8, 100, "nvidia-v100-datasheet"),
    ("mi355", "xgmi", 537, 8, 8, 400, "amd-mi355x-datasheet"), ("mi350", "xgmi", 537, 8, 8, 400, "amd-mi355x-datasheet"),
    ("mi325", "xgmi", 448, 8, 8, 400, "amd-mi300x-datasheet"), ("mi300", "xgmi", 448, 8, 8, 400, "amd-mi300x-datasheet"),
    ("rtxpro", "pcie5", 64, 8, 8, 200, "nvidia-rtx-pro-6000"), ("l40", "pcie4", 32, 8, 8, 200, "nvidia-a100-datasheet"),
    ("a40", "pcie4", 32, 8, 8, 200, "nvidia-a100-datasheet"), ("a10", "pcie4", 32, 8, 8, 100, "nvidia-a100-datasheet"),
    ("t4", "pcie4", 16, 8, 8, 100, "nvidia-a100-datasheet"),
]
TIMES = ("launch", "hop", "start", "peer", "per_rank")
FITTED = ("nvlink2", "nvlink3", "nvlink4", "nvlink5")


def begin():
    """All numbers of the fit by name, with the spread of their priors."""
    numbers = {}
    for name, (value, spread) in PROTOCOLS.items():
        numbers[name] = (value, spread)
    for domain in FITTED:
        for name, spread in DOMAIN.items():
            numbers[f"{name}@{domain}"] = (DOMAINS[domain][name], spread)
        for (name, spread), value in zip(REDUCTION.items(), DOMAINS[domain].get("reduction", ())):
            numbers[f"reduction.{name}@{domain}"] = (value, spread)
    for name in ("hop_bulk", "tree_hop_bulk"):
        numbers[f"{name}@infiniband"] = (NETWORKS[0][name], 0.3)
    return numbers


def quantity(name, value):
    return f"{value:.5g} us" if any(part in name for part in TIMES) else f"{value:.5g}"


def domain_line(name, numbers):
    given = DOMAINS[name]
    like = given.get("like", name)
    base = DOMAINS[like]
    parts = [f"name: {name}", f"nominal: {given['nominal']} GB/s"]
    for key in DOMAIN:
        parts.append(f"{key}: {quantity(key, numbers.get(f'{key}@{like}', (base[key],))[0])}")
    if "reduction" in base:
        inner = [f"{key}: {quantity(key, numbers[f'reduction.{key}@{like}'][0])}" for key in REDUCTION]
        parts.append("reduction: {" + ", ".join(inner) + "}")
    if "mesh" in given:
        parts.append("mesh: [" + ", ".join(f"{{ranks: {n}, share: {s:.4g}}}" for n, s in given["mesh"]) + "]")
    parts.append(f'origin: "{given["origin"]}"')
    return "  - {" + ", ".join(parts) + "}"


def network_line(network, numbers):
    parts = []
    for key, value in network.items():
        if key in ("name", "origin"):
            parts.append(f'{key}: "{value}"')
        else:
            value = numbers.get(f"{key}@{network['name']}", (value,))[0]
            parts.append(f"{key}: {quantity(key, value)}")
    return "  - {" + ", ".join(parts) + "}"


def text_of(numbers, errors, date):
    lines = ["# Written by tools/calibrate/collectives.py; edit that, or measure again, rather than this file.",
             "schema: aifactory-calibration/v1", "kind: collectives", f'date: "{date}"',
             f"data: {CASES.relative_to(ROOT)}", f"data_hash: {hashlib.sha256(CASES.read_bytes()).hexdigest()}"]
    lines += [f"{name}: {value:.4f}" for name, value in errors.items()]
    shared = [f"{name}: {quantity(name, numbers[name][0])}" for name in PROTOCOLS] + ["tree_share: 0.9"]
    lines.append("protocols: {" + ", ".join(shared) + "}")
    lines += ["domains:"] + [domain_line(name, numbers) for name in DOMAINS]
    lines += ["networks:"] + [network_line(network, numbers) for network in NETWORKS]
    lines.append("token_exchange: {" + ", ".join(f"{k}: {quantity(k, v)}" for k, v in EXCHANGE.items()) + "}")
    lines.append("gpus:")
    for match, domain, rate, domain_gpus, node_gpus, adapter, reference in GPUS:
        lines.append(f"  - {{match: {match}, domain: {domain}, rate: {rate} GB/s, domain_gpus: {domain_gpus}, "
                     f"node_gpus: {node_gpus}, adapter: {adapter} Gbit/s, reference: {reference}}}")
    return "\n".join(lines) + "\n"


NO_ERRORS = dict(bandwidth_error=0, time_error=0, bandwidth_error_unseen=0, time_error_unseen=0)


class Model:
    """The C++ model as a function of the numbers."""

    def __init__(self, numbers):
        self.folder = tempfile.TemporaryDirectory()
        self.file = Path(self.folder.name) / "constants.yaml"
        self.file.write_text(text_of(numbers, NO_ERRORS, "none"), encoding="utf-8")
        self.process = subprocess.Popen([PROGRAM, self.file, CASES], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)
        self.points = []
        for line in self.process.stdout:
            if not line.strip():
                break
            source, point, kind, measured = line.rstrip("\n").split("\t")
            self.points.append((source, point, int(kind), float(measured)))

    def __call__(self, numbers):
        self.file.write_text(text_of(numbers, NO_ERRORS, "none"), encoding="utf-8")
        self.process.stdin.write(f"{self.file}\n")
        self.process.stdin.flush()
        return np.array([float(word) for word in self.process.stdout.readline().split()])


def fit(model, numbers, use):
    names = list(numbers)
    first = np.log([numbers[name][0] for name in names])
    spread = np.array([numbers[name][1] for name in names])
    measured = np.array([point[3] for point in model.points])
    where = np.array(use)

    def unknown(x):
        trial = {name: (float(np.exp(value)), numbers[name][1]) for name, value in zip(names, x)}
        errors = np.log(model(trial) / measured)[where] / 0.1
        return np.concatenate([errors, (x - first) / spread])

    found = least_squares(unknown, first, loss="soft_l1", diff_step=1e-3, max_nfev=25)
    return {name: (float(np.exp(value)), numbers[name][1]) for name, value in zip(names, found.x)}


def errors_of(model, simulated, chosen):
    """Mean absolute errors of bandwidths and of times."""
    result = []
    for kinds in ((0, 2), (1, 3)):
        each = [abs(s / p[3] - 1) for s, p, use in zip(simulated, model.points, chosen) if use and p[2] in kinds]
        result.append((float(np.mean(each)) if each else 0.0, len(each)))
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--write", action="store_true", help="write the constants")
    parser.add_argument("--cross-validate", action="store_true", help="predict each source without it")
    parser.add_argument("--date", default="2026-11-25")
    options = parser.parse_args()
    start = begin()
    model = Model(start)
    everything = [True] * len(model.points)
    best = fit(model, start, everything)
    simulated = model(best)
    (bandwidth, n), (time, m) = errors_of(model, simulated, everything)
    print(f"all: bandwidth {100 * bandwidth:.2f} % of {n}, small times {100 * time:.2f} % of {m}")
    errors = dict(bandwidth_error=bandwidth, time_error=time, bandwidth_error_unseen=0.0, time_error_unseen=0.0)
    if options.cross_validate:
        unseen = np.zeros(len(model.points))
        for source in sorted({point[0] for point in model.points}):
            others = [point[0] != source for point in model.points]
            left_out = model(fit(model, start, others))
            mine = [not other for other in others]
            unseen[mine] = left_out[mine]
            (b, nb), (t, nt) = errors_of(model, left_out, mine)
            print(f"  without {source[:60]:<60} bandwidth {100 * b:6.2f} % of {nb:>3}, times {100 * t:6.2f} % of {nt:>3}")
        (b, _), (t, _) = errors_of(model, unseen, everything)
        print(f"each source predicted without it: bandwidth {100 * b:.2f} %, small times {100 * t:.2f} %")
        errors.update(bandwidth_error_unseen=b, time_error_unseen=t)
    if options.write:
        TARGET.write_text(text_of(best, errors, options.date), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
