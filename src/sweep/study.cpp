#include "sweep/study.hpp"

#include <fmt/format.h>

#include "core/text.hpp"

namespace aif {
namespace {

/// How many of the ways to say what values there are a parameter uses.
int ways(const ParameterSpec& p) {
  int count = 0;
  for (const std::vector<Node>* way :
       {&p.values, &p.range, &p.uniform, &p.normal, &p.lognormal, &p.triangular, &p.choice}) {
    count += way->empty() ? 0 : 1;
  }
  return count;
}

bool wants_distributions(DesignKind design) {
  return design == DesignKind::lhs || design == DesignKind::sobol || design == DesignKind::morris;
}

/// Where the values of a parameter were written.
SourceLocation place_of(const ParameterSpec& p) {
  for (const std::vector<Node>* way :
       {&p.values, &p.range, &p.uniform, &p.normal, &p.lognormal, &p.triangular, &p.choice}) {
    if (!way->empty()) {
      return way->front().mark().location();
    }
  }
  return {};
}

void check_parameter(const ParameterSpec& p, const StudySpec& study, std::size_t index, Diagnostics& diagnostics) {
  const SourceLocation where = place_of(p);
  const std::string at = fmt::format("parameters[{}]", index);
  if (p.path.has_value() == !p.paths.empty()) {
    diagnostics.error(code::missing_key, where, at, "a parameter has either a path or paths",
                      "path: sites[ulsan].feed");
  }
  if (ways(p) != 1) {
    diagnostics.error(code::missing_key, where, at,
                      ways(p) == 0 ? "this parameter has no values" : "this parameter says its values in two ways",
                      "one of: values, range, uniform, normal, lognormal, triangular, choice");
  } else if (wants_distributions(study.design) && !p.range.empty()) {
    diagnostics.error(code::contradiction, where, at, "the design draws values, and a range has none to draw",
                      "uniform: [low, high]");
  } else if (!wants_distributions(study.design) && p.values.empty() && p.range.empty()) {
    diagnostics.error(code::contradiction, where, at,
                      "a distribution has no values to list; design lhs, sobol or morris draws from it",
                      "values: [...] or range: [start, stop, step]");
  }
}

void check_design(const StudySpec& study, Diagnostics& diagnostics) {
  const SourceLocation where;
  if (study.design == DesignKind::list && (study.points.empty() || !study.parameters.empty())) {
    diagnostics.error(code::contradiction, where, "design", "the design list has points and no parameters",
                      "points: [{sites[ulsan].feed: 70 MW}, ...]");
  }
  if (study.design != DesignKind::list && !study.points.empty()) {
    diagnostics.error(code::contradiction, where, "points", "points belong to the design list", "design: list");
  }
  if (wants_distributions(study.design) && study.parameters.empty()) {
    diagnostics.error(code::missing_key, where, "parameters", "the design has no parameters");
  }
  if (study.design == DesignKind::morris && study.levels % 2 != 0) {
    diagnostics.error(code::out_of_range, where, "levels", "the number of levels is odd", "4, 6 or 8 are usual");
  }
  if (study.uncertain_catalog && study.replications == 1) {
    diagnostics.error(code::contradiction, where, "uncertain_catalog", "one replication draws nothing",
                      "replications: 20");
  }
}

std::string inner(const std::string& text, std::size_t prefix) { return text.substr(prefix, text.size() - prefix - 1); }

Node value_node(const std::string& text) {
  Diagnostics findings;
  Node node = parse_yaml(std::make_shared<const SourceFile>(SourceFile{"--set", text}), findings);
  if (findings.has_errors() || node.is_null()) {
    throw UsageError(fmt::format("--set: \"{}\" is not a value", printable(text)));
  }
  return node;
}

}  // namespace

bool is_study(const Node& document) {
  const Node* schema = document.find("schema");
  return schema != nullptr && schema->is_scalar() && schema->text().starts_with("aifactory-study/");
}

StudySpec read_study(const Node& document) {
  Diagnostics diagnostics;
  Reader reader(diagnostics);
  StudySpec study;
  Codec<StudySpec>::read(document, study, reader, {});
  if (study.schema != study_schema) {
    diagnostics.error(code::unknown_name, document.mark().location(), "schema",
                      fmt::format("unknown study format \"{}\"", printable(study.schema)),
                      fmt::format("This version reads {}.", study_schema));
  }
  diagnostics.throw_if_errors();
  return study;
}

void check_study(const StudySpec& study) {
  Diagnostics diagnostics;
  for (std::size_t i = 0; i < study.parameters.size(); ++i) {
    check_parameter(study.parameters[i], study, i, diagnostics);
  }
  check_design(study, diagnostics);
  diagnostics.throw_if_errors();
}

std::vector<std::string> split_values(const std::string& text) {
  std::vector<std::string> parts(1);
  int depth = 0;
  char quote = 0;
  for (char c : text) {
    if (quote != 0) {
      quote = c == quote ? '\0' : quote;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '[' || c == '{' || c == '(') {
      ++depth;
    } else if (c == ']' || c == '}' || c == ')') {
      --depth;
    } else if (c == ',' && depth == 0) {
      parts.emplace_back();
      continue;
    }
    parts.back() += c;
  }
  return parts;
}

ParameterSpec parse_inline_parameter(const std::string& text) {
  const Override written = parse_override(text, Override::Kind::set);
  ParameterSpec parameter;
  parameter.path = written.path;
  const std::string value = trim(written.value);
  if (value.starts_with("range(") && value.ends_with(")")) {
    for (const std::string& part : split_values(inner(value, 6))) {
      parameter.range.push_back(value_node(trim(part)));
    }
    return parameter;
  }
  const std::vector<std::string> parts = split_values(value);
  if (const Node node = parts.size() == 1 ? value_node(value) : Node(); is_distribution(node)) {
    const Node::Entry& entry = node.entries().front();
    const std::vector<std::pair<const char*, std::vector<Node>*>> kinds{{"uniform", &parameter.uniform},
                                                                        {"normal", &parameter.normal},
                                                                        {"lognormal", &parameter.lognormal},
                                                                        {"triangular", &parameter.triangular},
                                                                        {"choice", &parameter.choice}};
    for (const auto& [kind, list] : kinds) {
      if (entry.key == kind) {
        *list = entry.value.items();
      }
    }
    return parameter;
  }
  for (const std::string& part : parts) {
    parameter.values.push_back(value_node(trim(part)));
  }
  return parameter;
}

}  // namespace aif
