#!/bin/bash
# A real Slurm on one machine, a controller and two nodes: a study is submitted as a job array, and everything runs once.
# Needs root and slurmctld, slurmd, sbatch, munged; else it is skipped.
# shellcheck source=tests/program/lib.sh
. "$(dirname "$0")/lib.sh"

skip() {
  echo "skipped: $*"
  exit 77
}
for tool in slurmctld slurmd sbatch squeue scancel munged unshare; do
  [ -x "$(command -v $tool || command -v /usr/sbin/$tool)" ] || skip "$tool is not installed (slurmctld slurmd slurm-client munge)"
done
[ "$(id -u)" -eq 0 ] || skip "starting Slurm's daemons needs root"
PATH=$PATH:/usr/sbin:/sbin

# Everything runs in a process namespace of its own: when its first process ends, so do all daemons.
if [ -z "${AIF_INSIDE_SLURM_TEST:-}" ]; then
  unshare --pid --fork true 2>/dev/null || skip "no process namespaces here"
  cd / && rm -rf "$work"
  AIF_INSIDE_SLURM_TEST=1 exec unshare --pid --fork --mount-proc --kill-child bash "$here/slurm.sh" "$@"
fi

host=$(hostname -s)
base_port=$((20000 + RANDOM % 20000))
mkdir -p munge state spool-n1 spool-n2 log
chmod 700 munge
head -c 1024 /dev/urandom >munge/key
chmod 400 munge/key
cat >slurm.conf <<END
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$base_port
AuthType=auth/munge
AuthInfo=socket=$work/munge/socket
CredType=cred/munge
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool-%n
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd-%n.pid
SlurmctldLogFile=$work/log/slurmctld
SlurmdLogFile=$work/log/slurmd-%n
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=0
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
JobAcctGatherType=jobacct_gather/none
MailProg=/bin/true
ReturnToService=2
KillWait=2
NodeName=n[1-2] NodeHostname=$host NodeAddr=127.0.0.1 Port=[$((base_port + 1))-$((base_port + 2))] CPUs=2 State=UNKNOWN
PartitionName=all Nodes=n[1-2] Default=YES MaxTime=INFINITE State=UP
END
echo "CgroupPlugin=cgroup/v1" >cgroup.conf
export SLURM_CONF=$work/slurm.conf

# The directories above the socket must not be writable by others; a test's scratch folder is private.
chmod 711 "$work"
munged --socket="$work/munge/socket" --key-file="$work/munge/key" --pid-file="$work/munge/pid" \
  --log-file="$work/munge/log" --seed-file="$work/munge/seed" --num-threads=2 --force >log/munged 2>&1 ||
  { cat log/munged munge/log 2>/dev/null; skip "munged does not start here"; }
slurmctld -c -D >log/controller 2>&1 &
slurmd -N n1 -D >log/n1 2>&1 &
slurmd -N n2 -D >log/n2 2>&1 &

ready=no
for _ in $(seq 150); do
  if [ "$(sinfo --noheader --format=%D --states=idle 2>/dev/null | head -1)" = 2 ]; then
    ready=yes
    break
  fi
  sleep 0.2
done
if [ $ready = no ]; then
  tail -n 5 log/* 2>/dev/null
  skip "Slurm does not come up here"
fi

# wait_for_jobs: until the queue is empty.
wait_for_jobs() {
  for _ in $(seq 200); do
    [ -z "$(squeue --noheader 2>/dev/null)" ] && return
    sleep 0.2
  done
  fail "the queue does not empty"
  squeue
}

# Six runs, one of which cannot be simulated: a factor beyond what the model fits.
cat >study.yaml <<END
schema: aifactory-study/v1
name: on-slurm
scenario: tiny.yaml
design: grid
parameters:
  - {path: workloads[model].model, name: model, values: [llama-3.1-8b, llama-3.1-405b]}
replications: 3
set: ["duration=2 d"]
END
cp "$tiny" tiny.yaml
expect 0 sweep plan study.yaml -o study
expect 0 sweep submit study --shards 3 --max-running 2 --sbatch-arg=--cpus-per-task=2
expect_stdout "with 3 tasks"
wait_for_jobs
expect 0 sweep status study --json
expect_stdout '"done": 3'
expect_stdout '"failed": 3'
expect_stdout '"missing": 0'
expect 1 sweep collect study
[ "$(wc -l <study/results.csv)" -eq 7 ] || fail "results.csv has other than six rows"
grep -c ',failed,simulation,' study/results.csv | grep -qx 3 || fail "failed runs are not rows with their code"
for node in n1 n2; do
  grep -q "on $node" study/slurm/*.log || fail "no task ran on $node"
done

# A second submission finds nothing to do, and changes nothing.
sha256sum study/runs/*/outcome.json >before
expect 0 sweep submit study --shards 2
wait_for_jobs
sha256sum study/runs/*/outcome.json | cmp -s - before || fail "runs that had ended were run again"
finish
