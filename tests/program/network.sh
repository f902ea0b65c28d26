#!/bin/bash
# Networks in scenarios: what fails on a date and at random, what a job asks of the fabric, and what is refused.
# shellcheck source=tests/program/lib.sh
. "$(dirname "$0")/lib.sh"

two=$source_dir/scenarios/h100-two-jobs-shared-trunks.yaml
llama=$source_dir/scenarios/h100-16k-llama405b.yaml
short=(--set "duration=1 d" -q)

expect 0 run "$two" "${short[@]}" -o whole
events='sites[cluster].network_events=[{kind: link_down, tier: pod, share: 0.5, start: 2027-01-01T06:00:00+09:00, duration: 6 h}]'
expect 0 run "$two" "${short[@]}" --set "$events" -o failed
grep -q ",link_down,cluster," failed/events.csv || fail "events.csv lacks link_down"
grep -q ",link_up,cluster," failed/events.csv || fail "events.csv lacks link_up"
expect 0 run "$two" "${short[@]}" --set 'sites[cluster].fabric.faults={links_per_month: 1, switches_per_month: 1}' -o random
[ "$(grep -c link_down random/events.csv)" -gt 100 ] || fail "links do not fail at random"
python3 - <<'PY' || fail "what failures cost"
import json
totals = {name: json.load(open(f"{name}/result.json"))["totals"] for name in ("whole", "failed", "random")}
tokens = {name: t["work"]["tokens_trained"] for name, t in totals.items()}
assert 0.8 * tokens["whole"] < tokens["failed"] < tokens["whole"]
assert tokens["random"] < tokens["whole"]
utility = totals["failed"]["utility"]
assert utility["link_failures"] > 0 and utility["fabric_degraded_time_s"] == 6 * 3600
assert utility["fabric_lost_gpu_s"] > 0 and totals["whole"]["utility"]["fabric_lost_gpu_s"] == 0
PY
expect 3 run "$two" "${short[@]}" --set "${events/share: 0.5/count: 100000}"
expect_stderr "100,000 links cannot fail: there are"

# What a job asks of the fabric.
fabric='sites[cluster].fabric={leaf: quantum2-qm9700, optic: 400g-dr4, topology: rail_optimised, pod_gpus: 3072, core_oversubscription: 7}'
for job in compact "spread" "spread, collectives: ring"; do
  expect 0 step "$llama" --set "$fabric" --set "workloads[0].network={placement: $job}" --json
  python3 -c 'import json; print(json.load(open("stdout"))["step_time_s"])' >>step-times.txt
done
python3 - <<'PY' || fail "placement and algorithm of a job: $(tr '\n' ' ' <step-times.txt)"
compact, spread, ring = (float(line) for line in open("step-times.txt"))
assert compact < spread <= ring
PY
expect 2 step "$llama" --set 'workloads[0].network.collectives=magic'
expect_stderr "auto, ring, tree, hierarchical, in_switch, in_network"
expect 2 step "$llama" --set 'sites[0].fabric.leaf=spectrum4-sn5600' --set 'workloads[0].network.collectives=in_network'
expect_stderr "do not reduce"
expect 2 step "$llama" --set 'sites[0].fabric.domain_gpus=12'
expect_stderr "an NVLink domain of 12 GPUs is 1.5 nodes of dgx-h100, which has 8 GPUs"

# Fabrics that cannot be.
expect 2 run "$llama" -q --set 'sites[0].fabric.tiers=2'
expect_stderr "2 tiers of quantum2-qm9700 with 64 ports a switch have room for 2,048 (64 leaves x 32 ports down)"
expect 2 run "$llama" -q --set 'workloads[0].gpus=32768'
expect_stderr "the job needs 32,768 GPUs at once"
expect 2 run "$llama" -q --set 'sites[0].fabric.oversubscription=0.5'
expect_stderr "must be between 1 and 64"
expect 3 collective --gpu H100 --links "8x0 Gb/s IB" --gpus 64
expect_stderr "have no bandwidth (8 x 0 = 0)"
expect 2 run "$source_dir/scenarios/korea-one-job-five-sites.yaml" -q --set 'sites[3].links=[]' \
  --set 'sites[0].links=[{to: ulsan, rate: 1 Tbit/s, distance: 100 km}]'
expect_stderr "no line leads from gumi to sejong; from gumi one reaches gumi, haenam, saemangeum, ulsan"
finish
