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
