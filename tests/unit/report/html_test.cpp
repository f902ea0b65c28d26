#include "report/html.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <numeric>
#include <regex>
#include <set>

#include "core/hash.hpp"
#include "core/soft_equal.hpp"
#include "report/asset.hpp"
#include "report/html_model.hpp"
#include "report/html_series.hpp"
#include "sample_result.hpp"
#include "shipped.hpp"

namespace aif {
namespace {

using Json = nlohmann::json;

/// Ten days by the hour at one site, and three jobs.
Result with_rows() {
  Result result = test::sample_result();
  result.duration = days(10);
  result.series_interval = hours(1);
  result.start = *parse_instant("2027-01-28T00:00:00+09:00");
  result.sites = {SiteResult{.name = "ulsan", .operator_name = "chips", .feed = megawatts(5)}};
  result.series.assign(1, {});
  SiteSeries& series = result.series[0];
  for (int hour = 0; hour < 240; ++hour) {
    series.it_w.push_back(1e6F);
    series.facility_w.push_back(hour < 96 ? 1.2e6F : 1.5e6F);  // 96 hours of January, 144 of February
    series.peak_w.push_back(2e6F);
    series.dry_bulb_c.push_back(5.0F);
    series.wet_bulb_c.push_back(3.0F);
    series.price_krw_per_kwh.push_back(150.0F);
    series.carbon_kg_per_kwh.push_back(0.4F);
    series.busy_gpus.push_back(100.0F);
    series.cap.push_back(1.0F);
  }
  result.workloads = {WorkloadResult{.name = "masks", .kind = "batch", .operator_name = "chips"}};
  result.pools = {PoolResult{.site = "ulsan", .name = "hall"}};
  auto job = [](std::uint32_t id, double start_s, double end_s, double gpus) {
    JobRecord record;
    record.id = id;
    record.status = end_s < 0 ? JobStatus::running : JobStatus::finished;
    record.gpus = static_cast<std::uint32_t>(gpus);
    record.submit_s = record.start_s = start_s;
    record.end_s = end_s;
    record.gpu_time_s = gpus * ((end_s < 0 ? 864'000.0 : end_s) - start_s);
    return record;
  };
  result.jobs = {job(0, 0, 400'000, 64), job(1, 3'600, 7'200, 8), job(2, 500'000, -1, 16)};
  result.events = {{100.0, EventKind::fault, 0}, {200.0, EventKind::repair, 0}, {863'999.0, EventKind::fault, 0}};
  return result;
}

Json model_of(const std::vector<Result>& results) { return Json::parse(report_model(results, shipped_catalog())); }

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++found;
  }
  return found;
}

}  // namespace

TEST_CASE("fewer points keep means and extremes") {
  const std::vector<float> rows{1, 3, 5, 7, 100};
  CHECK(reduced(rows, 2, Reduce::mean) == std::vector<double>{2, 6, 100});
  CHECK(reduced(rows, 2, Reduce::largest) == std::vector<double>{3, 7, 100});
  CHECK(reduced(rows, 2, Reduce::smallest) == std::vector<double>{1, 5, 100});
  CHECK(reduced(rows, 1, Reduce::mean) == std::vector<double>{1, 3, 5, 7, 100});
  CHECK(reduced({}, 4, Reduce::mean).empty());
  for (std::size_t size : {1u, 9u, 10u, 11u, 8760u}) {
    CAPTURE(size);
    CHECK(reduced(std::vector<float>(size, 1.0F), reduction_factor(size, 10), Reduce::mean).size() <= 10);
  }
}

TEST_CASE("months add up to the energy of the series") {
  const Json months = model_of({with_rows()})["results"][0]["months"];
  REQUIRE(months.size() == 2);
  // 96 h x 1.2 MW = 115.2 MWh in January, 144 h x 1.5 MW = 216 MWh in February
  CHECK(months[0]["month"] == "2027-01");
  CHECK(SoftEqual{}(months[0]["facility_j"].get<double>(), 115.2 * 3.6e9));
  CHECK(SoftEqual{}(months[1]["facility_j"].get<double>(), 216.0 * 3.6e9));
  // 216 MWh x 0.4 kg/kWh = 86.4 t
  CHECK(SoftEqual{1e-6}(months[1]["carbon_kg"].get<double>(), 86'400.0));
}

TEST_CASE("a site with a supply of its own draws less than it uses") {
  Result result = with_rows();
  CHECK_FALSE(model_of({result})["results"][0]["series"]["total"].contains("grid_mw"));
  SiteSeries& series = result.series[0];
  for (std::size_t hour = 0; hour < series.facility_w.size(); ++hour) {
    series.grid_w.push_back(series.facility_w[hour] - (hour % 24 == 12 ? 0.6e6F : 0.0F));  // an hour of sun a day
  }
  const Json json = model_of({result})["results"][0];
  CHECK(SoftEqual{1e-4}(json["series"]["total"]["grid_mw"][12].get<double>(), 0.6));
  CHECK(SoftEqual{1e-4}(json["series"]["total"]["facility_mw"][12].get<double>(), 1.2));
  CHECK(json["series"]["sites"][0]["grid_mw"].size() == json["series"]["sites"][0]["facility_mw"].size());
  // Six days of February: 216 MWh used, 6 x 0.6 MWh of it from the sun; 212.4 MWh x 0.4 kg/kWh = 84.96 t.
  const Json& february = json["months"][1];
  CHECK(SoftEqual{1e-6}(february["facility_j"].get<double>(), 216.0 * 3.6e9));
  CHECK(SoftEqual{1e-6}(february["grid_j"].get<double>(), 212.4 * 3.6e9));
  CHECK(SoftEqual{1e-6}(february["carbon_kg"].get<double>(), 84'960.0));
}

TEST_CASE("lanes hold the GPU-time of the jobs") {
  const Result result = with_rows();
  const Json jobs = model_of({result})["results"][0]["jobs"];
  REQUIRE(jobs["lanes"].size() == 1);
  double gpu_s = 0;
  for (const Json& gpus : jobs["lanes"][0]["gpus"]) {
    gpu_s += gpus.get<double>() * jobs["column_s"].get<double>();
  }
  const double held = std::accumulate(result.jobs.begin(), result.jobs.end(), 0.0,
                                      [](double sum, const JobRecord& job) { return sum + job.gpu_time_s; });
  CHECK(SoftEqual{0.01}(gpu_s, held));  // columns are whole GPUs
  CHECK(jobs["bars"].size() == 3);
  CHECK(jobs["waits"][0] == 3);
}

TEST_CASE("faults are counted where they happened") {
  const Json faults = model_of({with_rows()})["results"][0]["faults"];
  CHECK(faults["columns"].front() == Json({1, 1, 0}));
  CHECK(faults["columns"].back() == Json({1, 0, 0}));
}

TEST_CASE("sections without data are left out of the model") {
  const Json result = model_of({test::sample_result()})["results"][0];
  for (const char* key : {"series", "months", "jobs", "faults"}) {
    CAPTURE(key);
    CHECK_FALSE(result.contains(key));
  }
  CHECK(result["headline"].size() == 2);
}

TEST_CASE("assumptions and catalog numbers come from the resolved scenario") {
  Result result = with_rows();
  result.resolved_yaml =
      "sites:\n"
      "  - name: ulsan\n    feed: 5000000 W\n    assumed: true\n    note: made up\n"
      "    climate:\n      name: ulsan\n      title: Ulsan\n"
      "      latitude: {value: 35.58, source: kma-stations}\n      longitude: {value: 129.33, source: kma-stations}\n"
      "      daily_swing_k: {value: 8.5, estimate: true, range: [7.5, 10], note: why}\n";
  const Json model = model_of({result})["results"][0];
  CHECK(model["places"][0]["latitude"] == 35.58);
  CHECK(model["statements"][0]["value"] == "5 MW");
  CHECK(model["statements"][0]["assumed"] == true);
  REQUIRE(model["numbers"].size() == 3);
  CHECK(model["numbers"][2] == Json({"ulsan", "Ulsan", "daily_swing_k", "8.5", "7.5 – 10", "", "why"}));
  CHECK(model["references"]["kma-stations"]["grade"].is_string());
}

TEST_CASE("a comparison lists the inputs that differ") {
  Result a = with_rows();
  Result b = a;
  a.resolved_yaml = "seed: 1\nsites:\n  - {name: ulsan, feed: 5000000 W}\n  - {name: seoul, feed: 1 W}\n";
  b.resolved_yaml = "seed: 1\nsites:\n  - {name: ulsan, feed: 8000000 W}\n";
  const Json model = model_of({a, b});
  CHECK(model["results"].size() == 2);
  CHECK(model["differences"] == Json::parse(R"([["sites[ulsan].feed","5 MW","8 MW"],["sites[seoul]","seoul",null]])"));
}

TEST_CASE("hostile names cannot leave their place in the page") {
  Result result = with_rows();
  const std::string hostile = "</script><img src=x onerror=alert(1)>\x01\xE2\x80\xAE" + std::string(5000, 'A');
  result.scenario_name = result.title_en = result.title_ko = result.description = hostile;
  result.sites[0].name = result.sites[0].title_en = result.workloads[0].name = hostile;
  result.operators[0].title_en = result.remarks.emplace_back(hostile);
  result.resolved_yaml = "name: \"" + hostile.substr(0, 30) + "\"\n";
  const std::string page = html_report({result}, shipped_catalog());
  CHECK(count(page, "</script") == 3);
  CHECK(count(page, "<script") == 3);
  CHECK(page.find("<img") == std::string::npos);
  CHECK(page.find("\xE2\x80\xAE") == std::string::npos);
  CHECK(page.find(std::string(1000, 'A')) == std::string::npos);
}

TEST_CASE("the policy of the page names its two scripts and allows no connection") {
  const std::string page = html_report({with_rows()}, shipped_catalog());
  CHECK(page.find("default-src 'none'") != std::string::npos);
  CHECK(count(page, "'sha256-") == 2);
  CHECK(page.find("http-equiv") < page.find("<script"));
  // The first script is the chart library as it was committed.
  const std::string charts(asset("charts.min.js"));
  CHECK(page.find("<script>" + charts + "</script>") != std::string::npos);
}

TEST_CASE("the same results give the same page") {
  CHECK(html_report({with_rows()}, shipped_catalog()) == html_report({with_rows()}, shipped_catalog()));
}

TEST_CASE("the chart library is the one whose checksum was committed") {
  CHECK(sha256_hex(asset("charts.min.js")) == std::string(asset("charts.min.js.sha256")).substr(0, 64));
}

TEST_CASE("every word is there in both languages, with the same places, and every word asked for exists") {
  std::set<std::string> known;
  const std::regex place("\\{[a-z]+\\}");
  auto places_of = [&](const std::string& text) {
    return std::set<std::string>(std::sregex_token_iterator(text.begin(), text.end(), place), {});
  };
  for (const Asset& table : word_tables()) {
    CHECK(table.text.find('<' + std::string("/")) == std::string::npos);
    const Json list = Json::parse(table.text);
    for (const auto& [key, pair] : list.items()) {
      CAPTURE(key);
      REQUIRE(pair.size() == 2);
      CHECK_FALSE(pair[0].get<std::string>().empty());
      CHECK_FALSE(pair[1].get<std::string>().empty());
      CHECK(places_of(pair[0]) == places_of(pair[1]));
      CHECK(known.insert(key).second);
    }
  }
  const std::regex asked("word\\(\"([a-z_]+\\.[a-z_.0-9]+)\"");
  for (const Asset& script : scripts()) {
    const std::string text(script.text);
    for (std::sregex_iterator found(text.begin(), text.end(), asked), end; found != end; ++found) {
      CAPTURE((*found)[1].str());
      CHECK(known.count((*found)[1].str()) == 1);
    }
  }
}

}  // namespace aif
