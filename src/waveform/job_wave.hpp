#pragma once

#include <string>
#include <vector>

#include "power/node_power.hpp"
#include "step/power_timeline.hpp"
#include "waveform/mitigation.hpp"
#include "waveform/signal.hpp"

namespace aif {

/// What a job does, from a moment on.
enum class JobState { off, idle, stepping, saving, hanging, restarting };

struct Episode {
  double begin_s = 0;
  JobState state = JobState::off;
};

/// A synchronous job as its site's meter sees it.
struct JobWave {
  std::string name;
  double gpus = 0;
  double step_s = 0;
  std::vector<step::ReplicaClass> classes;  ///< of one step
  double phase_s = 0;                       ///< how far into a step it is when it begins to step
  double idle_gpu_w = 0, waiting_gpu_w = 0, saving_gpu_w = 0;
  double rated_gpu_w = 0;
  /// A node over its GPUs, at the AC input: watts per GPU are offset + slope * GPU watts while a job holds it.
  double offset_w = 0, slope = 1, idle_w = 0;
  std::vector<Episode> script;  ///< in order of time
};

/// A job on nodes of a system.
///
/// Equation     node per GPU  (P_node(P_gpu) ) / n, straight in P_gpu: NodePower::with_gpus_at                      (1)
/// Source       power/node_power.hpp, step/power_timeline.hpp
JobWave job_wave(const std::string& name, const step::Job& job, const NodePower& node, const SystemSpec& system,
                 double peak_per_gpu);

/// Power of a job's nodes over a timeline.
struct SampledJob {
  PowerSignal load;                    ///< as the job asks
  PowerSignal smoothed;                ///< the same with smoothing, or equal to load
  double added_j = 0, withheld_j = 0;  ///< at the AC input
};

/// Plays a job's script in bins; every bin holds the mean, so energy is that of the pieces to rounding. `smoothing` may
/// be null.
SampledJob sample(const JobWave& job, double step_s, std::size_t bins, const Smoothing* smoothing);

}  // namespace aif
