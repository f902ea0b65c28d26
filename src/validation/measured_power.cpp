#include "validation/measured_power.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.hpp"
#include "core/text.hpp"
#include "document/yaml.hpp"
#include "power/node_parts.hpp"
#include "power/spread.hpp"
#include "step/presume.hpp"
#include "validation/training_step.hpp"
#include "waveform/figures.hpp"
#include "waveform/job_wave.hpp"

namespace aif {

template <>
struct Fields<MeasuredPower> {
  static const Record<MeasuredPower>& get() {
    using M = MeasuredPower;
    static const Record<M> record =
        Record<M>("metered power", "Figures of a metered run.")
            .optional("node_power", &M::node_power, "Mean over nodes and the run [W].", positive())
            .optional("node_deviation", &M::node_deviation, "Standard deviation between nodes [W].", positive())
            .optional("p5", &M::p5, "5th percentile of samples [W].", positive())
            .optional("p50", &M::p50, "Their median [W].", positive())
            .optional("p95", &M::p95, "Their 95th percentile [W].", positive())
            .optional("idle_power", &M::idle_power, "Of a node without a job [W].", positive())
            .optional("loaded_power", &M::loaded_power, "Of a node whose job is loaded and waits [W].", positive())
            .optional("run_energy", &M::run_energy, "Of all nodes [J].", positive())
            .optional("run_time", &M::run_time, "Of the metered run [s].", positive())
            .optional("step_time", &M::step_time, "Of a step [s].", positive())
            .optional("sampling", &M::sampling, "Between samples [s].", positive())
            .optional("behind_supplies", &M::behind_supplies, "Metered at the output of the power supplies.");
    return record;
  }
};

template <>
struct Fields<PowerRunSpec> {
  static const Record<PowerRunSpec>& get() {
    using R = PowerRunSpec;
    static const Record<R> record =
        Record<R>("simulated run", "How a metered run is simulated.")
            .required("system", &R::system, "System of the catalog.")
            .optional("cooling", &R::cooling, "Of the metered node.")
            .optional("training_step", &R::training_step, "A case of training-steps.yaml beside this file.")
            .optional("model", &R::model, "Or a model of the catalog.")
            .optional("precision", &R::precision, "Of its products.")
            .optional("parallel", &R::parallel, "Its layout.")
            .optional("sequence", &R::sequence, "Tokens of a sequence.", at_least(1))
            .optional("batch", &R::batch, "Sequences of a step.", at_least(1))
            .optional("presumed", &R::presumed, "What the source does not state.");
    return record;
  }
};

const Record<MeasuredPowerCase>& Fields<MeasuredPowerCase>::get() {
  using C = MeasuredPowerCase;
  static const Record<C> record = Record<C>("metered run", "A metered training run.")
                                      .ignored("kind")
                                      .required("id", &C::id, "Its name.")
                                      .required("source", &C::source, "Where it was published.")
                                      .required("provenance", &C::provenance, "Where it was read.")
                                      .required("gpu", &C::gpu, "Accelerator as named there.")
                                      .required("gpus", &C::gpus, "How many.", at_least(1))
                                      .required("nodes", &C::nodes, "How many.", at_least(1))
                                      .optional("cooling", &C::cooling, "In the source's words.")
                                      .required("workload", &C::workload, "What ran.")
                                      .required("measured", &C::measured, "What was metered.")
                                      .required("simulate", &C::simulate, "How it is simulated.")
                                      .required("confidence", &C::confidence, "In the reading.")
                                      .optional("notes", &C::notes, "Remarks.");
  return record;
}

namespace {

step::Job job_of_case(const std::string& id, const std::filesystem::path& folder, const Catalog& catalog) {
  Diagnostics diagnostics;
  const Node root = load_document(folder / "training-steps.yaml", diagnostics);
  Reader reader(diagnostics, &catalog);
  if (const Node* list = root.find("cases"); list != nullptr && list->is_list()) {
    for (const Node& node : list->items()) {
      const Node* name = node.find("id");
      TrainingStepCase one;
      if (name != nullptr && name->text() == id && Codec<TrainingStepCase>::read(node, one, reader, {})) {
        return step::Job(job_of(one, load_software_table(software_table_for(folder, catalog)), catalog,
                                step::shipped_calibration()));
      }
    }
  }
  diagnostics.throw_if_errors();
  throw SimulationError("there is no training step \"" + printable(id) + "\" in training-steps.yaml");
}

step::Job job_of_run(const MeasuredPowerCase& reference, const std::filesystem::path& folder, const Catalog& catalog,
                     const step::Constants& constants) {
  const PowerRunSpec& run = reference.simulate;
  if (run.training_step) {
    return job_of_case(*run.training_step, folder, catalog);
  }
  if (!run.model) {
    throw SimulationError("simulate names neither a training_step nor a model");
  }
  const FabricSpec fabric;
  const StepSpec spec{run.model->spec.get(),
                      run.system.spec.get(),
                      &fabric,
                      reference.gpus,
                      run.parallel,
                      run.sequence,
                      static_cast<double>(run.batch * run.sequence),
                      run.precision};
  return step::with_best_choices(step::job_from(spec, step::shipped_calibration()), constants);
}

/// The run as a meter on every node would show it.
struct Metered {
  double mean_w = 0, p5_w = 0, p50_w = 0, p95_w = 0, step_s = 0;
  Power each_gpu;
};

double quantile(std::vector<double> values, double q) {
  std::sort(values.begin(), values.end());
  const double at = q * static_cast<double>(values.size() - 1);
  const auto low = static_cast<std::size_t>(at);
  const std::size_t high = std::min(low + 1, values.size() - 1);
  return values[low] + (at - static_cast<double>(low)) * (values[high] - values[low]);
}

/// Precision of the products, for the peak that utilisation is over.
Precision precision_of(const step::Job& job) {
  switch (job.width()) {
    case step::MathWidth::bits16:
      return Precision::bf16;
    case step::MathWidth::bits8:
      return Precision::fp8;
    case step::MathWidth::bits4:
      break;
  }
  return Precision::fp4;
}

Metered meter(const step::Job& job, const SystemSpec& system, const NodeParts& node, const MeasuredPower& how,
              const step::Constants& constants) {
  const step::Components parts = step::components_of(job);
  const GpuPower gpu(*system.gpu, shipped_power_data());
  const step::StepDraw draw = step::step_draw(job, parts, step::step_time(job, parts, constants), gpu,
                                              peak_rate(*system.gpu, precision_of(job)).si());
  const step::SimulatedStep played = step::simulate_step(job, parts, constants, true);
  JobWave wave;
  wave.step_s = played.total;
  wave.classes = step::power_timeline(job, played, draw);
  wave.script = {{0, JobState::stepping}};
  double gpus = 0;
  for (step::ReplicaClass& one : wave.classes) {
    gpus += one.gpus;
    for (step::DrawPiece& piece : one.pieces) {
      const Power each = watts(piece.gpu_w);
      piece.gpu_w =
          (how.behind_supplies ? node.behind_supplies(each, HostState::busy) : node.at(each, HostState::busy)).si();
    }
  }
  constexpr std::size_t bins_per_sample = 100;
  constexpr double steps = 101;  // so many that samples fall everywhere in a step
  const double bin_s = how.sampling.si() / static_cast<double>(bins_per_sample);
  PowerSignal signal =
      sample(wave, bin_s, static_cast<std::size_t>(std::ceil(steps * wave.step_s / bin_s)), nullptr).load;
  for (double& power_w : signal.watts) {
    power_w /= gpus;
  }
  const std::vector<double> samples = coarser(signal, bins_per_sample).watts;
  double sum = 0;
  for (const double power_w : samples) {
    sum += power_w;
  }
  return {sum / static_cast<double>(samples.size()),
          quantile(samples, 0.05),
          quantile(samples, 0.5),
          quantile(samples, 0.95),
          wave.step_s,
          draw.mean.mean};
}

constexpr double told = std::numeric_limits<double>::infinity();

}  // namespace

std::vector<Comparison> compare_measured_power(const MeasuredPowerCase& reference, const std::filesystem::path& folder,
                                               const Catalog& catalog) {
  // A run whose precision or layout had to be presumed is told, not judged.
  const std::vector<std::string>& presumed = reference.simulate.presumed;
  const bool known = std::none_of(presumed.begin(), presumed.end(),
                                  [](const std::string& field) { return field == "precision" || field == "parallel"; });
  const double power_target = known ? 0.05 : told;
  const double dip_target = known ? 0.20 : told;
  const step::Constants constants = step::constants_of(step::shipped_calibration().global);
  const SystemSpec& system = *reference.simulate.system;
  const PowerData& data = shipped_power_data();
  const NodePartsSpec* listed = data.node(system.name);
  if (listed == nullptr) {
    throw SimulationError("models/power/nodes.yaml does not list the parts of " + system.name);
  }
  const NodeParts node(system, *listed, data, reference.simulate.cooling);
  const MeasuredPower& m = reference.measured;
  const Metered simulated = meter(job_of_run(reference, folder, catalog, constants), system, node, m, constants);

  std::vector<Comparison> list;
  const auto add = [&](const char* figure, const char* unit, double measured, double value, double tolerance) {
    Comparison one;
    one.id = reference.id + "/" + figure;
    one.unit = unit;
    one.measured = measured;
    one.simulated = value;
    one.tolerance = tolerance;
    one.figure = figure;
    one.groups = {{"gpu", reference.gpu}};
    list.push_back(one);
  };
  if (m.node_power) {
    add("node_power", "W", m.node_power->si(), simulated.mean_w, power_target);
  }
  if (m.run_energy && m.run_time && m.step_time) {
    const double steps = *m.run_time / *m.step_time;
    const double energy_j = simulated.mean_w * static_cast<double>(reference.nodes) * steps * simulated.step_s;
    add("run_energy", "kWh", m.run_energy->in(kilowatt_hours), joules(energy_j).in(kilowatt_hours), power_target);
  }
  if (m.p50 && m.p5) {
    add("dip", "W", (*m.p50 - *m.p5).si(), simulated.p50_w - simulated.p5_w, dip_target);
  }
  if (m.p50) {
    add("p50", "W", m.p50->si(), simulated.p50_w, told);
  }
  if (m.p95) {
    add("p95", "W", m.p95->si(), simulated.p95_w, told);
  }
  if (m.node_deviation) {
    const Power scatter = node_scatter(system.gpus_per_node, simulated.each_gpu, gpu_deviation);
    add("node_deviation", "W", m.node_deviation->si(), scatter.si(), told);
  }
  const GpuPower gpu(*system.gpu, data);
  const auto level = [&](Power each, HostState host) {
    return (m.behind_supplies ? node.behind_supplies(each, host) : node.at(each, host)).si();
  };
  if (m.idle_power) {
    add("idle_power", "W", m.idle_power->si(), level(gpu.idle(), HostState::idle), told);
  }
  if (m.loaded_power) {
    add("loaded_power", "W", m.loaded_power->si(), level(gpu.between_kernels(), HostState::busy), told);
  }
  return list;
}

std::vector<Comparison> compare_campaign(const Node& node, Reader& reader, const std::filesystem::path& folder,
                                         const Catalog& catalog) {
  const auto text = [&node](const char* key) {
    const Node* value = node.find(key);
    return value != nullptr && value->is_scalar() ? value->text() : std::string();
  };
  if (text("kind") == "measured_power") {
    MeasuredPowerCase reference;
    if (!Codec<MeasuredPowerCase>::read(node, reference, reader, {})) {
      return {};
    }
    return compare_measured_power(reference, folder, catalog);
  }
  Comparison passed_over;
  passed_over.id = text("id");
  passed_over.skipped = true;
  if (text("notes").find("circular") != std::string::npos) {
    passed_over.reason = "circular: its energy is hours times a rated power, not a measurement";
  } else if (node.find("mean_power_w_per_chip") != nullptr) {
    passed_over.reason = "power of a chip that the catalog does not have";
  } else {
    passed_over.reason = "no power was metered";
  }
  return {passed_over};
}

}  // namespace aif
