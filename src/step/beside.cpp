#include "step/beside.hpp"

#include <algorithm>
#include <cmath>

namespace aif::step {
namespace {

/// Collects operators of one owner.
class Collector {
 public:
  Collector(const Job& job, std::vector<BesideOperator>& list)
      : job_(job), list_(list), tp_(static_cast<double>(job.layout.tp)), split_(job.sequence_split() ? tp_ : 1.0) {}

  void owner(std::string name, double count) {
    owner_ = std::move(name);
    count_ = count;
  }
  [[nodiscard]] double tp() const { return tp_; }
  [[nodiscard]] double split() const { return split_; }

  /// A product of `m` rows with an n x k weight, forward and both gradients.
  void linear(const char* name, double n, double k, double m, MathWidth width) {
    Operator op{.name = name, .part = Part::linear, .width = width, .m = m, .n = n, .k = k};
    put(op);
    op.direction = Direction::backward;
    op.n = k;
    op.k = n;
    put(op);
    op.m = n;
    op.n = k;
    op.k = m;
    op.weight_gradient = true;
    op.result_bytes = job_.micro_batches() > 1 && job_.software.fused_accumulation ? 2 * job_.gradient_bytes() : 2.0;
    put(op);
  }
  void attention(const char* name, const AttentionShape& shape) {
    Operator op{.name = name, .part = Part::core, .kind = OperatorKind::attention};
    op.attention = shape;
    put(op);
  }
  void traffic(const char* name, Part part, double forward, double backward) {
    Operator op{.name = name, .part = part, .kind = OperatorKind::memory, .moved = forward};
    put(op);
    op.direction = Direction::backward;
    op.moved = backward;
    put(op);
  }
  void casts(double bytes) {
    if (job_.width() != MathWidth::bits16) {
      traffic("casts", Part::cast, bytes, bytes);
    }
  }

 private:
  void put(const Operator& op) { list_.push_back({owner_, op, count_}); }

