#include "step/fit_kernels.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "step/kernels.hpp"

namespace aif::step {
namespace {

constexpr double long_enough = 50e-6;  ///< below, launch and timer decide [s]
constexpr double softness = 0.1;       ///< f of equation (1)
constexpr std::size_t fewest_rows = 20;

/// A number between two bounds, as a free number and back.
struct Bounded {
  double low = 0, high = 1;
  [[nodiscard]] double value(double free) const { return low + (high - low) / (1 + std::exp(-free)); }
  [[nodiscard]] double free(double value) const {
    const double share = std::clamp((value - low) / (high - low), 1e-4, 1 - 1e-4);
    return std::log(share / (1 - share));
  }
};

struct Problem {
  std::vector<Bounded> bounds;
  std::vector<double> start;
  std::vector<double> measured;  ///< [s]
  std::function<double(const std::vector<double>&, std::size_t)> predict;
};

std::vector<double> values_of(const Problem& problem, const Eigen::VectorXd& free) {
  std::vector<double> values;
  for (std::size_t i = 0; i < problem.bounds.size(); ++i) {
    values.push_back(problem.bounds[i].value(free[static_cast<Eigen::Index>(i)]));
  }
  return values;
}

Eigen::VectorXd residuals(const Problem& problem, const Eigen::VectorXd& free) {
  const std::vector<double> values = values_of(problem, free);
  Eigen::VectorXd r(static_cast<Eigen::Index>(problem.measured.size()));
  for (std::size_t i = 0; i < problem.measured.size(); ++i) {
    const double weight = problem.measured[i] > long_enough ? 1 : 0.25;
    r[static_cast<Eigen::Index>(i)] = weight * std::log(problem.predict(values, i) / problem.measured[i]);
  }
  return r;
}

/// Equation (1).
double cost_of(const Eigen::VectorXd& r) {
  double sum = 0;
  for (const double one : r) {
    sum += 2 * softness * softness * (std::sqrt(1 + one * one / (softness * softness)) - 1);
  }
  return sum;
}

Eigen::MatrixXd slopes(const Problem& problem, const Eigen::VectorXd& free, const Eigen::VectorXd& at) {
  constexpr double step = 1e-3;
  Eigen::MatrixXd jacobian(at.size(), free.size());
  for (Eigen::Index j = 0; j < free.size(); ++j) {
    Eigen::VectorXd moved = free;
    moved[j] += step;
    jacobian.col(j) = (residuals(problem, moved) - at) / step;
  }
  return jacobian;
}

/// Levenberg-Marquardt with the weights that make least squares of (1).
std::vector<double> solve(const Problem& problem) {
  Eigen::VectorXd free(static_cast<Eigen::Index>(problem.bounds.size()));
  for (std::size_t i = 0; i < problem.bounds.size(); ++i) {
    free[static_cast<Eigen::Index>(i)] = problem.bounds[i].free(problem.start[i]);
  }
  Eigen::VectorXd r = residuals(problem, free);
  double cost = cost_of(r), damping = 1e-2;
  constexpr int most_rounds = 200;
  for (int round = 0; round < most_rounds && damping < 1e10; ++round) {
    const Eigen::VectorXd weights = (1 + (r / softness).array().square()).sqrt().inverse();
    const Eigen::MatrixXd jacobian = slopes(problem, free, r);
    const Eigen::MatrixXd normal = jacobian.transpose() * weights.asDiagonal() * jacobian;
    const Eigen::VectorXd gradient = jacobian.transpose() * weights.asDiagonal() * r;
    Eigen::MatrixXd damped = normal;
    damped.diagonal() += damping * (normal.diagonal().array() + 1e-9).matrix();
    const Eigen::VectorXd next = free - damped.ldlt().solve(gradient);
    const Eigen::VectorXd its = residuals(problem, next);
    const double its_cost = cost_of(its);
    if (!(its_cost < cost)) {
      damping *= 4;
      continue;
    }
    const bool done = cost - its_cost < 1e-10 * cost;
    free = next;
    r = its;
    cost = its_cost;
    damping = std::max(1e-12, damping / 3);
    if (done) {
      break;
    }
  }
  return values_of(problem, free);
}

/// Whether a row is fitted or predicted, by its shape alone.
bool is_fitted(std::initializer_list<double> shape) {
  constexpr double primes[] = {7919, 104729, 1299709, 31, 611953};
  double sum = 0;
  std::size_t i = 0;
  for (const double one : shape) {
    sum += one * primes[i++ % 5];
  }
  return std::fmod(sum, 101) < 50;
}

template <class Row>
using Predict = std::function<double(const std::vector<double>&, const Row&)>;

/// Fits one half of the rows and fills the errors of both.
template <class Row, class Kernel>
std::vector<double> fit_half(const std::vector<Row>& rows, const std::vector<bool>& fitted, Problem problem,
                             const Predict<Row>& predict, Fit<Kernel>& fit) {
  std::vector<Row> train;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (fitted[i]) {
      train.push_back(rows[i]);
      problem.measured.push_back(rows[i].seconds);
    }
  }
  problem.predict = [&](const std::vector<double>& values, std::size_t i) { return predict(values, train[i]); };
  std::vector<double> values = solve(problem);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].seconds <= long_enough) {
      continue;
    }
    const double error = std::abs(predict(values, rows[i]) / rows[i].seconds - 1);
    (fitted[i] ? fit.train_error : fit.test_error) += error;
    ++(fitted[i] ? fit.train_rows : fit.test_rows);
  }
  fit.train_error /= static_cast<double>(std::max<std::int64_t>(1, fit.train_rows));
  fit.test_error /= static_cast<double>(std::max<std::int64_t>(1, fit.test_rows));
  return values;
}

