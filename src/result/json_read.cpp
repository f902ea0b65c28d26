#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "core/text.hpp"
#include "result/json.hpp"
#include "result/json_uncertainty.hpp"
#include "result/metrics.hpp"

namespace aif {
namespace {

/// A value with its place in the file, so that messages can say where something is missing.
class Value {
 public:
  Value(const nlohmann::json& json, std::string path) : json_(&json), path_(std::move(path)) {}

  [[nodiscard]] Value at(const std::string& key) const {
    if (!json_->is_object() || !json_->contains(key)) {
      throw Error(path_ + "/" + key + " is missing");
    }
    return {json_->at(key), path_ + "/" + key};
  }
  template <class T>
  [[nodiscard]] T as() const {
    try {
      return json_->get<T>();
    } catch (const nlohmann::json::exception&) {
      throw Error(path_ + " holds " + json_->type_name() + " where another kind of value is wanted");
    }
  }
  [[nodiscard]] bool is_null() const { return json_->is_null(); }
  /// JSON has no infinities: what is not finite was written as null.
  [[nodiscard]] double number() const { return is_null() ? std::numeric_limits<double>::quiet_NaN() : as<double>(); }
  [[nodiscard]] double number(const std::string& key) const { return at(key).number(); }
  [[nodiscard]] std::string text(const std::string& key) const { return at(key).as<std::string>(); }
  [[nodiscard]] std::int64_t whole(const std::string& key) const { return at(key).as<std::int64_t>(); }
  /// Calls `one` for every element of a list or mapping, with its key.
  template <class F>
  void each(F&& one) const {
    if (!json_->is_structured()) {
      throw Error(path_ + " holds " + json_->type_name() + " where a list or mapping is wanted");
    }
    for (const auto& [key, item] : json_->items()) {
      one(key, Value(item, path_ + "/" + key));
    }
  }

