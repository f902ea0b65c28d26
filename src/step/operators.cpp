#include "step/operators.hpp"

#include <algorithm>
#include <cmath>

#include "step/expert_load.hpp"

namespace aif::step {
namespace {

/// Builds the operators of one job.
class Builder {
 public:
  explicit Builder(const Job& job)
      : job_(job), model_(job.model), tokens_(job.tokens_per_rank()), tp_(static_cast<double>(job.layout.tp)) {
    split_ = job.sequence_split() ? tp_ : 1.0;
    accumulate_bytes_ = 2.0;
    if (job.micro_batches() > 1 && job.software.fused_accumulation) {
      accumulate_bytes_ = 2 * job.gradient_bytes();  // the accumulator is read and written
    }
  }

  /// A product of `m` rows with an n x k weight: forward, input gradient, weight gradient.
  void linear(std::vector<Operator>& list, const char* name, double n, double k, double m, double groups = 1,
              Part part = Part::linear) {
    Operator op{.name = name, .part = part, .width = job_.width(), .m = m, .n = n, .k = k, .groups = groups};
    list.push_back(op);
    op.direction = Direction::backward;
    op.n = k;
    op.k = n;
    list.push_back(op);
    op.m = n;
    op.n = k;
    op.k = m;
    op.result_bytes = accumulate_bytes_;
    op.weight_gradient = true;
    list.push_back(op);
  }

  void traffic(std::vector<Operator>& list, const char* name, Part part, double forward, double backward) {
    Operator op{.name = name, .part = part, .kind = OperatorKind::memory, .moved = forward};
    list.push_back(op);
    op.direction = Direction::backward;
    op.moved = backward;
    list.push_back(op);
  }

  void attention(std::vector<Operator>& list) {
    const double h = model_.hidden, a = model_.heads, kv = model_.kv_heads, d = model_.head_dim;
    if (model_.latent) {
      const LatentShape& l = *model_.latent;
      linear(list, "query and key-value down", l.q_rank + l.kv_rank + l.rope, h, tokens_);
      linear(list, "query up", a * (l.nope + l.rope) / tp_, l.q_rank, tokens_);
      linear(list, "key-value up", a * (l.nope + l.value) / tp_, l.kv_rank, tokens_);
      linear(list, "attention output", h, a * l.value / tp_, tokens_);
    } else {
      linear(list, "query, key, value", (a + 2 * std::max(kv, tp_)) * d / tp_, h, tokens_);
      linear(list, "attention output", h, a * d / tp_, tokens_);
    }
    core(list);
    const bool dropout = job_.software.dropout;
    const double rotary_width = model_.latent ? 2 * a * (model_.latent->nope + model_.latent->rope) : (a + kv) * d;
    const double rotary = model_.rotary ? 4 * rotary_width / tp_ : 0.0;
    traffic(list, "norms, residuals, rotary", Part::element_wise, tokens_ * ((dropout ? 19 : 16) * h / split_ + rotary),
            tokens_ * ((dropout ? 23 : 20) * h / split_ + rotary));
    if (job_.width() != MathWidth::bits16) {
      const double bytes = 0.5 * casts();
      traffic(list, "casts", Part::cast, bytes, bytes);
    }
  }

  void dense(std::vector<Operator>& list) {
    const double h = model_.hidden, f = model_.ffn;
    linear(list, model_.gated() ? "gate and up" : "up", (model_.gated() ? 2 : 1) * f / tp_, h, tokens_);
    linear(list, "down", h, f / tp_, tokens_);
    const double width = tokens_ * f / tp_;
    traffic(list, "activation", Part::element_wise, (model_.gated() ? 6 : 4) * width,
            (model_.gated() ? 10 : 6) * width);
    if (job_.width() != MathWidth::bits16) {
      const double bytes = 0.5 * casts();
      traffic(list, "casts", Part::cast, bytes, bytes);
    }
  }

