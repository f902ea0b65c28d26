#include "step/operator_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace aif::step {
namespace {

/// FLOPs of the backward pass of fused attention over its forward pass: scores again, and four gradients of products.
constexpr double attention_backward_flops = 2.5;

class Lister {
 public:
  Lister(const Job& job, const Constants& constants) : job_(job), constants_(constants) {}

  void take(const std::string& owner, const std::vector<Operator>& operators, double count) {
    for (const Operator& op : operators) {
      if (op.kind == OperatorKind::attention && job_.model.window) {
        windowed(owner, op, count);
      } else if (count > 0) {
        put(owner, op.name, op, count, 1, 1);
      }
    }
  }
  void take(const BesideOperator& one) { put(one.owner, one.op.name, one.op, one.count, 1, 1); }

  std::vector<PricedOperator> list;

 private:
  void windowed(const std::string& owner, const Operator& op, double count) {
    const double window = *job_.model.window;
    const auto sequence = static_cast<double>(job_.sequence);
    const double global = job_.model.global_share;
    const double span = window < sequence ? window - window * window / (2 * sequence) : sequence / 2;
    if (global > 0) {
      put(owner, op.name, op, count * global, 1, 1);
    }
    if (global < 1) {
      put(owner, fmt::format("{}, window {:.0f}", op.name, window), op, count * (1 - global), span / (sequence / 2),
          window_share(window, sequence));
    }
  }

  void put(const std::string& owner, const std::string& name, const Operator& op, double count, double work,
           double time) {
    PricedOperator one{owner,
                       name,
                       op,
                       count,
                       op.flops() * work,
                       op.bytes(),
                       price(op, job_.machine) * time,
                       origin_of(op, job_.machine)};
    list.push_back(one);
    if (op.kind == OperatorKind::attention) {
      one.op.direction = Direction::backward;
      one.flops *= attention_backward_flops;
      one.bytes *= 2;  // reads what the forward pass did, and writes a gradient of each
      one.seconds *= constants_.attention_backward;
      one.origin = std::max(one.origin, Origin::interpolated);
      list.push_back(one);
    }
  }

  const Job& job_;
  const Constants& constants_;
};

std::string default_text(const PricedOperator& one, const Job& job) {
  if (one.op.kind == OperatorKind::memory) {
    return "element-wise work: bytes over 85 % of memory bandwidth, with a calibrated factor";
  }
  if (one.op.part == Part::experts) {
    return "grouped products of experts: single products of the same size, with a calibrated factor";
  }
  if (one.op.kind == OperatorKind::attention && one.op.direction == Direction::backward &&
      one.origin == Origin::interpolated) {
    return "backward pass of attention: a calibrated multiple of the forward pass";
  }
  const std::string name = one.owner == "layer" ? one.name : one.owner + ": " + one.name;
  return one.origin == Origin::interpolated ? name + ": kernels of the nearest GPU with the same tensor cores"
                                            : name + ": scaled by peak rates from " + job.machine.family;
}

}  // namespace

std::vector<PricedOperator> priced_operators(const Job& job, const Constants& constants) {
  Lister lister(job, constants);
  const LayerOperators layer = layer_operators(job);
  const auto layers = static_cast<double>(job.model.layers);
  const double dense =
      job.model.routed ? std::min(layers, static_cast<double>(job.model.routed->dense_layers)) : layers;
  lister.take("layer", layer.attention, layers);
  lister.take("layer", layer.dense, dense);
  lister.take("layer", layer.routed, layers - dense);
  lister.take("head", head_operators(job), 1);
  const auto extra = static_cast<double>(job.model.prediction_layers);
  lister.take("prediction", layer.attention, extra);
  lister.take("prediction", layers > dense ? layer.routed : layer.dense, extra);
  lister.take("prediction", head_operators(job), extra);
  for (const BesideOperator& one : beside_operators(job)) {
    lister.take(one);
  }
  return std::move(lister.list);
}

std::string shape_text(const Operator& op) {
  switch (op.kind) {
    case OperatorKind::gemm:
      return op.groups > 1 ? fmt::format("{:.0f} of {:.0f} x {:.0f} x {:.0f}", op.groups, op.m, op.n, op.k)
                           : fmt::format("{:.0f} x {:.0f} x {:.0f}", op.m, op.n, op.k);
    case OperatorKind::attention:
      return fmt::format("{:.4g} x {:.0f}/{:.0f} heads of {:.0f}, {:.0f} x {:.0f}{}", op.attention.batch,
                         op.attention.heads, op.attention.kv_heads, op.attention.head_dim, op.attention.query,
                         op.attention.keys, op.attention.causal ? " causal" : "");
    case OperatorKind::memory:
      break;
  }
  return "element-wise";
}

std::string format_text(const Operator& op, const Job& job) {
  const bool low = op.kind == OperatorKind::gemm && op.width != MathWidth::bits16;
  const NumberFormat wide = job.format == NumberFormat::fp16 ? NumberFormat::fp16 : NumberFormat::bf16;
  return EnumNames<NumberFormat>::names()[static_cast<std::size_t>(low ? job.format : wide)];
}

std::string origin_text(Origin origin) { return EnumNames<Origin>::names()[static_cast<std::size_t>(origin)]; }

std::vector<std::string> priced_by_default(const Job& job, const Constants& constants) {
  std::set<std::string> names;
  for (const PricedOperator& one : priced_operators(job, constants)) {
    if (one.origin != Origin::fitted) {
      names.insert(default_text(one, job));
    }
  }
  return {names.begin(), names.end()};
}

}  // namespace aif::step
