#include "document/distribution.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/contracts.hpp"
#include "core/random.hpp"
#include "core/text.hpp"
#include "core/units.hpp"

namespace aif {

namespace {

using Kind = Distribution::Kind;

double normal_below(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

/// Share of a normal or lognormal distribution below `value`.
double share_below(Kind kind, const std::vector<double>& p, double value) {
  if (kind == Kind::normal) {
    return normal_below((value - p[0]) / p[1]);
  }
  return value <= 0 ? 0.0 : normal_below(std::log(value / p[0]) / p[1]);
}

double triangular_quantile(const std::vector<double>& at, double p) {
  const double low = at[0];
  const double mode = at[1];
  const double high = at[2];
  const double share = (mode - low) / (high - low);
  return p < share ? low + std::sqrt(p * (high - low) * (mode - low))
                   : high - std::sqrt((1 - p) * (high - low) * (high - mode));
}

}  // namespace

Distribution::Distribution(Kind kind, std::vector<double> parameters, const Limits& limits, bool whole)
    : kind_(kind), parameters_(std::move(parameters)), whole_(whole) {
  if (kind_ == Kind::normal || kind_ == Kind::lognormal) {
    below_ = limits.min ? share_below(kind_, parameters_, *limits.min) : 0.0;
    above_ = limits.max ? share_below(kind_, parameters_, *limits.max) : 1.0;
  }
  if (kind_ == Kind::choice) {
    std::sort(parameters_.begin(), parameters_.end());
  }
}

double Distribution::quantile(double p) const {
  AIF_EXPECT(p > 0 && p < 1 && !parameters_.empty());
  const std::vector<double>& at = parameters_;
  // Away from 0 and 1, where the inverse of a tail that was cut off is not finite.
  const double cut = std::clamp(below_ + p * (above_ - below_), 1e-16, 1 - 1e-16);
  double value = 0;
  switch (kind_) {
    case Kind::uniform:
      value = whole_ ? std::min(at[1], std::floor(at[0] + p * (at[1] - at[0] + 1))) : at[0] + p * (at[1] - at[0]);
      break;
    case Kind::normal:
      value = at[0] + at[1] * inverse_normal(cut);
      break;
    case Kind::lognormal:
      value = at[0] * std::exp(at[1] * inverse_normal(cut));
      break;
    case Kind::triangular:
      value = triangular_quantile(at, p);
      break;
    case Kind::choice:
      value = at[std::min(at.size() - 1, static_cast<std::size_t>(p * static_cast<double>(at.size())))];
      break;
  }
  return whole_ ? std::round(value) : value;
}

Node Distribution::write(Dimension dimension) const {
  std::vector<Node> items;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const bool plain = dimension == Dimension{} || (kind_ == Kind::lognormal && i == 1);
    items.push_back(Node::scalar(plain ? shortest(parameters_[i]) : exact(parameters_[i], dimension)));
  }
  return Node::map({{names()[static_cast<std::size_t>(kind_)], {}, Node::list(std::move(items))}});
}

std::string Distribution::text(Dimension dimension) const {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const bool plain = dimension == Dimension{} || (kind_ == Kind::lognormal && i == 1);
    parts.push_back(plain ? grouped(parameters_[i], 6) : human(parameters_[i], dimension, 6));
  }
  switch (kind_) {
    case Kind::uniform:
      return fmt::format("uniform {} to {}", parts[0], parts[1]);
    case Kind::normal:
      return fmt::format("normal {} ± {}", parts[0], parts[1]);
    case Kind::lognormal:
      return fmt::format("lognormal median {}, sigma {}", parts[0], parts[1]);
    case Kind::triangular:
      return fmt::format("triangular {} to {}, most likely {}", parts[0], parts[2], parts[1]);
    case Kind::choice:
      break;
  }
  return fmt::format("one of {}", join(parts, ", "));
}

const std::vector<std::string>& Distribution::names() {
  static const std::vector<std::string> list{"uniform", "normal", "lognormal", "triangular", "choice"};
  return list;
}

bool is_distribution(const Node& node) {
  if (!node.is_map() || node.entries().size() != 1) {
    return false;
  }
  const std::vector<std::string>& names = Distribution::names();
  return std::find(names.begin(), names.end(), node.entries().front().key) != names.end();
}

}  // namespace aif
