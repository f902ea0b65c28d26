#include "sweep/study_directory.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "core/files.hpp"
#include "core/text.hpp"

namespace aif {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* plan_schema = "aifactory-plan/v1";
constexpr const char* outcome_schema = "aifactory-outcome/v1";
constexpr std::size_t largest_file = std::size_t{256} << 20;

std::string dump(const Json& json) { return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n"; }

template <class E>
std::string name_of(E value) {
  return EnumNames<E>::names()[static_cast<std::size_t>(value)];
}
template <class E>
E choice(const Json& json) {
  const std::vector<std::string> names = EnumNames<E>::names();
  const auto found = std::find(names.begin(), names.end(), json.get<std::string>());
  if (found == names.end()) {
    throw FileError(fmt::format("\"{}\" is not known", printable(json.get<std::string>())));
  }
  return static_cast<E>(found - names.begin());
}

Json factor_json(const Factor& factor) {
  return Json{{"name", factor.name},   {"column", factor.column}, {"unit", factor.unit},
              {"scale", factor.scale}, {"paths", factor.paths},   {"distribution", factor.distribution}};
}

Json manifest_json(const Plan& plan, const ProgramIdentity& program) {
  Json factors = Json::array();
  for (const Factor& factor : plan.factors) {
    factors.push_back(factor_json(factor));
  }
  return Json{
      {"schema", plan_schema},
      {"name", plan.name},
      {"design", name_of(plan.design)},
      {"design_seed", plan.design_seed},
      {"replications", plan.replications},
      {"seeds", name_of(plan.seeds)},
      {"uncertain_catalog", plan.uncertain_catalog},
      {"keep_results", plan.keep_results},
      {"metrics", plan.metrics},
      {"factors", std::move(factors)},
      {"points", plan.points.size()},
      {"runs", plan.runs.size()},
      {"scenario", Json{{"name", plan.base.spec.name}, {"sha256", plan.base.sha256}, {"seed", plan.base.spec.seed}}},
      {"program", Json{{"version", program.version}, {"git_hash", program.git_hash}, {"sha256", program.sha256}}},
      {"catalog_sha256", program.catalog_sha256}};
}

Manifest manifest_from(const Json& json) {
  if (json.at("schema") != plan_schema) {
    throw FileError(fmt::format("its schema is not {}", plan_schema));
  }
  Manifest out;
  out.name = json.at("name").get<std::string>();
  out.design = choice<DesignKind>(json.at("design"));
  out.design_seed = json.at("design_seed").get<std::int64_t>();
  out.replications = json.at("replications").get<std::int64_t>();
  out.seeds = choice<SeedPolicy>(json.at("seeds"));
  out.uncertain_catalog = json.at("uncertain_catalog").get<bool>();
  out.keep_results = json.at("keep_results").get<bool>();
  out.metrics = json.at("metrics").get<std::vector<std::string>>();
  for (const Json& factor : json.at("factors")) {
    out.factors.push_back({factor.at("name").get<std::string>(), factor.at("column").get<std::string>(),
                           factor.at("unit").get<std::string>(), factor.at("scale").get<bool>(),
                           factor.at("paths").get<std::vector<std::string>>(),
                           factor.at("distribution").get<std::string>()});
  }
  out.points = json.at("points").get<std::size_t>();
  out.runs = json.at("runs").get<std::size_t>();
  out.scenario_name = json.at("scenario").at("name").get<std::string>();
  out.scenario_sha256 = json.at("scenario").at("sha256").get<std::string>();
  out.scenario_seed = json.at("scenario").at("seed").get<std::int64_t>();
  out.program = {json.at("program").at("version").get<std::string>(),
                 json.at("program").at("git_hash").get<std::string>(),
                 json.at("program").at("sha256").get<std::string>(), json.at("catalog_sha256").get<std::string>()};
  return out;
}

Json run_json(const PlannedRun& run, const PlanPoint& values, const std::vector<double>& unit) {
  Json out{{"run", run.id},
           {"point", run.point},
           {"replication", run.replication},
           {"seed_offset", run.seed_offset},
           {"values", Json::array()},
           {"unit", unit},
           {"changes", Json::array()}};
  for (const FactorValue& value : values) {
    out["values"].push_back(Json{{"text", value.text}, {"si", value.si ? Json(*value.si) : Json()}});
  }
  for (const Override& change : run.changes) {
    out["changes"].push_back(Json{{"path", change.path}, {"value", change.value}});
  }
  return out;
}

StoredRun run_from(const Json& json) {
  StoredRun out;
  out.run.id = json.at("run").get<std::size_t>();
  out.run.point = json.at("point").get<std::size_t>();
  out.run.replication = json.at("replication").get<std::int64_t>();
  out.run.seed_offset = json.at("seed_offset").get<std::int64_t>();
  out.unit = json.at("unit").get<std::vector<double>>();
  for (const Json& value : json.at("values")) {
    FactorValue one{value.at("text").get<std::string>(), std::nullopt};
    if (!value.at("si").is_null()) {
      one.si = value.at("si").get<double>();
    }
    out.values.push_back(std::move(one));
  }
  for (const Json& change : json.at("changes")) {
    out.run.changes.push_back(
        {Override::Kind::set, change.at("path").get<std::string>(), change.at("value").get<std::string>()});
  }
  return out;
}

Json outcome_json(const Outcome& outcome) {
  Json metrics = Json::object();
  for (const FlatMetric& metric : outcome.metrics) {
    metrics[metric.path] = Json{{"unit", metric.unit}, {"value", metric.value}};
  }
  return Json{{"schema", outcome_schema},
              {"status", outcome.failed ? "failed" : "done"},
              {"error_code", outcome.error_code},
              {"error", outcome.error},
              {"seed", outcome.seed},
              {"scenario_sha256", outcome.scenario_sha256},
              {"fingerprint", outcome.fingerprint},
              {"seconds", outcome.seconds},
              {"metrics", std::move(metrics)}};
}

Outcome outcome_from(const Json& json) {
  Outcome out;
  out.failed = json.at("status").get<std::string>() != "done";
  out.error_code = json.at("error_code").get<std::string>();
  out.error = json.at("error").get<std::string>();
  out.seed = json.at("seed").get<std::int64_t>();
  out.scenario_sha256 = json.at("scenario_sha256").get<std::string>();
  out.fingerprint = json.at("fingerprint").get<std::string>();
  out.seconds = json.at("seconds").get<double>();
  for (const auto& [path, metric] : json.at("metrics").items()) {
    const Json& value = metric.at("value");
    if (!value.is_null()) {  // not finite
      out.metrics.push_back({path, metric.at("unit").get<std::string>(), value.get<double>()});
    }
  }
  return out;
}

/// Reads and converts a JSON file; what is wrong with it is said with its name.
template <class F>
auto read_json(const fs::path& file, F&& convert) {
  const std::string text = read_text_file(file, largest_file);
  try {
    return convert(Json::parse(text));
  } catch (const Json::exception& problem) {
    throw FileError(fmt::format("\"{}\" is damaged: {}", printable(file.string()), printable(problem.what())));
  } catch (const FileError& problem) {
    throw FileError(fmt::format("\"{}\" is damaged: {}", printable(file.string()), problem.what()));
  }
}

std::string run_name(std::size_t id) { return fmt::format("{:04}", id); }

std::string design_csv(const Plan& plan) {
  std::string out = "run,point,replication,seed";
  for (const Factor& factor : plan.factors) {
    out += "," + csv_cell(factor.column);
  }
  out += "\n";
  for (const PlannedRun& run : plan.runs) {
    const PlanPoint& point = plan.points[run.point];
    out += fmt::format("{},{},{},{}", run.id, run.point, run.replication,
                       seed_of(plan.base.spec.seed, plan.factors, point, run.seed_offset));
    for (const FactorValue& value : point) {
      out += "," + (value.si ? shortest(*value.si) : csv_cell(value.text));
    }
    out += "\n";
  }
  return out;
}

/// Attached files keep their names relative to the scenario.
void add_attached(const Plan& plan, const fs::path& folder, std::map<std::string, std::string>& files) {
  for (const AttachedFile& file : plan.base.files) {
    const fs::path target = (fs::path("scenario") / file.name).lexically_normal();
    files[target.string()] = read_text_file(folder / file.name, largest_file);
  }
}

}  // namespace

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) {
    return text;
  }
  std::string out = "\"";
  for (char c : text) {
    out += c == '"' ? "\"\"" : std::string(1, c);
  }
  return out + "\"";
}