  const Job& job_;
  std::vector<BesideOperator>& list_;
  double tp_, split_;
  std::string owner_;
  double count_ = 0;
};

struct StackTokens {
  double rows = 0;   ///< of a micro-batch on one rank
  double query = 0;  ///< of one attention
  double batch = 0;  ///< attentions
  double keys = 0;
};

StackTokens tokens_of(const StackShape& stack, const Job& job) {
  StackTokens t;
  t.rows = stack.tokens_ratio * job.tokens_per_rank();
  const auto sequence = static_cast<double>(job.sequence);
  const double all = stack.tokens_ratio * sequence;  // of one sequence
  const bool spans = stack.span && *stack.span < all;
  t.query = spans ? *stack.span : t.rows / static_cast<double>(job.layout.micro_batch);
  t.batch = t.rows / t.query;
  t.keys = (spans ? *stack.span : all) + (stack.sees_backbone ? sequence : 0.0);
  return t;
}

void stack_layer(const StackShape& s, const Job& job, Collector& out) {
  const StackTokens t = tokens_of(s, job);
  const double h = s.hidden, a = s.heads, kv = std::max(s.kv_heads, out.tp()), d = s.head_dim, tp = out.tp();
  const MathWidth width = job.width();
  out.linear("query, key, value", (a + 2 * kv) * d / tp, h, t.rows, width);
  out.linear("attention output", h, a * d / tp, t.rows, width);
  out.attention("attention", {t.batch, a / tp, std::max(1.0, s.kv_heads / tp), t.query, t.keys, d, s.causal});
  out.linear(s.gated ? "gate and up" : "up", (s.gated ? 2 : 1) * s.ffn / tp, h, t.rows, width);
  out.linear("down", h, s.ffn / tp, t.rows, width);
  out.traffic("norms, residuals", Part::element_wise, 16 * t.rows * h / out.split(), 20 * t.rows * h / out.split());
  out.traffic("activation", Part::element_wise, (s.gated ? 6 : 4) * t.rows * s.ffn / tp,
              (s.gated ? 10 : 6) * t.rows * s.ffn / tp);
  out.casts(4 * t.rows * (2 * h / out.split() + (a * d + s.ffn) / tp));
}

void cross_layer(const CrossShape& cross, const Job& job, Collector& out) {
  const ModelShape& m = job.model;
  const double tokens = job.tokens_per_rank(), tp = out.tp(), h = m.hidden, d = m.head_dim;
  const auto batch = static_cast<double>(job.layout.micro_batch);
  out.linear("cross query", m.heads * d / tp, h, tokens, job.width());
  out.linear("cross key, value", 2 * std::max(m.kv_heads, tp) * d / tp, cross.width, batch * cross.tokens, job.width());
  out.linear("cross output", h, m.heads * d / tp, tokens, job.width());
  out.attention("cross attention",
                {batch, m.heads / tp, std::max(1.0, m.kv_heads / tp), tokens / batch, cross.tokens, d, false});
  out.traffic("norms, residuals of cross attention", Part::element_wise, 8 * tokens * h / out.split(),
              10 * tokens * h / out.split());
  out.casts(4 * (tokens * (h / out.split() + m.heads * d / tp) + batch * cross.tokens * cross.width));
}

void modulation_layer(const ModulationShape& modulation, const Job& job, Collector& out) {
  const double h = job.model.hidden, parts = std::ceil(modulation.vectors / 3);
  const auto batch = static_cast<double>(job.layout.micro_batch);
  if (modulation.rank > 0) {
    out.linear("modulation down", parts * modulation.rank, h, batch, MathWidth::bits16);
    out.linear("modulation up", modulation.vectors * h / out.tp(), modulation.rank, batch, MathWidth::bits16);
  } else {
    out.linear("modulation", modulation.vectors * h / out.tp(), h, batch, MathWidth::bits16);
  }
  const double moved = parts * job.tokens_per_rank() * h / out.split();
  out.traffic("shift, scale, gate", Part::element_wise, 6 * moved, 10 * moved);
}

}  // namespace

std::vector<BesideOperator> beside_operators(const Job& job) {
  std::vector<BesideOperator> list;
  Collector out(job, list);
  for (const StackShape& stack : job.model.stacks) {
    out.owner(stack.name, stack.layers);
    stack_layer(stack, job, out);
  }
  out.owner("backbone", static_cast<double>(job.model.layers));
  if (job.model.cross) {
    cross_layer(*job.model.cross, job, out);
  }
  if (job.model.modulation) {
    modulation_layer(*job.model.modulation, job, out);
  }
  return list;
}

BesideWork beside_work(const Job& job) {
  const ModelShape& m = job.model;
  BesideWork work;
  const auto layers = static_cast<double>(m.layers);
  for (const BesideOperator& one : beside_operators(job)) {
    const double t = one.count / layers * price(one.op, job.machine);
    if (one.op.part == Part::core) {
      work.core += t;
      continue;
    }
    Both& both = one.op.part == Part::linear ? work.linear : one.op.part == Part::cast ? work.cast : work.element_wise;
    (one.op.direction == Direction::forward ? both.forward : both.backward) += t;
  }
  for (const StackShape& stack : m.stacks) {
    work.layers += stack.layers / layers;
    work.tensor_share += stack.tokens_ratio * stack.hidden / m.hidden * stack.layers / layers;
  }
  if (m.cross) {
    // A third part of the layer beside attention and feed-forward; what is attended to travels along the pipeline.
    work.layers += 0.5;
    work.tensor_share += 0.5;
    work.pipeline_share = m.cross->tokens * m.cross->width / (static_cast<double>(job.sequence) * m.hidden);
  }
  return work;
}

double beside_flops_per_token(const ModelShape& m, double sequence) {
  double sum = 0;
  for (const StackShape& s : m.stacks) {
    const double tokens = s.tokens_ratio * sequence;
    const double span = std::min(tokens, s.span.value_or(tokens));
    const double keys = (s.causal ? span / 2 : span) + (s.sees_backbone ? sequence : 0.0);
    sum += s.tokens_ratio * s.layers * (2 * s.layer_parameters() + 4 * s.heads * s.head_dim * keys);
  }
  double per_layer = 0;
  if (m.cross) {
    const double c = m.cross->tokens;
    per_layer += 4 * m.hidden * m.heads * m.head_dim + 4 * m.cross->width * m.kv_heads * m.head_dim * c / sequence +
                 4 * m.heads * m.head_dim * c;
  }
  if (m.modulation) {
    per_layer += 2 * m.modulation_parameters() / sequence;
  }
  return sum + static_cast<double>(m.layers) * per_layer;
}

double beside_activations(const Job& job, Recompute recompute) {
  const ModelShape& m = job.model;
  const auto t = static_cast<double>(job.layout.tp);
  const double split = job.layout.sequence_parallel ? t : 1.0;
  const double low = job.width() == MathWidth::bits16 ? 1.0 : 0.5;
  double bytes = 0;
  for (const StackShape& s : m.stacks) {
    const double rows = tokens_of(s, job).rows;
    const double kept = recompute == Recompute::full ? 2 * rows * s.hidden / split
                                                     : 2 * rows * (2 * s.hidden + 2 * s.hidden * low) / split +
                                                           2 * rows * (2 * s.heads + 2 * s.kv_heads) * s.head_dim / t +
                                                           2 * rows * s.ffn * ((s.gated ? 2 : 1) + low) / t;
    bytes += kept * s.layers / static_cast<double>(m.layers);
  }
  if (m.cross && recompute != Recompute::full) {
    const double tokens = job.tokens_per_rank();
    bytes += 2 * tokens * (m.hidden + m.hidden * low) / split + 2 * tokens * 2 * m.heads * m.head_dim / t;
  }
  return bytes;
}

}  // namespace aif::step