  void routed(std::vector<Operator>& list) {
    if (!model_.routed) {
      return;
    }
    const RoutedShape& e = *model_.routed;
    const double h = model_.hidden, gates = model_.gated() ? 2 : 1;
    // The tensor ranks share the tokens among the experts of the group, or without one the width of every expert.
    const double local = local_experts(job_);
    const double narrow = job_.layout.ep > 1 ? 1.0 : tp_;
    const double tokens = tokens_ / tp_;
    const double rows = tokens * e.top_k * expert_load(e, job_.layout.ep);  // of the slowest rank
    linear(list, "expert gate and up", gates * e.width / narrow, h, rows * narrow / local, local, Part::experts);
    linear(list, "expert down", h, e.width / narrow, rows * narrow / local, local, Part::experts);
    if (e.shared > 0) {
      linear(list, "shared gate and up", gates * e.shared * e.width / tp_, h, tokens_);
      linear(list, "shared down", h, e.shared * e.width / tp_, tokens_);
    }
    const double moved = rows * h * 2;
    // Fused: the exchange writes rows in their order, products take activation and casts along.
    const bool fused = experts_fused(job_);
    const double width = ((fused ? 0.0 : e.top_k) + e.shared) * e.width;
    // The library's exchange delivers by rank: rows are sorted by expert after it, and back before the next.
    const bool sorted = job_.software.expert_exchange == ExpertExchange::collective && job_.layout.ep > 1 && local > 1;
    const double sorts = sorted ? 4.0 : 0.0;
    const double passes = fused ? 0.5 : 1.0;
    traffic(list, "routing and permutation", Part::routing,
            tokens * (6 * width + 8 * e.experts) + (passes * 4 + sorts) * moved,
            tokens * (10 * width + 12 * e.experts) + (passes * 6 + sorts) * moved);
    if (job_.width() != MathWidth::bits16) {
      const double bytes = tokens * 4 * (e.top_k * h + width);
      traffic(list, "expert casts", Part::routing_cast, bytes, bytes);
    }
    if (e.biases && !fused) {
      traffic(list, "expert biases", Part::expert_biases, bias_forward * rows * h, bias_backward * rows * h);
    }
  }

  void head(std::vector<Operator>& list) {
    // The vocabulary is padded so that every tensor rank holds a multiple of 128 entries, and the product runs over it.
    const double entries = std::ceil(model_.vocab / (128 * tp_)) * 128;
    const double h = model_.hidden;
    Operator op{.name = "output projection", .part = Part::head, .m = tokens_, .n = entries, .k = h};
    list.push_back(op);
    op.direction = Direction::backward;
    op.n = h;
    op.k = entries;
    list.push_back(op);
    op.m = entries;
    op.k = tokens_;
    op.weight_gradient = true;
    list.push_back(op);
    const bool fused = job_.software.fused_loss;
    traffic(list, "loss", Part::head, tokens_ * entries * (fused ? 10 : 38), tokens_ * entries * (fused ? 10 : 18));
  }

 private:
  void core(std::vector<Operator>& list) {
    const double heads = model_.heads / tp_;
    const auto batch = static_cast<double>(job_.layout.micro_batch);
    const double query = tokens_ / batch;
    if (job_.software.fused_attention) {
      const double d =
          model_.latent ? (model_.latent->nope + model_.latent->rope + model_.latent->value) / 2 : model_.head_dim;
      Operator op{.name = "attention", .part = Part::core, .kind = OperatorKind::attention};
      op.attention = {
          batch, heads,        std::max(1.0, model_.kv_heads / tp_), query, static_cast<double>(job_.sequence),
          d,     model_.causal};
      list.push_back(op);
      return;  // backward: a factor on forward
    }
    const double groups = batch * heads, d = model_.head_dim;
    Operator scores{.name = "scores", .part = Part::core, .m = query, .n = query, .k = d, .groups = groups};
    list.push_back(scores);
    Operator values{.name = "weighted sum", .part = Part::core, .m = query, .n = d, .k = query, .groups = groups};
    list.push_back(values);
    const double pass = 2 * groups * query * query;
    traffic(list, "mask, softmax", Part::softmax, 5.5 * pass, 6.5 * pass);
  }

