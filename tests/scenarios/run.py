#!/usr/bin/env python3
"""Scenario regressions: every folder here that holds expected.json is a case.

    tests/scenarios/run.py BINARY [CASE ...]             compare, exit 1 if anything moved
    tests/scenarios/run.py BINARY --update [CASE ...]    write what the program says now; review the diff

expected.json names the scenario (relative to the repository, or scenario.yaml beside it) and the figures that are
guarded, each with the relative tolerance allowed. Figures are paths into result.json; lists are indexed by the `name`
of their elements. The fingerprint tells a changed trajectory from a changed account of the same one.
"""

import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent

# What a new case guards, if --update finds no figures in it.
DEFAULT_FIGURES = [
    "totals.gpus", "totals.goodput", "totals.installed_gpu_time_s",
    "totals.gpu_time_s.training", "totals.gpu_time_s.rollback", "totals.gpu_time_s.batch",
    "totals.gpu_time_s.serving", "totals.gpu_time_s.tenants", "totals.gpu_time_s.demand_idle", "totals.gpu_time_s.down",
    "totals.utility.it_energy_j", "totals.utility.facility_energy_j", "totals.utility.peak_facility_power_w",
    "totals.utility.pue", "totals.utility.water_m3", "totals.utility.carbon_kg", "totals.utility.bill_krw",
    "totals.utility.capped_time_s",
    "totals.work.tokens_trained", "totals.work.mfu", "totals.work.tokens_home", "totals.work.tokens_export",
    "totals.work.jobs_finished", "totals.work.jobs_interrupted",
]
DEFAULT_TOLERANCE = 1e-6


def figure(result, path):
    """The number at a dotted path."""
    node = result
    for step in path.split("."):
        if isinstance(node, list):
            node = next(element for element in node if element["name"] == step)
        else:
            node = node[step]
    return node


def simulate(binary, scenario):
    done = subprocess.run([binary, "run", str(scenario), "--json", "-q"], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{scenario}: exit status {done.returncode}\n{done.stderr}")
    return json.loads(done.stdout)


def scenario_of(case, expected):
    return ROOT / expected["scenario"] if "scenario" in expected else case / "scenario.yaml"


def update(case, expected, result):
    figures = expected.get("figures") or {path: {"rel": DEFAULT_TOLERANCE} for path in DEFAULT_FIGURES}
    for path, entry in figures.items():
        entry["value"] = figure(result, path)
    expected["fingerprint"] = result["provenance"]["fingerprint"]
    expected["figures"] = figures
    (case / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")


def compare(case, expected, result):
    """Sentences about figures that moved beyond their tolerance."""
    moved = []
    for path, entry in expected["figures"].items():
        now, then = figure(result, path), entry["value"]
        if abs(now - then) > entry["rel"] * max(abs(now), abs(then)):
            change = f"{100 * (now - then) / then:+.4f} %" if then else "from zero"
            moved.append(f"{path}: {then!r} -> {now!r} ({change}, allowed {100 * entry['rel']} %)")
    if moved:
        same = result["provenance"]["fingerprint"] == expected["fingerprint"]
        moved.append("the trajectory is the same, only its account changed" if same else "the trajectory changed")
    return [f"{case.name}: {sentence}" for sentence in moved]


def main():
    arguments = [a for a in sys.argv[1:] if a != "--update"]
    if not arguments:
        sys.exit(__doc__)
    binary, names = arguments[0], arguments[1:]
    cases = sorted(path.parent for path in HERE.glob("*/expected.json"))
    unknown = set(names) - {case.name for case in cases}
    if unknown:
        sys.exit(f"no such case: {', '.join(sorted(unknown))}")
    failures = []
    for case in cases:
        if names and case.name not in names:
            continue
        expected = json.loads((case / "expected.json").read_text())
        result = simulate(binary, scenario_of(case, expected))
        if "--update" in sys.argv:
            update(case, expected, result)
        else:
            failures += compare(case, expected, result)
        print(f"{case.name}: {len(expected['figures'])} figures")
    print("\n".join(failures))
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
