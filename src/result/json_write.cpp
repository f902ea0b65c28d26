#include <cmath>
#include <nlohmann/json.hpp>

#include "result/json.hpp"
#include "result/json_uncertainty.hpp"
#include "result/metrics.hpp"

namespace aif {
namespace {

using Json = nlohmann::ordered_json;

template <class T>
void put_metrics(Json& out, const std::vector<Metric<T>>& metrics, const T& values) {
  for (const Metric<T>& metric : metrics) {
    out[metric.key] = metric.get(values);
  }
}

Json utility_json(const UtilityTotals& utility) {
  Json out;
  put_metrics(out, utility_metrics(), utility);
  return out;
}

/// Account of costs with what follows from it and the GPU-hours installed.
Json cost_json(const CostTotals& cost, const UseTimes& uses) {
  Json out;
  put_metrics(out, cost_metrics(), cost);
  const double gpu_hours = total_time(uses).in(hours);
  out["cost_per_gpu_hour_krw"] = gpu_hours > 0 ? cost.total().in(won) / gpu_hours : 0.0;
  return out;
}

/// Cost and carbon of a workload, over what it made.
Json work_cost_json(const WorkloadResult& workload) {
  const WorkTotals& work = workload.work;
  const double answered = work.tokens_home + work.tokens_export + work.tokens_batch;
  const double tokens = work.tokens_trained + answered;
  const double gpu_hours = workload.gpu_time.in(hours);
  Json out;
  out["cost_krw"] = workload.cost.in(won);
  out["carbon_kg"] = workload.carbon.si();
  out["cost_per_gpu_hour_krw"] = gpu_hours > 0 ? workload.cost.in(won) / gpu_hours : 0.0;
  out["cost_per_million_tokens_krw"] = tokens > 0 ? workload.cost.in(won) / tokens * 1e6 : 0.0;
  out["cost_per_run_krw"] = work.runs_finished > 0 ? workload.cost.in(won) / work.runs_finished : 0.0;
  return out;
}

Json work_json(const WorkTotals& work) {
  Json out;
  put_metrics(out, work_metrics(), work);
  Json products = Json::object();
  for (const auto& [product, amount] : work.products) {
    products[product] = amount;
  }
  out["products"] = std::move(products);
  return out;
}

template <std::size_t N>
Json times_json(const std::array<const char*, N>& names, const std::array<Duration, N>& times) {
  Json out;
  for (std::size_t i = 0; i < N; ++i) {
    out[names[i]] = times[i].si();
  }
  return out;
}

/// What totals, operators and pools have in common.
void put_times(Json& out, const UseTimes& uses, const BoundTimes& bounds) {
  out["gpu_time_s"] = times_json(use_names(), uses);
  out["installed_gpu_time_s"] = total_time(uses).si();
  out["goodput"] = goodput(uses);
  out["lost_gpu_time_s"] = times_json(bound_names(), bounds);
}

Json provenance_json(const Provenance& provenance) {
  return Json{{"version", provenance.version},
              {"git_hash", provenance.git_hash},
              {"simgrid_version", provenance.simgrid_version},
              {"catalog_hash", provenance.catalog_hash},
              {"scenario_sha256", provenance.scenario_sha256},
              {"seed", provenance.seed},
              {"fingerprint", provenance.fingerprint},
              {"events", provenance.events}};
}

Json scenario_json(const Result& result) {
  return Json{{"name", result.scenario_name},
              {"title_en", result.title_en},
              {"title_ko", result.title_ko},
              {"description", result.description},
              {"start", format_instant(result.start)},
              {"duration_s", result.duration.si()},
              {"series_interval_s", result.series_interval.si()}};
}

Json totals_json(const Result& result) {
  Json out{{"gpus", result.gpus}};
  put_times(out, result.uses, result.bounds);
  out["utility"] = utility_json(result.utility);
  out["work"] = work_json(result.work);
  out["cost"] = cost_json(result.cost, result.uses);
  const double year = result.duration / years(1);
  const Energy national = result.grid_generation * year;
  out["grid"] = Json{{"national_peak_power_w", result.grid_peak.si()},
                     {"national_generation_j", result.grid_generation.si()},
                     {"share_of_peak", result.grid_peak.si() > 0 ? result.utility.peak / result.grid_peak : 0.0},
                     {"share_of_generation", national.si() > 0 ? result.utility.grid / national : 0.0}};
  return out;
}

Json operator_json(const OperatorResult& op) {
  Json out{{"name", op.name}, {"title_en", op.title_en}, {"title_ko", op.title_ko}, {"gpus", op.gpus}};
  put_times(out, op.uses, op.bounds);
  out["utility"] = utility_json(op.utility);
  out["work"] = work_json(op.work);
  out["cost"] = cost_json(op.cost, op.uses);
  return out;
}

Json site_json(const SiteResult& site) {
  Json cost;
  put_metrics(cost, cost_metrics(), site.cost);
  return Json{{"name", site.name},
              {"title_en", site.title_en},
              {"title_ko", site.title_ko},
              {"operator", site.operator_name},
              {"gpus", site.gpus},
              {"feed_power_w", site.feed.si()},
              {"utility", utility_json(site.utility)},
              {"cost", std::move(cost)}};
}

Json pool_json(const PoolResult& pool) {
  Json out{{"site", pool.site}, {"name", pool.name}, {"system", pool.system}, {"gpus", pool.gpus}};
  put_times(out, pool.uses, pool.bounds);
  out["node_energy_j"] = pool.energy.si();
  out["faults"] = pool.faults;
  return out;
}

Json workload_json(const WorkloadResult& workload) {
  return Json{{"name", workload.name},
              {"kind", workload.kind},
              {"operator", workload.operator_name},
              {"allocated_gpu_time_s", workload.gpu_time.si()},
              {"node_energy_j", workload.energy.si()},
              {"work", work_json(workload.work)},
              {"cost", work_cost_json(workload)},
              {"remark", workload.remark}};
}

Json step_json(const StepRecord& step) {
  return Json{{"workload", step.workload},
              {"model", step.model},
              {"site", step.site},
              {"pool", step.pool},
              {"gpus", step.gpus},
              {"step_time_s", step.step_time.si()},
              {"tokens_per_second", step.tokens_per_second},
              {"compute_share", step.compute_share},
              {"memory_share", step.memory_share},
              {"communication_share", step.communication_share},
              {"bubble_share", step.bubble_share},
              {"mfu", step.mfu},
              {"memory_per_gpu_byte", step.memory_per_gpu.si()}};
}

Json model_json(const ModelRecord& model) {
  return Json{{"name", model.name},
              {"operator", model.operator_name},
              {"architecture", model.architecture_model},
              {"params", model.params},
              {"active_params", model.active_params},
              {"tokens", model.tokens},
              {"finished_s", model.finished_s >= 0 ? Json(model.finished_s) : Json()},
              {"loss_nats", model.loss},
              {"loss_low_nats", model.loss_low},
              {"loss_high_nats", model.loss_high},
              {"workload", model.workload},
              {"gpu_time_s", model.gpu_time.si()},
              {"node_energy_j", model.energy.si()},
              {"cost_krw", model.cost.in(won)}};
}

template <class T, class F>
Json list_json(const std::vector<T>& list, F&& one) {
  Json out = Json::array();
  for (const T& item : list) {
    out.push_back(one(item));
  }
  return out;
}

Json ledger_json(const Ledger& ledger) {
  return Json{{"electricity_j", ledger.electricity.si()},
              {"data_byte", ledger.data.si()},
              {"gpu_time_s", ledger.gpu_time.si()},
              {"models", list_json(ledger.models, model_json)}};
}

/// Unit and meaning of every key that holds a number.
Json units_json() {
  Json out;
  auto add = [&out](const std::string& key, const std::string& unit, const std::string& help) {
    out[key] = Json{{"unit", unit}, {"meaning", help}};
  };
  add("gpus", "GPU", "installed at the end");
  add("gpu_time_s", "GPU*s", "installed GPU-time by what it went into; in the ledger, all of it");
  add("installed_gpu_time_s", "GPU*s", "sum of gpu_time_s over all uses");
  add("goodput", "1", "training over training, rollback, checkpoint, restart and starved");
  add("lost_gpu_time_s", "GPU*s", "GPU-time that went missing, by cause; causes may overlap with uses");
  for (const auto& metric : utility_metrics()) {
    add(metric.key, metric.unit, metric.help);
  }
  for (const auto& metric : work_metrics()) {
    add(metric.key, metric.unit, metric.help);
  }
  for (const auto& metric : cost_metrics()) {
    add(metric.key, metric.unit, metric.help);
  }
  add("cost_per_gpu_hour_krw", "KRW/(GPU*h)", "total cost per GPU-hour installed; of a workload, per GPU-hour held");
  add("cost_krw", "KRW", "share of the sites' costs, by GPU-time held and by energy; of a model, of its workload's");
  add("cost_per_million_tokens_krw", "KRW", "cost per million tokens trained on or answered");
  add("cost_per_run_krw", "KRW", "cost per training run that finished");
  add("national_peak_power_w", "W", "highest load of the national grid so far");
  add("national_generation_j", "J", "electricity generated in the nation in a year");
  add("share_of_peak", "1", "peak of all sites together over the national peak");
  add("share_of_generation", "1", "grid energy over the nation's generation in the time simulated");
  add("products", "by name", "what batch work, sessions and driving cycles yielded");
  add("feed_power_w", "W", "what the grid connection delivers at most");
  add("node_energy_j", "J", "energy of nodes, without network, storage and cooling");
  add("allocated_gpu_time_s", "GPU*s", "GPU-time held by the workload");
  add("faults", "1", "node failures");
  add("step_time_s", "s", "one training step at full clock, without faults");
  add("tokens_per_second", "token/s", "of the whole job while it steps");
  add("compute_share", "1", "of the step: arithmetic at the achieved rate");
  add("memory_share", "1", "of the step: bound by memory bandwidth");
  add("communication_share", "1", "of the step: communication that computing does not hide");
  add("bubble_share", "1", "of the step: filling and draining the pipeline");
  add("memory_per_gpu_byte", "B", "weights, gradients, optimizer and activations: an estimate");
  add("duration_s", "s", "time simulated");
  add("series_interval_s", "s", "spacing of the rows of timeseries.csv");
  add("electricity_j", "J", "drawn from the grid");
  add("data_byte", "B", "raw and refined data that came in");
  add("params", "1", "parameters of the model");
  add("active_params", "1", "parameters that one token passes through");
  add("tokens", "token", "tokens the model was trained on");
  add("finished_s", "s", "end of training from the start of the scenario; null if it was still in training");
  add("loss_nats", "nat/token", "scaling-law estimate of the pre-training loss");
  add("loss_low_nats", "nat/token", "lower end of its range");
  add("loss_high_nats", "nat/token", "upper end of its range");
  return out;
}

}  // namespace

std::string to_json(const Result& result) {
  Json out{
      {"schema", result_schema},
      {"incomplete", result.incomplete},
      {"scenario", scenario_json(result)},
      {"provenance", provenance_json(result.provenance)},
      {"totals", totals_json(result)},
      {"operators", list_json(result.operators, operator_json)},
      {"sites", list_json(result.sites, site_json)},
      {"pools", list_json(result.pools, pool_json)},
      {"workloads", list_json(result.workloads, workload_json)},
      {"training_steps", list_json(result.steps, step_json)},
      {"ledger", ledger_json(result.ledger)},
      {"rows",
       Json{{"jobs", result.jobs.size()}, {"events", result.events.size()}, {"events_dropped", result.events_dropped}}},
      {"remarks", result.remarks}};
  if (!result.uncertainty.empty()) {
    out["uncertainty"] = uncertainty_json(result.uncertainty);
  }
  out["units"] = units_json();
  out["resolved_scenario"] = result.resolved_yaml;
  // Texts come from files that were checked to be UTF-8; replacing what is not keeps the file readable all the same.
  return out.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace aif
