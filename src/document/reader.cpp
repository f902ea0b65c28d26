#include "document/reader.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "core/text.hpp"
#include "core/units.hpp"
#include "document/distribution.hpp"

namespace aif {

namespace {

/// "a power", "an energy".
std::string with_article(const std::string& noun) {
  return (std::string_view("aeiou").find(noun.front()) != std::string_view::npos ? "an " : "a ") + noun;
}

std::string first_example(Dimension dimension) { return split(unit_examples(dimension), ',').front(); }

/// "must be between 0 W and 2 GW", for the bounds that there are.
std::string bounds_text(const Limits& limits, Dimension dimension) {
  auto text = [dimension](double bound) { return human(bound, dimension, 6); };
  if (limits.min && limits.max && !limits.min_excluded) {
    return fmt::format("must be between {} and {}", text(*limits.min), text(*limits.max));
  }
  std::string out = "must be";
  if (limits.min) {
    out += fmt::format(" {} {}", limits.min_excluded ? "greater than" : "at least", text(*limits.min));
  }
  if (limits.max) {
    out += fmt::format("{} at most {}", limits.min ? " and" : "", text(*limits.max));
  }
  return out;
}

/// The integers up to here are doubles, every one of them.
constexpr double largest_exact_integer = 9'007'199'254'740'992.0;

}  // namespace

void Reader::error(const char* code, const Mark& mark, std::string message, std::string hint) {
  diagnostics_.error(code, mark.location(), path(), std::move(message), std::move(hint));
}

void Reader::warn(const Mark& mark, std::string message, std::string hint) {
  diagnostics_.warn(mark.location(), path(), std::move(message), std::move(hint));
}

std::string Reader::path() const {
  std::string path;
  for (const Step& step : steps_) {
    if (!path.empty() && !step.text.starts_with('[')) {
      path += '.';
    }
    path += step.text;
  }
  return path;
}

std::string Reader::source_for(const Node& node) const {
  if (default_source_file && node.mark().file != default_source_file) {
    return "scenario";
  }
  return default_source;
}

bool Reader::read_text(const Node& node, std::string& out) {
  if (!node.is_scalar()) {
    error(code::wrong_kind, node.mark(), "expected a text, found " + node.describe());
    return false;
  }
  out = node.text();
  return true;
}

bool Reader::read_boolean(const Node& node, bool& out) {
  const bool is_true = node.is_scalar() && (node.text() == "true" || node.text() == "True" || node.text() == "TRUE");
  const bool is_false =
      node.is_scalar() && (node.text() == "false" || node.text() == "False" || node.text() == "FALSE");
  if (!is_true && !is_false) {
    error(code::wrong_kind, node.mark(), "expected true or false, found " + node.describe());
    return false;
  }
  out = is_true;
  return true;
}

bool Reader::read_integer(const Node& node, const Limits& limits, std::int64_t& out) {
  double value = 0;
  const bool good =
      is_distribution(node) ? read_distribution(node, {}, limits, true, value) : read_scalar(node, {}, limits, value);
  if (!good) {
    return false;
  }
  if (value != std::floor(value) || std::abs(value) > largest_exact_integer) {
    error(code::bad_number, node.mark(), node.describe() + " is not a whole number");
    return false;
  }
  out = static_cast<std::int64_t>(value);
  return true;
}

bool Reader::read_number(const Node& node, const Limits& limits, double& out) {
  return read_quantity(node, {}, limits, out);
}

bool Reader::read_quantity(const Node& node, Dimension dimension, const Limits& limits, double& out_si) {
  return is_distribution(node) ? read_distribution(node, dimension, limits, false, out_si)
                               : read_scalar(node, dimension, limits, out_si);
}

bool Reader::read_scalar(const Node& node, Dimension dimension, const Limits& limits, double& out_si) {
  const std::string wanted = with_article(dimension_name(dimension));
  if (!node.is_scalar()) {
    error(code::wrong_kind, node.mark(),
          fmt::format("expected {} such as \"{}\", found {}", wanted, first_example(dimension), node.describe()),
          node.is_map() ? "a number that is not known is a mapping of one key: " + join(Distribution::names(), ", ")
                        : "");
    return false;
  }
  const QuantityOutcome outcome = parse_quantity(node.text());
  if (!outcome.value) {
    const std::string hint =
        outcome.hint.empty() ? fmt::format("expected {}, such as {}", wanted, unit_examples(dimension)) : outcome.hint;
    error(outcome.unit_is_the_problem ? code::bad_unit : code::bad_number, node.mark(), outcome.problem, hint);
    return false;
  }
  const ParsedQuantity& value = *outcome.value;
  if (value.dimension != dimension) {
    if (value.dimension == Dimension{}) {
      error(code::bad_unit, node.mark(), node.describe() + " has no unit",
            fmt::format("write {} with its unit, such as {}", wanted, unit_examples(dimension)));
    } else {
      error(code::bad_unit, node.mark(),
            fmt::format("{} is {}, expected {} such as \"{}\"", node.describe(),
                        with_article(dimension_name(value.dimension)), wanted, first_example(dimension)));
    }
    return false;
  }
  if (!limits.contains(value.si)) {
    error(code::out_of_range, node.mark(), node.describe() + " is out of range", bounds_text(limits, dimension));
    return false;
  }
  out_si = value.si;
  return true;
}

bool Reader::read_choice(const Node& node, const std::vector<std::string>& choices, std::size_t& out) {
  if (!node.is_scalar()) {
    error(code::wrong_kind, node.mark(),
          fmt::format("expected one of {}, found {}", join(choices, ", "), node.describe()));
    return false;
  }
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (choices[i] == node.text()) {
      out = i;
      return true;
    }
  }
  error(code::unknown_name, node.mark(), fmt::format("{} is not a choice here", node.describe()),
        suggest(node.text(), choices));
  return false;
}

}  // namespace aif
