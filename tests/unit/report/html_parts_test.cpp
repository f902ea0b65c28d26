#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "report/html_model.hpp"
#include "report/html_waveform.hpp"
#include "sample_result.hpp"

namespace aif {
namespace {

using Json = nlohmann::json;

Result replicated() {
  Result result;
  UncertaintyResult& uncertainty = result.uncertainty;
  uncertainty.replications = 8;
  uncertainty.failed = 1;
  uncertainty.catalog_estimates = true;
  uncertainty.inputs = {{"sites[ulsan].feed", "uniform 70 MW to 103 MW", "W", 86.5e6, true}};
  MetricSpread spread;
  spread.metric = "totals.utility.pue";
  spread.count = 8;
  spread.mean = 1.2;
  spread.p5 = 1.1;
  spread.p50 = 1.2;
  spread.p95 = 1.3;
  spread.mean_low = 1.18;
  spread.mean_high = 1.22;
  uncertainty.metrics = {spread};
  return result;
}

template <class F>
Json written(F&& write) {
  JsonText json;
  json.begin_object();
  write(json);
  json.end_object();
  return Json::parse(json.str());
}

std::string message(const std::string& text) {
  try {
    read_waveform_csv(text, "wave.csv");
  } catch (const FileError& problem) {
    return problem.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("parts that a result lacks leave no trace") {
  CHECK(written([](JsonText& json) { write_uncertainty(json, Result{}); }).empty());
  CHECK(written([](JsonText& json) { write_waveform(json, Waveform{}); }).empty());
}

TEST_CASE("costs are written with their total and range") {
  Result result = test::sample_result();
  result.cost.capital = won(3e9);
  result.cost.upkeep = won(1e9);
  result.cost.electricity = won(2e9);
  result.cost.low = won(5e9);
  result.cost.high = won(8e9);
  result.cost.embodied_period = tonnes(7);
  const Json cost = written([&](JsonText& json) { write_totals(json, result); })["totals"]["cost"];
  CHECK(cost["total_krw"] == 6e9);
  CHECK(cost["low_krw"] == 5e9);
  CHECK(cost["embodied_period_kg"] == 7000);
}

TEST_CASE("spreads are written by metric, and the inputs that were drawn") {
  const Json json = written([](JsonText& text) { write_uncertainty(text, replicated()); })["uncertainty"];
  CHECK(json["replications"] == 8);
  CHECK(json["metrics"]["totals.utility.pue"]["p95"] == 1.3);
  CHECK(json["inputs"][0] == Json({"sites[ulsan].feed", "uniform 70 MW to 103 MW", true}));
}

TEST_CASE("a waveform keeps its extremes when it loses points") {
  std::string text = "t_s,load_w,grid_w\n";
  for (int i = 0; i < 24'000; ++i) {
    text += std::to_string(i) + "e-2," + (i == 12'345 ? "9000000" : i == 777 ? "1000000" : "5000000") + ",4000000\n";
  }
  const Waveform waveform = read_waveform_csv(text, "wave.csv");
  CHECK(waveform.load_w.size() == 24'000);
  CHECK(waveform.step_s == doctest::Approx(0.01).scale(0));
  const Json json = written([&](JsonText& out) { write_waveform(out, waveform); })["waveform"];
  const auto load = json["load_mw"].get<std::vector<double>>();
  CHECK(load.size() == 6'000);  // 3,000 columns, the smallest and the largest of each
  CHECK(*std::max_element(load.begin(), load.end()) == 9.0);
  CHECK(*std::min_element(load.begin(), load.end()) == 1.0);
  CHECK(json["step_s"].get<double>() * 3'000 == doctest::Approx(240.0).scale(0));
}

TEST_CASE("a file that is no waveform is refused with its line") {
  CHECK(message("time,power\n").find("line 1: a waveform begins with t_s,load_w,grid_w") != std::string::npos);
  CHECK(message("t_s,load_w,grid_w\n0,1,x\n").find("line 2: \"x\" is not a number") != std::string::npos);
  CHECK(message("t_s,load_w,grid_w\n0,1\n").find("2 cells") != std::string::npos);
  CHECK(message("t_s,load_w,grid_w\n0,1,1\n").find("two rows") != std::string::npos);
}

}  // namespace aif
