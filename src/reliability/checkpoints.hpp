#pragma once

#include "core/quantity.hpp"

/// Checkpoints of a synchronous job under faults that come at random.
///
/// What it computes  the interval that loses least, the share of time that counts, the expected wall time
/// Equation     D* = max(sqrt(2 w M), w)                                              (1)
///              ETTR = (1 - (R + D/2) / M) / (1 + w / D)                              (2)
///              T = M e^(R/M) (e^((D + w)/M) - 1) T_s / D                             (3)
/// Symbols      M mean time to interrupt of the job; w time that the job stands still for a checkpoint;
///              D computing between checkpoints; R from a fault until the job computes again; T_s the job's computing
///              time without faults and checkpoints; T its expected wall time. All [s]; ETTR [-] is the effective
///              training time ratio
/// Valid for    (1), (2): w, R and D small beside M; (2) is first order in 1/M and is cut off at zero.
///              (3): exponential gaps between faults; exact, also for faults during restarts and checkpoints,
///              when T_s is a whole number of intervals
/// Not modelled bursts of faults, waiting for a spare node, checkpoints of several levels
/// Source       (1): [young-1974], higher orders in [daly-2006]; (2): [meta-rsc]; (3): [daly-2006]
/// Checked by   tests/unit/reliability/checkpoints_test.cpp
namespace aif {

/// Young/Daly, equation (1): the interval that loses least, sqrt(2 w M), bounded below by w and by one second.
Duration optimal_checkpoint_interval(Duration blocking, Duration mean_time_to_interrupt);
/// Share of time spent computing towards new steps, first order: equation (2), never below zero.
double expected_ettr(Duration mean_time_to_interrupt, Duration restart, Duration blocking, Duration interval);
/// Expected wall time for `work` of computing with exponential faults: equation (3).
Duration expected_wall_time(Duration work, Duration mean_time_to_interrupt, Duration restart, Duration blocking,
                            Duration interval);
/// Computing time and lost time within a stretch of `elapsed` wall seconds that began with a fresh start,
/// checkpointing every `interval` of computing for `blocking` each; a fault ends it now. The parts add up to
/// `elapsed`. An interval of zero or less: no checkpoints.
struct Stretch {
  Duration saved;    ///< computing that a checkpoint holds
  Duration lost;     ///< computing since the last complete checkpoint
  Duration blocked;  ///< time spent in checkpoints, the one that the fault cut short included
};
Stretch stretch_until_fault(Duration elapsed, Duration interval, Duration blocking);

}  // namespace aif
