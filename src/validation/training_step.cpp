#include "validation/training_step.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "core/real.hpp"
#include "core/text.hpp"
#include "step/footprint.hpp"
#include "validation/case_text.hpp"

namespace aif {
namespace {

using namespace step;

/// The number that follows `key` in `text`, as 1536 in "q_lora1536".
double rank_after(const std::string& text, const std::string& key) {
  const std::size_t at = text.find(key);
  double number = 0;
  if (at != std::string::npos) {
    const char* begin = text.data() + at + key.size();
    std::from_chars(begin, text.data() + text.size(), number);
  }
  if (number <= 0) {
    throw SimulationError("cannot read " + key + " in the attention \"" + text + "\"");
  }
  return number;
}

void read_attention(const std::string& text, ModelShape& shape) {
  if (text.starts_with("MLA")) {
    shape.latent = LatentShape{rank_after(text, "q_lora"), rank_after(text, "kv_lora"), rank_after(text, "qk_rope"),
                               rank_after(text, "qk_nope"), rank_after(text, " v")};
  } else if (text.starts_with("alternating sliding window ")) {
    shape.window = rank_after(text, "window ");
    shape.global_share = 0.5;
  } else if (!text.empty()) {
    throw SimulationError("unknown attention \"" + text + "\"");
  }
}

ModelShape shape_of_case(const CaseModel& model) {
  ModelShape shape;
  shape.layers = model.layers;
  shape.hidden = real(model.hidden);
  shape.ffn = real(model.ffn_hidden);
  shape.heads = real(model.heads);
  shape.kv_heads = real(model.kv_heads);
  shape.head_dim = model.head_dim ? real(*model.head_dim) : shape.hidden / shape.heads;
  shape.vocab = real(model.vocab);
  constexpr std::array kinds{MlpKind::gelu, MlpKind::swiglu, MlpKind::squared_relu};
  shape.mlp = kinds[static_cast<std::size_t>(model.mlp)];
  shape.rotary = shape.mlp != MlpKind::gelu;
  read_attention(model.attention, shape);
  if (model.moe) {
    const CaseRouting& m = *model.moe;
    shape.routed = RoutedShape{.experts = real(m.experts),
                               .shared = real(m.shared_experts),
                               .top_k = real(m.topk),
                               .width = real(m.expert_ffn),
                               .biases = m.biases.value_or(has_expert_biases(model.name)),
                               .node_limit = real(m.node_limit),
                               .dense_layers = m.first_dense_layers};
  }
  shape.prediction_layers = model.mtp_layers == "1" ? 1 : 0;
  return shape;
}

Sharding sharding_of(const TrainingStepCase& reference, const SoftwareSpec& software) {
  const CaseParallel& p = reference.parallel;
  switch (p.data_sharding) {
    case CaseSharding::unstated:
      return software.before_2023() ? Sharding::replicated : Sharding::zero1;
    case CaseSharding::replicated:
      return Sharding::replicated;
    case CaseSharding::zero1:
      return Sharding::zero1;
    case CaseSharding::zero2:
      return Sharding::zero2;
    case CaseSharding::fsdp:
    case CaseSharding::hsdp:
      break;
  }
  if (reference.presumes("data_sharding") && (p.pp > 1 || p.ep > 1 || p.tp > 1)) {
    return Sharding::zero1;
  }
  return p.data_sharding == CaseSharding::fsdp ? Sharding::fsdp : Sharding::hsdp;
}

Recompute recompute_of(CaseRecompute recompute) {
  constexpr std::array kinds{Recompute::none, Recompute::selective, Recompute::full, Recompute::least};
  return kinds[static_cast<std::size_t>(recompute)];
}

/// The fastest of the layouts that fit, by the model with prior constants; as given if none fits.
Layout tuned(const Job& given, const TrainingStepCase& reference, const RecipeFacts& recipe, const GpuSpec& gpu,
             const Calibration& calibration) {
  const bool tune_batch = reference.presumes("micro_batch") && !recipe.no_accumulation;
  const bool tune_chunks = reference.presumes("vpp") && reference.notes.find("interleaved") != std::string::npos &&
                           given.layout.pp > 1 && given.model.layers % given.layout.pp == 0;
  if (!tune_batch && !tune_chunks) {
    return given.layout;
  }
  Job job = given;
  job.machine = machine_of(gpu, given.machine.domain, reference.nic_per_gpu, calibration, Belief::prior);
  const Constants prior = constants_of(calibration.global, Belief::prior);
  const std::int64_t per_replica = given.layout.global_batch / given.layout.dp;
  Layout best = given.layout;
  double best_time = std::numeric_limits<double>::infinity();
  auto consider = [&](std::int64_t batch, std::int64_t chunks) {
    job.layout.micro_batch = batch;
    job.layout.vpp = chunks;
    if (chunks > 1 && (per_replica / batch) % job.layout.pp != 0) {
      return;
    }
    const Recompute recompute = job.layout.recompute == Recompute::least ? Recompute::full : job.layout.recompute;
    if (footprint(job, recompute).total() > job.machine.memory) {
      return;
    }
    const double time = step_time(job, components_of(job), prior).total;
    if (time < best_time) {
      best_time = time;
      best = job.layout;
    }
  };
  for (std::int64_t batch : {1, 2, 4, 8, 16}) {
    if (!tune_batch && batch > 1) {
      break;
    }
    const std::int64_t size = tune_batch ? batch : given.layout.micro_batch;
    if (per_replica % size != 0) {
      continue;
    }
    for (std::int64_t chunks = 1; chunks <= 6; ++chunks) {
      if (!tune_chunks) {
        consider(size, given.layout.vpp);
        break;
      }
      if ((given.model.layers / given.layout.pp) % chunks == 0) {
        consider(size, chunks);
      }
    }
  }
  return best;
}

/// Fields that the case does not state, from the recipe it was run with.
void apply(const RecipeFacts& recipe, const TrainingStepCase& reference, Job& job) {
  Layout& layout = job.layout;
  if (recipe.no_accumulation && reference.presumes("micro_batch")) {
    layout.micro_batch = std::max<std::int64_t>(1, layout.global_batch / layout.dp);
  }
  if (recipe.virtual_stages && reference.presumes("vpp")) {
    layout.vpp = *recipe.virtual_stages;
  }
  if (recipe.prediction_layers && reference.model.mtp_layers.find("presumed") != std::string::npos) {
    job.model.prediction_layers = *recipe.prediction_layers;
  }
  if (recipe.recompute && layout.recompute == Recompute::least) {
    layout.recompute = *recipe.recompute;
  }
}

}  // namespace

step::Job job_of(const TrainingStepCase& reference, const std::vector<SoftwareEntry>& software, const Catalog& catalog,
                 const step::Calibration& calibration) {
  const std::optional<std::string> name = catalog_gpu(reference.gpu, catalog);
  if (!name) {
    throw SimulationError("unknown GPU \"" + printable(reference.gpu) + "\"; " +
                          suggest(reference.gpu, catalog.names("gpu")));
  }
  const Ref<GpuSpec> gpu = catalog.get<GpuSpec>(*name);
  Job job;
  job.model = shape_of_case(reference.model);
  const SoftwareEntry stack = software_of(reference, software);
  job.software = stack.software;
  job.gpus = reference.gpus;
  job.sequence = reference.sequence;
  job.format = reference.precision;
  const CaseParallel& p = reference.parallel;
  job.layout = {p.tp,
                p.pp,
                p.vpp,
                p.cp,
                p.ep,
                p.dp,
                p.sequence_parallel,
                sharding_of(reference, job.software),
                p.sharding_group,
                reference.micro_batch,
                reference.global_batch,
                recompute_of(reference.recompute),
                p.schedule,
                p.stage_layers.value_or(std::vector<std::int64_t>{})};
  job.machine = machine_of(*gpu, reference.nvlink_domain, reference.nic_per_gpu, calibration);
  apply(stack.recipe, reference, job);
  (void)job.machine.gemm(job.width());  // the GPU must have the precision
  check_layout(job);
  job.layout = tuned(job, reference, stack.recipe, *gpu, calibration);
  return job;
}

std::filesystem::path software_table_for(const std::filesystem::path& folder, const Catalog& catalog) {
  const std::filesystem::path beside = folder / "software.yaml";
  return std::filesystem::exists(beside) ? beside
                                         : catalog.root().parent_path() / "tests" / "validation" / "software.yaml";
}

std::vector<Comparison> compare_training_step(const TrainingStepCase& reference,
                                              const std::vector<SoftwareEntry>& software, const Catalog& catalog,
                                              const step::Calibration& calibration) {
  const Job job = job_of(reference, software, catalog, calibration);
  const StepTime time = step_time(job, components_of(job), constants_of(calibration.global));
  const SoftwareEntry stack = software_of(reference, software);
  Comparison step;
  step.id = reference.id;
  step.unit = "s";
  step.measured = reference.measured.step_time.si();
  step.simulated = time.total * (1 + stack.slow_nodes);
  step.tolerance = std::numeric_limits<double>::infinity();
  step.groups = {{"source", reference.source},
                 {"gpu", reference.gpu},
                 {"precision", EnumNames<NumberFormat>::names()[static_cast<std::size_t>(reference.precision)]},
                 {"model", reference.model.moe ? "mixture of experts" : "dense"}};
  if (stack.guessed) {
    step.reason = fmt::format("the stack is not in software.yaml; features of {:.1f} taken", job.software.date);
  }
  std::vector<Comparison> list{step};
  if (reference.measured.peak_memory) {
    Comparison memory = step;
    memory.id += "/peak_memory";
    memory.unit = "GiB";
    memory.measured = reference.measured.peak_memory->in(gibibytes);
    memory.simulated = bytes(running_footprint(job).total()).in(gibibytes);
    memory.figure = "peak_memory";
    list.front().figure = "step_time";
    list.push_back(memory);
  }
  list.front().figure = "step_time";
  return list;
}

}  // namespace aif