 private:
  const nlohmann::json* json_;
  std::string path_;
};

template <class T>
void take_metrics(const Value& json, const std::vector<Metric<T>>& metrics, T& values) {
  for (const Metric<T>& metric : metrics) {
    if (metric.set != nullptr) {
      metric.set(values, json.number(metric.key));
    }
  }
}

UtilityTotals utility(const Value& json) {
  UtilityTotals totals;
  take_metrics(json, utility_metrics(), totals);
  return totals;
}

CostTotals cost(const Value& json) {
  CostTotals totals;
  take_metrics(json, cost_metrics(), totals);
  return totals;
}

WorkTotals work(const Value& json) {
  WorkTotals totals;
  take_metrics(json, work_metrics(), totals);
  json.at("products").each([&](const std::string& product, const Value& amount) {
    totals.products[product] = amount.number();
  });
  return totals;
}

template <std::size_t N>
std::array<Duration, N> times(const Value& json, const std::array<const char*, N>& names) {
  std::array<Duration, N> out{};
  for (std::size_t i = 0; i < N; ++i) {
    out[i] = seconds(json.number(names[i]));
  }
  return out;
}

/// Fills the members that totals, operators and pools share.
template <class T>
void take_times(const Value& json, T& out) {
  out.uses = times(json.at("gpu_time_s"), use_names());
  out.bounds = times(json.at("lost_gpu_time_s"), bound_names());
}

Provenance provenance(const Value& json) {
  Provenance out;
  out.version = json.text("version");
  out.git_hash = json.text("git_hash");
  out.simgrid_version = json.text("simgrid_version");
  out.catalog_hash = json.text("catalog_hash");
  out.scenario_sha256 = json.text("scenario_sha256");
  out.seed = json.whole("seed");
  out.fingerprint = json.text("fingerprint");
  out.events = json.at("events").as<std::uint64_t>();
  return out;
}

OperatorResult operator_result(const Value& json) {
  OperatorResult out;
  out.name = json.text("name");
  out.title_en = json.text("title_en");
  out.title_ko = json.text("title_ko");
  out.gpus = json.whole("gpus");
  take_times(json, out);
  out.utility = utility(json.at("utility"));
  out.work = work(json.at("work"));
  out.cost = cost(json.at("cost"));
  return out;
}

SiteResult site(const Value& json) {
  SiteResult out;
  out.name = json.text("name");
  out.title_en = json.text("title_en");
  out.title_ko = json.text("title_ko");
  out.operator_name = json.text("operator");
  out.gpus = json.whole("gpus");
  out.feed = watts(json.number("feed_power_w"));
  out.utility = utility(json.at("utility"));
  out.cost = cost(json.at("cost"));
  return out;
}

PoolResult pool(const Value& json) {
  PoolResult out;
  out.site = json.text("site");
  out.name = json.text("name");
  out.system = json.text("system");
  out.gpus = json.whole("gpus");
  take_times(json, out);
  out.energy = joules(json.number("node_energy_j"));
  out.faults = json.number("faults");
  return out;
}

WorkloadResult workload(const Value& json) {
  WorkloadResult out;
  out.name = json.text("name");
  out.kind = json.text("kind");
  out.operator_name = json.text("operator");
  out.gpu_time = seconds(json.number("allocated_gpu_time_s"));
  out.energy = joules(json.number("node_energy_j"));
  out.work = work(json.at("work"));
  out.cost = won(json.at("cost").number("cost_krw"));
  out.carbon = kilograms(json.at("cost").number("carbon_kg"));
  out.remark = json.text("remark");
  return out;
}

ModelRecord model(const Value& json) {
  ModelRecord out;
  out.name = json.text("name");
  out.operator_name = json.text("operator");
  out.architecture_model = json.text("architecture");
  out.params = json.number("params");
  out.active_params = json.number("active_params");
  out.tokens = json.number("tokens");
  out.finished_s = json.at("finished_s").is_null() ? -1.0 : json.number("finished_s");
  out.loss = json.number("loss_nats");
  out.loss_low = json.number("loss_low_nats");
  out.loss_high = json.number("loss_high_nats");
  out.workload = json.text("workload");
  out.gpu_time = seconds(json.number("gpu_time_s"));
  out.energy = joules(json.number("node_energy_j"));
  out.cost = won(json.number("cost_krw"));
  return out;
}

StepRecord step(const Value& json) {
  StepRecord out;
  out.workload = json.text("workload");
  out.model = json.text("model");
  out.site = json.text("site");
  out.pool = json.text("pool");
  out.gpus = json.whole("gpus");
  out.step_time = seconds(json.number("step_time_s"));
  out.tokens_per_second = json.number("tokens_per_second");
  out.compute_share = json.number("compute_share");
  out.memory_share = json.number("memory_share");
  out.communication_share = json.number("communication_share");
  out.bubble_share = json.number("bubble_share");
  out.mfu = json.number("mfu");
  out.memory_per_gpu = bytes(json.number("memory_per_gpu_byte"));
  return out;
}

template <class F>
auto list(const Value& json, F&& one) {
  std::vector<decltype(one(json))> out;
  json.each([&](const std::string&, const Value& item) { out.push_back(one(item)); });
  return out;
}

void take_scenario(const Value& json, Result& out) {
  out.scenario_name = json.text("name");
  out.title_en = json.text("title_en");
  out.title_ko = json.text("title_ko");
  out.description = json.text("description");
  const std::string start = json.text("start");
  const std::optional<ZonedInstant> instant = parse_instant(start);
  if (!instant) {
    throw Error("scenario.start is not a date: \"" + printable(start, 60) + "\"");
  }
  out.start = *instant;
  out.duration = seconds(json.number("duration_s"));
  out.series_interval = seconds(json.number("series_interval_s"));
}

Result result_of(const Value& json) {
  if (json.text("schema") != result_schema) {
    throw Error("its schema is \"" + printable(json.text("schema"), 60) + "\", this version reads " + result_schema);
  }
  Result out;
  out.incomplete = json.at("incomplete").as<bool>();
  take_scenario(json.at("scenario"), out);
  out.provenance = provenance(json.at("provenance"));
  const Value totals = json.at("totals");
  out.gpus = totals.whole("gpus");
  take_times(totals, out);
  out.utility = utility(totals.at("utility"));
  out.work = work(totals.at("work"));
  out.cost = cost(totals.at("cost"));
  out.grid_peak = watts(totals.at("grid").number("national_peak_power_w"));
  out.grid_generation = joules(totals.at("grid").number("national_generation_j"));
  out.operators = list(json.at("operators"), operator_result);
  out.sites = list(json.at("sites"), site);
  out.pools = list(json.at("pools"), pool);
  out.workloads = list(json.at("workloads"), workload);
  out.steps = list(json.at("training_steps"), step);
  const Value ledger = json.at("ledger");
  out.ledger.electricity = joules(ledger.number("electricity_j"));
  out.ledger.data = bytes(ledger.number("data_byte"));
  out.ledger.gpu_time = seconds(ledger.number("gpu_time_s"));
  out.ledger.models = list(ledger.at("models"), model);
  out.events_dropped = json.at("rows").at("events_dropped").as<std::uint64_t>();
  out.remarks = json.at("remarks").as<std::vector<std::string>>();
  out.resolved_yaml = json.text("resolved_scenario");
  return out;
}

/// Results of other versions lack keys: the version that wrote the file says more than the key.
std::string written_by(std::string_view text) {
  const nlohmann::json json = nlohmann::json::parse(text, nullptr, false);
  const auto pointer = nlohmann::json::json_pointer("/provenance/version");
  if (!json.is_object() || !json.contains(pointer) || !json.at(pointer).is_string()) {
    return {};
  }
  return "; it was written by version " + printable(json.at(pointer).get<std::string>(), 40) +
         ", so run its scenario again with this one";
}

}  // namespace

Result from_json(std::string_view text, const std::string& name) {
  try {
    const nlohmann::json json = nlohmann::json::parse(text);
    Result result = result_of(Value(json, {}));
    if (json.contains("uncertainty")) {
      result.uncertainty = uncertainty_from(json["uncertainty"]);
    }
    return result;
  } catch (const nlohmann::json::exception& problem) {
    throw FileError('"' + printable(name) + "\" is not a result of this program: " + printable(problem.what()));
  } catch (const Error& problem) {
    throw FileError('"' + printable(name) + "\" is not a result of this program: " + problem.what() + written_by(text));
  }
}

}  // namespace aif