MathWidth width_of(const std::string& format) {
  return format == "fp8" ? MathWidth::bits8 : format == "nvfp4" ? MathWidth::bits4 : MathWidth::bits16;
}

/// The highest rate but one in a hundred [FLOP/s].
template <class Row, class Flops>
double reached(const std::vector<Row>& rows, Flops flops) {
  std::vector<double> rates;
  for (const Row& row : rows) {
    rates.push_back(flops(row) / row.seconds);
  }
  std::sort(rates.begin(), rates.end());
  return rates[static_cast<std::size_t>(0.99 * static_cast<double>(rates.size() - 1))];
}

double attention_flops(const TimedAttention& row) {
  return 4 * row.batch * row.heads * row.sequence * row.sequence * row.head_dim * (row.causal ? 0.5 : 1.0);
}

Machine machine_of(const Measurements& measurements) {
  Machine machine;
  machine.gpu = measurements.gpu.name;
  machine.sms = static_cast<double>(measurements.gpu.sm_count);
  machine.memory_bandwidth = measurements.gpu.memory_bandwidth.si();
  return machine;
}

}  // namespace

std::optional<Fit<GemmKernel>> fit_gemm(const Measurements& measurements, MathWidth width) {
  std::vector<TimedGemm> rows;
  std::vector<bool> fitted;
  for (const TimedGemm& row : measurements.gemm) {
    if (width_of(row.format) == width) {
      rows.push_back(row);
      fitted.push_back(is_fitted({row.m, row.n, row.k}));
    }
  }
  if (rows.size() < fewest_rows) {
    return std::nullopt;
  }
  Machine machine = machine_of(measurements);
  const double rate = reached(rows, [](const TimedGemm& r) { return 2 * r.m * r.n * r.k; });
  Problem problem;
  // log rate, log fill, log tile, wave, memory, log launch; a rate beyond twice what was reached is no fit.
  problem.bounds = std::vector<Bounded>{{std::log(0.5 * rate), std::log(2 * rate)},
                                        {0, std::log(3000)},
                                        {std::log(0.1), std::log(300)},
                                        {0, 1},
                                        {0.3, 1},
                                        {std::log(5e-7), std::log(3e-5)}};
  problem.start = std::vector<double>{std::log(1.05 * rate), std::log(150), std::log(20), 0.6, 0.8, std::log(4e-6)};
  const Predict<TimedGemm> predict = [&machine, width](const std::vector<double>& v, const TimedGemm& row) {
    const GemmConstants g{std::exp(v[0]), std::exp(v[1]), std::exp(v[2]), v[3], v[4]};
    machine.gemm_16 = g;
    machine.gemm_8 = g;
    machine.gemm_4 = g;
    return std::exp(v[5]) + gemm_time(row.m, row.n, row.k, 1, 2, width, machine);
  };
  Fit<GemmKernel> fit;
  const std::vector<double> v = fit_half(rows, fitted, std::move(problem), predict, fit);
  fit.kernel = {.rate = flops_per_second(std::exp(v[0])),
                .fill = std::exp(v[1]),
                .tile = std::exp(v[2]),
                .wave = v[3],
                .memory = v[4],
                .origin = Origin::fitted,
                .kernels = measurements.gpu.name + "/" + rows.front().format,
                .test_error = fit.test_error,
                .test_rows = fit.test_rows};
  fit.launch = std::exp(v[5]);
  return fit;
}

