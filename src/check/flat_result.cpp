#include "check/flat_result.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "core/error.hpp"
#include "core/files.hpp"
#include "core/gzip.hpp"
#include "core/text.hpp"

namespace aif {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::size_t largest_result = std::size_t{512} << 20;
constexpr int deepest = 24;
constexpr std::size_t longest_list = 16;  ///< of plain numbers that are metrics of their own

/// Walks the document and keeps its numbers.
class Flatten {
 public:
  Flatten(const Json& units, std::vector<FlatMetric>& out) : units_(units), out_(out) {}

  void visit(const Json& value, const std::string& path, const std::string& unit, int depth) {
    if (depth > deepest) {
      throw FileError("it is nested deeper than any result");
    }
    if (value.is_number()) {
      add(path, unit, value.get<double>());
    } else if (value.is_object()) {
      for (const auto& [key, item] : value.items()) {
        visit(item, path.empty() ? key : fmt::format("{}.{}", path, key), unit_of(key, unit), depth + 1);
      }
    } else if (value.is_array()) {
      visit_list(value, path, unit, depth);
    }
  }

  /// A key without a unit of its own has that of the mapping it is in.
  [[nodiscard]] std::string unit_of(const std::string& key, const std::string& outer) const {
    if (!units_.is_object() || !units_.contains(key) || !units_[key].is_object()) {
      return outer;
    }
    const auto unit = units_[key].find("unit");
    return unit != units_[key].end() && unit->is_string() ? unit->get<std::string>() : outer;
  }

 private:
  void add(const std::string& path, const std::string& unit, double value) {
    std::string free = path;
    for (int n = 2; !paths_.insert(free).second; ++n) {
      free = fmt::format("{}#{}", path, n);  // two elements of one name
    }
    out_.push_back({std::move(free), unit, value});
  }

  static std::string name_of(const Json& item, std::size_t index) {
    auto text = [&item](const char* key) {
      return item.is_object() && item.contains(key) && item[key].is_string() ? item[key].get<std::string>() : "";
    };
    const std::string name = text("name");
    if (name.empty()) {
      return std::to_string(index);
    }
    const std::string site = text("site");  // names of pools are unique within their site
    return site.empty() ? name : site + "/" + name;
  }

  void visit_list(const Json& list, const std::string& path, const std::string& unit, int depth) {
    const bool plain = std::all_of(list.begin(), list.end(), [](const Json& item) { return item.is_number(); });
    if (plain && list.size() > longest_list) {
      summarise(list, path, unit);
      return;
    }
    std::size_t index = 0;
    for (const Json& item : list) {
      visit(item, fmt::format("{}[{}]", path, name_of(item, index)), unit, depth + 1);
      ++index;
    }
  }

  void summarise(const Json& list, const std::string& path, const std::string& unit) {
    double sum = 0;
    double low = list.front().get<double>();
    double high = low;
    for (const Json& item : list) {
      const double value = item.get<double>();
      sum += value;
      low = std::min(low, value);
      high = std::max(high, value);
    }
    add(path + ".mean", unit, sum / static_cast<double>(list.size()));
    add(path + ".min", unit, low);
    add(path + ".max", unit, high);
  }

  const Json& units_;
  std::vector<FlatMetric>& out_;
  std::set<std::string> paths_;
};

/// The text at a path of keys, or "".
std::string text_at(const Json& json, const std::string& outer, const std::string& key) {
  if (!json.contains(outer) || !json[outer].is_object() || !json[outer].contains(key)) {
    return {};
  }
  const Json& value = json[outer][key];
  return value.is_string() ? value.get<std::string>() : value.is_number_integer() ? value.dump() : std::string();
}

FlatResult flatten(const Json& json, const std::vector<std::string>& parts) {
  const bool has_schema = json.is_object() && json.contains("schema") && json["schema"].is_string();
  if (!has_schema || !json["schema"].get<std::string>().starts_with("aifactory-result/")) {
    throw FileError("it has no schema \"aifactory-result/...\"");
  }
  FlatResult result;
  result.schema = json["schema"].get<std::string>();
  result.version = text_at(json, "provenance", "version");
  result.git_hash = text_at(json, "provenance", "git_hash");
  result.catalog_hash = text_at(json, "provenance", "catalog_hash");
  result.scenario_sha256 = text_at(json, "provenance", "scenario_sha256");
  result.fingerprint = text_at(json, "provenance", "fingerprint");
  result.seed = text_at(json, "provenance", "seed");
  result.scenario_name = text_at(json, "scenario", "name");
  result.incomplete = json.contains("incomplete") && json["incomplete"] == true;
  const Json none = Json::object();
  Flatten walk(json.contains("units") ? json["units"] : none, result.metrics);
  for (const auto& [key, value] : json.items()) {
    const bool wanted = parts.empty() || std::find(parts.begin(), parts.end(), key) != parts.end();
    if (wanted && key != "provenance" && key != "units") {
      walk.visit(value, key, walk.unit_of(key, {}), 0);
    }
  }
  return result;
}

}  // namespace

const FlatMetric* FlatResult::find(std::string_view path) const {
  const auto found = std::find_if(metrics.begin(), metrics.end(), [&](const FlatMetric& m) { return m.path == path; });
  return found == metrics.end() ? nullptr : &*found;
}

FlatResult flatten_result(std::string_view text, const std::string& name, const std::vector<std::string>& parts) {
  auto refuse = [&name](const std::string& why) {
    return FileError(fmt::format("\"{}\" is not a result of this program: {}", printable(name), why));
  };
  try {
    FlatResult result = flatten(Json::parse(text), parts);
    result.name = name;
    return result;
  } catch (const Json::exception& problem) {
    throw refuse(printable(problem.what()));
  } catch (const FileError& problem) {
    throw refuse(problem.what());
  }
}

FlatResult read_flat_result(const std::string& path) {
  std::error_code ignored;
  fs::path file = path;
  if (fs::is_directory(file, ignored)) {
    const bool plain = fs::exists(file / "result.json", ignored);
    if (!plain && !fs::exists(file / "result.json.gz", ignored)) {
      throw FileError(fmt::format("\"{}\" holds neither result.json nor result.json.gz", printable(path)));
    }
    file /= plain ? "result.json" : "result.json.gz";
  }
  std::string text = read_text_file(file, largest_result);
  if (text.starts_with("\x1f\x8b")) {
    text = gunzip(text, file.string(), largest_result);
  }
  return flatten_result(text, file.string());
}

}  // namespace aif
