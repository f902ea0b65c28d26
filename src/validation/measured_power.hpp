#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "catalog/ai_model.hpp"
#include "catalog/hardware.hpp"
#include "scenario/workload.hpp"
#include "validation/validation.hpp"

namespace aif {

/// Figures of a metered run.
struct MeasuredPower {
  std::optional<Power> node_power;      ///< mean over nodes and the run
  std::optional<Power> node_deviation;  ///< standard deviation between nodes
  std::optional<Power> p5, p50, p95;    ///< of samples
  std::optional<Power> idle_power;      ///< of a node without a job
  std::optional<Power> loaded_power;    ///< of a node whose job is loaded and waits
  std::optional<Energy> run_energy;     ///< of all nodes
  std::optional<Duration> run_time;
  std::optional<Duration> step_time;
  Duration sampling = seconds(2);
  bool behind_supplies = false;  ///< metered at the output of the power supplies
};

/// How the run is simulated: a case of training-steps.yaml, or a model of the catalog and its layout.
struct PowerRunSpec {
  Ref<SystemSpec> system;
  CoolingKind cooling = CoolingKind::air;
  std::optional<std::string> training_step;
  std::optional<Ref<AiModelSpec>> model;
  Precision precision = Precision::bf16;
  ParallelSpec parallel;
  std::int64_t sequence = 8192;
  std::int64_t batch = 8;             ///< sequences of a step
  std::vector<std::string> presumed;  ///< what the source does not state
};

/// A metered training run of tests/validation/campaigns.yaml.
struct MeasuredPowerCase {
  std::string id, source, provenance, gpu, workload, confidence, notes, cooling;
  std::int64_t gpus = 0, nodes = 1;
  MeasuredPower measured;
  PowerRunSpec simulate;
};

/// Energy and mean node power within 5 %, the dip of once per step within 20 % of its depth; the rest, and runs
/// whose precision or layout is presumed, is told.
///
/// Node power comes from the fit to metered kernels (models/power/gpus.yaml), the parts of a node and the step model.
/// One metered run, of one node, fixed what a node draws beside its GPUs and the losses of its supplies
/// (models/power/nodes.yaml); the runs of 512 GPUs and of B200 fixed nothing.
std::vector<Comparison> compare_measured_power(const MeasuredPowerCase& reference, const std::filesystem::path& folder,
                                               const Catalog& catalog);

/// A row of a campaign file: metered power is simulated, everything else is passed over, with the reason.
std::vector<Comparison> compare_campaign(const Node& node, Reader& reader, const std::filesystem::path& folder,
                                         const Catalog& catalog);

template <>
struct Fields<MeasuredPowerCase> {
  static const Record<MeasuredPowerCase>& get();
};

}  // namespace aif
