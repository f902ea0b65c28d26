#include "waveform/site_wave.hpp"

#include <algorithm>
#include <cmath>

#include "core/contracts.hpp"
#include "core/random.hpp"

namespace aif {

namespace {

/// Moments of one job.
struct Moments {
  double start = 0, onset = 0, checkpoint = 0, crash = -1;
};

std::vector<Moments> moments_of(const StorySpec& story, std::size_t jobs, double stagger_s) {
  // A stagger that does not fit into the quiet quarter before the checkpoint is shortened.
  const double room = 0.25 * story.duration_s;
  const double apart = jobs > 1 ? std::min(stagger_s, room / static_cast<double>(jobs - 1)) : 0.0;
  std::vector<Moments> list;
  for (std::size_t i = 0; i < jobs; ++i) {
    const double later = apart * static_cast<double>(i);
    Moments m;
    m.start = story.lead_s + later;
    m.onset = m.start + story.restart_s;
    m.checkpoint = story.checkpoint_at * story.duration_s + later / 2;
    m.crash = i == 0 ? story.crash_at * story.duration_s : -1;
    list.push_back(m);
  }
  return list;
}

void write_script(JobWave& job, const Moments& m, const StorySpec& story) {
  job.script = {{0, JobState::idle},
                {m.start, JobState::restarting},
                {m.onset, JobState::stepping},
                {m.checkpoint, JobState::saving},
                {m.checkpoint + story.saving_s, JobState::stepping}};
  if (m.crash >= 0 && m.crash > m.checkpoint + story.saving_s) {
    job.script.push_back({m.crash, JobState::hanging});
    job.script.push_back({m.crash + story.detection_s, JobState::restarting});
    job.script.push_back({m.crash + story.detection_s + story.restart_s, JobState::stepping});
  }
}

/// From when the last job has settled, after `settling_s` or half of the way, to the first checkpoint; a round number
/// of bins for the transform.
Window steady_window(const std::vector<Moments>& moments, const StorySpec& story, std::size_t bins, double settling_s) {
  constexpr std::size_t round = 1000;
  double begin = 0, end = story.duration_s;
  for (const Moments& m : moments) {
    begin = std::max(begin, m.onset);
    end = std::min(end, m.checkpoint);
  }
  begin += std::min(settling_s, 0.5 * (end - begin));
  const auto first = static_cast<std::size_t>(std::ceil(begin / story.bin_s));
  const auto last = std::min(bins, static_cast<std::size_t>(end / story.bin_s));
  AIF_EXPECT(last > first + 1);
  const std::size_t length = last - first;
  return {first, first + (length > round ? length / round * round : length)};
}

Smoothing smoothing_of(const SmoothingSpec& spec, double rated_w) {
  return {*spec.floor * rated_w, spec.hold->si(), spec.ramp_down->si(), spec.ramp_up->si()};
}

Store store_of(const StorageDeviceSpec& spec, double gpus) {
  Store store;
  store.energy_j = spec.energy ? (*spec.energy)->si() : (*spec.energy_per_gpu)->si() * gpus;
  store.power_w = spec.power ? (*spec.power)->si() : (*spec.power_per_gpu)->si() * gpus;
  store.efficiency = *spec.efficiency;
  store.time_constant_s = spec.time_constant->si();
  return store;
}

struct Sum {
  PowerSignal load, smoothed;
  double added_j = 0, withheld_j = 0;
};

Sum sum_of(const WaveRequest& request, const std::vector<Moments>& moments, const SmoothingSpec* smoothing,
           std::size_t bins) {
  Sum sum;
  sum.load = sum.smoothed = {request.story.bin_s, std::vector<double>(bins, request.constant_w)};
  for (std::size_t i = 0; i < request.jobs.size(); ++i) {
    JobWave job = request.jobs[i];
    write_script(job, moments[i], request.story);
    Smoothing chosen;
    if (smoothing != nullptr) {
      chosen = smoothing_of(*smoothing, job.rated_gpu_w);
    }
    const SampledJob sampled = sample(job, request.story.bin_s, bins, smoothing != nullptr ? &chosen : nullptr);
    for (std::size_t k = 0; k < bins; ++k) {
      sum.load.watts[k] += sampled.load.watts[k];
      sum.smoothed.watts[k] += sampled.smoothed.watts[k];
    }
    sum.added_j += sampled.added_j;
    sum.withheld_j += sampled.withheld_j;
  }
  return sum;
}

WaveFigures around(const PowerSignal& signal, double at_s, const StorySpec& story, double ramp_window_s) {
  const double before = 2 * ramp_window_s + 1, after = 2 * ramp_window_s + 5;
  const auto bin = [&](double t) {
    return static_cast<std::size_t>(std::clamp(t / story.bin_s, 0.0, static_cast<double>(signal.watts.size())));
  };
  return figures_of(signal, {bin(at_s - before), bin(at_s + after)}, ramp_window_s);
}

void note_events(SiteWave& wave, const WaveRequest& request, const std::vector<Moments>& before,
                 const std::vector<Moments>& after) {
  const double window_s = request.utility.ramp_window->si();
  const auto add = [&](const std::string& what, double at, double at_after) {
    wave.events.push_back({what, at, around(wave.load, at, request.story, window_s),
                           around(wave.grid, at_after, request.story, window_s)});
  };
  add("first step", before[0].onset, after[0].onset);
  add("checkpoint begins", before[0].checkpoint, after[0].checkpoint);
  add("checkpoint ends", before[0].checkpoint + request.story.saving_s, after[0].checkpoint + request.story.saving_s);
  if (before[0].crash > before[0].checkpoint + request.story.saving_s) {
    add("crash of " + request.jobs[0].name, before[0].crash, after[0].crash);
    const double back = request.story.detection_s + request.story.restart_s;
    add("first step after it", before[0].crash + back, after[0].crash + back);
  }
}

/// Only one smoothing makes sense: the last one named counts.
const SmoothingSpec* smoothing_in(const std::vector<MitigationSpec>& mitigations) {
  const SmoothingSpec* found = nullptr;
  for (const MitigationSpec& one : mitigations) {
    found = one.smoothing ? &*one.smoothing : found;
  }
  return found;
}

}  // namespace

SiteWave site_wave(const WaveRequest& given) {
  AIF_EXPECT(!given.jobs.empty());
  WaveRequest request = given;
  double gpus = 0, stagger_s = 0;
  for (std::size_t i = 0; i < request.jobs.size(); ++i) {
    JobWave& job = request.jobs[i];
    RandomStream stream(request.seed, "waveform." + job.name);
    job.phase_s = i == 0 ? 0.0 : stream.uniform() * job.step_s;
    gpus += job.gpus;
  }
  for (const MitigationSpec& one : request.mitigations) {
    stagger_s = one.stagger ? (*one.stagger)->si() : stagger_s;
  }
  const auto bins = static_cast<std::size_t>(std::llround(request.story.duration_s / request.story.bin_s));
  const std::vector<Moments> together = moments_of(request.story, request.jobs.size(), 0);
  const std::vector<Moments> apart = moments_of(request.story, request.jobs.size(), stagger_s);
  const SmoothingSpec* smoothing = smoothing_in(request.mitigations);

  SiteWave wave;
  const Sum after = sum_of(request, apart, smoothing, bins);
  wave.load = stagger_s > 0 ? sum_of(request, together, nullptr, bins).load : after.load;
  wave.account = {after.load.energy_j(), after.added_j, after.withheld_j, 0, 0, 0};
  wave.grid = after.smoothed;
  for (const MitigationSpec& one : request.mitigations) {
    if (one.storage) {
      LevelledSignal levelled = level(wave.grid, store_of(*one.storage, gpus));
      wave.account.losses_j += levelled.losses_j;
      wave.account.stored_j += levelled.end_j - levelled.begin_j;
      wave.grid = std::move(levelled.grid);
      levelled.grid = {};
      wave.stores.push_back(std::move(levelled));
    }
  }
  wave.account.grid_j = wave.grid.energy_j();

  const double window_s = request.utility.ramp_window->si();
  double settling_s = 5;  // the running mean of a store takes a few of its time constants
  for (const MitigationSpec& one : request.mitigations) {
    settling_s = one.storage ? std::max(settling_s, 5 * one.storage->time_constant->si()) : settling_s;
  }
  wave.steady_before = steady_window(together, request.story, bins, settling_s);
  wave.steady_after = steady_window(apart, request.story, bins, settling_s);
  wave.whole_before = figures_of(wave.load, {0, bins}, window_s);
  wave.whole_after = figures_of(wave.grid, {0, bins}, window_s);
  wave.steady_figures_before = figures_of(wave.load, wave.steady_before, window_s);
  wave.steady_figures_after = figures_of(wave.grid, wave.steady_after, window_s);
  wave.spectrum_before = spectrum_of(wave.load, wave.steady_before);
  wave.spectrum_after = spectrum_of(wave.grid, wave.steady_after);
  add_band(wave.steady_figures_before, wave.spectrum_before, wave.spectrum_before, request.utility);
  add_band(wave.steady_figures_after, wave.spectrum_after, wave.spectrum_before, request.utility);
  note_events(wave, request, together, apart);
  wave.verdicts_before = judge(wave.whole_before, wave.steady_figures_before, request.utility);
  wave.verdicts_after = judge(wave.whole_after, wave.steady_figures_after, request.utility);
  return wave;
}

}  // namespace aif
