#include "step/kernels.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace aif::step {
namespace {

constexpr std::array<std::pair<double, double>, 6> tiles{
    {{256, 128}, {128, 256}, {128, 128}, {128, 64}, {64, 128}, {64, 64}}};

/// Slow-down of 16-bit products whose contiguous dimension is not a multiple of 16 bytes.
double alignment(double dimension) {
  const auto x = static_cast<std::int64_t>(dimension);
  return x % 64 == 0 ? 1.0 : x % 8 == 0 ? 1.05 : x % 4 == 0 ? 1.4 : x % 2 == 0 ? 2.0 : 4.0;
}

/// Slow-down of batched products, such as unfused attention, whose rows do not start at multiples of 16 bytes: no
/// kernel of the library's tensor-core path takes them. Estimate, range 5 to 16, from the A100's data sheet: tensor
/// cores do 312 TFLOP/s, FP32 units 19.5, sixteen times less; plain kernels come closer to their peak.
constexpr double unaligned_batch = 10;

double both(double compute, double memory) { return std::cbrt(compute * compute * compute + memory * memory * memory); }

}  // namespace

double gemm_time(double m, double n, double k, double groups, double result_bytes, MathWidth width,
                 const Machine& machine, Depth depth) {
  if (m <= 0 || n <= 0 || k <= 0 || groups <= 0) {
    return 0;
  }
  const GemmConstants& g = machine.gemm(width);
  const double bandwidth = machine.memory_bandwidth * g.memory;
  double best = INFINITY;
  for (const auto& [tm, tn] : tiles) {
    const double waves = std::ceil(m / tm) * std::ceil(n / tn) * groups / machine.sms;
    const double unit = 2.0 * tm * tn * machine.sms / g.rate * (1 + g.tile * (1 / tm + 1 / tn));
    const double paid = waves < 1 ? 1.0 : waves + g.wave * (std::ceil(waves) - waves);
    best = std::min(best, paid * unit * (k + g.fill));
    const double split = std::clamp(std::floor(1 / waves), 1.0, 8.0);
    if (split > 1) {
      best = std::min(best, unit * (k / split + 2 * g.fill) + 4.0 * split * m * n * groups / bandwidth);
    }
  }
  double slow = 1;
  if (width == MathWidth::bits16) {
    slow = std::max(alignment(n), depth == Depth::padded ? 1.0 : alignment(k));
  }
  if (slow > 1.1 && groups > 1) {
    slow = unaligned_batch;
  }
  const double bytes = groups * (operand_bytes(width) * (m * k + n * k) + result_bytes * m * n);
  return both(best * slow, bytes / bandwidth);
}

double attention_time(const AttentionShape& s, const Machine& machine) {
  const AttentionConstants& a = machine.attention;
  const double rate = s.head_dim < 128
                          ? a.rate_64 * std::pow(a.rate_128 / a.rate_64, std::log2(std::max(s.head_dim, 32.0) / 64))
                          : a.rate_128;
  const double flops = 4.0 * s.batch * s.heads * s.query * s.keys * s.head_dim * (s.causal ? 0.5 : 1.0);
  const double waves = s.batch * s.heads * std::ceil(s.query / 128) / machine.sms;
  const double occupied = waves / (waves < 1 ? 1.0 : waves + a.wave * (std::ceil(waves) - waves));
  const double compute = flops / (rate * s.keys / (s.keys + a.start) * std::min(1.0, occupied));
  const double bytes = 2.0 * s.batch * s.head_dim * (2 * s.heads * s.query + 2 * s.kv_heads * s.keys);
  return both(compute, bytes / (machine.memory_bandwidth * a.memory));
}

double window_share(double window, double keys) { return std::min(1.0, (window + 1600) / keys); }

double memory_time(double bytes, const Machine& machine) {
  return bytes / (machine.memory_bandwidth * streaming_share);
}

}  // namespace aif::step
