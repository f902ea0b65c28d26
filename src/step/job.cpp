#include "step/job.hpp"

#include <algorithm>
#include <cmath>

#include "core/error.hpp"

namespace aif::step {
namespace {

template <class T>
double pick(const Calibrated<T>& number, Belief belief) {
  const T& value = belief == Belief::calibrated ? number.value : number.prior;
  if constexpr (std::is_same_v<T, double>) {
    return value;
  } else {
    return value.si();
  }
}

GemmConstants gemm_of(const GemmKernel& kernel, const Calibrated<double>& training, Belief belief) {
  return {kernel.rate.si(),       kernel.fill,  kernel.tile, kernel.wave, kernel.memory,
          pick(training, belief), kernel.origin};
}

/// The family that names the GPU; else the one whose GPUs' generation is the nearest, by peak rate.
struct Found {
  const FamilyCalibration* family = nullptr;
  const ServedGpu* served = nullptr;
};

Found find_family(const GpuSpec& gpu, const Calibration& calibration) {
  for (const auto& [name, family] : calibration.families) {
    for (const ServedGpu& served : family.gpus) {
      if (served.gpu == gpu.name) {
        return {&family, &served};
      }
    }
  }
  // Nothing was measured on it: the youngest family its peak exceeds, so that Rubin is priced as Blackwell.
  const double peak = gpu.bf16.value.si();
  const char* name = peak > 1.5e15 ? "gb300" : peak > 4e14 ? "h100" : "a100";
  const auto at = calibration.families.find(name);
  if (at == calibration.families.end()) {
    throw SimulationError("no calibration prices " + gpu.name + ", and the family " + name + " is missing");
  }
  return {&at->second, nullptr};
}

/// Prices a GPU that no family names: its data-sheet peaks and its catalog efficiency in large products, with the
/// shape dependence of the family. Everything becomes a default.
void scale_to(const GpuSpec& gpu, const FamilyCalibration& family, Machine& machine) {
  // Peak [FLOP/s] and link [B/s] of the GPUs whose kernels the families hold: nvidia-a100-datasheet,
  // nvidia-h100-datasheet, nvidia-blackwell-brief.
  const double peak = family.name == "a100" ? 312e12 : family.name == "h100" ? 989e12 : 2500e12;
  const double link = family.name == "a100" ? 300e9 : family.name == "h100" ? 450e9 : 900e9;
  const double factor = gpu.bf16.value.si() / peak;
  auto scale = [&gpu](GemmConstants& gemm, double own_peak) {
    gemm.rate = own_peak * *gpu.training_efficiency;
    gemm.training = 1;
    gemm.origin = Origin::scaled;
  };
  scale(machine.gemm_16, gpu.bf16.value.si());
  if (gpu.fp8 && machine.gemm_8) {
    scale(*machine.gemm_8, gpu.fp8->value.si());
  } else {
    machine.gemm_8.reset();
  }
  if (gpu.fp4 && machine.gemm_4) {
    scale(*machine.gemm_4, gpu.fp4->value.si());
  } else {
    machine.gemm_4.reset();
  }
  machine.attention.rate_64 *= factor;
  machine.attention.rate_128 *= factor;
  machine.attention.origin = Origin::scaled;
  machine.memory_bandwidth = gpu.memory_bandwidth.value.si();
  if (gpu.sm_count) {
    machine.sms = real(*gpu.sm_count);
  }
  machine.gather_bus *= gpu.scale_up_bandwidth.value.si() / link;
  machine.all_reduce_bus *= gpu.scale_up_bandwidth.value.si() / link;
}

StackShape shape_of(const SideStackSpec& stack) {
  const StackShapeSpec& s = *stack.shape;
  StackShape shape;
  shape.name = stack.name;
  shape.layers = real(s.layers);
  shape.hidden = real(s.hidden);
  shape.ffn = real(s.ffn_hidden);
  shape.heads = real(s.heads);
  shape.kv_heads = s.kv_heads ? real(*s.kv_heads) : shape.heads;
  shape.head_dim = s.head_dim ? real(*s.head_dim) : shape.hidden / shape.heads;
  shape.gated = s.mlp == MlpKind::swiglu;
  shape.tokens_ratio = *stack.tokens_ratio;
  if (s.span) {
    shape.span = real(*s.span);
  }
  shape.causal = s.causal;
  shape.sees_backbone = s.sees_backbone;
  return shape;
}

/// Side stacks, cross attention and modulation.
void add_stacks(const AiModelSpec& model, ModelShape& shape) {
  for (const SideStackSpec& stack : model.side_stacks) {
    shape.side_params += *stack.params;
    if (stack.shape) {
      shape.stacks.push_back(shape_of(stack));
    } else {
      shape.side_params_per_token += *stack.params * *stack.tokens_ratio;
    }
  }
  if (model.cross_attention) {
    shape.cross = CrossShape{real(model.cross_attention->tokens), real(model.cross_attention->width)};
  }
  if (model.modulation) {
    shape.modulation =
        ModulationShape{real(model.modulation->vectors), model.modulation->rank ? real(*model.modulation->rank) : 0.0};
  }
  shape.side_params += static_cast<double>(shape.layers) * (shape.cross_parameters() + shape.modulation_parameters());
}

}  // namespace

ModelShape shape_of(const AiModelSpec& model) {
  ModelShape shape;
  shape.layers = *model.layers;
  shape.hidden = real(model.hidden);
  shape.ffn = real(model.ffn_hidden);
  shape.heads = real(model.heads);
  shape.kv_heads = real(model.kv_heads);
  shape.head_dim = head_width(model);
  shape.vocab = real(model.vocab);
  shape.mlp = model.mlp;
  shape.rotary = model.mlp != MlpKind::gelu;
  shape.causal = model.architecture != Architecture::world_model;
  if (model.latent) {
    const LatentAttentionSpec& l = *model.latent;
    shape.latent = LatentShape{real(l.q_rank), real(l.kv_rank), real(l.rope_dim), real(l.nope_dim), real(l.v_dim)};
  }
  if (model.moe) {
    const MoeSpec& m = *model.moe;
    shape.routed = RoutedShape{.experts = real(m.experts),
                               .shared = real(m.shared_experts),
                               .top_k = real(m.top_k),
                               .width = real(m.expert_hidden),
                               .dense_layers = *m.dense_layers};
  }
  if (model.sliding_window) {
    shape.window = real(*model.sliding_window);
    shape.global_share = model.global_every ? 1.0 / real(*model.global_every) : 0.0;
  }
  shape.prediction_layers = model.prediction_layers ? **model.prediction_layers : 0;
  if (model.moe && model.moe->load_imbalance) {
    shape.routed->imbalance = **model.moe->load_imbalance;
  }
  if (model.moe && model.moe->capacity_factor) {
    shape.routed->capacity = **model.moe->capacity_factor;
  }
  add_stacks(model, shape);
  return shape;
}

double ModelShape::cross_parameters() const {
  return cross ? 2 * hidden * heads * head_dim + 2 * cross->width * kv_heads * head_dim : 0.0;
}

double ModelShape::modulation_parameters() const {
  if (!modulation) {
    return 0;
  }
  return modulation->rank > 0 ? (std::ceil(modulation->vectors / 3) + modulation->vectors) * hidden * modulation->rank
                              : modulation->vectors * hidden * hidden;
}

const GemmConstants& Machine::gemm(MathWidth width) const {
  if (width == MathWidth::bits8 && gemm_8) {
    return *gemm_8;
  }
  if (width == MathWidth::bits4 && gemm_4) {
    return *gemm_4;
  }
  if (width != MathWidth::bits16) {
    const bool fp4 = width == MathWidth::bits4;
    throw SimulationError(gpu + " has no " + (fp4 ? "4" : "8") + "-bit matrix products; use " +
                          (fp4 && gemm_8 ? "fp8 or bf16" : "bf16"));
  }
  return gemm_16;
}

Machine machine_of(const GpuSpec& gpu, std::int64_t domain, DataRate nic, const Calibration& calibration,
                   Belief belief) {
  const Found match = find_family(gpu, calibration);
  const ServedGpu* served = match.served;
  const FamilyCalibration& family = *match.family;
  Machine machine;
  machine.gpu = gpu.name;
  machine.family = family.name;
  machine.sms = static_cast<double>(family.sm_count);
  machine.memory_bandwidth = family.memory_bandwidth.si();
  machine.memory = gpu.memory.value.si();
  machine.coherent_host = family.coherent_host && served != nullptr;
  machine.gemm_16 = gemm_of(family.gemm.gemm_16, family.training.gemm_16, belief);
  if (family.gemm.gemm_8 && family.training.gemm_8) {
    machine.gemm_8 = gemm_of(*family.gemm.gemm_8, *family.training.gemm_8, belief);
  }
  if (family.gemm.gemm_4 && family.training.gemm_4) {
    machine.gemm_4 = gemm_of(*family.gemm.gemm_4, *family.training.gemm_4, belief);
  }
  const AttentionKernel& a = family.attention;
  machine.attention = {
      a.rate_128.si(), a.rate_64.si(), a.start, a.wave, a.memory, pick(family.training.attention, belief), 1.0,
      a.origin};
  if (family.training.first_attention) {
    machine.attention.first_generation = pick(*family.training.first_attention, belief);
  }
  machine.gather_bus = family.link.gather.si();
  machine.all_reduce_bus = family.link.all_reduce.si();
  machine.domain_latency = family.link.latency.si();
  machine.domain = domain;
  machine.nic = nic.si();
  if (served == nullptr) {
    scale_to(gpu, family, machine);
    return machine;
  }
  machine.gather_bus *= served->link;
  machine.all_reduce_bus *= served->link;
  if (served->memory_bandwidth) {
    machine.memory_bandwidth = served->memory_bandwidth->si();
  }
  // What-if studies change the peak of a catalog entry: all rates follow.
  const double faster = gpu.bf16.value.si() / served->bf16.si();
  auto adjust = [faster, served](auto& kernel) {
    kernel.origin = served->origin == Origin::fitted && faster == 1 ? kernel.origin : Origin::scaled;
  };
  machine.gemm_16.rate *= faster;
  adjust(machine.gemm_16);
  for (std::optional<GemmConstants>* gemm : {&machine.gemm_8, &machine.gemm_4}) {
    if (*gemm) {
      (*gemm)->rate *= faster;
      adjust(**gemm);
    }
  }
  machine.attention.rate_64 *= faster;
  machine.attention.rate_128 *= faster;
  adjust(machine.attention);
  return machine;
}

}  // namespace aif::step
