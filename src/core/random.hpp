#pragma once

#include <cstdint>
#include <random>
#include <string_view>

namespace aif {

/// A named stream of random numbers. The engine is seeded from the run's seed and the stream's name, so one
/// more draw in "reliability.samsung-hwaseong" moves nothing in "tenants.sk". The engine is bit-exact
/// everywhere; the distributions are our own inversions, because those of <random> are not portable.
class RandomStream {
 public:
  RandomStream(std::uint64_t seed, std::string_view name);

  double uniform();  ///< in (0, 1), never 0 or 1
  double uniform(double low, double high);
  std::uint64_t below(std::uint64_t bound);  ///< in {0, ..., bound - 1}; bound > 0
  double exponential(double mean);
  double normal();  ///< mean 0, deviation 1
  double lognormal(double median, double sigma);
  double weibull(double shape, double scale);
  std::uint64_t poisson(double mean);

 private:
  std::mt19937_64 engine_;
};

/// The inverse of the standard normal distribution function, |error| < 1e-9 relative.
/// Source: [acklam-2003] rational approximation with one Halley step.
double inverse_normal(double p);

}  // namespace aif
