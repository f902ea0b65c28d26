#pragma once

#include <string>
#include <vector>

#include "waveform/figures.hpp"
#include "waveform/job_wave.hpp"
#include "waveform/mitigation_spec.hpp"
#include "waveform/storage.hpp"

namespace aif {

/// How long the parts of a job's story last.
struct StorySpec {
  double duration_s = 360;
  double bin_s = 0.01;
  double lead_s = 10;          ///< before the first job starts
  double restart_s = 10;       ///< loading, before the first step
  double saving_s = 20;        ///< of a checkpoint that blocks
  double detection_s = 10;     ///< the GPUs wait for one that is gone
  double checkpoint_at = 0.6;  ///< of the duration
  double crash_at = 0.8;       ///< of the duration; the first job
};

struct WaveRequest {
  std::vector<JobWave> jobs;  ///< scripts are written here
  double constant_w = 0;      ///< of all that does not follow the jobs
  StorySpec story;
  std::vector<MitigationSpec> mitigations;
  UtilitySpec utility;
  std::uint64_t seed = 1;
};

/// One moment at which the site's power jumps.
struct EventFigures {
  std::string what;
  double at_s = 0;  ///< before mitigation; a stagger moves it
  WaveFigures before, after;
};

/// Where energy went between the load and the grid; grid = load + added - withheld + losses + stored.
struct WaveAccount {
  double load_j = 0;  ///< asked by the jobs, in the order in which they start after mitigation
  double added_j = 0, withheld_j = 0, losses_j = 0, stored_j = 0;
  double grid_j = 0;
};

struct SiteWave {
  PowerSignal load;  ///< before mitigation
  PowerSignal grid;  ///< after
  Window steady_before, steady_after;
  WaveFigures whole_before, whole_after, steady_figures_before, steady_figures_after;
  Spectrum spectrum_before, spectrum_after;
  std::vector<EventFigures> events;
  WaveAccount account;
  std::vector<Verdict> verdicts_before, verdicts_after;
  std::vector<LevelledSignal> stores;  ///< one per store, without their signals
};

/// Power of a site through the story of its jobs: start, steady steps, a checkpoint of every job, a crash of the first.
///
/// What it computes  the sum of all jobs before and after mitigation, and what a utility looks at
/// Equation     grid = stores(sum of smoothed jobs + constant)                                                   (1)
///              energy: grid = load + added - withheld + losses + stored                                         (2)
/// Valid for    jobs that start together (without a stagger): the worst case; phases of steps are drawn at random
/// Not modelled feeders and transformers (their losses follow the load); jobs that shift each other's traffic
/// Source       power/, step/; mitigation: mitigation.hpp, storage.hpp
/// Checked by   tests/unit/waveform/site_wave_test.cpp
SiteWave site_wave(const WaveRequest& given);

}  // namespace aif
