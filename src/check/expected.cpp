#include "check/expected.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "check/tolerance.hpp"
#include "core/error.hpp"
#include "core/files.hpp"
#include "core/text.hpp"

namespace aif {
namespace {

using PlainJson = nlohmann::json;

constexpr std::size_t largest_file = std::size_t{64} << 20;

std::string quoted(const std::string& text) {
  return PlainJson(text).dump(-1, ' ', false, PlainJson::error_handler_t::replace);
}

std::string text_of(const PlainJson& json, const char* key) {
  if (!json.contains(key)) {
    return {};
  }
  return json[key].get<std::string>();
}

/// The metrics stand one a line in a list, which keeps their order.
std::vector<FlatMetric> metrics_of(const PlainJson& list) {
  std::vector<FlatMetric> metrics;
  for (const PlainJson& item : list) {
    metrics.push_back({item.at("metric").get<std::string>(), text_of(item, "unit"), item.at("value").get<double>()});
  }
  return metrics;
}

std::string last_key(const std::string& path) { return path.substr(path.find_last_of('.') + 1); }

}  // namespace

Expected parse_expected(std::string_view text, const std::string& name) {
  try {
    const PlainJson json = PlainJson::parse(text);
    const std::string schema = json.at("schema").get<std::string>();
    if (schema != expected_schema) {
      throw FileError(fmt::format("\"{}\" has the schema \"{}\", this version reads {}", printable(name),
                                  printable(schema, 60), expected_schema));
    }
    return {text_of(json, "version"), text_of(json, "reason"), text_of(json, "scenario_sha256"),
            text_of(json, "fingerprint"), metrics_of(json.at("metrics"))};
  } catch (const PlainJson::exception& problem) {
    throw FileError(
        fmt::format("\"{}\" is not a list of expected metrics: {}", printable(name), printable(problem.what())));
  }
}

Expected read_expected(const std::filesystem::path& file) {
  return parse_expected(read_text_file(file, largest_file), file.string());
}

std::string expected_json(const Expected& expected) {
  std::string out = "{\n";
  const std::vector<std::pair<const char*, const std::string*>> texts{{"version", &expected.version},
                                                                      {"reason", &expected.reason},
                                                                      {"scenario_sha256", &expected.scenario_sha256},
                                                                      {"fingerprint", &expected.fingerprint}};
  out += fmt::format(" \"schema\": \"{}\",\n", expected_schema);
  for (const auto& [key, text] : texts) {
    out += fmt::format(" \"{}\": {},\n", key, quoted(*text));
  }
  out += " \"metrics\": [\n";
  for (std::size_t i = 0; i < expected.metrics.size(); ++i) {
    const FlatMetric& metric = expected.metrics[i];
    out += fmt::format("  {{\"metric\": {}, \"value\": {}, \"unit\": {}}}{}\n", quoted(metric.path),
                       PlainJson(metric.value).dump(), quoted(metric.unit), i + 1 < expected.metrics.size() ? "," : "");
  }
  return out + " ]\n}\n";
}

std::string no_such_metric(const std::string& pattern, const std::vector<FlatMetric>& metrics) {
  std::vector<std::string> paths;
  std::vector<std::string> by_key;
  const std::string key = last_key(pattern);
  for (const FlatMetric& metric : metrics) {
    paths.push_back(metric.path);
    if (last_key(metric.path) == key && by_key.size() < 3) {
      by_key.push_back(printable(metric.path));
    }
  }
  std::string hint;
  if (!by_key.empty()) {
    hint = fmt::format("; did you mean {}?", join(by_key, " or "));
  } else if (const std::string near = nearest(pattern, paths); !near.empty()) {
    hint = fmt::format("; did you mean {}?", printable(near));
  } else {
    std::vector<std::string> keys;
    std::transform(paths.begin(), paths.end(), std::back_inserter(keys), last_key);
    if (const std::string near_key = nearest(key, keys); !near_key.empty()) {
      hint = fmt::format("; did you mean \"*.{}\"?", printable(near_key));
    }
  }
  return fmt::format("no metric of the result matches \"{}\"{}", printable(pattern, 120), hint);
}

Expected expected_of(const FlatResult& result, const std::vector<std::string>& guard, const std::string& reason) {
  std::vector<bool> used(guard.size(), false);
  Expected expected{result.version, reason, result.scenario_sha256, result.fingerprint, {}};
  for (const FlatMetric& metric : result.metrics) {
    bool wanted = false;
    for (std::size_t i = 0; i < guard.size(); ++i) {
      if (matches_glob(guard[i], metric.path)) {
        used[i] = true;
        wanted = true;
      }
    }
    if (wanted) {
      expected.metrics.push_back(metric);
    }
  }
  for (std::size_t i = 0; i < guard.size(); ++i) {
    if (!used[i]) {
      throw UsageError(no_such_metric(guard[i], result.metrics));
    }
  }
  return expected;
}

int line_of_metric(std::string_view text, const std::string& path) {
  const std::size_t at = text.find("\"metric\": " + quoted(path));
  return at == std::string_view::npos
             ? 0
             : 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

}  // namespace aif
