#include "waveform/job_wave.hpp"

#include <algorithm>
#include <cmath>

#include "core/contracts.hpp"

namespace aif {

namespace {

/// Energy of a repeated step since its beginning, by time.
class StepEnergy {
 public:
  StepEnergy(const std::vector<step::DrawPiece>& pieces, double step_s) : pieces_(pieces), step_s_(step_s) {
    double at = 0, sum = 0;
    before_.reserve(pieces.size());
    for (const step::DrawPiece& piece : pieces) {
      before_.push_back(sum);
      sum += (piece.end - at) * piece.gpu_w;
      at = piece.end;
    }
    whole_ = sum;
  }
  [[nodiscard]] double until(double time_s) const {
    const double steps = std::floor(time_s / step_s_);
    const double rest = std::clamp(time_s - steps * step_s_, 0.0, step_s_);
    auto piece = std::lower_bound(pieces_.begin(), pieces_.end(), rest,
                                  [](const step::DrawPiece& one, double at) { return one.end < at; });
    if (piece == pieces_.end()) {
      --piece;
    }
    const auto i = static_cast<std::size_t>(piece - pieces_.begin());
    const double begin = i == 0 ? 0.0 : pieces_[i - 1].end;
    return steps * whole_ + before_[i] + (rest - begin) * piece->gpu_w;
  }

 private:
  const std::vector<step::DrawPiece>& pieces_;
  double step_s_;
  std::vector<double> before_;
  double whole_ = 0;
};

double steady_draw(const JobWave& job, JobState state) {
  switch (state) {
    case JobState::off:
      return 0.0;
    case JobState::idle:
      return job.idle_gpu_w;
    case JobState::hanging:
      return job.waiting_gpu_w;
    case JobState::saving:
    case JobState::restarting:
      return job.saving_gpu_w;
    case JobState::stepping:
      break;
  }
  AIF_ASSERT(false && "a stepping job has no steady draw");
  return 0.0;
}

bool holds(JobState state) { return state != JobState::off && state != JobState::idle; }

/// GPU draw and node draw beside it of one class, in bins of energy.
struct ClassBins {
  std::vector<double> gpu_w, other_w;
  std::vector<std::uint8_t> held;
};

/// Adds [begin, end) at a steady node draw.
template <class EnergyUntil>
void add(ClassBins& bins, double step_s, double begin, double end, const EnergyUntil& energy_until, double other_w,
         bool held) {
  const auto count = bins.gpu_w.size();
  auto first = static_cast<std::size_t>(std::max(0.0, std::floor(begin / step_s)));
  double at = begin, energy = energy_until(begin);
  for (std::size_t i = first; i < count && at < end; ++i) {
    const double until = std::min(end, static_cast<double>(i + 1) * step_s);
    if (until <= at) {
      continue;
    }
    const double next = energy_until(until);
    bins.gpu_w[i] += (next - energy) / step_s;
    bins.other_w[i] += other_w * (until - at) / step_s;
    bins.held[i] = held ? 1 : bins.held[i];
    energy = next;
    at = until;
  }
}

ClassBins play(const JobWave& job, const step::ReplicaClass& one, double step_s, std::size_t count) {
  ClassBins bins{std::vector<double>(count), std::vector<double>(count), std::vector<std::uint8_t>(count)};
  const StepEnergy step_energy(one.pieces, job.step_s);
  const double end_s = step_s * static_cast<double>(count);
  for (std::size_t e = 0; e < job.script.size(); ++e) {
    const Episode& episode = job.script[e];
    const double until = e + 1 < job.script.size() ? std::min(end_s, job.script[e + 1].begin_s) : end_s;
    if (until <= episode.begin_s) {
      continue;
    }
    if (episode.state == JobState::stepping) {
      const double origin = episode.begin_s - job.phase_s;
      add(
          bins, step_s, episode.begin_s, until, [&](double t) { return step_energy.until(t - origin); }, job.offset_w,
          true);
    } else if (episode.state != JobState::off) {
      const double draw = steady_draw(job, episode.state);
      // An idle node is known as a whole: what the slope gives its GPUs is taken off the rest.
      const double other = episode.state == JobState::idle ? job.idle_w - job.slope * draw : job.offset_w;
      add(
          bins, step_s, episode.begin_s, until, [&](double t) { return draw * t; }, other, holds(episode.state));
    }
  }
  return bins;
}

}  // namespace

JobWave job_wave(const std::string& name, const step::Job& job, const NodePower& node, const SystemSpec& system,
                 double peak_per_gpu) {
  const step::Components parts = step::components_of(job);
  const step::Constants constants = step::constants_of(step::shipped_calibration().global);
  const step::SimulatedStep played = step::simulate_step(job, parts, constants, true);
  const step::StepDraw draw =
      step::step_draw(job, parts, step::step_time(job, parts, constants), node.gpu(), peak_per_gpu);
  JobWave wave;
  wave.name = name;
  wave.gpus = static_cast<double>(job.gpus);
  wave.step_s = played.total;
  wave.classes = step::power_timeline(job, played, draw);
  wave.idle_gpu_w = node.gpu().idle().si();
  wave.waiting_gpu_w = node.gpu().waiting().si();
  wave.saving_gpu_w = node.gpu().saving().si();
  wave.rated_gpu_w = system.gpu->tdp->si();
  const auto n = static_cast<double>(system.gpus_per_node);
  const double low_w = node.with_gpus_at(node.gpu().idle()).si() / n;
  const double high_w = node.with_gpus_at(node.gpu().computing()).si() / n;
  wave.slope = (high_w - low_w) / (node.gpu().computing() - node.gpu().idle()).si();
  wave.offset_w = low_w - wave.slope * wave.idle_gpu_w;
  wave.idle_w = node.idle().si() / n;
  return wave;
}

SampledJob sample(const JobWave& job, double step_s, std::size_t bins, const Smoothing* smoothing) {
  AIF_EXPECT(step_s > 0 && bins > 0 && job.step_s > 0);
  SampledJob sampled;
  sampled.load = sampled.smoothed = {step_s, std::vector<double>(bins)};
  for (const step::ReplicaClass& one : job.classes) {
    const ClassBins played = play(job, one, step_s, bins);
    const auto node_w = [&](std::size_t i, double gpu_w) { return one.gpus * (played.other_w[i] + job.slope * gpu_w); };
    for (std::size_t i = 0; i < bins; ++i) {
      sampled.load.watts[i] += node_w(i, played.gpu_w[i]);
    }
    if (smoothing == nullptr) {
      continue;
    }
    const SmoothedDraw smoothed = smooth(played.gpu_w, played.held, step_s, *smoothing);
    for (std::size_t i = 0; i < bins; ++i) {
      sampled.smoothed.watts[i] += node_w(i, smoothed.watts[i]);
    }
    sampled.added_j += one.gpus * job.slope * smoothed.added_j;
    sampled.withheld_j += one.gpus * job.slope * smoothed.withheld_j;
  }
  if (smoothing == nullptr) {
    sampled.smoothed = sampled.load;
  }
  return sampled;
}

}  // namespace aif
