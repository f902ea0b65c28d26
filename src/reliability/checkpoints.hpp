#pragma once

#include "core/quantity.hpp"

namespace aif {

/// Young/Daly: the interval that loses least, sqrt(2 w M), bounded below by w.
Duration optimal_checkpoint_interval(Duration blocking, Duration mean_time_to_interrupt);
/// Share of time spent computing towards new steps, first order (RSC form): see checkpoints.cpp.
double expected_ettr(Duration mean_time_to_interrupt, Duration restart, Duration blocking, Duration interval);
/// Expected wall time for `work` of computing with exponential faults (Daly 2006, exact renewal form).
Duration expected_wall_time(Duration work, Duration mean_time_to_interrupt, Duration restart, Duration blocking,
                            Duration interval);
/// Computing time and lost time within a stretch of `elapsed` wall seconds that began with a fresh start,
/// checkpointing every `interval` of computing for `blocking` each; a fault ends it now.
struct Stretch {
  Duration saved;      ///< computing that a checkpoint holds
  Duration lost;       ///< computing since the last checkpoint
  Duration blocked;    ///< time spent in checkpoints
};
Stretch stretch_until_fault(Duration elapsed, Duration interval, Duration blocking);

}  // namespace aif
