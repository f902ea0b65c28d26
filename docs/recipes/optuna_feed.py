#!/usr/bin/env python3
"""Searches the grid connection and coolant temperature with the least electricity per trained token.

    optuna_feed.py SCENARIO [TRIALS]

Optuna asks, aifactory answers: every trial is one run, and a setting that cannot be built is a pruned trial.
"""
import json
import os
import subprocess
import sys

import optuna


def run(scenario, changes):
    """The totals of a run, or nothing if the scenario is not valid or cannot be simulated."""
    command = [os.environ.get("AIFACTORY", "aifactory"), "run", scenario, "--json", "-q"]
    for path, value in changes.items():
        command += ["--set", f"{path}={value}"]
    answer = subprocess.run(command, capture_output=True, check=False)
    return json.loads(answer.stdout)["totals"] if answer.returncode == 0 else None


def main(scenario, trials="20"):
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=1))
    for _ in range(int(trials)):
        trial = study.ask()
        totals = run(scenario, {
            "sites[0].feed": f"{trial.suggest_float('feed_kw', 450, 900):.1f} kW",
            "sites[0].cooling.air_supply": f"{trial.suggest_float('supply_degc', 20, 30):.2f} degC",
        })
        if totals is None or totals["work"]["tokens_trained"] == 0:
            study.tell(trial, state=optuna.trial.TrialState.PRUNED)
        else:
            study.tell(trial, totals["utility"]["facility_energy_j"] / totals["work"]["tokens_trained"])
    best = study.best_trial
    print(f"{len(study.trials)} trials; least {best.value:.6g} J per trained token at "
          f"{best.params['feed_kw']:.0f} kW and {best.params['supply_degc']:.1f} degC")


if __name__ == "__main__":
    main(*sys.argv[1:])
