#include "sweep/collect.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "core/text.hpp"
#include "sweep/run_metrics.hpp"

namespace aif {
namespace {

using Json = nlohmann::ordered_json;

const char* status_of(const CollectedRun& run) {
  return !run.outcome ? "missing" : run.outcome->failed ? "failed" : "done";
}

std::string factor_cell(const FactorValue& value) { return value.si ? shortest(*value.si) : csv_cell(value.text); }

/// The metrics of one run by path.
std::map<std::string, double> by_path(const CollectedRun& run) {
  std::map<std::string, double> values;
  if (run.outcome && !run.outcome->failed) {
    for (const FlatMetric& metric : run.outcome->metrics) {
      values[metric.path] = metric.value;
    }
  }
  return values;
}

std::string run_row(const Collected& collected, const CollectedRun& run) {
  const std::string error = run.outcome ? run.outcome->error : "";
  std::string out = fmt::format("{},{},{},{},{},{},{},{}", csv_cell(collected.manifest.name), run.stored.run.id,
                                run.stored.run.point, run.stored.run.replication,
                                seed_of(collected.manifest.scenario_seed, collected.manifest.factors, run.stored.values,
                                        run.stored.run.seed_offset),
                                status_of(run), run.outcome ? csv_cell(run.outcome->error_code) : "", csv_cell(error));
  for (const FactorValue& value : run.stored.values) {
    out += "," + factor_cell(value);
  }
  const std::map<std::string, double> values = by_path(run);
  for (const FlatMetric& metric : collected.metrics) {
    const auto found = values.find(metric.path);
    out += "," + (found == values.end() ? "" : shortest(found->second));
  }
  return out + "\n";
}

/// Points of the unit cube in the order of the design.
UnitPoints unit_points(const Collected& collected) {
  UnitPoints points(collected.manifest.points);
  for (const CollectedRun& run : collected.runs) {
    points[run.stored.run.point] = run.stored.unit;
  }
  return points;
}

bool varies(const Responses& responses) {
  std::set<double> seen;
  for (const std::optional<double>& value : responses) {
    if (value) {
      seen.insert(*value);
    }
  }
  return seen.size() > 1;
}

void add_morris(const Collected& collected, const FlatMetric& metric, const Responses& responses,
                std::vector<SensitivityRow>& rows) {
  const std::vector<MorrisIndices> indices = morris_indices(unit_points(collected), responses, {});
  for (std::size_t i = 0; i < indices.size(); ++i) {
    const MorrisIndices& one = indices[i];
    const std::string& name = collected.manifest.factors[i].name;
    auto add = [&](const char* index, double value, double low, double high) {
      rows.push_back({metric.path, metric.unit, name, index, value, low, high, one.effects});
    };
    add("mu_star", one.mu_star.value, one.mu_star.low, one.mu_star.high);
    add("mu", one.mu, one.mu, one.mu);
    add("sigma", one.sigma, one.sigma, one.sigma);
  }
}

void add_sobol(const Collected& collected, const FlatMetric& metric, const Responses& responses,
               std::vector<SensitivityRow>& rows) {
  const std::size_t parameters = collected.manifest.factors.size();
  const std::vector<SobolIndices> indices = sobol_indices(parameters, responses, {});
  std::size_t whole = 0;
  for (std::size_t from = 0; from < responses.size(); from += parameters + 2) {
    const auto begin = responses.begin() + static_cast<std::ptrdiff_t>(from);
    const auto end = begin + static_cast<std::ptrdiff_t>(parameters + 2);
    whole += std::all_of(begin, end, [](const auto& value) { return value.has_value(); }) ? 1U : 0U;
  }
  for (std::size_t i = 0; i < parameters; ++i) {
    const std::string& name = collected.manifest.factors[i].name;
    const Index& first = indices[i].first;
    const Index& total = indices[i].total;
    rows.push_back({metric.path, "1", name, "S1", first.value, first.low, first.high, whole});
    rows.push_back({metric.path, "1", name, "ST", total.value, total.low, total.high, whole});
  }
}

Json column_json(const std::string& name, const std::string& unit, const std::string& meaning) {
  return Json{{"name", name}, {"unit", unit}, {"meaning", meaning}};
}

}  // namespace

Collected collect(const StudyDirectory& study) {
  Collected out;
  out.manifest = study.manifest();
  std::set<std::string> known;
  for (std::size_t id = 1; id <= out.manifest.runs; ++id) {
    CollectedRun run{study.read_run(id), study.read_outcome(id)};
    if (!run.outcome) {
      ++out.missing;
    } else if (run.outcome->failed) {
      ++out.failed;
    } else {
      ++out.done;
      for (const FlatMetric& metric : run.outcome->metrics) {
        if (known.insert(metric.path).second) {
          out.metrics.push_back(metric);
        }
      }
    }
    out.runs.push_back(std::move(run));
  }
  return out;
}

std::string results_csv(const Collected& collected) {
  std::string out = "study,run,point,replication,seed,status,error_code,error";
  for (const Factor& factor : collected.manifest.factors) {
    out += "," + csv_cell(factor.column);
  }
  for (const FlatMetric& metric : collected.metrics) {
    out += "," + csv_cell(metric.path);
  }
  out += "\n";
  for (const CollectedRun& run : collected.runs) {
    out += run_row(collected, run);
  }
  return out;
}

std::string columns_json(const Collected& collected) {
  Json columns =
      Json::array({column_json("study", "", "name of the study"), column_json("run", "1", "number of the run"),
                   column_json("point", "1", "setting of the parameters, from 0"),
                   column_json("replication", "1", "repetition of the point, from 0"),
                   column_json("seed", "1", "of the simulation"),
                   column_json("status", "", "done, failed, or missing: not run yet"),
                   column_json("error_code", "",
                               "of a failed run: see docs/errors.md, or simulation, file, "
                               "memory, crashed, internal"),
                   column_json("error", "", "what went wrong")});
  for (const Factor& factor : collected.manifest.factors) {
    Json one = column_json(factor.column, factor.scale ? "1" : factor.unit,
                           factor.scale ? "factor on what the scenario says" : "value of a parameter");
    one["parameter"] = factor.name;
    one["paths"] = factor.paths;
    if (!factor.distribution.empty()) {
      one["distribution"] = factor.distribution;
    }
    columns.push_back(std::move(one));
  }
  for (const FlatMetric& metric : collected.metrics) {
    columns.push_back(column_json(metric.path, metric.unit, metric_help(metric.path)));
  }
  return Json{{"file", "results.csv"}, {"columns", std::move(columns)}}.dump(1, ' ', false,
                                                                             Json::error_handler_t::replace) +
         "\n";
}

Responses responses_of(const Collected& collected, const std::string& metric) {
  std::vector<double> sums(collected.manifest.points, 0.0);
  std::vector<std::size_t> counts(collected.manifest.points, 0);
  for (const CollectedRun& run : collected.runs) {
    const std::map<std::string, double> values = by_path(run);
    if (const auto found = values.find(metric); found != values.end()) {
      sums[run.stored.run.point] += found->second;
      ++counts[run.stored.run.point];
    }
  }
  Responses responses(collected.manifest.points);
  for (std::size_t i = 0; i < sums.size(); ++i) {
    if (counts[i] > 0) {
      responses[i] = sums[i] / static_cast<double>(counts[i]);
    }
  }
  return responses;
}

std::vector<SensitivityRow> sensitivity(const Collected& collected) {
  const DesignKind design = collected.manifest.design;
  std::vector<SensitivityRow> rows;
  if (design != DesignKind::morris && design != DesignKind::sobol) {
    return rows;
  }
  for (const FlatMetric& metric : collected.metrics) {
    const Responses responses = responses_of(collected, metric.path);
    if (!varies(responses)) {
      continue;
    }
    if (design == DesignKind::morris) {
      add_morris(collected, metric, responses, rows);
    } else {
      add_sobol(collected, metric, responses, rows);
    }
  }
  return rows;
}

std::string sensitivity_csv(const Collected& collected, const std::vector<SensitivityRow>& rows) {
  std::string out = "study,metric,parameter,index,value,low,high,unit,samples\n";
  for (const SensitivityRow& row : rows) {
    out += fmt::format("{},{},{},{},{},{},{},{},{}\n", csv_cell(collected.manifest.name), csv_cell(row.metric),
                       csv_cell(row.parameter), row.index, shortest(row.value), shortest(row.low), shortest(row.high),
                       csv_cell(row.unit), row.samples);
  }
  return out;
}

}  // namespace aif