std::optional<Fit<AttentionKernel>> fit_attention(const Measurements& measurements) {
  std::vector<TimedAttention> rows;
  std::vector<bool> fitted;
  for (const TimedAttention& row : measurements.attention) {
    if (row.head_dim == 64 || row.head_dim == 128) {
      rows.push_back(row);
      fitted.push_back(is_fitted({row.batch, row.sequence, row.heads, row.kv_heads, row.head_dim}));
    }
  }
  if (rows.size() < fewest_rows) {
    return std::nullopt;
  }
  Machine machine = machine_of(measurements);
  const double rate = reached(rows, attention_flops);
  Problem problem;
  // log rate of 128, log rate of 64, log start, wave, memory, log launch
  const Bounded rates{std::log(0.3 * rate), std::log(2.5 * rate)};
  problem.bounds =
      std::vector<Bounded>{rates, rates, {0, std::log(4000)}, {0, 1}, {0.2, 1}, {std::log(5e-7), std::log(5e-5)}};
  problem.start =
      std::vector<double>{std::log(1.1 * rate), std::log(0.9 * rate), std::log(300), 0.7, 0.7, std::log(5e-6)};
  const Predict<TimedAttention> predict = [&machine](const std::vector<double>& v, const TimedAttention& row) {
    machine.attention = {
        .rate_128 = std::exp(v[0]), .rate_64 = std::exp(v[1]), .start = std::exp(v[2]), .wave = v[3], .memory = v[4]};
    return std::exp(v[5]) +
           attention_time({row.batch, row.heads, row.kv_heads, row.sequence, row.sequence, row.head_dim, row.causal},
                          machine);
  };
  Fit<AttentionKernel> fit;
  const std::vector<double> v = fit_half(rows, fitted, std::move(problem), predict, fit);
  fit.kernel = {.rate_128 = flops_per_second(std::exp(v[0])),
                .rate_64 = flops_per_second(std::exp(v[1])),
                .start = std::exp(v[2]),
                .wave = v[3],
                .memory = v[4],
                .origin = Origin::fitted,
                .kernels = measurements.gpu.name + "/bf16",
                .test_error = fit.test_error,
                .test_rows = fit.test_rows};
  fit.launch = std::exp(v[5]);
  return fit;
}

std::optional<double> achieved_memory(const Measurements& measurements) {
  std::vector<double> shares;
  for (const TimedTraffic& row : measurements.traffic) {
    if (row.seconds > long_enough) {
      shares.push_back(row.bytes / row.seconds / measurements.gpu.memory_bandwidth.si());
    }
  }
  if (shares.empty()) {
    return std::nullopt;
  }
  std::nth_element(shares.begin(), shares.begin() + static_cast<std::ptrdiff_t>(shares.size() / 2), shares.end());
  return shares[shares.size() / 2];
}

}  // namespace aif::step
