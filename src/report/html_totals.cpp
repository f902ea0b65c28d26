#include "core/text.hpp"
#include "report/html_model.hpp"
#include "report/ledger.hpp"
#include "report/summary.hpp"
#include "report/verdict.hpp"
#include "report/words.hpp"
#include "result/metrics.hpp"

namespace aif {
namespace {

constexpr std::size_t remark_limit = 400;

template <class T>
void write_metrics(JsonText& json, const std::vector<Metric<T>>& metrics, const T& values) {
  for (const Metric<T>& metric : metrics) {
    json.number(metric.key, metric.get(values));
  }
}

void write_utility(JsonText& json, const UtilityTotals& utility) {
  json.key("utility").begin_object();
  write_metrics(json, utility_metrics(), utility);
  json.end_object();
}

void write_work(JsonText& json, const WorkTotals& work) {
  json.key("work").begin_object();
  write_metrics(json, work_metrics(), work);
  json.key("products").begin_array();
  for (const auto& [product, amount] : work.products) {
    json.begin_object();
    write_pair(json, "name", printable(product_name(product, Language::english), name_limit),
               printable(product_name(product, Language::korean), name_limit));
    json.text("key", printable(product, name_limit)).number("amount", amount).end_object();
  }
  json.end_array().end_object();
}

/// GPU-hours by use and by what was short, in the order of the enumerations.
template <std::size_t N>
void write_hours(JsonText& json, std::string_view name, const std::array<Duration, N>& times) {
  json.key(name).begin_array();
  for (const Duration& time : times) {
    json.number(time.in(hours));
  }
  json.end_array();
}

template <class T>
void write_account(JsonText& json, const T& account) {
  json.whole("gpus", account.gpus);
  write_hours(json, "uses_h", account.uses);
  write_hours(json, "bounds_h", account.bounds);
  json.number("goodput", goodput(account.uses));
}

/// What it costs to have and to run something, with the range that the catalog's ranges give.
void write_cost(JsonText& json, const CostTotals& cost) {
  json.key("cost").begin_object();
  json.number("capital_krw", cost.capital.si()).number("upkeep_krw", cost.upkeep.si());
  json.number("electricity_krw", cost.electricity.si()).number("total_krw", cost.total().si());
  json.number("low_krw", cost.low.si()).number("high_krw", cost.high.si());
  json.number("embodied_period_kg", cost.embodied_period.si()).end_object();
}

void write_title(JsonText& json, const std::string& name, const std::string& en, const std::string& ko) {
  json.text("name", printable(name, name_limit));
  write_pair(json, "title", title_of(name, en, ko, Language::english), title_of(name, en, ko, Language::korean));
  write_pair(json, "short", short_title_of(name, en, ko, Language::english),
             short_title_of(name, en, ko, Language::korean));
}

void write_provenance(JsonText& json, const Provenance& provenance) {
  json.key("provenance").begin_object();
  json.text("version", printable(provenance.version, name_limit));
  json.text("git_hash", printable(provenance.git_hash, name_limit));
  json.text("simgrid_version", printable(provenance.simgrid_version, name_limit));
  json.text("catalog_hash", printable(provenance.catalog_hash, name_limit));
  json.text("scenario_sha256", printable(provenance.scenario_sha256, name_limit));
  json.text("seed", std::to_string(provenance.seed));
  json.text("fingerprint", printable(provenance.fingerprint, name_limit));
  json.number("events", static_cast<double>(provenance.events), 15);
  json.end_object();
}

void write_head(JsonText& json, const Result& result) {
  write_title(json, result.scenario_name, result.title_en, result.title_ko);
  json.text("description", printable(result.description, remark_limit));
  write_pair(json, "headline", headline(result, Language::english), headline(result, Language::korean));
  json.text("start", format_instant(result.start));
  json.number("start_utc_s", static_cast<double>(result.start.instant.utc_s), 15);
  json.whole("offset_s", result.start.offset_s);
  json.number("duration_s", result.duration.si(), 15);
  json.truth("incomplete", result.incomplete);
  json.key("remarks").begin_array();
  for (const std::string& remark : result.remarks) {
    json.text(printable(remark, remark_limit));
  }
  json.end_array();
  write_provenance(json, result.provenance);
}

template <class T, class F>
void write_list(JsonText& json, std::string_view name, const std::vector<T>& list, F&& one) {
  json.key(name).begin_array();
  for (const T& item : list) {
    json.begin_object();
    one(item);
    json.end_object();
  }
  json.end_array();
}

/// A national year finishes more than a thousand models, so each kind is told by its best.
void write_models(JsonText& json, const Ledger& ledger) {
  json.whole("models_count", static_cast<std::int64_t>(ledger.models.size()));
  json.whole("models_finished", std::count_if(ledger.models.begin(), ledger.models.end(),
                                              [](const ModelRecord& model) { return model.finished_s >= 0; }));
  json.key("families").begin_array();
  for (const ModelFamily& family : model_families(ledger)) {
    const ModelRecord& best = *family.best;
    json.begin_object();
    json.text("operator", printable(family.operator_name, name_limit));
    json.text("architecture", printable(family.architecture, name_limit));
    json.whole("finished", static_cast<std::int64_t>(family.finished));
    json.whole("in_training", static_cast<std::int64_t>(family.in_training));
    json.number("params", best.params, 4).number("active_params", best.active_params, 4);
    json.number("tokens", best.tokens, 4).number("loss", best.loss, 5);
    json.number("loss_low", best.loss_low, 5).number("loss_high", best.loss_high, 5).end_object();
  }
  json.end_array();
}

void write_ledger(JsonText& json, const Ledger& ledger) {
  json.key("ledger").begin_object();
  json.number("electricity_j", ledger.electricity.si());
  json.number("data_byte", ledger.data.si());
  json.number("gpu_h", ledger.gpu_time.in(hours));
  write_models(json, ledger);
  json.end_object();
}

void write_steps(JsonText& json, const std::vector<StepRecord>& steps) {
  write_list(json, "steps", steps, [&](const StepRecord& step) {
    json.text("workload", printable(step.workload, name_limit)).text("model", printable(step.model, name_limit));
    json.text("site", printable(step.site, name_limit)).text("pool", printable(step.pool, name_limit));
    json.whole("gpus", step.gpus).number("step_s", step.step_time.si()).number("tokens_per_s", step.tokens_per_second);
    json.number("compute", step.compute_share, 5).number("memory", step.memory_share, 5);
    json.number("communication", step.communication_share, 5).number("bubble", step.bubble_share, 5);
    json.number("mfu", step.mfu, 5).number("memory_byte", step.memory_per_gpu.si());
  });
}

}  // namespace

void write_totals(JsonText& json, const Result& result) {
  write_head(json, result);
  json.key("totals").begin_object();
  write_account(json, result);
  write_utility(json, result.utility);
  write_work(json, result.work);
  write_cost(json, result.cost);
  json.end_object();
  write_list(json, "operators", result.operators, [&](const OperatorResult& op) {
    write_title(json, op.name, op.title_en, op.title_ko);
    write_account(json, op);
    write_utility(json, op.utility);
    write_work(json, op.work);
    write_cost(json, op.cost);
    write_pair(json, "verdict", verdict(op, Language::english), verdict(op, Language::korean));
  });
  write_list(json, "sites", result.sites, [&](const SiteResult& site) {
    write_title(json, site.name, site.title_en, site.title_ko);
    json.text("operator", printable(site.operator_name, name_limit));
    json.whole("gpus", site.gpus).number("feed_w", site.feed.si());
    write_utility(json, site.utility);
  });
  write_list(json, "pools", result.pools, [&](const PoolResult& pool) {
    json.text("site", printable(pool.site, name_limit)).text("name", printable(pool.name, name_limit));
    json.text("system", printable(pool.system, name_limit));
    write_account(json, pool);
    json.number("node_energy_j", pool.energy.si()).number("faults", pool.faults);
  });
  write_list(json, "workloads", result.workloads, [&](const WorkloadResult& workload) {
    json.text("name", printable(workload.name, name_limit)).text("kind", printable(workload.kind, name_limit));
    json.text("operator", printable(workload.operator_name, name_limit));
    json.number("gpu_h", workload.gpu_time.in(hours)).number("node_energy_j", workload.energy.si());
    json.text("remark", printable(workload.remark, remark_limit));
    write_work(json, workload.work);
  });
  write_ledger(json, result.ledger);
  write_steps(json, result.steps);
}

}  // namespace aif
