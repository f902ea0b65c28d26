#include "waveform/site_wave.hpp"

#include <chrono>
#include <string>

#include "catalog/catalog.hpp"
#include "core/soft_equal.hpp"
#include "doctest/doctest.h"
#include "shipped.hpp"
#include "step/presume.hpp"
#include "waveform/wave_svg.hpp"

namespace aif {
namespace {

/// Two classes of ten GPUs: 400 W for three seconds and 100 W for one, half a step apart; a node is its GPUs and 50 W
/// each.
JobWave round_job() {
  JobWave job;
  job.name = "round";
  job.gpus = 20;
  job.step_s = 4;
  job.classes = {{10, {{3, 400}, {4, 100}}}, {10, {{1, 400}, {2, 100}, {4, 400}}}};
  job.idle_gpu_w = 60;
  job.waiting_gpu_w = 150;
  job.saving_gpu_w = 80;
  job.rated_gpu_w = 500;
  job.offset_w = 50;
  job.slope = 1;
  job.idle_w = 90;
  return job;
}

WaveRequest round_request(const std::vector<std::string>& mitigations = {}) {
  WaveRequest request;
  request.jobs = {round_job()};
  request.constant_w = 1000;
  request.mitigations =
      choose_mitigations(load_mitigations(source_folder() / "models" / "power" / "mitigations.yaml"), mitigations);
  request.utility = load_utility_spec("large-load-example", source_folder() / "models");
  return request;
}

}  // namespace

TEST_CASE("a job's script in bins by hand") {
  JobWave job = round_job();
  job.script = {{0, JobState::idle}, {2, JobState::stepping}, {9, JobState::saving}, {10, JobState::hanging}};
  const PowerSignal load = sample(job, 1.0, 12, nullptr).load;
  // Idle: 20 * 90 W. Stepping: 20 * 50 W and 20 * 400 W, or 10 * 400 + 10 * 100 W in the second and fourth second of a
  // step. Saving: 20 * (50 + 80) W; hanging: 20 * (50 + 150) W.
  const std::vector<double> expected{1800, 1800, 9000, 6000, 9000, 6000, 9000, 6000, 9000, 2600, 4000, 4000};
  REQUIRE(load.watts.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CAPTURE(i);
    CHECK(SoftEqual{.rel = 1e-9}(load.watts[i], expected[i]));
  }
  // Bins that cut through stretches keep the energy.
  CHECK(SoftEqual{.rel = 1e-9}(sample(job, 0.7, 20, nullptr).load.energy_j() - 2 * 4000, load.energy_j()));
}

TEST_CASE("grid energy is load, what was added, lost and stored") {
  for (const auto& names : std::vector<std::vector<std::string>>{{},
                                                                 {"gpu-smoothing"},
                                                                 {"rack-storage"},
                                                                 {"gpu-smoothing", "rack-storage", "battery"},
                                                                 {"staggered-starts", "battery"}}) {
    WaveRequest request = round_request(names);
    request.jobs.push_back(round_job());
    request.jobs.back().name = "second";
    const SiteWave wave = site_wave(request);
    const WaveAccount& a = wave.account;
    CHECK(SoftEqual{.rel = 1e-9}(a.grid_j, a.load_j + a.added_j - a.withheld_j + a.losses_j + a.stored_j));
    CHECK(a.added_j >= 0);
    // A store's running mean still closes up on the first steps in the steady window, by a thousandth or so.
    CHECK(wave.steady_figures_after.swing_w() <=
          wave.steady_figures_before.swing_w() + 0.01 * wave.whole_before.most_w);
    if (names.empty()) {
      CHECK(wave.grid.watts == wave.load.watts);
      CHECK(a.load_j == a.grid_j);
    }
  }
}

TEST_CASE("the swing of steps and their frequency") {
  const SiteWave wave = site_wave(round_request());
  // 10 GPUs between 400 and 100 W.
  CHECK(SoftEqual{.rel = 1e-6}(wave.steady_figures_before.swing_w(), 3000));
  // Both classes dip once in a step of 4 s, half a step apart: the site repeats after 2 s.
  double strongest = 0, at = 0;
  for (const SpectralLine& line : wave.spectrum_before.lines) {
    if (line.amplitude_w > strongest) {
      strongest = line.amplitude_w;
      at = line.hertz;
    }
  }
  CHECK(std::abs(at - 0.5) < 0.02);
  REQUIRE(wave.events.size() == 5);
  CHECK(wave.events[3].what == "crash of round");
  // From 20 * 450 W (or 6,000 in a dip) to 20 * 200 W.
  CHECK(wave.events[3].before.ramp_down_w_s > 3000);
  const std::string svg = wave_svg(wave, "a < b", 4, false);
  CHECK(svg.find("a &lt; b") != std::string::npos);
  CHECK(svg.ends_with("</svg>\n"));
}

TEST_CASE("phases of several jobs are drawn by name and seed") {
  WaveRequest request = round_request();
  request.jobs.push_back(round_job());
  request.jobs.back().name = "second";
  CHECK(site_wave(request).load.watts == site_wave(request).load.watts);
  WaveRequest other = request;
  other.seed = 2;
  CHECK(site_wave(request).load.watts != site_wave(other).load.watts);
}

TEST_CASE("a quarter of a million GPUs") {
  const Catalog& catalog = shipped_catalog();
  const Ref<AiModelSpec> model = catalog.get<AiModelSpec>("llama-3.1-405b");
  const Ref<SystemSpec> system = catalog.get<SystemSpec>("gb300-nvl72");
  const FabricSpec fabric;
  const StepSpec spec{model.spec.get(),   system.spec.get(), &fabric, 249'856, {.tensor = 8, .pipeline = 16}, 8192,
                      8.0 * 15616 * 8192, Precision::bf16};
  const step::Constants constants = step::constants_of(step::shipped_calibration().global);
  const step::Job job = step::with_best_choices(step::job_from(spec, step::shipped_calibration()), constants);
  WaveRequest request = round_request({"gpu-smoothing"});
  request.jobs = {job_wave("large", job, NodePower(*system), *system, peak_rate(*system->gpu, Precision::bf16).si())};
  CHECK(request.jobs[0].classes.size() == 16);
  const SiteWave wave = site_wave(request);
  // 249,856 GPUs at 1.0 to 2.0 kW each while they step.
  CHECK(wave.steady_figures_before.mean_w > 0.25e9);
  CHECK(wave.steady_figures_before.mean_w < 0.5e9);
  CHECK(wave.steady_figures_after.swing_w() < wave.steady_figures_before.swing_w());
  const WaveAccount& a = wave.account;
  CHECK(SoftEqual{.rel = 1e-9}(a.grid_j, a.load_j + a.added_j - a.withheld_j));
}

}  // namespace aif
