#include "core/random.hpp"

#include <cmath>
#include <functional>
#include <vector>

#include "core/error.hpp"
#include "core/soft_equal.hpp"
#include "doctest/doctest.h"

namespace aif {
namespace {

struct Moments {
  double mean = 0;
  double deviation = 0;
};

Moments moments_of(int draws, const std::function<double()>& draw) {
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < draws; ++i) {
    const double x = draw();
    sum += x;
    squares += x * x;
  }
  const double mean = sum / draws;
  return {mean, std::sqrt(squares / draws - mean * mean)};
}

constexpr int draws = 200'000;

TEST_CASE("a stream repeats itself, and depends on seed and name") {
  RandomStream a(7, "reliability.ulsan");
  RandomStream same(7, "reliability.ulsan");
  RandomStream other_name(7, "reliability.ulsam");
  RandomStream other_seed(8, "reliability.ulsan");
  const double first = a.uniform();
  CHECK(first == same.uniform());
  CHECK(first != other_name.uniform());
  CHECK(first != other_seed.uniform());
}

TEST_CASE("the engine is the same everywhere") {
  // Frozen on first writing: a change here moves every stochastic result.
  RandomStream stream(42, "frozen");
  CHECK(stream.below(1'000'000) == 194'312);
  CHECK(stream.below(1'000'000) == 755'666);
}

TEST_CASE("streams of neighbouring seeds and names are not correlated") {
  for (const auto& [seed, name] : {std::pair(1, "b"), std::pair(2, "a")}) {
    RandomStream a(1, "a");
    RandomStream b(static_cast<std::uint64_t>(seed), name);
    double product = 0;
    for (int i = 0; i < draws; ++i) {
      product += a.normal() * b.normal();
    }
    // The mean of n products of independent normals has the deviation 1/sqrt(n) = 0.0022; five of them.
    CHECK(std::abs(product / draws) < 0.0112);
  }
}

TEST_CASE("uniform numbers fill the open interval") {
  RandomStream stream(1, "uniform");
  double low = 1;
  double high = 0;
  const Moments m = moments_of(draws, [&] {
    const double x = stream.uniform();
    low = std::min(low, x);
    high = std::max(high, x);
    return x;
  });
  CHECK(low > 0);
  CHECK(high < 1);
  CHECK(low < 1e-4);
  CHECK(high > 1 - 1e-4);
  CHECK(SoftEqual{.rel = 0.005}(m.mean, 0.5));
  CHECK(SoftEqual{.rel = 0.005}(m.deviation, std::sqrt(1.0 / 12)));
  RandomStream bounds(1, "bounds");
  const Moments between = moments_of(draws, [&] { return bounds.uniform(10, 14); });
  CHECK(SoftEqual{.rel = 0.005}(between.mean, 12));
}

TEST_CASE("whole numbers below a bound are equally likely") {
  RandomStream stream(1, "below");
  std::vector<int> counts(7);
  for (int i = 0; i < 70'000; ++i) {
    ++counts.at(stream.below(7));
  }
  double chi_squared = 0;
  for (int count : counts) {
    chi_squared += (count - 10'000.0) * (count - 10'000.0) / 10'000.0;
  }
  CHECK(chi_squared < 22.5);  // 99.9 % point of chi-squared with 6 degrees of freedom
  CHECK(stream.below(1) == 0);
  CHECK(stream.below(UINT64_MAX) < UINT64_MAX);
  CHECK_THROWS_AS(stream.below(0), ContractViolation);
}

TEST_CASE("distributions have the moments of their formulas") {
  const SoftEqual within{.rel = 0.02};
  RandomStream stream(3, "moments");
  const Moments exponential = moments_of(draws, [&] { return stream.exponential(5); });
  CHECK(within(exponential.mean, 5));
  CHECK(within(exponential.deviation, 5));
  const Moments normal = moments_of(draws, [&] { return stream.normal(); });
  CHECK(std::abs(normal.mean) < 0.0112);  // five deviations of the mean
  CHECK(within(normal.deviation, 1));
  // Log-normal: mean = median * exp(sigma^2 / 2) = 2 * exp(0.125) = 2.266297.
  CHECK(within(moments_of(draws, [&] { return stream.lognormal(2, 0.5); }).mean, 2.266297));
  // Weibull of shape 2: mean = scale * Gamma(1.5) = 3 * 0.886227 = 2.658681.
  CHECK(within(moments_of(draws, [&] { return stream.weibull(2, 3); }).mean, 2.658681));
}

TEST_CASE("Poisson numbers have mean and variance alike, in both branches") {
  const SoftEqual within{.rel = 0.02};
  for (double mean : {0.01, 0.7, 9.9, 10.1, 40.0, 1e4, 1e9}) {
    RandomStream stream(5, "poisson");
    const Moments m = moments_of(draws, [&] { return static_cast<double>(stream.poisson(mean)); });
    CAPTURE(mean);
    CHECK(SoftEqual{.rel = 0.15}(m.mean, mean));
    CHECK(std::abs(m.mean - mean) < 5 * std::sqrt(mean / draws));
    if (mean > 0.5) {
      CHECK(within(m.deviation, std::sqrt(mean)));
    }
  }
  RandomStream stream(5, "none");
  CHECK(stream.poisson(0) == 0);
}

TEST_CASE("Poisson numbers follow the probabilities") {
  // Mean 12: P(12) = e^-12 12^12 / 12! = 0.114368, P(5) = e^-12 12^5 / 5! = 0.012741.
  RandomStream stream(6, "poisson");
  int twelve = 0;
  int five = 0;
  for (int i = 0; i < draws; ++i) {
    const std::uint64_t count = stream.poisson(12);
    twelve += count == 12 ? 1 : 0;
    five += count == 5 ? 1 : 0;
  }
  CHECK(SoftEqual{.rel = 0.03}(static_cast<double>(twelve) / draws, 0.114368));
  CHECK(SoftEqual{.rel = 0.08}(static_cast<double>(five) / draws, 0.012741));
}

TEST_CASE("the inverse normal distribution matches tables") {
  const SoftEqual soft_equal{.rel = 1e-9};
  // Quantiles in standard tables, and far into the tail.
  CHECK(inverse_normal(0.5) == 0);
  CHECK(soft_equal(inverse_normal(0.975), 1.959963984540054));
  CHECK(soft_equal(inverse_normal(0.025), -1.959963984540054));
  CHECK(soft_equal(inverse_normal(0.9999), 3.719016485455709));
  CHECK(soft_equal(inverse_normal(1e-12), -7.034483825301131));
  for (double x = -8; x <= 0; x += 0.25) {
    CAPTURE(x);
    CHECK(SoftEqual{.rel = 1e-9, .abs = 1e-12}(inverse_normal(0.5 * std::erfc(-x / std::sqrt(2.0))), x));
  }
  CHECK_THROWS_AS(inverse_normal(0), ContractViolation);
  CHECK_THROWS_AS(inverse_normal(1), ContractViolation);
}

}  // namespace
}  // namespace aif
