#include "sweep/sensitivity.hpp"

#include <cmath>
#include <functional>
#include <numbers>

#include "core/soft_equal.hpp"
#include "doctest/doctest.h"

namespace aif {
namespace {

Responses evaluate(const UnitPoints& points, const std::function<double(const std::vector<double>&)>& f) {
  Responses responses;
  for (const std::vector<double>& point : points) {
    responses.emplace_back(f(point));
  }
  return responses;
}

/// sin x1 + 7 sin^2 x2 + 0.1 x3^4 sin x1, each x uniform in [-pi, pi].
double ishigami(const std::vector<double>& u) {
  auto x = [&u](std::size_t i) { return std::numbers::pi * (2 * u[i] - 1); };
  return std::sin(x(0)) + 7 * std::pow(std::sin(x(1)), 2) + 0.1 * std::pow(x(2), 4) * std::sin(x(0));
}

const std::vector<double> g_weights{0, 1, 4.5, 9, 99, 99, 99, 99};

/// Product of (|4 u_i - 2| + a_i) / (1 + a_i).
double g_function(const std::vector<double>& u) {
  double product = 1;
  for (std::size_t i = 0; i < u.size(); ++i) {
    product *= (std::abs(4 * u[i] - 2) + g_weights[i]) / (1 + g_weights[i]);
  }
  return product;
}

struct Exact {
  double first;
  double total;
};

/// With a = 7, b = 0.1: V1 = (1 + b pi^4 / 5)^2 / 2, V2 = a^2 / 8, V13 = b^2 pi^8 8 / 225.
std::vector<Exact> ishigami_exact() {
  const double pi4 = std::pow(std::numbers::pi, 4);
  const double v1 = std::pow(1 + 0.1 * pi4 / 5, 2) / 2;
  const double v2 = 49.0 / 8;
  const double v13 = 0.01 * pi4 * pi4 * 8 / 225;
  const double v = v1 + v2 + v13;
  return {{v1 / v, (v1 + v13) / v}, {v2 / v, v2 / v}, {0, v13 / v}};
}

/// V_i = 1 / (3 (1 + a_i)^2); V = prod (1 + V_i) - 1; ST_i = V_i prod_{j != i} (1 + V_j) / V.
std::vector<Exact> g_exact() {
  double product = 1;
  for (double a : g_weights) {
    product *= 1 + 1 / (3 * (1 + a) * (1 + a));
  }
  std::vector<Exact> exact;
  for (double a : g_weights) {
    const double vi = 1 / (3 * (1 + a) * (1 + a));
    exact.push_back({vi / (product - 1), vi * product / (1 + vi) / (product - 1)});
  }
  return exact;
}

void check_sobol(std::size_t samples, std::size_t parameters,
                 const std::function<double(const std::vector<double>&)>& f, const std::vector<Exact>& exact,
                 double tolerance) {
  BootstrapOptions bootstrap;
  bootstrap.resamples = 200;
  const auto indices = sobol_indices(parameters, evaluate(saltelli_points(samples, parameters), f), bootstrap);
  for (std::size_t i = 0; i < parameters; ++i) {
    CAPTURE(i);
    CAPTURE(indices[i].first.value);
    CAPTURE(indices[i].total.value);
    CHECK(std::abs(indices[i].first.value - exact[i].first) < tolerance);
    CHECK(std::abs(indices[i].total.value - exact[i].total) < tolerance);
    CHECK(indices[i].first.low <= indices[i].first.value);
    CHECK(indices[i].first.high >= indices[i].first.value);
    CHECK(indices[i].total.low <= exact[i].total + tolerance);
    CHECK(indices[i].total.high >= exact[i].total - tolerance);
  }
}

TEST_CASE("Sobol indices of the Ishigami function") {
  // 0.3139, 0.4424, 0 and 0.5576, 0.4424, 0.2437.
  CHECK(SoftEqual{1e-3}(ishigami_exact()[0].first, 0.3139));
  CHECK(SoftEqual{1e-3}(ishigami_exact()[2].total, 0.2437));
  check_sobol(1024, 3, ishigami, ishigami_exact(), 0.02);
  check_sobol(8192, 3, ishigami, ishigami_exact(), 0.005);
}

TEST_CASE("Sobol indices of the g-function") {
  CHECK(SoftEqual{1e-3}(g_exact()[0].first, 0.7162));
  CHECK(SoftEqual{1e-3}(g_exact()[0].total, 0.7871));
  check_sobol(1024, 8, g_function, g_exact(), 0.02);
  check_sobol(8192, 8, g_function, g_exact(), 0.005);
}

TEST_CASE("samples with a failed run are left out, and the others still tell") {
  Responses responses = evaluate(saltelli_points(2048, 3), ishigami);
  for (std::size_t i = 3; i < responses.size(); i += 97) {
    responses[i].reset();
  }
  const auto indices = sobol_indices(3, responses, {});
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(std::abs(indices[i].total.value - ishigami_exact()[i].total) < 0.05);
  }
  CHECK(sobol_indices(3, Responses(10), {}).size() == 3);
}

TEST_CASE("what does not vary has no indices, and a sum is explained by its parts") {
  const UnitPoints points = saltelli_points(512, 2);
  CHECK(sobol_indices(2, evaluate(points, [](const auto&) { return 5.0; }), {})[0].total.value == 0);
  // Variances 1/12 and 9/12 of u and 3 v: shares 0.1 and 0.9.
  const auto sum = sobol_indices(2, evaluate(points, [](const auto& u) { return u[0] + 3 * u[1]; }), {});
  CHECK(std::abs(sum[0].first.value - 0.1) < 0.01);
  CHECK(std::abs(sum[1].total.value - 0.9) < 0.01);
}

TEST_CASE("elementary effects of a linear function are its slopes") {
  const UnitPoints points = morris_points(10, 3, 4, 1);
  const auto indices =
      morris_indices(points, evaluate(points, [](const auto& u) { return 2 * u[0] - 5 * u[1] + 0 * u[2]; }), {});
  CHECK(SoftEqual{1e-9}(indices[0].mu_star.value, 2));
  CHECK(SoftEqual{1e-9}(indices[1].mu_star.value, 5));
  CHECK(SoftEqual{1e-9}(indices[1].mu, -5));
  CHECK(std::abs(indices[1].sigma) < 1e-9);
  CHECK(indices[2].mu_star.value == 0);
  CHECK(indices[0].effects == 10);
}

BootstrapOptions few_resamples() {
  BootstrapOptions bootstrap;
  bootstrap.resamples = 20;
  return bootstrap;
}

/// The classical grid has its levels at 0, 1/3, 2/3 and 1; the design's are moved inside, at 1/8, 3/8, 5/8, 7/8.
std::vector<double> on_classical_grid(std::vector<double> u) {
  for (double& x : u) {
    x = (4 * x - 0.5) / 3;
  }
  return u;
}

TEST_CASE("elementary effects of the Ishigami function on the classical grid") {
  // sin x is 0, -0.866, 0.866, 0 there and x^4 97.41, 1.203, 1.203, 97.41, so that a step of 2/3 gives
  //   x1: 0.866 (1 + 0.1 mean x3^4) / (2/3) = 7.704; x2: 7 * 0.75 / (2/3) = 7.875;
  //   x3: 0.1 (97.41 - 1.203) / (2/3) * mean |sin x1| = 6.249.
  const std::size_t trajectories = 40'000;
  const UnitPoints points = morris_points(trajectories, 3, 4, 1);
  const auto indices = morris_indices(
      points, evaluate(points, [](const auto& u) { return ishigami(on_classical_grid(u)); }), few_resamples());
  const double step = 0.5 / (2.0 / 3);  // of the design to that of the classical grid
  // Effects of x1 are 1.4 or 14, so that their mean scatters by 0.41 %; those of x3 are 0 or 12.5, by 0.50 %.
  CHECK(SoftEqual{0.015}(indices[0].mu_star.value * step, 7.704));
  CHECK(SoftEqual{1e-9}(indices[1].mu_star.value * step, 7.875));
  CHECK(SoftEqual{0.015}(indices[2].mu_star.value * step, 6.249));
  CHECK(SoftEqual{0.015}(indices[0].mu * step, 7.704));  // always up
  CHECK(std::abs(indices[2].mu * step) < 0.15);          // up as often as down: 8.84 / sqrt(40,000) = 0.044
  CHECK(indices[0].effects == trajectories);
}

TEST_CASE("elementary effects of the g-function are those of its grid") {
  // On eight levels |4 u - 2| is 1.75, 1.25, 0.75, 0.25, 0.25, ...: 1 in the mean, with a variance of 0.3125. A step of
  // 1/2 changes it by 1.5 or 0.5, up or down: by 1 in the mean, by 1.25 in the mean square. The other factors have the
  // mean 1 and the mean square 1 + 0.3125 / (1 + a)^2. So mu*_i = 2 / (1 + a_i), mu_i = 0, and sigma_i^2 = 5 / (1 +
  // a_i)^2 prod_{j != i} (1 + 0.3125 / (1 + a_j)^2).
  const UnitPoints points = morris_points(40'000, 8, 8, 1);
  const auto indices = morris_indices(points, evaluate(points, g_function), few_resamples());
  for (std::size_t i = 0; i < g_weights.size(); ++i) {
    CAPTURE(i);
    const double scale = 1 + g_weights[i];
    double square = 5 / (scale * scale);
    for (std::size_t j = 0; j < g_weights.size(); ++j) {
      square *= j == i ? 1 : 1 + 0.3125 / ((1 + g_weights[j]) * (1 + g_weights[j]));
    }
    // |d_i| deviates by 60 % (i = 0) to 90 % of its mean, so that the mean of 40,000 scatters by 0.3 to 0.45 %.
    CHECK(SoftEqual{0.015}(indices[i].mu_star.value, 2 / scale));
    CHECK(SoftEqual{0.015}(indices[i].sigma, std::sqrt(square)));
    CHECK(std::abs(indices[i].mu) < 0.015 * 2 / scale);
  }
}

TEST_CASE("elementary effects order the parameters of the g-function, and see their interplay") {
  const UnitPoints points = morris_points(200, 8, 8, 1);
  const auto indices = morris_indices(points, evaluate(points, g_function), {});
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(indices[i].mu_star.value > indices[i + 1].mu_star.value);
    CHECK(indices[i].mu_star.low <= indices[i].mu_star.value);
    CHECK(indices[i].mu_star.high >= indices[i].mu_star.value);
  }
  CHECK(indices[0].sigma > 1);  // the sign of its effect changes
  Responses broken = evaluate(points, g_function);
  broken[4].reset();
  CHECK(morris_indices(points, broken, {})[0].effects >= 198);
}

}  // namespace
}  // namespace aif