  /// Bytes of all casts of a dense layer in one direction.
  [[nodiscard]] double casts() const {
    const double value = model_.latent ? model_.latent->value : model_.head_dim;
    return tokens_ * 4 * (2 * model_.hidden / split_ + model_.heads * value / tp_ + model_.ffn / tp_);
  }

  /// Bytes per output element of the last projection's bias, which is weighted by the router's FP32 probability and so
  /// leaves the product: bias times probability written (4), added (2 + 4 read, 4 written), concatenated (8), cast
  /// (6); back: cast (6), gradient of the addition (6), the two products and sums that give the gradients of bias and
  /// probability (12 each) [megatron-core-experts].
  static constexpr double bias_forward = 28;
  static constexpr double bias_backward = 36;

  const Job& job_;
  const ModelShape& model_;
  double tokens_;
  double tp_;
  double split_ = 1;
  double accumulate_bytes_ = 2;
};

}  // namespace

bool experts_fused(const Job& job) {
  if (!job.software.fused_experts || !job.model.routed || job.width() == MathWidth::bits16) {
    return false;
  }
  constexpr std::int64_t tile = 256;  // the kernel takes no other widths [transformer-engine-grouped-mlp]
  const auto divides = [](double width) { return static_cast<std::int64_t>(width) % tile == 0; };
  return divides(job.model.hidden) && divides(job.model.routed->width);
}

double local_experts(const Job& job) {
  return job.model.routed ? job.model.routed->experts / static_cast<double>(job.layout.ep) : 0.0;
}

double Operator::flops() const {
  switch (kind) {
    case OperatorKind::gemm:
      return 2 * m * n * k * groups;
    case OperatorKind::attention:
      return 4 * attention.batch * attention.heads * attention.query * attention.keys * attention.head_dim *
             (attention.causal ? 0.5 : 1.0);
    case OperatorKind::memory:
      break;
  }
  return 0;
}

double Operator::bytes() const {
  switch (kind) {
    case OperatorKind::gemm:
      return groups * (operand_bytes(width) * (m * k + n * k) + result_bytes * m * n);
    case OperatorKind::attention:
      return 2 * attention.batch * attention.head_dim *
             (2 * attention.heads * attention.query + 2 * attention.kv_heads * attention.keys);
    case OperatorKind::memory:
      break;
  }
  return moved;
}

double price(const Operator& op, const Machine& machine) {
  switch (op.kind) {
    case OperatorKind::gemm:
      return gemm_time(op.m, op.n, op.k, op.groups, op.result_bytes, op.width, machine,
                       op.part == Part::experts ? Depth::padded : Depth::as_given);
    case OperatorKind::attention:
      return attention_time(op.attention, machine);
    case OperatorKind::memory:
      break;
  }
  return memory_time(op.moved, machine);
}

Origin origin_of(const Operator& op, const Machine& machine) {
  switch (op.kind) {
    case OperatorKind::gemm:
      // Only the form of grouped products was checked against timings.
      return op.part == Part::experts ? Origin::scaled : machine.gemm(op.width).origin;
    case OperatorKind::attention:
      return machine.attention.origin;
    case OperatorKind::memory:
      break;
  }
  return Origin::scaled;
}

LayerOperators layer_operators(const Job& job) {
  Builder builder(job);
  LayerOperators layer;
  builder.attention(layer.attention);
  builder.dense(layer.dense);
  builder.routed(layer.routed);
  return layer;
}

std::vector<Operator> head_operators(const Job& job) {
  std::vector<Operator> list;
  Builder(job).head(list);
  return list;
}

}  // namespace aif::step
