#include "document/uncertain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/text.hpp"
#include "core/units.hpp"
#include "document/path.hpp"
#include "document/reader.hpp"

/// The part of the reader that knows distributions.
namespace aif {

namespace {

using Kind = Distribution::Kind;

/// What a distribution wants to know, for messages.
const char* form_of(Kind kind) {
  switch (kind) {
    case Kind::uniform:
      return "{uniform: [low, high]}";
    case Kind::normal:
      return "{normal: [mean, deviation]}";
    case Kind::lognormal:
      return "{lognormal: [median, sigma]}, sigma a plain number: the deviation of the logarithm";
    case Kind::triangular:
      return "{triangular: [low, most likely, high]}";
    case Kind::choice:
      break;
  }
  return "{choice: [value, value, ...]}";
}

bool right_count(Kind kind, std::size_t count) {
  return kind == Kind::choice ? count >= 1 : count == (kind == Kind::triangular ? 3U : 2U);
}

/// Whether `parameters` describe a distribution; what is wrong otherwise.
const char* wrong_order(Kind kind, const std::vector<double>& p) {
  switch (kind) {
    case Kind::uniform:
      return p[0] < p[1] ? nullptr : "the lower end is not below the upper one";
    case Kind::triangular:
      return p[0] <= p[1] && p[1] <= p[2] && p[0] < p[2] ? nullptr : "low, most likely and high are not in that order";
    case Kind::normal:
      return p[1] > 0 ? nullptr : "the deviation is not above zero";
    case Kind::lognormal:
      return p[0] > 0 && p[1] > 0 ? nullptr : "median and sigma must be above zero";
    case Kind::choice:
      break;
  }
  return nullptr;
}

Node* node_at(Node& root, const std::string& place) {
  Node* node = &root;
  for (const PathStep& step : parse_path(place).value_or(std::vector<PathStep>())) {
    if (node != nullptr && step.is_index() && node->is_list()) {
      const std::size_t index = std::stoul(step.text);
      node = index < node->items().size() ? &node->items()[index] : nullptr;
    } else if (node != nullptr) {
      node = node->find(step.text);
    }
  }
  return node;
}

}  // namespace

std::string Reader::path_by_name() const {
  std::string path;
  for (const Step& step : steps_) {
    if (!path.empty() && !step.text.starts_with('[')) {
      path += '.';
    }
    path += step.name.empty() ? step.text : fmt::format("[{}]", step.name);
  }
  return path;
}

/// The name of an unknown: of a distribution its path, of an estimate its entry, however often that is used.
std::string Reader::stream_of(const Node& node) const {
  if (entry.empty() || is_distribution(node)) {
    return path_by_name();
  }
  std::string inside;
  for (std::size_t i = entry_depth; i < steps_.size(); ++i) {
    inside += (inside.empty() || steps_[i].text.starts_with('[') ? "" : ".") + steps_[i].text;
  }
  return fmt::format("{}: {}", entry, inside);
}

double Reader::take(const Node& node, const Distribution& distribution, Dimension dimension, bool is_estimate) {
  if (uncertain == nullptr) {
    return distribution.median();
  }
  UncertainNumber number{stream_of(node), path(), distribution, dimension, 0, is_estimate};
  number.value = uncertain->draw ? distribution.quantile(uncertain->draw(number.path)) : distribution.median();
  const double value = number.value;
  std::vector<UncertainNumber>& found = uncertain->found;
  if (!is_estimate || std::none_of(found.begin(), found.end(), [&](const auto& f) { return f.path == number.path; })) {
    found.push_back(std::move(number));
  }
  return value;
}

double Reader::estimate(const Node& node, double value, double low, double high, Dimension dimension, bool whole) {
  // Whole numbers are shapes, such as heads and widths of a model, which hang together: one drawn alone fits no other.
  if (whole || uncertain == nullptr || !uncertain->estimates || !(low < high) || value < low || value > high) {
    return value;
  }
  const double taken = take(node, Distribution(Kind::triangular, {low, value, high}, {}, false), dimension, true);
  if (uncertain->draw) {
    return taken;
  }
  // Without draws the number stays what the catalog says.
  const std::string name = stream_of(node);
  for (UncertainNumber& number : uncertain->found) {
    number.value = number.estimate && number.path == name ? value : number.value;
  }
  return value;
}

bool Reader::within_limits(const Node& node, const Distribution& distribution, Dimension dimension,
                           const Limits& limits) {
  const bool bounded = distribution.kind() != Kind::normal && distribution.kind() != Kind::lognormal;
  for (double value : distribution.parameters()) {
    if (bounded && !limits.contains(value)) {
      error(code::out_of_range, node.mark(),
            fmt::format("the distribution reaches {}, which is out of range", human(value, dimension, 6)));
      return false;
    }
  }
  if (!bounded && distribution.inside() < 0.5) {
    error(code::out_of_range, node.mark(), "more than half of this distribution is out of range");
    return false;
  }
  return true;
}

std::optional<Distribution> Reader::parse_distribution(const Node::Entry& written, Dimension dimension,
                                                       const Limits& limits, bool whole) {
  const std::vector<std::string>& names = Distribution::names();
  const auto kind = static_cast<Kind>(std::find(names.begin(), names.end(), written.key) - names.begin());
  const Scope scope(*this, written.key);
  if (!written.value.is_list() || !right_count(kind, written.value.items().size())) {
    error(code::wrong_kind, written.value.mark(),
          fmt::format("a {} distribution has other parameters, found {}", written.key, written.value.describe()),
          form_of(kind));
    return std::nullopt;
  }
  std::vector<double> parameters;
  for (const Node& item : written.value.items()) {
    // The second parameter of these two says how far around the first.
    const bool is_width = parameters.size() == 1 && (kind == Kind::normal || kind == Kind::lognormal);
    double value = 0;
    if (!read_scalar(item, kind == Kind::lognormal && is_width ? Dimension{} : dimension, {}, value)) {
      return std::nullopt;
    }
    if (is_width && kind == Kind::normal && dimension == Temperature::dimension && item.text().ends_with("C")) {
      error(code::bad_unit, item.mark(), "a deviation is a difference of temperatures",
            "write it in kelvin, such as 2 K");
      return std::nullopt;
    }
    parameters.push_back(value);
  }
  if (const char* wrong = wrong_order(kind, parameters)) {
    error(code::bad_number, written.value.mark(), wrong, form_of(kind));
    return std::nullopt;
  }
  Distribution distribution(kind, std::move(parameters), limits, whole);
  if (!within_limits(written.value, distribution, dimension, limits)) {
    return std::nullopt;
  }
  return distribution;
}

bool Reader::read_distribution(const Node& node, Dimension dimension, const Limits& limits, bool whole,
                               double& out_si) {
  const std::optional<Distribution> distribution = parse_distribution(node.entries().front(), dimension, limits, whole);
  if (!distribution) {
    return false;
  }
  out_si = take(node, *distribution, dimension, false);
  return true;
}

void write_distributions(Node& document, const std::vector<UncertainNumber>& found) {
  for (const UncertainNumber& number : found) {
    Node* node = number.estimate ? nullptr : node_at(document, number.place);
    if (node == nullptr) {
      continue;
    }
    if (Node* value = node->find("value")) {
      node = value;  // a number with its source
    }
    *node = number.distribution.write(number.dimension);
  }
}

}  // namespace aif
