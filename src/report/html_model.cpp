#include "report/html_model.hpp"

#include "core/text.hpp"
#include "document/yaml.hpp"
#include "report/asset.hpp"

namespace aif {
namespace {

void write_result(JsonText& json, const Result& result, const Node& scenario, const Catalog& catalog, bool alone) {
  json.begin_object();
  write_totals(json, result);
  write_series(json, result);
  write_uncertainty(json, result);
  if (alone) {
    write_jobs(json, result);
    write_inputs(json, scenario, catalog);
    json.text("resolved_yaml", result.resolved_yaml);
  }
  json.end_object();
}

}  // namespace

void write_pair(JsonText& json, std::string_view name, const std::string& english, const std::string& korean) {
  json.key(name).begin_array().text(english).text(korean).end_array();
}

Node resolved_document(const Result& result) {
  Diagnostics ignored;  // a result that was damaged still has its figures
  const auto source = std::make_shared<const SourceFile>(SourceFile{"resolved.yaml", result.resolved_yaml});
  Node document = parse_yaml(source, ignored);
  return ignored.has_errors() || !document.is_map() ? Node() : document;
}

std::string report_model(const std::vector<Result>& results, const Catalog& catalog, const Waveform& waveform) {
  std::vector<Node> scenarios;
  for (const Result& result : results) {
    scenarios.push_back(resolved_document(result));
  }
  JsonText json;
  json.begin_object();
  json.key("words").begin_array();
  for (const Asset& words : word_tables()) {
    json.raw(words.text);
  }
  json.end_array();
  json.key("results").begin_array();
  for (std::size_t i = 0; i < results.size(); ++i) {
    write_result(json, results[i], scenarios[i], catalog, results.size() == 1);
  }
  json.end_array();
  write_waveform(json, waveform);
  if (results.size() > 1) {
    write_differences(json, scenarios);
  }
  json.end_object();
  return json.take();
}

}  // namespace aif