StudyDirectory::StudyDirectory(fs::path root) : root_(std::move(root)) {
  std::error_code ignored;
  if (!fs::is_regular_file(root_ / "manifest.json", ignored)) {
    throw FileError(
        fmt::format("\"{}\" is not a planned study (it has no manifest.json); make one with: aifactory "
                    "sweep plan STUDY -o DIRECTORY",
                    printable(root_.string())));
  }
  manifest_ = read_json(root_ / "manifest.json", manifest_from);
}

fs::path StudyDirectory::run_folder(std::size_t id) const { return root_ / "runs" / run_name(id); }

StoredRun StudyDirectory::read_run(std::size_t id) const { return read_json(run_folder(id) / "run.json", run_from); }

std::optional<Outcome> StudyDirectory::read_outcome(std::size_t id) const {
  const fs::path file = run_folder(id) / "outcome.json";
  std::error_code ignored;
  if (!fs::exists(file, ignored)) {
    return std::nullopt;
  }
  try {
    return read_json(file, outcome_from);
  } catch (const FileError&) {
    return std::nullopt;  // a disk that lost power may keep less than was written
  }
}

void StudyDirectory::write_outcome(std::size_t id, const Outcome& outcome) const {
  write_text_file(run_folder(id) / "outcome.json", dump(outcome_json(outcome)));
}

void write_plan(const Plan& plan, const fs::path& directory, const fs::path& scenario_folder,
                const ProgramIdentity& program, const std::string& study_text) {
  std::error_code ignored;
  if (fs::exists(fs::symlink_status(directory, ignored))) {
    throw FileError(fmt::format("\"{}\" exists already; name a new directory, since plans are never changed",
                                printable(directory.string())));
  }
  std::map<std::string, std::string> files{{"manifest.json", dump(manifest_json(plan, program))},
                                           {"design.csv", design_csv(plan)},
                                           {"scenario/base.yaml", to_yaml(plan.base.document)},
                                           {"claims", ""}};
  if (!study_text.empty()) {
    files["study.yaml"] = study_text;
  }
  add_attached(plan, scenario_folder, files);
  for (const PlannedRun& run : plan.runs) {
    const std::vector<double> unit = plan.unit_points.empty() ? std::vector<double>() : plan.unit_points[run.point];
    files[fmt::format("runs/{}/run.json", run_name(run.id))] = dump(run_json(run, plan.points[run.point], unit));
  }
  write_directory(directory, files, false);
}

}  // namespace aif
