#include "core/random.hpp"

#include <array>
#include <cmath>
#include <numbers>

#include "core/contracts.hpp"
#include "core/hash.hpp"

namespace aif {

namespace {

/// A bijection of 64-bit words in which every input bit moves about half of the output bits (the finaliser of
/// the SplitMix64 generator), so that neighbouring seeds give unrelated engines.
std::uint64_t scramble(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31U);
}

/// ln(k!), by table below 10 and by Stirling's series from there (error below 1e-10).
double log_factorial(double k) {
  static constexpr std::array<double, 10> small{1, 1, 2, 6, 24, 120, 720, 5040, 40320, 362880};
  if (k < 10) {
    return std::log(small[static_cast<std::size_t>(k)]);
  }
  const double n = k + 1;
  const double series = (1.0 / 12 - (1.0 / 360 - 1.0 / (1260 * n * n)) / (n * n)) / n;
  return (n - 0.5) * std::log(n) - n + 0.5 * std::log(2 * std::numbers::pi) + series;
}

}  // namespace

RandomStream::RandomStream(std::uint64_t seed, std::string_view name)
    : engine_(scramble(scramble(seed) ^ fnv1a(name))) {}

double RandomStream::uniform() {
  // 52 bits and a half: the largest value, 1 - 2^-53, is still a double below one.
  return (static_cast<double>(engine_() >> 12U) + 0.5) * 0x1p-52;
}

double RandomStream::uniform(double low, double high) { return low + (high - low) * uniform(); }

std::uint64_t RandomStream::below(std::uint64_t bound) {
  AIF_EXPECT(bound > 0);
  // Refusing the first 2^64 mod bound words makes every remainder equally likely.
  const std::uint64_t refused = (0 - bound) % bound;
  std::uint64_t word = engine_();
  while (word < refused) {
    word = engine_();
  }
  return word % bound;
}

double RandomStream::exponential(double mean) { return -mean * std::log(uniform()); }

double RandomStream::normal() { return inverse_normal(uniform()); }

double RandomStream::lognormal(double median, double sigma) { return median * std::exp(sigma * normal()); }

double RandomStream::weibull(double shape, double scale) {
  AIF_EXPECT(shape > 0);
  return scale * std::pow(-std::log(uniform()), 1.0 / shape);
}

std::uint64_t RandomStream::poisson(double mean) {
  AIF_EXPECT(mean >= 0 && mean < 1e15);
  if (mean < 10) {
    // Inversion: walk up the distribution function until it passes a uniform number.
    double left = uniform();
    double probability = std::exp(-mean);
    std::uint64_t count = 0;
    while (left > probability && probability > 0) {
      left -= probability;
      ++count;
      probability *= mean / static_cast<double>(count);
    }
    return count;
  }
  // Transformed rejection with squeeze, algorithm PTRS of [hormann-1993]: about 1.1 pairs of uniforms per draw.
  const double b = 0.931 + 2.53 * std::sqrt(mean);
  const double a = -0.059 + 0.02483 * b;
  const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
  const double v_r = 0.9277 - 3.6224 / (b - 2);
  while (true) {
    const double u = uniform() - 0.5;
    const double v = uniform();
    const double us = 0.5 - std::abs(u);
    const double k = std::floor((2 * a / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= v_r) {
      return static_cast<std::uint64_t>(k);
    }
    if (k < 0 || (us < 0.013 && v > us)) {
      continue;
    }
    const double density = k * std::log(mean) - mean - log_factorial(k);
    if (std::log(v * inverse_alpha / (a / (us * us) + b)) <= density) {
      return static_cast<std::uint64_t>(k);
    }
  }
}

double inverse_normal(double p) {
  AIF_EXPECT(p > 0 && p < 1);
  if (p > 0.5) {
    return -inverse_normal(1 - p);  // exact: 1 - p has no rounding error here, and the tail keeps its precision
  }
  static constexpr std::array<double, 6> a{-3.969683028665376e+01, 2.209460984245205e+02,  -2.759285104469687e+02,
                                           1.383577518672690e+02,  -3.066479806614716e+01, 2.506628277459239e+00};
  static constexpr std::array<double, 5> b{-5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02,
                                           6.680131188771972e+01, -1.328068155288572e+01};
  static constexpr std::array<double, 6> c{-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00,
                                           -2.549732539343734e+00, 4.374664141464968e+00,  2.938163982698783e+00};
  static constexpr std::array<double, 4> d{7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00,
                                           3.754408661907416e+00};
  double x = 0;
  if (p < 0.02425) {
    const double q = std::sqrt(-2 * std::log(p));
    x = (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5]) /
        ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1);
  } else {
    const double q = p - 0.5;
    const double r = q * q;
    x = (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q /
        (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1);
  }
  // One step of Halley's method on the distribution function takes 1e-9 to rounding error.
  const double error = 0.5 * std::erfc(-x / std::numbers::sqrt2) - p;
  const double step = error * std::sqrt(2 * std::numbers::pi) * std::exp(x * x / 2);
  return x - step / (1 + x * step / 2);
}

}  // namespace aif
