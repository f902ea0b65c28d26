#pragma once

#include <optional>
#include <string>
#include <vector>

#include "document/node.hpp"
#include "document/type_info.hpp"

namespace aif {

/// What is known of a number that is not known: how likely each value is.
///
/// Written      {uniform: [20000 h, 80000 h]}     low, high
///              {normal: [5 MW, 400 kW]}          mean, deviation
///              {lognormal: [43 h, 1.7]}          median, deviation of the logarithm
///              {triangular: [60 kW, 80 kW, 120 kW]}   low, most likely, high
///              {choice: [4, 8, 16]}              equally likely; a value written twice counts twice
/// Equation     value = F^-1(p) with p in (0, 1); normal and lognormal are cut off where the field's limits are,
///              so that F runs from 0 to 1 between them                                                        (1)
/// Symbols      p: probability that the number is smaller; values in SI
/// Valid for    numbers that are independent of each other
/// Not modelled correlations
/// Source       inverse normal: core/random.hpp
/// Checked by   tests/unit/document/distribution_test.cpp
class Distribution {
 public:
  enum class Kind { uniform, normal, lognormal, triangular, choice };

  Distribution() = default;
  /// `parameters` as written, in SI. The caller has checked them (read_distribution).
  Distribution(Kind kind, std::vector<double> parameters, const Limits& limits, bool whole);

  /// The value that a share `p` of all draws lies below; p in (0, 1).
  [[nodiscard]] double quantile(double p) const;
  [[nodiscard]] double median() const { return quantile(0.5); }
  /// Share of the distribution that lies within the field's limits.
  [[nodiscard]] double inside() const { return above_ - below_; }

  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] const std::vector<double>& parameters() const { return parameters_; }
  /// As in a document: {uniform: [72000000 s, 288000000 s]}.
  [[nodiscard]] Node write(Dimension dimension) const;
  /// For people: "uniform 20,000 h to 80,000 h".
  [[nodiscard]] std::string text(Dimension dimension) const;

  static const std::vector<std::string>& names();

 private:
  Kind kind_ = Kind::uniform;
  std::vector<double> parameters_;
  bool whole_ = false;  ///< whole numbers only
  double below_ = 0;    ///< share below the lower limit, cut off
  double above_ = 1;    ///< share below the upper limit
};

/// Whether `node` is the mapping form of a distribution: one key, its kind.
bool is_distribution(const Node& node);

}  // namespace aif
