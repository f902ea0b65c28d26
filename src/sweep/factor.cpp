#include <fmt/format.h>

#include <cmath>

#include "check/tolerance.hpp"
#include "core/text.hpp"
#include "core/units.hpp"
#include "document/path.hpp"
#include "sweep/plan.hpp"

/// Values and places of one factor.
namespace aif {
namespace {

FactorValue value_of(const Node& node) {
  FactorValue value{trim(to_yaml(node)), std::nullopt};
  if (node.is_scalar()) {
    // A quoted number without a unit is a text.
    const QuantityOutcome outcome = parse_quantity(node.text());
    if (outcome.value && (!node.quoted() || outcome.value->dimension != Dimension{})) {
      value.si = outcome.value->si;
    }
  }
  return value;
}

Dimension dimension_of(const std::vector<Node>& nodes) {
  const QuantityOutcome outcome = nodes.front().is_scalar() ? parse_quantity(nodes.front().text()) : QuantityOutcome{};
  return outcome.value ? outcome.value->dimension : Dimension{};
}

FactorValue number_value(double si, Dimension dimension) {
  return {dimension == Dimension{} ? shortest(si) : exact(si, dimension), si};
}

/// start, start + step, ... before stop.
std::vector<FactorValue> range_values(const ParameterSpec& parameter, Dimension dimension, Diagnostics& diagnostics) {
  Reader reader(diagnostics);
  std::vector<double> ends;
  for (const Node& node : parameter.range) {
    double value = 0;
    if (!reader.read_quantity(node, dimension, {}, value)) {
      return {};
    }
    ends.push_back(value);
  }
  const SourceLocation where = parameter.range.front().mark().location();
  if (ends.size() == 2) {
    ends.push_back(1);
  }
  constexpr double most = 100'000;
  const double steps = ends.size() == 3 ? (ends[1] - ends[0]) / ends[2] : 0.0;
  if (!(steps > 0 && steps <= most)) {
    diagnostics.error(code::bad_number, where, "range", "this range is empty or endless",
                      "range: [start, stop, step]; the stop is not in it");
    return {};
  }
  std::vector<FactorValue> values;
  // Counting steps keeps rounding from adding a value at the stop.
  for (double i = 0; i < steps - 1e-9; ++i) {
    values.push_back(number_value(ends[0] + i * ends[2], dimension));
  }
  return values;
}

const std::vector<Node>* parameters_of(const ParameterSpec& parameter, std::string& kind) {
  const std::vector<std::pair<const char*, const std::vector<Node>*>> kinds{{"uniform", &parameter.uniform},
                                                                            {"normal", &parameter.normal},
                                                                            {"lognormal", &parameter.lognormal},
                                                                            {"triangular", &parameter.triangular},
                                                                            {"choice", &parameter.choice}};
  for (const auto& [name, list] : kinds) {
    if (!list->empty()) {
      kind = name;
      return list;
    }
  }
  return nullptr;
}

class Expansion {
 public:
  explicit Expansion(const std::vector<PathStep>& steps) : steps_(steps) {}

  void walk(const Node& node, std::size_t at, const std::string& path) {
    if (at == steps_.size()) {
      found_.push_back(path);
      return;
    }
    const PathStep& step = steps_[at];
    if (step.in_brackets && node.is_list()) {
      for (std::size_t i = 0; i < node.items().size(); ++i) {
        const Node* named = node.items()[i].find("name");
        const std::string name = named != nullptr ? named->text() : std::to_string(i);
        if (step.text == "*" || matches_glob(step.text, name) || step.text == std::to_string(i)) {
          walk(node.items()[i], at + 1, fmt::format("{}[{}]", path, name));
        }
      }
    } else if (const Node* child = node.find(step.text)) {
      walk(*child, at + 1, path.empty() ? step.text : path + "." + step.text);
    } else if (node.is_map()) {
      lost(node, at);
    }
  }

  [[nodiscard]] std::vector<std::string> take() { return std::move(found_); }
  /// Where the pattern got lost last, and what was there.
  [[nodiscard]] std::string hint() const { return suggest(steps_[lost_at_].text, candidates_); }

 private:
  void lost(const Node& node, std::size_t at) {
    if (at < lost_at_) {
      return;
    }
    if (at > lost_at_) {
      candidates_.clear();
    }
    lost_at_ = at;
    for (const Node::Entry& entry : node.entries()) {
      candidates_.push_back(entry.key);
    }
  }

  const std::vector<PathStep>& steps_;
  std::vector<std::string> found_;
  std::size_t lost_at_ = 0;
  std::vector<std::string> candidates_;
};

}  // namespace

FactorValues values_of(const ParameterSpec& parameter, Diagnostics& diagnostics) {
  FactorValues out;
  if (!parameter.values.empty()) {
    out.dimension = dimension_of(parameter.values);
    for (const Node& node : parameter.values) {
      out.listed.push_back(value_of(node));
    }
    return out;
  }
  if (!parameter.range.empty()) {
    out.dimension = dimension_of(parameter.range);
    out.listed = range_values(parameter, out.dimension, diagnostics);
    return out;
  }
  std::string kind;
  const std::vector<Node>* parameters = parameters_of(parameter, kind);
  out.dimension = dimension_of(*parameters);
  UncertainReading reading;
  Reader reader(diagnostics);
  reader.uncertain = &reading;
  const Mark mark = parameters->front().mark();
  const Node written = Node::map({{kind, mark, Node::list(*parameters, mark)}}, mark);
  double median = 0;
  std::int64_t whole = 0;
  const bool good = parameter.whole ? reader.read_integer(written, {}, whole)
                                    : reader.read_quantity(written, out.dimension, {}, median);
  if (good) {
    out.distribution = reading.found.front().distribution;
  }
  return out;
}

FactorValue value_at(const FactorValues& values, double p) {
  if (values.distribution) {
    return number_value(values.distribution->quantile(p), values.dimension);
  }
  const auto index = static_cast<std::size_t>(p * static_cast<double>(values.listed.size()));
  return values.listed[std::min(index, values.listed.size() - 1)];
}

std::vector<std::string> expand_path(const std::string& pattern, const Node& resolved, Diagnostics& diagnostics) {
  if (pattern.find('*') == std::string::npos) {
    return {pattern};
  }
  const std::optional<std::vector<PathStep>> steps = parse_path(pattern);
  if (!steps) {
    diagnostics.error(code::bad_override, {}, pattern, fmt::format("\"{}\" is not a path", printable(pattern)),
                      "a path is like workloads[*].home_tokens_per_day");
    return {};
  }
  Expansion expansion(*steps);
  expansion.walk(resolved, 0, "");
  std::vector<std::string> found = expansion.take();
  if (found.empty()) {
    diagnostics.error(code::bad_override, {}, pattern,
                      fmt::format("nothing in the scenario matches \"{}\"", printable(pattern)), expansion.hint());
  }
  return found;
}

}  // namespace aif
